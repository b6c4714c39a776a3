//! Bytes that are read by position, whatever file holds them.

use super::encrypted::Decrypted;
use std::fs::File;
use std::io;

/// A file's bytes, or the plain bytes of an encrypted file.
pub enum Bytes {
    /// As they lie on the disk.
    Plain(File),
    /// Decrypted as they are read.
    Encrypted(Decrypted),
}

impl Bytes {
    /// How many there are.
    ///
    /// # Errors
    /// What the system answers.
    pub fn size(&self) -> io::Result<u64> {
        match self {
            Self::Plain(file) => Ok(file.metadata()?.len()),
            Self::Encrypted(decrypted) => Ok(decrypted.size()),
        }
    }

    /// Reads from `at` on; 0 at the end. Many threads may.
    ///
    /// # Errors
    /// What the system answers; what [`Decrypted::read_at`] does.
    pub fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        match self {
            #[cfg(unix)]
            Self::Plain(file) => std::os::unix::fs::FileExt::read_at(file, buffer, at),
            #[cfg(windows)]
            Self::Plain(file) => std::os::windows::fs::FileExt::seek_read(file, buffer, at),
            Self::Encrypted(decrypted) => decrypted.read_at(buffer, at),
        }
    }
}
