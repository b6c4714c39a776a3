//! The journal of a job that brings files in: which files it is about to put in place, written and durable
//! before it does, so that after a crash each file can be explained.
//!
//! Owns: `journal/<kind>-<16 hex>.jsonl`, one line of JSON a file after a first line about the job. Must never:
//! be evidence (entries are), or hold the only copy of anything.

use crate::digest::{Digest, from_hex, to_hex};
use crate::error::{IoContext, Result};
use crate::json::{Json, object};
use crate::store::files;
use crate::time::Moment;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// A journal larger than this is not read further: no job writes one.
const MAX_JOURNAL: u64 = 256 << 20;

/// What kind of job brings files in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum JobKind {
    /// Taking in a card or folder.
    Intake,
    /// Importing a bundle.
    Import,
}

impl JobKind {
    /// The word in the journal's name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Import => "import",
        }
    }
}

/// One file that a job puts in place.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Line {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// The ending of its name in `originals/`, without dot.
    pub ext: String,
    /// The name of the temporary file in `journal/`.
    pub temporary: String,
    /// The path it was read from, as text.
    pub source: String,
    /// That path's exact bytes in hex, when it is no valid Unicode.
    pub source_hex: Option<String>,
}

impl Line {
    fn json(&self) -> Json {
        object([
            ("digest", self.digest.into()),
            ("size", Json::Int(i64::try_from(self.size).unwrap_or(i64::MAX))),
            ("ext", self.ext.as_str().into()),
            ("temporary", self.temporary.as_str().into()),
            ("source", self.source.as_str().into()),
            ("source_hex", self.source_hex.clone().into()),
        ])
    }

    /// `None` unless every member has the form that we write: what a name in a journal says is used as a path.
    fn parse(json: &Json) -> Option<Self> {
        let ext = json.text_of("ext").filter(|ext| is_ext(ext))?;
        let temporary = json.text_of("temporary").filter(|name| is_temporary(name))?;
        let source_hex = json.text_of("source_hex").map(str::to_owned);
        if source_hex.as_deref().is_some_and(|hex| from_hex(hex).is_none()) {
            return None;
        }
        Some(Self {
            digest: json.text_of("digest")?.parse().ok()?,
            size: u64::try_from(json.int_of("size")?).ok()?,
            ext: ext.to_owned(),
            temporary: temporary.to_owned(),
            source: json.text_of("source")?.to_owned(),
            source_hex,
        })
    }
}

/// True for an ending that a kept file may have: one to eight lower-case letters and digits.
pub fn is_ext(text: &str) -> bool {
    (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// True for the name of a temporary file: sixteen hex digits and `.part`.
pub fn is_temporary(name: &str) -> bool {
    name.strip_suffix(".part").is_some_and(is_job_id)
}

pub(super) fn is_job_id(text: &str) -> bool {
    text.len() == 16 && from_hex(text).is_some()
}

/// A path as text, and its exact bytes in hex when the text is not exact. On Windows, where a name is a list of
/// 16-bit units, the bytes are its WTF-8 form.
pub fn path_text(path: &std::ffi::OsStr) -> (String, Option<String>) {
    match path.to_str() {
        Some(text) => (text.to_owned(), None),
        None => (path.to_string_lossy().into_owned(), Some(to_hex(path.as_encoded_bytes()))),
    }
}

/// A job that is running. Dropping it leaves its journal, as a crash would; [`Job::finish`] ends it.
#[derive(Debug)]
pub struct Job {
    id: String,
    path: PathBuf,
    file: File,
}

impl Job {
    /// Begins a job's journal, durable before this returns.
    pub(crate) fn begin(
        folder: &Path,
        id: String,
        kind: JobKind,
        label: &str,
        begun: Moment,
    ) -> Result<Self> {
        let doing = "beginning the journal of a job";
        let path = folder.join(format!("{}-{id}.jsonl", kind.word()));
        let file =
            std::fs::OpenOptions::new().append(true).create_new(true).open(&path).doing(doing, &path)?;
        let mut job = Self { id, path, file };
        job.write(&[object([
            ("v", Json::Int(1)),
            ("label", label.into()),
            ("at", begun.at().into()),
            ("zone", begun.zone().into()),
        ])])?;
        files::sync_folder(folder).doing(doing, folder)?;
        Ok(job)
    }

    /// Adds lines; they are durable when this returns.
    pub(crate) fn append(&mut self, lines: &[Line]) -> Result<()> {
        self.write(&lines.iter().map(Line::json).collect::<Vec<_>>())
    }

    fn write(&mut self, lines: &[Json]) -> Result<()> {
        let text: String = lines.iter().map(|line| line.compact() + "\n").collect();
        self.file
            .write_all(text.as_bytes())
            .and_then(|()| self.file.sync_data())
            .doing("writing the journal of a job", &self.path)
    }

    /// The job's id, sixteen hex digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Ends the job. Call it only when every file that it put in place is named by a committed entry, else the
    /// next start cannot explain that file.
    ///
    /// # Errors
    /// When the journal cannot be removed; the next start then does it.
    pub fn finish(self) -> Result<()> {
        std::fs::remove_file(&self.path).doing("ending the journal of a job", &self.path)
    }
}

/// A journal that a job left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftJob {
    /// The job's id.
    pub id: String,
    /// What kind of job it was.
    pub kind: JobKind,
    /// What the person called the card or bundle.
    pub label: String,
    /// When it began, by the clock of then; `None` where the first line is damaged.
    pub begun: Option<Moment>,
    /// The files that it was about to put in place, in order.
    pub lines: Vec<Line>,
    /// How many whole lines could not be read (a last line cut short is not counted: it promised nothing).
    pub damaged: usize,
    pub(crate) path: PathBuf,
}

impl LeftJob {
    /// Reads a journal; `None` when the name is no journal's.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>> {
        let Some((kind, id)) = path.file_name().and_then(|name| name.to_str()).and_then(journal_name) else {
            return Ok(None);
        };
        let doing = "reading the journal of an earlier job";
        let (file, _) = files::open_regular(path).map_err(std::io::Error::from).doing(doing, path)?;
        let mut bytes = Vec::new();
        file.take(MAX_JOURNAL).read_to_end(&mut bytes).doing(doing, path)?;
        let mut left = Self {
            id: id.to_owned(),
            kind,
            label: String::new(),
            begun: None,
            lines: Vec::new(),
            damaged: 0,
            path: path.to_owned(),
        };
        for (number, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
            if let Some(line) = line.strip_suffix(b"\n") {
                left.add(number, line);
            }
        }
        Ok(Some(left))
    }

    fn add(&mut self, number: usize, line: &[u8]) {
        let Ok(json) = Json::parse(line) else {
            self.damaged += 1;
            return;
        };
        if number == 0 {
            self.label = json.text_of("label").unwrap_or_default().to_owned();
            self.begun =
                json.text_of("at").zip(json.text_of("zone")).and_then(|(at, zone)| Moment::parse(at, zone));
        } else if let Some(line) = Line::parse(&json) {
            self.lines.push(line);
        } else {
            self.damaged += 1;
        }
    }
}

