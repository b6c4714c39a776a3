//! `check`, `rebuild`, `backup` and `restore`.

use crate::answer::Answer;
use crate::page::Page;
use crate::session::{Session, list_of, say_cut_off};
use clap::Args;
use serde::Serialize;
use sigillum_core::catalogue::{Catalogue, CheckReport, CutOffExport, default_backups};
use sigillum_core::error::Result;
use sigillum_verify::report::report_page;
use std::path::{Path, PathBuf};

/// With which list to check.
#[derive(Args)]
pub struct CheckArgs {
    /// An allowed_signers file: who signed is checked as well
    #[arg(long, value_name = "FILE")]
    signers: Option<PathBuf>,
}

/// Where the backup goes.
#[derive(Args)]
pub struct BackupArgs {
    /// The folder, or a new one in a folder that is there; nothing in it is removed [default: backups in the catalogue, where the ten newest are kept]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

/// What to put back.
#[derive(Args)]
pub struct RestoreArgs {
    /// The backup's file; where a log lies beside it (-wal at the end of its name), that counts too
    backup: PathBuf,
}

/// What a check came to, and what it met besides that is no matter of evidence.
#[derive(Serialize)]
struct Checked<'a> {
    #[serde(flatten)]
    report: &'a CheckReport,
    exports_cut_off: Vec<CutOffExport>,
}

/// Checks the whole catalogue.
///
/// # Errors
/// What stops the check itself.
pub fn check(args: &CheckArgs, session: &Session) -> Result<Answer> {
    let signers = list_of(args.signers.as_deref())?;
    let catalogue = session.read()?;
    let report = catalogue.check(signers.as_ref(), &session.watch())?;
    let exports_cut_off = catalogue.exports_cut_off()?;
    exports_cut_off.iter().for_each(say_cut_off);
    Ok(Answer::new(&Checked { report: &report, exports_cut_off }, report_page(&report))?
        .with_findings(!report.findings.is_empty()))
}

/// Makes the views anew.
///
/// # Errors
/// What the catalogue gives.
pub fn rebuild(session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Rebuilt {
        entries: u64,
    }
    let mut catalogue = session.open()?;
    catalogue.rebuild(&session.watch())?;
    let entries = catalogue.operation()?.entries;
    Answer::new(&Rebuilt { entries }, Page::of(format!("Made anew from {entries} entries.")))
}

/// Copies the database.
///
/// # Errors
/// What the catalogue gives.
pub fn backup(args: &BackupArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Copied {
        path: PathBuf,
    }
    let catalogue = session.read()?;
    let folder = args.to.clone().unwrap_or_else(|| default_backups(catalogue.root()));
    let path = catalogue.backup(&folder, &session.watch())?;
    let mut page = Page::default();
    page.pair("Backup", path.display().to_string());
    page.line("It holds the database: entries and drafts. Originals are in bundles, and in originals/.");
    Answer::new(&Copied { path }, page)
}

/// Puts a backup in the database's place.
///
/// # Errors
/// What the catalogue gives.
pub fn restore(args: &RestoreArgs, session: &Session) -> Result<Answer> {
    let restored = Catalogue::restore(&session.root(), &args.backup)?;
    let mut page = Page::default();
    page.line(format!("Restored: {} entries.", restored.entries));
    page.pair(
        "Kept beside it",
        restored.former.as_ref().map(|p| p.display().to_string()).unwrap_or_default(),
    );
    if restored.former.as_deref().is_some_and(|former| log_of(former).exists()) {
        page.line(
            "Its log lies beside it (-wal at the end of its name) and belongs to it: keep the two together.",
        );
    }
    page.line(
        "What was written since the backup is not in it: the next entry begins a new chain and says so.",
    );
    Answer::new(&restored, page)
}

/// Where what is not yet in a database's file is.
fn log_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}
