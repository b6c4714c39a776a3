//! Moving bytes in large pieces while hashing them, and opening plain files only.

use crate::digest::{Digest, Hasher};
use crate::error::{Code, Error, IoContext, Result};
use crate::progress::{self, Progress};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// How many bytes are read at a time.
pub(super) const PIECE: usize = 1 << 20;

/// A buffer of [`PIECE`] bytes, to be used again for many files.
pub(super) fn buffer() -> Vec<u8> {
    vec![0; PIECE]
}

/// Why a copy ended: the reading or the writing side.
pub(super) enum Side {
    Read(io::Error),
    Write(io::Error),
    Stopped(Error),
}

impl Side {
    /// The failure with what was being done; `from` and `to` say where.
    pub fn error(self, doing: &str, from: &Path, to: &Path) -> Error {
        match self {
            Self::Read(source) => Error::io(doing, from, source),
            Self::Write(source) => Error::io(doing, to, source),
            Self::Stopped(error) => error,
        }
    }
}

/// Reads to the end, hands each piece to `each`, and reports it. Gives the number of bytes.
pub(super) fn pump(
    from: &mut dyn Read,
    buffer: &mut [u8],
    progress: &dyn Progress,
    mut each: impl FnMut(&[u8]) -> io::Result<()>,
) -> std::result::Result<u64, Side> {
    let mut total = 0;
    loop {
        progress::check(progress, "moving bytes of a bag").map_err(Side::Stopped)?;
        let got = match from.read(buffer) {
            Ok(0) => return Ok(total),
            Ok(got) => got,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Side::Read(error)),
        };
        each(&buffer[..got]).map_err(Side::Write)?;
        total += got as u64;
        progress.advance(got as u64);
    }
}

/// Copies everything and gives SHA-256 and number of bytes.
pub(super) fn copy(
    from: &mut dyn Read,
    to: &mut dyn Write,
    buffer: &mut [u8],
    progress: &dyn Progress,
) -> std::result::Result<(Digest, u64), Side> {
    let mut hasher = Hasher::default();
    let total = pump(from, buffer, progress, |piece| {
        hasher.update(piece);
        to.write_all(piece)
    })?;
    Ok((hasher.finish(), total))
}

/// Opens a plain file for reading; its last part may be no link, and a pipe does not hang us.
pub(super) fn open_plain(path: &Path, doing: &str) -> Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32);
    }
    let looked_at = std::fs::symlink_metadata(path).doing(doing, path)?;
    if looked_at.is_file() {
        let file = options.open(path).doing(doing, path)?;
        if file.metadata().doing(doing, path)?.is_file() {
            return Ok(file);
        }
    }
    Err(Error::new(Code::NotARegularFile, doing, "a link, pipe, device or folder").on(path.display()))
}
