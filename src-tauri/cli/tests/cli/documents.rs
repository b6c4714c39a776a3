//! SCHEMAS.md describes what the program really prints.

use crate::program::{Computer, keys_of};
use std::collections::BTreeSet;

const SCHEMAS: &str = include_str!("../../SCHEMAS.md");
const ERRORS: &str = include_str!("../../../core/src/error.rs");
const FORMAT: &str = include_str!("../../../core/FORMAT.md");
const RECONCILE: &str = include_str!("../../../core/src/custody/reconcile.rs");

/// The words between backticks.
fn documented() -> BTreeSet<&'static str> {
    SCHEMAS.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_name_that_the_program_prints_is_documented() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha", "SC");
    let mut keys = BTreeSet::new();
    let mut see = |code: i32, words: &[&str]| {
        let document = sokha.ends(code, words);
        keys_of(&document, &mut keys);
        document
    };
    see(0, &["key", "show"]);
    let title = "title=en: Head | km: ក្បាល";
    let place = "found_at=London; detail: shelf; country: GB; latitude: 51.5; longitude: -0.1";
    see(0, &["artefact", "add", "reference=SC/1", title, place, "materials_techniques=bronze", "quantity=3"]);
    see(
        0,
        &[
            "artefact",
            "set",
            "SC/1",
            "measurements=height 3 cm",
            "date_period=0100/0299~ | old",
            "maker=X (y, Z)",
        ],
    );
    see(0, &["artefact", "split", "SC/1", "1", "1"]);
    see(0, &["artefact", "history", "SC/1"]);
    see(0, &["artefact", "list"]);
    see(0, &["package", "add", "number=B-1", "kind=bag"]);
    see(0, &["package", "put", "B-1", "SC/1"]);
    let card = sokha.card(&[1, 3]);
    see(0, &["photo", "add", &card, "--artefact", "SC/1"]);
    see(0, &["photo", "list"]);
    see(0, &["photo", "place", "DSC_0001.JPG", "--artefact", "SC/1/1"]);
    see(0, &["photo", "inspect", "card/DSC_0001.JPG"]);
    see(0, &["note", "draft", "--text", "x", "--about", "SC/1"]);
    see(0, &["note", "list", "--drafts"]);
    see(0, &["note", "seal", "1"]);
    see(0, &["note", "list"]);
    let handed =
        ["custody", "record", "handed_over", "B-1", "--from", "A", "--to", "B", "--stated-count", "9"];
    let event = see(1, &handed)["id"].as_str().unwrap().to_owned();
    see(1, &["custody", "correct", &event, "--because", "y", "--stated-count", "8"]);
    see(1, &["custody", "accept", &event, "--by", "B"]);
    see(1, &["custody", "list", "--object", "B-1"]);
    see(1, &["leave"]);
    see(0, &["labels", "--to", "labels.html", "--printed"]);
    see(0, &["search", "head"]);
    see(0, &["package", "take", "SC/1"]);
    let receipt = see(0, &["receipt", "make"])["path"].as_str().unwrap().to_owned();
    see(3, &["receipt", "accept", &receipt]);
    see(0, &["receipt", "show", &receipt]);
    see(0, &["receipt", "list"]);
    see(0, &["artefact", "show", "SC/1"]);
    let bundle = see(0, &["export", "--to", "."])["path"].as_str().unwrap().to_owned();
    see(1, &["verify", &bundle, "--photos", "card"]);
    see(0, &["verify", &bundle, "--bagit"]);
    see(0, &["dossier", "--artefact", "SC/1", "--preview"]);
    see(0, &["dossier", "--artefact", "SC/1", "--country", "GB", "--to", ".", "--zip", "--language", "fr"]);
    see(1, &["check"]);
    see(0, &["import", &bundle]);
    see(0, &["operation", "set", "title=Other"]);
    let backup = see(0, &["backup"])["path"].as_str().unwrap().to_owned();
    see(0, &["rebuild"]);
    see(0, &["restore", &backup]);
    see(0, &["conflicts", "list"]);
    see(0, &["man", "key"]);
    see(3, &["artefact", "show", "SC/9"]);
    let known = documented();
    let unknown: Vec<&String> = keys.iter().filter(|key| !known.contains(key.as_str())).collect();
    assert!(unknown.is_empty(), "not in SCHEMAS.md: {unknown:?}");
    assert!(keys.len() > 150, "{}", keys.len());
}

