//! A small picture of an original as it was found, changed or not, so that people can compare it with the sealed one.

use super::Place;
use crate::bag::BagSource;
use crate::digest::Digest;
use crate::error::{Code, Error, IoContext, Result};
use crate::media::{HEAD, Thumbnail, inspect_bytes, kind_of, thumbnail};
use crate::store::FILE_NAME;
use crate::store::files::{NotOpened, open_regular};
use std::io::Read as _;
use std::path::{Component, Path};

const DOING: &str = "showing a photo as it was found";
/// The largest file of which a picture is made, in bytes.
const LARGEST: u64 = 256 << 20;

/// A picture of the original at this place of a bundle or catalogue, whose longest edge has at most so many pixels.
/// Nothing about it is proven.
///
/// # Errors
/// [`Code::NotFound`] where no original is at that place; [`Code::NoPicture`]; [`Code::TooLarge`]; what the system says.
pub fn picture_found(checked: &Path, place: &str, edge: u32) -> Result<Thumbnail> {
    let bytes = bytes_found(checked, place)?;
    let kind = kind_of(&bytes[..bytes.len().min(HEAD)]);
    let orientation = inspect_bytes(&bytes, Digest::of(&bytes)).orientation;
    thumbnail(&bytes, kind, orientation, edge)
}

fn bytes_found(checked: &Path, place: &str) -> Result<Vec<u8>> {
    let plain = Path::new(place).components().all(|part| matches!(part, Component::Normal(_)));
    if !plain || !matches!(Place::of(place), Place::Original(_)) {
        return Err(Error::new(Code::NotFound, DOING, "no original is there").on(place));
    }
    if !checked.join(FILE_NAME).is_file() {
        return BagSource::open(checked)?.read_small(place, LARGEST);
    }
    let path = checked.join(place);
    let (file, metadata) = match open_regular(&path) {
        Ok(opened) => opened,
        Err(NotOpened::Io(error)) => return Err(Error::io(DOING, &path, error)),
        Err(NotOpened::Special(special)) => {
            return Err(Error::new(Code::NotARegularFile, DOING, special.word()).on(path.display()));
        }
    };
    if metadata.len() > LARGEST {
        return Err(
            Error::new(Code::TooLarge, DOING, "it is too large for a small picture").on(path.display())
        );
    }
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).doing(DOING, &path)?;
    Ok(bytes)
}
