//! What both programs are told besides the bundle and the list: a time token, whose word on it counts, and receipts.

use clap::Args;
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::timestamp::Authorities;
use sigillum_core::verify::receipts::SignedReceipt;
use sigillum_core::verify::{TokenFile, VerifyOptions, authorities};
use std::path::{Path, PathBuf};

/// The files that are named.
#[derive(Args)]
pub struct ProofArgs {
    /// A receipt of headquarters, besides those that lie in the bundle; its signature, whose name ends in .sig, stands beside
    /// it. What a receipt holds from before a key was revoked stays good. May be repeated
    #[arg(long, value_name = "FILE", conflicts_with = "bagit")]
    receipt: Vec<PathBuf>,
    /// An authority's answer (RFC 3161) about when the bundle existed [default: the bundle's name with .tsr, where that lies
    /// beside it]
    #[arg(long, value_name = "FILE", conflicts_with = "bagit")]
    token: Option<PathBuf>,
    /// Certificates (PEM) of time-stamping authorities that you trust, from the authorities themselves; without them no
    /// token proves a time
    #[arg(long, value_name = "FILE", conflicts_with = "bagit")]
    tsa_ca: Option<PathBuf>,
}

/// What they hold.
#[derive(Default)]
pub struct Proofs {
    receipts: Vec<SignedReceipt>,
    token: Option<TokenFile>,
    authorities: Option<Authorities>,
}

impl ProofArgs {
    /// Refuses them where no bundle is checked: they would prove nothing and look as if they did.
    ///
    /// # Errors
    /// [`Code::Usage`].
    pub fn refuse(&self) -> Result<()> {
        if self.token.is_none() && self.tsa_ca.is_none() && self.receipt.is_empty() {
            return Ok(());
        }
        let what = "tokens and receipts are given for a bundle, and this is a catalogue";
        Err(Error::new(Code::Usage, "verifying", what)
            .remedy("Export and verify the bundle; a catalogue accepts receipts with `receipt accept`."))
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
        let receipts = self.receipt.iter().map(|path| SignedReceipt::read(path, "reading a receipt"));
        Ok(Proofs {
            receipts: receipts.collect::<Result<_>>()?,
            token,
            authorities: self.tsa_ca.as_deref().map(authorities).transpose()?,
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
