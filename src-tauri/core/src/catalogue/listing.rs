//! The window's list of artefacts: any sort, filters as chips, search as you type, and windows of rows.
//!
//! Owns: orders of lists, kept in memory until something is written. Must never: give a window of one order with rows
//! of another, or count by other rules than it filters.

use super::Catalogue;
use crate::digest::Digest;
use crate::error::Result;
use crate::id::RecordId;
use crate::search::Query;
use crate::store::Reader;
use crate::store::listing::{Listed, Sort, Which, flag};
use crate::store::traits::Traits;
use crate::template::Template;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// The most rows in one window.
pub const MOST_ROWS: usize = 500;
/// The most different values of which chips are offered, for each kind of chip.
const MOST_VALUES: usize = 40;
/// How many orders are kept.
const KEPT: usize = 8;

/// One filter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "chip", content = "value", rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Chip {
    /// A counted field or view is missing.
    Incomplete,
    /// No photo shows it.
    NoPhoto,
    /// No photo shows it in an overall view.
    NoOverall,
    /// Somebody has to decide something.
    Conflict,
    /// It is in no package.
    Unpacked,
    /// Its last hand-over is stated by one side only.
    Unconfirmed,
    /// Text of its form waits as a draft.
    Draft,
    /// It is withdrawn. Without this chip withdrawn artefacts stand in no list.
    Withdrawn,
    /// It is said to be at this place.
    Place(String),
    /// It is in this package, itself or by what it is in.
    Package(RecordId),
    /// Its last custody event has this word.
    Custody(String),
    /// It is said to come from this country, two letters.
    Country(String),
}

/// Which list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ListRequest {
    /// The words to search for; empty for all.
    pub text: String,
    /// The order.
    pub sort: Sort,
    /// The order turned round.
    pub reversed: bool,
    /// The filters; all must hold.
    pub chips: Vec<Chip>,
}

/// A window of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ListPage {
    /// How many rows the list has.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub total: usize,
    /// True if the words match more than are listed: the search should be narrowed.
    pub more: bool,
    /// Where the window begins.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub offset: usize,
    /// Its rows.
    pub rows: Vec<ArtefactRow>,
}

/// An artefact in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ArtefactRow {
    /// Its id.
    pub id: RecordId,
    /// Its reference; empty if it has none.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// How many objects it stands for.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub quantity: i64,
    /// Materials, culture and period.
    pub summary: String,
    /// The photo that stands for it.
    pub photo: Option<Digest>,
    /// What that photo is, its media type, where no thumbnail of it is kept.
    pub photo_kind: Option<String>,
    /// How many live placements show it.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub photos: i64,
    /// The number of the package that it is directly in; empty if none.
    pub package: String,
    /// How many counted fields and views are missing; none while that was not measured.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub missing: Option<i64>,
    /// How many are counted.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub counted: Option<i64>,
    /// How many things somebody has to decide about it.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub conflicts: i64,
    /// True if text of its form waits as a draft.
    pub draft: bool,
    /// True if it is withdrawn.
    pub withdrawn: bool,
    /// The word of its last custody event; empty if none.
    pub custody: String,
    /// True if that is a hand-over which one side only states.
    pub unconfirmed: bool,
    /// The country from which it is said to come; empty if none.
    pub country: String,
    /// Where it is said to be; empty if nowhere.
    pub place: String,
}

/// How many rows of a list would stay if a chip were added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ChipCount {
    /// The chip.
    #[serde(flatten)]
    pub chip: Chip,
    /// What it is about, in words: a package's number; else empty.
    pub name: String,
    /// The rows.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub count: usize,
}

/// An order that was asked for.
struct Order {
    request: ListRequest,
    rows: Arc<Vec<i64>>,
    more: bool,
}

/// The orders that hold under one mark of the database.
#[derive(Default)]
struct Marked {
    mark: [String; 3],
    orders: Vec<Order>,
}

/// Orders of lists, kept while nothing is written: then scrolling costs only the rows of the window.
#[derive(Default)]
pub(super) struct Orders(Mutex<Marked>);

impl Orders {
    fn get(&self, mark: &[String; 3], request: &ListRequest) -> Option<(Arc<Vec<i64>>, bool)> {
        let marked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = marked.orders.iter().find(|order| marked.mark == *mark && order.request == *request)?;
        Some((found.rows.clone(), found.more))
    }

    fn put(&self, mark: [String; 3], order: Order) {
        let mut marked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if marked.mark != mark {
            *marked = Marked { mark, orders: Vec::new() };
        }
        if marked.orders.len() >= KEPT {
            marked.orders.remove(0);
        }
        marked.orders.push(order);
    }
}

impl Catalogue {
    /// A window of the list of artefacts, at most [`MOST_ROWS`] rows.
    ///
    /// # Errors
    /// [`crate::error::Code::Usage`] for a query that asks too much; the database's failures.
    pub fn list_rows(&self, request: &ListRequest, offset: usize, limit: usize) -> Result<ListPage> {
        let (order, more) = self.order(request)?;
        let reader = self.reader();
        let mut rows = Vec::new();
        for row in order.iter().skip(offset).take(limit.min(MOST_ROWS)) {
            let Some(mut shown) = reader.listed(*row)?.map(artefact_row) else { continue };
            shown.photo_kind = match &shown.photo {
                Some(photo) => self.kind_without_picture(photo)?,
                None => None,
            };
            rows.push(shown);
        }
        Ok(ListPage { total: order.len(), more, offset, rows })
    }

