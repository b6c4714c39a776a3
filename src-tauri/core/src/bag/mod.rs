//! Bundles on disk: BagIt bags as a folder or as one ZIP. The only module that reads and writes bundle files.
//!
//! Owns: what a path in a bundle may be, reading a folder or ZIP without ever leaving it, the strict ZIP
//! form, writing a bundle whole or not at all, the closed-world check of a bundle's bag layer, and the
//! judgement of any BagIt bag by RFC 8493 alone. Must never: follow a link, trust a name or a length that a
//! bag claims, know what the files mean (entries, heads and signatures belong to the layers above), or
//! replace a file that is there.

mod bytes;
pub mod check;
mod encrypted;
mod folder;
pub mod form;
pub mod info;
mod leavings;
pub mod manifest;
pub mod parallel;
pub mod path;
pub mod rfc;
pub mod room;
pub mod source;
mod stream;
pub mod writer;
pub mod zip;

#[cfg(test)]
mod tests;

pub use bytes::Bytes;
pub use check::{CheckedBag, check, claimed_info, tag_digest, tag_manifest_digest};
pub use encrypted::{Broken, Decrypted, Encryption, is_encrypted};
pub use leavings::{Leaving, leavings};
pub use rfc::{BagJudgement, judge};
pub use room::{NoRoom, Room, file_limit, free_space, look_for_room, room_for};
pub use source::BagSource;
pub use writer::{BundleWriter, Written, write_beside};

/// How a bundle lies on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A folder with the bag's files.
    Folder,
    /// One ZIP of the strict form, holding that folder.
    Zip,
}
