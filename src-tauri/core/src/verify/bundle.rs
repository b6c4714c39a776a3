//! Checking a bundle, folder or ZIP: FORMAT.md section 10 to 12.

use super::base::Base;
use super::chain_file::{self, Branch, ChainFile};
use super::receipts::SignedReceipt;
use super::time::{TokenFile, look};
use super::verdict::Verdict;
use super::words::in_our_words;
use super::{bases, layout};
use crate::bag::{self, BagSource, CheckedBag};
use crate::entry::{Entry, OriginalRef, Position};
use crate::error::Result;
use crate::finding::{Finding, FindingKind};
use crate::id::{ChainId, OperationId};
use crate::progress::{Progress, Unit};
use crate::report::BundleKind;
use crate::signature::{
    AllowedSigners, Check, PublicKey, UnlockedKey, namespace, parse_armour, verify, verify_many,
};
use crate::timestamp::{Authorities, Stamp};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The largest text part of a bundle that is read into memory: 4 GiB.
const LONGEST_TEXT: u64 = 4 << 30;
/// Where what a bundle builds on is said.
pub(super) const BASE: &str = "data/base.json";
/// The largest `base.json`.
pub(super) const LONGEST_BASE: u64 = 16 << 20;

/// The earliest time at which a place of a chain is proven to have existed, in milliseconds since 1970-01-01T00:00:00Z.
pub type Proved<'a> = dyn Fn(&Position) -> Option<i64> + 'a;

/// How to check.
#[derive(Clone, Default)]
pub struct VerifyOptions<'a> {
    /// A list from outside the bundle.
    pub signers: Option<&'a AllowedSigners>,
    /// Bundles on which this one may build.
    pub bases: Vec<PathBuf>,
    /// Heads that whoever checks holds already, with what they belong to: a catalogue's own.
    pub held: Option<&'a dyn Fn(&Position) -> bool>,
    /// Keys that may open an encrypted bundle; they sign nothing here.
    pub keys: &'a [&'a UnlockedKey],
    /// The earliest time at which a place of a chain is proven to have existed, as by a receipt from headquarters, in
    /// milliseconds since 1970-01-01T00:00:00Z. It keeps good what was signed before its key was revoked.
    pub proved: Option<&'a Proved<'a>>,
    /// The same for the bundle's own signature.
    pub bundle_proved: Option<i64>,
    /// Receipts that prove the same, besides those that entries of the bundle name; all count by the list from outside alone.
    pub receipts: &'a [SignedReceipt],
    /// An authority's answer about when the bundle existed. A good one proves of every signature in the bundle, and in what it
    /// builds on, what a receipt proves; not of the bundle's own.
    pub token: Option<&'a TokenFile>,
    /// The authorities whose word on that counts.
    pub authorities: Option<&'a Authorities>,
    /// How many threads to use; 0 counts as 1.
    pub threads: usize,
    /// True to leave derived files other than sealed notes as they were signed, for whoever takes nothing from them:
    /// they are held to the manifest then, and [`BundleCheck::derived_left`] says how many they are.
    pub leave_derived: bool,
    /// True to leave the signatures of entries to whoever calls [`BundleCheck::check_entry_signatures`] and
    /// [`BundleCheck::take_signed`]: until then the check claims nothing of them.
    pub leave_signatures: bool,
}

/// A bundle, checked: what it holds and what was found.
pub struct BundleCheck {
    /// What is not proven, missing or wrong.
    pub findings: Vec<Finding>,
    /// How many things were found as signed, by code.
    pub verified: BTreeMap<&'static str, u64>,
    /// Files that the signature covers and that were not made again for comparison.
    pub not_compared: u64,
    /// How many derived files (previews not counted) were asked to be left as they are: signed, and not made again.
    pub derived_left: u64,
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
    /// When it existed, if an authority that counts says so.
    pub time: Option<Stamp>,
    /// Keys that are revoked now and of which something proves that every signature here is older.
    pub fixed_keys: BTreeSet<PublicKey>,
}

