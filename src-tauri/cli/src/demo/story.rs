//! What happens in the demonstration, step by step.

use super::laptop::Laptop;
use super::material::{self, Artefact};
use super::{Cast, Teller};
use crate::session::Opened;
use sigillum_core::catalogue::{Catalogue, Input, NewOperation, Settlement};
use sigillum_core::custody::{Acceptance, CustodyEvent, EventKind, Party, Subject};
use sigillum_core::entry::Class;
use sigillum_core::error::Result;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::note::NoteDraft;
use sigillum_core::signature::AllowedSigners;
use sigillum_core::time::Clock as _;
use sigillum_host::SystemClock;
use std::path::PathBuf;

/// What it came to.
pub struct Told {
    pub bundles: Vec<PathBuf>,
    pub zips: Vec<PathBuf>,
    pub photos: u64,
    pub settled: usize,
}

/// The whole story.
///
/// # Errors
/// What the verbs give.
pub fn tell(cast: &Cast, cards: &[Vec<PathBuf>; 2], list: &AllowedSigners, teller: &Teller) -> Result<Told> {
    let Cast { sokha, karim, headquarters } = cast;
    let watch = &teller.watch;
    let (mut one, hand_over, first_photos) = first_day(cast, &cards[0], teller)?;
    let first = sokha.export(&mut one, false, watch)?;

    teller.say("Karim joins on Sokha's bundle, accepts the crate, and records what else he finds.");
    let mut two = karim.join(&first, list, watch)?;
    let second_photos = second_day(&mut two, cast, &hand_over, &cards[1], teller)?;
    teller.say("Both now say something else about one field, without knowing of each other.");
    describe(&mut two, "SC/2", "modern pastiche of the 20th century")?;
    describe(&mut one, "SC/2", "ancient body, the head of another hand")?;
    let (second, third) = (sokha.export(&mut one, false, watch)?, karim.export(&mut two, false, watch)?);
    let zip = karim.export(&mut two, true, watch)?;

    teller.say("Headquarters takes both bundles in and settles what they disagree about.");
    let mut center = headquarters.join(&second, list, watch)?;
    center.import(&third, Some(list), true, watch)?;
    center.import(&third, Some(list), false, watch)?;
    center.import(&zip, Some(list), false, watch)?;
    let conflicts = center.conflicts(Some(list))?;
    for conflict in &conflicts {
        center.settle(&conflict.id, &Settlement::Pick(1), Some(list))?;
    }
    let merged = headquarters.export(&mut center, false, watch)?;
    Ok(Told {
        bundles: vec![first, second, third, merged],
        zips: vec![zip],
        photos: first_photos + second_photos,
        settled: conflicts.len(),
    })
}

/// Sokha begins the operation; gives the hand-over of the crate and how many photos were taken.
fn first_day(cast: &Cast, card: &[PathBuf], teller: &Teller) -> Result<(Opened, RecordId, u64)> {
    teller.say("Sokha begins the operation, records four artefacts and takes in the first card.");
    let operation = NewOperation {
        reference: "LON-2025-114".into(),
        title: "Storage unit 7".into(),
        place: "London".into(),
        more: Vec::new(),
    };
    let mut catalogue = cast.sokha.begin(&operation)?;
    let artefacts = record(&mut catalogue, &material::BY_SOKHA)?;
    let photos = photograph(&mut catalogue, &cast.sokha, card, &artefacts, teller)?;
    seal_note(&mut catalogue, "First examination", material::NOTE, "en", &artefacts[0])?;
    let mut found = event(EventKind::Found, &artefacts);
    found.place = "Storage unit 7, London".into();
    catalogue.custody_record(found, Class::Open)?;

    teller.say("Sokha packs and seals, and hands the crate over to Karim.");
    let bag = catalogue.package_add(&typed(&[("number", "B-0317"), ("kind", "bag")]))?;
    let crate_ = catalogue.package_add(&typed(&[("number", "C-01"), ("kind", "crate")]))?;
    catalogue.put_in(Some(&bag), &artefacts[..2])?;
    let others: Vec<RecordId> = artefacts[2..].iter().cloned().chain([bag]).collect();
    catalogue.put_in(Some(&crate_), &others)?;
    let mut sealed = event(EventKind::Sealed, std::slice::from_ref(&crate_));
    sealed.seals = material::SEALS.map(str::to_owned).to_vec();
    catalogue.custody_record(sealed, Class::Open)?;
    let mut handed = event(EventKind::HandedOver, std::slice::from_ref(&crate_));
    (handed.from, handed.to) = (Some(party(&cast.sokha)), Some(party(&cast.karim)));
    handed.reason = "Transport to the laboratory".into();
    handed.seals = material::SEALS.map(str::to_owned).to_vec();
    handed.stated_count = u64::try_from(catalogue.package(&crate_)?.objects).ok();
    let handed = catalogue.custody_record(handed, Class::Open)?;
    Ok((catalogue, handed.recorded.id, photos))
}

