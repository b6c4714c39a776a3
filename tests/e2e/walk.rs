//! A walk through all screens, with large text, large targets and high contrast: nothing is cut, nothing is unreadable.

use crate::exchange::Field;
use crate::frame::wait_until_gone;
use crate::notes_custody_leave::{go, leave, press};
use crate::start::make_key;
use serde_json::{Value, json};
use sigillum_tests::laptop::fields;
use sigillum_tests::window::{Home, Window, no_proofs};

/// What is looked at on each screen.
type Look<'a> = dyn FnMut(&Window, &str) + 'a;

/// A field laptop's bundle in the inbox's folder, and a window at headquarters with something of everything: two versions
/// of a title in conflict, photos placed and waiting, a package, a sealed note and a draft, a hand-over.
fn busy(home: &Home, look: &mut Look) -> Window {
    let mut sokha = Field::begin(home, "sokha");
    let invitation = sokha.invite();
    let mut karim = Field::join(home, "karim", &invitation, &sokha.head);
    sokha.catalogue.artefact_set(&sokha.head, &fields(&[("title", "Head of a bodhisattva, stone")])).unwrap();
    karim.catalogue.artefact_set(&karim.head, &fields(&[("title", "Head of a Buddha")])).unwrap();
    let window = home.open();
    window.by_test("first-key");
    look(&window, "start-first");
    make_key(&window, "Hanna Quist", "HQ");
    window.by_test("start-new");
    look(&window, "start");
    window.by_test("start-new").click();
    window.by_test("operation-reference");
    look(&window, "start-operation");
    let job = window.invoke(
        "operation_join",
        json!({ "folder": home.path("hq"), "bundle": sokha.export(), "signers": null }),
    );
    window.job(&job);
    let job = window
        .invoke("bundle_look", json!({ "path": karim.export(), "signers": null, "proofs": no_proofs() }));
    let look_at = window.job(&job)["look"].clone();
    let job = window.invoke("bundle_import", json!({ "look": look_at, "signers": null }));
    window.job(&job);
    fill(&window, home, sokha.head.as_str());
    window.reload();
    window.by_test("view-catalogue");
    window
}

fn fill(window: &Window, home: &Home, head: &str) {
    for (reference, title) in [("SC/2", "Storage jar with lugs"), ("SC/3", "Composite female figure")] {
        let inputs = json!([["reference", { "text": reference }], ["title", { "text": title }]]);
        window.invoke("artefact_add", json!({ "inputs": inputs }));
    }
    let card = home.path("card");
    std::fs::create_dir(&card).unwrap();
    for index in 20..23 {
        std::fs::write(card.join(format!("DSC_{index:04}.JPG")), sigillum_tests::picture(index)).unwrap();
    }
    let options = json!({ "sources": [card], "label": "card A", "artefact": null, "view": null });
    let job = window.invoke("photo_add", json!({ "options": options }));
    window.job(&job);
    let package = window.invoke("package_new", json!({ "number": "B-0317", "kind": "bag", "inside": null }));
    window.invoke("package_put", json!({ "package": package["id"], "objects": [head] }));
    let note = json!({ "title": "First look", "text": "The break at the neck is old.", "language": "",
        "about": [head], "photos": [], "addendum_to": null });
    window.invoke("note_seal", json!({ "draft": note, "number": null, "class": "open" }));
    window.invoke("draft_save_note", json!({ "number": null, "draft": note }));
    let event = json!({ "event": "handed_over", "date": "2025-11-13", "time": "16:20", "reason": "Transport",
        "from": { "name": "Hanna Quist" }, "to": { "name": "Anne Roux" }, "place": "London",
        "subjects": [{ "record": head, "quantity": null }], "contents": [], "seals": ["MP 884120"], "bags": [],
        "condition": "", "stated_count": 2, "recorded_count": 1, "photos": [] });
    window.invoke("custody_record", json!({ "event": event, "class": "open" }));
}

fn tab(window: &Window, value: &str) {
    press(window, &format!("tab-{value}"));
    window.settle();
}

