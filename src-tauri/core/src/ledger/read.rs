//! Records, histories and statements, read back from the entries held.

use crate::digest::Digest;
use crate::entry::{Entry, Position};
use crate::error::Result;
use crate::head::next_link;
use crate::id::RecordId;
use crate::photo::PhotoAdded;
use crate::state::{Assertion, Record};
use crate::store::{ChainRow, EntryRow, Reader};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A record with all its registers; `None` if no entry held changes it.
///
/// # Errors
/// The database's failures.
pub fn load_record(reader: &Reader<'_>, id: &RecordId) -> Result<Option<Record>> {
    let Some(row) = reader.record_row(id)? else { return Ok(None) };
    let mut record = Record::new(id);
    let mut said = false;
    for entry in reader.entries_changing(row)? {
        if let Some(entry) = reader.read_entry(entry)? {
            add_to_record(&mut record, &entry);
            said = true;
        }
    }
    Ok(said.then_some(record))
}

/// Adds what an entry says of one record.
pub(super) fn add_to_record(record: &mut Record, entry: &Entry) {
    let id = record.id.clone();
    for change in entry.changes.iter().filter(|change| change.record == id) {
        record.add(&change.field, Assertion::new(entry, change), &change.seen);
    }
}

/// The entries that change or mention a record, in display order.
///
/// # Errors
/// The database's failures.
pub fn history(reader: &Reader<'_>, id: &RecordId) -> Result<Vec<Entry>> {
    let Some(row) = reader.record_row(id)? else { return Ok(Vec::new()) };
    let mut rows = reader.entries_changing(row)?;
    rows.extend(reader.entries_mentioning(row)?);
    for placement in reader.pointing_at("artefact", id)? {
        if let Some(row) = reader.record_row(&placement)? {
            rows.extend(reader.entries_changing(row)?);
        }
    }
    rows.sort_unstable();
    rows.dedup();
    entries(reader, rows)
}

/// The acts by which a photo was taken in, in display order: several laptops may have, and which came here first plays
/// no part.
///
/// # Errors
/// The database's failures.
pub fn intakes(reader: &Reader<'_>, photo: &RecordId) -> Result<Vec<(Entry, PhotoAdded)>> {
    let Some(row) = reader.record_row(photo)? else { return Ok(Vec::new()) };
    let said = entries(reader, reader.entries_changing(row)?)?;
    let acts = said.into_iter().filter_map(|entry| PhotoAdded::read(&entry).map(|added| (entry, added)));
    Ok(acts.filter(|(_, added)| added.id() == *photo).collect())
}

/// The entries that create a part of a lot, and those that change such a lot, in display order.
///
/// # Errors
/// The database's failures.
pub fn split_entries(reader: &Reader<'_>) -> Result<Vec<Entry>> {
    let mut found = entries(reader, reader.entries_that_split()?)?;
    let lot = |entry: &Entry| entry.body.text_of("split_from").and_then(|lot| lot.parse().ok());
    let lots: BTreeSet<RecordId> = found.iter().filter_map(lot).collect();
    for lot in lots {
        if let Some(row) = reader.record_row(&lot)? {
            found.extend(entries(reader, reader.entries_changing(row)?)?);
        }
    }
    found.sort_by_key(|entry| (entry.clock, entry.digest));
    found.dedup_by_key(|entry| entry.digest);
    Ok(found)
}

/// The entries of one kind, in display order.
///
/// # Errors
/// The database's failures.
pub fn entries_of_kind(reader: &Reader<'_>, kind: &str) -> Result<Vec<Entry>> {
    entries(reader, reader.entries_of_kind(kind)?)
}

/// The entries of these rows in display order: Lamport counter, then digest.
pub(super) fn entries(reader: &Reader<'_>, rows: Vec<i64>) -> Result<Vec<Entry>> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.extend(reader.read_entry(row)?.map(Arc::unwrap_or_clone));
    }
    found.sort_by_key(|entry| (entry.clock, entry.digest));
    Ok(found)
}

/// The ends of all chains held.
///
/// # Errors
/// The database's failures.
pub fn tips(reader: &Reader<'_>) -> Result<Vec<Position>> {
    let mut found = Vec::new();
    for chain in reader.chains()? {
        found.extend(reader.tips(&chain)?.into_iter().map(|(position, _)| position));
    }
    found.sort();
    Ok(found)
}

/// The entries up to and with a place of a chain, from the first on; found link by link, so that it is right where the
/// chain forked too.
///
/// # Errors
/// The database's failures.
pub fn path_to(reader: &Reader<'_>, chain: &ChainRow, end: Position) -> Result<Vec<EntryRow>> {
    let mut path = Vec::new();
    let mut at = end;
    while at.seq >= 1 {
        let here = reader.entries_at(chain.id, at.seq)?.into_iter().find(|row| row.link == at.link);
        let Some(row) = here else { break };
        let before = reader.entries_at(chain.id, at.seq.saturating_sub(1))?;
        let before = before.into_iter().find(|b| next_link(b.link, row.digest) == row.link);
        let link = before.map_or(Digest([0; 32]), |b| b.link);
        at = Position { chain: at.chain, seq: at.seq - 1, link };
        path.push(row);
    }
    path.reverse();
    Ok(path)
}
