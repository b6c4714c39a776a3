//! The work on a site from the first label to leaving it: notes as they will be sealed, packing by scanning, the
//! hand-over form, labels, and the check before the van leaves.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{
    Catalogue, CustodyForm, CustodyView, EntryPreview, FormObject, LeaveCheck, LeaveKey, Light, PackedState,
    PackingRequest, SealState, Slip,
};
use sigillum_core::custody::{Party, Status};
use sigillum_core::entry::Class;
use sigillum_core::error::Code;
use sigillum_core::id::RecordId;
use sigillum_core::media::Strokes;
use sigillum_core::note::NoteDraft;
use sigillum_core::progress::Silent;
use sigillum_core::report::LabelLayout;
use sigillum_tests::laptop::{Laptop, export, fields, take_in};
use sigillum_tests::picture;
use std::collections::BTreeMap;
use std::path::PathBuf;

struct Site {
    folder: tempfile::TempDir,
    laptop: Laptop,
    catalogue: Catalogue,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let laptop = Laptop::new(folder.path(), "Sopheap");
        let catalogue = laptop.begin();
        Self { folder, laptop, catalogue }
    }

    fn artefacts(&mut self, count: u32) -> Vec<RecordId> {
        let mut add = |n: u32| {
            let reference = format!("SO/{n}");
            self.catalogue
                .artefact_add(&fields(&[("reference", &reference), ("title", "Head of a deity")]))
                .unwrap()
        };
        (1..=count).map(&mut add).collect()
    }

    fn scan(&mut self, open: Option<&RecordId>, typed: &str) -> PackedState {
        self.catalogue.pack_scan(open, typed, false).unwrap().state
    }

    fn photo(&self, name: &str, index: u32) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, picture(index)).unwrap();
        path
    }

    /// All lines of the ledger, as the bundle carries them.
    fn ledger(&mut self) -> Vec<String> {
        let bundle = export(&mut self.catalogue, &self.laptop, false, None).path;
        let mut lines = Vec::new();
        for file in std::fs::read_dir(bundle.join("data/ledger")).unwrap().map(|f| f.unwrap().path()) {
            if file.extension().is_some_and(|ext| ext == "jsonl") {
                lines.extend(std::fs::read_to_string(file).unwrap().lines().map(str::to_owned));
            }
        }
        lines
    }
}

fn party(name: &str) -> Party {
    Party { name: name.into(), organisation: "Museum".into(), role: String::new() }
}

fn form(count: usize, stated: u64) -> CustodyForm {
    let object = |n: usize| FormObject { object: format!("so-{n:02}"), quantity: None };
    CustodyForm {
        event: "handed_over".into(),
        from: Some(party("Sopheap Keo")),
        to: Some(party("Anne Roux")),
        objects: (1..=count).map(object).collect(),
        stated_count: Some(stated),
        ..CustodyForm::default()
    }
}

fn signature() -> Strokes {
    Strokes { width: 400, height: 150, strokes: vec![vec![(20, 100), (90, 30), (180, 120), (380, 60)]] }
}

/// True if the signed line is the previewed one but for what only signing fixes.
fn is_as_previewed(preview: &EntryPreview, line: &str) -> bool {
    let mut rest = line;
    for part in &preview.line {
        match &part.at_signing {
            None => match rest.strip_prefix(part.text.as_str()) {
                Some(after) => rest = after,
                None => return false,
            },
            Some(_) => rest = &rest[part.text.len()..],
        }
    }
    rest.is_empty() && preview.bytes == line.len() as u64 + 1
}

fn codes(view: &CustodyView) -> Vec<&str> {
    view.findings.iter().map(|finding| finding.code).collect()
}

fn light(check: &LeaveCheck, key: LeaveKey) -> (Light, u64) {
    let line = check.lines.iter().find(|line| line.key == key).unwrap();
    (line.light, line.count)
}

