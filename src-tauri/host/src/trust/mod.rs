//! Where this computer keeps the root that it pinned and headquarters' newest list; and, at headquarters, the root key
//! and the list in the making. Beside no catalogue: what travels with the evidence proves nothing about who signed it.

mod headquarters;

pub use headquarters::{Headquarters, read_request, request_page_path, write_request};

use crate::files::make_private_folder;
use sigillum_core::error::{Code, Error, IoContext as _, Result};
use sigillum_core::signature::{PublicKey, SignersFile};
use sigillum_core::trust::{Files, Known, RootName, Step, TrustList};
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

const KEEPING: &str = "keeping headquarters' list of signers";

/// What this computer pinned and holds.
#[derive(Clone, Debug)]
pub struct Pinned {
    /// The pinned root.
    pub root: PublicKey,
    /// The newest list, if one was installed whole.
    pub list: Option<TrustList>,
}

impl Pinned {
    /// What is known, for the rules about what comes next.
    fn known(&self) -> Known {
        let known = Known { root: self.root, newest: None };
        self.list.as_ref().map_or(known, |list| known.with(list))
    }
}

/// The pinned root and the newest list of it; `None` on a computer that never met headquarters.
///
/// # Errors
/// [`Code::BadTrustList`], [`Code::TrustOtherRoot`] or [`Code::BadValue`] for files that were changed on this computer;
/// what the system says.
pub fn pinned(data: &Path) -> Result<Option<Pinned>> {
    let folder = folder(data);
    let path = folder.join("root");
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        text => text.doing(KEEPING, &path)?,
    };
    let root = text.trim_end().parse().map_err(|_| {
        Error::new(Code::BadValue, KEEPING, "the pinned root is no public key")
            .on(path.display())
            .remedy("Remove this file, and install headquarters' list again with the words from paper.")
    })?;
    let list = newest(&folder)?.map(|path| TrustList::read_folder(&path)).transpose()?;
    let pinned = Pinned { root, list: None };
    if let Some(list) = &list {
        pinned.known().accept(list)?;
    }
    Ok(Some(Pinned { list, ..pinned }))
}

/// The list by which signatures are judged here, if one is installed.
///
/// # Errors
/// As [`pinned`].
pub fn installed_signers(data: &Path) -> Result<Option<SignersFile>> {
    Ok(pinned(data)?.and_then(|pinned| pinned.list).map(|list| list.signers()))
}

/// Reads a list and checks that it is of the pinned root or of the one that `paper` names, which counts only where none
/// is pinned or where it names the same. Installs nothing.
///
/// # Errors
/// [`Code::TrustNoRoot`] where none is pinned and none named; as [`TrustList::read_folder`] and [`Known::accept`].
pub fn look(data: &Path, path: &Path, paper: Option<&RootName>) -> Result<(TrustList, Step, bool)> {
    let list = TrustList::read_folder(path)?;
    let pinned = pinned(data)?;
    if let Some(paper) = paper {
        Known::first_contact(&list, paper)?;
    }
    let known = match (&pinned, paper) {
        (Some(pinned), _) => pinned.known(),
        (None, Some(paper)) => Known::first_contact(&list, paper)?,
        (None, None) => {
            return Err(Error::new(Code::TrustNoRoot, "meeting headquarters", "no root is pinned here")
                .on(list.root.fingerprint())
                .safe("Nothing was pinned")
                .remedy("Name the words or the fingerprint from headquarters' paper with --root."));
        }
    };
    let step = known.accept(&list)?;
    Ok((list, step, pinned.is_none()))
}

/// Installs a list; pins its root at first contact.
///
/// # Errors
/// As [`look`]; what the system says.
pub fn install(data: &Path, path: &Path, paper: Option<&RootName>) -> Result<(TrustList, Step, bool)> {
    let (list, step, first) = look(data, path, paper)?;
    let folder = folder(data);
    make_private_folder(&folder, KEEPING)?;
    if first {
        write_whole(&folder.join("root"), format!("{}\n", list.root).as_bytes())?;
    }
    if step == Step::Newer {
        keep(&folder, &list, &TrustList::files_in(path)?)?;
    }
    Ok((list, step, first))
}

fn folder(data: &Path) -> PathBuf {
    data.join("trust")
}

/// The folder of the highest number.
fn newest(folder: &Path) -> Result<Option<PathBuf>> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let mut best = None;
    for item in std::fs::read_dir(folder).doing(KEEPING, folder)? {
        let item = item.doing(KEEPING, folder)?;
        let number =
            item.file_name().to_str().and_then(|name| name.strip_prefix("trust-")?.parse::<u64>().ok());
        best = best.max(number.map(|number| (number, item.path())));
    }
    Ok(best.map(|(_, path)| path))
}

/// Writes a list's files as `trust-<number>`, whole or not at all; gives the folder.
fn keep(folder: &Path, list: &TrustList, files: &Files) -> Result<PathBuf> {
    // Read once more: what is kept is what was judged, whatever happened to the stick meanwhile.
    let again = TrustList::read(files)?;
    if again.digest != list.digest {
        return Err(Error::new(Code::SourceChanged, KEEPING, "the list changed while it was read"));
    }
    let (target, temporary) = (folder.join(format!("trust-{}", list.number)), folder.join("arriving"));
    if temporary.exists() {
        std::fs::remove_dir_all(&temporary).doing(KEEPING, &temporary)?;
    }
    make_private_folder(&temporary, KEEPING)?;
    for (name, bytes) in files {
        write_whole(&temporary.join(name), bytes)?;
    }
    std::fs::rename(&temporary, &target).doing(KEEPING, &target)?;
    sync(folder)?;
    Ok(target)
}

/// Writes a file in place of another, so that a crash leaves one of the two.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let temporary = PathBuf::from(name);
    let mut file = File::create(&temporary).doing(KEEPING, &temporary)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).doing(KEEPING, &temporary)?;
    std::fs::rename(&temporary, path).doing(KEEPING, path)?;
    path.parent().map_or(Ok(()), sync)
}

fn sync(folder: &Path) -> Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    File::open(folder).and_then(|folder| folder.sync_all()).doing(KEEPING, folder)
}
