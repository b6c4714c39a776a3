//! Taking a bundle in: what is new in it, and whether it may come in at all.
//!
//! Owns: the decision and the order of work. Must never: change anything before everything was checked, or leave a
//! half-done import.

use crate::digest::Digest;
use crate::entry::{Entry, OriginalRef, Position};
use crate::error::{Code, Error, Result};
use crate::finding::{Finding, FindingKind};
use crate::id::OperationId;
use crate::ledger::{Pen, note_fork};
use crate::signature::Signature;
use crate::state::counting_operations;
use crate::store::{ChainRow, HeadRow, Reader};
use crate::verify::{Branch, BundleCheck};
use std::collections::HashSet;

/// What of a bundle is new here.
#[derive(Debug, Default)]
pub struct Novelty {
    /// Entries that are not held, by digest.
    pub entries: HashSet<Digest>,
    /// Places whose entries are withheld and not held.
    pub withheld: usize,
    /// Signed heads that are not held.
    pub heads: usize,
    /// Originals that the catalogue lacks and the bundle has.
    pub originals: Vec<OriginalRef>,
    /// Originals that entries of the bundle name, and that neither has.
    pub lacking: Vec<OriginalRef>,
}

impl Novelty {
    /// True if the bundle brings nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.withheld == 0 && self.heads == 0 && self.originals.is_empty()
    }
}

/// Refuses a bundle that is not whole, was altered, belongs elsewhere or does not connect to what is held.
///
/// # Errors
/// [`Code::BundleRejected`], [`Code::EncryptionBroken`], [`Code::OtherOperation`], [`Code::BaseMissing`]; nothing was changed.
pub fn admit(reader: &Reader<'_>, ours: OperationId, check: &BundleCheck) -> Result<()> {
    refuse_found(&check.name, &check.findings)?;
    admit_operations(reader, ours, check)?;
    check.branches.iter().try_for_each(|branch| connects(reader, branch))?;
    if let Some(base) = &check.base {
        for head in &base.heads {
            if !holds(reader, head)? {
                return Err(not_connected(&check.name, head));
            }
        }
    }
    Ok(())
}

/// Refuses a bundle of which these things were found.
///
/// # Errors
/// [`Code::BundleRejected`], [`Code::EncryptionBroken`]; nothing was changed.
pub fn refuse_found(name: &str, findings: &[Finding]) -> Result<()> {
    let doing = "importing a bundle";
    let stops = |kind: FindingKind| {
        matches!(kind, FindingKind::Altered | FindingKind::Unexpected | FindingKind::Missing)
    };
    // A base is looked for among what is held, operations are judged with what was adopted here, and an original
    // that the signer did not have is said in the report.
    let apart = |code: &str| matches!(code, "base-absent" | "other-operation" | "original-missing");
    let fatal: Vec<_> = findings.iter().filter(|f| stops(f.kind) && !apart(f.code)).collect();
    if let Some(first) = fatal.first() {
        if first.code == "encryption-broken" {
            let what = "the encrypted file was cut short or altered";
            return Err(Error::new(Code::EncryptionBroken, doing, what)
                .on(if first.path.is_empty() { name } else { &first.path })
                .safe("Nothing was imported and nothing was changed")
                .remedy("Copy the file again from where it came."));
        }
        let what = format!(
            "{} of its parts are not as they were signed, the first: {} {}",
            fatal.len(),
            first.code,
            first.path
        );
        return Err(Error::new(Code::BundleRejected, doing, what)
            .on(name)
            .safe("Nothing was imported and nothing was changed")
            .remedy("Look at it with `verify`, and get the bundle again from the laptop that wrote it."));
    }
    Ok(())
}

fn admit_operations(reader: &Reader<'_>, ours: OperationId, check: &BundleCheck) -> Result<()> {
    let mut adoptions: Vec<Entry> = crate::ledger::entries_of_kind(reader, "operation.adopt")?;
    adoptions.extend(check.entries().into_iter().filter(|e| e.kind == "operation.adopt").cloned());
    let counting = counting_operations(ours, &adoptions);
    let named = check.branches.iter().map(|branch| branch.op).chain(check.operation);
    match named.into_iter().find(|operation| !counting.contains(operation)) {
        None => Ok(()),
        Some(operation) => {
            Err(Error::new(Code::OtherOperation, "importing a bundle", "it belongs to another operation")
                .on(operation)
                .safe("Nothing was imported")
                .remedy("If both are one site, join them with `operation adopt`, then import again."))
        }
    }
}

/// True if an entry with this link is held at this place of the chain.
///
/// # Errors
/// The database's failures.
pub fn holds(reader: &Reader<'_>, position: &Position) -> Result<bool> {
    let Some(chain) = reader.chain(position.chain)? else { return Ok(false) };
    Ok(reader.entries_at(chain.id, position.seq)?.iter().any(|row| row.link == position.link))
}

