//! What is on a card or in a folder: every name is listed, as a file to take or as something left out.
//!
//! Owns: walking folders and naming what it meets. Must never: follow a link, open a file, or change a name;
//! what the names are compared by (NFC, case) is decided elsewhere.

use crate::error::{Code, Error, IoContext, Result};
use crate::progress::{self, Progress};
use crate::store::files::Special;
use crate::store::journal::path_text;
use crate::store::stage::{Reason, source_failure};
use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Folders within folders that are looked into; a card has four. Deeper ones are listed as left out.
pub const MAX_DEPTH: usize = 32;

/// Something that was met.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Met {
    /// Where it stands.
    #[serde(skip)]
    pub path: PathBuf,
    /// Its name, exactly as the medium has it (NFD stays NFD); where that is no valid Unicode, a likeness of it.
    pub name: String,
    /// The exact bytes of the name in hex, when `name` is only a likeness.
    pub name_hex: Option<String>,
    /// The folder it is in, as text, below what was given to be taken in; empty for what was given itself.
    pub folder: String,
}

/// A file to take.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Seen {
    /// Where and what it is called.
    #[serde(flatten)]
    pub met: Met,
    /// Its size in bytes, as the medium says.
    pub size: u64,
    /// When it was last modified, in milliseconds since 1970, as the medium claims: for information, never in
    /// place of a capture time.
    pub modified: Option<i64>,
}

/// Why something was left out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// A link, pipe, socket or device.
    Special(Special),
    /// A file or folder that a system or camera keeps for itself, such as `Thumbs.db`.
    SystemFile,
    /// A folder that is too deep within others.
    TooDeep,
    /// It cannot be looked at; what the system says.
    Unreadable(String),
}

/// Something left out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Skipped {
    /// Where and what it is called. A folder stands for everything in it.
    #[serde(flatten)]
    pub met: Met,
    /// Why.
    pub why: LeftOut,
}

/// Everything that was met, each part in the order of the walk: by name within a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Scan {
    /// The files to take.
    pub seen: Vec<Seen>,
    /// What is left out, with the reason.
    pub skipped: Vec<Skipped>,
}

impl Scan {
    /// Bytes of all files to take.
    pub fn total(&self) -> u64 {
        self.seen.iter().fold(0, |sum, seen| sum.saturating_add(seen.size))
    }
}

/// Looks at files and folders. What is given by name is never left out: a person chose it.
///
/// # Errors
/// [`Code::NotFound`] when a given path is not there, [`Code::NotARegularFile`] when one is neither a file nor a folder,
/// [`Code::DeviceGone`] when the medium goes away,
/// [`Code::Cancelled`].
pub fn scan(given: &[PathBuf], progress: &dyn Progress) -> Result<Scan> {
    let mut walk = Walk { scan: Scan::default(), progress };
    for path in given {
        let metadata = std::fs::symlink_metadata(path).doing("looking at what to take in", path)?;
        let name = path.file_name().unwrap_or(path.as_os_str());
        if metadata.is_dir() {
            walk.folder(path, name, "", "", 1)?;
        } else {
            require_file(path, &metadata)?;
            walk.file(met(path, name, ""), &metadata);
        }
    }
    Ok(walk.scan)
}

/// Who names a link, pipe or device believes that it was taken in: it is said before anything is.
fn require_file(path: &Path, metadata: &Metadata) -> Result<()> {
    let Some(special) = Special::of(metadata) else { return Ok(()) };
    let led_to = std::fs::canonicalize(path).ok().filter(|_| special == Special::Link);
    Err(Error::new(
        Code::NotARegularFile,
        "looking at what to take in",
        format!("it is {}, neither a file nor a folder", special.word()),
    )
    .on(path.display())
    .safe("Nothing was taken")
    .remedy(match led_to {
        Some(path) => format!("Name the file or folder itself: {}", path.display()),
        None => "Name a file or a folder.".to_owned(),
    }))
}

struct Walk<'a> {
    scan: Scan,
    progress: &'a dyn Progress,
}

