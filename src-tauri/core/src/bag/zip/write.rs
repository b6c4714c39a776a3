//! Writing the strict form, file by file in the order of their names.

use super::form::{LOCAL_CRC_AT, Member, ending};
use crate::error::{Code, Error, Result};
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

/// Writes one ZIP of the strict form. The caller gives the files sorted by name and syncs the file.
pub struct ZipWriter {
    file: BufWriter<File>,
    root: String,
    position: u64,
    members: Vec<Member>,
}

impl ZipWriter {
    /// Begins at the start of an empty file; every name gets `root/` in front.
    pub fn new(file: File, root: &str) -> Self {
        let file = BufWriter::with_capacity(1 << 20, file);
        Self { file, root: root.to_owned(), position: 0, members: Vec::new() }
    }

    /// Writes the next file, exactly `size` bytes of `content`, through `copy` (which hashes and reports).
    ///
    /// # Errors
    /// What `copy` or the disk answers; [`Code::SourceChanged`] if `content` has another size;
    /// [`Code::Internal`] if the name is not behind the last one.
    pub fn add(
        &mut self,
        path: &str,
        size: u64,
        copy: &mut dyn FnMut(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        let name = format!("{}/{path}", self.root);
        if self.members.last().is_some_and(|last| last.name >= name) || name.len() > 0xffff {
            return Err(Error::new(Code::Internal, "writing a ZIP", "a name out of order").on(path));
        }
        let mut member = Member { name, size, crc: 0, offset: self.position };
        let wrap = |source| Error::io("writing the ZIP", std::path::Path::new(path), source);
        self.file.write_all(&member.local()).map_err(wrap)?;
        let mut sum = Summing { inner: &mut self.file, crc: crc32fast::Hasher::new(), written: 0 };
        copy(&mut sum)?;
        if sum.written != size {
            return Err(
                Error::new(Code::SourceChanged, "writing the ZIP", "the file's size changed").on(path)
            );
        }
        member.crc = sum.crc.finalize();
        self.patch_crc(&member).map_err(wrap)?;
        self.position = member.data_at() + size;
        self.members.push(member);
        Ok(())
    }

    /// The CRC-32 is known only after the bytes: it is set in the header by going back.
    fn patch_crc(&mut self, member: &Member) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(member.offset + LOCAL_CRC_AT))?;
        self.file.write_all(&member.crc.to_le_bytes())?;
        self.file.seek(SeekFrom::End(0)).map(drop)
    }

    /// Writes directory and end, and gives the file back, flushed.
    ///
    /// # Errors
    /// What the disk answers.
    pub fn finish(mut self) -> io::Result<File> {
        let mut len = 0;
        for member in &self.members {
            let header = member.central();
            len += header.len() as u64;
            self.file.write_all(&header)?;
        }
        self.file.write_all(&ending(self.members.len() as u64, self.position, len))?;
        self.file.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

/// Sums what passes through.
struct Summing<'a> {
    inner: &'a mut BufWriter<File>,
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
