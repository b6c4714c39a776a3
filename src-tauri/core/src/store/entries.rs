//! Chains, entries and heads as rows: the evidence.
//!
//! Must never: change or delete a line, signature or head that is held.

use super::database::{Reader, Writer, failed};
use crate::digest::Digest;
use crate::entry::{Entry, Position};
use crate::error::{Code, Error, Result};
use crate::id::{ChainId, OperationId};
use rusqlite::{OptionalExtension, Row, params};
use std::collections::HashSet;
use std::sync::Arc;

/// A chain as the catalogue knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainRow {
    /// Row number.
    pub id: i64,
    /// The chain's id.
    pub chain: ChainId,
    /// Its operation.
    pub op: OperationId,
    /// The raw public key that signs it.
    pub key: [u8; 32],
    /// The laptop's name, as its `chain.start` gives it.
    pub device: String,
    /// True if this catalogue wrote it.
    pub mine: bool,
}

/// An entry as it is held; line and signature are absent while it is withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Row number.
    pub id: i64,
    /// Its digest.
    pub digest: Digest,
    /// The chain's row number.
    pub chain: i64,
    /// Place in the chain.
    pub seq: u64,
    /// link(seq).
    pub link: Digest,
    /// The line with its LF.
    pub line: Option<Vec<u8>>,
    /// 64 bytes.
    pub signature: Option<[u8; 64]>,
}

impl EntryRow {
    /// The entry, read from its line; `None` while it is withheld.
    ///
    /// # Errors
    /// [`Code::CatalogueDamaged`] if the stored bytes are no longer an entry.
    pub fn entry(&self) -> Result<Option<Entry>> {
        let Some(line) = &self.line else { return Ok(None) };
        Entry::read(line).map(Some).map_err(|what| damaged(&format!("entry {}", self.digest), &what))
    }
}

/// A head with the signature of its chain's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadRow {
    /// What it names.
    pub position: Position,
    /// 64 bytes over the five lines of the head.
    pub signature: [u8; 64],
}

const ENTRY_COLUMNS: &str = "id, digest, chain, seq, link, line, signature";

