//! Judging any BagIt bag of versions 0.93 to 1.0 by the RFC alone.
//!
//! Owns: the rules of RFC 8493 and, where a bag declares an older version, of its drafts. Must never: ask
//! for what only our bundles have, write or fetch anything, or leave the bag. Paths that lead outside on any
//! system make a bag invalid on every system, so that a judgement does not depend on where it is made.
//!
//! Two rules go beyond the letter, both so that a disk which a bag passed does not damn it. A listed file
//! counts as found under a name that differs only in case or Unicode form, if its checksum fits. An empty
//! file of an operating system's own (`.DS_Store`) that is listed and gone is a warning, since its content,
//! none, is not lost.

pub mod algorithm;
pub mod declaration;
mod hashing;
pub mod info;
mod judge;
pub mod manifest;
pub mod names;
mod remarks;
#[cfg(test)]
mod tests;
pub mod text;

pub use judge::judge;
pub use remarks::Remark;

/// What the RFC says of a bag.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BagJudgement {
    /// The version declared, if one could be read.
    pub version: Option<String>,
    /// Whether the bag is complete and valid in the sense of RFC 8493 section 3.
    pub valid: bool,
    /// Why it is not.
    pub errors: Vec<Remark>,
    /// What it is in spite of.
    pub warnings: Vec<Remark>,
}