    /// The ids of a run of a list, for choosing many: at most 10,000.
    ///
    /// # Errors
    /// As [`Catalogue::list_rows`].
    pub fn list_ids(&self, request: &ListRequest, offset: usize, limit: usize) -> Result<Vec<RecordId>> {
        let (order, _) = self.order(request)?;
        let reader = self.reader();
        order.iter().skip(offset).take(limit.min(10_000)).map(|row| reader.record_name(*row)).collect()
    }

    /// Where an artefact stands in a list, from 0; `None` if it is not in it.
    ///
    /// # Errors
    /// As [`Catalogue::list_rows`].
    pub fn list_position(&self, request: &ListRequest, id: &RecordId) -> Result<Option<usize>> {
        let (order, _) = self.order(request)?;
        let Some(row) = self.reader().record_row(id)? else { return Ok(None) };
        Ok(order.iter().position(|at| *at == row))
    }

    /// How many rows of a list each chip would leave, and which values chips can have there; those of values the most
    /// frequent first.
    ///
    /// # Errors
    /// As [`Catalogue::list_rows`].
    pub fn list_chips(&self, request: &ListRequest) -> Result<Vec<ChipCount>> {
        let reader = self.reader();
        // Withdrawn artefacts are counted beside those of a list in which they do not stand.
        let beside = !request.chips.contains(&Chip::Withdrawn);
        let with_withdrawn = ListRequest { chips: with(&request.chips, Chip::Withdrawn), ..request.clone() };
        let matching = match request.text.trim() {
            "" => None,
            _ => {
                let mut rows: HashSet<i64> = self.order(request)?.0.iter().copied().collect();
                rows.extend(self.order(&with_withdrawn)?.0.iter());
                Some(rows)
            }
        };
        let doubled = reader.listing_doubled()?;
        let drafted: HashSet<i64> = {
            let which = Which { draft: true, ..Which::default() };
            reader.listing_order(&which, Sort::Reference)?.into_iter().collect()
        };
        let mut which = which(&request.chips);
        which.without &= !flag::WITHDRAWN;
        let mut tally = Tally::default();
        reader.listing_traits(&which, &mut |traits| {
            if matching.as_ref().is_some_and(|rows| !rows.contains(&traits.row)) {
                return;
            }
            if beside && traits.flags & flag::WITHDRAWN != 0 {
                tally.plain[WITHDRAWN] += 1;
            } else {
                tally.add(&traits, doubled.contains(&traits.row), drafted.contains(&traits.row));
            }
        })?;
        tally.chips(&reader)
    }

    /// The rows of a list in order, and whether the words match more than it has.
    fn order(&self, request: &ListRequest) -> Result<(Arc<Vec<i64>>, bool)> {
        let reader = self.reader();
        let mark = reader.listing_mark()?;
        // Drafts are no entries: nothing marks that one came or went.
        let fleeting = request.chips.contains(&Chip::Draft);
        if let Some(found) = self.lists.get(&mark, request).filter(|_| !fleeting) {
            return Ok(found);
        }
        let query = Query::parse(&request.text)?;
        let (mut rows, more) = if query.is_empty() {
            (reader.listing_order(&which(&request.chips), request.sort)?, false)
        } else {
            let all = ListRequest { text: String::new(), reversed: false, ..request.clone() };
            let (all, _) = self.order(&all)?;
            let (matching, more) = reader.listing_matches(&query)?;
            (all.iter().copied().filter(|row| matching.contains(row)).collect(), more)
        };
        if request.reversed {
            rows.reverse();
        }
        let rows = Arc::new(rows);
        self.lists.put(mark, Order { request: request.clone(), rows: rows.clone(), more });
        Ok((rows, more))
    }

    /// Measures how complete artefacts are where that was not done, or was done by other templates.
    pub(super) fn measure(&mut self) -> Result<()> {
        let templates = self.templates();
        let by = fingerprint(&templates);
        let reader = self.database.read();
        let same = reader.setting("measured")?.as_deref() == Some(&by);
        if same && reader.unmeasured(1)?.is_empty() {
            return Ok(());
        }
        self.write_beside(|writer| {
            if !same {
                writer.forget_measures()?;
                writer.set_setting("measured", &by)?;
            }
            crate::ledger::measure_rest(writer, &templates)
        })
    }
}

/// Changes whenever completeness may come out differently.
fn fingerprint(templates: &[Template]) -> String {
    let vocabularies: Vec<(&str, u32)> = templates
        .iter()
        .flat_map(|t| &t.fields)
        .flat_map(|field| &field.vocabularies)
        .map(|vocabulary| (vocabulary.id.as_str(), vocabulary.version))
        .collect();
    let text = serde_json::to_string(&(templates, vocabularies)).unwrap_or_default();
    Digest::of(text.as_bytes()).hex()
}

