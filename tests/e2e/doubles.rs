//! What comes twice is shown: a fork is what has to be seen, and its chain stands in a bundle twice.

use crate::exchange::{Field, go, make_key, reload, wait_for};
use sigillum_tests::laptop::{Laptop, export, fields};
use sigillum_tests::window::Home;
use sigillum_tests::world::copy_folder;

#[test]
fn a_bundle_of_a_chain_that_forked_is_judged_with_both_branches_in_sight_and_another_view_is_reached_from_there()
 {
    let home = Home::new();
    let mut sokha = Field::begin(&home, "sokha");
    sokha.export();
    let Field { laptop, catalogue, head } = sokha;
    drop(catalogue);
    // The folder is copied, kept heads and all, and both go on with one chain.
    let copy = Laptop { folder: home.path("copy"), name: laptop.name.clone() };
    copy_folder(&laptop.folder, &copy.folder);
    let sides = [(&laptop, "Head, left"), (&copy, "Head, right")].map(|(laptop, title)| {
        let mut catalogue = laptop.open();
        catalogue.artefact_set(&head, &fields(&[("title", title)])).unwrap();
        export(&mut catalogue, laptop, false, None).path
    });
    let mut catalogue = laptop.open();
    catalogue.import(&sides[1], None, false, &sigillum_core::progress::Silent).unwrap();
    let forked = export(&mut catalogue, &laptop, false, None).path;

    let window = home.open();
    make_key(&window, "Olga Berg");
    reload(&window);
    go(&window, "Verify");
    wait_for(&window, "verify-drop");
    window.answer_dialog(&[&forked]);
    window.by_test("verify-folder").click();
    wait_for(&window, "report");
    wait_for(&window, "who-signed");
    // Whoever learns of the fork goes on in a chain of its own: that is the third.
    let branches = "return document.querySelectorAll('[data-test=who-signed] li').length === 3";
    window.wait("both branches", branches);
    assert!(!window.has_test("broken-view"), "{}", window.text());
    window.screenshots("verify-forked");
    window.axe();
    go(&window, "Signers");
    window.wait("another view", "return !document.querySelector('[data-test=report]')");
}
