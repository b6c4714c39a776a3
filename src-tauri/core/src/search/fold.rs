//! Folding: the one form in which two spellings that a person takes for the same text become equal.
//!
//! Ignores case, accents, vowel points, joiners and layout marks, and unites the forms of a letter or digit
//! that keyboards of one language produce for the other. Never drops a sign that carries meaning by itself,
//! such as the vowel signs of Khmer and of Indian scripts.

use std::borrow::Cow;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Stands between two fields of a document, so that no phrase matches across them (U+001E).
pub const FIELD_END: char = '\u{1e}';

/// The folded form of `text`: white space is one blank, none at the ends; [`FIELD_END`] is kept.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in composed(text).chars() {
        fold_char(c, &mut out);
    }
    trim_end(&mut out);
    out
}

/// True for what words are made of: letters, digits, marks that survive folding, and private letters, which
/// old fonts for Khmer and Burmese use.
pub fn is_word_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{e000}'..='\u{f8ff}')
}

/// Text in composed form, so that one letter is one character wherever Unicode has it.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

/// Appends the folded form of one character of composed text.
pub(super) fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        fold_ascii(c, out);
    } else if keeps_its_form(c) {
        out.push(c);
    } else {
        decompose_compatible(c, |part| fold_part(part, out));
    }
}

/// Removes the blank that the end of the text may have left.
pub(super) fn trim_end(out: &mut String) {
    if out.ends_with(' ') {
        out.pop();
    }
}

fn fold_ascii(c: char, out: &mut String) {
    match c {
        '!'..='~' => out.push(c.to_ascii_lowercase()),
        FIELD_END => {
            trim_end(out);
            out.push(FIELD_END);
        }
        // Controls too: the stored text then holds nothing that SQL or a terminal could stumble over.
        _ => blank(out),
    }
}

fn blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', FIELD_END]) {
        out.push(' ');
    }
}

/// Thai and Lao AM, whose parts are not what people type. Hangul syllables do become their letters.
fn keeps_its_form(c: char) -> bool {
    matches!(c, '\u{e33}' | '\u{eb3}')
}

fn fold_part(part: char, out: &mut String) {
    if part.is_ascii() {
        return fold_ascii(part, out);
    }
    if part.is_whitespace() || part.is_control() {
        return blank(out);
    }
    if is_ignored(part) {
        return;
    }
    for c in part.to_lowercase() {
        match spelled_out(c) {
            Some(letters) => out.push_str(letters),
            None if is_ignored(c) => {}
            None => push_united(c, out),
        }
    }
}

/// Appends a letter or digit in the form that stands for all of its forms.
fn push_united(c: char, out: &mut String) {
    match c {
        // Khmer: two spellings that look the same, and the subscript DA that looks like the subscript TA.
        '\u{17b8}' if out.ends_with('\u{17c1}') => {
            out.pop();
            out.push('\u{17be}');
        }
        '\u{17b6}' if out.ends_with('\u{17c1}') => {
            out.pop();
            out.push('\u{17c4}');
        }
        '\u{178a}' if out.ends_with('\u{17d2}') => out.push('\u{178f}'),
        _ => out.push(digit(c).or_else(|| arabic(c)).unwrap_or(c)),
    }
}

/// Accents and points that only help reading, and characters that only steer layout.
fn is_ignored(c: char) -> bool {
    matches!(c,
        // Accents of Latin, Greek and Cyrillic.
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        // Points and cantillation of Hebrew; harakat, Quranic marks and tatweel of Arabic; points of Syriac.
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}' | '\u{6e7}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{8ca}'..='\u{8ff}'
        | '\u{711}' | '\u{730}'..='\u{74a}'
        // The two Khmer vowels that are never drawn.
        | '\u{17b4}'..='\u{17b5}'
        // Soft hyphen, joiners, zero-width space, directions, variation selectors, byte order mark, tags.
        | '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Latin letters that have no decomposition but that people type without the stroke or ligature, and
/// typographic signs for which a keyboard has one key.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'ς' => "σ",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '\u{2018}'..='\u{201b}' | '\u{2bb}'..='\u{2bd}' | '\u{b4}' => "'",
        '\u{201c}'..='\u{201f}' | '«' | '»' => "\"",
        _ => return None,
    })
}

