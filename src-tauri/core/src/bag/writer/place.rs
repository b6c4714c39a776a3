//! The temporaries of one bundle, and the moment when they get its name.

use super::DOING;
use crate::bag::leavings::{name_of, spool_name_of};
use crate::error::{Code, Error, IoContext, Result};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The files and folders that this writer made and will remove unless the bundle gets its name.
pub(super) struct Work {
    partial: PathBuf,
    spool: PathBuf,
    final_path: PathBuf,
    mine: Vec<PathBuf>,
}

impl Work {
    /// `file` is the name that the bundle's folder or file will have.
    pub fn new(target: &Path, file: &str, export: &str) -> Result<Self> {
        let final_path = target.join(file);
        if fs::symlink_metadata(&final_path).is_ok() {
            return Err(taken(&final_path));
        }
        Ok(Self {
            partial: target.join(name_of(file, export)),
            spool: target.join(spool_name_of(file, export)),
            final_path,
            mine: Vec::new(),
        })
    }

    /// Where the spool is.
    pub fn spool(&self) -> &Path {
        &self.spool
    }

    pub fn make_folder(&mut self) -> Result<PathBuf> {
        fs::create_dir(&self.partial).doing(DOING, &self.partial)?;
        self.mine.push(self.partial.clone());
        Ok(self.partial.clone())
    }

    pub fn make_file(&mut self) -> Result<File> {
        let file = new_file(&self.partial)?;
        self.mine.push(self.partial.clone());
        Ok(file)
    }

    pub fn make_spool(&mut self) -> Result<File> {
        let file = new_file(&self.spool)?;
        self.mine.push(self.spool.clone());
        Ok(file)
    }

    /// Gives the bundle its name, never replacing, and syncs the folder that now has it.
    pub fn publish(&mut self, target: &Path) -> Result<PathBuf> {
        rename_new(&self.partial, &self.final_path).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => taken(&self.final_path),
            _ => Error::io(DOING, &self.final_path, source),
        })?;
        self.mine.retain(|path| *path != self.partial);
        sync_folder(target)?;
        Ok(self.final_path.clone())
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        // Nobody can be told here; what stays has a name that says so, and the next export uses another.
        for path in &self.mine {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
}

fn taken(path: &Path) -> Error {
    Error::new(Code::AlreadyExists, DOING, "there is something of this name, and it stays as it is")
        .on(path.display())
        .remedy("Choose another folder.")
}

fn new_file(path: &Path) -> Result<File> {
    File::options().read(true).write(true).create_new(true).open(path).doing(DOING, path)
}

/// Renames without ever replacing. Where the disk cannot do that in one step, it looks first.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
            other => return Ok(other?),
        }
    }
    if fs::symlink_metadata(to).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Makes the names in a folder durable. Windows does so itself and cannot open a folder for it.
pub(in crate::bag) fn sync_folder(path: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(path).and_then(|folder| folder.sync_all()).doing(DOING, path)?;
    }
    Ok(())
}

/// A bundle's folder while it is written.
pub(super) struct Tree {
    root: PathBuf,
    folders: BTreeSet<String>,
}

impl Tree {
    pub fn new(root: PathBuf) -> Self {
        Self { root, folders: BTreeSet::new() }
    }

    /// Where a bundle path lies on the disk.
    pub fn place(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Creates a file, and the folders above it. The path was checked by the caller.
    pub fn create(&mut self, path: &str) -> Result<File> {
        for folder in crate::bag::path::folders_above(path) {
            if self.folders.insert(folder.to_owned()) {
                let place = self.root.join(folder);
                fs::create_dir(&place).doing(DOING, &place)?;
            }
        }
        new_file(&self.place(path))
    }

    /// Syncs all folders, the deepest first.
    pub fn sync(&self) -> Result<()> {
        for folder in self.folders.iter().rev() {
            sync_folder(&self.root.join(folder))?;
        }
        sync_folder(&self.root)
    }
}
