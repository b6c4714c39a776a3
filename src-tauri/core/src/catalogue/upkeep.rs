//! Checking, rebuilding, backing up and restoring a catalogue.

use super::Catalogue;
use super::lock::Lock;
use crate::digest::Digest;
use crate::entry::{Position, bytes_claimed};
use crate::error::{IoContext, Result};
use crate::finding::{Finding, FindingKind};
use crate::ledger::fill;
use crate::progress::{Progress, Unit};
use crate::store::files::{make_folders, sync_folder};
use crate::store::originals::HeldState;
use crate::store::{Cache, FILE_NAME, PARTIAL, Shadow, restore};
use crate::verify::{self, Verdict, VerifyOptions, VerifyReport};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a check without a list says where nothing was found: it must not speak of a list that nobody gave.
const SELF_CONSISTENT: &str =
    "Everything here is what was signed; whose keys signed was not asked, since no list was given.";

/// What a check says that found nothing wrong but in the views, which are made from the entries.
const ONLY_VIEWS: &str = "Every entry and original is as it was signed, but lists and searches here show something else. Make \
                          them anew with `rebuild`.";

const BACKING_UP: &str = "backing up";
/// How the name of a copy begins; the moment follows.
const COPY: &str = "catalogue-";
/// How many backups are kept in a catalogue's own folder for them.
const KEPT: usize = 10;
/// How long nothing was written to a copy that is not whole before it counts as cut off.
const ABANDONED: Duration = Duration::from_secs(600);

/// What a check of a catalogue came to.
pub type CheckReport = VerifyReport;

/// What was put back.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Restored {
    /// Where the damaged or older database was moved.
    pub former: Option<PathBuf>,
    /// How many entries the restored one holds.
    pub entries: u64,
}

impl Catalogue {
    /// Checks the whole catalogue: the database's structure, every line and signature, every chain, every original's
    /// bytes, and whether what lists and searches show is what the entries say; where it is not,
    /// [`Catalogue::rebuild`] makes it anew.
    ///
    /// # Errors
    /// Only what stops the check itself.
    pub fn check(
        &self,
        signers: Option<&crate::signature::AllowedSigners>,
        progress: &dyn Progress,
    ) -> Result<CheckReport> {
        let mut findings = Vec::new();
        let mut verified: BTreeMap<&'static str, u64> = BTreeMap::new();
        let reader = self.reader();
        for line in reader.integrity()? {
            let finding = Finding::new(FindingKind::Altered, "database-damaged", FILE_NAME);
            findings.push(finding.found(line));
        }
        if findings.is_empty() {
            let coverage = self.proofs(signers)?;
            let proved = |place: &Position| coverage.existed_before(place).map(|moment| moment.millis);
            let threads = self.around.threads;
            verify::catalogue(
                &reader,
                self.operation,
                &VerifyOptions { signers, proved: Some(&proved), threads, ..VerifyOptions::default() },
                progress,
                &mut findings,
                &mut verified,
            )?;
            self.check_views(progress, &mut findings)?;
            self.check_originals(progress, &mut findings, &mut verified)?;
            findings.extend(self.custody_findings()?);
        }
        let mut report = VerifyReport::new(&self.root, "catalogue", verified, findings);
        if report.verdict == Verdict::Altered && report.findings.iter().all(is_of_views) {
            ONLY_VIEWS.clone_into(&mut report.sentence);
        }
        if signers.is_none() && report.verdict == Verdict::Verified {
            SELF_CONSISTENT.clone_into(&mut report.sentence);
        }
        Ok(report)
    }

