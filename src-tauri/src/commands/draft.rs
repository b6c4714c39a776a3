//! Drafts: no evidence, need no key, saved as they are typed.

use super::commands;
use serde::Serialize;
use sigillum_core::json::Json;
use sigillum_core::note::NoteDraft;

/// A draft of a note.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct NoteDraftView {
    /// Its number.
    pub number: i64,
    /// When it was last changed.
    pub changed: String,
    /// What it says.
    pub note: NoteDraft,
}

commands! { "draft":
    /// Saves a draft of a note, new or again; gives its number.
    draft_save_note(desk, number: Option<i64>, draft: NoteDraft) -> i64 {
        desk.write(move |c| c.note_draft(number, &draft)).await
    }

    /// The drafts of notes, oldest first.
    draft_list_notes(desk) -> Vec<NoteDraftView> {
        desk.read(|c| {
            let rows = c.note_drafts()?.into_iter().map(|row| {
                let body = Json::parse(row.content.as_bytes()).unwrap_or(Json::Null);
                NoteDraftView { number: row.id, changed: row.changed, note: NoteDraft::from_body(&body) }
            });
            Ok(rows.collect())
        }).await
    }
}
