//! Before an export: which bundles are known here, what is due since one of them, and whether it fits on the disk.
//!
//! Reads only: no head is signed and nothing is written before a person asks for the export itself.

use super::Catalogue;
use super::export::ExportOptions;
use crate::bag::{Form, Room, look_for_room};
use crate::digest::Digest;
use crate::entry::{Entry, Position};
use crate::error::Result;
use crate::export::Plan;
use crate::head::head_code;
use crate::ledger::{entries_of_kind, tips};
use crate::progress::Progress;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Component, Path};

/// A bundle of which an entry here tells.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct KnownBundle {
    /// Its name.
    pub name: String,
    /// Its tag manifest's digest.
    pub digest: Digest,
    /// `full`, `since`, `dossier` or `invite`.
    pub kind: String,
    /// True if it was exported; false if it was imported.
    pub exported: bool,
    /// True if this catalogue did so; false if the entry came from another one.
    pub mine: bool,
    /// Who did, by name or fingerprint.
    pub signer: String,
    /// On which laptop.
    pub device: String,
    /// When, by that laptop's clock.
    pub at: String,
    /// That clock's offset.
    pub zone: String,
    /// The head code of the signer's chain at which the bundle ends.
    pub head_code: Option<String>,
    /// How many files it has, where the entry says so.
    pub files: Option<u64>,
    /// How many bytes it has, where the entry says so.
    pub bytes: Option<u64>,
}

/// What an export would come to.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExportPreview {
    /// `full`, `since`, `dossier` or `invite`.
    pub kind: &'static str,
    /// True if nothing is due since that bundle.
    pub nothing_new: bool,
    /// Entries in it, by kind.
    pub entries: BTreeMap<String, u64>,
    /// Photos in it.
    pub photos: usize,
    /// Originals that its entries name, those that a receipt says are lacking counted.
    pub originals: usize,
    /// About how many bytes it will have.
    pub bytes: u64,
    /// Originals that are lost here and will not be in it.
    pub missing: usize,
    /// Whether it fits in the folder that was named; `None` where none was.
    pub room: Option<Room>,
}

impl Catalogue {
    /// The bundles that were exported and imported, as the entries about them tell, the newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub fn known_bundles(&self) -> Result<Vec<KnownBundle>> {
        let mut found = Vec::new();
        for (kind, exported) in [("export.record", true), ("import.record", false)] {
            for entry in entries_of_kind(&self.reader(), kind)? {
                let clock = entry.clock;
                found.extend(self.known_bundle(&entry, exported)?.map(|known| (clock, known)));
            }
        }
        found.sort_by(|a, b| (b.0, &b.1.digest).cmp(&(a.0, &a.1.digest)));
        Ok(found.into_iter().map(|(_, known)| known).collect())
    }

    fn known_bundle(&self, entry: &Entry, exported: bool) -> Result<Option<KnownBundle>> {
        let Some(digest) = entry.body.text_of("digest").and_then(|text| text.parse().ok()) else {
            return Ok(None);
        };
        let (signer, device) = self.author(entry.chain)?;
        let number = |name: &str| entry.body.int_of(name).and_then(|n| u64::try_from(n).ok());
        let text = |name: &str| entry.body.text_of(name).unwrap_or_default().to_owned();
        let heads = entry.heads();
        let own = heads.iter().find(|head| head.chain == entry.chain);
        Ok(Some(KnownBundle {
            name: text("bundle"),
            digest,
            kind: text("kind"),
            exported,
            mine: self.reader().chain(entry.chain)?.is_some_and(|chain| chain.mine),
            signer,
            device,
            at: entry.moment.at(),
            zone: entry.moment.zone(),
            head_code: own.filter(|_| exported).map(head_code),
            files: number("files"),
            bytes: number("bytes"),
        }))
    }

    /// Digest and heads of a bundle that an entry here tells of, where a plain name was given and no file of that
    /// name is in the way.
    pub(super) fn recorded_by_name(&self, path: &Path) -> Result<Option<(Digest, Vec<Position>)>> {
        let mut parts = path.components();
        let (Some(Component::Normal(name)), None) = (parts.next(), parts.next()) else { return Ok(None) };
        if path.exists() {
            return Ok(None);
        }
        let Some(name) = name.to_str() else { return Ok(None) };
        for kind in ["export.record", "import.record"] {
            for entry in entries_of_kind(&self.reader(), kind)?.into_iter().rev() {
                let said = |member: &str| entry.body.text_of(member);
                if said("bundle") == Some(name) || said("digest") == Some(name) {
                    let digest = said("digest").and_then(|text| text.parse().ok());
                    return Ok(digest.map(|digest| (digest, entry.heads())));
                }
            }
        }
        Ok(None)
    }

    /// What an export would come to, and whether it fits below the folder; nothing is written.
    ///
    /// # Errors
    /// As [`Catalogue::export`], but for a full disk, which is said in the answer.
    pub fn export_preview(&self, options: &ExportOptions, progress: &dyn Progress) -> Result<ExportPreview> {
        let base = options.since.as_ref().map(|path| self.base_of(path, progress)).transpose()?;
        let plan = self.export_plan(options, base)?;
        let sizes = plan.sizes(&self.originals)?;
        let form = if options.zip { Form::Zip } else { Form::Folder };
        let named = !options.to.as_os_str().is_empty();
        let room = named.then(|| look_for_room(&options.to, form, &sizes)).transpose()?;
        Ok(ExportPreview {
            kind: plan.kind.word(),
            nothing_new: plan.is_nothing_new(),
            entries: plan.kinds(),
            photos: plan.photos().len(),
            originals: plan.originals().len(),
            bytes: sizes.iter().fold(0, |sum, size| sum.saturating_add(*size)),
            missing: self.lost(&plan)?,
            room,
        })
    }

    fn lost(&self, plan: &Plan) -> Result<usize> {
        Ok(plan.missing(&self.originals)?.len())
    }

    /// The head code of each chain as it stands, this catalogue's own first.
    ///
    /// # Errors
    /// The database's failures.
    pub fn head_codes(&self) -> Result<Vec<String>> {
        let reader = self.reader();
        let mine = |head: &Position| Ok(reader.chain(head.chain)?.is_some_and(|chain| chain.mine));
        let mut codes: Vec<(bool, String)> = Vec::new();
        for head in tips(&reader)? {
            codes.push((!mine(&head)?, head_code(&head)));
        }
        codes.sort_by_key(|(other, _)| *other);
        Ok(codes.into_iter().map(|(_, code)| code).collect())
    }
}
