//! The laws of merging, by random histories of several laptops: forks, kinds of later versions, untrusted signers,
//! causes that never arrive. First the pure state, then the catalogue's database, then real bundles.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use sigillum_core::catalogue::{Catalogue, ConflictView, CustodyRequest, ExportOptions, SearchRequest};
use sigillum_core::custody::{findings, gather};
use sigillum_core::entry::Entry;
use sigillum_core::id::{ChainId, RecordId, RecordKind};
use sigillum_core::json::Json;
use sigillum_core::ledger::{self, reference_key};
use sigillum_core::merge::{self, Conflict};
use sigillum_core::progress::Silent;
use sigillum_core::register::normal;
use sigillum_core::signature::{AllowedSigners, UnlockedKey};
use sigillum_core::state::State;
use sigillum_core::store::{Database, Filter};
use sigillum_tests::fed::{feed, open, surroundings};
use sigillum_tests::history::{History, SIGNERS, Signed, Step, keys};
use sigillum_tests::screens::entries_in;
use sigillum_tests::views;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(any::<Step>(), 0..most)
}

/// The same things in an order that the seed gives, some of them twice.
fn shuffled<T: Clone>(things: &[T], seed: u64) -> Vec<T> {
    let mut state = seed | 1;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut all = things.to_vec();
    for _ in 0..things.len() / 3 {
        all.push(things[random(things.len())].clone());
    }
    for last in (1..all.len()).rev() {
        all.swap(last, random(last + 1));
    }
    all
}

