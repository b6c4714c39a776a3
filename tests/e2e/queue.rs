//! A person's own queue of conflicts, and what was settled, with undo by new entries.

use crate::exchange::{Field, go, make_key, reload, wait_for};
use serde_json::{Value, json};
use sigillum_core::progress::Silent;
use sigillum_tests::laptop::fields;
use sigillum_tests::window::{Home, Window};

fn pick(window: &Window, option: &str) {
    window.by_role("radio", option).run("arguments[0].click()", Value::Null);
}

#[test]
fn what_was_settled_is_listed_and_undone_and_a_person_can_look_at_their_own_part() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let mut karim = Field::join(&home, "karim", &invitation, &sokha.head);
    sokha.catalogue.artefact_set(&sokha.head, &fields(&[("title", "Head of a bodhisattva, stone")])).unwrap();
    karim.catalogue.artefact_set(&karim.head, &fields(&[("title", "Head of a Buddha")])).unwrap();
    let bundle = karim.export();
    sokha.catalogue.import(&bundle, None, false, &Silent).unwrap();
    let root = sokha.laptop.root();
    drop(sokha.catalogue);
    let window = home.open();
    make_key(&window, "Hanna Quist");
    window.invoke("start_open", json!({ "path": root }));
    reload(&window);
    go(&window, "Conflicts");
    wait_for(&window, "conflict");
    pick(&window, "Mine");
    window.wait_for_text("Nothing of yours is in conflict");
    window.screenshots("queue-mine-none");
    window.axe();
    pick(&window, "Settled");
    wait_for(&window, "no-settled");
    pick(&window, "All");
    pick(&window, "To settle");
    wait_for(&window, "way-1");
    let entries = window.invoke("operation_show", json!({}))["entries"].as_u64().unwrap();
    window.by_test("way-1").click();
    wait_for(&window, "no-conflicts");

    pick(&window, "Settled");
    wait_for(&window, "settled");
    let said = window.by_test("settled").text();
    for words in ["settled by Hanna Quist", "Head of a Buddha", "Head of a bodhisattva, stone", "instead of"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    pick(&window, "Mine");
    window.settle();
    wait_for(&window, "settled");
    window.screenshots("queue-settled");
    window.axe();
    window.zoom(200);
    window.screenshot("queue-settled-zoom");
    window.zoom(100);
    window.by_test("undo-settled").click();
    wait_for(&window, "no-settled");
    let now = window.invoke("operation_show", json!({}))["entries"].as_u64().unwrap();
    assert!(now > entries + 2, "undoing is new entries: {entries}, {now}");
    pick(&window, "To settle");
    wait_for(&window, "conflict");
    let values = window.by_test("conflict").text();
    assert!(values.contains("laptop of karim") && values.contains("laptop of sokha"), "{values}");
    window.screenshots("queue-mine");
    window.axe();
    window.close();
}

/// A withdrawal beside an edit, and an object that two laptops recorded: settled by keys alone, each in its own place, both
/// on one list, and undone from there by keys.
#[test]
fn a_withdrawal_and_a_pair_are_settled_by_keys_listed_together_and_undone_by_keys() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let mut karim = Field::join(&home, "karim", &invitation, &sokha.head);
    karim.catalogue.artefact_set(&karim.head, &fields(&[("title", "Head of a Buddha")])).unwrap();
    let text = "Bronze mirror with handle, lotus on the back, rim bent and patched";
    sokha.catalogue.artefact_add(&fields(&[("reference", "SC/7"), ("description", text)])).unwrap();
    karim.catalogue.artefact_add(&fields(&[("reference", "KR/7"), ("description", text)])).unwrap();
    sokha.catalogue.withdraw(&sokha.head, "not ours").unwrap();
    let bundle = karim.export();
    sokha.catalogue.import(&bundle, None, false, &Silent).unwrap();
    let root = sokha.laptop.root();
    drop(sokha.catalogue);
    let window = home.open();
    make_key(&window, "Hanna Quist");
    window.invoke("start_open", json!({ "path": root }));
    reload(&window);
    let kinds = || {
        let settled = window.invoke("conflict_settled", json!({ "mine": true }));
        let mut kinds: Vec<String> =
            settled.as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect();
        kinds.sort();
        kinds
    };
    go(&window, "Conflicts");
    wait_for(&window, "way-2");
    // Down to the second way, which is to withdraw it all the same.
    window.press("Down");
    window.press("Enter");
    wait_for(&window, "no-conflicts");
    assert_eq!(kinds(), ["withdrawal"]);

    twice(&window);
    open_pairs(&window, 1);
    window.press("t");
    open_pairs(&window, 0);
    assert_eq!(kinds(), ["likeness", "withdrawal"]);

    go(&window, "Conflicts");
    wait_for(&window, "no-conflicts");
    pick(&window, "Settled");
    wait_for(&window, "settled");
    let list = window.by_test("settled-list").text();
    for words in ["SC/1", "SC/7", "KR/7", "settled by Hanna Quist"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    window.screenshots("queue-settled-kinds");
    window.axe();
    // The newest stands first: the pair, then the withdrawal.
    for left in [&["withdrawal"][..], &[]] {
        window.by_test("undo-settled").focus();
        window.press("Enter");
        window.wait(
            "one fewer",
            &format!("return document.querySelectorAll('[data-test=settled]').length === {}", left.len()),
        );
        assert_eq!(kinds(), left);
    }
    wait_for(&window, "no-settled");
    pick(&window, "To settle");
    wait_for(&window, "way-2");
    twice(&window);
    open_pairs(&window, 1);
    window.close();
}

