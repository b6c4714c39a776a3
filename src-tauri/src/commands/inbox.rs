//! The inbox: many bundles at once, and what became of each.

use super::bundle::name_of;
use super::commands;
use crate::jobs::{Begun, JobKind};
use sigillum_core::catalogue::{InboxItem, InboxReport};
use sigillum_core::signature::AllowedSigners;
use std::path::PathBuf;

commands! { "inbox":
    /// What was given to this catalogue, and what became of each.
    inbox_list(desk) -> Vec<InboxItem> {
        desk.read(|c| c.inbox()).await
    }

    /// Begins to take in all bundles at a place, each by itself: a folder of bundles, or a bundle.
    inbox_import(desk, place: PathBuf, signers: Option<PathBuf>) -> Begun<InboxReport> {
        desk.job(JobKind::Inbox, &name_of(&place), move |c, progress| {
            let list = signers.as_deref().map(AllowedSigners::read).transpose()?;
            c.import_all(&[place], list.as_ref(), progress)
        })
    }

    /// Begins to try again what waits or was refused.
    inbox_resume(desk, signers: Option<PathBuf>) -> Begun<InboxReport> {
        desk.job(JobKind::Inbox, "", move |c, progress| {
            let list = signers.as_deref().map(AllowedSigners::read).transpose()?;
            c.inbox_resume(list.as_ref(), progress)
        })
    }

    /// Takes a bundle off the list; its file stays, and so does what came in with it.
    inbox_forget(desk, path: PathBuf) -> () {
        desk.write(move |c| c.inbox_forget(&path)).await
    }
}
