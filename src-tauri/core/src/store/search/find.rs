//! Finding: the first documents in reference order that match, and how many there are.
//!
//! Three ways lead to the same answer. The index is walked in reference order until enough is known. Where a
//! filter leaves few records, these are looked at one by one instead. An empty query walks the documents.
//! A filter that leaves many is asked about each candidate: the more it leaves, the sooner enough are found.

use super::super::database::failed;
use crate::error::{Code, Error, Result};
use crate::id::RecordId;
use crate::search::Query;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

/// How many hits a first page has.
pub const FIRST: usize = 50;
/// Matches are counted up to here.
pub const MOST: u32 = 10_000;
/// A filter that leaves so many records at most is walked instead of the index.
const FEW: u32 = 20_000;

/// One matching document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The record that it is about.
    pub record: RecordId,
    /// Its place in reference order.
    pub order_key: Vec<u8>,
}

/// How many documents match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Count {
    /// The number, at most [`MOST`].
    pub value: u32,
    /// True if there are more than that.
    pub more: bool,
}

/// The answer to a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The first matching documents, in reference order.
    pub hits: Vec<Hit>,
    /// How many match in all.
    pub count: Count,
}

/// A condition on records, by tables that the caller knows. For both ways to be fast the caller's table needs
/// an index that begins with its record column, and one that begins with what the condition asks.
///
/// The parts are SQL that our own code wrote; what a person typed belongs into `values`.
#[derive(Clone, Debug)]
pub struct Filter {
    /// A table, or tables joined, that hold record ids: `register r`.
    pub from: String,
    /// The column with the record's id: `r.record`.
    pub record: String,
    /// Which rows count, with `?` for each value: `r.field = ? AND r.value = ?`.
    pub condition: String,
    /// The values, in the order of the question marks.
    pub values: Vec<Value>,
    /// True for records that have such a row, false for those that have none.
    pub present: bool,
    /// True where the database finds these rows by an index, so that a search may begin with them.
    pub leads: bool,
}

impl Filter {
    /// As a test of the document `s`.
    fn test(&self) -> String {
        let Self { from, record, condition, .. } = self;
        let not = if self.present { "" } else { "NOT " };
        format!(" AND {not}EXISTS (SELECT 1 FROM {from} WHERE {record} = s.record AND ({condition}))")
    }

    /// How many rows it has, counted no further than just above [`FEW`]; `None` if that does not bound the
    /// records.
    fn size(&self, conn: &Connection) -> Result<Option<u32>> {
        let Self { from, condition, .. } = self;
        if !self.present || !self.leads {
            return Ok(None);
        }
        let sql =
            format!("SELECT count(*) FROM (SELECT 1 FROM {from} WHERE ({condition}) LIMIT {})", FEW + 1);
        let size: u32 = conn
            .prepare_cached(&sql)
            .and_then(|mut counted| counted.query_row(params_from_iter(&self.values), |row| row.get(0)))
            .map_err(reading)?;
        Ok((size <= FEW).then_some(size))
    }

    /// The positions of the records that it leaves, ascending.
    fn positions(&self, conn: &Connection) -> Result<Vec<i64>> {
        let Self { from, record, condition, .. } = self;
        let sql = format!(
            "SELECT s.position FROM (SELECT {record} AS record FROM {from} WHERE ({condition})) f
             CROSS JOIN search_item s ON s.record = f.record"
        );
        let mut positions: Vec<i64> = conn
            .prepare_cached(&sql)
            .and_then(|mut found| {
                found.query_map(params_from_iter(&self.values), |row| row.get(0))?.collect()
            })
            .map_err(reading)?;
        positions.sort_unstable();
        positions.dedup();
        Ok(positions)
    }
}

/// The first `limit` documents in reference order that match the query and all filters, and their number.
///
/// # Errors
/// The database's; [`Code::CatalogueDamaged`] if a row is not what was written.
pub fn find(conn: &Connection, query: &Query, filters: &[Filter], limit: usize) -> Result<Found> {
    let mut first = Vec::new();
    let mut matches = 0_u32;
    let count_apart = filters.is_empty() && query.tokens_decide();
    walk(conn, query, filters, i64::MIN, &mut |position| {
        matches += 1;
        if first.len() < limit {
            first.push(position);
        }
        if count_apart { first.len() < limit } else { matches <= MOST }
    })?;
    if count_apart && first.len() >= limit {
        matches = count_by_tokens(conn, query)?;
    }
    let hits = first.into_iter().map(|position| hit(conn, position)).collect::<Result<_>>()?;
    Ok(Found { hits, count: Count { value: matches.min(MOST), more: matches > MOST } })
}

/// The next `limit` documents behind `after`, which need not exist any more.
///
/// # Errors
/// As [`find`].
pub fn find_after(
    conn: &Connection,
    query: &Query,
    filters: &[Filter],
    after: &Hit,
    limit: usize,
) -> Result<Vec<Hit>> {
    let sql = "SELECT position FROM search_item WHERE (order_key, record) <= (?1, ?2)
               ORDER BY order_key DESC, record DESC LIMIT 1";
    let from: Option<i64> = conn
        .prepare_cached(sql)
        .and_then(|mut found| {
            found.query_row((&after.order_key, after.record.as_str()), |row| row.get(0)).optional()
        })
        .map_err(reading)?;
    let mut next = Vec::new();
    if limit > 0 {
        walk(conn, query, filters, from.unwrap_or(i64::MIN), &mut |position| {
            next.push(position);
            next.len() < limit
        })?;
    }
    next.into_iter().map(|position| hit(conn, position)).collect()
}

