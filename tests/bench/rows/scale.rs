//! What each screen waits for in a catalogue as large as any: 100,000 artefacts in 20,000 packages, 10,000 photos that
//! wait, 50,000 custody events, 20,000 labels printed.

use super::bulk;
use super::measure::{ROUNDS, Row, median, time};
use sigillum_core::catalogue::{
    Catalogue, CustodyForm, CustodyRequest, FormObject, ListRequest, PackingRequest,
};
use sigillum_core::custody::{CustodyEvent, EventKind, Party, Subject};
use sigillum_core::digest::Digest;
use sigillum_core::entry::{Class, NewChange, OriginalRef};
use sigillum_core::error::Result;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::json::{Json, object};
use sigillum_core::ledger::Pen;
use sigillum_core::photo::PhotoAdded;
use sigillum_tests::laptop::{Laptop, fields};
use std::time::Duration;

const ARTEFACTS: usize = 100_000;
const CRATES: usize = 100;
const BAGS: usize = 20_000 - CRATES;
const SEALED: usize = 19_000;
const HANDED_OVER: usize = 5_000;
const EXAMINED: usize = 50_000 - SEALED - HANDED_OVER;
const PLACED: usize = 30_000;
const WAITING: usize = 10_000;
const PRINTED: usize = 20_000;

/// Nothing that a screen waits for may take longer.
const MOST: Duration = Duration::from_millis(100);
const MOST_CHIPS: Duration = Duration::from_millis(30);

/// What stands in the catalogue, by id.
struct Site {
    bags: Vec<RecordId>,
    artefacts: Vec<RecordId>,
}

pub fn rows() -> Vec<Row> {
    eprintln!("a site of {ARTEFACTS} artefacts");
    let temp = tempfile::tempdir_in("target/bench").unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    drop(laptop.begin());
    let mut site = Site { bags: Vec::new(), artefacts: Vec::new() };
    let filled = time(|| site = fill(&laptop));
    let mut catalogue = laptop.open();
    catalogue.labels_printed(&site.artefacts[..PRINTED], true).unwrap();
    eprintln!("  filled in {filled:.1?}");
    measure(&mut catalogue, &site)
}

fn measure(catalogue: &mut Catalogue, site: &Site) -> Vec<Row> {
    let mut found = Vec::new();
    let mut number = 0;
    let mut ask = |name: &str, most: Duration, ask: &dyn Fn(&Catalogue)| {
        let (mut first, mut again, mut save) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            number += 1;
            let reference = fields(&[("reference", &format!("NEW/{number}"))]);
            save.push(time(|| drop(catalogue.artefact_add(&reference).unwrap())));
            first.push(time(|| ask(catalogue)));
            again.push(time(|| ask(catalogue)));
        }
        eprintln!("  {name}: {first:.1?} again {again:.1?} save {save:.1?}");
        found.push(row(name, first, most));
    };
    let plain = ListRequest::default();
    let hand_over = hand_over_form();
    let artefact = &site.artefacts[1];
    ask("leave the site", MOST, &|c| assert!(c.leave().unwrap().artefacts > 90_000));
    ask("labels due, first page", MOST, &|c| assert!(!c.label_page(true, 0, 100).unwrap().rows.is_empty()));
    ask("preview of a hand-over of 12", MOST, &|c| {
        assert!(c.custody_preview(&hand_over).unwrap().not_accounted_total > 50_000);
    });
    ask("chain of custody of an artefact", MOST, &|c| {
        assert_eq!(c.timeline_view(artefact).unwrap().events.len(), 3);
    });
    let newest = CustodyRequest { newest_first: true, limit: 100, ..CustodyRequest::default() };
    ask("custody events, first page", MOST, &|c| {
        assert_eq!(c.custody_page(&newest).unwrap().events.len(), 100);
    });
    ask("counts of all chips", MOST_CHIPS, &|c| assert!(!c.list_chips(&plain).unwrap().is_empty()));
    ask("counters", MOST_CHIPS, &|c| assert!(c.overview().unwrap().recorded > 90_000));
    ask("tray, first page", MOST, &|c| assert_eq!(c.photo_tray().unwrap().total, WAITING));
    ask("conflicts, first page", MOST, &|c| {
        assert!(!c.conflict_queue(None, false, 0, 100).unwrap().items.is_empty());
    });
    ask("completeness of an artefact", MOST, &|c| drop(c.artefact(artefact).unwrap()));
    let packages = PackingRequest { limit: 200, ..PackingRequest::default() };
    ask("the tree of 20,000 packages, first page", MOST, &|c| {
        assert_eq!(c.packing(&packages).unwrap().total, BAGS + CRATES);
    });
    ask("one of 20,000 packages by its number", MOST, &|c| {
        assert!(!c.package(&c.find_object("B-12345").unwrap()).unwrap().contents.is_empty());
    });
    ask("artefacts in no package, first page", MOST, &|c| {
        assert_eq!(c.unpacked(0, 100).unwrap().artefacts.len(), 100);
    });
    found.push(recording(catalogue));
    found
}

