//! Photos for the screen: windows of a long list, the tray of what shows nothing yet, one photo in full.

use super::regions::RegionView;
use crate::catalogue::Catalogue;
use crate::catalogue::artefact::shown_name;
use crate::digest::Digest;
use crate::error::Result;
use crate::id::{RecordId, RecordKind};
use crate::json::Json;
use crate::ledger::{intakes, load_record, reference_key};
use crate::media::tiles::Pyramid;
use crate::photo::PhotoAdded;
use crate::photo::region::id_of;
use crate::photo::runs::{Shot, split};
use crate::progress::{Progress, Unit, check};
use crate::store::shots::ShotRow;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most photos of one window, and the most that the tray splits into runs.
const MOST_TILES: usize = 500;
const MOST_TRAY: usize = 20_000;

/// Which photos, and which window of them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct PhotoListRequest {
    /// Only those that show nothing yet (`true`), or only others.
    pub waiting: Option<bool>,
    /// How many are left out at the beginning.
    pub offset: usize,
    /// How many at most.
    pub limit: usize,
}

/// A window of a list of photos.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PhotoList {
    /// How many there are in all.
    pub total: usize,
    /// Those of the window: what shows nothing yet first, then by claimed time, those without one last.
    pub photos: Vec<PhotoTile>,
}

/// A photo as a tile.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PhotoTile {
    /// Its id.
    pub id: RecordId,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// The name under which it was first taken in.
    pub name: String,
    /// The media type.
    pub media_type: String,
    /// The capture time that it claims; `None` where it claims none.
    pub taken: Option<String>,
    /// Columns and lines, upright, as it claims.
    pub width: Option<u32>,
    /// The lines.
    pub height: Option<u32>,
    /// What it shows.
    pub placements: Vec<TilePlacement>,
    /// How many regions and lengths are marked in it.
    pub regions: usize,
    /// How many acts of intake took it in; more than one is a duplicate that counts once.
    pub taken_in: usize,
    /// The original is here: what is signed can be shown.
    pub held: bool,
    /// There is a small picture of it; without one its kind or its damage lets none be made.
    pub picture: bool,
    /// It is withdrawn.
    pub withdrawn: bool,
}

/// That a photo shows an artefact, for a tile.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TilePlacement {
    /// The placement.
    pub placement: RecordId,
    /// The artefact.
    pub artefact: RecordId,
    /// Its reference.
    pub reference: String,
    /// The view.
    pub view: String,
}

/// The photos that show nothing yet, in runs.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PhotoTray {
    /// How many there are in all.
    pub total: usize,
    /// Runs in the order of their times; photos without a time last.
    pub runs: Vec<PhotoRun>,
    /// How many photos were not yet searched for a label.
    pub unread: usize,
}

/// Photos that were taken one after the other.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PhotoRun {
    /// The photos, in the order in which they were taken.
    pub photos: Vec<TrayPhoto>,
    /// The camera that they claim; may be empty.
    pub camera: String,
    /// The pause before it in seconds.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub pause: Option<i64>,
    /// What the label says that was photographed with them.
    pub label: Option<String>,
    /// The artefact that has this reference. A suggestion, never an entry.
    pub suggestion: Option<RunSuggestion>,
}

/// A photo in the tray.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TrayPhoto {
    /// Its id.
    pub id: RecordId,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// The name under which it was first taken in.
    pub name: String,
    /// The capture time that it claims.
    pub taken: Option<String>,
    /// The original is here: what is signed can be shown.
    pub held: bool,
    /// How many acts of intake took it in; more than one is a duplicate that counts once.
    pub taken_in: usize,
}

/// Where a run of photos may belong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RunSuggestion {
    /// The artefact.
    pub artefact: RecordId,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
}

/// One photo in full, for the viewer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PhotoDetails {
    /// The tile.
    pub tile: PhotoTile,
    /// Its size in bytes.
    pub size: u64,
    /// What its metadata claims.
    pub claims: Json,
    /// The words that describe it.
    pub caption: Option<String>,
    /// By how much the camera's clock was wrong, as somebody says.
    pub clock_error: Option<Json>,
    /// Each act of intake, with the entry that says so.
    pub intakes: Vec<TakenIn>,
    /// The regions and lengths marked in it.
    pub regions: Vec<RegionView>,
    /// The grid of its tiles; `None` where it shows no picture.
    pub pyramid: Option<Pyramid>,
}

