//! Bundles in an encrypted file (age-encryption.org/v1): writing one as a stream, reading one at any place.
//!
//! Owns: the one place where what is plain and what is encrypted meet, in memory. Must never: let a byte of a bundle
//! reach a disk in clear, hand out a byte that was not authenticated, or keep a private key: what stays in memory opens
//! one file.

use crate::digest::{Digest, Hasher};
use crate::error::{Code, Error, IoContext, Result};
use crate::signature::{PublicKey, Recipient, UnlockedKey};
use crate::time::Random;
use age::secrecy::ExposeSecret;
use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor, Identity};
use age_core::format::{FileKey, Stanza};
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// How every such file begins.
const MARK: &[u8] = b"age-encryption.org/v1\n";
/// The longest header that is read, in bytes: some hundred recipients.
const LONGEST_HEADER: u64 = 64 << 10;

/// For whom a bundle is encrypted.
#[derive(Clone, Copy)]
pub struct Encryption<'a> {
    /// The public keys whose owners can open it.
    pub recipients: &'a [PublicKey],
    /// The system's randomness.
    pub random: &'a dyn Random,
}

/// Encrypts what is written to it into a file, and sums what the file gets.
pub struct Encrypting(StreamWriter<Summed>);

impl Encrypting {
    /// Begins at the start of an empty file.
    ///
    /// # Errors
    /// What the disk answers; no recipients.
    pub fn new(file: File, encryption: &Encryption<'_>) -> io::Result<Self> {
        let recipients: Vec<Recipient<'_>> = (encryption.recipients.iter())
            .map(|key| Recipient { key: *key, random: encryption.random })
            .collect();
        let encryptor = Encryptor::with_recipients(recipients.iter().map(|one| one as &dyn age::Recipient));
        let to = Summed { file: BufWriter::with_capacity(1 << 20, file), hasher: Hasher::default() };
        Ok(Self(encryptor.map_err(io::Error::other)?.wrap_output(to)?))
    }

    /// Ends the file, without which it counts as cut short; gives it back with the SHA-256 of all its bytes.
    ///
    /// # Errors
    /// What the disk answers.
    pub fn finish(self) -> io::Result<(File, Digest)> {
        let Summed { file, hasher } = self.0.finish()?;
        Ok((file.into_inner().map_err(io::IntoInnerError::into_error)?, hasher.finish()))
    }
}

impl Write for Encrypting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

struct Summed {
    file: BufWriter<File>,
    hasher: Hasher,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.file.write(bytes)?;
        self.hasher.update(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// What is wrong with an encrypted file, as the cause of an [`io::Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the encrypted file was cut short or altered")
    }
}

impl std::error::Error for Broken {}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Broken)
}

/// True for the failure of reading an encrypted file that is not whole.
pub fn is_broken(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Broken>)
}

/// Whether a file begins as an encrypted one does. Its place is the start again afterwards.
///
/// # Errors
/// What the system answers.
pub fn begins_encrypted(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::new();
    Read::take(&mut *file, MARK.len() as u64).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(start == MARK)
}

/// Whether there is an encrypted bundle at this place: a file, by its first bytes.
///
/// # Errors
/// What the system answers.
pub fn is_encrypted(path: &Path) -> Result<bool> {
    const DOING: &str = "looking whether a bundle is encrypted";
    if !std::fs::metadata(path).doing(DOING, path)?.is_file() {
        return Ok(false);
    }
    begins_encrypted(&mut super::stream::open_plain(path, DOING)?).doing(DOING, path)
}

/// The plain bytes of an encrypted file, by position, for many threads at once. Every byte given out was authenticated.
pub struct Decrypted {
    path: PathBuf,
    key: FileKey,
    len: u64,
    /// Cursors that nobody uses now: as many as threads have read at once.
    idle: Mutex<Vec<Cursor>>,
}

struct Cursor {
    at: u64,
    reader: StreamReader<BufReader<File>>,
}

impl Decrypted {
    /// Opens a file with the first of the keys for which it was encrypted. Header and end are checked here, the rest as
    /// it is read. `Ok(Err(Broken))` where it is no whole file of its kind.
    ///
    /// # Errors
    /// [`Code::Encrypted`] without a key; [`Code::WrongKey`]; what the system answers.
    pub fn open(path: &Path, keys: &[&UnlockedKey]) -> Result<std::result::Result<Self, Broken>> {
        const DOING: &str = "opening an encrypted bundle";
        let refuse = |code, what: &str, remedy: &str| {
            Err(Error::new(code, DOING, what).on(path.display()).safe("Nothing was changed").remedy(remedy))
        };
        let first = keys.iter().map(|key| *key as &dyn Identity);
        let keeping = Keeping { keys: first.collect(), found: RefCell::new(None) };
        let opened = Cursor::open(path, &keeping);
        match (opened, keeping.found.into_inner()) {
            (Ok(cursor), Some(key)) => Self::measured(path, key, cursor).doing(DOING, path),
            (Err(DecryptError::NoMatchingKeys), _) if keys.is_empty() => {
                let remedy = "Name the private key of one for whom it was encrypted, with --key.";
                refuse(Code::Encrypted, "it is encrypted, and no key was given", remedy)
            }
            (Err(DecryptError::NoMatchingKeys), _) => {
                let remedy = "Use the key to whose public half it was encrypted.";
                refuse(Code::WrongKey, "it was encrypted for another key", remedy)
            }
            (Err(DecryptError::Io(error)), _) if error.raw_os_error().is_some() => {
                Err(Error::io(DOING, path, error))
            }
            _ => Ok(Err(Broken)),
        }
    }

