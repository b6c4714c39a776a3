//! What the whole-program tests share: outside material, stock tools as judges, and saying plainly what was skipped.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

pub mod authority;
pub mod court;
pub mod crash;
pub mod fed;
pub mod hand;
pub mod history;
pub mod laptop;
pub mod loose_bundle;
pub mod screens;
pub mod second_reader;
pub mod views;
#[cfg(target_os = "linux")]
pub mod window;
pub mod world;

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The root of this repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ stands in the repository").to_owned()
}

/// Test material from outside that lies beside the repository in `shared/`; where it is absent this says so
/// and the caller returns. It says so past the test runner, which keeps what passing tests print to itself.
pub fn outside(name: &str) -> Option<PathBuf> {
    let path = repository().parent()?.join("shared").join(name);
    if path.exists() {
        return Some(path);
    }
    let _ = writeln!(std::io::stderr(), "SKIPPED: {name} is not beside the repository in shared/");
    None
}

/// A small JPEG, another for each number.
pub fn picture(index: u32) -> Vec<u8> {
    let taken = sigillum_core::time::Moment {
        millis: 1_763_026_867_000 + i64::from(index) * 7_000,
        offset_minutes: 60,
    };
    let drawing = sigillum_core::media::Drawing {
        width: 320,
        height: 240,
        ..sigillum_core::media::Drawing::full(index, taken)
    };
    sigillum_core::media::draw(&drawing).unwrap()
}

/// A person who stops the work as it begins to write.
#[derive(Default)]
pub struct StopWriting(std::sync::atomic::AtomicBool);

impl sigillum_core::progress::Progress for StopWriting {
    fn stage(&self, name: &'static str, _: Option<u64>, _: sigillum_core::progress::Unit) {
        self.0.store(name == "writing", std::sync::atomic::Ordering::Relaxed);
    }
    fn advance(&self, _: u64) {}
    fn cancelled(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::Relaxed)
    }
}
