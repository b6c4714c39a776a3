//! The same object catalogued twice: proposals for a person, and what people said of them.
//!
//! Owns: gathering what is compared, and the entries by which two artefacts are linked or told apart. Must never: link
//! anything by itself, or merge two records: both stay, with all that was said of each.

use super::Catalogue;
use super::artefact::ValueView;
use super::fields::{Checked, write_fields};
use crate::bag::parallel;
use crate::digest::Digest;
use crate::entry::Class;
use crate::error::{Code, Error, Result};
use crate::id::RecordId;
use crate::json::Json;
use crate::likeness::{APART, Compared, LINKED, Reason, other_in, pair_name, pairs, register_of};
use crate::media::look;
use crate::progress::{self, Progress, Unit};
use crate::search::fold::{fold, is_word_char};
use crate::state::Register;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The fields whose words are compared.
const TEXTS: [&str; 5] =
    ["title", "description", "measurements", "inscriptions_markings", "distinguishing_features"];
/// What a person waits for.
const DOING: &str = "looking for objects recorded twice";
/// Thumbnails that are looked at before what was seen is saved.
const PART: u32 = 512;

/// What people said of two artefacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LikenessStanding {
    /// People disagree; it is among the conflicts too.
    Disputed,
    /// Nobody decided yet.
    Proposed,
    /// They are one object, recorded twice.
    Linked,
    /// They are two objects.
    Apart,
}

/// Two artefacts that may be one object, or of which people said so or not.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LikenessView {
    /// A name for the pair, by which it can be decided: 32 digits, of which the beginning will do.
    pub id: String,
    /// The two, in order.
    pub artefacts: [RecordId; 2],
    /// What they are called.
    pub names: [String; 2],
    /// Their titles.
    pub titles: [String; 2],
    /// Why they may be one; empty where somebody decided and nothing speaks for it.
    pub reasons: Vec<Reason>,
    /// What people said.
    pub standing: LikenessStanding,
    /// Who said it, and when.
    pub said: Vec<ValueView>,
}

impl Catalogue {
    /// Pairs of artefacts of different laptops that may be one object, undecided ones first, strongest first; with `all`
    /// also those that were decided.
    ///
    /// How photos look is made from thumbnails where that is missing, which writes beside the evidence and leaves no
    /// entry. A catalogue opened for reading only compares what is known.
    ///
    /// # Errors
    /// [`Code::Cancelled`]; the database's failures.
    pub fn likenesses(&mut self, all: bool, progress: &dyn Progress) -> Result<Vec<LikenessView>> {
        if self.lock.is_some() {
            self.look_at_photos(progress)?;
        }
        let compared = self.compared(progress)?;
        let mut found: BTreeMap<(RecordId, RecordId), Vec<Reason>> = BTreeMap::new();
        for ((a, b), reasons) in pairs(&compared, progress)? {
            let pair = (compared[a].id.clone(), compared[b].id.clone());
            found.insert(pair, reasons.into_iter().collect());
        }
        for (record, field) in self.reader().likeness_registers()? {
            if let Some(other) = other_in(&record, &field) {
                found.entry((record, other)).or_default();
            }
        }
        let mut views = Vec::new();
        progress.stage("likeness", Some(found.len() as u64), Unit::Items);
        for ((a, b), reasons) in found {
            progress::check(progress, DOING)?;
            progress.advance(1);
            let view = self.likeness_view(&a, &b, reasons)?;
            let open = matches!(view.standing, LikenessStanding::Proposed | LikenessStanding::Disputed);
            let empty = view.standing == LikenessStanding::Proposed && view.reasons.is_empty();
            if (all || open) && !empty {
                views.push(view);
            }
        }
        views.sort_by_key(|view| {
            (view.standing, view.reasons.iter().map(weight).min().unwrap_or(9), view.id.clone())
        });
        Ok(views)
    }

    /// Says that two artefacts are one object (`Some(true)`), that they are two (`Some(false)`), or takes back what was
    /// said of them (`None`). Nothing is merged, and what was said before stays in the history.
    ///
    /// # Errors
    /// [`Code::Usage`] for what are not two artefacts; [`Code::NotFound`]; [`Code::KeyLocked`].
    pub fn say_likeness(&mut self, a: &RecordId, b: &RecordId, linked: Option<bool>) -> Result<LikenessView> {
        const DOING: &str = "linking artefacts or telling them apart";
        let (record, field) = register_of(a, b).ok_or_else(|| {
            Error::new(Code::Usage, DOING, "it takes two artefacts").on(format!("{a}, {b}"))
        })?;
        self.record(a)?;
        self.record(b)?;
        let value = linked.map_or(Json::Null, |linked| if linked { LINKED } else { APART }.into());
        let said = Checked { field: field.clone(), value, class: Class::Open };
        self.commit(|pen| write_fields(pen, "artefact.set", &record, &[said]).map(|_| ()))?;
        let other = if record == *a { b } else { a };
        self.likeness_view(&record, other, Vec::new())
    }

