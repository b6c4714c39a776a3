//! Gaps in a camera's numbering: photos that were made and are not on the card.
//!
//! Owns: reading file numbers as cameras write them, and nothing else; it is pure. Must never: claim a gap on
//! a guess. A gap says that numbers are missing, not that somebody removed photos.
//!
//! Source of the form: DCF 2.0 (JEITA CP-3461B). A file's name has four free characters and the number 0001 to
//! 9999; files with one number are one object (a raw and its JPEG); a folder's name has the number 100 to 999
//! and five free characters. What has another form, such as a phone's `IMG_20251113_094107`, is not counted.

use std::collections::BTreeMap;

/// The largest number; 0001 follows.
const LAST: u16 = 9999;
/// The numbering is taken to have begun again at 0001 when at most so many numbers are missing there.
const ROLLOVER_SLACK: u16 = 100;

/// Numbers that are missing between two files.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Gap {
    /// The folder of the file after the gap, as text.
    pub folder: String,
    /// The name, without ending, of the file before the gap.
    pub after: String,
    /// The name, without ending, of the file after the gap.
    pub before: String,
    /// The first number missing.
    pub first: u16,
    /// The last number missing; smaller than `first` when the numbering began again within the gap.
    pub last: u16,
    /// How many numbers are missing.
    pub missing: u16,
}

/// One camera's numbers in one folder, in the order in which they were given out.
struct Run<'a> {
    folder: &'a str,
    family: String,
    /// Number and name without ending.
    files: Vec<(u16, &'a str)>,
}

/// Finds the gaps between files, each given as its folder's text and its name. Order does not matter, and the
/// result is in the order of folders, cameras and numbers.
pub fn gaps<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Gap> {
    let mut groups: BTreeMap<(&str, String), BTreeMap<u16, &str>> = BTreeMap::new();
    for (folder, name) in files {
        if let Some((family, number, stem)) = read(name) {
            let kept = groups.entry((folder, family)).or_default().entry(number).or_insert(stem);
            // One name for one object, whatever the order: IMG_0007 rather than MVI_0007.
            *kept = stem.min(*kept);
        }
    }
    let runs: Vec<Run> = groups
        .into_iter()
        .map(|((folder, family), numbers)| Run { folder, family, files: in_order(numbers) })
        .collect();
    let mut gaps = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        if let Some(before) = folder_before(&runs[..at], run) {
            gaps.extend(between_folders(before, run));
        }
        gaps.extend(run.files.windows(2).filter_map(|pair| gap(run.folder, pair[0], pair[1])));
    }
    gaps
}

/// Family, number and stem of a name of DCF's form; the stem ends at the first dot, so that a sidecar such as
/// `DSC_0001.NEF.xmp` counts as its photo.
fn read(name: &str) -> Option<(String, u16, &str)> {
    let stem = name.split('.').next()?;
    let free = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if stem.len() != 8 || !stem.bytes().all(free) || !stem.bytes().skip(4).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = stem[4..].parse().ok().filter(|n| *n > 0)?;
    Some((family(&stem[..4].to_ascii_uppercase()), number, stem))
}

/// Cameras give one run of numbers to several prefixes: another colour space begins with `_`, Canon's films
/// with `MVI_`, GoPro's chapters with the chapter, Olympus names the day.
fn family(prefix: &str) -> String {
    let bytes = prefix.as_bytes();
    let dated = matches!(bytes[0], b'P' | b'_')
        && matches!(bytes[1], b'1'..=b'9' | b'A'..=b'C')
        && bytes[2..].iter().all(u8::is_ascii_digit);
    let chapter = bytes[0] == b'G'
        && matches!(bytes[1], b'X' | b'H' | b'P' | b'O')
        && (prefix == "GOPR" || bytes[2..].iter().all(u8::is_ascii_digit));
    match prefix {
        "_MG_" | "MVI_" => "IMG_",
        "_DSC" => "DSC_",
        "_DSF" => "DSCF",
        "_IGP" => "IMGP",
        _ if dated => "P",
        _ if chapter => "GOPR",
        other => other,
    }
    .to_owned()
}

