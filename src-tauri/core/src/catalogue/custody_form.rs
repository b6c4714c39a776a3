//! The form for a custody event about many objects: what would be signed, whether it adds up, and what is left over.
//!
//! Owns: the form, and what is read from it; whether it adds up is for `custody_weigh` to say. Must never: refuse what
//! does not add up; that is shown as a finding before signing, stays one after, and a person decides.

use super::custody_weigh::Signing;
use super::preview::EntryPreview;
use super::slip::Drawn;
use super::{Catalogue, CustodyView};
use crate::custody::{self, CustodyEvent, EventKind, Holding, Party, Subject};
use crate::entry::{Class, NewChange};
use crate::error::{Code, Error, Result};
use crate::finding::Finding;
use crate::id::{RecordId, RecordKind};
use crate::media::Strokes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One object on the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct FormObject {
    /// A reference as typed or scanned, or an id.
    pub object: String,
    /// How many of a lot; all of it where not said.
    pub quantity: Option<u64>,
}

/// A custody event as a person fills it in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct CustodyForm {
    /// The word of the event, `handed_over`.
    pub event: String,
    /// When, as EDTF; today where empty.
    pub date: String,
    /// The time of day, `hh:mm`.
    pub time: Option<String>,
    /// Why.
    pub reason: String,
    /// Where.
    pub place: String,
    /// The condition of the objects.
    pub condition: String,
    /// Who gives.
    pub from: Option<Party>,
    /// Who takes.
    pub to: Option<Party>,
    /// Artefacts and packages.
    pub objects: Vec<FormObject>,
    /// Numbers of seals, as they read.
    pub seals: Vec<String>,
    /// Numbers of bags, as they read.
    pub bags: Vec<String>,
    /// How many objects the paper or the receiver says there are.
    pub stated_count: Option<u64>,
    /// Photos of a signed slip.
    pub photos: Vec<RecordId>,
    /// The receiver's signature, drawn on the screen.
    pub signature: Option<Strokes>,
    /// True to keep it inside the task force.
    pub internal: bool,
    /// The draft that it was kept as while it was filled in: signing it removes that one.
    pub draft: Option<String>,
}

/// An object as the form shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FormLine {
    /// The record.
    pub id: RecordId,
    /// Its reference or number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// How many objects; for a package none, what is in it counts.
    pub quantity: Option<u64>,
    /// How many its record stands for; for a package none.
    pub of: Option<u64>,
    /// True where that is more than its record stands for.
    pub too_many: bool,
    /// True where the form names it, false where it goes along inside a package that is named.
    pub named: bool,
    /// The package that it is in.
    pub inside: Option<String>,
}

/// Whether a seal is what is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SealState {
    /// It is on a package that is named, and the form names it.
    Matches,
    /// It is on a package that is named, and the form does not name it.
    NotNamed,
    /// The form names it, and it is on none of these packages.
    Unknown,
}

/// One seal, compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SealLine {
    /// The number as it reads.
    pub number: String,
    /// The package that it is on.
    pub package: Option<String>,
    /// What the comparison gives.
    pub state: SealState,
}

/// What recording the form now would sign, and what it leaves over.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CustodyPreview {
    /// What it concerns: the objects named, then all that is in the packages named. At most 500.
    pub objects: Vec<FormLine>,
    /// How many those are.
    pub objects_total: usize,
    /// What was typed and names nothing here, or more than one thing.
    pub unknown: Vec<String>,
    /// What was typed twice.
    pub twice: Vec<String>,
    /// How many objects are named.
    pub recorded_count: u64,
    /// How many the paper says.
    pub stated_count: Option<u64>,
    /// The seals, compared with those on the packages.
    pub seals: Vec<SealLine>,
    /// What would not add up.
    pub findings: Vec<Finding>,
    /// Objects named that an earlier event gave away already. At most 500.
    pub gone_before: Vec<FormLine>,
    /// After a hand-over, what is still here: not named, or not all of a lot, and never given away. At most 500.
    pub not_accounted: Vec<FormLine>,
    /// How many those are.
    pub not_accounted_total: usize,
    /// Stated, or acknowledged by what is attached.
    pub status: custody::Status,
    /// What keeps it from being recorded, and what to do.
    pub problem: Option<(String, Option<String>)>,
    /// Kinds of further entries that the same act signs: that of a drawn signature, the seals of a package.
    pub also_signed: Vec<String>,
    /// The line that would be signed; `None` while something keeps it from being recorded.
    pub entry: Option<EntryPreview>,
}

/// The chain of custody of an object, as it is shown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TimelineView {
    /// The record.
    pub record: RecordId,
    /// What it is called.
    pub name: String,
    /// The events, the first first.
    pub events: Vec<CustodyView>,
    /// Who has it, as far as stated.
    pub holder: Option<Holding>,
    /// Where it was last said to be.
    pub place: Option<String>,
    /// What it is in now, outermost last.
    pub inside: Vec<String>,
}

/// What the form names, looked up.
#[derive(Default)]
pub(super) struct Named {
    pub subjects: Vec<Subject>,
    pub unknown: Vec<String>,
    pub twice: Vec<String>,
}

