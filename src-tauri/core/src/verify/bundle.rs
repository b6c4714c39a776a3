//! Checking a bundle, folder or ZIP: FORMAT.md section 10 to 12.

use super::base::Base;
use super::chain_file::{self, Branch, ChainFile};
use super::verdict::Verdict;
use super::{entries, signers};
use crate::bag::{self, BagSource, CheckedBag};
use crate::digest::Digest;
use crate::entry::{Entry, OriginalRef, Position};
use crate::error::Result;
use crate::finding::{Finding, FindingKind};
use crate::id::OperationId;
use crate::progress::{Progress, Unit};
use crate::report::{self, BundleKind, Evidence};
use crate::signature::{
    AllowedSigners, Check, PublicKey, Signature, namespace, parse_armour, verify, verify_many,
};
use crate::state::State;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// The largest text part of a bundle that is read into memory: 4 GiB.
const LONGEST_TEXT: u64 = 4 << 30;

/// How to check.
#[derive(Clone, Default)]
pub struct VerifyOptions<'a> {
    /// A list from outside the bundle.
    pub signers: Option<&'a AllowedSigners>,
    /// Bundles on which this one may build.
    pub bases: Vec<PathBuf>,
    /// Heads that whoever checks holds already, with what they belong to: a catalogue's own.
    pub held: Option<&'a dyn Fn(&Position) -> bool>,
    /// How many threads to use; 0 counts as 1.
    pub threads: usize,
}

/// A bundle, checked: what it holds and what was found.
pub struct BundleCheck {
    /// What is not proven, missing or wrong.
    pub findings: Vec<Finding>,
    /// How many things were found as signed, by code.
    pub verified: BTreeMap<&'static str, u64>,
    /// Files that the signature covers and that were not made again for comparison.
    pub not_compared: u64,
    /// The chains and branches.
    pub branches: Vec<Branch>,
    /// The lines of each branch's file, by stem.
    pub lines: HashMap<String, Vec<u8>>,
    /// The bag's layer; its files can be read again through it.
    pub bag: CheckedBag,
    /// What it builds on.
    pub base: Option<Base>,
    /// Full, since, dossier or invite; `None` if it does not say so properly.
    pub kind: Option<BundleKind>,
    /// Its operation.
    pub operation: Option<OperationId>,
    /// The key that signed it, if that signature is good.
    pub signer: Option<PublicKey>,
    /// The name it was written under.
    pub name: String,
}

impl BundleCheck {
    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        Verdict::of(&self.findings)
    }

    /// The disclosed entries, each once.
    pub fn entries(&self) -> Vec<&Entry> {
        let mut seen = BTreeSet::new();
        let places = self.branches.iter().flat_map(|b| &b.places);
        places.filter_map(|p| p.entry.as_ref()).filter(|e| seen.insert(e.digest)).collect()
    }

    /// The ends of its chains and branches.
    pub fn tips(&self) -> Vec<Position> {
        let tip = |b: &Branch| {
            let last = b.places.last().map(|p| Position { chain: b.chain, seq: p.seq, link: p.link });
            last.into_iter().chain(b.after_base).max_by_key(|p| p.seq)
        };
        let mut tips: BTreeSet<Position> = self.branches.iter().filter_map(tip).collect();
        tips.extend(
            self.base
                .iter()
                .flat_map(|b| &b.heads)
                .filter(|h| !self.branches.iter().any(|b| b.chain == h.chain)),
        );
        tips.into_iter().collect()
    }

    /// The originals that its disclosed entries name.
    pub fn originals(&self) -> BTreeSet<OriginalRef> {
        self.entries().into_iter().flat_map(|e| e.originals.iter().cloned()).collect()
    }
}

/// Where an original stands in a bundle.
pub fn original_path(original: &OriginalRef) -> String {
    let hex = original.sha256.hex();
    format!("data/originals/{}/{hex}.{}", &hex[..2], original.ext)
}

/// Checks a bundle.
///
/// # Errors
/// Only what stops the check itself: it is no bundle, cannot be read, or the person stopped it.
pub fn bundle(path: &Path, options: &VerifyOptions<'_>, progress: &dyn Progress) -> Result<BundleCheck> {
    let bag = bag::check(BagSource::open(path)?, options.threads.max(1), progress)?;
    let mut check = BundleCheck {
        findings: bag.findings.iter().cloned().map(in_our_words).collect(),
        verified: BTreeMap::from([("digest", bag.whole_files)]),
        not_compared: 0,
        branches: Vec::new(),
        lines: HashMap::new(),
        base: None,
        kind: None,
        operation: None,
        signer: None,
        name: String::new(),
        bag,
    };
    check.read_info();
    check.check_bundle_signature();
    check.read_base();
    check.read_ledger()?;
    check.check_signatures(options.threads.max(1), progress)?;
    check.check_entries();
    check.check_originals();
    check.check_derived()?;
    check.check_base(options, progress)?;
    let found = signers::check(&check, options.signers);
    check.findings.extend(found);
    check.findings.sort();
    check.findings.dedup();
    Ok(check)
}

