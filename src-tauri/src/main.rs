//! Sigillum's window: wiring around the core, nothing of the domain.
//!
//! `desk` holds the open catalogue and runs work off the window's thread, `jobs` what takes long, `commands` what the
//! page may ask, `photo_protocol` the pictures. The page gets nothing else of the system.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

#[cfg(test)]
mod bindings;
mod commands;
mod desk;
mod dialogs;
mod events;
mod example;
#[cfg(feature = "test-hooks")]
mod hooks;
mod jobs;
mod label_window;
mod log;
mod painting;
mod photo_pictures;
mod photo_protocol;
mod printing;
mod problem;
mod range;
mod secret;
mod settings;
mod shelf;
mod speed;
mod surroundings;
#[cfg(test)]
mod testing;
mod trust_seen;
mod window;

use desk::Desk;
use photo_protocol::counter::Counter;
use tauri::{Manager as _, RunEvent};

/// The exit code of a program that could not begin.
const COULD_NOT: i32 = 3;

fn main() {
    painting::prepare();
    if run().is_err() {
        log::line("end", "failed");
        std::process::exit(COULD_NOT);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let places = surroundings::places()?;
    log::begin(&places.logs);
    surroundings::install_list(&places);
    let desk = Desk::new(places);
    let pictures = Counter::new(desk.clone());
    tauri::Builder::default()
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .manage(desk)
        .register_asynchronous_uri_scheme_protocol("photo", move |_, request, responder| {
            pictures.give(request, responder);
        })
        .register_uri_scheme_protocol(label_window::NAME, |_, _| label_window::answer())
        .invoke_handler(answer)
        .on_window_event(window::follow)
        .setup(|app| {
            app.state::<Desk>().events().attach(app.handle());
            window::make(app)?;
            window::watch_idle(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if let RunEvent::Exit = event {
                app.state::<Desk>().end();
                log::line("end", "");
            }
        });
    Ok(())
}

/// Answers what the page asked for.
fn answer(invoke: tauri::ipc::Invoke<tauri::Wry>) -> bool {
    #[cfg(feature = "test-hooks")]
    if invoke.message.command().starts_with("hook_") {
        return hooks::handle(invoke);
    }
    commands::handle(invoke)
}
