//! What looks like the same object catalogued twice: which pairs of artefacts to propose to a person.
//!
//! Pure. Owns: the register in which people say what two artefacts are to each other, and the comparing of looks and
//! texts. Must never: link anything by itself; a proposal is a question. Source of the rules: FORMAT.md section 19.

mod near;
mod texts;

use crate::digest::Digest;
use crate::error::Result;
use crate::id::{RecordId, RecordKind};
use crate::progress::Progress;
use near::near;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use texts::{Alike, alike};

/// The register is called by this and the other artefact's 64 hex digits.
const FIELD: &str = "likeness.";
/// What it says of one object that was recorded twice.
pub const LINKED: &str = "linked";
/// What it says of two objects.
pub const APART: &str = "apart";

/// A reference, photo, look or word that more have in common says nothing, and would make the work grow with its square.
const COMMON: usize = 64;
/// What a person waits for.
const DOING: &str = "comparing artefacts";

/// The record and the field of the register about two artefacts: one for a pair, whichever is named first. `None` for
/// one artefact twice, or for what is no artefact.
pub fn register_of(a: &RecordId, b: &RecordId) -> Option<(RecordId, String)> {
    let artefact = |id: &RecordId| id.kind() == Some(RecordKind::Artefact);
    if a == b || !artefact(a) || !artefact(b) {
        return None;
    }
    let (first, second) = if a < b { (a, b) } else { (b, a) };
    Some((first.clone(), format!("{FIELD}{}", second.digest()?.hex())))
}

/// The other artefact of the pair whose register this is; `None` for every other register. One of such a name that stands
/// on another record than the pair's means nothing: else one entry could make people's word of a pair look like another.
pub fn other_in(record: &RecordId, field: &str) -> Option<RecordId> {
    let hex = field.strip_prefix(FIELD)?;
    let other: RecordId = format!("artefact:{hex}").parse().ok()?;
    let (first, name) = register_of(record, &other)?;
    (first == *record && name == field).then_some(other)
}

/// A name for a pair, whichever is named first: 32 digits of a hash, of which the beginning will do.
pub fn pair_name(a: &RecordId, b: &RecordId) -> String {
    let (first, second) = if a < b { (a, b) } else { (b, a) };
    Digest::of(format!("likeness {first} {second}").as_bytes()).name()
}

/// Why two artefacts may be one object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Reason {
    /// They have one reference, by letters and numbers.
    SameReference {
        /// Its compare key.
        key: String,
    },
    /// One photo shows both.
    SamePhoto {
        /// The photo.
        photo: Digest,
    },
    /// A photo of the one looks as a photo of the other.
    LikePhoto {
        /// The photo of the first.
        first: Digest,
        /// The photo of the second.
        second: Digest,
        /// In how many of 64 bits the looks differ.
        distance: u32,
    },
    /// What is written of them is much the same.
    LikeText {
        /// How many different words they share.
        shared: usize,
        /// How many different words they have together.
        of: usize,
    },
}

/// An artefact, as far as it is compared.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The artefact.
    pub id: RecordId,
    /// Which laptop's chain recorded it; one laptop's artefacts are not proposed to itself.
    pub by: i64,
    /// The compare keys of its references.
    pub references: Vec<String>,
    /// The photos that show it, and how each looks, where that is known.
    pub photos: Vec<(Digest, Option<u64>)>,
    /// The different words of its title, description and measurements.
    pub words: BTreeSet<String>,
}

/// The pairs of different laptops' artefacts that may be one object, as indices in order, with every reason. What many
/// artefacts have in common is no reason: a reference or photo of more than 64 artefacts, a look that is near to more than
/// 64 photos, a word of more than 64 texts. Of other references and photos, and of near looks, no pair is missed. Of texts
/// one is where all its rare words stand in more than 64.
///
/// # Errors
/// [`crate::error::Code::Cancelled`].
pub fn pairs(
    all: &[Compared],
    progress: &dyn Progress,
) -> Result<BTreeMap<(usize, usize), BTreeSet<Reason>>> {
    let mut found = Found { all, pairs: BTreeMap::new() };
    found.same_references();
    found.photos(progress)?;
    found.texts(progress)?;
    Ok(found.pairs)
}

struct Found<'a> {
    all: &'a [Compared],
    pairs: BTreeMap<(usize, usize), BTreeSet<Reason>>,
}