/// One letter for what Arabic, Persian, Dari, Pashto and Urdu keyboards write with different code points.
/// Hamza and madda on a seat are gone by now, being marks after decomposition.
fn arabic(c: char) -> Option<char> {
    Some(match c {
        // Yeh with and without dots, alef maksura, the Pashto forms, yeh barree.
        '\u{64a}' | '\u{649}' | '\u{6cd}' | '\u{6d0}' | '\u{6d1}' | '\u{6d2}' => '\u{6cc}',
        // Kaf, swash kaf, Pashto kaf.
        '\u{643}' | '\u{6aa}' | '\u{63b}' | '\u{63c}' => '\u{6a9}',
        // Pashto gaf.
        '\u{6ab}' => '\u{6af}',
        // Teh marbuta, ae, heh goal, heh doachashmee.
        '\u{629}' | '\u{6d5}' | '\u{6c1}' | '\u{6be}' | '\u{6c3}' | '\u{6ff}' => '\u{647}',
        // Alef wasla and its wavy kin.
        '\u{671}'..='\u{673}' => '\u{627}',
        '،' => ',',
        '؛' => ';',
        '؟' => '?',
        _ => return None,
    })
}

/// The zeros of the scripts whose ten digits are decimal and stand in a row (Unicode category Nd).
/// Forms with a compatibility decomposition (full width, superscript) never come here.
const ZEROS: [char; 41] = [
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{104a0}',
    '\u{11066}',
    '\u{110f0}',
    '\u{11136}',
    '\u{111d0}',
    '\u{112f0}',
];

fn digit(c: char) -> Option<char> {
    if c < '\u{660}' {
        return None;
    }
    let at = ZEROS.partition_point(|zero| *zero <= c).checked_sub(1)?;
    let value = u32::from(c).checked_sub(u32::from(*ZEROS.get(at)?))?;
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_a_person_takes_for_the_same_fold_to_the_same() {
        let same = [
            ("Élan  Café\n", "elan cafe"),
            ("e\u{301}lan", "élan"),
            ("Straße", "STRASSE"),
            ("GRÖẞE", "große"),
            ("Łódź", "lodz"),
            ("ﬁne Ｂｏｘ　１２", "fine box 12"),
            ("Ὀδυσσεύς", "οδυσσευσ"),
            ("Ёлка", "елка"),
            ("İstanbul ısı", "istanbul isi"),
            ("Hà Nội", "ha noi"),
            ("كتاب يد", "کتاب ید"),
            ("مى\u{200c}شود", "میشود"),
            ("خانۀ", "خانه"),
            ("خانة", "خانه"),
            ("أحمد إلى آسیا ٱ", "احمد الی اسیا ا"),
            ("مُحَمَّد", "محمد"),
            ("كـــابل", "کابل"),
            ("שָׁלוֹם", "שלום"),
            ("۱۳۹۵ ١٣٩٥ १३९५ ១៣៩៥ ๑๓๙๕", "1395 1395 1395 1395 1395"),
            ("12½", "121⁄2"),
            ("it’s “so” – yes", "it's \"so\" - yes"),
            ("a\u{200b}b\u{ad}c\u{feff}", "abc"),
            ("\u{17c1}\u{17b8}", "\u{17be}"),
            ("\u{17d2}\u{178a}", "\u{17d2}\u{178f}"),
            ("한글", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"),
        ];
        for (a, b) in same {
            assert_eq!(fold(a), fold(b), "{a:?} and {b:?}");
        }
    }

    #[test]
    fn signs_that_carry_meaning_are_kept() {
        for (a, b) in [("កា", "ក"), ("कि", "क"), ("ຄໍາ", "ຄາ"), ("น้ำ", "นา"), ("が", "か"), ("a/b", "ab")]
        {
            assert_ne!(fold(a), fold(b), "{a:?} and {b:?}");
        }
        assert_eq!(fold("ព្រះពុទ្ធ"), "ព្រះពុទ្ធ");
        assert_eq!(fold("น้ำ"), "น้ำ");
    }

    #[test]
    fn fields_stay_apart_and_controls_vanish() {
        assert_eq!(fold(" a \u{1e} b\0c\u{1b}[0m\t"), "a\u{1e}b c [0m");
    }

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}|[ا-ی\u{64b}-\u{65f}ក-៹À-ſἀ-ῼ]{0,20}") {
            let once = fold(&text);
            proptest::prop_assert_eq!(fold(&once), once);
        }
    }
}
