//! `check` compares what lists and searches show with what the entries say, on a medium that nobody may write too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

use rusqlite::Connection;
use sigillum_core::catalogue::{Catalogue, Chip, CustodyRequest, ListRequest, PackingRequest, SearchRequest};
use sigillum_core::custody::{CustodyEvent, EventKind, Party, Subject};
use sigillum_core::entry::Class;
use sigillum_core::note::NoteDraft;
use sigillum_core::progress::Silent;
use sigillum_core::verify::{Verdict, VerifyReport};
use sigillum_tests::crash::copy_folder;
use sigillum_tests::laptop::{Laptop, export, fields, list_of, take_in};
use std::path::Path;

/// A catalogue with something in every view: disagreement, a withdrawal, photos, notes, another laptop's entries.
fn laptop(parent: &Path) -> Laptop {
    let [amara, bruno] = ["amara", "bruno"].map(|name| Laptop::new(parent, name));
    let mut catalogue = amara.begin();
    let card = amara.folder.join("card");
    std::fs::create_dir_all(&card).unwrap();
    for index in 0..3 {
        std::fs::write(card.join(format!("DSC_{index}.jpg")), sigillum_tests::picture(index)).unwrap();
    }
    let head = catalogue
        .artefact_add(&fields(&[("reference", "AB/1"), ("title", "Head of a bodhisattva")]))
        .unwrap();
    let gone = catalogue.artefact_add(&fields(&[("reference", "AB/2"), ("title", "Stele")])).unwrap();
    catalogue.withdraw(&gone, "recorded twice").unwrap();
    take_in(&mut catalogue, &card, Some(&head), Some("overall_front"));
    let draft = NoteDraft {
        text: "Tool marks behind the ear.".into(),
        about: vec![head.clone()],
        ..NoteDraft::default()
    };
    catalogue.note_seal(&draft, None, Class::Open).unwrap();
    let party = |name: &str| Some(Party { name: name.into(), ..Party::default() });
    let mut given = CustodyEvent::new(EventKind::HandedOver, "2025-11-13");
    given.subjects = vec![Subject { record: head.clone(), quantity: None }];
    (given.from, given.to) = (party("Amara"), party("Bruno"));
    catalogue.custody_record(given, Class::Open).unwrap();
    let bundle = export(&mut catalogue, &amara, false, None).path;
    let mut theirs = bruno.join(&bundle);
    theirs.artefact_set(&head, &fields(&[("title", "Head of a buddha")])).unwrap();
    theirs.artefact_set(&head, &fields(&[("title", "Head of a deity")])).unwrap();
    let back = export(&mut theirs, &bruno, false, Some(&bundle)).path;
    catalogue.artefact_set(&head, &fields(&[("title", "Head, sandstone")])).unwrap();
    catalogue.import(&back, None, false, &Silent).unwrap();
    // Records that move in the order, so that the index gives documents other places.
    for number in (3..40).rev() {
        catalogue.artefact_add(&fields(&[("reference", &format!("AB/{number}"))])).unwrap();
    }
    // A journal that is still there at the next start: originals are swept then, and a damaged view must not have them
    // moved away.
    let journal = std::fs::read_dir(amara.root().join("journal")).unwrap().count();
    assert_eq!(journal, 1);
    amara
}

fn check(root: &Path, laptop: &Laptop) -> VerifyReport {
    let catalogue = Catalogue::open_read_only(root, laptop.around()).unwrap();
    catalogue.check(None, &Silent).unwrap()
}

