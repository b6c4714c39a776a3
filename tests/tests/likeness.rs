//! The same object catalogued by two laptops: proposed, linked or told apart by an entry, never merged.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{Catalogue, ExportOptions, LikenessStanding, LikenessView, SettledKind};
use sigillum_core::error::Code;
use sigillum_core::id::RecordId;
use sigillum_core::likeness::Reason;
use sigillum_core::progress::Silent;
use sigillum_tests::laptop::{Laptop, export, fields, take_in};
use std::path::Path;

const TEXT: &str = "Head of a bodhisattva in grey schist with traces of gilding, broken at the neck";
const LIKE: &str = "Grey schist head of a bodhisattva, traces of gilding, broken at the neck";

struct Two {
    temp: tempfile::TempDir,
    first: Laptop,
    second: Laptop,
    one: Catalogue,
    two: Catalogue,
}

fn two() -> Two {
    let temp = tempfile::tempdir().unwrap();
    let (first, second) = (Laptop::new(temp.path(), "sokha"), Laptop::new(temp.path(), "karim"));
    let mut one = first.begin();
    let invite = ExportOptions { to: first.bundles(), zip: false, since: None, invite: true };
    let two = second.join(&one.export(&invite, &Silent).unwrap().path);
    Two { temp, first, second, one, two }
}

fn add(catalogue: &mut Catalogue, reference: &str, text: &str) -> RecordId {
    catalogue.artefact_add(&fields(&[("reference", reference), ("description", text)])).unwrap()
}

impl Two {
    /// Each takes in what the other has.
    fn exchange(&mut self) {
        let from_one = export(&mut self.one, &self.first, false, None).path;
        let from_two = export(&mut self.two, &self.second, false, None).path;
        self.one.import(&from_two, None, false, &Silent).unwrap();
        self.two.import(&from_one, None, false, &Silent).unwrap();
    }
}

fn proposed(catalogue: &mut Catalogue) -> Vec<LikenessView> {
    catalogue.likenesses(false, &Silent).unwrap()
}

fn card(folder: &Path, bytes: &[u8]) -> std::path::PathBuf {
    let card = folder.join("card");
    std::fs::create_dir_all(&card).unwrap();
    std::fs::write(card.join("IMG_1.bin"), bytes).unwrap();
    card
}

#[test]
fn one_reference_one_photo_and_a_like_text_are_proposed_with_their_reasons() {
    let mut two = two();
    let a = add(&mut two.one, "SC/1", TEXT);
    let b = add(&mut two.two, "sc/01", LIKE);
    add(&mut two.one, "SC/2", "Bronze mirror with a handle, cast, diameter twelve centimetres");
    let card = card(two.temp.path(), b"one photo, taken in by both");
    take_in(&mut two.one, &card, Some(&a), None);
    take_in(&mut two.two, &card, Some(&b), None);
    assert!(proposed(&mut two.one).is_empty());
    two.exchange();
    for catalogue in [&mut two.one, &mut two.two] {
        let pairs = proposed(catalogue);
        assert_eq!(pairs.len(), 1, "{pairs:?}");
        let pair = &pairs[0];
        assert_eq!(pair.standing, LikenessStanding::Proposed);
        assert!(pair.artefacts.contains(&a) && pair.artefacts.contains(&b));
        let is = |wanted: fn(&Reason) -> bool| pair.reasons.iter().any(wanted);
        assert!(is(|r| matches!(r, Reason::SameReference { .. })), "{pair:?}");
        assert!(is(|r| matches!(r, Reason::SamePhoto { .. })), "{pair:?}");
        assert!(is(|r| matches!(r, Reason::LikeText { shared, .. } if *shared > 8)), "{pair:?}");
    }
}

