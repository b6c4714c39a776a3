//! Exporting, inviting, importing.

use super::commands;
use crate::jobs::{Begun, JobKind};
use serde::Serialize;
use sigillum_core::catalogue::{
    ConflictView, ExportOptions, ExportPreview, Exported, ImportReport, KnownBundle, LookFilter, LookPage,
    LookSummary, RecordDetail,
};
use sigillum_core::error::Result;
use sigillum_core::id::RecordId;
use sigillum_core::signature::{AllowedSigners, PublicKey, SignersFile, Trust, namespace};
use sigillum_core::verify::ProofFiles;
use sigillum_core::verify::court::CourtReport;
use sigillum_host::keys::{recipient, recipient_with_comment};
use std::path::{Path, PathBuf};

/// Findings of each kind, and conflicts, that come at once; the rest is asked for.
pub const FIRST: usize = 50;

/// A bundle that was looked into. Its records are asked for by pages.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct Looked {
    /// Its number on the shelf.
    pub look: u64,
    /// What it comes to.
    pub summary: LookSummary,
    /// The bundle's own check, cut to the first findings of each kind.
    pub report: CourtReport,
    /// The first conflicts that would arise.
    pub conflicts: Vec<ConflictView>,
}

/// What an import came to, in numbers.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct Imported {
    /// The bundle's name.
    pub name: String,
    /// True if it brought nothing new, and nothing was written.
    pub nothing_new: bool,
    /// Records that are new or changed.
    pub records: usize,
    /// Originals that came.
    pub originals: usize,
    /// Originals that neither side has.
    pub lacking: usize,
    /// Conflicts that there are now and were not before.
    pub conflicts: usize,
    /// Tables, pages and other derived files that were not compared again: looking into the bundle did that.
    pub derived_left: u64,
}

/// Whose a public key is for which a bundle is to be encrypted.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct Recipient {
    /// The key's fingerprint.
    pub fingerprint: String,
    /// What its file says behind the key: a claim.
    pub comment: String,
    /// Whose it is by their own word, where an entry here tells.
    pub name: Option<String>,
    /// Under which name the list of signers that was given has it as one that gives receipts.
    pub listed: Option<String>,
}

commands! { "bundle":
    /// The bundles that were exported and imported, the newest first.
    bundle_known(desk) -> Vec<KnownBundle> {
        desk.read(|c| c.known_bundles()).await
    }

    /// Begins to work out what an export would come to, and whether it fits; nothing is written.
    bundle_export_preview(desk, options: ExportOptions) -> Begun<ExportPreview> {
        desk.reading_job(JobKind::ExportPreview, &name_of(&options.to), move |c, progress| {
            c.export_preview(&options, progress)
        })
    }

    /// Begins to write a bundle, and to check what was really written; encrypted for the owner of a public key, if its
    /// file is named.
    bundle_export(desk, options: ExportOptions, recipient: Option<PathBuf>) -> Begun<Exported> {
        let recipients: Vec<PublicKey> =
            recipient.iter().map(|path| recipient_of(path)).collect::<Result<_>>()?;
        desk.job(JobKind::Export, &name_of(&options.to), move |c, progress| {
            c.export_for(&options, &recipients, progress)
        })
    }

    /// Whose the public key in a file is, for which a bundle can be encrypted; with a list also by its word.
    bundle_recipient(desk, path: PathBuf, signers: Option<PathBuf>) -> Recipient {
        desk.read(move |c| {
            let (key, comment) = recipient_with_comment(&path.to_string_lossy())?;
            let list = signers.as_deref().map(AllowedSigners::read).transpose()?;
            let listed = match list.map(|list| list.lookup(&key, namespace::RECEIPT, None)) {
                Some(Trust::Trusted { principal }) => Some(principal),
                _ => None,
            };
            Ok(Recipient { fingerprint: key.fingerprint(), comment, name: c.signer_view(&key)?.name, listed })
        }).await
    }

    /// Begins to look at all that an import would change; nothing is changed.
    bundle_look(desk, path: PathBuf, signers: Option<PathBuf>, proofs: ProofFiles) -> Begun<Looked> {
        let shelf = desk.clone();
        desk.reading_job(JobKind::ImportPreview, &name_of(&path), move |c, progress| {
            let list = signers.as_deref().map(SignersFile::read).transpose()?;
            let look = c.look_into(&path, list.as_ref(), &proofs.read(&path)?, progress)?;
            let (summary, report) = (look.summary().clone(), look.report().cut(FIRST));
            let conflicts = look.conflicts(0, FIRST);
            Ok(Looked { look: shelf.shelf().put_look(look), summary, report, conflicts })
        })
    }

    /// A part of the records that a bundle would change.
    bundle_look_records(desk, look: u64, filter: LookFilter, offset: usize, limit: usize) -> LookPage {
        let look = desk.shelf().look(look)?;
        desk.work(move |_| Ok(look.records(&filter, offset, limit))).await
    }

    /// One of these records, with its values before and after.
    bundle_look_record(desk, look: u64, record: RecordId) -> RecordDetail {
        let look = desk.shelf().look(look)?;
        desk.read(move |c| c.look_at(&look, &record)).await
    }

    /// Begins to import what was looked at, whole or not at all.
    bundle_import(desk, look: u64, signers: Option<PathBuf>) -> Begun<Imported> {
        let summary = desk.shelf().look(look)?.summary().clone();
        desk.job(JobKind::Import, &name_of(&summary.path), move |c, progress| {
            let list = signers.as_deref().map(AllowedSigners::read).transpose()?;
            Ok(imported(&c.import_looked_at(&summary, list.as_ref(), progress)?))
        })
    }

    /// Free bytes on the disk that holds a folder.
    bundle_free_space(desk, folder: PathBuf) -> u64 {
        desk.work(move |_| sigillum_core::store::free::free_space(&folder)).await
    }
}

/// The public key in a file.
fn recipient_of(path: &Path) -> Result<PublicKey> {
    recipient(&path.to_string_lossy())
}

fn imported(report: &ImportReport) -> Imported {
    Imported {
        name: report.name.clone(),
        nothing_new: report.nothing_new,
        records: report.records.len(),
        originals: report.originals,
        lacking: report.lacking.len(),
        conflicts: report.new_conflicts.len(),
        derived_left: report.report.derived_left,
    }
}

/// What a person calls a file or folder.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
