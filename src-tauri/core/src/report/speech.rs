//! The language of a dossier's pages, and this program's words in it.
//!
//! Owns: the tables of words. FORMAT.md section 11 says where they stand. Must never: change a text that people wrote
//! but for the order of its own translations, show a text in another language than the page's as if it were in that one, or
//! ask a template or vocabulary, which later versions improve: these words are frozen like everything that derived files are
//! made of.

mod table;
mod terms;

use crate::json::{Json, object};
pub use table::Language;
use table::find;

/// Fields whose values are ids.
const CHOICES: [&str; 6] = [
    "condition",
    "completeness_of_object",
    "authenticity",
    "legal_status",
    "current_location_kind",
    "corrected_event",
];

/// A text to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// The text.
    pub(super) text: String,
    /// Its language, where that is not the page's.
    pub(super) language: Option<String>,
}

/// The language in which a page has other words than English ones.
fn other(language: Option<Language>) -> Option<Language> {
    language.filter(|language| *language != Language::En)
}

/// This program's words in the language asked for, and `true`; the English ones, and whether the page is in English, where
/// there are no others.
pub(super) fn say(language: Option<Language>, english: &'static str) -> (&'static str, bool) {
    let Some(language) = other(language) else { return (english, true) };
    match find(language, "words", english) {
        Some(words) => (words, true),
        None => {
            #[cfg(test)]
            UNTRANSLATED.with_borrow_mut(|words| words.insert(english));
            (english, false)
        }
    }
}

#[cfg(test)]
thread_local! {
    /// What was written in English though another language was asked for.
    pub(super) static UNTRANSLATED: std::cell::RefCell<std::collections::BTreeSet<&'static str>> =
        const { std::cell::RefCell::new(std::collections::BTreeSet::new()) };
}

/// The words of a table, or those that an id gives in English.
fn named(language: Option<Language>, said: Option<&'static str>, english: String) -> Words {
    match said {
        Some(said) => Words { text: said.to_owned(), language: None },
        None => Words { text: english, language: other(language).map(|_| "en".to_owned()) },
    }
}

/// What a field, a member of a statement or a kind of custody event is called; `english` is what its id gives.
pub(super) fn field(language: Option<Language>, id: &str, english: String) -> Words {
    let found = |language| find(language, "fields", id).or_else(|| find(language, "kinds", id));
    named(language, language.and_then(found), english)
}

/// What a view is called; `english` is what its id gives. What people made of several views stays as they say it.
pub(super) fn view(language: Option<Language>, id: &str, english: String) -> Words {
    named(language, language.and_then(|language| find(language, "views", id)), english)
}

/// The value of a field, or of a member of a statement: what a choice stores as an id by its name, all else as [`value`]
/// has it.
pub(super) fn value_of(language: Option<Language>, field: &str, value: &Json) -> Json {
    let id = |text: &&str| {
        let id = !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        id && (CHOICES.contains(&field) || text.contains('_'))
    };
    let (Some(language), Some(id)) = (other(language), value.text().filter(id)) else {
        return self::value(language, value);
    };
    let name = match field {
        "corrected_event" => find(language, "kinds", id),
        _ => find(language, "choices", &format!("{field}.{id}")),
    };
    match name {
        Some(name) => Json::Text(name.to_owned()),
        None => object([("text", super::words::choice(id).into()), ("lang", "en".into())]),
    }
}

/// A value with its translation into the reader's language first, where it has one; what was said first follows as a
/// translation of it. Flags become words.
pub(super) fn value(language: Option<Language>, value: &Json) -> Json {
    let Some(language) = language else { return value.clone() };
    match value {
        Json::Bool(yes) => {
            let (word, own) = say(Some(language), if *yes { "yes" } else { "no" });
            if own { word.into() } else { object([("text", word.into()), ("lang", "en".into())]) }
        }
        Json::List(items) => Json::List(items.iter().map(|item| self::value(Some(language), item)).collect()),
        Json::Object(members) => translated(language, members)
            .or_else(|| termed(language, members))
            .unwrap_or_else(|| value.clone()),
        _ => value.clone(),
    }
}

