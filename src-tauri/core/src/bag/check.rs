//! The closed-world check of a bundle's bag layer.
//!
//! Owns: comparing what is there with what the two SHA-256 lists say, each way, and handing out checked
//! bytes afterwards. Must never: say that a bundle is verified (that takes the signature, which `verify`
//! checks), or give bytes without hashing those very bytes.

use super::form::{
    DECLARATION, DECLARATION_BYTES, INFO, LONGEST_MANIFEST, LONGEST_TAG_FILE, MANIFEST, PAYLOAD, SIGNATURE,
    TAG_FILES, TAG_LISTED, TAG_MANIFEST,
};
use super::source::{self, BagSource};
use super::stream::{self, Side};
use super::{Form, info, manifest, parallel, path};
use crate::digest::{Digest, Hasher};
use crate::error::{Code, Error, Result};
use crate::finding::{Finding, FindingKind};
use crate::progress::{Progress, Unit};
use crate::signature::UnlockedKey;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

const DOING: &str = "checking the bundle";

/// A bundle whose bag layer was checked: whole if there are no findings.
pub struct CheckedBag {
    /// What is not as it should be, sorted by path.
    pub findings: Vec<Finding>,
    /// The payload as listed: path and digest.
    pub manifest: BTreeMap<String, Digest>,
    /// The bytes of `tagmanifest-sha256.txt`, which the signature is over. Empty if it is missing.
    pub tag_manifest: Vec<u8>,
    /// Their SHA-256, which names the bundle.
    pub tag_manifest_digest: Digest,
    /// The bytes of `tagmanifest-sha256.txt.sig`; nothing here has checked them. Empty if it is missing.
    pub signature_file: Vec<u8>,
    /// Labels and values of `bag-info.txt` in their order.
    pub bag_info: Vec<(String, String)>,
    /// How many payload files had the digest listed.
    pub whole_files: u64,
    /// How many bytes those have.
    pub whole_bytes: u64,
    source: BagSource,
}

/// Checks a bundle with up to `threads` threads; reports the stage `checking` in bytes.
///
/// # Errors
/// [`Code::NotABundle`] if not one of a bundle's tag files is there; [`Code::Cancelled`]. What is wrong with
/// the bundle is never an error but a finding.
pub fn check(source: BagSource, threads: usize, progress: &dyn Progress) -> Result<CheckedBag> {
    let mut checker = Checker { findings: source.findings().to_vec(), source };
    if checker.source.form() == Form::Zip && !checker.findings.is_empty() {
        return Ok(checker.finish(Tags::default(), (0, 0)));
    }
    if TAG_FILES.iter().all(|name| checker.source.size(name).is_none()) {
        return Err(Error::new(
            Code::NotABundle,
            DOING,
            "it has none of the files that a bundle begins with",
        )
        .on(checker.source.path().display()));
    }
    let tags = checker.read_tags();
    checker.compare_lists(&tags.manifest);
    checker.check_oxum(&tags);
    let whole = checker.hash_payload(&tags.manifest, threads, progress)?;
    Ok(checker.finish(tags, whole))
}

/// SHA-256 of a bundle's tag manifest, which names the bundle. Nothing else of it is looked at. An encrypted one is
/// opened with the first of the keys that can.
///
/// # Errors
/// [`Code::NotABundle`] if it has none; what the system answers.
pub fn tag_manifest_digest(path: &Path, keys: &[&UnlockedKey]) -> Result<Digest> {
    tag_digest(&BagSource::open_with(path, keys)?)
}

/// The same of an opened one.
///
/// # Errors
/// As [`tag_manifest_digest`].
pub fn tag_digest(source: &BagSource) -> Result<Digest> {
    if source.size(TAG_MANIFEST).is_none() {
        return Err(Error::new(Code::NotABundle, DOING, "it has no tag manifest").on(source.path().display()));
    }
    source.read_small(TAG_MANIFEST, LONGEST_TAG_FILE).map(|bytes| Digest::of(&bytes))
}

