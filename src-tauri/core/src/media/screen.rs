//! Upright pictures of originals in the size of a screen.
//!
//! Owns: how large a picture is that fits into a window. Must never: enlarge, or decode more than the screen shows.

use super::inspect::glance;
use super::kind::Kind;
use super::picture::{Thumbnail, thumbnail_of};
use super::source::Readable;
use crate::error::{IoContext, Result};
use std::path::Path;

/// The longest edge that is ever made of a picture in one piece, in pixels: a 4K screen's.
pub const LARGEST_SCREEN: u32 = 3840;

/// What a file is, and how large its picture is when it stands upright, as the file claims.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Its kind.
    pub kind: Kind,
    /// EXIF orientation, 1 to 8.
    pub orientation: Option<u8>,
    /// Columns and lines, upright; `None` where it does not say.
    pub size: Option<(u32, u32)>,
}

/// Looks at what an original says of itself, without reading it through.
///
/// # Errors
/// When it cannot be read.
pub fn facts(reader: &mut dyn Readable, subject: &Path) -> Result<Facts> {
    let seen = glance(reader).doing("looking at a photo", subject)?;
    Ok(Facts { kind: seen.kind, orientation: seen.orientation, size: seen.width.zip(seen.height) })
}

/// An upright picture that fits into `width` by `height` pixels and is as large as that allows, never larger than the
/// original's.
///
/// # Errors
/// [`crate::error::Code::NoPicture`] when the file holds none that this version can show, or one beyond its limits.
pub fn screen(reader: &mut dyn Readable, facts: &Facts, width: u32, height: u32) -> Result<Thumbnail> {
    thumbnail_of(reader, facts.kind, facts.orientation, longest_edge(facts.size, width, height))
}

/// The longest edge of a picture of this size that fits into a window.
fn longest_edge(size: Option<(u32, u32)>, width: u32, height: u32) -> u32 {
    let (width, height) = (width.clamp(1, LARGEST_SCREEN), height.clamp(1, LARGEST_SCREEN));
    let Some((w, h)) = size.filter(|(w, h)| *w > 0 && *h > 0) else { return width.min(height) };
    let (w, h, width, height) = (u64::from(w), u64::from(h), u64::from(width), u64::from(height));
    // Whichever edge meets the window first decides; the longest edge follows from it.
    let longest = if w * height > h * width { width * w.max(h) / w } else { height * w.max(h) / h };
    u32::try_from(longest.clamp(1, u64::from(LARGEST_SCREEN))).unwrap_or(LARGEST_SCREEN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::draw;
    use crate::media::draw::Drawing;
    use crate::time::Moment;
    use std::io::Cursor;

    const TAKEN: Moment = Moment { millis: 1_763_026_867_000, offset_minutes: 0 };

    #[test]
    fn the_edge_that_meets_the_window_first_decides() {
        assert_eq!(longest_edge(Some((6000, 4000)), 1200, 900), 1200);
        assert_eq!(longest_edge(Some((6000, 4000)), 1200, 600), 900);
        assert_eq!(longest_edge(Some((4000, 6000)), 1200, 900), 900);
        assert_eq!(longest_edge(Some((4000, 6000)), 400, 900), 600);
        assert_eq!(longest_edge(None, 400, 900), 400);
        assert_eq!(longest_edge(Some((6000, 0)), 0, u32::MAX), 1);
        assert_eq!(longest_edge(Some((u32::MAX, 1)), u32::MAX, u32::MAX), LARGEST_SCREEN);
    }

    #[test]
    fn a_screen_picture_stands_upright_and_fits_the_window() {
        for index in 0..6 {
            let drawing = Drawing { index, width: 900, height: 600, taken: TAKEN };
            let mut file = Cursor::new(draw(&drawing).unwrap());
            let facts = facts(&mut file, Path::new("drawn.jpg")).unwrap();
            let shown = screen(&mut file, &facts, 300, 300).unwrap();
            let lies = drawing.orientation() >= 5;
            assert_eq!((shown.width, shown.height), if lies { (200, 300) } else { (300, 200) }, "{index}");
            let whole = screen(&mut file, &facts, 4000, 4000).unwrap();
            assert_eq!((whole.width, whole.height), if lies { (600, 900) } else { (900, 600) });
        }
    }
}
