//! The text that a search for a record should find.

use super::read::entries;
use super::statements::Statements;
use crate::entry::Entry;
use crate::error::Result;
use crate::id::RecordId;
use crate::json::Json;
use crate::photo::region::Region;
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
        if crate::photo::region::id_of(field).is_some() {
            // Of a region only what a person wrote: nobody looks for the words of its form.
            let said = register.live().filter_map(|a| Region::read(&a.value));
            said.for_each(|region| add_line(&region.note, &mut out));
        } else if crate::merge::REFERENCE_FIELDS.contains(&field) {
            register.history().into_iter().for_each(|a| text_of(&a.value, &mut out));
        } else {
            register.live().for_each(|a| text_of(&a.value, &mut out));
        }
    }
    out
}

/// The notes and custody events that concern a record, in display order, and the names of the photos that these
/// placements show it in. Nothing here depends on the order in which entries came.
pub(super) fn text_around(
    reader: &Reader<'_>,
    row: i64,
    placements: &[Record],
    said: &mut Statements<'_>,
) -> Result<String> {
    let mut out = String::new();
    said.text(row, &mut out)?;
    for photo in placements.iter().filter_map(|placement| placement.pointer("photo")) {
        out.push_str(&photo_text(reader, &photo)?);
    }
    Ok(out)
}

/// The names under which a photo was taken in, and its caption.
pub(super) fn photo_text(reader: &Reader<'_>, photo: &RecordId) -> Result<String> {
    let mut out = String::new();
    let Some(row) = reader.record_row(photo)? else { return Ok(out) };
    for entry in entries(reader, reader.entries_changing(row)?)? {
        let named = ["name", "label"].iter().filter_map(|name| entry.body.text_of(name));
        named.for_each(|text| add_line(text, &mut out));
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
