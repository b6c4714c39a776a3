//! The real window with the real core, driven as people use it. See `sigillum_tests::window` for how.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod analyst;
mod custody_forms;
mod day;
mod dialogs;
mod dossiers;
mod doubles;
mod encrypted;
mod exchange;
mod first_run;
mod frame;
mod inbox;
mod jobs;
mod notes_custody_leave;
mod officer;
mod outside_drag;
mod photo_hands;
mod photos;
mod plain;
mod printing;
mod proofs;
mod queue;
mod receipts;
mod record_keys;
mod safety;
mod signers;
mod specialist_record;
mod standings;
mod start;
mod walk;
