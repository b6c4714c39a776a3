//! From the root key to a laptop that trusts by it: headquarters and a person, with a stick and paper between them.

use crate::exchange::{PASSPHRASE, go, make_key, wait_for};
use serde_json::{Value, json};
use sigillum_core::signature::{KeyFile, UnlockedKey};
use sigillum_core::signer::Introduction;
use sigillum_core::trust::{Contents, Files, Request, TrustList, revoke, words_of};
use sigillum_tests::laptop::SystemRandom;
use sigillum_tests::window::{Home, Window};
use std::path::{Path, PathBuf};

const ROOT_PASSPHRASE: &str = "another long passphrase";

/// The window on its screen of signers.
fn signers(home: &Home) -> Window {
    let window = home.open();
    go(&window, "Signers");
    wait_for(&window, "view-trust");
    window
}

/// The words that a card of a key shows.
fn words(window: &Window, card: &str) -> String {
    let script = "return document.querySelector(`[data-test=${arguments[0]}] .words`).textContent.trim()";
    window.run(script, json!(card)).as_str().unwrap().to_owned()
}

/// Eleven words that are somebody else's: those of a key of no person here.
fn other_words(seed: u8) -> String {
    sigillum_core::trust::words_of(&UnlockedKey::from_seed(&[seed; 32], String::new()).unwrap().public())
}

fn press_button(window: &Window, test: &str) {
    window.by_test(test).focus();
    window.press("Enter");
}

fn refused_with(window: &Window, code: &str) {
    window.wait(code, &format!("return !!document.querySelector('[data-test=refused][data-code={code}]')"));
}

/// A list that is written as headquarters would, without its window.
fn write_list(to: &Path, files: &Files) -> PathBuf {
    std::fs::create_dir_all(to).unwrap();
    files.iter().for_each(|(name, bytes)| std::fs::write(to.join(name), bytes).unwrap());
    to.to_owned()
}

/// Makes the root key by hand; gives its words.
fn make_root(window: &Window) -> String {
    window.by_role("tab", "Headquarters").click();
    wait_for(window, "init-root");
    press_button(window, "root-make");
    assert!(window.text().contains("Say whose it is."), "nothing is made without a name");
    window.by_test("root-name").fill("Task force, headquarters");
    window.by_test("root-passphrase").fill(ROOT_PASSPHRASE);
    window.by_test("root-again").fill(ROOT_PASSPHRASE);
    window.screenshots("signers-init");
    window.axe();
    press_button(window, "root-make");
    wait_for(window, "our-root");
    words(window, "our-root-key")
}

/// Approves a request with these words.
fn approve(window: &Window, request: &Path, said: &str) {
    window.answer_dialog(&[request]);
    press_button(window, "choose-request");
    wait_for(window, "request");
    window.by_test("person-words").fill(said);
    press_button(window, "approve-now");
}

/// Signs the next list into a folder; gives the list's own folder.
fn publish(window: &Window, stick: &Path) -> PathBuf {
    press_button(window, "publish");
    wait_for(window, "publish-dialog");
    window.answer_dialog(&[stick]);
    press_button(window, "publish-choose");
    window.by_test("publish-passphrase").fill("not this one");
    press_button(window, "publish-now");
    window.wait_for_text("That is not the root key's passphrase.");
    window.by_test("publish-passphrase").fill(ROOT_PASSPHRASE);
    window.screenshots("signers-publish");
    window.axe();
    press_button(window, "publish-now");
    wait_for(window, "published-folder");
    let folder = PathBuf::from(window.by_test("published-folder").text());
    press_button(window, "publish-close");
    folder
}

/// Asks to be listed by hand; gives the request's file and the key's words.
fn ask(window: &Window, file: &Path) -> String {
    press_button(window, "ask");
    wait_for(window, "ask-dialog");
    window.screenshots("signers-ask");
    window.axe();
    window.answer_dialog(&[file]);
    press_button(window, "ask-save");
    wait_for(window, "asked-key");
    window.screenshots("signers-asked");
    window.axe();
    let said = words(window, "asked-key");
    let page = std::fs::read_to_string(window.by_test("asked-page").text()).unwrap();
    assert!(page.contains(&said) && page.contains("<svg "), "the page to print has words and code");
    press_button(window, "ask-close");
    said
}

