//! The list that a person works through: what people disagree about, and settling it.

use super::Catalogue;
use super::artefact::ValueView;
use super::fields::Input;
use crate::digest::Digest;
use crate::entry::{Class, NewChange};
use crate::error::{Code, Error, Result};
use crate::id::{ChainId, RecordId, RecordKind};
use crate::json::{Json, object};
use crate::ledger::load_record;
use crate::merge::{self, Conflict};
use crate::signature::{AllowedSigners, PublicKey, Trust, namespace};
use crate::verify::Branch;
use serde::Serialize;

/// One conflict with what a person needs to settle it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ConflictView {
    /// A short name by which it can be settled: digits of a hash over what it is about.
    pub id: String,
    /// What it is.
    #[serde(flatten)]
    pub conflict: Conflict,
    /// What the records are called.
    pub names: Vec<String>,
    /// The values side by side, where it is about values.
    pub values: Vec<ValueView>,
}

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
}

impl Catalogue {
    /// All conflicts, sorted. With a list of signers also values of trusted signers that only others replaced.
    ///
    /// # Errors
    /// The database's failures.
    pub fn conflicts(&self, signers: Option<&AllowedSigners>) -> Result<Vec<ConflictView>> {
        let reader = self.reader();
        let trusted = signers.map(|list| self.trusted_chains(list, &[])).transpose()?;
        let trust = |chain: ChainId| trusted.as_ref().is_some_and(|chains| chains.contains(&chain));
        let trust: Option<merge::Trust<'_>> = if trusted.is_some() { Some(&trust) } else { None };
        let records = match trust {
            Some(_) => reader.records_with_replaced()?,
            None => reader.records_in_conflict()?,
        };
        let mut found = Vec::new();
        for id in records {
            if let Some(record) = load_record(&reader, &id)? {
                found.extend(merge::of_record(&record, trust));
            }
        }
        for (kind, key) in reader.references_twice()? {
            found.push(Conflict::ReferenceTwice { records: reader.by_reference(&kind, &key)?, key });
        }
        let chains = reader.chains()?;
        for (row, seq) in reader.forks()? {
            if let Some(chain) = chains.iter().find(|c| c.id == row) {
                found.push(Conflict::Forked { chain: chain.chain, seq });
            }
        }
        found.sort();
        found.dedup();
        found.into_iter().map(|conflict| self.conflict_view(conflict)).collect()
    }

    /// The chains of trusted signers: of those held, and of these that are not held yet. This catalogue's own count.
    pub(super) fn trusted_chains(&self, list: &AllowedSigners, others: &[Branch]) -> Result<Vec<ChainId>> {
        let listed =
            |key: &PublicKey| matches!(list.lookup(key, namespace::ENTRY, None), Trust::Trusted { .. });
        let mut trusted = Vec::new();
        for chain in self.reader().chains()? {
            if chain.mine || PublicKey::from_bytes(&chain.key).is_ok_and(|key| listed(&key)) {
                trusted.push(chain.chain);
            }
        }
        trusted.extend(others.iter().filter(|branch| listed(&branch.key)).map(|branch| branch.chain));
        Ok(trusted)
    }

    fn conflict_view(&self, conflict: Conflict) -> Result<ConflictView> {
        let records: Vec<RecordId> = match &conflict {
            Conflict::Values { record, .. }
            | Conflict::EditedAndWithdrawn { record }
            | Conflict::Overruled { record, .. } => vec![record.clone()],
            Conflict::ReferenceTwice { records, .. } => records.clone(),
            Conflict::Forked { .. } => Vec::new(),
        };
        let names: Result<Vec<String>> = records.iter().map(|id| self.name_of(id)).collect();
        Ok(ConflictView { id: id_of(&conflict), values: self.values_of(&conflict)?, names: names?, conflict })
    }

    fn values_of(&self, conflict: &Conflict) -> Result<Vec<ValueView>> {
        let (Conflict::Values { record, field } | Conflict::Overruled { record, field, .. }) = conflict
        else {
            return Ok(Vec::new());
        };
        let record = self.record(record)?;
        let Some(register) = record.register(field) else { return Ok(Vec::new()) };
        let mut values: Vec<ValueView> =
            register.values().iter().map(|group| self.value_view(field, group)).collect::<Result<_>>()?;
        if let Conflict::Overruled { entry, .. } = conflict {
            let overruled: Vec<_> = register.history().into_iter().filter(|a| a.entry == *entry).collect();
            if !overruled.is_empty() {
                values.insert(0, self.value_view(field, &overruled)?);
            }
        }
        Ok(values)
    }

