//! The newest head of each of our chains, kept outside the catalogue in the user's data folder.
//!
//! A restored backup or a copied folder is recognised by it: what is kept here is then ahead of the catalogue,
//! or absent. Must never: be kept inside the catalogue's folder.

use super::files::{make_folders, sync_folder};
use crate::entry::Position;
use crate::error::{Code, Error, IoContext, Result};
use crate::id::ChainId;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder with one small file a chain.
#[derive(Clone, Debug)]
pub struct KeptHeads {
    folder: PathBuf,
}

impl KeptHeads {
    /// Keeps heads in this folder, which is made when needed.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The newest head that was kept of a chain. A damaged file counts as absent: the next write then starts a
    /// new chain, which is safe.
    ///
    /// # Errors
    /// The file system's failures, other than that nothing is kept.
    pub fn get(&self, chain: ChainId) -> Result<Option<Position>> {
        let path = self.folder.join(chain.to_string());
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => return Ok(None),
            Err(error) => return Err(Error::io("reading the kept head", &path, error)),
        };
        let parts: Vec<&str> = text.trim_end().split(' ').collect();
        let [seq, link] = parts[..] else { return Ok(None) };
        Ok(seq.parse().ok().zip(link.parse().ok()).map(|(seq, link)| Position { chain, seq, link }))
    }

    /// Keeps a newer head, synced before this returns.
    ///
    /// # Errors
    /// The file system's failures. The head kept before is then still there, which is an ancestor.
    pub fn put(&self, head: &Position) -> Result<()> {
        let doing = "keeping the head outside the catalogue";
        make_folders(&self.folder).doing(doing, &self.folder)?;
        let mut part = tempfile::NamedTempFile::new_in(&self.folder).doing(doing, &self.folder)?;
        writeln!(part, "{} {}", head.seq, head.link).doing(doing, &self.folder)?;
        part.as_file().sync_all().doing(doing, &self.folder)?;
        let path = self.folder.join(head.chain.to_string());
        part.persist(&path).map_err(|e| Error::new(Code::Io, doing, e.to_string()).on(path.display()))?;
        sync_folder(&self.folder).doing(doing, &self.folder)
    }
}
