//! SSHSIG: the bytes that are signed, and the check of a signature.

use super::PublicKey;
use super::wire::put_string;
use crate::digest::{NotHex, from_hex, to_hex};
use ed25519_dalek::VerifyingKey;
use sha2::{Digest as _, Sha512};
use std::fmt;
use std::str::FromStr;

/// The six bytes that open both the signed bytes and the armoured ones (PROTOCOL.sshsig).
pub(super) const MAGIC: &[u8; 6] = b"SSHSIG";
/// The only hash that is used and accepted.
pub(super) const HASH_NAME: &[u8] = b"sha512";

/// A raw Ed25519 signature, R then S. Written as 128 lower-case hex digits. That it can be read says nothing about
/// whether it is good.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature(pub [u8; 64]);

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl FromStr for Signature {
    type Err = NotHex;

    /// Accepts exactly 128 lower-case hex digits and nothing else.
    fn from_str(text: &str) -> Result<Self, NotHex> {
        from_hex(text).and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(NotHex)
    }
}

impl serde::Serialize for Signature {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The bytes that Ed25519 signs (PROTOCOL.sshsig, section 3): magic, namespace, an empty reserved string, the name
/// of the hash, the hash of the message.
pub(super) fn signed_bytes(namespace: &str, message: &[u8]) -> Vec<u8> {
    let hash = Sha512::digest(message);
    let mut bytes = Vec::with_capacity(MAGIC.len() + 16 + namespace.len() + HASH_NAME.len() + hash.len());
    bytes.extend_from_slice(MAGIC);
    put_string(&mut bytes, namespace.as_bytes());
    put_string(&mut bytes, b"");
    put_string(&mut bytes, HASH_NAME);
    put_string(&mut bytes, &hash);
    bytes
}

/// A public key made ready to check many signatures.
#[derive(Clone)]
pub struct Verifier(Option<VerifyingKey>);

impl Verifier {
    /// Unpacks the key's point once.
    pub fn new(key: &PublicKey) -> Self {
        // A `PublicKey` is always a point of the curve; were it not, no signature would be good.
        Self(VerifyingKey::from_bytes(key.as_bytes()).ok())
    }

    /// True when the signature is good, strictly: S below the group's order, R not of small order and in its one
    /// encoding, no cofactor (RFC 8032, section 5.1.7, the narrow reading). `ssh-keygen` is laxer in both.
    pub fn verify(&self, namespace: &str, message: &[u8], signature: &Signature) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        let bytes = signed_bytes(namespace, message);
        self.0.as_ref().is_some_and(|key| key.verify_strict(&bytes, &signature).is_ok())
    }
}

/// True when this key signed these bytes for this purpose; see [`Verifier::verify`].
pub fn verify(key: &PublicKey, namespace: &str, message: &[u8], signature: &Signature) -> bool {
    Verifier::new(key).verify(namespace, message, signature)
}

/// One question for [`verify_many`].
#[derive(Clone, Copy, Debug)]
pub struct Check<'a> {
    /// Whose signature it should be.
    pub key: &'a PublicKey,
    /// What for.
    pub namespace: &'a str,
    /// The bytes as they were signed.
    pub message: &'a [u8],
    /// The signature to be checked.
    pub signature: &'a Signature,
}

/// The places, ascending, of the checks that failed. The work is shared among at most `threads` threads, this one
/// included; the answer does not depend on their number. Neighbours that have the same key are cheapest.
pub fn verify_many(checks: &[Check<'_>], threads: usize) -> Vec<usize> {
    // Starting a thread costs as much as a few checks.
    const WORTH_A_THREAD: usize = 16;
    let share = checks.len().div_ceil(threads.max(1)).max(WORTH_A_THREAD);
    let Some((ours, others)) = checks.split_at_checked(share) else { return failed(checks, 0) };
    std::thread::scope(|scope| {
        let workers: Vec<_> = others
            .chunks(share)
            .zip(1..)
            .map(|(part, n)| {
                let work = move || failed(part, n * share);
                std::thread::Builder::new().spawn_scoped(scope, work).map_err(|_| (part, n * share))
            })
            .collect();
        let mut places = failed(ours, 0);
        for worker in workers {
            places.extend(match worker {
                Ok(handle) => handle.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause)),
                // The system gave no thread: the work is done all the same.
                Err((part, first)) => failed(part, first),
            });
        }
        places
    })
}

