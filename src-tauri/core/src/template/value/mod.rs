//! The values that fields hold: their shapes, and whether one is right.
//!
//! A value is JSON without floats. `null` means that the field was cleared. What a shape does not name is not
//! allowed, so that a slip of the pen is seen.
//!
//! | type | shape |
//! | --- | --- |
//! | text, long text | `"…"`, or `{"text":"…","lang":"en","translations":{"km":"…"}}`; `lang` and `translations` may be absent |
//! | term | `[{"label":"schist","uri":"…"}]`, from the broad to the narrow where a field has levels; `uri` may be absent |
//! | measurement | `[{"dimension":"height","value":"31.5","unit":"cm"}]` |
//! | date | `{"edtf":"0100/0299~","text":"2nd to 3rd century"}`; `text`, as somebody wrote it, may be absent |
//! | number | `{"value":"12000","unit":"USD"}`; `unit` may be absent |
//! | choice | `"genuine"`, the id of a term |
//! | flag | `true`, `false` |
//! | person | `{"name":"…","role":"…","organisation":"…"}`; all but `name` may be absent |
//! | place | `{"name":"…","detail":"…","country":"KH","latitude":"13.41","longitude":"103.86"}`; all but `name` may be absent, coordinates come in pairs, in degrees, WGS 84 |
//! | reference | `"ABC/1"` |
//! | quantity | `12` |
//! | photographs | none: computed from placements |
//!
//! The small syntaxes of the command line stand at [`Field::value_from_text`](super::Field::value_from_text).

mod show;
mod text;

use super::{Field, FieldType, is_language, vocabulary};
use crate::decimal::{self, Decimal};
use crate::edtf::Edtf;
use crate::error::{Code, Error, Result};
use crate::json::{Json, MAX_INTEGER};
use crate::reference::Reference;

/// The longest text in a value, in bytes.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;
/// The most terms or measurements in a value.
pub const MAX_ITEMS: usize = 200;

type Check = std::result::Result<(), String>;

/// True for `null` and for texts and lists that say nothing.
pub fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Text(text) => text.trim().is_empty(),
        Json::List(items) => items.is_empty(),
        Json::Object(members) => {
            members.is_empty() || value.text_of("text").is_some_and(|t| t.trim().is_empty())
        }
        Json::Bool(_) | Json::Int(_) => false,
    }
}

impl Field {
    /// Whether a value has the shape that the field asks for.
    ///
    /// # Errors
    /// `bad_value`, on the field's id, with an example of what is right.
    pub fn check(&self, value: &Json) -> Result<()> {
        self.check_shape(value).map_err(|what| self.bad(what))
    }

    /// The error of a bad value, with what to write instead.
    fn bad(&self, what: String) -> Error {
        Error::new(Code::BadValue, "checking a value", what).on(&self.id).remedy(self.example())
    }

    fn check_shape(&self, value: &Json) -> Check {
        if *value == Json::Null {
            return Ok(());
        }
        match self.kind {
            FieldType::Text => check_text(value, false),
            FieldType::LongText => check_text(value, true),
            FieldType::Term => self.check_terms(value),
            FieldType::Measurement => check_each(value, check_measurement),
            FieldType::Date => check_date(value),
            FieldType::Number => check_number(value),
            FieldType::Choice => self.check_choice(value),
            FieldType::Flag => {
                matches!(value, Json::Bool(_)).then_some(()).ok_or_else(|| "it is neither yes nor no".into())
            }
            FieldType::Person => check_person(value),
            FieldType::Place => check_place(value),
            FieldType::Reference => {
                let text = value.text().ok_or("it is no reference")?;
                Reference::parse(text).map(|_| ()).map_err(|e| e.what)
            }
            FieldType::Quantity => {
                let count = value.int().ok_or("it is no whole number")?;
                (0..=MAX_INTEGER).contains(&count).then_some(()).ok_or_else(|| "it is below zero".into())
            }
            FieldType::Photographs => Err("it is computed from the photos".into()),
        }
    }

    fn check_terms(&self, value: &Json) -> Check {
        check_each(value, |item| {
            check_members(item, &["label"], &["uri"])?;
            check_line(item.text_of("label").unwrap_or_default())?;
            match item.text_of("uri") {
                Some(uri) if !vocabulary::is_uri(uri) => Err(format!("\"{uri}\" is no URI")),
                _ => Ok(()),
            }
        })?;
        let count = value.list().unwrap_or_default().len();
        if count > 1 && !self.repeatable && self.levels == 1 {
            return Err("it takes one term only".into());
        }
        Ok(())
    }

    fn check_choice(&self, value: &Json) -> Check {
        let id = value.text().ok_or("it is no choice")?;
        self.choice(id).is_some().then_some(()).ok_or_else(|| format!("\"{id}\" is none of the choices"))
    }

    /// What a right value looks like on the command line.
    fn example(&self) -> String {
        match self.kind {
            FieldType::Text | FieldType::LongText => {
                "Write the text, with translations after a bar: Head of a Buddha | km: ព្រះពុទ្ធ".into()
            }
            FieldType::Term => "Write a term, or several with semicolons, a URI in angle brackets: schist; gilding".into(),
            FieldType::Measurement => {
                let units: Vec<&str> = decimal::units().map(|(sign, _)| sign).collect();
                format!("Write dimension, value and unit: height 31.5 cm; width 19.2 cm. Units: {}", units.join(", "))
            }
            FieldType::Date => {
                "Write EDTF, and your own words after a bar: 0100/0299~ | 2nd to 3rd century. Other forms: 1984-06-02, \
                 12XX (13th century), 1200~ (about), 1200? (perhaps), -0099 (100 BCE)"
                    .into()
            }
            FieldType::Number => "Write a number and its unit: 12000 USD".into(),
            FieldType::Choice => {
                let terms = self.vocabularies.iter().flat_map(|v| &v.terms);
                let ids: Vec<&str> = terms.map(|term| term.id.as_str()).collect();
                format!("Choose one of: {}", ids.join(", "))
            }
            FieldType::Flag => "Write yes or no".into(),
            FieldType::Person => "Write the name, role and organisation: A. Sok (conservator, National Museum)".into(),
            FieldType::Place => {
                "Write the name, then what is known: Prasat Thom; detail: north gate; country: KH; latitude: 13.41; \
                 longitude: 103.86"
                    .into()
            }
            FieldType::Reference => "Write a reference: ABC/1".into(),
            FieldType::Quantity => "Write a whole number: 12".into(),
            FieldType::Photographs => "Place photos in the views that are asked for".into(),
        }
    }
}