/// The bag layer's codes as FORMAT.md section 12 names them.
fn in_our_words(mut finding: Finding) -> Finding {
    finding.code = match (finding.code, finding.kind) {
        (
            "path-unsafe" | "digest-differs" | "file-missing" | "file-unlisted" | "bag-form" | "zip-form",
            _,
        ) => finding.code,
        (code, _) if code.starts_with("zip") => "zip-form",
        (code, _) if code.starts_with("path") || code.contains("name") => "path-unsafe",
        (_, FindingKind::Missing) => "file-missing",
        (_, FindingKind::Unexpected) => "file-unlisted",
        _ => "bag-form",
    };
    finding
}

impl BundleCheck {
    fn altered(&mut self, code: &'static str, path: &str, expected: &str, found: impl std::fmt::Display) {
        self.findings.push(Finding::new(FindingKind::Altered, code, path).expected(expected).found(found));
    }

    fn info(&self, label: &str) -> Option<&str> {
        self.bag.bag_info.iter().find(|(l, _)| l == label).map(|(_, value)| value.as_str())
    }

    /// The labels that FORMAT.md section 10 asks for.
    fn read_info(&mut self) {
        self.name = self.info("External-Identifier").unwrap_or_default().to_owned();
        self.kind = self.info("Sigillum-Bundle").and_then(BundleKind::from_word);
        self.operation = self.info("Sigillum-Operation").and_then(|text| text.parse().ok());
        let version = self.info("Sigillum-Format").map(str::to_owned);
        let labels: Vec<&str> = self.bag.bag_info.iter().map(|(label, _)| label.as_str()).collect();
        let whole = labels.iter().collect::<BTreeSet<_>>().len() == labels.len()
            && INFO_LABELS.iter().all(|label| labels.contains(label));
        if self.kind.is_none() || self.operation.is_none() || version.as_deref() != Some("1") || !whole {
            self.altered(
                "bag-form",
                "bag-info.txt",
                "the labels of FORMAT.md section 10",
                format!("{labels:?}"),
            );
        }
    }

    fn check_bundle_signature(&mut self) {
        let path = "tagmanifest-sha256.txt.sig";
        let armour = parse_armour(&self.bag.signature_file).ok();
        let good = armour.filter(|a| {
            a.namespace == namespace::BUNDLE
                && verify(&a.key, namespace::BUNDLE, &self.bag.tag_manifest, &a.signature)
        });
        self.signer = good.map(|a| a.key);
        match self.signer {
            None => self.altered("signature-bad", path, "a good signature of the tag manifest", "none"),
            Some(key) => {
                *self.verified.entry("signature").or_default() += 1;
                let said = self.info("Sigillum-Signer").unwrap_or_default().to_owned();
                if said != key.fingerprint() {
                    self.altered("bag-form", "bag-info.txt", &key.fingerprint(), said);
                }
            }
        }
    }

    fn read_base(&mut self) {
        let path = "data/base.json";
        let listed = self.bag.manifest.contains_key(path);
        if !listed && self.kind != Some(BundleKind::Since) {
            return;
        }
        let bytes = self.bag.read_checked(path, LONGEST_TEXT).unwrap_or_default();
        let base = Base::read(&bytes).filter(|base| Some(base.operation) == self.operation);
        if base.is_none() || self.kind != Some(BundleKind::Since) {
            self.altered(
                "base-form",
                path,
                "one line of FORMAT.md section 10, in a since bundle",
                "another form",
            );
        }
        self.base = base;
    }

    /// Reads all ledger files that are listed and whole.
    fn read_ledger(&mut self) -> Result<()> {
        let prefix = "data/ledger/";
        let files: Vec<String> =
            self.bag.manifest.keys().filter(|path| path.starts_with(prefix)).cloned().collect();
        let mut stems = BTreeSet::new();
        for path in &files {
            let name = &path[prefix.len()..];
            let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
            let known = matches!(ending, "jsonl" | "sigs" | "head" | "head.sig");
            let partner = files.iter().any(|p| *p == format!("{prefix}{stem}.jsonl"));
            if !known || !partner {
                let finding = Finding::new(FindingKind::Unexpected, "file-unlisted", path.clone());
                self.findings.push(finding.expected("a file that FORMAT.md section 10 names").found(name));
            } else {
                stems.insert(stem.to_owned());
            }
        }
        for stem in stems {
            self.read_chain_file(&stem);
        }
        Ok(())
    }

