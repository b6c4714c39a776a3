//! Photos in the window: taken in, placed by keys, looked at, measured, marked; and a taking in that was cut off.

use serde_json::{Value, json};
use sigillum_core::media::{Drawing, draw, draw_label};
use sigillum_core::time::Moment;
use sigillum_tests::window::{Home, PATIENCE, Window};
use std::path::{Path, PathBuf};

const PASSPHRASE: &str = "a long passphrase";
/// A camera's clock at the beginning of the day.
const MORNING: i64 = 1_763_026_867_000;

pub fn begin(window: &Window, home: &Home) {
    let details = json!({ "name": "Sokha Chan", "organisation": "", "role": "specialist", "initials": "SC" });
    window.invoke("key_new", json!({ "details": details, "passphrase": PASSPHRASE }));
    let operation = json!({ "reference": "LON-1", "title": "A flat", "place": "London", "more": [] });
    window.invoke("operation_new", json!({ "folder": home.path("catalogue"), "operation": operation }));
    for reference in ["SC/1", "SC/2"] {
        let inputs = json!([["reference", { "text": reference }], ["title", { "text": "Head" }]]);
        window.invoke("artefact_add", json!({ "inputs": inputs }));
    }
}

fn open_again(home: &Home) -> Window {
    let window = home.open();
    let keys = window.invoke("key_list", json!({}));
    window.invoke("key_unlock", json!({ "path": keys[0]["path"], "passphrase": PASSPHRASE }));
    window.by_test("recent").click();
    window.until("the catalogue", PATIENCE, || {
        let desk = window.invoke("start_desk", json!({}));
        (desk["catalogue"] == json!(home.path("catalogue"))).then_some(())
    });
    window
}

pub fn taken(seconds: i64) -> Moment {
    Moment { millis: MORNING + seconds * 1000, offset_minutes: 0 }
}

/// A card: the label of SC/1, a photo of 24 megapixels and a small one; later two more, one of them twice; a picture
/// without a time; a file that cannot be read.
fn card(home: &Home) -> PathBuf {
    let card = home.path("card");
    std::fs::create_dir(&card).unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(card.join(name), bytes).unwrap();
    let small = |index, seconds| Drawing { index, width: 1500, height: 1000, taken: taken(seconds) };
    put("DSC_0001.JPG", &draw_label(&small(0, 0), "SC/1").unwrap());
    put("DSC_0002.JPG", &draw(&Drawing::full(2, taken(9))).unwrap());
    put("DSC_0003.JPG", &draw(&small(3, 17)).unwrap());
    put("DSC_0007.JPG", &draw(&small(4, 400)).unwrap());
    put("DSC_0008.JPG", &draw(&small(5, 410)).unwrap());
    std::fs::copy(card.join("DSC_0008.JPG"), card.join("copy of 8.jpg")).unwrap();
    put("scan.jpg", &without_exif(&draw(&small(6, 0)).unwrap()));
    put("DSC_0009.JPG", b"");
    std::os::unix::fs::symlink("nowhere", card.join("broken.jpg")).unwrap();
    card
}

/// A drawn photo without its EXIF segment: it claims no time.
fn without_exif(jpeg: &[u8]) -> Vec<u8> {
    let length = usize::from(u16::from_be_bytes([jpeg[4], jpeg[5]]));
    [&jpeg[..2], &jpeg[4 + length..]].concat()
}

pub fn take_in(window: &Window, card: &Path) {
    window.by_test("place-photos").click();
    window.answer_dialog(&[card]);
    window.by_test("intake-folder").click();
    window.by_test("card-label").type_keys("Card A");
    window.by_test("intake-begin").click();
}

fn number(window: &Window, test: &str) -> String {
    window.by_test(test).text().split_whitespace().last().unwrap_or_default().to_owned()
}

pub fn total(window: &Window, waiting: Option<bool>) -> u64 {
    let request = json!({ "waiting": waiting, "offset": 0, "limit": 1 });
    window.invoke("photo_window", json!({ "request": request }))["total"].as_u64().unwrap()
}

pub fn until_waiting(window: &Window, count: u64) {
    window.until(&format!("{count} photos that wait"), PATIENCE, || {
        let shown = window.run("return document.querySelectorAll('[data-test=photo]').length", Value::Null);
        (shown == json!(count) && total(window, Some(true)) == count).then_some(())
    });
}

