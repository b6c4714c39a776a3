//! Signatures: SSHSIG with Ed25519 and SHA-512, key files, and lists of allowed signers.
//!
//! Owns: every use of a private key, the bytes of public keys, signatures and armour, and the reading of
//! OpenSSH's `allowed_signers`. Source of the rules: OpenSSH's PROTOCOL.sshsig and PROTOCOL.key, ssh-keygen(1)
//! "ALLOWED SIGNERS", RFC 8032, and FORMAT.md. Must never: show, log or write a secret in clear, accept a second
//! encoding of the same signature, or decide what a signature is worth (that takes a list from outside).

mod age;
mod allowed_signers;
mod armour;
mod file;
mod key_file;
mod pattern;
mod principal;
mod public_key;
mod revocation;
mod sshsig;
mod unlocked;
mod wire;

#[cfg(test)]
mod openssh_tests;

pub(crate) use age::Recipient;
pub use allowed_signers::{AllowedSigners, BadLine, SignerLine, SignersFile, Trust, read_ssh_time, ssh_time};
pub use armour::{Armoured, NotArmour, armour, parse_armour};
pub use file::read_small;
pub use key_file::KeyFile;
pub use principal::{Principal, allowed_signers_line};
pub use public_key::{NotAPublicKey, PublicKey, SMALL_ORDER};
pub use revocation::{Revocation, read_revoked_keys, write_revoked_keys};
pub use sshsig::{Check, Signature, Verifier, verify, verify_many};
pub use unlocked::UnlockedKey;

/// What a signature was made for. One made for one purpose never passes for another (PROTOCOL.sshsig, section 3).
pub mod namespace {
    /// One line of the ledger, with its LF.
    pub const ENTRY: &str = "entry@sigillum";
    /// The head of a chain.
    pub const HEAD: &str = "head@sigillum";
    /// The tag manifest of a bundle.
    pub const BUNDLE: &str = "bundle@sigillum";
    /// What headquarters states to hold.
    pub const RECEIPT: &str = "receipt@sigillum";
    /// Headquarters' list of signers.
    pub const TRUST: &str = "trust@sigillum";
    /// What a person who wants to be listed says, signed by the key that is to be listed.
    pub const REQUEST: &str = "request@sigillum";
    /// What a person reports of a verification.
    pub const REPORT: &str = "report@sigillum";
}
