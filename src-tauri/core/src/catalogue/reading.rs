//! What a field makes of what stands in a form, before it is saved.
//!
//! Owns: the answer while somebody types. Must never: write.

use super::Catalogue;
use super::fields::Input;
use crate::edtf::Edtf;
use crate::error::Result;
use crate::json::Json;
use crate::template::{FieldType, find_field};
use serde::Serialize;

/// How a field reads what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ValueReading {
    /// The value in its stored shape.
    pub value: Json,
    /// The value as text.
    pub text: String,
    /// For dates: what the notation says, in plain words.
    pub words: Option<String>,
}

impl Catalogue {
    /// How a field reads what was typed into it, in the words of a language where there are some.
    ///
    /// # Errors
    /// [`crate::error::Code::BadValue`] with what is wrong and what a right value looks like.
    pub fn read_value(&self, field: &str, input: &Input, language: &str) -> Result<ValueReading> {
        let value = self.check_fields(&[(field.to_owned(), input.clone())])?;
        let value = value.into_iter().next().map_or(Json::Null, |checked| checked.value);
        let templates = self.templates();
        let Ok(found) = find_field(&templates, field) else {
            let text = value.text().map_or_else(|| value.compact(), str::to_owned);
            return Ok(ValueReading { value, text, words: None });
        };
        let words = (found.kind == FieldType::Date)
            .then(|| Some(Edtf::parse(value.text_of("edtf")?).ok()?.to_words()))
            .flatten();
        Ok(ValueReading { text: found.display(&value, language), value, words })
    }
}
