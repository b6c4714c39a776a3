//! The first minutes of a specialist: a key, an operation, the lock, somebody else who takes over, and the choices
//! about the window. By the page alone, as a person does it.

use serde_json::json;
use sigillum_tests::window::{Home, Window};
use std::time::{Duration, Instant};

const PASSPHRASE: &str = "four words nobody guesses";

/// Fills in the form for a new key and sends it with Enter.
pub fn make_key(window: &Window, name: &str) {
    window.by_test("key-name").fill(name);
    window.by_test("passphrase").fill(PASSPHRASE);
    window.by_test("passphrase-again").fill(PASSPHRASE);
    window.press("Enter");
}

/// From the start page to an open operation in `home/cases/LON-1`.
pub fn begin_operation(window: &Window, home: &Home) {
    std::fs::create_dir_all(home.path("cases")).unwrap();
    window.by_test("start-new").click();
    window.by_test("operation-reference").fill("LON-1");
    window.by_test("operation-title").fill("Storage unit 7");
    window.answer_dialog(&[&home.path("cases")]);
    window.by_test("operation-folder").click();
    window.wait_for_text("LON-1");
    window.by_test("begin").click();
    window.by_test("count-recorded");
}

pub fn wait_until_gone(window: &Window, test: &str) {
    window
        .until(&format!("{test} to go"), Duration::from_secs(40), || (!window.has_test(test)).then_some(()));
}

fn choose_from_signer_menu(window: &Window, item: &str) {
    window.by_test("signer").click();
    window.by_test(item).click();
}

#[test]
fn a_key_and_an_operation_are_there_within_a_minute_of_the_first_start() {
    let home = Home::new();
    let window = home.open();
    let begun = Instant::now();
    window.by_test("first-key");
    window.screenshots("start-first");
    window.axe();

    window.by_test("make-key").click();
    window.wait_for_text("Write the name under which you sign.");
    make_key(&window, "Sokha Chan");
    wait_until_gone(&window, "first-key");
    assert!(window.by_test("signer").text().contains("SC"), "the initials follow from the name");
    window.axe();

    begin_operation(&window, &home);
    assert!(begun.elapsed() < Duration::from_secs(60), "it took {:?}", begun.elapsed());
    assert!(home.path("cases/LON-1/catalogue.db").is_file());
    assert!(window.by_test("operation").text().contains("LON-1"));
    assert!(window.by_test("saved").text().contains("everything saved and signed"));
    assert!(window.by_test("head").text().contains('-'), "the head code is always in sight");
    window.screenshots("frame");
    window.axe();
}

#[test]
fn an_existing_key_file_is_taken_and_a_wrong_passphrase_is_said() {
    let home = Home::new();
    let other = home.path("brought.key");
    let made = std::process::Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", PASSPHRASE, "-C", "field laptop", "-f"])
        .arg(&other)
        .status()
        .unwrap();
    assert!(made.success());
    let window = home.open();
    window.by_role("radio", "Use a key file I have").run("arguments[0].click()", json!(null));
    window.answer_dialog(&[&other]);
    window.by_test("pick-key").click();
    window.wait_for_text("brought.key");
    window.by_test("key-name").fill("Maria Rossi");
    window.by_test("passphrase").fill("not it");
    window.press("Enter");
    window.wait_for_text("This is not the passphrase of this key.");
    window.by_test("passphrase").fill(PASSPHRASE);
    window.press("Enter");
    wait_until_gone(&window, "first-key");
    assert!(window.by_test("signer").text().contains("MR"));
}

#[test]
fn locking_keeps_everything_and_whatever_is_to_be_signed_asks_for_the_key() {
    let home = Home::new();
    let window = home.open();
    make_key(&window, "Sokha Chan");
    wait_until_gone(&window, "first-key");
    begin_operation(&window, &home);

    window.press("Control+l");
    window.by_test("lock-screen");
    window.screenshots("locked");
    window.axe();
    window.by_test("passphrase").fill("wrong");
    window.press("Enter");
    window.wait_for_text("This is not the passphrase of this key.");
    window.by_test("passphrase").fill(PASSPHRASE);
    window.press("Enter");
    wait_until_gone(&window, "lock-screen");

    window.press("Control+l");
    window.by_test("skip-lock").click();
    wait_until_gone(&window, "lock-screen");
    assert!(window.by_test("saved").text().contains("locked"));
    window.by_test("operation").click();
    window.by_test("detail-place").fill("London");
    window.press("Enter");
    window.by_test("key-dialog");
    window.axe();
    window.by_test("passphrase").fill(PASSPHRASE);
    window.press("Enter");
    wait_until_gone(&window, "key-dialog");
    window.wait_for_text("London");
    assert_eq!(window.invoke("start_desk", json!({}))["signer"]["details"]["initials"], "SC");
    window.screenshots("operation");
    window.axe();
}

