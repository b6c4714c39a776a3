//! What a dossier about chosen artefacts discloses: FORMAT.md section 13 is the norm.
//!
//! Owns: the closure from artefacts to entries. Must never: disclose an entry of class `internal`, or let a register
//! through of which another value is in force here than the dossier would show.

use crate::digest::Digest;
use crate::entry::{Class, Entry};
use crate::error::{Code, Error, Result};
use crate::id::{ChainId, OperationId, RecordId, RecordKind};
use crate::json::Json;
use crate::ledger::{intakes, load_record};
use crate::photo::{ARTEFACT, COMPANION_OF, DERIVED_FROM, PHOTO};
use crate::signature::PublicKey;
use crate::state::{Assertion, Record, Register, State, counting_operations};
use crate::store::Reader;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

const DOING: &str = "choosing what a dossier discloses";

/// What a dossier discloses.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The artefacts that were asked for.
    pub artefacts: BTreeSet<RecordId>,
    /// All records of which the dossier shows every register that is not internal.
    pub shown: BTreeSet<RecordId>,
    /// The disclosed entries.
    pub entries: BTreeMap<Digest, Entry>,
    /// Entries of class `internal` that concern what is shown, and stay out.
    pub internal: BTreeMap<Digest, Entry>,
}

/// Chooses what a dossier of these artefacts, signed by this key, discloses. `sayable` tells which registers somebody here
/// could say once more, openly.
///
/// # Errors
/// [`Code::CannotWithhold`] where an internal entry replaced a value that would be shown, so that the dossier would
/// show another state than the catalogue's; [`Code::OtherOperation`]; the database's failures.
pub fn choose(
    reader: &Reader<'_>,
    ours: OperationId,
    signer: Option<&PublicKey>,
    artefacts: &BTreeSet<RecordId>,
    sayable: &dyn Fn(&RecordId, &str) -> bool,
) -> Result<Choice> {
    let mut chooser = Chooser::new(reader, artefacts)?;
    if let Some(key) = signer {
        chooser.show(&RecordId::new(RecordKind::Signer, key.digest()));
    }
    chooser.common(ours)?;
    artefacts.iter().for_each(|artefact| chooser.show(artefact));
    chooser.follow_all()?;
    chooser.check_operations(ours)?;
    chooser.check_state(sayable)?;
    Ok(chooser.choice)
}

impl Choice {
    /// True if the entry that creates this note or event is disclosed.
    pub fn discloses(&self, id: &RecordId) -> bool {
        id.digest().is_some_and(|digest| self.entries.contains_key(&digest))
    }

    /// The records of which something is shown though nobody asked, since an entry changed them with one that is.
    pub fn beside(&self) -> BTreeSet<RecordId> {
        let changed = self.entries.values().flat_map(|entry| &entry.changes).map(|change| &change.record);
        changed.filter(|id| !self.shown.contains(id)).cloned().collect()
    }

    /// The records that the disclosed entries name without showing them: ids, of which nothing else is told.
    pub fn named(&self) -> BTreeSet<RecordId> {
        let mut named = BTreeSet::new();
        for entry in self.entries.values() {
            named.extend(crate::state::mentions(entry));
            let values = entry.changes.iter().filter_map(|change| change.value.text());
            let split = entry.body.text_of("split_from");
            named.extend(values.chain(split).filter_map(|text| text.parse::<RecordId>().ok()));
        }
        let beside = self.beside();
        named.retain(|id| !self.shown.contains(id) && !beside.contains(id));
        named
    }
}

struct Chooser<'r> {
    reader: &'r Reader<'r>,
    choice: Choice,
    waiting: Vec<RecordId>,
    /// All registers that a disclosed entry changes.
    registers: BTreeSet<(RecordId, String)>,
    /// Those of them that were not followed yet.
    unfollowed: Vec<(RecordId, String)>,
    /// Entries (rows) that were read to be disclosed: one that changes many registers is read once.
    told: HashSet<i64>,
    /// Photos that show a chosen artefact: what is said about them is said about it.
    pictures: BTreeSet<RecordId>,
    keys: HashMap<ChainId, RecordId>,
}

