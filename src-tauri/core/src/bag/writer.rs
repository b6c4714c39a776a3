//! Writing a bundle: whole under its name, or not at all.
//!
//! Owns: the temporary beside the target, the order of writing, hashing, syncing, the rename at the end.
//! Must never: replace anything, remove anything but its own temporaries, or know what it writes: the
//! caller brings the bytes and signs.

mod place;

use super::bytes::Bytes;
use super::encrypted::{Decrypted, Encrypting, Encryption, throwaway};
use super::form::{
    DECLARATION, DECLARATION_BYTES, INFO, MANIFEST, PAYLOAD, SIGNATURE, TAG_LISTED, TAG_MANIFEST,
};
use super::leavings::BESIDE;
use super::stream::{self, Side};
use super::zip::read::Section;
use super::zip::write::{Out, Pass, ZipWriter};
use super::{Form, info, manifest, path};
use crate::digest::Digest;
use crate::error::{Code, Error, IoContext, Result};
use crate::progress::Progress;
use crate::signature::UnlockedKey;
pub(super) use place::sync_folder;
use place::{Tree, Work};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) const DOING: &str = "writing the bundle";

/// A bundle that was written whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The folder or the ZIP.
    pub path: PathBuf,
    /// SHA-256 of `tagmanifest-sha256.txt`: names the whole bundle.
    pub tag_manifest: Digest,
    /// Files in the payload.
    pub files: u64,
    /// Bytes in the payload.
    pub bytes: u64,
    /// SHA-256 of the bytes of an encrypted file, as they were given to the disk; `None` for the other forms.
    pub encrypted: Option<Digest>,
}

/// Collects a bundle's payload and writes it. After an error only dropping it is left.
pub struct BundleWriter {
    name: String,
    target: PathBuf,
    payload: BTreeMap<String, Entry>,
    sink: Sink,
    buffer: Vec<u8>,
    failed: bool,
    // Last, so that open files are closed before it removes them.
    work: Work,
}

struct Entry {
    digest: Digest,
    size: u64,
    content: Content,
}

/// Where an entry's bytes are until the end.
enum Content {
    /// In the folder already.
    Written,
    /// In the spool, from this byte on.
    Spooled(u64),
    /// In an original of the catalogue, to be copied.
    File(PathBuf),
}

enum Sink {
    /// Files are written as they come.
    Folder(Tree),
    /// A ZIP is written sorted, so what comes as a stream waits in a file of its own.
    Zip { spool: Spool, len: u64 },
    /// An encrypted ZIP: as a ZIP, and what waits is encrypted too, with a key that goes with this program.
    Encrypted { spool: Spool, len: u64, out: Box<Encrypting> },
}

/// What waits until the ZIP is sorted.
enum Spool {
    Plain(BufWriter<File>),
    Encrypted {
        to: Box<Encrypting>,
        key: UnlockedKey,
        path: PathBuf,
    },
    /// It was read again.
    Done,
}

impl BundleWriter {
    /// Begins the bundle `name` (without extension) below the folder `target`, under a temporary name there.
    ///
    /// # Errors
    /// [`Code::AlreadyExists`] if the bundle or its temporary is there; [`Code::UnsafePath`] for a name that
    /// no bundle may have; else what the system answers.
    pub fn create(target: &Path, name: &str, form: Form) -> Result<Self> {
        Self::create_for(target, name, form, "new")
    }

    /// As [`BundleWriter::create`], with the export's id in the names of the temporaries, by which
    /// [`super::leavings`] knows them after a crash.
    ///
    /// # Errors
    /// As [`BundleWriter::create`].
    pub fn create_for(target: &Path, name: &str, form: Form, export: &str) -> Result<Self> {
        path::check_name(name).map_err(|fault| unsafe_path(name, fault))?;
        let file = match form {
            Form::Folder => name.to_owned(),
            Form::Zip => format!("{name}.zip"),
        };
        let mut work = Work::new(target, &file, export)?;
        let sink = match form {
            Form::Folder => Sink::Folder(Tree::new(work.make_folder()?)),
            Form::Zip => Sink::Zip { spool: Spool::Plain(BufWriter::new(work.make_spool()?)), len: 0 },
        };
        Ok(Self::with(target, name, sink, work))
    }

