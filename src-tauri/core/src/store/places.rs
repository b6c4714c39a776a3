//! Where the entries about a record stand in their chains.

use super::database::{Reader, failed};
use super::entries::digest_at;
use crate::digest::Digest;
use crate::entry::Position;
use crate::error::Result;
use crate::id::ChainId;
use rusqlite::{Row, params};

/// The entries that change a record, its placements and the photos that they show, and what mentions it.
const ABOUT: &str = "WITH placed AS (
    SELECT pointer.source AS id FROM pointer JOIN field ON field.id = pointer.field
    WHERE pointer.target = ?1 AND field.name IN ('artefact', 'photo')),
  shown AS (
    SELECT record.id FROM placed JOIN change ON change.record = placed.id AND change.live = 1
    JOIN field ON field.id = change.field JOIN record ON record.name = json_extract(change.value, '$')
    WHERE field.name = 'photo'),
  about AS (SELECT ?1 AS id UNION SELECT id FROM placed UNION SELECT id FROM shown),
  spoken AS (
    SELECT change.entry FROM about JOIN change ON change.record = about.id
    UNION SELECT entry FROM mention WHERE record = ?1)
  SELECT entry.id, chain.chain, entry.seq, entry.link FROM spoken
  JOIN entry ON entry.id = spoken.entry JOIN chain ON chain.id = entry.chain ORDER BY entry.id";

impl Reader<'_> {
    /// Rows and places of the entries about a record (its row number): those that change it, its placements or the photos on
    /// it, and the notes and custody events that mention it.
    ///
    /// # Errors
    /// The database's failures.
    pub fn places_about(&self, record: i64) -> Result<Vec<(i64, Position)>> {
        let doing = "reading where a record's entries stand";
        let mut statement = self.connection.prepare_cached(ABOUT).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([record], place).map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }

    /// The entries (rows) that name an original.
    ///
    /// # Errors
    /// The database's failures.
    pub fn entries_naming(&self, original: &Digest) -> Result<Vec<i64>> {
        let doing = "reading what names an original";
        let sql = "SELECT DISTINCT entry FROM original WHERE sha256 = ?1 ORDER BY entry";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows =
            statement.query_map([original.0.as_slice()], |row| row.get(0)).map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }

    /// The first place of a chain (its row number) whose entry is withheld.
    ///
    /// # Errors
    /// The database's failures.
    pub fn first_withheld(&self, chain: i64) -> Result<Option<u64>> {
        self.connection
            .prepare_cached("SELECT min(seq) FROM entry WHERE chain = ?1 AND line IS NULL")
            .and_then(|mut s| s.query_row(params![chain], |row| row.get::<_, Option<i64>>(0)))
            .map(|seq| seq.map(i64::cast_unsigned))
            .map_err(|e| failed("looking for withheld entries", e))
    }
}

fn place(row: &Row<'_>) -> rusqlite::Result<(i64, Position)> {
    let chain = ChainId(row.get(1)?);
    Ok((
        row.get(0)?,
        Position { chain, seq: row.get::<_, i64>(2)?.cast_unsigned(), link: digest_at(row, 3)? },
    ))
}
