//! Forensic notes.

use super::commands;
use sigillum_core::catalogue::{NotePage, NoteView, OpenNote, SealPreview};
use sigillum_core::entry::Class;
use sigillum_core::id::RecordId;
use sigillum_core::note::NoteDraft;

commands! { "note":
    /// Seals a note: from now on it can only be added to. A draft of this number goes with the same commit.
    note_seal(desk, draft: NoteDraft, number: Option<i64>, class: Class) -> NoteView {
        desk.write(move |c| c.note_seal(&draft, number, class)).await
    }

    /// Exactly what sealing this note now would sign; nothing is written.
    note_preview(desk, draft: NoteDraft, class: Class) -> SealPreview {
        desk.read(move |c| c.note_preview(&draft, class)).await
    }

    /// The drafts, the last changed first; about one record if given.
    note_open(desk, about: Option<RecordId>) -> Vec<OpenNote> {
        desk.read(move |c| c.note_draft_views(about.as_ref())).await
    }

    /// Throws a draft away; gives what it said, so that it can be brought back.
    note_discard(desk, number: i64) -> NoteDraft {
        desk.write(move |c| c.note_discard(number)).await
    }

    /// Some of the sealed notes, the newest first; about one record if given.
    note_page(desk, about: Option<RecordId>, offset: usize, limit: usize) -> NotePage {
        desk.read(move |c| c.note_page(about.as_ref(), offset, limit)).await
    }

    /// The sealed notes, in display order; about one record if given.
    note_list(desk, about: Option<RecordId>) -> Vec<NoteView> {
        desk.read(move |c| c.notes(about.as_ref())).await
    }

    /// One sealed note.
    note_show(desk, id: RecordId) -> NoteView {
        desk.read(move |c| c.note(&id)).await
    }
}
