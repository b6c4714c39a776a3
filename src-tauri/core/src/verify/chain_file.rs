//! One file of a bundle's ledger: a chain, or one branch of a chain that forked. FORMAT.md sections 3, 4, 5, 10.
//!
//! Owns: reading it against its signatures, head and base. Goes on after a fault, so that every fault is found.

use super::base::Base;
use crate::digest::Digest;
use crate::entry::{Entry, MAX_LINE, Position};
use crate::finding::{Finding, FindingKind};
use crate::head::{first_link, next_link, read_head};
use crate::id::{ChainId, OperationId};
use crate::signature::{PublicKey, Signature, namespace, parse_armour, verify};
use std::ops::Range;

/// The bytes of one ledger file and of those that go with it.
pub struct ChainFile<'a> {
    /// `<chain>` or `<chain>-<16 digits of the tip>`.
    pub stem: &'a str,
    /// `.jsonl`.
    pub lines: &'a [u8],
    /// `.sigs`; `None` where it is lost, and no line's signature can be judged.
    pub signatures: Option<&'a [u8]>,
    /// `.head`.
    pub head: Option<&'a [u8]>,
    /// `.head.sig`; without it a head binds nothing.
    pub head_signature: Option<&'a [u8]>,
    /// True where the bundle builds on something, and what that is was lost: any second line may stand.
    pub base_lost: bool,
    /// True in a dossier, and where what it is is not known: lines may be withheld.
    pub may_withhold: bool,
    /// How many threads may read lines.
    pub threads: usize,
}

/// One place of a chain.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its number.
    pub seq: u64,
    /// link(seq).
    pub link: Digest,
    /// The entry's digest.
    pub digest: Digest,
    /// Where the line with its LF stands in the file; `None` while withheld.
    pub line: Option<Range<usize>>,
    /// The entry, if the line is one.
    pub entry: Option<Entry>,
    /// Its signature, if the line beside it is one; not checked yet.
    pub signature: Option<Signature>,
}

/// A chain or branch, read.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The name of its files.
    pub stem: String,
    /// The chain.
    pub chain: ChainId,
    /// Its operation.
    pub op: OperationId,
    /// The key that signs it.
    pub key: PublicKey,
    /// The laptop's name as it gives it.
    pub device: String,
    /// All places in the file, in order.
    pub places: Vec<Place>,
    /// The signed head, if there is one that is good.
    pub head: Option<(Position, Signature)>,
    /// The head of the base after which the second line stands.
    pub after_base: Option<Position>,
}

/// Reads one file; `None` if it has no `chain.start` to hold the rest by. Signatures of entries are not checked here.
pub fn read(file: &ChainFile<'_>, base: Option<&Base>, findings: &mut Vec<Finding>) -> Option<Branch> {
    let mut reader = Reading { file, base, findings };
    let lines = reader.split();
    let mut branch = reader.begin(lines.first()?.clone())?;
    reader.go_on(&mut branch, &lines);
    reader.attach_signatures(&mut branch);
    reader.check_name(&branch);
    reader.check_head(&mut branch);
    Some(branch)
}

struct Reading<'a, 'f> {
    file: &'a ChainFile<'a>,
    base: Option<&'a Base>,
    findings: &'f mut Vec<Finding>,
}

impl Reading<'_, '_> {
    fn path(&self, ending: &str) -> String {
        format!("data/ledger/{}{ending}", self.file.stem)
    }

    fn line_path(&self, number: usize) -> String {
        format!("data/ledger/{}.jsonl:{number}", self.file.stem)
    }

    fn altered(&mut self, code: &'static str, path: String, expected: &str, found: impl std::fmt::Display) {
        self.findings.push(Finding::new(FindingKind::Altered, code, path).expected(expected).found(found));
    }

