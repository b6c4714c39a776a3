//! What people disagree about.

use super::commands;
use sigillum_core::catalogue::{ConflictPage, Settled, SettledView, Settlement};
use sigillum_core::signature::AllowedSigners;
use std::path::PathBuf;

commands! { "conflict":
    /// A part of the conflicts, and how many there are of each kind; with a list of signers also values of its signers
    /// that only others replaced. With `mine` only those about what the signer wrote to.
    conflict_page(desk, signers: Option<PathBuf>, mine: bool, offset: usize, limit: usize) -> ConflictPage {
        desk.read(move |c| {
            let list = signers.as_deref().map(AllowedSigners::read).transpose()?;
            c.conflict_queue(list.as_ref(), mine, offset, limit)
        }).await
    }

    /// Settles one; gives what undoes it.
    conflict_settle(desk, id: String, settlement: Settlement, signers: Option<PathBuf>) -> Settled {
        desk.write(move |c| {
            let list = signers.as_deref().map(AllowedSigners::read).transpose()?;
            c.settle(&id, &settlement, list.as_ref())
        }).await
    }

    /// The settlements that still stand, the newest first; with `mine` those that the signer made.
    conflict_settled(desk, mine: bool) -> Vec<SettledView> {
        desk.read(move |c| c.settled(mine)).await
    }

    /// Undoes a settlement by new entries: the conflict is back on the list.
    conflict_undo(desk, settled: Settled) -> () {
        desk.write(move |c| c.undo_settlement(&settled)).await
    }
}
