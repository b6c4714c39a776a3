//! Forgers who know the format: each deceit is found, or said to be what it is, a stranger's signature.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::bag::Form;
use sigillum_core::digest::{Digest, from_hex, to_hex};
use sigillum_core::entry::{Class, Entry, NewChange, Position};
use sigillum_core::head::{head_text, next_link};
use sigillum_core::id::{OperationId, RecordId, RecordKind};
use sigillum_core::json::{Json, object};
use sigillum_core::report::BundleKind;
use sigillum_core::signature::{UnlockedKey, armour, namespace};
use sigillum_tests::court::{Court, Judgement, Target};
use sigillum_tests::hand::{HandBundle, HandChain};
use sigillum_tests::loose_bundle::{LooseBundle, MANIFEST, TAG_MANIFEST, lines};
use sigillum_tests::world::{World, originals_of};
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

/// A court, a catalogue to import into, and a place for spoiled bundles.
struct Trial {
    court: Court,
    target: Target,
    folder: tempfile::TempDir,
}

impl Trial {
    fn new(name: &str) -> Self {
        let court = Court::new(world(), &[&world().full]);
        Self { court, target: Target::new(world(), name), folder: tempfile::tempdir().unwrap() }
    }

    fn zip(&self, bundle: &LooseBundle) -> PathBuf {
        let path = self.folder.path().join("x.zip");
        std::fs::write(&path, bundle.zip()).unwrap();
        path
    }

    /// Demands a finding of this code, the verdict `altered` or `incomplete`, and that no catalogue takes it.
    fn convicts(&mut self, what: &str, bundle: &LooseBundle, code: &str) -> Judgement {
        let path = self.zip(bundle);
        let found = self.court.judge(what, &path);
        assert!(found.codes.contains(code), "{what}: {:#?}", found.findings);
        assert!(["altered", "incomplete"].contains(&found.verdict), "{what}: {found:#?}");
        self.target.refuses(what, &path);
        found
    }
}

fn full() -> LooseBundle {
    LooseBundle::read(&world().full)
}

/// The ledger file of the chain that signed the bundle, and of another.
fn ledger_files(bundle: &LooseBundle) -> (String, String) {
    let own = format!("data/ledger/{}.jsonl", bundle.info("Sigillum-Chain"));
    let other = bundle.ending(".jsonl").into_iter().find(|path| *path != own).unwrap();
    (own, other)
}

fn beside(jsonl: &str, ending: &str) -> String {
    jsonl.replace("jsonl", ending)
}

/// Cuts both files of a chain after so many lines.
fn cut(bundle: &mut LooseBundle, jsonl: &str, keep: usize) {
    for path in [jsonl.to_owned(), beside(jsonl, "sigs")] {
        bundle.edit_lines(&path, |lines| lines.truncate(keep));
    }
}

#[test]
fn a_tail_that_was_cut_off_is_missed_by_the_head_that_was_signed_over_it() {
    let mut trial = Trial::new("tails");
    for path in full().ending(".jsonl") {
        let count = lines(&full().files[&path]).len();
        for keep in [count - 1, count / 2, 1] {
            let mut bundle = full();
            cut(&mut bundle, &path, keep);
            bundle.seal(&world().hq.key());
            trial.convicts(&format!("{path} cut after {keep}"), &bundle, "tail-missing");
        }
    }
    trial.target.is_unchanged();
}

