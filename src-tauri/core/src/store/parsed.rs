//! Long entries as they were read last, so that one that changes or names thousands of records is not read anew for each
//! of them.
//!
//! Owns: which entries are remembered. Must never: hand out one for another line; they are told apart by their digests.

use crate::digest::Digest;
use crate::entry::Entry;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Lines of fewer bytes are read as fast as they are remembered.
const LONG: usize = 4 << 10;
/// Lines of so many bytes together are remembered, those that were asked for last.
const MOST: usize = 2 << 20;

/// Long entries, the last asked for at the end, each with the length of its line.
#[derive(Default)]
pub(super) struct Parsed(Mutex<VecDeque<(usize, Arc<Entry>)>>);

impl Parsed {
    /// The entry of this digest, whose line has so many bytes, if it is remembered.
    pub(super) fn get(&self, length: usize, digest: &Digest) -> Option<Arc<Entry>> {
        if length < LONG {
            return None;
        }
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = held.iter().rposition(|(_, entry)| entry.digest == *digest)?;
        let found = held.remove(at)?;
        let entry = found.1.clone();
        held.push_back(found);
        Some(entry)
    }

    /// Remembers an entry whose line has so many bytes.
    pub(super) fn keep(&self, length: usize, entry: &Arc<Entry>) {
        if length < LONG {
            return;
        }
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.push_back((length, entry.clone()));
        let mut sum: usize = held.iter().map(|(length, _)| length).sum();
        while sum > MOST {
            sum -= held.pop_front().map_or(sum, |(length, _)| length);
        }
    }
}
