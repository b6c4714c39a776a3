//! The tiles by which a large photo is shown pixel by pixel: upright squares at four scales.
//!
//! Owns: the grid, and cutting a whole level at once, because a JPEG can only be decoded from its beginning: the
//! tiles are then kept in a cache, and the pixels are let go. Must never: hold more pixels than the limit at a time,
//! whatever a file claims.

use super::inspect::MEMORY_LIMIT;
use super::jpeg::{self, Frame};
use super::kind::Build;
use super::picture::{
    MOST_COEFFICIENTS, MOST_EDGE, Pixels, coefficients, decode_scaled, from_image, guarded, no_picture,
    previews, shrink,
};
use super::screen::Facts;
use super::source::{Readable, Source};
use crate::error::Result;
use std::io::SeekFrom;
use turbojpeg::{Compressor, Image, PixelFormat, ScalingFactor, Subsamp};

/// The edge of a tile in pixels; those at the right and lower border are smaller.
pub const TILE: u32 = 512;
/// How many levels there are: level 0 is an eighth of the original's size, the last its own.
pub const LEVELS: u32 = 4;
/// The most pixels that a level may have, 108 megapixels: 324 MB while it is cut. Of larger originals only the smaller
/// levels are shown.
const MOST_PIXELS: u64 = 108_000_000;
/// The quality of tiles, of 100: nothing should be seen that the original does not have.
const QUALITY: i32 = 92;

/// The grid of one original's tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Pyramid {
    /// Columns of the original's picture, upright.
    pub width: u32,
    /// Its lines.
    pub height: u32,
    /// The edge of a tile.
    pub tile: u32,
    /// The number of levels below the finest; the finest is the original's own size.
    pub levels: u32,
    /// The finest level that is within this version's limits: `levels - 1`, or less for a monstrous picture.
    pub finest: u32,
}

impl Pyramid {
    /// How often a level is smaller than the original: 8, 4, 2, 1.
    fn reduction(level: u32) -> u32 {
        1 << (LEVELS - 1 - level.min(LEVELS - 1))
    }

    /// Columns and lines of a level.
    pub fn size(&self, level: u32) -> (u32, u32) {
        let by = Self::reduction(level);
        (self.width.div_ceil(by), self.height.div_ceil(by))
    }

    /// How many tiles a level has, across and down.
    pub fn tiles(&self, level: u32) -> (u32, u32) {
        let (width, height) = self.size(level);
        (width.div_ceil(TILE), height.div_ceil(TILE))
    }

    /// True for a tile that there is.
    pub fn has(&self, level: u32, x: u32, y: u32) -> bool {
        let (across, down) = self.tiles(level);
        level <= self.finest && x < across && y < down
    }

    fn of(stored: (u32, u32), orientation: Option<u8>) -> Result<Self> {
        let (w, h) = stored;
        if w == 0 || h == 0 {
            return Err(no_picture("its picture has no size".to_owned()));
        }
        let (width, height) = if orientation.is_some_and(lies) { (h, w) } else { (w, h) };
        let pyramid = Self { width, height, tile: TILE, levels: LEVELS, finest: 0 };
        let pixels = |level| {
            let (w, h) = pyramid.size(level);
            u64::from(w) * u64::from(h)
        };
        let finest = (0..LEVELS).rev().find(|level| pixels(*level) <= MOST_PIXELS);
        let finest = finest.ok_or_else(|| no_picture("its picture is too large".to_owned()))?;
        Ok(Self { finest, ..pyramid })
    }
}

/// What holds a picture's pixels.
enum Picture {
    /// A JPEG: the file itself, or the preview inside a raw.
    Jpeg(Vec<u8>, Frame),
    /// Another kind, decoded by the `image` crate; its size as stored.
    Other(image::ImageFormat, (u32, u32)),
}

/// The grid of an original's tiles.
///
/// # Errors
/// [`crate::error::Code::NoPicture`] when the file holds none that this version can show, or one beyond its limits.
pub fn pyramid(reader: &mut dyn Readable, facts: &Facts) -> Result<Pyramid> {
    let picture = guarded(|| open(reader, facts))?;
    Pyramid::of(picture.size(), facts.orientation)
}

