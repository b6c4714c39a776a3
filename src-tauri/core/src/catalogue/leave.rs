//! Leaving the site: one answer to whether everything is recorded, photographed, labelled, packed and sealed.
//!
//! Owns: which questions are asked, and how bad each answer is. Must never: show green where something was not looked
//! at. Red is what cannot be made good later or would be lost (an object without a reference, a count that differs);
//! amber is what a person must decide about; ready is only what is green throughout.

use super::Catalogue;
use crate::custody;
use crate::entry::Position;
use crate::error::Result;
use crate::head::head_code;
use crate::id::{RecordId, RecordKind};
use crate::json::Json;
use crate::ledger::{entries_of_kind, odd_events, split_entries};
use crate::store::listing::{Mark, flag};
use crate::store::{DraftRow, ItemRow};
use serde::Serialize;
use std::collections::BTreeMap;

/// As many objects of a line are named; the rest is counted.
const MOST_NAMED: usize = 200;

/// How a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Light {
    /// Done.
    Green,
    /// A person must decide.
    Amber,
    /// Must be put right before leaving.
    Red,
}

/// What a line asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LeaveKey {
    /// Is anything recorded at all?
    Recorded,
    /// Has every object a reference of its own?
    References,
    /// Is every object photographed in the views that the templates require?
    Views,
    /// Has every object a label?
    Labels,
    /// Is every object in a package?
    Bags,
    /// Is every draft sealed or saved?
    Drafts,
    /// Does every photo show something?
    Photos,
    /// Do counts, seals and contents agree in all custody events?
    Counts,
    /// Is every hand-over acknowledged?
    HandOvers,
    /// Is no conflict open?
    Conflicts,
}

/// One object, draft or event that keeps a line from being green.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LeaveItem {
    /// The record; of a draft about none, its kind and number, or of a new record's form its subject (`form:new…`).
    pub id: String,
    /// What it is called; of a draft without a name of its own, its kind.
    pub name: String,
    /// Its title; empty where it has none.
    pub title: String,
    /// What is missing: ids of views, codes of findings.
    pub missing: Vec<String>,
}

/// One question and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LeaveLine {
    /// The question.
    pub key: LeaveKey,
    /// The answer.
    pub light: Light,
    /// How many are not in order.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// The first of them.
    pub items: Vec<LeaveItem>,
}

/// The end of a chain that this catalogue writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LeaveHead {
    /// The signer's name or fingerprint.
    pub signer: String,
    /// This laptop.
    pub device: String,
    /// The number of the last entry.
    pub seq: u64,
    /// The code to be written on paper.
    pub code: String,
    /// True if it belongs to the key that is unlocked now.
    pub current: bool,
}

/// Whether the site may be left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LeaveCheck {
    /// True where every line is green.
    pub ready: bool,
    /// The worst of the lines.
    pub light: Light,
    /// The questions, in the order of the work.
    pub lines: Vec<LeaveLine>,
    /// Artefacts recorded.
    pub artefacts: u64,
    /// Objects that they stand for.
    pub objects: u64,
    /// The heads to write down, that of the unlocked key first. Exporting next keeps them as they are.
    pub heads: Vec<LeaveHead>,
    /// Entries of these chains that no export of this catalogue covers.
    pub not_exported: u64,
}

impl Catalogue {
    /// Looks at everything that has to be in order before the site is left.
    ///
    /// # Errors
    /// The database's failures.
    pub fn leave(&self) -> Result<LeaveCheck> {
        // One state for all of it: the head to write down covers what was looked at, and nothing else.
        let _held = self.database.hold()?;
        let reader = self.reader();
        let present = reader.present_marks()?;
        let lines = vec![
            recorded(&present),
            self.references_line(&present)?,
            self.views_line(&present)?,
            self.labels_line(&present)?,
            self.bags_line(&present)?,
            self.drafts_line()?,
            self.photos_line()?,
            self.counts_line()?,
            self.hand_overs_line()?,
            self.conflicts_line()?,
        ];
        let light = lines.iter().map(|line| line.light).max().unwrap_or(Light::Red);
        let (heads, not_exported) = self.heads_to_write_down()?;
        Ok(LeaveCheck {
            ready: light == Light::Green,
            light,
            lines,
            artefacts: present.len() as u64,
            objects: present.len() as u64 + reader.count_more_of_lots()?,
            heads,
            not_exported,
        })
    }

