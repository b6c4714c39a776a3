//! What each signature is worth, wherever the window shows one: trusted, unknown signer or bad, and why.

use crate::analyst::{headquarters, reopen};
use crate::exchange::{Field, go, wait_for};
use serde_json::json;
use sigillum_core::custody::{CustodyEvent, EventKind, Party, Subject};
use sigillum_core::entry::Class;
use sigillum_core::note::NoteDraft;
use sigillum_core::signature::UnlockedKey;
use sigillum_core::signer::Introduction;
use sigillum_core::trust::{Contents, Request, Terms, TrustList, approve, revoke, words_of};
use sigillum_tests::laptop::fields;
use sigillum_tests::window::{Home, Window};
use std::path::PathBuf;

/// When headquarters signs in these tests: before anything that they record.
const ISSUED: i64 = 1_763_026_867;

/// A list on which both are, and on which Karim's key is revoked; with the words of its root.
fn list(home: &Home, sokha: &Field, karim: &Field) -> (PathBuf, String) {
    let root = UnlockedKey::from_seed(&[9; 32], String::new()).unwrap();
    let mut contents = Contents::default();
    for field in [sokha, karim] {
        let who = Introduction { name: field.laptop.name.clone(), ..Introduction::default() };
        let request = Request::sign(&who, ISSUED, &field.laptop.key(), None).unwrap();
        let request = Request::read(request.as_bytes()).unwrap();
        approve(&mut contents, &request, Terms::default(), ISSUED).unwrap();
    }
    revoke(&mut contents, &karim.laptop.key().public(), ISSUED, "stolen at the border").unwrap();
    let folder = home.path("trust-1");
    std::fs::create_dir(&folder).unwrap();
    for (name, bytes) in TrustList::sign(&contents, None, ISSUED, &root).unwrap() {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    (folder, words_of(&root.public()))
}

/// The reasons that stand in a part of the screen, in their order.
fn reasons(window: &Window, within: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(`[data-test=${arguments[0]}] [data-test=standing]`)]
        .map((mark) => mark.dataset.reason)";
    let found = window.run(script, json!(within));
    found.as_array().unwrap().iter().map(|reason| reason.as_str().unwrap().to_owned()).collect()
}

fn marked(window: &Window, within: &str) {
    window.wait(
        "what signatures are worth",
        &format!("return !!document.querySelector('[data-test={within}] [data-test=standing]')"),
    );
}

fn note_card(window: &Window) {
    go(window, "Notes");
    window.by_test("note-row").click();
    wait_for(window, "note-card");
    marked(window, "note-card");
}

fn bring(window: &Window, bundle: &std::path::Path) {
    let job = window.invoke("inbox_import", json!({ "place": bundle, "signers": null }));
    assert_eq!(window.job(&job)["imported"], 1);
}

#[test]
fn trusted_unknown_and_bad_stand_with_their_reason_on_notes_histories_conflicts_custody_and_verification() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let mut karim = Field::join(&home, "karim", &invitation, &sokha.head);
    let note = NoteDraft { title: "Seen".into(), text: "A head of stone.".into(), ..NoteDraft::default() };
    let note = sokha.catalogue.note_seal(&note, None, Class::Open).unwrap();
    let mut event = CustodyEvent::new(EventKind::HandedOver, "2025-11-13");
    event.subjects = vec![Subject { record: sokha.head.clone(), quantity: None }];
    event.from = Some(Party { name: "Sopheap Keo".into(), ..Party::default() });
    event.to = Some(Party { name: "Anne Roux".into(), ..Party::default() });
    sokha.catalogue.custody_record(event, Class::Open).unwrap();
    sokha.catalogue.artefact_set(&sokha.head, &fields(&[("title", "Head of a bodhisattva, stone")])).unwrap();
    karim.catalogue.artefact_set(&sokha.head, &fields(&[("title", "Head of a Buddha")])).unwrap();
    let (first, second) = (sokha.export(), karim.export());
    let window = headquarters(&home, &invitation);
    bring(&window, &first);

    note_card(&window);
    assert_eq!(reasons(&window, "note-card"), ["no-list"]);
    window.screenshots("standing-note-no-list");
    let (folder, words) = list(&home, &sokha, &karim);
    window.invoke("trust_install", json!({ "folder": folder, "words": words }));
    window.wait(
        "the list to count on the card that is shown",
        "return document.querySelector('[data-test=note-card] [data-test=standing]')?.dataset.reason === 'listed'",
    );
    window.screenshots("standing-note");
    window.axe();

    go(&window, "Bundles");
    window.by_role("tab", "Import").click();
    wait_for(&window, "import-drop");
    assert!(window.by_test("signers-installed").text().contains("list 1"), "no list has to be chosen");
    window.answer_dialog(&[&second]);
    window.by_test("import-folder").click();
    wait_for(&window, "import-now");
    assert_eq!(reasons(&window, "brings"), ["revoked"]);
    window.screenshots("standing-look");
    window.axe();
    window.by_test("import-now").click();
    wait_for(&window, "imported");

    go(&window, "Conflicts");
    wait_for(&window, "conflict");
    marked(&window, "conflict");
    let mut told = reasons(&window, "conflict");
    told.sort();
    assert_eq!(told, ["listed", "revoked"]);
    window.screenshots("standing-conflict");
    window.axe();

    go(&window, "Custody");
    marked(&window, "event-card");
    assert_eq!(reasons(&window, "event-card"), ["listed"]);
    window.screenshots("standing-custody");
    window.axe();

    go(&window, "Catalogue");
    window.by_test("list").focus();
    window.press("Home");
    wait_for(&window, "conflict-title");
    marked(&window, "conflict-title");
    assert_eq!(reasons(&window, "conflict-title").len(), 2);
    window.screenshots("standing-record");
    window.axe();
    window.by_role("tab", "History").click();
    marked(&window, "history");
    let told = reasons(&window, "history");
    assert!(told.contains(&"listed".into()) && told.contains(&"revoked".into()), "{told:?}");
    window.screenshots("standing-history");
    window.axe();
    window.zoom(200);
    window.screenshot("standing-history-zoom");
    window.zoom(100);

    go(&window, "Verify");
    window.by_test("verify-this").click();
    wait_for(&window, "who-signed");
    let mut told = reasons(&window, "who-signed");
    told.sort();
    assert_eq!(told, ["listed", "not-on-list", "revoked"], "hers, headquarters' own, and the stolen one");
    window.screenshots("standing-verify");
    window.axe();
    window.close();

    // One bit of a signature, changed by a hand that knows where it is.
    let digest = note.digest;
    let database = rusqlite::Connection::open(home.path("hq").join("catalogue.db")).unwrap();
    let changed = database
        .execute(
            "UPDATE entry SET signature = CAST(substr(signature, 1, 40) || zeroblob(24) AS BLOB) WHERE digest = ?1",
            [digest.0.as_slice()],
        )
        .unwrap();
    assert_eq!(changed, 1);
    drop(database);
    let window = reopen(&home, &home.path("hq"));
    note_card(&window);
    assert_eq!(reasons(&window, "note-card"), ["signature-bad"]);
    assert!(!window.by_test("note-card").text().contains("sealed"), "what is bad bears no seal");
    window.screenshots("standing-note-bad");
    window.axe();
    window.close();
}
