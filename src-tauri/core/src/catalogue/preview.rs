//! What would be signed, shown before anybody signs it.
//!
//! Owns: the line of an entry as the pen would write it now, with the members that only the act of signing fixes
//! marked as such. Must never: write, or show a line that differs from the signed one in anything but those members.

use super::Catalogue;
use crate::entry::{Class, Draft, Entry, NewChange, Position};
use crate::error::{Code, Error, Result};
use crate::head::first_link;
use crate::id::ChainId;
use crate::json::Json;
use crate::ledger::{Continuity, choose_chain};
use serde::Serialize;

/// The members that the act of signing fixes, in the order in which a line has them.
const AT_SIGNING: [&str; 3] = ["at", "salt", "save"];
/// The same where another entry of the same act comes before it, such as that of a drawn signature.
const AT_SIGNING_LATER: [&str; 6] = ["seq", "prev", "clock", "at", "salt", "save"];
/// The same where a new chain is started for it.
const AT_SIGNING_NEW_CHAIN: [&str; 7] = ["chain", "seq", "prev", "clock", "at", "salt", "save"];

/// A run of bytes of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LinePart {
    /// The bytes as text; of a member that is not fixed yet, what would stand there at this moment.
    pub text: String,
    /// The member's name where only signing fixes it: its time, its random salt, the number of the act of saving.
    pub at_signing: Option<String>,
}

/// An entry as it would be signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EntryPreview {
    /// The kind, `note.seal`.
    pub kind: String,
    /// Who may see it later.
    pub class: Class,
    /// The line, whole, its LF at the end left out.
    pub line: Vec<LinePart>,
    /// Its length in bytes, LF counted; exact unless a chain is started.
    pub bytes: u64,
    /// The signer's name.
    pub signer: String,
    /// The fingerprint of the signer's key.
    pub fingerprint: String,
    /// This laptop's name.
    pub device: String,
    /// The chain in which it will stand; `None` where a new one is started for it.
    pub chain: Option<ChainId>,
    /// Its place there, as long as nothing else is signed before.
    pub seq: Option<u64>,
}

impl Catalogue {
    /// The entry that writing this now would sign, after another entry of the same act if it `comes_later`, and the same entry read back (its digest, time and salt are samples).
    ///
    /// # Errors
    /// [`Code::KeyLocked`]; [`Code::BadEntry`] where the format does not allow it.
    pub(super) fn preview_entry(
        &self,
        kind: &str,
        class: Class,
        changes: Vec<NewChange>,
        body: Json,
        comes_later: bool,
    ) -> Result<(EntryPreview, Entry)> {
        let signer = self.seat.required()?;
        let key = &signer.key;
        let reader = self.reader();
        let continuity = choose_chain(&reader, key.public().as_bytes(), &|chain| self.kept.get(chain))?;
        let (op, after, known) = match continuity {
            Continuity::Continue(chain, at) => (chain.op, at, true),
            Continuity::Start { .. } => (self.operation, new_chain(), false),
        };
        let clock = reader.setting("clock")?.and_then(|c| c.parse::<u64>().ok()).unwrap_or(0);
        let draft = Draft {
            op,
            after,
            clock: clock + 1,
            moment: self.around.clock.now(),
            salt: [0; 16],
            class,
            save: [0; 16],
            kind: kind.to_owned(),
            changes,
            body,
        };
        let line = draft.line();
        let entry = Entry::read(&line).map_err(|what| {
            Error::new(Code::BadEntry, "preparing an entry", what)
                .on(kind)
                .safe("Nothing was signed")
                .remedy("Shorten the text, or split it over several notes")
        })?;
        let text = String::from_utf8_lossy(&line);
        let pending: &[&str] = match (known, comes_later) {
            (false, _) => &AT_SIGNING_NEW_CHAIN,
            (true, true) => &AT_SIGNING_LATER,
            (true, false) => &AT_SIGNING,
        };
        let preview = EntryPreview {
            kind: kind.to_owned(),
            class,
            bytes: line.len() as u64,
            line: parts(text.trim_end_matches('\n'), pending),
            signer: signer.details.name.clone(),
            fingerprint: key.public().fingerprint(),
            device: self.around.device.clone(),
            chain: known.then_some(after.chain),
            seq: known.then_some(after.seq + 1 + u64::from(comes_later)),
        };
        Ok((preview, entry))
    }
}

/// A place after which an entry of a chain can stand that is not begun yet.
fn new_chain() -> Position {
    let chain = ChainId([0; 16]);
    // A first entry is a chain's start; what is previewed comes after it.
    Position { chain, seq: 2, link: first_link(chain) }
}

/// Cuts a line where the values of these members stand; they come in the line's order, before any text of people.
fn parts(line: &str, pending: &[&str]) -> Vec<LinePart> {
    let mut found = Vec::new();
    let mut rest = line;
    for member in pending {
        let Some((before, value, after)) = cut(rest, member) else { continue };
        found.push(LinePart { text: before.to_owned(), at_signing: None });
        found.push(LinePart { text: value.to_owned(), at_signing: Some((*member).to_owned()) });
        rest = after;
    }
    found.push(LinePart { text: rest.to_owned(), at_signing: None });
    found
}

/// What stands before the value of a member, the value without its quotes, and what stands after it.
fn cut<'a>(line: &'a str, member: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let name = format!("\"{member}\":");
    let mut start = line.find(&name)? + name.len();
    let end = if line[start..].starts_with('"') {
        start += 1;
        start + line[start..].find('"')?
    } else {
        start + line[start..].find(',')?
    };
    Some((&line[..start], &line[start..end], &line[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_at_its_own_members_and_never_inside_a_text_of_people() {
        let line = r#"{"v":1,"op":"0a","chain":"0b","seq":7,"prev":"0c","clock":9,"at":"T","zone":"+00:00","salt":"00","class":"open","save":"11","kind":"note.seal","changes":[],"body":{"text":"\"at\":\"x\",\"salt\":\"y\""}}"#;
        for pending in [&AT_SIGNING[..], &AT_SIGNING_LATER[..], &AT_SIGNING_NEW_CHAIN[..]] {
            let cut = parts(line, pending);
            assert_eq!(cut.iter().map(|p| p.text.as_str()).collect::<String>(), line);
            let names: Vec<&str> = cut.iter().filter_map(|p| p.at_signing.as_deref()).collect();
            assert_eq!(names, pending);
            let of =
                |name: &str| cut.iter().find(|p| p.at_signing.as_deref() == Some(name)).unwrap().text.clone();
            assert_eq!((of("at"), of("salt"), of("save")), ("T".into(), "00".into(), "11".into()));
        }
    }
}
