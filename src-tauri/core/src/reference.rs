//! Exhibit references: what stands on the label of a bag.
//!
//! Owns: reading one, comparing and ordering, the next free number, and the form that is safe as a file name.
//! Must never: change what a person wrote on a label, beyond NFC and the spaces around it.
//!
//! The usual form is the producer's initials and a number, `ABC/1`, with sub-exhibits `ABC/1/2`. Other
//! institutions have other forms; any text in any script is taken.
//!
//! Source of the rules: design section 4 ("references compare by letters and numbers"), FORMAT.md.

use crate::error::{Code, Error, Result};
use std::fmt::{self, Write as _};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The longest reference, in characters after NFC.
pub const MAX_CHARS: usize = 64;

/// A reference as it was written, in NFC and without spaces around it.
///
/// `==` is about the writing; whether two name the same exhibit is [`Reference::compare_key`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference(String);

/// The parts of a reference that count: runs of letters, numbers, and marks that neither separate nor are letters.
#[derive(Debug, PartialEq, Eq)]
enum Token {
    /// ASCII digits without leading zeros; `0` for none.
    Number(String),
    /// Letters with their marks, folded.
    Letters(String),
}

impl Reference {
    /// Reads a reference.
    ///
    /// # Errors
    /// `bad_value` when it is empty, has no letter or number, is longer than [`MAX_CHARS`], or has characters
    /// that cannot be seen on a label.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = |what: &str| {
            let shown: String = text.chars().filter(|c| !c.is_control()).take(MAX_CHARS).collect();
            Error::new(Code::BadValue, "reading a reference", what).on(shown).remedy(
                "Write the initials of the producer and a number, such as ABC/1, or ABC/1/2 for a part",
            )
        };
        let normal: String = text.trim().nfc().collect();
        if normal.chars().count() > MAX_CHARS {
            return Err(bad("it is longer than 64 characters"));
        }
        if normal.chars().any(is_unseen) {
            return Err(bad("it has characters that cannot be seen on a label"));
        }
        let reference = Self(normal);
        let named = |t: &Token| match t {
            Token::Number(_) => true,
            Token::Letters(text) => text.chars().any(char::is_alphanumeric),
        };
        if reference.tokens().iter().any(named) {
            Ok(reference)
        } else {
            Err(bad("it has no letter and no number"))
        }
    }

    /// The reference as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The producer and the numbers of a reference in the usual form, `ABC/1/2`; `None` in any other form.
    pub fn exhibit(&self) -> Option<(&str, Vec<u64>)> {
        let mut parts = self.0.split('/');
        let producer = parts.next().filter(|p| is_producer(p))?;
        let numbers: Option<Vec<u64>> = parts.map(plain_number).collect();
        numbers.filter(|n| !n.is_empty()).map(|n| (producer, n))
    }

    /// The same text for all references that people would take for the same: case, leading zeros, width, the
    /// script of digits, joiners, and which separator stands between two parts are folded.
    ///
    /// `abc/01`, `ABC-1` and `ABC/١` compare as `ABC/1`.
    pub fn compare_key(&self) -> String {
        let texts: Vec<String> = self.tokens().into_iter().map(Token::into_text).collect();
        texts.join("/")
    }

    /// A text whose order by bytes is the order in which people expect references:
    /// `ABC/2`, `ABC/10`, `ABC/10/1`, `ABD/1`. Equal exactly where [`Reference::compare_key`] is. Holds no NUL.
    pub fn order_key(&self) -> String {
        let mut key = String::new();
        for token in self.tokens() {
            // A number sorts before letters, a shorter one before a longer; the \u{1} that ends letters sorts
            // before any letter, so that AB comes before ABC.
            let _ = match token {
                Token::Number(digits) => write!(key, "\u{2}{:04}{digits}", digits.len()),
                Token::Letters(letters) => write!(key, "\u{3}{letters}\u{1}"),
            };
        }
        key
    }

    /// The next reference of a producer: one more than the highest number in use, sub-exhibits counted with
    /// their exhibit; `ABC/1` when there is none.
    ///
    /// # Errors
    /// `bad_value` when the initials are not 1 to 10 letters, or the numbers are used up.
    pub fn next<'a>(producer: &str, existing: impl IntoIterator<Item = &'a Self>) -> Result<Self> {
        let producer: String = producer.trim().nfc().collect();
        if !is_producer(&producer) {
            return Err(Error::new(Code::BadValue, "suggesting a reference", "initials are 1 to 10 letters")
                .on(producer)
                .remedy("Write the initials alone, such as ABC"));
        }
        let start = Self(producer);
        start.next_below(existing)
    }

    /// The next sub-exhibit of this one: `ABC/1/3` after `ABC/1/2`.
    ///
    /// # Errors
    /// `bad_value` when the reference would get too long or the numbers are used up.
    pub fn next_sub<'a>(&self, existing: impl IntoIterator<Item = &'a Self>) -> Result<Self> {
        self.next_below(existing)
    }

    fn next_below<'a>(&self, existing: impl IntoIterator<Item = &'a Self>) -> Result<Self> {
        let mine = self.tokens();
        let number_below = |other: &Self| {
            let theirs = other.tokens();
            match theirs.strip_prefix(mine.as_slice())?.first()? {
                Token::Number(digits) => digits.parse::<u64>().ok(),
                Token::Letters(_) => None,
            }
        };
        let highest = existing.into_iter().filter_map(number_below).max().unwrap_or(0);
        let next = highest.checked_add(1).ok_or_else(|| {
            Error::new(Code::BadValue, "suggesting a reference", "the numbers are used up").on(self)
        })?;
        Self::parse(&format!("{}/{next}", self.0))
    }

    /// The reference in `a-z 0-9 - _ .`, as a name for files: `ABC/1/2` is `abc-1-2`. Reversible to the letter by
    /// [`Reference::from_file_safe`], case included; never a name that Windows reserves; never begins or ends
    /// with `-` or `.`.
    ///
    /// Capitals are written small and `/` as `-`; `_lbis_` stands for the small letters `bis`; and
    /// `_u17.80d2-06.27_` for other characters: the code point's upper digits, a point, then two digits for each.
    /// Text of one script takes two characters for each, so that the result stays under 255 bytes.
    pub fn file_safe(&self) -> String {
        let chars: Vec<char> = self.0.chars().collect();
        let name = encode(&chars, 0);
        if is_reserved(&name) { encode(&chars, 1) } else { name }
    }

    /// Reads what [`Reference::file_safe`] wrote; `None` for anything else.
    pub fn from_file_safe(name: &str) -> Option<Self> {
        let reference = Self::parse(&decode(name)?).ok()?;
        (reference.file_safe() == name).then_some(reference)
    }

    fn tokens(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        // A separator ends a run; so does the change between letters and digits.
        let mut open = false;
        for c in self.0.nfkc().flat_map(char::to_lowercase).filter(|c| !is_joiner(*c)) {
            let c = fold(c);
            match (tokens.last_mut(), c) {
                (_, c) if is_separator(c) => open = false,
                (Some(Token::Number(digits)), '0'..='9') if open => digits.push(c),
                (Some(Token::Letters(letters)), c) if open && !c.is_ascii_digit() => letters.push(c),
                (_, '0'..='9') => {
                    tokens.push(Token::Number(c.into()));
                    open = true;
                }
                _ => {
                    tokens.push(Token::Letters(c.into()));
                    open = true;
                }
            }
        }
        tokens.into_iter().map(Token::without_leading_zeros).collect()
    }
}

