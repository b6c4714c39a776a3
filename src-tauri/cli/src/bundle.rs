//! `export` and `import`.

use crate::answer::Answer;
use crate::conflicts::conflict_lines;
use crate::page::Page;
use crate::session::{Session, list_of};
use clap::Args;
use sigillum_core::catalogue::{ExportOptions, Exported, ImportReport};
use sigillum_core::error::Result;
use std::path::PathBuf;

/// How to export.
#[derive(Args)]
pub struct ExportArgs {
    /// The folder in which the bundle will stand
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Write one ZIP instead of a folder
    #[arg(long)]
    zip: bool,
    /// Only what is newer than this bundle: its path, or the name of one that was exported or imported here
    #[arg(long, value_name = "BUNDLE")]
    since: Option<PathBuf>,
}

/// What to import.
#[derive(Args)]
pub struct ImportArgs {
    /// A bundle, folder or ZIP
    bundle: PathBuf,
    /// Show all that it would change, and change nothing
    #[arg(long)]
    preview: bool,
    /// An allowed_signers file from outside the bundle
    #[arg(long, value_name = "FILE")]
    signers: Option<PathBuf>,
}

/// Exports. A bundle that lacks originals, since they are lost here, is a finding.
///
/// # Errors
/// What the catalogue gives.
pub fn export(args: &ExportArgs, session: &Session) -> Result<Answer> {
    let mut catalogue = session.write()?;
    let options =
        ExportOptions { to: args.to.clone(), zip: args.zip, since: args.since.clone(), invite: false };
    let exported = catalogue.export(&options, &session.watch())?;
    Ok(Answer::new(&exported, export_page(&exported))?.with_findings(!exported.missing.is_empty()))
}

/// Imports, or shows what an import would do.
///
/// # Errors
/// What the catalogue gives.
pub fn import(args: &ImportArgs, session: &Session) -> Result<Answer> {
    let signers = list_of(args.signers.as_deref())?;
    // A preview leaves no entry, so it needs no key.
    let mut catalogue = if args.preview { session.open()? } else { session.write()? };
    let report = catalogue.import(&args.bundle, signers.as_ref(), args.preview, &session.watch())?;
    Answer::new(&report, import_page(&report))
}

/// What was exported.
pub fn export_page(exported: &Exported) -> Page {
    let mut page = Page::default();
    page.pair("Bundle", exported.path.display().to_string());
    page.pair("Kind", exported.kind);
    page.pair("Files", format!("{}, {} bytes", exported.files, exported.bytes));
    page.pair("Signed by", &exported.signer);
    page.pair("Head code", &exported.head_code);
    page.pair("Read back", exported.verdict.word());
    for path in &exported.removed {
        page.pair("Removed", format!("{}: left by an export that was cut off", path.display()));
    }
    for digest in &exported.missing {
        page.pair("LACKS", format!("{digest}: its file is lost on this computer"));
    }
    page.gap();
    page.line("Write the head code and the fingerprint on paper: they show later that nothing was cut off.");
    page
}

/// What an import changed, or would change.
pub fn import_page(report: &ImportReport) -> Page {
    let mut page = Page::default();
    page.pair("Bundle", &report.name);
    page.pair("Checked", format!("{}: {}", report.report.verdict.word(), report.report.sentence));
    if report.report.derived_left > 0 {
        let left = report.report.derived_left;
        page.pair(
            "Not compared",
            format!("{left} tables, pages and other derived files: signed; nothing is taken from them. `verify` compares them."),
        );
    }
    page.line(match (report.nothing_new, report.imported) {
        (true, _) => "It brings nothing new; nothing was written.",
        (false, true) => "Imported.",
        (false, false) => "Preview: nothing was changed. It would bring:",
    });
    let entries: Vec<String> = report.entries.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    page.pair("Entries", entries.join(", "));
    page.pair("Originals", report.originals.to_string());
    if !report.lacking.is_empty() {
        page.pair("Lacking", format!("{} originals that neither side has", report.lacking.len()));
    }
    if report.withheld > 0 {
        page.pair("Withheld", format!("{} entries", report.withheld));
    }
    page.gap();
    for change in &report.records {
        let state = if change.new { "new" } else { "changed" };
        page.table(&[vec![change.name.clone(), state.to_owned(), change.fields.join(", ")]]);
    }
    if !report.new_conflicts.is_empty() {
        page.gap();
        page.line(format!("{} new conflicts:", report.new_conflicts.len()));
        report.new_conflicts.iter().for_each(|conflict| conflict_lines(&mut page, conflict));
    }
    page
}
