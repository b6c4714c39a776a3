//! One program at a time writes to a catalogue.
//!
//! Owns: the lock on the file `lock` in its folder. Must never: outlive whoever holds it.

use crate::error::{Code, Error, IoContext, Result};
use std::fs::{File, TryLockError};
use std::path::Path;

/// Keeps every other program from writing to a catalogue until it is dropped.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Lock {
    /// Takes it.
    ///
    /// # Errors
    /// [`Code::CatalogueLocked`]; the file system's failures.
    pub fn take(root: &Path) -> Result<Self> {
        let path = root.join("lock");
        let doing = "opening the catalogue";
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).doing(doing, &path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => {
                Err(Error::new(Code::CatalogueLocked, doing, "another program has it open for writing")
                    .on(root.display())
                    .safe("Nothing was changed")
                    .remedy("Close the other window or wait until its work is done."))
            }
            Err(TryLockError::Error(error)) => Err(Error::io(doing, &path, error)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing alone would leave it held by a program that another thread is starting at this moment: for an instant that
        // has every open file. What cannot be let go here goes with the file.
        let _ = self.0.unlock();
    }
}
