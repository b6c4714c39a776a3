//! A check's outcome in words for people who were not there: an evidence officer, a court.
//!
//! Owns: what is said of a check (the verdict's sentence, what was proven, what was not, how to check it without this
//! program), and the signed report that is saved. Must never: say more than the findings and counts of the check give,
//! or leave a finding out of the signed document.

mod found;
mod page;
mod said;
mod save;
mod subjects;
mod words;

pub use found::picture_found;
pub use save::{SavedReport, SignedBy, save};
pub use subjects::{Author, PhotoSubject, Place, Subjects};
pub use words::Said;

use super::bundle::BundleCheck;
use super::report::VerifyReport;
use super::verdict::Verdict;
use crate::digest::Digest;
use crate::finding::{Finding, FindingKind};
use crate::signature::{AllowedSigners, PublicKey, SignersFile, Trust, namespace};
use crate::time::Moment;
use crate::trust::{Outcome, Standing};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Version of the saved document.
const VERSION: u32 = 1;

/// What was checked, and with what.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Checked {
    /// The bundle's name, or that of the folder.
    pub name: String,
    /// `full`, `since`, `dossier`, `invite`, `catalogue` or `photos`.
    pub kind: String,
    /// SHA-256 of the bundle's tag manifest: it names this very bundle.
    pub digest: Option<Digest>,
    /// The operation's id.
    pub operation: Option<String>,
    /// The head codes at which its chains end.
    pub heads: Vec<String>,
    /// Fingerprint of the key that signed the bundle.
    pub signer: Option<String>,
    /// How many files it has.
    pub files: u64,
    /// How many bytes they have.
    pub bytes: u64,
    /// The name of the list of signers from outside, if one was given.
    pub list: Option<String>,
    /// SHA-256 of that list.
    pub list_digest: Option<Digest>,
    /// When it was checked, by the clock of the computer that did it.
    pub at: String,
    /// That clock's offset.
    pub zone: String,
}

/// One finding with the name of what it is about.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NamedFinding {
    /// What it is about: `Photo of SC/1, overall front`.
    pub subject: String,
    /// What is known besides, such as the file's name on the card.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub detail: String,
    /// The file, entry or record, as in the check.
    pub path: String,
    /// What should be there.
    pub expected: Option<String>,
    /// What is there.
    pub found: Option<String>,
    /// Bytes that were sealed, where it is an original and known.
    pub sealed_size: Option<u64>,
    /// Bytes that are there.
    pub found_size: Option<u64>,
    /// The SHA-256 under which it was sealed, where it is an original.
    pub original: Option<Digest>,
}

/// Findings of one kind and code.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FindingGroup {
    /// Their kind.
    pub kind: FindingKind,
    /// Their code.
    pub code: &'static str,
    /// A sentence about all of them.
    pub sentence: String,
    /// What it means, and what can be done.
    pub means: &'static str,
    /// How many there are.
    pub count: u64,
    /// All of them; the first ones where the report was cut for a screen.
    pub findings: Vec<NamedFinding>,
}

/// One thing that the check has proven.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ProvenFact {
    /// `signature`, `time`, `digest`, `entry`, `fixed`, `head`, `original`,
    /// `derived`, `photo`, `chains`, `signers`.
    pub what: &'static str,
    /// How many things.
    pub count: u64,
    /// In words.
    pub sentence: String,
}

/// One step of checking without this program.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CheckStep {
    /// What it is for and what it must show.
    pub says: String,
    /// The commands, one a line.
    pub command: String,
}

/// Somebody whose key signed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct KeySeen {
    /// The name that the list from outside gives; `None` if the key is not on one.
    pub listed: Option<String>,
    /// What the list says of the key as a signer of entries, whenever they were signed; of a key that is revoked, and of which
    /// every signature in the bundle is proven to be older, that this was fixed before.
    pub standing: Standing,
    /// The name that the entries give; it proves nothing.
    pub claimed: String,
    /// The laptop, as it calls itself.
    pub device: String,
    /// The key's fingerprint.
    pub fingerprint: String,
    /// How many entries of this chain are here.
    pub entries: u64,
    /// The chain.
    pub chain: String,
}

/// What photos were compared with.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Against {
    /// What it is.
    pub checked: Checked,
    /// What its own check came to.
    pub verdict: Verdict,
    /// In words.
    pub sentence: String,
}

