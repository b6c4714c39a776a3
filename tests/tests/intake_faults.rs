//! Cards that are not as they should be: whatever can be taken in is, byte for byte, and the rest is said.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

use sigillum_core::catalogue::{Catalogue, IntakeOptions, IntakeReport};
use sigillum_core::digest::Digest;
use sigillum_core::error::Code;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::photo::{IntakeFile, Outcome, read_list};
use sigillum_core::progress::{Progress, Silent, Unit};
use sigillum_core::store::journal::JobKind;
use sigillum_core::store::originals::Originals;
use sigillum_core::store::stage::Staging;
use sigillum_core::time::{Clock, Moment};
use sigillum_tests::laptop::{Laptop, SystemClock, SystemRandom, take_in};
use sigillum_tests::{outside, picture};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A laptop with an operation, and a card beside it.
struct Desk {
    folder: tempfile::TempDir,
    laptop: Laptop,
    catalogue: Catalogue,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let laptop = Laptop::new(folder.path(), "sokha");
        let catalogue = laptop.begin();
        std::fs::create_dir_all(folder.path().join("card/DCIM/100NIKON")).unwrap();
        Self { folder, laptop, catalogue }
    }

    fn card(&self) -> PathBuf {
        self.folder.path().join("card")
    }

    fn put(&self, name: impl AsRef<OsStr>, bytes: &[u8]) -> PathBuf {
        let path = self.card().join("DCIM/100NIKON").join(name.as_ref());
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn pictures(&self, count: u32) {
        for index in 0..count {
            self.put(format!("DSC_{:04}.JPG", index + 1), &picture(index));
        }
    }

    fn take(&mut self) -> IntakeReport {
        let card = self.card();
        take_in(&mut self.catalogue, &card, None, None)
    }

    fn take_watched(&mut self, progress: &dyn Progress) -> IntakeReport {
        let options =
            IntakeOptions { sources: vec![self.card()], label: "card A".into(), ..IntakeOptions::default() };
        self.catalogue.photo_add(&options, progress).unwrap()
    }

    /// Every file that the report calls held stands here as it stands on the card; the list of the intake is kept
    /// as it was reported; nothing is wrong with the catalogue.
    fn assert_whole(&self, report: &IntakeReport) {
        for file in report.files.iter().filter(|f| f.sha256.is_some()) {
            self.assert_held(file);
        }
        let kept = self.kept_lists();
        assert!(kept.contains(&report.files), "the list is not kept as it was reported");
        let check = self.catalogue.check(None, &Silent).unwrap();
        assert_eq!(check.findings, []);
    }

    fn assert_held(&self, file: &IntakeFile) {
        let name = match &file.name_hex {
            Some(hex) => {
                let bytes = sigillum_core::digest::from_hex(hex).unwrap();
                OsStr::from_bytes(&bytes).to_owned()
            }
            None => file.name.clone().into(),
        };
        let card = std::fs::read(self.card().join(&file.path).join(name)).unwrap();
        let path = self.catalogue.original_path(&file.sha256.unwrap()).unwrap().unwrap();
        assert!(std::fs::read(path).unwrap() == card, "{} is not as it came", file.name);
    }

    fn kept_lists(&self) -> Vec<Vec<IntakeFile>> {
        let mut lists = Vec::new();
        for folder in std::fs::read_dir(self.laptop.root().join("originals")).unwrap() {
            for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
                let bytes = std::fs::read(file.unwrap().path()).unwrap();
                if bytes.starts_with(b"{") {
                    lists.extend(read_list(&bytes).ok());
                }
            }
        }
        lists
    }
}

fn file<'r>(report: &'r IntakeReport, name: &str) -> &'r IntakeFile {
    report.files.iter().find(|f| f.name == name).unwrap_or_else(|| panic!("{name} is not in {report:?}"))
}

fn said(report: &IntakeReport, name: &str) -> (Outcome, Option<String>) {
    let file = file(report, name);
    (file.outcome, file.reason.clone())
}

fn photo_id(file: &IntakeFile) -> RecordId {
    RecordId::new(RecordKind::Photo, file.sha256.unwrap())
}

/// Acts once, when so many bytes were read.
struct Once<F> {
    after: u64,
    read: AtomicU64,
    act: F,
}

