//! Leaving the site, and the labels that everything carries away.

use super::commands;
use crate::label_window;
use crate::printing::Paper;
use sigillum_core::catalogue::{LabelPage, LeaveCheck};
use sigillum_core::id::RecordId;
use sigillum_core::report::LabelLayout;
use sigillum_core::store::write_over;
use std::path::PathBuf;

/// The most rows in one part of a list.
const MOST_ROWS: usize = 500;
/// The most labels printed at once: a hundred sheets.
const MOST_PRINTED: usize = 2_400;

commands! { "leave":
    /// Whether everything is in order, what is not, and the head code to write down.
    leave_check(desk) -> LeaveCheck {
        desk.read(|c| c.leave()).await
    }

    /// A part of the list of labels, with what is known of each; only objects that have none if `due`.
    leave_labels(desk, due: bool, offset: usize, limit: usize) -> LabelPage {
        desk.read(move |c| c.label_page(due, offset, limit.min(MOST_ROWS))).await
    }

    /// The first of that list, as many as are printed at once.
    leave_label_ids(desk, due: bool) -> Vec<RecordId> {
        desk.read(move |c| c.label_ids(due, MOST_PRINTED)).await
    }

    /// Opens the page of these labels in a window of its own and asks the system to print it.
    leave_print(desk, objects: Vec<RecordId>, layout: LabelLayout, skip: usize) -> () {
        let page = desk.read(move |c| c.labels(&objects, layout, skip)).await?;
        let paper = if layout == LabelLayout::Roll { Paper::LabelRoll } else { Paper::LabelSheet };
        label_window::show(desk, "Labels", page, paper)
    }

    /// Writes the page of these labels to a file, to be printed elsewhere.
    leave_save_labels(desk, objects: Vec<RecordId>, layout: LabelLayout, skip: usize, to: PathBuf) -> () {
        desk.read(move |c| {
            let page = c.labels(&objects, layout, skip)?;
            write_over(&to, &page, "writing the labels")
        }).await
    }

    /// Remembers that the labels of these came out of the printer, or forgets it.
    leave_printed(desk, objects: Vec<RecordId>, printed: bool) -> () {
        desk.write(move |c| c.labels_printed(&objects, printed)).await
    }
}