impl<'r> Chooser<'r> {
    fn new(reader: &'r Reader<'r>, artefacts: &BTreeSet<RecordId>) -> Result<Self> {
        let key = |key: &[u8; 32]| RecordId::new(RecordKind::Signer, Digest::of(key));
        Ok(Self {
            reader,
            choice: Choice { artefacts: artefacts.clone(), ..Choice::default() },
            waiting: Vec::new(),
            registers: BTreeSet::new(),
            unfollowed: Vec::new(),
            told: HashSet::new(),
            pictures: BTreeSet::new(),
            keys: reader.chains()?.iter().map(|chain| (chain.chain, key(&chain.key))).collect(),
        })
    }

    /// What every dossier discloses: how each chain begins, what the operation says of itself, its templates, and
    /// which operations it adopted.
    fn common(&mut self, ours: OperationId) -> Result<()> {
        self.show(&RecordId::operation(ours));
        for chain in self.reader.chains()? {
            self.show(&RecordId::operation(chain.op));
            for row in self.reader.entries_at(chain.id, 1)? {
                let Some(entry) = row.entry()? else { continue };
                // A chain's beginning is never withheld, whatever class it has.
                self.choice.entries.insert(entry.digest, entry);
            }
        }
        let adoptions = crate::ledger::entries_of_kind(self.reader, "operation.adopt")?;
        adoptions.into_iter().for_each(|entry| self.disclose(entry));
        Ok(())
    }

    fn show(&mut self, record: &RecordId) {
        if self.choice.shown.insert(record.clone()) {
            self.waiting.push(record.clone());
        }
    }

    /// A photo, unless all that took it in is internal: then not even its digest is told.
    fn show_photo(&mut self, photo: &RecordId) -> Result<bool> {
        let open = intakes(self.reader, photo)?.iter().any(|(entry, _)| entry.class == Class::Open);
        if open {
            self.show(photo);
        }
        Ok(open)
    }

    fn mentioning(&self, record: &RecordId) -> Result<Vec<Entry>> {
        let Some(row) = self.reader.record_row(record)? else { return Ok(Vec::new()) };
        self.read(self.reader.entries_mentioning(row)?)
    }

    fn read(&self, rows: Vec<i64>) -> Result<Vec<Entry>> {
        let read = |row| self.reader.entry_by_row(row)?.entry();
        rows.into_iter().filter_map(|row| read(row).transpose()).collect()
    }

    fn disclose(&mut self, entry: Entry) {
        if entry.class == Class::Internal {
            self.choice.internal.insert(entry.digest, entry);
        } else if !self.choice.entries.contains_key(&entry.digest) {
            if let Some(signer) = self.keys.get(&entry.chain).cloned() {
                self.show(&signer);
            }
            for change in &entry.changes {
                let register = (change.record.clone(), change.field.clone());
                if self.registers.insert(register.clone()) {
                    self.unfollowed.push(register);
                }
            }
            self.choice.entries.insert(entry.digest, entry);
        }
    }

    /// Follows records and registers until nothing is added: what an entry changes besides a shown record is shown
    /// too, with every entry that ever changed it.
    fn follow_all(&mut self) -> Result<()> {
        loop {
            while let Some(record) = self.waiting.pop() {
                if let Some(row) = self.reader.record_row(&record)? {
                    self.disclose_rows(self.reader.entries_changing(row)?)?;
                }
                self.follow(&record)?;
            }
            let Some((record, field)) = self.unfollowed.pop() else { return Ok(()) };
            // Of a record that is shown every entry is there already.
            if self.choice.shown.contains(&record) {
                continue;
            }
            if let Some(row) = self.reader.record_row(&record)? {
                self.disclose_rows(self.reader.entries_of_register(row, &field)?)?;
            }
        }
    }

    fn disclose_rows(&mut self, rows: Vec<i64>) -> Result<()> {
        for row in rows {
            if self.told.insert(row)
                && let Some(entry) = self.reader.entry_by_row(row)?.entry()?
            {
                self.disclose(entry);
            }
        }
        Ok(())
    }

