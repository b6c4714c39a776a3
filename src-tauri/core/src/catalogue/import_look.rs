//! Looking into a bundle before it is imported: everything that it would change, record by record.
//!
//! A look is kept by whoever shows it and asked for parts, since a bundle may change 100,000 records. Must never:
//! write anything. What is imported afterwards is checked again, and is refused if it is not what was looked at.

use super::artefact::ValueView;
use super::conflict::{ConflictView, id_of};
use super::{Catalogue, ImportReport};
use crate::digest::Digest;
use crate::entry::{Entry, bytes_claimed};
use crate::error::{Code, Error, Result};
use crate::id::{ChainId, RecordId, RecordKind};
use crate::import::{self, Novelty};
use crate::merge::{self, Conflict, REFERENCE_FIELDS};
use crate::progress::Progress;
use crate::signature::{AllowedSigners, PublicKey, SignersFile};
use crate::state::{Record, State, mentions};
use crate::trust::Standing;
use crate::verify::court::CourtReport;
use crate::verify::{BundleCheck, Proofs};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// Why a bundle cannot come in.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Refusal {
    /// The error's code.
    pub code: Code,
    /// What is in the way.
    pub what: String,
    /// What can be done.
    pub remedy: Option<String>,
}

/// How many records of one kind an import would create and change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TouchedCount {
    /// New here.
    pub new: u32,
    /// Held here and changed.
    pub changed: u32,
}

/// Somebody whose entries would come in.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Bringer {
    /// The name on the list from outside; `None` if the key is not on one.
    pub listed: Option<String>,
    /// What the list says of the key as a signer of entries, whenever they were signed.
    pub standing: Standing,
    /// The name by the signer's own word, else the fingerprint.
    pub claimed: String,
    /// The laptop.
    pub device: String,
    /// The key's fingerprint.
    pub fingerprint: String,
    /// New entries of this chain.
    pub entries: u32,
    /// True if no entry of this key is held here yet.
    pub new: bool,
}

/// What a bundle would change, in numbers.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LookSummary {
    /// The bundle's name.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// `full`, `since`, `dossier`, `invite` or `unknown`.
    pub kind: String,
    /// Its tag manifest's digest.
    pub digest: Digest,
    /// Why it cannot come in; `None` if it can.
    pub refused: Option<Refusal>,
    /// True if it brings nothing new.
    pub nothing_new: bool,
    /// New entries by kind.
    pub entries: BTreeMap<String, u32>,
    /// New places of withheld entries.
    pub withheld: usize,
    /// Records that it creates or changes, by kind.
    pub records: BTreeMap<String, TouchedCount>,
    /// Rows of the list of records.
    pub rows: usize,
    /// Originals that would come.
    pub originals: usize,
    /// Their bytes.
    pub original_bytes: u64,
    /// Originals that its entries name and that neither side has.
    pub lacking: usize,
    /// Conflicts that would arise.
    pub conflicts: usize,
    /// Whose entries they are.
    pub bringers: Vec<Bringer>,
}

/// One record that would change.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RecordLook {
    /// The record.
    pub record: RecordId,
    /// Its kind's word: `artefact`.
    pub kind: String,
    /// What it is called afterwards.
    pub name: String,
    /// Its title afterwards, if it has one.
    pub title: String,
    /// True if it is new here.
    pub new: bool,
    /// True if it is withdrawn afterwards.
    pub withdrawn: bool,
    /// Fields that would change.
    pub fields: Vec<String>,
    /// Photos that would be placed on it or taken off it.
    pub photos: u32,
    /// True if a conflict about it would arise.
    pub conflict: bool,
    /// Who changes it.
    pub signers: Vec<String>,
}

/// A field before and after.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FieldLook {
    /// The field.
    pub field: String,
    /// Its values here, now.
    pub before: Vec<ValueView>,
    /// Its values afterwards; several are a conflict.
    pub after: Vec<ValueView>,
}