    /// The two artefacts of a pair, by the short name that a list gave it, or its beginning.
    ///
    /// # Errors
    /// [`Code::NotFound`] unless exactly one pair is called so.
    pub fn likeness_pair(&mut self, name: &str, progress: &dyn Progress) -> Result<[RecordId; 2]> {
        let mut fits = self
            .likenesses(true, progress)?
            .into_iter()
            .filter(|view| !name.is_empty() && view.id.starts_with(name));
        match (fits.next(), fits.next()) {
            (Some(view), None) => Ok(view.artefacts),
            _ => Err(Error::new(
                Code::NotFound,
                "finding a pair of artefacts",
                "there is not exactly one of this name",
            )
            .on(name)
            .remedy("Look with `likeness list --all`, or name the two artefacts.")),
        }
    }

    fn likeness_view(&self, a: &RecordId, b: &RecordId, reasons: Vec<Reason>) -> Result<LikenessView> {
        let field = register_of(a, b).map(|(_, field)| field).unwrap_or_default();
        let record = self.record(a)?;
        let register = record.register(&field);
        let groups = register.map(Register::values).unwrap_or_default();
        let said: Result<Vec<ValueView>> = (groups.iter().filter(|group| group[0].value != Json::Null))
            .map(|group| self.value_view(&field, group))
            .collect();
        let mut said = said?;
        self.judge().values(&mut said)?;
        let values: Vec<Option<&str>> = groups.iter().map(|group| group[0].value.text()).collect();
        let standing = match values.as_slice() {
            [] | [None] => LikenessStanding::Proposed,
            [Some(LINKED)] => LikenessStanding::Linked,
            [Some(APART)] => LikenessStanding::Apart,
            _ => LikenessStanding::Disputed,
        };
        let title = |id: &RecordId| Ok(self.reader().item(id)?.map(|item| item.title).unwrap_or_default());
        Ok(LikenessView {
            id: pair_name(a, b),
            artefacts: [a.clone(), b.clone()],
            names: [self.name_of(a)?, self.name_of(b)?],
            titles: [title(a)?, title(b)?],
            reasons,
            standing,
            said,
        })
    }

    /// What is compared, by id.
    fn compared(&self, progress: &dyn Progress) -> Result<Vec<Compared>> {
        progress::check(progress, DOING)?;
        let reader = self.reader();
        let mut all: Vec<Compared> = (reader.artefacts_to_compare()?.into_iter())
            .map(|row| Compared {
                id: row.id,
                by: row.by,
                references: Vec::new(),
                photos: Vec::new(),
                words: BTreeSet::new(),
            })
            .collect();
        let places: HashMap<RecordId, usize> =
            all.iter().enumerate().map(|(at, one)| (one.id.clone(), at)).collect();
        for (id, key) in reader.references_to_compare()? {
            places.get(&id).into_iter().for_each(|at| all[*at].references.push(key.clone()));
        }
        for (id, photo, look) in reader.photos_to_compare()? {
            places.get(&id).into_iter().for_each(|at| all[*at].photos.push((photo, look)));
        }
        for field in TEXTS {
            progress::check(progress, DOING)?;
            for (id, value) in reader.values_to_compare(field)? {
                places.get(&id).into_iter().for_each(|at| add_words(&value, &mut all[*at].words));
            }
        }
        Ok(all)
    }

    /// Makes how photos look from their thumbnails, where that is not known.
    fn look_at_photos(&mut self, progress: &dyn Progress) -> Result<()> {
        let missing = self.reader().count_not_looked_at()?;
        if missing == 0 {
            return Ok(());
        }
        progress.stage("likeness", Some(missing), Unit::Items);
        loop {
            progress::check(progress, "looking at photos")?;
            let part = self.reader().thumbnails_not_looked_at(PART)?;
            if part.is_empty() {
                return Ok(());
            }
            let see = |(): &mut (), (photo, jpeg): &(Digest, Vec<u8>)| Ok((*photo, look(jpeg)));
            let seen = parallel::map(self.around.threads.max(1), &part, || (), see)?;
            self.write_beside(|writer| {
                seen.iter().try_for_each(|(photo, look)| writer.put_look(photo, *look))
            })?;
            progress.advance(part.len() as u64);
        }
    }
}

/// What is surest stands first.
fn weight(reason: &Reason) -> u8 {
    match reason {
        Reason::SamePhoto { .. } => 0,
        Reason::SameReference { .. } => 1,
        Reason::LikePhoto { .. } => 2,
        Reason::LikeText { .. } => 3,
    }
}

/// The words of a value's texts, folded as searches fold them; names of members are none.
fn add_words(value: &Json, words: &mut BTreeSet<String>) {
    match value {
        Json::Text(text) => {
            let folded = fold(text);
            let cut = folded.split(|c: char| !is_word_char(c)).filter(|word| !word.is_empty());
            words.extend(cut.map(str::to_owned));
        }
        Json::List(items) => items.iter().for_each(|item| add_words(item, words)),
        Json::Object(members) => members.iter().for_each(|(_, member)| add_words(member, words)),
        _ => {}
    }
}
