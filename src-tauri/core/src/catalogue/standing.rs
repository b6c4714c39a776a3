//! What signatures are worth here: by the list that this computer installed, and by the receipts held.

use super::Catalogue;
use super::artefact::ValueView;
use crate::digest::Digest;
use crate::entry::{Entry, Position};
use crate::error::Result;
use crate::head::next_link;
use crate::id::ChainId;
use crate::receipt::{ACCEPT, Coverage, Stated};
use crate::signature::{AllowedSigners, PublicKey, Signature, SignersFile, namespace, verify};
use crate::trust::Standing;
use crate::verify::receipts::is_trusted;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The list of signers that this computer installed, shared by all hands on its catalogues: one that is installed while a
/// catalogue is open counts from the next question on.
#[derive(Clone, Default)]
pub struct Installed(Arc<RwLock<Option<Arc<SignersFile>>>>);

impl Installed {
    /// The list, if there is one.
    pub fn get(&self) -> Option<Arc<SignersFile>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts a list, or none, in its place.
    pub fn set(&self, list: Option<SignersFile>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = list.map(Arc::new);
    }
}

/// The list that counts for one question: the one that was named, else the one that is installed.
pub(super) enum Counting<'a> {
    Named(&'a AllowedSigners),
    Installed(Arc<SignersFile>),
    Nothing,
}

impl Counting<'_> {
    pub(super) fn list(&self) -> Option<&AllowedSigners> {
        match self {
            Self::Named(list) => Some(list),
            Self::Installed(file) => Some(&file.list),
            Self::Nothing => None,
        }
    }
}

/// Judges the signatures of entries that are held, for one view.
pub(super) struct Judge<'a> {
    catalogue: &'a Catalogue,
    list: Counting<'a>,
    coverage: OnceCell<Coverage>,
}

impl Catalogue {
    pub(super) fn counting_list<'a>(&self, named: Option<&'a AllowedSigners>) -> Counting<'a> {
        let installed = || self.around.signers.get().map_or(Counting::Nothing, Counting::Installed);
        named.map_or_else(installed, Counting::Named)
    }

    /// A judge by the installed list.
    pub(super) fn judge(&self) -> Judge<'_> {
        Judge { catalogue: self, list: self.counting_list(None), coverage: OnceCell::new() }
    }

    /// The earliest times that receipts prove, where this list revokes anything; without revocations nothing has to be
    /// proven. A receipt counts, whoever accepted it, if the list lets its signer sign receipts and revokes that key not:
    /// else whoever has a stolen key could prove anything with it.
    pub(super) fn proofs(&self, list: Option<&AllowedSigners>) -> Result<Coverage> {
        let Some(list) = list.filter(|list| !list.revoked().is_empty()) else {
            return Ok(Coverage::default());
        };
        let counting = self.counting()?;
        let mut found: BTreeMap<_, Stated> = BTreeMap::new();
        for entry in crate::ledger::entries_of_kind(&self.reader(), ACCEPT)? {
            let Some(stated) = self.stated_by(&entry)? else { continue };
            if is_trusted(&stated, list) && counting.contains(&stated.receipt.operation) {
                found.insert(stated.digest, stated);
            }
        }
        let stated: Vec<Stated> = found.into_values().collect();
        Coverage::of(&stated, &mut |place| self.ancestry(place))
    }
}

impl Judge<'_> {
    /// What the signature of a held entry is worth; it is checked again.
    ///
    /// # Errors
    /// The database's failures.
    pub(super) fn entry(&self, entry: &Entry) -> Result<Standing> {
        let reader = self.catalogue.reader();
        let row = reader.entry(&entry.digest)?;
        let key = self.key(entry.chain)?;
        let signed = row.and_then(|row| Some((row.line?, Signature(row.signature?))));
        let (Some(key), Some((line, signature))) = (key, signed) else { return Ok(Standing::bad()) };
        if !verify(&key, namespace::ENTRY, &line, &signature) {
            return Ok(Standing::bad());
        }
        let position =
            Position { chain: entry.chain, seq: entry.seq, link: next_link(entry.prev, entry.digest) };
        let proved = self.proved(&key, &position)?;
        Ok(Standing::of(self.list.list(), &key, namespace::ENTRY, Some(entry.moment.millis), proved))
    }

    /// As [`Judge::entry`], by digest; `None` for an entry that is not held.
    ///
    /// # Errors
    /// The database's failures.
    pub(super) fn digest(&self, digest: &Digest) -> Result<Option<Standing>> {
        let row = self.catalogue.reader().entry(digest)?;
        let entry = row.map(|row| row.entry()).transpose()?.flatten();
        entry.map(|entry| self.entry(&entry)).transpose()
    }

    /// Says of each value what the signature of who said it first is worth.
    ///
    /// # Errors
    /// The database's failures.
    pub(super) fn values(&self, values: &mut [ValueView]) -> Result<()> {
        for value in values {
            let first = value.entries.first().map(|digest| self.digest(digest)).transpose()?;
            value.standing = first.flatten();
        }
        Ok(())
    }

    fn key(&self, chain: ChainId) -> Result<Option<PublicKey>> {
        let row = self.catalogue.reader().chain(chain)?;
        Ok(row.and_then(|row| PublicKey::from_bytes(&row.key).ok()))
    }

    /// Asked only about keys that are revoked: all others need no proof.
    fn proved(&self, key: &PublicKey, position: &Position) -> Result<Option<i64>> {
        let list = self.list.list();
        if !list.is_some_and(|list| list.revoked().iter().any(|revocation| revocation.key == *key)) {
            return Ok(None);
        }
        let coverage = match self.coverage.get() {
            Some(coverage) => coverage,
            None => {
                let found = self.catalogue.proofs(list)?;
                self.coverage.get_or_init(|| found)
            }
        };
        Ok(coverage.existed_before(position).map(|moment| moment.millis))
    }
}
