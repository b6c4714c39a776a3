//! The laws of bringing files in, on real files.

mod asking;
mod crash;
mod source;
mod target;
