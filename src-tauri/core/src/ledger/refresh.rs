//! Keeping the views in step with the entries: each entry as it comes, or all anew.

use super::item::{Around, Item, Text, item_of};
use super::listing::{LastEvent, last_event, subjects_of};
use super::read::{add_to_record, entries, load_record};
use super::statements::Statements;
use super::text;
use super::told::Told;
use crate::entry::Entry;
use crate::error::Result;
use crate::id::{RecordId, RecordKind};
use crate::merge::{self, Conflict};
use crate::progress::{Progress, Unit};
use crate::reference::Reference;
use crate::state::{Record, mentions};
use crate::store::search::Document;
use crate::store::traits::TraitRows;
use crate::store::{FieldRows, Reader, Writer};
use crate::template::Template;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::thread::JoinHandle;
use unicode_normalization::UnicodeNormalization as _;

/// How many records may wait for their row before they get it.
const FLUSH_AT: usize = 8192;
/// Records from which on a thread of its own pays for their texts.
const WORTH_A_THREAD: usize = 512;

/// What is left to do for a record once the database was asked.
enum Work {
    /// Its rows and its text: nothing names it, so nothing was asked.
    Rows(i64, Record),
    /// Its text alone.
    Text(Text),
}

/// What was worked out for a record.
struct Done {
    rows: Option<(i64, Item)>,
    document: Document,
}

impl Work {
    fn done(self, templates: Option<&[Template]>) -> Done {
        match self {
            Self::Rows(row, record) => {
                let (item, text) = item_of(&record, Around::default(), templates);
                Done { rows: Some((row, item)), document: text.prepare() }
            }
            Self::Text(text) => Done { rows: None, document: text.prepare() },
        }
    }
}

/// Shows entries in the views; records that they touch get their row, conflicts and search text in batches. A large batch
/// is worked out on another thread while the entries of the next are shown here.
pub struct Shown<'w> {
    writer: &'w Writer<'w>,
    flush_at: usize,
    fields: FieldRows,
    traits: TraitRows,
    waiting: BTreeMap<i64, RecordId>,
    /// Records of which all that is held came since the last flush: no need to read them back.
    fresh: HashMap<i64, Record>,
    /// Records that something shown since the last flush mentions or points at. A fresh one that is not among them
    /// stands alone: nothing else needs to be asked about it.
    named: HashSet<i64>,
    /// By what it is measured how complete artefacts are; without them they stay unmeasured.
    templates: Option<Arc<[Template]>>,
    /// The batch before this one, which other threads work out.
    working: Vec<JoinHandle<Vec<Done>>>,
    /// Custody events about which something was said since their rows were put.
    told: Told,
}

impl<'w> Shown<'w> {
    /// Begins to show entries inside one transaction.
    pub fn new(writer: &'w Writer<'w>) -> Self {
        Self::flushing_at(writer, FLUSH_AT)
    }

    /// The same with another number of records that may wait for their row; the views do not depend on it.
    pub fn flushing_at(writer: &'w Writer<'w>, flush_at: usize) -> Self {
        Self {
            writer,
            flush_at,
            fields: FieldRows::default(),
            traits: TraitRows::default(),
            waiting: BTreeMap::new(),
            fresh: HashMap::new(),
            named: HashSet::new(),
            templates: None,
            working: Vec::new(),
            told: Told::default(),
        }
    }

    /// From now on artefacts are measured against these templates as they get their rows.
    pub fn measure_by(&mut self, templates: Arc<[Template]>) {
        self.templates = Some(templates);
    }

    /// Shows one entry that was added as this row.
    ///
    /// # Errors
    /// The database's failures.
    pub fn show(&mut self, row: i64, entry: &Entry) -> Result<()> {
        let mentions = mentions(entry);
        self.told.note(entry);
        for touched in self.writer.show(row, entry, &mentions, &mut self.fields, &mut self.named)? {
            if touched.fresh {
                self.fresh.insert(touched.row, Record::new(&touched.id));
            }
            if let Some(record) = self.fresh.get_mut(&touched.row) {
                add_to_record(record, entry);
            }
            self.waiting.insert(touched.row, touched.id);
        }
        for record in mentions {
            self.wait_for(&record)?;
        }
        // An event may come after what corrects it, and need not change anything itself.
        if let Some(event) = entry.created().filter(|id| id.kind() == Some(RecordKind::Custody)) {
            self.wait_for(&event)?;
        }
        if self.waiting.len() >= self.flush_at {
            self.take_batch()?;
        }
        Ok(())
    }

    fn wait_for(&mut self, id: &RecordId) -> Result<()> {
        if let Some(row) = self.writer.record_row(id)? {
            self.waiting.insert(row, id.clone());
        }
        Ok(())
    }

