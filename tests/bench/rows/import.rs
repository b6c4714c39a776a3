//! Importing 100,000 entries, with registers and search rows, against the same signature checks on the same threads
//! plus inserting the same rows, bare.

use super::bulk;
use super::measure::{Row, side_by_side, time};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use sigillum_core::progress::Silent;
use sigillum_core::search::Prepared;
use sigillum_core::signature::{Check, PublicKey, Signature, namespace, verify_many};
use sigillum_tests::laptop::{Laptop, export};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

const ENTRIES: u64 = 100_000;

/// All rows of an imported catalogue, held in memory.
struct Rows {
    tables: Vec<(String, Vec<Vec<Value>>)>,
    tokens: Vec<(i64, String)>,
    schema: Vec<String>,
}

fn rows_of(database: &Path) -> Rows {
    let conn = Connection::open(database).unwrap();
    let texts = |sql: &str| -> Vec<String> {
        let mut statement = conn.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let names = texts("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'search_gram%'");
    let schema = texts(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'search_gram_%' ORDER BY type DESC, rowid",
    );
    let table = |name: &String| {
        let mut statement = conn.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| (0..columns).map(|i| row.get(i)).collect()).unwrap();
        (name.clone(), rows.map(Result::unwrap).collect())
    };
    let tables: Vec<_> = names.iter().map(table).collect();
    let mut statement = conn.prepare("SELECT position, text FROM search_item ORDER BY position").unwrap();
    let documents = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).unwrap();
    let tokens =
        documents.map(|d| d.map(|(at, text)| (at, Prepared::from_stored(text).tokens().to_owned())).unwrap());
    let tokens = tokens.collect();
    Rows { tables, tokens, schema }
}

/// Signature checks and inserts, and nothing else.
fn bare(rows: &Rows, folder: &Path) {
    let table = |name: &str| &rows.tables.iter().find(|(n, _)| n == name).unwrap().1;
    let keys: HashMap<i64, PublicKey> = table("chain")
        .iter()
        .map(|row| match (&row[0], &row[3]) {
            (Value::Integer(id), Value::Blob(key)) => {
                (*id, PublicKey::from_bytes(&key[..].try_into().unwrap()).unwrap())
            }
            _ => panic!("a chain's row"),
        })
        .collect();
    let signed: Vec<(&PublicKey, &[u8], Signature)> = table("entry")
        .iter()
        .map(|row| match (&row[2], &row[7], &row[8]) {
            (Value::Integer(chain), Value::Blob(line), Value::Blob(signature)) => {
                (&keys[chain], line.as_slice(), Signature(signature[..].try_into().unwrap()))
            }
            _ => panic!("an entry's row"),
        })
        .collect();
    let checks: Vec<Check<'_>> = signed
        .iter()
        .map(|(key, message, signature)| Check { key, namespace: namespace::ENTRY, message, signature })
        .collect();
    assert!(verify_many(&checks, 2).is_empty());
    let mut conn = Connection::open(folder.join("bare.db")).unwrap();
    conn.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;")
        .unwrap();
    let transaction = conn.transaction().unwrap();
    rows.schema.iter().for_each(|sql| transaction.execute_batch(sql).unwrap());
    for (name, rows) in &rows.tables {
        let Some(first) = rows.first() else { continue };
        let marks = vec!["?"; first.len()].join(",");
        let mut statement = transaction.prepare(&format!("INSERT INTO {name} VALUES ({marks})")).unwrap();
        for row in rows {
            statement.execute(params_from_iter(row)).unwrap();
        }
    }
    let mut statement =
        transaction.prepare("INSERT INTO search_gram (rowid, tokens) VALUES (?1, ?2)").unwrap();
    for (position, tokens) in &rows.tokens {
        statement.execute((position, tokens)).unwrap();
    }
    drop(statement);
    transaction.commit().unwrap();
}

/// A bundle of so many entries; made once.
fn bundle() -> PathBuf {
    let folder = std::env::current_dir().unwrap().join(format!("target/bench/bundle-{ENTRIES}"));
    if !folder.exists() {
        let temp = tempfile::tempdir_in("target/bench").unwrap();
        let (laptop, mut catalogue) = bulk::laptop(temp.path(), "sokha", ENTRIES);
        let path = export(&mut catalogue, &laptop, false, None).path;
        std::fs::rename(path, &folder).unwrap();
    }
    folder
}

pub fn row() -> Row {
    let temp = tempfile::tempdir_in("target/bench").unwrap();
    let began = std::time::Instant::now();
    let said = |what: &str| eprintln!("  {what} by {:.1} s", began.elapsed().as_secs_f64());
    let path = bundle();
    said("bundle made");
    let options = sigillum_core::verify::VerifyOptions { threads: 2, ..Default::default() };
    let check = sigillum_core::verify::bundle(&path, &options, &Silent).unwrap();
    let operation = check.operation.unwrap();
    drop(check);
    let first = Laptop::new(temp.path(), "first");
    drop(first.join(&path));
    said("joined");
    let rows = rows_of(&first.root().join("catalogue.db"));
    said("rows read");
    let mut number = 0;
    let ours = || {
        number += 1;
        let mut hq = Laptop::new(temp.path(), &format!("hq{number}")).begin();
        hq.operation_adopt(operation).unwrap();
        let spent = time(|| assert!(hq.import(&path, None, false, &Silent).unwrap().imported));
        drop(hq);
        std::fs::remove_dir_all(temp.path().join(format!("hq{number}"))).unwrap();
        spent
    };
    let judge = || {
        let folder = tempfile::tempdir_in("target/bench").unwrap();
        time(|| bare(&rows, folder.path()))
    };
    eprintln!("import 100,000 entries");
    let (ours, judge) = side_by_side(ours, judge);
    Row::timed("import 100,000 entries, with registers and search rows", ours, judge, 1.5)
}
