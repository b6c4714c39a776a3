//! The derived files of a bundle: notes and keys as files, tables, pages to read, and how to check it all.
//!
//! Owns: every byte of `notes/`, `keys/`, `tables/`, `index.html`, `pages/*.html` and `verify.txt`. FORMAT.md
//! sections 10 and 11 are the norm. Must never: look at a clock, a locale, a list of trusted signers, the program's
//! version, or a template: a verifier makes these files again, years later and elsewhere, and compares bytes. So
//! what this module writes, and all that it calls to do so, is frozen with version 1 of the format (a test holds
//! the digests of a sample).
//!
//! `labels` and `paper` are no part of a bundle: paper for bags and for comparing keys, made with the same care for
//! hostile text.
//!
//! Everything that entries say is hostile text until it went through `html` or `csv`. No file grows by more than a
//! small factor over the lines it is made of: what one line says about many records is told in full once.

mod csv;
mod facts;
mod guide;
pub(crate) mod html;
mod keys;
mod labels;
mod order;
mod pages;
mod paper;
mod speech;
mod tables;
mod words;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

use crate::digest::Digest;
use crate::entry::Entry;
use crate::error::Result;
use crate::id::OperationId;
use crate::signature::{PublicKey, Signature};
use crate::state::State;
use facts::Facts;

pub use speech::Language;

pub use labels::{Label, LabelLayout, labels_page};
pub use paper::{code_of, request_page, root_page};

/// What a bundle holds, FORMAT.md section 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BundleKind {
    /// All entries and originals.
    Full,
    /// What is new since another bundle or a receipt.
    Since,
    /// Chosen artefacts; the rest is withheld.
    Dossier,
    /// All entries, and of the originals only the templates: for a laptop that joins.
    Invite,
}

impl BundleKind {
    /// The word in the bundle's name and `bag-info.txt`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Since => "since",
            Self::Dossier => "dossier",
            Self::Invite => "invite",
        }
    }

    /// The kind of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Full, Self::Since, Self::Dossier, Self::Invite].into_iter().find(|kind| kind.word() == word)
    }
}

/// Finds a held entry's line, with its LF, and its signature.
pub type Lines<'a> = &'a dyn Fn(&Digest) -> Option<(Vec<u8>, Signature)>;

/// All that derived files are made of.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The disclosed entries, in any order; one that stands twice counts once.
    pub entries: &'a [Entry],
    /// The lines of these entries. Asked only for sealed notes.
    pub lines: Lines<'a>,
    /// Must be the state of exactly these entries, [`State::of`].
    pub state: &'a State,
    /// The bundle's operation.
    pub operation: OperationId,
    /// The key that signs the bundle.
    pub signer: PublicKey,
    /// The bundle's name; path-safe ASCII by FORMAT.md section 10.
    pub bundle_name: &'a str,
    /// What the bundle holds.
    pub kind: BundleKind,
    /// How many lines of the ledger are withheld; 0 but in a dossier.
    pub withheld: u64,
    /// The reader's language, in a dossier that names one; else pages are in English and values as they were said.
    pub language: Option<Language>,
}

/// Takes a derived file: its path under `data/`, as in `tables/notes.csv`, and its bytes.
pub type Sink<'a> = &'a mut dyn FnMut(&str, Vec<u8>) -> Result<()>;

/// Makes all derived files and hands them over one at a time, each path once; preview pictures are not among them.
///
/// # Errors
/// What the sink refuses; `not_found` when a sealed note's line cannot be had.
pub fn derive(evidence: &Evidence<'_>, sink: Sink<'_>) -> Result<()> {
    let facts = Facts::of(evidence);
    sink("verify.txt", guide::text(&facts))?;
    keys::write(&facts, sink)?;
    tables::write(&facts, sink)?;
    pages::write(&facts, sink)
}
