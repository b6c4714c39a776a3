//! One line of a verification report.
//!
//! Checks collect findings and go on; only what stops the check itself is an [`crate::error::Error`].

use serde::Serialize;

/// What a finding says of the thing it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum FindingKind {
    /// Present, whole, and what the signed lists say.
    Verified,
    /// Different from what was signed, or not of the form that the format allows.
    Altered,
    /// Listed or needed, and not there.
    Missing,
    /// There, and listed nowhere.
    Unexpected,
    /// Nothing here proves or disproves it.
    Unverifiable,
}

impl FindingKind {
    /// All kinds, the worst first, `verified` last.
    pub const ALL: [Self; 5] =
        [Self::Altered, Self::Missing, Self::Unexpected, Self::Unverifiable, Self::Verified];

    /// The word, `altered`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Altered => "altered",
            Self::Missing => "missing",
            Self::Unexpected => "unexpected",
            Self::Unverifiable => "unverifiable",
        }
    }
}

/// One finding, with a stable code; screens and scripts match the code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Finding {
    /// What kind it is; the verdict is computed from the kinds (FORMAT.md section 12).
    pub kind: FindingKind,
    /// The stable code, lower case with hyphens: `digest-differs`.
    pub code: &'static str,
    /// The file, entry or record concerned: a bundle path, `chain/seq`, a record id.
    pub path: String,
    /// What should be there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub expected: Option<String>,
    /// What is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub found: Option<String>,
}

impl Finding {
    /// A finding about a path, with nothing expected or found yet.
    pub fn new(kind: FindingKind, code: &'static str, path: impl Into<String>) -> Self {
        Self { kind, code, path: path.into(), expected: None, found: None }
    }

    /// Says what should be there.
    #[must_use]
    pub fn expected(mut self, text: impl std::fmt::Display) -> Self {
        self.expected = Some(text.to_string());
        self
    }

    /// Says what is there.
    #[must_use]
    pub fn found(mut self, text: impl std::fmt::Display) -> Self {
        self.found = Some(text.to_string());
        self
    }
}