    /// As [`BundleWriter::create_for`], for a ZIP that only the recipients can open: `<name>.zip.age`. Nothing of it
    /// is ever on the disk in clear, the streams that wait until they are sorted included.
    ///
    /// # Errors
    /// As [`BundleWriter::create`].
    pub fn create_encrypted(
        target: &Path,
        name: &str,
        export: &str,
        encryption: &Encryption<'_>,
    ) -> Result<Self> {
        path::check_name(name).map_err(|fault| unsafe_path(name, fault))?;
        let mut work = Work::new(target, &format!("{name}.zip.age"), export)?;
        let key = throwaway(encryption.random)?;
        let file = work.make_spool()?;
        let mine = Encryption { recipients: &[key.public()], ..*encryption };
        let to = Box::new(Encrypting::new(file, &mine).doing(DOING, target)?);
        let out = Box::new(Encrypting::new(work.make_file()?, encryption).doing(DOING, target)?);
        let spool = Spool::Encrypted { to, key, path: work.spool().to_owned() };
        Ok(Self::with(target, name, Sink::Encrypted { spool, len: 0, out }, work))
    }

    fn with(target: &Path, name: &str, sink: Sink, work: Work) -> Self {
        Self {
            name: name.to_owned(),
            target: target.to_owned(),
            payload: BTreeMap::new(),
            sink,
            buffer: stream::buffer(),
            failed: false,
            work,
        }
    }

    /// Adds a file of the payload from a stream and gives its digest. Bytes are reported to `progress`.
    ///
    /// # Errors
    /// [`Code::UnsafePath`], [`Code::AlreadyExists`] for the path; what the stream or the disk answers.
    pub fn add(&mut self, path: &str, content: &mut dyn Read, progress: &dyn Progress) -> Result<Digest> {
        self.admit(path)?;
        self.failed = true;
        let (digest, size, content) = self.take(path, content, Path::new(path), progress)?;
        self.failed = false;
        self.payload.insert(path.to_owned(), Entry { digest, size, content });
        Ok(digest)
    }

    /// Adds a file of the payload from memory.
    ///
    /// # Errors
    /// As [`BundleWriter::add`].
    pub fn add_bytes(&mut self, path: &str, mut bytes: &[u8], progress: &dyn Progress) -> Result<Digest> {
        self.add(path, &mut bytes, progress)
    }

    /// Adds an original whose digest is known. In a ZIP it is read only by [`BundleWriter::finish`], which
    /// then gives these errors.
    ///
    /// # Errors
    /// [`Code::ReadBackDiffers`] if the file's bytes have another digest; [`Code::NotARegularFile`]; as
    /// [`BundleWriter::add`].
    pub fn add_known(
        &mut self,
        path: &str,
        source: &Path,
        expected: Digest,
        progress: &dyn Progress,
    ) -> Result<()> {
        self.admit(path)?;
        self.failed = true;
        let mut file = stream::open_plain(source, DOING)?;
        let entry = match self.sink {
            Sink::Folder(_) => {
                let (digest, size, content) = self.take(path, &mut file, source, progress)?;
                same(expected, digest, source)?;
                Entry { digest, size, content }
            }
            Sink::Zip { .. } | Sink::Encrypted { .. } => {
                let size = file.metadata().doing(DOING, source)?.len();
                Entry { digest: expected, size, content: Content::File(source.to_owned()) }
            }
        };
        self.failed = false;
        self.payload.insert(path.to_owned(), entry);
        Ok(())
    }

    /// Writes the tag files, syncs everything, and gives the bundle its name. `bag_info` is written in its
    /// order, then `Bagging-Date` (`2025-11-13`) and `Payload-Oxum`. `sign` gets the bytes of
    /// `tagmanifest-sha256.txt`, once all payload is written, and gives those of its signature file.
    ///
    /// # Errors
    /// [`Code::AlreadyExists`] if the name was taken meanwhile; what `sign`, an original or the disk answers.
    /// The temporary is gone then.
    pub fn finish(
        mut self,
        bagging_date: &str,
        bag_info: &[(String, String)],
        sign: &mut dyn FnMut(&[u8]) -> Result<Vec<u8>>,
        progress: &dyn Progress,
    ) -> Result<Written> {
        if self.failed {
            return Err(Error::new(Code::Internal, DOING, "going on after an error"));
        }
        let bytes = self.payload.values().map(|entry| entry.size).sum();
        let files = self.payload.len() as u64;
        let mut pairs = bag_info.to_vec();
        pairs.push((info::BAGGING_DATE.to_owned(), bagging_date.to_owned()));
        pairs.push((info::OXUM.to_owned(), info::oxum(bytes, files)));
        let tags = Tags::new(info::write(&pairs)?, &self.payload);
        let tag_manifest = Digest::of(&tags.tag_manifest);
        let encrypted = match &self.sink {
            Sink::Folder(_) => self.finish_folder(&tags, sign)?,
            Sink::Zip { .. } | Sink::Encrypted { .. } => self.finish_zip(&tags, sign, progress)?,
        };
        let path = self.work.publish(&self.target)?;
        Ok(Written { path, tag_manifest, files, bytes, encrypted })
    }

