//! What the EXIF directories of a file claim (CIPA DC-008, "EXIF 2.32"), as far as an exhibit's record needs it.
//!
//! Owns: the tags that are read, and when a value counts as claimed. Must never: mix the offset of one time
//! tag with another, take a file's or an editing time for the capture, or guess a missing half of a position.

use super::inspection::{Warning, WarningCode};
use super::source::Source;
use super::tiff::{Directory, Entry, Tiff};
use crate::time::parse_zone;
use chrono::NaiveDate;

/// When a photo claims to have been taken.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Captured {
    /// What the camera's clock showed, `2025-11-13T09:41:07`.
    pub time: String,
    /// The clock's offset from UTC, `+01:00`, where the file gives the one that belongs to `tag`.
    pub offset: Option<String>,
    /// The EXIF tag that says so: `DateTimeOriginal`, or `DateTimeDigitized` where only that can be read.
    pub tag: &'static str,
}

/// Where a photo claims to have been taken.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "typescript", ts(rename = "GeoPosition"))]
pub struct Position {
    /// Degrees, north positive.
    pub latitude: f64,
    /// Degrees, east positive.
    pub longitude: f64,
    /// Metres above the sea, below it negative; `None` where not claimed.
    pub altitude: Option<f64>,
}

/// Everything that is read from one file's directories.
#[derive(Default, Debug)]
pub(super) struct Claims {
    pub(super) orientation: Option<u8>,
    pub(super) captured: Option<Captured>,
    pub(super) make: Option<String>,
    pub(super) model: Option<String>,
    pub(super) lens: Option<String>,
    pub(super) serial: Option<String>,
    pub(super) software: Option<String>,
    pub(super) gps: Option<Position>,
    /// PixelXDimension and PixelYDimension, not turned.
    pub(super) pixels: Option<(u32, u32)>,
    pub(super) warnings: Vec<Warning>,
}

/// The most characters of a text that are kept: entries are limited, and no camera's name is longer.
const TEXT_LIMIT: usize = 256;

mod tag {
    pub(super) const MAKE: u16 = 271;
    pub(super) const MODEL: u16 = 272;
    pub(super) const ORIENTATION: u16 = 274;
    pub(super) const SOFTWARE: u16 = 305;
    pub(super) const EXIF_DIRECTORY: u16 = 0x8769;
    pub(super) const GPS_DIRECTORY: u16 = 0x8825;
    pub(super) const DATE_TIME_ORIGINAL: u16 = 0x9003;
    pub(super) const DATE_TIME_DIGITIZED: u16 = 0x9004;
    pub(super) const OFFSET_TIME_ORIGINAL: u16 = 0x9011;
    pub(super) const OFFSET_TIME_DIGITIZED: u16 = 0x9012;
    pub(super) const PIXEL_X: u16 = 0xA002;
    pub(super) const PIXEL_Y: u16 = 0xA003;
    pub(super) const BODY_SERIAL_NUMBER: u16 = 0xA431;
    pub(super) const LENS_MODEL: u16 = 0xA434;
    pub(super) const LATITUDE_REF: u16 = 1;
    pub(super) const LATITUDE: u16 = 2;
    pub(super) const LONGITUDE_REF: u16 = 3;
    pub(super) const LONGITUDE: u16 = 4;
    pub(super) const ALTITUDE_REF: u16 = 5;
    pub(super) const ALTITUDE: u16 = 6;
}

impl Claims {
    /// Reads the structure at `base`: its first directory and the EXIF and position directories it names.
    pub(super) fn read(&mut self, source: &mut Source<'_>, base: u64) {
        let Some((mut tiff, main)) = self.open(source, base) else { return };
        self.read_main(&mut tiff, &main);
        if let Some(exif) = self.linked(&mut tiff, &main, tag::EXIF_DIRECTORY) {
            self.read_exif(&mut tiff, &exif);
        }
        if let Some(gps) = self.linked(&mut tiff, &main, tag::GPS_DIRECTORY) {
            self.read_position(&mut tiff, &gps);
        }
    }

    /// Reads three structures of which each holds one directory, as a CR3 does.
    pub(super) fn read_apart(&mut self, source: &mut Source<'_>, structures: [Option<u64>; 3]) {
        let readers = [Self::read_main, Self::read_exif, Self::read_position];
        for (base, read) in structures.into_iter().zip(readers) {
            if let Some((mut tiff, directory)) = base.and_then(|base| self.open(source, base)) {
                read(self, &mut tiff, &directory);
            }
        }
    }

