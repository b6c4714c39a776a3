//! Custody: recording what happened to objects, acceptances, corrections, and what does not add up.

use super::Catalogue;
use super::custody_correction::{CorrectionView, what_is_wrong};
use super::custody_draft;
use super::fields::{Checked, write_fields};
use super::slip::Kept;
use super::standing::Judge;
use crate::custody::{self, Acceptance, Correction, CustodyEvent, EventKind, Recorded, Timeline};
use crate::entry::{Class, NewChange};
use crate::error::{Code, Error, Result};
use crate::finding::Finding;
use crate::id::{RecordId, RecordKind};
use crate::ledger::{custody_event, events_about, events_held, findings_about, history, split_entries};
use crate::trust::Standing;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// As many events are given in one page.
pub const MOST_EVENTS: usize = 500;

/// Which of all custody events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CustodyRequest {
    /// Only those that wait for somebody: hand-overs that nobody acknowledged, and what does not add up.
    pub waiting: bool,
    /// The last in order of display first.
    pub newest_first: bool,
    /// How many to pass over.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub offset: usize,
    /// How many at most.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub limit: usize,
}

/// Some of all custody events.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CustodyPage {
    /// How many were asked for, on all pages.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub total: u64,
    /// How many of all wait for somebody.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub waiting: u64,
    /// About how many of all something does not add up.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub odd: u64,
    /// Where the page begins.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub offset: usize,
    /// Those of this page.
    pub events: Vec<CustodyView>,
}

/// A custody event as it was recorded, with what does not add up about it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CustodyView {
    /// The event, its corrections and acceptances.
    #[serde(flatten)]
    pub recorded: Recorded,
    /// `stated` or `acknowledged`.
    pub status: custody::Status,
    /// The signer's name or fingerprint.
    pub signer: String,
    /// The laptop.
    pub device: String,
    /// What its signature is worth.
    pub standing: Standing,
    /// What the signatures of its acceptances are worth, in their order.
    pub accepted: Vec<Standing>,
    /// The objects by name.
    pub names: Vec<String>,
    /// What does not add up.
    pub findings: Vec<Finding>,
    /// What each correction changed, in their order: both versions stay, and are shown.
    pub changed: Vec<CorrectionView>,
}

impl Catalogue {
    /// Records a custody event. What is in the packages named, the counts, and the package of each seal are filled in
    /// from the catalogue: the signer sees them before signing.
    ///
    /// # Errors
    /// [`Code::BadValue`] with what is missing. Counts that differ are no error but a finding: an event is there to say so.
    pub fn custody_record(&mut self, event: CustodyEvent, class: Class) -> Result<CustodyView> {
        let event = self.complete(event)?;
        event.validate()?;
        self.record_event(event, class, None, None)
    }

    /// Records an event that is complete and may be recorded, with the drawn signature that it names; the draft that it was
    /// kept as goes with it.
    pub(super) fn record_event(
        &mut self,
        event: CustodyEvent,
        class: Class,
        drawn: Option<Kept>,
        draft: Option<&str>,
    ) -> Result<CustodyView> {
        let seals: Vec<RecordId> = match event.event {
            EventKind::Sealed => event.subjects.iter().map(|s| s.record.clone()).collect(),
            _ => Vec::new(),
        };
        let packages: Vec<RecordId> =
            seals.into_iter().filter(|id| id.kind() == Some(RecordKind::Package)).collect();
        let body = event.to_body();
        let id = self.commit(|pen| {
            drawn.iter().try_for_each(|drawn| drawn.write(pen))?;
            let entry = pen.write("custody.record", class, vec![NewChange::of_self("exists", true)], body)?;
            if let [package] = packages.as_slice() {
                let seals =
                    Checked { field: "seals".into(), value: event.seals.clone().into(), class: Class::Open };
                write_fields(pen, "package.set", package, &[seals])?;
            }
            custody_draft::is_signed(pen.writer(), draft)?;
            Ok(RecordId::new(RecordKind::Custody, entry.digest))
        })?;
        drawn.map_or(Ok(()), Kept::finish)?;
        self.custody_event(&id)
    }