fn standing(window: &Window, note: &Value) -> String {
    let shown = window.invoke("note_show", json!({ "id": note }));
    shown["standing"]["reason"].as_str().unwrap().to_owned()
}

#[test]
fn a_key_goes_from_request_to_list_to_laptop_by_words_and_stick_and_every_other_list_is_refused_loudly() {
    let (dara, hq) = (Home::new(), Home::new());
    let stick = hq.path("stick");
    std::fs::create_dir(&stick).unwrap();
    let request = stick.join("dara.request");

    let window = signers(&dara);
    wait_for(&window, "no-root");
    window.screenshots("signers-none");
    window.axe();
    make_key(&window, "Sok Dara");
    wait_for(&window, "ask");
    let dara_words = ask(&window, &request);
    window.close();

    let window = signers(&hq);
    let root_words = make_root(&window);
    let paper = hq.path("paper.html");
    window.answer_dialog(&[&paper]);
    press_button(&window, "save-root");
    window.wait_for_text("The page is saved.");
    assert!(std::fs::read_to_string(&paper).unwrap().contains(&root_words));
    press_button(&window, "approve");
    wait_for(&window, "approve-dialog");
    approve(&window, &request, &other_words(5));
    refused_with(&window, "bad_request");
    window.screenshots("signers-approve-stop");
    window.axe();
    assert!(window.invoke("trust_show", json!({}))["headquarters"]["next"]["signers"][0].is_null());
    window.by_test("person-words").fill(&dara_words.replace(' ', "  ").to_uppercase());
    press_button(&window, "approve-now");
    wait_for(&window, "next-table");
    window.screenshots("signers-headquarters");
    window.axe();
    let list = publish(&window, &stick);
    assert_eq!(list, stick.join("trust-1"));
    assert_eq!(window.by_test("next-list").attribute("data-published").unwrap(), "1");
    assert_eq!(words(&window, "our-root-key"), root_words);
    window.close();

    let window = signers(&dara);
    let key = window.invoke("key_list", json!({}))[0]["path"].clone();
    window.invoke("key_unlock", json!({ "path": key, "passphrase": PASSPHRASE }));
    crate::start::begin_operation(&window, &dara);
    let draft = json!({ "title": "Seen", "text": "A head.", "language": "", "about": [], "photos": [], "addendum_to": null });
    let note =
        window.invoke("note_seal", json!({ "draft": draft, "number": null, "class": "open" }))["id"].clone();
    assert_eq!(standing(&window, &note), "no-list");
    go(&window, "Signers");
    wait_for(&window, "install-drop");
    window.drop_files(&[&list]);
    wait_for(&window, "looked-list");
    assert!(!window.text().contains(&root_words), "the words come from paper, not from the screen");
    press_button(&window, "install-now");
    window.wait_for_text("Type the words first.");
    window.by_test("root-words").fill(&root_words.replacen(' ', " zebra ", 1));
    press_button(&window, "install-now");
    window.wait_for_text("it takes 11");
    window.screenshots("signers-words");
    window.axe();
    window.by_test("root-words").fill(&other_words(6));
    press_button(&window, "install-now");
    refused_with(&window, "trust_other_root");
    window.screenshots("signers-stop");
    window.axe();
    window.drop_files(&[&list]);
    wait_for(&window, "looked-list");
    window.by_test("root-words").fill(&root_words);
    press_button(&window, "install-now");
    wait_for(&window, "pinned-root");
    assert_eq!(window.by_test("installed-list").attribute("data-number").unwrap(), "1");
    assert_eq!(words(&window, "root-key"), root_words);
    assert!(window.by_test("own-key").text().contains("sok.dara"));
    assert_eq!(standing(&window, &note), "listed", "it counts at once, with the catalogue open");
    window.screenshots("signers-installed");
    window.axe();

    // The next list, and one by somebody else, as they would lie on a stick.
    let first = TrustList::read_folder(&list).unwrap();
    let root = KeyFile::read(&hq.data().join("headquarters/root")).unwrap().unlock(ROOT_PASSPHRASE).unwrap();
    let mut contents = first.contents.clone();
    revoke(&mut contents, &first.contents.signers[0].key, first.issued - 3600, "stolen at the border")
        .unwrap();
    let second = TrustList::sign(&contents, Some(&first), first.issued + 60, &root).unwrap();
    let second = write_list(&stick.join("trust-2"), &second);
    let stranger = UnlockedKey::from_seed(&[9; 32], String::new()).unwrap();
    let theirs = TrustList::sign(&Contents::default(), None, first.issued, &stranger).unwrap();
    let theirs = write_list(&stick.join("theirs"), &theirs);
    window.drop_files(&[&theirs]);
    refused_with(&window, "trust_other_root");
    window.drop_files(&[&second]);
    wait_for(&window, "looked-list");
    assert!(window.by_test("looked-list").text().contains("Newly revoked"));
    window.screenshots("signers-newer");
    window.axe();
    press_button(&window, "install-now");
    wait_for(&window, "revoked-keys");
    assert_eq!(standing(&window, &note), "revoked");
    window.drop_files(&[&list]);
    refused_with(&window, "trust_older");
    window.drop_files(&[&stick]);
    refused_with(&window, "bad_trust_list");
    window.screenshots("signers-revoked");
    window.axe();
    window.zoom(200);
    window.screenshot("signers-zoom");
    window.zoom(100);
    window.close();
}

