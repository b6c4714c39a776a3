//! Headquarters' own files: the root key, published lists, the next list in the making; and a person's request.

use super::{KEEPING, keep, newest, sync, write_whole};
use crate::files::{make_private_folder, write_new};
use sigillum_core::error::{Code, Error, IoContext as _, Result};
use sigillum_core::media::code::read_papers;
use sigillum_core::report::{request_page, root_page};
use sigillum_core::signature::{KeyFile, PublicKey, UnlockedKey, read_small};
use sigillum_core::signer::Introduction;
use sigillum_core::trust::{Contents, Request, TrustList};
use std::path::{Path, PathBuf};

/// Where the page of a request stands: beside it, with `.html` behind its name.
pub fn request_page_path(request: &Path) -> PathBuf {
    let mut name = request.as_os_str().to_owned();
    name.push(".html");
    name.into()
}

/// Asks to be listed: writes the signed request and, beside it, the page to be printed. `now` in seconds; the old key,
/// whose place the key takes, signs too.
///
/// # Errors
/// As [`Request::sign`]; what the system says. Nothing is replaced.
pub fn write_request(
    to: &Path,
    who: &Introduction,
    now: i64,
    key: &UnlockedKey,
    old: Option<&UnlockedKey>,
) -> Result<Request> {
    let file = Request::sign(who, now, key, old)?;
    let html = String::from_utf8_lossy(&request_page(&file)?).into_owned();
    write_new(&request_page_path(to), &html, 0o644, "writing the page of a request")?;
    write_new(to, &file, 0o644, "writing a request to be listed")?;
    Request::read(file.as_bytes())
}

/// A request: its file, or a photo or scan of its printed page, whose code holds the same.
///
/// # Errors
/// As [`Request::read`]; what the system says.
pub fn read_request(path: &Path) -> Result<Request> {
    const DOING: &str = "reading a request to be listed";
    let read = read_small(DOING, path, 64 * 1024);
    if let Ok(bytes) = &read
        && bytes.starts_with(b"sigillum request")
    {
        return Request::read(bytes);
    }
    // A picture may be larger than any request.
    let papers = read_papers(path).unwrap_or_default();
    let found = papers.iter().find(|text| text.starts_with("sigillum request"));
    match (found, read) {
        (Some(text), _) => Request::read(text.as_bytes()),
        (None, Ok(bytes)) => Request::read(&bytes),
        (None, Err(error)) if error.code != Code::TooLarge => Err(error),
        (None, Err(_)) => Err(Error::new(Code::BadRequest, DOING, "no request can be read on this picture")
            .on(path.display())
            .safe("Nobody was listed")
            .remedy("Photograph the code alone, sharp and from straight above, or take the file.")),
    }
}

/// Headquarters' own files: root key, published lists, and the next one in the making.
pub struct Headquarters(PathBuf);

impl Headquarters {
    /// That of this data folder; nothing is made yet.
    pub fn of(data: &Path) -> Self {
        Self(data.join("headquarters"))
    }

    /// The root key's file.
    pub fn root_key(&self) -> PathBuf {
        self.0.join("root")
    }

    /// Where the page of the root's words is written.
    pub fn root_page(&self) -> PathBuf {
        self.0.join("root.html")
    }

    /// The root key's public half; `None` where this computer is not headquarters.
    ///
    /// # Errors
    /// As [`KeyFile::read`].
    pub fn root(&self) -> Result<Option<PublicKey>> {
        let path = self.root_key();
        if !path.exists() {
            return Ok(None);
        }
        Ok(Some(KeyFile::read(&path)?.public()))
    }

    /// Makes the root key, and the page with its words.
    ///
    /// # Errors
    /// [`Code::AlreadyExists`] where there is one; as [`KeyFile::create`].
    pub fn init(&self, name: &str, passphrase: &str) -> Result<PublicKey> {
        const DOING: &str = "making headquarters' root key";
        let path = self.root_key();
        if path.exists() {
            return Err(Error::new(Code::AlreadyExists, DOING, "there is one already")
                .on(path.display())
                .safe("Nothing was replaced"));
        }
        make_private_folder(&self.0, DOING)?;
        let root = KeyFile::create(&path, passphrase, name, &crate::SystemRandom)?.public();
        let html = String::from_utf8_lossy(&root_page(name, &root)?).into_owned();
        write_new(&self.root_page(), &html, 0o644, "writing the page of the root key")?;
        Ok(root)
    }

    /// The newest published list and its folder.
    ///
    /// # Errors
    /// As [`TrustList::read_folder`].
    pub fn published(&self) -> Result<Option<(TrustList, PathBuf)>> {
        newest(&self.0)?.map(|path| Ok((TrustList::read_folder(&path)?, path))).transpose()
    }