/// One act of intake of a photo.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TakenIn {
    /// The entry.
    pub entry: Digest,
    /// Its place: the chain.
    pub chain: String,
    /// Its place in the chain.
    pub seq: u64,
    /// The signer's name or fingerprint.
    pub signer: String,
    /// The laptop.
    pub device: String,
    /// When, by that laptop's clock.
    pub at: String,
    /// The name that the file had.
    pub name: String,
    /// The label of the card.
    pub label: String,
}

impl Catalogue {
    /// A window of the photos.
    ///
    /// # Errors
    /// The database's failures.
    pub fn photo_list(&self, request: &PhotoListRequest) -> Result<PhotoList> {
        let reader = self.reader();
        let total = reader.count_shots(request.waiting)?;
        let rows = reader.shots(request.waiting, request.offset, request.limit.min(MOST_TILES))?;
        let photos = rows.into_iter().map(|(id, _)| self.tile_as_held(&id)).collect::<Result<_>>()?;
        Ok(PhotoList { total, photos })
    }

    /// The photos of an artefact, in the order of the views, then by claimed time.
    ///
    /// # Errors
    /// The database's failures.
    pub fn photos_of(&self, artefact: &RecordId) -> Result<Vec<PhotoTile>> {
        let mut ids: Vec<RecordId> = self.placements_of(artefact)?.into_iter().map(|p| p.photo).collect();
        ids.sort();
        ids.dedup();
        let mut tiles = ids.iter().map(|id| self.tile_as_held(id)).collect::<Result<Vec<_>>>()?;
        tiles.sort_by_cached_key(|tile| {
            let own = tile.placements.iter().filter(|p| p.artefact == *artefact);
            let place =
                |view: &str| crate::photo::VIEWS.iter().position(|v| *v == view).unwrap_or(usize::MAX);
            (own.map(|p| place(&p.view)).min(), tile.taken.clone(), tile.name.clone())
        });
        Ok(tiles)
    }

    /// One photo as a tile.
    ///
    /// # Errors
    /// [`crate::error::Code::NotFound`].
    pub fn photo_tile(&self, id: &RecordId) -> Result<PhotoTile> {
        self.record(id)?;
        self.tile_as_held(id)
    }

    /// A photo as a tile, as far as it is known here.
    fn tile_as_held(&self, id: &RecordId) -> Result<PhotoTile> {
        let reader = self.reader();
        let added: Vec<PhotoAdded> = intakes(&reader, id)?.into_iter().map(|(_, added)| added).collect();
        let view = self.photo_taken_in(id, &added)?;
        let record = self.record_as_held(id)?;
        let mut placements = Vec::new();
        for placed in view.placements {
            let Some(artefact) = self.record_as_held(&placed.placement)?.pointer(crate::photo::ARTEFACT)
            else {
                continue;
            };
            placements.push(TilePlacement {
                placement: placed.placement,
                artefact,
                reference: placed.artefact,
                view: placed.view,
            });
        }
        let claim = |name: &str| view.claims.int_of(name).and_then(|n| u32::try_from(n).ok());
        let captured = view.claims.get("captured").and_then(|c| c.text_of("time"));
        let regions = record.registers().filter(|(field, r)| id_of(field).is_some() && r.value().is_some());
        Ok(PhotoTile {
            taken: captured.map(str::to_owned),
            width: claim("width"),
            height: claim("height"),
            regions: regions.count(),
            taken_in: added.len(),
            picture: reader.has_thumbnail(&view.sha256)?,
            name: shown_name(&view.id, view.names.first().cloned()),
            id: view.id,
            sha256: view.sha256,
            media_type: view.media_type,
            placements,
            held: view.held,
            withdrawn: view.withdrawn,
        })
    }

    /// The photos that show nothing yet, split into runs, each with what a label in it suggests. Reads no photo: only
    /// labels that [`Catalogue::photo_read_labels`] found.
    ///
    /// # Errors
    /// The database's failures.
    pub fn photo_tray(&self) -> Result<PhotoTray> {
        let reader = self.reader();
        let total = reader.count_shots(Some(true))?;
        let rows = reader.shots(Some(true), 0, MOST_TRAY)?;
        let (mut unread, mut labels) = (0, BTreeMap::new());
        let mut shots = Vec::new();
        for (id, row) in &rows {
            let codes = id.digest().and_then(|photo| self.pictures.known_codes(&photo));
            unread += usize::from(codes.is_none());
            let mut label = None;
            for code in codes.unwrap_or_default() {
                let found = self.suggested(&code)?;
                // A code that names an artefact here counts more than any other code in the picture.
                if label.is_none() || found.is_some() {
                    label = Some(code.clone());
                }
                labels.insert(code, found);
            }
            let shot = Shot {
                camera: row.camera.clone(),
                taken: seconds(&row.taken),
                name: row.name.clone(),
                label,
            };
            shots.push(shot);
        }
        let runs = split(&shots).into_iter().map(|run| {
            let photos = run.photos.iter().filter_map(|i| self.tray_photo(&rows[*i]).transpose());
            Ok(PhotoRun {
                photos: photos.collect::<Result<_>>()?,
                camera: run.photos.first().map(|i| shots[*i].camera.clone()).unwrap_or_default(),
                pause: run.pause,
                suggestion: run.label.as_ref().and_then(|label| labels.get(label).cloned().flatten()),
                label: run.label,
            })
        });
        Ok(PhotoTray { total, runs: runs.collect::<Result<_>>()?, unread })
    }

