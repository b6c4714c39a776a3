//! Only in builds for tests: what no test can do from inside the page. Native dialogs answer from a queue; files are
//! dropped, the window is closed and time passes when the test says so. These commands exist in no other build.

use crate::desk::Desk;
use crate::printing::Paper;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tauri::ipc::Invoke;
use tauri::{AppHandle, Emitter as _, Manager as _, State, WebviewWindow, Wry};

static ANSWERS: Mutex<VecDeque<Vec<PathBuf>>> = Mutex::new(VecDeque::new());

/// The next dialog's answer, if a test gave one.
pub fn next_answer() -> Option<Vec<PathBuf>> {
    ANSWERS.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
}

/// The next dialog is answered with these paths; none for a person who chose nothing.
#[tauri::command]
fn hook_answer_dialog(paths: Vec<PathBuf>) {
    ANSWERS.lock().unwrap_or_else(PoisonError::into_inner).push_back(paths);
}

/// As if nobody had been there for so many seconds; what locks the key after idle time finds out by itself.
#[tauri::command]
fn hook_away(desk: State<'_, Desk>, seconds: u64) {
    desk.away(Duration::from_secs(seconds));
}

/// As if the person pressed the window's own button for closing.
#[tauri::command]
fn hook_close(app: AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        let _ = window.close();
    }
}

/// Files hang over the window, or are dropped there: the very events by which Tauri tells the page of the system's drag.
#[tauri::command]
fn hook_drag(window: WebviewWindow, paths: Vec<PathBuf>, dropped: bool) -> Result<(), String> {
    let event = if dropped { "tauri://drag-drop" } else { "tauri://drag-enter" };
    let payload = serde_json::json!({ "paths": paths, "position": { "x": 400, "y": 300 } });
    window.emit(event, payload).map_err(|error| error.to_string())
}

/// What becomes of a page that is to be printed: nothing unless the test says so.
enum Printer {
    /// It stays in its window.
    None,
    /// The system's dialog comes up, as in every other build.
    Dialog,
    /// It is printed into this file (PDF), as from the dialog's "Print to File".
    File(PathBuf),
}

static PRINTER: Mutex<Printer> = Mutex::new(Printer::None);

/// The next pages are printed to a file, or ask the system where no file is given.
#[tauri::command]
fn hook_printer(file: Option<PathBuf>) {
    *PRINTER.lock().unwrap_or_else(PoisonError::into_inner) = file.map_or(Printer::Dialog, Printer::File);
}

/// Does with a page what the test said; none where the system is to be asked.
pub fn print(window: &WebviewWindow, paper: Paper) -> Option<tauri::Result<()>> {
    match &*PRINTER.lock().unwrap_or_else(PoisonError::into_inner) {
        Printer::None => Some(Ok(())),
        Printer::Dialog => None,
        #[cfg(target_os = "linux")]
        Printer::File(path) => Some(crate::printing::to_file(window, paper, path)),
        #[cfg(not(target_os = "linux"))]
        Printer::File(_) => None,
    }
}

/// Answers what the test asked for.
pub fn handle(invoke: Invoke<Wry>) -> bool {
    let handler: fn(Invoke<Wry>) -> bool =
        tauri::generate_handler![hook_answer_dialog, hook_away, hook_close, hook_drag, hook_printer];
    handler(invoke)
}
