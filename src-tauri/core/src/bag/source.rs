//! A bag to read: a folder, or one ZIP that holds one folder, the ZIP encrypted or not.
//!
//! Owns: telling the two apart, the list of what is in it, opening its files. Must never: open what is no
//! plain file, follow a link, or use anything of a ZIP whose structure is not wholly of the strict form.

use super::Form;
use super::bytes::Bytes;
use super::encrypted::{Broken, Decrypted, begins_encrypted, is_broken};
use super::folder::Folder;
use super::zip::form::END_LEN;
use super::zip::read::{MemberReader, Refusal, read_directory};
use crate::error::{Code, Error, IoContext, Result};
use crate::finding::{Finding, FindingKind};
use crate::signature::UnlockedKey;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const DOING: &str = "opening the bag";

/// An opened bag and the list of its files.
pub struct BagSource {
    path: PathBuf,
    name: String,
    files: BTreeMap<String, Place>,
    folders: BTreeSet<String>,
    empty: Vec<String>,
    findings: Vec<Finding>,
    inner: Inner,
}

/// Where a file's bytes are.
#[derive(Clone, Copy, Debug)]
struct Place {
    size: u64,
    /// In a ZIP: where the bytes begin, and their CRC-32.
    stored: Option<(u64, u32)>,
}

enum Inner {
    Folder(Folder),
    Zip(Arc<Bytes>),
    /// An encrypted file that is not whole: nothing in it is used.
    Broken,
}