/// Damage to each view: a row dropped, a row changed, a row that is not said.
const DAMAGE: [(&str, &str); 25] = [
    ("change", "DELETE FROM change WHERE entry = (SELECT min(entry) FROM change)"),
    ("change", "UPDATE change SET value = '\"Head of a fake\"' WHERE value = '\"Head, sandstone\"'"),
    ("change", "UPDATE change SET live = 1 - live WHERE value = '\"Head, sandstone\"'"),
    ("replaced", "DELETE FROM replaced"),
    ("replaced", "UPDATE replaced SET entry = entry + 1"),
    ("pointer", "DELETE FROM pointer WHERE source = (SELECT min(source) FROM pointer)"),
    ("pointer", "INSERT INTO pointer SELECT source, field, target, entry FROM pointer LIMIT 1"),
    ("mention", "DELETE FROM mention"),
    ("listed", "DELETE FROM listed WHERE kind = 'note.seal'"),
    ("listed", "INSERT INTO listed SELECT 'custody.record', max(id) FROM entry"),
    ("original", "UPDATE original SET size = size + 1"),
    ("original", "DELETE FROM original WHERE ext = 'jpg'"),
    ("item", "UPDATE item SET title = 'Head of a fake' WHERE title = 'Head, sandstone'"),
    ("item", "UPDATE item SET withdrawn = 0 WHERE withdrawn = 1"),
    ("item", "DELETE FROM item WHERE reference = 'AB/3'"),
    ("reference_use", "DELETE FROM reference_use WHERE key = (SELECT min(key) FROM reference_use)"),
    ("conflict", "DELETE FROM conflict"),
    ("conflict", "INSERT INTO conflict SELECT min(id), 'weight' FROM record"),
    ("fork", "INSERT INTO fork SELECT min(id), 1 FROM chain"),
    (
        "search_item",
        "UPDATE search_item SET text = 'fake' WHERE position = (SELECT min(position) FROM search_item)",
    ),
    ("custody", "DELETE FROM custody WHERE open = 1"),
    ("custody", "UPDATE custody SET open = 0 WHERE open = 1"),
    ("custody", "UPDATE custody SET findings = '[]' WHERE open = 1"),
    ("search_gram", "DELETE FROM search_gram WHERE rowid = (SELECT max(position) FROM search_item)"),
    (
        "search_item",
        "UPDATE search_item SET position = (SELECT max(position) FROM search_item) + 1
         WHERE position = (SELECT min(position) FROM search_item)",
    ),
];

#[test]
fn whatever_a_view_says_otherwise_than_the_entries_is_a_finding_and_rebuild_cures_it() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = laptop(temp.path());
    let whole = check(&laptop.root(), &laptop);
    assert_eq!(whole.findings, [], "{whole:?}");
    for (view, sql) in DAMAGE {
        let folder = temp.path().join("damaged");
        copy_folder(&laptop.root(), &folder);
        let database = Connection::open(folder.join("catalogue.db")).unwrap();
        assert!(database.execute(sql, []).unwrap() > 0, "nothing is damaged by {sql}");
        drop(database);
        let report = check(&folder, &laptop);
        assert_eq!(report.verdict, Verdict::Altered, "{sql}");
        let found = report.findings.iter().filter(|f| f.path.starts_with(&format!("{view}/"))).count();
        assert!(found > 0, "{sql}: {:?}", report.findings);
        assert!(report.findings.iter().all(|f| f.code == "view-differs"), "{sql}: {:?}", report.findings);
        assert!(report.sentence.contains("`rebuild`"), "{}", report.sentence);
        Catalogue::open(&folder, laptop.around()).unwrap().rebuild(&Silent).unwrap();
        assert_eq!(check(&folder, &laptop).findings, [], "{sql}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

#[test]
fn a_finding_names_the_view_and_the_record_and_says_what_is_held_and_what_should_be() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = laptop(temp.path());
    let database = Connection::open(laptop.root().join("catalogue.db")).unwrap();
    database.execute("UPDATE item SET title = 'Stela' WHERE title = 'Stele'", []).unwrap();
    drop(database);
    let catalogue = Catalogue::open_read_only(&laptop.root(), laptop.around()).unwrap();
    let id = catalogue.find(sigillum_core::id::RecordKind::Artefact, "AB/2").unwrap();
    let findings = catalogue.check(Some(&list_of(&[&laptop])), &Silent).unwrap().findings;
    let about: Vec<_> = findings.iter().filter(|f| f.path == format!("item/{id}")).collect();
    assert!(
        about.iter().any(|f| f.expected.as_ref().is_some_and(|row| row.contains("Stele"))),
        "{findings:?}"
    );
    assert!(about.iter().any(|f| f.found.as_ref().is_some_and(|row| row.contains("Stela"))), "{findings:?}");
}

#[test]
fn a_check_changes_nothing_and_goes_on_while_another_program_writes() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = laptop(temp.path());
    let mut writing = laptop.open();
    writing.artefact_add(&fields(&[("reference", "AB/90")])).unwrap();
    let before = std::fs::read(laptop.root().join("catalogue.db")).unwrap();
    assert_eq!(check(&laptop.root(), &laptop).findings, []);
    assert_eq!(std::fs::read(laptop.root().join("catalogue.db")).unwrap(), before);
    writing.artefact_add(&fields(&[("reference", "AB/91")])).unwrap();
    assert_eq!(writing.check(None, &Silent).unwrap().findings, []);
}

