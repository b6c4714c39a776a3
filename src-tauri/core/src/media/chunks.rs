//! The chunks of PNG (ISO/IEC 15948) and of RIFF files (WebP, WAVE, AVI), and the headers of GIF and BMP.
//!
//! Owns: the size of the picture, where EXIF lies, whether the end is there. Must never: inflate or decode.

use super::source::{Source, be32};

/// What the walk found.
#[derive(Default, Debug)]
pub(super) struct Found {
    /// Columns and lines, as stored.
    pub(super) size: Option<(u32, u32)>,
    /// Where the TIFF structure of the EXIF chunk begins.
    pub(super) exif: Option<u64>,
    /// The file ends before its last chunk does.
    pub(super) cut: bool,
}

/// Walks the chunks of a PNG until its end chunk.
pub(super) fn png(source: &mut Source<'_>) -> Found {
    let mut found = Found { cut: true, ..Found::default() };
    let mut at = 8u64;
    while let Some(head) = source.array::<8>(at) {
        let length = u64::from(be32(&head, 0).unwrap_or(0));
        let body = at + 8;
        match &head[4..] {
            b"IHDR" => found.size = source.array::<8>(body).and_then(|b| be32(&b, 0).zip(be32(&b, 4))),
            b"eXIf" => found.exif = found.exif.or(Some(body)),
            b"IEND" => {
                found.cut = body + length + 4 > source.len();
                break;
            }
            _ => {}
        }
        at = body + length + 4;
    }
    found
}

/// Walks the chunks of a WebP file, or only looks at the length of another RIFF file.
pub(super) fn riff(source: &mut Source<'_>, is_webp: bool) -> Found {
    let mut found = Found::default();
    let Some(head) = source.array::<8>(0) else { return found };
    let claimed = u64::from(le32(&head[4..]));
    // A recorder that was switched off, or that writes while it goes, leaves 0 or the largest number.
    found.cut = claimed != 0 && claimed != u64::from(u32::MAX) && claimed + 8 > source.len();
    let mut at = 12u64;
    while let Some(head) = is_webp.then(|| source.array::<8>(at)).flatten() {
        let length = u64::from(le32(&head[4..]));
        let body = at + 8;
        match &head[..4] {
            b"VP8X" | b"VP8L" | b"VP8 " if found.size.is_none() => {
                found.size = source.array::<10>(body).and_then(|body| webp_size(&head[..4], &body));
            }
            b"EXIF" if found.exif.is_none() => {
                let prefixed = source.array::<6>(body).is_some_and(|start| &start == b"Exif\0\0");
                found.exif = Some(if prefixed { body + 6 } else { body });
            }
            _ => {}
        }
        at = body + length + (length & 1);
    }
    found
}

/// Columns and lines from the first ten bytes of a WebP picture chunk (RFC 9649, sections 2.7, 3.4; RFC 6386, 9.1).
fn webp_size(kind: &[u8], body: &[u8; 10]) -> Option<(u32, u32)> {
    let three =
        |at: usize| u32::from(body[at]) | u32::from(body[at + 1]) << 8 | u32::from(body[at + 2]) << 16;
    match kind {
        b"VP8X" => Some((three(4) + 1, three(7) + 1)),
        b"VP8L" if body[0] == 0x2F => {
            let bits = le32(&body[1..]);
            Some(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1))
        }
        b"VP8 " if body[3..6] == [0x9D, 0x01, 0x2A] => Some((three(6) & 0x3FFF, (three(7) >> 8) & 0x3FFF)),
        _ => None,
    }
}

/// Columns and lines of a GIF.
pub(super) fn gif_size(source: &mut Source<'_>) -> Option<(u32, u32)> {
    let head = source.array::<10>(0)?;
    let two = |at: usize| u32::from(head[at]) | u32::from(head[at + 1]) << 8;
    Some((two(6), two(8)))
}

/// Columns and lines of a Windows bitmap; a negative height means that the top line comes first.
pub(super) fn bmp_size(source: &mut Source<'_>) -> Option<(u32, u32)> {
    let head = source.array::<26>(0)?;
    let (width, height) = (le32(&head[18..]).cast_signed(), le32(&head[22..]).cast_signed());
    Some((width.unsigned_abs(), height.unsigned_abs()))
}

fn le32(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn walk(bytes: &[u8], how: impl Fn(&mut Source<'_>) -> Found) -> Found {
        how(&mut Source::new(&mut Cursor::new(bytes.to_vec())).unwrap())
    }

    #[test]
    fn a_png_or_webp_says_its_size_and_whether_it_was_cut_short() {
        let mut png_bytes = Cursor::new(Vec::new());
        image::RgbImage::new(5, 3).write_to(&mut png_bytes, image::ImageFormat::Png).unwrap();
        let png_bytes = png_bytes.into_inner();
        let found = walk(&png_bytes, png);
        assert_eq!((found.size, found.cut), (Some((5, 3)), false));
        assert!(walk(&png_bytes[..png_bytes.len() - 1], png).cut);

        let mut webp = Cursor::new(Vec::new());
        image::RgbImage::new(5, 3).write_to(&mut webp, image::ImageFormat::WebP).unwrap();
        let webp = webp.into_inner();
        let found = walk(&webp, |source| riff(source, true));
        assert_eq!((found.size, found.cut), (Some((5, 3)), false));
        assert!(walk(&webp[..webp.len() - 2], |source| riff(source, true)).cut);
        let lossy = b"RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x05\0\x03\0";
        assert_eq!(walk(lossy, |source| riff(source, true)).size, Some((5, 3)));
    }
}