/// What the `bag-info.txt` of a bundle says, in its order; nothing is checked, and nothing is said where there is none.
///
/// # Errors
/// It is no bundle, or cannot be read.
pub fn claimed_info(path: &Path, keys: &[&UnlockedKey]) -> Result<Vec<(String, String)>> {
    let source = BagSource::open_with(path, keys)?;
    if TAG_FILES.iter().all(|name| source.size(name).is_none()) {
        return Err(Error::new(Code::NotABundle, DOING, "it has none of a bundle's files").on(path.display()));
    }
    if source.size(INFO).is_none() {
        return Ok(Vec::new());
    }
    Ok(info::read(INFO, &source.read_small(INFO, LONGEST_TAG_FILE)?, &mut Vec::new()))
}

/// The tag files as read.
#[derive(Default)]
struct Tags {
    manifest: BTreeMap<String, Digest>,
    tag_manifest: Vec<u8>,
    signature: Vec<u8>,
    info: Vec<(String, String)>,
}

struct Checker {
    source: BagSource,
    findings: Vec<Finding>,
}

impl Checker {
    fn find(&mut self, kind: FindingKind, code: &'static str, path: &str) -> &mut Finding {
        self.findings.push(Finding::new(kind, code, path));
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Reads the five tag files, compares them with the tag manifest and with their form.
    fn read_tags(&mut self) -> Tags {
        let declaration = self.read_tag(DECLARATION, LONGEST_TAG_FILE);
        let info_bytes = self.read_tag(INFO, LONGEST_TAG_FILE);
        let manifest_bytes = self.read_tag(MANIFEST, LONGEST_MANIFEST);
        let tag_manifest = self.read_tag(TAG_MANIFEST, LONGEST_TAG_FILE).unwrap_or_default();
        let signature = self.read_tag(SIGNATURE, LONGEST_TAG_FILE).unwrap_or_default();
        if declaration.as_ref().is_some_and(|bytes| bytes != DECLARATION_BYTES) {
            self.find(FindingKind::Altered, "declaration-form", DECLARATION);
        }
        let listed = manifest::read(TAG_MANIFEST, &tag_manifest, &mut self.findings);
        self.compare_tags(
            &listed,
            &[(INFO, &info_bytes), (DECLARATION, &declaration), (MANIFEST, &manifest_bytes)],
        );
        let read_info = |bytes: Vec<u8>, findings: &mut _| info::read(INFO, &bytes, findings);
        let info = info_bytes.map(|bytes| read_info(bytes, &mut self.findings)).unwrap_or_default();
        let mut manifest = manifest_bytes
            .map(|bytes| manifest::read(MANIFEST, &bytes, &mut self.findings))
            .unwrap_or_default();
        let outside: Vec<String> =
            manifest.keys().filter(|path| !path.starts_with(PAYLOAD)).cloned().collect();
        for path in outside {
            self.find(FindingKind::Altered, "not-payload", &path).found = Some(MANIFEST.to_owned());
            manifest.remove(&path);
        }
        Tags { manifest, tag_manifest, signature, info }
    }

    fn read_tag(&mut self, name: &str, most: u64) -> Option<Vec<u8>> {
        if self.source.size(name).is_none() {
            // A link or pipe in its place has a finding already, and is as good as missing.
            self.find(FindingKind::Missing, "tag-file-missing", name);
            return None;
        }
        match self.source.read_small(name, most) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.findings.push(unreadable(name, &error));
                None
            }
        }
    }

    /// The tag manifest must list exactly three files, with the digests of what was read.
    fn compare_tags(&mut self, listed: &BTreeMap<String, Digest>, read: &[(&str, &Option<Vec<u8>>)]) {
        if self.source.size(TAG_MANIFEST).is_none() {
            return;
        }
        for path in listed.keys().filter(|path| !TAG_LISTED.contains(&path.as_str())) {
            let finding = Finding::new(FindingKind::Altered, "tag-manifest-list", path);
            self.findings.push(finding.expected(TAG_LISTED.join(" ")));
        }
        for (name, bytes) in read {
            match (listed.get(*name), bytes) {
                (None, _) => {
                    self.find(FindingKind::Altered, "tag-manifest-list", name).found = Some("no line".into())
                }
                (Some(expected), Some(bytes)) => self.compare(name, *expected, Digest::of(bytes)),
                (Some(_), None) => {}
            }
        }
    }

    fn compare(&mut self, path: &str, expected: Digest, found: Digest) {
        if expected != found {
            let finding = Finding::new(FindingKind::Altered, "digest-differs", path);
            self.findings.push(finding.expected(expected).found(found));
        }
    }

    /// Everything there must be listed, everything listed must be there.
    fn compare_lists(&mut self, manifest: &BTreeMap<String, Digest>) {
        let mut found: Vec<Finding> =
            self.source.files().filter_map(|(path, _)| unlisted(path, manifest)).collect();
        let absent = manifest.keys().filter(|path| self.source.size(path).is_none());
        found.extend(absent.map(|path| Finding::new(FindingKind::Missing, "file-missing", path)));
        // A folder is empty too when its only file was lost, which is said of the file.
        let leads_somewhere = |folder: &String| {
            let inside = format!("{folder}/");
            manifest.range(inside.clone()..).next().is_some_and(|(path, _)| path.starts_with(&inside))
        };
        let empty = self.source.empty_folders().iter().filter(|folder| !leads_somewhere(folder));
        found.extend(empty.map(|path| Finding::new(FindingKind::Unexpected, "empty-folder", path)));
        if !self.source.files().any(|(path, _)| path.starts_with(PAYLOAD)) {
            found.push(Finding::new(FindingKind::Missing, "payload-missing", PAYLOAD));
        }
        self.findings.append(&mut found);
    }

    /// Compared only where the payload's files are those listed: else the finding about the file says it.
    fn check_oxum(&mut self, tags: &Tags) {
        let payload = || self.source.files().filter(|(path, _)| path.starts_with(PAYLOAD));
        if !payload().map(|(path, _)| path).eq(tags.manifest.keys().map(String::as_str)) {
            return;
        }
        let (bytes, files) =
            payload().fold((0u64, 0), |(bytes, files), (_, size)| (bytes.saturating_add(size), files + 1));
        let stated: Vec<&str> = tags
            .info
            .iter()
            .filter(|(label, _)| label == info::OXUM)
            .map(|(_, value)| value.as_str())
            .collect();
        let expected = info::oxum(bytes, files);
        if self.source.size(INFO).is_some() && stated != [expected.as_str()] {
            let finding = Finding::new(FindingKind::Altered, "oxum-differs", INFO);
            self.findings.push(finding.expected(expected).found(stated.join(" ")));
        }
    }

    /// Hashes every listed file that is there; gives number and bytes of those that are whole.
    fn hash_payload(
        &mut self,
        manifest: &BTreeMap<String, Digest>,
        threads: usize,
        progress: &dyn Progress,
    ) -> Result<(u64, u64)> {
        let mut work: Vec<(&str, Digest, u64)> = manifest
            .iter()
            .filter_map(|(path, digest)| Some((path.as_str(), *digest, self.source.size(path)?)))
            .collect();
        let total = work.iter().fold(0u64, |sum, (_, _, size)| sum.saturating_add(*size));
        progress.stage("checking", Some(total), Unit::Bytes);
        // The largest first, so that no thread is left alone with one at the end.
        work.sort_by_key(|(_, _, size)| std::cmp::Reverse(*size));
        let results = parallel::map(threads, &work, stream::buffer, |buffer, (path, expected, _)| {
            hash(&self.source, path, *expected, buffer, progress)
        })?;
        let whole = results.iter().filter_map(|result| result.as_ref().ok());
        let whole = whole.fold((0, 0), |(files, bytes), size| (files + 1, bytes + size));
        self.findings.extend(results.into_iter().filter_map(std::result::Result::err));
        Ok(whole)
    }

    fn finish(mut self, tags: Tags, whole: (u64, u64)) -> CheckedBag {
        self.findings.sort_by(|a, b| (&a.path, a.code, a.kind).cmp(&(&b.path, b.code, b.kind)));
        CheckedBag {
            findings: self.findings,
            manifest: tags.manifest,
            tag_manifest_digest: Digest::of(&tags.tag_manifest),
            tag_manifest: tags.tag_manifest,
            signature_file: tags.signature,
            bag_info: tags.info,
            whole_files: whole.0,
            whole_bytes: whole.1,
            source: self.source,
        }
    }
}

