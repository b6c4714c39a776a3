//! One row for each custody event: whether it is an open hand-over, and what does not add up about it.
//!
//! Owns: the table `custody`, its counts and pages. Must never: know what a finding means, or hold what could not be made
//! again from the entries in any order.

use super::database::{Reader, Writer, failed, sql_number};
use super::entries::digest_at;
use crate::digest::Digest;
use crate::error::Result;
use rusqlite::{OptionalExtension, params};

/// What a row says of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustodyRow {
    /// The entry that recorded it.
    pub entry: Digest,
    /// That entry's Lamport counter: by this, then by the digest, events stand in order of display.
    pub clock: u64,
    /// True for a hand-over by the version in force.
    pub hand_over: bool,
    /// True for a hand-over that nobody acknowledged.
    pub open: bool,
    /// What does not add up, as a list in JSON; empty where nothing is to be said.
    pub findings: String,
}

/// How many custody events there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CustodyCounts {
    /// All of them.
    pub events: u64,
    /// Hand-overs in force.
    pub hand_overs: u64,
    /// Those of them that nobody acknowledged.
    pub open: u64,
    /// Events about which something does not add up.
    pub odd: u64,
    /// Events that are one or the other.
    pub waiting: u64,
}

/// As the index of these says it.
const WAITING: &str = "findings <> '' OR open = 1";

impl Reader<'_> {
    /// How many custody events there are.
    ///
    /// # Errors
    /// The database's failures.
    pub fn custody_counts(&self) -> Result<CustodyCounts> {
        let sql = "SELECT (SELECT count(*) FROM custody), (SELECT count(*) FROM custody WHERE hand_over = 1),
                   (SELECT count(*) FROM custody WHERE hand_over = 1 AND open = 1),
                   (SELECT count(*) FROM custody WHERE findings <> '')";
        let sql = format!("{sql}, (SELECT count(*) FROM custody WHERE {WAITING})");
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut s| {
                s.query_row([], |row| {
                    let of = |n| row.get::<_, i64>(n).map(i64::cast_unsigned);
                    Ok(CustodyCounts {
                        events: of(0)?,
                        hand_overs: of(1)?,
                        open: of(2)?,
                        odd: of(3)?,
                        waiting: of(4)?,
                    })
                })
            })
            .map_err(reading)
    }

    /// The entries that recorded some of the events, in order of display or the last first; with `waiting` only of those
    /// that are open or about which something does not add up.
    ///
    /// # Errors
    /// The database's failures.
    pub fn custody_page(
        &self,
        waiting: bool,
        newest_first: bool,
        (offset, limit): (usize, usize),
    ) -> Result<Vec<Digest>> {
        let which = if waiting { WAITING } else { "1" };
        let turn = if newest_first { "DESC" } else { "ASC" };
        let sql = format!(
            "SELECT digest FROM custody WHERE {which} ORDER BY clock {turn}, digest {turn} LIMIT ?1 OFFSET ?2"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(reading)?;
        let rows = statement.query_map([sql_number(limit), sql_number(offset)], |row| digest_at(row, 0));
        rows.and_then(Iterator::collect).map_err(reading)
    }

    /// The entries that recorded the first hand-overs which nobody acknowledged, in order of display.
    ///
    /// # Errors
    /// The database's failures.
    pub fn open_hand_overs(&self, limit: usize) -> Result<Vec<Digest>> {
        let sql =
            "SELECT digest FROM custody WHERE hand_over = 1 AND open = 1 ORDER BY clock, digest LIMIT ?1";
        let mut statement = self.connection.prepare_cached(sql).map_err(reading)?;
        let rows = statement.query_map([sql_number(limit)], |row| digest_at(row, 0));
        rows.and_then(Iterator::collect).map_err(reading)
    }

    /// The entries that recorded the first events about which something does not add up, in order of display, with it.
    ///
    /// # Errors
    /// The database's failures.
    pub fn odd_events(&self, limit: usize) -> Result<Vec<(Digest, String)>> {
        let sql = "SELECT digest, findings FROM custody WHERE findings <> '' ORDER BY clock, digest LIMIT ?1";
        let mut statement = self.connection.prepare_cached(sql).map_err(reading)?;
        let rows = statement.query_map([sql_number(limit)], |row| Ok((digest_at(row, 0)?, row.get(1)?)));
        rows.and_then(Iterator::collect).map_err(reading)
    }

    /// What does not add up about the event that this entry recorded; `None` where there is none such.
    ///
    /// # Errors
    /// The database's failures.
    pub fn odd_of(&self, entry: &Digest) -> Result<Option<String>> {
        let sql = "SELECT custody.findings FROM entry JOIN custody ON custody.entry = entry.id WHERE entry.digest = ?1";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([entry.0.as_slice()], |row| row.get(0)).optional())
            .map_err(reading)
    }
}

impl Writer<'_> {
    /// Puts the row of an event whose entry is held; one that says the same already stays as it is.
    ///
    /// # Errors
    /// The database's failures.
    pub fn put_custody(&self, row: &CustodyRow) -> Result<()> {
        self.execute(
            "INSERT INTO custody (entry, digest, clock, hand_over, open, findings)
             SELECT id, digest, ?2, ?3, ?4, ?5 FROM entry WHERE digest = ?1
             ON CONFLICT (entry) DO UPDATE SET hand_over = excluded.hand_over, open = excluded.open,
             findings = excluded.findings
             WHERE (hand_over, open, findings) <> (excluded.hand_over, excluded.open, excluded.findings)",
            params![row.entry.0.as_slice(), row.clock.cast_signed(), row.hand_over, row.open, row.findings],
        )
    }
}

fn reading(error: rusqlite::Error) -> crate::error::Error {
    failed("listing custody events", error)
}
