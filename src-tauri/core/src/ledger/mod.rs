//! Entries in: the only way anything changes.
//!
//! Owns: adding entries (our own through [`Pen`], others' through [`Shown`]), keeping every view in step, and
//! reading records back. Must never: change an entry that is held, or add to a chain that forked.

mod custody;
mod item;
mod listing;
mod pen;
mod read;
mod refresh;
mod shots;
mod statements;
mod text;
mod told;

pub use custody::{custody_around, custody_event, events_about, events_held, objects_of};
pub use listing::measure_rest;
pub use pen::{Continuity, Pen, choose_chain};
pub use read::{entries_of_kind, history, intakes, load_record, path_to, split_entries, tips};
pub use refresh::{Shown, fill, note_fork, rebuild, reference_key};
pub use text::text_of;
pub use told::{findings_about, odd_events};
