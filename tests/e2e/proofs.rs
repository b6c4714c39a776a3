//! What lies outside a bundle and proves something of it: a time token, receipts; in Verify, in Import, and where a signature
//! is shown.

use crate::analyst::headquarters;
use crate::exchange::{Field, go, make_key, reload, wait_for};
use serde_json::json;
use sigillum_core::catalogue::{Catalogue, ExportOptions, ReceiptOptions};
use sigillum_core::digest::Digest;
use sigillum_core::entry::Class;
use sigillum_core::note::NoteDraft;
use sigillum_core::progress::Silent;
use sigillum_core::signature::UnlockedKey;
use sigillum_core::signer::Introduction;
use sigillum_core::time::Clock;
use sigillum_core::timestamp::request;
use sigillum_core::trust::{Contents, Request, Terms, TrustList, approve, revoke, words_of};
use sigillum_tests::authority::{Authority, P256};
use sigillum_tests::laptop::{Laptop, SystemClock, export, fields};
use sigillum_tests::window::{Home, Window};
use sigillum_tests::world::copy_folder;
use std::path::{Path, PathBuf};

/// Installs a list on which these are, the last as headquarters, and which revokes the first's key from in an hour on.
fn install_list(home: &Home, window: &Window, laptops: [&Laptop; 2]) {
    let now = SystemClock.now().millis / 1000;
    let root = UnlockedKey::from_seed(&[9; 32], String::new()).unwrap();
    let mut contents = Contents::default();
    for (laptop, headquarters) in laptops.into_iter().zip([false, true]) {
        let who = Introduction { name: laptop.name.clone(), ..Introduction::default() };
        let asked = Request::sign(&who, now, &laptop.key(), None).unwrap();
        let terms = Terms { headquarters, ..Terms::default() };
        approve(&mut contents, &Request::read(asked.as_bytes()).unwrap(), terms, now).unwrap();
    }
    revoke(&mut contents, &laptops[0].key().public(), now + 3600, "lost on the ferry").unwrap();
    let folder = home.path("trust-1");
    std::fs::create_dir(&folder).unwrap();
    for (name, bytes) in TrustList::sign(&contents, None, now, &root).unwrap() {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    window.invoke("trust_install", json!({ "folder": folder, "words": words_of(&root.public()) }));
}

fn seal(bundle: &Path) -> Digest {
    Digest::of(&std::fs::read(bundle.join("tagmanifest-sha256.txt")).unwrap())
}

fn give(center: &Catalogue, hq: &Laptop) -> PathBuf {
    center.receipt_make(&ReceiptOptions { to: hq.bundles(), ..ReceiptOptions::default() }).unwrap().path
}

fn choose(window: &Window, button: &str, path: &Path) {
    window.answer_dialog(&[path]);
    window.by_test(button).click();
}

/// Waits for a verdict that has these rows and not those.
fn judged(window: &Window, verdict: &str, with: &[&str], without: &[&str]) {
    let has = |test: &&str| format!("!!document.querySelector('[data-test={test}]')");
    let mut all = vec![format!("!!document.querySelector('[data-test=verdict][data-verdict={verdict}]')")];
    all.extend(with.iter().map(has));
    all.extend(without.iter().map(|test| format!("!{}", has(test))));
    window.wait(&format!("{verdict} with {with:?}"), &format!("return {}", all.join(" && ")));
}

#[test]
fn verify_reads_tokens_and_receipts_that_are_dropped_or_chosen_and_says_what_they_prove() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let first = sokha.export();
    let hq = Laptop::new(&home.path(""), "hq");
    let mut center = hq.join(&first);
    let bundle = export(&mut center, &hq, false, None).path;
    let receipt = give(&center, &hq);
    let (office, foreign) =
        (Authority::new(&home.path(""), "office", P256), Authority::new(&home.path(""), "foreign", P256));
    let window = home.open();
    make_key(&window, "Olga Berg");
    install_list(&home, &window, [&sokha.laptop, &hq]);
    reload(&window);
    go(&window, "Verify");
    wait_for(&window, "verify-drop");
    assert!(window.by_test("proofs").text().contains("no token is judged"), "nobody is named");
    choose(&window, "verify-folder", &bundle);
    judged(&window, "unverifiable", &["group-signer-revoked"], &["group-time-not-judged"]);

    // A token beside the bundle is read, and by nobody's word nothing is concluded from it.
    std::fs::write(bundle.with_extension("tsr"), office.answer(&request(&seal(&bundle)))).unwrap();
    window.by_test("verify-again").click();
    judged(&window, "unverifiable", &["group-signer-revoked", "group-time-not-judged"], &["proven-time"]);
    let said = window.by_test("not-proven").text();
    assert!(said.contains("no authority was named"), "{said}");
    window.screenshots("verify-time-not-judged");
    window.axe();

    // Its authority's certificate is dropped on the report: time, and what is older than the revocation.
    window.drop_files(&[&office.root()]);
    judged(&window, "verified", &["proven-time", "proven-fixed"], &["group-signer-revoked"]);
    let said = window.by_test("proven-time").text();
    assert!(said.contains("office-clock") && said.contains("existed at 20"), "{said}");
    let said = window.by_test("proven-fixed").text();
    assert!(said.contains("time token from before the revocation"), "{said}");
    let standing = "[data-test=who-signed] [data-reason=fixed-before-revocation]";
    window.wait("whose key it was", &format!("return !!document.querySelector('{standing}')"));
    window.screenshots("verify-time");
    window.axe();
    window.zoom(200);
    window.screenshot("verify-time-zoom");
    window.zoom(100);

    choose(&window, "authorities-choose", &foreign.root());
    judged(&window, "unverifiable", &["group-time-authority-unknown"], &["proven-time"]);
    // A token about another file, named in the place of the one beside the bundle.
    choose(&window, "authorities-choose", &office.root());
    judged(&window, "verified", &["proven-time"], &[]);
    let other = home.path("other.tsr");
    std::fs::write(&other, office.answer(&request(&seal(&first)))).unwrap();
    window.drop_files(&[&other]);
    judged(&window, "unverifiable", &["group-time-other-file", "group-signer-revoked"], &["proven-time"]);
    window.screenshots("verify-time-other-file");
    window.axe();

    // Without tokens headquarters' receipt proves the same of the revoked key.
    std::fs::remove_file(bundle.with_extension("tsr")).unwrap();
    window.by_test("token-remove").click();
    judged(&window, "unverifiable", &["group-signer-revoked"], &["group-time-other-file"]);
    window.drop_files(&[&PathBuf::from(format!("{}.sig", receipt.display()))]);
    judged(&window, "verified", &["proven-fixed", "receipt-remove"], &["proven-time"]);
    let said = window.by_test("proven-fixed").text();
    assert!(said.contains("receipts from before the revocation") && !said.contains("time token"), "{said}");
    window.screenshots("verify-receipt");
    window.axe();
    window.by_test("receipt-remove").click();
    judged(&window, "unverifiable", &["group-signer-revoked"], &["proven-fixed"]);
    choose(&window, "receipts-choose", &receipt);
    judged(&window, "verified", &["proven-fixed"], &[]);
    window.close();
}

