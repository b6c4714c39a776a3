//! A key's fingerprint as words, so that two people can compare it over a telephone or from paper.
//!
//! The first 80 bits of the SHA-256 that OpenSSH's fingerprint shows, ten words of 8 bits each, and an eleventh that
//! checks them. The list is of this program's own, fixed for ever: no two words share their first four letters.

use crate::digest::Digest;
use crate::signature::PublicKey;

/// The words, in the order of the bytes for which they stand.
const WORDS: &str = include_str!("words.txt");
/// How many bytes the words say.
const BYTES: usize = 10;
/// How many bits of the fingerprint the words say; the check word adds none.
pub const CHECKED_BITS: usize = BYTES * 8;

/// The eleven words of a key, joined by single spaces.
pub fn words_of(key: &PublicKey) -> String {
    let digest = key.fingerprint_digest();
    let said = &digest.0[..BYTES];
    let words: Vec<&str> = said.iter().chain([&check_byte(said)]).map(|byte| word(*byte)).collect();
    words.join(" ")
}

fn word(byte: u8) -> &'static str {
    WORDS.lines().nth(usize::from(byte)).unwrap_or_default()
}

fn check_byte(said: &[u8]) -> u8 {
    Digest::of_parts(&[b"sigillum words v1\n", said]).0[0]
}

/// What a person gives to name the root key: what stands on headquarters' paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RootName {
    /// `SHA256:…`, as `ssh-keygen -l` shows it.
    Fingerprint(String),
    /// The words, without the check word, as bytes.
    Words([u8; BYTES]),
}

impl RootName {
    /// Reads a fingerprint or the eleven words. Case does not count, words may be cut after four letters and are
    /// joined by whatever is no letter.
    ///
    /// # Errors
    /// What is wrong, as a sentence's fragment: another number of words, one that is none of the list, or a check word
    /// that does not fit, so that some word was misread.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix("SHA256:") {
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '+' || c == '/';
            return if rest.len() == 43 && rest.chars().all(fits) {
                Ok(Self::Fingerprint(text.to_owned()))
            } else {
                Err("a fingerprint is SHA256: and 43 characters".to_owned())
            };
        }
        let typed: Vec<String> = text
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        if typed.len() != BYTES + 1 {
            return Err(format!("there are {} words, and it takes {}", typed.len(), BYTES + 1));
        }
        let bytes: Vec<u8> = typed.iter().map(|word| byte_of(word)).collect::<Result<_, _>>()?;
        let (said, check) = bytes.split_at(BYTES);
        match <[u8; BYTES]>::try_from(said) {
            Ok(said) if check == [check_byte(&said)] => Ok(Self::Words(said)),
            _ => {
                Err("the last word, which checks the others, does not fit: one of them was misread"
                    .to_owned())
            }
        }
    }

    /// True if it names this key.
    pub fn names(&self, key: &PublicKey) -> bool {
        match self {
            Self::Fingerprint(text) => *text == key.fingerprint(),
            Self::Words(said) => key.fingerprint_digest().0.starts_with(said),
        }
    }
}

fn byte_of(typed: &str) -> Result<u8, String> {
    let fits = |word: &str| word == typed || (typed.len() >= 4 && word.starts_with(typed));
    let place = WORDS.lines().position(fits).and_then(|place| u8::try_from(place).ok());
    place.ok_or_else(|| format!("“{typed}” is none of the words"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::UnlockedKey;
    use std::collections::BTreeSet;

    fn key(seed: u8) -> PublicKey {
        UnlockedKey::from_seed(&[seed; 32], String::new()).unwrap().public()
    }

    #[test]
    fn the_list_has_a_word_for_each_byte_and_four_letters_tell_any_two_apart() {
        let words: Vec<&str> = WORDS.lines().collect();
        assert_eq!(words.len(), 256);
        assert!(words.iter().all(|word| word.bytes().all(|b| b.is_ascii_lowercase()) && word.len() >= 4));
        assert_eq!(words.iter().map(|word| &word[..4]).collect::<BTreeSet<_>>().len(), 256);
        // It is printed on paper: it never changes.
        assert_eq!(Digest::of(WORDS.as_bytes()).short(), "ce55187f");
    }

    #[test]
    fn words_name_the_key_whose_they_are_however_they_are_typed() {
        let words = words_of(&key(1));
        assert_eq!(words.split(' ').count(), 11);
        let short: Vec<&str> = words.split(' ').map(|word| &word[..4]).collect();
        for typed in [words.clone(), words.to_uppercase(), words.replace(' ', "-"), short.join("  ")] {
            let name = RootName::parse(&typed).unwrap();
            assert!(name.names(&key(1)) && !name.names(&key(2)), "{typed}");
        }
        let name = RootName::parse(&key(1).fingerprint()).unwrap();
        assert!(name.names(&key(1)) && !name.names(&key(2)));
    }

    #[test]
    fn a_misread_missing_or_swapped_word_is_noticed() {
        let words = words_of(&key(1));
        let list: Vec<&str> = words.split(' ').collect();
        let mut swapped = list.clone();
        swapped.swap(0, 1);
        let other = if list[3] == "acid" { "actor" } else { "acid" };
        let mut misread = list.clone();
        misread[3] = other;
        for bad in
            [swapped.join(" "), misread.join(" "), list[..10].join(" "), words.replace(list[2], "zzzz")]
        {
            assert!(RootName::parse(&bad).is_err(), "{bad}");
        }
        for bad in ["", "SHA256:abc", "SHA256:"] {
            assert!(RootName::parse(bad).is_err());
        }
    }
}