impl Reader<'_> {
    /// A chain by its id.
    ///
    /// # Errors
    /// The database's failures.
    pub fn chain(&self, chain: ChainId) -> Result<Option<ChainRow>> {
        self.connection
            .prepare_cached("SELECT id, chain, op, key, device, mine FROM chain WHERE chain = ?1")
            .and_then(|mut s| s.query_row([chain.0.as_slice()], chain_row).optional())
            .map_err(|e| failed("reading a chain", e))
    }

    /// All chains, sorted by id.
    ///
    /// # Errors
    /// The database's failures.
    pub fn chains(&self) -> Result<Vec<ChainRow>> {
        let doing = "reading the chains";
        let sql = "SELECT id, chain, op, key, device, mine FROM chain ORDER BY chain";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map([], chain_row).map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }

    /// An entry by its digest.
    ///
    /// # Errors
    /// The database's failures.
    pub fn entry(&self, digest: &Digest) -> Result<Option<EntryRow>> {
        let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE digest = ?1");
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row([digest.0.as_slice()], entry_row).optional())
            .map_err(|e| failed("reading an entry", e))
    }

    /// The row number of an entry; `None` if it is not held.
    ///
    /// # Errors
    /// The database's failures.
    pub fn entry_row(&self, digest: &Digest) -> Result<Option<i64>> {
        self.connection
            .prepare_cached("SELECT id FROM entry WHERE digest = ?1")
            .and_then(|mut s| s.query_row([digest.0.as_slice()], |row| row.get(0)).optional())
            .map_err(|e| failed("finding an entry", e))
    }

    /// The entries (rows) that may create a part of a lot: their bodies name `split_from`.
    ///
    /// # Errors
    /// The database's failures.
    pub fn entries_that_split(&self) -> Result<Vec<i64>> {
        self.entries_of_kind(super::views::SPLIT)
    }

    /// An entry by its row number.
    ///
    /// # Errors
    /// The database's failures.
    pub fn entry_by_row(&self, id: i64) -> Result<EntryRow> {
        let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE id = ?1");
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row([id], entry_row))
            .map_err(|e| failed("reading an entry", e))
    }

    /// What an entry says, by its row number; `None` if it is withheld. A long one that was read lately is not read again.
    ///
    /// # Errors
    /// As [`EntryRow::entry`]; the database's failures.
    pub fn read_entry(&self, id: i64) -> Result<Option<Arc<Entry>>> {
        let row = self.entry_by_row(id)?;
        let length = row.line.as_ref().map_or(0, Vec::len);
        if let Some(entry) = self.parsed.get(length, &row.digest) {
            return Ok(Some(entry));
        }
        let entry = row.entry()?.map(Arc::new);
        entry.iter().for_each(|entry| self.parsed.keep(length, entry));
        Ok(entry)
    }

    /// Lamport counter of a held entry; `None` if it is not held or withheld.
    ///
    /// # Errors
    /// The database's failures.
    pub fn clock_of(&self, digest: &Digest) -> Result<Option<u64>> {
        self.connection
            .prepare_cached("SELECT clock FROM entry WHERE digest = ?1 AND line IS NOT NULL")
            .and_then(|mut s| s.query_row([digest.0.as_slice()], |row| row.get::<_, i64>(0)).optional())
            .map(|clock| clock.map(i64::cast_unsigned))
            .map_err(|e| failed("reading an entry", e))
    }

    /// The held entries at one place of a chain: more than one where it forked.
    ///
    /// # Errors
    /// The database's failures.
    pub fn entries_at(&self, chain: i64, seq: u64) -> Result<Vec<EntryRow>> {
        let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE chain = ?1 AND seq = ?2 ORDER BY digest");
        self.rows(&sql, params![chain, seq.cast_signed()])
    }

    /// How many entries are held at one place of a chain; more than one is a fork.
    ///
    /// # Errors
    /// The database's failures.
    pub fn places_taken(&self, chain: i64, seq: u64) -> Result<i64> {
        self.connection
            .prepare_cached("SELECT count(*) FROM entry WHERE chain = ?1 AND seq = ?2")
            .and_then(|mut s| s.query_row(params![chain, seq.cast_signed()], |row| row.get(0)))
            .map_err(|e| failed("reading entries", e))
    }

    /// Entries of a chain from a place on, in order of place, at most `limit`, after row paging by `seq`.
    ///
    /// # Errors
    /// The database's failures.
    pub fn entries_from(&self, chain: i64, seq: u64, limit: u32) -> Result<Vec<EntryRow>> {
        let sql = format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE chain = ?1 AND seq >= ?2 ORDER BY seq, digest LIMIT ?3"
        );
        self.rows(&sql, params![chain, seq.cast_signed(), limit])
    }

    /// All entries of a chain in order of place, without lines and signatures: what a proof needs of those that
    /// stay withheld.
    ///
    /// # Errors
    /// The database's failures.
    pub fn bare_entries(&self, chain: i64) -> Result<Vec<EntryRow>> {
        let sql = "SELECT id, digest, chain, seq, link, NULL, NULL FROM entry WHERE chain = ?1 ORDER BY seq, digest";
        self.rows(sql, params![chain])
    }

    /// Entries after a row number, in the order in which they came, at most `limit`.
    ///
    /// # Errors
    /// The database's failures.
    pub fn entries_after(&self, id: i64, limit: u32) -> Result<Vec<EntryRow>> {
        let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE id > ?1 ORDER BY id LIMIT ?2");
        self.rows(&sql, params![id, limit])
    }

    /// The originals that entries name, read from their lines: what a view that is damaged may have forgotten.
    ///
    /// # Errors
    /// The database's failures.
    pub fn originals_in_lines(&self) -> Result<HashSet<Digest>> {
        let sql = format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE id > ?1 AND instr(line, CAST('\"originals\"' AS BLOB)) > 0
             ORDER BY id LIMIT 4096"
        );
        let mut found = HashSet::new();
        let mut last = 0;
        loop {
            let rows = self.rows(&sql, params![last])?;
            let Some(end) = rows.last() else { return Ok(found) };
            last = end.id;
            for row in rows {
                // A line that is damaged is a finding of the check; here it names nothing.
                let entry = row.entry().ok().flatten();
                found.extend(
                    entry.into_iter().flat_map(|entry| entry.originals).map(|original| original.sha256),
                );
            }
        }
    }

    fn rows(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<Vec<EntryRow>> {
        let doing = "reading entries";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement.query_map(parameters, entry_row).map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }

    /// The number of entries held.
    ///
    /// # Errors
    /// The database's failures.
    pub fn entry_count(&self) -> Result<u64> {
        self.connection
            .query_row("SELECT count(*) FROM entry", [], |row| row.get::<_, i64>(0))
            .map(i64::cast_unsigned)
            .map_err(|e| failed("counting entries", e))
    }

    /// The last places of a chain's branches, sorted by digest: one, unless the chain forked.
    ///
    /// # Errors
    /// The database's failures.
    pub fn tips(&self, chain: &ChainRow) -> Result<Vec<(Position, Digest)>> {
        let doing = "reading the end of a chain";
        let forked = self
            .connection
            .prepare_cached("SELECT 1 FROM fork WHERE chain = ?1")
            .and_then(|mut s| s.exists([chain.id]))
            .map_err(|e| failed(doing, e))?;
        let sql = if forked {
            "SELECT seq, link, digest FROM entry WHERE chain = ?1 ORDER BY seq"
        } else {
            "SELECT seq, link, digest FROM entry WHERE chain = ?1 ORDER BY seq DESC LIMIT 1"
        };
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement
            .query_map([chain.id], |row| {
                let position = Position {
                    chain: chain.chain,
                    seq: row.get::<_, i64>(0)?.cast_unsigned(),
                    link: digest_at(row, 1)?,
                };
                Ok((position, digest_at(row, 2)?))
            })
            .map_err(|e| failed(doing, e))?;
        let all: Vec<(Position, Digest)> = rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))?;
        // Sorted by place: what goes on from an entry stands among the next place's, of which there is one per branch.
        let continued = |tip: &(Position, Digest)| {
            let next = tip.0.seq.saturating_add(1);
            let from = all.partition_point(|(other, _)| other.seq < next);
            all[from..]
                .iter()
                .take_while(|(other, _)| other.seq == next)
                .any(|(other, digest)| crate::head::next_link(tip.0.link, *digest) == other.link)
        };
        let mut tips: Vec<_> = all.iter().filter(|tip| !continued(tip)).copied().collect();
        tips.sort_by_key(|(_, digest)| *digest);
        Ok(tips)
    }

    /// The heads held of a chain, newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub fn heads(&self, chain: &ChainRow) -> Result<Vec<HeadRow>> {
        let doing = "reading heads";
        let sql = "SELECT seq, link, signature FROM head WHERE chain = ?1 ORDER BY seq DESC, link";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| failed(doing, e))?;
        let rows = statement
            .query_map([chain.id], |row| {
                let position = Position {
                    chain: chain.chain,
                    seq: row.get::<_, i64>(0)?.cast_unsigned(),
                    link: digest_at(row, 1)?,
                };
                Ok(HeadRow { position, signature: row.get(2)? })
            })
            .map_err(|e| failed(doing, e))?;
        rows.collect::<Result<_, _>>().map_err(|e| failed(doing, e))
    }
}

