//! What is said of the records of one batch: by whom they are mentioned, in what words, and in which custody events.
//!
//! Owns: that each entry is read once for a batch, however many of its records it names. A view of the entries held while
//! the batch lasts; must never outlive it.

use super::custody::{custody_event, event_of};
use super::text::statement_text;
use crate::custody::{Recorded, quantities_of};
use crate::digest::Digest;
use crate::error::Result;
use crate::id::RecordId;
use crate::store::Reader;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// So many statements are kept; then all are let go.
const MOST: usize = 20_000;

/// One entry that mentions records.
struct Statement {
    order: (u64, Digest),
    event: Option<RecordId>,
    text: String,
}

/// A custody event with all that was said of it.
pub(super) struct Event {
    /// The event.
    pub recorded: Recorded,
    /// The objects of the version in force, and how many of each went.
    pub objects: HashMap<RecordId, u64>,
}

/// What was read so far.
pub(super) struct Statements<'r> {
    reader: &'r Reader<'r>,
    by_row: HashMap<i64, Option<Rc<Statement>>>,
    events: HashMap<RecordId, Option<Rc<Event>>>,
}

impl<'r> Statements<'r> {
    /// None yet.
    pub fn new(reader: &'r Reader<'r>) -> Self {
        Self { reader, by_row: HashMap::new(), events: HashMap::new() }
    }

    /// The words of all that mention the record of this row, in display order.
    pub fn text(&mut self, record: i64, out: &mut String) -> Result<()> {
        let mut said = self.about(record)?;
        said.sort_by_key(|statement| statement.order);
        said.iter().for_each(|statement| out.push_str(&statement.text));
        Ok(())
    }

    /// The custody events of which the version in force is about a record, in display order, each with how many of it went.
    pub fn events(&mut self, id: &RecordId) -> Result<Vec<(Rc<Event>, u64)>> {
        let Some(row) = self.reader.record_row(id)? else { return Ok(Vec::new()) };
        let named: BTreeSet<RecordId> = self.about(row)?.iter().filter_map(|s| s.event.clone()).collect();
        let mut found = Vec::new();
        for event in named {
            let Some(event) = self.event(&event)? else { continue };
            if let Some(quantity) = event.objects.get(id).copied() {
                found.push((event, quantity));
            }
        }
        found.sort_by_key(|(event, _)| event.recorded.source.order());
        Ok(found)
    }

    fn about(&mut self, record: i64) -> Result<Vec<Rc<Statement>>> {
        if self.by_row.len() > MOST {
            self.by_row.clear();
            self.events.clear();
        }
        let mut found = Vec::new();
        for row in self.reader.entries_mentioning(record)? {
            if !self.by_row.contains_key(&row) {
                let read = self.reader.read_entry(row)?.map(|entry| {
                    let mut text = String::new();
                    statement_text(&entry, &mut text);
                    Rc::new(Statement { order: (entry.clock, entry.digest), event: event_of(&entry), text })
                });
                self.by_row.insert(row, read);
            }
            found.extend(self.by_row.get(&row).cloned().flatten());
        }
        Ok(found)
    }

    fn event(&mut self, id: &RecordId) -> Result<Option<Rc<Event>>> {
        if let Some(known) = self.events.get(id) {
            return Ok(known.clone());
        }
        let read = custody_event(self.reader, id)?.map(|recorded| {
            let objects = quantities_of(recorded.in_force());
            let objects = objects.into_iter().map(|(id, quantity)| (id.clone(), quantity)).collect();
            Rc::new(Event { recorded, objects })
        });
        self.events.insert(id.clone(), read.clone());
        Ok(read)
    }
}