/// Karim goes on; gives how many photos were taken.
fn second_day(
    catalogue: &mut Catalogue,
    cast: &Cast,
    hand_over: &RecordId,
    card: &[PathBuf],
    teller: &Teller,
) -> Result<u64> {
    let acceptance = Acceptance {
        event: Some(hand_over.clone()),
        by: Some(party(&cast.karim)),
        statement: "Received, seals unbroken.".into(),
        photos: Vec::new(),
        malformed: Vec::new(),
    };
    catalogue.custody_accept(&acceptance)?;
    let artefacts = record(catalogue, &material::BY_KARIM)?;
    seal_note(catalogue, "سر بودا", material::NOTE_IN_DARI, "prs", &artefacts[0])?;
    photograph(catalogue, &cast.karim, card, &artefacts, teller)
}

fn record(catalogue: &mut Catalogue, artefacts: &[Artefact]) -> Result<Vec<RecordId>> {
    artefacts.iter().map(|fields| catalogue.artefact_add(&typed(fields))).collect()
}

fn typed(fields: &[(&str, &str)]) -> Vec<(String, Input)> {
    fields.iter().map(|(field, text)| ((*field).to_owned(), Input::Text((*text).to_owned()))).collect()
}

/// Takes a card in and says of each photo what it shows: the artefacts in turn, view by view.
fn photograph(
    catalogue: &mut Catalogue,
    laptop: &Laptop,
    card: &[PathBuf],
    artefacts: &[RecordId],
    teller: &Teller,
) -> Result<u64> {
    if card.is_empty() {
        return Ok(0);
    }
    let report = catalogue.photo_add(&laptop.card(card), &teller.watch)?;
    if let Some(why) = report.why {
        return Err(why);
    }
    for (index, digest) in report.files.iter().filter_map(|file| file.sha256).enumerate() {
        let photo = RecordId::new(RecordKind::Photo, digest);
        let view = material::VIEWS[index / artefacts.len() % material::VIEWS.len()];
        catalogue.photo_place(&[photo], &artefacts[index % artefacts.len()], view)?;
    }
    Ok(report.counts.taken)
}

fn seal_note(
    catalogue: &mut Catalogue,
    title: &str,
    text: &str,
    language: &str,
    about: &RecordId,
) -> Result<()> {
    let draft = NoteDraft {
        title: title.to_owned(),
        text: text.to_owned(),
        language: language.to_owned(),
        about: vec![about.clone()],
        ..NoteDraft::default()
    };
    let number = catalogue.note_draft(None, &draft)?;
    catalogue.note_seal(&draft, Some(number), Class::Open).map(|_| ())
}

fn event(kind: EventKind, objects: &[RecordId]) -> CustodyEvent {
    let mut event = CustodyEvent::new(kind, SystemClock.now().local_day());
    event.subjects = objects.iter().map(|id| Subject { record: id.clone(), quantity: None }).collect();
    event
}

fn party(laptop: &Laptop) -> Party {
    Party {
        name: laptop.name().to_owned(),
        organisation: laptop.organisation().to_owned(),
        role: String::new(),
    }
}

/// One and the same field, set by two.
fn describe(catalogue: &mut Catalogue, reference: &str, opinion: &str) -> Result<()> {
    let id = catalogue.find_object(reference)?;
    catalogue.artefact_set(&id, &typed(&[("authenticity_reasons", opinion)])).map(|_| ())
}
