//! Records: batches, series, one field's history, suggestions.

use super::commands;
use sigillum_core::catalogue::{BatchReport, Disputed, FieldHistory, Input, Suggestion, ValueReading};
use sigillum_core::id::RecordId;

commands! { "record":
    /// Sets fields of several artefacts in one save; those in conflict over one of them only where `settle` says so.
    record_set_many(desk, ids: Vec<RecordId>, inputs: Vec<(String, Input)>, settle: bool) -> BatchReport {
        desk.write(move |c| c.artefact_set_many(&ids, &inputs, settle)).await
    }

    /// Which of these artefacts are in conflict over this field.
    record_disputed(desk, ids: Vec<RecordId>, field: String) -> Disputed {
        desk.read(move |c| c.artefact_disputed(&ids, &field)).await
    }

    /// Records the next object of a series with chosen fields of another.
    record_like(desk, model: RecordId, fields: Vec<String>, inputs: Vec<(String, Input)>) -> RecordId {
        desk.write(move |c| c.artefact_like(&model, &fields, &inputs)).await
    }

    /// Everything ever said of one field, the last first.
    record_field_history(desk, id: RecordId, field: String) -> FieldHistory {
        desk.read(move |c| c.field_history(&id, &field)).await
    }

    /// What a person may mean who began to type into a field, the best first.
    record_suggest(desk, field: String, text: String, language: String, limit: usize) -> Vec<Suggestion> {
        desk.read(move |c| c.suggest(&field, &text, &language, limit)).await
    }

    /// The units of measurements, in the order in which a form offers them.
    record_units(_desk) -> Vec<String> {
        Ok(sigillum_core::decimal::units().map(|(sign, _)| sign.to_owned()).collect())
    }

    /// How a field reads what was typed into it.
    record_read_value(desk, field: String, input: Input, language: String) -> ValueReading {
        desk.read(move |c| c.read_value(&field, &input, &language)).await
    }
}
