//! A specialist's whole path: operation, artefacts, photos, notes, packing, custody, bundle, merge, conflict.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{ExportOptions, Settlement};
use sigillum_core::custody::{CustodyEvent, EventKind, Party, Subject};
use sigillum_core::entry::Class;
use sigillum_core::note::NoteDraft;
use sigillum_core::progress::Silent;
use sigillum_core::verify::{Verdict, VerifyOptions, bundle};
use sigillum_tests::laptop::{Laptop, export, fields, list_of, take_in};
use std::path::Path;

/// A folder of small pictures, as a card has them.
fn card(folder: &Path, count: u32) {
    std::fs::create_dir_all(folder).unwrap();
    for index in 0..count {
        let picture = sigillum_tests::picture(index);
        std::fs::write(folder.join(format!("DSC_{:04}.JPG", index + 1)), picture).unwrap();
    }
}

#[test]
fn two_laptops_and_headquarters_end_with_one_verified_catalogue() {
    let temp = tempfile::tempdir().unwrap();
    let (sokha, karim, hq) = (
        Laptop::new(temp.path(), "sokha"),
        Laptop::new(temp.path(), "karim"),
        Laptop::new(temp.path(), "hq"),
    );
    let list = list_of(&[&sokha, &karim, &hq]);
    card(&temp.path().join("card"), 3);

    let mut one = sokha.begin();
    let head = one
        .artefact_add(&fields(&[
            ("reference", "SC/1"),
            ("title", "Head of a bodhisattva"),
            ("measurements", "height 31.5 cm; width 19.2 cm"),
            ("date_period", "0100/0299~"),
            ("value", "12000 USD"),
        ]))
        .unwrap();
    let intake = take_in(&mut one, &temp.path().join("card"), Some(&head), Some("overall_front"));
    assert_eq!((intake.counts.seen, intake.counts.taken, intake.counts.held), (3, 3, 0));
    let again = take_in(&mut one, &temp.path().join("card"), None, None);
    assert_eq!((again.counts.taken, again.counts.held), (0, 3));
    let draft = NoteDraft {
        title: "First look".into(),
        text: "Old break at the neck.".into(),
        about: vec![head.clone()],
        ..NoteDraft::default()
    };
    let number = one.note_draft(None, &draft).unwrap();
    let note = one.note_seal(&draft, Some(number), Class::Open).unwrap();
    assert!(one.note_drafts().unwrap().is_empty());
    let bag = one.package_add(&fields(&[("number", "B-0317"), ("kind", "bag")])).unwrap();
    one.put_in(Some(&bag), std::slice::from_ref(&head)).unwrap();
    let mut event = CustodyEvent::new(EventKind::HandedOver, "2025-11-13");
    event.subjects = vec![Subject { record: bag.clone(), quantity: None }];
    event.from = Some(Party { name: "Sokha".into(), ..Party::default() });
    event.to = Some(Party { name: "Karim".into(), ..Party::default() });
    event.stated_count = Some(2);
    let event = one.custody_record(event, Class::Open).unwrap();
    assert_eq!(event.findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["count-differs"]);

    let invite = ExportOptions { to: sokha.bundles(), zip: false, since: None, invite: true };
    let invited = one.export(&invite, &Silent).unwrap();
    let mut two = karim.join(&invited.path);
    let same = two.find_object("sc/01").unwrap();
    assert_eq!(same, head);
    two.artefact_set(&same, &fields(&[("title", "Head of a Buddha")])).unwrap();
    one.artefact_set(&head, &fields(&[("title", "Head of a bodhisattva, stone")])).unwrap();

    let (first, second) = (export(&mut one, &sokha, false, None), export(&mut two, &karim, true, None));
    assert_eq!(first.verdict, Verdict::Verified, "{first:?}");
    assert_eq!(second.kind, "since", "an invited laptop hands on what is newer than the invitation");
    let mut center = hq.join(&first.path);
    let preview = center.import(&second.path, Some(&list), true, &Silent).unwrap();
    assert!(!preview.imported && preview.new_conflicts.len() == 1, "{preview:?}");
    let report = center.import(&second.path, Some(&list), false, &Silent).unwrap();
    assert_eq!(report.new_conflicts.len(), 1, "{:?}", report.new_conflicts);
    let conflict = &report.new_conflicts[0];
    assert_eq!(conflict.values.len(), 2);
    center.settle(&conflict.id, &Settlement::Pick(2), None).unwrap();
    assert!(center.conflicts(None).unwrap().is_empty());
    let nothing = center.import(&second.path, Some(&list), false, &Silent).unwrap();
    assert!(nothing.nothing_new && !nothing.imported);

    let merged = export(&mut center, &hq, false, None);
    let options = VerifyOptions { signers: Some(&list), threads: 2, ..VerifyOptions::default() };
    let check = bundle(&merged.path, &options, &Silent).unwrap();
    assert_eq!(check.verdict(), Verdict::Verified, "{:#?}", check.findings);
    assert_eq!(center.note(&note.id).unwrap().text, "Old break at the neck.");
    let report = center.check(Some(&list), &Silent).unwrap();
    assert_eq!(report.findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["count-differs"]);
}
