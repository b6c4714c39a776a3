//! Values that a person enters, checked by their field, and written with one entry for each class.

use super::Catalogue;
use crate::entry::{Class, Entry, NewChange};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::{Json, object};
use crate::ledger::{Pen, load_record};
use crate::reference::Reference;
use crate::register::normal;
use crate::state::Record;
use crate::template::find_field;

/// A value as it comes in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// As a person types it; the field reads it.
    Text(String),
    /// In its stored shape.
    Value(Json),
    /// Empties the field.
    Nothing,
}

/// A value that passed its field's check.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub field: String,
    pub value: Json,
    pub class: Class,
}

impl Catalogue {
    /// Checks what was entered for fields of artefacts.
    pub(super) fn check_fields(&self, inputs: &[(String, Input)]) -> Result<Vec<Checked>> {
        let mut checked: Vec<Checked> = Vec::new();
        for (field, input) in inputs {
            if checked.iter().any(|c| c.field == *field) {
                return Err(Error::new(Code::Usage, "reading the fields", "a field is given twice").on(field));
            }
            checked.push(self.check_field(field, input)?);
        }
        Ok(checked)
    }

    /// True for a register that some verb here sets, whatever its value. No honest program says another one twice.
    pub(super) fn can_be_said(&self, record: &RecordId, field: &str) -> bool {
        match record.kind() {
            Some(RecordKind::Operation) => {
                *record == RecordId::operation(self.operation) && super::operation::is_set_by_hand(field)
            }
            Some(RecordKind::Artefact) => {
                ["exists", "reference", "quantity", "part_of", "in"].contains(&field)
                    || find_field(&self.templates(), field).is_ok()
            }
            Some(RecordKind::Package) => {
                ["exists", "in"].contains(&field) || super::package::FIELDS.contains(&field)
            }
            Some(RecordKind::Photo) => {
                field == "exists"
                    || super::photo::SET_BY_HAND.contains(&field)
                    || crate::photo::region::id_of(field).is_some()
            }
            _ => false,
        }
    }

    fn check_field(&self, field: &str, input: &Input) -> Result<Checked> {
        let open = |value| Ok(Checked { field: field.to_owned(), value, class: Class::Open });
        match field {
            "reference" => return open(reference_value(input)?),
            "quantity" => return open(quantity_value(input)?),
            "part_of" => return open(self.pointer_value(RecordKind::Artefact, input)?),
            "in" => return open(self.pointer_value(RecordKind::Package, input)?),
            "exists" => {
                return Err(Error::new(Code::Usage, "reading the fields", "this is not set by hand")
                    .on(field)
                    .remedy("Use `artefact withdraw`."));
            }
            _ => {}
        }
        let templates = self.templates();
        let found = find_field(&templates, field)?;
        let value = match input {
            Input::Nothing => Json::Null,
            Input::Text(text) => found.value_from_text(text)?,
            Input::Value(value) => value.clone(),
        };
        if value != Json::Null {
            found.check(&value)?;
        }
        Ok(Checked { field: field.to_owned(), value, class: found.class })
    }

    fn pointer_value(&self, kind: RecordKind, input: &Input) -> Result<Json> {
        match input {
            Input::Nothing => Ok(Json::Null),
            Input::Text(name) => Ok(self.find(kind, name)?.as_str().into()),
            Input::Value(value) => {
                let name = value.text().ok_or_else(|| bad("a record's id is a text"))?;
                Ok(self.find(kind, name)?.as_str().into())
            }
        }
    }

    /// Fails if another record that exists has this reference.
    pub(super) fn require_free(
        &self,
        kind: RecordKind,
        reference: &str,
        own: Option<&RecordId>,
    ) -> Result<()> {
        let key = crate::ledger::reference_key(reference);
        let taken = self.reader().by_reference(kind.word(), &key)?;
        if taken.iter().all(|id| Some(id) == own) {
            return Ok(());
        }
        let error =
            Error::new(Code::ReferenceTaken, "giving a reference", "another record has it").on(reference);
        let next = self.next_reference(kind, reference).ok().flatten();
        Err(error.safe("Nothing was saved").remedy(match next {
            Some(next) => format!("The next free one is {next}."),
            None => "Choose another.".to_owned(),
        }))
    }

