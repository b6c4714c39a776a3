//! What kind of file an original is, from its first bytes: FORMAT.md's fixed table.
//!
//! Owns: the table. Must never: look at a file's name, or change a row once a catalogue has used it (the
//! extension is part of an original's place; a new row is fine when files of that kind were `bin` before).
//!
//! The rows are tried from the top; the first whose bytes all stand at their offsets counts. The table is written out in
//! FORMAT.md section 9, and a test holds both equal.

use super::source::Source;
use super::tiff::{SUB_DIRECTORIES, Tiff};
use std::io::Cursor;

/// How many bytes from the beginning of a file [`kind_of`] may look at.
pub const HEAD: usize = 4096;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The extension of an original of this kind, lower case.
    pub ext: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// How its inside is built.
    pub(super) build: Build,
}

/// How a file is built, for whoever looks inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Build {
    Jpeg,
    Png,
    Webp,
    Riff,
    Heif,
    Cr3,
    /// A TIFF whose first directory is the picture.
    Tiff,
    /// A raw kind made of TIFF directories.
    Raw,
    Raf,
    Gif,
    Bmp,
    Film,
    Closed,
}

/// Bytes that stand at an offset.
type Sign = (usize, &'static [u8]);
/// Signs that must all be there, and the kind that they mean.
type Row = (&'static [Sign], Kind);

const fn kind(ext: &'static str, media_type: &'static str, build: Build) -> Kind {
    Kind { ext, media_type, build }
}

/// The kind of whatever is not in the table.
const OTHER: Kind = kind("bin", "application/octet-stream", Build::Closed);
const JPEG: Kind = kind("jpg", "image/jpeg", Build::Jpeg);
const HEIC: Kind = kind("heic", "image/heic", Build::Heif);
const HEIF: Kind = kind("heif", "image/heif", Build::Heif);
const AVIF: Kind = kind("avif", "image/avif", Build::Heif);
const ORF: Kind = kind("orf", "image/x-olympus-orf", Build::Raw);
const TIFF: Kind = kind("tif", "image/tiff", Build::Tiff);
const DNG: Kind = kind("dng", "image/x-adobe-dng", Build::Raw);
const GIF: Kind = kind("gif", "image/gif", Build::Gif);
const MP3: Kind = kind("mp3", "audio/mpeg", Build::Closed);
const XMP: Kind = kind("xmp", "application/rdf+xml", Build::Closed);

/// The raw kinds that only the maker's name tells from a TIFF.
const MAKERS: &[(&[u8], Kind)] = &[
    (b"NIKON", kind("nef", "image/x-nikon-nef", Build::Raw)),
    (b"SONY", kind("arw", "image/x-sony-arw", Build::Raw)),
    (b"SAMSUNG", kind("srw", "image/x-samsung-srw", Build::Raw)),
];

const TABLE: &[Row] = &[
    (&[(0, b"\xFF\xD8\xFF")], JPEG),
    (&[(0, b"\x89PNG\r\n\x1A\n")], kind("png", "image/png", Build::Png)),
    (&[(0, b"RIFF"), (8, b"WEBP")], kind("webp", "image/webp", Build::Webp)),
    (&[(4, b"ftypheic")], HEIC),
    (&[(4, b"ftypheix")], HEIC),
    (&[(4, b"ftypheim")], HEIC),
    (&[(4, b"ftypheis")], HEIC),
    (&[(4, b"ftypmif1")], HEIF),
    (&[(4, b"ftypmsf1")], HEIF),
    (&[(4, b"ftypavif")], AVIF),
    (&[(4, b"ftypavis")], AVIF),
    (&[(4, b"ftypcrx ")], kind("cr3", "image/x-canon-cr3", Build::Cr3)),
    (&[(0, b"II*\0"), (8, b"CR\x02")], kind("cr2", "image/x-canon-cr2", Build::Raw)),
    (&[(0, b"IIRO")], ORF),
    (&[(0, b"IIRS")], ORF),
    (&[(0, b"MMOR")], ORF),
    (&[(0, b"IIU\0")], kind("rw2", "image/x-panasonic-rw2", Build::Raw)),
    (&[(0, b"FUJIFILMCCD-RAW ")], kind("raf", "image/x-fujifilm-raf", Build::Raf)),
    (&[(0, b"FOVb")], kind("x3f", "image/x-sigma-x3f", Build::Closed)),
    // dng, nef, arw and srw begin like these two.
    (&[(0, b"II*\0")], TIFF),
    (&[(0, b"MM\0*")], TIFF),
    (&[(0, b"II+\0")], TIFF),
    (&[(0, b"MM\0+")], TIFF),
    (&[(0, b"GIF87a")], GIF),
    (&[(0, b"GIF89a")], GIF),
    (&[(0, b"BM"), (6, b"\0\0\0\0"), (15, b"\0\0\0")], kind("bmp", "image/bmp", Build::Bmp)),
    (&[(4, b"ftypqt  ")], kind("mov", "video/quicktime", Build::Film)),
    (&[(4, b"ftypM4A ")], kind("m4a", "audio/mp4", Build::Film)),
    (&[(4, b"ftyp")], kind("mp4", "video/mp4", Build::Film)),
    (&[(0, b"RIFF"), (8, b"AVI ")], kind("avi", "video/x-msvideo", Build::Riff)),
    (&[(0, b"\x1A\x45\xDF\xA3")], kind("mkv", "video/x-matroska", Build::Closed)),
    (&[(0, b"RIFF"), (8, b"WAVE")], kind("wav", "audio/wav", Build::Riff)),
    (&[(0, b"ID3")], MP3),
    (&[(0, b"\xFF\xFB")], MP3),
    (&[(0, b"\xFF\xF3")], MP3),
    (&[(0, b"OggS")], kind("ogg", "audio/ogg", Build::Closed)),
    (&[(0, b"fLaC")], kind("flac", "audio/flac", Build::Closed)),
    (&[(0, b"%PDF-")], kind("pdf", "application/pdf", Build::Closed)),
    (&[(0, b"<?xpacket ")], XMP),
    (&[(0, b"<x:xmpmeta")], XMP),
    (&[(0, b"PK\x03\x04")], kind("zip", "application/zip", Build::Closed)),
];

/// The kind of a file from its beginning: the first [`HEAD`] bytes, or all of a shorter file. More bytes
/// change nothing.
pub fn kind_of(head: &[u8]) -> Kind {
    let head = &head[..head.len().min(HEAD)];
    let stands = |(at, bytes): &Sign| head.get(*at..at + bytes.len()) == Some(*bytes);
    let found = TABLE.iter().find(|(signs, _)| signs.iter().all(stands));
    match found {
        Some((_, kind)) if *kind == TIFF => raw_kind(head).unwrap_or(TIFF),
        Some((_, kind)) => *kind,
        None => OTHER,
    }
}

/// The extension under which an original with these first bytes is kept.
pub fn ext_of(head: &[u8]) -> &'static str {
    kind_of(head).ext
}

/// The raw kind of a file that begins like a TIFF.
fn raw_kind(head: &[u8]) -> Option<Kind> {
    const MAKE: u16 = 271;
    const DNG_VERSION: u16 = 50706;
    let mut cursor = Cursor::new(head);
    let mut source = Source::new(&mut cursor).ok()?;
    let mut tiff = Tiff::open(&mut source, 0)?;
    let directory = tiff.directory(tiff.first)?;
    if directory.get(DNG_VERSION).is_some() {
        return Some(DNG);
    }
    directory.get(SUB_DIRECTORIES)?;
    let make = tiff.bytes(directory.get(MAKE)?)?;
    MAKERS.iter().find(|(name, _)| make.starts_with(name)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_alone_tell_the_kind() {
        for (head, ext) in [
            (&b"\xFF\xD8\xFF\xE0"[..], "jpg"),
            (b"\xFF\xD8", "bin"),
            (b"", "bin"),
            (b"II*\0\x10\0\0\0CR\x02\0", "cr2"),
            (b"II*\0\xFF\xFF\xFF\xFF", "tif"),
            (b"\0\0\0\x18ftypheic", "heic"),
            (b"\0\0\0\x18ftypisom", "mp4"),
            (b"RIFF\0\0\0\0WAVE", "wav"),
            (b"RIFF\0\0\0\0abcd", "bin"),
            (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", "bmp"),
            (b"BMW is a maker of cars", "bin"),
            (b"%PDF-1.7", "pdf"),
        ] {
            assert_eq!(kind_of(head).ext, ext, "{head:?}");
        }
    }

    #[test]
    fn a_raw_file_is_told_from_a_tiff_by_its_first_directory() {
        let file = |entries: &[(u16, u16, u32, [u8; 4])], rest: &[u8]| {
            let mut out = b"MM\0*\0\0\0\x08".to_vec();
            out.extend((entries.len() as u16).to_be_bytes());
            for (tag, format, count, field) in entries {
                out.extend(tag.to_be_bytes());
                out.extend(format.to_be_bytes());
                out.extend(count.to_be_bytes());
                out.extend(field);
            }
            out.extend([0; 4]);
            out.extend(rest);
            out
        };
        let make = (271, 2, 6, [0, 0, 0, 38]);
        let sub = (330, 4, 1, [0; 4]);
        assert_eq!(kind_of(&file(&[make, sub], b"NIKON\0")).ext, "nef");
        assert_eq!(kind_of(&file(&[make, sub], b"ACME \0")).ext, "tif");
        assert_eq!(kind_of(&file(&[make], b"NIKON\0")).ext, "tif");
        assert_eq!(kind_of(&file(&[(50706, 1, 4, [1, 4, 0, 0])], b"")).ext, "dng");
    }

    #[test]
    fn every_row_of_the_written_table_stands_in_the_code_in_the_same_order() {
        let text = include_str!("../../FORMAT.md");
        let table = text.split("| ext | media type |").nth(1).unwrap().lines().skip(2);
        let written: Vec<(&str, &str)> = table
            .map_while(|line| line.strip_prefix("| "))
            .map(|line| line.split(" | ").collect::<Vec<_>>())
            .map(|cells| (cells[0], cells[1]))
            .collect();
        let mut coded: Vec<(&str, &str)> = Vec::new();
        for (_, kind) in TABLE {
            if kind.ext == "tif" && !coded.iter().any(|(ext, _)| *ext == "tif") {
                coded.push((DNG.ext, DNG.media_type));
                coded.extend(MAKERS.iter().map(|(_, kind)| (kind.ext, kind.media_type)));
            }
            if coded.last() != Some(&(kind.ext, kind.media_type)) {
                coded.push((kind.ext, kind.media_type));
            }
        }
        coded.push((OTHER.ext, OTHER.media_type));
        assert_eq!(written, coded);
    }
}
