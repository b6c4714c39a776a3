//! Two laptops and headquarters.

use crate::program::Computer;

#[test]
fn two_laptops_disagree_and_headquarters_settles_it() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha", "SC");
    sokha.done(&["artefact", "add", "reference=SC/1", "title=Head"]);
    let invite = sokha.done(&["operation", "invite", "--to", "."]);
    let invite = sokha.folder.join(invite["path"].as_str().unwrap()).to_str().unwrap().to_owned();

    let karim = Computer::with_key(temp.path(), "Karim", "KR");
    let joined = karim.done(&["operation", "join", &invite]);
    assert_eq!((&joined["imported"], &joined["report"]["kind"]), (&true.into(), &"invite".into()));
    karim.done(&["artefact", "set", "SC/1", "title=Head of a Buddha"]);
    sokha.done(&["artefact", "set", "SC/1", "title=Head of a bodhisattva"]);
    let (first, second) = (sokha.export(&[]), karim.export(&["--zip"]));

    let center = Computer::with_key(temp.path(), "Ingrid", "IM");
    let signers = center.list(&[&sokha, &karim, &center]);
    center.done(&["operation", "join", &first, "--signers", &signers]);
    let preview = center.done(&["import", &second, "--preview", "--signers", &signers]);
    assert_eq!(
        (&preview["imported"], preview["new_conflicts"].as_array().unwrap().len()),
        (&false.into(), 1)
    );
    assert_eq!(center.done(&["conflicts", "list"])["conflicts"].as_array().unwrap().len(), 0);
    center.done(&["import", &second, "--signers", &signers]);
    let conflicts = center.ends(1, &["conflicts", "list"]);
    let id = conflicts["conflicts"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(center.done(&["conflicts", "show", &id])["values"].as_array().unwrap().len(), 2);
    assert_eq!(center.could_not(&["conflicts", "show", "ffffffff"]), "not_found");
    let mine = center.done(&["conflicts", "list", "--mine"]);
    assert_eq!(mine["conflicts"].as_array().unwrap().len(), 0, "the analyst wrote to none of these");
    assert_eq!(center.done(&["conflicts", "settle", &id, "--value", "Head, stone"])["left"], 0);
    // What was settled is listed with what it replaced, and undone by its name; then it is a conflict as before.
    let settled = center.done(&["conflicts", "settled", "--mine"]);
    let view = &settled["settled"][0];
    assert_eq!(
        (&view["settled"]["id"], &view["decided"]["text"]),
        (&id.clone().into(), &"Head, stone".into())
    );
    assert_eq!(view["former"].as_array().unwrap().len(), 2, "{view}");
    assert_eq!(center.done(&["conflicts", "undo", &id])["left"], 1);
    assert_eq!(center.could_not(&["conflicts", "undo", &id]), "not_found");
    assert_eq!(center.done(&["conflicts", "settled"])["settled"].as_array().unwrap().len(), 0);
    assert_eq!(center.ends(1, &["conflicts", "list"])["conflicts"].as_array().unwrap().len(), 1);
    let mine = center.ends(1, &["conflicts", "list", "--mine"]);
    assert_eq!(mine["conflicts"].as_array().unwrap().len(), 1, "whoever settled it takes part in it");
    assert_eq!(center.done(&["conflicts", "settle", &id, "--value", "Head, stone"])["left"], 0);
    assert_eq!(center.done(&["artefact", "show", "SC/1"])["title"], "Head, stone");
    assert_eq!(center.done(&["import", &second])["nothing_new"], true);

    let merged = center.export(&[]);
    assert_eq!(center.done(&["verify", &merged, "--signers", &signers])["verdict"], "verified");
    assert_eq!(center.could_not(&["export", "--to", ".", "--since", &merged]), "nothing_new");
    let other = Computer::begun(temp.path(), "Other", "OT");
    assert_eq!(other.could_not(&["import", &merged]), "other_operation");
    let id = center.done(&["operation", "show"])["id"].as_str().unwrap().to_owned();
    other.done(&["operation", "adopt", &id]);
    assert_eq!(other.done(&["import", &merged])["imported"], true);
}

#[test]
fn the_demonstration_does_the_whole_job_and_refuses_a_folder_with_something_in_it() {
    let temp = tempfile::tempdir().unwrap();
    let someone = Computer::new(temp.path(), "someone");
    let card = someone.card(&[1, 2, 3]);
    let words = ["demo", "new", "--photos", &card, "--json"];
    let answer = someone.run(&words);
    assert_eq!(answer.code, 0, "{}\n{}", answer.out, answer.err);
    let made = answer.json();
    assert_eq!(
        (&made["verdict"], &made["photos"], &made["settled"]),
        (&"verified".into(), &3.into(), &1.into())
    );
    let signers = made["signers"].as_str().unwrap();
    let bundles = made["bundles"].as_array().unwrap();
    assert!(bundles.len() >= 3 && made["catalogues"].as_array().unwrap().len() == 3);
    for bundle in bundles {
        let bundle = bundle.as_str().unwrap();
        assert!(std::path::Path::new(bundle).is_dir() && !signers.starts_with(bundle));
        assert_eq!(someone.done(&["verify", bundle, "--signers", signers])["verdict"], "verified");
    }
    let center = made["headquarters"].as_str().unwrap();
    let shown = someone.plain(&["artefact", "list", "--catalogue", center, "--data", "d", "--json"]).json();
    assert_eq!(shown["items"].as_array().unwrap().len(), 6);
    assert_eq!(someone.could_not(&["demo", "new"]), "already_exists");
}
