//! Real camera files, some broken on purpose, with `exiftool` as the judge of what they claim.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

use serde_json::Value;
use sigillum_core::digest::Digest;
use sigillum_core::media::{Drawing, Inspection, draw, inspect_bytes, inspect_file, thumbnail, thumbnail_of};
use sigillum_core::time::Moment;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where we differ from exiftool on purpose: why, in which field, in which files.
const DIFFERENCES: &[(&str, &str, &[&str])] = &[
    (
        "xmp:CreateDate says when the file was made, by any program: no capture time",
        "time",
        &[
            "jpg/invalid/image00971.jpg",
            "jpg/invalid/image01088.jpg",
            "jpg/invalid/image01137.jpg",
            "jpg/invalid/image01551.jpg",
            "jpg/invalid/image01713.jpg",
            "jpg/invalid/image01980.jpg",
            "jpg/invalid/image02206.jpg",
            "jpg/long_description.jpg",
            "jpg/xmp/BlueSquare.jpg",
            "jpg/xmp/no_exif.jpg",
        ],
    ),
    (
        "only in XMP, which is not read; its EXIF directory is unreadable",
        "time",
        &["jpg/tests/30-type_error.jpg"],
    ),
    (
        "only in XMP, by which no viewer turns a photo",
        "orientation",
        &[
            "jpg/Canon_DIGITAL_IXUS_400.jpg",
            "jpg/invalid/image00971.jpg",
            "jpg/invalid/image01088.jpg",
            "jpg/invalid/image01137.jpg",
            "jpg/invalid/image01713.jpg",
        ],
    ),
    ("only in a maker's own segment, of before EXIF", "make", &["jpg/exif-org/sony-powershota5.jpg"]),
    ("only in a maker's own segment, of before EXIF", "model", &["jpg/exif-org/sony-powershota5.jpg"]),
    (
        "only in a maker's own segment or note, which are not read",
        "time",
        &[
            "jpg/exif-org/sony-powershota5.jpg",
            "jpg/exif-org/olympus-d320l.jpg",
            "jpg/Reconyx_HC500_Hyperfire.jpg",
        ],
    ),
];

/// What exiftool says about every file of a folder.
fn judged(folder: &Path) -> BTreeMap<PathBuf, Value> {
    let tags =
        ["Make", "Model", "DateTimeOriginal", "CreateDate", "OffsetTimeOriginal", "OffsetTimeDigitized"];
    let tags = tags.into_iter().chain(["Orientation", "GPSLatitude", "GPSLongitude", "GPSAltitude"]);
    let tags = tags.chain([
        "ImageWidth",
        "ImageHeight",
        "Rotation",
        "Error",
        "SerialNumber",
        "LensModel",
        "Validate",
    ]);
    let output = Command::new("exiftool")
        .args(["-json", "-n", "-q", "-r", "-ext", "*"])
        .args(tags.map(|tag| format!("-{tag}")))
        .arg(folder)
        .output()
        .expect("exiftool judges this test: apt-get install libimage-exiftool-perl");
    let list: Vec<Value> = serde_json::from_slice(&output.stdout).expect("exiftool writes JSON");
    list.into_iter().map(|file| (PathBuf::from(file["SourceFile"].as_str().unwrap()), file)).collect()
}

