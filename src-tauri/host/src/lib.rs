//! What a program of this computer gives the core: clock, randomness, the data folder, key files and whose they are,
//! and headquarters' list of signers.
//!
//! The command line and the window both stand on this, so that a key made in one opens in the other, and both keep
//! their heads in the same place. Must never: know a window, a terminal or a verb.

pub mod files;
pub mod keys;
mod memory;
mod surroundings;
pub mod trust;

pub use surroundings::{
    SystemClock, SystemRandom, config_folder, data_folder, device, heads_folder, keys_folder, surroundings,
    threads,
};