    /// The lines with their LF.
    fn split(&mut self) -> Vec<Range<usize>> {
        let bytes = self.file.lines;
        let mut lines = Vec::new();
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', bytes) {
            lines.push(start..end + 1);
            start = end + 1;
        }
        if start < bytes.len() {
            lines.push(start..bytes.len());
        }
        if lines.is_empty() {
            self.altered("chain-start", self.path(".jsonl"), "a chain.start", "an empty file");
        }
        lines
    }

    fn begin(&mut self, range: Range<usize>) -> Option<Branch> {
        let line = &self.file.lines[range.clone()];
        let entry = match Entry::read(line) {
            Ok(entry) => entry,
            Err(what) => {
                self.altered("entry-form", self.line_path(1), "an entry", &what);
                self.altered("chain-start", self.line_path(1), "a chain.start in full", "no entry");
                return None;
            }
        };
        let start = ChainStart::read(&entry);
        let Some(start) =
            start.filter(|_| entry.kind == "chain.start" && entry.prev == first_link(entry.chain))
        else {
            self.altered(
                "chain-start",
                self.line_path(1),
                "a chain.start that fits its chain id",
                &entry.kind,
            );
            return None;
        };
        let first = Place {
            seq: 1,
            link: next_link(entry.prev, entry.digest),
            digest: entry.digest,
            line: Some(range),
            entry: None,
            signature: None,
        };
        let (chain, op) = (entry.chain, entry.op);
        let places = vec![Place { entry: Some(entry), ..first }];
        let stem = self.file.stem.to_owned();
        Some(Branch {
            stem,
            chain,
            op,
            key: start.key,
            device: start.device,
            places,
            head: None,
            after_base: None,
        })
    }

    fn go_on(&mut self, branch: &mut Branch, lines: &[Range<usize>]) {
        let mut at = (1, branch.places[0].link);
        let rest = lines.get(1..).unwrap_or_default();
        for (index, (range, read)) in (1..).zip(rest.iter().zip(read_lines(self.file, rest))) {
            let line = &self.file.lines[range.clone()];
            let read = self.judge_line(line, read, index + 1);
            if index == 1 {
                branch.after_base = self.jump(branch.chain, &read);
                at = branch.after_base.map_or(at, |head| (head.seq, head.link));
            }
            let seq = at.0 + 1;
            let (digest, entry) = match read {
                Line::Withheld(digest) => (digest, None),
                Line::Entry(entry) => {
                    self.check_place(branch, &entry, (seq, at.1), index + 1);
                    (entry.digest, Some(*entry))
                }
                Line::Bad(digest) => (digest, None),
                Line::BadWithheld => continue,
            };
            let link = next_link(at.1, digest);
            let line = (!line.starts_with(WITHHELD)).then(|| range.clone());
            branch.places.push(Place { seq, link, digest, line, entry, signature: None });
            at = (seq, link);
        }
    }

    /// What a line is, read or withheld.
    fn judge_line(&mut self, line: &[u8], read: Read, number: usize) -> Line {
        match read {
            None => self.withheld_line(line, number),
            Some(Ok(entry)) => Line::Entry(entry),
            Some(Err(what)) => {
                self.altered("entry-form", self.line_path(number), "an entry", &what);
                if line.len() > MAX_LINE { Line::BadWithheld } else { Line::Bad(Digest::of(line)) }
            }
        }
    }

    fn withheld_line(&mut self, line: &[u8], number: usize) -> Line {
        let digest = std::str::from_utf8(&line[WITHHELD.len()..]).ok();
        let digest = digest.and_then(|rest| rest.strip_suffix("\"}\n")).and_then(|hex| hex.parse().ok());
        if let (Some(digest), true) = (digest, self.file.may_withhold) {
            return Line::Withheld(digest);
        }
        let what = if self.file.may_withhold { "another form" } else { "a withheld line outside a dossier" };
        let expected = "{\"withheld\":\"<digest>\"} in a dossier";
        self.altered("withheld-form", self.line_path(number), expected, what);
        digest.map_or(Line::BadWithheld, Line::Withheld)
    }

    /// The base's head after which the second line stands, if the bundle builds on one. Any other line is the
    /// chain's second.
    fn jump(&self, chain: ChainId, second: &Line) -> Option<Position> {
        let Line::Entry(entry) = second else { return None };
        let before = Position { chain, seq: entry.seq - 1, link: entry.prev };
        let named = self.base.is_some_and(|base| base.heads.contains(&before));
        (named || self.file.base_lost && before.seq > 1).then_some(before)
    }

    fn check_place(&mut self, branch: &Branch, entry: &Entry, (seq, link): (u64, Digest), number: usize) {
        let path = self.line_path(number);
        if entry.chain != branch.chain {
            self.altered("chain-broken", path.clone(), &branch.chain.to_string(), entry.chain);
        }
        if entry.op != branch.op {
            self.altered("chain-broken", path.clone(), &branch.op.to_string(), entry.op);
        }
        if entry.seq != seq {
            self.altered(
                "chain-broken",
                path.clone(),
                &format!("seq {seq}"),
                format_args!("seq {}", entry.seq),
            );
        }
        if entry.prev != link {
            self.altered("chain-broken", path, &format!("prev {link}"), format_args!("prev {}", entry.prev));
        }
    }

    /// One signature line for each line: 128 hex digits, or `-` for a withheld one.
    fn attach_signatures(&mut self, branch: &mut Branch) {
        let Some(bytes) = self.file.signatures else { return };
        let path = self.path(".sigs");
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let mut lines: Vec<&str> = text.split('\n').collect();
        if lines.pop() != Some("") || lines.len() != branch.places.len() {
            let found = format!("{} lines", lines.len());
            self.altered("signature-bad", path.clone(), &format!("{} lines", branch.places.len()), found);
        }
        for (index, place) in branch.places.iter_mut().enumerate() {
            let text = lines.get(index).copied().unwrap_or_default();
            place.signature = text.parse().ok();
            let withheld = place.line.is_none();
            if withheld && text != "-" || !withheld && place.signature.is_none() {
                let expected = if withheld { "-" } else { "128 hex digits" };
                let at = format!("{path}:{}", index + 1);
                self.findings.push(
                    Finding::new(FindingKind::Altered, "signature-bad", at).expected(expected).found(text),
                );
            }
        }
    }

    /// A file is named after its chain; a branch also after its last line.
    fn check_name(&mut self, branch: &Branch) {
        let tip = branch.places.last().map(|place| place.digest.hex()).unwrap_or_default();
        let plain = branch.chain.to_string();
        let named = format!("{plain}-{}", tip.get(..16).unwrap_or_default());
        if self.file.stem != plain && self.file.stem != named {
            self.altered("chain-broken", self.path(".jsonl"), &format!("{plain} or {named}"), self.file.stem);
        }
    }

    fn check_head(&mut self, branch: &mut Branch) {
        let head = self.file.head.and_then(|text| self.read_head(branch, text));
        let signature = head.and_then(|_| self.good_head_signature(branch));
        branch.head = head.zip(signature);
        let bound = branch.head.as_ref().map_or(0, |(position, _)| position.seq);
        let loose = branch.places.iter().filter(|p| p.line.is_none() && p.seq > bound);
        for place in loose {
            let path = format!("data/ledger/{}.jsonl#{}", branch.stem, place.seq);
            self.findings.push(
                Finding::new(FindingKind::Unverifiable, "withheld-unbound", path)
                    .expected("a signed head at or after it")
                    .found(format_args!("the newest signed head is {bound}")),
            );
        }
    }

    /// The head, if it is one of this chain and fits the lines.
    fn read_head(&mut self, branch: &Branch, text: &[u8]) -> Option<Position> {
        let path = self.path(".head");
        let Some((op, head)) = read_head(text) else {
            self.altered("head-form", path, "the five lines of a head", "another form");
            return None;
        };
        if op != branch.op || head.chain != branch.chain {
            self.altered("head-differs", path, "this chain's head", format_args!("a head of {}", head.chain));
            return None;
        }
        let based = self.base.iter().flat_map(|b| &b.heads).filter(|b| b.chain == branch.chain);
        let based: Vec<Position> = based.copied().collect();
        let ends = branch.places.last().map(|place| place.seq).into_iter().chain(based.iter().map(|b| b.seq));
        let last = ends.max().unwrap_or(0);
        if head.seq > last {
            let finding = Finding::new(FindingKind::Missing, "tail-missing", path);
            let finding = finding.expected(format_args!("entries up to {}", head.seq));
            self.findings.push(finding.found(format_args!("entries up to {last}")));
            return None;
        }
        // Within what the base covers only the base's own heads are known here.
        let place = branch.places.iter().find(|place| place.seq == head.seq).map(|place| place.link);
        let of_base = based.iter().filter(|b| b.seq == head.seq).map(|b| b.link);
        let known: Vec<Digest> = place.map_or_else(|| of_base.collect(), |link| vec![link]);
        if !known.is_empty() && !known.contains(&head.link) {
            self.altered("head-differs", path, &known[0].to_string(), head.link);
            return None;
        }
        Some(head)
    }

    fn good_head_signature(&mut self, branch: &Branch) -> Option<Signature> {
        let (text, armour) = (self.file.head?, self.file.head_signature?);
        let signature =
            parse_armour(armour).ok().filter(|a| a.key == branch.key && a.namespace == namespace::HEAD);
        let good = signature.filter(|a| verify(&branch.key, namespace::HEAD, text, &a.signature));
        if good.is_none() {
            let expected = "a good signature by the chain's key";
            self.altered("signature-bad", self.path(".head.sig"), expected, "none");
        }
        good.map(|a| a.signature)
    }
}

