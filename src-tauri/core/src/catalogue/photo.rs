//! Photos: intake from cards and folders, placements, links, and what they claim.

mod receive;

use super::Catalogue;
use super::artefact::withdraw;
use super::fields::{Checked, write_fields};
use crate::digest::{Digest, to_hex};
use crate::entry::{Class, NewChange};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::intake::numbering::{Gap, gaps};
use crate::intake::take::take_files;
use crate::json::{Json, object};
use crate::ledger::{Pen, load_record};
use crate::photo::{self, Intake, IntakeCounts, IntakeFile, Outcome, PhotoAdded, write_list};
use crate::progress::{Progress, Silent};
use crate::store::journal::{Job, JobKind};
use crate::store::scan::{LeftOut, Scan, Seen, scan};
use crate::store::stage::{KEEP, Staging};
use receive::{Families, Receiving};
use serde::Serialize;
use std::path::PathBuf;

/// How to take in a card or folder.
#[derive(Clone, Debug, Default)]
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

/// A photo as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct PhotoView {
    /// Its id.
    pub id: RecordId,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// The names under which it was taken in.
    pub names: Vec<String>,
    /// The media type.
    pub media_type: String,
    /// What its metadata claims.
    pub claims: Json,
    /// The label of the card.
    pub label: String,
    /// What it shows: artefact and view.
    pub placements: Vec<PhotoPlacement>,
    /// The photo that it accompanies.
    pub companion_of: Option<RecordId>,
    /// The photo of which it is a working copy.
    pub derived_from: Option<RecordId>,
    /// By how much the camera's clock was wrong.
    pub clock_error: Option<Json>,
    /// True if withdrawn.
    pub withdrawn: bool,
    /// True if its original is here.
    pub held: bool,
}

/// That a photo shows an artefact.
#[derive(Clone, Debug, Serialize)]
pub struct PhotoPlacement {
    /// The placement.
    pub placement: RecordId,
    /// The artefact's reference.
    pub artefact: String,
    /// The view.
    pub view: String,
}

impl Catalogue {
    /// Takes in a card or folder. Each photo is acknowledged only when its bytes were synced and read back and its
    /// entry is committed; at the end a signed record says what was seen, taken, held, skipped, unreadable, missing.
    ///
    /// An intake that was cut off is resumed by taking the card in again: what is held is recognised.
    ///
    /// # Errors
    /// [`Code::KeyLocked`], [`Code::NotFound`], [`Code::DiskFull`] before anything was taken. When it is stopped
    /// later, the report says so.
    pub fn photo_add(&mut self, options: &IntakeOptions, progress: &dyn Progress) -> Result<IntakeReport> {
        self.seat.required()?;
        let view = options.view.clone().unwrap_or_else(|| "other".to_owned());
        check_view(&view)?;
        let scan = scan(&options.sources, progress)?;
        let begun = self.around.clock.now();
        let mut job = self.originals.begin(JobKind::Intake, &options.label, begun, scan.total())?;
        let mut id = [0; 16];
        self.around.random.fill(&mut id)?;
        let originals = self.originals.clone();
        let families = Families::of(&scan.seen);
        let place = options.artefact.clone().map(|artefact| (artefact, view));
        let mut receiving = Receiving::new(self, to_hex(&id), options.label.clone(), place, &families);
        let how = Staging { ext: crate::media::ext_of, keep: KEEP, progress };
        let ended = take_files(&originals, &mut job, &scan.seen, &how, &mut receiving);
        let (received, failed) = receiving.finish(progress);
        let stopped = ended.stopped.or(failed);
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
        self.end_intake(report, &scan, ended.reached, options, &begun, job, &families, progress)
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
        let how = Staging { ext: |_| "bin", keep: 0, progress: &Silent };
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

    /// Says that a photo shows an artefact in a view.
    ///
    /// # Errors
    /// [`Code::BadValue`] for a view that there is none of.
    pub fn photo_place(
        &mut self,
        photos: &[RecordId],
        artefact: &RecordId,
        view: &str,
    ) -> Result<Vec<RecordId>> {
        check_view(view)?;
        self.record(artefact)?;
        let held = self.placements_of(artefact)?;
        let new: Vec<&RecordId> =
            photos.iter().filter(|p| !held.iter().any(|h| h.photo == **p && h.view == view)).collect();
        if new.is_empty() {
            return Ok(Vec::new());
        }
        self.commit(|pen| new.iter().map(|photo| place(pen, photo, artefact, view)).collect())
    }

    /// Takes placements of a photo back: all of an artefact's, or those of one view.
    ///
    /// # Errors
    /// [`Code::NotFound`] if it is not placed so.
    pub fn photo_unplace(
        &mut self,
        photo: &RecordId,
        artefact: &RecordId,
        view: Option<&str>,
    ) -> Result<usize> {
        let fits = self
            .placements_of(artefact)?
            .into_iter()
            .filter(|p| p.photo == *photo && view.is_none_or(|view| p.view == view));
        let fits: Vec<RecordId> = fits.map(|p| p.placement).collect();
        if fits.is_empty() {
            return Err(
                Error::new(Code::NotFound, "taking a placement back", "the photo is not placed so").on(photo)
            );
        }
        self.commit(|pen| fits.iter().try_for_each(|id| withdraw(pen, "photo.unplace", id, "")))?;
        Ok(fits.len())
    }

    /// Sets a register of a photo: `caption`, `clock_error`, `derived_from`, `companion_of`.
    ///
    /// # Errors
    /// [`Code::Usage`] for another field.
    pub fn photo_set(&mut self, photo: &RecordId, field: &str, value: Json) -> Result<()> {
        if ![photo::CAPTION, photo::CLOCK_ERROR, photo::DERIVED_FROM, photo::COMPANION_OF].contains(&field) {
            return Err(Error::new(Code::Usage, "describing a photo", "a photo has no such field").on(field));
        }
        self.record(photo)?;
        if value.text() == Some(photo.as_str()) {
            return Err(
                Error::new(Code::BadValue, "linking a photo", "it would be linked to itself").on(photo)
            );
        }
        let checked = Checked { field: field.to_owned(), value, class: Class::Open };
        self.commit(|pen| write_fields(pen, "photo.set", photo, &[checked]).map(|_| ()))
    }

    /// Photos, sorted by id; only those that show nothing yet if `unplaced`.
    ///
    /// # Errors
    /// The database's failures.
    pub fn photos(&self, artefact: Option<&RecordId>, unplaced: bool) -> Result<Vec<PhotoView>> {
        let ids = match artefact {
            Some(artefact) => self.placements_of(artefact)?.into_iter().map(|p| p.photo).collect(),
            None => self.reader().records_beginning("photo:", u32::MAX)?,
        };
        let mut found = Vec::new();
        for id in ids {
            let view = self.photo(&id)?;
            if !unplaced || (view.placements.is_empty() && view.companion_of.is_none() && !view.withdrawn) {
                found.push(view);
            }
        }
        Ok(found)
    }

    /// One photo.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn photo(&self, id: &RecordId) -> Result<PhotoView> {
        let reader = self.reader();
        let record = self.record(id)?;
        let row = reader.record_row(id)?.unwrap_or_default();
        let mut added: Vec<PhotoAdded> = Vec::new();
        for entry in reader.entries_changing(row)? {
            added.extend(reader.entry_by_row(entry)?.entry()?.as_ref().and_then(PhotoAdded::read));
        }
        let mut placements = Vec::new();
        for placement in reader.pointing_at("photo", id)? {
            let Some(placed) = load_record(&reader, &placement)?.filter(|p| !p.is_withdrawn()) else {
                continue;
            };
            let Some(artefact) = placed.pointer("artefact") else { continue };
            let view = placed.text("view").unwrap_or_default().to_owned();
            placements.push(PhotoPlacement { placement, artefact: self.name_of(&artefact)?, view });
        }
        let sha256 = id.digest().unwrap_or(Digest([0; 32]));
        let first = added.first();
        let mut names: Vec<String> = added.iter().map(|a| a.name.clone()).collect();
        names.dedup();
        Ok(PhotoView {
            sha256,
            size: first.map_or(0, |a| a.original.size),
            names,
            media_type: first.map(|a| a.media_type.clone()).unwrap_or_default(),
            claims: first.map_or(Json::Null, |a| a.claims.clone()),
            label: first.map(|a| a.label.clone()).unwrap_or_default(),
            placements,
            companion_of: record.pointer(photo::COMPANION_OF),
            derived_from: record.pointer(photo::DERIVED_FROM),
            clock_error: record.value(photo::CLOCK_ERROR).cloned(),
            withdrawn: record.is_withdrawn(),
            held: self.originals.find(&sha256)?.is_some(),
            id: id.clone(),
        })
    }

