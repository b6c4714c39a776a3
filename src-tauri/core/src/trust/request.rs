//! A person's request to be listed: one file that goes to headquarters on a stick or as a code on paper.
//!
//! It is signed by the key that is to be listed, which proves that its owner holds it, and, where it takes the place
//! of an older key, by that one too: the old key names the new one. Who the person is, it does not prove; headquarters
//! compares the words with the person.

use super::RootName;
use crate::error::{Code, Error, Result};
use crate::register::normal_text;
use crate::signature::{
    PublicKey, UnlockedKey, armour, namespace, parse_armour, read_ssh_time, ssh_time, verify,
};
use crate::signer::Introduction;

const READING: &str = "reading a request to be listed";
const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";

/// A request whose form and signatures are right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What the person says of himself or herself.
    pub who: Introduction,
    /// The key that is to be listed.
    pub key: PublicKey,
    /// The key whose place it takes, which signed the request too.
    pub replaces: Option<PublicKey>,
    /// When, by that computer's clock, seconds since 1970-01-01T00:00:00Z.
    pub made: i64,
}

impl Request {
    /// Writes the file.
    ///
    /// # Errors
    /// [`Code::BadValue`] for a person without name, or the same key twice; what signing gives.
    pub fn sign(
        who: &Introduction,
        made: i64,
        key: &UnlockedKey,
        old: Option<&UnlockedKey>,
    ) -> Result<String> {
        who.validate()?;
        let who = Introduction {
            name: normal_text(&who.name),
            organisation: normal_text(&who.organisation),
            role: normal_text(&who.role),
            initials: normal_text(&who.initials),
        };
        let request = Self { who, key: key.public(), replaces: old.map(UnlockedKey::public), made };
        let mut file = request.text();
        let mut armours = Vec::new();
        for key in [Some(key), old].into_iter().flatten() {
            let signature = key.sign(namespace::REQUEST, file.as_bytes())?;
            armours.push(armour(&key.public(), namespace::REQUEST, &signature));
        }
        file.push_str(&armours.concat());
        Self::read(file.as_bytes())
            .map_err(|error| Error::new(Code::BadValue, "asking to be listed", error.what))?;
        Ok(file)
    }

    /// What is signed.
    fn text(&self) -> String {
        let replaces = self.replaces.map_or_else(|| "none".to_owned(), |key| key.openssh());
        let Introduction { name, organisation, role, initials } = &self.who;
        format!(
            "sigillum request v1\nname {name}\norganisation {organisation}\nrole {role}\ninitials {initials}\nkey {}\n\
             replaces {replaces}\nmade {}\n",
            self.key,
            ssh_time(self.made)
        )
    }

    /// Reads and checks a request.
    ///
    /// # Errors
    /// [`Code::BadRequest`] for another form, a name that could not be introduced, or a signature that is not good.
    pub fn read(file: &[u8]) -> Result<Self> {
        let request = Self::form(file).ok_or_else(|| refuse("it has not the form of a request"))?;
        request.who.validate().map_err(|error| refuse(&error.what))?;
        let Introduction { name, organisation, role, initials } = &request.who;
        if [name, organisation, role, initials].iter().any(|text| normal_text(text) != **text) {
            return Err(refuse("a text is not in normal form"));
        }
        if request.replaces == Some(request.key) {
            return Err(refuse("the new key is the old one"));
        }
        let text = request.text();
        let armours =
            file.get(text.len()..).and_then(|rest| std::str::from_utf8(rest).ok()).unwrap_or_default();
        let armours: Vec<String> =
            armours.split(BEGIN).skip(1).map(|rest| format!("{BEGIN}{rest}")).collect();
        let signers: Vec<PublicKey> = [Some(request.key), request.replaces].into_iter().flatten().collect();
        let good = |(armoured, key): (&String, &PublicKey)| {
            parse_armour(armoured).is_ok_and(|a| {
                a.key == *key
                    && a.namespace == namespace::REQUEST
                    && verify(key, namespace::REQUEST, text.as_bytes(), &a.signature)
            })
        };
        if armours.len() == signers.len() && armours.iter().zip(&signers).all(good) {
            return Ok(request);
        }
        Err(refuse("it is not signed by the key that is to be listed, or not by the one that it replaces"))
    }

    /// Whether the person, asked on another way, names the key that the file holds.
    ///
    /// # Errors
    /// [`Code::BadRequest`] if the key is another one.
    pub fn confirmed_by(&self, said: &RootName) -> Result<()> {
        if said.names(&self.key) {
            return Ok(());
        }
        let what = "the person told another key than the file holds";
        Err(Error::new(Code::BadRequest, "comparing the key", what)
            .on(self.key.fingerprint())
            .safe("Nobody was listed")
            .remedy("The file may have been exchanged on its way: ask the person for it again."))
    }

    /// The text's members; the signatures are not looked at.
    fn form(file: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(file).ok()?;
        let text = &text[..text.find(BEGIN)?];
        let mut lines = text.lines();
        let mut line = |label: &str| lines.next()?.strip_prefix(label);
        line("sigillum request v1")?;
        let mut word = |label: &str| line(label).map(str::to_owned);
        let who = Introduction {
            name: word("name ")?,
            organisation: word("organisation ")?,
            role: word("role ")?,
            initials: word("initials ")?,
        };
        let key = line("key ")?.parse().ok()?;
        let replaces = match line("replaces ")? {
            "none" => None,
            key => Some(key.parse().ok()?),
        };
        let request = Self { who, key, replaces, made: read_ssh_time(line("made ")?)? };
        (request.text() == text).then_some(request)
    }
}

fn refuse(what: &str) -> Error {
    Error::new(Code::BadRequest, READING, what)
        .safe("Nobody was listed")
        .remedy("Ask the person to make the request again, and compare the words with him or her.")
}
