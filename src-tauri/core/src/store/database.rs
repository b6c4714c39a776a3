//! The catalogue's SQLite file: opening, versions, transactions, and what its errors mean.
//!
//! Owns: the connection. Only `store` speaks SQL; nothing above sees a statement.

use super::files::{rename_new, sync_file, sync_folder};
use super::parsed::Parsed;
use crate::error::{Code, Error, IoContext, Result};
use crate::progress::{Progress, Silent, Unit, check};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::ops::Deref;
use std::path::{Path, PathBuf};

/// "SIGL": marks the file as ours.
const APPLICATION_ID: i32 = 0x5349_474C;

/// The ordered migrations of the evidence; the database's `user_version` counts those it has.
pub const MIGRATIONS: &[&str] = &[include_str!("evidence.sql"), include_str!("beside.sql")];

/// The version of the views. A database whose views have another version is rebuilt from its entries.
const VIEWS_VERSION: &str = "7";

/// The tables of the views, for dropping.
pub(super) const VIEW_TABLES: [&str; 19] = [
    "record",
    "field",
    "change",
    "replaced",
    "pointer",
    "mention",
    "listed",
    "original",
    "item",
    "listing",
    "traits",
    "reference_use",
    "reference_twice",
    "conflict",
    "fork",
    "shot",
    "custody",
    "search_item",
    "search_gram",
];

/// The name of the database file inside a catalogue.
pub const FILE_NAME: &str = "catalogue.db";

/// Its name until the first entries are in it.
const BEGUN_NAME: &str = "catalogue.new";

const BACKING_UP: &str = "copying the catalogue's database";
/// How a copy's name ends until it is whole.
pub const PARTIAL: &str = "partial";
/// Pages that are copied before whoever waits is told, and may stop it.
const STEP: i32 = 4096;

/// How much of a database's file is kept in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// 1 MiB, while thumbnails are written that nobody reads soon: they would fill a larger one, which is then kept.
    Least,
    /// 4 MiB.
    Small,
    /// 64 MiB, while one transaction writes very many rows in no order.
    Large,
}

/// An open database.
pub struct Database {
    connection: Connection,
    path: PathBuf,
    parsed: Parsed,
}

/// What a database holds, as far as a restore asks.
pub struct Contents {
    /// The operation that it is of.
    pub operation: String,
    /// How many entries it has.
    pub entries: u64,
}

/// While it stands, all reading sees one state of the database, and no question has to ask for the file anew.
pub struct Held<'a> {
    _transaction: rusqlite::Transaction<'a>,
}

/// Reads one consistent state of the database.
pub struct Reader<'a> {
    pub(super) connection: &'a Connection,
    pub(super) parsed: &'a Parsed,
}

/// Reads and writes inside one transaction.
pub struct Writer<'a> {
    reader: Reader<'a>,
}

impl<'a> Deref for Writer<'a> {
    type Target = Reader<'a>;

    fn deref(&self) -> &Reader<'a> {
        &self.reader
    }
}

impl Database {
    /// Begins a new database in this folder, with these settings, under a name by which nobody opens it: it becomes
    /// the catalogue's with [`Database::publish`], so that a crash before leaves no catalogue rather than an empty
    /// one. Until then nothing needs to be durable.
    ///
    /// # Errors
    /// [`Code::AlreadyACatalogue`] where there is one; the file system's failures.
    pub fn begin(folder: &Path, settings: &[(&str, &str)]) -> Result<Self> {
        let doing = "making a catalogue";
        if folder.join(FILE_NAME).exists() {
            let what = "this folder holds one already";
            return Err(Error::new(Code::AlreadyACatalogue, doing, what).on(folder.display()));
        }
        Self::discard_begun(folder)?;
        let path = folder.join(BEGUN_NAME);
        let connection = Connection::open(&path).map_err(|e| failed(doing, e))?;
        let mut database = Self { connection, path, parsed: Parsed::default() };
        database.configure("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;")?;
        database.migrate(MIGRATIONS)?;
        database.write(|writer| {
            writer.reset_views()?;
            settings.iter().try_for_each(|(name, value)| writer.set_setting(name, value))
        })?;
        Ok(database)
    }

    /// Makes a database that was begun durable and gives it its name; it stands there whole or not at all.
    ///
    /// # Errors
    /// The file system's failures; there is no catalogue then.
    pub fn publish(self, folder: &Path) -> Result<Self> {
        let doing = "making a catalogue";
        let Self { connection, path: begun, .. } = self;
        connection.close().map_err(|(_, e)| failed(doing, e))?;
        sync_file(&begun).doing(doing, &begun)?;
        let path = folder.join(FILE_NAME);
        rename_new(&begun, &path).doing(doing, &path)?;
        sync_folder(folder).doing(doing, folder)?;
        Self::open(folder)
    }

