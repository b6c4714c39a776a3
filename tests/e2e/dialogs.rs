//! The system's own dialog, once: everywhere else the tests answer in its place.

use serde_json::Value;
use sigillum_tests::window::{Home, PATIENCE, Window};
use std::process::Command;

/// Runs xdotool on the window's display; gives what it says.
pub fn xdotool(window: &Window, arguments: &[&str]) -> Option<String> {
    let run = Command::new("xdotool").env("DISPLAY", window.display()).args(arguments).output();
    let run = run.expect("xdotool is needed: apt-get install xdotool");
    run.status.success().then(|| String::from_utf8_lossy(&run.stdout).trim().to_owned())
}

#[test]
fn the_systems_own_dialog_gives_the_folder_that_a_person_types() {
    let home = Home::new();
    let chosen = home.path("chosen");
    std::fs::create_dir(&chosen).unwrap();
    let window = home.open();
    window.run(
        "window.chosen = undefined;
         window.__TAURI_INTERNALS__.invoke('dialog_folder', { title: 'Where the catalogue goes' })
           .then((path) => { window.chosen = path; });",
        Value::Null,
    );
    let search = ["search", "--onlyvisible", "--name", "Where the catalogue goes"];
    let dialog = window.until("the dialog", PATIENCE, || {
        xdotool(&window, &search).and_then(|found| found.lines().next().map(str::to_owned))
    });
    xdotool(&window, &["windowfocus", "--sync", &dialog]);
    // A slash opens the line for a path; the rest is typed once it is there.
    xdotool(&window, &["key", "slash"]);
    xdotool(&window, &["sleep", "0.8"]);
    let path = chosen.display().to_string();
    xdotool(&window, &["type", "--delay", "20", path.trim_start_matches('/')]);
    xdotool(&window, &["sleep", "0.3", "key", "Return"]);
    let given = window.wait("the dialog's answer", "return window.chosen");
    assert_eq!(given, path);
}
