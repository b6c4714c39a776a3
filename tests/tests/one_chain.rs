//! What the chain of a stranger may say: all of it is kept, and nothing else looks like what it is not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::bag::Form;
use sigillum_core::catalogue::{
    Catalogue, DossierOptions, ImportReport, LikenessStanding, SettledKind, Settlement,
};
use sigillum_core::digest::Digest;
use sigillum_core::entry::{Class, Entry, NewChange};
use sigillum_core::error::Code;
use sigillum_core::head::head_code;
use sigillum_core::id::RecordId;
use sigillum_core::json::{Json, object};
use sigillum_core::progress::Silent;
use sigillum_core::report::BundleKind;
use sigillum_core::signature::UnlockedKey;
use sigillum_core::verify::{VerifyOptions, bundle};
use sigillum_tests::hand::{HandBundle, HandChain};
use sigillum_tests::laptop::{Laptop, export, fields};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// A catalogue, and somebody else whose chains come to it.
struct Site {
    temp: tempfile::TempDir,
    laptop: Laptop,
    catalogue: Catalogue,
    stranger: UnlockedKey,
    chains: u8,
}

impl Site {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let laptop = Laptop::new(temp.path(), "sokha");
        let catalogue = laptop.begin();
        let stranger = Laptop::new(temp.path(), "stranger").key();
        Self { temp, laptop, catalogue, stranger, chains: 0 }
    }

    fn artefact(&mut self, reference: &str) -> RecordId {
        self.catalogue.artefact_add(&fields(&[("reference", reference)])).unwrap()
    }

    /// Takes in what the stranger signs: branches of chains that this makes of a fresh one and its key.
    fn told(&mut self, tell: impl FnOnce(HandChain, &UnlockedKey) -> Vec<HandChain>) -> ImportReport {
        let full = export(&mut self.catalogue, &self.laptop, false, None).path;
        let check = bundle(&full, &VerifyOptions::default(), &Silent).unwrap();
        let operation = check.operation.unwrap();
        self.chains += 1;
        let fresh = HandChain::begin(&self.stranger, operation, [self.chains; 16], &check.tips());
        let mut chains = tell(fresh, &self.stranger);
        chains.iter_mut().for_each(|chain| chain.sign_head(&self.stranger));
        let position = chains[0].end();
        chains.extend(HandChain::all_of(&check));
        let (kind, key, originals) = (BundleKind::Full, &self.stranger, BTreeMap::new());
        let made = HandBundle { kind, operation, key, position, chains, originals, base: None };
        let folder = tempfile::tempdir_in(self.temp.path()).unwrap().keep();
        self.catalogue.import(&made.write(&folder, Form::Folder), None, false, &Silent).unwrap()
    }

    /// The same of one chain that did not fork.
    fn says(&mut self, entries: &[(&str, Vec<NewChange>)]) -> ImportReport {
        self.told(|mut chain, key| {
            for (kind, changes) in entries {
                chain.add(key, kind, Class::Open, changes.clone(), object([]));
            }
            vec![chain]
        })
    }
}

fn change(record: &RecordId, field: &str, value: impl Into<Json>) -> NewChange {
    NewChange { record: Some(record.clone()), field: field.to_owned(), value: value.into(), seen: Vec::new() }
}

#[test]
fn what_stands_on_the_wrong_record_of_a_pair_says_nothing_of_the_pair() {
    let mut site = Site::new();
    let (one, two) = (site.artefact("SC/1"), site.artefact("SC/2"));
    let apart = site.catalogue.say_likeness(&one, &two, Some(false)).unwrap();
    let [first, second] = apart.artefacts.clone();
    let field = |of: &RecordId| format!("likeness.{}", of.digest().unwrap().hex());
    let lies = vec![change(&second, &field(&first), "linked"), change(&second, &field(&second), "linked")];
    site.says(&[("artefact.set", lies), ("artefact.set", vec![change(&first, &field(&first), "x")])]);
    let pairs = site.catalogue.likenesses(true, &Silent).unwrap();
    assert_eq!(pairs.len(), 1, "{pairs:?}");
    assert_eq!((&pairs[0].artefacts, pairs[0].standing), (&apart.artefacts, LikenessStanding::Apart));
    assert_eq!(site.catalogue.likeness_pair(&apart.id[..8], &Silent).unwrap(), apart.artefacts);
    let settled = site.catalogue.settled(false).unwrap();
    let of_pairs: Vec<_> = settled.iter().filter(|view| view.kind == SettledKind::Likeness).collect();
    assert_eq!(of_pairs.len(), 1, "{of_pairs:?}");
    assert_eq!(of_pairs[0].decided.text, "apart");
}

