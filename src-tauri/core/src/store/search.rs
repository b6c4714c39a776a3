//! The search index in SQLite: one document per record, in reference order.
//!
//! `search_item` holds each document's folded text; its `position` ascends in the order of
//! (`order_key`, `record`), so that "the first 50 in reference order" are the first 50 rowids and a walk can
//! stop early. `search_gram` is a contentless FTS5 table over the tokens of `search::words`, without
//! positions: what tokens cannot decide is checked in the text.
//!
//! Everything here is derived and can be made again. Never commits: the caller owns the transaction.

mod find;
mod handles;
mod position;

pub use find::{Count, FIRST, Filter, Found, Hit, MOST, find, find_after};

use super::database::failed;
use crate::error::{Error, Result};
use crate::id::RecordId;
use crate::search::Prepared;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// One record's text, ready for the index.
#[derive(Clone, Debug)]
pub struct Document {
    /// Whose text it is.
    pub record: RecordId,
    /// Sorts, byte by byte, as references do; records with equal keys stand in the order of their ids.
    pub order_key: Vec<u8>,
    /// The text.
    pub prepared: Prepared,
}

impl Document {
    fn key(&self) -> (&[u8], &str) {
        (&self.order_key, self.record.as_str())
    }
}

/// The tables, to be created in an empty database.
///
/// `ascii` takes every byte above 0x7f for a part of a token, so the index does not depend on SQLite's
/// knowledge of Unicode. A hash of 4 MiB (freed at commit) makes the segments of a bulk import few enough; with
/// 64 it is no faster.
pub fn schema() -> &'static str {
    "CREATE TABLE search_item (
       position INTEGER PRIMARY KEY,
       record TEXT NOT NULL UNIQUE,
       order_key BLOB NOT NULL,
       text TEXT NOT NULL
     ) STRICT;
     CREATE UNIQUE INDEX search_item_order ON search_item (order_key, record);
     CREATE VIRTUAL TABLE search_gram USING fts5
       (tokens, content='', contentless_delete=1, detail=none, tokenize='ascii');
     INSERT INTO search_gram (search_gram, rank) VALUES ('hashsize', 4194304);"
}

/// Puts one document in, in the place of the record's former one. Nothing is written if nothing changed.
///
/// # Errors
/// The database's.
pub fn put(conn: &Connection, document: Document) -> Result<()> {
    put_all(conn, vec![document])
}

/// Puts many documents in, in the place of their records' former ones; of two for one record the later
/// counts. Far faster than one at a time, since FTS5 wants ascending rowids: give it thousands at once.
///
/// # Errors
/// The database's.
pub fn put_all(conn: &Connection, documents: Vec<Document>) -> Result<()> {
    let by_record: HashMap<RecordId, Document> =
        documents.into_iter().map(|document| (document.record.clone(), document)).collect();
    let mut documents: Vec<Document> = by_record.into_values().collect();
    documents.sort_unstable_by(|a, b| a.key().cmp(&b.key()));
    let mut new = Vec::with_capacity(documents.len());
    for document in documents {
        if !replace(conn, &document)? {
            new.push(document);
        }
    }
    let mut rest = new.as_slice();
    while let Some(first) = rest.first() {
        let gap = position::Gap::for_key(conn, first.key())?;
        let (now, later) = rest.split_at(rest.partition_point(|document| gap.takes(document.key())).max(1));
        for (document, position) in now.iter().zip(gap.positions(conn, now.len())?) {
            insert(conn, position, document)?;
        }
        rest = later;
    }
    Ok(())
}

/// Takes a record's document out. False if there was none.
///
/// # Errors
/// The database's.
pub fn remove(conn: &Connection, record: &RecordId) -> Result<bool> {
    let position: Option<i64> = conn
        .prepare_cached("SELECT position FROM search_item WHERE record = ?1")
        .and_then(|mut found| found.query_row([record.as_str()], |row| row.get(0)).optional())
        .map_err(writing)?;
    if let Some(position) = position {
        forget_tokens(conn, position)?;
        run(conn, "DELETE FROM search_item WHERE position = ?1", [position])?;
    }
    Ok(position.is_some())
}

/// Empties the index, to be filled again.
///
/// # Errors
/// The database's.
pub fn clear(conn: &Connection) -> Result<()> {
    run(conn, "DELETE FROM search_item", [])?;
    run(conn, "INSERT INTO search_gram (search_gram) VALUES ('delete-all')", [])
}

/// Merges the segments of the index into one: worth it once after a large import or rebuild.
///
/// # Errors
/// The database's.
pub fn optimize(conn: &Connection) -> Result<()> {
    run(conn, "INSERT INTO search_gram (search_gram) VALUES ('optimize')", [])
}

/// Replaces a document that keeps its place. False if it is new; a former one at another place is gone then.
fn replace(conn: &Connection, document: &Document) -> Result<bool> {
    let sql = "SELECT position, order_key = ?2, text = ?3 FROM search_item WHERE record = ?1";
    let text = document.prepared.text();
    let former: Option<(i64, bool, bool)> = conn
        .prepare_cached(sql)
        .and_then(|mut found| {
            let values = params![document.record.as_str(), document.order_key, text];
            found.query_row(values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()
        })
        .map_err(writing)?;
    match former {
        None => Ok(false),
        Some((_, true, true)) => Ok(true),
        Some((position, true, false)) => {
            forget_tokens(conn, position)?;
            run(conn, "UPDATE search_item SET text = ?2 WHERE position = ?1", params![position, text])?;
            add_tokens(conn, position, &document.prepared)?;
            Ok(true)
        }
        Some((_, false, _)) => remove(conn, &document.record).map(|_| false),
    }
}

fn insert(conn: &Connection, position: i64, document: &Document) -> Result<()> {
    let values = params![position, document.record.as_str(), document.order_key, document.prepared.text()];
    run(conn, "INSERT INTO search_item (position, record, order_key, text) VALUES (?1, ?2, ?3, ?4)", values)?;
    add_tokens(conn, position, &document.prepared)
}

fn add_tokens(conn: &Connection, position: i64, prepared: &Prepared) -> Result<()> {
    run(conn, "INSERT INTO search_gram (rowid, tokens) VALUES (?1, ?2)", params![position, prepared.tokens()])
}

fn forget_tokens(conn: &Connection, position: i64) -> Result<()> {
    run(conn, "DELETE FROM search_gram WHERE rowid = ?1", [position])
}

fn run(conn: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<()> {
    conn.prepare_cached(sql).and_then(|mut statement| statement.execute(values)).map_err(writing)?;
    Ok(())
}

fn writing(source: rusqlite::Error) -> Error {
    failed("writing the search index", source)
}

#[cfg(test)]
mod tests;
