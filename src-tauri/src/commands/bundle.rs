//! Exporting, inviting, importing.

use super::commands;
use crate::jobs::{Begun, JobKind};
use sigillum_core::catalogue::{ExportOptions, Exported, ImportReport};
use sigillum_core::signature::AllowedSigners;
use std::path::{Path, PathBuf};

commands! { "bundle":
    /// Begins to write a bundle, and to check what was really written.
    bundle_export(desk, options: ExportOptions) -> Begun<Exported> {
        desk.job(JobKind::Export, &name_of(&options.to), move |c, progress| c.export(&options, progress))
    }

    /// Begins to look at all that an import would change; nothing is changed.
    bundle_preview(desk, path: PathBuf, signers: Option<PathBuf>) -> Begun<ImportReport> {
        desk.job(JobKind::ImportPreview, &name_of(&path), move |c, progress| {
            let list = signers.as_deref().map(AllowedSigners::read).transpose()?;
            c.import(&path, list.as_ref(), true, progress)
        })
    }

    /// Begins to import a bundle, whole or not at all.
    bundle_import(desk, path: PathBuf, signers: Option<PathBuf>) -> Begun<ImportReport> {
        desk.job(JobKind::Import, &name_of(&path), move |c, progress| {
            let list = signers.as_deref().map(AllowedSigners::read).transpose()?;
            c.import(&path, list.as_ref(), false, progress)
        })
    }

    /// Free bytes on the disk that holds a folder.
    bundle_free_space(desk, folder: PathBuf) -> u64 {
        desk.work(move |_| sigillum_core::store::free::free_space(&folder)).await
    }
}

/// What a person calls a file or folder.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
