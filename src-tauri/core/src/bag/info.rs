//! `bag-info.txt` of a bundle: one label, one value a line, nothing folded.
//!
//! Owns: writing and reading that form. Must never: know what the labels mean, but for `Payload-Oxum`
//! (RFC 8493 section 2.2.2), which is checked against the payload.

use crate::error::{Code, Error, Result};
use crate::finding::{Finding, FindingKind};

/// Bytes and files of the payload, `279164409832.1198`.
pub const OXUM: &str = "Payload-Oxum";
/// How many lines there may be: more than anybody writes, and the report of a hostile file stays short.
const MOST_LINES: usize = 1000;
/// The day of writing, `2025-11-13`.
pub const BAGGING_DATE: &str = "Bagging-Date";

/// The file's bytes: `Label: value` LF for each pair, in their order.
///
/// # Errors
/// [`Code::BadValue`] for a label or value that does not fit on one such line.
pub fn write(pairs: &[(String, String)]) -> Result<Vec<u8>> {
    let mut text = String::new();
    if pairs.len() > MOST_LINES {
        return Err(Error::new(Code::BadValue, "writing bag-info.txt", "more than 1000 lines"));
    }
    for (label, value) in pairs {
        if !is_label(label) || !is_value(value) {
            return Err(Error::new(Code::BadValue, "writing bag-info.txt", "not fit for one line").on(label));
        }
        text.push_str(&format!("{label}: {value}\n"));
    }
    Ok(text.into_bytes())
}

/// Reads the file of that name; what is not of the form is a finding, and is left out.
pub fn read(name: &str, bytes: &[u8], findings: &mut Vec<Finding>) -> Vec<(String, String)> {
    let altered = |code, at: String| Finding::new(FindingKind::Altered, code, at);
    let Ok(text) = std::str::from_utf8(bytes) else {
        findings.push(altered("bag-info-form", name.to_owned()).expected("UTF-8"));
        return Vec::new();
    };
    let Some(text) = text.strip_suffix('\n') else {
        findings.push(altered("bag-info-form", name.to_owned()).expected("LF at the end"));
        return Vec::new();
    };
    let mut pairs = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        if index == MOST_LINES {
            findings.push(altered("bag-info-form", name.to_owned()).expected("at most 1000 lines"));
            break;
        }
        match line.split_once(": ") {
            Some((label, value)) if is_label(label) && is_value(value) => {
                pairs.push((label.to_owned(), value.to_owned()));
            }
            _ => findings.push(altered("bag-info-form", format!("{name}:{}", index + 1)).found(line)),
        }
    }
    pairs
}

/// The value of `Payload-Oxum` for a payload of so many bytes in so many files.
pub fn oxum(bytes: u64, files: u64) -> String {
    format!("{bytes}.{files}")
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_value(value: &str) -> bool {
    !value.is_empty() && value.trim() == value && !value.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(label, value)| (label.to_string(), value.to_string())).collect()
    }

    #[test]
    fn bag_info_reads_back_in_order_and_takes_nothing_that_would_not() {
        let given = pairs(&[("Contact-Name", "سیما خان"), ("Contact-Name", "b: c"), ("Payload-Oxum", "1.2")]);
        let mut findings = Vec::new();
        assert_eq!(read("i", &write(&given).unwrap(), &mut findings), given);
        assert_eq!(findings, []);
        for (label, value) in
            [("A b", "c"), ("", "c"), ("A:", "c"), ("A", ""), ("A", " c"), ("A", "c\nB: d"), ("A", "c\rd")]
        {
            assert!(write(&pairs(&[(label, value)])).is_err(), "{label:?} {value:?}");
        }
        let many = "A: b\n".repeat(MOST_LINES + 1);
        for bad in [many.as_str(), "A: b", "A: b\n  c\n", "A: b\r\n", "A : b\n", "A:  b\n", "A:b\n", "\n", ""]
        {
            let mut findings = Vec::new();
            read("i", bad.as_bytes(), &mut findings);
            assert_eq!(findings.len(), 1, "{bad:?}");
        }
    }
}
