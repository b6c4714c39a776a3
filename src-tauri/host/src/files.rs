//! Small files that a person names: passphrases, texts, details of a signer.

use sigillum_core::error::{Code, Error, IoContext as _, Result};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write as _};
use std::path::Path;
use zeroize::Zeroizing;

/// The longest text that is read from a file or from standard input, in bytes.
const LONGEST: u64 = 1 << 20;

/// The text of a file, or of standard input for `-`.
///
/// # Errors
/// What the system says; [`Code::TooLarge`]; [`Code::BadValue`] where it is not UTF-8.
pub fn read_text(path: &Path, doing: &str) -> Result<String> {
    if path == Path::new("-") {
        return text_of(std::io::stdin().lock(), path, doing).map(|text| text.to_string());
    }
    let file = File::open(path).doing(doing, path)?;
    text_of(file, path, doing).map(|text| text.to_string())
}

/// The text of anything that can be read; its memory is wiped.
///
/// # Errors
/// As [`read_text`].
pub fn text_of(source: impl Read, path: &Path, doing: &str) -> Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    source.take(LONGEST + 1).read_to_end(&mut bytes).doing(doing, path)?;
    if bytes.len() as u64 > LONGEST {
        return Err(Error::new(Code::TooLarge, doing, "it is longer than 1 MiB").on(path.display()));
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(Error::new(Code::BadValue, doing, "it is no UTF-8 text").on(path.display())),
    }
}

/// Writes a new file and syncs it; never replaces one.
///
/// # Errors
/// What the system says.
pub fn write_new(path: &Path, text: &str, mode: u32, doing: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(path).doing(doing, path)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).doing(doing, path)
}

/// Makes a folder, with those above it, that only its owner may enter.
///
/// # Errors
/// What the system says.
pub fn make_private_folder(path: &Path, doing: &str) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).doing(doing, path)
}
