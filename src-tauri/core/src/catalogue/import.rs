//! Importing: everything is checked in place, shown, and then comes in whole or not at all.

use super::{Catalogue, ConflictView};
use crate::digest::Digest;
use crate::entry::{self, Class, Entry, Position, bytes_claimed};
use crate::error::{Code, Error, Result};
use crate::id::RecordId;
use crate::import::{self, Novelty};
use crate::json::{Json, object};
use crate::merge::REFERENCE_FIELDS;
use crate::progress::{Progress, Unit, Unseen};
use crate::signature::AllowedSigners;
use crate::state::State;
use crate::store::Cache;
use crate::store::journal::{Job, JobKind};
use crate::store::originals::HeldState;
use crate::store::stage::Staging;
use crate::verify::{self, BundleCheck, EntrySignatures, Proofs, VerifyOptions, VerifyReport};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Entries from which on a thread of its own pays for giving them back.
const WORTH_A_THREAD: usize = 4096;

/// What an import changed, or would change.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RecordChange {
    /// The record.
    pub record: RecordId,
    /// What it is called afterwards.
    pub name: String,
    /// True if it was not known before.
    pub new: bool,
    /// The fields that change.
    pub fields: Vec<String>,
}

/// What a bundle brings, compared with what is held before it is in.
struct Changes {
    /// The conflicts there are.
    before: BTreeSet<String>,
    /// How many new entries of each kind.
    kinds: BTreeMap<String, u64>,
    /// The records that they create or change; which of them are new, and their names, comes later.
    records: Vec<RecordChange>,
    /// The row of the newest record.
    newest: i64,
}

impl Catalogue {
    /// Takes a bundle in: everything is checked before anything changes, and it comes in whole or not at all. One that
    /// was encrypted for the key that signs here is decrypted as it is read; nothing of it reaches the disk in clear but
    /// what comes in.
    ///
    /// # Errors
    /// [`Code::BundleRejected`], [`Code::BaseMissing`], [`Code::OtherOperation`], [`Code::KeyLocked`], [`Code::Encrypted`],
    /// [`Code::WrongKey`], [`Code::EncryptionBroken`]; nothing was changed then.
    pub fn import(
        &mut self,
        path: &Path,
        signers: Option<&AllowedSigners>,
        preview: bool,
        progress: &dyn Progress,
    ) -> Result<ImportReport> {
        self.import_with(path, signers, &Proofs::default(), preview, progress)
    }

    /// As [`Catalogue::import`], told besides what proves when the bundle existed: it bears on the bundle's report, and
    /// nothing of it comes in. A token or receipt that proves nothing keeps no bundle out.
    ///
    /// # Errors
    /// As [`Catalogue::import`].
    pub fn import_with(
        &mut self,
        path: &Path,
        signers: Option<&AllowedSigners>,
        proofs: &Proofs,
        preview: bool,
        progress: &dyn Progress,
    ) -> Result<ImportReport> {
        // A preview compares derived files, too; an import takes nothing from them, and says that it left them.
        let mut check = self.check_for_import(path, signers, proofs, !preview, progress)?;
        let held = self.database.hold()?;
        import::admit(&self.database.read(), self.operation, &check)?;
        let novelty = import::novelty(&self.database.read(), &check, &|digest| self.lacks_original(digest))?;
        drop(held);
        let imported = !preview && !novelty.is_empty();
        let Changes { before, kinds, records, newest } = if imported {
            let (signed, changes) = self.import_whole(&check, &novelty, signers, progress)?;
            check.take_signed(signed);
            self.read_templates()?;
            self.measure()?;
            changes
        } else {
            let mut changes = self.changes(&check, &novelty, signers)?;
            self.tell_new(&mut changes.records)?;
            if !preview {
                let signed =
                    good_signatures(&check, &AtomicUsize::new(self.around.threads.max(1)), progress)?;
                check.take_signed(signed);
            }
            changes
        };
        let _held = self.database.hold()?;
        let mut report = ImportReport {
            name: check.name.clone(),
            imported,
            nothing_new: novelty.is_empty(),
            entries: kinds,
            withheld: novelty.withheld,
            records,
            originals: novelty.originals.len(),
            lacking: novelty.lacking.iter().map(|o| o.sha256).collect(),
            new_conflicts: Vec::new(),
            report: VerifyReport::of_bundle(path, &check),
        };
        if preview {
            self.look_ahead(&check, signers, &mut report, &before)?;
        } else if imported {
            report.new_conflicts =
                self.conflicts(signers)?.into_iter().filter(|c| !before.contains(&c.id)).collect();
        }
        let mut made = if imported { self.reader().references_after(newest)? } else { HashMap::new() };
        for change in &mut report.records {
            if let Some(reference) = made.remove(&change.record) {
                change.new = true;
                change.name = super::artefact::shown_name(&change.record, reference);
            } else if change.name.is_empty() {
                change.name = self.name_of(&change.record)?;
            }
        }
        free(check);
        Ok(report)
    }

