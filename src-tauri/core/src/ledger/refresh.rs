//! Keeping the views in step with the entries: each entry as it comes, or all anew.

use super::listing::{LastEvent, last_event, listing_of, subjects_of};
use super::read::{add_to_record, entries, load_record};
use super::text;
use crate::entry::Entry;
use crate::error::Result;
use crate::id::{RecordId, RecordKind};
use crate::json::Json;
use crate::merge::{self, Conflict};
use crate::progress::{Progress, Unit};
use crate::reference::Reference;
use crate::search::Prepared;
use crate::state::{Record, mentions};
use crate::store::search::Document;
use crate::store::{FieldRows, ItemRow, Reader, Writer};
use crate::template::Template;
use std::collections::{BTreeMap, HashMap, HashSet};
use unicode_normalization::UnicodeNormalization as _;

/// How many records may wait for their row before they get it.
const FLUSH_AT: usize = 8192;
/// Records from which on a thread of its own pays for their texts.
const WORTH_A_THREAD: usize = 512;

/// What is known of a record that gets its row.
#[derive(Clone, Copy)]
struct Known {
    /// All that is held of it came since the last flush.
    fresh: bool,
    /// And nothing mentions it or points at it.
    alone: bool,
}

/// What the search should find a record by.
struct Text {
    record: RecordId,
    order_key: Vec<u8>,
    text: String,
}

impl Text {
    fn prepare(self) -> Document {
        Document { record: self.record, order_key: self.order_key, prepared: Prepared::new(&self.text) }
    }
}

/// Shows entries in the views; records that they touch get their row, conflicts and search text in batches.
pub struct Shown<'w> {
    writer: &'w Writer<'w>,
    flush_at: usize,
    fields: FieldRows,
    waiting: BTreeMap<i64, RecordId>,
    /// Records of which all that is held came since the last flush: no need to read them back.
    fresh: HashMap<i64, Record>,
    /// Records that something shown since the last flush mentions or points at. A fresh one that is not among them
    /// stands alone: nothing else needs to be asked about it.
    named: HashSet<i64>,
    /// By what it is measured how complete artefacts are; without them they stay unmeasured.
    templates: Option<&'w [Template]>,
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
            waiting: BTreeMap::new(),
            fresh: HashMap::new(),
            named: HashSet::new(),
            templates: None,
        }
    }

    /// From now on artefacts are measured against these templates as they get their rows.
    pub fn measure_by(&mut self, templates: &'w [Template]) {
        self.templates = Some(templates);
    }

    /// Shows one entry that was added as this row.
    ///
    /// # Errors
    /// The database's failures.
    pub fn show(&mut self, row: i64, entry: &Entry) -> Result<()> {
        let mentions = mentions(entry);
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
        if self.waiting.len() >= self.flush_at {
            self.flush()?;
        }
        Ok(())
    }

    fn wait_for(&mut self, id: &RecordId) -> Result<()> {
        if let Some(row) = self.writer.record_row(id)? {
            self.waiting.insert(row, id.clone());
        }
        Ok(())
    }

    /// Gives every record that was touched its row.
    ///
    /// # Errors
    /// The database's failures.
    pub fn flush(&mut self) -> Result<()> {
        self.wait_for_artefacts_shown()?;
        let waiting = std::mem::take(&mut self.waiting);
        let documents = if waiting.len() < WORTH_A_THREAD {
            let mut documents = Vec::new();
            self.refresh_all(waiting, &mut |text| documents.push(text.prepare()))?;
            documents
        } else {
            self.refresh_beside(waiting)?
        };
        self.fresh.clear();
        self.named.clear();
        self.writer.put_documents(documents)
    }

    /// Refreshes records, while another thread takes their texts apart for the search.
    fn refresh_beside(&mut self, waiting: BTreeMap<i64, RecordId>) -> Result<Vec<Document>> {
        std::thread::scope(|scope| {
            let (sender, receiver) = std::sync::mpsc::channel::<Text>();
            let prepared = scope.spawn(move || receiver.into_iter().map(Text::prepare).collect::<Vec<_>>());
            let done = self.refresh_all(waiting, &mut |text| {
                // Nobody listens only if the other thread fell, which joining it says.
                let _ = sender.send(text);
            });
            drop(sender);
            let documents = prepared.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause));
            done.map(|()| documents)
        })
    }

    fn refresh_all(&mut self, waiting: BTreeMap<i64, RecordId>, take: &mut dyn FnMut(Text)) -> Result<()> {
        for (row, id) in waiting {
            let fresh = self.fresh.remove(&row);
            let known =
                Known { fresh: fresh.is_some(), alone: fresh.is_some() && !self.named.contains(&row) };
            let record = match fresh {
                Some(record) => Some(record),
                None => load_record(self.writer, &id)?,
            };
            if let Some(record) = record {
                self.refresh(row, &record, known)?.into_iter().for_each(&mut *take);
            }
        }
        Ok(())
    }

    /// What is said of a custody event changes what it is about. A placement that changed changes the artefacts and photos that it joins, joined before, or joins in somebody's
    /// opinion; a photo that changed changes the artefacts that it shows.
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
    fn refresh(&self, row: i64, record: &Record, known: Known) -> Result<Option<Text>> {
        let writer = self.writer;
        let conflicts = merge::of_record(record, None);
        let fields: Vec<String> = conflicts.iter().map(conflict_field).collect();
        writer.put_conflicts(row, &fields, known.fresh)?;
        match record.id.kind() {
            Some(RecordKind::Artefact | RecordKind::Package) => {
                refresh_item(writer, row, record, known, self.templates)
            }
            Some(RecordKind::Photo) => refresh_photo(writer, row, record),
            Some(RecordKind::Note) => refresh_note(writer, row, record),
            _ => Ok(None),
        }
    }
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

