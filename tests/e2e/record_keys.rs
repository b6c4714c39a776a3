//! What can be done at a record by one key, and what leaves nothing behind; files dropped where a record is shown.

use crate::notes_custody_leave::{go, press, site};
use crate::start::make_key;
use serde_json::{Value, json};
use sigillum_tests::picture;
use sigillum_tests::window::{Home, PATIENCE, Window};
use std::path::PathBuf;

fn recorded(window: &Window) -> u64 {
    let request = json!({ "text": "", "sort": "reference", "reversed": false, "chips": [] });
    window.invoke("list_rows", json!({ "request": request, "offset": 0, "limit": 0 }))["total"]
        .as_u64()
        .unwrap()
}

fn until_title(window: &Window, title: &str) {
    window.until(&format!("the record {title}"), PATIENCE, || {
        (window.by_test("record-title").text() == title).then_some(())
    });
}

fn wait_focus(window: &Window, test: &str) {
    window.wait(
        &format!("the focus in {test}"),
        &format!("return document.activeElement?.dataset.test === '{test}'"),
    );
}

/// A new record's empty form, with the focus in its title.
fn begin_new(window: &Window) {
    window.by_test("list").focus();
    window.press("n");
    wait_focus(window, "field-title");
    window.by_test("blank");
}

fn shot(home: &Home, name: &str, index: u32) -> PathBuf {
    let path = home.path(name);
    std::fs::write(&path, picture(index)).unwrap();
    path
}

#[test]
fn a_new_form_of_which_nothing_was_said_leaves_nothing_behind() {
    let home = Home::new();
    let (window, _) = site(&home, 2);
    let entries = |window: &Window| window.invoke("start_desk", json!({}))["catalogue"].clone();
    let before = entries(&window);
    window.by_test("list").focus();
    window.press("Home");
    window.press("j");
    let at_second =
        "return document.querySelector('[data-test=record] header')?.innerText.includes('SC/2') === true";
    window.wait("the second record", at_second);

    // Esc gives it up, and what was shown before is shown again.
    begin_new(&window);
    window.screenshots("record-blank");
    window.axe();
    window.press("Escape");
    window.wait("the second record again", at_second);
    assert_eq!(recorded(&window), 2);
    // So does going on to another record.
    begin_new(&window);
    window.by_test("list").focus();
    window.press("j");
    until_title(&window, "Head of a deity");
    // And passing through the reference that was offered, typing and taking it out again, and asking for a new one twice.
    begin_new(&window);
    window.press("Shift+Tab");
    window.press("Tab");
    window.by_test("field-title").focus();
    window.type_keys("Rin");
    window.wait("the keeping", "return !!document.querySelector('[data-test=unsaved]')");
    window.press("Control+a");
    window.press("Delete");
    window.by_test("blank");
    window.press("Control+n");
    wait_focus(&window, "field-title");
    window.by_test("list").focus();
    window.press("k");
    until_title(&window, "Head of a deity");
    window
        .until("no draft", PATIENCE, || (window.invoke("form_drafts", json!({})) == json!([])).then_some(()));
    assert_eq!((recorded(&window), entries(&window)), (2, before), "nothing was signed");

    // What was said is recorded all the same, with the reference that was offered.
    begin_new(&window);
    window.type_keys("Ring");
    window.by_test("list").focus();
    window.press("j");
    window.until("the save", PATIENCE, || (recorded(&window) == 3).then_some(()));
    window.close();
}

