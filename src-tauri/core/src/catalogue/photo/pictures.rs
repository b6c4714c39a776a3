//! Pictures of originals for the screen: served beside the database, by hash, to many threads at once.
//!
//! Owns: which original is asked, the cache of tiles and of what labels say, and that no two threads decode a large
//! photo at the same time. Must never: serve what is not an original of this catalogue, or write anywhere but the cache.

use super::looking::EDGE;
use crate::catalogue::{Catalogue, Surroundings};
use crate::digest::Digest;
use crate::error::{Code, Error, IoContext, Result};
use crate::json::Json;
use crate::media::code::read_codes;
use crate::media::screen::{Facts, facts, screen};
use crate::media::tiles::{Pyramid, cut, pyramid};
use crate::store::cache::Cache;
use crate::store::originals::Originals;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The name under which the cache holds what the codes in a photo say.
const CODES: &str = "codes.json";

/// The name under which it holds a small picture.
const SMALL: &str = "small.jpg";

/// Pictures of one catalogue's originals. Cheap to clone; needs no database, so that many pictures can be asked for
/// while the catalogue works.
#[derive(Clone)]
pub struct Pictures {
    originals: Originals,
    cache: Cache,
    threads: usize,
    /// One large photo is decoded at a time: memory stays bounded, and who asks for the next tile of the same photo
    /// finds it cut.
    decoding: Arc<Mutex<()>>,
}

impl Catalogue {
    /// The pictures of this catalogue's originals; all hands on it share them.
    pub fn pictures(&self) -> Pictures {
        self.pictures.clone()
    }
}

impl Pictures {
    /// Those of the catalogue in this folder.
    pub(in crate::catalogue) fn of(root: &Path, originals: &Originals, around: &Surroundings) -> Self {
        Self {
            originals: originals.clone(),
            cache: Cache::new(root, around.random.clone()),
            threads: around.threads.max(1),
            decoding: Arc::default(),
        }
    }

    /// An upright JPEG that fits into a window of `width` by `height` pixels and is never larger than the original.
    ///
    /// # Errors
    /// [`Code::NotFound`] where the original is not here, [`Code::NoPicture`] where it shows none.
    pub fn screen(&self, photo: &Digest, width: u32, height: u32) -> Result<Vec<u8>> {
        let (mut file, facts) = self.open(photo)?;
        Ok(screen(&mut file, &facts, width, height)?.jpeg)
    }

    /// A small upright JPEG of an original of which no thumbnail is kept, as after an import; made once.
    ///
    /// # Errors
    /// As [`Pictures::screen`].
    pub fn small(&self, photo: &Digest) -> Result<Vec<u8>> {
        if let Some(small) = self.kept_tile(photo, SMALL) {
            return Ok(small);
        }
        // A screen full of them is asked for at once.
        let _alone = self.decoding.lock().unwrap_or_else(PoisonError::into_inner);
        let small = self.screen(photo, EDGE, EDGE)?;
        let _ = self.cache.put(photo, SMALL, &small);
        Ok(small)
    }

    /// The grid of a photo's tiles.
    ///
    /// # Errors
    /// As [`Pictures::screen`].
    pub fn pyramid(&self, photo: &Digest) -> Result<Pyramid> {
        let (mut file, facts) = self.open(photo)?;
        pyramid(&mut file, &facts)
    }

    /// A tile, an upright JPEG. All tiles of its level are cut when the first one is asked for.
    ///
    /// # Errors
    /// As [`Pictures::screen`]; [`Code::NotFound`] for a tile that there is none of.
    pub fn tile(&self, photo: &Digest, level: u32, x: u32, y: u32) -> Result<Vec<u8>> {
        let name = tile_name(level, x, y);
        if let Some(tile) = self.kept_tile(photo, &name) {
            return Ok(tile);
        }
        let (mut file, facts) = self.open(photo)?;
        if !pyramid(&mut file, &facts)?.has(level, x, y) {
            return Err(Error::new(Code::NotFound, "showing a tile", "the photo has no such tile").on(photo));
        }
        // A panic in the middle left nothing that is counted on.
        let _alone = self.decoding.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tile) = self.kept_tile(photo, &name) {
            return Ok(tile);
        }
        let wanted = Mutex::new(None);
        cut(&mut file, &facts, level, self.threads, &|column, line, tile| {
            // A full disk, or a catalogue that can only be read: the tile that is asked for is shown all the same.
            let _ = self.cache.put(photo, &tile_name(level, column, line), tile);
            if (column, line) == (x, y) {
                *wanted.lock().unwrap_or_else(PoisonError::into_inner) = Some(tile.to_vec());
            }
            Ok(())
        })?;
        let _ = self.cache.make_room(photo);
        let wanted = wanted.into_inner().unwrap_or_else(PoisonError::into_inner);
        wanted.ok_or_else(|| Error::new(Code::Internal, "showing a tile", "it was not cut").on(photo))
    }

    /// What the QR codes in a photo say, if that was read already.
    pub fn known_codes(&self, photo: &Digest) -> Option<Vec<String>> {
        let known = Json::parse(&self.cache.get(photo, CODES)?).ok()?;
        Some(known.list()?.iter().filter_map(Json::text).map(str::to_owned).collect())
    }

    /// What the QR codes in a photo say; read once and then remembered. None where it shows no picture.
    ///
    /// # Errors
    /// [`Code::NotFound`] where the original is not here; the file system's failures.
    pub fn codes(&self, photo: &Digest) -> Result<Vec<String>> {
        if let Some(known) = self.known_codes(photo) {
            return Ok(known);
        }
        let (mut file, facts) = self.open(photo)?;
        let codes = match read_codes(&mut file, &facts) {
            Err(error) if error.code == Code::NoPicture => Vec::new(),
            read => read?,
        };
        let list = Json::List(codes.iter().map(|code| code.as_str().into()).collect());
        let _ = self.cache.put(photo, CODES, list.compact().as_bytes());
        Ok(codes)
    }

    /// Where a photo's original stands.
    ///
    /// # Errors
    /// [`Code::NotFound`] where it is not here.
    pub fn original(&self, photo: &Digest) -> Result<PathBuf> {
        self.originals.find(photo)?.ok_or_else(|| {
            Error::new(Code::NotFound, "showing a photo", "its original is not on this computer")
                .on(photo)
                .remedy("Import a bundle that carries it.")
        })
    }

    fn open(&self, photo: &Digest) -> Result<(File, Facts)> {
        let path = self.original(photo)?;
        let mut file = File::open(&path).doing("showing a photo", &path)?;
        let facts = facts(&mut file, &path)?;
        Ok((file, facts))
    }

    /// A tile from the cache, unless a crash left less than one there.
    fn kept_tile(&self, photo: &Digest, name: &str) -> Option<Vec<u8>> {
        let whole = |tile: &Vec<u8>| tile.starts_with(b"\xFF\xD8") && tile.ends_with(b"\xFF\xD9");
        self.cache.get(photo, name).filter(whole)
    }
}

fn tile_name(level: u32, x: u32, y: u32) -> String {
    format!("{level}-{x}-{y}.jpg")
}