impl Walk<'_> {
    /// `above` is the folder that this one is in and `inside` this one's own text, both below what was given.
    fn folder(&mut self, path: &Path, name: &OsStr, above: &str, inside: &str, depth: usize) -> Result<()> {
        progress::check(self.progress, "looking at what to take in")?;
        let names = match names(path) {
            Ok(names) => names,
            Err(e) => return self.unreadable(met(path, name, above), &e),
        };
        for name in names {
            let path = path.join(&name);
            let met = met(&path, &name, inside);
            if is_system_file(&met.name) {
                self.skip(met, LeftOut::SystemFile);
                continue;
            }
            match std::fs::symlink_metadata(&path) {
                Err(e) => self.unreadable(met, &e)?,
                Ok(m) if !m.is_dir() => self.file(met, &m),
                Ok(_) if depth == MAX_DEPTH => self.skip(met, LeftOut::TooDeep),
                Ok(_) => {
                    let deeper = if inside.is_empty() { met.name } else { format!("{inside}/{}", met.name) };
                    self.folder(&path, &name, inside, &deeper, depth + 1)?;
                }
            }
        }
        Ok(())
    }

    fn file(&mut self, met: Met, metadata: &Metadata) {
        match Special::of(metadata) {
            Some(special) => self.skip(met, LeftOut::Special(special)),
            None => self.scan.seen.push(Seen { met, size: metadata.len(), modified: modified(metadata) }),
        }
    }

    fn skip(&mut self, met: Met, why: LeftOut) {
        self.scan.skipped.push(Skipped { met, why });
    }

    fn unreadable(&mut self, met: Met, error: &io::Error) -> Result<()> {
        let failure = source_failure(&met.path, error);
        if failure.reason == Reason::DeviceGone {
            return Err(Error::new(Code::DeviceGone, "looking at what to take in", failure.what)
                .on(met.path.display())
                .safe("Nothing was taken yet")
                .remedy("Put the card or disk back in and do it again."));
        }
        self.skip(met, LeftOut::Unreadable(failure.what));
        Ok(())
    }
}

fn met(path: &Path, name: &OsStr, folder: &str) -> Met {
    let (name, name_hex) = path_text(name);
    Met { path: path.to_owned(), name, name_hex, folder: folder.to_owned() }
}

fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    let mut names =
        std::fs::read_dir(folder)?.map(|e| e.map(|e| e.file_name())).collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

fn modified(metadata: &Metadata) -> Option<i64> {
    let time = metadata.modified().ok()?;
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).ok(),
        Err(before) => i64::try_from(before.duration().as_millis()).ok().map(|millis| -millis),
    }
}

