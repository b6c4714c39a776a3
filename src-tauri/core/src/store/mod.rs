//! The catalogue on the disk: SQLite, and the originals beside it.
//!
//! Owns: every file inside the catalogue's folder, and all SQL. It knows rows and files, not what they mean to a
//! person. Must never: write to, rename or delete anything outside that folder (but the kept heads); replace an
//! original; call something kept before the system was told to make it durable.

mod buffers;
pub mod cache;
mod custody;
mod database;
mod entries;
mod exports;
pub mod files;
pub mod free;
mod heads;
mod inbox;
mod items;
pub mod journal;
mod likeness;
pub mod listing;
pub mod originals;
mod packing;
mod parsed;
mod places;
pub mod recover;
pub mod restore;
pub mod scan;
pub mod search;
pub mod settle;
mod shadow;
pub mod shots;
mod side;
pub mod stage;
mod together;
pub mod traits;
mod views;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use buffers::{Buffers, KEEP};
pub use custody::{CustodyCounts, CustodyRow};
pub use database::{Cache, Database, FILE_NAME, MIGRATIONS, PARTIAL, Reader, Writer};
pub use entries::{ChainRow, EntryRow, HeadRow};
pub use exports::BegunExport;
pub use heads::KeptHeads;
pub use inbox::InboxRow;
pub use items::{Filter, ItemRow};
pub use shadow::{Difference, Shadow, fill_in_front};
pub use side::DraftRow;
pub use together::{write_over, write_together};
pub use views::{FieldRows, Touched};