    /// Removes a database that was begun and never published.
    ///
    /// # Errors
    /// The file system's failures, other than that there is none.
    pub fn discard_begun(folder: &Path) -> Result<()> {
        let path = folder.join(BEGUN_NAME);
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e).doing("making a catalogue", &path),
            _ => Ok(()),
        }
    }

    /// Opens the database of a catalogue for reading and writing, migrating it when it is older.
    ///
    /// # Errors
    /// [`Code::NotACatalogue`], [`Code::CatalogueNewer`], [`Code::CatalogueDamaged`], or the file system's failures.
    pub fn open(folder: &Path) -> Result<Self> {
        Self::open_with(folder, MIGRATIONS)
    }

    /// As [`Database::open`], with other migrations than [`MIGRATIONS`], of which these begin with those: what a later
    /// version will do.
    ///
    /// # Errors
    /// As [`Database::open`].
    pub fn open_with(folder: &Path, migrations: &[&str]) -> Result<Self> {
        let path = existing(folder)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(&path, flags).map_err(|e| failed("opening the catalogue", e))?;
        let mut database = Self { connection, path, parsed: Parsed::default() };
        database.check_owner(migrations.len())?;
        database.configure("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
        database.migrate(migrations)?;
        Ok(database)
    }

    /// Opens the database for reading only: no content changes, and another program may write. On a disk that can be
    /// written SQLite may leave its empty `-wal` and `-shm` beside the database.
    ///
    /// # Errors
    /// As [`Database::open`]; an older database is refused here, since reading may not migrate it.
    pub fn open_read_only(folder: &Path) -> Result<Self> {
        let path = existing(folder)?;
        let connection = match read_in_place(&path) {
            Some(connection) => connection,
            None => open_immutable(&path)?,
        };
        let database = Self { connection, path, parsed: Parsed::default() };
        let version = database.check_owner(MIGRATIONS.len())?;
        if version < MIGRATIONS.len() {
            return Err(Error::new(
                Code::CatalogueOlder,
                "opening the catalogue",
                format!("it has version {version}, and this program reads version {}", MIGRATIONS.len()),
            )
            .on(folder.display())
            .safe("Nothing was changed, and nothing says that it is damaged")
            .remedy("Open it once for writing, or a copy of it: that brings it up to date, and keeps a copy from before."));
        }
        Ok(database)
    }

    /// What a database file holds that stands alone and that nobody changes; it must be a catalogue's, whole, and not newer
    /// than this program.
    ///
    /// # Errors
    /// [`Code::NotACatalogue`], [`Code::CatalogueNewer`], [`Code::CatalogueDamaged`].
    pub fn contents_of(path: &Path) -> Result<Contents> {
        let doing = "reading a backup";
        let database =
            Self { connection: open_immutable(path)?, path: path.to_owned(), parsed: Parsed::default() };
        database.check_owner(MIGRATIONS.len())?;
        let damaged = |what: String| Error::new(Code::CatalogueDamaged, doing, what).on(path.display());
        if let Some(first) = database.read().integrity()?.into_iter().next() {
            return Err(damaged(first));
        }
        let operation = database.read().setting("operation")?;
        let operation = operation.ok_or_else(|| damaged("it names no operation".into()))?;
        Ok(Contents { operation, entries: database.read().entry_count()? })
    }

    /// The operation that the database in this folder names, of whatever version; `None` where it cannot be read.
    pub fn operation_in(folder: &Path) -> Option<String> {
        let path = existing(folder).ok()?;
        let connection = read_in_place(&path)?;
        let database = Self { connection, path, parsed: Parsed::default() };
        database.read().setting("operation").ok().flatten()
    }

    /// True if a file with this beginning is marked as a catalogue's database.
    pub fn begins_with(head: &[u8]) -> bool {
        head.starts_with(b"SQLite format 3\0") && head.get(68..72) == Some(&APPLICATION_ID.to_be_bytes()[..])
    }

    /// Copies a database, with what stands only in its log, to one new file. False where it cannot be read in its place
    /// without changing it, as on a medium that cannot be written.
    ///
    /// # Errors
    /// As [`Database::backup_to`].
    pub fn copy_with_log(path: &Path, target: &Path) -> Result<bool> {
        let Some(connection) = read_in_place(path) else { return Ok(false) };
        let database = Self { connection, path: path.to_owned(), parsed: Parsed::default() };
        database.copy_pages(target, &Silent)?;
        Ok(true)
    }

    /// The same of one that may be changed: a change that was cut off is taken back first.
    ///
    /// # Errors
    /// As [`Database::backup_to`].
    pub fn copy_and_settle(path: &Path, target: &Path) -> Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|e| failed(BACKING_UP, e))?;
        Self { connection, path: path.to_owned(), parsed: Parsed::default() }.copy_pages(target, &Silent)
    }

    /// Sets what holds for this connection; `durability` says how it keeps what it commits.
    fn configure(&self, durability: &str) -> Result<()> {
        self.connection
            .execute_batch(durability)
            .and_then(|()| {
                self.connection.execute_batch(
                    "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
                 PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; PRAGMA busy_timeout = 2000;",
                )
            })
            // SQLite's statistics of a table's values (STAT4) are never gathered here; without this it would all the
            // same prepare joins anew for every value that they are asked with, which takes longer than the answer.
            .and_then(|()| self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true))
            .map_err(|e| failed("opening the catalogue", e))?;
        self.set_cache(Cache::Small)?;
        self.connection.set_prepared_statement_cache_capacity(256);
        Ok(())
    }

    /// How much of the file is kept in memory from now on.
    ///
    /// # Errors
    /// The database's failures.
    pub fn set_cache(&self, cache: Cache) -> Result<()> {
        let kib = match cache {
            Cache::Least => 1 << 10,
            Cache::Small => 4 << 10,
            Cache::Large => 64 << 10,
        };
        self.connection
            .execute_batch(&format!("PRAGMA cache_size = -{kib}"))
            .map_err(|e| failed("setting the page cache", e))
    }

    /// Refuses what is no catalogue or one newer than `known`; gives the `user_version`.
    fn check_owner(&self, known: usize) -> Result<usize> {
        let pragma = |name: &str| -> Result<i32> {
            self.connection
                .query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
                .map_err(|e| failed("opening the catalogue", e))
        };
        if pragma("application_id")? != APPLICATION_ID {
            return Err(not_a_catalogue(&self.path));
        }
        let version = usize::try_from(pragma("user_version")?).unwrap_or(usize::MAX);
        if version > known {
            return Err(Error::new(
                Code::CatalogueNewer,
                "opening the catalogue",
                format!("it has version {version}, this program knows up to {known}"),
            )
            .on(self.path.display())
            .safe("Nothing was changed")
            .remedy("Open it with the newer program that wrote it."));
        }
        Ok(version)
    }

    /// Brings the evidence tables up to date, with a backup copy before, then makes sure that views exist.
    fn migrate(&mut self, migrations: &[&str]) -> Result<()> {
        let have = self.version()?;
        if have > 0 && have < migrations.len() {
            let copy = self.path.with_extension(format!("before-{}.db", migrations.len()));
            if !copy.exists() {
                self.backup_to(&copy, &Silent)?;
            }
        }
        let connection = &mut self.connection;
        for (index, sql) in migrations.iter().enumerate().skip(have) {
            let doing = "bringing the catalogue up to date";
            let tx = connection
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(|e| failed(doing, e))?;
            tx.execute_batch(sql).map_err(|e| failed(doing, e))?;
            let marks =
                format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {};", index + 1);
            tx.execute_batch(&marks).map_err(|e| failed(doing, e))?;
            tx.commit().map_err(|e| failed(doing, e))?;
        }
        Ok(())
    }

    fn version(&self) -> Result<usize> {
        let version: i64 = self
            .connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(|e| failed("opening the catalogue", e))?;
        Ok(usize::try_from(version).unwrap_or(usize::MAX))
    }

    /// Reads.
    pub fn read(&self) -> Reader<'_> {
        Reader { connection: &self.connection, parsed: &self.parsed }
    }

    /// True where the views are of this program's version; else its tables and questions do not fit them.
    ///
    /// # Errors
    /// The database's failures.
    pub fn has_these_views(&self) -> Result<bool> {
        Ok(self.read().setting("views")?.as_deref() == Some(VIEWS_VERSION))
    }

    /// Holds one state for many questions. Must be dropped before anything is written.
    ///
    /// # Errors
    /// The database's failures.
    pub fn hold(&self) -> Result<Held<'_>> {
        let transaction = self.connection.unchecked_transaction();
        transaction.map(|_transaction| Held { _transaction }).map_err(|e| failed("reading the catalogue", e))
    }

    /// Runs one transaction: commits and syncs if `work` succeeds, else leaves everything as it was.
    ///
    /// # Errors
    /// What `work` failed with, or the commit's own failure; in both cases nothing was changed.
    pub fn write<T>(&mut self, work: impl FnOnce(&Writer<'_>) -> Result<T>) -> Result<T> {
        let doing = "saving to the catalogue";
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| failed(doing, e))?;
        let value = work(&Writer::over(&tx, &self.parsed))?;
        tx.commit().map_err(|e| failed(doing, e))?;
        Ok(value)
    }

    /// Copies the whole database, as it is now, to a new file; what others write meanwhile is not in it.
    ///
    /// # Errors
    /// [`Code::AlreadyExists`] rather than replacing a file; [`Code::Cancelled`]; the file system's failures. No file is
    /// left then.
    pub fn backup_to(&self, target: &Path, progress: &dyn Progress) -> Result<()> {
        if target.exists() {
            let there = "there is such a file already";
            return Err(Error::new(Code::AlreadyExists, BACKING_UP, there).on(target.display()));
        }
        let part = target.with_extension(PARTIAL);
        self.copy_pages(&part, progress)?;
        rename_new(&part, target).doing(BACKING_UP, target)?;
        let folder = target.parent().unwrap_or(Path::new("."));
        sync_folder(folder).doing(BACKING_UP, folder)
    }

    /// Leaves nothing when it fails.
    fn copy_pages(&self, part: &Path, progress: &dyn Progress) -> Result<()> {
        discard(part);
        // SQLite would say of every place where it cannot make a file only that it cannot open it.
        std::fs::File::create(part).doing(BACKING_UP, part)?;
        let copied = self.fill_pages(part, progress);
        if copied.is_err() {
            discard(part);
        }
        copied
    }

    fn fill_pages(&self, part: &Path, progress: &dyn Progress) -> Result<()> {
        let failing = |e| failed(BACKING_UP, e);
        // With one state held, what another program commits does not make the copy begin again.
        let _held = self.hold()?;
        let number = |pragma: &str| {
            let number =
                self.connection.query_row(pragma, [], |row| row.get::<_, i64>(0)).map_err(failing)?;
            Ok::<_, Error>(u64::try_from(number).unwrap_or(0))
        };
        let (page, pages) = (number("PRAGMA page_size")?, number("PRAGMA page_count")?);
        progress.stage("writing", Some(pages.saturating_mul(page)), Unit::Bytes);
        let mut copy = Connection::open(part).map_err(failing)?;
        {
            let backup = Backup::new(&self.connection, &mut copy).map_err(failing)?;
            let mut done = 0;
            loop {
                check(progress, BACKING_UP)?;
                if backup.step(STEP).map_err(failing)? == StepResult::Done {
                    break;
                }
                let now = pages.saturating_sub(u64::try_from(backup.progress().remaining).unwrap_or(0));
                progress.advance(now.saturating_sub(done).saturating_mul(page));
                done = now.max(done);
            }
            progress.advance(pages.saturating_sub(done).saturating_mul(page));
        }
        copy.execute_batch("PRAGMA journal_mode = DELETE;").map_err(failing)?;
        copy.close().map_err(|(_, e)| failing(e))?;
        sync_file(part).doing(BACKING_UP, part)
    }

    /// Moves what the write-ahead log holds into the database file.
    ///
    /// # Errors
    /// The file system's failures.
    pub fn checkpoint(&self) -> Result<()> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(|e| failed("tidying the catalogue", e))
    }
}

