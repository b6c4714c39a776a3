//! An operation to try things on: a few invented records, drawn photos, a sealed note, a bag. It is like any other,
//! signed by a key that is then forgotten, so that whoever tries things unlocks an own key first.

use crate::desk::{Desk, Opened};
use sigillum_core::catalogue::{Catalogue, Input, IntakeOptions, NewOperation, SignerDetails};
use sigillum_core::entry::Class;
use sigillum_core::error::{IoContext as _, Result};
use sigillum_core::media::{Drawing, draw};
use sigillum_core::note::NoteDraft;
use sigillum_core::progress::{Progress, Unit, check};
use sigillum_core::signature::UnlockedKey;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const DOING: &str = "making the example";

/// Reference, title and a few fields of each record; the last has nothing else, to be completed.
const RECORDS: [&[(&str, &str)]; 4] = [
    &[
        ("reference", "EX/1"),
        ("title", "en: Head of a bodhisattva | km: ព្រះសិរពោធិសត្វ"),
        ("type_of_object", "sculpture"),
        ("materials_techniques", "sandstone; carving"),
        ("measurements", "height 31.5 cm; width 19.2 cm"),
        ("date_period", "1150/1250~"),
        ("culture", "Khmer"),
        ("found_at", "Storage unit 7; detail: shelf B; country: GB"),
        ("condition", "fair"),
        ("description", "Broken at the neck; traces of lacquer in the hair."),
    ],
    &[
        ("reference", "EX/2"),
        ("title", "Seated woman in a flounced robe"),
        ("type_of_object", "statuette"),
        ("materials_techniques", "chlorite; limestone"),
        ("culture", "Bactrian"),
        ("authenticity", "doubtful"),
        ("authenticity_author", "Example signer"),
    ],
    &[("reference", "EX/3"), ("title", "Lot of coins"), ("quantity", "36")],
    &[("reference", "EX/4"), ("title", "Relief fragment")],
];

/// Makes one and puts it on the desk.
///
/// # Errors
/// [`sigillum_core::error::Code::Cancelled`]; what the catalogue gives. What was begun is removed.
pub fn make(desk: &Desk, progress: &dyn Progress) -> Result<Opened> {
    let folder = new_folder(&desk.places().examples, &desk.places().around.clock.now().at())?;
    let made = fill(desk, &folder, progress).and_then(|catalogue| desk.put(catalogue));
    if made.is_err() {
        // It holds nothing of anybody's.
        let _ = std::fs::remove_dir_all(&folder);
    }
    made
}

fn new_folder(examples: &Path, at: &str) -> Result<PathBuf> {
    let folder = examples.join(format!("Example {}", at.replace([':', '.'], "-")));
    std::fs::create_dir_all(&folder).doing(DOING, &folder)?;
    Ok(folder)
}

fn fill(desk: &Desk, folder: &Path, progress: &dyn Progress) -> Result<Catalogue> {
    let around = desk.places().around.clone();
    let mut seed = Zeroizing::new([0; 32]);
    around.random.fill(&mut *seed)?;
    let key = UnlockedKey::from_seed(&seed, "example".to_owned())?;
    let details =
        SignerDetails { name: "Example signer".into(), initials: "EX".into(), ..Default::default() };
    let operation = NewOperation {
        reference: "EXAMPLE".into(),
        title: "An operation to try things on".into(),
        place: "Storage unit 7".into(),
        more: Vec::new(),
    };
    let root = folder.join("catalogue");
    let now = around.clock.now();
    let mut catalogue = Catalogue::create(&root, around, key, details, &operation)?;
    progress.stage("recording", Some(RECORDS.len() as u64), Unit::Items);
    let mut ids = Vec::new();
    for record in RECORDS {
        check(progress, DOING)?;
        let text = |(field, value): &(&str, &str)| ((*field).to_owned(), Input::Text((*value).to_owned()));
        ids.push(catalogue.artefact_add(&record.iter().map(text).collect::<Vec<_>>())?);
        progress.advance(1);
    }
    progress.stage("drawing", Some(4), Unit::Items);
    let card = folder.join("card");
    std::fs::create_dir_all(&card).doing(DOING, &card)?;
    for index in 0..4 {
        check(progress, DOING)?;
        let file = card.join(format!("DSC_{:04}.JPG", 101 + index));
        let drawn = draw(&Drawing { index, width: 3000, height: 2000, taken: now })?;
        std::fs::write(&file, drawn).doing(DOING, &file)?;
        progress.advance(1);
    }
    let options =
        IntakeOptions { sources: vec![card], label: "Example card".into(), artefact: None, view: None };
    let report = catalogue.photo_add(&options, progress)?;
    if let Some(why) = report.why {
        return Err(why);
    }
    let photos = catalogue.photos(None, true)?;
    if let (Some(photo), Some(artefact)) = (photos.first(), ids.first()) {
        catalogue.photo_place(std::slice::from_ref(&photo.id), artefact, "overall_front")?;
    }
    let bag =
        [("number".to_owned(), Input::Text("B-0001".into())), ("kind".to_owned(), Input::Text("bag".into()))];
    let bag = catalogue.package_add(&bag)?;
    catalogue.put_in(Some(&bag), &ids[..1])?;
    let note = NoteDraft {
        title: "First look".into(),
        text: "The head stood on shelf B, face to the wall. Soil in the ears, sampled in tube 3.".into(),
        about: ids[..1].to_vec(),
        ..NoteDraft::default()
    };
    catalogue.note_seal(&note, None, Class::Open)?;
    catalogue.lock_key();
    Ok(catalogue)
}
