//! One field's history: everything ever said of it, by whom, and what of that still stands.

use super::Catalogue;
use super::standing::Judge;
use crate::digest::Digest;
use crate::error::Result;
use crate::id::RecordId;
use crate::json::Json;
use crate::state::{Assertion, Register};
use crate::trust::Standing;
use serde::Serialize;

/// Everything ever said of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FieldHistory {
    /// The record.
    pub record: RecordId,
    /// The field.
    pub field: String,
    /// What was said, the last first.
    pub said: Vec<SaidView>,
}

/// That somebody said what a field's value is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SaidView {
    /// The value as text; empty where the field was emptied.
    pub text: String,
    /// The value in its stored shape.
    #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
    pub value: Json,
    /// The signer's name or fingerprint.
    pub signer: String,
    /// The laptop.
    pub device: String,
    /// When, by that laptop's clock.
    pub at: String,
    /// That clock's offset.
    pub zone: String,
    /// True if nothing replaced it.
    pub live: bool,
    /// The entry.
    pub entry: Digest,
    /// Its place in its chain.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub seq: u64,
    /// What its signature is worth.
    pub standing: Standing,
    /// The entries that replaced it, of those held.
    pub replaced_by: Vec<Digest>,
}

impl Catalogue {
    /// Everything ever said of a field of a record, the last first.
    ///
    /// # Errors
    /// [`crate::error::Code::NotFound`]; the database's failures.
    pub fn field_history(&self, id: &RecordId, field: &str) -> Result<FieldHistory> {
        let record = self.record(id)?;
        let mut said = Vec::new();
        let judge = self.judge();
        if let Some(register) = record.register(field) {
            for assertion in register.history().into_iter().rev() {
                said.push(self.said_view(field, register, assertion, &judge)?);
            }
        }
        Ok(FieldHistory { record: id.clone(), field: field.to_owned(), said })
    }

    fn said_view(
        &self,
        field: &str,
        register: &Register,
        said: &Assertion,
        judge: &Judge<'_>,
    ) -> Result<SaidView> {
        let shown = self.value_view(field, &[said])?;
        Ok(SaidView {
            text: shown.text,
            value: shown.value,
            signer: shown.signer,
            device: shown.device,
            at: shown.at,
            zone: shown.zone,
            live: register.is_live(said),
            entry: said.entry,
            seq: said.seq,
            standing: judge.digest(&said.entry)?.unwrap_or_else(Standing::bad),
            replaced_by: register.replaced_by(&said.entry).map(|by| by.entry).collect(),
        })
    }
}