/// A screen of the palette's actions, by the action's id and the words that find it.
fn act(window: &Window, words: &str, action: &str) {
    window.run("document.activeElement?.blur()", Value::Null);
    window.press("Control+k");
    window.by_test("palette");
    window.type_keys(words);
    window.by_test(&format!("action-{action}")).click();
    window.settle();
}

fn escape(window: &Window, test: &str) {
    window.press("Escape");
    wait_until_gone(window, test);
}

/// The record, what is about it, and what is done with many.
fn the_catalogue(window: &Window, look: &mut Look) {
    window.by_test("row").click();
    window.by_test("record-title");
    window.by_test("conflict-title");
    look(window, "catalogue");
    for value in ["notes", "custody", "history"] {
        tab(window, value);
        look(window, &format!("record-{value}"));
    }
    tab(window, "record");
    act(window, "As the last", "artefact.like");
    window.by_test("like");
    look(window, "like");
    escape(window, "like");
    window.by_test("list").focus();
    window.press("Control+a");
    act(window, "Set a field", "artefact.set_many");
    window.by_test("batch");
    look(window, "batch");
    escape(window, "batch");
}

/// Intake, viewer, packing.
fn photos_and_packages(window: &Window, look: &mut Look) {
    go(window, "photos");
    look(window, "photos");
    window.by_role("gridcell", "DSC_0020").click();
    window.press("Enter");
    window.by_test("viewer");
    window.settle();
    look(window, "viewer");
    escape(window, "viewer");
    go(window, "packing");
    look(window, "packing");
    press(window, "package-new");
    window.by_test("package-number");
    look(window, "package-new");
}

/// Custody and notes, up to what is signed.
fn custody_and_notes(window: &Window, look: &mut Look) {
    go(window, "custody");
    window.by_test("event-card");
    look(window, "custody");
    tab(window, "form");
    window.by_test("custody-scan").type_keys("SC/2\u{e007}");
    window.by_test("to-name").fill("Anne Roux");
    look(window, "custody-form");
    press(window, "custody-preview");
    window.by_test("custody-sign");
    look(window, "custody-sign");
    window.press("Escape");
    go(window, "notes");
    look(window, "notes");
    window.by_test("draft-row").click();
    window.by_test("note-text");
    window.press("Control+Enter");
    window.by_test("signed-line");
    look(window, "note-seal");
    window.press("Escape");
}

/// What goes out and comes in, who is trusted, what is verified.
fn exchange(window: &Window, home: &Home, look: &mut Look) {
    go(window, "conflicts");
    window.by_test("conflict");
    look(window, "conflicts");
    go(window, "bundles");
    for value in ["export", "import", "inbox", "receipts", "known"] {
        tab(window, value);
        look(window, &format!("bundles-{value}"));
    }
    act(window, "twice", "bundles.twice");
    window.by_test("view-twice");
    look(window, "twice");
    go(window, "verify");
    look(window, "verify");
    window.answer_dialog(&[&home.path("hq")]);
    press(window, "verify-folder");
    window.by_test("verdict");
    look(window, "report");
    go(window, "trust");
    look(window, "signers");
    tab(window, "headquarters");
    look(window, "headquarters");
}

/// What surrounds the work.
fn around(window: &Window, look: &mut Look) {
    leave(window);
    window.by_test("leave-line");
    look(window, "leave");
    press(window, "leave-go-labels");
    window.by_test("label-list");
    look(window, "labels");
    window.by_test("operation").click();
    window.by_test("view-operation");
    look(window, "operation");
    window.run("document.activeElement?.blur()", Value::Null);
    window.press("Control+,");
    window.by_test("view-settings");
    look(window, "settings");
    window.run("document.activeElement?.blur()", Value::Null);
    window.press("Control+k");
    window.by_test("palette");
    look(window, "palette");
    escape(window, "palette");
    window.press("?");
    window.by_test("keysheet");
    look(window, "keys");
    escape(window, "keysheet");
    window.press("Control+l");
    window.by_test("lock-screen");
    look(window, "lock");
}

fn walk(home: &Home, look: &mut Look) {
    let window = busy(home, look);
    the_catalogue(&window, look);
    photos_and_packages(&window, look);
    custody_and_notes(&window, look);
    exchange(&window, home, look);
    around(&window, look);
}

