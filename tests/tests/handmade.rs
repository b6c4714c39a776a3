//! Dossiers, and bundles since a bundle or a receipt, as a later version writes them: judged and taken in by this one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::bag::Form;
use sigillum_core::digest::Digest;
use sigillum_core::entry::{Class, NewChange, Position};
use sigillum_core::id::OperationId;
use sigillum_core::json::{Json, object};
use sigillum_core::progress::Silent;
use sigillum_core::report::BundleKind;
use sigillum_core::signature::UnlockedKey;
use sigillum_core::verify::{Base, Verdict, VerifyOptions, bundle};
use sigillum_tests::court::{Court, Judgement, Target};
use sigillum_tests::hand::{HandBundle, HandChain};
use sigillum_tests::laptop::export;
use sigillum_tests::loose_bundle::LooseBundle;
use sigillum_tests::world::{Dossier, World, originals_of};
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

fn court(bases: &[&Path]) -> Court {
    Court::new(world(), bases)
}

fn codes(judgement: &Judgement) -> Vec<&str> {
    judgement.codes.iter().copied().collect()
}

fn assert_judged(court: &mut Court, what: &str, path: &Path, verdict: &str, expected: &[&str]) {
    let found = court.judge(what, path);
    assert_eq!((found.verdict, codes(&found)), (verdict, expected.to_vec()), "{what}: {:#?}", found.findings);
}

fn dossier() -> Dossier {
    world().dossier_of(&world().full)
}

/// Writes a dossier in a folder of its own, as folder or ZIP.
fn written(dossier: &Dossier, form: Form) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = dossier.write(folder.path(), form);
    (folder, path)
}

/// The chain, and the place in it, of the last withheld line that a head binds.
fn withheld_place(dossier: &Dossier) -> (usize, usize) {
    let place = |(at, chain): (usize, &HandChain)| {
        let line = chain.lines.iter().rposition(|line| line.told.is_none())?;
        chain.head.is_some().then_some((at, line))
    };
    dossier.chains.iter().enumerate().find_map(place).expect("some chain withholds a line")
}

#[test]
fn a_dossier_is_verified_as_a_folder_and_as_a_zip_and_reveals_nothing_that_it_withholds() {
    let mut court = court(&[]);
    for form in [Form::Folder, Form::Zip] {
        let (_kept, path) = written(&dossier(), form);
        assert_judged(&mut court, "a dossier", &path, "verified", &[]);
    }
    let unknown = bundle(&world().dossier, &VerifyOptions::default(), &Silent).unwrap();
    assert_eq!(unknown.verdict(), Verdict::Unverifiable);
    let full = LooseBundle::read(&world().full);
    let secrets = ["What the porter whispered", "\"USD\""];
    let told = |bundle: &LooseBundle, secret: &str| {
        let holds = |bytes: &Vec<u8>| bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
        bundle.files.values().any(holds)
    };
    let shown = LooseBundle::read(&world().dossier);
    for secret in secrets {
        assert!(told(&full, secret) && !told(&shown, secret), "{secret}");
    }
}

#[test]
fn a_withheld_line_beyond_the_signed_head_is_unverifiable() {
    let mut court = court(&[]);
    let mut made = dossier();
    let (chain, _) = withheld_place(&made);
    made.chains[chain].head = None;
    let (_kept, path) = written(&made, Form::Folder);
    assert_judged(&mut court, "no head", &path, "unverifiable", &["withheld-unbound"]);
    // A head that lies before the last withheld line binds only what is up to it.
    let mut made = dossier();
    let (chain, line) = withheld_place(&made);
    let whole = HandChain::all_of(&world().check(&world().full));
    let mut early = whole.into_iter().find(|c| c.chain == made.chains[chain].chain).unwrap();
    early.lines.truncate(line);
    let laptop =
        [&world().sokha, &world().karim, &world().hq].into_iter().find(|l| l.key().public() == early.key);
    early.sign_head(&laptop.unwrap().key());
    made.chains[chain].head = early.head;
    let (_kept, path) = written(&made, Form::Folder);
    assert_judged(&mut court, "an early head", &path, "unverifiable", &["withheld-unbound"]);
}

