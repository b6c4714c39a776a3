//! Lists that are long, searches that look at part of what there is, lots that are split, and reasons that were given.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

use sigillum_core::catalogue::{Catalogue, SearchRequest, SplitPart};
use sigillum_core::entry::Class;
use sigillum_core::error::Code;
use sigillum_core::finding::FindingKind;
use sigillum_core::id::RecordKind;
use sigillum_core::note::NoteDraft;
use sigillum_core::progress::Silent;
use sigillum_core::store::Filter;
use sigillum_tests::laptop::{Laptop, export, fields, take_in};

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
