//! Lists that are long, searches that look at part of what there is, lots that are split, and reasons that were given.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

use sigillum_core::bag::Form;
use sigillum_core::catalogue::{
    Catalogue, CustodyRequest, ListRequest, NewOperation, PhotoListRequest, SearchRequest, SplitPart,
};
use sigillum_core::custody::{CustodyEvent, EventKind, Subject};
use sigillum_core::entry::{Class, NewChange};
use sigillum_core::error::Code;
use sigillum_core::finding::FindingKind;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::json::{Json, object};
use sigillum_core::note::NoteDraft;
use sigillum_core::progress::Silent;
use sigillum_core::report::BundleKind;
use sigillum_core::signature::UnlockedKey;
use sigillum_core::store::Filter;
use sigillum_tests::hand::{HandBundle, HandChain};
use sigillum_tests::laptop::{Laptop, export, fields, take_in};
use std::collections::BTreeMap;

fn parts(quantities: &[i64]) -> Vec<SplitPart> {
    quantities.iter().map(|&quantity| SplitPart { quantity, reference: None }).collect()
}

fn custody_codes(catalogue: &Catalogue) -> Vec<String> {
    let report = catalogue.check(None, &Silent).unwrap();
    assert!(report.findings.iter().all(|f| f.kind == FindingKind::Unverifiable), "{:?}", report.findings);
    let brief = |f: sigillum_core::finding::Finding| {
        format!("{} {} / {}", f.code, f.expected.unwrap_or_default(), f.found.unwrap_or_default())
    };
    report.findings.into_iter().map(brief).collect()
}

#[test]
fn five_coins_taken_from_one_lot_on_two_laptops_are_noticed_though_both_say_fifteen_are_left() {
    let temp = tempfile::tempdir().unwrap();
    let [amara, bruno] = ["amara", "bruno"].map(|name| Laptop::new(temp.path(), name));
    let mut catalogue = amara.begin();
    let lot = catalogue
        .artefact_add(&fields(&[("reference", "AB/1"), ("title", "Coins"), ("quantity", "20")]))
        .unwrap();
    let first = export(&mut catalogue, &amara, false, None).path;
    let mut theirs = bruno.join(&first);
    catalogue.artefact_split(&lot, &parts(&[5])).unwrap();
    assert_eq!(catalogue.artefact(&lot).unwrap().quantity, 15);
    let other = SplitPart { quantity: 5, reference: Some("BR/1".into()) };
    theirs.artefact_split(&lot, &[other]).unwrap();
    assert_eq!(custody_codes(&theirs), [""; 0]);
    let back = export(&mut theirs, &bruno, false, Some(&first)).path;
    assert_eq!(catalogue.import(&back, None, false, &Silent).unwrap().new_conflicts.len(), 0);
    assert_eq!(custody_codes(&catalogue), ["count-lost-in-split 20 / 25"]);
    // Somebody counts again.
    catalogue.artefact_set(&lot, &fields(&[("quantity", "10")])).unwrap();
    assert_eq!(custody_codes(&catalogue), [""; 0]);
}

#[test]
fn a_lot_gives_no_more_than_it_holds_and_nothing_is_saved_when_it_would() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "amara");
    let mut catalogue = laptop.begin();
    let lot = catalogue.artefact_add(&fields(&[("reference", "AB/1"), ("quantity", "20")])).unwrap();
    let before = catalogue.operation().unwrap().entries;
    for wrong in [&[5, 16][..], &[20], &[], &[0, 3], &[-1, 3], &[i64::MAX, i64::MAX]] {
        assert_eq!(
            catalogue.artefact_split(&lot, &parts(wrong)).unwrap_err().code,
            Code::BadValue,
            "{wrong:?}"
        );
    }
    assert_eq!(catalogue.operation().unwrap().entries, before);
    let made = catalogue.artefact_split(&lot, &parts(&[5, 12])).unwrap();
    let counts: Vec<i64> =
        made.iter().chain([&lot]).map(|id| catalogue.artefact(id).unwrap().quantity).collect();
    assert_eq!(counts, [5, 12, 3]);
    assert_eq!(custody_codes(&catalogue), [""; 0]);
}

