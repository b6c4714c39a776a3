//! Findings of the bag's layer in the words of FORMAT.md section 12.
//!
//! Owns: which of that page's codes each finer code of `bag` belongs to, and each code's kind. Must never: let a code
//! through that the page does not list.

use crate::finding::{Finding, FindingKind};

/// The same finding with a code, and that code's kind, from FORMAT.md section 12.
pub(super) fn in_our_words(mut finding: Finding) -> Finding {
    (finding.code, finding.kind) = match finding.code {
        "digest-differs" => ("digest-differs", FindingKind::Altered),
        "file-missing" | "tag-file-missing" | "payload-missing" | "unreadable" => {
            ("file-missing", FindingKind::Missing)
        }
        "not-listed" | "fetch-file" | "other-manifest" | "empty-folder" | "not-a-plain-file" | "too-deep" => {
            ("file-unlisted", FindingKind::Unexpected)
        }
        "path-form" | "path-clash" | "name-not-text" => ("path-unsafe", FindingKind::Altered),
        "encryption-broken" => ("encryption-broken", FindingKind::Altered),
        code if code.starts_with("zip-") => ("zip-form", FindingKind::Altered),
        _ => ("bag-form", FindingKind::Altered),
    };
    finding
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_of_the_bag_gets_a_code_and_the_kind_that_the_format_gives_it() {
        let kinds = [FindingKind::Altered, FindingKind::Missing, FindingKind::Unexpected];
        for (ours, page) in [
            ("oxum-differs", "| `bag-form` | altered |"),
            ("not-listed", "| `file-unlisted` | unexpected |"),
            ("unreadable", "| `file-missing` | missing |"),
            ("path-form", "| `path-unsafe` | altered |"),
            ("encryption-broken", "| `encryption-broken` | altered |"),
            ("zip-crc-differs", "| `zip-form` | altered |"),
            ("digest-differs", "| `digest-differs` | altered |"),
        ] {
            for kind in kinds {
                let said = in_our_words(Finding::new(kind, ours, "x"));
                let word = serde_json::to_string(&said.kind).unwrap();
                let row = format!("| `{}` | {} |", said.code, word.trim_matches('"'));
                assert_eq!(row, page);
                assert!(include_str!("../../FORMAT.md").contains(page), "{page}");
            }
        }
    }
}
