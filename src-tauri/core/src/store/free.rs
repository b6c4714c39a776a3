//! Room on the disk: asked before a job begins, so that it does not fail half way.

use crate::error::{Code, Error, IoContext, Result};
use std::path::Path;

/// Bytes that a job leaves free beside what it copies: for the database, its journal and thumbnails.
pub const RESERVE: u64 = 64 << 20;

/// Bytes that this user can still write on the disk that holds `path` (which must exist).
///
/// # Errors
/// When the system cannot tell.
pub fn free_space(path: &Path) -> Result<u64> {
    fs4::available_space(path).doing("looking how much space is free", path)
}

/// Refuses a job for which there is no room: `need` bytes and [`RESERVE`]. Where the system cannot tell (some
/// network disks), the job may begin; a full disk is then met when writing.
///
/// # Errors
/// [`Code::DiskFull`], with both figures.
pub fn require_space(path: &Path, need: u64) -> Result<()> {
    let Ok(free) = free_space(path) else { return Ok(()) };
    let wanted = need.saturating_add(RESERVE);
    if free >= wanted {
        return Ok(());
    }
    let mib = |bytes: u64| bytes.div_ceil(1 << 20);
    Err(Error::new(
        Code::DiskFull,
        "looking for room on the disk",
        format!("{} MiB are needed and {} MiB are free", mib(wanted), free >> 20),
    )
    .on(path.display())
    .safe("Nothing was begun")
    .remedy("Free some space, or move the catalogue to a larger disk."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_has_no_room_is_refused_before_it_begins() {
        let folder = tempfile::tempdir().unwrap();
        let free = free_space(folder.path()).unwrap();
        assert!(free > 0);
        let error = require_space(folder.path(), free).unwrap_err();
        assert_eq!(error.code, Code::DiskFull);
        assert_eq!(error.safe.as_deref(), Some("Nothing was begun"));
        assert_eq!(require_space(folder.path(), u64::MAX).unwrap_err().code, Code::DiskFull);
        require_space(folder.path(), 0).unwrap();
    }
}
