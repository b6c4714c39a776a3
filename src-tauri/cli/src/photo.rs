//! `photo`: taking in cards and folders, placements, links, and looking into any file.

use crate::answer::{Answer, error_view};
use crate::artefact::{Range, WithdrawArgs, withdraw};
use crate::page::Page;
use crate::photo_pages::{inspection_page, intake_page, list_page, photo_page};
use crate::session::Session;
use clap::{Args, Subcommand};
use serde::Serialize;
use sigillum_core::catalogue::{Catalogue, HeldAs, IntakeOptions, PhotoView, Whereabouts};
use sigillum_core::error::{Code, Result};
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::json::Json;
use sigillum_core::{media, photo};
use std::path::PathBuf;

/// What can be done with photos.
#[derive(Subcommand)]
pub enum Verb {
    /// Take in files and folders: copied, synced, read back and compared before they are acknowledged
    #[command(after_help = view_help())]
    Add(AddArgs),
    /// List photos
    List(ListArgs),
    /// Say that photos show an artefact
    #[command(after_help = view_help())]
    Place(PlaceArgs),
    /// Take that back
    Unplace(UnplaceArgs),
    /// Say what a photo goes with, what it says, or by how much its camera's clock was wrong
    Link(LinkArgs),
    /// Look into any file, without a catalogue: what its metadata claims
    Inspect(InspectArgs),
    /// Withdraw a photo; nothing is deleted
    Withdraw(WithdrawArgs),
}

fn view_help() -> String {
    format!("Views: {}.", photo::VIEWS.join(", "))
}

/// What to take in.
#[derive(Args)]
pub struct AddArgs {
    /// Files and folders
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The artefact that they show
    #[arg(long, value_name = "REF")]
    artefact: Option<String>,
    /// The view in which they show it
    #[arg(long, value_name = "VIEW", requires = "artefact")]
    view: Option<String>,
    /// What is written on the card
    #[arg(long, value_name = "LABEL", default_value = "", hide_default_value = true)]
    card: String,
}

/// Which to list.
#[derive(Args)]
pub struct ListArgs {
    /// Those of this artefact
    #[arg(long, value_name = "REF", conflicts_with = "unplaced")]
    artefact: Option<String>,
    /// Those that show nothing yet
    #[arg(long)]
    unplaced: bool,
    #[command(flatten)]
    range: Range,
}

/// What shows what.
#[derive(Args)]
pub struct PlaceArgs {
    /// Photos: names, ids, or the first digits of a SHA-256
    #[arg(required = true)]
    photos: Vec<String>,
    /// The artefact
    #[arg(long, value_name = "REF")]
    artefact: String,
    /// The view in which they show it
    #[arg(long, value_name = "VIEW", default_value = "other")]
    view: String,
}

/// What shows it no more.
#[derive(Args)]
pub struct UnplaceArgs {
    /// The photo: a name, an id, or the first digits of its SHA-256
    photo: String,
    /// The artefact
    #[arg(long, value_name = "REF")]
    artefact: String,
    /// Only this view
    #[arg(long, value_name = "VIEW")]
    view: Option<String>,
}

/// What to say of a photo.
#[derive(Args)]
pub struct LinkArgs {
    /// The photo: a name, an id, or the first digits of its SHA-256
    photo: String,
    /// The photo that it accompanies: a raw its JPEG, a film its still
    #[arg(long, value_name = "PHOTO", required_unless_present_any = ["derived_from", "clock_error", "caption"])]
    companion_of: Option<String>,
    /// The photo of which it is a working copy
    #[arg(long, value_name = "PHOTO")]
    derived_from: Option<String>,
    /// By how much the camera's clock was wrong, such as "1 h slow, checked by GPS"
    #[arg(long, value_name = "TEXT")]
    clock_error: Option<String>,
    /// What it says
    #[arg(long, value_name = "TEXT")]
    caption: Option<String>,
}

/// Where to look.
#[derive(Args)]
pub struct InspectArgs {
    /// The file
    file: PathBuf,
}

/// Does one of them.
///
/// # Errors
/// What the catalogue gives.
pub fn run(verb: Verb, session: &Session) -> Result<Answer> {
    match verb {
        Verb::Add(args) => add(args, session),
        Verb::List(args) => list(&args, session),
        Verb::Place(args) => place(&args, session),
        Verb::Unplace(args) => unplace(&args, session),
        Verb::Link(args) => link(args, session),
        Verb::Inspect(args) => {
            let inspection = media::inspect_file(&args.file)?;
            let page = inspection_page(&inspection);
            Answer::new(&inspection, page)
        }
        Verb::Withdraw(args) => {
            let (catalogue, id) = withdraw(RecordKind::Photo, &args, session)?;
            shown(&catalogue, &id)
        }
    }
}

