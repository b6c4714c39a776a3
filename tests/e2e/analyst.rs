//! The analyst's day: two bundles come in, what they contradict is settled by keyboard; and the power goes while a
//! bundle is written and while one comes in.

use crate::exchange::{Field, PASSPHRASE, go, make_key, reload, wait_for};
use serde_json::{Value, json};
use sigillum_tests::laptop::fields;
use sigillum_tests::window::{Home, Window, no_proofs};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Headquarters' window, which joined on an invitation.
pub fn headquarters(home: &Home, invitation: &Path) -> Window {
    let window = home.open();
    make_key(&window, "Hanna Quist");
    let job = window.invoke(
        "operation_join",
        json!({ "folder": home.path("hq"), "bundle": invitation, "signers": null }),
    );
    window.job(&job);
    reload(&window);
    window
}

/// Takes a bundle in by hand: choose, look, one button.
fn bring(window: &Window, bundle: &Path) {
    window.answer_dialog(&[bundle]);
    window.by_test("import-folder").click();
    wait_for(window, "import-now");
}

#[test]
fn two_bundles_come_in_and_a_conflict_is_settled_by_keyboard() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let mut karim = Field::join(&home, "karim", &invitation, &sokha.head);
    sokha.catalogue.artefact_set(&sokha.head, &fields(&[("title", "Head of a bodhisattva, stone")])).unwrap();
    karim.catalogue.artefact_set(&karim.head, &fields(&[("title", "Head of a Buddha")])).unwrap();
    karim.catalogue.artefact_add(&fields(&[("reference", "KA/1"), ("title", "Foot")])).unwrap();
    let (first, second) = (sokha.export(), karim.export());

    let window = headquarters(&home, &invitation);
    go(&window, "Bundles");
    window.by_role("tab", "Import").click();
    wait_for(&window, "import-drop");
    window.screenshots("import-empty");
    window.axe();
    bring(&window, &first);
    assert_eq!(
        window.by_test("verdict").attribute("data-verdict").unwrap(),
        "unverifiable",
        "nobody gave a list"
    );
    window.by_test("import-now").click();
    wait_for(&window, "imported");
    window.by_test("import-another").click();
    wait_for(&window, "import-drop");

    bring(&window, &second);
    assert!(
        window.by_test("conflicts-ahead").text().contains("contradicts one thing"),
        "said before the button"
    );
    assert!(window.by_test("brings-artefact").text().contains("1 new, 1 changed"));
    window.by_test("look-records").focus();
    window.press("Down");
    wait_for(&window, "look-record");
    let title = window.by_test("look-field-title").text();
    for said in ["Head of a bodhisattva, stone", "Head of a Buddha", "sokha", "karim"] {
        assert!(title.contains(said), "{title}");
    }
    window.screenshots("import-look");
    window.axe();
    window.by_test("import-now").click();
    wait_for(&window, "imported");
    window.screenshots("imported");
    window.by_test("to-conflicts").click();

    wait_for(&window, "conflict");
    window.screenshots("conflicts");
    window.axe();
    window.zoom(200);
    window.screenshot("conflicts-zoom");
    window.zoom(100);
    let conflict = window.by_test("conflict").text();
    assert!(conflict.contains("laptop of karim") && conflict.contains("laptop of sokha"), "{conflict}");
    let texts = || (window.by_test("way-1").text(), window.by_test("way-2").text());
    let (_, chosen) = texts();
    window.press("Down");
    window.press("Enter");
    wait_for(&window, "no-conflicts");
    window.screenshots("conflicts-none");
    window.axe();
    let shown = || {
        let id = sokha.head.as_str();
        let fields = window.invoke("artefact_show", json!({ "id": id }))["fields"].clone();
        let title = fields.as_array().unwrap().iter().find(|f| f["field"] == "title").unwrap().clone();
        title["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v["text"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(shown().len(), 1);
    assert!(chosen.contains(&shown()[0]), "{chosen}: {:?}", shown());

    window.press("Control+z");
    wait_for(&window, "conflict");
    assert_eq!(shown().len(), 2, "the conflict is back");
    let back = texts();
    assert!(back.0.contains("laptop of") && back.1.contains("laptop of"), "{back:?}");
    window.press("e");
    window.type_keys("Head of a deity");
    window.screenshots("conflict-writing");
    window.press("Enter");
    wait_for(&window, "no-conflicts");
    assert_eq!(shown(), ["Head of a deity"]);
    window.close();
}

#[test]
fn a_bundle_is_written_from_the_screen_and_what_is_newer_afterwards() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let window = headquarters(&home, &invitation);
    let stick = home.path("stick");
    std::fs::create_dir(&stick).unwrap();
    go(&window, "Bundles");
    wait_for(&window, "export-due");
    window.answer_dialog(&[&stick]);
    window.by_test("export-choose").click();
    wait_for(&window, "room");
    window.screenshots("export");
    window.axe();
    window.by_test("export-write").click();
    wait_for(&window, "written");
    assert_eq!(window.by_test("written").attribute("data-verdict").unwrap(), "verified");
    let code = window.by_test("head-code").text();
    assert!(code.contains('-') && code.contains(' '), "{code}");
    window.screenshots("export-written");
    window.axe();
    let known = window.invoke("bundle_known", json!({}));
    assert_eq!(known[0]["head_code"], code.trim());
    window.by_test("export-another").click();
    window.by_role("radio", "Everything").focus();
    window.press("Right");
    window.wait(
        "nothing is due",
        "return document.querySelector('[data-test=export-due]')?.dataset.due === '0'",
    );
    window.screenshots("export-nothing");
    window.by_role("tab", "Known bundles").click();
    wait_for(&window, "known");
    window.screenshots("known-bundles");
    window.axe();
    window.close();
}