#[test]
fn an_old_head_put_back_hides_no_cut_in_the_signer_s_own_chain() {
    let mut trial = Trial::new("heads");
    let (own, _) = ledger_files(&full());
    let chain = HandChain::all_of(&world().check(&world().full))
        .into_iter()
        .find(|chain| own.contains(&chain.stem))
        .unwrap();
    let key = world().hq.key();
    let mut bundle = full();
    let keep = chain.lines.len() - 2;
    let old = HandChain { lines: chain.lines[..keep].to_vec(), ..chain.clone() }.end();
    let text = head_text(chain.op, &old);
    let signature = key.sign(namespace::HEAD, text.as_bytes()).unwrap();
    bundle.put(&beside(&own, "head"), text.clone());
    bundle.put(&beside(&own, "head.sig"), armour(&chain.key, namespace::HEAD, &signature));
    // Put back alone it is a head that the chain's key signed; only the lists tell that the bundle had another.
    trial.convicts("an old head", &bundle, "digest-differs");
    let mut cut_too = bundle.clone();
    cut(&mut cut_too, &own, keep);
    trial.convicts("an old head, the tail cut", &cut_too, "digest-differs");
    cut_too.list_again();
    trial.convicts("and the lists made to fit", &cut_too, "signature-bad");
    cut_too.seal(&key);
    // Whoever signs the bundle anew vouches for what is in it; its name and head code still give the end.
    trial.convicts("and signed by the signer", &cut_too, "bag-form");
    // A head on another link, signed by the chain's own key.
    let mut forged = full();
    let text = head_text(chain.op, &Position { link: Digest([7; 32]), ..chain.end() });
    let signature = key.sign(namespace::HEAD, text.as_bytes()).unwrap();
    forged.put(&beside(&own, "head"), text);
    forged.put(&beside(&own, "head.sig"), armour(&chain.key, namespace::HEAD, &signature));
    forged.seal(&key);
    trial.convicts("a head on another link", &forged, "head-differs");
    // The head of one chain in another's place.
    let (own, other) = ledger_files(&full());
    let mut swapped = full();
    for ending in ["head", "head.sig"] {
        swapped.put(&beside(&own, ending), full().files[&beside(&other, ending)].clone());
    }
    swapped.seal(&key);
    trial.convicts("another chain's head", &swapped, "head-differs");
    trial.target.is_unchanged();
}

#[test]
fn swapped_digests_and_swapped_originals_are_found() {
    let mut trial = Trial::new("swaps");
    let key = world().hq.key();
    let originals: Vec<String> =
        full().ending(".jpg").into_iter().filter(|p| p.contains("/originals/")).collect();
    let (one, two) = (&originals[0], &originals[1]);
    for sealed in [false, true] {
        let mut bundle = full();
        let (a, b) = (bundle.files[one].clone(), bundle.files[two].clone());
        bundle.put(one, b);
        bundle.put(two, a);
        if sealed {
            bundle.seal(&key);
        }
        trial.convicts("two photos swapped under each other's names", &bundle, "digest-differs");
    }
    let mut bundle = full();
    let other = Digest::of(b"another photo");
    bundle.files.remove(one);
    bundle.put(&format!("data/originals/{}/{other}.jpg", &other.hex()[..2]), "another photo");
    bundle.seal(&key);
    let found = trial.convicts("a photo in another's place", &bundle, "original-missing");
    assert!(found.codes.contains("original-unnamed"));
    // Two digests in the lists.
    let mut bundle = full();
    bundle.edit_lines(MANIFEST, |lines| {
        let (a, b) = (lines[0][..64].to_vec(), lines[1][..64].to_vec());
        lines[0][..64].copy_from_slice(&b);
        lines[1][..64].copy_from_slice(&a);
    });
    bundle.list_tags_again();
    bundle.sign(&key);
    trial.convicts("two digests swapped in the list", &bundle, "digest-differs");
    // Two digests between entries: the entries are no longer what was signed.
    let hexes: Vec<&str> = originals.iter().map(|path| &path[18..82]).collect();
    let named_in = |path: &String| -> Vec<&str> {
        let text = full().text(path);
        hexes.iter().copied().filter(|hex| text.contains(hex)).collect()
    };
    let path = full().ending(".jsonl").into_iter().find(|path| named_in(path).len() > 1).unwrap();
    let (text, named) = (full().text(&path), named_in(&path));
    let changed = text.replace(named[0], "@").replace(named[1], named[0]).replace('@', named[1]);
    assert_ne!(changed, text);
    let mut bundle = full();
    bundle.put(&path, changed);
    bundle.seal(&key);
    trial.convicts("two digests swapped between entries", &bundle, "chain-broken");
    trial.target.is_unchanged();
}