#[test]
fn headquarters_retires_and_revokes_keys_and_takes_back_what_is_not_signed_yet() {
    let hq = Home::new();
    let stick = hq.path("stick");
    std::fs::create_dir(&stick).unwrap();
    let window = signers(&hq);
    make_root(&window);
    for (name, seed) in [("Sok Dara", 1), ("سارا", 2)] {
        let key = UnlockedKey::from_seed(&[seed; 32], String::new()).unwrap();
        let who = sigillum_core::signer::Introduction { name: name.into(), ..Default::default() };
        let file = stick.join(format!("{seed}.request"));
        let asked = sigillum_core::trust::Request::sign(&who, 1_763_026_867, &key, None).unwrap();
        std::fs::write(&file, asked).unwrap();
        window.drop_files(&[&file]);
        wait_for(&window, "request");
        window.by_test("person-words").fill(&other_words(seed));
        window.by_test("approve-last").fill("2031-02-30");
        press_button(&window, "approve-now");
        assert!(window.has_test("approve-dialog"), "there is no such day");
        window.by_test("approve-last").fill("2031-02-28");
        if seed == 2 {
            window.by_test("approve-receipts").run("arguments[0].click()", Value::Null);
            window.screenshots("signers-approve");
            window.axe();
        }
        press_button(&window, "approve-now");
        let there = format!("return document.querySelectorAll('[data-test=listed]').length === {seed}");
        window.wait("the key on the next list", &there);
    }
    publish(&window, &stick);
    let next = || window.invoke("trust_show", json!({}))["headquarters"]["next"].clone();
    assert_eq!(next()["signers"].as_array().unwrap().len(), 2);

    window.by_role("button", "Retire… sok.dara").focus();
    window.press("Enter");
    wait_for(&window, "end-dialog");
    window.screenshots("signers-retire");
    window.axe();
    press_button(&window, "end-now");
    window.wait(
        "an unsigned change",
        "return document.querySelector('[data-test=next-list]').dataset.changed === 'true'",
    );
    press_button(&window, "forget-changes");
    window.wait(
        "as published",
        "return document.querySelector('[data-test=next-list]').dataset.changed === 'false'",
    );

    window.by_role("button", "Revoke… sok.dara").focus();
    window.press("Enter");
    wait_for(&window, "end-dialog");
    press_button(&window, "end-now");
    window.wait_for_text("Say why.");
    window.by_test("end-reason").fill("lost at the border");
    window.by_test("end-day").fill("2025-11-01");
    window.screenshots("signers-revoke");
    window.axe();
    press_button(&window, "end-now");
    wait_for(&window, "revoked-keys");
    assert_eq!(next()["revoked"][0]["reason"], "lost at the border");
    assert_eq!(next()["revoked"][0]["since"], "2025-11-01T00:00:00.000Z");
    let second = publish(&window, &stick);
    let list = TrustList::read_folder(&second).unwrap();
    assert_eq!((list.number, list.contents.revoked.len(), list.contents.signers.len()), (2, 1, 2));
    window.screenshots("signers-headquarters-revoked");
    window.axe();
    window.zoom(200);
    window.screenshot("signers-headquarters-zoom");
    window.zoom(100);
    window.by_role("tab", "This computer").click();
    wait_for(&window, "installed-list");
    assert_eq!(
        window.by_test("installed-list").attribute("data-number").unwrap(),
        "2",
        "its own list counts here"
    );
    window.close();
}

