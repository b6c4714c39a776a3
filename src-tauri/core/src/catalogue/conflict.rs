//! The list that a person works through: what people disagree about.

use super::Catalogue;
use super::artefact::ValueView;
use super::standing::Judge;
use crate::digest::Digest;
use crate::error::Result;
use crate::id::{ChainId, RecordId};
use crate::ledger::load_record;
use crate::merge::{self, Conflict};
use crate::signature::{AllowedSigners, PublicKey, Trust, namespace};
use crate::state::Register;
use crate::verify::Branch;
use serde::Serialize;

/// One conflict with what a person needs to settle it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ConflictView {
    /// A name by which it can be settled, and which is the same for the same question: 32 digits of a hash over what it is
    /// about. Its beginning will do where no other begins so.
    pub id: String,
    /// What it is.
    #[serde(flatten)]
    pub conflict: Conflict,
    /// What the records are called.
    pub names: Vec<String>,
    /// The values side by side, where it is about values.
    pub values: Vec<ValueView>,
    /// Titles of the records, where they have one, in the order of `names`.
    pub titles: Vec<String>,
    /// For one reference used twice: the next that is free.
    pub suggestion: Option<String>,
}

/// How many conflicts there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ConflictCounts {
    /// Fields with different values.
    pub values: u32,
    /// Records that were edited and withdrawn.
    pub edited_and_withdrawn: u32,
    /// Values of trusted signers that only others replaced.
    pub overruled: u32,
    /// References that several records have.
    pub reference_twice: u32,
    /// Places at which a chain forked; nothing settles these.
    pub forked: u32,
}

impl ConflictCounts {
    /// All of them.
    pub const fn total(&self) -> u32 {
        self.values + self.edited_and_withdrawn + self.overruled + self.reference_twice + self.forked
    }

    pub(super) fn of(conflicts: &[Conflict]) -> Self {
        let mut counts = Self::default();
        for conflict in conflicts {
            *match conflict {
                Conflict::Values { .. } => &mut counts.values,
                Conflict::EditedAndWithdrawn { .. } => &mut counts.edited_and_withdrawn,
                Conflict::Overruled { .. } => &mut counts.overruled,
                Conflict::ReferenceTwice { .. } => &mut counts.reference_twice,
                Conflict::Forked { .. } => &mut counts.forked,
            } += 1;
        }
        counts
    }
}

/// A part of the list of conflicts.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ConflictPage {
    /// How many there are in all, by kind.
    pub counts: ConflictCounts,
    /// The ones from the place that was asked for.
    pub items: Vec<ConflictView>,
}

impl Catalogue {
    /// All conflicts, sorted. With a list of signers also values of trusted signers that only others replaced.
    ///
    /// # Errors
    /// The database's failures.
    pub fn conflicts(&self, signers: Option<&AllowedSigners>) -> Result<Vec<ConflictView>> {
        self.conflict_views(self.all_conflicts(signers)?.into_iter())
    }

    /// One judge for all: what receipts prove is found out once.
    pub(super) fn conflict_views(
        &self,
        conflicts: impl Iterator<Item = Conflict>,
    ) -> Result<Vec<ConflictView>> {
        let judge = self.judge();
        conflicts.map(|conflict| self.conflict_view(conflict, &judge)).collect()
    }

    /// The conflicts themselves, sorted, without names and values.
    pub(super) fn all_conflicts(&self, signers: Option<&AllowedSigners>) -> Result<Vec<Conflict>> {
        let reader = self.reader();
        let counting = self.counting_list(signers);
        let trusted = counting.list().map(|list| self.trusted_chains(list, &[])).transpose()?;
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
        Ok(found)
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

    pub(super) fn conflict_view(&self, conflict: Conflict, judge: &Judge<'_>) -> Result<ConflictView> {
        let records: Vec<RecordId> = match &conflict {
            Conflict::Values { record, .. }
            | Conflict::EditedAndWithdrawn { record }
            | Conflict::Overruled { record, .. } => vec![record.clone()],
            Conflict::ReferenceTwice { records, .. } => records.clone(),
            Conflict::Forked { .. } => Vec::new(),
        };
        let names: Result<Vec<String>> = records.iter().map(|id| self.name_of(id)).collect();
        Ok(ConflictView {
            id: id_of(&conflict),
            values: self.values_of(&conflict, judge)?,
            names: names?,
            titles: records.iter().map(|id| self.title_of(id)).collect::<Result<_>>()?,
            suggestion: self.free_reference(&conflict)?,
            conflict,
        })
    }

    /// The title to show for a record; empty where it has none.
    pub(super) fn title_of(&self, id: &RecordId) -> Result<String> {
        Ok(self.reader().item(id)?.map(|item| item.title).unwrap_or_default())
    }

    /// The next free reference like the one that two records share.
    fn free_reference(&self, conflict: &Conflict) -> Result<Option<String>> {
        let Conflict::ReferenceTwice { records, .. } = conflict else { return Ok(None) };
        let Some(first) = records.first() else { return Ok(None) };
        let Some(kind) = first.kind() else { return Ok(None) };
        let next = self.next_reference(kind, &self.name_of(first)?);
        Ok(next.ok().flatten().map(|reference| reference.to_string()))
    }

    fn values_of(&self, conflict: &Conflict, judge: &Judge<'_>) -> Result<Vec<ValueView>> {
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
        values.iter_mut().try_for_each(|value| self.name_who_said_it_first(register, value))?;
        judge.values(&mut values)?;
        Ok(values)
    }

    /// A value that came back because a settlement was undone is still the word of whoever said it before; who put it
    /// back stands beside it. An entry that claims to restore what was never said here of this field is its signer's word.
    fn name_who_said_it_first(&self, register: &Register, value: &mut ValueView) -> Result<()> {
        let Some(first) = value.entries.first() else { return Ok(()) };
        let Some(entry) = self.reader().entry(first)?.map_or(Ok(None), |row| row.entry())? else {
            return Ok(());
        };
        let restored = entry.body.text_of("restores").and_then(|text| text.parse::<Digest>().ok());
        let normal = crate::register::normal(&value.value);
        let said = register.history().into_iter().find(|a| Some(a.entry) == restored && a.normal == normal);
        let Some(former) = said.filter(|former| former.entry != entry.digest) else { return Ok(()) };
        let (signer, device) = self.author(former.chain)?;
        value.put_back_by = Some(std::mem::replace(&mut value.signer, signer));
        value.device = device;
        (value.at, value.zone) = (former.moment.at(), former.moment.zone());
        Ok(())
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
                put_back_by: None,
                device: String::new(),
                at: first.moment.at(),
                zone: first.moment.zone(),
                standing: None,
            });
        }
    }
    ConflictView {
        id: id_of(&conflict),
        conflict,
        names: Vec::new(),
        values,
        titles: Vec::new(),
        suggestion: None,
    }
}

/// The same for the same question, whatever the values are at the moment.
pub(super) fn id_of(conflict: &Conflict) -> String {
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
    Digest::of(text.as_bytes()).name()
}
