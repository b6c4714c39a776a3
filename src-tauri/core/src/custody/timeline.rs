//! The chain of custody of one record.
//!
//! Owns: which events it is made of, and who holds the object as far as that was stated. Must never: say more than
//! was stated, or leave an event out because it was corrected.

use super::event::Party;
use super::gather::{Recorded, Source, Status, gather};
use super::kind::EventKind;
use crate::entry::Entry;
use crate::id::RecordId;
use serde::Serialize;

/// The events that concern a record, in order of display.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Timeline {
    /// The record.
    pub record: RecordId,
    /// The events, with all their versions.
    pub events: Vec<Recorded>,
    /// Corrections and acceptances given here whose event is not held.
    pub loose: Vec<Source>,
    /// Who has it; `None` as long as no event says.
    pub holder: Option<Holding>,
    /// Where it was last said to be; `None` as long as no event says.
    pub place: Option<String>,
}

/// Who holds an object, as far as stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Holding {
    /// The person or body.
    pub party: Party,
    /// The event that says so.
    pub event: RecordId,
    /// Since when, as EDTF: the event's claimed date.
    pub since: String,
    /// Whether only one side says so.
    pub status: Status,
}

impl Timeline {
    /// The timeline of a record, from custody entries in any order. Give all that mention the record, and the
    /// corrections and acceptances of those events; what does not concern it is passed over.
    pub fn of<'a>(record: &RecordId, entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let gathered = gather(entries);
        let events: Vec<Recorded> = gathered.events.into_iter().filter(|e| e.concerns(record)).collect();
        // An event that a correction took the record out of is shown, and moves nothing.
        let counting = || events.iter().rev().filter(|e| e.in_force().concerns(record));
        let holder = counting().find_map(holding);
        let place = counting().map(|e| e.in_force().place.trim()).find(|p| !p.is_empty()).map(str::to_owned);
        Self { record: record.clone(), events, loose: gathered.loose, holder, place }
    }
}

/// The holder after this event; `None` where it says nothing of one.
fn holding(event: &Recorded) -> Option<Holding> {
    let said = event.in_force();
    let changes_hands =
        said.event.passes_hands() || matches!(said.event, EventKind::Found | EventKind::Moved);
    let party = said.to.clone().filter(|_| changes_hands)?;
    Some(Holding {
        party,
        event: event.id.clone(),
        since: said.date.clone(),
        status: event.standing_status(),
    })
}
