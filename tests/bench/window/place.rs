//! Where the window is: a person's own folders with a key, and a catalogue that the core made.

use super::bulk;
use serde_json::json;
use sigillum_tests::laptop::{Laptop, take_in};
use sigillum_tests::window::{Home, Window};
use std::path::{Path, PathBuf};

const PASSPHRASE: &str = "warehouse nine";

/// A catalogue of so many artefacts; made once.
pub fn artefacts(count: u64) -> PathBuf {
    made(&format!("window-{count}"), |folder| {
        let (laptop, catalogue) = bulk::laptop(folder, "sokha", count);
        drop(catalogue);
        laptop.root()
    })
}

/// A catalogue with the photos of a folder, none of them placed; made once.
pub fn photos(name: &str, card: &Path) -> PathBuf {
    made(name, |folder| {
        let laptop = Laptop::new(folder, "sokha");
        let mut catalogue = laptop.begin();
        let report = take_in(&mut catalogue, card, None, None);
        assert!(!report.stopped && report.counts.taken > 0);
        laptop.root()
    })
}

fn made(name: &str, make: impl FnOnce(&Path) -> PathBuf) -> PathBuf {
    let folder = std::env::current_dir().unwrap().join("target/bench").join(name);
    let catalogue = folder.join("sokha/catalogue");
    if !folder.join("done").exists() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        eprintln!("making {name}");
        assert_eq!(make(&folder), catalogue);
        std::fs::write(folder.join("done"), "").unwrap();
    }
    catalogue
}

/// Opens the window; the program stands beside this one.
pub fn open(home: &Home) -> Window {
    home.open_program(&std::env::current_exe().unwrap().with_file_name("sigillum-desktop"))
}

/// A window with a key, unlocked, and this catalogue.
pub fn window_on(home: &Home, catalogue: &Path) -> Window {
    let window = open(home);
    let details = json!({ "name": "Sokha Chan", "organisation": "", "role": "specialist", "initials": "SC" });
    window.invoke("key_new", json!({ "details": details, "passphrase": PASSPHRASE }));
    window.invoke("start_open", json!({ "path": catalogue }));
    // The page finds what is on the desk when it is loaded.
    window.reload();
    window
}
