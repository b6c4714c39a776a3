//! What can be wrong between entries whose bytes and signatures are right: FORMAT.md sections 4 and 6.

use crate::digest::Digest;
use crate::entry::{Class, Entry, MAX_CLOCK_LEAP, OriginalRef, Position};
use crate::finding::{Finding, FindingKind};
use crate::head::next_link;
use crate::id::{ChainId, OperationId, RecordId};
use crate::state::counting_operations;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Checks entries, each given once, against each other. Without an operation none is judged to be another.
pub fn check(entries: &[&Entry], operation: Option<OperationId>, findings: &mut Vec<Finding>) {
    let index = Index::of(entries);
    if let Some(operation) = operation {
        operations(entries, operation, findings);
    }
    classes(entries, findings);
    for entry in entries {
        clocks(entry, &index, findings);
        seen_elsewhere(entry, &index, findings);
    }
}

/// Entries by digest and by place.
struct Index<'a> {
    by_digest: HashMap<Digest, &'a Entry>,
    by_position: HashMap<Position, &'a Entry>,
}

impl<'a> Index<'a> {
    fn of(entries: &[&'a Entry]) -> Self {
        let position = |e: &Entry| Position { chain: e.chain, seq: e.seq, link: next_link(e.prev, e.digest) };
        Self {
            by_digest: entries.iter().map(|e| (e.digest, *e)).collect(),
            by_position: entries.iter().map(|e| (position(e), *e)).collect(),
        }
    }
}

fn finding(code: &'static str, entry: &Entry) -> Finding {
    Finding::new(FindingKind::Unverifiable, code, format!("{}/{}", entry.chain, entry.seq))
}

/// An entry that names another size for an original than its bytes have.
pub fn size_differs(entry: &Entry, original: &OriginalRef, size: u64) -> Finding {
    let named = format!("{} bytes of original {}.{}", original.size, original.sha256, original.ext);
    finding("size-differs", entry).expected(format_args!("{size} bytes")).found(named)
}

fn operations(entries: &[&Entry], operation: OperationId, findings: &mut Vec<Finding>) {
    let counting = counting_operations(operation, entries.iter().copied());
    let mut reported = BTreeSet::new();
    for entry in entries {
        if !counting.contains(&entry.op) && reported.insert(entry.chain) {
            let path = format!("{}/{}", entry.chain, entry.seq);
            findings.push(
                Finding::new(FindingKind::Altered, "other-operation", path)
                    .expected(operation)
                    .found(entry.op),
            );
        }
    }
}

/// Places, withheld ones too, at which a chain forked.
pub fn forks(held: impl IntoIterator<Item = (ChainId, u64, Digest)>, findings: &mut Vec<Finding>) {
    let mut places: BTreeMap<(ChainId, u64), BTreeSet<Digest>> = BTreeMap::new();
    for (chain, seq, digest) in held {
        places.entry((chain, seq)).or_default().insert(digest);
    }
    for ((chain, seq), digests) in places.into_iter().filter(|(_, digests)| digests.len() > 1) {
        let path = format!("{chain}/{seq}");
        findings.push(
            Finding::new(FindingKind::Unverifiable, "chain-forked", path)
                .expected("one entry")
                .found(format_args!("{} entries", digests.len())),
        );
    }
}

/// A register keeps the class of its first change. Only records of which something internal is said can have two.
fn classes(entries: &[&Entry], findings: &mut Vec<Finding>) {
    let internal = entries.iter().filter(|entry| entry.class == Class::Internal);
    let internal: HashSet<&RecordId> = internal.flat_map(|entry| &entry.changes).map(|c| &c.record).collect();
    if internal.is_empty() {
        return;
    }
    let mut classes: HashMap<(&RecordId, &str), Class> = HashMap::new();
    let mut sorted: Vec<_> = entries.to_vec();
    sorted.sort_by_key(|entry| (entry.clock, entry.digest));
    for entry in sorted {
        let concerned = entry.changes.iter().filter(|change| internal.contains(&change.record));
        for change in concerned.filter(|change| change.field != "exists") {
            let class = *classes.entry((&change.record, &change.field)).or_insert(entry.class);
            if class != entry.class {
                findings
                    .push(finding("class-differs", entry).expected(class.word()).found(entry.class.word()));
            }
        }
    }
}

/// The Lamport counters of an entry's causes; `None` in place of one that is not held.
fn causes<'a>(entry: &'a Entry, index: &'a Index<'_>) -> impl Iterator<Item = Option<u64>> + 'a {
    let before = Position { chain: entry.chain, seq: entry.seq - 1, link: entry.prev };
    let chain = (entry.seq > 1).then(|| index.by_position.get(&before).map(|e| e.clock));
    let seen = entry.changes.iter().flat_map(|c| &c.seen).map(|d| index.by_digest.get(d).map(|e| e.clock));
    let named = matches!(entry.kind.as_str(), "chain.start" | "import.record");
    let heads = if named { entry.heads() } else { Vec::new() };
    let heads = heads.into_iter().map(|head| index.by_position.get(&head).map(|e| e.clock));
    chain.into_iter().chain(seen).chain(heads)
}

fn clocks(entry: &Entry, index: &Index<'_>, findings: &mut Vec<Finding>) {
    let before = Position { chain: entry.chain, seq: entry.seq - 1, link: entry.prev };
    if let Some(before) = index.by_position.get(&before)
        && entry.clock <= before.clock
    {
        let expected = format_args!("above {}", before.clock).to_string();
        findings.push(finding("clock-backwards", entry).expected(expected).found(entry.clock));
    }
    let highest = causes(entry, index).try_fold(0, |highest, cause| cause.map(|clock| clock.max(highest)));
    if let Some(highest) = highest
        && entry.clock > highest + MAX_CLOCK_LEAP
    {
        let expected = format!("at most {}", highest + MAX_CLOCK_LEAP);
        findings.push(finding("clock-leap", entry).expected(expected).found(entry.clock));
    }
}

fn seen_elsewhere(entry: &Entry, index: &Index<'_>, findings: &mut Vec<Finding>) {
    for change in &entry.changes {
        let elsewhere = change.seen.iter().filter_map(|digest| index.by_digest.get(digest)).find(|cause| {
            !cause.changes.iter().any(|c| c.record == change.record && c.field == change.field)
        });
        if let Some(cause) = elsewhere {
            let expected = format!("a change of {} of {}", change.field, change.record);
            findings.push(finding("seen-elsewhere", entry).expected(expected).found(cause.digest));
        }
    }
}
