//! What an export leaves that did not end well: the leavings of a killed one are said, and the next export there removes
//! them, and nothing else; one whose target gives back something else counts as none.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

use sigillum_core::catalogue::ExportOptions;
use sigillum_core::error::Code;
use sigillum_core::progress::{Progress, Unit};
use sigillum_tests::StopWriting;
use sigillum_tests::crash::copy_folder;
use sigillum_tests::crash::job::Job;
use sigillum_tests::crash::judge::names;
use sigillum_tests::crash::runner::{Kill, run};
use sigillum_tests::laptop::{Laptop, export, take_in};
use std::path::Path;
use std::time::Duration;

/// A laptop with two photos.
fn laptop(parent: &Path) -> Laptop {
    let laptop = Laptop::new(parent, "amara");
    let card = laptop.folder.join("card");
    std::fs::create_dir_all(&card).unwrap();
    for index in 0..2 {
        std::fs::write(card.join(format!("{index}.jpg")), sigillum_tests::picture(index)).unwrap();
    }
    take_in(&mut laptop.begin(), &card, None, None);
    laptop
}

/// The laptop after its export was killed while the temporary was being written.
fn killed(parent: &Path, job: &Job) -> (Laptop, Vec<String>) {
    let whole = laptop(parent);
    for tick in 1.. {
        let folder = parent.join(format!("killed-{tick}"));
        copy_folder(&whole.folder, &folder);
        let kill = Kill { tick, later: Duration::from_micros(300) };
        let ran =
            run(Path::new(env!("CARGO_BIN_EXE_worker")), &folder, std::slice::from_ref(job), Some(kill));
        assert!(!ran.finished, "no kill left a temporary");
        let left = names(&folder.join("bundles"));
        if left.iter().any(|name| name.ends_with(".partial")) {
            return (Laptop { folder, name: "amara".into() }, left);
        }
    }
    unreachable!()
}

#[test]
fn the_next_export_into_that_folder_removes_what_a_killed_one_left_and_says_so() {
    for job in [Job::ExportFolder, Job::ExportZip] {
        let temp = tempfile::tempdir().unwrap();
        let (laptop, left) = killed(temp.path(), &job);
        let mut catalogue = laptop.open();
        let told: Vec<_> = catalogue.exports_cut_off().unwrap().into_iter().map(|cut| cut.path).collect();
        let bundles = laptop.bundles().canonicalize().unwrap();
        assert_eq!(told, left.iter().map(|name| bundles.join(name)).collect::<Vec<_>>());
        assert!(catalogue.recovery().is_clean(), "{:?}", catalogue.recovery());
        let exported = export(&mut catalogue, &laptop, false, None);
        assert_eq!(exported.removed, told);
        assert_eq!(names(&laptop.bundles()), [exported.name.clone(), exported.name + ".tsq"]);
        assert_eq!(names(&laptop.root().join("journal")), [""; 0]);
        assert_eq!(catalogue.exports_cut_off().unwrap(), []);
    }
}

#[test]
fn a_stick_that_is_mounted_elsewhere_next_time_is_cleared_all_the_same() {
    let temp = tempfile::tempdir().unwrap();
    let (laptop, left) = killed(temp.path(), &Job::ExportFolder);
    let stick = temp.path().join("stick");
    std::fs::rename(laptop.bundles(), &stick).unwrap();
    std::fs::create_dir(laptop.bundles()).unwrap();
    let mut catalogue = laptop.open();
    assert_eq!(catalogue.exports_cut_off().unwrap(), [], "the stick is not here");
    let options = ExportOptions { to: stick.clone(), zip: true, since: None, invite: false };
    let exported = catalogue.export(&options, &sigillum_core::progress::Silent).unwrap();
    assert_eq!(exported.removed.len(), left.len());
    assert_eq!(names(&stick), ["tsq", "zip"].map(|ending| format!("{}.{ending}", exported.name)));
}

#[test]
fn what_another_program_or_catalogue_began_is_never_removed() {
    let temp = tempfile::tempdir().unwrap();
    let (laptop, left) = killed(temp.path(), &Job::ExportFolder);
    let own = left.iter().find(|name| name.ends_with(".partial")).unwrap();
    // Another catalogue's, an older program's, a person's, and things of another kind under a name of ours.
    let id = own.rsplit('.').nth(1).unwrap();
    let others = [
        own.replace(id, "00112233445566ff"),
        ".lon-2025-114-full-0011aabb-17-ab12cd.partial".to_owned(),
        format!("{}.partial", id),
        format!(".x.{id}.partial.txt"),
    ];
    for other in &others {
        std::fs::create_dir(laptop.bundles().join(other)).unwrap();
        std::fs::write(laptop.bundles().join(other).join("theirs"), b"theirs").unwrap();
    }
    let file = format!(".file-and-no-folder.{id}.partial");
    std::fs::write(laptop.bundles().join(&file), b"theirs").unwrap();
    #[cfg(unix)]
    {
        let link = laptop.bundles().join(format!(".link.{id}.partial"));
        std::os::unix::fs::symlink(laptop.folder.join("card"), &link).unwrap();
    }
    let exported = export(&mut laptop.open(), &laptop, false, None);
    assert_eq!(exported.removed.len(), left.len());
    for other in &others {
        assert!(laptop.bundles().join(other).join("theirs").exists(), "{other}");
    }
    assert!(laptop.bundles().join(&file).exists());
    assert_eq!(names(&laptop.folder.join("card")), ["0.jpg", "1.jpg"], "a link is not followed");
    #[cfg(unix)]
    assert!(laptop.bundles().join(format!(".link.{id}.partial")).symlink_metadata().is_ok());
}

