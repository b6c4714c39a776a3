//! What this computer remembers about the person's choices: no evidence, no secret.
//!
//! Owns: `settings.json` in the configuration folder, written to a new file that then takes the old one's place. A
//! file that cannot be read is set aside, never overwritten.

use serde::{Deserialize, Serialize};
use sigillum_core::error::{Code, Error, IoContext as _, Result};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many catalogues are remembered.
const REMEMBERED: usize = 12;

/// The colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system is set.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// High contrast.
    Contrast,
}

/// A catalogue that was open here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Recent {
    /// Its folder.
    pub path: PathBuf,
    /// The operation's reference.
    pub reference: String,
    /// What the operation is called.
    pub title: String,
    /// When it was last open, `2025-11-13T09:41:07.123Z`.
    pub opened: String,
}

/// The person's choices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub struct Settings {
    /// The colours.
    pub theme: Theme,
    /// The language of the screens; `None` for the system's.
    pub language: Option<String>,
    /// Large targets, for gloves.
    pub touch: bool,
    /// Size of text, percent of the usual, 50 to 200.
    pub zoom: u32,
    /// After how many minutes without a key or pointer the signing key is locked; 0 for never.
    pub idle_minutes: u32,
    /// The key that was last used.
    pub key: Option<PathBuf>,
    /// The page's own memory: widths of panes and the like, by name.
    #[ts(type = "Record<string, unknown>")]
    pub page: serde_json::Map<String, serde_json::Value>,
    /// Catalogues that were open here, the last first.
    pub recent: Vec<Recent>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            language: None,
            touch: false,
            zoom: 100,
            idle_minutes: 10,
            key: None,
            page: serde_json::Map::new(),
            recent: Vec::new(),
        }
    }
}

impl Settings {
    /// Puts a catalogue at the head of those that were open.
    pub fn opened(&mut self, recent: Recent) {
        self.recent.retain(|known| known.path != recent.path);
        self.recent.insert(0, recent);
        self.recent.truncate(REMEMBERED);
    }

    fn within_bounds(mut self) -> Self {
        self.zoom = self.zoom.clamp(50, 200);
        self.idle_minutes = self.idle_minutes.min(24 * 60);
        self
    }
}

/// The settings with the file that they are kept in.
pub struct SettingsFile {
    path: PathBuf,
    current: Mutex<Settings>,
}

impl SettingsFile {
    /// Reads them; what is not there yet is as it is at first.
    pub fn open(folder: &Path) -> Self {
        let path = folder.join("settings.json");
        let read = std::fs::read(&path).ok();
        let parsed = read.as_ref().map(|bytes| serde_json::from_slice::<Settings>(bytes));
        if let Some(Err(_)) = parsed {
            // Kept beside, so that nothing is lost by a version that cannot read it.
            let _ = std::fs::rename(&path, path.with_extension("json.unreadable"));
        }
        let current = parsed.and_then(std::result::Result::ok).unwrap_or_default().within_bounds();
        Self { path, current: Mutex::new(current) }
    }

    /// As they are now.
    pub fn get(&self) -> Settings {
        self.lock().clone()
    }

    /// Changes them and writes them.
    ///
    /// # Errors
    /// What the system says; the change then holds until the program ends.
    pub fn change(&self, change: impl FnOnce(&mut Settings)) -> Result<Settings> {
        let mut current = self.lock();
        change(&mut current);
        *current = current.clone().within_bounds();
        write(&self.path, &current)?;
        Ok(current.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Settings> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn write(path: &Path, settings: &Settings) -> Result<()> {
    let doing = "writing the settings";
    let text = serde_json::to_vec_pretty(settings)
        .map_err(|cause| Error::new(Code::Internal, doing, cause.to_string()))?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).doing(doing, folder)?;
    }
    let new = path.with_extension("json.new");
    let mut file = std::fs::File::create(&new).doing(doing, &new)?;
    file.write_all(&text).and_then(|()| file.sync_all()).doing(doing, &new)?;
    std::fs::rename(&new, path).doing(doing, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_back_and_an_unreadable_file_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::open(folder.path());
        file.change(|settings| {
            settings.theme = Theme::Dark;
            settings.zoom = 900;
        })
        .unwrap();
        let again = SettingsFile::open(folder.path()).get();
        assert_eq!((again.theme, again.zoom), (Theme::Dark, 200));
        std::fs::write(folder.path().join("settings.json"), "{").unwrap();
        assert_eq!(SettingsFile::open(folder.path()).get(), Settings::default());
        assert!(folder.path().join("settings.json.unreadable").exists());
    }

    #[test]
    fn a_catalogue_that_is_opened_again_stands_once_and_first() {
        let mut settings = Settings::default();
        let recent = |n: usize| Recent {
            path: PathBuf::from(format!("catalogue-{n}")),
            reference: String::new(),
            title: String::new(),
            opened: String::new(),
        };
        (0..20).for_each(|n| settings.opened(recent(n)));
        settings.opened(recent(15));
        assert_eq!(settings.recent[0], recent(15));
        assert_eq!(settings.recent.len(), REMEMBERED);
        assert_eq!(settings.recent.iter().filter(|r| **r == recent(15)).count(), 1);
    }
}
