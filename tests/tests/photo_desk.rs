//! Photos as the screen needs them: the tray, runs and labels, placing by keys, tiles, regions.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{Catalogue, Input, IntakeOptions, PhotoListRequest, Placed, view_choices};
use sigillum_core::error::Code;
use sigillum_core::id::RecordId;
use sigillum_core::media::{Drawing, draw, draw_label};
use sigillum_core::photo::region::{Region, RegionKind, Shape};
use sigillum_core::progress::Silent;
use sigillum_core::time::Moment;
use sigillum_tests::laptop::{Laptop, export};
use std::path::Path;

/// A camera's clock at the beginning of the day.
const MORNING: i64 = 1_763_026_867_000;

fn shoot(folder: &Path, index: u32, seconds: i64) {
    let taken = Moment { millis: MORNING + seconds * 1000, offset_minutes: 0 };
    let photo = draw(&Drawing { index, width: 1200, height: 800, taken }).unwrap();
    std::fs::write(folder.join(format!("DSC_{index:04}.JPG")), photo).unwrap();
}

fn take_in(catalogue: &mut Catalogue, card: &Path) {
    let options =
        IntakeOptions { sources: vec![card.to_owned()], label: "card A".into(), ..Default::default() };
    assert!(!catalogue.photo_add(&options, &Silent).unwrap().stopped);
}

fn artefact(catalogue: &mut Catalogue, reference: &str) -> RecordId {
    catalogue.artefact_add(&[("reference".into(), Input::Text(reference.into()))]).unwrap()
}

fn all(waiting: Option<bool>) -> PhotoListRequest {
    PhotoListRequest { waiting, offset: 0, limit: 100 }
}

struct Desk {
    _folder: tempfile::TempDir,
    laptop: Laptop,
    catalogue: Catalogue,
    card: std::path::PathBuf,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(folder.path(), "anna");
    let catalogue = laptop.begin();
    let card = folder.path().join("card");
    std::fs::create_dir(&card).unwrap();
    Desk { _folder: folder, laptop, catalogue, card }
}

#[test]
fn what_shows_nothing_yet_waits_in_runs_and_leaves_the_tray_when_it_is_placed() {
    let mut desk = desk();
    for (index, seconds) in [(1, 0), (2, 6), (3, 12), (4, 200), (5, 207)] {
        shoot(&desk.card, index, seconds);
    }
    std::fs::write(desk.card.join("note.txt"), "no picture, no time").unwrap();
    take_in(&mut desk.catalogue, &desk.card);
    let tray = desk.catalogue.photo_tray().unwrap();
    assert_eq!((tray.total, tray.unread), (6, 6));
    let names = |run: &sigillum_core::catalogue::PhotoRun| {
        run.photos.iter().map(|p| p.name.clone()).collect::<Vec<_>>()
    };
    let runs: Vec<Vec<String>> = tray.runs.iter().map(names).collect();
    assert_eq!(
        runs,
        [
            vec!["DSC_0001.JPG", "DSC_0002.JPG", "DSC_0003.JPG"],
            vec!["DSC_0004.JPG", "DSC_0005.JPG"],
            vec!["note.txt"]
        ]
    );
    assert_eq!(tray.runs[1].pause, Some(188));
    assert_eq!(tray.runs[2].photos[0].taken, None);

    let head = artefact(&mut desk.catalogue, "ABC/1");
    let run: Vec<RecordId> = tray.runs[0].photos.iter().map(|p| p.id.clone()).collect();
    let done = desk.catalogue.photo_place_as(&run, &head, "overall_front").unwrap();
    assert_eq!((done.placed.len(), done.withdrawn.len()), (3, 0));
    assert_eq!(desk.catalogue.photo_list(&all(Some(true))).unwrap().total, 3);
    let list = desk.catalogue.photo_list(&all(None)).unwrap();
    assert_eq!(list.total, 6);
    let order: Vec<&str> = list.photos.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(order[..3], ["DSC_0004.JPG", "DSC_0005.JPG", "note.txt"], "what waits stands first");
    assert!(list.photos[0].picture && list.photos[0].held && list.photos[0].taken.is_some());
    assert!(!list.photos[2].picture && list.photos[2].taken.is_none());

    assert!(desk.catalogue.photo_place_undo(&done).unwrap() > 0);
    assert_eq!(desk.catalogue.photo_place_undo(&done).unwrap(), 0, "it was taken back already");
    assert_eq!(desk.catalogue.photo_list(&all(Some(true))).unwrap().total, 6);
    let before = sigillum_tests::views::held_with_search(desk.catalogue.root());
    desk.catalogue.rebuild(&Silent).unwrap();
    assert_eq!(before, sigillum_tests::views::held_with_search(desk.catalogue.root()));
}

