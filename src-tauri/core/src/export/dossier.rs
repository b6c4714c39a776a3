//! The files of a dossier's ledger: disclosed lines in full, of all others the digest at its place.

use super::choice::Choice;
use super::{Outgoing, Plan, newest_head};
use crate::entry::Position;
use crate::error::Result;
use crate::ledger::path_to;
use crate::report::{BundleKind, Language};
use crate::store::{ChainRow, EntryRow, Reader};

/// What goes into a dossier: every chain and branch that is held, with the chosen entries disclosed.
///
/// # Errors
/// The database's failures.
pub fn plan_dossier(reader: &Reader<'_>, choice: &Choice, language: Option<Language>) -> Result<Plan> {
    let mut outgoing = Vec::new();
    for chain in reader.chains()? {
        let tips = reader.tips(&chain)?;
        let forked = tips.len() > 1;
        for (tip, digest) in tips {
            let stem = super::stem(&chain, &digest, forked);
            let rows = rows(reader, &chain, tip, forked, choice)?;
            let head = newest_head(reader, &chain, tip, forked)?;
            outgoing.push(Outgoing { chain: chain.clone(), stem, rows, head });
        }
    }
    let entries = choice.entries.values().cloned().collect();
    Ok(Plan { kind: BundleKind::Dossier, base: None, language, outgoing, entries })
}

/// The rows of one branch, of those that stay out nothing but place and digest.
fn rows(
    reader: &Reader<'_>,
    chain: &ChainRow,
    tip: Position,
    forked: bool,
    choice: &Choice,
) -> Result<Vec<EntryRow>> {
    let mut rows = if forked { path_to(reader, chain, tip)? } else { reader.bare_entries(chain.id)? };
    for row in &mut rows {
        if choice.entries.contains_key(&row.digest) {
            if let Some(whole) = reader.entry(&row.digest)? {
                *row = whole;
            }
        } else {
            (row.line, row.signature) = (None, None);
        }
    }
    Ok(rows)
}
