//! One record: its registers, and in each the values that people hold.

use crate::digest::Digest;
use crate::entry::{Class, Entry};
use crate::id::{ChainId, RecordId};
use crate::json::Json;
use crate::register::{Change, normal};
use crate::time::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// That a signer said, in one entry, what a register's value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// The entry's digest.
    pub entry: Digest,
    /// The value as it was written.
    pub value: Json,
    /// Its normal form: equal values have equal ones.
    pub normal: Json,
    /// The chain that says so.
    pub chain: ChainId,
    /// The entry's place in the chain.
    pub seq: u64,
    /// The entry's Lamport counter, for display order.
    pub clock: u64,
    /// What the laptop's clock showed.
    pub moment: Moment,
    /// Who may see it.
    pub class: Class,
    /// For `exists` = `false`: the entries that the withdrawal covers.
    pub covers: Vec<Digest>,
}

impl Assertion {
    /// What an entry says by one of its changes.
    pub fn new(entry: &Entry, change: &Change) -> Self {
        let withdraws = change.field == "exists" && change.value == Json::Bool(false);
        Self {
            entry: entry.digest,
            value: change.value.clone(),
            normal: normal(&change.value),
            chain: entry.chain,
            seq: entry.seq,
            clock: entry.clock,
            moment: entry.moment,
            class: entry.class,
            covers: if withdraws { entry.covers() } else { Vec::new() },
        }
    }
}

/// One field of one record: everything ever said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// Sorted by entry digest. Nearly always one: a list takes a tenth of a tree's memory then.
    assertions: Vec<Assertion>,
    replaced: BTreeMap<Digest, BTreeSet<Digest>>,
}

impl Register {
    /// Adds what an entry says, and what it replaces.
    pub fn add(&mut self, assertion: Assertion, seen: &[Digest]) {
        for replaced in seen {
            self.replaced.entry(*replaced).or_default().insert(assertion.entry);
        }
        match self.place_of(&assertion.entry) {
            Ok(at) => self.assertions[at] = assertion,
            Err(at) => {
                if self.assertions.is_empty() {
                    self.assertions.reserve_exact(1);
                }
                self.assertions.insert(at, assertion);
            }
        }
    }

    /// Where the assertion of an entry stands, or would.
    fn place_of(&self, entry: &Digest) -> Result<usize, usize> {
        self.assertions.binary_search_by_key(entry, |assertion| assertion.entry)
    }

    fn of_entry(&self, entry: &Digest) -> Option<&Assertion> {
        self.place_of(entry).ok().map(|at| &self.assertions[at])
    }

    /// True unless a held entry replaced it.
    pub fn is_live(&self, assertion: &Assertion) -> bool {
        !self.replaced.contains_key(&assertion.entry)
    }

    /// What is said now, by entry digest.
    pub fn live(&self) -> impl Iterator<Item = &Assertion> {
        self.assertions.iter().filter(|a| self.is_live(a))
    }

    /// Everything ever said, in display order: Lamport counter, then digest.
    pub fn history(&self) -> Vec<&Assertion> {
        let mut all: Vec<_> = self.assertions.iter().collect();
        all.sort_by_key(|a| (a.clock, a.entry));
        all
    }

    /// The held entries whose change replaced this one's.
    pub fn replaced_by(&self, entry: &Digest) -> impl Iterator<Item = &Assertion> {
        self.replaced.get(entry).into_iter().flatten().filter_map(|by| self.of_entry(by))
    }

    /// True if what a held change says has been answered: the value is still said by somebody, or a change that
    /// `counts` named it in `seen`. An equal value in its place carries it on, and is asked in turn.
    pub fn is_answered(&self, entry: &Digest, counts: &dyn Fn(ChainId) -> bool) -> bool {
        let Some(said) = self.of_entry(entry) else { return false };
        let mut open = vec![said];
        let mut asked = BTreeSet::from([said.entry]);
        while let Some(one) = open.pop() {
            if self.is_live(one) {
                return true;
            }
            for by in self.replaced_by(&one.entry) {
                if counts(by.chain) {
                    return true;
                }
                if by.normal == said.normal && asked.insert(by.entry) {
                    open.push(by);
                }
            }
        }
        self.live().any(|live| live.normal == said.normal)
    }

    /// What was replaced, with the entries that did it; names of entries not held included.
    pub fn replacements(&self) -> impl Iterator<Item = (&Digest, &BTreeSet<Digest>)> {
        self.replaced.iter()
    }

