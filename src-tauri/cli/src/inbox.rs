//! `inbox`, and `import` of many bundles.

use crate::answer::Answer;
use crate::page::Page;
use crate::session::{Session, list_of};
use clap::{Args, Subcommand};
use serde::Serialize;
use sigillum_core::catalogue::{InboxItem, InboxReport};
use sigillum_core::error::Result;
use sigillum_core::signature::AllowedSigners;
use std::path::PathBuf;

/// What can be done with the inbox.
#[derive(Subcommand)]
pub enum Verb {
    /// List the bundles that were given to this catalogue, and what became of each
    List,
    /// Try again what waits or was refused
    Resume(ResumeArgs),
    /// Take a bundle off the list; its file stays
    Forget(ForgetArgs),
}

/// How to try again.
#[derive(Args)]
pub struct ResumeArgs {
    /// An allowed_signers file from outside the bundles
    #[arg(long, value_name = "FILE")]
    signers: Option<PathBuf>,
}

/// Which to forget.
#[derive(Args)]
pub struct ForgetArgs {
    /// Where it lies, as `inbox list` shows it
    path: PathBuf,
}

#[derive(Serialize)]
struct Inbox {
    items: Vec<InboxItem>,
}

/// Does one of them. Something that is not in yet is a finding.
///
/// # Errors
/// What the catalogue gives.
pub fn run(verb: Verb, session: &Session) -> Result<Answer> {
    match verb {
        Verb::List => list(session.read()?.inbox()?),
        Verb::Resume(args) => {
            let signers = list_of(args.signers.as_deref())?;
            reported(&session.write()?.inbox_resume(signers.as_ref(), &session.watch())?)
        }
        Verb::Forget(args) => {
            let mut catalogue = session.open()?;
            catalogue.inbox_forget(&args.path)?;
            list(catalogue.inbox()?)
        }
    }
}

/// Imports all bundles at these places, each by itself.
///
/// # Errors
/// What stops all of them.
pub fn import_all(places: &[PathBuf], signers: Option<&AllowedSigners>, session: &Session) -> Result<Answer> {
    reported(&session.write()?.import_all(places, signers, &session.watch())?)
}

fn list(items: Vec<InboxItem>) -> Result<Answer> {
    let mut page = Page::default();
    item_lines(&mut page, &items);
    let left = items.iter().filter(|item| !item.state.is_done()).count();
    page.line(match (items.len(), left) {
        (0, _) => "The inbox is empty.".to_owned(),
        (_, 0) => "Everything is in.".to_owned(),
        (_, left) => format!("{left} are not in: `inbox resume` tries them again."),
    });
    Ok(Answer::new(&Inbox { items }, page)?.with_findings(left > 0))
}

fn reported(report: &InboxReport) -> Result<Answer> {
    let mut page = Page::default();
    item_lines(&mut page, &report.items);
    page.gap();
    page.line(format!(
        "{} imported, {} brought nothing new, {} are not in.",
        report.imported, report.nothing_new, report.left
    ));
    Ok(Answer::new(report, page)?.with_findings(report.left > 0))
}

fn item_lines(page: &mut Page, items: &[InboxItem]) {
    for item in items {
        page.table(&[vec![
            item.name.clone(),
            item.state.word().replace('_', " "),
            item.path.display().to_string(),
        ]]);
        item.why.iter().for_each(|why| page.block(why));
    }
}
