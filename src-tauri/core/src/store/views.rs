//! Views of the entries as rows, updated entry by entry.
//!
//! Owns: who is live, what points where, what mentions what. Must never: hold what could not be made again from
//! the entries in any order.

use super::database::{Reader, Writer, failed};
use crate::digest::Digest;
use crate::entry::{Entry, OriginalRef};
use crate::error::Result;
use crate::id::RecordId;
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The kind under which entries that split a lot are listed besides their own; no kind of entries has a `/`.
pub(super) const SPLIT: &str = "artefact.create/split";

/// Row numbers of field names, kept while one transaction runs.
#[derive(Default)]
pub struct FieldRows(HashMap<String, i64>);

/// A record that an entry touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Its row number.
    pub row: i64,
    /// Its id.
    pub id: RecordId,
    /// True if no entry before had touched or named it.
    pub fresh: bool,
}

impl Reader<'_> {
    /// The row number of a record; `None` if no entry touches or names it.
    ///
    /// # Errors
    /// The database's failures.
    pub fn record_row(&self, id: &RecordId) -> Result<Option<i64>> {
        self.connection
            .prepare_cached("SELECT id FROM record WHERE name = ?1")
            .and_then(|mut s| s.query_row([id.as_str()], |row| row.get(0)).optional())
            .map_err(|e| failed("finding a record", e))
    }

    /// The id of a record row.
    ///
    /// # Errors
    /// The database's failures.
    pub fn record_name(&self, row: i64) -> Result<RecordId> {
        let doing = "finding a record";
        let name: String = self
            .connection
            .prepare_cached("SELECT name FROM record WHERE id = ?1")
            .and_then(|mut s| s.query_row([row], |row| row.get(0)))
            .map_err(|e| failed(doing, e))?;
        name.parse().map_err(|_| super::entries::damaged(&name, "a record's id is damaged"))
    }

    /// The ids of records whose id begins with a text, `artefact:4f`, at most `limit`.
    ///
    /// # Errors
    /// The database's failures.
    pub fn records_beginning(&self, beginning: &str, limit: u32) -> Result<Vec<RecordId>> {
        let doing = "finding records";
        let sql = "SELECT name FROM record WHERE name >= ?1 AND name < ?1 || 'g' ORDER BY name LIMIT ?2";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement
            .query_map(params![beginning, limit], |row| row.get::<_, String>(0))
            .map_err(|e| failed(doing, e))?;
        let names: Vec<String> = rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))?;
        Ok(names.into_iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// The entries (rows) that change a record, each once.
    ///
    /// # Errors
    /// The database's failures.
    pub fn entries_changing(&self, record: i64) -> Result<Vec<i64>> {
        self.numbers("SELECT DISTINCT entry FROM change WHERE record = ?1 ORDER BY entry", record)
    }

    /// The entries (rows) that change one register of a record.
    ///
    /// # Errors
    /// The database's failures.
    pub fn entries_of_register(&self, record: i64, field: &str) -> Result<Vec<i64>> {
        let doing = "reading the entries of a register";
        let sql = "SELECT change.entry FROM field CROSS JOIN change ON change.field = field.id
                   WHERE field.name = ?2 AND change.record = ?1 ORDER BY change.entry";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows =
            statement.query_map(params![record, field], |row| row.get(0)).map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }

    /// The entries (rows) of notes and custody events that mention a record.
    ///
    /// # Errors
    /// The database's failures.
    pub fn entries_mentioning(&self, record: i64) -> Result<Vec<i64>> {
        self.numbers("SELECT entry FROM mention WHERE record = ?1 ORDER BY entry", record)
    }

    /// The entries (rows) of one kind, in the order in which they came.
    ///
    /// # Errors
    /// The database's failures.
    pub fn entries_of_kind(&self, kind: &str) -> Result<Vec<i64>> {
        let doing = "reading entries";
        let sql = "SELECT entry FROM listed WHERE kind = ?1 ORDER BY entry";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([kind], |row| row.get(0)).map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }

    /// The records in which something was replaced or is in conflict, sorted by id.
    ///
    /// # Errors
    /// The database's failures.
    pub fn records_with_replaced(&self) -> Result<Vec<RecordId>> {
        let doing = "listing records";
        let sql = "SELECT name FROM record WHERE id IN (SELECT record FROM replaced UNION SELECT record FROM conflict)
                   ORDER BY name";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).map_err(|e| failed(doing, e))?;
        let names: Vec<String> = rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))?;
        Ok(names.into_iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// The records in which something may have been settled, sorted by id: a change that still stands replaced two or more
    /// others of one register, or one that says that the record exists, or its reference or number.
    ///
    /// # Errors
    /// The database's failures.
    pub fn records_with_settlements(&self) -> Result<Vec<RecordId>> {
        let doing = "listing settlements";
        let sql = "SELECT DISTINCT record.name FROM
                     (SELECT record, field, entry FROM replaced GROUP BY record, field, entry HAVING count(*) > 1
                      OR field IN (SELECT id FROM field WHERE name IN ('exists', 'reference', 'number'))) many
                   JOIN change ON change.record = many.record AND change.field = many.field
                     AND change.entry = many.entry AND change.live = 1
                   JOIN record ON record.id = many.record ORDER BY record.name";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).map_err(|e| failed(doing, e))?;
        let names: Vec<String> = rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))?;
        Ok(names.into_iter().filter_map(|name| name.parse().ok()).collect())
    }

    fn numbers(&self, sql: &str, parameter: i64) -> Result<Vec<i64>> {
        let doing = "reading a record";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([parameter], |row| row.get(0)).map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }

    /// The records whose field has this record as a live value: what is `in` a package.
    ///
    /// # Errors
    /// The database's failures.
    pub fn pointing_at(&self, field: &str, target: &RecordId) -> Result<Vec<RecordId>> {
        let doing = "reading what belongs to a record";
        let sql = "SELECT DISTINCT source.name FROM pointer
                   JOIN record AS target ON target.id = pointer.target
                   JOIN field ON field.id = pointer.field JOIN record AS source ON source.id = pointer.source
                   WHERE target.name = ?1 AND field.name = ?2 ORDER BY source.name";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement
            .query_map([target.as_str(), field], |row| row.get::<_, String>(0))
            .map_err(|e| failed(doing, e))?;
        let names: Vec<String> = rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))?;
        Ok(names.into_iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// An original by its digest; `None` if no entry names it.
    ///
    /// # Errors
    /// The database's failures.
    pub fn original(&self, sha256: &Digest) -> Result<Option<OriginalRef>> {
        self.connection
            .prepare_cached("SELECT size, ext FROM original WHERE sha256 = ?1 ORDER BY size, ext LIMIT 1")
            .and_then(|mut s| {
                s.query_row([sha256.0.as_slice()], |row| {
                    let size = row.get::<_, i64>(0)?.cast_unsigned();
                    Ok(OriginalRef { sha256: *sha256, size, ext: row.get(1)? })
                })
                .optional()
            })
            .map_err(|e| failed("finding an original", e))
    }

    /// An original as entries name it, whatever size and ending each claims, sorted; empty if no entry names it.
    ///
    /// # Errors
    /// The database's failures.
    pub fn original_as_named(&self, sha256: &Digest) -> Result<Vec<OriginalRef>> {
        let doing = "finding an original";
        let sql = "SELECT DISTINCT size, ext FROM original WHERE sha256 = ?1 ORDER BY size, ext";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement
            .query_map([sha256.0.as_slice()], |row| {
                let size = row.get::<_, i64>(0)?.cast_unsigned();
                Ok(OriginalRef { sha256: *sha256, size, ext: row.get(1)? })
            })
            .map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }

    /// All originals that entries name, sorted by digest.
    ///
    /// # Errors
    /// The database's failures.
    pub fn originals(&self) -> Result<Vec<OriginalRef>> {
        let doing = "listing originals";
        let sql = "SELECT DISTINCT sha256, size, ext FROM original ORDER BY sha256, size, ext";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement
            .query_map([], |row| {
                let sha256 = super::entries::digest_at(row, 0)?;
                Ok(OriginalRef { sha256, size: row.get::<_, i64>(1)?.cast_unsigned(), ext: row.get(2)? })
            })
            .map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }
}