    fn references_line(&self, present: &[Mark]) -> Result<LeaveLine> {
        let twice = self.reader().listing_doubled()?;
        let is_wrong = |mark: &&Mark| mark.has(flag::NO_REFERENCE) || twice.contains(&mark.row);
        let wrong = present.iter().filter(is_wrong).map(|mark| mark.row);
        self.object_line(LeaveKey::References, Light::Red, present, wrong, &|item| {
            let why = if item.reference.is_empty() { "reference" } else { "reference_twice" };
            Ok(vec![why.to_owned()])
        })
    }

    fn views_line(&self, present: &[Mark]) -> Result<LeaveLine> {
        let mut wrong = Vec::new();
        for mark in present {
            // What was not measured yet is looked at here and now.
            let lacks = match mark.missing {
                Some(_) => mark.has(flag::LACKS_VIEW),
                None => !self.missing_views(&self.reader().record_name(mark.row)?)?.is_empty(),
            };
            wrong.extend(lacks.then_some(mark.row));
        }
        // An object without any picture cannot be recognised again.
        let unseen = present.iter().any(|mark| mark.has(flag::NO_PHOTO));
        let light = if unseen { Light::Red } else { Light::Amber };
        self.object_line(LeaveKey::Views, light, present, wrong, &|item| self.missing_views(&item.record))
    }

    /// The views that the templates require of an object and no photo shows.
    fn missing_views(&self, artefact: &RecordId) -> Result<Vec<String>> {
        let completeness = self.artefact_completeness(artefact)?;
        Ok(completeness.missing_views().map(str::to_owned).collect())
    }

    fn labels_line(&self, present: &[Mark]) -> Result<LeaveLine> {
        let printed = self.reader().printed_labels()?;
        let is_due = |mark: &&Mark| mark.has(flag::NO_LABEL) && !printed.contains(&mark.row);
        let due = present.iter().filter(is_due).map(|mark| mark.row);
        self.object_line(LeaveKey::Labels, Light::Amber, present, due, &|_| Ok(Vec::new()))
    }

    fn bags_line(&self, present: &[Mark]) -> Result<LeaveLine> {
        let unpacked = self.reader().unpacked_of(present)?;
        self.object_line(LeaveKey::Bags, Light::Amber, present, unpacked, &|_| Ok(Vec::new()))
    }

    /// A line about objects: all of those that keep it from being green are counted, the first are named with what is
    /// missing of each.
    fn object_line(
        &self,
        key: LeaveKey,
        light: Light,
        present: &[Mark],
        wrong: impl IntoIterator<Item = i64>,
        missing: &dyn Fn(&ItemRow) -> Result<Vec<String>>,
    ) -> Result<LeaveLine> {
        let mut wrong = wrong.into_iter();
        let first: Vec<i64> = wrong.by_ref().take(MOST_NAMED).collect();
        let count = first.len() + wrong.count();
        let items = self.reader().items_by_row(first)?;
        let items = items.iter().map(|item| Ok(object(item, missing(item)?))).collect::<Result<_>>()?;
        Ok(line(key, light, present.len(), Wrong { items, count }))
    }

    fn drafts_line(&self) -> Result<LeaveLine> {
        let reader = self.reader();
        let mut items = Vec::new();
        let mut count = 0;
        for (kind, all) in reader.count_drafts()? {
            count += number(all);
            let room = MOST_NAMED.saturating_sub(items.len());
            for draft in reader.drafts(&kind)?.iter().take(room) {
                items.push(self.draft_item(draft)?);
            }
        }
        Ok(line(LeaveKey::Drafts, Light::Amber, count, Wrong { items, count }))
    }

