//! The specialist's day in one piece, without a mouse: from the first start on an empty computer to the bundle on the stick.

use serde_json::{Value, json};
use sigillum_core::progress::Silent;
use sigillum_core::verify::VerifyOptions;
use sigillum_tests::picture;
use sigillum_tests::window::{Home, PATIENCE, Window};
use std::path::{Path, PathBuf};
use std::process::Command;

const TITLES: [&str; 10] = [
    "Head of a bodhisattva",
    "Seated Buddha",
    "Composite figure of a lady",
    "Naga-protected Buddha",
    "Relief with donors",
    "Bell of a shrine",
    "سر مجسمه",
    "Lintel, fragment",
    "Bracelet",
    "ព្រះសិរព្រះពោធិសត្វ",
];
/// The keys of the views that every object needs, in the order in which its photos were made.
const VIEWS: [&str; 4] = ["1", "2", "8", "9"];
/// More than any screen has to go through by Tab.
const CONTROLS: usize = 200;

/// Goes on by Tab until the focus is in something, as a person without a mouse does.
fn tab_to(window: &Window, test: &str) {
    window.by_test(test);
    let there = format!("return !!document.activeElement?.closest('[data-test=\"{test}\"]')");
    for _ in 0..CONTROLS {
        if window.run(&there, Value::Null) == true {
            return;
        }
        window.press("Tab");
    }
    window.keep_picture("no-way-by-tab");
    panic!("{test} cannot be reached by Tab");
}

fn press(window: &Window, test: &str) {
    window.until(&format!("{test} to be ready"), PATIENCE, || {
        window.by_test(test).attribute("disabled").is_none().then_some(())
    });
    tab_to(window, test);
    window.press("Enter");
}

fn fill(window: &Window, test: &str, text: &str) {
    tab_to(window, test);
    window.type_keys(text);
}

/// What is named in the palette.
fn command(window: &Window, name: &str) {
    window.press("Control+k");
    let ready = "return document.activeElement?.closest('[data-test=palette]') !== null";
    window.wait("the palette", ready);
    window.type_keys(name);
    window.until(name, PATIENCE, || {
        let chosen = "return document.querySelector('.sg-palette-item[data-selected]')?.innerText";
        (window.run(chosen, Value::Null) == name).then_some(())
    });
    window.press("Enter");
}

fn key_and_operation(window: &Window, home: &Home) {
    std::fs::create_dir_all(home.path("cases")).unwrap();
    window.by_test("first-key");
    fill(window, "key-name", "Sokha Chan");
    fill(window, "passphrase", "four words nobody guesses");
    fill(window, "passphrase-again", "four words nobody guesses");
    window.press("Enter");
    window.by_test("start-new");
    window.until("the key", PATIENCE, || (!window.has_test("first-key")).then_some(()));
    press(window, "start-new");
    fill(window, "operation-reference", "LON-1");
    fill(window, "operation-title", "Storage unit 7");
    window.answer_dialog(&[&home.path("cases")]);
    press(window, "operation-folder");
    window.wait_for_text("The catalogue will be in");
    press(window, "begin");
    window.by_test("count-recorded");
}

fn record(window: &Window) {
    window.by_test("list-empty");
    for (count, title) in (1..).zip(TITLES) {
        window.press("Control+n");
        window.wait("the new record", "return document.activeElement?.dataset.test === 'field-title'");
        window.type_keys(title);
        window.press("Tab");
        window.until("the record", PATIENCE, || {
            window.by_test("count-recorded").text().starts_with(&format!("{count} ")).then_some(())
        });
        window.press("Escape");
    }
}

fn label(window: &Window, home: &Home) {
    command(window, "Leave the site");
    press(window, "leave-go-labels");
    window.answer_dialog(&[&home.path("labels.html")]);
    press(window, "labels-save");
    press(window, "labels-printed");
}

/// A card in the order of the objects, and what waits of it.
fn photograph(window: &Window, home: &Home) {
    let card = home.path("card");
    std::fs::create_dir(&card).unwrap();
    let shots = u32::try_from(TITLES.len() * VIEWS.len()).unwrap();
    for index in 0..shots {
        std::fs::write(card.join(format!("DSC_{index:04}.JPG")), picture(index)).unwrap();
    }
    window.press("Alt+2");
    window.by_test("intake");
    window.answer_dialog(&[&card]);
    window.press("Shift+A");
    fill(window, "card-label", "Card A");
    window.press("Enter");
    press(window, "result-close");

    window.press("t");
    window.wait("the artefact's field", "return document.activeElement?.dataset.test === 'place-artefact'");
    window.type_keys("SC/1\n");
    window.wait_for_text(TITLES[0]);
    tab_to(window, "tray-grid");
    window.press("Home");
    // The keys of five objects, then those of the other five, faster than any of it can be signed.
    let keys = |objects: usize| vec![VIEWS.concat(); objects].join("j");
    window.type_keys(&keys(5));
    window.screenshots("day-photos");
    window.type_keys(&format!("j{}", keys(5)));
    window.until("every photo in its place", PATIENCE, || {
        let request = json!({ "request": { "waiting": true, "offset": 0, "limit": 1 } });
        (window.invoke("photo_window", request)["total"] == 0).then_some(())
    });
    window.by_test("tray-empty");
    for (number, first) in (1..=TITLES.len()).zip((0..).step_by(VIEWS.len())) {
        let request = json!({ "kind": "artefact", "name": format!("SC/{number}") });
        let artefact = window.invoke("artefact_find", request);
        let photos = window.invoke("photo_of", json!({ "artefact": artefact }));
        let shown: Vec<(&str, &str)> = photos
            .as_array()
            .unwrap()
            .iter()
            .map(|tile| (tile["name"].as_str().unwrap(), tile["placements"][0]["view"].as_str().unwrap()))
            .collect();
        let names: Vec<String> =
            (first..first + VIEWS.len()).map(|index| format!("DSC_{index:04}.JPG")).collect();
        let views = ["overall_front", "overall_back", "scale", "label"];
        let expected: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(views).collect();
        assert_eq!(shown, expected, "SC/{number}");
    }
}

