//! The end of a day on a site: a note is sealed, things are packed by scanning, handed over, and the site is left.

use serde_json::{Value, json};
use sigillum_tests::picture;
use sigillum_tests::window::{Home, Window};

pub const PASSPHRASE: &str = "a long passphrase";
const VIEWS: [&str; 4] = ["overall_front", "overall_back", "scale", "label"];

/// A window on a catalogue in which this many artefacts are recorded, by the commands that other tests try by hand.
pub fn site(home: &Home, artefacts: u32) -> (Window, Vec<String>) {
    let window = home.open();
    let details =
        json!({ "name": "Sokha Chan", "organisation": "Museum", "role": "specialist", "initials": "SC" });
    window.invoke("key_new", json!({ "details": details, "passphrase": PASSPHRASE }));
    let operation = json!({ "reference": "LON-2025-114", "title": "Storage", "place": "London", "more": [] });
    window.invoke("operation_new", json!({ "folder": home.path("catalogue"), "operation": operation }));
    let ids = (1..=artefacts).map(|n| {
        let inputs =
            json!([["reference", { "text": format!("SC/{n}") }], ["title", { "text": "Head of a deity" }]]);
        let added = window.invoke("artefact_add", json!({ "inputs": inputs }));
        added["id"].as_str().unwrap().to_owned()
    });
    let ids = ids.collect();
    // The page is told that a catalogue was opened, and goes there.
    let there = "return document.querySelector('[data-test=place-catalogue]')?.getAttribute('aria-current') === 'page'";
    window.wait("the catalogue", there);
    (window, ids)
}

/// Goes to a place of the rail; the page may still be drawing it anew while it learns what is open.
pub fn go(window: &Window, place: &str) {
    let view = format!("view-{place}");
    window.until(&view, sigillum_tests::window::PATIENCE, || {
        let click = "document.querySelector(`[data-test=place-${arguments[0]}]`)?.click()";
        window.run(click, json!(place));
        window.has_test(&view).then_some(())
    });
    window.settle();
}

/// Presses a button that may be drawn anew at that moment, once it can be pressed.
pub fn press(window: &Window, name: &str) {
    window.until(&format!("{name} to be ready"), sigillum_tests::window::PATIENCE, || {
        window.by_test(name).attribute("disabled").is_none().then_some(())
    });
    window.run("document.querySelector(`[data-test=${arguments[0]}]`).click()", json!(name));
}

/// The button that is always in sight.
pub fn leave(window: &Window) {
    window.until("the check", sigillum_tests::window::PATIENCE, || {
        let click = "[...document.querySelectorAll('header button')].find((b) => b.innerText.includes(arguments[0]))?.click()";
        window.run(click, json!("Leave the site"));
        window.has_test("view-leave").then_some(())
    });
}

/// Takes in a photo of each view that is required, drawn for this.
fn photograph(window: &Window, home: &Home, ids: &[String]) {
    for (i, id) in (0u32..).zip(ids) {
        for (j, view) in (0u32..).zip(VIEWS) {
            let file = home.path(&format!("{i}-{view}.jpg"));
            std::fs::write(&file, picture(i * 4 + j)).unwrap();
            let options = json!({ "sources": [file], "label": "card A", "artefact": id, "view": view });
            let job = window.invoke("photo_add", json!({ "options": options }));
            window.job(&job);
        }
    }
}

fn light(window: &Window, key: &str) -> String {
    let script =
        "return document.querySelector(`[data-test=leave-line][data-key=${arguments[0]}]`)?.dataset.light";
    window.run(script, json!(key)).as_str().unwrap_or_default().to_owned()
}

fn wait_for_light(window: &Window, key: &str, wanted: &str) {
    let what = format!("{key} to be {wanted}");
    window.until(&what, sigillum_tests::window::PATIENCE, || (light(window, key) == wanted).then_some(()));
}