fn journal_name(name: &str) -> Option<(JobKind, &str)> {
    let (word, id) = name.strip_suffix(".jsonl")?.split_once('-')?;
    let kind = [JobKind::Intake, JobKind::Import].into_iter().find(|kind| kind.word() == word)?;
    is_job_id(id).then_some((kind, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Moment = Moment { millis: 1_763_026_867_123, offset_minutes: 60 };

    fn line(ext: &str, temporary: &str) -> Line {
        Line {
            digest: Digest::of(b"x"),
            size: 7,
            ext: ext.into(),
            temporary: temporary.into(),
            source: "/card/\u{fffd}.jpg".into(),
            source_hex: Some("2f636172642fff2e6a7067".into()),
        }
    }

    #[test]
    fn a_journal_reads_back_whole_and_without_the_line_that_a_crash_cut() {
        let folder = tempfile::tempdir().unwrap();
        let mut job =
            Job::begin(folder.path(), "00112233aabbccdd".into(), JobKind::Intake, "card \"A\"", NOON)
                .unwrap();
        let lines = [line("jpg", "0011223344556677.part"), line("nef", "8899aabbccddeeff.part")];
        job.append(&lines).unwrap();
        let path = job.path.clone();
        drop(job);
        let whole = std::fs::read(&path).unwrap();
        let left = LeftJob::read(&path).unwrap().unwrap();
        assert_eq!(
            (left.label.as_str(), left.begun, &left.lines[..]),
            ("card \"A\"", Some(NOON), &lines[..])
        );
        for cut in 0..whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let left = LeftJob::read(&path).unwrap().unwrap();
            assert_eq!(left.damaged, 0, "cut at {cut}");
            assert_eq!(left.lines[..], lines[..left.lines.len()]);
        }
    }

    #[test]
    fn a_journal_cannot_name_a_path_outside_its_folder() {
        for (ext, temporary) in [
            ("jpg/../../x", "0011223344556677.part"),
            ("", "0011223344556677.part"),
            ("jpg", "../../../etc/pass.part"),
            ("jpg", "0011223344556677"),
            ("jpg", ".part"),
        ] {
            assert_eq!(Line::parse(&line(ext, temporary).json()), None, "{ext} {temporary}");
        }
        assert_eq!(journal_name("intake-../../x.jsonl"), None);
        assert_eq!(journal_name("intake-00112233AABBCCDD.jsonl"), None);
        assert!(journal_name("import-00112233aabbccdd.jsonl").is_some());
    }
}
