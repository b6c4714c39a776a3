//! What stands on the desk, opening and closing, the catalogues of before, the example.

use super::commands;
use crate::desk::{DeskView, Opened};
use crate::example;
use crate::jobs::{Begun, JobKind};
use crate::settings::Recent;
use serde::Serialize;
use std::path::PathBuf;

/// A catalogue that was open here.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct RecentView {
    /// What was remembered of it.
    #[serde(flatten)]
    pub recent: Recent,
    /// True if it is there now; else its disk is missing, or it was moved.
    pub there: bool,
}

commands! { "start":
    /// What is on the desk: a page that was just loaded asks this first.
    start_desk(desk) -> DeskView {
        desk.work(|desk| Ok(desk.view())).await
    }

    /// Catalogues that were open here, the last first.
    start_recent(desk) -> Vec<RecentView> {
        desk.work(|desk| {
            let there = |recent: &Recent| recent.path.join(sigillum_core::store::FILE_NAME).is_file();
            let recent = desk.settings().get().recent.into_iter();
            Ok(recent.map(|recent| RecentView { there: there(&recent), recent }).collect())
        }).await
    }

    /// Opens a catalogue in the place of the one that is open.
    start_open(desk, path: PathBuf) -> Opened {
        desk.work(move |desk| desk.open_here(&path)).await
    }

    /// Closes the catalogue and locks the key.
    start_close(desk) -> () {
        desk.work(|desk| desk.close()).await
    }

    /// Begins to make an operation to try things on, and opens it.
    start_example(desk) -> Begun<Opened> {
        Ok(desk.free_job(JobKind::Example, "", |desk, progress| example::make(desk, progress)))
    }

    /// Closes the window, whatever runs: jobs stop at their next safe point.
    start_quit(desk) -> () {
        desk.events().quit();
        Ok(())
    }
}
