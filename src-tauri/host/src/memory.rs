//! Who hands out memory in our programs.
//!
//! Owns: which allocator a piece comes from. Must never: ask one for a piece and give it back to the other.

use mimalloc::MiMalloc;
use std::alloc::{GlobalAlloc, Layout, System};

/// Pieces of this size in bytes, and larger ones, come from the system and go back to it at once.
const LARGE: usize = 128 << 10;

#[global_allocator]
static MEMORY: Memory = Memory;

/// Records are made of many small pieces, and taken in by several threads: the system's allocator takes an eighth of an
/// import's time for them, and mimalloc does not. But mimalloc holds on to large pieces that were given back, so that an intake
/// of 600 photos held a fifth more than one of 60.
struct Memory;

// SAFETY: both allocators keep the contract of `GlobalAlloc`, and each call goes to one of them unchanged. A piece is given
// back to, and made longer by, the one that it came from: its size decides, and the contract says that callers give the same
// layout as when they asked for it. `realloc` hands a piece over only by asking for a new one and copying.
#[allow(unsafe_code)] // an allocator is nothing else
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are passed on as they are.
        unsafe { if layout.size() < LARGE { MiMalloc.alloc(layout) } else { System.alloc(layout) } }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are passed on as they are.
        unsafe {
            if layout.size() < LARGE { MiMalloc.alloc_zeroed(layout) } else { System.alloc_zeroed(layout) }
        }
    }

    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        // SAFETY: the piece came from the one that its size decides on.
        unsafe {
            if layout.size() < LARGE {
                MiMalloc.dealloc(piece, layout)
            } else {
                System.dealloc(piece, layout)
            }
        }
    }

    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        match (layout.size() < LARGE, size < LARGE) {
            // SAFETY: the piece came from mimalloc, which keeps the new size too.
            (true, true) => return unsafe { MiMalloc.realloc(piece, layout, size) },
            // SAFETY: the piece came from the system, which keeps the new size too.
            (false, false) => return unsafe { System.realloc(piece, layout, size) },
            _ => {}
        }
        // SAFETY: the caller promises that `size` is not zero and, rounded up to the alignment, fits into `isize`; the
        // alignment comes from a layout. Both pieces hold the bytes that are copied, and the new one is nobody else's.
        // Without a new piece the old one stays the caller's.
        unsafe {
            let asked = Layout::from_size_align_unchecked(size, layout.align());
            let new = self.alloc(asked);
            if !new.is_null() {
                std::ptr::copy_nonoverlapping(piece, new, layout.size().min(size));
                self.dealloc(piece, layout);
            }
            new
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LARGE;

    #[test]
    fn what_grows_and_shrinks_over_the_border_keeps_its_bytes() {
        let byte = |i: usize| u8::try_from(i % 251).unwrap();
        let mut bytes: Vec<u8> = Vec::new();
        for i in 0..LARGE * 3 {
            bytes.push(byte(i));
        }
        for size in [LARGE * 2, LARGE, LARGE - 1, 10] {
            bytes.truncate(size);
            bytes.shrink_to_fit();
            assert!(bytes.iter().enumerate().all(|(i, found)| *found == byte(i)));
            bytes.reserve_exact(LARGE);
            assert!(bytes.iter().enumerate().all(|(i, found)| *found == byte(i)));
        }
        assert!(vec![0_u8; LARGE].iter().all(|byte| *byte == 0));
    }
}
