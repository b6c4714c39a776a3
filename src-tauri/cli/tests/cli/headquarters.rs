//! Headquarters: encrypted bundles, many at once, and one object catalogued twice.

use crate::program::Computer;

#[test]
fn headquarters_opens_what_was_encrypted_for_it_takes_many_in_and_links_one_object_recorded_twice() {
    let temp = tempfile::tempdir().unwrap();
    let center = Computer::begun(temp.path(), "Ingrid", "IM");
    let key = center.done(&["key", "show"])["public"].as_str().unwrap().to_owned();
    let invite = center.done(&["operation", "invite", "--to", "."]);
    let invite = center.folder.join(invite["path"].as_str().unwrap()).to_str().unwrap().to_owned();
    let stick = temp.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    let stick = stick.to_str().unwrap();
    let text = "description=Head of a bodhisattva in grey schist with traces of gilding";
    for name in ["Sokha", "Karim"] {
        let laptop = Computer::with_key(temp.path(), name, &name[..2].to_uppercase());
        laptop.done(&["operation", "join", &invite]);
        laptop.done(&["artefact", "add", &format!("reference={name}/1"), text]);
        let exported = laptop.done(&["export", "--to", stick, "--encrypt-to", &key]);
        assert_eq!((&exported["verdict"], &exported["kind"]), (&"unverifiable".into(), &"full".into()));
        let path = exported["path"].as_str().unwrap();
        assert_eq!(laptop.could_not(&["verify", path]), "wrong_key");
        assert_eq!(laptop.could_not(&["export", "--to", stick, "--encrypt-to", "ssh-rsa AAAA"]), "bad_key");
        assert_eq!(center.ends(1, &["verify", path])["verdict"], "unverifiable");
        assert_eq!(center.done(&["import", path, "--preview"])["imported"], false);
    }
    std::fs::write(format!("{stick}/cut.zip"), b"PK\x03\x04 and no more").unwrap();
    let many = center.ends(1, &["import", stick]);
    assert_eq!((&many["imported"], &many["left"]), (&2.into(), &1.into()), "{many}");
    let cut = center.ends(1, &["inbox", "list"])["items"][0].clone();
    assert_eq!((&cut["state"], &cut["code"]), (&"refused".into(), &"bundle_rejected".into()), "{cut}");
    assert_eq!(center.ends(1, &["inbox", "resume"])["left"], 1);
    center.done(&["inbox", "forget", cut["path"].as_str().unwrap()]);

    let pairs = center.ends(1, &["likeness", "list"]);
    let pair = pairs["pairs"][0]["id"].as_str().unwrap();
    assert_eq!(pairs["pairs"][0]["reasons"][0]["why"], "like_text");
    assert_eq!(center.done(&["likeness", "link", pair])["standing"], "linked");
    assert_eq!(center.done(&["likeness", "list"])["pairs"].as_array().unwrap().len(), 0);
    assert_eq!(center.done(&["likeness", "apart", "Sokha/1", "Karim/1"])["standing"], "apart");
    assert_eq!(center.ends(2, &["import", stick, invite.as_str(), "--preview"])["error"]["code"], "usage");
}
