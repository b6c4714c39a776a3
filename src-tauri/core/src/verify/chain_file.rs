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
    /// `.sigs`.
    pub signatures: &'a [u8],
    /// `.head` and `.head.sig`.
    pub head: Option<(&'a [u8], &'a [u8])>,
    /// True in a dossier: lines may be withheld.
    pub may_withhold: bool,
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
        while start < bytes.len() {
            let end =
                bytes[start..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| start + at + 1);
            lines.push(start..end);
            start = end;
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
        for (index, range) in lines.iter().enumerate().skip(1) {
            let line = &self.file.lines[range.clone()];
            let read = self.read_line(line, index + 1);
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

    fn read_line(&mut self, line: &[u8], number: usize) -> Line {
        if line.starts_with(WITHHELD) {
            let digest = std::str::from_utf8(&line[WITHHELD.len()..]).ok();
            let digest = digest.and_then(|rest| rest.strip_suffix("\"}\n")).and_then(|hex| hex.parse().ok());
            return match digest {
                Some(digest) if self.file.may_withhold => Line::Withheld(digest),
                _ => {
                    let what = if self.file.may_withhold {
                        "another form"
                    } else {
                        "a withheld line outside a dossier"
                    };
                    self.altered(
                        "withheld-form",
                        self.line_path(number),
                        "{\"withheld\":\"<digest>\"} in a dossier",
                        what,
                    );
                    digest.map_or(Line::BadWithheld, Line::Withheld)
                }
            };
        }
        match Entry::read(line) {
            Ok(entry) => Line::Entry(Box::new(entry)),
            Err(what) => {
                self.altered("entry-form", self.line_path(number), "an entry", &what);
                if line.len() > MAX_LINE { Line::BadWithheld } else { Line::Bad(Digest::of(line)) }
            }
        }
    }

    /// The base's head after which the second line stands, if the bundle builds on one.
    fn jump(&self, chain: ChainId, second: &Line) -> Option<Position> {
        let heads = self.base?.heads.iter().filter(|head| head.chain == chain);
        match second {
            Line::Entry(entry) => heads.copied().find(|h| entry.seq == h.seq + 1 && entry.prev == h.link),
            _ => heads.copied().next(),
        }
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
        let path = self.path(".sigs");
        let text = std::str::from_utf8(self.file.signatures).unwrap_or_default();
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
            self.altered("chain-start", self.path(".jsonl"), &format!("{plain} or {named}"), self.file.stem);
        }
    }

    fn check_head(&mut self, branch: &mut Branch) {
        let head =
            self.file.head.and_then(|(text, signature)| self.read_signed_head(branch, text, signature));
        if let Some((position, signature)) = head
            && self.head_fits(branch, &position)
        {
            branch.head = Some((position, signature));
        }
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

    fn read_signed_head(
        &mut self,
        branch: &Branch,
        text: &[u8],
        armour: &[u8],
    ) -> Option<(Position, Signature)> {
        let path = self.path(".head");
        let Some((op, position)) = read_head(text) else {
            self.altered("head-form", path, "the five lines of a head", "another form");
            return None;
        };
        if op != branch.op || position.chain != branch.chain {
            self.altered(
                "head-form",
                path,
                "this chain's head",
                format_args!("a head of {}", position.chain),
            );
            return None;
        }
        let signature =
            parse_armour(armour).ok().filter(|a| a.key == branch.key && a.namespace == namespace::HEAD);
        let good = signature.filter(|a| verify(&branch.key, namespace::HEAD, text, &a.signature));
        if good.is_none() {
            self.altered(
                "signature-bad",
                self.path(".head.sig"),
                "a good signature by the chain's key",
                "none",
            );
        }
        good.map(|a| (position, a.signature))
    }

    fn head_fits(&mut self, branch: &Branch, head: &Position) -> bool {
        let path = self.path(".head");
        let last =
            branch.places.last().map_or(0, |place| place.seq).max(branch.after_base.map_or(0, |b| b.seq));
        if head.seq > last {
            self.findings.push(
                Finding::new(FindingKind::Missing, "tail-missing", path)
                    .expected(format_args!("entries up to {}", head.seq))
                    .found(format_args!("entries up to {last}")),
            );
            return false;
        }
        let known = branch.places.iter().find(|place| place.seq == head.seq).map(|place| place.link);
        let known = known.or(branch.after_base.filter(|b| b.seq == head.seq).map(|b| b.link));
        match known {
            Some(link) if link != head.link => {
                self.altered("head-differs", path, &link.to_string(), head.link);
                false
            }
            _ => true,
        }
    }
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
