//! Checking a bundle, a catalogue or a folder of photos: reads only, collects findings, claims nothing that was
//! not proven.

mod base;
mod bases;
mod bundle;
mod catalogue;
mod chain_file;
pub mod court;
mod derived;
pub mod entries;
mod info;
mod layout;
mod peek;
mod photos;
mod proofs;
pub mod receipts;
mod report;
mod signers;
mod time;
mod verdict;
mod words;

pub use base::Base;
pub use bundle::{BundleCheck, EntrySignatures, VerifyOptions, bundle, claimed_operation, original_path};
pub use catalogue::catalogue;
pub use chain_file::{Branch, ChainStart, Place};
pub use peek::{Peek, peek};
pub use photos::loose_photos;
pub use proofs::{ProofFiles, Proofs};
pub use report::{NOT_PROVEN, VerifyReport};
pub use time::{TokenFile, authorities};
pub use verdict::Verdict;
