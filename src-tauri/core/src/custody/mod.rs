//! Custody: who had which objects, where, under which seals, and what does not add up.
//!
//! Owns: the bodies of `custody.record`, `custody.accept` and `custody.correct` (FORMAT.md section 8), the timeline
//! of a record, and the findings that reconciling gives. Pure. Must never: decide between two versions of an
//! event, drop one, or look at what is in a package today (an event says what its signer saw).

mod accept;
mod event;
mod gather;
mod kind;
mod members;
mod reconcile;
mod rules;
mod seals;
mod splits;
mod standing;
mod timeline;

#[cfg(test)]
pub(crate) mod tests;

pub use accept::{Acceptance, Correction};
pub use event::{CustodyEvent, Party, Subject, recorded_count};
pub use gather::{Accepted, Corrected, Gathered, Gathering, Recorded, Source, Status, gather};
pub use kind::EventKind;
pub use reconcile::{
    ACCEPTED_TWICE, CHANGED_AFTER_ACCEPTANCE, CODES, COUNT_DIFFERS, COUNT_LOST_IN_SPLIT, CUSTODY_FORM,
    MORE_THAN_THERE_ARE, NOT_ACCOUNTED_FOR, RECORDED_COUNT_DIFFERS, SEAL_DIFFERS, SEAL_MISSING, SLIP_ABSENT,
    finding, findings, findings_of, is_open_hand_over, more_than_there_are, slips_absent,
};
pub use splits::split_findings;
pub use standing::{Standing, gone_of, quantities_of, standings};
pub use timeline::{Holding, Timeline};
