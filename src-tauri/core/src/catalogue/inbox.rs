//! The inbox: many bundles at once, each in its own transaction, in an order in which what one builds on comes first.
//!
//! Owns: finding bundles in folders, their order, and what became of each. Must never: let one that is broken keep
//! another out, forget one without being asked, or be taken for evidence: what was imported stands in the ledger.

use super::Catalogue;
use crate::bag::form::DECLARATION;
use crate::bag::is_encrypted;
use crate::digest::Digest;
use crate::error::{Code, Error, IoContext, Result};
use crate::progress::{self, Progress};
use crate::signature::AllowedSigners;
use crate::store::InboxRow;
use crate::verify::{Peek, peek};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What became of a bundle in the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum InboxState {
    /// It was found, and nothing was tried with it yet.
    Seen,
    /// It came in.
    Imported,
    /// It brought nothing that was not held.
    NothingNew,
    /// It did not come in; the error says why.
    Refused,
    /// It builds on a bundle that was not here.
    WaitingForBase,
    /// It is encrypted, and the key that signed could not open it.
    WaitingForKey,
}

impl InboxState {
    const ALL: [Self; 6] = [
        Self::Seen,
        Self::Imported,
        Self::NothingNew,
        Self::Refused,
        Self::WaitingForBase,
        Self::WaitingForKey,
    ];

    /// The word, `waiting_for_base`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Imported => "imported",
            Self::NothingNew => "nothing_new",
            Self::Refused => "refused",
            Self::WaitingForBase => "waiting_for_base",
            Self::WaitingForKey => "waiting_for_key",
        }
    }

    /// True if there is nothing left to do with it.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Imported | Self::NothingNew)
    }
}

/// A bundle in the inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct InboxItem {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name; that of its file while nobody could read it.
    pub name: String,
    /// Its tag manifest's digest; `None` while nobody could read it.
    pub digest: Option<Digest>,
    /// What became of it.
    pub state: InboxState,
    /// The error's code, where there was one.
    pub code: Option<String>,
    /// The error in words.
    pub why: Option<String>,
    /// When that was, by this computer's clock.
    pub at: String,
}

/// What an import of many came to.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct InboxReport {
    /// Every bundle that was found, in the order in which they were tried.
    pub items: Vec<InboxItem>,
    /// How many came in.
    pub imported: usize,
    /// How many brought nothing new.
    pub nothing_new: usize,
    /// How many did not come in, or still wait.
    pub left: usize,
}

impl Catalogue {
    /// What is in the inbox, by path.
    ///
    /// # Errors
    /// The database's failures.
    pub fn inbox(&self) -> Result<Vec<InboxItem>> {
        Ok(self.reader().inbox()?.into_iter().map(item_of).collect())
    }

    /// Takes a bundle off the list; its file stays, and so does what came in with it.
    ///
    /// # Errors
    /// [`Code::NotFound`] if it is not on the list.
    pub fn inbox_forget(&mut self, path: &Path) -> Result<()> {
        let text = path.to_string_lossy().into_owned();
        if self.write_beside(|writer| writer.remove_inbox(&text))? {
            return Ok(());
        }
        Err(Error::new(Code::NotFound, "taking a bundle off the inbox", "it is not on the list").on(text))
    }

    /// Tries again what waits or was refused.
    ///
    /// # Errors
    /// As [`Catalogue::import_all`].
    pub fn inbox_resume(
        &mut self,
        signers: Option<&AllowedSigners>,
        progress: &dyn Progress,
    ) -> Result<InboxReport> {
        let open = self.inbox()?.into_iter().filter(|item| !item.state.is_done());
        self.take_all(open.map(|item| item.path).collect(), signers, progress)
    }

    /// Takes in all bundles at these places: each is a bundle, or a folder of bundles (folders, ZIPs, encrypted ZIPs).
    /// Each has its own transaction. One that cannot come in keeps none out but those that build on it, and is explained.
    /// What came of each is kept as it happens, so that an import that was cut off goes on where it was.
    ///
    /// # Errors
    /// [`Code::NotFound`] for a place that is not there; [`Code::KeyLocked`]; [`Code::Cancelled`]; what stops all of
    /// them, such as a full disk. What came in before stays.
    pub fn import_all(
        &mut self,
        places: &[PathBuf],
        signers: Option<&AllowedSigners>,
        progress: &dyn Progress,
    ) -> Result<InboxReport> {
        let mut found = Vec::new();
        for place in places {
            found.extend(bundles_at(place)?);
        }
        self.take_all(found, signers, progress)
    }

