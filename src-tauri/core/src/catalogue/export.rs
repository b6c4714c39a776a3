//! Exporting: a bundle of what is held, or of what is newer than a base, and the entry about it.

use super::Catalogue;
use crate::bag::Form;
use crate::digest::Digest;
use crate::entry::{Class, Position};
use crate::error::{Code, Error, Result};
use crate::export::{self, Bundle, Plan, Target};
use crate::head::head_code;
use crate::json::{Json, object};
use crate::ledger::tips;
use crate::progress::Progress;
use crate::signature::{AllowedSigners, UnlockedKey};
use crate::verify::{self, Base, Verdict, VerifyOptions, VerifyReport};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// How to export.
#[derive(Clone, Debug, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExportOptions {
    /// The folder in which the bundle will stand.
    pub to: PathBuf,
    /// One ZIP instead of a folder.
    pub zip: bool,
    /// Only what is newer than this bundle: its path, or the name of one that was exported or imported here.
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
    /// Originals that are lost here and therefore not in it.
    pub missing: Vec<Digest>,
    /// What earlier exports that were cut off had left in that folder, and that was removed now.
    pub removed: Vec<PathBuf>,
    /// What a check of the written bundle came to (its signer counts as known: it is this one).
    pub verdict: Verdict,
    /// That check in full.
    pub report: VerifyReport,
}

impl Catalogue {
    /// Writes a bundle, checks what was really written, and leaves an entry about it.
    ///
    /// # Errors
    /// [`Code::NothingNew`]; [`Code::DiskFull`]; the file system's failures. No half bundle is left.
    pub fn export(&mut self, options: &ExportOptions, progress: &dyn Progress) -> Result<Exported> {
        let signer = self.seat.required()?;
        let base = options.since.as_ref().map(|path| self.base_of(path, progress)).transpose()?;
        let position = self.sign_head_of(&signer)?;
        let plan = self.export_plan(options, base)?;
        if plan.is_nothing_new() {
            return Err(Error::new(Code::NothingNew, "exporting", "nothing was recorded since that bundle")
                .safe("No bundle was written"));
        }
        self.make_thumbnails(&plan.photos(), progress)?;
        let heads = tips(&self.database.read())?;
        let (bundle, removed) = self.write_bundle(&plan, options, (position, &signer.key), progress)?;
        let report = self.read_back(&bundle.written.path, &heads, progress)?;
        let exported = Exported {
            path: bundle.written.path,
            name: bundle.name,
            digest: bundle.written.tag_manifest,
            kind: plan.kind.word(),
            files: bundle.written.files,
            bytes: bundle.written.bytes,
            head_code: head_code(&position),
            signer: signer.key.public().fingerprint(),
            missing: bundle.missing.iter().map(|o| o.sha256).collect(),
            removed,
            verdict: report.verdict,
            report,
        };
        let body = object([
            ("bundle", Json::Text(exported.name.clone())),
            ("digest", exported.digest.into()),
            ("kind", exported.kind.into()),
            ("heads", Json::List(heads.iter().map(Position::to_json).collect())),
            ("files", count(exported.files)),
            ("bytes", count(exported.bytes)),
        ]);
        self.commit_by(&signer, |pen| pen.write("export.record", Class::Open, Vec::new(), body).map(|_| ()))?;
        Ok(exported)
    }

    /// Writes the bundle, journalled, so that what a crash leaves on the target is known as ours; first removes what
    /// an earlier one left there, and gives that too.
    fn write_bundle(
        &mut self,
        plan: &Plan,
        options: &ExportOptions,
        (position, key): (Position, &UnlockedKey),
        progress: &dyn Progress,
    ) -> Result<(Bundle, Vec<PathBuf>)> {
        let reference = self.operation_reference()?;
        let now = self.around.clock.now();
        let (begun, removed) = self.begin_export(&options.to, now)?;
        let target = Target {
            folder: &options.to,
            form: if options.zip { Form::Zip } else { Form::Folder },
            operation: self.operation,
            reference: &reference,
            position,
            key,
            export: &begun.id,
            now,
        };
        let reader = self.database.read();
        let written = export::write(plan, &reader, &self.originals, &target, &*self.around.random, progress);
        self.end_export(&begun);
        Ok((written?, removed))
    }

    /// Checks what really stands on the target. The signer counts as known: it is this catalogue's.
    fn read_back(&self, path: &Path, heads: &[Position], progress: &dyn Progress) -> Result<VerifyReport> {
        let own = AllowedSigners::trusting(self.reader().chains()?.iter().map(|chain| chain.key))?;
        let held = |position: &Position| heads.contains(position) || self.holds(position);
        let options = VerifyOptions {
            signers: Some(&own),
            bases: Vec::new(),
            held: Some(&held),
            threads: self.around.threads,
            leave_derived: false,
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
        let doing = "exporting since a bundle";
        if let Some((digest, heads)) = self.recorded_by_name(path)? {
            return Ok(self.base_at(digest, heads));
        }
        let digest = crate::bag::tag_manifest_digest(path)?;
        let heads = match self.recorded_heads(&digest)? {
            Some(heads) => heads,
            None => {
                let options = VerifyOptions { threads: self.around.threads, ..VerifyOptions::default() };
                let check = verify::bundle(path, &options, progress)?;
                if check.verdict() == Verdict::Altered || check.operation != Some(self.operation) {
                    return Err(Error::new(
                        Code::BundleRejected,
                        doing,
                        "it is altered, or of another operation",
                    )
                    .on(path.display()));
                }
                check.tips()
            }
        };
        Ok(self.base_at(digest, heads))
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

fn count(number: u64) -> Json {
    Json::Int(i64::try_from(number).unwrap_or(i64::MAX))
}
