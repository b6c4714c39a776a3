//! Forensic notes: drafts that change, and sealed notes that cannot.

use super::Catalogue;
use crate::digest::Digest;
use crate::entry::{Class, Entry, NewChange};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::Json;
use crate::note::NoteDraft;
use crate::store::DraftRow;
use crate::trust::Standing;
use serde::Serialize;

/// A sealed note as it is shown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NoteView {
    /// Its id.
    pub id: RecordId,
    /// The digest of the sealed line.
    pub digest: Digest,
    /// The title.
    pub title: String,
    /// The text.
    pub text: String,
    /// The language, if said.
    pub language: String,
    /// What it is about, by name.
    pub about: Vec<String>,
    /// Photos that go with it.
    pub photos: Vec<RecordId>,
    /// The note to which this is an addendum.
    pub addendum_to: Option<RecordId>,
    /// Addenda to this one.
    pub addenda: Vec<RecordId>,
    /// The signer's name or fingerprint.
    pub signer: String,
    /// The laptop.
    pub device: String,
    /// When, by that laptop's clock.
    pub at: String,
    /// That clock's offset.
    pub zone: String,
    /// Its place: chain and number.
    pub chain: String,
    /// Its place in the chain.
    pub seq: u64,
    /// What its signature is worth.
    pub standing: Standing,
}

impl Catalogue {
    /// Saves a draft, new or again; gives its number. Needs no key: a draft is no evidence.
    ///
    /// # Errors
    /// The database's failures.
    pub fn note_draft(&mut self, id: Option<i64>, draft: &NoteDraft) -> Result<i64> {
        let at = self.around.clock.now().at();
        let subject: Vec<&str> = draft.about.iter().map(RecordId::as_str).collect();
        let content = draft.to_body().compact();
        self.write_beside(|writer| writer.save_draft(id, "note", &subject.join(" "), &content, &at))
    }

    /// The drafts, oldest first.
    ///
    /// # Errors
    /// The database's failures.
    pub fn note_drafts(&self) -> Result<Vec<DraftRow>> {
        self.reader().drafts("note")
    }

    /// One draft.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn note_draft_content(&self, id: i64) -> Result<NoteDraft> {
        let row = self.note_drafts()?.into_iter().find(|row| row.id == id);
        let draft = row
            .and_then(|row| Json::parse(row.content.as_bytes()).ok())
            .map(|body| NoteDraft::from_body(&body));
        draft.ok_or_else(|| {
            Error::new(Code::NotFound, "reading a draft", "there is no such draft")
                .on(id)
                .remedy("Look with `note list`.")
        })
    }

    /// Seals a note: from now on it can only be added to. A draft of this number goes with the same commit.
    ///
    /// # Errors
    /// [`Code::BadValue`] for an empty note; [`Code::BadEntry`] for one that is too long.
    pub fn note_seal(&mut self, draft: &NoteDraft, number: Option<i64>, class: Class) -> Result<NoteView> {
        draft.validate()?;
        if let Some(note) = &draft.addendum_to {
            self.find(RecordKind::Note, note.as_str())?;
        }
        let body = draft.to_body();
        let entry = self.commit(|pen| {
            let entry = pen.write("note.seal", class, vec![NewChange::of_self("exists", true)], body)?;
            if let Some(number) = number {
                pen.remove_draft(number)?;
            }
            Ok(entry)
        })?;
        self.note_view(&entry)
    }

    /// The sealed notes, in display order; about one record if given.
    ///
    /// # Errors
    /// The database's failures.
    pub fn notes(&self, about: Option<&RecordId>) -> Result<Vec<NoteView>> {
        let reader = self.reader();
        let entries = crate::ledger::entries_of_kind(&reader, "note.seal")?;
        let fits = |entry: &&Entry| about.is_none_or(|id| crate::state::mentions(entry).contains(id));
        entries.iter().filter(fits).map(|entry| self.note_view(entry)).collect()
    }

    /// One sealed note.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn note(&self, id: &RecordId) -> Result<NoteView> {
        let digest = id.digest().unwrap_or(Digest([0; 32]));
        let row = self.reader().entry(&digest)?;
        let entry = row.map(|row| row.entry()).transpose()?.flatten();
        let missing = || Error::new(Code::NotFound, "reading a note", "there is no such note here").on(id);
        self.note_view(&entry.ok_or_else(missing)?)
    }

    fn note_view(&self, entry: &Entry) -> Result<NoteView> {
        let wrong =
            || Error::new(Code::CatalogueDamaged, "reading a note", "the entry is no note").on(entry.digest);
        let note = NoteDraft::read(entry).ok_or_else(wrong)?;
        let id = RecordId::new(RecordKind::Note, entry.digest);
        let (signer, device) = self.author(entry.chain)?;
        let about: Result<Vec<String>> = note.about.iter().map(|id| self.name_of(id)).collect();
        let mentioning = crate::ledger::history(&self.reader(), &id)?;
        let addenda = mentioning
            .iter()
            .filter(|e| e.kind == "note.seal" && e.body.text_of("addendum_to") == Some(id.as_str()));
        Ok(NoteView {
            digest: entry.digest,
            title: note.title,
            text: note.text,
            language: note.language,
            about: about?,
            photos: note.photos,
            addendum_to: note.addendum_to,
            addenda: addenda.map(|e| RecordId::new(RecordKind::Note, e.digest)).collect(),
            signer,
            device,
            at: entry.moment.at(),
            zone: entry.moment.zone(),
            chain: entry.chain.to_string(),
            seq: entry.seq,
            standing: self.judge().entry(entry)?,
            id,
        })
    }
}
