//! Part of a lot goes, under bag and seal numbers; what was recorded wrongly is corrected, and both versions are shown.

use crate::notes_custody_leave::{go, press, site};
use serde_json::{Value, json};
use sigillum_tests::window::{Home, PATIENCE, Window};

fn sign(window: &Window) {
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

/// The form of a hand-over of `SC/1` to Anne Roux, with the dialog open in which it is signed.
fn hand_over(window: &Window) {
    go(window, "custody");
    window.by_role("tab", "Record an event").click();
    window.by_test("custody-scan").type_keys("SC/1\u{e007}");
    window.by_test("to-name").type_keys("Anne Roux");
    window.wait_for_text("1 listed");
    sign(window);
}

fn events(window: &Window) -> Value {
    let newest = json!({ "waiting": false, "newest_first": true, "offset": 0, "limit": 9 });
    window.invoke("custody_page", json!({ "request": newest }))
}

const DRAW: &str = "const box = arguments[0].getBoundingClientRect();
    arguments[0].setPointerCapture = () => {};
    const at = (kind, x, y) => arguments[0].dispatchEvent(new PointerEvent(kind, { bubbles: true, pointerId: 1,
        clientX: box.left + x, clientY: box.top + y }));
    at('pointerdown', 20, 60);
    for (let i = 0; i < 40; i += 1) at('pointermove', 20 + i * 5, 60 + 25 * Math.sin(i / 3));
    at('pointerup', 220, 60);";

#[test]
fn a_signature_drawn_for_another_statement_is_not_signed_under_this_one() {
    let home = Home::new();
    let (window, _) = site(&home, 2);
    hand_over(&window);
    window.by_test("signature-pad").run(DRAW, Value::Null);
    window.wait_for_text("A signature is drawn.");
    window.wait_for_text("the drawn signature as an original");
    window.by_role("button", "Cancel").click();
    window.by_test("custody-scan").type_keys("SC/2\u{e007}");
    window.wait_for_text("2 listed");
    sign(&window);
    window.wait_for_text("Nothing is drawn yet.");
    assert!(
        !window.by_test("custody-dialog").text().contains("the drawn signature"),
        "it is not in what is signed"
    );
    window.by_role("radio", "paper slip").run("arguments[0].click()", Value::Null);
    let slip = home.path("slip.jpg");
    std::fs::write(&slip, sigillum_tests::picture(91)).unwrap();
    window.answer_dialog(&[&slip]);
    press(&window, "slip-choose");
    window.wait_for_text("Slip: slip.jpg");
    window.by_role("button", "Cancel").click();
    window.by_test("custody-place").type_keys("Quay 4");
    window.settle();
    sign(&window);
    window.wait_for_text("Nothing is drawn yet.");
    press(&window, "custody-sign");
    window.by_test("event-card");
    let events = events(&window);
    assert_eq!(events["events"][0]["status"], "stated", "nobody confirmed this one: {events}");
    assert_eq!(events["events"][0]["recorded"]["photos"], json!([]));
}

#[test]
fn a_slip_that_cannot_be_read_is_attached_again_and_the_hand_over_is_signed_once() {
    let home = Home::new();
    let (window, _) = site(&home, 1);
    hand_over(&window);
    window.by_role("radio", "paper slip").run("arguments[0].click()", Value::Null);
    let slip = home.path("slip.jpg");
    std::fs::write(&slip, sigillum_tests::picture(92)).unwrap();
    window.answer_dialog(&[&slip]);
    press(&window, "slip-choose");
    window.wait_for_text("Slip: slip.jpg");
    std::fs::remove_file(&slip).unwrap();
    press(&window, "custody-sign");
    window.by_test("attach-missed");
    window.by_test("problem");
    window.wait_for_text("Slip: slip.jpg");
    assert_eq!(events(&window)["total"], 1, "signed, without its slip");
    window.screenshots("custody-slip-missed");
    window.axe();
    std::fs::write(&slip, sigillum_tests::picture(92)).unwrap();
    press(&window, "attach-now");
    window.wait(
        "the receiver's word",
        "return document.querySelector('[data-test=event-card]')?.dataset.status === 'acknowledged'",
    );
    let events = events(&window);
    assert_eq!(
        (&events["total"], &events["events"][0]["status"]),
        (&json!(1), &json!("acknowledged")),
        "{events}"
    );
}

#[test]
fn a_hand_over_that_is_half_filled_in_survives_another_screen_and_a_crash_and_is_discarded_with_a_way_back() {
    let home = Home::new();
    let (window, _) = site(&home, 2);
    go(&window, "custody");
    window.by_role("tab", "Record an event").click();
    window.by_test("custody-scan").type_keys("SC/1\u{e007}SC/2\u{e007}");
    window.by_test("to-name").type_keys("Anne Roux");
    window.by_test("custody-seals").type_keys("K 001");
    window.wait_for_text("2 listed");
    // Another tab, and another screen: at once, before typing has rested.
    window.by_test("custody-place").type_keys("Quay 4");
    window.by_test("tab-events").click();
    window.by_test("begun-open");
    go(&window, "catalogue");
    go(&window, "custody");
    assert!(window.by_test("begun").text().contains("handed over · 2 objects · Anne Roux"));
    window.screenshots("custody-begun");
    window.axe();
    let key = window.invoke("key_list", json!({}))[0]["path"].clone();
    window.kill();

    let window = home.open();
    window.invoke("start_open", json!({ "path": home.path("catalogue") }));
    let passphrase = crate::notes_custody_leave::PASSPHRASE;
    window.invoke("key_unlock", json!({ "path": key, "passphrase": passphrase }));
    go(&window, "custody");
    press(&window, "begun-open");
    window.by_test("custody-restored");
    window.wait_for_text("2 listed");
    let stands = |test: &str| window.by_test(test).value();
    assert_eq!(
        [stands("to-name"), stands("custody-seals"), stands("custody-place")],
        ["Anne Roux", "K 001", "Quay 4"]
    );
    window.screenshots("custody-restored");
    window.axe();

    press(&window, "custody-discard");
    window.wait("an empty form", "return document.querySelector('[data-test=to-name]')?.value === ''");
    assert!(!window.has_test("custody-restored"));
    assert_eq!(window.invoke("custody_drafts", json!({})), json!([]));
    window.by_role("button", "Undo").click();
    window.by_test("custody-restored");
    assert_eq!(window.by_test("to-name").value(), "Anne Roux");

    sign(&window);
    window.by_role("radio", "later").run("arguments[0].click()", Value::Null);
    press(&window, "custody-sign");
    assert!(window.by_test("event-card").text().contains("K 001"));
    assert_eq!(window.invoke("custody_drafts", json!({})), json!([]), "what is signed waits no more");
    assert!(!window.has_test("begun"));
}

#[test]
fn a_correction_that_is_begun_waits_beside_a_form_that_is_begun_each_as_its_own_draft() {
    let home = Home::new();
    let (window, _) = site(&home, 2);
    hand_over(&window);
    window.by_role("radio", "later").run("arguments[0].click()", Value::Null);
    press(&window, "custody-sign");
    window.by_test("event-card");
    press(&window, "correct");
    window.by_test("correcting");
    window.by_test("custody-why").type_keys("misheard on the quay");
    window.by_test("to-name").fill("Anne Leroux");
    press(&window, "correct-leave");
    window.by_test("begun-open");
    press(&window, "custody-new");
    window.by_test("custody-form");
    assert!(
        !window.has_test("correcting") && !window.has_test("custody-restored"),
        "a form for something else"
    );
    window.by_test("custody-scan").type_keys("SC/2\u{e007}");
    window.wait_for_text("1 listed");
    window.by_test("tab-events").click();
    window.wait("both", "return document.querySelectorAll('[data-test=begun]').length === 2");
    press(&window, "correct");
    window.by_test("correcting");
    window.by_test("custody-restored");
    assert_eq!(window.by_test("custody-why").value(), "misheard on the quay");
    assert_eq!(window.by_test("to-name").value(), "Anne Leroux");
    sign(&window);
    press(&window, "custody-sign");
    window.by_test("correction");
    assert_eq!(window.by_test("begun").text().matches("correction").count(), 0, "the other one waits on");
    window.by_role("tab", "Record an event").click();
    window.by_test("custody-restored");
    window.wait_for_text("1 listed");
}

#[test]
fn an_open_package_shows_its_chain_of_custody_where_it_is_packed() {
    let home = Home::new();
    let (window, _) = site(&home, 2);
    go(&window, "packing");
    press(&window, "package-new");
    press(&window, "package-make");
    window.wait_for_text("Open: B-1");
    window.type_keys("SC/1\nSC/2\n");
    window.wait_for_text("2 of 2 packed");
    window.by_test("package-story").run("arguments[0].querySelector('summary').click()", Value::Null);
    window.by_test("timeline");
    window.wait_for_text("No event names this yet.");
    let sealed = json!({ "event": "sealed", "date": "2025-11-13", "time": null, "reason": "", "place": "Warehouse 9",
        "condition": "", "from": null, "to": null, "objects": [{ "object": "B-1", "quantity": null }], "seals": ["K 001"],
        "bags": [], "stated_count": null, "photos": [], "signature": null, "internal": false, "draft": null });
    window.invoke("custody_sign", json!({ "form": sealed }));
    window.wait_for_text("Warehouse 9");
    let story = window.by_test("timeline").text();
    assert!(story.contains("sealed") && story.contains("K 001"), "{story}");
    window.screenshots("packing-story");
    window.axe();
    window.by_role("button", "Take SC/1 out").click();
    window.wait_for_text("SC/1 is taken out");
}

#[test]
fn a_slip_that_was_chosen_is_attached_though_escape_is_pressed_while_the_hand_over_is_signed() {
    let home = Home::new();
    let (window, _) = site(&home, 1);
    hand_over(&window);
    window.by_role("radio", "paper slip").run("arguments[0].click()", Value::Null);
    let slip = home.path("slip.jpg");
    std::fs::write(&slip, sigillum_tests::picture(93)).unwrap();
    window.answer_dialog(&[&slip]);
    press(&window, "slip-choose");
    window.wait_for_text("Slip: slip.jpg");
    window.until("what is signed", PATIENCE, || {
        window.by_test("custody-sign").attribute("disabled").is_none().then_some(())
    });
    // In one breath: the answer cannot come between.
    let both = "document.querySelector('[data-test=custody-sign]').click();
        const escape = { key: 'Escape', bubbles: true, cancelable: true };
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', escape));";
    window.run(both, Value::Null);
    window.wait(
        "the receiver's word",
        "return document.querySelector('[data-test=event-card]')?.dataset.status === 'acknowledged'",
    );
    window.wait("the dialog to go", "return document.querySelector('[data-test=custody-dialog]') === null");
    let events = events(&window);
    assert_eq!(
        (&events["total"], &events["events"][0]["status"]),
        (&json!(1), &json!("acknowledged")),
        "{events}"
    );
}
