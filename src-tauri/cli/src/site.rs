//! `leave` and `labels`: what paper and boxes need before the van leaves.

use crate::answer::Answer;
use crate::page::Page;
use crate::session::Session;
use clap::Args;
use serde::Serialize;
use sigillum_core::catalogue::{LeaveCheck, LeaveItem, LeaveKey, LeaveLine, Light};
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::report::LabelLayout;
use sigillum_host::files::write_new;
use std::path::PathBuf;

/// As many objects are named on the page; the document names more.
const NAMED: usize = 12;

/// Whose labels, and on what.
#[derive(Args)]
pub struct LabelsArgs {
    /// Artefacts and packages [default: all that have no label yet]
    objects: Vec<String>,
    /// a4: sheets of three columns of eight; roll: single labels of 62 by 29 mm
    #[arg(long, value_name = "LAYOUT", default_value = "a4")]
    layout: String,
    /// Places of the first sheet that are used up
    #[arg(long, value_name = "N", default_value_t = 0)]
    skip: usize,
    /// The page to write: an HTML file that any browser prints
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Remember these labels as printed
    #[arg(long)]
    printed: bool,
}

/// Says whether the site may be left.
///
/// # Errors
/// What the catalogue gives.
pub fn leave(session: &Session) -> Result<Answer> {
    let check = session.read()?.leave()?;
    let page = leave_page(&check);
    Ok(Answer::new(&check, page)?.with_findings(!check.ready))
}

/// Writes a page of labels.
///
/// # Errors
/// What the catalogue gives; [`Code::AlreadyExists`] where the file is there already.
pub fn labels(args: &LabelsArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Labels {
        path: PathBuf,
        labels: usize,
    }
    let Some(layout) = LabelLayout::from_word(&args.layout) else {
        let error = Error::new(Code::Usage, "printing labels", "there is no such layout").on(&args.layout);
        return Err(error.remedy("Use a4 or roll."));
    };
    let mut catalogue = session.open()?;
    let named: Result<Vec<_>> = args.objects.iter().map(|name| catalogue.find_object(name)).collect();
    let mut objects = named?;
    if objects.is_empty() {
        objects = catalogue.label_ids(true, usize::MAX)?;
    }
    let bytes = catalogue.labels(&objects, layout, args.skip)?;
    write_new(&args.to, &String::from_utf8_lossy(&bytes), 0o644, "writing the labels")?;
    if args.printed {
        catalogue.labels_printed(&objects, true)?;
    }
    let page = Page::of(format!(
        "{} labels in {}. Open it in a browser and print it.",
        objects.len(),
        args.to.display()
    ));
    Answer::new(&Labels { path: args.to.clone(), labels: objects.len() }, page)
}

fn leave_page(check: &LeaveCheck) -> Page {
    let mut page = Page::of(match check.ready {
        true => "Everything is in order: the site may be left.",
        false => "Not yet in order:",
    });
    for line in &check.lines {
        page.line(format!("  {}  {}", light(line.light), words(line)));
        if line.light != Light::Green && !line.items.is_empty() {
            page.line(format!("         {}", named(&line.items, line.count)));
        }
    }
    page.gap();
    for head in &check.heads {
        page.pair("Head code", format!("{}  ({}, {})", head.code, head.signer, head.device));
    }
    if check.not_exported > 0 {
        page.line(format!("Then export: {} entries are in no bundle yet.", check.not_exported));
    }
    page
}

fn light(light: Light) -> &'static str {
    match light {
        Light::Green => "ok    ",
        Light::Amber => "decide",
        Light::Red => "wrong ",
    }
}

fn named(items: &[LeaveItem], count: u64) -> String {
    let name = |item: &LeaveItem| match item.missing.is_empty() {
        true => item.name.clone(),
        false => format!("{} ({})", item.name, item.missing.join(", ")),
    };
    let names: Vec<String> = items.iter().take(NAMED).map(name).collect();
    let more = count.saturating_sub(names.len() as u64);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", names.join(", "))
}

/// The answer to a question, and what to do where it is not green.
fn words(line: &LeaveLine) -> String {
    let (done, undone, remedy) = sentence(line.key);
    match line.light {
        Light::Green => done.to_owned(),
        _ if line.count == 0 => undone.to_owned(),
        _ => format!("{undone}: {} of {}. {remedy}", line.count, line.of.max(line.count)),
    }
}

fn sentence(key: LeaveKey) -> (&'static str, &'static str, &'static str) {
    match key {
        LeaveKey::Recorded => ("Objects are recorded", "Nothing is recorded yet", ""),
        LeaveKey::References => (
            "Every object has a reference of its own",
            "Without a reference of its own",
            "Give each one, and write it on its label.",
        ),
        LeaveKey::Views => {
            ("Every object is photographed as required", "Photos are missing", "Take them, and place them.")
        }
        LeaveKey::Labels => (
            "Every object has a label",
            "Without a label",
            "Print labels, or place a photo that shows the label.",
        ),
        LeaveKey::Bags => ("Every object is in a package", "In no package", "Pack them."),
        LeaveKey::Drafts => ("No draft is open", "Drafts are open", "Seal them, or discard them."),
        LeaveKey::Photos => {
            ("Every photo has its place", "Photos show nothing yet", "Place or withdraw them.")
        }
        LeaveKey::Counts => (
            "Counts, seals and contents agree",
            "Events do not add up",
            "Count again; correct the event, or record what happened.",
        ),
        LeaveKey::HandOvers => (
            "Every hand-over is acknowledged",
            "Hand-overs that only one side states",
            "Let the receiver sign, and attach the slip.",
        ),
        LeaveKey::Conflicts => {
            ("No conflict is open", "Conflicts are open", "Settle them, or leave them for headquarters.")
        }
    }
}