    /// What the next list will say: what was decided since the last one, or the last one.
    ///
    /// # Errors
    /// [`Code::BadValue`] for files that were changed by hand and cannot be read; what the system says.
    pub fn next(&self) -> Result<Contents> {
        let path = self.0.join("next").join("allowed_signers");
        if !path.exists() {
            return Ok(self.published()?.map(|(list, _)| list.contents).unwrap_or_default());
        }
        let revoked = path.with_file_name("revoked_keys");
        let read = |path: &Path| std::fs::read(path).doing(KEEPING, path);
        Contents::read(&read(&path)?, &read(&revoked)?)
            .map_err(|what| Error::new(Code::BadValue, KEEPING, what).on(path.display()))
    }

    /// True if the next list says something that the published one does not.
    ///
    /// # Errors
    /// As [`Headquarters::published`].
    pub fn is_changed(&self, next: &Contents) -> Result<bool> {
        let same = |list: &TrustList| {
            list.contents.allowed_signers() == next.allowed_signers()
                && list.contents.revoked_keys() == next.revoked_keys()
        };
        Ok(!self.published()?.is_some_and(|(list, _)| same(&list)))
    }

    /// Keeps what the next list will say.
    ///
    /// # Errors
    /// What the system says.
    pub fn save(&self, contents: &Contents) -> Result<()> {
        let folder = self.0.join("next");
        make_private_folder(&folder, KEEPING)?;
        // The one with the revocations first: a crash in between must not take one back.
        write_whole(&folder.join("revoked_keys"), contents.revoked_keys().as_bytes())?;
        write_whole(&folder.join("allowed_signers"), contents.allowed_signers().as_bytes())
    }

    /// Takes back what was decided since the last list.
    ///
    /// # Errors
    /// What the system says.
    pub fn forget_next(&self) -> Result<()> {
        let next = self.0.join("next");
        if next.exists() {
            std::fs::remove_dir_all(&next).doing(KEEPING, &next)?;
        }
        Ok(())
    }

    /// Copies the published list into a folder, such as a stick's, as `trust-<number>`; gives that. The very list that
    /// stands there already is left as it is.
    ///
    /// # Errors
    /// [`Code::NotFound`] where none was published; [`Code::AlreadyExists`] if something else is called so there; what
    /// the system says.
    pub fn hand_out(&self, to: &Path) -> Result<PathBuf> {
        const DOING: &str = "handing out the list of signers";
        let (list, path) = self.published()?.ok_or_else(|| {
            Error::new(Code::NotFound, DOING, "no list was published yet").remedy("Publish one first.")
        })?;
        let target = to.join(format!("trust-{}", list.number));
        if target.exists() {
            if TrustList::read_folder(&target).is_ok_and(|there| there == list) {
                return Ok(target);
            }
            return Err(Error::new(Code::AlreadyExists, DOING, "something else is called so there")
                .on(target.display())
                .safe("Nothing was replaced")
                .remedy("Choose another folder."));
        }
        let temporary = to.join(format!(".trust-{}.writing", list.number));
        if temporary.exists() {
            std::fs::remove_dir_all(&temporary).doing(DOING, &temporary)?;
        }
        std::fs::create_dir(&temporary).doing(DOING, &temporary)?;
        for (name, bytes) in TrustList::files_in(&path)? {
            write_whole(&temporary.join(name), &bytes)?;
        }
        // What was written is read again: a worn stick is noticed here and not at the laptop.
        TrustList::read_folder(&temporary)?;
        std::fs::rename(&temporary, &target).doing(DOING, &target)?;
        sync(to)?;
        Ok(target)
    }

    /// Signs and publishes the next list; gives it and its folder.
    ///
    /// # Errors
    /// [`Code::TrustOtherRoot`] for a key that signed none of the lists before; as [`TrustList::sign`].
    pub fn publish(&self, root: &UnlockedKey, now: i64) -> Result<(TrustList, PathBuf)> {
        let before = self.published()?.map(|(list, _)| list);
        if let Some(before) = before.as_ref().filter(|before| before.root != root.public()) {
            let what = "the lists before were signed by another root key";
            return Err(Error::new(Code::TrustOtherRoot, "publishing a list of signers", what)
                .on(before.root.fingerprint())
                .safe("Nothing was published"));
        }
        let files = TrustList::sign(&self.next()?, before.as_ref(), now, root)?;
        let list = TrustList::read(&files)?;
        let path = keep(&self.0, &list, &files)?;
        self.forget_next()?;
        Ok((list, path))
    }
}