/// All regular files below a folder that are no text about the others.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path));
        } else if name != "README" && !name.ends_with(".md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// exiftool's texts as this program keeps them; a model of digits alone comes as a number.
fn text(value: &Value) -> Option<String> {
    let text = value.as_str().map(str::to_owned).or_else(|| value.as_number().map(ToString::to_string))?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// exiftool's capture time and offset, by the rule of the program: DateTimeOriginal, else the digitizing.
fn captured(file: &Value) -> (Option<String>, Option<String>) {
    let moment = |tag: &str| text(&file[tag]).map(|t| t.replacen(':', "-", 2).replace(' ', "T"));
    match (moment("DateTimeOriginal"), moment("CreateDate")) {
        (Some(time), _) => (Some(time), text(&file["OffsetTimeOriginal"])),
        (None, Some(time)) => (Some(time), text(&file["OffsetTimeDigitized"])),
        (None, None) => (None, None),
    }
}

/// Every field in which the two differ.
fn compare(ours: &Inspection, theirs: &Value) -> Vec<(&'static str, String)> {
    let mut differences = Vec::new();
    let mut check = |field: &'static str, ours: Option<String>, theirs: Option<String>| {
        if ours != theirs {
            differences.push((field, format!("we say {ours:?}, exiftool {theirs:?}")));
        }
    };
    check("make", ours.make.clone(), text(&theirs["Make"]));
    check("model", ours.model.clone(), text(&theirs["Model"]));
    let (time, offset) = captured(theirs);
    check("time", ours.captured.as_ref().map(|c| c.time.clone()), time);
    check("offset", ours.captured.as_ref().and_then(|c| c.offset.clone()), offset);
    check("orientation", ours.orientation.map(|o| o.to_string()), text(&theirs["Orientation"]));
    // A ten-millionth of a degree is a centimetre.
    let degrees = |value: Option<f64>| value.map(|v| format!("{v:.7}"));
    check("latitude", degrees(ours.gps.map(|g| g.latitude)), degrees(theirs["GPSLatitude"].as_f64()));
    check("longitude", degrees(ours.gps.map(|g| g.longitude)), degrees(theirs["GPSLongitude"].as_f64()));
    let metres = |value: Option<f64>| value.map(|v| format!("{v:.3}"));
    check("altitude", metres(ours.gps.and_then(|g| g.altitude)), metres(theirs["GPSAltitude"].as_f64()));
    let (width, height) = upright(theirs);
    check("width", ours.width.map(|w| w.to_string()), width);
    check("height", ours.height.map(|h| h.to_string()), height);
    differences
}

/// exiftool's size, which is the stored one, as shown: HEIF is turned by its own property, all else by EXIF.
fn upright(file: &Value) -> (Option<String>, Option<String>) {
    let is_heif = !file["Rotation"].is_null();
    let turned = match is_heif {
        true => file["Rotation"].as_u64().unwrap_or(0) % 180 == 90,
        false => file["Orientation"].as_u64().unwrap_or(1) >= 5,
    };
    let (width, height) = (text(&file["ImageWidth"]), text(&file["ImageHeight"]));
    if turned { (height, width) } else { (width, height) }
}

#[test]
fn what_real_photos_claim_is_what_exiftool_reads_but_for_the_listed_differences() {
    let Some(folder) = sigillum_tests::outside("photos") else { return };
    let judged = judged(&folder);
    let mut found = BTreeSet::new();
    let mut compared = 0;
    for path in files(&folder) {
        let ours = inspect_file(&path).expect("a readable file is inspected, whatever it holds");
        let Some(theirs) = judged.get(&path).filter(|file| file["Error"].is_null()) else { continue };
        compared += 1;
        let name = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        for (field, how) in compare(&ours, theirs) {
            println!("{name}: {field}: {how}");
            found.insert((name.clone(), field));
        }
    }
    println!("{compared} files compared with exiftool, {} differences", found.len());
    assert!(compared > 50, "exiftool and we read only {compared} files");
    let listed = DIFFERENCES
        .iter()
        .flat_map(|(_, field, files)| files.iter().map(|file| ((*file).to_owned(), *field)));
    let listed: BTreeSet<_> = listed.collect();
    assert_eq!(found, listed, "found on the left, listed on the right");
}

#[test]
fn exiftool_finds_no_fault_with_drawn_photos_and_reads_in_them_what_we_read() {
    let folder = tempfile::tempdir().unwrap();
    let taken = Moment { millis: 1_763_026_867_000, offset_minutes: 345 };
    for index in 0..6 {
        let photo = draw(&Drawing { index, width: 300, height: 200, taken }).unwrap();
        std::fs::write(folder.path().join(format!("{index}.jpg")), photo).unwrap();
    }
    let judged = judged(folder.path());
    assert_eq!(judged.len(), 6);
    for (path, theirs) in judged {
        let ours = inspect_file(&path).unwrap();
        assert_eq!(compare(&ours, &theirs), [], "{}", path.display());
        assert_eq!(theirs["Validate"], "0 0 0", "exiftool's errors, warnings, minor ones");
        assert_eq!((ours.serial, ours.lens), (text(&theirs["SerialNumber"]), text(&theirs["LensModel"])));
        assert_eq!(ours.captured.unwrap().offset.as_deref(), Some("+05:45"));
    }
}

#[test]
fn every_real_photo_gives_a_picture_or_says_that_it_has_none() {
    let Some(folder) = sigillum_tests::outside("photos") else { return };
    let (mut shown, mut without) = (0, Vec::new());
    for path in files(&folder) {
        let seen = inspect_file(&path).unwrap();
        let mut file = File::open(&path).unwrap();
        match thumbnail_of(&mut file, seen.kind, seen.orientation, 512) {
            Ok(picture) => {
                shown += 1;
                assert!(picture.width.max(picture.height) <= 512);
                let (width, height) = (seen.width.unwrap(), seen.height.unwrap());
                assert_eq!(picture.width > picture.height, width > height, "{}", path.display());
                if picture.damaged || !seen.warnings.is_empty() {
                    println!("{}: damaged {} {:?}", path.display(), picture.damaged, seen.warnings);
                }
            }
            Err(error) => without.push(format!("{}: {}", path.display(), error.what)),
        }
    }
    println!("{shown} pictures; without: {without:#?}");
}

#[test]
fn the_eight_orientations_of_one_photo_give_the_same_upright_picture() {
    let Some(folder) = sigillum_tests::outside("photos/jpg/orientation") else { return };
    for shape in ["landscape", "portrait"] {
        let picture = |orientation: u8| {
            let path = folder.join(format!("{shape}_{orientation}.jpg"));
            let seen = inspect_file(&path).unwrap();
            assert_eq!(seen.orientation, Some(orientation));
            let small =
                thumbnail_of(&mut File::open(&path).unwrap(), seen.kind, seen.orientation, 64).unwrap();
            let seen = inspect_bytes(&small.jpeg, Digest::of(&small.jpeg));
            assert_eq!(seen.warnings, []);
            (small.width, small.height, small.jpeg)
        };
        let (width, height, _) = picture(1);
        for orientation in 2..=8 {
            let other = picture(orientation);
            assert_eq!((other.0, other.1), (width, height), "{shape} {orientation}");
        }
    }
}

#[test]
fn no_damage_to_a_real_photo_makes_us_panic_or_wait() {
    let Some(folder) = sigillum_tests::outside("photos") else { return };
    let mut random = 0x5169_6C6Cu32;
    let mut next = move |below: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) as usize % below.max(1)
    };
    let mut tried = 0;
    for path in files(&folder) {
        let whole = std::fs::read(&path).unwrap();
        if whole.len() > 1_000_000 {
            continue;
        }
        for round in 0..12 {
            let mut bytes = whole.clone();
            // Most of what is parsed stands at the beginning; in a TIFF also at the end.
            for _ in 0..=next(24) {
                let near = if next(4) == 0 { bytes.len() } else { bytes.len().min(4096) };
                let at = next(near);
                bytes[at] = [0x00, 0xFF, 0x7F, 0x80, next(256) as u8][next(5)];
            }
            if round % 3 == 0 {
                bytes.truncate(next(bytes.len()));
            }
            let seen = inspect_bytes(&bytes, Digest::of(&bytes));
            assert!(seen.claims().compact().len() < 64 << 10);
            if let Ok(picture) = thumbnail(&bytes, seen.kind, seen.orientation, 64) {
                assert!(picture.width <= 64 && picture.height <= 64);
            }
            tried += 1;
        }
    }
    println!("{tried} damaged photos");
}
