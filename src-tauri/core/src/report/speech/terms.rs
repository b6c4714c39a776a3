//! Terms of the built-in vocabularies in the languages in which they are named there.
//!
//! The table is a copy, frozen like every word that derived files are made of: a vocabulary that is improved later changes
//! nothing on the pages of a dossier that was written before.

use super::Language;
use std::collections::HashMap;
use std::sync::OnceLock;

/// English, French, Khmer and Dari names of a term in a line, with a tab between; empty where there is none.
const TABLE: &str = include_str!("terms.txt");
/// The languages of its columns.
const COLUMNS: [&str; 4] = ["en", "fr", "km", "prs"];

/// What a term is called in this language, and the language of the name by which it was said. `None` where the name is no
/// term's, or that of two, or the term has no name in this language, or is called the same.
pub(super) fn term(language: Language, said: &str) -> Option<(&'static str, &'static str)> {
    static NAMES: OnceLock<HashMap<String, Option<(usize, usize)>>> = OnceLock::new();
    let (row, column) = (*NAMES.get_or_init(names).get(&said.to_ascii_lowercase())?)?;
    let wanted = COLUMNS.iter().position(|code| *code == language.code())?;
    let name = TABLE.lines().nth(row)?.split('\t').nth(wanted)?;
    (!name.is_empty() && !name.eq_ignore_ascii_case(said)).then_some((name, COLUMNS[column]))
}

/// Where each name stands; `None` for one that two terms have.
fn names() -> HashMap<String, Option<(usize, usize)>> {
    let mut names: HashMap<String, Option<(usize, usize)>> = HashMap::new();
    for (row, line) in TABLE.lines().enumerate() {
        for (column, name) in line.split('\t').enumerate().filter(|(_, name)| !name.is_empty()) {
            let place = names.entry(name.to_ascii_lowercase()).or_insert(Some((row, column)));
            if place.is_some_and(|(other, _)| other != row) {
                *place = None;
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
        assert_eq!(term(Language::Fr, "gilt bronze"), Some(("bronze doré", "en")));
        assert_eq!(term(Language::Fr, "Gold"), Some(("or", "en")));
        assert_eq!(term(Language::Fr, "មាស"), Some(("or", "km")));
        assert_eq!(term(Language::En, "bronze doré"), Some(("gilt bronze", "fr")));
        assert_eq!(term(Language::En, "gilt bronze"), None, "it is said so already");
        assert_eq!(term(Language::Fr, "bronze"), None, "it is called the same");
        assert_eq!(term(Language::Fr, "samrit, polished"), None, "what is no term stays as it was said");
        assert_eq!(term(Language::Fr, "unknown"), None, "of two terms neither is guessed");
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
