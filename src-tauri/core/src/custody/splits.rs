//! Lots that were split: whether the parts and what is left still are what there was.
//!
//! A split is one save: an `artefact.create` for each part, whose body names the lot in `split_from`, and a change of the
//! lot's quantity to what is left. Pure; a count whose causes are not held is no finding. Must never: decide which of
//! two counts is true.

use super::reconcile::{COUNT_LOST_IN_SPLIT, finding};
use crate::artefact::{QUANTITY, sum_of};
use crate::digest::Digest;
use crate::entry::Entry;
use crate::finding::Finding;
use crate::id::RecordId;
use crate::json::Json;
use std::collections::{BTreeMap, BTreeSet};

/// A lot in one act of saving.
type Act = (RecordId, [u8; 16]);

/// What one entry says of a lot's quantity.
struct Count {
    says: Option<u64>,
    seen: BTreeSet<Digest>,
}

/// A split whose causes are held.
struct Split {
    /// The entry that says what is left.
    entry: Digest,
    before: u64,
    left: u64,
    parts: Vec<u64>,
}

/// The lots whose parts and rest do not add up to what there was, each in one split or in two that were made apart from
/// the same count; give all that creates parts and all that changes their lots, in any order.
pub fn split_findings<'a>(entries: impl IntoIterator<Item = &'a Entry> + Clone) -> Vec<Finding> {
    let mut parts: BTreeMap<Act, BTreeMap<Digest, u64>> = BTreeMap::new();
    for entry in entries.clone() {
        let lot = entry.body.text_of("split_from").and_then(|lot| lot.parse().ok());
        if let (Some(lot), Some(part)) = (lot, entry.created()) {
            let said = entry.changes.iter().find(|c| c.field == QUANTITY && c.record == part);
            let count = said.map_or(Some(1), |change| count_of(&change.value)).unwrap_or(u64::MAX);
            parts.entry((lot, entry.save)).or_default().insert(entry.digest, count);
        }
    }
    let lots: BTreeSet<&RecordId> = parts.keys().map(|(lot, _)| lot).collect();
    let mut counts: BTreeMap<&RecordId, BTreeMap<Digest, Count>> = BTreeMap::new();
    let mut acts: BTreeMap<Act, Digest> = BTreeMap::new();
    for entry in entries {
        for change in entry.changes.iter().filter(|change| change.field == QUANTITY) {
            let Some(lot) = lots.get(&change.record) else { continue };
            let count = Count { says: count_of(&change.value), seen: change.seen.iter().copied().collect() };
            counts.entry(lot).or_default().insert(entry.digest, count);
            acts.insert(((*lot).clone(), entry.save), entry.digest);
        }
    }
    let mut found = Vec::new();
    for lot in lots {
        let Some(counts) = counts.get(lot) else { continue };
        let own = parts.iter().filter(|((of, _), _)| of == lot);
        let splits = own
            .filter_map(|(act, parts)| split_of(*acts.get(act)?, counts, parts.values().copied().collect()));
        of_lot(lot, counts, splits.collect(), &mut found);
    }
    found.sort();
    found.dedup();
    found
}

/// A quantity as it is stored; one that was taken back counts as one object, as it is shown.
fn count_of(value: &Json) -> Option<u64> {
    if *value == Json::Null { Some(1) } else { value.int().and_then(|n| u64::try_from(n).ok()) }
}

fn split_of(entry: Digest, counts: &BTreeMap<Digest, Count>, parts: Vec<u64>) -> Option<Split> {
    let said = counts.get(&entry)?;
    let seen: Option<BTreeSet<u64>> = said.seen.iter().map(|digest| counts.get(digest)?.says).collect();
    let seen = seen?;
    // Of different counts nobody can say which one was split.
    let before = if seen.is_empty() { 1 } else { *seen.first().filter(|_| seen.len() == 1)? };
    Some(Split { entry, before, left: said.says?, parts })
}

fn of_lot(lot: &RecordId, counts: &BTreeMap<Digest, Count>, splits: Vec<Split>, found: &mut Vec<Finding>) {
    let mut apart: BTreeMap<&BTreeSet<Digest>, Vec<&Split>> = BTreeMap::new();
    for split in &splits {
        found.extend(split_finding(lot, split.before, split.left, &split.parts));
        if let Some(said) = counts.get(&split.entry) {
            apart.entry(&said.seen).or_default().push(split);
        }
    }
    for same in apart.into_values().filter(|same| same.len() > 1 && !is_answered(same, counts)) {
        let all: Vec<u64> = same.iter().flat_map(|split| split.parts.iter().copied()).collect();
        let left = same.iter().map(|split| split.left).max().unwrap_or(0);
        found.extend(split_finding(lot, same[0].before, left, &all));
    }
}

/// True if somebody gave the lot a count who had seen all these splits.
fn is_answered(splits: &[&Split], counts: &BTreeMap<Digest, Count>) -> bool {
    counts.values().any(|count| {
        let mut known = BTreeSet::new();
        let mut next: Vec<Digest> = count.seen.iter().copied().collect();
        while let Some(digest) = next.pop() {
            if known.insert(digest) {
                next.extend(counts.get(&digest).iter().flat_map(|before| &before.seen));
            }
        }
        splits.iter().all(|split| known.contains(&split.entry))
    })
}

/// The finding of a lot whose parts and rest are not what there was.
fn split_finding(lot: &RecordId, before: u64, left: u64, parts: &[u64]) -> Option<Finding> {
    let sum = sum_of(parts).and_then(|sum| sum.checked_add(left));
    (sum != Some(before)).then(|| {
        let found = sum.map_or_else(|| "more than can be counted".to_owned(), |sum| sum.to_string());
        finding(COUNT_LOST_IN_SPLIT, lot).expected(before).found(found)
    })
}
