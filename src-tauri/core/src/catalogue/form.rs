//! What was typed into forms and is not saved yet. It survives a crash and is no evidence.
//!
//! Owns: drafts of kind `form`, one for each record or new record. Must never: need a key, or keep text of a field
//! whose value was saved from it.

use super::Catalogue;
use super::artefact::create;
use super::fields::{Input, write_fields};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::object;
use crate::store::{DraftRow, Reader, Writer};
use serde::Serialize;
use std::collections::BTreeMap;

/// The drafts' kind.
pub(super) const KIND: &str = "form";
/// What is being done where keeping fails.
pub(super) const KEEPING: &str = "keeping what was typed";
/// What a new record's draft is called.
const NEW: &str = "new";
/// The most text of one form, in bytes: four times what an entry can hold.
const MOST_BYTES: usize = 1 << 20;

/// The text of one form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FormDraft {
    /// The record, or `new` with anything after it for one that is not recorded yet. Of a custody form, the event that it
    /// corrects, or `new…`.
    pub subject: String,
    /// By field, what stands in the form, in whatever shape the form keeps it.
    pub fields: BTreeMap<String, String>,
    /// When it was last changed.
    pub changed: String,
}

/// What saving from a form came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FormSaved {
    /// The record.
    pub id: RecordId,
    /// How many entries it took; 0 where all was so already.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub entries: usize,
    /// True if the record was made by this.
    pub created: bool,
}

impl Catalogue {
    /// Keeps what stands in fields of a form; fields that are not named stay as they were kept. An empty draft goes.
    /// Needs no key.
    ///
    /// # Errors
    /// [`Code::TooLarge`]; [`Code::Usage`] for a subject that is neither a record nor `new`; the database's failures.
    pub fn form_keep(&mut self, subject: &str, fields: &BTreeMap<String, Option<String>>) -> Result<()> {
        if subject.parse::<RecordId>().is_err() && !subject.starts_with(NEW) {
            return Err(Error::new(Code::Usage, KEEPING, "this is no record").on(subject));
        }
        self.keep_draft(KIND, subject, fields, MOST_BYTES)
    }

    /// Keeps fields of a draft of this kind, up to so many bytes in all.
    pub(super) fn keep_draft(
        &mut self,
        kind: &str,
        subject: &str,
        fields: &BTreeMap<String, Option<String>>,
        most: usize,
    ) -> Result<()> {
        let at = self.around.clock.now().at();
        self.write_beside(|writer| {
            let mut draft = read(writer, kind, subject)?;
            for (field, text) in fields {
                match text {
                    Some(text) => drop(draft.fields.insert(field.clone(), text.clone())),
                    None => drop(draft.fields.remove(field)),
                }
            }
            let size: usize = draft.fields.iter().map(|(field, text)| field.len() + text.len()).sum();
            if size > most {
                return Err(Error::new(Code::TooLarge, KEEPING, format!("{size} bytes of text in one form"))
                    .safe("What was kept before is kept")
                    .remedy("Attach the text as a file, or split it."));
            }
            write(writer, kind, &draft, &at)
        })
    }

    /// What was typed into a record's form and is not saved; `None` if nothing waits.
    ///
    /// # Errors
    /// The database's failures.
    pub fn form_draft(&self, subject: &str) -> Result<Option<FormDraft>> {
        kept(&self.reader(), KIND, subject)
    }

    /// All forms with text that is not saved, oldest first.
    ///
    /// # Errors
    /// The database's failures.
    pub fn form_drafts(&self) -> Result<Vec<FormDraft>> {
        all(&self.reader(), KIND)
    }

    /// Discards what was typed into a form.
    ///
    /// # Errors
    /// The database's failures.
    pub fn form_discard(&mut self, subject: &str) -> Result<()> {
        self.write_beside(|writer| drop_draft(writer, KIND, subject))
    }

