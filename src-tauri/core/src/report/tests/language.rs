//! Pages in the reader's language.

use super::super::sample::operation;
use super::super::speech::UNTRANSLATED;
use super::super::{BundleKind::Dossier, Language};
use super::Files;

fn in_language(language: Option<Language>) -> Files {
    let (sample, signer) = operation();
    sample.derive_in(language, &sample.entries, signer, Dossier).into_iter().collect()
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

/// What a person sees of a piece of markup, which may begin or end inside a tag.
fn visible(markup: &str) -> String {
    let open_before = markup.find('>').filter(|at| !markup[..*at].contains('<'));
    let mut seen = String::new();
    let mut inside = open_before.is_some() || !markup.contains('<') && markup.contains('"');
    for c in markup.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => seen.push(c),
            _ => {}
        }
    }
    seen
}

#[test]
fn a_french_dossier_has_no_english_word_of_this_program_on_its_pages() {
    let made = in_language(Some(Language::Fr));
    let style = |markup: &str| markup.contains('{') || markup.starts_with("default-src");
    let left: Vec<&str> = UNTRANSLATED.with_borrow(|words| {
        let spoken = |markup: &&&str| visible(markup).chars().any(char::is_alphabetic) && !style(markup);
        words.iter().filter(spoken).copied().filter(|word| *word != "fr").collect()
    });
    assert!(left.is_empty(), "{left:#?}");
    let page = std::str::from_utf8(&made["pages/0001.html"]).unwrap();
    for shown in
        ["<html lang=\"fr\">", "valeurs, non tranché", "✕ Retiré", "Matériaux et techniques", "Remis"]
    {
        assert!(page.contains(shown), "{shown}");
    }
}

#[test]
fn only_the_pages_depend_on_the_language_and_each_language_is_a_function_of_the_lines() {
    let plain = in_language(None);
    for language in Language::ALL {
        let made = in_language(Some(language));
        assert!(made == in_language(Some(language)));
        assert!(made.keys().eq(plain.keys()));
        let same = |path: &str| made[path] == plain[path];
        assert!(made.keys().all(|path| same(path) || is_page(path)), "{language:?}");
    }
    assert!(in_language(Some(Language::Fr))["index.html"] != plain["index.html"]);
}
