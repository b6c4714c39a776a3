//! The judgement itself: which files there must be, and what each must be.

use super::algorithm::Algorithm;
use super::declaration::{self, Declaration};
use super::hashing::{self, Demands};
use super::manifest::{self, Lists, Manifest, kind_of};
use super::names::{Found, Names, is_system_file, trouble};
use super::remarks::Remarks;
use super::{BagJudgement, info, text};
use crate::bag::form::{DECLARATION, LONGEST_MANIFEST, LONGEST_TAG_FILE, PAYLOAD};
use crate::bag::path;
use crate::bag::source::BagSource;
use crate::error::{Code, Result};
use crate::progress::Progress;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Judges a bag: a folder, or a ZIP of the strict form. Hashes with up to `threads` threads.
///
/// # Errors
/// [`Code::NotABundle`] for a file that is no ZIP; [`Code::Cancelled`]; what the system answers where nothing
/// can be judged. What is wrong with the bag is in the judgement.
pub fn judge(path: &Path, threads: usize, progress: &dyn Progress) -> Result<BagJudgement> {
    let source = BagSource::open(path)?;
    let mut remarks = Remarks::default();
    for finding in source.findings() {
        remarks.error(finding.code, &finding.path, finding.found.clone().unwrap_or_default());
    }
    let declaration = match source.read_small(DECLARATION, LONGEST_TAG_FILE) {
        Ok(bytes) => declaration::read(&bytes, &mut remarks),
        Err(error) => {
            remarks.error("declaration-missing", DECLARATION, error.what);
            None
        }
    };
    if let Some(declaration) = declaration {
        let names = Names::new(source.files().map(|(path, _)| path));
        let mut judge = Judge { source: &source, declaration, names, remarks: &mut remarks, excused: 0 };
        judge.bag(threads, progress)?;
    }
    Ok(BagJudgement {
        version: declaration.map(|declaration| declaration.version.to_string()),
        valid: remarks.errors.is_empty(),
        errors: remarks.errors,
        warnings: remarks.warnings,
    })
}

struct Judge<'a> {
    source: &'a BagSource,
    declaration: Declaration,
    names: Names,
    remarks: &'a mut Remarks,
    /// Empty system files that are listed and gone.
    excused: u64,
}

