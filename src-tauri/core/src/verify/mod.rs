//! Checking a bundle or a catalogue: reads only, collects findings, claims nothing that was not proven.

pub mod base;
pub mod chain_file;
pub mod entries;
pub mod verdict;
