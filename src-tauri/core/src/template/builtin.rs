//! The templates and vocabularies that come with the program.

use super::{Template, Vocabulary};
use crate::error::Result;
use std::sync::Arc;

/// The texts in which they are kept: name and TOML. A new operation takes them in as originals.
pub const VOCABULARY_TEXTS: &[(&str, &str)] = &[
    ("authenticity", include_str!("../../../../assets/vocabularies/authenticity.toml")),
    ("completeness", include_str!("../../../../assets/vocabularies/completeness.toml")),
    ("condition", include_str!("../../../../assets/vocabularies/condition.toml")),
    ("cultures", include_str!("../../../../assets/vocabularies/cultures.toml")),
    ("custody_places", include_str!("../../../../assets/vocabularies/custody_places.toml")),
    ("legal_status", include_str!("../../../../assets/vocabularies/legal_status.toml")),
    ("materials", include_str!("../../../../assets/vocabularies/materials.toml")),
    ("object_types", include_str!("../../../../assets/vocabularies/object_types.toml")),
    ("periods", include_str!("../../../../assets/vocabularies/periods.toml")),
    ("subjects", include_str!("../../../../assets/vocabularies/subjects.toml")),
    ("techniques", include_str!("../../../../assets/vocabularies/techniques.toml")),
    ("views", include_str!("../../../../assets/vocabularies/views.toml")),
];

/// The texts of the templates: Object ID first.
pub const TEMPLATE_TEXTS: &[(&str, &str)] = &[
    ("object_id", include_str!("../../../../assets/templates/object-id.toml")),
    ("recovery", include_str!("../../../../assets/templates/recovery.toml")),
];

/// What comes with the program.
#[derive(Clone, Debug)]
pub struct Builtin {
    /// Object ID and recovery, in this order.
    pub templates: Vec<Template>,
    /// All vocabularies.
    pub vocabularies: Vec<Arc<Vocabulary>>,
}

impl Builtin {
    /// The vocabulary with this id.
    pub fn vocabulary(&self, id: &str) -> Option<&Arc<Vocabulary>> {
        self.vocabularies.iter().find(|vocabulary| vocabulary.id == id)
    }
}

/// Reads the templates and vocabularies that come with the program. Takes a few milliseconds: call it once and
/// keep the result.
///
/// # Errors
/// None in a program whose tests pass; `bad_value` would name the text that is wrong.
pub fn builtin() -> Result<Builtin> {
    let vocabularies: Vec<Arc<Vocabulary>> = VOCABULARY_TEXTS
        .iter()
        .map(|(name, text)| Vocabulary::parse(text).map(Arc::new).map_err(|e| e.on(name)))
        .collect::<Result<_>>()?;
    let templates = TEMPLATE_TEXTS
        .iter()
        .map(|(name, text)| Template::parse(text, &vocabularies).map_err(|e| e.on(name)))
        .collect::<Result<_>>()?;
    Ok(Builtin { templates, vocabularies })
}

/// The templates that come with the program, each with the text that it was read from: what an operation carries.
///
/// # Errors
/// As [`builtin`].
pub fn builtin_texts() -> Result<Vec<(Template, &'static str)>> {
    Ok(builtin()?.templates.into_iter().zip(TEMPLATE_TEXTS.iter().map(|(_, text)| *text)).collect())
}
