use super::file_safe::is_reserved;
use super::*;
use proptest::prelude::*;

fn reference(text: &str) -> Reference {
    Reference::parse(text).unwrap()
}

#[test]
fn references_of_any_institution_are_taken_and_unreadable_ones_refused() {
    for good in ["ABC/1", "ABC/1/2", "1989.25.1", "Ka 1755", "ក/១", "موزیم ۱۲", "K.1234*", "É/1"]
    {
        assert_eq!(reference(good).as_str(), good);
    }
    assert_eq!(reference("  ABC/1 ").as_str(), "ABC/1");
    assert_eq!(reference("E\u{301}/1").as_str(), "É/1");
    for bad in
        ["", "  ", "/", "-.-", "A\n1", "A\u{0}", "ABC\u{202e}1/", "A\u{2028}1", "*", "\u{200b}", "\u{feff}A"]
    {
        assert_eq!(Reference::parse(bad).unwrap_err().code, Code::BadValue, "{bad:?}");
    }
    assert!(Reference::parse(&"ក".repeat(64)).is_ok());
    assert!(Reference::parse(&"ក".repeat(65)).is_err());
}

#[test]
fn references_compare_by_letters_and_numbers() {
    for same in
        ["abc/01", "ABC/1", "ABC-1", "ABC 1", "ABC1", "ＡＢＣ／１", "ABC/١", "ABC/۱", "ABC/១", "Abc/001"]
    {
        assert_eq!(reference(same).compare_key(), "abc/1", "{same}");
    }
    for (a, b) in [
        ("ABC/1", "ABC/1/1"),
        ("ABC/12", "ABC/1/2"),
        ("ABC/1", "ABC/10"),
        ("ABC/1", "ABD/1"),
        ("A/BC/1", "AB/C/1"),
        ("ABC/1", "ABC/1*"),
        ("ក/១", "កា/១"),
        ("E/1", "É/1"),
    ] {
        assert_ne!(reference(a).compare_key(), reference(b).compare_key(), "{a} {b}");
    }
    assert_eq!(reference("كتاب ٢").compare_key(), reference("کتاب ۲").compare_key());
}

#[test]
fn the_order_is_the_one_that_people_expect() {
    let rising = [
        "2",
        "10",
        "AB/7",
        "ABC",
        "ABC/1",
        "ABC/2",
        "ABC/10",
        "ABC/10/1",
        "ABC/10/2",
        "ABC/10/A",
        "ABC/11",
        "ABC/X",
        "ABD/1",
        "ក/១",
        "ក/១០",
    ];
    for pair in rising.windows(2) {
        assert!(reference(pair[0]).order_key() < reference(pair[1]).order_key(), "{pair:?}");
    }
}

#[test]
fn the_usual_form_gives_its_parts() {
    assert_eq!(reference("ABC/1/2").exhibit(), Some(("ABC", vec![1, 2])));
    assert_eq!(reference("ក/1").exhibit(), Some(("ក", vec![1])));
    for other in ["ABC", "ABC/0", "ABC/01", "ABC-1", "1/2", "ABC/1/", "A1/2", "ABCDEFGHIJK/1"] {
        assert_eq!(reference(other).exhibit(), None, "{other}");
    }
}

#[test]
fn the_next_number_is_one_more_than_the_highest() {
    let held: Vec<Reference> = ["ABC/1", "abc/09", "ABC/12/3", "ABC/2/7", "ABD/40", "ABC/X", "K 99"]
        .iter()
        .map(|t| reference(t))
        .collect();
    assert_eq!(Reference::next("ABC", &held).unwrap().as_str(), "ABC/13");
    assert_eq!(Reference::next("XY", &held).unwrap().as_str(), "XY/1");
    assert_eq!(reference("ABC/2").next_sub(&held).unwrap().as_str(), "ABC/2/8");
    assert_eq!(reference("ABC/1").next_sub(&held).unwrap().as_str(), "ABC/1/1");
    assert!(Reference::next("A/B", &held).is_err());
    assert!(Reference::next("", &held).is_err());
    let last = [reference("ABC/18446744073709551615")];
    assert!(Reference::next("ABC", &last).is_err());
}

