//! Tolerant reading of a body's members.
//!
//! Owns: taking what can be read, and remembering the names of members that are there in another form. Must
//! never: fail, or pass over a malformed member in silence.

use super::event::Party;
use crate::id::{RecordId, RecordKind};
use crate::json::Json;

/// Members of one object, read one by one.
pub(super) struct Members<'a> {
    body: &'a Json,
    malformed: Vec<String>,
}

impl<'a> Members<'a> {
    pub(super) fn of(body: &'a Json) -> Self {
        Self { body, malformed: Vec::new() }
    }

    /// The member; `null` is the same as none.
    fn get(&self, name: &str) -> Option<&'a Json> {
        self.body.get(name).filter(|value| **value != Json::Null)
    }

    /// Remembers that a member has not the form that it should have.
    pub(super) fn complain(&mut self, name: &str) {
        if !self.malformed.iter().any(|known| known == name) {
            self.malformed.push(name.to_owned());
        }
    }

    fn read<T>(&mut self, name: &str, read: impl FnOnce(&'a Json) -> Option<T>) -> Option<T> {
        let value = self.get(name)?;
        let found = read(value);
        if found.is_none() {
            self.complain(name);
        }
        found
    }

    /// A text; empty where there is none.
    pub(super) fn text(&mut self, name: &str) -> String {
        self.read(name, Json::text).map(str::to_owned).unwrap_or_default()
    }

    /// A count from 0.
    pub(super) fn count(&mut self, name: &str) -> Option<u64> {
        self.read(name, |value| value.int().and_then(|n| u64::try_from(n).ok()))
    }

    /// The items of a list that can be read; the others are complained of.
    pub(super) fn list<T>(&mut self, name: &str, read: impl Fn(&Json) -> Option<T>) -> Vec<T> {
        let items = self.read(name, Json::list).unwrap_or_default();
        let found: Vec<T> = items.iter().filter_map(read).collect();
        if found.len() != items.len() {
            self.complain(name);
        }
        found
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        self.list(name, |item| item.text().map(str::to_owned))
    }

    /// A list of record ids.
    pub(super) fn records(&mut self, name: &str) -> Vec<RecordId> {
        self.list(name, |item| item.text()?.parse().ok())
    }

    /// A list of photos, of signed slips; the id of anything else is complained of, since it is no slip.
    pub(super) fn photos(&mut self, name: &str) -> Vec<RecordId> {
        let photo = |id: &RecordId| id.kind() == Some(RecordKind::Photo);
        self.list(name, |item| item.text()?.parse().ok().filter(photo))
    }

    /// A person or body; a plain text is taken for the name, and complained of.
    pub(super) fn party(&mut self, name: &str) -> Option<Party> {
        let value = self.get(name)?;
        let (party, whole) = Party::read(value);
        if !whole {
            self.complain(name);
        }
        party
    }

    /// The names of all members complained of, in the order in which they were read.
    pub(super) fn malformed(self) -> Vec<String> {
        self.malformed
    }
}