/// The order in which the numbers were given out: rising, unless the numbering began again at 0001.
fn in_order(numbers: BTreeMap<u16, &str>) -> Vec<(u16, &str)> {
    let mut files: Vec<_> = numbers.into_iter().collect();
    let across = match (files.first(), files.last()) {
        (Some((low, _)), Some((high, _))) => distance(*high, *low),
        _ => return files,
    };
    let widest = (1..files.len()).max_by_key(|i| (files[*i].0 - files[*i - 1].0, std::cmp::Reverse(*i)));
    if let Some(begin) = widest
        && across <= ROLLOVER_SLACK
        && files[begin].0 - files[begin - 1].0 > ROLLOVER_SLACK + 1
    {
        files.rotate_left(begin);
    }
    files
}

/// How many numbers lie between two, counting on from 9999 to 0001.
fn distance(from: u16, to: u16) -> u16 {
    if to > from { to - from - 1 } else { LAST - from + to - 1 }
}

fn gap(folder: &str, after: (u16, &str), before: (u16, &str)) -> Option<Gap> {
    let missing = distance(after.0, before.0);
    let next = |n: u16| if n == LAST { 1 } else { n + 1 };
    let previous = |n: u16| if n == 1 { LAST } else { n - 1 };
    (missing > 0).then(|| Gap {
        folder: folder.to_owned(),
        after: after.1.to_owned(),
        before: before.1.to_owned(),
        first: next(after.0),
        last: previous(before.0),
        missing,
    })
}

/// The run of the same camera in the folder just before, `100CANON` for `101CANON`.
fn folder_before<'a, 'b>(earlier: &'a [Run<'b>], run: &Run) -> Option<&'a Run<'b>> {
    let (parent, number) = folder_number(run.folder)?;
    earlier.iter().rev().find(|other| {
        other.family == run.family && folder_number(other.folder) == Some((parent, number.wrapping_sub(1)))
    })
}

