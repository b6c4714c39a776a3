//! The boxes of the ISO base media file format (ISO/IEC 14496-12), which HEIF, AVIF, CR3 and films build on.
//!
//! Owns: walking boxes, the items of a HEIF file (ISO/IEC 23008-12), the parts of a Canon CR3. Must never: read
//! media data, or believe a size that leads outside its parent.

use super::source::{Source, be16, be32, be64};

/// The most boxes that are looked at on one level.
const BOXES: usize = 4096;
/// The most items of a picture file, and extents of an item, that are looked at.
const ITEMS: usize = 4096;

/// A box: its four letters and where its contents lie in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    kind: [u8; 4],
    /// Where the contents begin.
    pub(super) start: u64,
    /// Where they end.
    pub(super) end: u64,
}

/// The boxes between two positions, and whether the last one is longer than its parent.
pub(super) fn parts(source: &mut Source<'_>, mut at: u64, end: u64) -> (Vec<Part>, bool) {
    let mut found = Vec::new();
    while at + 8 <= end && found.len() < BOXES {
        let Some(head) = source.exactly(at, 8) else { return (found, true) };
        let (mut size, mut header) = (u64::from(be32(&head, 0).unwrap_or(0)), 8);
        if size == 1 {
            size = source.exactly(at + 8, 8).and_then(|long| be64(&long, 0)).unwrap_or(0);
            header = 16;
        } else if size == 0 {
            size = end - at;
        }
        let Some(next) = at.checked_add(size).filter(|next| size >= header && *next <= end) else {
            return (found, true);
        };
        found.push(Part { kind: [head[4], head[5], head[6], head[7]], start: at + header, end: next });
        at = next;
    }
    (found, false)
}

/// The first box of a kind between two positions.
fn part(source: &mut Source<'_>, within: (u64, u64), kind: &[u8; 4]) -> Option<Part> {
    parts(source, within.0, within.1).0.into_iter().find(|part| &part.kind == kind)
}

/// The same inside another box, behind `skip` bytes.
fn child(source: &mut Source<'_>, parent: Part, skip: u64, kind: &[u8; 4]) -> Option<Part> {
    part(source, (parent.start + skip, parent.end), kind)
}

/// A small box's contents, at most 256 KiB.
fn contents(source: &mut Source<'_>, part: Part) -> Vec<u8> {
    source.some(part.start, usize::try_from(part.end - part.start).unwrap_or(usize::MAX).min(256 << 10))
}

/// Whether the boxes of the file fill it: a film or picture that was cut short has a box that does not end.
pub(super) fn is_whole(source: &mut Source<'_>) -> bool {
    let len = source.len();
    !parts(source, 0, len).1
}

/// What a HEIF or AVIF file says about its main picture.
#[derive(Default, Debug)]
pub(super) struct Heif {
    /// Columns and lines as shown: turned as the file's `irot` says.
    pub(super) size: Option<(u32, u32)>,
    /// Where the TIFF structure of the EXIF item begins.
    pub(super) exif: Option<u64>,
    /// Where a JPEG item lies, and its length.
    pub(super) jpeg: Option<(u64, u64)>,
}

/// Reads the `meta` box of a picture; `None` where there is none.
pub(super) fn heif(source: &mut Source<'_>) -> Option<Heif> {
    let len = source.len();
    let meta = part(source, (0, len), b"meta")?;
    let mut heif = Heif { size: main_size(source, meta), ..Heif::default() };
    let kinds = child(source, meta, 4, b"iinf").map(|part| item_kinds(source, part)).unwrap_or_default();
    let places = child(source, meta, 4, b"iloc").map(|part| contents(source, part));
    let places = places.and_then(|bytes| item_places(&bytes)).unwrap_or_default();
    let inner = child(source, meta, 4, b"idat").map(|part| part.start);
    let place = |kind: &[u8; 4]| {
        let (id, _) = kinds.iter().find(|(_, k)| k == kind)?;
        let place = places.iter().find(|place| place.item == *id)?;
        let base = if place.inside { inner? } else { 0 };
        Some((base.checked_add(place.at)?, place.len))
    };
    heif.jpeg = place(b"jpeg");
    if let Some((at, _)) = place(b"Exif") {
        // The item begins with the number of bytes that stand before the TIFF structure.
        let skip = source.exactly(at, 4).and_then(|bytes| be32(&bytes, 0));
        heif.exif = skip.and_then(|skip| at.checked_add(4 + u64::from(skip)));
    }
    Some(heif)
}

