//! Printed labels and papers before a reader that knows nothing of us: `zbarimg` reads the code of each.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::report::{Label, LabelLayout, labels_page, request_page, root_page};
use sigillum_core::signature::UnlockedKey;
use sigillum_core::signer::Introduction;
use sigillum_core::trust::Request;
use std::path::Path;
use std::process::Command;

/// How many pixels a module has on the paper that the judge looks at.
const MODULE: usize = 5;

/// What stands between two words of a text.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = &text[text.find(from).unwrap() + from.len()..];
    &rest[..rest.find(to).unwrap()]
}

/// The numbers in a text, the sign of the first of a pair included.
fn numbers(text: &str) -> Vec<i64> {
    text.split(|c: char| !c.is_ascii_digit() && c != '-').filter_map(|n| n.parse().ok()).collect()
}

/// Draws an SVG of runs of dark modules as a picture (PGM) that any program reads.
fn draw(svg: &str, to: &Path) {
    let view = numbers(between(svg, "viewBox=\"", "\""));
    let edge = usize::try_from(view[2]).unwrap();
    let mut paper = vec![255u8; edge * MODULE * edge * MODULE];
    for run in between(svg, "<path d=\"", "\"").split_terminator('z') {
        // M column row h length v 1 h -length
        let run = numbers(run);
        for along in 0..run[2] {
            let column = usize::try_from(run[0] + along - view[0]).unwrap() * MODULE;
            let row = usize::try_from(run[1] - view[1]).unwrap() * MODULE;
            for y in row..row + MODULE {
                paper[y * edge * MODULE + column..][..MODULE].fill(0);
            }
        }
    }
    let head = format!("P5\n{0} {0}\n255\n", edge * MODULE);
    std::fs::write(to, [head.as_bytes(), &paper].concat()).unwrap();
}

#[test]
fn a_stock_reader_reads_the_reference_from_the_label_that_is_printed() {
    let references = ["SC/1", "ABC/12/3", "LON-2025/0042", "o'b & <c>/7", "សុខា/៤២", "س ک/۷"];
    let labels = references.map(|reference| Label {
        reference: reference.to_owned(),
        title: "Head of a bodhisattva".to_owned(),
        operation: "LON-2025-114".to_owned(),
    });
    let page = String::from_utf8(labels_page(&labels, LabelLayout::A4, 0).unwrap()).unwrap();
    let codes: Vec<&str> = page.split("<svg ").skip(1).collect();
    assert_eq!(codes.len(), references.len());
    let folder = tempfile::tempdir().unwrap();
    for (reference, code) in references.iter().zip(codes) {
        let picture = folder.path().join("label.pgm");
        draw(code, &picture);
        let mut judge = Command::new("zbarimg");
        judge.args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"]);
        if !reference.is_ascii() {
            // No code says in which encoding its text is: the judge guesses unless it is asked for the bytes.
            judge.args(["--oneshot", "-Sbinary"]);
        }
        let read = judge.arg(&picture).output().expect("zbarimg is needed: apt-get install zbar-tools");
        assert_eq!(String::from_utf8_lossy(&read.stdout).trim_end(), *reference);
    }
}

/// The bytes that the judge reads from the only code of a page.
fn read_code(page: Vec<u8>) -> String {
    let page = String::from_utf8(page).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("page.pgm");
    draw(page.split_once("<svg ").unwrap().1, &picture);
    let mut judge = Command::new("zbarimg");
    judge.args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "--oneshot", "-Sbinary"]);
    let read = judge.arg(&picture).output().expect("zbarimg is needed: apt-get install zbar-tools");
    String::from_utf8(read.stdout).unwrap()
}

#[test]
fn a_stock_reader_reads_the_whole_request_and_the_roots_fingerprint_from_their_pages() {
    let key = |seed: u8| UnlockedKey::from_seed(&[seed; 32], String::new()).unwrap();
    let who =
        Introduction {
            name: "Sok Dara សុខ តារា".into(), role: "specialist".into(), ..Default::default()
        };
    for old in [None, Some(key(2))] {
        let file = Request::sign(&who, 1_763_026_867, &key(1), old.as_ref()).unwrap();
        let read = read_code(request_page(&file).unwrap());
        assert_eq!(read, file);
        assert_eq!(Request::read(read.as_bytes()).unwrap().key, key(1).public());
    }
    let root = key(3).public();
    assert_eq!(read_code(root_page("Headquarters", &root).unwrap()), root.fingerprint());
}
