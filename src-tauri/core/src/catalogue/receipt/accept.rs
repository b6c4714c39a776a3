//! A laptop accepts what headquarters states.

use super::super::Catalogue;
use super::Signed;
use crate::digest::Digest;
use crate::entry::{Class, OriginalRef, Position};
use crate::error::{Code, Error, Result};
use crate::finding::{Finding, FindingKind};
use crate::id::{ChainId, OperationId};
use crate::json::{Json, object};
use crate::ledger::entries_of_kind;
use crate::progress::Progress;
use crate::receipt::{ACCEPT, Receipt};
use crate::signature::{AllowedSigners, PublicKey, Trust, namespace};
use crate::state::counting_operations;
use crate::store::journal::{Job, JobKind};
use crate::store::originals::size_of;
use crate::store::stage::Staging;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::Path;

const DOING: &str = "accepting a receipt";
/// How many originals one entry names: with more it could grow too long.
const IN_ONE_ENTRY: usize = 1000;

/// What came of accepting a receipt.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AcceptedReceipt {
    /// The digest of its text.
    pub digest: Digest,
    /// False where it had been accepted here before: nothing was written then.
    pub new: bool,
    /// Fingerprint of the key that signed it.
    pub signer: String,
    /// Whose key that is by the list that was given; `None` where none was given, and nobody here vouches for it.
    pub trusted_as: Option<String>,
    /// When it was made, by headquarters' clock: what it covers existed before.
    pub at: String,
    /// That clock's offset.
    pub zone: String,
    /// Chains of this computer that headquarters knows longer or otherwise than this catalogue; what is written next begins a
    /// new chain.
    pub findings: Vec<Finding>,
    /// How many originals headquarters lacks of those that entries here name.
    pub lacks: usize,
    /// How many of them the next export since this receipt brings.
    pub sent_again: usize,
    /// Those of which no file is here either.
    pub lost: Vec<Digest>,
}

/// What headquarters lacks of what entries here name.
struct Lacking {
    here: Vec<OriginalRef>,
    lost: Vec<Digest>,
}

impl Catalogue {
    /// Accepts a receipt: it is kept as an original, an entry names it, and from then on exports can build on it.
    ///
    /// # Errors
    /// [`Code::BadReceipt`], [`Code::BadSignature`], [`Code::OtherOperation`], [`Code::OwnReceipt`], [`Code::KeyLocked`];
    /// [`Code::SignerUnknown`] where a list is given that does not name the signer for receipts. Nothing was changed then.
    pub fn receipt_accept(
        &mut self,
        path: &Path,
        signers: Option<&AllowedSigners>,
        progress: &dyn Progress,
    ) -> Result<AcceptedReceipt> {
        self.seat.required()?;
        let signed = Signed::read(path, DOING)?;
        let receipt = &signed.stated.receipt;
        let key = PublicKey::from_bytes(&signed.stated.signer)
            .map_err(|_| Error::new(Code::BadSignature, DOING, "its key is none"))?;
        let trusted_as =
            self.admit_receipt(&signed, &key, signers).map_err(|error| error.safe("Nothing was changed"))?;
        let lacking = self.lacking(receipt)?;
        let ahead = self.known_otherwise(receipt)?;
        for place in ahead.values().map(|(place, _)| place) {
            // Kept as the newest head of that chain: no later write goes on with it.
            self.kept.put(place)?;
        }
        let new = !self.accepted_here(&signed.stated.digest)?;
        if new {
            self.keep_receipt(&signed, &lacking, progress)?;
        }
        Ok(AcceptedReceipt {
            digest: signed.stated.digest,
            new,
            signer: key.fingerprint(),
            trusted_as,
            at: receipt.at.at(),
            zone: receipt.at.zone(),
            findings: ahead.into_values().map(|(_, finding)| finding).collect(),
            lacks: lacking.here.len() + lacking.lost.len(),
            sent_again: if new { lacking.here.len() } else { 0 },
            lost: lacking.lost,
        })
    }

    /// Refuses what is of another operation, was signed here, or by whom the list does not name; gives whose key it is.
    fn admit_receipt(
        &self,
        signed: &Signed,
        key: &PublicKey,
        signers: Option<&AllowedSigners>,
    ) -> Result<Option<String>> {
        let receipt = &signed.stated.receipt;
        if !self.counting()?.contains(&receipt.operation) {
            return Err(Error::new(Code::OtherOperation, DOING, "it is about another operation")
                .on(receipt.operation)
                .remedy("Bring it to the catalogue of that operation."));
        }
        if self.reader().chains()?.iter().any(|chain| chain.mine && chain.key == signed.stated.signer) {
            return Err(Error::new(Code::OwnReceipt, DOING, "it was signed with a key of this catalogue")
                .on(key.fingerprint())
                .remedy("A receipt comes from headquarters, signed with a key of its own."));
        }
        let counting = self.counting_list(signers);
        let Some(list) = counting.list() else { return Ok(None) };
        let what = match list.lookup(key, namespace::RECEIPT, Some(receipt.at.millis)) {
            Trust::Trusted { principal } => return Ok(Some(principal)),
            Trust::Unknown => "the list does not name the key that signed it",
            Trust::NotInNamespace => "the list allows the key that signed it for other things only",
            Trust::Revoked { .. } => "the key that signed it is revoked",
            Trust::Expired | Trust::NotYetValid => "the list does not cover the time at which it was signed",
        };
        Err(Error::new(Code::SignerUnknown, DOING, what)
            .on(key.fingerprint())
            .remedy("Compare the fingerprint with headquarters' on paper, and use its newest list."))
    }