#[test]
fn a_withheld_digest_that_was_swapped_or_made_up_is_found() {
    let mut court = court(&[]);
    let mut target = Target::new(world(), "swapped");
    let swaps: [fn(&mut Dossier); 3] = [
        |made| {
            let (chain, line) = withheld_place(made);
            made.chains[chain].lines[line].digest = Digest([7; 32]);
        },
        |made| {
            let (chain, line) = withheld_place(made);
            let other = made.chains[chain].lines.iter().position(|l| l.told.is_none()).unwrap();
            let other = if other == line { line - 1 } else { other };
            made.chains[chain].lines.swap(line, other);
        },
        |made| {
            let (chain, line) = withheld_place(made);
            made.chains[chain].lines.remove(line);
        },
    ];
    for (number, swap) in swaps.into_iter().enumerate() {
        let mut made = dossier();
        swap(&mut made);
        let (_kept, path) = written(&made, Form::Folder);
        let found = court.judge("a swapped digest", &path);
        assert_eq!(found.verdict, "altered", "{number}");
        assert!(found.codes.contains("chain-broken") || found.codes.contains("head-differs"), "{found:#?}");
        target.refuses("a swapped digest", &path);
    }
    target.is_unchanged();
}

#[test]
fn withheld_lines_have_one_form_and_one_place() {
    let mut court = court(&[]);
    let key = world().hq.key();
    let good = LooseBundle::read(&world().dossier);
    let is_withheld = |bytes: &[u8]| bytes.windows(13).any(|part| part == b"{\"withheld\":\"");
    let path = good.ending(".jsonl").into_iter().find(|path| is_withheld(&good.files[path])).unwrap();
    let text = good.text(&path);
    let from = "{\"withheld\":\"";
    let long = format!("{from}00");
    let changes = [
        (from, "{\"withheld\": \"", "a space"),
        (from, "{\"Withheld\":\"", "another name"),
        (from, long.as_str(), "66 digits"),
        ("\"}\n", "\",\"x\":1}\n", "another member"),
        ("\"}\n", "\"} \n", "a space behind"),
    ];
    let kept = tempfile::tempdir().unwrap();
    let mut judge = |what: &str, bundle: &LooseBundle| {
        let path = kept.path().join("x.zip");
        std::fs::write(&path, bundle.zip()).unwrap();
        court.judge(what, &path)
    };
    for (from, to, what) in changes {
        let at = text.find("{\"withheld\"").unwrap();
        let mut bundle = good.clone();
        bundle.put(&path, format!("{}{}", &text[..at], text[at..].replacen(from, to, 1)));
        bundle.seal(&key);
        assert_eq!(judge(what, &bundle).verdict, "altered", "{what}");
    }
    // The same lines in a bundle that says it is full.
    let mut bundle = good.clone();
    bundle.set_info("Sigillum-Bundle", "full");
    bundle.seal(&key);
    assert!(judge("in a full bundle", &bundle).codes.contains("withheld-form"));
    // A chain's first line is never withheld.
    let mut made = dossier();
    made.chains[0].lines[0].told = None;
    let (_kept, path) = written(&made, Form::Zip);
    let found = court.judge("a start withheld", &path);
    assert!(found.codes.contains("chain-start"), "{found:#?}");
}

