//! What does not add up.
//!
//! Owns: the findings about counts, acceptances and form; those about seals and contents are in `seals`. Pure:
//! findings are a function of the set of entries. Must never: settle anything, or block recording; a finding is
//! for a person to look into, and a correction or a further event is how it is answered.
//!
//! All are `unverifiable`: nothing signed was altered, and nothing here shows which of two statements is true.

use super::event::CustodyEvent;
use super::gather::{Recorded, Status, gather};
use super::seals;
use crate::entry::Entry;
use crate::finding::{Finding, FindingKind};
use crate::id::RecordId;
use crate::json::Json;
use crate::register::normal;
use std::collections::{BTreeMap, BTreeSet};

/// The count that a paper or person stated is not what the event names.
pub const COUNT_DIFFERS: &str = "count-differs";
/// The signed `recorded_count` is not what the subjects add up to.
pub const RECORDED_COUNT_DIFFERS: &str = "recorded-count-differs";
/// The seals named are not those last put on, or one is lacking.
pub const SEAL_DIFFERS: &str = "seal-differs";
/// A sealed package changed hands or was opened, or a seal was broken, and no seal is named.
pub const SEAL_MISSING: &str = "seal-missing";
/// An object was in the package when it was sealed and is not in it now (`expected`), or the other way round
/// (`found`).
pub const NOT_ACCOUNTED_FOR: &str = "not-accounted-for";
/// A lot was split into parts that do not add up to it.
pub const COUNT_LOST_IN_SPLIT: &str = "count-lost-in-split";
/// Two acceptances of one event say different things.
pub const ACCEPTED_TWICE: &str = "accepted-twice";
/// Members of the body are not of the form of FORMAT.md section 8; they are shown as far as they can be read.
pub const CUSTODY_FORM: &str = "custody-form";
/// Signed slips are named (`expected`), and not all of them are here (`found`): what acknowledges it cannot be read.
pub const SLIP_ABSENT: &str = "slip-absent";

/// Who gave what to whom was corrected after it was acknowledged, and nobody acknowledged it as it stands.
pub const CHANGED_AFTER_ACCEPTANCE: &str = "changed-after-acceptance";
/// More objects of a record are named (`found`) than it stands for (`expected`).
pub const MORE_THAN_THERE_ARE: &str = "more-than-there-are";

/// All codes of this module.
pub const CODES: [&str; 11] = [
    COUNT_DIFFERS,
    RECORDED_COUNT_DIFFERS,
    SEAL_DIFFERS,
    SEAL_MISSING,
    NOT_ACCOUNTED_FOR,
    COUNT_LOST_IN_SPLIT,
    ACCEPTED_TWICE,
    CUSTODY_FORM,
    SLIP_ABSENT,
    MORE_THAN_THERE_ARE,
    CHANGED_AFTER_ACCEPTANCE,
];

/// A finding of this module about a record, by one of [`CODES`].
pub fn finding(code: &'static str, path: &RecordId) -> Finding {
    Finding::new(FindingKind::Unverifiable, code, path.as_str())
}

/// All that does not add up in these custody entries, sorted; give all of an operation, in any order. The path of
/// each is the id of the custody event.
pub fn findings<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<Finding> {
    findings_of(&gather(entries).events)
}

/// The same of events in order of display.
pub fn findings_of(events: &[Recorded]) -> Vec<Finding> {
    let mut found = seals::findings(events);
    for event in events {
        form(event, &mut found);
        counts(event, &mut found);
        acceptances(event, &mut found);
    }
    found.sort();
    found.dedup();
    found
}

/// Slips of an event that are not here, by whatever tells that an original is. No part of [`findings`]: it depends on
/// what is held besides the entries.
///
/// # Errors
/// Those of `held`.
pub fn slips_absent<E>(
    event: &Recorded,
    held: &mut dyn FnMut(&RecordId) -> Result<bool, E>,
) -> Result<Option<Finding>, E> {
    let slips = event.slips();
    let mut here = 0;
    for slip in &slips {
        here += usize::from(held(slip)?);
    }
    Ok((here < slips.len()).then(|| finding(SLIP_ABSENT, &event.id).expected(slips.len()).found(here)))
}

/// Artefacts of which the version in force of an event names more objects than the record stands for, by whatever tells how
/// many those are now. No part of [`findings`]: it depends on the records.
///
/// # Errors
/// Those of `quantity`.
pub fn more_than_there_are<E>(
    event: &Recorded,
    quantity: &mut dyn FnMut(&RecordId) -> Result<Option<u64>, E>,
) -> Result<Vec<Finding>, E> {
    let mut found = Vec::new();
    for subject in &event.in_force().subjects {
        let Some(named) = subject.quantity.filter(|named| *named > 1) else { continue };
        if let Some(there) = quantity(&subject.record)?.filter(|there| *there < named) {
            found.push(finding(MORE_THAN_THERE_ARE, &event.id).expected(there).found(named));
        }
    }
    Ok(found)
}

/// True for a hand-over that nobody acknowledged yet: no finding, but work that is open.
pub fn is_open_hand_over(event: &Recorded) -> bool {
    event.in_force().event.is_hand_over() && event.standing_status() == Status::Stated
}

/// Stated 12, recorded 11; and a recorded 12 that names 11.
fn counts(event: &Recorded, found: &mut Vec<Finding>) {
    let said: &CustodyEvent = event.in_force();
    let tally = said.tally();
    let mut count = said.recorded_count;
    if !tally.allows(count) {
        found.push(finding(RECORDED_COUNT_DIFFERS, &event.id).expected(tally.least).found(count));
        count = tally.least;
    }
    if let Some(stated) = said.stated_count.filter(|stated| *stated != count) {
        found.push(finding(COUNT_DIFFERS, &event.id).expected(stated).found(count));
    }
}

fn acceptances(event: &Recorded, found: &mut Vec<Finding>) {
    if event.status() != event.standing_status() {
        found.push(finding(CHANGED_AFTER_ACCEPTANCE, &event.id));
    }
    // What was accepted again because it was corrected is another thing.
    let mut said: BTreeMap<_, BTreeSet<Json>> = BTreeMap::new();
    for accepted in &event.acceptances {
        let of = said.entry(event.accepted_by(accepted)).or_default();
        of.insert(normal(&accepted.acceptance.to_body()));
    }
    if let Some(most) = said.values().map(BTreeSet::len).max().filter(|most| *most > 1) {
        found.push(finding(ACCEPTED_TWICE, &event.id).expected(1).found(most));
    }
}

fn form(event: &Recorded, found: &mut Vec<Finding>) {
    let versions = event.versions().flat_map(|version| &version.malformed);
    let corrections = event.corrections.iter().flat_map(|c| &c.correction.malformed);
    let acceptances = event.acceptances.iter().flat_map(|a| &a.acceptance.malformed);
    let names: BTreeSet<&String> = versions.chain(corrections).chain(acceptances).collect();
    for name in names {
        found.push(finding(CUSTODY_FORM, &event.id).found(name));
    }
}
