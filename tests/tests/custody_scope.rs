//! What is said of one custody event, or of one object, is worked out from the events that it depends on, and comes out
//! as if all were read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{
    Catalogue, CustodyForm, CustodyPage, CustodyRequest, CustodyView, FormObject, LeaveKey,
};
use sigillum_core::custody::{EventKind, Party, Status, findings, standings};
use sigillum_core::finding::Finding;
use sigillum_core::id::RecordId;
use sigillum_core::progress::Silent;
use sigillum_tests::laptop::{Laptop, fields};
use sigillum_tests::screens::entries_of;

/// Numbers in no order, the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

const OBJECTS: [&str; 9] = ["B-1", "B-2", "B-3", "SO/1", "SO/2", "SO/3", "SO/4", "SO/5", "SO/6"];

/// Six artefacts of which one is a lot, three bags with something in two of them, and so many events about all of them,
/// with few seals, so that they often meet.
fn site(folder: &std::path::Path, events: usize) -> (Laptop, Catalogue, Numbers) {
    let laptop = Laptop::new(folder, "Sopheap");
    let mut catalogue = laptop.begin();
    let bags: Vec<RecordId> =
        (1..=3).map(|n| catalogue.pack_new(Some(&format!("B-{n}")), "bag", None).unwrap()).collect();
    for n in 1..=6 {
        let (reference, quantity) = (format!("SO/{n}"), if n == 3 { "12" } else { "1" });
        let id =
            catalogue.artefact_add(&fields(&[("reference", &reference), ("quantity", quantity)])).unwrap();
        if n % 3 > 0 {
            catalogue.put_in(Some(&bags[n % 3]), &[id]).unwrap();
        }
    }
    let mut numbers = Numbers(7);
    for _ in 0..events {
        let form = any_form(&mut numbers);
        let preview = catalogue.custody_preview(&form).unwrap();
        let Ok(recorded) = catalogue.custody_form_record(&form) else { continue };
        let kinds = |findings: &[Finding]| -> Vec<(&str, Option<String>, Option<String>)> {
            findings.iter().map(|f| (f.code, f.expected.clone(), f.found.clone())).collect()
        };
        assert_eq!(kinds(&preview.findings), kinds(&recorded.findings), "shown before signing and after");
    }
    (laptop, catalogue, numbers)
}

fn all(catalogue: &Catalogue) -> Vec<CustodyView> {
    let page = page(catalogue, 0, 500);
    assert_eq!(page.total, page.events.len() as u64);
    page.events
}

fn page(catalogue: &Catalogue, offset: usize, limit: usize) -> CustodyPage {
    catalogue.custody_page(&CustodyRequest { offset, limit, ..CustodyRequest::default() }).unwrap()
}

fn any_form(numbers: &mut Numbers) -> CustodyForm {
    let kinds = [
        EventKind::Sealed,
        EventKind::HandedOver,
        EventKind::Returned,
        EventKind::Opened,
        EventKind::SealBroken,
        EventKind::Received,
        EventKind::Examined,
    ];
    let party = |name: &str| Some(Party { name: name.to_owned(), ..Party::default() });
    let objects = (0..=numbers.below(2))
        .map(|_| FormObject { object: OBJECTS[numbers.below(OBJECTS.len())].to_owned(), quantity: None });
    let objects = objects.collect();
    CustodyForm {
        event: kinds[numbers.below(kinds.len())].word().to_owned(),
        date: "2025-11-13".to_owned(),
        reason: "for the store".to_owned(),
        place: "Warehouse 9".to_owned(),
        from: party("Sopheap Keo"),
        to: party("Anne Roux"),
        objects,
        seals: (0..numbers.below(3)).map(|_| format!("K{}", numbers.below(4))).collect(),
        ..CustodyForm::default()
    }
}

#[test]
fn findings_of_one_event_and_of_one_object_are_those_that_all_events_give() {
    let folder = tempfile::tempdir().unwrap();
    let (_laptop, catalogue, _) = site(folder.path(), 60);
    let all = all(&catalogue);
    assert!(all.len() > 30 && all.iter().any(|event| !event.findings.is_empty()));
    let mut found: Vec<Finding> = all.iter().flat_map(|event| event.findings.clone()).collect();
    found.sort();
    assert_eq!(found, findings(&entries_of(&catalogue)));
    for event in &all {
        let one = catalogue.custody_event(&event.recorded.id).unwrap();
        assert_eq!((&one.findings, &one.recorded), (&event.findings, &event.recorded));
    }
    for object in OBJECTS {
        let id = catalogue.find_object(object).unwrap();
        let own: Vec<_> = all.iter().filter(|event| event.recorded.concerns(&id)).collect();
        let asked = catalogue.custody(&id).unwrap();
        assert_eq!(asked.len(), own.len(), "{object}");
        for (one, other) in asked.iter().zip(own) {
            assert_eq!((&one.findings, &one.recorded), (&other.findings, &other.recorded), "{object}");
        }
    }
}

