//! `likeness`: the same object catalogued twice, linked or told apart.

use crate::answer::Answer;
use crate::names;
use crate::page::Page;
use crate::session::Session;
use clap::{Args, Subcommand};
use serde::Serialize;
use sigillum_core::catalogue::{LikenessStanding, LikenessView};
use sigillum_core::error::Result;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::likeness::Reason;

/// What can be done with artefacts that may be one object.
#[derive(Subcommand)]
pub enum Verb {
    /// List artefacts of different laptops that may be one object
    List(ListArgs),
    /// Say that two artefacts are one object, recorded twice; both records stay
    Link(PairArgs),
    /// Say that two artefacts are two objects
    Apart(PairArgs),
    /// Take back what was said of two artefacts
    Undecide(PairArgs),
}

/// What to list.
#[derive(Args)]
pub struct ListArgs {
    /// Those too that were linked or told apart
    #[arg(long)]
    all: bool,
}

/// Which two.
#[derive(Args)]
pub struct PairArgs {
    /// The pair's name, as `likeness list` shows it, or an artefact
    pair: String,
    /// The other artefact
    other: Option<String>,
}

#[derive(Serialize)]
struct Likenesses {
    pairs: Vec<LikenessView>,
}

/// Does one of them. A pair that nobody decided is a finding.
///
/// # Errors
/// What the catalogue gives.
pub fn run(verb: Verb, session: &Session) -> Result<Answer> {
    match verb {
        Verb::List(args) => list(&args, session),
        Verb::Link(args) => say(&args, Some(true), session),
        Verb::Apart(args) => say(&args, Some(false), session),
        Verb::Undecide(args) => say(&args, None, session),
    }
}

fn list(args: &ListArgs, session: &Session) -> Result<Answer> {
    let pairs = session.open()?.likenesses(args.all, &session.watch())?;
    let mut page = Page::default();
    let digits = names::digits(pairs.iter().map(|pair| pair.id.as_str()));
    for pair in &pairs {
        pair_lines(&mut page, pair, digits);
        page.gap();
    }
    let open = |pair: &&LikenessView| {
        matches!(pair.standing, LikenessStanding::Proposed | LikenessStanding::Disputed)
    };
    let open = pairs.iter().filter(open).count();
    page.line(match open {
        0 => "Nothing to decide.".to_owned(),
        n => format!("{n} to decide: `likeness link NAME` or `likeness apart NAME`."),
    });
    Ok(Answer::new(&Likenesses { pairs }, page)?.with_findings(open > 0))
}

fn say(args: &PairArgs, linked: Option<bool>, session: &Session) -> Result<Answer> {
    let mut catalogue = session.write()?;
    let [a, b]: [RecordId; 2] = match &args.other {
        Some(other) => {
            [catalogue.find(RecordKind::Artefact, &args.pair)?, catalogue.find(RecordKind::Artefact, other)?]
        }
        None => catalogue.likeness_pair(&args.pair, &session.watch())?,
    };
    let view = catalogue.say_likeness(&a, &b, linked)?;
    let mut page = Page::default();
    pair_lines(&mut page, &view, view.id.len());
    Answer::new(&view, page)
}

fn pair_lines(page: &mut Page, pair: &LikenessView, digits: usize) {
    let standing = match pair.standing {
        LikenessStanding::Disputed => "people disagree",
        LikenessStanding::Proposed => "not decided",
        LikenessStanding::Linked => "one object",
        LikenessStanding::Apart => "two objects",
    };
    let name = names::shown(&pair.id, digits);
    page.line(format!("{name}  {}, {}  {standing}", pair.names[0], pair.names[1]));
    pair.titles.iter().filter(|title| !title.is_empty()).for_each(|title| page.block(title));
    pair.reasons.iter().for_each(|reason| page.block(&words_of(reason)));
    for said in &pair.said {
        page.block(&format!("{}: {} ({}), {}", said.text, said.signer, said.device, said.at));
    }
}

fn words_of(reason: &Reason) -> String {
    match reason {
        Reason::SameReference { key } => format!("one reference: {key}"),
        Reason::SamePhoto { photo } => format!("one photo shows both: {}", photo.short()),
        Reason::LikePhoto { first, second, distance } => {
            format!(
                "photos look the same ({distance} of 64 bits differ): {}, {}",
                first.short(),
                second.short()
            )
        }
        Reason::LikeText { shared, of } => format!("{shared} of {of} words are the same"),
    }
}
