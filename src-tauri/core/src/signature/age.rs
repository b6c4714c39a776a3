//! SSH Ed25519 keys as recipients of encrypted files (age-encryption.org/v1, recipient type `ssh-ed25519`).
//!
//! Owns: wrapping the key of one file for a public key, and unwrapping it with the private half. Must never: give out the
//! private half, or anything but the key of the one file that was asked for. Source of the rules: the age specification
//! (C2SP, age.md) and the recipient type as `age` and `rage` write it; stock `age` is the judge in the tests.

use super::{PublicKey, UnlockedKey};
use crate::digest::Digest;
use crate::time::Random;
use age::secrecy::ExposeSecret;
use age::{DecryptError, EncryptError};
use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use age_core::primitives::{aead_decrypt, aead_encrypt, hkdf};
use base64ct::{Base64Unpadded, Encoding};
use ed25519_dalek::VerifyingKey;
use std::collections::HashSet;
use std::io;
use x25519_dalek::{X25519_BASEPOINT_BYTES, x25519};
use zeroize::Zeroizing;

/// The type's name, first in its line of the header.
const TAG: &str = "ssh-ed25519";
/// Binds what is derived to this type.
const LABEL: &[u8] = b"age-encryption.org/v1/ssh-ed25519";

/// A public key for whose owner a file is encrypted. Anonymous it is not: the header names the first 32 bits of the
/// key's SHA-256, by which its owner's program knows the line.
pub(crate) struct Recipient<'a> {
    pub key: PublicKey,
    pub random: &'a dyn Random,
}

impl age::Recipient for Recipient<'_> {
    fn wrap_file_key(&self, file_key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let mut once = Zeroizing::new([0; 32]);
        self.random.fill(&mut *once).map_err(|error| io::Error::other(error.to_string()))?;
        let ephemeral = x25519(*once, X25519_BASEPOINT_BYTES);
        let point = montgomery(&self.key)?;
        let shared = Zeroizing::new(x25519(*once, point));
        let wrapping = wrapping_key(&self.key, &ephemeral, &point, &shared);
        let stanza = Stanza {
            tag: TAG.to_owned(),
            args: vec![short_name(&self.key), Base64Unpadded::encode_string(&ephemeral)],
            body: aead_encrypt(&wrapping, file_key.expose_secret()),
        };
        Ok((vec![stanza], HashSet::new()))
    }
}

impl age::Identity for UnlockedKey {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        let public = self.public();
        let [name, ephemeral] = stanza.args.as_slice() else { return None };
        if stanza.tag != TAG || *name != short_name(&public) {
            return None;
        }
        Some(self.unwrap(&public, ephemeral, &stanza.body))
    }
}

impl UnlockedKey {
    fn unwrap(&self, public: &PublicKey, ephemeral: &str, body: &[u8]) -> Result<FileKey, DecryptError> {
        let mut bytes = [0; 32];
        match Base64Unpadded::decode(ephemeral, &mut bytes) {
            Ok(read) if read.len() == 32 => {}
            _ => return Err(DecryptError::InvalidHeader),
        }
        let shared = Zeroizing::new(x25519(*self.scalar(), bytes));
        let point = montgomery(public).map_err(|_| DecryptError::InvalidHeader)?;
        let wrapping = wrapping_key(public, &bytes, &point, &shared);
        let opened = Zeroizing::new(aead_decrypt(&wrapping, FILE_KEY_BYTES, body)?);
        Ok(FileKey::init_with_mut(|key| key.copy_from_slice(&opened)))
    }
}

/// The key's point in the form that X25519 takes (RFC 7748, section 4.1).
fn montgomery(key: &PublicKey) -> io::Result<[u8; 32]> {
    let point = VerifyingKey::from_bytes(key.as_bytes()).map_err(io::Error::other)?;
    Ok(point.to_montgomery().to_bytes())
}

/// What the file's key is wrapped with. The tweak ties it to this very SSH key.
fn wrapping_key(
    key: &PublicKey,
    ephemeral: &[u8; 32],
    point: &[u8; 32],
    shared: &[u8; 32],
) -> Zeroizing<[u8; 32]> {
    let tweak = Zeroizing::new(hkdf(&key.blob(), LABEL, &[]));
    let tweaked = Zeroizing::new(x25519(*tweak, *shared));
    Zeroizing::new(hkdf(&[*ephemeral, *point].concat(), LABEL, &*tweaked))
}

/// The first 32 bits of the key's SHA-256, in base64.
fn short_name(key: &PublicKey) -> String {
    Base64Unpadded::encode_string(&Digest::of(&key.blob()).0[..4])
}
