//! Receipts in the window: headquarters gives one, a laptop accepts it, sends only what is new, and sees what is there.

use crate::exchange::{Field, go, make_key, reload, wait_for};
use serde_json::{Value, json};
use sigillum_core::catalogue::{Catalogue, ReceiptOptions};
use sigillum_core::progress::Silent;
use sigillum_core::store::originals::Originals;
use sigillum_tests::laptop::{Laptop, export, fields};
use sigillum_tests::window::{Home, Window};
use sigillum_tests::world::copy_folder;
use std::path::{Path, PathBuf};

/// A laptop in the field with a record and three photos, and headquarters that took its bundle in.
struct Site {
    field: Field,
    hq: Laptop,
    center: Catalogue,
}

impl Site {
    fn new(home: &Home) -> Self {
        let mut field = Field::begin(home, "sokha");
        let bundle = field.export();
        let hq = Laptop::new(&home.path(""), "hq");
        let center = hq.join(&bundle);
        Self { field, hq, center }
    }

    /// The laptop's catalogue in a window, with a key of somebody else; headquarters goes on.
    fn open(self, home: &Home) -> (Window, Laptop, Catalogue) {
        drop(self.field.catalogue);
        let window = home.open();
        make_key(&window, "Sokha Chan");
        window.invoke("start_open", json!({ "path": self.field.laptop.root() }));
        reload(&window);
        (window, self.hq, self.center)
    }
}

fn give(center: &Catalogue, hq: &Laptop) -> PathBuf {
    center.receipt_make(&ReceiptOptions { to: hq.bundles(), ..ReceiptOptions::default() }).unwrap().path
}

/// Goes to the receipts and chooses one there.
fn accept(window: &Window, receipt: &Path) {
    go(window, "Bundles");
    window.by_role("tab", "Receipts").click();
    wait_for(window, "accept");
    window.answer_dialog(&[receipt]);
    window.by_test("accept").click();
}

fn count_of(window: &Window, test: &str) -> u64 {
    let script = format!("return document.querySelectorAll('[data-test=\"{test}\"]').length");
    window.run(&script, Value::Null).as_u64().unwrap()
}

#[test]
fn headquarters_gives_a_receipt_after_an_import_and_the_laptop_accepts_it() {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    let invitation = sokha.invite();
    let bundle = sokha.export();
    let window = home.open();
    make_key(&window, "Hanna Quist");
    let folder = home.path("hq");
    let job =
        window.invoke("operation_join", json!({ "folder": folder, "bundle": invitation, "signers": null }));
    window.job(&job);
    reload(&window);
    go(&window, "Bundles");
    window.by_role("tab", "Import").click();
    wait_for(&window, "import-drop");
    window.answer_dialog(&[&bundle]);
    window.by_test("import-folder").click();
    wait_for(&window, "import-now");
    window.by_test("import-now").click();
    wait_for(&window, "imported");
    window.by_test("to-receipt").click();
    wait_for(&window, "receipts-empty");
    window.screenshots("receipts-empty");
    window.axe();
    let stick = home.path("stick");
    std::fs::create_dir(&stick).unwrap();
    window.answer_dialog(&[&stick]);
    window.by_test("give").click();
    wait_for(&window, "given");
    assert!(window.by_test("give-receipt").text().contains("No original is lacking"), "all three came");
    window.screenshots("receipt-given");
    window.axe();
    let written = PathBuf::from(window.by_test("receipt-path").text());
    let accepted = sokha.catalogue.receipt_accept(&written, None, &Silent).unwrap();
    assert!(accepted.new && accepted.findings.is_empty() && accepted.lacks == 0, "{accepted:?}");
    let there = sokha.catalogue.whereabouts(std::slice::from_ref(&sokha.head)).unwrap();
    assert!(there[0].at_headquarters);
    window.close();
}