#[test]
fn entries_in_another_order_are_found_though_their_links_were_made_again() {
    let mut trial = Trial::new("order");
    let (path, _) = ledger_files(&full());
    let mut bundle = full();
    // Without the key the links can be computed again, and the signatures cannot.
    bundle.edit_lines(&path, |lines| {
        lines.swap(1, 2);
        let mut link = next_link(Entry::read(&lines[0]).unwrap().prev, Digest::of(&lines[0]));
        for (seq, line) in lines.iter_mut().enumerate().skip(1) {
            let entry = Entry::read(line).unwrap();
            let text = String::from_utf8(line.clone()).unwrap();
            let text = text.replace(&format!("\"seq\":{}", entry.seq), &format!("\"seq\":{}", seq + 1));
            let text = text.replace(&entry.prev.hex(), &link.hex());
            *line = text.into_bytes();
            link = next_link(link, Digest::of(line));
        }
    });
    bundle.seal(&world().hq.key());
    let found = trial.convicts("entries in another order", &bundle, "signature-bad");
    assert!(found.codes.contains("head-differs"), "{found:?}");
    trial.target.is_unchanged();
}

/// The same signature with the group's order added to S: a lax verifier takes it.
fn s_plus_l(line: &[u8]) -> Vec<u8> {
    let mut bytes = from_hex(std::str::from_utf8(line).unwrap().trim_end()).unwrap();
    let order = from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let mut carry = 0_u16;
    for (byte, add) in bytes[32..].iter_mut().zip(order) {
        carry += u16::from(*byte) + u16::from(add);
        *byte = carry.to_le_bytes()[0];
        carry >>= 8;
    }
    format!("{}\n", to_hex(&bytes)).into_bytes()
}

/// The same signature with the identity as R.
fn small_r(line: &[u8]) -> Vec<u8> {
    [b"01".as_slice(), &[b'0'; 62], &line[64..]].concat()
}

type LineChange = fn(&mut Vec<Vec<u8>>);

#[test]
fn signatures_of_another_form_or_another_thing_are_found() {
    let mut trial = Trial::new("signatures");
    let key = world().hq.key();
    let (path, _) = ledger_files(&full());
    let sigs = beside(&path, "sigs");
    let changes: [(&str, LineChange); 6] = [
        ("S + L", |lines| lines[2] = s_plus_l(&lines[2])),
        ("R of small order", |lines| lines[2] = small_r(&lines[2])),
        ("upper case", |lines| lines[2] = lines[2].to_ascii_uppercase()),
        ("another entry's", |lines| lines[2] = lines[3].clone()),
        ("withheld alone", |lines| lines[2] = b"-\n".to_vec()),
        ("CRLF", |lines| lines[2] = [&lines[2][..128], b"\r\n"].concat()),
    ];
    for (what, change) in changes {
        let mut bundle = full();
        bundle.edit_lines(&sigs, change);
        bundle.seal(&key);
        trial.convicts(what, &bundle, "signature-bad");
    }
    // The signature of a thing is none of another: a note's over the head, a note's over a note.
    let notes = full().ending(".sig").into_iter().filter(|path| path.contains("/notes/")).collect::<Vec<_>>();
    let mut bundle = full();
    bundle.put(&notes[0], full().files[&notes[1]].clone());
    bundle.put(&notes[1], full().files[&notes[0]].clone());
    bundle.seal(&key);
    trial.convicts("two notes' signatures swapped", &bundle, "note-differs");
    let mut bundle = full();
    bundle.put(&beside(&path, "head.sig"), full().files["tagmanifest-sha256.txt.sig"].clone());
    bundle.seal(&key);
    trial.convicts("the bundle's signature for a head", &bundle, "signature-bad");
    let head = full().files[&beside(&path, "head.sig")].clone();
    let mut bundle = full();
    bundle.put("tagmanifest-sha256.txt.sig", head);
    trial.convicts("a head's signature for the bundle", &bundle, "signature-bad");
    trial.target.is_unchanged();
}