    /// The operations whose entries count here.
    pub(in super::super) fn counting(&self) -> Result<BTreeSet<OperationId>> {
        let adoptions = entries_of_kind(&self.reader(), "operation.adopt")?;
        Ok(counting_operations(self.operation, &adoptions).into_iter().collect())
    }

    fn lacking(&self, receipt: &Receipt) -> Result<Lacking> {
        let mut lacking = Lacking { here: Vec::new(), lost: Vec::new() };
        for sha256 in receipt.lacks.iter().map(|o| o.sha256).collect::<BTreeSet<_>>() {
            let named = self.reader().original_as_named(&sha256)?;
            if named.is_empty() {
                continue;
            }
            match self.originals.find(&sha256)? {
                // As the file is: what is said here is signed by another key than whoever named a false size.
                Some(path) => lacking.here.extend(named.into_iter().min_by_key(|named| {
                    let ending = path.extension().and_then(OsStr::to_str) != Some(named.ext.as_str());
                    (size_of(&path) != named.size, ending)
                })),
                None => lacking.lost.push(sha256),
            }
        }
        Ok(lacking)
    }

    /// The newest place of each chain of this computer that the receipt names and that is not held here.
    fn known_otherwise(&self, receipt: &Receipt) -> Result<BTreeMap<ChainId, (Position, Finding)>> {
        let mut found: BTreeMap<ChainId, (Position, Finding)> = BTreeMap::new();
        for place in receipt.places().filter(|place| !self.holds(place)) {
            let Some(finding) = self.otherwise(place)? else { continue };
            let newer = found.get(&place.chain).is_none_or(|(kept, _)| kept.seq < place.seq);
            if newer {
                found.insert(place.chain, (*place, finding));
            }
        }
        Ok(found)
    }

    /// What it means that this place is not held; `None` where it is of a chain of others.
    fn otherwise(&self, place: &Position) -> Result<Option<Finding>> {
        let reader = self.reader();
        let finding = |code, held: String| {
            let path = format!("{}/{}", place.chain, place.seq);
            let finding = Finding::new(FindingKind::Missing, code, path).expected(place.link).found(held);
            Some(finding)
        };
        let Some(chain) = reader.chain(place.chain)? else {
            let ours = self.kept.get(place.chain)?.is_some();
            return Ok(finding("receipt-absent", "no entry of a chain that this computer wrote".into())
                .filter(|_| ours));
        };
        if !chain.mine {
            return Ok(None);
        }
        let end = reader.tips(&chain)?.iter().map(|(tip, _)| tip.seq).max().unwrap_or(0);
        if place.seq > end {
            return Ok(finding("receipt-ahead", format!("the chain ends at {end} here")));
        }
        let held = reader.entries_at(chain.id, place.seq)?;
        let held: Vec<String> = held.iter().map(|row| row.link.to_string()).collect();
        Ok(finding("receipt-differs", held.join(" ")))
    }

    fn accepted_here(&self, digest: &Digest) -> Result<bool> {
        let accepted = self.stated_receipts()?;
        Ok(accepted.iter().any(|stated| stated.digest == *digest))
    }

    /// The receipt and its signature become originals, each durable; then entries name them.
    fn keep_receipt(&mut self, signed: &Signed, lacking: &Lacking, progress: &dyn Progress) -> Result<()> {
        let need = (signed.text.len() + signed.signature.len()) as u64;
        let label = format!("receipt {}", signed.short());
        let mut job = self.originals.begin(JobKind::Import, &label, self.around.clock.now(), need)?;
        let kept = self.keep_its_files(&mut job, signed, progress);
        let done = kept.and_then(|kept| self.commit_acceptance(signed, kept, lacking));
        self.end_job(job, done)
    }

    fn keep_its_files(
        &self,
        job: &mut Job,
        signed: &Signed,
        progress: &dyn Progress,
    ) -> Result<[OriginalRef; 2]> {
        let how = Staging { ext: crate::media::ext_of, keep: None, progress };
        let text = self.keep_bytes(job, &signed.text, "receipt.txt", &how)?;
        Ok([text, self.keep_bytes(job, &signed.signature, "receipt.txt.sig", &how)?])
    }

    fn commit_acceptance(
        &mut self,
        signed: &Signed,
        kept: [OriginalRef; 2],
        lacking: &Lacking,
    ) -> Result<()> {
        let [text, signature] = &kept;
        let members = |originals: &[&OriginalRef]| {
            object([
                ("receipt", text.sha256.into()),
                ("signature", signature.sha256.into()),
                ("originals", Json::List(originals.iter().map(|original| original.to_json()).collect())),
            ])
        };
        let named: Vec<&OriginalRef> = kept.iter().chain(&lacking.here).collect();
        debug_assert_eq!(signed.stated.digest, text.sha256);
        self.commit(|pen| {
            for part in named.chunks(IN_ONE_ENTRY) {
                pen.write(ACCEPT, Class::Open, Vec::new(), members(part))?;
            }
            Ok(())
        })
    }
}