#[test]
fn what_a_hand_over_leaves_over_is_what_all_events_together_leave() {
    let folder = tempfile::tempdir().unwrap();
    let (_laptop, mut catalogue, mut numbers) = site(folder.path(), 25);
    for round in 0..12 {
        let form = CustodyForm { event: "handed_over".to_owned(), ..any_form(&mut numbers) };
        let preview = catalogue.custody_preview(&form).unwrap();
        let goes: Vec<RecordId> = preview.objects.iter().map(|line| line.id.clone()).collect();
        let events: Vec<_> = all(&catalogue).into_iter().map(|e| e.recorded).collect();
        let given = standings(&events);
        let mut left = Vec::new();
        for (n, all) in [1, 1, 12, 1, 1, 1].into_iter().enumerate() {
            let id = catalogue.find_object(&format!("SO/{}", n + 1)).unwrap();
            let here = given.get(&id).map_or(all, |standing| standing.left_of(all));
            if here > 0 && !goes.contains(&id) {
                left.push((id, Some(here)));
            }
        }
        let shown: Vec<_> = preview.not_accounted.into_iter().map(|line| (line.id, line.quantity)).collect();
        assert_eq!((shown, preview.not_accounted_total), (left.clone(), left.len()), "round {round}");
        let _ = catalogue.custody_form_record(&any_form(&mut numbers));
    }
}

#[test]
fn the_site_s_check_counts_what_a_recount_counts_before_and_after_a_rebuild() {
    let folder = tempfile::tempdir().unwrap();
    let (_laptop, mut catalogue, mut numbers) = site(folder.path(), 30);
    let recount = |catalogue: &Catalogue| {
        let events = all(catalogue);
        let wrong = events.iter().filter(|event| !event.findings.is_empty()).count() as u64;
        let given = events.iter().filter(|e| e.recorded.in_force().event.is_hand_over());
        let open = given.filter(|e| e.status == Status::Stated).count() as u64;
        (wrong, open)
    };
    let counted = |catalogue: &Catalogue| {
        let check = catalogue.leave().unwrap();
        let of = |key| check.lines.iter().find(|line| line.key == key).unwrap().count;
        (of(LeaveKey::Counts), of(LeaveKey::HandOvers))
    };
    assert_eq!(counted(&catalogue), recount(&catalogue));
    let _ = catalogue.custody_form_record(&any_form(&mut numbers));
    assert_eq!(counted(&catalogue), recount(&catalogue), "an event that came is counted");
    let before = catalogue.leave().unwrap();
    catalogue.rebuild(&Silent).unwrap();
    assert_eq!(catalogue.leave().unwrap(), before);
}

#[test]
fn pages_of_events_follow_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let (_laptop, catalogue, _) = site(folder.path(), 20);
    let ids = |events: Vec<CustodyView>| events.into_iter().map(|e| e.recorded.id).collect::<Vec<_>>();
    let whole = ids(all(&catalogue));
    let mut paged = Vec::new();
    while paged.len() < whole.len() {
        let page = page(&catalogue, paged.len(), 7);
        assert_eq!((page.total, page.offset), (whole.len() as u64, paged.len()));
        paged.extend(ids(page.events));
    }
    assert_eq!(paged, whole);
    assert!(page(&catalogue, whole.len(), 7).events.is_empty());
    let turned = CustodyRequest { newest_first: true, limit: 500, ..CustodyRequest::default() };
    let newest = ids(catalogue.custody_page(&turned).unwrap().events);
    assert!(newest.iter().rev().eq(&whole), "the other way round");
    let waits = |event: &CustodyView| {
        let is_open = event.recorded.in_force().event.is_hand_over() && event.status == Status::Stated;
        is_open || !event.findings.is_empty()
    };
    let waiting = catalogue.custody_page(&CustodyRequest { waiting: true, ..turned }).unwrap();
    let demanded: Vec<_> = all(&catalogue).into_iter().rev().filter(waits).map(|e| e.recorded.id).collect();
    assert_eq!((waiting.total, waiting.waiting), (demanded.len() as u64, demanded.len() as u64));
    assert_eq!(ids(waiting.events), demanded);
}
