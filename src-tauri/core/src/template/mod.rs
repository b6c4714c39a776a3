//! What can be recorded about an artefact: templates of fields, the vocabularies they draw on, and the values
//! that fields hold.
//!
//! Owns: reading templates and vocabularies from TOML, the shape of each type of value ([`value`]), how complete
//! a record is. Must never: read a file (texts are passed in, the built-in ones are part of the program), know
//! how values are stored, or change a value that somebody entered.
//!
//! Source of the rules: design section 10; the Object ID standard (Getty 1997, kept by ICOM).

mod builtin;
mod completeness;
mod field;
pub mod value;
mod vocabulary;

#[cfg(test)]
mod tests;

use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

pub use builtin::{Builtin, TEMPLATE_TEXTS, VOCABULARY_TEXTS, builtin, builtin_texts};
pub use completeness::{Completeness, completeness};
pub use field::{Field, FieldType};
pub use vocabulary::{Term, Vocabulary};

/// The largest text of a template or vocabulary that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// A text in several languages, by language code (`en`, `fr`, `km`, `prs`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(transparent)]
pub struct Labels(BTreeMap<String, String>);

impl Labels {
    /// The text in this language, else in English, else in any; empty only where there is none.
    pub fn get(&self, language: &str) -> &str {
        let base = language.split('-').next().unwrap_or_default();
        let text = self.exactly(language).or_else(|| self.exactly(base)).or_else(|| self.exactly("en"));
        text.or_else(|| self.0.values().next().map(String::as_str)).unwrap_or_default()
    }

    /// The text in exactly this language.
    pub fn exactly(&self, language: &str) -> Option<&str> {
        self.0.get(language).map(String::as_str)
    }

    /// The texts of all languages.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(language, text)| (language.as_str(), text.as_str()))
    }

    /// Says what is wrong: no English, a code that is no language, an empty text.
    fn check(&self, of: &str) -> std::result::Result<(), String> {
        if self.exactly("en").is_none() {
            return Err(format!("{of} has no English label"));
        }
        match self.0.iter().find(|(language, text)| !is_language(language) || text.trim().is_empty()) {
            Some((language, _)) => Err(format!("{of} has a bad label \"{language}\"")),
            None => Ok(()),
        }
    }
}

/// True for codes of the form `km`, `prs` or `fa-AF`.
pub(crate) fn is_language(code: &str) -> bool {
    let mut parts = code.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// True for ids: a small letter, then small letters, digits, `_`; at most 64.
fn is_id(id: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    id.len() <= 64 && id.starts_with(|c: char| c.is_ascii_lowercase()) && id.bytes().all(allowed)
}

/// A set of fields for one kind of record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Template {
    /// The id, `object_id`.
    pub id: String,
    /// Rises with every change.
    pub version: u32,
    /// The name that people see.
    pub title: Labels,
    /// The groups, in the order in which a form shows them.
    pub groups: Vec<Group>,
    /// The fields, in the order in which a form shows them.
    pub fields: Vec<Field>,
}

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The id.
    pub id: String,
    /// The heading.
    pub label: Labels,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTemplate {
    id: String,
    version: u32,
    title: Labels,
    groups: Vec<Group>,
    fields: Vec<field::RawField>,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// `bad_value` where the text is no TOML, or the template does not hold together: an id twice, a group or
    /// vocabulary that does not exist, a property that its type does not have.
    pub fn parse(text: &str, vocabularies: &[Arc<Vocabulary>]) -> Result<Self> {
        let bad = |what: String| Error::new(Code::BadValue, "reading a template", what);
        let raw: RawTemplate = read_toml(text).map_err(bad)?;
        Self::build(raw, vocabularies).map_err(bad)
    }

    fn build(raw: RawTemplate, vocabularies: &[Arc<Vocabulary>]) -> std::result::Result<Self, String> {
        if !is_id(&raw.id) {
            return Err(format!("\"{}\" is no id", raw.id));
        }
        raw.title.check("the template")?;
        let mut ids = HashSet::new();
        for group in &raw.groups {
            group.label.check(&group.id)?;
            if !is_id(&group.id) || !ids.insert(group.id.clone()) {
                return Err(format!("the group \"{}\" stands twice or is no id", group.id));
            }
        }
        let mut names = HashSet::new();
        let mut fields = Vec::with_capacity(raw.fields.len());
        for field in raw.fields {
            if !ids.contains(&field.group) || !names.insert(field.id.clone()) {
                return Err(format!("the field \"{}\" stands twice or in an unknown group", field.id));
            }
            fields.push(field.build(vocabularies)?);
        }
        Ok(Self { id: raw.id, version: raw.version, title: raw.title, groups: raw.groups, fields })
    }

    /// The field with this id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }
}

/// The field with this id in the first template that has it.
///
/// # Errors
/// `usage` where none has it, naming the fields that are nearest.
pub fn find_field<'a>(templates: &'a [Template], id: &str) -> Result<&'a Field> {
    templates.iter().find_map(|template| template.field(id)).ok_or_else(|| {
        let near: Vec<&str> = templates
            .iter()
            .flat_map(|t| &t.fields)
            .map(|f| f.id.as_str())
            .filter(|known| known.contains(id) || known.split('_').any(|word| id.contains(word)))
            .take(5)
            .collect();
        let error = Error::new(Code::Usage, "looking up a field", "there is no such field").on(id);
        if near.is_empty() { error } else { error.remedy(format!("Perhaps one of: {}", near.join(", "))) }
    })
}

fn read_toml<T: serde::de::DeserializeOwned>(text: &str) -> std::result::Result<T, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("it is larger than {MAX_BYTES} bytes"));
    }
    toml::from_str(text).map_err(|e| e.to_string())
}
