//! Lists, their order and requests, without any other program.

use super::*;
use crate::error::Code;
use crate::signature::{PublicKey, Trust, UnlockedKey, namespace};
use crate::signer::Introduction;

const NOW: i64 = 1_763_026_867;

fn key(seed: u8) -> UnlockedKey {
    UnlockedKey::from_seed(&[seed; 32], String::new()).unwrap()
}

fn root() -> UnlockedKey {
    key(99)
}

fn who(name: &str) -> Introduction {
    Introduction { name: name.into(), ..Introduction::default() }
}

fn request(name: &str, seed: u8) -> Request {
    Request::read(Request::sign(&who(name), NOW, &key(seed), None).unwrap().as_bytes()).unwrap()
}

fn two_signers() -> Contents {
    let mut contents = Contents::default();
    approve(&mut contents, &request("Sok Dara", 1), Terms::default(), NOW).unwrap();
    let terms = Terms { headquarters: true, valid_after: Some(NOW), ..Terms::default() };
    approve(&mut contents, &request("سارا", 2), terms, NOW).unwrap();
    contents
}

fn publish(contents: &Contents, previous: Option<&TrustList>) -> TrustList {
    TrustList::read(&TrustList::sign(contents, previous, NOW, &root()).unwrap()).unwrap()
}

fn code<T: std::fmt::Debug>(result: crate::error::Result<T>) -> Code {
    result.unwrap_err().code
}

#[test]
fn a_list_reads_back_as_it_was_signed_and_the_next_one_follows_on_it() {
    let contents = two_signers();
    let first = publish(&contents, None);
    assert_eq!((first.number, first.previous, first.root), (1, None, root().public()));
    let sorted = |mut contents: Contents| {
        contents.signers.sort_by_key(|signer| signer.key);
        contents
    };
    assert_eq!(sorted(first.contents.clone()), sorted(contents.clone()));
    let second = publish(&contents, Some(&first));
    assert_eq!((second.number, second.previous), (2, Some(first.digest)));
    let list = second.signers();
    assert_eq!((list.name.as_str(), list.list.number()), ("trust-2", Some(2)));
    let sees = |seed, namespace| list.list.lookup(&key(seed).public(), namespace, Some(NOW * 1000));
    assert!(matches!(sees(1, namespace::ENTRY), Trust::Trusted { principal } if principal == "sok.dara"));
    assert_eq!(sees(1, namespace::RECEIPT), Trust::NotInNamespace);
    assert!(matches!(sees(2, namespace::RECEIPT), Trust::Trusted { .. }));
    assert_eq!(sees(3, namespace::ENTRY), Trust::Unknown);
}

#[test]
fn any_changed_byte_and_any_lost_file_of_a_list_refuses_it() {
    let mut contents = two_signers();
    revoke(&mut contents, &key(1).public(), NOW, "lost").unwrap();
    let files = TrustList::sign(&contents, None, NOW, &root()).unwrap();
    assert_eq!(files.len(), FILES.len());
    for name in FILES {
        let mut without = files.clone();
        without.remove(name);
        assert_eq!(code(TrustList::read(&without)), Code::BadTrustList, "{name}");
        for place in 0..files[name].len() {
            let mut changed = files.clone();
            changed.get_mut(name).unwrap()[place] ^= 1;
            assert_eq!(code(TrustList::read(&changed)), Code::BadTrustList, "{name} {place}");
        }
        for end in [0, files[name].len() / 2, files[name].len() - 1] {
            let mut cut = files.clone();
            cut.get_mut(name).unwrap().truncate(end);
            assert_eq!(code(TrustList::read(&cut)), Code::BadTrustList, "{name} {end}");
        }
    }
}

#[test]
fn a_file_of_another_list_cannot_take_the_place_of_this_ones() {
    let first = TrustList::sign(&two_signers(), None, NOW, &root()).unwrap();
    let mut contents = two_signers();
    revoke(&mut contents, &key(1).public(), NOW, "lost").unwrap();
    let list = TrustList::read(&first).unwrap();
    let second = TrustList::sign(&contents, Some(&list), NOW + 5, &root()).unwrap();
    for name in FILES {
        let mut swapped = second.clone();
        swapped.insert(name, first[name].clone());
        if first[name] != second[name] {
            assert_eq!(code(TrustList::read(&swapped)), Code::BadTrustList, "{name}");
        }
    }
    // Statement and signature together, over the other files.
    let mut swapped = second.clone();
    for name in ["trust.txt", "trust.txt.sig"] {
        swapped.insert(name, first[name].clone());
    }
    assert_eq!(code(TrustList::read(&swapped)), Code::BadTrustList);
}

