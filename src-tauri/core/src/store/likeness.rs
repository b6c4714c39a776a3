//! What is compared to find objects that were catalogued twice, and how photos look. The looks are made from thumbnails
//! and can be made again.

use super::database::{Reader, Writer, failed};
use crate::digest::Digest;
use crate::error::Result;
use crate::id::RecordId;
use crate::json::Json;
use rusqlite::params;

/// An artefact that is not withdrawn.
#[derive(Clone, Debug)]
pub struct ArtefactRow {
    /// The artefact.
    pub id: RecordId,
    /// The chain (row) that recorded it.
    pub by: i64,
}

impl Reader<'_> {
    /// The artefacts that are not withdrawn and whose creating entry is held, by id.
    ///
    /// # Errors
    /// The database's failures.
    pub fn artefacts_to_compare(&self) -> Result<Vec<ArtefactRow>> {
        let sql = "SELECT record.name, entry.chain FROM item JOIN record ON record.id = item.record
                   JOIN entry ON entry.digest = unhex(substr(record.name, 10))
                   WHERE item.kind = 'artefact' AND item.withdrawn = 0 ORDER BY record.name";
        let rows = self.likeness_rows(sql, |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        Ok(rows
            .into_iter()
            .filter_map(|(name, by)| Some(ArtefactRow { id: name.parse().ok()?, by }))
            .collect())
    }

    /// The compare keys of artefacts' references.
    ///
    /// # Errors
    /// The database's failures.
    pub fn references_to_compare(&self) -> Result<Vec<(RecordId, String)>> {
        let sql = "SELECT record.name, key FROM reference_use JOIN record ON record.id = record
                   WHERE kind = 'artefact' AND key IN (SELECT key FROM reference_use WHERE kind = 'artefact'
                   GROUP BY key HAVING count(*) > 1)";
        let rows = self.likeness_rows(sql, |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        Ok(rows.into_iter().filter_map(|(name, key)| Some((name.parse().ok()?, key))).collect())
    }

    /// Which photo shows which artefact, by placements that exist, and how it looks.
    ///
    /// # Errors
    /// The database's failures.
    pub fn photos_to_compare(&self) -> Result<Vec<(RecordId, Digest, Option<u64>)>> {
        // The order of the joins is given: left alone, each photo was held against each artefact.
        let sql = "SELECT DISTINCT thing.name, unhex(substr(shows.value, 8, 64)), likeness.bits
             FROM item
             CROSS JOIN record AS thing ON thing.id = item.record
             CROSS JOIN pointer AS of ON of.target = item.record
              AND of.field = (SELECT id FROM field WHERE name = 'artefact')
             CROSS JOIN change AS shows ON shows.record = of.source AND shows.live = 1
              AND shows.field = (SELECT id FROM field WHERE name = 'photo')
             LEFT JOIN likeness ON likeness.sha256 = unhex(substr(shows.value, 8, 64))
             WHERE item.kind = 'artefact' AND item.withdrawn = 0
             AND EXISTS (SELECT 1 FROM change WHERE change.record = of.source AND live = 1 AND value = 'true'
              AND field = (SELECT id FROM field WHERE name = 'exists'))
             ORDER BY 1, 2";
        let rows = self.likeness_rows(sql, |row| {
            let digest: Option<Vec<u8>> = row.get(1)?;
            Ok((row.get::<_, String>(0)?, digest, row.get::<_, Option<i64>>(2)?))
        })?;
        let read = |(name, digest, bits): (String, Option<Vec<u8>>, Option<i64>)| {
            let digest = Digest(digest?.try_into().ok()?);
            Some((name.parse().ok()?, digest, bits.map(i64::cast_unsigned)))
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// What is said in a field of artefacts that are not withdrawn.
    ///
    /// # Errors
    /// The database's failures.
    pub fn values_to_compare(&self, field: &str) -> Result<Vec<(RecordId, Json)>> {
        let doing = "comparing artefacts";
        let sql = "SELECT record.name, change.value FROM item JOIN record ON record.id = item.record
                   JOIN change ON change.record = item.record AND change.live = 1
                   AND change.field = (SELECT id FROM field WHERE name = ?1)
                   WHERE item.kind = 'artefact' AND item.withdrawn = 0";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement
            .query_map([field], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
            .map_err(|e| failed(doing, e))?;
        let rows: Vec<(String, String)> = rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))?;
        let read =
            |(name, value): (String, String)| Some((name.parse().ok()?, Json::parse(value.as_bytes()).ok()?));
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// The registers in which people said what two artefacts are to each other: record and field, sorted.
    ///
    /// # Errors
    /// The database's failures.
    pub fn likeness_registers(&self) -> Result<Vec<(RecordId, String)>> {
        // All that is said is gone through once, not once for each pair.
        let sql = "SELECT DISTINCT record.name, field.name FROM change
                   CROSS JOIN field ON field.id = change.field
                   CROSS JOIN record ON record.id = change.record
                   WHERE change.live = 1 AND field.name >= 'likeness.' AND field.name < 'likeness/' ORDER BY 1, 2";
        let rows = self.likeness_rows(sql, |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        Ok(rows.into_iter().filter_map(|(name, field)| Some((name.parse().ok()?, field))).collect())
    }

    /// Thumbnails of which it is not known yet how they look, at most `limit`.
    ///
    /// # Errors
    /// The database's failures.
    pub fn thumbnails_not_looked_at(&self, limit: u32) -> Result<Vec<(Digest, Vec<u8>)>> {
        let sql = format!(
            "SELECT sha256, jpeg FROM thumbnail WHERE sha256 NOT IN (SELECT sha256 FROM likeness) LIMIT {limit}"
        );
        self.likeness_rows(&sql, |row| Ok((Digest(row.get(0)?), row.get(1)?)))
    }

    /// How many those are.
    ///
    /// # Errors
    /// The database's failures.
    pub fn count_not_looked_at(&self) -> Result<u64> {
        let sql = "SELECT count(*) FROM thumbnail WHERE sha256 NOT IN (SELECT sha256 FROM likeness)";
        let counted: Vec<i64> = self.likeness_rows(sql, |row| row.get(0))?;
        Ok(counted.first().map_or(0, |count| u64::try_from(*count).unwrap_or(0)))
    }

    fn likeness_rows<T>(
        &self,
        sql: &str,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let doing = "comparing artefacts";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([], read).map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }
}

impl Writer<'_> {
    /// Keeps how a photo looks.
    ///
    /// # Errors
    /// The database's failures.
    pub fn put_look(&self, photo: &Digest, look: Option<u64>) -> Result<()> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO likeness VALUES (?1, ?2)")
            .and_then(|mut s| s.execute(params![photo.0.as_slice(), look.map(u64::cast_signed)]))
            .map_err(|e| failed("saving how a photo looks", e))?;
        Ok(())
    }
}