/// Two fields of which the hashes that conflicts are called by begin with the same eight digits: cheap to find.
fn alike(record: &RecordId) -> [String; 2] {
    let mut seen: HashMap<String, String> = HashMap::new();
    for number in 0.. {
        let field = format!("f{number}");
        let name = Digest::of(format!("values {record} {field}").as_bytes()).short();
        if let Some(other) = seen.insert(name, field.clone()) {
            return [other, field];
        }
    }
    unreachable!("numbers do not end before hashes of 32 bits meet")
}

#[test]
fn conflicts_whose_names_somebody_made_begin_alike_are_both_announced_shown_and_settled() {
    let mut site = Site::new();
    let id = site.artefact("SC/1");
    for field in alike(&id) {
        let disagree = ["a", "b"].map(|value| ("artefact.set", vec![change(&id, &field, value)]));
        let report = site.says(&disagree);
        assert_eq!(report.new_conflicts.len(), 1, "{field}");
    }
    let all = site.catalogue.conflicts(None).unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].id[..8], all[1].id[..8]);
    let error = site.catalogue.conflict(&all[0].id[..8], None).unwrap_err();
    assert_eq!((error.code, error.what.as_str()), (Code::NotFound, "several begin so"));
    for view in &all {
        assert_eq!(view.id.len(), 32);
        site.catalogue.settle(&view.id, &Settlement::Pick(1), None).unwrap();
    }
    assert!(site.catalogue.conflicts(None).unwrap().is_empty());
    let settled: BTreeSet<String> =
        site.catalogue.settled(false).unwrap().into_iter().map(|view| view.settled.id).collect();
    assert_eq!(settled, all.into_iter().map(|view| view.id).collect());
}

#[test]
fn packages_that_two_laptops_put_into_each_other_are_each_named_once_and_can_still_be_packed() {
    let mut site = Site::new();
    let id = site.artefact("SC/1");
    let [one, two] = ["B1", "B2"].map(|n| site.catalogue.package_add(&fields(&[("number", n)])).unwrap());
    site.catalogue.put_in(Some(&one), std::slice::from_ref(&id)).unwrap();
    site.catalogue.put_in(Some(&two), std::slice::from_ref(&one)).unwrap();
    site.says(&[("package.set", vec![change(&two, "in", one.as_str())])]);
    assert_eq!(site.catalogue.artefact(&id).unwrap().inside, ["B1", "B2"]);
    assert_eq!(site.catalogue.package(&one).unwrap().inside, ["B2"]);
    assert_eq!(site.catalogue.package(&two).unwrap().inside, ["B1"]);
    // What is outside of the loop goes in; what is in it may not go deeper into it.
    let other = site.artefact("SC/2");
    site.catalogue.put_in(Some(&one), std::slice::from_ref(&other)).unwrap();
    assert_eq!(site.catalogue.artefact(&other).unwrap().inside, ["B1", "B2"]);
    assert_eq!(
        site.catalogue.put_in(Some(&one), std::slice::from_ref(&two)).unwrap_err().code,
        Code::BadValue
    );
    // Out of it again: the loop is open.
    site.catalogue.put_in(None, &[two]).unwrap();
    assert_eq!(site.catalogue.artefact(&id).unwrap().inside, ["B1", "B2"]);
    assert_eq!(site.catalogue.package(&one).unwrap().inside, ["B2"]);
}

/// Numbers that look like chance and are the same at every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

/// A tree of entries, as the branches that end where nothing goes on.
fn branches(begun: &HandChain, key: &UnlockedKey, chance: &mut Chance) -> Vec<HandChain> {
    let mut ways = vec![begun.clone()];
    let mut went_on = BTreeSet::new();
    for n in 0..24_i64 {
        // Mostly on from the newest, so that branches grow long; never from where only the beginning is.
        let from = if chance.below(3) == 0 { chance.below(ways.len()) } else { ways.len() - 1 };
        went_on.insert(from);
        let mut way = ways[from].clone();
        way.add(key, "operation.set", Class::Open, vec![], object([("n", n.into())]));
        ways.push(way);
    }
    let ends = ways.into_iter().enumerate().filter(|(at, _)| !went_on.contains(at)).map(|(_, way)| way);
    let mut ends: Vec<HandChain> = ends.collect();
    if ends.len() > 1 {
        for end in &mut ends {
            end.stem = format!("{}-{}", end.chain, &end.lines.last().unwrap().digest.hex()[..16]);
        }
    }
    ends
}

