//! Packing: what is in which bag and crate, by scanning or typing references.
//!
//! A scanner is a keyboard that ends with Enter, so one call takes what was typed and says what became of it.

use super::package::{ContentView, content_view};
use super::{Catalogue, Input};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::reference::Reference;
use crate::store::listing::Mark;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// As many packages are given in one page.
const MOST_NODES: usize = 500;

/// Which of the packages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PackingRequest {
    /// Only those that are in no other and have an object in them, however deep.
    pub outermost: bool,
    /// How many to pass over.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub offset: usize,
    /// How many at most.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub limit: usize,
}

/// Where a package stands in the tree.
struct Place {
    row: i64,
    inside: Option<i64>,
    depth: usize,
    /// Objects in it, however deep.
    objects: i64,
}

/// A package in the tree.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PackageNode {
    /// The record.
    pub id: RecordId,
    /// The number on it.
    pub number: String,
    /// What it is and looks like.
    pub description: String,
    /// `bag`, `box`, `crate` …
    pub kind: String,
    /// The seals on it, by its record.
    pub seals: Vec<String>,
    /// The package that it is in.
    pub inside: Option<RecordId>,
    /// How deep it stands in the tree; 0 for one that is in none.
    pub depth: usize,
    /// Artefacts and packages directly in it.
    pub contents: i64,
    /// Objects in it, however deep.
    pub objects: i64,
}

/// Some of the packages, and the counts.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Packing {
    /// The packages of this page, each right after what it is in.
    pub packages: Vec<PackageNode>,
    /// How many were asked for, on all pages.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub total: usize,
    /// Where the page begins.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub offset: usize,
    /// Artefacts to be packed in all.
    pub artefacts: u64,
    /// Artefacts in no package.
    pub unpacked: u64,
    /// A free number for the next package, from the last one's.
    pub next_number: Option<String>,
}

/// Some of the artefacts that are in no package.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Unpacked {
    /// How many there are in all.
    pub total: u64,
    /// Those of this page.
    pub artefacts: Vec<ContentView>,
}

/// What became of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PackedState {
    /// A package was scanned: what is scanned from now on goes into it.
    Opened,
    /// It was put into the package.
    Put,
    /// It came out of another package into this one.
    Moved,
    /// It was in the package already.
    AlreadyIn,
    /// An object was scanned while no package is open.
    NoPackage,
}

/// What a scan came to.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Packed {
    /// What became of it.
    pub state: PackedState,
    /// What was scanned.
    pub thing: ContentView,
    /// The package that is open now.
    pub package: Option<RecordId>,
    /// Its number.
    pub number: Option<String>,
    /// What the thing was in before, so that a person can put it back.
    pub before: Option<RecordId>,
}

impl Catalogue {
    /// A page of the tree of packages, at most [`MOST_NODES`], and the counts.
    ///
    /// # Errors
    /// The database's failures.
    pub fn packing(&self, request: &PackingRequest) -> Result<Packing> {
        let reader = self.reader();
        let present = reader.present_marks()?;
        let mut places = self.places(&present)?;
        if request.outermost {
            places.retain(|place| place.depth == 0 && place.objects > 0);
        }
        let page = places.iter().skip(request.offset).take(request.limit.min(MOST_NODES));
        Ok(Packing {
            packages: page.map(|place| self.package_node(place)).collect::<Result<_>>()?,
            total: places.len(),
            offset: request.offset,
            artefacts: present.len() as u64,
            unpacked: reader.unpacked_of(&present)?.len() as u64,
            next_number: self.next_package_number()?,
        })
    }

    /// All packages by row, each right after what it is in.
    fn places(&self, present: &[Mark]) -> Result<Vec<Place>> {
        let reader = self.reader();
        let packages = reader.packages()?;
        let known: HashSet<i64> = packages.iter().copied().collect();
        let (counting, lots) = (rows_of(present), reader.lots()?);
        let mut objects: HashMap<i64, i64> = HashMap::new();
        let mut boxes: HashMap<i64, Vec<i64>> = HashMap::new();
        let mut last = None;
        reader.insides(&mut |package, thing| {
            if last.replace((package, thing)) == Some((package, thing)) {
                return;
            }
            if known.contains(&thing) {
                boxes.entry(thing).or_default().push(package);
            } else if counting.contains(&thing) {
                let sum = objects.entry(package).or_default();
                *sum = sum.saturating_add(lots.get(&thing).copied().unwrap_or(1));
            }
        })?;
        let mut children: HashMap<Option<i64>, Vec<i64>> = HashMap::new();
        for row in &packages {
            let inside = boxes.get(row).map(|boxes| self.first_by_name(boxes)).transpose()?;
            children.entry(inside.filter(|row| known.contains(row))).or_default().push(*row);
        }
        let mut places = in_tree_order(&packages, &children);
        for place in &mut places {
            place.objects = objects.get(&place.row).copied().unwrap_or_default();
        }
        add_up(&mut places);
        Ok(places)
    }

