//! The photos of the demonstration, which the program draws itself: an artefact on a cloth, a scale bar of
//! 1 cm blocks, a colour chart, grain like a sensor's, and a real EXIF segment.
//!
//! Owns: files that look to every other part like a camera's. Must never: depend on anything but its arguments
//! (the same drawing is the same file), or name a camera that exists.

pub(super) mod exif;
mod label;
mod scene;

use crate::error::{Code, Error, Result};
use crate::media::claims::Position;
use crate::time::Moment;
use scene::Scene;
use turbojpeg::{Compressor, Image, PixelFormat, Subsamp};

/// What to draw.
#[derive(Clone, Copy, Debug)]
pub struct Drawing {
    /// Which one: another artefact, orientation and position for each.
    pub index: u32,
    /// Columns as stored (a quarter turned photo is shown with columns and lines exchanged).
    pub width: u16,
    /// Lines as stored.
    pub height: u16,
    /// What the camera's clock showed.
    pub taken: Moment,
}

impl Drawing {
    /// A drawing of 24 megapixels, 6000 columns and 4000 lines.
    pub fn full(index: u32, taken: Moment) -> Self {
        Self { index, width: 6000, height: 4000, taken }
    }

    /// The EXIF orientation that the file claims: how a hand holds a camera, upright, to either side, and
    /// sometimes upside down over a table.
    pub fn orientation(&self) -> u8 {
        [1, 6, 1, 8, 1, 3][self.index as usize % 6]
    }

    /// The position that the file claims: every third has one, on either half of the globe.
    pub fn position(&self) -> Option<Position> {
        let step = f64::from(self.index % 100) / 1000.0;
        match self.index % 6 {
            0 => Some(Position { latitude: 46.948 + step, longitude: 7.447 + step, altitude: Some(540.5) }),
            3 => {
                Some(Position { latitude: -12.046 - step, longitude: -77.043 - step, altitude: Some(-3.25) })
            }
            _ => None,
        }
    }
}

/// The quality of the JPEG, of 100: with the grain, 24 megapixels come to 5 to 9 MB as from a camera.
const QUALITY: i32 = 92;
/// The scene is shaded at this fraction of the photo's edge, then enlarged: a lens is no sharper.
const COARSE: usize = 4;

/// Draws a photo and returns the bytes of its JPEG file.
///
/// # Errors
/// [`Code::Internal`] when the encoder fails, [`Code::Usage`] for a photo without pixels.
pub fn draw(drawing: &Drawing) -> Result<Vec<u8>> {
    let (width, height) = (usize::from(drawing.width), usize::from(drawing.height));
    if width == 0 || height == 0 {
        return Err(Error::new(Code::Usage, DOING, "it would have no pixels"));
    }
    written(drawing, &Canvas::new(drawing).paint())
}

/// Draws a photo of an exhibit label whose code says `text`, lying where the artefact would.
///
/// # Errors
/// As [`draw`]; [`Code::Usage`] for a text that no code can hold, and for a photo too small to read it in.
pub fn draw_label(drawing: &Drawing, text: &str) -> Result<Vec<u8>> {
    let (width, height) = (usize::from(drawing.width), usize::from(drawing.height));
    if width == 0 || height == 0 {
        return Err(Error::new(Code::Usage, DOING, "it would have no pixels"));
    }
    let mut pixels = Canvas::new(drawing).paint();
    label::lay(&mut pixels, (width, height), text)?;
    written(drawing, &pixels)
}

/// The JPEG file of a photo's pixels.
fn written(drawing: &Drawing, pixels: &[u8]) -> Result<Vec<u8>> {
    let (width, height) = (usize::from(drawing.width), usize::from(drawing.height));
    let image = Image { pixels, width, pitch: width * 3, height, format: PixelFormat::RGB };
    let plain = encode(image).map_err(|e| Error::new(Code::Internal, DOING, e.to_string()))?;
    // EXIF asks for its segment right behind the start marker.
    let (start, rest) = plain.split_at(plain.len().min(2));
    Ok([start, &exif::segment(drawing), rest].concat())
}

