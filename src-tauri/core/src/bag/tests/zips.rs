//! A ZIP is of the strict form to the byte, or nothing in it is used.

use super::*;
use crate::bag::zip::form::{Member, ending};
use proptest::prelude::*;
use std::fs;
use std::sync::LazyLock;

/// A good bundle's ZIP.
static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let (_folder, path) = bundle(Form::Zip);
    fs::read(path).unwrap()
});

/// What is found in these bytes; `error` if they cannot even be opened as a ZIP.
fn judge(bytes: &[u8]) -> Vec<&'static str> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bundle.zip");
    fs::write(&path, bytes).unwrap();
    match BagSource::open(&path).and_then(|source| crate::bag::check(source, 1, &Silent)) {
        Ok(bag) => bag.findings.iter().map(|finding| finding.code).collect(),
        Err(_) => vec!["error"],
    }
}

/// Puts members together in the order given, as the strict form would.
fn forge(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut members = Vec::new();
    for (name, content) in files {
        let mut crc = crc32fast::Hasher::new();
        crc.update(content);
        let member = Member {
            name: (*name).to_owned(),
            size: content.len() as u64,
            crc: crc.finalize(),
            offset: bytes.len() as u64,
        };
        bytes.extend(member.local());
        bytes.extend(*content);
        members.push(member);
    }
    close(bytes, &members)
}

fn close(mut bytes: Vec<u8>, members: &[Member]) -> Vec<u8> {
    let at = bytes.len() as u64;
    members.iter().for_each(|member| bytes.extend(member.central()));
    let len = bytes.len() as u64 - at;
    bytes.extend(ending(members.len() as u64, at, len));
    bytes
}

#[test]
fn the_good_zip_is_good() {
    assert_eq!(judge(&GOOD), [""; 0]);
}