#[test]
fn the_file_safe_form_is_readable_and_reversible() {
    for (text, name) in [
        ("ABC/1", "abc-1"),
        ("ABC/1/2", "abc-1-2"),
        ("1989.25.1", "1989.25.1"),
        ("Ka 1755", "k_la__u00.20_1755"),
        ("ABC-1", "abc_u00.2d_1"),
        ("ក/១", "_u17.80-00.2f-17.e1_"),
        ("CON", "_u00.43_on"),
        ("NUL.1", "_u00.4e_ul.1"),
        ("A./1", "a_u00.2e2f_1"),
        ("_/1", "_u00.5f2f_1"),
    ] {
        assert_eq!(reference(text).file_safe(), name);
        assert_eq!(Reference::from_file_safe(name), Some(reference(text)));
    }
    for bad in [
        "",
        "ABC",
        "a/1",
        "_",
        "_u_",
        "_lABC_",
        "_u00.41_",
        "_u00.2_",
        "_ud8.00_",
        "_uffffff.00_",
        "a_x1_",
        "..",
        "con",
        "a--1",
        "_l_",
        "_u00.20_a",
    ] {
        assert_eq!(Reference::from_file_safe(bad), None, "{bad}");
    }
}

#[test]
fn a_long_reference_in_one_script_stays_a_valid_file_name() {
    assert!(reference(&"ក".repeat(64)).file_safe().len() < 255);
    assert!(reference(&"x".repeat(64)).file_safe().len() < 255);
}

/// Texts near what people write, and near what breaks.
fn any_reference() -> impl Strategy<Value = Reference> {
    let near = "[A-Ca-c0-2/._ -]{1,8}|[ក-ឃ០-២/ ا-ج۰-۲]{1,8}|(con|nul|COM1|Lpt9)[./]?[a-z0-9]{0,2}";
    prop_oneof![near.prop_map(String::from), "\\PC{1,64}"]
        .prop_filter_map("no reference", |text| Reference::parse(&text).ok())
}

proptest! {
    #[test]
    fn every_reference_comes_back_from_its_file_safe_form(reference in any_reference()) {
        let name = reference.file_safe();
        prop_assert!(name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.')), "{name}");
        prop_assert!(!name.starts_with(['-', '.']) && !name.ends_with(['-', '.']) && !is_reserved(&name), "{name}");
        prop_assert_eq!(Reference::from_file_safe(&name), Some(reference));
    }

    #[test]
    fn a_name_stands_for_one_reference_only(name in "[a-c0-2lu._-]{0,12}") {
        if let Some(reference) = Reference::from_file_safe(&name) {
            prop_assert_eq!(reference.file_safe(), name);
        }
    }

    #[test]
    fn order_and_comparison_agree(a in any_reference(), b in any_reference()) {
        prop_assert_eq!(a.order_key() == b.order_key(), a.compare_key() == b.compare_key(), "{} {}", a, b);
        prop_assert!(!a.order_key().contains('\0'));
    }

    #[test]
    fn case_and_leading_zeros_do_not_count(letters in "[A-Z]{1,4}", number in 0u32..2000, zeros in 0usize..4) {
        let plain = reference(&format!("{letters}/{number}"));
        let other = reference(&format!("{}/{}{number}", letters.to_lowercase(), "0".repeat(zeros)));
        prop_assert_eq!(plain.compare_key(), other.compare_key());
    }

    #[test]
    fn numbers_sort_as_numbers(a in any::<u64>(), b in any::<u64>()) {
        let key = |n: u64| reference(&format!("ABC/{n}")).order_key();
        prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
    }
}
