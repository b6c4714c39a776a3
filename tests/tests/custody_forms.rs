//! The custody form beyond the common case: part of a lot goes, bags are named, and what was recorded wrongly is corrected
//! so that both versions stay.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{
    Catalogue, CorrectionForm, CustodyForm, CustodyView, FormObject, ListRequest,
};
use sigillum_core::custody::{Acceptance, Party};
use sigillum_core::error::Code;
use sigillum_core::id::RecordId;
use sigillum_core::progress::Silent;
use sigillum_tests::laptop::{Laptop, fields};
use std::collections::BTreeMap;

/// A lot of 36 coins, `SO/1`, and a head, `SO/2`.
fn site(folder: &std::path::Path) -> (Laptop, Catalogue, RecordId) {
    let laptop = Laptop::new(folder, "Sopheap");
    let mut catalogue = laptop.begin();
    let lot = [("reference", "SO/1"), ("title", "Lot of coins"), ("quantity", "36")];
    let lot = catalogue.artefact_add(&fields(&lot)).unwrap();
    catalogue.artefact_add(&fields(&[("reference", "SO/2"), ("title", "Head")])).unwrap();
    (laptop, catalogue, lot)
}

fn party(name: &str) -> Option<Party> {
    Some(Party { name: name.into(), ..Party::default() })
}

fn hand_over(objects: &[(&str, Option<u64>)]) -> CustodyForm {
    let object = |(object, quantity): &(&str, Option<u64>)| FormObject {
        object: (*object).to_owned(),
        quantity: *quantity,
    };
    CustodyForm {
        event: "handed_over".into(),
        date: "2025-11-13".into(),
        from: party("Sopheap Keo"),
        to: party("Anne Roux"),
        objects: objects.iter().map(object).collect(),
        ..CustodyForm::default()
    }
}

