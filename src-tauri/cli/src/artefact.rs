//! `artefact`: recording, changing, showing, listing, splitting, withdrawing, and who said what when.

use crate::answer::Answer;
use crate::fields;
use crate::page::Page;
use crate::receipt;
use crate::session::{Opened, Session};
use clap::{Args, Subcommand};
use serde::Serialize;
use sigillum_core::catalogue::{
    ArtefactView, Catalogue, FieldView, HistoryLine, Input, SplitPart, Whereabouts,
};
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::store::{Filter, ItemRow};

/// What can be done with artefacts.
#[derive(Subcommand)]
pub enum Verb {
    /// Record an artefact
    #[command(after_help = fields::HELP)]
    Add(AddArgs),
    /// Set fields of an artefact
    #[command(after_help = fields::HELP)]
    Set(SetArgs),
    /// Show an artefact with all its fields
    Show(NameArgs),
    /// List artefacts in reference order
    List(ListArgs),
    /// Split a lot into parts with records of their own
    Split(SplitArgs),
    /// Withdraw an artefact; nothing is deleted
    Withdraw(WithdrawArgs),
    /// Show who changed what, when
    History(NameArgs),
}

/// What to record.
#[derive(Args)]
pub struct AddArgs {
    /// FIELD=VALUE, FIELD=@FILE, FIELD:=JSON
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// Give it the next free reference of the signer's initials
    #[arg(long)]
    next: bool,
}

/// What to set.
#[derive(Args)]
pub struct SetArgs {
    /// A reference, an id, or the first digits of one
    artefact: String,
    /// FIELD=VALUE, FIELD=@FILE, FIELD:=JSON or FIELD=
    #[arg(required = true, value_name = "FIELD=VALUE")]
    fields: Vec<String>,
}

/// Which one.
#[derive(Args)]
pub struct NameArgs {
    /// A reference, an id, or the first digits of one
    artefact: String,
}

/// Which to list.
#[derive(Args)]
pub struct ListArgs {
    #[command(flatten)]
    range: Range,
    /// Only withdrawn ones
    #[arg(long)]
    withdrawn: bool,
    /// Only those in conflict
    #[arg(long)]
    conflict: bool,
    /// Only those without a photo
    #[arg(long)]
    no_photo: bool,
    /// Only those in this package, or in what is in it
    #[arg(long, value_name = "NUMBER")]
    package: Option<String>,
}

/// How much of a list.
#[derive(Args)]
pub struct Range {
    /// How many to list at most
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub limit: usize,
    /// How many to pass over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: usize,
}

/// How to split.
#[derive(Args)]
pub struct SplitArgs {
    /// The lot: a reference, an id, or the first digits of one
    artefact: String,
    /// A part: how many objects, or REFERENCE=HOW MANY
    #[arg(required = true, value_name = "PART")]
    parts: Vec<String>,
}

/// What to withdraw, and why.
#[derive(Args)]
pub struct WithdrawArgs {
    /// A reference or number, an id, or the first digits of one
    pub record: String,
    /// Why
    #[arg(long, value_name = "TEXT", required_unless_present = "take_back")]
    pub reason: Option<String>,
    /// Take a withdrawal back
    #[arg(long, conflicts_with = "reason")]
    pub take_back: bool,
}

/// Does one of them.
///
/// # Errors
/// What the catalogue gives.
pub fn run(verb: Verb, session: &Session) -> Result<Answer> {
    match verb {
        Verb::Add(args) => add(&args, session),
        Verb::Set(args) => {
            let inputs = fields::parse(&args.fields)?;
            let mut catalogue = session.write()?;
            let id = catalogue.find(RecordKind::Artefact, &args.artefact)?;
            catalogue.artefact_set(&id, &inputs)?;
            shown(&catalogue, &id)
        }
        Verb::Show(args) => {
            let catalogue = session.read()?;
            let id = catalogue.find(RecordKind::Artefact, &args.artefact)?;
            shown(&catalogue, &id)
        }
        Verb::List(args) => list(&args, session),
        Verb::Split(args) => split(&args, session),
        Verb::Withdraw(args) => {
            let (catalogue, id) = withdraw(RecordKind::Artefact, &args, session)?;
            shown(&catalogue, &id)
        }
        Verb::History(args) => history(&args, session),
    }
}

