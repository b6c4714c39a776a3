//! Photos. Their pictures come by the `photo:` protocol, never through a command.

use super::commands;
use crate::jobs::{Begun, JobKind};
use crate::problem::Problem;
use serde::Serialize;
use sigillum_core::catalogue::{IntakeOptions, IntakeReport, PhotoView};
use sigillum_core::id::RecordId;
use sigillum_core::json::Json;
use sigillum_core::media::{self, Inspection};
use sigillum_core::photo::VIEWS;
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

    /// The views in which a photo can show an artefact.
    photo_views(desk) -> Vec<String> {
        desk.work(|_| Ok(VIEWS.map(str::to_owned).to_vec())).await
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