#[test]
fn a_stranger_s_seal_on_another_s_bundle_is_altered_and_on_a_bundle_of_the_stranger_s_own_unknown() {
    let mut trial = Trial::new("strangers");
    let eve = world().eve.key();
    let mut bundle = full();
    bundle.set_info("Sigillum-Signer", &eve.public().fingerprint());
    bundle.seal(&eve);
    trial.convicts("another's bundle", &bundle, "bag-form");
    trial.target.is_unchanged();
    // All made anew, honestly, but by nobody who is known: whole, signer unknown. The report of the import says so.
    let check = world().check(&world().full);
    let mut chains = HandChain::all_of(&check);
    let operation = check.operation.unwrap();
    let mut own = HandChain::begin(&eve, operation, [9; 16], &check.tips());
    let exists = vec![NewChange::of_self("exists", true), NewChange::of_self("title", "Mine")];
    own.add(&eve, "artefact.create", Class::Open, exists, object([]));
    own.sign_head(&eve);
    let position = own.end();
    chains.push(own);
    let made = HandBundle {
        kind: BundleKind::Full,
        operation,
        key: &eve,
        position,
        chains,
        originals: originals_of(&full()),
        base: None,
    };
    let path = made.write(trial.folder.path(), Form::Folder);
    let found = trial.court.judge("a stranger's bundle", &path);
    assert_eq!(found.verdict, "unverifiable", "{found:#?}");
    assert_eq!(found.codes.iter().copied().collect::<Vec<_>>(), ["signer-unknown"]);
    let report = trial.target.takes(&path);
    assert!(
        report.imported && report.report.findings.iter().any(|f| f.code == "signer-unknown"),
        "{report:?}"
    );
}

#[test]
fn a_list_of_another_kind_or_none_at_all_does_not_stand_in_for_the_sha256_one() {
    let mut trial = Trial::new("lists");
    let key = world().hq.key();
    let mut md5 = full();
    let text = md5.files.remove(MANIFEST).unwrap();
    md5.put("manifest-md5.txt", text.clone());
    trial.convicts("MD5 only", &md5, "file-unlisted");
    let mut both = full();
    both.put("manifest-md5.txt", text);
    trial.convicts("MD5 beside", &both, "file-unlisted");
    let mut fetch = full();
    fetch.put("fetch.txt", "https://example.org/x 1 data/index.html\n");
    fetch.seal(&key);
    trial.convicts("a fetch.txt", &fetch, "file-unlisted");
    for declaration in
        ["BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n", "", "BagIt-Version: 1.0\n"]
    {
        let mut other = full();
        other.put("bagit.txt", declaration);
        other.seal(&key);
        trial.convicts("another declaration", &other, "bag-form");
    }
    let mut long = full();
    let line = [vec![b'a'; 3 << 20], b"\n".to_vec()].concat();
    long.edit_lines(MANIFEST, |lines| lines.push(line.clone()));
    long.list_tags_again();
    long.sign(&key);
    trial.convicts("a huge line in the list", &long, "bag-form");
    let mut long = full();
    long.edit_lines(TAG_MANIFEST, |lines| lines.push(line.clone()));
    long.sign(&key);
    trial.convicts("a huge line in the list of the lists", &long, "bag-form");
    for (label, value) in [
        ("External-Identifier", "another-name"),
        ("Sigillum-Bundle", "since"),
        ("Sigillum-Bundle", "whole"),
        ("Sigillum-Format", "2"),
        ("Sigillum-Operation", "00000000000000000000000000000000"),
        ("Sigillum-Chain", "00000000000000000000000000000000"),
        ("Sigillum-Signer", "SHA256:x"),
        ("Sigillum-Head-Code", "0000-0000-0000-0000-0 1"),
        ("Bagging-Date", "yesterday"),
        ("Payload-Oxum", "1.1"),
    ] {
        let mut other = full();
        other.seal(&key);
        other.set_info(label, value);
        other.list_tags_again();
        other.sign(&key);
        let what = format!("{label}: {value}");
        let path = trial.zip(&other);
        assert_eq!(trial.court.judge(&what, &path).verdict, "altered", "{what}");
        trial.target.refuses(&what, &path);
    }
    trial.target.is_unchanged();
}

