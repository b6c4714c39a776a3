//! Values as people read them, and as they are searched.

use super::super::{Field, FieldType};
use crate::edtf::Edtf;
use crate::json::Json;

/// The members of a place besides its name, in the order in which they are shown.
pub(super) const PLACE_PARTS: [&str; 4] = ["detail", "country", "latitude", "longitude"];

impl Field {
    /// The value for reading, in this language where there is a translation. A value of another shape (from a
    /// later version of the program) is shown as its JSON, so that nothing is hidden.
    pub fn display(&self, value: &Json, language: &str) -> String {
        if *value == Json::Null {
            return String::new();
        }
        self.shown(value, language).unwrap_or_else(|| value.compact())
    }

    fn shown(&self, value: &Json, language: &str) -> Option<String> {
        match self.kind {
            FieldType::Text | FieldType::LongText => text_in(value, language),
            FieldType::Term => joined(value, |item| self.term_in(item.text_of("label")?, language)),
            FieldType::Measurement => joined(value, |item| {
                let [dimension, number, unit] = ["dimension", "value", "unit"].map(|name| item.text_of(name));
                Some(format!("{} {} {}", dimension?, number?, unit?))
            }),
            FieldType::Date => {
                let edtf = value.text_of("edtf")?;
                let own = value.text_of("text").map(str::to_owned);
                own.or_else(|| Edtf::parse(edtf).ok().map(|date| date.to_words()))
                    .or_else(|| Some(edtf.to_owned()))
            }
            FieldType::Number => {
                let unit = value.text_of("unit").map(|unit| format!(" {unit}")).unwrap_or_default();
                Some(format!("{}{unit}", value.text_of("value")?))
            }
            FieldType::Choice => self.choice_in(value.text()?, language),
            FieldType::Flag => match value {
                Json::Bool(answer) => Some(yes_or_no(*answer, language).to_owned()),
                _ => None,
            },
            FieldType::Person => person(value),
            FieldType::Place => place(value),
            FieldType::Reference => value.text().map(str::to_owned),
            FieldType::Quantity => value.int().map(|count| count.to_string()),
            FieldType::Photographs => None,
        }
    }

    /// A term of the vocabulary in the reader's language; in English, and any other, as it was chosen.
    fn term_in(&self, chosen: &str, language: &str) -> Option<String> {
        let translated = || self.find_term(chosen)?.1.label.exactly(language);
        let label = if language == "en" { None } else { translated() };
        Some(label.unwrap_or(chosen).to_owned())
    }

    fn choice_in(&self, id: &str, language: &str) -> Option<String> {
        Some(self.choice(id).map_or(id, |term| term.label.get(language)).to_owned())
    }

    /// All that somebody may look for to find this value, parts separated by line ends: every translation, and
    /// for terms of the vocabulary their names in all languages and those of their broader terms, so that
    /// "stone" finds schist. Depends on the vocabulary: an index is made again when that changes.
    pub fn search_text(&self, value: &Json) -> String {
        let mut found: Vec<String> = Vec::new();
        let mut add = |text: &str| {
            if !text.trim().is_empty() && !found.iter().any(|known| known == text) {
                found.push(text.to_owned());
            }
        };
        match self.kind {
            FieldType::Choice | FieldType::Term => {
                let names: Vec<&str> = match value {
                    Json::Text(id) => vec![id],
                    _ => value
                        .list()
                        .unwrap_or_default()
                        .iter()
                        .filter_map(|item| item.text_of("label"))
                        .collect(),
                };
                for name in names {
                    if self.kind == FieldType::Term {
                        add(name);
                    }
                    self.names_of(name).into_iter().for_each(&mut add);
                }
            }
            FieldType::Date => {
                each_text(value, &mut add);
                add(&value
                    .text_of("edtf")
                    .and_then(|e| Edtf::parse(e).ok())
                    .map(|e| e.to_words())
                    .unwrap_or_default());
            }
            FieldType::Text | FieldType::LongText => {
                each_text_but(value, "lang", &mut add);
            }
            FieldType::Measurement | FieldType::Number => add(&self.display(value, "en")),
            FieldType::Flag | FieldType::Quantity | FieldType::Photographs => {}
            FieldType::Person | FieldType::Place | FieldType::Reference => each_text(value, &mut add),
        }
        found.join("\n")
    }

    fn names_of(&self, name: &str) -> Vec<&str> {
        let Some((vocabulary, term)) = self.find_term(name) else {
            return Vec::new();
        };
        let all = std::iter::once(term).chain(vocabulary.ancestors(term));
        all.flat_map(|term| {
            term.label.all().map(|(_, label)| label).chain(term.alt.iter().map(String::as_str))
        })
        .collect()
    }
}

fn joined(value: &Json, show: impl Fn(&Json) -> Option<String>) -> Option<String> {
    let items: Option<Vec<String>> = value.list()?.iter().map(show).collect();
    Some(items?.join("; "))
}

fn text_in(value: &Json, language: &str) -> Option<String> {
    if let Some(text) = value.text() {
        return Some(text.to_owned());
    }
    let own = value.text_of("lang") == Some(language);
    let translated = value.get("translations").and_then(|t| t.text_of(language)).filter(|_| !own);
    translated.or_else(|| value.text_of("text")).map(str::to_owned)
}

fn yes_or_no(answer: bool, language: &str) -> &'static str {
    match (language, answer) {
        ("fr", true) => "oui",
        ("fr", false) => "non",
        (_, true) => "yes",
        (_, false) => "no",
    }
}

fn person(value: &Json) -> Option<String> {
    let name = value.text_of("name")?;
    let rest: Vec<&str> = ["role", "organisation"].iter().filter_map(|part| value.text_of(part)).collect();
    Some(if rest.is_empty() { name.to_owned() } else { format!("{name} ({})", rest.join(", ")) })
}

fn place(value: &Json) -> Option<String> {
    let mut shown: Vec<String> = vec![value.text_of("name")?.to_owned()];
    shown.extend(["detail", "country"].iter().filter_map(|part| value.text_of(part)).map(str::to_owned));
    if let (Some(latitude), Some(longitude)) = (value.text_of("latitude"), value.text_of("longitude")) {
        shown.push(format!("{latitude}, {longitude}"));
    }
    Some(shown.join(", "))
}

fn each_text(value: &Json, add: &mut impl FnMut(&str)) {
    each_text_but(value, "", add);
}

/// Every text in the value, however deep, but those of members with this name.
fn each_text_but(value: &Json, skipped: &str, add: &mut impl FnMut(&str)) {
    match value {
        Json::Text(text) => add(text),
        Json::List(items) => items.iter().for_each(|item| each_text_but(item, skipped, add)),
        Json::Object(members) => {
            members
                .iter()
                .filter(|(name, _)| name != skipped)
                .for_each(|(_, v)| each_text_but(v, skipped, add));
        }
        _ => {}
    }
}
