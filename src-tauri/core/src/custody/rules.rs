//! What may be recorded as a custody event, FORMAT.md section 8.
//!
//! Owns: the rules for a new event, each with what to do about it. Must never: be asked about what is signed already,
//! or refuse an event because its counts or seals differ; that is what an event is there to say.

use super::event::{CustodyEvent, is_object};
use super::kind::EventKind;
use crate::edtf::Edtf;
use crate::entry::MAX_LINE;
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::MAX_INTEGER;
use crate::package::seal_key;
use std::collections::BTreeSet;

const LARGEST: u64 = MAX_INTEGER.unsigned_abs();

/// Bytes of a line that are left for what stands around an event, and for a reason to correct it.
const ENVELOPE: usize = 16 * 1024;

impl CustodyEvent {
    /// Says whether this may be recorded. Counts that differ may be: that is what an event is there to say.
    ///
    /// # Errors
    /// `bad_value` with a remedy, for the first rule of FORMAT.md section 8 that is not kept.
    pub fn validate(&self) -> Result<()> {
        if let EventKind::Unknown(word) = &self.event {
            let words: Vec<String> = EventKind::ALL.iter().map(|k| k.word().to_owned()).collect();
            let remedy = format!("Use one of: {}", words.join(", "));
            return Err(bad("there is no such event", remedy).on(word));
        }
        Edtf::parse(&self.date)?;
        if let Some(time) = self.time.as_deref().filter(|time| !is_time(time)) {
            return Err(bad("the time is not hh:mm", "Write it as 09:41, from 00:00 to 23:59").on(time));
        }
        self.validate_parties()?;
        self.validate_subjects()?;
        self.validate_marks()?;
        self.validate_count()?;
        self.validate_size()
    }

    /// One event is one line of the ledger, whatever it names.
    fn validate_size(&self) -> Result<()> {
        if self.to_body().compact().len() <= MAX_LINE - ENVELOPE {
            return Ok(());
        }
        let objects = self.subjects.len() + self.contents.len();
        let remedy = "Record it in parts, crate by crate or some hundred objects at a time";
        Err(bad(format!("{objects} objects do not fit into one event"), remedy).on(self.event.word()))
    }

    fn validate_parties(&self) -> Result<()> {
        for (party, side) in [(&self.from, "who gave"), (&self.to, "who took")] {
            match party {
                Some(party) if party.is_nameless() => {
                    let what = format!("{side} has neither name nor organisation");
                    return Err(bad(what, "Give one of the two, or leave it out").on(self.event.word()));
                }
                None if self.event.passes_hands() => {
                    let what = format!("it does not say {side}");
                    return Err(bad(what, "Name both sides; write \"unknown\" where nobody knows the name")
                        .on(self.event.word()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn validate_subjects(&self) -> Result<()> {
        if self.subjects.is_empty() {
            return Err(bad("it names no artefact and no package", "Name what it is about"));
        }
        let subjects: Vec<&RecordId> = self.subjects.iter().map(|s| &s.record).collect();
        check_ids(&subjects, &[RecordKind::Artefact, RecordKind::Package], "an artefact or package")?;
        let contents: Vec<&RecordId> = self.contents.iter().collect();
        check_ids(&contents, &[RecordKind::Artefact, RecordKind::Package], "an artefact or package")?;
        check_ids(&self.photos.iter().collect::<Vec<_>>(), &[RecordKind::Photo], "a photo")?;
        for subject in &self.subjects {
            let fits = match subject.quantity {
                Some(quantity) => is_object(&subject.record) && (1..=LARGEST).contains(&quantity),
                None => !is_object(&subject.record),
            };
            if !fits {
                let remedy = "Give each artefact a quantity from 1, and packages none";
                return Err(bad("a quantity does not fit what it counts", remedy).on(&subject.record));
            }
        }
        if !self.contents.is_empty() && self.subjects.iter().all(|s| is_object(&s.record)) {
            return Err(bad("it has contents, but names no package", "Name the package that holds them"));
        }
        Ok(())
    }

    fn validate_marks(&self) -> Result<()> {
        for (marks, name) in [(&self.seals, "seal"), (&self.bags, "bag")] {
            let mut keys = BTreeSet::new();
            for mark in marks {
                if seal_key(mark).is_empty() || mark.chars().any(char::is_control) {
                    let what = format!("the number of a {name} is empty or cannot be read");
                    return Err(bad(what, "Write each number as it reads, one by one").on(self.event.word()));
                }
                if !keys.insert(seal_key(mark)) {
                    return Err(bad(format!("a {name} is named twice"), "Name each once").on(mark));
                }
            }
        }
        if self.event == EventKind::Sealed && self.seals.is_empty() {
            return Err(bad("it names no seal", "Give the number of each seal that was put on").on("sealed"));
        }
        Ok(())
    }

    fn validate_count(&self) -> Result<()> {
        let tally = self.tally();
        let largest = self.stated_count.unwrap_or(0).max(self.recorded_count);
        if tally.allows(self.recorded_count) && largest <= LARGEST {
            return Ok(());
        }
        let remedy = "Take the count from the objects that the event names";
        Err(bad("the count is not what is named", remedy).on(self.recorded_count))
    }
}

/// `hh:mm` from 00:00 to 23:59.
pub(super) fn is_time(text: &str) -> bool {
    let two = |part: &str, below: u8| {
        part.len() == 2
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse::<u8>().is_ok_and(|n| n < below)
    };
    text.split_once(':').is_some_and(|(hours, minutes)| two(hours, 24) && two(minutes, 60))
}

fn check_ids(ids: &[&RecordId], kinds: &[RecordKind], what: &str) -> Result<()> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !id.kind().is_some_and(|kind| kinds.contains(&kind)) {
            return Err(bad(format!("it names something that is not {what}"), format!("Name {what}")).on(id));
        }
        if !seen.insert(id) {
            return Err(bad("it names a record twice", "Name each once").on(id));
        }
    }
    Ok(())
}

fn bad(what: impl Into<String>, remedy: impl Into<String>) -> Error {
    Error::new(Code::BadValue, "recording a custody event", what).remedy(remedy)
}
