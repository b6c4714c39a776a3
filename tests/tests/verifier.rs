//! `sigillum-verify`, the program that verifies and does nothing else, says what `sigillum verify` says, to the byte.
//!
//! Needs both programs built, as `make test` does. `SIGILLUM_VERIFY` names another verifier to judge, such as the one
//! of `make verifier`, which has to run in a folder with nothing in it but itself and a bundle.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use sigillum_core::catalogue::{ExportOptions, ReceiptOptions};
use sigillum_core::digest::Digest;
use sigillum_core::progress::Silent;
use sigillum_core::signature::UnlockedKey;
use sigillum_core::signer::Introduction;
use sigillum_core::time::Clock;
use sigillum_core::timestamp::request;
use sigillum_core::trust::{Contents, Request, Terms, TrustList, approve, revoke, words_of};
use sigillum_tests::authority::{Authority, P256};
use sigillum_tests::laptop::{PASSPHRASE, SystemClock, export, fields};
use sigillum_tests::world::World;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn program(name: &str) -> PathBuf {
    // target/debug/deps/<test> → target/debug/<name>
    let here = std::env::current_exe().unwrap();
    let program = here.parent().unwrap().with_file_name(name);
    assert!(program.is_file(), "build the workspace first: {} is missing", program.display());
    program
}

fn verifier() -> PathBuf {
    std::env::var_os("SIGILLUM_VERIFY").map_or_else(|| program("sigillum-verify"), PathBuf::from)
}

fn run(program: &Path, words: &[&str]) -> Output {
    Command::new(program).args(words).stdin(Stdio::null()).env_clear().output().unwrap()
}

/// What both must say alike: the document, the page, and the exit code.
fn alike(words: &[&str]) -> (Option<i32>, serde_json::Value) {
    let data = tempfile::tempdir().unwrap();
    let data = data.path().to_str().unwrap();
    for more in [&[][..], &["--json"][..]] {
        let both: Vec<&str> = words.iter().chain(more).copied().collect();
        let alone = run(&verifier(), &both);
        let verb: Vec<&str> = ["verify"].iter().chain(&both).chain(&["--data", data]).copied().collect();
        let whole = run(&program("sigillum"), &verb);
        let (a, b) = (String::from_utf8_lossy(&alone.stdout), String::from_utf8_lossy(&whole.stdout));
        assert_eq!(a, b, "{words:?}");
        assert_eq!(alone.status.code(), whole.status.code(), "{words:?}");
        if !more.is_empty() {
            return (alone.status.code(), serde_json::from_str(&a).unwrap());
        }
    }
    unreachable!()
}

#[test]
fn the_verifier_says_what_the_program_says_of_good_and_of_tampered_bundles() {
    let temp = tempfile::tempdir().unwrap();
    let world = World::new(temp.path());
    let signers = temp.path().join("signers");
    let lines: String = [&world.sokha, &world.karim, &world.hq].iter().map(|l| l.signers_line()).collect();
    std::fs::write(&signers, lines).unwrap();
    let (signers, full) = (signers.to_str().unwrap(), world.full.to_str().unwrap());
    let (code, report) = alike(&[full, "--signers", signers]);
    assert_eq!((code, &report["verdict"]), (Some(0), &"verified".into()));
    assert_eq!(alike(&[full]).1["verdict"], "unverifiable");
    let since = world.since.to_str().unwrap();
    assert_eq!(alike(&[since, "--signers", signers, "--base", full]).0, Some(0));
    assert_eq!(alike(&[since, "--signers", signers]).1["verdict"], "incomplete");
    assert!(alike(&[world.dossier.to_str().unwrap(), "--signers", signers]).0.is_some());
    alike(&[full, "--bagit"]);
    for proof in ["--receipt", "--token", "--tsa-ca"] {
        assert_eq!(
            alike(&[full, "--bagit", proof, signers]).0,
            Some(2),
            "{proof} proves nothing of a bare bag"
        );
    }
    alike(&[full, "--photos", temp.path().join("nothing").to_str().unwrap()]);
    assert_eq!(alike(&["/nowhere/at-all"]).0, Some(3));

    let tampered = temp.path().join("tampered");
    sigillum_tests::world::copy_folder(&world.full, &tampered);
    let table = tampered.join("data/tables/artefacts.csv");
    let mut bytes = std::fs::read(&table).unwrap();
    bytes[30] ^= 1;
    std::fs::write(&table, bytes).unwrap();
    std::fs::write(tampered.join("data/more.txt"), "x").unwrap();
    let (code, report) = alike(&[tampered.to_str().unwrap(), "--signers", signers]);
    assert_eq!((code, &report["verdict"]), (Some(1), &"altered".into()));
    assert!(report["findings"].as_array().unwrap().len() >= 2);
}