    fn follow(&mut self, id: &RecordId) -> Result<()> {
        let Some(record) = load_record(self.reader, id)? else { return Ok(()) };
        match id.kind() {
            Some(RecordKind::Artefact) => self.follow_artefact(&record),
            Some(RecordKind::Package) => {
                self.show_packages(&record);
                Ok(())
            }
            Some(RecordKind::Photo) => self.follow_photo(&record),
            Some(RecordKind::Note) => self.follow_note(id),
            Some(RecordKind::Custody) => self.follow_event(id),
            _ => Ok(()),
        }
    }

    /// Its packages, photos, notes and custody. Only of artefacts that were asked for.
    fn follow_artefact(&mut self, record: &Record) -> Result<()> {
        if !self.choice.artefacts.contains(&record.id) {
            return Ok(());
        }
        self.show_packages(record);
        for id in self.reader.pointing_at(ARTEFACT, &record.id)? {
            if id.kind() == Some(RecordKind::Placement) {
                self.follow_placement(&id, &record.id)?;
            }
        }
        self.follow_mentions(&record.id)
    }

    /// The packages that it is or was in, and those that these are or were in: bags, numbers and seals are part of
    /// an object's custody. What else is in them is not.
    fn show_packages(&mut self, record: &Record) {
        let said = ever(record.register("in"));
        said.into_iter().filter(|id| id.kind() == Some(RecordKind::Package)).for_each(|id| self.show(&id));
    }

    /// A placement in force, with its photo. One that was taken back says nothing about the artefact any more.
    fn follow_placement(&mut self, id: &RecordId, artefact: &RecordId) -> Result<()> {
        let Some(placement) = load_record(self.reader, id)?.filter(|p| !p.is_withdrawn()) else {
            return Ok(());
        };
        if !live(placement.register(ARTEFACT)).contains(artefact) {
            return Ok(());
        }
        let photos = live(placement.register(PHOTO));
        let open = photos.iter().map(|photo| self.show_photo(photo)).collect::<Result<Vec<_>>>()?;
        if photos.is_empty() || open.contains(&false) {
            return Ok(());
        }
        self.show(id);
        for photo in photos {
            if self.pictures.insert(photo.clone()) {
                self.follow_mentions(&photo)?;
            }
        }
        Ok(())
    }

