//! Whatever is changed in a bundle is found: by the core, by the second reader, and at the door of a catalogue.
//!
//! Three forgers: one who changes files; one who also makes the lists fit again; one who holds a key, of the bundle's
//! signer or of a stranger.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::signature::UnlockedKey;
use sigillum_tests::court::{Court, Judgement, Target};
use sigillum_tests::loose_bundle::{LooseBundle, MANIFEST, SIGNATURE, TAG_MANIFEST, lines, zip_of};
use sigillum_tests::world::World;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The bundles are made once; every test works on copies.
static WORLD: LazyLock<(tempfile::TempDir, World)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(folder.path());
    (folder, world)
});

fn world() -> &'static World {
    &WORLD.1
}

fn court() -> Court {
    Court::new(world(), &[&world().full])
}

/// Every bundle of the world, and the key that signed it.
fn scenes() -> Vec<(&'static str, LooseBundle, UnlockedKey)> {
    let world = world();
    let scene = |name, path: &Path, key| (name, LooseBundle::read(path), key);
    vec![
        scene("full", &world.full, world.hq.key()),
        scene("since", &world.since, world.hq.key()),
        scene("invite", &world.invite, world.sokha.key()),
        scene("forked", &world.forked, world.sokha.key()),
        scene("dossier", &world.dossier, world.hq.key()),
        scene("dossier about one artefact", &world.told, world.hq.key()),
    ]
}

/// A folder of this test alone, in which changed bundles are put.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// The bundle as a ZIP, in the place of the one before.
    fn zip(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("x.zip");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn folder(&self, bundle: &LooseBundle) -> PathBuf {
        let path = self.folder.path().join(&bundle.name);
        if path.exists() {
            std::fs::remove_dir_all(&path).unwrap();
        }
        bundle.write_folder(self.folder.path())
    }
}

/// What changes less than the whole is never as good as the whole.
fn assert_found(what: &str, judgement: &Judgement) {
    assert!(
        matches!(judgement.verdict, "altered" | "incomplete" | "refused"),
        "{what}: {} {:?}",
        judgement.verdict,
        judgement.codes
    );
}

/// Places to change in a file: its ends, and some between.
fn sample(len: usize) -> Vec<usize> {
    let mut places = vec![0, len / 3, len / 2, len * 4 / 5, len.saturating_sub(1)];
    places.retain(|at| *at < len);
    places.dedup();
    places
}

fn flip(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[at] ^= 1 << (at % 8);
    changed
}

#[test]
fn the_bundles_are_good_before_anybody_touches_them() {
    let (mut court, bench) = (court(), Bench::new());
    for (name, bundle, _) in scenes() {
        let expected = if name == "forked" { "unverifiable" } else { "verified" };
        let folder = bench.folder(&bundle);
        assert_eq!(court.judge(name, &folder).verdict, expected, "{name}");
        assert_eq!(court.judge(name, &bench.zip(&bundle.zip())).verdict, expected, "{name} as a ZIP");
    }
    assert_eq!(court.judge("zip", &world().zip).verdict, "verified");
    let full = LooseBundle::read(&world().full);
    for kind in [
        ".jsonl",
        ".sigs",
        ".head",
        ".head.sig",
        ".json",
        ".sig",
        ".csv",
        ".html",
        ".jpg",
        ".bin",
        "allowed_signers",
    ] {
        assert!(!full.ending(kind).is_empty(), "no {kind} in the full bundle");
    }
    assert!(full.files.keys().any(|path| path.starts_with("data/pages/preview/")));
}

#[test]
fn a_byte_changed_in_any_file_is_found() {
    let (mut court, bench) = (court(), Bench::new());
    let mut target = Target::new(world(), "bytes");
    for (name, bundle, _) in scenes() {
        let root = bench.folder(&bundle);
        for (path, bytes) in &bundle.files {
            for at in sample(bytes.len()) {
                let what = format!("{name}: {path} byte {at}");
                std::fs::write(root.join(path), flip(bytes, at)).unwrap();
                assert_found(&what, &court.judge(&what, &root));
                if at == 0 {
                    target.refuses(&what, &root);
                }
            }
            std::fs::write(root.join(path), bytes).unwrap();
        }
    }
    target.is_unchanged();
}

