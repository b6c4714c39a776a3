//! Dossiers: what one would disclose, and writing it.

use super::bundle::name_of;
use super::commands;
use crate::jobs::{Begun, JobKind};
use sigillum_core::catalogue::{DossierOptions, DossierPreview, Exported};

commands! { "dossier":
    /// Begins to work out what a dossier would disclose and what stays out; nothing is signed or written.
    dossier_preview(desk, options: DossierOptions) -> Begun<DossierPreview> {
        desk.reading_job(JobKind::ExportPreview, &name_of(&options.to), move |c, _| c.dossier_preview(&options))
    }

    /// Begins to write a dossier, and to check what was really written.
    dossier_write(desk, options: DossierOptions) -> Begun<Exported> {
        desk.job(JobKind::Dossier, &name_of(&options.to), move |c, progress| c.dossier(&options, progress))
    }
}
