//! What people see before they hand a bundle on or take one in, and how disagreements are settled and unsettled.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{Catalogue, ExportOptions, Input, LookFilter, SettledKind, Settlement};
use sigillum_core::error::Code;
use sigillum_core::id::RecordId;
use sigillum_core::json::Json;
use sigillum_core::merge::Conflict;
use sigillum_core::progress::Silent;
use sigillum_core::verify::Proofs;
use sigillum_tests::laptop::{Laptop, export, fields, take_in};
use std::path::{Path, PathBuf};

/// Two laptops of one operation that both hold SC/1, and what each says its title is.
struct Two {
    temp: tempfile::TempDir,
    first: Laptop,
    second: Laptop,
    one: Catalogue,
    two: Catalogue,
    head: RecordId,
}

fn two() -> Two {
    let temp = tempfile::tempdir().unwrap();
    let (first, second) = (Laptop::new(temp.path(), "sokha"), Laptop::new(temp.path(), "karim"));
    let mut one = first.begin();
    let head = one.artefact_add(&fields(&[("reference", "SC/1"), ("title", "Head")])).unwrap();
    let invite = ExportOptions { to: first.bundles(), zip: false, since: None, invite: true };
    let two = second.join(&one.export(&invite, &Silent).unwrap().path);
    Two { temp, first, second, one, two, head }
}

impl Two {
    /// Both say another title; gives the bundle of the second laptop.
    fn disagree(&mut self) -> PathBuf {
        self.one.artefact_set(&self.head, &fields(&[("title", "Head of a bodhisattva")])).unwrap();
        self.two.artefact_set(&self.head, &fields(&[("title", "Head of a Buddha")])).unwrap();
        export(&mut self.two, &self.second, false, None).path
    }

    fn merge(&mut self) {
        let bundle = self.disagree();
        self.one.import(&bundle, None, false, &Silent).unwrap();
    }
}

fn options(to: &Path, since: Option<&str>) -> ExportOptions {
    ExportOptions { to: to.to_owned(), zip: false, since: since.map(PathBuf::from), invite: false }
}

#[test]
fn an_export_is_looked_at_before_anything_is_written() {
    let mut two = two();
    let to = two.first.bundles();
    let before = std::fs::read_dir(&to).unwrap().count();
    let entries = two.one.operation().unwrap().entries;
    let preview = two.one.export_preview(&options(&to, None), &Silent).unwrap();
    assert_eq!((preview.kind, preview.nothing_new, preview.missing), ("full", false, 0));
    assert_eq!(preview.entries["artefact.create"], 1);
    let room = preview.room.clone().unwrap();
    assert!(room.problem.is_none() && room.free > room.needed && room.needed > preview.bytes);
    assert_eq!(two.one.operation().unwrap().entries, entries, "no head was signed, no entry was left");
    assert_eq!(std::fs::read_dir(&to).unwrap().count(), before);
    let exported = export(&mut two.one, &two.first, false, None);
    assert!(
        preview.bytes <= exported.bytes * 4 && preview.bytes * 20 > exported.bytes,
        "{preview:?} {exported:?}"
    );
    assert_eq!(
        exported.report.sentence,
        "Read back from the disk: every file is there, and is what was signed."
    );
}

#[test]
fn a_bundle_that_was_exported_is_known_by_time_size_and_head_and_what_is_newer_is_due() {
    let mut two = two();
    let full = export(&mut two.one, &two.first, false, None);
    let known = two.one.known_bundles().unwrap();
    let newest = &known[0];
    assert_eq!((&newest.name, newest.digest, newest.bytes), (&full.name, full.digest, Some(full.bytes)));
    assert_eq!(newest.head_code.as_ref(), Some(&full.head_code));
    assert!(newest.mine && newest.exported && newest.signer == "sokha");
    // The bundle itself has left with its stick: its name is enough.
    std::fs::remove_dir_all(&full.path).unwrap();
    let to = two.first.bundles();
    let since = |two: &Two| two.one.export_preview(&options(&to, Some(&full.name)), &Silent).unwrap();
    assert!(since(&two).nothing_new);
    assert_eq!(two.one.export(&options(&to, Some(&full.name)), &Silent).unwrap_err().code, Code::NothingNew);
    two.one.artefact_add(&fields(&[("reference", "SC/2")])).unwrap();
    let due = since(&two);
    assert!(!due.nothing_new && due.kind == "since" && due.entries["artefact.create"] == 1);
    let newer = two.one.export(&options(&to, Some(&full.name)), &Silent).unwrap();
    assert_eq!(newer.kind, "since");
    assert_eq!(two.two.import(&newer.path, None, false, &Silent).unwrap_err().code, Code::BaseMissing);
}

