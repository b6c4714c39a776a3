//! Only in builds for tests: native dialogs answer from a queue, which the test fills through a command that exists
//! in no other build; and files are dropped as if the system's drag had ended, for no driver drags from outside.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use tauri::ipc::Invoke;
use tauri::{Emitter as _, WebviewWindow, Wry};

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

/// Files hang over the window, or are dropped there: the very events by which Tauri tells the page of the system's drag.
#[tauri::command]
fn hook_drag(window: WebviewWindow, paths: Vec<PathBuf>, dropped: bool) -> Result<(), String> {
    let event = if dropped { "tauri://drag-drop" } else { "tauri://drag-enter" };
    let payload = serde_json::json!({ "paths": paths, "position": { "x": 400, "y": 300 } });
    window.emit(event, payload).map_err(|error| error.to_string())
}

/// Answers what the test asked for.
pub fn handle(invoke: Invoke<Wry>) -> bool {
    let handler: fn(Invoke<Wry>) -> bool = tauri::generate_handler![hook_answer_dialog, hook_drag];
    handler(invoke)
}
