//! The window's list, counters, drafts, suggestions, batches and undo, through the façade alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{ArtefactRow, Catalogue, Chip, Input, ListRequest, SuggestionSource};
use sigillum_core::custody::{CustodyEvent, EventKind, Party, Subject};
use sigillum_core::entry::Class;
use sigillum_core::error::Code;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::note::NoteDraft;
use sigillum_core::progress::Silent;
use sigillum_core::store::listing::Sort;
use sigillum_tests::laptop::{Laptop, export, fields, take_in};
use std::collections::BTreeMap;

fn ask(text: &str, sort: Sort, chips: &[Chip]) -> ListRequest {
    ListRequest { text: text.into(), sort, reversed: false, chips: chips.to_vec() }
}

fn rows(catalogue: &Catalogue, request: &ListRequest) -> Vec<ArtefactRow> {
    catalogue.list_rows(request, 0, 500).unwrap().rows
}

fn references(catalogue: &Catalogue, request: &ListRequest) -> Vec<String> {
    rows(catalogue, request).into_iter().map(|row| row.reference).collect()
}

fn count(catalogue: &Catalogue, request: &ListRequest, chip: &Chip) -> usize {
    let chips = catalogue.list_chips(request).unwrap();
    chips.into_iter().find(|c| c.chip == *chip).map_or(0, |c| c.count)
}

fn add(catalogue: &mut Catalogue, pairs: &[(&str, &str)]) -> RecordId {
    catalogue.artefact_add(&fields(pairs)).unwrap()
}

/// A folder with one drawn photo; each number gives other bytes.
fn photo(folder: &std::path::Path, number: u32) -> std::path::PathBuf {
    use sigillum_core::media::{Drawing, draw};
    let card = folder.join(format!("card-{number}"));
    std::fs::create_dir_all(&card).unwrap();
    let taken = sigillum_core::time::Moment { millis: 1_763_026_867_000, offset_minutes: 0 };
    let drawing = Drawing { width: 320, height: 240, ..Drawing::full(number, taken) };
    std::fs::write(card.join("DSC_1.JPG"), draw(&drawing).unwrap()).unwrap();
    card
}