/// A hand-over recorded: what the person waits for after the button.
fn recording(catalogue: &mut Catalogue) -> Row {
    let party = |name: &str| Some(Party { name: name.to_owned(), ..Party::default() });
    let times = (0..ROUNDS).map(|_| {
        let form = CustodyForm { from: party("Sokha"), to: party("Vithara"), ..hand_over_form() };
        time(|| drop(catalogue.custody_form_record(&form).unwrap()))
    });
    let times: Vec<Duration> = times.collect();
    eprintln!("  recording a hand-over of 12: {times:.1?}");
    row("recording a hand-over of 12", times, MOST)
}

/// Twelve objects: loose ones, and some in sealed bags.
fn hand_over_form() -> CustodyForm {
    let named =
        (0..12).map(|n| if n < 6 { format!("BK/{}", 60_001 + n * 10) } else { format!("B-{}", 7_000 + n) });
    CustodyForm {
        event: "handed_over".to_owned(),
        date: "2025-11-13".to_owned(),
        objects: named.map(|object| FormObject { object, quantity: None }).collect(),
        stated_count: Some(12),
        ..CustodyForm::default()
    }
}

fn fill(laptop: &Laptop) -> Site {
    let mut site = Site { bags: Vec::new(), artefacts: Vec::new() };
    bulk::write(laptop, |pen| {
        let crates = (0..CRATES).map(|n| package(pen, n, None)).collect::<Result<Vec<_>>>()?;
        site.bags = (0..BAGS).map(|n| package(pen, n, Some(&crates[n % CRATES]))).collect::<Result<_>>()?;
        Ok(())
    });
    for from in (0..ARTEFACTS).step_by(50_000) {
        bulk::write(laptop, |pen| {
            for n in from..from + 50_000 {
                let bag = site.bags.get(n / 5).filter(|_| n % 10 != 0);
                let bag = bag.map(|bag| NewChange::of_self("in", bag.as_str()));
                site.artefacts.push(bulk::artefact(pen, n as u64, bag.into_iter().collect())?);
            }
            Ok(())
        });
    }
    bulk::write(laptop, |pen| disagree(pen, &site));
    bulk::write(laptop, |pen| photos(pen, &site));
    bulk::write(laptop, |pen| custody(pen, &site));
    site
}

fn package(pen: &mut Pen<'_>, n: usize, inside: Option<&RecordId>) -> Result<RecordId> {
    let number = inside.map_or_else(|| format!("C-{n}"), |_| format!("B-{n}"));
    let mut changes = vec![NewChange::of_self("exists", true), NewChange::of_self("number", number)];
    if let Some(crate_) = inside {
        changes.push(NewChange::of_self("seals", Json::List(vec![seal(n).into()])));
        changes.push(NewChange::of_self("in", crate_.as_str()));
    }
    let entry = pen.write("package.create", Class::Open, changes, object([]))?;
    Ok(RecordId::new(RecordKind::Package, entry.digest))
}

