//! The views made anew beside the ones that are held, and where the two differ.
//!
//! Owns: a second, read-only connection whose temporary tables stand in front of the catalogue's own of the same name,
//! so that filling the views fills these. Must never: write into the catalogue; it works on a read-only medium too.

use super::database::{Database, Reader, Writer, failed};
use crate::error::Result;
use rusqlite::Connection;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// Up to so many entries the views made anew stay in memory. Above, SQLite puts them into the system's folder for
/// temporary files: what is internal should not leave the catalogue's disk without need.
const IN_MEMORY: u64 = 250_000;

/// At most so many differences of one view are told.
const MOST: usize = 100;

const DOING: &str = "comparing the views with the entries";

/// Each view as rows of what it is about and all that it says: row numbers are replaced by names, since they depend on
/// the order in which entries came. `record`, `field` and `traits` only hold those names. `{}` is the schema.
const ROWS: [(&str, &str); 15] = [
    (
        "change",
        "SELECT r.name, json_array(f.name, hex(e.digest), c.live, c.value) FROM {}.change c
         LEFT JOIN {}.record r ON r.id = c.record LEFT JOIN {}.field f ON f.id = c.field
         LEFT JOIN main.entry e ON e.id = c.entry",
    ),
    (
        "replaced",
        "SELECT r.name, json_array(f.name, hex(p.digest), hex(e.digest)) FROM {}.replaced p
         LEFT JOIN {}.record r ON r.id = p.record LEFT JOIN {}.field f ON f.id = p.field
         LEFT JOIN main.entry e ON e.id = p.entry",
    ),
    (
        "pointer",
        "SELECT s.name, json_array(f.name, t.name, hex(e.digest)) FROM {}.pointer p
         LEFT JOIN {}.record s ON s.id = p.source LEFT JOIN {}.field f ON f.id = p.field
         LEFT JOIN {}.record t ON t.id = p.target LEFT JOIN main.entry e ON e.id = p.entry",
    ),
    (
        "mention",
        "SELECT r.name, json_array(hex(e.digest)) FROM {}.mention m LEFT JOIN {}.record r ON r.id = m.record
         LEFT JOIN main.entry e ON e.id = m.entry",
    ),
    (
        "listed",
        "SELECT l.kind, json_array(hex(e.digest)) FROM {}.listed l LEFT JOIN main.entry e ON e.id = l.entry",
    ),
    (
        "original",
        "SELECT lower(hex(o.sha256)), json_array(o.size, o.ext, hex(e.digest)) FROM {}.original o
         LEFT JOIN main.entry e ON e.id = o.entry",
    ),
    (
        "item",
        "SELECT r.name, json_array(i.kind, hex(i.order_key), i.reference, i.title, i.quantity, i.withdrawn, i.photos)
         FROM {}.item i LEFT JOIN {}.record r ON r.id = i.record",
    ),
    (
        "listing",
        "SELECT r.name, json_array(hex(l.order_key), l.title_key, l.changed, l.flags, l.missing, l.counted, hex(l.photo),
         l.summary, p.name, t.place, t.country, t.custody) FROM {}.listing l LEFT JOIN {}.record r ON r.id = l.record
         LEFT JOIN {}.record p ON p.id = l.package LEFT JOIN {}.traits t ON t.id = l.traits",
    ),
    (
        "reference_use",
        "SELECT r.name, json_array(u.kind, u.key) FROM {}.reference_use u LEFT JOIN {}.record r ON r.id = u.record",
    ),
    ("reference_twice", "SELECT t.kind, json_array(t.key) FROM {}.reference_twice t"),
    (
        "conflict",
        "SELECT r.name, json_array(c.field) FROM {}.conflict c LEFT JOIN {}.record r ON r.id = c.record",
    ),
    (
        "fork",
        "SELECT lower(hex(c.chain)), json_array(f.seq) FROM {}.fork f LEFT JOIN main.chain c ON c.id = f.chain",
    ),
    (
        "shot",
        "SELECT r.name, json_array(s.waiting, s.taken, s.name, s.camera) FROM {}.shot s
         LEFT JOIN {}.record r ON r.id = s.record",
    ),
    (
        "custody",
        "SELECT 'custody:' || lower(hex(e.digest)), json_array(hex(c.digest), c.clock, c.hand_over, c.open, c.findings)
         FROM {}.custody c LEFT JOIN main.entry e ON e.id = c.entry",
    ),
    ("search_item", "SELECT s.record, json_array(hex(s.order_key), s.text) FROM {}.search_item s"),
];

