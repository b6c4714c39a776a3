//! Artefacts.

use super::commands;
use sigillum_core::catalogue::{ArtefactView, HistoryLine, Input, SplitPart};
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::store::{Filter, ItemRow};
use sigillum_core::template::{Template, Vocabulary};

commands! { "artefact":
    /// Records an artefact; gives it as it then is.
    artefact_add(desk, inputs: Vec<(String, Input)>) -> ArtefactView {
        desk.write(move |c| {
            let id = c.artefact_add(&inputs)?;
            c.artefact(&id)
        }).await
    }

    /// Sets fields of an artefact; gives it as it then is.
    artefact_set(desk, id: RecordId, inputs: Vec<(String, Input)>) -> ArtefactView {
        desk.write(move |c| {
            c.artefact_set(&id, &inputs)?;
            c.artefact(&id)
        }).await
    }

    /// An artefact, whole.
    artefact_show(desk, id: RecordId) -> ArtefactView {
        desk.read(move |c| c.artefact(&id)).await
    }

    /// Artefacts or packages in reference order.
    artefact_list(desk, filter: Filter, offset: usize, limit: usize) -> Vec<ItemRow> {
        desk.read(move |c| c.list(&filter, offset, limit)).await
    }

    /// Splits a lot; gives the parts.
    artefact_split(desk, id: RecordId, parts: Vec<SplitPart>) -> Vec<RecordId> {
        desk.write(move |c| c.artefact_split(&id, &parts)).await
    }

    /// Withdraws a record of any kind that can be; nothing is deleted.
    artefact_withdraw(desk, id: RecordId, reason: String) -> () {
        desk.write(move |c| c.withdraw(&id, &reason)).await
    }

    /// Takes a withdrawal back.
    artefact_take_back(desk, id: RecordId) -> () {
        desk.write(move |c| c.take_back(&id)).await
    }

    /// Who changed what of a record, when.
    artefact_history(desk, id: RecordId) -> Vec<HistoryLine> {
        desk.read(move |c| c.history(&id)).await
    }

    /// The record of a kind that a person means by a reference, number or the first digits of an id.
    artefact_find(desk, kind: RecordKind, name: String) -> RecordId {
        desk.read(move |c| c.find(kind, &name)).await
    }

    /// The artefact or package that a person means.
    artefact_find_object(desk, name: String) -> RecordId {
        desk.read(move |c| c.find_object(&name)).await
    }

    /// The next free reference of the same producer; `null` where there is none.
    artefact_next_reference(desk, kind: RecordKind, like: String) -> Option<String> {
        desk.read(move |c| Ok(c.next_reference(kind, &like)?.map(|r| r.as_str().to_owned()))).await
    }

    /// The templates by which records are made here.
    artefact_templates(desk) -> Vec<Template> {
        desk.read(|c| Ok(c.templates().to_vec())).await
    }

    /// The vocabularies on which a field draws.
    artefact_vocabularies(desk, field: String) -> Vec<Vocabulary> {
        desk.read(move |c| {
            let templates = c.templates();
            let field = sigillum_core::template::find_field(&templates, &field)?;
            Ok(field.vocabularies.iter().map(|vocabulary| (**vocabulary).clone()).collect())
        }).await
    }
}