/// The places of the failed checks, the first check being at `first`.
fn failed(checks: &[Check<'_>], first: usize) -> Vec<usize> {
    let mut ready: Option<(&PublicKey, Verifier)> = None;
    let mut places = Vec::new();
    for (place, check) in (first..).zip(checks) {
        let verifier = match ready.take() {
            Some((key, verifier)) if key == check.key => verifier,
            _ => Verifier::new(check.key),
        };
        if !verifier.verify(check.namespace, check.message, check.signature) {
            places.push(place);
        }
        ready = Some((check.key, verifier));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::super::{UnlockedKey, namespace};
    use super::*;

    const MESSAGE: &[u8] = b"{\"v\":1}\n";

    fn signed(seed: u8) -> (PublicKey, Signature) {
        let key = UnlockedKey::from_seed(&[seed; 32], String::new()).unwrap();
        (key.public(), key.sign(namespace::ENTRY, MESSAGE).unwrap())
    }

    #[test]
    fn a_signature_is_good_only_for_its_key_its_purpose_and_its_bytes() {
        let (key, signature) = signed(1);
        assert!(verify(&key, namespace::ENTRY, MESSAGE, &signature));
        assert!(!verify(&signed(2).0, namespace::ENTRY, MESSAGE, &signature));
        assert!(!verify(&key, namespace::ENTRY, b"{\"v\":1}", &signature));
        assert!(!verify(&key, "", MESSAGE, &signature));
        for other in [namespace::HEAD, namespace::BUNDLE, namespace::RECEIPT, namespace::TRUST] {
            assert!(!verify(&key, other, MESSAGE, &signature), "{other}");
        }
    }

    #[test]
    fn no_single_bit_of_a_signature_can_be_changed() {
        let (key, signature) = signed(1);
        for bit in 0..512 {
            let mut changed = signature;
            changed.0[bit / 8] ^= 1 << (bit % 8);
            assert!(!verify(&key, namespace::ENTRY, MESSAGE, &changed), "bit {bit}");
        }
    }

    #[test]
    fn a_signature_with_the_groups_order_added_to_s_is_refused() {
        let order = from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
        let (key, signature) = signed(1);
        let (mut changed, mut carry) = (signature, 0_u16);
        for (byte, add) in changed.0[32..].iter_mut().zip(order) {
            carry += u16::from(*byte) + u16::from(add);
            *byte = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        // The lax check that many programs make, three top bits clear, would let it through.
        assert_eq!((carry, changed.0[63] & 0xe0), (0, 0));
        assert!(verify(&key, namespace::ENTRY, MESSAGE, &signature));
        assert!(!verify(&key, namespace::ENTRY, MESSAGE, &changed));
    }

    #[test]
    fn a_signature_whose_r_is_of_small_order_is_refused() {
        // The key's owner can make one that the plain equation accepts: R the identity, S = k·a.
        use ed25519_dalek::{SigningKey, Verifier as _};
        let signing = SigningKey::from_bytes(&[1; 32]);
        let key = PublicKey::from_bytes(signing.verifying_key().as_bytes()).unwrap();
        let mut forged = [0; 64];
        forged[0] = 1;
        let bytes = signed_bytes(namespace::ENTRY, MESSAGE);
        let hash =
            Sha512::new().chain_update(&forged[..32]).chain_update(key.as_bytes()).chain_update(&bytes);
        let digest: [u8; 64] = hash.finalize().into();
        // k = digest mod L, bit by bit: the type of a scalar is reached only through the key.
        let a = signing.to_scalar();
        let one = a * a.invert();
        let bits = digest.iter().rev().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1));
        let k = bits.fold(one - one, |k, bit| if bit { k + k + one } else { k + k });
        forged[32..].copy_from_slice((k * a).as_bytes());
        let lax = ed25519_dalek::Signature::from_bytes(&forged);
        assert!(signing.verifying_key().verify(&bytes, &lax).is_ok(), "the lax check takes it");
        assert!(!verify(&key, namespace::ENTRY, MESSAGE, &Signature(forged)));
    }

    #[test]
    fn a_signature_reads_back_only_from_its_hex() {
        let (_, signature) = signed(1);
        let text = signature.to_string();
        assert_eq!(text.parse(), Ok(signature));
        for bad in [text.to_uppercase(), format!("{text}0"), text[2..].to_owned(), "-".to_owned()] {
            assert_eq!(bad.parse::<Signature>(), Err(NotHex));
        }
    }

    #[test]
    fn many_checks_name_exactly_the_failed_ones_in_order_on_any_number_of_threads() {
        let good: Vec<_> = (0..4).map(signed).collect();
        let bad = Signature([7; 64]);
        let wrong = [0, 15, 16, 17, 40, 99];
        let checks: Vec<_> = (0..100)
            .map(|i| Check {
                key: &good[i % 4].0,
                namespace: namespace::ENTRY,
                message: MESSAGE,
                signature: if wrong.contains(&i) { &bad } else { &good[i % 4].1 },
            })
            .collect();
        for threads in [0, 1, 2, 3, 7, 1000] {
            assert_eq!(verify_many(&checks, threads), wrong, "{threads} threads");
        }
        assert_eq!(verify_many(&[], 2), Vec::<usize>::new());
    }
}
