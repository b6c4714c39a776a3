//! The table of `tests/bench/README.md`: each row is measured side by side with its judge, medians of five.
//!
//! `bench [ROW…]` with `intake`, `verify`, `import`, `search`, `memory`, `growth`, `dossier`, `listing`, `likeness`, `scale`; all of them when none is named.
//! `SIGILLUM_BENCH_LARGEST` bounds the growth row (1,000,000 unless set). Exits 1 if a limit is broken.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

#[path = "rows/bulk.rs"]
mod bulk;
#[path = "rows/dossier.rs"]
mod dossier;
#[path = "rows/growth.rs"]
mod growth;
#[path = "rows/import.rs"]
mod import;
#[path = "rows/intake.rs"]
mod intake;
#[path = "rows/likeness.rs"]
mod likeness;
#[path = "rows/listing.rs"]
mod listing;
#[path = "rows/measure.rs"]
mod measure;
#[path = "rows/memory.rs"]
mod memory;
#[path = "rows/scale.rs"]
mod scale;
#[path = "rows/verify.rs"]
mod verify;

use measure::Row;
use sigillum_host as _;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let named: Vec<String> = std::env::args().skip(1).collect();
    if named.first().is_some_and(|word| word == "memory-child") {
        memory::child(&named[1..]);
        return ExitCode::SUCCESS;
    }
    let wanted = |row: &str| named.is_empty() || named.iter().any(|n| n == row);
    measure::print_noise();
    let mut rows: Vec<Row> = Vec::new();
    if wanted("intake") {
        rows.push(intake::row());
    }
    if wanted("verify") {
        rows.push(verify::row());
    }
    if wanted("import") {
        rows.push(import::row());
    }
    if wanted("memory") {
        rows.extend(memory::rows());
    }
    if wanted("growth") {
        rows.extend(growth::rows());
    }
    if wanted("dossier") {
        rows.extend(dossier::rows());
    }
    if wanted("listing") {
        rows.extend(listing::rows());
    }
    if wanted("likeness") {
        rows.extend(likeness::rows());
    }
    if wanted("scale") {
        rows.extend(scale::rows());
    }
    println!("\n| work | ours | judge | ratio | at most |\n| --- | --- | --- | --- | --- |");
    rows.iter().for_each(|row| println!("{row}"));
    let mut good = rows.iter().all(Row::holds);
    if wanted("search") {
        let program = std::env::current_exe().unwrap().with_file_name("bench-search");
        good &= Command::new(program).status().is_ok_and(|status| status.success());
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
