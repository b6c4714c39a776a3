//! Photos: opening large ones, looking closer, and going through thousands.

use super::lists::{limit, seconds};
use super::measure::{Row, median};
use super::{memory, place};
use serde_json::{Value, json};
use sigillum_core::media::{Drawing, draw};
use sigillum_core::time::Moment;
use sigillum_tests::window::{Home, Window};
use std::path::PathBuf;
use std::time::Duration;

/// How many photos of each size are opened.
const OPENED: u32 = 5;
/// How many are browsed, and how many of them may still let memory grow.
const BROWSED: u32 = 2_000;
const WARM: u32 = 200;

/// Presses a key at an element and waits until another photo's picture is on the screen; gives the milliseconds.
const OPEN: &str = "const [given, done] = arguments;
    const begun = performance.now();
    const former = document.querySelector('[data-test=zoom]')?.getAttribute('aria-label');
    const at = document.querySelector(given.at);
    at.focus();
    at.dispatchEvent(new KeyboardEvent('keydown', { key: given.key, bubbles: true, cancelable: true }));
    const look = () => {
        const zoom = document.querySelector('[data-test=zoom]');
        const there = zoom?.dataset.opened === 'true' && zoom.getAttribute('aria-label') !== former;
        if (there) requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
        else if (performance.now() - begun > 20000) done(-1);
        else requestAnimationFrame(look);
    };
    look();";

/// Goes to the next photo so many times, each as soon as the former is on the screen; gives the milliseconds of each.
const BROWSE: &str = "const [count, done] = arguments;
    const times = [];
    const next = () => {
        if (times.length === count) return done(times);
        const begun = performance.now();
        const former = document.querySelector('[data-test=zoom]')?.getAttribute('aria-label');
        (document.activeElement ?? document.body)
            .dispatchEvent(new KeyboardEvent('keydown', { key: 'PageDown', bubbles: true, cancelable: true }));
        const look = () => {
            const zoom = document.querySelector('[data-test=zoom]');
            if (zoom?.dataset.opened === 'true' && zoom.getAttribute('aria-label') !== former) {
                times.push(performance.now() - begun);
                requestAnimationFrame(next);
            } else if (performance.now() - begun > 20000) done(times);
            else requestAnimationFrame(look);
        };
        look();
    };
    next();";

/// Different files of one drawn photo: what follows the end of a JPEG is no part of its picture.
fn card(name: &str, drawings: &[(u16, u16)], count: u32) -> PathBuf {
    let folder = std::env::current_dir().unwrap().join("target/bench").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for (kind, (width, height)) in (0..).zip(drawings) {
        let taken =
            |number: u32| Moment { millis: 1_763_026_867_000 + i64::from(number) * 9_000, offset_minutes: 0 };
        let mut drawn = None;
        for number in 0..count {
            let path = folder.join(format!("IMG{kind}_{number:04}.JPG"));
            if !path.exists() {
                let drawing =
                    Drawing { index: 0, width: *width, height: *height, taken: taken(kind * count) };
                let bytes: &Vec<u8> = drawn.get_or_insert_with(|| draw(&drawing).unwrap());
                std::fs::write(path, [&bytes[..], &number.to_be_bytes()].concat()).unwrap();
            }
        }
    }
    folder
}

/// A window on the tray of a catalogue; `end` is the key to the photo where the keyboard is.
fn tray(catalogue: PathBuf, end: &str) -> (Home, Window) {
    let home = Home::without_pictures();
    let window = place::window_on(&home, &catalogue);
    window.by_test("place-photos").click();
    window.by_test("tray-grid").focus();
    window.press(end);
    window.settle();
    (home, window)
}

/// Presses a key and waits for the photo.
fn shown(window: &Window, at: &str, key: &str) -> Duration {
    let spent = window.run_async(OPEN, json!({ "at": at, "key": key })).as_f64().unwrap();
    assert!(spent >= 0.0, "the photo was not shown");
    Duration::from_secs_f64(spent / 1000.0)
}

