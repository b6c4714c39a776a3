//! Catalogues in trouble: newer, locked, damaged, restored, copied, on a full or read-only disk, under a wrong clock.
//! What was acknowledged stays; what cannot be done is said with a stable code.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use sigillum_core::catalogue::{Catalogue, ExportOptions, SearchRequest, Surroundings, default_backups};
use sigillum_core::digest::Digest;
use sigillum_core::entry::Entry;
use sigillum_core::error::Code;
use sigillum_core::merge::Conflict;
use sigillum_core::progress::{Progress, Silent, Unit};
use sigillum_core::signature::KeyFile;
use sigillum_core::store::{Database, Filter};
use sigillum_core::time::{Clock, Moment};
use sigillum_core::verify::Verdict;
use sigillum_tests::laptop::{Laptop, SystemClock, export, fields, take_in};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

/// Every file below a folder with its digest; the files that SQLite keeps beside an open database left out.
fn files(folder: &Path) -> BTreeMap<PathBuf, Digest> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for item in std::fs::read_dir(&folder).unwrap() {
            let path = item.unwrap().path();
            let aside = |ending: &str| path.to_string_lossy().ends_with(ending);
            if path.is_dir() {
                open.push(path);
            } else if !aside("-wal") && !aside("-shm") {
                let digest = Digest::of(&std::fs::read(&path).unwrap());
                found.insert(path, digest);
            }
        }
    }
    found
}

fn copy_folder(from: &Path, to: &Path) {
    for path in files(from).keys() {
        let target = to.join(path.strip_prefix(from).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(path, target).unwrap();
    }
}

fn add(catalogue: &mut Catalogue, reference: &str) {
    catalogue.artefact_add(&fields(&[("reference", reference), ("title", "Head of a bodhisattva")])).unwrap();
}

fn references(catalogue: &Catalogue) -> Vec<String> {
    catalogue.list(&Filter::default(), 0, 10_000).unwrap().into_iter().map(|item| item.reference).collect()
}

/// Digest and line of every entry held.
fn lines(root: &Path) -> sigillum_core::error::Result<BTreeMap<Digest, Option<Vec<u8>>>> {
    let database = Database::open_read_only(root)?;
    let rows = database.read().entries_after(0, 1_000_000)?;
    Ok(rows.into_iter().map(|row| (row.digest, row.line)).collect())
}

fn starts(root: &Path) -> Vec<Entry> {
    let database = Database::open_read_only(root).unwrap();
    sigillum_core::ledger::entries_of_kind(&database.read(), "chain.start").unwrap()
}

/// Why the newest chain of this catalogue was started, and the place after which it goes on.
fn newest_start(root: &Path) -> (String, Option<(String, i64)>) {
    let start = starts(root).pop().unwrap();
    let after = start.body.get("continues");
    let after = after.map(|a| (a.text_of("chain").unwrap().to_owned(), a.int_of("seq").unwrap()));
    (start.body.text_of("reason").unwrap().to_owned(), after)
}

fn forks(catalogue: &Catalogue) -> usize {
    let all = catalogue.conflicts(None).unwrap();
    all.iter().filter(|c| matches!(c.conflict, Conflict::Forked { .. })).count()
}

#[test]
fn a_catalogue_of_a_newer_version_is_refused_and_not_touched() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Laptop::new(temp.path(), "sokha");
    drop(sokha.begin());
    let database = rusqlite::Connection::open(sokha.root().join("catalogue.db")).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    let before = files(&sokha.root());
    for result in [
        Catalogue::open(&sokha.root(), sokha.around()),
        Catalogue::open_read_only(&sokha.root(), sokha.around()),
    ] {
        let error = result.err().unwrap();
        assert_eq!(error.code, Code::CatalogueNewer);
        assert!(error.remedy.is_some() && error.to_string().contains("99"), "{error}");
    }
    assert_eq!(files(&sokha.root()), before);
}