#[test]
fn a_list_sorts_and_filters_and_its_chips_count_what_they_would_leave() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    let lintel = add(
        &mut catalogue,
        &[
            ("reference", "SO/10"),
            ("title", "Lintel"),
            ("materials_techniques", "sandstone"),
            ("culture", "Khmer"),
            ("current_location", "Unit 7"),
            ("claimed_origin", "Angkor; country: KH"),
        ],
    );
    let ewer =
        add(&mut catalogue, &[("reference", "SO/9"), ("title", "Écuelle"), ("current_location", "Unit 7")]);
    add(&mut catalogue, &[("reference", "SO/11"), ("title", "bracelet")]);
    let all = |sort| ask("", sort, &[]);

    assert_eq!(references(&catalogue, &all(Sort::Reference)), ["SO/9", "SO/10", "SO/11"]);
    assert_eq!(
        references(&catalogue, &all(Sort::Title)),
        ["SO/11", "SO/9", "SO/10"],
        "accents and case do not count"
    );
    assert_eq!(references(&catalogue, &all(Sort::Changed))[0], "SO/11");
    catalogue.artefact_set(&ewer, &fields(&[("title", "Écuelle à oreilles")])).unwrap();
    assert_eq!(references(&catalogue, &all(Sort::Changed))[0], "SO/9", "the last changed stands first");
    assert_eq!(
        references(&catalogue, &all(Sort::Missing)).last().unwrap(),
        "SO/10",
        "the lintel lacks least"
    );
    let turned = ListRequest { reversed: true, ..all(Sort::Reference) };
    assert_eq!(references(&catalogue, &turned), ["SO/11", "SO/10", "SO/9"]);
    assert_eq!(references(&catalogue, &ask("ecuelle", Sort::Reference, &[])), ["SO/9"]);
    assert_eq!(
        references(&catalogue, &ask("unit", Sort::Reference, &[Chip::Country("KH".into())])),
        ["SO/10"]
    );

    let row = rows(&catalogue, &all(Sort::Reference)).into_iter().find(|row| row.id == lintel).unwrap();
    assert_eq!(row.summary, "sandstone · Khmer");
    assert_eq!((row.place.as_str(), row.country.as_str()), ("Unit 7", "KH"));
    let view = catalogue.artefact(&lintel).unwrap();
    assert_eq!(row.missing, Some(i64::try_from(view.completeness.missing.len()).unwrap()));
    assert_eq!(row.counted, Some(i64::try_from(view.completeness.of).unwrap()));

    let bag = catalogue.package_add(&fields(&[("number", "B-1")])).unwrap();
    catalogue.put_in(Some(&bag), std::slice::from_ref(&lintel)).unwrap();
    take_in(&mut catalogue, &photo(temp.path(), 1), Some(&ewer), Some("detail"));
    let base = all(Sort::Reference);
    let expected = [
        (Chip::NoPhoto, 2),
        (Chip::NoOverall, 3),
        (Chip::Unpacked, 2),
        (Chip::Incomplete, 3),
        (Chip::Place("Unit 7".into()), 2),
        (Chip::Package(bag.clone()), 1),
        (Chip::Country("KH".into()), 1),
        (Chip::Withdrawn, 0),
    ];
    for (chip, number) in expected {
        assert_eq!(count(&catalogue, &base, &chip), number, "{chip:?}");
        assert_eq!(
            references(&catalogue, &ask("", Sort::Reference, std::slice::from_ref(&chip))).len(),
            number,
            "{chip:?}"
        );
    }
    assert_eq!(rows(&catalogue, &base)[1].package, "B-1");
    take_in(&mut catalogue, &photo(temp.path(), 2), Some(&ewer), Some("overall_front"));
    assert_eq!(count(&catalogue, &base, &Chip::NoOverall), 2);
    let shown = rows(&catalogue, &base)[0].photo.unwrap();
    let placed = catalogue.artefact(&ewer).unwrap().photos;
    let front = placed.iter().find(|p| p.view == "overall_front").unwrap();
    assert_eq!(front.photo.digest(), Some(shown), "the overall view stands for the object");

    catalogue.withdraw(&ewer, "recorded twice").unwrap();
    assert_eq!(references(&catalogue, &base), ["SO/10", "SO/11"]);
    assert_eq!(count(&catalogue, &base, &Chip::Withdrawn), 1);
    assert_eq!(references(&catalogue, &ask("", Sort::Reference, &[Chip::Withdrawn])), ["SO/9"]);
    assert_eq!(catalogue.list_position(&base, &lintel).unwrap(), Some(0));
    assert_eq!(catalogue.list_position(&base, &ewer).unwrap(), None);
}

#[test]
fn conflicts_of_two_laptops_stand_in_the_list_until_they_are_settled() {
    let temp = tempfile::tempdir().unwrap();
    let (one, two) = (Laptop::new(temp.path(), "sokha"), Laptop::new(temp.path(), "dara"));
    let mut first = one.begin();
    let id = add(&mut first, &[("reference", "SO/1"), ("title", "Lintel")]);
    let mut second = two.join(&export(&mut first, &one, false, None).path);
    first.artefact_set(&id, &fields(&[("title", "Door lintel")])).unwrap();
    second.artefact_set(&id, &fields(&[("title", "Carved lintel")])).unwrap();
    add(&mut second, &[("reference", "SO/2")]);
    add(&mut first, &[("reference", "so/02")]);
    first.import(&export(&mut second, &two, false, None).path, None, false, &Silent).unwrap();
    let request = ask("", Sort::Reference, &[Chip::Conflict]);
    let mut listed = references(&first, &request);
    listed.sort();
    assert_eq!(listed, ["SO/1", "SO/2", "so/02"]);
    assert!(rows(&first, &request).iter().all(|row| row.conflicts == 1));
    assert_eq!(first.overview().unwrap().conflicts, 2);
    assert_eq!(first.overview().unwrap().conflicts, first.conflicts(None).unwrap().len() as u64);
    first.artefact_set(&id, &fields(&[("title", "Carved door lintel")])).unwrap();
    assert_eq!(references(&first, &request).len(), 2);
}

