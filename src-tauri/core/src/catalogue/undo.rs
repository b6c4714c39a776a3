//! Undoing the last own save, by new entries: they say again what stood before.
//!
//! Owns: what can be undone, and in which order. Must never: take anything out of the ledger, undo what somebody else
//! said, or undo a deliberate act (a sealed note, a custody event), which is corrected instead.

use super::Catalogue;
use crate::digest::to_hex;
use crate::entry::{Class, Entry, NewChange};
use crate::error::{Code, Error, Result};
use crate::id::{ChainId, RecordId, RecordKind};
use crate::json::Json;
use crate::ledger::{Pen, load_record};
use crate::register::normal;
use crate::state::{Record, Register};
use crate::store::ChainRow;
use crate::template::find_field;
use serde::Serialize;
use std::collections::BTreeSet;

/// The member of an entry's body that names the save it takes back (FORMAT.md section 8).
const UNDOES: &str = "undoes";
/// How many entries back a save is looked for.
const LOOK_BACK: usize = 20_000;
/// How many fields a preview names.
const MOST_FIELDS: usize = 20;

/// Kinds that say something about records, and can be said otherwise.
const EDITS: [&str; 11] = [
    "artefact.create",
    "artefact.set",
    "artefact.withdraw",
    "package.create",
    "package.set",
    "package.withdraw",
    "photo.set",
    "photo.place",
    "photo.unplace",
    "photo.withdraw",
    "operation.set",
];
/// Deliberate acts: what came before them is not undone over their heads.
const ACTS: [&str; 6] =
    ["note.seal", "custody.record", "custody.accept", "custody.correct", "intake.record", "photo.add"];

/// What undoing would take back, or took back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct UndoPreview {
    /// The save.
    pub save: String,
    /// When it was made, by this laptop's clock.
    pub at: String,
    /// How many records it concerned.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub records: usize,
    /// What would stand again; the first of many.
    pub fields: Vec<UndoneField>,
    /// True if it recorded something, which undoing withdraws.
    pub withdraws: bool,
}

/// One field that an undo sets back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct UndoneField {
    /// The record.
    pub record: RecordId,
    /// What people call it.
    pub name: String,
    /// The field.
    pub field: String,
    /// What the save said.
    pub said: String,
    /// What stood before; empty if nothing did.
    pub before: String,
}

/// One save of ours: its entries, oldest first.
struct Save {
    id: [u8; 16],
    entries: Vec<Entry>,
}

impl Catalogue {
    /// What [`Catalogue::undo`] would take back; `None` if there is nothing, or a deliberate act stands before it.
    ///
    /// # Errors
    /// The database's failures.
    pub fn undo_preview(&self) -> Result<Option<UndoPreview>> {
        let Some(chain) = self.own_chain()? else { return Ok(None) };
        match self.last_save(&chain)? {
            Some(save) if !save.is_act() => self.preview(&save).map(Some),
            _ => Ok(None),
        }
    }

    /// Takes the last own save back by new entries; one that was undone already is passed over, so that doing it
    /// again goes further back. With `expected` only that save.
    ///
    /// # Errors
    /// [`Code::NothingToUndo`]; [`Code::ChangedSince`] if others changed it since, or it settled a conflict: nothing
    /// is written then; [`Code::KeyLocked`].
    pub fn undo(&mut self, expected: Option<&str>) -> Result<UndoPreview> {
        self.seat.required()?;
        let nothing = |what: &str| Error::new(Code::NothingToUndo, DOING, what).safe("Nothing was changed");
        let chain = self.own_chain()?.ok_or_else(|| nothing("nothing was saved with this key here"))?;
        let save = self.last_save(&chain)?.ok_or_else(|| nothing("there is no save before"))?;
        if save.is_act() {
            return Err(nothing("the last thing done is signed for good").remedy(
                "Add to a sealed note with an addendum, and correct a custody event with a correction.",
            ));
        }
        if expected.is_some_and(|expected| expected != to_hex(&save.id)) {
            return Err(Error::new(Code::ChangedSince, DOING, "something else was saved since")
                .safe("Nothing was changed"));
        }
        let preview = self.preview(&save)?;
        self.commit(|pen| take_back(pen, &save, chain.chain))?;
        Ok(preview)
    }

