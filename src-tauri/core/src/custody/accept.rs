//! What is said of a custody event later: that somebody accepts it, or that it should have read otherwise.
//!
//! Owns: the bodies of `custody.accept` and `custody.correct`. Must never: let a correction take the place of what
//! it corrects; both versions stay.

use super::event::{CustodyEvent, Party};
use super::kind::EventKind;
use super::members::Members;
use crate::entry::Entry;
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::{Json, object};
use serde::Serialize;

/// Where a correction holds the two members of section 8 whose names it needs for itself.
const CORRECTED_EVENT: &str = "corrected_event";
const CORRECTED_REASON: &str = "corrected_reason";

/// The receiver's word that a hand-over took place as stated: the body of `custody.accept`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Acceptance {
    /// The custody event accepted; `None` where what is named is no record's id.
    pub event: Option<RecordId>,
    /// Who accepts.
    pub by: Option<Party>,
    /// What the person says; empty where nothing.
    pub statement: String,
    /// Photos of signed slips.
    pub photos: Vec<RecordId>,
    /// The names of members that are there and not of this form. Never written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<String>>", optional))]
    pub malformed: Vec<String>,
}

impl Acceptance {
    /// The body of `custody.accept`.
    pub fn to_body(&self) -> Json {
        object([
            ("event", self.event.as_ref().map(RecordId::as_str).into()),
            ("by", self.by.as_ref().map(Party::to_json).into()),
            ("statement", Some(self.statement.as_str()).filter(|s| !s.is_empty()).into()),
            ("photos", Json::List(self.photos.iter().map(|id| id.as_str().into()).collect())),
        ])
    }

    /// The acceptance that a `custody.accept` says; `None` for entries of other kinds.
    pub fn read(entry: &Entry) -> Option<Self> {
        if entry.kind != "custody.accept" {
            return None;
        }
        let mut members = Members::of(&entry.body);
        let mut read = Self {
            event: read_event(&mut members),
            by: members.party("by"),
            statement: members.text("statement"),
            photos: members.photos("photos"),
            malformed: Vec::new(),
        };
        read.malformed = members.malformed();
        Some(read)
    }

    /// Says whether this may be recorded.
    ///
    /// # Errors
    /// `bad_value` where it names no custody event, nobody who accepts, or something else than photos.
    pub fn validate(&self) -> Result<()> {
        let bad = |what: &str, remedy: &str| {
            Err(Error::new(Code::BadValue, "accepting a hand-over", what).remedy(remedy))
        };
        check_event(self.event.as_ref(), "accepting a hand-over")?;
        if self.by.as_ref().is_none_or(Party::is_nameless) {
            return bad("it does not say who accepts", "Give the name or organisation of the receiver");
        }
        if self.photos.iter().any(|id| id.kind() != Some(RecordKind::Photo)) {
            return bad("it names something that is not a photo", "Name photos of the signed slip");
        }
        Ok(())
    }
}

/// How an event should have read: the body of `custody.correct`.
///
/// It holds the members of section 8 beside its own `event` (the id) and `reason` (of the correction); the
/// event's word and reason stand in `corrected_event` and `corrected_reason`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Correction {
    /// The custody event corrected; `None` where what is named is no record's id.
    pub event: Option<RecordId>,
    /// Why it is corrected.
    pub reason: String,
    /// The event as it should have been, whole.
    pub corrected: CustodyEvent,
    /// The names of members of its own that are there and not of this form. Never written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<String>>", optional))]
    pub malformed: Vec<String>,
}

impl Correction {
    /// The body of `custody.correct`.
    pub fn to_body(&self) -> Json {
        let own = [
            ("event", self.event.as_ref().map(RecordId::as_str).into()),
            ("reason", self.reason.as_str().into()),
        ];
        let own = own.into_iter().map(|(name, value): (&str, Json)| (name.to_owned(), value));
        Json::Object(own.chain(self.corrected.members(CORRECTED_EVENT, CORRECTED_REASON)).collect())
    }

    /// The correction that a `custody.correct` says; `None` for entries of other kinds.
    pub fn read(entry: &Entry) -> Option<Self> {
        if entry.kind != "custody.correct" {
            return None;
        }
        let mut members = Members::of(&entry.body);
        let mut read = Self {
            event: read_event(&mut members),
            reason: members.text("reason"),
            corrected: CustodyEvent::read_body(&entry.body, CORRECTED_EVENT, CORRECTED_REASON),
            malformed: Vec::new(),
        };
        read.malformed = members.malformed();
        Some(read)
    }

    /// Says whether this may be recorded.
    ///
    /// # Errors
    /// `bad_value` where it names no custody event, gives no reason, or the corrected event could not be recorded.
    pub fn validate(&self) -> Result<()> {
        let doing = "correcting a custody event";
        check_event(self.event.as_ref(), doing)?;
        if self.reason.trim().is_empty() {
            return Err(Error::new(Code::BadValue, doing, "it does not say why")
                .remedy("Give the reason: both versions stay, and a reader will ask"));
        }
        self.corrected.validate()
    }

    /// Fills in the word of the event where the correction does not repeat it.
    pub(super) fn for_event(mut self, original: &CustodyEvent) -> Self {
        if self.corrected.event == EventKind::Unknown(String::new()) {
            self.corrected.event = original.event.clone();
            self.corrected.malformed.retain(|name| name != CORRECTED_EVENT);
        }
        self
    }
}

fn read_event(members: &mut Members<'_>) -> Option<RecordId> {
    let event = members.text("event").parse().ok().filter(|id: &RecordId| is_event(id));
    if event.is_none() {
        members.complain("event");
    }
    event
}

fn is_event(id: &RecordId) -> bool {
    id.kind() == Some(RecordKind::Custody)
}

fn check_event(event: Option<&RecordId>, doing: &str) -> Result<()> {
    if event.is_some_and(is_event) {
        return Ok(());
    }
    Err(Error::new(Code::BadValue, doing, "it names no custody event")
        .remedy("Name the event; `custody list` shows them"))
}
