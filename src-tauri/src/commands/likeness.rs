//! The same object catalogued twice: proposals, and what people say of them.

use super::commands;
use crate::jobs::{Begun, JobKind};
use serde::Serialize;
use sigillum_core::catalogue::{LikenessStanding, LikenessView};
use sigillum_core::id::RecordId;

/// Pairs that come at once; what follows them comes as they are decided.
const FIRST: usize = 200;

/// The beginning of the queue of pairs.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct LikenessQueue {
    /// The first of them: undecided ones before the others, strongest first.
    pub pairs: Vec<LikenessView>,
    /// How many there are in all.
    pub total: usize,
    /// How many of them wait for a decision.
    pub open: usize,
}

commands! { "likeness":
    /// Begins to look for artefacts of different laptops that may be one object; with `all` also those that were decided.
    likeness_queue(desk, all: bool) -> Begun<LikenessQueue> {
        desk.keeping_job(JobKind::Likeness, "", move |c, progress| {
            c.likenesses(all, progress).map(queue)
        })
    }

    /// Says that two artefacts are one object, or (`false`) that they are two, or (`null`) takes back what was said.
    likeness_say(desk, first: RecordId, second: RecordId, linked: Option<bool>) -> LikenessView {
        desk.write(move |c| c.say_likeness(&first, &second, linked)).await
    }
}

fn queue(mut pairs: Vec<LikenessView>) -> LikenessQueue {
    let open = |pair: &&LikenessView| {
        matches!(pair.standing, LikenessStanding::Proposed | LikenessStanding::Disputed)
    };
    let (total, open) = (pairs.len(), pairs.iter().filter(open).count());
    pairs.truncate(FIRST);
    LikenessQueue { pairs, total, open }
}
