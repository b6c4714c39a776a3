//! Current state as a pure function of the set of entries held (FORMAT.md section 6).
//!
//! Owns: which changes are live, what a record's values are, what an entry mentions. Must never: do I/O, look at
//! trust or wall clocks, or depend on the order in which entries came.
//!
//! The catalogue keeps the same facts in SQLite and updates them entry by entry; property tests hold both equal.

mod record;

pub use record::{Assertion, Record, Register};

use crate::digest::Digest;
use crate::entry::{Entry, OriginalRef};
use crate::id::{ChainId, OperationId, RecordId};
use crate::json::Json;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// All records that a set of entries describes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    records: BTreeMap<RecordId, Record>,
    entries: BTreeSet<Digest>,
    by_place: BTreeMap<(ChainId, u64), BTreeSet<Digest>>,
    mentions: BTreeMap<RecordId, BTreeSet<Digest>>,
    originals: BTreeSet<OriginalRef>,
}

impl State {
    /// The state of these entries.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut state = Self::default();
        for entry in entries {
            state.apply(entry);
        }
        state
    }

    /// Adds one entry; adding it again changes nothing.
    pub fn apply(&mut self, entry: &Entry) {
        if !self.entries.insert(entry.digest) {
            return;
        }
        self.by_place.entry((entry.chain, entry.seq)).or_default().insert(entry.digest);
        for change in &entry.changes {
            let record =
                self.records.entry(change.record.clone()).or_insert_with(|| Record::new(&change.record));
            record.add(&change.field, Assertion::new(entry, change), &change.seen);
        }
        for record in mentions(entry) {
            self.mentions.entry(record).or_default().insert(entry.digest);
        }
        self.originals.extend(entry.originals.iter().cloned());
    }

    /// A record; `None` if no entry held changes it.
    pub fn record(&self, id: &RecordId) -> Option<&Record> {
        self.records.get(id)
    }

    /// All records, sorted by id.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.values()
    }

    /// True if the entry is held.
    pub fn holds(&self, entry: &Digest) -> bool {
        self.entries.contains(entry)
    }

    /// The digests of the entries that mention a record in their body, sorted.
    pub fn mentions_of(&self, id: &RecordId) -> impl Iterator<Item = &Digest> {
        self.mentions.get(id).into_iter().flatten()
    }

    /// All originals that entries name, sorted by digest; where entries disagree on a size or ending, each claim.
    pub fn originals(&self) -> impl Iterator<Item = &OriginalRef> {
        self.originals.iter()
    }

    /// Places where a chain forked: two entries or more at one seq.
    pub fn forks(&self) -> impl Iterator<Item = (ChainId, u64)> {
        self.by_place.iter().filter(|(_, digests)| digests.len() > 1).map(|((chain, seq), _)| (*chain, *seq))
    }

    /// The records of which a live value of this field is this record: what is `in` a package, the placements
    /// whose `artefact` it is.
    pub fn pointing_at(&self, field: &str, target: &RecordId) -> Vec<&Record> {
        let points = |record: &&Record| {
            let register = record.register(field);
            register.is_some_and(|r| r.live().any(|a| a.value.text() == Some(target.as_str())))
        };
        self.records.values().filter(points).collect()
    }
}

/// The records that an entry's body speaks about, and those that its placement joins: what a search for the
/// record should find, and what its history shows.
pub fn mentions(entry: &Entry) -> BTreeSet<RecordId> {
    let body = &entry.body;
    let mut found = BTreeSet::new();
    let mut add = |value: Option<&Json>| {
        if let Some(id) = value.and_then(Json::text).and_then(|t| t.parse::<RecordId>().ok()) {
            found.insert(id);
        }
    };
    match entry.kind.as_str() {
        "note.seal" => {
            body.items_of("about").iter().chain(body.items_of("photos")).for_each(|v| add(Some(v)));
            add(body.get("addendum_to"));
        }
        "custody.record" | "custody.correct" | "custody.accept" => {
            body.items_of("subjects").iter().for_each(|v| add(v.get("record")));
            body.items_of("contents").iter().chain(body.items_of("photos")).for_each(|v| add(Some(v)));
            add(body.get("event"));
        }
        _ => {}
    }
    found
}

/// The operations whose entries count: ours, and all that entries of counting operations adopt.
pub fn counting_operations<'a>(
    ours: OperationId,
    entries: impl IntoIterator<Item = &'a Entry>,
) -> BTreeSet<OperationId> {
    let mut adopted: HashMap<OperationId, Vec<OperationId>> = HashMap::new();
    for entry in entries {
        if let Some(other) = adopts(entry) {
            adopted.entry(entry.op).or_default().push(other);
        }
    }
    let mut counting = BTreeSet::from([ours]);
    let mut open = vec![ours];
    while let Some(operation) = open.pop() {
        for other in adopted.get(&operation).into_iter().flatten() {
            if counting.insert(*other) {
                open.push(*other);
            }
        }
    }
    counting
}

/// The operation that an `operation.adopt` entry adopts.
pub fn adopts(entry: &Entry) -> Option<OperationId> {
    if entry.kind != "operation.adopt" {
        return None;
    }
    entry.body.text_of("operation")?.parse().ok()
}
