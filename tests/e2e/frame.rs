//! What happens around the screens: joining, things that are dropped, closing, the lock after idle time, search, a narrow
//! window, languages; and what the record's own keys refuse or take over.

use crate::exchange::Field;
use crate::jobs::{card, in_the_middle, intake, photos};
use crate::notes_custody_leave::{go, press, site};
use crate::start::{PASSPHRASE, begin_operation, make_key};
use serde_json::{Value, json};
use sigillum_tests::laptop::fields;
use sigillum_tests::window::{Home, PATIENCE, Window, no_proofs};

pub fn wait_until_gone(window: &Window, test: &str) {
    window.until(&format!("{test} to go"), PATIENCE, || (!window.has_test(test)).then_some(()));
}

fn desk(window: &Window) -> Value {
    window.invoke("start_desk", json!({}))
}

#[test]
fn another_laptop_joins_by_a_bundle_that_is_dropped_or_chosen() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let window = home.open();
    make_key(&window, "Karim Aziz", "KA");
    window.by_test("view-start");
    window.drop_files(&[&invitation]);
    window.by_test("what-with-it");
    window.screenshots("what-with-it");
    window.axe();
    window.by_test("which-join").click();
    window.by_test("join-operation");
    let cases = home.path("cases");
    std::fs::create_dir(&cases).unwrap();
    window.answer_dialog(&[&cases]);
    window.by_test("join-parent").click();
    window.wait_for_text("The catalogue will be in");
    window.screenshots("join");
    window.axe();
    window.by_test("join-it").click();
    window.by_test("view-catalogue");
    window.wait_for_text("Head of a bodhisattva");
    let joined = desk(&window)["catalogue"].as_str().unwrap().to_owned();
    assert!(joined.starts_with(cases.to_str().unwrap()), "{joined}");

    // With a catalogue known here, a bundle can also be imported; it is looked at before anything changes.
    let bundle = sokha.export();
    window.by_test("signer").click();
    window.by_test("close-catalogue").click();
    window.by_test("view-start");
    window.answer_dialog(&[&bundle]);
    window.by_test("start-import").click();
    window.by_test("what-with-it");
    window.by_test("import-into").click();
    window.by_test("skip-lock").click();
    window.by_test("import-now");
}

#[test]
fn an_operation_is_begun_while_another_is_open_and_the_page_follows() {
    let home = Home::new();
    let window = home.open();
    make_key(&window, "Sokha Chan", "SC");
    begin_operation(&window, &home);
    window.by_test("view-catalogue");
    let operation = json!({ "reference": "LON-2", "title": "A shop", "place": "", "more": [] });
    window.invoke("operation_new", json!({ "folder": home.path("second"), "operation": operation }));
    window.until("the other operation on the page", PATIENCE, || {
        window.by_test("operation").text().contains("LON-2").then_some(())
    });
    window.invoke("artefact_add", json!({ "inputs": [["reference", { "text": "SC/1" }]] }));
    window.invoke("start_open", json!({ "path": home.path("catalogue") }));
    window.until("the first operation on the page", PATIENCE, || {
        window.by_test("operation").text().contains("LON-1").then_some(())
    });
    window.invoke("key_lock", json!({}));
    window.by_test("lock-screen");
}

#[test]
fn closing_while_a_job_runs_asks_and_neither_drafts_nor_photos_are_lost() {
    let home = Home::new();
    let (window, _) = site(&home, 1);
    go(&window, "notes");
    press(&window, "note-new");
    window.by_test("note-text").type_keys("Traces of soil.");
    window.by_test("draft-row");
    let card = card(&home);
    let job = intake(&window, &card);
    assert!(in_the_middle(&window, &job));
    window.press_close();
    window.by_test("closing");
    window.by_test("stay").click();
    wait_until_gone(&window, "closing");
    // At once, while the job still runs.
    window.press_close();
    window.by_test("closing");
    window.screenshots("closing");
    window.axe();
    let taken = photos(&window);
    window.run_to_the_end("document.querySelector('[data-test=quit]').click()");
    window.ended();

    let window = home.open();
    window.invoke("start_open", json!({ "path": home.path("catalogue") }));
    assert!(photos(&window) >= taken, "what was taken is kept");
    let drafts = window.invoke("draft_list_notes", json!({}));
    assert_eq!(drafts[0]["note"]["text"], "Traces of soil.");
}

