//! The system as the core is given it.

use sigillum_core::catalogue::{Installed, Surroundings};
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::time::{Clock, Moment, Random};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The system's clock, with the local offset.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let now = chrono::Local::now();
        let minutes = now.offset().local_minus_utc() / 60;
        Moment { millis: now.timestamp_millis(), offset_minutes: i16::try_from(minutes).unwrap_or(0) }
    }
}

/// The system's secure randomness.
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<()> {
        getrandom::fill(buffer).map_err(|cause| {
            Error::new(Code::Internal, "asking the system for randomness", cause.to_string())
        })
    }
}

/// What surrounds the core on this computer. `heads` is where the newest heads are kept, outside every catalogue.
pub fn surroundings(heads: PathBuf, device: String) -> Surroundings {
    Surroundings {
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        heads,
        device,
        threads: threads(),
        signers: Installed::default(),
    }
}

/// How many threads long work may use.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

/// This computer's name.
pub fn device() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}

/// Where the newest heads are kept inside the data folder.
pub fn heads_folder(data: &Path) -> PathBuf {
    data.join("heads")
}

/// Where keys are kept inside the data folder.
pub fn keys_folder(data: &Path) -> PathBuf {
    data.join("keys")
}

/// The system's place for the program's data; `None` where the system names no home folder. On Windows it is the one
/// that stays on the computer, since heads belong to it.
pub fn data_folder() -> Option<PathBuf> {
    place("LOCALAPPDATA", "Library/Application Support/Sigillum", "XDG_DATA_HOME", ".local/share")
}

/// The system's place for settings.
pub fn config_folder() -> Option<PathBuf> {
    place("APPDATA", "Library/Application Support/Sigillum/Settings", "XDG_CONFIG_HOME", ".config")
}

/// The program's folder by the rules of Windows, macOS and the XDG base directories.
fn place(windows: &str, macos: &str, xdg: &str, xdg_default: &str) -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || std::env::home_dir().filter(|path| path.is_absolute());
    if cfg!(windows) {
        return folder(windows).map(|base| base.join("Sigillum"));
    }
    if cfg!(target_os = "macos") {
        return home().map(|home| home.join(macos));
    }
    let base = folder(xdg).or_else(|| home().map(|home| home.join(xdg_default)));
    base.map(|base| base.join("sigillum"))
}