/// A line read as an entry; `None` for one that is withheld.
type Read = Option<Result<Box<Entry>, String>>;

/// Lines for which a thread of its own pays.
const WORTH_A_THREAD: usize = 256;

/// Reads lines, on several threads where there are many: each line can be read for itself.
fn read_lines(file: &ChainFile<'_>, lines: &[Range<usize>]) -> Vec<Read> {
    let read = |range: &Range<usize>| {
        let line = &file.lines[range.clone()];
        (!line.starts_with(WITHHELD)).then(|| Entry::read(line).map(Box::new))
    };
    let threads = file.threads.min(lines.len() / WORTH_A_THREAD).max(1);
    if threads == 1 {
        return lines.iter().map(read).collect();
    }
    std::thread::scope(|scope| {
        let parts = lines.chunks(lines.len().div_ceil(threads));
        let parts = parts.map(|part| scope.spawn(move || part.iter().map(read).collect::<Vec<_>>()));
        let parts: Vec<_> = parts.collect();
        let joined = parts.into_iter().map(|part| part.join());
        joined.flat_map(|part| part.unwrap_or_else(|cause| std::panic::resume_unwind(cause))).collect()
    })
}

const WITHHELD: &[u8] = b"{\"withheld\":\"";

enum Line {
    Entry(Box<Entry>),
    Withheld(Digest),
    /// No entry, but its bytes have a digest.
    Bad(Digest),
    /// Not even that can be held by it.
    BadWithheld,
}

/// What a `chain.start` says.
pub struct ChainStart {
    /// The key of the chain.
    pub key: PublicKey,
    /// The laptop's name.
    pub device: String,
}

impl ChainStart {
    /// Reads the body; `None` if the key is none that FORMAT.md section 4 allows or the chain id does not follow from it.
    pub fn read(entry: &Entry) -> Option<Self> {
        let key: PublicKey = entry.body.text_of("public_key")?.parse().ok()?;
        let nonce = entry.body.text_of("nonce").and_then(crate::digest::from_hex)?;
        let nonce: [u8; 16] = nonce.try_into().ok()?;
        let device = entry.body.text_of("device")?.to_owned();
        (ChainId::derive(entry.op, key.as_bytes(), &nonce) == entry.chain).then_some(Self { key, device })
    }
}
