//! The real window with the real core, driven as people use it. See `sigillum_tests::window` for how.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod analyst;
mod exchange;
mod officer;
mod jobs;
mod safety;
mod specialist_record;
mod photos;
mod notes_custody_leave;
mod start;
