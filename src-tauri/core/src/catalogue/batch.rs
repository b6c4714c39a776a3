//! Several artefacts in one save, and the next object of a series.
//!
//! Owns: what may be set for many at once, and what a new record takes over from another. Must never: give two
//! artefacts one reference.

use super::Catalogue;
use super::artefact::create;
use super::fields::{Input, write_fields};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::object;
use crate::state::Record;
use serde::Serialize;

/// The most artefacts in one batch: its entries are one transaction, and one save to undo.
pub const MOST: usize = 5000;
/// The most artefacts that an answer names.
const MOST_NAMED: usize = 50;

/// What a batch came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BatchReport {
    /// How many artefacts were changed.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub changed: usize,
    /// How many were so already.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub unchanged: usize,
    /// How many were left as they are, since people say different things there.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub left_out: usize,
}

/// Which of several artefacts people say different things of in one field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Disputed {
    /// How many.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub total: usize,
    /// The first of them by reference: at most 50.
    pub names: Vec<String>,
}

impl Catalogue {
    /// Which of these artefacts are in conflict over this field: setting it would settle that.
    ///
    /// # Errors
    /// [`Code::NotFound`] for an artefact that is not here; the database's failures.
    pub fn artefact_disputed(&self, ids: &[RecordId], field: &str) -> Result<Disputed> {
        let mut found = Disputed::default();
        for id in ids {
            let record = self.record(id)?;
            if !disputed(&record, field) {
                continue;
            }
            found.total += 1;
            if found.names.len() < MOST_NAMED {
                found.names.push(self.name_of(id)?);
            }
        }
        Ok(found)
    }

    /// Sets fields of several artefacts in one save: all of them or none. An artefact of which people say different things
    /// in one of these fields is left as it is, unless `settle` says that this settles it.
    ///
    /// # Errors
    /// [`Code::BadValue`]; [`Code::Usage`] for a reference, which is one artefact's, or for too many artefacts;
    /// [`Code::KeyLocked`].
    pub fn artefact_set_many(
        &mut self,
        ids: &[RecordId],
        inputs: &[(String, Input)],
        settle: bool,
    ) -> Result<BatchReport> {
        let doing = "changing several artefacts";
        if ids.len() > MOST {
            let what = format!("{} artefacts are more than {MOST}", ids.len());
            return Err(Error::new(Code::Usage, doing, what).remedy("Change them in several runs."));
        }
        if inputs.iter().any(|(field, _)| field == "reference") && ids.len() > 1 {
            return Err(Error::new(Code::Usage, doing, "a reference is one artefact's").on("reference"));
        }
        let values = self.check_fields(inputs)?;
        for (id, value) in ids.iter().flat_map(|id| values.iter().map(move |value| (id, value))) {
            match value.field.as_str() {
                "reference" => {
                    self.require_free(
                        RecordKind::Artefact,
                        value.value.text().unwrap_or_default(),
                        Some(id),
                    )?;
                }
                "part_of" => self.require_no_loop(id, "part_of", &value.value)?,
                _ => {}
            }
        }
        let mut set = Vec::new();
        for id in ids {
            let record = self.record(id)?;
            if settle || !values.iter().any(|value| disputed(&record, &value.field)) {
                set.push(id);
            }
        }
        let left_out = ids.len() - set.len();
        self.commit(|pen| {
            let mut report = BatchReport { left_out, ..BatchReport::default() };
            for id in set {
                let written = write_fields(pen, "artefact.set", id, &values)?;
                let count = if written.is_empty() { &mut report.unchanged } else { &mut report.changed };
                *count += 1;
            }
            Ok(report)
        })
    }

    /// Records the next object of a series: it takes over chosen fields of another artefact, as they are shown there,
    /// and the next free reference of the same producer. What `inputs` name wins.
    ///
    /// # Errors
    /// As [`Catalogue::artefact_add`].
    pub fn artefact_like(
        &mut self,
        model: &RecordId,
        fields: &[String],
        inputs: &[(String, Input)],
    ) -> Result<RecordId> {
        let record = self.record(model)?;
        let own = |field: &str| matches!(field, "exists" | "reference" | "in");
        let mut all: Vec<(String, Input)> = inputs.to_vec();
        let given = |all: &[(String, Input)], field: &str| all.iter().any(|(known, _)| known == field);
        for field in fields.iter().filter(|field| !own(field)) {
            if let (Some(value), false) = (record.value(field), given(&all, field)) {
                all.push((field.clone(), Input::Value(value.clone())));
            }
        }
        if let (Some(reference), false) = (record.text("reference"), given(&all, "reference")) {
            let next = self.next_reference(RecordKind::Artefact, reference).ok().flatten();
            all.extend(next.map(|next| ("reference".to_owned(), Input::Text(next.as_str().to_owned()))));
        }
        let values = self.check_fields(&all)?;
        if let Some(reference) = values.iter().find(|v| v.field == "reference").and_then(|v| v.value.text()) {
            self.require_free(RecordKind::Artefact, reference, None)?;
        }
        self.commit(|pen| create(pen, "artefact.create", "artefact.set", &values, object([])))
    }
}

fn disputed(record: &Record, field: &str) -> bool {
    record.register(field).is_some_and(|register| register.values().len() > 1)
}
