//! The journal of exports: which temporary beside a target this catalogue itself began.
//!
//! Owns: `journal/export-<16 hex>.json`, durable before the first byte is written outside the catalogue and removed when
//! nothing of that export can be left. The id is random and part of the temporary's name, so that the name alone says
//! whose it is, wherever the disk is mounted next time. Must never: touch the target; only `bag` does.

use crate::error::{IoContext, Result};
use crate::json::{Json, object};
use crate::store::files;
use crate::store::journal::{is_job_id, path_text};
use crate::store::originals::{Originals, names_in};
use crate::time::Moment;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// A journal of an export is one short line; more is not read.
const MAX: u64 = 64 << 10;

/// An export that was begun and has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BegunExport {
    /// Its id, sixteen hex digits: part of its temporary's name.
    pub id: String,
    /// The folder that it wrote into, absolute, as it was called then; empty where the journal is damaged.
    pub folder: PathBuf,
    /// When it began, by the clock of then; `None` where the journal is damaged.
    pub begun: Option<Moment>,
    path: PathBuf,
}

impl BegunExport {
    /// Ends the export. Call it only when nothing of it is left beside its target.
    ///
    /// # Errors
    /// When the journal cannot be removed.
    pub fn end(&self) -> Result<()> {
        std::fs::remove_file(&self.path).doing("ending the journal of an export", &self.path)
    }
}

impl Originals {
    /// Begins an export into this folder; its journal is durable when this returns.
    ///
    /// # Errors
    /// The file system's failures; also when there is no such folder.
    pub fn begin_export(&self, folder: &Path, begun: Moment) -> Result<BegunExport> {
        let doing = "beginning the journal of an export";
        let folder = std::fs::canonicalize(folder).doing("looking at the folder for the bundle", folder)?;
        let journal = self.journal();
        self.make_folder(&journal)?;
        let id = self.random_name()?;
        let path = journal.join(format!("export-{id}.json"));
        let line = object([
            ("v", Json::Int(1)),
            ("folder", path_text(folder.as_os_str()).0.into()),
            ("at", begun.at().into()),
            ("zone", begun.zone().into()),
        ]);
        let mut file = std::fs::File::create_new(&path).doing(doing, &path)?;
        file.write_all((line.compact() + "\n").as_bytes())
            .and_then(|()| file.sync_all())
            .and_then(|()| files::sync_folder(&journal))
            .and_then(|()| files::sync_folder(self.root()))
            .doing(doing, &path)?;
        Ok(BegunExport { id, folder, begun: Some(begun), path })
    }

    /// The exports that were begun and have not ended, sorted by id. While none runs these were cut off.
    ///
    /// # Errors
    /// When the journal's folder or one of these journals cannot be read.
    pub fn begun_exports(&self) -> Result<Vec<BegunExport>> {
        let mut found = Vec::new();
        for name in names_in(&self.journal())? {
            if let Some(id) = name.to_str().and_then(export_id) {
                found.push(read(&self.journal().join(&name), id)?);
            }
        }
        found.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(found)
    }
}

/// The id in the name of an export's journal; `None` for another name.
pub(super) fn export_id(name: &str) -> Option<&str> {
    name.strip_prefix("export-")?.strip_suffix(".json").filter(|id| is_job_id(id))
}

/// A journal cut short by a crash still names its export: nothing was written outside before it was whole.
fn read(path: &Path, id: &str) -> Result<BegunExport> {
    let doing = "reading the journal of an export";
    let (file, _) = files::open_regular(path).map_err(std::io::Error::from).doing(doing, path)?;
    let mut bytes = Vec::new();
    file.take(MAX).read_to_end(&mut bytes).doing(doing, path)?;
    let said = Json::parse(bytes.strip_suffix(b"\n").unwrap_or(&bytes)).unwrap_or(Json::Null);
    let begun = said.text_of("at").zip(said.text_of("zone")).and_then(|(at, zone)| Moment::parse(at, zone));
    let folder = said.text_of("folder").map(PathBuf::from).unwrap_or_default();
    Ok(BegunExport { id: id.to_owned(), folder, begun, path: path.to_owned() })
}