    /// The newest chain of the key that signs now.
    fn own_chain(&self) -> Result<Option<ChainRow>> {
        let Some(signer) = self.seat.signer() else { return Ok(None) };
        let key = *signer.key.public().as_bytes();
        let chains = self.reader().chains()?.into_iter();
        Ok(chains.filter(|chain| chain.mine && chain.key == key).max_by_key(|chain| chain.id))
    }

    /// The last save that says something about records and is not undone, or the deliberate act that stands after it.
    fn last_save(&self, chain: &ChainRow) -> Result<Option<Save>> {
        let reader = self.reader();
        let mut undone: BTreeSet<String> = BTreeSet::new();
        let mut current: Option<Save> = None;
        let Some((tip, _)) = reader.tips(chain)?.into_iter().next() else { return Ok(None) };
        for seq in (1..=tip.seq).rev().take(LOOK_BACK) {
            for row in reader.entries_at(chain.id, seq)? {
                let Some(entry) = row.entry()? else { continue };
                if current.as_ref().is_some_and(|save| save.id != entry.save) {
                    return Ok(current.map(Save::in_order));
                }
                if let Some(save) = entry.body.text_of(UNDOES) {
                    undone.insert(save.to_owned());
                    continue;
                }
                let counts = EDITS.contains(&entry.kind.as_str()) || ACTS.contains(&entry.kind.as_str());
                if counts && !undone.contains(&to_hex(&entry.save)) {
                    let save = current.get_or_insert_with(|| Save { id: entry.save, entries: Vec::new() });
                    save.entries.push(entry);
                }
            }
        }
        Ok(current.map(Save::in_order))
    }

    fn preview(&self, save: &Save) -> Result<UndoPreview> {
        let mut records: BTreeSet<RecordId> = BTreeSet::new();
        let mut fields = Vec::new();
        for change in save.entries.iter().flat_map(|entry| &entry.changes) {
            records.insert(change.record.clone());
            if fields.len() == MOST_FIELDS || change.field == "exists" {
                continue;
            }
            let before = self.said_before(&change.record, &change.field, &change.seen)?;
            fields.push(UndoneField {
                name: self.name_of(&change.record)?,
                said: self.shown(&change.field, &change.value),
                before: before.map_or_else(String::new, |value| self.shown(&change.field, &value)),
                record: change.record.clone(),
                field: change.field.clone(),
            });
        }
        Ok(UndoPreview {
            save: to_hex(&save.id),
            at: save.entries.first().map(|entry| entry.moment.at()).unwrap_or_default(),
            records: records.len(),
            fields,
            withdraws: save.entries.iter().any(|entry| entry.created().is_some()),
        })
    }

    fn said_before(
        &self,
        record: &RecordId,
        field: &str,
        seen: &[crate::digest::Digest],
    ) -> Result<Option<Json>> {
        let record = self.record(record)?;
        let register = record.register(field);
        Ok(register.and_then(|register| before(register, seen).ok()).filter(|value| *value != Json::Null))
    }

    fn shown(&self, field: &str, value: &Json) -> String {
        match find_field(&self.templates(), field) {
            Ok(found) => found.display(value, "en"),
            Err(_) => value.text().map_or_else(|| value.compact(), str::to_owned),
        }
    }
}

const DOING: &str = "undoing the last save";

impl Save {
    fn in_order(mut self) -> Self {
        self.entries.reverse();
        self
    }

    /// True if it holds an act that is never undone.
    fn is_act(&self) -> bool {
        self.entries.iter().any(|entry| ACTS.contains(&entry.kind.as_str()))
    }
}

