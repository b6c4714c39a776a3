//! A bundle is written whole or not at all, and reads back as it was given.

use super::*;
use crate::error::{Code, Error};
use crate::progress::{Progress, Unit};
use std::fs;

/// Every name in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn both_forms_hold_the_same_files_and_nothing_is_found_in_them() {
    let mut tag_manifests = Vec::new();
    for form in [Form::Folder, Form::Zip] {
        let folder = tempfile::tempdir().unwrap();
        let written = write(folder.path(), form);
        let bag = check(&written.path);
        assert_eq!(bag.findings, []);
        assert_eq!(bag.source().form(), form);
        assert_eq!(bag.source().name(), NAME);
        assert_eq!((bag.whole_files, bag.whole_bytes), (4, 319));
        assert_eq!((written.files, written.bytes), (4, 319));
        assert_eq!(bag.tag_manifest_digest, written.tag_manifest);
        assert_eq!(bag.signature_file, sign(&bag.tag_manifest).unwrap());
        assert_eq!(bag.manifest[PHOTO], Digest::of(&photo()));
        let info: Vec<_> = bag.bag_info.iter().map(|(l, v)| (l.as_str(), v.as_str())).collect();
        assert_eq!(
            info,
            [("Source-Organization", "Unité 7"), ("Bagging-Date", "2025-11-13"), ("Payload-Oxum", "319.4")]
        );
        assert_eq!(bag.read_checked(PHOTO, 300).unwrap(), photo());
        assert_eq!(bag.read_checked(PHOTO, 299).unwrap_err().code, Code::TooLarge);
        assert_eq!(bag.read_checked("data/none", 9).unwrap_err().code, Code::NotFound);
        let mut copy = Vec::new();
        assert_eq!(bag.copy_checked(PHOTO, &mut copy, &Silent).unwrap(), 300);
        assert_eq!(copy, photo());
        assert_eq!(names(folder.path()).len(), 2, "bundle and original, no temporary");
        tag_manifests.push(written.tag_manifest);
    }
    assert_eq!(tag_manifests[0], tag_manifests[1]);
}

#[test]
fn the_order_of_adding_does_not_change_a_zip() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = [("data/b", "1"), ("data/a/x", "2"), ("data/a-x", "3"), ("data/a.x", "4")];
    let mut bytes = Vec::new();
    for name in ["one", "two"] {
        let inner = folder.path().join(name);
        fs::create_dir(&inner).unwrap();
        let mut writer = BundleWriter::create(&inner, "b", Form::Zip).unwrap();
        for (path, content) in files {
            writer.add_bytes(path, content.as_bytes(), &Silent).unwrap();
        }
        let written = writer.finish("2025-11-13", &[], &mut sign, &Silent).unwrap();
        assert_eq!(codes(&written.path), [""; 0]);
        bytes.push(fs::read(written.path).unwrap());
        files.reverse();
    }
    assert_eq!(bytes[0], bytes[1]);
}

#[test]
fn a_writer_that_is_dropped_leaves_only_what_was_there() {
    for form in [Form::Folder, Form::Zip] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".other.partial"), b"not ours").unwrap();
        let mut writer = BundleWriter::create(folder.path(), NAME, form).unwrap();
        writer.add_bytes("data/a/b", b"x", &Silent).unwrap();
        assert!(names(folder.path()).len() > 1);
        drop(writer);
        assert_eq!(names(folder.path()), [".other.partial"]);
    }
}

#[test]
fn a_failing_signature_leaves_no_bundle() {
    for form in [Form::Folder, Form::Zip] {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = BundleWriter::create(folder.path(), NAME, form).unwrap();
        writer.add_bytes("data/a", b"x", &Silent).unwrap();
        let refuse = &mut |_: &[u8]| Err(Error::new(Code::KeyLocked, "signing", "locked"));
        let error = writer.finish("2025-11-13", &[], refuse, &Silent).unwrap_err();
        assert_eq!(error.code, Code::KeyLocked);
        assert_eq!(names(folder.path()), [""; 0]);
    }
}

#[test]
fn an_original_whose_bytes_are_others_stops_the_bundle() {
    for form in [Form::Folder, Form::Zip] {
        let folder = tempfile::tempdir().unwrap();
        let original = folder.path().join("original");
        fs::write(&original, b"altered").unwrap();
        let mut writer = BundleWriter::create(folder.path(), NAME, form).unwrap();
        let added = writer.add_known(PHOTO, &original, Digest::of(b"genuine"), &Silent);
        let error = match added {
            Err(error) => error,
            Ok(()) => writer.finish("2025-11-13", &[], &mut sign, &Silent).unwrap_err(),
        };
        assert_eq!(error.code, Code::ReadBackDiffers);
    }
}

