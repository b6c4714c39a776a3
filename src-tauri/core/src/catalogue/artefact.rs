//! Artefacts: recorded, changed, and shown whole with who said what.

use super::Catalogue;
use super::fields::{Checked, Input, still_free, write_fields};
use crate::digest::Digest;
use crate::entry::{Class, NewChange};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::{Json, object};
use crate::ledger::{Pen, load_record};
use crate::merge::{self, Conflict};
use crate::signature::PublicKey;
use crate::state::{Assertion, Record, Register};
use crate::store::{Filter, ItemRow};
use crate::template::{Completeness, completeness, find_field};
use crate::trust::Standing;
use serde::Serialize;
use std::collections::BTreeSet;

/// A value and who says so.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ValueView {
    /// The value in its stored shape.
    pub value: Json,
    /// The value as text.
    pub text: String,
    /// The entries that say so.
    pub entries: Vec<Digest>,
    /// The signer's name or fingerprint.
    pub signer: String,
    /// Who said it again for that signer, by undoing a settlement: `standing` is then of this entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub put_back_by: Option<String>,
    /// The laptop.
    pub device: String,
    /// When, by that laptop's clock.
    pub at: String,
    /// That clock's offset.
    pub zone: String,
    /// What the first entry's signature is worth; said where people decide between values.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub standing: Option<Standing>,
}

/// A field of a record; more than one value means that people disagree.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FieldView {
    /// The field's id.
    pub field: String,
    /// The different values.
    pub values: Vec<ValueView>,
}

/// An artefact as it is shown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ArtefactView {
    /// Its id.
    pub id: RecordId,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// How many objects it stands for.
    pub quantity: i64,
    /// True if withdrawn.
    pub withdrawn: bool,
    /// What it is part of, by reference.
    pub part_of: Option<String>,
    /// The package it is in, by number, then the package that is in, and so on.
    pub inside: Vec<String>,
    /// Its fields.
    pub fields: Vec<FieldView>,
    /// Placements: view, photo digest, placement id.
    pub photos: Vec<PlacementView>,
    /// Object ID completeness, with the fields and views that are missing.
    pub completeness: Completeness,
    /// Conflicts inside the record.
    pub conflicts: Vec<Conflict>,
}

/// A photo of an artefact.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PlacementView {
    /// The placement.
    pub placement: RecordId,
    /// The photo.
    pub photo: RecordId,
    /// The view that it shows.
    pub view: String,
}

impl Catalogue {
    /// Records an artefact; gives its id.
    ///
    /// # Errors
    /// [`Code::BadValue`], [`Code::ReferenceTaken`], [`Code::KeyLocked`].
    pub fn artefact_add(&mut self, inputs: &[(String, Input)]) -> Result<RecordId> {
        let values = self.check_fields(inputs)?;
        if let Some(reference) = values.iter().find(|v| v.field == "reference").and_then(|v| v.value.text()) {
            self.require_free(RecordKind::Artefact, reference, None)?;
        }
        let reference = values.iter().find(|v| v.field == "reference").and_then(|v| v.value.text());
        self.commit(|pen| {
            // Another hand may have given the reference meanwhile: only inside the turn to write is the answer final.
            reference.map_or(Ok(()), |reference| still_free(pen, RecordKind::Artefact, reference))?;
            create(pen, "artefact.create", "artefact.set", &values, object([]))
        })
    }

    /// Sets fields of an artefact; those that are so already are left alone. Gives how many entries that took.
    ///
    /// # Errors
    /// As [`Catalogue::artefact_add`].
    pub fn artefact_set(&mut self, id: &RecordId, inputs: &[(String, Input)]) -> Result<usize> {
        let values = self.check_fields(inputs)?;
        for value in &values {
            match value.field.as_str() {
                "reference" => {
                    self.require_free(RecordKind::Artefact, value.value.text().unwrap_or_default(), Some(id))?
                }
                "part_of" => self.require_no_loop(id, "part_of", &value.value)?,
                _ => {}
            }
        }
        if self.nothing_new(id, &values)? {
            return Ok(0);
        }
        self.commit(|pen| Ok(write_fields(pen, "artefact.set", id, &values)?.len()))
    }

    pub(super) fn nothing_new(&self, id: &RecordId, values: &[Checked]) -> Result<bool> {
        let record = self.record(id)?;
        let so = |v: &Checked| {
            let shown = record.register(&v.field).map(Register::values).unwrap_or_default();
            shown.len() == 1 && shown[0][0].normal == crate::register::normal(&v.value)
        };
        Ok(values.iter().all(so))
    }

    /// Fails if a record would come to be inside itself.
    pub(super) fn require_no_loop(&self, id: &RecordId, field: &str, target: &Json) -> Result<()> {
        let mut next = target.text().and_then(|t| t.parse::<RecordId>().ok());
        // What it goes into may be in a loop already, that others made: then it is outside, and all of it was seen.
        let mut passed = BTreeSet::new();
        while let Some(at) = next.filter(|at| passed.insert(at.clone())) {
            if at == *id {
                return Err(Error::new(
                    Code::BadValue,
                    "placing a record",
                    "it would come to be inside itself",
                )
                .on(id)
                .safe("Nothing was saved"));
            }
            next = load_record(&self.reader(), &at)?.and_then(|record| record.pointer(field));
        }
        Ok(())
    }