    /// Saves fields of a form, and drops their text from the draft in the same commit. Of a subject `new…` this makes
    /// the record; what else was typed there goes on as the new record's draft.
    ///
    /// # Errors
    /// As [`Catalogue::artefact_add`]; the draft is as it was then.
    pub fn form_save(&mut self, subject: &str, inputs: &[(String, Input)]) -> Result<FormSaved> {
        let values = self.check_fields(inputs)?;
        let existing = subject.parse::<RecordId>().ok();
        for value in &values {
            match (value.field.as_str(), &existing) {
                ("reference", own) => {
                    let reference = value.value.text().unwrap_or_default();
                    self.require_free(RecordKind::Artefact, reference, own.as_ref())?;
                }
                ("part_of", Some(id)) => self.require_no_loop(id, "part_of", &value.value)?,
                _ => {}
            }
        }
        if let Some(id) = &existing {
            self.record(id)?;
            if self.nothing_new(id, &values)? {
                let saved: BTreeMap<String, Option<String>> =
                    inputs.iter().map(|(field, _)| (field.clone(), None)).collect();
                self.form_keep(subject, &saved)?;
                return Ok(FormSaved { id: id.clone(), entries: 0, created: false });
            }
        }
        let at = self.around.clock.now().at();
        self.commit(|pen| {
            let (id, entries, created) = match existing {
                Some(id) => {
                    let written = write_fields(pen, "artefact.set", &id, &values)?;
                    (id, written.len(), false)
                }
                None => (create(pen, "artefact.create", "artefact.set", &values, object([]))?, 1, true),
            };
            let mut draft = read(pen.writer(), KIND, subject)?;
            let kept = !draft.fields.is_empty();
            values.iter().for_each(|value| drop(draft.fields.remove(&value.field)));
            if kept {
                draft.subject = id.to_string();
                write(pen.writer(), KIND, &draft, &at)?;
            }
            Ok(FormSaved { id, entries, created })
        })
    }
}

/// A draft with its number; without one where there is none yet.
#[derive(Default)]
struct Draft {
    id: Option<i64>,
    subject: String,
    fields: BTreeMap<String, String>,
    changed: String,
}

impl Draft {
    fn of(row: DraftRow) -> Self {
        // A content that cannot be read is shown as none: it is no evidence, and the next keeping replaces it.
        let fields = serde_json::from_str(&row.content).unwrap_or_default();
        Self { id: Some(row.id), subject: row.subject, fields, changed: row.changed }
    }

    fn into_view(self) -> FormDraft {
        FormDraft { subject: self.subject, fields: self.fields, changed: self.changed }
    }
}

/// What waits in the draft of a subject; `None` if nothing does.
pub(super) fn kept(reader: &Reader<'_>, kind: &str, subject: &str) -> Result<Option<FormDraft>> {
    let draft = read(reader, kind, subject)?;
    Ok((!draft.fields.is_empty()).then(|| draft.into_view()))
}

/// The drafts of a kind, oldest first.
pub(super) fn all(reader: &Reader<'_>, kind: &str) -> Result<Vec<FormDraft>> {
    Ok(reader.drafts(kind)?.into_iter().map(Draft::of).map(Draft::into_view).collect())
}

/// Removes the draft of a subject, if there is one.
pub(super) fn drop_draft(writer: &Writer<'_>, kind: &str, subject: &str) -> Result<()> {
    read(writer, kind, subject)?.id.map_or(Ok(()), |id| writer.remove_draft(id))
}

fn read(reader: &Reader<'_>, kind: &str, subject: &str) -> Result<Draft> {
    let row = reader.drafts(kind)?.into_iter().find(|row| row.subject == subject);
    Ok(row.map_or_else(|| Draft { subject: subject.to_owned(), ..Draft::default() }, Draft::of))
}

fn write(writer: &Writer<'_>, kind: &str, draft: &Draft, at: &str) -> Result<()> {
    match (draft.id, draft.fields.is_empty()) {
        (Some(id), true) => writer.remove_draft(id),
        (None, true) => Ok(()),
        (id, false) => {
            let content = serde_json::to_string(&draft.fields)
                .map_err(|e| Error::new(Code::Internal, KEEPING, e.to_string()))?;
            writer.save_draft(id, kind, &draft.subject, &content, at).map(|_| ())
        }
    }
}
