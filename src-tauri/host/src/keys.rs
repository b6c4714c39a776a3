//! Signing keys as files of this computer, each with a small file beside it that says whose it is.

use crate::files::{make_private_folder, read_text, write_new};
use crate::surroundings::SystemRandom;
use serde::Serialize;
use sigillum_core::catalogue::SignerDetails;
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::register::normal_text;
use sigillum_core::signature::{KeyFile, Principal, PublicKey, allowed_signers_line, namespace};
use sigillum_core::signer::Introduction;
use std::path::{Path, PathBuf};

/// A key as it is shown; nothing of it is secret.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct KeyView {
    /// Its file.
    pub path: PathBuf,
    /// Its fingerprint.
    pub fingerprint: String,
    /// The public key, in OpenSSH's form.
    pub public: String,
    /// False if whoever finds the file can sign.
    pub encrypted: bool,
    /// Whose it is.
    pub signer: SignerDetails,
    /// The line by which others can check its signatures.
    pub allowed_signers: String,
}

/// Makes a key and the file beside it that says whose it is.
///
/// # Errors
/// As [`KeyFile::create`]; [`Code::BadValue`] for details that could not be introduced.
pub fn create(path: &Path, details: &SignerDetails, passphrase: &str) -> Result<KeyFile> {
    check_details(details)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_private_folder(folder, "making a signing key")?;
    }
    let key = KeyFile::create(path, passphrase, &details.name, &SystemRandom)?;
    write_details(path, details)?;
    Ok(key)
}

fn check_details(details: &SignerDetails) -> Result<()> {
    let SignerDetails { name, organisation, role, initials } = details.clone();
    Introduction { name, organisation, role, initials }.validate()
}

/// Says beside a key's file whose it is; never replaces what was said.
///
/// # Errors
/// [`Code::BadValue`] for details that could not be introduced; what the system says.
pub fn write_details(key: &Path, details: &SignerDetails) -> Result<()> {
    check_details(details)?;
    let doing = "saying whose the key is";
    let text = toml::to_string(details)
        .map_err(|cause| Error::new(Code::Internal, doing, cause.to_string()).caused_by(cause))?;
    write_new(&details_path(key), &text, 0o600, doing)
}

/// Where it stands whose a key is.
pub fn details_path(key: &Path) -> PathBuf {
    let mut name = key.as_os_str().to_owned();
    name.push(".toml");
    name.into()
}

/// Whose a key is; nobody in particular where nothing was said.
///
/// # Errors
/// [`Code::BadValue`] for a file that cannot be read.
pub fn details_of(key: &Path) -> Result<SignerDetails> {
    let path = details_path(key);
    if !path.exists() {
        return Ok(SignerDetails::default());
    }
    let doing = "reading whose the key is";
    toml::from_str(&read_text(&path, doing)?).map_err(|cause| {
        Error::new(Code::BadValue, doing, cause.message().to_owned())
            .on(path.display())
            .remedy("Correct the file: name, organisation, role, initials, each a text.")
    })
}

/// A key's file as it is shown.
///
/// # Errors
/// As [`KeyFile::read`] and [`details_of`].
pub fn view(path: &Path) -> Result<KeyView> {
    let key = KeyFile::read(path)?;
    let signer = details_of(path)?;
    Ok(KeyView {
        path: path.to_owned(),
        fingerprint: key.public().fingerprint(),
        public: key.public().openssh(),
        encrypted: key.is_encrypted(),
        allowed_signers: signers_line(&signer.name, &key.public()),
        signer,
    })
}

/// A public key for which something is encrypted: a file such as `id_ed25519.pub`, or the text of one.
///
/// # Errors
/// [`Code::BadKey`] for anything but one Ed25519 public key; what the system says of the file.
pub fn recipient(named: &str) -> Result<PublicKey> {
    Ok(recipient_with_comment(named)?.0)
}

/// As [`recipient`], with what stands behind the key in its file: a name, as whoever made the key wrote it.
///
/// # Errors
/// As [`recipient`].
pub fn recipient_with_comment(named: &str) -> Result<(PublicKey, String)> {
    const DOING: &str = "reading a public key to encrypt to";
    let text = match named.trim_start().starts_with("ssh-") {
        true => named.to_owned(),
        false => read_text(Path::new(named), DOING)?,
    };
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (line, more) = (lines.next().unwrap_or_default(), lines.next());
    let words: Vec<&str> = line.split_whitespace().take(2).collect();
    match words.join(" ").parse() {
        Ok(key) if more.is_none() => {
            let comment: Vec<&str> = line.split_whitespace().skip(2).collect();
            Ok((key, comment.join(" ")))
        }
        _ => Err(Error::new(Code::BadKey, DOING, "it is not one Ed25519 public key")
            .on(named)
            .remedy("Use headquarters' `.pub` file, such as `ssh-keygen -t ed25519` makes.")),
    }
}

/// The line of an allowed_signers file for this key, without its end: it may sign entries, heads and bundles.
pub fn signers_line(name: &str, key: &PublicKey) -> String {
    let principal = Principal::from_name(&normal_text(name), key);
    let line = allowed_signers_line(&principal, &[namespace::ENTRY, namespace::HEAD, namespace::BUNDLE], key);
    line.trim_end().to_owned()
}