fn conflict_field(conflict: &Conflict) -> String {
    match conflict {
        Conflict::Values { field, .. } | Conflict::Overruled { field, .. } => field.clone(),
        _ => "exists".to_owned(),
    }
}

fn refresh_item(
    writer: &Writer<'_>,
    row: i64,
    record: &Record,
    known: Known,
    templates: Option<&[Template]>,
) -> Result<Option<Text>> {
    let kind = record.id.as_str().split(':').next().unwrap_or_default().to_owned();
    let keys: Vec<String> = merge::reference_keys(record, &reference_key).collect();
    writer.put_references(row, &kind, &keys, known.fresh)?;
    let shown = merge::REFERENCE_FIELDS.into_iter().find_map(|field| record.text(field)).unwrap_or_default();
    let order_key = order_key(shown);
    let title = ["title", "description"].into_iter().find_map(|field| record.text(field)).unwrap_or_default();
    let placements = match record.id.kind() {
        Some(RecordKind::Artefact) if !known.alone => live_placements(writer, "artefact", &record.id)?,
        _ => Vec::new(),
    };
    let item = ItemRow {
        record: record.id.clone(),
        kind,
        order_key: order_key.clone(),
        reference: shown.to_owned(),
        title: title.to_owned(),
        quantity: record.value("quantity").and_then(Json::int).unwrap_or(1),
        withdrawn: record.is_withdrawn(),
        photos: i64::try_from(placements.len()).unwrap_or(i64::MAX),
    };
    writer.put_item(row, &item)?;
    if record.id.kind() == Some(RecordKind::Artefact) {
        let custody = if known.alone { LastEvent::default() } else { last_event(writer, row, &record.id)? };
        writer.put_listing(row, &listing_of(writer, record, &placements, &order_key, custody, templates)?)?;
    }
    let mut text = text::own_text(record);
    if !known.alone {
        text.push_str(&text::text_around(writer, row, &placements)?);
    }
    Ok(Some(Text { record: record.id.clone(), order_key, text }))
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
fn order_key(reference: &str) -> Vec<u8> {
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
