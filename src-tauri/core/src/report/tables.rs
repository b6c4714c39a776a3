//! The four tables. FORMAT.md section 11 is the norm for columns, order and escaping.

mod artefacts;
mod photos;
mod statements;

pub(super) use photos::original;

use super::Sink;
use super::facts::Facts;
use crate::entry::Entry;
use crate::error::Result;
use crate::id::RecordId;
use crate::json::Json;

/// Hands over the tables, one at a time.
pub(super) fn write(facts: &Facts<'_>, sink: Sink<'_>) -> Result<()> {
    sink("tables/artefacts.csv", artefacts::table(facts))?;
    sink("tables/photos.csv", photos::table(facts))?;
    sink("tables/notes.csv", statements::notes(facts))?;
    sink("tables/custody.csv", statements::custody(facts))
}

/// Who wrote an entry and what the laptop's clock showed: the last cells of a row.
fn written(facts: &Facts<'_>, entry: &Entry) -> [String; 4] {
    let signer = facts.signers().of_chain(&entry.chain);
    [
        signer.map(|s| s.name.clone()).unwrap_or_default(),
        signer.map(|s| s.fingerprint.clone()).unwrap_or_default(),
        entry.moment.at(),
        entry.moment.zone(),
    ]
}

/// The words for the records that a list names.
fn labels(facts: &Facts<'_>, items: &[Json]) -> String {
    let ids = items.iter().filter_map(|item| item.text()?.parse::<RecordId>().ok());
    super::csv::joined(ids.map(|id| facts.label(&id)))
}

/// A member of a body as text; nothing where it is absent.
fn member(facts: &Facts<'_>, body: &Json, name: &str) -> String {
    body.get(name).map(|value| facts.plain(value)).unwrap_or_default()
}
