//! The first step of bringing a file in: copy it to a temporary file in `journal/` while hashing it.
//!
//! Owns: telling a failure of the source (the job goes on with the next file) from one of the target (the job
//! ends). Must never: write to the source, follow a link, wait for a pipe, or keep a copy of a file that
//! changed while it was read.

use crate::digest::{Digest, Hasher};
use crate::error::{Code, Error, IoContext, Result};
use crate::progress::{self, Progress};
use crate::store::buffers::Buffers;
use crate::store::files::{self, NotOpened, Special};
use crate::store::journal::is_ext;
use crate::store::originals::Originals;
use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Bytes at a file's beginning by which its kind is told.
pub const HEAD: usize = 4096;

/// How files are staged.
#[derive(Clone, Copy)]
pub struct Staging<'a> {
    /// The ending, without dot, of a file that begins with these bytes (at most [`HEAD`] of them). Whatever is
    /// not one to eight lower-case letters and digits counts as `bin`.
    pub ext: fn(&[u8]) -> &'static str,
    /// Files up to [`KEEP`](super::KEEP) come back with their bytes, in a buffer from here; without it none do.
    pub keep: Option<&'a Buffers>,
    /// Hears of every chunk that was copied, in bytes; may stop the job.
    pub progress: &'a dyn Progress,
}

/// Why a source was not taken; the job goes on with the next file unless the device is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The system does not let us read it.
    Unreadable,
    /// The medium failed while it was read: a bad spot, or a card that was pulled.
    Medium,
    /// It is not there any more.
    Missing,
    /// It changed while it was read.
    Changed,
    /// It is a link, folder, pipe, socket or device.
    NotRegular,
    /// It has no bytes: nothing that could be evidence.
    Empty,
    /// The catalogue's disk cannot hold a file of this size.
    TooLarge,
    /// The card or disk went away.
    DeviceGone,
}

impl Reason {
    /// The stable code of this reason.
    pub fn code(self) -> Code {
        match self {
            Self::Unreadable | Self::Medium | Self::Empty => Code::Io,
            Self::Missing => Code::NotFound,
            Self::Changed => Code::SourceChanged,
            Self::NotRegular => Code::NotARegularFile,
            Self::TooLarge => Code::TooLarge,
            Self::DeviceGone => Code::DeviceGone,
        }
    }
}

/// A source that was not taken. Nothing of it is kept.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TakeFailure {
    /// The reason, for programs.
    pub reason: Reason,
    /// What happened, in a sentence's fragment, for people.
    pub what: String,
}

impl TakeFailure {
    fn new(reason: Reason, what: impl Into<String>) -> Self {
        Self { reason, what: what.into() }
    }

    /// The same as an error, for a job that was about this one file.
    pub fn into_error(self, source: &Path) -> Error {
        Error::new(self.reason.code(), "taking a file", self.what)
            .on(source.display())
            .safe("Nothing of it was kept, and it was not changed")
    }
}

/// A temporary file of ours, removed when it is dropped before it was put in place.
#[derive(Debug)]
pub(crate) struct Temporary {
    pub(crate) path: PathBuf,
    pub(crate) name: String,
    /// Open until the data is durable.
    pub(crate) file: Option<File>,
    pub(crate) placed: bool,
}