/// What a check came to, in words.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CourtReport {
    /// `sigillum report`.
    pub format: &'static str,
    /// Version of this document.
    pub version: u32,
    /// The verdict by the table of FORMAT.md section 12.
    pub verdict: Verdict,
    /// The verdict in a sentence or two.
    pub sentence: String,
    /// What was checked.
    pub checked: Checked,
    /// What the photos were compared with, where loose photos were checked.
    pub against: Option<Against>,
    /// How many findings of each kind.
    pub counts: BTreeMap<FindingKind, u64>,
    /// The findings that are not `verified`, the altered first.
    pub groups: Vec<FindingGroup>,
    /// What was proven.
    pub proven: Vec<ProvenFact>,
    /// What was not, and cannot be in this way.
    pub not_proven: Vec<String>,
    /// Whose keys signed.
    pub signers: Vec<KeySeen>,
    /// How to check it without this program.
    pub steps: Vec<CheckStep>,
}

/// Bytes of the original at a path: those that were sealed, and those that are there.
pub type Sizes<'a> = &'a dyn Fn(&str) -> (Option<u64>, Option<u64>);

/// What is told to the words besides the findings.
pub struct Context<'a> {
    /// What was checked.
    pub checked: Checked,
    /// Names for the places of findings.
    pub subjects: &'a Subjects,
    /// Sizes sealed and found of an original at this path.
    pub sizes: Sizes<'a>,
    /// Whose keys signed.
    pub signers: Vec<KeySeen>,
    /// The name to give `ssh-keygen` after `-I`, where a bundle was checked.
    pub principal: Option<String>,
}

impl CourtReport {
    /// Puts a check into words.
    pub fn new(report: &VerifyReport, context: Context<'_>) -> Self {
        let groups = grouped(&report.findings, &context);
        let mut counts = report.counts.clone();
        for kind in FindingKind::ALL {
            counts.entry(kind).or_default();
        }
        let listed = context.checked.list.is_some();
        Self {
            format: "sigillum report",
            version: VERSION,
            verdict: report.verdict,
            sentence: said::sentence(report, &groups, listed),
            proven: said::proven(report, &groups, listed, &context.signers),
            not_proven: said::not_proven(report, listed),
            steps: said::steps(&context.checked, context.principal.as_deref(), &groups, report.time.as_ref()),
            checked: context.checked,
            against: None,
            counts,
            groups,
            signers: context.signers,
        }
    }

    /// Puts the check of a bundle into words.
    pub fn of_bundle(path: &Path, check: &BundleCheck, list: Option<&SignersFile>, now: Moment) -> Self {
        let report = VerifyReport::of_bundle(path, check);
        let entries = check.entries();
        let subjects = Subjects::of(&entries, &report.findings);
        let originals: BTreeMap<String, u64> =
            check.originals().into_iter().map(|o| (super::original_path(&o), o.size)).collect();
        let source = check.bag.source();
        let sizes = |path: &str| (originals.get(path).copied(), source.size(path));
        let name = if check.name.is_empty() { file_name(path) } else { check.name.clone() };
        let checked = Checked {
            name,
            kind: report.kind.clone(),
            digest: Some(check.bag.tag_manifest_digest),
            operation: check.operation.map(|operation| operation.to_string()),
            heads: check.tips().iter().map(crate::head::head_code).collect(),
            signer: report.signer.clone(),
            files: source.files().count() as u64,
            bytes: source.files().map(|(_, size)| size).sum(),
            ..Checked::with(list, now)
        };
        let signers = signers_of(check, list.map(|file| &file.list), &subjects_of_all(&entries));
        let principal = principal(check, list.map(|file| &file.list));
        Self::new(&report, Context { checked, subjects: &subjects, sizes: &sizes, signers, principal })
    }

    /// Loose photos that were compared with what another check was about: the verdict is the worse of the two.
    pub fn of_photos(photos: &VerifyReport, against: Self) -> Self {
        let checked = Checked {
            name: file_name(Path::new(&photos.path)),
            kind: photos.kind.clone(),
            files: photos.verified.values().sum::<u64>() + photos.findings.len() as u64,
            digest: None,
            ..against.checked.clone()
        };
        let context = Context {
            checked,
            subjects: &Subjects::default(),
            sizes: &|_| (None, None),
            signers: against.signers,
            principal: None,
        };
        let mut report = Self::new(photos, context);
        report.verdict = report.verdict.max(against.verdict);
        if photos.verdict < against.verdict {
            report.sentence = format!(
                "The photos are originals, but of what they were compared with: {}",
                against.sentence
            );
        }
        report.steps = against.steps;
        report.against =
            Some(Against { checked: against.checked, verdict: against.verdict, sentence: against.sentence });
        report
    }

