//! Search in many artefacts, against bare SQLite asked the same FTS5 query for the same rows, order and count.
//!
//! `bench-search [DOCUMENTS [FOLDER]]`: makes (or uses again) an index of so many documents, 1,000,000 unless
//! said, in FOLDER, `target/bench-search` unless said; asks the 200 queries of `search-queries.txt` five times
//! each in turn, and prints times, ratio and percentiles. Exits 1 if answers differ or a limit is broken.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

#[path = "search/documents.rs"]
mod documents;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use sigillum_core::search::Query;
use sigillum_core::store::search::{FIRST, MOST, find, optimize, put_all, schema};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Search may take so much of bare SQLite's time, and so long in 99 of 100 cases.
const MOST_RATIO: f64 = 1.2;
const MOST_P99: Duration = Duration::from_millis(50);
const ROUNDS: usize = 5;
const BATCH: u64 = 20_000;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().map_or(1_000_000, |n| n.parse().expect("a number of documents"));
    let folder = arguments.next().map_or_else(|| PathBuf::from("target/bench-search"), PathBuf::from);
    let conn = index(&folder, count);
    let queries: Vec<&str> = include_str!("search-queries.txt").lines().collect();
    measure(&conn, &queries)
}

/// Opens the index, or makes it and says how long that took.
fn index(folder: &Path, count: u64) -> Connection {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let path = folder.join(format!("{count}.db"));
    if !path.exists() {
        let half = path.with_extension("half");
        let _ = std::fs::remove_file(&half);
        make(&half, count);
        std::fs::rename(&half, &path).expect("the index can be renamed");
    }
    let conn = open(&path);
    let size = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() >> 20;
    println!(
        "{count} documents: {} MiB, of which tokens {} MiB",
        size("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
        size("SELECT sum(length(block)) FROM search_gram_data"),
    );
    conn
}

fn open(path: &Path) -> Connection {
    let conn = Connection::open(path).expect("the index opens");
    conn.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-4096;").unwrap();
    conn
}

fn make(path: &Path, count: u64) {
    let conn = open(path);
    conn.execute_batch(schema()).unwrap();
    let (mut preparing, mut putting) = (Duration::ZERO, Duration::ZERO);
    for from in (0..count).step_by(BATCH as usize) {
        let start = Instant::now();
        let batch: Vec<_> = (from..count.min(from + BATCH)).map(documents::document).collect();
        preparing += start.elapsed();
        let start = Instant::now();
        let transaction = conn.unchecked_transaction().unwrap();
        put_all(&conn, batch).unwrap();
        transaction.commit().unwrap();
        putting += start.elapsed();
    }
    let start = Instant::now();
    optimize(&conn).unwrap();
    println!("made: prepare {preparing:.1?}, put {putting:.1?}, optimize {:.1?}", start.elapsed());
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

fn measure(conn: &Connection, queries: &[&str]) -> ExitCode {
    let mut times: Vec<(Duration, Duration, &str, u32)> = Vec::new();
    let mut differ = false;
    for text in queries {
        let mut rounds: [Vec<Duration>; 2] = Default::default();
        let mut matches = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let query = Query::parse(text).expect("a query of the list");
            let found = find(conn, &query, &[], FIRST).expect("an answer");
            rounds[0].push(start.elapsed());
            let ours: Vec<(String, Vec<u8>)> =
                found.hits.into_iter().map(|hit| (hit.record.to_string(), hit.order_key)).collect();
            let asked = Bare::of(text);
            let start = Instant::now();
            let bare = asked.ask(conn);
            rounds[1].push(start.elapsed());
            matches = found.count.value;
            if bare != (ours, found.count.value + u32::from(found.count.more)) {
                println!("DIFFERS: {text}");
                differ = true;
            }
        }
        let [ours, bare] = rounds.map(median);
        times.push((ours, bare, text, matches));
    }
    report(times, differ)
}

fn report(mut times: Vec<(Duration, Duration, &str, u32)>, differ: bool) -> ExitCode {
    let total = |of: fn(&(Duration, Duration, &str, u32)) -> Duration| times.iter().map(of).sum::<Duration>();
    let (ours, bare) = (total(|t| t.0), total(|t| t.1));
    let ratio = ours.as_secs_f64() / bare.as_secs_f64();
    times.sort();
    let percentile = |p: usize| times[(times.len() * p).div_ceil(100) - 1].0;
    println!("slowest:");
    for (ours, bare, text, matches) in times.iter().rev().take(12) {
        println!("  {ours:>10.2?} {bare:>10.2?} {matches:>6}  {text}");
    }
    println!(
        "{} queries: ours {ours:.1?}, bare {bare:.1?}, ratio {ratio:.2} (at most {MOST_RATIO})",
        times.len()
    );
    println!(
        "p50 {:.2?}  p95 {:.2?}  p99 {:.2?} (at most {MOST_P99:?})",
        percentile(50),
        percentile(95),
        percentile(99)
    );
    if differ || ratio > MOST_RATIO || percentile(99) > MOST_P99 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The same query as a program without our code would ask it, in two statements.
struct Bare {
    rows: String,
    count: String,
    values: Vec<Value>,
}

impl Bare {
    /// The list's queries are folded already, but for letter forms: the pieces are taken from the core.
    fn of(text: &str) -> Self {
        let query = Query::parse(text).unwrap();
        let tokens: Vec<String> = query.tokens().iter().map(|token| format!("\"{token}\"")).collect();
        let mut values = vec![Value::Text(tokens.join(" "))];
        let mut checks = String::new();
        if !query.tokens_decide() {
            for piece in text.split_whitespace().map(sigillum_core::search::fold) {
                if piece.chars().count() >= 3 {
                    checks.push_str(" AND instr(s.text, ?) > 0");
                    values.push(Value::Text(piece));
                }
            }
        }
        let source = "FROM search_gram CROSS JOIN search_item s ON s.position = search_gram.rowid
            WHERE search_gram MATCH ?";
        let counted = if checks.is_empty() { "FROM search_gram WHERE search_gram MATCH ?" } else { source };
        Self {
            rows: format!(
                "SELECT s.record, s.order_key {source}{checks} ORDER BY search_gram.rowid LIMIT {FIRST}"
            ),
            count: format!("SELECT count(*) FROM (SELECT 1 {counted}{checks} LIMIT {})", MOST + 1),
            values,
        }
    }

    fn ask(&self, conn: &Connection) -> (Vec<(String, Vec<u8>)>, u32) {
        let mut rows = conn.prepare_cached(&self.rows).unwrap();
        let rows = rows
            .query_map(params_from_iter(&self.values), |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let mut count = conn.prepare_cached(&self.count).unwrap();
        (rows, count.query_row(params_from_iter(&self.values), |row| row.get(0)).unwrap())
    }
}