/// Where pairs are decided: a key of the bundles' page.
fn twice(window: &Window) {
    go(window, "Bundles");
    wait_for(window, "view-bundles");
    window.press("w");
    wait_for(window, "view-twice");
}

fn open_pairs(window: &Window, n: usize) {
    window.wait(
        "the pairs that wait",
        &format!("return document.querySelector('[data-test=view-twice]')?.dataset.open === '{n}'"),
    );
}

/// One reference that two laptops gave: another is written for one of them, beginning with what is suggested.
#[test]
fn a_reference_used_twice_is_settled_by_writing_another_for_the_chosen_record() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let mut karim = Field::join(&home, "karim", &invitation, &sokha.head);
    sokha.catalogue.artefact_add(&fields(&[("reference", "SC/7"), ("title", "Bronze mirror")])).unwrap();
    karim.catalogue.artefact_add(&fields(&[("reference", "SC/7"), ("title", "Clay lamp")])).unwrap();
    let bundle = karim.export();
    sokha.catalogue.import(&bundle, None, false, &Silent).unwrap();
    let root = sokha.laptop.root();
    drop(sokha.catalogue);
    let window = home.open();
    make_key(&window, "Hanna Quist");
    window.invoke("start_open", json!({ "path": root }));
    reload(&window);
    go(&window, "Conflicts");
    wait_for(&window, "way-2");
    let lamp = (1..=2).find(|n| window.by_test(&format!("way-{n}")).text().contains("Clay lamp")).unwrap();
    if lamp == 2 {
        window.press("Down");
    }
    window.press("e");
    wait_for(&window, "written");
    assert_eq!(window.by_test("written").value(), "SC/8", "it begins with what is free");
    window.screenshots("queue-reference");
    window.axe();
    window.by_test("written").fill("KR/70");
    window.press("Enter");
    wait_for(&window, "no-conflicts");
    assert_eq!(rows(&window, "lamp")[0]["reference"], "KR/70");
    window.close();
}

fn rows(window: &Window, text: &str) -> Value {
    let request = json!({ "text": text, "sort": "reference", "reversed": false, "chips": [] });
    window.invoke("list_rows", json!({ "request": request, "offset": 0, "limit": 9 }))["rows"].clone()
}

#[test]
fn a_field_of_many_is_set_or_emptied_by_saying_so_and_what_is_in_conflict_is_named_and_left_to_people() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let mut karim = Field::join(&home, "karim", &invitation, &sokha.head);
    sokha.catalogue.artefact_set(&sokha.head, &fields(&[("title", "Head, stone")])).unwrap();
    karim.catalogue.artefact_set(&karim.head, &fields(&[("title", "Head of a Buddha")])).unwrap();
    sokha.catalogue.artefact_add(&fields(&[("reference", "SC/7"), ("title", "Mirror")])).unwrap();
    let bundle = karim.export();
    sokha.catalogue.import(&bundle, None, false, &Silent).unwrap();
    let root = sokha.laptop.root();
    drop(sokha.catalogue);
    let window = home.open();
    make_key(&window, "Hanna Quist");
    window.invoke("start_open", json!({ "path": root }));
    reload(&window);
    go(&window, "Catalogue");
    let titles = || -> Vec<String> {
        rows(&window, "")
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["title"].as_str().unwrap().to_owned())
            .collect()
    };
    batch(&window);
    wait_for(&window, "batch-disputed");
    assert!(window.by_test("batch-disputed").text().contains("SC/1"));
    assert!(window.by_test("batch").text().contains("Ctrl Z takes it back whole"));
    assert!(window.by_test("batch-apply").attribute("disabled").is_some(), "nothing typed sets nothing");
    let title = "const f = document.querySelector('[data-test=batch] [data-test=field-title]'); f?.focus(); return !!f";
    window.wait("the field", title);
    window.type_keys("Fragment");
    window.screenshots("batch-disputed");
    window.axe();
    window.by_test("batch-apply").click();
    window.wait_for_text("1 in conflict left as they are");
    assert_eq!(titles()[1], "Fragment");
    assert_eq!(rows(&window, "")[0]["conflicts"], 1, "people still disagree");

    batch(&window);
    wait_for(&window, "batch-disputed");
    pick(&window, "Empty it");
    wait_for(&window, "batch-emptied");
    window.by_test("batch-settle").run("arguments[0].click()", Value::Null);
    window.wait_for_text("Ctrl Z cannot take it back");
    window.screenshots("batch-empty");
    window.axe();
    window.by_test("batch-apply").click();
    window.wait("the dialog gone", "return !document.querySelector('[data-test=batch]')");
    assert_eq!(titles(), ["", ""]);
    go(&window, "Conflicts");
    wait_for(&window, "no-conflicts");
    window.close();
}

/// All artefacts are chosen, and the field is their title.
fn batch(window: &Window) {
    wait_for(window, "list");
    window.by_test("list").focus();
    window.press("Control+a");
    window.wait_for_text("2 chosen");
    window.by_test("set-many").click();
    let choose =
        "arguments[0].value = 'title'; arguments[0].dispatchEvent(new Event('change', { bubbles: true }))";
    window.by_test("batch-field").run(choose, Value::Null);
}
