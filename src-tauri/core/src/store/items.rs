//! The rows that lists, filters and the conflict list ask: one for each artefact and package.

use super::database::{Reader, Writer, failed, sql_number};
use super::entries::damaged;
use crate::error::Result;
use crate::id::RecordId;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};
use std::collections::HashMap;

/// An artefact or package as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ItemRow {
    /// The record.
    pub record: RecordId,
    /// `artefact` or `package`.
    pub kind: String,
    /// Sorts as people read references; only the database needs it.
    #[serde(skip)]
    pub order_key: Vec<u8>,
    /// The reference or number to show; empty if it has none.
    pub reference: String,
    /// The title or description to show.
    pub title: String,
    /// How many objects it stands for.
    pub quantity: i64,
    /// True if it is withdrawn.
    pub withdrawn: bool,
    /// How many live placements show it.
    pub photos: i64,
}

/// What a list leaves in. All that are given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct Filter {
    /// `artefact` or `package`; both if `None`. A search also takes `note` (about no record) and `photo` (that shows
    /// nothing yet), and without a kind or other condition finds all four.
    pub kind: Option<String>,
    /// A field whose live value contains a text (as typed, case ignored for ASCII).
    pub fields: Vec<(String, String)>,
    /// Lies in this package, itself or by what it is in.
    pub package: Option<RecordId>,
    /// In conflict.
    pub conflict: bool,
    /// Has no photo.
    pub no_photo: bool,
    /// Withdrawn ones: only them (`true`), only others (`false`), or all.
    pub withdrawn: Option<bool>,
    /// Named by a custody event of this kind.
    pub custody: Option<String>,
}

impl Filter {
    /// The same for the search index, a condition each. Only those that an index answers may lead the search.
    pub fn for_search(&self) -> Vec<super::search::Filter> {
        if let (Some(kind), true) = (&self.kind, self.asks_for_texts()) {
            return vec![super::search::Filter {
                from: "search_item AS t".to_owned(),
                record: "t.record".to_owned(),
                condition: "t.record >= ? AND t.record < ?".to_owned(),
                values: [':', ';'].map(|end| Value::Text(format!("{kind}{end}"))).to_vec(),
                present: true,
                leads: true,
            }];
        }
        let parts = self.parts().into_iter().map(|part| super::search::Filter {
            from: "record AS r JOIN item ON item.record = r.id".to_owned(),
            record: "r.name".to_owned(),
            condition: part.sql,
            values: part.values.into_iter().map(Value::Text).collect(),
            present: true,
            leads: part.leads,
        });
        parts.collect()
    }

    /// True where it asks for notes or photos that stand for themselves: of these there are no other conditions.
    pub fn asks_for_texts(&self) -> bool {
        matches!(self.kind.as_deref(), Some("note" | "photo"))
    }

    /// True where it leaves only artefacts and packages.
    pub fn asks_for_items(&self) -> bool {
        !self.asks_for_texts() && *self != Self::default()
    }

    /// True where it asks for more than a kind.
    pub fn has_conditions(&self) -> bool {
        Self { kind: None, ..self.clone() } != Self::default()
    }

    /// The SQL condition on `item`, and its parameters.
    pub(super) fn condition(&self) -> (String, Vec<Value>) {
        let parts = self.parts();
        if parts.is_empty() {
            return ("1".to_owned(), Vec::new());
        }
        let sql: Vec<&str> = parts.iter().map(|part| part.sql.as_str()).collect();
        let sql = sql.join(" AND ");
        (sql, parts.into_iter().flat_map(|part| part.values).map(Value::Text).collect())
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut add = |leads: bool, sql: &str, values: &[&str]| {
            let values = values.iter().map(|v| (*v).to_owned()).collect();
            parts.push(Part { sql: sql.to_owned(), values, leads });
        };
        if let Some(kind) = &self.kind {
            add(false, "item.kind = ?", &[kind]);
        }
        for (field, text) in &self.fields {
            add(false, HAS_VALUE, &[field, text]);
        }
        if let Some(package) = &self.package {
            add(true, INSIDE, &[package.as_str()]);
        }
        if self.conflict {
            add(true, IN_CONFLICT, &[]);
        }
        if self.no_photo {
            add(false, "item.photos = 0", &[]);
        }
        if let Some(withdrawn) = self.withdrawn {
            add(false, if withdrawn { "item.withdrawn = 1" } else { "item.withdrawn = 0" }, &[]);
        }
        if let Some(event) = &self.custody {
            add(true, NAMED_BY_EVENT, &[event]);
        }
        parts
    }
}

