//! Copies of a catalogue's database: whole or not there, and none that somebody made is lost. What is put back is all that
//! the copy and its log hold, of this operation, or nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{Catalogue, default_backups};
use sigillum_core::error::Code;
use sigillum_core::progress::{Progress, Silent, Unit};
use sigillum_core::store::FILE_NAME;
use sigillum_tests::StopWriting;
use sigillum_tests::crash::copy_folder;
use sigillum_tests::crash::judge::names;
use sigillum_tests::laptop::{Laptop, fields};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
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
        (2001..=2012).map(|year| format!("catalogue-{year}-01-01T00-00-00-000Z.db")).collect();
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
    std::fs::write(own.join("catalogue-of-mine.db"), "not by this program's name").unwrap();
    let copy = catalogue.backup(&own, &Silent).unwrap();
    let mut expected = before[3..].to_vec();
    expected.push(copy.file_name().unwrap().to_string_lossy().into_owned());
    expected.push("catalogue-of-mine.db".into());
    assert_eq!(names(&own), expected);

    // Another catalogue's copies may be on the stick.
    catalogue.backup(&stick, &Silent).unwrap();
    assert_eq!(names(&stick).len(), 13);
}

#[test]
fn a_copy_that_is_stopped_leaves_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let (_, catalogue) = catalogue(temp.path(), 1);
    let stick = temp.path().join("stick");
    let stopped = catalogue.backup(&stick, &StopWriting::default()).unwrap_err();
    assert_eq!((stopped.code, names(&stick)), (Code::Cancelled, vec![]));
}

