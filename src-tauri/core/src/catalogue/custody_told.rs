//! What all custody events together come to, kept in memory while nothing is said of custody.
//!
//! Owns: that one answer. Must never: outlive an entry about custody, or be asked where a few events are enough.

use super::Catalogue;
use crate::custody::{self, gather};
use crate::error::Result;
use crate::finding::Finding;
use crate::id::RecordId;
use crate::ledger::custody_entries;
use std::sync::{Arc, Mutex, PoisonError};

/// What all custody events come to.
#[derive(Debug, Default)]
pub(super) struct CustodyTold {
    /// Events recorded.
    pub events: usize,
    /// Hand-overs in force.
    pub hand_overs: usize,
    /// Those that nobody acknowledged, in order of display.
    pub open: Vec<RecordId>,
    /// What does not add up.
    pub findings: Vec<Finding>,
}

/// The last answer, and which entries it is made of.
#[derive(Default)]
pub(super) struct Told(Mutex<Option<(Mark, Arc<CustodyTold>)>>);

/// How many custody entries there are and the newest row of them: entries are never taken away, so both together say
/// whether some came. A rebuild and a restored backup have a mark of their own.
type Mark = (i64, i64, String);

impl Catalogue {
    /// What all custody events come to; all of them are read where one came since the last time.
    pub(super) fn custody_told(&self) -> Result<Arc<CustodyTold>> {
        let reader = self.reader();
        let (count, newest) = reader.custody_mark()?;
        let mark = (count, newest, reader.setting("rebuilt")?.unwrap_or_default());
        let known = self.told.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, told)) = known.filter(|(known, _)| *known == mark) {
            return Ok(told);
        }
        let entries = custody_entries(&reader)?;
        let events = gather(&entries).events;
        let told = Arc::new(CustodyTold {
            events: entries.iter().filter(|entry| entry.kind == "custody.record").count(),
            hand_overs: events.iter().filter(|event| event.in_force().event.is_hand_over()).count(),
            open: custody::open_hand_overs(&events).map(|event| event.id.clone()).collect(),
            findings: custody::findings(&entries),
        });
        *self.told.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((mark, Arc::clone(&told)));
        Ok(told)
    }
}
