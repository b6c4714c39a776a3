//! The inbox: bundles that were given to this catalogue and what became of each. Losing it loses no evidence.

use super::database::{Reader, Writer, failed};
use crate::digest::Digest;
use crate::error::Result;
use rusqlite::{Row, params};

/// One bundle in the inbox, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRow {
    /// Where it lies, as text.
    pub path: String,
    /// Its name, once it could be read; else that of its file.
    pub name: String,
    /// Its tag manifest's digest, once it could be read.
    pub digest: Option<Digest>,
    /// A word for what became of it.
    pub state: String,
    /// The error's code, where there was one; else empty.
    pub code: String,
    /// The error in words.
    pub why: String,
    /// When that was, by this computer's clock.
    pub at: String,
}

impl Reader<'_> {
    /// All bundles in the inbox, by path.
    ///
    /// # Errors
    /// The database's failures.
    pub fn inbox(&self) -> Result<Vec<InboxRow>> {
        let doing = "reading the inbox";
        let sql = "SELECT path, name, digest, state, code, why, at FROM inbox ORDER BY path";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([], inbox_row).map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }
}

impl Writer<'_> {
    /// Keeps what became of a bundle, in place of what was said of it before.
    ///
    /// # Errors
    /// The database's failures.
    pub fn put_inbox(&self, row: &InboxRow) -> Result<()> {
        let digest = row.digest.map(|digest| digest.0);
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO inbox VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .and_then(|mut s| {
                s.execute(params![row.path, row.name, digest, row.state, row.code, row.why, row.at])
            })
            .map_err(|e| failed("saving the inbox", e))?;
        Ok(())
    }

    /// Takes a bundle off the list; true if it was on it.
    ///
    /// # Errors
    /// The database's failures.
    pub fn remove_inbox(&self, path: &str) -> Result<bool> {
        self.connection
            .prepare_cached("DELETE FROM inbox WHERE path = ?1")
            .and_then(|mut s| s.execute([path]))
            .map(|removed| removed > 0)
            .map_err(|e| failed("saving the inbox", e))
    }
}

fn inbox_row(row: &Row<'_>) -> rusqlite::Result<InboxRow> {
    Ok(InboxRow {
        path: row.get(0)?,
        name: row.get(1)?,
        digest: row.get::<_, Option<[u8; 32]>>(2)?.map(Digest),
        state: row.get(3)?,
        code: row.get(4)?,
        why: row.get(5)?,
        at: row.get(6)?,
    })
}
