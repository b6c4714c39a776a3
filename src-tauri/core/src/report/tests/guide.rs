//! `verify.txt` is only worth what its commands do: they are run as they stand.

use super::super::BundleKind::{Dossier, Full, Invite, Since};
use super::super::sample::{NAME, key, operation};
use super::{files, text};
use crate::digest::Digest;
use crate::signature::namespace;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn verify_txt_is_plain_and_short_and_says_nothing_that_checks_nothing() {
    for kind in [Full, Since, Dossier, Invite] {
        let made = files(kind);
        let guide = text(&made, "verify.txt");
        assert!(guide.is_ascii() && guide.ends_with('\n') && !guide.contains('\r'));
        assert!(!guide.contains("check-novalidate") && !guide.contains(" {") && guide.lines().count() < 120);
        for line in guide.lines() {
            assert!(line.len() <= 76, "{line}");
        }
    }
}

/// The commands of verify.txt that stand between two of its headings, joined where a line goes on.
fn commands(guide: &str, from: &str, to: &str) -> String {
    let part = guide.split_once(from).unwrap().1.split_once(to).unwrap().0;
    let starts = ["ssh-keygen", "sha256sum", "find ", "wc ", "head ", "for ", "done"];
    let mut script = String::new();
    let mut goes_on = false;
    for line in part.lines().map(|line| line.strip_prefix("   ").unwrap_or(line)) {
        if goes_on || line.starts_with("  ") || starts.iter().any(|s| line.starts_with(s)) {
            script.push_str(line);
            script.push('\n');
            goes_on = line.ends_with('\\');
        }
    }
    script
}

/// Runs commands as verify.txt has them; what they print, on both ways, and whether the last one succeeded.
fn shell(folder: &Path, script: &str) -> (String, bool) {
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{script}")])
        .current_dir(folder)
        .env_remove("SSH_AUTH_SOCK")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.success())
}

/// A folder with derived files, manifests and signature, as a bundle has them.
fn bundle(folder: &Path) {
    let (sample, signer) = operation();
    let made = sample.derive(&sample.entries, signer, Full);
    // The seed of the sample's first chain.
    let key = key(1);
    let mut manifest: Vec<String> = Vec::new();
    let mut put = |path: String, bytes: &[u8]| {
        std::fs::create_dir_all(folder.join(&path).parent().unwrap()).unwrap();
        std::fs::write(folder.join(&path), bytes).unwrap();
        manifest.push(format!("{}  {path}\n", Digest::of(bytes)));
    };
    for (path, bytes) in &made {
        put(format!("data/{path}"), bytes);
    }
    let head = "sigillum head v1\nand so on\n";
    let armour = |namespace: &str, message: &[u8]| {
        let signature = key.sign(namespace, message).unwrap();
        crate::signature::armour(&key.public(), namespace, &signature)
    };
    put("data/ledger/0a.head".into(), head.as_bytes());
    put("data/ledger/0a.head.sig".into(), armour(namespace::HEAD, head.as_bytes()).as_bytes());
    manifest.sort_by(|a, b| a[66..].cmp(&b[66..]));
    let manifest = manifest.concat();
    let mut tag = String::new();
    for (name, bytes) in [("bag-info.txt", "x"), ("bagit.txt", "y"), ("manifest-sha256.txt", &manifest)] {
        std::fs::write(folder.join(name), bytes).unwrap();
        tag.push_str(&format!("{}  {name}\n", Digest::of(bytes.as_bytes())));
    }
    std::fs::write(folder.join("tagmanifest-sha256.txt"), &tag).unwrap();
    std::fs::write(folder.join("tagmanifest-sha256.txt.sig"), armour(namespace::BUNDLE, tag.as_bytes()))
        .unwrap();
}

#[test]
fn the_commands_of_verify_txt_work_and_catch_a_change() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join(NAME);
    bundle(&folder);
    let guide = std::fs::read_to_string(folder.join("data/verify.txt")).unwrap();

    let (key, _) = shell(&folder, &commands(&guide, "1. THE KEY", "2. THE SIGNATURE"));
    assert!(guide.contains(key.split(' ').nth(1).unwrap()), "{key}");
    let (signature, good) = shell(&folder, &commands(&guide, "2. THE SIGNATURE", "3. THE FILES"));
    assert!(good && signature.starts_with("sarah.hill\nGood \"bundle@sigillum\" signature"), "{signature}");
    let (listed, good) = shell(&folder, &commands(&guide, "3. THE FILES", "4. EACH NOTE"));
    let numbers: Vec<_> = listed.lines().collect();
    assert!(good && numbers.len() == 2 && numbers[0] == numbers[1].trim(), "{listed}");

    // Every signer of a note has to be on the list from outside.
    let each = commands(&guide, "4. EACH NOTE", "ON A MAC");
    let (notes, _) = shell(&folder, &each);
    assert_eq!((notes.matches("Good \"").count(), notes.matches("NOT GOOD").count()), (2, 1), "{notes}");
    std::fs::copy(folder.join("data/keys/allowed_signers"), outer.path().join("signers")).unwrap();
    let (notes, _) = shell(&folder, &each);
    assert_eq!((notes.matches("Good \"").count(), notes.matches("NOT GOOD").count()), (3, 0), "{notes}");
    let mac = "shasum -a 256 -c manifest-sha256.txt";
    assert!(guide.contains("shasum -a 256 -c") && shell(&folder, mac).1);

    std::fs::write(folder.join("data/index.html"), "changed").unwrap();
    let (found, _) = shell(&folder, &commands(&guide, "3. THE FILES", "4. EACH NOTE"));
    assert!(found.contains("data/index.html: FAILED"), "{found}");
    std::fs::write(folder.join("tagmanifest-sha256.txt"), "changed").unwrap();
    let (found, good) = shell(&folder, &commands(&guide, "2. THE SIGNATURE", "3. THE FILES"));
    assert!(!good && !found.contains("Good"), "{found}");
}
