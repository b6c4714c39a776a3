//! What a bundle says of itself, read without checking: only to choose an order of work.

use super::base::Base;
use super::bundle::{BASE, LONGEST_BASE};
use crate::bag::{BagSource, tag_digest};
use crate::digest::Digest;
use crate::error::Result;
use crate::signature::UnlockedKey;
use std::path::Path;

/// What a bundle says of itself. Nothing of it is proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peek {
    /// Its name.
    pub name: String,
    /// Its tag manifest's digest.
    pub digest: Digest,
    /// The bundle on which it builds.
    pub base: Option<Digest>,
}

/// Looks into a bundle.
///
/// # Errors
/// As [`BagSource::open_with`]; [`crate::error::Code::NotABundle`] if it has no tag manifest.
pub fn peek(path: &Path, keys: &[&UnlockedKey]) -> Result<Peek> {
    let source = BagSource::open_with(path, keys)?;
    let digest = tag_digest(&source)?;
    let base = source.read_small(BASE, LONGEST_BASE).ok().and_then(|bytes| Base::read(&bytes));
    Ok(Peek { name: source.name().to_owned(), digest, base: base.map(|base| base.digest) })
}
