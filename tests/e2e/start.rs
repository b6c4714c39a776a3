//! The window itself: it opens, asks nothing of the network, and keeps what it promises about keys and catalogues.

use serde_json::{Value, json};
use sigillum_tests::window::{Home, Window};

pub const PASSPHRASE: &str = "a long passphrase";

pub fn make_key(window: &Window, name: &str, initials: &str) -> Value {
    let details = json!({ "name": name, "organisation": "", "role": "specialist", "initials": initials });
    window.invoke("key_new", json!({ "details": details, "passphrase": PASSPHRASE }))
}

pub fn begin_operation(window: &Window, home: &Home) {
    let operation = json!({ "reference": "LON-1", "title": "A flat", "place": "London", "more": [] });
    window.invoke("operation_new", json!({ "folder": home.path("catalogue"), "operation": operation }));
}

#[test]
fn the_window_opens_with_a_page_and_without_a_catalogue() {
    let home = Home::new();
    let window = home.open();
    assert_eq!(window.invoke("start_desk", json!({})), json!({ "catalogue": null, "signer": null }));
    window.screenshots("start-empty");
    window.close();
    let log = std::fs::read_to_string(home.data().join("logs/sigillum.log")).unwrap();
    assert!(log.contains(" begin ") && log.contains(" end "), "{log}");
}

#[test]
fn a_key_an_operation_and_an_artefact_are_there_again_after_the_power_went() {
    let home = Home::new();
    let window = home.open();
    let key = make_key(&window, "Sokha Chan", "SC");
    begin_operation(&window, &home);
    let inputs = json!([["reference", { "text": "SC/1" }], ["title", { "text": "Head" }]]);
    let added = window.invoke("artefact_add", json!({ "inputs": inputs }));
    window.kill();

    let window = home.open();
    let recent = window.invoke("start_recent", json!({}));
    assert_eq!((&recent[0]["reference"], &recent[0]["there"]), (&json!("LON-1"), &json!(true)));
    window.invoke("start_open", json!({ "path": home.path("catalogue") }));
    let shown = window.invoke("artefact_show", json!({ "id": added["id"] }));
    assert_eq!(shown["reference"], "SC/1");
    let refused = window.try_invoke("artefact_add", json!({ "inputs": [["reference", { "text": "SC/2" }]] }));
    assert_eq!(refused.unwrap_err()["code"], "key_locked");
    window.invoke("key_unlock", json!({ "path": key["path"], "passphrase": PASSPHRASE }));
    window.invoke("artefact_add", json!({ "inputs": [["reference", { "text": "SC/2" }]] }));

    let wrong = window.try_invoke("key_unlock", json!({ "path": key["path"], "passphrase": "wrong" }));
    assert_eq!(wrong.unwrap_err()["code"], "wrong_passphrase");
    window.close();
    let log = std::fs::read_to_string(home.data().join("logs/sigillum.log")).unwrap();
    for secret in ["Head", "SC/1", "Sokha", PASSPHRASE, "catalogue/"] {
        assert!(!log.contains(secret), "the log holds {secret}: {log}");
    }
}

#[test]
fn a_second_window_on_the_same_catalogue_is_refused_with_a_clear_error() {
    let home = Home::new();
    let window = home.open();
    make_key(&window, "Sokha Chan", "SC");
    begin_operation(&window, &home);
    let other = home.open();
    let refused = other.try_invoke("start_open", json!({ "path": home.path("catalogue") })).unwrap_err();
    assert_eq!(refused["code"], "catalogue_locked");
    assert!(refused["remedy"].as_str().unwrap().contains("Close the other window"), "{refused}");
}
