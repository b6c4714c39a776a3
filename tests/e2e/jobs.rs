//! The program killed in the middle of each long job and started again: nothing that was acknowledged is lost, and the
//! work resumes.

use crate::frame::wait_until_gone;
use crate::notes_custody_leave::{go, leave, press};
use crate::start::{PASSPHRASE, begin_operation, make_key};
use serde_json::{Value, json};
use sigillum_core::catalogue::Catalogue;
use sigillum_tests::picture;
use sigillum_tests::window::{Home, PATIENCE, Window, no_proofs};
use sigillum_tests::world::copy_folder;
use std::path::{Path, PathBuf};

pub const FILES: u32 = 60;

/// A card with pictures and a film large enough that the job cannot end before it is killed.
pub fn card(home: &Home) -> PathBuf {
    let card = home.path("card");
    std::fs::create_dir(&card).unwrap();
    for index in 0..FILES {
        std::fs::write(card.join(format!("DSC_{index:04}.JPG")), picture(index)).unwrap();
    }
    let mut film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    film.resize(200 << 20, 7);
    std::fs::write(card.join("ZFILM.MP4"), film).unwrap();
    card
}

pub fn intake(window: &Window, card: &Path) -> Value {
    let options = json!({ "sources": [card], "label": "A", "artefact": null, "view": null });
    window.invoke("photo_add", json!({ "options": options }))
}

/// Waits until a job is in the middle of its work; false if it ended first.
pub fn in_the_middle(window: &Window, job: &Value) -> bool {
    window.until("the middle of a job", PATIENCE, || {
        let jobs = window.invoke("job_list", json!({}));
        let job = jobs.as_array()?.iter().find(|known| known["id"] == *job)?.clone();
        let running = job["state"] == "running";
        let begun = job["stage"] != "" && job["done"].as_u64() > Some(0);
        (begun || !running).then_some(running)
    })
}

/// Opens the program and the catalogue again and unlocks the key.
fn again(home: &Home, key: &Value) -> Window {
    let window = home.open();
    window.invoke("start_open", json!({ "path": home.path("catalogue") }));
    window.invoke("key_unlock", json!({ "path": key["path"], "passphrase": PASSPHRASE }));
    window
}

pub fn photos(window: &Window) -> usize {
    let listed = window.invoke("photo_list", json!({ "artefact": null, "unplaced": false }));
    listed.as_array().unwrap().len()
}

#[test]
fn killed_during_intake_export_verification_and_import_it_loses_nothing_and_ends_the_work() {
    let home = Home::new();
    let window = home.open();
    let key = make_key(&window, "Sokha Chan", "SC");
    begin_operation(&window, &home);
    let card = card(&home);

    let job = intake(&window, &card);
    assert!(in_the_middle(&window, &job), "the intake ended before it could be killed");
    let acknowledged = photos(&window);
    window.kill();
    let window = again(&home, &key);
    assert!(photos(&window) >= acknowledged, "an acknowledged photo is lost");
    let job = intake(&window, &card);
    let report = window.job(&job)["report"].clone();
    assert_eq!(report["stopped"], false, "{report}");
    assert_eq!(photos(&window), FILES as usize + 1);

    let stick = home.path("stick");
    std::fs::create_dir(&stick).unwrap();
    let options = json!({ "to": stick, "zip": false, "since": null, "invite": false });
    let invite = json!({ "to": stick, "zip": false, "since": null, "invite": true });
    let job = window.invoke("bundle_export", json!({ "options": invite }));
    let invitation = window.job(&job)["path"].clone();
    let job = window.invoke("bundle_export", json!({ "options": options }));
    assert!(in_the_middle(&window, &job), "the export ended before it could be killed");
    window.kill();
    let window = again(&home, &key);
    let job = window.invoke("bundle_export", json!({ "options": options }));
    let exported = window.job(&job);
    assert_eq!(exported["verdict"], "verified", "{exported}");
    let bundle = exported["path"].clone();

    let request =
        json!({ "path": bundle, "signers": null, "bases": [], "proofs": no_proofs(), "photos": null });
    let job = window.invoke("verify_begin", json!({ "request": request }));
    assert!(in_the_middle(&window, &job), "the verification ended before it could be killed");
    window.kill();
    let window = again(&home, &key);
    let job = window.invoke("verify_begin", json!({ "request": request }));
    assert_eq!(window.job(&job)["report"]["verdict"], "unverifiable", "no list was given");
    window.close();

    imported(&bundle);
    imported_into_what_is_there(&invitation, &bundle);
}

