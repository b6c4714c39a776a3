//! Settling conflicts, and undoing a settlement: both are ordinary entries.
//!
//! Must never: remove anything. A settlement names in `seen` all that it replaces; undoing one says again, by new
//! entries that name the settlement, each of the values that it had replaced.

use super::artefact::ValueView;
use super::conflict::ConflictView;
use super::fields::Input;
use super::{Catalogue, conflict};
use crate::digest::Digest;
use crate::entry::{Class, NewChange};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::{Json, object};
use crate::ledger::load_record;
use crate::merge::Conflict;
use crate::signature::AllowedSigners;
use crate::state::{Assertion, Register};
use serde::Serialize;

const DOING: &str = "settling a conflict";

/// How a person settles a conflict.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// The value that stands at this place of the list, from 1.
    Pick(usize),
    /// Another value.
    Value(Input),
    /// For a withdrawal beside an edit: keep the record.
    Keep,
    /// For a withdrawal beside an edit: withdraw it all the same.
    Withdraw,
    /// For one reference used twice: give this record another one.
    Rename {
        /// One of the records.
        record: RecordId,
        /// Its new reference or number.
        reference: String,
    },
}

/// A settlement, as the entry that it became.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Settled {
    /// The conflict's name, which stays the same if it comes back.
    pub id: String,
    /// The record.
    pub record: RecordId,
    /// The field.
    pub field: String,
    /// The entry that settled it.
    pub entry: Digest,
}

impl Catalogue {
    /// Settles a conflict by an ordinary change whose `seen` names all that it replaces; gives what
    /// [`Catalogue::undo_settlement`] takes.
    ///
    /// # Errors
    /// [`Code::NotFound`] if there is no such conflict (any more); [`Code::Usage`] if this kind is not settled so.
    pub fn settle(
        &mut self,
        id: &str,
        settlement: &Settlement,
        signers: Option<&AllowedSigners>,
    ) -> Result<Settled> {
        let view = self.conflict(id, signers)?;
        let (record, field) = match (&view.conflict, settlement) {
            (Conflict::EditedAndWithdrawn { record }, Settlement::Keep) => {
                self.take_back(record)?;
                (record, "exists")
            }
            (Conflict::EditedAndWithdrawn { record }, Settlement::Withdraw) => {
                self.withdraw(record, "settled")?;
                (record, "exists")
            }
            (Conflict::Values { record, field }, _) => {
                self.settle_values(record, field, &view, settlement, None)?;
                (record, field.as_str())
            }
            (Conflict::Overruled { record, field, entry }, _) => {
                self.settle_values(record, field, &view, settlement, Some(*entry))?;
                (record, field.as_str())
            }
            (Conflict::ReferenceTwice { records, .. }, Settlement::Rename { record, reference }) => {
                let record = records.iter().find(|id| *id == record);
                let record =
                    record.ok_or_else(|| usage("Name one of the records that share the reference."))?;
                (record, self.rename(record, reference)?)
            }
            (Conflict::ReferenceTwice { .. }, _) => {
                return Err(usage("Give one of the records another reference, or withdraw one."));
            }
            (Conflict::Forked { .. }, _) => {
                return Err(usage(
                    "A fork is kept and reported; ask the signer which laptop's copy was used twice.",
                ));
            }
            _ => return Err(usage("Keep the record with --keep, or withdraw it with --withdraw.")),
        };
        let entry = self.only_statement(record, field)?;
        Ok(Settled { id: view.id, record: record.clone(), field: field.to_owned(), entry })
    }

    /// The conflict of this name, or of the one name that begins so.
    ///
    /// # Errors
    /// [`Code::NotFound`] if there is none, or several.
    pub fn conflict(&self, id: &str, signers: Option<&AllowedSigners>) -> Result<ConflictView> {
        let all = self.all_conflicts(signers)?;
        let mut fits = all.into_iter().filter(|c| id.len() >= 4 && conflict::id_of(c).starts_with(id));
        match (fits.next(), fits.next()) {
            (Some(found), None) => self.conflict_view(found, &self.judge()),
            (Some(_), Some(_)) => Err(Error::new(Code::NotFound, DOING, "several begin so")
                .on(id)
                .remedy("Give more digits of the name; `conflicts list` shows enough of them.")),
            _ => Err(Error::new(Code::NotFound, DOING, "there is none of this name")
                .on(id)
                .safe("Perhaps it was settled meanwhile")
                .remedy("Look with `conflicts list`.")),
        }
    }

