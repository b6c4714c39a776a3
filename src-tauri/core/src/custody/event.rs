//! What happened to objects: the body of `custody.record`, FORMAT.md section 8.
//!
//! Owns: reading and writing the body, and how objects are counted; the rules for a new one are in `rules`. Must
//! never: refuse to read what another program signed; it is shown as far as it can be read.

use super::kind::EventKind;
use super::members::Members;
use super::rules::is_time;
use crate::edtf::Edtf;
use crate::entry::Entry;
use crate::id::{RecordId, RecordKind};
use crate::json::{Json, MAX_INTEGER, object};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A person or body that gave or took; at least name or organisation is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct Party {
    /// The person's name; empty where unknown.
    pub name: String,
    /// The agency, museum or company; empty where there is none.
    pub organisation: String,
    /// The person's role; empty where unknown.
    pub role: String,
}

impl Party {
    /// The object in a body.
    pub fn to_json(&self) -> Json {
        object([
            ("name", given(&self.name)),
            ("organisation", given(&self.organisation)),
            ("role", given(&self.role)),
        ])
    }

    /// What can be read of a party, and whether that is all of it.
    pub(super) fn read(value: &Json) -> (Option<Self>, bool) {
        if let Some(name) = value.text() {
            let party = Self { name: name.to_owned(), ..Self::default() };
            return (Some(party).filter(|p| *p != Self::default()), false);
        }
        let mut members = Members::of(value);
        let party = Self {
            name: members.text("name"),
            organisation: members.text("organisation"),
            role: members.text("role"),
        };
        let whole = value.object().is_some() && members.malformed().is_empty();
        (Some(party).filter(|p| *p != Self::default()), whole)
    }

    /// True where neither name nor organisation says who it is.
    pub fn is_nameless(&self) -> bool {
        self.name.trim().is_empty() && self.organisation.trim().is_empty()
    }
}

/// An artefact or package that the signer named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Subject {
    /// The record.
    pub record: RecordId,
    /// How many objects of an artefact's record it concerns; none for a package. In what another program wrote
    /// none counts as 1.
    pub quantity: Option<u64>,
}

impl Subject {
    fn to_json(&self) -> Json {
        object([("record", self.record.as_str().into()), ("quantity", count(self.quantity))])
    }
}

/// A custody event: what its signer saw and says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CustodyEvent {
    /// What happened.
    pub event: EventKind,
    /// When, as EDTF.
    pub date: String,
    /// The time of day, `hh:mm`, local.
    pub time: Option<String>,
    /// Why; empty where not said.
    pub reason: String,
    /// Who gave.
    pub from: Option<Party>,
    /// Who took, or has the objects now.
    pub to: Option<Party>,
    /// Where; empty where not said.
    pub place: String,
    /// Artefacts and packages that the signer named.
    pub subjects: Vec<Subject>,
    /// All that was in the packages named, as the signer saw it.
    pub contents: Vec<RecordId>,
    /// Numbers of seals, as they read.
    pub seals: Vec<String>,
    /// Numbers of bags, as they read.
    pub bags: Vec<String>,
    /// The condition of the objects; empty where not said.
    pub condition: String,
    /// How many objects a paper or person said there are.
    pub stated_count: Option<u64>,
    /// How many objects are named here; see [`recorded_count`].
    pub recorded_count: u64,
    /// Photos of signed slips.
    pub photos: Vec<RecordId>,
    /// The names of members that are there and not of the form of FORMAT.md section 8. Never written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<String>>", optional))]
    pub malformed: Vec<String>,
}

impl CustodyEvent {
    /// An event with nothing but kind and date, to be filled in.
    pub fn new(event: EventKind, date: impl Into<String>) -> Self {
        Self { event, date: date.into(), ..Self::read_body(&Json::Null, "event", "reason") }.unmarked()
    }

    fn unmarked(mut self) -> Self {
        self.malformed.clear();
        self
    }

    /// The body of `custody.record`.
    pub fn to_body(&self) -> Json {
        Json::Object(self.members("event", "reason"))
    }

