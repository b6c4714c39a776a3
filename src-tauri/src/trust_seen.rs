//! Root, list of signers and headquarters' files as the page shows them.
//!
//! Owns: gathering what stands in the data folder into one picture. Must never: decide whether a list counts.

use crate::desk::Desk;
use crate::problem::Problem;
use serde::Serialize;
use sigillum_core::error::{IoContext as _, Result};
use sigillum_core::report::code_of;
use sigillum_core::signature::{PublicKey, Revocation};
use sigillum_core::time::Moment;
use sigillum_core::trust::{Contents, Listed, Request, Role, TrustList, words_of};
use sigillum_host::trust::{Headquarters, pinned, request_page_path};
use std::path::{Path, PathBuf};

/// A key as people compare it.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct KeyInWords {
    /// As OpenSSH shows it.
    pub fingerprint: String,
    /// Its first 80 bits as ten words, and one that checks them.
    pub words: String,
    /// The fingerprint as a code: its edge in modules.
    pub code_size: usize,
    /// The fingerprint as a code: its dark modules as an SVG path.
    pub code: String,
}

impl KeyInWords {
    fn of(key: &PublicKey) -> Result<Self> {
        let (code_size, code) = code_of(&key.fingerprint())?;
        Ok(Self { fingerprint: key.fingerprint(), words: words_of(key), code_size, code })
    }
}

/// What a line of a list comes to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ListedState {
    /// It counts.
    Current,
    /// Its time has not begun.
    NotYet,
    /// Its time has ended; what it signed before stays good.
    Ended,
    /// It is revoked.
    Revoked,
}

/// A key on a list.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct ListedSeen {
    /// Under which name of the list.
    pub principal: String,
    /// The person's name.
    pub name: String,
    /// The key's fingerprint.
    pub fingerprint: String,
    /// The key's words.
    pub words: String,
    /// May sign receipts for headquarters.
    pub headquarters: bool,
    /// First second at which it counts.
    pub valid_after: Option<String>,
    /// Last second at which it counts.
    pub valid_before: Option<String>,
    /// What it comes to now.
    pub state: ListedState,
}

/// A key that is revoked.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct RevokedSeen {
    /// Whose it was.
    pub principal: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Since when it may have been in other hands.
    pub since: String,
    /// Why.
    pub reason: String,
}

/// Who is listed, and what is revoked.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct ContentsSeen {
    /// The listed keys, by principal.
    pub signers: Vec<ListedSeen>,
    /// The revoked keys, by principal.
    pub revoked: Vec<RevokedSeen>,
}

impl ContentsSeen {
    fn of(contents: &Contents, now: i64) -> Self {
        let mut signers: Vec<ListedSeen> =
            contents.signers.iter().map(|signer| listed(signer, contents, now)).collect();
        let mut revoked: Vec<RevokedSeen> = contents.revoked.iter().map(revocation).collect();
        signers.sort_by(|a, b| (&a.principal, &a.valid_before).cmp(&(&b.principal, &b.valid_before)));
        revoked.sort_by(|a, b| a.principal.cmp(&b.principal));
        Self { signers, revoked }
    }
}

fn listed(signer: &Listed, contents: &Contents, now: i64) -> ListedSeen {
    let state = if contents.revoked.iter().any(|revocation| revocation.key == signer.key) {
        ListedState::Revoked
    } else if signer.valid_before.is_some_and(|last| last < now) {
        ListedState::Ended
    } else if signer.valid_after.is_some_and(|first| now < first) {
        ListedState::NotYet
    } else {
        ListedState::Current
    };
    ListedSeen {
        principal: signer.principal.to_string(),
        name: signer.name.clone(),
        fingerprint: signer.key.fingerprint(),
        words: words_of(&signer.key),
        headquarters: signer.role == Role::Headquarters,
        valid_after: signer.valid_after.map(at),
        valid_before: signer.valid_before.map(at),
        state,
    }
}

fn revocation(revocation: &Revocation) -> RevokedSeen {
    RevokedSeen {
        principal: revocation.principal.clone(),
        fingerprint: revocation.key.fingerprint(),
        since: at(revocation.since),
        reason: revocation.reason.clone(),
    }
}

/// A second as the page takes times.
pub fn at(second: i64) -> String {
    Moment { millis: second.saturating_mul(1000), offset_minutes: 0 }.at()
}

/// A list whose root counts here.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct ListSeen {
    /// Its number.
    pub number: u64,
    /// When headquarters signed it.
    pub issued: String,
    /// What it says.
    pub contents: ContentsSeen,
}

/// A list that was chosen, before it is installed. At first contact nothing of its root is shown: the words come from
/// paper, and what stands on the screen would only be copied.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct LookedList {
    /// Its folder.
    pub folder: PathBuf,
    /// The list.
    pub list: ListSeen,
    /// No root is pinned here: the words from paper are needed.
    pub first: bool,
    /// It is the one that is installed.
    pub same: bool,
    /// The number of the list that is installed.
    pub installed: Option<u64>,
    /// Listed here and not there.
    pub added: Vec<ListedSeen>,
    /// Listed there and not here.
    pub gone: Vec<ListedSeen>,
    /// Revoked here and not there.
    pub revoked: Vec<RevokedSeen>,
}

