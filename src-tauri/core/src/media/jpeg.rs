//! The markers of a JPEG file (ITU-T T.81 annex B).
//!
//! Owns: where its segments and scans lie, and whether its end is there. Must never: decode a pixel.

use super::source::be16;

/// What the markers say.
#[derive(Default)]
pub(super) struct Jpeg<'a> {
    /// The frame's header, the first one that stands before a scan.
    pub(super) frame: Option<Frame>,
    /// The TIFF structure of the first APP1 segment that is EXIF.
    pub(super) exif: Option<&'a [u8]>,
    /// At least one scan and the end marker are there.
    pub(super) whole: bool,
    /// A scan holds fewer components than the frame: a decoder must keep all coefficients until the end.
    pub(super) split: bool,
}

/// A frame's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// Columns, as stored.
    pub(super) width: u16,
    /// Lines, as stored; 0 when they are given only at the end.
    pub(super) height: u16,
    /// Colour components.
    pub(super) components: u8,
    /// The marker: 0xC0 baseline, 0xC2 progressive, 0xC3 lossless and so on.
    pub(super) process: u8,
}

impl Frame {
    /// What the cameras and programs of the last thirty years show: baseline, extended or progressive with
    /// Huffman codes. The lossless kinds are a raw file's sensor data.
    pub(super) fn is_picture(self) -> bool {
        matches!(self.process, 0xC0..=0xC2) && self.width > 0
    }
}

/// Walks a whole file, or the beginning of one (then `whole` says nothing).
pub(super) fn walk(bytes: &[u8]) -> Jpeg<'_> {
    let mut jpeg = Jpeg::default();
    let mut scans = false;
    let mut at = 2;
    while let Some((marker, body)) = next_marker(bytes, at) {
        at = body;
        if marker == 0xD9 {
            jpeg.whole = scans;
            break;
        }
        if matches!(marker, 0x01 | 0xD0..=0xD8) {
            continue;
        }
        let Some(segment) = segment(bytes, body) else { break };
        at = body + 2 + segment.len();
        match marker {
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) && jpeg.frame.is_none() => {
                jpeg.frame = frame(marker, segment);
            }
            0xDA => {
                scans = true;
                let in_scan = segment.first().copied().unwrap_or(0);
                jpeg.split |= jpeg.frame.is_some_and(|frame| in_scan < frame.components);
            }
            0xE1 if jpeg.exif.is_none() && segment.starts_with(b"Exif\0") => jpeg.exif = segment.get(6..),
            _ => {}
        }
    }
    jpeg
}

/// The next marker from `at` on, past filling, stuffing, restarts and anything else between: its code, and
/// the position after it.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        match *bytes.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            code => return Some((code, at + 2)),
        }
    }
}

/// The contents of the segment whose length field stands at `at`.
fn segment(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let length = usize::from(be16(bytes, at)?);
    bytes.get(at + 2..at + length.max(2))
}

fn frame(process: u8, segment: &[u8]) -> Option<Frame> {
    let (height, width) = (be16(segment, 1)?, be16(segment, 3)?);
    Some(Frame { width, height, components: *segment.get(5)?, process })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &[u8] = &[
        0xFF, 0xD8, 0xFF, 0xE1, 0, 12, b'E', b'x', b'i', b'f', 0, 0, b'M', b'M', 0, 42, 0xFF, 0xC0, 0, 11, 8,
        0, 2, 0, 3, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 0xFF, 0, 0xFF, 0xD0, 9, 0xFF,
        0xD9, 1, 2, 3,
    ];

    #[test]
    fn a_file_is_whole_only_when_the_end_marker_follows_a_scan_and_what_comes_after_it_is_no_concern() {
        let jpeg = walk(SMALL);
        assert_eq!(jpeg.frame, Some(Frame { width: 3, height: 2, components: 1, process: 0xC0 }));
        assert_eq!(jpeg.exif, Some(&b"MM\0*"[..]));
        assert!(jpeg.whole && !jpeg.split);
        for cut in 0..SMALL.len() - 3 {
            assert!(!walk(&SMALL[..cut]).whole, "cut at {cut}");
        }
        assert!(!walk(b"\xFF\xD8\xFF\xD9").whole);
    }
}
