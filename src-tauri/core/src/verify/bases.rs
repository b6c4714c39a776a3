//! A bundle together with what it builds on: FORMAT.md sections 10 and 12.
//!
//! Owns: finding each base among the bundles given, comparing heads across them, and what entries say of each other
//! across all. Must never: believe a base; each is checked as a bundle of its own, and what is found there counts.

use super::bundle::{self, BundleCheck, VerifyOptions};
use super::{Base, entries, receipts, signers};
use crate::bag;
use crate::entry::{Entry, Position};
use crate::error::Result;
use crate::finding::{Finding, FindingKind};
use crate::progress::Progress;
use crate::timestamp::Stamp;
use std::collections::{BTreeSet, HashSet};

/// Checks the bases of a bundle, nearest first, and then all of it together.
pub(super) fn check(
    check: &mut BundleCheck,
    options: &VerifyOptions<'_>,
    progress: &dyn Progress,
) -> Result<()> {
    let mut under: Vec<BundleCheck> = Vec::new();
    let (mut findings, mut names) = (Vec::new(), vec![String::new()]);
    let mut complete = !check.lost_lines();
    let mut next = check.base.clone();
    while let Some(base) = next.take() {
        if options.held.is_some_and(|held| base.heads.iter().all(held)) {
            complete = false;
            break;
        }
        let Some(other) = find(&base, options, progress)? else {
            let finding = Finding::new(FindingKind::Missing, "base-absent", "data/base.json");
            findings.push(finding.expected(format_args!("the {} {}", base.kind, base.digest)));
            complete = false;
            break;
        };
        let upper = under.last().unwrap_or(check);
        findings.extend(heads_differ(upper, &base, &other));
        let inside = format!("base {}: ", base.digest.short());
        findings.extend(other.findings.iter().cloned().map(|f| within(&inside, f)));
        names.push(inside);
        complete &= !other.lost_lines();
        next.clone_from(&other.base);
        under.push(other);
    }
    let all: Vec<&BundleCheck> = std::iter::once(&*check).chain(&under).collect();
    findings.extend(old_heads(&all, options));
    together(&all, complete, &mut findings);
    let covered = receipts::proofs(&all, options, &mut findings);
    // A tag manifest names its base's, so that this too existed by then.
    let stamped = check.time.as_ref().and_then(Stamp::millis);
    let (mut fixed, mut fixed_keys) = (0, BTreeSet::new());
    for (name, one) in names.iter().zip(&all) {
        let signed = signers::check(one, options, &covered, stamped);
        fixed += signed.fixed;
        if name.is_empty() {
            fixed_keys.extend(signed.fixed_keys);
        }
        findings.extend(signed.findings.into_iter().map(|f| within(name, f)));
    }
    if fixed > 0 {
        check.verified.insert("fixed", fixed);
    }
    check.fixed_keys = fixed_keys;
    check.findings.extend(findings);
    Ok(())
}

/// A finding inside a base.
fn within(inside: &str, finding: Finding) -> Finding {
    Finding { path: format!("{inside}{}", finding.path), ..finding }
}

/// The base among the bundles given, by the digest of its tag manifest.
fn find(base: &Base, options: &VerifyOptions<'_>, progress: &dyn Progress) -> Result<Option<BundleCheck>> {
    if base.kind != "bundle" {
        return Ok(None);
    }
    for path in &options.bases {
        if bag::tag_manifest_digest(path, options.keys)? == base.digest {
            let other = bundle::alone(path, options, progress)?;
            if other.bag.tag_manifest_digest == base.digest {
                return Ok(Some(other));
            }
        }
    }
    Ok(None)
}

/// The operation of a base must be this one, and each head named must be an end of the base.
fn heads_differ(upper: &BundleCheck, base: &Base, other: &BundleCheck) -> Option<Finding> {
    let tips = other.tips();
    let foreign = base.heads.iter().find(|head| !tips.contains(head));
    let finding = |expected: &str| {
        Some(Finding::new(FindingKind::Altered, "base-form", "data/base.json").expected(expected))
    };
    if other.operation.is_some() && upper.operation.is_some() && other.operation != upper.operation {
        return finding("a base of the same operation");
    }
    let whole = !other.lost_lines();
    foreign
        .filter(|_| whole)
        .and_then(|head| finding("only heads at which the base ends").map(|f| f.found(head.link)))
}

/// Signed heads that lie in what a base covers must lie on the base's chain.
fn old_heads(all: &[&BundleCheck], options: &VerifyOptions<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (level, check) in all.iter().enumerate() {
        for branch in &check.branches {
            let Some((head, _)) =
                branch.head.filter(|(head, _)| !branch.places.iter().any(|p| p.seq == head.seq))
            else {
                continue;
            };
            let below = || all[level + 1..].iter().flat_map(|other| &other.branches);
            let places = below().filter(|b| b.chain == head.chain).flat_map(|b| &b.places);
            let links: BTreeSet<_> = places.filter(|p| p.seq == head.seq).map(|p| p.link).collect();
            let held = options.held.filter(|_| links.is_empty());
            if !links.is_empty() && !links.contains(&head.link) || held.is_some_and(|held| !held(&head)) {
                let path = format!("data/ledger/{}.head", branch.stem);
                let finding = Finding::new(FindingKind::Altered, "head-differs", path);
                findings.push(finding.expected("a place of the base").found(head.link));
            }
        }
    }
    findings
}

/// What entries say of each other. An adoption may stand in a base that is not here, so that other operations are
/// then not judged.
fn together(all: &[&BundleCheck], complete: bool, findings: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    let held: Vec<&Entry> =
        all.iter().flat_map(|c| c.entries()).filter(|entry| seen.insert(entry.digest)).collect();
    entries::check(&held, all[0].operation.filter(|_| complete), findings);
    let branches = all.iter().flat_map(|c| &c.branches);
    entries::forks(branches.flat_map(|b| b.places.iter().map(|p| (b.chain, p.seq, p.digest))), findings);
}

impl BundleCheck {
    /// True if a file of the ledger is listed and not there.
    fn lost_lines(&self) -> bool {
        let lost =
            |path: &String| path.starts_with(super::layout::LEDGER) && self.bag.source().size(path).is_none();
        self.bag.manifest.keys().any(lost)
    }

    /// Where whoever has this bundle, and all that it builds on, stands: the ends of its chains and branches.
    pub fn tips(&self) -> Vec<Position> {
        let last = |b: &super::Branch| {
            b.places.last().map(|p| Position { chain: b.chain, seq: p.seq, link: p.link })
        };
        let passed = |head: &Position| {
            self.branches.iter().filter(|b| b.chain == head.chain).any(|b| {
                b.after_base == Some(*head)
                    || b.places.iter().any(|p| p.seq == head.seq && p.link == head.link)
            })
        };
        let mut tips: BTreeSet<Position> = self.branches.iter().filter_map(last).collect();
        tips.extend(self.base.iter().flat_map(|b| &b.heads).filter(|head| !passed(head)));
        tips.into_iter().collect()
    }
}
