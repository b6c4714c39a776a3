//! Reading a small file that somebody gave: never a pipe or device, never without end.

use crate::error::{Code, Error, IoContext, Result};
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::Path;
use zeroize::Zeroizing;

/// The whole of a regular file of at most `limit` bytes. A link to one is followed. The bytes are wiped when they
/// are dropped, since they may be a key.
///
/// # Errors
/// [`Code::NotARegularFile`], [`Code::TooLarge`], or what the system says.
pub fn read_small(doing: &str, path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>> {
    // Before opening too: to open a device can already do something, and a pipe would wait for its other end.
    regular(doing, path, &std::fs::metadata(path).doing(doing, path)?)?;
    let file = open(path).doing(doing, path)?;
    let metadata = file.metadata().doing(doing, path)?;
    regular(doing, path, &metadata)?;
    let capacity = usize::try_from(metadata.len().min(limit)).unwrap_or_default() + 1;
    // Room for all from the start: a buffer that grows would leave copies of a key behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
    file.take(limit + 1).read_to_end(&mut bytes).doing(doing, path)?;
    if bytes.len() as u64 > limit {
        let what = format!("it is larger than {limit} bytes, which no such file is");
        return Err(Error::new(Code::TooLarge, doing, what).on(path.display()));
    }
    Ok(bytes)
}

fn regular(doing: &str, path: &Path, metadata: &std::fs::Metadata) -> Result<()> {
    if metadata.is_file() {
        return Ok(());
    }
    let what = "it is no regular file";
    Err(Error::new(Code::NotARegularFile, doing, what).on(path.display()).remedy("Give the path of a file."))
}

#[cfg(unix)]
fn open(path: &Path) -> std::io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    // Should a pipe or terminal have taken the file's place meanwhile, neither waits nor becomes ours.
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
    OpenOptions::new().read(true).custom_flags(flags.cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).open(path)
}