    /// What is in the packages, and how many objects that makes.
    pub(super) fn complete(&self, mut event: CustodyEvent) -> Result<CustodyEvent> {
        let mut contents: BTreeSet<RecordId> = event.contents.iter().cloned().collect();
        for subject in &mut event.subjects {
            match subject.record.kind() {
                Some(RecordKind::Artefact) if subject.quantity.is_none() => {
                    let held = self.reader().item(&subject.record)?.map_or(1, |item| item.quantity);
                    subject.quantity = Some(u64::try_from(held).unwrap_or(1));
                }
                Some(RecordKind::Package) if !contents.contains(&subject.record) => {
                    contents.extend(self.all_contents(&subject.record)?.into_iter().map(|item| item.record));
                }
                _ => {}
            }
        }
        event.contents = contents.into_iter().collect();
        let mut quantities = BTreeMap::new();
        for id in &event.contents {
            let quantity = self.reader().item(id)?.map_or(1, |item| item.quantity);
            quantities.insert(id.clone(), u64::try_from(quantity).unwrap_or(1));
        }
        let quantity_of = |id: &RecordId| quantities.get(id).copied().unwrap_or(1);
        event.recorded_count = custody::recorded_count(&event.subjects, &event.contents, &quantity_of);
        Ok(event)
    }

    /// Acknowledges a hand-over.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::BadValue`].
    pub fn custody_accept(&mut self, acceptance: &Acceptance) -> Result<CustodyView> {
        self.accept_with(acceptance, None)
    }

    /// Acknowledges a hand-over by a drawn signature that the acceptance names, where there is one.
    pub(super) fn accept_with(
        &mut self,
        acceptance: &Acceptance,
        drawn: Option<Kept>,
    ) -> Result<CustodyView> {
        acceptance.validate()?;
        let event = self.existing_event(acceptance.event.as_ref())?;
        let class = self.class_of(&event)?;
        let body = acceptance.to_body();
        self.commit(|pen| {
            drawn.iter().try_for_each(|drawn| drawn.write(pen))?;
            pen.write("custody.accept", class, Vec::new(), body).map(|_| ())
        })?;
        drawn.map_or(Ok(()), Kept::finish)?;
        self.custody_event(&event)
    }

    /// Corrects an event: both versions are kept and shown.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::BadValue`], also where it says what stands already.
    pub fn custody_correct(&mut self, correction: Correction) -> Result<CustodyView> {
        self.correct_event(correction, None)
    }

    /// Corrects an event by what was kept as this draft, which goes with it.
    pub(super) fn correct_event(
        &mut self,
        mut correction: Correction,
        draft: Option<&str>,
    ) -> Result<CustodyView> {
        let event = self.existing_event(correction.event.as_ref())?;
        let said = self.custody_event(&event)?;
        // Where the objects stay the same, so does what its signer saw in them: packing since then changes no history.
        if correction.corrected.subjects != said.recorded.in_force().subjects {
            correction.corrected = self.complete(correction.corrected)?;
        }
        what_is_wrong(&correction, &said.recorded)?;
        let class = self.class_of(&event)?;
        let body = correction.to_body();
        self.commit(|pen| {
            pen.write("custody.correct", class, Vec::new(), body)?;
            custody_draft::is_signed(pen.writer(), draft)
        })?;
        self.custody_event(&event)
    }

    /// What is said about an event stays in the event's class.
    pub(super) fn class_of(&self, event: &RecordId) -> Result<Class> {
        let row = event.digest().map(|digest| self.reader().entry(&digest)).transpose()?.flatten();
        Ok(row.map(|row| row.entry()).transpose()?.flatten().map_or(Class::Open, |entry| entry.class))
    }

    fn existing_event(&self, id: Option<&RecordId>) -> Result<RecordId> {
        let id = id.ok_or_else(|| Error::new(Code::Usage, "finding the event", "no event is named"))?;
        self.find(RecordKind::Custody, id.as_str())
    }

