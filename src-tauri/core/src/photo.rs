//! An image or other file as evidence, where it is placed, and the record of taking files in.
//!
//! Owns: the ids of views, the bodies of `photo.add` and `intake.record`, and the lines of the list that an intake
//! keeps as an original. Must never: invent what a file does not claim.

pub mod region;
pub mod runs;

use crate::digest::Digest;
use crate::entry::{Entry, OriginalRef};
use crate::id::{RecordId, RecordKind};
use crate::json::{Json, MAX_INTEGER, object};

/// What a photo says, a text.
pub const CAPTION: &str = "caption";
/// By how much the camera's clock was wrong, beside the untouched claim.
pub const CLOCK_ERROR: &str = "clock_error";
/// The photo of which this one is a working copy.
pub const DERIVED_FROM: &str = "derived_from";
/// The photo that this file accompanies: a raw's JPEG, a sidecar, a live photo's film.
pub const COMPANION_OF: &str = "companion_of";
/// Of a placement: the photo.
pub const PHOTO: &str = "photo";
/// Of a placement: the artefact that the photo shows.
pub const ARTEFACT: &str = "artefact";
/// Of a placement: one of [`VIEWS`].
pub const VIEW: &str = "view";

/// The ids of the views in which a photo shows an artefact, in the order of the vocabulary `views`, which gives them
/// words (a test holds the two together).
pub const VIEWS: [&str; 33] = [
    "overall",
    "overall_front",
    "overall_back",
    "overall_left",
    "overall_right",
    "overall_top",
    "overall_bottom",
    "overall_three_quarter",
    "overall_inside",
    "obverse",
    "reverse",
    "group",
    "detail",
    "inscription",
    "mark",
    "damage",
    "repair",
    "tool_mark",
    "surface",
    "folio",
    "scale",
    "colour_chart",
    "label",
    "in_situ",
    "packaging",
    "seal",
    "document",
    "raking_light",
    "ultraviolet",
    "infrared",
    "x_ray",
    "microscope",
    "other",
];

/// The views that the number keys 1 to 9 stand for, in the order of [`VIEWS`]: what a series of an object is made of.
pub const NUMBERED: [&str; 9] = [
    "overall_front",
    "overall_back",
    "overall_left",
    "overall_right",
    "detail",
    "inscription",
    "damage",
    "scale",
    "label",
];

/// The view that shows an object with its label.
pub const LABEL_VIEW: &str = "label";

/// True for the views that this version offers; others are kept and shown as they are.
pub fn is_view(word: &str) -> bool {
    VIEWS.contains(&word)
}

/// The body of `photo.add`: what was taken in, and what it claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoAdded {
    /// The photo's own file.
    pub original: OriginalRef,
    /// The name that the file had; where that is no valid text, a likeness of it.
    pub name: String,
    /// The exact bytes of such a name in hex.
    pub name_hex: Option<String>,
    /// The media type that its first bytes show.
    pub media_type: String,
    /// What the file's metadata claims, an object; `null` where nothing.
    pub claims: Json,
    /// The intake that took it in.
    pub intake: String,
    /// The label of the card or folder; empty where none.
    pub label: String,
}

impl PhotoAdded {
    /// The photo's id: it is named by its bytes.
    pub fn id(&self) -> RecordId {
        RecordId::new(RecordKind::Photo, self.original.sha256)
    }