/// Files large enough that the power can go while they are copied.
fn heavy(field: &mut Field, home: &Home) {
    let card = home.path("films");
    std::fs::create_dir(&card).unwrap();
    for index in 0..24_u8 {
        let block: Vec<u8> = (0..=255).map(|byte: u8| byte.wrapping_mul(31).wrapping_add(index)).collect();
        std::fs::write(card.join(format!("MOV_{index:04}.bin")), block.repeat(32 << 10)).unwrap();
    }
    sigillum_tests::laptop::take_in(&mut field.catalogue, &card, None, None);
}

/// Waits until a job has done part of this stage.
fn under_way(window: &Window, job: &Value, stage: &str) {
    window.until("the job to be in the middle", Duration::from_secs(120), || {
        let jobs = window.invoke("job_list", json!({}));
        let job = jobs.as_array()?.iter().find(|known| known["id"] == *job)?.clone();
        assert_ne!(job["state"], "done", "it was too fast to be cut off");
        (job["stage"] == stage && job["done"].as_u64()? > 8 << 20).then_some(())
    });
}

fn entries(window: &Window) -> u64 {
    window.invoke("operation_show", json!({}))["entries"].as_u64().unwrap()
}

pub fn reopen(home: &Home, folder: &Path) -> Window {
    let window = home.open();
    let key = window.invoke("key_list", json!({}))[0]["path"].clone();
    window.invoke("key_unlock", json!({ "path": key, "passphrase": PASSPHRASE }));
    window.invoke("start_open", json!({ "path": folder }));
    window
}

fn bundles_in(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()).collect()
}

#[test]
fn the_power_goes_while_a_bundle_comes_in_and_while_one_is_written_and_nothing_is_half_done() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    heavy(&mut sokha, &home);
    let bundle = sokha.export();

    let window = headquarters(&home, &invitation);
    let before = entries(&window);
    let look = |window: &Window| {
        let job =
            window.invoke("bundle_look", json!({ "path": bundle, "signers": null, "proofs": no_proofs() }));
        window.job(&job)["look"].clone()
    };
    let job = window.invoke("bundle_import", json!({ "look": look(&window), "signers": null }));
    under_way(&window, &job, "originals");
    window.kill();

    let window = reopen(&home, &home.path("hq"));
    assert_eq!(entries(&window), before, "nothing came in");
    let job = window.invoke("bundle_import", json!({ "look": look(&window), "signers": null }));
    let imported = window.job(&job);
    assert_eq!((&imported["nothing_new"], &imported["lacking"]), (&json!(false), &json!(0)));
    let request = json!({ "path": home.path("hq"), "signers": null, "bases": [], "proofs": no_proofs(), "photos": null });
    let checked = window.job(&window.invoke("verify_begin", json!({ "request": request })));
    assert_eq!(
        checked["report"]["verdict"], "unverifiable",
        "whole, signer unknown: {}",
        checked["report"]["groups"]
    );

    let stick = home.path("stick");
    std::fs::create_dir(&stick).unwrap();
    let options = json!({ "options": { "to": stick, "zip": false, "since": null, "invite": false } });
    let before = entries(&window);
    let job = window.invoke("bundle_export", options.clone());
    under_way(&window, &job, "writing");
    window.kill();

    let window = reopen(&home, &home.path("hq"));
    let whole = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("lon-");
    assert!(!bundles_in(&stick).iter().any(whole), "no half bundle has a bundle's name");
    assert!(entries(&window) <= before + 1, "no entry tells of a bundle that there is not");
    let known = window.invoke("bundle_known", json!({}));
    assert!(
        known
            .as_array()
            .unwrap()
            .iter()
            .all(|known| known["kind"] != "full" || known["mine"] != true || known["exported"] == false)
    );
    let exported = window.job(&window.invoke("bundle_export", options));
    assert_eq!(exported["verdict"], "verified", "{}", exported["report"]["findings"]);
    let mut left = bundles_in(&stick);
    left.sort();
    let written = ["path", "request"].map(|named| PathBuf::from(exported[named].as_str().unwrap()));
    assert_eq!(left, written, "the bundle and the request beside it: what was left behind is gone");
    window.close();
}