impl Found<'_> {
    fn may(&self, a: usize, b: usize) -> bool {
        a != b && self.all[a].by != self.all[b].by
    }

    fn add(&mut self, a: usize, b: usize, reason: Reason) {
        if self.may(a, b) {
            self.pairs.entry((a.min(b), a.max(b))).or_default().insert(reason);
        }
    }

    fn same_references(&mut self) {
        let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, one) in self.all.iter().enumerate() {
            one.references.iter().for_each(|key| holders.entry(key).or_default().push(at));
        }
        for (key, held) in telling(holders) {
            each_pair(&held, |a, b| self.add(a, b, Reason::SameReference { key: key.to_owned() }));
        }
    }

    fn photos(&mut self, progress: &dyn Progress) -> Result<()> {
        let mut shows: BTreeMap<Digest, (Option<u64>, Vec<usize>)> = BTreeMap::new();
        for (at, one) in self.all.iter().enumerate() {
            for (photo, look) in &one.photos {
                let shown = shows.entry(*photo).or_insert_with(|| (*look, Vec::new()));
                shown.1.push(at);
            }
        }
        for (photo, (_, held)) in shows.iter().filter(|(_, (_, held))| held.len() <= COMMON) {
            each_pair(held, |a, b| self.add(a, b, Reason::SamePhoto { photo: *photo }));
        }
        let looks: Vec<(Digest, u64, &[usize])> = shows
            .iter()
            .filter(|(_, (_, held))| held.len() <= COMMON)
            .filter_map(|(photo, (look, held))| Some((*photo, (*look)?, held.as_slice())))
            .collect();
        let bits: Vec<u64> = looks.iter().map(|(_, look, _)| *look).collect();
        for (x, y, distance) in near(&bits, COMMON, progress)? {
            for a in looks[x].2.iter().copied() {
                for b in looks[y].2.iter().copied() {
                    let (first, second) = if a < b { (x, y) } else { (y, x) };
                    let (first, second) = (looks[first].0, looks[second].0);
                    self.add(a, b, Reason::LikePhoto { first, second, distance });
                }
            }
        }
        Ok(())
    }

    fn texts(&mut self, progress: &dyn Progress) -> Result<()> {
        let texts: Vec<&BTreeSet<String>> = self.all.iter().map(|one| &one.words).collect();
        for Alike { a, b, shared, of } in alike(&texts, COMMON, |a, b| self.may(a, b), progress)? {
            self.add(a, b, Reason::LikeText { shared, of });
        }
        Ok(())
    }
}

/// What at least two and not too many hold, in a fixed order.
fn telling(holders: HashMap<&str, Vec<usize>>) -> BTreeMap<&str, Vec<usize>> {
    holders.into_iter().filter(|(_, held)| (2..=COMMON).contains(&held.len())).collect()
}

