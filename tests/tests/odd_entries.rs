//! What somebody with a key may write and this program never would, each in an entry that is signed as it should be: once
//! it is here it stands in nobody's way, and nobody else's word is taken for it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::bag::Form;
use sigillum_core::catalogue::Catalogue;
use sigillum_core::digest::Digest;
use sigillum_core::entry::{Class, NewChange};
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::json::{Json, object};
use sigillum_core::progress::Silent;
use sigillum_core::report::BundleKind;
use sigillum_core::signature::UnlockedKey;
use sigillum_core::verify::Verdict;
use sigillum_tests::hand::{HandBundle, HandChain};
use sigillum_tests::laptop::{Laptop, export, fields, take_in};
use sigillum_tests::screens::{entries_of, named, unread};
use std::collections::BTreeMap;

/// The largest number that an entry can hold.
const LARGEST: i64 = 9_007_199_254_740_991;

/// A catalogue with an artefact, its photo and a bag, and somebody whose entries are taken in.
struct Site {
    temp: tempfile::TempDir,
    laptop: Laptop,
    catalogue: Catalogue,
    head: RecordId,
    photo: RecordId,
    bag: RecordId,
    eve: UnlockedKey,
    chain: HandChain,
}

impl Site {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let laptop = Laptop::new(temp.path(), "Ingrid");
        let mut catalogue = laptop.begin();
        let head = catalogue.artefact_add(&fields(&[("reference", "IN/1"), ("title", "Head")])).unwrap();
        let bag = catalogue.pack_new(Some("B-1"), "bag", None).unwrap();
        catalogue.put_in(Some(&bag), std::slice::from_ref(&head)).unwrap();
        let card = temp.path().join("card");
        std::fs::create_dir(&card).unwrap();
        std::fs::write(card.join("DSC_0001.JPG"), sigillum_tests::picture(1)).unwrap();
        take_in(&mut catalogue, &card, Some(&head), Some("overall_front"));
        let photo = catalogue.photos(None, false).unwrap()[0].id.clone();
        let eve = UnlockedKey::from_seed(&[66; 32], "eve".into()).unwrap();
        let chain = HandChain::begin(&eve, catalogue.operation_id(), [6; 16], &[]);
        Self { temp, laptop, catalogue, head, photo, bag, eve, chain }
    }

    fn write(&mut self, kind: &str, changes: Vec<NewChange>, body: Json) -> Digest {
        self.chain.add(&self.eve, kind, Class::Open, changes, body)
    }

    /// Takes in what she wrote, and demands that every screen, the check and an export still work, in a program that was
    /// started again too.
    fn take_in(mut self) -> Self {
        self.chain.sign_head(&self.eve);
        let made = HandBundle {
            kind: BundleKind::Full,
            operation: self.chain.op,
            key: &self.eve,
            position: self.chain.end(),
            chains: vec![self.chain.clone()],
            originals: BTreeMap::new(),
            base: None,
        };
        let path = made.write(self.temp.path(), Form::Folder);
        assert!(self.catalogue.import(&path, None, false, &Silent).unwrap().imported);
        drop(self.catalogue);
        self.catalogue = self.laptop.open();
        let entries = entries_of(&self.catalogue);
        let known = [&self.head, &self.photo, &self.bag].map(Clone::clone);
        let ids = named(&entries.iter().collect::<Vec<_>>()).into_iter().take(20).chain(known).collect();
        assert_eq!(unread(&mut self.catalogue, &ids), Vec::<String>::new());
        let check = self.catalogue.check(None, &Silent).unwrap();
        assert_ne!(check.verdict, Verdict::Altered, "{:?}", check.findings);
        self.catalogue.court_report(None, &Silent).unwrap();
        self.catalogue.rebuild(&Silent).unwrap();
        let exported = export(&mut self.catalogue, &self.laptop, false, None);
        assert_ne!(exported.verdict, Verdict::Altered, "{:?}", exported.report.findings);
        self
    }

    fn set(record: &RecordId, field: &str, value: impl Into<Json>) -> NewChange {
        NewChange { record: Some(record.clone()), field: field.into(), value: value.into(), seen: Vec::new() }
    }
}

