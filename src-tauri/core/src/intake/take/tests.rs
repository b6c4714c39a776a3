//! The laws of an intake's order, on real files.

use super::*;
use crate::digest::Digest;
use crate::store::files::CHUNK;
use crate::store::journal::JobKind;
use crate::store::scan::scan;
use crate::store::settle::Held;
use crate::store::testing::{AtChunk, NOON, Place, quiet, with};

/// Keeps what it hears; commits nothing, and can refuse to.
#[derive(Default)]
struct Heard {
    staged: Vec<String>,
    batches: Vec<Vec<(String, Outcome)>>,
    refuse: bool,
}

impl Receiver for Heard {
    fn staged(&mut self, file: &Seen, staged: &mut Staged) {
        assert_eq!(staged.bytes.take().map(|b| Digest::of(&b)), Some(staged.digest));
        self.staged.push(file.met.name.clone());
    }

    fn settled(&mut self, batch: Vec<(&Seen, Outcome)>) -> Result<()> {
        if self.refuse {
            return Err(Error::new(Code::CatalogueDamaged, "committing", "refused"));
        }
        self.batches
            .push(batch.into_iter().map(|(seen, outcome)| (seen.met.name.clone(), outcome)).collect());
        Ok(())
    }
}

impl Heard {
    /// Each file's name and outcome as a word, in order.
    fn words(&self) -> Vec<String> {
        let word = |outcome: &Outcome| match outcome {
            Outcome::Settled(Settled { held: Held::New, .. }) => "new".to_owned(),
            Outcome::Settled(settled) => format!("{:?}", settled.held),
            Outcome::Failed(failure) => format!("{:?}", failure.reason),
        };
        self.batches.iter().flatten().map(|(name, outcome)| format!("{name} {}", word(outcome))).collect()
    }
}

fn begun(card: &Path) -> (Place, Job, Vec<Seen>) {
    let place = Place::new();
    let job = place.originals.begin(JobKind::Intake, "card", NOON, 0).unwrap();
    let seen = scan(&[card.to_owned()], &Silent).unwrap().seen;
    (place, job, seen)
}

fn card(names: &[&str]) -> tempfile::TempDir {
    let card = tempfile::tempdir().unwrap();
    for name in names {
        std::fs::write(card.path().join(name), vec![name.as_bytes()[0]; CHUNK + 1]).unwrap();
    }
    card
}

#[test]
fn a_file_that_cannot_be_taken_is_told_in_its_place_and_the_others_are_taken() {
    let card = card(&["a.jpg", "b.jpg", "c.jpg", "d.jpg"]);
    let (place, mut job, seen) = begun(card.path());
    std::fs::write(card.path().join("b.jpg"), b"").unwrap();
    std::fs::remove_file(card.path().join("c.jpg")).unwrap();
    let mut heard = Heard::default();
    let ended = take_files(&place.originals, &mut job, &seen, &quiet(), &mut heard);
    assert!(ended.stopped.is_none());
    assert_eq!(ended.reached, 4);
    assert_eq!(heard.words(), ["a.jpg new", "b.jpg Empty", "c.jpg Missing", "d.jpg new"]);
    assert_eq!(heard.staged, ["a.jpg", "d.jpg"]);
    assert_eq!(place.inside("originals").len(), 2);
}

#[test]
fn an_intake_without_files_ends_at_once() {
    let (place, mut job, _) = begun(card(&[]).path());
    let mut heard = Heard::default();
    let ended = take_files(&place.originals, &mut job, &[], &quiet(), &mut heard);
    assert!(ended.stopped.is_none() && heard.batches.is_empty());
}

#[test]
fn many_files_are_handed_over_in_batches_of_bounded_size() {
    let names: Vec<String> = (0..130).map(|i| format!("{i:03}.txt")).collect();
    let card = tempfile::tempdir().unwrap();
    for name in &names {
        std::fs::write(card.path().join(name), name).unwrap();
    }
    let (place, mut job, seen) = begun(card.path());
    let mut heard = Heard::default();
    let ended = take_files(&place.originals, &mut job, &seen, &quiet(), &mut heard);
    assert_eq!((ended.reached, ended.stopped.is_none()), (130, true));
    assert_eq!(heard.batches.iter().map(Vec::len).collect::<Vec<_>>(), [64, 64, 2]);
    assert_eq!(heard.staged, names);
}

#[test]
fn stopping_keeps_the_files_that_were_read_and_drops_the_one_in_hand() {
    let card = card(&["a.jpg", "b.jpg", "c.jpg"]);
    let (place, mut job, seen) = begun(card.path());
    let progress = AtChunk::new(|bytes| bytes > (2 * CHUNK) as u64);
    let mut heard = Heard::default();
    let ended = take_files(&place.originals, &mut job, &seen, &with(&progress), &mut heard);
    assert_eq!(ended.stopped.unwrap().code, Code::Cancelled);
    assert_eq!((ended.reached, heard.words()), (1, vec!["a.jpg new".to_owned()]));
    assert_eq!(place.inside("originals").len(), 1);
    assert_eq!(place.inside("journal").len(), 1, "no temporary file is left");
}

