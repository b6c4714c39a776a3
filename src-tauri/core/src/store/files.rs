//! The few things that the standard library's files cannot do by themselves, each with its limits said.
//!
//! Owns: opening a regular file and nothing else, creating without replacing, renaming without replacing,
//! making a folder's names durable, reading back from the medium instead of memory. Must never: follow a link.

use crate::digest::{Digest, Hasher};
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Bytes that are read and hashed at a time: large enough for the medium, small enough for the second cache.
pub const CHUNK: usize = 1 << 20;

/// What stood where a regular file was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Special {
    /// A symbolic link (on Windows also a junction).
    Link,
    /// A folder.
    Folder,
    /// A pipe with a name.
    Pipe,
    /// A socket with a name.
    Socket,
    /// A character or block device, or something unknown to us.
    Device,
}

impl Special {
    /// What the metadata of a name, taken without following links, shows; `None` for a regular file.
    pub fn of(metadata: &Metadata) -> Option<Self> {
        let kind = metadata.file_type();
        if kind.is_file() {
            return None;
        }
        if kind.is_symlink() {
            return Some(Self::Link);
        }
        if kind.is_dir() {
            return Some(Self::Folder);
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::FileTypeExt;
            if kind.is_fifo() {
                return Some(Self::Pipe);
            }
            if kind.is_socket() {
                return Some(Self::Socket);
            }
        }
        Some(Self::Device)
    }

    /// The word for a person.
    pub fn word(self) -> &'static str {
        match self {
            Self::Link => "a link",
            Self::Folder => "a folder",
            Self::Pipe => "a pipe",
            Self::Socket => "a socket",
            Self::Device => "a device",
        }
    }
}

/// Why a regular file could not be opened.
#[derive(Debug)]
pub enum NotOpened {
    /// It is no regular file.
    Special(Special),
    /// The system refused.
    Io(io::Error),
}

impl From<io::Error> for NotOpened {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<NotOpened> for io::Error {
    fn from(error: NotOpened) -> Self {
        match error {
            NotOpened::Io(error) => error,
            NotOpened::Special(special) => io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("{} where a file should be", special.word()),
            ),
        }
    }
}

/// Opens a regular file for reading, and nothing that is not one: no link is followed, no pipe or device is
/// waited for. The kind is looked at before opening (opening a device can act on it) and again on what was
/// opened. On Linux the time of last access stays as it was where the system lets us ask for that; on Windows
/// nobody else can write to the file while we hold it.
///
/// # Errors
/// [`NotOpened`], with the system's own error.
pub fn open_regular(path: &Path) -> Result<(File, Metadata), NotOpened> {
    if let Some(special) = Special::of(&std::fs::symlink_metadata(path)?) {
        return Err(NotOpened::Special(special));
    }
    let file = open_unfollowed(path)?;
    let metadata = file.metadata()?;
    match Special::of(&metadata) {
        None => Ok((file, metadata)),
        Some(special) => Err(NotOpened::Special(special)),
    }
}

#[cfg(unix)]
fn open_unfollowed(path: &Path) -> Result<File, NotOpened> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let open = |flags: OFlags| {
        // The bits of open's flags fit into an int on every system: that is the call's own type.
        OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
    };
    let base = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let opened = match open(base | OFlags::NOATIME) {
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => open(base),
        other => other,
    };
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let opened = open(base);
    opened.map_err(|error| match rustix::io::Errno::from_io_error(&error) {
        Some(rustix::io::Errno::LOOP) => NotOpened::Special(Special::Link),
        _ => NotOpened::Io(error),
    })
}

#[cfg(windows)]
fn open_unfollowed(path: &Path) -> Result<File, NotOpened> {
    use std::os::windows::fs::OpenOptionsExt;
    const SHARE_READ: u32 = 1;
    const OPEN_REPARSE_POINT: u32 = 0x0020_0000;
    Ok(OpenOptions::new().read(true).share_mode(SHARE_READ).custom_flags(OPEN_REPARSE_POINT).open(path)?)
}

/// Creates a file that did not exist, for writing; others may only read it, also after it is renamed.
///
/// # Errors
/// The system's own, `AlreadyExists` for any name that is taken, a dangling link's included.
pub fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o444);
    options.open(path)
}