impl<'a> Writer<'a> {
    /// Writes over a connection whose transaction somebody else owns.
    pub(super) fn over(connection: &'a Connection, parsed: &'a Parsed) -> Self {
        Self { reader: Reader { connection, parsed } }
    }
}

impl Writer<'_> {
    /// Drops all views and makes them anew, empty.
    ///
    /// # Errors
    /// The database's failures.
    pub fn reset_views(&self) -> Result<()> {
        let doing = "rebuilding the catalogue's views";
        for table in VIEW_TABLES {
            let sql = format!("DROP TABLE IF EXISTS {table}");
            self.connection.execute_batch(&sql).map_err(|e| failed(doing, e))?;
        }
        self.connection.execute_batch(include_str!("views.sql")).map_err(|e| failed(doing, e))?;
        self.connection.execute_batch(super::search::schema()).map_err(|e| failed(doing, e))?;
        // Row numbers are others from now on: what was computed from the former ones holds no more.
        let times = self.setting("rebuilt")?.and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
        self.set_setting("rebuilt", &(times + 1).to_string())?;
        self.set_setting("views", VIEWS_VERSION)
    }
}

impl Reader<'_> {
    /// What `PRAGMA integrity_check` and `foreign_key_check` complain about; empty when whole.
    ///
    /// # Errors
    /// Only when the check itself cannot run.
    pub fn integrity(&self) -> Result<Vec<String>> {
        let doing = "checking the database";
        let mut statement =
            self.connection.prepare("PRAGMA integrity_check").map_err(|e| failed(doing, e))?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0)).map_err(|e| failed(doing, e))?;
        let mut found: Vec<String> = lines.collect::<Result<_, _>>().map_err(|e| failed(doing, e))?;
        found.retain(|line| line != "ok");
        Ok(found)
    }
}