impl Writer<'_> {
    /// Shows one entry that was just added in the views; gives the records that it changed.
    ///
    /// `mentions` are the records that its body speaks about. `named` takes in the rows of the records that it mentions,
    /// or points at.
    ///
    /// # Errors
    /// The database's failures.
    pub fn show(
        &self,
        row: i64,
        entry: &Entry,
        mentions: &BTreeSet<RecordId>,
        fields: &mut FieldRows,
        named: &mut HashSet<i64>,
    ) -> Result<Vec<Touched>> {
        let mut touched: Vec<Touched> = Vec::new();
        let doing = "updating the catalogue's views";
        let sql = "INSERT OR IGNORE INTO change VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut insert = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        for change in &entry.changes {
            if touched.last().is_none_or(|t| t.id != change.record) {
                touched.push(self.intern_record(&change.record)?);
            }
            let Some(record) = touched.last() else { continue };
            let field = self.intern_field(&change.field, fields)?;
            let live = record.fresh || !self.is_replaced(record.row, field, &entry.digest)?;
            insert
                .execute(params![record.row, field, row, live, change.value.compact()])
                .map_err(|e| failed(doing, e))?;
            self.show_change(row, change, (record.row, field), live, named)?;
        }
        for record in mentions {
            let target = self.intern_record(record)?.row;
            named.insert(target);
            self.execute("INSERT OR IGNORE INTO mention VALUES (?1, ?2)", params![target, row])?;
        }
        for original in &entry.originals {
            self.execute(
                "INSERT OR IGNORE INTO original VALUES (?1, ?2, ?3, ?4)",
                params![original.sha256.0.as_slice(), row, original.size.cast_signed(), original.ext],
            )?;
        }
        if entry.body.get("split_from").is_some() {
            self.execute("INSERT OR IGNORE INTO listed VALUES (?1, ?2)", params![SPLIT, row])?;
        }
        if !matches!(entry.kind.as_str(), "artefact.create" | "artefact.set" | "photo.add" | "photo.place") {
            self.execute("INSERT OR IGNORE INTO listed VALUES (?1, ?2)", params![entry.kind, row])?;
        }
        Ok(touched)
    }

    /// What a change does to others: it replaces some, and its value may name a record.
    fn show_change(
        &self,
        row: i64,
        change: &crate::register::Change,
        (record, field): (i64, i64),
        live: bool,
        named: &mut HashSet<i64>,
    ) -> Result<()> {
        for seen in &change.seen {
            self.execute(
                "INSERT OR IGNORE INTO replaced VALUES (?1, ?2, ?3, ?4)",
                params![record, field, seen.0.as_slice(), row],
            )?;
            self.retire(record, field, seen)?;
        }
        let target = change.value.text().filter(|_| live).and_then(|text| text.parse::<RecordId>().ok());
        if let Some(target) = target {
            let target = self.intern_record(&target)?.row;
            named.insert(target);
            self.execute(
                "INSERT OR IGNORE INTO pointer VALUES (?1, ?2, ?3, ?4)",
                params![target, field, record, row],
            )?;
        }
        Ok(())
    }

    /// A held change that was replaced is live no more.
    fn retire(&self, record: i64, field: i64, seen: &Digest) -> Result<()> {
        let doing = "updating a record";
        let old: Option<(i64, String)> = self
            .connection
            .prepare_cached(
                "SELECT change.entry, change.value FROM entry JOIN change ON change.entry = entry.id
                 WHERE entry.digest = ?1 AND change.record = ?2 AND change.field = ?3 AND change.live = 1",
            )
            .and_then(|mut s| {
                s.query_row(params![seen.0.as_slice(), record, field], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()
            })
            .map_err(|e| failed(doing, e))?;
        let Some((entry, value)) = old else { return Ok(()) };
        self.execute(
            "UPDATE change SET live = 0 WHERE record = ?1 AND field = ?2 AND entry = ?3",
            params![record, field, entry],
        )?;
        if let Ok(target) = value.trim_matches('"').parse::<RecordId>()
            && let Some(target) = self.record_row(&target)?
        {
            self.execute(
                "DELETE FROM pointer WHERE target = ?1 AND field = ?2 AND source = ?3 AND entry = ?4",
                params![target, field, record, entry],
            )?;
        }
        Ok(())
    }

    fn is_replaced(&self, record: i64, field: i64, digest: &Digest) -> Result<bool> {
        self.connection
            .prepare_cached("SELECT 1 FROM replaced WHERE record = ?1 AND field = ?2 AND digest = ?3")
            .and_then(|mut s| s.exists(params![record, field, digest.0.as_slice()]))
            .map_err(|e| failed("updating a record", e))
    }

    fn intern_record(&self, id: &RecordId) -> Result<Touched> {
        let new = self
            .connection
            .prepare_cached("INSERT INTO record (name) VALUES (?1) ON CONFLICT DO NOTHING")
            .and_then(|mut s| s.execute([id.as_str()]))
            .map_err(|e| failed("adding a record", e))?;
        if new > 0 {
            return Ok(Touched { row: self.connection.last_insert_rowid(), id: id.clone(), fresh: true });
        }
        let row = self.record_row(id)?.unwrap_or_default();
        Ok(Touched { row, id: id.clone(), fresh: false })
    }

    fn intern_field(&self, name: &str, fields: &mut FieldRows) -> Result<i64> {
        if let Some(row) = fields.0.get(name) {
            return Ok(*row);
        }
        let row = self
            .connection
            .prepare_cached(
                "INSERT INTO field (name) VALUES (?1) ON CONFLICT DO UPDATE SET name = ?1 RETURNING id",
            )
            .and_then(|mut s| s.query_row([name], |row| row.get(0)))
            .map_err(|e| failed("adding a field", e))?;
        fields.0.insert(name.to_owned(), row);
        Ok(row)
    }

    pub(super) fn execute(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<()> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.execute(parameters))
            .map_err(|e| failed("updating the catalogue's views", e))?;
        Ok(())
    }
}