    /// True if an original is not here, or was cut short: such a one counts for nothing, and is replaced when it comes
    /// again. It is whole by its size where any entry names that; where none does its bytes decide, since one entry that
    /// names a false size must not make a photo lacking.
    pub(super) fn lacks_original(&self, digest: &Digest) -> Result<bool> {
        let Some(path) = self.originals.find(digest)? else { return Ok(true) };
        let named = self.reader().original_as_named(digest)?;
        let size = crate::store::originals::size_of(&path);
        if named.is_empty() || named.iter().any(|named| named.size == size) {
            return Ok(false);
        }
        Ok(!matches!(self.originals.check(digest, &|| true)?, HeldState::Whole { .. }))
    }

    /// What an import checks. One that is done, and not only looked at (`to_do`), leaves derived files as they are, and the
    /// signatures of entries to [`Self::import_whole`].
    pub(super) fn check_for_import(
        &self,
        path: &Path,
        signers: Option<&AllowedSigners>,
        proofs: &Proofs,
        to_do: bool,
        progress: &dyn Progress,
    ) -> Result<BundleCheck> {
        let held = |position: &Position| self.holds(position);
        let opening = self.opening();
        let counting = self.counting_list(signers);
        let coverage = self.proofs(counting.list())?;
        let proved = |place: &Position| coverage.existed_before(place).map(|moment| moment.millis);
        let options = VerifyOptions {
            signers: counting.list(),
            proved: Some(&proved),
            held: Some(&held),
            keys: &opening.keys(),
            threads: self.around.threads,
            leave_derived: to_do,
            leave_signatures: to_do,
            ..proofs.options()
        };
        verify::bundle(path, &options, progress)
    }

    /// What a bundle brings, before it is in.
    fn changes(
        &self,
        check: &BundleCheck,
        novelty: &Novelty,
        signers: Option<&AllowedSigners>,
    ) -> Result<Changes> {
        let _held = self.database.hold()?;
        let new: Vec<&Entry> =
            check.entries().into_iter().filter(|e| novelty.entries.contains(&e.digest)).collect();
        Ok(Changes {
            before: self.all_conflicts(signers)?.iter().map(super::conflict::id_of).collect(),
            kinds: entry::kinds(new.iter().copied()),
            records: record_changes(&new),
            newest: self.reader().newest_record()?,
        })
    }

    /// Says which records are not held yet.
    fn tell_new(&self, records: &mut [RecordChange]) -> Result<()> {
        let reader = self.reader();
        for change in records {
            change.new = reader.record_row(&change.record)?.is_none();
        }
        Ok(())
    }

