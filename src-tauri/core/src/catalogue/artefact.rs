//! Artefacts: record, change, split, withdraw, and who said what when.

use super::fields::{Checked, Input, write_fields};
use super::{Catalogue, fields};
use crate::digest::Digest;
use crate::entry::{Class, Entry, NewChange};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::{Json, object};
use crate::ledger::{Pen, history, load_record};
use crate::merge::{self, Conflict};
use crate::signature::PublicKey;
use crate::state::{Assertion, Record, Register};
use crate::store::{Filter, ItemRow};
use crate::template::{Completeness, completeness, find_field};
use serde::Serialize;

/// A value and who says so.
#[derive(Clone, Debug, Serialize)]
pub struct ValueView {
    /// The value in its stored shape.
    pub value: Json,
    /// The value as text.
    pub text: String,
    /// The entries that say so.
    pub entries: Vec<Digest>,
    /// The signer's name or fingerprint.
    pub signer: String,
    /// The laptop.
    pub device: String,
    /// When, by that laptop's clock.
    pub at: String,
    /// That clock's offset.
    pub zone: String,
}

/// A field of a record; more than one value means that people disagree.
#[derive(Clone, Debug, Serialize)]
pub struct FieldView {
    /// The field's id.
    pub field: String,
    /// The different values.
    pub values: Vec<ValueView>,
}

/// An artefact as it is shown.
#[derive(Clone, Debug, Serialize)]
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
pub struct PlacementView {
    /// The placement.
    pub placement: RecordId,
    /// The photo.
    pub photo: RecordId,
    /// The view that it shows.
    pub view: String,
}

/// One line of a record's history.
#[derive(Clone, Debug, Serialize)]
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
    /// What it changed of this record: field, value, whether that still stands.
    pub changes: Vec<HistoryChange>,
}

/// One change in a history.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryChange {
    /// The field.
    pub field: String,
    /// The value.
    pub value: Json,
    /// True if nothing replaced it.
    pub live: bool,
}

