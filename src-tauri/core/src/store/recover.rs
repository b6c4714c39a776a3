//! After a crash: explaining every file that a job left behind, by its journal.
//!
//! Owns: `recover` (at each start; costs nothing when the last program ended well) and `sweep` (reads all names
//! of `originals/`). Must never: delete bytes. What can be adopted stays in place and is listed; what nothing
//! explains goes to `quarantine/` and is listed.

use crate::digest::Digest;
use crate::error::{Code, Error, IoContext, Result};
use crate::store::exports::export_id;
use crate::store::files;
use crate::store::journal::{Job, JobKind, LeftJob, Line, is_temporary};
use crate::store::originals::{HeldState, Originals, check_file, content_name, names_in, size_of};
use std::collections::BTreeSet;
use std::path::Path;

/// Says whether a committed entry names an original.
pub type Known<'a> = dyn Fn(&Digest) -> Result<bool> + 'a;

/// A whole file in place that no entry names yet, and that a journal explains: resuming its job, or taking its
/// source again, adopts it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Adoptable {
    /// The job that brought it.
    pub job: String,
    /// What kind of job that was.
    pub kind: JobKind,
    /// What the person called the card or bundle.
    pub label: String,
    /// The file.
    pub line: Line,
}

/// Why a file was moved to `quarantine/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A temporary file of a job that was cut off: not whole.
    CutOff,
    /// It is not what its name says.
    Damaged,
    /// Whole, but neither an entry nor a journal names it.
    Unnamed,
    /// Its name is not that of an original.
    Foreign,
}

/// A file that was moved to `quarantine/`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Quarantined {
    /// Its name in `quarantine/`.
    pub name: String,
    /// Where it stood, relative to the catalogue, as text.
    pub stood: String,
    /// Its size in bytes.
    pub size: u64,
    /// Why it was moved.
    pub why: Why,
}

/// What was found and done.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Recovery {
    /// Files that can be adopted.
    pub adoptable: Vec<Adoptable>,
    /// Files that were moved.
    pub quarantined: Vec<Quarantined>,
    /// Files that a job was about to put in place and that are not here: take them from their source again.
    pub not_kept: Vec<Adoptable>,
    /// Empty temporary files that were removed.
    pub empty: usize,
    /// Lines of journals that could not be read.
    pub damaged_lines: usize,
    /// Names in `journal/` that are not ours, left where they are.
    pub foreign: Vec<String>,
}

impl Recovery {
    /// True when nothing was left behind.
    pub fn is_clean(&self) -> bool {
        *self == Self::default()
    }
}

impl Originals {
    /// Explains what an earlier program left behind. To be called when the catalogue is opened for writing and
    /// no job runs. A journal stays as long as it explains a file that no entry names; see
    /// [`Originals::forget`]. When a job was cut off, `originals/` is also swept.
    ///
    /// # Errors
    /// When a folder of the catalogue cannot be read or changed. Calling it again goes on where it stopped.
    pub fn recover(&self, known: &Known) -> Result<Recovery> {
        let mut report = Recovery::default();
        let mut temporaries = Vec::new();
        let mut jobs = Vec::new();
        for name in names_in(&self.journal())? {
            match name.to_str() {
                Some(text) if is_temporary(text) => temporaries.push(text.to_owned()),
                // Left outside the catalogue, where the next export to that place finds it.
                Some(text) if export_id(text).is_some() => {}
                _ => match self.left_job(&name)? {
                    Some(job) => jobs.push(job),
                    None => report.foreign.push(name.to_string_lossy().into_owned()),
                },
            }
        }
        let cut_off = !jobs.is_empty() || !temporaries.is_empty();
        for job in &jobs {
            self.explain(job, known, &mut report)?;
        }
        for name in temporaries {
            self.set_aside(&name, &mut report)?;
        }
        if cut_off {
            self.sweep_into(known, &mut report)?;
        }
        Ok(report)
    }