impl<F: Fn() + Send + Sync> Progress for Once<F> {
    fn stage(&self, _: &'static str, _: Option<u64>, _: Unit) {}

    fn advance(&self, amount: u64) {
        let before = self.read.fetch_add(amount, Ordering::SeqCst);
        if before < self.after && before + amount >= self.after {
            (self.act)();
        }
    }
}

/// Stops once so many bytes were read.
struct Stop(u64, AtomicU64);

impl Progress for Stop {
    fn stage(&self, _: &'static str, _: Option<u64>, _: Unit) {}

    fn advance(&self, amount: u64) {
        self.1.fetch_add(amount, Ordering::SeqCst);
    }

    fn cancelled(&self) -> bool {
        self.1.load(Ordering::SeqCst) >= self.0
    }
}

/// Mounts memory as a card; `None`, said, where this user may not.
fn mount(at: &Path) -> Option<Mounted> {
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=32m", "card"]).arg(at).output();
    if mounted.is_ok_and(|output| output.status.success()) {
        return Some(Mounted(at.to_owned()));
    }
    eprintln!("SKIPPED: this user may not mount, so no card is pulled or locked");
    None
}

struct Mounted(PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

#[test]
fn a_card_that_cannot_be_written_is_taken_in_and_not_touched() {
    let mut desk = Desk::new();
    let mounted = mount(&desk.card());
    std::fs::create_dir_all(desk.card().join("DCIM/100NIKON")).unwrap();
    desk.pictures(3);
    let folder = desk.card().join("DCIM/100NIKON");
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o555)).unwrap();
    if mounted.is_some() {
        let locked = Command::new("mount").args(["-o", "remount,ro"]).arg(desk.card()).status().unwrap();
        assert!(locked.success());
    }
    let times = || {
        let stamp = |item: std::fs::DirEntry| {
            let m = item.metadata().unwrap();
            (item.file_name(), m.modified().unwrap(), m.accessed().unwrap())
        };
        std::fs::read_dir(&folder).unwrap().map(|item| stamp(item.unwrap())).collect::<Vec<_>>()
    };
    let before = times();
    let report = desk.take();
    assert_eq!((report.counts.taken, report.stopped), (3, false));
    assert_eq!(times(), before, "reading left its mark on the card");
    desk.assert_whole(&report);
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o755)).ok();
}

