//! Dossiers: what is handed on about chosen artefacts, shown before it is written.
//!
//! Owns: which artefacts are meant, and the account of what a dossier discloses and what stays out. Must never: write
//! a dossier whose account could not be had before.

use super::export::Handing;
use super::{Catalogue, Exported};
use crate::bag::{Form, Room, look_for_room};
use crate::country::code_of;
use crate::digest::Digest;
use crate::entry::{self, Entry};
use crate::error::{Code, Error, Result};
use crate::export::{Choice, choose, plan_dossier};
use crate::id::{RecordId, RecordKind};
use crate::json::Json;
use crate::ledger::load_record;
use crate::progress::Progress;
use crate::report::Language;
use crate::search::fold;
use crate::signature::PublicKey;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

const DOING: &str = "making a dossier";
/// The fields that say from which country an artefact is held to come.
const ORIGINS: [&str; 2] = ["claimed_origin", "place_of_origin_discovery"];
/// Of each list in the account at most so many names; the count is always whole.
const MOST_NAMED: usize = 1000;

/// What a dossier is about, and where it goes.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DossierOptions {
    /// These artefacts.
    pub artefacts: Vec<RecordId>,
    /// And all that exist and are said to come from this country: its letters (ISO 3166-1), or a name of
    /// it (in English, French or its own language, or a former one); or, where that is no country, the name of the place.
    pub country: Option<String>,
    /// The folder in which the bundle will stand; a preview may leave it empty.
    pub to: PathBuf,
    /// One ZIP instead of a folder.
    pub zip: bool,
    /// The recipient's language: its pages are in it, translations of values included; as recorded where there is none.
    pub language: Option<Language>,
}

/// Something that a dossier shows or names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DossierItem {
    /// The record.
    pub id: RecordId,
    /// Reference, number, title or file's name; the word of the id and its first digits where it has none.
    pub name: String,
}

/// One sort of record in a dossier: how many, and which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DossierList {
    /// How many.
    pub count: u64,
    /// The first thousand, sorted by name.
    pub items: Vec<DossierItem>,
}

/// What a dossier would disclose, and what stays out.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DossierPreview {
    /// The artefacts that were chosen.
    pub artefacts: DossierList,
    /// Photos and files whose originals go with it: of the artefacts, attached to notes, slips of hand-overs.
    pub photos: DossierList,
    /// Sealed notes.
    pub notes: DossierList,
    /// Custody events.
    pub events: DossierList,
    /// Packages in which the artefacts are or were.
    pub packages: DossierList,
    /// Signers whose introductions it discloses.
    pub signers: DossierList,
    /// Other records that it shows, since an entry changed them together with a chosen one.
    pub others: DossierList,
    /// Records that it names by id alone: other artefacts of a hand-over, the lot that a part belongs to.
    pub named: DossierList,
    /// Chosen artefacts of which something is still to be decided.
    pub in_conflict: DossierList,
    /// Disclosed entries, by kind.
    pub entries: BTreeMap<String, u64>,
    /// Entries of class `internal` about what it shows, by kind: they stay out.
    pub internal: BTreeMap<String, u64>,
    /// Lines of the ledger that are withheld, the internal ones among them.
    pub withheld: u64,
    /// Originals that it names and that are lost here.
    pub missing: Vec<Digest>,
    /// About how many bytes it will have.
    pub bytes: u64,
    /// Whether it fits in the folder that was named; `None` where none was.
    pub room: Option<Room>,
}

