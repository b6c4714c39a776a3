//! The system's dialogs for files and folders. A person chooses there; the page gets paths.

use super::commands;
use crate::dialogs::{self, Ask};
use std::path::PathBuf;

commands! { "dialog":
    /// Asks for a folder; `null` if the person chose none.
    dialog_folder(desk, title: String) -> Option<PathBuf> {
        let chosen = dialogs::ask(desk, Ask::Folder { title }).await?;
        Ok(chosen.into_iter().next())
    }

    /// Asks for a file whose name ends in one of these (without the dot); any if there is none.
    dialog_file(desk, title: String, endings: Vec<String>) -> Option<PathBuf> {
        let chosen = dialogs::ask(desk, Ask::File { title, endings }).await?;
        Ok(chosen.into_iter().next())
    }

    /// Asks for files; none if the person chose none.
    dialog_files(desk, title: String, endings: Vec<String>) -> Vec<PathBuf> {
        dialogs::ask(desk, Ask::Files { title, endings }).await
    }

    /// Asks where a new file goes; `null` if the person chose nowhere.
    dialog_save(desk, title: String, name: String) -> Option<PathBuf> {
        let chosen = dialogs::ask(desk, Ask::Save { title, name }).await?;
        Ok(chosen.into_iter().next())
    }
}
