//! Splitting a lot into parts with records of their own.

use super::Catalogue;
use super::artefact::create;
use super::fields::{Checked, write_fields};
use crate::artefact::split_plan;
use crate::entry::Class;
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::{Json, object};
use crate::ledger::reference_key;
use crate::reference::Reference;
use crate::state::Record;

/// One part into which a lot is split.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SplitPart {
    /// How many objects go into it.
    pub quantity: i64,
    /// Its reference; suggested if `None`.
    pub reference: Option<String>,
}

impl Catalogue {
    /// Splits a lot: the parts get records of their own, `part_of` the lot, and the counts must add up. What the
    /// parts do not take stays with the lot.
    ///
    /// # Errors
    /// [`crate::error::Code::BadValue`] as [`split_plan`]; [`Code::ReferenceTaken`] where two parts are given one reference; what a reference of a part gives.
    pub fn artefact_split(&mut self, id: &RecordId, parts: &[SplitPart]) -> Result<Vec<RecordId>> {
        let record = self.record(id)?;
        let count = |quantity: i64| u64::try_from(quantity).unwrap_or(0);
        let have = count(record.value("quantity").and_then(Json::int).unwrap_or(1));
        let quantities: Vec<u64> = parts.iter().map(|part| count(part.quantity)).collect();
        let left = split_plan(have, &quantities).map_err(|error| error.on(id))?;
        let references = self.part_references(&record, parts)?;
        let copied: Vec<Checked> = record
            .registers()
            .filter(|(field, _)| !matches!(*field, "exists" | "reference" | "quantity" | "part_of"))
            .filter_map(|(field, register)| {
                let group = register.values().first().map(|group| group[0])?;
                Some(Checked { field: field.to_owned(), value: group.value.clone(), class: group.class })
            })
            .collect();
        self.commit(|pen| {
            let mut made = Vec::new();
            for (part, reference) in parts.iter().zip(&references) {
                let mut values = copied.clone();
                let open =
                    |field: &str, value| Checked { field: field.to_owned(), value, class: Class::Open };
                values.push(open("reference", reference.as_str().into()));
                values.push(open("quantity", Json::Int(part.quantity)));
                values.push(open("part_of", id.as_str().into()));
                let body = object([("split_from", id.as_str().into())]);
                made.push(create(pen, "artefact.create", "artefact.set", &values, body)?);
            }
            let left = Json::Int(i64::try_from(left).unwrap_or(i64::MAX));
            let left = Checked { field: "quantity".into(), value: left, class: Class::Open };
            write_fields(pen, "artefact.set", id, &[left])?;
            Ok(made)
        })
    }

    fn part_references(&self, lot: &Record, parts: &[SplitPart]) -> Result<Vec<String>> {
        let base = lot.text("reference").unwrap_or_default();
        let mut used: Vec<Reference> = Vec::new();
        for part in self.reader().pointing_at("part_of", &lot.id)? {
            let reference = self.record(&part)?.text("reference").map(Reference::parse);
            used.extend(reference.and_then(Result::ok));
        }
        let mut found = Vec::new();
        for part in parts {
            let reference = match &part.reference {
                Some(reference) => Reference::parse(reference)?,
                None => Reference::parse(base)?.next_sub(&used)?,
            };
            self.require_free(RecordKind::Artefact, reference.as_str(), None)?;
            require_new(&reference, &found)?;
            found.push(reference.as_str().to_owned());
            used.push(reference);
        }
        Ok(found)
    }
}

/// Fails if an earlier part of the same lot was given this reference: the catalogue knows of none of them yet.
fn require_new(reference: &Reference, given: &[String]) -> Result<()> {
    let key = reference_key(reference.as_str());
    if given.iter().all(|earlier| reference_key(earlier) != key) {
        return Ok(());
    }
    let what = "another part is given it";
    Err(Error::new(Code::ReferenceTaken, "giving a reference", what)
        .on(reference.as_str())
        .safe("Nothing was saved")
        .remedy("Give each part a reference of its own, or none: then the next free ones are taken."))
}