#[test]
fn every_single_byte_of_a_small_file_counts() {
    let (mut court, bench) = (court(), Bench::new());
    let (_, bundle, _) = scenes().swap_remove(0);
    let root = bench.folder(&bundle);
    for (path, bytes) in bundle.files.iter().filter(|(_, bytes)| bytes.len() <= 600) {
        // Every byte of the tag files and the heads; of the many armoured signatures every fifth.
        let step = if path.starts_with("data/") && !path.ends_with(".head") { 5 } else { 1 };
        for at in (0..bytes.len()).step_by(step) {
            let what = format!("{path} byte {at}");
            std::fs::write(root.join(path), flip(bytes, at)).unwrap();
            let found = if at % 15 == 0 { court.judge(&what, &root) } else { court.core(&root) };
            assert_eq!(found.verdict, "altered", "{what}: {found:?}");
        }
        std::fs::write(root.join(path), bytes).unwrap();
    }
}

#[test]
fn a_byte_changed_anywhere_in_a_zip_is_found() {
    let (mut court, bench) = (court(), Bench::new());
    let mut target = Target::new(world(), "zipbytes");
    let zip = std::fs::read(&world().zip).unwrap();
    let marks = |mark: &[u8]| -> Vec<usize> {
        zip.windows(4).enumerate().filter(|(_, four)| *four == mark).map(|(at, _)| at).collect()
    };
    let (local, central, end) = (marks(b"PK\x03\x04"), marks(b"PK\x01\x02"), marks(b"PK\x05\x06"));
    assert_eq!((local.len(), central.len(), end.len()), (central.len(), local.len(), 1));
    let mut places: Vec<usize> = (0..zip.len()).step_by(397).collect();
    // All bytes of the first, one from the middle, and the last header of each sort; of the others every fifth.
    for (headers, len) in [(&local, 34), (&central, 50)] {
        for (number, at) in headers.iter().enumerate() {
            let step = if [0, 20, 44].contains(&number) { 1 } else { 17 };
            places.extend((*at..*at + len).step_by(step));
        }
    }
    places.extend(end[0]..zip.len());
    for (number, at) in places.into_iter().enumerate() {
        let what = format!("byte {at} of the ZIP");
        let path = bench.zip(&flip(&zip, at));
        let found = if number % 3 == 0 { court.judge(&what, &path) } else { court.core(&path) };
        assert_eq!(found.verdict, "altered", "{what}: {found:?}");
        if number % 25 == 0 {
            target.refuses(&what, &path);
        }
    }
    target.is_unchanged();
}

#[test]
fn a_zip_cut_lengthened_or_with_bytes_moved_is_found() {
    let (mut court, bench) = (court(), Bench::new());
    let zip = std::fs::read(&world().zip).unwrap();
    for at in (0..zip.len()).step_by(2_999).chain([zip.len() - 1, zip.len() - 22]) {
        let mut held = vec![("cut", zip[..at].to_vec()), ("a byte more", zip.clone())];
        held[1].1.insert(at, b'x');
        if at + 40 < zip.len() {
            held.push(("a region removed", [&zip[..at], &zip[at + 40..]].concat()));
            held.push(("a region emptied", [&zip[..at], &[0; 40], &zip[at + 40..]].concat()));
            held.push(("a region doubled", [&zip[..at + 40], &zip[at..]].concat()));
        }
        for (how, bytes) in held {
            let what = format!("{how} at {at}");
            assert_found(&what, &court.judge(&what, &bench.zip(&bytes)));
        }
    }
}

/// Who spoils a bundle, and what is made to fit again.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Forger {
    /// Only the file is changed.
    Plain,
    /// The lists are made to fit.
    Lists,
    /// A stranger signs it, and says so.
    Stranger,
    /// The bundle's own signer signs it again.
    Signer,
}

const FORGERS: [Forger; 4] = [Forger::Plain, Forger::Lists, Forger::Stranger, Forger::Signer];

fn finish(bundle: &mut LooseBundle, forger: Forger, key: &UnlockedKey, stranger: &UnlockedKey) {
    match forger {
        Forger::Plain => {}
        Forger::Lists => bundle.list_again(),
        Forger::Stranger => {
            bundle.set_info("Sigillum-Signer", &stranger.public().fingerprint());
            bundle.seal(stranger);
        }
        Forger::Signer => bundle.seal(key),
    }
}

