//! The seat before a catalogue: whose key signs, shared by all hands on it, and whose turn it is to write.
//!
//! Owns: the unlocked key while it may sign. Must never: keep a key after it was locked, but for a job that was begun
//! with it and ends with it.

use super::{Catalogue, SignerDetails, key_locked};
use crate::error::{Code, Result};
use crate::ledger::Pen;
use crate::progress::{Progress, Unit, check};
use crate::signature::UnlockedKey;
use crate::store::recover::Recovery;
use crate::store::{Database, fill_in_front};
use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often a waiting job looks whether it was stopped.
const LOOK: Duration = Duration::from_millis(100);

/// A key that signs, and who that is.
pub(super) struct Signer {
    pub key: UnlockedKey,
    pub details: SignerDetails,
}

/// The keys that may open an encrypted bundle here: that of who signs now. Nothing is signed through this.
pub(super) struct Opening(Option<Arc<Signer>>);

impl Opening {
    /// The keys.
    pub fn keys(&self) -> Vec<&UnlockedKey> {
        self.0.iter().map(|signer| &signer.key).collect()
    }
}

impl Catalogue {
    /// The keys that may open an encrypted bundle here, held as long as this is.
    pub(super) fn opening(&self) -> Opening {
        Opening(self.seat.signer())
    }
}

/// Shared by all hands on one catalogue.
#[derive(Default)]
pub(super) struct Seat {
    signer: Mutex<Option<Arc<Signer>>>,
    taken: Condvar,
    writing: Mutex<()>,
    exports: Mutex<BTreeSet<String>>,
}

impl Seat {
    /// Who signs now.
    pub fn signer(&self) -> Option<Arc<Signer>> {
        self.held().clone()
    }

    /// Who signs now.
    ///
    /// # Errors
    /// [`Code::KeyLocked`] when nobody does.
    pub fn required(&self) -> Result<Arc<Signer>> {
        self.signer().ok_or_else(key_locked)
    }

    /// Keeps every other hand from writing entries until the guard is dropped: their order is the chain's order.
    pub fn turn(&self) -> MutexGuard<'_, ()> {
        // A panic in the middle left nothing behind: its transaction was rolled back.
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a key is unlocked.
    ///
    /// # Errors
    /// [`Code::Cancelled`] when the person would rather stop.
    pub fn wait(&self, progress: &dyn Progress) -> Result<()> {
        if self.signer().is_some() {
            return Ok(());
        }
        progress.stage("waiting_for_key", None, Unit::Items);
        loop {
            // Whoever watches may ask for the key's state: the seat is free while they are asked.
            check(progress, "waiting for a key that signs")?;
            let signer = self.held();
            if signer.is_some() {
                return Ok(());
            }
            drop(self.taken.wait_timeout(signer, LOOK));
        }
    }

    /// The exports that run now, by id: what they have written so far is no leaving.
    pub fn exports(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.exports.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, signer: Option<Signer>) {
        *self.held() = signer.map(Arc::new);
        self.taken.notify_all();
    }

    fn held(&self) -> MutexGuard<'_, Option<Arc<Signer>>> {
        self.signer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Catalogue {
    /// Another hand on this catalogue, for another thread of the same program: it has its own connection and shares
    /// the lock and the unlocked key. What one hand commits, the others see from their next question on.
    ///
    /// # Errors
    /// As [`Catalogue::open`].
    pub fn hand(&self) -> Result<Self> {
        let database = match &self.lock {
            Some(_) => Database::open(&self.root)?,
            None => {
                let (database, other) = Self::database_read_only(&self.root)?;
                if other {
                    fill_in_front(&database, |w| crate::ledger::measure_rest(w, &self.templates()))?;
                }
                database
            }
        };
        Ok(Self {
            root: self.root.clone(),
            database,
            originals: self.originals.clone(),
            around: self.around.clone(),
            kept: self.kept.clone(),
            operation: self.operation,
            seat: Arc::clone(&self.seat),
            templates: Arc::clone(&self.templates),
            lists: Arc::clone(&self.lists),
            covers: Arc::clone(&self.covers),
            pictures: self.pictures.clone(),
            recovery: Recovery::default(),
            warnings: Vec::new(),
            lock: self.lock.clone(),
        })
    }

    /// Gives the catalogue the key that signs from now on, and who that is. The head of the signer before is signed.
    pub fn unlock(&mut self, key: UnlockedKey, details: SignerDetails) {
        self.lock_key();
        self.seat.set(Some(Signer { key, details }));
    }

    /// Signs the head of the signer's chain as it stands, then forgets the key; its bytes are wiped as soon as no
    /// job that was begun with it needs them.
    pub fn lock_key(&mut self) {
        if let Err(error) = self.sign_standing_head() {
            // The entries are signed one by one: only a cut tail would be noticed later than it could be.
            self.warnings.push(error);
        }
        self.seat.set(None);
    }

    /// Commits what a job began to take in while a key was unlocked; while none is, waits for one.
    ///
    /// # Errors
    /// [`Code::Cancelled`] while waiting; else those of [`Catalogue::commit`].
    pub(super) fn commit_when_unlocked<T>(
        &mut self,
        progress: &dyn Progress,
        work: impl Fn(&mut Pen<'_>) -> Result<T>,
    ) -> Result<T> {
        loop {
            match self.commit(&work) {
                Err(error) if error.code == Code::KeyLocked => self.seat.wait(progress)?,
                done => return done,
            }
        }
    }

    /// Who signs now: the key's fingerprint, and who that is. `None` while the key is locked.
    pub fn unlocked(&self) -> Option<(String, SignerDetails)> {
        self.seat.signer().map(|signer| (signer.key.public().fingerprint(), signer.details.clone()))
    }
}
