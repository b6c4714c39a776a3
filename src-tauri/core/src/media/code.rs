//! What QR codes in a photo say, such as the code on an exhibit label.
//!
//! Owns: finding them on a picture of bounded size. Must never: be taken for more than a suggestion; a code can be
//! misread, forged, or lie in the picture by chance.

use super::picture::{guarded, thumbnail_of};
use super::screen::{Facts, facts};
use super::source::Readable;
use crate::error::{IoContext as _, Result};
use std::fs::File;
use std::path::Path;
use turbojpeg::PixelFormat;

/// The longest edge of the picture that is searched, in pixels: a label of 3 cm among 60 cm has 100.
const EDGE: u32 = 2000;
/// The same for a paper: a code of 120 modules on a fifth of a page.
const PAPER_EDGE: u32 = 3000;
/// How many places are tried, and how many texts given.
const MOST_CODES: usize = 8;
/// The longest text that is given, in bytes: a label holds a reference, not a letter.
const MOST_TEXT: usize = 256;

/// The texts of the QR codes in a photo, each once, as they lie from above; none where there is no picture.
///
/// # Errors
/// [`crate::error::Code::NoPicture`] when the file holds no picture that this version can show.
pub fn read_codes(reader: &mut dyn Readable, facts: &Facts) -> Result<Vec<String>> {
    let picture = thumbnail_of(reader, facts.kind, facts.orientation, EDGE)?;
    guarded(|| {
        let grey = turbojpeg::decompress(&picture.jpeg, PixelFormat::GRAY).map_err(|e| e.to_string())?;
        Ok(read(grey.width, grey.height, |x, y| grey.pixels[y * grey.pitch + x]))
    })
}

/// The texts of the QR codes in a picture's file, whole and as they are: for papers whose code holds more than a label's.
/// None where there is no picture.
///
/// # Errors
/// What the system says.
pub fn read_papers(path: &Path) -> Result<Vec<String>> {
    let mut file = File::open(path).doing("reading the code on a paper", path)?;
    let facts = facts(&mut file, path)?;
    let Ok(picture) = thumbnail_of(&mut file, facts.kind, facts.orientation, PAPER_EDGE) else {
        return Ok(Vec::new());
    };
    guarded(|| {
        let grey = turbojpeg::decompress(&picture.jpeg, PixelFormat::GRAY).map_err(|e| e.to_string())?;
        Ok(texts(grey.width, grey.height, |x, y| grey.pixels[y * grey.pitch + x]))
    })
}

/// The texts as they lie from above.
fn texts(width: usize, height: usize, grey: impl FnMut(usize, usize) -> u8) -> Vec<String> {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let mut grids = image.detect_grids();
    grids.sort_by_key(|grid| grid.bounds.map(|point| point.y).into_iter().min());
    grids.iter().take(MOST_CODES).filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

fn read(width: usize, height: usize, grey: impl FnMut(usize, usize) -> u8) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for text in self::texts(width, height, grey) {
        let text = text.trim();
        let is_plain = !text.is_empty() && text.len() <= MOST_TEXT && !text.chars().any(char::is_control);
        if is_plain && !texts.iter().any(|t| t == text) {
            texts.push(text.to_owned());
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{Drawing, draw, draw_label};
    use crate::time::Moment;
    use std::io::Cursor;

    /// A drawn photo of a label, in every direction in which the drawing holds its camera.
    fn photo(index: u32, text: &str) -> Vec<u8> {
        let taken = Moment { millis: 1_763_026_867_000, offset_minutes: 0 };
        draw_label(&Drawing { index, width: 1200, height: 800, taken }, text).unwrap()
    }

    fn codes(file: &[u8]) -> Vec<String> {
        let mut reader = Cursor::new(file);
        let facts = facts(&mut reader, Path::new("drawn")).unwrap();
        read_codes(&mut reader, &facts).unwrap()
    }

    #[test]
    fn the_code_of_a_label_in_a_photo_is_read_and_a_photo_without_one_says_nothing() {
        for index in [0, 1, 3, 5] {
            assert_eq!(codes(&photo(index, "ABC/12")), ["ABC/12"], "{index}");
        }
        assert_eq!(codes(&photo(0, "  ABC/12 ")), ["ABC/12"]);
        assert_eq!(codes(&photo(0, "two\nlines")), [""; 0]);
        let taken = Moment { millis: 1_763_026_867_000, offset_minutes: 0 };
        assert_eq!(codes(&draw(&Drawing { index: 1, width: 1200, height: 800, taken }).unwrap()), [""; 0]);
    }
}
