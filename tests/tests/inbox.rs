//! Many bundles at once: each by itself, what others build on first, and every one that does not come in explained.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{Catalogue, ExportOptions, InboxReport, InboxState};
use sigillum_core::error::Code;
use sigillum_core::progress::{Progress, Silent, Unit};
use sigillum_tests::laptop::{Laptop, export, fields};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

fn invite(catalogue: &mut Catalogue, laptop: &Laptop) -> PathBuf {
    let options = ExportOptions { to: laptop.bundles(), zip: false, since: None, invite: true };
    catalogue.export(&options, &Silent).unwrap().path
}

/// Headquarters, and bundles of so many laptops in one folder, in turn as folder, ZIP and encrypted.
fn many(parent: &Path, laptops: usize) -> (Catalogue, Laptop, PathBuf) {
    let hq = Laptop::new(parent, "headquarters");
    let mut center = hq.begin();
    let invitation = invite(&mut center, &hq);
    let stick = parent.join("stick");
    std::fs::create_dir(&stick).unwrap();
    for number in 1..=laptops {
        let laptop = Laptop::new(parent, &format!("laptop-{number}"));
        let mut catalogue = laptop.join(&invitation);
        let reference = format!("L{number}/1");
        catalogue.artefact_add(&fields(&[("reference", &reference), ("title", "Stele")])).unwrap();
        let options = ExportOptions { to: stick.clone(), zip: number % 3 > 0, since: None, invite: false };
        let to: Vec<_> = (number % 3 == 2).then(|| hq.key().public()).into_iter().collect();
        let path = catalogue.export_for(&options, &to, &Silent).unwrap().path;
        let ending =
            path.file_name().unwrap().to_str().unwrap().split_once('.').map(|(_, e)| format!(".{e}"));
        let name = format!("{number:02}{}", ending.unwrap_or_default());
        std::fs::rename(&path, stick.join(name)).unwrap();
    }
    (center, hq, stick)
}

fn states(report: &InboxReport) -> Vec<(String, InboxState)> {
    let file = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    report.items.iter().map(|item| (file(&item.path), item.state)).collect()
}

#[test]
fn of_ten_bundles_of_which_the_sixth_is_broken_nine_arrive_and_the_sixth_is_explained() {
    let temp = tempfile::tempdir().unwrap();
    let (mut center, _, stick) = many(temp.path(), 10);
    let broken = stick.join("06/data/tables/artefacts.csv");
    let mut bytes = std::fs::read(&broken).unwrap();
    bytes[20] ^= 1;
    std::fs::write(&broken, bytes).unwrap();
    std::fs::write(stick.join("notes.txt"), "no bundle").unwrap();
    std::fs::create_dir(stick.join("holiday")).unwrap();

    let report = center.import_all(&[stick], None, &Silent).unwrap();
    assert_eq!((report.imported, report.nothing_new, report.left), (9, 0, 1), "{:?}", states(&report));
    assert_eq!(report.items.len(), 10);
    for item in &report.items {
        let is_sixth = item.path.ends_with("06");
        assert_eq!(item.state == InboxState::Refused, is_sixth, "{item:?}");
        assert_eq!(item.code.as_deref(), is_sixth.then_some("bundle_rejected"));
        assert_eq!(item.why.is_some(), is_sixth);
    }
    for number in 1..=10 {
        let found = center.find_object(&format!("L{number}/1"));
        assert_eq!(found.is_ok(), number != 6, "L{number}/1");
    }
    let kept = center.inbox().unwrap();
    assert_eq!(kept.len(), 10);
    let sixth = kept.iter().find(|item| item.path.ends_with("06")).unwrap();
    assert!(sixth.why.as_ref().unwrap().contains("data/tables/artefacts.csv"), "{sixth:?}");
    assert_eq!(center.check(None, &Silent).unwrap().findings, Vec::new());

    center.inbox_forget(&sixth.path).unwrap();
    assert_eq!(center.inbox_forget(&sixth.path).unwrap_err().code, Code::NotFound);
    assert_eq!(center.inbox().unwrap().len(), 9);
}

#[test]
fn a_folder_of_fifty_bundles_comes_in_at_once() {
    let temp = tempfile::tempdir().unwrap();
    let (mut center, _, stick) = many(temp.path(), 50);
    let report = center.import_all(&[stick], None, &Silent).unwrap();
    assert_eq!((report.imported, report.nothing_new, report.left), (50, 0, 0), "{:?}", states(&report));
    for number in 1..=50 {
        assert!(center.find_object(&format!("L{number}/1")).is_ok(), "L{number}/1");
    }
    assert!(center.inbox().unwrap().iter().all(|item| item.state == InboxState::Imported));
    assert_eq!(center.check(None, &Silent).unwrap().findings, Vec::new());
}

