//! A catalogue of the first version is brought to a later one: step by step, killed in between, with a copy from before.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

use rusqlite::{Connection, OpenFlags};
use sigillum_core::catalogue::Catalogue;
use sigillum_core::entry::Class;
use sigillum_core::error::Code;
use sigillum_core::note::NoteDraft;
use sigillum_core::progress::Silent;
use sigillum_core::store::{Database, FILE_NAME, MIGRATIONS};
use sigillum_tests::crash::job::Job;
use sigillum_tests::crash::migration::steps;
use sigillum_tests::crash::runner::{Kill, run};
use sigillum_tests::crash::{Dice, copy_folder, in_parallel};
use sigillum_tests::laptop::{Laptop, export, fields};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const KILLS: usize = 40;

/// The version of today.
const NOW: usize = MIGRATIONS.len();

/// A laptop with entries, signed heads and a draft.
fn laptop(parent: &Path) -> Laptop {
    let laptop = Laptop::new(parent, "amara");
    let mut catalogue = laptop.begin();
    for number in 1..20 {
        catalogue
            .artefact_add(&fields(&[("reference", &format!("AB/{number}")), ("title", "Stele")]))
            .unwrap();
    }
    let draft = NoteDraft { text: "Tool marks.".into(), ..NoteDraft::default() };
    catalogue.note_seal(&draft, None, Class::Open).unwrap();
    export(&mut catalogue, &laptop, true, None);
    laptop
}

fn version(database: &Connection) -> usize {
    let version: i64 = database.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    usize::try_from(version).unwrap()
}

/// The version, and every row of what is evidence.
fn content(path: &Path) -> (usize, Vec<String>) {
    let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut rows = Vec::new();
    for sql in [
        "SELECT 'chain', id, hex(chain), hex(op), hex(key), device || mine FROM chain ORDER BY id",
        "SELECT 'entry', id, hex(digest), hex(link), hex(line), hex(signature) || chain || seq || clock || kind
         FROM entry ORDER BY id",
        "SELECT 'head', chain, seq, hex(link), hex(signature), '' FROM head ORDER BY chain, seq, link",
    ] {
        let mut statement = database.prepare(sql).unwrap();
        let found = statement.query_map([], |row| {
            Ok((0..6).map(|i| format!("{:?}", row.get::<_, rusqlite::types::Value>(i).unwrap())).collect::<String>())
        });
        rows.extend(found.unwrap().map(Result::unwrap));
    }
    (version(&database), rows)
}

fn copy_before(root: &Path) -> PathBuf {
    root.join(format!("catalogue.before-{}.db", steps().len()))
}

#[test]
fn a_catalogue_of_this_version_is_brought_to_a_later_one_with_everything_in_it() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = laptop(temp.path());
    let (before, rows) = content(&laptop.root().join(FILE_NAME));
    assert_eq!(before, MIGRATIONS.len());
    drop(Database::open_with(&laptop.root(), &steps()).unwrap());
    assert_eq!(content(&laptop.root().join(FILE_NAME)), (MIGRATIONS.len() + 2, rows.clone()));
    let migrated = Connection::open(laptop.root().join(FILE_NAME)).unwrap();
    let unfilled = "SELECT count(*) FROM entry WHERE bytes IS NOT length(line)";
    assert_eq!(migrated.query_row(unfilled, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    // A program that knows no such version says so, and changes nothing.
    let refused = Catalogue::open(&laptop.root(), laptop.around()).err().unwrap();
    assert_eq!(refused.code, Code::CatalogueNewer);
    assert_eq!(content(&laptop.root().join(FILE_NAME)).1, rows);
    // A second opening has nothing to do, and leaves the copy as it was.
    let copied = std::fs::read(copy_before(&laptop.root())).unwrap();
    drop(Database::open_with(&laptop.root(), &steps()).unwrap());
    assert_eq!(std::fs::read(copy_before(&laptop.root())).unwrap(), copied);
}

#[test]
fn the_copy_from_before_can_be_put_back_and_worked_in() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = laptop(temp.path());
    let (_, rows) = content(&laptop.root().join(FILE_NAME));
    drop(Database::open_with(&laptop.root(), &steps()).unwrap());
    assert_eq!(content(&copy_before(&laptop.root())), (MIGRATIONS.len(), rows.clone()));
    let restored = Catalogue::restore(&laptop.root(), &copy_before(&laptop.root())).unwrap();
    assert!(restored.former.is_some(), "the migrated one is kept beside it");
    let mut catalogue = laptop.open();
    assert_eq!(catalogue.check(None, &Silent).unwrap().findings, []);
    assert_eq!(restored.entries, catalogue.operation().unwrap().entries);
    catalogue.artefact_add(&fields(&[("reference", "AB/99")])).unwrap();
    assert!(content(&laptop.root().join(FILE_NAME)).1.len() > rows.len());
}

