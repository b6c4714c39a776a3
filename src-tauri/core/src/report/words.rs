//! Values, field names and moments as people read them.
//!
//! Owns: turning a register's value into phrases, without any template: what a value is shows in its shape. Must
//! never: drop a part of a value, or put another word in its place than `yes` and `no`. All of it is frozen with
//! version 1 of the format (FORMAT.md section 11), so nothing here asks other parts for wording that may improve.

use crate::id::RecordId;
use crate::json::Json;
use crate::time::Moment;

/// A piece of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Phrase {
    /// What people wrote, or made of it.
    pub(super) text: String,
    /// The language, where the value names it.
    pub(super) language: Option<String>,
    /// How it follows what stands before it.
    pub(super) joint: Joint,
}

/// How a phrase follows the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Joint {
    /// Another value, after `; `.
    #[default]
    Next,
    /// More of the same, after `, `.
    More,
    /// In brackets: a code, an address, a translation.
    Aside,
}

/// Finds the words by which people call a record.
pub(super) type Label<'a> = &'a dyn Fn(&RecordId) -> String;

/// The phrases of a value. The emptied value has none.
pub(super) fn phrases(value: &Json, label: Label<'_>) -> Vec<Phrase> {
    let mut out = Vec::new();
    add(value, label, &mut out);
    out
}

/// The value in one line of plain text: phrases joined with `; `, asides in brackets.
pub(super) fn plain(value: &Json, label: Label<'_>) -> String {
    let mut out = String::new();
    for phrase in phrases(value, label) {
        match (phrase.joint, out.is_empty()) {
            (Joint::Aside, true) => out.push('('),
            (Joint::Aside, false) => out.push_str(" ("),
            (_, true) => {}
            (Joint::Next, false) => out.push_str("; "),
            (Joint::More, false) => out.push_str(", "),
        }
        out.push_str(&phrase.text);
        if phrase.joint == Joint::Aside {
            out.push(')');
        }
    }
    out
}

fn add(value: &Json, label: Label<'_>, out: &mut Vec<Phrase>) {
    match value {
        Json::Null => {}
        Json::Bool(yes) => main(if *yes { "yes" } else { "no" }, out),
        Json::Int(number) => main(&number.to_string(), out),
        Json::Text(text) => match text.parse::<RecordId>() {
            Ok(id) => main(&label(&id), out),
            Err(_) => main(text, out),
        },
        Json::List(items) => items.iter().for_each(|item| add(item, label, out)),
        Json::Object(members) => add_object(members, label, out),
    }
}

fn main(text: &str, out: &mut Vec<Phrase>) {
    out.push(Phrase { text: text.to_owned(), ..Phrase::default() });
}

fn aside(text: String, out: &mut Vec<Phrase>) {
    out.push(Phrase { text, language: None, joint: Joint::Aside });
}

/// The members of an object that have not been said yet.
struct Rest<'a>(Vec<&'a (String, Json)>);

impl<'a> Rest<'a> {
    /// Takes a member that is a text.
    fn text(&mut self, name: &str) -> Option<&'a str> {
        let at = self.0.iter().position(|(n, v)| n == name && v.text().is_some())?;
        self.0.remove(at).1.text()
    }

    /// Takes the texts of several members, in this order.
    fn texts(&mut self, names: &[&str]) -> Vec<&'a str> {
        names.iter().filter_map(|name| self.text(name)).collect()
    }
}

/// The shapes of section 11, one after the other; what no shape knows is said with its name.
fn add_object(members: &[(String, Json)], label: Label<'_>, out: &mut Vec<Phrase>) {
    let says = |value: &Json| *value != Json::Null && value.text() != Some("");
    let mut rest = Rest(members.iter().filter(|(_, v)| says(v)).collect());
    add_said(&mut rest, out);
    add_named(&mut rest, out);
    if let Some(uri) = rest.text("uri") {
        aside(uri.to_owned(), out);
    }
    add_translations(&mut rest, out);
    for (name, value) in rest.0 {
        aside(format!("{name}: {}", plain(value, label)), out);
    }
}

/// Measurements and amounts, texts, terms, dates.
fn add_said(rest: &mut Rest<'_>, out: &mut Vec<Phrase>) {
    let before = out.len();
    let measure = rest.texts(&["dimension", "value", "unit"]);
    if !measure.is_empty() {
        main(&measure.join(" "), out);
    }
    if let Some(text) = rest.text("text") {
        out.push(Phrase {
            text: text.to_owned(),
            language: rest.text("lang").map(str::to_owned),
            joint: Joint::Next,
        });
    }
    if let Some(text) = rest.text("label") {
        main(text, out);
    }
    if let Some(edtf) = rest.text("edtf") {
        let alone = out.len() == before;
        out.push(Phrase {
            text: edtf.to_owned(),
            language: None,
            joint: if alone { Joint::Next } else { Joint::Aside },
        });
    }
}