    /// Notes something that a person should know.
    pub(super) fn warn(&mut self, code: WarningCode, text: impl Into<String>) {
        self.warnings.push(Warning { code, text: text.into() });
    }

    fn open<'s, 'a>(&mut self, source: &'s mut Source<'a>, base: u64) -> Option<(Tiff<'s, 'a>, Directory)> {
        let opened = Tiff::open(source, base).and_then(|mut tiff| {
            let first = tiff.directory(tiff.first)?;
            Some((tiff, first))
        });
        match &opened {
            None => self.warn(WarningCode::MetadataDamaged, "its metadata has no readable beginning"),
            Some((_, first)) => self.warn_of_cut(first),
        }
        opened
    }

    fn warn_of_cut(&mut self, directory: &Directory) {
        if directory.cut {
            self.warn(WarningCode::MetadataDamaged, "a directory of its metadata is cut short");
        }
    }

    fn linked(&mut self, tiff: &mut Tiff<'_, '_>, main: &Directory, tag: u16) -> Option<Directory> {
        main.get(tag)?;
        let found = tiff.number(main, tag).and_then(|at| tiff.directory(at));
        match &found {
            None => self.warn(
                WarningCode::MetadataDamaged,
                format!("the directory at tag {tag:#06x} cannot be read"),
            ),
            Some(directory) => self.warn_of_cut(directory),
        }
        found
    }

    fn read_main(&mut self, tiff: &mut Tiff<'_, '_>, main: &Directory) {
        self.make = self.text(tiff, main, tag::MAKE);
        self.model = self.text(tiff, main, tag::MODEL);
        self.software = self.text(tiff, main, tag::SOFTWARE);
        if let Some(entry) = main.get(tag::ORIENTATION) {
            let value = tiff.numbers(entry).and_then(|list| list.first().copied());
            self.orientation = value.and_then(|v| u8::try_from(v).ok()).filter(|v| (1..=8).contains(v));
            if self.orientation.is_none() {
                let shown = value.map_or_else(|| "no number".to_owned(), |v| v.to_string());
                self.warn(WarningCode::BadOrientation, format!("its orientation is {shown}, not 1 to 8"));
            }
        }
    }

    fn read_exif(&mut self, tiff: &mut Tiff<'_, '_>, exif: &Directory) {
        self.lens = self.text(tiff, exif, tag::LENS_MODEL);
        self.serial = self.text(tiff, exif, tag::BODY_SERIAL_NUMBER);
        self.pixels = tiff.number(exif, tag::PIXEL_X).zip(tiff.number(exif, tag::PIXEL_Y));
        for (name, time, offset) in [
            ("DateTimeOriginal", tag::DATE_TIME_ORIGINAL, tag::OFFSET_TIME_ORIGINAL),
            ("DateTimeDigitized", tag::DATE_TIME_DIGITIZED, tag::OFFSET_TIME_DIGITIZED),
        ] {
            if exif.get(time).is_none() {
                continue;
            }
            let text = self.text(tiff, exif, time).unwrap_or_default();
            let Some(time) = camera_time(&text) else {
                self.warn(WarningCode::BadCaptureTime, format!("its {name} \"{text}\" is no moment"));
                continue;
            };
            let offset = self.offset(tiff, exif, offset, name);
            self.captured = Some(Captured { time, offset, tag: name });
            return;
        }
    }

    fn offset(&mut self, tiff: &mut Tiff<'_, '_>, exif: &Directory, tag: u16, of: &str) -> Option<String> {
        let text = self.text(tiff, exif, tag)?;
        let good = parse_zone(&text).is_some();
        // Cameras without a set zone write the form with blanks: that claims nothing.
        if !good && text.chars().any(|c| c != ' ' && c != ':') {
            self.warn(WarningCode::BadOffset, format!("the offset \"{text}\" of its {of} is none"));
        }
        good.then_some(text)
    }

    fn read_position(&mut self, tiff: &mut Tiff<'_, '_>, gps: &Directory) {
        let has = |tag: u16| gps.get(tag).is_some();
        if !has(tag::LATITUDE) && !has(tag::LONGITUDE) {
            return;
        }
        let latitude = self.angle(tiff, gps, (tag::LATITUDE, tag::LATITUDE_REF), ("N", "S"), 90.0);
        let longitude = self.angle(tiff, gps, (tag::LONGITUDE, tag::LONGITUDE_REF), ("E", "W"), 180.0);
        let Some((latitude, longitude)) = latitude.zip(longitude) else {
            self.warn(WarningCode::BadPosition, "its position is incomplete or impossible");
            return;
        };
        let altitude = gps.get(tag::ALTITUDE).and_then(|entry| first_ratio(tiff, entry));
        let below = tiff.number(gps, tag::ALTITUDE_REF) == Some(1);
        let altitude = altitude.map(|metres| if below { -metres } else { metres });
        self.gps = Some(Position { latitude, longitude, altitude });
    }

