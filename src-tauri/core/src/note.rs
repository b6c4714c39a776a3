//! A forensic note: a draft can change, a sealed note cannot; a correction is an addendum.
//!
//! Owns: what a note says, in a draft and in the body of `note.seal`, and the rules for sealing. Must never: change
//! a text (what was written is what is sealed).

use crate::entry::Entry;
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::{Json, object};
use std::collections::BTreeSet;

/// The longest text of a note, in bytes of UTF-8: it has to fit into one entry, escapes and all.
pub const MAX_TEXT: usize = 120 * 1024;
/// The longest title, in characters.
pub const MAX_TITLE: usize = 300;
/// The most records, and the most photos, that one note is about.
pub const MAX_ABOUT: usize = 200;

/// What a note says; the same in a draft and, once sealed, in its entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct NoteDraft {
    /// The title; may be empty.
    pub title: String,
    /// The text.
    pub text: String,
    /// The language as BCP 47 writes it, `en`, `km`, `fa-AF`; empty where not said.
    pub language: String,
    /// The records that it is about.
    pub about: Vec<RecordId>,
    /// The photos that it refers to.
    pub photos: Vec<RecordId>,
    /// The sealed note that it adds to.
    pub addendum_to: Option<RecordId>,
}

impl NoteDraft {
    /// The body of `note.seal`; a draft is kept in the same form.
    pub fn to_body(&self) -> Json {
        let ids = |ids: &[RecordId]| Json::List(ids.iter().map(|id| id.as_str().into()).collect());
        object([
            ("text", self.text.as_str().into()),
            ("title", self.title.as_str().into()),
            ("language", self.language.as_str().into()),
            ("about", ids(&self.about)),
            ("photos", ids(&self.photos)),
            ("addendum_to", self.addendum_to.as_ref().map(RecordId::as_str).into()),
        ])
    }

    /// Reads what [`NoteDraft::to_body`] wrote, from a draft or an entry: what has another form is empty.
    pub fn from_body(body: &Json) -> Self {
        let text = |name: &str| body.text_of(name).unwrap_or_default().to_owned();
        let ids = |name: &str| {
            let items = body.items_of(name).iter();
            items.filter_map(|item| item.text()?.parse().ok()).collect()
        };
        Self {
            title: text("title"),
            text: text("text"),
            language: text("language"),
            about: ids("about"),
            photos: ids("photos"),
            addendum_to: body.text_of("addendum_to").and_then(|id| id.parse().ok()),
        }
    }

    /// The note that a `note.seal` says; `None` for entries of other kinds.
    pub fn read(entry: &Entry) -> Option<Self> {
        (entry.kind == "note.seal").then(|| Self::from_body(&entry.body))
    }

    /// Says whether this may be sealed.
    ///
    /// # Errors
    /// `bad_value` with a remedy: no text, a text or title that is too long, a language that is no tag, or ids of
    /// another kind than the member asks for.
    pub fn validate(&self) -> Result<()> {
        let bad =
            |what: &str, remedy: &str| Err(Error::new(Code::BadValue, "sealing a note", what).remedy(remedy));
        if self.text.trim().is_empty() {
            return bad("it has no text", "Write the text first");
        }
        // As JSON, since line ends and quotes take two bytes there.
        if Json::from(self.text.as_str()).compact().len() > MAX_TEXT {
            return bad("the text is too long for one note", "Go on in an addendum");
        }
        if self.title.chars().count() > MAX_TITLE || self.title.chars().any(char::is_control) {
            return bad("the title is longer than 300 characters or has more than one line", "Shorten it");
        }
        if !self.language.is_empty() && !is_language(&self.language) {
            return bad(
                "the language is no language tag",
                "Write en, km, fa, fr or the like, or leave it out",
            );
        }
        self.validate_ids()
    }