impl Catalogue {
    /// What a dossier would disclose and what stays out; nothing is signed or written.
    ///
    /// # Errors
    /// As [`Catalogue::dossier`], but for a full disk, which is said in the answer.
    pub fn dossier_preview(&self, options: &DossierOptions) -> Result<DossierPreview> {
        let key = self.seat.signer().map(|signer| signer.key.public());
        let choice = self.dossier_choice(options, key)?;
        let plan = plan_dossier(&self.database.read(), &choice, options.language)?;
        let sizes = plan.sizes(&self.originals)?;
        let form = if options.zip { Form::Zip } else { Form::Folder };
        let named = !options.to.as_os_str().is_empty();
        let of = |kind| choice.shown.iter().filter(move |id| id.kind() == Some(kind));
        let conflicting = choice.artefacts.iter().filter(|id| self.is_in_conflict(id).unwrap_or(true));
        Ok(DossierPreview {
            artefacts: self.dossier_list(choice.artefacts.iter())?,
            photos: self.dossier_list(of(RecordKind::Photo))?,
            notes: self.dossier_list(of(RecordKind::Note).filter(|id| choice.discloses(id)))?,
            events: self.dossier_list(of(RecordKind::Custody).filter(|id| choice.discloses(id)))?,
            packages: self.dossier_list(of(RecordKind::Package))?,
            signers: self.dossier_list(of(RecordKind::Signer))?,
            others: self.dossier_list(choice.beside().iter())?,
            named: self.dossier_list(choice.named().iter())?,
            in_conflict: self.dossier_list(conflicting)?,
            entries: plan.kinds(),
            internal: entry::kinds(choice.internal.values()),
            withheld: plan.withheld(),
            missing: plan.missing(&self.originals)?.into_iter().map(|o| o.sha256).collect(),
            bytes: sizes.iter().fold(0, |sum, size| sum.saturating_add(*size)),
            room: named.then(|| look_for_room(&options.to, form, &sizes)).transpose()?,
        })
    }

    /// Writes a dossier, checks what was really written, and leaves an entry about it.
    ///
    /// # Errors
    /// [`Code::Usage`] where no artefact is meant; [`Code::CannotWithhold`]; [`Code::DiskFull`]; the file system's
    /// failures. No half bundle is left.
    pub fn dossier(&mut self, options: &DossierOptions, progress: &dyn Progress) -> Result<Exported> {
        let signer = self.seat.required()?;
        let key = Some(signer.key.public());
        // What cannot be disclosed is said before anything is signed.
        let held = self.reader().entry_count()?;
        let mut choice = self.dossier_choice(options, key)?;
        let position = self.sign_head_of(&signer)?;
        // A head changes nothing of what is chosen; but a key without a chain here begins one.
        if self.reader().entry_count()? != held {
            choice = self.dossier_choice(options, key)?;
        }
        let plan = plan_dossier(&self.database.read(), &choice, options.language)?;
        let to = Handing { folder: &options.to, zip: options.zip, recipients: &[] };
        self.write_and_record(&signer, &plan, to, position, progress)
    }

    fn dossier_choice(&self, options: &DossierOptions, key: Option<PublicKey>) -> Result<Choice> {
        let chosen = self.dossier_artefacts(options)?;
        let sayable = |record: &RecordId, field: &str| self.can_be_said(record, field);
        choose(&self.database.read(), self.operation, key.as_ref(), &chosen, &sayable)
    }

    /// The artefacts that are meant.
    fn dossier_artefacts(&self, options: &DossierOptions) -> Result<BTreeSet<RecordId>> {
        let mut chosen = BTreeSet::new();
        for id in &options.artefacts {
            let open = id.kind() == Some(RecordKind::Artefact) && self.is_open(id)?;
            if !open {
                return Err(Error::new(Code::NotFound, DOING, "this is no artefact that may be shown").on(id));
            }
            chosen.insert(id.clone());
        }
        if let Some(country) = &options.country {
            chosen.extend(self.artefacts_from(country)?);
        }
        if chosen.is_empty() {
            return Err(Error::new(Code::Usage, DOING, "no artefact was chosen")
                .remedy("Name artefacts, or a country from which some are said to come, such as KH."));
        }
        Ok(chosen)
    }

    fn is_open(&self, id: &RecordId) -> Result<bool> {
        let entry = id.digest().map(|digest| self.reader().entry(&digest)).transpose()?.flatten();
        let entry = entry.map(|row| row.entry()).transpose()?.flatten();
        Ok(entry.is_some_and(|entry| entry.class == crate::entry::Class::Open))
    }

    /// The artefacts that exist and of which anybody says now that they come from this country.
    fn artefacts_from(&self, country: &str) -> Result<BTreeSet<RecordId>> {
        let reader = self.reader();
        let mut found = BTreeSet::new();
        for field in ORIGINS {
            for (id, value) in reader.live_values_of(field)? {
                let says = Json::parse(value.as_bytes()).ok();
                let says = says.as_ref().is_some_and(|value| names_country(value, country));
                if says && id.kind() == Some(RecordKind::Artefact) && !found.contains(&id) {
                    let there = load_record(&reader, &id)?.is_some_and(|r| !r.is_withdrawn());
                    if there && self.is_open(&id)? {
                        found.insert(id);
                    }
                }
            }
        }
        Ok(found)
    }