impl BundleCheck {
    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        Verdict::of(&self.findings)
    }

    /// The disclosed entries, each once.
    pub fn entries(&self) -> Vec<&Entry> {
        let mut seen = HashSet::new();
        let places = self.branches.iter().flat_map(|b| &b.places);
        places.filter_map(|p| p.entry.as_ref()).filter(|e| seen.insert(e.digest)).collect()
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

/// The operation that a bundle says it belongs to; nothing is checked. `None` if it names none.
///
/// # Errors
/// It is no bundle, or cannot be read.
pub fn claimed_operation(path: &Path, keys: &[&UnlockedKey]) -> Result<Option<OperationId>> {
    let labels = bag::claimed_info(path, keys)?;
    let named = labels.iter().find(|(label, _)| label == "Sigillum-Operation");
    Ok(named.and_then(|(_, value)| value.parse().ok()))
}

/// Checks a bundle, and the bases that were given for it.
///
/// # Errors
/// Only what stops the check itself: it is no bundle, cannot be read, or the person stopped it.
pub fn bundle(path: &Path, options: &VerifyOptions<'_>, progress: &dyn Progress) -> Result<BundleCheck> {
    let mut check = alone(path, options, progress)?;
    look(&mut check, options);
    bases::check(&mut check, options, progress)?;
    check.findings.sort();
    check.findings.dedup();
    Ok(check)
}

/// Checks one bundle by itself: all but who signed and what entries say of each other, which may take its bases.
pub(super) fn alone(
    path: &Path,
    options: &VerifyOptions<'_>,
    progress: &dyn Progress,
) -> Result<BundleCheck> {
    let bag = bag::check(BagSource::open_with(path, options.keys)?, options.threads.max(1), progress)?;
    let mut check = BundleCheck {
        findings: bag.findings.iter().cloned().map(in_our_words).collect(),
        verified: BTreeMap::from([("digest", bag.whole_files)]),
        not_compared: 0,
        derived_left: 0,
        branches: Vec::new(),
        lines: HashMap::new(),
        base: None,
        kind: None,
        operation: None,
        signer: None,
        name: String::new(),
        time: None,
        fixed_keys: BTreeSet::new(),
        bag,
    };
    check.read_info();
    check.check_layout();
    check.check_bundle_signature();
    check.read_base();
    check.read_ledger(options.threads.max(1));
    check.check_branches();
    check.compare_info();
    check.check_original_names();
    check.check_entries(options, progress)?;
    Ok(check)
}

impl BundleCheck {
    pub(super) fn altered(
        &mut self,
        code: &'static str,
        path: &str,
        expected: &str,
        found: impl std::fmt::Display,
    ) {
        self.findings.push(Finding::new(FindingKind::Altered, code, path).expected(expected).found(found));
    }

    /// Every file that is listed stands in a place that FORMAT.md section 10 names.
    fn check_layout(&mut self) {
        let elsewhere = self.bag.manifest.keys().filter(|path| !layout::is_named(path));
        let elsewhere: Vec<Finding> = elsewhere
            .map(|path| {
                let finding = Finding::new(FindingKind::Unexpected, "file-unlisted", path.clone());
                finding.expected("a file that FORMAT.md section 10 names")
            })
            .collect();
        self.findings.extend(elsewhere);
    }

    fn check_bundle_signature(&mut self) {
        let path = "tagmanifest-sha256.txt.sig";
        if ["tagmanifest-sha256.txt", path].iter().any(|name| self.bag.source().size(name).is_none()) {
            return; // The bag's layer says which is lost, or that the ZIP cannot be used.
        }
        let armour = parse_armour(&self.bag.signature_file).ok();
        let good = armour.filter(|a| {
            a.namespace == namespace::BUNDLE
                && verify(&a.key, namespace::BUNDLE, &self.bag.tag_manifest, &a.signature)
        });
        self.signer = good.map(|a| a.key);
        if self.signer.is_some() {
            *self.verified.entry("signature").or_default() += 1;
        } else {
            self.altered("signature-bad", path, "a good signature of the tag manifest", "none");
        }
    }

    /// A listed file's bytes; `None` where it is not listed or is lost, which is said elsewhere, or where it cannot
    /// be had whole, which is said here: nothing that cannot be read may pass for nothing to read.
    fn part(&mut self, path: &str, most: u64) -> Option<Vec<u8>> {
        if !self.bag.manifest.contains_key(path) || self.bag.source().size(path).is_none() {
            return None;
        }
        match self.bag.read_checked(path, most) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.altered(
                    "digest-differs",
                    path,
                    "the bytes that are listed, of a size that is allowed",
                    error,
                );
                None
            }
        }
    }

    fn read_base(&mut self) {
        let path = BASE;
        let since = self.kind == Some(BundleKind::Since);
        if !self.bag.manifest.contains_key(path) {
            if since {
                self.altered("base-form", path, "a base in a since bundle", "no file");
            }
            return;
        }
        if self.base_lost() {
            return;
        }
        let bytes = self.part(path, LONGEST_BASE).unwrap_or_default();
        self.base = Base::read(&bytes);
        let ours = |base: &Base| self.operation.is_none_or(|ours| base.operation == ours);
        let fits = self.base.as_ref().is_some_and(ours) && (since || self.kind.is_none());
        if !fits {
            self.altered(
                "base-form",
                path,
                "one line of FORMAT.md section 10, in a since bundle",
                "another form",
            );
        }
    }

    /// True if what this builds on is listed and not there.
    pub(super) fn base_lost(&self) -> bool {
        self.bag.manifest.contains_key(BASE) && self.bag.source().size(BASE).is_none()
    }

    /// Reads all ledger files that are listed.
    fn read_ledger(&mut self, threads: usize) {
        let range = self.bag.manifest.range(layout::LEDGER.to_owned()..);
        let files = range.map(|(path, _)| path).take_while(|path| path.starts_with(layout::LEDGER));
        let files: BTreeSet<String> = files.cloned().collect();
        let mut stems = BTreeSet::new();
        for (path, (stem, _)) in files.iter().filter_map(|path| Some((path, layout::ledger_file(path)?))) {
            if files.contains(&format!("{}{stem}.jsonl", layout::LEDGER)) {
                stems.insert(stem.to_owned());
            } else {
                let finding = Finding::new(FindingKind::Unexpected, "file-unlisted", path.clone());
                self.findings.push(finding.expected("a file of a chain whose lines are here"));
            }
        }
        for stem in stems {
            self.read_chain_file(&stem, threads);
        }
    }

    fn read_chain_file(&mut self, stem: &str, threads: usize) {
        let path = |ending: &str| format!("{}{stem}.{ending}", layout::LEDGER);
        for (ending, partner, code) in [
            ("jsonl", "sigs", "signature-bad"),
            ("head", "head.sig", "head-form"),
            ("head.sig", "head", "head-form"),
        ] {
            let listed = |ending: &str| self.bag.manifest.contains_key(&path(ending));
            if listed(ending) && !listed(partner) {
                self.altered(code, &path(partner), "a file", "no line in the manifest");
            }
        }
        let lines = self.part(&path("jsonl"), LONGEST_TEXT);
        let signatures = self.part(&path("sigs"), LONGEST_TEXT);
        let (head, head_signature) =
            (self.part(&path("head"), LONGEST_TEXT), self.part(&path("head.sig"), LONGEST_TEXT));
        let Some(lines) = lines else { return };
        let file = ChainFile {
            stem,
            lines: &lines,
            signatures: signatures.as_deref(),
            head: head.as_deref(),
            head_signature: head_signature.as_deref(),
            base_lost: self.base_lost(),
            threads,
            may_withhold: self.kind.is_none_or(|kind| kind == BundleKind::Dossier),
        };
        let branch = chain_file::read(&file, self.base.as_ref(), &mut self.findings);
        self.branches.extend(branch);
        self.lines.insert(stem.to_owned(), lines);
    }

    /// Checks the signature of every entry, as [`VerifyOptions::leave_signatures`] left it, on as many threads as may be
    /// had: somebody else may change their number meanwhile.
    ///
    /// # Errors
    /// [`crate::error::Code::Cancelled`].
    pub fn check_entry_signatures(
        &self,
        threads: &AtomicUsize,
        progress: &dyn Progress,
    ) -> Result<EntrySignatures> {
        check_signatures(&self.branches, &self.lines, threads, progress)
    }

    /// Takes in what the signatures of entries came to.
    pub fn take_signed(&mut self, signed: EntrySignatures) {
        *self.verified.entry("entry").or_default() += signed.good;
        *self.verified.entry("head").or_default() += signed.heads;
        self.findings.extend(signed.findings);
        self.findings.sort();
    }

    /// Checks the signatures of entries, and what follows from them. Neither needs the other, and making derived files
    /// again is work for one thread: with several both are done at once.
    fn check_entries(&mut self, options: &VerifyOptions<'_>, progress: &dyn Progress) -> Result<()> {
        self.check_originals_named();
        let threads = options.threads.max(1);
        let all = AtomicUsize::new(threads);
        let (branches, lines) = (&self.branches, &self.lines);
        let entries: usize = branches.iter().map(|branch| branch.places.len()).sum();
        let (signed, derived) = if options.leave_signatures {
            (
                Ok(EntrySignatures::default()),
                if options.leave_derived { Ok(None) } else { self.compare_derived() },
            )
        } else if options.leave_derived {
            (check_signatures(branches, lines, &all, progress), Ok(None))
        } else if threads == 1 || entries < WORTH_A_THREAD {
            (check_signatures(branches, lines, &all, progress), self.compare_derived())
        } else {
            let left = AtomicUsize::new(threads - 1);
            std::thread::scope(|scope| {
                let signed = scope.spawn(|| check_signatures(branches, lines, &left, progress));
                let derived = self.compare_derived();
                left.store(threads, Ordering::Relaxed);
                (signed.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause)), derived)
            })
        };
        let (signed, derived) = (signed?, derived?);
        if !options.leave_signatures {
            self.take_signed(signed);
        }
        match derived {
            Some(derived) => self.take_derived(derived),
            None if options.leave_derived => self.leave_derived(),
            None => {}
        }
        Ok(())
    }

    /// A chain that did not fork is one file; a fork's branches have names of their own, and none is the beginning of
    /// another. In a since bundle one branch may stand alone, since the others have nothing new.
    fn check_branches(&mut self) {
        let mut by_chain: BTreeMap<ChainId, Vec<&Branch>> = BTreeMap::new();
        for branch in &self.branches {
            by_chain.entry(branch.chain).or_default().push(branch);
        }
        let files: Vec<&str> = self
            .bag
            .manifest
            .keys()
            .filter_map(|path| path.strip_prefix(layout::LEDGER)?.strip_suffix(".jsonl"))
            .collect();
        let may_stand_alone = self.base.is_some() || self.base_lost();
        let mut found = Vec::new();
        for branch in &self.branches {
            let chain = branch.chain.to_string();
            let alone = files.iter().filter(|stem| stem.starts_with(&chain)).count() == 1;
            let wrong = if branch.stem == chain { !alone } else { alone && !may_stand_alone };
            let end = branch.places.last().map(|place| (place.seq, place.link));
            let others = self.branches.iter().filter(|b| b.chain == branch.chain && b.stem != branch.stem);
            let inside = others.flat_map(|b| &b.places).any(|p| Some((p.seq, p.link)) == end);
            if wrong || inside {
                found.push(branch.stem.clone());
            }
        }
        for stem in found {
            let path = format!("{}{stem}.jsonl", layout::LEDGER);
            self.altered(
                "chain-broken",
                &path,
                "a file for each branch of a fork, else one for the chain",
                stem,
            );
        }
    }
}

