//! Files that can be made again at any time: tiles of photos, what a code in a photo says.
//!
//! Owns: `cache/` inside a catalogue, a folder for each original, and its size. It lies in the catalogue and not in the
//! user's folder, so that pictures of evidence never stay behind on a computer whose catalogue was on a disk that left.
//! Must never: be taken for evidence, be counted on (any file may be gone), or stop work when the disk takes nothing.

use crate::digest::{Digest, to_hex};
use crate::error::{Error, IoContext, Result};
use crate::time::Random;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// The folder's name inside a catalogue.
pub const FOLDER: &str = "cache";
/// The version of what is kept: another one is not read, and goes when room is made.
const VERSION: &str = "1";
/// How many bytes are kept at most; beyond, the photos that were not made for longest go first.
const MOST_BYTES: u64 = 768 << 20;

/// The cache of one catalogue. Cheap to clone.
#[derive(Clone)]
pub struct Cache {
    root: PathBuf,
    random: Arc<dyn Random>,
    most: u64,
}

impl Cache {
    /// The cache of the catalogue in this folder. Nothing is read or made yet.
    pub fn new(catalogue: &Path, random: Arc<dyn Random>) -> Self {
        Self { root: catalogue.join(FOLDER), random, most: MOST_BYTES }
    }

    fn folder(&self, original: &Digest) -> PathBuf {
        self.root.join(format!("{original}-{VERSION}"))
    }

    /// What is kept under this name for an original; `None` if nothing is, for whatever reason.
    pub fn get(&self, original: &Digest, name: &str) -> Option<Vec<u8>> {
        std::fs::read(self.folder(original).join(name)).ok()
    }

    /// Keeps bytes under a name. Whoever reads at the same time sees all of them or none. They are not synced: a file
    /// that a crash left empty or torn is the reader's to notice, by its form.
    ///
    /// # Errors
    /// The file system's.
    pub fn put(&self, original: &Digest, name: &str, bytes: &[u8]) -> Result<()> {
        let folder = self.folder(original);
        std::fs::create_dir_all(&folder).doing(KEEPING, &folder)?;
        let mut unique = [0; 8];
        self.random.fill(&mut unique)?;
        let part = folder.join(format!("{}.part", to_hex(&unique)));
        let kept = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, folder.join(name)));
        kept.map_err(|error| {
            let _ = std::fs::remove_file(&part);
            Error::io(KEEPING, &folder, error)
        })
    }

    /// Makes room: while more is kept than allowed, the photo whose files are the oldest goes, but never `keep`.
    ///
    /// # Errors
    /// The file system's; what could not be removed stays.
    pub fn make_room(&self, keep: &Digest) -> Result<()> {
        let keep = self.folder(keep);
        let mut photos = match self.photos() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            photos => photos.doing(CLEARING, &self.root)?,
        };
        let mut total: u64 = photos.iter().map(|photo| photo.bytes).sum();
        photos.sort_by_key(|photo| photo.made);
        for photo in photos.into_iter().filter(|photo| photo.folder != keep) {
            if total <= self.most {
                break;
            }
            std::fs::remove_dir_all(&photo.folder).doing(CLEARING, &photo.folder)?;
            total -= photo.bytes;
        }
        Ok(())
    }

    fn photos(&self) -> std::io::Result<Vec<Kept>> {
        let mut photos = Vec::new();
        for folder in std::fs::read_dir(&self.root)? {
            let folder = folder?;
            if !folder.file_type()?.is_dir() {
                continue;
            }
            let mut kept = Kept { folder: folder.path(), bytes: 0, made: SystemTime::UNIX_EPOCH };
            for file in std::fs::read_dir(&kept.folder)? {
                let metadata = file?.metadata()?;
                kept.bytes += metadata.len();
                kept.made = kept.made.max(metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH));
            }
            photos.push(kept);
        }
        Ok(photos)
    }
}

const KEEPING: &str = "keeping a picture for the screen";
const CLEARING: &str = "making room among pictures for the screen";

/// What is kept for one original.
struct Kept {
    folder: PathBuf,
    bytes: u64,
    made: SystemTime,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Counting;

    fn age(cache: &Cache, photo: &Digest, seconds: u64) {
        let file = std::fs::File::options().write(true).open(cache.folder(photo).join("a")).unwrap();
        let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000 + seconds);
        file.set_modified(time).unwrap();
    }

    #[test]
    fn what_is_kept_is_found_again_and_what_was_not_made_for_longest_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache { most: 25, ..Cache::new(folder.path(), Arc::new(Counting::default())) };
        let [a, b, c] = [b"a", b"b", b"c"].map(|name| Digest::of(name));
        cache.make_room(&a).unwrap();
        assert_eq!(cache.get(&a, "a"), None);
        for (photo, seconds) in [(&a, 3), (&b, 1), (&c, 2)] {
            cache.put(photo, "a", &[7; 10]).unwrap();
            cache.put(photo, "a", &[8; 10]).unwrap();
            age(&cache, photo, seconds);
        }
        assert_eq!(cache.get(&b, "a"), Some(vec![8; 10]));
        cache.make_room(&b).unwrap();
        let there = [&a, &b, &c].map(|photo| cache.get(photo, "a").is_some());
        assert_eq!(there, [true, true, false], "the oldest was in use, so the next one went");
    }

    #[test]
    fn a_disk_that_takes_nothing_is_an_error_and_leaves_no_part() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FOLDER), "a file stands here").unwrap();
        let cache = Cache::new(folder.path(), Arc::new(Counting::default()));
        assert!(cache.put(&Digest::of(b"a"), "a", b"x").is_err());
        assert_eq!(cache.get(&Digest::of(b"a"), "a"), None);
    }
}