#[test]
fn a_pair_is_linked_by_an_entry_that_travels_and_both_records_stay() {
    let mut two = two();
    let a = add(&mut two.one, "SC/1", TEXT);
    let b = add(&mut two.two, "KR/1", LIKE);
    two.exchange();
    let before = two.one.operation().unwrap().entries;
    let linked = two.one.say_likeness(&b, &a, Some(true)).unwrap();
    assert_eq!((linked.standing, linked.said.len()), (LikenessStanding::Linked, 1));
    assert_eq!(two.one.operation().unwrap().entries, before + 1);
    two.exchange();
    for catalogue in [&mut two.one, &mut two.two] {
        assert!(proposed(catalogue).is_empty());
        let all = catalogue.likenesses(true, &Silent).unwrap();
        assert_eq!((all.len(), all[0].standing), (1, LikenessStanding::Linked));
        assert_eq!(all[0].said[0].device, "laptop of sokha");
        assert_eq!(catalogue.artefact(&a).unwrap().reference, "SC/1");
        assert_eq!(catalogue.artefact(&b).unwrap().reference, "KR/1");
        assert_eq!(catalogue.check(None, &Silent).unwrap().findings, Vec::new());
    }
}

#[test]
fn what_was_said_is_taken_back_by_a_further_entry_and_the_pair_is_proposed_again() {
    let mut two = two();
    let a = add(&mut two.one, "SC/1", TEXT);
    let b = add(&mut two.two, "KR/1", LIKE);
    two.exchange();
    let name = proposed(&mut two.one)[0].id.clone();
    assert_eq!(two.one.likeness_pair(&name, &Silent).unwrap().len(), 2);
    assert_eq!(two.one.say_likeness(&a, &b, Some(false)).unwrap().standing, LikenessStanding::Apart);
    assert!(proposed(&mut two.one).is_empty());
    assert_eq!(two.one.say_likeness(&a, &b, None).unwrap().standing, LikenessStanding::Proposed);
    assert_eq!(proposed(&mut two.one).len(), 1);
    two.one.say_likeness(&a, &b, Some(false)).unwrap();
    two.one.undo(None).unwrap();
    assert_eq!(proposed(&mut two.one).len(), 1);
    assert_eq!(two.one.say_likeness(&a, &a, Some(true)).unwrap_err().code, Code::Usage);
}

#[test]
fn what_was_linked_or_told_apart_is_on_the_list_of_what_was_settled_and_is_undone_from_there() {
    let mut two = two();
    let a = add(&mut two.one, "SC/1", TEXT);
    let b = add(&mut two.two, "KR/1", LIKE);
    two.exchange();
    let pair = proposed(&mut two.one)[0].id.clone();
    for linked in [true, false] {
        two.one.say_likeness(&b, &a, Some(linked)).unwrap();
        for mine in [false, true] {
            let settled = two.one.settled(mine).unwrap();
            assert_eq!(settled.len(), 1);
            assert_eq!((settled[0].kind, &settled[0].settled.id), (SettledKind::Likeness, &pair));
            let mut names = [settled[0].name.as_str(), settled[0].others[0].as_str()];
            names.sort_unstable();
            assert_eq!(names, ["KR/1", "SC/1"]);
        }
        let listed = two.one.settled_by_name(&pair).unwrap();
        two.one.undo_settlement(&listed.settled).unwrap();
        assert_eq!(proposed(&mut two.one).len(), 1, "it is proposed again");
        assert!(two.one.settled(false).unwrap().is_empty());
        two.exchange();
        assert_eq!(proposed(&mut two.two).len(), 1, "also where the entries came to");
    }
}

#[test]
fn people_who_say_different_things_of_a_pair_have_a_conflict_in_whatever_order_it_arrives() {
    let mut two = two();
    let a = add(&mut two.one, "SC/1", TEXT);
    let b = add(&mut two.two, "KR/1", LIKE);
    two.exchange();
    two.one.say_likeness(&a, &b, Some(true)).unwrap();
    two.two.say_likeness(&b, &a, Some(false)).unwrap();
    two.exchange();
    for catalogue in [&mut two.one, &mut two.two] {
        let pairs = proposed(catalogue);
        assert_eq!((pairs.len(), pairs[0].standing), (1, LikenessStanding::Disputed));
        assert_eq!(catalogue.conflicts(None).unwrap().len(), 1);
    }
    two.one.say_likeness(&a, &b, Some(true)).unwrap();
    assert!(two.one.conflicts(None).unwrap().is_empty() && proposed(&mut two.one).is_empty());
}
