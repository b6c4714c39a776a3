//! An intake's files as they come: looked at on other threads while the next are copied, then committed in batches.

use super::intake::unread;
use super::looking::{EDGE, Looked, Lookers};
use super::place;
use crate::catalogue::Catalogue;
use crate::digest::Digest;
use crate::entry::{Class, NewChange, OriginalRef};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::intake::take::{Outcome as Taken, Receiver};
use crate::media::{Inspection, Thumbnail, inspect_file};
use crate::photo::{IntakeFile, Outcome, PhotoAdded};
use crate::progress::{Progress, Unit};
use crate::store::Buffers;
use crate::store::scan::Seen;
use crate::store::settle::Settled;
use crate::store::stage::Staged;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// While the key is locked this many files wait for it with what was seen in them; of those beyond, the picture is
/// looked at again from the disk.
const MOST_LOOKED: usize = 512;
/// The most files that one transaction writes down.
const MOST_COMMITTED: usize = 64;

/// Which picture stands for files of one name: `DSC_0001.JPG` for `DSC_0001.NEF`.
pub(super) struct Families(BTreeMap<(String, String), String>);

impl Families {
    pub(super) fn of(files: &[Seen]) -> Self {
        let mut groups: BTreeMap<(String, String), Vec<&Seen>> = BTreeMap::new();
        for file in files {
            if let Some((stem, _)) = file.met.name.rsplit_once('.') {
                groups.entry((file.met.folder.clone(), stem.to_lowercase())).or_default().push(file);
            }
        }
        let mut primary = BTreeMap::new();
        for ((folder, _), files) in groups.into_iter().filter(|(_, files)| files.len() > 1) {
            let Some(first) = files.iter().min_by_key(|f| (rank(&f.met.name), f.met.name.clone())) else {
                continue;
            };
            for file in &files {
                primary.insert((folder.clone(), file.met.name.clone()), first.met.name.clone());
            }
        }
        Self(primary)
    }

    /// The name of the picture that stands for this file; `None` for one that stands for itself alone.
    pub(super) fn primary(&self, folder: &str, name: &str) -> Option<&str> {
        self.0.get(&(folder.to_owned(), name.to_owned())).map(String::as_str)
    }

    fn is_companion(&self, folder: &str, name: &str) -> bool {
        self.primary(folder, name).is_some_and(|primary| primary != name)
    }
}

/// A picture that every program shows stands for a raw, a film or a sidecar.
fn rank(name: &str) -> u8 {
    match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("jpg" | "jpeg") => 0,
        Some("heic" | "heif" | "png" | "tif" | "tiff" | "webp") => 1,
        Some("xmp" | "xml" | "thm" | "aae" | "wav" | "mp4" | "mov") => 3,
        _ => 2,
    }
}

/// What was received.
pub(super) struct Received {
    pub files: Vec<IntakeFile>,
    pub no_capture_time: usize,
    pub warnings: Vec<(String, String)>,
}

/// Commits an intake's batches.
pub(super) struct Receiving<'c> {
    catalogue: &'c mut Catalogue,
    intake: String,
    label: String,
    place: Option<(RecordId, String)>,
    families: &'c Families,
    lookers: Lookers,
    /// The batch that was settled last: it is committed when the next one comes, so that other threads look at its
    /// photos while the next are copied. Until then its files are whole, durable, and named by the journal. While the
    /// key is locked batches gather here.
    pending: Vec<(Seen, Taken)>,
    received: Received,
}

impl<'c> Receiving<'c> {
    pub(super) fn new(
        catalogue: &'c mut Catalogue,
        intake: String,
        label: String,
        place: Option<(RecordId, String)>,
        families: &'c Families,
    ) -> Self {
        let lookers = Lookers::start(catalogue.around.threads);
        let received = Received { files: Vec::new(), no_capture_time: 0, warnings: Vec::new() };
        Self { catalogue, intake, label, place, families, lookers, pending: Vec::new(), received }
    }

    /// Whose bytes this looks at: it gives back what it took.
    pub(super) fn buffers(&self) -> Arc<Buffers> {
        Arc::clone(&self.lookers.buffers)
    }

