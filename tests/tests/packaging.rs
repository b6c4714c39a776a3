//! What the packages for Debian, Windows and macOS are made of, read from their configuration: nothing is missing, and
//! nothing says what is not so. Building and installing one is `make deb` and `make try-deb`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use sigillum_tests::repository;
use std::path::{Path, PathBuf};
use std::process::Command;

fn shell() -> PathBuf {
    repository().join("src-tauri")
}

fn configuration(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(shell().join(name)).unwrap()).unwrap()
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A number of these bytes, the least one first.
fn number(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |sum, byte| (sum << 8) | usize::from(*byte))
}

/// Widths of the pictures in an `.ico`.
fn ico_sizes(bytes: &[u8]) -> Vec<usize> {
    assert_eq!(bytes[..4], [0, 0, 1, 0], "the beginning of an .ico");
    let widths = bytes[6..].chunks(16).take(number(&bytes[4..6])).map(|entry| usize::from(entry[0]));
    widths.map(|width| if width == 0 { 256 } else { width }).collect()
}

/// Kinds of the pictures in an `.icns`.
fn icns_kinds(bytes: &[u8]) -> Vec<String> {
    assert_eq!(&bytes[..4], b"icns");
    let (mut at, mut kinds) = (8, Vec::new());
    while at + 8 <= bytes.len() {
        kinds.push(String::from_utf8_lossy(&bytes[at..at + 4]).into_owned());
        let mut length = bytes[at + 4..at + 8].to_vec();
        length.reverse();
        at += number(&length).max(8);
    }
    kinds
}

#[test]
fn icons_are_there_in_the_sizes_that_each_system_shows() {
    let listed = configuration("tauri.conf.json")["bundle"]["icon"].clone();
    for icon in listed.as_array().unwrap() {
        let path = shell().join(icon.as_str().unwrap());
        let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("png") => assert_eq!(&bytes[1..4], b"PNG"),
            Some("ico") => {
                let sizes = ico_sizes(&bytes);
                assert!([16, 32, 48, 256].iter().all(|size| sizes.contains(size)), "{sizes:?}");
            }
            Some("icns") => {
                // 128, 256, 512 and twice 512, as Apple names them.
                let kinds = icns_kinds(&bytes);
                assert!(
                    ["ic07", "ic08", "ic09", "ic10"]
                        .map(String::from)
                        .iter()
                        .all(|kind| kinds.contains(kind))
                );
            }
            _ => panic!("what is {icon}?"),
        }
    }
}

#[test]
fn each_system_has_its_bundle_one_identity_and_the_version_of_the_programs() {
    let whole = configuration("tauri.conf.json");
    let manifest = text(&repository().join("Cargo.toml"));
    let version = whole["version"].as_str().unwrap();
    assert!(manifest.contains(&format!("version = \"{version}\"")), "{version}");
    let changes = text(&shell().join("linux/changelog"));
    assert!(changes.starts_with(&format!("sigillum ({version}) ")), "{changes}");
    for target in ["deb", "nsis", "dmg"] {
        assert!(whole["bundle"]["targets"].as_array().unwrap().contains(&Value::from(target)), "{target}");
    }
    // macOS takes what ends in `.app` for a bundle.
    let identifier = whole["identifier"].as_str().unwrap();
    assert!(identifier.split('.').count() == 3 && !identifier.ends_with(".app"), "{identifier}");
    // A laptop in the field has no network in which an installer could look for Windows' web engine.
    assert_eq!(whole["bundle"]["windows"]["webviewInstallMode"]["type"], "offlineInstaller");
    assert!(whole["bundle"]["macOS"]["minimumSystemVersion"].is_string());
}

#[test]
fn the_package_for_debian_is_made_of_files_that_are_here_or_that_its_target_makes() {
    let deb = configuration("tauri.conf.json")["bundle"]["linux"]["deb"].clone();
    let makefile = text(&repository().join("Makefile"));
    for (to, from) in deb["files"].as_object().unwrap() {
        let from = from.as_str().unwrap();
        let made = from.strip_prefix("../target/package/").map(|name| format!("$(PACKAGE)/{name}"));
        match made {
            Some(made) => assert!(makefile.contains(&made), "{to}: nothing makes {from}"),
            None => assert!(shell().join(from).is_file(), "{to}: {from} is not here"),
        }
    }
    for page in ["sigillum.1.gz", "sigillum-desktop.1.gz"] {
        assert!(
            deb["files"].as_object().unwrap().contains_key(&format!("/usr/share/man/man1/{page}")),
            "{page}"
        );
    }
}

#[test]
fn the_package_names_a_maintainer_with_an_address_that_is_nobody_elses() {
    let linux = configuration("tauri.linux.conf.json");
    let maintainer = linux["bundle"]["publisher"].as_str().unwrap();
    // RFC 2606: example.org is nobody's. Who hands the package on names an own address by DEBEMAIL.
    assert!(maintainer.starts_with("Sigillum ") && maintainer.ends_with("@example.org>"), "{maintainer}");
    assert!(text(&shell().join("linux/changelog")).contains(&format!("-- {maintainer}  ")));
    // Tauri would take the manifest's authors instead.
    assert!(!text(&shell().join("Cargo.toml")).contains("\nauthors"));
}

#[test]
fn the_menu_entry_is_one_that_desktops_accept() {
    let words =
        [("{{name}}", "Sigillum"), ("{{exec}}", "sigillum-desktop"), ("{{icon}}", "sigillum-desktop")];
    let template = text(&shell().join("linux/sigillum.desktop")).replace("{{comment}}", "Offline");
    let entry = words.iter().fold(template, |entry, (name, word)| entry.replace(name, word));
    assert!(!entry.contains("{{"), "{entry}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sigillum.desktop");
    std::fs::write(&path, entry).unwrap();
    let said = Command::new("desktop-file-validate").arg(&path).output();
    let said = said.expect("desktop-file-validate is needed: apt-get install desktop-file-utils").stdout;
    assert_eq!(String::from_utf8_lossy(&said), "");
}