#[test]
fn a_card_is_taken_in_and_its_photos_are_placed_by_keys_and_taken_back() {
    let home = Home::new();
    let window = home.open();
    begin(&window, &home);
    take_in(&window, &card(&home));
    window.by_test("intake-result");
    let counts = [
        ("count-taken", "6"),
        ("count-held", "1"),
        ("count-skipped", "1"),
        ("count-unreadable", "1"),
        ("count-no-time", "1"),
        ("count-missing", "3"),
    ];
    for (test, count) in counts {
        assert_eq!(number(&window, test), count, "{test}");
    }
    window.by_test("result-files").click();
    window.screenshots("photos-intake");
    window.axe();
    window.by_test("result-close").click();

    // The label that was photographed first says where its run belongs.
    let suggestion = window.by_test("suggestion");
    assert!(suggestion.text().contains("SC/1"), "{}", suggestion.text());
    window.screenshots("photos-tray");
    window.axe();
    window.by_test("select-run").click();
    assert!(window.by_test("place-target").text().contains("SC/1"));
    window.press("1");
    until_waiting(&window, 3);
    window.press("Control+z");
    until_waiting(&window, 6);
    window.by_test("select-run").click();
    window.press("1");
    until_waiting(&window, 3);

    // A reference that names nothing leaves no artefact chosen: nothing is placed at the one of before.
    window.by_test("place-artefact").fill("SC/99");
    window.press("Enter");
    window.wait_for_text("SC/99");
    window.wait("no artefact", "return !document.querySelector('[data-test=place-target]')");
    window.by_test("tray-grid").focus();
    window.press("Home");
    window.press("1");
    window.wait("the field again", "return document.activeElement?.dataset.test === 'place-artefact'");
    until_waiting(&window, 3);

    // The rest goes to the next artefact, all at once, by keys alone.
    window.by_test("place-artefact").fill("sc/02");
    window.press("Enter");
    window.until("the artefact", PATIENCE, || {
        window.by_test("place-target").text().contains("SC/2").then_some(())
    });
    window.by_test("tray-grid").focus();
    // Beyond the last there is none: a digit that follows is not for the last again.
    window.type_keys("j1");
    window.wait_for_text("No artefact comes after SC/2");
    window.wait("the field again", "return document.activeElement?.dataset.test === 'place-artefact'");
    until_waiting(&window, 3);
    window.by_test("tray-grid").focus();
    window.type_keys("kj");
    window.until("the artefact again", PATIENCE, || {
        window
            .has_test("place-target")
            .then(|| window.by_test("place-target").text())?
            .contains("SC/2")
            .then_some(())
    });
    window.press("Home");
    window.press("Control+a");
    window.press("7");
    until_waiting(&window, 0);
    window.by_test("tray-empty");
    window.screenshots("photos-placed");
    window.zoom(200);
    window.screenshot("photos-placed-200");
}

/// Waits until the picture has come to rest.
fn until_still(window: &Window) {
    let scale = || window.by_test("zoom-scale").text();
    window.until("the picture's rest", PATIENCE, || {
        let before = scale();
        std::thread::park_timeout(std::time::Duration::from_millis(500));
        (scale() == before).then_some(())
    });
}

/// Marks a line or rectangle with the keys: from the cross, so many steps along and down.
fn mark(window: &Window, tool: &str, along: usize, down: usize) {
    window.press(tool);
    window.by_test("mark-form");
    window.press("Right");
    window.press("Enter");
    (0..along).for_each(|_| window.press("Right"));
    (0..down).for_each(|_| window.press("Down"));
    window.press("Enter");
    window.by_test("mark-save");
}

pub fn regions(window: &Window, photo: &Value) -> Vec<Value> {
    let regions = window.invoke("photo_regions", json!({ "photo": photo }));
    regions.as_array().unwrap().clone()
}

pub fn until_regions(window: &Window, photo: &Value, count: usize) {
    window.until(&format!("{count} regions"), PATIENCE, || {
        let shown = window.run("return document.querySelectorAll('[data-test=region]').length", Value::Null);
        (shown == json!(count) && regions(window, photo).len() == count).then_some(())
    });
}

