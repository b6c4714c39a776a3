//! A bag, box or crate with number and seals.
//!
//! Owns: the names of its fields, the kinds of package, and when two numbers of seals are the same. Must never:
//! change what a person read on a seal.

use crate::json::Json;
use unicode_normalization::UnicodeNormalization as _;

/// `true` from creation, `false` once withdrawn.
pub const EXISTS: &str = "exists";
/// The number on the package, a text; it compares as a reference does.
pub const NUMBER: &str = "number";
/// One of [`KINDS`].
pub const KIND: &str = "kind";
/// The id of the package that it is in.
pub const IN: &str = "in";
/// The numbers of the seals on it now, a list of texts.
pub const SEALS: &str = "seals";
/// What it is and looks like, a text.
pub const DESCRIPTION: &str = "description";

/// All fields of a package.
pub const FIELDS: [&str; 6] = [EXISTS, NUMBER, KIND, IN, SEALS, DESCRIPTION];

/// The kinds of package.
pub const KINDS: [&str; 8] = ["bag", "box", "crate", "envelope", "tube", "case", "pallet", "other"];

/// True for the kinds that this version offers; others are kept and shown as they are.
pub fn is_kind(word: &str) -> bool {
    KINDS.contains(&word)
}

/// The same text for all ways of writing one seal's number: case, width and white space are folded, and nothing else,
/// since zeros and hyphens may tell two seals apart. Empty where nothing can be read.
pub fn seal_key(number: &str) -> String {
    number.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// The numbers in a value of the field `seals`; a single text counts as one.
pub fn seals_of(value: &Json) -> Vec<String> {
    match value {
        Json::Text(text) => vec![text.clone()],
        Json::List(items) => items.iter().filter_map(Json::text).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// A value of the field `seals`.
pub fn seals_value(numbers: &[String]) -> Json {
    numbers.to_vec().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_the_same_however_it_is_typed_but_no_digit_is_ignored() {
        for same in ["k 00127", "K00127 ", "Ｋ００１２７", "K\u{a0}00127"] {
            assert_eq!(seal_key(same), seal_key("K00127"), "{same}");
        }
        for other in ["K127", "K-00127", "K001270"] {
            assert_ne!(seal_key(other), seal_key("K00127"), "{other}");
        }
        assert_eq!(seal_key(" \u{3000}"), "");
    }

    #[test]
    fn the_seals_of_a_package_read_back_as_they_were_written() {
        let numbers = vec!["K 00127".to_owned(), "ស ១២".to_owned()];
        assert_eq!(seals_of(&seals_value(&numbers)), numbers);
        assert_eq!(seals_of(&Json::Int(4)), Vec::<String>::new());
    }
}
