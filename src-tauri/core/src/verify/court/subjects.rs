//! What the place of a finding is called by people: the photo of an artefact, a note by its title, an entry by who
//! signed it.
//!
//! Owns: names for places. Must never: say that a name is proven; it is what the entries at hand call the thing.

use crate::digest::Digest;
use crate::entry::Entry;
use crate::finding::Finding;
use crate::id::{ChainId, RecordId, RecordKind};
use crate::photo::PhotoAdded;
use crate::state::State;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// A photo or other original by what people call it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PhotoSubject {
    /// The SHA-256 under which it was sealed, in hex.
    pub sha256: String,
    /// The names of the file when it was taken in.
    pub names: Vec<String>,
    /// The artefacts that it shows, by reference, each with the view.
    pub shows: Vec<(String, String)>,
}

impl PhotoSubject {
    /// `Photo of SC/1, overall front`, or what is known instead.
    pub fn label(&self) -> String {
        let first = |shows: &(String, String)| match shows.1.as_str() {
            "" => format!("Photo of {}", shows.0),
            view => format!("Photo of {}, {}", shows.0, view.replace('_', " ")),
        };
        match (self.shows.first().map(first), self.names.first()) {
            (Some(label), _) => label,
            (None, Some(name)) => format!("Photo {name}, placed on no artefact"),
            (None, None) => format!("Original {}", self.sha256.get(..8).unwrap_or_default()),
        }
    }
}

/// Who wrote a chain, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// The name that the signer gives, or a fingerprint.
    pub name: String,
    /// The laptop, as it calls itself.
    pub device: String,
}

/// Names for the places that findings speak of.
#[derive(Clone, Debug, Default)]
pub struct Subjects {
    /// Photos by digest.
    pub photos: HashMap<Digest, PhotoSubject>,
    /// Titles of notes by digest.
    pub notes: HashMap<Digest, String>,
    /// Authors of chains.
    pub authors: HashMap<ChainId, Author>,
    /// Names of records.
    pub records: HashMap<RecordId, String>,
}

/// What a finding's path stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An original, by its digest.
    Original(Digest),
    /// A sealed note, by its digest.
    Note(Digest),
    /// A place of a chain, or a line of its file.
    Entry(ChainId, u64),
    /// A chain as a whole, or its head.
    Chain(ChainId),
    /// A key.
    Key,
    /// A page or table for reading.
    Derived,
    /// One of the bundle's own lists.
    Lists,
    /// A record.
    Record(RecordId),
    /// Anything else.
    Other,
}

impl Place {
    /// Reads a finding's path, of a bundle or of a catalogue.
    pub fn of(path: &str) -> Self {
        let inside = path.strip_prefix("data/").unwrap_or(path);
        if let Some(rest) = inside.strip_prefix("originals/") {
            let name = rest.rsplit('/').next().unwrap_or_default();
            return hex_before_dot(name).map_or(Self::Other, Self::Original);
        }
        if let Some(name) = inside.strip_prefix("notes/") {
            return hex_before_dot(name).map_or(Self::Other, Self::Note);
        }
        let ledger = inside.strip_prefix("ledger/").unwrap_or(inside);
        if let Some(chain) = ledger.get(..32).and_then(|text| text.parse::<ChainId>().ok()) {
            let number = ledger[32..].rsplit([':', '/']).next().and_then(|n| n.parse().ok());
            let head = ledger.contains("/head/");
            return match number.filter(|_| !head) {
                Some(number) => Self::Entry(chain, number),
                None => Self::Chain(chain),
            };
        }
        if let Ok(record) = path.parse::<RecordId>() {
            return Self::Record(record);
        }
        let derived = ["tables/", "pages/", "index.html", "verify.txt", "keys/"];
        match path {
            _ if path.starts_with("SHA256:") => Self::Key,
            // The bundle's own lists stand beside `data/`, and nothing else does.
            _ if !path.contains(['/', '\\']) && (path.ends_with(".txt") || path.ends_with(".txt.sig")) => {
                Self::Lists
            }
            _ if inside != path && derived.iter().any(|start| inside.starts_with(start)) => Self::Derived,
            _ => Self::Other,
        }
    }
}

fn hex_before_dot(name: &str) -> Option<Digest> {
    name.split('.').next()?.parse().ok()
}

impl Subjects {
    /// Names for what these findings speak of, from the entries of a bundle.
    pub fn of(entries: &[&Entry], findings: &[Finding]) -> Self {
        let places: Vec<Place> = findings.iter().map(|finding| Place::of(&finding.path)).collect();
        if places.is_empty() {
            return Self::default();
        }
        let wanted: BTreeSet<Digest> = places
            .iter()
            .filter_map(|place| match place {
                Place::Original(digest) => Some(*digest),
                _ => None,
            })
            .collect();
        let named = named_state(entries, &wanted);
        let mut subjects = Self { photos: photos(entries, &wanted, &named), ..Self::default() };
        for entry in entries {
            match entry.kind.as_str() {
                "chain.start" => {
                    subjects.authors.insert(entry.chain, author(entry, &named));
                }
                "note.seal" => {
                    let title = entry.body.text_of("title").unwrap_or_default();
                    subjects.notes.insert(entry.digest, title.to_owned());
                }
                _ => {}
            }
        }
        subjects
    }