    /// Gives every record that was touched its row. Custody events get theirs only here, since what is found about one
    /// follows from many.
    ///
    /// # Errors
    /// The database's failures.
    pub fn flush(&mut self) -> Result<()> {
        self.take_batch()?;
        let working = std::mem::take(&mut self.working);
        self.put_batch(working)?;
        self.told.put(self.writer)
    }

    /// Begins to work out the records that were touched, and puts what was worked out of those before.
    fn take_batch(&mut self) -> Result<()> {
        self.wait_for_artefacts_shown()?;
        let before = std::mem::take(&mut self.working);
        let mut alone = Vec::new();
        let mut others = Vec::new();
        for (row, id) in std::mem::take(&mut self.waiting) {
            match self.fresh.remove(&row) {
                Some(record) if is_item(&record) && !self.named.contains(&row) => {
                    alone.push(Work::Rows(row, record));
                }
                fresh => others.push((row, id, fresh)),
            }
        }
        self.fresh.clear();
        self.named.clear();
        self.work_out(alone)?;
        self.put_batch(before)?;
        let mut texts = Vec::new();
        let mut said = Statements::new(self.writer);
        for (row, id, fresh) in others {
            let is_fresh = fresh.is_some();
            let record = fresh.map_or_else(|| load_record(self.writer, &id), |record| Ok(Some(record)))?;
            if let Some(record) = record {
                texts.extend(self.refresh(row, &record, is_fresh, &mut said)?.map(Work::Text));
            }
        }
        self.work_out(texts)
    }

    /// Does this work on another thread if that pays, else here and now.
    fn work_out(&mut self, work: Vec<Work>) -> Result<()> {
        let templates = self.templates.clone();
        let pays = work.len() >= WORTH_A_THREAD;
        let done = move || work.into_iter().map(|work| work.done(templates.as_deref())).collect();
        if pays {
            self.working.push(std::thread::spawn(done));
            return Ok(());
        }
        self.put(done())
    }

    /// Puts what other threads worked out.
    fn put_batch(&mut self, working: Vec<JoinHandle<Vec<Done>>>) -> Result<()> {
        working
            .into_iter()
            .try_for_each(|one| self.put(one.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause))))
    }

    fn put(&mut self, done: Vec<Done>) -> Result<()> {
        let mut documents = Vec::with_capacity(done.len());
        for Done { rows, document } in done {
            if let Some((row, item)) = rows {
                item.put(self.writer, row, true, &mut self.traits)?;
            }
            documents.push(document);
        }
        self.writer.put_documents(documents)
    }

    /// What is said of a custody event changes what it is about. A placement that changed changes the artefacts and photos
    /// that it joins, joined before, or joins in somebody's opinion; a photo that changed changes the artefacts that it shows.
    fn wait_for_artefacts_shown(&mut self) -> Result<()> {
        let kind = |id: &RecordId, kind| id.kind() == Some(kind);
        let photos: Vec<_> =
            self.waiting.values().filter(|id| kind(id, RecordKind::Photo)).cloned().collect();
        let mut placements: Vec<_> =
            self.waiting.values().filter(|id| kind(id, RecordKind::Placement)).cloned().collect();
        let events: Vec<_> =
            self.waiting.values().filter(|id| kind(id, RecordKind::Custody)).cloned().collect();
        for event in events {
            for subject in subjects_of(self.writer, &event)? {
                self.wait_for(&subject)?;
            }
        }
        for photo in photos {
            let pointing = self.writer.pointing_at("photo", &photo)?;
            placements.extend(pointing.into_iter().filter(|id| kind(id, RecordKind::Placement)));
        }
        for placement in placements {
            let Some(record) = load_record(self.writer, &placement)? else { continue };
            let joined = ["artefact", "photo"].into_iter().filter_map(|field| record.register(field));
            for said in joined.flat_map(|register| register.history()) {
                if let Some(target) = said.value.text().and_then(|text| text.parse().ok()) {
                    self.wait_for(&target)?;
                }
            }
        }
        Ok(())
    }

    /// Gives one record its row, references and conflicts; what comes back is its text for the search.
    fn refresh(
        &mut self,
        row: i64,
        record: &Record,
        fresh: bool,
        said: &mut Statements<'_>,
    ) -> Result<Option<Text>> {
        let writer = self.writer;
        if is_item(record) {
            let around = around(writer, row, record, said)?;
            let (item, text) = item_of(record, around, self.templates.as_deref());
            item.put(writer, row, fresh, &mut self.traits)?;
            return Ok(Some(text));
        }
        writer.put_conflicts(row, &conflict_fields(record), fresh)?;
        match record.id.kind() {
            Some(RecordKind::Photo) => refresh_photo(writer, row, record),
            Some(RecordKind::Note) => refresh_note(writer, row, record),
            _ => Ok(None),
        }
    }
}