    /// Some of all events; at most [`MOST_EVENTS`].
    ///
    /// # Errors
    /// The database's failures.
    pub fn custody_page(&self, request: &CustodyRequest) -> Result<CustodyPage> {
        let CustodyRequest { waiting, newest_first, offset, limit } = *request;
        let reader = self.reader();
        let judge = self.judge();
        let mut events = Vec::new();
        for entry in reader.custody_page(waiting, newest_first, (offset, limit.min(MOST_EVENTS)))? {
            let event = custody_event(&reader, &RecordId::new(RecordKind::Custody, entry))?;
            events.extend(event.map(|event| self.custody_view(event, &judge)).transpose()?);
        }
        let counts = reader.custody_counts()?;
        let total = if waiting { counts.waiting } else { counts.events };
        Ok(CustodyPage { total, waiting: counts.waiting, odd: counts.odd, offset, events })
    }

    /// All events that concern an object, in display order.
    ///
    /// # Errors
    /// The database's failures.
    pub fn custody(&self, object: &RecordId) -> Result<Vec<CustodyView>> {
        let reader = self.reader();
        let mut events = Vec::new();
        for id in events_about(&reader, object)? {
            events.extend(custody_event(&reader, &id)?.filter(|event| event.concerns(object)));
        }
        events.sort_by_key(|event| event.source.order());
        let judge = self.judge();
        events.into_iter().map(|event| self.custody_view(event, &judge)).collect()
    }

    /// One event.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn custody_event(&self, id: &RecordId) -> Result<CustodyView> {
        let reader = self.reader();
        let missing =
            || Error::new(Code::NotFound, "reading a custody event", "there is none of this id").on(id);
        let found = custody_event(&reader, id)?.ok_or_else(missing)?;
        self.custody_view(found, &self.judge())
    }

    /// The timeline of an artefact or package: where it was, and who has it as far as is stated.
    ///
    /// # Errors
    /// The database's failures.
    pub fn timeline(&self, object: &RecordId) -> Result<Timeline> {
        let mut entries = history(&self.reader(), object)?;
        for event in events_about(&self.reader(), object)? {
            entries.extend(history(&self.reader(), &event)?);
        }
        Ok(Timeline::of(object, &entries))
    }

    /// What does not add up in all custody events, and in lots that were split.
    pub(super) fn custody_findings(&self) -> Result<Vec<Finding>> {
        let events = events_held(&self.reader())?;
        let mut found = custody::findings_of(&events);
        for event in &events {
            found.extend(self.found_by_what_is_held(event)?);
        }
        found.extend(custody::split_findings(&split_entries(&self.reader())?));
        Ok(found)
    }

    /// What does not add up between an event and what is held now: its slips, and how many objects its artefacts stand for.
    fn found_by_what_is_held(&self, event: &Recorded) -> Result<Vec<Finding>> {
        let mut found = custody::more_than_there_are(event, &mut |artefact| {
            let item = self.reader().item(artefact)?;
            Ok::<_, Error>(item.and_then(|item| u64::try_from(item.quantity).ok()))
        })?;
        found.extend(custody::slips_absent(event, &mut |slip| {
            Ok::<_, Error>(
                slip.digest().map(|digest| self.originals.find(&digest)).transpose()?.flatten().is_some(),
            )
        })?);
        Ok(found)
    }

    fn custody_view(&self, recorded: Recorded, judge: &Judge<'_>) -> Result<CustodyView> {
        let worth = |entry| Ok(judge.digest(entry)?.unwrap_or_else(Standing::bad));
        let accepted: Result<Vec<Standing>> =
            recorded.acceptances.iter().map(|accepted| worth(&accepted.source.entry)).collect();
        let (signer, device) = self.author(recorded.source.chain)?;
        let names: Result<Vec<String>> =
            recorded.in_force().subjects.iter().map(|s| self.name_with_number(s)).collect();
        let changed = self.corrections_of(&recorded, judge)?;
        let mut findings = findings_about(&self.reader(), &recorded.id)?;
        findings.extend(self.found_by_what_is_held(&recorded)?);
        Ok(CustodyView {
            status: recorded.standing_status(),
            signer,
            device,
            standing: worth(&recorded.source.entry)?,
            accepted: accepted?,
            names: names?,
            findings,
            changed,
            recorded,
        })
    }
}
