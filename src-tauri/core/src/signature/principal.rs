//! Writing lines of an `allowed_signers` file.

use super::PublicKey;
use std::fmt;

/// A name for a signer that is safe in an `allowed_signers` file: ASCII letters in lower case, digits, `.`, `_`, `-`.
/// Source of the rule: FORMAT.md, section 11.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Principal(String);

impl Principal {
    /// Makes one from a person's name, in any script and already in normal form: upper-case ASCII letters become
    /// lower-case ones, each run of other characters becomes one dot, dots at the ends are dropped. Where nothing is
    /// left it is `signer.` and the first 16 hex digits of the key's digest.
    pub fn from_name(name: &str, key: &PublicKey) -> Self {
        let kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let mut text = String::with_capacity(name.len());
        let mut in_run = false;
        for character in name.chars() {
            if kept(character) {
                text.push(character.to_ascii_lowercase());
            } else if !in_run {
                text.push('.');
            }
            in_run = !kept(character);
        }
        match text.trim_matches('.') {
            "" => Self(format!("signer.{}", &key.digest().hex()[..16])),
            name => Self(name.to_owned()),
        }
    }

    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One line, with its LF: `principal namespaces="a,b" ssh-ed25519 AAAA...`. Namespaces are the program's own (see
/// [`super::namespace`]), never text from outside; when there are none the option is left out, which in OpenSSH's
/// words permits every purpose.
pub fn allowed_signers_line(principal: &Principal, namespaces: &[&'static str], key: &PublicKey) -> String {
    if namespaces.is_empty() {
        format!("{principal} {key}\n")
    } else {
        format!("{principal} namespaces=\"{}\" {key}\n", namespaces.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::super::UnlockedKey;
    use super::*;

    #[test]
    fn a_principal_keeps_what_is_safe_of_a_name() {
        let key = UnlockedKey::from_seed(&[5; 32], String::new()).unwrap().public();
        for (name, principal) in [
            ("dara.sok_2-b", "dara.sok_2-b"),
            ("Sok Dara", "sok.dara"),
            ("dara@museum.example", "dara.museum.example"),
            ("Jean-François  d'Arc", "jean-fran.ois.d.arc"),
            ("ដារ៉ា Sok, \"*?!#\n", "sok"),
            ("..a. .b..", "a...b"),
        ] {
            assert_eq!(Principal::from_name(name, &key).as_str(), principal, "{name}");
        }
        let fallback = format!("signer.{}", &key.digest().hex()[..16]);
        for name in ["", "សុខ ដារ៉ា", "— . @"] {
            assert_eq!(Principal::from_name(name, &key).as_str(), fallback, "{name}");
        }
    }
}
