//! The languages of pages, and what this program says in each: a file a language.
//!
//! A file's lines are a text, a tab and its translation, under the headings `[words]` (this program's own words, as the pages
//! have them in English, `{}` where something is put in), `[fields]`, `[kinds]` (of custody events), `[views]` and
//! `[choices]` (`<field>.<id>`). Names of terms stand in a table of their own, `terms.txt`. What a file lacks is shown in
//! English, and marked so. To add a language: a variant, its row, its file.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A language in which pages can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
    /// Khmer.
    Km,
    /// Dari.
    Prs,
}

/// What is particular to a language.
struct Row {
    code: &'static str,
    right_to_left: bool,
    /// What its letters need of a page's styles: fonts that have them before any that only look as if.
    style: &'static str,
    words: &'static str,
}

const KHMER_STYLE: &str = "html{font-family:\"Noto Sans\",\"Segoe UI\",\"Noto Sans Khmer\",\"Khmer UI\",\"Leelawadee UI\",\
                           \"Khmer Sangam MN\",\"Khmer OS\",system-ui,sans-serif}\nh3{letter-spacing:0}\n";
const DARI_STYLE: &str = "html{font-family:\"Noto Sans\",\"Noto Naskh Arabic\",\"Noto Sans Arabic\",\"Segoe UI\",\"Geeza Pro\",\
                          Tahoma,system-ui,sans-serif}\n:lang(prs){line-height:1.75}\nh3{letter-spacing:0}\n";

impl Language {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::En, Self::Fr, Self::Km, Self::Prs];

    const fn row(self) -> Row {
        let (code, right_to_left, style, words) = match self {
            Self::En => ("en", false, "", ""),
            Self::Fr => ("fr", false, "", include_str!("fr.txt")),
            Self::Km => ("km", false, KHMER_STYLE, include_str!("km.txt")),
            Self::Prs => ("prs", true, DARI_STYLE, include_str!("prs.txt")),
        };
        Row { code, right_to_left, style, words }
    }

    /// The code in `bag-info.txt`, in pages and in translations: `fr`.
    pub const fn code(self) -> &'static str {
        self.row().code
    }

    /// The language of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// True for what is written from right to left.
    pub(in super::super) const fn is_right_to_left(self) -> bool {
        self.row().right_to_left
    }

    /// What a page's styles say besides.
    pub(in super::super) const fn style(self) -> &'static str {
        self.row().style
    }
}

type Key<'a> = (Language, &'a str, &'a str);

/// What a text under a heading is in a language; `None` where its file has nothing.
pub(super) fn find(language: Language, heading: &str, text: &str) -> Option<&'static str> {
    static ALL: LazyLock<HashMap<Key<'static>, &'static str>> = LazyLock::new(|| {
        Language::ALL
            .into_iter()
            .flat_map(|language| {
                lines(language).map(move |(heading, text, said)| ((language, heading, text), said))
            })
            .collect()
    });
    let all: &HashMap<Key<'_>, &'static str> = &ALL;
    all.get(&(language, heading, text)).copied()
}

/// The lines of a language's file: heading, text and translation.
fn lines(language: Language) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let mut heading = "";
    language.row().words.lines().filter_map(move |line| {
        if let Some(next) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            heading = next;
        }
        let (text, said) = line.split_once('\t')?;
        Some((heading, text, said))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{FieldType, Labels, builtin};
    use std::collections::BTreeSet;

    fn keys(language: Language, heading: &str) -> BTreeSet<&'static str> {
        lines(language).filter(|(under, _, _)| *under == heading).map(|(_, text, _)| text).collect()
    }

    /// The source of the pages, in which each text has to stand as a literal.
    fn source() -> String {
        let report = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report");
        let read = |folder: &str| {
            let files = std::fs::read_dir(report.join(folder)).unwrap();
            files.filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok()).collect::<String>()
        };
        read("pages") + &read("facts") + &read(".") + &read("speech")
    }

    #[test]
    fn no_file_says_what_no_page_asks_or_the_same_twice() {
        let source = source().replace("\\\n", "");
        let source = source.split_whitespace().collect::<Vec<_>>().join(" ");
        for language in Language::ALL {
            let all: Vec<_> = lines(language).map(|(heading, text, _)| (heading, text)).collect();
            assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len(), "{language:?}: twice");
            for text in keys(language, "words") {
                let literal = format!("\"{}\"", text.replace('"', "\\\""));
                assert!(source.contains(&literal), "{language:?}: {text}");
            }
            for heading in ["fields", "kinds", "views", "choices"] {
                let unknown: Vec<_> =
                    keys(language, heading).difference(&keys(Language::Fr, heading)).copied().collect();
                assert!(unknown.is_empty(), "{language:?}: {unknown:?}");
            }
        }
    }

    /// A gap that is lost would lose what people said; an element that is not closed would swallow the page.
    #[test]
    fn a_translation_has_the_gaps_and_the_elements_of_its_text() {
        let elements = |text: &str| -> Vec<String> {
            text.split('<').skip(1).map(|tag| tag.split('>').next().unwrap_or_default().to_owned()).collect()
        };
        for (_, text, said) in Language::ALL.into_iter().flat_map(lines) {
            assert!(!said.trim().is_empty() && said.trim_end() == said, "{text}");
            assert_eq!(text.matches("{}").count(), said.matches("{}").count(), "{text}");
            assert_eq!(elements(text), elements(said), "{text}");
        }
    }

    /// As long as nobody improves them: what the built-in templates and vocabularies say in a language, the pages say too.
    #[test]
    fn every_name_that_the_built_in_templates_have_in_a_language_is_in_its_file() {
        let builtin = builtin().unwrap();
        let mut seen = 0;
        let mut check = |language: Language, heading: &str, text: &str, label: &Labels| {
            if let Some(name) = label.exactly(language.code()) {
                let plain = name.replace('\u{a0}', " ");
                assert_eq!(
                    find(language, heading, text),
                    Some(plain.as_str()),
                    "{language:?}: {heading} {text}"
                );
                seen += 1;
            }
        };
        for language in [Language::Fr, Language::Km, Language::Prs] {
            for field in builtin.templates.iter().flat_map(|template| &template.fields) {
                check(language, "fields", &field.id, &field.label);
                for term in field.vocabularies.iter().flat_map(|vocabulary| &vocabulary.terms) {
                    if field.kind == FieldType::Choice {
                        check(language, "choices", &format!("{}.{}", field.id, term.id), &term.label);
                    }
                }
            }
        }
        assert!(seen > 110, "{seen} names");
    }

    #[test]
    fn a_language_is_found_by_its_code_and_no_other_word() {
        for language in Language::ALL {
            assert_eq!(Language::from_code(language.code()), Some(language));
            assert_eq!(serde_json::to_string(&language).unwrap(), format!("\"{}\"", language.code()));
        }
        assert!(["", "FR", "fa", "khm"].into_iter().all(|code| Language::from_code(code).is_none()));
    }
}
