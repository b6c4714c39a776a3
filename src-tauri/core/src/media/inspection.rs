//! What an inspection found, and how it is written.
//!
//! Owns: the form of `photo inspect --json` and of the claims in a `photo.add` entry. Must never: write a float
//! into evidence, or a member that the file does not claim.

use super::claims::{Captured, Position};
use super::kind::Kind;
use crate::digest::Digest;
use crate::json::{Json, object};

/// What is known about one file. Whatever it does not claim is `None`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Inspection {
    /// The SHA-256 of its bytes.
    pub sha256: Digest,
    /// Its length in bytes.
    pub size: u64,
    /// Its media type, from its first bytes.
    pub media_type: &'static str,
    /// Columns of the picture as shown upright.
    pub width: Option<u32>,
    /// Lines of the picture as shown upright.
    pub height: Option<u32>,
    /// EXIF orientation, 1 to 8.
    pub orientation: Option<u8>,
    /// When it claims to have been taken.
    pub captured: Option<Captured>,
    /// The maker of the camera.
    pub make: Option<String>,
    /// The camera's model.
    pub model: Option<String>,
    /// The lens.
    pub lens: Option<String>,
    /// The camera's serial number (BodySerialNumber).
    pub serial: Option<String>,
    /// Where it claims to have been taken.
    pub gps: Option<Position>,
    /// The program or firmware that wrote it.
    pub software: Option<String>,
    /// What a person should know.
    pub warnings: Vec<Warning>,
    /// Its kind: gives the original's extension.
    #[serde(skip)]
    pub kind: Kind,
}

/// Something odd about a file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Warning {
    /// The stable code.
    pub code: WarningCode,
    /// A sentence's fragment about the file: "ends before its picture does".
    pub text: String,
}

/// What is odd, as a stable word (`cut-short` in JSON).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WarningCode {
    /// The file has no bytes.
    Empty,
    /// It ends before what it says it holds.
    CutShort,
    /// It is too large to look for its end.
    NotChecked,
    /// It begins like a picture and holds none.
    NoPicture,
    /// Some of its metadata cannot be read.
    MetadataDamaged,
    /// A capture time is no moment: blank, zero or impossible.
    BadCaptureTime,
    /// An offset from UTC has no known form.
    BadOffset,
    /// The orientation is not 1 to 8.
    BadOrientation,
    /// The position is incomplete or outside the globe.
    BadPosition,
    /// A text was longer than is kept.
    TextCut,
    /// A text is not UTF-8 and was read as Latin-1.
    TextNotUtf8,
}

impl Inspection {
    /// What the file claims, for the body of an entry: the members of the JSON form from `width` to `software`
    /// that are claimed, in that order. There are no floats in evidence: degrees and metres are texts, rounded
    /// to seven decimals, without zeros at the end.
    pub fn claims(&self) -> Json {
        let captured = self.captured.as_ref().map(|captured| {
            claimed([
                ("time", Some(captured.time.as_str().into())),
                ("offset", captured.offset.as_deref().map(Json::from)),
                ("tag", Some(captured.tag.into())),
            ])
        });
        let gps = self.gps.map(|gps| {
            claimed([
                ("latitude", Some(decimal(gps.latitude))),
                ("longitude", Some(decimal(gps.longitude))),
                ("altitude", gps.altitude.map(decimal)),
            ])
        });
        let text = |value: &Option<String>| value.as_deref().map(Json::from);
        claimed([
            ("width", self.width.map(|v| Json::Int(v.into()))),
            ("height", self.height.map(|v| Json::Int(v.into()))),
            ("orientation", self.orientation.map(|v| Json::Int(v.into()))),
            ("captured", captured),
            ("make", text(&self.make)),
            ("model", text(&self.model)),
            ("lens", text(&self.lens)),
            ("serial", text(&self.serial)),
            ("gps", gps),
            ("software", text(&self.software)),
        ])
    }
}

/// An object of the members that are there.
fn claimed<const N: usize>(members: [(&str, Option<Json>); N]) -> Json {
    match object(members.map(|(name, value)| (name, value.unwrap_or(Json::Null)))) {
        Json::Object(members) => {
            Json::Object(members.into_iter().filter(|(_, v)| *v != Json::Null).collect())
        }
        other => other,
    }
}

/// A number as a text in its normal form: at most seven decimals, no zeros behind, no "-0".
fn decimal(value: f64) -> Json {
    let text = format!("{value:.7}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    Json::from(if text == "-0" { "0" } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_written_in_one_form_only() {
        for (value, text) in
            [(1.5, "1.5"), (-0.00000001, "0"), (-3.0, "-3"), (100.0, "100"), (0.12345678, "0.1234568")]
        {
            assert_eq!(decimal(value), Json::from(text));
        }
    }
}
