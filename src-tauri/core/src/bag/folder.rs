//! Reading a folder without ever leaving it: no link is followed in any part of a path, nothing but plain
//! files is opened, so that a pipe cannot hang us and a device cannot be read.
//!
//! Owns: the handle of the root folder, listing and opening below it. Must never: join a path and hand it to
//! the system whole, except where the system has no better (then every part is looked at first).

use super::form::MOST_FILES;
use crate::error::{Code, Error, IoContext, Result};
use crate::finding::{Finding, FindingKind};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The deepest folder that is entered.
const DEEPEST: usize = 64;

/// What a folder holds.
#[derive(Default)]
pub(super) struct Listing {
    /// Plain files by path, with their size in bytes.
    pub files: BTreeMap<String, u64>,
    /// Folders by path.
    pub folders: BTreeSet<String>,
    /// Folders that hold nothing at all.
    pub empty: Vec<String>,
    /// What is neither, or could not be looked at.
    pub findings: Vec<Finding>,
}

/// What a name in a folder is.
pub(super) enum Kind {
    File(u64),
    Folder,
    Other(&'static str),
}

/// One name in a folder: `Err` with what can be shown of it if it is no text.
pub(super) type Name = std::result::Result<String, String>;

/// A folder that is held open.
pub(super) struct Folder {
    root: system::Root,
    path: PathBuf,
}

impl Folder {
    /// Opens a folder. Its own path may lead over links: it is the caller's.
    pub fn open(path: &Path) -> Result<Self> {
        let root = system::Root::open(path).doing("opening the bag", path)?;
        Ok(Self { root, path: path.to_owned() })
    }

    /// Lists everything below.
    pub fn list(&self) -> Result<Listing> {
        let mut listing = Listing::default();
        let mut waiting = vec![String::new()];
        while let Some(folder) = waiting.pop() {
            match self.root.entries(&folder) {
                Ok(entries) => listing.take(&folder, entries, &mut waiting),
                Err(error) if folder.is_empty() => {
                    return Err(Error::io("listing the bag", &self.path, error));
                }
                Err(error) => listing.findings.push(unreadable(&folder, &error)),
            }
            if listing.files.len() + listing.folders.len() + listing.findings.len() > MOST_FILES {
                return Err(Error::new(Code::TooLarge, "listing the bag", "it holds too many files")
                    .on(self.path.display()));
            }
        }
        Ok(listing)
    }

    /// Opens one plain file for reading.
    pub fn file(&self, path: &str) -> io::Result<File> {
        self.root.file(path)
    }
}

impl Listing {
    fn take(&mut self, folder: &str, entries: Vec<(Name, io::Result<Kind>)>, waiting: &mut Vec<String>) {
        if entries.is_empty() && !folder.is_empty() {
            self.empty.push(folder.to_owned());
        }
        for (name, kind) in entries {
            let name = match name {
                Ok(name) => name,
                Err(shown) => {
                    let finding =
                        Finding::new(FindingKind::Unexpected, "name-not-text", below(folder, &shown));
                    self.findings.push(finding);
                    continue;
                }
            };
            let path = below(folder, &name);
            match kind {
                Ok(Kind::File(size)) => drop(self.files.insert(path, size)),
                Ok(Kind::Folder) if path.split('/').count() > DEEPEST => {
                    self.findings.push(Finding::new(FindingKind::Unexpected, "too-deep", path));
                }
                Ok(Kind::Folder) => {
                    self.folders.insert(path.clone());
                    waiting.push(path);
                }
                Ok(Kind::Other(what)) => {
                    let finding = Finding::new(FindingKind::Unexpected, "not-a-plain-file", path);
                    self.findings.push(finding.expected("a file").found(what));
                }
                Err(error) => self.findings.push(unreadable(&path, &error)),
            }
        }
    }
}

fn unreadable(path: &str, error: &io::Error) -> Finding {
    Finding::new(FindingKind::Missing, "unreadable", path).found(error)
}

fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn not_plain() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "not a plain file")
}

