//! Comparing a folder of loose photos with what a catalogue or bundle holds, byte for byte.

use super::report::VerifyReport;
use crate::digest::Digest;
use crate::error::Result;
use crate::finding::{Finding, FindingKind};
use crate::progress::{Progress, Unit};
use crate::store::files::hash_from_medium;
use crate::store::scan::scan;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Says of each file whether it is, byte for byte, an original that is known.
///
/// # Errors
/// Only what stops the check itself.
pub fn loose_photos(
    folder: &Path,
    known: &dyn Fn(&Digest) -> Result<bool>,
    progress: &dyn Progress,
) -> Result<VerifyReport> {
    let scan = scan(&[PathBuf::from(folder)], progress)?;
    progress.stage("photos", Some(scan.total()), Unit::Bytes);
    let mut findings = Vec::new();
    let mut verified: BTreeMap<&'static str, u64> = BTreeMap::new();
    for file in &scan.seen {
        crate::progress::check(progress, "comparing photos")?;
        let path = file.met.path.display().to_string();
        match hash_from_medium(&file.met.path, &|| !progress.cancelled()) {
            Ok((digest, _)) if known(&digest)? => *verified.entry("photo").or_default() += 1,
            Ok((digest, _)) => findings.push(
                Finding::new(FindingKind::Unexpected, "photo-unknown", path)
                    .expected("an original that is held, byte for byte")
                    .found(digest),
            ),
            Err(error) => {
                findings.push(Finding::new(FindingKind::Missing, "photo-unreadable", path).found(error));
            }
        }
        progress.advance(file.size);
    }
    Ok(VerifyReport::new(folder, "photos", verified, findings))
}
