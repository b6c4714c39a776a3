//! Photos. Their pictures come by the `photo:` protocol, never through a command.

use super::commands;
use crate::jobs::{Begun, JobKind};
use crate::problem::Problem;
use serde::Serialize;
use sigillum_core::catalogue::{
    IntakeOptions, IntakeReport, PhotoDetails, PhotoList, PhotoListRequest, PhotoTile, PhotoTray, PhotoView,
    Placed, RegionView, ViewChoice, view_choices,
};
use sigillum_core::id::RecordId;
use sigillum_core::json::Json;
use sigillum_core::media::{self, Inspection};
use sigillum_core::photo::region::Region;
use std::path::PathBuf;

/// What an intake came to.
#[derive(Debug, Serialize, ts_rs::TS)]
pub struct IntakeResult {
    /// The report.
    pub report: IntakeReport,
    /// Why it was stopped, if it was.
    pub why: Option<Problem>,
}

commands! { "photo":
    /// Begins to take in files and folders.
    photo_add(desk, options: IntakeOptions) -> Begun<IntakeResult> {
        desk.job(JobKind::Intake, &options.label.clone(), move |c, progress| {
            let report = c.photo_add(&options, progress)?;
            let why = report.why.as_ref().map(Problem::from);
            Ok(IntakeResult { report, why })
        })
    }

    /// The photos of an artefact, or all; only those that show nothing yet if `unplaced`.
    photo_list(desk, artefact: Option<RecordId>, unplaced: bool) -> Vec<PhotoView> {
        desk.read(move |c| c.photos(artefact.as_ref(), unplaced)).await
    }

    /// One photo.
    photo_show(desk, id: RecordId) -> PhotoView {
        desk.read(move |c| c.photo(&id)).await
    }

    /// The photo that a person means.
    photo_find(desk, name: String) -> RecordId {
        desk.read(move |c| c.find_photo(&name)).await
    }

    /// The views in which a photo can show an artefact, in their order, with the number keys of some.
    photo_views(desk) -> Vec<ViewChoice> {
        desk.work(|_| view_choices()).await
    }

    /// A window of the photos: those that show nothing yet first, then by claimed time.
    photo_window(desk, request: PhotoListRequest) -> PhotoList {
        desk.read(move |c| c.photo_list(&request)).await
    }

    /// The photos of an artefact, in the order of the views.
    photo_of(desk, artefact: RecordId) -> Vec<PhotoTile> {
        desk.read(move |c| c.photos_of(&artefact)).await
    }

    /// The photos that show nothing yet, in runs, with what labels suggest.
    photo_tray(desk) -> PhotoTray {
        desk.read(|c| c.photo_tray()).await
    }

    /// One photo in full.
    photo_details(desk, id: RecordId) -> PhotoDetails {
        desk.read(move |c| c.photo_details(&id)).await
    }

    /// Begins to read labels in the photos that show nothing yet; gives how many were looked at.
    photo_read_labels(desk) -> Begun<usize> {
        desk.job(JobKind::Labels, "", |c, progress| c.photo_read_labels(progress))
    }

    /// Says that photos show an artefact in this view and in no other.
    photo_place_as(desk, photos: Vec<RecordId>, artefact: RecordId, view: String) -> Placed {
        desk.write(move |c| c.photo_place_as(&photos, &artefact, &view)).await
    }

    /// Takes placing back; gives how many placements that changed.
    photo_place_undo(desk, done: Placed) -> usize {
        desk.write(move |c| c.photo_place_undo(&done)).await
    }

    /// The regions and lengths that are marked in a photo.
    photo_regions(desk, photo: RecordId) -> Vec<RegionView> {
        desk.read(move |c| c.photo_regions(&photo)).await
    }

    /// Marks a region, new or changed; gives its id.
    photo_mark(desk, photo: RecordId, id: Option<String>, region: Region) -> String {
        desk.write(move |c| c.photo_mark(&photo, id.as_deref(), &region)).await
    }

    /// Takes a region back.
    photo_unmark(desk, photo: RecordId, id: String) -> () {
        desk.write(move |c| c.photo_unmark(&photo, &id)).await
    }

    /// The length of a line by a scale of the photo, and its unit; nothing is saved.
    photo_measure(desk, photo: RecordId, scale: String, from: (i64, i64), to: (i64, i64)) -> (String, String) {
        desk.read(move |c| c.photo_measure(&photo, &scale, from, to)).await
    }

    /// Says that photos show an artefact in a view; gives the placements.
    photo_place(desk, photos: Vec<RecordId>, artefact: RecordId, view: String) -> Vec<RecordId> {
        desk.write(move |c| c.photo_place(&photos, &artefact, &view)).await
    }

    /// Takes placements of a photo back; gives how many.
    photo_unplace(desk, photo: RecordId, artefact: RecordId, view: Option<String>) -> usize {
        desk.write(move |c| c.photo_unplace(&photo, &artefact, view.as_deref())).await
    }

    /// Sets a register of a photo: `caption`, `clock_error`, `derived_from`, `companion_of`.
    photo_set(desk, photo: RecordId, field: String, value: Json) -> PhotoView {
        desk.write(move |c| {
            c.photo_set(&photo, &field, value)?;
            c.photo(&photo)
        }).await
    }

    /// What any file's metadata claims; it need not be in the catalogue.
    photo_inspect(desk, file: PathBuf) -> Inspection {
        desk.work(move |_| media::inspect_file(&file)).await
    }
}
