//! The judge of what a crash left: opens the catalogue as a person would, and compares it with what was acknowledged.

use super::job::{Ack, note_text};
use super::runner::STARTING;
use crate::laptop::Laptop;
use sigillum_core::bag::leavings;
use sigillum_core::catalogue::Catalogue;
use sigillum_core::digest::Digest;
use sigillum_core::entry::Position;
use sigillum_core::error::Result;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::progress::Silent;
use sigillum_core::signature::AllowedSigners;
use sigillum_core::store::originals::{Originals, content_name};
use sigillum_core::store::recover::Why;
use sigillum_core::store::{FILE_NAME, KeptHeads};
use sigillum_core::verify::{Verdict, VerifyOptions, bundle};
use std::path::{Path, PathBuf};

/// What the judge knows beforehand.
pub struct Judge<'a> {
    /// The signers whose bundles are good.
    pub list: &'a AllowedSigners,
    /// Where the chains of a bundle that is imported stand: they are held to these places, or not at all.
    pub imported: &'a [Position],
}

impl Judge<'_> {
    /// Judges a laptop's folder after a crash; complaints, none when all is well. Where there is no catalogue and
    /// none was acknowledged, all is well.
    pub fn judge(&self, laptop: &Path, acks: &[Ack]) -> Vec<String> {
        let laptop = Laptop { folder: laptop.to_owned(), name: "judge".into() };
        let mut complaints = Vec::new();
        if laptop.root().join(FILE_NAME).exists() || !acks.is_empty() {
            let before = names(&laptop.root().join("quarantine")).len();
            match Catalogue::open(&laptop.root(), laptop.around()) {
                Err(error) => complaints.push(format!("the catalogue does not open: {error:?}")),
                Ok(catalogue) => {
                    let quarantined = &catalogue.recovery().quarantined;
                    let told = quarantined.len();
                    // The journal is durable before a file is in place, so there is none that it does not explain.
                    let unnamed = quarantined.iter().filter(|q| matches!(q.why, Why::Unnamed | Why::Damaged));
                    complaints.extend(unnamed.map(|q| format!("nothing explains {q:?}")));
                    let now = names(&laptop.root().join("quarantine")).len();
                    if before + told != now {
                        complaints.push(format!("{now} in quarantine, {before} before, {told} told"));
                    }
                    if let Err(error) = self.catalogue(&catalogue, &laptop, acks, &mut complaints) {
                        complaints.push(format!("the catalogue cannot be read: {error:?}"));
                    }
                    let _alone = STARTING.lock().unwrap();
                    drop(catalogue);
                }
            }
        }
        self.bundles(&laptop.bundles(), acks, &mut complaints);
        complaints
    }

    fn catalogue(
        &self,
        catalogue: &Catalogue,
        laptop: &Laptop,
        acks: &[Ack],
        complaints: &mut Vec<String>,
    ) -> Result<()> {
        let operation = catalogue.operation()?;
        let begun = operation.fields.iter().any(|(field, _)| field == "reference");
        if !begun || operation.entries == 0 || catalogue.templates().len() < 2 {
            complaints.push(format!("an operation half begun: {operation:?}"));
        }
        for finding in catalogue.check(Some(self.list), &Silent)?.findings {
            complaints.push(format!("a finding: {finding:?}"));
        }
        for ack in acks {
            if let Some(complaint) = held(catalogue, laptop, ack) {
                complaints.push(complaint);
            }
        }
        self.import(&catalogue.heads()?, complaints);
        let held_files = Originals::open(&laptop.root(), laptop.around().random)?;
        let begun = held_files.begun_exports()?;
        let known = leavings(&laptop.bundles(), begun.iter().map(|export| export.id.as_str()))?.len();
        let left = names(&laptop.bundles()).iter().filter(|name| name.ends_with(".partial")).count();
        if known != left {
            complaints.push(format!("{left} left by exports, {known} known as ours"));
        }
        originals(&laptop.root(), complaints);
        Ok(())
    }

    /// An import is there whole, or not at all.
    fn import(&self, heads: &[Position], complaints: &mut Vec<String>) {
        let held = |at: &&Position| heads.iter().any(|h| h.chain == at.chain && h.seq >= at.seq);
        let some = self.imported.iter().any(|at| heads.iter().any(|h| h.chain == at.chain));
        if some && !self.imported.iter().all(|at| held(&at)) {
            complaints.push(format!("half an import: {heads:?} of {:?}", self.imported));
        }
    }

    /// Whatever has a bundle's name is a whole bundle.
    fn bundles(&self, folder: &Path, acks: &[Ack], complaints: &mut Vec<String>) {
        let names = names(folder);
        for ack in acks {
            if let Ack::Bundle(name) = ack
                && !names.contains(name)
            {
                complaints.push(format!("{name} was acknowledged and is not there"));
            }
        }
        for name in names.iter().filter(|name| !(name.starts_with('.') && name.ends_with(".partial"))) {
            if let Some(bundle) = name.strip_suffix(".tsq") {
                complaints.extend(request(folder, bundle));
                continue;
            }
            let options = VerifyOptions { signers: Some(self.list), threads: 1, ..VerifyOptions::default() };
            match bundle(&folder.join(name), &options, &Silent) {
                Ok(check) if check.verdict() == Verdict::Verified => {}
                Ok(check) => complaints.push(format!("{name} is not whole: {:?}", check.findings)),
                Err(error) => complaints.push(format!("{name} is no bundle: {error:?}")),
            }
        }
    }
}