    /// A draft as a person knows it: the record that it is about, or what was typed as reference, title or first words.
    fn draft_item(&self, draft: &DraftRow) -> Result<LeaveItem> {
        let body = Json::parse(draft.content.as_bytes()).unwrap_or(Json::Null);
        let typed = |field: &str| typed(body.text_of(field).unwrap_or_default());
        let record = draft.subject.parse::<RecordId>().ok();
        let (id, name, title) = match (draft.kind.as_str(), record) {
            (super::form::KIND, Some(id)) => (id.to_string(), self.name_of(&id)?, typed("title")),
            ("custody", Some(id)) => (id.to_string(), self.event_name(id.as_str())?, String::new()),
            // The subject is what the form is opened by again.
            (kind @ super::form::KIND, None) => {
                (format!("{kind}:{}", draft.subject), typed("reference"), typed("title"))
            }
            (kind, _) => {
                let title = body.text_of("title").filter(|title| !title.is_empty());
                let title = title.or(body.text_of("text")).unwrap_or_default();
                (format!("{kind}:{}", draft.id), String::new(), first_words(title))
            }
        };
        let name = if name.is_empty() { draft.kind.clone() } else { name };
        Ok(LeaveItem { id, name, title, missing: Vec::new() })
    }

    fn photos_line(&self) -> Result<LeaveLine> {
        let reader = self.reader();
        let count = reader.count_waiting_photos()?;
        let mut wrong = Vec::new();
        for (id, shot) in reader.shots(Some(true), 0, 20)? {
            wrong.push(LeaveItem {
                id: id.to_string(),
                name: shot.name,
                title: String::new(),
                missing: Vec::new(),
            });
        }
        let mut line = line(LeaveKey::Photos, Light::Amber, 0, wrong);
        (line.count, line.of) = (count, count);
        Ok(line)
    }

    fn counts_line(&self) -> Result<LeaveLine> {
        let reader = self.reader();
        let counts = reader.custody_counts()?;
        let mut items = Vec::new();
        for (id, codes) in odd_events(&reader, MOST_NAMED)? {
            let missing = codes.into_iter().map(str::to_owned).collect();
            items.push(self.event_item(&id, missing)?);
        }
        let mut lots: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for finding in custody::split_findings(&split_entries(&reader)?) {
            lots.entry(finding.path).or_default().push(finding.code.to_owned());
        }
        let count = number(counts.odd).saturating_add(lots.len());
        let lot = |(id, missing): (String, Vec<String>)| LeaveItem {
            name: id.clone(),
            id,
            title: String::new(),
            missing,
        };
        let room = MOST_NAMED - items.len().min(MOST_NAMED);
        items.extend(lots.into_iter().take(room).map(lot));
        Ok(line(LeaveKey::Counts, Light::Red, number(counts.events), Wrong { items, count }))
    }

    fn hand_overs_line(&self) -> Result<LeaveLine> {
        let reader = self.reader();
        let counts = reader.custody_counts()?;
        let open = reader.open_hand_overs(MOST_NAMED)?.into_iter();
        let open = open.map(|entry| RecordId::new(RecordKind::Custody, entry));
        let items = open.map(|id| self.event_item(&id, Vec::new())).collect::<Result<_>>()?;
        let wrong = Wrong { items, count: number(counts.open) };
        Ok(line(LeaveKey::HandOvers, Light::Amber, number(counts.hand_overs), wrong))
    }

    fn event_item(&self, id: &RecordId, missing: Vec<String>) -> Result<LeaveItem> {
        let name = self.event_name(id.as_str())?;
        Ok(LeaveItem { id: id.to_string(), name, title: String::new(), missing })
    }

    /// What a person calls an event: its date and word.
    fn event_name(&self, id: &str) -> Result<String> {
        let digest = id.parse::<RecordId>().ok().and_then(|id| id.digest());
        let row = digest.map(|digest| self.reader().entry(&digest)).transpose()?.flatten();
        let entry = row.map(|row| row.entry()).transpose()?.flatten();
        let event = entry.as_ref().and_then(custody::CustodyEvent::read);
        Ok(event.map_or_else(|| id.to_owned(), |event| format!("{} {}", event.date, event.event.word())))
    }

    fn conflicts_line(&self) -> Result<LeaveLine> {
        let count = self.reader().count_conflicts()?;
        let mut wrong = Vec::new();
        for id in self.reader().records_in_conflict()?.into_iter().take(MOST_NAMED) {
            let name = self.name_of(&id)?;
            wrong.push(LeaveItem { id: id.to_string(), name, title: String::new(), missing: Vec::new() });
        }
        let mut line = line(LeaveKey::Conflicts, Light::Amber, 0, wrong);
        (line.count, line.of) = (count, count);
        line.light = if count == 0 { Light::Green } else { Light::Amber };
        Ok(line)
    }

