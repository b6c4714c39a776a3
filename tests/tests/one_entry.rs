//! What one entry with a good signature can do to all else: it can lie about its own things, and that is said. It makes
//! nobody else's photos, hand-overs or dossiers worth less.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::bag::Form;
use sigillum_core::catalogue::{Catalogue, CustodyRequest, DossierOptions, PhotoListRequest, ReceiptOptions};
use sigillum_core::custody::{Correction, CustodyEvent, EventKind, Party, Status, Subject};
use sigillum_core::digest::Digest;
use sigillum_core::entry::{Class, Draft, NewChange};
use sigillum_core::error::Code;
use sigillum_core::finding::Finding;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::json::{Json, object};
use sigillum_core::progress::Silent;
use sigillum_core::report::BundleKind;
use sigillum_core::signature::UnlockedKey;
use sigillum_tests::court::{Court, Target};
use sigillum_tests::fed::surroundings;
use sigillum_tests::hand::{HandBundle, HandChain};
use sigillum_tests::laptop::{Laptop, export, fields};
use sigillum_tests::loose_bundle::LooseBundle;
use sigillum_tests::world::World;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static WORLD: LazyLock<(tempfile::TempDir, World)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(folder.path());
    (folder, world)
});

fn world() -> &'static World {
    &WORLD.1
}

/// A signer of the world with a chain of their own, who writes what no honest program writes.
struct Liar {
    key: UnlockedKey,
    chain: HandChain,
    folder: tempfile::TempDir,
}

impl Liar {
    fn new() -> Self {
        let key = world().karim.key();
        let operation = world().check(&world().full).operation.unwrap();
        let chain = HandChain::begin(&key, operation, [3; 16], &[]);
        Self { key, chain, folder: tempfile::tempdir().unwrap() }
    }

    /// The bundle of this chain alone, with these originals as far as its entries name them.
    fn bundle(&mut self, originals: BTreeMap<Digest, Vec<u8>>) -> PathBuf {
        self.chain.sign_head(&self.key);
        let made = HandBundle {
            kind: BundleKind::Full,
            operation: self.chain.op,
            key: &self.key,
            position: self.chain.end(),
            chains: vec![self.chain.clone()],
            originals,
            base: None,
        };
        made.write(tempfile::tempdir_in(self.folder.path()).unwrap().keep().as_path(), Form::Folder)
    }
}

fn court() -> Court {
    Court::new(world(), &[&world().full])
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code).collect()
}

/// How many lines of a catalogue's receipt say that it lacks this original.
fn lacks(catalogue: &Catalogue, laptop: &Laptop, original: &[u8]) -> usize {
    let options = ReceiptOptions { to: laptop.bundles(), ..ReceiptOptions::default() };
    let text = std::fs::read_to_string(catalogue.receipt_make(&options).unwrap().path).unwrap();
    text.lines().filter(|line| line.starts_with(&format!("lacks {}", Digest::of(original)))).count()
}

/// An original as an entry names it.
fn named(bytes: &[u8], size: usize, ext: &str) -> Json {
    object([
        ("sha256", Digest::of(bytes).into()),
        ("size", Json::Int(i64::try_from(size).unwrap())),
        ("ext", ext.into()),
    ])
}

/// A photo of the world, as its bundle carries it; whoever joins does not know it yet.
fn photo_of_the_world() -> Vec<u8> {
    let (full, invite) = (LooseBundle::read(&world().full), LooseBundle::read(&world().invite));
    let known: String = invite.ending(".jsonl").iter().map(|path| invite.text(path)).collect();
    let photos = full.ending(".jpg").into_iter().filter(|path| path.contains("/originals/"));
    let bytes = photos.map(|path| full.files[&path].clone());
    bytes.into_iter().find(|bytes| !known.contains(&Digest::of(bytes).hex())).unwrap()
}