#[test]
fn a_note_is_sealed_byte_for_byte_as_it_was_previewed() {
    let mut site = Site::new();
    let about = site.artefacts(1);
    let draft = NoteDraft {
        title: "First look".into(),
        text: "Break at the neck: \"old\".\nSoil ខ្សាច់ — دوغاب; \"at\":\"x\"".into(),
        about,
        ..NoteDraft::default()
    };
    let number = site.catalogue.note_draft(None, &draft).unwrap();
    let preview = site.catalogue.note_preview(&draft, Class::Open).unwrap();
    assert_eq!(preview.about, ["SO/1"]);
    let pending: Vec<&str> = preview.entry.line.iter().filter_map(|p| p.at_signing.as_deref()).collect();
    assert_eq!(pending, ["at", "salt", "save"]);
    let sealed = site.catalogue.note_seal(&draft, Some(number), Class::Open).unwrap();
    assert_eq!(
        (preview.entry.chain.map(|c| c.to_string()), preview.entry.seq),
        (Some(sealed.chain), Some(sealed.seq))
    );
    let line = site.ledger().into_iter().find(|line| line.contains("note.seal")).unwrap();
    assert!(is_as_previewed(&preview.entry, &line), "{line}\n{:?}", preview.entry);
    assert!(site.catalogue.note_draft_views(None).unwrap().is_empty());

    site.catalogue.lock_key();
    assert_eq!(site.catalogue.note_preview(&draft, Class::Open).unwrap_err().code, Code::KeyLocked);
}

#[test]
fn scanning_opens_packages_and_puts_what_follows_into_them() {
    let mut site = Site::new();
    let ids = site.artefacts(3);
    let bag = site.catalogue.pack_new(Some("B-0317"), "bag", None).unwrap();
    let crate_ = site.catalogue.pack_new(None, "crate", None).unwrap();
    assert_eq!(site.catalogue.package(&crate_).unwrap().number, "B-0318");

    assert_eq!(site.scan(None, "SO/1"), PackedState::NoPackage);
    assert_eq!(site.scan(None, " b 317 \n"), PackedState::Opened);
    assert_eq!(site.scan(Some(&bag), "so-01"), PackedState::Put);
    assert_eq!(site.scan(Some(&bag), "SO/1"), PackedState::AlreadyIn);
    assert_eq!(site.scan(Some(&bag), "SO/2"), PackedState::Put);
    let moved = site.catalogue.pack_scan(Some(&crate_), "SO/2", false).unwrap();
    assert_eq!((moved.state, moved.before), (PackedState::Moved, Some(bag.clone())));
    let nested = site.catalogue.pack_scan(Some(&crate_), "B-0317", true).unwrap();
    assert_eq!((nested.state, nested.package), (PackedState::Put, Some(crate_.clone())));

    let unknown = site.catalogue.pack_scan(Some(&bag), "SO/99", false).unwrap_err();
    assert!(unknown.code == Code::NotFound && unknown.remedy.is_some());
    site.catalogue.withdraw(&ids[2], "a stone of the yard").unwrap();
    assert_eq!(site.catalogue.pack_scan(Some(&bag), "SO/3", false).unwrap_err().code, Code::BadValue);

    let every = PackingRequest { limit: 100, ..PackingRequest::default() };
    let packing = site.catalogue.packing(&every).unwrap();
    let tree: Vec<_> =
        packing.packages.iter().map(|p| (p.number.as_str(), p.depth, p.contents, p.objects)).collect();
    assert_eq!(tree, [("B-0318", 0, 2, 2), ("B-0317", 1, 1, 1)]);
    assert_eq!((packing.artefacts, packing.unpacked, packing.total), (2, 0, 2));
    let second = PackingRequest { offset: 1, ..every };
    assert_eq!(site.catalogue.packing(&second).unwrap().packages[0].number, "B-0317", "on its own page");
    let outermost = PackingRequest { outermost: true, ..every };
    let outer = site.catalogue.packing(&outermost).unwrap();
    assert_eq!((outer.total, outer.packages[0].number.as_str()), (1, "B-0318"));
    site.catalogue.put_in(None, &ids[..1]).unwrap();
    let unpacked = site.catalogue.unpacked(0, 10).unwrap();
    assert_eq!((unpacked.total, unpacked.artefacts[0].reference.as_str()), (1, "SO/1"));
}

