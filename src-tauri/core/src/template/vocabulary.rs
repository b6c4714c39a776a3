//! A vocabulary: terms in a tree, each with labels in several languages.

use super::{Labels, is_id, read_toml};
use crate::edtf::Edtf;
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization as _;

/// A list of terms with a shared subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Vocabulary {
    /// The id, `materials`.
    pub id: String,
    /// Rises with every change.
    pub version: u32,
    /// The name that people see.
    pub title: Labels,
    /// The terms; a broader term stands before its narrower ones.
    pub terms: Vec<Term>,
    #[serde(skip)]
    by_name: HashMap<String, usize>,
    #[serde(skip)]
    by_id: HashMap<String, usize>,
}

/// A term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The id, unique in the vocabulary.
    pub id: String,
    /// The id of the broader term.
    pub broader: Option<String>,
    /// The name in each language.
    pub label: Labels,
    /// Other names, in any language.
    #[serde(default)]
    pub alt: Vec<String>,
    /// The authority's URI, only where it was checked.
    pub uri: Option<String>,
    /// For cultures and periods: the time, as EDTF. Conventional dates, for filtering and for a first guess.
    pub dates: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVocabulary {
    id: String,
    version: u32,
    title: Labels,
    terms: Vec<Term>,
}

impl Vocabulary {
    /// Reads a vocabulary.
    ///
    /// # Errors
    /// `bad_value` where the text is no TOML, or the vocabulary does not hold together: an id or label twice, a
    /// broader term that does not stand before, a date that is no EDTF.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = |what: String| Error::new(Code::BadValue, "reading a vocabulary", what);
        let raw: RawVocabulary = read_toml(text).map_err(bad)?;
        if !is_id(&raw.id) {
            return Err(bad(format!("\"{}\" is no id", raw.id)));
        }
        raw.title.check("the vocabulary").map_err(bad)?;
        let mut vocabulary = Self {
            id: raw.id,
            version: raw.version,
            title: raw.title,
            terms: raw.terms,
            by_name: HashMap::new(),
            by_id: HashMap::new(),
        };
        vocabulary.check().map_err(bad)?;
        vocabulary.index();
        Ok(vocabulary)
    }

    fn check(&self) -> std::result::Result<(), String> {
        let mut seen: HashSet<&str> = HashSet::new();
        let mut labels: HashSet<String> = HashSet::new();
        for term in &self.terms {
            let id = &term.id;
            term.label.check(id)?;
            if term.broader.as_deref().is_some_and(|broader| !seen.contains(broader)) {
                return Err(format!("{id}: its broader term does not stand before it"));
            }
            if !is_id(id) || !seen.insert(id) {
                return Err(format!("the term \"{id}\" stands twice or is no id"));
            }
            if !labels.insert(fold(term.label.get("en"))) {
                return Err(format!("{id}: its label stands twice"));
            }
            if term.uri.as_deref().is_some_and(|uri| !is_uri(uri)) {
                return Err(format!("{id}: its URI is none"));
            }
            if let Some(dates) = &term.dates {
                Edtf::parse(dates).map_err(|e| format!("{id}: {e}"))?;
            }
        }
        Ok(())
    }

    /// English labels win over other languages, those over alternative names, those over ids; earlier terms win
    /// over later ones.
    fn index(&mut self) {
        let mut names = HashMap::new();
        let mut add = |name: &str, at: usize| {
            names.entry(fold(name)).or_insert(at);
        };
        let terms = || self.terms.iter().enumerate();
        terms().for_each(|(at, term)| add(term.label.get("en"), at));
        terms().for_each(|(at, term)| term.label.all().for_each(|(_, label)| add(label, at)));
        terms().for_each(|(at, term)| term.alt.iter().for_each(|name| add(name, at)));
        terms().for_each(|(at, term)| add(&term.id, at));
        self.by_name = names;
        self.by_id = self.terms.iter().enumerate().map(|(at, term)| (term.id.clone(), at)).collect();
    }

    /// The term with this id.
    pub fn term(&self, id: &str) -> Option<&Term> {
        self.by_id.get(id).and_then(|at| self.terms.get(*at))
    }

    /// The term that somebody means by a label in any language, another name or an id; case does not count.
    pub fn find(&self, name: &str) -> Option<&Term> {
        self.by_name.get(&fold(name)).and_then(|at| self.terms.get(*at))
    }

    /// The broader terms, broadest first.
    pub fn ancestors(&self, term: &Term) -> Vec<&Term> {
        // A broader term always stands before, so this ends.
        let mut found: Vec<&Term> =
            std::iter::successors(self.broader(term), |term| self.broader(term)).collect();
        found.reverse();
        found
    }

    fn broader(&self, term: &Term) -> Option<&Term> {
        self.term(term.broader.as_deref()?)
    }

    /// The terms right below one, or at the top.
    pub fn narrower<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = &'a Term> {
        self.terms.iter().filter(move |term| term.broader.as_deref() == id)
    }
}

/// Names compare without case, in one form of Unicode, with one apostrophe, and without the invisible joiners that
/// Dari and Khmer writing may or may not have.
fn fold(name: &str) -> String {
    let seen = |c: &char| !matches!(c, '\u{200b}'..='\u{200d}');
    name.trim()
        .nfkc()
        .filter(seen)
        .map(|c| if c == '’' { '\'' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}

/// True for `http:`, `https:` and `urn:` URIs of visible ASCII without brackets.
pub(super) fn is_uri(text: &str) -> bool {
    let known =
        ["http://", "https://", "urn:"].iter().any(|p| text.strip_prefix(p).is_some_and(|r| !r.is_empty()));
    known && text.len() <= 500 && text.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"\\".contains(&b))
}
