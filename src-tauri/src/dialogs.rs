//! Native dialogs through `rfd`. In builds for tests they answer from a queue that the test fills.

use crate::desk::Desk;
use crate::problem::{Answer, Problem, broken};
use rfd::{AsyncFileDialog, FileHandle};
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

/// What to ask for.
pub enum Ask {
    /// A folder.
    Folder {
        /// The dialog's title.
        title: String,
    },
    /// A file.
    File {
        /// The dialog's title.
        title: String,
        /// Endings of names, without the dot.
        endings: Vec<String>,
    },
    /// Files.
    Files {
        /// The dialog's title.
        title: String,
        /// Endings of names, without the dot.
        endings: Vec<String>,
    },
    /// A new file.
    Save {
        /// The dialog's title.
        title: String,
        /// The name that is suggested.
        name: String,
    },
}

type Choosing = Pin<Box<dyn Future<Output = Vec<FileHandle>> + Send>>;

/// Asks; gives nothing if the person chose nothing.
pub async fn ask(desk: &Desk, ask: Ask) -> Answer<Vec<PathBuf>> {
    #[cfg(feature = "test-hooks")]
    if let Some(answer) = crate::hooks::next_answer() {
        return Ok(answer);
    }
    let (sender, receiver) = tokio_channel();
    // The dialog is made on the window's thread, where the system wants it, and waited for elsewhere.
    let asked = desk.events().on_window_thread(move || drop(sender.send(choosing(ask))));
    let doing = "asking for a file or folder";
    let choosing = if asked { receiver.await.ok() } else { None };
    let Some(choosing) = choosing else { return Err(Problem::from(broken(doing))) };
    Ok(choosing.await.into_iter().map(|handle| handle.path().to_owned()).collect())
}

fn tokio_channel<T>() -> (tokio::sync::oneshot::Sender<T>, tokio::sync::oneshot::Receiver<T>) {
    tokio::sync::oneshot::channel()
}

fn choosing(ask: Ask) -> Choosing {
    match ask {
        Ask::Folder { title } => {
            let chosen = AsyncFileDialog::new().set_title(title).pick_folder();
            Box::pin(async { chosen.await.into_iter().collect() })
        }
        Ask::File { title, endings } => {
            let chosen = with_endings(title, &endings).pick_file();
            Box::pin(async { chosen.await.into_iter().collect() })
        }
        Ask::Files { title, endings } => {
            let chosen = with_endings(title, &endings).pick_files();
            Box::pin(async { chosen.await.unwrap_or_default() })
        }
        Ask::Save { title, name } => {
            let chosen = AsyncFileDialog::new().set_title(title).set_file_name(name).save_file();
            Box::pin(async { chosen.await.into_iter().collect() })
        }
    }
}

fn with_endings(title: String, endings: &[String]) -> AsyncFileDialog {
    let dialog = AsyncFileDialog::new().set_title(title);
    if endings.is_empty() { dialog } else { dialog.add_filter(endings.join(", "), endings) }
}
