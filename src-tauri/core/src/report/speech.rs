//! The language of a dossier's pages, and this program's words in it.
//!
//! Owns: the table of words. FORMAT.md section 11 says where they stand. Must never: change a text that people wrote
//! but for the order of its own translations, or ask a template or vocabulary, which later versions improve: these
//! words are frozen like everything that derived files are made of.

mod choices;
mod french;
mod terms;

use crate::json::Json;
use french::{fields_in_french, in_french, statements_in_french, views_in_french};

/// A language in which pages can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];

    /// The code in `bag-info.txt`, in pages and in translations: `fr`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// The language of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// A word without a translation stays English; the tests look for such words.
fn untranslated(english: &'static str) -> &'static str {
    #[cfg(test)]
    UNTRANSLATED.with_borrow_mut(|words| words.insert(english));
    english
}

/// This program's words in the language asked for; English where none was, or where there are no others.
pub(super) fn say(language: Option<Language>, english: &'static str) -> &'static str {
    match language {
        Some(Language::Fr) => in_french(english).unwrap_or_else(|| untranslated(english)),
        _ => english,
    }
}

#[cfg(test)]
thread_local! {
    /// What was written in English though another language was asked for.
    pub(super) static UNTRANSLATED: std::cell::RefCell<std::collections::BTreeSet<&'static str>> =
        const { std::cell::RefCell::new(std::collections::BTreeSet::new()) };
}

/// A field, member, view or kind of event by its id; `None` where the id itself has to do.
pub(super) fn word(language: Option<Language>, id: &str) -> Option<&'static str> {
    match language {
        Some(Language::Fr) => fields_in_french(id).or_else(|| statements_in_french(id)),
        _ => None,
    }
}

/// A view by its id.
pub(super) fn view(language: Option<Language>, id: &str) -> Option<&'static str> {
    match language {
        Some(Language::Fr) => views_in_french(id),
        _ => None,
    }
}

/// The value of a field, or of a member of a statement: what a choice stores as an id by its name, all else as [`value`]
/// has it.
pub(super) fn value_of(language: Option<Language>, field: &str, value: &Json) -> Json {
    let chosen = match language {
        Some(Language::Fr) => value.text().and_then(|id| choices::choices_in_french(field, id)),
        _ => None,
    };
    chosen.map_or_else(|| self::value(language, value), |name| Json::Text(name.to_owned()))
}

/// A value with its translation into the reader's language first, where it has one; what was said first follows as a
/// translation of it. Flags become words.
pub(super) fn value(language: Option<Language>, value: &Json) -> Json {
    let Some(language) = language else { return value.clone() };
    match value {
        Json::Bool(true) if language == Language::Fr => Json::Text("oui".to_owned()),
        Json::Bool(false) if language == Language::Fr => Json::Text("non".to_owned()),
        Json::List(items) => Json::List(items.iter().map(|item| self::value(Some(language), item)).collect()),
        Json::Object(members) => translated(language, members)
            .or_else(|| termed(language, members))
            .unwrap_or_else(|| value.clone()),
        _ => value.clone(),
    }
}

/// A term under its name in the reader's language, the one that was chosen as a translation of it.
fn termed(language: Language, members: &[(String, Json)]) -> Option<Json> {
    if members.iter().any(|(name, _)| name == "translations" || name == "text") {
        return None;
    }
    let said = members.iter().find(|(name, _)| name == "label").and_then(|(_, value)| value.text())?;
    let (name, spoken) = terms::term(language, said)?;
    let one = |(member, value): &(String, Json)| match member.as_str() {
        "label" => (member.clone(), Json::Text(name.to_owned())),
        _ => (member.clone(), value.clone()),
    };
    let mut made: Vec<_> = members.iter().map(one).collect();
    let told = vec![(spoken.to_owned(), Json::Text(said.to_owned()))];
    made.push(("translations".to_owned(), Json::Object(told)));
    Some(Json::Object(made))
}

fn translated(language: Language, members: &[(String, Json)]) -> Option<Json> {
    let find = |name: &str| members.iter().find(|(n, _)| n == name).map(|(_, v)| v);
    let original = find("text")?.text()?;
    let spoken = find("lang").and_then(Json::text).unwrap_or("original");
    let others = find("translations")?.object()?;
    let wanted = others.iter().find(|(code, _)| code == language.code())?.1.text()?;
    if wanted.is_empty() || spoken == language.code() {
        return None;
    }
    let mut told = vec![(spoken.to_owned(), Json::Text(original.to_owned()))];
    told.extend(others.iter().filter(|(code, _)| code != language.code()).cloned());
    let rest = members.iter().filter(|(name, _)| !["text", "lang", "translations"].contains(&name.as_str()));
    let mut made = vec![
        ("text".to_owned(), Json::Text(wanted.to_owned())),
        ("lang".to_owned(), Json::Text(language.code().to_owned())),
        ("translations".to_owned(), Json::Object(told)),
    ];
    made.extend(rest.cloned());
    Some(Json::Object(made))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(json: &str, language: Language) -> String {
        value(Some(language), &Json::parse(json.as_bytes()).unwrap()).compact()
    }

    #[test]
    fn a_translation_into_the_readers_language_stands_first_and_nothing_is_lost() {
        let said = r#"{"text":"Head","lang":"en","translations":{"km":"ក្បាល","fr":"Tête"}}"#;
        assert_eq!(
            turned(said, Language::Fr),
            r#"{"text":"Tête","lang":"fr","translations":{"en":"Head","km":"ក្បាល"}}"#
        );
        assert_eq!(turned(said, Language::En), said);
        let unnamed = r#"[{"text":"ក្បាល","translations":{"en":"Head"}}]"#;
        assert_eq!(
            turned(unnamed, Language::En),
            r#"[{"text":"Head","lang":"en","translations":{"original":"ក្បាល"}}]"#
        );
        assert_eq!(turned(unnamed, Language::Fr), unnamed, "where there is none it stays as it was said");
        assert_eq!(turned("true", Language::Fr), "\"oui\"");
        assert_eq!(
            turned(r#"[{"label":"gold","uri":"http://x.org/1"},{"label":"found"}]"#, Language::Fr),
            r#"[{"label":"or","uri":"http://x.org/1","translations":{"en":"gold"}},{"label":"found"}]"#
        );
    }

    /// What the built-in templates call their fields is what the pages call them, as long as nobody improves them.
    #[test]
    fn every_field_of_the_built_in_templates_has_its_french_name() {
        for field in crate::template::builtin().unwrap().templates.iter().flat_map(|t| &t.fields) {
            assert!(word(Some(Language::Fr), &field.id).is_some(), "{}", field.id);
        }
        for id in crate::photo::VIEWS {
            assert!(view(Some(Language::Fr), id).is_some(), "{id}");
        }
        for kind in crate::custody::EventKind::ALL {
            assert!(word(Some(Language::Fr), kind.word()).is_some(), "{}", kind.word());
        }
    }
}