fn add(args: &AddArgs, session: &Session) -> Result<Answer> {
    let mut inputs = fields::parse(&args.fields)?;
    let has_reference = inputs.iter().any(|(field, _)| field == "reference");
    if has_reference && args.next {
        return Err(Error::new(
            Code::Usage,
            "recording an artefact",
            "both a reference and --next are given",
        ));
    }
    let mut catalogue = session.open()?;
    let (key, details) = session.signer()?;
    if !has_reference {
        let next = next_reference(&catalogue, &details.initials)?;
        if !args.next {
            return Err(Error::new(Code::Usage, "recording an artefact", "it has no reference")
                .safe("Nothing was saved")
                .remedy(format!("The next free one is {next}: take it with --next, or give reference=….")));
        }
        inputs.push(("reference".to_owned(), Input::Text(next)));
    }
    catalogue.unlock(key, details);
    let id = catalogue.artefact_add(&inputs)?;
    shown(&catalogue, &id)
}

fn next_reference(catalogue: &Catalogue, initials: &str) -> Result<String> {
    let unknown = || {
        Error::new(Code::Usage, "suggesting a reference", "nothing says the signer's initials")
            .remedy("Give reference=ABC/1, or add the initials to the file beside your key.")
    };
    if initials.is_empty() {
        return Err(unknown());
    }
    let next = catalogue.next_reference(RecordKind::Artefact, initials)?;
    next.map(|reference| reference.as_str().to_owned()).ok_or_else(unknown)
}

/// Withdraws a record or takes that back.
///
/// # Errors
/// What the catalogue gives.
pub fn withdraw(kind: RecordKind, args: &WithdrawArgs, session: &Session) -> Result<(Opened, RecordId)> {
    let mut catalogue = session.write()?;
    let id = match kind {
        RecordKind::Photo => catalogue.find_photo(&args.record)?,
        kind => catalogue.find(kind, &args.record)?,
    };
    match &args.reason {
        Some(reason) => catalogue.withdraw(&id, reason)?,
        None => catalogue.take_back(&id)?,
    }
    Ok((catalogue, id))
}

fn list(args: &ListArgs, session: &Session) -> Result<Answer> {
    let catalogue = session.read()?;
    let package = args.package.as_ref().map(|name| catalogue.find(RecordKind::Package, name)).transpose()?;
    let filter = Filter {
        kind: Some(RecordKind::Artefact.word().to_owned()),
        package,
        conflict: args.conflict,
        no_photo: args.no_photo,
        withdrawn: Some(args.withdrawn),
        ..Filter::default()
    };
    items(&catalogue, &filter, &args.range)
}

/// One line of a list, without what only the database needs.
#[derive(Serialize)]
struct Item {
    id: RecordId,
    reference: String,
    title: String,
    quantity: i64,
    photos: i64,
    withdrawn: bool,
}

impl From<ItemRow> for Item {
    fn from(row: ItemRow) -> Self {
        let ItemRow { record: id, reference, title, quantity, photos, withdrawn, .. } = row;
        Self { id, reference, title, quantity, photos, withdrawn }
    }
}

/// A list of artefacts or packages.
///
/// # Errors
/// What the catalogue gives.
pub fn items(catalogue: &Catalogue, filter: &Filter, range: &Range) -> Result<Answer> {
    #[derive(Serialize)]
    struct Items {
        items: Vec<Item>,
        more: bool,
    }
    let mut rows = catalogue.list(filter, range.offset, range.limit.saturating_add(1))?;
    let more = rows.len() > range.limit;
    rows.truncate(range.limit);
    let items: Vec<Item> = rows.into_iter().map(Item::from).collect();
    let mut page = Page::default();
    let row = |item: &Item| {
        let quantity = format!("{}×", item.quantity);
        vec![item.reference.clone(), quantity, format!("{} photos", item.photos), item.title.clone()]
    };
    page.table(&items.iter().map(row).collect::<Vec<_>>());
    if items.is_empty() {
        page.line("None.");
    }
    if more {
        page.line(format!("… and more: go on with --offset {}.", range.offset + range.limit));
    }
    Answer::new(&Items { items, more }, page)
}

