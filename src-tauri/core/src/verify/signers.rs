//! Identity, apart from integrity: is every key that signed on a list from outside?

use super::bundle::{BundleCheck, VerifyOptions};
use crate::entry::Position;
use crate::finding::{Finding, FindingKind};
use crate::receipt::Coverage;
use crate::signature::{AllowedSigners, PublicKey, namespace};
use crate::trust::{Outcome, Standing};
use std::collections::BTreeMap;

/// One use of a key: what for, when by its clock, and the earliest time at which it is proven to have existed; times in
/// milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) namespace: &'static str,
    pub(super) at: Option<i64>,
    pub(super) proved: Option<i64>,
}

/// What came of asking who signed.
pub(super) struct Signed {
    /// What is not proven about it.
    pub findings: Vec<Finding>,
    /// Signatures by keys that are revoked now, which are good all the same: something proves that they are older.
    pub fixed: u64,
    /// The keys, revoked now, of which every signature is.
    pub fixed_keys: Vec<PublicKey>,
}

/// Asks of each key that signed. `covered` is what receipts prove; `stamped` the time at which a token proves that all of it
/// existed but the bundle's own signature.
pub(super) fn check(
    bundle: &BundleCheck,
    options: &VerifyOptions<'_>,
    covered: &Coverage,
    stamped: Option<i64>,
) -> Signed {
    let proved = |chain, seq, link| {
        let place = Position { chain, seq, link };
        let by_receipt = covered.existed_before(&place).map(|moment| moment.millis);
        let known = options.proved.and_then(|proved| proved(&place));
        known.into_iter().chain(by_receipt).chain(stamped).min()
    };
    let mut keys: BTreeMap<PublicKey, Vec<Use>> = BTreeMap::new();
    for branch in &bundle.branches {
        let uses = keys.entry(branch.key).or_default();
        let entries = branch.places.iter().filter_map(|place| Some((place, place.entry.as_ref()?)));
        uses.extend(entries.map(|(place, entry)| Use {
            namespace: namespace::ENTRY,
            at: Some(entry.moment.millis),
            proved: proved(branch.chain, place.seq, place.link),
        }));
        if let Some((head, _)) = &branch.head {
            let proved = proved(branch.chain, head.seq, head.link);
            uses.push(Use { namespace: namespace::HEAD, at: None, proved });
        }
    }
    if let Some(key) = bundle.signer {
        let of_bundle = Use { namespace: namespace::BUNDLE, at: None, proved: options.bundle_proved };
        keys.entry(key).or_default().push(of_bundle);
    }
    let mut signed = Signed { findings: Vec::new(), fixed: 0, fixed_keys: Vec::new() };
    for (key, uses) in keys {
        let fixed = fixed(&key, &uses, options.signers);
        signed.findings.extend(judge(&key, &uses, options.signers));
        signed.fixed += fixed;
        signed.fixed_keys.extend((fixed == uses.len() as u64 && fixed > 0).then_some(key));
    }
    signed
}

/// How many uses of a revoked key are good, since they are proven to be older than its revocation.
pub(super) fn fixed(key: &PublicKey, uses: &[Use], list: Option<&AllowedSigners>) -> u64 {
    let Some(list) = list.filter(|list| list.revoked().iter().any(|revoked| revoked.key == *key)) else {
        return 0;
    };
    let good = |used: &&Use| {
        Standing::of(Some(list), key, used.namespace, used.at, used.proved).outcome == Outcome::Trusted
    };
    uses.iter().filter(good).count() as u64
}

/// The first thing that the list holds against a key's signatures.
pub(super) fn judge(key: &PublicKey, uses: &[Use], list: Option<&AllowedSigners>) -> Option<Finding> {
    let finding = |standing: &Standing| {
        let (code, found) = words(standing);
        let finding = Finding::new(FindingKind::Unverifiable, code, key.fingerprint());
        finding.expected("a key on a list from outside").found(found)
    };
    if list.is_none() {
        return Some(finding(&Standing::of(None, key, namespace::ENTRY, None, None)));
    }
    let standings = uses.iter().map(|used| Standing::of(list, key, used.namespace, used.at, used.proved));
    standings.into_iter().find(|standing| standing.outcome != Outcome::Trusted).map(|s| finding(&s))
}

/// The code of a finding, and what was found.
fn words(standing: &Standing) -> (&'static str, String) {
    let name = standing.list.map_or_else(|| "the list".to_owned(), |number| format!("list {number}"));
    match standing.reason {
        "no-list" => ("signer-unknown", "no list was given".to_owned()),
        "not-for-this" => ("signer-unknown", format!("{name} allows it for other things only")),
        "expired" | "not-yet-valid" => {
            ("signer-expired", format!("{name} does not cover the time that the laptop's clock gave"))
        }
        "revoked" => ("signer-revoked", standing.sentence.clone()),
        _ => ("signer-unknown", format!("it is not on {name}")),
    }
}
