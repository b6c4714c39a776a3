//! One computer of the demonstration: a folder with key, data, card, catalogue and bundles.

use crate::session::Opened;
use sigillum_core::catalogue::{
    Catalogue, ExportOptions, IntakeOptions, NewOperation, SignerDetails, Surroundings,
};
use sigillum_core::digest::to_hex;
use sigillum_core::error::{IoContext as _, Result};
use sigillum_core::progress::Progress;
use sigillum_core::signature::{AllowedSigners, KeyFile, PublicKey, UnlockedKey};
use sigillum_core::time::Random as _;
use sigillum_host::files::{make_private_folder, write_new};
use sigillum_host::keys;
use sigillum_host::{SystemRandom, surroundings};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const DOING: &str = "making the demonstration";

/// A computer and whose it is.
pub struct Laptop {
    folder: PathBuf,
    word: String,
    details: SignerDetails,
    passphrase: Zeroizing<String>,
    public: PublicKey,
}

impl Laptop {
    /// A computer with a new key.
    ///
    /// # Errors
    /// What the system says.
    pub fn new(parent: &Path, word: &str, [name, organisation, role, initials]: &[&str; 4]) -> Result<Self> {
        let folder = parent.join(word);
        make_private_folder(&folder, DOING)?;
        std::fs::create_dir(folder.join("bundles")).doing(DOING, &folder)?;
        let details = SignerDetails {
            name: (*name).to_owned(),
            organisation: (*organisation).to_owned(),
            role: (*role).to_owned(),
            initials: (*initials).to_owned(),
        };
        let mut bytes = Zeroizing::new([0; 16]);
        SystemRandom.fill(&mut *bytes)?;
        let passphrase = Zeroizing::new(to_hex(&*bytes));
        write_new(&folder.join("passphrase"), &format!("{}\n", *passphrase), 0o600, DOING)?;
        let public = keys::create(&folder.join("key"), &details, &passphrase)?.public();
        Ok(Self { folder, word: word.to_owned(), details, passphrase, public })
    }

    /// Where its catalogue is.
    pub fn root(&self) -> PathBuf {
        self.folder.join("catalogue")
    }

    /// The line of its signer in a list from outside.
    pub fn signers_line(&self) -> String {
        keys::signers_line(&self.details.name, &self.public)
    }

    /// Whose it is.
    pub fn name(&self) -> &str {
        &self.details.name
    }

    /// The organisation.
    pub fn organisation(&self) -> &str {
        &self.details.organisation
    }

    fn key(&self) -> Result<UnlockedKey> {
        KeyFile::read(&self.folder.join("key"))?.unlock(&self.passphrase)
    }

    fn around(&self) -> Surroundings {
        surroundings(self.folder.join("data").join("heads"), format!("laptop of {}", self.word))
    }

    /// Begins an operation here.
    ///
    /// # Errors
    /// As [`Catalogue::create`].
    pub fn begin(&self, operation: &NewOperation) -> Result<Opened> {
        Catalogue::create(&self.root(), self.around(), self.key()?, self.details.clone(), operation)
            .map(Opened)
    }

    /// Joins an operation on a bundle.
    ///
    /// # Errors
    /// As [`Catalogue::join`].
    pub fn join(&self, bundle: &Path, list: &AllowedSigners, watch: &dyn Progress) -> Result<Opened> {
        let (root, around, details) = (self.root(), self.around(), self.details.clone());
        let (catalogue, _) = Catalogue::join(&root, around, self.key()?, details, bundle, Some(list), watch)?;
        Ok(Opened(catalogue))
    }

    /// Exports everything to the folder of bundles.
    ///
    /// # Errors
    /// As [`Catalogue::export`].
    pub fn export(&self, catalogue: &mut Catalogue, zip: bool, watch: &dyn Progress) -> Result<PathBuf> {
        let options = ExportOptions { to: self.folder.join("bundles"), zip, since: None, invite: false };
        Ok(catalogue.export(&options, watch)?.path)
    }

    /// Takes in a card.
    pub fn card(&self, files: &[PathBuf]) -> IntakeOptions {
        IntakeOptions {
            sources: files.to_vec(),
            label: format!("card of {}", self.word),
            artefact: None,
            view: None,
        }
    }
}