impl Named {
    /// What keeps the form from being recorded.
    pub fn problem(&self) -> Option<Error> {
        let typed = self.unknown.first()?;
        Some(Error::new(Code::NotFound, "recording a custody event", "an object is not known here").on(typed))
    }
}

impl Catalogue {
    /// What recording this form now would sign, and what does not add up. Nothing is written.
    ///
    /// # Errors
    /// The database's failures; [`Code::BadValue`] for photos that are no ids. What is wrong with the form itself is
    /// in the answer.
    pub fn custody_preview(&self, form: &CustodyForm) -> Result<CustodyPreview> {
        let named = self.named(&form.objects)?;
        let drawn = form.signature.as_ref().map(|strokes| Drawn::of(strokes, form.to.as_ref()));
        let (drawn, unsigned) = match drawn.transpose() {
            Ok(drawn) => (drawn, None),
            Err(error) => (None, Some(error)),
        };
        let event = self.complete(self.event_of(form, named.subjects.clone(), drawn.as_ref())?)?;
        let wrong = unsigned.or_else(|| named.problem()).or_else(|| event.validate().err());
        let signing = Signing {
            kind: "custody.record",
            class: class_of(form),
            changes: vec![NewChange::of_self("exists", true)],
            body: event.to_body(),
            comes_later: drawn.is_some(),
            about: None,
        };
        let mut preview = self.weigh(&event, named, signing, wrong)?;
        preview.also_signed.extend(drawn.iter().map(|_| "photo.add".to_owned()));
        let packages = event.subjects.iter().any(|s| s.record.kind() == Some(RecordKind::Package));
        if event.event == EventKind::Sealed && event.subjects.len() == 1 && packages {
            preview.also_signed.push("package.set".to_owned());
        }
        Ok(preview)
    }

    /// Records the form: one act, one commit, with the drawn signature as an original of its own.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::Ambiguous`] for objects; [`Code::BadValue`] with what is missing.
    pub fn custody_form_record(&mut self, form: &CustodyForm) -> Result<CustodyView> {
        let named = self.named(&form.objects)?;
        if let Some(typed) = named.unknown.first() {
            // Says which, and whether there is none or more than one.
            self.find_object(typed)?;
        }
        let drawn = form.signature.as_ref().map(|s| Drawn::of(s, form.to.as_ref())).transpose()?;
        let event = self.event_of(form, named.subjects, drawn.as_ref())?;
        let completed = self.complete(event)?;
        completed.validate()?;
        let kept = drawn.map(|drawn| self.keep_drawn(&drawn)).transpose()?;
        self.record_event(completed, class_of(form), kept, form.draft.as_deref())
    }

    /// The chain of custody of an artefact or package with what does not add up about each event.
    ///
    /// # Errors
    /// The database's failures.
    pub fn timeline_view(&self, object: &RecordId) -> Result<TimelineView> {
        let timeline = self.timeline(object)?;
        Ok(TimelineView {
            name: self.name_of(object)?,
            events: self.custody(object)?,
            holder: timeline.holder,
            place: timeline.place,
            inside: self.inside(&self.record_as_held(object)?)?,
            record: timeline.record,
        })
    }

    pub(super) fn named(&self, objects: &[FormObject]) -> Result<Named> {
        let mut named = Named::default();
        let mut seen = BTreeSet::new();
        for object in objects.iter().filter(|object| !object.object.trim().is_empty()) {
            let id = match object.object.parse::<RecordId>() {
                Ok(id) => self.find(id.kind().unwrap_or(RecordKind::Artefact), id.as_str()),
                Err(_) => self.find_object(&object.object),
            };
            match id {
                Ok(record) if !seen.insert(record.clone()) => named.twice.push(object.object.clone()),
                Ok(record) => named.subjects.push(Subject { record, quantity: object.quantity }),
                Err(error) if matches!(error.code, Code::NotFound | Code::Ambiguous) => {
                    named.unknown.push(object.object.trim().to_owned());
                }
                Err(error) => return Err(error),
            }
        }
        Ok(named)
    }

    pub(super) fn event_of(
        &self,
        form: &CustodyForm,
        subjects: Vec<Subject>,
        drawn: Option<&Drawn>,
    ) -> Result<CustodyEvent> {
        let date = match form.date.trim() {
            "" => self.around.clock.now().local_day(),
            date => date.to_owned(),
        };
        let mut event = CustodyEvent::new(EventKind::from_word(&form.event), date);
        let given = |party: &Option<Party>| party.clone().filter(|p| *p != Party::default());
        let listed =
            |texts: &[String]| texts.iter().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect();
        event.time = form.time.clone().filter(|time| !time.trim().is_empty());
        event.reason = form.reason.trim().to_owned();
        event.place = form.place.trim().to_owned();
        event.condition = form.condition.trim().to_owned();
        event.from = given(&form.from);
        event.to = given(&form.to);
        event.subjects = subjects;
        event.seals = listed(&form.seals);
        event.bags = listed(&form.bags);
        event.stated_count = form.stated_count;
        event.photos = form.photos.clone();
        event.photos.extend(drawn.map(|drawn| drawn.id.clone()));
        Ok(event)
    }
}

fn class_of(form: &CustodyForm) -> Class {
    if form.internal { Class::Internal } else { Class::Open }
}