#[test]
fn the_key_is_locked_when_nobody_is_there_while_drafts_and_intake_go_on() {
    let home = Home::new();
    let (window, _) = site(&home, 1);
    window.invoke("settings_set", json!({ "choices": { "idle_minutes": 1 } }));
    go(&window, "notes");
    press(&window, "note-new");
    window.by_test("note-text").type_keys("Seen at dusk.");
    let job = intake(&window, &card(&home));
    assert!(in_the_middle(&window, &job));
    window.away(61);
    window.by_test("lock-screen");
    window.screenshots("locked-at-work");
    window.axe();
    assert_eq!(desk(&window)["signer"], Value::Null);
    let drafts = window.invoke("draft_list_notes", json!({}));
    assert_eq!(drafts[0]["note"]["text"], "Seen at dusk.");
    window.by_test("passphrase").fill(PASSPHRASE);
    window.press("Enter");
    wait_until_gone(&window, "lock-screen");
    assert_eq!(window.job(&job)["report"]["stopped"], false, "the intake went on behind the lock");
}

#[test]
fn a_conflict_is_settled_where_the_field_is() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let mut karim = Field::join(&home, "karim", &invitation, &sokha.head);
    sokha.catalogue.artefact_set(&sokha.head, &fields(&[("title", "Head of a bodhisattva, stone")])).unwrap();
    karim.catalogue.artefact_set(&karim.head, &fields(&[("title", "Head of a Buddha")])).unwrap();
    let window = home.open();
    make_key(&window, "Hanna Quist", "HQ");
    let join = json!({ "folder": home.path("hq"), "bundle": sokha.export(), "signers": null });
    let job = window.invoke("operation_join", join);
    window.job(&job);
    let job = window
        .invoke("bundle_look", json!({ "path": karim.export(), "signers": null, "proofs": no_proofs() }));
    let look = window.job(&job)["look"].clone();
    let job = window.invoke("bundle_import", json!({ "look": look, "signers": null }));
    window.job(&job);
    window.by_test("view-catalogue");
    window.by_test("row").click();
    window.by_test("conflict-title");
    window.screenshots("record-conflict");
    window.axe();
    let values = window.by_test("conflict-title").text();
    assert!(values.contains("Head of a Buddha") && values.contains("stone"), "{values}");
    window.by_test("take-title-0").click();
    wait_until_gone(&window, "conflict-title");
    let page =
        window.invoke("conflict_page", json!({ "signers": null, "mine": false, "offset": 0, "limit": 5 }));
    assert_eq!(page["items"], json!([]), "{page}");
}

#[test]
fn the_next_of_a_series_is_as_the_last_one_and_a_deliberate_act_is_not_undone() {
    let home = Home::new();
    let (window, ids) = site(&home, 1);
    window.by_test("row").click();
    window.until("the record", PATIENCE, || {
        (window.by_test("record-title").text() == "Head of a deity").then_some(())
    });
    window.press("Control+k");
    window.type_keys("As the last");
    window.by_test("action-artefact.like").click();
    window.by_test("like");
    window.screenshots("like");
    window.axe();
    window.by_test("like-make").click();
    window.until("the second record", PATIENCE, || {
        window.by_test("count-recorded").text().starts_with('2').then_some(())
    });
    let request = json!({ "text": "", "sort": "reference", "reversed": false, "chips": [] });
    let rows = window.invoke("list_rows", json!({ "request": request, "offset": 0, "limit": 10 }));
    assert_eq!(
        (&rows["rows"][1]["reference"], &rows["rows"][1]["title"]),
        (&json!("SC/2"), &json!("Head of a deity"))
    );

    let draft = json!({ "title": "", "text": "Old break", "language": "", "about": [ids[0]], "photos": [], "addendum_to": null });
    window.invoke("note_seal", json!({ "draft": draft, "number": null, "class": "open" }));
    window.run("document.activeElement?.blur()", Value::Null);
    window.press("Control+z");
    window.wait_for_text("the last thing done is signed for good");
    window.screenshots("undo-refused");
    window.axe();
    window.zoom(200);
    window.screenshot("undo-refused-200");
    window.zoom(100);
    let toast = window.run(
        "const toast = getComputedStyle(document.querySelector('[data-sonner-toast]'));
         const probe = document.createElement('p'); probe.style.color = 'var(--red-tint)'; document.body.append(probe);
         document.documentElement.dataset.theme = 'dark';
         return [toast.backgroundColor, getComputedStyle(probe).color]",
        Value::Null,
    );
    assert_eq!(toast[0], toast[1], "a notice has the theme's colours");
}

