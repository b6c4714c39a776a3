//! The receipts that are known here, for people, and as what an export builds on.

use super::super::Catalogue;
use super::Signed;
use crate::digest::Digest;
use crate::entry::{Entry, Position};
use crate::error::{Code, Error, Result};
use crate::head::head_code;
use crate::ledger::{entries_of_kind, path_to};
use crate::receipt::{ACCEPT, FIRST_LINE, Stated};
use crate::signature::PublicKey;
use crate::verify::Base;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;

/// The word by which the newest receipt is meant.
const NEWEST: &str = "receipt";

/// Who accepted a receipt.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReceiptAcceptance {
    /// True if this catalogue did; false if the entry came from another one.
    pub mine: bool,
    /// The signer, by name or fingerprint.
    pub signer: String,
    /// On which laptop.
    pub device: String,
    /// When, by that laptop's clock.
    pub at: String,
    /// That clock's offset.
    pub zone: String,
}

/// A receipt, in short.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReceiptLine {
    /// The digest of its text.
    pub digest: Digest,
    /// Fingerprint of the key that signed it.
    pub signer: String,
    /// Whose key that is, by their own word, where an entry here says so.
    pub signer_name: Option<String>,
    /// When, by headquarters' clock.
    pub at: String,
    /// That clock's offset.
    pub zone: String,
    /// The number of the list of signers in force there.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub list: Option<u64>,
    /// How many ends of chains and branches it names.
    pub heads: usize,
    /// How many originals it says are lacking.
    pub lacks: usize,
    /// True for the one that `--since receipt` means.
    pub newest: bool,
    /// Who accepted it; none where it was only read.
    pub accepted: Vec<ReceiptAcceptance>,
}

/// A head that a receipt names.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReceiptHead {
    /// The place.
    #[serde(flatten)]
    pub position: Position,
    /// Its head code, as on paper.
    pub code: String,
    /// True if it is held here.
    pub held: bool,
    /// True if this catalogue wrote the chain.
    pub mine: bool,
    /// On which laptop it was written, where that is known.
    pub device: String,
}

/// An original that a receipt says is lacking.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReceiptLacking {
    /// Its SHA-256.
    pub sha256: Digest,
    /// Its size in bytes.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub size: u64,
    /// True if its file is here.
    pub held: bool,
}

/// A receipt in full.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReceiptView {
    /// In short.
    pub receipt: ReceiptLine,
    /// The ends of chains and branches.
    pub heads: Vec<ReceiptHead>,
    /// What headquarters lacks.
    pub lacks: Vec<ReceiptLacking>,
}