#[test]
fn a_card_pulled_during_intake_keeps_what_was_taken_and_goes_on_when_it_is_back() {
    let mut desk = Desk::new();
    let Some(mounted) = mount(&desk.card()) else { return };
    std::fs::create_dir_all(desk.card().join("DCIM/100NIKON")).unwrap();
    desk.pictures(12);
    let five: u64 = (0..5).map(|index| picture(index).len() as u64).sum();
    let card = desk.card();
    let pull = || drop(Command::new("umount").arg("-l").arg(&card).output().unwrap());
    let report = desk.take_watched(&Once { after: five, read: AtomicU64::new(0), act: pull });
    assert!(report.stopped);
    assert_eq!(report.why.as_ref().map(|error| error.code), Some(Code::DeviceGone));
    let taken = usize::try_from(report.counts.taken).unwrap();
    assert!((4..=6).contains(&taken), "{:?}", report.counts);
    let gone = |f: &&IntakeFile| f.reason.as_deref() == Some("device_gone");
    assert_eq!(report.files.iter().filter(gone).count(), 12 - taken, "{:?}", report.files);
    let _back = mount(&desk.card());
    std::fs::create_dir_all(desk.card().join("DCIM/100NIKON")).unwrap();
    desk.pictures(12);
    desk.assert_whole(&report);
    let again = desk.take();
    assert_eq!((again.counts.held, again.counts.taken), (taken as u64, 12 - taken as u64));
    desk.assert_whole(&again);
    drop(mounted);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_not_taken_and_the_others_are() {
    let mut desk = Desk::new();
    desk.pictures(2);
    let film = desk.put("DSC_0003.MOV", &vec![7; 3 << 20]);
    let grow = || {
        let mut bytes = std::fs::read(&film).unwrap();
        bytes[0] = 8;
        bytes.push(9);
        std::fs::write(&film, bytes).unwrap();
    };
    let report = desk.take_watched(&Once { after: 1 << 20, read: AtomicU64::new(0), act: grow });
    assert_eq!(said(&report, "DSC_0003.MOV"), (Outcome::Unreadable, Some("changed".into())));
    assert_eq!((report.counts.taken, report.stopped), (2, false));
    desk.assert_whole(&report);
}

#[test]
fn a_photo_cut_short_is_taken_as_it_is_and_an_empty_file_is_said() {
    let mut desk = Desk::new();
    let whole = picture(1);
    desk.put("DSC_0001.JPG", &whole[..whole.len() / 2]);
    desk.put("DSC_0002.JPG", &whole[..3]);
    desk.put("DSC_0003.JPG", b"");
    let report = desk.take();
    assert_eq!(said(&report, "DSC_0001.JPG"), (Outcome::Taken, None));
    assert_eq!(said(&report, "DSC_0002.JPG"), (Outcome::Taken, None));
    assert_eq!(said(&report, "DSC_0003.JPG"), (Outcome::Unreadable, Some("empty".into())));
    assert!(report.warnings.iter().any(|(name, _)| name == "DSC_0001.JPG"), "{:?}", report.warnings);
    desk.assert_whole(&report);
}

#[test]
fn a_film_of_two_gigabytes_comes_back_byte_for_byte() {
    let mut desk = Desk::new();
    let path = desk.put("DSC_0001.MP4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom");
    let size = (2 << 30) + 5;
    std::fs::File::options().write(true).open(&path).unwrap().set_len(size).unwrap();
    let report = desk.take();
    assert_eq!(report.counts.taken, 1, "{:?}", report.files);
    let film = file(&report, "DSC_0001.MP4");
    let (ours, length) = sigillum_core::store::files::hash_from_medium(&path, &|| true).unwrap();
    assert_eq!((film.sha256, film.size, length), (Some(ours), Some(size), size));
    assert_eq!(desk.catalogue.photo(&photo_id(film)).unwrap().media_type, "video/mp4");
    assert_eq!(desk.catalogue.check(None, &Silent).unwrap().findings, []);
}

#[test]
fn names_come_back_as_the_card_has_them_decomposed_or_no_text_at_all() {
    let mut desk = Desk::new();
    let decomposed = "Te\u{301}moin.JPG";
    desk.put(decomposed, &picture(1));
    desk.put(OsStr::from_bytes(b"stat\xffue.JPG"), &picture(2));
    desk.put("រូបថត.JPG", &picture(3));
    let report = desk.take();
    assert_eq!(report.counts.taken, 3, "{:?}", report.files);
    assert_eq!(file(&report, decomposed).name_hex, None);
    let odd = file(&report, "stat\u{fffd}ue.JPG");
    assert_eq!(odd.name_hex.as_deref(), Some("73746174ff75652e4a5047"));
    assert_eq!(desk.catalogue.photo(&photo_id(odd)).unwrap().names, ["stat\u{fffd}ue.JPG"]);
    let khmer = file(&report, "រូបថត.JPG");
    assert_eq!(desk.catalogue.photo(&photo_id(khmer)).unwrap().names, ["រូបថត.JPG"]);
    desk.assert_whole(&report);
}

#[test]
fn a_link_or_pipe_where_a_file_should_be_is_left_out_and_never_followed() {
    let mut desk = Desk::new();
    desk.pictures(1);
    let secret = desk.folder.path().join("secret.txt");
    std::fs::write(&secret, b"not on the card").unwrap();
    let folder = desk.card().join("DCIM/100NIKON");
    std::os::unix::fs::symlink(&secret, folder.join("DSC_0002.JPG")).unwrap();
    std::os::unix::fs::symlink(desk.folder.path(), folder.join("more")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("DSC_0003.JPG")).status().unwrap().success());
    let report = desk.take();
    assert_eq!(said(&report, "DSC_0002.JPG"), (Outcome::Skipped, Some("a link".into())));
    assert_eq!(said(&report, "more"), (Outcome::Skipped, Some("a link".into())));
    assert_eq!(said(&report, "DSC_0003.JPG"), (Outcome::Skipped, Some("a pipe".into())));
    assert_eq!((report.counts.taken, report.files.len()), (1, 4));
    assert_eq!(desk.catalogue.original_path(&Digest::of(b"not on the card")).unwrap(), None);
    desk.assert_whole(&report);
}

