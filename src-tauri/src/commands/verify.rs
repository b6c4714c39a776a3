//! Verifying: bundles, catalogues, loose photos, any bag. Reads only.

use super::bundle::{FIRST, name_of};
use super::commands;
use crate::desk::Desk;
use crate::jobs::{Begun, JobKind};
use crate::shelf::Checked;
use serde::{Deserialize, Serialize};
use sigillum_core::bag::{BagJudgement, is_encrypted, judge};
use sigillum_core::catalogue::{Catalogue, Restored, default_backups};
use sigillum_core::digest::Digest;
use sigillum_core::error::Result;
use sigillum_core::progress::Progress;
use sigillum_core::receipt::FIRST_LINE;
use sigillum_core::signature::{SignersFile, UnlockedKey};
use sigillum_core::store::FILE_NAME;
use sigillum_core::store::files::open_regular;
use sigillum_core::verify::court::{CourtReport, NamedFinding, SavedReport};
use sigillum_core::verify::{self, ProofFiles, VerifyOptions};
use sigillum_host::threads;
use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// What to verify, and with what.
#[derive(Clone, Debug, Deserialize, ts_rs::TS)]
pub struct VerifyRequest {
    /// A bundle (folder, ZIP, or a ZIP encrypted for the key that is unlocked) or a catalogue's folder.
    pub path: PathBuf,
    /// A list of signers from outside; without it the best verdict is `unverifiable`.
    pub signers: Option<PathBuf>,
    /// Bundles on which this one builds.
    pub bases: Vec<PathBuf>,
    /// A time token, whose word on it counts, and receipts, for a bundle; a catalogue holds the receipts that it accepted.
    pub proofs: ProofFiles,
    /// A folder of loose photos to compare with its originals.
    pub photos: Option<PathBuf>,
}

/// What verifying came to. Findings beyond the first are asked for by pages.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct VerifyResult {
    /// Its number on the shelf.
    pub check: u64,
    /// The report in words, cut to the first findings of each kind.
    pub report: CourtReport,
}

/// What a dropped or chosen path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Dropped {
    /// A bundle: folder, ZIP, or an encrypted ZIP.
    Bundle,
    /// A catalogue's folder.
    Catalogue,
    /// Another folder, such as one of photos.
    Folder,
    /// A receipt of headquarters, or its signature.
    Receipt,
    /// An authority's answer about when a bundle existed.
    Token,
    /// Certificates of authorities.
    Certificates,
    /// A list of signers.
    Signers,
    /// Another file.
    File,
}

commands! { "verify":
    /// Begins to verify a bundle or a catalogue, and loose photos against it.
    verify_begin(desk, request: VerifyRequest) -> Begun<VerifyResult> {
        Ok(desk.free_job(JobKind::Verify, &name_of(&request.path), move |desk, progress| {
            let report = check(desk, &request, progress)?;
            let cut = report.cut(FIRST);
            let check = desk.shelf().put_check(Checked { report, path: request.path });
            Ok(VerifyResult { check, report: cut })
        }))
    }

    /// What a path is that was dropped or chosen.
    verify_dropped(desk, path: PathBuf) -> Dropped {
        desk.work(move |_| Ok(dropped(&path))).await
    }

    /// More findings of one group of a check.
    verify_findings(desk, check: u64, group: usize, offset: usize, limit: usize) -> Vec<NamedFinding> {
        let check = desk.shelf().check(check)?;
        desk.work(move |_| Ok(check.report.findings(group, offset, limit))).await
    }

    /// Saves the report of a check into a folder, signed by the key that is unlocked; unsigned if none is.
    verify_save_report(desk, check: u64, folder: PathBuf) -> SavedReport {
        let check = desk.shelf().check(check)?;
        desk.work(move |desk| desk.save_report(&check.report, &folder)).await
    }

    /// Begins to judge any bag of BagIt 0.93 to 1.0 by RFC 8493 alone.
    verify_bag(desk, path: PathBuf) -> Begun<BagJudgement> {
        Ok(desk.free_job(JobKind::Verify, &name_of(&path), move |_, progress| judge(&path, threads(), progress)))
    }

    /// Begins to make the views of the open catalogue anew from its entries.
    verify_rebuild(desk) -> Begun<()> {
        desk.job(JobKind::Rebuild, "", |c, progress| c.rebuild(progress))
    }

    /// Begins to copy the open catalogue's database; gives the copy's path.
    verify_backup(desk, folder: Option<PathBuf>) -> Begun<PathBuf> {
        desk.reading_job(JobKind::Backup, "", move |c, progress| {
            c.backup(&folder.unwrap_or_else(|| default_backups(c.root())), progress)
        })
    }

    /// Puts a backup in the place of the database of a catalogue that is not open.
    verify_restore(desk, catalogue: PathBuf, backup: PathBuf) -> Restored {
        desk.work(move |_| Catalogue::restore(&catalogue, &backup)).await
    }
}

