//! What follows from the disclosed lines: which originals there must be, and every derived file byte for byte.
//! FORMAT.md sections 10 and 11.

use super::bundle::{BundleCheck, original_path};
use super::layout::{LEDGER, NOTES, ORIGINALS, original_digest};
use crate::digest::Digest;
use crate::entry::Entry;
use crate::error::Result;
use crate::finding::{Finding, FindingKind};
use crate::report::{self, BundleKind, Evidence};
use crate::signature::{Signature, armour, namespace};
use crate::state::State;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Derived files, made again.
#[derive(Default)]
pub(super) struct Derived {
    /// Their paths.
    made: BTreeSet<String>,
    /// How many are in the bundle as made.
    same: u64,
    /// Those that differ.
    findings: Vec<Finding>,
}

impl BundleCheck {
    /// True where a file of the ledger is lost. What the others should be is not known then: they are held to the
    /// manifest, and to nothing more.
    fn has_lost_lines(&self) -> bool {
        let lost = |path: &String| path.starts_with(LEDGER) && self.bag.source().size(path).is_none();
        self.bag.manifest.keys().any(lost)
    }

    /// The originals that whole lines demand.
    pub(super) fn check_originals_named(&mut self) {
        if !self.has_lost_lines() {
            self.check_originals();
        }
    }

    /// Exactly the originals that disclosed lines name. What is found of a file's bytes was found before.
    fn check_originals(&mut self) {
        let mut findings = Vec::new();
        let mut whole = 0;
        let differ = self.files_that_differ();
        // An invitation has only the templates.
        let needed = |entry: &Entry| self.kind != Some(BundleKind::Invite) || entry.kind == "template.define";
        let mut named: BTreeMap<String, (Digest, bool)> = BTreeMap::new();
        for (entry, original) in
            self.entries().into_iter().flat_map(|e| e.originals.iter().map(move |o| (e, o)))
        {
            named.entry(original_path(original)).or_insert((original.sha256, false)).1 |= needed(entry);
        }
        for (path, (sha256, needed)) in &named {
            let there = self.bag.manifest.contains_key(path) && self.bag.source().size(path).is_some();
            if there {
                whole += u64::from(!differ.contains(path));
            } else if *needed {
                let finding = Finding::new(FindingKind::Missing, "original-missing", path.clone());
                findings.push(finding.expected(sha256));
            }
        }
        for path in self.bag.manifest.keys().filter(|path| path.starts_with(ORIGINALS)) {
            if !named.contains_key(path) {
                findings.push(Finding::new(FindingKind::Unexpected, "original-unnamed", path.clone()));
            }
        }
        findings.extend(self.sizes_that_differ(&differ));
        self.verified.insert("original", whole);
        self.findings.extend(findings);
    }

    /// Entries that name another size for an original than its bytes have. A digest says which bytes are meant, so that
    /// it is the entry that errs, and not the file: whoever names another's photo makes nothing of it altered.
    fn sizes_that_differ(&self, differ: &BTreeSet<String>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for entry in self.entries() {
            for original in entry.originals.iter().collect::<BTreeSet<_>>() {
                let path = original_path(original);
                let size = self.bag.source().size(&path).filter(|_| !differ.contains(&path));
                if let Some(size) = size.filter(|size| *size != original.size) {
                    findings.push(super::entries::size_differs(entry, original, size));
                }
            }
        }
        findings
    }

    /// The files whose bytes are not the listed ones: nothing about them counts as verified.
    fn files_that_differ(&self) -> BTreeSet<String> {
        let differ = self.findings.iter().filter(|finding| finding.code == "digest-differs");
        differ.map(|finding| finding.path.clone()).collect()
    }

    /// An original's name is its digest, whoever names it.
    pub(super) fn check_original_names(&mut self) {
        let wrong = self.bag.manifest.iter().filter_map(|(path, listed)| {
            let named = original_digest(path).filter(|named| named != listed)?;
            let finding = Finding::new(FindingKind::Altered, "digest-differs", path.clone());
            Some(finding.expected(named).found(listed))
        });
        let wrong: Vec<Finding> = wrong.collect();
        self.findings.extend(wrong);
    }

    /// True where the ledger itself could be read, so that it is known what the derived files should be.
    fn knows_derived(&self) -> bool {
        let broken =
            |f: &Finding| matches!(f.code, "entry-form" | "chain-broken" | "chain-start" | "withheld-form");
        let unsigned = |branch: &super::Branch| {
            branch.places.iter().any(|place| place.entry.is_some() && place.signature.is_none())
        };
        let unread = self.has_lost_lines() || self.findings.iter().any(broken);
        !unread && !self.branches.iter().any(unsigned)
    }