/// Tells `visit` the position of every matching document behind `from`, in order, until that returns false.
fn walk(
    conn: &Connection,
    query: &Query,
    filters: &[Filter],
    from: i64,
    visit: &mut dyn FnMut(i64) -> bool,
) -> Result<()> {
    let mut smallest = None;
    for (i, filter) in filters.iter().enumerate() {
        if let Some(size) = filter.size(conn)?.filter(|size| smallest.is_none_or(|(least, _)| *size < least))
        {
            smallest = Some((size, i));
        }
    }
    match smallest.and_then(|(_, i)| filters.get(i).map(|filter| (i, filter))) {
        Some((i, filter)) => {
            let others =
                filters.iter().enumerate().filter(|(other, _)| *other != i).map(|(_, filter)| filter);
            walk_few(conn, query, &filter.positions(conn)?, others, from, visit)
        }
        None => walk_index(conn, query, filters, from, visit),
    }
}

fn walk_few<'f>(
    conn: &Connection,
    query: &Query,
    positions: &[i64],
    others: impl Iterator<Item = &'f Filter> + Clone,
    from: i64,
    visit: &mut dyn FnMut(i64) -> bool,
) -> Result<()> {
    let tests: String = others.clone().map(Filter::test).collect();
    let sql = format!("SELECT s.text FROM search_item s WHERE s.position = ?{tests}");
    let mut statement = conn.prepare_cached(&sql).map_err(reading)?;
    for (i, value) in others.flat_map(|filter| &filter.values).enumerate() {
        statement.raw_bind_parameter(i + 2, value).map_err(reading)?;
    }
    for position in positions.iter().filter(|position| **position > from) {
        statement.raw_bind_parameter(1, position).map_err(reading)?;
        let mut rows = statement.raw_query();
        let Some(row) = rows.next().map_err(reading)? else { continue };
        let text = row.get_ref(0).map_err(reading)?.as_str().map_err(|_| damaged())?;
        if query.matches(text) && !visit(*position) {
            break;
        }
    }
    Ok(())
}

fn walk_index(
    conn: &Connection,
    query: &Query,
    filters: &[Filter],
    from: i64,
    visit: &mut dyn FnMut(i64) -> bool,
) -> Result<()> {
    let expression = expression(query);
    let tests: String = filters.iter().map(Filter::test).collect();
    let decided = query.tokens_decide();
    // As a blob the text is read where it lies in the page; as text SQLite would copy it.
    let columns = if decided { "s.position" } else { "s.position, CAST(s.text AS BLOB)" };
    // CROSS JOIN holds SQLite to this order: the index leads, each candidate is looked up by its rowid.
    let sql = if expression.is_empty() {
        format!(
            "SELECT {columns} FROM search_item s
             WHERE s.position > ?{tests} ORDER BY s.position"
        )
    } else {
        format!(
            "SELECT {columns}
             FROM search_gram g CROSS JOIN search_item s ON s.position = g.rowid
             WHERE g.rowid > ? AND search_gram MATCH ?{tests} ORDER BY g.rowid"
        )
    };
    let mut values = vec![Value::Integer(from)];
    values.extend((!expression.is_empty()).then_some(Value::Text(expression)));
    values.extend(filters.iter().flat_map(|filter| filter.values.iter().cloned()));
    let mut statement = conn.prepare_cached(&sql).map_err(reading)?;
    let mut rows = statement.query(params_from_iter(values)).map_err(reading)?;
    while let Some(row) = rows.next().map_err(reading)? {
        let matches =
            decided || query.confirms(row.get_ref(1).map_err(reading)?.as_bytes().map_err(|_| damaged())?);
        if matches && !visit(row.get(0).map_err(reading)?) {
            break;
        }
    }
    Ok(())
}

/// Counts up to just above [`MOST`] where tokens alone decide.
fn count_by_tokens(conn: &Connection, query: &Query) -> Result<u32> {
    let expression = expression(query);
    let (source, values) = match expression.as_str() {
        "" => ("search_item", vec![]),
        _ => ("search_gram WHERE search_gram MATCH ?", vec![expression]),
    };
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT {})", MOST + 1);
    conn.prepare_cached(&sql)
        .and_then(|mut counted| counted.query_row(params_from_iter(values), |row| row.get(0)))
        .map_err(reading)
}

/// All tokens, each quoted, which FTS5 takes for "all of these". They hold letters and digits only.
fn expression(query: &Query) -> String {
    query.tokens().iter().map(|token| format!("\"{token}\"")).collect::<Vec<_>>().join(" ")
}

fn hit(conn: &Connection, position: i64) -> Result<Hit> {
    let (record, order_key): (String, Vec<u8>) = conn
        .prepare_cached("SELECT record, order_key FROM search_item WHERE position = ?1")
        .and_then(|mut found| found.query_row([position], |row| Ok((row.get(0)?, row.get(1)?))))
        .map_err(reading)?;
    let record = record.parse().map_err(|_| damaged())?;
    Ok(Hit { record, order_key })
}

fn damaged() -> Error {
    Error::new(Code::CatalogueDamaged, "searching", "the search index holds a row that is none")
        .safe("The search index is derived from the entries")
        .remedy("Run `sigillum rebuild`.")
}

fn reading(source: rusqlite::Error) -> Error {
    failed("searching", source)
}