/// A row that only one of the two has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The view's table.
    pub view: &'static str,
    /// The record, chain, kind or hash that the row is about.
    pub about: String,
    /// What the row says; `None` where only the order or the words of the index are wrong.
    pub row: Option<String>,
    /// True where the entries demand the row and it is not held; false where it is held and they do not.
    pub lacking: bool,
}

/// Views made anew in temporary tables.
pub struct Shadow {
    database: Database,
}

impl Shadow {
    /// Opens the catalogue in this folder once more, with empty views in front of its own; `None` where its views are
    /// of another version, which the next opening for writing makes anew.
    ///
    /// # Errors
    /// As [`Database::open_read_only`].
    pub fn open(folder: &Path) -> Result<Option<Self>> {
        let database = Database::open_read_only(folder)?;
        if database.has_these_views()? { Self::before(database).map(Some) } else { Ok(None) }
    }

    /// The connection, on which the views filled here are read from now on. They do not follow what another program writes.
    ///
    /// # Errors
    /// The database's failures.
    pub fn into_database(self) -> Result<Database> {
        self.connection().execute_batch("COMMIT").map_err(|e| failed(DOING, e))?;
        Ok(self.database)
    }

    /// Puts empty views in front of those of a database that was opened for reading only, whatever their version.
    ///
    /// # Errors
    /// The database's failures.
    pub fn before(database: Database) -> Result<Self> {
        let reader = database.read();
        let store = if reader.entry_count()? <= IN_MEMORY { "MEMORY" } else { "FILE" };
        let tables = format!("PRAGMA temp_store = {store}; PRAGMA cache_size = -65536; BEGIN; {}", schema());
        reader.connection.execute_batch(&tables).map_err(|e| failed(DOING, e))?;
        Ok(Self { database })
    }

    /// Fills the views; what `work` writes into views goes here, and nothing else can be written.
    ///
    /// # Errors
    /// What `work` failed with.
    pub fn fill(&self, work: impl FnOnce(&Writer<'_>) -> Result<()>) -> Result<()> {
        fill_in_front(&self.database, work)
    }

    /// Where the views held differ from these, sorted; at most a hundred of each view.
    ///
    /// # Errors
    /// The database's failures.
    pub fn differences(&self) -> Result<Vec<Difference>> {
        let mut found = Vec::new();
        for (view, sql) in ROWS {
            for (here, there, lacking) in [("temp", "main", true), ("main", "temp", false)] {
                let sql =
                    format!("{} EXCEPT {} LIMIT {MOST}", sql.replace("{}", here), sql.replace("{}", there));
                self.rows(&sql, &mut |about, row| found.push(Difference { view, about, row, lacking }))?;
            }
        }
        self.order(&mut found)?;
        self.words(&mut found)?;
        found.sort();
        Ok(found)
    }

    /// The index answers "the first in reference order" by position.
    fn order(&self, found: &mut Vec<Difference>) -> Result<()> {
        let sql = format!(
            "SELECT record, NULL FROM (SELECT record, position, lag(position) OVER (ORDER BY order_key, record) AS before
             FROM main.search_item) WHERE before >= position LIMIT {MOST}"
        );
        self.rows(&sql, &mut |about, row| {
            found.push(Difference { view: "search_item", about, row, lacking: false });
        })
    }

    /// The tokens of each document, summed up: the index keeps no text of its own.
    fn words(&self, found: &mut Vec<Difference>) -> Result<()> {
        let (held, demanded) = (self.tokens("main")?, self.tokens("temp")?);
        let about = held.keys().chain(demanded.keys().filter(|record| !held.contains_key(*record)));
        let differing = about.filter(|record| held.get(*record) != demanded.get(*record)).take(MOST);
        found.extend(differing.map(|record| Difference {
            view: "search_gram",
            about: record.clone(),
            row: None,
            lacking: !held.contains_key(record),
        }));
        Ok(())
    }

