//! Headquarters' list of signers: installing it, asking to be on it; at headquarters, deciding and signing it.

use super::commands;
use crate::desk::Desk;
use crate::label_window;
use crate::printing::Paper;
use crate::secret::Passphrase;
use crate::trust_seen::{LookedList, RequestSeen, TrustSeen, now, page_in};
use serde::{Deserialize, Serialize};
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::report::request_page;
use sigillum_core::signature::{KeyFile, read_small};
use sigillum_core::signer::Introduction;
use sigillum_core::store::write_over;
use sigillum_core::trust::{self, Contents, RootName, Terms, TrustList};
use sigillum_host::trust::{self as host, Headquarters, pinned};
use std::path::{Path, PathBuf};

/// On what terms a key is listed. Times in seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Debug, Default, Deserialize, ts_rs::TS)]
pub struct ApprovalTerms {
    /// The person's principal; without it, it follows from the name.
    pub principal: Option<String>,
    /// May also sign receipts for headquarters.
    pub headquarters: bool,
    /// First second at which the key counts.
    pub valid_after: Option<i64>,
    /// Last second at which the key counts.
    pub valid_before: Option<i64>,
}

/// A list that was signed and handed out.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct Published {
    /// Its number.
    pub number: u64,
    /// The folder to be carried to the laptops.
    pub folder: PathBuf,
    /// What is on this computer now.
    pub trust: TrustSeen,
}

commands! { "trust":
    /// The pinned root, the installed list, the own key, and headquarters' files where this is headquarters.
    trust_show(desk) -> TrustSeen {
        desk.work(TrustSeen::look).await
    }

    /// What a list in a folder says and would change; nothing is installed. One that cannot be installed is refused.
    trust_look(desk, folder: PathBuf) -> LookedList {
        desk.work(move |desk| look(desk, &folder)).await
    }

    /// Installs a list; at first contact with the words or the fingerprint from headquarters' paper.
    trust_install(desk, folder: PathBuf, words: Option<String>) -> TrustSeen {
        desk.work(move |desk| {
            let words = words.as_deref().map(said).transpose()?;
            host::install(&desk.places().data, &folder, words.as_ref())?;
            counts_now(desk)
        }).await
    }

    /// Asks to be listed: writes the request, signed by the key that is unlocked, and its page. The old key, whose place
    /// it takes, is named by its file and signs too.
    trust_request(desk, to: PathBuf, old: Option<PathBuf>, old_passphrase: Option<Passphrase>) -> RequestSeen {
        desk.work(move |desk| {
            let (key, details) = desk.key()?;
            let passphrase = old_passphrase.as_ref().map(Passphrase::text).unwrap_or_default();
            let old = old.map(|path| KeyFile::read(&path)?.unlock(passphrase)).transpose()?;
            let who = Introduction {
                name: details.name,
                organisation: details.organisation,
                role: details.role,
                initials: details.initials,
            };
            let request = host::write_request(&to, &who, now(desk), &key, old.as_ref())?;
            RequestSeen::made(&to, &request)
        }).await
    }

    /// Opens the page of a request in a window of its own and asks the system to print it.
    trust_print_request(desk, file: PathBuf) -> () {
        let page = desk.work(move |_| request_page(&String::from_utf8_lossy(&request_bytes(&file)?))).await?;
        label_window::show(desk, "Request to be listed", page, Paper::Text)
    }

    /// At headquarters: makes the root key, and the page with its words.
    trust_init(desk, name: String, passphrase: Passphrase) -> TrustSeen {
        desk.work(move |desk| {
            headquarters(desk).init(name.trim(), passphrase.text())?;
            TrustSeen::look(desk)
        }).await
    }

    /// Opens the page of the root key's words in a window of its own and asks the system to print it.
    trust_print_root(desk) -> () {
        let page = desk.work(|desk| page_in(&headquarters(desk).root_page())).await?;
        label_window::show(desk, "Headquarters' root key", page, Paper::Text)
    }

    /// Writes the page of the root key's words to a file, to be printed elsewhere.
    trust_save_root(desk, to: PathBuf) -> () {
        desk.work(move |desk| {
            let page = page_in(&headquarters(desk).root_page())?;
            write_over(&to, &page, "writing the page of the root key")
        }).await
    }

    /// Who asks in a request (its file, or a picture of its page), without the words of its key: those have to come from the person.
    trust_read_request(desk, file: PathBuf) -> RequestSeen {
        desk.work(move |_| Ok(RequestSeen::of(&file, &host::read_request(&file)?))).await
    }

    /// Puts the key of a request on the next list, if it is the one that the person names in words.
    trust_approve(desk, file: PathBuf, words: String, terms: ApprovalTerms) -> TrustSeen {
        desk.work(move |desk| {
            let request = host::read_request(&file)?;
            request.confirmed_by(&said(&words)?)?;
            let terms = Terms {
                principal: terms.principal.as_deref(),
                headquarters: terms.headquarters,
                valid_after: terms.valid_after,
                valid_before: terms.valid_before,
            };
            change(desk, |contents| trust::approve(contents, &request, terms, now(desk)).map(drop))
        }).await
    }

    /// Ends a key in order, at a second or now: what it signed before stays good.
    trust_retire(desk, fingerprint: String, last: Option<i64>) -> TrustSeen {
        desk.work(move |desk| change(desk, |contents| {
            let key = contents.key_of(&fingerprint)?;
            trust::retire(contents, &key, last.unwrap_or_else(|| now(desk)))
        })).await
    }

    /// Revokes a key that may be in other hands since a second, or since now.
    trust_revoke(desk, fingerprint: String, since: Option<i64>, reason: String) -> TrustSeen {
        desk.work(move |desk| change(desk, |contents| {
            let key = contents.key_of(&fingerprint)?;
            trust::revoke(contents, &key, since.unwrap_or_else(|| now(desk)), &reason).map(drop)
        })).await
    }

    /// Takes back what was decided since the last list.
    trust_forget_changes(desk) -> TrustSeen {
        desk.work(|desk| {
            headquarters(desk).forget_next()?;
            TrustSeen::look(desk)
        }).await
    }

    /// Signs the next list with the root key, installs it here, and copies it into a folder for the laptops.
    trust_publish(desk, passphrase: Passphrase, to: PathBuf) -> Published {
        desk.work(move |desk| publish(desk, &passphrase, &to)).await
    }
}

