//! What a person feels at the real window: the wait until a list is usable, the smoothness of scrolling, the wait for a
//! search and for a photo, and the memory of all its processes. Needs an X server and WebKitWebDriver.
//!
//! `bench-window [ROW…]` with `start`, `scroll`, `search`, `photo`, `zoom`, `browse`; all of them when none is named. Exits 1 if
//! a limit is broken. Drives the program that stands beside this one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

// Both are shared with the other bench, which uses more of them.
#[allow(dead_code)]
#[path = "../rows/bulk.rs"]
mod bulk;
mod lists;
#[allow(dead_code)]
#[path = "../rows/measure.rs"]
mod measure;
mod memory;
mod photos;
mod place;

use measure::Row;
use std::process::ExitCode;

fn main() -> ExitCode {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |row: &str| named.is_empty() || named.iter().any(|n| n == row);
    std::fs::create_dir_all("target/bench").unwrap();
    measure::print_noise();
    let mut rows: Vec<Row> = Vec::new();
    if wanted("start") {
        rows.push(lists::start());
    }
    if wanted("scroll") || wanted("search") {
        rows.extend(lists::of_many(wanted("scroll"), wanted("search")));
    }
    if wanted("photo") {
        rows.extend(photos::opened());
    }
    if wanted("zoom") {
        rows.push(photos::zoomed());
    }
    if wanted("browse") {
        rows.extend(photos::browse());
    }
    println!("\n| work | ours | judge | ratio | at most |\n| --- | --- | --- | --- | --- |");
    rows.iter().for_each(|row| println!("{row}"));
    if rows.iter().all(Row::holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
