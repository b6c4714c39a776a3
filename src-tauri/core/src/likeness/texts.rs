//! Texts that are much the same, among many.
//!
//! Owns: which pairs of texts share half of their words. Must never: compare each with each; what is left out is left out
//! by a rule that says so.

use super::DOING;
use crate::error::Result;
use crate::progress::{self, Progress, Unit};
use std::collections::{BTreeSet, HashMap};

/// Words that two texts must share at least.
const FEWEST: usize = 5;
/// Texts between which a wish to stop is heard.
const PART: usize = 256;

/// Two texts, as indices, the lesser first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Alike {
    /// The first.
    pub a: usize,
    /// The second.
    pub b: usize,
    /// How many different words they share.
    pub shared: usize,
    /// How many different words they have together.
    pub of: usize,
}

/// Pairs of texts that share [`FEWEST`] words and at least half of all their different words, of those that `may` be a
/// pair. Two such texts share one of the rarest words of each, so only those lead from one to the other; a word that leads
/// to more than `common` texts leads nowhere.
pub(super) fn alike(
    texts: &[&BTreeSet<String>],
    common: usize,
    may: impl Fn(usize, usize) -> bool,
    progress: &dyn Progress,
) -> Result<Vec<Alike>> {
    let (texts, words) = numbered(texts);
    let mut holders: Vec<Vec<u32>> = vec![Vec::new(); words];
    for (at, text) in (0..).zip(&texts) {
        rarest(text).iter().for_each(|word| holders[*word as usize].push(at));
    }
    progress.stage("comparing", Some(texts.len() as u64), Unit::Items);
    let mut found = Vec::new();
    // With which text each was compared last, so that a pair with several rare words is compared once.
    let mut met: Vec<Option<usize>> = vec![None; texts.len()];
    for (a, text) in texts.iter().enumerate() {
        if a % PART == 0 {
            progress::check(progress, DOING)?;
            progress.advance(PART.min(texts.len() - a) as u64);
        }
        let leading = rarest(text).iter().map(|word| &holders[*word as usize]);
        for b in leading.filter(|held| held.len() <= common).flatten().map(|b| *b as usize) {
            if b > a && met[b].replace(a) != Some(a) && may(a, b) {
                found.extend(compare(text, &texts[b]).map(|(shared, of)| Alike { a, b, shared, of }));
            }
        }
    }
    Ok(found)
}

/// The texts as sorted numbers of their words, the rarest word having the least, and how many words there are.
fn numbered(texts: &[&BTreeSet<String>]) -> (Vec<Vec<u32>>, usize) {
    let mut count: HashMap<&str, (usize, u32)> = HashMap::new();
    for word in texts.iter().copied().flatten() {
        count.entry(word).or_default().0 += 1;
    }
    let mut words: Vec<(usize, &str)> = count.iter().map(|(word, (count, _))| (*count, *word)).collect();
    words.sort_unstable();
    for (number, (_, word)) in (0..).zip(&words) {
        count.entry(word).or_default().1 = number;
    }
    let numbers = |text: &&BTreeSet<String>| {
        let mut numbers: Vec<u32> = text.iter().map(|word| count[word.as_str()].1).collect();
        numbers.sort_unstable();
        numbers
    };
    (texts.iter().map(numbers).collect(), words.len())
}

/// The rarest words of a text, of which one is in each text that shares half of all words with it.
fn rarest(text: &[u32]) -> &[u32] {
    if text.len() < FEWEST { &[] } else { &text[..text.len() - text.len().div_ceil(2) + 1] }
}

/// How many words are shared and how many there are together, where that is enough.
fn compare(one: &[u32], other: &[u32]) -> Option<(usize, usize)> {
    let (mut shared, mut rest) = (0, other);
    for word in one {
        let skip = rest.iter().take_while(|held| *held < word).count();
        rest = &rest[skip..];
        shared += usize::from(rest.first() == Some(word));
    }
    let of = one.len() + other.len() - shared;
    (shared >= FEWEST && shared * 2 >= of).then_some((shared, of))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::likeness::tests::Stopping;
    use crate::progress::Silent;
    use proptest::prelude::*;
    use std::sync::atomic::AtomicUsize;

    fn found(texts: &[BTreeSet<String>], common: usize) -> Vec<Alike> {
        let texts: Vec<&BTreeSet<String>> = texts.iter().collect();
        let mut found = alike(&texts, common, |a, b| (a + b) % 5 != 0, &Silent).unwrap();
        found.sort_unstable();
        found
    }

    /// Each compared with each.
    fn by_hand(texts: &[BTreeSet<String>]) -> Vec<Alike> {
        let all = (0..texts.len()).flat_map(|a| (a + 1..texts.len()).map(move |b| (a, b)));
        let pairs = all.filter(|(a, b)| (a + b) % 5 != 0).map(|(a, b)| {
            let shared = texts[a].intersection(&texts[b]).count();
            Alike { a, b, shared, of: texts[a].union(&texts[b]).count() }
        });
        pairs.filter(|pair| pair.shared >= FEWEST && pair.shared * 2 >= pair.of).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_pair_that_shares_half_of_its_words_is_found_once(
            texts in proptest::collection::vec(proptest::collection::btree_set(0..24u8, 0..16), 0..40),
        ) {
            let texts: Vec<BTreeSet<String>> =
                texts.into_iter().map(|words| words.into_iter().map(|word| format!("w{word}")).collect()).collect();
            prop_assert_eq!(found(&texts, usize::MAX), by_hand(&texts));
        }
    }

    #[test]
    fn a_pair_whose_rare_words_stand_in_too_many_texts_is_left_out_and_no_other() {
        let text = |words: &str| words.split(' ').map(str::to_owned).collect::<BTreeSet<String>>();
        let mut texts = vec![text("one two three four five rare"), text("one two three four five rare")];
        texts.extend((0..4).map(|n| text(&format!("one two three four five own{n}"))));
        let pairs =
            |common| found(&texts, common).into_iter().map(|pair| (pair.a, pair.b)).collect::<Vec<_>>();
        assert_eq!(pairs(2), [(0, 1)]);
        assert_eq!(pairs(6).len(), by_hand(&texts).len());
    }

    #[test]
    fn comparing_texts_ends_soon_after_a_person_asks_for_it() {
        let texts: Vec<BTreeSet<String>> =
            (0..10_000).map(|n| (0..6).map(|word| format!("w{}", n + word)).collect()).collect();
        let texts: Vec<&BTreeSet<String>> = texts.iter().collect();
        let watch = Stopping { after: PART, heard: AtomicUsize::new(0) };
        assert_eq!(alike(&texts, 64, |_, _| true, &watch).unwrap_err().code, Code::Cancelled);
        assert_eq!(watch.heard.into_inner(), PART, "not one more part was compared");
    }
}
