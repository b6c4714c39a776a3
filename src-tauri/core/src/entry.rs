//! One signed statement: the only way anything changes. FORMAT.md sections 3 and 7 are the norm.
//!
//! Owns: reading a line strictly, and writing a new line once. Must never: serialise again a line that was signed.

mod draft;
#[cfg(test)]
mod tests;

pub use draft::{Draft, NewChange};

use crate::digest::{Digest, from_hex};
use crate::id::{ChainId, OperationId, RecordId, RecordKind};
use crate::json::{Json, object};
use crate::register::Change;
use crate::time::Moment;
use std::collections::{BTreeMap, HashSet};

/// The longest line, its LF counted.
pub const MAX_LINE: usize = 256 * 1024;
/// The most digests that one change may name in `seen`.
pub const MAX_SEEN: usize = 4096;

/// How far above its causes a Lamport counter may be (FORMAT.md section 4).
pub const MAX_CLOCK_LEAP: u64 = 1_000_000;

/// Who may see an entry's content later.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Goes into dossiers.
    #[default]
    Open,
    /// Stays inside the task force.
    Internal,
}

impl Class {
    /// The word in the line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Internal => "internal",
        }
    }

    /// The class of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Open, Self::Internal].into_iter().find(|class| class.word() == word)
    }
}

/// An original that an entry names in `body.originals`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginalRef {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// The extension under which it is kept, `jpg`.
    pub ext: String,
}

/// How many bytes originals claim to have together: entries may claim anything, so this stops at the largest number.
pub fn bytes_claimed<'a>(originals: impl IntoIterator<Item = &'a OriginalRef>) -> u64 {
    originals.into_iter().fold(0, |sum, original| original.size.saturating_add(sum))
}

impl OriginalRef {
    /// The reference as it stands in `body.originals`.
    pub fn to_json(&self) -> Json {
        object([
            ("sha256", self.sha256.into()),
            ("size", Json::Int(i64::try_from(self.size).unwrap_or(i64::MAX))),
            ("ext", Json::Text(self.ext.clone())),
        ])
    }

    fn read(value: &Json) -> Option<Self> {
        let ext = value.text_of("ext")?;
        let plain = is_extension(ext);
        let size = u64::try_from(value.int_of("size")?).ok()?;
        let sha256 = value.text_of("sha256")?.parse().ok()?;
        plain.then(|| Self { sha256, size, ext: ext.to_owned() })
    }
}

/// True for a file's extension that the format allows: 1 to 8 of a–z and 0–9.
pub fn is_extension(ext: &str) -> bool {
    (1..=8).contains(&ext.len()) && ext.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// Number and link of a place in a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Position {
    /// The chain.
    pub chain: ChainId,
    /// The place, counted from 1.
    pub seq: u64,
    /// link(seq).
    pub link: Digest,
}

impl Position {
    /// The object form, FORMAT.md section 5.
    pub fn to_json(&self) -> Json {
        object([
            ("chain", Json::Text(self.chain.to_string())),
            ("seq", Json::Int(i64::try_from(self.seq).unwrap_or(i64::MAX))),
            ("link", self.link.into()),
        ])
    }

    /// Reads the object form.
    pub fn read(value: &Json) -> Option<Self> {
        Some(Self {
            chain: value.text_of("chain")?.parse().ok()?,
            seq: value.int_of("seq").and_then(|s| u64::try_from(s).ok()).filter(|s| *s >= 1)?,
            link: value.text_of("link")?.parse().ok()?,
        })
    }
}

/// An entry, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// SHA-256 of the line with its LF: the entry's id.
    pub digest: Digest,
    /// The operation it belongs to.
    pub op: OperationId,
    /// The chain it stands in.
    pub chain: ChainId,
    /// Its place there, from 1.
    pub seq: u64,
    /// link(seq − 1).
    pub prev: Digest,
    /// Lamport counter.
    pub clock: u64,
    /// The laptop's wall clock.
    pub moment: Moment,
    /// Who may see it.
    pub class: Class,
    /// The same for the entries of one act of saving.
    pub save: [u8; 16],
    /// `artefact.set` and the like.
    pub kind: String,
    /// What it changes; `self` is resolved.
    pub changes: Vec<Change>,
    /// All the rest.
    pub body: Json,
    /// `body.originals`.
    pub originals: Vec<OriginalRef>,
}

impl Entry {
    /// Reads one line with its LF.
    ///
    /// # Errors
    /// What FORMAT.md section 2 or 3 does not allow, as a sentence's fragment.
    pub fn read(line: &[u8]) -> Result<Self, String> {
        if line.len() > MAX_LINE {
            return Err(format!("a line of {} bytes; at most {MAX_LINE} are allowed", line.len()));
        }
        let text = line.strip_suffix(b"\n").ok_or("the line does not end with LF")?;
        if text.contains(&b'\n') {
            return Err("an LF inside the line".into());
        }
        let mut value = Json::parse(text)?;
        Self::from_value(&mut value, Digest::of(line)).map_err(|what| format!("member {what}"))
    }

