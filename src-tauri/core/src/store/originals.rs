//! The originals of a catalogue: files named by the hash of their bytes, `originals/ab/<sha256>.<ext>`.
//!
//! Owns: the layout of `originals/`, `journal/` and `quarantine/`, and finding and checking what is held. Must
//! never: replace or delete an original. A damaged one is moved to `quarantine/`, where a person can look at it.
//!
//! Bringing a file in takes two steps, so that many files share the price of durability:
//! [`Originals::stage`] copies and hashes, [`Originals::settle`] makes durable, reads back and puts in place.
//! Only what `settle` returned, and an entry then names, may be called taken.
//! One program at a time may have the catalogue; its lock is the database's matter.

use crate::digest::Digest;
use crate::error::{Code, Error, IoContext, Result};
use crate::store::files::{self, Special};
use crate::store::free;
use crate::store::journal::{Job, JobKind, is_ext};
use crate::time::{Moment, Random};
use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folders of originals inside one catalogue. Cheap to clone, and shared by threads.
#[derive(Clone)]
pub struct Originals {
    root: PathBuf,
    random: Arc<dyn Random>,
}

/// What reading a held original showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldState {
    /// It is there, and its bytes have its hash.
    Whole {
        /// Its size in bytes.
        size: u64,
    },
    /// It is there, but is not what its name says.
    Damaged {
        /// The hash of its bytes now; `None` when they cannot be read.
        found: Option<Digest>,
    },
    /// It is not there.
    Missing,
}

impl Originals {
    /// The originals of the catalogue in this folder. Nothing is read or made yet, so that a catalogue on a
    /// read-only medium can be looked at.
    ///
    /// # Errors
    /// [`Code::CatalogueDamaged`] when one of the folders is a link or file: what it leads to is not ours.
    pub fn open(catalogue: &Path, random: Arc<dyn Random>) -> Result<Self> {
        let originals = Self { root: catalogue.to_owned(), random };
        for folder in [originals.folder(), originals.journal(), originals.quarantine()] {
            match std::fs::symlink_metadata(&folder) {
                Ok(metadata) if !metadata.is_dir() => {
                    return Err(Error::new(
                        Code::CatalogueDamaged,
                        "opening the originals",
                        "a link or file stands where a folder of the catalogue should be",
                    )
                    .on(folder.display()));
                }
                Err(e) if e.kind() != ErrorKind::NotFound => {
                    return Err(e).doing("opening the originals", &folder);
                }
                _ => {}
            }
        }
        Ok(originals)
    }

    /// Begins a job that brings in at most `need` bytes: looks for room, makes the folders, and opens a journal.
    /// `label` is what the person calls the card or bundle.
    ///
    /// # Errors
    /// [`Code::DiskFull`] before anything is done, [`Code::ReadOnly`], or any other failure of the target.
    pub fn begin(&self, kind: JobKind, label: &str, begun: Moment, need: u64) -> Result<Job> {
        free::require_space(&self.root, need)?;
        for folder in [self.folder(), self.journal(), self.quarantine()] {
            self.make_folder(&folder)?;
        }
        // An earlier program may have ended between making a folder and making its name durable.
        for folder in [self.root.clone(), self.folder()] {
            files::sync_folder(&folder).doing("making the folders of the catalogue durable", &folder)?;
        }
        Job::begin(&self.journal(), self.random_name()?, kind, label, begun)
    }

    /// Where an original of this hash and ending stands, relative to the catalogue's folder.
    pub fn relative_path(digest: &Digest, ext: &str) -> PathBuf {
        let hex = digest.hex();
        Path::new("originals").join(&hex[..2]).join(format!("{hex}.{ext}"))
    }

