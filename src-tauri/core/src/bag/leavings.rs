//! What exports that were cut off left beside a target: their temporaries, told by the id in their names.
//!
//! Must never: remove what the ids that it is given do not name, follow a link, or take a file for a folder.

use super::writer::DOING;
use crate::error::{IoContext, Result};
use std::path::{Path, PathBuf};

/// How the name of a file about a bundle ends that an export writes beside it.
pub(super) const BESIDE: &str = ".tsq";

/// A temporary that an export left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// Where it lies.
    pub path: PathBuf,
    /// The export that made it.
    pub export: String,
    folder: bool,
}

/// The temporaries in this folder that these exports made, sorted by path; none where there is no such folder.
///
/// # Errors
/// When the folder cannot be read.
pub fn leavings<'a>(
    folder: &Path,
    exports: impl IntoIterator<Item = &'a str> + Clone,
) -> Result<Vec<Leaving>> {
    let items = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        items => items.doing(DOING, folder)?,
    };
    let mut found = Vec::new();
    for item in items {
        let path = item.doing(DOING, folder)?.path();
        let Some((id, is_folder)) = path.file_name().and_then(|name| name.to_str()).and_then(parse) else {
            continue;
        };
        let Some(export) = exports.clone().into_iter().find(|export| *export == id) else { continue };
        // Without following: a link of this name is not what the export made.
        let kind = std::fs::symlink_metadata(&path).doing(DOING, &path)?.file_type();
        if if is_folder { kind.is_dir() } else { kind.is_file() } {
            found.push(Leaving { export: export.to_owned(), folder: is_folder, path });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

impl Leaving {
    /// Removes it, and makes that durable.
    ///
    /// # Errors
    /// The file system's failures; calling it again goes on.
    pub fn remove(&self) -> Result<()> {
        let doing = "removing what an export that was cut off had left";
        if self.folder { std::fs::remove_dir_all(&self.path) } else { std::fs::remove_file(&self.path) }
            .doing(doing, &self.path)?;
        match self.path.parent() {
            Some(parent) => super::writer::sync_folder(parent),
            None => Ok(()),
        }
    }
}

/// What a temporary of this name is called: `.` bundle `.` export `.partial`.
pub(super) fn name_of(bundle: &str, export: &str) -> String {
    format!(".{bundle}.{export}.partial")
}

/// What the file is called that holds a ZIP's streams until it is sorted.
pub(super) fn spool_name_of(bundle: &str, export: &str) -> String {
    format!(".{bundle}.{export}.spool.partial")
}

/// The export in a temporary's name, and whether that is a folder's.
fn parse(name: &str) -> Option<(&str, bool)> {
    let name = name.strip_prefix('.')?.strip_suffix(".partial")?;
    let (name, spool) = name.strip_suffix(".spool").map_or((name, false), |name| (name, true));
    let (bundle, export) = name.rsplit_once('.')?;
    let zip = bundle.ends_with(".zip") || bundle.ends_with(".zip.age");
    let file = zip || bundle.ends_with(BESIDE);
    (!bundle.is_empty() && (zip || !spool)).then_some((export, !file))
}