#[test]
fn no_two_parts_of_a_lot_are_given_one_reference_however_it_is_written() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "amara");
    let mut catalogue = laptop.begin();
    let lot = catalogue.artefact_add(&fields(&[("reference", "AB/1"), ("quantity", "20")])).unwrap();
    let before = catalogue.operation().unwrap().entries;
    let named = |references: &[Option<&str>]| -> Vec<SplitPart> {
        let part = |r: &Option<&str>| SplitPart { quantity: 1, reference: r.map(str::to_owned) };
        references.iter().map(part).collect()
    };
    for twice in [[Some("AB/7"), Some("AB/7")], [Some("AB/7"), Some("ab/007")], [None, Some("AB/1/1")]] {
        let refused = catalogue.artefact_split(&lot, &named(&twice)).unwrap_err();
        assert_eq!(refused.code, Code::ReferenceTaken, "{twice:?}");
    }
    assert_eq!(catalogue.operation().unwrap().entries, before, "nothing was saved");
    let parts = catalogue.artefact_split(&lot, &named(&[Some("AB/1/1"), None, Some("AB/7")])).unwrap();
    let given: Vec<String> = parts.iter().map(|id| catalogue.artefact(id).unwrap().reference).collect();
    assert_eq!(given, ["AB/1/1", "AB/1/2", "AB/7"], "a suggestion minds what was named before it");
}

#[test]
fn a_list_from_a_place_that_no_list_reaches_is_empty_and_no_error() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "amara");
    let mut catalogue = laptop.begin();
    catalogue.artefact_add(&fields(&[("reference", "AB/1")])).unwrap();
    for far in [i64::MAX as usize, i64::MAX as usize + 1, usize::MAX] {
        assert_eq!(catalogue.list(&Filter::default(), far, far).unwrap(), [], "{far}");
        assert_eq!(catalogue.list(&Filter::default(), 0, far).unwrap().len(), 1, "{far}");
        assert!(!catalogue.photo_range(None, false, far, far).unwrap().1, "{far}");
        let request = CustodyRequest { offset: far, limit: far, ..CustodyRequest::default() };
        assert_eq!(catalogue.custody_page(&request).unwrap().events.len(), 0, "{far}");
        let request = PhotoListRequest { offset: far, limit: far, ..PhotoListRequest::default() };
        assert_eq!(catalogue.photo_list(&request).unwrap().photos.len(), 0, "{far}");
        assert_eq!(catalogue.list_rows(&ListRequest::default(), far, far).unwrap().rows.len(), 0, "{far}");
        let request = SearchRequest { limit: Some(far), ..SearchRequest::default() };
        assert_eq!(catalogue.search(&request).unwrap().hits.len(), 1, "{far}");
    }
}

#[test]
fn a_search_by_a_field_or_an_event_that_there_is_none_of_is_refused_and_says_what_there_is() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "amara");
    let mut catalogue = laptop.begin();
    catalogue.artefact_add(&fields(&[("reference", "AB/1"), ("title", "Naga")])).unwrap();
    let of_field = |field: &str| Filter { fields: vec![(field.into(), "x".into())], ..Filter::default() };
    let of_event = |word: &str| Filter { custody: Some(word.into()), ..Filter::default() };
    let ask = |filter: Filter| catalogue.search(&SearchRequest { filter, ..SearchRequest::default() });
    for field in ["title", "reference", "quantity", "seals", "number", "measurements"] {
        assert_eq!(ask(of_field(field)).unwrap().hits.len(), 0, "{field}");
    }
    assert_eq!(ask(of_event("handed_over")).unwrap().hits.len(), 0);
    let refused = ask(of_field("titles")).unwrap_err();
    assert_eq!((refused.code, refused.remedy), (Code::Usage, Some("Perhaps one of: title".into())));
    let refused = ask(of_event("handover")).unwrap_err();
    assert_eq!(refused.code, Code::Usage);
    assert!(refused.remedy.unwrap().contains("handed_over"));
}