#[test]
fn a_photo_of_24_megapixels_is_looked_at_measured_and_marked_and_that_is_there_again_after_the_power_went() {
    let home = Home::new();
    let window = home.open();
    begin(&window, &home);
    let card = home.path("card");
    std::fs::create_dir(&card).unwrap();
    std::fs::write(card.join("DSC_0001.JPG"), draw(&Drawing::full(0, taken(0))).unwrap()).unwrap();
    let small = Drawing { index: 1, width: 1500, height: 1000, taken: taken(9) };
    std::fs::write(card.join("DSC_0002.JPG"), draw(&small).unwrap()).unwrap();
    take_in(&window, &card);
    window.by_test("result-close").click();
    let request = json!({ "waiting": null, "offset": 0, "limit": 10 });
    let photo = window.invoke("photo_window", json!({ "request": request }))["photos"][0]["id"].clone();

    window.by_test("tray-grid").focus();
    window.press("Home");
    window.press("Enter");
    window.until("the picture", PATIENCE, || {
        window.by_test("zoom").attribute("data-opened").filter(|opened| opened == "true")
    });
    window.screenshots("viewer");
    window.axe();
    window.press("1");
    window
        .until("its pixels", PATIENCE, || window.by_test("zoom-scale").text().contains("100%").then_some(()));
    std::thread::park_timeout(std::time::Duration::from_secs(3));
    window.screenshot("viewer-pixels");
    window.press("r");
    window.until("the turned view", PATIENCE, || {
        (window.by_test("zoom").attribute("data-turn").as_deref() == Some("90")).then_some(())
    });
    window.screenshot("viewer-turned");
    window.press("0");
    until_still(&window);

    mark(&window, "s", 10, 0);
    window.by_test("mark-length").type_keys("5");
    window.press("Enter");
    until_regions(&window, &photo, 1);
    mark(&window, "m", 20, 0);
    let measured = window.by_test("measured").text();
    assert!(measured.starts_with("10") && measured.ends_with("cm"), "twice as long: {measured}");
    window.by_test("mark-save").click();
    until_regions(&window, &photo, 2);
    mark(&window, "d", 8, 6);
    window.by_test("mark-note").type_keys("old break at the neck");
    window.screenshots("viewer-mark");
    window.axe();
    window.press("Enter");
    until_regions(&window, &photo, 3);
    window.wait_for_text("old break at the neck");
    window.screenshots("viewer-regions");
    window.press("b");
    window.until("the second side", PATIENCE, || {
        let sides = window.run("return document.querySelectorAll('[data-opened=true]').length", Value::Null);
        (sides == json!(2)).then_some(())
    });
    window.screenshots("viewer-two");
    window.press("Escape");
    window.until("the viewer's end", PATIENCE, || (!window.has_test("viewer")).then_some(()));
    let before = regions(&window, &photo);
    window.kill();

    let window = open_again(&home);
    assert_eq!(regions(&window, &photo), before);
    let notes: Vec<&Value> = before.iter().map(|region| &region["region"]["note"]).collect();
    assert!(notes.contains(&&json!("old break at the neck")), "{notes:?}");
}

#[test]
fn a_taking_in_that_the_power_cut_off_is_offered_again_and_loses_nothing() {
    let home = Home::new();
    let window = home.open();
    begin(&window, &home);
    let card = home.path("card");
    std::fs::create_dir(&card).unwrap();
    let count = 400_u64;
    for i in 0..count {
        // A megabyte of something else each: enough that the job is at work for a while.
        let bytes: Vec<u8> = (0..1 << 20).map(|at: u64| (at.wrapping_mul(i + 7) >> 3) as u8).collect();
        std::fs::write(card.join(format!("film-{i:03}.bin")), bytes).unwrap();
    }
    take_in(&window, &card);
    window.until("some of it", PATIENCE, || (total(&window, None) > 0).then_some(()));
    window.kill();

    let window = open_again(&home);
    let kept = total(&window, None);
    assert!(kept > 0 && kept < count, "{kept} of {count} were acknowledged when the power went");
    window.by_test("place-photos").click();
    window.by_test("intake-unfinished");
    window.screenshots("photos-unfinished");
    window.axe();
    window.by_test("intake-resume").click();
    window.until("the rest", std::time::Duration::from_secs(180), || {
        window.has_test("intake-result").then_some(())
    });
    let number = |test: &str| number(&window, test).parse::<u64>().unwrap();
    assert!(number("count-held") >= kept, "what was acknowledged is recognised");
    assert_eq!(number("count-held") + number("count-taken"), count);
    assert_eq!(total(&window, None), count);
    assert!(!window.has_test("intake-unfinished"));
}
