//! The rows that the window's list of artefacts asks: one for each, with what it shows, sorts by and filters.
//!
//! Owns: the table `listing`, its orders and counts. Must never: hold what could not be made again from the entries
//! and the templates, or know what a flag means to a person.

use super::database::{Reader, Writer, failed};
use super::search::Filter;
use super::traits::TraitRows;
use crate::digest::Digest;
use crate::error::Result;
use crate::id::RecordId;
use crate::search::Query;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};
use std::collections::{HashMap, HashSet};

/// The bits of `flags`.
pub mod flag {
    /// It is withdrawn.
    pub const WITHDRAWN: i64 = 1;
    /// No live placement shows it.
    pub const NO_PHOTO: i64 = 2;
    /// No live placement shows it in an overall view.
    pub const NO_OVERALL: i64 = 4;
    /// Somebody has to decide something inside the record.
    pub const CONFLICT: i64 = 8;
    /// It is in no package.
    pub const UNPACKED: i64 = 16;
    /// Its last hand-over is stated by one side only.
    pub const UNCONFIRMED: i64 = 32;
    /// It is a lot of which nothing is left.
    pub const NOTHING_LEFT: i64 = 64;
    /// It has no reference.
    pub const NO_REFERENCE: i64 = 128;
    /// No live placement shows it in a view that the templates require; unset while it was not measured.
    pub const LACKS_VIEW: i64 = 256;
    /// No live placement shows it with its label.
    pub const NO_LABEL: i64 = 512;
    /// All that it stands for was given away, and is not stated to have come back.
    pub const GONE: i64 = 1024;
}

/// What one artefact's row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Sorts as people read references.
    pub order_key: Vec<u8>,
    /// Sorts titles without case and accents.
    pub title_key: String,
    /// The highest Lamport counter of what is said of it.
    pub changed: u64,
    /// Bits of [`flag`].
    pub flags: i64,
    /// How many counted fields and views are missing, and how many are counted; `None` while not measured.
    pub measured: Option<(i64, i64)>,
    /// The photo that stands for it.
    pub photo: Option<Digest>,
    /// A line about it.
    pub summary: String,
    /// The row number of the package that it is directly in.
    pub package: Option<i64>,
    /// Where it is said to be; empty where nothing is said.
    pub place: String,
    /// The country from which it is said to come, two letters; empty where nothing is said.
    pub country: String,
    /// The word of the last custody event; empty where there is none.
    pub custody: String,
}

/// One row as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The record.
    pub record: RecordId,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// How many objects it stands for.
    pub quantity: i64,
    /// How many live placements show it.
    pub photos: i64,
    /// The number of the package that it is directly in; empty if none.
    pub package: String,
    /// How many fields of it are in conflict; a reference used twice counts as one.
    pub conflicts: i64,
    /// True if text of its form waits as a draft.
    pub draft: bool,
    /// The rest.
    pub row: Listing,
}

/// What is known of an artefact without reading its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The row number.
    pub row: i64,
    /// Bits of [`flag`].
    pub flags: i64,
    /// How many counted fields and views are missing; `None` while not measured.
    pub missing: Option<i64>,
}

impl Mark {
    /// True where one of these bits is set.
    pub fn has(&self, bits: i64) -> bool {
        self.flags & bits != 0
    }
}

/// By what a list is sorted. Rows that are equal by it stand in reference order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Sort {
    /// As people read references.
    #[default]
    Reference,
    /// By title, without case and accents.
    Title,
    /// The last changed first.
    Changed,
    /// What lacks most first.
    Missing,
}

/// What a row must be to stand in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    /// Bits that must be set.
    pub with: i64,
    /// Bits that must not be set.
    pub without: i64,
    /// Only those that lack something.
    pub incomplete: bool,
    /// Only those of which somebody has to decide something, a reference used twice included.
    pub conflict: bool,
    /// Only those with text that waits as a draft.
    pub draft: bool,
    /// Only those directly or by packages in this one.
    pub package: Option<RecordId>,
    /// Only those that are said to be here.
    pub place: Option<String>,
    /// Only those said to come from this country.
    pub country: Option<String>,
    /// Only those whose last custody event has this word.
    pub custody: Option<String>,
}

/// How many artefacts, the last recorded, are asked for values that were entered before: suggestions have to come as
/// fast as a person types, and what one enters now is like what one entered lately.
pub const NEWEST: u32 = 20_000;

/// Records with a live reference that another one has too.
const DOUBLED: &str = "SELECT reference_use.record FROM reference_twice JOIN reference_use
    ON reference_use.kind = reference_twice.kind AND reference_use.key = reference_twice.key";

