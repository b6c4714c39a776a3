//! Receipts: what headquarters states to hold, and what laptops make of it.

use super::commands;
use sigillum_core::catalogue::{
    AcceptedReceipt, MadeReceipt, ReceiptLine, ReceiptOptions, ReceiptView, Whereabouts,
};
use sigillum_core::id::RecordId;
use sigillum_core::progress::Silent;
use sigillum_core::signature::AllowedSigners;
use std::path::PathBuf;

commands! { "receipt":
    /// The receipts that were accepted, here or on another laptop.
    receipt_list(desk) -> Vec<ReceiptLine> {
        desk.read(|c| c.receipts()).await
    }

    /// One in full: by the first digits of its digest, by its file, or `receipt` for the newest.
    receipt_show(desk, name: PathBuf) -> ReceiptView {
        desk.read(move |c| c.receipt(&name)).await
    }

    /// Signs what this catalogue holds, and writes the receipt and its signature into a folder.
    receipt_make(desk, to: PathBuf) -> MadeReceipt {
        desk.read(move |c| c.receipt_make(&ReceiptOptions { to, ..ReceiptOptions::default() })).await
    }

    /// Accepts a receipt from headquarters; its signature stands beside it.
    receipt_accept(desk, path: PathBuf, signers: Option<PathBuf>) -> AcceptedReceipt {
        desk.write(move |c| {
            let list = signers.as_deref().map(AllowedSigners::read).transpose()?;
            c.receipt_accept(&path, list.as_ref(), &Silent)
        }).await
    }

    /// Where these records stand with headquarters, in their order.
    receipt_whereabouts(desk, records: Vec<RecordId>) -> Vec<Whereabouts> {
        desk.read(move |c| c.whereabouts(&records)).await
    }
}