#[test]
fn the_search_at_the_top_finds_from_any_screen_and_a_narrow_window_shows_photos_as_a_tab() {
    let home = Home::new();
    let (window, _) = site(&home, 3);
    go(&window, "notes");
    window.run("document.activeElement?.blur()", Value::Null);
    window.press("/");
    window.type_keys("SC/2");
    window.by_test("view-catalogue");
    window.until("one row", PATIENCE, || {
        // What the driver gives as text leaves out what may be cut at its end, though all of it is shown.
        let shown = "return [...document.querySelectorAll('[data-test=row]')].map((row) => row.innerText)";
        let rows = window.run(shown, Value::Null);
        matches!(&rows.as_array()?[..], [row] if row.as_str()?.contains("SC/2")).then_some(())
    });
    window.press("Enter");
    window.wait("the list's focus", "return document.activeElement?.dataset.test === 'list'");
    window.until("the record", PATIENCE, || window.has_test("record-title").then_some(()));
    assert!(!window.has_role("tab", "Photos"), "there is room for three panes");
    window.zoom(150);
    window.by_role("tab", "Photos").click();
    window.screenshots("narrow");
    window.axe();
    let fits = "const row = document.querySelector('[data-test=row]'); return row.scrollHeight <= row.parentElement.clientHeight + 1";
    window.zoom(200);
    window.wait("rows as high as their text", fits);
    window.screenshot("list-200");
}

#[test]
fn the_screens_speak_french_khmer_and_run_from_right_to_left_in_arabic() {
    let home = Home::new();
    let (window, _) = site(&home, 2);
    for (language, word) in [("fr", "Quitter le site"), ("km", "ចាកចេញពីទីតាំង"), ("ar", "مغادرة الموقع")]
    {
        window.invoke("settings_set", json!({ "choices": { "language": language } }));
        window.reload();
        window.wait_for_text(word);
        window.by_test("row").click();
        window.by_test("record-title");
        window.screenshot(&format!("language-{language}"));
        window.axe();
        let wide = "return document.documentElement.scrollWidth <= innerWidth";
        window.wait("nothing beyond the edge", wide);
    }
    go(&window, "custody");
    window.screenshot("language-ar-custody");
}

/// The sizes that a person sets: of the window, and of the list beside the record.
fn sizes(window: &Window) -> Value {
    let list = "const list = document.querySelector('[data-test=list]').getBoundingClientRect();
                return [outerWidth, outerHeight, Math.round(list.width)]";
    window.run(list, Value::Null)
}

#[test]
fn the_window_and_its_panes_are_as_large_as_they_were_left() {
    let home = Home::new();
    let (window, _) = site(&home, 1);
    window.by_test("row").click();
    window.by_test("record-title");
    let before = sizes(&window);
    window.resize(1100, 700);
    window.wait("the size", "return outerWidth === 1100 && outerHeight === 700");
    window.run("document.querySelector('[role=separator]').focus()", Value::Null);
    for _ in 0..4 {
        window.press("Right");
    }
    window.settle();
    window.screenshot("window-resized");
    let left = sizes(&window);
    assert!(left[2].as_f64() > before[2].as_f64(), "the list became wider: {before} {left}");
    window.close();

    let window = home.open();
    window.invoke("start_open", json!({ "path": home.path("catalogue") }));
    window.by_test("skip-lock").click();
    window.by_test("row").click();
    window.by_test("record-title");
    window.settle();
    assert_eq!(sizes(&window), left);
}