#[test]
fn an_export_that_is_stopped_leaves_nothing_behind_on_either_side() {
    for zip in [false, true] {
        let temp = tempfile::tempdir().unwrap();
        let laptop = laptop(temp.path());
        let mut catalogue = laptop.open();
        let options = ExportOptions { to: laptop.bundles(), zip, since: None, invite: false };
        let stopped = catalogue.export(&options, &StopWriting::default()).unwrap_err();
        assert_eq!(stopped.code, Code::Cancelled);
        assert_eq!(names(&laptop.bundles()), [""; 0]);
        assert_eq!(names(&laptop.root().join("journal")), [""; 0]);
        assert_eq!(export(&mut catalogue, &laptop, zip, None).removed, [""; 0].map(std::path::PathBuf::from));
    }
}

/// Exports a second time, by another hand, in the middle of the first.
struct Between<'a> {
    hand: std::sync::Mutex<sigillum_core::catalogue::Catalogue>,
    laptop: &'a Laptop,
    told: std::sync::Mutex<Vec<String>>,
}

impl Progress for Between<'_> {
    fn stage(&self, _: &'static str, _: Option<u64>, _: Unit) {}
    fn advance(&self, _: u64) {
        let mut told = self.told.lock().unwrap();
        if told.is_empty() && names(&self.laptop.bundles()).iter().any(|name| name.ends_with(".partial")) {
            let mut hand = self.hand.lock().unwrap();
            assert_eq!(hand.exports_cut_off().unwrap(), []);
            let other = export(&mut hand, self.laptop, true, None);
            assert_eq!(other.removed, [""; 0].map(std::path::PathBuf::from));
            told.push(other.name);
        }
    }
}

#[test]
fn what_another_hand_is_writing_now_is_no_leaving() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = laptop(temp.path());
    let mut catalogue = laptop.open();
    let hand = catalogue.hand().unwrap().into();
    let between = Between { hand, laptop: &laptop, told: Vec::new().into() };
    let options = ExportOptions { to: laptop.bundles(), zip: false, since: None, invite: false };
    let exported = catalogue.export(&options, &between).unwrap();
    let other = between.told.lock().unwrap()[0].clone();
    let mut both =
        [format!("{}.tsq", exported.name), exported.name, format!("{other}.zip"), format!("{other}.tsq")];
    both.sort();
    assert_eq!(names(&laptop.bundles()), both);
}

/// A stick that forgets a byte of a photo as soon as the bundle stands on it under its own name.
struct Forgetful {
    stick: std::path::PathBuf,
    done: std::sync::atomic::AtomicBool,
}

impl Progress for Forgetful {
    fn stage(&self, _: &'static str, _: Option<u64>, _: Unit) {
        use std::sync::atomic::Ordering;
        let whole = |name: &String| !name.ends_with(".partial") && !name.ends_with(".tsq");
        let Some(bundle) = names(&self.stick).into_iter().find(whole) else { return };
        if self.done.swap(true, Ordering::Relaxed) {
            return;
        }
        let shelves = self.stick.join(bundle).join("data/originals");
        let shelf = shelves.join(&names(&shelves)[0]);
        let photo = shelf.join(&names(&shelf)[0]);
        let mut bytes = std::fs::read(&photo).unwrap();
        bytes[100] ^= 1;
        std::fs::write(&photo, bytes).unwrap();
    }
    fn advance(&self, _: u64) {}
    fn cancelled(&self) -> bool {
        false
    }
}

#[test]
fn a_bundle_that_the_stick_does_not_give_back_as_it_was_written_counts_as_no_export() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = laptop(temp.path());
    let mut catalogue = laptop.open();
    let due = catalogue.leave().unwrap().not_exported;
    let stick = Forgetful { stick: laptop.bundles(), done: false.into() };
    let options = ExportOptions { to: laptop.bundles(), zip: false, since: None, invite: false };
    let exported = catalogue.export(&options, &stick).unwrap();
    assert_eq!(exported.verdict, sigillum_core::verify::Verdict::Altered);
    assert!(stick.done.into_inner());
    assert_eq!(catalogue.leave().unwrap().not_exported, due);
    assert!(catalogue.known_bundles().unwrap().is_empty());
    let since = ExportOptions { since: Some(exported.path), ..options };
    assert_eq!(
        catalogue.export(&since, &sigillum_core::progress::Silent).unwrap_err().code,
        Code::BundleRejected
    );
}