#[test]
fn another_number_key_changes_the_view_in_one_save_and_that_is_taken_back_too() {
    let mut desk = desk();
    shoot(&desk.card, 1, 0);
    take_in(&mut desk.catalogue, &desk.card);
    let head = artefact(&mut desk.catalogue, "ABC/1");
    let photo = desk.catalogue.photo_list(&all(None)).unwrap().photos[0].id.clone();
    let views = view_choices().unwrap();
    let key = |number: usize| views.iter().find(|view| view.number == Some(number)).unwrap().id.clone();
    let (one, two) = (key(1), key(2));
    desk.catalogue.photo_place_as(&[photo.clone(), photo.clone()], &head, &one).unwrap();
    let changed = desk.catalogue.photo_place_as(std::slice::from_ref(&photo), &head, &two).unwrap();
    assert_eq!((changed.placed.len(), changed.withdrawn.len()), (1, 1));
    let shown = |desk: &Desk| {
        let placed = desk.catalogue.photo_tile(&photo).unwrap().placements;
        placed.into_iter().map(|p| (p.reference, p.view)).collect::<Vec<_>>()
    };
    assert_eq!(shown(&desk), [("ABC/1".to_owned(), "overall_back".to_owned())]);
    let again = desk.catalogue.photo_place_as(std::slice::from_ref(&photo), &head, &two).unwrap();
    assert_eq!((again.placed.len(), again.withdrawn.len()), (0, 0), "it is so already: nothing is written");
    assert!(desk.catalogue.photo_place_undo(&changed).unwrap() > 0);
    assert_eq!(shown(&desk), [("ABC/1".to_owned(), "overall_front".to_owned())]);
    let wrong =
        desk.catalogue.photo_place_undo(&Placed { placed: vec![head.clone()], withdrawn: Vec::new() });
    assert_eq!(wrong.unwrap_err().code, Code::Usage);
    assert_eq!(
        desk.catalogue.photo_place_as(std::slice::from_ref(&head), &head, &one).unwrap_err().code,
        Code::Usage
    );
}

#[test]
fn a_region_is_an_entry_found_again_after_the_program_ends_and_the_photo_keeps_its_bytes() {
    let mut desk = desk();
    shoot(&desk.card, 0, 0);
    take_in(&mut desk.catalogue, &desk.card);
    let photo = desk.catalogue.photo_list(&all(None)).unwrap().photos[0].id.clone();
    let bytes =
        std::fs::read(desk.catalogue.original_path(&photo.digest().unwrap()).unwrap().unwrap()).unwrap();
    let crack = Region {
        kind: RegionKind::Damage,
        shape: Shape::Box { x: 10, y: 20, width: 300, height: 40 },
        note: "old break at the neck".into(),
        value: None,
        unit: None,
        scale: None,
    };
    let bar = Region {
        kind: RegionKind::Scale,
        shape: Shape::Line { from: (100, 700), to: (600, 700) },
        note: String::new(),
        value: Some("10".into()),
        unit: Some("cm".into()),
        scale: None,
    };
    let id = desk.catalogue.photo_mark(&photo, None, &crack).unwrap();
    let scale = desk.catalogue.photo_mark(&photo, None, &bar).unwrap();
    assert_eq!(
        desk.catalogue.photo_measure(&photo, &scale, (0, 0), (300, 400)).unwrap(),
        ("10".to_owned(), "cm".to_owned())
    );
    let length = Region {
        kind: RegionKind::Length,
        shape: Shape::Line { from: (0, 0), to: (0, 250) },
        value: Some("999".into()),
        scale: Some(scale.clone()),
        ..bar.clone()
    };
    desk.catalogue.photo_mark(&photo, None, &length).unwrap();
    drop(desk.catalogue);

    let mut catalogue = desk.laptop.open();
    let regions = catalogue.photo_regions(&photo).unwrap();
    assert_eq!(regions.len(), 3);
    assert_eq!((&regions[0].id, &regions[0].region), (&id, &crack));
    assert_eq!(regions[0].signer, "anna");
    assert_eq!(regions[2].region.value.as_deref(), Some("5"), "a length is measured, not believed");
    assert_eq!(
        std::fs::read(catalogue.original_path(&photo.digest().unwrap()).unwrap().unwrap()).unwrap(),
        bytes
    );
    let found = catalogue.photo_list(&all(None)).unwrap();
    assert_eq!(found.photos[0].regions, 3);

    catalogue.photo_unmark(&photo, &id).unwrap();
    assert_eq!(catalogue.photo_regions(&photo).unwrap().len(), 2);
    let outside = Region { shape: Shape::Box { x: 1199, y: 0, width: 2, height: 1 }, ..crack.clone() };
    assert_eq!(catalogue.photo_mark(&photo, None, &outside).unwrap_err().code, Code::BadValue);
    assert_eq!(catalogue.photo_mark(&photo, Some("no such id"), &crack).unwrap_err().code, Code::NotFound);
    let no_scale = Region { scale: Some(id), ..length };
    assert_eq!(catalogue.photo_mark(&photo, None, &no_scale).unwrap_err().code, Code::NotFound);
}

