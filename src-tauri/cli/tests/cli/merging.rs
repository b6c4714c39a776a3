//! Two laptops and headquarters.

use crate::program::Computer;
use serde_json::Value;

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

/// What is on a list, by the word of its kind.
fn one_of(list: &Value, kind: &str, word: &str) -> Value {
    let found: Vec<&Value> = list.as_array().unwrap().iter().filter(|one| one[kind] == word).collect();
    assert_eq!(found.len(), 1, "{word}: {list}");
    found[0].clone()
}

#[test]
fn a_withdrawal_a_reference_used_twice_and_a_pair_are_settled_listed_and_undone_by_name() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha", "SC");
    sokha.done(&["artefact", "add", "reference=SC/1", "title=Head"]);
    let invite = sokha.done(&["operation", "invite", "--to", "."]);
    let invite = sokha.folder.join(invite["path"].as_str().unwrap()).to_str().unwrap().to_owned();
    let karim = Computer::with_key(temp.path(), "Karim", "KR");
    karim.done(&["operation", "join", &invite]);
    karim.done(&["artefact", "set", "SC/1", "title=Head of a Buddha"]);
    karim.done(&["artefact", "add", "reference=SC/9", "title=Mirror"]);
    sokha.done(&["artefact", "withdraw", "SC/1", "--reason", "not ours"]);
    sokha.done(&["artefact", "add", "reference=SC/9", "title=Lintel"]);
    sokha.done(&["import", &karim.export(&[])]);

    let open = || sokha.ends(1, &["conflicts", "list"])["conflicts"].clone();
    let settled = |kind: &str| one_of(&sokha.done(&["conflicts", "settled"])["settled"], "kind", kind);
    let name = |view: &Value| view["id"].as_str().unwrap().to_owned();
    let withdrawal = name(&one_of(&open(), "conflict", "edited_and_withdrawn"));
    for (way, decided) in [("--keep", true), ("--withdraw", false)] {
        assert_eq!(sokha.done(&["conflicts", "show", &withdrawal])["conflict"], "edited_and_withdrawn");
        assert_eq!(sokha.done(&["conflicts", "settle", &withdrawal, way])["left"], 1, "{way}");
        let view = settled("withdrawal");
        assert_eq!(
            (&view["settled"]["id"], &view["decided"]["value"]),
            (&withdrawal.clone().into(), &decided.into())
        );
        let page = sokha.run(&["conflicts", "settled"]).out;
        assert!(page.contains(if decided { "kept" } else { "withdrawn  —" }), "{page}");
        assert_eq!(sokha.done(&["conflicts", "undo", &withdrawal])["left"], 2, "{way}");
        assert_eq!(sokha.could_not(&["conflicts", "undo", &withdrawal]), "not_found");
        one_of(&open(), "conflict", "edited_and_withdrawn");
    }

    let twice = one_of(&open(), "conflict", "reference_twice");
    let record = twice["records"][0].as_str().unwrap();
    let rename = ["conflicts", "settle", &name(&twice), "--rename", record, "--reference", "SC/10"];
    assert_eq!(sokha.done(&rename)["left"], 1);
    let view = settled("reference");
    assert_eq!((&view["name"], &view["others"]), (&"SC/10".into(), &serde_json::json!(["SC/9"])));
    // Undone by its entry: of a reference that gave way, no conflict has the name any more.
    let entry = view["settled"]["entry"].as_str().unwrap();
    assert_eq!(sokha.done(&["conflicts", "undo", entry])["left"], 2);
    assert_eq!(name(&one_of(&open(), "conflict", "reference_twice")), name(&twice));

    let pair = || sokha.ends(1, &["likeness", "list"])["pairs"][0].clone();
    let id = name(&pair());
    for (way, standing) in [("link", "linked"), ("apart", "apart")] {
        assert_eq!(pair()["standing"], "proposed");
        assert_eq!(sokha.done(&["likeness", way, &id])["standing"], standing);
        assert_eq!(settled("likeness")["settled"]["id"], id);
        assert_eq!(sokha.done(&["conflicts", "undo", &id])["left"], 2);
        assert_eq!(sokha.done(&["conflicts", "settled"])["settled"].as_array().unwrap().len(), 0);
    }
    // All of it is entries: whoever holds them sees what was decided and taken back.
    let signers = sokha.list(&[&sokha, &karim]);
    let bundle = sokha.export(&[]);
    assert_eq!(sokha.done(&["verify", &bundle, "--signers", &signers])["verdict"], "verified");
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
