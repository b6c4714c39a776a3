//! What a crash may leave behind, and what becomes of it.

use crate::digest::Digest;
use crate::store::journal::JobKind;
use crate::store::originals::{HeldState, Originals};
use crate::store::recover::{Known, Recovery, Why};
use crate::store::settle::Held;
use crate::store::testing::{NOON, Place, quiet};

const NOTHING: &Known = &|_| Ok(false);
const ALL: &Known = &|_| Ok(true);

/// Takes files in and stops as a crash would: no entry, the journal still there.
fn crashed(files: &[&[u8]]) -> Place {
    let place = Place::new();
    let mut job = place.originals.begin(JobKind::Intake, "card A", NOON, 0).unwrap();
    for (i, bytes) in files.iter().enumerate() {
        place.originals.take(&mut job, &place.source(&format!("{i}.jpg"), bytes), &quiet()).unwrap().unwrap();
    }
    place
}

fn names(report: &Recovery) -> Vec<(String, Why)> {
    report.quarantined.iter().map(|q| (q.name.clone(), q.why)).collect()
}

#[test]
fn a_file_in_place_that_no_entry_names_is_kept_for_its_own_intake_to_adopt() {
    let place = crashed(&[b"one", b"two"]);
    let one = Digest::of(b"one");
    let report = place.originals.recover(&|d| Ok(*d == one)).unwrap();
    assert_eq!(report.adoptable.len(), 1);
    let adoptable = &report.adoptable[0];
    assert_eq!((adoptable.label.as_str(), adoptable.line.digest), ("card A", Digest::of(b"two")));
    assert!(adoptable.line.source.ends_with("1.jpg"));
    assert!(report.quarantined.is_empty() && report.not_kept.is_empty());
    assert_eq!(place.originals.recover(&|d| Ok(*d == one)).unwrap(), report, "asking twice changes nothing");
    // Taken again, it is recognised; once an entry names it, nothing is left to explain.
    let mut job = place.originals.begin(JobKind::Intake, "card A", NOON, 0).unwrap();
    let source = place.folder.path().join("card/1.jpg");
    assert_eq!(place.originals.take(&mut job, &source, &quiet()).unwrap().unwrap().held, Held::Already);
    job.finish().unwrap();
    assert!(place.originals.recover(ALL).unwrap().is_clean());
    assert!(place.inside("journal").is_empty() && place.inside("originals").len() == 2);
}

#[test]
fn a_given_up_intake_goes_to_quarantine_and_taking_the_card_again_brings_it_back() {
    let place = crashed(&[b"one"]);
    let id = place.originals.recover(NOTHING).unwrap().adoptable[0].job.clone();
    place.originals.forget(&id).unwrap();
    assert_eq!(place.originals.forget(&id).unwrap_err().code, crate::error::Code::NotFound);
    let report = place.originals.sweep(NOTHING).unwrap();
    assert_eq!(names(&report), [(format!("{}.bin", Digest::of(b"one")), Why::Unnamed)]);
    assert!(place.inside("originals").is_empty());
    let mut job = place.originals.begin(JobKind::Intake, "card A", NOON, 0).unwrap();
    let again =
        place.originals.take(&mut job, &place.folder.path().join("card/0.jpg"), &quiet()).unwrap().unwrap();
    assert_eq!(again.held, Held::FromQuarantine);
    assert!(place.inside("quarantine").is_empty());
}

#[test]
fn a_temporary_file_cut_off_by_a_crash_is_set_aside_and_an_empty_one_removed() {
    let place = crashed(&[]);
    let part = place.originals.journal().join("00000000000000ff.part");
    std::fs::write(&part, b"half a ph").unwrap();
    std::fs::write(place.originals.journal().join("00000000000000fe.part"), b"").unwrap();
    std::fs::write(place.originals.journal().join("notes.txt"), b"mine").unwrap();
    let report = place.originals.recover(NOTHING).unwrap();
    assert_eq!(names(&report), [("00000000000000ff.part".to_owned(), Why::CutOff)]);
    assert_eq!((report.quarantined[0].size, report.empty), (9, 1));
    assert_eq!(report.quarantined[0].stood, "journal/00000000000000ff.part");
    assert_eq!(report.foreign, ["notes.txt"]);
    assert_eq!(place.inside("journal"), ["notes.txt"], "a journal that explains nothing more goes");
    assert_eq!(place.inside("quarantine"), ["00000000000000ff.part"]);
}

