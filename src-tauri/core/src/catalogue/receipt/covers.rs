//! What the receipts accepted here cover: "at headquarters" and "existed before" for records, photos and entries.

use super::super::Catalogue;
use crate::digest::Digest;
use crate::entry::{Entry, Position};
use crate::error::{Error, Result};
use crate::id::RecordId;
use crate::ledger::{entries_of_kind, path_to};
use crate::receipt::{ACCEPT, Ancestry, Coverage, Stated};
use crate::time::Moment;
use crate::verify::receipts;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Where a record stands with headquarters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Whereabouts {
    /// The record.
    pub record: RecordId,
    /// True if every entry about it, its photos counted, is held at headquarters with its originals, as the newest receipt says.
    pub at_headquarters: bool,
    /// How many entries about it are not known to be held there with their originals; `None` while no receipt was accepted.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub waiting: Option<usize>,
    /// The time, by headquarters' clock, before which all entries about it existed; `None` where one is in no receipt.
    pub existed_before: Option<String>,
}

/// What receipts cover, as it was found under one mark of the database.
struct Found {
    mark: [String; 3],
    coverage: Coverage,
    /// What entries (rows) name of the originals that some receipt lacks.
    lacking: HashMap<i64, Vec<Digest>>,
}

/// Kept while nothing is written: then asking costs only the records that are asked about.
#[derive(Default)]
pub(in super::super) struct Covers(Mutex<Option<Arc<Found>>>);

impl Catalogue {
    /// Where these records stand with headquarters, in their order. Costs what is held about them, not what the catalogue holds.
    ///
    /// # Errors
    /// The database's failures.
    pub fn whereabouts(&self, records: &[RecordId]) -> Result<Vec<Whereabouts>> {
        let found = self.covered()?;
        let reader = self.reader();
        let mut answers = Vec::with_capacity(records.len());
        for record in records {
            let row = if found.coverage.is_empty() { None } else { reader.record_row(record)? };
            let places = row.map(|row| reader.places_about(row)).transpose()?.unwrap_or_default();
            let waiting = places.iter().filter(|place| !found.holds(place)).count();
            let times: Option<Vec<Moment>> =
                places.iter().map(|(_, place)| found.coverage.existed_before(place)).collect();
            let latest = times.unwrap_or_default().into_iter().max_by_key(|moment| moment.millis);
            answers.push(Whereabouts {
                record: record.clone(),
                at_headquarters: !places.is_empty() && waiting == 0,
                waiting: (!found.coverage.is_empty()).then_some(waiting),
                existed_before: latest.map(|moment| moment.at()),
            });
        }
        Ok(answers)
    }

    /// The time, by headquarters' clock, before which the entry at this place existed; `None` where no receipt covers it.
    ///
    /// # Errors
    /// The database's failures.
    pub fn existed_before(&self, place: &Position) -> Result<Option<Moment>> {
        Ok(self.covered()?.coverage.existed_before(place))
    }

    /// The receipts that this catalogue accepted, each once and checked again; one whose file is lost or damaged states nothing.
    pub(super) fn stated_receipts(&self) -> Result<Vec<Stated>> {
        let mut found = BTreeMap::new();
        for entry in entries_of_kind(&self.reader(), ACCEPT)? {
            if self.reader().chain(entry.chain)?.is_some_and(|chain| chain.mine) {
                found.extend(self.stated_by(&entry)?.map(|stated| (stated.digest, stated)));
            }
        }
        Ok(found.into_values().collect())
    }

    /// The receipt that an entry names.
    pub(in super::super) fn stated_by(&self, entry: &Entry) -> Result<Option<Stated>> {
        receipts::stated_by(entry, |digest, most| {
            let path = self.originals.find(digest)?;
            Ok(path.and_then(|path| receipts::read(&path, most, "reading a receipt").ok()))
        })
    }

    fn covered(&self) -> Result<Arc<Found>> {
        let mark = self.reader().listing_mark()?;
        let mut kept = self.covers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept.as_ref().filter(|found| found.mark == mark) {
            return Ok(Arc::clone(found));
        }
        let found = Arc::new(self.find_covered(mark)?);
        *kept = Some(Arc::clone(&found));
        Ok(found)
    }

    fn find_covered(&self, mark: [String; 3]) -> Result<Found> {
        let reader = self.reader();
        let stated = self.stated_receipts()?;
        let coverage = Coverage::of(&stated, &mut |place| self.ancestry(place))?;
        let mut lacking: HashMap<i64, Vec<Digest>> = HashMap::new();
        for original in coverage.lacks() {
            for row in reader.entries_naming(&original)? {
                lacking.entry(row).or_default().push(original);
            }
        }
        Ok(Found { mark, coverage, lacking })
    }

    pub(in super::super) fn ancestry(&self, place: &Position) -> Result<Ancestry, Error> {
        let reader = self.reader();
        let Some(chain) = reader.chain(place.chain)? else { return Ok(Ancestry::NotHeld) };
        if !self.holds(place) {
            return Ok(Ancestry::NotHeld);
        }
        if reader.tips(&chain)?.len() == 1 {
            return Ok(Ancestry::UpTo(place.seq));
        }
        Ok(Ancestry::Links(path_to(&reader, &chain, *place)?.into_iter().map(|row| row.link).collect()))
    }
}

impl Found {
    fn holds(&self, (row, place): &(i64, Position)) -> bool {
        self.coverage.holds(place, self.lacking.get(row).map_or(&[], Vec::as_slice))
    }
}
