//! `note`: drafts that change, and sealed notes that cannot.

use crate::answer::Answer;
use crate::page::Page;
use crate::session::Session;
use clap::{Args, Subcommand};
use serde::Serialize;
use sigillum_core::catalogue::{Catalogue, NoteView};
use sigillum_core::entry::Class;
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::json::Json;
use sigillum_core::note::NoteDraft;
use sigillum_host::files::read_text;
use std::path::{Path, PathBuf};

/// What can be done with notes.
#[derive(Subcommand)]
pub enum Verb {
    /// Save a draft; needs no key
    Draft(DraftArgs),
    /// Seal a draft, or a note written at once: from then on it can only be added to
    Seal(SealArgs),
    /// List sealed notes or drafts
    List(ListArgs),
    /// Show a sealed note
    Show(NameArgs),
}

/// What a note says.
#[derive(Args)]
pub struct TextArgs {
    /// The text [default: standard input]
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    text: Option<String>,
    /// Read the text from this file (- for standard input)
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The title
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The language, such as en, km or fa-AF
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// An artefact or package that it is about
    #[arg(long, value_name = "REF")]
    about: Vec<String>,
    /// A photo that goes with it
    #[arg(long, value_name = "PHOTO")]
    photo: Vec<String>,
    /// The sealed note to which this is an addendum
    #[arg(long, value_name = "NOTE")]
    addendum_to: Option<String>,
}

/// What to save.
#[derive(Args)]
pub struct DraftArgs {
    #[command(flatten)]
    note: TextArgs,
    /// Change this draft; what is not given stays
    #[arg(long, value_name = "N")]
    draft: Option<i64>,
}

/// What to seal.
#[derive(Args)]
pub struct SealArgs {
    /// The draft's number; without it, the note is what the options say
    #[arg(conflicts_with_all = ["text", "file", "title", "lang", "about", "photo", "addendum_to"])]
    draft: Option<i64>,
    #[command(flatten)]
    note: TextArgs,
    /// Keep it inside the task force
    #[arg(long)]
    internal: bool,
}

/// Which to list.
#[derive(Args)]
pub struct ListArgs {
    /// Those about this artefact or package
    #[arg(long, value_name = "REF", conflicts_with = "drafts")]
    about: Option<String>,
    /// The drafts
    #[arg(long)]
    drafts: bool,
}

/// Which one.
#[derive(Args)]
pub struct NameArgs {
    /// The note's id or the first digits of it
    note: String,
}

/// Does one of them.
///
/// # Errors
/// What the catalogue gives.
pub fn run(verb: Verb, session: &Session) -> Result<Answer> {
    match verb {
        Verb::Draft(args) => draft(args, session),
        Verb::Seal(args) => seal(args, session),
        Verb::List(args) if args.drafts => drafts(session),
        Verb::List(args) => list(&args, session),
        Verb::Show(args) => {
            let catalogue = session.read()?;
            let id = catalogue.find(RecordKind::Note, &args.note)?;
            let note = catalogue.note(&id)?;
            let page = page(&note);
            Answer::new(&note, page)
        }
    }
}

/// Puts what the options say into a draft; the rest stays.
fn fill(draft: &mut NoteDraft, args: TextArgs, catalogue: &Catalogue, is_new: bool) -> Result<()> {
    let reading = "reading the note's text";
    let text = match (args.text, args.file) {
        (Some(text), _) => Some(text),
        (None, Some(file)) => Some(read_text(&file, reading)?),
        (None, None) if is_new => Some(read_text(Path::new("-"), reading)?),
        (None, None) => None,
    };
    draft.text = text.unwrap_or_else(|| std::mem::take(&mut draft.text));
    draft.title = args.title.unwrap_or_else(|| std::mem::take(&mut draft.title));
    draft.language = args.lang.unwrap_or_else(|| std::mem::take(&mut draft.language));
    if !args.about.is_empty() {
        draft.about = args.about.iter().map(|name| catalogue.find_object(name)).collect::<Result<_>>()?;
    }
    if !args.photo.is_empty() {
        draft.photos = args.photo.iter().map(|name| catalogue.find_photo(name)).collect::<Result<_>>()?;
    }
    if let Some(note) = args.addendum_to {
        draft.addendum_to = Some(catalogue.find(RecordKind::Note, &note)?);
    }
    Ok(())
}

