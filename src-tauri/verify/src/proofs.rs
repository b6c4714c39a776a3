//! What both programs are told besides the bundle and the list: a time token, whose word on it counts, and receipts.

use clap::Args;
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::verify::{ProofFiles, Proofs};
use std::path::{Path, PathBuf};

/// The files that are named.
#[derive(Args)]
pub struct ProofArgs {
    /// A receipt of headquarters, besides those that lie in the bundle; its signature, whose name ends in .sig, stands beside
    /// it. What a receipt holds from before a key was revoked stays good. May be repeated
    #[arg(long, value_name = "FILE")]
    receipt: Vec<PathBuf>,
    /// An authority's answer (RFC 3161) about when the bundle existed [default: the bundle's name with .tsr, where that lies
    /// beside it]. What a good one shows to be older than a key's revocation stays good
    #[arg(long, value_name = "FILE")]
    token: Option<PathBuf>,
    /// Certificates (PEM) of time-stamping authorities that you trust, from the authorities themselves; without them no
    /// token is judged
    #[arg(long, value_name = "FILE")]
    tsa_ca: Option<PathBuf>,
}

impl ProofArgs {
    fn files(&self) -> ProofFiles {
        ProofFiles {
            receipts: self.receipt.clone(),
            token: self.token.clone(),
            authorities: self.tsa_ca.clone(),
        }
    }

    /// Refuses them where no bundle is checked by them: they would prove nothing and look as if they did.
    ///
    /// # Errors
    /// [`Code::Usage`], in these words.
    pub fn refuse(&self, doing: &str, what: &str, remedy: &str) -> Result<()> {
        if self.files().is_empty() {
            return Ok(());
        }
        Err(Error::new(Code::Usage, doing, what).remedy(remedy))
    }

    /// Reads what is named for this bundle, and the token beside it.
    ///
    /// # Errors
    /// As [`ProofFiles::read`].
    pub fn read(&self, bundle: &Path) -> Result<Proofs> {
        self.files().read(bundle)
    }
}