    fn measured(
        path: &Path,
        key: FileKey,
        mut cursor: Cursor,
    ) -> io::Result<std::result::Result<Self, Broken>> {
        let len = match cursor.reader.seek(SeekFrom::End(0)) {
            Ok(len) => len,
            Err(error) if error.raw_os_error().is_none() => return Ok(Err(Broken)),
            Err(error) => return Err(error),
        };
        // A cursor is opened anew for each thread: this one has looked at the end and is not needed again.
        Ok(Ok(Self { path: path.to_owned(), key, len, idle: Mutex::default() }))
    }

    /// How many plain bytes there are.
    pub fn size(&self) -> u64 {
        self.len
    }

    /// Reads from `at` on; 0 at the end.
    ///
    /// # Errors
    /// Of kind `InvalidData`, with [`Broken`] as the cause, where the file was altered; what the system answers.
    pub fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        // Never beyond the end, of which the reader below makes no promise.
        let left = usize::try_from(self.len.saturating_sub(at)).unwrap_or(usize::MAX);
        let want = buffer.len().min(left);
        if want == 0 {
            return Ok(0);
        }
        let mut cursor = self.cursor(at)?;
        let got = cursor.read(&mut buffer[..want], at).map_err(authentic)?;
        self.idle().push(cursor);
        if got == 0 { Err(broken()) } else { Ok(got) }
    }

    /// A cursor that stands there already, else any, else a new one. One that failed is not put back.
    fn cursor(&self, at: u64) -> io::Result<Cursor> {
        let mut idle = self.idle();
        let place = idle.iter().position(|cursor| cursor.at == at);
        if let Some(place) = place.or_else(|| idle.len().checked_sub(1)) {
            return Ok(idle.swap_remove(place));
        }
        drop(idle);
        Cursor::open(&self.path, &OneFile(&self.key)).map_err(|error| match error {
            DecryptError::Io(error) => authentic(error),
            _ => broken(),
        })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Cursor>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is no answer of the system is the cipher's: the bytes are not those that were written.
fn authentic(error: io::Error) -> io::Error {
    if error.raw_os_error().is_some() { error } else { broken() }
}

impl Cursor {
    fn open(path: &Path, identity: &dyn Identity) -> std::result::Result<Self, DecryptError> {
        let mut file = super::stream::open_plain(path, "opening an encrypted bundle")
            .map_err(|error| io::Error::other(error.to_string()))?;
        if !header_ends(&mut file)? {
            return Err(DecryptError::InvalidHeader);
        }
        let decryptor = Decryptor::new_buffered(BufReader::new(file))?;
        Ok(Self { at: 0, reader: decryptor.decrypt(std::iter::once(identity))? })
    }

    fn read(&mut self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        if self.at != at {
            self.reader.seek(SeekFrom::Start(at))?;
        }
        let got = self.reader.read(buffer)?;
        self.at = at + got as u64;
        Ok(got)
    }
}

/// Whether the header ends within [`LONGEST_HEADER`]: a file that claims a longer one would fill the memory.
fn header_ends(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::new();
    Read::take(&mut *file, LONGEST_HEADER).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(memchr::memmem::find(&start, b"\n--- ").is_some())
}

/// Tries people's keys and keeps the file's key that one of them gave.
struct Keeping<'a> {
    keys: Vec<&'a dyn Identity>,
    found: RefCell<Option<FileKey>>,
}

impl Identity for Keeping<'_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<std::result::Result<FileKey, DecryptError>> {
        let opened = self.keys.iter().find_map(|key| key.unwrap_stanza(stanza))?;
        if let Ok(key) = &opened {
            *self.found.borrow_mut() = Some(copy_of(key));
        }
        Some(opened)
    }
}

/// Opens the one file again whose key it is.
struct OneFile<'a>(&'a FileKey);

impl Identity for OneFile<'_> {
    fn unwrap_stanza(&self, _: &Stanza) -> Option<std::result::Result<FileKey, DecryptError>> {
        Some(Ok(copy_of(self.0)))
    }
}

fn copy_of(key: &FileKey) -> FileKey {
    FileKey::init_with_mut(|copy| copy.copy_from_slice(key.expose_secret()))
}

/// A key that nobody has and that goes with this program: for what must wait on a disk, encrypted.
///
/// # Errors
/// When the system has no randomness.
pub fn throwaway(random: &dyn Random) -> Result<UnlockedKey> {
    let mut seed = Zeroizing::new([0; 32]);
    random.fill(&mut *seed)?;
    UnlockedKey::from_seed(&seed, String::new())
}
