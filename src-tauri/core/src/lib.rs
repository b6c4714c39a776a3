//! Sigillum's core: the whole job of cataloguing recovered cultural objects, without window or terminal.
//!
//! Layers, each seeing only those below it (a test in `tests/` holds this):
//! the ground (`digest` … `progress`), plain types, `store`/`media`/`bag`/`signature`/`template`,
//! `ledger`/`state`/`search`, one verb each, and the façade `catalogue`.

pub mod artefact;
pub mod bag;
pub mod catalogue;
pub mod country;
pub mod custody;
pub mod decimal;
pub mod digest;
pub mod edtf;
pub mod entry;
pub mod error;
pub mod export;
pub mod finding;
pub mod head;
pub mod id;
pub mod import;
pub mod intake;
pub mod json;
pub mod ledger;
pub mod likeness;
pub mod media;
pub mod merge;
pub mod note;
pub mod package;
pub mod photo;
pub mod progress;
pub mod receipt;
pub mod reference;
pub mod register;
pub mod report;
pub mod search;
pub mod signature;
pub mod signer;
pub mod state;
pub mod store;
pub mod template;
pub mod time;
pub mod timestamp;
pub mod trust;
pub mod verify;
