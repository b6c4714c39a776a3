//! Pages in the reader's language.

use super::super::sample::operation;
use super::super::speech::UNTRANSLATED;
use super::super::{BundleKind::Dossier, Language};
use super::Files;
use crate::digest::Digest;

fn in_language(language: Option<Language>) -> Files {
    let (sample, signer) = operation();
    sample.derive_in(language, &sample.entries, signer, Dossier).into_iter().collect()
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

fn page<'a>(files: &'a Files, path: &str) -> &'a str {
    std::str::from_utf8(&files[path]).unwrap()
}

#[test]
fn a_french_dossier_has_no_english_word_of_this_program_on_its_pages() {
    let made = in_language(Some(Language::Fr));
    let left = UNTRANSLATED.with_borrow(Clone::clone);
    assert!(left.is_empty(), "{left:#?}");
    let page = page(&made, "pages/0001.html");
    for shown in
        ["<html lang=\"fr\">", "valeurs, non tranché", "✕ Retiré", "Matériaux et techniques", "Remis"]
    {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(!page.contains("<span lang=\"en\""));
}

#[test]
fn a_khmer_and_a_dari_page_say_what_is_translated_and_mark_what_is_not() {
    let khmer = in_language(Some(Language::Km));
    let record = page(&khmer, "pages/0001.html");
    for shown in [
        "<html lang=\"km\">\n",
        "<h2><bdi dir=\"auto\">ព្រះសិរព្រះពោធិសត្វ</bdi></h2>",
        "<bdi dir=\"auto\">រូបចម្លាក់</bdi> <span class=\"aside\"><bdi dir=\"auto\" lang=\"en\">en: Sculpture",
        "<dt><bdi dir=\"auto\">រង្វាស់</bdi>",
        "<dt><bdi dir=\"auto\" lang=\"en\">Authenticity</bdi>",
        "<bdi dir=\"auto\" lang=\"en\">schist</bdi>",
        "<bdi dir=\"auto\" lang=\"en\">not assessed</bdi>",
        "<b><bdi dir=\"auto\" lang=\"en\">detail</bdi></b>",
        "alt=\"detail៖ SH/42\" lang=\"en\"",
        "<bdi lang=\"en\" dir=\"ltr\">✓ acknowledged</bdi>",
    ] {
        assert!(record.contains(shown), "{shown}\n{record}");
    }
    let dari = in_language(Some(Language::Prs));
    let record = page(&dari, "pages/0001.html");
    for shown in [
        "<html lang=\"prs\" dir=\"rtl\">\n",
        "<h2><bdi dir=\"auto\">کوزه سفالی با دسته</bdi></h2>",
        "<h2><bdi dir=\"auto\" lang=\"en\">Head of a bodhisattva</bdi></h2>",
        "<bdi dir=\"auto\">سنگ شیست</bdi> <span class=\"aside\"><bdi dir=\"auto\" lang=\"en\">en: schist",
        "<h3>4 عکس</h3>",
        "Z\" dir=\"ltr\">2025-11-13 14:20 +04:30</time>",
        "<code dir=\"ltr\">artefact:",
    ] {
        assert!(record.contains(shown), "{shown}\n{record}");
    }
    assert!(!record.contains("<code>") && !record.contains("Z\">2025"), "{record}");
}

/// English that stands on a page of another language outside of an element that says so. A name that people gave stands in
/// a `bdi`, and a code in a `code`.
fn unmarked(page: &str) -> Vec<String> {
    let mut left = Vec::new();
    let mut open = vec![false; 3];
    let body = page.split_once("<body>").unwrap().1;
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        let own = tag.starts_with("bdi") || tag.starts_with("code") || tag.starts_with("time");
        if tag.starts_with('/') {
            open.pop();
        } else if !tag.starts_with("img") && !tag.starts_with("br") {
            open.push(own || *open.last().unwrap());
        }
        if !*open.last().unwrap() && text.chars().any(|c| c.is_ascii_alphabetic()) {
            left.push(text.to_owned());
        }
    }
    left
}

#[test]
fn no_english_word_stands_unmarked_on_a_page_of_a_language_with_other_letters() {
    for language in [Language::Km, Language::Prs] {
        for (path, bytes) in in_language(Some(language)).iter().filter(|(path, _)| is_page(path)) {
            let left = unmarked(std::str::from_utf8(bytes).unwrap());
            let names = ["originals/", "ledger/", "notes/", "keys/", "tables/", "pages/"];
            let left: Vec<_> = left.iter().filter(|text| !names.contains(&text.as_str())).collect();
            assert!(left.is_empty(), "{language:?} {path}: {left:#?}");
        }
    }
    let english = in_language(Some(Language::En));
    assert!(!unmarked(page(&english, "index.html")).is_empty(), "the test itself sees");
}

/// What a dossier holds must come out the same for ever: as [`super::FROZEN`], a language at a time.
#[test]
fn the_pages_of_each_language_never_change() {
    for (language, frozen) in FROZEN {
        let made = in_language(Some(language));
        let pages = made.iter().filter(|(path, _)| is_page(path));
        let all: String = pages.map(|(path, bytes)| format!("{} {path}\n", Digest::of(bytes))).collect();
        assert_eq!(Digest::of(all.as_bytes()).hex(), frozen, "{language:?}\n{all}");
    }
}

const FROZEN: [(Language, &str); 4] = [
    (Language::En, "3ebfec13a56d52b092bd4b391aa8832f215c90e7bf5abffd4591c70ab187d7d6"),
    (Language::Fr, "5851d20e77f70cd7df173d55952025da43c370c46889f5fc738def987f62e63b"),
    (Language::Km, "081b7a2dc36049a2475ec2ea3cc738040dc84ecb6739ac4eec99e17537c5b9ec"),
    (Language::Prs, "3be589283b8a278f1a9ac0bc2be000af2401945a08a098826b65b0c5a7f3c039"),
];

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
