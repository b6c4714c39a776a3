//! The specialist's whole path on one laptop.

use crate::program::Computer;

#[test]
fn a_specialist_goes_from_a_new_key_to_a_verified_bundle_in_a_shell() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha Chan", "SC");

    let first =
        sokha.done(&["artefact", "add", "reference=SC/1", "title=Head | km: ក្បាល", "type_of_object=head"]);
    assert_eq!(first["reference"], "SC/1");
    let second = sokha.done(&["artefact", "add", "--next", "title=Coins", "quantity=12"]);
    assert_eq!(second["reference"], "SC/2", "the next number is suggested");
    sokha.done(&["artefact", "set", "sc/01", "measurements=height 31.5 cm; width 19.2 cm"]);
    let split = sokha.done(&["artefact", "split", "SC/2", "5", "SC/3=7"]);
    assert_eq!(split["parts"][1]["reference"], "SC/3");
    assert_eq!(split["parts"][0]["quantity"], 5);

    let card = sokha.card(&[1, 2, 5]);
    let intake =
        sokha.done(&["photo", "add", &card, "--artefact", "SC/1", "--view", "detail", "--card", "A"]);
    assert_eq!((&intake["counts"]["taken"], &intake["counts"]["missing_numbers"]), (&3.into(), &2.into()));
    let again = sokha.done(&["photo", "add", &card]);
    assert_eq!((&again["counts"]["taken"], &again["counts"]["held"]), (&0.into(), &3.into()));
    sokha.done(&["photo", "place", "DSC_0002.JPG", "--artefact", "SC/3", "--view", "label"]);
    assert_eq!(sokha.done(&["photo", "unplace", "DSC_0002.JPG", "--artefact", "SC/1"])["removed"], 1);
    let linked =
        sokha.done(&["photo", "link", "DSC_0005.JPG", "--clock-error", "1 h slow", "--caption", "left side"]);
    assert_eq!(linked["clock_error"], "1 h slow");

    let draft =
        sokha.done(&["note", "draft", "--text", "Old break.", "--about", "SC/1"])["draft"].to_string();
    sokha.done(&["note", "draft", "--draft", &draft, "--title", "First look"]);
    let note = sokha.done(&["note", "seal", &draft]);
    assert_eq!((&note["title"], &note["text"]), (&"First look".into(), &"Old break.".into()));
    assert_eq!(sokha.done(&["note", "list", "--drafts"])["drafts"].as_array().unwrap().len(), 0);

    sokha.done(&["package", "add", "number=B-0317", "kind=bag"]);
    assert_eq!(sokha.done(&["package", "put", "B-0317", "SC/1", "SC/3"])["objects"], 8);
    sokha.done(&["custody", "record", "sealed", "B-0317", "--seal", "K 00127"]);
    let handed = ["custody", "record", "handed_over", "B-0317", "--from", "Sokha", "--to", "Karim"];
    let wrong = [&handed[..], &["--seal", "K 00128", "--stated-count", "9"]].concat();
    let event = sokha.ends(1, &wrong);
    let codes: Vec<&str> =
        event["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["count-differs", "seal-differs"]);
    let id = event["id"].as_str().unwrap();
    sokha.done(&["artefact", "add", "reference=SC/4", "title=Late"]);
    sokha.done(&["package", "put", "B-0317", "SC/4"]);
    let correct =
        ["custody", "correct", id, "--because", "misread", "--seal", "K 00127", "--stated-count", "8"];
    let corrected = sokha.done(&correct);
    let contents = &corrected["corrections"][0]["correction"]["corrected"]["contents"];
    assert_eq!(contents, &event["recorded"]["contents"], "later packing changes no history");
    let accepted = sokha.done(&["custody", "accept", id, "--by", "Karim", "--statement", "received"]);
    assert_eq!(accepted["status"], "acknowledged");
    assert_eq!(sokha.done(&["custody", "list", "--object", "SC/1"])["holder"]["party"]["name"], "Karim");

    assert_eq!(sokha.done(&["search", "ក្បាល"])["hits"][0]["reference"], "SC/1");
    assert_eq!(sokha.done(&["search", "--no-photo", "--kind", "artefact"])["count"]["value"], 3);
    sokha.done(&["artefact", "withdraw", "SC/4", "--reason", "recorded twice"]);
    assert_eq!(sokha.done(&["artefact", "withdraw", "SC/4", "--take-back"])["withdrawn"], false);

    let bundle = sokha.export(&[]);
    let signers = sokha.list(&[&sokha]);
    assert_eq!(sokha.done(&["verify", &bundle, "--signers", &signers])["verdict"], "verified");
    assert_eq!(sokha.ends(1, &["verify", &bundle])["verdict"], "unverifiable");
    assert_eq!(sokha.done(&["check"])["verdict"], "verified");
    let backup = sokha.done(&["backup"])["path"].as_str().unwrap().to_owned();
    assert!(sokha.done(&["rebuild"])["entries"].as_u64().unwrap() > 20);
    assert!(sokha.done(&["restore", &backup])["former"].is_string());
    assert_eq!(sokha.done(&["artefact", "show", "SC/1"])["inside"], serde_json::json!(["B-0317"]));
}

