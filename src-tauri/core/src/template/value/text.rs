//! Values from the small syntaxes that people type on a command line.

use super::super::{Field, FieldType, Vocabulary};
use super::show;
use crate::error::Result;
use crate::json::{Json, object};
use crate::reference::Reference;
use std::collections::HashSet;
use unicode_normalization::UnicodeNormalization as _;

/// Languages that may stand before a translation. A closed list, so that "no: 5" stays a part of the text.
const LANGUAGES: &[&str] = &[
    "ar", "bo", "de", "el", "en", "es", "fa", "fr", "hi", "it", "ja", "km", "ko", "lo", "my", "ne", "nl",
    "pi", "prs", "ps", "pt", "ru", "sa", "ta", "tg", "th", "tr", "ur", "uz", "vi", "zh",
];

type Read<T> = std::result::Result<T, String>;

impl Field {
    /// Reads what somebody typed. Nothing but white space clears the field (`null`).
    ///
    /// | type | syntax |
    /// | --- | --- |
    /// | text, long text | `Head of a Buddha`; with translations `Head of a Buddha \| km: … \| fr: …`; the text's own language first: `en: Head … \| km: …` |
    /// | term | `schist`, `schist <URI>`, several with `;`; `sculpture > head` from broad to narrow |
    /// | measurement | `height 31.5 cm; width 19.2 cm` |
    /// | date | EDTF, then words: `0100/0299~ \| 2nd to 3rd century` |
    /// | number | `12000 USD` |
    /// | choice | the id or the label in any language |
    /// | flag | `yes`, `no`, `true`, `false` |
    /// | person | `NAME`, `NAME (ROLE)`, `NAME (ROLE, ORGANISATION)` |
    /// | place | `NAME; detail: …; country: KH; latitude: 13.41; longitude: 103.86` |
    /// | reference | `ABC/1` |
    /// | quantity | `12` |
    ///
    /// A term of the vocabulary gets its URI; where the field has levels, its broader terms are put before it.
    /// The label stays as typed.
    ///
    /// # Errors
    /// `bad_value` with an example of what is right.
    pub fn value_from_text(&self, text: &str) -> Result<Json> {
        let text: String = text.trim().nfc().collect();
        if text.is_empty() {
            return Ok(Json::Null);
        }
        let value = self.read(&text).map_err(|what| self.bad(what))?;
        self.check(&value)?;
        Ok(value)
    }

    fn read(&self, text: &str) -> Read<Json> {
        match self.kind {
            FieldType::Text | FieldType::LongText => Ok(read_text(text)),
            FieldType::Term => self.read_terms(text),
            FieldType::Measurement => {
                parts(text, ';').map(read_measurement).collect::<Read<Vec<Json>>>().map(Json::List)
            }
            FieldType::Date => Ok(read_date(text)),
            FieldType::Number => Ok(read_number(text)),
            FieldType::Choice => self.read_choice(text),
            FieldType::Flag => match text.to_lowercase().as_str() {
                "yes" | "true" => Ok(Json::Bool(true)),
                "no" | "false" => Ok(Json::Bool(false)),
                _ => Err(format!("\"{text}\" is neither yes nor no")),
            },
            FieldType::Person => Ok(read_person(text)),
            FieldType::Place => read_place(text),
            FieldType::Reference => Reference::parse(text).map(|r| r.as_str().into()).map_err(|e| e.what),
            FieldType::Quantity => {
                text.parse::<i64>().map(Json::Int).map_err(|_| "it is no whole number".into())
            }
            FieldType::Photographs => Err("it is computed from the photos".into()),
        }
    }

    fn read_terms(&self, text: &str) -> Read<Json> {
        let mut terms: Vec<Json> = Vec::new();
        for part in parts_outside_brackets(text) {
            let (label, uri) = read_term(part)?;
            let known = self.find_term(label);
            if let Some((vocabulary, term)) = known.filter(|_| self.levels > 1) {
                for broader in vocabulary.ancestors(term) {
                    add_term(&mut terms, broader.label.get("en"), broader.uri.as_deref(), vocabulary);
                }
            }
            let uri = uri.or(known.and_then(|(_, term)| term.uri.as_deref()));
            terms.push(term_json(label, uri));
        }
        Ok(Json::List(terms))
    }

    fn read_choice(&self, text: &str) -> Read<Json> {
        let term = self.choice(text).or_else(|| self.find_term(text).map(|(_, term)| term));
        term.map(|term| term.id.as_str().into()).ok_or_else(|| format!("\"{text}\" is none of the choices"))
    }
}

/// Adds a broader term unless one that means the same is there.
fn add_term(terms: &mut Vec<Json>, label: &str, uri: Option<&str>, vocabulary: &Vocabulary) {
    let same = |item: &Json| {
        let there = item.text_of("label").and_then(|l| vocabulary.find(l));
        there.is_some() && there == vocabulary.find(label)
    };
    if !terms.iter().any(same) {
        terms.push(term_json(label, uri));
    }
}