/// Keeps a tile: its column, its line, its JPEG.
pub type Keep<'a> = dyn Fn(u32, u32, &[u8]) -> Result<()> + Sync + 'a;

/// Cuts all tiles of one level; `each` is given column, line and the JPEG of every tile, by `threads` threads at once.
///
/// # Errors
/// The same, and the first failure of `each`; then no further tile is made.
pub fn cut(
    reader: &mut dyn Readable,
    facts: &Facts,
    level: u32,
    threads: usize,
    each: &Keep<'_>,
) -> Result<()> {
    let picture = guarded(|| open(reader, facts))?;
    let pyramid = Pyramid::of(picture.size(), facts.orientation)?;
    if level > pyramid.finest {
        return Err(no_picture("at this size its picture is too large".to_owned()));
    }
    let pixels = guarded(|| picture.decode(reader, Pyramid::reduction(level)))?;
    let sheet = Sheet { pixels, orientation: facts.orientation.unwrap_or(1), size: pyramid.size(level) };
    let (across, down) = pyramid.tiles(level);
    let all: Vec<(u32, u32)> = (0..down).flat_map(|y| (0..across).map(move |x| (x, y))).collect();
    let work = |part: &[(u32, u32)]| part.iter().try_for_each(|(x, y)| each(*x, *y, &sheet.tile(*x, *y)?));
    let work = &work;
    std::thread::scope(|scope| {
        let part = all.len().div_ceil(threads.max(1)).max(1);
        let running: Vec<_> = all.chunks(part).map(|part| scope.spawn(move || work(part))).collect();
        let ended = running.into_iter().map(std::thread::ScopedJoinHandle::join);
        let ended: Vec<_> =
            ended.map(|end| end.unwrap_or_else(|_| Err(no_picture("it gave up".into())))).collect();
        ended.into_iter().collect()
    })
}

fn open(reader: &mut dyn Readable, facts: &Facts) -> Result<Picture, String> {
    let format = match facts.kind.build {
        Build::Jpeg => return whole_jpeg(reader),
        Build::Png => image::ImageFormat::Png,
        Build::Webp => image::ImageFormat::WebP,
        Build::Tiff => image::ImageFormat::Tiff,
        _ => return preview(reader, facts),
    };
    let stored = stored_size(reader, format);
    match stored {
        Err(_) if facts.kind.build == Build::Tiff => preview(reader, facts),
        stored => Ok(Picture::Other(format, stored?)),
    }
}

fn stored_size(reader: &mut dyn Readable, format: image::ImageFormat) -> Result<(u32, u32), String> {
    reader.seek(SeekFrom::Start(0)).map_err(|e| e.to_string())?;
    let image = image::ImageReader::with_format(std::io::BufReader::new(reader), format);
    image.into_dimensions().map_err(|e| e.to_string())
}

fn whole_jpeg(reader: &mut dyn Readable) -> Result<Picture, String> {
    let mut source = Source::new(reader).map_err(|e| e.to_string())?;
    if source.len() > MEMORY_LIMIT {
        return Err("it is too large to be shown".to_owned());
    }
    let bytes = source.some(0, usize::try_from(MEMORY_LIMIT).unwrap_or(0));
    source.finish().map_err(|e| e.to_string())?;
    Picture::jpeg(bytes).ok_or_else(|| "it holds no picture of a known kind".to_owned())
}

/// The largest preview inside a raw or HEIC file.
fn preview(reader: &mut dyn Readable, facts: &Facts) -> Result<Picture, String> {
    let mut source = Source::new(reader).map_err(|e| e.to_string())?;
    let mut places = previews(&mut source, facts.kind);
    places.sort_by_key(|(_, length)| std::cmp::Reverse(*length));
    let most = usize::try_from(MEMORY_LIMIT).unwrap_or(0);
    let found = places.into_iter().take(8).find_map(|(at, length)| {
        Picture::jpeg(source.some(at, usize::try_from(length).unwrap_or(usize::MAX).min(most)))
    });
    found.ok_or_else(|| "a file of this kind without a preview in it cannot be shown".to_owned())
}