/// A photo of a record that would change.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PhotoLook {
    /// The photo's SHA-256.
    pub photo: Option<Digest>,
    /// The view.
    pub view: String,
    /// True if it would be placed; false if it would be taken off.
    pub placed: bool,
    /// True if its original is held here already.
    pub held: bool,
}

/// An entry about a record, that would come.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EntryLook {
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
    /// The words of a note, or what kind of custody event it is.
    pub text: String,
}

/// One record in full.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RecordDetail {
    /// The record as in the list.
    pub record: RecordLook,
    /// Fields that would change.
    pub fields: Vec<FieldLook>,
    /// Photos that would be placed on it or taken off.
    pub photos: Vec<PhotoLook>,
    /// The entries about it that would come.
    pub entries: Vec<EntryLook>,
}

/// Which records are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LookFilter {
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only those about which a conflict would arise.
    pub conflicts: bool,
}

/// A part of the list of records.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LookPage {
    /// How many fit the filter.
    pub total: usize,
    /// The ones from the place that was asked for.
    pub items: Vec<RecordLook>,
}

/// A new entry in short.
struct New {
    digest: Digest,
    kind: String,
    chain: ChainId,
    at: String,
    zone: String,
    text: String,
}

/// A bundle that was looked into.
pub struct ImportLook {
    summary: LookSummary,
    report: CourtReport,
    records: Vec<RecordLook>,
    by_record: HashMap<RecordId, Vec<usize>>,
    places: HashMap<RecordId, Vec<RecordId>>,
    entries: Vec<New>,
    state: State,
    conflicts: Vec<ConflictView>,
    authors: HashMap<ChainId, (String, String)>,
}

/// The most of a note's words that a list shows, in characters.
const WORDS: usize = 2000;

impl ImportLook {
    /// What it comes to.
    pub fn summary(&self) -> &LookSummary {
        &self.summary
    }

    /// The bundle's own check, in words.
    pub fn report(&self) -> &CourtReport {
        &self.report
    }

    /// Conflicts that would arise.
    pub fn conflicts(&self, offset: usize, limit: usize) -> Vec<ConflictView> {
        self.conflicts.iter().skip(offset).take(limit).cloned().collect()
    }

    /// A part of the records that would change: those in conflict first, then by kind and name.
    pub fn records(&self, filter: &LookFilter, offset: usize, limit: usize) -> LookPage {
        let fits = |record: &&RecordLook| {
            filter.kind.as_ref().is_none_or(|kind| *kind == record.kind)
                && (!filter.conflicts || record.conflict)
        };
        LookPage {
            total: self.records.iter().filter(fits).count(),
            items: self.records.iter().filter(fits).skip(offset).take(limit).cloned().collect(),
        }
    }
}

impl Catalogue {
    /// Looks into a bundle: checks all of it in place, and works out everything that an import would change. Nothing is
    /// written; a bundle that cannot come in is looked into as far as it goes, and says why it cannot. What was given
    /// besides is for the person who looks: it proves something of the bundle, and nothing of it comes in.
    ///
    /// # Errors
    /// What stops the check itself: it is no bundle, cannot be read, or the person stopped it.
    pub fn look_into(
        &self,
        path: &Path,
        list: Option<&SignersFile>,
        proofs: &Proofs,
        progress: &dyn Progress,
    ) -> Result<ImportLook> {
        let installed = self.around.signers.get();
        let list = list.or(installed.as_deref());
        let signers = list.map(|file| &file.list);
        let check = self.check_for_import(path, signers, proofs, false, progress)?;
        let report = CourtReport::of_bundle(path, &check, list, self.around.clock.now());
        let refused = import::admit(&self.reader(), self.operation, &check).err().map(|error| Refusal {
            code: error.code,
            what: error.what,
            remedy: error.remedy,
        });
        let lacks = |digest: &Digest| self.lacks_original(digest);
        let novelty = import::novelty(&self.reader(), &check, &lacks)?;
        crate::progress::check(progress, "looking into a bundle")?;
        let state = self.look_ahead_state(&check)?;
        let authors = self.look_authors(&check, &state)?;
        let conflicts = self.look_conflicts(&check, signers, &state, &authors)?;
        let mut look = ImportLook {
            summary: self.look_summary(path, &check, &novelty, refused, signers, &authors)?,
            report,
            records: Vec::new(),
            by_record: HashMap::new(),
            places: HashMap::new(),
            entries: Vec::new(),
            state,
            conflicts,
            authors,
        };
        look.gather(&check, &novelty);
        self.list_records(&mut look)?;
        Ok(look)
    }