#[test]
fn photos_a_note_and_each_part_of_a_record_are_one_key_away() {
    let home = Home::new();
    let (window, ids) = site(&home, 2);
    window.by_test("list").focus();
    window.press("Home");
    until_title(&window, "Head of a deity");
    // Its photos, where there are none: what takes some in has the focus.
    window.by_test("pane-take-in");
    window.press("p");
    wait_focus(&window, "pane-take-in");
    window.screenshots("record-no-photo");

    // Its parts.
    for (key, part) in [("h", "history"), ("c", "custody"), ("Shift+W", "notes"), ("r", "record")] {
        window.press(key);
        wait_focus(&window, &format!("tab-{part}"));
        let chosen =
            format!("return document.querySelector('[data-test=tab-{part}]').ariaSelected === 'true'");
        window.wait(part, &chosen);
    }

    // A note about it, from the keyboard alone to the seal.
    window.press("w");
    wait_focus(&window, "note-title");
    window.type_keys("First look");
    window.by_test("note-text").focus();
    window.type_keys("An old break.");
    window.press("Control+Enter");
    press(&window, "seal-now");
    window.by_test("note-card");
    let notes = window.invoke("note_page", json!({ "about": ids[0], "offset": 0, "limit": 9 }));
    assert_eq!((&notes["total"], &notes["notes"][0]["title"]), (&json!(1), &json!("First look")));
    // Coming back to the record begins no other.
    go(&window, "notes");
    go(&window, "catalogue");
    assert!(!window.has_test("note-editor"));

    // The palette has them, and taking photos in opens with the record chosen.
    window.press("Control+k");
    window.type_keys("Take in photos of it");
    window.press("Enter");
    window.until("the record at the intake", PATIENCE, || {
        window.by_test("place-target").text().contains("SC/1").then_some(())
    });
    go(&window, "catalogue");
    window.by_test("list").focus();
    window.press("j");
    window.wait(
        "the second record",
        "return document.querySelector('[data-test=record] header')?.innerText.includes('SC/2') === true",
    );
    window.press("a");
    window.until("the other record at the intake", PATIENCE, || {
        window.by_test("place-target").text().contains("SC/2").then_some(())
    });
    window.close();
}

#[test]
fn files_dropped_where_a_record_is_shown_are_ready_to_be_taken_in_for_it() {
    let home = Home::new();
    let (window, _) = site(&home, 1);
    until_title(&window, "Head of a deity");
    let file = shot(&home, "DSC_0001.JPG", 1);
    window.by_test("pane-take-in");
    window.drag_files_over(&[&file]);
    window.wait_for_text("Drop to take in photos of SC/1");
    window.screenshots("record-dropping");
    window.drop_files(&[&file]);
    window.by_test("card-label").type_keys("by hand");
    window.until("the record at the intake", PATIENCE, || {
        window.by_test("place-target").text().contains("SC/1").then_some(())
    });
    press(&window, "intake-begin");
    press(&window, "result-close");
    // They were handed over once.
    go(&window, "catalogue");
    go(&window, "photos");
    window.by_test("intake-files");
    window.close();
}

#[test]
fn a_photo_dropped_on_verify_is_no_list_of_signers_and_several_things_at_the_start_are_too_many() {
    let home = Home::new();
    let window = home.open();
    let key = make_key(&window, "Sokha Chan", "SC")["public"].as_str().unwrap().to_owned();
    window.by_test("view-start");
    let photo = shot(&home, "DSC_0001.JPG", 1);
    let sealed = home.path("LON-1.zip.age");
    std::fs::write(&sealed, "age-encryption.org/v1\n").unwrap();
    window.drop_files(&[&photo, &sealed]);
    window.wait_for_text("2 files or folders were dropped");
    assert!(!window.has_test("what-with-it"));
    window.drop_files(&[&sealed]);
    window.by_test("which-verify");
    assert!(!window.has_test("which-open"), "an encrypted bundle is no catalogue");
    window.press("Escape");

    press(&window, "start-verify");
    window.by_test("verify-drop");
    window.drop_files(&[&photo]);
    window.wait_for_text("DSC_0001.JPG is no bundle");
    assert!(!window.has_test("signers-remove"), "a photo became the list of signers");
    assert!(window.by_test("signers").text().contains("None given"));
    let list = home.path("allowed_signers");
    std::fs::write(&list, format!("sokha@example.org {key}\n")).unwrap();
    window.drop_files(&[&list, &photo]);
    window.wait_for_text("None was taken");
    assert!(!window.has_test("signers-remove"));
    window.drop_files(&[&list]);
    window.until("the list", PATIENCE, || window.has_test("signers-remove").then_some(()));
    assert!(window.by_test("signers").text().contains("allowed_signers"));
    window.run("document.activeElement?.blur()", Value::Null);
    window.close();
}

/// The references that the list shows, from above.
fn listed(window: &Window) -> Vec<String> {
    let rows = "return [...document.querySelectorAll('[data-test=list] [role=option]')].map((row) => row.innerText.match(/SC\\/\\d+/)?.[0] ?? '')";
    let rows = window.run(rows, Value::Null);
    rows.as_array().unwrap().iter().map(|row| row.as_str().unwrap().to_owned()).collect()
}

