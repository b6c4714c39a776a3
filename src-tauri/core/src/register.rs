//! A register is one field of one record; a change says what somebody holds its value to be.
//!
//! Owns: the change and the normal form by which two values are equal (FORMAT.md section 6). Must never: decide
//! which value wins (nothing does; see `state`).

use crate::digest::Digest;
use crate::id::RecordId;
use crate::json::Json;
use unicode_normalization::UnicodeNormalization;

/// One register named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegisterId {
    /// The record.
    pub record: RecordId,
    /// The field, 1 to 128 bytes.
    pub field: String,
}

/// One change of one register, as an entry holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The record; `self` is resolved already.
    pub record: RecordId,
    /// The field.
    pub field: String,
    /// The value; `null` empties the field.
    pub value: Json,
    /// The digests of the entries whose changes of this register it replaces.
    pub seen: Vec<Digest>,
}

/// The normal form of a value: equal values have equal normal forms, and only they.
///
/// Texts in NFC and trimmed; `value` members that are decimals without needless zeros; members sorted.
pub fn normal(value: &Json) -> Json {
    match value {
        Json::Text(text) => Json::Text(normal_text(text)),
        Json::List(items) => Json::List(items.iter().map(normal).collect()),
        Json::Object(members) => {
            let mut members: Vec<_> = members.iter().map(normal_member).collect();
            members.sort();
            Json::Object(members)
        }
        plain => plain.clone(),
    }
}

fn normal_member((name, value): &(String, Json)) -> (String, Json) {
    let value = match value {
        Json::Text(text) if name == "value" => {
            Json::Text(normal_decimal(text).unwrap_or_else(|| normal_text(text)))
        }
        other => normal(other),
    };
    (name.clone(), value)
}

/// A text in NFC without white space at its ends.
pub fn normal_text(text: &str) -> String {
    if text.is_ascii() {
        return text.trim().to_owned();
    }
    text.nfc().collect::<String>().trim().to_owned()
}

/// `-?[0-9]+(\.[0-9]+)?` without needless zeros; `None` for any other text.
fn normal_decimal(text: &str) -> Option<String> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = match digits.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (digits, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    let fraction = fraction.trim_end_matches('0');
    let sign = if negative && !(whole == "0" && fraction.is_empty()) { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        normal(&Json::parse(a.as_bytes()).unwrap()) == normal(&Json::parse(b.as_bytes()).unwrap())
    }

    #[test]
    fn values_that_people_call_equal_are_equal() {
        assert!(same(r#""Crémieux ""#, "\"Cre\u{301}mieux\""));
        assert!(same(r#"[{"value":"31.50","unit":"cm"}]"#, r#"[{"unit":"cm","value":"031.5"}]"#));
        assert!(same(r#"{"value":"-0.0"}"#, r#"{"value":"0"}"#));
        assert!(same(r#"{"value":"10"}"#, r#"{"value":"10.0"}"#));
    }

    #[test]
    fn values_that_differ_stay_different() {
        assert!(!same(r#""0317""#, r#""317""#));
        assert!(!same(r#"{"value":"31.05"}"#, r#"{"value":"31.5"}"#));
        assert!(!same(r#"{"value":"1."}"#, r#"{"value":"1"}"#));
        assert!(!same(r#""a b""#, r#""a  b""#));
        assert!(!same("1", r#""1""#));
        assert!(!same("[1,2]", "[2,1]"));
    }
}
