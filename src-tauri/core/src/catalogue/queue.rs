//! One person's part of what is disagreed about.
//!
//! Owns: whose a conflict is. Must never: write.

use super::Catalogue;
use super::conflict::{ConflictCounts, ConflictPage};
use crate::error::Result;
use crate::id::{ChainId, RecordId};
use crate::merge::Conflict;
use crate::signature::AllowedSigners;
use std::collections::BTreeSet;

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

    /// The chains of the key that is unlocked, on whichever laptop they were written.
    pub(super) fn own_chains(&self) -> Result<BTreeSet<ChainId>> {
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
