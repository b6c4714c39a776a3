//! Checks put into words, and the report that is signed.

use super::{Catalogue, CheckReport};
use crate::digest::Digest;
use crate::entry::bytes_claimed;
use crate::error::Result;
use crate::finding::Finding;
use crate::head::head_code;
use crate::id::{RecordId, RecordKind};
use crate::ledger::tips;
use crate::progress::Progress;
use crate::signature::{AllowedSigners, PublicKey, SignersFile};
use crate::verify::court::{
    Author, Checked, Context, CourtReport, KeySeen, PhotoSubject, Place, SavedReport, SignedBy, Subjects,
    file_name, listed, of_key, save,
};
use std::collections::HashMap;
use std::path::Path;

/// Findings whose records are looked up for their names; beyond it only their places are said.
const NAMED: usize = 10_000;

impl Catalogue {
    /// Checks the whole catalogue and puts what was found into words. Without a list every key is unknown.
    ///
    /// # Errors
    /// Only what stops the check itself.
    pub fn court_report(&self, list: Option<&SignersFile>, progress: &dyn Progress) -> Result<CourtReport> {
        let nobody = AllowedSigners::default();
        let report = self.check(Some(list.map_or(&nobody, |file| &file.list)), progress)?;
        self.say_for_court(&report, list)
    }

    /// Puts a check of this catalogue into words.
    ///
    /// # Errors
    /// The database's failures.
    pub fn say_for_court(&self, report: &CheckReport, list: Option<&SignersFile>) -> Result<CourtReport> {
        let heads = tips(&self.reader())?;
        let originals = self.reader().originals()?;
        let checked = Checked {
            name: file_name(&self.root),
            kind: report.kind.clone(),
            operation: Some(self.operation.to_string()),
            heads: heads.iter().map(head_code).collect(),
            files: originals.len() as u64,
            bytes: bytes_claimed(&originals),
            ..Checked::with(list, self.around.clock.now())
        };
        let subjects = self.subjects(report)?;
        let sealed: HashMap<Digest, u64> = originals.iter().map(|o| (o.sha256, o.size)).collect();
        let sizes = |path: &str| match Place::of(path) {
            Place::Original(digest) => {
                let found = self.originals.find(&digest).ok().flatten();
                (
                    sealed.get(&digest).copied(),
                    found.and_then(|path| path.metadata().ok()).map(|metadata| metadata.len()),
                )
            }
            _ => (None, None),
        };
        let signers = self.signers_seen(list.map(|file| &file.list))?;
        Ok(CourtReport::new(
            report,
            Context { checked, subjects: &subjects, sizes: &sizes, signers, principal: None },
        ))
    }

    /// Compares loose photos with this catalogue, which is checked too: they are worth what it is worth.
    ///
    /// # Errors
    /// Only what stops the check itself.
    pub fn court_report_of_photos(
        &self,
        folder: &Path,
        list: Option<&SignersFile>,
        progress: &dyn Progress,
    ) -> Result<CourtReport> {
        let against = self.court_report(list, progress)?;
        Ok(CourtReport::of_photos(&self.verify_photos(folder, progress)?, against))
    }

    /// Saves a report into a folder, signed by the unlocked key; unsigned if none is.
    ///
    /// # Errors
    /// The file system's failures; nothing half done is left.
    pub fn save_report(&self, report: &CourtReport, folder: &Path) -> Result<SavedReport> {
        let signer = self.seat.signer();
        let by = signer.as_ref().map(|signer| {
            let who = &signer.details;
            (&signer.key, SignedBy::of(&signer.key, &who.name, &who.organisation, &who.role))
        });
        save(report, folder, by)
    }

    fn signers_seen(&self, list: Option<&AllowedSigners>) -> Result<Vec<KeySeen>> {
        let reader = self.reader();
        let mut seen = Vec::new();
        for chain in reader.chains()? {
            let Ok(key) = PublicKey::from_bytes(&chain.key) else { continue };
            let tips = reader.tips(&chain)?;
            seen.push(KeySeen {
                listed: listed(list, &key),
                standing: of_key(list, &key),
                claimed: self.signer_view(&key)?.name.unwrap_or_default(),
                device: chain.device.clone(),
                fingerprint: key.fingerprint(),
                entries: tips.iter().map(|(tip, _)| tip.seq).max().unwrap_or(0),
                chain: chain.chain.to_string(),
            });
        }
        Ok(seen)
    }

    /// Names for what a check of this catalogue found.
    fn subjects(&self, report: &CheckReport) -> Result<Subjects> {
        let mut subjects = Subjects::default();
        for chain in self.reader().chains()? {
            let (name, device) = self.author(chain.chain)?;
            subjects.authors.insert(chain.chain, Author { name, device });
        }
        for finding in report.findings.iter().take(NAMED) {
            self.name_place(finding, &mut subjects)?;
        }
        Ok(subjects)
    }

    fn name_place(&self, finding: &Finding, subjects: &mut Subjects) -> Result<()> {
        match Place::of(&finding.path) {
            Place::Original(digest) if !subjects.photos.contains_key(&digest) => {
                subjects.photos.insert(digest, self.photo_subject(digest)?);
            }
            Place::Record(id) if !subjects.records.contains_key(&id) => {
                let name = match id.kind() {
                    Some(RecordKind::Custody) => format!("Custody event {}", &id.hex()[..8]),
                    _ => self.name_of(&id)?,
                };
                subjects.records.insert(id, name);
            }
            _ => {}
        }
        Ok(())
    }

    /// What people call a photo here: its names on the card, and what it shows.
    ///
    /// # Errors
    /// The database's failures.
    pub fn photo_subject(&self, digest: Digest) -> Result<PhotoSubject> {
        let id = RecordId::new(RecordKind::Photo, digest);
        let mut subject = PhotoSubject { sha256: digest.hex(), ..PhotoSubject::default() };
        if self.reader().record_row(&id)?.is_none() {
            return Ok(subject);
        }
        let photo = self.photo(&id)?;
        subject.shows = photo.placements.into_iter().map(|placed| (placed.artefact, placed.view)).collect();
        subject.names = photo.names;
        Ok(subject)
    }
}