    /// Imports what was looked at: the same check again, then one transaction.
    ///
    /// # Errors
    /// [`Code::SourceChanged`] if it is another bundle by now; else as [`Catalogue::import`]. Nothing was changed then.
    pub fn import_looked_at(
        &mut self,
        look: &LookSummary,
        list: Option<&AllowedSigners>,
        progress: &dyn Progress,
    ) -> Result<ImportReport> {
        let now = self.digest_of_bundle(&look.path)?;
        if now != look.digest {
            return Err(Error::new(
                Code::SourceChanged,
                "importing a bundle",
                "it is not the one that was looked at",
            )
            .on(look.path.display())
            .safe("Nothing was imported")
            .remedy("Look into it again."));
        }
        self.import(&look.path, list, false, progress)
    }

    /// One record of a look in full.
    ///
    /// # Errors
    /// [`Code::NotFound`] if the bundle does not change it; the database's failures.
    pub fn look_at(&self, look: &ImportLook, id: &RecordId) -> Result<RecordDetail> {
        let found = look.records.iter().find(|record| record.record == *id);
        let record = found.cloned().ok_or_else(|| {
            Error::new(Code::NotFound, "looking into a bundle", "it does not change this record").on(id)
        })?;
        let held = crate::ledger::load_record(&self.reader(), id)?;
        let mut fields = Vec::new();
        for field in &record.fields {
            let before = held.as_ref().map_or(Ok(Vec::new()), |held| self.look_values(look, held, field))?;
            let after = look.state.record(id).map_or(Ok(Vec::new()), |r| self.look_values(look, r, field))?;
            fields.push(FieldLook { field: field.clone(), before, after });
        }
        let photos: Result<Vec<_>> = look
            .places
            .get(id)
            .into_iter()
            .flatten()
            .map(|placement| self.photo_look(look, placement))
            .collect();
        let entries =
            look.by_record.get(id).into_iter().flatten().map(|index| look.entry(&look.entries[*index]));
        Ok(RecordDetail { fields, photos: photos?, entries: entries.collect(), record })
    }

    fn look_values(&self, look: &ImportLook, record: &Record, field: &str) -> Result<Vec<ValueView>> {
        let groups = record.register(field).map(|register| register.values()).unwrap_or_default();
        let view = |group: &Vec<&crate::state::Assertion>| {
            let mut view = self.value_view(field, group)?;
            if let Some((signer, device)) = look.authors.get(&group[0].chain) {
                (view.signer, view.device) = (signer.clone(), device.clone());
            }
            Ok(view)
        };
        groups.iter().map(view).collect()
    }

    fn photo_look(&self, look: &ImportLook, placement: &RecordId) -> Result<PhotoLook> {
        let held = crate::ledger::load_record(&self.reader(), placement)?;
        let record = look.state.record(placement).or(held.as_ref());
        let photo = record.and_then(|r| r.pointer("photo")).and_then(|id| id.digest());
        Ok(PhotoLook {
            view: record.and_then(|r| r.text("view")).unwrap_or_default().to_owned(),
            placed: record.is_some_and(|r| !r.is_withdrawn()),
            held: photo.map_or(Ok(false), |digest| Ok(self.originals.find(&digest)?.is_some()))?,
            photo,
        })
    }

