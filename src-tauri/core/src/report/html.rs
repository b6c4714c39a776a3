//! Writing HTML in which no text can become markup.
//!
//! Only literals of this program go in as they are; everything else passes through [`escape`]. Pages hold no
//! script, load nothing from outside, and say so to the browser.

use super::speech::{Language, Words, say};
use std::fmt::Write as _;

/// What a page allows itself: its own styles and its own pictures, nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; \
                      form-action 'none'";
const STYLE: &str = include_str!("style.css");
/// What the styles of a page say besides where it runs from right to left.
const RIGHT_TO_LEFT: &str = include_str!("style-rtl.css");

/// A page, or a part of one, in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Html {
    out: String,
    language: Option<Language>,
}

impl Html {
    /// Begins a page of a bundle. `title` is people's text.
    pub(crate) fn page(title: &str) -> Self {
        Self::page_styled(title, STYLE)
    }

    /// Begins a page with styles of its own.
    pub(super) fn page_styled(title: &str, style: &'static str) -> Self {
        Self::begin(title, style, None)
    }

    /// Begins a page of a bundle in which this program's words are of a language.
    pub(super) fn page_in(language: Option<Language>, title: &str) -> Self {
        Self::begin(title, STYLE, language)
    }

    fn begin(title: &str, style: &'static str, language: Option<Language>) -> Self {
        let mut html = Self { out: String::new(), language };
        let right_to_left = html.is_right_to_left();
        html.raw("<!doctype html>\n<html lang=\"")
            .raw(language.map_or("en", Language::code))
            .raw(if right_to_left { "\" dir=\"rtl" } else { "" })
            .raw("\">\n<head>\n<meta charset=\"utf-8\">\n")
            .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"")
            .raw(POLICY)
            .raw("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .raw("<meta name=\"referrer\" content=\"no-referrer\">\n<title>")
            .text(&without_direction(title))
            .raw("</title>\n<style>\n")
            .raw(style)
            .raw(language.map_or("", Language::style))
            .raw(if right_to_left { RIGHT_TO_LEFT } else { "" })
            .raw("</style>\n</head>\n<body>\n");
        html
    }

    /// Ends a page.
    pub(crate) fn end(mut self) -> Vec<u8> {
        self.raw("</body>\n</html>\n");
        self.out.into_bytes()
    }

    /// True where the page's language runs from right to left.
    fn is_right_to_left(&self) -> bool {
        self.language.is_some_and(Language::is_right_to_left)
    }

    /// A piece of the same page, to be put into a gap.
    pub(super) fn piece(&self, write: impl for<'h> FnOnce(&'h mut Self) -> &'h mut Self) -> Self {
        let mut piece = Self { out: String::new(), language: self.language };
        write(&mut piece);
        piece
    }

    /// Markup and texts of this program, as they are. The lifetime keeps everybody else's text out.
    pub(crate) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// Words of this program, in the page's language. Where it has none they are in English, and say so, for who reads
    /// them aloud and for the direction in which they run.
    pub(super) fn say(&mut self, english: &'static str) -> &mut Self {
        self.fill(english, &[])
    }

    /// The same with gaps, `{}`, and what stands in them.
    pub(super) fn fill(&mut self, english: &'static str, pieces: &[Self]) -> &mut Self {
        let (words, own) = say(self.language, english);
        if !own {
            self.raw("<bdi lang=\"en\" dir=\"ltr\">");
        }
        for (i, words) in words.split("{}").enumerate() {
            if let Some(piece) = i.checked_sub(1).and_then(|before| pieces.get(before)) {
                self.out.push_str(&piece.out);
            }
            self.raw(words);
        }
        if own { self } else { self.raw("</bdi>") }
    }

    /// The mark before all of a row but the first.
    pub(super) fn between(&mut self, index: usize, mark: &'static str) -> &mut Self {
        if index > 0 { self.say(mark).raw(" ") } else { self }
    }

    /// The attribute of what runs from left to right on a page that does not.
    pub(super) fn left_to_right(&mut self) -> &mut Self {
        self.raw(if self.is_right_to_left() { " dir=\"ltr\"" } else { "" })
    }

    /// A digest, an id, a fingerprint.
    pub(super) fn code(&mut self, text: &str) -> &mut Self {
        self.raw("<code").left_to_right().raw(">").text(text).raw("</code>")
    }

    /// Plain text, escaped and never translated.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        escape(text, &mut self.out);
        self
    }

    /// A number.
    pub(crate) fn number(&mut self, number: impl Into<u64>) -> &mut Self {
        let _ = write!(self.out, "{}", number.into());
        self
    }

    /// How many of something: `1 photo`, `2 photos`.
    pub(super) fn count(&mut self, number: usize, one: &'static str, many: &'static str) -> &mut Self {
        let piece = self.piece(|html| html.number(number as u64));
        self.fill(if number == 1 { one } else { many }, &[piece])
    }

    /// What a table or an id says, kept apart like people's text: ids may be theirs.
    pub(super) fn words(&mut self, words: &Words) -> &mut Self {
        self.people_in(&words.text, words.language.as_deref())
    }

    /// People's text: escaped, and kept apart so that its direction of writing stays its own.
    pub(crate) fn people(&mut self, text: &str) -> &mut Self {
        self.people_in(text, None)
    }

    /// People's text in a language, where one is known and is written as a language tag.
    pub(crate) fn people_in(&mut self, text: &str, language: Option<&str>) -> &mut Self {
        self.raw("<bdi dir=\"auto\"");
        if let Some(language) = language.filter(|l| is_language(l)) {
            self.raw(" lang=\"").text(language).raw("\"");
        }
        self.raw(">").text(&isolated(text)).raw("</bdi>")
    }

    /// A link inside the bundle around people's text. `href` is made by this program of paths and digests.
    pub(crate) fn link(&mut self, href: &str, text: &str) -> &mut Self {
        self.raw("<a href=\"").text(href).raw("\">").people(text).raw("</a>")
    }
}