    /// The same with at most so many findings a group, for a screen; the counts stay.
    #[must_use]
    pub fn cut(&self, most: usize) -> Self {
        let groups = self.groups.iter().map(|group| FindingGroup {
            findings: group.findings.iter().take(most).cloned().collect(),
            ..group.clone_head()
        });
        Self { groups: groups.collect(), ..self.clone_head() }
    }

    /// Findings of one group from a place on, for lists that are longer than a screen.
    pub fn findings(&self, group: usize, offset: usize, limit: usize) -> Vec<NamedFinding> {
        let found = self.groups.get(group).map(|group| group.findings.iter().skip(offset).take(limit));
        found.into_iter().flatten().cloned().collect()
    }

    /// Everything but the groups, which may be large.
    fn clone_head(&self) -> Self {
        Self {
            format: self.format,
            version: self.version,
            verdict: self.verdict,
            sentence: self.sentence.clone(),
            checked: self.checked.clone(),
            against: self.against.clone(),
            counts: self.counts.clone(),
            groups: Vec::new(),
            proven: self.proven.clone(),
            not_proven: self.not_proven.clone(),
            signers: self.signers.clone(),
            steps: self.steps.clone(),
        }
    }
}

impl FindingGroup {
    fn clone_head(&self) -> Self {
        Self {
            kind: self.kind,
            code: self.code,
            sentence: self.sentence.clone(),
            means: self.means,
            count: self.count,
            findings: Vec::new(),
        }
    }

    /// True if these are originals whose bytes differ.
    fn is_of_originals(&self) -> bool {
        self.means == words::PHOTO_DIFFERS.means
    }
}

impl Checked {
    /// What is known before the check: the list that was given, and the time.
    pub fn with(list: Option<&SignersFile>, now: Moment) -> Self {
        Self {
            list: list.map(|file| file.name.clone()),
            list_digest: list.map(|file| file.sha256),
            at: now.at(),
            zone: now.zone(),
            ..Self::default()
        }
    }
}

/// A path's last part, as far as it is text.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Findings by kind, the altered first, then by code; originals apart from other files.
fn grouped(findings: &[Finding], context: &Context<'_>) -> Vec<FindingGroup> {
    let mut groups: Vec<FindingGroup> = Vec::new();
    for finding in findings {
        let place = Place::of(&finding.path);
        let original = match place {
            Place::Original(digest) => Some(digest),
            _ => None,
        };
        let photo = finding.code == words::PHOTO_DIFFERS.code && original.is_some();
        let said = if photo { words::PHOTO_DIFFERS } else { words::of(finding.code) };
        let (sealed_size, found_size) = (context.sizes)(&finding.path);
        let named = NamedFinding {
            subject: context.subjects.label(finding),
            detail: context.subjects.detail(finding),
            path: finding.path.clone(),
            expected: finding.expected.clone(),
            found: finding.found.clone(),
            sealed_size,
            found_size,
            original,
        };
        let same = |group: &&mut FindingGroup| {
            group.kind == finding.kind && group.code == finding.code && group.means == said.means
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.findings.push(named),
            None => groups.push(FindingGroup {
                kind: finding.kind,
                code: finding.code,
                sentence: String::new(),
                means: said.means,
                count: 0,
                findings: vec![named],
            }),
        }
    }
    for group in &mut groups {
        group.count = group.findings.len() as u64;
        let said = if group.is_of_originals() { words::PHOTO_DIFFERS } else { words::of(group.code) };
        group.sentence = said.sentence(group.count);
    }
    // Findings come sorted by kind; photos are what a court asks about first.
    groups.sort_by_key(|group| (severity(group.kind), !group.is_of_originals()));
    groups
}

fn severity(kind: FindingKind) -> u8 {
    match kind {
        FindingKind::Altered => 0,
        FindingKind::Unexpected => 1,
        FindingKind::Missing => 2,
        FindingKind::Unverifiable => 3,
        FindingKind::Verified => 4,
    }
}

/// Authors of all chains, whatever the findings are about.
fn subjects_of_all(entries: &[&crate::entry::Entry]) -> Subjects {
    let any = Finding::new(FindingKind::Verified, "", "");
    Subjects::of(entries, &[any])
}

fn signers_of(check: &BundleCheck, list: Option<&AllowedSigners>, subjects: &Subjects) -> Vec<KeySeen> {
    let seen = check.branches.iter().map(|branch| {
        let author = subjects.authors.get(&branch.chain).cloned().unwrap_or_default();
        // Of a key whose every signature here is proven to be older than its revocation, the earliest time there is.
        let proved = check.fixed_keys.contains(&branch.key).then_some(i64::MIN);
        let standing = Standing::of(list, &branch.key, namespace::ENTRY, None, proved);
        KeySeen {
            listed: standing.principal.clone().filter(|_| standing.outcome == Outcome::Trusted),
            standing,
            claimed: author.name,
            device: branch.device.clone(),
            fingerprint: branch.key.fingerprint(),
            entries: branch.places.len() as u64,
            chain: branch.chain.to_string(),
        }
    });
    seen.collect()
}

