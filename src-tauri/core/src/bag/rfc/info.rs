//! Bag metadata and the fetch file (RFC 8493 sections 2.2.2 and 2.2.3).

use super::declaration::Version;
use super::remarks::Remarks;
use super::text::lines;
use crate::bag::info::OXUM;

/// The metadata file of a version.
pub fn file_name(version: Version) -> &'static str {
    if version < Version::V0_96 { "package-info.txt" } else { "bag-info.txt" }
}

/// Reads the metadata and gives every value of `Payload-Oxum`. Other labels are free.
pub fn read(name: &str, text: &str, version: Version, remarks: &mut Remarks) -> Vec<String> {
    let (lines, ended) = lines(text);
    remarks.strict(version.is_rfc(), ended, "line-not-ended", name, "the last line has no end");
    let mut elements: Vec<(String, String)> = Vec::new();
    for line in lines {
        match (line.starts_with([' ', '\t']), elements.last_mut()) {
            (true, Some((_, value))) => value.push_str(line.trim()),
            _ if line.is_empty() => {
                remarks.strict(version.is_rfc(), false, "empty-line", name, "a line is empty");
            }
            _ => match element(line, version) {
                Some(element) => elements.push(element),
                None => remarks.error("metadata-line", name, format!("not a label and a value: {line:?}")),
            },
        }
    }
    let oxums = elements.into_iter().filter(|(label, _)| label.eq_ignore_ascii_case(OXUM));
    let oxums: Vec<String> = oxums.map(|(_, value)| value).collect();
    remarks.strict(version.is_rfc(), oxums.len() < 2, "oxum-twice", name, "Payload-Oxum stands twice");
    oxums
}

/// Label and value. Version 1.0 asks for a colon with one space or tab behind it and none before.
fn element(line: &str, version: Version) -> Option<(String, String)> {
    let (label, value) = line.split_once(':')?;
    if label.trim().is_empty() {
        return None;
    }
    if version.is_rfc() && (label.trim() != label || !value.starts_with([' ', '\t'])) {
        return None;
    }
    Some((label.trim().to_owned(), value.trim().to_owned()))
}

/// One line of `fetch.txt`.
#[derive(Debug, PartialEq, Eq)]
pub struct Fetch<'a> {
    /// The size in bytes that the line promises.
    pub length: Option<u64>,
    /// The file name as it stands.
    pub listed: &'a str,
}

/// Reads one line, `url length filename`; `None` if it has another form.
pub fn fetch_line(line: &str) -> Option<Fetch<'_>> {
    let (url, rest) = line.split_once([' ', '\t'])?;
    let (length, listed) = rest.trim_start_matches([' ', '\t']).split_once([' ', '\t'])?;
    let listed = listed.trim_start_matches([' ', '\t']);
    let (scheme, behind) = url.split_once(':')?;
    let scheme_fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if !scheme_fits || behind.is_empty() || listed.is_empty() {
        return None;
    }
    let length = match length {
        "-" => None,
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => Some(digits.parse().ok()?),
        _ => return None,
    };
    Some(Fetch { length, listed })
}

#[cfg(test)]
mod tests {
    use super::*;

    const V0_97: Version = Version { major: 0, minor: 97 };

    fn errors(text: &str, version: Version) -> usize {
        let mut remarks = Remarks::default();
        read("bag-info.txt", text, version, &mut remarks);
        remarks.errors.len()
    }

    #[test]
    fn space_around_the_colon_is_free_before_1_0_only() {
        for (text, before, since) in [
            ("A: b\nLong: one\n   two\n", 0, 0),
            ("A b: c\n", 0, 0),
            ("A : b\n", 0, 1),
            ("A:b\n", 0, 1),
            ("no colon\n", 1, 1),
            (": b\n", 1, 1),
            ("  continued from nothing\n", 1, 1),
            ("A: b\n\n", 0, 1),
            ("A: b", 0, 1),
        ] {
            assert_eq!((errors(text, V0_97), errors(text, Version::V1_0)), (before, since), "{text:?}");
        }
    }

    #[test]
    fn a_fetch_line_has_an_absolute_url_a_length_and_a_name() {
        assert_eq!(
            fetch_line("https://example.org/x 12\tdata/a b"),
            Some(Fetch { length: Some(12), listed: "data/a b" })
        );
        assert_eq!(fetch_line("ftp:x - data/a"), Some(Fetch { length: None, listed: "data/a" }));
        for bad in
            ["", "x - data/a", "https://x data/a", "https://x -1 data/a", "https://x - ", "1a:b - data/a"]
        {
            assert_eq!(fetch_line(bad), None, "{bad:?}");
        }
    }
}
