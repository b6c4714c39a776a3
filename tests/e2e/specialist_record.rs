//! A specialist records objects with the keyboard alone; what is typed survives the power going; Ctrl Z and many at once.

use crate::start::{PASSPHRASE, begin_operation, make_key};
use serde_json::{Value, json};
use sigillum_tests::window::{Home, PATIENCE, Window};

const TITLES: [&str; 10] = [
    "Head of a bodhisattva",
    "Seated Buddha",
    "Storage jar with lugs",
    "Mirror with handle",
    "Relief fragment, donors",
    "Composite female figure",
    "Ewer",
    "Lintel",
    "Pair of bracelets",
    "ព្រះសិរព្រះពោធិសត្វ",
];

fn list(window: &Window, chips: Value) -> Value {
    let request = json!({ "text": "", "sort": "reference", "reversed": false, "chips": chips });
    window.invoke("list_rows", json!({ "request": request, "offset": 0, "limit": 100 }))
}

fn recorded(window: &Window) -> u64 {
    list(window, json!([]))["total"].as_u64().unwrap()
}

/// Waits until the focus is in the control of a field.
fn wait_in(window: &Window, field: &str) {
    let script = format!("return document.activeElement?.dataset.test === 'field-{field}'");
    window.wait(&format!("the focus in {field}"), &script);
}

fn wait_saved(window: &Window, number: u64) {
    window.until("the save", PATIENCE, || (recorded(window) == number).then_some(()));
    window.wait("nothing unsaved", "return !document.querySelector('[data-test^=unsaved-]')");
}

/// The page looks again at what is open after commands opened it beside the page.
fn look_again(window: &Window) {
    window.invoke("form_discard", json!({ "subject": "new:nothing" }));
    window.by_test("view-catalogue");
}

/// A window with an open catalogue of `count` artefacts, made by commands.
fn begun(home: &Home, count: usize) -> (Window, Value) {
    let window = home.open();
    let key = make_key(&window, "Sokha Chan", "SC");
    begin_operation(&window, home);
    for number in 1..=count {
        let reference = format!("SC/{number}");
        let inputs = json!([["reference", { "text": reference }], ["title", { "text": "Coin" }]]);
        window.invoke("artefact_add", json!({ "inputs": inputs }));
    }
    look_again(&window);
    (window, key)
}

#[test]
fn ten_artefacts_are_recorded_with_the_keyboard_alone() {
    let home = Home::new();
    let (window, _) = begun(&home, 0);
    window.by_test("list-empty");
    window.screenshots("record-empty");
    window.axe();
    for (number, title) in (1..).zip(TITLES) {
        window.press(if number == 1 { "n" } else { "Control+n" });
        wait_in(&window, "title");
        window.type_keys(title);
        window.press("Tab");
        wait_saved(&window, number);
        window.press("Escape");
        window.wait("the list's focus", "return document.activeElement?.dataset.test === 'list'");
    }
    let rows = list(&window, json!([]));
    for (at, title) in TITLES.iter().enumerate() {
        let row = &rows["rows"][at];
        assert_eq!((&row["reference"], &row["title"]), (&json!(format!("SC/{}", at + 1)), &json!(title)));
    }
    assert!(window.by_test("count-recorded").text().starts_with("10"));

    // Up and down the list, and into a record and back.
    window.press("Home");
    window.wait_for_text(TITLES[0]);
    window.press("j");
    window.until("the second record", PATIENCE, || {
        (window.by_test("record-title").text() == TITLES[1]).then_some(())
    });
    window.press("k");
    window.press("F2");
    wait_in(&window, "title");
    window.press("Escape");

    assert_eq!(window.by_test("field-title").value(), TITLES[0], "the keys meant the record that is current");

    // A term from the vocabulary, a measurement with a comma, a date in words.
    window.by_test("field-materials_techniques").focus();
    window.type_keys("sandst");
    window.wait(
        "a suggestion",
        "return document.querySelector('.sg-list-item')?.innerText.startsWith('sandstone')",
    );
    window.press("Down");
    window.press("Enter");
    window.by_test("field-measurements").focus();
    window.type_keys("height");
    window.press("Tab");
    window.type_keys("31,5");
    window.by_test("field-date_period").focus();
    window.type_keys("0100/0299~");
    window.by_test("field-date_period-words");
    window.press("Control+s");
    let shown = window.until("the values", PATIENCE, || {
        let row = list(&window, json!([]))["rows"][0].clone();
        let record = window.invoke("artefact_show", json!({ "id": row["id"] }));
        let text = record.to_string();
        (text.contains("31.5") && text.contains("sandstone") && text.contains("0100/0299~")).then_some(text)
    });
    assert!(shown.contains("\"unit\":\"cm\""), "{shown}");
    assert_eq!(window.invoke("form_drafts", json!({})), json!([]), "nothing was typed into another record");
    window.wait("nothing unsaved", "return !document.querySelector('[data-test^=unsaved-]')");
    window.screenshots("record-form");
    window.axe();
    window.zoom(200);
    window.screenshot("record-form-200");
    window.close();
}

