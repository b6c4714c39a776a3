//! What is asked before a site is left: what is in which package, what is in none, and what still waits.

use super::database::{Reader, Writer, failed};
use super::items::{COLUMNS, ItemRow, item_row};
use crate::error::Result;
use crate::id::RecordId;
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};

/// A package in the tree of packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageRow {
    /// The package's own row.
    pub item: ItemRow,
    /// What it is in.
    pub inside: Option<RecordId>,
    /// How many artefacts and packages are directly in it.
    pub contents: i64,
    /// How many objects are directly in it.
    pub objects: i64,
}

/// An artefact that counts: not withdrawn, and not a lot of which nothing is left.
const PRESENT: &str = "item.kind = 'artefact' AND item.withdrawn = 0 AND item.quantity > 0";

/// That an item is in no package, or only in withdrawn ones.
const UNPACKED: &str =
    "NOT EXISTS (SELECT 1 FROM change JOIN record AS p ON p.name = trim(change.value, '\"')
    JOIN item AS box ON box.record = p.id AND box.kind = 'package' AND box.withdrawn = 0
    WHERE change.record = item.record AND change.live = 1
    AND change.field = (SELECT id FROM field WHERE name = 'in'))";

/// That a placement is not withdrawn: nobody withdrew it, or somebody says that it exists.
const PLACED: &str = "EXISTS (SELECT 1 FROM change AS e WHERE e.record = placed.source AND e.live = 1
    AND e.field = (SELECT id FROM field WHERE name = 'exists') AND e.value = 'true')";

impl Reader<'_> {
    /// All packages that are not withdrawn, in the order of their numbers, at most `limit`.
    ///
    /// # Errors
    /// The database's failures.
    pub fn package_rows(&self, limit: usize) -> Result<Vec<PackageRow>> {
        let doing = "listing packages";
        let inside =
            "FROM pointer JOIN item AS thing ON thing.record = pointer.source AND thing.withdrawn = 0
             WHERE pointer.target = item.record AND pointer.field = (SELECT id FROM field WHERE name = 'in')";
        let sql = format!(
            "SELECT {COLUMNS},
             (SELECT min(trim(value, '\"')) FROM change WHERE change.record = item.record AND live = 1
              AND value <> 'null' AND field = (SELECT id FROM field WHERE name = 'in')),
             (SELECT count(DISTINCT pointer.source) {inside}),
             (SELECT coalesce(sum(one.quantity), 0) FROM item AS one WHERE one.kind = 'artefact' AND one.record IN
              (SELECT pointer.source {inside}))
             FROM item JOIN record ON record.id = item.record
             WHERE item.kind = 'package' AND item.withdrawn = 0 ORDER BY item.order_key, item.record LIMIT ?1"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([sql_number(limit)], |row| {
            let inside: Option<String> = row.get(8)?;
            Ok(PackageRow {
                item: item_row(row)?,
                inside: inside.and_then(|id| id.parse().ok()),
                contents: row.get(9)?,
                objects: row.get(10)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(|e| failed(doing, e))
    }

    /// Artefacts in no package, in reference order.
    ///
    /// # Errors
    /// The database's failures.
    pub fn unpacked(&self, offset: usize, limit: usize) -> Result<Vec<ItemRow>> {
        self.present_where(UNPACKED, offset, limit)
    }

    /// How many artefacts there are, and how many of them are in no package.
    ///
    /// # Errors
    /// The database's failures.
    pub fn count_packed(&self) -> Result<(u64, u64)> {
        let sql = format!("SELECT count(*), coalesce(sum({UNPACKED}), 0) FROM item WHERE {PRESENT}");
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut s| {
                s.query_row([], |row| {
                    Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, i64>(1)?.cast_unsigned()))
                })
            })
            .map_err(|e| failed("counting what is packed", e))
    }

    /// All artefacts that count, in reference order: what a check of the whole site looks at.
    ///
    /// # Errors
    /// The database's failures.
    pub fn present_artefacts(&self) -> Result<Vec<ItemRow>> {
        self.present_where("1", 0, usize::MAX)
    }

    fn present_where(&self, condition: &str, offset: usize, limit: usize) -> Result<Vec<ItemRow>> {
        let doing = "listing artefacts";
        let sql = format!(
            "SELECT {COLUMNS} FROM item JOIN record ON record.id = item.record
             WHERE {PRESENT} AND {condition} ORDER BY item.order_key, item.record LIMIT ?1 OFFSET ?2"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map(params![sql_number(limit), sql_number(offset)], item_row);
        rows.and_then(Iterator::collect).map_err(|e| failed(doing, e))
    }

    /// The views in which each artefact is shown by a live placement.
    ///
    /// # Errors
    /// The database's failures.
    pub fn views_shown(&self) -> Result<BTreeMap<RecordId, BTreeSet<String>>> {
        let doing = "listing views";
        let sql = format!(
            "SELECT record.name, trim(view.value, '\"') FROM pointer AS placed
             JOIN record ON record.id = placed.target
             JOIN change AS view ON view.record = placed.source AND view.live = 1
             AND view.field = (SELECT id FROM field WHERE name = 'view')
             WHERE placed.field = (SELECT id FROM field WHERE name = 'artefact') AND {PLACED}"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(|e| failed(doing, e))?;
        let mut rows = statement.query([]).map_err(|e| failed(doing, e))?;
        let mut found: BTreeMap<RecordId, BTreeSet<String>> = BTreeMap::new();
        while let Some(row) = rows.next().map_err(|e| failed(doing, e))? {
            let name: String = row.get(0).map_err(|e| failed(doing, e))?;
            let view: String = row.get(1).map_err(|e| failed(doing, e))?;
            if let Ok(id) = name.parse() {
                found.entry(id).or_default().insert(view);
            }
        }
        Ok(found)
    }

    /// Photos that wait for a place: not withdrawn, showing nothing, no companion or working copy of another, and
    /// named by no note and no custody event (a signed slip is where it belongs).
    ///
    /// # Errors
    /// The database's failures.
    pub fn waiting_photos(&self, offset: usize, limit: usize) -> Result<Vec<RecordId>> {
        let doing = "listing photos";
        let sql = format!("SELECT record.name FROM {WAITING} ORDER BY record.name LIMIT ?1 OFFSET ?2");
        let mut statement = self.connection.prepare_cached(&sql).map_err(|e| failed(doing, e))?;
        let rows = statement
            .query_map(params![sql_number(limit), sql_number(offset)], |row| row.get::<_, String>(0));
        let names: Vec<String> = rows.and_then(Iterator::collect).map_err(|e| failed(doing, e))?;
        Ok(names.into_iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// How many photos wait for a place.
    ///
    /// # Errors
    /// The database's failures.
    pub fn count_waiting_photos(&self) -> Result<u64> {
        self.count(&format!("SELECT count(*) FROM {WAITING}"))
    }

    /// How many records are in conflict, within themselves or over a reference, and how many chains forked.
    ///
    /// # Errors
    /// The database's failures.
    pub fn count_conflicts(&self) -> Result<u64> {
        self.count(
            "SELECT (SELECT count(*) FROM conflict) + (SELECT count(*) FROM fork)
             + (SELECT count(*) FROM reference_twice)",
        )
    }

    /// The drafts of all kinds, oldest first.
    ///
    /// # Errors
    /// The database's failures.
    pub fn count_drafts(&self) -> Result<Vec<(String, u64)>> {
        let doing = "counting drafts";
        let sql = "SELECT kind, count(*) FROM draft GROUP BY kind ORDER BY kind";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned())));
        rows.and_then(Iterator::collect).map_err(|e| failed(doing, e))
    }

    /// The artefacts and packages whose label was printed here, with the moment.
    ///
    /// # Errors
    /// The database's failures.
    pub fn printed_labels(&self) -> Result<BTreeMap<RecordId, String>> {
        let doing = "listing labels";
        // `;` stands after `:`.
        let sql = "SELECT name, value FROM setting WHERE name >= 'label:' AND name < 'label;'";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
        let rows: Vec<(String, String)> = rows.and_then(Iterator::collect).map_err(|e| failed(doing, e))?;
        let id = |name: String| name.strip_prefix(LABEL)?.parse::<RecordId>().ok();
        Ok(rows.into_iter().filter_map(|(name, at)| Some((id(name)?, at))).collect())
    }

    fn count(&self, sql: &str) -> Result<u64> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([], |row| row.get::<_, i64>(0)))
            .map(i64::cast_unsigned)
            .map_err(|e| failed("counting", e))
    }
}

