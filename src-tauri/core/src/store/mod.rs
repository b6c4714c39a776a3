//! The catalogue on the disk: SQLite and the originals beside it.
//!
//! Only this layer speaks SQL. It knows rows and files, not what they mean to a person.

mod database;
mod entries;
mod heads;
mod items;
pub mod search;
mod side;
mod views;

pub use database::{Database, FILE_NAME, Reader, VIEWS_VERSION, Writer};
pub use entries::{ChainRow, EntryRow, HeadRow};
pub use heads::KeptHeads;
pub use items::{Filter, ItemRow};
pub use side::DraftRow;
pub use views::{FieldRows, Touched};

use crate::error::{IoContext, Result};
use std::path::Path;

/// Makes sure that a file's bytes are on the disk.
///
/// # Errors
/// The file system's failures.
pub fn sync_file(path: &Path) -> Result<()> {
    std::fs::File::open(path).and_then(|file| file.sync_all()).doing("saving to the disk", path)
}

/// Makes sure that a folder's names are on the disk (on Windows the system does so itself).
///
/// # Errors
/// The file system's failures.
pub fn sync_folder(path: &Path) -> Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    std::fs::File::open(path).and_then(|folder| folder.sync_all()).doing("saving to the disk", path)
}
//! Where bytes are kept: the originals, their journal, the free space they need.
//!
//! Owns: every file inside the catalogue's folder. Must never: write to, rename or delete anything outside it;
//! replace an original; call something kept before the system was told to make it durable.

pub mod files;
pub mod free;
pub mod journal;
pub mod originals;
pub mod recover;
pub mod settle;
pub mod stage;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
