//! Who hands out memory in our programs.

use mimalloc::MiMalloc;

/// Records are made of many small pieces, and taken in by several threads: the system's allocator takes an eighth of an
/// import's time for them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;