/// The name that a list gives to a key.
pub(crate) fn listed(list: Option<&AllowedSigners>, key: &PublicKey) -> Option<String> {
    match list?.lookup(key, namespace::ENTRY, None) {
        Trust::Trusted { principal } => Some(principal),
        _ => None,
    }
}

/// What a list says of a key.
pub(crate) fn of_key(list: Option<&AllowedSigners>, key: &PublicKey) -> Standing {
    Standing::of(list, key, namespace::ENTRY, None, None)
}

/// The name of the bundle's signer for `ssh-keygen`: from the list, else the one in the bundle.
fn principal(check: &BundleCheck, list: Option<&AllowedSigners>) -> Option<String> {
    let key = check.signer?;
    let plain = |name: &String| {
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'@' | b'+');
        !name.is_empty() && name.len() <= 200 && !name.starts_with('-') && name.bytes().all(fits)
    };
    if let Some(name) = listed(list, &key).filter(plain) {
        return Some(name);
    }
    let keys = check.bag.read_checked("data/keys/allowed_signers", 1 << 20).ok()?;
    let text = String::from_utf8(keys).ok()?;
    text.split_whitespace().next().map(str::to_owned).filter(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(findings: Vec<Finding>) -> CourtReport {
        let report = VerifyReport::new(Path::new("/x/op-full-1"), "full", BTreeMap::new(), findings);
        let checked = Checked { name: "op-full-1".into(), kind: "full".into(), ..Checked::default() };
        CourtReport::new(
            &report,
            Context {
                checked,
                subjects: &Subjects::default(),
                sizes: &|_| (None, None),
                signers: Vec::new(),
                principal: None,
            },
        )
    }

    fn finding(kind: FindingKind, code: &'static str, number: usize) -> Finding {
        Finding::new(kind, code, format!("data/x{number:06}"))
    }

    #[test]
    fn a_hundred_thousand_findings_are_counted_and_kept_and_lists_of_them_are_short() {
        let many = (0..100_000).map(|n| finding(FindingKind::Unexpected, "file-unlisted", n)).collect();
        let whole = report(many);
        assert_eq!(whole.groups[0].count, 100_000);
        assert_eq!(whole.groups[0].findings.len(), 100_000);
        let cut = whole.cut(50);
        assert_eq!((cut.groups[0].count, cut.groups[0].findings.len()), (100_000, 50));
        assert_eq!(whole.findings(0, 99_999, 50)[0].path, "data/x099999");
        let folder = tempfile::tempdir().unwrap();
        let saved = save(&whole, folder.path(), None).unwrap();
        let (html, json) = (std::fs::read(saved.html).unwrap(), std::fs::read(saved.json).unwrap());
        assert!(html.len() < 1_000_000, "{}", html.len());
        assert!(String::from_utf8(html).unwrap().contains("and 99000 more"));
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["groups"][0]["findings"].as_array().unwrap().len(), 100_000, "none is left out");
    }

    #[test]
    fn altered_stands_before_unexpected_before_missing_before_unverifiable() {
        let report = report(vec![
            finding(FindingKind::Unverifiable, "signer-unknown", 1),
            finding(FindingKind::Missing, "file-missing", 2),
            finding(FindingKind::Unexpected, "file-unlisted", 3),
            finding(FindingKind::Altered, "bag-form", 4),
        ]);
        let kinds: Vec<&str> = report.groups.iter().map(|group| group.kind.word()).collect();
        assert_eq!(kinds, ["altered", "unexpected", "missing", "unverifiable"]);
        assert!(report.sentence.contains("There is one more finding below."), "{}", report.sentence);
    }

    #[test]
    fn hostile_names_are_text_on_the_page_and_never_part_of_a_command() {
        let path = format!("data/originals/ab/{}.$(reboot)<script>", "ab".repeat(32));
        let whole = report(vec![Finding::new(FindingKind::Altered, "digest-differs", path)]);
        assert!(whole.groups[0].is_of_originals());
        assert!(whole.steps.iter().all(|step| !step.command.contains("reboot")));
        let folder = tempfile::tempdir().unwrap();
        let saved = save(&whole, folder.path(), None).unwrap();
        let html = std::fs::read_to_string(saved.html).unwrap();
        assert!(html.contains("$(reboot)&lt;script&gt;") && !html.contains("<script"));
    }
}
