//! Writing the strict form, file by file in the order of their names.
//!
//! Owns: where the CRC-32 comes from that stands before the bytes. Into a plain file it is written by going back; into an
//! encrypted one nothing can be, so there each file is read twice.

use super::form::{LOCAL_CRC_AT, Member, ending};
use crate::bag::encrypted::Encrypting;
use crate::digest::Digest;
use crate::error::{Code, Error, Result};
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

/// Where a ZIP goes.
pub enum Out {
    /// A file.
    Plain(BufWriter<File>),
    /// A file, encrypted; no byte of it is in memory for longer than it takes.
    Encrypted(Box<Encrypting>),
}

impl Out {
    /// Into this empty file, in clear.
    pub fn plain(file: File) -> Self {
        Self::Plain(BufWriter::with_capacity(1 << 20, file))
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Encrypted(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Encrypted(file) => file.flush(),
        }
    }
}

/// Why a file's bytes are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// To sum them, since what stands before them says the sum.
    Sum,
    /// To write them.
    Write,
}

/// Copies a file's bytes to where it is told, as often as it is asked.
pub type Copy<'a> = dyn FnMut(&mut dyn Write, Pass) -> Result<()> + 'a;

/// Writes one ZIP of the strict form. The caller gives the files sorted by name and syncs the file.
pub struct ZipWriter {
    out: Out,
    root: String,
    position: u64,
    members: Vec<Member>,
}

impl ZipWriter {
    /// Begins at the start of an empty file; every name gets `root/` in front.
    pub fn new(out: Out, root: &str) -> Self {
        Self { out, root: root.to_owned(), position: 0, members: Vec::new() }
    }

    /// Writes the next file, exactly `size` bytes of `content`, through `copy` (which hashes and reports).
    ///
    /// # Errors
    /// What `copy` or the disk answers; [`Code::SourceChanged`] if `content` has another size;
    /// [`Code::Internal`] if the name is not behind the last one.
    pub fn add(&mut self, path: &str, size: u64, copy: &mut Copy<'_>) -> Result<()> {
        let name = format!("{}/{path}", self.root);
        if self.members.last().is_some_and(|last| last.name >= name) || name.len() > 0xffff {
            return Err(Error::new(Code::Internal, "writing a ZIP", "a name out of order").on(path));
        }
        let mut member = Member { name, size, crc: 0, offset: self.position };
        let wrap = |source| Error::io("writing the ZIP", std::path::Path::new(path), source);
        if matches!(self.out, Out::Encrypted(_)) {
            member.crc = summed(path, size, &mut io::sink(), &mut |to| copy(to, Pass::Sum))?;
        }
        self.out.write_all(&member.local()).map_err(wrap)?;
        let crc = summed(path, size, &mut self.out, &mut |to| copy(to, Pass::Write))?;
        match &mut self.out {
            Out::Plain(file) => {
                member.crc = crc;
                patch_crc(file, &member).map_err(wrap)?;
            }
            Out::Encrypted(_) if member.crc != crc => return Err(changed(path)),
            Out::Encrypted(_) => {}
        }
        self.position = member.data_at() + size;
        self.members.push(member);
        Ok(())
    }

    /// Writes directory and end, and gives the file back, flushed; of an encrypted one with the SHA-256 of its bytes.
    ///
    /// # Errors
    /// What the disk answers.
    pub fn finish(mut self) -> io::Result<(File, Option<Digest>)> {
        let mut len = 0;
        for member in &self.members {
            let header = member.central();
            len += header.len() as u64;
            self.out.write_all(&header)?;
        }
        self.out.write_all(&ending(self.members.len() as u64, self.position, len))?;
        match self.out {
            Out::Plain(file) => Ok((file.into_inner().map_err(io::IntoInnerError::into_error)?, None)),
            Out::Encrypted(file) => file.finish().map(|(file, digest)| (file, Some(digest))),
        }
    }
}

/// The CRC-32 is known only after the bytes: it is set in the header by going back.
fn patch_crc(file: &mut BufWriter<File>, member: &Member) -> io::Result<()> {
    file.seek(SeekFrom::Start(member.offset + LOCAL_CRC_AT))?;
    file.write_all(&member.crc.to_le_bytes())?;
    file.seek(SeekFrom::End(0)).map(drop)
}

/// Lets exactly `size` bytes through and gives their CRC-32.
fn summed(
    path: &str,
    size: u64,
    to: &mut dyn Write,
    copy: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
) -> Result<u32> {
    let mut sum = Summing { inner: to, crc: crc32fast::Hasher::new(), written: 0 };
    copy(&mut sum)?;
    if sum.written == size { Ok(sum.crc.finalize()) } else { Err(changed(path)) }
}

fn changed(path: &str) -> Error {
    Error::new(Code::SourceChanged, "writing the ZIP", "the file changed while it was read").on(path)
}

/// Sums what passes through.
struct Summing<'a> {
    inner: &'a mut dyn Write,
    crc: crc32fast::Hasher,
    written: u64,
}

impl Write for Summing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.inner.write(bytes)?;
        self.crc.update(&bytes[..taken]);
        self.written += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