/// Writes what takes a save back: what it recorded is withdrawn, what it said otherwise is said again.
fn take_back(pen: &mut Pen<'_>, save: &Save, chain: ChainId) -> Result<()> {
    let made: BTreeSet<RecordId> = save.entries.iter().filter_map(Entry::created).collect();
    let body = |more: Vec<(String, Json)>| {
        let undoes = (UNDOES.to_owned(), Json::Text(to_hex(&save.id)));
        Json::Object(std::iter::once(undoes).chain(more).collect())
    };
    for id in made.iter().rev() {
        let record = load_record(pen.reader()?, id)?.unwrap_or_else(|| Record::new(id));
        if !all_own(&record, chain) {
            return Err(changed_since(id));
        }
        let change = NewChange {
            record: Some(id.clone()),
            field: "exists".into(),
            value: Json::Bool(false),
            seen: record.seen("exists"),
        };
        let covers = ("covers".to_owned(), record.live_entries().into());
        pen.write(kind_for(id, true), Class::Open, vec![change], body(vec![covers]))?;
    }
    for entry in save.entries.iter().rev() {
        let Some(id) = entry.changes.first().map(|change| change.record.clone()) else { continue };
        if made.contains(&id) {
            continue;
        }
        let record = load_record(pen.reader()?, &id)?.unwrap_or_else(|| Record::new(&id));
        let mut changes = Vec::new();
        for change in &entry.changes {
            let register = record.register(&change.field).ok_or_else(|| changed_since(&id))?;
            let mut live = register.live();
            if !live.all(|said| said.chain == chain && said.normal == normal(&change.value)) {
                return Err(changed_since(&id).remedy(format!("Look at the history of {}.", change.field)));
            }
            changes.push(NewChange {
                record: Some(id.clone()),
                field: change.field.clone(),
                value: before(register, &change.seen)?,
                seen: register.seen(),
            });
        }
        let withdraws = changes.iter().any(|c| c.field == "exists" && c.value == Json::Bool(false));
        let more =
            if withdraws { vec![("covers".to_owned(), record.live_entries().into())] } else { Vec::new() };
        pen.write(kind_for(&id, withdraws), entry.class, changes, body(more))?;
    }
    Ok(())
}

fn all_own(record: &Record, chain: ChainId) -> bool {
    record.registers().flat_map(|(_, register)| register.live()).all(|said| said.chain == chain)
}

/// The value that a change replaced; null where there was none.
fn before(register: &Register, seen: &[crate::digest::Digest]) -> Result<Json> {
    let replaced: Vec<_> = register.history().into_iter().filter(|said| seen.contains(&said.entry)).collect();
    match replaced.first() {
        None => Ok(Json::Null),
        Some(first) if replaced.iter().all(|said| said.normal == first.normal) => Ok(first.value.clone()),
        Some(_) => Err(Error::new(Code::ChangedSince, DOING, "the save settled a conflict")
            .safe("Nothing was changed")
            .remedy("Set the field to the value that you want now.")),
    }
}

fn kind_for(id: &RecordId, withdraws: bool) -> &'static str {
    match (id.kind(), withdraws) {
        (Some(RecordKind::Artefact), false) => "artefact.set",
        (Some(RecordKind::Artefact), true) => "artefact.withdraw",
        (Some(RecordKind::Package), false) => "package.set",
        (Some(RecordKind::Package), true) => "package.withdraw",
        (Some(RecordKind::Placement), true) => "photo.unplace",
        (Some(RecordKind::Photo), true) => "photo.withdraw",
        (Some(RecordKind::Operation), _) => "operation.set",
        _ => "photo.set",
    }
}

fn changed_since(id: &RecordId) -> Error {
    Error::new(Code::ChangedSince, DOING, "somebody changed this record since")
        .on(id)
        .safe("Nothing was changed")
        .remedy("Look at its history, then set the field to the value that you want.")
}
