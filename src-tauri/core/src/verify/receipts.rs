//! Receipts as they are handed on, and what those that count prove of a bundle: FORMAT.md sections 17 and 18.
//!
//! Owns: holding a receipt to its form and signature, and choosing those that count. Must never: let a receipt prove anything
//! that a key signed which the list from outside does not let sign receipts, or which it revokes.

use super::bundle::{BundleCheck, VerifyOptions, original_path};
use crate::digest::Digest;
use crate::entry::{Entry, Position};
use crate::error::{Code, Error, IoContext, Result};
use crate::finding::{Finding, FindingKind};
use crate::id::ChainId;
use crate::receipt::{self, ACCEPT, Ancestry, Coverage, Receipt, Stated};
use crate::signature::{AllowedSigners, PublicKey, Trust, namespace, parse_armour, verify};
use crate::state::counting_operations;
use crate::store::files::open_regular;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What is added to a receipt's name for its signature's.
pub const ENDING: &str = ".sig";
/// The longest armoured signature that is read, in bytes; one of ours has 295.
const LONGEST_SIGNATURE: u64 = 4096;

/// A receipt as it came: its bytes, its signature, and what they say.
#[derive(Clone, Debug)]
pub struct SignedReceipt {
    /// The bytes of its text.
    pub text: Vec<u8>,
    /// The armoured signature.
    pub signature: Vec<u8>,
    /// What it says, and who signed it; the signature is good.
    pub stated: Stated,
}

impl SignedReceipt {
    /// Reads the receipt at a path and the signature beside it; the signature's own path serves too.
    ///
    /// # Errors
    /// [`Code::BadReceipt`], [`Code::BadSignature`]; the file system's failures.
    pub fn read(path: &Path, doing: &str) -> Result<Self> {
        let name = path.as_os_str().to_string_lossy();
        let path = name.strip_suffix(ENDING).map_or_else(|| path.to_owned(), PathBuf::from);
        let text = read(&path, receipt::LONGEST, doing)?;
        if !text.starts_with(receipt::FIRST_LINE.as_bytes()) {
            return Err(no_receipt(&path, doing));
        }
        let mut beside = path.clone().into_os_string();
        beside.push(ENDING);
        let beside = PathBuf::from(beside);
        let signature = match read(&beside, LONGEST_SIGNATURE, doing) {
            Err(error) if error.code == Code::NotFound => {
                return Err(Error::new(Code::BadSignature, doing, "its signature is not there")
                    .on(beside.display())
                    .safe("Nothing was changed")
                    .remedy("A receipt is two files: bring the one whose name ends in .sig too."));
            }
            other => other?,
        };
        Self::check(text, signature, doing)
            .map_err(|error| error.on(path.display()).safe("Nothing was changed"))
    }

    /// Holds a text to its form and its signature.
    ///
    /// # Errors
    /// [`Code::BadReceipt`], [`Code::BadSignature`].
    pub fn check(text: Vec<u8>, signature: Vec<u8>, doing: &str) -> Result<Self> {
        let armour = parse_armour(&signature).ok();
        let good = armour.filter(|a| {
            a.namespace == namespace::RECEIPT && verify(&a.key, namespace::RECEIPT, &text, &a.signature)
        });
        let Some(good) = good else {
            return Err(Error::new(Code::BadSignature, doing, "the signature of the receipt is not good")
                .remedy("It was changed on the way, or is another's: get it again from headquarters."));
        };
        let receipt = Receipt::read(&text).ok_or_else(|| no_receipt(Path::new(""), doing))?;
        let stated = Stated { digest: Digest::of(&text), signer: *good.key.as_bytes(), receipt };
        Ok(Self { text, signature, stated })
    }

    /// The part of its name that says which it is.
    pub fn short(&self) -> String {
        self.stated.digest.short()
    }
}

fn no_receipt(path: &Path, doing: &str) -> Error {
    Error::new(Code::BadReceipt, doing, "the file is no receipt")
        .on(path.display())
        .safe("Nothing was changed")
        .remedy("Name the file whose first line is \"sigillum receipt v1\".")
}

/// The bytes of a regular file, at most this many.
pub(crate) fn read(path: &Path, most: u64, doing: &str) -> Result<Vec<u8>> {
    let (file, _) = open_regular(path).map_err(std::io::Error::from).doing(doing, path)?;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).doing(doing, path)?;
    if bytes.len() as u64 > most {
        return Err(
            Error::new(Code::TooLarge, doing, "the file is too large for a receipt").on(path.display())
        );
    }
    Ok(bytes)
}

/// True if the list lets its signer sign receipts at the time that it gives, and does not revoke that key: else whoever has
/// a stolen key could prove anything with it.
pub(crate) fn is_trusted(stated: &Stated, list: &AllowedSigners) -> bool {
    let at = Some(stated.receipt.at.millis);
    PublicKey::from_bytes(&stated.signer)
        .is_ok_and(|key| matches!(list.lookup(&key, namespace::RECEIPT, at), Trust::Trusted { .. }))
}

