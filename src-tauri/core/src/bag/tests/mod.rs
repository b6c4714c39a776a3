//! A real bundle on a real disk, and what becomes of it.

mod folders;
mod writing;
mod zips;

use super::{BagSource, BundleWriter, CheckedBag, Form, Written};
use crate::digest::Digest;
use crate::error::Result;
use crate::finding::FindingKind;
use crate::progress::Silent;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const NAME: &str = "op-7-full-0011aabb-17-ab12cd";
const PHOTO: &str = "data/originals/ab/abcd.jpg";

fn photo() -> Vec<u8> {
    (0..300u32).map(|n| (n * n % 251) as u8).collect()
}

fn sign(bytes: &[u8]) -> Result<Vec<u8>> {
    Ok(format!("signed {}\n", Digest::of(bytes)).into_bytes())
}

/// Writes a small bundle of every way to add a file.
fn write(folder: &Path, form: Form) -> Written {
    let original = folder.join("original.jpg");
    std::fs::write(&original, photo()).unwrap();
    let mut writer = BundleWriter::create(folder, NAME, form).unwrap();
    writer.add_known(PHOTO, &original, Digest::of(&photo()), &Silent).unwrap();
    writer.add_bytes("data/verify.txt", b"how to check\n", &Silent).unwrap();
    writer.add("data/ledger/00ff.jsonl", &mut &b"{}\n{}\n"[..], &Silent).unwrap();
    writer.add_bytes("data/ledger/00ff.sigs", b"", &Silent).unwrap();
    let info = [("Source-Organization".to_owned(), "Unité 7".to_owned())];
    writer.finish("2025-11-13", &info, &mut sign, &Silent).unwrap()
}

fn bundle(form: Form) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), form).path;
    (folder, path)
}

fn check(path: &Path) -> CheckedBag {
    super::check(BagSource::open(path).unwrap(), 2, &Silent).unwrap()
}

/// The findings as kind, code and path.
fn findings(path: &Path) -> Vec<(FindingKind, &'static str, String)> {
    check(path).findings.into_iter().map(|finding| (finding.kind, finding.code, finding.path)).collect()
}

/// The codes alone.
fn codes(path: &Path) -> Vec<&'static str> {
    findings(path).into_iter().map(|(_, code, _)| code).collect()
}