/// At headquarters: another computer, another key.
fn imported(bundle: &Value) {
    let home = Home::new();
    let window = home.open();
    let key = make_key(&window, "Ingrid Moen", "IM");
    let join = json!({ "folder": home.path("catalogue"), "bundle": bundle, "signers": null });
    let job = window.invoke("operation_join", join.clone());
    assert!(in_the_middle(&window, &job), "the import ended before it could be killed");
    window.kill();
    let window = home.open();
    window.invoke("key_unlock", json!({ "path": key["path"], "passphrase": PASSPHRASE }));
    let job = window.invoke("operation_join", join);
    let joined = window.ended_job(&job);
    assert_eq!(joined["state"], "done", "joining again in the same folder: {}", joined["problem"]);
    assert_eq!(photos(&window), FILES as usize + 1);
}

/// A window at headquarters that joined by an invitation, and its key.
fn at_headquarters(home: &Home, invitation: &Value) -> (Window, Value) {
    let window = home.open();
    let key = make_key(&window, "Hanna Quist", "HQ");
    let join = json!({ "folder": home.path("catalogue"), "bundle": invitation, "signers": null });
    let job = window.invoke("operation_join", join);
    window.job(&job);
    (window, key)
}

/// At another desk of headquarters, where the operation is open already.
fn imported_into_what_is_there(invitation: &Value, bundle: &Value) {
    let home = Home::new();
    let (window, key) = at_headquarters(&home, invitation);
    let inputs = json!([["reference", { "text": "HQ/1" }], ["title", { "text": "Letter" }]]);
    window.invoke("artefact_add", json!({ "inputs": inputs }));
    let look = |window: &Window| {
        let job =
            window.invoke("bundle_look", json!({ "path": bundle, "signers": null, "proofs": no_proofs() }));
        window.job(&job)["look"].clone()
    };
    let import = json!({ "look": look(&window), "signers": null });
    let job = window.invoke("bundle_import", import);
    assert!(in_the_middle(&window, &job), "the import ended before it could be killed");
    window.kill();

    let window = again(&home, &key);
    // The invitation told of the photos; their bytes come now, whole, whether some were there before the kill or none.
    let import = json!({ "look": look(&window), "signers": null });
    let job = window.invoke("bundle_import", import.clone());
    assert_eq!(window.job(&job)["lacking"], 0);
    let job = window.invoke("bundle_import", import);
    assert_eq!(window.job(&job)["nothing_new"], true, "all of it is in");
    assert_eq!(photos(&window), FILES as usize + 1);
    let request = json!({ "text": "", "sort": "reference", "reversed": false, "chips": [] });
    let rows = window.invoke("list_rows", json!({ "request": request, "offset": 0, "limit": 10 }));
    assert_eq!(rows["rows"][0]["reference"], "HQ/1", "what was there before is there");
}

#[test]
fn killed_while_it_reads_labels_compares_makes_lists_anew_copies_or_makes_the_example_it_does_each_when_asked_again()
 {
    let home = Home::new();
    let window = home.open();
    let key = make_key(&window, "Sokha Chan", "SC");
    begin_operation(&window, &home);
    let card = home.path("card");
    std::fs::create_dir(&card).unwrap();
    for index in 0..400 {
        std::fs::write(card.join(format!("DSC_{index:04}.JPG")), picture(index)).unwrap();
    }
    let job = intake(&window, &card);
    window.job(&job);
    let held = photos(&window);
    assert_eq!(held, 400);

    // Each is over within a moment on a quick computer: the power goes as soon as it has begun.
    let copies = home.path("copies");
    let jobs = [
        ("photo_read_labels", json!({})),
        ("likeness_queue", json!({ "all": false })),
        ("verify_rebuild", json!({})),
        ("verify_backup", json!({ "folder": copies })),
        ("start_example", json!({})),
    ];
    let mut window = window;
    for (command, arguments) in jobs {
        window.invoke(command, arguments.clone());
        window.kill();
        window = again(&home, &key);
        assert_eq!(photos(&window), held, "a photo is lost by {command}");
        let job = window.invoke(command, arguments);
        let result = window.job(&job);
        match command {
            "photo_read_labels" => assert_eq!(window.invoke("photo_tray", json!({}))["unread"], 0),
            "likeness_queue" => assert_eq!(result["total"], 0, "{result}"),
            "verify_backup" => {
                let copy = PathBuf::from(result.as_str().unwrap());
                let other = home.path("other");
                copy_folder(&home.path("catalogue"), &other);
                assert!(Catalogue::restore(&other, &copy).unwrap().entries > 400, "{copy:?} is whole");
            }
            "start_example" => assert_ne!(result["catalogue"], json!(home.path("catalogue"))),
            _ => assert_eq!(photos(&window), held),
        }
    }
    window.invoke("start_open", json!({ "path": home.path("catalogue") }));
    assert_eq!(photos(&window), held, "what was there before is there");
}