    /// The members of section 8. A correction has an `event` and `reason` of its own, so these two get names.
    pub(super) fn members(&self, event: &str, reason: &str) -> Vec<(String, Json)> {
        let ids = |ids: &[RecordId]| Json::List(ids.iter().map(|id| id.as_str().into()).collect());
        let party = |party: &Option<Party>| party.as_ref().map(Party::to_json).into();
        let members = [
            (event, self.event.word().into()),
            ("date", self.date.as_str().into()),
            ("time", self.time.as_deref().into()),
            (reason, given(&self.reason)),
            ("from", party(&self.from)),
            ("to", party(&self.to)),
            ("place", given(&self.place)),
            ("subjects", Json::List(self.subjects.iter().map(Subject::to_json).collect())),
            ("contents", ids(&self.contents)),
            ("seals", self.seals.clone().into()),
            ("bags", self.bags.clone().into()),
            ("condition", given(&self.condition)),
            ("stated_count", count(self.stated_count)),
            ("recorded_count", count(Some(self.recorded_count))),
            ("photos", ids(&self.photos)),
        ];
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The event that a `custody.record` says; `None` for entries of other kinds. Whatever the body holds, the
    /// event is there: a chain of custody has no silent gap.
    pub fn read(entry: &Entry) -> Option<Self> {
        (entry.kind == "custody.record").then(|| Self::read_body(&entry.body, "event", "reason"))
    }

    /// Reads the members of section 8 under the names that [`CustodyEvent::members`] gives them.
    pub(super) fn read_body(body: &Json, event: &str, reason: &str) -> Self {
        let mut members = Members::of(body);
        let mut read = Self {
            event: EventKind::from_word(&members.text(event)),
            date: members.text("date"),
            time: Some(members.text("time")).filter(|time| !time.is_empty()),
            reason: members.text(reason),
            from: members.party("from"),
            to: members.party("to"),
            place: members.text("place"),
            subjects: read_subjects(&mut members),
            contents: members.records("contents"),
            seals: members.texts("seals"),
            bags: members.texts("bags"),
            condition: members.text("condition"),
            stated_count: members.count("stated_count"),
            recorded_count: 0,
            photos: members.photos("photos"),
            malformed: Vec::new(),
        };
        read.recorded_count = members.count("recorded_count").unwrap_or_else(|| {
            members.complain("recorded_count");
            read.tally().least
        });
        if read.event.word().is_empty() {
            members.complain(event);
        }
        if Edtf::parse(&read.date).is_err() {
            members.complain("date");
        }
        if read.time.as_deref().is_some_and(|time| !is_time(time)) {
            members.complain("time");
        }
        read.malformed = members.malformed();
        read
    }

    /// True where the event names the record, itself or inside a package.
    pub fn concerns(&self, record: &RecordId) -> bool {
        self.contents.contains(record) || self.subjects.iter().any(|s| s.record == *record)
    }

    /// What can be counted here without knowing how many objects the records in `contents` stand for.
    pub(super) fn tally(&self) -> Tally {
        let named = named_objects(&self.subjects);
        let unknown = self.contents.iter().any(|id| is_object(id) && !named.contains_key(id));
        let exact = !unknown;
        let least = named.values().fold(0, |sum: u64, n| sum.saturating_add(*n));
        match (exact, named.is_empty()) {
            (true, true) => Tally { least: distinct(&self.subjects), exact },
            _ => Tally { least, exact },
        }
    }
}

/// What can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    /// At least so many.
    pub least: u64,
    /// And not more.
    pub exact: bool,
}

impl Tally {
    /// True where there can be so many.
    pub(super) fn allows(self, count: u64) -> bool {
        if self.exact { count == self.least } else { count >= self.least }
    }
}

/// How many objects an event names: the quantities of the artefacts among its subjects, and those of the artefacts
/// in its packages, each record once. Where it names no artefact at all, the packages count.
pub fn recorded_count(
    subjects: &[Subject],
    contents: &[RecordId],
    quantity_of: &dyn Fn(&RecordId) -> u64,
) -> u64 {
    let mut named = named_objects(subjects);
    for id in contents.iter().filter(|id| is_object(id)) {
        named.entry(id).or_insert_with(|| quantity_of(id));
    }
    if named.is_empty() {
        return distinct(subjects);
    }
    named.values().fold(0, |sum: u64, n| sum.saturating_add(*n))
}

/// Each object named, with its quantity; of a record named twice (nobody may) the larger.
fn named_objects(subjects: &[Subject]) -> BTreeMap<&RecordId, u64> {
    let mut named = BTreeMap::new();
    for subject in subjects.iter().filter(|s| is_object(&s.record)) {
        let quantity = named.entry(&subject.record).or_insert(0);
        *quantity = subject.quantity.unwrap_or(1).max(*quantity);
    }
    named
}

fn distinct(subjects: &[Subject]) -> u64 {
    let records: BTreeSet<&RecordId> = subjects.iter().map(|s| &s.record).collect();
    u64::try_from(records.len()).unwrap_or(u64::MAX)
}

/// Packages hold objects and are none.
pub(super) fn is_object(id: &RecordId) -> bool {
    id.kind() != Some(RecordKind::Package)
}

fn read_subjects(members: &mut Members<'_>) -> Vec<Subject> {
    let mut whole = true;
    let read = members.list("subjects", |item| {
        Some((item.text_of("record")?.parse().ok()?, item.get("quantity").cloned().unwrap_or(Json::Null)))
    });
    let subjects = read.into_iter().map(|(record, quantity)| {
        let number = quantity.int().and_then(|n| u64::try_from(n).ok());
        whole &= number.is_some() || quantity == Json::Null;
        Subject { record, quantity: number }
    });
    let subjects = subjects.collect();
    if !whole {
        members.complain("subjects");
    }
    subjects
}

/// `null` in place of an empty text.
fn given(text: &str) -> Json {
    if text.is_empty() { Json::Null } else { text.into() }
}

/// A count within the integers of section 2; `validate` has refused larger ones.
fn count(number: Option<u64>) -> Json {
    number.map(|n| Json::Int(i64::try_from(n).map_or(MAX_INTEGER, |n| n.min(MAX_INTEGER)))).into()
}
