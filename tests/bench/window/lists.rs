//! The list of artefacts: until it is usable, scrolled, searched.

use super::measure::{ROUNDS, Row, median};
use super::place::{artefacts, open, window_on};
use serde_json::{Value, json};
use sigillum_tests::window::{Home, Window};
use std::time::{Duration, Instant};

/// Waits in the page until rows can be read and two more pictures were drawn.
const UNTIL_ROWS: &str = "const done = arguments[1];
    const look = () => document.querySelector('[data-test=row][data-reference]')
        ? requestAnimationFrame(() => requestAnimationFrame(() => done(true))) : requestAnimationFrame(look);
    look();";

/// Scrolls the list by `by` pixels a picture for `ms`; gives the gaps between pictures, and the pictures in which the
/// row half way down had not come yet: looked for at a quarter of the width, where the grid has no gap between two columns.
const SCROLL: &str = "const [given, done] = arguments;
    const list = document.querySelector(given.list);
    const box = list.getBoundingClientRect();
    const gaps = [];
    let [last, end, empty, by] = [undefined, undefined, 0, given.by];
    const step = (now) => {
        if (last === undefined) end = now + given.ms; else gaps.push(now - last);
        last = now;
        const row = document.elementFromPoint(box.x + box.width / 4, box.y + box.height / 2);
        if (!row?.closest('[data-reference]')) empty += 1;
        if (list.scrollTop + list.clientHeight >= list.scrollHeight - 1) by = -Math.abs(by);
        else if (list.scrollTop <= 0) by = Math.abs(by);
        list.scrollTop += by;
        if (now < end) requestAnimationFrame(step); else done({ gaps, empty, at: list.scrollTop });
    };
    requestAnimationFrame(step);";

/// A list as plain as can be over the same place, in which the judge scrolls: what the machine can draw at all.
const PLAIN: &str = "const box = document.querySelector(arguments[0]).getBoundingClientRect();
    const plain = document.createElement('div');
    plain.id = 'plain';
    plain.style.cssText = `position: fixed; inset: ${box.y}px auto auto ${box.x}px; width: ${box.width}px;
        height: ${box.height}px; overflow: auto; background: #fff; z-index: 99`;
    for (let i = 0; i < 4000; i += 1) {
        const row = plain.appendChild(document.createElement('div'));
        row.style.height = '64px';
        row.dataset.reference = row.textContent = `row ${i}`;
    }
    document.body.append(plain);";

/// Notes when something is typed, and when its rows are on the screen.
const FOLLOW_SEARCH: &str = "const field = document.querySelector('[data-test=search]');
    field.addEventListener('input', () => {
        const begun = performance.now();
        window.searched = undefined;
        const look = () => {
            const shown = document.querySelector('[data-test=list-pane]')?.dataset.shown === field.value;
            if (shown) requestAnimationFrame(() => (window.searched = performance.now() - begun));
            else if (performance.now() - begun < 10000) requestAnimationFrame(look);
        };
        look();
    }, { capture: true });";

/// From the start of the program until its list of 10,000 artefacts can be read, the click on the catalogue included.
pub fn start() -> Row {
    let catalogue = artefacts(10_000);
    let home = Home::without_pictures();
    window_on(&home, &catalogue).close();
    let times = (0..ROUNDS).map(|_| {
        let begun = Instant::now();
        let window = open(&home);
        window.by_test("recent").click();
        window.run_async(UNTIL_ROWS, Value::Null);
        let spent = begun.elapsed();
        window.close();
        spent
    });
    let spent = median(times.collect());
    limit("start until the list of 10,000 artefacts can be read", &seconds(spent), None)
}

/// How a person scrolls, and how many pixels that is a picture.
const WAYS: [(&str, u32); 2] = [("as with a wheel", 240), ("as with the bar", 40_000)];

