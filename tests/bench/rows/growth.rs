//! How opening, adding a record and exporting since the last bundle grow with the number of artefacts.

use super::bulk;
use super::measure::{ROUNDS, Row, median, time};
use sigillum_tests::laptop::{export, fields};

pub fn rows() -> Vec<Row> {
    let largest =
        std::env::var("SIGILLUM_BENCH_LARGEST").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let sizes: Vec<u64> = [1_000, 10_000, 100_000, 1_000_000].into_iter().filter(|n| *n <= largest).collect();
    sizes.into_iter().flat_map(rows_of).collect()
}

fn rows_of(artefacts: u64) -> Vec<Row> {
    eprintln!("growth: {artefacts} artefacts");
    let temp = tempfile::tempdir_in("target/bench").unwrap();
    let (laptop, mut catalogue) = bulk::laptop(temp.path(), "sokha", artefacts);
    let base = export(&mut catalogue, &laptop, false, None).path;
    drop(catalogue);
    let mut number = 0;
    let (mut opening, mut adding, mut exporting) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut opened = None;
        let key = laptop.key();
        opening.push(time(|| {
            opened =
                Some(sigillum_core::catalogue::Catalogue::open(&laptop.root(), laptop.around()).unwrap());
        }));
        let mut catalogue = opened.unwrap();
        catalogue.unlock(key, laptop.details());
        number += 1;
        let reference = format!("NEW/{number}");
        adding.push(time(|| {
            catalogue.artefact_add(&fields(&[("reference", &reference), ("title", "One more")])).unwrap();
        }));
        exporting.push(time(|| {
            export(&mut catalogue, &laptop, false, Some(&base));
        }));
    }
    let row = |work: &str, times: Vec<std::time::Duration>| Row {
        work: format!("{work} with {artefacts} artefacts"),
        ours: format!("{:.1} ms", median(times).as_secs_f64() * 1000.0),
        judge: String::new(),
        ratio: None,
        most: None,
    };
    vec![
        row("opening", opening),
        row("adding a record", adding),
        row("export since the last bundle", exporting),
    ]
}
