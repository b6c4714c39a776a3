//! `operation`: beginning, showing, describing, inviting, joining, adopting.

use crate::answer::Answer;
use crate::bundle::{export_page, import_page};
use crate::fields;
use crate::page::Page;
use crate::session::{Opened, Session, list_of};
use clap::{Args, Subcommand};
use serde::Serialize;
use sigillum_core::catalogue::{
    Catalogue, ExportOptions, ImportReport, Input, NewOperation, OperationView, SignerDetails,
};
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::id::OperationId;
use sigillum_core::json::Json;
use std::path::PathBuf;

/// What can be done with operations.
#[derive(Subcommand)]
pub enum Verb {
    /// Begin an operation: a new catalogue in the folder that --catalogue names
    New(NewArgs),
    /// Show the operation, its signers and its chains
    Show,
    /// Set details of the operation: FIELD=VALUE
    Set(SetArgs),
    /// Write a bundle without photos, on which another laptop can join
    Invite(InviteArgs),
    /// Join an operation on any bundle of it: a new catalogue in the folder that --catalogue names
    Join(JoinArgs),
    /// Take another operation's entries as this one's: two that were begun apart for one site
    Adopt(AdoptArgs),
}

/// How an operation begins.
#[derive(Args)]
pub struct NewArgs {
    /// Its reference, such as LON-2025-114
    #[arg(long, value_name = "TEXT")]
    reference: String,
    /// What it is called
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    title: String,
    /// Where it takes place
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    place: String,
}

/// What to set.
#[derive(Args)]
pub struct SetArgs {
    /// FIELD=VALUE, FIELD=@FILE, FIELD:=JSON or FIELD=
    #[arg(required = true, value_name = "FIELD=VALUE")]
    fields: Vec<String>,
}

/// Where the invitation goes.
#[derive(Args)]
pub struct InviteArgs {
    /// The folder in which the bundle will stand
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Write one ZIP instead of a folder
    #[arg(long)]
    zip: bool,
}

/// On what to join.
#[derive(Args)]
pub struct JoinArgs {
    /// A bundle of the operation, folder or ZIP
    bundle: PathBuf,
    /// An allowed_signers file from outside the bundle
    #[arg(long, value_name = "FILE")]
    signers: Option<PathBuf>,
}

/// Which to adopt.
#[derive(Args)]
pub struct AdoptArgs {
    /// The other operation's id: 32 hex digits, as `operation show` prints it
    id: String,
}

#[derive(Serialize)]
struct Document {
    catalogue: PathBuf,
    #[serde(flatten)]
    operation: OperationView,
}

/// Does one of them.
///
/// # Errors
/// What the catalogue gives.
pub fn run(verb: Verb, session: &Session) -> Result<Answer> {
    match verb {
        Verb::New(args) => begin(args, session),
        Verb::Show => shown(&session.read()?.0),
        Verb::Set(args) => {
            let values = fields::parse(&args.fields)?;
            let values: Vec<(String, Json)> =
                values.into_iter().map(|(f, input)| (f, stored(input))).collect();
            let mut catalogue = session.write()?;
            catalogue.operation_set(&values)?;
            shown(&catalogue.0)
        }
        Verb::Invite(args) => {
            let mut catalogue = session.write()?;
            let options = ExportOptions { to: args.to, zip: args.zip, since: None, invite: true };
            let exported = catalogue.export(&options, &session.watch())?;
            Answer::new(&exported, export_page(&exported))
        }
        Verb::Join(args) => join(&args, session),
        Verb::Adopt(args) => adopt(&args.id, session),
    }
}

/// The operation's registers are plain texts.
fn stored(input: Input) -> Json {
    match input {
        Input::Text(text) => Json::from(text.trim()),
        Input::Value(value) => value,
        Input::Nothing => Json::Null,
    }
}

fn begin(args: NewArgs, session: &Session) -> Result<Answer> {
    let (key, details) = introduced(session)?;
    let NewArgs { reference, title, place } = args;
    let operation = NewOperation { reference, title, place, more: Vec::new() };
    let catalogue = Catalogue::create(&session.root(), session.around(), key, details, &operation)?;
    shown(&Opened(catalogue))
}

/// The key with the name of its owner: whoever begins or joins an operation is introduced by name.
fn introduced(session: &Session) -> Result<(sigillum_core::signature::UnlockedKey, SignerDetails)> {
    let (key, details) = session.signer()?;
    if details.name.is_empty() {
        return Err(Error::new(Code::Usage, "introducing the signer", "nothing says whose this key is")
            .on(session.key_path().display())
            .remedy("Say so once with `key new --existing --name NAME`."));
    }
    Ok((key, details))
}

fn join(args: &JoinArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Joined {
        catalogue: PathBuf,
        #[serde(flatten)]
        report: ImportReport,
    }
    let list = list_of(args.signers.as_deref())?;
    let (key, details) = introduced(session)?;
    let (root, around, watch) = (session.root(), session.around(), session.watch());
    let (catalogue, report) =
        Catalogue::join(&root, around, key, details, &args.bundle, list.as_ref(), &watch)?;
    let catalogue = Opened(catalogue);
    let mut page = import_page(&report);
    page.pair("Catalogue", catalogue.root().display().to_string());
    Answer::new(&Joined { catalogue: catalogue.root().to_owned(), report }, page)
}

fn adopt(id: &str, session: &Session) -> Result<Answer> {
    let other: OperationId = id.trim().parse().map_err(|_| {
        Error::new(Code::Usage, "adopting an operation", "an operation's id has 32 hex digits")
            .on(id)
            .remedy("Look with `operation show` in the other catalogue.")
    })?;
    let mut catalogue = session.write()?;
    catalogue.operation_adopt(other)?;
    shown(&catalogue.0)
}

fn shown(catalogue: &Catalogue) -> Result<Answer> {
    let operation = catalogue.operation()?;
    let page = page(catalogue, &operation);
    Answer::new(&Document { catalogue: catalogue.root().to_owned(), operation }, page)
}

fn page(catalogue: &Catalogue, view: &OperationView) -> Page {
    let mut page = Page::default();
    page.pair("Operation", view.id.to_string());
    page.pair("Catalogue", catalogue.root().display().to_string());
    for (field, values) in &view.fields {
        let words: Vec<String> =
            values.iter().map(|v| v.text().map_or_else(|| v.compact(), str::to_owned)).collect();
        page.pair(field, words.join("  |  "));
    }
    page.pair("Artefacts", view.artefacts.to_string());
    page.pair("Packages", view.packages.to_string());
    page.pair("Entries", view.entries.to_string());
    page.pair("Templates", view.templates.join(", "));
    page.gap();
    page.line("Signers, by their own word:");
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    let signers = view.signers.iter();
    let rows = signers.map(|s| {
        vec![s.fingerprint.clone(), or_empty(&s.name), or_empty(&s.role), or_empty(&s.organisation)]
    });
    page.table(&rows.collect::<Vec<_>>());
    page.gap();
    page.line("Chains, and the head codes of their ends:");
    for chain in &view.chains {
        let mine = if chain.mine { "written here" } else { "" };
        for (_, code) in &chain.heads {
            page.table(&[vec![chain.chain.short(), code.clone(), chain.device.clone(), mine.to_owned()]]);
        }
    }
    page
}