#[test]
fn a_time_token_is_judged_alike_beside_the_bundle_and_where_it_is_named() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = sigillum_tests::laptop::Laptop::new(temp.path(), "sokha");
    let made = sigillum_tests::laptop::export(&mut laptop.begin(), &laptop, true, None);
    let (bundle, asked) = (made.path.to_str().unwrap(), made.request.unwrap());
    let office = Authority::new(temp.path(), "office", P256);
    let token = asked.with_extension("tsr");
    std::fs::write(&token, office.answer(&std::fs::read(&asked).unwrap())).unwrap();
    let root = office.root();
    let root = root.to_str().unwrap();
    let code = |words: &[&str]| alike(words).1["findings"][0]["code"].clone();
    assert_eq!(code(&[bundle]), "signer-unknown");
    assert_eq!(alike(&[bundle]).1["findings"][1]["code"], "time-not-judged");
    let good = alike(&[bundle, "--tsa-ca", root]).1;
    assert_eq!(good["time"]["authority"], "office-clock, Office");
    assert_eq!(good["verified"]["time"], 1);
    let elsewhere = temp.path().join("elsewhere");
    std::fs::rename(&token, &elsewhere).unwrap();
    assert!(alike(&[bundle, "--tsa-ca", root]).1["time"].is_null());
    assert_eq!(
        alike(&[bundle, "--tsa-ca", root, "--token", elsewhere.to_str().unwrap()]).1["time"],
        good["time"]
    );
    for words in [&[bundle, "--tsa-ca", bundle][..], &[bundle, "--token", "/nowhere/at-all"]] {
        assert_eq!(alike(words).0, Some(3), "{words:?}");
    }
}