#[test]
fn a_withheld_adoption_adopts_nothing() {
    let mut court = court(&[]);
    let key = world().hq.key();
    let ours = OperationId([1; 16]);
    let mut own = HandChain::begin(&key, ours, [1; 16], &[]);
    let other = Json::Text(OperationId([5; 16]).to_string());
    own.add(&key, "operation.adopt", Class::Internal, Vec::new(), object([("operation", other)]));
    own.add(&key, "operation.set", Class::Open, Vec::new(), object([]));
    own.sign_head(&key);
    let position = own.end();
    let foreign = HandChain::begin(&key, OperationId([5; 16]), [2; 16], &[]);
    let made = |hide: bool| {
        let mut own = own.clone();
        own.withhold(|entry| hide && entry.class == Class::Internal);
        let (chains, originals) = (vec![own, foreign.clone()], BTreeMap::new());
        Dossier { key: world().hq.key(), operation: ours, position, chains, originals }
    };
    // Its second line being withheld, it also shows that such a line stands at 2.
    let (_kept, path) = written(&made(false), Form::Zip);
    assert_judged(&mut court, "told", &path, "verified", &[]);
    let (_kept, path) = written(&made(true), Form::Zip);
    assert_judged(&mut court, "withheld", &path, "altered", &["other-operation"]);
}

/// One chain, grown between bundles: `start` covers `first` lines, then one since it, and one since that.
struct Growing {
    folder: tempfile::TempDir,
    key: UnlockedKey,
    chain: HandChain,
    operation: OperationId,
}

impl Growing {
    fn new(operation: OperationId) -> Self {
        let key = world().hq.key();
        let mut chain = HandChain::begin(&key, operation, [8; 16], &[]);
        let changes = vec![NewChange::of_self("exists", true), NewChange::of_self("title", "Head")];
        chain.add(&key, "artefact.create", Class::Open, changes, object([]));
        Self { folder: tempfile::tempdir().unwrap(), key, chain, operation }
    }

    fn grow(&mut self, kind: &str, body: Json) {
        self.chain.add(&self.key, kind, Class::Open, Vec::new(), body);
    }

    /// Writes what is newer than these heads; all, if there is no base.
    fn write(&mut self, base: Option<Base>) -> PathBuf {
        self.chain.sign_head(&self.key);
        let position = self.chain.end();
        let known = base.iter().flat_map(|b| &b.heads).find(|head| head.chain == self.chain.chain);
        let seq = known.map_or(1, |head| head.seq);
        let kind = if base.is_some() { BundleKind::Since } else { BundleKind::Full };
        let made = HandBundle {
            kind,
            operation: self.operation,
            key: &self.key,
            position,
            chains: vec![self.chain.clone().after(seq)],
            originals: BTreeMap::new(),
            base,
        };
        made.write(tempfile::tempdir_in(self.folder.path()).unwrap().keep().as_path(), Form::Folder)
    }

    fn base(&self, on: &Path, heads: &[Position]) -> Base {
        let digest = LooseBundle::read(on).digest();
        Base { kind: "bundle".into(), digest, operation: self.operation, heads: heads.to_vec() }
    }
}

#[test]
fn a_bundle_since_another_is_whole_only_together_with_it_and_all_that_it_builds_on() {
    let mut growing = Growing::new(OperationId([1; 16]));
    let first = growing.write(None);
    let base = growing.base(&first, &[growing.chain.end()]);
    growing.grow("operation.set", object([]));
    let second = growing.write(Some(base));
    let base = growing.base(&second, &[growing.chain.end()]);
    growing.grow("operation.set", object([]));
    let third = growing.write(Some(base));

    assert_judged(&mut court(&[]), "alone", &second, "incomplete", &["base-absent"]);
    assert_judged(&mut court(&[&first]), "with its base", &second, "verified", &[]);
    assert_judged(&mut court(&[&world().full]), "with another", &second, "incomplete", &["base-absent"]);
    assert_judged(&mut court(&[&first, &second]), "with both", &third, "verified", &[]);
    assert_judged(&mut court(&[&second]), "with the nearest", &third, "incomplete", &["base-absent"]);
    assert_judged(&mut court(&[&first]), "with the farthest", &third, "incomplete", &["base-absent"]);
    // What is wrong with a base is wrong with what builds on it.
    let index = first.join("data/index.html");
    let kept = std::fs::read(&index).unwrap();
    std::fs::write(&index, [&kept[1..], b"x"].concat()).unwrap();
    assert_judged(
        &mut court(&[&first, &second]),
        "on a spoiled base",
        &third,
        "altered",
        &["digest-differs"],
    );
    std::fs::remove_file(&index).unwrap();
    assert_judged(
        &mut court(&[&first, &second]),
        "on a base with a file lost",
        &third,
        "incomplete",
        &["file-missing"],
    );
    std::fs::write(&index, kept).unwrap();
    // A since bundle with its lines is no full one.
    let mut renamed = LooseBundle::read(&second);
    renamed.files.remove("data/base.json");
    renamed.seal(&world().hq.key());
    let path = renamed.write_folder(tempfile::tempdir_in(growing.folder.path()).unwrap().keep().as_path());
    assert_eq!(court(&[&first]).judge("no base.json", &path).verdict, "altered");
}

