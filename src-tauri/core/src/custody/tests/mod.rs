//! What the tests of this module share, and the tests of bodies.

mod laws;
mod reconciling;
mod sealing;
mod splitting;
mod standing;
mod timelines;

use super::*;
use crate::digest::Digest;
use crate::entry::{Class, Draft, Entry, NewChange, Position};
use crate::error::Code;
use crate::id::{ChainId, OperationId, RecordId, RecordKind};
use crate::json::{Json, object};
use crate::time::Moment;

/// An entry of this kind and body, as a reader gets it; what tells it apart from others is clock and chain.
pub(crate) fn entry(kind: &str, body: Json, clock: u64, chain: u8) -> Entry {
    let draft = Draft {
        op: OperationId([1; 16]),
        after: Position { chain: ChainId([chain; 16]), seq: clock, link: Digest([3; 32]) },
        clock,
        moment: Moment { millis: 1_763_026_867_123, offset_minutes: 60 },
        salt: [5; 16],
        class: Class::Open,
        save: [6; 16],
        kind: kind.to_owned(),
        changes: if kind == "custody.record" { vec![NewChange::of_self("exists", true)] } else { Vec::new() },
        body,
    };
    Entry::read(&draft.line()).unwrap()
}

fn record(event: &CustodyEvent, clock: u64) -> Entry {
    entry("custody.record", event.to_body(), clock, 2)
}

fn id_of(entry: &Entry) -> RecordId {
    entry.created().unwrap()
}

fn artefact(n: u8) -> RecordId {
    RecordId::new(RecordKind::Artefact, Digest([n; 32]))
}

fn package(n: u8) -> RecordId {
    RecordId::new(RecordKind::Package, Digest([n; 32]))
}

fn photo(n: u8) -> RecordId {
    RecordId::new(RecordKind::Photo, Digest([n; 32]))
}

fn party(name: &str) -> Party {
    Party { name: name.into(), ..Party::default() }
}

fn things(records: impl IntoIterator<Item = RecordId>) -> Vec<Subject> {
    let quantity = |id: &RecordId| (id.kind() == Some(RecordKind::Artefact)).then_some(1);
    records.into_iter().map(|record| Subject { quantity: quantity(&record), record }).collect()
}

/// An event about these, counted.
fn event(kind: EventKind, subjects: Vec<Subject>) -> CustodyEvent {
    let mut event = CustodyEvent::new(kind, "2025-11-13");
    if event.event.passes_hands() {
        event.from = Some(party("Dara Keo"));
        event.to = Some(party("Anne Roux"));
    }
    event.recorded_count = recorded_count(&subjects, &[], &|_| 1);
    event.subjects = subjects;
    event
}

/// An event about one package.
fn of_package(kind: EventKind, n: u8, contents: &[RecordId], seals: &[&str]) -> CustodyEvent {
    let mut event = event(kind, things([package(n)]));
    event.contents = contents.to_vec();
    event.seals = seals.iter().map(|&s| s.to_owned()).collect();
    event.recorded_count = recorded_count(&event.subjects, contents, &|_| 1);
    event
}

fn correction(of: &RecordId, corrected: CustodyEvent) -> Correction {
    Correction { event: Some(of.clone()), reason: "miscounted".into(), corrected, malformed: Vec::new() }
}

fn acceptance(of: &RecordId, by: &str) -> Acceptance {
    Acceptance {
        event: Some(of.clone()),
        by: Some(party(by)),
        statement: "Received as listed".into(),
        photos: Vec::new(),
        malformed: Vec::new(),
    }
}

/// `code expected found` of each finding.
fn brief(found: &[crate::finding::Finding]) -> Vec<String> {
    let text = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".into());
    found.iter().map(|f| format!("{} {} / {}", f.code, text(&f.expected), text(&f.found))).collect()
}

