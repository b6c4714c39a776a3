//! `keys/allowed_signers`, and each sealed note as a file that stock tools can check.

use super::Sink;
use super::facts::Facts;
use crate::error::{Code, Error, Result};
use crate::signature::{armour, namespace};

/// Hands over the keys, then the notes.
pub(super) fn write(facts: &Facts<'_>, sink: Sink<'_>) -> Result<()> {
    let lines: String = facts.signers().all().iter().map(|signer| signer.line()).collect();
    sink("keys/allowed_signers", lines.into_bytes())?;
    for note in &facts.notes {
        let (line, signature) = (facts.evidence.lines)(&note.digest).ok_or_else(|| {
            Error::new(Code::NotFound, "writing a sealed note as a file", "its line is not held")
                .on(note.digest)
        })?;
        sink(&format!("notes/{}.json", note.digest), line)?;
        // Without its chain's beginning a note has no known key; a verifier reports that chain.
        if let Some(signer) = facts.signers().of_chain(&note.chain) {
            let armoured = armour(&signer.key, namespace::ENTRY, &signature);
            sink(&format!("notes/{}.sig", note.digest), armoured.into_bytes())?;
        }
    }
    Ok(())
}
