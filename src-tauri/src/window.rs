//! The window: its making, its closing, and the lock after idle time.

use crate::desk::Desk;
use crate::painting;
use std::time::Duration;
use tauri::{App, AppHandle, Manager as _, WebviewUrl, WebviewWindowBuilder, Window, WindowEvent};

/// How often it is looked whether the person is still there.
const LOOK: Duration = Duration::from_secs(5);

/// Makes the window.
///
/// # Errors
/// What the system says.
pub fn make(app: &App) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Sigillum")
        .inner_size(1280.0, 800.0)
        .min_inner_size(640.0, 480.0)
        .on_navigation(is_ours)
        .build()?;
    painting::choose(&window)
}

/// The page never leads elsewhere.
fn is_ours(address: &tauri::Url) -> bool {
    let development = cfg!(debug_assertions) && address.port() == Some(5173);
    address.scheme() == "tauri" || address.host_str() == Some("tauri.localhost") || development
}

/// Follows the window's events: while a job runs, closing asks first.
pub fn follow(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    let desk = window.state::<Desk>();
    if desk.jobs().any_running() {
        api.prevent_close();
        desk.events().closing();
    }
}

/// Locks the key when nobody is there any more.
pub fn watch_idle(app: &AppHandle) {
    let desk = app.state::<Desk>().inner().clone();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(LOOK);
            if desk.lock_when_idle() {
                crate::log::line("locked", "idle");
            }
        }
    });
}