    fn finish_folder(
        &mut self,
        tags: &Tags,
        sign: &mut dyn FnMut(&[u8]) -> Result<Vec<u8>>,
    ) -> Result<Option<Digest>> {
        let Sink::Folder(tree) = &mut self.sink else { return Ok(None) };
        let signature = sign(&tags.tag_manifest)?;
        for (path, bytes) in tags.before().into_iter().chain(tags.after(&signature)) {
            let mut file = tree.create(path)?;
            file.write_all(bytes).and_then(|()| file.sync_all()).doing(DOING, &tree.place(path))?;
        }
        tree.sync().map(|()| None)
    }

    fn finish_zip(
        &mut self,
        tags: &Tags,
        sign: &mut dyn FnMut(&[u8]) -> Result<Vec<u8>>,
        progress: &dyn Progress,
    ) -> Result<Option<Digest>> {
        let (spool, out) = match std::mem::replace(&mut self.sink, Sink::Zip { spool: Spool::Done, len: 0 }) {
            Sink::Folder(_) => return Ok(None),
            Sink::Zip { spool, .. } => (spool, Out::plain(self.work.make_file()?)),
            Sink::Encrypted { spool, out, .. } => (spool, Out::Encrypted(out)),
        };
        let spool = Arc::new(spool.read_again(&self.target)?);
        let mut zip = ZipWriter::new(out, &self.name);
        for (path, bytes) in tags.before() {
            add_memory(&mut zip, path, bytes)?;
        }
        for (path, entry) in &self.payload {
            let buffer = &mut self.buffer;
            zip.add(path, entry.size, &mut |to, pass| match pass {
                Pass::Write => entry.copy_to(to, &spool, buffer, progress),
                Pass::Sum => entry.copy_to(to, &spool, buffer, &Unreported(progress)),
            })?;
        }
        let signature = sign(&tags.tag_manifest)?;
        for (path, bytes) in tags.after(&signature) {
            add_memory(&mut zip, path, bytes)?;
        }
        let (file, encrypted) = zip.finish().doing(DOING, &self.target)?;
        file.sync_all().doing(DOING, &self.target)?;
        Ok(encrypted)
    }

    /// Whether the payload can have this path.
    fn admit(&self, path: &str) -> Result<()> {
        if self.failed {
            return Err(Error::new(Code::Internal, DOING, "going on after an error"));
        }
        path::check(path).map_err(|fault| unsafe_path(path, fault))?;
        if !path.starts_with(PAYLOAD) {
            return Err(Error::new(Code::UnsafePath, DOING, "not in the payload").on(path));
        }
        let inside = format!("{path}/");
        let clash = self.payload.contains_key(path)
            || path::folders_above(path).any(|folder| self.payload.contains_key(folder))
            || self.payload.range(inside.clone()..).next().is_some_and(|(next, _)| next.starts_with(&inside));
        if clash {
            return Err(Error::new(Code::AlreadyExists, DOING, "added twice, or file and folder").on(path));
        }
        Ok(())
    }

    /// Takes a stream's bytes to the folder or the spool.
    fn take(
        &mut self,
        path: &str,
        from: &mut dyn Read,
        from_path: &Path,
        progress: &dyn Progress,
    ) -> Result<(Digest, u64, Content)> {
        match &mut self.sink {
            Sink::Folder(tree) => {
                let place = tree.place(path);
                let mut file = tree.create(path)?;
                let (digest, size) = stream::copy(from, &mut file, &mut self.buffer, progress)
                    .map_err(|side| side.error(DOING, from_path, &place))?;
                file.sync_all().doing(DOING, &place)?;
                Ok((digest, size, Content::Written))
            }
            Sink::Zip { spool, len } | Sink::Encrypted { spool, len, .. } => {
                let (digest, size) = stream::copy(from, spool.writer()?, &mut self.buffer, progress)
                    .map_err(|side| side.error(DOING, from_path, &self.target))?;
                let at = *len;
                *len += size;
                Ok((digest, size, Content::Spooled(at)))
            }
        }
    }
}

/// Writes the request for a time token, named after the bundle, beside it: under a temporary name of this export, synced, then
/// renamed. Never replaces.
///
/// # Errors
/// [`Code::AlreadyExists`]; the file system's failures, and nothing is left then.
pub fn write_beside(target: &Path, bundle: &str, export: &str, bytes: &[u8]) -> Result<PathBuf> {
    let name = format!("{bundle}{BESIDE}");
    let mut work = Work::new(target, &name, export)?;
    let mut file = work.make_file()?;
    file.write_all(bytes).and_then(|()| file.sync_all()).doing(DOING, &target.join(&name))?;
    drop(file);
    work.publish(target)
}