    fn from_value(value: &mut Json, digest: Digest) -> Result<Self, String> {
        let (changes, body) = (value.take("changes"), value.take("body"));
        let value = &*value;
        let text =
            |name: &str| value.text_of(name).ok_or_else(|| format!("\"{name}\" is missing or no text"));
        let number = |name: &str| {
            let found = value.int_of(name).and_then(|n| u64::try_from(n).ok()).filter(|n| *n >= 1);
            found.ok_or_else(|| format!("\"{name}\" is missing or no integer from 1"))
        };
        if value.get("v").and_then(Json::int) != Some(1) {
            return Err("\"v\" is not 1: written by a newer version of the format".into());
        }
        let kind = text("kind")?;
        if !is_kind(kind) {
            return Err("\"kind\" has characters or a length that are not allowed".into());
        }
        let body = body.filter(|b| b.object().is_some()).ok_or("\"body\" is missing or no object")?;
        let hex16 = |name: &str| -> Result<[u8; 16], String> {
            let bytes = from_hex(text(name)?).and_then(|b| b.try_into().ok());
            bytes.ok_or_else(|| format!("\"{name}\" is not 32 hex digits"))
        };
        hex16("salt")?;
        let moment = Moment::parse(text("at")?, text("zone")?).ok_or("\"at\" or \"zone\" is no moment")?;
        let entry = Self {
            digest,
            op: OperationId(hex16("op")?),
            chain: ChainId(hex16("chain")?),
            seq: number("seq")?,
            prev: text("prev")?.parse().map_err(|_| "\"prev\" is no digest")?,
            clock: number("clock")?,
            moment,
            class: Class::from_word(text("class")?).ok_or("\"class\" is neither open nor internal")?,
            save: hex16("save")?,
            kind: kind.to_owned(),
            changes: read_changes(changes, kind, digest)?,
            originals: read_originals(&body)?,
            body: {
                check_positions(kind, &body)?;
                body
            },
        };
        entry.check_shape()?;
        Ok(entry)
    }

    /// The rules that tie kind, place and changes together.
    fn check_shape(&self) -> Result<(), String> {
        if (self.seq == 1) != (self.kind == "chain.start") {
            return Err("\"kind\" is chain.start if and only if seq is 1".into());
        }
        if is_about_one_record(&self.kind) && self.changes.windows(2).any(|w| w[0].record != w[1].record) {
            return Err(format!("\"changes\": an entry of kind {} concerns one record", self.kind));
        }
        Ok(())
    }

    /// The positions that the body's `heads` names (kinds `chain.start` and `import.record`).
    pub fn heads(&self) -> Vec<Position> {
        self.body.items_of("heads").iter().filter_map(Position::read).collect()
    }

    /// The digests of `body.covers` of a withdrawal.
    pub fn covers(&self) -> Vec<Digest> {
        self.body.items_of("covers").iter().filter_map(|d| d.text()?.parse().ok()).collect()
    }

    /// The record that this entry creates, for kinds that create one.
    pub fn created(&self) -> Option<RecordId> {
        self_record(&self.kind, self.digest)
    }
}

fn is_kind(kind: &str) -> bool {
    (1..=64).contains(&kind.len())
        && kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
}

/// Kinds whose changes all concern one record (FORMAT.md section 3).
fn is_about_one_record(kind: &str) -> bool {
    let ending = kind.rsplit('.').next().unwrap_or_default();
    kind.contains('.') && matches!(ending, "create" | "set" | "withdraw")
        || matches!(kind, "note.seal" | "photo.add" | "photo.place" | "photo.unplace")
}

const KNOWN_KINDS: [&str; 24] = [
    "chain.start",
    "operation.set",
    "operation.adopt",
    "template.define",
    "signer.introduce",
    "artefact.create",
    "artefact.set",
    "artefact.withdraw",
    "package.create",
    "package.set",
    "package.withdraw",
    "intake.record",
    "photo.add",
    "photo.set",
    "photo.place",
    "photo.unplace",
    "photo.withdraw",
    "note.seal",
    "custody.record",
    "custody.accept",
    "custody.correct",
    "export.record",
    "import.record",
    "receipt.accept",
];

/// How many entries there are of each kind.
pub fn kinds<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> BTreeMap<String, u64> {
    let mut kinds = BTreeMap::new();
    entries.into_iter().for_each(|entry| *kinds.entry(entry.kind.clone()).or_default() += 1);
    kinds
}

/// True for the kinds that this version knows.
pub fn is_known_kind(kind: &str) -> bool {
    KNOWN_KINDS.contains(&kind)
}