/// True for what systems and cameras keep for themselves: known names only, compared without case, since any
/// other file may be evidence.
fn is_system_file(name: &str) -> bool {
    /// macOS, Windows, Linux and Android; then the indexes of Canon, Nikon, Sony and of prints (DPOF).
    const NAMES: [&str; 27] = [
        ".ds_store",
        ".appledouble",
        ".apdisk",
        ".volumeicon.icns",
        ".trashes",
        ".spotlight-v100",
        ".fseventsd",
        ".temporaryitems",
        ".documentrevisions-v100",
        ".metadata_never_index",
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "system volume information",
        "$recycle.bin",
        "recycler",
        "indexervolumeguid",
        "lost+found",
        ".nomedia",
        "lost.dir",
        ".thumbnails",
        ".trash",
        "canonmsc",
        "nc_fllst.dat",
        "nikon001.dsc",
        "sonycard.ind",
        "autprint.mrk",
    ];
    let lower = name.to_ascii_lowercase();
    lower.starts_with("._") || lower.starts_with(".trash-") || NAMES.contains(&lower.as_str())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::progress::Silent;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    fn write(root: &Path, path: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, b"bytes").unwrap();
    }

    fn list(scan: &Scan) -> Vec<String> {
        scan.seen.iter().map(|s| format!("{}|{}", s.met.folder, s.met.name)).collect()
    }

    fn left_out(scan: &Scan) -> Vec<(String, LeftOut)> {
        scan.skipped.iter().map(|s| (s.met.name.clone(), s.why.clone())).collect()
    }

    #[test]
    fn every_name_on_a_card_is_listed_as_seen_or_as_left_out_with_the_reason() {
        let card = tempfile::tempdir().unwrap();
        let root = card.path();
        for path in
            ["DCIM/100CANON/IMG_0002.JPG", "DCIM/100CANON/IMG_0001.JPG", "notes.txt", "DCIM/.DS_Store"]
        {
            write(root, path);
        }
        for path in ["DCIM/100CANON/._IMG_0001.JPG", "THUMBS.DB", ".Trashes/501/old.jpg"] {
            write(root, path);
        }
        symlink("notes.txt", root.join("link.txt")).unwrap();
        symlink("/", root.join("everything")).unwrap();
        let fifo = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mkfifoat(rustix::fs::CWD, root.join("pipe.jpg"), fifo).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();

        let scan = scan(&[root.to_owned()], &Silent).unwrap();
        assert_eq!(list(&scan), ["DCIM/100CANON|IMG_0001.JPG", "DCIM/100CANON|IMG_0002.JPG", "|notes.txt"]);
        assert_eq!(scan.total(), 15);
        assert!(scan.seen.iter().all(|s| s.modified > Some(1_600_000_000_000)));
        let expected = [
            (".Trashes", LeftOut::SystemFile),
            (".DS_Store", LeftOut::SystemFile),
            ("._IMG_0001.JPG", LeftOut::SystemFile),
            ("THUMBS.DB", LeftOut::SystemFile),
            ("everything", LeftOut::Special(Special::Link)),
            ("link.txt", LeftOut::Special(Special::Link)),
            ("pipe.jpg", LeftOut::Special(Special::Pipe)),
            ("socket", LeftOut::Special(Special::Socket)),
        ];
        assert_eq!(left_out(&scan), expected.map(|(n, w)| (n.to_owned(), w)));
    }

    #[test]
    fn a_name_is_kept_as_the_card_has_it_in_nfd_and_in_no_encoding_at_all() {
        let card = tempfile::tempdir().unwrap();
        let nfd = "te\u{302}te.jpg";
        write(card.path(), nfd);
        write(card.path(), "t\u{ea}te.jpg");
        let broken = OsStr::from_bytes(b"head-\xff\xfe.jpg");
        std::fs::write(card.path().join(broken), b"bytes").unwrap();
        let scan = scan(&[card.path().to_owned()], &Silent).unwrap();
        let names: Vec<_> =
            scan.seen.iter().map(|s| (s.met.name.as_str(), s.met.name_hex.as_deref())).collect();
        assert_eq!(
            names,
            [
                ("head-\u{fffd}\u{fffd}.jpg", Some("686561642dfffe2e6a7067")),
                (nfd, None),
                ("t\u{ea}te.jpg", None)
            ]
        );
        assert_eq!(std::fs::read(&scan.seen[0].met.path).unwrap(), b"bytes", "the path itself stays exact");
    }

    #[test]
    fn what_a_person_names_is_taken_whatever_it_is_called_and_what_is_absent_is_an_error() {
        let card = tempfile::tempdir().unwrap();
        write(card.path(), "Thumbs.db");
        let given = card.path().join("Thumbs.db");
        assert_eq!(list(&scan(std::slice::from_ref(&given), &Silent).unwrap()), ["|Thumbs.db"]);
        assert_eq!(scan(&[given, card.path().join("absent")], &Silent).unwrap_err().code, Code::NotFound);
    }

    #[test]
    fn folders_without_end_are_left_out_at_a_bounded_depth() {
        let card = tempfile::tempdir().unwrap();
        let deep = "d/".repeat(MAX_DEPTH + 5) + "x.jpg";
        write(card.path(), &deep);
        write(card.path(), &("e/".repeat(MAX_DEPTH - 1) + "y.jpg"));
        let scan = scan(&[card.path().to_owned()], &Silent).unwrap();
        assert_eq!(left_out(&scan), [("d".to_owned(), LeftOut::TooDeep)]);
        assert_eq!(scan.seen.len(), 1);
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_listed_and_the_rest_is_seen() {
        let listed = Walk { scan: Scan::default(), progress: &Silent };
        let card = tempfile::tempdir().unwrap();
        write(card.path(), "a.jpg");
        // Root may read every folder, so the system's answer is given by hand here.
        let mut walk = listed;
        let refused = io::Error::from(io::ErrorKind::PermissionDenied);
        walk.unreadable(met(&card.path().join("closed"), OsStr::new("closed"), ""), &refused).unwrap();
        walk.folder(card.path(), OsStr::new("card"), "", "", 1).unwrap();
        assert_eq!(list(&walk.scan), ["|a.jpg"]);
        assert!(matches!(&walk.scan.skipped[0].why, LeftOut::Unreadable(what) if !what.is_empty()));
    }
}