fn dropped(path: &Path) -> Dropped {
    if path.join(FILE_NAME).is_file() {
        return Dropped::Catalogue;
    }
    let zip = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    match path.is_dir() {
        true if path.join("bagit.txt").is_file() => Dropped::Bundle,
        true => Dropped::Folder,
        false if zip || is_encrypted(path).unwrap_or(false) => Dropped::Bundle,
        false => file_of(path),
    }
}

/// What a file is, by its name and how it begins; whoever reads it holds it to its form.
fn file_of(path: &Path) -> Dropped {
    let begins = |path: &Path, with: &str| {
        let mut start = Vec::new();
        let file = open_regular(path).ok();
        file.is_some_and(|(file, _)| file.take(with.len() as u64).read_to_end(&mut start).is_ok())
            && start == with.as_bytes()
    };
    let ends = |with: &str| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(with));
    if begins(path, FIRST_LINE) || ends("sig") && begins(&path.with_extension(""), FIRST_LINE) {
        Dropped::Receipt
    } else if ends("tsr") {
        Dropped::Token
    } else if begins(path, "-----BEGIN CERTIFICATE-----") {
        Dropped::Certificates
    } else if SignersFile::read(path).is_ok_and(|file| !file.list.lines().is_empty()) {
        Dropped::Signers
    } else {
        Dropped::File
    }
}

fn check(desk: &Desk, request: &VerifyRequest, progress: &dyn Progress) -> Result<CourtReport> {
    let list = request.signers.as_deref().map(SignersFile::read).transpose()?;
    let around = desk.places().around.clone();
    // The one that was chosen, else headquarters' as it is installed here.
    let installed = around.signers.get();
    let list = list.as_ref().or(installed.as_deref());
    if request.path.join(FILE_NAME).is_file() {
        let catalogue = Catalogue::open_read_only(&request.path, around)?;
        return match &request.photos {
            Some(folder) => catalogue.court_report_of_photos(folder, list, progress),
            None => catalogue.court_report(list, progress),
        };
    }
    let signers = list.map(|file| &file.list);
    let key = desk.opening_key();
    let keys: Vec<&UnlockedKey> = key.iter().collect();
    let proofs = request.proofs.read(&request.path)?;
    let options = VerifyOptions {
        signers,
        bases: request.bases.clone(),
        keys: &keys,
        threads: threads(),
        ..proofs.options()
    };
    let check = verify::bundle(&request.path, &options, progress)?;
    let report = CourtReport::of_bundle(&request.path, &check, list, around.clock.now());
    let Some(folder) = &request.photos else { return Ok(report) };
    let known: BTreeSet<Digest> = check.originals().into_iter().map(|original| original.sha256).collect();
    let photos = verify::loose_photos(folder, &|digest| Ok(known.contains(digest)), progress)?;
    Ok(CourtReport::of_photos(&photos, report))
}
