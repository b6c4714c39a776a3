//! Reading the strict form: the whole structure is compared before any member is handed out.

use super::form::{
    CENTRAL_FIXED, END_LEN, END64_LEN, FULL16, FULL32, Member, central_field, ending, local_field,
};
use crate::bag::bytes::Bytes;
use crate::bag::form::MOST_FILES;
use crate::bag::path;
use crate::finding::{Finding, FindingKind};
use std::collections::HashSet;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

/// Why a ZIP is not used: it could not be read, or it is not of the strict form.
pub enum Refusal {
    /// The system could not read it.
    Io(io::Error),
    /// It is not of the form; nothing in it is used.
    Form(Finding),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn refuse<T>(code: &'static str, path: &str, found: impl std::fmt::Display) -> Result<T, Refusal> {
    Err(Refusal::Form(Finding::new(FindingKind::Altered, code, path).found(found)))
}

/// The structure of a ZIP that was found to be of the strict form.
pub struct Directory {
    /// The name of the one folder in it.
    pub root: String,
    /// All files, sorted by name, names with the root folder.
    pub members: Vec<Member>,
}

/// Reads and compares the ending, every central and every local header of a ZIP.
///
/// # Errors
/// [`Refusal`]: the first thing that is not as the strict form has it.
pub fn read_directory(file: &Arc<Bytes>) -> Result<Directory, Refusal> {
    let end = End::read(file)?;
    let section = Section::new(file, end.directory_at, end.directory_len);
    let mut central = BufReader::with_capacity(1 << 18, section);
    let mut walk = Walk::default();
    for _ in 0..end.count {
        let member = read_central(&mut central, walk.position)?;
        walk.admit(file, member, end.directory_at)?;
    }
    if walk.position != end.directory_at {
        return refuse("zip-gap", "", "bytes between the last file and the directory");
    }
    if central.read(&mut [0])? != 0 {
        return refuse("zip-form", "", "the directory is longer than its headers");
    }
    walk.finish()
}

/// What the end of the ZIP says.
struct End {
    count: u64,
    directory_at: u64,
    directory_len: u64,
}

impl End {
    fn read(file: &Bytes) -> Result<Self, Refusal> {
        let len = file.size()?;
        let Some(end_at) = len.checked_sub(END_LEN as u64) else {
            return refuse("zip-end", "", "too short for a ZIP");
        };
        let mut tail = [0; END_LEN];
        read_exact_at(file, &mut tail, end_at)?;
        if tail[..4] != *b"PK\x05\x06" {
            return refuse("zip-end", "", "cut short, a comment, or bytes behind the end");
        }
        let mut end = Self {
            count: number(&tail, 10, 2),
            directory_len: number(&tail, 12, 4),
            directory_at: number(&tail, 16, 4),
        };
        if end.count == FULL16 || end.directory_len == FULL32 || end.directory_at == FULL32 {
            end = Self::read_zip64(file, end_at)?;
        }
        end.compare(file, len)?;
        Ok(end)
    }

    fn read_zip64(file: &Bytes, end_at: u64) -> Result<Self, Refusal> {
        let Some(at) = end_at.checked_sub(END64_LEN as u64) else {
            return refuse("zip-end", "", "no room for the ZIP64 record");
        };
        let mut record = [0; END64_LEN];
        read_exact_at(file, &mut record, at)?;
        Ok(Self {
            count: number(&record, 24, 8),
            directory_len: number(&record, 40, 8),
            directory_at: number(&record, 48, 8),
        })
    }

    /// The end must be the bytes that the strict form has for these values, and the directory must touch it.
    fn compare(&self, file: &Bytes, len: u64) -> Result<(), Refusal> {
        let Some(at) = self.directory_at.checked_add(self.directory_len).filter(|at| *at <= len) else {
            return refuse("zip-end", "", "the directory lies outside the file");
        };
        if self.count > MOST_FILES as u64 {
            return refuse("zip-too-many", "", self.count);
        }
        let expected = ending(self.count, self.directory_at, self.directory_len);
        let mut found = vec![0; expected.len()];
        if at + expected.len() as u64 != len {
            return refuse("zip-gap", "", "bytes between directory and end");
        }
        read_exact_at(file, &mut found, at)?;
        if found != expected { refuse("zip-end", "", "an end record of another form") } else { Ok(()) }
    }
}

/// Reads one central header, whose member's local header must begin at `position`.
fn read_central(central: &mut impl Read, position: u64) -> Result<Member, Refusal> {
    let mut bytes = vec![0; CENTRAL_FIXED];
    read_header(central, &mut bytes)?;
    let name_len = number(&bytes, 28, 2) as usize;
    let extra_len = number(&bytes, 30, 2) as usize;
    if name_len > path::LONGEST_NAME + 1 + path::LONGEST_PATH || extra_len > 28 {
        return refuse("zip-form", "", "a name or an extra field that is too long");
    }
    bytes.resize(CENTRAL_FIXED + name_len + extra_len, 0);
    read_header(central, &mut bytes[CENTRAL_FIXED..])?;
    let (name, extra) = bytes[CENTRAL_FIXED..].split_at(name_len);
    let Ok(name) = std::str::from_utf8(name) else {
        return refuse("path-form", &String::from_utf8_lossy(name), "a name that is not ASCII");
    };
    let size = match number(&bytes, 24, 4) {
        FULL32 if extra.len() >= 12 => number(extra, 4, 8),
        size => size,
    };
    let member = Member { name: name.to_owned(), size, crc: number(&bytes, 16, 4) as u32, offset: position };
    compare(&member.name, &member.central(), &bytes, central_field)?;
    Ok(member)
}

fn read_header(central: &mut impl Read, buffer: &mut [u8]) -> Result<(), Refusal> {
    match central.read_exact(buffer) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            refuse("zip-form", "", "the directory ends inside a header")
        }
        other => Ok(other?),
    }
}

