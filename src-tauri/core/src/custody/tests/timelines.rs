//! The chain of custody of one record.

use super::*;

#[test]
fn a_timeline_has_every_event_of_the_record_also_inside_packages_and_no_other() {
    let found = record(&event(EventKind::Found, things([artefact(1)])), 2);
    let packed = record(&of_package(EventKind::Packed, 1, &[artefact(1)], &[]), 3);
    let other = record(&event(EventKind::Found, things([artefact(2)])), 4);
    let timeline = Timeline::of(&artefact(1), [&packed, &other, &found, &packed]);
    let ids: Vec<_> = timeline.events.iter().map(|e| e.id.clone()).collect();
    assert_eq!(ids, [id_of(&found), id_of(&packed)]);
    assert_eq!(timeline.holder, None);
}

#[test]
fn the_holder_is_who_took_last_and_stated_until_it_is_acknowledged() {
    let mut first = event(EventKind::Received, things([artefact(1)]));
    first.place = "Poipet, shed 4".into();
    let first = record(&first, 2);
    let mut given = event(EventKind::HandedOver, things([artefact(1)]));
    given.to = Some(party("Li Wei"));
    given.date = "2025-11".into();
    let given = record(&given, 3);
    let accepted = entry("custody.accept", acceptance(&id_of(&given), "Li Wei").to_body(), 4, 3);

    let stated = Timeline::of(&artefact(1), [&given, &first]);
    let holder = stated.holder.unwrap();
    assert_eq!((holder.party.name.as_str(), holder.status), ("Li Wei", Status::Stated));
    assert_eq!((holder.event, holder.since.as_str()), (id_of(&given), "2025-11"));
    assert_eq!(stated.place.as_deref(), Some("Poipet, shed 4"));

    let acknowledged = Timeline::of(&artefact(1), [&accepted, &given, &first]);
    assert_eq!(acknowledged.holder.unwrap().status, Status::Acknowledged);
    assert!(!acknowledged.events[1].acceptances[0].same_chain);
}

#[test]
fn a_correction_keeps_both_versions_and_moves_nothing_that_it_takes_out() {
    let first = record(&event(EventKind::HandedOver, things([artefact(1), artefact(2)])), 2);
    let without = event(EventKind::HandedOver, things([artefact(2)]));
    let corrected = entry("custody.correct", correction(&id_of(&first), without).to_body(), 3, 2);
    let timeline = Timeline::of(&artefact(1), [&corrected, &first]);
    assert_eq!(timeline.events.len(), 1);
    assert_eq!(timeline.events[0].recorded.subjects.len(), 2);
    assert_eq!(timeline.events[0].corrections[0].correction.corrected.subjects.len(), 1);
    assert_eq!(timeline.holder, None);
    assert!(Timeline::of(&artefact(2), [&corrected, &first]).holder.is_some());
}

#[test]
fn a_correction_that_does_not_repeat_the_word_of_the_event_keeps_it() {
    let first = record(&event(EventKind::Received, things([artefact(1)])), 2);
    let body = correction(&id_of(&first), event(EventKind::Received, things([artefact(1)]))).to_body();
    let members = body.object().unwrap().iter().filter(|(name, _)| name != "corrected_event").cloned();
    let short = entry("custody.correct", Json::Object(members.collect()), 3, 2);
    let timeline = Timeline::of(&artefact(1), [&first, &short]);
    assert_eq!(timeline.events[0].in_force().event, EventKind::Received);
    assert_eq!(findings([&first, &short]), []);
}

#[test]
fn what_is_said_of_an_event_that_is_not_held_is_kept_apart() {
    let first = record(&event(EventKind::HandedOver, things([artefact(1)])), 2);
    let accepted = entry("custody.accept", acceptance(&id_of(&first), "Anne Roux").to_body(), 3, 2);
    let pointless = entry("custody.correct", object([("event", "nothing".into())]), 4, 2);
    let timeline = Timeline::of(&artefact(1), [&pointless, &accepted]);
    assert!(timeline.events.is_empty());
    let loose: Vec<_> = timeline.loose.iter().map(|s| s.entry).collect();
    assert_eq!(loose, [accepted.digest, pointless.digest]);
}

#[test]
fn a_timeline_as_json_says_who_and_when_beside_what() {
    let first = record(&event(EventKind::HandedOver, things([artefact(1)])), 2);
    let json = serde_json::to_value(Timeline::of(&artefact(1), [&first])).unwrap();
    let event = &json["events"][0];
    assert_eq!(event["at"], "2025-11-13T09:41:07.123Z");
    assert_eq!(event["recorded"]["event"], "handed_over");
    assert_eq!(event["id"], id_of(&first).as_str());
    assert_eq!(json["holder"]["status"], "stated");
}

/// A hand-over of artefact 1 from Sokha Chan to somebody, and its correction.
fn handed_to(name: &str) -> CustodyEvent {
    let mut given = event(EventKind::HandedOver, things([artefact(1)]));
    given.to = Some(party(name));
    given
}

fn status_of(entries: &[&Entry]) -> Status {
    Timeline::of(&artefact(1), entries.iter().copied()).events[0].standing_status()
}

#[test]
fn what_was_acknowledged_is_stated_again_once_a_correction_says_something_else_of_it() {
    let given = record(&handed_to("Li Wei"), 2);
    let id = id_of(&given);
    let accepted = entry("custody.accept", acceptance(&id, "Li Wei").to_body(), 3, 3);
    let correct =
        |event: CustodyEvent, clock| entry("custody.correct", correction(&id, event).to_body(), clock, 2);
    assert_eq!(status_of(&[&given, &accepted]), Status::Acknowledged);

    let to_another = correct(handed_to("Quentin"), 4);
    assert_eq!(status_of(&[&given, &accepted, &to_another]), Status::Stated);
    let again = entry("custody.accept", acceptance(&id, "Quentin").to_body(), 5, 4);
    assert_eq!(status_of(&[&again, &to_another, &accepted, &given]), Status::Acknowledged);
    assert_eq!(findings([&again, &to_another, &accepted, &given]), [], "each accepted what stood then");
    let back = correct(handed_to("Li Wei"), 6);
    assert_eq!(status_of(&[&given, &accepted, &to_another, &back]), Status::Acknowledged);

    let mut elsewhere = handed_to("Li Wei");
    (elsewhere.place, elsewhere.reason) = ("Quay 4".into(), "transport".into());
    assert_eq!(status_of(&[&given, &accepted, &correct(elsewhere, 4)]), Status::Acknowledged);
    let mut fewer = handed_to("Li Wei");
    fewer.stated_count = Some(2);
    assert_eq!(status_of(&[&given, &accepted, &correct(fewer, 4)]), Status::Stated);
}

#[test]
fn a_slip_is_of_the_version_that_names_it_first() {
    let mut signed = handed_to("Li Wei");
    signed.photos = vec![photo(1)];
    let given = record(&signed, 2);
    let correct = |event: CustodyEvent, clock| {
        entry("custody.correct", correction(&id_of(&given), event).to_body(), clock, 2)
    };
    assert_eq!(status_of(&[&given]), Status::Acknowledged);
    // A correction repeats what stood, the slip among it; that was signed for another receiver.
    let mut other = handed_to("Quentin");
    other.photos = vec![photo(1)];
    let to_another = correct(other.clone(), 3);
    assert_eq!(status_of(&[&given, &to_another]), Status::Stated);
    other.photos.push(photo(2));
    assert_eq!(status_of(&[&given, &to_another, &correct(other, 4)]), Status::Acknowledged);
}