impl Writer<'_> {
    /// Adds a chain, or gives the one that is held; `mine` is only ever raised.
    ///
    /// # Errors
    /// The database's failures.
    pub fn add_chain(&self, row: &ChainRow) -> Result<i64> {
        self.connection
            .prepare_cached(
                "INSERT INTO chain (chain, op, key, device, mine) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (chain) DO UPDATE SET mine = max(mine, ?5) RETURNING id",
            )
            .and_then(|mut s| {
                s.query_row(
                    params![
                        row.chain.0.as_slice(),
                        row.op.0.as_slice(),
                        row.key.as_slice(),
                        row.device,
                        row.mine
                    ],
                    |row| row.get(0),
                )
            })
            .map_err(|e| failed("adding a chain", e))
    }

    /// Adds an entry with its exact line; `None` if it is held already. A withheld one is filled in.
    ///
    /// # Errors
    /// The database's failures.
    pub fn add_entry(
        &self,
        chain: i64,
        entry: &Entry,
        line: &[u8],
        signature: &[u8; 64],
    ) -> Result<Option<i64>> {
        let link = crate::head::next_link(entry.prev, entry.digest);
        let values = params![
            entry.digest.0.as_slice(),
            chain,
            entry.seq.cast_signed(),
            link.0.as_slice(),
            entry.clock.cast_signed(),
            entry.kind,
            line,
            signature.as_slice()
        ];
        // Plain statements: SQLite keeps a journal of its own for one that returns rows, and copies pages into it.
        let added = self
            .connection
            .prepare_cached(
                "INSERT INTO entry (digest, chain, seq, link, clock, kind, line, signature)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (digest) DO NOTHING",
            )
            .and_then(|mut s| s.execute(values))
            .map_err(|e| failed("adding an entry", e))?;
        if added > 0 {
            return Ok(Some(self.connection.last_insert_rowid()));
        }
        self.connection
            .prepare_cached(
                "UPDATE entry SET clock = ?5, kind = ?6, line = ?7, signature = ?8
                 WHERE digest = ?1 AND line IS NULL AND chain = ?2 AND seq = ?3 AND link = ?4 RETURNING id",
            )
            .and_then(|mut s| s.query_row(values, |row| row.get(0)).optional())
            .map_err(|e| failed("adding an entry", e))
    }

    /// Adds the place of an entry that is withheld; true if it was not held.
    ///
    /// # Errors
    /// The database's failures.
    pub fn add_withheld(&self, chain: i64, seq: u64, link: Digest, digest: Digest) -> Result<bool> {
        self.connection
            .prepare_cached(
                "INSERT INTO entry (digest, chain, seq, link, clock) VALUES (?1, ?2, ?3, ?4, 0)
                 ON CONFLICT (digest) DO NOTHING",
            )
            .and_then(|mut s| {
                s.execute(params![digest.0.as_slice(), chain, seq.cast_signed(), link.0.as_slice()])
            })
            .map(|changed| changed > 0)
            .map_err(|e| failed("adding an entry's place", e))
    }

    /// Keeps a head as it was received; true if it was not held.
    ///
    /// # Errors
    /// The database's failures.
    pub fn add_head(&self, chain: i64, head: &HeadRow) -> Result<bool> {
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO head VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut s| {
                s.execute(params![
                    chain,
                    head.position.seq.cast_signed(),
                    head.position.link.0.as_slice(),
                    head.signature.as_slice()
                ])
            })
            .map(|changed| changed > 0)
            .map_err(|e| failed("keeping a head", e))
    }

    /// Notes that a chain forked at a place.
    ///
    /// # Errors
    /// The database's failures.
    pub fn note_fork(&self, chain: i64, seq: u64) -> Result<()> {
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO fork VALUES (?1, ?2)")
            .and_then(|mut s| s.execute(params![chain, seq.cast_signed()]))
            .map_err(|e| failed("noting a fork", e))?;
        Ok(())
    }
}

fn chain_row(row: &Row<'_>) -> rusqlite::Result<ChainRow> {
    Ok(ChainRow {
        id: row.get(0)?,
        chain: ChainId(row.get(1)?),
        op: OperationId(row.get(2)?),
        key: row.get(3)?,
        device: row.get(4)?,
        mine: row.get(5)?,
    })
}

fn entry_row(row: &Row<'_>) -> rusqlite::Result<EntryRow> {
    Ok(EntryRow {
        id: row.get(0)?,
        digest: digest_at(row, 1)?,
        chain: row.get(2)?,
        seq: row.get::<_, i64>(3)?.cast_unsigned(),
        link: digest_at(row, 4)?,
        line: row.get(5)?,
        signature: row.get(6)?,
    })
}

/// A digest column.
pub(super) fn digest_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Digest> {
    row.get(column).map(Digest)
}

/// A stored value that cannot be what was written.
pub(super) fn damaged(subject: &str, what: &str) -> Error {
    Error::new(Code::CatalogueDamaged, "reading the catalogue", what)
        .on(subject)
        .safe("The original photos are kept apart from the database")
        .remedy("Do not write to this folder; put back the newest backup with `restore`, after copying the folder.")
}
