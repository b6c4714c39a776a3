//! What people have to decide: conflicts, computed from the state, so that none can be forgotten.
//!
//! Pure. Owns the question "is this in conflict?", which flag and list both ask. Must never: settle anything.
//! Source of the rules: FORMAT.md section 6; the rule about trust: the design, section 4.

use crate::digest::Digest;
use crate::id::{ChainId, RecordId, RecordKind};
use crate::state::{Record, State};
use serde::Serialize;
use std::collections::BTreeMap;

/// One thing that a person has to decide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "conflict", rename_all = "snake_case")]
pub enum Conflict {
    /// A register has different live values.
    Values {
        /// The record.
        record: RecordId,
        /// The field.
        field: String,
    },
    /// A record was withdrawn beside an edit that the withdrawal did not know.
    EditedAndWithdrawn {
        /// The record.
        record: RecordId,
    },
    /// A trusted signer's value stands no more, and only signers of whom none is trusted replaced it.
    Overruled {
        /// The record.
        record: RecordId,
        /// The field.
        field: String,
        /// The entry that said the trusted value.
        entry: Digest,
    },
    /// Two records or more that exist have one reference.
    ReferenceTwice {
        /// The reference's compare key.
        key: String,
        /// The records, sorted.
        records: Vec<RecordId>,
    },
    /// A chain has two entries at one place.
    Forked {
        /// The chain.
        chain: ChainId,
        /// The place.
        seq: u64,
    },
}

/// Says of a chain whether its key is trusted; the catalogue's own keys count as trusted.
pub type Trust<'a> = &'a dyn Fn(ChainId) -> bool;

/// The conflicts inside one record. Without a list of signers the rule about trust rests.
pub fn of_record(record: &Record, trust: Option<Trust<'_>>) -> Vec<Conflict> {
    let mut found = Vec::new();
    if record.is_edited_and_withdrawn() {
        found.push(Conflict::EditedAndWithdrawn { record: record.id.clone() });
    }
    for (field, register) in record.registers() {
        if field != "exists" && register.is_disputed() {
            found.push(Conflict::Values { record: record.id.clone(), field: field.to_owned() });
        }
        let Some(trusted) = trust else { continue };
        let history = register.history().into_iter().filter(|a| trusted(a.chain));
        let overruled = history.filter(|a| !register.is_answered(&a.entry, trusted));
        let (id, field) = (&record.id, field);
        found.extend(overruled.map(|a| Conflict::Overruled {
            record: id.clone(),
            field: field.to_owned(),
            entry: a.entry,
        }));
    }
    found
}

/// The fields that hold a record's reference, by which people call it.
pub const REFERENCE_FIELDS: [&str; 2] = ["reference", "number"];

/// The compare keys of the live references of an artefact or package that exists; other records have none. An empty
/// reference is none.
pub fn reference_keys<'a>(
    record: &'a Record,
    key: &'a dyn Fn(&str) -> String,
) -> impl Iterator<Item = String> + 'a {
    let has_any = matches!(record.id.kind(), Some(RecordKind::Artefact | RecordKind::Package));
    let fields = REFERENCE_FIELDS.into_iter().filter(move |_| has_any && !record.is_withdrawn());
    let live = fields.filter_map(|field| record.register(field)).flat_map(|register| register.live());
    live.filter_map(|a| a.value.text()).map(key).filter(|key| !key.is_empty())
}

/// All conflicts of a state, sorted. `key` is the compare key of a reference.
pub fn conflicts(state: &State, key: &dyn Fn(&str) -> String, trust: Option<Trust<'_>>) -> Vec<Conflict> {
    let mut found: Vec<_> = state.records().flat_map(|record| of_record(record, trust)).collect();
    let mut uses: BTreeMap<(String, String), Vec<RecordId>> = BTreeMap::new();
    for record in state.records() {
        let kind = record.id.as_str().split(':').next().unwrap_or_default().to_owned();
        for used in reference_keys(record, key) {
            let records = uses.entry((kind.clone(), used)).or_default();
            if records.last() != Some(&record.id) {
                records.push(record.id.clone());
            }
        }
    }
    let twice = uses.into_iter().filter(|(_, records)| records.len() > 1);
    found.extend(twice.map(|((_, key), records)| Conflict::ReferenceTwice { key, records }));
    found.extend(state.forks().map(|(chain, seq)| Conflict::Forked { chain, seq }));
    found.sort();
    found
}
