//! What lives beside the evidence: settings, drafts, thumbnails. Losing it loses no evidence.

use super::database::{Reader, Writer, failed};
use crate::digest::Digest;
use crate::error::Result;
use rusqlite::{OptionalExtension, params};

/// A draft: text that can still change and is no evidence.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DraftRow {
    /// Its number in this catalogue.
    pub id: i64,
    /// What it will become: `note` or a form's name.
    pub kind: String,
    /// What it is about, as the person named it.
    pub subject: String,
    /// Its content, in the form its kind chooses.
    pub content: String,
    /// When it was last changed, `2025-11-13T09:41:07.123Z`.
    pub changed: String,
}

impl Reader<'_> {
    /// A setting's value.
    ///
    /// # Errors
    /// The database's failures.
    pub fn setting(&self, name: &str) -> Result<Option<String>> {
        self.connection
            .prepare_cached("SELECT value FROM setting WHERE name = ?1")
            .and_then(|mut s| s.query_row([name], |row| row.get(0)).optional())
            .map_err(|e| failed("reading a setting", e))
    }

    /// The drafts of a kind, oldest first.
    ///
    /// # Errors
    /// The database's failures.
    pub fn drafts(&self, kind: &str) -> Result<Vec<DraftRow>> {
        let doing = "reading drafts";
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT id, kind, subject, content, changed FROM draft WHERE kind = ?1 ORDER BY id",
            )
            .map_err(|e| failed(doing, e))?;
        let rows = statement
            .query_map([kind], |row| {
                Ok(DraftRow {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    subject: row.get(2)?,
                    content: row.get(3)?,
                    changed: row.get(4)?,
                })
            })
            .map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }

    /// A thumbnail: width, height, JPEG.
    ///
    /// # Errors
    /// The database's failures.
    pub fn thumbnail(&self, photo: &Digest) -> Result<Option<(u32, u32, Vec<u8>)>> {
        self.connection
            .prepare_cached("SELECT width, height, jpeg FROM thumbnail WHERE sha256 = ?1")
            .and_then(|mut s| {
                s.query_row([photo.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                    .optional()
            })
            .map_err(|e| failed("reading a thumbnail", e))
    }
}

impl Writer<'_> {
    /// Sets a setting.
    ///
    /// # Errors
    /// The database's failures.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<()> {
        self.connection
            .prepare_cached("INSERT INTO setting VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2")
            .and_then(|mut s| s.execute([name, value]))
            .map_err(|e| failed("saving a setting", e))?;
        Ok(())
    }

    /// Saves a draft, new (`id` of `None`) or again; gives its number.
    ///
    /// # Errors
    /// The database's failures.
    pub fn save_draft(
        &self,
        id: Option<i64>,
        kind: &str,
        subject: &str,
        content: &str,
        at: &str,
    ) -> Result<i64> {
        self.connection
            .prepare_cached(
                "INSERT INTO draft VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET subject = ?3, content = ?4, changed = ?5",
            )
            .and_then(|mut s| s.insert(params![id, kind, subject, content, at]))
            .map(|row| id.unwrap_or(row))
            .map_err(|e| failed("saving a draft", e))
    }

    /// Removes a draft: it was sealed, or its writer discarded it.
    ///
    /// # Errors
    /// The database's failures.
    pub fn remove_draft(&self, id: i64) -> Result<()> {
        self.connection
            .prepare_cached("DELETE FROM draft WHERE id = ?1")
            .and_then(|mut s| s.execute([id]))
            .map_err(|e| failed("removing a draft", e))?;
        Ok(())
    }

    /// Keeps a thumbnail.
    ///
    /// # Errors
    /// The database's failures.
    pub fn save_thumbnail(&self, photo: &Digest, width: u32, height: u32, jpeg: &[u8]) -> Result<()> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO thumbnail VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut s| s.execute(params![photo.0.as_slice(), width, height, jpeg]))
            .map_err(|e| failed("saving a thumbnail", e))?;
        Ok(())
    }
}
