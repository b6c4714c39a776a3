//! Each custody event with all that was said of it later.
//!
//! Owns: joining `custody.record` with its corrections and acceptances, the order of display (Lamport counter, then
//! digest), and whether a hand-over is stated or acknowledged. Must never: depend on the order or number of times
//! in which entries come, or order by a wall clock.

use super::accept::{Acceptance, Correction};
use super::event::{CustodyEvent, Party, Subject};
use crate::digest::Digest;
use crate::entry::{Class, Entry};
use crate::id::{ChainId, RecordId};
use crate::time::Moment;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// Which entry says something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Source {
    /// The entry.
    pub entry: Digest,
    /// The chain, so whose key.
    pub chain: ChainId,
    /// Lamport counter, for display order.
    pub clock: u64,
    /// What the laptop's clock showed at signing; written as UTC.
    #[serde(rename = "at", serialize_with = "as_utc")]
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub moment: Moment,
    /// Who may see it.
    pub class: Class,
}

fn as_utc<S: Serializer>(moment: &Moment, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&moment.at())
}

impl Source {
    fn of(entry: &Entry) -> Self {
        Self {
            entry: entry.digest,
            chain: entry.chain,
            clock: entry.clock,
            moment: entry.moment,
            class: entry.class,
        }
    }

    /// By this, what was said is put in order for display.
    pub fn order(&self) -> (u64, Digest) {
        (self.clock, self.entry)
    }
}

/// A correction, and who says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Corrected {
    /// The entry.
    #[serde(flatten)]
    pub source: Source,
    /// What it says.
    pub correction: Correction,
}

/// An acceptance, and who says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Accepted {
    /// The entry.
    #[serde(flatten)]
    pub source: Source,
    /// What it says.
    pub acceptance: Acceptance,
    /// True where the chain that recorded the event also signed this: no other key vouches for it.
    pub same_chain: bool,
}

/// How far a hand-over is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// One side says so.
    Stated,
    /// A `custody.accept` names it, or a signed slip is attached.
    Acknowledged,
}

/// Who gave what to whom: what an acceptance or a signed slip is about. A correction of anything else leaves them good.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Given<'a> {
    event: &'a str,
    between: [Option<&'a Party>; 2],
    subjects: BTreeSet<&'a Subject>,
    contents: BTreeSet<&'a RecordId>,
    marks: [BTreeSet<&'a String>; 2],
    counts: [Option<u64>; 2],
}

impl<'a> Given<'a> {
    fn of(event: &'a CustodyEvent) -> Self {
        Self {
            event: event.event.word(),
            between: [event.from.as_ref(), event.to.as_ref()],
            subjects: event.subjects.iter().collect(),
            contents: event.contents.iter().collect(),
            marks: [event.seals.iter().collect(), event.bags.iter().collect()],
            counts: [event.stated_count, Some(event.recorded_count)],
        }
    }
}

/// A custody event with its later corrections and acceptances, each in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Recorded {
    /// The event's id.
    pub id: RecordId,
    /// The entry that recorded it.
    #[serde(flatten)]
    pub source: Source,
    /// The event as it was recorded.
    pub recorded: CustodyEvent,
    /// The later versions.
    pub corrections: Vec<Corrected>,
    /// Who accepts it.
    pub acceptances: Vec<Accepted>,
}

impl Recorded {
    /// The version that counts and seals are reconciled by: the last correction, else what was recorded.
    pub fn in_force(&self) -> &CustodyEvent {
        self.corrections.last().map_or(&self.recorded, |c| &c.correction.corrected)
    }

    /// Every version, the recorded one first.
    pub fn versions(&self) -> impl Iterator<Item = &CustodyEvent> {
        std::iter::once(&self.recorded).chain(self.corrections.iter().map(|c| &c.correction.corrected))
    }

    /// Stated or acknowledged as the derived files have it (FORMAT.md section 8): whether somebody ever acknowledged any
    /// version. A slip that a correction attaches counts as well.
    pub fn status(&self) -> Status {
        let slip = self.versions().any(|event| !event.photos.is_empty());
        if slip || !self.acceptances.is_empty() { Status::Acknowledged } else { Status::Stated }
    }

