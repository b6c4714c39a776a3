//! The text that a search for a record should find.

use crate::entry::Entry;
use crate::error::Result;
use crate::id::{RecordId, RecordKind};
use crate::json::Json;
use crate::state::Record;
use crate::store::Reader;

/// All texts inside a value, a line each; ids, digests and addresses of authorities left out.
pub fn text_of(value: &Json, out: &mut String) {
    match value {
        Json::Text(text) => add_line(text, out),
        Json::Int(number) => add_line(&number.to_string(), out),
        Json::List(items) => items.iter().for_each(|item| text_of(item, out)),
        Json::Object(members) => {
            let plain = members
                .iter()
                .filter(|(name, _)| !matches!(name.as_str(), "uri" | "sha256" | "unit" | "ext"));
            plain.for_each(|(_, value)| text_of(value, out));
        }
        Json::Null | Json::Bool(_) => {}
    }
}

fn add_line(text: &str, out: &mut String) {
    let is_id = text.contains(':') && text.parse::<RecordId>().is_ok();
    if !text.is_empty() && !is_id {
        out.push_str(text);
        out.push('\n');
    }
}

/// What a record's own registers say: all references it ever had, since labels are on bags, and what is live
/// of the rest.
pub(super) fn own_text(record: &Record) -> String {
    let mut out = String::new();
    for (field, register) in record.registers() {
        if crate::merge::REFERENCE_FIELDS.contains(&field) {
            register.history().into_iter().for_each(|a| text_of(&a.value, &mut out));
        } else {
            register.live().for_each(|a| text_of(&a.value, &mut out));
        }
    }
    out
}

/// The notes, custody events and photo names that concern a record.
pub(super) fn text_around(reader: &Reader<'_>, row: i64, id: &RecordId) -> Result<String> {
    let mut out = String::new();
    for entry in reader.entries_mentioning(row)? {
        if let Some(entry) = reader.entry_by_row(entry)?.entry()? {
            statement_text(&entry, &mut out);
        }
    }
    if id.kind() == Some(RecordKind::Artefact) {
        for placement in reader.pointing_at("artefact", id)? {
            let Some(placement) = super::load_record(reader, &placement)? else { continue };
            if let Some(photo) = placement.pointer("photo").filter(|_| !placement.is_withdrawn()) {
                out.push_str(&photo_text(reader, &photo)?);
            }
        }
    }
    Ok(out)
}

/// The names under which a photo was taken in, and its caption.
pub(super) fn photo_text(reader: &Reader<'_>, photo: &RecordId) -> Result<String> {
    let mut out = String::new();
    let Some(row) = reader.record_row(photo)? else { return Ok(out) };
    for entry in reader.entries_changing(row)? {
        if let Some(entry) = reader.entry_by_row(entry)?.entry()? {
            ["name", "label"]
                .iter()
                .filter_map(|name| entry.body.text_of(name))
                .for_each(|t| add_line(t, &mut out));
        }
    }
    if let Some(record) = super::load_record(reader, photo)? {
        out.push_str(&own_text(&record));
    }
    Ok(out)
}

/// The words of a note or custody event.
pub(super) fn statement_text(entry: &Entry, out: &mut String) {
    let members: &[&str] = match entry.kind.as_str() {
        "note.seal" => &["title", "text"],
        "custody.record" | "custody.correct" => &[
            "reason",
            "corrected_reason",
            "from",
            "to",
            "place",
            "seals",
            "bags",
            "condition",
            "date",
            "remark",
        ],
        "custody.accept" => &["by", "statement"],
        _ => &[],
    };
    members.iter().filter_map(|name| entry.body.get(name)).for_each(|value| text_of(value, out));
}
