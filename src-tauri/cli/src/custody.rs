//! `custody`: recording what happened to objects, accepting, correcting, listing.

use crate::answer::Answer;
use crate::artefact::Range;
use crate::page::Page;
use crate::session::Session;
use clap::{Args, Subcommand};
use serde::Serialize;
use sigillum_core::catalogue::{Catalogue, CustodyRequest, CustodyView};
use sigillum_core::custody::{Acceptance, Correction, CustodyEvent, EventKind, Holding, Party, Subject};
use sigillum_core::entry::Class;
use sigillum_core::error::Result;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::time::Clock as _;
use sigillum_host::SystemClock;

/// What can be done about custody.
#[derive(Subcommand)]
pub enum Verb {
    /// Record what happened to artefacts or packages
    #[command(after_help = event_help())]
    Record(RecordArgs),
    /// Acknowledge a hand-over: the receiver's word that it took place as stated
    Accept(AcceptArgs),
    /// Correct an event; both versions are kept and shown
    #[command(after_help = event_help())]
    Correct(CorrectArgs),
    /// List events, and what does not add up
    List(ListArgs),
}

fn event_help() -> String {
    let words: Vec<String> = EventKind::ALL.iter().map(|kind| kind.word().to_owned()).collect();
    format!("Events: {}.", words.join(", "))
}

/// What happened.
#[derive(Args)]
pub struct RecordArgs {
    /// The event, such as handed_over
    event: String,
    /// Artefacts and packages; ABC/1=5 for five of a lot
    #[arg(required = true)]
    objects: Vec<String>,
    /// The date, as EDTF [default: today]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    #[command(flatten)]
    details: Details,
    /// Keep it inside the task force
    #[arg(long)]
    internal: bool,
}

/// The details of an event.
#[derive(Args)]
pub struct Details {
    /// The time of day, local
    #[arg(long, value_name = "HH:MM")]
    time: Option<String>,
    /// Why it happened
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The person who gave
    #[arg(long, value_name = "NAME")]
    from: Option<String>,
    /// The organisation that gave
    #[arg(long, value_name = "NAME")]
    from_organisation: Option<String>,
    /// The role of the person who gave
    #[arg(long, value_name = "ROLE")]
    from_role: Option<String>,
    /// The person who took
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// The organisation that took
    #[arg(long, value_name = "NAME")]
    to_organisation: Option<String>,
    /// The role of the person who took
    #[arg(long, value_name = "ROLE")]
    to_role: Option<String>,
    /// Where
    #[arg(long, value_name = "TEXT")]
    place: Option<String>,
    /// The number of a seal, as it reads
    #[arg(long, value_name = "NUMBER")]
    seal: Vec<String>,
    /// The number of a bag, as it reads
    #[arg(long, value_name = "NUMBER")]
    bag: Vec<String>,
    /// The condition of the objects
    #[arg(long, value_name = "TEXT")]
    condition: Option<String>,
    /// How many objects the paper or person says there are
    #[arg(long, value_name = "N")]
    stated_count: Option<u64>,
    /// A photo of a signed slip
    #[arg(long, value_name = "PHOTO")]
    slip: Vec<String>,
}

/// Who accepts what.
#[derive(Args)]
pub struct AcceptArgs {
    /// The event's id or the first digits of it
    event: String,
    /// The person who accepts
    #[arg(long, value_name = "NAME", required_unless_present = "by_organisation")]
    by: Option<String>,
    /// The organisation that accepts
    #[arg(long, value_name = "NAME")]
    by_organisation: Option<String>,
    /// The role of the person who accepts
    #[arg(long, value_name = "ROLE")]
    by_role: Option<String>,
    /// What the person says
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    statement: String,
    /// A photo of a signed slip
    #[arg(long, value_name = "PHOTO")]
    slip: Vec<String>,
}

/// How it should have read.
#[derive(Args)]
pub struct CorrectArgs {
    /// The event's id or the first digits of it
    event: String,
    /// Why it is corrected
    #[arg(long, value_name = "TEXT")]
    because: String,
    /// What happened; what is not given stays as it was
    #[arg(long, value_name = "EVENT")]
    to_event: Option<String>,
    /// Artefacts and packages, all of them
    #[arg(long, value_name = "REF")]
    object: Vec<String>,
    /// The date, as EDTF [default: as it was]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    #[command(flatten)]
    details: Details,
}

/// Which to list.
#[derive(Args)]
pub struct ListArgs {
    /// Those of this artefact or package, and who holds it as far as was stated
    #[arg(long, value_name = "REF")]
    object: Option<String>,
    #[command(flatten)]
    range: Range,
}