#[test]
fn help_is_text_also_where_a_document_is_asked_for() {
    let temp = tempfile::tempdir().unwrap();
    let someone = Computer::new(temp.path(), "someone");
    for verb in [&["help"][..], &["help", "photo"], &["help", "photo", "add"], &["photo", "help", "add"]] {
        let plain = someone.plain(verb);
        let with_json = someone.plain(&[verb, &["--json"]].concat());
        assert_eq!((plain.code, with_json.code), (0, 0), "{verb:?} {}", with_json.err);
        assert!(plain.out.contains("Usage:") && with_json.out == plain.out, "{verb:?}");
    }
    let unknown = someone.plain(&["help", "nothing", "--json"]);
    assert_eq!((unknown.code, &unknown.json()["error"]["code"]), (2, &"usage".into()));
}

#[test]
fn every_verb_stands_in_the_schemas_and_in_the_help() {
    let temp = tempfile::tempdir().unwrap();
    let someone = Computer::new(temp.path(), "someone");
    let help = |verb: &[&str]| someone.plain(&[verb, &["--help"]].concat()).out;
    let verbs = |text: &str| -> Vec<String> {
        let lines = text.lines().skip_while(|line| *line != "Commands:").skip(1);
        let named = lines
            .take_while(|line| !line.is_empty())
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        let words = named.filter_map(|line| line.split_whitespace().next()).map(str::to_owned);
        words.filter(|word| word != "help").collect()
    };
    let mut seen = 0;
    for verb in verbs(&help(&[])) {
        let below = verbs(&help(&[&verb]));
        let whole = if below.is_empty() {
            vec![verb.clone()]
        } else {
            below.iter().map(|b| format!("{verb} {b}")).collect()
        };
        for verb in whole {
            assert!(documented().contains(verb.as_str()), "{verb} is not in SCHEMAS.md");
            seen += 1;
        }
    }
    assert!(seen > 45, "{seen}");
}

#[test]
fn every_stable_code_stands_in_the_schemas() {
    let known = documented();
    let body = ERRORS.split("pub enum Code {").nth(1).unwrap().split("\n}").next().unwrap();
    let variants = body.lines().map(str::trim).filter(|line| line.ends_with(',') && !line.starts_with("//"));
    let mut seen = 0;
    for variant in variants.map(|line| line.trim_end_matches(',')) {
        let snake: String = variant
            .char_indices()
            .flat_map(|(i, c)| [(i > 0 && c.is_uppercase()).then_some('_'), Some(c.to_ascii_lowercase())])
            .flatten()
            .collect();
        assert!(known.contains(snake.as_str()), "{snake}");
        seen += 1;
    }
    assert!(seen > 25, "{seen}");
    let section = FORMAT.split("## 12.").nth(1).unwrap().split("## 13.").next().unwrap();
    let table = section.split("| code | kind | when |").nth(1).unwrap();
    for row in table.lines().filter(|line| line.starts_with("| `")) {
        let cell = row.split('|').nth(1).unwrap();
        for code in cell.split('`').skip(1).step_by(2) {
            assert!(known.contains(code), "{code}");
        }
    }
    for line in RECONCILE.lines().filter(|line| line.starts_with("pub const") && line.contains("&str = ")) {
        let code = line.split('"').nth(1).unwrap();
        assert!(known.contains(code), "{code}");
    }
}

#[test]
fn a_manual_page_and_completions_are_printed() {
    let temp = tempfile::tempdir().unwrap();
    let someone = Computer::new(temp.path(), "someone");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = someone.plain(&["completions", shell, "--data", "d"]);
        assert!(script.code == 0 && script.out.contains("passphrase-file"), "{shell}");
    }
    let page = someone.plain(&["man", "artefact", "add", "--data", "d"]);
    assert!(page.code == 0 && page.out.contains(".TH sigillum-artefact-add"), "{}", page.out);
    let help = someone.plain(&["--help"]).out;
    assert!(help.contains("completions") && help.contains("sigillum man"));
}
