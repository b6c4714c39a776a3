//! What happened to objects.

use super::commands;
use sigillum_core::catalogue::{
    CorrectionForm, CustodyForm, CustodyPage, CustodyPreview, CustodyRequest, CustodyView, FormDraft, Slip,
    TimelineView,
};
use sigillum_core::custody::{Acceptance, CustodyEvent, EventKind, Timeline};
use sigillum_core::entry::Class;
use sigillum_core::id::RecordId;
use sigillum_core::progress::Silent;
use std::collections::BTreeMap;

commands! { "custody":
    /// The words for what can happen.
    custody_kinds(desk) -> Vec<EventKind> {
        desk.work(|_| Ok(EventKind::ALL.to_vec())).await
    }

    /// Records an event; what is in packages is filled in.
    custody_record(desk, event: CustodyEvent, class: Class) -> CustodyView {
        desk.write(move |c| c.custody_record(event, class)).await
    }

    /// What recording this form now would sign, and what does not add up; nothing is written.
    custody_preview(desk, form: CustodyForm) -> CustodyPreview {
        desk.read(move |c| c.custody_preview(&form)).await
    }

    /// Records the form, with the drawn signature as an original of its own: one act.
    custody_sign(desk, form: CustodyForm) -> CustodyView {
        desk.write(move |c| c.custody_form_record(&form)).await
    }

    /// Keeps what stands in fields of the form while it is filled in; `null` drops a field's text.
    custody_draft_keep(desk, subject: String, fields: BTreeMap<String, Option<String>>) -> () {
        desk.keep(move |c| c.custody_draft_keep(&subject, &fields)).await
    }

    /// What was filled into a form and is not signed.
    custody_draft(desk, subject: String) -> Option<FormDraft> {
        desk.read(move |c| c.custody_draft(&subject)).await
    }

    /// All forms that are begun and not signed.
    custody_drafts(desk) -> Vec<FormDraft> {
        desk.read(|c| c.custody_drafts()).await
    }

    /// Discards what was filled into a form.
    custody_draft_discard(desk, subject: String) -> () {
        desk.write(move |c| c.custody_draft_discard(&subject)).await
    }

    /// Attaches a signed slip or a drawn signature to an event: the receiver's word.
    custody_attach(desk, slip: Slip) -> CustodyView {
        desk.write(move |c| c.custody_attach(&slip, &Silent)).await
    }

    /// The chain of custody of an object, with what does not add up.
    custody_story(desk, object: RecordId) -> TimelineView {
        desk.read(move |c| c.timeline_view(&object)).await
    }

    /// Acknowledges a hand-over.
    custody_accept(desk, acceptance: Acceptance) -> CustodyView {
        desk.write(move |c| c.custody_accept(&acceptance)).await
    }

    /// What correcting an event by this form now would sign, and what does not add up; nothing is written.
    custody_correct_preview(desk, form: CorrectionForm) -> CustodyPreview {
        desk.read(move |c| c.custody_correct_preview(&form)).await
    }

    /// Corrects an event by the form: both versions are kept and shown.
    custody_correct(desk, form: CorrectionForm) -> CustodyView {
        desk.write(move |c| c.custody_correct_form(&form)).await
    }

    /// Some of all events; at most 500.
    custody_page(desk, request: CustodyRequest) -> CustodyPage {
        desk.read(move |c| c.custody_page(&request)).await
    }

    /// One event.
    custody_show(desk, id: RecordId) -> CustodyView {
        desk.read(move |c| c.custody_event(&id)).await
    }

    /// Where an object was, and who has it as far as is stated.
    custody_timeline(desk, object: RecordId) -> Timeline {
        desk.read(move |c| c.timeline(&object)).await
    }
}