    /// Moves to `quarantine/` what is in `originals/` and is named neither by an entry nor by a journal. To be
    /// called when no job runs. It is quick, since only names are read: damage of what an entry names is found
    /// by [`Originals::check`].
    ///
    /// # Errors
    /// When a folder of the catalogue cannot be read or changed.
    pub fn sweep(&self, known: &Known) -> Result<Recovery> {
        let mut report = Recovery::default();
        for name in names_in(&self.journal())? {
            if let Some(job) = self.left_job(&name)? {
                self.explain(&job, known, &mut report)?;
            }
        }
        self.sweep_into(known, &mut report)?;
        Ok(report)
    }

    /// Gives up a job that was left behind: its journal goes, and the next [`Originals::sweep`] moves what no
    /// entry names to `quarantine/`, from where taking the same source again still adopts it.
    ///
    /// # Errors
    /// [`Code::NotFound`] when there is no such job.
    pub fn forget(&self, job: &str) -> Result<()> {
        for name in names_in(&self.journal())? {
            if let Some(left) = self.left_job(&name)?.filter(|left| left.id == job) {
                return std::fs::remove_file(&left.path).doing("giving up a job", &left.path);
            }
        }
        Err(Error::new(Code::NotFound, "giving up a job", "no such job was left behind").on(job))
    }

