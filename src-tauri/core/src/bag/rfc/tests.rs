//! The rules one by one, on bags made for each; the conformance suite is judged in the package `tests`.

use super::algorithm::Algorithm;
use super::{BagJudgement, judge};
use crate::progress::Silent;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn checksum(algorithm: &str, bytes: &[u8]) -> String {
    let mut sum = Algorithm::named(algorithm).unwrap().sum();
    sum.add(bytes);
    sum.hex()
}

/// A bag of a version, with these payload files and manifests over all of them.
struct Bag(TempDir);

impl Bag {
    fn new(version: &str, payload: &[(&str, &str)], algorithms: &[&str]) -> Self {
        let bag = Self(tempfile::tempdir().unwrap());
        bag.put("bagit.txt", &format!("BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n"));
        for (path, content) in payload {
            bag.put(path, content);
        }
        for algorithm in algorithms {
            let line = |(path, content): &(&str, &str)| {
                format!("{}  {path}\n", checksum(algorithm, content.as_bytes()))
            };
            bag.put(&format!("manifest-{algorithm}.txt"), &payload.iter().map(line).collect::<String>());
        }
        bag
    }

    fn plain(version: &str) -> Self {
        Self::new(version, &[("data/a", "one"), ("data/b", "two")], &["sha512"])
    }

