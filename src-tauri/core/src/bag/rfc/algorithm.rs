//! The checksum algorithms that BagIt's manifests have used (RFC 8493 section 2.4), by their file names.

use crate::digest::to_hex;
use sha2::Digest as _;

/// A checksum algorithm. MD5 and SHA-1 prove nothing against intent and are here only to judge old bags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// RFC 1321.
    Md5,
    /// FIPS 180-4.
    Sha1,
    /// FIPS 180-4.
    Sha224,
    /// FIPS 180-4.
    Sha256,
    /// FIPS 180-4.
    Sha384,
    /// FIPS 180-4.
    Sha512,
}

impl Algorithm {
    /// From the name in a manifest's file name: lower case, letters and digits only.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "md5" => Self::Md5,
            "sha1" => Self::Sha1,
            "sha224" => Self::Sha224,
            "sha256" => Self::Sha256,
            "sha384" => Self::Sha384,
            "sha512" => Self::Sha512,
            _ => return None,
        })
    }

    /// How many hex digits its checksums have.
    pub fn hex_len(self) -> usize {
        match self {
            Self::Md5 => 32,
            Self::Sha1 => 40,
            Self::Sha224 => 56,
            Self::Sha256 => 64,
            Self::Sha384 => 96,
            Self::Sha512 => 128,
        }
    }

    /// Whether collisions can be made on purpose.
    pub fn is_broken(self) -> bool {
        matches!(self, Self::Md5 | Self::Sha1)
    }

    /// Begins a checksum.
    pub(super) fn sum(self) -> Box<dyn Sum> {
        match self {
            Self::Md5 => Box::new(md5::Md5::new()),
            Self::Sha1 => Box::new(sha1::Sha1::new()),
            Self::Sha224 => Box::new(sha2::Sha224::new()),
            Self::Sha256 => Box::new(sha2::Sha256::new()),
            Self::Sha384 => Box::new(sha2::Sha384::new()),
            Self::Sha512 => Box::new(sha2::Sha512::new()),
        }
    }

    /// The checksum of no bytes, in lower-case hex.
    pub(super) fn of_nothing(self) -> String {
        self.sum().hex()
    }
}

/// A checksum being made.
pub(super) trait Sum {
    /// Adds bytes.
    fn add(&mut self, bytes: &[u8]);
    /// The checksum in lower-case hex.
    fn hex(self: Box<Self>) -> String;
}

impl<D: sha2::Digest> Sum for D {
    fn add(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }

    fn hex(self: Box<Self>) -> String {
        to_hex(&self.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_has_its_published_checksum_of_no_bytes() {
        for (name, start) in [
            ("md5", "d41d8cd98f00b204"),
            ("sha1", "da39a3ee5e6b4b0d"),
            ("sha224", "d14a028c2a3a2bc9"),
            ("sha256", "e3b0c44298fc1c14"),
            ("sha384", "38b060a751ac9638"),
            ("sha512", "cf83e1357eefb8bd"),
        ] {
            let algorithm = Algorithm::named(name).unwrap();
            let hex = algorithm.of_nothing();
            assert!(hex.starts_with(start), "{name} {hex}");
            assert_eq!(hex.len(), algorithm.hex_len());
        }
        assert_eq!(Algorithm::named("SHA256"), None);
        assert_eq!(Algorithm::named("crc32"), None);
    }
}