impl Temporary {
    /// Makes the data durable and closes the file. The handle that wrote is the one that hears of a failed write.
    pub(crate) fn sync(&mut self) -> Result<()> {
        self.file.take().map_or(Ok(()), |file| file.sync_all()).doing("making a file durable", &self.path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.placed {
            // What cannot be removed now is found and reported at the next start.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// A file that was copied and hashed but is not safe yet: it may still be lost, and must not be acknowledged.
#[derive(Debug)]
pub struct Staged {
    pub(crate) temporary: Temporary,
    /// The path it was read from.
    pub source: PathBuf,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its size in bytes, at least 1.
    pub size: u64,
    /// The ending of its name, without dot.
    pub ext: String,
    /// Its first bytes, at most [`HEAD`].
    pub head: Vec<u8>,
    /// All its bytes, when it is no larger than [`KEEP`](super::KEEP) and they were asked for. Take them out when they are needed.
    pub bytes: Option<Vec<u8>>,
    /// When the source was last modified, as the medium claims; never evidence of a capture time.
    pub modified: Option<SystemTime>,
}

impl Originals {
    /// Copies a source to a temporary file and hashes it. A job must have begun.
    ///
    /// # Errors
    /// Outside: what must end the whole job (the target failed, or [`Code::Cancelled`]). Inside: why this one
    /// source was not taken. Either way nothing of it is kept.
    pub fn stage(&self, source: &Path, how: &Staging) -> Result<Result<Staged, TakeFailure>> {
        let (mut file, before) = match files::open_regular(source) {
            Ok(opened) => opened,
            Err(NotOpened::Special(special)) => return Ok(Err(not_regular(special))),
            Err(NotOpened::Io(e)) => return Ok(Err(source_failure(source, &e))),
        };
        if before.len() == 0 {
            return Ok(Err(TakeFailure::new(Reason::Empty, "it has no bytes")));
        }
        let staged = match self.copy(&mut file, source, before.len(), how)? {
            Ok(staged) => staged,
            Err(failure) => return Ok(Err(failure)),
        };
        Ok(match changed_since(&before, &file, source) {
            None => Ok(Staged { modified: before.modified().ok(), ..staged }),
            Some(failure) => Err(failure),
        })
    }

    /// Copies what a reader gives, such as a member of a ZIP, which must be exactly `size` bytes; `name` stands
    /// for the source in the journal.
    ///
    /// # Errors
    /// As [`Originals::stage`].
    pub fn stage_reader(
        &self,
        reader: &mut dyn Read,
        name: &Path,
        size: u64,
        how: &Staging,
    ) -> Result<Result<Staged, TakeFailure>> {
        if size == 0 {
            return Ok(Err(TakeFailure::new(Reason::Empty, "it has no bytes")));
        }
        self.copy(reader, name, size, how)
    }

    fn copy(
        &self,
        reader: &mut dyn Read,
        source: &Path,
        size: u64,
        how: &Staging,
    ) -> Result<Result<Staged, TakeFailure>> {
        let (mut temporary, mut file) = self.temporary()?;
        let mut copy = Copy { hasher: Hasher::default(), size: 0, head: Vec::new(), bytes: None };
        copy.bytes = how.keep.and_then(|buffers| buffers.take(size));
        if let Err(failure) = copy.run(reader, source, size, (&mut file, &temporary.path), how.progress)? {
            return Ok(Err(failure));
        }
        if copy.size != size {
            return Ok(Err(TakeFailure::new(
                Reason::Changed,
                "it became longer or shorter while it was read",
            )));
        }
        // The system begins to write now what settling will wait for.
        files::drop_cache(&file);
        temporary.file = Some(file);
        let ext = Some((how.ext)(&copy.head)).filter(|ext| is_ext(ext)).unwrap_or("bin").to_owned();
        Ok(Ok(Staged {
            temporary,
            source: source.to_owned(),
            digest: copy.hasher.finish(),
            size,
            ext,
            head: copy.head,
            bytes: copy.bytes,
            modified: None,
        }))
    }

    fn temporary(&self) -> Result<(Temporary, File)> {
        let name = format!("{}.part", self.random_name()?);
        let path = self.journal().join(&name);
        let file = files::create_new(&path).doing("making a temporary file in the catalogue", &path)?;
        Ok((Temporary { path, name, file: None, placed: false }, file))
    }
}

/// What was read of a source so far.
struct Copy {
    hasher: Hasher,
    size: u64,
    head: Vec<u8>,
    bytes: Option<Vec<u8>>,
}

impl Copy {
    /// Reads to the end, or one chunk beyond `expected`: a file that grows as fast as it is read has no end.
    fn run(
        &mut self,
        reader: &mut dyn Read,
        source: &Path,
        expected: u64,
        (target, path): (&mut File, &Path),
        progress: &dyn Progress,
    ) -> Result<Result<(), TakeFailure>> {
        let mut buffer = vec![0; files::CHUNK];
        while self.size <= expected {
            progress::check(progress, "taking a file")?;
            let chunk = match files::fill(reader, &mut buffer) {
                Ok(0) => break,
                Ok(n) => &buffer[..n],
                Err(e) => return Ok(Err(source_failure(source, &e))),
            };
            if let Err(e) = target.write_all(chunk) {
                return target_failure(e, path).map(Err);
            }
            self.add(chunk);
            progress.advance(chunk.len() as u64);
        }
        Ok(Ok(()))
    }

    fn add(&mut self, chunk: &[u8]) {
        self.hasher.update(chunk);
        self.size += chunk.len() as u64;
        if self.head.is_empty() {
            self.head = chunk[..chunk.len().min(HEAD)].to_vec();
        }
        if let Some(bytes) = &mut self.bytes {
            // A file that grew is refused later; until then it must not fill the memory.
            if bytes.len() + chunk.len() <= bytes.capacity() {
                bytes.extend_from_slice(chunk);
            }
        }
    }
}

/// A file that the target's file system cannot hold concerns this file only; anything else ends the job.
fn target_failure(error: io::Error, path: &Path) -> Result<TakeFailure> {
    if error.kind() == ErrorKind::FileTooLarge {
        return Ok(TakeFailure::new(
            Reason::TooLarge,
            "the catalogue's disk cannot hold a file of this size; FAT32 ends at 4 GiB",
        ));
    }
    Err(Error::io("copying a file into the catalogue", path, error)
        .safe("What was acknowledged is kept; the source was not changed"))
}

fn not_regular(special: Special) -> TakeFailure {
    TakeFailure::new(Reason::NotRegular, format!("it is {}, and only files are taken", special.word()))
}

/// Compares the source with what it was before it was read: the open file's size and time, and that its path
/// still names it.
fn changed_since(before: &Metadata, file: &File, source: &Path) -> Option<TakeFailure> {
    let after = match file.metadata() {
        Ok(after) => after,
        Err(e) => return Some(source_failure(source, &e)),
    };
    let named = match std::fs::symlink_metadata(source) {
        Ok(named) => named,
        Err(e) => return Some(source_failure(source, &e)),
    };
    let stamp = |m: &Metadata| (m.len(), m.modified().ok(), identity(m));
    let same = stamp(before) == stamp(&after) && stamp(before) == stamp(&named);
    (!same).then(|| TakeFailure::new(Reason::Changed, "it changed while it was read"))
}

/// Device and number of a file, where the system has them.
fn identity(metadata: &Metadata) -> (u64, u64) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        (metadata.dev(), metadata.ino())
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        (0, 0)
    }
}

/// Sorts a failure of the source. A missing file whose folder is missing too means that the card is gone.
pub(crate) fn source_failure(source: &Path, error: &io::Error) -> TakeFailure {
    let reason = match error.kind() {
        ErrorKind::NotFound if source.parent().is_some_and(|p| std::fs::symlink_metadata(p).is_err()) => {
            Reason::DeviceGone
        }
        ErrorKind::NotFound => Reason::Missing,
        _ => error.raw_os_error().map_or(Reason::Unreadable, reason_of_system_error),
    };
    TakeFailure::new(reason, error.to_string())
}

#[cfg(unix)]
fn reason_of_system_error(code: i32) -> Reason {
    use rustix::io::Errno;
    match Errno::from_raw_os_error(code) {
        Errno::IO => Reason::Medium,
        Errno::NODEV | Errno::NXIO | Errno::NOTCONN | Errno::STALE => Reason::DeviceGone,
        #[cfg(target_os = "linux")]
        Errno::NOMEDIUM | Errno::REMOTEIO | Errno::SHUTDOWN => Reason::DeviceGone,
        _ => Reason::Unreadable,
    }
}

#[cfg(windows)]
fn reason_of_system_error(code: i32) -> Reason {
    match code {
        // CRC, sector not found, read fault, I/O device error.
        23 | 27 | 30 | 1117 => Reason::Medium,
        // Not ready, device no longer there, no media in drive, device not connected, device removed.
        21 | 55 | 1112 | 1167 | 1617 => Reason::DeviceGone,
        _ => Reason::Unreadable,
    }
}