#[test]
fn a_crash_between_journal_and_rename_is_finished_at_the_next_start() {
    let place = crashed(&[b"one", b"two"]);
    // Undo the renames: this is how the disk looks when the crash came right before them.
    let journal = std::fs::read_dir(place.originals.journal()).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&journal).unwrap();
    let temporaries: Vec<_> = text
        .lines()
        .skip(1)
        .map(|l| crate::json::Json::parse(l.as_bytes()).unwrap().text_of("temporary").unwrap().to_owned())
        .collect();
    for (bytes, name) in [b"one", b"two"].iter().zip(&temporaries) {
        let held = place.originals.find(&Digest::of(*bytes)).unwrap().unwrap();
        std::fs::rename(held, place.originals.journal().join(name)).unwrap();
    }
    // One of them did not reach the disk whole.
    let second = place.originals.journal().join(&temporaries[1]);
    std::fs::remove_file(&second).unwrap();
    std::fs::write(&second, b"tw\0").unwrap();
    let report = place.originals.recover(NOTHING).unwrap();
    assert_eq!(report.adoptable.len(), 1);
    assert_eq!(place.originals.check(&Digest::of(b"one"), &|| true).unwrap(), HeldState::Whole { size: 3 });
    assert_eq!(report.not_kept.len(), 1, "the other is told as one to take again");
    assert_eq!(names(&report), [(temporaries[1].clone(), Why::CutOff)]);
}

#[test]
fn a_file_in_place_that_is_damaged_is_set_aside_and_told() {
    let place = crashed(&[b"one"]);
    let held = place.originals.find(&Digest::of(b"one")).unwrap().unwrap();
    std::fs::remove_file(&held).unwrap();
    std::fs::write(&held, b"onf").unwrap();
    let report = place.originals.recover(NOTHING).unwrap();
    assert_eq!(names(&report), [(format!("damaged-{}.bin", Digest::of(b"one")), Why::Damaged)]);
    assert_eq!((report.adoptable.len(), report.not_kept.len()), (0, 1));
}

#[test]
fn what_a_hand_put_among_the_originals_is_swept_aside_and_what_an_entry_names_never() {
    let place = crashed(&[b"one"]);
    let folder = place.originals.folder();
    let stray = Digest::of(b"stray");
    std::fs::create_dir_all(folder.join(&stray.hex()[..2])).unwrap();
    std::fs::write(
        folder.join(Originals::relative_path(&stray, "jpg").strip_prefix("originals").unwrap()),
        b"stray",
    )
    .unwrap();
    std::fs::write(folder.join("notes.txt"), b"x").unwrap();
    std::fs::create_dir(folder.join("photos")).unwrap();
    let wrong_folder = folder.join(&stray.hex()[..2]).join(format!("{}.jpg", "0".repeat(64)));
    std::fs::write(wrong_folder, b"x").unwrap();
    let long = "x".repeat(250);
    std::fs::write(folder.join(&long), b"x").unwrap();
    let one = Digest::of(b"one");
    let report = place.originals.sweep(&|d| Ok(*d == one)).unwrap();
    let whys: Vec<_> = report.quarantined.iter().map(|q| q.why).collect();
    assert_eq!(whys.iter().filter(|w| **w == Why::Unnamed).count(), 1);
    assert_eq!(whys.iter().filter(|w| **w == Why::Foreign).count(), 4, "{report:?}");
    assert_eq!(place.inside("originals").len(), 1);
    assert_eq!(place.originals.check(&one, &|| true).unwrap(), HeldState::Whole { size: 3 });
}

#[test]
fn a_failed_job_takes_back_only_what_neither_an_entry_nor_another_job_names() {
    let place = crashed(&[b"waits"]);
    let mut job = place.originals.begin(JobKind::Import, "bundle", NOON, 0).unwrap();
    for bytes in [b"one", b"two"] {
        place.originals.take(&mut job, &place.source("x", bytes), &quiet()).unwrap().unwrap();
    }
    place.originals.take(&mut job, &place.source("x", b"waits"), &quiet()).unwrap().unwrap();
    let one = Digest::of(b"one");
    let report = place.originals.abandon(job, &|d| Ok(*d == one)).unwrap();
    assert_eq!(names(&report), [(format!("{}.bin", Digest::of(b"two")), Why::Unnamed)]);
    assert_eq!(place.inside("originals").len(), 2);
    let next = place.originals.recover(&|d| Ok(*d == one)).unwrap();
    assert_eq!(next.adoptable.iter().map(|a| a.line.digest).collect::<Vec<_>>(), [Digest::of(b"waits")]);
    assert!(next.quarantined.is_empty());
}

#[test]
fn a_start_after_a_good_end_reads_no_original() {
    let place = Place::new();
    assert!(place.originals.recover(NOTHING).unwrap().is_clean(), "also before anything was taken");
    let job = place.originals.begin(JobKind::Intake, "card", NOON, 0).unwrap();
    job.finish().unwrap();
    std::fs::write(place.originals.folder().join("not ours"), b"").unwrap();
    assert!(place.originals.recover(NOTHING).unwrap().is_clean(), "only a sweep walks the originals");
    assert_eq!(place.originals.sweep(NOTHING).unwrap().quarantined.len(), 1);
}

#[test]
fn an_unsettled_file_that_is_dropped_leaves_nothing() {
    let place = crashed(&[]);
    let staged = place.originals.stage(&place.source("a.jpg", b"bytes"), &quiet()).unwrap().unwrap();
    assert_eq!(place.inside("journal").len(), 2);
    drop(staged);
    assert_eq!(place.inside("journal").len(), 1);
}
