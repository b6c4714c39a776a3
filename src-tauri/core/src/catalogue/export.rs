//! Exporting: a bundle of what is held, or of what is newer than a base, and the entry about it.

use super::Catalogue;
use super::seat::Signer;
use crate::bag::{Form, write_beside};
use crate::digest::Digest;
use crate::entry::{Class, Position};
use crate::error::{Code, Error, IoContext, Result};
use crate::export::{self, Bundle, Plan, Target};
use crate::finding::{Finding, FindingKind};
use crate::head::head_code;
use crate::json::{Json, object};
use crate::ledger::tips;
use crate::progress::{Progress, Unit};
use crate::report::BundleKind;
use crate::signature::{AllowedSigners, PublicKey, UnlockedKey};
use crate::store::files::hash_from_medium;
use crate::timestamp;
use crate::verify::{self, Base, BundleCheck, Verdict, VerifyOptions, VerifyReport};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How to export.
#[derive(Clone, Debug, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExportOptions {
    /// The folder in which the bundle will stand.
    pub to: PathBuf,
    /// One ZIP instead of a folder.
    pub zip: bool,
    /// Only what is newer than this bundle: its path, or the name of one that was exported or imported here. Or than a receipt
    /// that was accepted here: its path, the first digits of its digest, or `receipt` for the newest.
    pub since: Option<PathBuf>,
    /// The whole ledger without originals, for a laptop that joins.
    pub invite: bool,
}

/// What was exported.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Exported {
    /// Where the bundle stands.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// Its tag manifest's digest.
    pub digest: Digest,
    /// `full`, `since`, `dossier` or `invite`.
    pub kind: &'static str,
    /// Files in it.
    pub files: u64,
    /// Bytes in it.
    pub bytes: u64,
    /// The signer's head code, to be written on paper.
    pub head_code: String,
    /// Fingerprint of the signer's key.
    pub signer: String,
    /// The request for a time token that was written beside it; `None` where that could not be written, which is a warning.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub request: Option<PathBuf>,
    /// Originals that are lost here and therefore not in it.
    pub missing: Vec<Digest>,
    /// Fingerprints of the keys that can open it; empty where it is not encrypted.
    pub encrypted_to: Vec<String>,
    /// What earlier exports that were cut off had left in that folder, and that was removed now.
    pub removed: Vec<PathBuf>,
    /// What a check of the written bundle came to (its signer counts as known: it is this one). Of an encrypted one only
    /// the file's bytes are read back, since what is inside takes the recipient's key: `unverifiable`.
    pub verdict: Verdict,
    /// That check in full.
    pub report: VerifyReport,
}

/// What was written to the target, and removed from it.
struct Handed {
    bundle: Bundle,
    request: Option<PathBuf>,
    removed: Vec<PathBuf>,
}

/// Where a bundle goes, in which form, and for whose eyes.
#[derive(Clone, Copy)]
pub(super) struct Handing<'a> {
    /// The folder that it is written into.
    pub folder: &'a Path,
    /// As one ZIP; an encrypted one is, whatever this says.
    pub zip: bool,
    /// Who alone may open it; nobody named: everybody may.
    pub recipients: &'a [PublicKey],
}

impl Catalogue {
    /// Writes a bundle, checks what was really written, and leaves an entry about it.
    ///
    /// # Errors
    /// [`Code::NothingNew`]; [`Code::DiskFull`]; the file system's failures. No half bundle is left.
    pub fn export(&mut self, options: &ExportOptions, progress: &dyn Progress) -> Result<Exported> {
        self.export_for(options, &[], progress)
    }

    /// As [`Catalogue::export`]; where recipients are named, as one encrypted ZIP, `<name>.zip.age`, that only they can
    /// open. Nothing of the bundle is on the target in clear at any time.
    ///
    /// # Errors
    /// As [`Catalogue::export`].
    pub fn export_for(
        &mut self,
        options: &ExportOptions,
        recipients: &[PublicKey],
        progress: &dyn Progress,
    ) -> Result<Exported> {
        let signer = self.seat.required()?;
        let base = options.since.as_ref().map(|path| self.base_of(path, progress)).transpose()?;
        let position = self.sign_head_of(&signer)?;
        let plan = self.export_plan(options, base)?;
        if plan.is_nothing_new() {
            return Err(Error::new(Code::NothingNew, "exporting", "nothing was recorded since then")
                .safe("No bundle was written"));
        }
        let to = Handing { folder: &options.to, zip: options.zip, recipients };
        self.write_and_record(&signer, &plan, to, position, progress)
    }

