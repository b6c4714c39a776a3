//! Copies of a catalogue's database: whole or not there, and none that somebody made is lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{Catalogue, default_backups};
use sigillum_core::error::Code;
use sigillum_core::progress::{Progress, Silent, Unit};
use sigillum_tests::StopWriting;
use sigillum_tests::crash::copy_folder;
use sigillum_tests::crash::judge::names;
use sigillum_tests::laptop::{Laptop, fields};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

fn catalogue(parent: &Path, artefacts: u32) -> (Laptop, Catalogue) {
    let laptop = Laptop::new(parent, "sokha");
    let mut catalogue = laptop.begin();
    for number in 0..artefacts {
        catalogue.artefact_add(&fields(&[("reference", &format!("SC/{number}"))])).unwrap();
    }
    (laptop, catalogue)
}

/// Twelve copies of former years.
fn former(folder: &Path) -> Vec<String> {
    std::fs::create_dir_all(folder).unwrap();
    let copies: Vec<String> =
        (2001..=2012).map(|year| format!("catalogue-{year}-01-01T00-00-00Z.db")).collect();
    copies.iter().for_each(|name| std::fs::write(folder.join(name), name).unwrap());
    copies
}

#[test]
fn the_ten_newest_copies_are_kept_in_the_catalogues_own_folder_and_all_in_one_that_a_person_chose() {
    let temp = tempfile::tempdir().unwrap();
    let (laptop, catalogue) = catalogue(temp.path(), 1);
    let (own, stick) = (default_backups(&laptop.root()), temp.path().join("stick"));
    let before = former(&own);
    former(&stick);
    let copy = catalogue.backup(&own, &Silent).unwrap();
    let mut expected = before[3..].to_vec();
    expected.push(copy.file_name().unwrap().to_string_lossy().into_owned());
    assert_eq!(names(&own), expected);

    // Another catalogue's copies may be on the stick.
    catalogue.backup(&stick, &Silent).unwrap();
    assert_eq!(names(&stick).len(), 13);
}

#[test]
fn a_copy_that_is_stopped_leaves_nothing_and_one_that_was_cut_off_long_ago_is_cleared_away() {
    let temp = tempfile::tempdir().unwrap();
    let (_, catalogue) = catalogue(temp.path(), 1);
    let stick = temp.path().join("stick");
    let stopped = catalogue.backup(&stick, &StopWriting::default()).unwrap_err();
    assert_eq!((stopped.code, names(&stick)), (Code::Cancelled, vec![]));

    let part = |name: &str, age: u64| {
        let file = std::fs::File::create(stick.join(name)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
    };
    part("catalogue-2001-01-01T00-00-00Z.partial", 3600);
    part("catalogue-2002-01-01T00-00-00Z.partial", 1);
    part("theirs.partial", 3600);
    let copy = catalogue.backup(&stick, &Silent).unwrap();
    let copy = copy.file_name().unwrap().to_string_lossy().into_owned();
    let left = ["catalogue-2002-01-01T00-00-00Z.partial", &copy, "theirs.partial"];
    assert_eq!(names(&stick), left, "what may be at work, and what is not ours, stays");
}

/// Writes into the catalogue while it is copied, and adds up how much was said to be done.
struct Busy {
    catalogue: Mutex<(Catalogue, u32)>,
    done: Mutex<(Option<u64>, u64)>,
}

impl Progress for Busy {
    fn stage(&self, _: &'static str, total: Option<u64>, _: Unit) {
        *self.done.lock().unwrap() = (total, 0);
    }
    fn advance(&self, amount: u64) {
        self.done.lock().unwrap().1 += amount;
    }
    fn cancelled(&self) -> bool {
        let (catalogue, written) = &mut *self.catalogue.lock().unwrap();
        *written += 1;
        let reference = format!("LATER/{written}");
        catalogue.artefact_add(&fields(&[("reference", &reference)])).unwrap();
        false
    }
}

#[test]
fn what_is_written_while_it_is_copied_is_not_in_the_copy_and_does_not_hold_it_up() {
    let temp = tempfile::tempdir().unwrap();
    let (laptop, writing) = catalogue(temp.path(), 20);
    let before = writing.operation().unwrap().entries;
    let reading = Catalogue::open_read_only(&laptop.root(), laptop.around()).unwrap();
    let busy = Busy { catalogue: Mutex::new((writing, 0)), done: Mutex::default() };
    let copy = reading.backup(&temp.path().join("stick"), &busy).unwrap();
    let (total, done) = *busy.done.lock().unwrap();
    assert!(total.is_some_and(|total| total > 0 && total == done), "{done} of {total:?}");
    let (writing, written) = busy.catalogue.into_inner().unwrap();
    assert!(written > 0 && writing.operation().unwrap().entries == before + u64::from(written));

    drop((writing, reading));
    let elsewhere = temp.path().join("elsewhere");
    copy_folder(&laptop.root(), &elsewhere);
    assert_eq!(Catalogue::restore(&elsewhere, &copy).unwrap().entries, before);
}