    /// The ends of the chains that are written here, and how many of their entries no export covers.
    fn heads_to_write_down(&self) -> Result<(Vec<LeaveHead>, u64)> {
        let reader = self.reader();
        let own = self.seat.signer().map(|signer| *signer.key.public().as_bytes());
        let exported = self.exported_heads()?;
        let records = entries_of_kind(&reader, "export.record")?;
        let mut heads = Vec::new();
        let mut open = 0;
        let mut chains = reader.chains()?;
        chains.retain(|chain| chain.mine);
        chains.sort_by_key(|chain| (Some(chain.key) != own, std::cmp::Reverse(chain.id)));
        for chain in chains {
            let (signer, device) = self.author(chain.chain)?;
            let tips = reader.tips(&chain)?;
            let forked = tips.len() > 1;
            for (at, _) in tips {
                let covered =
                    exported.iter().filter(|h| h.chain == at.chain).map(|h| h.seq).max().unwrap_or(0);
                // An entry about an export itself needs no other export; it is on the chain of whoever exported.
                let about =
                    |e: &&crate::entry::Entry| e.chain == at.chain && e.seq > covered && e.seq <= at.seq;
                // On a fork they may be the other branch's: rather one too many is called open than one too few.
                let about_exports = if forked { 0 } else { records.iter().filter(about).count() as u64 };
                open += at.seq.saturating_sub(covered).saturating_sub(about_exports);
                heads.push(LeaveHead {
                    signer: signer.clone(),
                    device: device.clone(),
                    seq: at.seq,
                    code: head_code(&at),
                    current: Some(chain.key) == own,
                });
            }
        }
        Ok((heads, open))
    }

    /// The heads that exports of this catalogue name; an invitation lacks originals, and a dossier all but a few records.
    fn exported_heads(&self) -> Result<Vec<Position>> {
        let entries = entries_of_kind(&self.reader(), "export.record")?;
        let complete =
            entries.iter().filter(|entry| !matches!(entry.body.text_of("kind"), Some("invite" | "dossier")));
        Ok(complete.flat_map(|entry| entry.body.items_of("heads")).filter_map(Position::read).collect())
    }
}

/// The text that stands in a field of a form: what was kept is of the form's own shape, `{"one":{"text":"Ring"}}`.
fn typed(kept: &str) -> String {
    let shape = Json::parse(kept.as_bytes()).unwrap_or(Json::Null);
    let text = shape.get("one").and_then(|one| one.text_of("text"));
    first_words(text.unwrap_or_default())
}

/// As much of a text as fits into a line.
fn first_words(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(80).collect()
}

fn number(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn recorded(present: &[Mark]) -> LeaveLine {
    let light = if present.is_empty() { Light::Amber } else { Light::Green };
    LeaveLine { key: LeaveKey::Recorded, light, count: 0, of: present.len() as u64, items: Vec::new() }
}

/// What keeps a line from being green: the first of it by name, all of it counted.
struct Wrong {
    items: Vec<LeaveItem>,
    count: usize,
}

impl From<Vec<LeaveItem>> for Wrong {
    fn from(mut items: Vec<LeaveItem>) -> Self {
        let count = items.len();
        items.truncate(MOST_NAMED);
        Self { items, count }
    }
}

/// Green where nothing is wrong, else `light`.
fn line(key: LeaveKey, light: Light, of: usize, wrong: impl Into<Wrong>) -> LeaveLine {
    let Wrong { items, count } = wrong.into();
    let light = if count == 0 { Light::Green } else { light };
    LeaveLine { key, light, count: count as u64, of: of as u64, items }
}

fn object(item: &ItemRow, missing: Vec<String>) -> LeaveItem {
    let name = match item.reference.as_str() {
        "" => item.record.hex()[..12].to_owned(),
        reference => reference.to_owned(),
    };
    LeaveItem { id: item.record.to_string(), name, title: item.title.clone(), missing }
}