/// What makes the whole page larger than the window. Its parts scroll; the frame around them never does.
const BEYOND: &str = "const page = document.scrollingElement;
  if (page.scrollHeight <= innerHeight && page.scrollWidth <= innerWidth) return [];
  const found = [`${page.scrollWidth} x ${page.scrollHeight} in ${innerWidth} x ${innerHeight}`];
  for (const element of document.querySelectorAll('body, body *')) {
    const box = element.getBoundingClientRect();
    const low = box.bottom + page.scrollTop > innerHeight + 1;
    const far = box.right + page.scrollLeft > innerWidth + 1;
    if (!low && !far) continue;
    let holder = element.parentElement;
    const free = getComputedStyle(element).position;
    while (holder && (getComputedStyle(holder).overflow === 'visible'
        || (free === 'absolute' && getComputedStyle(holder).position === 'static'))) holder = holder.parentElement;
    if (holder === null || holder === document.body || holder === document.documentElement)
      found.push(`${element.tagName} ${element.className} ${element.dataset.test ?? ''} ${Math.round(box.bottom)}`);
  }
  return found;";

#[test]
fn no_text_is_cut_at_twice_its_size_nor_with_large_targets() {
    let home = Home::new();
    let mut cut = Vec::new();
    walk(&home, &mut |window, screen| {
        for (size, touch) in [(200, false), (100, true), (200, true)] {
            window.zoom(size);
            window.touch(touch);
            let name = format!("walk-{screen}-{size}{}", if touch { "-touch" } else { "" });
            match (size, touch) {
                (200, false) => window.screenshots(&name),
                _ => drop(window.screenshot(&name)),
            }
            cut.extend(window.cut_texts().into_iter().map(|text| format!("{name}: {text}")));
            let beyond = window.run(BEYOND, Value::Null);
            let beyond = beyond.as_array().unwrap().iter().filter_map(Value::as_str);
            cut.extend(
                beyond.map(|what| format!("{name}: the page can be scrolled out of its frame by {what}")),
            );
        }
        window.zoom(100);
        window.touch(false);
    });
    assert!(cut.is_empty(), "texts are cut:\n{}", cut.join("\n"));
}

/// Everything to press that is in sight and lower than 44 px. A word within a sentence may be lower, and so may what its
/// label, row or dialog is pressed for.
const LOW: &str = "const pressed = `button, a[href], summary, select, input:not([type=hidden]), textarea, [role=button],
    [role=tab], [role=option], [role=radio], [role=checkbox], [role=switch], [role=menuitem], [role=combobox]`;
  const found = [];
  for (const element of document.querySelectorAll(pressed)) {
    const box = (element.closest('label') ?? element).getBoundingClientRect();
    const style = getComputedStyle(element);
    if (box.width === 0 || style.visibility === 'hidden' || element.checkVisibility?.({ opacityProperty: true }) === false)
      continue;
    if (box.width <= 1 || style.clipPath !== 'none' || element.closest('[inert]')) continue;
    if (box.height < 43.5)
      found.push(`${Math.round(box.height)} px: ${element.tagName} ${element.dataset.test ?? ''} ${element.className}
        ${(element.innerText ?? '').slice(0, 40)} ${element.ariaLabel ?? ''}`.replace(/\\s+/g, ' '));
  }
  return found;";

#[test]
fn everything_to_press_is_at_least_44_px_high_when_large_targets_are_chosen() {
    let home = Home::new();
    let mut low = std::collections::BTreeSet::new();
    walk(&home, &mut |window, screen| {
        window.touch(true);
        window.settle();
        let found = window.run(LOW, Value::Null);
        let found = found.as_array().unwrap().iter().filter_map(Value::as_str);
        low.extend(found.map(|what| format!("{screen}: {what}")));
        window.touch(false);
    });
    let low: Vec<String> = low.into_iter().collect();
    assert!(low.is_empty(), "too low to press with gloves:\n{}", low.join("\n"));
}

#[test]
fn every_screen_can_be_read_in_high_contrast() {
    let home = Home::new();
    walk(&home, &mut |window, screen| {
        window.screenshots_in(&format!("walk-{screen}"), &["contrast", "contrast-dark"]);
        window.axe_in(&["contrast", "contrast-dark"]);
    });
}