/// A bundle with one chain, its last line a hostile one, signed by its key and sealed.
struct Hostile {
    key: UnlockedKey,
    chain: HandChain,
    artefact: RecordId,
}

impl Hostile {
    fn new() -> Self {
        let key = world().sokha.key();
        let operation = world().check(&world().full).operation.unwrap();
        let mut chain = HandChain::begin(&key, operation, [3; 16], &[]);
        let changes = vec![NewChange::of_self("exists", true), NewChange::of_self("title", "Head")];
        let made = chain.add(&key, "artefact.create", Class::Open, changes, object([]));
        Self { key, chain, artefact: RecordId::new(RecordKind::Artefact, made) }
    }

    /// An honest line about the artefact, to be spoiled.
    fn line(&self) -> String {
        let change = NewChange {
            record: Some(self.artefact.clone()),
            field: "title".into(),
            value: "Head of a Buddha".into(),
            seen: vec![self.artefact.digest().unwrap()],
        };
        let draft = self.chain.draft("artefact.set", Class::Open, vec![change], object([]));
        String::from_utf8(draft.line()).unwrap()
    }

    /// The bundle with this line as the chain's third, head and seal by the chain's key.
    fn bundle(mut self, folder: &Path, line: Vec<u8>) -> LooseBundle {
        self.chain.add_line(&self.key, line);
        self.chain.sign_head(&self.key);
        let position = self.chain.end();
        let made = HandBundle {
            kind: BundleKind::Full,
            operation: self.chain.op,
            key: &self.key,
            position,
            chains: vec![self.chain],
            originals: BTreeMap::new(),
            base: None,
        };
        let folder = tempfile::tempdir_in(folder).unwrap();
        made.loose(folder.path())
    }
}

#[test]
fn a_key_s_holder_cannot_sign_what_the_format_refuses() {
    let mut trial = Trial::new("holders");
    let body = |text: &str| format!("\"body\":{{{text}}}");
    let nested = |depth: usize| format!("\"x\":{}{}", "[".repeat(depth), "]".repeat(depth));
    let hex = "00".repeat(32);
    let mut bad: Vec<(&str, &str, String)> = vec![
        ("a name twice", "\"body\":{}", body("\"x\":1,\"x\":2")),
        ("a name twice by an escape", "\"body\":{}", body("\"x\":1,\"\\u0078\":2")),
        ("a float", "\"body\":{}", body("\"x\":1.0")),
        ("an exponent", "\"body\":{}", body("\"x\":1e2")),
        ("minus zero", "\"body\":{}", body("\"x\":-0")),
        ("2^53", "\"body\":{}", body("\"x\":9007199254740992")),
        ("a number of 100,000 digits", "\"body\":{}", body(&format!("\"x\":{}", "9".repeat(100_000)))),
        ("depth 17", "\"body\":{}", body(&nested(15))),
        ("depth 50,000", "\"body\":{}", body(&nested(50_000))),
        ("a lone surrogate", "\"body\":{}", body("\"x\":\"\\ud800\"")),
        ("a huge clock", "\"clock\":5002", "\"clock\":9007199254740992".to_owned()),
        ("clock 0", "\"clock\":5002", "\"clock\":0".to_owned()),
        ("a newer version", "\"v\":1", "\"v\":2".to_owned()),
        ("no day", "2025-11-13", "2025-11-31".to_owned()),
        ("a second start", "artefact.set", "chain.start".to_owned()),
        ("self where nothing begins", "\"kind\":\"artefact.set\"", "\"kind\":\"artefact.set\"".to_owned()),
        (
            "an original that leads away",
            "\"body\":{}",
            body(&format!("\"originals\":[{{\"sha256\":\"{hex}\",\"size\":1,\"ext\":\"/../x\"}}]")),
        ),
        (
            "an original with a long extension",
            "\"body\":{}",
            body(&format!("\"originals\":[{{\"sha256\":\"{hex}\",\"size\":1,\"ext\":\"abcdefghi\"}}]")),
        ),
        (
            "an original of negative size",
            "\"body\":{}",
            body(&format!("\"originals\":[{{\"sha256\":\"{hex}\",\"size\":-1,\"ext\":\"jpg\"}}]")),
        ),
        ("heads that are none", "\"kind\":\"artefact.set\"", "\"kind\":\"import.record\"".to_owned()),
        ("a huge line", "\"body\":{}", body(&format!("\"x\":\"{}\"", "x".repeat(262_144)))),
        ("text after the object", "}\n", "}x\n".to_owned()),
        ("no LF", "}\n", "}".to_owned()),
    ];
    let self_line = Hostile::new().line();
    let record = Hostile::new().artefact.to_string();
    bad[15] = ("self where nothing begins", "", self_line.replacen(&record, "self", 1));
    bad[19] = (
        "heads that are none",
        "",
        self_line.replace("artefact.set", "import.record").replace("\"body\":{}", "\"body\":{\"heads\":[1]}"),
    );
    for (what, from, to) in bad {
        let hostile = Hostile::new();
        let good = hostile.line();
        let line = if from.is_empty() { to } else { good.replacen(from, &to, 1) };
        assert_ne!(line, good, "{what}");
        let bundle = hostile.bundle(trial.folder.path(), line.into_bytes());
        trial.convicts(what, &bundle, "entry-form");
    }
    let raw = Hostile::new();
    let line = raw.line().replace("Buddha", "Budd\u{1}ha").into_bytes();
    let bundle = raw.bundle(trial.folder.path(), line);
    trial.convicts("a control character in a text", &bundle, "entry-form");
    let raw = Hostile::new();
    let line: Vec<u8> = raw.line().bytes().map(|byte| if byte == b'B' { 0xff } else { byte }).collect();
    let bundle = raw.bundle(trial.folder.path(), line);
    trial.convicts("no UTF-8", &bundle, "entry-form");
    trial.target.is_unchanged();
}

