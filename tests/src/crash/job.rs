//! What a worker is told to do and what it says was acknowledged: both as one line of text.

use std::fmt;
use std::path::PathBuf;

/// One job. Paths are relative to the laptop's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// Begins an operation.
    Create,
    /// Joins on a bundle.
    Join(PathBuf),
    /// Takes in a card.
    Intake(PathBuf),
    /// Seals this many notes, each in an acknowledged step of its own.
    Notes(u32),
    /// Exports as a folder.
    ExportFolder,
    /// Exports as one ZIP.
    ExportZip,
    /// Imports a bundle.
    Import(PathBuf),
    /// Opens the catalogue, which brings old views up to date.
    Open,
    /// Brings the database to a version that there is none of yet.
    Migrate,
    /// Rebuilds all views.
    Rebuild,
    /// Backs the database up into `backups/`.
    Backup,
    /// Puts a backup back.
    Restore(PathBuf),
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create => write!(f, "create"),
            Self::Join(bundle) => write!(f, "join={}", bundle.display()),
            Self::Intake(card) => write!(f, "intake={}", card.display()),
            Self::Notes(count) => write!(f, "notes={count}"),
            Self::ExportFolder => write!(f, "export-folder"),
            Self::ExportZip => write!(f, "export-zip"),
            Self::Import(bundle) => write!(f, "import={}", bundle.display()),
            Self::Open => write!(f, "open"),
            Self::Migrate => write!(f, "migrate"),
            Self::Rebuild => write!(f, "rebuild"),
            Self::Backup => write!(f, "backup"),
            Self::Restore(backup) => write!(f, "restore={}", backup.display()),
        }
    }
}

impl Job {
    /// Reads what [`Job`] is written as.
    pub fn parse(text: &str) -> Self {
        let (word, rest) = text.split_once('=').unwrap_or((text, ""));
        match word {
            "create" => Self::Create,
            "join" => Self::Join(rest.into()),
            "intake" => Self::Intake(rest.into()),
            "notes" => Self::Notes(rest.parse().unwrap()),
            "export-folder" => Self::ExportFolder,
            "export-zip" => Self::ExportZip,
            "import" => Self::Import(rest.into()),
            "open" => Self::Open,
            "migrate" => Self::Migrate,
            "rebuild" => Self::Rebuild,
            "backup" => Self::Backup,
            "restore" => Self::Restore(rest.into()),
            other => panic!("no such job: {other}"),
        }
    }
}

/// Something that the core acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ack {
    /// An operation was begun.
    Created,
    /// All that this bundle holds is here.
    Joined(PathBuf),
    /// A photo was taken in: SHA-256 and name.
    Photo(String, String),
    /// A note was sealed: the digest of its line, and its title.
    Note(String, String),
    /// A bundle stands here, by its name in `bundles/`.
    Bundle(String),
    /// A bundle was imported.
    Imported(PathBuf),
    /// A job that promises nothing new came to its end.
    Done,
    /// How long the write-ahead log was at this point.
    LogLength(u64),
}

impl fmt::Display for Ack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Created => write!(f, "ack created"),
            Self::Joined(bundle) => write!(f, "ack joined {}", bundle.display()),
            Self::Photo(sha256, name) => write!(f, "ack photo {sha256} {name}"),
            Self::Note(digest, title) => write!(f, "ack note {digest} {title}"),
            Self::Bundle(name) => write!(f, "ack bundle {name}"),
            Self::Imported(bundle) => write!(f, "ack imported {}", bundle.display()),
            Self::Done => write!(f, "ack done"),
            Self::LogLength(bytes) => write!(f, "ack log {bytes}"),
        }
    }
}

impl Ack {
    /// Reads a line that a worker printed; `None` for a tick.
    pub fn parse(line: &str) -> Option<Self> {
        let rest = line.strip_prefix("ack ")?;
        let (word, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let two = || rest.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        Some(match word {
            "created" => Self::Created,
            "joined" => Self::Joined(rest.into()),
            "photo" => Self::Photo(two().0, two().1),
            "note" => Self::Note(two().0, two().1),
            "bundle" => Self::Bundle(rest.into()),
            "imported" => Self::Imported(rest.into()),
            "done" => Self::Done,
            "log" => Self::LogLength(rest.parse().unwrap()),
            other => panic!("no such acknowledgement: {other}"),
        })
    }
}

/// The text of a note of this title, so that the judge can compare every letter.
pub fn note_text(title: &str) -> String {
    format!("{title}: seen under raking light, លោហៈ, {}", "tool marks; ".repeat(20))
}
