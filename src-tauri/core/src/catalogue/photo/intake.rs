//! Taking in a card or folder, and the signed record of what was seen, taken, held, skipped, unreadable, missing.

use super::check_view;
use super::receive::{Families, Receiving};
use crate::catalogue::Catalogue;
use crate::catalogue::fields::{Checked, write_fields};
use crate::digest::{Digest, to_hex};
use crate::entry::Class;
use crate::error::{Code, Error, IoContext, Result};
use crate::id::{RecordId, RecordKind};
use crate::intake::numbering::{Gap, gaps};
use crate::intake::take::take_files;
use crate::ledger::{Pen, intakes, load_record};
use crate::photo::{self, Intake, IntakeCounts, IntakeFile, Outcome, write_list};
use crate::progress::{Progress, Silent};
use crate::store::Cache;
use crate::store::journal::{Job, JobKind};
use crate::store::scan::{LeftOut, Scan, Seen, scan};
use crate::store::stage::Staging;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// How to take in a card or folder.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct IntakeOptions {
    /// Files and folders.
    pub sources: Vec<PathBuf>,
    /// What is written on the card.
    pub label: String,
    /// The artefact that the photos show, if that is known already.
    pub artefact: Option<RecordId>,
    /// The view that they show it in.
    pub view: Option<String>,
}

/// What an intake came to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct IntakeReport {
    /// The intake's id.
    pub intake: String,
    /// How many files of each outcome.
    pub counts: IntakeCounts,
    /// Each file, with its outcome.
    pub files: Vec<IntakeFile>,
    /// Gaps in the camera's numbering.
    pub gaps: Vec<Gap>,
    /// Photos that claim no capture time.
    pub no_capture_time: usize,
    /// What was odd about files, by name.
    pub warnings: Vec<(String, String)>,
    /// True if it was stopped before the end; what was taken is kept, and taking the card in again goes on.
    pub stopped: bool,
    /// Why.
    #[serde(skip)]
    pub why: Option<Error>,
}

/// A file that was held already, under other names than the one it has on the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldAs {
    /// Its name on the card.
    pub name: String,
    /// The folder it is in there, as [`IntakeFile::path`].
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// The names under which it was taken in.
    pub names: Vec<String>,
}

impl Catalogue {
    /// Takes in a card or folder. Each photo is acknowledged only when its bytes were synced and read back and its
    /// entry is committed; at the end a signed record says what was seen, taken, held, skipped, unreadable, missing.
    ///
    /// An intake that was cut off is resumed by taking the card in again: what is held is recognised.
    ///
    /// # Errors
    /// Before anything was taken: [`Code::KeyLocked`], [`Code::NotFound`], [`Code::DiskFull`], [`Code::NotARegularFile`]
    /// for a source that is neither a file nor a folder, [`Code::Usage`] for one that holds this catalogue or is of it.
    /// When it is stopped later, the report says so.
    pub fn photo_add(&mut self, options: &IntakeOptions, progress: &dyn Progress) -> Result<IntakeReport> {
        self.seat.required()?;
        let view = options.view.clone().unwrap_or_else(|| "other".to_owned());
        check_view(&view)?;
        self.require_outside(&options.sources)?;
        let scan = scan(&options.sources, progress)?;
        let begun = self.around.clock.now();
        let mut job = self.originals.begin(JobKind::Intake, &options.label, begun, scan.total())?;
        let mut id = [0; 16];
        self.around.random.fill(&mut id)?;
        let originals = self.originals.clone();
        let families = Families::of(&scan.seen);
        let place = options.artefact.clone().map(|artefact| (artefact, view));
        let (received, reached, stopped) = self.with_cache(Cache::Least, |catalogue| {
            let mut receiving =
                Receiving::new(catalogue, to_hex(&id), options.label.clone(), place, &families);
            let buffers = receiving.buffers();
            let how = Staging { ext: crate::media::ext_of, keep: Some(&buffers), progress };
            let ended = take_files(&originals, &mut job, &scan.seen, &how, &mut receiving);
            let (received, failed) = receiving.finish(progress);
            Ok((received, ended.reached, ended.stopped.or(failed)))
        })?;
        let report = IntakeReport {
            intake: to_hex(&id),
            counts: IntakeCounts::default(),
            files: received.files,
            gaps: Vec::new(),
            no_capture_time: received.no_capture_time,
            warnings: received.warnings,
            stopped: stopped.is_some(),
            why: stopped,
        };
        self.end_intake(report, &scan, reached, options, &begun, job, &families, progress)
    }

    /// A catalogue that took itself in would hold its own database as evidence for ever.
    fn require_outside(&self, sources: &[PathBuf]) -> Result<()> {
        const DOING: &str = "looking at what to take in";
        let own = std::fs::canonicalize(&self.root).doing(DOING, &self.root)?;
        for source in sources {
            // Of one that is not there the scan says so.
            let Ok(real) = std::fs::canonicalize(source) else { continue };
            if real.starts_with(&own) || own.starts_with(&real) {
                let what = "it is the folder of this catalogue, lies in it, or holds it";
                return Err(Error::new(Code::Usage, DOING, what)
                    .on(source.display())
                    .safe("Nothing was taken")
                    .remedy("Name the card, or a folder or files beside the catalogue."));
            }
        }
        Ok(())
    }