    /// Makes the views anew beside the ones held and compares. A line that cannot be read was found before.
    fn check_views(&self, progress: &dyn Progress, findings: &mut Vec<Finding>) -> Result<()> {
        if findings.iter().any(|finding| finding.code == "entry-form") {
            return Ok(());
        }
        let Some(shadow) = Shadow::open(&self.root)? else { return Ok(()) };
        shadow.fill(|writer| {
            fill(writer, progress)?;
            crate::ledger::measure_rest(writer, &self.templates())
        })?;
        let differences = shadow.differences()?;
        findings.extend(differences.into_iter().map(|difference| {
            let path = format!("{}/{}", difference.view, difference.about);
            let finding = Finding::new(FindingKind::Altered, "view-differs", path);
            let row = difference.row.unwrap_or_else(|| "other words or another order".into());
            if difference.lacking { finding.expected(row) } else { finding.found(row) }
        }));
        Ok(())
    }

    fn check_originals(
        &self,
        progress: &dyn Progress,
        findings: &mut Vec<Finding>,
        verified: &mut BTreeMap<&'static str, u64>,
    ) -> Result<()> {
        let named = self.reader().originals()?;
        // Where the list of originals is not what the entries give, it does not tell what entries say of sizes.
        let listed = !findings.iter().any(|f| f.code == "view-differs" && f.path.starts_with("original/"));
        progress.stage("originals", Some(bytes_claimed(&named)), Unit::Bytes);
        for said in named.chunk_by(|one, other| one.sha256 == other.sha256) {
            crate::progress::check(progress, "checking originals")?;
            let original = &said[0];
            let path =
                format!("originals/{}/{}.{}", &original.sha256.hex()[..2], original.sha256, original.ext);
            match self.originals.check(&original.sha256, &|| !progress.cancelled())? {
                HeldState::Whole { size } => {
                    *verified.entry("original").or_default() += 1;
                    let others: BTreeSet<u64> = said.iter().map(|named| named.size).collect();
                    findings.extend(others.into_iter().filter(|named| listed && *named != size).map(
                        |named| {
                            Finding::new(FindingKind::Unverifiable, "size-differs", &path)
                                .expected(format_args!("{size} bytes"))
                                .found(format_args!("an entry that names {named} bytes"))
                        },
                    ));
                }
                HeldState::Missing => {
                    findings.push(
                        Finding::new(FindingKind::Missing, "original-missing", path)
                            .expected(original.sha256),
                    );
                }
                other => findings.push(
                    Finding::new(FindingKind::Altered, "digest-differs", path)
                        .expected(original.sha256)
                        .found(format!("{other:?}")),
                ),
            }
            progress.advance(bytes_claimed(said));
        }
        Ok(())
    }

    /// Makes all views anew from the entries.
    ///
    /// # Errors
    /// The database's failures; the old views stay then.
    pub fn rebuild(&mut self, progress: &dyn Progress) -> Result<()> {
        self.with_cache(Cache::Large, |catalogue| {
            catalogue.write_beside(|writer| crate::ledger::rebuild(writer, progress))
        })?;
        self.measure()
    }

    /// Copies the database, as it is now, into a folder. In the catalogue's own folder for them ([`default_backups`])
    /// the ten newest copies are kept; from any other nothing is removed, since it may hold another catalogue's. Originals
    /// are not copied: they are immutable, and bundles carry them. Another folder than the own one is made where the one
    /// above it is there, and no more: the path of a stick that is not in place must not become one on this disk.
    ///
    /// # Errors
    /// [`crate::error::Code::NotFound`]; [`crate::error::Code::Cancelled`], and nothing is left; the file system's
    /// failures.
    pub fn backup(&self, folder: &Path, progress: &dyn Progress) -> Result<PathBuf> {
        let own = folder == default_backups(&self.root);
        if own {
            make_folders(folder).doing(BACKING_UP, folder)?;
            clear_abandoned(folder)?;
        } else {
            make_chosen(folder).doing(BACKING_UP, folder)?;
        }
        let at = self.around.clock.now().at().replace([':', '.'], "-");
        let target = folder.join(format!("{COPY}{at}.db"));
        self.database.backup_to(&target, progress)?;
        if own {
            let mut copies = named(folder, &["db"])?;
            copies.sort();
            let surplus = copies.len().saturating_sub(KEPT);
            for old in &copies[..surplus] {
                std::fs::remove_file(old).doing("removing the oldest backup", old)?;
            }
        }
        Ok(target)
    }

