//! One field of a template: what it is called, what it holds, who may see it.

use super::{Labels, Term, Vocabulary, is_id};
use crate::entry::Class;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a field holds. The shape of each value stands in [`super::value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// A line of text.
    Text,
    /// Text of several lines.
    LongText,
    /// One or more terms, from a vocabulary or free.
    Term,
    /// Dimensions with value and unit.
    Measurement,
    /// An EDTF date.
    Date,
    /// A decimal with or without a unit, such as an amount of money.
    Number,
    /// One of the terms of a vocabulary, and nothing else.
    Choice,
    /// Yes or no.
    Flag,
    /// A person with role and organisation.
    Person,
    /// A place with detail, country and coordinates.
    Place,
    /// An exhibit reference.
    Reference,
    /// A whole number of pieces.
    Quantity,
    /// Nothing of its own: complete when the required views are photographed.
    Photographs,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Field {
    /// The id, which is the register's name: `title`.
    pub id: String,
    /// The group of the form.
    pub group: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// The name that people see.
    pub label: Labels,
    /// How to fill it, in a sentence or two.
    pub help: Option<Labels>,
    /// The category of the Object ID standard that it is, if any.
    pub object_id: Option<String>,
    /// Who it is for: it belongs to the register and never changes.
    pub class: Class,
    /// True where a record without it is incomplete.
    pub counts: bool,
    /// True where it takes more than one term. Measurements always do.
    pub repeatable: bool,
    /// How many levels a term needs, from the broad to the narrow; 1 for most.
    pub levels: u8,
    /// The views that must be photographed; only for photographs.
    pub required_views: Vec<String>,
    /// The vocabularies that it draws on; the first one that knows a term counts.
    #[serde(serialize_with = "only_ids")]
    #[cfg_attr(feature = "typescript", ts(as = "Vec<String>"))]
    pub vocabularies: Vec<Arc<Vocabulary>>,
}

fn only_ids<S: serde::Serializer>(
    vocabularies: &[Arc<Vocabulary>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(vocabularies.iter().map(|v| v.id.as_str()))
}

impl Field {
    /// The term that somebody means by a label in any language, another name or an id.
    pub fn find_term(&self, name: &str) -> Option<(&Vocabulary, &Term)> {
        self.vocabularies
            .iter()
            .find_map(|vocabulary| vocabulary.find(name).map(|term| (&**vocabulary, term)))
    }

    /// The term with this id.
    pub fn choice(&self, id: &str) -> Option<&Term> {
        self.vocabularies.iter().find_map(|vocabulary| vocabulary.term(id))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawField {
    pub(super) id: String,
    pub(super) group: String,
    #[serde(rename = "type")]
    kind: FieldType,
    label: Labels,
    help: Option<Labels>,
    object_id: Option<String>,
    #[serde(default)]
    class: Class,
    #[serde(default)]
    counts: bool,
    #[serde(default)]
    repeatable: bool,
    levels: Option<u8>,
    #[serde(default)]
    required_views: Vec<String>,
    #[serde(default)]
    vocabularies: Vec<String>,
}

impl RawField {
    pub(super) fn build(self, vocabularies: &[Arc<Vocabulary>]) -> Result<Field, String> {
        let id = &self.id;
        if !is_id(id) {
            return Err(format!("\"{id}\" is no id of a field"));
        }
        self.label.check(id)?;
        if let Some(help) = &self.help {
            help.check(id)?;
        }
        let find = |name: &String| {
            let found = vocabularies.iter().find(|v| v.id == *name).cloned();
            found.ok_or_else(|| format!("{id}: there is no vocabulary \"{name}\""))
        };
        let drawn_on: Vec<Arc<Vocabulary>> = self.vocabularies.iter().map(find).collect::<Result<_, _>>()?;
        self.check_properties(&drawn_on)?;
        Ok(Field {
            levels: self.levels.unwrap_or(1),
            id: self.id,
            group: self.group,
            kind: self.kind,
            label: self.label,
            help: self.help,
            object_id: self.object_id,
            class: self.class,
            counts: self.counts,
            repeatable: self.repeatable,
            required_views: self.required_views,
            vocabularies: drawn_on,
        })
    }

    /// Refuses properties that the field's type does not have.
    fn check_properties(&self, drawn_on: &[Arc<Vocabulary>]) -> Result<(), String> {
        let id = &self.id;
        let is_term = self.kind == FieldType::Term;
        let is_photographs = self.kind == FieldType::Photographs;
        let wrong = [
            (self.kind == FieldType::Choice && drawn_on.is_empty(), "a choice needs a vocabulary"),
            (
                !drawn_on.is_empty() && !is_term && !is_photographs && self.kind != FieldType::Choice,
                "only terms and choices draw on a vocabulary",
            ),
            (self.repeatable && !is_term, "only terms are repeatable"),
            (self.levels.is_some_and(|n| n == 0 || n > 8 || !is_term), "only terms have levels, from 1 to 8"),
            (!is_photographs && !self.required_views.is_empty(), "only photographs have views"),
            (
                is_photographs
                    && self.required_views.iter().any(|view| drawn_on.iter().all(|v| v.term(view).is_none())),
                "a required view is not in its vocabulary",
            ),
        ];
        match wrong.iter().find(|(is_wrong, _)| *is_wrong) {
            Some((_, what)) => Err(format!("{id}: {what}")),
            None => Ok(()),
        }
    }
}