fn each_pair(held: &[usize], mut visit: impl FnMut(usize, usize)) {
    for (place, a) in held.iter().enumerate() {
        held[place + 1..].iter().for_each(|b| visit(*a, *b));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::{Silent, Unit};
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A person who asks to stop when so many were done.
    pub(super) struct Stopping {
        pub after: usize,
        pub heard: AtomicUsize,
    }

    impl Progress for Stopping {
        fn stage(&self, _: &'static str, _: Option<u64>, _: Unit) {}
        fn advance(&self, amount: u64) {
            self.heard.fetch_add(amount as usize, Ordering::Relaxed);
        }
        fn cancelled(&self) -> bool {
            self.heard.load(Ordering::Relaxed) >= self.after
        }
    }

    fn found(all: &[Compared]) -> BTreeMap<(usize, usize), BTreeSet<Reason>> {
        pairs(all, &Silent).unwrap()
    }

    fn id(name: &str) -> RecordId {
        format!("artefact:{}", Digest::of(name.as_bytes())).parse().unwrap()
    }

    fn one(name: &str, by: i64, words: &str) -> Compared {
        let words = words.split_whitespace().map(str::to_owned).collect();
        Compared { id: id(name), by, references: Vec::new(), photos: Vec::new(), words }
    }

    fn photo(name: &str, look: u64) -> (Digest, Option<u64>) {
        (Digest::of(name.as_bytes()), Some(look))
    }

    #[test]
    fn a_pair_has_one_register_whichever_is_named_first() {
        let (a, b) = (id("a"), id("b"));
        let (record, field) = register_of(&a, &b).unwrap();
        assert_eq!(register_of(&b, &a), Some((record.clone(), field.clone())));
        let other = other_in(&record, &field).unwrap();
        assert!(record < other && [&a, &b].contains(&&record) && [&a, &b].contains(&&other));
        assert_eq!(register_of(&a, &a), None);
        assert_eq!(other_in(&record, "likeness.zz"), None);
    }

    #[test]
    fn only_the_register_of_the_pair_speaks_of_it() {
        let (first, field) = register_of(&id("a"), &id("b")).unwrap();
        let second = other_in(&first, &field).unwrap();
        let name = |of: &RecordId| format!("{FIELD}{}", of.digest().unwrap().hex());
        assert_eq!(other_in(&second, &name(&first)), None, "the pair turned round");
        assert_eq!(other_in(&first, &name(&first)), None, "an artefact and itself");
        assert_eq!(other_in(&second, &name(&second)), None, "an artefact and itself");
        let photo = RecordId::new(RecordKind::Photo, first.digest().unwrap());
        assert_eq!(other_in(&photo, &field), None, "what is no artefact");
    }

    #[test]
    fn near_identical_looks_are_found_up_to_six_bits_and_not_beyond() {
        let look = 0x0123_4567_89ab_cdef;
        for differs in 0..10u32 {
            // Bits spread over all bands.
            let other = (0..differs).fold(look, |bits, n| bits ^ 1 << (n * 7));
            let mut all = [one("a", 1, ""), one("b", 2, "")];
            all[0].photos = vec![photo("x", look)];
            all[1].photos = vec![photo("y", other)];
            assert_eq!(!found(&all).is_empty(), differs <= near::NEAR, "{differs} bits");
        }
    }

    #[test]
    fn texts_that_share_half_of_their_words_are_found_whatever_the_order() {
        let text = "head of a bodhisattva grey schist height 45 cm";
        let like = "bodhisattva head grey schist height 45 cm gandhara of a";
        let other = "bronze mirror with handle diameter 12 cm";
        let mut all = vec![one("a", 1, text), one("b", 2, like), one("c", 2, other), one("d", 1, text)];
        let keys: Vec<_> = found(&all).into_keys().collect();
        assert_eq!(keys, [(0, 1), (1, 3)], "one laptop's own are not proposed to itself");
        all.reverse();
        assert_eq!(found(&all).len(), 2);
    }

    #[test]
    fn one_reference_and_one_photo_are_reasons_and_all_are_named() {
        let mut all = [one("a", 1, ""), one("b", 2, "")];
        for one in &mut all {
            one.references = vec!["sc/1".into()];
            one.photos = vec![photo("x", 5)];
        }
        let reasons: Vec<_> = found(&all)[&(0, 1)].iter().cloned().collect();
        assert_eq!(
            reasons,
            [Reason::SameReference { key: "sc/1".into() }, Reason::SamePhoto { photo: Digest::of(b"x") }]
        );
    }

    #[test]
    fn looks_that_hundreds_of_photos_share_are_no_reason() {
        let all: Vec<Compared> = (0..300)
            .map(|n| {
                let mut made = one(&format!("{n}"), n % 2, "");
                let look = if n < 298 { 0 } else { 0x0123_4567_89ab_cdef };
                made.photos = vec![photo(&format!("p{n}"), look)];
                made
            })
            .collect();
        assert_eq!(found(&all).into_keys().collect::<Vec<_>>(), [(298, 299)]);
    }

    #[test]
    fn a_hundred_thousand_photos_and_as_many_texts_are_compared_in_the_time_of_a_cup_of_tea() {
        let mut state = 7u64;
        let mut next = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) ^ (state << 40)
        };
        let count = if cfg!(debug_assertions) { 5_000 } else { 100_000 };
        let all: Vec<Compared> = (0..count)
            .map(|n| {
                let words: String = (0..12).map(|_| format!("w{} ", next() % 20_000)).collect();
                let mut made = one(&format!("{n}"), n % 10, &words);
                made.photos = vec![photo(&format!("p{n}"), next())];
                made
            })
            .collect();
        assert!(found(&all).len() < 50, "what has nothing in common is not proposed");
    }
}
