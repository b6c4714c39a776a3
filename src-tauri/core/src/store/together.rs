//! Small files that belong together, written outside the catalogue where a person asked for them: all or none.

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
