//! The second step of bringing files in: make them durable, read them back, put them in place.
//!
//! Owns: the order of these steps, on which every promise about a crash rests:
//! sync the data → forget the cache, read back, compare → journal durable → rename, never replacing → sync the
//! folders. Must never: return a file as settled before its step is done, or retry a failed sync (the system
//! may have dropped the data that it could not write).

use crate::digest::Digest;
use crate::error::{Code, Error, IoContext, Result};
use crate::progress::{Progress, check};
use crate::store::files;
use crate::store::journal::{Job, Line, path_text};
use crate::store::originals::{HeldState, Originals, check_file, content_name, names_in, stopped};
use crate::store::stage::{Staged, Staging, TakeFailure};
use std::collections::{BTreeSet, HashMap};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How a settled file came to be in place.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// It is new here.
    New,
    /// The same bytes were in place already, were read again, and are whole.
    Already,
    /// A file of this hash was in place but damaged; it is in `quarantine/` under this name, and the good one
    /// stands in its place.
    Repaired(String),
    /// The same bytes, whole, were in `quarantine/`, and were put back in place.
    FromQuarantine,
}

/// An original that is in place and durable. It is acknowledged once an entry names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The path it was read from.
    pub source: PathBuf,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// The ending of its name in place, without dot.
    pub ext: String,
    /// When the source was last modified, as the medium claims.
    pub modified: Option<SystemTime>,
    /// How it came to be in place.
    pub held: Held,
}

impl Settled {
    /// True when a file of the same hash was in place before, damaged or not.
    pub fn already_held(&self) -> bool {
        matches!(self.held, Held::Already | Held::Repaired(_))
    }

    /// Where it stands, relative to the catalogue's folder.
    pub fn relative_path(&self) -> PathBuf {
        Originals::relative_path(&self.digest, &self.ext)
    }
}

impl Originals {
    /// Puts staged files in place; each is durable when this returns. The result has their order.
    ///
    /// # Errors
    /// [`Code::ReadBackDiffers`], [`Code::DiskFull`], [`Code::Cancelled`] or another failure of the target. None
    /// of the files may then be acknowledged; what was put in place before is found as [`Held::Already`] when
    /// it is taken again.
    pub fn settle(
        &self,
        job: &mut Job,
        mut staged: Vec<Staged>,
        progress: &dyn Progress,
    ) -> Result<Vec<Settled>> {
        let held =
            staged.iter().map(|file| self.whole(&file.digest, progress)).collect::<Result<Vec<_>>>()?;
        let mut fresh: Vec<_> =
            staged.iter_mut().zip(&held).filter(|(_, held)| held.is_none()).map(|(file, _)| file).collect();
        for file in &mut fresh {
            check(progress, "making files durable")?;
            file.temporary.sync()?;
        }
        for file in fresh {
            read_back(file, progress)?;
        }
        job.append(&staged.iter().map(line_of).collect::<Vec<_>>())?;
        let mut placing = Placing {
            originals: self,
            quarantined: self.quarantined()?,
            placed: BTreeSet::new(),
            folders: BTreeSet::new(),
            progress,
        };
        let settled = staged
            .into_iter()
            .zip(held)
            .map(|(file, held)| placing.place(file, held))
            .collect::<Result<Vec<_>>>()?;
        for folder in &placing.folders {
            files::sync_folder(folder).doing("making the names of originals durable", folder)?;
        }
        Ok(settled)
    }

    /// The original of this hash that is in place, if it is whole: it is believed only after it was read.
    fn whole(&self, digest: &Digest, progress: &dyn Progress) -> Result<Option<PathBuf>> {
        let Some(path) = self.find(digest)? else { return Ok(None) };
        Ok(is_whole(&path, digest, progress)?.then_some(path))
    }

    /// Brings one file in, both steps at once.
    ///
    /// # Errors
    /// As [`Originals::stage`] and [`Originals::settle`].
    pub fn take(&self, job: &mut Job, source: &Path, how: &Staging) -> Result<Result<Settled, TakeFailure>> {
        match self.stage(source, how)? {
            Err(failure) => Ok(Err(failure)),
            Ok(staged) => {
                let settled = self.settle(job, vec![staged], how.progress)?.pop();
                let lost = || Error::new(Code::Internal, "taking a file", "settling returned nothing");
                Ok(Ok(settled.ok_or_else(lost)?))
            }
        }
    }

    /// The files in `quarantine/` that are named as originals are, by their hash.
    fn quarantined(&self) -> Result<HashMap<Digest, PathBuf>> {
        let folder = self.quarantine();
        Ok(names_in(&folder)?
            .into_iter()
            .filter_map(|name| Some((content_name(name.to_str()?)?.0, folder.join(&name))))
            .collect())
    }
}

