//! A bundle's SHA-256 lists: exactly one form of every line.
//!
//! Owns: writing and reading `<64 hex>  <path>LF`, sorted bytewise, each path once. Must never: accept
//! another form (foreign bags are `rfc`'s work).

use super::path;
use crate::digest::Digest;
use crate::finding::{Finding, FindingKind};
use std::collections::BTreeMap;

/// The list as it is written: lower-case hex, two spaces, path, LF; sorted bytewise by path.
pub fn write(entries: &BTreeMap<String, Digest>) -> Vec<u8> {
    entries.iter().flat_map(|(path, digest)| format!("{digest}  {path}\n").into_bytes()).collect()
}

/// How many faults are listed before the rest of a file is not worth reading: a hostile list of a gigabyte
/// must not become a report of ten.
const MOST_FAULTS: usize = 1000;

/// Reads a list of the file `name`. What is not of the form is a finding, and is not in the map; nor is what
/// stands behind too many of those.
pub fn read(name: &str, bytes: &[u8], findings: &mut Vec<Finding>) -> BTreeMap<String, Digest> {
    let mut entries = BTreeMap::new();
    let mut last: Option<&str> = None;
    let before = findings.len();
    if bytes.last().is_some_and(|byte| *byte != b'\n') {
        findings.push(Finding::new(FindingKind::Altered, "manifest-cut", name).expected("LF at the end"));
    }
    for (index, line) in bytes.strip_suffix(b"\n").unwrap_or(bytes).split(|byte| *byte == b'\n').enumerate() {
        if bytes.is_empty() || findings.len() - before >= MOST_FAULTS {
            break;
        }
        match read_line(line) {
            Ok((path, digest)) => {
                if let Some(fault) = place(last, path) {
                    findings.push(Finding::new(FindingKind::Altered, fault, path).found(name));
                }
                last = Some(path);
                entries.entry(path.to_owned()).or_insert(digest);
            }
            Err(code) => {
                let shown = String::from_utf8_lossy(&line[..line.len().min(300)]).into_owned();
                let at = format!("{name}:{}", index + 1);
                findings.push(Finding::new(FindingKind::Altered, code, at).found(shown));
            }
        }
    }
    entries
}

fn read_line(line: &[u8]) -> Result<(&str, Digest), &'static str> {
    let text = std::str::from_utf8(line).map_err(|_| "manifest-line")?;
    let (digest, path) = text.split_once("  ").ok_or("manifest-line")?;
    let digest = digest.parse().map_err(|_| "manifest-line")?;
    path::check(path).map_err(|_| "path-form")?;
    Ok((path, digest))
}

fn place(last: Option<&str>, path: &str) -> Option<&'static str> {
    match last?.cmp(path) {
        std::cmp::Ordering::Less => None,
        std::cmp::Ordering::Equal => Some("duplicate-path"),
        std::cmp::Ordering::Greater => Some("manifest-order"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_reads_back_as_written_and_any_other_form_of_a_line_is_a_finding() {
        let entries: BTreeMap<_, _> =
            ["a", "data/b", "data/c"].map(|p| (p.to_owned(), Digest::of(p.as_bytes()))).into();
        let bytes = write(&entries);
        let mut findings = Vec::new();
        assert_eq!(read("m", &bytes, &mut findings), entries);
        assert_eq!(findings, []);

        let hex = Digest::of(b"a").hex();
        for (bad, code) in [
            (format!("{hex} data/a\n"), "manifest-line"),
            (format!("{hex} *data/a\n"), "manifest-line"),
            (format!("{hex}  data/a"), "manifest-cut"),
            (format!("{hex}  data/a\r\n"), "path-form"),
            (format!("{}  data/a\n", hex.to_uppercase()), "manifest-line"),
            (format!("{hex}  ./data/a\n"), "path-form"),
            (format!("{hex}  data/../../a\n"), "path-form"),
            (format!("{hex}   data/a\n"), "path-form"),
            (format!("{hex}  data/b\n{hex}  data/a\n"), "manifest-order"),
            (format!("{hex}  data/a\n{hex}  data/a\n"), "duplicate-path"),
            (format!("{hex}  data/a\n\n"), "manifest-line"),
            ("\n".into(), "manifest-line"),
        ] {
            let mut findings = Vec::new();
            read("m", bad.as_bytes(), &mut findings);
            assert_eq!(findings.iter().map(|f| f.code).collect::<Vec<_>>(), [code], "{bad:?}");
        }
    }

    #[test]
    fn a_list_of_nothing_but_faults_makes_no_endless_report() {
        let mut findings = Vec::new();
        read("m", &b"x\n".repeat(1 << 20), &mut findings);
        assert_eq!(findings.len(), MOST_FAULTS);
    }

    #[test]
    fn the_first_digest_given_for_a_path_is_kept() {
        let (one, two) = (Digest::of(b"1"), Digest::of(b"2"));
        let entries = read("m", format!("{one}  a\n{two}  a\n").as_bytes(), &mut Vec::new());
        assert_eq!(entries["a"], one);
    }
}