/// The files that are read line by line.
fn line_files(bundle: &LooseBundle) -> Vec<String> {
    let endings = [".jsonl", ".sigs", ".head", ".sig", ".csv", ".txt", "allowed_signers", "base.json"];
    let of_lines = |path: &&String| endings.iter().any(|ending| path.ends_with(ending));
    bundle.files.keys().filter(of_lines).cloned().collect()
}

type LineChange = fn(&mut Vec<Vec<u8>>, usize);

const LINE_CHANGES: [(&str, LineChange); 3] = [
    ("removed", |lines, at| drop(lines.remove(at))),
    ("swapped", |lines, at| lines.swap(at, at + 1)),
    ("duplicated", |lines, at| lines.insert(at, lines[at].clone())),
];

#[test]
fn a_line_removed_swapped_or_duplicated_is_found_whoever_makes_it_fit() {
    let (mut court, bench) = (court(), Bench::new());
    let mut target = Target::new(world(), "lines");
    let stranger = world().eve.key();
    for (name, bundle, key) in scenes() {
        for path in line_files(&bundle) {
            let count = lines(&bundle.files[&path]).len();
            // Every third line of the full bundle; of the others the first two, one between, and the last two.
            let few = [0, 1, count / 2, count.saturating_sub(2), count.saturating_sub(1)];
            for at in (0..count).filter(|at| name == "full" && *at % 3 == 0 || few.contains(at)) {
                for (how, change) in LINE_CHANGES {
                    if how == "swapped" && at + 1 >= count {
                        continue;
                    }
                    let mut spoiled = bundle.clone();
                    spoiled.edit_lines(&path, |lines| change(lines, at));
                    if spoiled.files[&path] == bundle.files[&path] {
                        continue; // Two equal lines were swapped.
                    }
                    for forger in FORGERS {
                        // Lists that are made to fit are as before, and the order of labels is free.
                        let lists = [MANIFEST, TAG_MANIFEST, SIGNATURE].contains(&path.as_str());
                        let free = path == "bag-info.txt" && how == "swapped";
                        if forger != Forger::Plain && (lists || free) {
                            continue;
                        }
                        let mut spoiled = spoiled.clone();
                        finish(&mut spoiled, forger, &key, &stranger);
                        let what = format!("{name}: {path}:{} {how}, {forger:?}", at + 1);
                        let zip = bench.zip(&spoiled.zip());
                        let every = forger == Forger::Signer || at % 12 == 0;
                        let found = if every { court.judge(&what, &zip) } else { court.core(&zip) };
                        assert_found(&what, &found);
                        if at == 1 {
                            target.refuses(&what, &zip);
                        }
                    }
                }
            }
        }
    }
    target.is_unchanged();
}

#[test]
fn the_lists_themselves_are_held_to_one_form_though_what_lists_them_fits() {
    let (mut court, bench) = (court(), Bench::new());
    let (_, bundle, key) = scenes().swap_remove(0);
    let count = lines(&bundle.files[MANIFEST]).len();
    for at in 0..count {
        for (how, change) in LINE_CHANGES {
            if how == "swapped" && at + 1 >= count {
                continue;
            }
            let mut spoiled = bundle.clone();
            spoiled.edit_lines(MANIFEST, |lines| change(lines, at));
            spoiled.list_tags_again();
            spoiled.sign(&key);
            let what = format!("line {at} of the signed list {how}");
            assert_eq!(court.judge(&what, &bench.zip(&spoiled.zip())).verdict, "altered", "{what}");
        }
    }
    let replaced: [(&str, &str); 6] = [
        ("  ", " "),
        ("  ", " *"),
        ("  data/", "  ./data/"),
        ("  data/", "  data//"),
        ("\n", "\r\n"),
        ("data/k", "data/K"),
    ];
    for (from, to) in replaced {
        let mut spoiled = bundle.clone();
        spoiled.put(MANIFEST, bundle.text(MANIFEST).replace(from, to));
        spoiled.list_tags_again();
        spoiled.sign(&key);
        let what = format!("{from:?} as {to:?}");
        assert_eq!(court.judge(&what, &bench.zip(&spoiled.zip())).verdict, "altered", "{what}");
    }
}

