//! Putting a backup in the place of a catalogue's database, so that a crash at any point leaves the one or the other.
//!
//! Owns: the order of these steps: copy with its log, check, sync → name the copy [`READY`], durable: from here on the
//! restore counts → move what was there aside, its logs durably before it → give the copy its name. Whoever opens the
//! catalogue goes on where a crash stopped. Must never: delete a database or a log that holds something, or let a log
//! stand beside a database that it does not belong to.

use super::database::{Contents, Database, FILE_NAME};
use super::files::{sync_file, sync_folder};
use crate::error::{Code, Error, IoContext, Result};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// A checked copy of a backup that takes the database's place.
const READY: &str = "restore.ready";
/// The copy until it is checked.
const PART: &str = "restore.partial";
/// A backup with its logs, where it cannot be read in its own place.
const ASIDE: &str = "restore.source";
const DOING: &str = "restoring a backup";

/// How the names end of what SQLite keeps beside a database and without which it is not whole.
const LOGS: [&str; 2] = ["-wal", "-journal"];
/// The same with what it only works with.
const BESIDE: [&str; 3] = ["-wal", "-journal", "-shm"];

/// Copies a backup into the catalogue's folder, with what stands only in the log beside it, and checks it; from here on
/// the restore counts. Gives the number of entries in it.
///
/// # Errors
/// [`Code::NotACatalogue`], [`Code::CatalogueNewer`] and [`Code::CatalogueDamaged`] for what is no backup;
/// [`Code::OtherOperation`] where the database that is here can be read and is another operation's; the file system's
/// failures. Nothing is changed then.
pub fn prepare(root: &Path, backup: &Path) -> Result<u64> {
    clear(root)?;
    let part = root.join(PART);
    let checked = copy(root, backup, &part)
        .and_then(|()| Database::contents_of(&part))
        .map_err(|error| about(error, backup))
        .and_then(|contents| is_of_this_operation(root, contents, backup));
    if checked.is_err() {
        // The next try clears away what cannot be removed now.
        let _ = clear(root);
    }
    let entries = checked?;
    sync_file(&part).doing(DOING, &part)?;
    set_stray_logs_aside(root)?;
    let ready = root.join(READY);
    std::fs::rename(&part, &ready).map_err(|e| Error::io(DOING, &ready, e))?;
    sync_folder(root).doing(DOING, root)?;
    Ok(entries)
}

/// True if a restore counts and was not finished.
pub fn is_due(root: &Path) -> bool {
    root.join(READY).exists()
}

/// Finishes a restore that counts: moves the former database aside with its log, and puts the copy in its place.
/// Where the former one is now; `None` where there was none, or no restore is due. What a restore left that was cut off
/// before it counted is removed.
///
/// # Errors
/// The file system's failures; calling it again goes on where it stopped.
pub fn finish(root: &Path) -> Result<Option<PathBuf>> {
    clear(root)?;
    if !is_due(root) {
        return Ok(None);
    }
    let (path, former) = (root.join(FILE_NAME), free_name(root));
    // As long as the database is here, the same name is free for it and its logs.
    for ending in BESIDE {
        let from = with(&path, ending);
        if LOGS.contains(&ending) && holds(&from) {
            let to = with(&former, ending);
            std::fs::rename(&from, &to).doing(DOING, &to)?;
        } else {
            remove(&from)?;
        }
    }
    sync_folder(root).doing(DOING, root)?;
    let moved = path.exists();
    if moved {
        std::fs::rename(&path, &former).doing(DOING, &former)?;
        sync_folder(root).doing(DOING, root)?;
    }
    std::fs::rename(root.join(READY), &path).doing(DOING, &path)?;
    sync_folder(root).doing(DOING, root)?;
    Ok(moved.then_some(former))
}