fn line_of(staged: &Staged) -> Line {
    let (source, source_hex) = path_text(staged.source.as_os_str());
    Line {
        digest: staged.digest,
        size: staged.size,
        ext: staged.ext.clone(),
        temporary: staged.temporary.name.clone(),
        source,
        source_hex,
    }
}

/// Reads a temporary file back from the medium: only this shows that the disk has what the card gave.
fn read_back(staged: &Staged, progress: &dyn Progress) -> Result<()> {
    let path = &staged.temporary.path;
    let doing = "reading a file back";
    let (digest, size) = match files::hash_from_medium(path, &|| !progress.cancelled()) {
        Err(e) if e.kind() == ErrorKind::Interrupted => return Err(stopped(doing)),
        other => other.doing(doing, path)?,
    };
    if (digest, size) == (staged.digest, staged.size) {
        return Ok(());
    }
    Err(Error::new(Code::ReadBackDiffers, doing, "the disk does not give back what was written to it")
        .on(staged.source.display())
        .safe("It was not acknowledged; the source was not changed")
        .remedy("Stop using this disk: copy the catalogue to another one and check it there."))
}

/// The work of putting one batch in place.
struct Placing<'a> {
    originals: &'a Originals,
    quarantined: HashMap<Digest, PathBuf>,
    /// What this batch put in place: a twin needs no second look.
    placed: BTreeSet<Digest>,
    /// The folders whose names changed.
    folders: BTreeSet<PathBuf>,
    progress: &'a dyn Progress,
}

impl Placing<'_> {
    /// Puts one file in place; `held` is where the same bytes, whole, were before this batch.
    fn place(&mut self, mut staged: Staged, held: Option<PathBuf>) -> Result<Settled> {
        let (held, ext) = match (held, self.originals.find(&staged.digest)?) {
            (Some(path), _) => {
                // Put there by a program that ended right after: its name may not be durable yet.
                self.note_folder(&path);
                (Held::Already, ext_of(&path, &staged.ext))
            }
            (None, Some(path)) if self.placed.contains(&staged.digest) => {
                (Held::Already, ext_of(&path, &staged.ext))
            }
            (None, Some(path)) => (self.instead_of(&mut staged, &path)?, ext_of(&path, &staged.ext)),
            (None, None) => {
                let target =
                    self.originals.root().join(Originals::relative_path(&staged.digest, &staged.ext));
                (self.in_free_place(&mut staged, &target)?, staged.ext.clone())
            }
        };
        self.placed.insert(staged.digest);
        Ok(Settled {
            source: std::mem::take(&mut staged.source),
            digest: staged.digest,
            size: staged.size,
            ext,
            modified: staged.modified,
            held,
        })
    }

    /// A damaged file stands in place, perhaps no file at all: it makes room, its name stays.
    fn instead_of(&mut self, staged: &mut Staged, damaged: &Path) -> Result<Held> {
        let ext = ext_of(damaged, &staged.ext);
        let name = self.originals.to_quarantine(damaged, &format!("damaged-{}.{ext}", staged.digest))?;
        self.rename(&staged.temporary.path, damaged)?;
        staged.temporary.placed = true;
        Ok(Held::Repaired(name))
    }

    fn in_free_place(&mut self, staged: &mut Staged, target: &Path) -> Result<Held> {
        if let Some(folder) = target.parent() {
            self.originals.make_folder(folder)?;
        }
        if let Some(quarantined) = self.quarantined.remove(&staged.digest)
            && is_whole(&quarantined, &staged.digest, self.progress)?
        {
            files::sync_file(&quarantined).doing("making a file durable", &quarantined)?;
            self.rename(&quarantined, target)?;
            self.note_folder(&quarantined);
            return Ok(Held::FromQuarantine);
        }
        self.rename(&staged.temporary.path, target)?;
        staged.temporary.placed = true;
        Ok(Held::New)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> Result<()> {
        files::rename_new(from, to).doing("putting an original in place", to)?;
        self.note_folder(to);
        Ok(())
    }

    fn note_folder(&mut self, path: &Path) {
        self.folders.extend(path.parent().map(Path::to_owned));
    }
}

fn is_whole(path: &Path, digest: &Digest, progress: &dyn Progress) -> Result<bool> {
    let state = check_file(path, digest, &|| !progress.cancelled())?;
    Ok(matches!(state, HeldState::Whole { .. }))
}

fn ext_of(path: &Path, otherwise: &str) -> String {
    path.extension().and_then(|ext| ext.to_str()).unwrap_or(otherwise).to_owned()
}
