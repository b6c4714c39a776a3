//! Headquarters states what it holds.

use super::super::Catalogue;
use super::SIGNATURE;
use crate::digest::Digest;
use crate::entry::{OriginalRef, Position};
use crate::error::{Code, Error, Result};
use crate::export::slug;
use crate::id::OperationId;
use crate::ledger::{entries_of_kind, path_to};
use crate::receipt::Receipt;
use crate::signature::{AllowedSigners, armour, namespace};
use crate::store::write_together;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const DOING: &str = "making a receipt";

/// How to make a receipt.
#[derive(Clone, Debug, Default)]
pub struct ReceiptOptions {
    /// The folder in which it will stand.
    pub to: PathBuf,
    /// For which operation, where this catalogue adopted others; its own if none is named.
    pub operation: Option<OperationId>,
    /// The number of the list of signers in force here; that of the installed list if none is named.
    pub list: Option<u64>,
}

/// A receipt that stands on the disk.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MadeReceipt {
    /// The receipt.
    pub path: PathBuf,
    /// Its signature.
    pub signature: PathBuf,
    /// The digest of its text.
    pub digest: Digest,
    /// Fingerprint of the key that signed it.
    pub signer: String,
    /// When, by this computer's clock.
    pub at: String,
    /// That clock's offset.
    pub zone: String,
    /// How many ends of chains and branches it names.
    pub heads: usize,
    /// How many originals it says are lacking.
    pub lacks: usize,
}

impl Catalogue {
    /// Signs what this catalogue holds, and writes the receipt and its signature into a folder. No entry is left.
    ///
    /// # Errors
    /// [`Code::KeyLocked`]; [`Code::OtherOperation`]; the file system's failures, and no file is left then.
    pub fn receipt_make(&self, options: &ReceiptOptions) -> Result<MadeReceipt> {
        let signer = self.seat.required()?;
        let operation = options.operation.unwrap_or(self.operation);
        if !self.counting()?.contains(&operation) {
            return Err(Error::new(
                Code::OtherOperation,
                DOING,
                "this catalogue holds nothing of that operation",
            )
            .on(operation)
            .safe("Nothing was written"));
        }
        let list = options.list.or_else(|| self.counting_list(None).list().and_then(AllowedSigners::number));
        let receipt = self.what_is_held(operation, list)?;
        let text = receipt.text();
        let signature = signer.key.sign(namespace::RECEIPT, text.as_bytes())?;
        let signature = armour(&signer.key.public(), namespace::RECEIPT, &signature);
        let digest = Digest::of(text.as_bytes());
        let name = format!("{}-receipt-{}.txt", slug(&self.operation_reference()?), &digest.hex()[..8]);
        let beside = format!("{name}{SIGNATURE}");
        let folder: &Path = if options.to.as_os_str().is_empty() { Path::new(".") } else { &options.to };
        // The receipt's own name appears last: where it stands, its signature does too.
        write_together(folder, &[(&beside, signature.as_bytes()), (&name, text.as_bytes())], DOING)
            .map_err(|error| error.safe("No half receipt was left"))?;
        Ok(MadeReceipt {
            path: folder.join(&name),
            signature: folder.join(&beside),
            digest,
            signer: signer.key.public().fingerprint(),
            at: receipt.at.at(),
            zone: receipt.at.zone(),
            heads: receipt.heads.len(),
            lacks: receipt.lacks.len(),
        })
    }

    /// The heads up to which all is held, where bundles ended, and what originals are not there.
    fn what_is_held(&self, operation: OperationId, list: Option<u64>) -> Result<Receipt> {
        let reader = self.reader();
        let (mut heads, mut withheld) = (BTreeSet::new(), Vec::new());
        for chain in reader.chains()? {
            let from = reader.first_withheld(chain.id)?;
            withheld.extend(from.map(|from| (chain.chain, from)));
            for (tip, _) in reader.tips(&chain)? {
                if from.is_none() {
                    heads.insert(tip);
                    continue;
                }
                let path = path_to(&reader, &chain, tip)?;
                let disclosed = path.iter().take_while(|row| row.line.is_some()).last();
                heads.extend(disclosed.map(|row| Position {
                    chain: chain.chain,
                    seq: row.seq,
                    link: row.link,
                }));
            }
        }
        let hidden = |place: &Position| {
            withheld.iter().any(|(chain, from)| place.chain == *chain && place.seq >= *from)
        };
        let mut through = BTreeSet::new();
        for entry in entries_of_kind(&reader, "import.record")? {
            if reader.chain(entry.chain)?.is_some_and(|chain| chain.mine) {
                let ends = entry.heads().into_iter();
                through.extend(ends.filter(|end| !heads.contains(end) && !hidden(end) && self.holds(end)));
            }
        }
        let lacks = self.originals_lacking()?;
        let clock = reader.setting("clock")?.and_then(|clock| clock.parse().ok()).unwrap_or(0);
        Ok(Receipt { operation, at: self.around.clock.now(), clock, list, heads, through, lacks })
    }

    /// What entries name and is not here, under each size and ending that they give. The bytes of a file are looked at
    /// only where its size is none of those.
    fn originals_lacking(&self) -> Result<BTreeSet<OriginalRef>> {
        let standing = self.originals.standing()?;
        let named = self.reader().originals()?;
        let mut lacking = BTreeSet::new();
        for said in named.chunk_by(|one, other| one.sha256 == other.sha256) {
            let fits = |original: &OriginalRef| standing.get(&original.sha256) == Some(&original.size);
            if !said.iter().any(fits) && self.lacks_original(&said[0].sha256)? {
                lacking.extend(said.iter().cloned());
            }
        }
        Ok(lacking)
    }
}
