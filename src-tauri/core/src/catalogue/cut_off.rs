//! Exports that were cut off: saying what they left beside their targets, and removing it at the next export there.
//!
//! Must never: remove what this catalogue did not begin; the id in the name, journalled before, is the proof.

use super::Catalogue;
use crate::bag::leavings;
use crate::error::{IoContext, Result};
use crate::store::BegunExport;
use crate::store::files::sync_folder;
use crate::time::Moment;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A temporary that an export of this catalogue left when it was cut off. It is no bundle, and holds nothing that is
/// not here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CutOffExport {
    /// Where it lies.
    pub path: PathBuf,
    /// When the export began, by the clock of then.
    pub begun: Option<String>,
}

impl Catalogue {
    /// What exports that were cut off left, as far as the disks are here under the names that they had then. The next
    /// export into the same folder removes it.
    ///
    /// # Errors
    /// When the journal cannot be read; a target that cannot be is passed over.
    pub fn exports_cut_off(&self) -> Result<Vec<CutOffExport>> {
        let mut found = Vec::new();
        for export in self.cut_off(&self.seat.exports())? {
            let begun = export.begun.map(|moment| moment.at());
            let left = leavings(&export.folder, [export.id.as_str()]).unwrap_or_default();
            found.extend(left.into_iter().map(|left| CutOffExport { path: left.path, begun: begun.clone() }));
        }
        Ok(found)
    }

    /// Begins an export into this folder, after removing what earlier ones of this catalogue left there; gives that
    /// too. What cannot be removed is a warning, and stays known.
    pub(super) fn begin_export(&mut self, folder: &Path, now: Moment) -> Result<(BegunExport, Vec<PathBuf>)> {
        let seat = Arc::clone(&self.seat);
        // Held until the new one is known as running, so that no other hand takes it for a leaving.
        let mut running = seat.exports();
        let removed = self.clear_leavings(folder, &running)?;
        let begun = self.originals.begin_export(folder, now)?;
        running.insert(begun.id.clone());
        Ok((begun, removed))
    }

    fn clear_leavings(&mut self, folder: &Path, running: &BTreeSet<String>) -> Result<Vec<PathBuf>> {
        let exports = self.cut_off(running)?;
        if exports.is_empty() {
            return Ok(Vec::new());
        }
        let folder = std::fs::canonicalize(folder).doing("looking at the folder for the bundle", folder)?;
        let (mut removed, mut gone, mut stuck) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        for left in leavings(&folder, exports.iter().map(|export| export.id.as_str()))? {
            match left.remove() {
                Ok(()) => {
                    removed.push(left.path);
                    gone.insert(left.export);
                }
                Err(error) => {
                    self.warnings.push(error);
                    stuck.insert(left.export);
                }
            }
        }
        for export in exports.iter().filter(|e| e.folder == folder || gone.contains(&e.id)) {
            if !stuck.contains(&export.id) {
                export.end()?;
            }
        }
        Ok(removed)
    }

    /// Ends the journal of an export that came to its end, good or bad, unless something of it is left after all.
    pub(super) fn end_export(&mut self, export: &BegunExport) {
        let ended = leavings(&export.folder, [export.id.as_str()]).and_then(|left| {
            if !left.is_empty() {
                return Ok(());
            }
            // A temporary that was removed could come back with a power cut, and then nobody would know it.
            sync_folder(&export.folder).doing("making the end of an export durable", &export.folder)?;
            export.end()
        });
        if let Err(error) = ended {
            self.warnings.push(error);
        }
        self.seat.exports().remove(&export.id);
    }

    /// The journals of exports of which none runs.
    fn cut_off(&self, running: &BTreeSet<String>) -> Result<Vec<BegunExport>> {
        let begun = self.originals.begun_exports()?;
        Ok(begun.into_iter().filter(|export| !running.contains(&export.id)).collect())
    }
}