fn draft(args: DraftArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Saved {
        draft: i64,
        note: NoteDraft,
    }
    let mut catalogue = session.open()?;
    let mut note =
        args.draft.map_or_else(|| Ok(NoteDraft::default()), |n| catalogue.note_draft_content(n))?;
    fill(&mut note, args.note, &catalogue, args.draft.is_none())?;
    let draft = catalogue.note_draft(args.draft, &note)?;
    Answer::new(
        &Saved { draft, note },
        Page::of(format!("Draft {draft} saved. Seal it with `note seal {draft}`.")),
    )
}

fn seal(args: SealArgs, session: &Session) -> Result<Answer> {
    let mut catalogue = session.open()?;
    let mut note =
        args.draft.map_or_else(|| Ok(NoteDraft::default()), |n| catalogue.note_draft_content(n))?;
    if args.draft.is_none() {
        // The passphrase and the text cannot both come from standard input.
        let from_input =
            args.note.text.is_none() && args.note.file.as_deref().is_none_or(|f| f == Path::new("-"));
        if from_input && session.common.passphrase_fd == Some(0) {
            return Err(Error::new(
                Code::Usage,
                "sealing a note",
                "text and passphrase both come from descriptor 0",
            )
            .remedy("Give the text with --file, or the passphrase with --passphrase-file."));
        }
        fill(&mut note, args.note, &catalogue, true)?;
    }
    let (key, details) = session.signer()?;
    catalogue.unlock(key, details);
    let class = if args.internal { Class::Internal } else { Class::Open };
    let sealed = catalogue.note_seal(&note, args.draft, class)?;
    let page = page(&sealed);
    Answer::new(&sealed, page)
}

fn drafts(session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Draft {
        draft: i64,
        changed: String,
        note: NoteDraft,
    }
    #[derive(Serialize)]
    struct Drafts {
        drafts: Vec<Draft>,
    }
    let rows = session.read()?.note_drafts()?;
    let drafts: Vec<Draft> = rows
        .into_iter()
        .map(|row| {
            let body = Json::parse(row.content.as_bytes()).unwrap_or(Json::Null);
            Draft { draft: row.id, changed: row.changed, note: NoteDraft::from_body(&body) }
        })
        .collect();
    let mut page = Page::default();
    let row = |d: &Draft| {
        let first = d.note.text.lines().next().unwrap_or_default().to_owned();
        vec![d.draft.to_string(), d.changed.clone(), d.note.title.clone(), first]
    };
    page.table(&drafts.iter().map(row).collect::<Vec<_>>());
    if drafts.is_empty() {
        page.line("None.");
    }
    Answer::new(&Drafts { drafts }, page)
}

fn list(args: &ListArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Notes {
        notes: Vec<NoteView>,
    }
    let catalogue = session.read()?;
    let about: Option<RecordId> = args.about.as_ref().map(|name| catalogue.find_object(name)).transpose()?;
    let notes = catalogue.notes(about.as_ref())?;
    let mut page = Page::default();
    let row = |note: &NoteView| {
        vec![
            note.id.hex()[..12].to_owned(),
            note.at.clone(),
            note.signer.clone(),
            note.about.join(", "),
            note.title.clone(),
        ]
    };
    page.table(&notes.iter().map(row).collect::<Vec<_>>());
    if notes.is_empty() {
        page.line("None.");
    }
    Answer::new(&Notes { notes }, page)
}

fn page(note: &NoteView) -> Page {
    let mut page = Page::default();
    page.pair("Note", note.id.to_string());
    page.pair("Title", &note.title);
    page.pair("About", note.about.join(", "));
    page.pair("Language", &note.language);
    page.pair("Sealed by", format!("{} ({})", note.signer, note.device));
    page.pair("Signature", &note.standing.sentence);
    page.pair("Sealed at", format!("{} {}  (by that laptop's clock)", note.at, note.zone));
    page.pair("Place", format!("entry {} of chain {}", note.seq, note.chain));
    for photo in &note.photos {
        page.pair("Photo", photo.to_string());
    }
    page.pair("Addendum to", note.addendum_to.as_ref().map(ToString::to_string).unwrap_or_default());
    for addendum in &note.addenda {
        page.pair("Added to by", addendum.to_string());
    }
    page.gap();
    page.block(&note.text);
    page
}
