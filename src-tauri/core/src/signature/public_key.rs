//! Ed25519 public keys, each with exactly one written form.

use super::wire::{ED25519, put_string, take_string};
use crate::digest::Digest;
use base64ct::{Base64, Base64Unpadded, Encoding};
use ed25519_dalek::VerifyingKey;
use std::fmt;
use std::str::FromStr;

/// Every encoding of a point whose order divides eight, as lower-case hex: no such key, and no signature whose
/// R is one of them, is accepted. With such a key one signature fits many messages. In turn: the eight points
/// (orders 1, 2, 4, 4, 8, 8, 8, 8), then their six encodings that are not canonical (a negative zero, or a y of p
/// or p + 1), which decoders in use accept. Two points of the eight, those with x = 0, are thus here three times.
pub const SMALL_ORDER: [&str; 14] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

/// An Ed25519 public key: its 32 raw bytes, known to be the canonical encoding of a point of the curve (RFC 8032,
/// section 5.1.2) that is not of small order. Keys compare and sort by these bytes, and are written as
/// `ssh-ed25519 AAAA...`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

/// The bytes or the text are no public key that the format allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAPublicKey;

impl fmt::Display for NotAPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an Ed25519 public key in its one accepted form")
    }
}

impl std::error::Error for NotAPublicKey {}

impl PublicKey {
    /// A key from its raw bytes.
    ///
    /// # Errors
    /// When they are no point of the curve, not that point's canonical encoding, or among [`SMALL_ORDER`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, NotAPublicKey> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| NotAPublicKey)?;
        let canonical = key.to_edwards().compress().to_bytes() == *bytes;
        if canonical && !key.is_weak() { Ok(Self(*bytes)) } else { Err(NotAPublicKey) }
    }

    /// The 32 raw bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// SHA-256 of the raw bytes: the id of this key's signer.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }

    /// `ssh-ed25519 AAAA...`, without comment or line end.
    pub fn openssh(&self) -> String {
        format!("ssh-ed25519 {}", Base64::encode_string(&self.blob()))
    }

    /// SHA-256 of the wire form: the bytes that the fingerprint writes.
    pub fn fingerprint_digest(&self) -> Digest {
        Digest::of(&self.blob())
    }

    /// `SHA256:...` in 43 characters of base64, as `ssh-keygen -lf` shows it and people compare it with paper.
    pub fn fingerprint(&self) -> String {
        format!("SHA256:{}", Base64Unpadded::encode_string(&self.fingerprint_digest().0))
    }

    /// The key in SSH's wire form (RFC 8709, section 4).
    pub(super) fn blob(&self) -> Vec<u8> {
        let mut blob = Vec::with_capacity(8 + ED25519.len() + self.0.len());
        put_string(&mut blob, ED25519);
        put_string(&mut blob, &self.0);
        blob
    }

    /// Reads the wire form, to its last byte.
    pub(super) fn from_blob(mut blob: &[u8]) -> Result<Self, NotAPublicKey> {
        let name = take_string(&mut blob).ok_or(NotAPublicKey)?;
        let bytes = take_string(&mut blob).and_then(|raw| raw.try_into().ok()).ok_or(NotAPublicKey)?;
        if name == ED25519 && blob.is_empty() { Self::from_bytes(bytes) } else { Err(NotAPublicKey) }
    }
}

impl FromStr for PublicKey {
    type Err = NotAPublicKey;

    /// Accepts exactly what [`PublicKey::openssh`] writes.
    fn from_str(text: &str) -> Result<Self, NotAPublicKey> {
        let encoded = text.strip_prefix("ssh-ed25519 ").ok_or(NotAPublicKey)?;
        let blob = Base64::decode_vec(encoded).map_err(|_| NotAPublicKey)?;
        let key = Self::from_blob(&blob)?;
        if key.openssh() == text { Ok(key) } else { Err(NotAPublicKey) }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.openssh())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fingerprint())
    }
}

impl serde::Serialize for PublicKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::from_hex;

    const TEXT: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";

    fn key() -> PublicKey {
        TEXT.parse().unwrap()
    }

    fn raw(hex: &str) -> [u8; 32] {
        from_hex(hex).unwrap().try_into().unwrap()
    }

    #[test]
    fn a_key_reads_back_from_its_one_written_form_and_from_no_other() {
        assert_eq!(key().openssh(), TEXT);
        assert_eq!(
            key(),
            PublicKey::from_bytes(&raw("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
                .unwrap()
        );
        assert_eq!(serde_json::to_string(&key()).unwrap(), format!("\"{TEXT}\""));
        for bad in [
            format!("{TEXT} comment"),
            format!("{TEXT}\n"),
            format!(" {TEXT}"),
            format!("{TEXT}="),
            TEXT.replace(' ', "  "),
            TEXT.replace(' ', "\t"),
            TEXT.replace("AAAAC3", "AAAAB3"),
            TEXT[..TEXT.len() - 1].to_owned(),
            // The same bytes once more behind the key: a longer blob.
            format!("{TEXT}AAAA"),
            String::new(),
        ] {
            assert_eq!(bad.parse::<PublicKey>(), Err(NotAPublicKey), "{bad:?}");
        }
    }

    #[test]
    fn every_encoding_of_a_point_of_small_order_is_refused() {
        for hex in SMALL_ORDER {
            assert!(
                VerifyingKey::from_bytes(&raw(hex)).unwrap().is_weak(),
                "{hex} is a decodable weak point"
            );
            assert_eq!(PublicKey::from_bytes(&raw(hex)), Err(NotAPublicKey), "{hex}");
        }
    }

    #[test]
    fn an_encoding_that_is_not_canonical_is_refused_also_when_its_order_is_large() {
        // y = p + 3 stands for y = 3, a point of large order; a decoder that reduces takes both.
        let (short, long) = (3_u8, 0xed_u8 + 3);
        let mut canonical = [0; 32];
        canonical[0] = short;
        let mut reduced = [0xff; 32];
        (reduced[0], reduced[31]) = (long, 0x7f);
        assert_eq!(
            VerifyingKey::from_bytes(&canonical).unwrap().to_edwards(),
            VerifyingKey::from_bytes(&reduced).unwrap().to_edwards()
        );
        assert!(PublicKey::from_bytes(&canonical).is_ok());
        assert_eq!(PublicKey::from_bytes(&reduced), Err(NotAPublicKey));
    }

    #[test]
    fn bytes_that_are_no_point_are_refused() {
        let mut bytes = [0; 32];
        bytes[0] = 2;
        assert_eq!(PublicKey::from_bytes(&bytes), Err(NotAPublicKey));
    }
}
