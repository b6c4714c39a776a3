//! Identity, apart from integrity: is every key that signed on a list from outside?

use super::bundle::BundleCheck;
use crate::finding::{Finding, FindingKind};
use crate::signature::{AllowedSigners, PublicKey, Trust, namespace};
use std::collections::BTreeMap;

/// What is not proven about who signed.
pub(super) fn check(bundle: &BundleCheck, list: Option<&AllowedSigners>) -> Vec<Finding> {
    let mut keys: BTreeMap<PublicKey, Vec<(&'static str, Option<i64>)>> = BTreeMap::new();
    for branch in &bundle.branches {
        let uses = keys.entry(branch.key).or_default();
        let entries = branch.places.iter().filter_map(|p| p.entry.as_ref());
        uses.extend(entries.map(|e| (namespace::ENTRY, Some(e.moment.millis))));
        if branch.head.is_some() {
            uses.push((namespace::HEAD, None));
        }
    }
    if let Some(key) = bundle.signer {
        keys.entry(key).or_default().push((namespace::BUNDLE, None));
    }
    keys.into_iter().filter_map(|(key, uses)| judge(&key, &uses, list)).collect()
}

/// The worst that the list says of a key's signatures.
pub(super) fn judge(
    key: &PublicKey,
    uses: &[(&'static str, Option<i64>)],
    list: Option<&AllowedSigners>,
) -> Option<Finding> {
    let finding = |code, found: &str| {
        let finding = Finding::new(FindingKind::Unverifiable, code, key.fingerprint());
        Some(finding.expected("a key on a list from outside").found(found))
    };
    let Some(list) = list else { return finding("signer-unknown", "no list was given") };
    for (namespace, at) in uses {
        match list.lookup(key, namespace, *at) {
            Trust::Trusted { .. } => {}
            Trust::Expired | Trust::NotYetValid => {
                return finding(
                    "signer-expired",
                    "the list does not cover the time that the laptop's clock gave",
                );
            }
            Trust::NotInNamespace => {
                return finding("signer-unknown", "the list allows it for other things only");
            }
            Trust::Unknown => return finding("signer-unknown", "it is not on the list"),
        }
    }
    None
}
