//! One person's part of what is disagreed about, and what was settled and can be taken back.
//!
//! Owns: whose a conflict is, and which changes settled one. Must never: write; [`Catalogue::undo_settlement`] does that.

use super::Catalogue;
use super::artefact::ValueView;
use super::conflict::{ConflictCounts, ConflictPage, id_of};
use super::settle::{Settled, replaced_by};
use crate::error::{Code, Error, Result};
use crate::id::{ChainId, RecordId};
use crate::ledger::load_record;
use crate::merge::Conflict;
use crate::signature::AllowedSigners;
use crate::state::{Assertion, Register};
use serde::Serialize;
use std::collections::BTreeSet;

/// A settlement that nobody changed since: what was decided, by whom, and between which values.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SettledView {
    /// What undoing it takes.
    pub settled: Settled,
    /// What the record is called.
    pub name: String,
    /// Its title; empty where it has none.
    pub title: String,
    /// What was decided, by whom and when.
    pub decided: ValueView,
    /// The values that it replaced, the first said first.
    pub former: Vec<ValueView>,
}

impl Catalogue {
    /// A part of the list of conflicts, and how many there are in all: a list may be longer than a screen. With `mine` only
    /// what the signer took part in: a conflict about a record of which an entry was signed with the key that is unlocked,
    /// and a fork of a chain of that key.
    ///
    /// # Errors
    /// [`Code::KeyLocked`] where `mine` is asked and nobody signs; the database's failures.
    pub fn conflict_queue(
        &self,
        signers: Option<&AllowedSigners>,
        mine: bool,
        offset: usize,
        limit: usize,
    ) -> Result<ConflictPage> {
        let mut all = self.all_conflicts(signers)?;
        if mine {
            let own = self.own_chains()?;
            let mut kept = Vec::new();
            for conflict in all {
                if self.takes_part(&own, &conflict)? {
                    kept.push(conflict);
                }
            }
            all = kept;
        }
        let counts = ConflictCounts::of(&all);
        let part = all.into_iter().skip(offset).take(limit);
        Ok(ConflictPage { counts, items: self.conflict_views(part)? })
    }

    /// The settlements of different values that still stand, the newest first; with `mine` those that the key that is
    /// unlocked signed. A change that replaced two or more different values of a field settled them, wherever it was made.
    ///
    /// # Errors
    /// As [`Catalogue::conflict_queue`].
    pub fn settled(&self, mine: bool) -> Result<Vec<SettledView>> {
        let own = if mine { Some(self.own_chains()?) } else { None };
        let reader = self.reader();
        let mut found = Vec::new();
        for id in reader.records_with_several_replaced()? {
            let Some(record) = load_record(&reader, &id)? else { continue };
            for (field, register) in record.registers() {
                for said in register.live() {
                    if own.as_ref().is_some_and(|own| !own.contains(&said.chain)) {
                        continue;
                    }
                    let view = self.settled_view(&id, field, register, said)?;
                    found.extend(view.map(|view| ((said.clock, said.entry), view)));
                }
            }
        }
        found.sort_by_key(|(newest, _)| std::cmp::Reverse(*newest));
        Ok(found.into_iter().map(|(_, view)| view).collect())
    }

    /// The settlement that still stands of the conflict of this name, or of the one name that begins so.
    ///
    /// # Errors
    /// [`Code::NotFound`] if there is none, or several.
    pub fn settled_by_name(&self, name: &str) -> Result<SettledView> {
        let all = self.settled(false)?;
        let mut fits = all.into_iter().filter(|view| name.len() >= 4 && view.settled.id.starts_with(name));
        match (fits.next(), fits.next()) {
            (Some(found), None) => Ok(found),
            _ => Err(Error::new(
                Code::NotFound,
                "looking for a settlement",
                "there is not exactly one of this name",
            )
            .on(name)
            .safe("Perhaps somebody changed the field since")
            .remedy("Look with `conflicts settled`.")),
        }
    }

    fn settled_view(
        &self,
        id: &RecordId,
        field: &str,
        register: &Register,
        said: &Assertion,
    ) -> Result<Option<SettledView>> {
        let former = replaced_by(register, &said.entry);
        if former.len() < 2 {
            return Ok(None);
        }
        let conflict = Conflict::Values { record: id.clone(), field: field.to_owned() };
        let entry = said.entry;
        Ok(Some(SettledView {
            settled: Settled { id: id_of(&conflict), record: id.clone(), field: field.to_owned(), entry },
            name: self.name_of(id)?,
            title: self.title_of(id)?,
            decided: self.value_view(field, &[said])?,
            former: former.iter().map(|one| self.value_view(field, &[one])).collect::<Result<_>>()?,
        }))
    }

    /// The chains of the key that is unlocked, on whichever laptop they were written.
    fn own_chains(&self) -> Result<BTreeSet<ChainId>> {
        let key = self.seat.required()?.key.public();
        let chains = self.reader().chains()?.into_iter();
        Ok(chains.filter(|chain| chain.key == *key.as_bytes()).map(|chain| chain.chain).collect())
    }

    fn takes_part(&self, own: &BTreeSet<ChainId>, conflict: &Conflict) -> Result<bool> {
        let records: &[RecordId] = match conflict {
            Conflict::Values { record, .. }
            | Conflict::EditedAndWithdrawn { record }
            | Conflict::Overruled { record, .. } => std::slice::from_ref(record),
            Conflict::ReferenceTwice { records, .. } => records,
            Conflict::Forked { chain, .. } => return Ok(own.contains(chain)),
        };
        let reader = self.reader();
        for record in records {
            let Some(row) = reader.record_row(record)? else { continue };
            if reader.places_about(row)?.iter().any(|(_, place)| own.contains(&place.chain)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