/// Three bundles of one laptop, each building on the one before, named so that the last sorts first.
fn chain(parent: &Path) -> (Catalogue, [PathBuf; 3]) {
    let (field, hq) = (Laptop::new(parent, "sokha"), Laptop::new(parent, "headquarters"));
    let mut catalogue = field.begin();
    let center = hq.join(&invite(&mut catalogue, &field));
    let stick = parent.join("stick");
    std::fs::create_dir(&stick).unwrap();
    let mut base: Option<PathBuf> = None;
    let mut moved = Vec::new();
    for name in ["c", "b", "a"] {
        catalogue.artefact_add(&fields(&[("reference", &format!("SC/{}", moved.len() + 1))])).unwrap();
        let path = export(&mut catalogue, &field, false, base.as_deref()).path;
        std::fs::rename(&path, stick.join(name)).unwrap();
        moved.push(stick.join(name));
        base = moved.last().cloned();
    }
    (center, moved.try_into().unwrap())
}

#[test]
fn bundles_that_build_on_each_other_come_in_whatever_their_names_are() {
    let temp = tempfile::tempdir().unwrap();
    let (mut center, [full, ..]) = chain(temp.path());
    let report = center.import_all(&[full.parent().unwrap().to_owned()], None, &Silent).unwrap();
    let imported = InboxState::Imported;
    assert_eq!(states(&report), [("c".into(), imported), ("b".into(), imported), ("a".into(), imported)]);
}

#[test]
fn a_bundle_whose_base_is_not_here_waits_and_comes_in_when_the_base_has() {
    let temp = tempfile::tempdir().unwrap();
    let (mut center, [full, second, third]) = chain(temp.path());
    let report = center.import_all(&[third, second], None, &Silent).unwrap();
    let waits = InboxState::WaitingForBase;
    assert_eq!(states(&report), [("b".into(), waits), ("a".into(), waits)]);
    assert_eq!(report.items[0].code.as_deref(), Some("base_missing"));
    center.import_all(&[full], None, &Silent).unwrap();
    let resumed = center.inbox_resume(None, &Silent).unwrap();
    assert_eq!((resumed.imported, resumed.left), (2, 0), "{:?}", states(&resumed));
    assert!(center.find_object("SC/3").is_ok());
}

#[test]
fn a_bundle_that_the_key_cannot_open_waits_for_the_key_that_can() {
    let temp = tempfile::tempdir().unwrap();
    let (mut center, hq, stick) = many(temp.path(), 3);
    let other = Laptop::new(temp.path(), "analyst");
    center.unlock(other.key(), other.details());
    let report = center.import_all(&[stick], None, &Silent).unwrap();
    assert_eq!((report.imported, report.left), (2, 1));
    let waiting = report.items.last().unwrap();
    assert_eq!((waiting.state, waiting.code.as_deref()), (InboxState::WaitingForKey, Some("wrong_key")));
    center.unlock(hq.key(), hq.details());
    assert_eq!(center.inbox_resume(None, &Silent).unwrap().imported, 1);
    assert!(center.inbox().unwrap().iter().all(|item| item.state.is_done() && item.digest.is_some()));
}

/// Stops the work when it has begun so many imports.
struct Stopping(AtomicUsize);

impl Progress for Stopping {
    fn stage(&self, name: &'static str, _: Option<u64>, _: Unit) {
        if name == "checking" {
            let _ = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        }
    }
    fn advance(&self, _: u64) {}
    fn cancelled(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

#[test]
fn an_import_of_many_that_was_stopped_goes_on_where_it_was_and_does_nothing_twice() {
    let temp = tempfile::tempdir().unwrap();
    let (mut center, _, stick) = many(temp.path(), 4);
    let places = [stick];
    let stopped = center.import_all(&places, None, &Stopping(AtomicUsize::new(3)));
    assert_eq!(stopped.unwrap_err().code, Code::Cancelled);
    let count =
        |center: &Catalogue, state| center.inbox().unwrap().iter().filter(|i| i.state == state).count();
    assert_eq!((count(&center, InboxState::Imported), count(&center, InboxState::Seen)), (2, 2));
    let entries = center.operation().unwrap().entries;
    let resumed = center.import_all(&places, None, &Silent).unwrap();
    assert_eq!((resumed.items.len(), resumed.imported), (4, 4));
    let after = center.operation().unwrap().entries;
    assert!(after > entries);
    let again = center.import_all(&places, None, &Silent).unwrap();
    assert_eq!((again.imported, center.operation().unwrap().entries), (4, after));
    assert_eq!(center.inbox_resume(None, &Silent).unwrap().items, Vec::new());
}