/// Not a test of its own: what the other process of the next one does.
#[test]
fn another_process_that_holds_a_catalogue_open() {
    let Some(folder) = std::env::var_os("SIGILLUM_TEST_HOLD") else { return };
    let laptop = Laptop { folder: PathBuf::from(folder), name: "sokha".into() };
    let _held = laptop.open();
    let mut out = std::io::stdout();
    writeln!(out, "\nheld").unwrap();
    out.flush().unwrap();
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

#[test]
fn a_catalogue_open_in_another_process_can_be_read_and_not_written() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Laptop::new(temp.path(), "sokha");
    add(&mut sokha.begin(), "SC/1");
    let mut other = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "another_process_that_holds_a_catalogue_open", "--nocapture"])
        .env("SIGILLUM_TEST_HOLD", &sokha.folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(other.stdout.take().unwrap()).lines();
    assert!(said.any(|line| line.unwrap() == "held"));

    let error = Catalogue::open(&sokha.root(), sokha.around()).err().unwrap();
    assert_eq!(error.code, Code::CatalogueLocked);
    assert!(error.remedy.is_some());
    let backups = default_backups(&sokha.root());
    assert_eq!(Catalogue::restore(&sokha.root(), &backups).err().unwrap().code, Code::CatalogueLocked);
    let reading = Catalogue::open_read_only(&sokha.root(), sokha.around()).unwrap();
    assert_eq!(references(&reading), ["SC/1"]);

    // The other process dies without tidying up: the lock goes with it.
    other.kill().unwrap();
    other.wait().unwrap();
    add(&mut sokha.open(), "SC/2");
}

/// Enough that most pages of the database are full of rows, whichever views there are.
const RECORDS: usize = 50;

/// A small catalogue with records, photos, notes and their search rows, closed.
fn filled(laptop: &Laptop, folder: &Path) {
    let mut catalogue = laptop.begin();
    std::fs::create_dir_all(folder).unwrap();
    for index in 0..2 {
        std::fs::write(folder.join(format!("DSC_{index:04}.JPG")), sigillum_tests::picture(index)).unwrap();
    }
    for number in 1..=RECORDS {
        add(&mut catalogue, &format!("SC/{number}"));
    }
    let head = catalogue.find_object("SC/1").unwrap();
    take_in(&mut catalogue, folder, Some(&head), Some("overall_front"));
}

#[test]
fn a_damaged_page_is_found_or_harmless_and_never_a_panic_or_a_lost_original() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Laptop::new(temp.path(), "sokha");
    filled(&sokha, &temp.path().join("card"));
    let whole = std::fs::read(sokha.root().join("catalogue.db")).unwrap();
    let entries = lines(&sokha.root()).unwrap();
    let originals = files(&sokha.root().join("originals"));
    let mut noticed = 0;
    let tries: usize = 48;
    for number in 0..tries {
        let copy = Laptop { folder: temp.path().join(format!("copy{number}")), name: "sokha".into() };
        copy_folder(&sokha.root(), &copy.root());
        let mut bytes = whole.clone();
        let at = 4096 + (whole.len() - 8192) / tries * number;
        // Some pages are overwritten from their header on, others in the middle of a cell.
        let at = if number % 3 == 0 { at / 4096 * 4096 } else { at };
        bytes[at..at + 64].iter_mut().for_each(|byte| *byte ^= 0x5a);
        std::fs::write(copy.root().join("catalogue.db"), bytes).unwrap();
        noticed += usize::from(damage_is_noticed(&copy, &entries));
        assert_eq!(files(&copy.root().join("originals")).len(), originals.len());
        let digests = |files: BTreeMap<PathBuf, Digest>| files.into_values().collect::<BTreeSet<_>>();
        assert_eq!(digests(files(&copy.root().join("originals"))), digests(originals.clone()));
        std::fs::remove_dir_all(&copy.folder).unwrap();
    }
    assert!(noticed > tries / 2, "{noticed} of {tries}");
}

