//! What holds whatever is written, in whatever order it comes.

use super::*;
use proptest::prelude::*;

fn any_kind() -> impl Strategy<Value = EventKind> {
    (0..EventKind::ALL.len()).prop_map(|i| EventKind::ALL[i].clone())
}

/// Events about two packages and four artefacts, with few seals, so that they often meet.
fn any_event() -> impl Strategy<Value = CustodyEvent> {
    let subjects = proptest::collection::btree_set(0u8..4, 1..3);
    let contents = proptest::collection::btree_set(0u8..4, 0..3);
    let seals = proptest::collection::btree_set(0u8..3, 0..3);
    let rest = (proptest::option::of(0u64..5), 0u64..5, any::<bool>());
    (any_kind(), subjects, contents, seals, rest).prop_map(|(kind, subjects, contents, seals, rest)| {
        let record = |n: &u8| if *n < 2 { package(*n) } else { artefact(*n) };
        let mut event = event(kind, things(subjects.iter().map(record)));
        event.contents = contents.iter().map(record).collect();
        event.seals = seals.iter().map(|n| format!("K{n}")).collect();
        (event.stated_count, event.recorded_count) = (rest.0, rest.1);
        event.photos = if rest.2 { vec![photo(1)] } else { Vec::new() };
        event
    })
}

/// Some events, then corrections and acceptances of them, with clocks that repeat.
fn any_entries() -> impl Strategy<Value = Vec<Entry>> {
    let events = proptest::collection::vec((any_event(), 1u64..6, 2u8..4), 1..8);
    let later = proptest::collection::vec((0usize..8, any_event(), 1u64..6, any::<bool>()), 0..6);
    (events, later).prop_map(|(events, later)| {
        let mut entries: Vec<Entry> = events
            .into_iter()
            .map(|(event, clock, chain)| entry("custody.record", event.to_body(), clock, chain))
            .collect();
        let recorded = entries.len();
        for (which, event, clock, accepts) in later {
            let of = id_of(&entries[which % recorded]);
            entries.push(if accepts {
                entry("custody.accept", acceptance(&of, &format!("Person {clock}")).to_body(), clock, 3)
            } else {
                entry("custody.correct", correction(&of, event).to_body(), clock, 3)
            });
        }
        entries
    })
}

/// Any value at all, of few levels.
fn any_json() -> impl Strategy<Value = Json> {
    let id = |n: u8| Json::Text(if n < 2 { package(n) } else { artefact(n) }.to_string());
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        (-crate::json::MAX_INTEGER..=crate::json::MAX_INTEGER).prop_map(Json::Int),
        (0i64..4).prop_map(Json::Int),
        ".{0,6}".prop_map(Json::Text),
        (0u8..4).prop_map(id),
        any_kind().prop_map(|k| Json::Text(k.word().to_owned())),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let names = proptest::sample::select(vec!["record", "quantity", "name", "organisation", "role", "x"]);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::List),
            proptest::collection::btree_map(names, inner, 0..4)
                .prop_map(|m| Json::Object(m.into_iter().map(|(n, v)| (n.to_owned(), v)).collect())),
        ]
    })
}

const MEMBERS: [&str; 22] = [
    "event",
    "date",
    "time",
    "reason",
    "from",
    "to",
    "place",
    "subjects",
    "contents",
    "seals",
    "bags",
    "condition",
    "stated_count",
    "recorded_count",
    "photos",
    "by",
    "statement",
    "corrected_event",
    "corrected_reason",
    "text",
    "counts",
    "claims",
];

fn any_body() -> impl Strategy<Value = Json> {
    let members = proptest::sample::select(MEMBERS.to_vec());
    proptest::collection::btree_map(members, any_json(), 0..12)
        .prop_map(|m| Json::Object(m.into_iter().map(|(n, v)| (n.to_owned(), v)).collect()))
}

proptest! {
    #[test]
    fn order_and_repetition_of_entries_change_neither_timeline_nor_findings(
        (entries, shuffled) in any_entries().prop_flat_map(|entries| {
            let twice: Vec<Entry> = entries.iter().chain(entries.iter().take(3)).cloned().collect();
            (Just(entries), Just(twice).prop_shuffle())
        })
    ) {
        prop_assert_eq!(findings(&entries), findings(&shuffled));
        let (events, others) = (gather(&entries).events, gather(&shuffled).events);
        let open =
            |events: &[Recorded]| events.iter().filter(|e| is_open_hand_over(e)).cloned().collect::<Vec<_>>();
        prop_assert_eq!(open(&events), open(&others));
        for record in [package(0), package(1), artefact(2), artefact(3)] {
            prop_assert_eq!(Timeline::of(&record, &entries), Timeline::of(&record, &shuffled));
        }
    }

    #[test]
    fn no_version_of_an_event_is_ever_dropped(entries in any_entries()) {
        let gathered = gather(&entries);
        let distinct: std::collections::BTreeSet<_> = entries.iter().map(|e| e.digest).collect();
        let held = |e: &Recorded| 1 + e.corrections.len() + e.acceptances.len();
        let kept = gathered.events.iter().map(held).sum::<usize>() + gathered.loose.len();
        prop_assert_eq!(kept, distinct.len());
    }

    #[test]
    fn hostile_bodies_are_read_and_never_panic(
        bodies in proptest::collection::vec((0usize..3, any_body()), 1..5),
        aimed in any_body(),
    ) {
        let kinds = ["custody.record", "custody.accept", "custody.correct"];
        let mut entries: Vec<Entry> =
            bodies.into_iter().zip(1..).map(|((k, body), clock)| entry(kinds[k], body, clock, 2)).collect();
        // One correction and one acceptance that find their event, whatever else they hold.
        let first = record(&whole_event(), 9);
        for kind in [kinds[1], kinds[2]] {
            let rest = aimed.object().unwrap().iter().filter(|(name, _)| name != "event").cloned();
            let of = ("event".to_owned(), Json::Text(id_of(&first).to_string()));
            entries.push(entry(kind, Json::Object(rest.chain([of]).collect()), 10, 2));
        }
        entries.push(first);
        for entry in &entries {
            if let Some(event) = CustodyEvent::read(entry) {
                let _ = event.validate();
                let again = CustodyEvent::read_body(&event.to_body(), "event", "reason");
                prop_assert_eq!(again.to_body(), event.to_body());
            }
            let _ = Correction::read(entry).map(|c| c.validate());
            let _ = Acceptance::read(entry).map(|a| a.validate());
            let _ = crate::note::NoteDraft::from_body(&entry.body);
            let _ = crate::photo::IntakeCounts::read(&entry.body).add_up();
        }
        prop_assert_eq!(gather(&entries).events.last().map(|e| e.corrections.len()), Some(1));
        let _ = findings(&entries);
        for record in [package(0), artefact(2)] {
            let _ = serde_json::to_string(&Timeline::of(&record, &entries)).unwrap();
        }
    }

    #[test]
    fn what_may_be_recorded_reads_back_without_a_finding_about_its_form(event in any_event()) {
        if event.validate().is_ok() {
            let entry = record(&event, 4);
            prop_assert_eq!(CustodyEvent::read(&entry), Some(event));
            prop_assert!(findings([&entry]).iter().all(|f| f.code != CUSTODY_FORM));
        }
    }
}