#[test]
fn every_single_changed_byte_is_found() {
    for at in 0..GOOD.len() {
        let mut bytes = GOOD.clone();
        bytes[at] ^= 0x20;
        assert_ne!(judge(&bytes), [""; 0], "byte {at}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_change_of_any_byte_is_found(at in 0..GOOD.len(), mask in 1u8..) {
        let mut bytes = GOOD.clone();
        bytes[at] ^= mask;
        prop_assert!(!judge(&bytes).is_empty());
    }

    #[test]
    fn any_piece_removed_doubled_or_overwritten_is_found(
        from in 0..GOOD.len(), len in 1usize..600, how in 0..3, fill: u8,
    ) {
        let to = (from + len).min(GOOD.len());
        let piece = match how {
            0 => Vec::new(),
            1 => GOOD[from..to].repeat(2),
            _ => vec![fill; to - from],
        };
        let bytes = [&GOOD[..from], &piece, &GOOD[to..]].concat();
        prop_assume!(bytes != *GOOD);
        prop_assert!(!judge(&bytes).is_empty());
    }

    #[test]
    fn no_bytes_behind_the_mark_of_a_zip_make_the_reader_fail_badly(bytes: Vec<u8>, end: bool) {
        let mut zip = b"PK\x03\x04".to_vec();
        zip.extend(&bytes);
        if end {
            zip.extend(ending(bytes.len() as u64, 0, 4 + bytes.len() as u64));
        }
        prop_assert!(!judge(&zip).is_empty());
    }
}

#[test]
fn names_that_could_lead_outside_or_meet_on_some_disk_are_refused() {
    for (name, code) in [
        ("b/../x", "path-form"),
        ("b/data/../../x", "path-form"),
        ("/etc/passwd", "path-form"),
        ("../x", "path-form"),
        ("c:/x", "path-form"),
        ("b/c:/x", "path-form"),
        ("b/\\\\server\\share", "path-form"),
        ("\\\\server/share", "path-form"),
        ("b/Data", "path-form"),
        ("b/nul", "path-form"),
        ("b/data/", "path-form"),
        ("b//x", "path-form"),
        ("b/a\0", "path-form"),
        ("b/é", "path-form"),
        ("b", "zip-root"),
        ("", "zip-root"),
    ] {
        assert_eq!(judge(&forge(&[(name, b"x")])), [code], "{name:?}");
    }
}

#[test]
fn one_folder_sorted_names_each_once_and_no_file_that_is_a_folder() {
    for (names, code) in [
        (["b/a", "c/a"], "zip-root"),
        (["b/b", "b/a"], "zip-order"),
        (["b/a", "b/a"], "duplicate-path"),
        (["b/a", "b/a/b"], "path-clash"),
    ] {
        assert_eq!(judge(&forge(&names.map(|name| (name, &b"x"[..])))), [code]);
    }
    assert_eq!(judge(&forge(&[("b/a", b"x"), ("b/a-b", b"x"), ("b/a/b", b"x")])), ["path-clash"]);
    assert_eq!(judge(&ending(0, 0, 0)), ["zip-empty"]);
}

#[test]
fn bytes_before_between_or_behind_are_refused() {
    assert_eq!(judge(&[&GOOD[..], b"\0"].concat()), ["zip-end"]);
    assert_eq!(judge(&[b"\0", &GOOD[..]].concat()), ["zip-gap"]);
    assert_eq!(judge(&[b"PK\x03\x04", &GOOD[..]].concat()), ["zip-gap"]);
    assert_eq!(judge(&[&GOOD[..], &GOOD[..]].concat()), ["zip-gap"]);

    let member = |name: &str, offset| Member { name: name.into(), size: 0, crc: 0, offset };
    let (one, two) = (member("b/a", 0), member("b/b", 34));
    let gap = [one.local(), vec![0], two.local()].concat();
    assert_eq!(judge(&close(gap, &[one.clone(), two])), ["zip-form"]);
    let before_directory = [one.local(), vec![0]].concat();
    assert_eq!(judge(&close(before_directory, &[one])), ["zip-gap"]);
}

#[test]
fn overlapping_files_are_refused() {
    let one = Member { name: "b/a".into(), size: 1 << 20, crc: 0, offset: 0 };
    let two = Member { name: "b/b".into(), size: 0, crc: 0, offset: 33 };
    let both = [one.local(), two.local()].concat();
    assert_eq!(judge(&close(both.clone(), &[one, two.clone()])), ["zip-overlap"]);
    // A second name for the same bytes.
    let again = Member { name: "b/a".into(), size: 0, crc: 0, offset: 33 };
    assert_eq!(judge(&close(both, &[again, two])), ["zip-form"]);
}

#[test]
fn a_comment_compression_encryption_or_a_descriptor_is_refused() {
    let mut comment = GOOD.clone();
    let end = comment.len();
    comment[end - 2] = 1;
    comment.push(b'!');
    assert_eq!(judge(&comment), ["zip-end"]);
    // Flags and method, in both headers alike, so that only their form can give them away.
    for (at, value) in [(6, 1), (6, 8), (8, 8), (10, 1), (4, 20)] {
        let mut bytes = forge(&[("b/a", b"x")]);
        bytes[at] = value;
        let central = 30 + 3 + 1;
        bytes[central + at + 2] = value;
        assert_eq!(judge(&bytes), ["zip-form"]);
    }
}

#[test]
fn a_local_header_that_differs_from_the_central_one_is_refused() {
    for at in [14, 18, 22, 26, 28, 30, 32] {
        let mut bytes = forge(&[("b/a", b"x")]);
        bytes[at] ^= 1;
        assert_eq!(judge(&bytes), ["zip-form"], "byte {at}");
    }
}

#[test]
fn a_crc_that_does_not_fit_is_found_though_both_headers_agree() {
    let mut bytes = GOOD.clone();
    let name = b"tagmanifest-sha256.txt.sig";
    let places: Vec<usize> =
        bytes.windows(name.len()).enumerate().filter(|(_, w)| w == name).map(|(i, _)| i).collect();
    let [local, central] = places[..] else { panic!("{places:?}") };
    let root = NAME.len() + 1;
    bytes[local - root - 30 + 14] ^= 1;
    bytes[central - root - 46 + 16] ^= 1;
    assert_eq!(judge(&bytes), ["zip-crc-differs"]);
}

#[test]
fn counts_and_sizes_beyond_all_measure_are_refused_at_once() {
    for (count, at, len) in [(u64::MAX, 0, 4), (1 << 40, 0, 4), (1, u64::MAX, u64::MAX), (1, u64::MAX, 1)] {
        let bytes = [b"PK\x03\x04".to_vec(), {
            let mut end = ending(1 << 20, 0, 4);
            end[24..32].copy_from_slice(&count.to_le_bytes());
            end[32..40].copy_from_slice(&count.to_le_bytes());
            end[40..48].copy_from_slice(&u64::to_le_bytes(len));
            end[48..56].copy_from_slice(&u64::to_le_bytes(at));
            end
        }]
        .concat();
        assert_ne!(judge(&bytes), [""; 0]);
    }
    for size in [u64::MAX, u64::MAX - 40, 1 << 62] {
        let member = Member { name: "b/a".into(), size, crc: 0, offset: 0 };
        assert_eq!(judge(&close(member.local(), std::slice::from_ref(&member))), ["zip-overlap"]);
    }
}

#[test]
fn zip64_fields_where_none_are_needed_are_refused() {
    let mut bytes = forge(&[("b/a", b"x")]);
    let short_end = bytes.split_off(bytes.len() - 22);
    let at = u64::from(u32::from_le_bytes(short_end[16..20].try_into().unwrap()));
    let len = bytes.len() as u64 - at;
    let mut long = ending(0xffff, at, len);
    long[24..32].copy_from_slice(&1u64.to_le_bytes());
    long[32..40].copy_from_slice(&1u64.to_le_bytes());
    bytes.extend(long);
    assert_ne!(judge(&bytes), [""; 0]);
}