/// A list with everybody, by which Sokha's key is revoked from in an hour on; its folder and the words of its root.
fn list(world: &World) -> (PathBuf, String) {
    let now = SystemClock.now().millis / 1000;
    let root = UnlockedKey::from_seed(&[9; 32], String::new()).unwrap();
    let mut contents = Contents::default();
    for laptop in [&world.sokha, &world.karim, &world.hq] {
        let who = Introduction { name: laptop.name.clone(), ..Introduction::default() };
        let asked = Request::sign(&who, now, &laptop.key(), None).unwrap();
        let terms = Terms { headquarters: laptop.name == "hq", ..Terms::default() };
        approve(&mut contents, &Request::read(asked.as_bytes()).unwrap(), terms, now).unwrap();
    }
    revoke(&mut contents, &world.sokha.key().public(), now + 3600, "lost on the ferry").unwrap();
    let folder = world.folder.join("trust-1");
    std::fs::create_dir(&folder).unwrap();
    for (name, bytes) in TrustList::sign(&contents, None, now, &root).unwrap() {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    (folder, words_of(&root.public()))
}

#[test]
fn revocations_receipts_and_tokens_are_judged_alike_for_full_bundles_since_bundles_and_dossiers() {
    let temp = tempfile::tempdir().unwrap();
    let world = World::new(temp.path());
    let (folder, words) = list(&world);
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let by = ["--trust".to_owned(), path(&folder), "--root".to_owned(), words];
    let to = ReceiptOptions { to: world.hq.bundles(), ..ReceiptOptions::default() };
    let receipt = path(&world.hq.open().receipt_make(&to).unwrap().path);
    let office = Authority::new(temp.path(), "office", P256);
    let asked = |more: &[String]| {
        let words: Vec<&str> = more.iter().chain(&by).map(String::as_str).collect();
        let (code, report) = alike(&words);
        assert_eq!(code, Some(i32::from(report["verdict"] != "verified")));
        report
    };
    let has = |report: &serde_json::Value, code: &str| {
        report["findings"].as_array().unwrap().iter().any(|finding| finding["code"] == code)
    };
    let base = ["--base".to_owned(), path(&world.full)];
    for (bundle, base) in [(&world.full, &[][..]), (&world.since, &base[..]), (&world.dossier, &[][..])] {
        let plain = [&[path(bundle)], base].concat();
        assert!(has(&asked(&plain), "signer-revoked"), "{bundle:?}");
        let with = [plain.clone(), vec!["--receipt".into(), receipt.clone()]].concat();
        let report = asked(&with);
        assert!(
            !has(&report, "signer-revoked") && report["verified"]["fixed"].as_u64().unwrap() > 0,
            "{bundle:?}"
        );

        let manifest = std::fs::read(bundle.join("tagmanifest-sha256.txt")).unwrap();
        let token = bundle.with_extension("tsr");
        std::fs::write(&token, office.answer(&request(&Digest::of(&manifest)))).unwrap();
        assert!(has(&asked(&plain), "time-not-judged"), "{bundle:?}");
        let with = [plain, vec!["--tsa-ca".into(), path(&office.root())]].concat();
        let report = asked(&with);
        assert!(!has(&report, "signer-revoked") && report["verified"]["time"] == 1, "{bundle:?}");
        std::fs::write(&token, office.answer(&request(&Digest::of(b"another")))).unwrap();
        assert!(has(&asked(&with), "time-other-file"), "{bundle:?}");
        std::fs::remove_file(&token).unwrap();
    }
    let stranger = words_of(&world.eve.key().public());
    let other_root = [&path(&world.full)[..], "--trust", folder.to_str().unwrap(), "--root", &stranger];
    let (code, report) = alike(&other_root);
    assert_eq!((code, &report["error"]["code"]), (Some(3), &"trust_other_root".into()));
}

#[test]
fn the_verifier_opens_an_encrypted_bundle_with_the_key_that_it_is_given() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = sigillum_tests::laptop::Laptop::new(temp.path(), "sokha");
    let options = ExportOptions { to: laptop.bundles(), zip: true, since: None, invite: false };
    let bundle = laptop.begin().export_for(&options, &[laptop.key().public()], &Silent).unwrap().path;
    let pass = temp.path().join("pass");
    std::fs::write(&pass, format!("{PASSPHRASE}\n")).unwrap();
    let key = laptop.key_path();
    let words = [
        bundle.to_str().unwrap(),
        "--key",
        key.to_str().unwrap(),
        "--passphrase-file",
        pass.to_str().unwrap(),
    ];
    assert_eq!(alike(&words).1["verdict"], "unverifiable", "whole, and nobody's list was given");
    let refused = run(&verifier(), &[words[0], "--json"]);
    let said: serde_json::Value = serde_json::from_slice(&refused.stdout).unwrap();
    assert_eq!((refused.status.code(), &said["error"]["code"]), (Some(3), &"encrypted".into()));
}

