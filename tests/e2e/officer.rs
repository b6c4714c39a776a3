//! The officer's hour: a bundle with one byte changed, a verdict for a court, and a report that ssh-keygen checks.

use crate::exchange::{Field, go, make_key, reload, wait_for};
use serde_json::json;
use sigillum_core::signature::KeyFile;
use sigillum_tests::window::{Home, Window};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn walk(folder: &Path) -> Vec<PathBuf> {
    let items = std::fs::read_dir(folder).unwrap().map(|item| item.unwrap().path());
    items.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// Changes one byte in the pixels of a photo of this bundle.
fn alter(bundle: &Path) -> PathBuf {
    let mut photos = walk(&bundle.join("data/originals"));
    photos.retain(|path| path.extension().is_some_and(|ending| ending == "jpg"));
    photos.sort();
    let mut bytes = std::fs::read(&photos[0]).unwrap();
    let place = bytes.len() * 3 / 4;
    bytes[place] ^= 1;
    std::fs::write(&photos[0], bytes).unwrap();
    photos[0].clone()
}

fn verify(window: &Window, path: &Path) {
    window.answer_dialog(&[path]);
    window.by_test("verify-folder").click();
    wait_for(window, "report");
}

#[test]
fn a_bundle_with_one_byte_changed_is_altered_the_photo_is_named_and_the_report_is_checked_by_ssh_keygen() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let bundle = sokha.export();
    let photo = alter(&bundle);
    let list = home.path("list-7");
    std::fs::write(&list, sokha.laptop.signers_line()).unwrap();

    let window = home.open();
    let key = make_key(&window, "Olga Berg");
    reload(&window);
    go(&window, "Verify");
    wait_for(&window, "verify-drop");
    window.screenshots("verify-empty");
    window.axe();
    window.answer_dialog(&[&list]);
    window.by_test("signers-choose").click();
    window.wait_for_text("list-7");
    verify(&window, &bundle);

    assert_eq!(window.by_test("verdict").attribute("data-verdict").unwrap(), "altered");
    let verdict = window.by_test("verdict").text();
    assert!(verdict.contains("One photo or other original is not the one that was sealed"), "{verdict}");
    assert!(verdict.contains("Everything else is whole, and signed by keys on the list"), "{verdict}");
    let finding = window.by_test("finding").text();
    assert!(finding.contains("Photo of SC/1, overall front") && finding.contains("DSC_000"), "{finding}");
    assert!(finding.contains(photo.file_name().unwrap().to_str().unwrap()), "{finding}");
    assert!(window.by_test("not-proven").text().contains("clock"));
    assert!(window.by_test("yourself").text().contains("-I sokha -n bundle@sigillum"));
    window.wait(
        "the picture of what was found",
        "const img = document.querySelector('[data-test=photo-in-question] img'); return !!img && img.complete && img.naturalWidth > 0",
    );
    window.screenshots("verify-altered");
    window.axe();
    window.zoom(200);
    window.screenshot("verify-zoom");
    window.zoom(100);

    window.press("p");
    wait_for(&window, "compare");
    window.screenshots("verify-compare");
    window.axe();

    let reports = home.path("reports");
    std::fs::create_dir(&reports).unwrap();
    window.answer_dialog(&[&reports]);
    window.by_test("save-report").click();
    wait_for(&window, "saved-report");
    window.screenshots("verify-saved");
    window.axe();
    let json = PathBuf::from(window.by_test("saved-report").attribute("data-json").unwrap());
    let text = std::fs::read(&json).unwrap();
    let document: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(
        (&document["verdict"], &document["signed_by"]["name"]),
        (&json!("altered"), &json!("Olga Berg"))
    );
    assert!(judged(&home, &key["path"], &json), "ssh-keygen accepts the report");
    std::fs::write(&json, [&text[..], b"\n"].concat()).unwrap();
    assert!(!judged(&home, &key["path"], &json), "and no other");
    assert!(window.by_test("report-command").text().contains("report@sigillum"));
    window.close();
}

/// What ssh-keygen says of the report, with a list that was made from the officer's key.
fn judged(home: &Home, key: &serde_json::Value, json: &Path) -> bool {
    let public = KeyFile::read(Path::new(key.as_str().unwrap())).unwrap().public();
    let list = home.path("officers");
    std::fs::write(&list, format!("olga.berg {}\n", public.openssh())).unwrap();
    let signature = json.with_extension("json.sig");
    let output = Command::new("ssh-keygen")
        .args(["-Y", "verify", "-I", "olga.berg", "-n", "report@sigillum", "-f"])
        .arg(&list)
        .arg("-s")
        .arg(&signature)
        .stdin(Stdio::from(std::fs::File::open(json).unwrap()))
        .output()
        .expect("these tests need ssh-keygen (Debian: openssh-client)");
    output.status.success()
}

#[test]
fn a_catalogue_is_verified_and_loose_photos_are_compared_with_it() {
    let home = Home::new();
    let sokha = Field::begin(&home, "sokha");
    let root = sokha.laptop.root();
    drop(sokha);
    let card = home.path("card-sokha");
    std::fs::write(card.join("DSC_0009.JPG"), sigillum_tests::picture(9)).unwrap();
    let window = home.open();
    make_key(&window, "Olga Berg");
    reload(&window);
    go(&window, "Verify");
    wait_for(&window, "verify-drop");
    verify(&window, &root);
    assert_eq!(window.by_test("verdict").attribute("data-verdict").unwrap(), "unverifiable");
    window.screenshots("verify-catalogue");
    window.axe();
    window.answer_dialog(&[&card]);
    window.by_test("verify-photos").click();
    window.wait_for_text("is no original that is held");
    assert_eq!(window.by_test("verdict").attribute("data-verdict").unwrap(), "altered");
    assert!(window.by_test("finding").text().contains("DSC_0009.JPG"));
    window.screenshots("verify-photos");
    window.axe();
    window.close();
}