/// One part into which a lot is split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitPart {
    /// How many objects go into it.
    pub quantity: i64,
    /// Its reference; suggested if `None`.
    pub reference: Option<String>,
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
        self.commit(|pen| create(pen, "artefact.create", "artefact.set", &values, object([])))
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

    fn nothing_new(&self, id: &RecordId, values: &[Checked]) -> Result<bool> {
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
        for _ in 0..10_000 {
            let Some(at) = next else { return Ok(()) };
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

    /// Splits a lot: the parts get records of their own, `part_of` the lot, and the counts must add up. What the
    /// parts do not take stays with the lot.
    ///
    /// # Errors
    /// [`Code::BadValue`] when the parts take more than there is.
    pub fn artefact_split(&mut self, id: &RecordId, parts: &[SplitPart]) -> Result<Vec<RecordId>> {
        let record = self.record(id)?;
        let have = record.value("quantity").and_then(Json::int).unwrap_or(1);
        let taken = parts.iter().fold(0i64, |sum, part| sum.saturating_add(part.quantity));
        if parts.is_empty() || parts.iter().any(|p| p.quantity < 1) || taken > have {
            let what = format!("the parts add up to {taken}, the lot has {have}");
            return Err(Error::new(Code::BadValue, "splitting a lot", what)
                .on(id)
                .safe("Nothing was saved")
                .remedy("Give parts of one or more that add up to at most the lot's quantity."));
        }
        let references = self.part_references(&record, parts)?;
        let rest = have - taken;
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
            let left = Checked { field: "quantity".into(), value: Json::Int(rest), class: Class::Open };
            write_fields(pen, "artefact.set", id, &[left])?;
            Ok(made)
        })
    }

    fn part_references(&self, lot: &Record, parts: &[SplitPart]) -> Result<Vec<String>> {
        let base = lot.text("reference").unwrap_or_default();
        let mut used: Vec<crate::reference::Reference> = Vec::new();
        for part in self.reader().pointing_at("part_of", &lot.id)? {
            let reference = self.record(&part)?.text("reference").map(crate::reference::Reference::parse);
            used.extend(reference.and_then(Result::ok));
        }
        let mut found = Vec::new();
        for part in parts {
            let reference = match &part.reference {
                Some(reference) => crate::reference::Reference::parse(reference)?,
                None => crate::reference::Reference::parse(base)?.next_sub(&used)?,
            };
            self.require_free(RecordKind::Artefact, reference.as_str(), None)?;
            found.push(reference.as_str().to_owned());
            used.push(reference);
        }
        Ok(found)
    }

    /// Withdraws a record: nothing is deleted, and it can be taken back with [`Catalogue::take_back`].
    ///
    /// # Errors
    /// [`Code::KeyLocked`]; the database's failures.
    pub fn withdraw(&mut self, id: &RecordId, reason: &str) -> Result<()> {
        let record = self.record(id)?;
        if record.is_withdrawn() && !record.is_edited_and_withdrawn() {
            return Ok(());
        }
        let kind = match id.kind() {
            Some(RecordKind::Artefact) => "artefact.withdraw",
            Some(RecordKind::Package) => "package.withdraw",
            Some(RecordKind::Photo) => "photo.withdraw",
            Some(RecordKind::Placement) => "photo.unplace",
            _ => {
                return Err(
                    Error::new(Code::Usage, "withdrawing a record", "this kind is never withdrawn").on(id)
                );
            }
        };
        self.commit(|pen| withdraw(pen, kind, id, reason))
    }

    /// Takes a withdrawal back.
    ///
    /// # Errors
    /// [`Code::KeyLocked`]; the database's failures.
    pub fn take_back(&mut self, id: &RecordId) -> Result<()> {
        let kind = match id.kind() {
            Some(RecordKind::Artefact) => "artefact.set",
            Some(RecordKind::Package) => "package.set",
            _ => "photo.set",
        };
        self.commit(|pen| {
            let value = Checked { field: "exists".into(), value: Json::Bool(true), class: Class::Open };
            fields::write_fields(pen, kind, id, &[value]).map(|_| ())
        })
    }

    /// An artefact, whole.
    ///
    /// # Errors
    /// The database's failures.
    pub fn artefact(&self, id: &RecordId) -> Result<ArtefactView> {
        let record = self.record(id)?;
        let photos = self.placements_of(id)?;
        let views: Vec<String> = photos.iter().map(|p| p.view.clone()).collect();
        let value = |field: &str| record.value(field).cloned();
        Ok(ArtefactView {
            id: id.clone(),
            reference: record.text("reference").unwrap_or_default().to_owned(),
            title: record.text("title").unwrap_or_default().to_owned(),
            quantity: record.value("quantity").and_then(Json::int).unwrap_or(1),
            withdrawn: record.is_withdrawn(),
            part_of: record.pointer("part_of").map(|lot| self.name_of(&lot)).transpose()?,
            inside: self.inside(&record)?,
            fields: self.field_views(&record)?,
            completeness: completeness(&value, &views, &self.templates),
            conflicts: merge::of_record(&record, None),
            photos,
        })
    }

    /// What the record is in, and what that is in, outermost last.
    pub(super) fn inside(&self, record: &Record) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let mut next = record.pointer("in");
        while let Some(package) = next.filter(|_| found.len() < 100) {
            found.push(self.name_of(&package)?);
            next = load_record(&self.reader(), &package)?.and_then(|record| record.pointer("in"));
        }
        Ok(found)
    }

    /// The reference or number of a record, else the first digits of its id.
    pub(super) fn name_of(&self, id: &RecordId) -> Result<String> {
        let shown = self.reader().item(id)?.map(|item| item.reference).filter(|r| !r.is_empty());
        Ok(shown.unwrap_or_else(|| {
            format!("{}:{}", id.as_str().split(':').next().unwrap_or_default(), &id.hex()[..12])
        }))
    }

    /// All fields of a record with their values.
    pub(super) fn field_views(&self, record: &Record) -> Result<Vec<FieldView>> {
        let mut found = Vec::new();
        for (field, register) in record.registers().filter(|(field, _)| *field != "exists") {
            let values: Result<Vec<_>> =
                register.values().iter().map(|g| self.value_view(field, g)).collect();
            found.push(FieldView { field: field.to_owned(), values: values? });
        }
        Ok(found)
    }

    pub(super) fn value_view(&self, field: &str, group: &[&Assertion]) -> Result<ValueView> {
        let first = group[0];
        let (signer, device) = self.author(first.chain)?;
        let text = match find_field(&self.templates, field) {
            Ok(found) => found.display(&first.value, "en"),
            Err(_) => self.plain_text(&first.value)?,
        };
        Ok(ValueView {
            value: first.value.clone(),
            text,
            entries: group.iter().map(|a| a.entry).collect(),
            signer,
            device,
            at: first.moment.at(),
            zone: first.moment.zone(),
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

    /// Who changed what, when: the entries that concern a record, in display order.
    ///
    /// # Errors
    /// The database's failures.
    pub fn history(&self, id: &RecordId) -> Result<Vec<HistoryLine>> {
        let record = load_record(&self.reader(), id)?;
        history(&self.reader(), id)?
            .iter()
            .map(|entry| self.history_line(entry, id, record.as_ref()))
            .collect()
    }

    fn history_line(&self, entry: &Entry, id: &RecordId, record: Option<&Record>) -> Result<HistoryLine> {
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
            changes: changes.collect(),
        })
    }
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

/// Sets `exists` to false, covering everything live that is held.
pub(super) fn withdraw(pen: &mut Pen<'_>, kind: &str, id: &RecordId, reason: &str) -> Result<()> {
    let record = load_record(pen.reader()?, id)?.unwrap_or_else(|| Record::new(id));
    let change = NewChange {
        record: Some(id.clone()),
        field: "exists".into(),
        value: Json::Bool(false),
        seen: record.seen("exists"),
    };
    let body = object([("covers", record.live_entries().into()), ("reason", reason.into())]);
    pen.write(kind, Class::Open, vec![change], body).map(|_| ())
}