#[test]
fn names_cannot_smuggle_options_lines_or_other_principals_into_a_list() {
    for name in [
        "a\nb ssh-ed25519 AAAA",
        "x namespaces=\"*\"",
        "*",
        "!a,*",
        "\"quoted\" , *",
        "a\tcert-authority",
        "a\u{7f}b",
    ] {
        let Ok(file) = Request::sign(&who(name), NOW, &key(1), None) else {
            assert!(name.chars().any(char::is_control), "{name:?}");
            continue;
        };
        let request = Request::read(file.as_bytes()).unwrap();
        let mut contents = Contents::default();
        let listed = approve(&mut contents, &request, Terms::default(), NOW).unwrap();
        let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
        assert!(listed.principal.as_str().chars().all(safe), "{name:?} {}", listed.principal);
        let list = publish(&contents, None).signers().list;
        assert_eq!(list.lines().len(), 1);
        assert_eq!(list.lookup(&key(1).public(), namespace::RECEIPT, None), Trust::NotInNamespace);
    }
    let mut contents = two_signers();
    contents.signers[0].name = "a\nb".into();
    assert_eq!(code(TrustList::sign(&contents, None, NOW, &root())), Code::BadValue);
}

#[test]
fn a_request_counts_only_with_the_signature_of_the_key_that_is_to_be_listed() {
    let file = Request::sign(&who("Sok Dara"), NOW, &key(1), None).unwrap();
    assert_eq!(Request::read(file.as_bytes()).unwrap().key, key(1).public());
    for place in 0..file.len() {
        let mut bytes = file.clone().into_bytes();
        bytes[place] ^= 1;
        assert_eq!(code(Request::read(&bytes)), Code::BadRequest, "{place}");
    }
    let other = file.replace(&key(1).public().openssh(), &key(2).public().openssh());
    assert_eq!(code(Request::read(other.as_bytes())), Code::BadRequest);
    assert_eq!(code(Request::read(format!("{file}more").as_bytes())), Code::BadRequest);
}

#[test]
fn an_old_key_names_the_new_one_and_headquarters_countersigns_by_listing_it() {
    let mut contents = two_signers();
    let file = Request::sign(&who("Sok Dara"), NOW, &key(3), Some(&key(1))).unwrap();
    let request = Request::read(file.as_bytes()).unwrap();
    assert_eq!(request.replaces, Some(key(1).public()));
    let listed = approve(&mut contents, &request, Terms::default(), NOW).unwrap();
    assert_eq!(listed.principal.as_str(), "sok.dara");
    let list = publish(&contents, None).signers().list;
    let at = |seed, second: i64| {
        let standing =
            Standing::of(Some(&list), &key(seed).public(), namespace::ENTRY, Some(second * 1000), None);
        (standing.outcome, standing.reason)
    };
    assert_eq!(at(1, NOW), (Outcome::Trusted, "listed"));
    assert_eq!(at(1, NOW + 1), (Outcome::UnknownSigner, "expired"));
    assert_eq!(at(3, NOW + 1), (Outcome::Trusted, "listed"));
    // Without the old key's signature nobody takes its place.
    let end = file.rfind("-----BEGIN").unwrap();
    assert_eq!(code(Request::read(&file.as_bytes()[..end])), Code::BadRequest);
}

#[test]
fn a_lost_key_is_revoked_and_the_person_is_listed_again_under_the_same_principal() {
    let mut contents = two_signers();
    revoke(&mut contents, &key(1).public(), NOW + 10, "lost on the ferry").unwrap();
    // Whoever found the key cannot name a successor, nor be listed again.
    let thief = Request::sign(&who("Sok Dara"), NOW, &key(4), Some(&key(1))).unwrap();
    let thief = Request::read(thief.as_bytes()).unwrap();
    assert_eq!(code(approve(&mut contents, &thief, Terms::default(), NOW)), Code::KeyRevoked);
    assert_eq!(
        code(approve(&mut contents, &request("Sok Dara", 1), Terms::default(), NOW)),
        Code::KeyRevoked
    );
    // Nor take the principal by calling itself so; a person at headquarters has to say that it is the same person.
    let again = request("Sok Dara", 5);
    assert_eq!(code(approve(&mut contents, &again, Terms::default(), NOW)), Code::AlreadyExists);
    let terms = Terms { principal: Some("sok.dara"), ..Terms::default() };
    assert_eq!(approve(&mut contents, &again, terms, NOW).unwrap().principal.as_str(), "sok.dara");
    publish(&contents, None);
}

