//! Who has each object now, as far as it was stated.
//!
//! Owns: the last event that passed an object from hand to hand, and how many of a lot went, for all objects at once.
//! Must never: say that an object is gone because it was packed, or that it is here because nobody wrote that it left.

use super::event::{CustodyEvent, Party, is_object};
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
    /// How many objects of the record were given away and are not stated to have come back; [`ALL`] for the whole of it.
    pub gone: u64,
}

/// All that a record stands for, where an event names it without a number: a package, or what is in one.
pub const ALL: u64 = u64::MAX;

impl Standing {
    /// How many of so many are still here.
    pub fn left_of(&self, quantity: u64) -> u64 {
        quantity.saturating_sub(self.gone)
    }
}

/// The standing of every object that an event passed from hand to hand, from events in order of display.
pub fn standings(events: &[Recorded]) -> BTreeMap<RecordId, Standing> {
    let mut found: BTreeMap<RecordId, Standing> = BTreeMap::new();
    for event in events {
        let said = event.in_force();
        if !said.event.passes_hands() {
            continue;
        }
        for (object, quantity) in quantities_of(said) {
            let before = found.get(object).map_or(0, |standing| standing.gone);
            let gone = gone_after(before, &said.event, quantity);
            let standing = Standing {
                event: event.id.clone(),
                kind: said.event.clone(),
                status: event.standing_status(),
                to: said.to.clone(),
                date: said.date.clone(),
                gone,
            };
            found.insert(object.clone(), standing);
        }
    }
    found
}

/// How many of an object are gone after an event, of `before` that were.
fn gone_after(before: u64, event: &EventKind, quantity: u64) -> u64 {
    if !event.passes_hands() || *event == EventKind::Accepted {
        // The receiver's own record of what was handed over takes nothing back.
        before
    } else if event.is_hand_over() {
        before.saturating_add(quantity)
    } else if before == ALL {
        // Nobody wrote how many went: what comes back is taken for all of it, so that it is counted again.
        0
    } else {
        before.saturating_sub(quantity)
    }
}

/// How many of one object are gone, by the events about it in order of display, each with how many of it went: what
/// [`standings`] says of it.
pub fn gone_of<'a>(events: impl IntoIterator<Item = (&'a Recorded, u64)>) -> u64 {
    let after =
        |before, (event, quantity): (&Recorded, u64)| gone_after(before, &event.in_force().event, quantity);
    events.into_iter().fold(0, after)
}

/// Each object of an event with how many of it went; what is named itself and inside a package counts as named.
pub fn quantities_of(said: &CustodyEvent) -> BTreeMap<&RecordId, u64> {
    let mut objects: BTreeMap<&RecordId, u64> = said.contents.iter().map(|id| (id, ALL)).collect();
    for subject in &said.subjects {
        let number = if is_object(&subject.record) { subject.quantity.unwrap_or(1) } else { ALL };
        objects.insert(&subject.record, number);
    }
    objects
}