/// Photos of 24 and of 60 megapixels.
fn large() -> PathBuf {
    place::photos("window-large", &card("card-large", &[(6000, 4000), (9504, 6336)], OPENED))
}

/// Opening photos of 24 and of 60 megapixels, from the key to the picture of the screen's size.
pub fn opened() -> Vec<Row> {
    let (_home, window) = tray(large(), "Home");
    let mut times = vec![shown(&window, "[data-test=tray-grid]", "Enter")];
    times.extend((1..2 * OPENED).map(|_| {
        window.settle();
        shown(&window, "[data-test=viewer-stage]", "PageDown")
    }));
    eprintln!("opening, 24 then 60 megapixels: {times:.0?}");
    let sixty = times.split_off(OPENED as usize);
    let (of_24, of_60) = (median(times), median(sixty));
    window.close();
    let most = Some((of_60.as_secs_f64(), 0.5, "s"));
    vec![
        limit("opening a photo of 24 megapixels", &seconds(of_24), None),
        limit("opening a baseline JPEG of 60 megapixels", &seconds(of_60), most),
    ]
}

/// Zooming a photo of 60 megapixels in a window that was just opened.
pub fn zoomed() -> Row {
    let (_home, window) = tray(large(), "End");
    eprintln!("before opening: {}", memory::each(&window));
    shown(&window, "[data-test=tray-grid]", "Enter");
    eprintln!("before zooming: {}", memory::each(&window));
    look_closer(&window);
    let peak = memory::web_peak(&window);
    eprintln!("after zooming: {}", memory::each(&window));
    window.close();
    let most = Some((peak, 400.0, "MB"));
    limit("peak of the web process, zooming 60 megapixels", &format!("{peak:.0} MB"), most)
}

/// Goes to the pixels, across all of the photo, out and in again.
fn look_closer(window: &Window) {
    for key in ["1", "0", "1"] {
        window.press(key);
        window.settle();
    }
    for (along, back) in [("Right", "Left"), ("Left", "Right"), ("Right", "Left")] {
        for _ in 0..14 {
            window.press(along);
            pause(250);
        }
        window.press("Down");
        window.press("Down");
        window.press(back);
    }
    for key in ["-", "-", "-", "Plus", "Plus", "Plus", "Plus", "Plus", "0", "1"] {
        window.press(key);
        pause(400);
    }
}

fn pause(ms: u64) {
    std::thread::park_timeout(Duration::from_millis(ms));
}

/// Going through thousands of photos as fast as they come.
pub fn browse() -> Vec<Row> {
    let card = card("card-browsed", &[(1920, 1280)], BROWSED);
    let (_home, window) = tray(place::photos("window-browsed", &card), "Home");
    shown(&window, "[data-test=tray-grid]", "Enter");
    let (mut warm, mut most, mut times) = (0.0, 0.0f64, Vec::new());
    for done in (100..BROWSED).step_by(100) {
        let found = window.run_async(BROWSE, json!(100));
        let found: Vec<f64> = found.as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        let all = memory::now(&window);
        eprintln!("{done} browsed: {all:.0} MB ({})", memory::each(&window));
        if done <= WARM {
            warm = all
        } else {
            most = most.max(all)
        }
        let ended = found.len() < 100;
        times.extend(found.into_iter().map(|ms| Duration::from_secs_f64(ms / 1000.0)));
        if ended {
            break;
        }
    }
    let count = times.len();
    window.close();
    let work = format!(
        "memory of all processes, {count} photos browsed, the most after the first {WARM} against then"
    );
    let row = Row {
        work,
        ours: format!("{most:.0} MB"),
        judge: format!("{warm:.0} MB"),
        ratio: Some(most / warm),
        most: Some(1.1),
    };
    vec![limit("the next photo while browsing, median", &seconds(median(times)), None), row]
}
