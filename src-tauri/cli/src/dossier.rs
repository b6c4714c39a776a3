//! `dossier`.

use crate::answer::Answer;
use crate::bundle::export_page;
use crate::page::Page;
use crate::session::Session;
use clap::Args;
use sigillum_core::catalogue::{DossierList, DossierOptions, DossierPreview};
use sigillum_core::error::Result;
use sigillum_core::id::RecordKind;
use sigillum_core::report::Language;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// So many names of each list are printed.
const NAMED: usize = 20;

/// What a dossier is about.
#[derive(Args)]
#[command(group = clap::ArgGroup::new("about").required(true).multiple(true))]
pub struct DossierArgs {
    /// An artefact by its reference or id; may be given several times
    #[arg(long = "artefact", value_name = "REF", num_args = 1.., group = "about")]
    artefacts: Vec<String>,
    /// All artefacts that are said to come from this country: its letters (KH), or its name in
    /// English, French or its own language; or the name of a place as recorded
    #[arg(long, value_name = "NAME", group = "about")]
    country: Option<String>,
    /// The folder in which the bundle will stand
    #[arg(long, value_name = "DIR", required_unless_present = "preview")]
    to: Option<PathBuf>,
    /// Write one ZIP instead of a folder
    #[arg(long)]
    zip: bool,
    /// The recipient's language, en, fr, km (Khmer) or prs (Dari): its pages are in it where there are
    /// translations, of this program's words, of terms, and of values as recorded; English words are marked
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    language: Option<Language>,
    /// Show what it would disclose and what stays out, and write nothing
    #[arg(long)]
    preview: bool,
}

/// Writes a dossier, or shows what it would disclose. One that lacks originals is a finding.
///
/// # Errors
/// What the catalogue gives.
pub fn dossier(args: &DossierArgs, session: &Session) -> Result<Answer> {
    let mut catalogue = if args.preview { session.open()? } else { session.write()? };
    let find = |name: &String| catalogue.find(RecordKind::Artefact, name);
    let options = DossierOptions {
        artefacts: args.artefacts.iter().map(find).collect::<Result<_>>()?,
        country: args.country.clone(),
        to: args.to.clone().unwrap_or_default(),
        zip: args.zip,
        language: args.language,
    };
    if args.preview {
        let preview = catalogue.dossier_preview(&options)?;
        return Answer::new(&preview, preview_page(&preview));
    }
    let exported = catalogue.dossier(&options, &session.watch())?;
    Ok(Answer::new(&exported, export_page(&exported))?.with_findings(!exported.missing.is_empty()))
}

fn language(code: &str) -> Result<Language, String> {
    let codes = || Language::ALL.map(Language::code).join(", ");
    Language::from_code(code).ok_or_else(|| format!("pages can be in {}", codes()))
}

fn preview_page(preview: &DossierPreview) -> Page {
    let mut page = Page::default();
    page.line("Nothing was written. The dossier would disclose:");
    list(&mut page, "Artefacts", &preview.artefacts);
    list(&mut page, "Photos and files", &preview.photos);
    list(&mut page, "Notes", &preview.notes);
    list(&mut page, "Custody events", &preview.events);
    list(&mut page, "Packages", &preview.packages);
    list(&mut page, "Signers", &preview.signers);
    list(&mut page, "ALSO SHOWN", &preview.others);
    page.pair("Entries", counts(&preview.entries));
    page.gap();
    page.line("By an id alone, which tells nothing more, it would name:");
    list(&mut page, "Named", &preview.named);
    page.gap();
    page.line("It would keep back:");
    page.pair("Withheld", format!("{} lines of the ledger: only digests", preview.withheld));
    page.pair("Internal", counts(&preview.internal));
    list(&mut page, "TO BE DECIDED", &preview.in_conflict);
    for digest in &preview.missing {
        page.pair("LACKS", format!("{digest}: its file is lost on this computer"));
    }
    page.pair("Size", format!("about {} bytes", preview.bytes));
    page
}

fn list(page: &mut Page, what: &str, list: &DossierList) {
    if list.count == 0 {
        return;
    }
    let names: Vec<&str> = list.items.iter().take(NAMED).map(|item| item.name.as_str()).collect();
    let more = if list.count > NAMED as u64 { ", ..." } else { "" };
    page.pair(what, format!("{}: {}{more}", list.count, names.join(", ")));
}

fn counts(kinds: &BTreeMap<String, u64>) -> String {
    let counts: Vec<String> = kinds.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") }
}