    /// Puts a backup in the place of a catalogue's database; the one that was there is kept beside it, its log with it. What
    /// stands only in the backup's log (`-wal` beside it) counts. The next write starts a new chain, since the head kept
    /// outside is then ahead.
    ///
    /// # Errors
    /// `not_a_catalogue`, `catalogue_newer` or `catalogue_damaged` about the backup; `other_operation` where the database
    /// that is here can be read and is of another; the file system's failures. Nothing is changed then.
    pub fn restore(root: &Path, backup: &Path) -> Result<Restored> {
        let lock = Lock::take(root)?;
        restore::finish(root)?;
        let entries = restore::prepare(root, backup)?;
        let former = restore::finish(root)?;
        drop(lock);
        Ok(Restored { former, entries })
    }

    /// Compares a folder of loose photos with what this catalogue holds: which of them are originals, byte for byte.
    ///
    /// # Errors
    /// Only what stops the check itself.
    pub fn verify_photos(&self, folder: &Path, progress: &dyn Progress) -> Result<VerifyReport> {
        let reader = self.reader();
        let known = |digest: &Digest| Ok(reader.original(digest)?.is_some());
        verify::loose_photos(folder, &known, progress)
    }
}

/// True for what concerns only views, or says no more than that something is not proven.
fn is_of_views(finding: &Finding) -> bool {
    finding.code == "view-differs" || finding.kind == FindingKind::Unverifiable
}

/// The copies in a folder, by what follows the moment in their names.
fn named(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>> {
    let is_one = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let parts = name.strip_prefix(COPY).and_then(|rest| rest.split_once('.'));
        parts.is_some_and(|(moment, ending)| is_moment(moment) && endings.contains(&ending))
    };
    let items = std::fs::read_dir(folder).doing(BACKING_UP, folder)?;
    Ok(items.filter_map(|item| item.ok().map(|item| item.path())).filter(is_one).collect())
}

/// True for `2025-11-13T09-41-07-123Z`.
fn is_moment(text: &str) -> bool {
    let form = b"0000-00-00T00-00-00-000Z";
    let fits = |(byte, like): (u8, &u8)| if *like == b'0' { byte.is_ascii_digit() } else { byte == *like };
    text.len() == form.len() && text.bytes().zip(form).all(fits)
}

/// Removes copies that a program ended in the middle of, with what SQLite kept beside them. One that somebody is writing is
/// changed again and again.
fn clear_abandoned(folder: &Path) -> Result<()> {
    let left = |path: &Path| {
        let changed = path.metadata().and_then(|seen| seen.modified());
        changed.is_ok_and(|moment| moment.elapsed().is_ok_and(|since| since > ABANDONED))
    };
    for begun in named(folder, &[PARTIAL, "partial-journal", "partial-wal", "partial-shm"])? {
        let copy = begun.with_extension(PARTIAL);
        if left(&begun) && (left(&copy) || !copy.exists()) {
            std::fs::remove_file(&begun).doing("removing a backup that was cut off", &begun)?;
        }
    }
    Ok(())
}

/// Makes a folder that a person chose, where the one above it is there.
fn make_chosen(folder: &Path) -> std::io::Result<()> {
    match std::fs::create_dir(folder) {
        Err(_) if folder.is_dir() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => match folder.parent() {
            Some(above) if !above.as_os_str().is_empty() => sync_folder(above),
            _ => sync_folder(Path::new(".")),
        },
    }
}

/// Where backups go when nothing else is said: beside the catalogue's database.
pub fn default_backups(root: &Path) -> PathBuf {
    root.join("backups")
}