#[test]
fn tiles_are_cut_once_kept_beside_the_evidence_and_made_again_when_they_are_lost() {
    let mut desk = desk();
    shoot(&desk.card, 0, 0);
    take_in(&mut desk.catalogue, &desk.card);
    let tile = desk.catalogue.photo_list(&all(None)).unwrap().photos.remove(0);
    let pictures = desk.catalogue.pictures();
    let grid = pictures.pyramid(&tile.sha256).unwrap();
    assert_eq!((grid.width, grid.height), (1200, 800));
    let first = pictures.tile(&tile.sha256, 3, 2, 1).unwrap();
    assert!(first.starts_with(b"\xFF\xD8"));
    let cache = desk.catalogue.root().join("cache");
    let folder = std::fs::read_dir(&cache).unwrap().next().unwrap().unwrap().path();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 6, "all tiles of the level were cut");
    std::fs::write(folder.join("3-2-1.jpg"), b"\xFF\xD8 torn by a crash").unwrap();
    assert_eq!(pictures.tile(&tile.sha256, 3, 2, 1).unwrap(), first);
    std::fs::remove_dir_all(&cache).unwrap();
    assert_eq!(pictures.tile(&tile.sha256, 3, 2, 1).unwrap(), first);
    for (level, x, y) in [(3, 3, 0), (4, 0, 0), (0, 0, 1)] {
        assert_eq!(pictures.tile(&tile.sha256, level, x, y).unwrap_err().code, Code::NotFound);
    }
    assert_eq!(
        pictures.screen(&sigillum_core::digest::Digest::of(b"not here"), 100, 100).unwrap_err().code,
        Code::NotFound
    );
    let check = desk.catalogue.check(None, &Silent).unwrap();
    assert!(!check.findings.iter().any(|finding| finding.path.contains("cache")), "the cache is no finding");
}

#[test]
fn a_photographed_label_suggests_where_the_photos_after_it_belong_and_places_nothing() {
    let mut desk = desk();
    let head = artefact(&mut desk.catalogue, "ABC/1");
    let label = |index: u32, text: &str, seconds: i64| {
        let taken = Moment { millis: MORNING + seconds * 1000, offset_minutes: 0 };
        let photo = draw_label(&Drawing { index, width: 1200, height: 800, taken }, text).unwrap();
        std::fs::write(desk.card.join(format!("DSC_{index:04}.JPG")), photo).unwrap();
    };
    label(1, "abc/001", 0);
    shoot(&desk.card, 2, 5);
    label(3, "XYZ/9", 10);
    shoot(&desk.card, 4, 15);
    take_in(&mut desk.catalogue, &desk.card);
    assert_eq!(desk.catalogue.photo_tray().unwrap().runs.len(), 1, "no label was read yet");
    assert_eq!(desk.catalogue.photo_read_labels(&Silent).unwrap(), 4);
    assert_eq!(desk.catalogue.photo_read_labels(&Silent).unwrap(), 0, "what was read is remembered");
    let tray = desk.catalogue.photo_tray().unwrap();
    assert_eq!((tray.runs.len(), tray.unread), (2, 0));
    let suggestion = tray.runs[0].suggestion.clone().unwrap();
    assert_eq!((suggestion.artefact, suggestion.reference.as_str()), (head, "ABC/1"));
    assert_eq!(tray.runs[0].photos.len(), 2);
    assert_eq!((tray.runs[1].label.as_deref(), &tray.runs[1].suggestion), (Some("XYZ/9"), &None));
    assert_eq!(tray.total, 4, "a suggestion is no entry");
}

#[test]
fn two_people_who_mark_one_photo_add_to_each_other_and_disagree_only_about_a_region_that_both_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (anna, ben) = (Laptop::new(folder.path(), "anna"), Laptop::new(folder.path(), "ben"));
    let card = folder.path().join("card");
    std::fs::create_dir(&card).unwrap();
    shoot(&card, 0, 0);
    let mut first = anna.begin();
    take_in(&mut first, &card);
    let photo = first.photo_list(&all(None)).unwrap().photos[0].id.clone();
    let mark = |x: i64, note: &str| Region {
        kind: RegionKind::Inscription,
        shape: Shape::Box { x, y: 0, width: 10, height: 10 },
        note: note.into(),
        value: None,
        unit: None,
        scale: None,
    };
    let shared = first.photo_mark(&photo, None, &mark(0, "three signs")).unwrap();
    let bundle = export(&mut first, &anna, false, None).path;
    let mut second = ben.join(&bundle);
    first.photo_mark(&photo, None, &mark(100, "by Anna")).unwrap();
    second.photo_mark(&photo, None, &mark(200, "by Ben")).unwrap();
    first.photo_mark(&photo, Some(&shared), &mark(0, "four signs")).unwrap();
    second.photo_mark(&photo, Some(&shared), &mark(0, "five signs")).unwrap();
    let bundle = export(&mut second, &ben, false, None).path;
    first.import(&bundle, None, false, &Silent).unwrap();
    let regions = first.photo_regions(&photo).unwrap();
    assert_eq!(regions.iter().map(|r| r.values).collect::<Vec<_>>(), [2, 1, 1]);
    assert!(
        regions.iter().any(|r| r.region.note == "by Anna")
            && regions.iter().any(|r| r.region.note == "by Ben")
    );
    assert_eq!(first.conflicts(None).unwrap().len(), 1);
}