#[test]
fn a_false_size_for_another_s_photo_makes_no_later_bundle_altered_and_no_photo_lacking() {
    let mut court = court();
    let photo = photo_of_the_world();
    let mut liar = Liar::new();
    let body = object([("originals", Json::List(vec![named(&photo, photo.len() - 1, "jpg")]))]);
    liar.chain.add(&liar.key, "photo.seen", Class::Open, Vec::new(), body);
    let lie = liar.bundle(BTreeMap::new());
    assert_eq!(court.judge("the photo is not in it", &lie).verdict, "incomplete");
    for (name, order) in [("lie-first", [&lie, &world().full]), ("lie-last", [&world().full, &lie])] {
        let mut target = Target::new(world(), name);
        for path in order {
            assert!(target.takes(path).imported, "{name}");
        }
        for path in order {
            let again = target.takes(path);
            assert!(!again.imported && again.nothing_new, "{name}: the photo is held: {again:?}");
        }
        let laptop = surroundings(&target.laptop().folder);
        assert_eq!(lacks(target.catalogue(), &laptop, &photo), 0, "{name}");
        let checked = target.catalogue().check(Some(&world().list), &Silent).unwrap();
        assert!(codes(&checked.findings).contains(&"size-differs"), "{name}: {:#?}", checked.findings);
        assert_eq!(checked.verdict.word(), "unverifiable", "{name}: {:#?}", checked.findings);
        for zip in [false, true] {
            let told = export(target.catalogue(), &laptop, zip, None);
            assert_eq!(told.verdict.word(), "unverifiable", "{name}: {:#?}", told.report.findings);
            let found = court.judge(name, &told.path);
            assert_eq!(found.verdict, "unverifiable", "{name}: {:#?}", found.findings);
            let lied: Vec<&Finding> = found.findings.iter().filter(|f| f.code == "size-differs").collect();
            let [lied] = lied.as_slice() else { panic!("{name}: {:#?}", found.findings) };
            assert_eq!(lied.path, format!("{}/2", liar.chain.chain), "it is about the entry");
            assert!(Target::new(world(), &format!("{name}-{zip}")).takes(&told.path).imported);
        }
    }
}

#[test]
fn an_original_that_nobody_names_with_its_size_is_taken_in_once_and_held() {
    let mut court = court();
    let bytes = b"no photo, but bytes".to_vec();
    for (name, sizes) in [("too-short", [18, 18]), ("too-long", [20, 1 << 40]), ("two-sizes", [19, 20])] {
        let mut liar = Liar::new();
        for size in sizes {
            let body = object([("originals", Json::List(vec![named(&bytes, size, "bin")]))]);
            liar.chain.add(&liar.key, "template.define", Class::Open, Vec::new(), body);
        }
        let path = liar.bundle(BTreeMap::from([(Digest::of(&bytes), bytes.clone())]));
        let found = court.judge(name, &path);
        assert_eq!(found.verdict, "unverifiable", "{name}: {:#?}", found.findings);
        assert_eq!(found.codes.into_iter().collect::<Vec<_>>(), ["size-differs"], "{name}");
        let mut target = Target::new(world(), name);
        assert_eq!(target.takes(&path).originals, 1, "{name}");
        assert!(target.takes(&path).nothing_new, "{name}");
        let laptop = surroundings(&target.laptop().folder);
        assert_eq!(lacks(target.catalogue(), &laptop, &bytes), 0, "{name}");
        // One that was cut short is lacking all the same, and comes again.
        let held = target.catalogue().original_path(&Digest::of(&bytes)).unwrap().unwrap();
        overwrite(&held, &bytes[..10]);
        assert_eq!(
            lacks(target.catalogue(), &laptop, &bytes),
            if sizes[0] == sizes[1] { 1 } else { 2 },
            "{name}"
        );
        assert_eq!(target.takes(&path).originals, 1, "{name}");
        assert_eq!(std::fs::read(&held).unwrap(), bytes, "{name}");
    }
}

