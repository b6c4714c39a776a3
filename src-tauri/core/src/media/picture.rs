//! Small upright pictures of originals, for a screen.
//!
//! Owns: decoding with limits, the embedded previews of raw kinds, shrinking, turning. Must never: be taken for
//! evidence (colours are not managed, damage is filled in), or let a hostile file take the program's memory.

use super::bmff;
use super::dc;
use super::inspect::MEMORY_LIMIT;
use super::jpeg::{self, Frame};
use super::kind::{Build, Kind};
use super::source::{Readable, Source, be32};
use super::tiff::Tiff;
use crate::error::{Code, Error, Result};
use fast_image_resize as fir;
use std::io::{BufReader, Cursor, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use turbojpeg::{Decompressor, Image, PixelFormat, ScalingFactor, Subsamp};

/// A small picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Thumbnail {
    /// A JPEG file, upright, without metadata.
    pub jpeg: Vec<u8>,
    /// Its columns.
    pub width: u32,
    /// Its lines.
    pub height: u32,
    /// The decoder found damage: some of the picture may be missing or wrong.
    pub damaged: bool,
}

/// Pixels, three bytes each: red, green, blue.
pub(super) struct Pixels {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) rgb: Vec<u8>,
    pub(super) damaged: bool,
}

/// The most pixels that are decoded of a JPEG after scaling (48 MB), of which one eighth is the smallest scale.
const MOST_PIXELS: usize = 16 << 20;
/// The most memory for the coefficients of a progressive JPEG, in bytes: 60 megapixels need 180 MB.
pub(super) const MOST_COEFFICIENTS: usize = 256 << 20;
/// The most scans of a progressive JPEG: cameras and programs write about ten.
const MOST_SCANS: u32 = 64;
/// The longest edge, and the most memory, for decoding PNG, TIFF and WebP.
pub(super) const MOST_EDGE: u32 = 32_768;
const MOST_MEMORY: u64 = 192 << 20;
/// The quality of the small JPEG, of 100.
const QUALITY: i32 = 82;

/// A small picture of an original in memory, its longest edge `edge` pixels or that of the original if that
/// is shorter. `orientation` is the EXIF value that the file claims, if any.
///
/// # Errors
/// [`Code::NoPicture`] when the file holds none that this version can show, or one beyond its limits.
pub fn thumbnail(bytes: &[u8], kind: Kind, orientation: Option<u8>, edge: u32) -> Result<Thumbnail> {
    match kind.build {
        Build::Jpeg => {
            guarded(|| from_jpeg(bytes, edge)).and_then(|pixels| finish(pixels, orientation, edge))
        }
        _ => thumbnail_of(&mut Cursor::new(bytes), kind, orientation, edge),
    }
}

/// The same for an original on disk, of any size.
///
/// # Errors
/// The same, and when it cannot be read.
pub fn thumbnail_of(
    reader: &mut dyn Readable,
    kind: Kind,
    orientation: Option<u8>,
    edge: u32,
) -> Result<Thumbnail> {
    let pixels = match kind.build {
        Build::Jpeg => guarded(|| from_jpeg_file(reader, edge)),
        Build::Png => guarded(|| from_image(reader, image::ImageFormat::Png, edge)),
        Build::Webp => guarded(|| from_image(reader, image::ImageFormat::WebP, edge)),
        Build::Tiff => guarded(|| from_image(reader, image::ImageFormat::Tiff, edge))
            .or_else(|error| guarded(|| from_preview(reader, kind, edge)).map_err(|_| error)),
        _ => guarded(|| from_preview(reader, kind, edge)),
    };
    finish(pixels?, orientation, edge)
}

/// Runs a decoder. These are other people's parsers on hostile bytes: should one panic, the photo has no
/// picture and the intake of the other photos goes on.
pub(super) fn guarded<T>(decode: impl FnOnce() -> Result<T, String>) -> Result<T> {
    let outcome = catch_unwind(AssertUnwindSafe(decode));
    outcome.unwrap_or_else(|_| Err("its decoder gave up".to_owned())).map_err(no_picture)
}