/// Opens, lists, searches and checks; false only if all evidence is still as it was.
fn damage_is_noticed(laptop: &Laptop, entries: &BTreeMap<Digest, Option<Vec<u8>>>) -> bool {
    let damaged = |error: sigillum_core::error::Error| {
        assert!(matches!(error.code, Code::CatalogueDamaged | Code::NotACatalogue), "{error:?}");
        assert!(error.remedy.is_some());
    };
    let catalogue = match Catalogue::open_read_only(&laptop.root(), laptop.around()) {
        Ok(catalogue) => catalogue,
        Err(error) => {
            damaged(error);
            return true;
        }
    };
    let request = SearchRequest { text: "bodhisattva".into(), ..SearchRequest::default() };
    catalogue.search(&request).map(|_| ()).unwrap_or_else(damaged);
    catalogue.list(&Filter::default(), 0, 100).map(|_| ()).unwrap_or_else(damaged);
    catalogue.operation().map(|_| ()).unwrap_or_else(damaged);
    match catalogue.check(None, &Silent) {
        Err(error) => {
            damaged(error);
            true
        }
        Ok(report) if report.findings.is_empty() => {
            assert_eq!(
                &lines(&laptop.root()).unwrap(),
                entries,
                "a check without findings, and evidence differs"
            );
            false
        }
        Ok(report) => {
            assert_ne!(report.verdict, Verdict::Verified, "{:?}", report.findings);
            true
        }
    }
}

#[test]
fn an_old_backup_put_back_starts_a_new_chain_and_what_came_after_it_comes_back_by_a_bundle() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Laptop::new(temp.path(), "sokha");
    let mut catalogue = sokha.begin();
    add(&mut catalogue, "SC/1");
    let backup = catalogue.backup(&default_backups(&sokha.root()), &Silent).unwrap();
    add(&mut catalogue, "SC/2");
    let newer = export(&mut catalogue, &sokha, false, None);
    let head = catalogue.heads().unwrap()[0];
    drop(catalogue);

    let restored = Catalogue::restore(&sokha.root(), &backup).unwrap();
    assert!(restored.former.unwrap().exists(), "the newer database is kept");
    let mut catalogue = sokha.open();
    assert_eq!(references(&catalogue), ["SC/1"]);
    add(&mut catalogue, "SC/3");
    add(&mut catalogue, "SC/4");
    let (why, after) = newest_start(&sokha.root());
    let (chain, seq) = after.unwrap();
    assert_eq!((why.as_str(), chain), ("ahead", head.chain.to_string()));
    assert!(seq < i64::try_from(head.seq).unwrap(), "it goes on from where the backup stands");
    assert_eq!(starts(&sokha.root()).len(), 2, "one new chain, however much is written");

    catalogue.import(&newer.path, None, false, &Silent).unwrap();
    assert_eq!(references(&catalogue), ["SC/1", "SC/2", "SC/3", "SC/4"]);
    assert_eq!(forks(&catalogue), 0);
    add(&mut catalogue, "SC/5");
    assert_eq!(starts(&sokha.root()).len(), 2, "the chain that came back is not taken up again");
    let report = catalogue.check(None, &Silent).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

/// Copies the catalogue's folder, writes in both and lets a third laptop import both; gives why the copy's chain began.
fn both_written(copy: impl Fn(&Laptop, &Path) -> Laptop) -> String {
    let temp = tempfile::tempdir().unwrap();
    let (sokha, hq) = (Laptop::new(temp.path(), "sokha"), Laptop::new(temp.path(), "hq"));
    let mut one = sokha.begin();
    add(&mut one, "SC/1");
    drop(one);
    let other = copy(&sokha, temp.path());
    let (mut one, mut two) = (sokha.open(), other.open());
    add(&mut one, "SC/2");
    add(&mut two, "SC/3");
    add(&mut one, "SC/4");
    add(&mut two, "SC/5");
    let why = newest_start(&other.root()).0;
    let (first, second) = (export(&mut one, &sokha, false, None), export(&mut two, &other, true, None));
    let mut center = hq.join(&first.path);
    center.import(&second.path, None, false, &Silent).unwrap();
    assert_eq!(references(&center), ["SC/1", "SC/2", "SC/3", "SC/4", "SC/5"]);
    assert_eq!(forks(&center), 0);
    let report = center.check(None, &Silent).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    why
}

