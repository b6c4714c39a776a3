//! Forms: what is typed is kept at once, needs no key and is no evidence; saving makes entries of it.

use super::commands;
use sigillum_core::catalogue::{FormDraft, FormSaved, Input};
use std::collections::BTreeMap;

commands! { "form":
    /// Keeps what stands in fields of a form; `null` drops a field's text.
    form_keep(desk, subject: String, fields: BTreeMap<String, Option<String>>) -> () {
        desk.keep(move |c| c.form_keep(&subject, &fields)).await
    }

    /// What was typed into a form and is not saved.
    form_draft(desk, subject: String) -> Option<FormDraft> {
        desk.read(move |c| c.form_draft(&subject)).await
    }

    /// All forms with text that is not saved.
    form_drafts(desk) -> Vec<FormDraft> {
        desk.read(|c| c.form_drafts()).await
    }

    /// Discards what was typed into a form.
    form_discard(desk, subject: String) -> () {
        desk.write(move |c| c.form_discard(&subject)).await
    }

    /// Saves fields of a form; of a subject `new…` this makes the record.
    form_save(desk, subject: String, inputs: Vec<(String, Input)>) -> FormSaved {
        desk.write(move |c| c.form_save(&subject, &inputs)).await
    }
}