/// Persons and places.
fn add_named(rest: &mut Rest<'_>, out: &mut Vec<Phrase>) {
    let named = rest.texts(&["name", "role", "organisation", "detail", "country"]);
    for (i, text) in named.into_iter().enumerate() {
        let joint = if i == 0 { Joint::Next } else { Joint::More };
        out.push(Phrase { text: text.to_owned(), language: None, joint });
    }
    let position = rest.texts(&["latitude", "longitude"]);
    if !position.is_empty() {
        aside(position.join(", "), out);
    }
}

fn add_translations(rest: &mut Rest<'_>, out: &mut Vec<Phrase>) {
    let Some(at) = rest.0.iter().position(|(n, v)| n == "translations" && all_texts(v)) else { return };
    for (language, text) in rest.0.remove(at).1.object().unwrap_or_default() {
        let text = text.text().unwrap_or_default();
        out.push(Phrase {
            text: format!("{language}: {text}"),
            language: Some(language.clone()),
            joint: Joint::Aside,
        });
    }
}

fn all_texts(value: &Json) -> bool {
    value.object().is_some_and(|members| members.iter().all(|(_, v)| v.text().is_some()))
}

/// A field's id in words: `found_at` is `Found at`. Where the id alone would read oddly, the standard's own words.
pub(super) fn field_label(field: &str) -> String {
    match field {
        "materials_techniques" => return "Materials and techniques".to_owned(),
        "inscriptions_markings" => return "Inscriptions and markings".to_owned(),
        "date_period" => return "Date or period".to_owned(),
        "place_of_origin_discovery" => return "Place of origin or discovery".to_owned(),
        "in" => return "In package".to_owned(),
        _ => {}
    }
    let spaced: String = field.chars().map(|c| if matches!(c, '_' | '.' | '-') { ' ' } else { c }).collect();
    let mut chars = spaced.chars();
    chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

/// An id that a choice stores, as words: `not_assessed` is `not assessed`. Other texts stay as they are.
pub(super) fn choice(text: &str) -> String {
    let id = text.contains('_') && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if id { text.replace('_', " ").trim().to_owned() } else { text.to_owned() }
}

/// A moment as the wall of that place showed it: `2025-11-13 13:11 +03:30`.
pub(super) fn moment(moment: &Moment) -> String {
    let local = moment.millis.saturating_add(i64::from(moment.offset_minutes) * 60_000);
    let at = Moment { millis: local, offset_minutes: 0 }.at();
    let day = at.get(..10).unwrap_or_default();
    let time = at.get(11..16).unwrap_or_default();
    format!("{day} {time} {}", moment.zone())
}

/// At most so many characters of a text; what was cut is marked with `…`.
pub(super) fn clip(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(json: &str) -> String {
        plain(&Json::parse(json.as_bytes()).unwrap(), &|id| format!("<{}>", id.hex().len()))
    }

    #[test]
    fn every_shape_of_value_reads_as_a_person_would_say_it() {
        for (value, words) in [
            (r#""schist""#, "schist"),
            ("12", "12"),
            ("false", "no"),
            ("null", ""),
            (r#"{"text":"Head","lang":"en","translations":{"km":"ក្បាល"}}"#, "Head (km: ក្បាល)"),
            (r#"[{"label":"schist","uri":"aat:1"},{"label":"gilt"}]"#, "schist (aat:1); gilt"),
            (
                r#"[{"dimension":"height","value":"31.5","unit":"cm"},{"dimension":"width","value":"19","unit":"cm"}]"#,
                "height 31.5 cm; width 19 cm",
            ),
            (r#"{"edtf":"0100/0299~","text":"2nd to 3rd century"}"#, "2nd to 3rd century (0100/0299~)"),
            (r#"[{"edtf":"1984"},{"edtf":"1985","text":""}]"#, "1984; 1985"),
            (r#"{"value":"12000","unit":"USD"}"#, "12000 USD"),
            (
                r#"{"name":"Sok Dara","role":"conservator","organisation":"Museum"}"#,
                "Sok Dara, conservator, Museum",
            ),
            (
                r#"{"name":"Rack C","detail":null,"country":"KH","latitude":"13.4","longitude":"103.8"}"#,
                "Rack C, KH (13.4, 103.8)",
            ),
        ] {
            assert_eq!(said(value), words);
        }
        assert_eq!(said(&format!("\"package:{}\"", "0".repeat(64))), "<64>");
    }

    #[test]
    fn members_that_nobody_knows_are_said_and_not_dropped() {
        assert_eq!(
            said(r#"{"label":"schist","grade":7,"uri":{"a":"b"}}"#),
            "schist (grade: 7) (uri: (a: b))"
        );
        assert_eq!(said(r#"{"label":["x"],"translations":{"km":1}}"#), "(label: x) (translations: (km: 1))");
    }

    #[test]
    fn a_moment_shows_the_time_of_its_place() {
        let when = Moment { millis: 1_763_026_867_123, offset_minutes: 210 };
        assert_eq!(moment(&when), "2025-11-13 13:11 +03:30");
    }
}
