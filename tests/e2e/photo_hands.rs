//! Photos by hand: dropped on the window, dragged to where they belong, in thousands, without a picture, outlined.

use super::photos::{begin, regions, take_in, taken, total, until_regions, until_waiting};
use serde_json::{Value, json};
use sigillum_core::media::{Drawing, draw};
use sigillum_tests::window::{Element, Home, PATIENCE, Window};
use std::path::PathBuf;

fn card(home: &Home) -> PathBuf {
    let card = home.path("card");
    std::fs::create_dir(&card).unwrap();
    card
}

fn shoot(card: &std::path::Path, count: u32) -> Vec<PathBuf> {
    let shot = |index: u32| {
        let path = card.join(format!("DSC_{index:04}.JPG"));
        let drawing =
            Drawing { index: index * 6, width: 1500, height: 1000, taken: taken(i64::from(index) * 9) };
        std::fs::write(&path, draw(&drawing).unwrap()).unwrap();
        path
    };
    (1..=count).map(shot).collect()
}

/// A photo's tile, by its name.
fn tile<'a>(window: &'a Window, name: &str) -> Element<'a> {
    window.by_role("gridcell", name)
}

/// The views in which photos show an artefact, in the order of its pane.
fn shown(window: &Window, reference: &str) -> Vec<String> {
    let id = window.invoke("artefact_find", json!({ "kind": "artefact", "name": reference }));
    let tiles = window.invoke("photo_of", json!({ "artefact": id }));
    let views = tiles.as_array().unwrap().iter().flat_map(|tile| tile["placements"].as_array().unwrap());
    views.map(|placed| placed["view"].as_str().unwrap().to_owned()).collect()
}

fn until_shown(window: &Window, reference: &str, views: &[&str]) {
    window.until(&format!("{views:?} of {reference}"), PATIENCE, || {
        (shown(window, reference) == views).then_some(())
    });
}

#[test]
fn files_dropped_on_the_window_are_taken_in_and_dragged_to_the_views_of_an_artefact() {
    let home = Home::new();
    let window = home.open();
    begin(&window, &home);
    let files = shoot(&card(&home), 4);
    let files: Vec<&std::path::Path> = files.iter().map(PathBuf::as_path).collect();
    window.by_test("place-photos").click();
    window.by_test("intake");
    window.drag_files_over(&files);
    window.wait_for_text("Drop to take in");
    window.screenshots("photos-dropping");
    window.drop_files(&files);
    window.by_test("card-label").type_keys("by hand");
    window.by_test("intake-begin").click();
    window.by_test("result-close").click();
    until_waiting(&window, 4);

    window.by_test("place-artefact").fill("sc/1");
    window.press("Enter");
    window.by_test("view-overall_front");
    window.drag(
        &tile(&window, "DSC_0002"),
        &[&window.by_test("place-target"), &window.by_test("view-overall_front")],
    );
    until_shown(&window, "SC/1", &["overall_front"]);
    until_waiting(&window, 3);
    // What is selected goes along, and what is let go nowhere stays.
    tile(&window, "DSC_0001").click();
    window.press("Shift+Right");
    window.wait_for_text("2 selected");
    window.drag(&tile(&window, "DSC_0001"), &[&window.by_test("place-target")]);
    window.drag(&tile(&window, "DSC_0001"), &[&window.by_test("view-detail")]);
    until_shown(&window, "SC/1", &["overall_front", "detail", "detail"]);
    until_waiting(&window, 1);
    window.press("Control+z");
    until_waiting(&window, 3);
    until_shown(&window, "SC/1", &["overall_front"]);
}

