//! What was settled, still stands, and can be undone.
//!
//! Owns: which entries settled something, told from the ledger alone, wherever they were written. Must never: write;
//! [`Catalogue::undo_settlement`] does that.

use super::Catalogue;
use super::artefact::ValueView;
use super::conflict::id_of;
use super::settle::{Settled, replaced_by};
use crate::digest::Digest;
use crate::error::{Code, Error, Result};
use crate::id::RecordId;
use crate::json::Json;
use crate::ledger::load_record;
use crate::likeness::{other_in, pair_name};
use crate::merge::Conflict;
use crate::reference::Reference;
use crate::state::{Assertion, Record, Register};
use serde::Serialize;
use std::collections::BTreeSet;

/// What was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SettledKind {
    /// Different values of a field.
    Values,
    /// One reference or number used twice: this record got another one.
    Reference,
    /// A withdrawal beside an edit: the record was kept, or withdrawn all the same.
    Withdrawal,
    /// Two artefacts that may be one object: they were linked, or told apart.
    Likeness,
}

/// A settlement that nobody changed since: what was decided, by whom, and between which values.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SettledView {
    /// What undoing it takes.
    pub settled: Settled,
    /// What it was about.
    pub kind: SettledKind,
    /// What the record is called.
    pub name: String,
    /// Its title; empty where it has none.
    pub title: String,
    /// The other records that it was about: those that have the reference still, or the artefact that this one was linked
    /// with or told apart from.
    pub others: Vec<String>,
    /// What was decided, by whom and when.
    pub decided: ValueView,
    /// The values that it replaced, the first said first; none where nothing had been said before.
    pub former: Vec<ValueView>,
}

/// A settlement, before it is put into words.
struct Found {
    kind: SettledKind,
    id: String,
    others: Vec<RecordId>,
}

impl Catalogue {
    /// The settlements that still stand, the newest first; with `mine` those that the key that is unlocked signed. They are
    /// told from the entries, wherever they were written: a change that replaced two or more different values of a field; a
    /// reference that gave way to another while another record has it still; a withdrawal beside an edit that was taken back
    /// or said again; two artefacts that were linked or told apart.
    ///
    /// # Errors
    /// As [`Catalogue::conflict_queue`].
    pub fn settled(&self, mine: bool) -> Result<Vec<SettledView>> {
        let own = if mine { Some(self.own_chains()?) } else { None };
        let reader = self.reader();
        let mut candidates: BTreeSet<RecordId> = reader.records_with_settlements()?.into_iter().collect();
        candidates.extend(reader.likeness_registers()?.into_iter().map(|(record, _)| record));
        let mut found = Vec::new();
        for id in candidates {
            let Some(record) = load_record(&reader, &id)? else { continue };
            for (field, register) in record.registers() {
                for said in register.live() {
                    if own.as_ref().is_some_and(|own| !own.contains(&said.chain)) {
                        continue;
                    }
                    let view = self.settled_view(&record, field, register, said)?;
                    found.extend(view.map(|view| ((said.clock, said.entry), view)));
                }
            }
        }
        found.sort_by_key(|(newest, _)| std::cmp::Reverse(*newest));
        Ok(found.into_iter().map(|(_, view)| view).collect())
    }

    /// The settlement that still stands of the conflict or pair of this name, or by this entry; the beginning will do.
    ///
    /// # Errors
    /// [`Code::NotFound`] if there is none, or several.
    pub fn settled_by_name(&self, name: &str) -> Result<SettledView> {
        let fits = |view: &SettledView| {
            let settled = &view.settled;
            name.len() >= 4 && (settled.id.starts_with(name) || settled.entry.hex().starts_with(name))
        };
        let mut fits = self.settled(false)?.into_iter().filter(fits);
        match (fits.next(), fits.next()) {
            (Some(found), None) => Ok(found),
            _ => Err(Error::new(
                Code::NotFound,
                "looking for a settlement",
                "there is not exactly one of this name",
            )
            .on(name)
            .safe("Perhaps somebody changed the field since")
            .remedy("Look with `conflicts settled`; the digits of its entry name one too.")),
        }
    }

    fn settled_view(
        &self,
        record: &Record,
        field: &str,
        register: &Register,
        said: &Assertion,
    ) -> Result<Option<SettledView>> {
        let former = replaced_by(register, &said.entry);
        let Some(found) = self.found(record, field, said, &former)? else { return Ok(None) };
        let (id, entry) = (&record.id, said.entry);
        Ok(Some(SettledView {
            settled: Settled { id: found.id, record: id.clone(), field: field.to_owned(), entry },
            kind: found.kind,
            name: self.name_of(id)?,
            title: self.title_of(id)?,
            others: found.others.iter().map(|other| self.name_of(other)).collect::<Result<_>>()?,
            decided: self.value_view(field, &[said])?,
            former: former.iter().map(|one| self.value_view(field, &[one])).collect::<Result<_>>()?,
        }))
    }

    /// What this statement settled, if anything.
    fn found(
        &self,
        record: &Record,
        field: &str,
        said: &Assertion,
        former: &[&Assertion],
    ) -> Result<Option<Found>> {
        let id = &record.id;
        if let Some(other) = other_in(id, field) {
            let found = Found { kind: SettledKind::Likeness, id: pair_name(id, &other), others: vec![other] };
            return Ok((said.value != Json::Null).then_some(found));
        }
        let of = |kind, conflict: Conflict| Found { kind, id: id_of(&conflict), others: Vec::new() };
        if former.len() > 1 {
            let conflict = Conflict::Values { record: id.clone(), field: field.to_owned() };
            return Ok(Some(of(SettledKind::Values, conflict)));
        }
        let Some(former) = former.first() else { return Ok(None) };
        match field {
            "exists" => Ok(settles_withdrawal(record, said, former)
                .then(|| of(SettledKind::Withdrawal, Conflict::EditedAndWithdrawn { record: id.clone() }))),
            "reference" | "number" => self.gave_way(id, said, former),
            _ => Ok(None),
        }
    }

    /// A reference that gave way to another, while another record has it still.
    fn gave_way(&self, id: &RecordId, said: &Assertion, former: &Assertion) -> Result<Option<Found>> {
        let key = |value: &Json| Some(Reference::parse(value.text()?).ok()?.compare_key());
        let (Some(key), now) = (key(&former.value), key(&said.value)) else { return Ok(None) };
        if now.as_ref() == Some(&key) {
            return Ok(None);
        }
        let kind = id.as_str().split(':').next().unwrap_or_default();
        let mut others = self.reader().by_reference(kind, &key)?;
        others.retain(|other| other != id);
        if others.is_empty() {
            return Ok(None);
        }
        let conflict = Conflict::ReferenceTwice { key, records: vec![id.clone()] };
        Ok(Some(Found { kind: SettledKind::Reference, id: id_of(&conflict), others }))
    }
}

/// True if a withdrawal that somebody's edit contradicted was taken back by this, or said again so that it covers the edit.
fn settles_withdrawal(record: &Record, said: &Assertion, former: &Assertion) -> bool {
    if former.value != Json::Bool(false) || record.is_edited_and_withdrawn() {
        return false;
    }
    let covered: BTreeSet<&Digest> = former.covers.iter().collect();
    // What stood when it was settled, and the withdrawal did not know.
    record.registers().filter(|(field, _)| *field != "exists").any(|(_, register)| {
        register.history().into_iter().any(|edit| {
            edit.clock < said.clock
                && !covered.contains(&edit.entry)
                && !register.replaced_by(&edit.entry).any(|by| by.clock < said.clock)
        })
    })
}
