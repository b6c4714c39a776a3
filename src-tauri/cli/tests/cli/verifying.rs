//! `verify` and `photo inspect`, whose documents other programs rely on.

use crate::program::{Computer, jpeg};
use serde_json::Value;

fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn what_a_file_does_not_claim_is_null_and_no_catalogue_is_needed() {
    let temp = tempfile::tempdir().unwrap();
    let someone = Computer::new(temp.path(), "someone");
    std::fs::write(someone.folder.join("a.jpg"), jpeg(1)).unwrap();
    let answer = someone.plain(&["photo", "inspect", "a.jpg", "--json", "--data", "d"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let file = answer.json();
    let mut expected = vec![
        "sha256",
        "size",
        "media_type",
        "width",
        "height",
        "orientation",
        "captured",
        "make",
        "model",
        "lens",
        "serial",
        "gps",
        "software",
        "warnings",
    ];
    expected.sort_unstable();
    assert_eq!(names(&file), expected);
    assert_eq!(
        (&file["width"], &file["height"], &file["media_type"]),
        (&8.into(), &8.into(), &"image/jpeg".into())
    );
    for nothing in ["captured", "make", "model", "lens", "serial", "gps", "software"] {
        assert!(file[nothing].is_null(), "{nothing}");
    }
    std::fs::write(someone.folder.join("empty"), []).unwrap();
    let empty = someone.plain(&["photo", "inspect", "empty", "--json", "--data", "d"]).json();
    assert_eq!(empty["warnings"][0]["code"], "empty");
    assert!(empty["width"].is_null() && empty["orientation"].is_null());
}

#[test]
fn one_changed_byte_is_found_named_and_told_by_the_exit_code() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha", "SC");
    let card = sokha.card(&[1, 2]);
    sokha.done(&["photo", "add", &card]);
    let (bundle, signers) = (sokha.export(&[]), sokha.list(&[&sokha]));
    let verify = ["verify", &bundle, "--signers", &signers];
    let whole = sokha.done(&verify);
    assert_eq!(whole["findings"].as_array().unwrap().len(), 0);
    assert!(whole["counts"]["verified"].as_u64().unwrap() > 10);

    let photos = sokha.done(&["verify", &bundle, "--signers", &signers, "--photos", &card]);
    assert_eq!(
        (&photos["verified"]["photo"], &photos["against"]["verdict"]),
        (&2.into(), &"verified".into())
    );
    std::fs::write(std::path::Path::new(&card).join("DSC_0003.JPG"), jpeg(3)).unwrap();
    let more = sokha.ends(1, &["verify", &bundle, "--signers", &signers, "--photos", &card]);
    assert_eq!(more["findings"][0]["code"], "photo-unknown");

    let table = std::path::Path::new(&bundle).join("data/tables/photos.csv");
    let mut bytes = std::fs::read(&table).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&table, bytes).unwrap();
    std::fs::create_dir(sokha.folder.join("reports")).unwrap();
    let reported = sokha.ends(1, &["verify", &bundle, "--signers", &signers, "--report", "reports"]);
    for file in ["html", "json", "signature"] {
        assert!(sokha.folder.join(reported["saved"][file].as_str().unwrap()).is_file(), "{file}: {reported}");
    }
    assert!(reported["saved"]["command"].as_str().unwrap().contains("-n report@sigillum"));
    let altered = sokha.ends(1, &verify);
    assert_eq!(altered["verdict"], "altered");
    let finding = &altered["findings"][0];
    assert_eq!((&finding["code"], &finding["kind"]), (&"digest-differs".into(), &"altered".into()));
    assert!(finding["path"].as_str().unwrap().ends_with("tables/photos.csv"));
    assert!(finding["expected"].is_string() && finding["found"].is_string());
    assert_eq!(altered["counts"]["altered"], altered["findings"].as_array().unwrap().len());
    assert_eq!(sokha.could_not(&["import", &bundle]), "bundle_rejected");
    assert_eq!(sokha.ends(1, &["verify", &bundle, "--bagit"])["valid"], false);
}

#[test]
fn a_catalogue_is_verified_only_with_a_list_from_outside() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha", "SC");
    let signers = sokha.list(&[&sokha]);
    let alone = sokha.ends(1, &["verify"]);
    assert_eq!((&alone["verdict"], &alone["kind"]), (&"unverifiable".into(), &"catalogue".into()));
    assert_eq!(alone["findings"][0]["code"], "signer-unknown");
    assert_eq!(sokha.done(&["verify", "catalogue", "--signers", &signers])["verdict"], "verified");
    let check = sokha.done(&["check"]);
    assert!(!check["sentence"].as_str().unwrap().contains("on the list"), "nobody gave one");
}

#[test]
fn any_bag_is_judged_by_the_rfc_alone() {
    let temp = tempfile::tempdir().unwrap();
    let someone = Computer::new(temp.path(), "someone");
    let bag = someone.folder.join("bag");
    std::fs::create_dir_all(bag.join("data")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(bag.join(name), text).unwrap();
    write("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    write("data/a", "a");
    write("manifest-md5.txt", "0cc175b9c0f1b6a831c399e269772661  data/a\n");
    let judge = |code: i32| {
        let answer = someone.plain(&["verify", "bag", "--bagit", "--json", "--data", "d"]);
        assert_eq!(answer.code, code, "{}{}", answer.out, answer.err);
        answer.json()
    };
    let valid = judge(0);
    assert_eq!((&valid["valid"], &valid["version"]), (&true.into(), &"1.0".into()));
    assert_eq!(valid["warnings"][0]["code"], "weak-algorithm");
    write("data/a", "b");
    assert_eq!(judge(1)["errors"][0]["code"], "checksum-differs");
}
