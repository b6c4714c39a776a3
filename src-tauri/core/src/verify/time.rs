//! When a bundle existed, by an authority's token that lies beside it: FORMAT.md section 20.
//!
//! Owns: finding the token, and what is said of it. Must never: let a token, or none, make of a bundle that is whole one that
//! was altered: it is no part of the bundle, and anybody may put a file beside one.

use super::bundle::{BundleCheck, VerifyOptions};
use crate::error::{Code, Error, Result};
use crate::finding::{Finding, FindingKind};
use crate::signature::read_small;
use crate::timestamp::{ANSWER, Authorities, LONGEST, Stamp, Worth, judge};
use std::path::{Path, PathBuf};

/// A token is there, and nobody was named by whom it could be judged: said, and no part of the verdict on the bundle.
pub(crate) const NOT_JUDGED: &str = "time-not-judged";

/// What a bundle's file is called behind its name.
const ENDINGS: [&str; 2] = [".zip.age", ".zip"];
/// The largest file of certificates that is read, in bytes.
const LONGEST_AUTHORITIES: u64 = 1 << 20;

/// A token as it lies on the disk.
#[derive(Clone, Debug)]
pub struct TokenFile {
    name: String,
    bytes: Vec<u8>,
}

impl TokenFile {
    /// Reads the token that somebody named.
    ///
    /// # Errors
    /// [`Code::NotARegularFile`], [`Code::TooLarge`], or what the system says.
    pub fn read(path: &Path) -> Result<Self> {
        Ok(Self { name: name_of(path), bytes: read_small("reading a time token", path, LONGEST)?.to_vec() })
    }

    /// The token beside a bundle: its name with `.tsr` behind it. What lies there and is no regular file, or too
    /// large for a token, is one that cannot be understood.
    ///
    /// # Errors
    /// The file system's failures.
    pub fn beside(bundle: &Path) -> Result<Option<Self>> {
        let Some(path) = place_beside(bundle, ANSWER) else { return Ok(None) };
        match Self::read(&path) {
            Err(error) if error.code == Code::NotFound => Ok(None),
            Err(error) if matches!(error.code, Code::NotARegularFile | Code::TooLarge) => {
                Ok(Some(Self { name: name_of(&path), bytes: Vec::new() }))
            }
            read => read.map(Some),
        }
    }
}

/// Where something about a bundle lies beside it; `None` where the bundle's path has no name of its own.
pub fn place_beside(bundle: &Path, ending: &str) -> Option<PathBuf> {
    let name = bundle.file_name()?.to_str()?;
    let name = ENDINGS.iter().find_map(|cut| name.strip_suffix(cut)).unwrap_or(name);
    Some(bundle.with_file_name(format!("{name}{ending}")))
}

/// The authorities that a file of certificates (PEM) names.
///
/// # Errors
/// [`Code::BadAuthorities`]; the file system's failures.
pub fn authorities(path: &Path) -> Result<Authorities> {
    const DOING: &str = "reading the certificates of time-stamping authorities";
    let bytes = read_small(DOING, path, LONGEST_AUTHORITIES)?;
    Authorities::parse(&bytes).ok_or_else(|| {
        Error::new(Code::BadAuthorities, DOING, "the file holds none, or one that cannot be read")
            .on(path.display())
            .remedy("Give the authority's own certificate, in PEM form, as the authority publishes it.")
    })
}

/// Judges the token that was given, if one was.
pub(super) fn look(check: &mut BundleCheck, options: &VerifyOptions<'_>) {
    let Some(token) = options.token else { return };
    let worth = judge(&token.bytes, &check.bag.tag_manifest_digest, options.authorities);
    let (code, expected, found) = match worth {
        Worth::Good(stamp) => {
            check.time = Some(stamp);
            *check.verified.entry("time").or_default() += 1;
            return;
        }
        other => words(&other),
    };
    let finding = Finding::new(FindingKind::Unverifiable, code, token.name.clone());
    check.findings.push(finding.expected(expected).found(found));
}

/// The code of a finding, what should be there, and what was found.
fn words(worth: &Worth) -> (&'static str, &'static str, String) {
    let by =
        |stamp: &Stamp| format!("{} by {} (certificate {})", stamp.at, stamp.authority, stamp.certificate);
    match worth {
        Worth::Malformed => ("time-form", "an answer of RFC 3161 with a token", "another form".to_owned()),
        Worth::NotJudged(at, claimed) => (
            NOT_JUDGED,
            "an authority that is named from outside",
            format!("{} by {claimed}, as the token says of itself", at.at()),
        ),
        Worth::OtherFile => (
            "time-other-file",
            "a token about this bundle's tag manifest",
            "one about another file".to_owned(),
        ),
        Worth::Bad => ("time-signature-bad", "a good signature of the token", "none".to_owned()),
        Worth::NotForTime(stamp) => {
            ("time-certificate-use", "a certificate for time stamping and nothing else", by(stamp))
        }
        Worth::OutsideCertificate(stamp) => {
            ("time-certificate-expired", "certificates that are valid at the token's time", by(stamp))
        }
        Worth::Unread(at) => (
            "time-authority-unknown",
            "a certificate in the token, and a kind of signature that is read here",
            at.at(),
        ),
        Worth::UnknownAuthority(stamp) | Worth::Good(stamp) => {
            ("time-authority-unknown", "a token of an authority that was named from outside", by(stamp))
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