    /// Where people disagree in what something is, it stands in one.
    fn first_by_name(&self, rows: &[i64]) -> Result<i64> {
        if let [row] = rows {
            return Ok(*row);
        }
        let names = rows.iter().map(|row| Ok((self.reader().record_name(*row)?, *row)));
        let names: Vec<(RecordId, i64)> = names.collect::<Result<_>>()?;
        Ok(names.into_iter().min().map(|(_, row)| row).unwrap_or_default())
    }

    fn package_node(&self, place: &Place) -> Result<PackageNode> {
        let reader = self.reader();
        let id = reader.record_name(place.row)?;
        let record = self.record(&id)?;
        let item = reader.item(&id)?;
        Ok(PackageNode {
            number: item.as_ref().map(|item| item.reference.clone()).unwrap_or_default(),
            description: item.map(|item| item.title).unwrap_or_default(),
            kind: record.text("kind").unwrap_or_default().to_owned(),
            seals: record.value("seals").map(crate::package::seals_of).unwrap_or_default(),
            inside: place.inside.map(|row| reader.record_name(row)).transpose()?,
            depth: place.depth,
            contents: i64::try_from(self.contents(&id)?.len()).unwrap_or(i64::MAX),
            objects: place.objects,
            id,
        })
    }

    /// What is directly in a package, in reference order.
    ///
    /// # Errors
    /// The database's failures.
    pub fn package_contents(&self, id: &RecordId) -> Result<Vec<ContentView>> {
        Ok(self.contents(id)?.into_iter().map(content_view).collect())
    }

    /// Artefacts that are in no package, in reference order.
    ///
    /// # Errors
    /// The database's failures.
    pub fn unpacked(&self, offset: usize, limit: usize) -> Result<Unpacked> {
        let reader = self.reader();
        let unpacked = reader.unpacked_of(&reader.present_marks()?)?;
        let artefacts = reader.items_by_row(unpacked.iter().copied().skip(offset).take(limit))?;
        let total = unpacked.len() as u64;
        Ok(Unpacked { total, artefacts: artefacts.into_iter().map(content_view).collect() })
    }

    /// Takes what was scanned or typed: a package opens, anything else goes into the open package. With `nest` a
    /// package goes into the open one too. References compare by letters and numbers.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::Ambiguous`]; [`Code::BadValue`] for what is withdrawn.
    pub fn pack_scan(&mut self, open: Option<&RecordId>, typed: &str, nest: bool) -> Result<Packed> {
        let id = self.scanned(typed)?;
        let thing = self.reader().item(&id)?;
        let thing = thing
            .ok_or_else(|| packing_error(Code::NotFound, "nothing here has this reference").on(typed))?;
        if thing.withdrawn {
            let error = packing_error(Code::BadValue, "it is withdrawn").on(&thing.reference);
            return Err(error
                .safe("Nothing was packed")
                .remedy("Take the withdrawal back first, or check the label."));
        }
        let opens = id.kind() == Some(RecordKind::Package) && !(nest && open.is_some_and(|open| *open != id));
        let before = self.record(&id)?.pointer("in");
        let package = if opens { Some(id.clone()) } else { open.cloned() };
        let state = match &package {
            Some(_) if opens => PackedState::Opened,
            None => PackedState::NoPackage,
            Some(package) if before.as_ref() == Some(package) => PackedState::AlreadyIn,
            Some(package) => {
                self.put_in(Some(package), std::slice::from_ref(&id))?;
                if before.is_some() { PackedState::Moved } else { PackedState::Put }
            }
        };
        let number = package.as_ref().map(|id| self.name_of(id)).transpose()?;
        Ok(Packed { state, thing: content_view(thing), package, number, before })
    }

    /// The artefact or package that a scan means. A label that names one of each is no answer.
    fn scanned(&self, typed: &str) -> Result<RecordId> {
        self.find_object(typed).map_err(|error| match error.code {
            Code::NotFound => packing_error(Code::NotFound, "nothing here has this reference")
                .on(typed.trim())
                .safe("Nothing was packed")
                .remedy("Scan it again, or look at the label: perhaps it is not recorded yet."),
            _ => error.safe("Nothing was packed"),
        })
    }