impl Token {
    fn without_leading_zeros(self) -> Self {
        match self {
            Self::Number(digits) => {
                let short = digits.trim_start_matches('0');
                Self::Number(if short.is_empty() { "0" } else { short }.to_owned())
            }
            // Lower case and folding may have left marks in another order.
            Self::Letters(letters) => Self::Letters(letters.nfc().collect()),
        }
    }

    fn into_text(self) -> String {
        match self {
            Self::Number(text) | Self::Letters(text) => text,
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Controls, line ends, and marks that reverse the direction: a label that shows something else than it says.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Characters that shape their neighbours and show nothing themselves; Dari and Khmer writing uses them.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{61c}' | '\u{640}')
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '/' | '\\' | '-' | '_' | '.' | ',' | ':' | ';' | '|' | '(' | ')' | '[' | ']' | '#')
        || matches!(
            c,
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2044}' | '\u{2215}' | '\u{b7}' | '\u{60c}' | '\u{61b}'
        )
}

/// Digits of other scripts to ASCII, and letters that Arabic and Persian keyboards write differently to one.
fn fold(c: char) -> char {
    /// The zero of each run of ten digits: Arabic-Indic, its Persian form, NKo, Devanagari, Bengali, Gurmukhi,
    /// Gujarati, Oriya, Tamil, Telugu, Kannada, Malayalam, Thai, Lao, Tibetan, Myanmar, Khmer, Mongolian.
    const ZEROS: [char; 18] = [
        '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
        '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}', '\u{1810}',
    ];
    for zero in ZEROS {
        if let Some(digit) = u32::from(c).checked_sub(u32::from(zero)).and_then(|n| char::from_digit(n, 10)) {
            return digit;
        }
    }
    match c {
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        c => c,
    }
}

