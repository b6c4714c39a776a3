//! Small files that a person asked for, written outside the catalogue: whole or not at all, and those that belong together all
//! or none.

use super::files::{create_new, rename_new, sync_folder};
use crate::error::{IoContext, Result};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes each under a temporary name, synced, then renames it, the last last; never replaces. What was written is taken
/// away again if one fails.
///
/// # Errors
/// The file system's failures; [`crate::error::Code::AlreadyExists`] where a name is taken.
pub fn write_together(folder: &Path, parts: &[(&str, &[u8])], doing: &str) -> Result<()> {
    let mut made: Vec<PathBuf> = Vec::new();
    let mut write = || -> Result<()> {
        for (name, bytes) in parts {
            let part = folder.join(format!(".{name}.part"));
            let mut file = create_new(&part).doing(doing, &part)?;
            made.push(part.clone());
            file.write_all(bytes).and_then(|()| file.sync_all()).doing(doing, &part)?;
        }
        for (name, _) in parts {
            let (part, target) = (folder.join(format!(".{name}.part")), folder.join(name));
            rename_new(&part, &target).doing(doing, &target)?;
            made.push(target);
        }
        sync_folder(folder).doing(doing, folder)
    };
    let done = write();
    if done.is_err() {
        for path in &made {
            // A name that was renamed is not there any more: nothing to say.
            let _ = std::fs::remove_file(path);
        }
    }
    done
}

/// Writes a file under a temporary name beside its own, synced, then renames it: whole, or what was there before. It takes the
/// place of a file of this name, and of a link itself, never of what that leads to: whoever calls has asked the person.
///
/// # Errors
/// The file system's failures; nothing is left then.
pub fn write_over(path: &Path, bytes: &[u8], doing: &str) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // As any file that the person makes, not as a secret.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).doing(doing, path)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).doing(doing, path)?;
    file.persist(path).map_err(|failed| failed.error).doing(doing, path)?;
    sync_folder(folder).doing(doing, folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_takes_the_place_of_another_whole_and_where_it_cannot_nothing_is_left() {
        let temp = tempfile::tempdir().unwrap();
        let (path, folder) = (temp.path().join("page.html"), temp.path().join("folder"));
        write_over(&path, b"first and longer", "a test").unwrap();
        write_over(&path, b"second", "a test").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"second");
        std::fs::create_dir(&folder).unwrap();
        assert!(write_over(&folder, b"x", "a test").is_err());
        assert!(write_over(&temp.path().join("none/page.html"), b"x", "a test").is_err());
        assert_eq!(std::fs::read_dir(temp.path()).unwrap().count(), 2, "no temporary file is left");
    }

    #[cfg(unix)]
    #[test]
    fn what_a_link_leads_to_is_not_written_over() {
        let temp = tempfile::tempdir().unwrap();
        let (real, link) = (temp.path().join("real"), temp.path().join("link"));
        std::fs::write(&real, "kept").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write_over(&link, b"new", "a test").unwrap();
        assert_eq!(
            (std::fs::read(&real).unwrap(), std::fs::read(&link).unwrap()),
            (b"kept".to_vec(), b"new".to_vec())
        );
    }
}