#[test]
fn a_link_or_pipe_that_a_person_names_is_refused_before_anything_is_taken() {
    let mut desk = Desk::new();
    desk.pictures(1);
    let [link, pipe] = ["cardlink", "pipe"].map(|name| desk.folder.path().join(name));
    std::os::unix::fs::symlink(desk.card(), &link).unwrap();
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let before = desk.catalogue.operation().unwrap().entries;
    for sources in [vec![link.clone()], vec![pipe], vec![desk.card(), link.clone()]] {
        let options = IntakeOptions { sources: sources.clone(), ..Default::default() };
        let refused = desk.catalogue.photo_add(&options, &Silent).unwrap_err();
        assert_eq!(refused.code, Code::NotARegularFile, "{sources:?}");
        let leads_to = std::fs::canonicalize(desk.card()).unwrap().display().to_string();
        assert_eq!(refused.remedy.unwrap().contains(&leads_to), sources.contains(&link), "{sources:?}");
    }
    assert_eq!(desk.catalogue.operation().unwrap().entries, before);
    assert_eq!(desk.catalogue.photos(None, false).unwrap().len(), 0);
}

#[test]
fn a_catalogue_never_takes_itself_in() {
    let mut desk = Desk::new();
    desk.pictures(1);
    let root = desk.laptop.root();
    let link = desk.folder.path().join("another name");
    std::os::unix::fs::symlink(&root, &link).unwrap();
    let holds_it = desk.folder.path().to_owned();
    let before = desk.catalogue.operation().unwrap().entries;
    let own = [&root, &root.join("catalogue.db"), &root.join("originals"), &root.join("../catalogue"), &link];
    for source in own.into_iter().chain([&holds_it]) {
        for sources in [vec![source.clone()], vec![desk.card(), source.clone()]] {
            let options = IntakeOptions { sources, ..Default::default() };
            let refused = desk.catalogue.photo_add(&options, &Silent).unwrap_err();
            assert_eq!(refused.code, Code::Usage, "{}", source.display());
        }
    }
    assert_eq!(desk.catalogue.operation().unwrap().entries, before);
    let like_it = desk.folder.path().join("catalogue of photos");
    std::fs::rename(desk.card(), &like_it).unwrap();
    assert_eq!(
        take_in(&mut desk.catalogue, &like_it, None, None).counts.taken,
        1,
        "a name alone is no matter"
    );
}

#[test]
fn a_file_that_was_held_under_another_name_is_told_with_the_name_that_finds_it() {
    let mut desk = Desk::new();
    desk.pictures(2);
    desk.take();
    let folder = desk.card().join("DCIM/100NIKON");
    std::fs::rename(folder.join("DSC_0001.JPG"), folder.join("vase.JPG")).unwrap();
    let report = desk.take();
    assert_eq!((report.counts.taken, report.counts.held), (0, 2));
    let known = desk.catalogue.held_under_other_names(&report).unwrap();
    let told: Vec<_> = known.iter().map(|k| (k.name.as_str(), k.path.as_str(), k.names.as_slice())).collect();
    assert_eq!(told, [("vase.JPG", "DCIM/100NIKON", &["DSC_0001.JPG".to_owned()][..])]);
    assert_eq!(desk.catalogue.find_photo(&known[0].names[0]).unwrap().digest(), Some(known[0].sha256));
}

#[test]
fn a_photo_twice_on_one_card_is_one_photo_and_both_names_are_listed() {
    let mut desk = Desk::new();
    desk.put("DSC_0001.JPG", &picture(1));
    desk.put("DSC_0001 (copy).JPG", &picture(1));
    let report = desk.take();
    assert_eq!((report.counts.seen, report.counts.taken, report.counts.held), (2, 1, 1));
    assert_eq!(desk.catalogue.photos(None, false).unwrap().len(), 1);
    desk.assert_whole(&report);
}

#[test]
fn a_raw_and_its_sidecar_are_linked_to_their_picture_also_when_an_intake_was_cut_off_before_it_did_so() {
    let mut desk = Desk::new();
    desk.put("DSC_0001.NEF", b"MM\0*raw");
    // As an intake leaves it that was cut off after its photos and before its own record.
    let first = desk.take();
    let raw = photo_id(file(&first, "DSC_0001.NEF"));
    assert_eq!(desk.catalogue.photo(&raw).unwrap().companion_of, None);
    desk.put("DSC_0001.JPG", &picture(1));
    desk.put("dsc_0001.xmp", b"<x:xmpmeta/>");
    desk.put("DSC_0002.JPG", &picture(2));
    let report = desk.take();
    let jpeg = photo_id(file(&report, "DSC_0001.JPG"));
    let companion =
        |desk: &Desk, name: &str| desk.catalogue.photo(&photo_id(file(&report, name))).unwrap().companion_of;
    assert_eq!(companion(&desk, "DSC_0001.NEF"), Some(jpeg.clone()));
    assert_eq!(companion(&desk, "dsc_0001.xmp"), Some(jpeg));
    assert_eq!((companion(&desk, "DSC_0001.JPG"), companion(&desk, "DSC_0002.JPG")), (None, None));
    // What a person took back stays so.
    desk.catalogue.photo_set(&raw, "companion_of", sigillum_core::json::Json::Null).unwrap();
    desk.take();
    assert_eq!(desk.catalogue.photo(&raw).unwrap().companion_of, None);
    desk.assert_whole(&report);
}