#[test]
fn the_photos_of_a_record_are_placed_changed_taken_away_and_looked_at_beside_it() {
    let home = Home::new();
    let window = home.open();
    begin(&window, &home);
    let card = card(&home);
    shoot(&card, 3);
    take_in(&window, &card);
    window.by_test("result-close").click();
    window.by_test("place-catalogue").click();
    window.by_test("photo-pane");
    window.drag(&tile(&window, "DSC_0003"), &[&window.by_role("heading", "Photos")]);
    until_shown(&window, "SC/1", &["other"]);
    window.press("p");
    window.press("Home");
    window.press("2");
    let second = window.until("another view", PATIENCE, || {
        let now = shown(&window, "SC/1");
        (now.len() == 1 && now != ["other"]).then_some(now)
    });
    // A photo that is dragged about inside its own pane keeps its view.
    window.drag(&tile(&window, "DSC_0003"), &[&window.by_role("heading", "Photos")]);
    window.settle();
    assert_eq!(shown(&window, "SC/1"), second);
    window.by_test("pane-facts");
    window.screenshots("photo-pane");
    window.axe();
    window.zoom(200);
    window.screenshot("photo-pane-200");
    window.zoom(100);
    // In between there was no room for the pane, which lets go of what was selected.
    tile(&window, "DSC_0003").click();
    window.press("Enter");
    window.by_test("viewer");
    window.press("Escape");
    window.until("the viewer's end", PATIENCE, || (!window.has_test("viewer")).then_some(()));
    window.press("Delete");
    until_shown(&window, "SC/1", &[]);
    assert_eq!(total(&window, Some(true)), 3, "it waits again");
}

#[test]
fn thousands_that_wait_are_gone_through_and_selected_by_keys_while_only_those_in_sight_are_in_the_page() {
    let home = Home::new();
    let window = home.open();
    begin(&window, &home);
    let card = card(&home);
    let count = 2_000;
    for i in 1..=count {
        std::fs::write(card.join(format!("IMG_{i:04}.txt")), format!("so many: {i}")).unwrap();
    }
    take_in(&window, &card);
    window.until("the card", std::time::Duration::from_secs(180), || {
        window.has_test("intake-result").then_some(())
    });
    window.by_test("result-close").click();
    window.by_test("tray-grid").focus();
    let tiles = || window.run("return document.querySelectorAll('[data-test=photo]').length", Value::Null);
    window.press("End");
    tile(&window, "IMG_2000");
    assert!(tiles().as_u64().unwrap() < 150, "{} tiles are in the page", tiles());
    window.press("Up");
    window.press("Shift+Home");
    window.until("nearly all of them", PATIENCE, || {
        let chosen: u64 = window.text().split(" selected").next()?.split_whitespace().last()?.parse().ok()?;
        (chosen > 1_980 && chosen < 2_000).then_some(())
    });
    tile(&window, "IMG_0001");
    window.press("Control+a");
    window.wait_for_text("2000 selected");
    window.screenshots("photos-thousands");
    window.axe();
    let name = |reference: &str| json!({ "kind": "artefact", "name": reference });
    window.invoke("artefact_find", name("SC/2"));
    window.by_test("place-artefact").fill("sc/2");
    window.press("Enter");
    window.until("the artefact", PATIENCE, || {
        window.by_test("place-target").text().contains("SC/2").then_some(())
    });
    window.by_test("tray-grid").focus();
    window.press("Home");
    window.press("Shift+PageDown");
    window.press("Shift+PageDown");
    window.press("7");
    window.until("some of them placed", std::time::Duration::from_secs(60), || {
        let waiting = total(&window, Some(true));
        (waiting < count && waiting > count - 200).then_some(())
    });
}