/// A chain is held without gaps: what comes must follow on what is held.
fn connects(reader: &Reader<'_>, branch: &Branch) -> Result<()> {
    match &branch.after_base {
        Some(base) if branch.places.len() > 1 && !holds(reader, base)? => {
            Err(not_connected(&branch.stem, base))
        }
        _ => Ok(()),
    }
}

fn not_connected(subject: &str, head: &Position) -> Error {
    Error::new(Code::BaseMissing, "importing a bundle", "it builds on entries that are not held here")
        .on(subject)
        .safe("Nothing was imported")
        .remedy(format!(
            "Import the earlier bundle first, which ends at {} of chain {}.",
            head.seq, head.chain
        ))
}

/// What of the bundle is new here.
///
/// # Errors
/// The database's failures.
pub fn novelty(
    reader: &Reader<'_>,
    check: &BundleCheck,
    lacks: &dyn Fn(&Digest) -> Result<bool>,
) -> Result<Novelty> {
    let mut novelty = Novelty::default();
    for branch in &check.branches {
        let chain = reader.chain(branch.chain)?;
        for place in &branch.places {
            let held = match &chain {
                Some(_) => reader.entry(&place.digest)?,
                None => None,
            };
            let is_new = held.as_ref().is_none_or(|row| row.line.is_none());
            match (&place.entry, held) {
                (Some(_), _) if is_new => {
                    novelty.entries.insert(place.digest);
                }
                (None, None) => novelty.withheld += 1,
                _ => {}
            }
        }
        if let Some((head, _)) = &branch.head {
            let known = match &chain {
                Some(chain) => reader.heads(chain)?.iter().any(|h| h.position == *head),
                None => false,
            };
            novelty.heads += usize::from(!known);
        }
    }
    take_note_of_originals(check, lacks, &mut novelty)?;
    Ok(novelty)
}

/// Each original once, whatever several entries say of it: of the size that it has in the bundle, where it is there.
fn take_note_of_originals(
    check: &BundleCheck,
    lacks: &dyn Fn(&Digest) -> Result<bool>,
    novelty: &mut Novelty,
) -> Result<()> {
    let named = check.originals();
    let named: Vec<&OriginalRef> = named.iter().collect();
    for said in named.chunk_by(|one, other| one.sha256 == other.sha256) {
        let Some(first) = said.first() else { continue };
        if !lacks(&first.sha256)? {
            continue;
        }
        let there = said.iter().find_map(|original| {
            let path = crate::verify::original_path(original);
            let size = check.bag.source().size(&path).filter(|_| check.bag.manifest.contains_key(&path))?;
            Some(OriginalRef { size, ..(*original).clone() })
        });
        match there {
            Some(original) => novelty.originals.push(original),
            None => novelty.lacking.push((*first).clone()),
        }
    }
    Ok(())
}

/// Adds the bundle's chains, entries and heads inside the pen's transaction.
///
/// # Errors
/// The database's failures; the caller's transaction then leaves everything as it was.
pub fn take_in(pen: &mut Pen<'_>, check: &BundleCheck) -> Result<()> {
    let mut clocks: Vec<u64> = Vec::new();
    for branch in &check.branches {
        let known = pen.writer().chain(branch.chain)?.is_some();
        let forks = known || check.branches.iter().filter(|b| b.chain == branch.chain).count() > 1;
        let row = ChainRow {
            id: 0,
            chain: branch.chain,
            op: branch.op,
            key: *branch.key.as_bytes(),
            device: branch.device.clone(),
            mine: false,
        };
        let chain = pen.writer().add_chain(&row)?;
        take_branch(pen, check, branch, (chain, forks), &mut clocks)?;
        if let Some((position, Signature(signature))) = &branch.head {
            pen.writer().add_head(chain, &HeadRow { position: *position, signature: *signature })?;
        }
    }
    clocks.sort_unstable();
    clocks.into_iter().for_each(|clock| pen.saw_clock(clock));
    Ok(())
}

/// Adds the places of one branch; `forks` is false where nothing else is held of the chain, so that no place is taken twice.
fn take_branch(
    pen: &mut Pen<'_>,
    check: &BundleCheck,
    branch: &Branch,
    (chain, forks): (i64, bool),
    clocks: &mut Vec<u64>,
) -> Result<()> {
    let Some(lines) = check.lines.get(&branch.stem) else { return Ok(()) };
    for place in &branch.places {
        match (&place.entry, &place.line, &place.signature) {
            (Some(entry), Some(line), Some(Signature(signature))) => {
                let added = pen.writer().add_entry(chain, entry, &lines[line.clone()], signature)?;
                if let Some(row) = added {
                    if forks {
                        note_fork(pen.writer(), chain, place.seq)?;
                    }
                    pen.show_foreign(row, entry)?;
                    clocks.push(entry.clock);
                }
            }
            _ => {
                if pen.writer().add_withheld(chain, place.seq, place.link, place.digest)? && forks {
                    note_fork(pen.writer(), chain, place.seq)?;
                }
            }
        }
    }
    Ok(())
}