#[test]
fn what_a_receipt_fixed_before_a_revocation_stays_good_and_nothing_else_does() {
    let mut contents = two_signers();
    revoke(&mut contents, &key(1).public(), NOW + 10, "stolen").unwrap();
    let list = publish(&contents, None).signers().list;
    let says = |at: i64, proved: Option<i64>| {
        let proved = proved.map(|second| second * 1000);
        let standing = Standing::of(Some(&list), &key(1).public(), namespace::ENTRY, Some(at * 1000), proved);
        (standing.outcome, standing.reason)
    };
    // The thief's clock says whatever the thief likes.
    assert_eq!(says(NOW, None), (Outcome::UnknownSigner, "revoked"));
    assert_eq!(says(NOW, Some(NOW + 10)), (Outcome::UnknownSigner, "revoked"));
    assert_eq!(says(NOW, Some(NOW + 9)), (Outcome::Trusted, "fixed-before-revocation"));
    // A laptop's clock that runs ahead takes nothing from what the receipt proves.
    assert_eq!(says(NOW + 1_000_000, Some(NOW + 9)), (Outcome::Trusted, "fixed-before-revocation"));
    let other = Standing::of(Some(&list), &key(2).public(), namespace::ENTRY, Some(NOW * 1000), None);
    assert_eq!((other.outcome, other.reason, other.list), (Outcome::Trusted, "listed", Some(1)));
}

#[test]
fn only_newer_lists_of_the_pinned_root_count() {
    let contents = two_signers();
    let first = publish(&contents, None);
    let second = publish(&contents, Some(&first));
    let words = RootName::parse(&words_of(&root().public())).unwrap();
    let known = Known::first_contact(&first, &words).unwrap();
    assert_eq!(known.accept(&first).unwrap(), Step::Newer);
    let known = known.with(&first);
    assert_eq!(known.accept(&first).unwrap(), Step::Same);
    assert_eq!(known.accept(&second).unwrap(), Step::Newer);
    assert_eq!(code(known.with(&second).accept(&first)), Code::TrustOlder);

    let others = TrustList::sign(&contents, Some(&first), NOW, &key(98)).unwrap();
    let others = TrustList::read(&others).unwrap();
    assert_eq!(code(known.accept(&others)), Code::TrustOtherRoot);
    assert_eq!(code(Known::first_contact(&others, &words)), Code::TrustOtherRoot);

    // The same number once more, with other contents; and a list that follows on it.
    let twin = TrustList::read(&TrustList::sign(&contents, None, NOW + 1, &root()).unwrap()).unwrap();
    assert_eq!(code(known.accept(&twin)), Code::TrustNumberReused);
    let after_twin = publish(&contents, Some(&twin));
    assert_eq!(code(known.accept(&after_twin)), Code::TrustNumberReused);
    // It is noticed in the other order too.
    assert_eq!(code(known.with(&after_twin).accept(&first)), Code::TrustNumberReused);
}

mod laws {
    use super::*;
    use proptest::prelude::*;

    /// Five lists, each with more revoked than the one before.
    fn history() -> Vec<TrustList> {
        let mut contents = Contents::default();
        (1..=5).for_each(|seed| {
            approve(&mut contents, &request(&format!("signer {seed}"), seed), Terms::default(), NOW).unwrap();
        });
        let mut lists: Vec<TrustList> = Vec::new();
        for seed in 1..=5 {
            revoke(&mut contents, &key(seed).public(), NOW + i64::from(seed), "lost").unwrap();
            lists.push(publish(&contents, lists.last()));
        }
        lists
    }

    /// What every signer's signature is worth once these lists arrived, in this order, with these receipts.
    fn verdicts(lists: &[TrustList], order: &[usize], receipts: &[(PublicKey, i64)]) -> Vec<Standing> {
        let mut known = Known { root: root().public(), newest: None };
        let mut counts = None;
        for list in order.iter().map(|place| &lists[*place]) {
            if known.accept(list).is_ok_and(|step| step == Step::Newer) {
                known = known.with(list);
                counts = Some(list.signers().list);
            }
        }
        let judged = (1..=6).map(|seed| {
            let key = key(seed).public();
            let proved = receipts.iter().filter(|(covered, _)| *covered == key).map(|(_, at)| *at).min();
            Standing::of(counts.as_ref(), &key, namespace::ENTRY, Some(NOW * 1000), proved)
        });
        judged.collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn lists_and_receipts_in_any_order_and_number_give_the_same_verdicts(
            order in proptest::collection::vec(0..5_usize, 1..12),
            receipts in proptest::collection::vec((1..=5_u8, -3..9_i64), 0..8),
            shuffle in any::<u64>(),
        ) {
            let lists = history();
            let mut receipts: Vec<_> =
                receipts.into_iter().map(|(seed, after)| (key(seed).public(), (NOW + after) * 1000)).collect();
            let expected = verdicts(&lists, &order, &receipts);
            let mut other = order.clone();
            // Turned around and shifted, with everything twice.
            let turn = usize::try_from(shuffle % 64).unwrap() % other.len();
            other.rotate_left(turn);
            other.reverse();
            other.extend(order);
            receipts.reverse();
            receipts.extend(receipts.clone());
            prop_assert_eq!(expected, verdicts(&lists, &other, &receipts));
        }
    }
}