impl Catalogue {
    /// The receipts that entries here name and whose files are here, the newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub fn receipts(&self) -> Result<Vec<ReceiptLine>> {
        let newest = self.newest_receipt()?.map(|stated| stated.digest);
        let mut found: BTreeMap<Digest, (Stated, Vec<ReceiptAcceptance>)> = BTreeMap::new();
        let mut saves = BTreeSet::new();
        for entry in entries_of_kind(&self.reader(), ACCEPT)? {
            // A long acceptance is several entries of one save: one line is enough.
            if saves.insert((entry.chain, entry.save)) {
                let Some(stated) = self.stated_by(&entry)? else { continue };
                let acceptance = self.acceptance(&entry)?;
                found.entry(stated.digest).or_insert_with(|| (stated, Vec::new())).1.push(acceptance);
            }
        }
        let mut found: Vec<_> = found.into_values().collect();
        found.sort_by_key(|(stated, _)| std::cmp::Reverse(stated.receipt.order(&stated.digest)));
        found.into_iter().map(|(stated, all)| self.receipt_line(&stated, all, newest)).collect()
    }

    /// A receipt in full: one that is known here, by the first digits of its digest or the word `receipt`, or a file, which
    /// is held to its signature.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::Ambiguous`]; of a file [`Code::BadReceipt`], [`Code::BadSignature`].
    pub fn receipt(&self, name: &Path) -> Result<ReceiptView> {
        let stated = match self.receipt_by_name(name)? {
            Some(stated) => stated,
            None => Signed::read(name, "reading a receipt")?.stated,
        };
        let known = self.receipts()?.into_iter().find(|line| line.digest == stated.digest);
        let line = match known {
            Some(line) => line,
            None => self.receipt_line(&stated, Vec::new(), None)?,
        };
        let reader = self.reader();
        let mut heads = Vec::new();
        for position in &stated.receipt.heads {
            let chain = reader.chain(position.chain)?;
            heads.push(ReceiptHead {
                position: *position,
                code: head_code(position),
                held: self.holds(position),
                mine: chain.as_ref().is_some_and(|chain| chain.mine),
                device: chain.map(|chain| chain.device).unwrap_or_default(),
            });
        }
        let mut lacks = Vec::new();
        for original in &stated.receipt.lacks {
            let held = self.originals.find(&original.sha256)?.is_some();
            lacks.push(ReceiptLacking { sha256: original.sha256, size: original.size, held });
        }
        Ok(ReceiptView { receipt: line, heads, lacks })
    }

    fn acceptance(&self, entry: &Entry) -> Result<ReceiptAcceptance> {
        let (signer, device) = self.author(entry.chain)?;
        let mine = self.reader().chain(entry.chain)?.is_some_and(|chain| chain.mine);
        Ok(ReceiptAcceptance { mine, signer, device, at: entry.moment.at(), zone: entry.moment.zone() })
    }

    fn receipt_line(
        &self,
        stated: &Stated,
        accepted: Vec<ReceiptAcceptance>,
        newest: Option<Digest>,
    ) -> Result<ReceiptLine> {
        let key = PublicKey::from_bytes(&stated.signer).ok();
        let view = key.as_ref().map(|key| self.signer_view(key)).transpose()?;
        let receipt = &stated.receipt;
        Ok(ReceiptLine {
            digest: stated.digest,
            signer: key.map(|key| key.fingerprint()).unwrap_or_default(),
            signer_name: view.and_then(|view| view.name),
            at: receipt.at.at(),
            zone: receipt.at.zone(),
            list: receipt.list,
            heads: receipt.heads.len(),
            lacks: receipt.lacks.len(),
            newest: newest == Some(stated.digest),
            accepted,
        })
    }

    /// The newest receipt that this catalogue accepted.
    fn newest_receipt(&self) -> Result<Option<Stated>> {
        Ok(self.stated_receipts()?.into_iter().max_by_key(|stated| stated.receipt.order(&stated.digest)))
    }

    /// The receipt that a plain name means: the word `receipt`, or the first digits of a digest. A file of that name goes first.
    fn receipt_by_name(&self, name: &Path) -> Result<Option<Stated>> {
        let Some(text) = name.to_str().filter(|_| !name.exists()) else { return Ok(None) };
        if text == NEWEST {
            let none = || {
                Error::new(Code::NotFound, "looking for a receipt", "no receipt was accepted here")
                    .remedy("Accept the one that headquarters gave, with `receipt accept`.")
            };
            return self.newest_receipt()?.map(Some).ok_or_else(none);
        }
        if text.len() < 4 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Ok(None);
        }
        let mut all = Vec::new();
        for entry in entries_of_kind(&self.reader(), ACCEPT)? {
            all.extend(self.stated_by(&entry)?.filter(|stated| stated.digest.hex().starts_with(text)));
        }
        all.sort_by_key(|stated| stated.digest);
        all.dedup_by_key(|stated| stated.digest);
        if all.len() > 1 {
            return Err(
                Error::new(Code::Ambiguous, "looking for a receipt", "several receipts begin so").on(text)
            );
        }
        Ok(all.pop())
    }

    /// What a receipt that this catalogue accepted covers, as the base of an export; `None` where the name means no receipt.
    pub(in super::super) fn base_of_receipt(&self, name: &Path) -> Result<Option<Base>> {
        let doing = "exporting since a receipt";
        let named = match self.receipt_by_name(name)? {
            Some(stated) => stated,
            None if is_receipt(name) => Signed::read(name, doing)?.stated,
            None => return Ok(None),
        };
        let Some(stated) = self.stated_receipts()?.into_iter().find(|stated| stated.digest == named.digest)
        else {
            return Err(Error::new(Code::NotFound, doing, "this receipt was not accepted here")
                .on(named.digest.short())
                .safe("No bundle was written")
                .remedy("Accept it first, with `receipt accept`: then it is kept, and who reads the bundle can check it."));
        };
        let heads = self.covered_ends(&stated)?.into_iter().collect();
        Ok(Some(Base { kind: "receipt".into(), digest: stated.digest, operation: self.operation, heads }))
    }

    /// On each chain or branch held here the farthest place that a receipt names.
    fn covered_ends(&self, stated: &Stated) -> Result<BTreeSet<Position>> {
        let reader = self.reader();
        let held: Vec<&Position> = stated.receipt.places().filter(|place| self.holds(place)).collect();
        let mut ends = BTreeSet::new();
        for chain in reader.chains()? {
            let named = || held.iter().copied().filter(|place| place.chain == chain.chain);
            let tips = reader.tips(&chain)?;
            if tips.len() == 1 {
                ends.extend(named().max_by_key(|place| place.seq).copied());
                continue;
            }
            for (tip, _) in tips {
                let path: BTreeSet<Digest> =
                    path_to(&reader, &chain, tip)?.iter().map(|row| row.link).collect();
                ends.extend(
                    named().filter(|place| path.contains(&place.link)).max_by_key(|place| place.seq).copied(),
                );
            }
        }
        Ok(ends)
    }
}

/// True if the file begins as a receipt does.
fn is_receipt(path: &Path) -> bool {
    let Ok((file, _)) = crate::store::files::open_regular(path) else { return false };
    let mut start = Vec::new();
    let read = file.take(FIRST_LINE.len() as u64).read_to_end(&mut start);
    read.is_ok() && start == FIRST_LINE.as_bytes()
}