    fn settle_values(
        &mut self,
        record: &RecordId,
        field: &str,
        view: &ConflictView,
        settlement: &Settlement,
        overruled: Option<Digest>,
    ) -> Result<()> {
        let value = self.chosen(record, field, &view.values, settlement)?;
        self.settle_register(record, field, value, overruled, object([]))
    }

    fn chosen(
        &self,
        record: &RecordId,
        field: &str,
        values: &[ValueView],
        settlement: &Settlement,
    ) -> Result<Json> {
        match settlement {
            Settlement::Pick(number) => {
                let value = number.checked_sub(1).and_then(|i| values.get(i)).map(|v| v.value.clone());
                value.ok_or_else(|| usage(&format!("Pick a number from 1 to {}.", values.len())))
            }
            Settlement::Value(Input::Text(text)) if record.kind() != Some(RecordKind::Artefact) => {
                plain_value(text, values)
            }
            Settlement::Value(input) => {
                let checked = self.check_fields(&[(field.to_owned(), input.clone())])?;
                checked.into_iter().next().map(|c| c.value).ok_or_else(|| usage("Give a value."))
            }
            _ => Err(usage("Pick a value with --pick, or write one with --value.")),
        }
    }

    /// Gives a record another reference; the former stays findable.
    fn rename(&mut self, record: &RecordId, reference: &str) -> Result<&'static str> {
        let value = Input::Text(reference.to_owned());
        if record.kind() == Some(RecordKind::Package) {
            self.package_set(record, &[("number".to_owned(), value)])?;
            return Ok("number");
        }
        self.artefact_set(record, &[("reference".to_owned(), value)])?;
        Ok("reference")
    }

    /// Undoes a settlement: each value that it had replaced is said again, so that the conflict is back on the list.
    ///
    /// # Errors
    /// [`Code::Usage`] if somebody changed the field since; [`Code::NotFound`] if there is no such settlement.
    pub fn undo_settlement(&mut self, settled: &Settled) -> Result<()> {
        let doing = "undoing a settlement";
        let record = self.record(&settled.record)?;
        let register = record.register(&settled.field);
        let said = register.and_then(|r| r.history().into_iter().find(|a| a.entry == settled.entry));
        let (Some(register), Some(said)) = (register, said) else {
            return Err(
                Error::new(Code::NotFound, doing, "no entry held here settles that").on(&settled.record)
            );
        };
        if !register.is_live(said) {
            return Err(Error::new(Code::Usage, doing, "somebody changed it since")
                .on(&settled.field)
                .safe("Nothing was changed")
                .remedy(
                    "Set the field to what it should be: that is a new entry, and the history keeps all.",
                ));
        }
        let former = replaced_by(register, &settled.entry);
        let kinds = kinds_of(&settled.record);
        let mut changes: Vec<_> = former.iter().map(|a| (a.value.clone(), restoring(a, settled))).collect();
        if changes.is_empty() {
            // Nothing had been said before: it is taken back, so that it waits for a decision again.
            changes.push((Json::Null, object([("undoes", settled.entry.into())])));
        }
        let class = said.class;
        self.commit(|pen| {
            for (value, body) in changes {
                let withdraws = settled.field == "exists" && value == Json::Bool(false);
                let kind = if withdraws { kinds.withdraws } else { kinds.sets };
                let change = NewChange {
                    record: Some(settled.record.clone()),
                    field: settled.field.clone(),
                    value,
                    seen: vec![settled.entry],
                };
                pen.write(kind, class, vec![change], body)?;
            }
            Ok(())
        })
    }

    /// The one entry that says what a field is, right after it was settled.
    fn only_statement(&self, record: &RecordId, field: &str) -> Result<Digest> {
        let record = self.record(record)?;
        let register = record.register(field);
        let newest = register.and_then(|r| r.live().max_by_key(|a| (a.clock, a.entry)));
        let newest = newest.ok_or_else(|| Error::new(Code::Internal, DOING, "nothing is said after it"))?;
        Ok(newest.entry)
    }

    /// `overruled` is a change that is live no more and yet has to be answered.
    fn settle_register(
        &mut self,
        id: &RecordId,
        field: &str,
        value: Json,
        overruled: Option<Digest>,
        body: Json,
    ) -> Result<()> {
        let kinds = kinds_of(id);
        self.commit(|pen| {
            let record = load_record(pen.reader()?, id)?;
            let register = record.as_ref().and_then(|r| r.register(field));
            let class = register.and_then(|r| r.live().next()).map_or(Class::Open, |a| a.class);
            let mut seen: Vec<Digest> = register.map(|r| r.seen()).unwrap_or_default();
            seen.extend(overruled.filter(|entry| !seen.contains(entry)));
            let withdraws = field == "exists" && value == Json::Bool(false);
            let body = match &record {
                Some(record) if withdraws => {
                    object([("covers", record.live_entries().into()), ("reason", "settled".into())])
                }
                _ => body,
            };
            let change = NewChange { record: Some(id.clone()), field: field.to_owned(), value, seen };
            let kind = if withdraws { kinds.withdraws } else { kinds.sets };
            pen.write(kind, class, vec![change], body).map(|_| ())
        })
    }
}

