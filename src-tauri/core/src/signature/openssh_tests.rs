//! Agreement with the real `ssh-keygen`, and the randomness that tests use.

use super::*;
use crate::error::{Code, Error, Result};
use crate::time::Random;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that depend on the seed alone.
pub(super) struct Dice(AtomicU64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Random for Dice {
    fn fill(&self, buffer: &mut [u8]) -> Result<()> {
        for chunk in buffer.chunks_mut(32) {
            let n = self.0.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&crate::digest::Digest::of(&n.to_be_bytes()).0[..chunk.len()]);
        }
        Ok(())
    }
}

/// A system that has no randomness to give.
pub(super) struct NoDice;

impl Random for NoDice {
    fn fill(&self, _: &mut [u8]) -> Result<()> {
        Err(Error::new(Code::Io, "asking the system for randomness", "it has none"))
    }
}

const PASSPHRASE: &str = "four words and more";
const MESSAGE: &[u8] = b"{\"v\":1,\"title\":\"Head of a bodhisattva\"}\n";

/// Runs ssh-keygen in a folder, with the message on its standard input.
fn run(folder: &Path, message: &[u8], args: &[&str]) -> Output {
    let input = folder.join("input");
    std::fs::write(&input, message).unwrap();
    Command::new("ssh-keygen")
        .args(args)
        .current_dir(folder)
        .env_remove("SSH_AUTH_SOCK")
        .env_remove("DISPLAY")
        .env("LC_ALL", "C")
        .stdin(Stdio::from(std::fs::File::open(input).unwrap()))
        .output()
        .expect("these tests need ssh-keygen (Debian: openssh-client)")
}