#[test]
fn counters_say_how_far_the_work_is_and_what_waits() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    let ids: Vec<RecordId> = (1..=3)
        .map(|n| add(&mut catalogue, &[("reference", &format!("SO/{n}")), ("title", "Coin")]))
        .collect();
    let bag = catalogue.package_add(&fields(&[("number", "B-1")])).unwrap();
    catalogue.put_in(Some(&bag), &ids[..2]).unwrap();
    take_in(&mut catalogue, &photo(temp.path(), 1), Some(&ids[0]), None);
    take_in(&mut catalogue, &photo(temp.path(), 2), None, None);
    let note =
        NoteDraft { text: "Wet sand inside.".into(), about: vec![ids[0].clone()], ..NoteDraft::default() };
    catalogue.note_draft(None, &note).unwrap();
    catalogue.note_seal(&note, None, Class::Open).unwrap();
    catalogue.form_keep(ids[1].as_str(), &typed(&[("title", Some("Coin of"))])).unwrap();
    catalogue.withdraw(&ids[2], "a stone").unwrap();
    let seen = catalogue.overview().unwrap();
    assert_eq!((seen.recorded, seen.photographed, seen.packed, seen.incomplete), (2, 1, 2, 2));
    assert_eq!((seen.notes_sealed, seen.note_drafts, seen.form_drafts, seen.unplaced_photos), (1, 1, 1, 1));
    assert_eq!(seen.unplaced_photos, catalogue.photos(None, true).unwrap().len() as u64);
    assert_eq!(references(&catalogue, &ask("", Sort::Reference, &[Chip::Draft])), ["SO/2"]);
    catalogue.rebuild(&Silent).unwrap();
    assert_eq!(catalogue.overview().unwrap(), seen, "a rebuild counts the same");
    drop(catalogue);
    assert_eq!(laptop.open().overview().unwrap(), seen);
}

#[test]
fn a_hand_over_stands_in_the_list_and_is_unconfirmed_until_it_is_accepted() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    let id = add(&mut catalogue, &[("reference", "SO/1")]);
    let bag = catalogue.package_add(&fields(&[("number", "B-1")])).unwrap();
    catalogue.put_in(Some(&bag), std::slice::from_ref(&id)).unwrap();
    let party = |name: &str| Some(Party { name: name.into(), ..Party::default() });
    let event = CustodyEvent {
        reason: "for storage".into(),
        from: party("Sokha"),
        to: party("Storage"),
        subjects: vec![Subject { record: bag, quantity: None }],
        ..CustodyEvent::new(EventKind::HandedOver, "2025-11-13")
    };
    let said = catalogue.custody_record(event, Class::Open).unwrap();
    let request = ask("", Sort::Reference, &[Chip::Unconfirmed, Chip::Custody("handed_over".into())]);
    assert_eq!(references(&catalogue, &request), ["SO/1"], "what is in the bag went with it");
    let accept = sigillum_core::custody::Acceptance {
        event: Some(said.recorded.id.clone()),
        by: party("Storage"),
        statement: "Taken over.".into(),
        photos: Vec::new(),
        malformed: Vec::new(),
    };
    catalogue.custody_accept(&accept).unwrap();
    assert!(references(&catalogue, &request).is_empty());
    assert_eq!(rows(&catalogue, &ask("", Sort::Reference, &[]))[0].custody, "handed_over");
}

fn typed(pairs: &[(&str, Option<&str>)]) -> BTreeMap<String, Option<String>> {
    pairs.iter().map(|(field, text)| ((*field).to_owned(), text.map(str::to_owned))).collect()
}

