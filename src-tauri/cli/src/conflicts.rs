//! `conflicts`: the list that a person works through.

use crate::answer::Answer;
use crate::names;
use crate::page::Page;
use crate::session::{Session, list_of};
use clap::{Args, Subcommand};
use serde::Serialize;
use sigillum_core::catalogue::{ConflictView, Input, SettledKind, SettledView, Settlement};
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::id::RecordId;
use sigillum_core::json::Json;
use sigillum_core::likeness::LINKED;
use sigillum_core::merge::Conflict;
use std::path::PathBuf;

/// What can be done with conflicts.
#[derive(Subcommand)]
pub enum Verb {
    /// List all conflicts
    List(QueueArgs),
    /// Show one with its values side by side
    Show(NameArgs),
    /// Settle one; what it replaces stays in the history
    Settle(SettleArgs),
    /// List what was settled and can be undone
    Settled(SettledArgs),
    /// Undo a settlement by new entries: the conflict is back on the list
    Undo(UndoArgs),
}

/// Whose settlements.
#[derive(Args)]
pub struct SettledArgs {
    /// Only those that the signer made
    #[arg(long)]
    mine: bool,
}

/// Which settlement.
#[derive(Args)]
pub struct UndoArgs {
    /// The conflict's name, as `conflicts settled` prints it, or its first digits
    conflict: String,
}

/// Which list.
#[derive(Args)]
pub struct QueueArgs {
    /// Only conflicts about what the signer wrote to
    #[arg(long)]
    mine: bool,
    #[command(flatten)]
    list: ListArgs,
}

/// Seen with which list.
#[derive(Args)]
pub struct ListArgs {
    /// An allowed_signers file: shows also values of its signers that only others replaced
    #[arg(long, value_name = "FILE")]
    signers: Option<PathBuf>,
}

/// Which one.
#[derive(Args)]
pub struct NameArgs {
    /// The conflict's name, as `conflicts list` prints it, or its first digits
    conflict: String,
    #[command(flatten)]
    list: ListArgs,
}

/// How to settle it.
#[derive(Args)]
#[command(group = clap::ArgGroup::new("way").required(true))]
pub struct SettleArgs {
    /// The conflict's name, as `conflicts list` prints it, or its first digits
    conflict: String,
    /// Take the value of this number
    #[arg(long, value_name = "N", group = "way")]
    pick: Option<usize>,
    /// Take this value instead
    #[arg(long, value_name = "VALUE", group = "way")]
    value: Option<String>,
    /// Keep the record that was edited and withdrawn
    #[arg(long, group = "way")]
    keep: bool,
    /// Withdraw the record that was edited and withdrawn
    #[arg(long, group = "way")]
    withdraw: bool,
    /// Where one reference is used twice: the record (its id) that gets the reference of --reference
    #[arg(long, value_name = "RECORD", group = "way", requires = "reference")]
    rename: Option<RecordId>,
    /// The new reference for --rename
    #[arg(long, value_name = "REFERENCE", requires = "rename")]
    reference: Option<String>,
    #[command(flatten)]
    list: ListArgs,
}

/// Does one of them.
///
/// # Errors
/// What the catalogue gives.
pub fn run(verb: Verb, session: &Session) -> Result<Answer> {
    match verb {
        Verb::List(args) => list(&args, session),
        Verb::Show(args) => show(&args, session),
        Verb::Settle(args) => settle(args, session),
        Verb::Settled(args) => settled(&args, session),
        Verb::Undo(args) => undo(&args, session),
    }
}

fn list(args: &QueueArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Conflicts {
        conflicts: Vec<ConflictView>,
    }
    let signers = list_of(args.list.signers.as_deref())?;
    // Whose they are is told by the key that signs.
    let catalogue = if args.mine { session.write()? } else { session.read()? };
    let conflicts = catalogue.conflict_queue(signers.as_ref(), args.mine, 0, usize::MAX)?.items;
    let mut page = Page::default();
    let digits = names::digits(conflicts.iter().map(|view| view.id.as_str()));
    for conflict in &conflicts {
        conflict_lines(&mut page, conflict, digits);
        page.gap();
    }
    page.line(match conflicts.len() {
        0 => "No conflicts.".to_owned(),
        n => format!("{n} to settle: `conflicts settle NAME --pick N`."),
    });
    let found = !conflicts.is_empty();
    Ok(Answer::new(&Conflicts { conflicts }, page)?.with_findings(found))
}

fn show(args: &NameArgs, session: &Session) -> Result<Answer> {
    let signers = list_of(args.list.signers.as_deref())?;
    let all = session.read()?.conflicts(signers.as_ref())?;
    let mut fits = all.into_iter().filter(|c| c.id.starts_with(&args.conflict));
    let (Some(conflict), None) = (fits.next(), fits.next()) else {
        return Err(Error::new(
            Code::NotFound,
            "showing a conflict",
            "there is not exactly one of this name",
        )
        .on(&args.conflict)
        .remedy("Look with `conflicts list`."));
    };
    let mut page = Page::default();
    conflict_lines(&mut page, &conflict, conflict.id.len());
    Answer::new(&conflict, page)
}

