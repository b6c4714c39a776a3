//! Signing keys: making, choosing, unlocking, locking.

use super::commands;
use crate::desk::{Desk, SignerSeen};
use crate::secret::Passphrase;
use sigillum_core::catalogue::SignerDetails;
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::signature::KeyFile;
use sigillum_host::keys::{self, KeyView};
use std::path::{Path, PathBuf};

commands! { "key":
    /// The keys in this computer's folder of keys, and the one that was last used. Those that cannot be read are left out.
    key_list(desk) -> Vec<KeyView> {
        desk.work(|desk| Ok(known(desk))).await
    }

    /// Makes a key, encrypted with a passphrase, says whose it is, and unlocks it.
    key_new(desk, details: SignerDetails, passphrase: Passphrase) -> KeyView {
        desk.work(move |desk| {
            let path = free_path(&desk.places().keys)?;
            keys::create(&path, &details, passphrase.text())?;
            unlock(desk, &path, &passphrase)
        }).await
    }

    /// Says whose an existing key file is, where nothing says so yet, and unlocks it.
    key_adopt(desk, path: PathBuf, details: SignerDetails, passphrase: Passphrase) -> KeyView {
        desk.work(move |desk| {
            KeyFile::read(&path)?.unlock(passphrase.text())?;
            if !keys::details_path(&path).exists() {
                keys::write_details(&path, &details)?;
            }
            unlock(desk, &path, &passphrase)
        }).await
    }

    /// What a key's file says; nothing of it is secret.
    key_show(desk, path: PathBuf) -> KeyView {
        desk.work(move |_| keys::view(&path)).await
    }

    /// Unlocks a key; it signs from now on, in the place of the one before.
    key_unlock(desk, path: PathBuf, passphrase: Passphrase) -> KeyView {
        desk.work(move |desk| unlock(desk, &path, &passphrase)).await
    }

    /// Locks the key. Drafts and intakes go on.
    key_lock(desk) -> () {
        desk.work(|desk| { desk.lock_key(); Ok(()) }).await
    }

    /// Says that the person is there; the page calls it at most a few times a minute.
    key_touch(desk) -> () {
        desk.touch();
        Ok(())
    }
}

fn unlock(desk: &Desk, path: &Path, passphrase: &Passphrase) -> Result<KeyView> {
    let key = KeyFile::read(path)?.unlock(passphrase.text())?;
    let view = keys::view(path)?;
    let SignerDetails { name, .. } = &view.signer;
    if name.is_empty() {
        return Err(Error::new(Code::Usage, "introducing the signer", "nothing says whose this key is")
            .on(path.display())
            .remedy("Say whose it is"));
    }
    let seen = SignerSeen {
        path: path.to_owned(),
        fingerprint: view.fingerprint.clone(),
        details: view.signer.clone(),
    };
    desk.unlock(seen, key);
    if let Err(error) = desk.settings().change(|s| s.key = Some(path.to_owned())) {
        desk.events().warning(&error.into());
    }
    Ok(view)
}

/// The last used first.
fn known(desk: &Desk) -> Vec<KeyView> {
    let last = desk.settings().get().key;
    let folder = std::fs::read_dir(&desk.places().keys).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = folder.map(|item| item.path()).filter(|path| path.is_file()).collect();
    paths.extend(last.clone());
    paths.sort_by_key(|path| (Some(path) != last.as_ref(), path.clone()));
    paths.dedup();
    paths.iter().filter_map(|path| keys::view(path).ok()).collect()
}

/// The first key is called `default`, as the command line calls it; later ones have numbers.
fn free_path(folder: &Path) -> Result<PathBuf> {
    let names = std::iter::once("default".to_owned()).chain((2..1000).map(|n| format!("key-{n}")));
    let free = |path: &PathBuf| !path.exists() && !keys::details_path(path).exists();
    names.map(|name| folder.join(name)).find(free).ok_or_else(|| {
        Error::new(Code::AlreadyExists, "making a signing key", "there are too many keys in the folder")
    })
}
