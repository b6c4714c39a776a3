//! Inspecting one file: its digest, its kind, and what it claims about itself.
//!
//! Owns: which walk a kind gets, and what damage it is told of. Must never: fail for what the file holds, only
//! for a disk that does not answer; hold a file in memory that is larger than the limit.

use super::bmff;
use super::chunks::{self, Found};
use super::claims::Claims;
use super::inspection::{Inspection, WarningCode};
use super::jpeg;
use super::kind::{Build, HEAD, Kind, kind_of};
use super::source::{Readable, Source};
use super::tiff::Tiff;
use crate::digest::{Digest, Hasher};
use crate::error::{Code, Error, IoContext, Result};
use std::fs::File;
use std::io::{Cursor, Read, SeekFrom};
use std::path::Path;

/// The largest JPEG that is held in memory, in bytes: intake reads such a file once.
pub const MEMORY_LIMIT: u64 = 64 << 20;
/// How much is read at a time while hashing.
const BLOCK: usize = 1 << 20;

/// Inspects a file of any size.
///
/// # Errors
/// When it is no regular file, or cannot be read.
pub fn inspect_file(path: &Path) -> Result<Inspection> {
    // Looked at before it is opened: opening a pipe would wait for its other end.
    let metadata = std::fs::metadata(path).doing(DOING, path)?;
    if !metadata.is_file() {
        return Err(Error::new(Code::NotARegularFile, DOING, "it is no regular file").on(path.display()));
    }
    inspect(&mut File::open(path).doing(DOING, path)?, path)
}

const DOING: &str = "inspecting a file";

/// Inspects whatever can be read and moved in; `subject` is named in errors.
///
/// # Errors
/// When it cannot be read.
pub fn inspect(reader: &mut dyn Readable, subject: &Path) -> Result<Inspection> {
    read_through(reader).doing(DOING, subject)
}

fn read_through(reader: &mut dyn Readable) -> std::io::Result<Inspection> {
    reader.seek(SeekFrom::Start(0))?;
    let mut head = Vec::with_capacity(HEAD);
    (&mut *reader).take(HEAD as u64).read_to_end(&mut head)?;
    let mut hasher = Hasher::default();
    hasher.update(&head);
    let mut size = head.len() as u64;
    let mut kept = (kind_of(&head).build == Build::Jpeg).then(|| head.clone());
    let mut block = vec![0; BLOCK];
    loop {
        let count = match reader.read(&mut block) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&block[..count]);
        size += count as u64;
        kept = kept.filter(|_| size <= MEMORY_LIMIT);
        if let Some(kept) = &mut kept {
            kept.extend_from_slice(&block[..count]);
        }
    }
    let sha256 = hasher.finish();
    if let Some(kept) = kept {
        return Ok(inspect_bytes(&kept, sha256));
    }
    let mut source = Source::new(reader)?;
    let look = look(&mut source, &head);
    source.finish()?;
    Ok(look.inspection(sha256, size))
}

/// Inspects a file that is in memory, whose digest is known already.
pub fn inspect_bytes(bytes: &[u8], sha256: Digest) -> Inspection {
    let size = bytes.len() as u64;
    let kind = kind_of(bytes);
    if kind.build == Build::Jpeg {
        let mut look = Look::new(kind);
        look.jpeg(bytes, true);
        return look.inspection(sha256, size);
    }
    let mut cursor = Cursor::new(bytes);
    match Source::new(&mut cursor) {
        Ok(mut source) => look(&mut source, bytes).inspection(sha256, size),
        Err(_) => Look::new(kind).inspection(sha256, size),
    }
}

/// What a file is and claims, found without reading it through: nothing is said of its digest, length or end.
/// Of a JPEG the headers are looked at only as far as they lie in the first mebibyte.
///
/// # Errors
/// When it cannot be read.
pub(super) fn glance(reader: &mut dyn Readable) -> std::io::Result<Inspection> {
    let mut source = Source::new(reader)?;
    let head = source.some(0, BLOCK);
    let nothing = Digest([0; 32]);
    let seen = match kind_of(&head).build {
        Build::Jpeg => inspect_bytes(&head, nothing),
        _ => look(&mut source, &head).inspection(nothing, 0),
    };
    source.finish().map(|()| seen)
}

/// Looks into a file through a bounded window.
fn look(source: &mut Source<'_>, head: &[u8]) -> Look {
    let mut look = Look::new(kind_of(head));
    match look.kind.build {
        Build::Jpeg => {
            let beginning = source.some(0, usize::try_from(super::source::BUDGET).unwrap_or(0));
            look.jpeg(&beginning, false);
        }
        Build::Png => look.found(source, chunks::png),
        Build::Webp => look.found(source, |source| chunks::riff(source, true)),
        Build::Riff => look.found(source, |source| chunks::riff(source, false)),
        Build::Heif => look.heif(source),
        Build::Cr3 => {
            let cr3 = bmff::cr3(source);
            look.claims.read_apart(source, cr3.structures);
            look.size = look.claims.pixels;
            look.boxes(source);
        }
        Build::Tiff | Build::Raw => look.tiff(source),
        Build::Raf => look.raf(source),
        Build::Gif => look.size = chunks::gif_size(source),
        Build::Bmp => look.size = chunks::bmp_size(source),
        Build::Film => look.boxes(source),
        Build::Closed => {}
    }
    look
}

