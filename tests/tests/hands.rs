//! Several hands on one catalogue in one program: a window's list goes on while a card is taken in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::bag::Form;
use sigillum_core::catalogue::{Catalogue, Chip, IntakeOptions, IntakeReport, ListRequest};
use sigillum_core::digest::Digest;
use sigillum_core::entry::{Class, Entry, NewChange, OriginalRef};
use sigillum_core::error::Code;
use sigillum_core::id::RecordId;
use sigillum_core::json::{Json, object};
use sigillum_core::note::NoteDraft;
use sigillum_core::progress::{Progress, Silent, Unit};
use sigillum_core::report::BundleKind;
use sigillum_core::signature::UnlockedKey;
use sigillum_core::store::Filter;
use sigillum_core::template::TEMPLATE_TEXTS;
use sigillum_core::verify::Verdict;
use sigillum_tests::hand::{HandBundle, HandChain};
use sigillum_tests::laptop::{Laptop, fields, list_of};
use sigillum_tests::picture;
use sigillum_tests::screens::entries_of;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

const PHOTOS: u32 = 150;

fn card(parent: &Path) -> IntakeOptions {
    let folder = parent.join("card");
    std::fs::create_dir_all(&folder).unwrap();
    for index in 0..PHOTOS {
        std::fs::write(folder.join(format!("DSC_{:04}.JPG", index + 1)), picture(index)).unwrap();
    }
    IntakeOptions { sources: vec![folder], label: "A".into(), ..IntakeOptions::default() }
}

fn assert_whole(catalogue: &Catalogue, laptop: &Laptop) {
    let report = catalogue.check(Some(&list_of(&[laptop])), &Silent).unwrap();
    assert_eq!(report.verdict, Verdict::Verified, "{report:?}");
}

/// Locks the screen while the card is being read; while the job waits for a key, does what it was given once.
struct Screen<'a> {
    hand: Mutex<Catalogue>,
    locked: AtomicBool,
    stopped: AtomicBool,
    waiting: &'a (dyn Fn(&mut Catalogue) -> bool + Sync),
}

impl<'a> Screen<'a> {
    fn new(hand: Catalogue, waiting: &'a (dyn Fn(&mut Catalogue) -> bool + Sync)) -> Self {
        Self { hand: Mutex::new(hand), locked: false.into(), stopped: false.into(), waiting }
    }
}

impl Progress for Screen<'_> {
    fn stage(&self, name: &'static str, _: Option<u64>, _: Unit) {
        if name == "waiting_for_key" {
            self.stopped.store(true, Ordering::SeqCst);
        }
    }

    fn advance(&self, _: u64) {
        if !self.locked.swap(true, Ordering::SeqCst) {
            self.hand.lock().unwrap().lock_key();
        }
    }

    fn cancelled(&self) -> bool {
        self.stopped.load(Ordering::SeqCst) && (self.waiting)(&mut self.hand.lock().unwrap())
    }
}

fn taken(report: &IntakeReport) -> u64 {
    report.counts.taken
}

#[test]
fn two_hands_that_write_at_once_write_one_chain() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut one = laptop.begin();
    let mut two = one.hand().unwrap();
    std::thread::scope(|scope| {
        for (hand, prefix) in [(&mut one, "A"), (&mut two, "B")] {
            scope.spawn(move || {
                for number in 1..=40 {
                    hand.artefact_add(&fields(&[("reference", &format!("{prefix}/{number}"))])).unwrap();
                }
            });
        }
    });
    assert_eq!(
        one.list(&Filter::default(), 0, 100).unwrap().len(),
        80,
        "each hand sees what the other committed"
    );
    assert_eq!(one.operation().unwrap().chains.len(), 1);
    assert_whole(&one, &laptop);
    drop((one, two));
    assert_whole(&laptop.open(), &laptop);
}

#[test]
fn a_key_that_is_locked_on_one_hand_is_locked_on_all() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut one = laptop.begin();
    let mut two = one.hand().unwrap();
    assert_eq!(two.unlocked().unwrap().1.name, "sokha");
    one.lock_key();
    assert!(two.unlocked().is_none());
    let refused = two.artefact_add(&fields(&[("reference", "A/1")])).unwrap_err();
    assert_eq!(refused.code, Code::KeyLocked);
    two.unlock(laptop.key(), laptop.details());
    one.artefact_add(&fields(&[("reference", "A/1")])).unwrap();
}

