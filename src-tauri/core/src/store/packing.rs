//! What is asked before a site is left: what is in which package, what is in none, and what still waits.

use super::database::{Reader, Writer, failed};
use super::items::{COLUMNS, ItemRow, item_row};
use super::listing::{Mark, flag};
use crate::error::Result;
use crate::id::RecordId;
use rusqlite::OptionalExtension;
use std::collections::{HashMap, HashSet};

/// More objects than any lot has.
const MOST_OF_ONE: i64 = 1_000_000_000;
/// An artefact that counts: not withdrawn, and not a lot of which nothing is left.
const PRESENT: &str = "item.kind = 'artefact' AND item.withdrawn = 0 AND item.quantity > 0";

/// That an item is in no package, or only in withdrawn ones.
const UNPACKED: &str =
    "NOT EXISTS (SELECT 1 FROM change JOIN record AS p ON p.name = trim(change.value, '\"')
    JOIN item AS box ON box.record = p.id AND box.kind = 'package' AND box.withdrawn = 0
    WHERE change.record = item.record AND change.live = 1
    AND change.field = (SELECT id FROM field WHERE name = 'in'))";

impl Reader<'_> {
    /// The rows of all packages that are not withdrawn, in the order of their numbers.
    ///
    /// # Errors
    /// The database's failures.
    pub fn packages(&self) -> Result<Vec<i64>> {
        let doing = "listing packages";
        let sql =
            "SELECT record FROM item WHERE kind = 'package' AND withdrawn = 0 ORDER BY order_key, record";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([], |row| row.get(0)).and_then(Iterator::collect);
        rows.map_err(|e| failed(doing, e))
    }

    /// Tells `visit` of each record that somebody says to be directly in another: what it is in, and itself, by row; a
    /// pair may come more than once, one after the other.
    ///
    /// # Errors
    /// The database's failures.
    pub fn insides(&self, visit: &mut dyn FnMut(i64, i64)) -> Result<()> {
        let doing = "listing what is packed";
        let sql = "SELECT target, source FROM pointer WHERE field = (SELECT id FROM field WHERE name = 'in')
                   ORDER BY target, source";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let mut rows = statement.query([]).map_err(|e| failed(doing, e))?;
        while let Some(row) = rows.next().map_err(|e| failed(doing, e))? {
            let pair = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let (target, source) = pair(row).map_err(|e| failed(doing, e))?;
            visit(target, source);
        }
        Ok(())
    }

    /// The rows of artefacts that stand for more than one object, with how many.
    ///
    /// # Errors
    /// The database's failures.
    pub fn lots(&self) -> Result<HashMap<i64, i64>> {
        let doing = "listing lots";
        let sql = format!(
            "SELECT record, quantity FROM item INDEXED BY item_lots WHERE quantity > 1 AND {PRESENT}"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).and_then(Iterator::collect);
        rows.map_err(|e| failed(doing, e))
    }

    /// The rows of packages that are not withdrawn and have a number, in its order.
    ///
    /// # Errors
    /// The database's failures.
    pub fn numbered_packages(&self) -> Result<Vec<i64>> {
        let doing = "listing packages";
        let sql = "SELECT record FROM item WHERE kind = 'package' AND withdrawn = 0 AND reference <> ''
                   ORDER BY order_key, record";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([], |row| row.get(0)).and_then(Iterator::collect);
        rows.map_err(|e| failed(doing, e))
    }

    /// Of the artefacts that count those that are in no package, or only in withdrawn ones or such as are not held; in
    /// reference order.
    ///
    /// # Errors
    /// The database's failures.
    pub fn unpacked_of(&self, present: &[Mark]) -> Result<Vec<i64>> {
        let doing = "listing what is packed";
        let sql = format!("SELECT EXISTS (SELECT 1 FROM item WHERE item.record = ?1 AND {UNPACKED})");
        let mut loose = HashSet::new();
        let mut statement = self.connection.prepare_cached(&sql).map_err(|e| failed(doing, e))?;
        for row in self.in_no_box()? {
            if statement.query_row([row], |row| row.get(0)).map_err(|e| failed(doing, e))? {
                loose.insert(row);
            }
        }
        let is_unpacked = |mark: &&Mark| mark.has(flag::UNPACKED) || loose.contains(&mark.row);
        Ok(present.iter().filter(is_unpacked).map(|mark| mark.row).collect())
    }

    /// What somebody says to be in something that is no package here: withdrawn, or not held. Few, while very many are
    /// in packages.
    fn in_no_box(&self) -> Result<Vec<i64>> {
        let doing = "listing what is packed";
        let sql = "SELECT inside.source FROM
                   (SELECT DISTINCT target FROM pointer WHERE field = (SELECT id FROM field WHERE name = 'in')) AS box
                   JOIN pointer AS inside ON inside.target = box.target
                   AND inside.field = (SELECT id FROM field WHERE name = 'in')
                   WHERE NOT EXISTS (SELECT 1 FROM item WHERE item.record = box.target AND item.kind = 'package'
                   AND item.withdrawn = 0)";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).map_err(|e| failed(doing, e))
    }

    /// How many objects the artefacts that count stand for beyond one each; of one artefact at most [`MOST_OF_ONE`] count,
    /// since entries may claim anything and SQLite fails where a sum is too large.
    ///
    /// # Errors
    /// The database's failures.
    pub fn count_more_of_lots(&self) -> Result<u64> {
        self.count(&format!(
            "SELECT coalesce(sum(min(item.quantity, {MOST_OF_ONE}) - 1), 0) FROM item INDEXED BY item_lots WHERE item.quantity > 1 AND {PRESENT}"
        ))
    }

    /// The rows of artefacts and packages by their numbers.
    ///
    /// # Errors
    /// The database's failures.
    pub fn items_by_row(&self, rows: impl IntoIterator<Item = i64>) -> Result<Vec<ItemRow>> {
        let doing = "listing records";
        let sql = format!(
            "SELECT {COLUMNS} FROM item JOIN record ON record.id = item.record WHERE item.record = ?1"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(|e| failed(doing, e))?;
        let mut one =
            |row: i64| statement.query_row([row], item_row).optional().map_err(|e| failed(doing, e));
        let mut found = Vec::new();
        for row in rows {
            found.extend(one(row)?);
        }
        Ok(found)
    }

    /// How many photos wait for a place: not withdrawn, showing nothing, no companion or working copy of another, and
    /// named by no note and no custody event.
    ///
    /// # Errors
    /// The database's failures.
    pub fn count_waiting_photos(&self) -> Result<u64> {
        self.count("SELECT count(*) FROM shot WHERE waiting = 1")
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

    /// When the label of an artefact or package was printed here; `None` if it was not.
    ///
    /// # Errors
    /// The database's failures.
    pub fn label_printed(&self, id: &RecordId) -> Result<Option<String>> {
        self.setting(&format!("{LABEL}{id}"))
    }

    /// The rows of artefacts and packages whose label was printed here.
    ///
    /// # Errors
    /// The database's failures.
    pub fn printed_labels(&self) -> Result<HashSet<i64>> {
        let doing = "listing labels";
        // `;` stands after `:`; the id begins after those six.
        let sql = "SELECT record.id FROM setting JOIN record ON record.name = substr(setting.name, 7)
                   WHERE setting.name >= 'label:' AND setting.name < 'label;'";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([], |row| row.get(0)).and_then(Iterator::collect);
        rows.map_err(|e| failed(doing, e))
    }

    fn count(&self, sql: &str) -> Result<u64> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([], |row| row.get::<_, i64>(0)))
            .map(i64::cast_unsigned)
            .map_err(|e| failed("counting", e))
    }
}

/// The beginning of the names of settings that say that a label was printed.
const LABEL: &str = "label:";

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
