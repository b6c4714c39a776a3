//! The laws of derived files.

mod guide;
mod language;

use super::BundleKind::{Dossier, Full, Invite, Since};
use super::sample::{Sample, json, key, operation};
use crate::digest::Digest;
use crate::entry::NewChange;
use crate::id::RecordId;
use crate::json::Json;
use crate::signature::{allowed_signers_line, namespace, parse_armour, verify};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::OnceLock;

type Files = BTreeMap<String, Vec<u8>>;

fn files(kind: super::BundleKind) -> Files {
    let (sample, signer) = operation();
    sample.derive(&sample.entries, signer, kind).into_iter().collect()
}

fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    std::str::from_utf8(files.get(path).unwrap_or_else(|| panic!("{path} in {:?}", files.keys()))).unwrap()
}

/// The sample and its files, made once.
fn made_once() -> &'static (Sample, Files) {
    static MADE: OnceLock<(Sample, Files)> = OnceLock::new();
    MADE.get_or_init(|| {
        let (sample, signer) = operation();
        let made = sample.derive(&sample.entries, signer, Full).into_iter().collect();
        (sample, made)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_order_and_repetition_of_entries_gives_the_same_bytes(
        order in Just((0..made_once().0.entries.len()).collect::<Vec<_>>()).prop_shuffle(),
        again in prop::collection::vec(0..made_once().0.entries.len(), 0..4),
    ) {
        let (sample, expected) = made_once();
        let shuffled: Vec<_> = order.iter().chain(&again).map(|i| sample.entries[*i].clone()).collect();
        let made: Files = sample.derive(&shuffled, key(1).public(), Full).into_iter().collect();
        prop_assert!(made == *expected);
    }
}

/// What a bundle of version 1 holds must come out the same for ever. A change here is a change of the format.
#[test]
fn the_bytes_of_version_one_never_change() {
    let made = files(Full);
    let all: String = made.iter().map(|(path, bytes)| format!("{} {path}\n", Digest::of(bytes))).collect();
    assert_eq!(Digest::of(all.as_bytes()).hex(), FROZEN, "{all}");
}

const FROZEN: &str = "9d1a0014ef8211a48a01141fd27c24e098633c33ef1f59641355fbe3b39dfe88";

#[test]
fn every_file_has_a_path_that_a_bundle_may_hold_and_comes_once() {
    let (sample, signer) = operation();
    let made = sample.derive(&sample.entries, signer, Full);
    let paths: std::collections::BTreeSet<_> = made.iter().map(|(path, _)| path).collect();
    assert_eq!(paths.len(), made.len());
    for path in paths {
        assert!(
            path.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-/".contains(&b)),
            "{path}"
        );
    }
}

#[test]
fn the_bundles_signer_stands_first_and_a_name_in_another_script_gets_a_principal() {
    let made = files(Full);
    let lines: Vec<_> = text(&made, "keys/allowed_signers").lines().collect();
    assert!(lines[0].starts_with("sarah.hill ssh-ed25519 AAAA"), "{}", lines[0]);
    assert!(lines[1].starts_with("signer."), "{}", lines[1]);
    assert_eq!(lines.len(), 2);
}

#[test]
fn a_note_is_its_own_line_with_a_signature_that_is_good() {
    let (sample, signer) = operation();
    let made: Files = sample.derive(&sample.entries, signer, Full).into_iter().collect();
    let notes: Vec<_> = made.keys().filter(|p| p.starts_with("notes/") && p.ends_with(".json")).collect();
    assert_eq!(notes.len(), 2);
    for path in notes {
        let line = &made[path];
        assert_eq!(*path, format!("notes/{}.json", Digest::of(line)));
        let armoured = parse_armour(&made[&path.replace(".json", ".sig")]).unwrap();
        assert!(verify(&armoured.key, namespace::ENTRY, line, &armoured.signature));
    }
}

#[test]
fn the_table_of_artefacts_is_in_reference_order_and_says_what_is_in_conflict() {
    let made = files(Full);
    let table = text(&made, "tables/artefacts.csv");
    let rows: Vec<_> = table.split("\r\n").collect();
    assert!(
        rows[0].starts_with(
            "\u{feff}reference,id,title,status,conflicts,quantity,part_of,in,authenticity,condition,culture,"
        ),
        "{}",
        rows[0]
    );
    assert!(rows[1].starts_with("SH/9,") && rows[2].starts_with("SH/42,") && rows[3].starts_with("SH/100,"));
    assert!(rows[2].contains(",conflict,culture,1,,B-0317,"), "{}", rows[2]);
    assert!(rows[2].contains("\"Gandharan | Kushan, Mathura\""), "{}", rows[2]);
    assert!(rows[3].contains(",withdrawn,"), "{}", rows[3]);
    assert!(rows[1].contains("\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\""), "{}", rows[1]);
}

#[test]
fn the_other_tables_hold_what_was_claimed_said_and_handed_over() {
    let made = files(Full);
    let photos = text(&made, "tables/photos.csv");
    assert!(photos.contains(
        ",SH/42,overall_front,,DSC_4471.JPG,2025-11-13T10:07:31,'+00:00,DateTimeOriginal,NIKON,Z 7,"
    ));
    assert!(photos.contains(",-13.5,103.8,"), "{photos}");
    let custody = text(&made, "tables/custody.csv");
    assert!(custody.contains(",recorded,handed_over,2025-11-13,18:30,to storage,Sarah Hill,"), "{custody}");
    assert!(custody.contains(",as packed,12,11,,acknowledged,احمد رحیمی,"), "{custody}");
    assert!(custody.contains(",corrected,handed_over,"), "{custody}");
    let notes = text(&made, "tables/notes.csv");
    assert!(notes.contains(",\"Saw marks on the left side.\nFresh"), "{notes}");
}

#[test]
fn an_artefacts_page_shows_values_side_by_side_with_who_says_them() {
    let made = files(Full);
    let page = text(&made, "pages/0001.html");
    assert!(page.contains("2 values, not settled"));
    for shown in [
        "Gandharan",
        "Kushan, Mathura",
        "Sarah Hill",
        "សុខ ដារ៉ា",
        "✕ Withdrawn",
        "entered twice, see SH/9",
        "lang=\"km\">km: ព្រះសិរព្រះពោធិសត្វ",
        "not assessed",
        "✓ acknowledged",
        "! corrected",
        "&lt;b&gt;modern&lt;/b&gt; &amp; deep",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    let file = Digest::of(b"photo 1").hex();
    assert!(page.contains(&format!("href=\"../originals/{}/{file}.jpg\"", &file[..2])));
    assert!(page.contains(&format!("src=\"preview/{file}.jpg\" alt=\"overall front of SH/42\"")));
}

#[test]
fn the_index_counts_what_is_there_and_says_what_is_not_proven() {
    let made = files(Dossier);
    let index = text(&made, "index.html");
    for shown in [
        "<b>2</b>artefacts",
        "<b>1</b>withdrawn",
        "<b>5</b>photos and files",
        "4 lines are withheld",
        "What is not proven",
        "1 statement of a kind that this version does not know: loan.promise (1).",
        "href=\"pages/0001.html#artefact-",
    ] {
        assert!(index.contains(shown), "{shown}");
    }
    assert!(text(&files(Since), "index.html").contains("only what is new since"));
    assert!(text(&files(Invite), "index.html").contains("an invitation"));
    assert!(!text(&files(Invite), "pages/0001.html").contains("<img"), "an invitation holds no photos");
}

/// Names of all elements of a page, in order, with every opened element closed.
fn elements(page: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for tag in page.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap();
        let name: String = tag.chars().take_while(|c| !c.is_whitespace()).collect();
        if let Some(closed) = name.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(closed));
        } else if !["!doctype", "meta", "img", "br"].contains(&name.as_str()) {
            open.push(name.clone());
        }
        all.push(name);
    }
    assert_eq!(open, Vec::<String>::new());
    all
}