fn existing(folder: &Path) -> Result<PathBuf> {
    let path = folder.join(FILE_NAME);
    if path.is_file() { Ok(path) } else { Err(not_a_catalogue(folder)) }
}

fn not_a_catalogue(folder: &Path) -> Error {
    Error::new(Code::NotACatalogue, "opening the catalogue", "there is no Sigillum catalogue here")
        .on(folder.display())
        .remedy("Name the folder with --catalogue, or begin with `operation new` or `operation join`.")
}

/// Removes a copy that is not whole, with what SQLite kept beside it; what cannot be removed the next one overwrites.
fn discard(part: &Path) {
    for ending in ["-journal", "-wal", "-shm", ""] {
        let mut name = part.as_os_str().to_owned();
        name.push(ending);
        let _ = std::fs::remove_file(name);
    }
}

/// Opens a database that others may be changing, for reading it with its log; `None` where that does not go.
fn read_in_place(path: &Path) -> Option<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags).ok().filter(readable)
}

fn readable(connection: &Connection) -> bool {
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(())).is_ok()
}

/// On a medium that cannot be written SQLite cannot make its shared memory; then the file, if its log is
/// empty, is read as one that nobody changes.
fn open_immutable(path: &Path) -> Result<Connection> {
    let log = path.with_extension("db-wal");
    if std::fs::metadata(&log).is_ok_and(|m| m.len() > 0) {
        return Err(Error::new(
            Code::CatalogueDamaged,
            "opening the catalogue",
            "its database could not be read",
        )
        .on(path.display())
        .remedy("Copy the whole folder to a disk that can be written, and open it there."));
    }
    let escaped: String = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags)
        .map_err(|e| failed("opening the catalogue", e))
}