    fn look_authors(&self, check: &BundleCheck, state: &State) -> Result<HashMap<ChainId, (String, String)>> {
        let mut authors = HashMap::new();
        for branch in &check.branches {
            let id = RecordId::new(RecordKind::Signer, branch.key.digest());
            let claimed = state.record(&id).and_then(|r| r.text("name")).map(str::to_owned);
            let held = || self.signer_view(&branch.key).map(|view| view.name);
            let name = claimed.map_or_else(held, |name| Ok(Some(name)))?;
            let name = name.unwrap_or_else(|| branch.key.fingerprint());
            authors.insert(branch.chain, (name, branch.device.clone()));
        }
        Ok(authors)
    }

    fn look_conflicts(
        &self,
        check: &BundleCheck,
        signers: Option<&AllowedSigners>,
        state: &State,
        authors: &HashMap<ChainId, (String, String)>,
    ) -> Result<Vec<ConflictView>> {
        let trusted = signers.map(|list| self.trusted_chains(list, &check.branches)).transpose()?;
        let trust = |chain| trusted.as_ref().is_some_and(|chains| chains.contains(&chain));
        let trust: Option<merge::Trust<'_>> = if trusted.is_some() { Some(&trust) } else { None };
        let before: BTreeSet<String> = self.all_conflicts(signers)?.iter().map(id_of).collect();
        let found = merge::conflicts(state, &crate::ledger::reference_key, trust);
        let new = found.into_iter().filter(|conflict| !before.contains(&id_of(conflict)));
        new.map(|conflict| self.conflict_ahead(conflict, state, authors)).collect()
    }

    /// A conflict that is not here yet, named from what would be.
    fn conflict_ahead(
        &self,
        conflict: Conflict,
        state: &State,
        authors: &HashMap<ChainId, (String, String)>,
    ) -> Result<ConflictView> {
        let mut values = Vec::new();
        if let Conflict::Values { record, field } | Conflict::Overruled { record, field, .. } = &conflict {
            let register = state.record(record).and_then(|r| r.register(field));
            for group in register.map(|r| r.values()).unwrap_or_default() {
                let mut view = self.value_view(field, &group)?;
                if let Some((signer, device)) = authors.get(&group[0].chain) {
                    (view.signer, view.device) = (signer.clone(), device.clone());
                }
                values.push(view);
            }
        }
        let records: Vec<&RecordId> = match &conflict {
            Conflict::Values { record, .. }
            | Conflict::EditedAndWithdrawn { record }
            | Conflict::Overruled { record, .. } => vec![record],
            Conflict::ReferenceTwice { records, .. } => records.iter().collect(),
            Conflict::Forked { .. } => Vec::new(),
        };
        let named = |id: &&RecordId| match state.record(id) {
            Some(record) => name_after(record),
            None => id.to_string(),
        };
        let title =
            |id: &&RecordId| state.record(id).and_then(|r| r.text("title")).unwrap_or_default().to_owned();
        Ok(ConflictView {
            id: id_of(&conflict),
            names: records.iter().map(named).collect(),
            titles: records.iter().map(title).collect(),
            values,
            suggestion: None,
            conflict,
        })
    }