#[test]
fn another_signer_takes_over_and_both_stand_in_the_operation() {
    let home = Home::new();
    let window = home.open();
    make_key(&window, "Sokha Chan");
    wait_until_gone(&window, "first-key");
    begin_operation(&window, &home);

    choose_from_signer_menu(&window, "switch-signer");
    window.by_test("key-dialog");
    window.by_test("other-key").click();
    make_key(&window, "Kim Park");
    wait_until_gone(&window, "key-dialog");
    window.until("the other signer", Duration::from_secs(40), || {
        window.by_test("signer").text().contains("KP").then_some(())
    });
    window.by_test("operation").click();
    window.by_test("detail-place").fill("Leeds");
    window.press("Enter");
    window.wait_for_text("Kim Park");
    let shown = window.invoke("operation_show", json!({}));
    let names: Vec<_> = shown["signers"].as_array().unwrap().iter().map(|s| s["name"].clone()).collect();
    assert!(names.contains(&json!("Sokha Chan")) && names.contains(&json!("Kim Park")), "{names:?}");
}

#[test]
fn a_catalogue_whose_disk_is_missing_is_said_and_opens_when_it_is_back() {
    let home = Home::new();
    let window = home.open();
    make_key(&window, "Sokha Chan");
    wait_until_gone(&window, "first-key");
    begin_operation(&window, &home);
    choose_from_signer_menu(&window, "close-catalogue");
    window.by_test("recent");

    std::fs::rename(home.path("cases"), home.path("unplugged")).unwrap();
    window.run("window.dispatchEvent(new Event('focus'))", json!(null));
    window.by_test("disk-missing");
    window.screenshots("start-disk-missing");
    window.axe();

    std::fs::rename(home.path("unplugged"), home.path("cases")).unwrap();
    window.run("window.dispatchEvent(new Event('focus'))", json!(null));
    wait_until_gone(&window, "disk-missing");
    window.by_test("recent").click();
    window.by_test("lock-screen");
}

#[test]
fn the_example_operation_is_one_click_away() {
    let home = Home::new();
    let window = home.open();
    window.by_test("start-example").click();
    window.until("the example", Duration::from_secs(120), || {
        window
            .has_test("count-recorded")
            .then(|| window.by_test("operation").text())
            .filter(|text| text.contains("EXAMPLE"))
    });
}

#[test]
fn choices_hold_at_once_and_after_the_next_start() {
    let home = Home::new();
    let window = home.open();
    window.press("Control+,");
    window.by_test("view-settings");
    window.screenshots("settings");
    window.axe();
    window.by_role("radio", "Dark").run("arguments[0].click()", json!(null));
    window.by_test("touch").click();
    window.by_test("zoom-in").click();
    window.by_test("language").run(
        "arguments[0].value = 'ar'; arguments[0].dispatchEvent(new Event('change', { bubbles: true }))",
        json!(null),
    );
    let root = "const r = document.documentElement; return [r.dataset.theme, r.hasAttribute('data-touch'), r.dir, \
                getComputedStyle(r).getPropertyValue('--zoom')]";
    let wanted = json!(["dark", true, "rtl", "1.1"]);
    window.wait(
        "the choices to hold",
        &format!("return (() => {{ {root} }})().join() === 'dark,true,rtl,1.1'"),
    );
    window.screenshot("settings-arabic-touch");
    window.until("the choices to be kept", Duration::from_secs(40), || {
        (window.invoke("settings_show", json!({}))["language"] == "ar").then_some(())
    });
    window.close();

    let window = home.open();
    window.by_test("view-start");
    assert_eq!(window.run(root, json!(null)), wanted);
    window.axe();
}

#[test]
fn the_palette_and_the_sheet_of_keys_show_what_can_be_done_here() {
    let home = Home::new();
    let window = home.open();
    window.by_test("view-start");
    // No field has the focus, so that letters are keys.
    window.run("document.activeElement?.blur()", json!(null));
    window.press("Control+k");
    window.by_test("palette");
    window.type_keys("example");
    window.by_test("action-start.example");
    window.screenshots("palette");
    window.axe();
    window.press("Escape");
    wait_until_gone(&window, "palette");
    window.press("?");
    window.by_test("keysheet");
    window.screenshots("keys");
    window.axe();
    window.press("Escape");
    wait_until_gone(&window, "keysheet");
}

#[test]
fn the_catalogues_database_is_copied_to_a_disk_of_choice_and_its_lists_are_made_anew() {
    let home = Home::new();
    let window = home.open();
    window.by_test("first-key");
    make_key(&window, "Sokha Chan");
    wait_until_gone(&window, "first-key");
    begin_operation(&window, &home);
    window.by_test("operation").click();
    window.by_test("view-operation");
    let stick = home.path("stick");
    std::fs::create_dir(&stick).unwrap();
    window.answer_dialog(&[&stick]);
    window.by_test("copy-begin").click();
    let said = window.by_test("copied").text();
    let copies: Vec<_> = std::fs::read_dir(&stick).unwrap().map(|item| item.unwrap().path()).collect();
    assert!(copies.len() == 1 && said.ends_with(copies[0].to_str().unwrap()), "{said} {copies:?}");
    window.by_test("rebuild-begin").click();
    window.wait_for_text("Lists and searches were made anew");
    window.by_test("copied").run("arguments[0].scrollIntoView()", json!(null));
    window.screenshots("operation-upkeep");
    window.axe();
    window.close();
    let other = home.path("other");
    sigillum_tests::world::copy_folder(&home.path("cases/LON-1"), &other);
    assert!(sigillum_core::catalogue::Catalogue::restore(&other, &copies[0]).unwrap().entries > 0);
}
