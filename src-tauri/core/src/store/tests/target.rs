//! What the catalogue's own disk and its earlier contents may do to us.

use crate::digest::Digest;
use crate::error::Code;
use crate::progress::Silent;
use crate::store::journal::JobKind;
use crate::store::originals::{HeldState, Originals};
use crate::store::settle::Held;
use crate::store::testing::{NOON, Place, open, quiet};

fn begun() -> (Place, crate::store::journal::Job) {
    let place = Place::new();
    let job = place.originals.begin(JobKind::Intake, "card", NOON, 0).unwrap();
    (place, job)
}

#[test]
fn the_same_bytes_are_held_once_whether_taken_again_or_twice_in_one_batch() {
    let (place, mut job) = begun();
    let (a, b) = (place.source("a.jpg", b"same"), place.source("b.jpg", b"same"));
    let staged = [&a, &b].map(|p| place.originals.stage(p, &quiet()).unwrap().unwrap());
    let settled = place.originals.settle(&mut job, staged.into(), &Silent).unwrap();
    assert_eq!([&settled[0].held, &settled[1].held], [&Held::New, &Held::Already]);
    assert_eq!(settled[1].source, b);
    let again = place.originals.take(&mut job, &a, &quiet()).unwrap().unwrap();
    assert!(again.already_held());
    assert_eq!(place.inside("originals").len(), 1);
    assert_eq!(place.inside("journal").len(), 1);
}

#[test]
fn a_file_already_held_keeps_its_ending_whatever_a_later_table_says() {
    let (place, mut job) = begun();
    let source = place.source("a.nef", b"raw");
    assert_eq!(place.originals.take(&mut job, &source, &quiet()).unwrap().unwrap().ext, "bin");
    let later = crate::store::stage::Staging { ext: |_| "nef", ..quiet() };
    let again = place.originals.take(&mut job, &source, &later).unwrap().unwrap();
    assert_eq!((again.ext.as_str(), again.held), ("bin", Held::Already));
    assert_eq!(place.inside("originals").len(), 1);
}

#[test]
fn a_damaged_original_is_set_aside_and_replaced_by_the_good_one_and_that_is_said() {
    let (place, mut job) = begun();
    let source = place.source("a.jpg", b"\xff\xd8good");
    let digest = Digest::of(b"\xff\xd8good");
    let held = place.originals.root().join(Originals::relative_path(&digest, "jpg"));
    let damages: [&dyn Fn(); 3] = [
        &|| std::fs::write(&held, b"\xff\xd8gone").unwrap(),
        &|| std::fs::write(&held, b"").unwrap(),
        #[cfg(unix)]
        &|| std::os::unix::fs::symlink(&source, &held).unwrap(),
    ];
    place.originals.take(&mut job, &source, &quiet()).unwrap().unwrap();
    for (count, damage) in damages.iter().enumerate() {
        std::fs::remove_file(&held).unwrap();
        damage();
        let state = place.originals.check(&digest, &|| true).unwrap();
        assert!(matches!(state, HeldState::Damaged { .. }), "{state:?}");
        let settled = place.originals.take(&mut job, &source, &quiet()).unwrap().unwrap();
        let Held::Repaired(name) = &settled.held else { panic!("{settled:?}") };
        assert!(name.ends_with(&format!("damaged-{digest}.jpg")) && settled.already_held());
        assert_eq!(place.inside("quarantine").len(), count + 1, "nothing of it is deleted");
        assert_eq!(place.originals.check(&digest, &|| true).unwrap(), HeldState::Whole { size: 6 });
        assert!(held.symlink_metadata().unwrap().is_file());
    }
}

#[test]
fn a_whole_file_in_quarantine_is_adopted_and_a_damaged_one_is_left_there() {
    let (place, mut job) = begun();
    for (bytes, in_quarantine, held) in [(b"one", b"one", Held::FromQuarantine), (b"two", b"bad", Held::New)]
    {
        let digest = Digest::of(bytes);
        std::fs::write(place.originals.quarantine().join(format!("{digest}.jpg")), in_quarantine).unwrap();
        let settled =
            place.originals.take(&mut job, &place.source("x.jpg", bytes), &quiet()).unwrap().unwrap();
        assert_eq!(settled.held, held);
        assert_eq!(place.originals.check(&digest, &|| true).unwrap(), HeldState::Whole { size: 3 });
    }
    assert_eq!(place.inside("quarantine"), [format!("{}.jpg", Digest::of(b"two"))]);
}

#[test]
fn a_read_back_that_differs_ends_the_job_and_nothing_is_in_place() {
    let (place, mut job) = begun();
    let staged = place.originals.stage(&place.source("a.jpg", b"bytes"), &quiet()).unwrap().unwrap();
    // A disk that loses a write: the temporary file is not what was written to it.
    let path = &staged.temporary.path;
    std::fs::remove_file(path).unwrap();
    std::fs::write(path, b"bytez").unwrap();
    let error = place.originals.settle(&mut job, vec![staged], &Silent).unwrap_err();
    assert_eq!(error.code, Code::ReadBackDiffers);
    assert!(place.inside("originals").is_empty());
    assert_eq!(place.inside("journal").len(), 1);
}

