//! Memory for the bytes of files that somebody looks at after they were copied: used again from file to file, so that
//! a card of thousands takes no more of it than the first dozen did.
//!
//! Owns: which buffers wait to be used again. Must never: hand out a buffer that somebody still holds, or with anything in it.

use std::sync::Mutex;

/// Files up to this size, in bytes, may be kept in memory for whoever looks at them next.
pub const KEEP: u64 = 64 << 20;

/// Buffers up to this size, in bytes, wait to be used again: a photo's. A larger one, for a single large file, goes back
/// to the system.
const AGAIN: usize = 16 << 20;
/// Sizes are rounded up to a multiple of this, in bytes, so that the next photo of a camera fits where this one did.
const STEP: usize = 1 << 20;

/// Buffers that wait to be used again.
#[derive(Debug, Default)]
pub struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    /// None yet.
    pub const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// An empty buffer with room for `size` bytes; `None` for a file that is larger than [`KEEP`].
    pub fn take(&self, size: u64) -> Option<Vec<u8>> {
        if size > KEEP {
            return None;
        }
        let size = usize::try_from(size).ok()?;
        // What does not fit any more is given up for what does, so that they do not grow in number.
        let waiting = self.0.lock().ok().and_then(|mut waiting| waiting.pop());
        Some(
            waiting
                .filter(|buffer| buffer.capacity() >= size)
                .unwrap_or_else(|| Vec::with_capacity(size.next_multiple_of(STEP))),
        )
    }

    /// Takes back a buffer that nobody needs any more.
    pub fn give(&self, mut buffer: Vec<u8>) {
        buffer.clear();
        if (1..=AGAIN).contains(&buffer.capacity())
            && let Ok(mut waiting) = self.0.lock()
        {
            waiting.push(buffer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_uses_the_memory_of_the_one_before_and_finds_nothing_in_it() {
        let buffers = Buffers::new();
        let mut first = buffers.take(7_000_000).unwrap();
        first.extend_from_slice(b"of another photo");
        let place = first.as_ptr();
        buffers.give(first);
        let second = buffers.take(7_100_000).unwrap();
        assert!(second.is_empty());
        assert_eq!(second.as_ptr(), place);
        let third = buffers.take(7_000_000).unwrap();
        assert_ne!(third.as_ptr(), place, "who holds it holds it alone");
    }

    #[test]
    fn the_memory_of_a_large_file_is_not_held_for_the_next() {
        let buffers = Buffers::new();
        buffers.give(buffers.take(60 << 20).unwrap());
        assert!(buffers.take(1).unwrap().capacity() <= STEP);
        assert!(buffers.take(KEEP + 1).is_none());
    }
}
