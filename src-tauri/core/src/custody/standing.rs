//! Who has each object now, as far as it was stated.
//!
//! Owns: the last event that passed an object from hand to hand, for all objects at once. Must never: say that an
//! object is gone because it was packed, or that it is here because nobody wrote that it left.

use super::event::Party;
use super::gather::{Recorded, Status};
use super::kind::EventKind;
use crate::id::RecordId;
use serde::Serialize;
use std::collections::BTreeMap;

/// The last event that passed an object from hand to hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The event.
    pub event: RecordId,
    /// What it was.
    pub kind: EventKind,
    /// Stated or acknowledged.
    pub status: Status,
    /// Who took the object.
    pub to: Option<Party>,
    /// When, as EDTF.
    pub date: String,
    /// True where it was given away and nothing since says that it came back.
    pub gone: bool,
}

/// The standing of every object that an event passed from hand to hand, from events in order of display.
pub fn standings(events: &[Recorded]) -> BTreeMap<RecordId, Standing> {
    let mut found: BTreeMap<RecordId, Standing> = BTreeMap::new();
    for event in events {
        let said = event.in_force();
        if !said.event.passes_hands() {
            continue;
        }
        let objects = said.subjects.iter().map(|s| &s.record).chain(&said.contents);
        for object in objects {
            // The receiver's own record of what was handed over takes nothing back.
            let was_gone = found.get(object).is_some_and(|standing| standing.gone);
            let gone = said.event.is_hand_over() || (said.event == EventKind::Accepted && was_gone);
            let standing = Standing {
                event: event.id.clone(),
                kind: said.event.clone(),
                status: event.status(),
                to: said.to.clone(),
                date: said.date.clone(),
                gone,
            };
            found.insert(object.clone(), standing);
        }
    }
    found
}