#[test]
fn what_a_key_s_holder_signs_out_of_place_is_found() {
    let mut trial = Trial::new("places");
    let altered: [(&str, &str, String, &str); 4] = [
        ("a place skipped", "\"seq\":3", "\"seq\":4".into(), "chain-broken"),
        ("another chain", "\"chain\":\"", "\"chain\":\"".into(), "chain-broken"),
        ("another operation", "\"op\":\"", "\"op\":\"".into(), "chain-broken"),
        ("another link", "\"prev\":\"", "\"prev\":\"".into(), "chain-broken"),
    ];
    for (what, from, to, code) in altered {
        let hostile = Hostile::new();
        let good = hostile.line();
        let line = if from.contains("seq") {
            good.replacen(from, &to, 1)
        } else {
            let at = good.find(from).unwrap() + from.len();
            let digit = if &good[at..=at] == "0" { "1" } else { "0" };
            format!("{}{digit}{}", &good[..at], &good[at + 1..])
        };
        let bundle = hostile.bundle(trial.folder.path(), line.into_bytes());
        trial.convicts(what, &bundle, code);
    }
    trial.target.is_unchanged();
    // Whole and signed, but not to be relied on: said, and no more than said.
    let unverifiable: [(&str, &str, &str, &str); 3] = [
        ("a clock that leaps", "\"clock\":5002", "\"clock\":9007199254740991", "clock-leap"),
        ("a clock that goes back", "\"clock\":5002", "\"clock\":5000", "clock-backwards"),
        ("another class", "\"class\":\"open\"", "\"class\":\"internal\"", "class-differs"),
    ];
    for (what, from, to, code) in unverifiable {
        let hostile = Hostile::new();
        let line = hostile.line().replacen(from, to, 1).into_bytes();
        let bundle = hostile.bundle(trial.folder.path(), line);
        let found = trial.court.judge(what, &trial.zip(&bundle));
        assert_eq!(
            (found.verdict, found.codes.iter().copied().collect::<Vec<_>>()),
            ("unverifiable", vec![code]),
            "{what}"
        );
    }
    let hostile = Hostile::new();
    let line = hostile.line().replacen("\"field\":\"title\"", "\"field\":\"description\"", 1).into_bytes();
    let bundle = hostile.bundle(trial.folder.path(), line);
    let found = trial.court.judge("seen of another register", &trial.zip(&bundle));
    assert_eq!((found.verdict, found.codes.contains("seen-elsewhere")), ("unverifiable", true));
}

