//! The Library of Congress's BagIt conformance suite, judged bag by bag.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

use sigillum_core::bag::judge;
use sigillum_core::progress::Silent;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The bags of the suite: version, expectation and path.
fn bags(root: &Path) -> Vec<(String, PathBuf)> {
    let folders = |path: &Path| -> Vec<PathBuf> {
        let mut entries: Vec<_> =
            std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.retain(|entry| entry.is_dir());
        entries.sort();
        entries
    };
    let mut bags = Vec::new();
    for expectation in folders(root).iter().flat_map(|version| folders(version)) {
        let name = expectation.file_name().unwrap().to_string_lossy().into_owned();
        bags.extend(folders(&expectation).into_iter().map(|bag| (name.clone(), bag)));
    }
    bags
}

#[test]
fn the_conformance_suite_is_judged_as_it_expects_on_all_60_bags() {
    let Some(archive) = sigillum_tests::outside("bagit-conformance-suite.tar.gz") else { return };
    let folder = tempfile::tempdir().unwrap();
    let unpacked =
        Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(folder.path()).status().unwrap();
    assert!(unpacked.success());
    let bags = bags(&folder.path().join("bagit-conformance-suite"));
    assert_eq!(bags.len(), 60);
    let mut wrong = Vec::new();
    for (expectation, path) in &bags {
        let judgement = judge(path, 2, &Silent).unwrap();
        let right = match expectation.as_str() {
            "valid" => judgement.valid,
            "warning" => judgement.valid && !judgement.warnings.is_empty(),
            // What is unsafe on one system is invalid on all.
            "invalid" | "linux-only" | "windows-only" => !judgement.valid,
            other => panic!("{other}: a new part of the suite"),
        };
        if !right {
            wrong.push(format!("{}: {judgement:#?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    println!("{} of 60 bags judged as expected", bags.len() - wrong.len());
}