    /// Ends a job that failed: what it put in place goes to `quarantine/`, unless an entry or the journal of
    /// another job names it too; then its own journal goes.
    ///
    /// # Errors
    /// When a folder of the catalogue cannot be read or changed; the next start then does the rest.
    pub fn abandon(&self, job: Job, known: &Known) -> Result<Recovery> {
        let mut report = Recovery::default();
        let id = job.id().to_owned();
        drop(job);
        let mut jobs = Vec::new();
        for name in names_in(&self.journal())? {
            jobs.extend(self.left_job(&name)?);
        }
        let (own, others): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|left| left.id == id);
        let others: BTreeSet<Digest> =
            others.iter().flat_map(|left| &left.lines).map(|line| line.digest).collect();
        for line in own.iter().flat_map(|left| &left.lines) {
            if others.contains(&line.digest) || known(&line.digest)? {
                continue;
            }
            if let Some(path) = self.find(&line.digest)? {
                self.move_away(&path, &format!("{}.{}", line.digest, line.ext), Why::Unnamed, &mut report)?;
            }
        }
        self.forget(&id)?;
        Ok(report)
    }

    fn left_job(&self, name: &std::ffi::OsStr) -> Result<Option<LeftJob>> {
        LeftJob::read(&self.journal().join(name))
    }

    /// Sorts the files of one journal; removes the journal once it explains nothing more.
    fn explain(&self, job: &LeftJob, known: &Known, report: &mut Recovery) -> Result<()> {
        report.damaged_lines += job.damaged;
        let mut seen = BTreeSet::new();
        let mut needed = false;
        for line in &job.lines {
            if known(&line.digest)? || !seen.insert(line.digest) {
                continue;
            }
            let file = || Adoptable {
                job: job.id.clone(),
                kind: job.kind,
                label: job.label.clone(),
                line: line.clone(),
            };
            if self.in_place(line, report)? {
                report.adoptable.push(file());
                needed = true;
            } else {
                report.not_kept.push(file());
            }
        }
        if !needed {
            std::fs::remove_file(&job.path).doing("ending the journal of an earlier job", &job.path)?;
        }
        Ok(())
    }

    /// True when the file of a journal's line is in place and whole. One that was read back but not renamed
    /// before the crash is put in place now; a damaged one goes to `quarantine/`.
    fn in_place(&self, line: &Line, report: &mut Recovery) -> Result<bool> {
        let whole = HeldState::Whole { size: line.size };
        if let Some(path) = self.find(&line.digest)? {
            if check_file(&path, &line.digest, &|| true)? == whole {
                // That program may have ended before its name was durable, and who adopts it relies on that.
                let folder = path.parent().unwrap_or(self.root());
                files::sync_folder(folder).doing("making the names of originals durable", folder)?;
                return Ok(true);
            }
            let ext = path.extension().and_then(|e| e.to_str()).unwrap_or(&line.ext);
            self.move_away(&path, &format!("damaged-{}.{ext}", line.digest), Why::Damaged, report)?;
        }
        let temporary = self.journal().join(&line.temporary);
        if size_of(&temporary) != line.size || check_file(&temporary, &line.digest, &|| true)? != whole {
            return Ok(false);
        }
        let doing = "putting an original in place";
        let target = self.root().join(Self::relative_path(&line.digest, &line.ext));
        let folder = target.parent().unwrap_or(self.root());
        self.make_folder(&self.folder())?;
        self.make_folder(folder)?;
        files::sync_file(&temporary)
            .and_then(|()| files::rename_new(&temporary, &target))
            .and_then(|()| files::sync_folder(folder))
            .doing(doing, &target)?;
        Ok(true)
    }

    /// A temporary file that no journal's line made use of.
    fn set_aside(&self, name: &str, report: &mut Recovery) -> Result<()> {
        let path = self.journal().join(name);
        match std::fs::symlink_metadata(&path) {
            // Put in place by its journal just before.
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Ok(metadata) if metadata.is_file() && metadata.len() == 0 => {
                report.empty += 1;
                std::fs::remove_file(&path).doing("removing an empty temporary file", &path)
            }
            _ => self.move_away(&path, name, Why::CutOff, report),
        }
    }

    fn sweep_into(&self, known: &Known, report: &mut Recovery) -> Result<()> {
        let adoptable: BTreeSet<Digest> = report.adoptable.iter().map(|a| a.line.digest).collect();
        let folder = self.folder();
        for sub in names_in(&folder)? {
            let path = folder.join(&sub);
            let two = sub.to_str().filter(|s| s.len() == 2 && crate::digest::from_hex(s).is_some());
            match two.filter(|_| std::fs::symlink_metadata(&path).is_ok_and(|m| m.is_dir())) {
                None => self.move_away(&path, &foreign_name(&sub), Why::Foreign, report)?,
                Some(two) => {
                    for name in names_in(&path)? {
                        self.sweep_one(&path.join(&name), two, known, &adoptable, report)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn sweep_one(
        &self,
        path: &Path,
        folder: &str,
        known: &Known,
        adoptable: &BTreeSet<Digest>,
        report: &mut Recovery,
    ) -> Result<()> {
        let name = path.file_name().unwrap_or_default();
        let named =
            name.to_str().and_then(content_name).filter(|(digest, _)| digest.hex().starts_with(folder));
        match named {
            None => self.move_away(path, &foreign_name(name), Why::Foreign, report),
            Some((digest, _)) if adoptable.contains(&digest) || known(&digest)? => Ok(()),
            Some((digest, ext)) => match check_file(path, &digest, &|| true)? {
                HeldState::Whole { .. } => {
                    self.move_away(path, &format!("{digest}.{ext}"), Why::Unnamed, report)
                }
                _ => self.move_away(path, &format!("damaged-{digest}.{ext}"), Why::Damaged, report),
            },
        }
    }

    fn move_away(&self, path: &Path, name: &str, why: Why, report: &mut Recovery) -> Result<()> {
        let size = size_of(path);
        let stood = path.strip_prefix(self.root()).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let name = self.to_quarantine(path, name)?;
        report.quarantined.push(Quarantined { name, stood, size, why });
        Ok(())
    }
}

/// A name in `quarantine/` for something that is not ours: never the form of an original's, and short enough
/// for every file system, since a name that cannot be made would keep the catalogue from opening.
fn foreign_name(name: &std::ffi::OsStr) -> String {
    let short: String = name.to_string_lossy().chars().take(40).collect();
    format!("foreign-{short}")
}
