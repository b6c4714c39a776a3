//! `export` and `import`.

use crate::answer::Answer;
use crate::conflicts::conflict_lines;
use crate::inbox::import_all;
use crate::names;
use crate::page::Page;
use crate::session::{Session, list_of};
use clap::Args;
use sigillum_core::bag::form::DECLARATION;
use sigillum_core::bag::is_encrypted;
use sigillum_core::catalogue::{ExportOptions, Exported, ImportReport};
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::signature::PublicKey;
use sigillum_host::keys::recipient;
use sigillum_verify::proofs::ProofArgs;
use sigillum_verify::report::{finding_lines, time_lines};
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
    /// Only what is newer than this bundle or receipt: its path, the name of a bundle that was exported or imported here, or
    /// `receipt` for the newest that was accepted
    #[arg(long, value_name = "BUNDLE|RECEIPT")]
    since: Option<PathBuf>,
    /// Encrypt it for the owner of this public key: a `.pub` file, or its text `ssh-ed25519 AAAA…`; may be repeated.
    /// Writes one ZIP in the form of age, which only they can open
    #[arg(long, value_name = "KEY")]
    encrypt_to: Vec<String>,
}

/// What to import.
#[derive(Args)]
pub struct ImportArgs {
    /// A bundle: folder, ZIP, or a ZIP encrypted for the key that signs here; or a folder of bundles; may be repeated
    #[arg(required = true)]
    bundle: Vec<PathBuf>,
    /// Show all that one bundle would change, and change nothing
    #[arg(long)]
    preview: bool,
    /// An allowed_signers file from outside the bundle
    #[arg(long, value_name = "FILE")]
    signers: Option<PathBuf>,
    #[command(flatten)]
    proofs: ProofArgs,
}

/// Exports. A bundle that lacks originals, since they are lost here, is a finding.
///
/// # Errors
/// What the catalogue gives.
pub fn export(args: &ExportArgs, session: &Session) -> Result<Answer> {
    let recipients: Vec<PublicKey> =
        args.encrypt_to.iter().map(|key| recipient(key)).collect::<Result<_>>()?;
    let mut catalogue = session.write()?;
    let options =
        ExportOptions { to: args.to.clone(), zip: args.zip, since: args.since.clone(), invite: false };
    let exported = catalogue.export_for(&options, &recipients, &session.watch())?;
    Ok(Answer::new(&exported, export_page(&exported))?.with_findings(!exported.missing.is_empty()))
}

/// Imports one bundle or many, or shows what an import would do.
///
/// # Errors
/// What the catalogue gives.
pub fn import(args: &ImportArgs, session: &Session) -> Result<Answer> {
    let signers = list_of(args.signers.as_deref())?;
    let bundle = match args.bundle.as_slice() {
        [one] if one.is_file() || one.join(DECLARATION).is_file() || !one.exists() => one,
        _ if args.preview => {
            let what = "a preview shows one bundle";
            return Err(Error::new(Code::Usage, "previewing an import", what).remedy("Name one bundle."));
        }
        many => {
            let what = "tokens and receipts are judged with one bundle";
            args.proofs.refuse("importing bundles", what, "Name one bundle, or leave them out.")?;
            return import_all(many, signers.as_ref(), session);
        }
    };
    let proofs = args.proofs.read(bundle)?;
    // A preview leaves no entry, so it needs no key but to open an encrypted bundle.
    let mut catalogue =
        if args.preview && !is_encrypted(bundle)? { session.open()? } else { session.write()? };
    let report = catalogue.import_with(bundle, signers.as_ref(), &proofs, args.preview, &session.watch())?;
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
    exported.encrypted_to.iter().for_each(|key| page.pair("Encrypted to", key));
    if let Some(request) = &exported.request {
        page.pair("Time request", request.display().to_string());
    }
    page.pair("Read back", exported.verdict.word());
    if !exported.encrypted_to.is_empty() {
        page.pair("", &exported.report.sentence);
    }
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
    time_lines(&mut page, &report.report);
    finding_lines(&mut page, &report.report);
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
        let digits = names::digits(report.new_conflicts.iter().map(|view| view.id.as_str()));
        report.new_conflicts.iter().for_each(|conflict| conflict_lines(&mut page, conflict, digits));
    }
    page
}