#[test]
fn what_a_killed_backup_left_long_ago_is_cleared_from_the_catalogues_own_folder_and_from_no_other() {
    let temp = tempfile::tempdir().unwrap();
    let (laptop, catalogue) = catalogue(temp.path(), 1);
    let (own, stick) = (default_backups(&laptop.root()), temp.path().join("stick"));
    let (long_ago, at_work) = ("catalogue-2001-01-01T00-00-00-000Z", "catalogue-2002-01-01T00-00-00-000Z");
    let cleared = ["", "-journal", "-wal", "-shm"].map(|ending| format!("{long_ago}.partial{ending}"));
    let kept = [
        (format!("{at_work}.partial"), 1),
        // Written once, when the copy began.
        (format!("{at_work}.partial-journal"), 3600),
        ("catalogue-draft.partial".into(), 3600),
        (format!("{long_ago}.partial-notes"), 3600),
        ("theirs.partial".into(), 3600),
    ];
    for folder in [&own, &stick] {
        std::fs::create_dir_all(folder).unwrap();
        let old = cleared.iter().map(|name| (name.clone(), 3600));
        for (name, age) in old.chain(kept.iter().cloned()) {
            let file = std::fs::File::create(folder.join(name)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
        }
        let before = names(folder);
        let copy = catalogue.backup(folder, &Silent).unwrap();
        let copy = copy.file_name().unwrap().to_string_lossy().into_owned();
        let mut left: Vec<String> = names(folder);
        left.retain(|name| *name != copy);
        let expected = before.into_iter().filter(|name| folder == &stick || !cleared.contains(name));
        assert_eq!(left, expected.collect::<Vec<_>>(), "{}", folder.display());
    }
}

#[test]
fn a_backup_makes_no_folders_on_the_way_to_a_stick_that_is_not_there() {
    let temp = tempfile::tempdir().unwrap();
    let (_, catalogue) = catalogue(temp.path(), 1);
    let missing = temp.path().join("stick/backups");
    let error = catalogue.backup(&missing, &Silent).unwrap_err();
    assert_eq!((error.code, error.subject), (Code::NotFound, Some(missing.display().to_string())));
    assert!(!temp.path().join("stick").exists());
    std::fs::create_dir(temp.path().join("stick")).unwrap();
    assert!(catalogue.backup(&missing, &Silent).unwrap().starts_with(&missing));
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

/// A laptop as a power cut leaves it while a catalogue is open: with a log beside the database.
fn cut_off(laptop: &Laptop, parent: &Path) -> Laptop {
    let left = Laptop { folder: parent.join("cut-off"), name: laptop.name.clone() };
    copy_folder(&laptop.folder, &left.folder);
    let log = left.root().join(format!("{FILE_NAME}-wal"));
    assert!(std::fs::metadata(log).unwrap().len() > 0);
    left
}

/// The names in a catalogue's folder that begin so.
fn beginning(root: &Path, with: &str) -> Vec<String> {
    names(root).into_iter().filter(|name| name.starts_with(with)).collect()
}

#[test]
fn what_stands_only_in_the_log_of_a_copied_folder_is_put_back_with_it_and_the_folder_stays_as_it_was() {
    let temp = tempfile::tempdir().unwrap();
    let (laptop, mut writing) = catalogue(temp.path(), 3);
    let elsewhere = temp.path().join("elsewhere");
    copy_folder(&laptop.root(), &elsewhere);
    writing.artefact_add(&fields(&[("reference", "SC/LAST")])).unwrap();
    let entries = writing.operation().unwrap().entries;
    let copied = cut_off(&laptop, temp.path()).root();
    let content = || [FILE_NAME, "catalogue.db-wal"].map(|name| std::fs::read(copied.join(name)).unwrap());
    let before = content();
    assert_eq!(Catalogue::restore(&elsewhere, &copied.join(FILE_NAME)).unwrap().entries, entries);
    assert_eq!(content(), before);
    let other = Laptop { folder: temp.path().join("other"), name: "sokha".into() };
    let restored = Catalogue::open_read_only(&elsewhere, other.around()).unwrap();
    assert!(restored.find_object("SC/LAST").is_ok());
    assert!(restored.check(None, &Silent).unwrap().findings.is_empty());
}

#[test]
fn a_database_that_was_set_aside_with_its_log_comes_back_with_everything_in_it() {
    let temp = tempfile::tempdir().unwrap();
    let (laptop, mut writing) = catalogue(temp.path(), 3);
    let backup = writing.backup(&temp.path().join("stick"), &Silent).unwrap();
    writing.artefact_add(&fields(&[("reference", "SC/LAST")])).unwrap();
    let entries = writing.operation().unwrap().entries;
    let laptop = cut_off(&laptop, temp.path());
    let restored = Catalogue::restore(&laptop.root(), &backup).unwrap();
    assert!(restored.entries < entries);
    let former = restored.former.unwrap();
    assert_eq!(former, laptop.root().join("catalogue.former-1.db"));
    assert_eq!(Catalogue::restore(&laptop.root(), &former).unwrap().entries, entries);
    assert!(laptop.open().find_object("SC/LAST").is_ok());
    assert_eq!(beginning(&laptop.root(), "restore."), Vec::<String>::new());
}

#[test]
fn a_log_whose_database_was_taken_away_is_kept_and_given_to_no_other() {
    let temp = tempfile::tempdir().unwrap();
    let (laptop, writing) = catalogue(temp.path(), 3);
    let backup = writing.backup(&temp.path().join("stick"), &Silent).unwrap();
    let laptop = cut_off(&laptop, temp.path());
    let former = Catalogue::restore(&laptop.root(), &backup).unwrap().former.unwrap();
    std::fs::remove_file(&former).unwrap();
    let log = std::fs::read(laptop.root().join("catalogue.former-1.db-wal")).unwrap();
    let again = Catalogue::restore(&laptop.root(), &backup).unwrap();
    assert_eq!(again.former.as_ref(), Some(&former));
    assert!(!laptop.root().join("catalogue.former-1.db-wal").exists());
    assert_eq!(std::fs::read(laptop.root().join("catalogue.former-1.db-wal.stray")).unwrap(), log);
    assert_eq!(Catalogue::restore(&laptop.root(), &former).unwrap().entries, again.entries);
}

#[test]
fn what_a_restore_left_that_was_cut_off_before_it_counted_is_cleared_away() {
    let temp = tempfile::tempdir().unwrap();
    let (laptop, catalogue) = catalogue(temp.path(), 1);
    drop(catalogue);
    for name in ["partial", "partial-wal", "partial-shm", "partial-journal", "source", "source-wal"] {
        std::fs::write(laptop.root().join(format!("restore.{name}")), "half").unwrap();
    }
    drop(laptop.open());
    assert_eq!(beginning(&laptop.root(), "restore."), Vec::<String>::new());
}

/// The files that are in a catalogue's folder itself, but for what comes and goes with reading.
fn content(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = names(root)
        .into_iter()
        .filter(|name| root.join(name).is_file() && !name.starts_with("catalogue.db-"));
    files.map(|name| (name.clone(), std::fs::read(root.join(name)).unwrap())).collect()
}

#[test]
fn another_operations_backup_is_refused_unless_the_catalogue_here_cannot_be_read() {
    let temp = tempfile::tempdir().unwrap();
    let (laptop, ours) = catalogue(temp.path(), 1);
    drop(ours);
    let others = Laptop::new(temp.path(), "karim").begin();
    let backup = others.backup(&temp.path().join("stick"), &Silent).unwrap();
    let before = content(&laptop.root());
    let error = Catalogue::restore(&laptop.root(), &backup).unwrap_err();
    assert_eq!((error.code, error.subject), (Code::OtherOperation, Some(backup.display().to_string())));
    assert_eq!(content(&laptop.root()), before);

    std::fs::write(laptop.root().join(FILE_NAME), "nothing that can be read").unwrap();
    Catalogue::restore(&laptop.root(), &backup).unwrap();
    std::fs::remove_file(laptop.root().join(FILE_NAME)).unwrap();
    assert_eq!(Catalogue::restore(&laptop.root(), &backup).unwrap().former, None);
    assert_eq!(laptop.open().operation_id(), others.operation_id());
}

#[test]
fn a_backup_that_is_damaged_newer_or_none_is_named_as_that_and_the_catalogue_is_not_touched() {
    let temp = tempfile::tempdir().unwrap();
    let (laptop, ours) = catalogue(temp.path(), 40);
    let whole = ours.backup(&temp.path().join("stick"), &Silent).unwrap();
    drop(ours);
    let file = |name: &str, content: &[u8]| -> PathBuf {
        let path = temp.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let mut bytes = std::fs::read(&whole).unwrap();
    let newer = file("newer.db", &bytes);
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let nameless = file("nameless.db", &bytes);
    rusqlite::Connection::open(&nameless)
        .unwrap()
        .execute("DELETE FROM setting WHERE name = 'operation'", [])
        .unwrap();
    let short = file("short.db", &bytes[..bytes.len() / 2]);
    bytes[4096..].fill(7);
    let damaged = file("damaged.db", &bytes);
    let strange = file("strange.db", b"");
    rusqlite::Connection::open(&strange).unwrap().execute("CREATE TABLE one (two)", []).unwrap();
    let before = content(&laptop.root());
    for (backup, code) in [
        (file("junk.db", b"junk\n"), Code::NotACatalogue),
        (file("empty.db", b""), Code::NotACatalogue),
        (strange, Code::NotACatalogue),
        (newer, Code::CatalogueNewer),
        (damaged, Code::CatalogueDamaged),
        (short, Code::CatalogueDamaged),
        (nameless, Code::CatalogueDamaged),
        (temp.path().to_owned(), Code::NotARegularFile),
    ] {
        let error = Catalogue::restore(&laptop.root(), &backup).unwrap_err();
        assert_eq!((error.code, error.subject.as_deref()), (code, backup.to_str()), "{error:?}");
        assert_eq!(error.doing, "restoring a backup");
        assert_eq!(error.safe.as_deref(), Some("The catalogue was not touched"));
        assert!(error.remedy.unwrap().starts_with("Choose another backup"));
        assert_eq!(content(&laptop.root()), before, "{}", backup.display());
    }
}