fn until_listed(window: &Window, what: &str, expected: &[&str]) {
    window
        .until(&format!("{expected:?} for {what}"), PATIENCE, || (listed(window) == expected).then_some(()));
}

#[test]
fn each_filter_shows_what_it_says_and_the_list_is_sorted_and_turned_round() {
    let home = Home::new();
    let (window, ids) = site(&home, 3);
    let set = |id: &str, field: &str, value: Value| {
        window.invoke("form_save", json!({ "subject": id, "inputs": [[field, value]] }));
    };
    set(&ids[0], "title", json!({ "value": "Zither" }));
    set(&ids[1], "title", json!({ "value": "Bell" }));
    set(&ids[2], "title", json!({ "value": "Coin" }));
    let photo = shot(&home, "DSC_0001.JPG", 1);
    let add = json!({ "options": { "sources": [photo], "label": "", "artefact": ids[0], "view": "overall_front" } });
    window.job(&window.invoke("photo_add", add));
    window.invoke("artefact_withdraw", json!({ "id": ids[2], "reason": "a test" }));
    until_listed(&window, "all", &["SC/1", "SC/2"]);

    press(&window, "more-filters");
    for (chip, expected) in [
        ("incomplete", ["SC/1", "SC/2"].as_slice()),
        ("no_photo", &["SC/2"]),
        ("no_overall", &["SC/2"]),
        ("conflict", &[]),
        ("unpacked", &["SC/1", "SC/2"]),
        ("withdrawn", &["SC/3"]),
    ] {
        press(&window, &format!("chip-{chip}"));
        until_listed(&window, chip, expected);
        press(&window, &format!("chip-{chip}"));
        until_listed(&window, "all", &["SC/1", "SC/2"]);
    }
    // Two at once, and all again.
    press(&window, "chip-no_photo");
    press(&window, "chip-unpacked");
    until_listed(&window, "two filters", &["SC/2"]);
    press(&window, "chip-all");
    until_listed(&window, "all", &["SC/1", "SC/2"]);

    window.by_test("sort").run(
        "arguments[0].value = 'title'; arguments[0].dispatchEvent(new Event('change', { bubbles: true }))",
        Value::Null,
    );
    until_listed(&window, "titles", &["SC/2", "SC/1"]);
    window.by_role("button", "Turn the order round").click();
    until_listed(&window, "titles from the end", &["SC/1", "SC/2"]);
    window.close();
}

#[test]
fn objects_are_filtered_by_where_they_are_what_they_are_in_their_custody_country_draft_and_open_hand_over() {
    let home = Home::new();
    let (window, ids) = site(&home, 3);
    for (id, field, text) in
        [(&ids[0], "current_location", "Hall 3"), (&ids[1], "claimed_origin", "Cambodia; country: KH")]
    {
        window.invoke("form_save", json!({ "subject": id, "inputs": [[field, { "text": text }]] }));
    }
    let bag = window.invoke("package_new", json!({ "number": "B-1", "kind": "bag", "inside": null }));
    window.invoke("package_put", json!({ "package": bag["id"], "objects": [ids[2]] }));
    go(&window, "custody");
    window.by_role("tab", "Record an event").click();
    window.by_test("custody-scan").type_keys("SC/2\u{e007}");
    window.by_test("to-name").type_keys("Anne Roux");
    window.wait_for_text("1 listed");
    press(&window, "custody-preview");
    window.by_role("radio", "later").run("arguments[0].click()", Value::Null);
    press(&window, "custody-sign");
    window.by_test("event-card");
    go(&window, "catalogue");
    // What is typed and not saved.
    window.invoke("form_keep", json!({ "subject": ids[0], "fields": { "title": "Zit" } }));
    window.by_test("list").focus();
    press(&window, "more-filters");
    for (chip, expected) in [
        ("place", "SC/1"),
        ("country", "SC/2"),
        ("package", "SC/3"),
        ("custody", "SC/2"),
        ("unconfirmed", "SC/2"),
        ("draft", "SC/1"),
    ] {
        press(&window, &format!("chip-{chip}"));
        until_listed(&window, chip, &[expected]);
        if chip == "country" {
            window.screenshots("record-filtered");
            window.axe();
        }
        press(&window, &format!("chip-{chip}"));
        until_listed(&window, "all", &["SC/1", "SC/2", "SC/3"]);
    }
    window.close();
}