#[test]
fn a_lost_file_makes_a_bundle_incomplete_and_is_no_other_fault() {
    let (mut court, bench) = (court(), Bench::new());
    let mut target = Target::new(world(), "lost");
    for (name, bundle, _) in scenes() {
        let root = bench.folder(&bundle);
        for (path, bytes) in &bundle.files {
            let what = format!("{name}: {path} lost");
            std::fs::remove_file(root.join(path)).unwrap();
            let found = court.judge(&what, &root);
            let expected = if path == MANIFEST { "altered" } else { "incomplete" };
            assert_eq!(found.verdict, expected, "{what}: {found:#?}");
            target.refuses(&what, &root);
            std::fs::write(root.join(path), bytes).unwrap();
        }
    }
    target.is_unchanged();
}

#[test]
fn a_file_dropped_and_no_longer_listed_is_found() {
    let (mut court, bench) = (court(), Bench::new());
    let stranger = world().eve.key();
    for (name, bundle, key) in scenes() {
        // A preview is a help for reading; whoever signs may leave it out.
        let needed = |path: &&String| path.starts_with("data/") && !path.starts_with("data/pages/preview/");
        for path in bundle.files.keys().filter(needed) {
            for forger in [Forger::Lists, Forger::Stranger, Forger::Signer] {
                let mut spoiled = bundle.clone();
                spoiled.files.remove(path);
                finish(&mut spoiled, forger, &key, &stranger);
                let what = format!("{name}: {path} left out, {forger:?}");
                assert_found(&what, &court.judge(&what, &bench.zip(&spoiled.zip())));
            }
        }
    }
}

#[test]
fn a_file_renamed_or_emptied_is_found() {
    let (mut court, bench) = (court(), Bench::new());
    let mut target = Target::new(world(), "renamed");
    let stranger = world().eve.key();
    for (name, bundle, key) in scenes() {
        for path in bundle.files.keys().filter(|path| path.starts_with("data/")) {
            for how in ["renamed", "emptied"] {
                if how == "emptied" && bundle.files[path].is_empty() {
                    continue;
                }
                for forger in FORGERS {
                    // The signer's previews are the signer's; only their names are held to a form.
                    if path.starts_with("data/pages/preview/") && forger == Forger::Signer && how == "emptied"
                    {
                        continue;
                    }
                    let mut spoiled = bundle.clone();
                    let bytes = spoiled.files.remove(path).unwrap();
                    match how {
                        "renamed" => spoiled.put(&format!("{path}x"), bytes),
                        _ => spoiled.put(path, ""),
                    }
                    finish(&mut spoiled, forger, &key, &stranger);
                    let what = format!("{name}: {path} {how}, {forger:?}");
                    let zip = bench.zip(&spoiled.zip());
                    let both = matches!(forger, Forger::Plain | Forger::Signer);
                    let found = if both { court.judge(&what, &zip) } else { court.core(&zip) };
                    assert_found(&what, &found);
                    // A bundle whose signer lacks an original may come in; that is said in the report.
                    let only_lacking = found.codes.iter().all(|code| *code == "original-missing");
                    if name == "full" && forger == Forger::Signer && !only_lacking {
                        target.refuses(&what, &zip);
                    }
                }
            }
        }
    }
    target.is_unchanged();
}