    /// Writes a bundle as it was planned, checks it, and leaves an entry about it.
    pub(super) fn write_and_record(
        &mut self,
        signer: &Signer,
        plan: &Plan,
        to: Handing<'_>,
        position: Position,
        progress: &dyn Progress,
    ) -> Result<Exported> {
        self.make_thumbnails(&plan.photos(), progress)?;
        let heads = tips(&self.database.read())?;
        let Handed { bundle, request, removed } =
            self.write_bundle(plan, to, (position, &signer.key), progress)?;
        let report = match bundle.written.encrypted {
            None => self.read_back(&bundle.written.path, &heads, progress)?,
            Some(digest) => encrypted_read_back(&bundle.written.path, plan.kind.word(), digest, progress)?,
        };
        let exported = Exported {
            path: bundle.written.path,
            name: bundle.name,
            digest: bundle.written.tag_manifest,
            kind: plan.kind.word(),
            files: bundle.written.files,
            bytes: bundle.written.bytes,
            head_code: head_code(&position),
            signer: signer.key.public().fingerprint(),
            request,
            missing: bundle.missing.iter().map(|o| o.sha256).collect(),
            encrypted_to: to.recipients.iter().map(PublicKey::fingerprint).collect(),
            removed,
            verdict: report.verdict,
            report,
        };
        if !stands(&exported) {
            // Nothing may count as handed over, or be built on, that the target does not give back.
            return Ok(exported);
        }
        let body = object([
            ("bundle", Json::Text(exported.name.clone())),
            ("digest", exported.digest.into()),
            ("kind", exported.kind.into()),
            ("heads", Json::List(heads.iter().map(Position::to_json).collect())),
            ("files", count(exported.files)),
            ("bytes", count(exported.bytes)),
        ]);
        self.commit_by(signer, |pen| pen.write("export.record", Class::Open, Vec::new(), body).map(|_| ()))?;
        Ok(exported)
    }

    /// Writes the bundle and the request for a time token, journalled, so that what a crash leaves on the target is known as
    /// ours; first removes what an earlier one left there, and gives that too.
    fn write_bundle(
        &mut self,
        plan: &Plan,
        to: Handing<'_>,
        (position, key): (Position, &UnlockedKey),
        progress: &dyn Progress,
    ) -> Result<Handed> {
        // Of a dossier's only as far as it is disclosed: it stands in the bundle's name.
        let reference = match plan.kind {
            BundleKind::Dossier => plan.operation_reference(self.operation),
            _ => self.operation_reference()?,
        };
        let now = self.around.clock.now();
        let (begun, removed) = self.begin_export(to.folder, now)?;
        let target = Target {
            folder: to.folder,
            form: if to.zip || !to.recipients.is_empty() { Form::Zip } else { Form::Folder },
            operation: self.operation,
            reference: &reference,
            position,
            key,
            recipients: to.recipients,
            export: &begun.id,
            now,
        };
        let reader = self.database.read();
        let written = export::write(plan, &reader, &self.originals, &target, &*self.around.random, progress);
        let request = written.as_ref().ok().map(|bundle| {
            let bytes = timestamp::request(&bundle.written.tag_manifest);
            write_beside(to.folder, &bundle.name, &begun.id, &bytes)
        });
        self.end_export(&begun);
        // Without its request the bundle is as good: FORMAT.md says how anybody makes it again.
        let warn = |error: Error| self.warnings.push(error.safe("The bundle itself is written"));
        let request = request.and_then(|made| made.map_err(warn).ok());
        Ok(Handed { bundle: written?, request, removed })
    }

    /// Checks what really stands on the target. The signer counts as known: it is this catalogue's.
    fn read_back(&self, path: &Path, heads: &[Position], progress: &dyn Progress) -> Result<VerifyReport> {
        let own = AllowedSigners::trusting(self.reader().chains()?.iter().map(|chain| chain.key))?;
        let held = |position: &Position| heads.contains(position) || self.holds(position);
        let options = VerifyOptions {
            signers: Some(&own),
            held: Some(&held),
            threads: self.around.threads,
            ..VerifyOptions::default()
        };
        let mut report = VerifyReport::of_bundle(path, &verify::bundle(path, &options, progress)?);
        if report.verdict == Verdict::Verified {
            "Read back from the disk: every file is there, and is what was signed."
                .clone_into(&mut report.sentence);
        }
        Ok(report)
    }

    /// What goes into a bundle with these options.
    pub(super) fn export_plan(&self, options: &ExportOptions, base: Option<Base>) -> Result<Plan> {
        let reader = self.database.read();
        let plan = export::plan(&reader, options.invite, base)?;
        if options.since.is_none() && !options.invite && plan.lacks_originals(&self.originals)? {
            // A laptop that joined on an invitation never had the others' originals: it hands on what is newer.
            if let Some(base) = self.base_of_invitation()? {
                return export::plan(&reader, false, Some(base));
            }
        }
        Ok(plan)
    }

    /// What a bundle covers, as the base of the next: from our own record of it, else from the bundle itself.
    pub(super) fn base_of(&self, path: &Path, progress: &dyn Progress) -> Result<Base> {
        if let Some(base) = self.base_of_receipt(path)? {
            return Ok(base);
        }
        let (digest, recorded) = match self.recorded_by_name(path)? {
            Some((digest, heads)) => (digest, Some(heads)),
            None => {
                let digest = self.digest_of_bundle(path)?;
                (digest, self.recorded_heads(&digest)?)
            }
        };
        let (dossier, heads) = match recorded {
            Some(heads) => (self.is_known_dossier(&digest)?, heads),
            None => {
                let check = self.checked_base(path, progress)?;
                (check.kind == Some(BundleKind::Dossier), check.tips())
            }
        };
        // It shows its heads and withholds most of what leads to them.
        if dossier { Err(no_base(path)) } else { Ok(self.base_at(digest, heads)) }
    }

