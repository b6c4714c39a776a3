//! What search means: how text is folded, cut into words and gram tokens, and how a query is read.
//!
//! Pure text work. Never speaks SQL (that is `store::search`), never knows records, and never changes what
//! is stored as evidence: folded text exists only to be searched.
//!
//! The rules that a person relies on:
//! - a query is cut at white space into pieces; a phrase in double quotes is one piece; every piece must occur;
//! - a piece of three or more characters occurs wherever it stands in the text, inside words too;
//! - a shorter piece occurs where a word begins with it; words of scripts that write no spaces (Khmer, Thai,
//!   Lao, Burmese, Chinese, Japanese) are found by dictionary;
//! - case, accents, vowel points, joiners and forms of one letter or digit are ignored on both sides;
//! - a piece without any letter or digit asks for nothing.

pub mod fold;
pub mod query;
pub mod words;

pub use fold::{FIELD_END, fold};
pub use query::Query;
pub use words::Prepared;

/// Raised whenever folding, cutting or tokens change, since an index made by other rules must be rebuilt.
pub const RULES_VERSION: i64 = 1;