/// Does one of them.
///
/// # Errors
/// What the catalogue gives.
pub fn run(verb: Verb, session: &Session) -> Result<Answer> {
    match verb {
        Verb::Record(args) => record(args, session),
        Verb::Accept(args) => accept(args, session),
        Verb::Correct(args) => correct(args, session),
        Verb::List(args) => list(&args, session),
    }
}

fn record(args: RecordArgs, session: &Session) -> Result<Answer> {
    let mut catalogue = session.write()?;
    let day = args.date.unwrap_or_else(|| SystemClock.now().local_day());
    let mut event = CustodyEvent::new(EventKind::from_word(&args.event), day);
    event.subjects = subjects(&catalogue, &args.objects)?;
    fill(&mut event, args.details, &catalogue)?;
    let class = if args.internal { Class::Internal } else { Class::Open };
    answer(&catalogue.custody_record(event, class)?)
}

fn accept(args: AcceptArgs, session: &Session) -> Result<Answer> {
    let mut catalogue = session.write()?;
    let mut by = None;
    fill_party(&mut by, args.by, args.by_organisation, args.by_role);
    let acceptance = Acceptance {
        event: Some(catalogue.find(RecordKind::Custody, &args.event)?),
        by,
        statement: args.statement,
        photos: photos(&catalogue, &args.slip)?,
        malformed: Vec::new(),
    };
    answer(&catalogue.custody_accept(&acceptance)?)
}

fn correct(args: CorrectArgs, session: &Session) -> Result<Answer> {
    let mut catalogue = session.write()?;
    let id = catalogue.find(RecordKind::Custody, &args.event)?;
    let mut corrected = catalogue.custody_event(&id)?.recorded.in_force().clone();
    corrected.malformed.clear();
    if let Some(word) = args.to_event {
        corrected.event = EventKind::from_word(&word);
    }
    if !args.object.is_empty() {
        let subjects = subjects(&catalogue, &args.object)?;
        if subjects != corrected.subjects {
            // What is in the packages named now is filled in from the catalogue.
            corrected.contents.clear();
            corrected.subjects = subjects;
        }
    }
    corrected.date = args.date.unwrap_or(corrected.date);
    fill(&mut corrected, args.details, &catalogue)?;
    let correction = Correction { event: Some(id), reason: args.because, corrected, malformed: Vec::new() };
    answer(&catalogue.custody_correct(correction)?)
}

/// Objects by name; `ABC/1=5` for five of a lot.
fn subjects(catalogue: &Catalogue, names: &[String]) -> Result<Vec<Subject>> {
    let subject = |name: &String| {
        let counted =
            name.rsplit_once('=').and_then(|(object, n)| Some((object, Some(n.parse::<u64>().ok()?))));
        let (object, quantity) = counted.unwrap_or((name, None));
        Ok(Subject { record: catalogue.find_object(object)?, quantity })
    };
    names.iter().map(subject).collect()
}

fn photos(catalogue: &Catalogue, names: &[String]) -> Result<Vec<RecordId>> {
    names.iter().map(|name| catalogue.find_photo(name)).collect()
}

fn fill(event: &mut CustodyEvent, details: Details, catalogue: &Catalogue) -> Result<()> {
    fn replace(text: &mut String, given: Option<String>) {
        if let Some(given) = given {
            *text = given;
        }
    }
    replace(&mut event.reason, details.reason);
    replace(&mut event.place, details.place);
    replace(&mut event.condition, details.condition);
    fill_party(&mut event.from, details.from, details.from_organisation, details.from_role);
    fill_party(&mut event.to, details.to, details.to_organisation, details.to_role);
    event.time = details.time.or(event.time.take());
    event.stated_count = details.stated_count.or(event.stated_count);
    if !details.seal.is_empty() {
        event.seals = details.seal;
    }
    if !details.bag.is_empty() {
        event.bags = details.bag;
    }
    if !details.slip.is_empty() {
        event.photos = photos(catalogue, &details.slip)?;
    }
    Ok(())
}

fn fill_party(
    party: &mut Option<Party>,
    name: Option<String>,
    organisation: Option<String>,
    role: Option<String>,
) {
    if name.is_none() && organisation.is_none() && role.is_none() {
        return;
    }
    let party = party.get_or_insert_default();
    party.name = name.unwrap_or_else(|| std::mem::take(&mut party.name));
    party.organisation = organisation.unwrap_or_else(|| std::mem::take(&mut party.organisation));
    party.role = role.unwrap_or_else(|| std::mem::take(&mut party.role));
}

fn answer(view: &CustodyView) -> Result<Answer> {
    let mut page = Page::default();
    event_lines(&mut page, view);
    Ok(Answer::new(view, page)?.with_findings(!view.findings.is_empty()))
}