/// A term under its name in the reader's language, the one that was chosen as a translation of it; without such a name, the
/// one that was chosen and its language.
fn termed(language: Language, members: &[(String, Json)]) -> Option<Json> {
    if members.iter().any(|(name, _)| ["translations", "text", "lang"].contains(&name.as_str())) {
        return None;
    }
    let said = members.iter().find(|(name, _)| name == "label").and_then(|(_, value)| value.text())?;
    let term = terms::term(language, said)?;
    let (shown, more) = match term.name {
        Some(name) => {
            let told = vec![(term.spoken.to_owned(), Json::Text(said.to_owned()))];
            (("label", name), ("translations", Json::Object(told)))
        }
        None => (("text", said), ("lang", term.spoken.into())),
    };
    let one = |(member, value): &(String, Json)| match member.as_str() {
        "label" => (shown.0.to_owned(), Json::Text(shown.1.to_owned())),
        _ => (member.clone(), value.clone()),
    };
    let mut made: Vec<_> = members.iter().map(one).collect();
    made.push((more.0.to_owned(), more.1));
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
        assert_eq!(
            turned(said, Language::Km),
            r#"{"text":"ក្បាល","lang":"km","translations":{"en":"Head","fr":"Tête"}}"#
        );
        assert_eq!(turned(said, Language::En), said);
        assert_eq!(turned(said, Language::Prs), said);
        let unnamed = r#"[{"text":"ក្បាល","translations":{"en":"Head"}}]"#;
        assert_eq!(
            turned(unnamed, Language::En),
            r#"[{"text":"Head","lang":"en","translations":{"original":"ក្បាល"}}]"#
        );
        assert_eq!(turned(unnamed, Language::Fr), unnamed, "where there is none it stays as it was said");
        assert_eq!(turned("true", Language::Fr), "\"oui\"");
        assert_eq!(turned("false", Language::Prs), "\"نخیر\"");
        assert_eq!(
            turned(r#"[{"label":"gold","uri":"http://x.org/1"},{"label":"found"}]"#, Language::Fr),
            r#"[{"label":"or","uri":"http://x.org/1","translations":{"en":"gold"}},{"label":"found"}]"#
        );
    }

    #[test]
    fn a_term_or_choice_without_a_name_in_the_readers_language_keeps_its_own_and_says_which_that_is() {
        assert_eq!(
            turned(r#"{"label":"sandstone"}"#, Language::Km),
            r#"{"label":"ថ្មភក់","translations":{"en":"sandstone"}}"#
        );
        assert_eq!(
            turned(r#"{"label":"schist","uri":"aat:1"}"#, Language::Km),
            r#"{"text":"schist","uri":"aat:1","lang":"en"}"#
        );
        assert_eq!(turned(r#"{"label":"schiste"}"#, Language::Km), r#"{"text":"schiste","lang":"fr"}"#);
        let own = r#"{"label":"samrit, polished"}"#;
        assert_eq!(turned(own, Language::Km), own, "what is no term is nobody's language");
        let of = |field: &str, id: &str| value_of(Some(Language::Prs), field, &id.into()).compact();
        assert_eq!(of("completeness_of_object", "complete"), "\"کامل\"");
        assert_eq!(of("legal_status", "seized"), r#"{"text":"seized","lang":"en"}"#);
        assert_eq!(of("legal_status", "to_be_returned"), r#"{"text":"to be returned","lang":"en"}"#);
        assert_eq!(of("title", "seized"), "\"seized\"");
        assert_eq!(value_of(Some(Language::En), "legal_status", &"seized".into()).compact(), "\"seized\"");
    }

    /// French is whole: what the built-in templates call their fields, and all that this program names, has its French name.
    #[test]
    fn every_field_view_and_kind_of_event_has_its_french_name() {
        let french = |words: Words| words.language.is_none();
        for id in crate::template::builtin().unwrap().templates.iter().flat_map(|t| &t.fields).map(|f| &f.id)
        {
            assert!(french(field(Some(Language::Fr), id, String::new())), "{id}");
        }
        for id in crate::photo::VIEWS {
            assert!(french(view(Some(Language::Fr), id, String::new())), "{id}");
        }
        for kind in crate::custody::EventKind::ALL {
            assert!(french(field(Some(Language::Fr), kind.word(), String::new())), "{}", kind.word());
        }
    }
}