fn add(args: AddArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Intake<'a, E> {
        #[serde(flatten)]
        report: &'a sigillum_core::catalogue::IntakeReport,
        known_as: &'a [HeldAs],
        why: Option<E>,
    }
    let mut catalogue = session.write()?;
    let find = |name: &String| catalogue.find(RecordKind::Artefact, name);
    let artefact = args.artefact.as_ref().map(find).transpose()?;
    let options = IntakeOptions { sources: args.files, label: args.card, artefact, view: args.view };
    let report = catalogue.photo_add(&options, &session.watch())?;
    let found = report.stopped || report.counts.unreadable > 0;
    let known_as = catalogue.held_under_other_names(&report)?;
    let document = Intake { report: &report, known_as: &known_as, why: report.why.as_ref().map(error_view) };
    let stopped = report.why.as_ref().is_some_and(|why| why.code == Code::Cancelled);
    Ok(Answer::new(&document, intake_page(&report, &known_as))?.with_findings(found).with_stop(stopped))
}

fn list(args: &ListArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Shown {
        #[serde(flatten)]
        view: PhotoView,
        headquarters: Whereabouts,
    }
    #[derive(Serialize)]
    struct Photos {
        photos: Vec<Shown>,
        more: bool,
    }
    let catalogue = session.read()?;
    let find = |name: &String| catalogue.find(RecordKind::Artefact, name);
    let artefact = args.artefact.as_ref().map(find).transpose()?;
    let Range { offset, limit } = args.range;
    let (photos, more) = catalogue.photo_range(artefact.as_ref(), args.unplaced, offset, limit)?;
    let ids: Vec<RecordId> = photos.iter().map(|photo| photo.id.clone()).collect();
    let there = catalogue.whereabouts(&ids)?;
    let mut page = list_page(&photos, &there);
    let shown = photos.into_iter().zip(there);
    let photos = shown.map(|(view, headquarters)| Shown { view, headquarters }).collect();
    if more {
        page.line(format!("… and more: go on with --offset {}.", offset + limit));
    }
    Answer::new(&Photos { photos, more }, page)
}

fn place(args: &PlaceArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Placed {
        placements: Vec<RecordId>,
    }
    let mut catalogue = session.write()?;
    let artefact = catalogue.find(RecordKind::Artefact, &args.artefact)?;
    let photos: Vec<RecordId> =
        args.photos.iter().map(|photo| catalogue.find_photo(photo)).collect::<Result<_>>()?;
    let placements = catalogue.photo_place(&photos, &artefact, &args.view)?;
    let page = Page::of(format!("{} placed on {} as {}.", placements.len(), args.artefact, args.view));
    Answer::new(&Placed { placements }, page)
}

fn unplace(args: &UnplaceArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Unplaced {
        removed: usize,
    }
    let mut catalogue = session.write()?;
    let artefact = catalogue.find(RecordKind::Artefact, &args.artefact)?;
    let photo = catalogue.find_photo(&args.photo)?;
    let removed = catalogue.photo_unplace(&photo, &artefact, args.view.as_deref())?;
    Answer::new(&Unplaced { removed }, Page::of(format!("{removed} taken back.")))
}

fn link(args: LinkArgs, session: &Session) -> Result<Answer> {
    let mut catalogue = session.write()?;
    let id = catalogue.find_photo(&args.photo)?;
    for (field, other) in [(photo::COMPANION_OF, args.companion_of), (photo::DERIVED_FROM, args.derived_from)]
    {
        if let Some(other) = other {
            let other = catalogue.find_photo(&other)?;
            catalogue.photo_set(&id, field, other.as_str().into())?;
        }
    }
    for (field, text) in [(photo::CLOCK_ERROR, args.clock_error), (photo::CAPTION, args.caption)] {
        if let Some(text) = text {
            let value = if text.trim().is_empty() { Json::Null } else { text.trim().into() };
            catalogue.photo_set(&id, field, value)?;
        }
    }
    shown(&catalogue, &id)
}

fn shown(catalogue: &Catalogue, id: &RecordId) -> Result<Answer> {
    let view = catalogue.photo(id)?;
    let page = photo_page(&view);
    Answer::new(&view, page)
}
