//! Whether a custody event adds up before anybody signs it: counts, seals, and what would be left over.
//!
//! Owns: the comparison with what the catalogue holds now. Must never: write, or decide which of two counts is right.

use super::Catalogue;
use super::custody_form::{CustodyPreview, FormLine, Named, SealLine, SealState};
use super::preview::EntryPreview;
use crate::custody::{self, CustodyEvent, EventKind, Standing, Status, gather, standings};
use crate::entry::{Class, Entry, NewChange};
use crate::error::{Code, Error, Result};
use crate::finding::Finding;
use crate::id::{RecordId, RecordKind};
use crate::json::Json;
use crate::ledger::{custody_around, custody_event, history, objects_of};
use crate::package::seal_key;
use crate::store::ItemRow;
use crate::store::listing::flag;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// As many objects are named in each list; the rest is counted.
const MOST_NAMED: usize = 500;

/// The entry that would be signed.
pub(super) struct Signing {
    /// `custody.record` or `custody.correct`.
    pub kind: &'static str,
    pub class: Class,
    pub changes: Vec<NewChange>,
    pub body: Json,
    /// True where the entry of a drawn signature comes before it.
    pub comes_later: bool,
    /// The event that it corrects; `None` for one of its own.
    pub about: Option<RecordId>,
}

/// An object of an event.
struct Weighed {
    id: RecordId,
    quantity: Option<u64>,
    of: Option<u64>,
    named: bool,
}

/// An artefact that would stay here.
struct Over {
    row: i64,
    /// How many of it; `None` where its row alone says that something of it is here.
    left: Option<u64>,
}

/// How many objects a record stands for; none for a package.
fn number_of(item: &ItemRow) -> Option<u64> {
    (item.kind == "artefact").then(|| u64::try_from(item.quantity).unwrap_or(1))
}

/// What would be signed, the findings that it would bring, and what keeps it from being signed.
type Signed = (Option<EntryPreview>, Vec<Finding>, Option<Error>);

impl Catalogue {
    /// Compares an event with what is held, and shows the entry that would say it; `wrong` keeps it from being signed.
    pub(super) fn weigh(
        &self,
        event: &CustodyEvent,
        named: Named,
        signing: Signing,
        wrong: Option<Error>,
    ) -> Result<CustodyPreview> {
        let (read, mut held) = self.held_about(event, signing.about.as_ref())?;
        let mut events = gather(&held).events;
        // What is corrected gave nothing away but by the version that takes its place.
        events.retain(|known| Some(&known.id) != signing.about.as_ref());
        let given = standings(&events);
        let (entry, findings, wrong) = match wrong {
            Some(error) => (None, Vec::new(), Some(error)),
            None => self.would_be_signed(signing, &mut held)?,
        };
        let objects = self.all_objects(event)?;
        let over = self.left_over(event, &read, &given)?;
        let hand_over = event.event.is_hand_over();
        let gone = objects.iter().filter(|object| hand_over && is_gone(object, &given));
        let line = |object: &Weighed| self.form_line(&object.id, object.quantity, object.named);
        let some = over.iter().take(MOST_NAMED);
        Ok(CustodyPreview {
            seals: self.compare_seals(event)?,
            recorded_count: event.recorded_count,
            stated_count: event.stated_count,
            status: if event.photos.is_empty() { Status::Stated } else { Status::Acknowledged },
            not_accounted_total: over.len(),
            not_accounted: some.map(|over| self.form_line_left(over)).collect::<Result<_>>()?,
            problem: wrong.map(|error| (problem_text(&error), error.remedy)),
            objects: objects.iter().take(MOST_NAMED).map(line).collect::<Result<_>>()?,
            objects_total: objects.len(),
            unknown: named.unknown,
            twice: named.twice,
            findings,
            gone_before: gone.take(MOST_NAMED).map(line).collect::<Result<_>>()?,
            also_signed: Vec::new(),
            entry,
        })
    }

    /// The entry that would be signed, and the findings of its event afterwards.
    fn would_be_signed(&self, signing: Signing, held: &mut Vec<Entry>) -> Result<Signed> {
        let Signing { kind, class, changes, body, comes_later, about } = signing;
        let (preview, entry) = match self.preview_entry(kind, class, changes, body, comes_later) {
            Ok(found) => found,
            Err(error) if error.code == Code::KeyLocked => return Ok((None, Vec::new(), Some(error))),
            Err(error) => return Err(error),
        };
        let own = about.or_else(|| entry.created());
        held.push(entry);
        let findings = custody::findings(&*held);
        let mine = |f: &Finding| own.as_ref().is_some_and(|id| f.path == id.as_str());
        Ok((Some(preview), findings.into_iter().filter(mine).collect(), None))
    }

    /// Every object of an event with its number: what is named first, then what goes along inside packages.
    fn all_objects(&self, event: &CustodyEvent) -> Result<Vec<Weighed>> {
        let mut objects = Vec::new();
        for subject in &event.subjects {
            let of = self.reader().item(&subject.record)?.and_then(|item| number_of(&item));
            objects.push(Weighed { id: subject.record.clone(), quantity: subject.quantity, of, named: true });
        }
        let named: BTreeSet<&RecordId> = event.subjects.iter().map(|s| &s.record).collect();
        let mut along = Vec::new();
        for id in event.contents.iter().filter(|id| !named.contains(id)) {
            let item = self.reader().item(id)?;
            let of = item.as_ref().and_then(number_of);
            let weighed = Weighed { id: id.clone(), quantity: of, of, named: false };
            along.push((item.map(|item| item.order_key), weighed));
        }
        along.sort_by(|a, b| (&a.0, &a.1.id).cmp(&(&b.0, &b.1.id)));
        objects.extend(along.into_iter().map(|(_, weighed)| weighed));
        Ok(objects)
    }