#[test]
fn an_intake_whose_entries_cannot_be_committed_ends() {
    let card = card(&["a.jpg"]);
    let (place, mut job, seen) = begun(card.path());
    let mut heard = Heard { refuse: true, ..Heard::default() };
    let ended = take_files(&place.originals, &mut job, &seen, &quiet(), &mut heard);
    assert_eq!((ended.reached, ended.stopped.unwrap().code), (0, Code::CatalogueDamaged));
    drop(job);
    assert_eq!(
        place.originals.recover(&|_| Ok(false)).unwrap().adoptable.len(),
        1,
        "the file waits to be adopted"
    );
}

#[test]
fn a_bad_spot_concerns_one_file_while_another_still_reads() {
    let card = card(&["a.jpg"]);
    let (_place, _job, seen) = begun(card.path());
    assert!(!is_gone(Reason::Medium, Some(&seen[0])));
    assert!(!is_gone(Reason::Medium, None), "with nothing to compare, the others are tried");
    assert!(!is_gone(Reason::Unreadable, None));
    std::fs::remove_file(&seen[0].met.path).unwrap();
    assert!(is_gone(Reason::Medium, Some(&seen[0])));
    assert!(!is_gone(Reason::Changed, Some(&seen[0])));
}

/// Cards that go away, with the system's own answers.
#[cfg(target_os = "linux")]
mod pulled {
    use super::*;
    use std::process::Command;

    struct Mounted(tempfile::TempDir);

    impl Drop for Mounted {
        fn drop(&mut self) {
            run(Command::new("umount").arg("-l").arg(self.0.path()));
        }
    }

    fn run(command: &mut Command) -> bool {
        command.output().is_ok_and(|output| output.status.success())
    }

    fn mounted(options: &[&str], from: &Path) -> Option<Mounted> {
        let folder = tempfile::tempdir().unwrap();
        if run(Command::new("mount").args(options).arg(from).arg(folder.path())) {
            return Some(Mounted(folder));
        }
        crate::store::testing::skipped("a card cannot be mounted here (it needs root and a loop device)");
        None
    }

    /// Takes `a` whole, and pulls the card in the middle of `b`.
    fn take_and_pull(card: &Path, pull: impl Fn() + Send + Sync) {
        let (place, mut job, seen) = begun(card);
        assert_eq!(seen.len(), 3);
        let at = seen[0].size + CHUNK as u64;
        let progress = AtChunk::new(move |bytes| {
            if bytes == at {
                pull();
            }
            false
        });
        let mut heard = Heard::default();
        let ended = take_files(&place.originals, &mut job, &seen, &with(&progress), &mut heard);
        let stopped = ended.stopped.unwrap();
        assert_eq!(stopped.code, Code::DeviceGone, "{stopped}");
        assert!(stopped.safe.is_some() && stopped.remedy.is_some());
        assert_eq!((ended.reached, heard.words()), (1, vec!["a.jpg new".to_owned()]));
        assert_eq!(place.inside("originals").len(), 1);
        assert_eq!(place.inside("journal").len(), 1, "no temporary file is left");
    }

    #[test]
    fn a_card_that_is_taken_out_of_the_system_ends_the_intake_and_what_was_read_is_kept() {
        let Some(card) = mounted(&["-t", "tmpfs", "-o", "size=16m"], Path::new("card")) else { return };
        let root = card.0.path();
        std::fs::create_dir(root.join("DCIM")).unwrap();
        for name in ["a.jpg", "b.jpg", "c.jpg"] {
            std::fs::write(root.join("DCIM").join(name), vec![name.as_bytes()[0]; 3 * CHUNK]).unwrap();
        }
        take_and_pull(root, || assert!(run(Command::new("umount").arg("-l").arg(root))));
    }

    #[test]
    fn a_card_that_answers_nothing_any_more_ends_the_intake_and_what_was_read_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (content, image) = (folder.path().join("content"), folder.path().join("image"));
        std::fs::create_dir(&content).unwrap();
        for name in ["a.jpg", "b.jpg", "c.jpg"] {
            std::fs::write(content.join(name), vec![name.as_bytes()[0]; 16 * CHUNK]).unwrap();
        }
        let made = run(Command::new("mkfs.ext4").args(["-q", "-d"]).arg(&content).arg(&image).arg("96m"));
        if !made {
            crate::store::testing::skipped("no card can be drawn here (it needs mkfs.ext4)");
            return;
        }
        let Some(card) = mounted(&["-o", "loop,ro,noload"], &image) else { return };
        std::fs::remove_dir(card.0.path().join("lost+found")).ok();
        // The medium behind the files is cut off: every read from it is answered with EIO.
        take_and_pull(card.0.path(), || {
            std::fs::File::options().write(true).open(&image).unwrap().set_len(0).unwrap();
        });
    }
}
