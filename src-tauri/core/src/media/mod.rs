//! What an original is and shows: its kind by magic bytes, what its metadata claims, a small upright picture.
//!
//! Owns: the table of kinds, reading claims out of files, thumbnails, the photos that the demonstration draws.
//! Must never: write into an original, read one whole that may be large, invent what a file does not claim,
//! or fail because a file is damaged (damage is a warning, only a failing disk is an error).
//!
//! The metadata containers are walked by our own readers, and not by an EXIF crate, because the same walk is
//! needed for previews inside raw files, for the size of HEIC pictures and to notice files that were cut
//! short, and because scanners write a TIFF's directory behind its pixels, where a reader that loads the file
//! from its front needs all of it in memory. Pixels are decoded by libjpeg-turbo and the `image` crate only.

mod bmff;
mod chunks;
mod claims;
pub mod code;
mod dc;
mod inspection;
mod jpeg;
mod likeness;
mod source;
mod tiff;

pub mod draw;
pub mod inspect;
pub mod kind;
pub mod picture;
pub mod screen;
pub mod strokes;
pub mod tiles;

pub use claims::{Captured, Position};
pub use draw::{Drawing, draw, draw_label};
pub use inspect::{MEMORY_LIMIT, inspect, inspect_bytes, inspect_file};
pub use inspection::{Inspection, Warning, WarningCode};
pub use kind::{HEAD, Kind, ext_of, kind_of};
pub use likeness::look;
pub use picture::{Thumbnail, thumbnail, thumbnail_of};
pub use source::Readable;
pub use strokes::Strokes;