    fn form_line(&self, id: &RecordId, quantity: Option<u64>, named: bool) -> Result<FormLine> {
        let item = self.reader().item(id)?;
        let of = item.as_ref().and_then(number_of);
        Ok(FormLine {
            reference: self.name_of(id)?,
            title: item.map(|item| item.title).unwrap_or_default(),
            too_many: quantity.zip(of).is_some_and(|(quantity, of)| quantity > of),
            quantity,
            of,
            named,
            inside: self.inside(&self.record_as_held(id)?)?.into_iter().next(),
            id: id.clone(),
        })
    }

    /// After a hand-over, artefacts that neither it names nor an earlier one gave away, or not all of a lot. `read` are
    /// the objects of which `given` is known here; of all others their rows say whether anything of them is still here.
    fn left_over(
        &self,
        event: &CustodyEvent,
        read: &BTreeSet<RecordId>,
        given: &BTreeMap<RecordId, Standing>,
    ) -> Result<Vec<Over>> {
        if !event.event.is_hand_over() {
            return Ok(Vec::new());
        }
        let reader = self.reader();
        let along = event.contents.iter().map(|id| (id, u64::MAX));
        let named = event.subjects.iter().map(|s| (&s.record, s.quantity.unwrap_or(u64::MAX)));
        let goes: BTreeMap<&RecordId, u64> = along.chain(named).collect();
        let mut known: HashMap<i64, u64> = HashMap::new();
        for id in read.iter().chain(goes.keys().copied()) {
            let Some((row, item)) = reader.record_row(id)?.zip(reader.item(id)?) else { continue };
            let all = u64::try_from(item.quantity).unwrap_or(1);
            let here = given.get(id).map_or(all, |standing| standing.left_of(all));
            known.insert(row, here.saturating_sub(goes.get(id).copied().unwrap_or(0)));
        }
        let over = reader.present_marks()?.into_iter().filter_map(|mark| match known.get(&mark.row) {
            Some(left) => (*left > 0).then_some(Over { row: mark.row, left: Some(*left) }),
            None => (!mark.has(flag::GONE)).then_some(Over { row: mark.row, left: None }),
        });
        Ok(over.collect())
    }

    fn form_line_left(&self, over: &Over) -> Result<FormLine> {
        let id = self.reader().record_name(over.row)?;
        let left = match over.left {
            Some(left) => left,
            None => {
                let all =
                    self.reader().item(&id)?.map_or(1, |item| u64::try_from(item.quantity).unwrap_or(1));
                // Of one object that is not gone nothing is gone.
                let events = if all == 1 { Vec::new() } else { self.timeline(&id)?.events };
                standings(&events).get(&id).map_or(all, |standing| standing.left_of(all))
            }
        };
        self.form_line(&id, Some(left), false)
    }

    /// The objects of an event and of the one that it corrects, and what is held about them, as far as anything depends
    /// on it.
    fn held_about(
        &self,
        event: &CustodyEvent,
        about: Option<&RecordId>,
    ) -> Result<(BTreeSet<RecordId>, Vec<Entry>)> {
        let reader = self.reader();
        let mut objects: BTreeSet<RecordId> = event.subjects.iter().map(|s| s.record.clone()).collect();
        objects.extend(event.contents.iter().cloned());
        let corrected = about.map(|id| custody_event(&reader, id)).transpose()?.flatten();
        objects.extend(corrected.iter().flat_map(objects_of).cloned());
        let mut held = custody_around(&reader, objects.clone())?;
        held.extend(about.map(|id| history(&reader, id)).transpose()?.into_iter().flatten());
        Ok((objects, held))
    }

    /// The seals named beside those that the records of the packages say are on them.
    fn compare_seals(&self, event: &CustodyEvent) -> Result<Vec<SealLine>> {
        let mut named: BTreeMap<String, String> =
            event.seals.iter().map(|s| (seal_key(s), s.clone())).collect();
        let is_package = |id: &&RecordId| id.kind() == Some(RecordKind::Package);
        let packages = event.subjects.iter().map(|s| &s.record).filter(is_package);
        let mut lines = Vec::new();
        // Before a sealing the packages have other seals or none: there is nothing to compare yet.
        for package in packages.filter(|_| event.event != EventKind::Sealed) {
            let on = self
                .record_as_held(package)?
                .value("seals")
                .map(crate::package::seals_of)
                .unwrap_or_default();
            for number in on {
                let matches = named.remove(&seal_key(&number)).is_some();
                let state = if matches { SealState::Matches } else { SealState::NotNamed };
                lines.push(SealLine { number, package: Some(self.name_of(package)?), state });
            }
        }
        if event.event != EventKind::Sealed {
            let unknown = named.into_values().map(|number| SealLine {
                number,
                package: None,
                state: SealState::Unknown,
            });
            lines.extend(unknown);
        }
        Ok(lines)
    }
}

/// True where an earlier event gave away so many that this number is not here any more.
fn is_gone(object: &Weighed, given: &BTreeMap<RecordId, Standing>) -> bool {
    let Some(standing) = given.get(&object.id).filter(|standing| standing.gone > 0) else { return false };
    match (object.of, object.quantity) {
        (Some(of), Some(quantity)) => quantity > standing.left_of(of),
        _ => true,
    }
}

fn problem_text(error: &Error) -> String {
    let subject = error.subject.as_ref().map(|subject| format!(" ({subject})")).unwrap_or_default();
    format!("{}{subject}", error.what)
}