fn is_producer(text: &str) -> bool {
    let count = text.chars().filter(|c| !is_combining_mark(*c)).count();
    (1..=10).contains(&count) && text.chars().all(|c| c.is_alphabetic() || is_combining_mark(c))
}

fn plain_number(text: &str) -> Option<u64> {
    let number = text.parse::<u64>().ok().filter(|n| *n > 0)?;
    (number.to_string() == text).then_some(number)
}

/// Names that Windows keeps for devices, with or without an extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let numbered = |prefix| {
        stem.strip_prefix(prefix).is_some_and(|n: &str| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// Encodes, the first `forced` characters as code points.
fn encode(chars: &[char], forced: usize) -> String {
    let alnum = |at: Option<usize>| at.and_then(|i| chars.get(i)).is_some_and(char::is_ascii_alphanumeric);
    let kind = |i: usize| match chars[i] {
        _ if i < forced => Kind::Coded,
        'A'..='Z' | '0'..='9' => Kind::Plain,
        'a'..='z' => Kind::Small,
        '/' | '.' if alnum(i.checked_sub(1)) && alnum(Some(i + 1)) => Kind::Plain,
        _ => Kind::Coded,
    };
    let mut name = String::new();
    let mut at = 0;
    while at < chars.len() {
        let run_kind = kind(at);
        let end = (at..chars.len()).find(|i| kind(*i) != run_kind).unwrap_or(chars.len());
        encode_run(run_kind, &chars[at..end], &mut name);
        at = end;
    }
    name
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Small,
    Coded,
}

fn encode_run(kind: Kind, run: &[char], name: &mut String) {
    match kind {
        Kind::Plain => name.extend(run.iter().map(|c| if *c == '/' { '-' } else { c.to_ascii_lowercase() })),
        Kind::Small => {
            name.push_str("_l");
            name.extend(run);
            name.push('_');
        }
        Kind::Coded => {
            name.push_str("_u");
            let mut block = None;
            for code in run.iter().map(|c| u32::from(*c)) {
                if block != Some(code >> 8) {
                    let dash = if block.is_some() { "-" } else { "" };
                    let _ = write!(name, "{dash}{:02x}.", code >> 8);
                    block = Some(code >> 8);
                }
                let _ = write!(name, "{:02x}", code & 0xff);
            }
            name.push('_');
        }
    }
}

fn decode(name: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            'a'..='z' => text.push(c.to_ascii_uppercase()),
            '0'..='9' | '.' => text.push(c),
            '-' => text.push('/'),
            '_' => {
                let (run, after) = rest.split_once('_')?;
                rest = after;
                if let Some(small) = run.strip_prefix('l') {
                    text.push_str(small);
                } else {
                    decode_blocks(run.strip_prefix('u')?, &mut text)?;
                }
            }
            _ => return None,
        }
    }
    Some(text)
}

