//! Positions: rowids that ascend in reference order, with room between them for what comes later.
//!
//! The usual order maintenance: a new document takes a number between its neighbours; where none is free, the
//! smallest aligned window that is not crowded is spread out again, with most room at the place that was
//! asked for, because the next number of the same series comes next. Small steps keep the index small: FTS5
//! writes the distance between positions.

use super::{Result, add_tokens, forget_tokens, run, writing};
use crate::error::{Code, Error};
use crate::search::Prepared;
use rusqlite::{Connection, OptionalExtension};
use std::cmp::Ordering;

/// The distance between documents that come in order.
const STEP: i64 = 16;
/// The first document's position, with room on both sides.
const MIDDLE: i64 = 1 << 40;
/// Windows of 2^`SMALLEST` to 2^`LARGEST` positions are spread.
const SMALLEST: u32 = 6;
const LARGEST: u32 = 61;

/// Where new documents go: between two neighbours that stand side by side.
#[derive(Debug)]
pub(super) struct Gap {
    before: Option<i64>,
    after: Option<i64>,
    /// The key of the neighbour behind.
    end: Option<(Vec<u8>, String)>,
}

impl Gap {
    /// The gap into which a document with this key belongs.
    pub(super) fn for_key(conn: &Connection, (order_key, record): (&[u8], &str)) -> Result<Self> {
        let before = conn
            .prepare_cached(
                "SELECT position FROM search_item WHERE (order_key, record) < (?1, ?2)
                 ORDER BY order_key DESC, record DESC LIMIT 1",
            )
            .and_then(|mut found| found.query_row((order_key, record), |row| row.get(0)).optional())
            .map_err(writing)?;
        let behind: Option<(i64, Vec<u8>, String)> = conn
            .prepare_cached(
                "SELECT position, order_key, record FROM search_item WHERE (order_key, record) > (?1, ?2)
                 ORDER BY order_key, record LIMIT 1",
            )
            .and_then(|mut found| {
                let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                found.query_row((order_key, record), read).optional()
            })
            .map_err(writing)?;
        let (after, end) = match behind {
            Some((position, order_key, record)) => (Some(position), Some((order_key, record))),
            None => (None, None),
        };
        Ok(Self { before, after, end })
    }

    /// True if a document with this key, known to belong behind the neighbour before, belongs into this gap.
    pub(super) fn takes(&self, (order_key, record): (&[u8], &str)) -> bool {
        self.end.as_ref().is_none_or(|(end_key, end_record)| {
            order_key.cmp(end_key).then(record.cmp(end_record)) == Ordering::Less
        })
    }

    /// Ascending positions for so many documents, after making room if need be.
    pub(super) fn positions(
        &self,
        conn: &Connection,
        count: usize,
    ) -> Result<impl Iterator<Item = i64> + use<>> {
        let count = i64::try_from(count).map_err(|_| crowded())?;
        let (first, step) = match place(self.before, self.after, count) {
            Some(place) => place,
            None => {
                let before = self.before.ok_or_else(crowded)?;
                let (before, after) = spread(conn, before, self.after, count)?;
                place(Some(before), after, count).ok_or_else(crowded)?
            }
        };
        Ok((0..count).map(move |i| first + i * step))
    }
}

/// The first position and the step for `count` documents between two neighbours; `None` if they do not fit.
/// Leaves more room behind than before, since numbers are mostly given in order.
fn place(before: Option<i64>, after: Option<i64>, count: i64) -> Option<(i64, i64)> {
    match (before, after) {
        (None, None) => Some((MIDDLE, STEP)),
        (Some(before), None) => Some((before.checked_add(STEP)?, STEP)),
        (None, Some(after)) => Some((after.checked_sub(STEP.checked_mul(count)?)?, STEP)),
        (Some(before), Some(after)) => {
            let distance = after - before;
            let step = (distance / (count + 7)).clamp(1, STEP);
            (distance > count).then_some((before + step, step))
        }
    }
}

/// Makes room for `count` documents behind `before`, and returns where the two neighbours stand now.
fn spread(conn: &Connection, before: i64, after: Option<i64>, count: i64) -> Result<(i64, Option<i64>)> {
    let (low, size, members) = window(conn, before, count)?;
    let total = i64::try_from(members.len()).map_err(|_| crowded())?;
    let hole = ((size - total) / 10 * 3).max(2 * (count + 1));
    let split = members.partition_point(|position| *position <= before);
    let moves: Vec<(i64, i64)> = members
        .iter()
        .enumerate()
        .map(|(i, old)| {
            let share = i as i128 * i128::from(size - hole) / i128::from(total.max(1));
            let new = low + i64::try_from(share).unwrap_or(0) + if i < split { 0 } else { hole };
            (*old, new)
        })
        .collect();
    relocate(conn, &moves)?;
    let at = |i: usize| moves.get(i).map(|(_, new)| *new);
    let before = split.checked_sub(1).and_then(at).ok_or_else(crowded)?;
    Ok((before, at(split).or(after)))
}

/// The smallest aligned window around `before` that is not crowded with `count` more: start, size, members.
fn window(conn: &Connection, before: i64, count: i64) -> Result<(i64, i64, Vec<i64>)> {
    let sql = "SELECT position FROM search_item WHERE position BETWEEN ?1 AND ?2 ORDER BY position LIMIT ?3";
    for bits in SMALLEST..=LARGEST {
        let (low, size) = (before >> bits << bits, 1_i64 << bits);
        let room = capacity(bits) - count;
        if room <= 0 {
            continue;
        }
        let members: Vec<i64> = conn
            .prepare_cached(sql)
            .and_then(|mut found| {
                found.query_map([low, low + (size - 1), room + 1], |row| row.get(0))?.collect()
            })
            .map_err(writing)?;
        if i64::try_from(members.len()).is_ok_and(|members| members <= room) {
            return Ok((low, size, members));
        }
    }
    Err(crowded())
}

/// How many documents a window of 2^`bits` positions may hold after spreading. The share falls by 1.3 with
/// each doubling, so that crowding at one place is solved close by, down to an eighth, well above the natural
/// share of 1 in [`STEP`]. Simulated: 10 to 20 moves a document for 10,000 documents into one gap.
fn capacity(bits: u32) -> i64 {
    let size = 1_i64 << bits;
    let mut share = size;
    for _ in 0..bits {
        share = share / 13 * 10;
    }
    share.max(size / 8)
}

/// Moves documents from old to new positions, both ascending, without ever having two at one place.
fn relocate(conn: &Connection, moves: &[(i64, i64)]) -> Result<()> {
    let moved = || moves.iter().filter(|(old, new)| old != new);
    for (old, _) in moved() {
        forget_tokens(conn, *old)?;
    }
    let shift = |pair: &(i64, i64)| {
        run(conn, "UPDATE search_item SET position = ?2 WHERE position = ?1", [pair.0, pair.1])
    };
    moved().filter(|(old, new)| new < old).try_for_each(shift)?;
    moved().rev().filter(|(old, new)| new > old).try_for_each(shift)?;
    for (_, new) in moved() {
        let text: String = conn
            .prepare_cached("SELECT text FROM search_item WHERE position = ?1")
            .and_then(|mut found| found.query_row([new], |row| row.get(0)))
            .map_err(writing)?;
        add_tokens(conn, *new, &Prepared::from_stored(text))?;
    }
    Ok(())
}

fn crowded() -> Error {
    Error::new(Code::Internal, "writing the search index", "no position is free")
        .remedy("Run `sigillum rebuild`.")
}