#[test]
fn a_file_added_anywhere_is_found() {
    let (mut court, bench) = (court(), Bench::new());
    let mut target = Target::new(world(), "added");
    let stranger = world().eve.key();
    let hex = "0f".repeat(32);
    let places = [
        "fetch.txt".to_owned(),
        "manifest-md5.txt".into(),
        "manifest-sha512.txt".into(),
        "tagmanifest-md5.txt".into(),
        "readme.txt".into(),
        "data/readme.txt".into(),
        "data/pages/more.html".into(),
        "data/pages/more.js".into(),
        "data/pages/preview/more.jpg".into(),
        "data/tables/more.csv".into(),
        "data/keys/more".into(),
        format!("data/ledger/{}.head", &hex[..32]),
        format!("data/ledger/{}.sigs", &hex[..32]),
        format!("data/ledger/{}.jsonl", &hex[..32]),
        format!("data/notes/{hex}.json"),
        format!("data/originals/0f/{hex}.jpg"),
        "data/CON".into(),
        "data/Index.html".into(),
        "data/index.html.".into(),
        "data/ব.html".into(),
    ];
    for (name, bundle, key) in scenes() {
        for path in &places {
            for forger in FORGERS {
                let mut spoiled = bundle.clone();
                spoiled.put(path, "x\n");
                finish(&mut spoiled, forger, &key, &stranger);
                let what = format!("{name}: {path} added, {forger:?}");
                let zip = bench.zip(&spoiled.zip());
                let found = court.judge(&what, &zip);
                // A page that the second reader cannot know of is found by the one that makes pages again.
                assert_eq!(found.verdict, "altered", "{what}: {found:?}");
                target.refuses(&what, &zip);
            }
            let mut spoiled = bundle.clone();
            spoiled.put(path, "x\n");
            let what = format!("{name}: {path} added to the folder");
            assert_eq!(court.judge(&what, &bench.folder(&spoiled)).verdict, "altered", "{what}");
        }
    }
    target.is_unchanged();
}

#[cfg(unix)]
#[test]
fn a_link_a_pipe_or_a_folder_in_a_file_s_place_is_found_and_never_followed() {
    let (mut court, bench) = (court(), Bench::new());
    let mut target = Target::new(world(), "links");
    let aside = tempfile::tempdir().unwrap();
    for (name, bundle, _) in scenes() {
        let root = bench.folder(&bundle);
        for (number, (path, bytes)) in bundle.files.iter().enumerate() {
            let place = root.join(path);
            let kept = aside.path().join(number.to_string());
            std::fs::write(&kept, bytes).unwrap();
            for how in ["a link to the same bytes", "a pipe", "an empty folder", "a link to nowhere"] {
                std::fs::remove_file(&place).unwrap();
                match how {
                    "a pipe" => drop(std::process::Command::new("mkfifo").arg(&place).status().unwrap()),
                    "an empty folder" => std::fs::create_dir(&place).unwrap(),
                    "a link to nowhere" => std::os::unix::fs::symlink("nowhere", &place).unwrap(),
                    _ => std::os::unix::fs::symlink(&kept, &place).unwrap(),
                }
                let what = format!("{name}: {how} for {path}");
                assert_eq!(court.judge(&what, &root).verdict, "altered", "{what}");
                if number % 5 == 0 {
                    target.refuses(&what, &root);
                }
                match how {
                    "an empty folder" => std::fs::remove_dir(&place).unwrap(),
                    _ => std::fs::remove_file(&place).unwrap(),
                }
                std::fs::write(&place, bytes).unwrap();
            }
        }
        for folder in ["data/ledger", "data/keys", "data"] {
            let kept = aside.path().join("folder");
            std::fs::rename(root.join(folder), &kept).unwrap();
            std::os::unix::fs::symlink(&kept, root.join(folder)).unwrap();
            let what = format!("{name}: a link for the folder {folder}");
            assert_eq!(court.judge(&what, &root).verdict, "altered", "{what}");
            std::fs::remove_file(root.join(folder)).unwrap();
            std::fs::rename(&kept, root.join(folder)).unwrap();
        }
        std::fs::create_dir(root.join("data/empty")).unwrap();
        assert_eq!(court.judge("an empty folder", &root).verdict, "altered", "{name}");
        std::fs::remove_dir(root.join("data/empty")).unwrap();
        use std::os::unix::ffi::OsStrExt;
        let strange = root.join("data").join(std::ffi::OsStr::from_bytes(b"\xff\n"));
        std::fs::write(&strange, "x").unwrap();
        assert_eq!(court.judge("a name in no encoding", &root).verdict, "altered", "{name}");
        std::fs::remove_file(strange).unwrap();
    }
    target.is_unchanged();
}