#[test]
fn a_hand_over_of_twelve_with_eleven_recorded_is_found_before_and_after_it_is_signed() {
    let mut site = Site::new();
    site.artefacts(13);
    let preview = site.catalogue.custody_preview(&form(11, 12)).unwrap();
    assert_eq!((preview.recorded_count, preview.stated_count), (11, Some(12)));
    assert_eq!(preview.findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["count-differs"]);
    assert_eq!(
        preview.not_accounted.iter().map(|l| l.reference.as_str()).collect::<Vec<_>>(),
        ["SO/12", "SO/13"]
    );
    assert_eq!(preview.status, Status::Stated);

    let recorded = site.catalogue.custody_form_record(&form(11, 12)).unwrap();
    assert_eq!((codes(&recorded), recorded.status), (vec!["count-differs"], Status::Stated));
    let line = site.ledger().into_iter().find(|line| line.contains("custody.record")).unwrap();
    assert!(is_as_previewed(&preview.entry.unwrap(), &line), "{line}");

    let slip = Slip {
        event: recorded.recorded.id.clone(),
        by: Some(party("Anne Roux")),
        files: vec![site.photo("slip.jpg", 1)],
        statement: String::new(),
        photos: Vec::new(),
        signature: None,
    };
    let accepted = site.catalogue.custody_attach(&slip, &Silent).unwrap();
    assert_eq!(accepted.status, Status::Acknowledged);
    assert_eq!(codes(&accepted), ["count-differs"], "a signature makes no count right");
    assert_eq!(
        light(&site.catalogue.leave().unwrap(), LeaveKey::Photos),
        (Light::Green, 0),
        "a slip is in its place"
    );

    let rest = site.catalogue.custody_preview(&form(13, 13)).unwrap();
    assert_eq!((rest.gone_before.len(), rest.not_accounted_total), (11, 0));
}

#[test]
fn a_drawn_signature_is_an_original_of_its_own_and_acknowledges_the_hand_over() {
    let mut site = Site::new();
    site.artefacts(2);
    let mut form = form(2, 2);
    form.signature = Some(signature());
    let preview = site.catalogue.custody_preview(&form).unwrap();
    assert!(
        preview.findings.is_empty() && preview.status == Status::Acknowledged && preview.problem.is_none()
    );
    let recorded = site.catalogue.custody_form_record(&form).unwrap();
    assert_eq!(recorded.status, Status::Acknowledged);
    let photo = site.catalogue.photo(&recorded.recorded.recorded.photos[0]).unwrap();
    assert_eq!(
        (photo.media_type.as_str(), photo.names[0].as_str()),
        ("image/png", "signature Anne Roux.png")
    );
    let kept = std::fs::read(site.catalogue.original_path(&photo.sha256).unwrap().unwrap()).unwrap();
    assert_eq!(kept, signature().to_png().unwrap());
    let lines = site.ledger();
    let line = lines.iter().find(|line| line.contains("custody.record")).unwrap();
    let previewed = preview.entry.unwrap();
    assert!(is_as_previewed(&previewed, line), "{line}");
    let at = line.find("\"seq\":").unwrap() + 6;
    assert!(
        line[at..].starts_with(&format!("{},", previewed.seq.unwrap())),
        "the signature's own entry comes before it"
    );
    assert_eq!(preview.also_signed, ["photo.add"]);

    form.signature = Some(Strokes { strokes: vec![vec![(1, 1)]], ..signature() });
    let refused = site.catalogue.custody_preview(&form).unwrap();
    assert!(refused.problem.unwrap().1.is_some() && refused.entry.is_none());
}

