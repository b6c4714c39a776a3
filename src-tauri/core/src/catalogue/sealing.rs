//! Notes on their way to being sealed: drafts as a person meets them, and what exactly the seal will cover.
//!
//! Must never: seal anything; that is one deliberate act of its own, [`Catalogue::note_seal`].

use super::preview::EntryPreview;
use super::{Catalogue, NoteView};
use crate::entry::{Class, NewChange};
use crate::error::Result;
use crate::id::{RecordId, RecordKind};
use crate::json::Json;
use crate::note::NoteDraft;
use serde::Serialize;

/// A draft as it is shown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OpenNote {
    /// Its number in this catalogue.
    pub number: i64,
    /// When it was last changed.
    pub changed: String,
    /// What it is about, by name, in the order of `about`.
    pub names: Vec<String>,
    /// What it says.
    pub note: NoteDraft,
}

/// Some of the sealed notes, the newest first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NotePage {
    /// How many there are in all.
    pub total: usize,
    /// Those of this page.
    pub notes: Vec<NoteView>,
}

/// What a seal will cover.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SealPreview {
    /// The line that will be signed.
    pub entry: EntryPreview,
    /// What the note is about, by name.
    pub about: Vec<String>,
    /// The title of the note to which it is an addendum.
    pub addendum_to: Option<String>,
}

impl Catalogue {
    /// Exactly what sealing this note now would sign. Nothing is written.
    ///
    /// # Errors
    /// As [`Catalogue::note_seal`].
    pub fn note_preview(&self, draft: &NoteDraft, class: Class) -> Result<SealPreview> {
        draft.validate()?;
        let addendum_to = draft.addendum_to.as_ref().map(|id| self.note(id)).transpose()?;
        let changes = vec![NewChange::of_self("exists", true)];
        let (entry, _) = self.preview_entry("note.seal", class, changes, draft.to_body(), false)?;
        let about: Result<Vec<String>> = draft.about.iter().map(|id| self.name_of(id)).collect();
        Ok(SealPreview { entry, about: about?, addendum_to: addendum_to.map(|note| note.title) })
    }

    /// The drafts of notes as they are shown, the last changed first; of one record if given.
    ///
    /// # Errors
    /// The database's failures.
    pub fn note_draft_views(&self, about: Option<&RecordId>) -> Result<Vec<OpenNote>> {
        let mut found = Vec::new();
        for row in self.note_drafts()? {
            let body = Json::parse(row.content.as_bytes()).unwrap_or(Json::Null);
            let draft = NoteDraft::from_body(&body);
            if about.is_some_and(|id| !draft.about.contains(id)) {
                continue;
            }
            let names: Result<Vec<String>> = draft.about.iter().map(|id| self.name_of(id)).collect();
            found.push(OpenNote { number: row.id, changed: row.changed, names: names?, note: draft });
        }
        found.sort_by(|a, b| (&b.changed, b.number).cmp(&(&a.changed, a.number)));
        Ok(found)
    }

    /// Throws a draft away: it was no evidence. Gives what it said, so that it can be brought back.
    ///
    /// # Errors
    /// [`crate::error::Code::NotFound`].
    pub fn note_discard(&mut self, number: i64) -> Result<NoteDraft> {
        let draft = self.note_draft_content(number)?;
        self.write_beside(|writer| writer.remove_draft(number))?;
        Ok(draft)
    }

    /// Sealed notes, the newest here first, from `offset` on; those about one record if given.
    ///
    /// # Errors
    /// The database's failures.
    pub fn note_page(&self, about: Option<&RecordId>, offset: usize, limit: usize) -> Result<NotePage> {
        if about.is_some() {
            let mut notes = self.notes(about)?;
            notes.reverse();
            let total = notes.len();
            return Ok(NotePage { total, notes: notes.into_iter().skip(offset).take(limit).collect() });
        }
        let reader = self.reader();
        let rows = reader.entries_of_kind("note.seal")?;
        let mut notes = Vec::new();
        for row in rows.iter().rev().skip(offset).take(limit) {
            if let Some(entry) = reader.entry_by_row(*row)?.entry()? {
                notes.push(self.note(&RecordId::new(RecordKind::Note, entry.digest))?);
            }
        }
        Ok(NotePage { total: rows.len(), notes })
    }
}