/// The finding about a file that is there without being listed, if it is one.
fn unlisted(path: &str, manifest: &BTreeMap<String, Digest>) -> Option<Finding> {
    if manifest.contains_key(path) || TAG_FILES.contains(&path) {
        return None;
    }
    let finding = |code| Finding::new(FindingKind::Unexpected, code, path);
    if let Err(fault) = path::check(path) {
        return Some(finding("path-form").found(fault.words()));
    }
    let manifest =
        path.ends_with(".txt") && (path.starts_with("manifest-") || path.starts_with("tagmanifest-"));
    Some(finding(match path {
        "fetch.txt" => "fetch-file",
        _ if manifest => "other-manifest",
        _ => "not-listed",
    }))
}

/// Hashes one file: its size if it is whole, else the finding.
fn hash(
    source: &BagSource,
    path: &str,
    expected: Digest,
    buffer: &mut [u8],
    progress: &dyn Progress,
) -> Result<std::result::Result<u64, Finding>> {
    let mut reader = match source.reader(path) {
        Ok(reader) => reader,
        Err(error) => return Ok(Err(unreadable(path, &error))),
    };
    let mut hasher = Hasher::default();
    let hashed = stream::pump(&mut reader, buffer, progress, |piece| {
        hasher.update(piece);
        Ok(())
    });
    match hashed {
        Ok(size) => {
            let found = hasher.finish();
            let finding = Finding::new(FindingKind::Altered, "digest-differs", path);
            Ok(if found == expected { Ok(size) } else { Err(finding.expected(expected).found(found)) })
        }
        Err(Side::Stopped(error)) => Err(error),
        Err(Side::Read(error) | Side::Write(error)) => Ok(Err(source::unreadable(path, &error))),
    }
}