/// Refuses what is no object, lacks a needed member, or has one that is neither needed nor allowed. All are texts.
fn check_members(value: &Json, needed: &[&str], allowed: &[&str]) -> Check {
    let members = value.object().ok_or("it has not the form of this field")?;
    for name in needed {
        if value.text_of(name).is_none_or(|text| text.trim().is_empty()) {
            return Err(format!("its {name} is missing"));
        }
    }
    for (name, member) in members {
        if !needed.contains(&name.as_str()) && !allowed.contains(&name.as_str()) {
            return Err(format!("\"{name}\" has no place in it"));
        }
        check_line(member.text().ok_or_else(|| format!("its {name} is no text"))?)?;
    }
    Ok(())
}

/// Visible text of one line.
fn check_line(text: &str) -> Check {
    check_plain(text, false)
}

fn check_plain(text: &str, lines: bool) -> Check {
    if text.trim().is_empty() {
        return Err("it is empty".into());
    }
    if text.len() > MAX_TEXT_BYTES {
        return Err(format!("it is longer than {MAX_TEXT_BYTES} bytes; attach a file instead"));
    }
    match text.chars().find(|c| c.is_control() && !(lines && matches!(c, '\n' | '\t'))) {
        Some('\n' | '\r') => Err("it has more than one line".into()),
        Some(c) => Err(format!("it has the control character U+{:04X}", u32::from(c))),
        None => Ok(()),
    }
}

fn check_each(value: &Json, check: impl Fn(&Json) -> Check) -> Check {
    let items = value.list().filter(|items| !items.is_empty()).ok_or("it is no list")?;
    if items.len() > MAX_ITEMS {
        return Err(format!("it has more than {MAX_ITEMS} parts"));
    }
    items.iter().try_for_each(check)
}

fn check_text(value: &Json, lines: bool) -> Check {
    if let Some(text) = value.text() {
        return check_plain(text, lines);
    }
    let members = value.object().ok_or("it is no text")?;
    for (name, member) in members {
        match (name.as_str(), member) {
            ("text", Json::Text(text)) => check_plain(text, lines)?,
            ("lang", Json::Text(code)) if is_language(code) => {}
            ("translations", Json::Object(translations)) => {
                for (code, text) in translations {
                    if !is_language(code) {
                        return Err(format!("\"{code}\" is no code of a language"));
                    }
                    check_plain(text.text().ok_or("a translation is no text")?, lines)?;
                }
            }
            _ => return Err(format!("\"{name}\" has no place in it, or not in this form")),
        }
    }
    value.text_of("text").map(|_| ()).ok_or_else(|| "its text is missing".into())
}

fn check_measurement(value: &Json) -> Check {
    check_members(value, &["dimension", "value", "unit"], &[])?;
    let (number, unit) =
        (value.text_of("value").unwrap_or_default(), value.text_of("unit").unwrap_or_default());
    let number = Decimal::parse(number).ok_or_else(|| format!("\"{number}\" is no decimal number"))?;
    if number.is_negative() {
        return Err("a measurement is not below zero".into());
    }
    let known = decimal::units().any(|(sign, _)| sign == unit);
    known.then_some(()).ok_or_else(|| format!("\"{unit}\" is no unit that is known"))
}

fn check_date(value: &Json) -> Check {
    check_members(value, &["edtf"], &["text"])?;
    Edtf::parse(value.text_of("edtf").unwrap_or_default()).map(|_| ()).map_err(|e| e.what)
}

fn check_number(value: &Json) -> Check {
    check_members(value, &["value"], &["unit"])?;
    let text = value.text_of("value").unwrap_or_default();
    Decimal::parse(text)
        .map(|_| ())
        .ok_or_else(|| format!("\"{text}\" is no decimal number such as 12000 or 0.5"))
}

fn check_person(value: &Json) -> Check {
    check_members(value, &["name"], &["role", "organisation"])
}

fn check_place(value: &Json) -> Check {
    check_members(value, &["name"], &["detail", "country", "latitude", "longitude"])?;
    let country = value.text_of("country").unwrap_or("KH");
    if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err("a country is its two capital letters (ISO 3166-1), such as KH".into());
    }
    match (value.text_of("latitude"), value.text_of("longitude")) {
        (None, None) => Ok(()),
        (Some(latitude), Some(longitude)) => {
            check_degrees(latitude, "90")?;
            check_degrees(longitude, "180")
        }
        _ => Err("latitude and longitude come together".into()),
    }
}

fn check_degrees(text: &str, most: &str) -> Check {
    let within = |d: Decimal| {
        Decimal::parse(most).is_some_and(|m| d <= m)
            && Decimal::parse(&format!("-{most}")).is_some_and(|m| d >= m)
    };
    let right = Decimal::parse(text).is_some_and(within);
    right.then_some(()).ok_or_else(|| format!("\"{text}\" is not in degrees from -{most} to {most}"))
}