    fn read_chain_file(&mut self, stem: &str) {
        let read = |ending: &str| {
            let path = format!("data/ledger/{stem}.{ending}");
            let listed = self.bag.manifest.contains_key(&path);
            listed.then(|| self.bag.read_checked(&path, LONGEST_TEXT).ok()).flatten()
        };
        let (lines, signatures) = (read("jsonl"), read("sigs"));
        let (head, head_signature) = (read("head"), read("head.sig"));
        let Some(lines) = lines else { return };
        let mut findings = Vec::new();
        let path = format!("data/ledger/{stem}");
        if signatures.is_none() {
            findings.push(Finding::new(FindingKind::Missing, "file-missing", format!("{path}.sigs")));
        }
        if head.is_some() != head_signature.is_some() {
            let found = Finding::new(FindingKind::Altered, "head-form", format!("{path}.head"));
            findings.push(found.expected("a head and its signature").found("one of them"));
        }
        let file = ChainFile {
            stem,
            lines: &lines,
            signatures: signatures.as_deref().unwrap_or_default(),
            head: head.as_deref().zip(head_signature.as_deref()),
            may_withhold: self.kind == Some(BundleKind::Dossier),
        };
        let branch = chain_file::read(&file, self.base.as_ref(), &mut findings);
        self.branches.extend(branch);
        self.findings.extend(findings);
        self.lines.insert(stem.to_owned(), lines);
    }

    /// Checks every signature of an entry, on several threads.
    fn check_signatures(&mut self, threads: usize, progress: &dyn Progress) -> Result<()> {
        let doing = "checking signatures";
        let total: usize = self.branches.iter().map(|b| b.places.len()).sum();
        progress.stage("signatures", Some(total as u64), Unit::Items);
        for branch in &self.branches {
            let Some(lines) = self.lines.get(&branch.stem) else { continue };
            let signed =
                branch.places.iter().filter_map(|p| Some((p, p.line.clone()?, p.signature.as_ref()?)));
            let signed: Vec<_> = signed.collect();
            let mut good = 0;
            for part in signed.chunks(16_384) {
                crate::progress::check(progress, doing)?;
                let checks: Vec<Check<'_>> = part
                    .iter()
                    .map(|(_, line, signature)| Check {
                        key: &branch.key,
                        namespace: namespace::ENTRY,
                        message: &lines[line.clone()],
                        signature,
                    })
                    .collect();
                let failed = verify_many(&checks, threads);
                good += (part.len() - failed.len()) as u64;
                for index in failed {
                    let path = format!("data/ledger/{}.sigs:{}", branch.stem, part[index].0.seq);
                    let finding = Finding::new(FindingKind::Altered, "signature-bad", path);
                    self.findings
                        .push(finding.expected("a good signature by the chain's key").found("another"));
                }
                progress.advance(part.len() as u64);
            }
            *self.verified.entry("entry").or_default() += good;
            *self.verified.entry("head").or_default() += u64::from(branch.head.is_some());
        }
        Ok(())
    }

    fn check_entries(&mut self) {
        let mut findings = Vec::new();
        if let Some(operation) = self.operation {
            entries::check(&self.entries(), operation, &mut findings);
        }
        self.check_branches(&mut findings);
        self.findings.extend(findings);
    }

    /// A chain that did not fork has one file; a fork's branches have names of their own.
    fn check_branches(&self, findings: &mut Vec<Finding>) {
        let mut by_chain: BTreeMap<_, Vec<&Branch>> = BTreeMap::new();
        for branch in &self.branches {
            by_chain.entry(branch.chain).or_default().push(branch);
        }
        for (chain, branches) in by_chain {
            let plain = branches.iter().any(|b| b.stem == chain.to_string());
            if branches.len() > 1 && plain {
                let path = format!("data/ledger/{chain}.jsonl");
                let finding = Finding::new(FindingKind::Altered, "chain-start", path);
                findings.push(
                    finding.expected("each branch in a file named after its last line").found("a plain name"),
                );
            }
        }
    }

    /// Exactly the originals that disclosed lines name, with their size.
    fn check_originals(&mut self) {
        let named = self.originals();
        let paths: BTreeMap<String, &OriginalRef> = named.iter().map(|o| (original_path(o), o)).collect();
        let mut findings = Vec::new();
        let mut whole = 0;
        for (path, original) in &paths {
            match (self.bag.manifest.get(path), self.bag.source().size(path)) {
                (Some(digest), Some(size)) if *digest == original.sha256 && size == original.size => {
                    whole += 1
                }
                (Some(digest), Some(size)) => {
                    let finding = Finding::new(FindingKind::Altered, "digest-differs", path.clone());
                    let expected = format!("{} of {} bytes", original.sha256, original.size);
                    findings.push(finding.expected(expected).found(format!("{digest} of {size} bytes")));
                }
                _ if self.kind == Some(BundleKind::Invite) => {}
                _ => {
                    let finding = Finding::new(FindingKind::Missing, "original-missing", path.clone());
                    findings.push(finding.expected(original.sha256));
                }
            }
        }
        for path in self.bag.manifest.keys().filter(|path| path.starts_with("data/originals/")) {
            if !paths.contains_key(path) {
                findings.push(Finding::new(FindingKind::Unexpected, "original-unnamed", path.clone()));
            }
        }
        self.verified.insert("original", whole);
        self.findings.extend(findings);
    }

