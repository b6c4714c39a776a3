//! Saving a report: a page to read, a document with every finding, and a signature over both. FORMAT.md section 16.
//!
//! Owns: the three files, their names, and that all or none stand there. Must never: replace a file.

use super::{CourtReport, page};
use crate::digest::Digest;
use crate::error::{Code, Error, Result};
use crate::signature::{Principal, UnlockedKey, armour, namespace};
use crate::store::write_together;
use serde::Serialize;
use std::path::{Path, PathBuf};

const DOING: &str = "saving a report";
/// How many reports of one name may stand in a folder.
const MOST: u32 = 1000;

/// Who checked and signed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SignedBy {
    /// The name, by their own word.
    pub name: String,
    /// The organisation, by their own word.
    pub organisation: String,
    /// The role, by their own word.
    pub role: String,
    /// The key's fingerprint.
    pub fingerprint: String,
    /// The name for `ssh-keygen -I` that a list made from this key uses.
    pub principal: String,
}

impl SignedBy {
    /// The owner of a key.
    pub fn of(key: &UnlockedKey, name: &str, organisation: &str, role: &str) -> Self {
        Self {
            name: name.to_owned(),
            organisation: organisation.to_owned(),
            role: role.to_owned(),
            fingerprint: key.public().fingerprint(),
            principal: Principal::from_name(name, &key.public()).to_string(),
        }
    }
}

/// The names of a report's files.
pub(super) struct Files {
    pub(super) html: String,
    pub(super) json: String,
    pub(super) signature: String,
}

impl Files {
    fn numbered(name: &str, number: u32) -> Self {
        let stem = if number == 1 { format!("{name}-report") } else { format!("{name}-report-{number}") };
        let json = format!("{stem}.json");
        Self { html: format!("{stem}.html"), signature: format!("{json}.sig"), json }
    }

    /// How `ssh-keygen` checks the document.
    pub(super) fn command(&self, by: &SignedBy) -> String {
        let (who, purpose) = (&by.principal, namespace::REPORT);
        format!("ssh-keygen -Y verify -f signers -I {who} -n {purpose} -s {} < {}", self.signature, self.json)
    }
}

/// Where a report was saved.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SavedReport {
    /// The page.
    pub html: PathBuf,
    /// The document.
    pub json: PathBuf,
    /// Its signature; `None` where no key was unlocked.
    pub signature: Option<PathBuf>,
    /// Who signed.
    pub by: Option<SignedBy>,
    /// The document's SHA-256.
    pub sha256: Digest,
    /// How `ssh-keygen` checks it, run in that folder with the list of signers as `signers`.
    pub command: Option<String>,
}

/// Saves a report into a folder, signed if there is a key.
///
/// # Errors
/// The file system's failures; none of the files is left then. [`Code::AlreadyExists`] after a thousand reports of
/// one name.
pub fn save(
    report: &CourtReport,
    folder: &Path,
    key: Option<(&UnlockedKey, SignedBy)>,
) -> Result<SavedReport> {
    let files = free_names(folder, &safe_name(&report.checked.name))?;
    let by = key.as_ref().map(|(_, by)| by.clone());
    let page = page::page(report, &files, by.as_ref());
    let json = document(report, &files, &page, by.as_ref())?;
    let signature = match &key {
        Some((key, _)) => {
            let signature = key.sign(namespace::REPORT, &json)?;
            Some(armour(&key.public(), namespace::REPORT, &signature).into_bytes())
        }
        None => None,
    };
    let mut parts = vec![(files.html.as_str(), page.as_slice()), (files.json.as_str(), json.as_slice())];
    parts.extend(signature.as_ref().map(|bytes| (files.signature.as_str(), bytes.as_slice())));
    write_together(folder, &parts, DOING).map_err(|error| error.safe("No half report was left"))?;
    Ok(SavedReport {
        html: folder.join(&files.html),
        json: folder.join(&files.json),
        signature: signature.map(|_| folder.join(&files.signature)),
        sha256: Digest::of(&json),
        command: by.as_ref().map(|by| files.command(by)),
        by,
    })
}

/// The document: all findings, who checked, and the page's digest, which the signature thereby covers.
fn document(report: &CourtReport, files: &Files, page: &[u8], by: Option<&SignedBy>) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Page<'a> {
        file: &'a str,
        sha256: Digest,
    }
    #[derive(Serialize)]
    struct Document<'a> {
        #[serde(flatten)]
        report: &'a CourtReport,
        signed_by: Option<&'a SignedBy>,
        page: Page<'a>,
    }
    let page = Page { file: &files.html, sha256: Digest::of(page) };
    let document = Document { report, signed_by: by, page };
    let mut bytes = serde_json::to_vec_pretty(&document)
        .map_err(|error| Error::new(Code::Internal, DOING, error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A name for files on every system: lower-case ASCII letters, digits and single hyphens.
fn safe_name(name: &str) -> String {
    let lower = name.to_lowercase();
    let parts = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let safe: String = parts.collect::<Vec<_>>().join("-").chars().take(100).collect();
    if safe.is_empty() { "sigillum".to_owned() } else { safe.trim_end_matches('-').to_owned() }
}

fn free_names(folder: &Path, name: &str) -> Result<Files> {
    for number in 1..=MOST {
        let files = Files::numbered(name, number);
        let taken = [&files.html, &files.json, &files.signature];
        if taken.iter().all(|file| folder.join(file).symlink_metadata().is_err()) {
            return Ok(files);
        }
    }
    let what = format!("there are {MOST} reports of this name");
    Err(Error::new(Code::AlreadyExists, DOING, what).on(folder.display()).remedy("Choose another folder."))
}