#[test]
fn what_another_program_wrote_is_searched_and_corrected_by_its_own_words() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "amara");
    let mut catalogue = laptop.begin();
    let artefact = catalogue.artefact_add(&fields(&[("reference", "AB/1")])).unwrap();
    let other = UnlockedKey::from_seed(&[66; 32], "other".into()).unwrap();
    let mut chain = HandChain::begin(&other, catalogue.operation_id(), [6; 16], &[]);
    let set = |record: &RecordId, field: &str| {
        let (record, field) = (Some(record.clone()), field.to_owned());
        vec![NewChange { record, field, value: "salt crust".into(), seen: Vec::new() }]
    };
    chain.add(&other, "artefact.set", Class::Open, set(&artefact, "weathering"), object([]));
    let operation = RecordId::operation(catalogue.operation_id());
    chain.add(&other, "operation.set", Class::Open, set(&operation, "climate"), object([]));
    let mut event = CustodyEvent::new(EventKind::Unknown("quarantined".into()), "2025-11-13");
    event.subjects = vec![Subject { record: artefact, quantity: Some(1) }];
    chain.add(&other, "custody.record", Class::Open, Vec::new(), event.to_body());
    chain.sign_head(&other);
    let bundle = HandBundle {
        kind: BundleKind::Full,
        operation: chain.op,
        key: &other,
        position: chain.end(),
        chains: vec![chain.clone()],
        originals: BTreeMap::new(),
        base: None,
    };
    let bundle = bundle.write(temp.path(), Form::Folder);
    assert!(catalogue.import(&bundle, None, false, &Silent).unwrap().imported);
    let by_field = Filter { fields: vec![("weathering".into(), "salt".into())], ..Filter::default() };
    let by_event = Filter { custody: Some("quarantined".into()), ..Filter::default() };
    for filter in [by_field, by_event] {
        let answer = catalogue.search(&SearchRequest { filter, ..SearchRequest::default() }).unwrap();
        assert_eq!(answer.hits.len(), 1);
    }
    catalogue.operation_set(&[("climate".into(), "dry".into())]).unwrap();
}

#[test]
fn an_operation_is_given_only_fields_that_it_has_and_is_never_left_without_a_reference() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "amara");
    let nameless = NewOperation { reference: " ".into(), ..NewOperation::default() };
    let begun = Catalogue::create(&laptop.root(), laptop.around(), laptop.key(), laptop.details(), &nameless);
    assert_eq!(begun.err().map(|error| error.code), Some(Code::BadValue));
    assert!(!laptop.root().join("catalogue.db").exists());
    let mut catalogue = laptop.begin();
    let before = catalogue.operation().unwrap().entries;
    let mut set = |values: &[(&str, Json)]| {
        let values: Vec<_> = values.iter().map(|(f, v)| ((*f).to_owned(), v.clone())).collect();
        catalogue.operation_set(&values).map_err(|error| error.code)
    };
    assert_eq!(set(&[("titel", "Depot".into())]), Err(Code::Usage));
    assert_eq!(set(&[("title", "Depot".into()), ("title", "Shed".into())]), Err(Code::Usage));
    for nothing in [Json::Null, "".into(), "  ".into(), Json::Int(7)] {
        assert_eq!(set(&[("reference", nothing.clone())]), Err(Code::BadValue), "{nothing:?}");
    }
    let agencies = Json::List(vec!["Heritage unit".into()]);
    assert_eq!(
        set(&[("agencies", agencies), ("started", "2025-11-13".into()), ("place", "".into())]),
        Ok(())
    );
    assert_eq!(catalogue.operation().unwrap().entries, before + 1, "what was refused left nothing");
}

