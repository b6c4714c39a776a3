//! The bag declaration, `bagit.txt` (RFC 8493 section 2.1.1).

use super::remarks::Remarks;
use super::text::{Encoding, lines};
use crate::bag::form::DECLARATION;
use std::fmt;

/// A version of BagIt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Before the dot.
    pub major: u32,
    /// Behind it.
    pub minor: u32,
}

impl Version {
    /// RFC 8493.
    pub const V1_0: Self = Self { major: 1, minor: 0 };
    /// The draft in which `package-info.txt` became `bag-info.txt`.
    pub const V0_96: Self = Self { major: 0, minor: 96 };
    const KNOWN: [(u32, u32); 6] = [(0, 93), (0, 94), (0, 95), (0, 96), (0, 97), (1, 0)];

    /// Whether RFC 8493 applies to the letter; the drafts before were laxer.
    pub fn is_rfc(self) -> bool {
        self >= Self::V1_0
    }

    /// From `M.N`, both of digits.
    fn parse(text: &str) -> Option<Self> {
        let digits =
            |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten();
        let (major, minor) = text.split_once('.')?;
        Some(Self { major: digits(major)?, minor: digits(minor)? })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// What the declaration says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The version whose rules apply.
    pub version: Version,
    /// The encoding of the other tag files.
    pub encoding: Encoding,
}

/// Reads `bagit.txt`; `None`, with an error among the remarks, if nothing can be judged by it.
pub fn read(bytes: &[u8], remarks: &mut Remarks) -> Option<Declaration> {
    let text = match Encoding::Utf8.decode(bytes) {
        Some(text) if !text.marked => text.text,
        Some(_) => {
            remarks.error("byte-order-mark", DECLARATION, "bagit.txt must not begin with a byte-order mark");
            return None;
        }
        None => {
            remarks.error("not-text", DECLARATION, "bagit.txt must be UTF-8");
            return None;
        }
    };
    let (lines, ended) = lines(&text);
    let [first, second] = lines[..] else {
        remarks.error("declaration-lines", DECLARATION, "bagit.txt must have exactly two lines");
        return None;
    };
    let version = value(first, "BagIt-Version");
    let Some(version) = version.and_then(|value| Some((value, Version::parse(value.trim())?))) else {
        remarks.error("declaration-version", DECLARATION, format!("no version can be read from {first:?}"));
        return None;
    };
    let (written, version) = version;
    if !Version::KNOWN.contains(&(version.major, version.minor)) {
        remarks.error(
            "version-unknown",
            DECLARATION,
            format!("version {version} is not 0.93 to 0.97 or 1.0"),
        );
        return None;
    }
    remarks.strict(version.is_rfc(), ended, "line-not-ended", DECLARATION, "the last line has no end");
    let exact = first == format!("BagIt-Version: {written}")
        && written == written.trim()
        && second
            == format!("Tag-File-Character-Encoding: {}", second.rsplit(' ').next().unwrap_or_default());
    remarks.strict(
        version.is_rfc(),
        exact,
        "declaration-form",
        DECLARATION,
        "space or case is not as it must be",
    );
    let Some(name) = value(second, "Tag-File-Character-Encoding").map(str::trim) else {
        remarks.error("declaration-encoding", DECLARATION, "the second line does not name the encoding");
        return None;
    };
    let Some(encoding) = Encoding::named(name) else {
        remarks.error("encoding-unknown", DECLARATION, format!("the encoding {name:?} is not known here"));
        return None;
    };
    Some(Declaration { version, encoding })
}

/// The value of a line with this label; space around the colon and case are judged by the caller.
fn value<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let (found, value) = line.split_once(':')?;
    found.trim().eq_ignore_ascii_case(label).then(|| value.strip_prefix([' ', '\t']).unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(bytes: &[u8]) -> (Option<String>, Vec<&'static str>, Vec<&'static str>) {
        let mut remarks = Remarks::default();
        let declaration = read(bytes, &mut remarks);
        let codes = |list: &[super::super::Remark]| list.iter().map(|remark| remark.code).collect();
        (declaration.map(|d| d.version.to_string()), codes(&remarks.errors), codes(&remarks.warnings))
    }

    #[test]
    fn the_declaration_of_1_0_has_one_form_and_older_ones_may_differ_in_space() {
        let good = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
        assert_eq!(verdict(good.as_bytes()), (Some("1.0".into()), vec![], vec![]));
        assert_eq!(verdict(good.replace('\n', "\r\n").as_bytes()), (Some("1.0".into()), vec![], vec![]));
        for bad in [
            "BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: 1.0 \nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version:  1.0\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version:1.0\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: 1.0\nTag-File-Character-Encoding : UTF-8\n",
            "bagit-version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8",
        ] {
            assert_eq!(verdict(bad.as_bytes()).1.len(), 1, "{bad:?}");
            let older = bad.replace("1.0", "0.97");
            let (version, errors, warnings) = verdict(older.as_bytes());
            assert_eq!((version.as_deref(), errors.len(), warnings.len()), (Some("0.97"), 0, 1), "{older:?}");
        }
    }

    #[test]
    fn a_declaration_that_cannot_be_read_is_an_error() {
        for bad in [
            "",
            "BagIt-Version: 0.97\n",
            "BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: 1.1\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: 99999999999.0\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: 0.97\nTag-File-Character-Encoding: KLINGON\n",
            "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\nMore: x\n",
            "Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 0.97\n",
            "\u{feff}BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n",
        ] {
            let (version, errors, _) = verdict(bad.as_bytes());
            assert_eq!((version, errors.len()), (None, 1), "{bad:?}");
        }
    }
}
