//! How opening, adding a record and exporting since the last bundle grow with the number of artefacts; and what a window
//! asks all the time: a page of a list, filters, the conflicts, a search while somebody types.

use super::bulk;
use super::measure::{ROUNDS, Row, median, time};
use sigillum_core::catalogue::{Catalogue, SearchRequest};
use sigillum_core::store::Filter;
use sigillum_tests::laptop::{Laptop, export, fields};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// Times by what was done, in the order in which rows are printed.
type Times = BTreeMap<(usize, &'static str), Vec<Duration>>;

pub fn rows() -> Vec<Row> {
    let largest =
        std::env::var("SIGILLUM_BENCH_LARGEST").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let sizes: Vec<u64> = [1_000, 10_000, 100_000, 1_000_000].into_iter().filter(|n| *n <= largest).collect();
    sizes.into_iter().flat_map(rows_of).collect()
}

fn rows_of(artefacts: u64) -> Vec<Row> {
    let temp = tempfile::tempdir_in("target/bench").unwrap();
    let (laptop, mut catalogue) = bulk::laptop(temp.path(), "sokha", 1);
    let base = export(&mut catalogue, &laptop, false, None);
    drop(catalogue);
    let filled = time(|| {
        bulk::fill(&laptop, 1, artefacts);
        bulk::say_exported(&laptop, &base);
    });
    eprintln!("growth: {artefacts} artefacts, filled in {filled:.1?}");
    let mut times = Times::new();
    for round in 1..=ROUNDS {
        measure(&laptop, &base.path, artefacts, round, &mut times);
    }
    let row = |((_, work), times): ((usize, &str), Vec<Duration>)| Row {
        work: format!("{work} with {artefacts} artefacts"),
        ours: format!("{:.1} ms", median(times).as_secs_f64() * 1000.0),
        judge: String::new(),
        ratio: None,
        most: None,
    };
    times.into_iter().map(row).collect()
}

fn measure(laptop: &Laptop, base: &Path, artefacts: u64, round: usize, times: &mut Times) {
    let mut number = 0;
    let mut note = |what: &'static str, spent: Duration| {
        number += 1;
        times.entry((number, what)).or_default().push(spent);
    };
    let key = laptop.key();
    let mut opened = None;
    note("opening", time(|| opened = Some(Catalogue::open(&laptop.root(), laptop.around()).unwrap())));
    let mut catalogue = opened.unwrap();
    catalogue.unlock(key, laptop.details());
    let reference = format!("NEW/{round}");
    let added = fields(&[("reference", &reference), ("title", "One more")]);
    note("adding a record", time(|| _ = catalogue.artefact_add(&added).unwrap()));
    note("export since the last bundle", time(|| _ = export(&mut catalogue, laptop, false, Some(base))));
    let list = |filter: &Filter, offset: u64| {
        let rows = catalogue.list(filter, offset as usize, 100).unwrap();
        std::hint::black_box(rows);
    };
    let all = Filter::default();
    note("the first 100 of the list", time(|| list(&all, 0)));
    note("100 of the list at nine tenths", time(|| list(&all, artefacts / 10 * 9)));
    let filter = Filter { fields: vec![("title".into(), "seated".into())], ..Filter::default() };
    note("the first 100 that a field's filter passes", time(|| list(&filter, 0)));
    let filter = Filter { conflict: true, ..Filter::default() };
    note("those in conflict", time(|| list(&filter, 0)));
    note("the list of conflicts", time(|| _ = catalogue.conflicts(None).unwrap()));
    let typed = ["b", "bo", "bod", "bodh", "bodhi", "bodhisattva", "bodhisattva s", "bodhisattva se"];
    let slowest = typed.map(|text| {
        let request = SearchRequest { text: text.to_owned(), ..SearchRequest::default() };
        time(|| _ = catalogue.search(&request).unwrap())
    });
    note("the slowest search of eight while typing", slowest.into_iter().max().unwrap_or_default());
}
