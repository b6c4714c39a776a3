//! Which photo shows what, and who took it in.

use super::super::order;
use super::in_order;
use crate::entry::Entry;
use crate::id::{RecordId, RecordKind};
use crate::photo::PhotoAdded;
use crate::state::{Record, State};
use std::collections::HashMap;

/// That a photo shows an artefact.
#[derive(Clone)]
pub(in super::super) struct Placement {
    pub(in super::super) artefact: RecordId,
    pub(in super::super) photo: RecordId,
    /// The views that people say, joined.
    pub(in super::super) view: String,
}

#[derive(Default)]
pub(super) struct Photos<'a> {
    by_artefact: HashMap<RecordId, Vec<Placement>>,
    by_photo: HashMap<RecordId, Vec<Placement>>,
    taken_in: HashMap<RecordId, Vec<&'a Entry>>,
}

impl<'a> Photos<'a> {
    pub(super) fn of(state: &State, entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut photos = Self::default();
        let is_placement = |r: &&Record| r.id.kind() == Some(RecordKind::Placement) && !r.is_withdrawn();
        for placement in state.records().filter(is_placement).filter_map(read) {
            photos.by_artefact.entry(placement.artefact.clone()).or_default().push(placement.clone());
            photos.by_photo.entry(placement.photo.clone()).or_default().push(placement);
        }
        for placements in photos.by_artefact.values_mut() {
            placements.sort_by_cached_key(|p| (order::of_view(&p.view), p.photo.clone()));
        }
        for placements in photos.by_photo.values_mut() {
            placements.sort_by_cached_key(|p| (p.artefact.clone(), order::of_view(&p.view)));
        }
        for entry in in_order(entries.filter(|entry| entry.kind == "photo.add")) {
            if let Some(added) = PhotoAdded::read(entry) {
                photos.taken_in.entry(added.id()).or_default().push(entry);
            }
        }
        photos
    }

    pub(super) fn of_artefact(&self, id: &RecordId) -> &[Placement] {
        self.by_artefact.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn of_photo(&self, id: &RecordId) -> &[Placement] {
        self.by_photo.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn taken_in(&self, id: &RecordId) -> &[&'a Entry] {
        self.taken_in.get(id).map(Vec::as_slice).unwrap_or_default()
    }
}

fn read(record: &Record) -> Option<Placement> {
    let views = record.register("view").map(|register| register.values()).unwrap_or_default();
    let views = views.iter().filter_map(|group| group[0].normal.text());
    Some(Placement {
        artefact: record.pointer("artefact")?,
        photo: record.pointer("photo")?,
        view: super::super::words::clip(&super::super::csv::joined(views), 120),
    })
}