impl Judge<'_> {
    fn bag(&mut self, threads: usize, progress: &dyn Progress) -> Result<()> {
        let manifests = self.manifests();
        if !manifests.iter().any(|manifest| manifest.lists == Lists::Payload) {
            self.remarks.error(
                "manifest-missing",
                "manifest-<algorithm>.txt",
                "there is no payload manifest",
            );
        }
        if !self.source.has_folder("data") {
            self.remarks.error("payload-missing", PAYLOAD, "there is no payload folder");
        }
        let mut demands = Demands::new();
        let found: Vec<_> = manifests.iter().map(|manifest| self.demand(manifest, &mut demands)).collect();
        self.completeness(&manifests, &found);
        self.tag_lists(&manifests);
        self.names_apart(&manifests);
        self.fetch(&manifests);
        self.metadata();
        for mismatch in hashing::compare(self.source, &demands, threads, progress)? {
            self.remarks.error("checksum-differs", &mismatch.listed, mismatch.what);
        }
        Ok(())
    }

    /// The text of a tag file; `None`, with an error, if it cannot be had.
    fn text(&mut self, name: &str, most: u64) -> Option<String> {
        let bytes = match self.source.read_small(name, most) {
            Ok(bytes) => bytes,
            Err(error) => {
                let code = if error.code == Code::TooLarge { "too-long" } else { "unreadable" };
                self.remarks.error(code, name, error.what);
                return None;
            }
        };
        let encoding = self.declaration.encoding;
        let Some(text) = encoding.decode(&bytes) else {
            self.remarks.error("not-text", name, format!("not text in {encoding:?}"));
            return None;
        };
        let strict = self.declaration.version.is_rfc();
        let fits = !text.marked || encoding.may_be_marked();
        self.remarks.strict(strict, fits, "byte-order-mark", name, "begins with a byte-order mark");
        Some(text.text)
    }

    fn manifests(&mut self) -> Vec<Manifest> {
        let source = self.source;
        let mut manifests = Vec::new();
        for (name, _) in source.files() {
            let Some((lists, algorithm)) = kind_of(name) else { continue };
            let Some(algorithm) = Algorithm::named(algorithm) else {
                self.remarks.error(
                    "algorithm-unknown",
                    name,
                    "checksums of this kind cannot be verified here",
                );
                continue;
            };
            if algorithm.is_broken() {
                self.remarks.warn("weak-algorithm", name, "collisions can be made on purpose");
            }
            if let Some(text) = self.text(name, LONGEST_MANIFEST) {
                let is_there = |path: &str| self.names.has(path);
                let version = self.declaration.version;
                let about = (name, lists, algorithm);
                manifests.push(Manifest::read(about, &text, version, &is_there, self.remarks));
            }
        }
        manifests
    }

    /// Finds each listed file, and notes what it must have. Gives the paths found, as they are on the disk.
    fn demand(&mut self, manifest: &Manifest, demands: &mut Demands) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (listed, checksum) in &manifest.entries {
            let path = match self.names.find(listed) {
                Found::Exact => listed.clone(),
                Found::Alike(path) => {
                    self.remarks.warn("name-differs", listed, format!("the file is called {path:?}"));
                    path
                }
                Found::Absent => {
                    self.absent(listed, manifest.algorithm, checksum, &manifest.name);
                    continue;
                }
            };
            let demand = (manifest.algorithm, checksum.clone(), listed.clone());
            found.insert(path.clone());
            demands.entry(path).or_default().push(demand);
        }
        found
    }

    fn absent(&mut self, listed: &str, algorithm: Algorithm, checksum: &str, manifest: &str) {
        if is_system_file(listed) && checksum == algorithm.of_nothing() {
            self.excused += 1;
            self.remarks.warn("system-file-gone", listed, "an empty file of the system's own is not there");
        } else {
            self.remarks.error("file-missing", listed, format!("{manifest} lists it and it is not there"));
        }
    }

    /// Every payload file in every manifest since 1.0, before that in one at least.
    fn completeness(&mut self, manifests: &[Manifest], found: &[BTreeSet<String>]) {
        let lists = manifests.iter().zip(found).filter(|(manifest, _)| manifest.lists == Lists::Payload);
        let lists: Vec<&BTreeSet<String>> = lists.map(|(_, found)| found).collect();
        let needed = if self.declaration.version.is_rfc() { lists.len() } else { lists.len().min(1) };
        for (path, _) in self.source.files().filter(|(path, _)| path.starts_with(PAYLOAD)) {
            if lists.iter().filter(|found| found.contains(path)).count() < needed {
                self.remarks.error("not-listed", path, "a payload file that a manifest does not list");
            }
        }
    }

    /// A tag manifest must list every payload manifest.
    fn tag_lists(&mut self, manifests: &[Manifest]) {
        let strict = self.declaration.version.is_rfc();
        for tags in manifests.iter().filter(|manifest| manifest.lists == Lists::Tags) {
            for payload in manifests.iter().filter(|manifest| manifest.lists == Lists::Payload) {
                let holds = tags.entries.contains_key(&payload.name);
                let what = format!("{} does not list it", tags.name);
                self.remarks.strict(strict, holds, "manifest-not-listed", &payload.name, what);
            }
        }
    }

    /// Names that some system cannot keep apart, or cannot have.
    fn names_apart(&mut self, manifests: &[Manifest]) {
        let listed = manifests.iter().flat_map(|manifest| manifest.entries.keys().map(String::as_str));
        let all: BTreeSet<&str> = listed.chain(self.source.files().map(|(path, _)| path)).collect();
        let mut folded: BTreeMap<String, &str> = BTreeMap::new();
        for name in all {
            if let Some(other) = folded.insert(path::fold(name), name) {
                self.remarks.warn("names-collide", name, format!("one file with {other:?} on some disks"));
            }
            if let Some(trouble) = trouble(name) {
                self.remarks.warn("not-portable", name, trouble);
            }
            if name.starts_with(PAYLOAD) && is_system_file(name) {
                self.remarks.warn(
                    "system-file",
                    name,
                    "a file of an operating system's own is in the payload",
                );
            }
        }
    }

    /// Fetched files must be payload that the manifests list. Nothing is ever fetched.
    fn fetch(&mut self, manifests: &[Manifest]) {
        const FETCH: &str = "fetch.txt";
        if self.source.size(FETCH).is_none() {
            return;
        }
        let Some(text) = self.text(FETCH, LONGEST_MANIFEST) else { return };
        let (lines, ended) = text::lines(&text);
        let version = self.declaration.version;
        self.remarks.strict(version.is_rfc(), ended, "line-not-ended", FETCH, "the last line has no end");
        for line in lines.into_iter().filter(|line| !line.is_empty()) {
            let Some(fetch) = info::fetch_line(line) else {
                self.remarks.error("fetch-line", FETCH, format!("not URL, length and file name: {line:?}"));
                continue;
            };
            let is_there = |path: &str| self.names.has(path);
            let listed = fetch.listed.strip_prefix("./").unwrap_or(fetch.listed);
            let listed = manifest::decode(listed, version, &is_there, self.remarks);
            self.fetched(&listed, fetch.length, manifests);
        }
    }

    fn fetched(&mut self, listed: &str, length: Option<u64>, manifests: &[Manifest]) {
        if let Err(fault) = path::judge_foreign(listed) {
            self.remarks.error("path-outside", listed, format!("fetch.txt lists {}", fault.words()));
            return;
        }
        if !listed.starts_with(PAYLOAD) {
            self.remarks.error("not-payload", listed, "fetch.txt lists what is not in data/");
            return;
        }
        let mut payload = manifests.iter().filter(|manifest| manifest.lists == Lists::Payload);
        let holds = match self.declaration.version.is_rfc() {
            true => payload.all(|manifest| manifest.entries.contains_key(listed)),
            false => payload.any(|manifest| manifest.entries.contains_key(listed)),
        };
        if !holds {
            self.remarks.error("fetch-not-listed", listed, "fetch.txt lists what a manifest does not");
        }
        if let (Some(length), Some(size)) = (length, self.source.size(listed))
            && length != size
        {
            self.remarks.warn("fetch-length", listed, format!("{length} bytes promised, {size} there"));
        }
    }

    /// The metadata's form, and the payload's size as it states it.
    fn metadata(&mut self) {
        let version = self.declaration.version;
        let name = info::file_name(version);
        if self.source.size(name).is_none() {
            return;
        }
        let Some(text) = self.text(name, LONGEST_TAG_FILE) else { return };
        let payload = self.source.files().filter(|(path, _)| path.starts_with(PAYLOAD));
        let (bytes, files) =
            payload.fold((0u64, 0u64), |(bytes, files), (_, size)| (bytes.saturating_add(size), files + 1));
        for stated in info::read(name, &text, version, self.remarks) {
            let fits = stated.split_once('.').is_some_and(|(octets, streams)| {
                let number =
                    |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>().ok());
                let streams = number(streams).flatten();
                number(octets).flatten() == Some(bytes)
                    && streams.is_some_and(|streams| (files..=files + self.excused).contains(&streams))
            });
            if !fits {
                let what = format!("Payload-Oxum is {stated:?}, and there are {bytes}.{files}");
                self.remarks.error("oxum-differs", name, what);
            }
        }
    }
}
