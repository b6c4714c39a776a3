//! What people disagree about.

use super::commands;
use sigillum_core::catalogue::{ConflictView, Settlement};
use sigillum_core::signature::AllowedSigners;
use std::path::PathBuf;

commands! { "conflict":
    /// All conflicts; with a list of signers also values of its signers that only others replaced.
    conflict_list(desk, signers: Option<PathBuf>) -> Vec<ConflictView> {
        desk.read(move |c| {
            let list = signers.as_deref().map(AllowedSigners::read).transpose()?;
            c.conflicts(list.as_ref())
        }).await
    }

    /// Settles one; gives those that are left.
    conflict_settle(desk, id: String, settlement: Settlement, signers: Option<PathBuf>) -> Vec<ConflictView> {
        desk.write(move |c| {
            let list = signers.as_deref().map(AllowedSigners::read).transpose()?;
            c.settle(&id, &settlement, list.as_ref())?;
            c.conflicts(list.as_ref())
        }).await
    }
}