    fn is_in_conflict(&self, id: &RecordId) -> Result<bool> {
        let record = load_record(&self.reader(), id)?;
        Ok(record.is_some_and(|record| !crate::merge::of_record(&record, None).is_empty()))
    }

    fn dossier_list<'a>(&self, ids: impl Iterator<Item = &'a RecordId>) -> Result<DossierList> {
        let mut items = Vec::new();
        for id in ids {
            items.push(DossierItem { id: id.clone(), name: self.called(id)? });
        }
        items.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        let count = items.len() as u64;
        items.truncate(MOST_NAMED);
        Ok(DossierList { count, items })
    }

    /// What people call a record.
    fn called(&self, id: &RecordId) -> Result<String> {
        let reader = self.reader();
        let record = load_record(&reader, id)?;
        let said = |field: &str| record.as_ref().and_then(|r| r.text(field)).map(str::to_owned);
        let entry = |digest: Option<Digest>| -> Result<Option<Entry>> {
            let row = digest.map(|digest| reader.entry(&digest)).transpose()?.flatten();
            Ok(row.map(|row| row.entry()).transpose()?.flatten())
        };
        let body = |entry: Option<Entry>, member: &str| {
            entry.and_then(|e| e.body.text_of(member).map(str::to_owned)).filter(|text| !text.is_empty())
        };
        let name = match id.kind() {
            Some(RecordKind::Artefact | RecordKind::Operation) => said("reference"),
            Some(RecordKind::Package) => said("number"),
            Some(RecordKind::Signer) => said("name"),
            Some(RecordKind::Note) => body(entry(id.digest())?, "title"),
            Some(RecordKind::Custody) => body(entry(id.digest())?, "event"),
            Some(RecordKind::Photo) => {
                let exists = record.as_ref().and_then(|r| r.register("exists"));
                let first = exists.and_then(|r| r.history().first().map(|said| said.entry));
                body(entry(first)?, "name")
            }
            _ => None,
        };
        let word = id.as_str().split(':').next().unwrap_or_default();
        Ok(name.unwrap_or_else(|| format!("{word} {}", id.hex().get(..8).unwrap_or_default())))
    }
}

/// True if a value, or one of several, is a place in this country, or the country itself. Where a value says a country that is
/// known, that decides: a place may have the name of another country.
fn names_country(value: &Json, wanted: &str) -> bool {
    let (code, plain) = (code_of(wanted), fold(wanted.trim()));
    let names = |text: &str| match code {
        Some(code) => code_of(text) == Some(code),
        None => !plain.is_empty() && fold(text.trim()) == plain,
    };
    let one = |value: &Json| {
        let country = value.text_of("country");
        let decided = code.and(country).and_then(code_of).is_some();
        let place = value.text_of("name").filter(|_| !decided);
        country.is_some_and(names) || place.is_some_and(names)
    };
    one(value) || value.list().is_some_and(|items| items.iter().any(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_names_a_country_by_any_of_its_names_and_a_country_that_it_says_decides() {
        let names = |value: &str, wanted| names_country(&Json::parse(value.as_bytes()).unwrap(), wanted);
        for said in [r#"{"name":"Angkor","country":"KH"}"#, r#"[{"name":"x"},{"name":"Cambodge"}]"#] {
            for wanted in ["KH", "Cambodia", "Kampuchea", "កម្ពុជា"] {
                assert!(names(said, wanted), "{said} {wanted}");
            }
            assert!(!names(said, "Thailand") && !names(said, ""));
        }
        assert!(names(r#"{"name":"Georgia"}"#, "GE"));
        assert!(
            !names(r#"{"name":"Georgia","country":"US"}"#, "GE"),
            "a place of that name in another country"
        );
        assert!(names(r#"{"name":"Gandhara","country":"PK"}"#, "gandhara"), "what is no country is a place");
        assert!(
            names(r#"{"name":"Swat","country":"Gandhara"}"#, "Gandhāra"),
            "or a country that nobody else knows"
        );
    }
}