    fn take_all(
        &mut self,
        found: Vec<PathBuf>,
        signers: Option<&AllowedSigners>,
        progress: &dyn Progress,
    ) -> Result<InboxReport> {
        self.seat.required()?;
        let before: BTreeMap<PathBuf, InboxItem> =
            self.inbox()?.into_iter().map(|item| (item.path.clone(), item)).collect();
        let mut done = Vec::new();
        let mut waiting = Vec::new();
        for (path, seen) in self.in_order(found)? {
            match before.get(&path) {
                // It is the very bundle that came in before: nothing is done twice.
                Some(item) if item.state.is_done() && item.digest == seen.as_ref().map(|s| s.digest) => {
                    done.push(item.clone());
                }
                _ => waiting.push(self.remember(&path, seen.as_ref(), &Ok(InboxState::Seen))?),
            }
        }
        loop {
            let mut left = Vec::new();
            let mut came = false;
            for item in waiting {
                let item = self.take_one(item, signers, progress)?;
                came |= item.state.is_done();
                let target = if item.state == InboxState::WaitingForBase { &mut left } else { &mut done };
                target.push(item);
            }
            // What one builds on may have been among those that were tried after it.
            if !came || left.is_empty() {
                done.extend(left);
                return Ok(report_of(done));
            }
            waiting = left;
        }
    }

    fn take_one(
        &mut self,
        item: InboxItem,
        signers: Option<&AllowedSigners>,
        progress: &dyn Progress,
    ) -> Result<InboxItem> {
        progress::check(progress, "importing bundles")?;
        let outcome = match self.import(&item.path, signers, false, progress) {
            Ok(report) if report.nothing_new => Ok(InboxState::NothingNew),
            Ok(_) => Ok(InboxState::Imported),
            Err(error) if stops_all(error.code) => return Err(error),
            Err(error) => Err(error),
        };
        let seen = item.digest.map(|digest| Peek { name: item.name.clone(), digest, base: None });
        self.remember(&item.path, seen.as_ref(), &outcome)
    }

    /// The bundles, what others build on first; those that cannot be read last.
    fn in_order(&self, found: Vec<PathBuf>) -> Result<Vec<(PathBuf, Option<Peek>)>> {
        let opening = self.opening();
        let mut once = BTreeSet::new();
        let mut seen = Vec::new();
        for path in found.into_iter().filter(|path| once.insert(path.clone())) {
            let peeked = peek(&path, &opening.keys()).ok();
            seen.push((path, peeked));
        }
        Ok(bases_first(seen))
    }

    fn remember(
        &mut self,
        path: &Path,
        seen: Option<&Peek>,
        outcome: &Result<InboxState>,
    ) -> Result<InboxItem> {
        let (state, error) = match outcome {
            Ok(state) => (*state, None),
            Err(error) => (state_of(error.code), Some(error)),
        };
        let file = || path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let row = InboxRow {
            path: path.to_string_lossy().into_owned(),
            name: seen.map(|seen| seen.name.clone()).filter(|name| !name.is_empty()).unwrap_or_else(file),
            digest: seen.map(|seen| seen.digest),
            state: state.word().to_owned(),
            code: error.map(|error| error.code.as_str()).unwrap_or_default(),
            why: error.map(ToString::to_string).unwrap_or_default(),
            at: self.around.clock.now().at(),
        };
        self.write_beside(|writer| writer.put_inbox(&row))?;
        Ok(InboxItem { path: path.to_owned(), ..item_of(row) })
    }
}

/// Errors that would meet every other bundle too.
fn stops_all(code: Code) -> bool {
    matches!(
        code,
        Code::Cancelled
            | Code::KeyLocked
            | Code::DiskFull
            | Code::ReadOnly
            | Code::CatalogueDamaged
            | Code::Internal
    )
}

