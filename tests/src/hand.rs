//! Chains and bundles made by hand from the core's own types: what later versions write and this one reads.

use crate::loose_bundle::LooseBundle;
use sigillum_core::bag::{BundleWriter, Form};
use sigillum_core::digest::{Digest, to_hex};
use sigillum_core::entry::{Class, Draft, Entry, NewChange, Position};
use sigillum_core::head::{first_link, head_code, head_text, next_link};
use sigillum_core::id::{ChainId, OperationId};
use sigillum_core::json::{Json, object};
use sigillum_core::progress::Silent;
use sigillum_core::report::{self, BundleKind, Evidence};
use sigillum_core::signature::{PublicKey, Signature, UnlockedKey, armour, namespace};
use sigillum_core::state::State;
use sigillum_core::time::Moment;
use sigillum_core::verify::{Base, BundleCheck, original_path};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// One line of a ledger file; without bytes and signature it is withheld.
#[derive(Clone, Debug)]
pub struct HandLine {
    /// The entry's digest.
    pub digest: Digest,
    /// Line with LF and signature.
    pub told: Option<(Vec<u8>, Signature)>,
}

/// One chain or branch as it goes into a bundle.
#[derive(Clone, Debug)]
pub struct HandChain {
    /// The name of its files.
    pub stem: String,
    /// The chain.
    pub chain: ChainId,
    /// Its operation.
    pub op: OperationId,
    /// Its key.
    pub key: PublicKey,
    /// Its lines.
    pub lines: Vec<HandLine>,
    /// The signed head.
    pub head: Option<(Position, Signature)>,
}

impl HandChain {
    /// A chain as a bundle has it.
    pub fn all_of(check: &BundleCheck) -> Vec<Self> {
        let line = |stem: &str, place: &sigillum_core::verify::Place| {
            let told = place.line.clone().zip(place.signature);
            let bytes = |range: std::ops::Range<usize>| check.lines[stem][range].to_vec();
            HandLine { digest: place.digest, told: told.map(|(range, signature)| (bytes(range), signature)) }
        };
        let chain = |branch: &sigillum_core::verify::Branch| Self {
            stem: branch.stem.clone(),
            chain: branch.chain,
            op: branch.op,
            key: branch.key,
            lines: branch.places.iter().map(|place| line(&branch.stem, place)).collect(),
            head: branch.head,
        };
        check.branches.iter().map(chain).collect()
    }

    /// Begins a chain with its `chain.start`.
    pub fn begin(key: &UnlockedKey, op: OperationId, nonce: [u8; 16], heads: &[Position]) -> Self {
        let chain = ChainId::derive(op, key.public().as_bytes(), &nonce);
        let mut made =
            Self { stem: chain.to_string(), chain, op, key: key.public(), lines: Vec::new(), head: None };
        let body = object([
            ("public_key", Json::Text(key.public().openssh())),
            ("nonce", Json::Text(to_hex(&nonce))),
            ("device", "a laptop".into()),
            ("heads", Json::List(heads.iter().map(Position::to_json).collect())),
        ]);
        made.add(key, "chain.start", Class::Open, Vec::new(), body);
        made
    }

    /// Where it stands, if all its lines are here from the first on.
    pub fn end(&self) -> Position {
        let link = self.lines.iter().fold(first_link(self.chain), |link, line| next_link(link, line.digest));
        Position { chain: self.chain, seq: self.lines.len() as u64, link }
    }

    /// An entry as its key would write it next, to be spoiled or signed.
    pub fn draft(&self, kind: &str, class: Class, changes: Vec<NewChange>, body: Json) -> Draft {
        let seq = self.lines.len() as u64;
        Draft {
            op: self.op,
            after: self.end(),
            clock: 5_000 + seq,
            moment: Moment {
                millis: 1_763_026_867_123 + i64::try_from(seq).unwrap() * 1000,
                offset_minutes: 60,
            },
            salt: [u8::try_from(seq % 251).unwrap(); 16],
            class,
            save: [7; 16],
            kind: kind.to_owned(),
            changes,
            body,
        }
    }

    /// Writes and signs an entry; gives its digest.
    pub fn add(
        &mut self,
        key: &UnlockedKey,
        kind: &str,
        class: Class,
        changes: Vec<NewChange>,
        body: Json,
    ) -> Digest {
        let line = self.draft(kind, class, changes, body).line();
        self.add_line(key, line)
    }

    /// Signs any line at all.
    pub fn add_line(&mut self, key: &UnlockedKey, line: Vec<u8>) -> Digest {
        let signature = key.sign(namespace::ENTRY, &line).unwrap();
        let digest = Digest::of(&line);
        self.lines.push(HandLine { digest, told: Some((line, signature)) });
        digest
    }

    /// Signs the head at the end.
    pub fn sign_head(&mut self, key: &UnlockedKey) {
        let end = self.end();
        let signature = key.sign(namespace::HEAD, head_text(self.op, &end).as_bytes()).unwrap();
        self.head = Some((end, signature));
    }

    /// Withholds the lines whose entries are not to be seen.
    pub fn withhold(&mut self, hidden: impl Fn(&Entry) -> bool) {
        for line in &mut self.lines {
            let hide = line.told.as_ref().is_some_and(|(bytes, _)| hidden(&Entry::read(bytes).unwrap()));
            line.told = line.told.take().filter(|_| !hide);
        }
    }

