//! Bundles: exporting, inviting, importing, joining.

use super::operation::SignerDetails;
use super::seat::Signer;
use super::{Catalogue, ConflictView, Surroundings};
use crate::bag::Form;
use crate::digest::Digest;
use crate::entry::{Class, Position};
use crate::error::{Code, Error, Result};
use crate::export::{self, Target};
use crate::head::{head_code, head_text};
use crate::import::{self, Novelty};
use crate::json::{Json, object};
use crate::ledger::tips;
use crate::progress::{Progress, Unit};
use crate::signature::{AllowedSigners, UnlockedKey, namespace};
use crate::store::HeadRow;
use crate::store::journal::JobKind;
use crate::store::stage::Staging;
use crate::verify::{self, Base, BundleCheck, Verdict, VerifyOptions, VerifyReport};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How to export.
#[derive(Clone, Debug)]
pub struct ExportOptions {
    /// The folder in which the bundle will stand.
    pub to: PathBuf,
    /// One ZIP instead of a folder.
    pub zip: bool,
    /// Only what is newer than this bundle.
    pub since: Option<PathBuf>,
    /// The whole ledger without originals, for a laptop that joins.
    pub invite: bool,
}

/// What was exported.
#[derive(Clone, Debug, Serialize)]
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
    /// What a check of the written bundle came to (its signer counts as known: it is this one).
    pub verdict: Verdict,
}

/// What an import changed, or would change.
#[derive(Clone, Debug, Serialize)]
pub struct ImportReport {
    /// The bundle's name.
    pub name: String,
    /// False for a preview, or where the bundle brought nothing new.
    pub imported: bool,
    /// True if it brought nothing new.
    pub nothing_new: bool,
    /// New entries by kind.
    pub entries: BTreeMap<String, u64>,
    /// New places of withheld entries.
    pub withheld: usize,
    /// Records that the new entries create or change, by name, with the fields.
    pub records: Vec<RecordChange>,
    /// Originals that came with it.
    pub originals: usize,
    /// Originals that its entries name and that neither the bundle nor this catalogue has.
    pub lacking: Vec<Digest>,
    /// Conflicts that there are afterwards and were not before.
    pub new_conflicts: Vec<ConflictView>,
    /// The bundle's own report.
    pub report: VerifyReport,
}

