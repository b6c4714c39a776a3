//! Receipts: headquarters states what it holds, and a laptop accepts that.
//!
//! Owns: making a receipt, and the entry that accepts one. Must never: accept what is not signed, is of another
//! operation or was signed here; let a chain go on that headquarters knows longer or otherwise than this catalogue.

mod accept;
mod covers;
mod held;
mod make;

pub use accept::AcceptedReceipt;
pub(super) use covers::Covers;
pub use covers::Whereabouts;
pub use held::{ReceiptAcceptance, ReceiptHead, ReceiptLacking, ReceiptLine, ReceiptView};
pub use make::{MadeReceipt, ReceiptOptions};

use crate::verify::receipts::{ENDING as SIGNATURE, SignedReceipt as Signed};