fn codes(view: &CustodyView) -> Vec<&str> {
    view.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn part_of_a_lot_is_handed_over_and_the_rest_is_shown_as_still_here() {
    let folder = tempfile::tempdir().unwrap();
    let (_laptop, mut catalogue, _) = site(folder.path());
    let form = CustodyForm { bags: vec!["B-7".into(), " ".into()], ..hand_over(&[("SO/1", Some(10))]) };
    let preview = catalogue.custody_preview(&form).unwrap();
    let line = &preview.objects[0];
    assert_eq!((line.quantity, line.of, line.too_many), (Some(10), Some(36), false));
    assert_eq!(preview.recorded_count, 10);
    let left = |preview: &sigillum_core::catalogue::CustodyPreview| -> Vec<(String, Option<u64>)> {
        preview.not_accounted.iter().map(|line| (line.reference.clone(), line.quantity)).collect()
    };
    assert_eq!(left(&preview), [("SO/1".to_owned(), Some(26)), ("SO/2".to_owned(), Some(1))]);
    let recorded = catalogue.custody_form_record(&form).unwrap();
    assert_eq!(
        (recorded.names.as_slice(), recorded.recorded.recorded.bags.as_slice()),
        (&["SO/1 ×10".to_owned()][..], &["B-7".to_owned()][..])
    );

    let rest = catalogue.custody_preview(&hand_over(&[("SO/1", Some(26)), ("SO/2", None)])).unwrap();
    assert!(rest.gone_before.is_empty() && rest.not_accounted.is_empty(), "{rest:?}");
    let twice = catalogue.custody_preview(&hand_over(&[("SO/1", Some(27))])).unwrap();
    assert_eq!(twice.gone_before.len(), 1, "ten of them are gone");
    let beyond = catalogue.custody_preview(&hand_over(&[("SO/1", Some(40))])).unwrap();
    assert!(beyond.objects[0].too_many && beyond.problem.is_none(), "a person decides: {beyond:?}");
    assert!(catalogue.custody_preview(&hand_over(&[("SO/1", Some(0))])).unwrap().problem.is_some());
}

#[test]
fn a_correction_is_previewed_as_it_is_signed_answers_the_finding_and_shows_both_versions() {
    let folder = tempfile::tempdir().unwrap();
    let (_laptop, mut catalogue, lot) = site(folder.path());
    let form = CustodyForm { stated_count: Some(12), ..hand_over(&[("SO/1", Some(10)), ("SO/2", None)]) };
    let wrong = catalogue.custody_form_record(&form).unwrap();
    assert_eq!(codes(&wrong), ["count-differs"]);

    let right =
        CustodyForm { to: party("Anne Leroux"), ..hand_over(&[(lot.as_str(), Some(11)), ("SO/2", None)]) };
    let right = CustodyForm { stated_count: Some(12), ..right };
    let mut correction = CorrectionForm { event: wrong.recorded.id.clone(), why: String::new(), form: right };
    let preview = catalogue.custody_correct_preview(&correction).unwrap();
    assert!(preview.problem.is_some() && preview.entry.is_none(), "a correction says why");
    correction.why = "counted again with the receiver".into();
    let preview = catalogue.custody_correct_preview(&correction).unwrap();
    assert!(preview.findings.is_empty() && preview.problem.is_none(), "{preview:?}");
    assert!(preview.gone_before.is_empty(), "what is corrected gave nothing away twice");
    assert_eq!(preview.not_accounted[0].quantity, Some(25));
    let line: String = preview.entry.unwrap().line.into_iter().map(|part| part.text).collect();
    assert!(line.contains("\"kind\":\"custody.correct\"") && line.contains("counted again"), "{line}");

    let corrected = catalogue.custody_correct_form(&correction).unwrap();
    assert_eq!(codes(&corrected), [""; 0]);
    let change = |field: &str| {
        let found = corrected.changed[0].changes.iter().find(|change| change.field == field);
        found.map(|change| (change.before.clone(), change.after.clone()))
    };
    assert_eq!(change("to"), Some(("Anne Roux".into(), "Anne Leroux".into())));
    assert_eq!(change("subjects"), Some(("SO/1 ×10, SO/2".into(), "SO/1 ×11, SO/2".into())));
    assert_eq!(change("date"), None);
    assert_eq!(corrected.recorded.recorded.recorded_count, 11, "the first version stays as it was signed");

    let again = catalogue.custody_correct_form(&correction).unwrap_err();
    assert_eq!(again.code, Code::BadValue, "it says what stands already");
}

#[test]
fn what_only_a_correction_names_went_and_came_back_in_every_list_too() {
    let folder = tempfile::tempdir().unwrap();
    let (_laptop, mut catalogue, lot) = site(folder.path());
    let row = |catalogue: &Catalogue| {
        let page = catalogue.list_rows(&ListRequest::default(), 0, 9).unwrap();
        let row = page.rows.into_iter().find(|row| row.id == lot).unwrap();
        (row.custody, row.unconfirmed)
    };
    let not_accounted = |catalogue: &Catalogue| -> Vec<String> {
        let preview = catalogue.custody_preview(&hand_over(&[("SO/2", None)])).unwrap();
        preview.not_accounted.into_iter().map(|line| line.reference).collect()
    };
    let correct = |catalogue: &mut Catalogue, event: CustodyView, right: CustodyForm| {
        let why = "one of them was forgotten".to_owned();
        let event = event.recorded.id;
        catalogue.custody_correct_form(&CorrectionForm { event, why, form: right }).unwrap()
    };
    // The lot is in the van, which only a correction says.
    let first = catalogue.custody_form_record(&hand_over(&[("SO/2", None)])).unwrap();
    let both = hand_over(&[("SO/1", None), ("SO/2", None)]);
    let corrected = correct(&mut catalogue, first, both.clone());
    assert_eq!(row(&catalogue), ("handed_over".to_owned(), true));
    assert_eq!(catalogue.timeline(&lot).unwrap().holder.unwrap().party.name, "Anne Roux");
    assert!(not_accounted(&catalogue).is_empty());
    let by = party("Anne Roux");
    let (statement, photos, malformed) = (String::new(), Vec::new(), Vec::new());
    let acceptance = Acceptance { event: Some(corrected.recorded.id), by, statement, photos, malformed };
    catalogue.custody_accept(&acceptance).unwrap();
    assert_eq!(row(&catalogue), ("handed_over".to_owned(), false));
    // It comes back, and again only a correction says so.
    let back = |objects: &CustodyForm| CustodyForm {
        event: "received".into(),
        date: "2025-11-14".into(),
        from: party("Anne Roux"),
        to: party("Sopheap Keo"),
        ..objects.clone()
    };
    let received = catalogue.custody_form_record(&back(&hand_over(&[("SO/2", None)]))).unwrap();
    correct(&mut catalogue, received, back(&both));
    assert_eq!(row(&catalogue).0, "received");
    assert_eq!(not_accounted(&catalogue), ["SO/1"], "the lot is here again and would stay");
    let before = (row(&catalogue), not_accounted(&catalogue));
    catalogue.rebuild(&Silent).unwrap();
    assert_eq!((row(&catalogue), not_accounted(&catalogue)), before);
}

fn filled(fields: &[(&str, Option<&str>)]) -> BTreeMap<String, Option<String>> {
    fields.iter().map(|(field, text)| ((*field).to_owned(), text.map(str::to_owned))).collect()
}

#[test]
fn a_form_that_is_begun_waits_without_a_key_and_goes_only_in_the_commit_that_signs_it() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, mut catalogue, _) = site(folder.path());
    catalogue
        .custody_draft_keep("new", &filled(&[("objects", Some("SO/1")), ("seals", Some("K 1"))]))
        .unwrap();
    catalogue.custody_draft_keep("new-2", &filled(&[("place", Some("Quay 4"))])).unwrap();
    catalogue.lock_key();
    catalogue.custody_draft_keep("new", &filled(&[("seals", None), ("bags", Some("B-7"))])).unwrap();
    drop(catalogue);
    let mut catalogue = laptop.open();
    let draft = catalogue.custody_draft("new").unwrap().unwrap();
    assert_eq!(
        draft.fields.into_iter().collect::<Vec<_>>(),
        [("bags".to_owned(), "B-7".to_owned()), ("objects".to_owned(), "SO/1".to_owned())]
    );
    assert_eq!(catalogue.form_drafts().unwrap(), [], "no record's form waits");

    let form = |name: &str| CustodyForm { draft: Some("new".into()), ..hand_over(&[(name, None)]) };
    catalogue.custody_form_record(&form("XX/9")).unwrap_err();
    assert!(catalogue.custody_draft("new").unwrap().is_some(), "nothing was signed, so nothing goes");
    let signed = catalogue.custody_form_record(&form("SO/2")).unwrap();
    let subjects = |c: &Catalogue| -> Vec<String> {
        c.custody_drafts().unwrap().into_iter().map(|draft| draft.subject).collect()
    };
    assert_eq!(subjects(&catalogue), ["new-2"]);

    let event = signed.recorded.id.to_string();
    catalogue.custody_draft_keep(&event, &filled(&[("why", Some("counted again"))])).unwrap();
    let right =
        CustodyForm { draft: Some(event.clone()), to: party("Anne Leroux"), ..hand_over(&[("SO/2", None)]) };
    let correction = CorrectionForm { event: signed.recorded.id, why: "misheard".into(), form: right };
    catalogue.custody_correct_form(&correction).unwrap();
    assert_eq!(subjects(&catalogue), ["new-2"]);
    catalogue.custody_draft_discard("new-2").unwrap();
    assert_eq!(subjects(&catalogue), [""; 0]);
}

#[test]
fn a_custody_form_is_kept_for_an_event_or_a_new_one_and_up_to_its_size() {
    let folder = tempfile::tempdir().unwrap();
    let (_laptop, mut catalogue, lot) = site(folder.path());
    for subject in ["nonsense", lot.as_str()] {
        let refused = catalogue.custody_draft_keep(subject, &filled(&[("place", Some("x"))])).unwrap_err();
        assert_eq!(refused.code, Code::Usage, "{subject}");
    }
    let huge = "x".repeat(2 << 20);
    let refused = catalogue.custody_draft_keep("new", &filled(&[("objects", Some(&huge))])).unwrap_err();
    assert_eq!(refused.code, Code::TooLarge);
    assert_eq!(catalogue.custody_drafts().unwrap(), []);
}
