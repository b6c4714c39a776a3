//! What both programs are told about a time token.

use clap::Args;
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::timestamp::Authorities;
use sigillum_core::verify::{TokenFile, authorities};
use std::path::{Path, PathBuf};

/// The token, and whose word counts.
#[derive(Args)]
pub struct TimeArgs {
    /// An authority's answer (RFC 3161) about when the bundle existed [default: the bundle's name with .tsr, where that lies
    /// beside it]
    #[arg(long, value_name = "FILE", conflicts_with = "bagit")]
    token: Option<PathBuf>,
    /// Certificates (PEM) of time-stamping authorities that you trust, from the authorities themselves; without them no
    /// token proves a time
    #[arg(long, value_name = "FILE", conflicts_with = "bagit")]
    tsa_ca: Option<PathBuf>,
}

impl TimeArgs {
    /// Refuses a token where no bundle is checked: it would prove nothing and look as if it did.
    ///
    /// # Errors
    /// [`Code::Usage`].
    pub fn refuse(&self) -> Result<()> {
        if self.token.is_none() && self.tsa_ca.is_none() {
            return Ok(());
        }
        Err(Error::new(Code::Usage, "verifying", "a time token is about a bundle, and this is a catalogue")
            .remedy("Export, and have the bundle's request answered."))
    }

    /// The token for this bundle, and the authorities.
    ///
    /// # Errors
    /// As [`TokenFile::read`], [`TokenFile::beside`] and [`authorities`].
    pub fn read(&self, bundle: &Path) -> Result<(Option<TokenFile>, Option<Authorities>)> {
        let token = match &self.token {
            Some(path) => Some(TokenFile::read(path)?),
            None => TokenFile::beside(bundle)?,
        };
        Ok((token, self.tsa_ca.as_deref().map(authorities).transpose()?))
    }
}
