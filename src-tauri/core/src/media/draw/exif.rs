//! The EXIF segment of a drawn photo (CIPA DC-008, "EXIF 2.32"), written from nothing.
//!
//! Owns: laying out directories. Must never: be used on a file that came from elsewhere; metadata of evidence
//! is never written.

use super::Drawing;
use crate::time::Moment;

/// A directory while it is put together: tag, type, count, bytes of the value.
pub(in crate::media) type Entry = (u16, u16, u32, Vec<u8>);

/// What the camera says of itself.
const MAKE: &str = "Sigillum";
const MODEL: &str = "Drawn camera";
const LENS: &str = "Drawn 60mm f/2.8 Macro";

/// A whole APP1 segment, marker and length included.
pub(super) fn segment(drawing: &Drawing) -> Vec<u8> {
    let tiff = structure(drawing);
    let length = u16::try_from(tiff.len() + 8).unwrap_or(u16::MAX);
    [&[0xFF, 0xE1], &length.to_be_bytes()[..], b"Exif\0\0", &tiff].concat()
}

/// Header, main directory, EXIF directory and position directory, one behind the other.
fn structure(drawing: &Drawing) -> Vec<u8> {
    let time = camera_time(&drawing.taken);
    let exif = exif_entries(drawing, &time);
    let gps = gps_entries(drawing);
    // The main directory's size does not depend on where the others stand, so it is laid out twice.
    let main = |exif_at: usize, gps_at: usize| {
        let mut entries = vec![
            text(271, MAKE),
            text(272, MODEL),
            short(274, u16::from(drawing.orientation())),
            ratio(282, &[(72, 1)]),
            ratio(283, &[(72, 1)]),
            short(296, 2),
            text(305, MAKE),
            text(306, &time),
            short(531, 1),
            long(0x8769, exif_at),
        ];
        if !gps.is_empty() {
            entries.push(long(0x8825, gps_at));
        }
        directory(8, &entries)
    };
    let exif_at = 8 + main(0, 0).len();
    let exif = directory(exif_at, &exif);
    let gps_at = exif_at + exif.len();
    let position = if gps.is_empty() { Vec::new() } else { directory(gps_at, &gps) };
    [b"MM\0*\0\0\0\x08".to_vec(), main(exif_at, gps_at), exif, position].concat()
}

fn exif_entries(drawing: &Drawing, time: &str) -> Vec<Entry> {
    let zone = drawing.taken.zone();
    let exposure = 60 + drawing.index % 5 * 20;
    vec![
        ratio(0x829A, &[(1, exposure)]),
        ratio(0x829D, &[(28, 10)]),
        short(0x8827, 200),
        (0x9000, 7, 4, b"0232".to_vec()),
        text(0x9003, time),
        text(0x9004, time),
        text(0x9010, &zone),
        text(0x9011, &zone),
        text(0x9012, &zone),
        (0x9101, 7, 4, vec![1, 2, 3, 0]),
        ratio(0x920A, &[(60, 1)]),
        (0xA000, 7, 4, b"0100".to_vec()),
        short(0xA001, 1),
        long(0xA002, usize::from(drawing.width)),
        long(0xA003, usize::from(drawing.height)),
        text(0xA431, "DRAWN-0001"),
        text(0xA434, LENS),
    ]
}

fn gps_entries(drawing: &Drawing) -> Vec<Entry> {
    let Some(position) = drawing.position() else { return Vec::new() };
    let letter = |value: f64, positive: &'static str, negative| if value < 0.0 { negative } else { positive };
    let mut entries = vec![
        (0, 1, 4, vec![2, 3, 0, 0]),
        text(1, letter(position.latitude, "N", "S")),
        ratio(2, &sexagesimal(position.latitude)),
        text(3, letter(position.longitude, "E", "W")),
        ratio(4, &sexagesimal(position.longitude)),
    ];
    if let Some(metres) = position.altitude {
        entries.push((5, 1, 1, vec![u8::from(metres < 0.0)]));
        entries.push(ratio(6, &[((metres.abs() * 100.0).round() as u32, 100)]));
    }
    entries
}

/// Degrees, minutes and ten-thousandths of seconds.
fn sexagesimal(degrees: f64) -> [(u32, u32); 3] {
    let parts = (degrees.abs() * 36_000_000.0).round() as u64;
    let part = |value: u64| u32::try_from(value).unwrap_or(0);
    [(part(parts / 36_000_000), 1), (part(parts / 600_000 % 60), 1), (part(parts % 600_000), 10_000)]
}

/// Local time as EXIF writes it, `2025:11:13 09:41:07`.
fn camera_time(taken: &Moment) -> String {
    let local = Moment { millis: taken.millis + i64::from(taken.offset_minutes) * 60_000, offset_minutes: 0 };
    let at = local.at();
    format!("{} {}", at.get(..10).unwrap_or_default().replace('-', ":"), at.get(11..19).unwrap_or_default())
}

/// A value of type ASCII.
pub(in crate::media) fn text(tag: u16, value: &str) -> Entry {
    let bytes = [value.as_bytes(), b"\0"].concat();
    (tag, 2, u32::try_from(bytes.len()).unwrap_or(0), bytes)
}

/// A value of type SHORT.
pub(in crate::media) fn short(tag: u16, value: u16) -> Entry {
    (tag, 3, 1, value.to_be_bytes().to_vec())
}

/// A value of type LONG.
pub(in crate::media) fn long(tag: u16, value: usize) -> Entry {
    (tag, 4, 1, u32::try_from(value).unwrap_or(0).to_be_bytes().to_vec())
}

/// Values of type RATIONAL.
pub(in crate::media) fn ratio(tag: u16, values: &[(u32, u32)]) -> Entry {
    let bytes = values.iter().flat_map(|(over, under)| [over.to_be_bytes(), under.to_be_bytes()]).flatten();
    (tag, 5, u32::try_from(values.len()).unwrap_or(0), bytes.collect())
}

/// A directory that stands at `at`, its long values behind it. Entries are given in the order of their tags.
pub(in crate::media) fn directory(at: usize, entries: &[Entry]) -> Vec<u8> {
    let mut out = u16::try_from(entries.len()).unwrap_or(0).to_be_bytes().to_vec();
    let mut behind = Vec::new();
    let first = at + 2 + entries.len() * 12 + 4;
    for (tag, format, count, bytes) in entries {
        out.extend(tag.to_be_bytes());
        out.extend(format.to_be_bytes());
        out.extend(count.to_be_bytes());
        if bytes.len() <= 4 {
            out.extend(bytes);
            out.resize(out.len() + 4 - bytes.len(), 0);
        } else {
            out.extend(u32::try_from(first + behind.len()).unwrap_or(0).to_be_bytes());
            behind.extend(bytes);
            // Values begin at even offsets (TIFF 6.0, page 15).
            behind.resize(behind.len().next_multiple_of(2), 0);
        }
    }
    out.extend([0; 4]);
    out.extend(behind);
    out
}
