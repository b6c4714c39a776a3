//! Reading a query: pieces, the tokens that the index is asked for, and the check in the text.
//!
//! Nothing in a query is a command: signs that other search languages use are data like any other.

use super::fold::{FIELD_END, fold, is_word_char};
use super::words::{has_word_beginning, runs};
use crate::error::{Code, Error, Result};
use memchr::memmem::Finder;
use std::collections::BTreeSet;

/// The longest query, in bytes. A longer one is no question that a person asks.
pub const MAX_BYTES: usize = 4096;
/// The most pieces in a query.
pub const MAX_PIECES: usize = 64;
/// A piece of fewer characters matches beginnings of words only.
const LONG: usize = 3;
/// Letters of the longest token.
const LONGEST: usize = super::words::LONGEST as usize;
/// Tokens that are looked up for one piece; the check in the text makes up for the rest.
const MAX_TOKENS: usize = 8;

/// A query, read and folded.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// With each of these some word begins: one or two letters.
    beginnings: BTreeSet<String>,
    /// Each of these stands somewhere in the text: three or more characters.
    parts: BTreeSet<String>,
    /// Finds each of the parts.
    finders: Vec<Finder<'static>>,
}

impl Query {
    /// Reads a query by the rules in [`crate::search`]. An empty one asks for everything.
    ///
    /// # Errors
    /// [`Code::Usage`] for more than [`MAX_BYTES`] or [`MAX_PIECES`].
    pub fn parse(text: &str) -> Result<Self> {
        let too_much = |what: String| {
            Err(Error::new(Code::Usage, "reading the query", what).remedy("Search for fewer words at once."))
        };
        if text.len() > MAX_BYTES {
            return too_much(format!("{} bytes are more than {MAX_BYTES}", text.len()));
        }
        let text = text.replace(FIELD_END, " ");
        let mut query = Self::default();
        for (count, piece) in pieces(&text).enumerate() {
            if count == MAX_PIECES {
                return too_much(format!("there are more than {MAX_PIECES} pieces"));
            }
            query.add(fold(piece));
        }
        query.finders = query.parts.iter().map(|part| Finder::new(part).into_owned()).collect();
        Ok(query)
    }

    /// True if every document is asked for.
    pub fn is_empty(&self) -> bool {
        self.beginnings.is_empty() && self.parts.is_empty()
    }

    /// The tokens that every matching document has. May be empty although the query is not, for a piece
    /// such as `a--`: then only the text tells.
    pub fn tokens(&self) -> BTreeSet<String> {
        let of_parts = self.parts.iter().flat_map(|part| tokens_of(part));
        self.beginnings.iter().cloned().chain(of_parts).collect()
    }

    /// True if a document with all [`Query::tokens`] matches for certain.
    pub fn tokens_decide(&self) -> bool {
        let is_token = |part: &String| part.chars().count() <= LONGEST && part.chars().all(is_word_char);
        self.parts.iter().all(is_token)
    }

    /// Whether a document that has all [`Query::tokens`] matches, by its stored text.
    pub fn confirms(&self, stored: &[u8]) -> bool {
        self.finders.iter().all(|finder| finder.find(stored).is_some())
    }

    /// Whether a document matches, by its stored text alone. This is the meaning of a query; the index only
    /// gets there faster.
    pub fn matches(&self, stored: &str) -> bool {
        self.confirms(stored.as_bytes()) && self.beginnings.iter().all(|b| has_word_beginning(stored, b))
    }

    fn add(&mut self, piece: String) {
        if !piece.chars().any(is_word_char) {
            return;
        }
        if piece.chars().count() >= LONG {
            self.parts.insert(piece);
        } else {
            self.beginnings.extend(runs(&piece).map(|(_, run)| run.to_owned()));
        }
    }
}

/// Cuts at white space, and takes what is in double quotes as one. A quote inside a piece (`12"`) is data.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    const QUOTES: [char; 5] = ['"', '\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}'];
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let quoted = rest.strip_prefix(QUOTES);
        let (piece, after) = match quoted {
            Some(inside) => inside.split_once(QUOTES).unwrap_or((inside, "")),
            None => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        rest = after;
        Some(piece)
    })
}

/// Tokens that every text with this part has: enough of the longest to cover its runs of letters, and the
/// beginnings of short runs that follow a non-letter. Each token more would be one more list for FTS5 to walk,
/// and walking a common one costs more than checking the few texts that it would have spared.
fn tokens_of(part: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for (may_go_on_before, run) in runs(part) {
        let letters: Vec<char> = run.chars().collect();
        if letters.len() >= LONG {
            let length = letters.len().min(LONGEST);
            let last = letters.rchunks(length).next();
            tokens.extend(letters.chunks_exact(length).chain(last).map(|token| token.iter().collect()));
        } else if !may_go_on_before {
            tokens.push(run.to_owned());
        }
    }
    spread(tokens, MAX_TOKENS)
}

