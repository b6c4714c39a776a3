//! `tables/notes.csv` and `tables/custody.csv`: signed statements, in display order.

use super::super::csv::{Csv, joined};
use super::super::facts::Facts;
use super::{labels, member, written};
use crate::entry::Entry;
use crate::id::RecordId;
use crate::json::Json;

const NOTES: [&str; 12] = [
    "id",
    "title",
    "text",
    "language",
    "about",
    "photos",
    "addendum_to",
    "class",
    "signer",
    "key",
    "sealed_at",
    "zone",
];

/// One row a sealed note.
pub(super) fn notes(facts: &Facts<'_>) -> Vec<u8> {
    let mut csv = Csv::new(&NOTES);
    for note in &facts.notes {
        let mut cells = vec![
            note.digest.hex(),
            member(facts, &note.body, "title"),
            member(facts, &note.body, "text"),
            member(facts, &note.body, "language"),
            labels(facts, note.body.items_of("about")),
            labels(facts, note.body.items_of("photos")),
            note.body.text_of("addendum_to").unwrap_or_default().trim_start_matches("note:").to_owned(),
            note.class.word().to_owned(),
        ];
        cells.extend(written(facts, note));
        csv.row(&cells);
    }
    csv.end()
}

const CUSTODY: [&str; 26] = [
    "id",
    "statement",
    "event",
    "date",
    "time",
    "reason",
    "from",
    "to",
    "place",
    "subjects",
    "quantities",
    "contents",
    "seals",
    "bags",
    "condition",
    "stated_count",
    "recorded_count",
    "photos",
    "state",
    "accepted_by",
    "correction_reason",
    "class",
    "signer",
    "key",
    "recorded_at",
    "zone",
];

/// One row a statement: the event as recorded, then its corrections, each with the event's id.
pub(super) fn custody(facts: &Facts<'_>) -> Vec<u8> {
    let mut csv = Csv::new(&CUSTODY);
    for (id, event) in &facts.events {
        let state = event.state();
        let by = joined(event.acceptances.iter().map(|entry| member(facts, &entry.body, "by")));
        if let Some(entry) = event.recorded {
            csv.row(&custody_row(facts, id, entry, ["recorded", state, &by, ""]));
        }
        for entry in &event.corrections {
            let why = member(facts, &entry.body, "reason");
            csv.row(&custody_row(facts, id, entry, ["corrected", state, &by, &why]));
        }
        // Accepted here, recorded in the bundle that this one builds on.
        if event.recorded.is_none() && event.corrections.is_empty() {
            for entry in &event.acceptances {
                csv.row(&custody_row(facts, id, entry, ["accepted", state, &by, ""]));
            }
        }
    }
    csv.end()
}

fn custody_row(
    facts: &Facts<'_>,
    id: &RecordId,
    entry: &Entry,
    [statement, state, by, correction]: [&str; 4],
) -> Vec<String> {
    let body = &entry.body;
    let text = |name: &str| member(facts, body, name);
    let listed = |name: &str| joined(body.items_of(name).iter().map(|item| facts.plain(item)));
    let subjects = body.items_of("subjects");
    let records: Vec<Json> = subjects.iter().filter_map(|s| s.get("record")).cloned().collect();
    let quantities = subjects.iter().map(|s| member(facts, s, "quantity"));
    let mut cells = vec![
        id.hex().to_owned(),
        statement.to_owned(),
        text("event"),
        text("date"),
        text("time"),
        text("reason"),
        text("from"),
        text("to"),
        text("place"),
        labels(facts, &records),
        joined(quantities),
        labels(facts, body.items_of("contents")),
        listed("seals"),
        listed("bags"),
        text("condition"),
        text("stated_count"),
        text("recorded_count"),
        labels(facts, body.items_of("photos")),
        state.to_owned(),
        by.to_owned(),
        correction.to_owned(),
        entry.class.word().to_owned(),
    ];
    if statement != "recorded" {
        // There `event` is the id that stands first already, and `reason` is the correction's own.
        cells[2] = text("corrected_event");
        cells[5] = text("corrected_reason");
    }
    cells.extend(written(facts, entry));
    cells
}