#[test]
fn what_was_typed_survives_without_a_key_and_goes_when_it_is_saved() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    let id = add(&mut catalogue, &[("reference", "SO/1")]);
    catalogue.lock_key();
    catalogue.form_keep(id.as_str(), &typed(&[("title", Some("Lin")), ("subject", Some("Vish"))])).unwrap();
    catalogue.form_keep(id.as_str(), &typed(&[("title", Some("Lintel"))])).unwrap();
    catalogue.form_keep("new:1", &typed(&[("reference", Some("SO/2")), ("title", Some("Co"))])).unwrap();
    drop(catalogue);
    let mut catalogue = laptop.open();
    let draft = catalogue.form_draft(id.as_str()).unwrap().unwrap();
    assert_eq!(draft.fields["title"], "Lintel");
    assert_eq!(draft.fields["subject"], "Vish");
    assert_eq!(catalogue.form_drafts().unwrap().len(), 2);

    assert_eq!(catalogue.form_save(id.as_str(), &fields(&[("title", "Lintel")])).unwrap().entries, 1);
    let left = catalogue.form_draft(id.as_str()).unwrap().unwrap();
    assert_eq!(left.fields.keys().collect::<Vec<_>>(), ["subject"], "only what was saved is dropped");
    assert_eq!(catalogue.form_save(id.as_str(), &fields(&[("title", "Lintel")])).unwrap().entries, 0);
    let made = catalogue.form_save("new:1", &fields(&[("reference", "SO/2")])).unwrap();
    assert!(made.created && catalogue.form_draft("new:1").unwrap().is_none());
    assert_eq!(catalogue.form_draft(made.id.as_str()).unwrap().unwrap().fields["title"], "Co");
    catalogue.form_discard(made.id.as_str()).unwrap();
    assert!(catalogue.form_draft(made.id.as_str()).unwrap().is_none());

    catalogue.form_keep(id.as_str(), &typed(&[("reference", Some("SO/2"))])).unwrap();
    let error = catalogue.form_save(id.as_str(), &fields(&[("reference", "SO/2")])).unwrap_err();
    assert_eq!(error.code, Code::ReferenceTaken);
    assert_eq!(catalogue.form_draft(id.as_str()).unwrap().unwrap().fields["reference"], "SO/2");
    let huge = "x".repeat(1 << 20);
    assert_eq!(
        catalogue.form_keep(id.as_str(), &typed(&[("title", Some(&huge))])).unwrap_err().code,
        Code::TooLarge
    );
    assert_eq!(catalogue.form_keep("nonsense", &typed(&[])).unwrap_err().code, Code::Usage);
}

#[test]
fn a_batch_leaves_out_what_people_disagree_about_unless_it_is_said_that_it_settles_that() {
    let temp = tempfile::tempdir().unwrap();
    let (one, two) = (Laptop::new(temp.path(), "sokha"), Laptop::new(temp.path(), "dara"));
    let mut first = one.begin();
    let ids = ["SO/1", "SO/2"].map(|name| add(&mut first, &[("reference", name), ("title", "Lintel")]));
    let mut second = two.join(&export(&mut first, &one, false, None).path);
    first.artefact_set(&ids[0], &fields(&[("title", "Door lintel")])).unwrap();
    second.artefact_set(&ids[0], &fields(&[("title", "Carved lintel")])).unwrap();
    first.import(&export(&mut second, &two, false, None).path, None, false, &Silent).unwrap();
    let disputed = first.artefact_disputed(&ids, "title").unwrap();
    assert_eq!((disputed.total, disputed.names), (1, vec!["SO/1".to_owned()]));
    assert_eq!(first.artefact_disputed(&ids, "informants").unwrap().total, 0);

    let set = fields(&[("title", "Fragment")]);
    let report = first.artefact_set_many(&ids, &set, false).unwrap();
    assert_eq!((report.changed, report.unchanged, report.left_out), (1, 0, 1));
    assert_eq!(first.conflicts(None).unwrap().len(), 1, "both values stand");
    first.undo(None).unwrap();
    assert_eq!(first.artefact(&ids[1]).unwrap().title, "Lintel", "what settled nothing is taken back");

    let report = first.artefact_set_many(&ids, &set, true).unwrap();
    assert_eq!((report.changed, report.left_out), (2, 0));
    assert!(first.conflicts(None).unwrap().is_empty());
    assert_eq!(first.undo(None).unwrap_err().code, Code::ChangedSince);
}

