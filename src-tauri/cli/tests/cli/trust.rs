//! Headquarters' list from the root key to a verdict, on computers that share nothing but sticks and paper.

use crate::program::{Answer, Computer};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn json(answer: &Answer) -> serde_json::Value {
    assert_eq!(answer.code, 0, "{}\n{}", answer.out, answer.err);
    answer.json()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Headquarters with a root key, and a person's computer that is on the first list.
struct Site {
    hq: Computer,
    dara: Computer,
    words: String,
    list: PathBuf,
}

fn listed(folder: &Path) -> Site {
    let hq = Computer::new(folder, "hq");
    let words =
        json(&hq.run(&["trust", "init", "--name", "HQ", "--json"]))["words"].as_str().unwrap().to_owned();
    let dara = Computer::begun(folder, "dara", "SD");
    let request = folder.join("dara.request");
    let asked = json(&dara.run(&["trust", "request", "--to", text(&request), "--json"]));
    let page = std::fs::read_to_string(asked["page"].as_str().unwrap()).unwrap();
    assert!(page.contains(asked["words"].as_str().unwrap()), "the page shows the words");
    let shown = hq.run(&["trust", "approve", text(&request), "--json"]);
    assert_eq!((shown.code, shown.json()["listed"].is_null()), (1, true), "nobody is listed unseen");
    let said = asked["words"].as_str().unwrap();
    json(&hq.run(&["trust", "approve", text(&request), "--confirm", said, "--json"]));
    let list = json(&hq.run(&["trust", "publish", "--json"]))["path"].as_str().unwrap().into();
    Site { hq, dara, words, list }
}

fn ssh_keygen(folder: &Path, input: &Path, args: &[&str]) -> bool {
    let input = Stdio::from(std::fs::File::open(input).unwrap());
    let run = Command::new("ssh-keygen").args(args).current_dir(folder).stdin(input).output();
    run.expect("these tests need ssh-keygen").status.success()
}

/// What the reader that was written from FORMAT.md alone says of a bundle.
fn second_reader(bundle: &str, list: &Path, root: &str) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reader/sigillum_reader.py");
    let words = [text(&script), bundle, "--trust", text(list), "--root", root, "--json"];
    let read = Command::new("python3").args(words).output().expect("these tests need python3");
    format!("{}{}", String::from_utf8_lossy(&read.stdout), String::from_utf8_lossy(&read.stderr))
}

#[test]
fn a_list_is_checked_with_ssh_keygen_and_sha256sum_alone() {
    let temp = tempfile::tempdir().unwrap();
    let site = listed(temp.path());
    let list = &site.list;
    let root = ["-Y", "verify", "-f", "root", "-I", "root", "-n", "trust@sigillum", "-s", "trust.txt.sig"];
    assert!(ssh_keygen(list, &list.join("trust.txt"), &root));
    assert!(!ssh_keygen(list, &list.join("verify.txt"), &root));
    let sums =
        Command::new("sha256sum").args(["-c", "--strict", "trust.txt"]).current_dir(list).output().unwrap();
    assert!(sums.status.success(), "{}", String::from_utf8_lossy(&sums.stderr));
    let shown = Command::new("ssh-keygen").args(["-lf", "root"]).current_dir(list).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    let pinned = json(&site.hq.run(&["trust", "show", "--json"]));
    assert!(shown.contains(pinned["root"]["fingerprint"].as_str().unwrap()), "{shown}");
}

