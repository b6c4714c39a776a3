//! What tests of the store share: known randomness, a moment, a progress that acts at a known chunk.

use crate::error::Result;
use crate::progress::{Progress, Silent, Unit};
use crate::store::buffers::Buffers;
use crate::store::originals::Originals;
use crate::store::stage::Staging;
use crate::time::{Moment, Random};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Counts: every name differs and every run is the same.
#[derive(Default)]
pub(crate) struct Counting(AtomicU64);

impl Random for Counting {
    fn fill(&self, buffer: &mut [u8]) -> Result<()> {
        let next = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        buffer.iter_mut().zip(next.iter().cycle()).for_each(|(to, from)| *to = *from);
        Ok(())
    }
}

pub(crate) const NOON: Moment = Moment { millis: 1_763_026_867_123, offset_minutes: 0 };

/// Calls a function at every chunk with the count of bytes so far; stops the job when it says so.
pub(crate) struct AtChunk<F> {
    act: F,
    bytes: AtomicU64,
    stop: AtomicBool,
}

impl<F: Fn(u64) -> bool> AtChunk<F> {
    pub(crate) fn new(act: F) -> Self {
        Self { act, bytes: AtomicU64::new(0), stop: AtomicBool::new(false) }
    }
}

impl<F: Fn(u64) -> bool + Send + Sync> Progress for AtChunk<F> {
    fn stage(&self, _: &'static str, _: Option<u64>, _: Unit) {}

    fn advance(&self, amount: u64) {
        let bytes = self.bytes.fetch_add(amount, Ordering::Relaxed) + amount;
        if (self.act)(bytes) {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    fn cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// A card and a catalogue in a folder of their own.
pub(crate) struct Place {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) originals: Originals,
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("card")).unwrap();
        std::fs::create_dir(folder.path().join("catalogue")).unwrap();
        let originals = open(&folder.path().join("catalogue"));
        Self { folder, originals }
    }

    pub(crate) fn source(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("card").join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn inside(&self, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        list(&self.originals.root().join(folder), "", &mut found);
        found.sort();
        found
    }
}

fn list(folder: &Path, above: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().map(|e| e.unwrap()) {
        let name = format!("{above}{}", entry.file_name().to_string_lossy());
        match entry.file_type().unwrap().is_dir() {
            true => list(&entry.path(), &format!("{name}/"), found),
            false => found.push(name),
        }
    }
}

pub(crate) fn open(catalogue: &Path) -> Originals {
    Originals::open(catalogue, Arc::new(Counting::default())).unwrap()
}

pub(crate) fn ext(head: &[u8]) -> &'static str {
    if head.starts_with(b"\xff\xd8") { "jpg" } else { "" }
}

pub(crate) fn quiet() -> Staging<'static> {
    with(&Silent)
}

pub(crate) fn with(progress: &dyn Progress) -> Staging<'_> {
    static SPARE: Buffers = Buffers::new();
    Staging { ext, keep: Some(&SPARE), progress }
}

/// Says that a test could not run here. Written past the harness, which hides what passing tests say.
pub(crate) fn skipped(why: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("SKIPPED: {why}\n").as_bytes());
}
