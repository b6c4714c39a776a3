//! From findings to one word, by the table of FORMAT.md section 12.

use super::time::NOT_JUDGED;
use crate::finding::{Finding, FindingKind};
use serde::Serialize;

/// What a check came to; the worst stands last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Whole, as signed, and signed by keys on a list from outside.
    Verified,
    /// Nothing is wrong, but something is not proven.
    Unverifiable,
    /// Something that is listed or named is not there.
    Incomplete,
    /// Something differs from what was signed.
    Altered,
}

impl Verdict {
    /// The verdict that these findings give.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let each = findings.into_iter().map(|finding| match finding.kind {
            FindingKind::Verified => Self::Verified,
            // What was not judged says nothing of the bundle, of which it is no part.
            FindingKind::Unverifiable if finding.code == NOT_JUDGED => Self::Verified,
            FindingKind::Unverifiable => Self::Unverifiable,
            FindingKind::Missing => Self::Incomplete,
            FindingKind::Altered | FindingKind::Unexpected => Self::Altered,
        });
        each.max().unwrap_or(Self::Verified)
    }

    /// The word, `verified`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Unverifiable => "unverifiable",
            Self::Incomplete => "incomplete",
            Self::Altered => "altered",
        }
    }
}