/// An import is told what a verification is told, and what it says of the bundle is the same, before it and after.
#[test]
fn an_import_and_its_preview_take_the_proofs_that_verify_takes_and_say_the_same_of_the_bundle() {
    let temp = tempfile::tempdir().unwrap();
    let world = World::new(temp.path());
    let (folder, words) = list(&world);
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let to = ReceiptOptions { to: world.hq.bundles(), ..ReceiptOptions::default() };
    let receipt = path(&world.hq.open().receipt_make(&to).unwrap().path);
    let mut two = world.karim.open();
    two.import(&world.full, None, false, &Silent).unwrap();
    two.artefact_add(&fields(&[("reference", "KR/9")])).unwrap();
    let bundle = export(&mut two, &world.karim, false, None).path;
    let office = Authority::new(temp.path(), "office", P256);
    let manifest = Digest::of(&std::fs::read(bundle.join("tagmanifest-sha256.txt")).unwrap());
    let token = temp.path().join("answer of the office");
    std::fs::write(&token, office.answer(&request(&manifest))).unwrap();
    let pass = temp.path().join("pass");
    std::fs::write(&pass, format!("{PASSPHRASE}\n")).unwrap();
    let (root, data, key) = (world.hq.root(), world.hq.folder.clone(), world.hq.key_path());
    let here = ["--catalogue", &path(&root), "--data", &path(&data), "--key", &path(&key)].map(str::to_owned);
    let says = |words: &[&str], code: i32| {
        let words = words.iter().copied().chain(here.iter().map(String::as_str));
        let words: Vec<&str> = words.chain(["--passphrase-file", pass.to_str().unwrap(), "--json"]).collect();
        let output = run(&program("sigillum"), &words);
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(code), "{words:?}\n{said}");
        serde_json::from_str::<serde_json::Value>(&said).unwrap()
    };
    says(&["trust", "install", folder.to_str().unwrap(), "--root", &words], 0);
    let (bundle, token, authority) = (path(&bundle), path(&token), path(&office.root()));
    let codes = |report: &serde_json::Value| {
        let findings = report["findings"].as_array().unwrap().iter();
        findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let by_token = ["--token", &token, "--tsa-ca", &authority];
    let by_both = [&by_token[..], &["--receipt", &receipt]].concat();
    let other = ["--token", &token, "--tsa-ca", &bundle];
    assert_eq!(
        says(&[&["import", &bundle, "--preview"][..], &other].concat(), 3)["error"]["code"],
        "not_a_regular_file"
    );
    for (proofs, expected) in [
        (&["--receipt", &receipt][..], &[][..]),
        (&["--token", &token][..], &["signer-revoked", "time-not-judged"]),
        (&by_token[..], &[]),
        (&by_both[..], &[]),
    ] {
        let verified =
            says(&[&["verify", &bundle][..], proofs].concat(), i32::from(proofs == ["--token", &token]));
        let looked = says(&[&["import", &bundle, "--preview"][..], proofs].concat(), 0);
        let looked = &looked["report"];
        assert_eq!(codes(&verified), expected, "{proofs:?}");
        assert_eq!(codes(looked), expected, "{proofs:?}");
        assert_eq!(looked["time"], verified["time"], "{proofs:?}");
        assert_eq!(looked["verified"]["time"], verified["verified"]["time"], "{proofs:?}");
    }
    for proofs in [&["--receipt", &receipt][..], &by_token] {
        let many = says(&[&["import", &bundle, &path(&world.full)][..], proofs].concat(), 2);
        assert_eq!(many["error"]["code"], "usage", "they would prove nothing and look as if they did");
    }
    let done = says(&[&["import", &bundle][..], &by_token].concat(), 0);
    assert_eq!(
        (&done["imported"], &done["report"]["time"]["authority"]),
        (&true.into(), &"office-clock, Office".into())
    );
    assert_eq!(codes(&done["report"]), Vec::<String>::new());
    assert!(done["report"]["verified"]["fixed"].as_u64().unwrap() > 0, "{done}");
    let page = run(
        &program("sigillum"),
        &[
            "import",
            &bundle,
            "--preview",
            "--tsa-ca",
            &authority,
            "--token",
            &token,
            "--catalogue",
            &here[1],
            "--data",
            &here[3],
        ],
    );
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.contains("Existed at") && page.contains("office-clock"), "{page}");
}