#[test]
fn a_look_shows_each_record_with_its_values_before_and_after_and_changes_nothing() {
    let mut two = two();
    let card = two.temp.path().join("card");
    std::fs::create_dir(&card).unwrap();
    std::fs::write(card.join("DSC_0001.JPG"), sigillum_tests::picture(1)).unwrap();
    take_in(&mut two.two, &card, Some(&two.head), Some("mark"));
    two.two.artefact_add(&fields(&[("reference", "KA/1"), ("title", "Foot")])).unwrap();
    let bundle = two.disagree();
    let entries = two.one.operation().unwrap().entries;
    let look = two.one.look_into(&bundle, None, &Proofs::default(), &Silent).unwrap();
    let summary = look.summary();
    assert!(summary.refused.is_none() && !summary.nothing_new);
    assert_eq!((summary.records["artefact"].new, summary.records["artefact"].changed), (1, 1));
    assert_eq!((summary.conflicts, summary.records["photo"].new), (1, 1));
    let karim = summary.bringers.iter().find(|b| b.claimed == "karim").unwrap();
    assert!(karim.new && karim.listed.is_none() && karim.device == "laptop of karim");
    let rows = look.records(&LookFilter::default(), 0, 1);
    assert_eq!(
        (rows.items[0].name.as_str(), rows.items[0].conflict),
        ("SC/1", true),
        "what disagrees stands first"
    );
    assert_eq!(rows.total, summary.rows);
    let artefacts = LookFilter { kind: Some("artefact".into()), conflicts: false };
    let names: Vec<String> = look.records(&artefacts, 0, 10).items.into_iter().map(|r| r.name).collect();
    assert_eq!(names, ["SC/1", "KA/1"]);

    let detail = two.one.look_at(&look, &two.head).unwrap();
    let title = detail.fields.iter().find(|f| f.field == "title").unwrap();
    let texts = |values: &[sigillum_core::catalogue::ValueView]| {
        values.iter().map(|v| (v.text.clone(), v.signer.clone())).collect::<Vec<_>>()
    };
    let said = |text: &str, who: &str| (text.to_owned(), who.to_owned());
    assert_eq!(texts(&title.before), [said("Head of a bodhisattva", "sokha")]);
    let mut after = texts(&title.after);
    after.sort();
    assert_eq!(after, [said("Head of a Buddha", "karim"), said("Head of a bodhisattva", "sokha")]);
    assert!(detail.photos.iter().any(|p| p.placed && p.view == "mark" && !p.held));
    assert!(detail.entries.iter().all(|e| e.signer == "karim"));
    assert_eq!(look.conflicts(0, 10)[0].names, ["SC/1"]);
    assert_eq!(two.one.operation().unwrap().entries, entries);

    let summary = summary.clone();
    let report = two.one.import_looked_at(&summary, None, &Silent).unwrap();
    assert!(report.imported && report.new_conflicts.len() == 1);
    assert!(two.one.look_into(&bundle, None, &Proofs::default(), &Silent).unwrap().summary().nothing_new);
}

#[test]
fn what_is_imported_is_what_was_looked_at_or_nothing() {
    let mut two = two();
    let bundle = two.disagree();
    let look = two.one.look_into(&bundle, None, &Proofs::default(), &Silent).unwrap().summary().clone();
    two.two.artefact_add(&fields(&[("reference", "KA/7")])).unwrap();
    let other = export(&mut two.two, &two.second, false, None).path;
    std::fs::remove_dir_all(&bundle).unwrap();
    std::fs::rename(other, &bundle).unwrap();
    let entries = two.one.operation().unwrap().entries;
    assert_eq!(two.one.import_looked_at(&look, None, &Silent).unwrap_err().code, Code::SourceChanged);
    assert_eq!(two.one.operation().unwrap().entries, entries);
}

#[test]
fn an_altered_bundle_is_looked_into_and_says_why_it_cannot_come_in() {
    let mut two = two();
    let bundle = two.disagree();
    let table = bundle.join("data/tables/artefacts.csv");
    let mut bytes = std::fs::read(&table).unwrap();
    bytes[9] ^= 1;
    std::fs::write(&table, bytes).unwrap();
    let look = two.one.look_into(&bundle, None, &Proofs::default(), &Silent).unwrap();
    assert_eq!(look.summary().refused.as_ref().map(|r| r.code), Some(Code::BundleRejected));
    assert_eq!(look.report().groups[0].findings[0].path, "data/tables/artefacts.csv");
}

