//! What a check is told besides the bundle and the list: a time token, whose word on it counts, and receipts.
//!
//! Owns: reading these files, for every program alike. Must never: judge them; the check does.

use super::bundle::VerifyOptions;
use super::receipts::SignedReceipt;
use super::time::{TokenFile, authorities};
use crate::error::Result;
use crate::timestamp::Authorities;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The files that somebody named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ProofFiles {
    /// Receipts of headquarters, besides those that lie in the bundle; the signature of each stands beside it.
    pub receipts: Vec<PathBuf>,
    /// An authority's answer about when the bundle existed; without it the one beside the bundle, if there is one.
    pub token: Option<PathBuf>,
    /// Certificates (PEM) of time-stamping authorities whose word counts.
    pub authorities: Option<PathBuf>,
}

/// What they hold.
#[derive(Default)]
pub struct Proofs {
    receipts: Vec<SignedReceipt>,
    token: Option<TokenFile>,
    authorities: Option<Authorities>,
}

impl ProofFiles {
    /// True if nothing was named.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads what is named for this bundle, and the token beside it.
    ///
    /// # Errors
    /// As [`TokenFile::read`], [`TokenFile::beside`], [`authorities`] and [`SignedReceipt::read`].
    pub fn read(&self, bundle: &Path) -> Result<Proofs> {
        let token = match &self.token {
            Some(path) => Some(TokenFile::read(path)?),
            None => TokenFile::beside(bundle)?,
        };
        let receipts = self.receipts.iter().map(|path| SignedReceipt::read(path, "reading a receipt"));
        Ok(Proofs {
            receipts: receipts.collect::<Result<_>>()?,
            token,
            authorities: self.authorities.as_deref().map(authorities).transpose()?,
        })
    }
}

impl Proofs {
    /// These as options of a check, the others as they are by default.
    pub fn options(&self) -> VerifyOptions<'_> {
        VerifyOptions {
            receipts: &self.receipts,
            token: self.token.as_ref(),
            authorities: self.authorities.as_ref(),
            ..VerifyOptions::default()
        }
    }
}
