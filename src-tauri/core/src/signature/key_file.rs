//! Private key files in OpenSSH's form (PROTOCOL.key): making one, reading one, unlocking one.

use super::file::read_small;
use super::{PublicKey, UnlockedKey};
use crate::error::{Code, Error, IoContext, Result};
use crate::time::Random;
use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{Cipher, Kdf, LineEnding, PrivateKey};
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Rounds of bcrypt_pbkdf in new files: the default of newer versions of ssh-keygen (older ones: 16).
const ROUNDS: u32 = 24;
/// Rounds beyond which a file is refused: minutes of work, asked for by whoever made the file.
const MAX_ROUNDS: u32 = 10_000;
/// Far above any Ed25519 key file.
const MAX_BYTES: u64 = 16 * 1024;
/// ssh-keygen reads no longer one from a terminal.
const MAX_PASSPHRASE: usize = 1023;

const CREATING: &str = "making a signing key";
const READING: &str = "reading a signing key";
const UNLOCKING: &str = "unlocking a signing key";

/// An Ed25519 private key file. Its public half is known without the passphrase, but is only a claim of the file
/// until it is unlocked.
pub struct KeyFile {
    path: PathBuf,
    public: PublicKey,
    sealed: PrivateKey,
}

impl KeyFile {
    /// Makes a new key and writes it, encrypted with the passphrase (aes256-ctr, bcrypt), to a new file that only
    /// its owner may read; the public half goes to the same name with `.pub` added. Both are on the disk, read back
    /// and compared, when this returns. Nothing is ever replaced, and a failure leaves neither file.
    ///
    /// # Errors
    /// [`Code::WrongPassphrase`] for an empty passphrase, [`Code::BadValue`] for a passphrase or comment that other
    /// programs could not take, [`Code::AlreadyExists`] when one of the files exists, or what the system says.
    pub fn create(path: &Path, passphrase: &str, comment: &str, random: &dyn Random) -> Result<Self> {
        check_new(passphrase, comment)?;
        let (public, sealed) = generate(passphrase, comment, random)?;
        let text = sealed.to_openssh(LineEnding::LF).map_err(broken)?;
        let public_path = beside(path);
        let public_text = format!("{} {comment}", public.openssh());
        write_new(path, text.as_bytes(), 0o600)?;
        let whole = write_new(&public_path, format!("{}\n", public_text.trim_end()).as_bytes(), 0o644)
            .and_then(|()| {
                let whole = sync_folder(path).and_then(|()| read_back(path, &text, public));
                whole.inspect_err(|_| remove(&public_path))
            });
        // Both were made by this call, so nobody's key is lost here.
        whole.inspect_err(|_| remove(path))
    }

    /// Reads a key file, whether encrypted or not.
    ///
    /// # Errors
    /// [`Code::BadKey`] for anything but an Ed25519 private key in OpenSSH's form: another type of key, another
    /// form, garbage, a folder, pipe or device or a link to one, a file that is too large, or one that asks for
    /// absurd work. Else what the system says.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = read_small(READING, path, MAX_BYTES).map_err(|mut error| {
            if matches!(error.code, Code::NotARegularFile | Code::TooLarge) {
                error.code = Code::BadKey;
            }
            error
        })?;
        let sealed = PrivateKey::from_openssh(&*bytes).map_err(|cause| {
            bad_key(READING, path, "it is no Ed25519 private key in OpenSSH's form").caused_by(cause)
        })?;
        let Some(raw) = sealed.public_key().key_data().ed25519() else {
            let what = format!("it is a key of type {}, and only ssh-ed25519 is used", sealed.algorithm());
            return Err(bad_key(READING, path, what));
        };
        let public =
            PublicKey::from_bytes(&raw.0).map_err(|cause| bad_key(READING, path, cause.to_string()))?;
        if let Kdf::Bcrypt { rounds, .. } = sealed.kdf()
            && *rounds > MAX_ROUNDS
        {
            let what = format!("unlocking it would take {rounds} rounds; more than {MAX_ROUNDS} are refused");
            return Err(bad_key(READING, path, what));
        }
        Ok(Self { path: path.to_owned(), public, sealed })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The public half, as the file states it.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// False when whoever can read the file can sign.
    pub fn is_encrypted(&self) -> bool {
        self.sealed.is_encrypted()
    }

    /// Opens the key. With a file that is not encrypted the passphrase plays no part.
    ///
    /// # Errors
    /// [`Code::WrongPassphrase`], or [`Code::BadKey`] when the file is damaged or states another public key than
    /// its own.
    pub fn unlock(&self, passphrase: &str) -> Result<UnlockedKey> {
        let opened;
        let key = if self.is_encrypted() {
            opened = self.sealed.decrypt(passphrase).map_err(|cause| self.locked(cause))?;
            &opened
        } else {
            &self.sealed
        };
        let pair = key.key_data().ed25519();
        let pair = pair.ok_or_else(|| bad_key(UNLOCKING, &self.path, "it holds no Ed25519 key"))?;
        let unlocked = UnlockedKey::from_seed(pair.private.as_ref(), key.comment().to_owned())?;
        // The reader of the file has compared them too; entries name the public half, so it is made sure of here.
        if unlocked.public() == self.public {
            Ok(unlocked)
        } else {
            Err(bad_key(UNLOCKING, &self.path, "its private and public halves do not belong together"))
        }
    }

    fn locked(&self, cause: ssh_key::Error) -> Error {
        let error = match cause {
            // The check number did not decrypt: nearly always the passphrase, seldom a damaged file.
            ssh_key::Error::Crypto => {
                Error::new(Code::WrongPassphrase, UNLOCKING, "the passphrase does not fit")
                    .on(self.path.display())
                    .remedy("Type it again; if it is right for certain, the file is damaged: use a copy.")
            }
            _ => bad_key(UNLOCKING, &self.path, "the file is damaged"),
        };
        error.caused_by(cause)
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyFile")
            .field("path", &self.path)
            .field("public", &self.public)
            .field("is_encrypted", &self.is_encrypted())
            .finish_non_exhaustive()
    }
}