#[test]
fn a_settlement_is_undone_by_new_entries_and_the_values_keep_their_authors() {
    let mut two = two();
    two.merge();
    let page = two.one.conflict_queue(None, false, 0, 10).unwrap();
    assert_eq!((page.counts.values, page.counts.total()), (1, 1));
    let view = &page.items[0];
    let before: Vec<_> =
        view.values.iter().map(|v| (v.text.clone(), v.signer.clone(), v.at.clone())).collect();
    let entries = two.one.operation().unwrap().entries;
    let settled =
        two.one.settle(&view.id, &Settlement::Value(Input::Text("Head of a deity".into())), None).unwrap();
    assert!(two.one.conflicts(None).unwrap().is_empty());
    two.one.undo_settlement(&settled).unwrap();
    let again = two.one.conflicts(None).unwrap();
    assert_eq!(again[0].id, view.id, "the same question");
    let after: Vec<_> =
        again[0].values.iter().map(|v| (v.text.clone(), v.signer.clone(), v.at.clone())).collect();
    assert_eq!(after, before, "each value is still the word of whoever said it");
    let by: Vec<_> = again[0].values.iter().map(|value| value.put_back_by.as_deref()).collect();
    assert_eq!(by, [Some("sokha"), Some("sokha")], "and it is said who put it back");
    assert_eq!(two.one.operation().unwrap().entries, entries + 3, "nothing was taken away");
    assert_eq!(two.one.undo_settlement(&settled).unwrap_err().code, Code::Usage, "once");

    let settled = two.one.settle(&view.id, &Settlement::Pick(1), None).unwrap();
    two.one.artefact_set(&two.head, &fields(&[("title", "Torso")])).unwrap();
    let late = two.one.undo_settlement(&settled).unwrap_err();
    assert_eq!((late.code, late.what.as_str()), (Code::Usage, "somebody changed it since"));
}

#[test]
fn keeping_or_withdrawing_what_was_edited_and_withdrawn_can_be_undone() {
    let mut two = two();
    two.one.withdraw(&two.head, "a stone").unwrap();
    two.two.artefact_set(&two.head, &fields(&[("title", "Head of a Buddha")])).unwrap();
    let bundle = export(&mut two.two, &two.second, false, None).path;
    two.one.import(&bundle, None, false, &Silent).unwrap();
    for way in [Settlement::Keep, Settlement::Withdraw] {
        let all = two.one.conflicts(None).unwrap();
        assert!(matches!(all[0].conflict, Conflict::EditedAndWithdrawn { .. }), "{all:?}");
        assert!(two.one.settled(false).unwrap().is_empty(), "not yet, or not any more");
        let settled = two.one.settle(&all[0].id, &way, None).unwrap();
        assert!(two.one.conflicts(None).unwrap().is_empty(), "{way:?}");
        let listed = two.one.settled_by_name(&all[0].id).unwrap();
        assert_eq!((listed.kind, &listed.settled), (SettledKind::Withdrawal, &settled));
        assert_eq!(listed.decided.value, Json::Bool(way == Settlement::Keep));
        two.one.undo_settlement(&listed.settled).unwrap();
    }
    assert_eq!(two.one.conflict_queue(None, false, 0, 0).unwrap().counts.edited_and_withdrawn, 1);
}

#[test]
fn one_reference_used_twice_is_settled_by_giving_one_record_the_next_free_one() {
    let mut two = two();
    two.one.artefact_add(&fields(&[("reference", "SC/2"), ("title", "Foot")])).unwrap();
    let theirs = two.two.artefact_add(&fields(&[("reference", "SC/2"), ("title", "Hand")])).unwrap();
    let bundle = export(&mut two.two, &two.second, false, None).path;
    two.one.import(&bundle, None, false, &Silent).unwrap();
    let view = two.one.conflicts(None).unwrap().remove(0);
    assert_eq!(
        (view.names.as_slice(), view.suggestion.as_deref()),
        (&["SC/2".to_owned(), "SC/2".to_owned()][..], Some("SC/3"))
    );
    let mut titles = view.titles.clone();
    titles.sort();
    assert_eq!(titles, ["Foot", "Hand"]);
    let way = Settlement::Rename { record: theirs.clone(), reference: view.suggestion.unwrap() };
    let settled = two.one.settle(&view.id, &way, None).unwrap();
    assert!(two.one.conflicts(None).unwrap().is_empty());
    assert_eq!(two.one.artefact(&theirs).unwrap().reference, "SC/3");
    let listed = two.one.settled_by_name(&settled.entry.short()).unwrap();
    assert_eq!((listed.kind, &listed.settled), (SettledKind::Reference, &settled));
    assert_eq!((listed.decided.text.as_str(), listed.others.as_slice()), ("SC/3", &["SC/2".to_owned()][..]));
    two.one.undo_settlement(&listed.settled).unwrap();
    assert_eq!(two.one.conflict_queue(None, false, 0, 0).unwrap().counts.reference_twice, 1);
    assert!(two.one.settled(false).unwrap().is_empty());
}

#[test]
fn an_ordinary_withdrawal_that_is_taken_back_or_a_new_reference_settles_nothing() {
    let mut two = two();
    two.one.artefact_set(&two.head, &fields(&[("title", "Head")])).unwrap();
    two.one.withdraw(&two.head, "a stone").unwrap();
    two.one.take_back(&two.head).unwrap();
    two.one.artefact_set(&two.head, &fields(&[("reference", "SC/9"), ("title", "Torso")])).unwrap();
    assert!(two.one.settled(false).unwrap().is_empty());
}
