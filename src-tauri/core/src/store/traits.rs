//! What very many artefacts have alike (place, country, last custody event): each such set of texts once, so that the
//! counts of a list are made of numbers in one index.
//!
//! Owns: the table `traits`. Must never: be asked what an artefact is like; its row says that.

use super::database::{Reader, Writer, failed};
use super::listing::Which;
use crate::error::Result;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};
use std::collections::HashMap;

/// Texts that an artefact shares with many: place, country, word of its last custody event; each empty where nothing is
/// said.
pub type Alike = [String; 3];

/// Row numbers of traits, kept while one transaction runs.
#[derive(Default)]
pub struct TraitRows(HashMap<Alike, i64>);

/// What the counts of a list are made of, without the record itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits {
    /// The row number.
    pub row: i64,
    /// Bits of [`super::listing::flag`].
    pub flags: i64,
    /// True if something is missing.
    pub incomplete: bool,
    /// The row number of the package that it is directly in.
    pub package: Option<i64>,
    /// The number under which [`Reader::alike`] gives its texts.
    pub alike: i64,
}

impl Reader<'_> {
    /// Tells `visit` what counts are made of, of every row of a list, in no order. It reads an index alone.
    ///
    /// # Errors
    /// The database's failures.
    pub fn listing_traits(&self, which: &Which, visit: &mut dyn FnMut(Traits)) -> Result<()> {
        let (condition, values) = which.condition();
        let sql = format!(
            "SELECT record, flags, missing, package, traits FROM listing INDEXED BY listing_order WHERE {condition}"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(reading)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(reading)?;
        while let Some(row) = rows.next().map_err(reading)? {
            visit(traits_row(row).map_err(reading)?);
        }
        Ok(())
    }

    /// The texts of all traits by their number; of some of them no artefact may be left.
    ///
    /// # Errors
    /// The database's failures.
    pub fn alike(&self, visit: &mut dyn FnMut(i64, Alike)) -> Result<()> {
        let sql = "SELECT id, place, country, custody FROM traits";
        let mut statement = self.connection.prepare_cached(sql).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?]));
        while let Some(row) = rows.next().map_err(reading)? {
            let (number, texts) = read(row).map_err(reading)?;
            visit(number, texts);
        }
        Ok(())
    }
}

impl Writer<'_> {
    /// The number of these texts.
    pub(super) fn alike_row(&self, texts: Alike, known: &mut TraitRows) -> Result<i64> {
        if let Some(row) = known.0.get(&texts) {
            return Ok(*row);
        }
        let held = "SELECT id FROM traits WHERE place = ?1 AND country = ?2 AND custody = ?3";
        let held = self
            .connection
            .prepare_cached(held)
            .and_then(|mut s| s.query_row(params![texts[0], texts[1], texts[2]], |row| row.get(0)).optional())
            .map_err(reading)?;
        let row = match held {
            Some(row) => row,
            None => {
                let sql = "INSERT INTO traits (place, country, custody) VALUES (?1, ?2, ?3)";
                self.execute(sql, params![texts[0], texts[1], texts[2]])?;
                self.connection.last_insert_rowid()
            }
        };
        known.0.insert(texts, row);
        Ok(row)
    }
}

fn traits_row(row: &Row<'_>) -> rusqlite::Result<Traits> {
    Ok(Traits {
        row: row.get(0)?,
        flags: row.get(1)?,
        incomplete: row.get::<_, Option<i64>>(2)? > Some(0),
        package: row.get(3)?,
        alike: row.get(4)?,
    })
}

fn reading(error: rusqlite::Error) -> crate::error::Error {
    failed("counting artefacts", error)
}
