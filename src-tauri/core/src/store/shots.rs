//! The rows that the tray and lists of photos ask: one for each photo that was taken in.

use super::database::{Reader, Writer, failed, sql_number};
use crate::error::Result;
use crate::id::RecordId;
use rusqlite::params;

/// A photo as lists order it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShotRow {
    /// It shows nothing yet, and is neither withdrawn, nor another photo's companion or working copy, nor named by a note
    /// or a custody event: a signed slip is where it belongs.
    pub waiting: bool,
    /// The capture time that it claims, `2025-11-13T06:11:07`; empty where none.
    pub taken: String,
    /// The name under which it was first taken in.
    pub name: String,
    /// The camera that it claims: model and serial number.
    pub camera: String,
}

impl Reader<'_> {
    /// Photos, those that wait first, then by claimed time (those without one last) and name: at most `limit`, after
    /// the first `offset`. Only those that wait, or only others, if `waiting` says so.
    ///
    /// # Errors
    /// The database's failures.
    pub fn shots(
        &self,
        waiting: Option<bool>,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<(RecordId, ShotRow)>> {
        let doing = "listing photos";
        let sql = format!(
            "SELECT record.name, shot.waiting, shot.taken, shot.name, shot.camera
             FROM shot JOIN record ON record.id = shot.record {}
             ORDER BY shot.waiting DESC, shot.taken = '', shot.taken, shot.name, shot.record LIMIT ?1 OFFSET ?2",
            condition(waiting)
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(|e| failed(doing, e))?;
        let rows = statement
            .query_map(params![sql_number(limit), sql_number(offset)], |row| {
                let shot = ShotRow {
                    waiting: row.get::<_, i64>(1)? != 0,
                    taken: row.get(2)?,
                    name: row.get(3)?,
                    camera: row.get(4)?,
                };
                Ok((row.get::<_, String>(0)?, shot))
            })
            .map_err(|e| failed(doing, e))?;
        let rows: Vec<(String, ShotRow)> = rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))?;
        Ok(rows.into_iter().filter_map(|(name, shot)| Some((name.parse().ok()?, shot))).collect())
    }

    /// True if a small picture of an original is kept.
    ///
    /// # Errors
    /// The database's failures.
    pub fn has_thumbnail(&self, photo: &crate::digest::Digest) -> Result<bool> {
        self.connection
            .prepare_cached("SELECT 1 FROM thumbnail WHERE sha256 = ?1")
            .and_then(|mut s| s.exists([photo.0.as_slice()]))
            .map_err(|e| failed("reading a thumbnail", e))
    }

    /// How many photos there are, wait, or do not.
    ///
    /// # Errors
    /// The database's failures.
    pub fn count_shots(&self, waiting: Option<bool>) -> Result<usize> {
        let sql = format!("SELECT count(*) FROM shot {}", condition(waiting));
        let count: i64 = self
            .connection
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row([], |row| row.get(0)))
            .map_err(|e| failed("counting photos", e))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }
}

fn condition(waiting: Option<bool>) -> &'static str {
    match waiting {
        None => "",
        Some(true) => "WHERE shot.waiting = 1",
        Some(false) => "WHERE shot.waiting = 0",
    }
}

impl Writer<'_> {
    /// Puts the row of a photo; `None` for one of which no entry says that it was taken in.
    ///
    /// # Errors
    /// The database's failures.
    pub fn put_shot(&self, row: i64, shot: Option<&ShotRow>) -> Result<()> {
        match shot {
            Some(shot) => self.execute(
                "INSERT OR REPLACE INTO shot VALUES (?1, ?2, ?3, ?4, ?5)",
                params![row, shot.waiting, shot.taken, shot.name, shot.camera],
            ),
            None => self.execute("DELETE FROM shot WHERE record = ?1", [row]),
        }
    }
}