fn settle(args: SettleArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Settled {
        settled: String,
        left: usize,
    }
    let settlement = match (args.pick, args.value, args.rename.zip(args.reference)) {
        (Some(number), ..) => Settlement::Pick(number),
        (_, Some(value), _) if value.trim().is_empty() => Settlement::Value(Input::Nothing),
        (_, Some(value), _) => Settlement::Value(Input::Text(value)),
        (_, _, Some((record, reference))) => Settlement::Rename { record, reference },
        _ if args.keep => Settlement::Keep,
        _ => Settlement::Withdraw,
    };
    let signers = list_of(args.list.signers.as_deref())?;
    let mut catalogue = session.write()?;
    catalogue.settle(&args.conflict, &settlement, signers.as_ref())?;
    let left = catalogue.conflicts(signers.as_ref())?.len();
    Answer::new(
        &Settled { settled: args.conflict, left },
        Page::of(format!("Settled. {left} conflicts are left.")),
    )
}

fn settled(args: &SettledArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct AllSettled {
        settled: Vec<SettledView>,
    }
    let catalogue = if args.mine { session.write()? } else { session.read()? };
    let settled = catalogue.settled(args.mine)?;
    let mut page = Page::default();
    let digits = names::digits(settled.iter().map(|view| view.settled.id.as_str()));
    for view in &settled {
        let name = names::shown(&view.settled.id, digits);
        page.line(format!("{name}  {}  {}", view.name, about(view)));
        let decided = &view.decided;
        let what = decision(view);
        page.block(&format!("{what}  — {} ({}), {}", decided.signer, decided.device, decided.at));
        page.block(&format!("   entry {}", view.settled.entry.short()));
        if view.kind == SettledKind::Withdrawal || view.kind == SettledKind::Likeness {
            page.gap();
            continue;
        }
        for former in &view.former {
            page.block(&format!("   instead of {}  — {} ({})", former.text, former.signer, former.device));
        }
        page.gap();
    }
    page.line(match settled.len() {
        0 => "Nothing that was settled still stands.".to_owned(),
        n => format!("{n} settled: `conflicts undo NAME` puts one back on the list."),
    });
    Answer::new(&AllSettled { settled }, page)
}

/// What a settlement was about: the field, and the other records.
fn about(view: &SettledView) -> String {
    let others = view.others.join(", ");
    match view.kind {
        SettledKind::Values => view.settled.field.clone(),
        SettledKind::Reference => format!("{}, which {others} has", view.settled.field),
        SettledKind::Withdrawal => "edited and withdrawn".to_owned(),
        SettledKind::Likeness => format!("and {others}"),
    }
}

fn decision(view: &SettledView) -> &str {
    let said = &view.decided.value;
    match view.kind {
        SettledKind::Withdrawal if *said == Json::Bool(true) => "kept",
        SettledKind::Withdrawal => "withdrawn",
        SettledKind::Likeness if said.text() == Some(LINKED) => "one object",
        SettledKind::Likeness => "two objects",
        SettledKind::Values | SettledKind::Reference => &view.decided.text,
    }
}

fn undo(args: &UndoArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Undone {
        undone: String,
        left: usize,
    }
    let mut catalogue = session.write()?;
    let view = catalogue.settled_by_name(&args.conflict)?;
    catalogue.undo_settlement(&view.settled)?;
    let left = catalogue.conflicts(None)?.len();
    let page = Page::of(format!("Undone: each value is said again. {left} conflicts are left."));
    Answer::new(&Undone { undone: view.settled.id, left }, page)
}

/// One conflict, with its values side by side, called by so many digits of its name.
pub fn conflict_lines(page: &mut Page, view: &ConflictView, digits: usize) {
    let what = match &view.conflict {
        Conflict::Values { field, .. } => format!("different values of {field}"),
        Conflict::EditedAndWithdrawn { .. } => "withdrawn beside an edit".to_owned(),
        Conflict::Overruled { field, .. } => format!("a listed signer's {field} was replaced by others only"),
        Conflict::ReferenceTwice { key, .. } => format!("one reference twice: {key}"),
        Conflict::Forked { chain, seq } => format!("chain {chain} has two entries at {seq}"),
    };
    page.line(format!("{}  {}  {what}", names::shown(&view.id, digits), view.names.join(", ")));
    for (number, value) in view.values.iter().enumerate() {
        let who = format!("{} ({}), {}", value.signer, value.device, value.at);
        page.block(&format!("{}. {}  — {who}", number + 1, value.text.replace('\n', " ⏎ ")));
        if let Some(standing) = value.standing.as_ref().filter(|standing| standing.reason != "listed") {
            page.block(&format!("   {}", standing.sentence));
        }
    }
}