fn whole_event() -> CustodyEvent {
    CustodyEvent {
        event: EventKind::HandedOver,
        date: "2025-11-13".into(),
        time: Some("09:41".into()),
        reason: "Transfer to the laboratory".into(),
        from: Some(Party {
            name: "Dara Keo".into(),
            organisation: "Museum".into(),
            role: "Registrar".into(),
        }),
        to: Some(Party { organisation: "Laboratoire".into(), ..Party::default() }),
        place: "Poipet, shed 4".into(),
        subjects: vec![
            Subject { record: artefact(1), quantity: Some(11) },
            Subject { record: package(2), quantity: None },
        ],
        contents: vec![artefact(3), package(4)],
        seals: vec!["K 00127".into()],
        bags: vec!["B-9".into()],
        condition: "Dry; one flake loose".into(),
        stated_count: Some(12),
        recorded_count: 12,
        photos: vec![photo(5)],
        malformed: Vec::new(),
    }
}

#[test]
fn an_event_a_correction_and_an_acceptance_read_back_as_they_were_written() {
    let event = whole_event();
    event.validate().unwrap();
    let read = CustodyEvent::read(&entry("custody.record", event.to_body(), 4, 2)).unwrap();
    assert_eq!(read, event);

    let id = RecordId::new(RecordKind::Custody, Digest([8; 32]));
    let correction = correction(&id, event);
    correction.validate().unwrap();
    let read = Correction::read(&entry("custody.correct", correction.to_body(), 5, 2)).unwrap();
    assert_eq!(read, correction);

    let mut acceptance = acceptance(&id, "Anne Roux");
    acceptance.photos.push(photo(7));
    acceptance.validate().unwrap();
    let read = Acceptance::read(&entry("custody.accept", acceptance.to_body(), 6, 2)).unwrap();
    assert_eq!(read, acceptance);
}

#[test]
fn the_body_has_every_member_of_the_format_and_no_other() {
    let body = whole_event().to_body();
    let names: Vec<&str> = body.object().unwrap().iter().map(|(name, _)| name.as_str()).collect();
    let format = "event date time reason from to place subjects contents seals bags condition stated_count \
                  recorded_count photos";
    assert_eq!(names, format.split_whitespace().collect::<Vec<_>>());
    let words: Vec<String> = EventKind::ALL.iter().map(|k| k.word().to_owned()).collect();
    assert_eq!(
        words.join(" "),
        "received found moved packed sealed seal_broken opened examined photographed handed_over accepted returned"
    );
    assert!(EventKind::ALL.iter().all(|k| EventKind::from_word(k.word()) == *k));
}

