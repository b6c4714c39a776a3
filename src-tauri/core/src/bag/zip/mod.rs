//! The strict ZIP form of a bundle: one folder, stored, sorted, contiguous, nothing that could hide bytes.
//!
//! Owns: the exact bytes of every header ([`form`]), reading with all of them compared ([`read`]), and
//! writing ([`write`]). Must never: accept a byte that the written form would not have, or decompress: every
//! member is stored, so that its size is what lies in the file, and a bomb is impossible.
//!
//! A reader takes from each header only name, size and CRC-32, and then demands that header, local header and
//! ending are byte for byte what the writer makes of those. Data descriptors, encryption, comments, extra
//! fields, gaps, overlaps, bytes before or behind cannot stand that.

pub mod form;
pub mod read;
pub mod write;
