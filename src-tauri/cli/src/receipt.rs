//! `receipt`: what headquarters states to hold, made there and accepted on a laptop.

use crate::answer::Answer;
use crate::page::Page;
use crate::session::{Session, list_of};
use clap::{Args, Subcommand};
use serde::Serialize;
use sigillum_core::catalogue::{
    AcceptedReceipt, Catalogue, MadeReceipt, ReceiptLine, ReceiptOptions, ReceiptView, Whereabouts,
};
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::id::{OperationId, RecordId};
use std::path::PathBuf;

/// Heads and originals that a page shows; a document holds all.
const SHOWN: usize = 50;

/// What can be done with receipts.
#[derive(Subcommand)]
pub enum Verb {
    /// Sign what this catalogue holds: at headquarters, after importing
    Make(MakeArgs),
    /// Accept a receipt from headquarters: exports can build on it, and records show what is there
    Accept(AcceptArgs),
    /// List the receipts that were accepted
    List,
    /// Show a receipt in full
    Show(ShowArgs),
}

/// Where a receipt goes.
#[derive(Args)]
pub struct MakeArgs {
    /// The folder in which the receipt and its signature will stand [default: the current folder]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// The operation whose laptops it is for, where this catalogue adopted it
    #[arg(long, value_name = "ID")]
    operation: Option<String>,
}

/// What to accept.
#[derive(Args)]
pub struct AcceptArgs {
    /// The receipt; its signature, whose name ends in .sig, stands beside it
    file: PathBuf,
    /// An allowed_signers file that did not come with it
    #[arg(long, value_name = "FILE")]
    signers: Option<PathBuf>,
}

/// Which to show.
#[derive(Args)]
pub struct ShowArgs {
    /// The first digits of its digest, `receipt` for the newest, or a file
    receipt: PathBuf,
}

/// Does what is asked.
///
/// # Errors
/// What the catalogue gives.
pub fn run(verb: Verb, session: &Session) -> Result<Answer> {
    match verb {
        Verb::Make(args) => make(args, session),
        Verb::Accept(args) => accept(&args, session),
        Verb::List => list(session),
        Verb::Show(args) => {
            let view = session.read()?.receipt(&args.receipt)?;
            Answer::new(&view, page(&view))
        }
    }
}

fn make(args: MakeArgs, session: &Session) -> Result<Answer> {
    let operation = args.operation.map(|text| operation_id(&text)).transpose()?;
    let catalogue = session.write()?;
    let to = args.to.unwrap_or_else(|| PathBuf::from("."));
    let made = catalogue.receipt_make(&ReceiptOptions { to, operation, list: None })?;
    Answer::new(&made, made_page(&made))
}

fn operation_id(text: &str) -> Result<OperationId> {
    text.parse()
        .map_err(|_| Error::new(Code::Usage, "making a receipt", "this is no operation's id").on(text))
}

fn made_page(made: &MadeReceipt) -> Page {
    let mut page = Page::default();
    page.pair("Receipt", made.path.display().to_string());
    page.pair("Signature", made.signature.display().to_string());
    page.pair("Digest", made.digest.to_string());
    page.pair("Signed by", &made.signer);
    page.pair("Heads", made.heads.to_string());
    page.pair("Lacks", format!("{} originals", made.lacks));
    page.gap();
    page.line("Give both files to the laptops: `receipt accept` there.");
    page
}

fn accept(args: &AcceptArgs, session: &Session) -> Result<Answer> {
    let signers = list_of(args.signers.as_deref())?;
    let mut catalogue = session.write()?;
    let accepted = catalogue.receipt_accept(&args.file, signers.as_ref(), &session.watch())?;
    let found = !accepted.findings.is_empty() || !accepted.lost.is_empty();
    Ok(Answer::new(&accepted, accepted_page(&accepted))?.with_findings(found))
}