fn list(args: &ListArgs, session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Events {
        events: Vec<CustodyView>,
        more: bool,
        holder: Option<Holding>,
        place: Option<String>,
    }
    let catalogue = session.read()?;
    let object = args.object.as_ref().map(|name| catalogue.find_object(name)).transpose()?;
    let Range { offset, limit } = args.range;
    // What does not add up is told of all, not of those alone that are shown.
    let (events, more, found) = match &object {
        Some(object) => {
            let mut events = catalogue.custody(object)?;
            let found = events.iter().any(|event| !event.findings.is_empty());
            let more = events.len() > offset.saturating_add(limit);
            events = events.into_iter().skip(offset).take(limit).collect();
            (events, more, found)
        }
        None => all_events(&catalogue, offset, limit)?,
    };
    let timeline = object.map(|id| catalogue.timeline(&id)).transpose()?;
    let (holder, place) = timeline.map_or((None, None), |timeline| (timeline.holder, timeline.place));
    let mut page = Page::default();
    for event in &events {
        event_lines(&mut page, event);
        page.gap();
    }
    if events.is_empty() {
        page.line("None.");
    }
    if more {
        page.line(format!("… and more: go on with --offset {}.", offset.saturating_add(limit)));
    }
    if let Some(holding) = &holder {
        let status = status_word(holding.status);
        page.pair("Held by", format!("{}, since {} ({status})", party_words(&holding.party), holding.since));
    }
    page.pair("Last place", place.clone().unwrap_or_default());
    Ok(Answer::new(&Events { events, more, holder, place }, page)?.with_findings(found))
}

/// A run of all events, whether there are more after it, and whether something does not add up about any of all.
fn all_events(catalogue: &Catalogue, offset: usize, limit: usize) -> Result<(Vec<CustodyView>, bool, bool)> {
    let mut events: Vec<CustodyView> = Vec::new();
    loop {
        let next = offset.saturating_add(events.len());
        let rest = CustodyRequest { offset: next, limit: limit - events.len(), ..CustodyRequest::default() };
        let page = catalogue.custody_page(&rest)?;
        let is_last = page.events.is_empty();
        events.extend(page.events);
        if is_last || events.len() >= limit {
            let more = page.total > offset.saturating_add(events.len()) as u64;
            return Ok((events, more, page.odd > 0));
        }
    }
}

fn event_lines(page: &mut Page, view: &CustodyView) {
    let event = view.recorded.in_force();
    let time = event.time.as_deref().map(|time| format!(" {time}")).unwrap_or_default();
    page.line(format!("{}{time}  {}  {}", event.date, event.event.word(), view.names.join(", ")));
    page.pair("  Id", view.recorded.id.to_string());
    page.pair("  From", event.from.as_ref().map(party_words).unwrap_or_default());
    page.pair("  To", event.to.as_ref().map(party_words).unwrap_or_default());
    page.pair("  Place", &event.place);
    page.pair("  Reason", &event.reason);
    page.pair("  Seals", event.seals.join(", "));
    page.pair("  Bags", event.bags.join(", "));
    page.pair("  Condition", &event.condition);
    let stated = event.stated_count.map(|n| format!(", {n} stated")).unwrap_or_default();
    page.pair("  Objects", format!("{} recorded{stated}", event.recorded_count));
    if event.event.is_hand_over() {
        page.pair("  Status", status_word(view.status));
    }
    page.pair("  Signed by", format!("{} ({})", view.signer, view.device));
    correction_lines(page, view);
    for finding in &view.findings {
        let found = finding.found.as_deref().unwrap_or_default();
        page.pair(
            "  Finding",
            format!(
                "{}: {found} where {} was expected",
                finding.code,
                finding.expected.as_deref().unwrap_or("nothing else")
            ),
        );
    }
}

/// Both versions: what each correction changed, as it read before and as it reads now.
fn correction_lines(page: &mut Page, view: &CustodyView) {
    for corrected in &view.recorded.corrections {
        let moment = corrected.source.moment.at();
        page.pair("  Corrected", format!("{moment}: {}", corrected.correction.reason));
        let changed = view.changed.iter().find(|change| change.entry == corrected.source.entry);
        for change in changed.iter().flat_map(|changed| &changed.changes) {
            let [before, after] = [&change.before, &change.after].map(|text| match text.as_str() {
                "" => "(nothing)",
                text => text,
            });
            page.pair(&format!("    {}", change.field), format!("{before} → {after}"));
        }
    }
}

fn status_word(status: sigillum_core::custody::Status) -> &'static str {
    match status {
        sigillum_core::custody::Status::Stated => "stated by one side only",
        sigillum_core::custody::Status::Acknowledged => "acknowledged",
    }
}

fn party_words(party: &Party) -> String {
    let parts = [&party.name, &party.role, &party.organisation];
    let given: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    given.join(", ")
}
