//! Headquarters' list of signers: signed by a root key that every computer pins at first contact.
//!
//! Owns: the form of a list, its reading and checking, the order in which lists count, the words of a fingerprint, and
//! a person's request to be listed. Source of the rules: FORMAT.md section 17. Must never: trust a key because of what a
//! bundle or the list itself says of its root, change the state of a record, or know where a computer keeps its pin.

mod change;
mod list;
mod order;
mod outcome;
mod request;
mod statement;
mod words;

pub use change::{Terms, approve, listed, retire, revoke};
pub use list::{Contents, FILES, Files, Listed, ROLES, Role, TrustList};
pub use order::{Known, Place, Step};
pub use outcome::{Outcome, Standing};
pub use request::Request;
pub use words::{CHECKED_BITS, RootName, words_of};

#[cfg(test)]
mod tests;
