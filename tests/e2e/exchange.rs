//! What the analyst's and the officer's tests share: laptops that work without a window, and a window at headquarters.

use serde_json::{Value, json};
use sigillum_core::catalogue::{Catalogue, ExportOptions};
use sigillum_core::id::RecordId;
use sigillum_core::progress::Silent;
use sigillum_tests::laptop::{Laptop, export, fields, take_in};
use sigillum_tests::window::{Home, Window};
use std::path::{Path, PathBuf};

pub const PASSPHRASE: &str = "a long passphrase";

/// A laptop with one artefact and three photos of it.
pub struct Field {
    pub laptop: Laptop,
    pub catalogue: Catalogue,
    pub head: RecordId,
}

impl Field {
    pub fn begin(home: &Home, name: &str) -> Self {
        let laptop = Laptop::new(&home.path(""), name);
        let mut catalogue = laptop.begin();
        let inputs = fields(&[
            ("reference", "SC/1"),
            ("title", "Head of a bodhisattva"),
            ("materials_techniques", "stone"),
        ]);
        let head = catalogue.artefact_add(&inputs).unwrap();
        let card = home.path(&format!("card-{name}"));
        std::fs::create_dir_all(&card).unwrap();
        for index in 0..3 {
            std::fs::write(card.join(format!("DSC_{index:04}.JPG")), sigillum_tests::picture(index)).unwrap();
        }
        take_in(&mut catalogue, &card, Some(&head), Some("overall_front"));
        Self { laptop, catalogue, head }
    }

    /// An invitation, for a laptop that joins.
    pub fn invite(&mut self) -> PathBuf {
        let options = ExportOptions { to: self.laptop.bundles(), zip: false, since: None, invite: true };
        self.catalogue.export(&options, &Silent).unwrap().path
    }

    pub fn join(home: &Home, name: &str, bundle: &Path, head: &RecordId) -> Self {
        let laptop = Laptop::new(&home.path(""), name);
        let catalogue = laptop.join(bundle);
        Self { laptop, catalogue, head: head.clone() }
    }

    pub fn export(&mut self) -> PathBuf {
        export(&mut self.catalogue, &self.laptop, false, None).path
    }
}

/// Makes a key in the window, as its first page does, and lets the page see it.
pub fn make_key(window: &Window, name: &str) -> Value {
    let details =
        json!({ "name": name, "organisation": "Headquarters", "role": "analyst", "initials": "HQ" });
    window.invoke("key_new", json!({ "details": details, "passphrase": PASSPHRASE }))
}

/// Loads the page again, as after a change that a test made behind it.
pub fn reload(window: &Window) {
    window.run("window.__old = true; location.reload()", Value::Null);
    window.wait(
        "the page again",
        "return !window.__old && document.readyState === 'complete' && !!document.querySelector('main')",
    );
}

/// Goes to a place of the rail.
pub fn go(window: &Window, place: &str) {
    window.by_role("button", place).click();
}

pub fn wait_for(window: &Window, test: &str) {
    window.wait(test, &format!("return !!document.querySelector('[data-test=\"{test}\"]')"));
}
