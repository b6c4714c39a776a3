//! Seals and contents, followed from event to event.
//!
//! Owns: which seals close each artefact and package, what was in it at sealing, and the findings where a later
//! event says otherwise. Must never: guess which of several packages a seal is on: a sealing of several together is
//! followed as one.
//!
//! The rules:
//! - what was never sealed here may change hands with no seal named; seals first named in another event (a package
//!   that came sealed) are followed from there;
//! - whoever hands over, receives or opens something sealed names the seals last put on it; earlier ones that are
//!   still on, and those of packages inside, may be named too;
//! - opening takes all seals off, breaking takes off those named; a seal on something opened or broken and not sealed
//!   again is unknown.

use super::event::CustodyEvent;
use super::gather::Recorded;
use super::kind::EventKind;
use super::reconcile::{NOT_ACCOUNTED_FOR, SEAL_DIFFERS, SEAL_MISSING, finding};
use crate::finding::Finding;
use crate::id::{RecordId, RecordKind};
use crate::package::seal_key;
use std::collections::{BTreeMap, BTreeSet};

/// Seals by the key they compare by, as they were written.
type Seals = BTreeMap<String, String>;

/// One act of sealing, or the first naming of seals that were on already.
struct Sealing {
    subjects: BTreeSet<RecordId>,
    contents: BTreeSet<RecordId>,
    seals: Seals,
}

/// What happened to the seals of a record since it was last open. Steps point at lists that many records share, so
/// that a long list of seals on many packages takes no more room than its entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// Seals were put on: a place in `Tracker::sealings`.
    Sealed(usize),
    /// Seals were broken: a place in `Tracker::breakings`; an empty list there means all.
    Broken(usize),
}

#[derive(Default)]
struct Tracker {
    sealings: Vec<Sealing>,
    breakings: Vec<Seals>,
    /// A record stands here from its first seal or opening on; before that nothing is known of it. No steps: open.
    closed: BTreeMap<RecordId, Vec<Step>>,
    found: Vec<Finding>,
}

/// The findings about seals and contents, from events in order of display.
pub(super) fn findings(events: &[Recorded]) -> Vec<Finding> {
    let mut tracker = Tracker::default();
    for event in events {
        tracker.follow(event);
    }
    tracker.found
}

fn keyed(seals: &[String]) -> Seals {
    seals.iter().map(|s| (seal_key(s), s.clone())).filter(|(key, _)| !key.is_empty()).collect()
}

fn subjects_of(event: &CustodyEvent) -> BTreeSet<RecordId> {
    event.subjects.iter().map(|s| s.record.clone()).collect()
}

fn is_package(id: &RecordId) -> bool {
    id.kind() == Some(RecordKind::Package)
}

/// Texts one after the other; `none` where there are none, so that a reader sees that this was meant.
fn listed<'a>(texts: impl IntoIterator<Item = &'a String>) -> String {
    let texts: Vec<&str> = texts.into_iter().map(String::as_str).collect();
    if texts.is_empty() { "none".to_owned() } else { texts.join(", ") }
}

impl Tracker {
    fn follow(&mut self, event: &Recorded) {
        let said = event.in_force();
        let (subjects, named) = (subjects_of(said), keyed(&said.seals));
        if said.event == EventKind::Sealed {
            self.seal(said, &subjects, named);
            return;
        }
        self.meet(said, &subjects, &named);
        self.check_seals(event, &subjects, &named);
        if said.event == EventKind::Opened || said.event.passes_hands() {
            self.check_contents(event, &subjects);
        }
        match said.event {
            EventKind::SealBroken => self.break_seals(&subjects, named),
            EventKind::Opened => self.open(&subjects),
            _ => self.take_over(&subjects, &named),
        }
    }

    fn seal(&mut self, said: &CustodyEvent, subjects: &BTreeSet<RecordId>, seals: Seals) {
        let step = Step::Sealed(self.sealings.len());
        let is_on = |steps: &&Vec<Step>| !self.on(steps).is_empty();
        let still: BTreeSet<Vec<Step>> = self.stories(subjects).into_iter().filter(is_on).cloned().collect();
        for record in subjects {
            let steps = self.closed.entry(record.clone()).or_default();
            if !still.contains(steps) {
                steps.clear();
            }
            steps.push(step);
        }
        let contents = said.contents.iter().cloned().collect();
        self.sealings.push(Sealing { subjects: subjects.clone(), contents, seals });
    }