/// Says which field differs first.
fn compare(
    name: &str,
    expected: &[u8],
    found: &[u8],
    field: fn(usize) -> &'static str,
) -> Result<(), Refusal> {
    let Some(at) = expected.iter().zip(found).position(|(a, b)| a != b) else {
        return if expected.len() == found.len() {
            Ok(())
        } else {
            refuse("zip-form", name, "an extra field")
        };
    };
    refuse("zip-form", name, field(at))
}

/// The members met so far, and where the next one must begin.
#[derive(Default)]
struct Walk {
    position: u64,
    root: String,
    members: Vec<Member>,
}

impl Walk {
    fn admit(&mut self, file: &Bytes, member: Member, directory_at: u64) -> Result<(), Refusal> {
        self.admit_name(&member.name)?;
        let expected = member.local();
        let end = member.data_at().checked_add(member.size).filter(|end| *end <= directory_at);
        let Some(end) = end else {
            return refuse("zip-overlap", &member.name, "its bytes reach into the directory");
        };
        let mut found = vec![0; expected.len()];
        read_exact_at(file, &mut found, member.offset)?;
        compare(&member.name, &expected, &found, local_field)?;
        self.position = end;
        self.members.push(member);
        Ok(())
    }

    fn admit_name(&mut self, name: &str) -> Result<(), Refusal> {
        let Some((root, inner)) = name.split_once('/') else {
            return refuse("zip-root", name, "a file outside the one folder");
        };
        if let Err(fault) = path::check_name(root).and_then(|()| path::check(inner)) {
            return refuse("path-form", name, fault.words());
        }
        match self.members.last() {
            None => self.root = root.to_owned(),
            Some(_) if self.root != root => return refuse("zip-root", name, "a second folder at the top"),
            Some(last) if last.name == name => return refuse("duplicate-path", name, "listed twice"),
            Some(last) if last.name.as_bytes() > name.as_bytes() => {
                return refuse("zip-order", name, "names are not sorted");
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// No file may be the folder of another.
    fn finish(self) -> Result<Directory, Refusal> {
        if self.members.is_empty() {
            return refuse("zip-empty", "", "no files");
        }
        let names: HashSet<&str> = self.members.iter().map(|member| member.name.as_str()).collect();
        let clash =
            self.members.iter().find_map(|m| path::folders_above(&m.name).find(|f| names.contains(f)));
        match clash {
            Some(clash) => refuse("path-clash", clash, "both a file and a folder"),
            None => Ok(Directory { root: self.root, members: self.members }),
        }
    }
}

/// A run of bytes of a file, read by position, so that many threads can share the file.
pub struct Section {
    file: Arc<Bytes>,
    at: u64,
    left: u64,
}

impl Section {
    /// The `len` bytes from `at` on.
    pub fn new(file: &Arc<Bytes>, at: u64, len: u64) -> Self {
        Self { file: Arc::clone(file), at, left: len }
    }
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let want = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if want == 0 {
            return Ok(0);
        }
        match self.file.read_at(&mut buffer[..want], self.at)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            got => {
                self.at += got as u64;
                self.left -= got as u64;
                Ok(got)
            }
        }
    }
}

/// One member's bytes; the last read fails if their CRC-32 is not the one that the headers give.
pub struct MemberReader {
    section: Section,
    crc: crc32fast::Hasher,
    expected: u32,
}

impl MemberReader {
    /// The bytes of a member that begin at `at`.
    pub fn new(file: &Arc<Bytes>, at: u64, size: u64, crc: u32) -> Self {
        Self { section: Section::new(file, at, size), crc: crc32fast::Hasher::new(), expected: crc }
    }
}

/// What [`MemberReader`] answers at the end of bytes with another CRC-32.
pub const CRC_DIFFERS: &str = "the CRC-32 in the ZIP does not fit the bytes";

impl Read for MemberReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.section.read(buffer)?;
        self.crc.update(&buffer[..got]);
        if got == 0 && !buffer.is_empty() && self.crc.clone().finalize() != self.expected {
            return Err(io::Error::new(io::ErrorKind::InvalidData, CRC_DIFFERS));
        }
        Ok(got)
    }
}

/// A little-endian number of `len` bytes at `at`; bytes that are not there count as 0.
fn number(bytes: &[u8], at: usize, len: usize) -> u64 {
    let field = bytes.get(at..at + len).unwrap_or_default();
    field.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

fn read_exact_at(file: &Bytes, buffer: &mut [u8], at: u64) -> Result<(), Refusal> {
    let mut done = 0;
    while done < buffer.len() {
        match file.read_at(&mut buffer[done..], at + done as u64) {
            Ok(0) => return refuse("zip-form", "", "the file ends inside a header"),
            Ok(got) => done += got,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
