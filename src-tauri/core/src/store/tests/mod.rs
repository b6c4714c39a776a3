//! The laws of bringing files in, on real files.

mod crash;
mod source;
mod target;