#[test]
fn a_cancelled_intake_keeps_what_it_took_and_goes_on_when_the_card_is_taken_in_again() {
    let home = Home::new();
    let window = home.open();
    make_key(&window, "Sokha Chan", "SC");
    begin_operation(&window, &home);
    let card = card(&home);
    let job = intake(&window, &card);
    assert!(in_the_middle(&window, &job));
    window.invoke("job_cancel", json!({ "id": job }));
    let ended = window.ended_job(&job);
    assert!(ended["state"] == "done" || ended["state"] == "cancelled", "{ended}");
    let job = intake(&window, &card);
    assert_eq!(window.job(&job)["report"]["stopped"], false);
    assert_eq!(photos(&window), FILES as usize + 1);
}

/// Follows the notice of a job that ended elsewhere to where it is shown what it came to.
fn show(window: &Window, said: &str) {
    window.wait_for_text(said);
    window.run("document.querySelector('[data-sonner-toast] [data-button]').click()", Value::Null);
}

#[test]
fn what_jobs_came_to_while_other_screens_were_looked_at_is_told_in_amber_and_is_there() {
    let home = Home::new();
    let window = home.open();
    make_key(&window, "Sokha Chan", "SC");
    begin_operation(&window, &home);
    let card = card(&home);
    go(&window, "photos");
    std::fs::write(card.join("DSC_0060.JPG"), b"").unwrap();
    window.drop_files(&[&card]);
    window.by_test("card-label").fill("Card A");
    press(&window, "intake-begin");
    window.by_test("job-intake");
    go(&window, "notes");
    window.wait_for_text("1 file was not taken");
    window.screenshots("intake-ended-elsewhere");
    window.axe();
    show(&window, "1 file was not taken");
    window.by_test("view-photos");
    assert!(window.by_test("count-unreadable").text().contains('1'));
    let said = window.by_test("intake-said").text();
    assert!(said.contains("1 file was not taken"), "nothing says that all is well: {said}");
    window.screenshots("intake-result-amber");
    window.axe();
    go(&window, "notes");
    go(&window, "photos");
    window.by_test("intake-result");
    press(&window, "result-close");
    wait_until_gone(&window, "intake-result");

    let stick = home.path("stick");
    std::fs::create_dir(&stick).unwrap();
    go(&window, "bundles");
    window.answer_dialog(&[&stick]);
    press(&window, "export-choose");
    let ready = "return !(document.querySelector('[data-test=export-write]')?.disabled ?? true)";
    window.wait("what is due", ready);
    press(&window, "export-write");
    window.by_test("job-export");
    go(&window, "notes");
    show(&window, "Writing a bundle: done");
    let code = window.by_test("head-code").text();
    assert_eq!(window.by_test("written").attribute("data-verdict").as_deref(), Some("verified"));
    go(&window, "notes");
    go(&window, "bundles");
    assert_eq!(window.by_test("head-code").text(), code, "the head code can still be written down");
}