/// Escapes for text and for attributes in double quotes. Control characters that HTML does not know are shown as
/// U+FFFD.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // A lone CR would be read back as LF.
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// Text whose marks of direction end with it: `<bdi>` ends what is begun inside it by marks, but a mark that ends an isolate
/// (U+2069) would end the `<bdi>` itself. One without a beginning is left out, and what is begun is ended with its line.
fn isolated(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}']) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut open = 0_usize;
    for c in text.chars() {
        match c {
            '\u{2066}'..='\u{2068}' => open += 1,
            '\u{2069}' if open == 0 => continue,
            '\u{2069}' => open -= 1,
            '\n' | '\r' | '\u{85}' | '\u{2029}' => {
                out.extend(std::iter::repeat_n('\u{2069}', std::mem::take(&mut open)))
            }
            _ => {}
        }
        out.push(c);
    }
    out.extend(std::iter::repeat_n('\u{2069}', open));
    out.into()
}

/// Text for places without markup (titles, alternative texts): marks that turn the direction around are dropped,
/// since nothing could end them there.
pub(crate) fn without_direction(text: &str) -> String {
    let turns = |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !turns(c)).collect()
}

/// True for the form of a language tag (BCP 47): letters, then parts of letters and digits.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts
        .next()
        .is_some_and(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphabetic()));
    let rest = parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    first && rest && tag.len() <= 35
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mark_of_direction_in_peoples_text_reaches_what_stands_after_it() {
        let said = |text| isolated(text).into_owned();
        assert_eq!(said("Ann \u{200f}سارا\u{202e}"), "Ann \u{200f}سارا\u{202e}");
        assert_eq!(said("Ann\u{2069}\u{202e}"), "Ann\u{202e}");
        assert_eq!(said("\u{2067}a\u{2069}\u{2069}b"), "\u{2067}a\u{2069}b");
        assert_eq!(
            said("\u{2066}\u{2068}a\nb\u{2067}"),
            "\u{2066}\u{2068}a\u{2069}\u{2069}\nb\u{2067}\u{2069}"
        );
    }

    #[test]
    fn text_cannot_become_markup_and_unknown_languages_are_left_out() {
        let mut html = Html::default();
        html.people_in("</bdi><script>x</script>\0\u{9b}'\"&", Some("en\" onload=\"x"));
        html.people_in("សុខ", Some("km-KH"));
        assert_eq!(
            html.out,
            "<bdi dir=\"auto\">&lt;/bdi&gt;&lt;script&gt;x&lt;/script&gt;\u{fffd}\u{fffd}&#39;&quot;&amp;</bdi>\
             <bdi dir=\"auto\" lang=\"km-KH\">សុខ</bdi>"
        );
    }

    #[test]
    fn words_without_a_translation_are_english_and_say_so_and_gaps_keep_what_they_hold() {
        let begun = |language| Html { out: String::new(), language: Some(language) };
        let written = |language, english: &'static str| {
            let mut html = begun(language);
            let name = html.piece(|html| html.people("<B>"));
            html.fill(english, &[name]);
            html.out
        };
        let name = "<bdi dir=\"auto\">&lt;B&gt;</bdi>";
        assert_eq!(written(Language::En, "taken in by {}"), format!("taken in by {name}"));
        assert_eq!(written(Language::Fr, "taken in by {}"), format!("pris en charge par {name}"));
        assert_eq!(
            written(Language::Prs, "taken in by {}"),
            format!("<bdi lang=\"en\" dir=\"ltr\">taken in by {name}</bdi>")
        );
        assert_eq!(written(Language::Prs, "in package {}"), format!("در بسته {name}"));
        let mut html = begun(Language::Prs);
        html.count(1, "{} photo", "{} photos").code("ab");
        assert_eq!(html.out, "1 عکس<code dir=\"ltr\">ab</code>");
        let mut html = begun(Language::Km);
        html.count(2, "{} photo", "{} photos").code("ab");
        assert_eq!(html.out, "រូបថត 2<code>ab</code>");
    }

    #[test]
    fn a_page_forbids_scripts_and_everything_from_outside() {
        for language in [None].into_iter().chain(Language::ALL.map(Some)) {
            let page = String::from_utf8(Html::page_in(language, "t").end()).unwrap();
            assert!(
                page.contains(
                    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:;"
                )
            );
            for outside in ["http:", "https:", "<script", "url(", "@import", "<link"] {
                assert!(!page.contains(outside), "{outside}");
            }
        }
    }
}