#[test]
fn a_laptop_sees_what_is_at_headquarters_and_sends_only_what_is_new_and_what_was_lost_there() {
    let home = Home::new();
    let site = Site::new(&home);
    let lost = site.center.photos(None, false).unwrap()[0].sha256;
    std::fs::remove_file(site.hq.root().join(Originals::relative_path(&lost, "jpg"))).unwrap();
    let receipt = give(&site.center, &site.hq);
    let list = home.path("signers");
    std::fs::write(&list, site.hq.signers_line()).unwrap();
    let (window, hq, mut center) = site.open(&home);
    wait_for(&window, "row");
    window.settle();
    assert_eq!(count_of(&window, "at-headquarters"), 0, "no receipt was accepted");

    go(&window, "Bundles");
    window.by_role("tab", "Receipts").click();
    wait_for(&window, "signers-choose");
    window.answer_dialog(&[&list]);
    window.by_test("signers-choose").click();
    wait_for(&window, "signers-remove");
    accept(&window, &receipt);
    wait_for(&window, "accepted");
    let said = window.by_test("accepted").text();
    for words in ["Signed by hq", "existed before", "Headquarters lacks one original", "It goes again"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    window.by_test("receipt").run("arguments[0].open = true", Value::Null);
    wait_for(&window, "receipt-lacking");
    let heads = window.by_test("receipt-heads").text();
    assert!(heads.contains("laptop of sokha (this computer)"), "{heads}");
    window.screenshots("receipt-accepted");
    window.axe();
    window.zoom(200);
    window.screenshot("receipt-accepted-zoom");
    window.zoom(100);

    window.by_test("export-since").click();
    wait_for(&window, "since-receipt");
    window.wait(
        "the lost photo is due again, with the receipt and its signature",
        "return document.querySelector('[data-test=export-due]')?.innerText.includes('3 originals')",
    );
    let stick = home.path("stick");
    std::fs::create_dir(&stick).unwrap();
    window.answer_dialog(&[&stick]);
    window.by_test("export-choose").click();
    wait_for(&window, "room");
    window.screenshots("export-since-receipt");
    window.axe();
    window.by_test("export-write").click();
    wait_for(&window, "written");
    let bundle = PathBuf::from(window.by_test("written-path").text());
    let report = center.import(&bundle, None, false, &Silent).unwrap();
    assert!(report.imported && report.lacking.is_empty(), "{report:?}");

    // Two photos are marked, the third and with it the record are not: a mark means entries and originals.
    go(&window, "Catalogue");
    window.wait("two marks", &marks(2));
    assert_eq!(count_of(&window, "at-headquarters"), 0);
    wait_for(&window, "not-at-headquarters");
    let second = give(&center, &hq);
    accept(&window, &second);
    wait_for(&window, "accepted");
    assert_eq!(window.by_test("accepted").attribute("data-new").unwrap(), "true");
    go(&window, "Catalogue");
    window.wait("three marks", &marks(3));
    window.wait(
        "the row and the record",
        "const all = [...document.querySelectorAll('[data-test=at-headquarters]')].map((mark) => mark.innerText);
         return all.length >= 2 && all.some((text) => text.includes('existed before'))",
    );
    window.screenshots("at-headquarters");
    window.axe();
    window.zoom(200);
    window.screenshot("at-headquarters-zoom");
    window.zoom(100);
    accept(&window, &second);
    wait_for(&window, "accepted");
    assert_eq!(window.by_test("accepted").attribute("data-new").unwrap(), "false");
    window.close();
}

fn marks(number: usize) -> String {
    format!("return document.querySelectorAll('[data-test=photo-at-headquarters]').length === {number}")
}

#[test]
fn a_copied_laptop_is_told_so_in_words_and_both_branches_are_named() {
    let home = Home::new();
    let mut site = Site::new(&home);
    let copy = Laptop { folder: home.path("copy"), name: "sokha".into() };
    drop(site.field.catalogue);
    copy_folder(&site.field.laptop.folder, &copy.folder);
    for (laptop, title) in [(&site.field.laptop, "left"), (&copy, "right")] {
        let mut catalogue = laptop.open();
        catalogue.artefact_set(&site.field.head, &fields(&[("title", title)])).unwrap();
        let bundle = export(&mut catalogue, laptop, false, None).path;
        site.center.import(&bundle, None, false, &Silent).unwrap();
    }
    let receipt = give(&site.center, &site.hq);
    site.field.catalogue = site.field.laptop.open();
    let (window, ..) = site.open(&home);
    accept(&window, &receipt);
    wait_for(&window, "receipt-findings");
    assert_eq!(window.by_test("receipt-finding").attribute("data-code").unwrap(), "receipt-differs");
    let said = window.by_test("receipt-findings").text();
    assert!(said.contains("both copies went on") && said.contains("in a new chain"), "{said}");
    assert!(window.by_test("accepted").text().contains("nobody here vouches for"), "no list was given");
    window.by_test("receipt").run("arguments[0].open = true", Value::Null);
    wait_for(&window, "receipt-branch");
    assert_eq!(count_of(&window, "receipt-branch"), 2);
    assert!(window.by_test("receipt-heads").text().contains("and it is not here"));
    window.screenshots("receipt-differs");
    window.axe();
    window.by_test("findings-import").click();
    wait_for(&window, "import-drop");
    window.close();
}

#[test]
fn what_is_no_receipt_is_refused_in_words_and_changes_nothing() {
    let home = Home::new();
    let site = Site::new(&home);
    let receipt = give(&site.center, &site.hq);
    let (alone, forged) = (home.path("alone.txt"), home.path("forged.txt"));
    std::fs::copy(&receipt, &alone).unwrap();
    let text = std::fs::read_to_string(&receipt).unwrap();
    std::fs::write(&forged, text.replacen("clock ", "clock 9", 1)).unwrap();
    let beside = |path: &Path| PathBuf::from(format!("{}.sig", path.display()));
    std::fs::copy(beside(&receipt), beside(&forged)).unwrap();
    let (window, ..) = site.open(&home);
    let before = window.invoke("operation_show", json!({}))["entries"].clone();
    for path in [&alone, &forged] {
        accept(&window, path);
        wait_for(&window, "problem");
        assert_eq!(window.by_test("problem").attribute("data-code").unwrap(), "bad_signature");
        window.screenshots("receipt-refused");
        window.axe();
        reload(&window);
    }
    assert_eq!(window.invoke("operation_show", json!({}))["entries"], before);
    window.close();
}