#[test]
fn what_base_json_says_is_held_to_its_form_and_to_the_base() {
    let mut growing = Growing::new(OperationId([1; 16]));
    let first = growing.write(None);
    let end = growing.chain.end();
    let base = growing.base(&first, &[end]);
    growing.grow("operation.set", object([]));
    let second = growing.write(Some(base.clone()));
    let good = LooseBundle::read(&second);
    let mut court = court(&[&first]);
    let key = world().hq.key();
    let kept = tempfile::tempdir().unwrap();
    let mut judge = |what: &str, line: Vec<u8>| {
        let mut bundle = good.clone();
        bundle.put("data/base.json", line);
        bundle.seal(&key);
        let path = kept.path().join("x.zip");
        std::fs::write(&path, bundle.zip()).unwrap();
        court.judge(what, &path)
    };
    let line = String::from_utf8(base.line()).unwrap();
    assert_eq!(judge("as it was", base.line()).verdict, "verified");
    for (what, from, to) in [
        ("a newer version", "\"v\":1", "\"v\":2"),
        ("a kind unknown", "bundle", "bundles"),
        ("another member", "{\"v\":1", "{\"x\":0,\"v\":1"),
        ("a space", ",\"kind\"", ", \"kind\""),
        ("no LF", "\n", ""),
        ("two lines", "\n", "\n\n"),
        ("seq 0", "\"seq\":2", "\"seq\":0"),
    ] {
        let changed = line.replacen(from, to, 1);
        assert_ne!(changed, line);
        assert_eq!(judge(what, changed.into_bytes()).verdict, "altered", "{what}");
    }
    let twice = Base { heads: vec![end, end], ..base.clone() };
    assert!(judge("a head twice", twice.line()).codes.contains("base-form"));
    let more = Position { chain: sigillum_core::id::ChainId([0xff; 16]), ..end };
    let more = Base { heads: vec![end, more], ..base.clone() };
    assert!(judge("a head that the base has not", more.line()).codes.contains("base-form"));
    let foreign = Base { operation: OperationId([2; 16]), ..base.clone() };
    assert!(judge("another operation", foreign.line()).codes.contains("base-form"));
    let none = Base { heads: Vec::new(), ..base };
    assert!(judge("no heads", none.line()).codes.contains("chain-broken"));
}

#[test]
fn an_adoption_that_stands_in_the_base_counts_and_without_the_base_nobody_can_say() {
    let ours = OperationId([1; 16]);
    let mut growing = Growing::new(ours);
    let other = OperationId([5; 16]);
    for adopting in [true, false] {
        if adopting {
            growing.grow("operation.adopt", object([("operation", Json::Text(other.to_string()))]));
        }
        let first = growing.write(None);
        let base = growing.base(&first, &[growing.chain.end()]);
        let seq = growing.chain.end().seq;
        growing.grow("operation.set", object([]));
        growing.chain.sign_head(&growing.key);
        let foreign = HandChain::begin(&growing.key, other, [2; 16], &[]);
        let made = HandBundle {
            kind: BundleKind::Since,
            operation: ours,
            key: &growing.key,
            position: growing.chain.end(),
            chains: vec![growing.chain.clone().after(seq), foreign],
            originals: BTreeMap::new(),
            base: Some(base),
        };
        let path =
            made.write(tempfile::tempdir_in(growing.folder.path()).unwrap().keep().as_path(), Form::Folder);
        let (verdict, expected) =
            if adopting { ("verified", vec![]) } else { ("altered", vec!["other-operation"]) };
        assert_judged(&mut court(&[&first]), "with the base", &path, verdict, &expected);
        assert_judged(&mut court(&[]), "without", &path, "incomplete", &["base-absent"]);
        growing = Growing::new(ours);
    }
}

