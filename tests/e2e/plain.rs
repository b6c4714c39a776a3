//! The specialist's short path in a window that is painted in one piece, as computers without a graphics card get it. The
//! driver can take no pictures there, so the pictures of the same screens come from the other tests.

use crate::exchange::wait_for;
use crate::first_run;
use crate::notes_custody_leave::{go, leave, press};
use serde_json::{Value, json};
use sigillum_core::progress::Silent;
use sigillum_core::verify::VerifyOptions;
use sigillum_tests::picture;
use sigillum_tests::window::{Home, PATIENCE, Window};
use std::path::PathBuf;

/// Records one object by the keyboard alone.
fn record(window: &Window, title: &str, count: u64) {
    window.run("document.activeElement?.blur()", Value::Null);
    window.press("Control+n");
    window.wait("the new record", "return document.activeElement?.dataset.test === 'field-title'");
    window.type_keys(title);
    window.press("Tab");
    window.until("the record", PATIENCE, || {
        window.by_test("count-recorded").text().starts_with(&count.to_string()).then_some(())
    });
    window.press("Escape");
}

/// Takes a card in, looks at a photo, and says what it shows.
fn photograph(window: &Window, home: &Home) {
    let card = home.path("card");
    std::fs::create_dir(&card).unwrap();
    for index in 0..3 {
        std::fs::write(card.join(format!("DSC_{index:04}.JPG")), picture(index)).unwrap();
    }
    go(window, "photos");
    window.answer_dialog(&[&card]);
    press(window, "intake-folder");
    window.by_test("card-label").type_keys("Card A");
    press(window, "intake-begin");
    press(window, "result-close");
    window.by_test("place-artefact").fill("SC/1");
    window.press("Enter");
    window.by_test("view-overall_front");
    window.by_role("gridcell", "DSC_0000").click();
    window.press("Enter");
    window.by_test("viewer");
    // What is painted is there: the tiles of the photo have been drawn.
    window.wait(
        "the photo",
        "return !!document.querySelector('[data-test=viewer] canvas, [data-test=viewer] img')",
    );
    window.press("Escape");
    window.until("the viewer's end", PATIENCE, || (!window.has_test("viewer")).then_some(()));
    window.by_role("gridcell", "DSC_0000").click();
    window.press("1");
    let waiting = json!({ "waiting": true, "offset": 0, "limit": 1 });
    window.until("the placing", PATIENCE, || {
        (window.invoke("photo_window", json!({ "request": waiting }))["total"] == 2).then_some(())
    });
}

/// Packs both objects, seals a note, hands the bag over.
fn note_pack_and_hand_over(window: &Window) {
    go(window, "notes");
    press(window, "note-new");
    window.by_test("note-title").type_keys("First look");
    window.by_test("note-text").type_keys("The break at the neck is old.");
    window.press("Control+Enter");
    window.by_test("signed-line");
    press(window, "seal-now");
    window.by_test("note-card");
    go(window, "packing");
    press(window, "package-new");
    window.by_test("package-number").fill("B-0317");
    window.press("Enter");
    window.wait_for_text("Open: B-0317");
    window.run("document.activeElement?.blur()", Value::Null);
    window.type_keys("SC/1\nSC/2\n");
    window.wait_for_text("2 of 2 packed");
    go(window, "custody");
    window.by_role("tab", "Record an event").click();
    window.by_test("custody-scan").type_keys("B-0317\u{e007}");
    window.by_test("to-name").type_keys("Anne Roux");
    press(window, "custody-preview");
    window.by_role("radio", "later").run("arguments[0].click()", Value::Null);
    press(window, "custody-sign");
    window.by_test("event-card");
}

/// Writes the bundle; gives where it is.
fn export(window: &Window, home: &Home) -> PathBuf {
    let stick = home.path("stick");
    std::fs::create_dir(&stick).unwrap();
    press(window, "leave-export");
    wait_for(window, "export-due");
    window.answer_dialog(&[&stick]);
    press(window, "export-choose");
    wait_for(window, "room");
    press(window, "export-write");
    wait_for(window, "written");
    assert_eq!(window.by_test("written").attribute("data-verdict").unwrap(), "verified");
    PathBuf::from(window.by_test("written-path").text())
}

#[test]
fn a_day_is_done_in_a_window_painted_in_one_piece() {
    let home = Home::painted_plainly();
    let window = home.open();
    window.by_test("first-key");
    first_run::make_key(&window, "Sokha Chan");
    first_run::wait_until_gone(&window, "first-key");
    first_run::begin_operation(&window, &home);
    window.by_test("list-empty");
    record(&window, "Head of a bodhisattva", 1);
    record(&window, "Storage jar with lugs", 2);
    photograph(&window, &home);
    note_pack_and_hand_over(&window);
    leave(&window);
    window.by_test("leave-line");
    window.axe();
    let bundle = export(&window, &home);
    window.close();
    let check = sigillum_core::verify::bundle(&bundle, &VerifyOptions::default(), &Silent).unwrap();
    assert_eq!(check.verdict().word(), "unverifiable", "whole; no list says whose keys signed");
}
