//! From what a person calls a record to the record.

use super::Catalogue;
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::ledger::{load_record, reference_key};
use crate::reference::Reference;
use crate::state::Record;
use std::path::Path;

/// The fewest hex digits of an id that name a record.
const SHORTEST_ID: usize = 6;

pub(super) fn no_catalogue(root: &Path) -> Error {
    Error::new(Code::NotACatalogue, "opening the catalogue", "there is no Sigillum catalogue here")
        .on(root.display())
        .remedy("Name the folder with --catalogue, or begin with `operation new` or `operation join`.")
}

impl Catalogue {
    /// The record that a person means: a reference (`SH/42`; case and leading zeros do not count), a whole id
    /// (`artefact:…`), or the first digits of one, six at least. A withdrawn record is found by its reference as long
    /// as no other has taken that.
    ///
    /// # Errors
    /// [`Code::NotFound`]; [`Code::Ambiguous`] with the candidates.
    pub fn find(&self, kind: RecordKind, name: &str) -> Result<RecordId> {
        let name = name.trim();
        let reader = self.reader();
        if let Ok(id) = name.parse::<RecordId>() {
            let known = id.kind() == Some(kind) && reader.record_row(&id)?.is_some();
            return if known { Ok(id) } else { Err(not_found(kind, name)) };
        }
        let mut by_reference = reader.by_reference(kind.word(), &reference_key(name))?;
        if by_reference.is_empty()
            && let Ok(reference) = Reference::parse(name)
        {
            by_reference = reader.withdrawn_by_order_key(kind.word(), reference.order_key().as_bytes())?;
        }
        match by_reference.as_slice() {
            [one] => return Ok(one.clone()),
            [] => {}
            many => return Err(ambiguous(kind, name, many)),
        }
        let hex = name.trim_start_matches('#');
        let digits = hex.len() >= SHORTEST_ID && hex.bytes().all(|b| b.is_ascii_hexdigit());
        let found = if digits {
            reader.records_beginning(&format!("{}:{}", kind.word(), hex.to_ascii_lowercase()), 5)?
        } else {
            Vec::new()
        };
        match found.as_slice() {
            [one] => Ok(one.clone()),
            [] => Err(not_found(kind, name)),
            many => Err(ambiguous(kind, name, many)),
        }
    }

    /// An artefact or a package by what a person calls it. One that is withdrawn is meant only where no other fits.
    ///
    /// # Errors
    /// As [`Catalogue::find`]; [`Code::Ambiguous`] where an artefact and a package are called so.
    pub fn find_object(&self, name: &str) -> Result<RecordId> {
        let artefact = self.find(RecordKind::Artefact, name);
        let unknown = |found: &Result<RecordId>| matches!(found, Err(e) if e.code == Code::NotFound);
        let package = self.find(RecordKind::Package, name);
        match (artefact, package) {
            (Ok(artefact), Ok(package)) => {
                match (self.is_withdrawn(&artefact)?, self.is_withdrawn(&package)?) {
                    (true, false) => Ok(package),
                    (false, true) => Ok(artefact),
                    _ => Err(two_kinds(name, &artefact, &package)),
                }
            }
            (artefact, package) if unknown(&package) => artefact,
            (artefact, package) if unknown(&artefact) => package,
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    fn is_withdrawn(&self, id: &RecordId) -> Result<bool> {
        Ok(self.reader().item(id)?.is_none_or(|item| item.withdrawn))
    }

    /// A record with what is held of it; one that other entries name and none held here describes has no registers.
    /// What is shown about others reads it so: an entry that has not arrived must not close a whole list.
    pub(super) fn record_as_held(&self, id: &RecordId) -> Result<Record> {
        Ok(load_record(&self.reader(), id)?.unwrap_or_else(|| Record::new(id)))
    }

    /// A record with all its registers; a failure where there are none.
    pub(super) fn record(&self, id: &RecordId) -> Result<Record> {
        load_record(&self.reader(), id)?.ok_or_else(|| {
            Error::new(Code::NotFound, "reading a record", "no entry held here describes it").on(id)
        })
    }
}

fn two_kinds(name: &str, artefact: &RecordId, package: &RecordId) -> Error {
    let short = |id: &RecordId, kind: RecordKind| format!("{}:{}", kind.word(), &id.hex()[..12]);
    let (artefact, package) = (short(artefact, RecordKind::Artefact), short(package, RecordKind::Package));
    Error::new(Code::Ambiguous, "finding an object", "an artefact and a package are called so")
        .on(name)
        .remedy(format!("Name {artefact} or {package}, or give one of them another reference."))
}

fn not_found(kind: RecordKind, name: &str) -> Error {
    Error::new(Code::NotFound, format!("finding the {}", kind.word()), "there is none of this name here")
        .on(name)
        .remedy(format!("Look with `{} list` or `search`.", kind.word()))
}

fn ambiguous(kind: RecordKind, name: &str, many: &[RecordId]) -> Error {
    let list: Vec<String> = many.iter().map(|id| format!("{}:{}", kind.word(), &id.hex()[..12])).collect();
    Error::new(Code::Ambiguous, format!("finding the {}", kind.word()), format!("{} records fit", many.len()))
        .on(name)
        .remedy(format!("Name one of {} by its digits.", list.join(", ")))
}
