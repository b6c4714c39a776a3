//! What was looked into or checked and is still shown: too large to cross to the page whole, so the page asks for parts.
//!
//! Owns: one look into a bundle and one check, the newest of each. Must never: outlive the next one.

use sigillum_core::catalogue::ImportLook;
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::verify::court::CourtReport;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// The shelf.
#[derive(Default)]
pub struct Shelf {
    next: AtomicU64,
    look: Slot<ImportLook>,
    check: Slot<Checked>,
}

/// A check, and where what was checked is.
pub struct Checked {
    /// What it came to.
    pub report: CourtReport,
    /// The bundle's or catalogue's folder or file.
    pub path: PathBuf,
}

type Slot<T> = Mutex<Option<(u64, Arc<T>)>>;

impl Shelf {
    /// Keeps a look in the place of the one before; gives its number.
    pub fn put_look(&self, look: ImportLook) -> u64 {
        self.put(&self.look, look)
    }

    /// The look of this number.
    ///
    /// # Errors
    /// [`Code::NotFound`] if another took its place.
    pub fn look(&self, number: u64) -> Result<Arc<ImportLook>> {
        get(&self.look, number)
    }

    /// Keeps a check in the place of the one before; gives its number.
    pub fn put_check(&self, check: Checked) -> u64 {
        self.put(&self.check, check)
    }

    /// The check of this number.
    ///
    /// # Errors
    /// [`Code::NotFound`] if another took its place.
    pub fn check(&self, number: u64) -> Result<Arc<Checked>> {
        get(&self.check, number)
    }

    fn put<T>(&self, slot: &Slot<T>, value: T) -> u64 {
        let number = self.next.fetch_add(1, Relaxed) + 1;
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some((number, Arc::new(value)));
        number
    }
}

fn get<T>(slot: &Slot<T>, number: u64) -> Result<Arc<T>> {
    let held = slot.lock().unwrap_or_else(PoisonError::into_inner);
    let found = held.as_ref().filter(|(held, _)| *held == number).map(|(_, value)| Arc::clone(value));
    found.ok_or_else(|| {
        Error::new(Code::NotFound, "showing what was checked", "something else was checked since")
            .remedy("Check it again")
    })
}