impl Picture {
    fn jpeg(bytes: Vec<u8>) -> Option<Self> {
        let frame = bytes.starts_with(b"\xFF\xD8\xFF").then(|| jpeg::walk(&bytes).frame)??;
        frame.is_picture().then_some(Self::Jpeg(bytes, frame))
    }

    /// Columns and lines as stored.
    fn size(&self) -> (u32, u32) {
        match self {
            Self::Jpeg(_, frame) => (u32::from(frame.width), u32::from(frame.height)),
            Self::Other(_, size) => *size,
        }
    }

    /// The pixels as stored, `by` times smaller.
    fn decode(&self, reader: &mut dyn Readable, by: u32) -> Result<Pixels, String> {
        match self {
            Self::Jpeg(bytes, frame) => decode_jpeg(bytes, *frame, by),
            Self::Other(format, (width, height)) => {
                // The edge that the whole has is beyond the decoder's own limit: nothing is shrunk while decoding.
                let whole = from_image(reader, *format, MOST_EDGE)?;
                shrink(whole, (*width).max(*height).div_ceil(by))
            }
        }
    }
}

fn decode_jpeg(bytes: &[u8], frame: Frame, by: u32) -> Result<Pixels, String> {
    let seen = jpeg::walk(bytes);
    if (seen.split || frame.process == 0xC2) && coefficients(frame) > MOST_COEFFICIENTS {
        return Err("its progressive picture is too large".to_owned());
    }
    decode_scaled(bytes, ScalingFactor::new(1, by as usize), MOST_PIXELS as usize)
}

/// True for orientations that exchange columns and lines.
fn lies(orientation: u8) -> bool {
    (5..=8).contains(&orientation)
}

/// A decoded level, as stored, and how it stands upright.
struct Sheet {
    pixels: Pixels,
    orientation: u8,
    /// Columns and lines, upright.
    size: (u32, u32),
}

impl Sheet {
    /// The JPEG of one upright tile.
    fn tile(&self, x: u32, y: u32) -> Result<Vec<u8>> {
        let (left, top) = (x * TILE, y * TILE);
        let (width, height) = (TILE.min(self.size.0 - left) as usize, TILE.min(self.size.1 - top) as usize);
        let mut rgb = Vec::with_capacity(width * height * 3);
        for line in top as usize..top as usize + height {
            self.line(left as usize, line, width, &mut rgb);
        }
        let image =
            Image { pixels: rgb.as_slice(), width, pitch: width * 3, height, format: PixelFormat::RGB };
        encode(image).map_err(|e| no_picture(e.to_string()))
    }

    /// Copies part of an upright line. A picture may be a pixel smaller than its grid where shrinking rounded: its last
    /// line or column then stands for the one that lacks.
    fn line(&self, left: usize, y: usize, width: usize, rgb: &mut Vec<u8>) {
        let (w, h) = (self.pixels.width, self.pixels.height);
        if self.orientation <= 1 && left + width <= w && y < h {
            let from = (y * w + left) * 3;
            rgb.extend_from_slice(&self.pixels.rgb[from..from + width * 3]);
            return;
        }
        let (last_x, last_y) = (w - 1, h - 1);
        for x in left..left + width {
            let (from_x, from_y) = match self.orientation {
                2 => (last_x.saturating_sub(x), y),
                3 => (last_x.saturating_sub(x), last_y.saturating_sub(y)),
                4 => (x, last_y.saturating_sub(y)),
                5 => (y, x),
                6 => (y, last_y.saturating_sub(x)),
                7 => (last_x.saturating_sub(y), last_y.saturating_sub(x)),
                8 => (last_x.saturating_sub(y), x),
                _ => (x, y),
            };
            let from = (from_y.min(last_y) * w + from_x.min(last_x)) * 3;
            rgb.extend_from_slice(&self.pixels.rgb[from..from + 3]);
        }
    }
}

fn encode(image: Image<&[u8]>) -> turbojpeg::Result<Vec<u8>> {
    let mut encoder = Compressor::new()?;
    encoder.set_quality(QUALITY)?;
    encoder.set_subsamp(Subsamp::None)?;
    encoder.compress_to_vec(image)
}

#[cfg(test)]
mod tests;