    fn look_summary(
        &self,
        path: &Path,
        check: &BundleCheck,
        novelty: &Novelty,
        refused: Option<Refusal>,
        signers: Option<&AllowedSigners>,
        authors: &HashMap<ChainId, (String, String)>,
    ) -> Result<LookSummary> {
        let known: BTreeSet<[u8; 32]> = self.reader().chains()?.iter().map(|chain| chain.key).collect();
        let mut bringers = Vec::new();
        let mut entries: BTreeMap<String, u32> = BTreeMap::new();
        for branch in &check.branches {
            let new = branch.places.iter().filter_map(|place| place.entry.as_ref());
            let new: Vec<&Entry> = new.filter(|entry| novelty.entries.contains(&entry.digest)).collect();
            new.iter().for_each(|entry| *entries.entry(entry.kind.clone()).or_default() += 1);
            if !new.is_empty() {
                bringers.push(bringer(&branch.key, new.len(), signers, authors.get(&branch.chain), &known));
            }
        }
        let name =
            if check.name.is_empty() { crate::verify::court::file_name(path) } else { check.name.clone() };
        Ok(LookSummary {
            name,
            path: path.to_owned(),
            kind: check.kind.map_or("unknown", |kind| kind.word()).to_owned(),
            digest: check.bag.tag_manifest_digest,
            refused,
            nothing_new: novelty.is_empty(),
            entries,
            withheld: novelty.withheld,
            records: BTreeMap::new(),
            rows: 0,
            originals: novelty.originals.len(),
            original_bytes: bytes_claimed(&novelty.originals),
            lacking: novelty.lacking.len(),
            conflicts: 0,
            bringers,
        })
    }

    /// The list of records, from what was gathered.
    fn list_records(&self, look: &mut ImportLook) -> Result<()> {
        let in_conflict: BTreeSet<&RecordId> =
            look.conflicts.iter().flat_map(|view| records_of(&view.conflict)).collect();
        let reader = self.reader();
        let ids: BTreeSet<&RecordId> = look.by_record.keys().chain(look.places.keys()).collect();
        let mut records = Vec::new();
        for id in ids {
            if id.kind() == Some(RecordKind::Placement) {
                continue;
            }
            let after = look.state.record(id);
            let mut fields = BTreeSet::new();
            let mut signers = BTreeSet::new();
            for index in look.by_record.get(id).into_iter().flatten() {
                signers.extend(look.authors.get(&look.entries[*index].chain).map(|(name, _)| name.clone()));
            }
            if let Some(register) = after {
                let new = look.new_digests(id);
                fields.extend(
                    register
                        .registers()
                        .filter(|(field, register)| {
                            *field != "exists" && register.history().iter().any(|a| new.contains(&a.entry))
                        })
                        .map(|(field, _)| field.to_owned()),
                );
            }
            records.push(RecordLook {
                kind: id.as_str().split(':').next().unwrap_or_default().to_owned(),
                name: after.map_or_else(|| self.name_of(id), |record| Ok(name_after(record)))?,
                title: after.and_then(|r| r.text("title")).unwrap_or_default().to_owned(),
                new: reader.record_row(id)?.is_none(),
                withdrawn: after.is_some_and(Record::is_withdrawn),
                fields: fields.into_iter().collect(),
                photos: look
                    .places
                    .get(id)
                    .map_or(0, |placements| u32::try_from(placements.len()).unwrap_or(u32::MAX)),
                conflict: in_conflict.contains(id),
                signers: signers.into_iter().collect(),
                record: id.clone(),
            });
        }
        records.sort_by_cached_key(order);
        look.take_records(records);
        Ok(())
    }
}

impl ImportLook {
    /// Sorts the new entries by the records that they change or speak of.
    fn gather(&mut self, check: &BundleCheck, novelty: &Novelty) {
        for entry in check.entries().into_iter().filter(|e| novelty.entries.contains(&e.digest)) {
            let index = self.entries.len();
            let changed: BTreeSet<RecordId> =
                entry.changes.iter().map(|change| change.record.clone()).collect();
            for id in &changed {
                if id.kind() == Some(RecordKind::Placement) {
                    let shown = self.state.record(id).and_then(|record| record.pointer("artefact"));
                    let placements = self.places.entry(shown.unwrap_or_else(|| id.clone())).or_default();
                    if !placements.contains(id) {
                        placements.push(id.clone());
                    }
                }
                self.by_record.entry(id.clone()).or_default().push(index);
            }
            if entry.kind.starts_with("custody.") {
                let about = mentions(entry).into_iter().filter(|id| id.kind() == Some(RecordKind::Custody));
                for id in about.filter(|id| !changed.contains(id)) {
                    self.by_record.entry(id).or_default().push(index);
                }
            }
            self.entries.push(New {
                digest: entry.digest,
                kind: entry.kind.clone(),
                chain: entry.chain,
                at: entry.moment.at(),
                zone: entry.moment.zone(),
                text: words_of(entry),
            });
        }
        self.summary.conflicts = self.conflicts.len();
    }