impl LookedList {
    /// What a list would change.
    pub fn of(folder: &Path, list: &TrustList, before: Option<&TrustList>, first: bool, now: i64) -> Self {
        let nothing = Contents::default();
        let was = before.map_or(&nothing, |list| &list.contents);
        let lacks = |contents: &Contents, key: &PublicKey| !contents.signers.iter().any(|s| s.key == *key);
        let only = |in_it: &Contents, not_in: &Contents| {
            let found = in_it.signers.iter().filter(|signer| lacks(not_in, &signer.key));
            found.map(|signer| listed(signer, in_it, now)).collect()
        };
        let known = |revoked: &&Revocation| !was.revoked.iter().any(|known| known.key == revoked.key);
        Self {
            folder: folder.to_owned(),
            list: list_seen(list, now),
            first,
            same: before.is_some_and(|before| before.digest == list.digest),
            installed: before.map(|list| list.number),
            added: only(&list.contents, was),
            gone: only(was, &list.contents),
            revoked: list.contents.revoked.iter().filter(known).map(revocation).collect(),
        }
    }
}

/// The next list in the making, at headquarters.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct HeadquartersSeen {
    /// The root key.
    pub root: KeyInWords,
    /// The number of the last list.
    pub published: Option<u64>,
    /// The next list says something else.
    pub changed: bool,
    /// What it says.
    pub next: ContentsSeen,
}

/// Everything about trust on this computer.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct TrustSeen {
    /// The pinned root.
    pub root: Option<KeyInWords>,
    /// The installed list.
    pub list: Option<ListSeen>,
    /// What is wrong with the files in which root and list are kept.
    pub problem: Option<Problem>,
    /// The key that is unlocked here.
    pub own: Option<KeyInWords>,
    /// Headquarters' files, where this computer has the root key.
    pub headquarters: Option<HeadquartersSeen>,
}

impl TrustSeen {
    /// Looks.
    ///
    /// # Errors
    /// What headquarters' own files give.
    pub fn look(desk: &Desk) -> Result<Self> {
        let (data, now) = (&desk.places().data, now(desk));
        let (pinned, problem) = match pinned(data) {
            Ok(pinned) => (pinned, None),
            Err(error) => (None, Some(Problem::from(&error))),
        };
        let list = pinned.as_ref().and_then(|pinned| pinned.list.as_ref());
        Ok(Self {
            root: pinned.as_ref().map(|pinned| KeyInWords::of(&pinned.root)).transpose()?,
            list: list.map(|list| list_seen(list, now)),
            problem,
            own: desk.key().ok().map(|(key, _)| KeyInWords::of(&key.public())).transpose()?,
            headquarters: headquarters(&Headquarters::of(data), now)?,
        })
    }
}

fn headquarters(files: &Headquarters, now: i64) -> Result<Option<HeadquartersSeen>> {
    let Some(root) = files.root()? else { return Ok(None) };
    let next = files.next()?;
    Ok(Some(HeadquartersSeen {
        root: KeyInWords::of(&root)?,
        published: files.published()?.map(|(list, _)| list.number),
        changed: files.is_changed(&next)?,
        next: ContentsSeen::of(&next, now),
    }))
}

fn list_seen(list: &TrustList, now: i64) -> ListSeen {
    ListSeen { number: list.number, issued: at(list.issued), contents: ContentsSeen::of(&list.contents, now) }
}

/// The second that it is now.
pub fn now(desk: &Desk) -> i64 {
    desk.places().around.clock.now().millis.div_euclid(1000)
}

/// A request to be listed.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct RequestSeen {
    /// Its file.
    pub file: PathBuf,
    /// The page to be printed, of a request that was made here.
    pub page: Option<PathBuf>,
    /// The person's name, by his or her own word.
    pub name: String,
    /// The organisation.
    pub organisation: String,
    /// The role there.
    pub role: String,
    /// When it was made, by that computer's clock.
    pub made: String,
    /// The fingerprint of the key whose place it takes.
    pub replaces: Option<String>,
    /// Its key, of a request that was made here. One that came from elsewhere does not say its words: the person does.
    pub key: Option<KeyInWords>,
}

impl RequestSeen {
    /// One that came from elsewhere.
    pub fn of(file: &Path, request: &Request) -> Self {
        Self {
            file: file.to_owned(),
            page: None,
            name: request.who.name.clone(),
            organisation: request.who.organisation.clone(),
            role: request.who.role.clone(),
            made: at(request.made),
            replaces: request.replaces.map(|key| key.fingerprint()),
            key: None,
        }
    }

    /// One that was just made here.
    ///
    /// # Errors
    /// None for any key.
    pub fn made(file: &Path, request: &Request) -> Result<Self> {
        let key = Some(KeyInWords::of(&request.key)?);
        Ok(Self { page: Some(request_page_path(file)), key, ..Self::of(file, request) })
    }
}

/// A page that stands in a file.
///
/// # Errors
/// What the system says.
pub fn page_in(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).doing("reading the page", path)
}