    /// Signed degrees from degrees, minutes and seconds with the letter of the hemisphere.
    fn angle(
        &mut self,
        tiff: &mut Tiff<'_, '_>,
        gps: &Directory,
        (value, hemisphere): (u16, u16),
        (positive, negative): (&str, &str),
        most: f64,
    ) -> Option<f64> {
        let parts = tiff.ratios(gps.get(value)?)?;
        let degrees = parts.first().copied().flatten()?;
        // Minutes or seconds of "0/0" are how some cameras say that they gave the finer part elsewhere.
        let part = |i: usize| parts.get(i).copied().flatten().unwrap_or(0.0);
        let degrees = degrees + part(1) / 60.0 + part(2) / 3600.0;
        let letter = self.text(tiff, gps, hemisphere)?;
        let sign = match letter.to_ascii_uppercase().get(..1)? {
            letter if letter == positive => 1.0,
            letter if letter == negative => -1.0,
            _ => return None,
        };
        (0.0..=most).contains(&degrees).then_some(sign * degrees)
    }

    /// A text without what follows its first NUL, blanks at its ends and control characters; `None` when
    /// nothing is left.
    fn text(&mut self, tiff: &mut Tiff<'_, '_>, directory: &Directory, tag: u16) -> Option<String> {
        let entry = directory.get(tag)?;
        let Some(bytes) = tiff.bytes(entry) else {
            self.warn(WarningCode::MetadataDamaged, format!("the text at tag {tag:#06x} cannot be read"));
            return None;
        };
        let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        let text = std::str::from_utf8(bytes).map(str::to_owned).unwrap_or_else(|_| {
            self.warn(WarningCode::TextNotUtf8, format!("the text at tag {tag:#06x} was read as Latin-1"));
            bytes.iter().copied().map(char::from).collect()
        });
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        let text = text.trim();
        if text.chars().count() > TEXT_LIMIT {
            self.warn(
                WarningCode::TextCut,
                format!("the text at tag {tag:#06x} is longer than {TEXT_LIMIT} characters"),
            );
        }
        Some(text.chars().take(TEXT_LIMIT).collect::<String>()).filter(|text| !text.is_empty())
    }
}

fn first_ratio(tiff: &mut Tiff<'_, '_>, entry: &Entry) -> Option<f64> {
    tiff.ratios(entry)?.first().copied().flatten()
}