    /// The next free reference of the same producer (or of the same exhibit, for a sub-exhibit).
    ///
    /// # Errors
    /// The database's failures.
    pub fn next_reference(&self, kind: RecordKind, like: &str) -> Result<Option<Reference>> {
        let parsed = Reference::parse(like)?;
        let producer =
            parsed.exhibit().map_or_else(|| like.trim().to_owned(), |(initials, _)| initials.to_owned());
        let from = Reference::parse(&format!("{producer}/1"))?;
        let last = Reference::parse(&format!("{producer}/999999999"))?;
        let (from, to) = (from.order_key().into_bytes(), last.order_key().into_bytes());
        let highest = self.reader().last_item_within(kind.word(), &from, &to)?;
        let known: Vec<Reference> =
            highest.iter().filter_map(|item| Reference::parse(&item.reference).ok()).collect();
        Ok(Reference::next(&producer, &known).ok())
    }
}

fn bad(what: &str) -> Error {
    Error::new(Code::BadValue, "reading the fields", what)
}

fn reference_value(input: &Input) -> Result<Json> {
    let text = match input {
        Input::Text(text) => text.as_str(),
        Input::Value(value) => value.text().ok_or_else(|| bad("a reference is a text"))?,
        Input::Nothing => return Err(bad("a reference cannot be emptied")),
    };
    Ok(Reference::parse(text)?.as_str().into())
}

fn quantity_value(input: &Input) -> Result<Json> {
    let number = match input {
        Input::Text(text) => text.trim().parse().ok(),
        Input::Value(value) => value.int(),
        Input::Nothing => None,
    };
    let number = number.filter(|n| (1..=1_000_000_000).contains(n));
    number.map(Json::Int).ok_or_else(|| bad("a quantity is a whole number from 1").on("quantity"))
}

/// Fails if a record that exists has this reference, as the transaction sees it.
pub(super) fn still_free(pen: &mut Pen<'_>, kind: RecordKind, reference: &str) -> Result<()> {
    let key = crate::ledger::reference_key(reference);
    if pen.reader()?.by_reference(kind.word(), &key)?.is_empty() {
        return Ok(());
    }
    let error = Error::new(Code::ReferenceTaken, "giving a reference", "another record has it").on(reference);
    Err(error.safe("Nothing was saved").remedy("Choose another."))
}

/// Writes values of a record, one entry for each class; what is so already is left alone. Gives the entries.
pub(super) fn write_fields(
    pen: &mut Pen<'_>,
    kind: &str,
    id: &RecordId,
    values: &[Checked],
) -> Result<Vec<Entry>> {
    let record = load_record(pen.reader()?, id)?.unwrap_or_else(|| Record::new(id));
    let mut written = Vec::new();
    for class in [Class::Open, Class::Internal] {
        let of_class = values.iter().filter(|v| v.class == class && !is_so(&record, v));
        let changes: Vec<NewChange> = of_class
            .map(|v| NewChange {
                record: Some(id.clone()),
                field: v.field.clone(),
                value: v.value.clone(),
                seen: record.seen(&v.field),
            })
            .collect();
        if !changes.is_empty() {
            written.push(pen.write(kind, class, changes, object([]))?);
        }
    }
    Ok(written)
}

/// True if this is the only value now.
fn is_so(record: &Record, checked: &Checked) -> bool {
    let Some(register) = record.register(&checked.field) else { return checked.value == Json::Null };
    let values = register.values();
    values.len() == 1 && values[0][0].normal == normal(&checked.value)
}
