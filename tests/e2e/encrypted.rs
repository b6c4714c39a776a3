//! For headquarters' eyes only: a bundle is encrypted from the screen, and opened there with the key that is unlocked.

use crate::exchange::{Field, PASSPHRASE, go, make_key, reload, wait_for};
use serde_json::{Value, json};
use sigillum_core::catalogue::ExportOptions;
use sigillum_core::progress::Silent;
use sigillum_core::signature::PublicKey;
use sigillum_tests::laptop::Laptop;
use sigillum_tests::window::{Home, Window};
use std::path::{Path, PathBuf};

/// Encrypted by a laptop, for these keys.
fn encrypted(field: &mut Field, to: &[PublicKey], folder: &Path) -> PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    let options = ExportOptions { to: folder.to_owned(), zip: true, since: None, invite: false };
    field.catalogue.export_for(&options, to, &Silent).unwrap().path
}

fn public_of(window: &Window) -> String {
    window.invoke("key_list", json!({}))[0]["public"].as_str().unwrap().to_owned()
}

fn choose(window: &Window, button: &str, path: &Path) {
    window.answer_dialog(&[path]);
    window.by_test(button).click();
}

#[test]
fn a_bundle_is_encrypted_for_a_key_that_is_shown_before_it_is_written() {
    let home = Home::new();
    let field = Field::begin(&home, "sokha");
    let root = field.laptop.root();
    drop(field.catalogue);
    let hq = Laptop::new(&home.path(""), "hq");
    let key = hq.key().public();
    let (public, list, stick) = (home.path("hq.pub"), home.path("signers"), home.path("stick"));
    std::fs::write(&public, format!("{} Headquarters, room 4\n", key.openssh())).unwrap();
    std::fs::write(&list, hq.signers_line()).unwrap();
    std::fs::create_dir(&stick).unwrap();
    let window = home.open();
    make_key(&window, "Sokha Chan");
    window.invoke("start_open", json!({ "path": root }));
    reload(&window);
    go(&window, "Bundles");
    wait_for(&window, "export-due");
    choose(&window, "export-choose", &stick);
    wait_for(&window, "room");
    window.by_role("radio", "Only headquarters").run("arguments[0].click()", Value::Null);
    wait_for(&window, "recipient");
    assert!(window.by_test("export-write").attribute("disabled").is_some(), "no key was chosen");

    // What is no public key is refused in words.
    choose(&window, "recipient-choose", &list);
    wait_for(&window, "problem");
    assert_eq!(window.by_test("problem").attribute("data-code").unwrap(), "bad_key");
    choose(&window, "recipient-choose", &public);
    window.wait_for_text("Headquarters, room 4");
    let shown = window.by_test("recipient").text();
    assert!(shown.contains(&key.fingerprint()) && shown.contains("as the key's file says"), "{shown}");
    assert!(shown.contains("Compare the fingerprint"), "{shown}");
    window.settle();
    window.screenshots("export-encrypted");
    window.axe();
    window.zoom(200);
    window.screenshot("export-encrypted-zoom");
    window.zoom(100);
    window.wait("ready", "return !document.querySelector('[data-test=export-write]').disabled");
    window.by_test("export-write").click();
    wait_for(&window, "written-for");
    let said = window.by_test("written").text();
    assert!(said.contains(&key.fingerprint()) && said.contains("was not read again"), "{said}");
    assert!(said.contains("written in clear"), "{said}");
    window.screenshots("export-encrypted-written");
    window.axe();

    let path = PathBuf::from(window.by_test("written-path").text());
    assert!(path.to_str().unwrap().ends_with(".zip.age"), "{path:?}");
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(9).any(|run| run == b"bodhisatt"), "nothing in clear");
    let options = sigillum_core::verify::VerifyOptions { keys: &[&hq.key()], ..Default::default() };
    let check = sigillum_core::verify::bundle(&path, &options, &Silent).unwrap();
    assert_eq!(check.verdict().word(), "unverifiable", "whole, signer unknown");

    // The window that wrote it has not the key for it, and says whose it takes.
    go(&window, "Verify");
    wait_for(&window, "verify-zip");
    choose(&window, "verify-zip", &path);
    wait_for(&window, "encrypted");
    assert_eq!(window.by_test("encrypted").attribute("data-code").unwrap(), "wrong_key");
    assert!(window.by_test("encrypted").text().contains("Sokha Chan"));
    window.screenshots("wrong-key");
    window.axe();
    window.close();
}

#[test]
fn headquarters_opens_what_was_encrypted_for_it_and_is_asked_for_the_key_where_it_is_locked() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let window = home.open();
    make_key(&window, "Hanna Quist");
    let folder = home.path("hq");
    let job =
        window.invoke("operation_join", json!({ "folder": folder, "bundle": invitation, "signers": null }));
    window.job(&job);
    reload(&window);
    let own: PublicKey = public_of(&window).parse().unwrap();
    let stranger = Laptop::new(&home.path(""), "stranger").key().public();
    let (for_hq, for_other) = (
        encrypted(&mut sokha, &[own], &home.path("one")),
        encrypted(&mut sokha, &[stranger], &home.path("two")),
    );
    go(&window, "Bundles");
    window.by_role("tab", "Import").click();
    wait_for(&window, "import-drop");
    choose(&window, "import-zip", &for_other);
    wait_for(&window, "encrypted");
    assert_eq!(window.by_test("encrypted").attribute("data-code").unwrap(), "wrong_key");
    window.screenshots("import-wrong-key");
    window.axe();
    choose(&window, "import-zip", &for_hq);
    wait_for(&window, "import-now");
    assert!(window.by_test("brings").text().contains("4 originals"), "it was opened");
    window.by_test("import-now").click();
    wait_for(&window, "imported");
    window.close();

    // A window without a catalogue and with the key locked: Verify says what it takes, asks, and goes on.
    let window = home.open();
    window.by_test("view-start");
    window.drop_files(&[&for_hq]);
    wait_for(&window, "which-verify");
    window.by_test("which-verify").click();
    wait_for(&window, "encrypted");
    assert_eq!(window.by_test("encrypted").attribute("data-code").unwrap(), "encrypted");
    window.screenshots("encrypted");
    window.axe();
    window.by_test("encrypted-unlock").click();
    wait_for(&window, "passphrase");
    window.by_test("passphrase").type_keys(PASSPHRASE);
    window.press("Enter");
    wait_for(&window, "verdict");
    assert_eq!(window.by_test("verdict").attribute("data-verdict").unwrap(), "unverifiable");
    window.close();
}
