//! Countries by the names that people give them, so that `KH`, Cambodia, Cambodge and កម្ពុជា choose the same.
//!
//! Owns: the table. Must never: stand behind what is signed or derived; it may grow with every version.

use crate::search::fold;
use std::collections::HashMap;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../../assets/countries.txt");

/// The two letters (ISO 3166-1) of the country that a text names: by two or three letters, by its name in English or French,
/// in its own languages, or by a former one. Case, accents and the form of an apostrophe play no part. `None` for other texts.
pub fn code_of(text: &str) -> Option<&'static str> {
    static CODES: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    CODES.get_or_init(codes).get(&plain(text)).copied()
}

/// The names of all countries with their codes, as they are compared.
fn codes() -> HashMap<String, &'static str> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    let names = rows.flat_map(|row| {
        let code = row.split('\t').next().unwrap_or_default();
        row.split('\t').map(move |name| (plain(name), code))
    });
    names.filter(|(name, _)| !name.is_empty()).collect()
}

fn plain(text: &str) -> String {
    fold(text.trim()).replace(['\u{2019}', '\u{2bc}'], "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_named_by_its_letters_and_in_english_french_and_its_own_language() {
        for text in [
            "KH",
            "kh",
            "KHM",
            " Cambodia ",
            "cambodge",
            "កម្ពុជា",
            "Kampuchea",
            "KAMPUCHÉA",
            "Kingdom of Cambodia",
        ] {
            assert_eq!(code_of(text), Some("KH"), "{text}");
        }
        for (text, code) in [
            ("افغانستان", "AF"),
            ("Birmanie", "MM"),
            ("Burma", "MM"),
            ("Cote d'Ivoire", "CI"),
            ("Viet Nam", "VN"),
            ("ไทย", "TH"),
            ("العراق", "IQ"),
            ("Türkiye", "TR"),
            ("turquie", "TR"),
        ] {
            assert_eq!(code_of(text), Some(code), "{text}");
        }
        for text in ["", "K", "Angkor", "Gandhāra", "KHX"] {
            assert_eq!(code_of(text), None, "{text}");
        }
    }

    #[test]
    fn the_table_has_every_country_once_and_no_name_for_two() {
        let rows: Vec<Vec<&str>> = TABLE
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|row| row.split('\t').collect())
            .collect();
        assert_eq!(rows.len(), 249);
        let mut named: HashMap<String, &str> = HashMap::new();
        for row in &rows {
            assert!(row.len() >= 3 && row[0].len() == 2 && row[1].len() == 3, "{row:?}");
            for name in row {
                let other = named.insert(plain(name), row[0]);
                assert!(!name.is_empty() && other.is_none_or(|other| other == row[0]), "{name}: {other:?}");
            }
        }
    }
}