    /// An artefact, whole.
    ///
    /// # Errors
    /// The database's failures.
    pub fn artefact(&self, id: &RecordId) -> Result<ArtefactView> {
        let record = self.record(id)?;
        let photos = self.placements_of(id)?;
        let views: Vec<String> = photos.iter().map(|p| p.view.clone()).collect();
        Ok(ArtefactView {
            id: id.clone(),
            reference: record.text("reference").unwrap_or_default().to_owned(),
            title: record.text("title").unwrap_or_default().to_owned(),
            quantity: record.value("quantity").and_then(Json::int).unwrap_or(1),
            withdrawn: record.is_withdrawn(),
            part_of: record.pointer("part_of").map(|lot| self.name_of(&lot)).transpose()?,
            inside: self.inside(&record)?,
            fields: self.field_views(&record)?,
            completeness: completeness(&|field| record.value(field), &views, &self.templates()),
            conflicts: merge::of_record(&record, None),
            photos,
        })
    }

    /// What of an artefact is there and what is missing, by the templates in force.
    pub(super) fn artefact_completeness(&self, id: &RecordId) -> Result<Completeness> {
        let record = self.record(id)?;
        let views: Vec<String> = self.placements_of(id)?.into_iter().map(|p| p.view).collect();
        Ok(completeness(&|field| record.value(field), &views, &self.templates()))
    }

    /// What the record is in, and what that is in, outermost last; each once, where two laptops put things into each other.
    pub(super) fn inside(&self, record: &Record) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let mut passed = BTreeSet::from([record.id.clone()]);
        let mut next = record.pointer("in");
        while let Some(package) = next.filter(|package| passed.len() <= 100 && passed.insert(package.clone()))
        {
            found.push(self.name_of(&package)?);
            next = load_record(&self.reader(), &package)?.and_then(|record| record.pointer("in"));
        }
        Ok(found)
    }

    /// The reference or number of a record, else the first digits of its id.
    pub(super) fn name_of(&self, id: &RecordId) -> Result<String> {
        Ok(shown_name(id, self.reader().shown_reference(id)?))
    }

    /// All fields of a record with their values.
    pub(super) fn field_views(&self, record: &Record) -> Result<Vec<FieldView>> {
        let mut found = Vec::new();
        for (field, register) in record.registers().filter(|(field, _)| *field != "exists") {
            let values: Result<Vec<_>> =
                register.values().iter().map(|g| self.value_view(field, g)).collect();
            let mut values = values?;
            // Where people disagree, it matters whose word counts.
            if values.len() > 1 {
                self.judge().values(&mut values)?;
            }
            found.push(FieldView { field: field.to_owned(), values });
        }
        Ok(found)
    }

    pub(super) fn value_view(&self, field: &str, group: &[&Assertion]) -> Result<ValueView> {
        let first = group[0];
        let (signer, device) = self.author(first.chain)?;
        let text = match find_field(&self.templates(), field) {
            Ok(found) => found.display(&first.value, "en"),
            Err(_) => self.plain_text(&first.value)?,
        };
        Ok(ValueView {
            value: first.value.clone(),
            text,
            entries: group.iter().map(|a| a.entry).collect(),
            signer,
            put_back_by: None,
            device,
            at: first.moment.at(),
            zone: first.moment.zone(),
            standing: None,
        })
    }

    fn plain_text(&self, value: &Json) -> Result<String> {
        match value.text() {
            Some(text) => match text.parse::<RecordId>() {
                Ok(id) => self.name_of(&id),
                Err(_) => Ok(text.to_owned()),
            },
            None if *value == Json::Null => Ok(String::new()),
            None => Ok(value.compact()),
        }
    }

    /// The name (else fingerprint) of a chain's signer, and the laptop.
    pub(super) fn author(&self, chain: crate::id::ChainId) -> Result<(String, String)> {
        let Some(row) = self.reader().chain(chain)? else { return Ok((chain.to_string(), String::new())) };
        let Ok(key) = PublicKey::from_bytes(&row.key) else { return Ok((chain.to_string(), row.device)) };
        let view = self.signer_view(&key)?;
        Ok((view.name.unwrap_or(view.fingerprint), row.device))
    }

    /// Artefacts or packages in reference order.
    ///
    /// # Errors
    /// The database's failures.
    pub fn list(&self, filter: &Filter, offset: usize, limit: usize) -> Result<Vec<ItemRow>> {
        self.reader().items(filter, offset, limit)
    }
}

/// What a record is called: its reference or number where it has one, else the first digits of its id.
pub(super) fn shown_name(id: &RecordId, reference: Option<String>) -> String {
    reference.filter(|reference| !reference.is_empty()).unwrap_or_else(|| {
        format!("{}:{}", id.as_str().split(':').next().unwrap_or_default(), &id.hex()[..12])
    })
}

/// Creates a record: open values in the creating entry, internal ones in a second of the same save.
pub(super) fn create(
    pen: &mut Pen<'_>,
    kind: &str,
    set_kind: &str,
    values: &[Checked],
    body: Json,
) -> Result<RecordId> {
    let mut changes = vec![NewChange::of_self("exists", true)];
    let open = values.iter().filter(|v| v.class == Class::Open && v.value != Json::Null);
    changes.extend(open.map(|v| NewChange::of_self(&v.field, v.value.clone())));
    let entry = pen.write(kind, Class::Open, changes, body)?;
    let missing = || Error::new(Code::Internal, "creating a record", "the entry created none");
    let id = entry.created().ok_or_else(missing)?;
    let internal = values.iter().filter(|v| v.class == Class::Internal && v.value != Json::Null);
    let changes: Vec<NewChange> = internal
        .map(|v| NewChange {
            record: Some(id.clone()),
            field: v.field.clone(),
            value: v.value.clone(),
            seen: Vec::new(),
        })
        .collect();
    if !changes.is_empty() {
        pen.write(set_kind, Class::Internal, changes, object([]))?;
    }
    Ok(id)
}