    /// Seals named on something of which none was known: it came with them, and nobody recorded what was in it when
    /// they were put on.
    fn meet(&mut self, said: &CustodyEvent, subjects: &BTreeSet<RecordId>, named: &Seals) {
        let fresh = without(named, &self.known(subjects.iter().chain(&said.contents)));
        let is_stranger = |id: &&RecordId| !self.closed.contains_key(*id);
        let strangers: BTreeSet<RecordId> = subjects.iter().filter(is_stranger).cloned().collect();
        self.put_on(strangers, fresh);
    }

    fn put_on(&mut self, records: BTreeSet<RecordId>, seals: Seals) {
        if records.is_empty() || seals.is_empty() {
            return;
        }
        let step = Step::Sealed(self.sealings.len());
        self.closed.extend(records.iter().map(|id| (id.clone(), vec![step])));
        self.sealings.push(Sealing { subjects: records, contents: BTreeSet::new(), seals });
    }

    /// The seals that are on after these steps.
    fn on(&self, steps: &[Step]) -> Seals {
        let mut on = Seals::new();
        for step in steps {
            match step {
                Step::Sealed(n) => {
                    on.extend(self.sealings.get(*n).iter().flat_map(|s| &s.seals).map(clone));
                }
                Step::Broken(n) => match self.breakings.get(*n).filter(|named| !named.is_empty()) {
                    Some(named) => on.retain(|key, _| !named.contains_key(key)),
                    None => on.clear(),
                },
            }
        }
        on
    }

