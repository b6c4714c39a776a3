//! Seals and contents from event to event.

use super::*;

/// The findings of these events, one after the other.
fn found(events: &[CustodyEvent]) -> Vec<String> {
    events.iter().for_each(|e| e.validate().unwrap());
    let entries: Vec<Entry> = events.iter().zip(2..).map(|(e, clock)| record(e, clock)).collect();
    brief(&findings(&entries))
}

fn sealed(seals: &[&str]) -> CustodyEvent {
    of_package(EventKind::Sealed, 1, &[artefact(1), artefact(2)], seals)
}

fn then(kind: EventKind, seals: &[&str]) -> CustodyEvent {
    of_package(kind, 1, &[artefact(1), artefact(2)], seals)
}

#[test]
fn a_seal_number_that_does_not_match_is_a_finding() {
    for kind in [EventKind::HandedOver, EventKind::Received, EventKind::Accepted, EventKind::Opened] {
        assert_eq!(found(&[sealed(&["K1"]), then(kind.clone(), &["k 1"])]), [""; 0], "{kind:?}");
        assert_eq!(found(&[sealed(&["K1"]), then(kind, &["K7"])]), ["seal-differs K1 / K7"]);
    }
    for kind in [EventKind::SealBroken, EventKind::Moved, EventKind::Examined] {
        assert_eq!(found(&[sealed(&["K1"]), then(kind, &["K7"])]), ["seal-differs K1 / K7"]);
    }
}

#[test]
fn a_seal_that_is_lacking_or_not_named_at_all_is_a_finding() {
    let two = sealed(&["K1", "K2"]);
    assert_eq!(found(&[two.clone(), then(EventKind::HandedOver, &["K2"])]), ["seal-differs K1, K2 / K2"]);
    assert_eq!(found(&[two.clone(), then(EventKind::Opened, &[])]), ["seal-missing K1, K2 / none"]);
    assert_eq!(found(&[two.clone(), then(EventKind::SealBroken, &[])]), ["seal-missing K1, K2 / none"]);
    assert_eq!(found(&[two, then(EventKind::Examined, &[])]), [""; 0]);
}

#[test]
fn what_was_never_sealed_changes_hands_and_is_opened_without_a_finding() {
    assert_eq!(found(&[then(EventKind::HandedOver, &[]), then(EventKind::Opened, &[])]), [""; 0]);
    assert_eq!(found(&[then(EventKind::SealBroken, &[])]), ["seal-missing none / none"]);
}

#[test]
fn a_package_that_comes_sealed_is_followed_from_there() {
    let came = then(EventKind::Received, &["C9"]);
    assert_eq!(found(&[came.clone(), then(EventKind::HandedOver, &["C9"])]), [""; 0]);
    assert_eq!(found(&[came, then(EventKind::HandedOver, &["C8"])]), ["seal-differs C9 / C8"]);
}

#[test]
fn a_seal_is_broken_then_the_package_opened_and_sealed_anew() {
    let story = [
        sealed(&["K1"]),
        then(EventKind::HandedOver, &["K1"]),
        then(EventKind::SealBroken, &["K1"]),
        then(EventKind::Opened, &[]),
        then(EventKind::Examined, &[]),
        sealed(&["K2"]),
        then(EventKind::Returned, &["K2"]),
    ];
    assert_eq!(found(&story), [""; 0]);
    let mut old_seal = story.to_vec();
    old_seal[6].seals = vec!["K1".into()];
    assert_eq!(found(&old_seal), ["seal-differs K2 / K1"]);
}

#[test]
fn a_seal_on_what_was_opened_and_never_sealed_again_is_found_once() {
    let story = [
        sealed(&["K1"]),
        then(EventKind::Opened, &["K1"]),
        then(EventKind::HandedOver, &["K2"]),
        then(EventKind::Returned, &["K2"]),
    ];
    assert_eq!(found(&story), ["seal-differs none / K2"]);
}

#[test]
fn a_broken_seal_is_not_handed_over_as_if_it_were_whole() {
    let broken = [sealed(&["K1"]), then(EventKind::SealBroken, &["K1"])];
    let found = |kind, seals: &[&str]| found(&[&broken[..], &[then(kind, seals)]].concat());
    assert_eq!(found(EventKind::HandedOver, &["K1"]), ["seal-differs none / K1"]);
    assert_eq!(found(EventKind::HandedOver, &[]), [""; 0]);
    assert_eq!(found(EventKind::Opened, &["K1"]), [""; 0]);
    assert_eq!(found(EventKind::SealBroken, &[]), [""; 0]);
}

