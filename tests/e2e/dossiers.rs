//! The analyst hands on: what a dossier would disclose is shown before it is signed, and what was written is checked.

use crate::exchange::wait_for;
use crate::start::{begin_operation, make_key};
use serde_json::{Value, json};
use sigillum_tests::second_reader::SecondReader;
use sigillum_tests::window::{Home, Window};
use std::path::{Path, PathBuf};

/// An open catalogue of three artefacts, the first with an informant, the second said to come from Cambodia.
fn begun(home: &Home) -> Window {
    let window = home.open();
    make_key(&window, "Hanna Quist", "HQ");
    begin_operation(&window, home);
    let more = [
        ("Head of a bodhisattva", "informants", "Quill"),
        ("Lintel", "claimed_origin", "Cambodia; country: KH"),
        ("Ewer", "materials_techniques", "bronze"),
    ];
    for (number, (title, field, text)) in more.iter().enumerate() {
        let reference = format!("HQ/{}", number + 1);
        let inputs = json!([["reference", { "text": reference }], ["title", { "text": title }], [field, { "text": text }]]);
        window.invoke("artefact_add", json!({ "inputs": inputs }));
    }
    window.invoke("form_discard", json!({ "subject": "new:nothing" }));
    window.by_test("view-catalogue");
    window
}

fn counted(window: &Window, what: &str) -> String {
    window.by_test(&format!("dossier-{what}")).attribute("data-count").unwrap()
}

/// Writes it as it is shown; gives where it stands.
fn write(window: &Window, stick: &Path) -> PathBuf {
    window.answer_dialog(&[stick]);
    window.by_test("dossier-choose").focus();
    window.press("Enter");
    wait_for(window, "room");
    window.by_test("dossier-write").focus();
    window.press("Enter");
    wait_for(window, "written");
    PathBuf::from(window.by_test("written-path").text())
}

fn everything_in(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for item in std::fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()) {
        all.extend(if item.is_dir() { everything_in(&item) } else { std::fs::read(&item).unwrap() });
    }
    all
}

#[test]
fn a_dossier_about_the_chosen_shows_what_goes_and_what_stays_and_is_checked_when_it_is_written() {
    let home = Home::new();
    let window = begun(&home);
    let stick = home.path("stick");
    std::fs::create_dir(&stick).unwrap();
    window.by_test("list").focus();
    window.press("Home");
    window.press("Shift+Down");
    window.by_test("dossier-open").click();
    wait_for(&window, "dossier-account");
    assert_eq!((counted(&window, "artefacts"), counted(&window, "internal")), ("2".into(), "1".into()));
    let disclosed = window.by_test("dossier-artefacts").text();
    assert!(
        disclosed.contains("HQ/1") && disclosed.contains("HQ/2") && !disclosed.contains("HQ/3"),
        "{disclosed}"
    );
    assert!(counted(&window, "withheld").parse::<u64>().unwrap() >= 2, "the third, and what is internal");
    assert!(window.by_test("dossier-write").attribute("disabled").is_some(), "no place was chosen yet");
    for name in ["English", "Français", "ភាសាខ្មែរ"] {
        window.by_role("radio", name);
    }
    window.by_role("radio", "دری").run("arguments[0].click()", Value::Null);
    window.screenshots("dossier-preview");
    window.axe();
    window.zoom(200);
    window.screenshot("dossier-zoom");
    window.zoom(100);

    let written = write(&window, &stick);
    assert_eq!(window.by_test("written").attribute("data-verdict").unwrap(), "verified");
    window.screenshots("dossier-written");
    window.axe();
    assert!(written.file_name().unwrap().to_str().unwrap().contains("-dossier-"), "{written:?}");
    let bytes = everything_in(&written);
    let says = |text: &str| bytes.windows(text.len()).any(|run| run == text.as_bytes());
    assert!(says("Head of a bodhisattva") && says("Lintel") && !says("Ewer") && !says("Quill"));
    assert!(
        std::fs::read_to_string(written.join("data/index.html"))
            .unwrap()
            .contains("<html lang=\"prs\" dir=\"rtl\">")
    );
    let opinion = SecondReader::start().judge(&written, None, &[], false);
    assert_eq!(opinion.verdict, "unverifiable", "whole, signer unknown: {:?}", opinion.codes);
    let known = window.invoke("bundle_known", json!({}));
    assert_eq!((&known[0]["kind"], &known[0]["mine"]), (&json!("dossier"), &json!(true)));
    window.close();
}

#[test]
fn a_dossier_about_a_country_is_about_what_is_said_to_come_from_there() {
    let home = Home::new();
    let window = begun(&home);
    let stick = home.path("stick");
    std::fs::create_dir(&stick).unwrap();
    window.by_test("record-title");
    window.by_test("list").focus();
    window.press("Shift+D");
    wait_for(&window, "dossier-account");
    window.by_role("radio", "all from a country").run("arguments[0].click()", Value::Null);
    window.by_test("dossier-country").type_keys("Atlantis");
    wait_for(&window, "problem");
    assert!(window.by_test("dossier-write").attribute("disabled").is_some(), "nothing comes from there");
    window.by_test("dossier-country").fill("Cambodia");
    window.press("Enter");
    window.wait(
        "the lintel",
        "return document.querySelector('[data-test=dossier-artefacts]')?.dataset.count === '1'",
    );
    assert!(window.by_test("dossier-artefacts").text().contains("HQ/2"));
    window.by_role("radio", "One ZIP").run("arguments[0].click()", Value::Null);
    window.screenshots("dossier-country");
    window.axe();
    let written = write(&window, &stick);
    assert!(written.is_file() && written.extension().is_some_and(|ending| ending == "zip"), "{written:?}");
    assert_eq!(window.by_test("written").attribute("data-verdict").unwrap(), "verified");
    window.close();
}
