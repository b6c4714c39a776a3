//! Exhibit references: what stands on the label of a bag.
//!
//! Owns: reading one, comparing and ordering, the next free number, and the form that is safe as a file name.
//! Must never: change what a person wrote on a label, beyond NFC and the spaces around it.
//!
//! The usual form is the producer's initials and a number, `ABC/1`, with sub-exhibits `ABC/1/2`. Other
//! institutions have other forms; any text in any script is taken.
//!
//! Source of the rules: design section 4 ("references compare by letters and numbers"), FORMAT.md.

mod file_safe;

#[cfg(test)]
mod tests;

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
    if c.is_ascii() {
        return c;
    }
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