/// Puts other bytes in the place of a held file.
fn overwrite(path: &Path, bytes: &[u8]) {
    std::fs::remove_file(path).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// A `photo.add` at this counter about the photo with the first bytes, whose originals name the second.
fn intake(liar: &mut Liar, about: &[u8], names: &[u8], name: &str, clock: u64) {
    let id = RecordId::new(RecordKind::Photo, Digest::of(about));
    let exists =
        NewChange { record: Some(id), field: "exists".into(), value: Json::Bool(true), seen: Vec::new() };
    let body = object([
        ("originals", Json::List(vec![named(names, names.len(), "jpg")])),
        ("name", name.into()),
        ("media_type", "image/gif".into()),
        (
            "claims",
            object([
                ("model", "A liar's camera".into()),
                ("captured", object([("time", "1999-01-01T00:00:00".into())])),
            ]),
        ),
        ("label", "a liar's card".into()),
    ]);
    let draft = Draft { clock, ..liar.chain.draft("photo.add", Class::Open, vec![exists], body) };
    liar.chain.add_line(&liar.key, draft.line());
}

/// Everything that a catalogue shows of a photo: as it is held, in lists, in full, and in the tables of a bundle.
fn all_of_photo(target: &mut Target, photo: &[u8]) -> String {
    let laptop = surroundings(&target.laptop().folder);
    let catalogue = target.catalogue();
    let id = RecordId::new(RecordKind::Photo, Digest::of(photo));
    let details = catalogue.photo_details(&id).unwrap();
    let all = PhotoListRequest { limit: 500, ..PhotoListRequest::default() };
    let tray = catalogue.photo_list(&all).unwrap().photos;
    let told = LooseBundle::read(&export(catalogue, &laptop, false, None).path);
    let rows = told.text("data/tables/photos.csv");
    let row = rows.lines().find(|line| line.contains(id.hex())).unwrap();
    let pages: Vec<String> =
        told.ending(".html").into_iter().filter(|page| told.text(page).contains("liar")).collect();
    format!("{:#?}\n{details:#?}\n{tray:#?}\n{row}\n{pages:?}", catalogue.photo(&id).unwrap())
}

#[test]
fn what_an_intake_claims_of_another_photo_is_shown_of_neither() {
    let photo = photo_of_the_world();
    let other = b"\xff\xd8\xff\xe0 no picture".to_vec();
    let mut liar = Liar::new();
    intake(&mut liar, &photo, &other, "liar.jpg", 2);
    intake(&mut liar, &other, &photo, "liar.jpg", 3);
    let lie = liar.bundle(BTreeMap::from([(Digest::of(&other), other.clone())]));
    let mut honest = Target::new(world(), "honest");
    honest.takes(&world().full);
    let before = all_of_photo(&mut honest, &photo);
    for (name, order) in [("claims-first", [&lie, &world().full]), ("claims-last", [&world().full, &lie])] {
        let mut target = Target::new(world(), name);
        order.iter().for_each(|path| assert!(target.takes(path).imported, "{name}"));
        assert_eq!(all_of_photo(&mut target, &photo), before, "{name}");
        let id = RecordId::new(RecordKind::Photo, Digest::of(&other));
        let view = target.catalogue().photo(&id).unwrap();
        assert_eq!((view.names.len(), view.size, view.claims), (0, 0, Json::Null), "{name}");
    }
}

#[test]
fn of_two_honest_intakes_the_first_by_its_counter_is_shown_whichever_bundle_came_first() {
    let photo = photo_of_the_world();
    let mut second = Liar::new();
    intake(&mut second, &photo, &photo, "Second card.jpg", 9_000);
    let second = second.bundle(BTreeMap::from([(Digest::of(&photo), photo.clone())]));
    let shown = [[&second, &world().full], [&world().full, &second]].map(|order| {
        let mut target =
            Target::new(world(), if order[0] == &second { "second-first" } else { "second-last" });
        order.iter().for_each(|path| assert!(target.takes(path).imported));
        all_of_photo(&mut target, &photo)
    });
    assert_eq!(shown[0], shown[1]);
    assert!(shown[0].contains("Second card.jpg"), "and the other is told: {}", shown[0]);
}

/// A hand-over of an artefact of the liar's own with these slips, and corrections of it with those; the event's id.
fn hand_over(liar: &mut Liar, slips: &[&str], corrected: &[&[&str]]) -> RecordId {
    let texts = |ids: &[&str]| Json::List(ids.iter().map(|id| (*id).into()).collect());
    let exists = vec![NewChange::of_self("exists", true), NewChange::of_self("title", "Head")];
    let made = liar.chain.add(&liar.key, "artefact.create", Class::Open, exists, object([]));
    let subject = RecordId::new(RecordKind::Artefact, made);
    let mut event = CustodyEvent::new(EventKind::HandedOver, "2025-11-13");
    event.subjects = vec![Subject { record: subject, quantity: Some(1) }];
    event.to = Some(Party { name: "Anne Roux".into(), ..Party::default() });
    event.recorded_count = 1;
    let with = |body: Json, slips: &[&str]| match body {
        Json::Object(mut members) => {
            members.retain(|(name, _)| name != "photos");
            members.push(("photos".to_owned(), texts(slips)));
            Json::Object(members)
        }
        other => other,
    };
    let exists = vec![NewChange::of_self("exists", true)];
    let body = with(event.to_body(), slips);
    let made = liar.chain.add(&liar.key, "custody.record", Class::Open, exists, body);
    let id = RecordId::new(RecordKind::Custody, made);
    for slips in corrected {
        let reason = "a slip was found".to_owned();
        let body =
            Correction { event: Some(id.clone()), reason, corrected: event.clone(), malformed: Vec::new() };
        let body = with(body.to_body(), slips);
        liar.chain.add(&liar.key, "custody.correct", Class::Open, Vec::new(), body);
    }
    id
}

#[test]
fn a_hand_over_is_acknowledged_by_the_photo_of_a_slip_and_by_nothing_else_on_screens_and_in_bundles() {
    let photo = format!("photo:{}", Digest::of(&photo_of_the_world()));
    let nobody_s = format!("photo:{}", Digest([9; 32]));
    let artefact = format!("artefact:{}", Digest([9; 32]));
    let mut liar = Liar::new();
    let (stated, acknowledged) = (Status::Stated, Status::Acknowledged);
    let events = [
        (hand_over(&mut liar, &[], &[]), stated, vec![]),
        (hand_over(&mut liar, &[&artefact], &[]), stated, vec!["custody-form"]),
        (hand_over(&mut liar, &["a slip, believe me"], &[]), stated, vec!["custody-form"]),
        (hand_over(&mut liar, &[], &[&[&artefact]]), stated, vec!["custody-form"]),
        (hand_over(&mut liar, &[&photo], &[]), acknowledged, vec![]),
        (hand_over(&mut liar, &[], &[&[&photo], &[]]), acknowledged, vec![]),
        (hand_over(&mut liar, &[&nobody_s, &photo], &[]), acknowledged, vec!["slip-absent"]),
        (hand_over(&mut liar, &[], &[&[&nobody_s]]), acknowledged, vec!["slip-absent"]),
    ];
    let path = liar.bundle(BTreeMap::new());
    let mut target = Target::new(world(), "slips");
    target.takes(&path);
    target.takes(&world().full);
    let laptop = surroundings(&target.laptop().folder);
    let told = export(target.catalogue(), &laptop, false, None).path;
    assert_eq!(court().judge("slips", &told).verdict, "unverifiable", "nobody lists this laptop's key");
    let table = LooseBundle::read(&told).text("data/tables/custody.csv");
    let request = CustodyRequest { waiting: true, newest_first: false, offset: 0, limit: 500 };
    let waiting = target.catalogue().custody_page(&request).unwrap().events;
    let checked = target.catalogue().check(Some(&world().list), &Silent).unwrap().findings;
    for (number, (id, status, found)) in events.into_iter().enumerate() {
        let view = target.catalogue().custody_event(&id).unwrap();
        assert_eq!((view.status, codes(&view.findings)), (status, found.clone()), "{number}");
        let open = waiting.iter().any(|view| view.recorded.id == id && view.status == stated);
        assert_eq!(open, status == stated, "{number}: it waits until it is acknowledged");
        let also: Vec<&str> = checked.iter().filter(|f| f.path == id.as_str()).map(|f| f.code).collect();
        assert_eq!(also, found, "{number}: a check says the same");
        let word = if status == stated { ",stated," } else { ",acknowledged," };
        let rows: Vec<&str> = table.lines().filter(|row| row.contains(id.hex())).collect();
        assert!(!rows.is_empty() && rows.iter().all(|row| row.contains(word)), "{number}: {rows:#?}");
    }
}

#[test]
fn an_artefact_of_which_one_entry_says_that_nothing_is_left_stays_on_every_list() {
    let check = world().check(&world().full);
    let artefacts: Vec<RecordId> =
        check.entries().iter().filter(|e| e.kind == "artefact.create").filter_map(|e| e.created()).collect();
    let mut liar = Liar::new();
    let none = |record: &RecordId, value: Json, seen: Vec<Digest>| NewChange {
        record: Some(record.clone()),
        field: "quantity".into(),
        value,
        seen,
    };
    // One of which nothing was said but this is used up, and so is one of which both say so.
    let exists = vec![NewChange::of_self("exists", true), NewChange::of_self("quantity", 0)];
    liar.chain.add(&liar.key, "artefact.create", Class::Open, exists, object([]));
    let lot = vec![NewChange::of_self("exists", true), NewChange::of_self("quantity", 36)];
    let lot = liar.chain.add(&liar.key, "artefact.create", Class::Open, lot, object([]));
    let lot = RecordId::new(RecordKind::Artefact, lot);
    let used = vec![NewChange::of_self("exists", true), NewChange::of_self("quantity", 7)];
    let first = liar.chain.add(&liar.key, "artefact.create", Class::Open, used, object([]));
    let used = RecordId::new(RecordKind::Artefact, first);
    for value in [-1, 0] {
        let change = none(&used, Json::Int(value), vec![first]);
        liar.chain.add(&liar.key, "artefact.set", Class::Open, vec![change], object([]));
    }
    let draft =
        liar.chain.draft("artefact.set", Class::Open, vec![none(&lot, Json::Int(0), Vec::new())], object([]));
    liar.chain.add_line(&liar.key, Draft { clock: 2, ..draft }.line());
    let mut target = Target::new(world(), "nothing-left");
    target.takes(&world().full);
    target.takes(&liar.bundle(BTreeMap::new()));
    let catalogue = target.catalogue();
    assert_eq!(catalogue.leave().unwrap().artefacts, artefacts.len() as u64 + 1, "the lot is still there");
    let named = format!("{:?}", catalogue.unpacked(0, 500).unwrap());
    assert!(named.contains(lot.hex()) && !named.contains(used.hex()), "{named}");
    assert_eq!(
        catalogue
            .check(Some(&world().list), &Silent)
            .unwrap()
            .findings
            .iter()
            .filter(|f| f.code == "view-differs")
            .count(),
        0
    );
    catalogue.rebuild(&Silent).unwrap();
    assert_eq!(catalogue.leave().unwrap().artefacts, artefacts.len() as u64 + 1);
}

#[test]
fn an_internal_entry_about_what_nobody_can_say_again_stops_no_dossier() {
    let check = world().check(&world().full);
    let entries = check.entries();
    let defined = entries.iter().find(|e| e.kind == "template.define").unwrap();
    let introduced = entries.iter().find(|e| e.kind == "signer.introduce").unwrap();
    let artefact = entries.iter().find(|e| e.kind == "artefact.create").unwrap().created().unwrap();
    let mut liar = Liar::new();
    let say = |liar: &mut Liar, class, record: &RecordId, field: &str, value: Json, seen: Vec<Digest>| {
        let change = NewChange { record: Some(record.clone()), field: field.to_owned(), value, seen };
        liar.chain.add(&liar.key, "a.lie", class, vec![change], object([]))
    };
    let internal = Class::Internal;
    for entry in [defined, introduced] {
        for change in &entry.changes {
            say(&mut liar, internal, &change.record, &change.field, "00".into(), vec![entry.digest]);
        }
    }
    let open = say(&mut liar, Class::Open, &artefact, "no_field", "as it was said".into(), Vec::new());
    say(&mut liar, internal, &artefact, "no_field", "as nobody may see it".into(), vec![open]);
    // What can be said again still stops a dossier about that artefact, and there is a way out.
    let exists = vec![NewChange::of_self("exists", true), NewChange::of_self("title", "Old title")];
    let made = liar.chain.add(&liar.key, "artefact.create", Class::Open, exists, object([]));
    let mixed = RecordId::new(RecordKind::Artefact, made);
    say(&mut liar, internal, &mixed, "title", "New".into(), vec![made]);
    let mut target = Target::new(world(), "dossiers");
    target.takes(&world().full);
    target.takes(&liar.bundle(BTreeMap::new()));
    let laptop = surroundings(&target.laptop().folder);
    let options = |id: &RecordId| DossierOptions {
        artefacts: vec![id.clone()],
        to: laptop.bundles(),
        ..DossierOptions::default()
    };
    let catalogue = target.catalogue();
    let written = catalogue.dossier(&options(&artefact), &Silent).unwrap();
    assert_eq!(written.verdict.word(), "verified", "{:#?}", written.report.findings);
    let found = court().judge("a dossier", &written.path);
    assert_eq!(found.codes.iter().copied().collect::<Vec<_>>(), ["signer-unknown"], "{:#?}", found.findings);
    let told = LooseBundle::read(&written.path).text("data/tables/artefacts.csv");
    assert!(told.contains("as it was said") && !told.contains("as nobody may see it"), "{told}");
    assert_eq!(catalogue.dossier(&options(&mixed), &Silent).unwrap_err().code, Code::CannotWithhold);
    catalogue.artefact_set(&mixed, &fields(&[("title", "Said openly")])).unwrap();
    catalogue.dossier(&options(&mixed), &Silent).unwrap();
}
