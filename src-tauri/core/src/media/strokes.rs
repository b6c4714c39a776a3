//! A signature drawn on the screen, as the picture that becomes an original.
//!
//! Owns: from the strokes of a pen to the bytes of a PNG. The same strokes always give the same bytes, so that what
//! will be signed can name the picture before it is kept. Must never: smooth, straighten or add to what was drawn.

use crate::error::{Code, Error, Result};
use image::{ExtendedColorType, ImageEncoder as _};

/// The widest and highest drawing, in pixels.
const MAX_EDGE: u32 = 2000;
/// The most points of all strokes.
const MAX_POINTS: usize = 20_000;
/// Half the pen's width, in pixels.
const PEN: f32 = 1.6;
/// The shortest way of the pen that counts as a signature, in pixels: a touch by mistake is none.
const SHORTEST: f32 = 24.0;

/// What was drawn, in pixels from the upper left corner.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Strokes {
    /// The width of the field in which it was drawn.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// The strokes: each the points that the pen touched without being lifted.
    pub strokes: Vec<Vec<(u32, u32)>>,
}

impl Strokes {
    /// The drawing as a PNG, black on white.
    ///
    /// # Errors
    /// [`Code::BadValue`] where nothing, too much, or something outside the field is drawn.
    pub fn to_png(&self) -> Result<Vec<u8>> {
        self.validate()?;
        let (width, height) = (self.width as usize, self.height as usize);
        let mut pixels = vec![u8::MAX; width * height];
        for stroke in &self.strokes {
            let mut before = stroke.first();
            for point in stroke {
                line(&mut pixels, (width, height), *before.unwrap_or(point), *point);
                before = Some(point);
            }
        }
        let mut png = Vec::new();
        image::codecs::png::PngEncoder::new(&mut png)
            .write_image(&pixels, self.width, self.height, ExtendedColorType::L8)
            .map_err(|e| Error::new(Code::Internal, DOING, e.to_string()))?;
        Ok(png)
    }

    fn validate(&self) -> Result<()> {
        let bad = |what: &str, remedy: &str| Err(Error::new(Code::BadValue, DOING, what).remedy(remedy));
        let edge = 1..=MAX_EDGE;
        if !edge.contains(&self.width) || !edge.contains(&self.height) {
            return bad("the field has no size that can be drawn in", "Clear the field and sign again");
        }
        if self.strokes.iter().map(Vec::len).sum::<usize>() > MAX_POINTS {
            return bad("it has too many strokes", "Clear the field and sign again");
        }
        if self.strokes.iter().flatten().any(|(x, y)| *x >= self.width || *y >= self.height) {
            return bad("a stroke leaves the field", "Clear the field and sign again");
        }
        let way: f32 = self.strokes.iter().flat_map(|s| s.windows(2)).map(|w| distance(w[0], w[1])).sum();
        if way < SHORTEST {
            return bad("nothing is drawn", "Sign in the field, or photograph a signed slip instead");
        }
        Ok(())
    }
}

const DOING: &str = "keeping a drawn signature";

fn distance(a: (u32, u32), b: (u32, u32)) -> f32 {
    (a.0 as f32 - b.0 as f32).hypot(a.1 as f32 - b.1 as f32)
}

/// Draws a line with a round pen; pixels that it covers in part are grey.
fn line(pixels: &mut [u8], (width, height): (usize, usize), a: (u32, u32), b: (u32, u32)) {
    let reach = PEN.ceil() as usize + 1;
    let span = |a: u32, b: u32, edge: usize| {
        let (low, high) = (a.min(b) as usize, a.max(b) as usize);
        low.saturating_sub(reach)..(high + reach + 1).min(edge)
    };
    for y in span(a.1, b.1, height) {
        for x in span(a.0, b.0, width) {
            let ink = (PEN + 0.5 - away(x as f32, y as f32, a, b)).clamp(0.0, 1.0);
            let shade = ((1.0 - ink) * 255.0).round() as u8;
            let pixel = &mut pixels[y * width + x];
            *pixel = (*pixel).min(shade);
        }
    }
}

/// How far a point is from a line.
fn away(x: f32, y: f32, a: (u32, u32), b: (u32, u32)) -> f32 {
    let (ax, ay) = (a.0 as f32, a.1 as f32);
    let (dx, dy) = (b.0 as f32 - ax, b.1 as f32 - ay);
    let length = dx * dx + dy * dy;
    let at = if length == 0.0 { 0.0 } else { (((x - ax) * dx + (y - ay) * dy) / length).clamp(0.0, 1.0) };
    (x - ax - at * dx).hypot(y - ay - at * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn() -> Strokes {
        Strokes {
            width: 300,
            height: 100,
            strokes: vec![vec![(10, 50), (100, 20), (290, 80)], vec![(5, 99), (60, 99)]],
        }
    }

    #[test]
    fn a_drawing_is_the_same_picture_every_time_and_shows_the_strokes() {
        let png = drawn().to_png().unwrap();
        assert_eq!(png, drawn().to_png().unwrap());
        let picture = image::load_from_memory(&png).unwrap().to_luma8();
        assert_eq!(picture.dimensions(), (300, 100));
        assert_eq!((picture.get_pixel(100, 20).0, picture.get_pixel(5, 99).0), ([0], [0]));
        assert_eq!((picture.get_pixel(200, 5).0, picture.get_pixel(0, 0).0), ([255], [255]));
    }

    #[test]
    fn what_is_no_signature_is_refused() {
        let spoil: [fn(&mut Strokes); 6] = [
            |s| s.strokes.clear(),
            |s| s.strokes = vec![vec![(10, 10), (20, 10)]],
            |s| s.strokes[0].push((300, 10)),
            |s| s.strokes.push(vec![(1, 1); MAX_POINTS]),
            |s| s.width = 0,
            |s| s.height = 100_000,
        ];
        for (i, spoil) in spoil.into_iter().enumerate() {
            let mut bad = drawn();
            spoil(&mut bad);
            assert_eq!(bad.to_png().unwrap_err().code, Code::BadValue, "{i}");
        }
    }
}
