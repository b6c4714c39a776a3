//! Bounded reading of a file of which nothing is believed.
//!
//! Owns: positions and amounts. Must never: read more of one file than its budget, or allocate what a length
//! field asks for without looking at how long the file is.

use std::io::{self, Read, Seek, SeekFrom};

/// What originals are read from: a file, or bytes in memory.
pub trait Readable: Read + Seek {}

impl<T: Read + Seek> Readable for T {}

/// How much of one file may be read for its metadata, in bytes.
pub(super) const BUDGET: u64 = 64 << 20;
/// What one read costs at least, so that a million tiny boxes end too.
const LEAST_COST: u64 = 64;

/// A window on one file.
pub(super) struct Source<'a> {
    inner: &'a mut dyn Readable,
    len: u64,
    budget: u64,
    failure: Option<io::Error>,
}

impl<'a> Source<'a> {
    /// Looks at a file; its length is asked once.
    pub(super) fn new(inner: &'a mut dyn Readable) -> io::Result<Self> {
        let len = inner.seek(SeekFrom::End(0))?;
        Ok(Self { inner, len, budget: BUDGET, failure: None })
    }

    /// The file's length in bytes.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Up to `len` bytes from `at`: fewer at the end of the file, none beyond it or when the budget is used up.
    pub(super) fn some(&mut self, at: u64, len: usize) -> Vec<u8> {
        let len = (len as u64).min(self.len.saturating_sub(at));
        let cost = len.max(LEAST_COST);
        if len == 0 || self.failure.is_some() || cost > self.budget {
            return Vec::new();
        }
        self.budget -= cost;
        let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0));
        let read = self
            .inner
            .seek(SeekFrom::Start(at))
            .and_then(|_| (&mut *self.inner).take(len).read_to_end(&mut bytes));
        if let Err(error) = read {
            self.failure = Some(error);
            bytes.clear();
        }
        bytes
    }

    /// Exactly `len` bytes from `at`, or nothing.
    pub(super) fn exactly(&mut self, at: u64, len: usize) -> Option<Vec<u8>> {
        Some(self.some(at, len)).filter(|bytes| bytes.len() == len)
    }

    /// The same, for small things of a fixed size.
    pub(super) fn array<const N: usize>(&mut self, at: u64) -> Option<[u8; N]> {
        self.exactly(at, N)?.try_into().ok()
    }

    /// The disk's failure, if there was one: then what was read says nothing about the file.
    pub(super) fn finish(self) -> io::Result<()> {
        self.failure.map_or(Ok(()), Err)
    }
}

/// A big-endian number of two bytes inside a slice.
pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// A big-endian number of four bytes inside a slice.
pub(super) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// A big-endian number of eight bytes inside a slice.
pub(super) fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_field_never_decides_how_much_is_allocated_and_the_budget_ends_every_walk() {
        let mut cursor = io::Cursor::new(vec![7u8; 1000]);
        let mut source = Source::new(&mut cursor).unwrap();
        assert_eq!(source.some(990, usize::MAX).len(), 10);
        assert_eq!(source.some(u64::MAX, 4), Vec::<u8>::new());
        assert_eq!(source.exactly(998, 4), None);
        let mut reads = 0u64;
        while !source.some(0, 1).is_empty() {
            reads += 1;
        }
        assert!(reads <= BUDGET / LEAST_COST);
    }
}