    /// Records a new package under the next free number, or a number given; what is scanned next goes into it.
    ///
    /// # Errors
    /// As [`Catalogue::package_add`].
    pub fn pack_new(
        &mut self,
        number: Option<&str>,
        kind: &str,
        inside: Option<&RecordId>,
    ) -> Result<RecordId> {
        let next = || Ok(self.next_package_number()?.unwrap_or_else(|| "B-1".to_owned()));
        let number = number.map_or_else(next, |number| Ok(number.to_owned()))?;
        let text = |text: &str| Input::Text(text.to_owned());
        let id =
            self.package_add(&[("number".to_owned(), text(&number)), ("kind".to_owned(), text(kind))])?;
        if let Some(inside) = inside {
            self.put_in(Some(inside), std::slice::from_ref(&id))?;
        }
        Ok(id)
    }

    /// The number after that of the package recorded last, with as many digits; the first free one.
    fn next_package_number(&self) -> Result<Option<String>> {
        let reader = self.reader();
        let Some(row) = reader.entries_of_kind("package.create")?.pop() else { return Ok(None) };
        let Some(last) = reader.entry_by_row(row)?.entry()?.and_then(|entry| entry.created()) else {
            return Ok(None);
        };
        let mut number = reader.item(&last)?.map(|item| item.reference).unwrap_or_default();
        for _ in 0..10_000 {
            let Some(next) = count_on(&number).filter(|next| Reference::parse(next).is_ok()) else {
                return Ok(None);
            };
            let key = crate::ledger::reference_key(&next);
            if reader.by_reference(RecordKind::Package.word(), &key)?.is_empty() {
                return Ok(Some(next));
            }
            number = next;
        }
        Ok(None)
    }
}

/// Each package right after what it is in, in the order of their numbers.
fn in_tree_order(packages: &[i64], children: &HashMap<Option<i64>, Vec<i64>>) -> Vec<Place> {
    let place = |row: &i64, inside, depth| Place { row: *row, inside, depth, objects: 0 };
    let below = |inside: Option<i64>, depth| {
        let rows = children.get(&inside).into_iter().flatten().rev();
        rows.map(move |row| place(row, inside, depth))
    };
    let mut open: Vec<Place> = below(None, 0).collect();
    let mut found = Vec::with_capacity(packages.len());
    let mut seen = HashSet::with_capacity(packages.len());
    // What two laptops put into each other stands in no other package: shown at the top all the same.
    let mut rest = packages.iter();
    loop {
        let Some(next) = open.pop() else {
            match rest.find(|row| !seen.contains(*row)) {
                Some(row) => open.push(place(row, None, 0)),
                None => return found,
            }
            continue;
        };
        if seen.insert(next.row) {
            open.extend(below(Some(next.row), next.depth + 1));
            found.push(next);
        }
    }
}

/// Objects of packages inside count in all that they are in.
fn add_up(places: &mut [Place]) {
    // From the last to the first: what stands deeper right after a place was added up before it.
    let mut sums: Vec<i64> = Vec::new();
    for place in places.iter_mut().rev() {
        sums.resize(sums.len().max(place.depth + 2), 0);
        let inside = std::mem::take(&mut sums[place.depth + 1]);
        place.objects = place.objects.saturating_add(inside);
        sums[place.depth] = sums[place.depth].saturating_add(place.objects);
    }
}

fn rows_of(marks: &[Mark]) -> HashSet<i64> {
    marks.iter().map(|mark| mark.row).collect()
}

/// One more than the digits at the end: `B-0317` to `B-0318`; `None` where there are none.
fn count_on(number: &str) -> Option<String> {
    let stem = number.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &number[stem.len()..];
    let next = digits.parse::<u64>().ok()?.checked_add(1)?.to_string();
    Some(format!("{stem}{next:0>width$}", width = digits.len()))
}

fn packing_error(code: Code, what: &str) -> Error {
    Error::new(code, "packing", what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_number_keeps_the_form_of_the_last() {
        for (last, next) in [("B-0317", "B-0318"), ("B-0999", "B-1000"), ("crate 9", "crate 10"), ("7", "8")]
        {
            assert_eq!(count_on(last).as_deref(), Some(next), "{last}");
        }
        for none in ["", "crate", "B-99999999999999999999999"] {
            assert_eq!(count_on(none), None, "{none}");
        }
    }
}