pub(super) fn no_picture(what: String) -> Error {
    Error::new(Code::NoPicture, "making a small picture", what).safe("The original is kept as it is")
}

/// Shrinks, turns and writes a picture.
fn finish(pixels: Pixels, orientation: Option<u8>, edge: u32) -> Result<Thumbnail> {
    let damaged = pixels.damaged;
    let small = shrink(pixels, edge).map_err(no_picture)?;
    let upright = turn(small, orientation.unwrap_or(1));
    let image = Image {
        pixels: upright.rgb.as_slice(),
        width: upright.width,
        pitch: upright.width * 3,
        height: upright.height,
        format: PixelFormat::RGB,
    };
    let jpeg = turbojpeg::compress(image, QUALITY, Subsamp::Sub2x2).map_err(|e| no_picture(e.to_string()))?;
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Ok(Thumbnail {
        jpeg: jpeg.to_vec(),
        width: number(upright.width),
        height: number(upright.height),
        damaged,
    })
}

/// Decodes a JPEG at the smallest scale that is still as large as `edge`.
pub(super) fn from_jpeg(bytes: &[u8], edge: u32) -> Result<Pixels, String> {
    let seen = jpeg::walk(bytes);
    let frame = seen.frame.filter(|frame| frame.is_picture()).ok_or("it holds no picture of a known kind")?;
    if (seen.split || frame.process == 0xC2) && coefficients(frame) > MOST_COEFFICIENTS {
        return Err("its progressive picture is too large".to_owned());
    }
    let factor = scale(frame, edge);
    if factor == ScalingFactor::ONE_EIGHTH
        && let Some(dc::Eighth { width, height, rgb }) = dc::eighth(bytes, MOST_PIXELS)
    {
        return Ok(Pixels { width, height, rgb, damaged: false });
    }
    decode_scaled(bytes, factor, MOST_PIXELS)
}

/// All of a JPEG at this scale, at most so many pixels. What its coefficients take was looked at by the caller.
pub(super) fn decode_scaled(
    bytes: &[u8],
    factor: ScalingFactor,
    most_pixels: usize,
) -> Result<Pixels, String> {
    let mut decoder = Decompressor::new().map_err(|e| e.to_string())?;
    decoder.set_scan_limit(MOST_SCANS).map_err(|e| e.to_string())?;
    let header = decoder.read_header(bytes).map_err(|e| e.to_string())?;
    decoder.set_scaling_factor(factor).map_err(|e| e.to_string())?;
    let (width, height) = (factor.scale(header.width), factor.scale(header.height));
    // The decoder's own reading of the header counts, not ours.
    if width == 0 || height == 0 || width.saturating_mul(height) > most_pixels {
        return Err("its picture is too large".to_owned());
    }
    let inks = matches!(header.colorspace, turbojpeg::Colorspace::CMYK | turbojpeg::Colorspace::YCCK);
    let format = if inks { PixelFormat::CMYK } else { PixelFormat::RGB };
    let pitch = width * format.size();
    let mut rgb = vec![UNTOUCHED; pitch * height];
    let image = Image { pixels: rgb.as_mut_slice(), width, pitch, height, format };
    // The library reports a warning like an error, but then it has decoded what could be.
    let outcome = decoder.decompress(bytes, image);
    if let Err(error) = &outcome
        && rgb.iter().all(|byte| *byte == UNTOUCHED)
    {
        return Err(error.to_string());
    }
    let rgb = if inks { without_inks(&rgb) } else { rgb };
    Ok(Pixels { width, height, rgb, damaged: outcome.is_err() })
}

