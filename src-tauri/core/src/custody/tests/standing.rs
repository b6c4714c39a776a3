//! Who has what, for all objects at once.

use super::*;

fn gone(entries: &[&Entry]) -> Vec<(RecordId, bool)> {
    let events = gather(entries.iter().copied()).events;
    standings(&events).into_iter().map(|(id, standing)| (id, standing.gone > 0)).collect()
}

#[test]
fn what_was_given_away_is_gone_with_all_that_was_in_it_until_it_is_received_again() {
    let packed = record(&of_package(EventKind::Packed, 1, &[artefact(1)], &[]), 2);
    let given = record(&of_package(EventKind::HandedOver, 1, &[artefact(1)], &[]), 3);
    let accepted = record(&event(EventKind::Accepted, things([artefact(1)])), 4);
    let back = record(&event(EventKind::Received, things([artefact(1)])), 5);
    assert_eq!(gone(&[&packed]), []);
    assert_eq!(gone(&[&packed, &given]), [(artefact(1), true), (package(1), true)]);
    assert_eq!(gone(&[&given, &accepted]), [(artefact(1), true), (package(1), true)]);
    assert_eq!(gone(&[&given, &accepted, &back]), [(artefact(1), false), (package(1), true)]);
}

#[test]
fn a_correction_that_takes_an_object_out_of_a_hand_over_leaves_it_here() {
    let first = record(&event(EventKind::HandedOver, things([artefact(1), artefact(2)])), 2);
    let without = event(EventKind::HandedOver, things([artefact(2)]));
    let corrected = entry("custody.correct", correction(&id_of(&first), without).to_body(), 3, 2);
    assert_eq!(gone(&[&first, &corrected]), [(artefact(2), true)]);
}

#[test]
fn of_a_lot_only_as_many_are_gone_as_were_given_and_did_not_come_back() {
    let part = |kind, quantity| event(kind, vec![Subject { record: artefact(1), quantity: Some(quantity) }]);
    let given = record(&part(EventKind::HandedOver, 10), 2);
    let again = record(&part(EventKind::HandedOver, 6), 3);
    let back = record(&part(EventKind::Received, 4), 4);
    let left = |entries: &[&Entry]| {
        let events = gather(entries.iter().copied()).events;
        standings(&events)[&artefact(1)].left_of(36)
    };
    assert_eq!(left(&[&given]), 26);
    assert_eq!(left(&[&given, &again]), 20);
    assert_eq!(left(&[&given, &again, &back]), 24);
}