    /// Makes the derived files again and compares; only where the ledger itself could be read.
    fn check_derived(&mut self) -> Result<()> {
        let broken =
            |f: &Finding| matches!(f.code, "entry-form" | "chain-broken" | "chain-start" | "withheld-form");
        let (Some(operation), Some(signer), Some(kind)) = (self.operation, self.signer, self.kind) else {
            return Ok(());
        };
        if self.findings.iter().any(broken) {
            return Ok(());
        }
        let entries: Vec<Entry> = self.entries().into_iter().cloned().collect();
        let state = State::of(&entries);
        let index = self.line_index();
        let lines = |digest: &Digest| index.get(digest).map(|(line, signature)| (line.to_vec(), *signature));
        let evidence = Evidence {
            entries: &entries,
            lines: &lines,
            state: &state,
            operation,
            signer,
            bundle_name: &self.name,
            kind,
            withheld: self.branches.iter().flat_map(|b| &b.places).filter(|p| p.line.is_none()).count()
                as u64,
        };
        let mut made = BTreeSet::new();
        let mut findings = Vec::new();
        let manifest = &self.bag.manifest;
        report::derive(&evidence, &mut |path, bytes| {
            let path = format!("data/{path}");
            let digest = Digest::of(&bytes);
            if manifest.get(&path) != Some(&digest) {
                let code = if path.starts_with("data/notes/") { "note-differs" } else { "derived-differs" };
                let kind =
                    if manifest.contains_key(&path) { FindingKind::Altered } else { FindingKind::Missing };
                let found = manifest.get(&path).map_or("no file".to_owned(), Digest::hex);
                findings.push(Finding::new(kind, code, path.clone()).expected(digest).found(found));
            }
            made.insert(path);
            Ok(())
        })?;
        let mut not_compared = 0;
        for path in manifest.keys().filter(|path| !made.contains(*path)) {
            let apart =
                ["data/ledger/", "data/originals/", "data/base.json"].iter().any(|p| path.starts_with(p));
            if path.starts_with("data/pages/") && path.ends_with(".jpg") {
                not_compared += 1;
            } else if !apart {
                let code = if path.starts_with("data/notes/") { "note-differs" } else { "derived-differs" };
                findings.push(Finding::new(FindingKind::Unexpected, code, path.clone()).expected("no file"));
            }
        }
        self.verified.insert("derived", made.len() as u64);
        self.not_compared = not_compared;
        self.findings.extend(findings);
        Ok(())
    }

    fn line_index(&self) -> HashMap<Digest, (&[u8], Signature)> {
        let mut index = HashMap::new();
        for branch in &self.branches {
            let Some(lines) = self.lines.get(&branch.stem) else { continue };
            for place in &branch.places {
                if let (Some(range), Some(signature)) = (place.line.clone(), place.signature) {
                    index.insert(place.digest, (&lines[range], signature));
                }
            }
        }
        index
    }

    /// A `since` bundle is complete only with its base.
    fn check_base(&mut self, options: &VerifyOptions<'_>, progress: &dyn Progress) -> Result<()> {
        let Some(base) = self.base.clone() else { return Ok(()) };
        let held = options.held.is_some_and(|held| base.heads.iter().all(held));
        let mut given = held;
        for path in &options.bases {
            let inner = VerifyOptions { bases: Vec::new(), ..options.clone() };
            let other = bundle(path, &inner, progress)?;
            if other.bag.tag_manifest_digest == base.digest {
                let whole = matches!(other.verdict(), Verdict::Verified | Verdict::Unverifiable);
                given |= whole && base.heads.iter().all(|head| other.tips().contains(head));
            }
        }
        if !given {
            self.findings.push(
                Finding::new(FindingKind::Missing, "base-absent", "data/base.json")
                    .expected(format_args!("the {} {}", base.kind, base.digest)),
            );
        }
        Ok(())
    }
}

const INFO_LABELS: [&str; 9] = [
    "External-Identifier",
    "Bagging-Date",
    "Payload-Oxum",
    "Sigillum-Format",
    "Sigillum-Bundle",
    "Sigillum-Operation",
    "Sigillum-Chain",
    "Sigillum-Signer",
    "Sigillum-Head-Code",
];