    /// The body of `photo.add`.
    pub fn to_body(&self) -> Json {
        let mut members = vec![
            ("originals", Json::List(vec![self.original.to_json()])),
            ("name", self.name.as_str().into()),
        ];
        members.extend(self.name_hex.as_deref().map(|hex| ("name_hex", hex.into())));
        members.extend([
            ("media_type", self.media_type.as_str().into()),
            ("claims", self.claims.clone()),
            ("intake", self.intake.as_str().into()),
            ("label", self.label.as_str().into()),
        ]);
        Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// What an act of intake says; `None` for entries of other kinds, and for a `photo.add` about another photo than its
    /// first original: what it claims is of neither.
    pub fn read(entry: &Entry) -> Option<Self> {
        if entry.kind != "photo.add" {
            return None;
        }
        let original = entry.originals.first()?.clone();
        let own = RecordId::new(RecordKind::Photo, original.sha256);
        entry.changes.first().filter(|change| change.record == own)?;
        let text = |name: &str| entry.body.text_of(name).unwrap_or_default().to_owned();
        Some(Self {
            original,
            name: text("name"),
            name_hex: entry.body.text_of("name_hex").map(str::to_owned),
            media_type: text("media_type"),
            claims: entry.body.get("claims").cloned().unwrap_or(Json::Null),
            intake: text("intake"),
            label: text("label"),
        })
    }
}

/// What became of one file that an intake saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Its bytes are held now and were not before.
    Taken,
    /// Its bytes were held already.
    Held,
    /// It was left out, for a reason that lies in what it is.
    Skipped,
    /// It could not be read.
    Unreadable,
}

impl Outcome {
    const ALL: [Self; 4] = [Self::Taken, Self::Held, Self::Skipped, Self::Unreadable];

    /// The word in the list.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Held => "held",
            Self::Skipped => "skipped",
            Self::Unreadable => "unreadable",
        }
    }
}

/// One line of an intake's list: a file that was seen, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct IntakeFile {
    /// The name, as the medium has it; where that is no valid text, a likeness of it.
    pub name: String,
    /// The exact bytes of such a name in hex.
    pub name_hex: Option<String>,
    /// The folder below what was given, as text.
    pub path: String,
    /// The size in bytes that the medium said; `None` where it said none.
    pub size: Option<u64>,
    /// Milliseconds since 1970 that the medium claimed, for information only.
    pub modified: Option<i64>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was left out or could not be read, a stable word such as `system_file`.
    pub reason: Option<String>,
    /// The digest of its bytes, where they are held.
    pub sha256: Option<Digest>,
}

impl IntakeFile {
    fn to_json(&self) -> Json {
        object([
            ("name", self.name.as_str().into()),
            ("name_hex", self.name_hex.as_deref().into()),
            ("path", self.path.as_str().into()),
            ("size", self.size.map(integer).into()),
            ("modified", self.modified.map(|m| m.clamp(-MAX_INTEGER, MAX_INTEGER)).into()),
            ("outcome", self.outcome.word().into()),
            ("reason", self.reason.as_deref().into()),
            ("sha256", self.sha256.into()),
        ])
    }

    fn read(line: &Json) -> Option<Self> {
        let outcome = line.text_of("outcome")?;
        Some(Self {
            name: line.text_of("name")?.to_owned(),
            name_hex: line.text_of("name_hex").map(str::to_owned),
            path: line.text_of("path")?.to_owned(),
            size: line.int_of("size").and_then(|n| u64::try_from(n).ok()),
            modified: line.int_of("modified"),
            outcome: Outcome::ALL.into_iter().find(|o| o.word() == outcome)?,
            reason: line.text_of("reason").map(str::to_owned),
            sha256: line.text_of("sha256").and_then(|hex| hex.parse().ok()),
        })
    }
}

/// The bytes of an intake's list, an original: one JSON object a line (FORMAT.md section 2), LF after each, in the
/// order in which the files were seen.
pub fn write_list(files: &[IntakeFile]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for file in files {
        bytes.extend_from_slice(file.to_json().compact().as_bytes());
        bytes.push(b'\n');
    }
    bytes
}

/// Reads an intake's list.
///
/// # Errors
/// The number of the first line that is not of this form, and why, as a sentence's fragment.
pub fn read_list(bytes: &[u8]) -> Result<Vec<IntakeFile>, String> {
    let Some(text) = bytes.strip_suffix(b"\n") else {
        return if bytes.is_empty() {
            Ok(Vec::new())
        } else {
            Err("the last line does not end with LF".into())
        };
    };
    let mut files = Vec::new();
    for (i, line) in text.split(|b| *b == b'\n').enumerate() {
        let value = Json::parse(line).map_err(|what| format!("line {}: {what}", i + 1))?;
        files.push(IntakeFile::read(&value).ok_or_else(|| format!("line {}: no file of an intake", i + 1))?);
    }
    Ok(files)
}