/// One condition on `item`, with its parameters.
struct Part {
    sql: String,
    values: Vec<String>,
    /// True where an index finds the rows, so that a search may begin with them.
    leads: bool,
}

const HAS_VALUE: &str = "EXISTS (SELECT 1 FROM change JOIN field ON field.id = change.field
    WHERE change.record = item.record AND field.name = ? AND change.live = 1
    AND instr(lower(change.value), lower(?)) > 0)";

const INSIDE: &str = "item.record IN (WITH RECURSIVE inside (id) AS (
    SELECT id FROM record WHERE name = ? UNION
    SELECT pointer.source FROM inside JOIN pointer ON pointer.target = inside.id
    JOIN field ON field.id = pointer.field WHERE field.name = 'in')
    SELECT id FROM inside)";

const IN_CONFLICT: &str = "item.record IN (SELECT record FROM conflict UNION SELECT reference_use.record
    FROM reference_twice JOIN reference_use
    ON reference_use.kind = reference_twice.kind AND reference_use.key = reference_twice.key)";

const NAMED_BY_EVENT: &str = "item.record IN (SELECT mention.record FROM listed
    JOIN entry ON entry.id = listed.entry JOIN mention ON mention.entry = entry.id
    WHERE listed.kind = 'custody.record' AND json_extract(CAST(entry.line AS TEXT), '$.body.event') = ?)";

pub(super) const COLUMNS: &str =
    "record.name, item.kind, item.order_key, item.reference, item.title, item.quantity,
    item.withdrawn, item.photos";

