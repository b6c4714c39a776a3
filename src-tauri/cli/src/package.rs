//! `package`: recording bags, boxes and crates, and what is in them.

use crate::answer::Answer;
use crate::artefact::{Range, WithdrawArgs, field_lines, items, withdraw};
use crate::fields;
use crate::page::Page;
use crate::session::Session;
use clap::{Args, Subcommand};
use serde::Serialize;
use sigillum_core::catalogue::{Catalogue, PackageView};
use sigillum_core::error::Result;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::store::Filter;

/// What can be done with packages.
#[derive(Subcommand)]
pub enum Verb {
    /// Record a package: number=B-0317 kind=bag seals=K1,K2 description=…
    Add(AddArgs),
    /// Set fields of a package
    Set(SetArgs),
    /// Show a package and what is in it
    Show(NameArgs),
    /// List packages in order of their numbers
    List(ListArgs),
    /// Put artefacts and packages into a package
    Put(PutArgs),
    /// Take artefacts and packages out of what they are in
    Take(TakeArgs),
    /// Withdraw a package; nothing is deleted
    Withdraw(WithdrawArgs),
}

/// What to record.
#[derive(Args)]
pub struct AddArgs {
    /// number=…, kind=bag, seals=K1,K2, description=…
    #[arg(required = true, value_name = "FIELD=VALUE")]
    fields: Vec<String>,
}

/// What to set.
#[derive(Args)]
pub struct SetArgs {
    /// A number, an id, or the first digits of one
    package: String,
    /// number=…, kind=bag, seals=K1,K2, description=…
    #[arg(required = true, value_name = "FIELD=VALUE")]
    fields: Vec<String>,
}

/// Which one.
#[derive(Args)]
pub struct NameArgs {
    /// A number, an id, or the first digits of one
    package: String,
}

/// Which to list.
#[derive(Args)]
pub struct ListArgs {
    #[command(flatten)]
    range: Range,
    /// Only withdrawn ones
    #[arg(long)]
    withdrawn: bool,
}

/// What to put where.
#[derive(Args)]
pub struct PutArgs {
    /// The package: a number, an id, or the first digits of one
    package: String,
    /// Artefacts and packages
    #[arg(required = true)]
    objects: Vec<String>,
}

/// What to take out.
#[derive(Args)]
pub struct TakeArgs {
    /// Artefacts and packages
    #[arg(required = true)]
    objects: Vec<String>,
}

/// Does one of them.
///
/// # Errors
/// What the catalogue gives.
pub fn run(verb: Verb, session: &Session) -> Result<Answer> {
    match verb {
        Verb::Add(args) => {
            let inputs = fields::parse(&args.fields)?;
            let mut catalogue = session.write()?;
            let id = catalogue.package_add(&inputs)?;
            shown(&catalogue, &id)
        }
        Verb::Set(args) => {
            let inputs = fields::parse(&args.fields)?;
            let mut catalogue = session.write()?;
            let id = catalogue.find(RecordKind::Package, &args.package)?;
            catalogue.package_set(&id, &inputs)?;
            shown(&catalogue, &id)
        }
        Verb::Show(args) => {
            let catalogue = session.read()?;
            let id = catalogue.find(RecordKind::Package, &args.package)?;
            shown(&catalogue, &id)
        }
        Verb::List(args) => {
            let kind = Some(RecordKind::Package.word().to_owned());
            let filter = Filter { kind, withdrawn: Some(args.withdrawn), ..Filter::default() };
            items(&session.read()?.0, &filter, &args.range)
        }
        Verb::Put(args) => {
            let mut catalogue = session.write()?;
            let package = catalogue.find(RecordKind::Package, &args.package)?;
            let objects = find_all(&catalogue, &args.objects)?;
            catalogue.put_in(Some(&package), &objects)?;
            shown(&catalogue, &package)
        }
        Verb::Take(args) => take(&args, session),
        Verb::Withdraw(args) => {
            let (catalogue, id) = withdraw(RecordKind::Package, &args, session)?;
            shown(&catalogue, &id)
        }
    }
}

fn find_all(catalogue: &Catalogue, names: &[String]) -> Result<Vec<RecordId>> {
    names.iter().map(|name| catalogue.find_object(name)).collect()
}

fn take(args: &TakeArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Taken {
        taken: Vec<RecordId>,
    }
    let mut catalogue = session.write()?;
    let taken = find_all(&catalogue, &args.objects)?;
    catalogue.put_in(None, &taken)?;
    let page = Page::of(format!("Taken out: {}.", args.objects.join(", ")));
    Answer::new(&Taken { taken }, page)
}

fn shown(catalogue: &Catalogue, id: &RecordId) -> Result<Answer> {
    let view = catalogue.package(id)?;
    let page = page(&view);
    Answer::new(&view, page)
}

fn page(view: &PackageView) -> Page {
    let mut page = Page::default();
    let withdrawn = if view.withdrawn { "  (withdrawn)" } else { "" };
    page.line(format!("{} {}{withdrawn}", view.kind, view.number));
    page.pair("Id", view.id.to_string());
    page.pair("Seals", view.seals.join(", "));
    page.pair("In", view.inside.join(" in "));
    page.pair("Objects", view.objects.to_string());
    let told = ["number", "kind", "seals", "in"];
    field_lines(
        &mut page,
        view.fields.iter().filter(|f| f.values.len() > 1 || !told.contains(&f.field.as_str())),
    );
    page.gap();
    let contents = view.contents.iter();
    let rows = contents
        .map(|thing| vec![thing.reference.clone(), format!("{}×", thing.quantity), thing.title.clone()]);
    page.table(&rows.collect::<Vec<_>>());
    page
}