    /// Finds an original by its hash, whatever its ending; its absolute path. Its bytes are not looked at.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn find(&self, digest: &Digest) -> Result<Option<PathBuf>> {
        let hex = digest.hex();
        let folder = self.folder().join(&hex[..2]);
        Ok(names_in(&folder)?
            .into_iter()
            .find(|name| name.to_str().and_then(content_name).is_some_and(|(found, _)| found == *digest))
            .map(|name| folder.join(name)))
    }

    /// Every original that is in place, by its name, with the size of its file. Bytes are not looked at.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn standing(&self) -> Result<HashMap<Digest, u64>> {
        let mut found = HashMap::new();
        for part in names_in(&self.folder())? {
            let folder = self.folder().join(&part);
            if !folder.is_dir() {
                continue;
            }
            for name in names_in(&folder)? {
                if let Some((digest, _)) = name.to_str().and_then(content_name) {
                    found.insert(digest, size_of(&folder.join(&name)));
                }
            }
        }
        Ok(found)
    }

    /// Reads a held original from the medium and compares it with its name.
    ///
    /// # Errors
    /// When its folder cannot be read, or [`Code::Cancelled`]. An original that cannot be read is no error but
    /// [`HeldState::Damaged`].
    pub fn check(&self, digest: &Digest, keep_going: &dyn Fn() -> bool) -> Result<HeldState> {
        match self.find(digest)? {
            None => Ok(HeldState::Missing),
            Some(path) => check_file(&path, digest, keep_going),
        }
    }

    /// Moves a file of the catalogue to `quarantine/` under a name that keeps its own; the new name.
    pub(crate) fn to_quarantine(&self, path: &Path, name: &str) -> Result<String> {
        let doing = "moving a file to the quarantine";
        let quarantine = self.quarantine();
        self.make_folder(&quarantine)?;
        let mut target = name.to_owned();
        loop {
            match files::rename_new(path, &quarantine.join(&target)) {
                Err(e) if e.kind() == ErrorKind::AlreadyExists => {
                    target = format!("{}-{name}", self.random_name()?);
                }
                moved => {
                    moved.doing(doing, path)?;
                    break;
                }
            }
        }
        files::sync_folder(&quarantine).doing(doing, &quarantine)?;
        if let Some(parent) = path.parent() {
            files::sync_folder(parent).doing(doing, parent)?;
        }
        Ok(target)
    }

    /// Makes a folder of the catalogue, its name durable, unless it is there.
    pub(crate) fn make_folder(&self, folder: &Path) -> Result<()> {
        let doing = "making a folder of the catalogue";
        match std::fs::create_dir(folder) {
            Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(()),
            Err(e) => Err(e).doing(doing, folder),
            Ok(()) => {
                folder.parent().map_or(Ok(()), |parent| files::sync_folder(parent).doing(doing, parent))
            }
        }
    }

    /// Sixteen random hex digits.
    pub(crate) fn random_name(&self) -> Result<String> {
        files::random_name(self.random.as_ref())
    }

    /// The folder that everything here is relative to.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// `originals/`.
    pub fn folder(&self) -> PathBuf {
        self.root.join("originals")
    }

    /// `journal/`: temporary files, and what running jobs are about to put in place.
    pub fn journal(&self) -> PathBuf {
        self.root.join("journal")
    }

    /// `quarantine/`: what no entry names, and what is not what its name says. Never evidence, never deleted.
    pub fn quarantine(&self) -> PathBuf {
        self.root.join("quarantine")
    }
}

/// Reads one file and compares it with the hash it should have.
pub(crate) fn check_file(path: &Path, digest: &Digest, keep_going: &dyn Fn() -> bool) -> Result<HeldState> {
    match files::hash_from_medium(path, keep_going) {
        Ok((found, size)) if found == *digest => Ok(HeldState::Whole { size }),
        Ok((found, _)) => Ok(HeldState::Damaged { found: Some(found) }),
        Err(e) if e.kind() == ErrorKind::Interrupted => Err(stopped("checking an original")),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(HeldState::Missing),
        Err(_) => Ok(HeldState::Damaged { found: None }),
    }
}

/// The error of a job that was stopped while reading.
pub(crate) fn stopped(doing: &str) -> Error {
    Error::new(Code::Cancelled, doing, "stopped on request").safe("What was acknowledged so far is kept")
}

/// Hash and ending of a name of the form `<sha256>.<ext>`; `None` for any other.
pub fn content_name(name: &str) -> Option<(Digest, &str)> {
    let (hex, ext) = name.split_once('.')?;
    let digest = hex.parse().ok()?;
    is_ext(ext).then_some((digest, ext))
}

/// The names in a folder, sorted; none when it does not exist.
pub(crate) fn names_in(folder: &Path) -> Result<Vec<OsString>> {
    let doing = "reading a folder of the catalogue";
    let entries = match std::fs::read_dir(folder) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.doing(doing, folder)?,
    };
    let names: io::Result<Vec<_>> = entries.map(|entry| entry.map(|e| e.file_name())).collect();
    let mut names = names.doing(doing, folder)?;
    names.sort();
    Ok(names)
}

/// Size of the file at a path, links not followed; 0 where it cannot be told.
pub(crate) fn size_of(path: &Path) -> u64 {
    std::fs::symlink_metadata(path).ok().filter(|m| Special::of(m).is_none()).map_or(0, |m| m.len())
}