/// The same for a file, unless it is too large for memory.
fn from_jpeg_file(reader: &mut dyn Readable, edge: u32) -> Result<Pixels, String> {
    let mut source = Source::new(reader).map_err(|e| e.to_string())?;
    if source.len() > MEMORY_LIMIT {
        return Err("it is too large to be shown".to_owned());
    }
    let bytes = source.some(0, usize::try_from(MEMORY_LIMIT).unwrap_or(0));
    source.finish().map_err(|e| e.to_string())?;
    from_jpeg(&bytes, edge)
}

/// What the buffer holds where nothing was decoded: a middle grey.
const UNTOUCHED: u8 = 0x80;

/// The largest reduction that keeps the longest edge.
fn scale(frame: Frame, edge: u32) -> ScalingFactor {
    let longest = usize::from(frame.width.max(frame.height));
    let factors = [ScalingFactor::ONE_EIGHTH, ScalingFactor::ONE_QUARTER, ScalingFactor::ONE_HALF];
    let fits = |factor: &ScalingFactor| factor.scale(longest) >= edge as usize;
    factors.into_iter().find(fits).unwrap_or(ScalingFactor::ONE)
}

/// An upper bound of the memory that a decoder needs which must keep all coefficients, in bytes.
pub(super) fn coefficients(frame: Frame) -> usize {
    usize::from(frame.width) * usize::from(frame.height) * usize::from(frame.components) * 2
}

/// Four inks, inverted as all programs write them since Adobe's first, as red, green and blue.
fn without_inks(inks: &[u8]) -> Vec<u8> {
    let mix = |ink: u8, black: u8| u8::try_from(u16::from(ink) * u16::from(black) / 255).unwrap_or(u8::MAX);
    inks.chunks_exact(4).flat_map(|p| [mix(p[0], p[3]), mix(p[1], p[3]), mix(p[2], p[3])]).collect()
}

/// Decodes the other kinds with the `image` crate, within limits, and shrinks at once to free the memory.
pub(super) fn from_image(
    reader: &mut dyn Readable,
    format: image::ImageFormat,
    edge: u32,
) -> Result<Pixels, String> {
    reader.seek(SeekFrom::Start(0)).map_err(|e| e.to_string())?;
    let mut limits = image::Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MOST_EDGE), Some(MOST_EDGE));
    limits.max_alloc = Some(MOST_MEMORY);
    let mut decoder = image::ImageReader::with_format(BufReader::new(reader), format);
    decoder.limits(limits);
    let mut decoded = decoder.decode().map_err(|e| e.to_string())?;
    if decoded.width().max(decoded.height()) > edge {
        decoded = decoded.thumbnail(edge, edge);
    }
    let rgba = decoded.into_rgba8();
    let (width, height) = (rgba.width() as usize, rgba.height() as usize);
    Ok(Pixels { width, height, rgb: on_white(&rgba), damaged: false })
}