    fn validate_ids(&self) -> Result<()> {
        let about = |id: &RecordId| {
            id.kind().is_some_and(|kind| !matches!(kind, RecordKind::Photo | RecordKind::Placement))
        };
        let is = |id: &RecordId, kind| id.kind() == Some(kind);
        let refuse = |what: &str, id: &RecordId| {
            let error = Error::new(Code::BadValue, "sealing a note", what.to_owned()).on(id);
            Err(error.remedy("Take it out and choose it again from the list"))
        };
        if let Some(id) = self.about.iter().find(|id| !about(id)) {
            return refuse(
                "a note is about artefacts, packages, events, notes, signers or the operation",
                id,
            );
        }
        if let Some(id) = self.photos.iter().find(|id| !is(id, RecordKind::Photo)) {
            return refuse("this is not a photo", id);
        }
        if let Some(id) = self.addendum_to.iter().find(|id| !is(id, RecordKind::Note)) {
            return refuse("an addendum belongs to a note", id);
        }
        for ids in [&self.about, &self.photos] {
            let distinct: BTreeSet<&RecordId> = ids.iter().collect();
            if distinct.len() != ids.len() || ids.len() > MAX_ABOUT {
                return Err(Error::new(
                    Code::BadValue,
                    "sealing a note",
                    "a record is named twice, or too many are",
                )
                .remedy(format!("Name each once, and at most {MAX_ABOUT}")));
            }
        }
        Ok(())
    }
}

/// The form of a BCP 47 tag (RFC 5646): parts of 1 to 8 letters or digits, the first of 2 to 8 letters. Whether it is
/// registered is not looked at.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=8).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
        && tag.len() <= 35
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;

    fn id(kind: RecordKind, byte: u8) -> RecordId {
        RecordId::new(kind, Digest([byte; 32]))
    }

    fn note() -> NoteDraft {
        NoteDraft {
            title: "Head, first look".into(),
            text: "Break at the neck is old.\n\"គ្រាប់ខ្សាច់\" in it — دوغاب\u{202b}.  ".into(),
            language: "fa-AF".into(),
            about: vec![id(RecordKind::Artefact, 1), id(RecordKind::Package, 2)],
            photos: vec![id(RecordKind::Photo, 3)],
            addendum_to: Some(id(RecordKind::Note, 4)),
        }
    }

    #[test]
    fn a_draft_reads_back_exactly_as_it_was_written() {
        for draft in [note(), NoteDraft::default()] {
            let text = draft.to_body().compact();
            assert_eq!(NoteDraft::from_body(&Json::parse(text.as_bytes()).unwrap()), draft);
        }
    }

    #[test]
    fn what_is_no_note_reads_as_an_empty_one_and_never_fails() {
        for body in ["null", "[]", r#"{"text":1,"about":"x","photos":[1,"a"],"addendum_to":{}}"#] {
            assert_eq!(NoteDraft::from_body(&Json::parse(body.as_bytes()).unwrap()), NoteDraft::default());
        }
    }

    #[test]
    fn only_a_whole_note_is_sealed() {
        note().validate().unwrap();
        let spoil: [fn(&mut NoteDraft); 11] = [
            |n| n.text = " \n".into(),
            |n| n.text = "\n".repeat(MAX_TEXT / 2),
            |n| n.title = "x".repeat(MAX_TITLE + 1),
            |n| n.title = "a\nb".into(),
            |n| n.language = "English please".into(),
            |n| n.about.push(id(RecordKind::Photo, 9)),
            |n| n.about.push(id(RecordKind::Artefact, 1)),
            |n| n.about = (0..=200).map(|i| id(RecordKind::Artefact, i)).collect(),
            |n| n.photos.push(id(RecordKind::Artefact, 1)),
            |n| n.addendum_to = Some(id(RecordKind::Artefact, 1)),
            |n| n.language = "en-".into(),
        ];
        for (i, spoil) in spoil.into_iter().enumerate() {
            let mut bad = note();
            spoil(&mut bad);
            let error = bad.validate().unwrap_err();
            assert!(error.code == Code::BadValue && error.remedy.is_some(), "{i}");
        }
    }

    #[test]
    fn the_longest_note_fits_into_an_entry() {
        let about = (0..200).map(|i| id(RecordKind::Artefact, i)).collect();
        let photos = (0..200).map(|i| id(RecordKind::Photo, i)).collect();
        let text = "\u{1}".repeat((MAX_TEXT - 2) / 6);
        let longest = NoteDraft { text, title: "ក".repeat(MAX_TITLE), about, photos, ..note() };
        longest.validate().unwrap();
        assert!(longest.to_body().compact().len() < crate::entry::MAX_LINE - 64 * 1024);
    }
}