/// A limit or offset as SQLite takes it.
fn sql_number(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The beginning of the names of settings that say that a label was printed.
const LABEL: &str = "label:";

/// A photo has a document of its own in the search as long as it shows nothing: the many that are placed cost nothing.
const WAITING: &str = "search_item JOIN record ON record.name = search_item.record
    WHERE search_item.record >= 'photo:' AND search_item.record < 'photo;'
    AND EXISTS (SELECT 1 FROM change JOIN field ON field.id = change.field WHERE change.record = record.id
        AND field.name = 'exists' AND change.live = 1 AND change.value = 'true')
    AND NOT EXISTS (SELECT 1 FROM change JOIN field ON field.id = change.field WHERE change.record = record.id
        AND field.name IN ('companion_of', 'derived_from') AND change.live = 1 AND change.value <> 'null')
    AND NOT EXISTS (SELECT 1 FROM mention WHERE mention.record = record.id)
    AND NOT EXISTS (SELECT 1 FROM pointer JOIN field ON field.id = pointer.field
        JOIN change ON change.record = pointer.source AND change.live = 1 AND change.value = 'true'
        JOIN field AS exist ON exist.id = change.field AND exist.name = 'exists'
        WHERE pointer.target = record.id AND field.name = 'photo')";

impl Writer<'_> {
    /// Keeps beside the evidence that a label was printed (`Some` moment), or forgets it.
    ///
    /// # Errors
    /// The database's failures.
    pub fn set_label_printed(&self, id: &RecordId, at: Option<&str>) -> Result<()> {
        let name = format!("{LABEL}{id}");
        match at {
            Some(at) => self.set_setting(&name, at),
            None => self.execute("DELETE FROM setting WHERE name = ?1", [name]),
        }
    }
}