/// A film, a document, a picture of a kind that needs a decoder, a photo that was cut off, and a whole one.
fn odd_card(home: &Home) -> PathBuf {
    let card = card(home);
    let put = |name: &str, bytes: &[u8]| std::fs::write(card.join(name), bytes).unwrap();
    put("film.mp4", &[&b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"[..], &[7; 4000]].concat());
    put("receipt.pdf", &[&b"%PDF-1.7\n"[..], &[b' '; 2000]].concat());
    put("IMG_0001.HEIC", &[&b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..], &[9; 4000]].concat());
    let whole = shoot(&card, 1);
    let bytes = std::fs::read(&whole[0]).unwrap();
    put("cut.jpg", &bytes[..600]);
    card
}

/// Pictures that the page tried and could not show.
fn broken(window: &Window) -> Value {
    window.run(
        "return [...document.images].filter((i) => i.complete && i.naturalWidth === 0 && i.getBoundingClientRect().width > 0).length",
        Value::Null,
    )
}

fn until_placeholders(window: &Window, count: usize) {
    window.until(&format!("{count} placeholders"), PATIENCE, || {
        let seen =
            window.run("return document.querySelectorAll('[data-test=no-picture]').length", Value::Null);
        (seen == json!(count) && broken(window) == json!(0)).then_some(())
    });
}

#[test]
fn a_file_without_a_picture_shows_what_it_is_in_tray_pane_list_and_grid_and_never_a_broken_picture() {
    let home = Home::new();
    let window = home.open();
    begin(&window, &home);
    take_in(&window, &odd_card(&home));
    window.by_test("result-close").click();
    until_waiting(&window, 5);
    until_placeholders(&window, 4);
    for kind in ["MP4", "PDF", "HEIC", "JPG"] {
        assert!(window.by_test("tray").text().contains(kind), "{kind}");
    }
    assert!(window.by_test("tray").text().contains("unreadable here · JPG"), "it should be a picture");
    window.screenshots("photos-without-picture");
    window.axe();

    let photos =
        window.invoke("photo_window", json!({ "request": { "waiting": null, "offset": 0, "limit": 10 } }));
    let find = |name: &str| {
        let all = photos["photos"].as_array().unwrap();
        all.iter().find(|photo| photo["name"] == name).unwrap()["id"].clone()
    };
    let id = window.invoke("artefact_find", json!({ "kind": "artefact", "name": "SC/1" }));
    let place = |name: &str, view: &str| {
        window.invoke("photo_place", json!({ "photos": [find(name)], "artefact": id, "view": view }))
    };
    place("film.mp4", "overall_front");
    place("receipt.pdf", "other");
    window.by_test("place-catalogue").click();
    window.by_test("pane-grid");
    // Its row in the list, its two tiles, and what waits.
    window.until("a film in the list", PATIENCE, || {
        let row = window.by_role("option", "film").text();
        (row.contains("film") && broken(&window) == json!(0)).then_some(())
    });
    window.until("a document in the pane", PATIENCE, || {
        window.by_test("photo-pane").text().contains("document · PDF").then_some(())
    });
    window.screenshots("photo-pane-without-picture");
    window.axe();
    window.by_test("view-toggle").click();
    window.by_test("grid");
    window.until("a film in the grid", PATIENCE, || {
        let text = window.by_test("grid").text();
        (text.contains("film") && broken(&window) == json!(0)).then_some(())
    });
    window.screenshots("catalogue-grid-without-picture");
    tile(&window, "film.mp4").click();
    window.press("Enter");
    window.by_test("viewer-no-picture");
    window.screenshots("viewer-without-picture");
    window.axe();
}

#[test]
fn an_outline_is_drawn_by_keys_and_by_pointer_named_renamed_and_taken_back() {
    let home = Home::new();
    let window = home.open();
    begin(&window, &home);
    let card = card(&home);
    shoot(&card, 1);
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

    window.press("i");
    window.press("f");
    window.wait_for_text("corner after corner");
    for steps in [&["Right"][..], &["Right", "Right", "Right"], &["Down", "Down"], &["Left", "Down"]] {
        steps.iter().for_each(|step| window.press(step));
        window.press("Enter");
    }
    // One corner too many is taken back, and set elsewhere.
    window.press("Escape");
    window.press("Left");
    window.press("Enter");
    window.press("Enter");
    window.by_test("mark-note").type_keys("three letters");
    window.press("Enter");
    until_regions(&window, &photo, 1);
    let region = &regions(&window, &photo)[0]["region"];
    assert_eq!((&region["kind"], &region["shape"]["form"]), (&json!("inscription"), &json!("outline")));
    assert_eq!(region["shape"]["corners"].as_array().unwrap().len(), 4, "{region}");

    window.press("d");
    window.by_test("mark-form");
    window.click_at(&window.by_test("zoom"), &[(-120, -80), (60, -90), (90, 70), (-60, 40), (-60, 40)]);
    window.by_test("mark-note").type_keys("old break");
    window.screenshots("viewer-outline");
    window.axe();
    window.press("Enter");
    until_regions(&window, &photo, 2);
    let corners =
        |at: usize| regions(&window, &photo)[at]["region"]["shape"]["corners"].as_array().unwrap().len();
    assert_eq!(corners(1), 4);

    window.by_role("button", "Change what is said: damage").click();
    window.by_test("mark-note").fill("new break");
    window.press("Enter");
    window.wait_for_text("new break");
    until_regions(&window, &photo, 2);
    window.screenshots("viewer-outlines");
    window.zoom(200);
    window.screenshot("viewer-outlines-200");
    window.zoom(100);

    window.by_role("button", "Take back: inscription").focus();
    window.press("Enter");
    until_regions(&window, &photo, 1);
    assert_eq!(regions(&window, &photo)[0]["region"]["note"], "new break");
}
