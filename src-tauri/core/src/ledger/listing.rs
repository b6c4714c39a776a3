//! What the window's list shows of an artefact, made from what is said of it.
//!
//! Owns: the row of `listing`. A function of the entries held and of the templates alone, in whatever order they came.
//! Must never: decide what is right where people disagree; it shows what the record shows.

use super::custody::{custody_event, objects_said};
use super::read::load_record;
use super::statements::Statements;
use crate::custody::{EventKind, Status, gone_of};
use crate::error::Result;
use crate::id::RecordId;
use crate::merge;
use crate::photo::LABEL_VIEW;
use crate::search::fold;
use crate::state::Record;
use crate::store::listing::{Listing, flag};
use crate::store::{Reader, Writer};
use crate::template::{Completeness, Template, completeness};
use std::collections::BTreeSet;

/// The fields of which the line below a title is made, in this order.
const SUMMARY: [&str; 3] = ["materials_techniques", "culture", "period"];
/// The field that says where an object is.
const PLACE: &str = "current_location";
/// The field that says from which country somebody holds it to come.
const ORIGIN: &str = "claimed_origin";
/// The views that stand for an object, the best first; then any that shows it whole, then any at all.
const FIRST_VIEWS: [&str; 3] = ["overall_front", "overall", "obverse"];
/// A title's key is cut there: enough to sort by.
const KEY_LETTERS: usize = 80;
/// A line is cut there.
const SUMMARY_LETTERS: usize = 160;

/// What custody events come to for one record.
#[derive(Default)]
pub(super) struct LastEvent {
    /// The word of the last one in force about it; empty where there is none.
    pub word: String,
    /// True where that is a hand-over that one side only states.
    pub unconfirmed: bool,
    /// How many of it were given away and are not stated to have come back.
    pub gone: u64,
}

/// The row of an artefact, but for its package's row number. `placements` are its live ones; without templates it stays
/// unmeasured.
pub(super) fn listing_of(
    record: &Record,
    placements: &[Record],
    order_key: &[u8],
    custody: LastEvent,
    conflict: bool,
    templates: Option<&[Template]>,
) -> Listing {
    let showing = |view: &str| placements.iter().any(|p| p.text("view") == Some(view));
    let referred = merge::REFERENCE_FIELDS.into_iter().find_map(|field| record.text(field));
    let overall = |p: &Record| p.text("view").is_some_and(|view| view.starts_with("overall"));
    let found = templates.map(|templates| measure(record, placements, templates));
    let bits = [
        (record.is_withdrawn(), flag::WITHDRAWN),
        (placements.is_empty(), flag::NO_PHOTO),
        (!placements.iter().any(overall), flag::NO_OVERALL),
        (conflict, flag::CONFLICT),
        (record.pointer("in").is_none(), flag::UNPACKED),
        (custody.unconfirmed, flag::UNCONFIRMED),
        (quantity(record) <= 0, flag::NOTHING_LEFT),
        (referred.is_none_or(str::is_empty), flag::NO_REFERENCE),
        (found.as_ref().is_some_and(Completeness::lacks_view), flag::LACKS_VIEW),
        (!showing(LABEL_VIEW), flag::NO_LABEL),
        (custody.gone > 0 && custody.gone >= objects(record), flag::GONE),
    ];
    let measured = found.as_ref().map(|found| {
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        (number(found.missing.len()), number(found.of))
    });
    Listing {
        order_key: order_key.to_vec(),
        title_key: fold(record.text("title").unwrap_or_default()).chars().take(KEY_LETTERS).collect(),
        changed: changed(record, placements),
        flags: bits.iter().filter(|(is_so, _)| *is_so).map(|(_, bit)| bit).sum(),
        measured,
        photo: cover(placements),
        summary: summary(record),
        package: None,
        place: record.value(PLACE).and_then(|v| v.text_of("name")).unwrap_or_default().trim().to_owned(),
        country: record.value(ORIGIN).and_then(|v| v.text_of("country")).unwrap_or_default().to_owned(),
        custody: custody.word,
    }
}

