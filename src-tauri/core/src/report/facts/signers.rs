//! Whose keys signed, and what they are called. A name is what some key says of a key: it proves nothing.

use super::super::{Evidence, csv, words};
use crate::digest::from_hex;
use crate::entry::Entry;
use crate::id::{ChainId, RecordId, RecordKind};
use crate::signature::{Principal, PublicKey, allowed_signers_line};
use crate::state::State;
use std::collections::{BTreeMap, BTreeSet};

/// A name on a page is cut here.
const NAME: usize = 120;

/// A key that signed.
pub(in super::super) struct Signer {
    pub(in super::super) key: PublicKey,
    /// All live names, joined; empty if nobody named it.
    pub(in super::super) name: String,
    pub(in super::super) organisation: String,
    pub(in super::super) role: String,
    pub(in super::super) fingerprint: String,
    pub(in super::super) principal: Principal,
}

/// A chain and what it says of itself.
pub(in super::super) struct Chain {
    pub(in super::super) key: Option<PublicKey>,
    pub(in super::super) device: String,
    pub(in super::super) entries: usize,
}

pub(in super::super) struct Signers {
    signers: BTreeMap<PublicKey, Signer>,
    chains: BTreeMap<ChainId, Chain>,
    of_bundle: PublicKey,
}

impl Signers {
    pub(super) fn of<'a>(evidence: &Evidence<'_>, entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut chains: BTreeMap<ChainId, Chain> = BTreeMap::new();
        for entry in entries {
            let chain =
                chains.entry(entry.chain).or_insert(Chain { key: None, device: String::new(), entries: 0 });
            chain.entries += 1;
            if let Some(key) = key_of_start(entry) {
                chain.key = Some(key);
                // Where a chain forked at its very start, the first in order of digests speaks.
                if chain.device.is_empty() {
                    chain.device = words::clip(entry.body.text_of("device").unwrap_or_default(), NAME);
                }
            }
        }
        let keys: BTreeSet<_> =
            chains.values().filter_map(|chain| chain.key).chain([evidence.signer]).collect();
        let signers = keys.into_iter().map(|key| (key, Signer::of(key, evidence.state))).collect();
        Self { signers, chains, of_bundle: evidence.signer }
    }

    /// All signers: the bundle's first, the others by their line in `allowed_signers`.
    pub(in super::super) fn all(&self) -> Vec<&Signer> {
        let mut all: Vec<_> = self.signers.values().collect();
        all.sort_by_cached_key(|signer| (signer.key != self.of_bundle, signer.line()));
        all
    }

    /// The signer of the bundle.
    pub(in super::super) fn of_bundle(&self) -> Option<&Signer> {
        self.signers.get(&self.of_bundle)
    }

    /// The signer of a chain; `None` if its `chain.start` is not here.
    pub(in super::super) fn of_chain(&self, chain: &ChainId) -> Option<&Signer> {
        self.signers.get(&self.chains.get(chain)?.key?)
    }

    /// The chains, sorted by id.
    pub(in super::super) fn chains(&self) -> impl Iterator<Item = (&ChainId, &Chain)> {
        self.chains.iter()
    }

    /// The computer on which a chain was written, as it calls itself.
    pub(in super::super) fn device(&self, chain: &ChainId) -> &str {
        self.chains.get(chain).map(|chain| chain.device.as_str()).unwrap_or_default()
    }
}

impl Signer {
    fn of(key: PublicKey, state: &State) -> Self {
        let record = state.record(&RecordId::new(RecordKind::Signer, key.digest()));
        let texts = |field: &str| -> Vec<String> {
            let register = record.and_then(|r| r.register(field));
            let values = register.map(|r| r.values()).unwrap_or_default();
            values.iter().filter_map(|group| group[0].normal.text().map(str::to_owned)).collect()
        };
        let shown = |field: &str| words::clip(&csv::joined(texts(field)), NAME);
        Self {
            key,
            name: shown("name"),
            organisation: shown("organisation"),
            role: shown("role"),
            fingerprint: key.fingerprint(),
            principal: Principal::from_name(
                texts("name").iter().min().map(String::as_str).unwrap_or_default(),
                &key,
            ),
        }
    }

    /// The line in `allowed_signers`.
    pub(in super::super) fn line(&self) -> String {
        allowed_signers_line(&self.principal, &[], &self.key)
    }
}

/// The key of a `chain.start` whose chain id is the one that this key gives.
fn key_of_start(entry: &Entry) -> Option<PublicKey> {
    if entry.kind != "chain.start" {
        return None;
    }
    let key: PublicKey = entry.body.text_of("public_key")?.parse().ok()?;
    let nonce: [u8; 16] = from_hex(entry.body.text_of("nonce")?)?.try_into().ok()?;
    (ChainId::derive(entry.op, key.as_bytes(), &nonce) == entry.chain).then_some(key)
}