/// What the receipts prove that were given or stand in these bundles, of which the first is the one that is checked, the
/// others what it builds on. One that was given and does not count is a finding.
pub(super) fn proofs(
    all: &[&BundleCheck],
    options: &VerifyOptions<'_>,
    findings: &mut Vec<Finding>,
) -> Coverage {
    let Some(list) = options.signers else { return Coverage::default() };
    let entries = || all.iter().flat_map(|check| check.entries());
    let ours = all.iter().find_map(|check| check.operation);
    let counting = ours.map(|ours| counting_operations(ours, entries())).unwrap_or_default();
    let counts = |stated: &Stated| is_trusted(stated, list) && counting.contains(&stated.receipt.operation);
    let mut found: BTreeMap<Digest, Stated> = BTreeMap::new();
    for given in options.receipts {
        if counts(&given.stated) {
            found.insert(given.stated.digest, given.stated.clone());
        } else {
            let finding = Finding::new(FindingKind::Unverifiable, "receipt-unknown", given.short());
            findings.push(
                finding.expected("a receipt of this operation, by a key that the list lets sign receipts"),
            );
        }
    }
    for entry in entries().filter(|entry| entry.kind == ACCEPT) {
        found.extend(stated_in(all, entry).filter(counts).map(|stated| (stated.digest, stated)));
    }
    if found.is_empty() {
        return Coverage::default();
    }
    let held = Held::of(all);
    let stated: Vec<Stated> = found.into_values().collect();
    let covered = Coverage::of::<Infallible>(&stated, &mut |place| Ok(held.before(place)));
    covered.unwrap_or_else(|never| match never {})
}

/// The receipt that an entry names, whose two files `bytes` gives by digest, at most so many bytes of each; `None` where one is
/// not there, or is not what was named, or the receipt is not good.
///
/// # Errors
/// Those of `bytes`.
pub(crate) fn stated_by<E>(
    entry: &Entry,
    mut bytes: impl FnMut(&Digest, u64) -> std::result::Result<Option<Vec<u8>>, E>,
) -> std::result::Result<Option<Stated>, E> {
    let mut named = |member: &str, most: u64| {
        let digest = entry.body.text_of(member).and_then(|text| text.parse::<Digest>().ok());
        let Some(digest) = digest else { return Ok(None) };
        Ok(bytes(&digest, most)?.filter(|found| Digest::of(found) == digest))
    };
    let (text, signature) = (named("receipt", receipt::LONGEST)?, named("signature", LONGEST_SIGNATURE)?);
    let (Some(text), Some(signature)) = (text, signature) else { return Ok(None) };
    Ok(SignedReceipt::check(text, signature, "reading a receipt").ok().map(|signed| signed.stated))
}

/// The same, its files in one of these bundles.
fn stated_in(all: &[&BundleCheck], entry: &Entry) -> Option<Stated> {
    let stated = stated_by::<Infallible>(entry, |digest, most| {
        let original = entry.originals.iter().find(|original| original.sha256 == *digest);
        let path = original.map(original_path);
        Ok(path.and_then(|path| all.iter().find_map(|check| check.bag.read_checked(&path, most).ok())))
    });
    stated.unwrap_or_else(|never| match never {})
}

/// The places of some bundles.
struct Held<'a> {
    all: &'a [&'a BundleCheck],
    chains: HashMap<ChainId, Chain>,
}

/// The places held of one chain.
#[derive(Default)]
struct Chain {
    places: BTreeSet<(u64, Digest)>,
    /// True if each number from 1 to the last has one place: then what lies before a place is told by its number.
    plain: bool,
}

impl<'a> Held<'a> {
    fn of(all: &'a [&'a BundleCheck]) -> Self {
        let mut chains: HashMap<ChainId, Chain> = HashMap::new();
        for branch in all.iter().flat_map(|check| &check.branches) {
            let places = &mut chains.entry(branch.chain).or_default().places;
            places.extend(branch.places.iter().map(|place| (place.seq, place.link)));
        }
        for chain in chains.values_mut() {
            chain.plain = (1..).zip(&chain.places).all(|(seq, place)| place.0 == seq);
        }
        Self { all, chains }
    }

    /// What of the places held lies before this one, as far as links lead there.
    fn before(&self, place: &Position) -> Ancestry {
        let chain = self.chains.get(&place.chain);
        let Some(chain) = chain.filter(|chain| chain.places.contains(&(place.seq, place.link))) else {
            return Ancestry::NotHeld;
        };
        if chain.plain { Ancestry::UpTo(place.seq) } else { Ancestry::Links(self.links_to(*place)) }
    }

    /// Goes down a branch; where lines are left out that a base holds, on with that base's. What is not linked does not count.
    fn links_to(&self, place: Position) -> Vec<Digest> {
        let mut links = Vec::new();
        let mut next = Some(place);
        while let Some(from) = next.take() {
            let branches =
                self.all.iter().flat_map(|check| &check.branches).filter(|b| b.chain == from.chain);
            let at = branches.filter_map(|branch| {
                let here = |p: &super::Place| p.seq == from.seq && p.link == from.link;
                Some((branch, branch.places.iter().position(here)?))
            });
            // Where several files have the place, the one that goes on further down.
            let Some((branch, mut index)) = at.max_by_key(|(_, index)| *index) else { break };
            let places = &branch.places;
            links.push(places[index].link);
            while index > 0 && places[index - 1].seq + 1 == places[index].seq {
                index -= 1;
                links.push(places[index].link);
            }
            next = branch.after_base.filter(|base| base.seq < from.seq && index > 0);
        }
        links
    }
}