/// How many objects a record stands for, the first said; below one for a lot of which nothing is left. While people
/// disagree on that something is: one entry takes no object off the lists.
pub(super) fn quantity(record: &Record) -> i64 {
    let Some(register) = record.register("quantity") else { return 1 };
    let values = register.values();
    let mut said = values.iter().map(|group| group[0].value.int().unwrap_or(1));
    let first = said.next().unwrap_or(1);
    if first > 0 { first } else { said.find(|number| *number > 0).unwrap_or(first) }
}

/// The same for counting: what is no number from 0 stands for one.
fn objects(record: &Record) -> u64 {
    u64::try_from(quantity(record)).unwrap_or(1)
}

/// How complete an artefact is, with its live placements.
pub(super) fn measure(record: &Record, placements: &[Record], templates: &[Template]) -> Completeness {
    let views: Vec<String> = placements.iter().filter_map(|p| p.text("view")).map(str::to_owned).collect();
    completeness(&|field| record.value(field), &views, templates)
}

fn changed(record: &Record, placements: &[Record]) -> u64 {
    let registers = std::iter::once(record).chain(placements).flat_map(Record::registers);
    registers.flat_map(|(_, register)| register.history()).map(|said| said.clock).max().unwrap_or_default()
}

/// The photo that stands for the object.
fn cover(placements: &[Record]) -> Option<crate::digest::Digest> {
    let rank = |placement: &&Record| {
        let view = placement.text("view").unwrap_or_default();
        let first = FIRST_VIEWS.iter().position(|first| *first == view);
        first.unwrap_or(FIRST_VIEWS.len() + usize::from(!view.starts_with("overall")))
    };
    placements.iter().min_by_key(rank)?.pointer("photo")?.digest()
}

fn summary(record: &Record) -> String {
    let line = |field: &&str| {
        let terms = record.value(field)?.list()?.iter().filter_map(|term| term.text_of("label"));
        let line = terms.map(str::trim).collect::<Vec<_>>().join(", ");
        (!line.is_empty()).then_some(line)
    };
    let lines: Vec<String> = SUMMARY.iter().filter_map(line).collect();
    lines.join(" · ").chars().take(SUMMARY_LETTERS).collect()
}

/// The last custody event in force about a record.
pub(super) fn last_event(said: &mut Statements<'_>, id: &RecordId) -> Result<LastEvent> {
    let events = said.events(id)?;
    let Some((last, _)) = events.last() else { return Ok(LastEvent::default()) };
    let kind: &EventKind = &last.recorded.in_force().event;
    Ok(LastEvent {
        word: kind.word().to_owned(),
        unconfirmed: kind.passes_hands() && last.recorded.standing_status() == Status::Stated,
        gone: gone_of(events.iter().map(|(event, quantity)| (&event.recorded, *quantity))),
    })
}

/// The objects that a version of a custody event speaks about: what is said of the event changes them.
pub(super) fn subjects_of(reader: &Reader<'_>, event: &RecordId) -> Result<BTreeSet<RecordId>> {
    Ok(custody_event(reader, event)?.iter().flat_map(objects_said).collect())
}

/// How many artefacts are measured before the next are looked up.
const BATCH: u32 = 1000;

/// Measures every artefact that was not measured against these templates yet.
///
/// # Errors
/// The database's failures.
pub fn measure_rest(writer: &Writer<'_>, templates: &[Template]) -> Result<()> {
    loop {
        let rest = writer.unmeasured(BATCH)?;
        if rest.is_empty() {
            return Ok(());
        }
        for (row, id) in rest {
            let record = load_record(writer, &id)?.unwrap_or_else(|| Record::new(&id));
            let placements = super::refresh::live_placements(writer, "artefact", &id)?;
            let found = measure(&record, &placements, templates);
            let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            writer.put_measure(row, number(found.missing.len()), number(found.of), found.lacks_view())?;
        }
    }
}
