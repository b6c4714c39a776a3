//! Telling whoever waits how far a long job is, and hearing that they want it stopped.

use crate::error::{Code, Error, Result};

/// Watches one job. Called from any thread; must return at once.
pub trait Progress: Send + Sync {
    /// A stage begins: its stable name (`reading`, `checking`, `writing`), and its size if known, in bytes
    /// or in items as `unit` says.
    fn stage(&self, name: &'static str, total: Option<u64>, unit: Unit);
    /// So many more bytes or items of the stage are done.
    fn advance(&self, amount: u64);
    /// True once the person asked to stop. The job then ends at its next safe point.
    fn cancelled(&self) -> bool {
        false
    }
}

/// What a stage counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes read or written.
    Bytes,
    /// Files, entries or records.
    Items,
}

/// Watches nothing.
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &'static str, _: Option<u64>, _: Unit) {}
    fn advance(&self, _: u64) {}
}

/// Shows nothing, and hears a wish to stop: for what is done beside the part of a job that is shown.
pub struct Unseen<'a>(pub &'a dyn Progress);

impl Progress for Unseen<'_> {
    fn stage(&self, _: &'static str, _: Option<u64>, _: Unit) {}
    fn advance(&self, _: u64) {}
    fn cancelled(&self) -> bool {
        self.0.cancelled()
    }
}

/// Stops a job at a safe point if that was asked.
///
/// # Errors
/// [`Code::Cancelled`] when it was.
pub fn check(progress: &dyn Progress, doing: &str) -> Result<()> {
    if progress.cancelled() {
        return Err(Error::new(Code::Cancelled, doing, "stopped on request")
            .safe("What was acknowledged so far is kept; nothing half done is left"));
    }
    Ok(())
}