const INSIDE: &str = "record IN (WITH RECURSIVE inside (id) AS (
    SELECT id FROM record WHERE name = ? UNION
    SELECT pointer.source FROM inside JOIN pointer ON pointer.target = inside.id
    JOIN field ON field.id = pointer.field WHERE field.name = 'in')
    SELECT id FROM inside)";

const DRAFTED: &str = "record IN (SELECT record.id FROM draft JOIN record ON record.name = draft.subject WHERE draft.kind = 'form')";

const COLUMNS: &str = "record.name, item.reference, item.title, item.quantity, item.photos,
    coalesce(package.reference, ''),
    (SELECT count(*) FROM conflict WHERE conflict.record = l.record),
    EXISTS (SELECT 1 FROM draft WHERE draft.kind = 'form' AND draft.subject = record.name),
    l.order_key, l.title_key, l.changed, l.flags, l.missing, l.counted, l.photo, l.summary, l.package,
    traits.place, traits.country, traits.custody";

impl Which {
    /// As SQL on the columns of `listing`, and its parameters.
    pub(super) fn condition(&self) -> (String, Vec<Value>) {
        let mut parts: Vec<String> = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let mut add = |part: String, value: Option<Value>| {
            parts.push(part);
            values.extend(value);
        };
        let mask = self.with | self.without;
        if mask != 0 {
            add(format!("flags & {mask} = {}", self.with), None);
        }
        if self.incomplete {
            add("missing > 0".to_owned(), None);
        }
        if self.conflict {
            add(format!("(flags & {} != 0 OR record IN ({DOUBLED}))", flag::CONFLICT), None);
        }
        if self.draft {
            add(DRAFTED.to_owned(), None);
        }
        if let Some(package) = &self.package {
            add(INSIDE.to_owned(), Some(Value::Text(package.to_string())));
        }
        for (column, wanted) in
            [("place", &self.place), ("country", &self.country), ("custody", &self.custody)]
        {
            if let Some(wanted) = wanted {
                add(
                    format!("traits IN (SELECT id FROM traits WHERE {column} = ?)"),
                    Some(Value::Text(wanted.clone())),
                );
            }
        }
        let sql = if parts.is_empty() { "1".to_owned() } else { parts.join(" AND ") };
        (sql, values)
    }
}