fn decode_blocks(run: &str, text: &mut String) -> Option<()> {
    for block in run.split('-') {
        let (high, lows) = block.split_once('.')?;
        let high = u32::from_str_radix(high, 16).ok().filter(|h| *h <= 0x10ff)?;
        let lows = crate::digest::from_hex(lows)?;
        for low in lows {
            text.push(char::from_u32(high << 8 | u32::from(low))?);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reference(text: &str) -> Reference {
        Reference::parse(text).unwrap()
    }

    #[test]
    fn references_of_any_institution_are_taken_and_unreadable_ones_refused() {
        for good in ["ABC/1", "ABC/1/2", "1989.25.1", "Ka 1755", "ក/១", "موزیم ۱۲", "K.1234*", "É/1"]
        {
            assert_eq!(reference(good).as_str(), good);
        }
        assert_eq!(reference("  ABC/1 ").as_str(), "ABC/1");
        assert_eq!(reference("E\u{301}/1").as_str(), "É/1");
        for bad in [
            "",
            "  ",
            "/",
            "-.-",
            "A\n1",
            "A\u{0}",
            "ABC\u{202e}1/",
            "A\u{2028}",
            "*",
            "\u{200b}",
            "\u{feff}A",
        ] {
            assert_eq!(Reference::parse(bad).unwrap_err().code, Code::BadValue, "{bad:?}");
        }
        assert!(Reference::parse(&"ក".repeat(64)).is_ok());
        assert!(Reference::parse(&"ក".repeat(65)).is_err());
    }

    #[test]
    fn references_compare_by_letters_and_numbers() {
        for same in
            ["abc/01", "ABC/1", "ABC-1", "ABC 1", "ABC1", "ＡＢＣ／１", "ABC/١", "ABC/۱", "ABC/១", "Abc/001"]
        {
            assert_eq!(reference(same).compare_key(), "abc/1", "{same}");
        }
        for (a, b) in [
            ("ABC/1", "ABC/1/1"),
            ("ABC/12", "ABC/1/2"),
            ("ABC/1", "ABC/10"),
            ("ABC/1", "ABD/1"),
            ("A/BC/1", "AB/C/1"),
            ("ABC/1", "ABC/1*"),
            ("ក/១", "កា/១"),
            ("E/1", "É/1"),
        ] {
            assert_ne!(reference(a).compare_key(), reference(b).compare_key(), "{a} {b}");
        }
        assert_eq!(reference("كتاب ٢").compare_key(), reference("کتاب ۲").compare_key());
    }

    #[test]
    fn the_order_is_the_one_that_people_expect() {
        let rising = [
            "2",
            "10",
            "AB/7",
            "ABC",
            "ABC/1",
            "ABC/2",
            "ABC/10",
            "ABC/10/1",
            "ABC/10/2",
            "ABC/10/A",
            "ABC/11",
            "ABC/X",
            "ABD/1",
            "ក/១",
            "ក/១០",
        ];
        for pair in rising.windows(2) {
            assert!(reference(pair[0]).order_key() < reference(pair[1]).order_key(), "{pair:?}");
        }
    }

    #[test]
    fn the_usual_form_gives_its_parts() {
        assert_eq!(reference("ABC/1/2").exhibit(), Some(("ABC", vec![1, 2])));
        assert_eq!(reference("ក/1").exhibit(), Some(("ក", vec![1])));
        for other in ["ABC", "ABC/0", "ABC/01", "ABC-1", "1/2", "ABC/1/", "A1/2", "ABCDEFGHIJK/1"] {
            assert_eq!(reference(other).exhibit(), None, "{other}");
        }
    }

    #[test]
    fn the_next_number_is_one_more_than_the_highest() {
        let held: Vec<Reference> = ["ABC/1", "abc/09", "ABC/12/3", "ABC/2/7", "ABD/40", "ABC/X", "K 99"]
            .iter()
            .map(|t| reference(t))
            .collect();
        assert_eq!(Reference::next("ABC", &held).unwrap().as_str(), "ABC/13");
        assert_eq!(Reference::next("XY", &held).unwrap().as_str(), "XY/1");
        assert_eq!(reference("ABC/2").next_sub(&held).unwrap().as_str(), "ABC/2/8");
        assert_eq!(reference("ABC/1").next_sub(&held).unwrap().as_str(), "ABC/1/1");
        assert!(Reference::next("A/B", &held).is_err());
        assert!(Reference::next("", &held).is_err());
        let last = [reference("ABC/18446744073709551615")];
        assert!(Reference::next("ABC", &last).is_err());
    }

    #[test]
    fn the_file_safe_form_is_readable_and_reversible() {
        for (text, name) in [
            ("ABC/1", "abc-1"),
            ("ABC/1/2", "abc-1-2"),
            ("1989.25.1", "1989.25.1"),
            ("Ka 1755", "k_la__u00.20_1755"),
            ("ABC-1", "abc_u00.2d_1"),
            ("ក/១", "_u17.80-00.2f-17.e1_"),
            ("CON", "_u00.43_on"),
            ("NUL.1", "_u00.4e_ul.1"),
            ("A./1", "a_u00.2e2f_1"),
            ("_/1", "_u00.5f2f_1"),
        ] {
            assert_eq!(reference(text).file_safe(), name);
            assert_eq!(Reference::from_file_safe(name), Some(reference(text)));
        }
        for bad in [
            "",
            "ABC",
            "a/1",
            "_",
            "_u_",
            "_lABC_",
            "_u00.41_",
            "_u00.2_",
            "_ud8.00_",
            "_uffffff.00_",
            "a_x1_",
            "..",
            "con",
            "a--1",
            "_l_",
            "_u00.20_a",
        ] {
            assert_eq!(Reference::from_file_safe(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_long_reference_in_one_script_stays_a_valid_file_name() {
        assert!(reference(&"ក".repeat(64)).file_safe().len() < 255);
        assert!(reference(&"x".repeat(64)).file_safe().len() < 255);
    }

    /// Texts near what people write, and near what breaks.
    fn any_reference() -> impl Strategy<Value = Reference> {
        let near = "[A-Ca-c0-2/._ -]{1,8}|[ក-ឃ០-២/ ا-ج۰-۲]{1,8}|(con|nul|COM1|Lpt9)[./]?[a-z0-9]{0,2}";
        prop_oneof![near.prop_map(String::from), "\\PC{1,64}"]
            .prop_filter_map("no reference", |text| Reference::parse(&text).ok())
    }

    proptest! {
        #[test]
        fn every_reference_comes_back_from_its_file_safe_form(reference in any_reference()) {
            let name = reference.file_safe();
            prop_assert!(name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.')), "{name}");
            prop_assert!(!name.starts_with(['-', '.']) && !name.ends_with(['-', '.']) && !is_reserved(&name), "{name}");
            prop_assert_eq!(Reference::from_file_safe(&name), Some(reference));
        }

        #[test]
        fn a_name_stands_for_one_reference_only(name in "[a-c0-2lu._-]{0,12}") {
            if let Some(reference) = Reference::from_file_safe(&name) {
                prop_assert_eq!(reference.file_safe(), name);
            }
        }

        #[test]
        fn order_and_comparison_agree(a in any_reference(), b in any_reference()) {
            prop_assert_eq!(a.order_key() == b.order_key(), a.compare_key() == b.compare_key(), "{} {}", a, b);
            prop_assert!(!a.order_key().contains('\0'));
        }

        #[test]
        fn case_and_leading_zeros_do_not_count(letters in "[A-Z]{1,4}", number in 0u32..2000, zeros in 0usize..4) {
            let plain = reference(&format!("{letters}/{number}"));
            let other = reference(&format!("{}/{}{number}", letters.to_lowercase(), "0".repeat(zeros)));
            prop_assert_eq!(plain.compare_key(), other.compare_key());
        }

        #[test]
        fn numbers_sort_as_numbers(a in any::<u64>(), b in any::<u64>()) {
            let key = |n: u64| reference(&format!("ABC/{n}")).order_key();
            prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
        }
    }
}
