//! Part of a lot goes, under bag and seal numbers; what was recorded wrongly is corrected, and both versions are shown.

use crate::notes_custody_leave::{go, press, site};
use serde_json::{Value, json};
use sigillum_tests::window::{Home, PATIENCE, Window};

fn sign(window: &Window) {
    window.until("the preview", PATIENCE, || {
        window.by_test("custody-preview").attribute("disabled").is_none().then_some(())
    });
    press(window, "custody-preview");
}

#[test]
fn part_of_a_lot_is_handed_over_and_the_event_is_corrected_with_both_versions_in_sight() {
    let home = Home::new();
    let (window, _) = site(&home, 1);
    let inputs = json!([["reference", { "text": "SC/2" }], ["title", { "text": "Lot of coins" }], ["quantity", { "text": "36" }]]);
    window.invoke("artefact_add", json!({ "inputs": inputs }));
    go(&window, "custody");
    window.by_role("tab", "Record an event").click();
    window.by_test("custody-scan").type_keys("SC/2\u{e007}");
    window.by_test("custody-number").fill("10");
    window.by_test("custody-bags").type_keys("B-7, B-8");
    window.by_test("custody-seals").type_keys("K 001");
    window.by_test("to-name").type_keys("Anne Roux");
    window.wait_for_text("10 listed");
    window.until("what is left of the lot", PATIENCE, || {
        window.by_test("not-accounted").text().contains("26 of 36").then_some(())
    });
    window.screenshots("custody-lot");
    window.axe();
    sign(&window);
    window.by_role("radio", "later").run("arguments[0].click()", Value::Null);
    press(&window, "custody-sign");
    let card = window.by_test("event-card").text();
    assert!(card.contains("SC/2 ×10") && card.contains("B-7, B-8") && card.contains("K 001"), "{card}");

    press(&window, "correct");
    window.by_test("correcting");
    assert_eq!(window.by_test("to-name").value(), "Anne Roux", "the form begins with what stands");
    assert_eq!(window.by_test("custody-bags").value(), "B-7, B-8");
    window.by_test("custody-number").fill("11");
    window.by_test("to-name").fill("Anne Leroux");
    window.wait_for_text("11 listed");
    assert!(window.by_test("custody-problem").text().contains("it does not say why"));
    window.by_test("custody-why").type_keys("counted again with the receiver");
    window.screenshots("custody-correct");
    window.axe();
    sign(&window);
    assert!(window.by_test("signed-line").text().contains("custody.correct"));
    window.screenshots("custody-correct-sign");
    press(&window, "custody-sign");
    window.by_test("correction");
    let to = window.by_test("version-to").text();
    assert!(to.contains("Anne Roux") && to.contains("Anne Leroux"), "{to}");
    let objects = window.by_test("version-subjects").text();
    assert!(objects.contains("SC/2 ×10") && objects.contains("SC/2 ×11"), "{objects}");
    window.screenshots("custody-corrected");
    window.axe();
    window.zoom(200);
    window.screenshot("custody-corrected-200");
    window.zoom(100);
    let newest = json!({ "waiting": false, "newest_first": true, "offset": 0, "limit": 9 });
    let events = window.invoke("custody_page", json!({ "request": newest }))["events"].clone();
    assert_eq!(events[0]["recorded"]["recorded_count"], 10, "what was signed first stays");
    assert_eq!(events[0]["corrections"][0]["correction"]["corrected"]["recorded_count"], 11);
}
