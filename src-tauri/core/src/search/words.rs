//! Cutting: where words begin, and the tokens under which the index holds a document.
//!
//! A token is one to four letters. Three or four: any that stand together inside a run of letters. One or
//! two: those with which a word begins. The kinds cannot be mistaken for each other, their lengths differ.
//! Positions are not indexed: a longer piece is looked up by its fours and then checked in the text. Threes
//! alone would halve the index, but then some pieces of a million documents take 90 ms instead of 12.

use super::fold::{FIELD_END, composed, fold_char, is_word_char, trim_end};
use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;
use std::collections::BTreeSet;

/// Bits of a letter in a packed token.
const LETTER: u32 = 21;
/// Letters of the longest token.
pub(super) const LONGEST: u32 = 4;

/// A document made ready for the index. Making it is the costly part and needs no database, so that many
/// can be made at once on several threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// Folded text; the beginnings of words that only a dictionary finds follow as fields of their own.
    text: String,
    /// Distinct tokens, each followed by a blank.
    tokens: String,
}

impl Prepared {
    /// Prepares the text of one document, in which [`FIELD_END`] parts the fields.
    pub fn new(text: &str) -> Self {
        Self::from_stored(fold_and_cut(text))
    }

    /// Prepares from [`Prepared::text`] of an earlier time, without folding and cutting again.
    pub fn from_stored(text: String) -> Self {
        let tokens = tokens(&text);
        Self { text, tokens }
    }

    /// What is stored, and what a piece is checked against.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the index is fed with.
    pub fn tokens(&self) -> &str {
        &self.tokens
    }
}

/// True where `stored` has a word that begins with `beginning`. Running text goes on after a word's end: in
/// scripts without spaces a beginning may reach into the next word.
pub fn has_word_beginning(stored: &str, beginning: &str) -> bool {
    let mut before = ' ';
    stored.char_indices().any(|(at, c)| {
        let begins = !is_word_char(std::mem::replace(&mut before, c)) && is_word_char(c);
        begins && stored.get(at..).is_some_and(|rest| rest.starts_with(beginning))
    })
}

/// The runs of letters in folded text, each with what was before it: `true` if nothing was, so that the run
/// may be the rest of a longer one.
pub(super) fn runs(folded: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut open = true;
    folded.split(|c| !is_word_char(c)).filter_map(move |run| {
        let first = std::mem::take(&mut open);
        (!run.is_empty()).then_some((first, run))
    })
}