    /// What a finding is about, in words.
    pub fn label(&self, finding: &Finding) -> String {
        match Place::of(&finding.path) {
            Place::Original(digest) => {
                let unknown = || PhotoSubject { sha256: digest.hex(), ..PhotoSubject::default() };
                self.photos.get(&digest).cloned().unwrap_or_else(unknown).label()
            }
            Place::Note(digest) => match self.notes.get(&digest).map(String::as_str) {
                None | Some("") => format!("Sealed note {}", digest.short()),
                Some(title) => format!("Sealed note “{title}”"),
            },
            Place::Entry(chain, number) => format!("Entry {number} of {}", self.chain(chain)),
            Place::Chain(chain) => format!("The {}", self.chain(chain)),
            Place::Key => "A key that signed".to_owned(),
            Place::Derived => "A page or table for reading".to_owned(),
            Place::Lists => "The bundle's own lists".to_owned(),
            Place::Record(id) => self.records.get(&id).cloned().unwrap_or_else(|| id.to_string()),
            Place::Other => {
                let name = finding.path.rsplit(['/', '\\']).next().unwrap_or_default();
                if name.is_empty() { "A file or name".to_owned() } else { format!("File {name}") }
            }
        }
    }

    /// What is known of a finding's thing besides: the file's name on the card.
    pub fn detail(&self, finding: &Finding) -> String {
        let Place::Original(digest) = Place::of(&finding.path) else { return String::new() };
        self.photos.get(&digest).map(|photo| photo.names.join(", ")).unwrap_or_default()
    }

    fn chain(&self, chain: ChainId) -> String {
        match self.authors.get(&chain) {
            Some(author) if author.device.is_empty() => format!("chain {} of {}", chain.short(), author.name),
            Some(author) => format!("chain {} of {} on {}", chain.short(), author.name, author.device),
            None => format!("chain {}", chain.short()),
        }
    }
}

/// The state of what can name photos: placements of these, the artefacts they show, and signers.
fn named_state(entries: &[&Entry], wanted: &BTreeSet<Digest>) -> State {
    let mut records: BTreeSet<&RecordId> = BTreeSet::new();
    let mut targets: BTreeSet<RecordId> = BTreeSet::new();
    for entry in entries.iter().filter(|entry| entry.kind == "photo.place") {
        let value = |field: &str| {
            let change = entry.changes.iter().find(|change| change.field == field)?;
            change.value.text()?.parse::<RecordId>().ok()
        };
        let photo = value("photo").and_then(|id| id.digest());
        if photo.is_some_and(|digest| wanted.contains(&digest)) {
            records.extend(entry.changes.iter().map(|change| &change.record));
            targets.extend(value("artefact"));
        }
    }
    let names = |id: &RecordId| id.kind() == Some(RecordKind::Signer);
    let concerns = |id: &RecordId| records.contains(id) || targets.contains(id) || names(id);
    State::of(entries.iter().copied().filter(|entry| entry.changes.iter().any(|c| concerns(&c.record))))
}

fn photos(entries: &[&Entry], wanted: &BTreeSet<Digest>, state: &State) -> HashMap<Digest, PhotoSubject> {
    let mut found: HashMap<Digest, PhotoSubject> = HashMap::new();
    for PhotoAdded { original, name, .. } in entries.iter().filter_map(|entry| PhotoAdded::read(entry)) {
        if wanted.contains(&original.sha256) {
            let photo = found.entry(original.sha256).or_default();
            photo.sha256 = original.sha256.hex();
            if !name.is_empty() && !photo.names.contains(&name) {
                photo.names.push(name);
            }
        }
    }
    let placements = state.records().filter(|r| r.id.kind() == Some(RecordKind::Placement));
    for placement in placements.filter(|record| !record.is_withdrawn()) {
        let Some(photo) = placement.pointer("photo").and_then(|id| found.get_mut(&id.digest()?)) else {
            continue;
        };
        let Some(artefact) = placement.pointer("artefact") else { continue };
        let reference = state.record(&artefact).and_then(|record| record.text("reference"));
        let reference = reference.map_or_else(|| artefact.to_string(), str::to_owned);
        photo.shows.push((reference, placement.text("view").unwrap_or_default().to_owned()));
    }
    found.values_mut().for_each(|photo| photo.shows.sort());
    found
}

fn author(start: &Entry, state: &State) -> Author {
    let key =
        start.body.text_of("public_key").and_then(|text| text.parse::<crate::signature::PublicKey>().ok());
    let record = key.map(|key| RecordId::new(RecordKind::Signer, key.digest()));
    let name = record.and_then(|id| state.record(&id)?.text("name").map(str::to_owned));
    let fingerprint = || key.map_or_else(|| "an unknown key".to_owned(), |key| key.fingerprint());
    Author {
        name: name.unwrap_or_else(fingerprint),
        device: start.body.text_of("device").unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_a_bundle_or_catalogue_says_what_kind_of_thing_it_is() {
        let hex = "ab".repeat(32);
        let digest: Digest = hex.parse().unwrap();
        let chain: ChainId = "0123456789abcdef0123456789abcdef".parse().unwrap();
        for (path, place) in [
            (format!("data/originals/ab/{hex}.jpg"), Place::Original(digest)),
            (format!("originals/ab/{hex}.jpg"), Place::Original(digest)),
            (format!("data/notes/{hex}.json"), Place::Note(digest)),
            (format!("data/ledger/{chain}.sigs:12"), Place::Entry(chain, 12)),
            (format!("{chain}/12"), Place::Entry(chain, 12)),
            (format!("{chain}/head/12"), Place::Chain(chain)),
            (format!("data/ledger/{chain}.head"), Place::Chain(chain)),
            (format!("data/ledger/{chain}-0123456789abcdef.jsonl"), Place::Chain(chain)),
            ("SHA256:abc".to_owned(), Place::Key),
            ("data/tables/photos.csv".to_owned(), Place::Derived),
            ("bag-info.txt".to_owned(), Place::Lists),
            ("data/../x".to_owned(), Place::Other),
            ("ថ្ម".repeat(20), Place::Other),
        ] {
            assert_eq!(Place::of(&path), place, "{path}");
        }
    }
}