/// Lays a picture with transparent parts on white.
fn on_white(rgba: &[u8]) -> Vec<u8> {
    let blend = |colour: u8, alpha: u8| {
        let (colour, alpha) = (u16::from(colour), u16::from(alpha));
        u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    rgba.chunks_exact(4).flat_map(|p| [blend(p[0], p[3]), blend(p[1], p[3]), blend(p[2], p[3])]).collect()
}

/// Decodes the largest JPEG inside a raw or HEIC file.
fn from_preview(reader: &mut dyn Readable, kind: Kind, edge: u32) -> Result<Pixels, String> {
    let mut source = Source::new(reader).map_err(|e| e.to_string())?;
    let mut places = previews(&mut source, kind);
    places.sort_by_key(|(_, length)| std::cmp::Reverse(*length));
    for (at, length) in places.into_iter().take(8) {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let bytes = source.some(at, length.min(usize::try_from(MEMORY_LIMIT).unwrap_or(0)));
        let is_picture =
            bytes.starts_with(b"\xFF\xD8\xFF") && jpeg::walk(&bytes).frame.is_some_and(Frame::is_picture);
        if let Some(pixels) = is_picture.then(|| from_jpeg(&bytes, edge).ok()).flatten() {
            return Ok(pixels);
        }
    }
    Err(format!("a file of this kind ({}) without a preview in it cannot be shown", kind.media_type))
}

/// Where JPEG previews may lie in a file, and their lengths.
pub(super) fn previews(source: &mut Source<'_>, kind: Kind) -> Vec<(u64, u64)> {
    match kind.build {
        Build::Raw | Build::Tiff => tiff_previews(source, 0),
        Build::Raf => raf_preview(source).into_iter().collect(),
        Build::Cr3 => bmff::cr3(source).jpeg.into_iter().collect(),
        Build::Heif => {
            let heif = bmff::heif(source).unwrap_or_default();
            let small = heif.exif.map(|base| tiff_previews(source, base)).unwrap_or_default();
            heif.jpeg.into_iter().chain(small).collect()
        }
        _ => Vec::new(),
    }
}

/// The JPEGs that TIFF directories name: the old kind (513, 514), a picture in one strip (273, 279), and
/// Panasonic's own (46).
fn tiff_previews(source: &mut Source<'_>, base: u64) -> Vec<(u64, u64)> {
    let mut places = Vec::new();
    let Some(mut tiff) = Tiff::open(source, base) else { return places };
    for picture in tiff.pictures() {
        for (place, length) in [(513, 514), (273, 279)] {
            let (place, length) = (tiff.list(&picture, place), tiff.list(&picture, length));
            if let ([place], [length]) = (place.as_slice(), length.as_slice()) {
                places.push((tiff.position(*place), u64::from(*length)));
            }
        }
        places.extend(picture.get(46).and_then(|entry| tiff.span(entry)));
    }
    places
}

/// Where the JPEG of a Fujifilm raw lies, and its length.
pub(super) fn raf_preview(source: &mut Source<'_>) -> Option<(u64, u64)> {
    let place = source.exactly(84, 8)?;
    Some((u64::from(be32(&place, 0)?), u64::from(be32(&place, 4)?)))
}

/// Shrinks a picture so that its longest edge is `edge`; a smaller one stays.
pub(super) fn shrink(pixels: Pixels, edge: u32) -> Result<Pixels, String> {
    let longest = pixels.width.max(pixels.height);
    let edge = edge.max(1) as usize;
    if longest <= edge {
        return Ok(pixels);
    }
    let shrunk = |size: usize| u32::try_from(((size * edge + longest / 2) / longest).max(1)).unwrap_or(1);
    let number = |size: usize| u32::try_from(size).map_err(|e| e.to_string());
    let (width, height) = (shrunk(pixels.width), shrunk(pixels.height));
    let kind = fir::PixelType::U8x3;
    let from =
        fir::images::Image::from_vec_u8(number(pixels.width)?, number(pixels.height)?, pixels.rgb, kind)
            .map_err(|e| e.to_string())?;
    let mut to = fir::images::Image::new(width, height, kind);
    fir::Resizer::new().resize(&from, &mut to, None).map_err(|e| e.to_string())?;
    let (width, height) = (width as usize, height as usize);
    Ok(Pixels { width, height, rgb: to.into_vec(), damaged: pixels.damaged })
}

/// Turns and mirrors as an EXIF orientation asks (EXIF 2.32, tag 274); anything but 2 to 8 changes nothing.
fn turn(pixels: Pixels, orientation: u8) -> Pixels {
    if !(2..=8).contains(&orientation) {
        return pixels;
    }
    let (w, h) = (pixels.width, pixels.height);
    let (width, height) = if orientation >= 5 { (h, w) } else { (w, h) };
    let mut rgb = Vec::with_capacity(pixels.rgb.len());
    for y in 0..height {
        for x in 0..width {
            let (from_x, from_y) = match orientation {
                2 => (w - 1 - x, y),
                3 => (w - 1 - x, h - 1 - y),
                4 => (x, h - 1 - y),
                5 => (y, x),
                6 => (y, h - 1 - x),
                7 => (w - 1 - y, h - 1 - x),
                _ => (w - 1 - y, x),
            };
            let at = (from_y * w + from_x) * 3;
            rgb.extend_from_slice(&pixels.rgb[at..at + 3]);
        }
    }
    Pixels { width, height, rgb, damaged: pixels.damaged }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::draw::exif::{directory, long, short, text};
    use crate::media::kind_of;

    #[test]
    fn each_of_the_eight_orientations_is_undone() {
        // Upright: a b over c d over e f, stored as each orientation stores it (EXIF 2.32, tag 274).
        let stored: [(&str, usize); 8] = [
            ("abcdef", 2),
            ("badcfe", 2),
            ("fedcba", 2),
            ("efcdab", 2),
            ("acebdf", 3),
            ("bdface", 3),
            ("fdbeca", 3),
            ("ecafdb", 3),
        ];
        for (orientation, (letters, width)) in (1..).zip(stored) {
            let rgb = letters.bytes().flat_map(|letter| [letter; 3]).collect();
            let pixels = Pixels { width, height: 6 / width, rgb, damaged: false };
            let upright = turn(pixels, orientation);
            assert_eq!((upright.width, upright.height), (2, 3), "{orientation}");
            let letters: Vec<u8> = upright.rgb.chunks(3).map(|pixel| pixel[0]).collect();
            assert_eq!(String::from_utf8(letters).unwrap(), "abcdef", "{orientation}");
        }
    }

    #[test]
    fn a_png_that_claims_a_monstrous_size_takes_no_memory_and_gives_no_picture() {
        let mut png = Cursor::new(Vec::new());
        image::RgbImage::new(5, 3).write_to(&mut png, image::ImageFormat::Png).unwrap();
        let mut png = png.into_inner();
        let small = thumbnail(&png, kind_of(&png), None, 512).unwrap();
        assert_eq!((small.width, small.height), (5, 3));
        png[16..24].copy_from_slice(&[0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF]);
        let crc = crc32fast::hash(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(thumbnail(&png, kind_of(&png), None, 512).err().map(|e| e.code), Some(Code::NoPicture));
    }

    #[test]
    fn the_largest_preview_inside_a_raw_is_shown_upright() {
        let preview = |width: usize, height: usize| {
            let pixels = vec![200; width * height * 3];
            let image =
                Image { pixels: &pixels[..], width, pitch: width * 3, height, format: PixelFormat::RGB };
            turbojpeg::compress(image, 80, Subsamp::None).unwrap().to_vec()
        };
        let (small, large) = (preview(16, 8), preview(64, 32));
        let raw = |large_at: usize, small_at: usize| {
            let sub_at = 8 + 2 + 5 * 12 + 4 + 6;
            let main = directory(
                8,
                &[
                    text(271, "NIKON"),
                    short(274, 6),
                    long(330, sub_at),
                    long(513, small_at),
                    long(514, small.len()),
                ],
            );
            let sub = directory(sub_at, &[long(513, large_at), long(514, large.len())]);
            [b"MM\0*\0\0\0\x08".to_vec(), main, sub].concat()
        };
        let large_at = raw(0, 0).len();
        let file = [raw(large_at, large_at + large.len()), large.clone(), small.clone()].concat();
        let kind = kind_of(&file);
        assert_eq!(kind.ext, "nef");
        let shown = thumbnail(&file, kind, Some(6), 512).unwrap();
        assert_eq!((shown.width, shown.height), (32, 64));

        let mut raf = b"FUJIFILMCCD-RAW ".to_vec();
        raf.resize(84, 0);
        raf.extend(100u32.to_be_bytes());
        raf.extend((large.len() as u32).to_be_bytes());
        raf.resize(100, 0);
        raf.extend(&large);
        let shown = thumbnail(&raf, kind_of(&raf), None, 512).unwrap();
        assert_eq!((shown.width, shown.height), (64, 32));
        raf.truncate(110);
        assert_eq!(thumbnail(&raf, kind_of(&raf), None, 512).err().map(|e| e.code), Some(Code::NoPicture));
    }
}