fn is_item(record: &Record) -> bool {
    matches!(record.id.kind(), Some(RecordKind::Artefact | RecordKind::Package))
}

/// What the rows of an artefact or package need of others.
fn around(writer: &Writer<'_>, row: i64, record: &Record, said: &mut Statements<'_>) -> Result<Around> {
    let is_artefact = record.id.kind() == Some(RecordKind::Artefact);
    let placements = if is_artefact { live_placements(writer, "artefact", &record.id)? } else { Vec::new() };
    let custody = if is_artefact { last_event(said, &record.id)? } else { LastEvent::default() };
    let text = text::text_around(writer, row, &placements, said)?;
    Ok(Around { placements, custody, text })
}

/// Makes all views anew from the entries held.
///
/// # Errors
/// The database's failures; the caller's transaction then leaves the old views.
pub fn rebuild(writer: &Writer<'_>, progress: &dyn Progress) -> Result<()> {
    writer.reset_views()?;
    fill(writer, progress)
}

/// Fills views that are empty from the entries held.
///
/// # Errors
/// The database's failures; [`crate::error::Code::Cancelled`].
pub fn fill(writer: &Writer<'_>, progress: &dyn Progress) -> Result<()> {
    progress.stage("rebuilding", Some(writer.entry_count()?), Unit::Items);
    let mut shown = Shown::new(writer);
    let mut last = 0;
    loop {
        let rows = writer.entries_after(last, 1000)?;
        let Some(end) = rows.last() else { break };
        last = end.id;
        for row in &rows {
            crate::progress::check(progress, "rebuilding the catalogue's views")?;
            note_fork(writer, row.chain, row.seq)?;
            if let Some(entry) = row.entry()? {
                shown.show(row.id, &entry)?;
            }
        }
        progress.advance(rows.len() as u64);
    }
    shown.flush()
}

/// Notes a fork where a chain holds two entries at one place.
///
/// # Errors
/// The database's failures.
pub fn note_fork(writer: &Writer<'_>, chain: i64, seq: u64) -> Result<()> {
    if writer.places_taken(chain, seq)? > 1 {
        writer.note_fork(chain, seq)?;
    }
    Ok(())
}

/// The fields of a record that are in conflict.
pub(super) fn conflict_fields(record: &Record) -> Vec<String> {
    let field = |conflict: &Conflict| match conflict {
        Conflict::Values { field, .. } | Conflict::Overruled { field, .. } => field.clone(),
        _ => "exists".to_owned(),
    };
    merge::of_record(record, None).iter().map(field).collect()
}

/// The placements, sorted by id, that somebody holds to join this artefact or photo, and that are not withdrawn.
pub(super) fn live_placements(reader: &Reader<'_>, field: &str, target: &RecordId) -> Result<Vec<Record>> {
    let mut found = Vec::new();
    for id in reader.pointing_at(field, target)? {
        if id.kind() == Some(RecordKind::Placement) {
            found.extend(load_record(reader, &id)?.filter(|placement| !placement.is_withdrawn()));
        }
    }
    Ok(found)
}

/// A photo that shows no artefact yet is found by its own name.
fn refresh_photo(writer: &Writer<'_>, row: i64, record: &Record) -> Result<Option<Text>> {
    let placed = !live_placements(writer, "photo", &record.id)?.is_empty();
    writer.put_shot(row, super::shots::shot_of(writer, row, record, placed)?.as_ref())?;
    if placed {
        writer.remove_document(&record.id)?;
        return Ok(None);
    }
    let text = text::photo_text(writer, &record.id)?;
    Ok(Some(Text { record: record.id.clone(), order_key: last_key(&text), text }))
}

/// A note about no record is found by its own words.
fn refresh_note(writer: &Writer<'_>, row: i64, record: &Record) -> Result<Option<Text>> {
    let mut text = String::new();
    for entry in entries(writer, writer.entries_changing(row)?)? {
        if entry.body.items_of("about").is_empty() {
            text::statement_text(&entry, &mut text);
        }
    }
    Ok((!text.is_empty()).then(|| Text { record: record.id.clone(), order_key: last_key(&text), text }))
}

/// Sorts as people read references; what has none stands last.
pub(super) fn order_key(reference: &str) -> Vec<u8> {
    match Reference::parse(reference) {
        Ok(reference) => reference.order_key().into_bytes(),
        Err(_) => last_key(reference),
    }
}

fn last_key(text: &str) -> Vec<u8> {
    let mut key = "\u{10ffff}".as_bytes().to_vec();
    key.extend(text.bytes().take(64));
    key
}

/// The compare key of a reference; a text that is none compares by case and compatibility form alone.
pub fn reference_key(text: &str) -> String {
    let plain = |text: &str| text.trim().to_lowercase().nfkc().collect();
    Reference::parse(text).map_or_else(|_| plain(text), |reference| reference.compare_key())
}
