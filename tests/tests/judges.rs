//! A real export before judges that know nothing of us: `bagit.py`, `sha256sum`, `ssh-keygen`, `unzip`, and the
//! commands of its own `verify.txt`, typed as they stand there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::signature::{PublicKey, Signature, armour, namespace};
use sigillum_tests::loose_bundle::LooseBundle;
use sigillum_tests::world::{World, copy_folder};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

static WORLD: LazyLock<(tempfile::TempDir, World)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(folder.path());
    (folder, world)
});

/// The exported bundles as folders: one written so, one unpacked from its ZIP by `unzip`, and each other kind.
fn folders() -> (tempfile::TempDir, Vec<PathBuf>) {
    let world = &WORLD.1;
    let kept = tempfile::tempdir().unwrap();
    let mut folders = Vec::new();
    for path in [&world.full, &world.since, &world.invite, &world.forked, &world.dossier, &world.told] {
        let place = kept.path().join(path.file_name().unwrap());
        copy_folder(path, &place);
        folders.push(place);
    }
    let unpacked = kept.path().join("unpacked");
    demand(
        "unzip",
        &["-q", world.zip.to_str().unwrap(), "-d", unpacked.to_str().unwrap()],
        kept.path(),
        None,
    );
    folders.extend(std::fs::read_dir(&unpacked).unwrap().map(|entry| entry.unwrap().path()));
    std::fs::copy(&world.list_file, kept.path().join("signers")).unwrap();
    std::fs::copy(&world.list_file, unpacked.join("signers")).unwrap();
    (kept, folders)
}

/// Where a tool is; `make test` installs those that are no part of every system into `.venv`.
fn tool(name: &str) -> PathBuf {
    let ours = sigillum_tests::repository().join(".venv/bin").join(name);
    if ours.exists() { ours } else { name.into() }
}

/// Runs a tool and demands that it is content; gives what it said.
fn demand(name: &str, arguments: &[&str], folder: &Path, input: Option<&Path>) -> String {
    let mut command = Command::new(tool(name));
    command.args(arguments).current_dir(folder);
    command.stdin(input.map_or_else(Stdio::null, |path| std::fs::File::open(path).unwrap().into()));
    let output = command.output().unwrap_or_else(|error| {
        panic!("{name} could not be run ({error}); `make test` installs what the tests need")
    });
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} {arguments:?} in {}: {said}", folder.display());
    said.into_owned()
}

#[test]
fn bagit_py_and_sha256sum_accept_every_kind_of_bundle() {
    let (_kept, folders) = folders();
    for folder in folders {
        let said = demand("bagit.py", &["--validate", "."], &folder, None);
        assert!(said.contains("valid"), "{said}");
        for list in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
            assert_eq!(demand("sha256sum", &["-c", "--strict", "--quiet", list], &folder, None), "");
        }
    }
}

#[test]
fn python_unpacks_the_zip_to_the_same_files_as_unzip() {
    let world = &WORLD.1;
    let kept = tempfile::tempdir().unwrap();
    let zip = world.zip.to_str().unwrap();
    demand("python3", &["-m", "zipfile", "-t", zip], kept.path(), None);
    for (name, arguments) in
        [("unzip", vec!["-q", zip, "-d", "one"]), ("python3", vec!["-m", "zipfile", "-e", zip, "two"])]
    {
        demand(name, &arguments, kept.path(), None);
    }
    let read = |name: &str| {
        let inner = std::fs::read_dir(kept.path().join(name)).unwrap().next().unwrap().unwrap().path();
        LooseBundle::read(&inner).files
    };
    assert!(read("one") == read("two") && read("one").len() > 40);
}

/// Who a signature file is by, according to the list from outside.
fn principal(signature: &Path, signers: &Path) -> String {
    let arguments =
        ["-Y", "find-principals", "-f", signers.to_str().unwrap(), "-s", signature.to_str().unwrap()];
    demand("ssh-keygen", &arguments, Path::new("."), None).lines().next().unwrap().to_owned()
}

fn verify(namespace: &str, message: &Path, signature: &Path, signers: &Path) {
    let who = principal(signature, signers);
    let (signers, signature) = (signers.to_str().unwrap(), signature.to_str().unwrap());
    let arguments = ["-Y", "verify", "-f", signers, "-I", &who, "-n", namespace, "-s", signature];
    let said = demand("ssh-keygen", &arguments, Path::new("."), Some(message));
    assert!(said.starts_with(&format!("Good \"{namespace}\" signature for {who}")), "{said}");
}