/// What has been seen of one file so far.
struct Look {
    kind: Kind,
    claims: Claims,
    /// Columns and lines, as stored.
    size: Option<(u32, u32)>,
    /// The size is already turned as the container says, whatever EXIF claims.
    turned: bool,
}

impl Look {
    fn new(kind: Kind) -> Self {
        Self { kind, claims: Claims::default(), size: None, turned: false }
    }

    fn cut_short(&mut self) {
        self.claims.warn(WarningCode::CutShort, "ends before what it says it holds");
    }

    fn jpeg(&mut self, bytes: &[u8], is_all: bool) {
        let jpeg = jpeg::walk(bytes);
        self.frame(&jpeg);
        if !is_all {
            self.claims.warn(WarningCode::NotChecked, "too large to look whether its end is there");
        } else if !jpeg.whole {
            self.cut_short();
        }
    }

    /// The size and the claims of a JPEG, be it the file or a preview inside.
    fn frame(&mut self, jpeg: &jpeg::Jpeg<'_>) {
        let size = jpeg.frame.map(|frame| (u32::from(frame.width), u32::from(frame.height)));
        self.size = size.filter(|(width, height)| *width > 0 && *height > 0);
        if self.size.is_none() {
            self.claims.warn(WarningCode::NoPicture, "begins like a picture and holds none");
        }
        let mut cursor = Cursor::new(jpeg.exif.unwrap_or_default());
        if let (Some(_), Ok(mut source)) = (jpeg.exif, Source::new(&mut cursor)) {
            self.claims.read(&mut source, 0);
        }
    }

