//! What a check came to, for screens and scripts.

use super::bundle::BundleCheck;
use super::time::NOT_JUDGED;
use super::verdict::Verdict;
use crate::finding::{Finding, FindingKind};
use crate::timestamp::Stamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// What no check of this kind can prove; said with every verdict.
pub const NOT_PROVEN: [&str; 3] = [
    "Who holds an unlocked key can sign false entries.",
    "A laptop's clock proves no time.",
    "Entries newer than the newest signed head of a chain could be missing without a trace until its next head arrives.",
];

/// A verification report.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct VerifyReport {
    /// The verdict.
    pub verdict: Verdict,
    /// A sentence that says what it means here.
    pub sentence: String,
    /// What was checked.
    pub path: String,
    /// `full`, `since`, `dossier`, `invite`; `catalogue` or `photos` for the others.
    pub kind: String,
    /// How many findings of each kind; verified things are only counted.
    pub counts: BTreeMap<FindingKind, u64>,
    /// Verified things by what they are.
    pub verified: BTreeMap<&'static str, u64>,
    /// Findings other than `verified`, the altered first.
    pub findings: Vec<Finding>,
    /// Files that the signature covers and that were not made again for comparison.
    pub not_compared: u64,
    /// Derived files (tables, pages, keys; not sealed notes) that an import left as they are, since it takes nothing
    /// from them: signed, and not made again for comparison. 0 where they were compared.
    pub derived_left: u64,
    /// Fingerprint of the key that signed the bundle.
    pub signer: Option<String>,
    /// When the bundle existed, if an authority that was named says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub time: Option<Stamp>,
    /// What this does not prove.
    pub not_proven: [&'static str; 3],
}

impl VerifyReport {
    /// The report of a bundle's check.
    pub fn of_bundle(path: &std::path::Path, check: &BundleCheck) -> Self {
        let kind = check.kind.map_or("unknown", |kind| kind.word());
        let signer = check.signer.map(|key| key.fingerprint());
        let mut report = Self::new(path, kind, check.verified.clone(), check.findings.clone());
        report.not_compared = check.not_compared;
        report.derived_left = check.derived_left;
        if check.derived_left > 0 && report.verdict == Verdict::Verified {
            report.sentence = VERIFIED_BUT_DERIVED.to_owned();
        }
        report.signer = signer;
        report.time.clone_from(&check.time);
        report
    }

    /// A report from findings.
    pub fn new(
        path: &std::path::Path,
        kind: &str,
        verified: BTreeMap<&'static str, u64>,
        mut findings: Vec<Finding>,
    ) -> Self {
        findings.sort();
        let verdict = Verdict::of(&findings);
        let mut counts = BTreeMap::from([(FindingKind::Verified, verified.values().sum())]);
        for finding in &findings {
            *counts.entry(finding.kind).or_default() += 1;
        }
        Self {
            verdict,
            sentence: sentence(verdict, &findings).to_owned(),
            path: path.display().to_string(),
            kind: kind.to_owned(),
            counts,
            verified,
            findings,
            not_compared: 0,
            derived_left: 0,
            signer: None,
            time: None,
            not_proven: NOT_PROVEN,
        }
    }
}

/// The sentence in the place of that for `verified`, where derived files were left as they are.
const VERIFIED_BUT_DERIVED: &str = "Everything that was taken in is what was signed, by keys on the list that you gave. \
    Tables and pages were not compared with it; `verify` does that.";

fn sentence(verdict: Verdict, findings: &[Finding]) -> &'static str {
    let only_unknown = findings.iter().all(|f| matches!(f.code, "signer-unknown" | NOT_JUDGED));
    match verdict {
        Verdict::Verified => "Everything here is what was signed, by keys on the list that you gave.",
        Verdict::Altered => {
            "Something here is not what was signed. Do not rely on it; the findings say what differs."
        }
        Verdict::Incomplete => {
            "What is here is as it was signed, but something that belongs to it is missing."
        }
        Verdict::Unverifiable if only_unknown => {
            "Whole, signer unknown: nothing was changed since it was signed, but nothing here says who signed."
        }
        Verdict::Unverifiable => {
            "Nothing was changed since it was signed, but the findings name what is not proven."
        }
    }
}