/// One whole file of a backup and its logs.
fn copy(root: &Path, backup: &Path, part: &Path) -> Result<()> {
    if !std::fs::metadata(backup).doing(DOING, backup)?.is_file() {
        return Err(Error::new(Code::NotARegularFile, DOING, "it is no file"));
    }
    let mut head = Vec::new();
    File::open(backup).and_then(|file| file.take(100).read_to_end(&mut head)).doing(DOING, backup)?;
    if !Database::begins_with(&head) {
        return Err(Error::new(Code::NotACatalogue, DOING, "it is no database of a Sigillum catalogue"));
    }
    if !LOGS.iter().any(|ending| holds(&with(backup, ending))) {
        return copy_bytes(backup, part);
    }
    if Database::copy_with_log(backup, part)? {
        return Ok(());
    }
    let aside = root.join(ASIDE);
    copy_bytes(backup, &aside)?;
    for ending in LOGS {
        let log = with(backup, ending);
        if holds(&log) {
            copy_bytes(&log, &with(&aside, ending))?;
        }
    }
    Database::copy_and_settle(&aside, part)?;
    clear_of(&aside)
}

/// Copies the content and not who may write to it: a catalogue from a read-only medium is worked in afterwards.
fn copy_bytes(from: &Path, to: &Path) -> Result<()> {
    let mut source = File::open(from).doing(DOING, from)?;
    let mut target = File::create(to).doing(DOING, to)?;
    std::io::copy(&mut source, &mut target).doing(DOING, from)?;
    Ok(())
}

/// Refuses what would put one operation in the place of another. Where the present database cannot be read, nobody can
/// say so, and it is what a restore is for.
fn is_of_this_operation(root: &Path, backup: Contents, path: &Path) -> Result<u64> {
    match Database::operation_in(root) {
        Some(present) if present != backup.operation => Err(Error::new(
            Code::OtherOperation,
            DOING,
            format!("it is of operation {}, and the catalogue of operation {present}", backup.operation),
        )
        .on(path.display())
        .safe("The catalogue was not touched")
        .remedy("Choose a backup of this operation, or restore it into a folder of its own.")),
        _ => Ok(backup.entries),
    }
}

/// An error about the backup, which says nothing of the catalogue that is here.
fn about(mut error: Error, backup: &Path) -> Error {
    let remedy = match error.code {
        Code::CatalogueNewer => "Choose another backup, or restore it with the newer program that wrote it.",
        Code::CatalogueDamaged | Code::NotACatalogue | Code::NotARegularFile => "Choose another backup.",
        _ => {
            error.subject.get_or_insert_with(|| backup.display().to_string());
            return error.safe("The catalogue was not touched");
        }
    };
    if error.code == Code::CatalogueDamaged {
        error.what = format!("the backup is damaged: {}", error.what);
    }
    error.doing = DOING.to_owned();
    error.on(backup.display()).safe("The catalogue was not touched").remedy(remedy)
}

/// A log whose former database somebody took away must not stand beside the one that is moved there next. Only here: once
/// the restore counts, a log may be there before its database.
fn set_stray_logs_aside(root: &Path) -> Result<()> {
    let former = free_name(root);
    for ending in BESIDE {
        let stray = with(&former, ending);
        let mut aside = with(&stray, ".stray");
        while aside.exists() {
            aside = with(&aside, "+");
        }
        match std::fs::rename(&stray, &aside) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(e).doing(DOING, &stray),
            _ => {}
        }
    }
    Ok(())
}

/// Removes what a restore left that was cut off before it counted.
fn clear(root: &Path) -> Result<()> {
    [PART, ASIDE].iter().try_for_each(|name| clear_of(&root.join(name)))
}

fn clear_of(path: &Path) -> Result<()> {
    BESIDE.iter().try_for_each(|ending| remove(&with(path, ending)))?;
    remove(path)
}

fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(e).doing(DOING, path),
        _ => Ok(()),
    }
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn holds(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| found.len() > 0)
}

fn free_name(root: &Path) -> PathBuf {
    let mut number = 1;
    loop {
        let path = root.join(format!("catalogue.former-{number}.db"));
        if !path.exists() {
            return path;
        }
        number += 1;
    }
}
