//! The custody entries that something depends on: of some objects, not of the whole catalogue.
//!
//! Owns: which events have to be read so that what does not add up about one comes out as if all were read. Must never:
//! leave one out that could change a finding; one too many costs only time.

use super::read::entries;
use crate::custody::{EventKind, Gathering, Recorded, gather};
use crate::entry::Entry;
use crate::error::Result;
use crate::id::{RecordId, RecordKind};
use crate::store::Reader;
use std::collections::BTreeSet;

/// The objects that the version in force of an event names, or has along inside packages.
pub fn objects_of(event: &Recorded) -> impl Iterator<Item = &RecordId> {
    let said = event.in_force();
    said.subjects.iter().map(|subject| &subject.record).chain(&said.contents)
}

/// The objects that any version of an event names, or has along.
pub(super) fn objects_said(event: &Recorded) -> impl Iterator<Item = RecordId> {
    let of = |said: &crate::custody::CustodyEvent| {
        let named = said.subjects.iter().map(|subject| subject.record.clone());
        named.chain(said.contents.iter().cloned()).collect::<Vec<_>>()
    };
    event.versions().flat_map(of)
}

/// One event with all that was said of it; `None` if it is not held.
///
/// # Errors
/// The database's failures.
pub fn custody_event(reader: &Reader<'_>, id: &RecordId) -> Result<Option<Recorded>> {
    let said = entries(reader, rows_of_event(reader, id)?)?;
    Ok(gather(&said).events.into_iter().find(|event| event.id == *id))
}

/// All events of the catalogue with what was said of them, in display order. Each entry is let go once it is read.
///
/// # Errors
/// The database's failures.
pub fn events_held(reader: &Reader<'_>) -> Result<Vec<Recorded>> {
    let mut gathering = Gathering::default();
    for kind in ["custody.record", "custody.accept", "custody.correct"] {
        for row in reader.entries_of_kind(kind)? {
            reader.read_entry(row)?.iter().for_each(|entry| gathering.add(entry));
        }
    }
    Ok(gathering.finish().events)
}

/// All that the findings about events that touch these objects depend on, in display order: every event about one of
/// them and, where it named seals that it did not put on itself, about all that it touched, and so on. What seals are on
/// an object follows from the events that name it; only which of the seals named are new follows from others.
///
/// # Errors
/// The database's failures.
pub fn custody_around(
    reader: &Reader<'_>,
    objects: impl IntoIterator<Item = RecordId>,
) -> Result<Vec<Entry>> {
    let around = events_around(reader, objects)?;
    let mut entries: Vec<Entry> = around.into_iter().flat_map(|(entries, _)| entries).collect();
    entries.sort_by_key(|entry| (entry.clock, entry.digest));
    entries.dedup_by_key(|entry| entry.digest);
    Ok(entries)
}

/// The events of [`custody_around`], each with the entries that it consists of.
pub(super) fn events_around(
    reader: &Reader<'_>,
    objects: impl IntoIterator<Item = RecordId>,
) -> Result<Vec<(Vec<Entry>, Recorded)>> {
    let mut open: Vec<RecordId> = objects.into_iter().collect();
    let mut asked: BTreeSet<RecordId> = open.iter().cloned().collect();
    let mut known: BTreeSet<RecordId> = BTreeSet::new();
    // One entry speaks of one event, whatever objects it names: thousands of them are named by few.
    let mut read: BTreeSet<i64> = BTreeSet::new();
    let mut events = Vec::new();
    while let Some(object) = open.pop() {
        let Some(row) = reader.record_row(&object)? else { continue };
        for row in reader.entries_mentioning(row)? {
            if !read.insert(row) {
                continue;
            }
            let Some(id) = reader.read_entry(row)?.as_deref().and_then(event_of) else { continue };
            if !known.insert(id.clone()) {
                continue;
            }
            let said = entries(reader, rows_of_event(reader, &id)?)?;
            let Some(event) = gather(&said).events.into_iter().find(|event| event.id == id) else { continue };
            if names_seals_of_others(&event) {
                open.extend(objects_of(&event).filter(|id| asked.insert((*id).clone())).cloned());
            }
            events.push((said, event));
        }
    }
    Ok(events)
}

fn names_seals_of_others(event: &Recorded) -> bool {
    let said = event.in_force();
    said.event != EventKind::Sealed && !said.seals.is_empty()
}

/// The events of which a version names this object.
///
/// # Errors
/// The database's failures.
pub fn events_about(reader: &Reader<'_>, object: &RecordId) -> Result<BTreeSet<RecordId>> {
    let Some(row) = reader.record_row(object)? else { return Ok(BTreeSet::new()) };
    let said = entries(reader, reader.entries_mentioning(row)?)?;
    Ok(said.iter().filter_map(event_of).collect())
}

/// The event that an entry is, or speaks of.
pub(super) fn event_of(entry: &Entry) -> Option<RecordId> {
    match entry.kind.as_str() {
        "custody.record" => entry.created(),
        kind if kind.starts_with("custody.") => entry.body.text_of("event")?.parse().ok(),
        _ => None,
    }
}

/// The rows of an event's own entry and of all that speak about it.
pub(super) fn rows_of_event(reader: &Reader<'_>, id: &RecordId) -> Result<Vec<i64>> {
    let Some(digest) = id.digest().filter(|_| id.kind() == Some(RecordKind::Custody)) else {
        return Ok(Vec::new());
    };
    // By its digest: what another program wrote need not change anything, and then no view names its record.
    let mut rows: Vec<i64> = reader.entry_row(&digest)?.into_iter().collect();
    if let Some(row) = reader.record_row(id)? {
        rows.extend(reader.entries_changing(row)?);
        rows.extend(reader.entries_mentioning(row)?);
    }
    rows.sort_unstable();
    rows.dedup();
    Ok(rows)
}
