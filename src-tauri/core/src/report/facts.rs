//! What the files are made of, looked up once: who signed, what stands where, what belongs to what.
//!
//! Must never: depend on the order of the entries; each list here is sorted.

mod photos;
mod signers;

pub(super) use photos::Placement;
pub(super) use signers::Signer;

use super::{Evidence, order, words};
use crate::custody::{Status, gather, is_open_hand_over};
use crate::digest::Digest;
use crate::entry::Entry;
use crate::id::{RecordId, RecordKind};
use crate::json::Json;
use crate::merge::{Conflict, conflicts};
use crate::reference::Reference;
use crate::state::Record;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Records on a page.
pub(super) const PER_PAGE: usize = 50;

/// A series of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Artefacts,
    Packages,
    Photos,
    Notes,
    Custody,
}

impl Section {
    /// The file of the page with this number, from 0.
    pub(super) fn file(self, page: usize) -> String {
        let prefix = match self {
            Self::Artefacts => "",
            Self::Packages => "packages-",
            Self::Photos => "photos-",
            Self::Notes => "notes-",
            Self::Custody => "custody-",
        };
        format!("{prefix}{:04}.html", page + 1)
    }
}

/// A member of an event in short: the words before it, and what it says.
pub(super) type Told = (&'static str, Vec<words::Phrase>);

/// A custody event with what was said of it later, each in display order.
#[derive(Default)]
pub(super) struct Event<'a> {
    pub(super) recorded: Option<&'a Entry>,
    pub(super) corrections: Vec<&'a Entry>,
    pub(super) acceptances: Vec<&'a Entry>,
    /// Its short form, made once: hundreds of records may show it.
    pub(super) short: OnceCell<Vec<Told>>,
}

impl Event<'_> {
    /// `stated` until somebody accepts it or a signed slip is attached, then `acknowledged` (FORMAT.md section 8);
    /// empty for events that nobody has to accept. By the rule of the screens, so that no dossier says otherwise.
    pub(super) fn state(&self) -> &'static str {
        let said = self.recorded.iter().chain(&self.corrections).chain(&self.acceptances).copied();
        match gather(said).events.first() {
            Some(event) if event.status() == Status::Acknowledged => "acknowledged",
            Some(event) if is_open_hand_over(event) => "stated",
            // Recorded in the bundle that this one builds on.
            None if !self.acceptances.is_empty() => "acknowledged",
            _ => "",
        }
    }
}