    /// By record how many tokens the index holds for it and the sum of their hashes.
    fn tokens(&self, schema: &str) -> Result<BTreeMap<String, (u64, u64)>> {
        let vocabulary = format!(
            "CREATE VIRTUAL TABLE temp.{schema}_words USING fts5vocab({schema}, search_gram, instance)"
        );
        self.connection().execute_batch(&vocabulary).map_err(|e| failed(DOING, e))?;
        let mut sums: HashMap<i64, (u64, u64)> = HashMap::new();
        let sql = format!("SELECT term, doc FROM temp.{schema}_words");
        let mut statement = self.connection().prepare(&sql).map_err(|e| failed(DOING, e))?;
        let mut rows = statement.query([]).map_err(|e| failed(DOING, e))?;
        while let Some(row) = rows.next().map_err(|e| failed(DOING, e))? {
            let term = row.get_ref(0).map_err(|e| failed(DOING, e))?;
            let mut hasher = DefaultHasher::new();
            term.as_bytes().unwrap_or_default().hash(&mut hasher);
            let sum = sums.entry(row.get(1).map_err(|e| failed(DOING, e))?).or_default();
            *sum = (sum.0 + 1, sum.1.wrapping_add(hasher.finish()));
        }
        let mut named = BTreeMap::new();
        let sql = format!("SELECT record, position FROM {schema}.search_item");
        let mut statement = self.connection().prepare(&sql).map_err(|e| failed(DOING, e))?;
        let items = statement
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))
            .map_err(|e| failed(DOING, e))?;
        for item in items {
            let (record, position) = item.map_err(|e| failed(DOING, e))?;
            named.insert(record, sums.remove(&position).unwrap_or_default());
        }
        // What stands for no document.
        named.extend(sums.into_iter().map(|(position, sum)| (format!("position {position}"), sum)));
        Ok(named)
    }

    fn rows(&self, sql: &str, each: &mut dyn FnMut(String, Option<String>)) -> Result<()> {
        let mut statement = self.connection().prepare(sql).map_err(|e| failed(DOING, e))?;
        let mut rows = statement.query([]).map_err(|e| failed(DOING, e))?;
        while let Some(row) = rows.next().map_err(|e| failed(DOING, e))? {
            let about: Option<String> = row.get(0).map_err(|e| failed(DOING, e))?;
            each(
                about.unwrap_or_else(|| "a record that is none".into()),
                row.get(1).map_err(|e| failed(DOING, e))?,
            );
        }
        Ok(())
    }

    fn connection(&self) -> &Connection {
        self.database.read().connection
    }
}

/// What `work` writes into views goes into those that stand in front of a database for reading only.
///
/// # Errors
/// What `work` failed with.
pub fn fill_in_front(database: &Database, work: impl FnOnce(&Writer<'_>) -> Result<()>) -> Result<()> {
    let Reader { connection, parsed } = database.read();
    work(&Writer::over(connection, parsed))
}

/// The tables of the views, as temporary ones.
fn schema() -> String {
    let views = format!("{}\n{}", include_str!("views.sql"), super::search::schema());
    [
        ("CREATE TABLE ", "CREATE TEMP TABLE "),
        ("CREATE INDEX ", "CREATE INDEX temp."),
        ("CREATE UNIQUE INDEX ", "CREATE UNIQUE INDEX temp."),
        ("CREATE VIRTUAL TABLE ", "CREATE VIRTUAL TABLE temp."),
    ]
    .iter()
    .fold(views, |sql, (plain, temporary)| sql.replace(plain, temporary))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::database::VIEW_TABLES;

    #[test]
    fn every_column_of_every_view_is_compared() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("views.sql")).unwrap();
        connection.execute_batch(crate::store::search::schema()).unwrap();
        for table in
            VIEW_TABLES.iter().filter(|table| !["record", "field", "traits", "search_gram"].contains(table))
        {
            let (_, sql) = ROWS.iter().find(|(view, _)| view == table).expect(table);
            let mut columns =
                connection.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).unwrap();
            let columns = columns.query_map([], |row| row.get::<_, String>(0)).unwrap();
            for column in columns.map(Result::unwrap).filter(|column| column != "position") {
                assert!(sql.contains(&format!(".{column}")), "{table}.{column}");
            }
        }
    }

    #[test]
    fn every_table_of_the_views_is_made_as_a_temporary_one() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(&schema()).unwrap();
        let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(count("SELECT count(*) FROM main.sqlite_master"), 0);
        for table in VIEW_TABLES {
            let sql = format!("SELECT count(*) FROM temp.sqlite_master WHERE name = '{table}'");
            assert_eq!(count(&sql), 1, "{table}");
        }
    }
}