#[test]
fn an_intake_that_was_stopped_by_hand_goes_on_by_hand() {
    let home = Home::new();
    let window = home.open();
    make_key(&window, "Sokha Chan", "SC");
    begin_operation(&window, &home);
    let card = card(&home);
    go(&window, "photos");
    window.drop_files(&[&card]);
    window.by_test("card-label").fill("Card A");
    press(&window, "intake-begin");
    window.by_test("job-stop").click();
    wait_until_gone(&window, "job-intake");
    let said = window.by_test("intake-said").text();
    assert!(said.contains("Take the same card in again"), "{said}");
    assert!(photos(&window) < FILES as usize + 1, "the intake ended before it could be stopped");
    press(&window, "result-close");
    window.by_test("intake-unfinished");
    window.screenshots("intake-unfinished");
    window.axe();
    // Nobody leaves the site with half a card.
    leave(&window);
    window.by_test("leave-card");
    window.screenshots("leave-card");
    window.axe();
    press(&window, "leave-go-card");
    press(&window, "intake-resume");
    window.until("all of the card", PATIENCE, || {
        let said = window.has_test("intake-said").then(|| window.by_test("intake-said").text())?;
        said.contains("read back and signed").then_some(())
    });
    assert_eq!(photos(&window), FILES as usize + 1);
    press(&window, "result-close");
    window.settle();
    assert!(!window.has_test("intake-unfinished"), "nothing is left to go on with");
    leave(&window);
    window.by_test("leave-line");
    assert!(!window.has_test("leave-card"));
}

#[test]
fn killed_while_it_writes_a_dossier_or_takes_in_many_bundles_it_does_both_when_it_is_asked_again() {
    let home = Home::new();
    let window = home.open();
    let key = make_key(&window, "Sokha Chan", "SC");
    begin_operation(&window, &home);
    let (stick, bundles) = (home.path("stick"), home.path("bundles"));
    [&stick, &bundles].into_iter().for_each(|folder| std::fs::create_dir(folder).unwrap());
    let inputs = json!([["reference", { "text": "SC/1" }], ["title", { "text": "Head" }]]);
    let head = window.invoke("artefact_add", json!({ "inputs": inputs }))["id"].clone();
    let options =
        json!({ "sources": [card(&home)], "label": "A", "artefact": head, "view": "overall_front" });
    let job = window.invoke("photo_add", json!({ "options": options }));
    window.job(&job);

    let about = json!({ "artefacts": [head], "country": null, "to": stick, "zip": false, "language": null });
    let job = window.invoke("dossier_write", json!({ "options": about }));
    window
        .until("the dossier's first bytes", PATIENCE, || std::fs::read_dir(&stick).unwrap().next().map(drop));
    assert!(in_the_middle(&window, &job), "the dossier ended before it could be killed");
    window.kill();
    let window = again(&home, &key);
    let job = window.invoke("dossier_write", json!({ "options": about }));
    let written = window.job(&job);
    assert_eq!(written["verdict"], "verified", "{written}");
    assert!(!written["removed"].as_array().unwrap().is_empty(), "what was begun is cleared away: {written}");

    let mut invitation = Value::Null;
    for invite in [true, false] {
        let options = json!({ "to": bundles, "zip": false, "since": null, "invite": invite });
        let job = window.invoke("bundle_export", json!({ "options": options }));
        let path = window.job(&job)["path"].clone();
        if invite {
            invitation = path;
        }
    }
    window.close();
    taken_in_together(&invitation, &bundles);
}

/// At headquarters a folder of bundles comes in.
fn taken_in_together(invitation: &Value, bundles: &Path) {
    let home = Home::new();
    let (window, key) = at_headquarters(&home, invitation);
    let job = window.invoke("inbox_import", json!({ "place": bundles, "signers": null }));
    assert!(in_the_middle(&window, &job), "the bundles were in before it could be killed");
    window.kill();

    let window = again(&home, &key);
    let job = window.invoke("inbox_import", json!({ "place": bundles, "signers": null }));
    window.job(&job);
    let states: Vec<Value> = window
        .invoke("inbox_list", json!({}))
        .as_array()
        .unwrap()
        .iter()
        .map(|bundle| bundle["state"].clone())
        .collect();
    assert_eq!(states.len(), 2);
    assert!(
        states.iter().all(|state| ["imported", "nothing_new"].contains(&state.as_str().unwrap())),
        "{states:?}"
    );
    assert_eq!(photos(&window), FILES as usize + 1);
}