#[test]
fn a_step_that_fails_leaves_the_steps_before_it_whole_and_is_done_again() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = laptop(temp.path());
    let (_, rows) = content(&laptop.root().join(FILE_NAME));
    let mut broken = steps();
    broken[NOW + 1] = "CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1);";
    assert!(Database::open_with(&laptop.root(), &broken).is_err());
    assert_eq!(content(&laptop.root().join(FILE_NAME)), (NOW + 1, rows.clone()));
    let between = Connection::open(laptop.root().join(FILE_NAME)).unwrap();
    assert!(between.prepare("SELECT * FROM half").is_err(), "half a step stays");
    drop(between);
    drop(Database::open_with(&laptop.root(), &steps()).unwrap());
    assert_eq!(content(&laptop.root().join(FILE_NAME)), (NOW + 2, rows.clone()));
    assert_eq!(content(&copy_before(&laptop.root())), (NOW, rows), "the copy is from before the first step");
}

#[test]
fn a_migration_that_is_killed_anywhere_goes_on_and_comes_to_the_same_end() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = laptop(temp.path());
    let worker = Path::new(env!("CARGO_BIN_EXE_worker"));
    let (_, rows) = content(&laptop.root().join(FILE_NAME));
    let whole = temp.path().join("whole");
    copy_folder(&laptop.folder, &whole);
    let begun = Instant::now();
    assert!(run(worker, &whole, &[Job::Migrate], None).finished);
    let time = usize::try_from(begun.elapsed().as_micros()).unwrap();
    let mut dice = Dice::new(7);
    let kills: Vec<Duration> =
        (0..KILLS).map(|n| Duration::from_micros(((n * time + dice.below(time)) / KILLS) as u64)).collect();
    let outcomes = in_parallel(&kills, |_, later| {
        let folder = tempfile::tempdir().unwrap();
        let killed = folder.path().join("killed");
        copy_folder(&laptop.folder, &killed);
        run(worker, &killed, &[Job::Migrate], Some(Kill { tick: 1, later: *later }));
        let root = killed.join("catalogue");
        let (version, held) = content(&root.join(FILE_NAME));
        assert!((NOW..=NOW + 2).contains(&version) && held == rows, "version {version} after {later:?}");
        // The copy is there, and whole, before the first step is.
        if version > NOW || copy_before(&root).exists() {
            assert_eq!(content(&copy_before(&root)), (NOW, rows.clone()), "after {later:?}");
        }
        drop(Database::open_with(&root, &steps()).unwrap());
        assert_eq!(content(&root.join(FILE_NAME)), (NOW + 2, rows.clone()), "after {later:?}");
        assert_eq!(content(&copy_before(&root)), (NOW, rows.clone()), "after {later:?}");
        vec![(version - NOW).to_string()]
    });
    let count = |version: &str| outcomes.iter().filter(|v| **v == version).count();
    println!("killed with 0, 1, 2 steps done: {} {} {}", count("0"), count("1"), count("2"));
    // How many fall between the steps depends on the disk; that place itself is reached for certain in the test of a
    // step that fails.
    assert!(count("2") < KILLS, "no kill came in time: {outcomes:?}");
}