impl Reader<'_> {
    /// A mark that changes with every commit of entries, every new measuring and every rebuild: what was computed under one mark
    /// holds as long as it stays.
    ///
    /// # Errors
    /// The database's failures.
    pub fn listing_mark(&self) -> Result<[String; 3]> {
        let of = |name| Ok::<_, crate::error::Error>(self.setting(name)?.unwrap_or_default());
        Ok([of("clock")?, of("measured")?, of("rebuilt")?])
    }

    /// The row numbers of a list, in order.
    ///
    /// # Errors
    /// The database's failures.
    pub fn listing_order(&self, which: &Which, sort: Sort) -> Result<Vec<i64>> {
        let key = match sort {
            Sort::Reference => "NULL",
            Sort::Title => "title_key",
            Sort::Changed => "-changed",
            Sort::Missing => "-coalesce(missing, 0)",
        };
        let (condition, values) = which.condition();
        let sql = format!("SELECT record, {key} FROM listing WHERE {condition} ORDER BY order_key, record");
        let mut statement = self.connection.prepare_cached(&sql).map_err(reading)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(reading)?;
        let mut order: Vec<i64> = Vec::new();
        let mut numbers: Vec<(i64, i64)> = Vec::new();
        let mut texts: Vec<(String, i64)> = Vec::new();
        while let Some(row) = rows.next().map_err(reading)? {
            let record = row.get(0).map_err(reading)?;
            match sort {
                Sort::Reference => order.push(record),
                Sort::Title => texts.push((row.get(1).map_err(reading)?, record)),
                Sort::Changed | Sort::Missing => numbers.push((row.get(1).map_err(reading)?, record)),
            }
        }
        // Stable: what is equal stays in reference order.
        texts.sort_by(|a, b| a.0.cmp(&b.0));
        numbers.sort_by_key(|(key, _)| *key);
        order.extend(texts.into_iter().map(|(_, record)| record));
        order.extend(numbers.into_iter().map(|(_, record)| record));
        Ok(order)
    }

    /// The row numbers of the first artefacts, in reference order, whose text matches, and whether there are more
    /// than are given.
    ///
    /// # Errors
    /// The database's failures.
    pub fn listing_matches(&self, query: &Query) -> Result<(HashSet<i64>, bool)> {
        let only_artefacts = Filter {
            from: "record AS r JOIN listing ON listing.record = r.id".to_owned(),
            record: "r.name".to_owned(),
            condition: "1".to_owned(),
            values: Vec::new(),
            present: true,
            leads: false,
        };
        let found = self.search(query, &[only_artefacts], super::search::MOST as usize)?;
        let mut rows = HashSet::with_capacity(found.hits.len());
        for hit in found.hits {
            rows.extend(self.record_row(&hit.record)?);
        }
        Ok((rows, found.count.more))
    }

    /// One row; `None` if it is no artefact's.
    ///
    /// # Errors
    /// The database's failures.
    pub fn listed(&self, row: i64) -> Result<Option<Listed>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM listing AS l JOIN item ON item.record = l.record
             JOIN record ON record.id = l.record
             JOIN traits ON traits.id = l.traits LEFT JOIN item AS package ON package.record = l.package
             WHERE l.record = ?1"
        );
        let found = self
            .connection
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row([row], listed_row).optional())
            .map_err(reading)?;
        let Some(mut listed) = found else { return Ok(None) };
        listed.conflicts += i64::from(self.is_doubled(row)?);
        Ok(Some(listed))
    }

    fn is_doubled(&self, row: i64) -> Result<bool> {
        let sql = "SELECT 1 FROM reference_use AS own JOIN reference_use AS other
                   ON other.kind = own.kind AND other.key = own.key AND other.record <> own.record
                   WHERE own.record = ?1 LIMIT 1";
        self.connection.prepare_cached(sql).and_then(|mut s| s.exists([row])).map_err(reading)
    }

    /// The rows of artefacts of which a reference is used twice.
    ///
    /// # Errors
    /// The database's failures.
    pub fn listing_doubled(&self) -> Result<HashSet<i64>> {
        let mut statement = self.connection.prepare_cached(DOUBLED).map_err(reading)?;
        let rows = statement.query_map([], |row| row.get(0)).map_err(reading)?;
        rows.collect::<rusqlite::Result<_>>().map_err(reading)
    }

    /// How many rows there are of each set of flags, those that lack something apart: flags, incomplete, number.
    ///
    /// # Errors
    /// The database's failures.
    pub fn listing_tally(&self) -> Result<Vec<(i64, bool, i64)>> {
        let mut tally: HashMap<(i64, bool), i64> = HashMap::new();
        self.listing_marks(&mut |mark| *tally.entry((mark.flags, mark.missing > Some(0))).or_default() += 1)?;
        Ok(tally.into_iter().map(|((flags, lacks), count)| (flags, lacks, count)).collect())
    }

    /// Tells `visit` of every row's flags, in reference order. It reads an index alone, a tenth of what the rows are: the
    /// way to ask something about all artefacts.
    ///
    /// # Errors
    /// The database's failures.
    pub fn listing_marks(&self, visit: &mut dyn FnMut(Mark)) -> Result<()> {
        let sql =
            "SELECT record, flags, missing FROM listing INDEXED BY listing_order ORDER BY order_key, record";
        let mut statement = self.connection.prepare_cached(sql).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        while let Some(row) = rows.next().map_err(reading)? {
            let mark =
                |row: &Row<'_>| Ok(Mark { row: row.get(0)?, flags: row.get(1)?, missing: row.get(2)? });
            visit(mark(row).map_err(reading)?);
        }
        Ok(())
    }

    /// The artefacts that count, in reference order: neither withdrawn, nor a lot of which nothing is left.
    ///
    /// # Errors
    /// The database's failures.
    pub fn present_marks(&self) -> Result<Vec<Mark>> {
        let mut found = Vec::new();
        self.listing_marks(&mut |mark| {
            if mark.flags & (flag::WITHDRAWN | flag::NOTHING_LEFT) == 0 {
                found.push(mark);
            }
        })?;
        Ok(found)
    }

    /// Artefacts that were not measured against the templates yet, at most `limit`.
    ///
    /// # Errors
    /// The database's failures.
    pub fn unmeasured(&self, limit: u32) -> Result<Vec<(i64, RecordId)>> {
        let sql = "SELECT listing.record, record.name FROM listing INDEXED BY listing_unmeasured
                   JOIN record ON record.id = listing.record WHERE listing.missing IS NULL LIMIT ?1";
        let mut statement = self.connection.prepare_cached(sql).map_err(reading)?;
        let rows = statement
            .query_map([limit], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
            .map_err(reading)?;
        let rows: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>().map_err(reading)?;
        Ok(rows.into_iter().filter_map(|(row, name)| Some((row, name.parse().ok()?))).collect())
    }

    /// How many notes are sealed.
    ///
    /// # Errors
    /// The database's failures.
    pub fn count_sealed_notes(&self) -> Result<u64> {
        let sql = "SELECT count(*) FROM listed WHERE kind = 'note.seal'";
        let count =
            self.connection.prepare_cached(sql).and_then(|mut s| s.query_row([], |row| row.get::<_, i64>(0)));
        count.map(i64::cast_unsigned).map_err(reading)
    }

    /// Every live value of a field as JSON, with the record of which it is said.
    ///
    /// # Errors
    /// The database's failures.
    pub fn live_values_of(&self, field: &str) -> Result<Vec<(RecordId, String)>> {
        let sql = "SELECT record.name, change.value FROM change JOIN field ON field.id = change.field
                   JOIN record ON record.id = change.record WHERE field.name = ?1 AND change.live = 1";
        let mut statement = self.connection.prepare_cached(sql).map_err(reading)?;
        let rows = statement.query_map([field], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)));
        let rows: Vec<(String, String)> =
            rows.and_then(|rows| rows.collect::<rusqlite::Result<_>>()).map_err(reading)?;
        Ok(rows.into_iter().filter_map(|(name, value)| Some((name.parse().ok()?, value))).collect())
    }

    /// The live values of a field among the [`NEWEST`] artefacts, with how often each is said, the most frequent first,
    /// at most `limit`.
    ///
    /// # Errors
    /// The database's failures.
    pub fn values_of_field(&self, field: &str, limit: u32) -> Result<Vec<(String, i64)>> {
        let sql = format!(
            "SELECT change.value, count(*) AS often
             FROM (SELECT record FROM listing ORDER BY record DESC LIMIT {NEWEST}) AS newest
             JOIN field ON field.name = ?1
             JOIN change ON change.record = newest.record AND change.field = field.id
             WHERE change.live = 1 GROUP BY change.value ORDER BY often DESC, change.value LIMIT ?2"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(reading)?;
        let rows = statement
            .query_map(params![field, limit], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(reading)?;
        rows.collect::<rusqlite::Result<_>>().map_err(reading)
    }
}

impl Writer<'_> {
    /// Puts an artefact's row; `fresh` records have none yet.
    ///
    /// # Errors
    /// The database's failures.
    pub fn put_listing(&self, record: i64, row: Listing, fresh: bool, known: &mut TraitRows) -> Result<()> {
        let sql = match fresh {
            true => "INSERT INTO listing VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            false => "INSERT OR REPLACE INTO listing VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        };
        let traits = self.alike_row([row.place, row.country, row.custody], known)?;
        self.execute(
            sql,
            params![
                record,
                row.order_key,
                row.title_key,
                row.changed.cast_signed(),
                row.flags,
                row.measured.map(|(missing, _)| missing),
                row.measured.map(|(_, counted)| counted),
                row.photo.as_ref().map(|digest| digest.0.as_slice()),
                row.summary,
                row.package,
                traits
            ],
        )
    }

    /// Says how complete an artefact is, and whether a view is among what is missing.
    ///
    /// # Errors
    /// The database's failures.
    pub fn put_measure(&self, record: i64, missing: i64, counted: i64, lacks_view: bool) -> Result<()> {
        let bit = if lacks_view { flag::LACKS_VIEW } else { 0 };
        self.execute(
            "UPDATE listing SET missing = ?2, counted = ?3, flags = (flags & ~?4) | ?5 WHERE record = ?1",
            params![record, missing, counted, flag::LACKS_VIEW, bit],
        )
    }

    /// Forgets how complete artefacts are: the templates changed.
    ///
    /// # Errors
    /// The database's failures.
    pub fn forget_measures(&self) -> Result<()> {
        self.execute(
            "UPDATE listing SET missing = NULL, counted = NULL, flags = flags & ~?1",
            params![flag::LACKS_VIEW],
        )
    }
}

fn listed_row(row: &Row<'_>) -> rusqlite::Result<Listed> {
    let name: String = row.get(0)?;
    let photo: Option<Vec<u8>> = row.get(14)?;
    let missing: Option<i64> = row.get(12)?;
    Ok(Listed {
        record: name.parse().map_err(|_| rusqlite::Error::InvalidQuery)?,
        reference: row.get(1)?,
        title: row.get(2)?,
        quantity: row.get(3)?,
        photos: row.get(4)?,
        package: row.get(5)?,
        conflicts: row.get(6)?,
        draft: row.get(7)?,
        row: Listing {
            order_key: row.get(8)?,
            title_key: row.get(9)?,
            changed: row.get::<_, i64>(10)?.cast_unsigned(),
            flags: row.get(11)?,
            measured: missing.zip(row.get(13)?),
            photo: photo.and_then(|bytes| bytes.try_into().ok()).map(Digest),
            summary: row.get(15)?,
            package: row.get(16)?,
            place: row.get(17)?,
            country: row.get(18)?,
            custody: row.get(19)?,
        },
    })
}

fn reading(error: rusqlite::Error) -> crate::error::Error {
    failed("listing artefacts", error)
}
