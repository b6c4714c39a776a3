//! A laptop for tests: real clock, real randomness, its own keys and data folder on a real disk.

use sigillum_core::catalogue::{
    Catalogue, ExportOptions, Exported, Input, Installed, IntakeOptions, IntakeReport, NewOperation,
    SignerDetails, Surroundings,
};
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::id::RecordId;
use sigillum_core::progress::Silent;
use sigillum_core::signature::{AllowedSigners, KeyFile, UnlockedKey};
use sigillum_core::time::{Clock, Moment, Random};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// The passphrase of every key in tests.
pub const PASSPHRASE: &str = "warehouse nine";

/// The system's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let millis = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        Moment { millis: i64::try_from(millis).unwrap(), offset_minutes: 0 }
    }
}

/// The system's randomness.
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<()> {
        getrandom::fill(buffer)
            .map_err(|e| Error::new(Code::Internal, "asking for randomness", e.to_string()))
    }
}

/// One laptop: a folder with key, data and catalogue.
pub struct Laptop {
    /// The folder of everything.
    pub folder: PathBuf,
    /// The signer's name.
    pub name: String,
}

impl Laptop {
    /// A laptop in a new folder, with a new key.
    pub fn new(parent: &Path, name: &str) -> Self {
        let folder = parent.join(name);
        std::fs::create_dir_all(folder.join("bundles")).unwrap();
        let laptop = Self { folder, name: name.to_owned() };
        KeyFile::create(&laptop.key_path(), PASSPHRASE, name, &SystemRandom).unwrap();
        laptop
    }

    /// Where the key is.
    pub fn key_path(&self) -> PathBuf {
        self.folder.join("key")
    }

    /// Where the catalogue is.
    pub fn root(&self) -> PathBuf {
        self.folder.join("catalogue")
    }

    /// Where bundles go.
    pub fn bundles(&self) -> PathBuf {
        self.folder.join("bundles")
    }

    /// The key, unlocked.
    pub fn key(&self) -> UnlockedKey {
        KeyFile::read(&self.key_path()).unwrap().unlock(PASSPHRASE).unwrap()
    }

    /// Who signs.
    pub fn details(&self) -> SignerDetails {
        SignerDetails {
            name: self.name.clone(),
            organisation: "Task force".into(),
            role: "specialist".into(),
            initials: self.name.chars().take(2).collect::<String>().to_uppercase(),
        }
    }

    /// What surrounds the core on this laptop.
    pub fn around(&self) -> Surroundings {
        Surroundings {
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            heads: self.folder.join("heads"),
            device: format!("laptop of {}", self.name),
            threads: 2,
            signers: Installed::default(),
        }
    }

    /// Begins an operation here.
    pub fn begin(&self) -> Catalogue {
        let operation = NewOperation {
            reference: "LON-2025-114".into(),
            title: "Storage unit 7".into(),
            place: "London".into(),
            more: Vec::new(),
        };
        Catalogue::create(&self.root(), self.around(), self.key(), self.details(), &operation).unwrap()
    }

    /// Opens the catalogue with the key unlocked.
    pub fn open(&self) -> Catalogue {
        let mut catalogue = Catalogue::open(&self.root(), self.around()).unwrap();
        catalogue.unlock(self.key(), self.details());
        catalogue
    }

    /// An empty catalogue of the operation that a bundle belongs to, which adopts it: headquarters before its first import.
    pub fn begin_of(&self, bundle: &Path) -> Catalogue {
        let check =
            sigillum_core::verify::bundle(bundle, &sigillum_core::verify::VerifyOptions::default(), &Silent);
        let mut catalogue = self.begin();
        catalogue.operation_adopt(check.unwrap().operation.unwrap()).unwrap();
        catalogue
    }

    /// Joins an operation on a bundle.
    pub fn join(&self, bundle: &Path) -> Catalogue {
        Catalogue::join(&self.root(), self.around(), self.key(), self.details(), bundle, None, &Silent)
            .unwrap()
            .0
    }

    /// The line of this signer for a list from outside.
    pub fn signers_line(&self) -> String {
        format!("{} {}\n", self.name, KeyFile::read(&self.key_path()).unwrap().public().openssh())
    }
}

/// A list from outside that trusts these laptops.
pub fn list_of(laptops: &[&Laptop]) -> AllowedSigners {
    let text: String = laptops.iter().map(|laptop| laptop.signers_line()).collect();
    AllowedSigners::parse(text.as_bytes()).unwrap()
}

/// Fields as a person types them.
pub fn fields(pairs: &[(&str, &str)]) -> Vec<(String, Input)> {
    pairs.iter().map(|(field, text)| ((*field).to_owned(), Input::Text((*text).to_owned()))).collect()
}

/// Exports to the laptop's bundle folder.
pub fn export(catalogue: &mut Catalogue, laptop: &Laptop, zip: bool, since: Option<&Path>) -> Exported {
    let options =
        ExportOptions { to: laptop.bundles(), zip, since: since.map(Path::to_owned), invite: false };
    catalogue.export(&options, &Silent).unwrap()
}

/// Takes in a folder of photos.
pub fn take_in(
    catalogue: &mut Catalogue,
    folder: &Path,
    artefact: Option<&RecordId>,
    view: Option<&str>,
) -> IntakeReport {
    let options = IntakeOptions {
        sources: vec![folder.to_owned()],
        label: "card A".into(),
        artefact: artefact.cloned(),
        view: view.map(str::to_owned),
    };
    catalogue.photo_add(&options, &Silent).unwrap()
}