fn with(chips: &[Chip], one: Chip) -> Vec<Chip> {
    chips.iter().cloned().chain(std::iter::once(one)).collect()
}

fn which(chips: &[Chip]) -> Which {
    let mut which = Which { without: flag::WITHDRAWN, ..Which::default() };
    for chip in chips {
        match chip {
            Chip::Incomplete => which.incomplete = true,
            Chip::NoPhoto => which.with |= flag::NO_PHOTO,
            Chip::NoOverall => which.with |= flag::NO_OVERALL,
            Chip::Conflict => which.conflict = true,
            Chip::Unpacked => which.with |= flag::UNPACKED,
            Chip::Unconfirmed => which.with |= flag::UNCONFIRMED,
            Chip::Draft => which.draft = true,
            Chip::Withdrawn => {
                which.with |= flag::WITHDRAWN;
                which.without &= !flag::WITHDRAWN;
            }
            Chip::Place(place) => which.place = Some(place.clone()),
            Chip::Package(package) => which.package = Some(package.clone()),
            Chip::Custody(word) => which.custody = Some(word.clone()),
            Chip::Country(country) => which.country = Some(country.clone()),
        }
    }
    which
}

/// The chips without a value, in their order.
const PLAIN: [Chip; 8] = [
    Chip::Incomplete,
    Chip::NoPhoto,
    Chip::NoOverall,
    Chip::Conflict,
    Chip::Unpacked,
    Chip::Unconfirmed,
    Chip::Draft,
    Chip::Withdrawn,
];
/// The place of the last among them.
const WITHDRAWN: usize = PLAIN.len() - 1;

/// Counts by chip: of the plain ones in their order, of packages by row, of texts by the number of their set.
#[derive(Default)]
struct Tally {
    plain: [usize; PLAIN.len()],
    packages: HashMap<i64, usize>,
    alike: HashMap<i64, usize>,
}

impl Tally {
    fn add(&mut self, traits: &Traits, doubled: bool, drafted: bool) {
        let has = |bit: i64| traits.flags & bit != 0;
        let chips = [
            traits.incomplete,
            has(flag::NO_PHOTO),
            has(flag::NO_OVERALL),
            doubled || has(flag::CONFLICT),
            has(flag::UNPACKED),
            has(flag::UNCONFIRMED),
            drafted,
            has(flag::WITHDRAWN),
        ];
        for (count, is_so) in self.plain.iter_mut().zip(chips) {
            *count += usize::from(is_so);
        }
        *self.alike.entry(traits.alike).or_default() += 1;
        if let Some(package) = traits.package {
            *self.packages.entry(package).or_default() += 1;
        }
    }

    fn chips(self, reader: &Reader<'_>) -> Result<Vec<ChipCount>> {
        let plain = |(chip, count)| ChipCount { chip, name: String::new(), count };
        let mut found: Vec<ChipCount> = PLAIN.into_iter().zip(self.plain).map(plain).collect();
        let mut texts: [HashMap<String, usize>; 3] = Default::default();
        reader.alike(&mut |number, alike| {
            let Some(count) = self.alike.get(&number) else { return };
            for (counts, text) in texts.iter_mut().zip(alike) {
                if !text.is_empty() {
                    *counts.entry(text).or_default() += count;
                }
            }
        })?;
        let [places, countries, custody] = texts;
        found.extend(most(places).into_iter().map(|(v, count)| plain((Chip::Place(v), count))));
        for (row, count) in most(self.packages) {
            let id = reader.record_name(row)?;
            let name = reader.item(&id)?.map(|item| item.reference).unwrap_or_default();
            found.push(ChipCount { chip: Chip::Package(id), name, count });
        }
        found.extend(most(custody).into_iter().map(|(v, count)| plain((Chip::Custody(v), count))));
        found.extend(most(countries).into_iter().map(|(v, count)| plain((Chip::Country(v), count))));
        Ok(found)
    }
}

/// The most frequent values; equal ones in their own order.
fn most<T: Ord>(counts: HashMap<T, usize>) -> Vec<(T, usize)> {
    let mut all: Vec<(T, usize)> = counts.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.truncate(MOST_VALUES);
    all
}

fn artefact_row(listed: Listed) -> ArtefactRow {
    let has = |bit: i64| listed.row.flags & bit != 0;
    ArtefactRow {
        withdrawn: has(flag::WITHDRAWN),
        unconfirmed: has(flag::UNCONFIRMED),
        id: listed.record,
        reference: listed.reference,
        title: listed.title,
        quantity: listed.quantity,
        summary: listed.row.summary,
        photo: listed.row.photo,
        photo_kind: None,
        photos: listed.photos,
        package: listed.package,
        missing: listed.row.measured.map(|(missing, _)| missing),
        counted: listed.row.measured.map(|(_, counted)| counted),
        conflicts: listed.conflicts,
        draft: listed.draft,
        custody: listed.row.custody,
        country: listed.row.country,
        place: listed.row.place,
    }
}