fn unreadable(path: &str, error: &Error) -> Finding {
    match error.source.as_ref().and_then(|cause| cause.downcast_ref::<std::io::Error>()) {
        Some(cause) => source::unreadable(path, cause),
        None => Finding::new(FindingKind::Altered, "tag-file-too-long", path).found(&error.what),
    }
}

impl CheckedBag {
    /// Whether nothing was found. The signature is not part of this.
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }

    /// What was checked.
    pub fn source(&self) -> &BagSource {
        &self.source
    }

    /// Reads a listed file again, whole, and hands out its bytes only if they, as read now, have the digest
    /// listed: a file that was swapped after the check is caught here.
    ///
    /// # Errors
    /// [`Code::NotFound`] if it is not listed or not there; [`Code::TooLarge`] above `most` bytes;
    /// [`Code::BundleRejected`] if the bytes are other ones.
    pub fn read_checked(&self, path: &str, most: u64) -> Result<Vec<u8>> {
        let expected = self.listed(path)?;
        let bytes = self.source.read_small(path, most)?;
        demand(path, expected, Digest::of(&bytes))?;
        Ok(bytes)
    }

    /// Copies a listed file, of any size, and fails at the end if what was copied has not the digest listed:
    /// the caller must then throw away what `to` got.
    ///
    /// # Errors
    /// As [`CheckedBag::read_checked`], and what `to` answers.
    pub fn copy_checked(&self, path: &str, to: &mut dyn Write, progress: &dyn Progress) -> Result<u64> {
        let expected = self.listed(path)?;
        let mut reader = self.source.reader(path)?;
        let (found, size) = stream::copy(&mut reader, to, &mut stream::buffer(), progress)
            .map_err(|side| side.error("copying from the bundle", Path::new(path), Path::new(path)))?;
        demand(path, expected, found)?;
        Ok(size)
    }

    fn listed(&self, path: &str) -> Result<Digest> {
        self.manifest.get(path).copied().ok_or_else(|| {
            Error::new(Code::NotFound, "reading from the bundle", "the bundle does not list it").on(path)
        })
    }
}

fn demand(path: &str, expected: Digest, found: Digest) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    let what = format!("its bytes have the digest {found}, and the bundle lists {expected}");
    Err(Error::new(Code::BundleRejected, "reading from the bundle", what)
        .on(path)
        .remedy("Get the bundle again, and keep it where nothing changes it meanwhile."))
}