#[test]
fn a_note_is_sealed_after_its_preview_and_can_only_be_added_to() {
    let home = Home::new();
    let (window, _) = site(&home, 1);
    go(&window, "notes");
    press(&window, "note-new");
    window.by_test("note-title").type_keys("First look");
    window.by_test("note-text").type_keys("The break at the neck is old.");
    window.by_test("note-about").type_keys("sc-01\u{e007}");
    window.wait_for_text("SC/1");
    window.by_test("draft-row");
    window.press("Control+Enter");
    let line = window.by_test("signed-line");
    assert!(
        line.text().contains("\"kind\":\"note.seal\"") && line.text().contains("time of signing"),
        "{}",
        line.text()
    );
    window.screenshots("note-seal");
    window.axe();
    assert!(!window.has_test("note-card"), "nothing is sealed before the one deliberate act");
    window.by_test("seal-now").click();
    let card = window.by_test("note-card");
    assert!(card.text().contains("Sokha Chan") && card.text().contains("SC/1"), "{}", card.text());
    let notes = window.invoke("note_list", json!({ "about": null }));
    assert_eq!(Some(notes[0]["digest"].as_str().unwrap().to_owned()), card.attribute("data-digest"));
    assert_eq!(window.invoke("note_open", json!({ "about": null })), json!([]));
    press(&window, "note-addendum");
    window.by_test("note-text").type_keys("Seen again in daylight.");
    window.press("Control+Enter");
    window.by_test("seal-now").click();
    window.wait_for_text("Seen again in daylight.");
    window.screenshots("note-card");
    window.axe();
}

#[test]
fn things_are_packed_by_scanning_alone() {
    let home = Home::new();
    let (window, _) = site(&home, 3);
    go(&window, "packing");
    press(&window, "package-new");
    window.by_test("package-number").fill("B-0317");
    window.press("Enter");
    window.wait_for_text("Open: B-0317");
    // A scanner looks at no field: it types, and ends with Enter.
    window.run("document.activeElement?.blur()", Value::Null);
    window.type_keys("sc-01\n");
    window.wait_for_text("SC/1 is in B-0317 now");
    window.type_keys("SC/2\nSC/3\n");
    window.wait_for_text("3 of 3 packed");
    window.press("Control+z");
    window.wait_for_text("2 of 3 packed");
    window.type_keys("XX/9\n");
    window.by_test("problem");
    window.screenshots("packing");
    window.axe();
}

#[test]
fn a_hand_over_of_twelve_with_eleven_recorded_is_shown_and_the_slip_acknowledges_it() {
    let home = Home::new();
    let (window, _) = site(&home, 12);
    go(&window, "custody");
    window.by_role("tab", "Record an event").click();
    for n in 1..=11 {
        window.by_test("custody-scan").type_keys(&format!("SC/{n}\u{e007}"));
    }
    window.by_test("to-name").type_keys("Anne Roux");
    window.by_test("custody-stated").type_keys("12");
    window.wait_for_text("Stated 12, listed 11");
    assert!(window.by_test("not-accounted").text().contains("SC/12"));
    window.screenshots("custody-form");
    window.axe();
    press(&window, "custody-preview");
    window.by_role("radio", "later").run("arguments[0].click()", Value::Null);
    assert!(window.by_test("signed-line").text().contains("custody.record"));
    window.screenshots("custody-sign");
    window.axe();
    press(&window, "custody-sign");
    let card = window.by_test("event-card");
    assert_eq!(card.attribute("data-status").as_deref(), Some("stated"));
    assert!(window.by_test("finding").text().contains("Stated 12, listed 11"));
    press(&window, "attach");
    window.by_role("radio", "paper slip").run("arguments[0].click()", Value::Null);
    let slip = home.path("slip.jpg");
    std::fs::write(&slip, picture(90)).unwrap();
    window.answer_dialog(&[&slip]);
    press(&window, "slip-choose");
    window.wait_for_text("Slip: slip.jpg");
    press(&window, "attach-now");
    window.wait_for_text("acknowledged");
    window.wait(
        "the status",
        "return document.querySelector('[data-test=event-card]').dataset.status === 'acknowledged'",
    );
    assert!(
        window.by_test("finding").text().contains("Stated 12, listed 11"),
        "a signature makes no count right"
    );
    window.screenshots("custody-events");
    window.axe();
}

#[test]
fn a_signature_drawn_on_the_screen_acknowledges_a_hand_over() {
    let home = Home::new();
    let (window, _) = site(&home, 1);
    go(&window, "custody");
    window.by_role("tab", "Record an event").click();
    window.by_test("custody-scan").type_keys("SC/1\u{e007}");
    window.by_test("to-name").type_keys("Anne Roux");
    press(&window, "custody-preview");
    let draw = "const box = arguments[0].getBoundingClientRect();
        arguments[0].setPointerCapture = () => {};
        const at = (kind, x, y) => arguments[0].dispatchEvent(new PointerEvent(kind, { bubbles: true, pointerId: 1,
            clientX: box.left + x, clientY: box.top + y }));
        at('pointerdown', 20, 60);
        for (let i = 0; i < 40; i += 1) at('pointermove', 20 + i * 5, 60 + 25 * Math.sin(i / 3));
        at('pointerup', 220, 60);";
    window.by_test("signature-pad").run(draw, Value::Null);
    window.wait_for_text("A signature is drawn.");
    window.wait_for_text("the drawn signature as an original");
    window.screenshots("custody-signature");
    press(&window, "custody-sign");
    window.by_test("event-card");
    let newest = json!({ "waiting": false, "newest_first": true, "offset": 0, "limit": 9 });
    let events = window.invoke("custody_page", json!({ "request": newest }))["events"].clone();
    assert_eq!(events[0]["status"], "acknowledged");
    let photo = window.invoke("photo_show", json!({ "id": events[0]["recorded"]["photos"][0] }));
    assert_eq!(photo["media_type"], "image/png");
}

