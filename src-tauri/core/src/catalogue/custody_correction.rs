//! Correcting a custody event by a form, and showing what each correction changed.
//!
//! Owns: the form that says how an event should have read, and the comparison of two versions. Must never: let a
//! correction hide what was recorded first; both versions stay.

use super::custody_form::Named;
use super::custody_weigh::Signing;
use super::standing::Judge;
use super::{Catalogue, CustodyForm, CustodyPreview, CustodyView};
use crate::custody::{Correction, CustodyEvent, Party, Recorded, Subject};
use crate::digest::Digest;
use crate::error::{Code, Error, Result};
use crate::id::RecordId;
use crate::trust::Standing;
use serde::{Deserialize, Serialize};

const DOING: &str = "correcting a custody event";

/// How an event should have read, as a person fills it in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CorrectionForm {
    /// The event.
    pub event: RecordId,
    /// Why it is corrected.
    pub why: String,
    /// The event as it should have been, whole; a signature drawn on it is left aside, and it stays in its class.
    pub form: CustodyForm,
}

/// A correction as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CorrectionView {
    /// Its entry.
    pub entry: Digest,
    /// Who corrected: a name or a fingerprint.
    pub signer: String,
    /// The laptop.
    pub device: String,
    /// What its signature is worth.
    pub standing: Standing,
    /// What reads otherwise than in the version before.
    pub changes: Vec<VersionChange>,
}

/// One member of the event in two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct VersionChange {
    /// The member's name, FORMAT.md section 8.
    pub field: String,
    /// As it read before; empty where nothing stood.
    pub before: String,
    /// As it reads now; empty where nothing stands.
    pub after: String,
}

impl Catalogue {
    /// What correcting the event by this form now would sign, and what would not add up then. Nothing is written.
    ///
    /// # Errors
    /// [`Code::NotFound`] where there is no such event; the database's failures. What is wrong with the form itself is in
    /// the answer.
    pub fn custody_correct_preview(&self, form: &CorrectionForm) -> Result<CustodyPreview> {
        let said = self.custody_event(&form.event)?.recorded;
        let named = self.named(&form.form.objects)?;
        let correction = self.correction_of(form, &said, named.subjects.clone())?;
        let wrong = named.problem().or_else(|| what_is_wrong(&correction, &said).err());
        let signing = Signing {
            kind: "custody.correct",
            class: self.class_of(&said.id)?,
            changes: Vec::new(),
            body: correction.to_body(),
            comes_later: false,
            about: Some(said.id.clone()),
        };
        self.weigh(&correction.corrected, named, signing, wrong)
    }

    /// Corrects the event by the form: both versions are kept and shown.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::Ambiguous`] for event and objects; [`Code::BadValue`] with what is missing, and where it
    /// says what stands already.
    pub fn custody_correct_form(&mut self, form: &CorrectionForm) -> Result<CustodyView> {
        let said = self.custody_event(&form.event)?.recorded;
        let Named { subjects, unknown, .. } = self.named(&form.form.objects)?;
        if let Some(typed) = unknown.first() {
            // Says which, and whether there is none or more than one.
            self.find_object(typed)?;
        }
        let correction = self.correction_of(form, &said, subjects)?;
        self.correct_event(correction, form.form.draft.as_deref())
    }

    /// Where the objects stay the same, so does what its signer saw in them: packing since then changes no history.
    fn correction_of(
        &self,
        form: &CorrectionForm,
        said: &Recorded,
        subjects: Vec<Subject>,
    ) -> Result<Correction> {
        let stands = said.in_force();
        let mut corrected = self.complete(self.event_of(&form.form, subjects, None)?)?;
        if corrected.subjects == stands.subjects {
            corrected.contents.clone_from(&stands.contents);
            corrected.recorded_count = stands.recorded_count;
        }
        let reason = form.why.trim().to_owned();
        Ok(Correction { event: Some(said.id.clone()), reason, corrected, malformed: Vec::new() })
    }

    /// What each correction of an event changed.
    pub(super) fn corrections_of(&self, said: &Recorded, judge: &Judge<'_>) -> Result<Vec<CorrectionView>> {
        let mut before = &said.recorded;
        let mut views = Vec::new();
        for corrected in &said.corrections {
            let after = &corrected.correction.corrected;
            let (signer, device) = self.author(corrected.source.chain)?;
            let changes = self.compare(before, after)?;
            let entry = corrected.source.entry;
            let standing = judge.digest(&entry)?.unwrap_or_else(Standing::bad);
            views.push(CorrectionView { entry, signer, device, standing, changes });
            before = after;
        }
        Ok(views)
    }

    fn compare(&self, before: &CustodyEvent, after: &CustodyEvent) -> Result<Vec<VersionChange>> {
        let (before, after) = (self.members_of(before)?, self.members_of(after)?);
        let both = before.into_iter().zip(after).filter(|((_, before), (_, after))| before != after);
        let change = |((field, before), (_, after)): ((&str, String), (&str, String))| VersionChange {
            field: field.to_owned(),
            before,
            after,
        };
        Ok(both.map(change).collect())
    }

    /// The members of an event as people read them, always the same ones in the same order.
    fn members_of(&self, event: &CustodyEvent) -> Result<Vec<(&'static str, String)>> {
        let objects: Result<Vec<String>> = event.subjects.iter().map(|s| self.name_with_number(s)).collect();
        let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
        let party = |party: &Option<Party>| party.as_ref().map(in_a_line).unwrap_or_default();
        Ok(vec![
            ("event", event.event.word().to_owned()),
            ("date", event.date.clone()),
            ("time", event.time.clone().unwrap_or_default()),
            ("from", party(&event.from)),
            ("to", party(&event.to)),
            ("place", event.place.clone()),
            ("subjects", objects?.join(", ")),
            ("contents", number((!event.contents.is_empty()).then_some(event.contents.len() as u64))),
            ("recorded_count", number(Some(event.recorded_count))),
            ("stated_count", number(event.stated_count)),
            ("seals", event.seals.join(", ")),
            ("bags", event.bags.join(", ")),
            ("reason", event.reason.clone()),
            ("condition", event.condition.clone()),
            ("photos", number((!event.photos.is_empty()).then_some(event.photos.len() as u64))),
        ])
    }

    /// What a subject is called, with its number where it is of a lot: `SC/3 ×10`.
    pub(super) fn name_with_number(&self, subject: &Subject) -> Result<String> {
        let name = self.name_of(&subject.record)?;
        let held = self.reader().item(&subject.record)?.map_or(1, |item| item.quantity);
        Ok(match subject.quantity {
            Some(number) if number > 1 || held > 1 => format!("{name} ×{number}"),
            _ => name,
        })
    }
}

fn in_a_line(party: &Party) -> String {
    let parts = [&party.name, &party.role, &party.organisation];
    parts.into_iter().filter(|part| !part.trim().is_empty()).cloned().collect::<Vec<_>>().join(", ")
}

/// Fails where the correction says what stands already, or not what a correction must say.
pub(super) fn what_is_wrong(correction: &Correction, said: &Recorded) -> Result<()> {
    if correction.corrected == *said.in_force() {
        return Err(Error::new(Code::BadValue, DOING, "it says what stands already")
            .remedy("Change what was wrong; what stays as it is needs no correction"));
    }
    correction.validate()
}