/// Renames a file within one file system, never replacing. On Linux and macOS the system itself guarantees
/// that; where its file system cannot, a hard link does; where there are none either (FAT on old systems, and
/// Windows), the name is looked at first, which holds because one program at a time has the catalogue.
///
/// # Errors
/// The system's own, `AlreadyExists` when the new name is taken.
pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP | Errno::PERM) => {}
            other => return other.map_err(io::Error::from),
        }
    }
    rename_by_link(from, to)
}

pub(crate) fn rename_by_link(from: &Path, to: &Path) -> io::Result<()> {
    match std::fs::hard_link(from, to) {
        Ok(()) => return std::fs::remove_file(from),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => return Err(e),
        Err(_) => {}
    }
    match std::fs::symlink_metadata(to) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => std::fs::rename(from, to),
        Err(e) => Err(e),
    }
}

/// Makes the names in a folder durable. Windows has no such call (its journal orders names itself), and a few
/// network file systems refuse it: there it does nothing.
///
/// # Errors
/// The system's own.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    match File::open(path)?.sync_all() {
        Err(e) if matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        Ok(())
    }
}

/// Makes a folder and those above it that are not there, their names durable. The folder's own name is made durable
/// also where it was there: an earlier program may have ended before it did that.
///
/// # Errors
/// The system's own.
pub fn make_folders(path: &Path) -> io::Result<()> {
    let above = match path.parent() {
        None => return Ok(()),
        Some(above) if above.as_os_str().is_empty() => Path::new("."),
        Some(above) => above,
    };
    if !path.is_dir() {
        make_folders(above)?;
        match std::fs::create_dir(path) {
            Err(e) if !path.is_dir() => return Err(e),
            _ => {}
        }
    }
    match sync_folder(above) {
        // A folder may let us through without letting us open it; what is in it was made by others.
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        other => other,
    }
}

/// Makes a closed file's data durable, for one whose writer ended before it did that.
///
/// # Errors
/// The system's own.
pub fn sync_file(path: &Path) -> io::Result<()> {
    // Windows syncs only what is open for writing; elsewhere our originals may not be writable.
    OpenOptions::new().read(true).write(cfg!(windows)).open(path)?.sync_all()
}

/// Asks the system to forget what it holds of this file in memory, so that the next read comes from the
/// medium; what is not yet written, it starts to write. macOS and Windows have no such call: there a read-back
/// may be answered from memory and proves only what the system believes it wrote.
pub fn drop_cache(file: &File) {
    #[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
    {
        // Advice only: a file system that ignores it leaves us where macOS is.
        let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
    }
    #[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
    let _ = file;
}

/// Reads until the buffer is full or the file ends; the count of bytes read.
///
/// # Errors
/// The system's own.
pub fn fill(reader: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

/// Digest and size of a file's bytes as the medium gives them (see [`drop_cache`]). `keep_going` is asked
/// before each chunk; when it says no, the error is of kind `Interrupted`.
///
/// # Errors
/// The system's own; `InvalidInput` when it is no regular file.
pub fn hash_from_medium(path: &Path, keep_going: &dyn Fn() -> bool) -> io::Result<(Digest, u64)> {
    let (mut file, _) = open_regular(path)?;
    drop_cache(&file);
    let mut hasher = Hasher::default();
    let mut size = 0;
    let mut buffer = vec![0; CHUNK];
    loop {
        if !keep_going() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let n = fill(&mut file, &mut buffer)?;
        if n == 0 {
            // Nobody reads it again soon: its room in memory is for what comes next.
            drop_cache(&file);
            return Ok((hasher.finish(), size));
        }
        hasher.update(&buffer[..n]);
        size += n as u64;
    }
}

/// Sixteen random hex digits, for names that nobody else uses.
///
/// # Errors
/// When the system has no randomness.
pub fn random_name(random: &dyn crate::time::Random) -> crate::error::Result<String> {
    let mut bytes = [0; 8];
    random.fill(&mut bytes)?;
    Ok(crate::digest::to_hex(&bytes))
}