#[cfg(unix)]
mod system {
    use super::{Kind, Name, not_plain};
    use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, fstat, openat, statat};
    use std::fs::File;
    use std::io;
    use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
    use std::path::Path;

    pub(in super::super) struct Root(OwnedFd);

    impl Root {
        pub fn open(path: &Path) -> io::Result<Self> {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            Ok(Self(rustix::fs::open(path, flags, Mode::empty())?))
        }

        /// Opens a folder part by part, each relative to the one before and never through a link.
        fn folder(&self, path: &str) -> io::Result<OwnedFd> {
            let mut fd = step(self.0.as_fd(), ".")?;
            for name in path.split('/').filter(|name| !name.is_empty()) {
                fd = step(fd.as_fd(), name)?;
            }
            Ok(fd)
        }

        pub fn entries(&self, path: &str) -> io::Result<Vec<(Name, io::Result<Kind>)>> {
            let fd = self.folder(path)?;
            let mut entries = Vec::new();
            for entry in Dir::read_from(&fd)? {
                let entry = entry?;
                let name = entry.file_name();
                if matches!(name.to_bytes(), b"." | b"..") {
                    continue;
                }
                let kind = kind(fd.as_fd(), name);
                let name = name.to_str().map(str::to_owned).map_err(|_| name.to_string_lossy().into_owned());
                entries.push((name, kind));
            }
            Ok(entries)
        }

        pub fn file(&self, path: &str) -> io::Result<File> {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let folder = self.folder(folder)?;
            // NONBLOCK: a pipe put here since the listing must not hang us before it is refused.
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let fd = openat(&folder, name, flags, Mode::empty())?;
            if FileType::from_raw_mode(fstat(&fd)?.st_mode) != FileType::RegularFile {
                return Err(not_plain());
            }
            Ok(File::from(fd))
        }
    }

    fn step(folder: BorrowedFd<'_>, name: &str) -> io::Result<OwnedFd> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(openat(folder, name, flags, Mode::empty())?)
    }

    fn kind(folder: BorrowedFd<'_>, name: &std::ffi::CStr) -> io::Result<Kind> {
        let stat = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Kind::File(u64::try_from(stat.st_size).unwrap_or(0)),
            FileType::Directory => Kind::Folder,
            FileType::Symlink => Kind::Other("a link"),
            FileType::Fifo => Kind::Other("a pipe"),
            FileType::Socket => Kind::Other("a socket"),
            _ => Kind::Other("a device"),
        })
    }
}

#[cfg(not(unix))]
mod system {
    use super::{Kind, Name, not_plain};
    use std::fs::{self, File, Metadata};
    use std::io;
    use std::path::{Path, PathBuf};

    pub(in super::super) struct Root(PathBuf);

    impl Root {
        pub fn open(path: &Path) -> io::Result<Self> {
            let root = fs::canonicalize(path)?;
            if root.is_dir() { Ok(Self(root)) } else { Err(not_plain()) }
        }

        /// Looks at every part before the whole is used; Windows has no opening relative to a folder here.
        fn walk(&self, path: &str) -> io::Result<PathBuf> {
            let mut at = self.0.clone();
            for name in path.split('/').filter(|name| !name.is_empty()) {
                at.push(name);
                if fs::symlink_metadata(&at)?.file_type().is_symlink() {
                    return Err(not_plain());
                }
            }
            Ok(at)
        }

        pub fn entries(&self, path: &str) -> io::Result<Vec<(Name, io::Result<Kind>)>> {
            let mut entries = Vec::new();
            for entry in fs::read_dir(self.walk(path)?)? {
                let entry = entry?;
                let kind = fs::symlink_metadata(entry.path()).map(|data| kind(&data));
                let name =
                    entry.file_name().into_string().map_err(|name| name.to_string_lossy().into_owned());
                entries.push((name, kind));
            }
            Ok(entries)
        }

        pub fn file(&self, path: &str) -> io::Result<File> {
            let at = self.walk(path)?;
            if !fs::symlink_metadata(&at)?.is_file() {
                return Err(not_plain());
            }
            File::open(at)
        }
    }

    fn kind(data: &Metadata) -> Kind {
        match data.file_type() {
            t if t.is_symlink() => Kind::Other("a link"),
            t if t.is_dir() => Kind::Folder,
            t if t.is_file() => Kind::File(data.len()),
            _ => Kind::Other("a device"),
        }
    }
}