#[test]
fn a_folder_copied_to_a_second_laptop_goes_on_in_a_chain_of_its_own() {
    let why = both_written(|sokha, parent| {
        let other = Laptop { folder: parent.join("second"), name: sokha.name.clone() };
        copy_folder(&sokha.root(), &other.root());
        std::fs::create_dir_all(other.bundles()).unwrap();
        std::fs::copy(sokha.key_path(), other.key_path()).unwrap();
        other
    });
    assert_eq!(why, "absent");
}

#[test]
fn a_folder_copied_on_the_same_laptop_and_both_written_makes_no_fork() {
    let why = both_written(|sokha, parent| {
        let other = Laptop { folder: parent.join("second"), name: sokha.name.clone() };
        copy_folder(&sokha.root(), &other.root());
        std::fs::create_dir_all(other.bundles()).unwrap();
        std::fs::copy(sokha.key_path(), other.key_path()).unwrap();
        // The data folder of the user is one and the same.
        std::os::unix::fs::symlink(sokha.folder.join("heads"), other.folder.join("heads")).unwrap();
        other
    });
    assert_eq!(why, "ahead");
}

#[test]
fn a_lost_data_folder_starts_a_new_chain_and_loses_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Laptop::new(temp.path(), "sokha");
    add(&mut sokha.begin(), "SC/1");
    std::fs::remove_dir_all(sokha.folder.join("heads")).unwrap();
    let mut catalogue = sokha.open();
    add(&mut catalogue, "SC/2");
    assert_eq!(newest_start(&sokha.root()).0, "absent");
    assert_eq!(references(&catalogue), ["SC/1", "SC/2"]);
    for damaged in ["", "x", "99 00", "18446744073709551616 aa\n"] {
        for file in files(&sokha.folder.join("heads")).keys() {
            std::fs::write(file, damaged).unwrap();
        }
        add(&mut catalogue, &format!("SC/1{}", damaged.len()));
    }
    assert_eq!(forks(&catalogue), 0);
    assert!(catalogue.check(None, &Silent).unwrap().findings.is_empty());
}

#[test]
fn a_wrong_passphrase_opens_nothing_and_changes_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let sokha = Laptop::new(temp.path(), "sokha");
    drop(sokha.begin());
    drop(sokha.open());
    let before = files(&sokha.folder);
    for wrong in ["", "warehouse ten", "warehouse nine "] {
        let error = KeyFile::read(&sokha.key_path()).unwrap().unlock(wrong).unwrap_err();
        assert_eq!(error.code, Code::WrongPassphrase);
    }
    let mut locked = Catalogue::open(&sokha.root(), sokha.around()).unwrap();
    let error = locked.artefact_add(&fields(&[("reference", "SC/1")])).unwrap_err();
    assert_eq!(error.code, Code::KeyLocked);
    assert!(references(&locked).is_empty());
    drop(locked);
    assert_eq!(files(&sokha.folder), before);
}

/// A clock that is wrong by a number of days.
struct Off(i64);

impl Clock for Off {
    fn now(&self) -> Moment {
        let now = SystemClock.now();
        Moment { millis: now.millis + self.0 * 86_400_000, ..now }
    }
}

