//! Leaving the site, and the labels that everything carries away.

use super::commands;
use crate::label_window;
use sigillum_core::catalogue::{LabelRow, LeaveCheck};
use sigillum_core::id::RecordId;
use sigillum_core::report::LabelLayout;
use sigillum_core::store::write_over;
use std::path::PathBuf;

commands! { "leave":
    /// Whether everything is in order, what is not, and the head code to write down.
    leave_check(desk) -> LeaveCheck {
        desk.read(|c| c.leave()).await
    }

    /// What is known of the labels of all objects; only those that have none if `due`.
    leave_labels(desk, due: bool) -> Vec<LabelRow> {
        desk.read(move |c| c.label_rows(due)).await
    }

    /// Opens the page of these labels in a window of its own and asks the system to print it.
    leave_print(desk, objects: Vec<RecordId>, layout: LabelLayout, skip: usize) -> () {
        let page = desk.read(move |c| c.labels(&objects, layout, skip)).await?;
        label_window::show(desk, "Labels", page)
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