    /// A bundle of which no entry here tells, checked as something to build on.
    fn checked_base(&self, path: &Path, progress: &dyn Progress) -> Result<BundleCheck> {
        let opening = self.opening();
        let keys = opening.keys();
        let options = VerifyOptions { threads: self.around.threads, keys: &keys, ..VerifyOptions::default() };
        let check = verify::bundle(path, &options, progress)?;
        if check.verdict() != Verdict::Altered && check.operation == Some(self.operation) {
            return Ok(check);
        }
        let what = "it is altered, or of another operation";
        Err(Error::new(Code::BundleRejected, "exporting since a bundle", what).on(path.display()))
    }

    /// The digest that names a bundle; an encrypted one is opened with the key that signs here.
    pub(super) fn digest_of_bundle(&self, path: &Path) -> Result<Digest> {
        crate::bag::tag_manifest_digest(path, &self.opening().keys())
    }

    /// True if an entry here tells of this bundle as of a dossier.
    fn is_known_dossier(&self, digest: &Digest) -> Result<bool> {
        let dossier = |known: &super::KnownBundle| known.digest == *digest && known.kind == "dossier";
        Ok(self.known_bundles()?.iter().any(dossier))
    }

    fn base_at(&self, digest: Digest, heads: Vec<Position>) -> Base {
        let mut heads: Vec<Position> = heads.into_iter().filter(|head| self.holds(head)).collect();
        heads.sort();
        heads.dedup();
        Base { kind: "bundle".into(), digest, operation: self.operation, heads }
    }

    /// The invitation on which this catalogue joined, as a base.
    fn base_of_invitation(&self) -> Result<Option<Base>> {
        let imports = crate::ledger::entries_of_kind(&self.reader(), "import.record")?;
        let mine = |entry: &&crate::entry::Entry| {
            let chain = self.reader().chain(entry.chain).ok().flatten();
            entry.body.text_of("kind") == Some("invite") && chain.is_some_and(|chain| chain.mine)
        };
        let Some(entry) = imports.iter().find(mine) else { return Ok(None) };
        let Some(digest) = entry.body.text_of("digest").and_then(|text| text.parse().ok()) else {
            return Ok(None);
        };
        let mut heads = entry.heads();
        heads.sort();
        Ok(Some(Base { kind: "bundle".into(), digest, operation: self.operation, heads }))
    }

    /// The heads that our own entry about an export or import of this bundle names.
    fn recorded_heads(&self, digest: &Digest) -> Result<Option<Vec<Position>>> {
        let reader = self.reader();
        for kind in ["export.record", "import.record"] {
            for row in reader.entries_of_kind(kind)?.into_iter().rev() {
                let entry = reader.entry_by_row(row)?.entry()?;
                if let Some(entry) = entry.filter(|e| e.body.text_of("digest") == Some(&digest.hex())) {
                    return Ok(Some(entry.heads()));
                }
            }
        }
        Ok(None)
    }
}

/// Reads an encrypted bundle's file back, as far as that can be done without the key of its recipient.
fn encrypted_read_back(
    path: &Path,
    kind: &str,
    written: Digest,
    progress: &dyn Progress,
) -> Result<VerifyReport> {
    const DOING: &str = "reading back what was written";
    progress.stage("checking", None, Unit::Bytes);
    let (found, _) = hash_from_medium(path, &|| !progress.cancelled()).doing(DOING, path)?;
    if found != written {
        return Err(Error::new(Code::ReadBackDiffers, DOING, "the file is not what was written")
            .on(path.display())
            .remedy("Remove it and export again, to another disk if it happens twice."));
    }
    let finding = Finding::new(FindingKind::Unverifiable, "encrypted", path.display().to_string());
    let mut report =
        VerifyReport::new(path, kind, BTreeMap::from([("digest", 1)]), vec![finding.found(found)]);
    "Read back from the disk: the encrypted file is, byte for byte, what was written. What is inside was signed before it \
     was encrypted, and cannot be read again here: that takes the recipient's private key."
        .clone_into(&mut report.sentence);
    Ok(report)
}

fn no_base(path: &Path) -> Error {
    Error::new(
        Code::Usage,
        "exporting since a bundle",
        "a dossier withholds entries: nothing can build on it",
    )
    .on(path.display())
    .remedy("Name a full bundle or one since another, or export everything.")
}

fn count(number: u64) -> Json {
    Json::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

/// True if what was read back is what was written. What this catalogue itself lacks cannot be in a bundle.
fn stands(exported: &Exported) -> bool {
    exported.report.findings.iter().all(|finding| match finding.kind {
        FindingKind::Altered | FindingKind::Unexpected => false,
        FindingKind::Missing => matches!(finding.code, "original-missing" | "base-absent"),
        FindingKind::Verified | FindingKind::Unverifiable => true,
    })
}