    /// Settles a conflict by an ordinary change whose `seen` names all that it replaces.
    ///
    /// # Errors
    /// [`Code::NotFound`] if there is no such conflict (any more); [`Code::Usage`] if this kind is not settled so.
    pub fn settle(
        &mut self,
        id: &str,
        settlement: &Settlement,
        signers: Option<&AllowedSigners>,
    ) -> Result<()> {
        let all = self.conflicts(signers)?;
        let mut fits = all.into_iter().filter(|c| c.id.starts_with(id) && id.len() >= 4);
        let (Some(conflict), None) = (fits.next(), fits.next()) else {
            return Err(Error::new(Code::NotFound, "settling a conflict", "there is none of this name")
                .on(id)
                .remedy("Look with `conflicts list`."));
        };
        match (&conflict.conflict, settlement) {
            (Conflict::EditedAndWithdrawn { record }, Settlement::Keep) => self.take_back(record),
            (Conflict::EditedAndWithdrawn { record }, Settlement::Withdraw) => {
                self.withdraw(record, "settled")
            }
            (Conflict::Values { record, field }, _) => {
                let value = self.chosen(field, &conflict.values, settlement)?;
                self.settle_register(record, field, value, None)
            }
            (Conflict::Overruled { record, field, entry }, _) => {
                let value = self.chosen(field, &conflict.values, settlement)?;
                self.settle_register(record, field, value, Some(*entry))
            }
            (Conflict::ReferenceTwice { .. }, _) => {
                Err(usage("Give one of the records another reference with `artefact set`, or withdraw one."))
            }
            (Conflict::Forked { .. }, _) => {
                Err(usage("A fork is kept and reported; ask the signer which laptop's copy was used twice."))
            }
            _ => Err(usage("Keep the record with --keep, or withdraw it with --withdraw.")),
        }
    }

    fn chosen(&self, field: &str, values: &[ValueView], settlement: &Settlement) -> Result<Json> {
        match settlement {
            Settlement::Pick(number) => {
                let value = number.checked_sub(1).and_then(|i| values.get(i)).map(|v| v.value.clone());
                value.ok_or_else(|| usage(&format!("Pick a number from 1 to {}.", values.len())))
            }
            Settlement::Value(input) => {
                let checked = self.check_fields(&[(field.to_owned(), input.clone())])?;
                checked.into_iter().next().map(|c| c.value).ok_or_else(|| usage("Give a value."))
            }
            _ => Err(usage("Pick a value with --pick, or write one with --value.")),
        }
    }

    /// `overruled` is a change that is live no more and yet has to be answered.
    fn settle_register(
        &mut self,
        id: &RecordId,
        field: &str,
        value: Json,
        overruled: Option<Digest>,
    ) -> Result<()> {
        let kind = match id.kind() {
            Some(RecordKind::Artefact) => "artefact.set",
            Some(RecordKind::Package) => "package.set",
            Some(RecordKind::Operation) => "operation.set",
            Some(RecordKind::Signer) => "signer.introduce",
            _ => "photo.set",
        };
        self.commit(|pen| {
            let record = load_record(pen.reader()?, id)?;
            let register = record.as_ref().and_then(|r| r.register(field));
            let class = register.and_then(|r| r.live().next()).map_or(Class::Open, |a| a.class);
            let mut seen: Vec<Digest> = register.map(|r| r.seen()).unwrap_or_default();
            seen.extend(overruled.filter(|entry| !seen.contains(entry)));
            let body = match &record {
                Some(record) if field == "exists" && value == Json::Bool(false) => {
                    object([("covers", record.live_entries().into()), ("reason", "settled".into())])
                }
                _ => object([]),
            };
            let change = NewChange { record: Some(id.clone()), field: field.to_owned(), value, seen };
            pen.write(kind, class, vec![change], body).map(|_| ())
        })
    }
}

/// A conflict of a state that is not in the catalogue (yet), without names of signers.
pub(super) fn plain_view(conflict: Conflict, state: &crate::state::State) -> ConflictView {
    let mut values = Vec::new();
    if let Conflict::Values { record, field } = &conflict {
        let register = state.record(record).and_then(|r| r.register(field));
        for group in register.map(|r| r.values()).unwrap_or_default() {
            let first = group[0];
            values.push(ValueView {
                value: first.value.clone(),
                text: first.value.text().map_or_else(|| first.value.compact(), str::to_owned),
                entries: group.iter().map(|a| a.entry).collect(),
                signer: first.chain.to_string(),
                device: String::new(),
                at: first.moment.at(),
                zone: first.moment.zone(),
            });
        }
    }
    ConflictView { id: id_of(&conflict), conflict, names: Vec::new(), values }
}

fn usage(remedy: &str) -> Error {
    Error::new(Code::Usage, "settling a conflict", "it is not settled in this way").remedy(remedy)
}

/// The same for the same question, whatever the values are at the moment.
fn id_of(conflict: &Conflict) -> String {
    let text = match conflict {
        Conflict::Values { record, field } => format!("values {record} {field}"),
        Conflict::EditedAndWithdrawn { record } => format!("withdrawn {record}"),
        Conflict::Overruled { record, field, entry } => format!("overruled {record} {field} {entry}"),
        Conflict::ReferenceTwice { key, records } => {
            let kind = records.first().map_or("", |r| r.as_str().split(':').next().unwrap_or_default());
            format!("reference {kind} {key}")
        }
        Conflict::Forked { chain, seq } => format!("fork {chain} {seq}"),
    };
    Digest::of(text.as_bytes()).short()
}
