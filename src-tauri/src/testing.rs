//! A desk for tests: places in a temporary folder, a catalogue, a key from a fixed seed.

use crate::desk::{Desk, Places, SignerSeen};
use sigillum_core::catalogue::{Catalogue, NewOperation, SignerDetails};
use sigillum_core::signature::UnlockedKey;
use std::path::{Path, PathBuf};

/// A signer for tests.
pub fn details() -> SignerDetails {
    SignerDetails { name: "Sokha Chan".into(), initials: "SC".into(), ..SignerDetails::default() }
}

/// A key for tests.
pub fn key() -> UnlockedKey {
    UnlockedKey::from_seed(&[7; 32], String::new()).unwrap()
}

/// An empty desk with its places in this folder.
pub fn desk(folder: &Path) -> Desk {
    let place = |name: &str| folder.join(name);
    Desk::new(Places {
        around: sigillum_host::surroundings(place("heads"), "laptop".to_owned()),
        data: place("data"),
        keys: place("keys"),
        config: place("config"),
        logs: place("logs"),
        examples: place("examples"),
    })
}

/// A desk on which a new catalogue is open, with an unlocked key.
pub fn desk_with_catalogue(folder: &Path) -> (Desk, PathBuf) {
    let desk = desk(folder);
    unlock(&desk);
    let root = folder.join("catalogue");
    let begun = desk.begin_with_key(|key, details| {
        let operation = NewOperation { reference: "LON-1".into(), ..NewOperation::default() };
        Ok((Catalogue::create(&root, desk.places().around.clone(), key, details, &operation)?, ()))
    });
    begun.unwrap();
    (desk, root)
}

/// Unlocks the key for tests.
pub fn unlock(desk: &Desk) {
    let fingerprint = key().public().fingerprint();
    desk.unlock(SignerSeen { path: "key".into(), fingerprint, details: details() }, key());
}