#[test]
fn the_reason_of_a_withdrawal_stands_in_the_history() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "amara");
    let mut catalogue = laptop.begin();
    let id = catalogue.artefact_add(&fields(&[("reference", "AB/1")])).unwrap();
    catalogue.withdraw(&id, "recorded twice, see AB/2").unwrap();
    let reasons: Vec<_> = catalogue.history(&id).unwrap().into_iter().map(|line| line.reason).collect();
    assert_eq!(reasons, [None, Some("recorded twice, see AB/2".to_owned())]);
}

#[test]
fn a_long_list_of_photos_is_read_in_parts_that_lack_and_repeat_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "amara");
    let card = laptop.folder.join("card");
    std::fs::create_dir_all(&card).unwrap();
    for number in 0..9 {
        std::fs::write(card.join(format!("{number}.txt")), format!("{number}")).unwrap();
    }
    let mut catalogue = laptop.begin();
    take_in(&mut catalogue, &card, None, None);
    let artefact = catalogue.artefact_add(&fields(&[("reference", "AB/1")])).unwrap();
    let all = catalogue.photos(None, false).unwrap();
    for view in ["overall", "detail"] {
        catalogue.photo_place(&[all[3].id.clone(), all[4].id.clone()], &artefact, view).unwrap();
    }
    for (of, unplaced, many) in [(None, false, 9), (None, true, 7), (Some(&artefact), false, 2)] {
        let whole: Vec<_> =
            catalogue.photos(of, unplaced).unwrap().into_iter().map(|photo| photo.id).collect();
        assert_eq!(whole.len(), many);
        let mut read = Vec::new();
        loop {
            let (part, more) = catalogue.photo_range(of, unplaced, read.len(), 2).unwrap();
            read.extend(part.into_iter().map(|photo| photo.id));
            if !more {
                break;
            }
        }
        assert_eq!(read, whole);
    }
}

#[test]
fn a_search_with_a_filter_says_that_notes_and_photos_were_left_out_and_another_finds_them() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "amara");
    let card = laptop.folder.join("card");
    std::fs::create_dir_all(&card).unwrap();
    std::fs::write(card.join("Naga stairs.txt"), "x").unwrap();
    let mut catalogue = laptop.begin();
    take_in(&mut catalogue, &card, None, None);
    catalogue.artefact_add(&fields(&[("reference", "AB/1"), ("title", "Naga")])).unwrap();
    let draft = NoteDraft { text: "A naga in the lorry.".into(), ..NoteDraft::default() };
    catalogue.note_seal(&draft, None, Class::Open).unwrap();
    let ask = |filter: Filter| {
        let request = SearchRequest { text: "naga".into(), filter, ..SearchRequest::default() };
        let answer = catalogue.search(&request).unwrap();
        let kinds: Vec<_> = answer.hits.iter().map(|hit| hit.record.kind().unwrap()).collect();
        assert_eq!(answer.count.unwrap().value as usize, kinds.len());
        (kinds, answer.items_only)
    };
    let of = |kind: &str| Filter { kind: Some(kind.into()), ..Filter::default() };
    let (mut all, items_only) = ask(Filter::default());
    all.sort_by_key(|kind| kind.word());
    assert_eq!((all, items_only), (vec![RecordKind::Artefact, RecordKind::Note, RecordKind::Photo], false));
    assert_eq!(ask(Filter { no_photo: true, ..Filter::default() }), (vec![RecordKind::Artefact], true));
    assert_eq!(ask(of("artefact")), (vec![RecordKind::Artefact], true));
    assert_eq!(ask(of("note")), (vec![RecordKind::Note], false));
    assert_eq!(ask(of("photo")), (vec![RecordKind::Photo], false));
    let senseless = Filter { conflict: true, ..of("note") };
    let request = SearchRequest { filter: senseless, ..SearchRequest::default() };
    assert_eq!(catalogue.search(&request).unwrap_err().code, Code::Usage);
}