#[test]
fn a_chain_stands_at_the_end_of_each_of_its_branches_however_it_forked() {
    for seed in 1..4 {
        let mut site = Site::new();
        let mut expected = Vec::new();
        let mut chain = None;
        site.told(|begun, key| {
            let ends = branches(&begun, key, &mut Chance(seed));
            expected.extend(ends.iter().map(|end| (end.end().seq, head_code(&end.end()))));
            chain = Some(begun.chain);
            ends
        });
        expected.sort();
        let operation = site.catalogue.operation().unwrap();
        let shown = operation.chains.iter().find(|shown| Some(shown.chain) == chain).unwrap();
        let mut heads = shown.heads.clone();
        heads.sort();
        assert_eq!(heads, expected, "seed {seed}");
        let findings = site.catalogue.check(None, &Silent).unwrap().findings;
        let odd: Vec<_> = findings.iter().filter(|finding| finding.code != "chain-forked").collect();
        assert!(odd.is_empty(), "seed {seed}: {odd:?}");
    }
}

/// The digests of the entries about artefacts in a bundle.
fn about_artefacts(path: &Path) -> (BTreeSet<Digest>, Vec<Entry>) {
    let check = bundle(path, &VerifyOptions::default(), &Silent).unwrap();
    let entries = check.entries().into_iter().filter(|entry| entry.kind.starts_with("artefact."));
    let entries: Vec<Entry> = entries.cloned().collect();
    (entries.iter().map(|entry| entry.digest).collect(), entries)
}

/// FORMAT.md, section 13, as it is written: all of what is shown, then every entry of every register that is touched.
fn closure(all: &[Entry], shown: &RecordId) -> BTreeSet<Digest> {
    let of = |entry: &Entry| -> BTreeSet<(RecordId, String)> {
        entry.changes.iter().map(|change| (change.record.clone(), change.field.clone())).collect()
    };
    let first = all.iter().filter(|entry| entry.changes.iter().any(|change| change.record == *shown));
    let mut told: BTreeSet<Digest> = first.map(|entry| entry.digest).collect();
    loop {
        let touched: BTreeSet<_> =
            all.iter().filter(|entry| told.contains(&entry.digest)).flat_map(of).collect();
        let before = told.len();
        let more = all.iter().filter(|entry| of(entry).iter().any(|register| touched.contains(register)));
        told.extend(more.map(|entry| entry.digest));
        if told.len() == before {
            return told;
        }
    }
}

#[test]
fn a_dossier_discloses_what_its_rule_says_however_entries_hang_together() {
    let mut partly = 0;
    for seed in 1..6 {
        let (mut site, mut chance) = (Site::new(), Chance(seed));
        let ids: Vec<RecordId> = (0..5).map(|n| site.artefact(&format!("SC/{n}"))).collect();
        let mut entries = Vec::new();
        for n in 0..14_i64 {
            let registers: BTreeSet<(usize, usize)> =
                (0..2).map(|_| (chance.below(5), chance.below(4))).collect();
            let changes = registers.into_iter().map(|(id, field)| change(&ids[id], &format!("f{field}"), n));
            // A kind of a later version: one of ours changes one record.
            entries.push(("artefact.joined", changes.collect()));
        }
        site.says(&entries);
        let full = export(&mut site.catalogue, &site.laptop, false, None).path;
        let (all, entries) = about_artefacts(&full);
        let to = site.laptop.bundles();
        let options = DossierOptions { artefacts: vec![ids[0].clone()], to, ..DossierOptions::default() };
        let dossier = site.catalogue.dossier(&options, &Silent).unwrap();
        let (told, _) = about_artefacts(&dossier.path);
        assert_eq!(told, closure(&entries, &ids[0]), "seed {seed}");
        partly += usize::from(told.len() > 3 && told.len() < all.len());
    }
    assert!(partly > 0, "dossiers that disclose some of what there is: {partly}");
}