/// The kinds of entry by which a record's registers are set and by which it is withdrawn.
struct Kinds {
    sets: &'static str,
    withdraws: &'static str,
}

fn kinds_of(id: &RecordId) -> Kinds {
    let (sets, withdraws) = match id.kind() {
        Some(RecordKind::Artefact) => ("artefact.set", "artefact.withdraw"),
        Some(RecordKind::Package) => ("package.set", "package.withdraw"),
        Some(RecordKind::Operation) => ("operation.set", "operation.set"),
        Some(RecordKind::Signer) => ("signer.introduce", "signer.introduce"),
        Some(RecordKind::Placement) => ("photo.set", "photo.unplace"),
        _ => ("photo.set", "photo.withdraw"),
    };
    Kinds { sets, withdraws }
}

/// What an entry replaced in a register, one for each different value, the first said first.
pub(super) fn replaced_by<'a>(register: &'a Register, entry: &Digest) -> Vec<&'a Assertion> {
    let mut former: Vec<&Assertion> = Vec::new();
    for said in register.history() {
        let replaced = register.replaced_by(&said.entry).any(|by| by.entry == *entry);
        if replaced && !former.iter().any(|other| other.normal == said.normal) {
            former.push(said);
        }
    }
    former
}

/// Says whose word is said again; a withdrawal covers again what it covered.
fn restoring(former: &Assertion, settled: &Settled) -> Json {
    let mut members = vec![("undoes", settled.entry.into()), ("restores", former.entry.into())];
    if settled.field == "exists" && former.value == Json::Bool(false) {
        members.push(("covers", former.covers.clone().into()));
    }
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A value for a field of a record that has no template: of the shape that the values in conflict have.
fn plain_value(text: &str, values: &[ValueView]) -> Result<Json> {
    if values.iter().all(|v| matches!(v.value, Json::Text(_) | Json::Null)) {
        return Ok(Json::Text(text.trim().to_owned()));
    }
    if values.iter().all(|v| matches!(v.value, Json::List(_) | Json::Null)) {
        let items = text.split(';').map(str::trim).filter(|item| !item.is_empty());
        return Ok(Json::List(items.map(|item| Json::Text(item.to_owned())).collect()));
    }
    Err(usage("Pick one of the values: this field is not written by hand."))
}

fn usage(remedy: &str) -> Error {
    Error::new(Code::Usage, DOING, "it is not settled in this way").remedy(remedy)
}