#[test]
fn a_clock_a_year_off_orders_nothing() {
    for days in [-366, 366] {
        let temp = tempfile::tempdir().unwrap();
        let (sokha, karim) = (Laptop::new(temp.path(), "sokha"), Laptop::new(temp.path(), "karim"));
        let mut one = sokha.begin();
        add(&mut one, "SC/1");
        let id = one.find_object("SC/1").unwrap();
        let first = export(&mut one, &sokha, false, None);
        let around = Surroundings { clock: Arc::new(Off(days)), ..karim.around() };
        let joined =
            Catalogue::join(&karim.root(), around, karim.key(), karim.details(), &first.path, None, &Silent);
        let mut two = joined.unwrap().0;
        two.artefact_set(&id, &fields(&[("title", "Head of a Buddha")])).unwrap();
        let second = export(&mut two, &karim, false, None);
        one.import(&second.path, None, false, &Silent).unwrap();
        one.artefact_set(&id, &fields(&[("title", "Head, stone")])).unwrap();
        let third = export(&mut one, &sokha, false, None);
        two.import(&third.path, None, false, &Silent).unwrap();
        for catalogue in [&one, &two] {
            assert_eq!(catalogue.list(&Filter::default(), 0, 9).unwrap()[0].title, "Head, stone");
            assert!(catalogue.conflicts(None).unwrap().is_empty());
            let report = catalogue.check(None, &Silent).unwrap();
            assert!(report.findings.is_empty(), "{:?}", report.findings);
        }
        assert_eq!(one.history(&id).unwrap().len(), two.history(&id).unwrap().len());
    }
}

/// A file system of its own, unmounted when dropped; `None` where this user may not mount.
struct Mounted(PathBuf);

