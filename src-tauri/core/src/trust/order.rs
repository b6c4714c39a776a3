//! Which list counts: the newest by the pinned root, whatever came in which order.

use super::{RootName, TrustList};
use crate::digest::Digest;
use crate::error::{Code, Error, Result};
use crate::signature::PublicKey;

const INSTALLING: &str = "installing headquarters' list of signers";

/// A list's place among those of its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its number.
    pub number: u64,
    /// SHA-256 of its `trust.txt`.
    pub digest: Digest,
    /// The same of the list before it.
    pub previous: Option<Digest>,
}

impl Place {
    /// That of a list.
    pub fn of(list: &TrustList) -> Self {
        Self { number: list.number, digest: list.digest, previous: list.previous }
    }

    /// True if the other can stand in the same sequence of lists as this one.
    fn agrees_with(&self, other: &Self) -> bool {
        if self.number == other.number {
            return self.digest == other.digest;
        }
        let (older, newer) = if self.number < other.number { (self, other) } else { (other, self) };
        newer.number != older.number + 1 || newer.previous == Some(older.digest)
    }
}

/// What a computer knows: the root that it pinned at first contact, and the newest list seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The pinned root.
    pub root: PublicKey,
    /// The newest list of that root.
    pub newest: Option<Place>,
}

/// What a list changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing: it is the one that counts already.
    Same,
    /// It counts from now on.
    Newer,
}

impl Known {
    /// First contact: the root counts because a person compared it with paper.
    ///
    /// # Errors
    /// [`Code::TrustOtherRoot`] if the paper names another root than the list's.
    pub fn first_contact(list: &TrustList, paper: &RootName) -> Result<Self> {
        if paper.names(&list.root) {
            return Ok(Self { root: list.root, newest: None });
        }
        Err(refuse(Code::TrustOtherRoot, "the root that signed this list is not the one on the paper")
            .on(list.root.fingerprint())
            .safe("Nothing was pinned"))
    }

    /// Judges a list that arrived.
    ///
    /// # Errors
    /// [`Code::TrustOtherRoot`]: another root signed it. [`Code::TrustOlder`]: its number is below the newest seen.
    /// [`Code::TrustNumberReused`]: there is another list of this number, or this one does not follow on the one that is
    /// held: the root key signed two lists in one place.
    pub fn accept(&self, list: &TrustList) -> Result<Step> {
        if list.root != self.root {
            return Err(refuse(
                Code::TrustOtherRoot,
                "another root key than the pinned one signed this list",
            )
            .on(format!("{}, pinned {}", list.root.fingerprint(), self.root.fingerprint())));
        }
        let Some(newest) = self.newest else { return Ok(Step::Newer) };
        let place = Place::of(list);
        let numbers = format!("list {}, newest seen {}", list.number, newest.number);
        if !newest.agrees_with(&place) {
            let what = "headquarters' root key signed two different lists in one place";
            return Err(refuse(Code::TrustNumberReused, what).on(numbers));
        }
        if place.number < newest.number {
            let what = "it is older than a list that this computer has seen";
            return Err(Error::new(Code::TrustOlder, INSTALLING, what)
                .on(numbers)
                .safe("The newer list still counts")
                .remedy("Nothing is needed; if headquarters knows of no newer one, tell them."));
        }
        if place == newest {
            return Ok(Step::Same);
        }
        Ok(Step::Newer)
    }

    /// What is known once an accepted list counts.
    #[must_use]
    pub fn with(self, list: &TrustList) -> Self {
        Self { newest: Some(Place::of(list)), ..self }
    }
}

/// Refusals after which somebody has to be asked on another way than the one on which the list came.
fn refuse(code: Code, what: &str) -> Error {
    Error::new(code, INSTALLING, what)
        .safe("Nothing was changed; the pinned root and its newest list still count")
        .remedy("STOP: somebody may be passing off a list as headquarters'. Call headquarters, compare the words on paper.")
}