    /// Makes the derived files again and compares; `None` where the ledger itself could not be read.
    pub(super) fn compare_derived(&self) -> Result<Option<Derived>> {
        let (Some(operation), Some(signer), Some(kind)) = (self.operation, self.signer, self.kind) else {
            return Ok(None);
        };
        if !self.knows_derived() {
            return Ok(None);
        }
        let entries: Vec<Entry> = self.entries().into_iter().cloned().collect();
        let state = State::of(&entries);
        let index = self.line_index();
        let lines = |digest: &Digest| index.get(digest).map(|(line, signature)| (line.to_vec(), *signature));
        let withheld = self.branches.iter().flat_map(|b| &b.places).filter(|p| p.line.is_none()).count();
        let evidence = Evidence {
            entries: &entries,
            lines: &lines,
            state: &state,
            operation,
            signer,
            bundle_name: &self.name,
            kind,
            withheld: withheld as u64,
            language: self.language(),
        };
        let mut derived = Derived::default();
        let differ = self.files_that_differ();
        let manifest = &self.bag.manifest;
        report::derive(&evidence, &mut |path, bytes| {
            let path = format!("data/{path}");
            let digest = Digest::of(&bytes);
            if manifest.get(&path) != Some(&digest) {
                let found = manifest.get(&path).map_or("no file".to_owned(), Digest::hex);
                derived.findings.push(differs(&path).expected(digest).found(found));
            } else {
                derived.same += u64::from(!differ.contains(&path));
            }
            derived.made.insert(path);
            Ok(())
        })?;
        Ok(Some(derived))
    }

    /// Notes what comparing derived files found.
    pub(super) fn take_derived(&mut self, derived: Derived) {
        let Derived { made, same, findings } = derived;
        self.verified.insert("derived", same);
        self.findings.extend(findings);
        self.compare_the_rest(&made);
    }

    /// Compares sealed notes alone, which takes no time, and notes how many derived files were left as they are.
    pub(super) fn leave_derived(&mut self) {
        let (previews, others) = self.derived_files();
        let (notes, left): (Vec<_>, Vec<_>) = others.into_iter().partition(|path| path.starts_with(NOTES));
        let (not_compared, derived_left) = (previews.len() as u64, left.len() as u64);
        if self.knows_derived() {
            let (same, findings) = self.compare_notes(&notes);
            self.verified.insert("derived", same);
            self.findings.extend(findings);
        }
        (self.not_compared, self.derived_left) = (not_compared, derived_left);
    }

    /// Each sealed note is its line and its armoured signature, and there is no other file among these.
    fn compare_notes(&self, listed: &[&String]) -> (u64, Vec<Finding>) {
        let mut demanded: BTreeMap<String, Digest> = BTreeMap::new();
        for (branch, place) in self.branches.iter().flat_map(|b| b.places.iter().map(move |p| (b, p))) {
            let sealed = place.entry.as_ref().is_some_and(|entry| entry.kind == "note.seal");
            if let Some(signature) = place.signature.filter(|_| sealed) {
                let armoured = armour(&branch.key, namespace::ENTRY, &signature);
                demanded.insert(format!("{NOTES}{}.json", place.digest), place.digest);
                demanded.insert(format!("{NOTES}{}.sig", place.digest), Digest::of(armoured.as_bytes()));
            }
        }
        let foreign = listed.iter().filter(|path| !demanded.contains_key(**path));
        let mut findings: Vec<Finding> = foreign.map(|path| differs(path).expected("no file")).collect();
        let differ = self.files_that_differ();
        let mut same = 0;
        for (path, digest) in &demanded {
            match self.bag.manifest.get(path) {
                Some(listed) if listed == digest => same += u64::from(!differ.contains(path)),
                listed => {
                    let found = listed.map_or("no file".to_owned(), Digest::hex);
                    findings.push(differs(path).expected(digest).found(found));
                }
            }
        }
        (same, findings)
    }

    /// The preview pictures that are listed, and the other derived files.
    fn derived_files(&self) -> (Vec<&String>, Vec<&String>) {
        let apart = |path: &str| [LEDGER, ORIGINALS, "data/base.json"].iter().any(|p| path.starts_with(p));
        let derived = self.bag.manifest.keys().filter(|path| !apart(path));
        derived.partition(|path| path.starts_with("data/pages/preview/"))
    }

    /// No derived file but those that were made; preview pictures are counted, not compared.
    fn compare_the_rest(&mut self, made: &BTreeSet<String>) {
        let (previews, mut others) = self.derived_files();
        others.retain(|path| !made.contains(*path));
        let findings: Vec<Finding> =
            others.into_iter().map(|path| differs(path).expected("no file")).collect();
        let not_compared = previews.len() as u64;
        self.not_compared = not_compared;
        self.findings.extend(findings);
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
}

fn differs(path: &str) -> Finding {
    let code = if path.starts_with(NOTES) { "note-differs" } else { "derived-differs" };
    Finding::new(FindingKind::Altered, code, path)
}