fn state_of(code: Code) -> InboxState {
    match code {
        Code::BaseMissing => InboxState::WaitingForBase,
        Code::Encrypted | Code::WrongKey => InboxState::WaitingForKey,
        _ => InboxState::Refused,
    }
}

fn item_of(row: InboxRow) -> InboxItem {
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    let state = InboxState::ALL.into_iter().find(|state| state.word() == row.state);
    InboxItem {
        path: row.path.into(),
        name: row.name,
        digest: row.digest,
        state: state.unwrap_or(InboxState::Seen),
        code: said(row.code),
        why: said(row.why),
        at: row.at,
    }
}

fn report_of(items: Vec<InboxItem>) -> InboxReport {
    let count = |state| items.iter().filter(|item| item.state == state).count();
    InboxReport {
        imported: count(InboxState::Imported),
        nothing_new: count(InboxState::NothingNew),
        left: items.iter().filter(|item| !item.state.is_done()).count(),
        items,
    }
}

/// A bundle itself, or the bundles directly in a folder, sorted by name.
fn bundles_at(place: &Path) -> Result<Vec<PathBuf>> {
    const DOING: &str = "looking for bundles";
    let place = &std::fs::canonicalize(place).doing(DOING, place)?;
    if place.is_file() || place.join(DECLARATION).is_file() {
        return Ok(vec![place.clone()]);
    }
    let mut found = Vec::new();
    for item in std::fs::read_dir(place).doing(DOING, place)? {
        let item = item.doing(DOING, place)?;
        let (path, kind) = (item.path(), item.file_type().doing(DOING, &item.path())?);
        // Links are not followed, and what begins with a dot is what an export that was cut off left.
        if item.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let is_zip = || path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("zip"));
        if kind.is_dir() && path.join(DECLARATION).is_file()
            || kind.is_file() && (is_zip() || is_encrypted(&path)?)
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Puts each bundle behind the one on which it builds, if that is among them; else keeps the order, those that cannot
/// be read last.
fn bases_first(seen: Vec<(PathBuf, Option<Peek>)>) -> Vec<(PathBuf, Option<Peek>)> {
    let (mut open, unreadable): (Vec<_>, Vec<_>) = seen.into_iter().partition(|(_, peek)| peek.is_some());
    let mut ordered: Vec<(PathBuf, Option<Peek>)> = Vec::new();
    while !open.is_empty() {
        let missing: BTreeSet<Digest> =
            open.iter().filter_map(|(_, peek)| Some(peek.as_ref()?.digest)).collect();
        let waits = |peek: &Option<Peek>| {
            peek.as_ref()
                .is_some_and(|p| p.base.is_some_and(|base| base != p.digest && missing.contains(&base)))
        };
        let (later, now): (Vec<_>, Vec<_>) = open.into_iter().partition(|(_, peek)| waits(peek));
        if now.is_empty() {
            // Two that claim to build on each other: no order is right, and the check says what is wrong.
            ordered.extend(later);
            break;
        }
        ordered.extend(now);
        open = later;
    }
    ordered.extend(unreadable);
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(name: &str, base: Option<&str>) -> (PathBuf, Option<Peek>) {
        let digest = |name: &str| Digest::of(name.as_bytes());
        let peek = Peek { name: name.into(), digest: digest(name), base: base.map(digest) };
        (name.into(), Some(peek))
    }

    fn names(seen: Vec<(PathBuf, Option<Peek>)>) -> Vec<String> {
        bases_first(seen).into_iter().map(|(path, _)| path.display().to_string()).collect()
    }

    #[test]
    fn what_a_bundle_builds_on_is_tried_before_it_and_what_cannot_be_read_last() {
        let all = vec![
            seen("c", Some("b")),
            ("broken".into(), None),
            seen("b", Some("a")),
            seen("x", Some("elsewhere")),
            seen("a", None),
        ];
        assert_eq!(names(all), ["x", "a", "b", "c", "broken"]);
    }

    #[test]
    fn bundles_that_claim_to_build_on_each_other_are_tried_all_the_same() {
        assert_eq!(
            names(vec![seen("a", Some("b")), seen("b", Some("a")), seen("c", Some("c"))]),
            ["c", "a", "b"]
        );
    }
}