#[test]
fn entries_are_judged_together_with_those_of_the_base() {
    let ours = OperationId([1; 16]);
    let mut growing = Growing::new(ours);
    let first = growing.write(None);
    let base = growing.base(&first, &[growing.chain.end()]);
    let artefact = growing.chain.lines[1].digest;
    let record = format!("artefact:{artefact}").parse().unwrap();
    let change = NewChange {
        record: Some(record),
        field: "description".into(),
        value: "x".into(),
        seen: vec![artefact],
    };
    // `seen` of another register, the class of a register, and a clock that goes back, all against the base alone.
    growing.chain.add(&growing.key, "artefact.set", Class::Open, vec![change], object([]));
    let second = growing.write(Some(base));
    assert_judged(&mut court(&[&first]), "seen elsewhere", &second, "unverifiable", &["seen-elsewhere"]);
    assert_judged(&mut court(&[]), "alone", &second, "incomplete", &["base-absent"]);
}

#[test]
fn a_head_within_the_base_must_lie_on_the_base_s_chain() {
    let mut growing = Growing::new(OperationId([1; 16]));
    growing.grow("operation.set", object([]));
    let first = growing.write(None);
    let end = growing.chain.end();
    let base = growing.base(&first, &[end]);
    growing.grow("operation.set", object([]));
    let since = |head: Position| {
        let key = &growing.key;
        let text = sigillum_core::head::head_text(growing.operation, &head);
        let signature = key.sign(sigillum_core::signature::namespace::HEAD, text.as_bytes()).unwrap();
        let mut chain = growing.chain.clone().after(end.seq);
        chain.head = Some((head, signature));
        let made = HandBundle {
            kind: BundleKind::Since,
            operation: growing.operation,
            key,
            position: growing.chain.end(),
            chains: vec![chain],
            originals: BTreeMap::new(),
            base: Some(base.clone()),
        };
        made.write(tempfile::tempdir_in(growing.folder.path()).unwrap().keep().as_path(), Form::Folder)
    };
    let (at_end, wrong_end) = (since(end), since(Position { link: Digest([1; 32]), ..end }));
    let below = HandChain { lines: growing_lines(&first, end.seq - 1), ..chain_of(&first) }.end();
    let (lower, wrong_lower) = (since(below), since(Position { link: Digest([1; 32]), ..below }));
    let beyond = since(Position { seq: end.seq + 2, ..end });
    let mut with = court(&[&first]);
    let mut without = court(&[]);
    assert_judged(&mut with, "at the base's end", &at_end, "verified", &[]);
    assert_judged(&mut with, "below", &lower, "verified", &[]);
    assert_judged(&mut with, "another link at the end", &wrong_end, "altered", &["head-differs"]);
    assert_judged(&mut with, "another link below", &wrong_lower, "altered", &["head-differs"]);
    assert_judged(&mut with, "beyond the last line", &beyond, "incomplete", &["tail-missing"]);
    assert_judged(
        &mut without,
        "another link at the end",
        &wrong_end,
        "altered",
        &["base-absent", "head-differs"],
    );
    assert_judged(&mut without, "another link below", &wrong_lower, "incomplete", &["base-absent"]);
}