    fn new_digests(&self, id: &RecordId) -> BTreeSet<Digest> {
        self.by_record.get(id).into_iter().flatten().map(|index| self.entries[*index].digest).collect()
    }

    fn take_records(&mut self, records: Vec<RecordLook>) {
        for record in &records {
            let touched = self.summary.records.entry(record.kind.clone()).or_default();
            *(if record.new { &mut touched.new } else { &mut touched.changed }) += 1;
        }
        self.summary.rows = records.len();
        self.records = records;
    }

    fn entry(&self, new: &New) -> EntryLook {
        let (signer, device) = self.authors.get(&new.chain).cloned().unwrap_or_default();
        EntryLook {
            entry: new.digest,
            kind: new.kind.clone(),
            signer,
            device,
            at: new.at.clone(),
            zone: new.zone.clone(),
            text: new.text.clone(),
        }
    }
}

fn bringer(
    key: &PublicKey,
    entries: usize,
    signers: Option<&AllowedSigners>,
    author: Option<&(String, String)>,
    known: &BTreeSet<[u8; 32]>,
) -> Bringer {
    let (claimed, device) = author.cloned().unwrap_or_default();
    Bringer {
        listed: crate::verify::court::listed(signers, key),
        standing: crate::verify::court::of_key(signers, key),
        claimed,
        device,
        fingerprint: key.fingerprint(),
        entries: u32::try_from(entries).unwrap_or(u32::MAX),
        new: !known.contains(key.as_bytes()),
    }
}

/// The records that a conflict is about.
fn records_of(conflict: &Conflict) -> Vec<&RecordId> {
    match conflict {
        Conflict::Values { record, .. }
        | Conflict::EditedAndWithdrawn { record }
        | Conflict::Overruled { record, .. } => vec![record],
        Conflict::ReferenceTwice { records, .. } => records.iter().collect(),
        Conflict::Forked { .. } => Vec::new(),
    }
}

/// Those in conflict first, then by kind as kinds are listed, then by reference.
fn order(record: &RecordLook) -> (bool, usize, Vec<u8>, RecordId) {
    const ORDER: [&str; 7] = ["artefact", "package", "note", "custody", "photo", "signer", "operation"];
    let kind = ORDER.iter().position(|word| *word == record.kind).unwrap_or(ORDER.len());
    let key = crate::reference::Reference::parse(&record.name).map(|r| r.order_key().as_bytes().to_vec());
    (!record.conflict, kind, key.unwrap_or_else(|_| record.name.clone().into_bytes()), record.record.clone())
}

/// What a record is called afterwards.
fn name_after(record: &Record) -> String {
    let shown = REFERENCE_FIELDS.into_iter().chain(["name"]).find_map(|field| record.text(field));
    shown.map_or_else(|| record.id.hex().chars().take(12).collect(), str::to_owned)
}

/// The words of an entry that are no field: a note's, a custody event's, a photo's name.
fn words_of(entry: &Entry) -> String {
    let text = |name: &str| entry.body.text_of(name).unwrap_or_default();
    let words = match entry.kind.as_str() {
        "note.seal" => [text("title"), text("text")].join("\n"),
        "custody.record" => [text("event"), text("date"), text("place")].join(" "),
        "custody.correct" => text("reason").to_owned(),
        "custody.accept" => text("statement").to_owned(),
        "photo.add" => text("name").to_owned(),
        _ => text("reason").to_owned(),
    };
    words.trim().chars().take(WORDS).collect()
}