    fn found(&mut self, source: &mut Source<'_>, walk: impl Fn(&mut Source<'_>) -> Found) {
        let found = walk(source);
        self.size = found.size;
        if let Some(base) = found.exif {
            self.claims.read(source, base);
        }
        if found.cut {
            self.cut_short();
        }
    }

    fn heif(&mut self, source: &mut Source<'_>) {
        let heif = bmff::heif(source).unwrap_or_default();
        (self.size, self.turned) = (heif.size, true);
        if let Some(base) = heif.exif {
            self.claims.read(source, base);
        }
        self.boxes(source);
    }

    fn boxes(&mut self, source: &mut Source<'_>) {
        if !bmff::is_whole(source) {
            self.cut_short();
        }
    }

    fn tiff(&mut self, source: &mut Source<'_>) {
        self.claims.read(source, 0);
        let len = source.len();
        let Some(mut tiff) = Tiff::open(source, 0) else { return };
        let pictures = tiff.pictures();
        let sizes = pictures.iter().filter_map(|picture| picture.size(&mut tiff));
        self.size = match self.kind.build {
            Build::Tiff => sizes.take(1).next(),
            _ => self
                .claims
                .pixels
                .or(sizes.max_by_key(|(width, height)| u64::from(*width) * u64::from(*height))),
        };
        if tiff.is_plain() && pictures.iter().any(|picture| picture.end(&mut tiff) > len) {
            self.cut_short();
        }
    }

    /// A Fujifilm raw: at byte 84 the position and length of a JPEG that carries the claims.
    fn raf(&mut self, source: &mut Source<'_>) {
        const ENOUGH: usize = 1 << 20;
        let Some((at, length)) = super::picture::raf_preview(source) else { return self.cut_short() };
        let beginning = source.some(at, ENOUGH);
        self.frame(&jpeg::walk(&beginning));
        if at + length > source.len() {
            self.cut_short();
        }
    }

    fn inspection(mut self, sha256: Digest, size: u64) -> Inspection {
        if size == 0 {
            self.claims.warn(WarningCode::Empty, "has no bytes");
        }
        let claims = self.claims;
        let lies = !self.turned && claims.orientation.is_some_and(|orientation| orientation >= 5);
        let shown = self.size.map(|(width, height)| if lies { (height, width) } else { (width, height) });
        Inspection {
            sha256,
            size,
            media_type: self.kind.media_type,
            width: shown.map(|(width, _)| width),
            height: shown.map(|(_, height)| height),
            orientation: claims.orientation,
            captured: claims.captured,
            make: claims.make,
            model: claims.model,
            lens: claims.lens,
            serial: claims.serial,
            gps: claims.gps,
            software: claims.software,
            warnings: claims.warnings,
            kind: self.kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

    #[test]
    fn a_file_without_bytes_is_inspected_and_said_to_be_empty() {
        let inspection = inspect(&mut Cursor::new(b""), Path::new("x")).unwrap();
        assert_eq!(inspection.media_type, "application/octet-stream");
        assert_eq!(inspection.warnings[0].code, WarningCode::Empty);
        assert_eq!(inspection.claims(), Json::Object(Vec::new()));
        let json = serde_json::to_value(&inspection).unwrap();
        assert_eq!(json["warnings"][0]["code"], "empty");
        assert!(json["captured"].is_null() && json["gps"].is_null() && json["width"].is_null());
    }

    /// A film that is too long for memory: a header and silence, watched for how much is asked for at once.
    struct Film {
        header: Vec<u8>,
        len: u64,
        at: u64,
        largest: usize,
        breaks_at: u64,
    }

    impl Film {
        fn new(len: u64) -> Self {
            let header =
                [&b"\0\0\0\x0cftypisom"[..], &u32::try_from(len - 12).unwrap().to_be_bytes(), b"mdat"];
            Self { header: header.concat(), len, at: 0, largest: 0, breaks_at: u64::MAX }
        }
    }

    impl Read for Film {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.at >= self.breaks_at {
                return Err(std::io::Error::from_raw_os_error(5));
            }
            self.largest = self.largest.max(buffer.len());
            let count = buffer.len().min(usize::try_from(self.len - self.at).unwrap());
            for (i, byte) in buffer[..count].iter_mut().enumerate() {
                *byte = self.header.get(usize::try_from(self.at).unwrap() + i).copied().unwrap_or(0);
            }
            self.at += count as u64;
            Ok(count)
        }
    }

    impl std::io::Seek for Film {
        fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
            self.at = match to {
                SeekFrom::Start(at) => at,
                SeekFrom::End(by) => self.len.checked_add_signed(by).unwrap(),
                SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
            };
            Ok(self.at)
        }
    }

    #[test]
    fn a_long_film_is_hashed_as_it_passes_and_never_held() {
        let mut film = Film::new(MEMORY_LIMIT + 12_345);
        let seen = inspect(&mut film, Path::new("film")).unwrap();
        assert_eq!((seen.size, seen.media_type), (film.len, "video/mp4"));
        assert_eq!(seen.warnings, []);
        assert!(film.largest <= BLOCK);
        let mut whole = film.header.clone();
        whole.resize(usize::try_from(film.len).unwrap(), 0);
        assert_eq!(seen.sha256, Digest::of(&whole));
    }

    #[test]
    fn a_jpeg_too_large_for_memory_is_read_at_its_beginning_and_its_end_is_not_vouched_for() {
        let mut large = Film::new(MEMORY_LIMIT + 1);
        large.header = b"\xFF\xD8\xFF\xC0\0\x0b\x08\0\x02\0\x03\x01\x01\x11\0".to_vec();
        let seen = inspect(&mut large, Path::new("large")).unwrap();
        assert_eq!((seen.media_type, seen.width, seen.height), ("image/jpeg", Some(3), Some(2)));
        assert_eq!(seen.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), [WarningCode::NotChecked]);
    }

    #[test]
    fn a_disk_that_stops_answering_is_an_error_and_no_claim_about_the_file() {
        let mut film = Film::new(4 << 20);
        film.breaks_at = 2 << 20;
        let error = inspect(&mut film, Path::new("DCIM/film")).unwrap_err();
        assert_eq!((error.code, error.subject.as_deref()), (Code::DeviceGone, Some("DCIM/film")));
    }

    #[test]
    fn what_is_no_regular_file_is_refused_without_being_opened() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(inspect_file(folder.path()).unwrap_err().code, Code::NotARegularFile);
        assert_eq!(inspect_file(&folder.path().join("none")).unwrap_err().code, Code::NotFound);
    }

    #[test]
    fn a_tiff_says_its_size_and_whether_its_pixels_are_all_there() {
        let mut tiff = Cursor::new(Vec::new());
        image::RgbImage::new(70, 50).write_to(&mut tiff, image::ImageFormat::Tiff).unwrap();
        let tiff = tiff.into_inner();
        let seen = inspect_bytes(&tiff, Digest::of(&tiff));
        assert_eq!((seen.kind.ext, seen.width, seen.height), ("tif", Some(70), Some(50)));
        assert_eq!(seen.warnings, []);
        assert_eq!(seen, inspect(&mut Cursor::new(&tiff), Path::new("x")).unwrap());
        // A directory that claims one byte more than the file has.
        let (mut longer, claimed) = (tiff.clone(), 70u32 * 50 * 3);
        let at = tiff.windows(4).position(|four| four == claimed.to_le_bytes()).unwrap();
        let strip = Tiff::open(&mut Source::new(&mut Cursor::new(&tiff)).unwrap(), 0)
            .map(|mut tiff| tiff.pictures()[0].end(&mut tiff) - u64::from(claimed))
            .unwrap();
        let more = u32::try_from(tiff.len() as u64 - strip + 1).unwrap();
        longer[at..at + 4].copy_from_slice(&more.to_le_bytes());
        let seen = inspect_bytes(&longer, Digest::of(&longer));
        assert_eq!(seen.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), [WarningCode::CutShort]);
    }
}
