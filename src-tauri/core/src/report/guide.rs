//! `verify.txt`: how to check the bundle with tools that every computer has.
//!
//! Must never: ask the reader to trust this file, or name a command that says "Good" for any key.

use super::BundleKind;
use super::facts::Facts;

const GUIDE: &str = include_str!("guide.txt");

/// The file: ASCII, LF.
pub(super) fn text(facts: &Facts<'_>) -> Vec<u8> {
    let evidence = facts.evidence;
    let principal = facts.signers().of_bundle().map(|s| s.principal.to_string()).unwrap_or_default();
    let mut out = GUIDE.to_owned();
    for (place, value) in [
        ("{special}", special(facts)),
        ("{name}", safe_name(evidence.bundle_name)),
        ("{kind}", evidence.kind.word().to_owned()),
        ("{operation}", evidence.operation.to_string()),
        ("{principal}", principal),
        ("{fingerprint}", evidence.signer.fingerprint()),
    ] {
        out = out.replace(place, &value);
    }
    out.into_bytes()
}

/// The name with nothing in it but what a bundle's name may have: no line of a name can pass for an instruction.
fn safe_name(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    name.chars().map(|c| if allowed(c) { c } else { '?' }).collect()
}

/// What holds for this kind of bundle alone.
fn special(facts: &Facts<'_>) -> String {
    match facts.evidence.kind {
        BundleKind::Full => String::new(),
        BundleKind::Invite => "\nTHIS BUNDLE IS AN INVITATION\n   It holds the whole ledger, for a laptop that \
                               joins, and of the\n   originals only the templates.\n"
            .to_owned(),
        BundleKind::Since => "\nTHIS BUNDLE BUILDS ON ANOTHER\n   It holds only what is new. data/base.json \
                              names the digest of the tag\n   manifest, or of the receipt, that it builds on; \
                              without that one it is\n   incomplete.\n"
            .to_owned(),
        BundleKind::Dossier => format!(
            "\nTHIS BUNDLE IS A DOSSIER\n   It shows chosen records. Of the ledger, {} lines are withheld:\n   their \
             digests keep their place in the proof, their content is not here.\n",
            facts.evidence.withheld
        ),
    }
}
