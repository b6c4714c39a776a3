//! What a shell prints of a verification: one code for `sigillum verify` and for the program `sigillum-verify`, which
//! does that alone, so that both say the same of the same bundle to the last byte.
//!
//! Owns: answers as JSON and as pages, what of a report stands on them, and exit codes. Must never: hold a rule of the
//! format (the core verifies), open a catalogue, or let a text out of a bundle reach a terminal unescaped.

pub mod answer;
pub mod page;
pub mod proofs;
pub mod report;

/// Something was found: a check that failed, a conflict, a file that could not be read.
pub const FINDINGS: u8 = 1;
/// The request makes no sense.
pub const USAGE: u8 = 2;
/// The request could not be carried out.
pub const COULD_NOT: u8 = 3;
