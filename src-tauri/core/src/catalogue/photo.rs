//! Photos: placements, links, and what they claim.

mod intake;
mod listing;
mod looking;
mod pictures;
mod placing;
mod receive;
mod regions;

pub use intake::{HeldAs, IntakeOptions, IntakeReport};
pub use listing::{
    PhotoDetails, PhotoList, PhotoListRequest, PhotoRun, PhotoTile, PhotoTray, RunSuggestion, TakenIn,
    TilePlacement, TrayPhoto,
};
pub use pictures::Pictures;
pub use placing::{Placed, ViewChoice, view_choices};
pub use regions::RegionView;

use super::Catalogue;
use super::fields::{Checked, write_fields};
use super::withdrawal::withdraw;
use crate::digest::Digest;
use crate::entry::{Class, NewChange};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::{Json, object};
use crate::ledger::{Pen, intakes, load_record};
use crate::photo::{self, PhotoAdded};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The registers of a photo that [`Catalogue::photo_set`] sets.
pub(super) const SET_BY_HAND: [&str; 4] =
    [photo::CAPTION, photo::CLOCK_ERROR, photo::DERIVED_FROM, photo::COMPANION_OF];

/// A photo as it is shown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PhotoPlacement {
    /// The placement.
    pub placement: RecordId,
    /// The artefact's reference.
    pub artefact: String,
    /// The view.
    pub view: String,
}

impl Catalogue {
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
        if !SET_BY_HAND.contains(&field) {
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
        self.photo_range(artefact, unplaced, 0, usize::MAX).map(|(photos, _)| photos)
    }

    /// The same from `offset` on, at most `limit`, and whether there are more.
    ///
    /// # Errors
    /// The database's failures.
    pub fn photo_range(
        &self,
        artefact: Option<&RecordId>,
        unplaced: bool,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<PhotoView>, bool)> {
        let ids: BTreeSet<RecordId> = match artefact {
            Some(artefact) => self.placements_of(artefact)?.into_iter().map(|p| p.photo).collect(),
            None => self.reader().records_beginning("photo:", u32::MAX)?.into_iter().collect(),
        };
        // Without a condition those passed over need not be read.
        let (skipped, mut to_skip) = if unplaced { (0, offset) } else { (offset, 0) };
        let mut found = Vec::new();
        for id in ids.iter().skip(skipped) {
            let view = self.photo_as_held(id)?;
            let waits = view.placements.is_empty() && view.companion_of.is_none() && !view.withdrawn;
            if unplaced && !waits {
                continue;
            }
            if to_skip > 0 {
                to_skip -= 1;
            } else if found.len() == limit {
                return Ok((found, true));
            } else {
                found.push(view);
            }
        }
        Ok((found, false))
    }

    /// One photo.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn photo(&self, id: &RecordId) -> Result<PhotoView> {
        self.record(id)?;
        self.photo_as_held(id)
    }

    /// A photo as far as it is known here: of one that a placement names and whose intake has not arrived, the digest.
    pub(super) fn photo_as_held(&self, id: &RecordId) -> Result<PhotoView> {
        let added: Vec<PhotoAdded> =
            intakes(&self.reader(), id)?.into_iter().map(|(_, added)| added).collect();
        self.photo_taken_in(id, &added)
    }

    /// A photo of which these are the acts of intake, the first of which says what it is.
    fn photo_taken_in(&self, id: &RecordId, added: &[PhotoAdded]) -> Result<PhotoView> {
        let reader = self.reader();
        let record = self.record_as_held(id)?;
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
        let mut once = BTreeSet::new();
        let names = added.iter().map(|a| a.name.clone()).filter(|name| once.insert(name.clone())).collect();
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

    /// The thumbnail of a photo, upright, as JPEG; `None` where none was made.
    ///
    /// # Errors
    /// The database's failures.
    pub fn thumbnail(&self, sha256: &Digest) -> Result<Option<Vec<u8>>> {
        Ok(self.reader().thumbnail(sha256)?.map(|(_, _, jpeg)| jpeg))
    }

    /// What a file is, if no thumbnail of it is kept: its media type, by its first bytes. A photo that is named here and
    /// whose own entry is not held is nothing yet, and stops no list.
    pub(in crate::catalogue) fn kind_without_picture(&self, sha256: &Digest) -> Result<Option<String>> {
        if self.reader().has_thumbnail(sha256)? {
            return Ok(None);
        }
        let seen = self.photo(&RecordId::new(RecordKind::Photo, *sha256)).ok();
        Ok(seen.map(|view| view.media_type).filter(|kind| !kind.is_empty()))
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
