//! Packages: bags, boxes and crates, what is in them, and what they are in.

use super::Catalogue;
use super::artefact::{FieldView, create};
use super::fields::{Checked, Input, still_free, write_fields};
use crate::entry::Class;
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::{Json, object};
use crate::store::ItemRow;
use serde::Serialize;

/// A package as it is shown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PackageView {
    /// Its id.
    pub id: RecordId,
    /// Its number.
    pub number: String,
    /// Bag, box, crate …
    pub kind: String,
    /// The seals on it, by its record.
    pub seals: Vec<String>,
    /// True if withdrawn.
    pub withdrawn: bool,
    /// What it is in, outermost last.
    pub inside: Vec<String>,
    /// What is in it, directly: reference, title, quantity.
    pub contents: Vec<ContentView>,
    /// How many objects are in it in all, what is in its packages included.
    pub objects: i64,
    /// Its fields.
    pub fields: Vec<FieldView>,
}

/// One thing in a package.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ContentView {
    /// The record.
    pub id: RecordId,
    /// Its reference or number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// How many objects.
    pub quantity: i64,
}

pub(super) const FIELDS: [&str; 4] = ["number", "kind", "seals", "description"];

impl Catalogue {
    /// Records a package; gives its id. Fields: `number`, `kind`, `seals`, `description`.
    ///
    /// # Errors
    /// [`Code::BadValue`], [`Code::ReferenceTaken`], [`Code::KeyLocked`].
    pub fn package_add(&mut self, inputs: &[(String, Input)]) -> Result<RecordId> {
        let values = check(inputs)?;
        let number = values.iter().find(|v| v.field == "number").and_then(|v| v.value.text());
        let Some(number) = number else {
            return Err(Error::new(Code::BadValue, "recording a package", "it has no number")
                .remedy("Give the number on the bag or crate: `number=B-0317`."));
        };
        self.require_free(RecordKind::Package, number, None)?;
        self.commit(|pen| {
            // Another hand may have given the number meanwhile: only inside the turn to write is the answer final.
            still_free(pen, RecordKind::Package, number)?;
            create(pen, "package.create", "package.set", &values, object([]))
        })
    }

    /// Sets fields of a package.
    ///
    /// # Errors
    /// As [`Catalogue::package_add`].
    pub fn package_set(&mut self, id: &RecordId, inputs: &[(String, Input)]) -> Result<()> {
        let values = check(inputs)?;
        if let Some(number) = values.iter().find(|v| v.field == "number") {
            self.require_free(RecordKind::Package, number.value.text().unwrap_or_default(), Some(id))?;
        }
        self.commit(|pen| write_fields(pen, "package.set", id, &values).map(|_| ()))
    }

    /// Puts artefacts and packages into a package; `None` takes them out of whatever they are in. One save.
    ///
    /// # Errors
    /// [`Code::BadValue`] where a package would come to be inside itself.
    pub fn put_in(&mut self, package: Option<&RecordId>, things: &[RecordId]) -> Result<()> {
        let value = package.map_or(Json::Null, |id| id.as_str().into());
        for thing in things {
            self.require_no_loop(thing, "in", &value)?;
        }
        self.commit(|pen| {
            for thing in things {
                let kind =
                    if thing.kind() == Some(RecordKind::Package) { "package.set" } else { "artefact.set" };
                let checked = Checked { field: "in".into(), value: value.clone(), class: Class::Open };
                write_fields(pen, kind, thing, &[checked])?;
            }
            Ok(())
        })
    }

    /// A package, whole.
    ///
    /// # Errors
    /// The database's failures.
    pub fn package(&self, id: &RecordId) -> Result<PackageView> {
        let record = self.record(id)?;
        let seals = record.value("seals").map(|v| match v {
            Json::List(items) => items.iter().filter_map(Json::text).map(str::to_owned).collect(),
            other => other.text().map(str::to_owned).into_iter().collect(),
        });
        let contents = self.contents(id)?;
        Ok(PackageView {
            id: id.clone(),
            number: record.text("number").unwrap_or_default().to_owned(),
            kind: record.text("kind").unwrap_or_default().to_owned(),
            seals: seals.unwrap_or_default(),
            withdrawn: record.is_withdrawn(),
            inside: self.inside(&record)?,
            objects: objects_in(&self.all_contents(id)?),
            contents: contents.into_iter().map(content_view).collect(),
            fields: self.field_views(&record)?,
        })
    }

    /// What is directly in a package and not withdrawn, in reference order.
    pub(super) fn contents(&self, id: &RecordId) -> Result<Vec<ItemRow>> {
        let reader = self.reader();
        let mut found = Vec::new();
        for thing in reader.pointing_at("in", id)? {
            found.extend(reader.item(&thing)?.filter(|item| !item.withdrawn));
        }
        found.sort_by(|a, b| (&a.order_key, &a.record).cmp(&(&b.order_key, &b.record)));
        Ok(found)
    }

    /// All that is in a package, however deep.
    pub(super) fn all_contents(&self, id: &RecordId) -> Result<Vec<ItemRow>> {
        let mut found: Vec<ItemRow> = Vec::new();
        let mut open = vec![id.clone()];
        let mut seen = std::collections::BTreeSet::from([id.clone()]);
        while let Some(package) = open.pop() {
            for item in self.contents(&package)? {
                if seen.insert(item.record.clone()) {
                    open.push(item.record.clone());
                    found.push(item);
                }
            }
        }
        Ok(found)
    }
}

pub(super) fn content_view(item: ItemRow) -> ContentView {
    ContentView { id: item.record, reference: item.reference, title: item.title, quantity: item.quantity }
}

fn check(inputs: &[(String, Input)]) -> Result<Vec<Checked>> {
    let doing = "recording a package";
    let mut found = Vec::new();
    for (field, input) in inputs {
        if !FIELDS.contains(&field.as_str()) {
            return Err(Error::new(Code::Usage, doing, "a package has no such field")
                .on(field)
                .remedy(format!("Its fields are {}.", FIELDS.join(", "))));
        }
        let value = match (field.as_str(), input) {
            ("number", Input::Text(text)) => crate::reference::Reference::parse(text)?.as_str().into(),
            ("seals", Input::Text(text)) => {
                let seals = text.split([',', ';']).map(str::trim).filter(|seal| !seal.is_empty());
                Json::List(seals.map(Json::from).collect())
            }
            ("number", Input::Nothing) => {
                return Err(Error::new(Code::BadValue, doing, "a number cannot be emptied"));
            }
            (_, Input::Text(text)) => text.trim().into(),
            (_, Input::Value(value)) => value.clone(),
            (_, Input::Nothing) => Json::Null,
        };
        found.push(Checked { field: field.clone(), value, class: Class::Open });
    }
    Ok(found)
}

/// How many objects these artefacts are; of a lot of which nothing is left, none.
fn objects_in(items: &[ItemRow]) -> i64 {
    let artefacts = items.iter().filter(|item| item.kind == "artefact");
    artefacts.fold(0, |sum, item| item.quantity.max(0).saturating_add(sum))
}
