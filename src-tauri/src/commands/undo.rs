//! Undoing the last own save, by new entries.

use super::commands;
use sigillum_core::catalogue::UndoPreview;

commands! { "undo":
    /// What undoing would take back; `null` if there is nothing.
    undo_preview(desk) -> Option<UndoPreview> {
        desk.read(|c| c.undo_preview()).await
    }

    /// Takes the last own save back; with `expected` only that one.
    undo_last(desk, expected: Option<String>) -> UndoPreview {
        desk.write(move |c| c.undo(expected.as_deref())).await
    }
}
