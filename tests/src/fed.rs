//! Catalogues of random histories: entries put into a real database as they come, without the bundles around them.

use crate::history::{OPERATION, Signed, keys};
use crate::laptop::Laptop;
use sigillum_core::catalogue::Catalogue;
use sigillum_core::ledger::{Shown, note_fork};
use sigillum_core::signature::UnlockedKey;
use sigillum_core::store::{ChainRow, Database};
use std::path::Path;
use std::sync::Arc;

/// Adds entries to the database in this folder as they come, a transaction for each group.
pub fn feed(root: &Path, groups: &[Vec<Arc<Signed>>], flush_at: usize) {
    std::fs::create_dir_all(root).unwrap();
    let begun = Database::begin(root, &[("operation", &OPERATION.to_string())]).unwrap();
    let mut database = begun.publish(root).unwrap();
    for group in groups {
        let work = |writer: &sigillum_core::store::Writer<'_>| {
            let mut shown = Shown::flushing_at(writer, flush_at);
            for signed in group {
                let row = ChainRow {
                    id: 0,
                    chain: signed.entry.chain,
                    op: signed.entry.op,
                    key: *keys()[signed.signer].public().as_bytes(),
                    device: format!("laptop {}", signed.signer),
                    mine: false,
                };
                let chain = writer.add_chain(&row)?;
                if let Some(row) = writer.add_entry(chain, &signed.entry, &signed.line, &signed.signature)? {
                    note_fork(writer, chain, signed.entry.seq)?;
                    shown.show(row, &signed.entry)?;
                }
            }
            shown.flush()
        };
        database.write(work).unwrap();
    }
}

/// The laptop whose things are in this folder.
pub fn surroundings(folder: &Path) -> Laptop {
    Laptop { folder: folder.to_owned(), name: folder.file_name().unwrap().to_string_lossy().into_owned() }
}

/// Opens what was fed; the first signer's key is the catalogue's own.
pub fn open(folder: &Path) -> Catalogue {
    let laptop = surroundings(folder);
    let mut catalogue = Catalogue::open(&laptop.root(), laptop.around()).unwrap();
    catalogue.unlock(UnlockedKey::from_seed(&[1; 32], String::new()).unwrap(), laptop.details());
    catalogue
}