/// How many files an intake saw, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct IntakeCounts {
    /// All of them.
    pub seen: u64,
    /// Held now and not before.
    pub taken: u64,
    /// Held already.
    pub held: u64,
    /// Left out.
    pub skipped: u64,
    /// Not readable.
    pub unreadable: u64,
    /// Numbers that the camera's numbering leaves out.
    pub missing_numbers: u64,
}

impl IntakeCounts {
    /// Counts a list; `missing_numbers` comes from the camera's numbering.
    pub fn of(files: &[IntakeFile], missing_numbers: u64) -> Self {
        let mut counts = Self { missing_numbers, ..Self::default() };
        for file in files {
            counts.seen += 1;
            match file.outcome {
                Outcome::Taken => counts.taken += 1,
                Outcome::Held => counts.held += 1,
                Outcome::Skipped => counts.skipped += 1,
                Outcome::Unreadable => counts.unreadable += 1,
            }
        }
        counts
    }

    /// True where every file seen has exactly one outcome.
    pub fn add_up(&self) -> bool {
        let parts = [self.taken, self.held, self.skipped, self.unreadable];
        crate::artefact::sum_of(&parts) == Some(self.seen)
    }

    /// The object in the body.
    pub fn to_json(&self) -> Json {
        object([
            ("seen", integer(self.seen).into()),
            ("taken", integer(self.taken).into()),
            ("held", integer(self.held).into()),
            ("skipped", integer(self.skipped).into()),
            ("unreadable", integer(self.unreadable).into()),
            ("missing_numbers", integer(self.missing_numbers).into()),
        ])
    }

    /// Reads the object; what is no count is 0.
    pub fn read(value: &Json) -> Self {
        let count = |name: &str| value.int_of(name).and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
        Self {
            seen: count("seen"),
            taken: count("taken"),
            held: count("held"),
            skipped: count("skipped"),
            unreadable: count("unreadable"),
            missing_numbers: count("missing_numbers"),
        }
    }
}

/// The body of `intake.record`: the signed record of taking in one card or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intake {
    /// Its id, the same in the `photo.add` of each file that it took.
    pub intake: String,
    /// What is written on the card; empty where nothing.
    pub label: String,
    /// What was taken in, as a person would name it; no path of this computer is evidence.
    pub source: String,
    /// When it began, as the laptop's clock showed, UTC.
    pub started: String,
    /// What was seen and what became of it.
    pub counts: IntakeCounts,
    /// The original that [`write_list`] made.
    pub list: OriginalRef,
}

impl Intake {
    /// The body of `intake.record`.
    pub fn to_body(&self) -> Json {
        object([
            ("intake", self.intake.as_str().into()),
            ("label", self.label.as_str().into()),
            ("source", self.source.as_str().into()),
            ("started", self.started.as_str().into()),
            ("counts", self.counts.to_json()),
            ("list", self.list.sha256.into()),
            ("originals", Json::List(vec![self.list.to_json()])),
        ])
    }

    /// What an `intake.record` says; `None` for entries of other kinds, and where its list is not among its originals.
    pub fn read(entry: &Entry) -> Option<Self> {
        if entry.kind != "intake.record" {
            return None;
        }
        let text = |name: &str| entry.body.text_of(name).unwrap_or_default().to_owned();
        let list: Digest = entry.body.text_of("list")?.parse().ok()?;
        Some(Self {
            intake: text("intake"),
            label: text("label"),
            source: text("source"),
            started: text("started"),
            counts: IntakeCounts::read(entry.body.get("counts").unwrap_or(&Json::Null)),
            list: entry.originals.iter().find(|o| o.sha256 == list)?.clone(),
        })
    }
}

/// Within the integers of FORMAT.md section 2; a file or count of 2^53 does not exist.
fn integer(number: u64) -> i64 {
    i64::try_from(number).map_or(MAX_INTEGER, |n| n.min(MAX_INTEGER))
}

#[cfg(test)]
mod tests;