#[test]
fn a_clock_that_leapt_never_raises_the_clock_of_who_imports_it() {
    let trial = Trial::new("clocks");
    let hostile = Hostile::new();
    let line = hostile.line().replacen("\"clock\":5002", "\"clock\":9007199254740991", 1).into_bytes();
    let bundle = hostile.bundle(trial.folder.path(), line);
    let path = trial.zip(&bundle);
    let Trial { mut target, .. } = trial;
    let report = target.takes(&path);
    assert!(report.imported);
    let added = target.catalogue().artefact_add(&sigillum_tests::laptop::fields(&[("title", "Later")]));
    assert!(added.is_ok(), "{added:?}");
}

#[test]
fn chains_that_do_not_belong_are_found() {
    let mut trial = Trial::new("chains");
    let key = world().sokha.key();
    let ours = world().check(&world().full).operation.unwrap();
    let bundle_of = |chains: Vec<HandChain>, folder: &Path| {
        let made = HandBundle {
            kind: BundleKind::Full,
            operation: ours,
            key: &key,
            position: chains[0].end(),
            chains,
            originals: BTreeMap::new(),
            base: None,
        };
        let folder = tempfile::tempdir_in(folder).unwrap();
        made.loose(folder.path())
    };
    let own = || HandChain::begin(&key, ours, [3; 16], &[]);
    let foreign = HandChain::begin(&key, OperationId([5; 16]), [4; 16], &[]);
    let found = trial.convicts(
        "another operation",
        &bundle_of(vec![own(), foreign.clone()], trial.folder.path()),
        "other-operation",
    );
    assert_eq!(found.codes.len(), 1, "{found:?}");
    // Adopted, it belongs.
    let mut adopting = own();
    let other = Json::Text(OperationId([5; 16]).to_string());
    adopting.add(&key, "operation.adopt", Class::Open, Vec::new(), object([("operation", other)]));
    let path = trial.zip(&bundle_of(vec![adopting, foreign], trial.folder.path()));
    assert_eq!(trial.court.judge("adopted", &path).verdict, "verified");
    // A file under the name of another chain.
    let mut renamed = own();
    renamed.stem = "00".repeat(16);
    trial.convicts("another chain's name", &bundle_of(vec![renamed], trial.folder.path()), "chain-broken");
    // A branch's name without a fork; a branch that is only the beginning of another.
    let mut alone = own();
    alone.stem = format!("{}-{}", alone.chain, &alone.lines[0].digest.hex()[..16]);
    trial.convicts(
        "a branch without a fork",
        &bundle_of(vec![alone.clone()], trial.folder.path()),
        "chain-broken",
    );
    let mut longer = own();
    longer.lines.clone_from(&alone.lines);
    let last = longer.add(&key, "operation.set", Class::Open, Vec::new(), object([]));
    longer.stem = format!("{}-{}", longer.chain, &last.hex()[..16]);
    trial.convicts(
        "a branch that is none",
        &bundle_of(vec![longer.clone(), alone], trial.folder.path()),
        "chain-broken",
    );
    // A plain name beside a branch's.
    longer.stem = longer.chain.to_string();
    let mut branch = own();
    let last = branch.add(&key, "operation.set", Class::Open, Vec::new(), object([("x", Json::Int(1))]));
    branch.stem = format!("{}-{}", branch.chain, &last.hex()[..16]);
    trial.convicts(
        "a plain name in a fork",
        &bundle_of(vec![longer, branch], trial.folder.path()),
        "chain-broken",
    );
    trial.target.is_unchanged();
}