#[test]
fn a_batch_is_one_save_and_ctrl_z_takes_it_back_whole() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    let ids: Vec<RecordId> = (1..=3)
        .map(|n| add(&mut catalogue, &[("reference", &format!("SO/{n}")), ("title", "Coin")]))
        .collect();
    catalogue.artefact_set(&ids[2], &fields(&[("title", "Lead token")])).unwrap();
    let set = fields(&[("title", "Lead token"), ("informants", "A neighbour")]);
    let report = catalogue.artefact_set_many(&ids, &set, false).unwrap();
    assert_eq!((report.changed, report.unchanged), (3, 0));
    let again = catalogue.artefact_set_many(&ids, &set, false).unwrap();
    assert_eq!((again.changed, again.unchanged), (0, 3));
    let refused = catalogue.artefact_set_many(&ids, &fields(&[("reference", "SO/7")]), false).unwrap_err();
    assert_eq!(refused.code, Code::Usage);

    let title = |c: &Catalogue, id: &RecordId| c.artefact(id).unwrap().title;
    let preview = catalogue.undo_preview().unwrap().unwrap();
    assert_eq!(preview.records, 3);
    let undone = catalogue.undo(Some(&preview.save)).unwrap();
    assert_eq!(undone, preview);
    assert_eq!(
        (title(&catalogue, &ids[0]), title(&catalogue, &ids[2])),
        ("Coin".into(), "Lead token".into())
    );
    let informants = |c: &Catalogue| c.field_history(&ids[0], "informants").unwrap();
    assert_eq!(informants(&catalogue).said.len(), 2, "undoing adds an entry, it removes none");
    assert_eq!(informants(&catalogue).said[0].text, "");
    catalogue.undo(None).unwrap();
    assert_eq!(title(&catalogue, &ids[2]), "Coin", "again goes further back");
    assert_eq!(catalogue.undo(Some(&preview.save)).unwrap_err().code, Code::ChangedSince);
    let undone = catalogue.undo(None).unwrap();
    assert!(undone.withdraws);
    assert!(catalogue.artefact(&ids[2]).unwrap().withdrawn, "a record that was made is withdrawn");
    catalogue.undo(None).unwrap();
    catalogue.undo(None).unwrap();
    while catalogue.undo(None).is_ok() {}
    assert_eq!(catalogue.undo(None).unwrap_err().code, Code::NothingToUndo);
}

#[test]
fn an_undo_is_refused_when_others_changed_the_field_since_and_never_passes_a_sealed_note() {
    let temp = tempfile::tempdir().unwrap();
    let (one, two) = (Laptop::new(temp.path(), "sokha"), Laptop::new(temp.path(), "dara"));
    let mut first = one.begin();
    let id = add(&mut first, &[("reference", "SO/1"), ("title", "Lintel")]);
    first.artefact_set(&id, &fields(&[("title", "Door lintel")])).unwrap();
    let mut second = two.join(&export(&mut first, &one, false, None).path);
    second.artefact_set(&id, &fields(&[("title", "Carved lintel")])).unwrap();
    first.import(&export(&mut second, &two, false, None).path, None, false, &Silent).unwrap();
    let before = first.operation().unwrap().entries;
    let error = first.undo(None).unwrap_err();
    assert_eq!(error.code, Code::ChangedSince);
    assert!(error.remedy.is_some());
    assert_eq!(first.operation().unwrap().entries, before, "nothing was written");
    assert_eq!(first.artefact(&id).unwrap().title, "Carved lintel");

    first.artefact_set(&id, &fields(&[("maker", "Unknown")])).unwrap();
    let note = NoteDraft { text: "Wet.".into(), about: vec![id.clone()], ..NoteDraft::default() };
    first.note_seal(&note, None, Class::Open).unwrap();
    assert!(first.undo_preview().unwrap().is_none());
    assert_eq!(first.undo(None).unwrap_err().code, Code::NothingToUndo);
    first.artefact_set(&id, &fields(&[("maker", "Workshop of Ta Prohm")])).unwrap();
    assert_eq!(first.undo(None).unwrap().fields[0].before, "Unknown");
    first.lock_key();
    assert_eq!(first.undo(None).unwrap_err().code, Code::KeyLocked);
}