#[test]
fn import_shows_what_a_token_proves_before_anything_comes_in_and_a_fixed_signature_says_so_afterwards() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let note = NoteDraft { title: "Seen".into(), text: "A head of stone.".into(), ..NoteDraft::default() };
    sokha.catalogue.note_seal(&note, None, Class::Open).unwrap();
    let first = sokha.export();
    let hq = Laptop::new(&home.path(""), "hq");
    let mut center = hq.join(&first);
    let bundle = export(&mut center, &hq, false, None).path;
    let receipt = give(&center, &hq);
    let office = Authority::new(&home.path(""), "office", P256);
    std::fs::write(bundle.with_extension("tsr"), office.answer(&request(&seal(&bundle)))).unwrap();
    let window = headquarters(&home, &invitation);
    install_list(&home, &window, [&sokha.laptop, &hq]);
    reload(&window);
    go(&window, "Bundles");
    window.by_role("tab", "Import").click();
    wait_for(&window, "import-drop");
    choose(&window, "import-folder", &bundle);
    judged(&window, "unverifiable", &["group-signer-revoked", "group-time-not-judged"], &["proven-time"]);
    window.drop_files(&[&office.root()]);
    judged(&window, "verified", &["proven-time", "proven-fixed"], &["group-signer-revoked"]);
    window.screenshots("import-time");
    window.axe();
    window.by_test("import-now").click();
    wait_for(&window, "imported");

    // What came in is judged here by receipts alone: a catalogue has no tokens.
    let shown = |reason: &str| {
        go(&window, "Notes");
        window.by_test("note-row").click();
        window.wait(
            reason,
            &format!(
                "return document.querySelector('[data-test=note-card] [data-test=standing]')?.dataset.reason === '{reason}'"
            ),
        );
    };
    shown("revoked");
    go(&window, "Bundles");
    window.by_role("tab", "Receipts").click();
    wait_for(&window, "accept-drop");
    window.drop_files(&[&receipt]);
    wait_for(&window, "accepted");
    assert!(window.by_test("accepted").text().contains("Signed by hq"), "a dropped receipt is accepted");
    shown("fixed-before-revocation");
    let said = window.by_test("note-card").text();
    assert!(said.contains("revoked") || said.contains("receipt"), "{said}");
    window.screenshots("standing-fixed");
    window.axe();
    go(&window, "Catalogue");
    window.by_test("list").focus();
    window.press("Home");
    window.by_role("tab", "History").click();
    window.wait(
        "the history says so too",
        "return !!document.querySelector('[data-test=history] [data-reason=fixed-before-revocation]')",
    );
    go(&window, "Verify");
    window.by_test("verify-this").click();
    wait_for(&window, "proven-fixed");
    window.screenshots("verify-fixed");
    window.axe();
    window.close();
}

