//! The window in which a page for paper is shown and printed: labels, the words of a key.
//!
//! Owns: that one page, served to that one window. Its own policy allows no script and nothing from outside. Must never:
//! serve anything else, or give that window a command.

use crate::desk::Desk;
use crate::painting;
use crate::problem::{Answer, Problem, broken};
use std::sync::{Mutex, PoisonError};
use tauri::http::{Response, StatusCode, header};
use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The protocol's name, and the window's.
pub const NAME: &str = "labels";

static PAGE: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Answers the window's request for its page.
pub fn answer() -> Response<Vec<u8>> {
    let page = PAGE.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let mut response = Response::new(page);
    let html = header::HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    *response.status_mut() = StatusCode::OK;
    response
}

/// Shows a page and asks the system to print it.
///
/// # Errors
/// When there is no window to show it beside.
pub fn show(desk: &Desk, title: &'static str, page: Vec<u8>) -> Answer<()> {
    *PAGE.lock().unwrap_or_else(PoisonError::into_inner) = page;
    let asked = desk.events().with_app(|app| {
        let handle = app.clone();
        // A window that cannot be made leaves the file to be saved instead.
        app.run_on_main_thread(move || drop(make(&handle, title))).is_ok()
    });
    if asked == Some(true) { Ok(()) } else { Err(Problem::from(broken("showing the page"))) }
}

fn make(app: &AppHandle, title: &str) -> tauri::Result<()> {
    if let Some(old) = app.get_webview_window(NAME) {
        old.destroy()?;
    }
    let address = if cfg!(windows) { "http://labels.localhost/page" } else { "labels://localhost/page" };
    let Ok(address) = address.parse::<tauri::Url>() else { return Ok(()) };
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
    #[cfg(feature = "test-hooks")]
    if let Some(answered) = crate::hooks::print(window) {
        return answered;
    }
    window.print()
}