#[test]
fn a_laptop_pins_the_root_with_the_words_from_paper_and_refuses_every_other_list() {
    let temp = tempfile::tempdir().unwrap();
    let site = listed(temp.path());
    let install = |list: &Path, words: Option<&str>| {
        let mut args = vec!["trust", "install", text(list), "--json"];
        args.extend(words.iter().flat_map(|words| ["--root", *words]));
        site.dara.run(&args)
    };
    let code = |answer: Answer| {
        (answer.code, answer.json()["error"]["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(code(install(&site.list, None)), (3, "trust_no_root".into()));
    let others = listed(&temp.path().join("others"));
    assert_eq!(code(install(&others.list, Some(&site.words))), (3, "trust_other_root".into()));
    assert_eq!(json(&install(&site.list, Some(&site.words)))["pinned"], true);
    assert_eq!(json(&install(&site.list, None))["new"], false);
    assert_eq!(code(install(&others.list, Some(&others.words))), (3, "trust_other_root".into()));
    let second = json(&site.hq.run(&["trust", "publish", "--json"]));
    let second = PathBuf::from(second["path"].as_str().unwrap());
    assert_eq!(json(&install(&second, None))["number"], 2);
    assert_eq!(code(install(&site.list, None)), (3, "trust_older".into()));
}

#[test]
fn a_bundle_is_verified_by_the_list_and_a_note_names_who_signed_until_the_key_is_revoked() {
    let temp = tempfile::tempdir().unwrap();
    let Site { hq, dara, words, list } = listed(temp.path());
    let install =
        |list: &Path| json(&dara.run(&["trust", "install", text(list), "--root", &words, "--json"]));
    let sealed = json(&dara.run(&["note", "seal", "--title", "Seen", "--text", "A head.", "--json"]));
    assert_eq!(sealed["standing"]["reason"], "no-list");
    install(&list);
    let note = sealed["id"].as_str().unwrap();
    let standing = |reason: &str, outcome: &str| {
        let standing = &json(&dara.run(&["note", "show", note, "--json"]))["standing"];
        assert_eq!(
            (standing["reason"].as_str(), standing["outcome"].as_str()),
            (Some(reason), Some(outcome))
        );
    };
    standing("listed", "trusted");
    let stick = temp.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    let bundle =
        json(&dara.run(&["export", "--to", text(&stick), "--json"]))["path"].as_str().unwrap().to_owned();
    // A court that has neither key nor catalogue, but the paper.
    let court = Computer::new(temp.path(), "court");
    let judged =
        |list: &Path| court.run(&["verify", &bundle, "--trust", text(list), "--root", &words, "--json"]);
    assert_eq!(json(&judged(&list))["verdict"], "verified");
    let root =
        json(&hq.run(&["trust", "show", "--json"]))["root"]["fingerprint"].as_str().unwrap().to_owned();
    let reads = |list: &Path, root: &str| second_reader(&bundle, list, root);
    assert!(reads(&list, &root).contains("\"verified\""), "{}", reads(&list, &root));
    assert!(reads(&list, "SHA256:other").contains("another root key"));

    let digest = sealed["digest"].as_str().unwrap();
    let notes = Path::new(&bundle).join("data/notes");
    let (line, signature) = (notes.join(format!("{digest}.json")), notes.join(format!("{digest}.sig")));
    let check = |list: &Path, more: &[&str]| {
        let args = ["-Y", "verify", "-I", "dara", "-n", "entry@sigillum", "-s", text(&signature)];
        ssh_keygen(list, &line, &[&args[..], more].concat())
    };
    assert!(check(&list, &["-f", "allowed_signers", "-r", "revoked_keys"]));
    assert!(check(&list, &["-f", "allowed_signers.plain", "-r", "revoked_keys"]));

    let key = json(&dara.run(&["key", "show", "--json"]))["fingerprint"].as_str().unwrap().to_owned();
    json(&hq.run(&["trust", "revoke", &key, "--reason", "lost on the ferry", "--json"]));
    let second = json(&hq.run(&["trust", "publish", "--json"]))["path"].as_str().unwrap().to_owned();
    let second = PathBuf::from(second);
    assert!(!check(&second, &["-f", "allowed_signers", "-r", "revoked_keys"]));
    assert!(!check(&second, &["-f", "allowed_signers.plain"]));
    // By itself the list of revoked keys refuses too, whoever is allowed.
    assert!(!check(&list, &["-f", "allowed_signers", "-r", text(&second.join("revoked_keys"))]));
    install(&second);
    standing("revoked", "unknown_signer");
    assert!(reads(&second, &root).contains("signer-revoked"));
    let after = judged(&second);
    assert_eq!(
        (after.code, after.json()["verdict"].as_str().unwrap().to_owned()),
        (1, "unverifiable".into())
    );
    assert!(after.out.contains("signer-revoked") && after.out.contains("lost on the ferry"), "{}", after.out);
}

/// Draws the code of a page as a scan of it, an uncompressed TIFF in grey.
fn scan(page: &str, to: &Path) {
    const MODULE: usize = 6;
    let numbers = |text: &str| -> Vec<i64> {
        text.split(|c: char| !c.is_ascii_digit() && c != '-').filter_map(|n| n.parse().ok()).collect()
    };
    let svg = page.split_once("<svg ").unwrap().1;
    let between = |from: &str| svg.split_once(from).unwrap().1.split_once('"').unwrap().0;
    let view = numbers(between("viewBox=\""));
    let edge = usize::try_from(view[2]).unwrap() * MODULE;
    let mut grey = vec![255u8; edge * edge];
    for run in between("<path d=\"").split_terminator('z').map(numbers) {
        let (column, row) = (usize::try_from(run[0] + 4).unwrap(), usize::try_from(run[1] + 4).unwrap());
        for y in row * MODULE..(row + 1) * MODULE {
            grey[y * edge + column * MODULE..][..usize::try_from(run[2]).unwrap() * MODULE].fill(0);
        }
    }
    let size = u32::try_from(edge).unwrap();
    let tags = [
        (256, size),
        (257, size),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (277, 1),
        (278, size),
        (279, size * size),
    ];
    let mut file = b"II*\0".to_vec();
    file.extend((8 + size * size).to_le_bytes());
    file.extend(grey);
    file.extend(u16::try_from(tags.len()).unwrap().to_le_bytes());
    for (tag, value) in tags {
        file.extend(u16::to_le_bytes(tag));
        file.extend(4u16.to_le_bytes());
        file.extend(1u32.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend(0u32.to_le_bytes());
    std::fs::write(to, file).unwrap();
}

#[test]
fn a_request_comes_to_headquarters_on_paper_alone() {
    let temp = tempfile::tempdir().unwrap();
    let hq = Computer::new(temp.path(), "hq");
    json(&hq.run(&["trust", "init", "--name", "HQ", "--json"]));
    let dara = Computer::begun(temp.path(), "dara", "SD");
    let request = temp.path().join("dara.request");
    let asked = json(&dara.run(&["trust", "request", "--to", text(&request), "--json"]));
    let page = std::fs::read_to_string(asked["page"].as_str().unwrap()).unwrap();
    let scanned = temp.path().join("scan.tif");
    scan(&page, &scanned);
    let said = asked["words"].as_str().unwrap();
    let listed = json(&hq.run(&["trust", "approve", text(&scanned), "--confirm", said, "--json"]));
    assert_eq!((listed["listed"].as_str(), &listed["fingerprint"]), (Some("dara"), &asked["fingerprint"]));
    let blank = temp.path().join("blank.tif");
    scan(&page.replace("<path d=\"M", "<path d=\"M0 0h1v1h-1z\"/><path d=\"M"), &blank);
    let refused = hq.run(&["trust", "approve", text(&blank), "--confirm", said, "--json"]);
    assert_eq!(refused.json()["error"]["code"], "bad_request");
}

#[test]
fn a_request_that_was_exchanged_on_its_way_is_not_listed() {
    let temp = tempfile::tempdir().unwrap();
    let site = listed(temp.path());
    let thief = Computer::with_key(temp.path(), "sok", "SD");
    let honest = Computer::with_key(temp.path(), "chan", "CH");
    let (stolen, own) = (temp.path().join("a.request"), temp.path().join("b.request"));
    json(&thief.run(&["trust", "request", "--to", text(&stolen), "--json"]));
    let asked = json(&honest.run(&["trust", "request", "--to", text(&own), "--json"]));
    let said = asked["words"].as_str().unwrap();
    let answer = site.hq.run(&["trust", "approve", text(&stolen), "--confirm", said, "--json"]);
    assert_eq!((answer.code, answer.json()["error"]["code"].as_str()), (3, Some("bad_request")));
}

#[test]
fn a_note_that_a_receipt_holds_from_before_the_revocation_stays_good_and_a_later_one_does_not() {
    let temp = tempfile::tempdir().unwrap();
    let Site { hq, dara, words, .. } = listed(temp.path());
    json(&hq.run(&["key", "new", "--name", "Registry", "--json"]));
    let request = temp.path().join("registry.request");
    let asked = json(&hq.run(&["trust", "request", "--to", text(&request), "--json"]));
    let said = asked["words"].as_str().unwrap();
    json(&hq.run(&["trust", "approve", text(&request), "--confirm", said, "--headquarters", "--json"]));
    let publish = || PathBuf::from(json(&hq.run(&["trust", "publish", "--json"]))["path"].as_str().unwrap());
    let install =
        |list: &Path| json(&dara.run(&["trust", "install", text(list), "--root", &words, "--json"]));
    let list = publish();
    install(&list);
    json(&hq.run(&["trust", "install", text(&list), "--root", &words, "--json"]));
    let seal = |title: &str| {
        let sealed = json(&dara.run(&["note", "seal", "--title", title, "--text", "A head.", "--json"]));
        sealed["id"].as_str().unwrap().to_owned()
    };
    let reason = |note: &str| {
        let note = json(&dara.run(&["note", "show", note, "--json"]));
        note["standing"]["reason"].as_str().unwrap().to_owned()
    };
    let before = seal("Before");
    let bundle = json(&dara.run(&["export", "--to", text(temp.path()), "--json"]))["path"]
        .as_str()
        .unwrap()
        .to_owned();
    json(&hq.run(&["operation", "join", &bundle, "--json"]));
    let receipt = json(&hq.run(&["receipt", "make", "--to", text(temp.path()), "--json"]));
    let number = list.file_name().unwrap().to_str().unwrap().strip_prefix("trust-").unwrap();
    let said = std::fs::read_to_string(receipt["path"].as_str().unwrap()).unwrap();
    assert!(said.contains(&format!("\nlist {number}\n")), "the list in force where it was given: {said}");
    json(&dara.run(&["receipt", "accept", receipt["path"].as_str().unwrap(), "--json"]));
    let after = seal("After");
    let key = json(&dara.run(&["key", "show", "--json"]))["fingerprint"].as_str().unwrap().to_owned();
    // Later than the receipt on every computer that runs this test.
    json(&hq.run(&["trust", "revoke", &key, "--reason", "lost", "--since", "20990101000000Z", "--json"]));
    install(&publish());
    assert_eq!((reason(&before).as_str(), reason(&after).as_str()), ("fixed-before-revocation", "revoked"));
}