    fn put(&self, path: &str, content: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn edit(&self, path: &str, change: impl Fn(String) -> String) {
        self.put(path, &change(fs::read_to_string(self.path().join(path)).unwrap()));
    }

    fn judge(&self) -> BagJudgement {
        judge(self.path(), 2, &Silent).unwrap()
    }

    /// The codes of the errors and of the warnings.
    fn codes(&self) -> (Vec<&'static str>, Vec<&'static str>) {
        let judgement = self.judge();
        assert_eq!(judgement.valid, judgement.errors.is_empty());
        let codes = |list: &[super::Remark]| list.iter().map(|remark| remark.code).collect();
        (codes(&judgement.errors), codes(&judgement.warnings))
    }
}

#[test]
fn a_plain_bag_of_every_version_is_valid() {
    for version in ["0.93", "0.94", "0.95", "0.96", "0.97", "1.0"] {
        let bag = Bag::plain(version);
        assert_eq!(bag.codes(), (vec![], vec![]), "{version}");
        assert_eq!(bag.judge().version.as_deref(), Some(version));
    }
}

#[test]
fn since_1_0_every_manifest_lists_every_payload_file_and_before_one_did() {
    for (version, errors) in [("0.97", vec![]), ("1.0", vec!["not-listed"])] {
        let bag = Bag::new(version, &[("data/a", "one"), ("data/b", "two")], &["sha256", "sha512"]);
        bag.edit("manifest-sha256.txt", |text| {
            text.lines().take(1).map(|line| format!("{line}\n")).collect()
        });
        assert_eq!(bag.codes().0, errors, "{version}");
        bag.put("data/c", "in none");
        assert!(bag.codes().0.contains(&"not-listed"));
    }
}

#[test]
fn a_file_listed_must_be_there_with_its_checksum() {
    let bag = Bag::plain("1.0");
    bag.put("data/a", "One");
    assert_eq!(bag.codes().0, ["checksum-differs"]);
    fs::remove_file(bag.path().join("data/a")).unwrap();
    assert_eq!(bag.codes().0, ["file-missing"]);
}

#[test]
fn a_bag_needs_a_payload_manifest_and_a_payload_folder() {
    let bag = Bag::new("1.0", &[], &["sha256"]);
    assert_eq!(bag.codes().0, ["payload-missing"]);
    fs::create_dir(bag.path().join("data")).unwrap();
    assert_eq!(bag.codes().0, [""; 0], "an empty payload is one");
    fs::remove_file(bag.path().join("manifest-sha256.txt")).unwrap();
    assert_eq!(bag.codes().0, ["manifest-missing"]);
    bag.put("manifest-crc32.txt", "");
    assert_eq!(bag.codes().0, ["algorithm-unknown", "manifest-missing"]);
}

#[test]
fn percent_signs_in_1_0_are_decoded_as_the_rfc_says() {
    let bag = Bag::new("1.0", &[("data/100%25", "x")], &["sha256"]);
    assert_eq!(bag.codes().0, ["file-missing", "not-listed"], "the file would have to be called 100%");
    bag.put("data/100%", "x");
    fs::remove_file(bag.path().join("data/100%25")).unwrap();
    assert_eq!(bag.codes(), (vec![], vec![]));
}

#[test]
fn tag_files_are_checked_when_listed_and_free_when_not() {
    let bag = Bag::plain("1.0");
    bag.put("notes/readme.txt", "free");
    assert_eq!(bag.codes(), (vec![], vec![]));
    let manifest = fs::read(bag.path().join("manifest-sha512.txt")).unwrap();
    let lines = [("notes/readme.txt", &b"free"[..]), ("manifest-sha512.txt", &manifest)]
        .map(|(path, bytes)| format!("{} {path}\n", checksum("sha1", bytes)));
    bag.put("tagmanifest-sha1.txt", &lines.concat());
    assert_eq!(bag.codes(), (vec![], vec!["weak-algorithm"]));
    bag.put("notes/readme.txt", "changed");
    assert_eq!(bag.codes().0, ["checksum-differs"]);
    bag.put("tagmanifest-sha1.txt", &lines[0]);
    assert_eq!(bag.codes().0, ["manifest-not-listed", "checksum-differs"]);
}

#[test]
fn a_manifest_keeps_to_its_part_of_the_bag() {
    for (manifest, line, code) in [
        ("manifest-sha512.txt", "bagit.txt", "not-payload"),
        ("manifest-sha512.txt", "data/../bagit.txt", "path-outside"),
        ("manifest-sha512.txt", "/etc/passwd", "path-outside"),
        ("manifest-sha512.txt", "C:\\x", "path-outside"),
        ("tagmanifest-sha512.txt", "data/a", "not-a-tag-file"),
        ("tagmanifest-sha512.txt", "../x", "path-outside"),
    ] {
        let bag = Bag::plain("0.97");
        bag.put("tagmanifest-sha512.txt", "");
        bag.edit(manifest, |text| format!("{text}{}  {line}\n", "0".repeat(128)));
        assert_eq!(bag.codes().0, [code], "{manifest} {line}");
    }
}

#[test]
fn a_line_that_is_no_checksum_and_name_is_an_error() {
    for line in ["deadbeef  data/a", "data/a", &"0".repeat(128), &format!("\\{}  data/a", "0".repeat(127))] {
        let bag = Bag::plain("0.97");
        bag.edit("manifest-sha512.txt", |text| format!("{text}{line}\n"));
        assert_eq!(bag.codes().0, ["manifest-line"], "{line}");
    }
}

#[test]
fn a_file_to_be_fetched_is_payload_that_every_manifest_lists() {
    for (line, errors) in [
        ("https://example.org/a 3 data/a", vec![]),
        ("https://example.org/a - data/none", vec!["fetch-not-listed"]),
        ("https://example.org/a - readme.txt", vec!["not-payload"]),
        ("https://example.org/a - ../readme.txt", vec!["path-outside"]),
        ("example.org data/a", vec!["fetch-line"]),
    ] {
        let bag = Bag::plain("1.0");
        bag.put("fetch.txt", &format!("{line}\n"));
        assert_eq!(bag.codes().0, errors, "{line}");
    }
    let bag = Bag::plain("1.0");
    bag.put("fetch.txt", "https://example.org/a 4 data/a\n");
    assert_eq!(bag.codes(), (vec![], vec!["fetch-length"]));
}

#[test]
fn the_payload_has_the_octets_and_streams_that_the_metadata_states() {
    for (version, name) in [("0.95", "package-info.txt"), ("1.0", "bag-info.txt")] {
        for (value, errors) in [("6.2", vec![]), ("6.3", vec!["oxum-differs"]), ("six", vec!["oxum-differs"])]
        {
            let bag = Bag::plain(version);
            bag.put(name, &format!("payload-oxum: {value}\n"));
            assert_eq!(bag.codes().0, errors, "{version} {value}");
        }
    }
    let bag = Bag::plain("1.0");
    bag.put("bag-info.txt", "Payload-Oxum: 6.2\nPayload-Oxum: 6.2\n");
    assert_eq!(bag.codes().0, ["oxum-twice"]);
}

#[test]
fn a_name_whose_case_changed_on_the_way_is_a_warning_only_if_the_bytes_fit() {
    let bag = Bag::new("1.0", &[("data/a.txt", "one")], &["sha256"]);
    fs::rename(bag.path().join("data/a.txt"), bag.path().join("data/A.TXT")).unwrap();
    assert_eq!(bag.codes(), (vec![], vec!["name-differs", "names-collide"]));
    bag.put("data/A.TXT", "two");
    assert_eq!(bag.codes().0, ["checksum-differs"]);
}

#[test]
fn a_system_file_that_is_gone_is_a_warning_only_if_it_was_empty() {
    for (content, errors) in [("", vec![]), ("x", vec!["file-missing"])] {
        let bag = Bag::new("1.0", &[("data/a", "one"), ("data/.DS_Store", content)], &["sha256"]);
        bag.put("bag-info.txt", &format!("Payload-Oxum: {}.2\n", 3 + content.len()));
        assert!(bag.judge().valid);
        fs::remove_file(bag.path().join("data/.DS_Store")).unwrap();
        let found = bag.codes().0;
        assert!(errors.iter().all(|error| found.contains(error)), "{found:?}");
        assert_eq!(found.is_empty(), errors.is_empty(), "{found:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_never_followed() {
    let bag = Bag::plain("1.0");
    fs::remove_file(bag.path().join("data/a")).unwrap();
    std::os::unix::fs::symlink("b", bag.path().join("data/a")).unwrap();
    assert_eq!(bag.codes().0, ["not-a-plain-file", "file-missing"]);
}

#[test]
fn tag_files_are_text_in_the_encoding_declared() {
    let bag = Bag::plain("1.0");
    bag.edit("manifest-sha512.txt", |text| format!("\u{feff}{text}"));
    assert_eq!(bag.codes().0, ["byte-order-mark"]);
    fs::write(bag.path().join("manifest-sha512.txt"), b"\xff\xff").unwrap();
    assert_eq!(bag.codes().0, ["not-text", "manifest-missing"]);
}