const DOING: &str = "drawing a photo";

fn encode(image: Image<&[u8]>) -> turbojpeg::Result<Vec<u8>> {
    let mut encoder = Compressor::new()?;
    encoder.set_quality(QUALITY)?;
    encoder.set_subsamp(Subsamp::Sub2x2)?;
    encoder.compress_to_vec(image)
}

/// A colour, 0 to 255 each.
type Colour = [f32; 3];

/// The photo while it is painted.
struct Canvas {
    scene: Scene,
    /// Columns and lines as stored.
    stored: (usize, usize),
    /// The size of the coarse picture, upright.
    coarse: (usize, usize),
    orientation: u8,
    seed: u32,
}

impl Canvas {
    fn new(drawing: &Drawing) -> Self {
        let stored = (usize::from(drawing.width), usize::from(drawing.height));
        let orientation = drawing.orientation();
        let shown = if orientation >= 5 { (stored.1, stored.0) } else { stored };
        let coarse = (shown.0 / COARSE + 2, shown.1 / COARSE + 2);
        Self { scene: Scene::new(drawing.index, shown), stored, coarse, orientation, seed: drawing.index }
    }

    /// The pixels as stored: the scene, then its sharp parts and the grain.
    fn paint(&self) -> Vec<u8> {
        let mut coarse = vec![[0.0; 3]; self.coarse.0 * self.coarse.1];
        in_two(&mut coarse, self.coarse.0, |y, row| {
            for (x, colour) in row.iter_mut().enumerate() {
                *colour = self.scene.shade((x * COARSE) as f32, (y * COARSE) as f32);
            }
        });
        let mut pixels = vec![0; self.stored.0 * self.stored.1 * 3];
        in_two(&mut pixels, self.stored.0 * 3, |y, row| {
            let mut grain = Grain::new(self.seed, y);
            for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
                let (shown_x, shown_y) = self.shown(x, y);
                let colour = self
                    .scene
                    .sharp(shown_x, shown_y)
                    .unwrap_or_else(|| enlarge(&coarse, self.coarse.0, shown_x, shown_y));
                let noise = grain.next();
                for (value, part) in pixel.iter_mut().zip(colour) {
                    // A cast from float to integer saturates.
                    *value = (part + noise) as u8;
                }
            }
        });
        pixels
    }

    /// Where a stored pixel is shown.
    fn shown(&self, x: usize, y: usize) -> (usize, usize) {
        let (w, h) = self.stored;
        match self.orientation {
            3 => (w - 1 - x, h - 1 - y),
            6 => (h - 1 - y, x),
            8 => (y, w - 1 - x),
            _ => (x, y),
        }
    }
}

/// Fills the lines of a picture with two threads.
fn in_two<T: Send>(all: &mut [T], line: usize, fill: impl Fn(usize, &mut [T]) + Sync) {
    let half = (all.len() / line).div_ceil(2);
    let fill = &fill;
    std::thread::scope(|scope| {
        for (part, lines) in all.chunks_mut(half * line).enumerate() {
            scope.spawn(move || {
                for (y, row) in lines.chunks_mut(line).enumerate() {
                    fill(part * half + y, row);
                }
            });
        }
    });
}

/// The colour between four coarse pixels.
fn enlarge(coarse: &[Colour], width: usize, x: usize, y: usize) -> Colour {
    let at = y / COARSE * width + x / COARSE;
    let part = |value: usize| (value % COARSE) as f32 / COARSE as f32;
    let (across, down) = (part(x), part(y));
    let between = |a: f32, b: f32, t: f32| a + (b - a) * t;
    std::array::from_fn(|i| {
        let above = between(coarse[at][i], coarse[at + 1][i], across);
        let below = between(coarse[at + width][i], coarse[at + width + 1][i], across);
        between(above, below, down)
    })
}