fn term_json(label: &str, uri: Option<&str>) -> Json {
    let mut members = vec![("label".to_owned(), label.into())];
    members.extend(uri.map(|uri| ("uri".to_owned(), uri.into())));
    Json::Object(members)
}

fn parts(text: &str, separator: char) -> impl Iterator<Item = &str> {
    text.split(separator).map(str::trim).filter(|part| !part.is_empty())
}

/// Splits at `;` and at `>` between spaces, but never inside `<…>`, where a URI may have either.
fn parts_outside_brackets(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut inside) = (0, false);
    for (at, c) in text.char_indices() {
        let spaced = || text[..at].ends_with(' ') && text[at + 1..].starts_with(' ');
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            ';' if !inside => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            '>' if spaced() => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn read_term(part: &str) -> Read<(&str, Option<&str>)> {
    let Some(open) = part.strip_suffix('>') else {
        return Ok((part, None));
    };
    let (label, uri) = open.rsplit_once('<').ok_or_else(|| format!("\"{part}\" has a bracket too many"))?;
    Ok((label.trim(), Some(uri.trim())))
}

fn read_text(text: &str) -> Json {
    let mut pieces = text.split(" | ");
    let main = pieces.next().unwrap_or_default();
    let translations: Option<Vec<(&str, &str)>> = pieces.map(translation).collect();
    // A bar with anything else behind it, or one language twice, is a part of the text: nothing is taken apart.
    let mut codes = HashSet::new();
    let usable =
        |t: &Vec<(&str, &str)>| !t.is_empty() && t.iter().all(|(code, _)| codes.insert(code.to_string()));
    let Some(translations) = translations.filter(usable) else {
        return text.into();
    };
    let (language, main) = translation(main).map_or((None, main.trim()), |(code, text)| (Some(code), text));
    let mut members = vec![("text".to_owned(), main.into())];
    members.extend(language.map(|code| ("lang".to_owned(), code.into())));
    let translations = translations.into_iter().map(|(code, text)| (code.to_owned(), text.into())).collect();
    members.push(("translations".to_owned(), Json::Object(translations)));
    Json::Object(members)
}

fn translation(piece: &str) -> Option<(&str, &str)> {
    let (code, text) = piece.trim().split_once(": ")?;
    LANGUAGES.contains(&code).then_some((code, text.trim()))
}

/// `height 31.5 cm`, `height: 31.5cm`, `diameter of base 3 cm`.
fn read_measurement(part: &str) -> Read<Json> {
    let bad = || format!("\"{part}\" is not dimension, value and unit");
    let start = part.find(|c: char| c.is_ascii_digit()).ok_or_else(bad)?;
    let (dimension, rest) = part.split_at(start);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let (value, unit) = rest.split_at(end);
    let dimension = dimension.trim().trim_end_matches(':').trim();
    let unit = unit.trim();
    if unit.starts_with(',') {
        return Err(format!("\"{part}\": the decimal sign is a point"));
    }
    if dimension.is_empty() || unit.is_empty() || dimension.ends_with('-') {
        return Err(bad());
    }
    Ok(object([("dimension", dimension.into()), ("value", value.into()), ("unit", unit.into())]))
}

fn read_date(text: &str) -> Json {
    match text.split_once('|') {
        Some((edtf, words)) if !words.trim().is_empty() => {
            object([("edtf", edtf.trim().into()), ("text", words.trim().into())])
        }
        Some((edtf, _)) => object([("edtf", edtf.trim().into())]),
        None => object([("edtf", text.into())]),
    }
}

fn read_number(text: &str) -> Json {
    match text.split_once(char::is_whitespace) {
        Some((value, unit)) => object([("value", value.into()), ("unit", unit.trim().into())]),
        None => object([("value", text.into())]),
    }
}

fn read_person(text: &str) -> Json {
    let inner = text.strip_suffix(')').and_then(|open| open.split_once('('));
    let Some((name, inner)) = inner.filter(|(name, _)| !name.trim().is_empty()) else {
        return object([("name", text.into())]);
    };
    let (role, organisation) = inner.split_once(',').map_or((inner, None), |(role, rest)| (role, Some(rest)));
    let mut members = vec![("name".to_owned(), name.trim().into())];
    for (key, part) in [("role", Some(role)), ("organisation", organisation)] {
        let part = part.map(str::trim).filter(|part| !part.is_empty());
        members.extend(part.map(|part| (key.to_owned(), part.into())));
    }
    Json::Object(members)
}

fn read_place(text: &str) -> Read<Json> {
    let mut pieces = parts(text, ';');
    let name = pieces.next().ok_or("its name is missing")?;
    let mut members: Vec<(String, Json)> = vec![("name".to_owned(), name.into())];
    for piece in pieces {
        let known = piece.split_once(':').filter(|(key, _)| show::PLACE_PARTS.contains(&key.trim()));
        let (key, value) = known.ok_or_else(|| format!("\"{piece}\" is no part of a place"))?;
        if members.iter().any(|(there, _)| there == key.trim()) {
            return Err(format!("{} stands twice", key.trim()));
        }
        members.push((key.trim().to_owned(), value.trim().into()));
    }
    Ok(Json::Object(members))
}
