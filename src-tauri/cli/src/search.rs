//! `search`: all text of records, notes, custody and photo names, with filters.

use crate::answer::Answer;
use crate::page::Page;
use crate::session::Session;
use clap::Args;
use sigillum_core::catalogue::{SearchAnswer, SearchRequest};
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::store::Filter;

/// What to search.
#[derive(Args)]
pub struct SearchArgs {
    /// Words in any script; accents and case do not count. Words of three letters and more are found inside others
    query: Vec<String>,
    /// Artefacts and packages of which this field contains the text
    #[arg(long, value_name = "FIELD=TEXT")]
    field: Vec<String>,
    /// Those in this package, or in what is in it
    #[arg(long, value_name = "NUMBER")]
    package: Option<String>,
    /// Those in conflict
    #[arg(long)]
    conflict: bool,
    /// Those without a photo
    #[arg(long)]
    no_photo: bool,
    /// Those that a custody event of this kind names
    #[arg(long, value_name = "EVENT")]
    custody: Option<String>,
    /// Withdrawn ones
    #[arg(long)]
    withdrawn: bool,
    /// Only artefacts, packages, notes about no record, or photos that show nothing yet
    #[arg(long, value_parser = ["artefact", "package", "note", "photo"])]
    kind: Option<String>,
    /// Go on after this record, the last of the hits before
    #[arg(long, value_name = "ID")]
    after: Option<String>,
    /// How many hits at most [default: 50]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// Searches.
///
/// # Errors
/// What the catalogue gives.
pub fn run(args: SearchArgs, session: &Session) -> Result<Answer> {
    let catalogue = session.read()?;
    let fields: Vec<(String, String)> = args.field.iter().map(|pair| split(pair)).collect::<Result<_>>()?;
    let package = args.package.as_ref().map(|name| catalogue.find(RecordKind::Package, name)).transpose()?;
    let after = args.after.as_ref().map(|id| record(id)).transpose()?;
    let filter = Filter {
        kind: args.kind,
        fields,
        package,
        conflict: args.conflict,
        no_photo: args.no_photo,
        withdrawn: args.withdrawn.then_some(true),
        custody: args.custody,
    };
    let request = SearchRequest { text: args.query.join(" "), filter, limit: args.limit, after };
    let answer = catalogue.search(&request)?;
    let page = page(&answer);
    Answer::new(&answer, page)
}

fn split(pair: &str) -> Result<(String, String)> {
    let parts = pair.split_once('=').map(|(field, text)| (field.to_owned(), text.to_owned()));
    parts.ok_or_else(|| Error::new(Code::Usage, "searching", "a field is given as FIELD=TEXT").on(pair))
}

fn record(id: &str) -> Result<RecordId> {
    id.parse().map_err(|_| {
        Error::new(Code::Usage, "searching", "--after takes the whole id of a record")
            .on(id)
            .remedy("Take it from the last hit, such as artefact:….")
    })
}

fn page(answer: &SearchAnswer) -> Page {
    let mut page = Page::default();
    let rows = answer.hits.iter().map(|hit| {
        let kind = hit.record.as_str().split(':').next().unwrap_or_default();
        let short = format!("{kind}:{}", &hit.record.hex()[..12]);
        vec![hit.reference.clone(), short, hit.title.clone()]
    });
    page.table(&rows.collect::<Vec<_>>());
    if let Some(count) = &answer.count {
        let more = if count.more { "More than " } else { "" };
        page.line(format!("{more}{} found, {} shown.", count.value, answer.hits.len()));
    }
    if answer.items_only {
        page.line(
            "Only artefacts and packages were looked at; --kind note and --kind photo look at the others.",
        );
    }
    page
}