/// All that the files need, looked up.
pub(super) struct Facts<'a> {
    pub(super) evidence: &'a Evidence<'a>,
    entries: BTreeMap<Digest, &'a Entry>,
    signers: signers::Signers,
    pub(super) artefacts: Vec<&'a Record>,
    pub(super) packages: Vec<&'a Record>,
    /// All photos, those of the first artefact first.
    pub(super) photos: Vec<&'a Record>,
    pub(super) loose_photos: Vec<&'a Record>,
    photo_index: photos::Photos<'a>,
    pub(super) notes: Vec<&'a Entry>,
    pub(super) events: Vec<(RecordId, Event<'a>)>,
    contents: HashMap<RecordId, Vec<RecordId>>,
    conflicts: HashMap<RecordId, Vec<String>>,
    pub(super) forks: usize,
    place: HashMap<RecordId, (Section, usize)>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(evidence: &'a Evidence<'a>) -> Self {
        let entries: BTreeMap<Digest, &Entry> = evidence.entries.iter().map(|e| (e.digest, e)).collect();
        let photo_index = photos::Photos::of(evidence.state, entries.values().copied());
        let mut facts = Self {
            evidence,
            signers: signers::Signers::of(evidence, entries.values().copied()),
            artefacts: sorted(evidence, RecordKind::Artefact, "reference"),
            packages: sorted(evidence, RecordKind::Package, "number"),
            photos: Vec::new(),
            loose_photos: Vec::new(),
            photo_index,
            notes: in_order(entries.values().copied().filter(|e| e.kind == "note.seal")),
            events: events(entries.values().copied()),
            entries,
            contents: HashMap::new(),
            conflicts: HashMap::new(),
            forks: evidence.state.forks().count(),
            place: HashMap::new(),
        };
        facts.find_contents();
        facts.find_conflicts();
        facts.sort_photos();
        facts.find_places();
        facts
    }

    /// The records of this kind, sorted by id.
    pub(super) fn of_kind(&self, kind: RecordKind) -> impl Iterator<Item = &'a Record> {
        self.evidence.state.records().filter(move |r| r.id.kind() == Some(kind))
    }

    fn find_contents(&mut self) {
        for record in self.artefacts.iter().chain(&self.packages).filter(|r| !r.is_withdrawn()) {
            if let Some(package) = record.pointer("in") {
                self.contents.entry(package).or_default().push(record.id.clone());
            }
        }
    }

    fn find_conflicts(&mut self) {
        let key = |text: &str| Reference::parse(text).map_or_else(|_| text.to_owned(), |r| r.compare_key());
        let mut add = |id: &RecordId, what: &str| {
            self.conflicts.entry(id.clone()).or_default().push(what.to_owned());
        };
        for conflict in conflicts(self.evidence.state, &key, None) {
            match conflict {
                Conflict::Values { record, field } => add(&record, &field),
                Conflict::EditedAndWithdrawn { record } => add(&record, "edited and withdrawn"),
                Conflict::ReferenceTwice { records, .. } => {
                    records.iter().for_each(|record| add(record, "reference used twice"));
                }
                Conflict::Overruled { .. } | Conflict::Forked { .. } => {}
            }
        }
    }

    fn sort_photos(&mut self) {
        let rank: HashMap<&RecordId, usize> =
            self.artefacts.iter().enumerate().map(|(i, r)| (&r.id, i)).collect();
        let place = |photo: &&Record| {
            let shown = self.photo_index.of_photo(&photo.id);
            shown.iter().filter_map(|p| rank.get(&p.artefact)).min().copied().unwrap_or(usize::MAX)
        };
        let mut photos: Vec<_> = self.of_kind(RecordKind::Photo).collect();
        photos.sort_by_cached_key(|photo| (place(photo), photo.id.clone()));
        self.loose_photos = photos.iter().filter(|p| place(p) == usize::MAX).copied().collect();
        self.photos = photos;
    }

    fn find_places(&mut self) {
        let ids = |records: &[&Record]| records.iter().map(|r| r.id.clone()).collect::<Vec<_>>();
        let sections = [
            (Section::Artefacts, ids(&self.artefacts)),
            (Section::Packages, ids(&self.packages)),
            (Section::Photos, ids(&self.loose_photos)),
            (Section::Notes, self.notes.iter().filter_map(|e| e.created()).collect()),
            (Section::Custody, self.events.iter().map(|(id, _)| id.clone()).collect()),
        ];
        for (section, ids) in sections {
            self.place.extend(ids.into_iter().enumerate().map(|(i, id)| (id, (section, i / PER_PAGE))));
        }
    }

    pub(super) fn entry(&self, digest: &Digest) -> Option<&'a Entry> {
        self.entries.get(digest).copied()
    }

    /// The entries, sorted by digest.
    pub(super) fn entries(&self) -> impl Iterator<Item = &'a Entry> {
        self.entries.values().copied()
    }

    pub(super) fn signers(&self) -> &signers::Signers {
        &self.signers
    }

    /// What is in a package, in reference order, artefacts first.
    pub(super) fn contents(&self, package: &RecordId) -> &[RecordId] {
        self.contents.get(package).map(Vec::as_slice).unwrap_or_default()
    }

    /// The fields in conflict and other conflicts of a record, sorted.
    pub(super) fn conflicts(&self, record: &RecordId) -> &[String] {
        self.conflicts.get(record).map(Vec::as_slice).unwrap_or_default()
    }

    /// How many records have a conflict.
    pub(super) fn records_in_conflict(&self) -> usize {
        self.conflicts.len()
    }

    /// Photos placed on an artefact, by view.
    pub(super) fn placements_of(&self, artefact: &RecordId) -> &[Placement] {
        self.photo_index.of_artefact(artefact)
    }

    /// Artefacts that a photo shows.
    pub(super) fn shown_by(&self, photo: &RecordId) -> &[Placement] {
        self.photo_index.of_photo(photo)
    }

    /// The acts of taking a photo in, in display order.
    pub(super) fn taken_in(&self, photo: &RecordId) -> &[&'a Entry] {
        self.photo_index.taken_in(photo)
    }

    /// The notes and the custody events that concern a record, in display order.
    pub(super) fn statements_on(&self, id: &RecordId) -> (Vec<&'a Entry>, Vec<RecordId>) {
        let mentioning = self.evidence.state.mentions_of(id).filter_map(|digest| self.entry(digest));
        let (notes, custody): (Vec<_>, Vec<_>) = mentioning.partition(|entry| entry.kind == "note.seal");
        let mut events: Vec<_> = in_order(custody.into_iter()).into_iter().filter_map(event_of).collect();
        let mut seen = HashSet::new();
        events.retain(|event| seen.insert(event.clone()));
        (in_order(notes.into_iter()), events)
    }

    /// An event with what was said of it.
    pub(super) fn event(&self, id: &RecordId) -> Option<&Event<'a>> {
        let (_, page) = self.place.get(id).filter(|(section, _)| *section == Section::Custody)?;
        let mut page = self.events.iter().skip(page * PER_PAGE).take(PER_PAGE);
        page.find(|(event, _)| event == id).map(|(_, event)| event)
    }

    /// Where a record's article stands, seen from `pages/`; `None` if it has none.
    pub(super) fn href(&self, id: &RecordId) -> Option<String> {
        if let Some((section, page)) = self.place.get(id) {
            return Some(format!("{}#{}", section.file(*page), anchor(id)));
        }
        // A photo that is placed stands with the artefact that it shows.
        let artefact = self.shown_by(id).iter().map(|p| &p.artefact).find(|a| self.place.contains_key(a))?;
        self.href(artefact)
    }

    /// The words by which people call a record; never longer than a label.
    pub(super) fn label(&self, id: &RecordId) -> String {
        let short = || {
            let word = id.as_str().split(':').next().unwrap_or_default();
            format!("{word} {}", id.hex().get(..8).unwrap_or_default())
        };
        let record = self.evidence.state.record(id);
        let said = |field: &str| record.and_then(|r| r.text(field));
        let name = match id.kind() {
            Some(RecordKind::Artefact | RecordKind::Operation) => said("reference"),
            Some(RecordKind::Package) => said("number"),
            Some(RecordKind::Signer) => said("name"),
            Some(RecordKind::Photo) => self.taken_in(id).iter().find_map(|e| e.body.text_of("name")),
            Some(RecordKind::Note) => id
                .digest()
                .and_then(|digest| self.entry(&digest))
                .and_then(|entry| entry.body.text_of("title"))
                .filter(|title| !title.is_empty()),
            _ => None,
        };
        name.map_or_else(short, |name| words::clip(name, crate::reference::MAX_CHARS))
    }

    /// A value in one line.
    pub(super) fn plain(&self, value: &Json) -> String {
        words::plain(value, &|id| self.label(id))
    }

    /// All values of a field while people disagree, joined.
    pub(super) fn said(&self, record: &Record, field: &str) -> String {
        let Some(register) = record.register(field) else { return String::new() };
        let values = register.values().into_iter().map(|group| self.plain(&group[0].value));
        super::csv::joined(values.filter(|text| !text.is_empty()))
    }

    /// `withdrawn`, `conflict`, `exists`, or `partial` where this bundle does not say that it exists.
    pub(super) fn status(&self, record: &Record) -> &'static str {
        if record.is_withdrawn() && !record.is_edited_and_withdrawn() {
            "withdrawn"
        } else if !self.conflicts(&record.id).is_empty() {
            "conflict"
        } else if record.value("exists").is_some() {
            "exists"
        } else {
            "partial"
        }
    }
}