/// `2025:11:13 09:41:07` as `2025-11-13T09:41:07`; `None` unless the day exists and the time does on it.
/// Some cameras write other signs between the numbers: they are looked past.
fn camera_time(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<u32> {
        let digits = bytes.get(from..to)?;
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0')))
    };
    let between = |at: usize| bytes.get(at).is_some_and(|byte| b":-/. T".contains(byte));
    if bytes.len() != 19 || ![4, 7, 10, 13, 16].into_iter().all(between) {
        return None;
    }
    let year = number(0, 4).filter(|year| *year > 0)?;
    let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(5, 7)?, number(8, 10)?)?;
    let moment = day.and_hms_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?)?;
    Some(moment.format("%Y-%m-%dT%H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::draw::exif::{Entry, directory, long, ratio, short, text};
    use std::io::Cursor;

    #[test]
    fn only_a_real_moment_counts_as_a_capture_time() {
        assert_eq!(camera_time("2025:11:13 09:41:07").as_deref(), Some("2025-11-13T09:41:07"));
        assert_eq!(camera_time("2025/11/13 09:41:07").as_deref(), Some("2025-11-13T09:41:07"));
        for bad in [
            "",
            "0000:00:00 00:00:00",
            "0000:01:01 00:00:00",
            "    :  :     :  :  ",
            "2025:02:30 09:41:07",
            "2025:11:13 24:00:00",
            "2025:11:13 09:41",
            "2025:11:13 09:41:07Z",
            "2025:11:1३09:41:07",
        ] {
            assert_eq!(camera_time(bad), None, "{bad}");
        }
    }

    /// What is read from a structure with these entries in its main, EXIF and position directories.
    fn claims(main: &[Entry], exif: &[Entry], gps: &[Entry]) -> Claims {
        let build = |exif_at: usize, gps_at: usize| {
            let links = [long(0x8769, exif_at), long(0x8825, gps_at)];
            directory(8, &[main, &links].concat())
        };
        let exif_at = 8 + build(0, 0).len();
        let exif = directory(exif_at, exif);
        let gps_at = exif_at + exif.len();
        let file =
            [b"MM\0*\0\0\0\x08".to_vec(), build(exif_at, gps_at), exif, directory(gps_at, gps)].concat();
        let mut cursor = Cursor::new(file);
        let mut claims = Claims::default();
        claims.read(&mut Source::new(&mut cursor).unwrap(), 0);
        claims
    }

    fn codes(claims: &Claims) -> Vec<WarningCode> {
        claims.warnings.iter().map(|warning| warning.code).collect()
    }

    #[test]
    fn an_offset_counts_only_with_the_time_that_it_belongs_to_and_the_editing_time_never() {
        let (time, other) = ("2025:11:13 09:41:07", "2020:01:01 00:00:00");
        let seen = claims(&[text(306, other)], &[text(0x9010, "+02:00")], &[]);
        assert_eq!(seen.captured, None);
        let seen =
            claims(&[], &[text(0x9004, time), text(0x9010, "+02:00"), text(0x9011, "+03:00")], &[]).captured;
        let seen = seen.unwrap();
        assert_eq!(
            (seen.time.as_str(), seen.offset, seen.tag),
            ("2025-11-13T09:41:07", None, "DateTimeDigitized")
        );
        let both = [text(0x9003, time), text(0x9004, other), text(0x9011, "-03:30"), text(0x9012, "+01:00")];
        let seen = claims(&[], &both, &[]).captured.unwrap();
        assert_eq!((seen.time.as_str(), seen.tag), ("2025-11-13T09:41:07", "DateTimeOriginal"));
        assert_eq!(seen.offset.as_deref(), Some("-03:30"));
    }

    #[test]
    fn a_blank_or_impossible_claim_is_none_and_said() {
        let seen = claims(&[short(274, 9)], &[text(0x9003, "0000:00:00 00:00:00")], &[]);
        assert_eq!((seen.captured.as_ref(), seen.orientation), (None, None));
        assert_eq!(codes(&seen), [WarningCode::BadOrientation, WarningCode::BadCaptureTime]);
        let seen = claims(&[], &[text(0x9003, "2025:11:13 09:41:07"), text(0x9011, "   :  ")], &[]);
        assert_eq!(seen.captured.as_ref().unwrap().offset, None);
        assert_eq!(codes(&seen), []);
        let seen = claims(&[], &[text(0x9003, "2025:11:13 09:41:07"), text(0x9011, "local")], &[]);
        assert_eq!(codes(&seen), [WarningCode::BadOffset]);
    }

    #[test]
    fn half_a_position_is_no_position() {
        let place = |degrees: u32| [(degrees, 1), (30, 1), (0, 0)];
        let whole = [text(1, "S"), ratio(2, &place(12)), text(3, "W"), ratio(4, &place(77))];
        let seen = claims(&[], &[], &whole);
        let position = seen.gps.unwrap();
        assert_eq!((position.latitude, position.longitude, position.altitude), (-12.5, -77.5, None));
        for left_out in 0..4 {
            let mut part = whole.to_vec();
            part.remove(left_out);
            let seen = claims(&[], &[], &part);
            assert_eq!(
                (seen.gps, codes(&seen)),
                (None, vec![WarningCode::BadPosition]),
                "without {left_out}"
            );
        }
        let beyond = [text(1, "N"), ratio(2, &place(90)), text(3, "E"), ratio(4, &place(7))];
        assert_eq!(claims(&[], &[], &beyond).gps, None);
    }

    #[test]
    fn texts_keep_no_control_characters_no_padding_and_no_more_than_a_name_needs() {
        let seen = claims(&[text(271, " Cam\u{1b}[31m\n \0rest"), text(272, &"x".repeat(9000))], &[], &[]);
        assert_eq!(seen.make.as_deref(), Some("Cam[31m"));
        assert_eq!(seen.model.map(|model| model.len()), Some(TEXT_LIMIT));
        assert_eq!(seen.warnings[0].code, WarningCode::TextCut);
        let latin = (271, 2, 5, b"Caf\xe9\0".to_vec());
        let seen = claims(&[latin], &[], &[]);
        assert_eq!(seen.make.as_deref(), Some("Café"));
        assert_eq!(codes(&seen), [WarningCode::TextNotUtf8]);
    }
}