/// A laptop whose chain headquarters holds further than the laptop does: an old copy was put back.
#[test]
fn a_laptop_that_was_put_back_is_told_by_headquarters_receipt_how_much_it_lost() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let hq = Laptop::new(&home.path(""), "hq");
    let mut center = hq.join(&sokha.export());
    drop(sokha.catalogue);
    let old = home.path("old");
    copy_folder(&sokha.laptop.root(), &old);
    sokha.catalogue = sokha.laptop.open();
    sokha.catalogue.artefact_set(&sokha.head, &fields(&[("title", "Later")])).unwrap();
    let later = export(&mut sokha.catalogue, &sokha.laptop, false, None).path;
    center.import(&later, None, false, &Silent).unwrap();
    let receipt = give(&center, &hq);
    let window = home.open();
    make_key(&window, "Sokha Chan");
    window.invoke("start_open", json!({ "path": old }));
    reload(&window);
    let finding = accepted(&window, &receipt);
    assert_eq!(finding, "receipt-ahead");
    window.screenshots("receipt-ahead");
    window.axe();
    window.close();
}

/// This computer wrote a chain of which the catalogue that is open holds nothing: it was made anew from a bundle.
#[test]
fn a_chain_that_this_computer_wrote_and_the_catalogue_does_not_hold_is_named() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let window = headquarters(&home, &invitation);
    let note = json!({ "title": "Mine", "text": "x", "language": "", "about": [], "photos": [], "addendum_to": null });
    window.invoke("note_seal", json!({ "draft": note, "number": null, "class": "open" }));
    let stick = home.path("stick");
    std::fs::create_dir(&stick).unwrap();
    let options = json!({ "to": stick, "zip": false, "since": null, "invite": false });
    let written = window.invoke("bundle_export", json!({ "options": options, "recipient": null }));
    let written = window.job(&written);
    sokha.catalogue.import(Path::new(written["path"].as_str().unwrap()), None, false, &Silent).unwrap();
    let receipt = give(&sokha.catalogue, &sokha.laptop);
    // The catalogue is lost, and the person joins again.
    let folder = home.path("again");
    let job =
        window.invoke("operation_join", json!({ "folder": folder, "bundle": invitation, "signers": null }));
    window.job(&job);
    reload(&window);
    assert_eq!(accepted(&window, &receipt), "receipt-absent");
    window.screenshots("receipt-absent");
    window.axe();
    window.close();
}

/// Drops a receipt on the page of receipts; gives the code of what it found.
fn accepted(window: &Window, receipt: &Path) -> String {
    go(window, "Bundles");
    window.by_role("tab", "Receipts").click();
    wait_for(window, "accept-drop");
    window.drop_files(&[receipt]);
    wait_for(window, "receipt-finding");
    window.by_test("receipt-finding").attribute("data-code").unwrap()
}

/// An encrypted bundle may be what a person joins on, and what another bundle builds on.
#[test]
fn an_encrypted_bundle_is_joined_on_and_chosen_as_a_base() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let window = home.open();
    make_key(&window, "Hanna Quist");
    let public = window.invoke("key_list", json!({}))[0]["public"].as_str().unwrap().to_owned();
    let (full, more) = (home.path("full"), home.path("more"));
    // For the sender too: who builds on a bundle has to open it.
    let to = [public.parse().unwrap(), sokha.laptop.key().public()];
    let sent = |catalogue: &mut Catalogue, folder: &Path, since: Option<PathBuf>| {
        std::fs::create_dir_all(folder).unwrap();
        let options = ExportOptions { to: folder.to_owned(), zip: true, since, invite: false };
        catalogue.export_for(&options, &to, &Silent).unwrap().path
    };
    let first = sent(&mut sokha.catalogue, &full, None);
    sokha.catalogue.artefact_add(&fields(&[("reference", "SC/2")])).unwrap();
    let second = sent(&mut sokha.catalogue, &more, Some(first.clone()));
    reload(&window);

    wait_for(&window, "start-join");
    window.by_test("start-join").click();
    wait_for(&window, "join-zip");
    choose(&window, "join-zip", &first);
    window.wait_for_text(first.file_name().unwrap().to_str().unwrap());
    let parent = home.path("joined");
    std::fs::create_dir(&parent).unwrap();
    choose(&window, "join-parent", &parent);
    window.screenshots("join-encrypted");
    window.by_test("join-it").click();
    window.wait_for_text("SC/1");
    let name = first.file_name().unwrap().to_str().unwrap().trim_end_matches(".zip.age").to_owned();
    assert!(parent.join(name).join("catalogue.db").is_file());

    go(&window, "Verify");
    wait_for(&window, "verify-drop");
    choose(&window, "verify-zip", &second);
    judged(&window, "incomplete", &["group-base-absent", "verify-base-zip"], &[]);
    choose(&window, "verify-base-zip", &first);
    judged(&window, "unverifiable", &[], &["group-base-absent"]);
    window.screenshots("verify-encrypted-base");
    window.axe();
    window.close();
}
