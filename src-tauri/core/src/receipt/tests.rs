use super::*;
use crate::id::ChainId;
use proptest::prelude::*;

fn position(chain: u8, seq: u64) -> Position {
    Position { chain: ChainId([chain; 16]), seq, link: Digest::of(&[chain, u8::try_from(seq).unwrap()]) }
}

fn original(byte: u8) -> OriginalRef {
    OriginalRef { sha256: Digest::of(&[byte]), size: u64::from(byte), ext: "jpg".into() }
}

fn receipt() -> Receipt {
    Receipt {
        operation: OperationId([1; 16]),
        at: Moment { millis: 1_763_026_867_123, offset_minutes: 60 },
        clock: 512,
        list: Some(12),
        heads: [position(2, 40), position(3, 7)].into(),
        through: [position(2, 9)].into(),
        lacks: [original(5)].into(),
    }
}

#[test]
fn a_receipt_reads_back_only_from_its_exact_text() {
    let text = receipt().text();
    assert_eq!(Receipt::read(text.as_bytes()), Some(receipt()));
    let lines: Vec<&str> = text.lines().collect();
    for number in 0..lines.len() {
        let mut swapped = lines.clone();
        swapped.swap(number, (number + 1) % lines.len());
        assert_eq!(Receipt::read((swapped.join("\n") + "\n").as_bytes()), None, "{number}");
        let twice = [&lines[..=number], &lines[number..]].concat();
        assert_eq!(Receipt::read((twice.join("\n") + "\n").as_bytes()), None, "{number}");
    }
    for (from, to) in [
        ("v1", "v2"),
        ("clock 512", "clock 0512"),
        ("list 12", "list"),
        (" 40 ", " 0 "),
        ("jpg", "JPG"),
        ("\n", "\r\n"),
        ("head ", "head  "),
        ("lacks", "has"),
        ("123Z", "123"),
    ] {
        let bad = text.replacen(from, to, 1);
        assert_ne!(bad, text);
        assert_eq!(Receipt::read(bad.as_bytes()), None, "{bad}");
    }
    assert_eq!(Receipt::read(text.trim_end().as_bytes()), None);
    let none = Receipt { heads: BTreeSet::new(), ..receipt() };
    assert_eq!(Receipt::read(none.text().as_bytes()), None, "a receipt for nothing is none");
}

/// Two chains, the second of which forked at 3: places from there on have the link of their branch.
fn ancestry(place: &Position) -> Result<Ancestry, ()> {
    if place.chain == ChainId([2; 16]) {
        return Ok(if place.seq > 30 { Ancestry::NotHeld } else { Ancestry::UpTo(place.seq) });
    }
    let links = (1..=place.seq).map(|seq| position(3, seq).link).collect();
    Ok(Ancestry::Links(links))
}

fn stated() -> impl Strategy<Value = Stated> {
    let places = || prop::collection::btree_set((2u8..4, 1u64..40), 1..6);
    (places(), 0u64..5, 0i64..5, 0u8..3, prop::collection::btree_set(0u8..4, 0..3)).prop_map(
        |(heads, clock, millis, signer, lacks)| {
            let receipt = Receipt {
                at: Moment { millis, offset_minutes: 0 },
                clock,
                heads: heads.into_iter().map(|(chain, seq)| position(chain, seq)).collect(),
                lacks: lacks.into_iter().map(original).collect(),
                through: BTreeSet::new(),
                ..receipt()
            };
            Stated { digest: Digest::of(receipt.text().as_bytes()), signer: [signer; 32], receipt }
        },
    )
}

type Said = Vec<(bool, bool, Option<i64>)>;

fn said(stated: &[Stated]) -> Said {
    let coverage = Coverage::of(stated, &mut ancestry).unwrap();
    let places = (2..4).flat_map(|chain| (1..40).map(move |seq| position(chain, seq)));
    let of = |place: Position| {
        let before = coverage.existed_before(&place).map(|moment| moment.millis);
        (coverage.holds(&place, &[]), coverage.holds(&place, &[original(1).sha256]), before)
    };
    places.map(of).collect()
}

proptest! {
    #[test]
    fn receipts_in_any_order_and_however_often_give_the_same_coverage(
        (first, second) in prop::collection::vec(stated(), 0..8).prop_flat_map(|all| {
            let twice = [all.clone(), all.clone()].concat();
            (Just(all), Just(twice).prop_shuffle())
        })
    ) {
        prop_assert_eq!(said(&first), said(&second));
    }

    #[test]
    fn a_further_receipt_never_makes_an_entry_younger(all in prop::collection::vec(stated(), 1..8)) {
        for (fewer, more) in said(&all[1..]).into_iter().zip(said(&all)) {
            prop_assert!(fewer.2.is_none_or(|old| more.2.is_some_and(|new| new <= old)));
        }
    }
}

#[test]
fn the_newest_receipt_of_a_signer_says_what_is_there_and_the_oldest_since_when_it_existed() {
    let of = |clock, millis, heads: &[u64], lacks: &[u8]| {
        let receipt = Receipt {
            at: Moment { millis, offset_minutes: 0 },
            clock,
            heads: heads.iter().map(|seq| position(2, *seq)).collect(),
            through: BTreeSet::new(),
            lacks: lacks.iter().map(|byte| original(*byte)).collect(),
            ..receipt()
        };
        Stated { digest: Digest::of(receipt.text().as_bytes()), signer: [1; 32], receipt }
    };
    let one = original(1).sha256;
    // The wall clock went backwards between them; the counter did not.
    let coverage = Coverage::of(&[of(9, 100, &[20], &[1]), of(5, 200, &[10], &[])], &mut ancestry).unwrap();
    assert!(coverage.holds(&position(2, 20), &[]) && !coverage.holds(&position(2, 21), &[]));
    assert!(!coverage.holds(&position(2, 5), &[one]), "headquarters lost the original since");
    assert_eq!(coverage.existed_before(&position(2, 5)).map(|m| m.millis), Some(100));
    let other = Stated { signer: [2; 32], ..of(5, 200, &[10], &[]) };
    let coverage = Coverage::of(&[of(9, 100, &[20], &[1]), other], &mut ancestry).unwrap();
    assert!(coverage.holds(&position(2, 5), &[one]), "another office has it");
    assert!(!coverage.holds(&position(2, 15), &[one]), "but it has not that entry");
}
