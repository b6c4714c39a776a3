//! What QR codes in a photo say, such as the code on an exhibit label.
//!
//! Owns: finding them on a picture of bounded size. Must never: be taken for more than a suggestion; a code can be
//! misread, forged, or lie in the picture by chance.

use super::picture::{guarded, thumbnail_of};
use super::screen::Facts;
use super::source::Readable;
use crate::error::Result;
use turbojpeg::PixelFormat;

/// The longest edge of the picture that is searched, in pixels: a label of 3 cm among 60 cm has 100.
const EDGE: u32 = 2000;
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

fn read(width: usize, height: usize, grey: impl FnMut(usize, usize) -> u8) -> Vec<String> {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let mut grids = image.detect_grids();
    grids.sort_by_key(|grid| grid.bounds.map(|point| point.y).into_iter().min());
    let mut texts: Vec<String> = Vec::new();
    for grid in grids.iter().take(MOST_CODES) {
        let Ok((_, text)) = grid.decode() else { continue };
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
    use crate::media::draw;
    use crate::media::draw::Drawing;
    use crate::media::screen::facts;
    use crate::time::Moment;
    use std::io::Cursor;
    use std::path::Path;

    /// A photo with the code of a text laid on it, `module` pixels each.
    fn photo(text: &str, module: usize) -> Vec<u8> {
        let taken = Moment { millis: 1_763_026_867_000, offset_minutes: 0 };
        let drawn = draw(&Drawing { index: 0, width: 1200, height: 800, taken }).unwrap();
        let mut pixels = turbojpeg::decompress(&drawn, PixelFormat::RGB).unwrap();
        let code = fast_qr::QRBuilder::new(text).build().unwrap();
        let (left, top, edge) = (300, 200, code.size + 8);
        for y in 0..edge * module {
            for x in 0..edge * module {
                let (column, row) = ((x / module).wrapping_sub(4), (y / module).wrapping_sub(4));
                let dark = column < code.size && row < code.size && code[row][column].value();
                let at = (top + y) * pixels.pitch + (left + x) * 3;
                pixels.pixels[at..at + 3].fill(if dark { 35 } else { 225 });
            }
        }
        turbojpeg::compress(pixels.as_deref(), 85, turbojpeg::Subsamp::Sub2x2).unwrap().to_vec()
    }

    fn codes(file: &[u8]) -> Vec<String> {
        let mut reader = Cursor::new(file);
        let facts = facts(&mut reader, Path::new("drawn")).unwrap();
        read_codes(&mut reader, &facts).unwrap()
    }

    #[test]
    fn the_code_of_a_label_in_a_photo_is_read_and_a_photo_without_one_says_nothing() {
        assert_eq!(codes(&photo("ABC/12", 5)), ["ABC/12"]);
        assert_eq!(codes(&photo("  ABC/12 ", 4)), ["ABC/12"]);
        assert_eq!(codes(&photo("two\nlines", 5)), [""; 0]);
        let taken = Moment { millis: 1_763_026_867_000, offset_minutes: 0 };
        assert_eq!(codes(&draw(&Drawing { index: 1, width: 1200, height: 800, taken }).unwrap()), [""; 0]);
    }
}