    /// Whether somebody acknowledged who gave what to whom as it stands now. A slip is of the first version that names it.
    pub fn standing_status(&self) -> Status {
        // What nobody corrected stands as it was acknowledged: most events, and their objects need not be compared.
        if self.corrections.is_empty() {
            return self.status();
        }
        let stands = Given::of(self.in_force());
        let accepted = self.acceptances.iter().any(|a| self.accepted_by(a) == stands);
        let mut named = BTreeSet::new();
        let slips = self.versions().any(|version| {
            let first = version.photos.iter().filter(|slip| named.insert(*slip)).count() > 0;
            first && Given::of(version) == stands
        });
        if accepted || slips { Status::Acknowledged } else { Status::Stated }
    }

    /// What an acceptance accepts: what the version says that was in force at its place in the order of display.
    pub(super) fn accepted_by(&self, acceptance: &Accepted) -> Given<'_> {
        let before = |correction: &&Corrected| correction.source.order() < acceptance.source.order();
        let version = self.corrections.iter().rev().find(before);
        Given::of(version.map_or(&self.recorded, |c| &c.correction.corrected))
    }

    /// The photos of signed slips that any version or acceptance names, each once.
    pub fn slips(&self) -> BTreeSet<&RecordId> {
        let accepted = self.acceptances.iter().flat_map(|a| &a.acceptance.photos);
        self.versions().flat_map(|event| &event.photos).chain(accepted).collect()
    }

    /// True where any version names the record.
    pub fn concerns(&self, record: &RecordId) -> bool {
        self.versions().any(|event| event.concerns(record))
    }
}

/// All events, in order of display.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Gathered {
    /// The events.
    pub events: Vec<Recorded>,
    /// Corrections and acceptances whose event is not held, withheld, or not named in a readable way.
    pub loose: Vec<Source>,
}

/// Joins custody entries, in any order and each any number of times; entries of other kinds are passed over.
pub fn gather<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Gathered {
    let mut gathering = Gathering::default();
    for entry in entries {
        gathering.add(entry);
    }
    gathering.finish()
}

/// The same entry by entry, for more of them than should be held at once.
#[derive(Default)]
pub struct Gathering {
    once: BTreeSet<Digest>,
    events: BTreeMap<RecordId, Recorded>,
    later: Vec<(Source, Later)>,
}

/// What is said of an event after it was recorded.
enum Later {
    Correction(Box<Correction>),
    Acceptance(Acceptance),
}

impl Gathering {
    /// Takes in one entry.
    pub fn add(&mut self, entry: &Entry) {
        if !entry.kind.starts_with("custody.") || !self.once.insert(entry.digest) {
            return;
        }
        let source = Source::of(entry);
        if let (Some(recorded), Some(id)) = (CustodyEvent::read(entry), entry.created()) {
            let (corrections, acceptances) = (Vec::new(), Vec::new());
            let event = Recorded { id: id.clone(), source, recorded, corrections, acceptances };
            self.events.insert(id, event);
        } else if let Some(correction) = Correction::read(entry) {
            self.later.push((source, Later::Correction(Box::new(correction))));
        } else if let Some(acceptance) = Acceptance::read(entry) {
            self.later.push((source, Later::Acceptance(acceptance)));
        }
    }

    /// All events that were taken in, with what was said of them.
    pub fn finish(mut self) -> Gathered {
        let mut gathered = Gathered::default();
        for (source, later) in self.later {
            let named = match &later {
                Later::Correction(correction) => &correction.event,
                Later::Acceptance(acceptance) => &acceptance.event,
            };
            match (named.as_ref().and_then(|id| self.events.get_mut(id)), later) {
                (Some(event), Later::Correction(correction)) => {
                    let correction = correction.for_event(&event.recorded);
                    event.corrections.push(Corrected { source, correction });
                }
                (Some(event), Later::Acceptance(acceptance)) => {
                    let same_chain = event.source.chain == source.chain;
                    event.acceptances.push(Accepted { source, acceptance, same_chain });
                }
                (None, _) => gathered.loose.push(source),
            }
        }
        gathered.events = self.events.into_values().collect();
        gathered.events.sort_by_key(|event| event.source.order());
        gathered.loose.sort_by_key(Source::order);
        for event in &mut gathered.events {
            event.corrections.sort_by_key(|c| c.source.order());
            event.acceptances.sort_by_key(|a| a.source.order());
        }
        gathered
    }
}