#[test]
fn a_photo_or_another_template_that_is_named_as_a_template_closes_no_catalogue() {
    let mut site = Site::new();
    let operation = RecordId::operation(site.catalogue.operation_id());
    let before: Vec<String> = site.catalogue.templates().iter().map(|t| t.id.clone()).collect();
    let photo = site.photo.digest().unwrap();
    let entries = entries_of(&site.catalogue);
    let held = entries.iter().find(|e| e.kind == "template.define").unwrap().originals[0].sha256;
    site.write("operation.set", vec![Site::set(&operation, "template.x", photo)], object([]));
    site.write("operation.set", vec![Site::set(&operation, "template.y", held)], object([]));
    let mut site = site.take_in();
    let after: Vec<String> = site.catalogue.templates().iter().map(|t| t.id.clone()).collect();
    assert_eq!(after, before);
    drop(site.catalogue);
    site.catalogue = site.laptop.open();
    let warned: Vec<String> = site.catalogue.take_warnings().iter().map(|w| format!("{w:?}")).collect();
    assert!(
        ["template.x", "template.y"].iter().all(|field| warned.iter().any(|w| w.contains(field))),
        "{warned:?}"
    );
}

#[test]
fn originals_of_any_claimed_size_fill_no_disk_and_stop_no_export() {
    let mut site = Site::new();
    let one = |n: usize| {
        let sha256 = Digest::of(&n.to_le_bytes());
        object([("sha256", sha256.into()), ("size", Json::Int(LARGEST)), ("ext", "bin".into())])
    };
    let body = object([("originals", Json::List((0..1_500).map(one).collect()))]);
    site.write("photo.report", Vec::new(), body.clone());
    site.write("photo.report", Vec::new(), body);
    let mut site = site.take_in();
    let exported = export(&mut site.catalogue, &site.laptop, true, None);
    assert_eq!(exported.missing.len(), 1_500);
}

#[test]
fn quantities_of_any_size_leave_the_counts_readable() {
    let mut site = Site::new();
    let id = |n: usize| RecordId::new(RecordKind::Artefact, Digest::of(&n.to_le_bytes()));
    let many = (0..1_100).map(|n| Site::set(&id(n), "quantity", Json::Int(LARGEST))).collect();
    site.write("x.y", many, object([]));
    let inside = (0..1_100).map(|n| Site::set(&id(n), "in", site.bag.as_str())).collect();
    site.write("x.y", inside, object([]));
    let below = vec![
        Site::set(&id(2_000), "quantity", Json::Int(-7)),
        Site::set(&id(2_000), "in", site.bag.as_str()),
    ];
    site.write("x.y", below, object([]));
    let site = site.take_in();
    assert!(site.catalogue.package(&site.bag).unwrap().objects > 0);
    assert!(site.catalogue.leave().unwrap().objects > 0);
}

#[test]
fn who_says_that_an_entry_restores_anothers_word_is_named_as_its_author() {
    let mut site = Site::new();
    let entries = entries_of(&site.catalogue);
    let named = entries.iter().find(|e| e.created().as_ref() == Some(&site.head)).unwrap().digest;
    let body = object([("undoes", named.into()), ("restores", named.into())]);
    let head = site.head.clone();
    site.write("artefact.set", vec![Site::set(&head, "title", "Forgery")], body);
    let site = site.take_in();
    let conflicts = site.catalogue.conflicts(None).unwrap();
    let value = conflicts.iter().flat_map(|c| &c.values).find(|v| v.text == "Forgery").unwrap();
    assert_ne!(value.signer, "Ingrid");
    assert_eq!(value.put_back_by, None);
}
