//! What does not add up: counts, acceptances, form, splits.

use super::*;

fn found(entries: &[Entry]) -> Vec<String> {
    brief(&findings(entries))
}

#[test]
fn a_hand_over_of_twelve_with_eleven_recorded_is_a_finding() {
    let mut event = event(EventKind::HandedOver, things((1..=11).map(artefact)));
    event.stated_count = Some(12);
    let entry = record(&event, 4);
    let all = findings([&entry]);
    assert_eq!(brief(&all), ["count-differs 12 / 11"]);
    assert_eq!(all[0].path, id_of(&entry).as_str());
    assert_eq!(all[0].kind, crate::finding::FindingKind::Unverifiable);

    event.subjects.push(Subject { record: artefact(12), quantity: Some(1) });
    event.recorded_count = 12;
    assert_eq!(found(&[record(&event, 4)]), [""; 0]);
}

#[test]
fn a_lot_and_the_contents_of_a_package_count() {
    let mut event = of_package(EventKind::Received, 1, &[artefact(2), artefact(3)], &[]);
    event.subjects.push(Subject { record: artefact(1), quantity: Some(10) });
    event.recorded_count = 12;
    event.stated_count = Some(12);
    assert_eq!(found(&[record(&event, 4)]), [""; 0]);
    event.stated_count = Some(13);
    assert_eq!(found(&[record(&event, 4)]), ["count-differs 13 / 12"]);
}

#[test]
fn a_signed_count_that_its_subjects_do_not_add_up_to_hides_nothing() {
    let mut event = event(EventKind::HandedOver, things((1..=11).map(artefact)));
    event.stated_count = Some(12);
    event.recorded_count = 12;
    assert_eq!(found(&[record(&event, 4)]), ["count-differs 12 / 11", "recorded-count-differs 11 / 12"]);
}

#[test]
fn a_correction_answers_a_finding_and_can_make_one() {
    let mut event = event(EventKind::HandedOver, things((1..=11).map(artefact)));
    event.stated_count = Some(12);
    let first = record(&event, 4);
    event.stated_count = Some(11);
    let right = entry("custody.correct", correction(&id_of(&first), event.clone()).to_body(), 5, 2);
    assert_eq!(found(&[first.clone(), right.clone()]), [""; 0]);
    event.stated_count = Some(10);
    let wrong = entry("custody.correct", correction(&id_of(&first), event).to_body(), 6, 2);
    assert_eq!(found(&[wrong, right, first]), ["count-differs 10 / 11"]);
}

#[test]
fn two_acceptances_that_differ_are_a_finding_and_the_same_one_twice_is_none() {
    let first = record(&event(EventKind::HandedOver, things([artefact(1)])), 4);
    let by =
        |name: &str, chain| entry("custody.accept", acceptance(&id_of(&first), name).to_body(), 5, chain);
    assert_eq!(found(&[first.clone(), by("Anne Roux", 3), by("Anne Roux ", 4)]), [""; 0]);
    assert_eq!(found(&[first.clone(), by("Anne Roux", 3), by("Li Wei", 4)]), ["accepted-twice 1 / 2"]);
}

#[test]
fn a_hand_over_is_open_until_it_is_accepted_or_a_slip_is_attached() {
    let given = record(&event(EventKind::HandedOver, things([artefact(1)])), 4);
    let mut with_slip = event(EventKind::Returned, things([artefact(2)]));
    with_slip.photos.push(photo(1));
    let with_slip = record(&with_slip, 5);
    let packed = record(&event(EventKind::Packed, things([artefact(3)])), 6);
    let accepted = entry("custody.accept", acceptance(&id_of(&given), "Anne Roux").to_body(), 7, 3);
    let open = |entries: &[&Entry]| {
        let events = gather(entries.iter().copied()).events;
        events.iter().filter(|e| is_open_hand_over(e)).map(|e| e.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(open(&[&packed, &with_slip, &given]), [id_of(&given)]);
    assert_eq!(open(&[&accepted, &packed, &with_slip, &given]), []);
}

#[test]
fn members_of_another_form_are_a_finding_with_their_names() {
    let body = Json::parse(br#"{"event":"found","date":"2025","subjects":7,"recorded_count":"3"}"#).unwrap();
    let entry = entry("custody.record", body, 4, 2);
    assert_eq!(found(&[entry]), ["custody-form - / recorded_count", "custody-form - / subjects"]);
}

#[test]
fn every_code_is_listed_once() {
    let codes: std::collections::BTreeSet<_> = CODES.iter().collect();
    assert_eq!(codes.len(), CODES.len());
}
