//! Putting a backup in the place of a catalogue's database, so that a crash at any point leaves the one or the other.
//!
//! Owns: the order of these steps: copy, check, sync → name the copy [`READY`], durable: from here on the restore
//! counts → move what was there aside, durable → give the copy its name. Whoever opens the catalogue goes on where a
//! crash stopped. Must never: delete a database, or let a write-ahead log stand beside one that it does not belong to.

use super::database::{Database, FILE_NAME};
use super::files::{sync_file, sync_folder};
use crate::error::{Error, IoContext, Result};
use std::path::{Path, PathBuf};

/// A checked copy of a backup that takes the database's place.
const READY: &str = "restore.ready";
const DOING: &str = "restoring a backup";

/// Copies a backup into the catalogue's folder and checks it; from here on the restore counts. Gives the number of
/// entries in it.
///
/// # Errors
/// [`crate::error::Code::NotACatalogue`] and others if the file is no backup; the file system's failures. Nothing is
/// changed then.
pub fn prepare(root: &Path, backup: &Path) -> Result<u64> {
    let part = root.join("restore.partial");
    std::fs::copy(backup, &part).doing(DOING, backup)?;
    let checked = Database::entries_in(&part);
    if checked.is_err() {
        // The next try overwrites what cannot be removed now.
        let _ = std::fs::remove_file(&part);
    }
    let entries = checked?;
    sync_file(&part).doing(DOING, &part)?;
    let ready = root.join(READY);
    std::fs::rename(&part, &ready).map_err(|e| Error::io(DOING, &ready, e))?;
    sync_folder(root).doing(DOING, root)?;
    Ok(entries)
}

/// True if a restore counts and was not finished.
pub fn is_due(root: &Path) -> bool {
    root.join(READY).exists()
}

/// Finishes a restore that counts: moves the former database aside with its log, and puts the copy in its place.
/// Where the former one is now; `None` where there was none, or no restore is due.
///
/// # Errors
/// The file system's failures; calling it again goes on where it stopped.
pub fn finish(root: &Path) -> Result<Option<PathBuf>> {
    if !is_due(root) {
        return Ok(None);
    }
    let former = free_name(root);
    let mut moved = None;
    // The database last: as long as it is here, the same name is free for it and its log.
    for ending in ["-wal", "-shm", ""] {
        let from = root.join(format!("{FILE_NAME}{ending}"));
        if from.exists() {
            let to = PathBuf::from(format!("{}{ending}", former.display()));
            std::fs::rename(&from, &to).doing(DOING, &to)?;
            moved = Some(former.clone());
        }
    }
    sync_folder(root).doing(DOING, root)?;
    let path = root.join(FILE_NAME);
    std::fs::rename(root.join(READY), &path).doing(DOING, &path)?;
    sync_folder(root).doing(DOING, root)?;
    Ok(moved)
}

fn free_name(root: &Path) -> PathBuf {
    let mut number = 1;
    loop {
        let path = root.join(format!("catalogue.former-{number}.db"));
        if !path.exists() {
            return path;
        }
        number += 1;
    }
}