/// A state with everything that can be asked of it.
fn asked(
    state: &State,
    entries: &[&Entry],
    trust: merge::Trust<'_>,
) -> impl PartialEq + std::fmt::Debug + use<> {
    let mentioned: BTreeSet<RecordId> =
        entries.iter().flat_map(|e| sigillum_core::state::mentions(e)).collect();
    let mentions: Vec<_> =
        mentioned.iter().map(|id| state.mentions_of(id).copied().collect::<Vec<_>>()).collect();
    let registers = state.records().flat_map(|r| {
        let id = r.id.clone();
        r.registers().map(move |(field, g)| (id.clone(), field.to_owned(), g.value().cloned(), g.seen()))
    });
    (
        registers.collect::<Vec<_>>(),
        mentions,
        merge::conflicts(state, &reference_key, None),
        merge::conflicts(state, &reference_key, Some(trust)),
        state.originals().cloned().collect::<Vec<_>>(),
        state.forks().collect::<Vec<_>>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_duplication_and_partition_gives_the_same_state(steps in steps(140), seed in any::<u64>()) {
        let history = History::of(&steps);
        let entries = history.plain();
        let trust = |chain: ChainId| history.trusts(chain);
        let in_order = State::of(entries.iter().copied());
        let mixed = shuffled(&entries, seed);
        let mut in_parts = State::default();
        for part in mixed.chunks(7) {
            part.iter().for_each(|entry| in_parts.apply(entry));
            part.iter().rev().for_each(|entry| in_parts.apply(entry));
        }
        prop_assert_eq!(&in_order, &in_parts);
        prop_assert_eq!(asked(&in_order, &entries, &trust), asked(&in_parts, &entries, &trust));
    }

    #[test]
    fn every_value_ever_entered_stays_reachable(steps in steps(140)) {
        let history = History::of(&steps);
        let state = State::of(history.plain());
        for entry in history.plain() {
            for change in &entry.changes {
                let register = state.record(&change.record).and_then(|r| r.register(&change.field)).unwrap();
                let said = register.history().into_iter().find(|a| a.entry == entry.digest);
                prop_assert_eq!(said.map(|a| &a.value), Some(&change.value));
            }
        }
    }

    #[test]
    fn different_live_values_are_a_conflict_and_equal_ones_are_none(steps in steps(140)) {
        let history = History::of(&steps);
        let state = State::of(history.plain());
        let listed = merge::conflicts(&state, &reference_key, None);
        for record in state.records() {
            for (field, register) in record.registers().filter(|(field, _)| *field != "exists") {
                let different: BTreeSet<Json> = register.live().map(|a| normal(&a.value)).collect();
                let conflict = Conflict::Values { record: record.id.clone(), field: field.to_owned() };
                prop_assert_eq!(different.len() > 1, listed.contains(&conflict), "{:?}", conflict);
            }
        }
    }

    #[test]
    fn withdrawing_swallows_no_edit(steps in steps(140)) {
        let history = History::of(&steps);
        let entries = history.plain();
        let state = State::of(entries.iter().copied());
        let listed = merge::conflicts(&state, &reference_key, None);
        for record in state.records() {
            let conflict = Conflict::EditedAndWithdrawn { record: record.id.clone() };
            let expected = uncovered_edits(&entries, &record.id);
            prop_assert_eq!(expected, listed.contains(&conflict), "{:?}", conflict);
        }
    }

    #[test]
    fn a_trusted_value_that_only_untrusted_signers_replaced_stays_on_the_list(steps in steps(140)) {
        let history = History::of(&steps);
        let trust = |chain: ChainId| history.trusts(chain);
        let state = State::of(history.plain());
        let listed = merge::conflicts(&state, &reference_key, Some(&trust));
        for record in state.records() {
            for (field, register) in record.registers() {
                let answered = register.replacements().flat_map(|(old, _)| register.replaced_by(old));
                if answered.into_iter().any(|a| trust(a.chain)) {
                    continue;
                }
                let stands: BTreeSet<_> = register.live().map(|a| a.normal.clone()).collect();
                for said in register.history().into_iter().filter(|a| trust(a.chain)) {
                    let (id, field) = (record.id.clone(), field.to_owned());
                    let conflict = Conflict::Overruled { record: id, field, entry: said.entry };
                    prop_assert_eq!(!stands.contains(&said.normal), listed.contains(&conflict), "{:?}", conflict);
                }
            }
        }
    }
}

/// FORMAT.md section 6, rule 4, straight from the entries.
fn uncovered_edits(entries: &[&Entry], record: &RecordId) -> bool {
    let replaced = |field: &str, digest| {
        let by = |e: &&Entry| {
            e.changes.iter().any(|c| c.record == *record && c.field == field && c.seen.contains(&digest))
        };
        entries.iter().any(by)
    };
    let mut live = Vec::new();
    for entry in entries {
        let here = entry.changes.iter().filter(|c| c.record == *record && !replaced(&c.field, entry.digest));
        live.extend(here.map(|change| (entry, change)));
    }
    let withdraws = |c: &sigillum_core::register::Change| c.field == "exists" && c.value == Json::Bool(false);
    let withdrawals: Vec<_> = live.iter().filter(|(_, change)| withdraws(change)).collect();
    let covered: BTreeSet<_> = withdrawals.iter().flat_map(|(entry, _)| entry.covers()).collect();
    !withdrawals.is_empty() && live.iter().any(|(e, c)| !withdraws(c) && !covered.contains(&e.digest))
}

fn rebuild(root: &Path) {
    Database::open(root).unwrap().write(|writer| ledger::rebuild(writer, &Silent)).unwrap();
}

fn trusted() -> AllowedSigners {
    AllowedSigners::trusting(keys()[..2].iter().map(|key| *key.public().as_bytes())).unwrap()
}

fn plain(conflicts: Vec<ConflictView>) -> Vec<Conflict> {
    conflicts.into_iter().map(|view| view.conflict).collect()
}

fn hits(catalogue: &Catalogue, text: &str) -> Vec<RecordId> {
    let request = SearchRequest { text: text.into(), limit: Some(500), ..SearchRequest::default() };
    catalogue.search(&request).unwrap().hits.into_iter().map(|hit| hit.record).collect()
}

/// The lists and filters of a catalogue say what the pure state says.
fn says_what_the_state_says(
    catalogue: &Catalogue,
    root: &Path,
    history: &History,
) -> Result<(), TestCaseError> {
    let state = State::of(history.plain());
    let trust = |chain: ChainId| history.trusts(chain);
    let list = plain(catalogue.conflicts(None).unwrap());
    prop_assert_eq!(&list, &merge::conflicts(&state, &reference_key, None));
    let with_trust = plain(catalogue.conflicts(Some(&trusted())).unwrap());
    prop_assert_eq!(with_trust, merge::conflicts(&state, &reference_key, Some(&trust)));

    let mut in_list = BTreeSet::new();
    for conflict in list {
        match conflict {
            Conflict::Values { record, .. } | Conflict::EditedAndWithdrawn { record } => {
                in_list.extend([record])
            }
            Conflict::ReferenceTwice { records, .. } => in_list.extend(records),
            _ => {}
        }
    }
    in_list.retain(|id| matches!(id.kind(), Some(RecordKind::Artefact | RecordKind::Package)));
    let filter = Filter { conflict: true, ..Filter::default() };
    let flagged = Database::open_read_only(root).unwrap().read().items(&filter, 0, 1000).unwrap();
    let flagged: BTreeSet<_> = flagged.into_iter().map(|item| item.record).collect();
    prop_assert_eq!(flagged, in_list, "flag and list");

    let every = CustodyRequest { limit: 500, ..CustodyRequest::default() };
    let events = catalogue.custody_page(&every).unwrap().events;
    let said = gather(history.plain()).events;
    prop_assert!(events.iter().map(|event| &event.recorded).eq(&said), "custody events in order");
    let mut found: Vec<_> = events.into_iter().flat_map(|event| event.findings).collect();
    found.sort();
    prop_assert_eq!(found, findings(history.plain()), "what does not add up");
    Ok(())
}

/// Each reference that a record ever had finds it, and so does each text that stands in it now.
fn is_found_by_its_words(catalogue: &Catalogue, state: &State) -> Result<(), TestCaseError> {
    let items =
        state.records().filter(|r| matches!(r.id.kind(), Some(RecordKind::Artefact | RecordKind::Package)));
    for record in items {
        for (field, register) in record.registers() {
            let former = matches!(field, "reference" | "number");
            let texts = register.history().into_iter().filter(|a| former || register.is_live(a));
            for text in
                texts.filter_map(|a| a.value.text()).filter(|t| !t.trim().is_empty() && !t.contains(':'))
            {
                prop_assert!(hits(catalogue, text).contains(&record.id), "{} by {:?}", record.id, text);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rebuild_equals_the_incremental_state_in_any_order(steps in steps(90), seed in any::<u64>(), flush_at in 1..6usize) {
        let history = History::of(&steps);
        let temp = tempfile::tempdir().unwrap();
        let (one, two) = (temp.path().join("one"), temp.path().join("two"));
        let (root_one, root_two) = (one.join("catalogue"), two.join("catalogue"));
        let mixed = shuffled(&history.entries, seed);
        let groups: Vec<Vec<_>> = mixed.chunks(1 + mixed.len() / 4).map(<[_]>::to_vec).collect();
        feed(&root_one, std::slice::from_ref(&history.entries), 8192);
        feed(&root_two, &groups, flush_at);

        let demanded = views::demanded(&history.plain());
        views::assert_same(&views::held(&root_one), &demanded, "in order, against the state");
        views::assert_same(&views::held(&root_two), &demanded, "mixed, against the state");
        let before = views::held_with_search(&root_two);
        views::assert_same(&views::held_with_search(&root_one), &before, "in order, against mixed");
        rebuild(&root_two);
        views::assert_same(&views::held_with_search(&root_two), &before, "rebuilt, against incremental");

        let catalogue = open(&two);
        says_what_the_state_says(&catalogue, &root_two, &history)?;
        is_found_by_its_words(&catalogue, &State::of(history.plain()))?;
        for word in ["DSC_0001", "note3", "reason1", "overall", "card"] {
            prop_assert_eq!(hits(&catalogue, word), hits(&open(&one), word));
        }
    }
}

/// A bundle of all that one laptop holds, as its catalogue exports it.
fn bundle(folder: &Path, held: &[Arc<Signed>], zip: bool) -> PathBuf {
    let laptop = surroundings(folder);
    feed(&laptop.root(), &[held.to_vec()], 8192);
    std::fs::create_dir_all(laptop.bundles()).unwrap();
    let options = ExportOptions { to: laptop.bundles(), zip, since: None, invite: false };
    open(folder).export(&options, &Silent).unwrap().path
}

/// Everything but what a headquarters' own entries are about.
fn of_the_others(root: &Path) -> views::Views {
    let mut views = views::held_with_search(root);
    views.remove("listed");
    for rows in views.values_mut() {
        rows.retain(|row| !row.iter().any(|cell| cell.starts_with("signer:")));
    }
    views
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bundles_imported_in_any_order_and_again_give_one_catalogue(steps in steps(80), seed in any::<u64>()) {
        let history = History::of(&steps);
        let temp = tempfile::tempdir().unwrap();
        let laptops = history.laptops();
        let bundles: Vec<PathBuf> = laptops
            .iter()
            .enumerate()
            .map(|(i, held)| bundle(&temp.path().join(format!("laptop{i}")), held, i % 2 == 0))
            .collect();
        let mut outcomes = Vec::new();
        for (hq, seed) in [("hq1", seed), ("hq2", seed.rotate_left(17) ^ 5)] {
            let laptop = surroundings(&temp.path().join(hq));
            let order = shuffled(&bundles, seed);
            let key = UnlockedKey::from_seed(&[u8::try_from(hq.len()).unwrap() + 9; 32], hq.into()).unwrap();
            let joined = Catalogue::join(&laptop.root(), laptop.around(), key, laptop.details(), &order[0], None, &Silent);
            let mut catalogue = joined.unwrap().0;
            for bundle in &order {
                catalogue.import(bundle, None, false, &Silent).unwrap();
            }
            let count = entries_in(&laptop.root()).len();
            let all = views::held_with_search(&laptop.root());
            for bundle in &bundles {
                let again = catalogue.import(bundle, None, false, &Silent).unwrap();
                prop_assert!(again.nothing_new && !again.imported);
            }
            prop_assert_eq!(entries_in(&laptop.root()).len(), count, "importing again changes nothing");
            views::assert_same(&views::held_with_search(&laptop.root()), &all, "after importing again");
            let entries = entries_in(&laptop.root());
            let demanded = views::demanded(&entries.iter().collect::<Vec<_>>());
            views::assert_same(&views::held(&laptop.root()), &demanded, "imported, against the state");
            drop(catalogue);
            rebuild(&laptop.root());
            views::assert_same(&views::held_with_search(&laptop.root()), &all, "rebuilt, against imported");
            outcomes.push(of_the_others(&laptop.root()));
        }
        views::assert_same(&outcomes[0], &outcomes[1], "two headquarters");
    }
}

#[test]
fn the_random_histories_hold_what_they_are_meant_to_hold() {
    let mut found = BTreeSet::new();
    for seed in 0..40_u64 {
        let numbers = |i: u64| {
            let bytes = sigillum_core::digest::Digest::of(&(seed * 1000 + i).to_le_bytes()).0;
            let pair = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
            (bytes[0], bytes[1], pair(2), pair(4), pair(6))
        };
        let history = History::of(&(0..140).map(numbers).collect::<Vec<_>>());
        let state = State::of(history.plain());
        let trust = |chain: ChainId| history.trusts(chain);
        for conflict in merge::conflicts(&state, &reference_key, Some(&trust)) {
            found.insert(match conflict {
                Conflict::Values { .. } => "values",
                Conflict::EditedAndWithdrawn { .. } => "edited and withdrawn",
                Conflict::Overruled { .. } => "overruled",
                Conflict::ReferenceTwice { .. } => "reference twice",
                Conflict::Forked { .. } => "forked",
            });
        }
        let missing = |e: &&Entry| e.changes.iter().flat_map(|c| &c.seen).any(|d| !state.holds(d));
        found.extend(history.plain().iter().any(missing).then_some("missing cause"));
        found.extend(state.records().any(|r| r.is_withdrawn()).then_some("withdrawn"));
        let kinds: BTreeSet<_> = history.entries.iter().map(|s| s.signer).collect();
        assert_eq!(kinds.len(), SIGNERS - 1);
    }
    let all = [
        "edited and withdrawn",
        "forked",
        "missing cause",
        "overruled",
        "reference twice",
        "values",
        "withdrawn",
    ];
    assert_eq!(found.into_iter().collect::<Vec<_>>(), all);
}
