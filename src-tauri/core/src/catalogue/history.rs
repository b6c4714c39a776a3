//! Who said what about a record, and when.

use super::Catalogue;
use super::standing::Judge;
use crate::digest::Digest;
use crate::entry::Entry;
use crate::error::Result;
use crate::id::RecordId;
use crate::json::Json;
use crate::ledger::{history, load_record};
use crate::state::Record;
use crate::trust::Standing;
use serde::Serialize;

/// One line of a record's history.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HistoryLine {
    /// The entry.
    pub entry: Digest,
    /// Its kind.
    pub kind: String,
    /// The signer's name or fingerprint.
    pub signer: String,
    /// The laptop.
    pub device: String,
    /// When, by that laptop's clock.
    pub at: String,
    /// That clock's offset.
    pub zone: String,
    /// The reason that its signer gives, as a withdrawal does.
    pub reason: Option<String>,
    /// What its signature is worth.
    pub standing: Standing,
    /// What it changed of this record: field, value, whether that still stands.
    pub changes: Vec<HistoryChange>,
}

/// One change in a history.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HistoryChange {
    /// The field.
    pub field: String,
    /// The value.
    pub value: Json,
    /// True if nothing replaced it.
    pub live: bool,
}

impl Catalogue {
    /// Who changed what, when: the entries that concern a record, in display order.
    ///
    /// # Errors
    /// The database's failures.
    pub fn history(&self, id: &RecordId) -> Result<Vec<HistoryLine>> {
        let record = load_record(&self.reader(), id)?;
        let judge = self.judge();
        history(&self.reader(), id)?
            .iter()
            .map(|entry| self.history_line(entry, id, record.as_ref(), &judge))
            .collect()
    }

    fn history_line(
        &self,
        entry: &Entry,
        id: &RecordId,
        record: Option<&Record>,
        judge: &Judge<'_>,
    ) -> Result<HistoryLine> {
        let (signer, device) = self.author(entry.chain)?;
        let live = |field: &str| {
            let register = record.and_then(|r| r.register(field));
            register.is_some_and(|r| r.live().any(|a| a.entry == entry.digest))
        };
        let changes = entry.changes.iter().filter(|c| c.record == *id).map(|c| HistoryChange {
            field: c.field.clone(),
            value: c.value.clone(),
            live: live(&c.field),
        });
        Ok(HistoryLine {
            entry: entry.digest,
            kind: entry.kind.clone(),
            signer,
            device,
            at: entry.moment.at(),
            zone: entry.moment.zone(),
            reason: entry.body.text_of("reason").filter(|reason| !reason.is_empty()).map(str::to_owned),
            standing: judge.entry(entry)?,
            changes: changes.collect(),
        })
    }
}