#[test]
fn ssh_keygen_accepts_the_bundle_every_note_every_head_and_any_single_entry() {
    let (kept, folders) = folders();
    let signers = kept.path().join("signers");
    for folder in &folders {
        let seal = folder.join("tagmanifest-sha256.txt.sig");
        verify("bundle@sigillum", &folder.join("tagmanifest-sha256.txt"), &seal, &signers);
        let bundle = LooseBundle::read(folder);
        for (ending, namespace) in [(".json", namespace::ENTRY), (".head", namespace::HEAD)] {
            for path in bundle.ending(ending).iter().filter(|path| !path.ends_with("base.json")) {
                let signature = folder.join(format!("{}.sig", path.trim_end_matches(".json")));
                verify(namespace, &folder.join(path), &signature, &signers);
            }
        }
    }
    // An entry that is no note: its 64 bytes, armoured again.
    let bundle = LooseBundle::read(&folders[0]);
    let path = &bundle.ending(".jsonl")[0];
    let line = |path: &str, at: usize| bundle.text(path).split_inclusive('\n').nth(at).unwrap().to_owned();
    let start: serde_json::Value = serde_json::from_str(&line(path, 0)).unwrap();
    let key: PublicKey = start["body"]["public_key"].as_str().unwrap().parse().unwrap();
    let signature: Signature = line(&path.replace("jsonl", "sigs"), 1).trim_end().parse().unwrap();
    let (message, armoured) = (kept.path().join("entry"), kept.path().join("entry.sig"));
    std::fs::write(&message, line(path, 1)).unwrap();
    std::fs::write(&armoured, armour(&key, namespace::ENTRY, &signature)).unwrap();
    verify(namespace::ENTRY, &message, &armoured, &signers);
}

/// The commands of the numbered steps, as they stand in the guide.
fn commands(guide: &str) -> String {
    let from = guide.find("1. THE KEY").unwrap();
    let steps = &guide[from..guide.find("ON A MAC").unwrap()];
    // All but `head`: the list that it begins is there.
    let begins = ["ssh-keygen ", "sha256sum ", "find ", "wc ", "for "];
    let (mut script, mut going_on) = (String::new(), false);
    for line in steps.lines().filter_map(|line| line.strip_prefix("   ")) {
        if going_on || begins.iter().any(|word| line.starts_with(word)) {
            script.push_str(&format!("{line}\n"));
            let in_loop = script.matches("\nfor ").count() > script.matches("\ndone").count();
            going_on = line.ends_with('\\') || line.starts_with("for ") || in_loop;
        }
    }
    script
}

#[test]
fn the_commands_of_verify_txt_run_as_they_are_written() {
    let (_kept, folders) = folders();
    for folder in folders {
        let guide = std::fs::read_to_string(folder.join("data/verify.txt")).unwrap();
        // A list made as step 1 says, of the bundle's lines whose fingerprints were compared with paper: here all.
        std::fs::copy(folder.join("data/keys/allowed_signers"), folder.parent().unwrap().join("signers"))
            .unwrap();
        let script = commands(&guide);
        assert!(script.matches("ssh-keygen").count() >= 5 && script.ends_with("done\n"), "{script}");
        let said = demand("sh", &["-e", "-c", &script], &folder, None);
        let bundle = LooseBundle::read(&folder);
        let fingerprint = bundle.info("Sigillum-Signer");
        assert!(said.lines().next().unwrap().contains(&fingerprint), "{said}");
        assert!(guide.contains(&fingerprint));
        let good = said.matches("Good \"bundle@sigillum\" signature").count();
        let (notes, heads) = (bundle.ending(".sig").len() - 1, bundle.ending(".head").len());
        assert_eq!(good, 1, "{said}");
        assert_eq!(
            said.matches("Good \"").count(),
            1 + notes,
            "{heads} heads are among the signatures: {said}"
        );
        assert!(!said.contains("NOT GOOD") && !said.contains("FAILED"), "{said}");
        let counts: Vec<&str> = said.lines().filter(|line| line.trim().parse::<u32>().is_ok()).collect();
        assert!(matches!(counts[..], [there, listed] if there.trim() == listed.trim()), "{said}");
        // The guide's loop says it of a note that was changed, and goes on.
        let note = bundle.ending(".json").into_iter().find(|path| path.contains("/notes/"));
        let Some(note) = note else { continue };
        std::fs::write(folder.join(&note), "{}\n").unwrap();
        let spoiled = Command::new("sh").args(["-c", &script]).current_dir(&folder).output().unwrap();
        assert!(String::from_utf8_lossy(&spoiled.stdout).contains(&format!("NOT GOOD: {note}")));
    }
}

#[test]
fn the_second_reader_as_it_is_handed_out_says_the_same_with_openssh_as_judge() {
    let (kept, folders) = folders();
    let script = sigillum_tests::repository().join("tests/reader/sigillum_reader.py");
    let folder = &folders[0];
    std::fs::copy(script, kept.path().join("sigillum_reader.py")).unwrap();
    let arguments = ["../sigillum_reader.py", "--signers", "../signers", "--entries", "."];
    let said = demand("python3", &arguments, folder, None);
    assert!(said.trim_end().lines().last().unwrap().starts_with("verified: "), "{said}");
}