/// The rows of a catalogue of 100,000.
pub fn of_many(scroll: bool, search: bool) -> Vec<Row> {
    let catalogue = artefacts(100_000);
    let home = Home::without_pictures();
    let window = window_on(&home, &catalogue);
    window.by_test("place-catalogue").click();
    window.run_async(UNTIL_ROWS, Value::Null);
    let mut rows = Vec::new();
    if scroll {
        rows.extend(WAYS.map(|way| scrolled(&window, ("list", "[data-test=list]"), way)));
        window.by_test("view-toggle").click();
        window.run_async(UNTIL_ROWS, Value::Null);
        rows.extend(WAYS.map(|way| scrolled(&window, ("grid", "[data-test=grid]"), way)));
        window.by_test("view-toggle").click();
        window.run_async(UNTIL_ROWS, Value::Null);
    }
    if search {
        rows.extend(searched(&window));
    }
    window.close();
    rows
}

/// Scrolls a list; gives the 99th gap of a hundred in milliseconds.
fn gap(window: &Window, list: &str, by: u32) -> f64 {
    let found = window.run_async(SCROLL, json!({ "list": list, "by": by, "ms": 10_000 }));
    let mut gaps: Vec<f64> = found["gaps"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
    gaps.sort_by(f64::total_cmp);
    let of = |percent: usize| gaps[(gaps.len() * percent / 100).min(gaps.len() - 1)];
    let empty = found["empty"].as_u64().unwrap_or_default();
    let (pictures, middle, most, worst) = (gaps.len(), of(50), of(99), of(100));
    eprintln!(
        "{list} by {by}: {pictures} pictures, {empty} empty, gaps {middle:.0} {most:.0} {worst:.0} ms (median, 99th, worst)"
    );
    most
}

/// A view of the list, by its word and where it stands in the page, scrolled in one way.
fn scrolled(window: &Window, (view, at): (&str, &str), (how, by): (&str, u32)) -> Row {
    let ours = gap(window, at, by);
    window.run(PLAIN, json!(at));
    let judge = gap(window, "#plain", by);
    window.run("document.getElementById('plain').remove()", Value::Null);
    let work = format!(
        "scrolling 100,000 artefacts in the {view} {how}, 99th gap between pictures (judge: plain lines; limit 50 ms)"
    );
    let (ours_is, judge_is) = (format!("{ours:.0} ms"), format!("{judge:.0} ms"));
    Row { work, ours: ours_is, judge: judge_is, ratio: Some(ours / 50.0), most: Some(1.0) }
}

fn searched(window: &Window) -> [Row; 2] {
    window.run(FOLLOW_SEARCH, Value::Null);
    let mut times = Vec::new();
    for word in ["bodhisattva", "khmer ewer", "مجسمه"] {
        let field = window.by_test("search");
        field.click();
        field.run("arguments[0].select()", Value::Null);
        window.press("Delete");
        for letter in word.chars() {
            window.run("window.searched = undefined", Value::Null);
            window.type_keys(&letter.to_string());
            let spent = window.until("what was searched", Duration::from_secs(20), || {
                window.run("return window.searched ?? null", Value::Null).as_f64()
            });
            times.push(Duration::from_secs_f64(spent / 1000.0));
        }
    }
    let worst = times.iter().max().copied().unwrap_or_default();
    let ms = |time: Duration| format!("{:.0} ms", time.as_secs_f64() * 1000.0);
    [
        limit("typing a letter until 100,000 are searched and shown, median", &ms(median(times)), None),
        limit("the same, the slowest letter", &ms(worst), None),
    ]
}

/// A row with a limit of its own: what was measured, the most that it may be, the unit.
pub fn limit(work: &str, ours: &str, most: Option<(f64, f64, &str)>) -> Row {
    Row {
        work: work.to_owned(),
        ours: ours.to_owned(),
        judge: most.map_or(String::new(), |(_, most, unit)| format!("{most} {unit}")),
        ratio: most.map(|(found, most, _)| found / most),
        most: most.map(|_| 1.0),
    }
}

/// As a person reads it.
pub fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
