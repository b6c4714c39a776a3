//! The row of each custody event, kept up to date as entries about custody come.
//!
//! Owns: which events have to be worked out anew, and the form in which findings stand in a row. A row is a function of the
//! set of entries held, in whatever order they came. Must never: work out all events because one came, unless that is
//! what one came to.

use super::custody::{custody_event, events_around, events_held, objects_said};
use crate::custody::{self, Recorded, findings_of, is_open_hand_over};
use crate::entry::Entry;
use crate::error::{Code, Error, Result};
use crate::finding::Finding;
use crate::id::{RecordId, RecordKind};
use crate::json::{Json, object};
use crate::store::{CustodyRow, Reader, Writer};
use std::collections::{BTreeMap, BTreeSet};

/// Up to so many events are worked out from what they depend on, however few there are in all.
const FEW: usize = 16;
/// Above, all are read where one of so many has to be worked out anew.
const PART: u64 = 8;

/// The events about which something was said since their rows were put; true where seals may be followed otherwise than
/// before, which an acceptance never brings about.
#[derive(Default)]
pub(super) struct Told(BTreeMap<RecordId, bool>);

impl Told {
    /// Takes note of an entry that was shown.
    pub fn note(&mut self, entry: &Entry) {
        let named = || entry.body.text_of("event").and_then(|id| id.parse().ok());
        let (event, seals) = match entry.kind.as_str() {
            "custody.record" => (entry.created(), true),
            "custody.correct" => (named(), true),
            "custody.accept" => (named(), false),
            _ => return,
        };
        if let Some(event) = event {
            *self.0.entry(event).or_default() |= seals;
        }
    }

    /// Puts the rows of these events, and of all others about which something else is found because of them.
    ///
    /// # Errors
    /// The database's failures.
    pub fn put(&mut self, writer: &Writer<'_>) -> Result<()> {
        let told = std::mem::take(&mut self.0);
        if told.is_empty() {
            return Ok(());
        }
        let many = told.len() > FEW && told.len() as u64 * PART > writer.custody_counts()?.events;
        if many { put_all(writer) } else { put_some(writer, &told) }
    }
}

fn put_all(writer: &Writer<'_>) -> Result<()> {
    let events = events_held(writer)?;
    put_rows(writer, &events, &events)
}

fn put_some(writer: &Writer<'_>, told: &BTreeMap<RecordId, bool>) -> Result<()> {
    let (mut changed, mut asked) = (Vec::new(), BTreeMap::new());
    for (id, seals) in told {
        let Some(event) = custody_event(writer, id)? else { continue };
        changed.extend(seals.then(|| event.clone()));
        asked.insert(id.clone(), event);
    }
    let objects: BTreeSet<RecordId> = changed.iter().flat_map(objects_said).collect();
    let near = events_near(writer, objects.iter().cloned())?;
    // Events are followed in order of display: what stands before the first that changed is found as before.
    let first = changed.iter().map(|event| event.source.order()).min();
    let is_later = |event: &&Recorded| first.is_some_and(|first| event.source.order() > first);
    asked.extend(near.values().filter(is_later).map(|event| (event.id.clone(), event.clone())));
    let said: BTreeSet<RecordId> = asked.values().flat_map(objects_said).collect();
    let mut known = if said.is_subset(&objects) { near } else { events_near(writer, said)? };
    known.extend(asked.iter().map(|(id, event)| (id.clone(), event.clone())));
    put_rows(writer, &in_order(asked), &in_order(known))
}

fn events_near(
    writer: &Writer<'_>,
    objects: impl IntoIterator<Item = RecordId>,
) -> Result<BTreeMap<RecordId, Recorded>> {
    let near = events_around(writer, objects)?;
    Ok(near.into_iter().map(|(_, event)| (event.id.clone(), event)).collect())
}

fn in_order(events: BTreeMap<RecordId, Recorded>) -> Vec<Recorded> {
    let mut events: Vec<Recorded> = events.into_values().collect();
    events.sort_by_key(|event| event.source.order());
    events
}

/// Puts the rows of some events; `known`, in order of display, are all that anything found about them depends on.
fn put_rows(writer: &Writer<'_>, events: &[Recorded], known: &[Recorded]) -> Result<()> {
    let mut found: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for finding in findings_of(known) {
        found.entry(finding.path.clone()).or_default().push(finding);
    }
    for event in events {
        writer.put_custody(&CustodyRow {
            entry: event.source.entry,
            clock: event.source.clock,
            hand_over: event.in_force().event.is_hand_over(),
            open: is_open_hand_over(event),
            findings: found.get(event.id.as_str()).map_or_else(String::new, |own| text_of(own)),
        })?;
    }
    Ok(())
}

/// What does not add up about an event, as its row says.
///
/// # Errors
/// The database's failures.
pub fn findings_about(reader: &Reader<'_>, event: &RecordId) -> Result<Vec<Finding>> {
    let Some(digest) = event.digest().filter(|_| event.kind() == Some(RecordKind::Custody)) else {
        return Ok(Vec::new());
    };
    read_findings(event, &reader.odd_of(&digest)?.unwrap_or_default())
}

/// The first events about which something does not add up, in order of display, with the codes of that.
///
/// # Errors
/// The database's failures.
pub fn odd_events(reader: &Reader<'_>, limit: usize) -> Result<Vec<(RecordId, Vec<&'static str>)>> {
    let rows = reader.odd_events(limit)?.into_iter().map(|(digest, text)| {
        let event = RecordId::new(RecordKind::Custody, digest);
        let codes = read_findings(&event, &text)?.into_iter().map(|finding| finding.code).collect();
        Ok((event, codes))
    });
    rows.collect()
}

fn text_of(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        object([
            ("code", finding.code.into()),
            ("expected", finding.expected.as_deref().into()),
            ("found", finding.found.as_deref().into()),
        ])
    };
    Json::List(findings.iter().map(line).collect()).compact()
}

fn read_findings(event: &RecordId, text: &str) -> Result<Vec<Finding>> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let lines = Json::parse(text.as_bytes()).unwrap_or(Json::Null);
    let one = |line: &Json| {
        let code = line.text_of("code")?;
        let code = custody::CODES.into_iter().find(|known| *known == code)?;
        let mut finding = custody::finding(code, event);
        finding.expected = line.text_of("expected").map(str::to_owned);
        finding.found = line.text_of("found").map(str::to_owned);
        Some(finding)
    };
    let findings: Option<Vec<Finding>> =
        lines.list().map(|lines| lines.iter().map(one)).and_then(Iterator::collect);
    findings.ok_or_else(|| {
        let what = "what lists say of this custody event cannot be read";
        Error::new(Code::CatalogueDamaged, "reading a custody event", what)
            .on(event)
            .safe("The entries are kept apart from the lists")
            .remedy("Make the lists anew with `rebuild`.")
    })
}