#[test]
fn a_job_without_room_is_refused_before_any_folder_is_made() {
    let place = Place::new();
    let error = place.originals.begin(JobKind::Intake, "card", NOON, u64::MAX).unwrap_err();
    assert_eq!(error.code, Code::DiskFull);
    assert!(!place.originals.folder().exists() && !place.originals.journal().exists());
}

#[test]
fn a_folder_of_the_catalogue_that_is_a_link_is_refused() {
    for name in ["originals", "journal", "quarantine"] {
        let place = Place::new();
        std::fs::write(place.originals.root().join(name), b"").unwrap();
        let random = std::sync::Arc::new(crate::store::testing::Counting::default());
        let error = Originals::open(place.originals.root(), random).map(|_| ()).unwrap_err();
        assert_eq!(error.code, Code::CatalogueDamaged);
    }
}

#[test]
fn a_name_that_is_taken_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    for rename in [crate::store::files::rename_new, crate::store::files::rename_by_link] {
        std::fs::write(&from, b"new").unwrap();
        std::fs::write(&to, b"old").unwrap();
        assert_eq!(rename(&from, &to).unwrap_err().kind(), std::io::ErrorKind::AlreadyExists);
        assert_eq!(
            (std::fs::read(&from).unwrap(), std::fs::read(&to).unwrap()),
            (b"new".into(), b"old".into())
        );
        std::fs::remove_file(&to).unwrap();
        rename(&from, &to).unwrap();
        assert!(!from.exists() && std::fs::read(&to).unwrap() == b"new");
    }
}

/// Disks of a kind that a test cannot have everywhere: a small one, and one that may only be read.
#[cfg(target_os = "linux")]
mod disks {
    use super::*;
    use std::path::Path;
    use std::process::Command;

    struct Mount(tempfile::TempDir);

    impl Mount {
        fn small() -> Option<Self> {
            let folder = tempfile::tempdir().unwrap();
            let mounted = run("mount", &["-t", "tmpfs", "-o", "size=2m", "tmpfs"], folder.path());
            if !mounted {
                crate::store::testing::skipped("a small disk cannot be mounted here (it needs root)");
            }
            mounted.then_some(Self(folder))
        }

        fn make_read_only(&self) {
            assert!(run("mount", &["-o", "remount,ro"], self.0.path()));
        }
    }

    impl Drop for Mount {
        fn drop(&mut self) {
            run("umount", &["-l"], self.0.path());
        }
    }

    fn run(program: &str, arguments: &[&str], path: &Path) -> bool {
        Command::new(program).args(arguments).arg(path).output().is_ok_and(|o| o.status.success())
    }

    #[test]
    fn a_full_disk_ends_the_job_and_what_was_settled_before_stays_whole() {
        let Some(disk) = Mount::small() else { return };
        let place = Place::new();
        let originals = open(disk.0.path());
        // Too small for the reserve: the job is refused, and nothing is on the disk.
        assert_eq!(originals.begin(JobKind::Intake, "card", NOON, 0).unwrap_err().code, Code::DiskFull);
        assert_eq!(std::fs::read_dir(disk.0.path()).unwrap().count(), 0);
        // The room went away after the job began.
        for folder in [originals.folder(), originals.journal(), originals.quarantine()] {
            std::fs::create_dir(folder).unwrap();
        }
        let id = "00000000000000aa".to_owned();
        let mut job =
            crate::store::journal::Job::begin(&originals.journal(), id, JobKind::Intake, "c", NOON).unwrap();
        let first =
            originals.take(&mut job, &place.source("a.jpg", &vec![1; 1 << 20]), &quiet()).unwrap().unwrap();
        let large = place.source("b.jpg", &vec![2; 3 << 20]);
        let error = originals.stage(&large, &quiet()).unwrap_err();
        assert_eq!(error.code, Code::DiskFull);
        assert!(error.safe.is_some() && error.remedy.is_some());
        assert_eq!(originals.check(&first.digest, &|| true).unwrap(), HeldState::Whole { size: 1 << 20 });
        assert_eq!(std::fs::read_dir(originals.journal()).unwrap().count(), 1, "the part was removed");
        assert_eq!(std::fs::read(&large).unwrap().len(), 3 << 20);
    }

    #[test]
    fn a_disk_that_may_only_be_read_refuses_the_job_and_still_shows_what_it_holds() {
        let Some(disk) = Mount::small() else { return };
        disk.make_read_only();
        let place = Place::new();
        let originals = open(disk.0.path());
        let error = originals.make_folder(&originals.folder()).unwrap_err();
        assert_eq!(error.code, Code::ReadOnly);
        assert_eq!(originals.check(&Digest::of(b"x"), &|| true).unwrap(), HeldState::Missing);
        assert!(originals.recover(&|_| Ok(false)).unwrap().is_clean());
        // A card that may only be read is the usual case.
        let mut job = place.originals.begin(JobKind::Intake, "card", NOON, 0).unwrap();
        assert!(run("mount", &["-o", "remount,rw"], disk.0.path()));
        std::fs::write(disk.0.path().join("a.jpg"), b"bytes").unwrap();
        disk.make_read_only();
        place.originals.take(&mut job, &disk.0.path().join("a.jpg"), &quiet()).unwrap().unwrap();
    }
}