#[test]
fn seals_are_compared_and_what_is_in_a_package_goes_along() {
    let mut site = Site::new();
    let ids = site.artefacts(3);
    let bag = site.catalogue.pack_new(Some("B-1"), "bag", None).unwrap();
    site.catalogue.put_in(Some(&bag), &ids[..2]).unwrap();
    let on_bag = vec![FormObject { object: "B-1".into(), quantity: None }];
    let sealed = CustodyForm {
        event: "sealed".into(),
        objects: on_bag.clone(),
        seals: vec!["K 001".into(), "K 002".into()],
        ..CustodyForm::default()
    };
    site.catalogue.custody_form_record(&sealed).unwrap();
    let over = CustodyForm { objects: on_bag, seals: vec!["k001".into(), "K 009".into()], ..form(0, 2) };
    let preview = site.catalogue.custody_preview(&over).unwrap();
    let seals: Vec<_> = preview.seals.iter().map(|s| (s.number.as_str(), s.state)).collect();
    assert_eq!(
        seals,
        [("K 001", SealState::Matches), ("K 002", SealState::NotNamed), ("K 009", SealState::Unknown)]
    );
    assert_eq!(preview.findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["seal-differs"]);
    let lines: Vec<_> = preview.objects.iter().map(|l| (l.reference.as_str(), l.named)).collect();
    assert_eq!(lines, [("B-1", true), ("SO/1", false), ("SO/2", false)]);
    assert_eq!((preview.recorded_count, preview.not_accounted_total), (2, 1));

    let unknown = CustodyForm { objects: vec![FormObject { object: "XX/1".into(), quantity: None }], ..over };
    let preview = site.catalogue.custody_preview(&unknown).unwrap();
    assert!(preview.unknown == ["XX/1"] && preview.problem.is_some() && preview.entry.is_none());
    assert_eq!(site.catalogue.custody_form_record(&unknown).unwrap_err().code, Code::NotFound);
}

/// Places a photo of each required view.
fn photograph(site: &mut Site, artefact: &RecordId, card: &str, first: u32) {
    let folder = site.folder.path().join(card);
    std::fs::create_dir_all(&folder).unwrap();
    for (i, view) in (0u32..).zip(["overall_front", "overall_back", "scale", "label"]) {
        let photo = site.photo("next.jpg", first + i);
        let one = folder.join(view);
        std::fs::create_dir_all(&one).unwrap();
        std::fs::rename(photo, one.join(format!("{view}.jpg"))).unwrap();
        take_in(&mut site.catalogue, &one, Some(artefact), Some(view));
    }
}