    /// Commits the last batch; gives what was received, and what kept that batch from being committed.
    pub(super) fn finish(mut self, progress: &dyn Progress) -> (Received, Option<Error>) {
        let failed = loop {
            match self.commit_pending() {
                Err(error) if error.code == Code::KeyLocked => {
                    if let Err(stopped) = self.catalogue.seat.wait(progress) {
                        break Some(stopped);
                    }
                }
                done => break done.err(),
            }
        };
        if failed.is_some() {
            let pending = std::mem::take(&mut self.pending);
            self.received.files.extend(pending.iter().map(|(seen, _)| unread(seen, "not_committed")));
        }
        (self.received, failed)
    }

    /// What is known of a file that was settled: from a thread, or by looking now.
    fn looked(&mut self, settled: &Settled) -> Result<Looked> {
        if let Some(looked) = self.lookers.result(&settled.digest)? {
            return Ok(looked);
        }
        let path = self.catalogue.root.join(settled.relative_path());
        let inspection = inspect_file(&path)?;
        let thumbnail = thumbnail_of_file(&path, &inspection);
        Ok(Looked { inspection, thumbnail })
    }

    fn file(
        &mut self,
        seen: &Seen,
        settled: &Settled,
        committed: &mut Vec<Addition>,
        known: bool,
    ) -> Result<()> {
        let looked = self.looked(settled)?;
        let name = seen.met.name.clone();
        if looked.inspection.captured.is_none() {
            self.received.no_capture_time += 1;
        }
        let warnings = looked.inspection.warnings.iter().map(|warning| (name.clone(), warning.text.clone()));
        self.received.warnings.extend(warnings);
        if looked.thumbnail.as_ref().is_some_and(|t| t.damaged) {
            self.received
                .warnings
                .push((name.clone(), "its picture is damaged: some of it may be missing or wrong".into()));
        }
        let companion = self.families.is_companion(&seen.met.folder, &name);
        committed.push(Addition {
            photo: PhotoAdded {
                original: OriginalRef {
                    sha256: settled.digest,
                    size: settled.size,
                    ext: settled.ext.clone(),
                },
                name,
                name_hex: seen.met.name_hex.clone(),
                media_type: looked.inspection.media_type.to_owned(),
                claims: looked.inspection.claims(),
                intake: self.intake.clone(),
                label: self.label.clone(),
            },
            thumbnail: looked.thumbnail,
            known,
            place: self.place.clone().filter(|_| !companion),
        });
        let outcome = if known { Outcome::Held } else { Outcome::Taken };
        self.received.files.push(IntakeFile {
            outcome,
            reason: None,
            sha256: Some(settled.digest),
            ..unread(seen, "")
        });
        Ok(())
    }
}

/// A file to be written down.
struct Addition {
    photo: PhotoAdded,
    thumbnail: Option<Thumbnail>,
    known: bool,
    place: Option<(RecordId, String)>,
}

impl Receiver for Receiving<'_> {
    fn staged(&mut self, _: &Seen, staged: &mut Staged) {
        if let Some(bytes) = staged.bytes.take()
            && self.pending.len() < MOST_LOOKED
        {
            self.lookers.give(staged.digest, bytes);
        }
    }

    fn settled(&mut self, batch: Vec<(&Seen, Taken)>) -> Result<()> {
        match self.commit_pending() {
            // Locking the screen does not stop an intake: what is in place is signed after unlocking.
            Err(error) if error.code == Code::KeyLocked => {}
            done => done?,
        }
        self.pending.extend(batch.into_iter().map(|(seen, taken)| (seen.clone(), taken)));
        Ok(())
    }
}