impl Mounted {
    fn new(at: &Path, options: &str) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).status();
        if !mounted.is_ok_and(|status| status.success()) {
            eprintln!("SKIPPED: this user may not mount a small disk");
            return None;
        }
        Some(Self(at.to_owned()))
    }

    fn remount(&self, options: &str) {
        let status =
            Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(&self.0).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_read_only_disk_is_opened_for_reading_and_refused_for_writing() {
    let temp = tempfile::tempdir().unwrap();
    let Some(disk) = Mounted::new(&temp.path().join("disk"), "size=256m") else { return };
    let sokha = Laptop::new(&disk.0, "sokha");
    filled(&sokha, &temp.path().join("card"));
    disk.remount("ro");
    let before = files(&sokha.folder);
    let reading = Catalogue::open_read_only(&sokha.root(), sokha.around()).unwrap();
    assert_eq!(references(&reading).len(), RECORDS);
    let request = SearchRequest { text: "bodhisattva".into(), ..SearchRequest::default() };
    assert_eq!(reading.search(&request).unwrap().hits.len(), RECORDS);
    let report = reading.check(None, &Silent).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let error = Catalogue::open(&sokha.root(), sokha.around()).err().unwrap();
    assert_eq!(error.code, Code::ReadOnly, "{error}");
    drop(reading);
    assert_eq!(files(&sokha.folder), before);
}

#[test]
fn a_database_and_its_log_are_put_back_from_a_read_only_disk_and_no_backup_is_written_there() {
    let temp = tempfile::tempdir().unwrap();
    let Some(disk) = Mounted::new(&temp.path().join("disk"), "size=256m") else { return };
    let sokha = Laptop::new(temp.path(), "sokha");
    let mut catalogue = sokha.begin();
    add(&mut catalogue, "SC/1");
    let copied = disk.0.join("copied.db");
    for (from, ending) in [("catalogue.db", ""), ("catalogue.db-wal", "-wal")] {
        let to = format!("{}{ending}", copied.display());
        std::fs::copy(sokha.root().join(from), &to).unwrap();
        std::fs::set_permissions(&to, std::os::unix::fs::PermissionsExt::from_mode(0o444)).unwrap();
    }
    disk.remount("ro");
    for folder in [disk.0.clone(), disk.0.join("new")] {
        let error = catalogue.backup(&folder, &Silent).unwrap_err();
        assert_eq!(error.code, Code::ReadOnly, "{error}");
    }
    let entries = catalogue.operation().unwrap().entries;
    drop(catalogue);
    assert_eq!(Catalogue::restore(&sokha.root(), &copied).unwrap().entries, entries);
    let mode = std::fs::metadata(sokha.root().join("catalogue.db")).unwrap().permissions();
    assert!(!mode.readonly(), "it is worked in afterwards");
    assert!(!sokha.root().join("restore.source").exists());
    assert_eq!(references(&sokha.open()), ["SC/1"]);
}

#[test]
fn a_full_disk_stops_saving_and_loses_nothing_that_was_acknowledged() {
    let temp = tempfile::tempdir().unwrap();
    let Some(disk) = Mounted::new(&temp.path().join("disk"), "size=256m") else { return };
    let sokha = Laptop::new(&disk.0, "sokha");
    let mut catalogue = sokha.begin();
    disk.remount("size=4m");
    let text = "Sandstone, old break at the neck. ".repeat(60);
    let mut acknowledged = Vec::new();
    let error = loop {
        let reference = format!("SC/{}", acknowledged.len() + 1);
        match catalogue.artefact_add(&fields(&[("reference", &reference), ("description", &text)])) {
            Ok(_) => acknowledged.push(reference),
            Err(error) => break error,
        }
        assert!(acknowledged.len() < 3000, "the disk is small");
    };
    assert_eq!(error.code, Code::DiskFull, "{error}");
    assert!(error.remedy.is_some() && acknowledged.len() > 10);
    assert_eq!(references(&catalogue), acknowledged);
    drop(catalogue);

    let reading = Catalogue::open_read_only(&sokha.root(), sokha.around()).unwrap();
    assert_eq!(references(&reading), acknowledged);
    drop(reading);
    disk.remount("size=256m");
    let mut catalogue = sokha.open();
    assert_eq!(references(&catalogue), acknowledged);
    assert!(catalogue.check(None, &Silent).unwrap().findings.is_empty());
    add(&mut catalogue, "SC/9999");
    assert_eq!(forks(&catalogue), 0);
}

/// Fills a disk to the last byte as soon as the work has moved on.
struct Fills(PathBuf);

impl Progress for Fills {
    fn stage(&self, _: &'static str, _: Option<u64>, _: Unit) {}

    fn advance(&self, _: u64) {
        let mut ballast = std::fs::File::options().create(true).append(true).open(&self.0).unwrap();
        while ballast.write_all(&[7; 65_536]).is_ok() {}
    }
}

#[test]
fn a_disk_that_fills_up_while_a_bundle_is_written_keeps_no_part_of_it() {
    let temp = tempfile::tempdir().unwrap();
    let Some(disk) = Mounted::new(&temp.path().join("stick"), "size=96m") else { return };
    let sokha = Laptop::new(temp.path(), "sokha");
    filled(&sokha, &temp.path().join("card"));
    let mut catalogue = sokha.open();
    let entries = lines(&sokha.root()).unwrap().len();
    for zip in [false, true] {
        let ballast = disk.0.join("ballast");
        let options = ExportOptions { to: disk.0.clone(), zip, since: None, invite: false };
        let error = catalogue.export(&options, &Fills(ballast.clone())).unwrap_err();
        assert_eq!(error.code, Code::DiskFull, "{error}");
        assert_eq!(files(&disk.0).keys().collect::<Vec<_>>(), [&ballast]);
        std::fs::remove_file(&ballast).unwrap();
    }
    assert_eq!(lines(&sokha.root()).unwrap().len(), entries, "no entry speaks of a bundle that is not");
}

#[test]
fn a_full_disk_leaves_no_half_bundle() {
    let temp = tempfile::tempdir().unwrap();
    let Some(disk) = Mounted::new(&temp.path().join("stick"), "size=1m") else { return };
    let sokha = Laptop::new(temp.path(), "sokha");
    filled(&sokha, &temp.path().join("card"));
    let mut catalogue = sokha.open();
    std::fs::write(disk.0.join("other"), vec![7; 980_000]).unwrap();
    for zip in [false, true] {
        let options = ExportOptions { to: disk.0.clone(), zip, since: None, invite: false };
        let error = catalogue.export(&options, &Silent).unwrap_err();
        assert_eq!(error.code, Code::DiskFull, "{error}");
        assert_eq!(files(&disk.0).len(), 1, "only what was there before");
    }
    let whole = export(&mut catalogue, &sokha, false, None);
    assert_eq!(whole.verdict, Verdict::Verified);
}