    /// Keeps the first line and those after `seq`: what a base does not cover.
    pub fn after(mut self, seq: u64) -> Self {
        let first = self.lines[0].clone();
        self.lines =
            std::iter::once(first).chain(self.lines.split_off(usize::try_from(seq).unwrap())).collect();
        self
    }
}

/// What a bundle is made of.
pub struct HandBundle<'a> {
    /// Its kind.
    pub kind: BundleKind,
    /// Its operation.
    pub operation: OperationId,
    /// Who signs it.
    pub key: &'a UnlockedKey,
    /// Where the signer's chain stands.
    pub position: Position,
    /// The ledger.
    pub chains: Vec<HandChain>,
    /// Originals that may be needed, by digest.
    pub originals: BTreeMap<Digest, Vec<u8>>,
    /// What it builds on.
    pub base: Option<Base>,
}

impl HandBundle<'_> {
    /// The disclosed entries, each once; lines that are none are left out.
    fn entries(&self) -> Vec<Entry> {
        let mut seen = BTreeSet::new();
        let told = self.chains.iter().flat_map(|chain| &chain.lines).filter_map(|line| line.told.as_ref());
        let entries = told.filter_map(|(bytes, _)| Entry::read(bytes).ok());
        entries.filter(|entry| seen.insert(entry.digest)).collect()
    }

    /// All files of the payload.
    fn payload(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for chain in &self.chains {
            ledger_files(chain, &mut files);
        }
        if let Some(base) = &self.base {
            files.insert("data/base.json".to_owned(), base.line());
        }
        let entries = self.entries();
        for original in entries.iter().flat_map(|entry| &entry.originals) {
            if let Some(bytes) =
                self.originals.get(&original.sha256).filter(|_| self.kind != BundleKind::Invite)
            {
                files.insert(original_path(original), bytes.clone());
            }
        }
        self.derive(&entries, name, &mut files);
        files
    }

    fn derive(&self, entries: &[Entry], name: &str, files: &mut BTreeMap<String, Vec<u8>>) {
        let lines = self.chains.iter().flat_map(|chain| &chain.lines);
        let told: HashMap<Digest, (Vec<u8>, Signature)> =
            lines.clone().filter_map(|line| Some((line.digest, line.told.clone()?))).collect();
        let evidence = Evidence {
            entries,
            lines: &|digest| told.get(digest).cloned(),
            state: &State::of(entries),
            operation: self.operation,
            signer: self.key.public(),
            bundle_name: name,
            kind: self.kind,
            language: None,
            withheld: lines.filter(|line| line.told.is_none()).count() as u64,
        };
        report::derive(&evidence, &mut |path, bytes| {
            files.insert(format!("data/{path}"), bytes);
            Ok(())
        })
        .unwrap();
    }

    /// Writes it below `parent` with the core's own writer.
    pub fn write(&self, parent: &Path, form: Form) -> PathBuf {
        let at = &self.position;
        let name = format!("hand-{}-{}-{}-0a0b0c", self.kind.word(), at.chain.short(), at.seq);
        let mut writer = BundleWriter::create(parent, &name, form).unwrap();
        for (path, bytes) in self.payload(&name) {
            writer.add_bytes(&path, &bytes, &Silent).unwrap();
        }
        let info = [
            ("External-Identifier", name.clone()),
            ("Sigillum-Format", "1".to_owned()),
            ("Sigillum-Bundle", self.kind.word().to_owned()),
            ("Sigillum-Operation", self.operation.to_string()),
            ("Sigillum-Chain", at.chain.to_string()),
            ("Sigillum-Signer", self.key.public().fingerprint()),
            ("Sigillum-Head-Code", head_code(at)),
        ]
        .map(|(label, value)| (label.to_owned(), value));
        let mut sign = |tags: &[u8]| {
            let signature = self.key.sign(namespace::BUNDLE, tags)?;
            Ok(armour(&self.key.public(), namespace::BUNDLE, &signature).into_bytes())
        };
        writer.finish("2025-11-14", &info, &mut sign, &Silent).unwrap().path
    }

    /// Writes it as a folder and takes it up again, to be spoiled.
    pub fn loose(&self, parent: &Path) -> LooseBundle {
        LooseBundle::read(&self.write(parent, Form::Folder))
    }
}

fn ledger_files(chain: &HandChain, files: &mut BTreeMap<String, Vec<u8>>) {
    let (mut lines, mut signatures) = (Vec::new(), String::new());
    for line in &chain.lines {
        match &line.told {
            Some((bytes, signature)) => {
                lines.extend(bytes);
                signatures.push_str(&format!("{signature}\n"));
            }
            None => {
                lines.extend(format!("{{\"withheld\":\"{}\"}}\n", line.digest).into_bytes());
                signatures.push_str("-\n");
            }
        }
    }
    let mut put =
        |ending: &str, bytes: Vec<u8>| files.insert(format!("data/ledger/{}.{ending}", chain.stem), bytes);
    put("jsonl", lines);
    put("sigs", signatures.into_bytes());
    if let Some((position, signature)) = &chain.head {
        put("head", head_text(chain.op, position).into_bytes());
        put("head.sig", armour(&chain.key, namespace::HEAD, signature).into_bytes());
    }
}