/// What is above a folder of DCF's form, and its number.
fn folder_number(folder: &str) -> Option<(&str, u16)> {
    let (parent, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    let digits = name.get(..3).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    (name.len() == 8).then_some(())?;
    Some((parent, digits.parse().ok().filter(|n| *n >= 100)?))
}

/// A gap between the last file of one folder and the first of the next. Many cameras begin each folder at
/// 0001 again: then nothing can be said, unless the numbers ran out.
fn between_folders(before: &Run, run: &Run) -> Option<Gap> {
    let (last, first) = (*before.files.last()?, *run.files.first()?);
    let ran_out = distance(last.0, first.0) <= ROLLOVER_SLACK;
    if first.0 > last.0 || (ran_out && LAST - last.0 <= ROLLOVER_SLACK) {
        return gap(run.folder, last, first);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let line = |g: Gap| {
            format!("{} {}..{} {:04}-{:04} ({})", g.folder, g.after, g.before, g.first, g.last, g.missing)
        };
        let mut reversed: Vec<_> = files.to_vec();
        reversed.reverse();
        assert_eq!(gaps(files.iter().copied()), gaps(reversed), "the order of files must not matter");
        gaps(files.iter().copied()).into_iter().map(line).collect()
    }

    fn in_one(names: &[&str]) -> Vec<String> {
        found(&names.iter().map(|n| ("100CANON", *n)).collect::<Vec<_>>())
    }

    #[test]
    fn missing_numbers_are_told_as_ranges() {
        let gaps = in_one(&["DSC_0001.JPG", "DSC_0003.JPG", "DSC_0004.JPG", "DSC_0009.JPG"]);
        assert_eq!(
            gaps,
            ["100CANON DSC_0001..DSC_0003 0002-0002 (1)", "100CANON DSC_0004..DSC_0009 0005-0008 (4)"]
        );
        assert!(in_one(&["DSC_0500.JPG", "DSC_0501.JPG"]).is_empty(), "what came before the card is unknown");
        assert!(in_one(&["DSC_0500.JPG"]).is_empty());
        assert!(in_one(&[]).is_empty());
    }

    #[test]
    fn a_raw_its_jpeg_its_sidecar_and_a_film_in_one_run_count_once() {
        let names = ["DSC_0001.JPG", "DSC_0001.NEF", "dsc_0002.nef.xmp", "_DSC0003.JPG", "DSC_0004.MOV"];
        assert!(in_one(&names).is_empty());
        assert!(in_one(&["IMG_0001.JPG", "MVI_0002.MP4", "_MG_0003.CR2", "IMG_0004.HEIC"]).is_empty());
        assert!(in_one(&["DSCF0001.RAF", "_DSF0002.RAF"]).is_empty());
        assert!(in_one(&["P1310045.ORF", "P2010046.ORF", "PA010047.JPG", "_A010048.JPG"]).is_empty());
        assert!(in_one(&["GOPR0001.MP4", "GP010001.MP4", "GX020001.MP4", "GX010002.MP4"]).is_empty());
    }

    #[test]
    fn two_cameras_in_one_folder_are_counted_apart() {
        assert!(in_one(&["IMG_0001.JPG", "DSCF5000.JPG", "IMG_0002.JPG", "DSCF5001.JPG"]).is_empty());
    }

    #[test]
    fn after_9999_comes_0001_and_that_is_no_gap() {
        assert!(in_one(&["IMG_9998.JPG", "IMG_9999.JPG", "IMG_0001.JPG", "IMG_0002.JPG"]).is_empty());
        assert_eq!(
            in_one(&["IMG_9996.JPG", "IMG_9998.JPG", "IMG_0002.JPG"]),
            ["100CANON IMG_9996..IMG_9998 9997-9997 (1)", "100CANON IMG_9998..IMG_0002 9999-0001 (2)"]
        );
        // Far from 9999, a wide hole is a hole.
        assert_eq!(
            in_one(&["IMG_0003.JPG", "IMG_9000.JPG"]),
            ["100CANON IMG_0003..IMG_9000 0004-8999 (8996)"]
        );
        // A run over all numbers has no beginning again in it.
        assert_eq!(in_one(&["IMG_0001.JPG", "IMG_0050.JPG", "IMG_0099.JPG"]).len(), 2);
    }

    #[test]
    fn a_run_goes_on_in_the_next_folder() {
        let of = |a: &'static str, b: &'static str| found(&[("DCIM/100MEDIA", a), ("DCIM/101MEDIA", b)]);
        assert!(of("DSC_0100.JPG", "DSC_0101.JPG").is_empty());
        assert!(of("DSC_9999.JPG", "DSC_0001.JPG").is_empty());
        assert_eq!(of("DSC_0100.JPG", "DSC_0103.JPG"), ["DCIM/101MEDIA DSC_0100..DSC_0103 0101-0102 (2)"]);
        assert_eq!(of("DSC_9998.JPG", "DSC_0001.JPG"), ["DCIM/101MEDIA DSC_9998..DSC_0001 9999-9999 (1)"]);
        assert!(of("DSC_0400.JPG", "DSC_0001.JPG").is_empty(), "many cameras begin each folder at 0001");
        assert!(of("DSC_0400.JPG", "IMG_0500.JPG").is_empty(), "another camera");
        let apart =
            [("A/100MEDIA", "DSC_0001.JPG"), ("B/101MEDIA", "DSC_0005.JPG"), ("A/102MEDIA", "DSC_0009.JPG")];
        assert!(found(&apart).is_empty(), "folders of other cards, or not next to each other");
        assert!(found(&[("x", "DSC_0001.JPG"), ("y", "DSC_0005.JPG")]).is_empty());
    }

    #[test]
    fn names_of_another_form_are_not_counted() {
        let strange = [
            "IMG_20251113_094107.jpg",
            "PXL_20251113_094108.jpg",
            "IMG_0003 (1).JPG",
            "IMG_E0005.JPG",
            "DSC_0000.JPG",
            "tête0007.jpg",
            "é_é0009.jpg",
            "٠١٢٣٤٥٦٧.jpg",
            "IMG_12345.JPG",
            "",
            ".JPG",
            "head\u{fffd}.jpg",
            "IMG_-001.JPG",
            "IMG_+001.JPG",
        ];
        assert!(in_one(&strange).is_empty());
        assert!(in_one(&["IMG_0001.JPG", "IMG_E0001.JPG", "IMG_0002.JPG", "Notes.txt"]).is_empty());
    }
}