    /// The different stories of these records' seals: packages sealed together have one.
    fn stories<'a>(&self, records: impl IntoIterator<Item = &'a RecordId>) -> BTreeSet<&Vec<Step>> {
        records.into_iter().filter_map(|id| self.closed.get(id)).collect()
    }

    /// All seals known on any of these since it was last open, broken ones too: those may still hang there.
    fn known<'a>(&self, records: impl IntoIterator<Item = &'a RecordId>) -> Seals {
        let steps: BTreeSet<&Step> = self.stories(records).into_iter().flatten().collect();
        let sealings = steps.into_iter().filter_map(|step| match step {
            Step::Sealed(n) => self.sealings.get(*n),
            Step::Broken(_) => None,
        });
        sealings.flat_map(|s| &s.seals).map(clone).collect()
    }

    /// The seals on these that an event of this kind may name: whoever gives or takes says what is on, others may
    /// name broken ones too.
    fn may_name<'a>(&self, kind: &EventKind, records: impl IntoIterator<Item = &'a RecordId>) -> Seals {
        if !kind.passes_hands() {
            return self.known(records);
        }
        self.stories(records).into_iter().flat_map(|steps| self.on(steps)).collect()
    }

    fn check_seals(&mut self, event: &Recorded, subjects: &BTreeSet<RecordId>, named: &Seals) {
        let said = event.in_force();
        let needed = self.needed(said, subjects);
        let lacking = needed.iter().any(|(seals, all)| {
            let missing = seals.keys().filter(|key| !named.contains_key(*key)).count();
            if *all { missing > 0 } else { missing == seals.len() }
        });
        // A package inside of which no seal is known may have some of its own.
        let may_bring = said.contents.iter().any(|id| is_package(id) && !self.closed.contains_key(id));
        let expected = self.may_name(&said.event, subjects);
        let strange = without(&without(named, &expected), &self.known(&said.contents));
        let foreign = !may_bring && !strange.is_empty();
        let was_broken = self.stories(subjects).into_iter().flatten().any(|s| matches!(s, Step::Broken(_)));
        let numberless = said.event == EventKind::SealBroken && named.is_empty() && !was_broken;
        if !(lacking || foreign || numberless) {
            return;
        }
        let last: Seals = needed.into_iter().flat_map(|(seals, _)| seals).collect();
        let expected = if last.is_empty() { expected } else { last };
        let code = if named.is_empty() { SEAL_MISSING } else { SEAL_DIFFERS };
        let what = finding(code, &event.id).expected(listed(expected.values()));
        self.found.push(what.found(listed(named.values())));
    }

    /// The seals that an event has to name, by act of sealing, and whether all of them: where only some of the
    /// packages that were sealed together are here, nobody can say which seals are theirs, so one is enough.
    fn needed(&self, said: &CustodyEvent, subjects: &BTreeSet<RecordId>) -> Vec<(Seals, bool)> {
        if said.event != EventKind::Opened && !said.event.passes_hands() {
            return Vec::new();
        }
        let mut needed: BTreeMap<usize, Seals> = BTreeMap::new();
        for steps in self.stories(subjects) {
            let Some((number, sealing)) = self.last_sealing(steps) else { continue };
            let on = self.on(steps);
            let still = sealing.seals.iter().filter(|(key, _)| on.contains_key(*key)).map(clone);
            needed.entry(number).or_default().extend(still);
        }
        let with_all = needed.into_iter().filter(|(_, seals)| !seals.is_empty()).map(|(number, seals)| {
            let all = self.sealings.get(number).is_some_and(|s| s.subjects.is_subset(subjects));
            (seals, all)
        });
        with_all.collect()
    }

    fn last_sealing(&self, steps: &[Step]) -> Option<(usize, &Sealing)> {
        steps.iter().rev().find_map(|step| match step {
            Step::Sealed(n) => Some((*n, self.sealings.get(*n)?)),
            Step::Broken(_) => None,
        })
    }

    /// Compares what is in the packages with what was in them at sealing, where that was recorded.
    fn check_contents(&mut self, event: &Recorded, subjects: &BTreeSet<RecordId>) {
        let now: BTreeSet<RecordId> =
            event.in_force().contents.iter().filter(|id| !subjects.contains(*id)).cloned().collect();
        let packages: Vec<&RecordId> = subjects.iter().filter(|id| is_package(id)).collect();
        let mut all_known = !packages.is_empty() && packages.iter().all(|id| self.closed.contains_key(*id));
        let mut then = BTreeSet::new();
        for steps in self.stories(packages) {
            let sealing = self.last_sealing(steps).map(|(_, sealing)| sealing);
            let whole = sealing.filter(|s| s.subjects.is_subset(subjects) && !s.contents.is_empty());
            all_known &= whole.is_some();
            then.extend(whole.into_iter().flat_map(|s| &s.contents).cloned());
        }
        let gone = then.iter().filter(|id| !now.contains(*id) && !subjects.contains(*id));
        self.found.extend(gone.map(|id| finding(NOT_ACCOUNTED_FOR, &event.id).expected(id)));
        if all_known {
            let extra = now.iter().filter(|id| !then.contains(*id));
            self.found.extend(extra.map(|id| finding(NOT_ACCOUNTED_FOR, &event.id).found(id)));
        }
    }

    fn break_seals(&mut self, subjects: &BTreeSet<RecordId>, named: Seals) {
        let step = Step::Broken(self.breakings.len());
        for record in subjects {
            if let Some(steps) = self.closed.get_mut(record) {
                steps.push(step);
            }
        }
        self.breakings.push(named);
    }

    fn open(&mut self, subjects: &BTreeSet<RecordId>) {
        self.closed.extend(subjects.iter().map(|id| (id.clone(), Vec::new())));
    }

    /// A seal on something that no seal closed any more was found above; from here on it is followed, so that it is
    /// found once.
    fn take_over(&mut self, subjects: &BTreeSet<RecordId>, named: &Seals) {
        let fresh = without(named, &self.known(subjects));
        // Of many that were sealed together, the story is one.
        let without_seals = |steps: &&Vec<Step>| self.on(steps).is_empty();
        let open: BTreeSet<&Vec<Step>> = self.stories(subjects).into_iter().filter(without_seals).collect();
        let is_open = |id: &&RecordId| self.closed.get(*id).is_some_and(|steps| open.contains(steps));
        let open: BTreeSet<RecordId> = subjects.iter().filter(is_open).cloned().collect();
        self.put_on(open, fresh);
    }
}

/// Those of the one that are not among the other.
fn without(seals: &Seals, other: &Seals) -> Seals {
    seals.iter().filter(|(key, _)| !other.contains_key(*key)).map(clone).collect()
}

fn clone((key, text): (&String, &String)) -> (String, String) {
    (key.clone(), text.clone())
}