fn note(window: &Window) {
    window.press("Alt+5");
    window.by_test("view-notes");
    window.press("n");
    fill(window, "note-title", "First look");
    fill(window, "note-text", "The break at the neck is old.");
    fill(window, "note-about", "SC/1\n");
    window.wait_for_text("SC/1");
    window.press("Control+Enter");
    window.by_test("signed-line");
    press(window, "seal-now");
    window.by_test("note-card");
}

fn pack(window: &Window) {
    window.press("Alt+3");
    window.by_test("view-packing");
    window.press("Control+b");
    tab_to(window, "package-number");
    window.press("Enter");
    window.wait_for_text("Open: B-1");
    for number in 1..=TITLES.len() {
        window.type_keys(&format!("SC/{number}\n"));
        window.wait_for_text(&format!("{number} of 10 packed"));
    }
}

/// The bag goes to customs, who sign on paper.
fn hand_over(window: &Window, home: &Home) {
    window.press("Alt+4");
    window.by_test("view-custody");
    window.press("n");
    fill(window, "custody-scan", "B-1\n");
    fill(window, "to-name", "Anne Roux");
    fill(window, "to-organisation", "Customs");
    fill(window, "custody-stated", "10");
    window.wait_for_text("10 listed");
    window.until("the preview", PATIENCE, || {
        window.by_test("custody-preview").attribute("disabled").is_none().then_some(())
    });
    window.press("Control+Enter");
    window.by_test("custody-dialog");
    tab_to(window, "receiver-how");
    window.press("Down");
    let slip = home.path("slip.jpg");
    std::fs::write(&slip, picture(90)).unwrap();
    window.answer_dialog(&[&slip]);
    press(window, "slip-choose");
    window.wait_for_text("Slip: slip.jpg");
    press(window, "custody-sign");
    window.until("the hand-over, acknowledged", PATIENCE, || {
        window
            .has_test("event-card")
            .then(|| window.by_test("event-card").attribute("data-status"))??
            .eq("acknowledged")
            .then_some(())
    });
}

fn leave_and_export(window: &Window, home: &Home) -> PathBuf {
    command(window, "Leave the site");
    window.wait_for_text("Everything is in order");
    let lights =
        "return [...document.querySelectorAll('[data-test=leave-line]')].map((line) => line.dataset.light)";
    let lights = window.run(lights, Value::Null);
    assert!(lights.as_array().unwrap().iter().all(|light| light == "green"), "{lights}");
    window.screenshots("day-leave");
    let code = window.by_test("head-code").text();
    let stick = home.path("stick");
    std::fs::create_dir(&stick).unwrap();
    press(window, "leave-export");
    window.by_test("export-due");
    window.answer_dialog(&[&stick]);
    press(window, "export-choose");
    window.by_test("room");
    press(window, "export-write");
    let written = window.by_test("written");
    assert_eq!(written.attribute("data-verdict").as_deref(), Some("verified"));
    assert_eq!(window.by_test("head-code").text(), code, "the code that was written down");
    window.screenshots("day-written");
    PathBuf::from(window.by_test("written-path").text())
}

fn has_every_photo(bundle: &Path) {
    let listed = Command::new("sha256sum")
        .args(["-c", "--strict", "--quiet", "manifest-sha256.txt"])
        .current_dir(bundle)
        .output()
        .unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stdout));
    let manifest = std::fs::read_to_string(bundle.join("manifest-sha256.txt")).unwrap();
    let photos =
        manifest.lines().filter(|line| line.contains("  data/originals/") && line.ends_with(".jpg")).count();
    assert_eq!(photos, TITLES.len() * VIEWS.len() + 1, "forty photos and a slip");
}

#[test]
fn a_specialist_does_the_whole_day_without_a_mouse() {
    let home = Home::new();
    let window = home.open();
    key_and_operation(&window, &home);
    record(&window);
    label(&window, &home);
    photograph(&window, &home);
    note(&window);
    pack(&window);
    hand_over(&window, &home);
    let bundle = leave_and_export(&window, &home);
    window.close();
    let check = sigillum_core::verify::bundle(&bundle, &VerifyOptions::default(), &Silent).unwrap();
    assert_eq!(check.verdict().word(), "unverifiable", "whole; no list says whose keys signed");
    has_every_photo(&bundle);
}
