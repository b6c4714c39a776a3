//! An entry about to be written: its shape, and the one line that it becomes.
//!
//! Must never: decide what may be signed; [`super::Entry::read`] does, for what others wrote and for this alike.

use super::{Class, Position};
use crate::digest::{Digest, to_hex};
use crate::id::{OperationId, RecordId};
use crate::json::{Json, object};
use crate::time::Moment;

/// An entry about to be written, once, by [`Draft::line`].
#[derive(Clone, Debug)]
pub struct Draft {
    /// The operation.
    pub op: OperationId,
    /// The chain and the place before this one.
    pub after: Position,
    /// Lamport counter.
    pub clock: u64,
    /// The laptop's wall clock.
    pub moment: Moment,
    /// 16 random bytes.
    pub salt: [u8; 16],
    /// Who may see it.
    pub class: Class,
    /// The act of saving.
    pub save: [u8; 16],
    /// The kind.
    pub kind: String,
    /// The changes; a record of `None` is `self`.
    pub changes: Vec<NewChange>,
    /// The body, an object.
    pub body: Json,
}

/// A change about to be written.
#[derive(Clone, Debug)]
pub struct NewChange {
    /// The record; `None` is the one that the entry creates.
    pub record: Option<RecordId>,
    /// The field.
    pub field: String,
    /// The value.
    pub value: Json,
    /// What it replaces.
    pub seen: Vec<Digest>,
}

impl NewChange {
    /// A first value for a field of the record that the entry creates.
    pub fn of_self(field: &str, value: impl Into<Json>) -> Self {
        Self { record: None, field: field.to_owned(), value: value.into(), seen: Vec::new() }
    }

    fn to_json(&self) -> Json {
        let record = self.record.as_ref().map_or("self", RecordId::as_str);
        object([
            ("record", record.into()),
            ("field", Json::Text(self.field.clone())),
            ("value", self.value.clone()),
            ("seen", self.seen.clone().into()),
        ])
    }
}

impl Draft {
    /// The line with its LF. [`super::Entry::read`] is the judge of whether it may be signed.
    pub fn line(&self) -> Vec<u8> {
        let integer = |n: u64| Json::Int(i64::try_from(n).unwrap_or(i64::MAX));
        let value = object([
            ("v", Json::Int(1)),
            ("op", Json::Text(self.op.to_string())),
            ("chain", Json::Text(self.after.chain.to_string())),
            ("seq", integer(self.after.seq + 1)),
            ("prev", self.after.link.into()),
            ("clock", integer(self.clock)),
            ("at", Json::Text(self.moment.at())),
            ("zone", Json::Text(self.moment.zone())),
            ("salt", Json::Text(to_hex(&self.salt))),
            ("class", self.class.word().into()),
            ("save", Json::Text(to_hex(&self.save))),
            ("kind", Json::Text(self.kind.clone())),
            ("changes", Json::List(self.changes.iter().map(NewChange::to_json).collect())),
            ("body", self.body.clone()),
        ]);
        let mut line = value.compact().into_bytes();
        line.push(b'\n');
        line
    }
}
