//! How complete a record is against its templates.

use super::{Field, FieldType, Template, value};
use crate::json::Json;

/// Before the id of a view among what is missing.
const VIEW: &str = "view:";

/// What of a record is there, and what is missing.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Completeness {
    /// How many of the counted fields and views are there.
    pub done: usize,
    /// How many are counted.
    pub of: usize,
    /// The ids of missing fields, and `view:` with the id of missing views, in the order of the form.
    pub missing: Vec<String>,
}

impl Completeness {
    /// True where nothing is missing.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty()
    }

    /// The ids of the views that are missing.
    pub fn missing_views(&self) -> impl Iterator<Item = &str> {
        self.missing.iter().filter_map(|id| id.strip_prefix(VIEW))
    }

    /// True where a view is missing.
    pub fn lacks_view(&self) -> bool {
        self.missing_views().next().is_some()
    }
}

/// Compares what a record holds with what its templates count. A field or view that two templates share counts
/// once. A register with several values counts as there: `values` gives any of them.
pub fn completeness<'a>(
    values: &dyn Fn(&str) -> Option<&'a Json>,
    views: &[String],
    templates: &[Template],
) -> Completeness {
    let filled = |field: &Field| values(&field.id).is_some_and(|value| is_filled(field, value));
    let said: Vec<&Field> = templates.iter().flat_map(|t| &t.fields).filter(|field| filled(field)).collect();
    let mut fields: Vec<&str> = Vec::new();
    let mut wanted: Vec<&str> = Vec::new();
    let mut missing = Vec::new();
    for field in templates.iter().flat_map(|t| &t.fields).filter(|f| f.counts) {
        if field.kind == FieldType::Photographs {
            for view in &field.required_views {
                if !wanted.contains(&view.as_str()) {
                    wanted.push(view);
                    if !views.contains(view) {
                        missing.push(format!("{VIEW}{view}"));
                    }
                }
            }
        } else if !fields.contains(&field.id.as_str()) {
            fields.push(&field.id);
            if !said.iter().any(|other| same_category(field, other)) {
                missing.push(field.id.clone());
            }
        }
    }
    let of = fields.len() + wanted.len();
    Completeness { done: of - missing.len(), of, missing }
}

/// True for the field itself and others of its Object ID category: "date or period" is there where either is.
fn same_category(field: &Field, other: &Field) -> bool {
    std::ptr::eq(field, other) || (field.object_id.is_some() && field.object_id == other.object_id)
}

/// True where the value says something, in as many levels as the field asks for.
fn is_filled(field: &Field, held: &Json) -> bool {
    if value::is_empty(held) {
        return false;
    }
    let levels = usize::from(field.levels);
    let labels = held.list().unwrap_or_default();
    let depth = |item: &Json| {
        let (vocabulary, term) = field.find_term(item.text_of("label")?)?;
        Some(vocabulary.ancestors(term).len() + 1)
    };
    levels <= 1 || labels.len() >= levels || labels.iter().filter_map(depth).any(|depth| depth >= levels)
}