    /// Says what the import would come to, from the state that the records it touches would have.
    fn look_ahead(
        &self,
        check: &BundleCheck,
        signers: Option<&AllowedSigners>,
        report: &mut ImportReport,
        before: &BTreeSet<String>,
    ) -> Result<()> {
        let state = self.look_ahead_state(check)?;
        let counting = self.counting_list(signers);
        let trusted = counting.list().map(|list| self.trusted_chains(list, &check.branches)).transpose()?;
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
                change.name = shown.unwrap_or_default().to_owned();
            }
        }
        Ok(())
    }

    /// The state that the records which the bundle touches would have.
    pub(super) fn look_ahead_state(&self, check: &BundleCheck) -> Result<State> {
        let reader = self.reader();
        let mut state = State::default();
        let mut loaded: BTreeSet<RecordId> = BTreeSet::new();
        for entry in check.entries() {
            for change in &entry.changes {
                self.load_held(&change.record, &mut loaded, &mut state)?;
                let names = REFERENCE_FIELDS.contains(&change.field.as_str());
                let Some(reference) = change.value.text().filter(|_| names) else { continue };
                let kind = change.record.as_str().split(':').next().unwrap_or_default();
                for other in reader.by_reference(kind, &crate::ledger::reference_key(reference))? {
                    self.load_held(&other, &mut loaded, &mut state)?;
                }
            }
            let chain = reader.chain(entry.chain)?;
            let held = chain.map(|chain| reader.entries_at(chain.id, entry.seq)).transpose()?;
            for held in held.unwrap_or_default() {
                held.entry()?.iter().for_each(|held| state.apply(held));
            }
            state.apply(entry);
        }
        Ok(state)
    }

    /// Adds what is held of a record, once.
    fn load_held(&self, id: &RecordId, loaded: &mut BTreeSet<RecordId>, state: &mut State) -> Result<()> {
        if !loaded.insert(id.clone()) {
            return Ok(());
        }
        let reader = self.reader();
        let Some(row) = reader.record_row(id)? else { return Ok(()) };
        for row in reader.entries_changing(row)? {
            reader.entry_by_row(row)?.entry()?.iter().for_each(|held| state.apply(held));
        }
        Ok(())
    }

    /// Originals first, each durable; then everything else in one transaction. Nothing is committed before the signatures of
    /// all entries were found good. Where no original comes, and a refusal leaves nothing but a transaction taken back,
    /// they are checked on another thread while rows are written.
    fn import_whole(
        &mut self,
        check: &BundleCheck,
        novelty: &Novelty,
        signers: Option<&AllowedSigners>,
        progress: &dyn Progress,
    ) -> Result<(EntrySignatures, Changes)> {
        self.seat.required()?;
        let threads = self.around.threads.max(1);
        if !novelty.originals.is_empty() {
            let signed = good_signatures(check, &AtomicUsize::new(threads), progress)?;
            let changes = self.changes(check, novelty, signers)?;
            return Ok((self.import_checked(check, novelty, || Ok(signed), progress)?, changes));
        }
        let left = AtomicUsize::new(threads.saturating_sub(1).max(1));
        std::thread::scope(|scope| {
            let unseen = Unseen(progress);
            let beside = &left;
            let signatures = scope.spawn(move || {
                stand_back();
                good_signatures(check, beside, &unseen)
            });
            let changes = self.changes(check, novelty, signers)?;
            let signed = move || {
                beside.store(threads, Ordering::Relaxed);
                signatures.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause))
            };
            Ok((self.import_checked(check, novelty, signed, progress)?, changes))
        })
    }

    fn import_checked(
        &mut self,
        check: &BundleCheck,
        novelty: &Novelty,
        signed: impl FnOnce() -> Result<EntrySignatures>,
        progress: &dyn Progress,
    ) -> Result<EntrySignatures> {
        let need = bytes_claimed(&novelty.originals);
        let now = self.around.clock.now();
        let mut job = self.originals.begin(JobKind::Import, &check.name, now, need)?;
        progress.stage("originals", Some(need), Unit::Bytes);
        let taken = self.take_originals(check, novelty, &mut job, progress);
        let done = taken.and_then(|()| self.commit_import(check, novelty, signed));
        self.end_job(job, done)
    }

    /// Ends a job whose originals entries name now; where it failed, takes back what nothing names.
    pub(super) fn end_job<T>(&mut self, job: Job, done: Result<T>) -> Result<T> {
        let error = match done {
            Ok(value) => return job.finish().map(|()| value),
            Err(error) => error,
        };
        let reader = self.database.read();
        let known = |digest: &Digest| Ok(reader.original(digest)?.is_some());
        if let Err(left) = self.originals.abandon(job, &known) {
            self.warnings.push(left);
        }
        Err(error)
    }

    fn take_originals(
        &self,
        check: &BundleCheck,
        novelty: &Novelty,
        job: &mut Job,
        progress: &dyn Progress,
    ) -> Result<()> {
        let how = Staging { ext: crate::media::ext_of, keep: None, progress };
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

    fn commit_import(
        &mut self,
        check: &BundleCheck,
        novelty: &Novelty,
        signed: impl FnOnce() -> Result<EntrySignatures>,
    ) -> Result<EntrySignatures> {
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
        self.with_cache(Cache::Large, |catalogue| {
            catalogue.commit(|pen| {
                import::take_in(pen, check)?;
                pen.write("import.record", Class::Open, Vec::new(), body)?;
                signed()
            })
        })
    }
}

/// The records that new entries create or change; which of them are new, and their names, comes later.
fn record_changes(new: &[&Entry]) -> Vec<RecordChange> {
    let mut records: BTreeMap<&RecordId, Vec<&str>> = BTreeMap::new();
    for entry in new {
        for changes in entry.changes.chunk_by(|a, b| a.record == b.record) {
            let fields = records.entry(&changes[0].record).or_default();
            for change in changes {
                if !fields.contains(&change.field.as_str()) {
                    fields.push(&change.field);
                }
            }
        }
    }
    let change = |(record, fields): (&RecordId, Vec<&str>)| RecordChange {
        record: record.clone(),
        new: false,
        name: String::new(),
        fields: fields.into_iter().map(str::to_owned).collect(),
    };
    records.into_iter().map(change).collect()
}

/// The signatures of all entries, if every one is good.
fn good_signatures(
    check: &BundleCheck,
    threads: &AtomicUsize,
    progress: &dyn Progress,
) -> Result<EntrySignatures> {
    let signed = check.check_entry_signatures(threads, progress)?;
    import::refuse_found(&check.name, &signed.findings)?;
    Ok(signed)
}

/// Lets other threads go first: this one fills what they leave. Elsewhere than on Linux, where that would be said of the
/// whole program, nothing is changed.
fn stand_back() {
    #[cfg(target_os = "linux")]
    // Where the system refuses, the thread only takes more of its share.
    let _ = rustix::process::setpriority_process(None, 10);
}

/// Gives back what a large check holds while the person already sees the answer: millions of small pieces.
fn free(check: BundleCheck) {
    let places: usize = check.branches.iter().map(|branch| branch.places.len()).sum();
    if places >= WORTH_A_THREAD {
        let BundleCheck { branches, lines, .. } = check;
        std::thread::spawn(move || drop((branches, lines)));
    }
}