impl Spool {
    fn writer(&mut self) -> Result<&mut dyn Write> {
        match self {
            Self::Plain(file) => Ok(file),
            Self::Encrypted { to, .. } => Ok(&mut **to),
            Self::Done => Err(Error::new(Code::Internal, DOING, "going on after the end")),
        }
    }

    /// Ends it, to be read by place.
    fn read_again(self, target: &Path) -> Result<Bytes> {
        match self {
            Self::Plain(file) => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error);
                file.doing(DOING, target).map(Bytes::Plain)
            }
            Self::Encrypted { to, key, path } => {
                to.finish().doing(DOING, target)?;
                let opened = Decrypted::open(&path, &[&key])?;
                opened.map(Bytes::Encrypted).map_err(|broken| {
                    Error::new(Code::ReadBackDiffers, DOING, broken.to_string()).on(path.display())
                })
            }
            Self::Done => Err(Error::new(Code::Internal, DOING, "going on after the end")),
        }
    }
}

impl Entry {
    /// Copies the entry into a ZIP. What comes from the spool was reported when it came.
    fn copy_to(
        &self,
        to: &mut dyn Write,
        spool: &Arc<Bytes>,
        buffer: &mut [u8],
        progress: &dyn Progress,
    ) -> Result<()> {
        let (mut from, path, progress): (Box<dyn Read>, &Path, &dyn Progress) = match &self.content {
            Content::File(path) => (Box::new(stream::open_plain(path, DOING)?), path, progress),
            Content::Spooled(at) => {
                (Box::new(Section::new(spool, *at, self.size)), Path::new("the spool"), &Unreported(progress))
            }
            Content::Written => return Err(Error::new(Code::Internal, DOING, "a file of another form")),
        };
        let (digest, _) = stream::copy(from.as_mut(), to, buffer, progress)
            .map_err(|side: Side| side.error(DOING, path, Path::new("the ZIP")))?;
        same(self.digest, digest, path)
    }
}

/// Hears that the job shall stop, but reports nothing.
struct Unreported<'a>(&'a dyn Progress);

impl Progress for Unreported<'_> {
    fn stage(&self, _: &'static str, _: Option<u64>, _: crate::progress::Unit) {}
    fn advance(&self, _: u64) {}
    fn cancelled(&self) -> bool {
        self.0.cancelled()
    }
}

/// The tag files' bytes, but for the signature.
struct Tags {
    info: Vec<u8>,
    manifest: Vec<u8>,
    tag_manifest: Vec<u8>,
}

impl Tags {
    fn new(info: Vec<u8>, payload: &BTreeMap<String, Entry>) -> Self {
        let digests = payload.iter().map(|(path, entry)| (path.clone(), entry.digest)).collect();
        let manifest = manifest::write(&digests);
        let listed = [&info, DECLARATION_BYTES, &manifest].map(Digest::of);
        let listed = TAG_LISTED.map(str::to_owned).into_iter().zip(listed).collect();
        Self { info, manifest, tag_manifest: manifest::write(&listed) }
    }

    /// What stands before the payload when sorted.
    fn before(&self) -> [(&'static str, &[u8]); 2] {
        [(INFO, &self.info), (DECLARATION, DECLARATION_BYTES)]
    }

    /// What stands behind it.
    fn after<'a>(&'a self, signature: &'a [u8]) -> [(&'static str, &'a [u8]); 3] {
        [(MANIFEST, &self.manifest), (TAG_MANIFEST, &self.tag_manifest), (SIGNATURE, signature)]
    }
}

fn add_memory(zip: &mut ZipWriter, path: &str, bytes: &[u8]) -> Result<()> {
    zip.add(path, bytes.len() as u64, &mut |to, _| to.write_all(bytes).doing(DOING, Path::new(path)))
}

fn same(expected: Digest, found: Digest, source: &Path) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    let what = format!("its bytes have the digest {found} and not {expected}");
    Err(Error::new(Code::ReadBackDiffers, DOING, what)
        .on(source.display())
        .safe("No bundle was written")
        .remedy("Check the catalogue; restore this original from a backup or an earlier bundle."))
}

fn unsafe_path(path: &str, fault: path::PathFault) -> Error {
    Error::new(Code::UnsafePath, DOING, fault.words()).on(path)
}