/// The size of the main item from its properties: `ispe`, turned by `irot`.
fn main_size(source: &mut Source<'_>, meta: Part) -> Option<(u32, u32)> {
    let main = child(source, meta, 4, b"pitm").map(|part| contents(source, part))?;
    let main = if main.first()? == &0 { u32::from(be16(&main, 4)?) } else { be32(&main, 4)? };
    let properties = child(source, meta, 4, b"iprp")?;
    let held = child(source, properties, 0, b"ipco")?;
    let (held, _) = parts(source, held.start, held.end);
    let links = child(source, properties, 0, b"ipma").map(|part| contents(source, part))?;
    let (mut size, mut turned) = (None, false);
    for index in linked(&links, main)? {
        let Some(property) = index.checked_sub(1).and_then(|i| held.get(i)) else { continue };
        let body = source.some(property.start, 12);
        match &property.kind {
            b"ispe" => size = be32(&body, 4).zip(be32(&body, 8)),
            b"irot" => turned = body.first().is_some_and(|angle| angle & 1 == 1),
            _ => {}
        }
    }
    size.map(|(width, height)| if turned { (height, width) } else { (width, height) })
}

/// The numbers of the properties that `ipma` links to an item.
fn linked(bytes: &[u8], item: u32) -> Option<Vec<usize>> {
    let (version, wide) = (*bytes.first()?, bytes.get(3)? & 1 == 1);
    let count = be32(bytes, 4)?;
    let mut at = 8;
    for _ in 0..count {
        let id = if version == 0 { u32::from(be16(bytes, at)?) } else { be32(bytes, at)? };
        at += if version == 0 { 2 } else { 4 };
        let links = usize::from(*bytes.get(at)?);
        at += 1;
        let width = if wide { 2 } else { 1 };
        let raw = bytes.get(at..at + links * width)?;
        at += links * width;
        if id == item {
            let number = |link: &[u8]| match link {
                [one] => usize::from(one & 0x7F),
                [high, low] => usize::from(high & 0x7F) << 8 | usize::from(*low),
                _ => 0,
            };
            return Some(raw.chunks_exact(width).map(number).collect());
        }
    }
    None
}

/// The items of `iinf`: number and kind.
fn item_kinds(source: &mut Source<'_>, list: Part) -> Vec<(u32, [u8; 4])> {
    let version = source.some(list.start, 1).first().copied().unwrap_or(0);
    let skip = if version == 0 { 6 } else { 8 };
    let (entries, _) = parts(source, list.start + skip, list.end);
    let read = |entry: &Part| {
        let body = source.some(entry.start, 16);
        let (id, at) = match body.first()? {
            2 => (u32::from(be16(&body, 4)?), 8),
            3 => (be32(&body, 4)?, 10),
            _ => return None,
        };
        Some((id, body.get(at..at + 4)?.try_into().ok()?))
    };
    entries.iter().take(ITEMS).filter_map(read).collect()
}

/// Where an item lies.
struct Place {
    item: u32,
    /// It lies in the `idat` box, else in the file.
    inside: bool,
    at: u64,
    len: u64,
}