impl Receiving<'_> {
    fn commit_pending(&mut self) -> Result<()> {
        while !self.pending.is_empty() {
            // What was seen in the files is used up by describing them: not before it can be written down.
            self.catalogue.seat.required()?;
            let part: Vec<_> = self.pending.iter().take(MOST_COMMITTED).cloned().collect();
            let mut additions: Vec<Addition> = Vec::new();
            let (files, warnings) = (self.received.files.len(), self.received.warnings.len());
            let no_capture_time = self.received.no_capture_time;
            let done = self.describe(&part, &mut additions).and_then(|()| self.commit_additions(&additions));
            if done.is_err() {
                self.received.files.truncate(files);
                self.received.warnings.truncate(warnings);
                self.received.no_capture_time = no_capture_time;
                return done;
            }
            self.pending.drain(..part.len());
        }
        Ok(())
    }

    fn describe(&mut self, batch: &[(Seen, Taken)], additions: &mut Vec<Addition>) -> Result<()> {
        for (seen, outcome) in batch {
            match outcome {
                Taken::Failed(failure) => {
                    let reason = serde_json::to_value(failure.reason).ok();
                    let reason = reason.and_then(|r| r.as_str().map(str::to_owned)).unwrap_or_default();
                    self.received.files.push(unread(seen, &reason));
                }
                Taken::Settled(settled) => {
                    let known = self.is_known(settled, additions)?;
                    self.file(seen, settled, additions, known)?;
                }
            }
        }
        Ok(())
    }

    /// True if an entry names the photo already, or one of this batch will.
    fn is_known(&self, settled: &Settled, additions: &[Addition]) -> Result<bool> {
        let id = RecordId::new(RecordKind::Photo, settled.digest);
        let reader = self.catalogue.reader();
        let named = reader.original(&settled.digest)?.is_some() && reader.record_row(&id)?.is_some();
        Ok(named || additions.iter().any(|a| a.photo.original.sha256 == settled.digest))
    }

    fn commit_additions(&mut self, additions: &[Addition]) -> Result<()> {
        if additions.iter().all(|a| a.known && a.place.is_none()) {
            return Ok(());
        }
        let placed = self.placed(additions)?;
        self.catalogue.commit(|pen| {
            for addition in additions {
                let id = addition.photo.id();
                if !addition.known {
                    let exists = NewChange {
                        record: Some(id.clone()),
                        field: "exists".into(),
                        value: true.into(),
                        seen: Vec::new(),
                    };
                    pen.write("photo.add", Class::Open, vec![exists], addition.photo.to_body())?;
                    if let Some(t) = &addition.thumbnail {
                        pen.writer().save_thumbnail(
                            &addition.photo.original.sha256,
                            t.width,
                            t.height,
                            &t.jpeg,
                        )?;
                    }
                }
                if let Some((artefact, view)) = &addition.place
                    && !placed.contains(&id)
                {
                    place(pen, &id, artefact, view)?;
                }
            }
            Ok(())
        })
    }

    /// The photos that are placed so already.
    fn placed(&self, additions: &[Addition]) -> Result<HashSet<RecordId>> {
        let Some((artefact, view)) = &self.place else { return Ok(HashSet::new()) };
        if !additions.iter().any(|a| a.known) {
            return Ok(HashSet::new());
        }
        let placed = self.catalogue.placements_of(artefact)?;
        Ok(placed.into_iter().filter(|p| p.view == *view).map(|p| p.photo).collect())
    }
}

impl Catalogue {
    /// Makes the thumbnails that are not there yet, such as those of photos that came by import.
    pub(in crate::catalogue) fn make_thumbnails(
        &mut self,
        photos: &BTreeSet<Digest>,
        progress: &dyn Progress,
    ) -> Result<()> {
        let reader = self.reader();
        let mut missing: Vec<(Digest, PathBuf)> = Vec::new();
        for photo in photos {
            if reader.thumbnail(photo)?.is_none()
                && let Some(path) = self.originals.find(photo)?
            {
                missing.push((*photo, path));
            }
        }
        progress.stage("thumbnails", Some(missing.len() as u64), Unit::Items);
        for part in missing.chunks(self.around.threads.max(1) * 8) {
            crate::progress::check(progress, "making thumbnails")?;
            let look = |(): &mut (), (photo, path): &(Digest, PathBuf)| {
                let thumbnail = inspect_file(path).ok().and_then(|seen| thumbnail_of_file(path, &seen));
                Ok((*photo, thumbnail))
            };
            let made = crate::bag::parallel::map(self.around.threads.max(1), part, || (), look)?;
            self.write_beside(|writer| {
                let mut made =
                    made.iter().filter_map(|(photo, thumbnail)| Some((photo, thumbnail.as_ref()?)));
                made.try_for_each(|(photo, t)| writer.save_thumbnail(photo, t.width, t.height, &t.jpeg))
            })?;
            progress.advance(part.len() as u64);
        }
        Ok(())
    }
}

fn thumbnail_of_file(path: &Path, inspection: &Inspection) -> Option<Thumbnail> {
    let mut file = std::fs::File::open(PathBuf::from(path)).ok()?;
    crate::media::thumbnail_of(&mut file, inspection.kind, inspection.orientation, EDGE).ok()
}