impl Reader<'_> {
    /// One artefact's or package's row.
    ///
    /// # Errors
    /// The database's failures.
    pub fn item(&self, id: &RecordId) -> Result<Option<ItemRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM record JOIN item ON item.record = record.id WHERE record.name = ?1"
        );
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row([id.as_str()], item_row).optional())
            .map_err(|e| failed("reading a record", e))
    }

    /// The reference or number of an artefact or package, as lists show it.
    ///
    /// # Errors
    /// The database's failures.
    pub fn shown_reference(&self, id: &RecordId) -> Result<Option<String>> {
        self.connection
            .prepare_cached(
                "SELECT item.reference FROM record JOIN item ON item.record = record.id WHERE record.name = ?1",
            )
            .and_then(|mut s| s.query_row([id.as_str()], |row| row.get(0)).optional())
            .map_err(|e| failed("reading a record", e))
    }

    /// The row of the newest record; 0 where there is none.
    ///
    /// # Errors
    /// The database's failures.
    pub fn newest_record(&self) -> Result<i64> {
        self.connection
            .prepare_cached("SELECT coalesce(max(id), 0) FROM record")
            .and_then(|mut s| s.query_row([], |row| row.get(0)))
            .map_err(|e| failed("reading a record", e))
    }

    /// The records whose rows came after this one, each with its reference or number if it is an item: read in one go, for
    /// asking for each by its name takes ten times as long.
    ///
    /// # Errors
    /// The database's failures.
    pub fn references_after(&self, row: i64) -> Result<HashMap<RecordId, Option<String>>> {
        let doing = "reading new records";
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT record.name, item.reference FROM record LEFT JOIN item ON item.record = record.id
                 WHERE record.id > ?1 ORDER BY record.id",
            )
            .map_err(|e| failed(doing, e))?;
        let rows = statement
            .query_map([row], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))
            .map_err(|e| failed(doing, e))?;
        rows.map(|row| {
            let (name, reference) = row.map_err(|e| failed(doing, e))?;
            let record = name.parse().map_err(|_| damaged(&name, "a record's id is damaged"))?;
            Ok((record, reference))
        })
        .collect()
    }

    /// Rows in reference order that pass the filter, at most `limit`, after the first `offset`.
    ///
    /// # Errors
    /// The database's failures.
    pub fn items(&self, filter: &Filter, offset: usize, limit: usize) -> Result<Vec<ItemRow>> {
        let doing = "listing records";
        let (condition, mut parameters) = filter.condition();
        let sql = format!(
            "SELECT {COLUMNS} FROM item JOIN record ON record.id = item.record WHERE {condition}
             ORDER BY item.kind, item.order_key, item.record LIMIT ? OFFSET ?"
        );
        parameters.extend([limit, offset].map(|number| Value::Integer(sql_number(number))));
        let mut statement = self.connection.prepare_cached(&sql).map_err(|e| failed(doing, e))?;
        let rows =
            statement.query_map(params_from_iter(parameters), item_row).map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }

    /// How many rows pass the filter, counted up to `most`.
    ///
    /// # Errors
    /// The database's failures.
    pub fn count_items(&self, filter: &Filter, most: usize) -> Result<usize> {
        let doing = "counting records";
        let (condition, mut parameters) = filter.condition();
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM item WHERE {condition} LIMIT ?)");
        parameters.push(Value::Integer(sql_number(most)));
        let mut statement = self.connection.prepare_cached(&sql).map_err(|e| failed(doing, e))?;
        let count: i64 = statement
            .query_row(params_from_iter(parameters), |row| row.get(0))
            .map_err(|e| failed(doing, e))?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// The records of a kind that have this reference, by compare key.
    ///
    /// # Errors
    /// The database's failures.
    pub fn by_reference(&self, kind: &str, key: &str) -> Result<Vec<RecordId>> {
        let doing = "finding a reference";
        let sql = "SELECT record.name FROM reference_use JOIN record ON record.id = reference_use.record
                   WHERE reference_use.kind = ?1 AND reference_use.key = ?2 ORDER BY record.name";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows =
            statement.query_map([kind, key], |row| row.get::<_, String>(0)).map_err(|e| failed(doing, e))?;
        let names: Vec<String> = rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))?;
        Ok(names.into_iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// The withdrawn records of a kind that show a reference of this order key: on labels they go on to stand.
    ///
    /// # Errors
    /// The database's failures.
    pub fn withdrawn_by_order_key(&self, kind: &str, order_key: &[u8]) -> Result<Vec<RecordId>> {
        let doing = "finding a reference";
        let sql = "SELECT record.name FROM item JOIN record ON record.id = item.record
                   WHERE item.kind = ?1 AND item.order_key = ?2 AND item.withdrawn = 1 ORDER BY record.name";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement
            .query_map(params![kind, order_key], |row| row.get::<_, String>(0))
            .map_err(|e| failed(doing, e))?;
        let names: Vec<String> = rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))?;
        Ok(names.into_iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// The last row of a kind in reference order before a key that does not begin with it, for suggesting the next.
    ///
    /// # Errors
    /// The database's failures.
    pub fn last_item_within(&self, kind: &str, from: &[u8], to: &[u8]) -> Result<Option<ItemRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM item JOIN record ON record.id = item.record
             WHERE item.kind = ?1 AND item.order_key >= ?2 AND item.order_key < ?3 ORDER BY item.order_key DESC LIMIT 1"
        );
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row(params![kind, from, to], item_row).optional())
            .map_err(|e| failed("suggesting a reference", e))
    }

    /// The records that are in conflict inside themselves, by the records' ids.
    ///
    /// # Errors
    /// The database's failures.
    pub fn records_in_conflict(&self) -> Result<Vec<RecordId>> {
        self.names(
            "SELECT DISTINCT record.name FROM conflict JOIN record ON record.id = conflict.record ORDER BY record.name",
        )
    }

    /// References used by more than one record: kind, compare key.
    ///
    /// # Errors
    /// The database's failures.
    pub fn references_twice(&self) -> Result<Vec<(String, String)>> {
        let doing = "listing conflicts";
        let sql = "SELECT kind, key FROM reference_twice ORDER BY kind, key";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows =
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }

    /// Places where chains forked: the chain's row number and the seq.
    ///
    /// # Errors
    /// The database's failures.
    pub fn forks(&self) -> Result<Vec<(i64, u64)>> {
        let doing = "listing forks";
        let sql = "SELECT chain, seq FROM fork ORDER BY chain, seq";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned())))
            .map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }

    /// The compare keys of a record's live references.
    fn references_of(&self, row: i64) -> Result<Vec<String>> {
        let doing = "reading references";
        let sql = "SELECT key FROM reference_use WHERE record = ?1";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([row], |row| row.get(0)).map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }

    fn names(&self, sql: &str) -> Result<Vec<RecordId>> {
        let doing = "listing records";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).map_err(|e| failed(doing, e))?;
        let names: Vec<String> = rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))?;
        Ok(names.into_iter().filter_map(|name| name.parse().ok()).collect())
    }
}