#[test]
fn drafts_are_named_as_a_person_knows_them_and_all_of_them_are_counted() {
    let mut site = Site::new();
    let ids = site.artefacts(1);
    let kept = |pairs: &[(&str, &str)]| -> BTreeMap<String, Option<String>> {
        let shaped = |text: &str| format!(r#"{{"one":{{"text":"{text}"}}}}"#);
        pairs.iter().map(|(field, text)| ((*field).to_owned(), Some(shaped(text)))).collect()
    };
    site.catalogue.form_keep(ids[0].as_str(), &kept(&[("title", "Head, stone")])).unwrap();
    site.catalogue.form_keep("new:7", &kept(&[("reference", "SO/9"), ("title", "Ring")])).unwrap();
    let draft = NoteDraft { text: "Old break at the neck\nand more".into(), ..NoteDraft::default() };
    let number = site.catalogue.note_draft(None, &draft).unwrap();
    let drafts = |site: &Site| site.catalogue.leave().unwrap().lines.remove(5);
    let line = drafts(&site);
    let named: Vec<_> =
        line.items.iter().map(|item| (item.id.clone(), &item.name[..], &item.title[..])).collect();
    let expected = [
        (ids[0].to_string(), "SO/1", "Head, stone"),
        ("form:new:7".to_owned(), "SO/9", "Ring"),
        (format!("note:{number}"), "note", "Old break at the neck"),
    ];
    assert_eq!(named, expected);
    for _ in 0..210 {
        site.catalogue.note_draft(None, &draft).unwrap();
    }
    let line = drafts(&site);
    assert_eq!((line.count, line.items.len()), (213, 200));
}

#[test]
fn the_site_is_left_only_when_every_line_is_green() {
    let mut site = Site::new();
    let empty = site.catalogue.leave().unwrap();
    assert_eq!((empty.ready, light(&empty, LeaveKey::Recorded)), (false, (Light::Amber, 0)));

    let ids = site.artefacts(2);
    site.catalogue.artefact_add(&fields(&[("title", "No reference")])).unwrap();
    let draft = NoteDraft { text: "still open".into(), ..NoteDraft::default() };
    let number = site.catalogue.note_draft(None, &draft).unwrap();
    let loose = site.photo("loose.jpg", 50);
    take_in(&mut site.catalogue, &loose, None, None);
    let check = site.catalogue.leave().unwrap();
    assert_eq!(light(&check, LeaveKey::References), (Light::Red, 1));
    assert_eq!(light(&check, LeaveKey::Views), (Light::Red, 3));
    assert_eq!(light(&check, LeaveKey::Labels), (Light::Amber, 3));
    assert_eq!(light(&check, LeaveKey::Bags), (Light::Amber, 3));
    assert_eq!(light(&check, LeaveKey::Drafts), (Light::Amber, 1));
    assert_eq!(light(&check, LeaveKey::Photos), (Light::Amber, 1));
    assert!(!check.ready && check.light == Light::Red);

    let nameless = check.lines[1].items[0].id.parse().unwrap();
    site.catalogue.withdraw(&nameless, "twice").unwrap();
    site.catalogue.note_discard(number).unwrap();
    let waiting = site.catalogue.photos(None, true).unwrap().remove(0).id;
    site.catalogue.photo_place(&[waiting], &ids[0], "detail").unwrap();
    let bag = site.catalogue.pack_new(Some("B-1"), "bag", None).unwrap();
    site.catalogue.put_in(Some(&bag), &ids).unwrap();
    photograph(&mut site, &ids[0], "card", 100);
    let check = site.catalogue.leave().unwrap();
    assert_eq!(light(&check, LeaveKey::Labels), (Light::Amber, 1), "a photo of the label counts as one");
    assert_eq!(light(&check, LeaveKey::Views), (Light::Red, 1));
    site.catalogue.labels_printed(&ids, true).unwrap();
    photograph(&mut site, &ids[1], "card 2", 200);

    let ready = site.catalogue.leave().unwrap();
    assert!(ready.ready, "{:?}", ready.lines);
    assert!(ready.heads[0].current && ready.not_exported > 0);
    let exported = export(&mut site.catalogue, &site.laptop, false, None);
    assert_eq!(
        exported.head_code, ready.heads[0].code,
        "what was written down is what the bundle's head says"
    );
    assert_eq!(site.catalogue.leave().unwrap().not_exported, 0);

    let mut miscounted = form(2, 3);
    miscounted.signature = Some(signature());
    site.catalogue.custody_form_record(&miscounted).unwrap();
    let check = site.catalogue.leave().unwrap();
    assert_eq!((light(&check, LeaveKey::Counts), check.ready), ((Light::Red, 1), false));
    assert_eq!(light(&check, LeaveKey::HandOvers), (Light::Green, 0));
}

#[test]
fn what_the_first_signer_records_after_the_second_exported_is_still_to_be_exported() {
    let mut site = Site::new();
    site.artefacts(3);
    let second = Laptop::new(site.folder.path(), "Karim");
    site.catalogue.unlock(second.key(), second.details());
    site.catalogue.artefact_add(&fields(&[("reference", "KA/1")])).unwrap();
    export(&mut site.catalogue, &site.laptop, false, None);
    assert_eq!(site.catalogue.leave().unwrap().not_exported, 0);
    site.catalogue.unlock(site.laptop.key(), site.laptop.details());
    assert_eq!(site.catalogue.leave().unwrap().not_exported, 0);
    site.catalogue.artefact_add(&fields(&[("reference", "SO/4")])).unwrap();
    assert_eq!(site.catalogue.leave().unwrap().not_exported, 1);
    export(&mut site.catalogue, &site.laptop, false, None);
    assert_eq!(site.catalogue.leave().unwrap().not_exported, 0);
}

#[test]
fn a_number_that_an_artefact_has_too_names_neither_and_a_withdrawn_one_is_not_meant() {
    let mut site = Site::new();
    let coin = site.catalogue.artefact_add(&fields(&[("reference", "B/77")])).unwrap();
    let bag = site.catalogue.pack_new(Some("B-77"), "bag", None).unwrap();
    let error = site.catalogue.find_object("B-77").unwrap_err();
    assert_eq!(error.code, Code::Ambiguous);
    assert!(error.remedy.unwrap().contains(&format!("package:{}", &bag.hex()[..12])));
    assert_eq!(site.catalogue.pack_scan(None, "B-77", false).unwrap_err().code, Code::Ambiguous);
    assert_eq!(site.catalogue.find_object(bag.as_str()).unwrap(), bag);
    assert_eq!(site.catalogue.find_object(coin.as_str()).unwrap(), coin);
    site.catalogue.withdraw(&coin, "a mistake").unwrap();
    assert_eq!(site.catalogue.find_object("B-77").unwrap(), bag);
    assert_eq!(site.scan(None, "B-77"), PackedState::Opened);
}

#[test]
fn labels_are_printed_for_what_has_none_and_forgotten_when_the_paper_jammed() {
    let mut site = Site::new();
    let ids = site.artefacts(2);
    site.catalogue.pack_new(Some("B-1"), "bag", None).unwrap();
    let due: Vec<String> =
        site.catalogue.label_page(true, 0, 100).unwrap().rows.into_iter().map(|row| row.reference).collect();
    assert_eq!(due, ["SO/1", "SO/2", "B-1"]);
    let page = String::from_utf8(site.catalogue.labels(&ids, LabelLayout::A4, 0).unwrap()).unwrap();
    assert!(page.contains(">SO/2<") && page.contains("LON-2025-114") && page.matches("<svg").count() == 2);
    site.catalogue.labels_printed(&ids, true).unwrap();
    assert_eq!(site.catalogue.label_page(true, 0, 100).unwrap().total, 1);
    site.catalogue.rebuild(&Silent).unwrap();
    assert_eq!(
        site.catalogue.label_page(true, 0, 100).unwrap().total,
        1,
        "a rebuild keeps what lives beside the evidence"
    );
    site.catalogue.labels_printed(&ids[..1], false).unwrap();
    assert_eq!(site.catalogue.label_page(true, 0, 100).unwrap().total, 2);
}

#[test]
fn two_hands_that_give_one_number_at_the_same_moment_do_not_both_get_it() {
    let site = Site::new();
    let hands: Vec<Catalogue> = (0..4).map(|_| site.catalogue.hand().unwrap()).collect();
    let made: Vec<bool> = std::thread::scope(|scope| {
        let jobs: Vec<_> = hands
            .into_iter()
            .map(|mut hand| scope.spawn(move || hand.pack_new(Some("B-1"), "bag", None).is_ok()))
            .collect();
        jobs.into_iter().map(|job| job.join().unwrap()).collect()
    });
    assert_eq!(made.iter().filter(|made| **made).count(), 1);
    assert_eq!(site.catalogue.packing(&PackingRequest::default()).unwrap().total, 1);
}