#[test]
fn the_next_of_a_series_takes_over_what_was_chosen_and_the_next_reference() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    let first = add(
        &mut catalogue,
        &[
            ("reference", "SO/1"),
            ("title", "Coin"),
            ("materials_techniques", "silver"),
            ("informants", "A neighbour"),
        ],
    );
    let chosen = ["materials_techniques", "informants", "title", "reference", "exists"].map(str::to_owned);
    let next = catalogue.artefact_like(&first, &chosen, &fields(&[("title", "Coin, clipped")])).unwrap();
    let view = catalogue.artefact(&next).unwrap();
    assert_eq!((view.reference.as_str(), view.title.as_str()), ("SO/2", "Coin, clipped"));
    let text = |field: &str| view.fields.iter().find(|f| f.field == field).unwrap().values[0].text.clone();
    assert_eq!((text("materials_techniques"), text("informants")), ("silver".into(), "A neighbour".into()));
    assert_eq!(catalogue.find(RecordKind::Artefact, "SO/2").unwrap(), next);
}

#[test]
fn suggestions_come_best_first_in_any_script_and_new_terms_are_learnt() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    let labels = |c: &Catalogue, field: &str, text: &str, language: &str| -> Vec<String> {
        c.suggest(field, text, language, 8).unwrap().into_iter().map(|s| s.label).collect()
    };
    assert_eq!(labels(&catalogue, "materials_techniques", "sandst", "en")[0], "sandstone");
    let sandstone = &catalogue.suggest("materials_techniques", "sandstone", "en", 1).unwrap()[0];
    assert_eq!(sandstone.source, SuggestionSource::Vocabulary);
    assert!(!sandstone.broader.is_empty(), "a term says where it stands");
    let khmer = catalogue.suggest("culture", "ខ្មែរ", "km", 3).unwrap();
    assert!(khmer.iter().any(|s| s.label.contains("ខ្មែរ")), "{khmer:?}");
    for n in 1..=3 {
        add(
            &mut catalogue,
            &[("reference", &format!("SO/{n}")), ("materials_techniques", "Sand-cast électrum")],
        );
    }
    let found = catalogue.suggest("materials_techniques", "electrum", "en", 5).unwrap();
    let own = found.iter().find(|s| s.source == SuggestionSource::Catalogue).unwrap();
    assert_eq!((own.label.as_str(), own.used), ("Sand-cast électrum", 3));
    assert_eq!(
        labels(&catalogue, "materials_techniques", "sand", "en")[0],
        "Sand-cast électrum",
        "what is used leads"
    );
    let input =
        Input::Value(sigillum_core::json::object([("name", "A. Sok".into()), ("role", "guard".into())]));
    let id = catalogue.find(RecordKind::Artefact, "SO/1").unwrap();
    catalogue.artefact_set(&id, &[("found_by".into(), input)]).unwrap();
    let person = &catalogue.suggest("found_by", "sok", "en", 5).unwrap()[0];
    assert_eq!((person.label.as_str(), person.value.text_of("role")), ("A. Sok, guard", Some("guard")));
    assert!(catalogue.suggest("materials_techniques", "", "fr", 500).unwrap().len() <= 50);
    assert_eq!(catalogue.suggest("no_such_field", "", "en", 5).unwrap_err().code, Code::Usage);
}
