//! Receipts: what headquarters states to hold. FORMAT.md section 18.
//!
//! Owns: the exact text of a receipt, which of several is the newest, and what they cover. Must never: sign, check a
//! signature, or believe a receipt; who accepts one does that first.

mod coverage;
#[cfg(test)]
mod tests;

pub use coverage::{Ancestry, Coverage, Stated};

use crate::digest::Digest;
use crate::entry::{OriginalRef, Position, is_extension};
use crate::id::OperationId;
use crate::json::MAX_INTEGER;
use crate::time::Moment;
use std::collections::BTreeSet;

/// The largest receipt that is read, in bytes.
pub const LONGEST: u64 = 64 << 20;

/// The first line of every receipt.
pub const FIRST_LINE: &str = "sigillum receipt v1\n";

/// The kind of the entry with which a catalogue accepts a receipt.
pub const ACCEPT: &str = "receipt.accept";

/// How many originals of a first such entry are the receipt itself and its signature; the others are sent again.
pub const ITS_FILES: usize = 2;

/// What headquarters states to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The operation.
    pub operation: OperationId,
    /// When, by headquarters' clock.
    pub at: Moment,
    /// Headquarters' Lamport counter at that moment: of two receipts by one signer the one with the higher is newer.
    pub clock: u64,
    /// The number of the list of signers in force there; `None` where there was none.
    pub list: Option<u64>,
    /// The ends of all chains and branches, as far as every entry before them is held.
    pub heads: BTreeSet<Position>,
    /// Places before a head at which bundles ended that were taken in: where laptops stand that have not all.
    pub through: BTreeSet<Position>,
    /// Originals that the entries held name, and that are not there.
    pub lacks: BTreeSet<OriginalRef>,
}

impl Receipt {
    /// The text that is signed.
    pub fn text(&self) -> String {
        let list = self.list.map_or_else(|| "none".to_owned(), |number| number.to_string());
        let mut text = format!(
            "{FIRST_LINE}operation {}\nat {} {}\nclock {}\nlist {list}\n",
            self.operation,
            self.at.at(),
            self.at.zone(),
            self.clock
        );
        for (word, places) in [("head", &self.heads), ("through", &self.through)] {
            for place in places {
                text.push_str(&format!("{word} {} {} {}\n", place.chain, place.seq, place.link));
            }
        }
        for original in &self.lacks {
            text.push_str(&format!("lacks {} {} {}\n", original.sha256, original.size, original.ext));
        }
        text
    }

    /// Reads exactly what [`Receipt::text`] writes; `None` for anything else.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.strip_prefix(FIRST_LINE)?.split_terminator('\n');
        let operation = lines.next()?.strip_prefix("operation ")?.parse().ok()?;
        let (at, zone) = lines.next()?.strip_prefix("at ")?.split_once(' ')?;
        let at = Moment::parse(at, zone)?;
        let clock = number(lines.next()?.strip_prefix("clock ")?)?;
        let list = match lines.next()?.strip_prefix("list ")? {
            "none" => None,
            text => Some(number(text)?),
        };
        let mut receipt = Self {
            operation,
            at,
            clock,
            list,
            heads: BTreeSet::new(),
            through: BTreeSet::new(),
            lacks: BTreeSet::new(),
        };
        lines.try_for_each(|line| receipt.add(line))?;
        // One form only: sorted, each once, nothing besides.
        (!receipt.heads.is_empty() && receipt.text() == text).then_some(receipt)
    }

    fn add(&mut self, line: &str) -> Option<()> {
        let words: Vec<&str> = line.split(' ').collect();
        let [word, first, middle, last] = words[..] else { return None };
        let place = || {
            let seq = number(middle).filter(|seq| *seq >= 1)?;
            Some(Position { chain: first.parse().ok()?, seq, link: last.parse().ok()? })
        };
        match word {
            "head" => self.heads.insert(place()?),
            "through" => self.through.insert(place()?),
            "lacks" => self.lacks.insert(OriginalRef {
                sha256: first.parse().ok()?,
                size: number(middle)?,
                ext: Some(last).filter(|ext| is_extension(ext))?.to_owned(),
            }),
            _ => return None,
        };
        Some(())
    }

    /// All places that it names as held.
    pub fn places(&self) -> impl Iterator<Item = &Position> {
        self.heads.iter().chain(&self.through)
    }

    /// By this, receipts of one signer are in order: the counter, then the clock of the wall, then the digest.
    pub fn order(&self, digest: &Digest) -> (u64, i64, Digest) {
        (self.clock, self.at.millis, *digest)
    }
}

fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number| *number <= MAX_INTEGER.cast_unsigned())
}