impl Writer<'_> {
    /// Puts the row of an artefact or package; `fresh` records have none yet.
    ///
    /// # Errors
    /// The database's failures.
    pub fn put_item(&self, row: i64, item: &ItemRow, fresh: bool) -> Result<()> {
        let sql = match fresh {
            true => "INSERT INTO item VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            false => "INSERT OR REPLACE INTO item VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        };
        self.execute(
            sql,
            params![
                row,
                item.kind,
                item.order_key,
                item.reference,
                item.title,
                item.quantity,
                item.withdrawn,
                item.photos
            ],
        )
    }

    /// Sets the compare keys of a record's live references; `fresh` records have none yet.
    ///
    /// # Errors
    /// The database's failures.
    pub fn put_references(&self, row: i64, kind: &str, keys: &[String], fresh: bool) -> Result<()> {
        let former = if fresh { Vec::new() } else { self.references_of(row)? };
        for key in former.iter().filter(|key| !keys.contains(key)) {
            self.execute(
                "DELETE FROM reference_use WHERE kind = ?1 AND key = ?2 AND record = ?3",
                params![kind, key, row],
            )?;
            self.execute(
                "DELETE FROM reference_twice WHERE kind = ?1 AND key = ?2 AND 2 >
                 (SELECT count(*) FROM (SELECT 1 FROM reference_use WHERE kind = ?1 AND key = ?2 LIMIT 2))",
                params![kind, key],
            )?;
        }
        for key in keys.iter().filter(|key| !former.contains(key)) {
            self.execute("INSERT OR IGNORE INTO reference_use VALUES (?1, ?2, ?3)", params![kind, key, row])?;
            self.execute(
                "INSERT OR IGNORE INTO reference_twice SELECT kind, key FROM reference_use
                 WHERE kind = ?1 AND key = ?2 AND record <> ?3 LIMIT 1",
                params![kind, key, row],
            )?;
        }
        Ok(())
    }

    /// Sets the conflicts inside a record, by field; `fresh` records have none yet.
    ///
    /// # Errors
    /// The database's failures.
    pub fn put_conflicts(&self, row: i64, fields: &[String], fresh: bool) -> Result<()> {
        if !fresh {
            self.execute("DELETE FROM conflict WHERE record = ?1", params![row])?;
        }
        for field in fields {
            self.execute("INSERT OR IGNORE INTO conflict VALUES (?1, ?2)", params![row, field])?;
        }
        Ok(())
    }
}

pub(super) fn item_row(row: &Row<'_>) -> rusqlite::Result<ItemRow> {
    let name: String = row.get(0)?;
    let record = name.parse().map_err(|_| rusqlite::Error::InvalidQuery)?;
    Ok(ItemRow {
        record,
        kind: row.get(1)?,
        order_key: row.get(2)?,
        reference: row.get(3)?,
        title: row.get(4)?,
        quantity: row.get(5)?,
        withdrawn: row.get(6)?,
        photos: row.get(7)?,
    })
}