#[test]
fn every_real_photo_comes_back_byte_for_byte() {
    let Some(photos) = outside("photos") else { return };
    let mut desk = Desk::new();
    let options = IntakeOptions { sources: vec![photos.clone()], label: "real".into(), ..Default::default() };
    let report = desk.catalogue.photo_add(&options, &Silent).unwrap();
    assert!(!report.stopped, "{:?}", report.why);
    let mut count = 0;
    for file in &report.files {
        let bytes = std::fs::read(photos.join(&file.path).join(&file.name)).unwrap();
        if let Some(digest) = file.sha256 {
            let held = desk.catalogue.original_path(&digest).unwrap().unwrap();
            assert!(std::fs::read(held).unwrap() == bytes, "{} is not as it came", file.name);
            count += 1;
        } else {
            assert!(bytes.is_empty(), "{} was not taken: {:?}", file.name, file.reason);
        }
    }
    println!("{count} real photos");
    assert!(count > 10 && desk.catalogue.check(None, &Silent).unwrap().findings.is_empty());
}

#[test]
fn gaps_in_the_numbering_are_said_and_counted_in_the_record() {
    let mut desk = Desk::new();
    for (index, number) in [1, 2, 5, 6, 9].into_iter().enumerate() {
        desk.put(format!("DSC_{number:04}.JPG"), &picture(u32::try_from(index).unwrap()));
    }
    let report = desk.take();
    let gaps: Vec<u16> = report.gaps.iter().map(|gap| gap.missing).collect();
    assert_eq!((gaps, report.counts.missing_numbers), (vec![2, 2], 4));
    desk.assert_whole(&report);
}

#[test]
fn an_intake_that_was_stopped_keeps_what_it_took_and_goes_on() {
    let mut desk = Desk::new();
    desk.pictures(8);
    let three: u64 = (0..3).map(|index| picture(index).len() as u64).sum();
    let report = desk.take_watched(&Stop(three, AtomicU64::new(0)));
    assert!(report.stopped && report.why.as_ref().is_some_and(|why| why.code == Code::Cancelled));
    assert_eq!(report.counts.taken, 2, "the third was not read to its end: {:?}", report.files);
    desk.assert_whole(&report);
    let again = desk.take();
    assert_eq!((again.counts.held, again.counts.taken, again.stopped), (2, 6, false));
    desk.assert_whole(&again);
}

#[test]
fn an_intake_cut_off_before_its_commit_adopts_its_own_files() {
    let mut desk = Desk::new();
    desk.pictures(3);
    let root = desk.laptop.root();
    let originals = Originals::open(&root, Arc::new(SystemRandom)).unwrap();
    let now: Moment = SystemClock.now();
    let mut job = originals.begin(JobKind::Intake, "card A", now, 0).unwrap();
    let how = Staging { ext: |_| "jpg", keep: None, progress: &Silent };
    for name in ["DSC_0001.JPG", "DSC_0002.JPG"] {
        let source = desk.card().join("DCIM/100NIKON").join(name);
        originals.take(&mut job, &source, &how).unwrap().unwrap();
    }
    drop(job);
    drop(desk.catalogue);
    desk.catalogue = desk.laptop.open();
    let left = desk.catalogue.recovery().clone();
    assert_eq!((left.adoptable.len(), left.quarantined.len(), left.not_kept.len()), (2, 0, 0), "{left:?}");
    assert!(left.adoptable.iter().all(|file| file.label == "card A"));
    let report = desk.take();
    assert_eq!((report.counts.taken, report.counts.held), (3, 0), "what no entry named is taken, not held");
    desk.assert_whole(&report);
    drop(desk.catalogue);
    desk.catalogue = desk.laptop.open();
    assert!(desk.catalogue.recovery().is_clean(), "{:?}", desk.catalogue.recovery());
}
