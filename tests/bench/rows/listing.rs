//! The window's list over 100,000 artefacts: what a person waits for while scrolling, sorting, filtering and typing.

use super::bulk;
use super::measure::{ROUNDS, Row, median, time};
use sigillum_core::catalogue::{Catalogue, Chip, CustodyForm, FormObject, ListRequest};
use sigillum_core::store::listing::Sort;
use sigillum_tests::laptop::fields;
use std::time::Duration;

const ARTEFACTS: u64 = 100_000;
const FAR: usize = 90_000;

pub fn rows() -> Vec<Row> {
    eprintln!("list of {ARTEFACTS} artefacts");
    let temp = tempfile::tempdir_in("target/bench").unwrap();
    let (_laptop, mut catalogue) = bulk::laptop(temp.path(), "sokha", ARTEFACTS);
    let of = |text: &str, sort, chips: &[Chip]| ListRequest {
        text: text.into(),
        sort,
        reversed: false,
        chips: chips.to_vec(),
    };
    let plain = of("", Sort::Reference, &[]);
    let mut found = Vec::new();
    let mut number = 0;
    // Each question is asked anew after a save, then again as scrolling does.
    let mut ask = |name: &str, ask: &dyn Fn(&Catalogue)| {
        let (mut first, mut again) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            number += 1;
            let reference = format!("NEW/{number}");
            catalogue.artefact_add(&fields(&[("reference", &reference)])).unwrap();
            first.push(time(|| ask(&catalogue)));
            again.push(time(|| ask(&catalogue)));
        }
        found.push(row(&format!("{name}, after a save"), first));
        found.push(row(&format!("{name}, again"), again));
    };
    for (name, request) in [
        ("window at 90,000 by reference", plain.clone()),
        ("window at 90,000 by title", of("", Sort::Title, &[])),
        ("window at 90,000, the last changed first", of("", Sort::Changed, &[])),
        ("window at 90,000, the least complete first", of("", Sort::Missing, &[])),
        ("window at 90,000 of those without a photo", of("", Sort::Reference, &[Chip::NoPhoto])),
    ] {
        ask(name, &|c| assert_eq!(c.list_rows(&request, FAR, 100).unwrap().rows.len(), 100));
    }
    let typed = of("bodhisattva ewer", Sort::Reference, &[]);
    ask("list of a search of two words", &|c| assert!(c.list_rows(&typed, 0, 100).unwrap().total > 0));
    ask("counts of all chips", &|c| assert!(!c.list_chips(&plain).unwrap().is_empty()));
    ask("counters", &|c| assert!(c.overview().unwrap().recorded > 100_000));
    ask("suggestions for a term", &|c| {
        assert!(!c.suggest("materials_techniques", "sa", "en", 8).unwrap().is_empty());
    });
    ask("the site's check before leaving", &|c| assert!(c.leave().unwrap().artefacts > 100_000));
    ask("labels of all", &|c| assert!(c.label_page(true, 0, 100).unwrap().total > 100_000));
    let hand_over = CustodyForm {
        event: "handed_over".to_owned(),
        objects: (1..=100).map(|n| FormObject { object: format!("BK/{n}"), quantity: None }).collect(),
        stated_count: Some(100),
        ..CustodyForm::default()
    };
    ask("preview of a hand-over of 100", &|c| {
        assert!(c.custody_preview(&hand_over).unwrap().not_accounted_total > 99_000);
    });
    found
}

fn row(work: &str, times: Vec<Duration>) -> Row {
    let ours = format!("{:.1} ms", median(times).as_secs_f64() * 1000.0);
    Row { work: work.to_owned(), ours, judge: String::new(), ratio: None, most: None }
}
