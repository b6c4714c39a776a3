//! What a person may mean who began to type into a field: terms of its vocabularies, and what was entered before.
//!
//! Owns: how suggestions are found and ranked. Must never: refuse a new term because a vocabulary lacks it.

use super::Catalogue;
use crate::error::Result;
use crate::json::{Json, object};
use crate::search::fold;
use crate::template::{Field, FieldType, Term, Vocabulary, find_field};
use serde::Serialize;
use std::collections::HashMap;

/// The most suggestions.
const MOST: usize = 50;
/// How many different values of a field are looked through.
const VALUES: u32 = 5000;

/// Where a suggestion comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SuggestionSource {
    /// A vocabulary of the field.
    Vocabulary,
    /// It was entered in this catalogue before.
    Catalogue,
}

/// One suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Suggestion {
    /// The words to show, in the language asked for where the vocabulary has it.
    pub label: String,
    /// The value, or one item of it for terms, in its stored shape.
    #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
    pub value: Json,
    /// The authority's URI.
    pub uri: Option<String>,
    /// The broader terms, broadest first.
    pub broader: Vec<String>,
    /// The name by which it was found, where that is not the label.
    pub also: Option<String>,
    /// How many artefacts say so, of the newest.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub used: i64,
    /// Where it comes from.
    pub source: SuggestionSource,
}

/// How well a name fits, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Begins,
    Word,
    Within,
}

impl Catalogue {
    /// Suggestions for a field, the best first: names that begin with the text before those with a word that does,
    /// those that are used here often before others. Case, accents, points and joiners do not count. For an empty text
    /// what is used here most, then the vocabulary in its own order.
    ///
    /// # Errors
    /// [`crate::error::Code::Usage`] for a field that is in no template; the database's failures.
    pub fn suggest(&self, field: &str, text: &str, language: &str, limit: usize) -> Result<Vec<Suggestion>> {
        let templates = self.templates();
        let field = find_field(&templates, field)?;
        let typed = fold(text);
        let used = self.reader().values_of_field(&field.id, VALUES)?;
        let mut known = Known::of(field, &used);
        let mut found: Vec<(Fit, i64, usize, Suggestion)> = Vec::new();
        let terms = field.vocabularies.iter().flat_map(|v| v.terms.iter().map(move |term| (&**v, term)));
        for (at, (vocabulary, term)) in terms.enumerate() {
            let count = known.take(term, field);
            if let Some((fit, also)) = fit_of_term(term, &typed, language) {
                let shown = of_term(field, vocabulary, term, language, also, count);
                found.push((fit, -count, at, shown));
            }
        }
        for (at, (label, value, count)) in known.rest().into_iter().enumerate() {
            if let Some(fit) = fit(&fold(&label), &typed) {
                let uri = value.text_of("uri").map(str::to_owned);
                let source = SuggestionSource::Catalogue;
                let broader = Vec::new();
                let shown = Suggestion { label, value, uri, broader, also: None, used: count, source };
                found.push((fit, -count, usize::MAX / 2 + at, shown));
            }
        }
        found.sort_by_key(|hit| (hit.0, hit.1, hit.2));
        Ok(found.into_iter().take(limit.min(MOST)).map(|(_, _, _, shown)| shown).collect())
    }
}

/// What was entered before, by its folded words.
struct Known(HashMap<String, (String, Json, i64)>);

impl Known {
    fn of(field: &Field, used: &[(String, i64)]) -> Self {
        let mut known: HashMap<String, (String, Json, i64)> = HashMap::new();
        let mut add = |label: &str, value: Json, count: i64| {
            if !label.trim().is_empty() {
                known.entry(fold(label)).or_insert_with(|| (label.trim().to_owned(), value, 0)).2 += count;
            }
        };
        for (text, count) in used {
            let Ok(value) = Json::parse(text.as_bytes()) else { continue };
            match (field.kind, &value) {
                (FieldType::Term, Json::List(items)) => {
                    items.iter().for_each(|item| {
                        add(item.text_of("label").unwrap_or_default(), item.clone(), *count)
                    });
                }
                (FieldType::Person | FieldType::Place, Json::Object(_)) => {
                    add(&label_of(&value), value.clone(), *count);
                }
                (FieldType::Text | FieldType::Choice, _) => {
                    let label = value.text().or_else(|| value.text_of("text")).unwrap_or_default().to_owned();
                    add(&label, value.clone(), *count);
                }
                _ => {}
            }
        }
        Self(known)
    }

    /// How often a term of a vocabulary was used, by any of its names; it is no suggestion of its own then.
    fn take(&mut self, term: &Term, field: &Field) -> i64 {
        if field.kind == FieldType::Choice {
            return self.0.remove(&fold(&term.id)).map_or(0, |(_, _, count)| count);
        }
        names(term).filter_map(|name| self.0.remove(&fold(name))).map(|(_, _, count)| count).sum()
    }

    /// What no vocabulary has, in the order of its words.
    fn rest(self) -> Vec<(String, Json, i64)> {
        let mut rest: Vec<_> = self.0.into_values().collect();
        rest.sort_by(|a, b| a.0.cmp(&b.0));
        rest
    }
}

/// A person or place in one line: the name, then what sets it apart.
fn label_of(value: &Json) -> String {
    let parts = ["name", "role", "organisation", "detail", "country"];
    let parts: Vec<&str> = parts.iter().filter_map(|part| value.text_of(part)).collect();
    parts.join(", ")
}

fn names(term: &Term) -> impl Iterator<Item = &str> {
    term.label.all().map(|(_, label)| label).chain(term.alt.iter().map(String::as_str))
}

/// How well a term fits by the best of its names, and that name where it is not the one shown.
fn fit_of_term(term: &Term, typed: &str, language: &str) -> Option<(Fit, Option<String>)> {
    let label = term.label.get(language);
    let own = fit(&fold(label), typed);
    let other =
        names(term).filter_map(|name| Some((fit(&fold(name), typed)?, name))).min_by_key(|(fit, _)| *fit);
    match (own, other) {
        (Some(own), Some((other, _))) if own <= other => Some((own, None)),
        (Some(own), None) => Some((own, None)),
        (_, Some((other, name))) => Some((other, Some(name.to_owned()))),
        (None, None) => None,
    }
}

fn of_term(
    field: &Field,
    vocabulary: &Vocabulary,
    term: &Term,
    language: &str,
    also: Option<String>,
    used: i64,
) -> Suggestion {
    let label = term.label.get(language).to_owned();
    let value = match (field.kind, &term.uri) {
        (FieldType::Choice, _) => Json::from(term.id.as_str()),
        (_, Some(uri)) => object([("label", label.as_str().into()), ("uri", uri.as_str().into())]),
        (_, None) => object([("label", label.as_str().into())]),
    };
    let broader = vocabulary.ancestors(term).into_iter().map(|t| t.label.get(language).to_owned()).collect();
    let source = SuggestionSource::Vocabulary;
    Suggestion { label, value, uri: term.uri.clone(), broader, also, used, source }
}

/// Both are folded.
fn fit(name: &str, typed: &str) -> Option<Fit> {
    if typed.is_empty() {
        return Some(Fit::Within);
    }
    if name == typed {
        return Some(Fit::Whole);
    }
    if name.starts_with(typed) {
        return Some(Fit::Begins);
    }
    if crate::search::words::has_word_beginning(name, typed) {
        return Some(Fit::Word);
    }
    name.contains(typed).then_some(Fit::Within)
}