#[test]
fn a_request_with_an_old_key_names_the_new_one_and_headquarters_countersigns_by_listing_it() {
    let (dara, hq) = (Home::new(), Home::new());
    let stick = hq.path("stick");
    std::fs::create_dir(&stick).unwrap();
    let old = dara.path("old-key");
    KeyFile::create(&old, "the old passphrase", "Sok Dara", &SystemRandom).unwrap();
    let old_key = KeyFile::read(&old).unwrap().unlock("the old passphrase").unwrap();
    let who = Introduction { name: "Sok Dara".into(), ..Introduction::default() };
    let first = stick.join("first.request");
    std::fs::write(&first, Request::sign(&who, 1_763_026_867, &old_key, None).unwrap()).unwrap();

    let window = signers(&hq);
    make_root(&window);
    press_button(&window, "approve");
    wait_for(&window, "approve-dialog");
    approve(&window, &first, &words_of(&old_key.public()));
    wait_for(&window, "next-table");
    publish(&window, &stick);
    window.close();

    // The person has a new key, and the old one still.
    let window = signers(&dara);
    make_key(&window, "Sok Dara");
    wait_for(&window, "ask");
    let second = stick.join("second.request");
    press_button(&window, "ask");
    wait_for(&window, "ask-dialog");
    window.by_test("ask-replaces").run("arguments[0].click()", Value::Null);
    wait_for(&window, "ask-old");
    window.answer_dialog(&[&old]);
    press_button(&window, "ask-old");
    window.by_test("ask-passphrase").fill("not this one");
    window.answer_dialog(&[&second]);
    press_button(&window, "ask-save");
    wait_for(&window, "problem");
    assert_eq!(window.by_test("problem").attribute("data-code").unwrap(), "wrong_passphrase");
    assert!(!second.exists(), "nothing was written");
    window.by_test("ask-passphrase").fill("the old passphrase");
    window.screenshots("signers-ask-replaces");
    window.axe();
    window.answer_dialog(&[&second]);
    press_button(&window, "ask-save");
    wait_for(&window, "asked-key");
    let new_words = words(&window, "asked-key");
    let new_key = Request::read(&std::fs::read(&second).unwrap()).unwrap().key;
    window.close();

    let window = signers(&hq);
    window.by_role("tab", "Headquarters").click();
    wait_for(&window, "our-root");
    press_button(&window, "approve");
    wait_for(&window, "approve-dialog");
    window.answer_dialog(&[&second]);
    press_button(&window, "choose-request");
    wait_for(&window, "request");
    let asked = window.by_test("request").text();
    assert!(asked.contains(&old_key.public().fingerprint()), "which key it replaces: {asked}");
    window.screenshots("signers-approve-replaces");
    window.axe();
    window.by_test("person-words").fill(&new_words);
    press_button(&window, "approve-now");
    let there = "return document.querySelectorAll('[data-test=listed]').length === 2";
    window.wait("both keys on the next list", there);
    window.screenshots("signers-replaced");
    let folder = publish(&window, &stick);
    window.close();

    let list = TrustList::read_folder(&folder).unwrap();
    let of = |key| list.contents.signers.iter().find(|signer| signer.key == key).unwrap();
    let (before, after) = (of(old_key.public()), of(new_key));
    assert_eq!((before.principal.as_str(), after.principal.as_str()), ("sok.dara", "sok.dara"));
    assert!(before.valid_before.is_some() && after.valid_before.is_none(), "the old key ended in order");
    assert!(list.contents.revoked.is_empty());
}
