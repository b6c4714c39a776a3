//! Which files a bundle may have: FORMAT.md section 10.
//!
//! Owns: the form of every path under `data/`. Must never: look at what is in a file.

use crate::digest::{Digest, from_hex};
use crate::entry::is_extension;

/// The folder of the ledger's files.
pub(super) const LEDGER: &str = "data/ledger/";
/// The folder of the originals.
pub(super) const ORIGINALS: &str = "data/originals/";
/// The folder of the notes.
pub(super) const NOTES: &str = "data/notes/";

/// True for a payload path that section 10 names.
pub(super) fn is_named(path: &str) -> bool {
    let Some(inner) = path.strip_prefix("data/") else { return false };
    let (folder, name) = inner.rsplit_once('/').unwrap_or(("", inner));
    match folder {
        "" => matches!(name, "verify.txt" | "index.html" | "base.json"),
        "keys" => name == "allowed_signers",
        "tables" => matches!(name, "artefacts.csv" | "photos.csv" | "notes.csv" | "custody.csv"),
        "pages" => name.strip_suffix(".html").is_some_and(is_page),
        "pages/preview" => name.strip_suffix(".jpg").is_some_and(is_digest),
        "ledger" => ledger_file(path).is_some(),
        "notes" => ["json", "sig"].iter().any(|ending| stem(name, ending).is_some_and(is_digest)),
        _ => original_digest(path).is_some(),
    }
}

/// Stem and ending of a ledger file: `<chain>` or `<chain>-<16 digits>`, and `jsonl`, `sigs`, `head` or `head.sig`.
pub(super) fn ledger_file(path: &str) -> Option<(&str, &str)> {
    let (stem, ending) = path.strip_prefix(LEDGER)?.split_once('.')?;
    let (chain, branch) = stem.split_once('-').map_or((stem, None), |(chain, branch)| (chain, Some(branch)));
    let named = is_hex(chain, 32) && branch.is_none_or(|branch| is_hex(branch, 16));
    (named && matches!(ending, "jsonl" | "sigs" | "head" | "head.sig")).then_some((stem, ending))
}

/// The digest in the name of an original.
pub(super) fn original_digest(path: &str) -> Option<Digest> {
    let (folder, name) = path.strip_prefix(ORIGINALS)?.split_once('/')?;
    let (hex, ext) = name.split_once('.')?;
    let digest = hex.parse().ok()?;
    (folder.len() == 2 && hex.starts_with(folder) && is_extension(ext)).then_some(digest)
}

fn stem<'a>(name: &'a str, ending: &str) -> Option<&'a str> {
    name.strip_suffix(ending)?.strip_suffix('.')
}

fn is_page(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.bytes().all(plain)
}

fn is_digest(text: &str) -> bool {
    is_hex(text, 64)
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && from_hex(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_has_no_file_but_those_that_the_format_names() {
        let (chain, hex) = ("0a".repeat(16), "0b".repeat(32));
        for good in [
            "data/verify.txt".to_owned(),
            "data/base.json".into(),
            "data/pages/photos-0001.html".into(),
            format!("data/pages/preview/{hex}.jpg"),
            format!("data/ledger/{chain}.head.sig"),
            format!("data/ledger/{chain}-{}.jsonl", &hex[..16]),
            format!("data/notes/{hex}.sig"),
            format!("data/originals/0b/{hex}.jpg"),
        ] {
            assert!(is_named(&good), "{good}");
        }
        for bad in [
            "verify.txt".to_owned(),
            "data/more.txt".into(),
            "data/keys/x".into(),
            "data/pages/x.js".into(),
            "data/pages/preview/x.jpg".into(),
            format!("data/ledger/{chain}.txt"),
            format!("data/ledger/{chain}-0b.jsonl"),
            format!("data/ledger/{}.jsonl", &chain[1..]),
            format!("data/notes/{hex}.sig.sig"),
            format!("data/originals/0c/{hex}.jpg"),
            format!("data/originals/0b/{hex}.verylongext"),
            format!("data/originals/0b/x/{hex}.jpg"),
            format!("data/originals/{hex}.jpg"),
        ] {
            assert!(!is_named(&bad), "{bad}");
        }
    }
}