#[test]
fn the_site_is_left_when_every_line_is_green() {
    let home = Home::new();
    let (window, ids) = site(&home, 2);
    leave(&window);
    wait_for_light(&window, "views", "red");
    wait_for_light(&window, "bags", "amber");
    window.screenshots("leave-open");
    window.axe();

    photograph(&window, &home, &ids[..1]);
    press(&window, "leave-go-labels");
    window.by_test("view-labels");
    window.by_test("label-list");
    window.screenshots("labels");
    window.axe();
    let page = home.path("labels.html");
    window.answer_dialog(&[&page]);
    press(&window, "labels-save");
    press(&window, "labels-printed");
    window.wait_for_text("Every object has its label");
    assert!(std::fs::read_to_string(&page).unwrap().contains("SC/2"));
    photograph(&window, &home, &ids[1..]);

    go(&window, "packing");
    press(&window, "package-new");
    press(&window, "package-make");
    window.wait_for_text("Open: B-1");
    window.type_keys("SC/1\nSC/2\n");
    window.wait_for_text("2 of 2 packed");

    leave(&window);
    window.wait_for_text("Everything is in order");
    for key in [
        "recorded",
        "references",
        "views",
        "labels",
        "bags",
        "drafts",
        "photos",
        "counts",
        "hand_overs",
        "conflicts",
    ] {
        assert_eq!(light(&window, key), "green", "{key}");
    }
    let code = window.by_test("head-code").text();
    let check = window.invoke("leave_check", json!({}));
    assert_eq!(check["heads"][0]["code"], code.as_str());
    window.screenshots("leave-green");
    window.axe();
    window.zoom(200);
    window.screenshot("leave-green-200");
    window.zoom(100);
    press(&window, "leave-export");
    window.by_test("export-due");
    assert!(window.has_test("view-bundles"), "Export now leads to the export");
}

#[test]
fn a_draft_keeps_what_was_typed_last_when_its_row_is_pressed_at_once() {
    let home = Home::new();
    let (window, _) = site(&home, 1);
    go(&window, "notes");
    for title in ["First", "Second"] {
        press(&window, "note-new");
        window.by_test("note-title").type_keys(title);
        let row = format!(
            "return [...document.querySelectorAll('[data-test=draft-row]')].some((row) => row.innerText.includes('{title}'))"
        );
        window.wait("its row", &row);
    }
    // In one breath, as whoever types and clicks is faster than what keeps it: types, leaves the field, presses a row.
    let type_and_press = "const [text, row] = arguments[0];
        const rows = () => [...document.querySelectorAll('[data-test=draft-row]')];
        const field = document.querySelector('[data-test=note-text]');
        field.focus();
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.blur();
        rows().find((one) => one.innerText.includes(row)).click();";
    let title = |title: &str| {
        let there =
            format!("return document.querySelector('[data-test=note-title]')?.value.startsWith('{title}')");
        window.wait(title, &there);
    };
    let text = || window.by_test("note-text").value();
    window.run(type_and_press, json!(["The break is old", "Second"]));
    window.settle();
    assert_eq!(text(), "The break is old", "its own row opens nothing anew");
    window.run(type_and_press, json!(["The break is old, seen at noon", "First"]));
    title("First");
    window.run(type_and_press, json!(["Of bronze", "Second"]));
    title("Second");
    assert_eq!(text(), "The break is old, seen at noon", "a draft opens as it is kept");
    window.by_test("note-text").type_keys(".");
    window.until("what is kept", sigillum_tests::window::PATIENCE, || {
        let drafts = window.invoke("note_open", json!({ "about": null }));
        let mut kept: Vec<&str> =
            drafts.as_array()?.iter().filter_map(|one| one["note"]["text"].as_str()).collect();
        kept.sort_unstable();
        (kept == ["Of bronze", "The break is old, seen at noon."]).then_some(())
    });
}