fn seal(n: usize) -> String {
    format!("SEAL-{n}")
}

/// Titles about which two people disagree, and references that two artefacts have.
fn disagree(pen: &mut Pen<'_>, site: &Site) -> Result<()> {
    let change = |record: &RecordId, field: &str, value: Json| NewChange {
        record: Some(record.clone()),
        field: field.to_owned(),
        value,
        seen: Vec::new(),
    };
    for n in 0..200 {
        let title = change(&site.artefacts[n * 300], "title", "Another title".into());
        pen.write("artefact.set", Class::Open, vec![title], object([]))?;
    }
    Ok(())
}

fn photos(pen: &mut Pen<'_>, site: &Site) -> Result<()> {
    for n in 0..PLACED + WAITING {
        let sha256 = Digest::of(&n.to_le_bytes());
        let taken = format!("2025-11-13T{:02}:{:02}:{:02}", n / 3600 % 24, n / 60 % 60, n % 60);
        let photo = PhotoAdded {
            original: OriginalRef { sha256, size: 1, ext: "jpg".to_owned() },
            name: format!("DSC_{n:05}.JPG"),
            name_hex: None,
            media_type: "image/jpeg".to_owned(),
            claims: object([("captured", object([("time", taken.into())])), ("model", "NIKON D850".into())]),
            intake: "1".to_owned(),
            label: "card 1".to_owned(),
        };
        let exists = NewChange {
            record: Some(photo.id()),
            field: "exists".to_owned(),
            value: true.into(),
            seen: Vec::new(),
        };
        pen.write("photo.add", Class::Open, vec![exists], photo.to_body())?;
        if n < PLACED {
            let view = if n % 3 == 0 { "label" } else { "overall_front" };
            let changes = vec![
                NewChange::of_self("exists", true),
                NewChange::of_self("photo", photo.id().as_str()),
                NewChange::of_self("artefact", site.artefacts[n].as_str()),
                NewChange::of_self("view", view),
            ];
            pen.write("photo.place", Class::Open, changes, object([]))?;
        }
    }
    Ok(())
}

fn custody(pen: &mut Pen<'_>, site: &Site) -> Result<()> {
    let contents =
        |bag: usize| site.artefacts[bag * 5..bag * 5 + 5].iter().skip(1 - bag % 2).cloned().collect();
    let party = |name: &str| Some(Party { name: name.to_owned(), ..Party::default() });
    let mut record = |kind: EventKind, what: &RecordId, bag: Option<usize>| {
        let mut event = CustodyEvent::new(kind, "2025-11-13");
        let quantity = (what.kind() == Some(RecordKind::Artefact)).then_some(1);
        event.subjects = vec![Subject { record: what.clone(), quantity }];
        event.contents = bag.map_or_else(Vec::new, contents);
        event.seals = bag.map(seal).into_iter().collect();
        event.recorded_count = 1.max(event.contents.len() as u64);
        event.place = "Warehouse 9".to_owned();
        (event.from, event.to) = (party("Sokha"), party("Vithara"));
        let exists = vec![NewChange::of_self("exists", true)];
        pen.write("custody.record", Class::Open, exists, event.to_body()).map(drop)
    };
    for bag in 0..SEALED {
        record(EventKind::Sealed, &site.bags[bag], Some(bag))?;
    }
    for n in 0..EXAMINED {
        record(EventKind::Examined, &site.artefacts[n], None)?;
    }
    for bag in 0..HANDED_OVER {
        record(EventKind::HandedOver, &site.bags[bag], Some(bag))?;
    }
    Ok(())
}

/// A row that says how much of the time allowed it took.
fn row(work: &str, times: Vec<Duration>, most: Duration) -> Row {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let ours = milliseconds(median(times));
    Row {
        work: format!("{work}, {ARTEFACTS} artefacts"),
        ours: format!("{ours:.1} ms"),
        judge: format!("{:.0} ms", milliseconds(most)),
        ratio: Some(ours / milliseconds(most)),
        most: Some(1.0),
    }
}