fn accepted_page(accepted: &AcceptedReceipt) -> Page {
    let mut page = Page::default();
    page.line(if accepted.new { "Accepted." } else { "It had been accepted before; nothing was written." });
    page.pair("Receipt", accepted.digest.to_string());
    page.pair("Signed by", &accepted.signer);
    page.pair("Trusted as", accepted.trusted_as.as_deref().unwrap_or("nobody: no list of signers was given"));
    page.pair("Made", format!("{} ({})", accepted.at, accepted.zone));
    if accepted.lacks > 0 {
        page.pair("Lacks", format!("{} originals; {} are sent again", accepted.lacks, accepted.sent_again));
    }
    for digest in accepted.lost.iter().take(SHOWN) {
        page.pair("LOST", format!("{digest}: neither headquarters nor this computer has its file"));
    }
    if !accepted.findings.is_empty() {
        page.gap();
        page.line(
            "Headquarters knows chains of this computer longer or otherwise than this catalogue does: an old",
        );
        page.line("copy was put back, or the catalogue was copied. What is written from now on stands in a new chain.");
        page.line("Import a bundle from headquarters to have here what is there.");
        for finding in accepted.findings.iter().take(SHOWN) {
            page.line(format!("{}  {}", finding.code, finding.path));
            page.pair("    there", finding.expected.clone().unwrap_or_default());
            page.pair("    here", finding.found.clone().unwrap_or_default());
        }
    }
    page
}

fn list(session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Receipts {
        receipts: Vec<ReceiptLine>,
    }
    let receipts = session.read()?.receipts()?;
    let mut page = Page::default();
    let row = |line: &ReceiptLine| {
        let signer = line.signer_name.clone().unwrap_or_else(|| line.signer.clone());
        let by: Vec<&str> = line.accepted.iter().map(|accepted| accepted.device.as_str()).collect();
        let newest = if line.newest { "  (newest)" } else { "" };
        vec![line.digest.short(), line.at.clone(), signer, format!("{}{newest}", by.join(", "))]
    };
    page.table(&receipts.iter().map(row).collect::<Vec<_>>());
    if receipts.is_empty() {
        page.line("None.");
    }
    Answer::new(&Receipts { receipts }, page)
}

fn page(view: &ReceiptView) -> Page {
    let mut page = Page::default();
    let line = &view.receipt;
    page.pair("Receipt", line.digest.to_string());
    page.pair("Signed by", format!("{} {}", line.signer, line.signer_name.clone().unwrap_or_default()));
    page.pair("Made", format!("{} ({})", line.at, line.zone));
    page.pair("List", line.list.map_or_else(|| "none".to_owned(), |number| number.to_string()));
    for accepted in &line.accepted {
        page.pair("Accepted", format!("{}, {}, by {}", accepted.at, accepted.device, accepted.signer));
    }
    page.gap();
    for head in view.heads.iter().take(SHOWN) {
        let here = if head.held { "" } else { "  (not held here)" };
        page.pair("Head", format!("{}  {}{here}", head.code, head.device));
    }
    for original in view.lacks.iter().take(SHOWN) {
        let here = if original.held { "" } else { "  (not here either)" };
        page.pair("Lacks", format!("{}  {} bytes{here}", original.sha256, original.size));
    }
    let more = view.heads.len().saturating_sub(SHOWN) + view.lacks.len().saturating_sub(SHOWN);
    if more > 0 {
        page.line(format!("… and {more} more; --json shows all."));
    }
    page
}

/// Where one record stands with headquarters.
///
/// # Errors
/// The database's failures.
pub fn whereabouts(catalogue: &Catalogue, record: &RecordId) -> Result<Option<Whereabouts>> {
    Ok(catalogue.whereabouts(std::slice::from_ref(record))?.pop())
}

/// The same in words; empty while no receipt was accepted.
pub fn in_words(there: &Whereabouts) -> String {
    let before = there.existed_before.as_ref().map(|at| format!("; existed before {at}")).unwrap_or_default();
    match there.waiting {
        None => String::new(),
        Some(0) if there.at_headquarters => format!("at headquarters{before}"),
        Some(waiting) => format!("not at headquarters: {waiting} entries wait{before}"),
    }
}