    /// The different values now, each with those who say so; the first said stands first.
    pub fn values(&self) -> Vec<Vec<&Assertion>> {
        let mut live: Vec<_> = self.live().collect();
        live.sort_by_key(|a| (a.clock, a.entry));
        let mut groups: Vec<Vec<&Assertion>> = Vec::new();
        for assertion in live {
            match groups.iter_mut().find(|group| group[0].normal == assertion.normal) {
                Some(group) => group.push(assertion),
                None => groups.push(vec![assertion]),
            }
        }
        groups
    }

    /// True if people hold different values now.
    pub fn is_disputed(&self) -> bool {
        let mut live = self.live();
        let first = live.next();
        first.is_some_and(|first| live.any(|said| said.normal != first.normal))
    }

    /// The value to show where there is room for one: the only one, or while people disagree the first said.
    pub fn value(&self) -> Option<&Json> {
        let first = self.live().min_by_key(|said| (said.clock, said.entry));
        first.map(|said| &said.value).filter(|value| **value != Json::Null)
    }

    /// The digests that a change which settles or edits this register names in `seen`: of all that is said now, and of what
    /// was said openly and only internal entries replaced. Whoever does not see those reads the latter as said still, so
    /// that without it no open change could ever bring a dossier and its writer to the same value again.
    pub fn seen(&self) -> Vec<Digest> {
        let open = |by: &Digest| self.of_entry(by).is_some_and(|by| by.class == Class::Open);
        let covered = |said: &Assertion| {
            let by = self.replaced.get(&said.entry);
            said.class == Class::Open && by.is_some_and(|by| !by.iter().any(open))
        };
        self.assertions.iter().filter(|said| self.is_live(said) || covered(said)).map(|a| a.entry).collect()
    }
}

/// One record and all its registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    registers: BTreeMap<String, Register>,
}

impl Record {
    /// A record of which nothing is said yet.
    pub fn new(id: &RecordId) -> Self {
        Self { id: id.clone(), registers: BTreeMap::new() }
    }

    /// Adds what an entry says of one field.
    pub fn add(&mut self, field: &str, assertion: Assertion, seen: &[Digest]) {
        match self.registers.get_mut(field) {
            Some(register) => register.add(assertion, seen),
            None => self.registers.entry(field.to_owned()).or_default().add(assertion, seen),
        }
    }

    /// One register; `None` if nothing was ever said of the field.
    pub fn register(&self, field: &str) -> Option<&Register> {
        self.registers.get(field)
    }

    /// All registers, by field.
    pub fn registers(&self) -> impl Iterator<Item = (&str, &Register)> {
        self.registers.iter().map(|(field, register)| (field.as_str(), register))
    }

    /// The value to show for a field.
    pub fn value(&self, field: &str) -> Option<&Json> {
        self.register(field).and_then(Register::value)
    }

    /// The text to show for a field, also of a text with translations.
    pub fn text(&self, field: &str) -> Option<&str> {
        let value = self.value(field)?;
        value.text().or_else(|| value.text_of("text"))
    }

    /// The record that a field names.
    pub fn pointer(&self, field: &str) -> Option<RecordId> {
        self.value(field)?.text()?.parse().ok()
    }

    /// What a change of this field has to name in `seen`.
    pub fn seen(&self, field: &str) -> Vec<Digest> {
        self.register(field).map(Register::seen).unwrap_or_default()
    }

    /// The entries with a live change of this record, sorted: what a withdrawal covers.
    pub fn live_entries(&self) -> Vec<Digest> {
        let all: BTreeSet<_> = self.registers.values().flat_map(|r| r.live().map(|a| a.entry)).collect();
        all.into_iter().collect()
    }

    /// True if somebody withdrew it and nobody says that it exists.
    pub fn is_withdrawn(&self) -> bool {
        let Some(exists) = self.register("exists") else { return false };
        let mut live = exists.live().peekable();
        live.peek().is_some() && live.all(|a| a.value == Json::Bool(false))
    }

    /// True if it was withdrawn while something that the withdrawal did not know is still said of it.
    pub fn is_edited_and_withdrawn(&self) -> bool {
        let Some(exists) = self.register("exists") else { return false };
        let withdraws = |a: &&Assertion| a.value == Json::Bool(false);
        let mut withdrawals = exists.live().filter(withdraws).peekable();
        if withdrawals.peek().is_none() {
            return false;
        }
        let covered: BTreeSet<_> = withdrawals.flat_map(|w| &w.covers).collect();
        // A withdrawal that says something else of the record besides does not cover that.
        let mut edits = self.registers().flat_map(|(field, register)| {
            register.live().filter(move |a| field != "exists" || !withdraws(a))
        });
        edits.any(|a| !covered.contains(&a.entry))
    }
}
