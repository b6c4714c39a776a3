//! Placing many photos at once, changing the view in which they show an artefact, and taking that back.

use super::{check_view, place};
use crate::catalogue::Catalogue;
use crate::catalogue::withdrawal::withdraw;
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::ledger::load_record;
use crate::photo::NUMBERED;
use crate::template::{Labels, builtin};
use serde::Serialize;

/// What placing photos did; enough to take it back.
#[derive(Clone, Debug, Default, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Placed {
    /// The placements that are new.
    pub placed: Vec<RecordId>,
    /// The placements that were withdrawn for them.
    pub withdrawn: Vec<RecordId>,
}

/// A view to choose.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ViewChoice {
    /// The word in a placement.
    pub id: String,
    /// Its name in each language.
    pub label: Labels,
    /// The number key that stands for it, 1 to 9.
    pub number: Option<usize>,
}

/// The views that there are, in their order.
///
/// # Errors
/// None in a program whose tests pass.
pub fn view_choices() -> Result<Vec<ViewChoice>> {
    let builtin = builtin()?;
    let terms = builtin.vocabulary("views").map(|views| views.terms.as_slice()).unwrap_or_default();
    let choice = |term: &crate::template::Term| ViewChoice {
        id: term.id.clone(),
        label: term.label.clone(),
        number: NUMBERED.iter().position(|view| *view == term.id).map(|place| place + 1),
    };
    Ok(terms.iter().map(choice).collect())
}

impl Catalogue {
    /// Says that photos show an artefact in a view, and in no other view of it: what was said of another view is taken
    /// back in the same save. A photo that shows it so already stays as it is.
    ///
    /// # Errors
    /// [`Code::BadValue`] for a view that there is none of; [`Code::NotFound`]; [`Code::Usage`] for what is no photo
    /// or artefact.
    pub fn photo_place_as(&mut self, photos: &[RecordId], artefact: &RecordId, view: &str) -> Result<Placed> {
        check_view(view)?;
        if artefact.kind() != Some(RecordKind::Artefact) {
            return Err(Error::new(Code::Usage, "placing photos", "photos show artefacts only").on(artefact));
        }
        self.record(artefact)?;
        for photo in photos {
            self.photo_record(photo)?;
        }
        let held = self.placements_of(artefact)?;
        let is_new = |photo: &&RecordId| !held.iter().any(|h| h.photo == **photo && h.view == view);
        let mut new: Vec<&RecordId> = photos.iter().filter(is_new).collect();
        new.sort();
        new.dedup();
        let old = held.iter().filter(|h| h.view != view && photos.contains(&h.photo));
        let withdrawn: Vec<RecordId> = old.map(|h| h.placement.clone()).collect();
        if new.is_empty() && withdrawn.is_empty() {
            return Ok(Placed::default());
        }
        let placed = self.commit(|pen| {
            withdrawn.iter().try_for_each(|id| withdraw(pen, "photo.unplace", id, "another view"))?;
            new.iter().map(|photo| place(pen, photo, artefact, view)).collect()
        })?;
        Ok(Placed { placed, withdrawn })
    }

    /// Takes placing back, in one save: what it placed is withdrawn, what it withdrew stands again. What somebody
    /// changed in between is left as it is. Gives how many placements that changed: none where it was taken back already.
    ///
    /// # Errors
    /// [`Code::Usage`] for what is no placement; [`Code::NotFound`].
    pub fn photo_place_undo(&mut self, done: &Placed) -> Result<usize> {
        let mut back = Vec::new();
        for id in done.placed.iter().chain(&done.withdrawn) {
            if id.kind() != Some(RecordKind::Placement) {
                return Err(Error::new(Code::Usage, "taking a placement back", "this is none").on(id));
            }
        }
        for id in &done.withdrawn {
            back.extend(self.record(id)?.is_withdrawn().then_some(id));
        }
        let standing = |catalogue: &Self, id: &RecordId| Ok(!catalogue.record(id)?.is_withdrawn());
        let mut undone = Vec::new();
        for id in &done.placed {
            undone.extend(standing(self, id)?.then_some(id));
        }
        let count = back.len() + undone.len();
        if count == 0 {
            return Ok(0);
        }
        self.commit(|pen| {
            undone.iter().try_for_each(|id| withdraw(pen, "photo.unplace", id, "taken back"))?;
            for id in back {
                let seen = load_record(pen.reader()?, id)?.map(|r| r.seen("exists")).unwrap_or_default();
                let exists = crate::entry::NewChange {
                    record: Some((*id).clone()),
                    field: "exists".into(),
                    value: true.into(),
                    seen,
                };
                pen.write("photo.set", crate::entry::Class::Open, vec![exists], crate::json::object([]))?;
            }
            Ok(count)
        })
    }
}