#[test]
fn hostile_text_adds_no_element_and_no_attribute() {
    let hostile = "</bdi></p><script>alert(1)</script><img src=x onerror=y>\" onload=\"z' \u{202e}\0";
    let pages = |evil: &str| {
        let mut s = Sample::default();
        let mut pen = s.start(1, evil);
        let evil_json = Json::Text(evil.to_owned()).compact();
        let bag = s.create(
            &mut pen,
            "package.create",
            &[("number", &evil_json), ("seals", &format!("[{evil_json}]"))],
        );
        let named = format!(
            r#"{{"text":{evil_json},"lang":{evil_json},"translations":{{{evil_json}:{evil_json}}}}}"#
        );
        let artefact = s.create(
            &mut pen,
            "artefact.create",
            &[
                ("reference", &evil_json),
                ("title", &named),
                ("a\"><b>", &format!("[{{{evil_json}:{evil_json}}}]")),
                ("in", &format!("\"{bag}\"")),
            ],
        );
        s.withdraw(&mut pen, &artefact, evil);
        s.set(&mut pen, &artefact, "title", r#""after""#, vec![]);
        let photo = s.photo(
            &mut pen,
            b"p",
            evil,
            &format!(r#"{{"make":{evil_json},"captured":{{"time":{evil_json}}}}}"#),
        );
        let (p, a) = (format!("\"{photo}\""), format!("\"{artefact}\""));
        s.create(&mut pen, "photo.place", &[("photo", &p), ("artefact", &a), ("view", &evil_json)]);
        s.photo(&mut pen, b"q", evil, "{}");
        let exists = || vec![NewChange::of_self("exists", true)];
        let note = format!(
            r#"{{"text":{evil_json},"title":{evil_json},"language":{evil_json},"about":[{a}],"photos":[{p}]}}"#
        );
        s.write(&mut pen, "note.seal", exists(), json(&note));
        let event = format!(
            r#"{{"event":{evil_json},"date":{evil_json},"from":{{"name":{evil_json}}},"subjects":[{{"record":{a}}}],{evil_json}:{evil_json}}}"#
        );
        s.write(&mut pen, "custody.record", exists(), json(&event));
        s.write(
            &mut pen,
            "custody.accept",
            vec![],
            json(&format!(r#"{{"event":{evil_json},"by":{evil_json}}}"#)),
        );
        s.derive(&s.entries, pen.key.public(), Full)
    };
    let (good, bad) = (pages("plain"), pages(hostile));
    let html = |files: &[(String, Vec<u8>)]| -> Vec<String> {
        let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
        pages.map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap()).collect()
    };
    for (good, bad) in html(&good).iter().zip(html(&bad)) {
        assert_eq!(elements(good), elements(&bad));
        for attribute in [" onerror=y>", " onload=\"", "<script", "src=x>"] {
            assert!(!bad.contains(attribute), "{attribute}");
        }
    }
    assert_eq!(html(&good).len(), 6);
}

#[test]
fn all_pages_are_well_formed_and_every_link_leads_to_something() {
    let made = files(Full);
    let anchors = |path: &str| -> Vec<String> {
        text(&made, path).split(" id=\"").skip(1).map(|t| t.split('"').next().unwrap().to_owned()).collect()
    };
    for path in made.keys().filter(|path| path.ends_with(".html")) {
        let page = text(&made, path);
        elements(page);
        for href in page.split("href=\"").skip(1).map(|t| t.split('"').next().unwrap()) {
            let (file, anchor) = href.split_once('#').unwrap_or((href, ""));
            let target = match (path.strip_prefix("pages/"), file.strip_prefix("../")) {
                (Some(_), Some(up)) => up.to_owned(),
                (Some(_), None) => format!("pages/{file}"),
                (None, _) => file.to_owned(),
            };
            if !target.starts_with("originals/") {
                assert!(made.contains_key(&target), "{path} links to {href}");
            }
            assert!(
                anchor.is_empty() || anchors(&target).iter().any(|a| a == anchor),
                "{path} links to {href}"
            );
        }
    }
}

#[test]
fn many_artefacts_are_cut_into_pages_and_the_index_names_the_pages() {
    let mut s = Sample::default();
    let mut pen = s.start(1, "laptop");
    for i in 0..101 {
        s.create(&mut pen, "artefact.create", &[("reference", &format!("\"A/{i}\""))]);
    }
    let made: Files = s.derive(&s.entries, pen.key.public(), Full).into_iter().collect();
    assert_eq!(made.keys().filter(|p| p.starts_with("pages/")).count(), 3);
    assert!(text(&made, "pages/0001.html").contains("rel=\"next\" href=\"0002.html\""));
    assert!(text(&made, "pages/0003.html").matches("<article").count() == 1);
    assert!(text(&made, "index.html").contains("href=\"pages/0003.html#artefact-"));
}

#[test]
fn more_fields_than_any_template_has_share_one_column() {
    let mut s = Sample::default();
    let mut pen = s.start(1, "laptop");
    let names: Vec<_> = (0..300).map(|i| format!("f{i:03}")).collect();
    let fields: Vec<_> = names.iter().map(|name| (name.as_str(), "\"x\"")).collect();
    s.create(&mut pen, "artefact.create", &fields);
    let made: Files = s.derive(&s.entries, pen.key.public(), Full).into_iter().collect();
    let table = text(&made, "tables/artefacts.csv");
    assert!(table.lines().next().unwrap().trim_end().ends_with(",f255,more"));
    assert!(table.contains("f299: x\""));
}

#[test]
fn a_note_about_many_records_stands_in_full_once() {
    let mut s = Sample::default();
    let mut pen = s.start(1, "laptop");
    let ids: Vec<RecordId> = (0..30)
        .map(|i| s.create(&mut pen, "artefact.create", &[("reference", &format!("\"A/{i}\""))]))
        .collect();
    let about: Vec<_> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    let body = format!(r#"{{"title":"All of them","text":"unmistakable","about":[{}]}}"#, about.join(","));
    s.write(&mut pen, "note.seal", vec![NewChange::of_self("exists", true)], json(&body));
    let made: Files = s.derive(&s.entries, pen.key.public(), Full).into_iter().collect();
    assert!(!text(&made, "pages/0001.html").contains("unmistakable"));
    assert_eq!(text(&made, "pages/0001.html").matches("All of them").count(), 30);
    assert_eq!(text(&made, "pages/notes-0001.html").matches("unmistakable").count(), 1);
}

#[test]
fn a_key_that_names_itself_like_another_gets_the_same_principal_and_no_more() {
    let (mut s, signer) = operation();
    let mut forger = s.start(9, "elsewhere");
    let me = RecordId::new(crate::id::RecordKind::Signer, forger.key.public().digest());
    s.set(&mut forger, &me, "name", "\"Sarah Hill\"", vec![]);
    let made: Files = s.derive(&s.entries, signer, Full).into_iter().collect();
    let lines = text(&made, "keys/allowed_signers");
    assert!(lines.starts_with("sarah.hill ") && lines.lines().count() == 3);
    assert_eq!(lines.matches("sarah.hill ").count(), 2);
    let index = text(&made, "index.html");
    assert!(index.contains(&forger.key.public().fingerprint()), "fingerprints tell them apart");
    let principal = crate::signature::Principal::from_name("Sarah Hill", &signer);
    assert_eq!(lines.lines().next().unwrap(), allowed_signers_line(&principal, &[], &signer).trim_end());
}
