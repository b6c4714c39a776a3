//! Lots that were split, once or apart from each other.

use super::*;

const LOT: u8 = 9;

/// An entry of this save with one change of a quantity.
fn saved(
    save: u8,
    kind: &str,
    record: Option<RecordId>,
    quantity: i64,
    seen: &[&Entry],
    body: Json,
) -> Entry {
    let change = NewChange {
        record,
        field: "quantity".into(),
        value: Json::Int(quantity),
        seen: seen.iter().map(|entry| entry.digest).collect(),
    };
    let draft = Draft {
        op: OperationId([1; 16]),
        after: Position { chain: ChainId([save; 16]), seq: 5, link: Digest([3; 32]) },
        clock: u64::from(save),
        moment: Moment { millis: 1_763_026_867_123, offset_minutes: 60 },
        salt: [quantity.to_le_bytes()[0]; 16],
        class: Class::Open,
        save: [save; 16],
        kind: kind.to_owned(),
        changes: vec![change],
        body,
    };
    Entry::read(&draft.line()).unwrap()
}

/// What somebody says that the lot holds.
fn count(save: u8, quantity: i64, seen: &[&Entry]) -> Entry {
    saved(save, "artefact.set", Some(artefact(LOT)), quantity, seen, object([]))
}

/// A split: the parts, then what is left.
fn split(save: u8, parts: &[i64], left: i64, seen: &[&Entry]) -> Vec<Entry> {
    let from = || object([("split_from", artefact(LOT).as_str().into())]);
    let mut entries: Vec<Entry> =
        parts.iter().map(|part| saved(save, "artefact.create", None, *part, &[], from())).collect();
    entries.push(count(save, left, seen));
    entries
}

fn found(entries: &[&[Entry]]) -> Vec<String> {
    let all: Vec<&Entry> = entries.iter().flat_map(|entries| entries.iter()).collect();
    let found = split_findings(all.iter().copied());
    let backwards: Vec<&Entry> = all.iter().rev().chain(&all).copied().collect();
    assert_eq!(split_findings(backwards.iter().copied()), found, "order or number matters");
    assert!(found.iter().all(|finding| finding.path == artefact(LOT).as_str()));
    let brief = |f: &crate::finding::Finding| {
        format!("{} {} / {}", f.code, f.expected.clone().unwrap(), f.found.clone().unwrap())
    };
    found.iter().map(brief).collect()
}

#[test]
fn a_split_that_loses_or_makes_an_object_is_a_finding() {
    let lot = count(1, 20, &[]);
    let with = |parts: &[i64], left| found(&[std::slice::from_ref(&lot), &split(2, parts, left, &[&lot])]);
    assert_eq!(with(&[5, 15], 0), [""; 0]);
    assert_eq!(with(&[5, 1], 14), [""; 0]);
    assert_eq!(with(&[5, 14], 0), ["count-lost-in-split 20 / 19"]);
    assert_eq!(with(&[5], 20), ["count-lost-in-split 20 / 25"]);
    assert_eq!(with(&[i64::from(i32::MAX)], 0), ["count-lost-in-split 20 / 2147483647"]);
}

#[test]
fn a_lot_that_two_laptops_split_apart_is_a_finding_until_somebody_who_saw_both_gives_a_count() {
    let lot = [count(1, 20, &[])];
    let (one, two) = (split(2, &[5], 15, &[&lot[0]]), split(3, &[5], 15, &[&lot[0]]));
    assert_eq!(found(&[&lot, &one]), [""; 0]);
    // The counts that are left are equal: no conflict would say that five objects were made.
    assert_eq!(found(&[&lot, &one, &two]), ["count-lost-in-split 20 / 25"]);
    let half = [count(4, 10, &[&one[1]])];
    assert_eq!(found(&[&lot, &one, &two, &half]), ["count-lost-in-split 20 / 25"]);
    let settled = [count(5, 10, &[&half[0], &two[1]])];
    assert_eq!(found(&[&lot, &one, &two, &half, &settled]), [""; 0]);
}

#[test]
fn a_lot_may_be_split_again_and_what_is_not_held_is_no_finding() {
    let lot = [count(1, 20, &[])];
    let first = split(2, &[5], 15, &[&lot[0]]);
    let second = split(3, &[5, 9], 1, &[&first[1]]);
    assert_eq!(found(&[&lot, &first, &second]), [""; 0]);
    assert_eq!(found(&[&first, &second]), [""; 0], "the count before is withheld");
    assert_eq!(found(&[&lot, &first[..1], &second]), [""; 0], "the count after is withheld");
    // A single object that was never counted is a lot of one.
    assert_eq!(found(&[&split(2, &[1], 0, &[])]), [""; 0]);
    assert_eq!(found(&[&split(2, &[2], 0, &[])]), ["count-lost-in-split 1 / 2"]);
}
