//! Checking a catalogue's entries where they are kept: every line, link, signature and head.

use super::bundle::{Proved, VerifyOptions};
use super::chain_file::ChainStart;
use super::{entries, signers};
use crate::digest::Digest;
use crate::entry::{Entry, Position};
use crate::error::Result;
use crate::finding::{Finding, FindingKind};
use crate::head::{first_link, head_text, next_link};
use crate::id::OperationId;
use crate::progress::{Progress, Unit};
use crate::signature::{Check, PublicKey, Signature, namespace, verify, verify_many};
use crate::store::{ChainRow, EntryRow, Reader};
use std::collections::{BTreeMap, BTreeSet};

/// Checks all chains of a catalogue; adds what it finds. Bases and held heads of the options play no part here.
///
/// # Errors
/// Only what stops the check itself.
pub fn catalogue(
    reader: &Reader<'_>,
    operation: OperationId,
    options: &VerifyOptions<'_>,
    progress: &dyn Progress,
    findings: &mut Vec<Finding>,
    verified: &mut BTreeMap<&'static str, u64>,
) -> Result<()> {
    progress.stage("entries", Some(reader.entry_count()?), Unit::Items);
    let mut all: Vec<Entry> = Vec::new();
    let mut uses: BTreeMap<PublicKey, Vec<signers::Use>> = BTreeMap::new();
    for chain in reader.chains()? {
        let Ok(key) = PublicKey::from_bytes(&chain.key) else {
            findings.push(altered(
                "chain-start",
                format!("{}/1", chain.chain),
                "a key that the format allows",
            ));
            continue;
        };
        let mut walk = Walk {
            reader,
            chain: &chain,
            key,
            threads: options.threads,
            links: BTreeSet::from([(0, first_link(chain.chain))]),
        };
        let entries = walk.entries(progress, findings, verified)?;
        walk.heads(findings, verified)?;
        let of_key = uses.entry(key).or_default();
        of_key.extend(entries.iter().map(|entry| used(entry, options.proved)));
        all.extend(entries);
    }
    let all: Vec<&Entry> = all.iter().collect();
    entries::check(&all, Some(operation), findings);
    entries::forks(all.iter().map(|entry| (entry.chain, entry.seq, entry.digest)), findings);
    if options.signers.is_some() {
        findings.extend(uses.iter().filter_map(|(key, uses)| signers::judge(key, uses, options.signers)));
        let fixed: u64 = uses.iter().map(|(key, uses)| signers::fixed(key, uses, options.signers)).sum();
        if fixed > 0 {
            verified.insert("fixed", fixed);
        }
    }
    Ok(())
}

/// The use of a key that an entry is.
fn used(entry: &Entry, proved: Option<&Proved<'_>>) -> signers::Use {
    let link = next_link(entry.prev, entry.digest);
    let position = Position { chain: entry.chain, seq: entry.seq, link };
    let proved = proved.and_then(|proved| proved(&position));
    signers::Use { namespace: namespace::ENTRY, at: Some(entry.moment.millis), proved }
}

fn altered(code: &'static str, path: String, expected: &str) -> Finding {
    Finding::new(FindingKind::Altered, code, path).expected(expected)
}

struct Walk<'a, 'r> {
    reader: &'a Reader<'r>,
    chain: &'a ChainRow,
    key: PublicKey,
    threads: usize,
    /// Places seen so far, with their links: those of one place stand together.
    links: BTreeSet<(u64, Digest)>,
}

impl Walk<'_, '_> {
    /// The links of one place: one, unless the chain forked there.
    fn links_at(&self, seq: u64) -> impl Iterator<Item = Digest> {
        self.links.range((seq, Digest([0; 32]))..=(seq, Digest([0xff; 32]))).map(|(_, link)| *link)
    }