/// Refuses what no new key should have.
fn check_new(passphrase: &str, comment: &str) -> Result<()> {
    let refuse = |code, what: &str, remedy: &str| Err(Error::new(code, CREATING, what).remedy(remedy));
    if passphrase.is_empty() {
        let remedy = "Choose one of several words; without it, whoever finds the file can sign in your name.";
        return refuse(Code::WrongPassphrase, "a signing key needs a passphrase", remedy);
    }
    if passphrase.len() > MAX_PASSPHRASE || passphrase.contains(['\n', '\r', '\0']) {
        let remedy = "Choose one of a single line and at most 1023 bytes.";
        return refuse(Code::BadValue, "no other program could take this passphrase", remedy);
    }
    if comment.len() > 255 || comment.chars().any(char::is_control) {
        let remedy = "Use a name, in one line of at most 255 bytes.";
        return refuse(Code::BadValue, "the key's comment is too long or has more than one line", remedy);
    }
    Ok(())
}

/// A new key from the given randomness, encrypted.
fn generate(passphrase: &str, comment: &str, random: &dyn Random) -> Result<(PublicKey, PrivateKey)> {
    let mut seed = Zeroizing::new([0; 32]);
    let (mut salt, mut check) = ([0; 16], [0; 4]);
    random.fill(&mut *seed)?;
    random.fill(&mut salt)?;
    random.fill(&mut check)?;
    let pair = Ed25519Keypair::from_seed(&seed);
    let public = PublicKey::from_bytes(&pair.public.0).map_err(broken)?;
    let plain = PrivateKey::new(KeypairData::Ed25519(pair), comment).map_err(broken)?;
    let kdf = Kdf::Bcrypt { salt: salt.to_vec(), rounds: ROUNDS };
    let sealed = plain.encrypt_with(Cipher::Aes256Ctr, kdf, u32::from_be_bytes(check), passphrase);
    Ok((public, sealed.map_err(broken)?))
}

/// The path of the public half: `.pub` added, never put in place of another extension.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}

/// Writes a file that did not exist and syncs it; a failure leaves no file of ours.
fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(path).doing(CREATING, path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).doing(CREATING, path).inspect_err(|_| remove(path))
}

/// Removes what this module has just made; that it cannot is no reason to hide the first error.
fn remove(path: &Path) {
    let _ = std::fs::remove_file(path);
}

/// Makes the new names last. Where folders cannot be opened (Windows), the system does it by itself.
fn sync_folder(path: &Path) -> Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|f| f.sync_all()).doing(CREATING, folder)
}

/// Reads the new file and compares it with what was written: a key that cannot be opened again is worse than none.
fn read_back(path: &Path, text: &str, public: PublicKey) -> Result<KeyFile> {
    let same = *read_small(CREATING, path, MAX_BYTES)? == text.as_bytes();
    match KeyFile::read(path) {
        Ok(file) if same && file.public == public => Ok(file),
        _ => Err(Error::new(Code::ReadBackDiffers, CREATING, "the file read back is not the one written")
            .on(path.display())
            .remedy("Choose another disk; this one may be failing.")),
    }
}

fn bad_key(doing: &str, path: &Path, what: impl Into<String>) -> Error {
    Error::new(Code::BadKey, doing, what)
        .on(path.display())
        .remedy("Choose an Ed25519 key file, such as `ssh-keygen -t ed25519` makes.")
}

fn broken(cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(Code::Internal, CREATING, cause.to_string()).caused_by(cause)
}

#[cfg(test)]
mod tests;