/// The anchor of a record on its page.
pub(super) fn anchor(id: &RecordId) -> String {
    let word = id.as_str().split(':').next().unwrap_or_default();
    format!("{word}-{}", id.hex().get(..16).unwrap_or_default())
}

/// Display order: Lamport counter, then digest.
pub(super) fn in_order<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<&'a Entry> {
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|entry| (entry.clock, entry.digest));
    entries
}

fn sorted<'a>(evidence: &Evidence<'a>, kind: RecordKind, field: &str) -> Vec<&'a Record> {
    let mut records: Vec<_> = evidence.state.records().filter(|r| r.id.kind() == Some(kind)).collect();
    records.sort_by_cached_key(|record| order::of_record(record, field));
    records
}

/// The custody event that an entry records, accepts or corrects.
fn event_of(entry: &Entry) -> Option<RecordId> {
    match entry.kind.as_str() {
        "custody.record" => entry.created(),
        "custody.accept" | "custody.correct" => {
            let id: RecordId = entry.body.text_of("event")?.parse().ok()?;
            (id.kind() == Some(RecordKind::Custody)).then_some(id)
        }
        _ => None,
    }
}

fn events<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<(RecordId, Event<'a>)> {
    let mut found: HashMap<RecordId, Event<'a>> = HashMap::new();
    let mut order: Vec<RecordId> = Vec::new();
    for entry in in_order(entries.filter(|entry| entry.kind.starts_with("custody."))) {
        let Some(id) = event_of(entry) else { continue };
        let event = found.entry(id.clone()).or_insert_with(|| {
            order.push(id);
            Event::default()
        });
        match entry.kind.as_str() {
            "custody.record" => event.recorded = Some(entry),
            "custody.accept" => event.acceptances.push(entry),
            _ => event.corrections.push(entry),
        }
    }
    order.into_iter().filter_map(|id| found.remove_entry(&id)).collect()
}