/// What an import does to one record.
#[derive(Clone, Debug, Serialize)]
pub struct RecordChange {
    /// The record.
    pub record: crate::id::RecordId,
    /// What it is called afterwards.
    pub name: String,
    /// True if it was not known before.
    pub new: bool,
    /// The fields that change.
    pub fields: Vec<String>,
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
        let reader = self.database.read();
        let mut plan = export::plan(&reader, options.invite, base)?;
        if options.since.is_none() && !options.invite && plan.lacks_originals(&self.originals)? {
            // A laptop that joined on an invitation never had the others' originals: it hands on what is newer.
            if let Some(base) = self.base_of_invitation()? {
                plan = export::plan(&reader, false, Some(base))?;
            }
        }
        if plan.is_nothing_new() {
            return Err(Error::new(Code::NothingNew, "exporting", "nothing was recorded since that bundle")
                .safe("No bundle was written"));
        }
        self.make_thumbnails(&plan.photos(), progress)?;
        let reader = self.database.read();
        let heads = tips(&reader)?;
        let key = &signer.key;
        let reference = self.operation_reference()?;
        let target = Target {
            folder: &options.to,
            form: if options.zip { Form::Zip } else { Form::Folder },
            operation: self.operation,
            reference: &reference,
            position,
            key,
            now: self.around.clock.now(),
        };
        let bundle = export::write(&plan, &reader, &self.originals, &target, &*self.around.random, progress)?;
        let own = AllowedSigners::trusting(reader.chains()?.iter().map(|chain| chain.key))?;
        let held = |position: &Position| heads.contains(position) || self.holds(position);
        let options = VerifyOptions {
            signers: Some(&own),
            bases: Vec::new(),
            held: Some(&held),
            threads: self.around.threads,
        };
        let check = verify::bundle(&bundle.written.path, &options, progress)?;
        let exported = Exported {
            path: bundle.written.path,
            name: bundle.name,
            digest: bundle.written.tag_manifest,
            kind: plan.kind.word(),
            files: bundle.written.files,
            bytes: bundle.written.bytes,
            head_code: head_code(&position),
            signer: key.public().fingerprint(),
            missing: bundle.missing.iter().map(|o| o.sha256).collect(),
            verdict: check.verdict(),
        };
        let body = object([
            ("bundle", Json::Text(exported.name.clone())),
            ("digest", exported.digest.into()),
            ("kind", exported.kind.into()),
            ("heads", Json::List(heads.iter().map(Position::to_json).collect())),
        ]);
        self.commit_by(&signer, |pen| pen.write("export.record", Class::Open, Vec::new(), body).map(|_| ()))?;
        Ok(exported)
    }

    /// Signs the head of this key's chain as it stands, starting the chain if there is none; heads are evidence
    /// and are kept.
    ///
    /// # Errors
    /// [`Code::KeyLocked`]; the database's failures.
    pub fn sign_head(&mut self) -> Result<Position> {
        let signer = self.seat.required()?;
        self.sign_head_of(&signer)
    }

    fn sign_head_of(&mut self, signer: &Signer) -> Result<Position> {
        let position = self.commit_by(signer, |pen| Ok(pen.position()))?;
        self.sign_tip(&signer.key)?;
        Ok(position)
    }

    /// Signs the head of this key's chain if it has one here that goes on and whose end is not signed yet.
    pub(super) fn sign_standing_head(&mut self) -> Result<()> {
        self.seat.signer().map_or(Ok(()), |signer| self.sign_tip(&signer.key))
    }

    fn sign_tip(&mut self, key: &crate::signature::UnlockedKey) -> Result<()> {
        let seat = Arc::clone(&self.seat);
        let _turn = seat.turn();
        let reader = self.database.read();
        let continuity =
            crate::ledger::choose_chain(&reader, key.public().as_bytes(), &|chain| self.kept.get(chain))?;
        let crate::ledger::Continuity::Continue(chain, position) = continuity else { return Ok(()) };
        if reader.heads(&chain)?.first().is_some_and(|head| head.position == position) {
            return Ok(());
        }
        let text = head_text(chain.op, &position);
        let signature = key.sign(namespace::HEAD, text.as_bytes())?;
        self.database
            .write(|writer| writer.add_head(chain.id, &HeadRow { position, signature: signature.0 }))?;
        Ok(())
    }

    /// True if the place is held; one that cannot be looked up counts as not held.
    pub(super) fn holds(&self, position: &Position) -> bool {
        import::holds(&self.reader(), position).unwrap_or(false)
    }

    /// What a bundle covers, as the base of the next: from our own record of it, else from the bundle itself.
    fn base_of(&self, path: &Path, progress: &dyn Progress) -> Result<Base> {
        let doing = "exporting since a bundle";
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
        let mut heads: Vec<Position> = heads.into_iter().filter(|head| self.holds(head)).collect();
        heads.sort();
        heads.dedup();
        Ok(Base { kind: "bundle".into(), digest, operation: self.operation, heads })
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

    /// Takes a bundle in: everything is checked before anything changes, and it comes in whole or not at all.
    ///
    /// # Errors
    /// [`Code::BundleRejected`], [`Code::OtherOperation`], [`Code::KeyLocked`]; nothing was changed then.
    pub fn import(
        &mut self,
        path: &Path,
        signers: Option<&AllowedSigners>,
        preview: bool,
        progress: &dyn Progress,
    ) -> Result<ImportReport> {
        let check = self.check_for_import(path, signers, progress)?;
        import::admit(&self.database.read(), self.operation, &check)?;
        let originals = &self.originals;
        let lacks = |digest: &Digest| Ok(originals.find(digest)?.is_none());
        let novelty = import::novelty(&self.database.read(), &check, &lacks)?;
        let before: Vec<String> = self.conflicts(signers)?.into_iter().map(|c| c.id).collect();
        let mut report = self.import_report(path, &check, &novelty)?;
        if novelty.is_empty() {
            return Ok(report);
        }
        if preview {
            self.look_ahead(&check, signers, &mut report, &before)?;
            return Ok(report);
        }
        self.import_whole(&check, &novelty, progress)?;
        self.read_templates()?;
        report.imported = true;
        report.new_conflicts =
            self.conflicts(signers)?.into_iter().filter(|c| !before.contains(&c.id)).collect();
        for change in &mut report.records {
            change.name = self.name_of(&change.record)?;
        }
        Ok(report)
    }

    fn check_for_import(
        &self,
        path: &Path,
        signers: Option<&AllowedSigners>,
        progress: &dyn Progress,
    ) -> Result<BundleCheck> {
        let held = |position: &Position| self.holds(position);
        let options =
            VerifyOptions { signers, bases: Vec::new(), held: Some(&held), threads: self.around.threads };
        verify::bundle(path, &options, progress)
    }

    fn import_report(&self, path: &Path, check: &BundleCheck, novelty: &Novelty) -> Result<ImportReport> {
        let mut entries: BTreeMap<String, u64> = BTreeMap::new();
        let mut records: BTreeMap<crate::id::RecordId, Vec<String>> = BTreeMap::new();
        for entry in check.entries().into_iter().filter(|e| novelty.entries.contains(&e.digest)) {
            *entries.entry(entry.kind.clone()).or_default() += 1;
            for change in &entry.changes {
                let fields = records.entry(change.record.clone()).or_default();
                if !fields.contains(&change.field) {
                    fields.push(change.field.clone());
                }
            }
        }
        let reader = self.reader();
        let mut changes = Vec::new();
        for (record, fields) in records {
            let new = reader.record_row(&record)?.is_none();
            changes.push(RecordChange { name: self.name_of(&record)?, record, new, fields });
        }
        Ok(ImportReport {
            name: check.name.clone(),
            imported: false,
            nothing_new: novelty.is_empty(),
            entries,
            withheld: novelty.withheld,
            records: changes,
            originals: novelty.originals.len(),
            lacking: novelty.lacking.iter().map(|o| o.sha256).collect(),
            new_conflicts: Vec::new(),
            report: VerifyReport::of_bundle(path, check),
        })
    }

    /// Says what the import would come to, from the state that the records it touches would have.
    fn look_ahead(
        &self,
        check: &BundleCheck,
        signers: Option<&AllowedSigners>,
        report: &mut ImportReport,
        before: &[String],
    ) -> Result<()> {
        let state = self.look_ahead_state(check)?;
        let trusted = signers.map(|list| self.trusted_chains(list, &check.branches)).transpose()?;
        let trust = |chain| trusted.as_ref().is_some_and(|chains| chains.contains(&chain));
        let trust: Option<crate::merge::Trust<'_>> = if trusted.is_some() { Some(&trust) } else { None };
        let found = crate::merge::conflicts(&state, &crate::ledger::reference_key, trust);
        for conflict in found {
            let view = super::conflict::plain_view(conflict, &state);
            if !before.contains(&view.id) {
                report.new_conflicts.push(view);
            }
        }
        for change in &mut report.records {
            if let Some(record) = state.record(&change.record) {
                let shown = crate::merge::REFERENCE_FIELDS.into_iter().find_map(|field| record.text(field));
                change.name = shown.map_or_else(|| change.name.clone(), str::to_owned);
            }
        }
        Ok(())
    }

    /// The state that the records which the bundle touches would have.
    fn look_ahead_state(&self, check: &BundleCheck) -> Result<crate::state::State> {
        let reader = self.reader();
        let mut state = crate::state::State::default();
        for entry in check.entries() {
            for change in &entry.changes {
                if let Some(row) = reader.record_row(&change.record)? {
                    for row in reader.entries_changing(row)? {
                        reader.entry_by_row(row)?.entry()?.iter().for_each(|held| state.apply(held));
                    }
                }
                let reference = change
                    .value
                    .text()
                    .filter(|_| crate::merge::REFERENCE_FIELDS.contains(&change.field.as_str()));
                if let Some(reference) = reference {
                    let kind = change.record.as_str().split(':').next().unwrap_or_default();
                    for other in reader.by_reference(kind, &crate::ledger::reference_key(reference))? {
                        let Some(row) = reader.record_row(&other)? else { continue };
                        for row in reader.entries_changing(row)? {
                            reader.entry_by_row(row)?.entry()?.iter().for_each(|held| state.apply(held));
                        }
                    }
                }
            }
            for held in reader
                .chain(entry.chain)?
                .map(|c| reader.entries_at(c.id, entry.seq))
                .transpose()?
                .unwrap_or_default()
            {
                held.entry()?.iter().for_each(|held| state.apply(held));
            }
            state.apply(entry);
        }
        Ok(state)
    }

    /// Originals first, each durable; then everything else in one transaction.
    fn import_whole(
        &mut self,
        check: &BundleCheck,
        novelty: &Novelty,
        progress: &dyn Progress,
    ) -> Result<()> {
        self.seat.required()?;
        let need = novelty.originals.iter().map(|o| o.size).sum();
        let now = self.around.clock.now();
        let mut job = self.originals.begin(JobKind::Import, &check.name, now, need)?;
        progress.stage("originals", Some(need), Unit::Bytes);
        let taken = self.take_originals(check, novelty, &mut job, progress);
        let done = taken.and_then(|()| self.commit_import(check, novelty));
        match done {
            Ok(()) => job.finish(),
            Err(error) => {
                let reader = self.database.read();
                let known = |digest: &Digest| Ok(reader.original(digest)?.is_some());
                if let Err(left) = self.originals.abandon(job, &known) {
                    self.warnings.push(left);
                }
                Err(error)
            }
        }
    }

    fn take_originals(
        &self,
        check: &BundleCheck,
        novelty: &Novelty,
        job: &mut crate::store::journal::Job,
        progress: &dyn Progress,
    ) -> Result<()> {
        let how = Staging { ext: crate::media::ext_of, keep: 0, progress };
        for part in novelty.originals.chunks(32) {
            let mut staged = Vec::new();
            for original in part {
                let path = verify::original_path(original);
                let mut reader = check.bag.source().reader(&path)?;
                let one = self.originals.stage_reader(&mut reader, Path::new(&path), original.size, &how)?;
                let one = one.map_err(|failure| failure.into_error(Path::new(&path)))?;
                if one.digest != original.sha256 {
                    return Err(Error::new(
                        Code::BundleRejected,
                        "importing a bundle",
                        "an original changed while it was read",
                    )
                    .on(path)
                    .safe("Nothing was imported"));
                }
                staged.push(one);
            }
            self.originals.settle(job, staged, progress)?;
        }
        Ok(())
    }

    fn commit_import(&mut self, check: &BundleCheck, novelty: &Novelty) -> Result<()> {
        let tips = check.tips();
        let count = |n: usize| Json::Int(i64::try_from(n).unwrap_or(i64::MAX));
        let body = object([
            ("bundle", Json::Text(check.name.clone())),
            ("digest", check.bag.tag_manifest_digest.into()),
            ("kind", check.kind.map_or("full", |kind| kind.word()).into()),
            ("heads", Json::List(tips.iter().map(Position::to_json).collect())),
            ("entries", count(novelty.entries.len())),
            ("originals_taken", count(novelty.originals.len())),
        ]);
        self.commit(|pen| {
            import::take_in(pen, check)?;
            pen.write("import.record", Class::Open, Vec::new(), body).map(|_| ())
        })
    }

    /// Joins an operation on any bundle of it: a new catalogue in this folder, with all that the bundle holds.
    ///
    /// # Errors
    /// As [`Catalogue::import`]; no catalogue is left then.
    pub fn join(
        root: &Path,
        around: Surroundings,
        key: UnlockedKey,
        details: SignerDetails,
        bundle: &Path,
        signers: Option<&AllowedSigners>,
        progress: &dyn Progress,
    ) -> Result<(Self, ImportReport)> {
        let digest_of = |path: &Path| -> Result<crate::id::OperationId> {
            let options = VerifyOptions { threads: around.threads, ..VerifyOptions::default() };
            let check = verify::bundle(path, &options, progress)?;
            check.operation.ok_or_else(|| {
                Error::new(Code::BundleRejected, "joining an operation", "it names no operation")
            })
        };
        let operation = digest_of(bundle)?;
        Self::begin(root, around, operation, |catalogue| {
            catalogue.unlock(key, details);
            catalogue.import(bundle, signers, false, progress)
        })
    }
}