impl BagSource {
    /// Opens a folder or a ZIP and lists it. What is no plain file, and what is wrong with a ZIP, is among
    /// [`BagSource::findings`]; a ZIP with such a finding has no files.
    ///
    /// # Errors
    /// [`Code::NotABundle`] for what is neither; [`Code::TooLarge`] for more files than any bag may have;
    /// else what the system answers.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, &[])
    }

    /// As [`BagSource::open`]; an encrypted ZIP is opened with the first of the keys for which it was encrypted.
    ///
    /// # Errors
    /// As [`BagSource::open`]; [`Code::Encrypted`], [`Code::WrongKey`].
    pub fn open_with(path: &Path, keys: &[&UnlockedKey]) -> Result<Self> {
        let kind = std::fs::metadata(path).doing("opening the bag", path)?;
        if kind.is_dir() {
            return Self::open_folder(path);
        }
        if !kind.is_file() {
            return Err(Error::new(Code::NotARegularFile, "opening the bag", "neither a folder nor a file")
                .on(path.display()));
        }
        Self::open_file(path, keys)
    }

    fn open_folder(path: &Path) -> Result<Self> {
        let folder = Folder::open(path)?;
        let listing = folder.list()?;
        let place = |size| Place { size, stored: None };
        Ok(Self {
            path: path.to_owned(),
            name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            files: listing.files.into_iter().map(|(path, size)| (path, place(size))).collect(),
            folders: listing.folders,
            empty: listing.empty,
            findings: listing.findings,
            inner: Inner::Folder(folder),
        })
    }

    fn open_file(path: &Path, keys: &[&UnlockedKey]) -> Result<Self> {
        let mut file = File::open(path).doing(DOING, path)?;
        if begins_encrypted(&mut file).doing(DOING, path)? {
            return match Decrypted::open(path, keys)? {
                Ok(decrypted) => Self::open_zip(path, Bytes::Encrypted(decrypted)),
                Err(Broken) => Ok(Self::new(path, Inner::Broken, Some(broken("")))),
            };
        }
        let mut mark = Vec::new();
        file.by_ref().take(4).read_to_end(&mut mark).doing(DOING, path)?;
        // A ZIP whose first bytes were changed still ends as one: that is a finding, not "no bundle".
        if mark != *b"PK\x03\x04" && !ends_as_zip(&mut file).doing(DOING, path)? {
            return Err(Error::new(Code::NotABundle, DOING, "neither a folder nor a ZIP").on(path.display()));
        }
        Self::open_zip(path, Bytes::Plain(file))
    }

    fn open_zip(path: &Path, bytes: Bytes) -> Result<Self> {
        let bytes = Arc::new(bytes);
        let mut source = Self::new(path, Inner::Zip(Arc::clone(&bytes)), None);
        match read_directory(&bytes) {
            Ok(directory) => source.take_zip(directory),
            Err(Refusal::Form(finding)) => source.findings.push(finding),
            Err(Refusal::Io(error)) if is_broken(&error) => source.findings.push(broken("")),
            Err(Refusal::Io(error)) => return Err(Error::io(DOING, path, error)),
        }
        Ok(source)
    }

    fn new(path: &Path, inner: Inner, finding: Option<Finding>) -> Self {
        Self {
            path: path.to_owned(),
            name: String::new(),
            files: BTreeMap::new(),
            folders: BTreeSet::new(),
            empty: Vec::new(),
            findings: finding.into_iter().collect(),
            inner,
        }
    }

    fn take_zip(&mut self, directory: super::zip::read::Directory) {
        let skip = directory.root.len() + 1;
        for member in directory.members {
            let path = member.name[skip..].to_owned();
            self.folders.extend(super::path::folders_above(&path).map(str::to_owned));
            let place = Place { size: member.size, stored: Some((member.data_at(), member.crc)) };
            self.files.insert(path, place);
        }
        self.name = directory.root;
    }

    /// Whether it is a folder or a ZIP.
    pub fn form(&self) -> Form {
        match self.inner {
            Inner::Folder(_) => Form::Folder,
            Inner::Zip(_) | Inner::Broken => Form::Zip,
        }
    }

    /// Where it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the bag's folder; in a ZIP, of the folder inside.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All plain files, sorted by path, with their size in bytes as listed.
    pub fn files(&self) -> impl Iterator<Item = (&str, u64)> {
        self.files.iter().map(|(path, place)| (path.as_str(), place.size))
    }

    /// The size of a file in bytes as listed; `None` if there is no such plain file.
    pub fn size(&self, path: &str) -> Option<u64> {
        self.files.get(path).map(|place| place.size)
    }

    /// Whether there is such a folder.
    pub fn has_folder(&self, path: &str) -> bool {
        self.folders.contains(path)
    }

    /// Folders that hold nothing.
    pub fn empty_folders(&self) -> &[String] {
        &self.empty
    }

    /// Links, pipes, devices, names that are no text, and what is wrong with a ZIP.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Opens one file. The bytes are the bag's: nothing about them is proven yet.
    ///
    /// # Errors
    /// [`Code::NotFound`] if it was not listed; else what the system answers.
    pub fn reader(&self, path: &str) -> Result<FileReader> {
        let place = self.files.get(path).ok_or_else(|| {
            Error::new(Code::NotFound, "reading from the bag", "there is no such file").on(path)
        })?;
        match (&self.inner, place.stored) {
            (Inner::Zip(file), Some((at, crc))) => {
                Ok(FileReader(Reading::Member(MemberReader::new(file, at, place.size, crc))))
            }
            (Inner::Folder(folder), _) => {
                let file = folder.file(path).doing("reading from the bag", &self.path.join(path))?;
                Ok(FileReader(Reading::Plain(file)))
            }
            (Inner::Zip(_) | Inner::Broken, _) => {
                Err(Error::new(Code::Internal, "reading from the bag", "no place"))
            }
        }
    }

    /// Reads a file whole.
    ///
    /// # Errors
    /// [`Code::TooLarge`] if it has more than `most` bytes; [`Code::NotFound`]; else what the system answers.
    pub fn read_small(&self, path: &str, most: u64) -> Result<Vec<u8>> {
        const DOING: &str = "reading from the bag";
        let mut bytes = Vec::new();
        let mut reader = self.reader(path)?.take(most.saturating_add(1));
        reader.read_to_end(&mut bytes).doing(DOING, &self.path.join(path))?;
        if bytes.len() as u64 > most {
            return Err(Error::new(Code::TooLarge, DOING, format!("more than {most} bytes")).on(path));
        }
        Ok(bytes)
    }
}

/// Whether the file's last bytes are the record with which a ZIP without comment ends.
fn ends_as_zip(file: &mut File) -> io::Result<bool> {
    let len = file.metadata()?.len();
    let Some(at) = len.checked_sub(END_LEN as u64) else { return Ok(false) };
    let mut mark = [0; 4];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut mark)?;
    Ok(mark == *b"PK\x05\x06")
}

/// The bytes of one file of a bag.
pub struct FileReader(Reading);

enum Reading {
    Plain(File),
    Member(MemberReader),
}

impl Read for FileReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Reading::Plain(file) => file.read(buffer),
            Reading::Member(member) => member.read(buffer),
        }
    }
}

/// The finding that an encrypted file was cut short or altered: in it all, or in this file of the bag.
fn broken(path: &str) -> Finding {
    Finding::new(FindingKind::Altered, "encryption-broken", path).found(Broken)
}

/// A finding about a file that could not be read: its bytes are not what the ZIP says, or not to be had.
pub(super) fn unreadable(path: &str, error: &io::Error) -> Finding {
    if is_broken(error) {
        return broken(path);
    }
    let (kind, code) = match error.kind() {
        io::ErrorKind::InvalidData => (FindingKind::Altered, "zip-crc-differs"),
        _ => (FindingKind::Missing, "unreadable"),
    };
    Finding::new(kind, code, path).found(error)
}