    /// The files of an intake that were held under other names alone: by these they are found. Their new names stand
    /// in the list of the intake.
    ///
    /// # Errors
    /// The database's failures.
    pub fn held_under_other_names(&self, report: &IntakeReport) -> Result<Vec<HeldAs>> {
        let reader = self.reader();
        let mut found = Vec::new();
        for file in report.files.iter().filter(|file| file.outcome == Outcome::Held) {
            let Some(sha256) = file.sha256 else { continue };
            let said = intakes(&reader, &RecordId::new(RecordKind::Photo, sha256))?;
            let names: BTreeSet<String> = said.into_iter().map(|(_, added)| added.name).collect();
            if !names.is_empty() && !names.contains(&file.name) {
                let (name, path) = (file.name.clone(), file.path.clone());
                found.push(HeldAs { name, path, sha256, names: names.into_iter().collect() });
            }
        }
        Ok(found)
    }

    #[allow(clippy::too_many_arguments)]
    fn end_intake(
        &mut self,
        mut report: IntakeReport,
        scan: &Scan,
        reached: usize,
        options: &IntakeOptions,
        begun: &crate::time::Moment,
        mut job: Job,
        families: &Families,
        progress: &dyn Progress,
    ) -> Result<IntakeReport> {
        let why = report.why.as_ref().map_or("not_reached", |error| match error.code {
            Code::DeviceGone => "device_gone",
            Code::Cancelled => "cancelled",
            _ => "not_reached",
        });
        report.files.extend(scan.seen[reached..].iter().map(|seen| unread(seen, why)));
        report.files.extend(scan.skipped.iter().map(|skipped| {
            let (outcome, reason) = left_out(&skipped.why);
            IntakeFile {
                name: skipped.met.name.clone(),
                name_hex: skipped.met.name_hex.clone(),
                path: skipped.met.folder.clone(),
                size: None,
                modified: None,
                outcome,
                reason: Some(reason),
                sha256: None,
            }
        }));
        let numbered = scan.seen.iter().map(|seen| (seen.met.folder.as_str(), seen.met.name.as_str()));
        report.gaps = gaps(numbered);
        let missing = report.gaps.iter().map(|gap| u64::from(gap.missing)).sum();
        report.counts = IntakeCounts::of(&report.files, missing);
        if report.files.is_empty() {
            job.finish()?;
            return Ok(report);
        }
        let list = write_list(&report.files);
        let how = Staging { ext: |_| "bin", keep: None, progress: &Silent };
        let list = match self.keep_bytes(&mut job, &list, "intake list", &how) {
            Ok(list) => list,
            // The job was stopped by a disk that takes nothing more: what was taken is kept all the same.
            Err(error) => return Err(report.why.take().unwrap_or(error)),
        };
        let source = options.sources.first().and_then(|path| path.file_name());
        let intake = Intake {
            intake: report.intake.clone(),
            label: options.label.clone(),
            source: source.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            started: begun.at(),
            counts: report.counts,
            list,
        };
        let files = &report.files;
        self.commit_when_unlocked(progress, |pen| {
            link_companions(pen, files, families)?;
            pen.write("intake.record", Class::Open, Vec::new(), intake.to_body()).map(|_| ())
        })?;
        job.finish()?;
        Ok(report)
    }
}

/// A raw and its JPEG, a sidecar, a live photo's film: linked to the picture that stands for them. One that was held
/// before is linked too (its intake may have been cut off before it came to that), unless somebody linked it already
/// or took the link back.
fn link_companions(pen: &mut Pen<'_>, files: &[IntakeFile], families: &Families) -> Result<()> {
    let digest_of = |folder: &str, name: &str| {
        files.iter().find(|f| f.path == folder && f.name == name).and_then(|f| f.sha256)
    };
    for file in files.iter().filter(|f| matches!(f.outcome, Outcome::Taken | Outcome::Held)) {
        let Some(primary) = families.primary(&file.path, &file.name) else { continue };
        let (Some(own), Some(other)) = (file.sha256, digest_of(&file.path, primary)) else { continue };
        if own == other {
            continue;
        }
        let id = RecordId::new(RecordKind::Photo, own);
        if load_record(pen.reader()?, &id)?.is_some_and(|r| !r.seen(photo::COMPANION_OF).is_empty()) {
            continue;
        }
        let other = RecordId::new(RecordKind::Photo, other);
        let value =
            Checked { field: photo::COMPANION_OF.into(), value: other.as_str().into(), class: Class::Open };
        write_fields(pen, "photo.set", &id, &[value])?;
    }
    Ok(())
}

pub(super) fn unread(seen: &Seen, reason: &str) -> IntakeFile {
    IntakeFile {
        name: seen.met.name.clone(),
        name_hex: seen.met.name_hex.clone(),
        path: seen.met.folder.clone(),
        size: Some(seen.size),
        modified: seen.modified,
        outcome: Outcome::Unreadable,
        reason: Some(reason.to_owned()),
        sha256: None,
    }
}

fn left_out(why: &LeftOut) -> (Outcome, String) {
    match why {
        LeftOut::Special(special) => (Outcome::Skipped, special.word().to_owned()),
        LeftOut::SystemFile => (Outcome::Skipped, "system_file".to_owned()),
        LeftOut::TooDeep => (Outcome::Skipped, "too_deep".to_owned()),
        LeftOut::Unreadable(_) => (Outcome::Unreadable, "unreadable".to_owned()),
    }
}
