//! The window in which a page for paper is shown and printed: labels, the words of a key.
//!
//! Owns: that one page, served to that one window. Its own policy allows no script and nothing from outside. Must never:
//! serve anything else, or give that window a command.

use crate::desk::Desk;
use crate::painting;
use crate::printing::{self, Paper};
use crate::problem::{Answer, Problem, broken};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tauri::http::{Response, StatusCode, header};
use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The protocol's name, and the window's.
pub const NAME: &str = "labels";

/// The page that is shown, and the paper it is for.
static PAGE: Mutex<(Vec<u8>, Paper)> = Mutex::new((Vec::new(), Paper::Text));

fn page() -> MutexGuard<'static, (Vec<u8>, Paper)> {
    PAGE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers the window's request for its page.
pub fn answer() -> Response<Vec<u8>> {
    let mut response = Response::new(page().0.clone());
    let html = header::HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    *response.status_mut() = StatusCode::OK;
    response
}

/// Shows a page and asks the system to print it.
///
/// # Errors
/// When there is no window to show it beside.
pub fn show(desk: &Desk, title: &'static str, bytes: Vec<u8>, paper: Paper) -> Answer<()> {
    *page() = (bytes, paper);
    let asked = desk.events().with_app(|app| {
        let handle = app.clone();
        // A window that cannot be made leaves the file to be saved instead.
        app.run_on_main_thread(move || drop(open(&handle, title))).is_ok()
    });
    if asked == Some(true) { Ok(()) } else { Err(Problem::from(broken("showing the page"))) }
}

/// Loads the page in the window that is open from the last time, or in a new one.
fn open(app: &AppHandle, title: &str) -> tauri::Result<()> {
    let address = if cfg!(windows) { "http://labels.localhost/page" } else { "labels://localhost/page" };
    let Ok(address) = address.parse::<tauri::Url>() else { return Ok(()) };
    if let Some(window) = app.get_webview_window(NAME) {
        window.set_title(title)?;
        window.navigate(address)?;
        return window.set_focus();
    }
    let window = WebviewWindowBuilder::new(app, NAME, WebviewUrl::CustomProtocol(address))
        .title(title)
        .inner_size(860.0, 720.0)
        .on_navigation(|address| address.scheme() == NAME || address.host_str() == Some("labels.localhost"))
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                // Where the system cannot print, the page stays open to be looked at.
                let _ = print(&window);
            }
        })
        .build()?;
    painting::choose(&window)
}

/// The system's own dialog; a test says instead what becomes of the page.
fn print(window: &WebviewWindow) -> tauri::Result<()> {
    let paper = page().1;
    #[cfg(feature = "test-hooks")]
    if let Some(answered) = crate::hooks::print(window, paper) {
        return answered;
    }
    printing::ask(window, paper)
}
