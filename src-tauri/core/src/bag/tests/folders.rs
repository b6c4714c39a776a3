//! Whatever is done to a bundle's folder is found, and nothing outside it is touched.

use super::*;
use crate::bag::manifest;
use crate::error::Code;
use FindingKind::{Altered, Missing, Unexpected};
use std::fs;
use std::path::Path;

/// What is found after `change` was done to a good bundle, at the path concerned.
fn after(change: impl FnOnce(&Path)) -> Vec<(FindingKind, &'static str, String)> {
    let (_folder, path) = bundle(Form::Folder);
    change(&path);
    findings(&path)
}

/// Rewrites the manifest, and the tag manifest so that it fits: what a forger without the key could do.
fn forge_manifest(bag: &Path, change: impl FnOnce(String) -> String) {
    let text = change(fs::read_to_string(bag.join("manifest-sha256.txt")).unwrap());
    fs::write(bag.join("manifest-sha256.txt"), &text).unwrap();
    let listed = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt"]
        .map(|name| (name.to_owned(), Digest::of(&fs::read(bag.join(name)).unwrap())));
    fs::write(bag.join("tagmanifest-sha256.txt"), manifest::write(&listed.into())).unwrap();
}

fn has(found: &[(FindingKind, &'static str, String)], kind: FindingKind, code: &str, path: &str) {
    let there = found.iter().any(|(k, c, p)| *k == kind && *c == code && p == path);
    assert!(there, "no {kind:?} {code} {path} in {found:#?}");
}

#[test]
fn a_changed_byte_in_any_file_but_the_signature_is_altered() {
    for name in ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", PHOTO, "data/verify.txt"] {
        let found = after(|bag| {
            let mut bytes = fs::read(bag.join(name)).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(bag.join(name), bytes).unwrap();
        });
        has(&found, Altered, "digest-differs", name);
    }
}

#[test]
fn a_missing_file_is_missing() {
    has(&after(|bag| fs::remove_file(bag.join(PHOTO)).unwrap()), Missing, "file-missing", PHOTO);
    for name in crate::bag::form::TAG_FILES {
        let found = after(|bag| fs::remove_file(bag.join(name)).unwrap());
        has(&found, Missing, "tag-file-missing", name);
    }
}

#[test]
fn whatever_no_list_names_is_unexpected() {
    for (name, code) in [
        ("data/more.txt", "not-listed"),
        ("data/Verify.txt", "path-form"),
        ("data/VERIFY.TXT", "path-form"),
        ("data/con.txt", "path-form"),
        ("data/.hidden", "path-form"),
        ("readme.txt", "not-listed"),
        ("fetch.txt", "fetch-file"),
        ("manifest-md5.txt", "other-manifest"),
        ("tagmanifest-sha512.txt", "other-manifest"),
        ("meta/more.txt", "not-listed"),
    ] {
        let found = after(|bag| {
            fs::create_dir_all(bag.join(name).parent().unwrap()).unwrap();
            fs::write(bag.join(name), b"").unwrap();
        });
        has(&found, Unexpected, code, name);
    }
    for name in ["data/nothing", "meta"] {
        has(&after(|bag| fs::create_dir(bag.join(name)).unwrap()), Unexpected, "empty-folder", name);
    }
}

#[test]
fn a_listed_path_that_is_not_of_the_form_is_altered_and_never_opened() {
    for bad in [
        "../outside",
        "data/../../outside",
        "/etc/passwd",
        "c:/windows/x",
        "\\\\server\\share\\x",
        "~/x",
        "data/./verify.txt",
        "data/Verify.txt",
        "data/con",
    ] {
        let found = after(|bag| {
            fs::write(bag.parent().unwrap().join("outside"), b"x").unwrap();
            forge_manifest(bag, |text| format!("{text}{}  {bad}\n", Digest::of(b"x")));
        });
        has(&found, Altered, "path-form", "manifest-sha256.txt:5");
    }
}

#[test]
fn a_manifest_that_was_made_to_fit_still_has_every_fault_of_its_form() {
    let drop_line = |text: String| text.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>();
    has(&after(|bag| forge_manifest(bag, drop_line)), Unexpected, "not-listed", "data/ledger/00ff.jsonl");
    let twice = |text: String| format!("{text}{}\n", text.lines().last().unwrap());
    has(&after(|bag| forge_manifest(bag, twice)), Altered, "duplicate-path", "data/verify.txt");
    let turned = |text: String| text.lines().rev().map(|line| format!("{line}\n")).collect::<String>();
    has(&after(|bag| forge_manifest(bag, turned)), Altered, "manifest-order", "data/ledger/00ff.jsonl");
    let tag =
        |text: String| format!("{}  bagit.txt\n{text}", Digest::of(crate::bag::form::DECLARATION_BYTES));
    has(&after(|bag| forge_manifest(bag, tag)), Altered, "not-payload", "bagit.txt");
    let star = |text: String| text.replace("  ", " *");
    has(&after(|bag| forge_manifest(bag, star)), Altered, "manifest-line", "manifest-sha256.txt:1");
    let none = |_| String::new();
    has(&after(|bag| forge_manifest(bag, none)), Unexpected, "not-listed", PHOTO);
}

#[test]
fn the_tag_manifest_lists_three_files_and_no_others() {
    let found = after(|bag| {
        let path = bag.join("tagmanifest-sha256.txt");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    });
    has(&found, Altered, "tag-manifest-list", "bag-info.txt");
    let found = after(|bag| {
        let path = bag.join("tagmanifest-sha256.txt");
        let more = format!("{}{}  zz.txt\n", fs::read_to_string(&path).unwrap(), Digest::of(b""));
        fs::write(&path, more).unwrap();
    });
    has(&found, Altered, "tag-manifest-list", "zz.txt");
}

#[test]
fn a_bag_with_md5_only_is_no_bundle() {
    let found = after(|bag| {
        fs::rename(bag.join("manifest-sha256.txt"), bag.join("manifest-md5.txt")).unwrap();
    });
    has(&found, Unexpected, "other-manifest", "manifest-md5.txt");
    has(&found, Missing, "tag-file-missing", "manifest-sha256.txt");
}

#[test]
fn the_payload_has_the_size_that_bag_info_states() {
    let found = after(|bag| {
        let path = bag.join("bag-info.txt");
        let text = fs::read_to_string(&path).unwrap().replace("319.4", "319.5");
        fs::write(&path, text).unwrap();
        forge_manifest(bag, |text| text);
    });
    assert_eq!(found, [(Altered, "oxum-differs", "bag-info.txt".to_owned())]);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_found_and_never_followed_or_opened() {
    use std::os::unix::fs::symlink;
    let found = after(|bag| {
        fs::rename(bag.join(PHOTO), bag.parent().unwrap().join("away.jpg")).unwrap();
        symlink(bag.parent().unwrap().join("away.jpg"), bag.join(PHOTO)).unwrap();
    });
    has(&found, Unexpected, "not-a-plain-file", PHOTO);
    has(&found, Missing, "file-missing", PHOTO);

    let found = after(|bag| {
        fs::rename(bag.join("data/ledger"), bag.parent().unwrap().join("away")).unwrap();
        symlink("../../away", bag.join("data/ledger")).unwrap();
    });
    has(&found, Unexpected, "not-a-plain-file", "data/ledger");
    has(&found, Missing, "file-missing", "data/ledger/00ff.jsonl");

    for name in ["bagit.txt", "tagmanifest-sha256.txt.sig", PHOTO] {
        let found = after(|bag| {
            fs::remove_file(bag.join(name)).unwrap();
            assert!(std::process::Command::new("mkfifo").arg(bag.join(name)).status().unwrap().success());
        });
        has(&found, Unexpected, "not-a-plain-file", name);
    }
    let found = after(|bag| symlink("/", bag.join("data/root")).unwrap());
    assert_eq!(found, [(Unexpected, "not-a-plain-file", "data/root".to_owned())]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_found() {
    use std::os::unix::ffi::OsStrExt;
    let name = std::ffi::OsStr::from_bytes(b"x\xff");
    let found = after(|bag| fs::write(bag.join("data").join(name), b"").unwrap());
    has(&found, Unexpected, "name-not-text", "data/x\u{fffd}");
}

#[cfg(unix)]
#[test]
fn a_file_swapped_after_the_check_is_caught_when_it_is_read() {
    let (_folder, path) = bundle(Form::Folder);
    let bag = check(&path);
    assert!(bag.is_whole());
    fs::write(path.join("data/ledger/00ff.jsonl"), b"{} {}\n").unwrap();
    assert_eq!(bag.read_checked("data/ledger/00ff.jsonl", 99).unwrap_err().code, Code::BundleRejected);
    let copied = bag.copy_checked("data/ledger/00ff.jsonl", &mut Vec::new(), &Silent);
    assert_eq!(copied.unwrap_err().code, Code::BundleRejected);

    fs::rename(path.join("data/ledger"), path.join("away")).unwrap();
    std::os::unix::fs::symlink("../away", path.join("data/ledger")).unwrap();
    assert!(
        bag.read_checked("data/ledger/00ff.sigs", 99).is_err(),
        "through a link, though with the same bytes"
    );
}

#[test]
fn the_whole_folder_is_held_even_if_its_name_goes_to_another() {
    let (folder, path) = bundle(Form::Folder);
    let source = BagSource::open(&path).unwrap();
    fs::rename(&path, folder.path().join("moved")).unwrap();
    fs::create_dir_all(path.join("data")).unwrap();
    if cfg!(unix) {
        assert!(crate::bag::check(source, 2, &Silent).unwrap().is_whole());
    }
}

#[test]
fn what_is_no_bundle_at_all_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let open = |path: &Path| BagSource::open(path).err().map(|error| error.code);
    assert_eq!(open(&folder.path().join("none")), Some(Code::NotFound));
    fs::write(folder.path().join("text"), b"hello").unwrap();
    assert_eq!(open(&folder.path().join("text")), Some(Code::NotABundle));
    fs::write(folder.path().join("empty"), b"").unwrap();
    assert_eq!(open(&folder.path().join("empty")), Some(Code::NotABundle));
    let source = BagSource::open(folder.path()).unwrap();
    assert_eq!(crate::bag::check(source, 1, &Silent).err().map(|error| error.code), Some(Code::NotABundle));
}

#[test]
fn a_tag_file_that_never_ends_is_not_read_whole() {
    let found = after(|bag| {
        fs::File::options().write(true).open(bag.join("bag-info.txt")).unwrap().set_len(1 << 40).unwrap();
    });
    has(&found, Altered, "tag-file-too-long", "bag-info.txt");
}
