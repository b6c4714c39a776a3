//! The directories of TIFF 6.0, which EXIF 2.32 and most raw kinds build on.
//!
//! Owns: byte order, directories, entries and their values. Must never: follow an offset out of the file,
//! follow a chain of directories for ever, or stop at the first damaged entry when the others can be read.

use super::source::Source;

/// The most bytes of a single value that are looked at.
const VALUE_LIMIT: usize = 1 << 20;
/// The bytes of one entry.
const ENTRY: usize = 12;

/// One TIFF structure inside a file.
pub(super) struct Tiff<'s, 'a> {
    /// The file around it.
    pub(super) source: &'s mut Source<'a>,
    base: u64,
    little: bool,
    magic: u16,
    /// Where the first directory stands, from the structure's beginning.
    pub(super) first: u32,
}

/// One directory.
pub(super) struct Directory {
    entries: Vec<Entry>,
    /// Where the next one stands; 0 for none.
    pub(super) next: u32,
    /// Some of it lies beyond the end of the file.
    pub(super) cut: bool,
}

/// One entry of a directory: a tag, and a value or where it stands.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    tag: u16,
    format: u16,
    count: u32,
    field: [u8; 4],
}

impl Directory {
    /// The first entry with this tag.
    pub(super) fn get(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.tag == tag)
    }

    /// Columns and lines of the picture that it describes.
    pub(super) fn size(&self, tiff: &mut Tiff<'_, '_>) -> Option<(u32, u32)> {
        tiff.number(self, 256).zip(tiff.number(self, 257))
    }

    /// Where the data that it describes ends in the file; 0 if it describes none. Looks at strips, tiles and
    /// the old kind of JPEG.
    pub(super) fn end(&self, tiff: &mut Tiff<'_, '_>) -> u64 {
        let mut end = 0;
        for (places, lengths) in [(273, 279), (324, 325), (513, 514)] {
            let (places, lengths) = (tiff.list(self, places), tiff.list(self, lengths));
            for (place, length) in places.into_iter().zip(lengths) {
                end = end.max(tiff.position(place) + u64::from(length));
            }
        }
        end
    }
}