#[test]
fn a_catalogue_with_the_views_of_another_version_is_read_without_being_changed_as_after_they_were_made_anew()
{
    let temp = tempfile::tempdir().unwrap();
    let laptop = laptop(temp.path());
    let database = Connection::open(laptop.root().join("catalogue.db")).unwrap();
    database
        .execute_batch(
            "DROP TABLE custody; DROP TABLE listing; DELETE FROM item; UPDATE setting SET value = '3' WHERE name = 'views';
             PRAGMA wal_checkpoint(TRUNCATE)",
        )
        .unwrap();
    drop(database);
    let read = |catalogue: &Catalogue| {
        let list =
            |chips| catalogue.list_rows(&ListRequest { chips, ..ListRequest::default() }, 0, 99).unwrap();
        let all = list(Vec::new());
        assert!(!all.rows.is_empty());
        let custody =
            catalogue.custody_page(&CustodyRequest { limit: 99, ..CustodyRequest::default() }).unwrap();
        assert!(!custody.events.is_empty());
        let found =
            catalogue.search(&SearchRequest { text: "stele".into(), ..SearchRequest::default() }).unwrap();
        assert!(!found.hits.is_empty());
        let packing = catalogue.packing(&PackingRequest { limit: 99, ..PackingRequest::default() }).unwrap();
        let chips = catalogue.list_chips(&ListRequest::default()).unwrap();
        let incomplete = list(vec![Chip::Incomplete]);
        format!("{all:?}\n{incomplete:?}\n{chips:?}\n{custody:?}\n{:?}\n{packing:?}", found.hits)
    };
    let before = std::fs::read(laptop.root().join("catalogue.db")).unwrap();
    let reading = Catalogue::open_read_only(&laptop.root(), laptop.around()).unwrap();
    let seen = (read(&reading), read(&reading.hand().unwrap()));
    drop(reading);
    assert_eq!(std::fs::read(laptop.root().join("catalogue.db")).unwrap(), before, "reading changed nothing");
    let made_anew = read(&laptop.open());
    assert_eq!(seen, (made_anew.clone(), made_anew));
}

#[test]
fn a_damaged_entry_of_a_catalogue_with_the_views_of_another_version_is_named_by_a_check() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = laptop(temp.path());
    let database = Connection::open(laptop.root().join("catalogue.db")).unwrap();
    database
        .execute_batch(
            "UPDATE setting SET value = '3' WHERE name = 'views';
             UPDATE entry SET line = substr(line, 2) WHERE id = (SELECT max(id) FROM entry)",
        )
        .unwrap();
    drop(database);
    let report = check(&laptop.root(), &laptop);
    assert_eq!(report.verdict, Verdict::Altered);
    assert!(
        report.findings.iter().any(|finding| finding.code.starts_with("entry-")),
        "{:?}",
        report.findings
    );
}