fn headquarters(desk: &Desk) -> Headquarters {
    Headquarters::of(&desk.places().data)
}

/// Words or a fingerprint that a person typed.
fn said(words: &str) -> Result<RootName> {
    RootName::parse(words).map_err(|what| {
        Error::new(Code::Usage, "comparing the words", what)
            .safe("Nothing was changed")
            .remedy("Read the words again; four letters of each are enough.")
    })
}

fn request_bytes(file: &Path) -> Result<Vec<u8>> {
    Ok(read_small("reading a request to be listed", file, 64 * 1024)?.to_vec())
}

fn look(desk: &Desk, folder: &Path) -> Result<LookedList> {
    let before = pinned(&desk.places().data)?;
    // Without a pinned root it is only read: who signed it is asked when it is installed.
    let list = match &before {
        Some(_) => host::look(&desk.places().data, folder, None)?.0,
        None => TrustList::read_folder(folder)?,
    };
    let first = before.is_none();
    let before = before.and_then(|pinned| pinned.list);
    Ok(LookedList::of(folder, &list, before.as_ref(), first, now(desk)))
}

/// Lets the list that is installed now count at once, and tells every screen.
fn counts_now(desk: &Desk) -> Result<TrustSeen> {
    crate::surroundings::install_list(desk.places());
    desk.events().changed();
    TrustSeen::look(desk)
}

fn change(desk: &Desk, work: impl FnOnce(&mut Contents) -> Result<()>) -> Result<TrustSeen> {
    let files = headquarters(desk);
    let mut contents = files.next()?;
    work(&mut contents)?;
    files.save(&contents)?;
    TrustSeen::look(desk)
}

fn publish(desk: &Desk, passphrase: &Passphrase, to: &Path) -> Result<Published> {
    let files = headquarters(desk);
    let root = KeyFile::read(&files.root_key())?.unlock(passphrase.text())?;
    // A list that says what the last one said needs no number of its own: it is only handed out again.
    if files.published()?.is_none() || files.is_changed(&files.next()?)? {
        let (list, path) = files.publish(&root, now(desk))?;
        // Headquarters pins its own root: whoever holds it needs no paper.
        let own = RootName::Fingerprint(list.root.fingerprint());
        host::install(&desk.places().data, &path, Some(&own))?;
    }
    let folder = files.hand_out(to)?;
    let number = files.published()?.map_or(0, |(list, _)| list.number);
    Ok(Published { number, folder, trust: counts_now(desk)? })
}