#[test]
fn an_original_that_grows_between_planning_and_writing_stops_the_zip() {
    let folder = tempfile::tempdir().unwrap();
    let original = folder.path().join("original");
    fs::write(&original, b"genuine").unwrap();
    let mut writer = BundleWriter::create(folder.path(), NAME, Form::Zip).unwrap();
    writer.add_known(PHOTO, &original, Digest::of(b"genuine"), &Silent).unwrap();
    fs::write(&original, b"genuine and more").unwrap();
    let error = writer.finish("2025-11-13", &[], &mut sign, &Silent).unwrap_err();
    assert_eq!(error.code, Code::ReadBackDiffers);
    assert_eq!(names(folder.path()), ["original"]);
}

#[cfg(unix)]
#[test]
fn an_original_that_is_a_link_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("real"), b"x").unwrap();
    std::os::unix::fs::symlink("real", folder.path().join("link")).unwrap();
    let mut writer = BundleWriter::create(folder.path(), NAME, Form::Folder).unwrap();
    let error = writer.add_known(PHOTO, &folder.path().join("link"), Digest::of(b"x"), &Silent).unwrap_err();
    assert_eq!(error.code, Code::NotARegularFile);
}

#[test]
fn a_bundle_never_replaces_what_has_its_name_even_if_that_came_meanwhile() {
    for (form, file) in [(Form::Folder, NAME.to_owned()), (Form::Zip, format!("{NAME}.zip"))] {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join(file);
        let mut writer = BundleWriter::create(folder.path(), NAME, form).unwrap();
        writer.add_bytes("data/a", b"x", &Silent).unwrap();
        fs::write(&taken, b"theirs").unwrap();
        let error = writer.finish("2025-11-13", &[], &mut sign, &Silent).unwrap_err();
        assert_eq!(error.code, Code::AlreadyExists);
        assert_eq!(fs::read(&taken).unwrap(), b"theirs");
        assert_eq!(names(folder.path()).len(), 1);
        let refused = BundleWriter::create(folder.path(), NAME, form).err().unwrap();
        assert_eq!(refused.code, Code::AlreadyExists);
    }
}

#[test]
fn paths_that_a_bundle_may_not_have_are_refused_and_others_still_taken() {
    for form in [Form::Folder, Form::Zip] {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(BundleWriter::create(folder.path(), "../x", form).err().unwrap().code, Code::UnsafePath);
        let mut writer = BundleWriter::create(folder.path(), NAME, form).unwrap();
        writer.add_bytes("data/a/b", b"x", &Silent).unwrap();
        for (bad, code) in [
            ("data/../../x", Code::UnsafePath),
            ("/data/x", Code::UnsafePath),
            ("data/X", Code::UnsafePath),
            ("bagit.txt", Code::UnsafePath),
            ("fetch.txt", Code::UnsafePath),
            ("data/a/b", Code::AlreadyExists),
            ("data/a/b/c", Code::AlreadyExists),
            ("data/a", Code::AlreadyExists),
        ] {
            assert_eq!(writer.add_bytes(bad, b"x", &Silent).unwrap_err().code, code, "{bad}");
        }
        writer.add_bytes("data/c", b"x", &Silent).unwrap();
        let written = writer.finish("2025-11-13", &[], &mut sign, &Silent).unwrap();
        assert_eq!(codes(&written.path), [""; 0]);
    }
}

#[test]
fn a_bundle_without_payload_is_not_whole() {
    let folder = tempfile::tempdir().unwrap();
    let writer = BundleWriter::create(folder.path(), NAME, Form::Folder).unwrap();
    let written = writer.finish("2025-11-13", &[], &mut sign, &Silent).unwrap();
    assert_eq!(codes(&written.path), ["payload-missing"]);
}

/// Counts bytes, and asks to stop after so many.
struct Counting(std::sync::atomic::AtomicU64, u64);

impl Progress for Counting {
    fn stage(&self, _: &'static str, _: Option<u64>, _: Unit) {}
    fn advance(&self, amount: u64) {
        self.0.fetch_add(amount, std::sync::atomic::Ordering::Relaxed);
    }
    fn cancelled(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::Relaxed) > self.1
    }
}

#[test]
fn progress_counts_every_payload_byte_once_and_stopping_leaves_nothing() {
    for form in [Form::Folder, Form::Zip] {
        let folder = tempfile::tempdir().unwrap();
        let original = folder.path().join("original");
        fs::write(&original, photo()).unwrap();
        for (most, stopped) in [(u64::MAX, false), (600, true)] {
            let counting = Counting(0.into(), most);
            let mut writer = BundleWriter::create(folder.path(), NAME, form).unwrap();
            let mut add = || -> crate::error::Result<()> {
                writer.add_bytes("data/a", &[7; 500], &counting)?;
                writer.add_known(PHOTO, &original, Digest::of(&photo()), &counting)
            };
            let result = add().and_then(|()| writer.finish("2025-11-13", &[], &mut sign, &counting));
            assert_eq!(result.is_err(), stopped, "{form:?}");
            assert_eq!(counting.0.into_inner(), 800);
            if let Ok(written) = result {
                match form {
                    Form::Folder => fs::remove_dir_all(written.path).unwrap(),
                    Form::Zip => fs::remove_file(written.path).unwrap(),
                }
            }
            assert_eq!(names(folder.path()), ["original"]);
        }
    }
}
