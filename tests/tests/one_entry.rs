//! What one entry with a good signature can do to all else: it can lie about its own things, and that is said. It makes
//! nobody else's photos, hand-overs or dossiers worth less.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::bag::Form;
use sigillum_core::catalogue::{Catalogue, ReceiptOptions};
use sigillum_core::digest::Digest;
use sigillum_core::entry::Class;
use sigillum_core::finding::Finding;
use sigillum_core::json::{Json, object};
use sigillum_core::progress::Silent;
use sigillum_core::report::BundleKind;
use sigillum_core::signature::UnlockedKey;
use sigillum_tests::court::{Court, Target};
use sigillum_tests::fed::surroundings;
use sigillum_tests::hand::{HandBundle, HandChain};
use sigillum_tests::laptop::{Laptop, export};
use sigillum_tests::loose_bundle::LooseBundle;
use sigillum_tests::world::World;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static WORLD: LazyLock<(tempfile::TempDir, World)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(folder.path());
    (folder, world)
});

fn world() -> &'static World {
    &WORLD.1
}

/// A signer of the world with a chain of their own, who writes what no honest program writes.
struct Liar {
    key: UnlockedKey,
    chain: HandChain,
    folder: tempfile::TempDir,
}

impl Liar {
    fn new() -> Self {
        let key = world().karim.key();
        let operation = world().check(&world().full).operation.unwrap();
        let chain = HandChain::begin(&key, operation, [3; 16], &[]);
        Self { key, chain, folder: tempfile::tempdir().unwrap() }
    }

    /// The bundle of this chain alone, with these originals as far as its entries name them.
    fn bundle(&mut self, originals: BTreeMap<Digest, Vec<u8>>) -> PathBuf {
        self.chain.sign_head(&self.key);
        let made = HandBundle {
            kind: BundleKind::Full,
            operation: self.chain.op,
            key: &self.key,
            position: self.chain.end(),
            chains: vec![self.chain.clone()],
            originals,
            base: None,
        };
        made.write(tempfile::tempdir_in(self.folder.path()).unwrap().keep().as_path(), Form::Folder)
    }
}

fn court() -> Court {
    Court::new(world(), &[&world().full])
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code).collect()
}

/// How many lines of a catalogue's receipt say that it lacks this original.
fn lacks(catalogue: &Catalogue, laptop: &Laptop, original: &[u8]) -> usize {
    let options = ReceiptOptions { to: laptop.bundles(), ..ReceiptOptions::default() };
    let text = std::fs::read_to_string(catalogue.receipt_make(&options).unwrap().path).unwrap();
    text.lines().filter(|line| line.starts_with(&format!("lacks {}", Digest::of(original)))).count()
}

/// An original as an entry names it.
fn named(bytes: &[u8], size: usize, ext: &str) -> Json {
    object([
        ("sha256", Digest::of(bytes).into()),
        ("size", Json::Int(i64::try_from(size).unwrap())),
        ("ext", ext.into()),
    ])
}

/// A photo of the world, as its bundle carries it.
fn photo_of_the_world() -> Vec<u8> {
    let full = LooseBundle::read(&world().full);
    let path = full.ending(".jpg").into_iter().find(|path| path.contains("/originals/")).unwrap();
    full.files[&path].clone()
}

#[test]
fn a_false_size_for_another_s_photo_makes_no_later_bundle_altered_and_no_photo_lacking() {
    let mut court = court();
    let photo = photo_of_the_world();
    let mut liar = Liar::new();
    let body = object([("originals", Json::List(vec![named(&photo, photo.len() - 1, "jpg")]))]);
    liar.chain.add(&liar.key, "photo.seen", Class::Open, Vec::new(), body);
    let lie = liar.bundle(BTreeMap::new());
    assert_eq!(court.judge("the photo is not in it", &lie).verdict, "incomplete");
    for (name, order) in [("lie-first", [&lie, &world().full]), ("lie-last", [&world().full, &lie])] {
        let mut target = Target::new(world(), name);
        for path in order {
            assert!(target.takes(path).imported, "{name}");
        }
        for path in order {
            let again = target.takes(path);
            assert!(!again.imported && again.nothing_new, "{name}: the photo is held: {again:?}");
        }
        let laptop = surroundings(&target.laptop().folder);
        assert_eq!(lacks(target.catalogue(), &laptop, &photo), 0, "{name}");
        let checked = target.catalogue().check(Some(&world().list), &Silent).unwrap();
        assert!(codes(&checked.findings).contains(&"size-differs"), "{name}: {:#?}", checked.findings);
        assert_eq!(checked.verdict.word(), "unverifiable", "{name}: {:#?}", checked.findings);
        for zip in [false, true] {
            let told = export(target.catalogue(), &laptop, zip, None);
            assert_eq!(told.verdict.word(), "unverifiable", "{name}: {:#?}", told.report.findings);
            let found = court.judge(name, &told.path);
            assert_eq!(found.verdict, "unverifiable", "{name}: {:#?}", found.findings);
            let lied: Vec<&Finding> = found.findings.iter().filter(|f| f.code == "size-differs").collect();
            let [lied] = lied.as_slice() else { panic!("{name}: {:#?}", found.findings) };
            assert_eq!(lied.path, format!("{}/2", liar.chain.chain), "it is about the entry");
            assert!(Target::new(world(), &format!("{name}-{zip}")).takes(&told.path).imported);
        }
    }
}

#[test]
fn an_original_that_nobody_names_with_its_size_is_taken_in_once_and_held() {
    let mut court = court();
    let bytes = b"no photo, but bytes".to_vec();
    for (name, sizes) in [("too-short", [18, 18]), ("too-long", [20, 1 << 40]), ("two-sizes", [19, 20])] {
        let mut liar = Liar::new();
        for size in sizes {
            let body = object([("originals", Json::List(vec![named(&bytes, size, "bin")]))]);
            liar.chain.add(&liar.key, "template.define", Class::Open, Vec::new(), body);
        }
        let path = liar.bundle(BTreeMap::from([(Digest::of(&bytes), bytes.clone())]));
        let found = court.judge(name, &path);
        assert_eq!(found.verdict, "unverifiable", "{name}: {:#?}", found.findings);
        assert_eq!(found.codes.into_iter().collect::<Vec<_>>(), ["size-differs"], "{name}");
        let mut target = Target::new(world(), name);
        assert_eq!(target.takes(&path).originals, 1, "{name}");
        assert!(target.takes(&path).nothing_new, "{name}");
        let laptop = surroundings(&target.laptop().folder);
        assert_eq!(lacks(target.catalogue(), &laptop, &bytes), 0, "{name}");
        // One that was cut short is lacking all the same, and comes again.
        let held = target.catalogue().original_path(&Digest::of(&bytes)).unwrap().unwrap();
        overwrite(&held, &bytes[..10]);
        assert_eq!(lacks(target.catalogue(), &laptop, &bytes), if sizes[0] == sizes[1] { 1 } else { 2 }, "{name}");
        assert_eq!(target.takes(&path).originals, 1, "{name}");
        assert_eq!(std::fs::read(&held).unwrap(), bytes, "{name}");
    }
}

/// Puts other bytes in the place of a held file.
fn overwrite(path: &Path, bytes: &[u8]) {
    std::fs::remove_file(path).unwrap();
    std::fs::write(path, bytes).unwrap();
}