impl<'s, 'a> Tiff<'s, 'a> {
    /// A structure that begins at `base`; `None` unless there is the header of one. Besides TIFF's own number
    /// 42 those of Panasonic (0x55) and Olympus ("RO", "RS") count.
    pub(super) fn open(source: &'s mut Source<'a>, base: u64) -> Option<Self> {
        let head: [u8; 8] = source.array(base)?;
        let little = match &head[..2] {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        let mut tiff = Self { source, base, little, magic: 0, first: 0 };
        tiff.magic = tiff.u16(&head, 2)?;
        tiff.first = tiff.u32(&head, 4)?;
        [42, 0x55, 0x4f52, 0x5352].contains(&tiff.magic).then_some(tiff)
    }

    /// It is a TIFF by its number, so that its offsets mean what the specification says.
    pub(super) fn is_plain(&self) -> bool {
        self.magic == 42
    }

    fn u16(&self, bytes: &[u8], at: usize) -> Option<u16> {
        let pair = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    }

    fn u32(&self, bytes: &[u8], at: usize) -> Option<u32> {
        let four = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }

    /// The directory at an offset; as many of its entries as there are in the file.
    pub(super) fn directory(&mut self, at: u32) -> Option<Directory> {
        let start = self.base + u64::from(at);
        let head = self.source.exactly(start, 2)?;
        let count = usize::from(self.u16(&head, 0)?);
        let bytes = self.source.some(start + 2, count * ENTRY + 4);
        let entries: Vec<Entry> = bytes
            .chunks_exact(ENTRY)
            .take(count)
            .filter_map(|raw| {
                Some(Entry {
                    tag: self.u16(raw, 0)?,
                    format: self.u16(raw, 2)?,
                    count: self.u32(raw, 4)?,
                    field: raw.get(8..12)?.try_into().ok()?,
                })
            })
            .collect();
        let cut = entries.len() < count;
        let next = self.u32(&bytes, count * ENTRY).unwrap_or(0);
        Some(Directory { entries, next, cut })
    }

    /// The bytes of a value, at most [`VALUE_LIMIT`]; `None` where they lie outside the file.
    pub(super) fn bytes(&mut self, entry: &Entry) -> Option<Vec<u8>> {
        let size = usize::try_from(entry.count).ok()?.checked_mul(unit(entry.format)?)?;
        if size <= 4 {
            return entry.field.get(..size).map(<[u8]>::to_vec);
        }
        let at = self.base + u64::from(self.u32(&entry.field, 0)?);
        self.source.exactly(at, size.min(VALUE_LIMIT))
    }

    /// The whole numbers of a value of type BYTE, SHORT, LONG or IFD.
    pub(super) fn numbers(&mut self, entry: &Entry) -> Option<Vec<u32>> {
        let bytes = self.bytes(entry)?;
        match entry.format {
            1 | 7 => Some(bytes.into_iter().map(u32::from).collect()),
            3 => bytes.chunks_exact(2).map(|raw| self.u16(raw, 0).map(u32::from)).collect(),
            4 | 13 => bytes.chunks_exact(4).map(|raw| self.u32(raw, 0)).collect(),
            _ => None,
        }
    }

    /// The numbers of a tag in a directory; none where it is absent or no number.
    pub(super) fn list(&mut self, directory: &Directory, tag: u16) -> Vec<u32> {
        directory.get(tag).and_then(|entry| self.numbers(entry)).unwrap_or_default()
    }

    /// The first number of a tag in a directory.
    pub(super) fn number(&mut self, directory: &Directory, tag: u16) -> Option<u32> {
        self.list(directory, tag).first().copied()
    }

    /// The fractions of a value of type RATIONAL or SRATIONAL (some phones write positions with the latter); a
    /// zero below the line gives `None` in its place.
    pub(super) fn ratios(&mut self, entry: &Entry) -> Option<Vec<Option<f64>>> {
        let number = match entry.format {
            5 => |raw: u32| f64::from(raw),
            10 => |raw: u32| f64::from(raw.cast_signed()),
            _ => return None,
        };
        let bytes = self.bytes(entry)?;
        bytes
            .chunks_exact(8)
            .map(|raw| {
                let (over, under) = (number(self.u32(raw, 0)?), number(self.u32(raw, 4)?));
                Some((under != 0.0).then(|| over / under))
            })
            .collect()
    }

    /// Where a value that is too long for its entry lies in the file, and its length.
    pub(super) fn span(&self, entry: &Entry) -> Option<(u64, u64)> {
        let size = u64::from(entry.count) * unit(entry.format)? as u64;
        (size > 4).then_some((self.position(self.u32(&entry.field, 0)?), size))
    }

    /// An offset of this structure as a position in the file.
    pub(super) fn position(&self, offset: u32) -> u64 {
        self.base + u64::from(offset)
    }

    /// All directories that hold pictures: the chain from the first one, each followed by its sub-directories
    /// (tag 330). At most 32, so that a loop ends.
    pub(super) fn pictures(&mut self) -> Vec<Directory> {
        let mut found = Vec::new();
        let mut next = self.first;
        while next != 0 && found.len() < 32 {
            let Some(directory) = self.directory(next) else { break };
            next = directory.next;
            let inner = self.list(&directory, SUB_DIRECTORIES);
            found.push(directory);
            for at in inner.into_iter().take(8) {
                found.extend(self.directory(at));
            }
        }
        found
    }
}

/// The bytes of one component of a type (TIFF 6.0, page 15; 13 is IFD from its
/// supplement 1; 129 is UTF-8 from EXIF 3.0).
fn unit(format: u16) -> Option<usize> {
    match format {
        1 | 2 | 6 | 7 | 129 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 | 13 => Some(4),
        5 | 10 | 12 => Some(8),
        _ => None,
    }
}

/// The tag SubIFDs.
pub(super) const SUB_DIRECTORIES: u16 = 330;

#[cfg(test)]
mod tests {
    use super::super::source::BUDGET;
    use super::*;
    use std::io::Cursor;

    #[test]
    fn a_directory_that_points_at_itself_or_outside_the_file_ends() {
        let mut bytes = b"II*\0\x08\0\0\0".to_vec();
        bytes.extend(1u16.to_le_bytes());
        bytes.extend(271u16.to_le_bytes());
        bytes.extend(2u16.to_le_bytes());
        bytes.extend(u32::MAX.to_le_bytes());
        bytes.extend(u32::MAX.to_le_bytes());
        bytes.extend(8u32.to_le_bytes());
        let mut cursor = Cursor::new(bytes);
        let mut source = Source::new(&mut cursor).unwrap();
        let mut tiff = Tiff::open(&mut source, 0).unwrap();
        let directory = tiff.directory(8).unwrap();
        assert_eq!(directory.next, 8);
        assert!(tiff.bytes(directory.get(271).unwrap()).is_none());
        assert_eq!(tiff.pictures().len(), 32);
        const { assert!(BUDGET > 1 << 20) }
    }
}