fn fold_and_cut(text: &str) -> String {
    let text = composed(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut cuts = Vec::new();
    let mut rest = &*text;
    while let Some(start) = rest.find(writes_no_spaces) {
        let (plain, tail) = rest.split_at(start);
        let (running, after) = tail.split_at(tail.find(|c| !writes_no_spaces(c)).unwrap_or(tail.len()));
        plain.chars().for_each(|c| fold_char(c, &mut out));
        cut_running(running, &mut out, &mut cuts);
        rest = after;
    }
    rest.chars().for_each(|c| fold_char(c, &mut out));
    trim_end(&mut out);
    append_beginnings(&mut out, &cuts);
    out
}

/// Folds running text and notes where its words begin, its two ends included.
fn cut_running(running: &str, out: &mut String, cuts: &mut Vec<usize>) {
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let mut from = 0;
    for to in segmenter.segment_str(running) {
        let Some(word) = running.get(from..to) else { continue };
        cuts.push(out.len());
        word.chars().for_each(|c| fold_char(c, out));
        from = to;
    }
    cuts.push(out.len());
}

/// Adds the first two letters at each cut that does not follow a non-letter anyway, each as a field.
fn append_beginnings(out: &mut String, cuts: &[usize]) {
    let inside_a_run =
        |at: &&usize| out.get(..**at).and_then(|s| s.chars().next_back()).is_some_and(is_word_char);
    let beginnings: BTreeSet<&str> = cuts
        .iter()
        .filter(inside_a_run)
        .filter_map(|at| out.get(*at..))
        .map(|rest| {
            let letters = rest.char_indices().take_while(|(_, c)| is_word_char(*c)).take(2);
            rest.get(..letters.map(|(at, c)| at + c.len_utf8()).last().unwrap_or(0)).unwrap_or_default()
        })
        .filter(|beginning| !beginning.is_empty())
        .collect();
    let tail: String =
        beginnings.into_iter().flat_map(|b| std::iter::once(FIELD_END).chain(b.chars())).collect();
    out.push_str(&tail);
}

/// Scripts whose words only a dictionary can part. Zero-width spaces end a run and so cut by themselves.
fn writes_no_spaces(c: char) -> bool {
    matches!(c,
        // Thai, Lao; Burmese and its extensions; Khmer and its symbols; Tai Le to Tai Tham; Tai Viet.
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aadf}'
        | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19ff}' | '\u{1a20}'..='\u{1aaf}'
        // Chinese and Japanese.
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// The distinct tokens of stored text, each followed by a blank.
fn tokens(stored: &str) -> String {
    let mut packed = Vec::with_capacity(2 * stored.len());
    // The letters of the run so far, the newest in the lowest bits, and how many they are.
    let (mut letters, mut length) = (0_u128, 0_u32);
    for c in stored.chars() {
        if !is_word_char(c) {
            (letters, length) = (0, 0);
            continue;
        }
        letters = (letters << LETTER | u128::from(u32::from(c))) & mask(LONGEST);
        length += 1;
        if length >= LONGEST {
            packed.push(letters & mask(LONGEST - 1));
        }
        packed.push(letters);
    }
    packed.sort_unstable();
    packed.dedup();
    let mut out = String::with_capacity(packed.len() * 5);
    for token in packed {
        out.extend(unpack(token));
        out.push(' ');
    }
    out
}

const fn mask(letters: u32) -> u128 {
    (1 << (LETTER * letters)) - 1
}

fn unpack(token: u128) -> impl Iterator<Item = char> {
    let letter = move |at: u32| u32::try_from(token >> (at * LETTER) & mask(1)).ok().and_then(char::from_u32);
    (0..LONGEST).rev().filter_map(letter).filter(|c| *c != '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_the_threes_and_fours_of_each_run_and_the_beginnings_of_words() {
        let prepared = Prepared::new("Head, IMG_7 x");
        assert_eq!(prepared.text(), "head, img_7 x");
        let mut tokens: Vec<_> = prepared.tokens().split_whitespace().collect();
        tokens.sort_unstable();
        assert_eq!(tokens, ["7", "ead", "h", "he", "hea", "head", "i", "im", "img", "x"]);
    }

    #[test]
    fn words_inside_running_text_are_found_by_dictionary() {
        // "The Khmer people make statues", "stone elephant in the temple", "a book in Burmese",
        // "a bronze Buddha".
        for (text, beginning) in [
            ("ប្រជាជនខ្មែរធ្វើរូបចម្លាក់", "ខ្"),
            ("ប្រជាជនខ្មែរធ្វើរូបចម្លាក់", "រូ"),
            ("ช้างหินในวัด", "หิ"),
            ("မြန်မာစာအုပ်", "စာ"),
            ("青銅仏像", "仏"),
        ] {
            let prepared = Prepared::new(text);
            assert!(has_word_beginning(prepared.text(), beginning), "{beginning} in {:?}", prepared.text());
            assert!(prepared.tokens().split(' ').any(|token| token == beginning));
        }
        assert!(!has_word_beginning(Prepared::new("ប្រជាជនខ្មែរ").text(), "ជន\u{17d2}"));
        assert!(!has_word_beginning(Prepared::new("ប្រជាជនខ្មែរ").text(), "មែ"), "inside a word");
    }

    #[test]
    fn zero_width_spaces_part_words_but_not_phrases() {
        let prepared = Prepared::new("ប្រជាជន\u{200b}ខ្មែរ");
        assert!(prepared.text().starts_with("ប្រជាជនខ្មែរ"));
        assert!(has_word_beginning(prepared.text(), "ខ្"));
    }

    #[test]
    fn a_latin_word_after_running_text_begins_a_word() {
        let prepared = Prepared::new("ខ្មែរAngkor៥");
        assert!(has_word_beginning(prepared.text(), "an"));
    }

    #[test]
    fn stored_text_gives_the_same_tokens_again() {
        let prepared = Prepared::new("ប្រជាជនខ្មែរ Straße ۱۲۳");
        assert_eq!(Prepared::from_stored(prepared.text().to_owned()), prepared);
    }

    proptest::proptest! {
        #[test]
        fn every_beginning_that_the_text_has_is_a_token(text in "[a-c /ខមរក្ជន\u{17b6}\u{200b}ช้าง銅像]{0,24}") {
            let prepared = Prepared::new(&text);
            for token in prepared.tokens().split_whitespace().filter(|t| t.chars().count() < 3) {
                proptest::prop_assert!(has_word_beginning(prepared.text(), token), "{:?}", token);
            }
        }
    }
}