#[test]
fn a_photo_is_attached_to_a_note_and_one_whose_original_is_gone_says_so() {
    let home = Home::new();
    let (window, _) = site(&home, 1);
    let photos = [shot(&home, "DSC_0001.JPG", 1), shot(&home, "DSC_0002.JPG", 2)];
    let add = json!({ "options": { "sources": photos, "label": "", "artefact": null, "view": null } });
    window.job(&window.invoke("photo_add", add));
    go(&window, "notes");
    press(&window, "note-new");
    window.by_test("note-text").type_keys("The card of the flat.");
    press(&window, "note-photos");
    window.by_test("photo-chooser");
    window.by_role("button", "Photo DSC_0001.JPG").click();
    window.screenshots("note-photos");
    window.press("Escape");
    press(&window, "note-seal");
    press(&window, "seal-now");
    window.by_test("note-card");
    let notes = window.invoke("note_page", json!({ "about": null, "offset": 0, "limit": 1 }));
    assert_eq!(notes["notes"][0]["photos"].as_array().unwrap().len(), 1, "{notes}");

    let originals = home.path("catalogue/originals");
    std::fs::rename(&originals, home.path("elsewhere")).unwrap();
    std::fs::create_dir(&originals).unwrap();
    go(&window, "photos");
    window.wait_for_text("not here");
    assert!(window.by_test("photo").attribute("aria-label").unwrap().contains("not here"));
    window.screenshots("photos-not-here");
    window.close();
}

fn until_record(window: &Window, reference: &str) {
    let script = format!(
        "return document.querySelector('[data-test=record] header')?.innerText.includes('{reference}') === true"
    );
    window.wait(&format!("the record {reference}"), &script);
}

fn title_of(window: &Window, id: &str) -> String {
    window.invoke("artefact_show", json!({ "id": id }))["title"].as_str().unwrap().to_owned()
}

/// Types another title into the field that has the focus, and leaves it.
fn retitle(window: &Window, title: &str) {
    window.press("Control+a");
    window.type_keys(&format!("{title}\u{e004}"));
}

#[test]
fn ctrl_z_in_a_text_takes_no_save_back_and_comes_after_a_save_that_was_just_begun() {
    let home = Home::new();
    let (window, ids) = site(&home, 1);
    until_record(&window, "SC/1");
    window.invoke("form_save", json!({ "subject": ids[0], "inputs": [["title", { "text": "Bell" }]] }));
    until_title(&window, "Bell");

    // In a note and in the search it belongs to what is typed there.
    window.by_test("list").focus();
    window.press("w");
    wait_focus(&window, "note-title");
    window.by_test("note-text").focus();
    window.type_keys("An old brek");
    window.press("Control+z");
    window.settle();
    window.by_test("search").focus();
    window.type_keys("SC");
    window.press("Control+z");
    window.settle();
    assert_eq!(title_of(&window, &ids[0]), "Bell", "a save was taken back");
    assert!(!window.text().contains("Taken back"));
    window.press("Escape");

    // Asked for at once after a field was left, it takes back what was typed there.
    window.by_test("list").focus();
    window.press("r");
    wait_focus(&window, "tab-record");
    window.by_test("field-title").focus();
    retitle(&window, "Gong");
    window.press("Control+z");
    window.wait_for_text("Taken back");
    assert_eq!(title_of(&window, &ids[0]), "Bell");
    // The next goes further back.
    window.by_test("list").focus();
    window.press("Control+z");
    window.until("the title of before", PATIENCE, || {
        (title_of(&window, &ids[0]) == "Head of a deity").then_some(())
    });
    assert_eq!(recorded(&window), 1);
    window.close();
}

