//! Receipts: headquarters states what it holds, and a laptop accepts that.
//!
//! Owns: the two files of a receipt, and the entry that accepts one. Must never: accept what is not signed, is of another
//! operation or was signed here; let a chain go on that headquarters knows longer or otherwise than this catalogue.

mod accept;
mod covers;
mod held;
mod make;

pub use accept::AcceptedReceipt;
pub(super) use covers::Covers;
pub use covers::Whereabouts;
pub use held::{ReceiptAcceptance, ReceiptHead, ReceiptLacking, ReceiptLine, ReceiptView};
pub use make::{MadeReceipt, ReceiptOptions};

use crate::digest::Digest;
use crate::error::{Code, Error, IoContext, Result};
use crate::receipt::{self, Receipt, Stated};
use crate::signature::{namespace, parse_armour, verify};
use crate::store::files::open_regular;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What is added to a receipt's name for its signature's.
const SIGNATURE: &str = ".sig";
/// The longest armoured signature that is read, in bytes; one of ours has 295.
const LONGEST_SIGNATURE: u64 = 4096;

/// A receipt as it came: its bytes, its signature, and what they say.
struct Signed {
    text: Vec<u8>,
    signature: Vec<u8>,
    stated: Stated,
}

/// Reads the receipt at a path and the signature beside it; the signature's own path serves too.
fn read_signed(path: &Path, doing: &str) -> Result<Signed> {
    let name = path.as_os_str().to_string_lossy();
    let path = name.strip_suffix(SIGNATURE).map_or_else(|| path.to_owned(), PathBuf::from);
    let text = read(&path, receipt::LONGEST, doing)?;
    if !text.starts_with(receipt::FIRST_LINE.as_bytes()) {
        return Err(no_receipt(&path, doing));
    }
    let mut beside = path.clone().into_os_string();
    beside.push(SIGNATURE);
    let beside = PathBuf::from(beside);
    let signature = match read(&beside, LONGEST_SIGNATURE, doing) {
        Err(error) if error.code == Code::NotFound => {
            return Err(Error::new(Code::BadSignature, doing, "its signature is not there")
                .on(beside.display())
                .safe("Nothing was changed")
                .remedy("A receipt is two files: bring the one whose name ends in .sig too."));
        }
        other => other?,
    };
    check_signed(text, signature, doing).map_err(|error| error.on(path.display()).safe("Nothing was changed"))
}

/// Holds the text to its form and its signature.
fn check_signed(text: Vec<u8>, signature: Vec<u8>, doing: &str) -> Result<Signed> {
    let armour = parse_armour(&signature).ok();
    let good = armour.filter(|a| {
        a.namespace == namespace::RECEIPT && verify(&a.key, namespace::RECEIPT, &text, &a.signature)
    });
    let Some(good) = good else {
        return Err(Error::new(Code::BadSignature, doing, "the signature of the receipt is not good")
            .remedy("It was changed on the way, or is another's: get it again from headquarters."));
    };
    let receipt = Receipt::read(&text).ok_or_else(|| no_receipt(Path::new(""), doing))?;
    let stated = Stated { digest: Digest::of(&text), signer: *good.key.as_bytes(), receipt };
    Ok(Signed { text, signature, stated })
}

fn no_receipt(path: &Path, doing: &str) -> Error {
    Error::new(Code::BadReceipt, doing, "the file is no receipt")
        .on(path.display())
        .safe("Nothing was changed")
        .remedy("Name the file whose first line is \"sigillum receipt v1\".")
}

/// The bytes of a regular file, at most this many.
fn read(path: &Path, most: u64, doing: &str) -> Result<Vec<u8>> {
    let (file, _) = open_regular(path).map_err(std::io::Error::from).doing(doing, path)?;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).doing(doing, path)?;
    if bytes.len() as u64 > most {
        return Err(
            Error::new(Code::TooLarge, doing, "the file is too large for a receipt").on(path.display())
        );
    }
    Ok(bytes)
}