    /// Notes that say they are about it, and custody events that name it.
    fn follow_mentions(&mut self, id: &RecordId) -> Result<()> {
        for entry in self.mentioning(id)? {
            let about = |member: &str| names(&entry.body, member, id);
            match entry.kind.as_str() {
                "note.seal" if about("about") => entry.created().iter().for_each(|note| self.show(note)),
                "custody.record" if id.kind() != Some(RecordKind::Photo) => {
                    entry.created().iter().for_each(|event| self.show(event));
                }
                "custody.correct" if id.kind() != Some(RecordKind::Photo) && entry.class == Class::Open => {
                    event_of(&entry).iter().for_each(|event| self.show(event));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What it was made from and what goes with it: a raw and its JPEG, a sidecar, a live photo's film.
    fn follow_photo(&mut self, record: &Record) -> Result<()> {
        let mut others = live(record.register(COMPANION_OF));
        others.extend(live(record.register(DERIVED_FROM)));
        for id in self.reader.pointing_at(COMPANION_OF, &record.id)? {
            let other = load_record(self.reader, &id)?;
            let says = other.is_some_and(|o| live(o.register(COMPANION_OF)).contains(&record.id));
            others.extend(says.then_some(id));
        }
        for other in others.iter().filter(|id| id.kind() == Some(RecordKind::Photo)) {
            self.show_photo(other)?;
        }
        Ok(())
    }

    /// The photos that are attached, and the addenda: no statement may stand without its correction.
    fn follow_note(&mut self, id: &RecordId) -> Result<()> {
        let sealed = id.digest().and_then(|digest| self.choice.entries.get(&digest)).cloned();
        let Some(sealed) = sealed else { return Ok(()) };
        self.show_attached(&sealed)?;
        for entry in self.mentioning(id)? {
            if entry.kind == "note.seal" && entry.body.text_of("addendum_to") == Some(id.as_str()) {
                entry.created().iter().for_each(|note| self.show(note));
            }
        }
        Ok(())
    }

    /// Corrections and acceptances of a disclosed event, and all slips.
    fn follow_event(&mut self, id: &RecordId) -> Result<()> {
        let recorded = id.digest().and_then(|digest| self.choice.entries.get(&digest)).cloned();
        let Some(recorded) = recorded else { return Ok(()) };
        self.show_attached(&recorded)?;
        for entry in self.mentioning(id)? {
            if event_of(&entry).as_ref() == Some(id) {
                if entry.class == Class::Open {
                    self.show_attached(&entry)?;
                }
                self.disclose(entry);
            }
        }
        Ok(())
    }

    fn show_attached(&mut self, entry: &Entry) -> Result<()> {
        for photo in entry.body.items_of("photos") {
            if let Some(id) = photo.text().and_then(|text| text.parse().ok()) {
                self.show_photo(&id)?;
            }
        }
        Ok(())
    }

    /// Every chain's beginning is there, so every operation must be adopted by something that is there too.
    fn check_operations(&self, ours: OperationId) -> Result<()> {
        let counting = counting_operations(ours, self.choice.entries.values());
        let chains = self.reader.chains()?;
        match chains.iter().find(|chain| !counting.contains(&chain.op)) {
            None => Ok(()),
            Some(chain) => Err(Error::new(
                Code::OtherOperation,
                DOING,
                "the entry by which this operation was adopted is internal",
            )
            .on(chain.op)
            .remedy("Adopt that operation once more; adopting is open.")),
        }
    }

    /// These records as the catalogue has them. An entry that changes many of them is read once.
    fn held(&self, records: &BTreeSet<&RecordId>) -> Result<State> {
        let (mut held, mut read) = (State::default(), HashSet::new());
        for record in records {
            let Some(row) = self.reader.record_row(record)? else { continue };
            for row in self.reader.entries_changing(row)? {
                if read.insert(row) {
                    self.reader.entry_by_row(row)?.entry()?.iter().for_each(|entry| held.apply(entry));
                }
            }
        }
        Ok(held)
    }

    /// The dossier's state of what it shows is the catalogue's. But for registers that nobody here could say once more
    /// (`sayable`): one internal entry about a template, or a field that no template has, would else let no dossier be
    /// written ever again. Of those a dossier shows what was said openly.
    fn check_state(&self, sayable: &dyn Fn(&RecordId, &str) -> bool) -> Result<()> {
        let state = State::of(self.choice.entries.values());
        let touched: BTreeSet<&RecordId> = self.registers.iter().map(|(record, _)| record).collect();
        let held = self.held(&touched)?;
        for id in touched {
            let (Some(told), Some(held)) = (state.record(id), held.record(id)) else {
                continue;
            };
            for (field, register) in told.registers() {
                if sayable(id, field) && values(Some(register)) != values(held.register(field)) {
                    return Err(differs(id, field));
                }
            }
        }
        Ok(())
    }
}

fn differs(id: &RecordId, field: &str) -> Error {
    Error::new(
        Code::CannotWithhold,
        DOING,
        format!("\"{field}\" was said in an internal entry too, so without it an old value would stand"),
    )
    .on(id)
    .safe("No dossier was written")
    .remedy("Say the field's value once more as an open one, or leave this artefact out.")
}

/// The normal forms of a register's live values, sorted.
fn values(register: Option<&Register>) -> BTreeSet<&Json> {
    register.into_iter().flat_map(Register::live).map(|said| &said.normal).collect()
}

/// The records that open entries say; what is internal leads nowhere.
fn ids<'a>(said: impl Iterator<Item = &'a Assertion>) -> Vec<RecordId> {
    said.filter(|said| said.class == Class::Open).filter_map(|said| said.value.text()?.parse().ok()).collect()
}

fn live(register: Option<&Register>) -> Vec<RecordId> {
    ids(register.into_iter().flat_map(Register::live))
}

fn ever(register: Option<&Register>) -> Vec<RecordId> {
    ids(register.into_iter().flat_map(Register::history))
}

fn names(body: &Json, member: &str, id: &RecordId) -> bool {
    body.items_of(member).iter().any(|item| item.text() == Some(id.as_str()))
}

/// The event that a correction or acceptance speaks of.
fn event_of(entry: &Entry) -> Option<RecordId> {
    let later = matches!(entry.kind.as_str(), "custody.accept" | "custody.correct");
    entry.body.text_of("event").filter(|_| later)?.parse().ok()
}
