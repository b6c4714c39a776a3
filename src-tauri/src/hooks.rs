//! Only in builds for tests: native dialogs answer from a queue, which the test fills through a command that exists
//! in no other build.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use tauri::Wry;
use tauri::ipc::Invoke;

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

/// Answers what the test asked for.
pub fn handle(invoke: Invoke<Wry>) -> bool {
    let handler: fn(Invoke<Wry>) -> bool = tauri::generate_handler![hook_answer_dialog];
    handler(invoke)
}
