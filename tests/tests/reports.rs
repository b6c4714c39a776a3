//! The signed report of a check: what it says, and who can check it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::Catalogue;
use sigillum_core::finding::FindingKind;
use sigillum_core::progress::Silent;
use sigillum_core::signature::{KeyFile, SignersFile};
use sigillum_core::verify::court::CourtReport;
use sigillum_core::verify::{Verdict, VerifyOptions, bundle};
use sigillum_tests::laptop::{Laptop, export, fields, take_in};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

struct Scene {
    temp: tempfile::TempDir,
    laptop: Laptop,
    catalogue: Catalogue,
    bundle: PathBuf,
    list: SignersFile,
}

/// A laptop with one artefact, three photos and a bundle of it all.
fn scene() -> Scene {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    let head = catalogue
        .artefact_add(&fields(&[("reference", "SC/1"), ("title", "Head of a bodhisattva")]))
        .unwrap();
    let card = temp.path().join("card");
    std::fs::create_dir(&card).unwrap();
    for index in 0..3 {
        std::fs::write(card.join(format!("DSC_{index:04}.JPG")), sigillum_tests::picture(index)).unwrap();
    }
    take_in(&mut catalogue, &card, Some(&head), Some("overall_front"));
    let bundle = export(&mut catalogue, &laptop, false, None).path;
    let path = temp.path().join("list-7");
    std::fs::write(&path, laptop.signers_line()).unwrap();
    let list = SignersFile::read(&path).unwrap();
    Scene { temp, laptop, catalogue, bundle, list }
}

impl Scene {
    fn check(&self, list: Option<&SignersFile>) -> CourtReport {
        let options =
            VerifyOptions { signers: list.map(|file| &file.list), threads: 2, ..VerifyOptions::default() };
        let check = bundle(&self.bundle, &options, &Silent).unwrap();
        CourtReport::of_bundle(&self.bundle, &check, list, self.laptop.around().clock.now())
    }

    /// Changes one byte in the middle of a photo; gives its path in the bundle.
    fn alter_a_photo(&self) -> String {
        let originals = self.bundle.join("data/originals");
        let mut photos: Vec<PathBuf> = walk(&originals);
        photos.retain(|path| path.extension().is_some_and(|ext| ext == "jpg"));
        photos.sort();
        let mut bytes = std::fs::read(&photos[0]).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&photos[0], bytes).unwrap();
        photos[0].strip_prefix(&self.bundle).unwrap().to_str().unwrap().to_owned()
    }
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let items = std::fs::read_dir(folder).unwrap().map(|item| item.unwrap().path());
    items.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// What ssh-keygen says of a document, with this list.
fn judged_good(folder: &Path, list: &Path, who: &str, json: &Path) -> bool {
    let output = Command::new("ssh-keygen")
        .args(["-Y", "verify", "-f", list.to_str().unwrap(), "-I", who, "-n", "report@sigillum", "-s"])
        .arg(json.with_extension("json.sig"))
        .current_dir(folder)
        .stdin(Stdio::from(std::fs::File::open(json).unwrap()))
        .output()
        .expect("these tests need ssh-keygen (Debian: openssh-client)");
    output.status.success()
}

#[test]
fn a_changed_photo_is_named_first_and_everything_else_is_said_to_be_whole() {
    let scene = scene();
    let path = scene.alter_a_photo();
    let report = scene.check(Some(&scene.list));
    assert_eq!(report.verdict, Verdict::Altered);
    assert_eq!(
        report.sentence,
        "One photo or other original is not the one that was sealed. Everything else is whole, and signed by keys on \
         the list that you gave."
    );
    let group = &report.groups[0];
    assert_eq!((group.kind, group.code, group.count), (FindingKind::Altered, "digest-differs", 1));
    let named = &group.findings[0];
    assert_eq!((named.subject.as_str(), &named.path), ("Photo of SC/1, overall front", &path));
    assert!(named.detail.starts_with("DSC_000"), "{named:?}");
    assert_eq!(named.sealed_size, named.found_size);
    assert!(named.original.is_some_and(|digest| path.contains(&digest.hex())));
    let proven =
        |what: &str| report.proven.iter().find(|line| line.what == what).map_or(0, |line| line.count);
    let originals = walk(&scene.bundle.join("data/originals")).len() as u64;
    assert_eq!(proven("original"), originals - 1, "the changed one is not counted as proven");
    assert_eq!(proven("signers"), 1);
    assert!(proven("chains") > 0, "{:?}", report.proven);
    assert!(report.steps.iter().any(|step| step.command.contains("-I sokha ")), "{:?}", report.steps);
}

#[test]
fn without_a_list_nothing_says_who_signed_and_the_report_says_that() {
    let scene = scene();
    let report = scene.check(None);
    assert_eq!(report.verdict, Verdict::Unverifiable);
    assert!(report.not_proven[0].starts_with("Who signed"));
    assert!(report.proven.iter().all(|line| line.what != "signers"));
    assert_eq!(report.signers[0].listed, None);
    assert_eq!(report.signers[0].claimed, "sokha");
    assert_eq!(scene.check(Some(&scene.list)).verdict, Verdict::Verified);
}

#[test]
fn a_lost_ledger_takes_back_what_is_said_of_chains() {
    let scene = scene();
    let ledger = walk(&scene.bundle.join("data/ledger"));
    let head = ledger.iter().find(|path| path.extension().is_some_and(|ext| ext == "head")).unwrap();
    std::fs::remove_file(head).unwrap();
    let report = scene.check(Some(&scene.list));
    assert_eq!(report.verdict, Verdict::Incomplete);
    assert!(report.proven.iter().all(|line| line.what != "chains"), "{:?}", report.proven);
    assert!(
        report.sentence.contains("One file that the signed list names is not there."),
        "{}",
        report.sentence
    );
}

