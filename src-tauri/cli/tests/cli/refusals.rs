//! What is refused, and how that is told.

use crate::program::Computer;
use std::path::Path;

#[test]
fn a_request_that_makes_no_sense_ends_with_2_and_says_so_as_json_too() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha", "SC");
    for words in [
        &["no-such-verb"][..],
        &["artefact", "show"],
        &["artefact", "add", "title"],
        &["artefact", "add", "title:=1.5"],
        &["artefact", "set", "SC/1"],
        &["artefact", "withdraw", "SC/1"],
        &["photo", "link", "x"],
        &["conflicts", "settle", "abcd"],
        &["verify", "--bagit"],
        &["verify", "x", "--bagit", "--signers", "y"],
        &["man", "nothing"],
        &["artefact", "add", "title=no reference"],
        &["operation", "set", "titel=Depot"],
        &["search", "--custody", "handover"],
        &["search", "--field", "tilte=x"],
        &["photo", "add", "catalogue"],
        &["photo", "add", "."],
    ] {
        let document = sokha.ends(2, words);
        assert_eq!(document["error"]["code"], "usage", "{words:?}");
        let answer = sokha.run(words);
        assert!(answer.code == 2 && answer.out.is_empty() && !answer.err.is_empty(), "{words:?}");
    }
    assert_eq!(sokha.plain(&[]).code, 2);
}

#[test]
fn a_passphrase_comes_from_a_file_or_descriptor_and_never_from_an_argument_or_the_environment() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha", "SC");
    let add = ["artefact", "add", "--next", "--catalogue", "catalogue", "--data", "data", "--json"];
    let with = |more: &[&str]| sokha.plain(&[&add[..], more].concat());
    assert_eq!(with(&["--passphrase", "four quiet words"]).code, 2, "there is no such argument");
    let alone = with(&[]);
    assert_eq!((alone.code, alone.json()["error"]["code"].as_str()), (3, Some("wrong_passphrase")));
    std::fs::write(sokha.folder.join("wrong"), "five other words\n").unwrap();
    let wrong = with(&["--passphrase-file", "wrong"]);
    assert_eq!((wrong.code, wrong.json()["error"]["code"].as_str()), (3, Some("wrong_passphrase")));
    assert_eq!(with(&["--passphrase-file", "pass"]).code, 0);

    let script = "\"$0\" artefact add --next --catalogue catalogue --data data --passphrase-fd 3 3< pass";
    let from_descriptor = std::process::Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_sigillum")])
        .current_dir(&sokha.folder)
        .output()
        .unwrap();
    assert!(from_descriptor.status.success(), "{}", String::from_utf8_lossy(&from_descriptor.stderr));
    let help = sokha.plain(&["artefact", "add", "--help"]).out;
    assert!(!help.contains("[env") && !help.contains("--passphrase "), "{help}");
}

#[test]
fn what_cannot_be_done_ends_with_3_and_says_what_to_do() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha", "SC");
    sokha.done(&["artefact", "add", "reference=SC/1"]);
    for (words, code) in [
        (&["artefact", "show", "SC/9"][..], "not_found"),
        (&["artefact", "add", "reference=sc/01"], "reference_taken"),
        (&["artefact", "add", "reference=SC/2", "date_period=long ago"], "bad_value"),
        (&["operation", "new", "--reference", "X"], "already_a_catalogue"),
        (&["operation", "new", "--reference", ""], "bad_value"),
        (&["operation", "set", "reference="], "bad_value"),
        (&["key", "new", "--name", "Sokha"], "already_exists"),
        (&["verify", "nowhere"], "not_found"),
        (&["photo", "inspect", "nowhere"], "not_found"),
        (&["import", "pass"], "not_a_bundle"),
        (&["verify", ".", "--signers", "catalogue/catalogue.db"], "bad_signers_list"),
        (&["note", "seal", "7"], "not_found"),
        (&["artefact", "list", "--catalogue", "elsewhere"], "not_a_catalogue"),
    ] {
        // The computer's own --catalogue stands behind; a verb that names another is run without it.
        let answer = if words.contains(&"--catalogue") {
            sokha.plain(&[words, &["--json", "--data", "data"]].concat())
        } else {
            sokha.run(&[words, &["--json"]].concat())
        };
        assert_eq!(answer.code, 3, "{words:?} {}{}", answer.out, answer.err);
        assert_eq!(answer.json()["error"]["code"], code, "{words:?}");
    }
    let told = sokha.run(&["artefact", "show", "SC/9"]);
    assert!(told.err.contains("What to do") && told.out.is_empty(), "{}", told.err);
}

#[test]
fn without_a_key_a_catalogue_can_be_read_and_drafts_can_be_saved() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha", "SC");
    sokha.done(&["artefact", "add", "reference=SC/1"]);
    std::fs::remove_dir_all(sokha.folder.join("data/keys")).unwrap();
    for words in [
        &["artefact", "list"][..],
        &["operation", "show"],
        &["custody", "list"],
        &["note", "draft", "--text", "x"],
        &["note", "list"],
        &["search", "x"],
        &["check"],
        &["rebuild"],
        &["backup"],
    ] {
        sokha.done(words);
    }
    assert_eq!(sokha.could_not(&["artefact", "add", "reference=SC/2"]), "not_found");
}

#[test]
#[cfg(unix)]
fn a_link_to_a_card_is_never_told_as_a_card_that_is_in() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha", "SC");
    std::os::unix::fs::symlink(sokha.card(&[1]), sokha.folder.join("cardlink")).unwrap();
    assert_eq!(sokha.could_not(&["photo", "add", "cardlink"]), "not_a_regular_file");
    assert_eq!(sokha.could_not(&["photo", "add", "card", "cardlink"]), "not_a_regular_file");
    assert_eq!(sokha.done(&["photo", "list"])["photos"].as_array().unwrap().len(), 0);
}

#[test]
fn an_intake_with_a_file_that_cannot_be_taken_is_a_finding() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha", "SC");
    let card = sokha.card(&[1]);
    std::fs::write(Path::new(&card).join("DSC_0002.JPG"), []).unwrap();
    let intake = sokha.ends(1, &["photo", "add", &card]);
    assert_eq!((&intake["counts"]["taken"], &intake["counts"]["unreadable"]), (&1.into(), &1.into()));
}