#[test]
fn of_two_seals_the_one_that_was_not_broken_is_still_needed() {
    let story = [sealed(&["K1", "K2"]), then(EventKind::SealBroken, &["K1"])];
    let found = |seals: &[&str]| found(&[&story[..], &[then(EventKind::HandedOver, seals)]].concat());
    assert_eq!(found(&["K2"]), [""; 0]);
    assert_eq!(found(&[]), ["seal-missing K2 / none"]);
}

#[test]
fn a_long_list_of_seals_on_many_packages_is_followed_quickly() {
    let mut event = of_package(EventKind::Sealed, 1, &[], &[]);
    let id = |n: u16| RecordId::new(RecordKind::Package, Digest::of(&n.to_be_bytes()));
    event.subjects = things((0..1200).map(id));
    event.recorded_count = 1200;
    event.seals = (0..10_000).map(|n| format!("K{n}")).collect();
    let last = CustodyEvent { event: EventKind::Opened, ..event.clone() };
    assert_eq!(found(&[event.clone(), event, last]), [""; 0]);
}

#[test]
fn a_second_seal_over_the_first_may_be_named_with_it_or_alone() {
    let story = [sealed(&["K1"]), sealed(&["K2"])];
    for seals in [&["K2"][..], &["K1", "K2"]] {
        assert_eq!(found(&[&story[..], &[then(EventKind::HandedOver, seals)]].concat()), [""; 0]);
    }
    let last = then(EventKind::HandedOver, &["K1"]);
    assert_eq!(found(&[&story[..], &[last]].concat()), ["seal-differs K2 / K1"]);
}

#[test]
fn packages_sealed_together_are_followed_together() {
    let both = |kind, seals: &[&str]| {
        let mut event = of_package(kind, 1, &[], seals);
        event.subjects = things([package(1), package(2)]);
        event.recorded_count = 2;
        event
    };
    let start = both(EventKind::Sealed, &["K1", "K2"]);
    assert_eq!(found(&[start.clone(), both(EventKind::HandedOver, &["K2", "K1"])]), [""; 0]);
    assert_eq!(found(&[start.clone(), both(EventKind::HandedOver, &["K1"])]), ["seal-differs K1, K2 / K1"]);
    let one = |seals: &[&str]| of_package(EventKind::HandedOver, 2, &[], seals);
    assert_eq!(found(&[start.clone(), one(&["K2"])]), [""; 0]);
    assert_eq!(found(&[start, one(&["K3"])]), ["seal-differs K1, K2 / K3"]);
}

#[test]
fn the_seals_of_packages_inside_may_be_named_with_the_outer_ones() {
    let inner = of_package(EventKind::Sealed, 2, &[artefact(1)], &["I1"]);
    let outer = |kind, seals: &[&str]| of_package(kind, 1, &[package(2), artefact(1)], seals);
    let start = [inner, outer(EventKind::Sealed, &["K1"])];
    let found = |last: CustodyEvent| found(&[&start[..], &[last]].concat());
    assert_eq!(found(outer(EventKind::HandedOver, &["K1"])), [""; 0]);
    assert_eq!(found(outer(EventKind::HandedOver, &["K1", "I1"])), [""; 0]);
    assert_eq!(found(outer(EventKind::HandedOver, &["I1"])), ["seal-differs K1 / I1"]);
}

#[test]
fn what_was_in_at_sealing_and_is_not_at_opening_is_a_finding_and_so_is_what_came() {
    let opened = |contents: &[RecordId]| of_package(EventKind::Opened, 1, contents, &["K1"]);
    assert_eq!(found(&[sealed(&["K1"]), opened(&[artefact(2), artefact(1)])]), [""; 0]);
    let less = found(&[sealed(&["K1"]), opened(&[artefact(1)])]);
    assert_eq!(less, [format!("not-accounted-for {} / -", artefact(2))]);
    let more = found(&[sealed(&["K1"]), opened(&[artefact(1), artefact(2), artefact(3)])]);
    assert_eq!(more, [format!("not-accounted-for - / {}", artefact(3))]);
    let empty = found(&[sealed(&["K1"]), opened(&[])]);
    assert_eq!(empty.len(), 2);
}

#[test]
fn what_was_taken_out_while_open_is_accounted_for() {
    let story = [
        sealed(&["K1"]),
        then(EventKind::Opened, &["K1"]),
        of_package(EventKind::Sealed, 1, &[artefact(1)], &["K2"]),
        of_package(EventKind::Received, 1, &[artefact(1)], &["K2"]),
    ];
    assert_eq!(found(&story), [""; 0]);
}

#[test]
fn a_sealing_that_recorded_no_contents_accuses_nobody() {
    let blind = of_package(EventKind::Sealed, 1, &[], &["K1"]);
    assert_eq!(found(&[blind, then(EventKind::Opened, &["K1"])]), [""; 0]);
}