/// Entries from which on a thread of its own pays for their signatures.
const WORTH_A_THREAD: usize = 256;

/// What the signatures of entries came to.
#[derive(Default)]
pub struct EntrySignatures {
    /// Entries whose signature is good.
    pub good: u64,
    /// Branches with a signed head.
    pub heads: u64,
    /// A finding for each that is not.
    pub findings: Vec<Finding>,
}

/// Signatures after which the number of threads is looked at again.
const AT_ONCE: usize = 4096;

/// Checks every signature of an entry, on several threads.
fn check_signatures(
    branches: &[Branch],
    lines: &HashMap<String, Vec<u8>>,
    threads: &AtomicUsize,
    progress: &dyn Progress,
) -> Result<EntrySignatures> {
    let doing = "checking signatures";
    let total: usize = branches.iter().map(|b| b.places.len()).sum();
    progress.stage("signatures", Some(total as u64), Unit::Items);
    let mut all = EntrySignatures::default();
    for branch in branches {
        let Some(lines) = lines.get(&branch.stem) else { continue };
        all.heads += u64::from(branch.head.is_some());
        let signed = branch.places.iter().filter_map(|p| Some((p, p.line.clone()?, p.signature.as_ref()?)));
        let signed: Vec<_> = signed.collect();
        for part in signed.chunks(AT_ONCE) {
            crate::progress::check(progress, doing)?;
            let checks = part.iter().map(|(_, line, signature)| Check {
                key: &branch.key,
                namespace: namespace::ENTRY,
                message: &lines[line.clone()],
                signature,
            });
            let failed = verify_many(&checks.collect::<Vec<_>>(), threads.load(Ordering::Relaxed));
            all.good += (part.len() - failed.len()) as u64;
            for index in failed {
                let path = format!("data/ledger/{}.sigs:{}", branch.stem, part[index].0.seq);
                let finding = Finding::new(FindingKind::Altered, "signature-bad", path);
                all.findings.push(finding.expected("a good signature by the chain's key").found("another"));
            }
            progress.advance(part.len() as u64);
        }
    }
    Ok(all)
}
