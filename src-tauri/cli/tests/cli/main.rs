//! The real program, driven as a person or script drives it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod documents;
mod headquarters;
mod merging;
mod path;
mod program;
#[cfg(unix)]
mod readme;
mod refusals;
#[cfg(unix)]
mod terminal;
mod trust;
mod verifying;