/// What `self` means in an entry of this kind; `None` where it is not allowed.
fn self_record(kind: &str, digest: Digest) -> Option<RecordId> {
    let known = match kind {
        "artefact.create" => Some(RecordKind::Artefact),
        "package.create" => Some(RecordKind::Package),
        "note.seal" => Some(RecordKind::Note),
        "custody.record" => Some(RecordKind::Custody),
        "photo.place" => Some(RecordKind::Placement),
        _ => None,
    };
    if known.is_none() && !is_known_kind(kind) {
        return format!("{}:{digest}", kind.split_once('.')?.0).parse().ok();
    }
    known.map(|k| RecordId::new(k, digest))
}

fn read_changes(changes: Option<Json>, kind: &str, digest: Digest) -> Result<Vec<Change>, String> {
    let Some(Json::List(items)) = changes else { return Err("\"changes\" is missing or no list".into()) };
    let own = self_record(kind, digest);
    let mut changes: Vec<Change> = Vec::with_capacity(items.len());
    for item in items {
        let former = changes.last().map(|change| &change.record);
        let change =
            read_change(item, kind, own.as_ref(), former).map_err(|what| format!("\"changes\": {what}"))?;
        changes.push(change);
    }
    if let Some(twice) = changed_twice(&changes) {
        let (field, record) = (&twice.field, &twice.record);
        return Err(format!("\"changes\": the register {field} of {record} is changed twice"));
    }
    Ok(changes)
}

/// The first change of a register that one before it changes too.
fn changed_twice(changes: &[Change]) -> Option<&Change> {
    const FEW: usize = 32;
    if changes.len() <= FEW {
        let same = |a: &Change, b: &Change| a.field == b.field && a.record == b.record;
        let mut counted = changes.iter().enumerate();
        return counted.find(|(i, b)| changes[..*i].iter().any(|a| same(a, b))).map(|(_, change)| change);
    }
    let mut registers = HashSet::new();
    changes.iter().find(|change| !registers.insert((&change.record, &change.field)))
}

/// Reads one change. `own` is the record that `self` means, `former` that of the change before it.
fn read_change(
    mut item: Json,
    kind: &str,
    own: Option<&RecordId>,
    former: Option<&RecordId>,
) -> Result<Change, String> {
    let record = match item.text_of("record").ok_or("a record is missing")? {
        id if former.is_some_and(|former| former.as_str() == id) => former.cloned(),
        "self" => Some(own.ok_or_else(|| format!("\"self\" in an entry of kind {kind}"))?.clone()),
        id => id.parse().ok(),
    };
    let record = record.ok_or("a record is no id")?;
    let field = match item.take("field") {
        Some(Json::Text(field)) => field,
        _ => return Err("a field is missing".into()),
    };
    if !(1..=128).contains(&field.len()) || field.chars().any(char::is_control) {
        return Err("a field's name has characters or a length that are not allowed".into());
    }
    let value = item.take("value").ok_or("a value is missing")?;
    let listed = item.get("seen").and_then(Json::list).ok_or("\"seen\" is missing or no list")?;
    if listed.len() > MAX_SEEN {
        return Err(format!("\"seen\" names more than {MAX_SEEN} entries"));
    }
    let mut seen = Vec::with_capacity(listed.len());
    for digest in listed {
        seen.push(digest.text().and_then(|t| t.parse::<Digest>().ok()).ok_or("\"seen\" holds no digest")?);
    }
    if seen.len() > 1 && seen.iter().collect::<HashSet<_>>().len() != seen.len() {
        return Err("\"seen\" names an entry twice".into());
    }
    Ok(Change { record, field, value, seen })
}

/// Kinds whose bodies name places of chains (FORMAT.md sections 4 and 7): each must be one, where there are any.
fn check_positions(kind: &str, body: &Json) -> Result<(), String> {
    if !matches!(kind, "chain.start" | "import.record") {
        return Ok(());
    }
    if let Some(heads) = body.get("heads") {
        let items = heads.list().ok_or("\"body.heads\" is no list")?;
        if items.iter().any(|item| Position::read(item).is_none()) {
            return Err("\"body.heads\" holds something that is no head".into());
        }
    }
    let continues = body.get("continues").filter(|_| kind == "chain.start");
    if continues.is_some_and(|place| Position::read(place).is_none()) {
        return Err("\"body.continues\" is no head".into());
    }
    Ok(())
}

fn read_originals(body: &Json) -> Result<Vec<OriginalRef>, String> {
    let Some(listed) = body.get("originals") else { return Ok(Vec::new()) };
    let items = listed.list().ok_or("\"body.originals\" is no list")?;
    let read: Option<Vec<_>> = items.iter().map(OriginalRef::read).collect();
    read.ok_or_else(|| "\"body.originals\" holds something that names no original".into())
}
