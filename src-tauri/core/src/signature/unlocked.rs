//! A private key in memory, for as long as its owner works.

use super::sshsig::signed_bytes;
use super::{PublicKey, Signature, verify};
use crate::error::{Code, Error, Result};
use ed25519_dalek::{Signer, SigningKey};
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A signer's key, ready to sign. The secret is in memory once, on the heap, so that moving this around leaves no copies
/// of it; it cannot be read or written out, and is overwritten when the last handle on it is dropped.
pub struct UnlockedKey {
    secret: Arc<SigningKey>,
    public: PublicKey,
    comment: String,
}

impl UnlockedKey {
    /// A key from its seed (RFC 8032, section 5.1.5). The seed is the secret itself: whoever calls this wipes it
    /// afterwards. People's keys come out of their files, by [`super::KeyFile::unlock`].
    ///
    /// # Errors
    /// [`Code::BadKey`] when its public half is none that the format allows; no honest seed gives one.
    pub fn from_seed(seed: &[u8; 32], comment: String) -> Result<Self> {
        let secret = Arc::new(SigningKey::from_bytes(seed));
        let public = PublicKey::from_bytes(secret.verifying_key().as_bytes())
            .map_err(|e| Error::new(Code::BadKey, "unlocking a signing key", e.to_string()))?;
        Ok(Self { secret, public, comment })
    }

    /// Another handle on the same key, for another catalogue of the same signer. The secret is not copied.
    #[must_use]
    pub fn handle(&self) -> Self {
        Self { secret: Arc::clone(&self.secret), public: self.public, comment: self.comment.clone() }
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// What its file says about the key, such as its owner's name. A claim of whoever made the file.
    pub fn comment(&self) -> &str {
        &self.comment
    }

    /// The secret number of X25519 that belongs to this key (RFC 8032, section 5.1.5, step 2, before clamping).
    pub(super) fn scalar(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.secret.to_scalar_bytes())
    }

    /// Signs a message for a purpose. The same message always gives the same signature.
    ///
    /// # Errors
    /// [`Code::Internal`] when the signature that was made is not good: a fault of the machine. A faulty signature
    /// is never given out, since it could betray the key.
    pub fn sign(&self, namespace: &str, message: &[u8]) -> Result<Signature> {
        let signature = Signature(self.secret.sign(&signed_bytes(namespace, message)).to_bytes());
        if verify(&self.public, namespace, message, &signature) {
            Ok(signature)
        } else {
            let what = "the signature that was just made is not good; this machine's memory may be faulty";
            Err(Error::new(Code::Internal, "signing", what).on(namespace))
        }
    }
}

impl fmt::Debug for UnlockedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnlockedKey").field("public", &self.public).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::to_hex;

    #[test]
    fn an_unlocked_key_shows_its_public_half_and_nothing_secret() {
        let seed = [0xab; 32];
        let key = UnlockedKey::from_seed(&seed, "Sok Dara".to_owned()).unwrap();
        let shown = format!("{key:?} {key:#?}");
        assert!(shown.contains(&key.public().fingerprint()));
        assert!(!shown.contains("171") && !shown.to_lowercase().contains(&to_hex(&seed)[..8]), "{shown}");
    }

    #[test]
    fn the_secret_is_wiped_when_it_is_dropped() {
        const fn wiped<T: zeroize::ZeroizeOnDrop>() {}
        wiped::<SigningKey>();
    }
}