#[test]
fn names_in_a_zip_that_lead_elsewhere_or_fall_together_are_found() {
    let (mut court, bench) = (court(), Bench::new());
    let mut target = Target::new(world(), "names");
    let (_, bundle, _) = scenes().swap_remove(0);
    let root = &bundle.name;
    for name in [
        format!("{root}/../x"),
        format!("{root}/data/../../x"),
        format!("{root}/data/../x"),
        format!("{root}/data/./x"),
        format!("{root}/data//x"),
        format!("{root}/data/"),
        format!("{root}/DATA/index.html"),
        format!("{root}/data/INDEX.html"),
        format!("{root}/data/index.html/x"),
        format!("{root}/data/x\0y"),
        "/etc/x".into(),
        "C:/x".into(),
        "C:x".into(),
        "\\\\host\\share\\x".into(),
        "\\\\?\\C:\\x".into(),
        "../x".into(),
        "other/x".into(),
        "x".into(),
    ] {
        let mut members = bundle.members();
        members.push((name.clone(), b"x".to_vec()));
        members.sort();
        let path = bench.zip(&zip_of(&members));
        let found = court.judge(&name, &path);
        assert_eq!(found.verdict, "altered", "{name:?}");
        target.refuses(&name, &path);
    }
    let members = bundle.members();
    let swapped = [&members[1..2], &members[..1], &members[2..]].concat();
    let doubled = [&members[..1], &members[..]].concat();
    let renamed: Vec<_> =
        members.iter().map(|(name, bytes)| (name.replace(root.as_str(), "other"), bytes.clone())).collect();
    for (what, members) in
        [("out of order", swapped), ("a member twice", doubled), ("another folder", renamed)]
    {
        let path = bench.zip(&zip_of(&members));
        assert_eq!(court.judge(what, &path).verdict, "altered", "{what}");
        target.refuses(what, &path);
    }
    target.is_unchanged();
}

#[test]
fn a_compressed_member_is_not_unpacked_however_much_it_would_come_to() {
    let (mut court, bench) = (court(), Bench::new());
    let (_, bundle, _) = scenes().swap_remove(0);
    let zip = bundle.zip();
    // Method 8, and a size of 4 GiB less 2 that a few bytes claim to unpack to, in local and central header alike.
    let central = zip.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    let mut bomb = zip.clone();
    for (at, method, size) in [(0, 8, 22), (central, 10, 24)] {
        bomb[at + method] = 8;
        bomb[at + size..at + size + 4].copy_from_slice(&(u32::MAX - 1).to_le_bytes());
    }
    let found = court.judge("a bomb", &bench.zip(&bomb));
    assert_eq!(
        (found.verdict, found.codes.iter().copied().collect::<Vec<_>>()),
        ("altered", vec!["zip-form"])
    );
    // The same said of a stored member.
    let mut huge = zip;
    huge[22..26].copy_from_slice(&(u32::MAX - 1).to_le_bytes());
    huge[central + 24..central + 28].copy_from_slice(&(u32::MAX - 1).to_le_bytes());
    assert!(court.judge("a huge member", &bench.zip(&huge)).codes.contains("zip-form"));
}

#[test]
fn a_false_page_that_its_signer_signed_is_found_and_an_import_takes_nothing_from_it_and_says_so() {
    let (mut court, bench) = (court(), Bench::new());
    let (_, mut spoiled, key) = scenes().swap_remove(0);
    spoiled.put("data/index.html", "Nothing was ever recovered here.\n");
    finish(&mut spoiled, Forger::Signer, &key, &world().eve.key());
    let zip = bench.zip(&spoiled.zip());
    let found = court.judge("a false page", &zip);
    assert_eq!((found.verdict, found.codes.len()), ("altered", 1), "{found:?}");
    let mut target = Target::new(world(), "false page");
    target.refuses("a preview of a false page", &zip);
    let taken = target.takes(&zip);
    let mut other = Target::new(world(), "true page");
    let honest = other.takes(&world().full);
    assert!(taken.imported && taken.report.derived_left > 0);
    assert_eq!(taken.report.derived_left, honest.report.derived_left);
    assert_eq!(taken.entries, honest.entries);
    let fields = |report: &sigillum_core::catalogue::ImportReport| -> Vec<_> {
        report.records.iter().map(|r| (r.record.clone(), r.name.clone(), r.fields.clone())).collect()
    };
    assert_eq!(fields(&taken), fields(&honest));
}
