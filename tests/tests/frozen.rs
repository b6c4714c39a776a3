//! What the first format wrote is opened by every later version: `tests/frozen/v1` never changes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{Catalogue, SearchRequest};
use sigillum_core::error::Code;
use sigillum_core::id::RecordKind;
use sigillum_core::progress::Silent;
use sigillum_core::signature::AllowedSigners;
use sigillum_core::verify::{Verdict, VerifyOptions, bundle};
use sigillum_tests::laptop::Laptop;
use std::path::{Path, PathBuf};

fn frozen() -> PathBuf {
    sigillum_tests::repository().join("tests/frozen/v1")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for item in std::fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let target = to.join(item.file_name());
        if item.file_type().unwrap().is_dir() {
            copy(&item.path(), &target);
        } else {
            std::fs::copy(item.path(), target).unwrap();
        }
    }
}

#[test]
fn the_first_formats_bundle_is_verified_as_on_the_day_it_was_written() {
    let list = AllowedSigners::read(&frozen().join("signers")).unwrap();
    let options = VerifyOptions { signers: Some(&list), threads: 2, ..VerifyOptions::default() };
    let check = bundle(&frozen().join("bundle"), &options, &Silent).unwrap();
    assert_eq!(check.verdict(), Verdict::Verified, "{:#?}", check.findings);
    assert!(check.entries().len() >= 12);
}

#[test]
fn the_first_formats_catalogue_opens_is_whole_and_can_be_worked_in() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "later");
    copy(&frozen().join("catalogue"), &laptop.root());
    let mut catalogue = laptop.open();
    let head = catalogue.find(RecordKind::Artefact, "sc/1").unwrap();
    let view = catalogue.artefact(&head).unwrap();
    assert_eq!(view.title, "Head of a Buddha");
    assert_eq!(view.inside, ["B-0317"]);
    assert_eq!(view.photos.len(), 3);
    assert_eq!(catalogue.notes(Some(&head)).unwrap()[0].text, "Old break at the neck.");
    let found = catalogue
        .search(&SearchRequest { text: "cremieux ព្រះ سر".into(), ..SearchRequest::default() })
        .unwrap();
    assert_eq!(found.hits.len(), 1);
    let report = catalogue.check(None, &Silent).unwrap();
    assert_eq!(report.findings, [], "{report:#?}");
    catalogue
        .artefact_set(&head, &sigillum_tests::laptop::fields(&[("title", "Written by a later version")]))
        .unwrap();
    assert_eq!(catalogue.artefact(&head).unwrap().title, "Written by a later version");
}

#[test]
fn the_first_formats_bundle_can_be_joined() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "later");
    let catalogue = laptop.join(&frozen().join("bundle"));
    assert_eq!(
        catalogue.artefact(&catalogue.find(RecordKind::Artefact, "SC/1").unwrap()).unwrap().title,
        "Head of a Buddha"
    );
}

#[test]
fn reading_alone_does_not_bring_the_first_formats_catalogue_up_to_date_and_says_so() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "reader");
    copy(&frozen().join("catalogue"), &laptop.root());
    let refused = Catalogue::open_read_only(&laptop.root(), laptop.around()).err().unwrap();
    assert_eq!(refused.code, Code::CatalogueOlder);
    let kept = std::fs::read(laptop.root().join("catalogue.db")).unwrap();
    assert_eq!(kept, std::fs::read(frozen().join("catalogue/catalogue.db")).unwrap());
}
