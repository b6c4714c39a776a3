//! Taking in one card or folder.
//!
//! Owns: what is looked at, what is left out and why, and the order of work. Must never: write to the source,
//! follow a link, leave out a file without listing it.

pub mod numbering;
pub mod take;