#[test]
fn a_saved_report_is_checked_by_ssh_keygen_and_no_byte_of_page_or_document_can_be_changed() {
    let scene = scene();
    scene.alter_a_photo();
    let folder = scene.temp.path().join("reports");
    std::fs::create_dir(&folder).unwrap();
    let saved = scene.catalogue.save_report(&scene.check(Some(&scene.list)), &folder).unwrap();
    let list = scene.temp.path().join("list-7");
    assert!(judged_good(&folder, &list, "sokha", &saved.json));
    assert_eq!(saved.by.as_ref().unwrap().principal, "sokha");
    let name = scene.bundle.file_name().unwrap().to_str().unwrap();
    assert_eq!(saved.html, folder.join(format!("{name}-report.html")));

    let text = std::fs::read(&saved.json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!((&json["format"], &json["verdict"]), (&"sigillum report".into(), &"altered".into()));
    assert_eq!(json["groups"][0]["findings"][0]["subject"], "Photo of SC/1, overall front");
    let page = std::fs::read(&saved.html).unwrap();
    assert_eq!(json["page"]["sha256"], sigillum_core::digest::Digest::of(&page).hex());
    let page = String::from_utf8(page).unwrap();
    assert!(
        page.contains("Photo of SC/1, overall front") && !page.contains("<script") && !page.contains("http:")
    );

    for place in [0, text.len() / 2, text.len() - 2] {
        let mut changed = text.clone();
        changed[place] ^= 1;
        std::fs::write(&saved.json, changed).unwrap();
        assert!(!judged_good(&folder, &list, "sokha", &saved.json), "byte {place}");
    }
    std::fs::write(&saved.json, &text).unwrap();
    assert!(judged_good(&folder, &list, "sokha", &saved.json));

    let second = scene.catalogue.save_report(&scene.check(None), &folder).unwrap();
    assert!(second.html.to_str().unwrap().ends_with("-report-2.html"), "nothing is replaced");
    assert_eq!(std::fs::read(&saved.json).unwrap(), text);
}

#[test]
fn the_principal_of_a_list_made_by_key_export_is_the_one_that_the_report_names() {
    let scene = scene();
    let report = scene.check(Some(&scene.list));
    let saved = scene.catalogue.save_report(&report, scene.temp.path()).unwrap();
    let by = saved.by.unwrap();
    let key = KeyFile::read(&scene.laptop.key_path()).unwrap().public();
    assert_eq!(by.fingerprint, key.fingerprint());
    assert!(saved.command.unwrap().contains(&format!("-I {} -n report@sigillum", by.principal)));
}

#[test]
fn a_locked_key_saves_an_unsigned_report_that_says_so() {
    let mut scene = scene();
    scene.catalogue.lock_key();
    let saved = scene.catalogue.save_report(&scene.check(None), scene.temp.path()).unwrap();
    assert!(saved.signature.is_none() && saved.by.is_none());
    assert!(std::fs::read_to_string(saved.html).unwrap().contains("Nobody signed this report."));
}

#[test]
fn a_report_that_cannot_be_written_leaves_nothing() {
    let scene = scene();
    let folder = scene.temp.path().join("gone");
    assert!(scene.catalogue.save_report(&scene.check(None), &folder).is_err());
    std::fs::create_dir(&folder).unwrap();
    let name = scene.bundle.file_name().unwrap().to_str().unwrap();
    // A folder stands where the signature's temporary file would be made.
    std::fs::create_dir(folder.join(format!(".{name}-report.json.sig.part"))).unwrap();
    assert!(scene.catalogue.save_report(&scene.check(None), &folder).is_err());
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn a_catalogue_s_damaged_photo_is_named_too_and_loose_photos_are_worth_what_they_are_compared_with() {
    let scene = scene();
    let clean = scene.catalogue.court_report(Some(&scene.list), &Silent).unwrap();
    assert_eq!(clean.verdict, Verdict::Verified, "{:#?}", clean.groups);
    let card = scene.temp.path().join("card");
    let photos = scene.catalogue.court_report_of_photos(&card, Some(&scene.list), &Silent).unwrap();
    assert_eq!((photos.verdict, photos.checked.kind.as_str()), (Verdict::Verified, "photos"));
    let originals = walk(&scene.laptop.root().join("originals"));
    let photo = originals.iter().find(|path| path.extension().is_some_and(|ext| ext == "jpg")).unwrap();
    let mut bytes = std::fs::read(photo).unwrap();
    bytes.pop();
    std::fs::remove_file(photo).unwrap();
    std::fs::write(photo, &bytes).unwrap();
    let damaged = scene.catalogue.court_report(Some(&scene.list), &Silent).unwrap();
    let named = &damaged.groups[0].findings[0];
    assert_eq!(named.subject, "Photo of SC/1, overall front");
    assert_eq!(named.found_size, Some(bytes.len() as u64));
    assert_eq!(named.sealed_size, Some(bytes.len() as u64 + 1));
    let photos = scene.catalogue.court_report_of_photos(&card, Some(&scene.list), &Silent).unwrap();
    assert_eq!(photos.verdict, Verdict::Altered);
    assert_eq!(photos.against.unwrap().verdict, Verdict::Altered);
}