fn chain_of(path: &Path) -> HandChain {
    HandChain::all_of(&bundle(path, &VerifyOptions::default(), &Silent).unwrap()).remove(0)
}

fn growing_lines(path: &Path, seq: u64) -> Vec<sigillum_tests::hand::HandLine> {
    chain_of(path).lines.into_iter().take(usize::try_from(seq).unwrap()).collect()
}

#[test]
fn a_bundle_since_a_receipt_is_incomplete_alone_and_taken_in_where_the_receipt_s_heads_are_held() {
    let full = world().check(&world().full);
    let key = world().karim.key();
    let chain = HandChain::all_of(&full).into_iter().find(|chain| chain.key == key.public()).unwrap();
    // Headquarters' receipt names every end of what it holds; Karim goes on from there, in a chain of his.
    let mut fresh = HandChain::begin(&key, full.operation.unwrap(), [6; 16], &full.tips());
    fresh.add(&key, "operation.set", Class::Open, Vec::new(), object([]));
    fresh.sign_head(&key);
    let base = Base {
        kind: "receipt".into(),
        digest: Digest::of(b"a receipt"),
        operation: full.operation.unwrap(),
        heads: full.tips(),
    };
    let made = HandBundle {
        kind: BundleKind::Since,
        operation: full.operation.unwrap(),
        key: &key,
        position: fresh.end(),
        chains: vec![fresh],
        originals: BTreeMap::new(),
        base: Some(base),
    };
    let folder = tempfile::tempdir().unwrap();
    let path = made.write(folder.path(), Form::Zip);
    assert_judged(&mut court(&[&world().full]), "since a receipt", &path, "incomplete", &["base-absent"]);
    let mut target = Target::new(world(), "receipts");
    target.refuses("its heads are not held here", &path);
    target.is_unchanged();
    assert!(target.takes(&world().full).imported);
    let report = target.takes(&path);
    assert!(report.imported && report.report.verdict == Verdict::Verified, "{report:?}");
    assert!(chain.head.is_some());
}

#[test]
fn a_dossier_is_taken_in_with_its_withheld_places_handed_on_as_a_dossier_and_filled_by_the_full_bundle() {
    let mut target = Target::new(world(), "readers");
    let report = target.takes(&world().dossier);
    assert!(report.imported && report.withheld > 0, "{report:?}");
    let withheld = report.withheld;
    assert_eq!(target.takes(&world().dossier).withheld, 0, "taken in again it brings nothing");
    let laptop =
        sigillum_tests::laptop::Laptop { folder: target.laptop().folder.clone(), name: "readers".into() };
    let handed_on = export(target.catalogue(), &laptop, false, None);
    assert_eq!((handed_on.kind, handed_on.verdict), ("dossier", Verdict::Verified));
    let check = world().check(&handed_on.path);
    let places = check.branches.iter().flat_map(|branch| &branch.places).filter(|place| place.line.is_none());
    assert_eq!(places.count(), withheld);
    // The reader's key is on no list; nothing else is wrong.
    assert_judged(&mut court(&[]), "handed on", &handed_on.path, "unverifiable", &["signer-unknown"]);

    let report = target.takes(&world().full);
    assert!(report.imported && report.withheld == 0, "{report:?}");
    let filled = export(target.catalogue(), &laptop, true, None);
    assert_eq!((filled.kind, filled.verdict), ("full", Verdict::Verified));
    assert_judged(&mut court(&[]), "filled", &filled.path, "unverifiable", &["signer-unknown"]);
    let check = world().check(&filled.path);
    let full = world().check(&world().full);
    let held: Vec<Digest> = check.entries().iter().map(|entry| entry.digest).collect();
    assert!(full.entries().iter().all(|entry| held.contains(&entry.digest)), "an entry was lost on the way");
    let originals = originals_of(&LooseBundle::read(&world().full));
    assert!(originals.keys().all(|digest| check.originals().iter().any(|o| o.sha256 == *digest)));
}