#[test]
fn the_human_output_says_the_verdict_first_and_how_to_check_it_elsewhere() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha", "SC");
    let (bundle, signers) = (sokha.export(&[]), sokha.list(&[&sokha]));
    let answer = sokha.run(&["verify", &bundle, "--signers", &signers]);
    let lines: Vec<&str> = answer.out.lines().collect();
    assert_eq!(lines[0], "verified");
    assert!(answer.out.contains("This does not prove:") && answer.out.contains("verify.txt"));
    assert!(!answer.out.contains('\u{1b}') && answer.err.is_empty(), "no colour and no bar when piped");
}

#[test]
fn no_text_that_somebody_recorded_can_act_on_the_terminal() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha", "SC");
    let hostile = "a\u{1b}[2J\u{9b}31m\u{202e}b\nverified";
    let note = sokha.done(&["note", "seal", "--text", hostile]);
    sokha.done(&["operation", "set", &format!("title={hostile}")]);
    for words in [&["note", "show", &note["id"].as_str().unwrap()[5..20]][..], &["operation", "show"]] {
        let answer = sokha.run(words);
        assert_eq!(answer.code, 0, "{}", answer.err);
        assert!(answer.out.contains("\\u{1b}[2J") && !answer.out.contains(['\u{1b}', '\u{9b}', '\u{202e}']));
        assert!(answer.out.lines().all(|line| line != "verified"), "{}", answer.out);
        let exact = sokha.run(&[words, &["--json"]].concat());
        assert!(!exact.out.contains(['\u{9b}', '\u{202e}']), "{}", exact.out);
        assert!(exact.json().to_string().contains("[2J\u{9b}31m\u{202e}b"), "the document keeps the text");
    }
}

#[test]
fn a_correction_is_printed_with_both_versions_and_one_that_changes_nothing_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha Chan", "SC");
    sokha.done(&["artefact", "add", "reference=SC/1"]);
    let sealed = [
        "custody",
        "record",
        "sealed",
        "SC/1",
        "--seal",
        "K 00128",
        "--date",
        "2025-11-13",
        "--reason",
        "night",
    ];
    let id = sokha.done(&sealed)["id"].as_str().unwrap().to_owned();
    let correct = ["custody", "correct", &id, "--because", "misread"];
    assert_eq!(sokha.could_not(&correct), "bad_value");
    assert_eq!(
        sokha.could_not(&[&correct[..], &["--seal", "K 00128", "--object", "SC/1"]].concat()),
        "bad_value"
    );
    let told = sokha.run(&[&correct[..], &["--seal", "K 00127", "--reason", ""]].concat());
    let listed = sokha.run(&["custody", "list"]);
    for answer in [told, listed] {
        assert_eq!(answer.code, 0, "{}", answer.err);
        let lines: Vec<Vec<&str>> =
            answer.out.lines().map(|line| line.split_whitespace().collect()).collect();
        for line in ["seals K 00128 → K 00127", "reason night → (nothing)"] {
            let line: Vec<&str> = line.split(' ').collect();
            assert!(lines.contains(&line), "{line:?} in {}", answer.out);
        }
        assert!(!answer.out.contains("date "), "what stayed is no change: {}", answer.out);
    }
    let help = |verb: &str| sokha.plain(&["custody", verb, "--help"]).out;
    assert!(help("record").contains("[default: today]") && !help("correct").contains("today"));
}

#[test]
fn a_photo_that_was_held_under_another_name_is_told_with_the_name_that_finds_it() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha Chan", "SC");
    let card = sokha.card(&[1]);
    sokha.done(&["photo", "add", &card]);
    assert_eq!(sokha.done(&["photo", "add", &card])["known_as"], serde_json::json!([]));
    let card = std::path::Path::new(&card);
    std::fs::rename(card.join("DSC_0001.JPG"), card.join("vase-front.jpg")).unwrap();
    let again = sokha.done(&["photo", "add", "card"]);
    let known = &again["known_as"][0];
    assert_eq!((&known["name"], &known["sha256"]), (&"vase-front.jpg".into(), &again["files"][0]["sha256"]));
    let name = known["names"][0].as_str().unwrap();
    sokha.done(&["artefact", "add", "reference=SC/1"]);
    sokha.done(&["photo", "place", name, "--artefact", "SC/1"]);
    let told = sokha.run(&["photo", "add", "card"]).out;
    assert!(told.lines().any(|line| line.contains("vase-front.jpg") && line.contains(name)), "{told}");
}

#[test]
fn a_list_of_custody_events_that_is_cut_says_so_and_tells_what_does_not_add_up_beyond_it() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Computer::begun(temp.path(), "Sokha Chan", "SC");
    sokha.done(&["artefact", "add", "reference=SC/1"]);
    sokha.done(&["custody", "record", "found", "SC/1"]);
    sokha.done(&["custody", "record", "examined", "SC/1"]);
    let handed =
        ["custody", "record", "handed_over", "SC/1", "--from", "A", "--to", "B", "--stated-count", "9"];
    sokha.ends(1, &handed);
    for about in [&[][..], &["--object", "SC/1"]] {
        let list = |range: &[&str]| sokha.ends(1, &[&["custody", "list"][..], about, range].concat());
        let first = list(&["--limit", "2"]);
        assert_eq!((first["events"].as_array().unwrap().len(), &first["more"]), (2, &true.into()));
        let rest = list(&["--offset", "2"]);
        assert_eq!((rest["events"].as_array().unwrap().len(), &rest["more"]), (1, &false.into()));
    }
}
