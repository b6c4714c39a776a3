//! What a signer says of himself or herself: the registers of a `signer:` record.
//!
//! Owns: the names of the fields and the rules for new values. Must never: hold a key, or be taken for proof of who
//! somebody is (trust comes from a list outside, never from what a bundle says).

use crate::error::{Code, Error, Result};
use crate::reference::Reference;

/// The person's name, a text.
pub const NAME: &str = "name";
/// The agency or museum, a text.
pub const ORGANISATION: &str = "organisation";
/// The person's role there, a text.
pub const ROLE: &str = "role";
/// The initials that begin this person's exhibit references, `ABC`.
pub const INITIALS: &str = "initials";

/// All fields of a signer.
pub const FIELDS: [&str; 4] = [NAME, ORGANISATION, ROLE, INITIALS];

/// The longest text of a field, in characters.
pub const MAX_CHARS: usize = 200;

/// What a signer says of himself or herself.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Introduction {
    /// The person's name.
    pub name: String,
    /// The agency or museum; empty where there is none.
    pub organisation: String,
    /// The person's role; empty where there is none.
    pub role: String,
    /// The initials for exhibit references; empty where the person produces none.
    pub initials: String,
}

impl Introduction {
    /// The fields that are given, with their values.
    pub fn fields(&self) -> Vec<(&'static str, &str)> {
        let values = [&self.name, &self.organisation, &self.role, &self.initials];
        let given = FIELDS.into_iter().zip(values).filter(|(_, value)| !value.trim().is_empty());
        given.map(|(field, value)| (field, value.trim())).collect()
    }

    /// Says whether this may be introduced.
    ///
    /// # Errors
    /// `bad_value` without a name, with a text that is too long or has control characters, or with initials that
    /// begin no exhibit reference.
    pub fn validate(&self) -> Result<()> {
        let bad = |what: String, remedy: &str| {
            Err(Error::new(Code::BadValue, "introducing a signer", what).remedy(remedy))
        };
        if self.name.trim().is_empty() {
            return bad("there is no name".to_owned(), "Give the name of the person who will sign");
        }
        for (field, value) in self.fields() {
            if value.chars().count() > MAX_CHARS || value.chars().any(char::is_control) {
                let what =
                    format!("the {field} is longer than {MAX_CHARS} characters or has control characters");
                return bad(what, "Write it on one line, as it should stand in a report");
            }
        }
        if !self.initials.trim().is_empty() {
            Reference::next(self.initials.trim(), [])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signer_has_a_name_and_initials_that_begin_references() {
        let mut signer =
            Introduction { name: " Sok Chanthou ".into(), initials: "SC".into(), ..Introduction::default() };
        signer.validate().unwrap();
        assert_eq!(signer.fields(), [(NAME, "Sok Chanthou"), (INITIALS, "SC")]);
        signer.initials = "SC/1".into();
        assert_eq!(signer.validate().unwrap_err().code, Code::BadValue);
        signer.initials.clear();
        signer.role = "a\nb".into();
        assert!(signer.validate().is_err());
        signer.role = "x".repeat(MAX_CHARS + 1);
        assert!(signer.validate().is_err());
        assert!(Introduction::default().validate().is_err());
    }
}
