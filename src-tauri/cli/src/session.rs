//! What one run of the program works with: the catalogue, the key, and the surroundings that the core is given.

use crate::answer::print_note;
use crate::args::Common;
use crate::key;
use crate::watch::{Stop, Watch};
use sigillum_core::catalogue::{Catalogue, CutOffExport, SignerDetails, Surroundings};
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::signature::{AllowedSigners, UnlockedKey};
use sigillum_host::trust::installed_signers;
use sigillum_host::{data_folder, device, heads_folder, keys_folder, surroundings};
use std::cell::OnceCell;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};

/// One run.
pub struct Session {
    /// What every verb was told.
    pub common: Common,
    data: PathBuf,
    stop: Stop,
    listening: OnceCell<()>,
}

impl Session {
    /// Finds the data folder; touches nothing.
    ///
    /// # Errors
    /// [`Code::Usage`] if the system names no home and none is given.
    pub fn new(common: Common) -> Result<Self> {
        let data = common.data.clone().or_else(data_folder).ok_or_else(|| {
            Error::new(Code::Usage, "finding the data folder", "the system names no home folder")
                .remedy("Name one with --data.")
        })?;
        Ok(Self { common, data, stop: Stop::default(), listening: OnceCell::new() })
    }

    /// The catalogue's folder.
    pub fn root(&self) -> PathBuf {
        self.common.catalogue.clone().unwrap_or_else(|| PathBuf::from("."))
    }

    /// The signing key's file.
    pub fn key_path(&self) -> PathBuf {
        self.common.key.clone().unwrap_or_else(|| keys_folder(&self.data).join("default"))
    }

    /// The user's data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// This computer's name.
    pub fn device(&self) -> String {
        self.common.device.clone().unwrap_or_else(device)
    }

    /// What surrounds the core.
    pub fn around(&self) -> Surroundings {
        surroundings(heads_folder(&self.data), self.device())
    }

    /// The same, with headquarters' list as it is installed on this computer.
    ///
    /// # Errors
    /// Where the pin or the list were changed on this computer.
    pub fn around_with_list(&self) -> Result<Surroundings> {
        let around = self.around();
        around.signers.set(installed_signers(&self.data)?);
        Ok(around)
    }

    /// The catalogue, for reading.
    ///
    /// # Errors
    /// As [`Catalogue::open_read_only`].
    pub fn read(&self) -> Result<Opened> {
        Catalogue::open_read_only(&self.root(), self.around_with_list()?).map(Opened)
    }

    /// The catalogue, for work that leaves no entry.
    ///
    /// # Errors
    /// As [`Catalogue::open`].
    pub fn open(&self) -> Result<Opened> {
        let catalogue = Catalogue::open(&self.root(), self.around_with_list()?)?;
        say_recovery(&catalogue);
        Ok(Opened(catalogue))
    }

    /// The catalogue with the key unlocked.
    ///
    /// # Errors
    /// As [`Catalogue::open`]; what the key's file or its passphrase gives.
    pub fn write(&self) -> Result<Opened> {
        let mut catalogue = self.open()?;
        let (key, details) = self.signer()?;
        catalogue.unlock(key, details);
        Ok(catalogue)
    }

    /// The key, unlocked, and who that is.
    ///
    /// # Errors
    /// What the key's file or its passphrase gives.
    pub fn signer(&self) -> Result<(UnlockedKey, SignerDetails)> {
        key::unlock(&self.key_path(), &self.common)
    }

    /// Watches long work; from the first time on Ctrl-C asks for a stop at a safe point.
    pub fn watch(&self) -> Watch {
        self.listening.get_or_init(|| self.stop.listen());
        Watch::new(self.stop.clone())
    }
}

/// A list of signers from outside, if one is named.
///
/// # Errors
/// As [`AllowedSigners::read`].
pub fn list_of(path: Option<&Path>) -> Result<Option<AllowedSigners>> {
    path.map(AllowedSigners::read).transpose()
}

/// A catalogue whose key is locked when the work is done, which signs the head of its chain; then it tells its
/// warnings.
pub struct Opened(pub Catalogue);

impl Deref for Opened {
    type Target = Catalogue;

    fn deref(&self) -> &Catalogue {
        &self.0
    }
}

impl DerefMut for Opened {
    fn deref_mut(&mut self) -> &mut Catalogue {
        &mut self.0
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.lock_key();
        for warning in self.0.take_warnings() {
            print_note(&warning.to_string());
        }
    }
}

/// Says what an earlier run that was cut off had left.
fn say_recovery(catalogue: &Catalogue) {
    catalogue.exports_cut_off().unwrap_or_default().iter().for_each(say_cut_off);
    let recovery = catalogue.recovery();
    let moved = recovery.quarantined.len();
    if moved > 0 {
        print_note(&format!(
            "{moved} files that no entry names were moved to quarantine/; they are kept there."
        ));
    }
    let lost = recovery.not_kept.len();
    if lost > 0 {
        print_note(&format!("{lost} files were cut off while they were taken in: take their card in again."));
    }
}

/// Says what an export that was cut off left on a disk.
pub fn say_cut_off(export: &CutOffExport) {
    print_note(&format!(
        "An export that was cut off left {}. It is no bundle; the next export into that folder removes it.",
        export.path.display()
    ));
}