/// What is wrong with the request for a time token beside a bundle: it is whole and about a bundle that stands, or not there.
fn request(folder: &Path, bundle: &str) -> Option<String> {
    let asked = std::fs::read(folder.join(format!("{bundle}.tsq"))).unwrap();
    let places = [folder.join(bundle), folder.join(format!("{bundle}.zip"))];
    let digests = places.iter().filter_map(|path| sigillum_core::bag::tag_manifest_digest(path, &[]).ok());
    let fits = digests.into_iter().any(|digest| asked == sigillum_core::timestamp::request(&digest));
    (!fits).then(|| format!("{bundle}.tsq is not the request for a bundle that is there"))
}

/// What is wrong with a thing that was acknowledged.
fn held(catalogue: &Catalogue, laptop: &Laptop, ack: &Ack) -> Option<String> {
    match ack {
        Ack::Photo(sha256, name) => photo(catalogue, sha256, name),
        Ack::Note(digest, title) => {
            let id = RecordId::new(RecordKind::Note, digest.parse().unwrap());
            match catalogue.note(&id) {
                Ok(note) if note.text == note_text(title) && note.title == *title => {
                    let kept = KeptHeads::new(&laptop.around().heads).get(note.chain.parse().unwrap());
                    let kept = kept.unwrap().map(|head| head.seq);
                    let behind = kept.is_none_or(|seq| seq < note.seq);
                    behind.then(|| {
                        format!("{title} has number {}, the head kept outside is {kept:?}", note.seq)
                    })
                }
                Ok(note) => Some(format!("{title} says {:?}", note.text)),
                Err(error) => Some(format!("{title} was acknowledged: {error:?}")),
            }
        }
        Ack::Joined(bundle) | Ack::Imported(bundle) => {
            let path: PathBuf = laptop.folder.join(bundle);
            let ours = catalogue.heads().unwrap();
            let options = VerifyOptions { threads: 1, ..VerifyOptions::default() };
            let tips = self::bundle(&path, &options, &Silent).unwrap().tips();
            let missing = tips.iter().find(|at| !ours.iter().any(|h| h.chain == at.chain && h.seq >= at.seq));
            missing.map(|at| format!("{} was imported, {at:?} is not held", bundle.display()))
        }
        Ack::Created | Ack::Bundle(_) | Ack::Done | Ack::LogLength(_) => None,
    }
}

fn photo(catalogue: &Catalogue, sha256: &str, name: &str) -> Option<String> {
    let digest: Digest = sha256.parse().unwrap();
    let view = match catalogue.photo(&RecordId::new(RecordKind::Photo, digest)) {
        Ok(view) => view,
        Err(error) => return Some(format!("{name} was acknowledged: {error:?}")),
    };
    let bytes = catalogue.original_path(&digest).unwrap().map(|path| std::fs::read(path).unwrap());
    let whole = bytes.is_some_and(|bytes| Digest::of(&bytes) == digest);
    let named = view.names.iter().any(|n| n == name);
    (!whole || !named || !view.held).then(|| format!("{name} is not as it came: {view:?}"))
}

/// Everything in `originals/` is what its name says; nothing half is left in `journal/`.
fn originals(root: &Path, complaints: &mut Vec<String>) {
    for folder in names(&root.join("originals")) {
        for name in names(&root.join("originals").join(&folder)) {
            let bytes = std::fs::read(root.join("originals").join(&folder).join(&name)).unwrap();
            if content_name(&name).is_none_or(|(digest, _)| digest != Digest::of(&bytes)) {
                complaints.push(format!("originals/{folder}/{name} is not what its name says"));
            }
        }
    }
    for name in names(&root.join("journal")).iter().filter(|name| name.ends_with(".part")) {
        complaints.push(format!("journal/{name} is left over"));
    }
}

/// The names in a folder, sorted; none where there is no folder.
pub fn names(folder: &Path) -> Vec<String> {
    let Ok(items) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        items.map(|item| item.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