#[test]
fn an_event_of_another_version_is_shown_as_far_as_it_can_be_read() {
    let body = r#"{"event":"x_rayed","date":20251113,"time":"9h","from":"Dara Keo","to":{"name":5,"role":"Guard"},
        "subjects":[{"record":"artefact:1"},{"record":"SELF","quantity":1},7],"seals":["S1",2],"stated_count":-1,
        "new_member":{"a":[]}}"#;
    let body = body.replace("artefact:1", artefact(1).as_str()).replace("SELF", artefact(2).as_str());
    let body = Json::parse(body.as_bytes()).unwrap();
    let read = CustodyEvent::read(&entry("custody.record", body, 4, 2)).unwrap();
    assert_eq!(read.event, EventKind::Unknown("x_rayed".into()));
    assert_eq!(read.from, Some(party("Dara Keo")));
    assert_eq!(read.to, Some(Party { role: "Guard".into(), ..Party::default() }));
    assert_eq!((read.subjects.len(), read.recorded_count), (2, 2));
    assert_eq!(read.seals, ["S1"]);
    let malformed = "date from to subjects seals stated_count recorded_count time";
    assert_eq!(read.malformed, malformed.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn an_event_that_breaks_a_rule_is_not_recorded_and_says_what_to_do() {
    type Spoil = fn(&mut CustodyEvent);
    let spoil: [(&str, Spoil); 23] = [
        ("unknown word", |e| e.event = EventKind::Unknown("lost".into())),
        ("no date", |e| e.date.clear()),
        ("no EDTF", |e| e.date = "13.11.2025".into()),
        ("no time", |e| e.time = Some("24:00".into())),
        ("no minutes", |e| e.time = Some("9:41".into())),
        ("a sign", |e| e.time = Some("+9:41".into())),
        ("no giver", |e| e.from = None),
        ("no receiver", |e| e.to = None),
        ("nameless", |e| e.to = Some(Party { role: "Guard".into(), ..Party::default() })),
        ("no subject", |e| e.subjects.clear()),
        ("a photo as subject", |e| e.subjects = things([photo(1)])),
        ("twice", |e| e.subjects.push(e.subjects[0].clone())),
        ("no quantity", |e| e.subjects[0].quantity = None),
        ("none of it", |e| e.subjects[0].quantity = Some(0)),
        ("two packages in one", |e| e.subjects[1].quantity = Some(2)),
        ("contents of nothing", |e| e.subjects.truncate(1)),
        ("contents twice", |e| e.contents.push(artefact(3))),
        ("an empty seal", |e| e.seals.push(" ".into())),
        ("a seal twice", |e| e.seals.push("k00127".into())),
        ("a bag in two lines", |e| e.bags.push("a\nb".into())),
        ("a sealing without seal", |e| (e.event, e.seals) = (EventKind::Sealed, Vec::new())),
        ("fewer than named", |e| e.recorded_count = 10),
        ("a slip that is no photo", |e| e.photos = vec![artefact(1)]),
    ];
    for (name, spoil) in spoil {
        let mut bad = whole_event();
        spoil(&mut bad);
        let error = bad.validate().unwrap_err();
        assert!(error.code == Code::BadValue && error.remedy.is_some(), "{name}: {error}");
    }
}

#[test]
fn a_count_that_differs_from_what_was_stated_can_be_recorded() {
    let mut event = event(EventKind::HandedOver, things((1..=11).map(artefact)));
    event.stated_count = Some(12);
    event.validate().unwrap();
}

#[test]
fn objects_are_counted_once_with_their_quantities_and_packages_only_where_no_object_is_named() {
    let lot = Subject { record: artefact(1), quantity: Some(20) };
    let bag = Subject { record: package(1), quantity: None };
    let seven = |_: &RecordId| 7;
    assert_eq!(recorded_count(&[lot.clone(), bag.clone()], &[artefact(1), artefact(2)], &seven), 27);
    assert_eq!(recorded_count(std::slice::from_ref(&bag), &[package(2)], &seven), 1);
    assert_eq!(recorded_count(&[lot], &[], &seven), 20);
    assert_eq!(recorded_count(&[], &[], &seven), 0);
    let huge = |_: &RecordId| u64::MAX;
    assert_eq!(recorded_count(&[bag], &[artefact(1), artefact(2)], &huge), u64::MAX);
}

#[test]
fn a_correction_or_acceptance_without_event_reason_or_name_is_not_recorded() {
    let id = RecordId::new(RecordKind::Custody, Digest([8; 32]));
    let mut bad = correction(&id, whole_event());
    bad.reason = " ".into();
    assert_eq!(bad.validate().unwrap_err().code, Code::BadValue);
    assert!(correction(&artefact(1), whole_event()).validate().is_err());
    let mut bad = correction(&id, whole_event());
    bad.corrected.subjects.clear();
    assert!(bad.validate().is_err());
    assert!(acceptance(&id, " ").validate().is_err());
    assert!(acceptance(&artefact(1), "Anne Roux").validate().is_err());
    let mut bad = acceptance(&id, "Anne Roux");
    bad.photos.push(artefact(1));
    assert!(bad.validate().is_err());
}

#[test]
fn entries_of_other_kinds_say_nothing_of_custody() {
    let other = entry("export.record", object([]), 4, 2);
    assert!(CustodyEvent::read(&other).is_none());
    assert!(Correction::read(&other).is_none());
    assert!(Acceptance::read(&other).is_none());
    let unknown = entry("custody.lend", whole_event().to_body(), 4, 2);
    assert_eq!(gather([&other, &unknown]), Gathered::default());
}

#[test]
fn what_one_event_cannot_hold_is_refused_with_how_to_record_it_in_parts() {
    let naming = |objects: u64| CustodyEvent {
        contents: (0..objects)
            .map(|n| RecordId::new(RecordKind::Artefact, Digest::of(&n.to_le_bytes())))
            .collect(),
        subjects: vec![Subject { record: package(1), quantity: None }],
        recorded_count: objects,
        ..CustodyEvent::new(EventKind::Moved, "2025-11-13")
    };
    let most = naming(3_000);
    most.validate().unwrap();
    assert!(record(&most, 7).created().is_some(), "and it fits into a line");
    let error = naming(4_000).validate().unwrap_err();
    assert_eq!(error.what, "4001 objects do not fit into one event");
    assert!(error.remedy.unwrap().contains("in parts"));
}
