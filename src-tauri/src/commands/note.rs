//! Forensic notes.

use super::commands;
use sigillum_core::catalogue::NoteView;
use sigillum_core::entry::Class;
use sigillum_core::id::RecordId;
use sigillum_core::note::NoteDraft;

commands! { "note":
    /// Seals a note: from now on it can only be added to. A draft of this number goes with the same commit.
    note_seal(desk, draft: NoteDraft, number: Option<i64>, class: Class) -> NoteView {
        desk.write(move |c| c.note_seal(&draft, number, class)).await
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