fn stdout(folder: &Path, message: &[u8], args: &[&str]) -> String {
    let output = run(folder, message, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn folder_with_key(passphrase: &str, kind: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    stdout(folder.path(), b"", &[&["-q", "-N", passphrase, "-C", "sok@x", "-f", "key", "-t"], kind].concat());
    let path = folder.path().join("key");
    (folder, path)
}

#[test]
fn what_ssh_keygen_signs_is_good_here_and_is_the_very_file_that_is_made_here() {
    let (folder, path) = folder_with_key("", &["ed25519"]);
    let file = KeyFile::read(&path).unwrap();
    assert!(!file.is_encrypted());
    let key = file.unlock("").unwrap();
    assert_eq!(key.comment(), "sok@x");
    for name in
        [namespace::ENTRY, namespace::HEAD, namespace::BUNDLE, namespace::RECEIPT, namespace::TRUST, "file"]
    {
        for message in [MESSAGE, b"", &[0xff; 100_000]] {
            let theirs = stdout(folder.path(), message, &["-Y", "sign", "-q", "-f", "key", "-n", name]);
            let read = parse_armour(&theirs).unwrap();
            assert_eq!((read.key, read.namespace.as_str()), (key.public(), name));
            assert!(verify(&read.key, name, message, &read.signature));
            assert_eq!(armour(&key.public(), name, &key.sign(name, message).unwrap()), theirs);
        }
    }
}

#[test]
fn ssh_keygen_says_good_to_what_is_signed_here_and_bad_to_another_message_or_purpose() {
    let folder = tempfile::tempdir().unwrap();
    let file = KeyFile::create(&folder.path().join("key"), PASSPHRASE, "", &Dice::new(1)).unwrap();
    let key = file.unlock(PASSPHRASE).unwrap();
    let signature = key.sign(namespace::HEAD, MESSAGE).unwrap();
    std::fs::write(folder.path().join("sig"), armour(&key.public(), namespace::HEAD, &signature)).unwrap();
    let who = Principal::from_name("សុខ", &key.public());
    let list = allowed_signers_line(&who, &[namespace::HEAD, namespace::ENTRY], &key.public());
    std::fs::write(folder.path().join("signers"), list).unwrap();
    let check = |message: &[u8], name: &str| {
        let args = ["-Y", "verify", "-f", "signers", "-I", who.as_str(), "-s", "sig", "-n", name];
        run(folder.path(), message, &args).status.success()
    };
    assert!(check(MESSAGE, namespace::HEAD));
    assert!(!check(b"another", namespace::HEAD));
    assert!(!check(MESSAGE, namespace::ENTRY));
}

#[test]
fn a_key_made_here_opens_in_ssh_keygen_with_its_passphrase_only() {
    let folder = tempfile::tempdir().unwrap();
    let file = KeyFile::create(&folder.path().join("key"), PASSPHRASE, "Sok Dara", &Dice::new(2)).unwrap();
    let shown = stdout(folder.path(), b"", &["-y", "-P", PASSPHRASE, "-f", "key"]);
    assert_eq!(shown.trim_end(), format!("{} Sok Dara", file.public()));
    assert!(!run(folder.path(), b"", &["-y", "-P", "wrong", "-f", "key"]).status.success());
    // What ssh-keygen writes again under another passphrase is the same key here.
    stdout(folder.path(), b"", &["-q", "-p", "-P", PASSPHRASE, "-N", "other", "-f", "key"]);
    let again = KeyFile::read(&folder.path().join("key")).unwrap();
    assert_eq!(again.unlock(PASSPHRASE).unwrap_err().code, Code::WrongPassphrase);
    assert_eq!(again.unlock("other").unwrap().public(), file.public());
}

#[test]
fn an_encrypted_key_of_ssh_keygen_opens_here_whatever_its_cipher() {
    for cipher in ["aes256-ctr", "aes256-cbc", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com"] {
        let (_folder, path) = folder_with_key(PASSPHRASE, &["ed25519", "-Z", cipher, "-a", "1"]);
        let file = KeyFile::read(&path).unwrap();
        assert!(file.is_encrypted());
        assert_eq!(file.unlock("wrong").unwrap_err().code, Code::WrongPassphrase, "{cipher}");
        let public = std::fs::read_to_string(path.with_extension("pub")).unwrap();
        assert_eq!(format!("{} sok@x\n", file.unlock(PASSPHRASE).unwrap().public()), public, "{cipher}");
    }
}

#[test]
fn keys_of_other_types_and_older_forms_are_refused() {
    for kind in [&["rsa", "-b", "2048"][..], &["ecdsa"], &["rsa", "-b", "2048", "-m", "PEM"]] {
        for passphrase in ["", PASSPHRASE] {
            let (_folder, path) = folder_with_key(passphrase, kind);
            assert_eq!(KeyFile::read(&path).unwrap_err().code, Code::BadKey, "{kind:?}");
            let public = path.with_extension("pub");
            assert_eq!(KeyFile::read(&public).unwrap_err().code, Code::BadKey);
        }
    }
}

#[test]
fn the_fingerprint_is_the_one_that_ssh_keygen_shows() {
    for seed in 0..8 {
        let folder = tempfile::tempdir().unwrap();
        let key = UnlockedKey::from_seed(&[seed; 32], String::new()).unwrap().public();
        std::fs::write(folder.path().join("key.pub"), format!("{key}\n")).unwrap();
        let shown = stdout(folder.path(), b"", &["-l", "-f", "key.pub"]);
        assert_eq!(shown.split(' ').nth(1), Some(key.fingerprint().as_str()));
    }
}

#[test]
fn a_list_of_signers_never_trusts_where_ssh_keygen_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let key = UnlockedKey::from_seed(&[1; 32], String::new()).unwrap();
    let text = armour(&key.public(), "file", &key.sign("file", MESSAGE).unwrap());
    std::fs::write(folder.path().join("sig"), text).unwrap();
    let (mut both, mut neither) = (0, 0);
    for options in [
        "",
        "namespaces=\"file\"",
        "namespaces=file",
        "NAMESPACES=\"f?le\"",
        "namespaces=\"!file,*\"",
        "namespaces=\"*,!file\"",
        "namespaces=\"!x,*\"",
        "namespaces=\"\"",
        "namespaces=\"x y,file\"",
        "namespaces=\"a\",namespaces=\"file\"",
        "namespaces=\"file\",",
        "cert-authority",
        "foo",
        "valid-after=\"20240301120000Z\"",
        "valid-after=\"20240301120001Z\"",
        "valid-before=\"20240301120000Z\"",
        "valid-before=\"20240301115959Z\"",
        "valid-after=\"202403011200Z\"",
        "valid-before=\"20240301Z\"",
        "valid-after=\"20240301\"",
        "valid-after=20240301Z",
        "valid-before=\"19700101Z\"",
        "valid-after=\"20240101Z\",valid-before=\"20240101Z\"",
        "valid-after=\"20240101Z\",valid-before=\"20250101Z\"",
    ] {
        let list = format!("# list\r\n\na {options} {} comment\r\n", key.public());
        std::fs::write(folder.path().join("signers"), &list).unwrap();
        let time = "verify-time=20240301120000Z";
        let args = ["-Y", "verify", "-f", "signers", "-I", "a", "-s", "sig", "-n", "file", "-O", time];
        let theirs = run(folder.path(), MESSAGE, &args).status.success();
        let ours = AllowedSigners::parse(list.as_bytes()).is_ok_and(|l| {
            matches!(l.lookup(&key.public(), "file", Some(1_709_294_400_000)), Trust::Trusted { .. })
        });
        assert_eq!(ours, theirs, "{options}");
        if theirs { both += 1 } else { neither += 1 }
    }
    assert!(both > 5 && neither > 5, "{both} {neither}");
}