    /// A photo that shows nothing yet; `None` for an id that names no digest.
    fn tray_photo(&self, (id, row): &(RecordId, ShotRow)) -> Result<Option<TrayPhoto>> {
        let Some(sha256) = id.digest() else { return Ok(None) };
        Ok(Some(TrayPhoto {
            id: id.clone(),
            sha256,
            name: row.name.clone(),
            taken: (!row.taken.is_empty()).then(|| row.taken.clone()),
            held: self.originals.find(&sha256)?.is_some(),
            taken_in: self.times_taken_in(id, &sha256)?,
        }))
    }

    /// How many acts of intake say so of a photo. Few photos are named twice as an original: only their entries are read.
    fn times_taken_in(&self, id: &RecordId, sha256: &Digest) -> Result<usize> {
        let reader = self.reader();
        match reader.entries_naming(sha256)?.len() {
            2.. => Ok(intakes(&reader, id)?.len()),
            once => Ok(once),
        }
    }

    /// Searches the photos that show nothing yet for labels; gives how many were searched. What it finds is remembered
    /// beside the evidence. A photo that cannot be read is passed over.
    ///
    /// # Errors
    /// [`crate::error::Code::Cancelled`]; the database's failures.
    pub fn photo_read_labels(&self, progress: &dyn Progress) -> Result<usize> {
        let rows = self.reader().shots(Some(true), 0, MOST_TRAY)?;
        let photos = rows.iter().filter_map(|(id, _)| id.digest());
        let unread: Vec<Digest> = photos.filter(|photo| self.pictures.known_codes(photo).is_none()).collect();
        progress.stage("reading_labels", Some(unread.len() as u64), Unit::Items);
        for photo in &unread {
            check(progress, "reading labels in photos")?;
            let _ = self.pictures.codes(photo);
            progress.advance(1);
        }
        Ok(unread.len())
    }

    /// The artefact whose reference a label says.
    fn suggested(&self, label: &str) -> Result<Option<RunSuggestion>> {
        let reader = self.reader();
        let found = reader.by_reference(RecordKind::Artefact.word(), &reference_key(label))?;
        let [artefact] = found.as_slice() else { return Ok(None) };
        let record = load_record(&reader, artefact)?;
        let text = |field: &str| record.as_ref().and_then(|r| r.text(field)).unwrap_or_default().to_owned();
        Ok(Some(RunSuggestion {
            artefact: artefact.clone(),
            reference: text("reference"),
            title: text("title"),
        }))
    }

    /// One photo in full.
    ///
    /// # Errors
    /// [`crate::error::Code::NotFound`].
    pub fn photo_details(&self, id: &RecordId) -> Result<PhotoDetails> {
        let record = self.photo_record(id)?;
        let view = self.photo(id)?;
        let tile = self.photo_tile(id)?;
        let mut acts = Vec::new();
        for (entry, added) in intakes(&self.reader(), id)? {
            let (signer, device) = self.author(entry.chain)?;
            acts.push(TakenIn {
                entry: entry.digest,
                chain: entry.chain.to_string(),
                seq: entry.seq,
                signer,
                device,
                at: entry.moment.at(),
                name: added.name,
                label: added.label,
            });
        }
        Ok(PhotoDetails {
            size: view.size,
            claims: view.claims,
            caption: record.text(crate::photo::CAPTION).map(str::to_owned),
            clock_error: view.clock_error,
            intakes: acts,
            regions: self.photo_regions(id)?,
            pyramid: self.pictures.pyramid(&tile.sha256).ok(),
            tile,
        })
    }
}

/// A claimed time in seconds, without regard to its offset: within a camera only differences count.
fn seconds(taken: &str) -> Option<i64> {
    let whole = taken.get(..19)?;
    let time = NaiveDateTime::parse_from_str(whole, "%Y-%m-%dT%H:%M:%S").ok()?;
    Some(time.and_utc().timestamp())
}
