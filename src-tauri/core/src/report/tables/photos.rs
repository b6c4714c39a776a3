//! `tables/photos.csv`. What a file claims about itself is a claim, and so are its name and its kind.

use super::super::csv::{Csv, joined};
use super::super::facts::Facts;
use crate::entry::{Entry, OriginalRef};
use crate::json::Json;
use crate::state::Record;
use std::collections::BTreeSet;

const HEADINGS: [&str; 26] = [
    "sha256",
    "ext",
    "size",
    "media_type",
    "status",
    "conflicts",
    "artefacts",
    "views",
    "caption",
    "name",
    "claimed_time",
    "claimed_offset",
    "claimed_tag",
    "claimed_make",
    "claimed_model",
    "claimed_lens",
    "claimed_serial",
    "claimed_latitude",
    "claimed_longitude",
    "claimed_altitude",
    "clock_error",
    "derived_from",
    "companion_of",
    "label",
    "taken_in_by",
    "taken_in_at",
];

/// One row a photo: those of the first artefact first.
pub(super) fn table(facts: &Facts<'_>) -> Vec<u8> {
    let mut csv = Csv::new(&HEADINGS);
    for photo in &facts.photos {
        csv.row(&row(facts, photo));
    }
    csv.end()
}

fn row(facts: &Facts<'_>, photo: &Record) -> Vec<String> {
    let added = facts.taken_in(&photo.id);
    let original = original(added, photo);
    let shown = facts.shown_by(&photo.id);
    let claim = |path: &[&str]| distinct(added.iter().map(|e| at(facts, e.body.get("claims"), path)));
    let own = |name: &str| distinct(added.iter().map(|e| at(facts, Some(&e.body), &[name])));
    let said = |field: &str| facts.said(photo, field);
    let by = added.iter().map(|e| facts.signers().of_chain(&e.chain).map_or("", |s| s.name.as_str()));
    vec![
        photo.id.hex().to_owned(),
        original.map(|o| o.ext.clone()).unwrap_or_default(),
        original.map(|o| o.size.to_string()).unwrap_or_default(),
        own("media_type"),
        facts.status(photo).to_owned(),
        joined(facts.conflicts(&photo.id)),
        joined(shown.iter().map(|p| facts.label(&p.artefact))),
        joined(shown.iter().map(|p| p.view.as_str())),
        said("caption"),
        own("name"),
        claim(&["captured", "time"]),
        claim(&["captured", "offset"]),
        claim(&["captured", "tag"]),
        claim(&["make"]),
        claim(&["model"]),
        claim(&["lens"]),
        claim(&["serial"]),
        claim(&["gps", "latitude"]),
        claim(&["gps", "longitude"]),
        claim(&["gps", "altitude"]),
        said("clock_error"),
        said("derived_from"),
        said("companion_of"),
        own("label"),
        joined(by),
        joined(added.iter().map(|e| e.moment.at())),
    ]
}

/// Size and extension of the file, from the first act of intake that names it.
pub(in super::super) fn original<'a>(added: &[&'a Entry], photo: &Record) -> Option<&'a OriginalRef> {
    let sha256 = photo.id.digest()?;
    added.iter().flat_map(|entry| &entry.originals).find(|o| o.sha256 == sha256)
}

fn at(facts: &Facts<'_>, value: Option<&Json>, path: &[&str]) -> String {
    let found = value.and_then(|value| path.iter().try_fold(value, |value, name| value.get(name)));
    found.map(|value| facts.plain(value)).unwrap_or_default()
}

fn distinct(texts: impl Iterator<Item = String>) -> String {
    let texts: BTreeSet<String> = texts.filter(|text| !text.is_empty()).collect();
    joined(texts)
}
