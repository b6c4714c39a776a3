//! Many bundles at once with one that is broken, and the object that two laptops recorded: proposed, linked, told apart.

use crate::analyst::headquarters;
use crate::exchange::{Field, go, wait_for};
use serde_json::{Value, json};
use sigillum_core::id::RecordId;
use sigillum_tests::laptop::{fields, take_in};
use sigillum_tests::window::{Home, PATIENCE, Window};
use std::path::Path;

const TEXT: &str = "Head of a bodhisattva in grey schist with traces of gilding, broken at the neck";
const LIKE: &str = "Grey schist head of a bodhisattva, traces of gilding, broken at the neck";

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for item in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(item.file_name());
        if item.path().is_dir() {
            copy(&item.path(), &target);
        } else {
            std::fs::copy(item.path(), target).unwrap();
        }
    }
}

/// Records the object again, with the same photo from a card of its own.
fn record(field: &mut Field, home: &Home, reference: &str, text: &str) -> RecordId {
    let inputs = fields(&[("reference", reference), ("title", "Head"), ("description", text)]);
    let head = field.catalogue.artefact_add(&inputs).unwrap();
    let card = home.path(&format!("again-{}", field.laptop.name));
    std::fs::create_dir_all(&card).unwrap();
    std::fs::write(card.join("DSC_7.JPG"), sigillum_tests::picture(7)).unwrap();
    take_in(&mut field.catalogue, &card, Some(&head), Some("overall_front"));
    head
}

/// Waits until the inbox lists bundles in these states, in their alphabetical order.
fn states(window: &Window, wanted: &[&str]) {
    let script = "return [...document.querySelectorAll('[data-test=inbox-item]')].map((row) => row.dataset.state).sort()";
    window.until(&format!("bundles that are {wanted:?}"), PATIENCE, || {
        (window.run(script, Value::Null) == json!(wanted)).then_some(())
    });
}

fn open_pairs(window: &Window, n: usize) {
    window.wait(
        "the pairs that wait",
        &format!("return document.querySelector('[data-test=view-twice]')?.dataset.open === '{n}'"),
    );
}

fn standing(window: &Window, word: &str) {
    window.wait(
        "what was said of the pair",
        &format!("return document.querySelector('[data-test=pair]')?.dataset.standing === '{word}'"),
    );
}

#[test]
fn a_folder_of_bundles_comes_in_but_for_the_broken_one_and_the_object_recorded_twice_is_decided_by_keys() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let mut karim = Field::join(&home, "karim", &invitation, &sokha.head);
    let first = record(&mut sokha, &home, "SC/7", TEXT);
    let second = record(&mut karim, &home, "sc/07", LIKE);
    let arrivals = home.path("arrivals");
    let (one, two) = (sokha.export(), karim.export());
    copy(&one, &arrivals.join(one.file_name().unwrap()));
    copy(&two, &arrivals.join(two.file_name().unwrap()));
    let broken = arrivals.join("broken");
    copy(&two, &broken);
    std::fs::write(broken.join("data/verify.txt"), "changed on the way").unwrap();

    let window = headquarters(&home, &invitation);
    go(&window, "Bundles");
    window.by_role("tab", "Inbox").click();
    wait_for(&window, "inbox-drop");
    window.screenshots("inbox-empty");
    window.axe();
    window.by_role("tab", "Import").click();
    wait_for(&window, "import-drop");
    window.drop_files(&[&arrivals]);
    wait_for(&window, "inbox-result");
    states(&window, &["imported", "imported", "refused"]);
    assert_eq!(window.by_test("inbox-count").attribute("data-left").unwrap(), "1");
    let refused = window.run(
        "return document.querySelector('[data-test=inbox-item][data-state=refused]').textContent",
        Value::Null,
    );
    assert!(refused.as_str().unwrap().contains("Nothing of it came in."), "{refused}");
    window.screenshots("inbox");
    window.axe();
    window.zoom(200);
    window.screenshot("inbox-zoom");
    window.zoom(100);

    std::fs::copy(two.join("data/verify.txt"), broken.join("data/verify.txt")).unwrap();
    window.by_test("inbox-resume").focus();
    window.press("Enter");
    window.wait(
        "everything done",
        "return document.querySelector('[data-test=inbox-count]')?.dataset.left === '0'",
    );
    states(&window, &["imported", "imported", "nothing_new"]);
    window.by_test("inbox-forget").focus();
    window.press("Enter");
    window.wait_for_text("It is off the list.");
    states(&window, &["imported", "imported"]);
    window.by_test("to-twice").focus();
    window.press("Enter");

    open_pairs(&window, 1);
    wait_for(&window, "pair-field-description");
    let why = window.by_test("pair-why").text();
    for said in ["the same reference", "the very same photo", "similar texts"] {
        assert!(why.contains(said), "{why}");
    }
    let texts = window.by_test("pair-field-description").text();
    assert!(texts.contains(TEXT) && texts.contains(LIKE) && texts.contains("differs"), "{texts}");
    window.screenshots("twice");
    window.axe();
    window.zoom(200);
    window.screenshot("twice-zoom");
    window.zoom(100);
    let said = || {
        let shown = window.invoke("likeness_queue", json!({ "all": true }));
        let queue = window.job(&shown);
        queue["pairs"][0]["standing"].as_str().unwrap().to_owned()
    };
    window.press("o");
    standing(&window, "linked");
    open_pairs(&window, 0);
    assert_eq!(said(), "linked");
    window.screenshots("twice-linked");
    window.axe();
    window.press("Control+z");
    standing(&window, "proposed");
    assert_eq!(said(), "proposed", "undone by an entry");
    window.press("t");
    standing(&window, "apart");
    window.by_test("twice-back").focus();
    window.press("Enter");
    standing(&window, "proposed");
    assert_eq!(said(), "proposed");
    window.press("t");
    standing(&window, "apart");
    window.by_test("twice-look").focus();
    window.press("Enter");
    wait_for(&window, "twice-none");
    window.screenshots("twice-none");
    window.axe();
    window.by_test("twice-all").run("arguments[0].click()", Value::Null);
    standing(&window, "apart");
    for id in [first, second] {
        let kept = window.invoke("artefact_show", json!({ "id": id.as_str() }));
        assert_eq!(kept["withdrawn"], false, "nothing is merged");
    }
    window.close();
}
