//! What a set of receipts covers: which entries headquarters holds, and before when an entry existed.
//!
//! A pure function of the set, in any order. What headquarters holds now is what the newest receipt of a signer says, since it
//! may lose what it held; that an entry existed, once stated, stays so.

use super::Receipt;
use crate::digest::Digest;
use crate::entry::Position;
use crate::id::ChainId;
use crate::time::Moment;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A receipt whose signature is good, and who signed it.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The digest of its text.
    pub digest: Digest,
    /// The raw public key that signed it.
    pub signer: [u8; 32],
    /// What it says.
    pub receipt: Receipt,
}

/// The places up to and with one that a receipt names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ancestry {
    /// The place is not held here, so nothing can be said of what is.
    NotHeld,
    /// The chain did not fork here: all its places up to this number.
    UpTo(u64),
    /// The chain forked: exactly the places with these links.
    Links(Vec<Digest>),
}

/// What one signer's newest receipt says.
#[derive(Default)]
struct Now {
    reach: HashMap<ChainId, Reach<()>>,
    lacks: HashSet<Digest>,
}

/// How far into a chain something holds; `T` is what is said of it.
struct Reach<T> {
    up_to: Vec<(u64, T)>,
    links: HashMap<Digest, T>,
}

impl<T> Default for Reach<T> {
    fn default() -> Self {
        Self { up_to: Vec::new(), links: HashMap::new() }
    }
}

/// What receipts cover of the entries held here.
#[derive(Default)]
pub struct Coverage {
    now: Vec<Now>,
    before: HashMap<ChainId, Reach<Moment>>,
}

impl Coverage {
    /// What these receipts cover; `ancestry` tells what lies before a place.
    ///
    /// # Errors
    /// Those of `ancestry`.
    pub fn of<E>(
        stated: &[Stated],
        ancestry: &mut dyn FnMut(&Position) -> Result<Ancestry, E>,
    ) -> Result<Self, E> {
        let mut coverage = Self::default();
        let mut newest: BTreeMap<[u8; 32], &Stated> = BTreeMap::new();
        for one in stated {
            let kept = newest.entry(one.signer).or_insert(one);
            if one.receipt.order(&one.digest) > kept.receipt.order(&kept.digest) {
                *kept = one;
            }
            for place in one.receipt.places() {
                let reach = coverage.before.entry(place.chain).or_default();
                reach.add(ancestry(place)?, one.receipt.at, |old, new| new.millis < old.millis);
            }
        }
        for one in newest.values() {
            let mut now = Now::default();
            now.lacks.extend(one.receipt.lacks.iter().map(|original| original.sha256));
            for place in one.receipt.places() {
                now.reach.entry(place.chain).or_default().add(ancestry(place)?, (), |(), ()| false);
            }
            coverage.now.push(now);
        }
        Ok(coverage)
    }

    /// True if no receipt says anything.
    pub fn is_empty(&self) -> bool {
        self.now.is_empty()
    }

    /// The originals that some signer's newest receipt lacks.
    pub fn lacks(&self) -> HashSet<Digest> {
        self.now.iter().flat_map(|now| &now.lacks).copied().collect()
    }

    /// True if a signer's newest receipt says that the entry at this place is held, with all these originals.
    pub fn holds(&self, place: &Position, originals: &[Digest]) -> bool {
        self.now.iter().any(|now| {
            let held = now.reach.get(&place.chain).is_some_and(|reach| reach.at(place).next().is_some());
            held && !originals.iter().any(|original| now.lacks.contains(original))
        })
    }

    /// The earliest time, by a receipt's clock, before which the entry at this place existed.
    pub fn existed_before(&self, place: &Position) -> Option<Moment> {
        let said = self.before.get(&place.chain)?.at(place);
        said.copied().min_by_key(|moment| (moment.millis, moment.offset_minutes))
    }
}

impl<T: Copy> Reach<T> {
    /// Adds what is said of a place and all before it, where `better` than what is said already.
    fn add(&mut self, ancestry: Ancestry, said: T, better: impl Fn(&T, &T) -> bool) {
        match ancestry {
            Ancestry::NotHeld => {}
            Ancestry::UpTo(seq) => {
                let known = self.up_to.iter().any(|(other, old)| *other >= seq && !better(old, &said));
                if !known {
                    self.up_to.retain(|(other, old)| *other > seq || better(&said, old));
                    self.up_to.push((seq, said));
                }
            }
            Ancestry::Links(links) => {
                for link in links {
                    let kept = self.links.entry(link).or_insert(said);
                    if better(kept, &said) {
                        *kept = said;
                    }
                }
            }
        }
    }

    fn at(&self, place: &Position) -> impl Iterator<Item = &T> {
        let within = self.up_to.iter().filter(|(seq, _)| *seq >= place.seq).map(|(_, said)| said);
        within.chain(self.links.get(&place.link))
    }
}