#[test]
fn enter_in_the_search_waits_for_what_is_found_and_what_is_typed_then_goes_there() {
    let home = Home::new();
    let (window, ids) = site(&home, 3);
    window.by_test("list").focus();
    window.press("Home");
    until_record(&window, "SC/1");
    // As fast as a scanner.
    window.press("/");
    wait_focus(&window, "search");
    window.type_keys("SC/3\n");
    wait_focus(&window, "list");
    window.press("F2");
    wait_focus(&window, "field-title");
    until_record(&window, "SC/3");
    retitle(&window, "Bell");
    window.until("the save", PATIENCE, || (title_of(&window, &ids[2]) == "Bell").then_some(()));
    assert_eq!(title_of(&window, &ids[0]), "Head of a deity");
    window.close();
}

#[test]
fn a_key_right_after_j_is_about_the_next_record() {
    let home = Home::new();
    let (window, ids) = site(&home, 2);
    let photo = shot(&home, "DSC_0001.JPG", 1);
    let add = json!({ "options": { "sources": [photo], "label": "", "artefact": null, "view": null } });
    window.job(&window.invoke("photo_add", add));
    window.by_test("list").focus();
    window.press("Home");
    until_record(&window, "SC/1");

    // What is selected beside a record is not placed at it when it goes.
    window.by_role("gridcell", "DSC_0001").click();
    window.by_test("list").focus();
    window.type_keys("j2");
    until_record(&window, "SC/2");
    window.settle();
    for id in &ids {
        assert_eq!(window.invoke("photo_of", json!({ "artefact": id })), json!([]));
    }

    window.by_test("list").focus();
    window.press("Home");
    until_record(&window, "SC/1");
    window.type_keys("ja");
    window.until("the next record at the intake", PATIENCE, || {
        window.by_test("place-target").text().contains("SC/2").then_some(())
    });
    go(&window, "catalogue");
    until_record(&window, "SC/2");
    window.by_test("list").focus();
    window.type_keys("kw");
    wait_focus(&window, "note-title");
    window.type_keys("First look");
    window.by_test("note-text").focus();
    window.type_keys("An old break.");
    window.press("Control+Enter");
    press(&window, "seal-now");
    window.by_test("note-card");
    let notes = window.invoke("note_page", json!({ "about": ids[0], "offset": 0, "limit": 9 }));
    assert_eq!(notes["total"], 1, "{notes}");

    // Who goes from field to field of records has the focus there, however fast.
    window.by_test("list").focus();
    window.press("r");
    wait_focus(&window, "tab-record");
    window.by_test("field-title").focus();
    window.press("Alt+Down");
    until_record(&window, "SC/2");
    wait_focus(&window, "field-title");
    window.press("Alt+Up");
    window.press("Alt+Down");
    window.press("Alt+Up");
    until_record(&window, "SC/1");
    wait_focus(&window, "field-title");
    window.close();
}

#[test]
fn the_undo_offered_for_a_batch_takes_back_nothing_that_was_saved_since() {
    let home = Home::new();
    let (window, ids) = site(&home, 3);
    let set_titles = |title: &str| {
        window.by_test("list").focus();
        window.press("Home");
        window.press("Shift+Down");
        window.press("Shift+Down");
        window.wait_for_text("3 chosen");
        press(&window, "set-many");
        window.by_test("batch-field").run(
            "arguments[0].value = 'title'; arguments[0].dispatchEvent(new Event('change', { bubbles: true }))",
            Value::Null,
        );
        let field = "const f = document.querySelector('[data-test=batch] [data-test=field-title]'); f?.focus(); return !!f";
        window.wait("the field", field);
        window.type_keys(title);
        press(&window, "batch-apply");
        window.wait_for_text("Set for 3 artefacts");
    };
    let titles = || ids.iter().map(|id| title_of(&window, id)).collect::<Vec<_>>();

    set_titles("Bell");
    window.by_role("button", "Undo the last save").click();
    window.until("the undo", PATIENCE, || (titles() == ["Head of a deity"; 3]).then_some(()));

    window.until("the notice's end", PATIENCE, || {
        (!window.text().contains("Set for 3 artefacts")).then_some(())
    });
    set_titles("Coin");
    window.invoke("form_save", json!({ "subject": ids[0], "inputs": [["title", { "text": "Gong" }]] }));
    window.by_role("button", "Undo the last save").click();
    window.wait_for_text("something else was saved since");
    assert_eq!(titles(), ["Gong", "Coin", "Coin"]);
    window.close();
}