#[test]
fn what_is_being_typed_when_the_power_goes_is_there_again() {
    let home = Home::new();
    let (window, key) = begun(&home, 1);
    window.by_test("field-title").focus();
    window.type_keys(" of silver, clip");
    let kept = |window: &Window| window.invoke("form_drafts", json!({})).to_string();
    window.until("the keeping", PATIENCE, || kept(&window).contains("Coin of silver, clip").then_some(()));
    window.kill();

    let window = home.open();
    window.invoke("start_open", json!({ "path": home.path("catalogue") }));
    assert!(kept(&window).contains("Coin of silver, clip"));
    window.invoke("key_unlock", json!({ "path": key["path"], "passphrase": PASSPHRASE }));
    look_again(&window);
    window.until("the typed text", PATIENCE, || {
        (window.by_test("field-title").value() == "Coin of silver, clip").then_some(())
    });
    window.by_test("unsaved");
    window.by_test("save-now").click();
    window.until("the save", PATIENCE, || {
        (list(&window, json!([]))["rows"][0]["title"] == "Coin of silver, clip").then_some(())
    });
    assert_eq!(window.invoke("form_drafts", json!({})), json!([]), "what is saved is no draft any more");

    // A record that was not even begun.
    window.by_test("list").focus();
    window.press("n");
    wait_in(&window, "title");
    window.type_keys("Ring, g");
    window.until("the keeping", PATIENCE, || kept(&window).contains("Ring, g").then_some(()));
    window.kill();
    let window = home.open();
    window.invoke("start_open", json!({ "path": home.path("catalogue") }));
    window.invoke("key_unlock", json!({ "path": key["path"], "passphrase": PASSPHRASE }));
    look_again(&window);
    window.by_test("resume").focus();
    window.press("Enter");
    wait_in(&window, "title");
    assert_eq!(window.by_test("field-title").value(), "Ring, g");
    window.type_keys("old");
    window.press("Tab");
    window.until("the save", PATIENCE, || {
        let row = list(&window, json!([]))["rows"][1].clone();
        (row["title"] == "Ring, gold" && row["reference"] == "SC/2").then_some(())
    });
    window.close();
}

#[test]
fn a_field_of_many_is_set_at_once_and_ctrl_z_takes_it_back() {
    let home = Home::new();
    let (window, _) = begun(&home, 4);
    window.by_test("list").focus();
    window.press("Home");
    window.press("Shift+Down");
    window.press("Shift+Down");
    window.wait_for_text("3 chosen");
    window.by_test("set-many").click();
    assert!(window.by_test("batch-apply").attribute("disabled").is_some(), "nothing typed sets nothing");
    window.by_test("batch-field").run(
        "arguments[0].value = 'title'; arguments[0].dispatchEvent(new Event('change', { bubbles: true }))",
        Value::Null,
    );
    let dialog = "[data-test=batch] [data-test=field-title]";
    window
        .wait("the field", &format!("const f = document.querySelector('{dialog}'); f?.focus(); return !!f"));
    window.type_keys("Lead token");
    window.screenshots("record-batch");
    window.axe();
    window.by_test("batch-apply").click();
    let titles = |window: &Window| {
        let rows = list(window, json!([]))["rows"].clone();
        rows.as_array()
            .unwrap()
            .iter()
            .map(|row| row["title"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    window.until("the batch", PATIENCE, || {
        (titles(&window) == ["Lead token", "Lead token", "Lead token", "Coin"]).then_some(())
    });
    window.by_test("list").focus();
    window.press("Control+z");
    window.until("the undo", PATIENCE, || (titles(&window) == ["Coin"; 4]).then_some(()));
    window.by_test("list").focus();
    window.press("Control+a");
    window.wait_for_text("4 chosen");
    window.screenshots("record-chosen");
    window.by_test("chip-incomplete").click();
    window.wait(
        "the filter",
        "return document.querySelector('[data-test=chip-incomplete]').ariaPressed === 'true'",
    );
    window.by_test("view-toggle").click();
    window.by_test("grid");
    window.screenshots("record-grid");
    window.axe();
    window.by_role("tab", "History").click();
    window.by_test("history");
    window.axe();
    window.close();
}
