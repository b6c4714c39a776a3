//! An operation to try things on: a few invented records, drawn photos, a sealed note, a bag. It is like any other,
//! signed by a key that is then forgotten, so that whoever tries things unlocks an own key first.

use crate::desk::{Desk, Opened};
use sigillum_core::catalogue::{Catalogue, Input, IntakeOptions, NewOperation, SignerDetails};
use sigillum_core::entry::Class;
use sigillum_core::error::{IoContext as _, Result};
use sigillum_core::id::RecordId;
use sigillum_core::media::{Drawing, draw};
use sigillum_core::note::NoteDraft;
use sigillum_core::progress::{Progress, Unit, check};
use sigillum_core::signature::UnlockedKey;
use sigillum_core::time::Moment;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// How many photos it gets.
const PHOTOS: u32 = 4;
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
    let mut catalogue = begin(desk, &folder.join("catalogue"))?;
    let ids = record(&mut catalogue, progress)?;
    let card = folder.join("card");
    draw_card(&card, desk.places().around.clock.now(), progress)?;
    let options =
        IntakeOptions { sources: vec![card], label: "Example card".into(), artefact: None, view: None };
    if let Some(why) = catalogue.photo_add(&options, progress)?.why {
        return Err(why);
    }
    pack_and_note(&mut catalogue, &ids)?;
    catalogue.lock_key();
    Ok(catalogue)
}

fn begin(desk: &Desk, root: &Path) -> Result<Catalogue> {
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
    Catalogue::create(root, around, key, details, &operation)
}

fn record(catalogue: &mut Catalogue, progress: &dyn Progress) -> Result<Vec<RecordId>> {
    progress.stage("recording", Some(RECORDS.len() as u64), Unit::Items);
    let mut ids = Vec::new();
    for record in RECORDS {
        check(progress, DOING)?;
        let text = |(field, value): &(&str, &str)| ((*field).to_owned(), Input::Text((*value).to_owned()));
        ids.push(catalogue.artefact_add(&record.iter().map(text).collect::<Vec<_>>())?);
        progress.advance(1);
    }
    Ok(ids)
}

fn draw_card(card: &Path, taken: Moment, progress: &dyn Progress) -> Result<()> {
    progress.stage("drawing", Some(u64::from(PHOTOS)), Unit::Items);
    std::fs::create_dir_all(card).doing(DOING, card)?;
    for index in 0..PHOTOS {
        check(progress, DOING)?;
        let file = card.join(format!("DSC_{:04}.JPG", 101 + index));
        let drawn = draw(&Drawing { index, width: 3000, height: 2000, taken })?;
        std::fs::write(&file, drawn).doing(DOING, &file)?;
        progress.advance(1);
    }
    Ok(())
}

/// The first record gets a photo, a bag and a note.
fn pack_and_note(catalogue: &mut Catalogue, ids: &[RecordId]) -> Result<()> {
    let Some(first) = ids.first() else { return Ok(()) };
    if let Some(photo) = catalogue.photos(None, true)?.first() {
        catalogue.photo_place(std::slice::from_ref(&photo.id), first, "overall_front")?;
    }
    let bag = [("number", "B-0001"), ("kind", "bag")];
    let bag =
        catalogue.package_add(&bag.map(|(field, text)| (field.to_owned(), Input::Text(text.into()))))?;
    catalogue.put_in(Some(&bag), std::slice::from_ref(first))?;
    let note = NoteDraft {
        title: "First look".into(),
        text: "The head stood on shelf B, face to the wall. Soil in the ears, sampled in tube 3.".into(),
        about: vec![first.clone()],
        ..NoteDraft::default()
    };
    catalogue.note_seal(&note, None, Class::Open).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::desk;
    use sigillum_core::progress::Silent;

    #[test]
    fn the_example_is_a_whole_operation_to_look_at_and_nobodys_key_is_open_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk(folder.path());
        make(&desk, &Silent).unwrap();
        let operation = desk.read_here(|c| c.operation()).unwrap();
        assert_eq!((operation.artefacts, operation.packages), (RECORDS.len(), 1));
        assert_eq!(desk.read_here(|c| c.photos(None, false)).unwrap().len(), PHOTOS as usize);
        assert_eq!(desk.read_here(|c| c.photos(None, true)).unwrap().len(), PHOTOS as usize - 1);
        assert!(desk.view().signer.is_none());
    }
}
