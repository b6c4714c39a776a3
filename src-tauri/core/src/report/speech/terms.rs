//! Terms of the built-in vocabularies in the languages in which they are named there.
//!
//! The table is a copy, frozen like every word that derived files are made of: a vocabulary that is improved later changes
//! nothing on the pages of a dossier that was written before.

use super::Language;
use std::collections::HashMap;
use std::sync::LazyLock;

/// English, French, Khmer and Dari names of a term in a line, with a tab between; empty where there is none.
const TABLE: &str = include_str!("terms.txt");
/// The languages of its columns.
const COLUMNS: [&str; 4] = ["en", "fr", "km", "prs"];

/// A name that is a term's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// What the term is called in the language asked for; `None` where it has no name in it, or this one is that of several
    /// terms.
    pub(super) name: Option<&'static str>,
    /// The language of the name by which it was said.
    pub(super) spoken: &'static str,
}

/// The term of this name. `None` where it is no term's, or that of several terms in several languages, or is what the term
/// is called in the language asked for. A name that a term has in several languages is the first one's.
pub(super) fn term(language: Language, said: &str) -> Option<Term> {
    static NAMES: LazyLock<HashMap<String, Places>> = LazyLock::new(names);
    let places = NAMES.get(&said.to_ascii_lowercase())?;
    let spoken = COLUMNS[places.column?];
    let wanted = COLUMNS.iter().position(|code| *code == language.code())?;
    let name = places
        .row
        .and_then(|row| TABLE.lines().nth(row)?.split('\t').nth(wanted))
        .filter(|name| !name.is_empty());
    let as_said = spoken == language.code() || name.is_some_and(|name| name.eq_ignore_ascii_case(said));
    (!as_said).then_some(Term { name, spoken })
}

/// Where a name stands: its row, `None` where several terms have it; its column, `None` where these have it in several.
#[derive(Clone, Copy)]
struct Places {
    row: Option<usize>,
    column: Option<usize>,
}

fn names() -> HashMap<String, Places> {
    let mut names: HashMap<String, Places> = HashMap::new();
    for (row, line) in TABLE.lines().enumerate() {
        for (column, name) in line.split('\t').enumerate().filter(|(_, name)| !name.is_empty()) {
            let first = Places { row: Some(row), column: Some(column) };
            let places = names.entry(name.to_ascii_lowercase()).or_insert(first);
            if places.row != Some(row) {
                places.row = None;
                places.column = places.column.filter(|other| *other == column);
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;

    #[test]
    fn a_term_is_said_in_the_readers_language_whatever_the_language_in_which_it_was_chosen() {
        let named = |language, said| term(language, said).map(|term| (term.name, term.spoken));
        assert_eq!(named(Language::Fr, "gilt bronze"), Some((Some("bronze doré"), "en")));
        assert_eq!(named(Language::Fr, "Gold"), Some((Some("or"), "en")));
        assert_eq!(named(Language::Fr, "មាស"), Some((Some("or"), "km")));
        assert_eq!(named(Language::Km, "sandstone"), Some((Some("ថ្មភក់"), "en")));
        assert_eq!(named(Language::Prs, "ថ្មភក់"), Some((Some("سنگ ریگی"), "km")));
        assert_eq!(
            named(Language::Km, "bronze"),
            Some((Some("សំរិទ្ធ"), "en")),
            "the same in English and French"
        );
        assert_eq!(named(Language::En, "bronze doré"), Some((Some("gilt bronze"), "fr")));
        assert_eq!(named(Language::En, "gilt bronze"), None, "it is said so already");
        assert_eq!(named(Language::Fr, "bronze"), None, "it is called the same");
        assert_eq!(named(Language::Fr, "samrit, polished"), None, "what is no term stays as it was said");
        assert_eq!(named(Language::Fr, "unknown"), Some((None, "en")), "of two terms neither is guessed");
        assert_eq!(named(Language::Km, "schist"), Some((None, "en")), "it has no Khmer name");
    }

    /// Its bytes decide what old dossiers are compared with: a new term needs a new version of the format, or stays as said.
    #[test]
    fn the_table_never_changes() {
        assert_eq!(
            Digest::of(TABLE.as_bytes()).hex(),
            "1258f442f809c1c1f8f245f06fe15e6cb477fe91e4ce9b2063f7f6d51f4e6c3b"
        );
        assert!(TABLE.lines().all(|line| line.split('\t').count() == COLUMNS.len()));
    }

    /// As long as nobody improves them, every term of the built-in vocabularies that has a French name is in it.
    #[test]
    fn every_term_of_the_built_in_vocabularies_is_in_the_table() {
        for vocabulary in &crate::template::builtin().unwrap().vocabularies {
            for term in &vocabulary.terms {
                let named = format!("{}\t{}\t", term.label.get("en"), term.label.get("fr"));
                assert!(TABLE.lines().any(|line| line.starts_with(&named)), "{named}");
            }
        }
    }
}