#[test]
fn locking_the_screen_stops_neither_drafts_nor_intake_and_entries_are_signed_after_unlocking() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    let options = card(temp.path());
    let waiting = |hand: &mut Catalogue| {
        // Called again until the key is there: the draft is saved while it is locked.
        if hand.unlocked().is_none() {
            assert!(hand.note_drafts().unwrap().is_empty());
            let draft = NoteDraft { text: "Old break at the neck.".into(), ..NoteDraft::default() };
            hand.note_draft(None, &draft).unwrap();
            let held = hand.photos(None, false).unwrap().len();
            assert!(held < PHOTOS as usize, "some wait for the key: {held}");
        }
        true
    };
    let begun = AtomicBool::new(false);
    let unlocking = |hand: &mut Catalogue| {
        if !begun.swap(true, Ordering::SeqCst) {
            waiting(hand);
            std::thread::scope(|scope| {
                let (key, details) = (laptop.key(), laptop.details());
                let mut third = hand.hand().unwrap();
                scope.spawn(move || third.unlock(key, details));
            });
        }
        false
    };
    let screen = Screen::new(catalogue.hand().unwrap(), &unlocking);
    let report = catalogue.photo_add(&options, &screen).unwrap();
    assert!(
        screen.locked.load(Ordering::SeqCst) && begun.load(Ordering::SeqCst),
        "it was locked, and it waited"
    );
    assert!(!report.stopped);
    assert_eq!(taken(&report), u64::from(PHOTOS));
    assert_eq!(catalogue.photos(None, false).unwrap().len(), PHOTOS as usize);
    assert_eq!(catalogue.note_drafts().unwrap().len(), 1);
    assert_whole(&catalogue, &laptop);
}

#[test]
fn an_intake_that_is_stopped_while_it_waits_for_the_key_loses_no_file() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    let options = card(temp.path());
    let give_up = |_: &mut Catalogue| true;
    let screen = Screen::new(catalogue.hand().unwrap(), &give_up);
    let stopped = catalogue.photo_add(&options, &screen);
    assert!(stopped.is_err() || stopped.is_ok_and(|report| report.stopped));
    drop(screen);
    drop(catalogue);
    let mut catalogue = laptop.open();
    let report = catalogue.photo_add(&options, &Silent).unwrap();
    assert!(!report.stopped);
    let held: Vec<Digest> = catalogue.photos(None, false).unwrap().iter().map(|photo| photo.sha256).collect();
    for index in 0..PHOTOS {
        assert!(held.contains(&Digest::of(&picture(index))), "photo {index} is held");
    }
    assert_whole(&catalogue, &laptop);
}

/// A bundle in which somebody puts the Object ID template of this text in force, in the place of the one that is.
fn bundle_with_template(catalogue: &Catalogue, text: &str, folder: &Path) -> std::path::PathBuf {
    let op = catalogue.operation_id();
    let held = entries_of(catalogue);
    let defines = |e: &&Entry| e.kind == "template.define" && e.body.text_of("template") == Some("object_id");
    let seen = vec![held.iter().find(defines).unwrap().digest];
    let key = UnlockedKey::from_seed(&[44; 32], "headquarters".into()).unwrap();
    let mut chain = HandChain::begin(&key, op, [4; 16], &[]);
    let original =
        OriginalRef { sha256: Digest::of(text.as_bytes()), size: text.len() as u64, ext: "toml".into() };
    let change = NewChange {
        record: Some(RecordId::operation(op)),
        field: "template.object_id".into(),
        value: original.sha256.into(),
        seen,
    };
    let body = object([
        ("template", "object_id".into()),
        ("version", Json::Int(2)),
        ("originals", Json::List(vec![original.to_json()])),
    ]);
    chain.add(&key, "template.define", Class::Open, vec![change], body);
    chain.sign_head(&key);
    let made = HandBundle {
        kind: BundleKind::Full,
        operation: op,
        key: &key,
        position: chain.end(),
        chains: vec![chain],
        originals: BTreeMap::from([(original.sha256, text.as_bytes().to_vec())]),
        base: None,
    };
    made.write(folder, Form::Folder)
}

#[test]
fn a_hand_that_was_at_work_before_an_import_brought_a_template_measures_by_it_too() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "amara");
    let mut first = laptop.begin();
    let lacking = |catalogue: &Catalogue| {
        let chips = vec![Chip::Incomplete];
        let request = ListRequest { chips, ..ListRequest::default() };
        let rows = catalogue.list_rows(&request, 0, 10).unwrap().rows;
        rows.into_iter().map(|row| (row.reference, row.missing)).collect::<Vec<_>>()
    };
    first.artefact_add(&fields(&[("reference", "AM/1")])).unwrap();
    let before = lacking(&first)[0].1;
    let mut working = first.hand().unwrap();
    let (_, text) = TEMPLATE_TEXTS.iter().find(|(name, _)| *name == "object_id").unwrap();
    let asks_for_more = text.replacen("required_views = [", "required_views = [\"inscription\", ", 1);
    let bundle = bundle_with_template(&first, &asks_for_more, temp.path());
    first.import(&bundle, None, false, &Silent).unwrap();
    working.artefact_add(&fields(&[("reference", "AM/2")])).unwrap();

    let after = lacking(&working);
    assert_eq!(
        after,
        [("AM/1".to_owned(), before.map(|n| n + 1)), ("AM/2".to_owned(), before.map(|n| n + 1))]
    );
    assert_eq!(working.templates(), first.templates());
    let report = first.check(None, &Silent).unwrap();
    assert!(report.findings.iter().all(|f| f.code != "view-differs"), "{:?}", report.findings);
}