/// A sensor's noise, from a generator of its own so that the same photo has the same grain.
struct Grain(u32);

impl Grain {
    fn new(seed: u32, line: usize) -> Self {
        let line = u32::try_from(line).unwrap_or(0);
        Self(seed.wrapping_mul(0x9E37_79B9) ^ line.wrapping_mul(0x85EB_CA6B) ^ 0x5169_6C6C)
    }

    /// About ±12, most near 0. The generator is that of Numerical Recipes.
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (a, b) = (self.0 >> 24, self.0 >> 16 & 0xFF);
        ((a + b) as f32 - 255.0) * (12.0 / 255.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::media::{WarningCode, inspect_bytes, kind_of, thumbnail};

    const TAKEN: Moment = Moment { millis: 1_763_026_867_000, offset_minutes: -210 };

    fn small(index: u32) -> (Drawing, Vec<u8>) {
        let drawing = Drawing { index, width: 600, height: 400, taken: TAKEN };
        let bytes = draw(&drawing).unwrap();
        (drawing, bytes)
    }

    #[test]
    fn a_drawn_photo_claims_what_was_asked_and_is_the_same_file_each_time() {
        for index in 0..12 {
            let (drawing, bytes) = small(index);
            assert_eq!(bytes, small(index).1);
            let seen = inspect_bytes(&bytes, Digest::of(&bytes));
            assert_eq!(seen.warnings, [], "{index}");
            assert_eq!(seen.orientation, Some(drawing.orientation()));
            let captured = seen.captured.unwrap();
            assert_eq!(captured.time, "2025-11-13T06:11:07");
            assert_eq!(captured.offset.as_deref(), Some("-03:30"));
            assert_eq!(captured.tag, "DateTimeOriginal");
            assert_eq!(seen.make.as_deref(), Some("Sigillum"));
            assert_eq!(seen.gps.is_some(), drawing.position().is_some());
            for (seen, asked) in seen.gps.iter().zip(drawing.position()) {
                assert!((seen.latitude - asked.latitude).abs() < 1e-6, "{seen:?} {asked:?}");
                assert!((seen.longitude - asked.longitude).abs() < 1e-6, "{seen:?} {asked:?}");
                assert_eq!(seen.altitude, asked.altitude);
            }
            let lies = drawing.orientation() >= 5;
            assert_eq!(
                (seen.width, seen.height),
                if lies { (Some(400), Some(600)) } else { (Some(600), Some(400)) }
            );
        }
    }

    #[test]
    fn a_thumbnail_is_upright_and_as_large_as_asked_for() {
        for index in 0..6 {
            let (drawing, bytes) = small(index);
            let small = thumbnail(&bytes, kind_of(&bytes), Some(drawing.orientation()), 128).unwrap();
            let lies = drawing.orientation() >= 5;
            assert_eq!((small.width, small.height), if lies { (85, 128) } else { (128, 85) });
            // Bar and chart, with their white and black, lie at the foot of the upright picture only.
            let pixels = turbojpeg::decompress(&small.jpeg, PixelFormat::GRAY).unwrap();
            let strip = |from: usize| &pixels.pixels[from * pixels.pitch..(from + 8) * pixels.pitch];
            let stark = |values: &[u8]| values.iter().any(|v| *v < 60) && values.iter().any(|v| *v > 190);
            assert!(stark(strip(pixels.height - 13)) && !stark(strip(5)), "{index}");
        }
    }

    #[test]
    fn a_photo_that_was_cut_short_is_said_to_be_and_still_gives_what_there_is() {
        let (_, bytes) = small(0);
        let cut = &bytes[..bytes.len() * 2 / 3];
        let seen = inspect_bytes(cut, Digest::of(cut));
        assert_eq!(seen.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), [WarningCode::CutShort]);
        let picture = thumbnail(cut, kind_of(cut), None, 128).unwrap();
        assert!(picture.damaged);
        assert!(!thumbnail(&bytes, kind_of(&bytes), None, 128).unwrap().damaged);
    }
}