/// True for what a whole database never gives: a page that is none, a table or row that is gone, a column with
/// something else in it.
fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::Error as E;
    let code = error.sqlite_error_code();
    matches!(code, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown))
        || matches!(
            error,
            E::FromSqlConversionFailure(..)
                | E::IntegralValueOutOfRange(..)
                | E::InvalidColumnType(..)
                | E::InvalidQuery
                | E::QueryReturnedNoRows
                | E::Utf8Error(..)
        )
}

/// A limit or offset as SQLite takes it: what no table reaches is as good as the largest number that it knows.
pub(super) fn sql_number(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// An SQLite failure as ours.
pub(super) fn failed(doing: &str, error: rusqlite::Error) -> Error {
    let (code, safe, remedy) = match error.sqlite_error_code() {
        _ if is_damage(&error) => (
            Code::CatalogueDamaged,
            "The original photos are kept apart from the database",
            "Do not write to this folder. Put back the newest backup with `restore`, or join a new catalogue on \
             the newest bundle; copy the folder first.",
        ),
        Some(ErrorCode::DiskFull) => {
            (Code::DiskFull, "Everything acknowledged before is kept", "Free some space, then do it again.")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            (Code::CatalogueLocked, "Nothing was changed", "Close the other program that has it open.")
        }
        Some(ErrorCode::ReadOnly) => {
            (Code::ReadOnly, "Nothing was changed", "Choose a disk that can be written.")
        }
        Some(ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            (Code::PermissionDenied, "Nothing was changed", "Ask the owner of the folder for access.")
        }
        Some(ErrorCode::SystemIoFailure) => {
            (Code::Io, "Everything acknowledged before is kept", "Check the disk, then do it again.")
        }
        _ => (Code::Internal, "Nothing was changed", "Please report this with what you did before."),
    };
    Error::new(code, doing, error.to_string()).safe(safe).remedy(remedy).caused_by(error)
}
