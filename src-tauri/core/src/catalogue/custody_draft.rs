//! The custody form while it is filled in. It survives a crash and is no evidence.
//!
//! Owns: drafts of kind `custody`, one for each form that is begun and one for each event that is being corrected. Must
//! never: need a key, hold a signature, or stand on once its event is signed.

use super::Catalogue;
use super::form::{self, FormDraft};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::store::Writer;
use std::collections::BTreeMap;

/// The drafts' kind.
const KIND: &str = "custody";
/// What the draft of an event that is not signed yet is called, with anything after it.
const NEW: &str = "new";
/// The most text of one form, in bytes: more than 20,000 objects by their ids.
const MOST_BYTES: usize = 2 << 20;

impl Catalogue {
    /// Keeps what stands in a custody form; fields that are not named stay as they were kept. An empty draft goes. Needs
    /// no key.
    ///
    /// # Errors
    /// [`Code::TooLarge`]; [`Code::Usage`] for a subject that is neither a custody event nor `new…`; the database's
    /// failures.
    pub fn custody_draft_keep(
        &mut self,
        subject: &str,
        fields: &BTreeMap<String, Option<String>>,
    ) -> Result<()> {
        let event = subject.parse::<RecordId>().is_ok_and(|id| id.kind() == Some(RecordKind::Custody));
        if !event && !subject.starts_with(NEW) {
            return Err(Error::new(Code::Usage, form::KEEPING, "this is no custody event").on(subject));
        }
        self.keep_draft(KIND, subject, fields, MOST_BYTES)
    }

    /// What was filled into a custody form and is not signed; `None` if nothing waits.
    ///
    /// # Errors
    /// The database's failures.
    pub fn custody_draft(&self, subject: &str) -> Result<Option<FormDraft>> {
        form::kept(&self.reader(), KIND, subject)
    }

    /// All custody forms that are begun and not signed, oldest first.
    ///
    /// # Errors
    /// The database's failures.
    pub fn custody_drafts(&self) -> Result<Vec<FormDraft>> {
        form::all(&self.reader(), KIND)
    }

    /// Discards what was filled into a custody form.
    ///
    /// # Errors
    /// The database's failures.
    pub fn custody_draft_discard(&mut self, subject: &str) -> Result<()> {
        self.write_beside(|writer| form::drop_draft(writer, KIND, subject))
    }
}

/// The draft goes in the commit in which its event is signed: after a crash nobody finds it and signs it again.
pub(super) fn is_signed(writer: &Writer<'_>, draft: Option<&str>) -> Result<()> {
    draft.map_or(Ok(()), |subject| form::drop_draft(writer, KIND, subject))
}