    fn entries(
        &mut self,
        progress: &dyn Progress,
        findings: &mut Vec<Finding>,
        verified: &mut BTreeMap<&'static str, u64>,
    ) -> Result<Vec<Entry>> {
        let mut found = Vec::new();
        let mut next = 1;
        loop {
            crate::progress::check(progress, "checking the catalogue")?;
            let mut rows = self.reader.entries_from(self.chain.id, next, 4096)?;
            let Some(last) = rows.last().map(|row| row.seq) else { break };
            // A place that forked is never cut in two by the page's end.
            rows.retain(|row| row.seq < last);
            rows.extend(self.reader.entries_at(self.chain.id, last)?);
            next = last + 1;
            for row in &rows {
                found.extend(self.entry(row, findings));
            }
            self.signatures(&rows, findings, verified);
            progress.advance(rows.len() as u64);
        }
        Ok(found)
    }

    fn entry(&mut self, row: &EntryRow, findings: &mut Vec<Finding>) -> Option<Entry> {
        let path = format!("{}/{}", self.chain.chain, row.seq);
        let Some(line) = &row.line else {
            let before = row.seq.checked_sub(1).into_iter().flat_map(|seq| self.links_at(seq));
            if !before.into_iter().any(|link| next_link(link, row.digest) == row.link) {
                findings.push(altered("chain-broken", path, "a place that follows on the one before"));
            }
            self.links.insert((row.seq, row.link));
            return None;
        };
        let entry = match Entry::read(line) {
            Ok(entry) => entry,
            Err(what) => {
                findings.push(altered("entry-form", path, "an entry").found(what));
                return None;
            }
        };
        let fits = entry.digest == row.digest
            && entry.chain == self.chain.chain
            && entry.op == self.chain.op
            && entry.seq == row.seq
            && next_link(entry.prev, entry.digest) == row.link
            && self.links.contains(&(row.seq - 1, entry.prev));
        if !fits {
            findings.push(altered(
                "chain-broken",
                path.clone(),
                "the entry that its place, digest and link name",
            ));
        }
        if entry.seq == 1 && ChainStart::read(&entry).is_none_or(|start| start.key != self.key) {
            findings.push(altered("chain-start", path, "a chain.start that gives the chain's key"));
        }
        self.links.insert((row.seq, row.link));
        Some(entry)
    }

    fn signatures(
        &self,
        rows: &[EntryRow],
        findings: &mut Vec<Finding>,
        verified: &mut BTreeMap<&'static str, u64>,
    ) {
        let signed =
            rows.iter().filter_map(|row| Some((row.seq, row.line.as_ref()?, Signature(row.signature?))));
        let signed: Vec<_> = signed.collect();
        let checks: Vec<Check<'_>> = signed
            .iter()
            .map(|(_, line, signature)| Check {
                key: &self.key,
                namespace: namespace::ENTRY,
                message: line,
                signature,
            })
            .collect();
        let failed = verify_many(&checks, self.threads.max(1));
        *verified.entry("entry").or_default() += (checks.len() - failed.len()) as u64;
        for index in failed {
            let path = format!("{}/{}", self.chain.chain, signed[index].0);
            findings.push(altered("signature-bad", path, "a good signature by the chain's key"));
        }
    }

    fn heads(&self, findings: &mut Vec<Finding>, verified: &mut BTreeMap<&'static str, u64>) -> Result<()> {
        for head in self.reader.heads(self.chain)? {
            let at = head.position;
            let path = format!("{}/head/{}", self.chain.chain, at.seq);
            let text = head_text(self.chain.op, &at);
            if !verify(&self.key, namespace::HEAD, text.as_bytes(), &Signature(head.signature)) {
                findings.push(altered("signature-bad", path, "a good signature by the chain's key"));
            } else if self.links.contains(&(at.seq, at.link)) {
                *verified.entry("head").or_default() += 1;
            } else if self.links_at(at.seq).next().is_some() {
                findings.push(altered("head-differs", path, "the link that the head names").found(at.link));
            } else {
                let finding = Finding::new(FindingKind::Missing, "tail-missing", path);
                findings.push(finding.expected(format_args!("entries up to {}", at.seq)));
            }
        }
        Ok(())
    }
}