/// At most `limit` of the tokens, from the whole length, both ends included.
fn spread(tokens: Vec<String>, limit: usize) -> Vec<String> {
    let last = tokens.len().saturating_sub(1);
    if tokens.len() <= limit {
        return tokens;
    }
    (0..limit).filter_map(|i| tokens.get(i * last / (limit - 1)).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::words::Prepared;

    fn matches(query: &str, text: &str) -> bool {
        let query = Query::parse(query).unwrap();
        let prepared = Prepared::new(text);
        let found = query.matches(prepared.text());
        let have: BTreeSet<_> = prepared.tokens().split_whitespace().map(str::to_owned).collect();
        let by_index = query.tokens().is_subset(&have)
            && (query.tokens_decide() || query.confirms(prepared.text().as_bytes()));
        assert_eq!(found, by_index, "text and index agree on {query:?} in {text:?}");
        found
    }

    #[test]
    fn every_piece_must_occur_and_long_ones_occur_anywhere() {
        let text = "Head of a Bodhisattva, Mes Aynak";
        for yes in
            ["", "bodhi", "SATTVA head", "aynak mes", "\"head of a b\"", "\"mes ayn", "va,", "a, m", "- head"]
        {
            assert!(matches(yes, text), "{yes}");
        }
        for no in ["buddha", "head kabul", "\"head a\"", "\"mes  of\"", "headof"] {
            assert!(!matches(no, text), "{no}");
        }
    }

    #[test]
    fn pieces_under_three_letters_match_beginnings_of_words() {
        let text = "Head of a Bodhisattva KAB/12 7 IMG_0042.JPG";
        for yes in ["h", "he", "bo", "of", "a", "ka 12", "1", "7 ", "00", "k/"] {
            assert!(matches(yes, text), "{yes}");
        }
        for no in ["ea", "od", "42", "f", "b/ x", "12/"] {
            assert!(!matches(no, text), "{no}");
        }
    }

    #[test]
    fn no_sign_is_a_command() {
        let text = "AND OR NOT NEAR(x) col:val* 12\" ^a -b {c} 'd';";
        for yes in [
            "AND", "NEAR(x)", "col:val*", "val*", "12\"", "^a", "-b", "{c}", "'d';", "*", "\"", "\"\"",
            "OR NOT",
        ] {
            assert!(matches(yes, text), "{yes}");
        }
        for no in ["bod*", "NEAR(y)", "col:*", "x OR y OR z", "\"12\" ^b\"", "%val%", "v_l"] {
            assert!(!matches(no, text), "{no}");
        }
    }

    #[test]
    fn pieces_across_punctuation_match_as_they_are_written() {
        let text = "KAB/12/3 in A--7";
        for yes in ["kab/1", "b/12/3", "/12", "2/3", "a--", "a--7", "--7", "12/", "\"in a\""] {
            assert!(matches(yes, text), "{yes}");
        }
        for no in ["kab/2", "ab-12", "/2/", "a--8", "b--", "\"n b\""] {
            assert!(!matches(no, text), "{no}");
        }
    }

    #[test]
    fn khmer_and_dari_are_found_however_they_are_typed() {
        assert!(matches("ខ្មែរ", "ប្រជាជនខ្មែរធ្វើរូបចម្លាក់"));
        assert!(matches("ចម្លាក់ ប្រជាជន", "ប្រជាជនខ្មែរធ្វើរូបចម្លាក់"));
        assert!(matches("រូ", "ប្រជាជនខ្មែរធ្វើរូបចម្លាក់"));
        assert!(matches("كتاب خطي", "کتاب خطی از کابل، سدۀ ۹"));
        assert!(matches("سده 9", "کتاب خطی از کابل، سدۀ ۹"));
        assert!(matches("ميشود", "می\u{200c}شود"));
    }

    #[test]
    fn no_phrase_reaches_over_the_end_of_a_field() {
        assert!(!matches("\"head bronze\"", "Head\u{1e}bronze"));
        assert!(matches("\"head bronze\"", "Head\nbronze"));
        assert!(!matches("\"head\u{1e}bronze\"", "Head\u{1e}bronze"));
    }

    #[test]
    fn a_query_that_no_person_types_is_refused() {
        assert_eq!(Query::parse(&"a".repeat(MAX_BYTES + 1)).unwrap_err().code, Code::Usage);
        assert_eq!(Query::parse(&"a ".repeat(MAX_PIECES + 1)).unwrap_err().code, Code::Usage);
        assert!(Query::parse(&"a ".repeat(MAX_PIECES)).is_ok());
    }

    proptest::proptest! {
        #[test]
        fn index_and_text_agree_on_every_query(
            text in "[abcé /\u{1e}\\-ខមរក្ជនាช銅像ي]{0,40}",
            query in "[abce /\\-\"ខមរក្ជនាช銅像ی]{0,8}",
        ) {
            matches(&query, &text);
        }

        #[test]
        fn whatever_stands_in_the_text_is_found(text in "[a-zA-Z0-9éßيك۱/,ខ្មែរន ]{1,40}", from in 0usize..40, length in 3usize..12) {
            let words: String = text.chars().skip(from).take(length).collect();
            let found = matches(&format!("\"{words}\""), &text);
            proptest::prop_assert!(found || fold(&words).chars().count() < LONG, "{:?}", words);
        }
    }
}
