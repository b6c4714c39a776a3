//! The counters that are always in sight, and what waits for somebody.
//!
//! Owns: which numbers there are and what each counts. Must never: count what a list by the same name would not show.

use super::Catalogue;
use crate::error::Result;
use crate::store::listing::flag;
use serde::Serialize;

/// How far the work is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Overview {
    /// Artefacts recorded and not withdrawn; all below are of these.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub recorded: u64,
    /// With a photo at least.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub photographed: u64,
    /// In a package.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub packed: u64,
    /// That lack a counted field or view.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub incomplete: u64,
    /// Notes sealed.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub notes_sealed: u64,
    /// Conflicts that wait for a decision, of all records.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub conflicts: u64,
    /// Photos that wait for their place.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub unplaced_photos: u64,
    /// Notes that wait to be sealed.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub note_drafts: u64,
    /// Forms with text that is not saved.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub form_drafts: u64,
    /// Custody forms that are begun and not signed.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub custody_drafts: u64,
}

impl Catalogue {
    /// How far the work is, and what waits.
    ///
    /// # Errors
    /// The database's failures.
    pub fn overview(&self) -> Result<Overview> {
        let reader = self.reader();
        let drafts = reader.count_drafts()?;
        let of_kind =
            |kind: &str| drafts.iter().find(|(known, _)| known == kind).map_or(0, |(_, count)| *count);
        let mut found = Overview {
            notes_sealed: reader.count_sealed_notes()?,
            conflicts: reader.count_conflicts()?,
            unplaced_photos: reader.count_waiting_photos()?,
            note_drafts: of_kind("note"),
            form_drafts: of_kind(super::form::KIND),
            custody_drafts: of_kind("custody"),
            ..Overview::default()
        };
        for (flags, incomplete, count) in reader.listing_tally()? {
            if flags & flag::WITHDRAWN != 0 {
                continue;
            }
            let count = u64::try_from(count).unwrap_or_default();
            let if_not = |bit: i64| if flags & bit == 0 { count } else { 0 };
            found.recorded += count;
            found.photographed += if_not(flag::NO_PHOTO);
            found.packed += if_not(flag::UNPACKED);
            found.incomplete += if incomplete { count } else { 0 };
        }
        Ok(found)
    }
}