    /// The photo that a person means: an id or the first digits of one, or a name that only one photo has.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::Ambiguous`].
    pub fn find_photo(&self, name: &str) -> Result<RecordId> {
        match self.find(RecordKind::Photo, name) {
            Err(error) if error.code == Code::NotFound => {
                let named =
                    self.photos(None, false)?.into_iter().filter(|p| p.names.iter().any(|n| n == name));
                let named: Vec<RecordId> = named.map(|p| p.id).collect();
                match named.as_slice() {
                    [one] => Ok(one.clone()),
                    [] => Err(error),
                    many => Err(Error::new(
                        Code::Ambiguous,
                        "finding the photo",
                        format!("{} photos have this name", many.len()),
                    )
                    .on(name)
                    .remedy("Name it by the first digits of its SHA-256.")),
                }
            }
            other => other,
        }
    }

    /// Where a photo's original stands on this computer.
    ///
    /// # Errors
    /// The file system's failures.
    pub fn original_path(&self, sha256: &Digest) -> Result<Option<PathBuf>> {
        self.originals.find(sha256)
    }

    pub(super) fn placements_of(&self, artefact: &RecordId) -> Result<Vec<super::artefact::PlacementView>> {
        let reader = self.reader();
        let mut found = Vec::new();
        for placement in reader.pointing_at("artefact", artefact)? {
            let Some(record) = load_record(&reader, &placement)?.filter(|r| !r.is_withdrawn()) else {
                continue;
            };
            let Some(photo) = record.pointer("photo") else { continue };
            let view = record.text("view").unwrap_or_default().to_owned();
            found.push(super::artefact::PlacementView { placement, photo, view });
        }
        Ok(found)
    }
}

fn check_view(view: &str) -> Result<()> {
    if photo::is_view(view) {
        return Ok(());
    }
    Err(Error::new(Code::BadValue, "placing a photo", "there is no such view")
        .on(view)
        .remedy(format!("Use one of: {}.", photo::VIEWS.join(", "))))
}

/// Writes that a photo shows an artefact.
fn place(pen: &mut Pen<'_>, photo: &RecordId, artefact: &RecordId, view: &str) -> Result<RecordId> {
    let changes = vec![
        NewChange::of_self("exists", true),
        NewChange::of_self("photo", photo.as_str()),
        NewChange::of_self("artefact", artefact.as_str()),
        NewChange::of_self("view", view),
    ];
    let entry = pen.write("photo.place", Class::Open, changes, object([]))?;
    entry
        .created()
        .ok_or_else(|| Error::new(Code::Internal, "placing a photo", "the entry created no placement"))
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

fn unread(seen: &Seen, reason: &str) -> IntakeFile {
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