fn split(args: &SplitArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Split {
        lot: ArtefactView,
        parts: Vec<ArtefactView>,
    }
    let parts: Vec<SplitPart> = args.parts.iter().map(|part| part_of(part)).collect::<Result<_>>()?;
    let mut catalogue = session.write()?;
    let id = catalogue.find(RecordKind::Artefact, &args.artefact)?;
    let made = catalogue.artefact_split(&id, &parts)?;
    let parts: Vec<ArtefactView> = made.iter().map(|part| catalogue.artefact(part)).collect::<Result<_>>()?;
    let lot = catalogue.artefact(&id)?;
    let mut page = Page::default();
    let row =
        |view: &ArtefactView| vec![view.reference.clone(), format!("{}×", view.quantity), view.title.clone()];
    page.table(&std::iter::once(&lot).chain(&parts).map(row).collect::<Vec<_>>());
    Answer::new(&Split { lot, parts }, page)
}

fn part_of(text: &str) -> Result<SplitPart> {
    let (reference, number) = text.rsplit_once('=').map_or((None, text), |(r, n)| (Some(r.to_owned()), n));
    let quantity = number.trim().parse().map_err(|_| {
        Error::new(Code::Usage, "splitting a lot", "a part is a whole number, or REFERENCE=NUMBER").on(text)
    })?;
    Ok(SplitPart { quantity, reference })
}

fn history(args: &NameArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct History {
        id: RecordId,
        history: Vec<HistoryLine>,
    }
    let catalogue = session.read()?;
    let id = catalogue.find(RecordKind::Artefact, &args.artefact)?;
    let history = catalogue.history(&id)?;
    let mut page = Page::default();
    for line in &history {
        page.line(format!("{} {}  {}  {} ({})", line.at, line.zone, line.kind, line.signer, line.device));
        if line.standing.reason != "listed" {
            page.block(&line.standing.sentence);
        }
        if let Some(reason) = &line.reason {
            page.block(&format!("reason: {}", reason.replace('\n', " ⏎ ")));
        }
        for change in &line.changes {
            let replaced = if change.live { "" } else { "  (replaced)" };
            let value = change.value.text().map_or_else(|| change.value.compact(), str::to_owned);
            page.block(&format!("{}: {}{replaced}", change.field, value.replace('\n', " ⏎ ")));
        }
    }
    Answer::new(&History { id, history }, page)
}

fn shown(catalogue: &Catalogue, id: &RecordId) -> Result<Answer> {
    #[derive(Serialize)]
    struct Shown {
        #[serde(flatten)]
        view: ArtefactView,
        headquarters: Option<Whereabouts>,
    }
    let view = catalogue.artefact(id)?;
    let headquarters = receipt::whereabouts(catalogue, id)?;
    let mut page = page(&view);
    page.pair("Receipts", headquarters.as_ref().map(receipt::in_words).unwrap_or_default());
    Answer::new(&Shown { view, headquarters }, page)
}

fn page(view: &ArtefactView) -> Page {
    let mut page = Page::default();
    let withdrawn = if view.withdrawn { "  (withdrawn)" } else { "" };
    page.line(format!("{}  {}{withdrawn}", view.reference, view.title));
    page.pair("Id", view.id.to_string());
    page.pair("Quantity", view.quantity.to_string());
    page.pair("Part of", view.part_of.clone().unwrap_or_default());
    page.pair("In", view.inside.join(" in "));
    page.gap();
    let told = ["reference", "title", "quantity", "part_of", "in"];
    field_lines(
        &mut page,
        view.fields.iter().filter(|f| f.values.len() > 1 || !told.contains(&f.field.as_str())),
    );
    page.gap();
    for photo in &view.photos {
        page.pair("Photo", format!("{}  {}", &photo.photo.hex()[..12], photo.view));
    }
    let completeness = &view.completeness;
    page.pair("Object ID", format!("{} of {}", completeness.done, completeness.of));
    page.pair("Missing", completeness.missing.join(", "));
    if !view.conflicts.is_empty() {
        page.pair("Conflicts", format!("{}: look with `conflicts list`", view.conflicts.len()));
    }
    page
}

/// Fields with their values; where people disagree, each value with who says so.
pub fn field_lines<'a>(page: &mut Page, fields: impl Iterator<Item = &'a FieldView>) {
    for field in fields {
        match field.values.as_slice() {
            [one] if !one.text.contains('\n') && field.field.len() < 15 => page.pair(&field.field, &one.text),
            [one] => {
                page.line(&field.field);
                page.block(&one.text);
            }
            several => {
                page.line(format!("{}  (in conflict)", field.field));
                for (number, value) in several.iter().enumerate() {
                    page.block(&format!(
                        "{}. {}  — {} ({})",
                        number + 1,
                        value.text,
                        value.signer,
                        value.device
                    ));
                }
            }
        }
    }
}