/// The items of `iloc` that lie in one piece.
fn item_places(bytes: &[u8]) -> Option<Vec<Place>> {
    let version = *bytes.first()?;
    let widths = be16(bytes, 4)?;
    let width = |shift: u16| usize::from(widths >> shift & 15);
    let (offset, length, base) = (width(12), width(8), width(4));
    let index = if version == 0 { 0 } else { width(0) };
    let mut at = 6;
    let id_width = if version < 2 { 2 } else { 4 };
    let mut take = |width: usize| -> Option<u64> {
        let bytes = bytes.get(at..at + width)?;
        at += width;
        Some(bytes.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    let count = take(id_width)?;
    let mut places = Vec::new();
    for _ in 0..count.min(ITEMS as u64) {
        let item = u32::try_from(take(id_width)?).ok()?;
        let method = if version == 0 { 0 } else { take(2)? & 15 };
        take(2)?;
        let start = take(base)?;
        // Without this, fields of no width would let a small file ask for millions of rounds.
        let extents = take(2).filter(|extents| *extents <= 1024)?;
        let mut first = None;
        for _ in 0..extents {
            take(index)?;
            first = first.or(Some((take(offset)?, take(length)?)));
        }
        if let (Some((more, len)), 1, 0 | 1) = (first, extents, method) {
            places.push(Place { item, inside: method == 1, at: start.checked_add(more)?, len });
        }
    }
    Some(places)
}

/// The parts of a Canon CR3: TIFF structures with the main, EXIF and position directories, and the preview.
#[derive(Default, Debug)]
pub(super) struct Cr3 {
    /// `CMT1`, `CMT2` and `CMT4`: where each structure begins.
    pub(super) structures: [Option<u64>; 3],
    /// The preview's JPEG and its length.
    pub(super) jpeg: Option<(u64, u64)>,
}

/// The box of Canon's metadata inside `moov`.
const CANON: [u8; 16] = *b"\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48";
/// The box of the preview.
const PREVIEW: [u8; 16] = *b"\xea\xf4\x2b\x5e\x1c\x98\x4b\x88\xb9\xfb\xb7\xdc\x40\x6e\x4d\x16";

/// Finds the parts of a CR3.
pub(super) fn cr3(source: &mut Source<'_>) -> Cr3 {
    let mut cr3 = Cr3::default();
    let len = source.len();
    let moov = part(source, (0, len), b"moov");
    if let Some(canon) = moov.and_then(|moov| uuid(source, (moov.start, moov.end), &CANON)) {
        for (slot, kind) in cr3.structures.iter_mut().zip([b"CMT1", b"CMT2", b"CMT4"]) {
            *slot = child(source, canon, 16, kind).map(|part| part.start);
        }
    }
    // The preview box: 8 bytes, then `PRVW` with 12 bytes before the JPEG's length.
    if let Some(found) = uuid(source, (0, len), &PREVIEW) {
        cr3.jpeg = child(source, found, 24, b"PRVW").and_then(|part| {
            let length = source.exactly(part.start + 12, 4).and_then(|bytes| be32(&bytes, 0))?;
            Some((part.start + 16, u64::from(length)))
        });
    }
    cr3
}

/// The first `uuid` box with this name.
fn uuid(source: &mut Source<'_>, within: (u64, u64), name: &[u8; 16]) -> Option<Part> {
    let (found, _) = parts(source, within.0, within.1);
    found.into_iter().find(|part| &part.kind == b"uuid" && source.array(part.start).as_ref() == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut out = (body.len() as u32 + 8).to_be_bytes().to_vec();
        out.extend(kind);
        out.extend(body);
        out
    }

    #[test]
    fn a_film_that_was_cut_short_is_noticed_and_boxes_of_impossible_size_end_the_walk() {
        let film = [boxed(b"ftyp", b"isom"), boxed(b"mdat", &[0; 100]), boxed(b"moov", b"")].concat();
        let whole = |bytes: &[u8]| is_whole(&mut Source::new(&mut Cursor::new(bytes.to_vec())).unwrap());
        assert!(whole(&film));
        assert!(!whole(&film[..60]));
        for size in [2u32, 7, u32::MAX] {
            let mut bad = film.clone();
            bad.extend(size.to_be_bytes());
            bad.extend(b"free");
            assert!(!whole(&bad), "{size}");
        }
    }

    #[test]
    fn the_parts_of_a_cr3_are_found() {
        let canon = [&CANON[..], &boxed(b"CMT1", b"II*\0"), &boxed(b"CMT4", b"MM\0*")].concat();
        let preview =
            [&PREVIEW[..], &[0; 8], &boxed(b"PRVW", b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\xff\xd8\xff")];
        let file = [
            boxed(b"ftyp", b"crx "),
            boxed(b"moov", &boxed(b"uuid", &canon)),
            boxed(b"uuid", &preview.concat()),
        ]
        .concat();
        let mut cursor = Cursor::new(file.clone());
        let cr3 = cr3(&mut Source::new(&mut cursor).unwrap());
        let at = |place: Option<u64>, len: usize| &file[place.unwrap() as usize..][..len];
        assert_eq!(at(cr3.structures[0], 4), b"II*\0");
        assert_eq!(cr3.structures[1], None);
        assert_eq!(at(cr3.structures[2], 4), b"MM\0*");
        assert_eq!(at(cr3.jpeg.map(|(at, _)| at), 3), b"\xff\xd8\xff");
    }
}
