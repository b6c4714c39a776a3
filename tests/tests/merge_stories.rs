//! The laws of merging as people meet them: laptops with real keys, real bundles, headquarters' list of conflicts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{Catalogue, ExportOptions, Exported, SearchRequest, Settlement};
use sigillum_core::error::Code;
use sigillum_core::id::RecordId;
use sigillum_core::merge::Conflict;
use sigillum_core::progress::Silent;
use sigillum_core::store::Filter;
use sigillum_core::verify::{Verdict, VerifyOptions};
use sigillum_tests::laptop::{Laptop, export, fields, list_of};
use sigillum_tests::views;
use std::path::Path;

/// Two laptops of one operation and headquarters, all holding the artefact `SC/1`.
struct Three {
    _temp: tempfile::TempDir,
    laptops: [Laptop; 3],
    sokha: Catalogue,
    karim: Catalogue,
    hq: Catalogue,
    head: RecordId,
}

fn three() -> Three {
    let temp = tempfile::tempdir().unwrap();
    let laptops = ["sokha", "karim", "hq"].map(|name| Laptop::new(temp.path(), name));
    let mut sokha = laptops[0].begin();
    let head = sokha.artefact_add(&fields(&[("reference", "SC/1"), ("title", "Head")])).unwrap();
    let options = ExportOptions { to: laptops[0].bundles(), zip: false, since: None, invite: true };
    let invitation = sokha.export(&options, &Silent).unwrap();
    let (karim, hq) = (laptops[1].join(&invitation.path), laptops[2].join(&invitation.path));
    Three { _temp: temp, laptops, sokha, karim, hq, head }
}

impl Three {
    fn sokhas_bundle(&mut self) -> Exported {
        export(&mut self.sokha, &self.laptops[0], false, None)
    }

    fn karims_bundle(&mut self) -> Exported {
        export(&mut self.karim, &self.laptops[1], true, None)
    }

    /// Headquarters takes in what both have.
    fn meet(&mut self) {
        for bundle in [self.sokhas_bundle(), self.karims_bundle()] {
            import(&mut self.hq, &bundle.path);
        }
    }

    fn conflicts(&self) -> Vec<Conflict> {
        self.hq.conflicts(None).unwrap().into_iter().map(|view| view.conflict).collect()
    }

    fn flagged(&self) -> Vec<String> {
        let filter = Filter { conflict: true, ..Filter::default() };
        self.hq.list(&filter, 0, 100).unwrap().into_iter().map(|item| item.reference).collect()
    }

    /// True if headquarters' history of the head has this text as a value, live or replaced.
    fn history_shows(&self, text: &str) -> bool {
        let lines = self.hq.history(&self.head).unwrap();
        lines.iter().flat_map(|line| &line.changes).any(|change| change.value.text() == Some(text))
    }
}

fn import(catalogue: &mut Catalogue, bundle: &Path) {
    catalogue.import(bundle, None, false, &Silent).unwrap();
}

fn title(catalogue: &mut Catalogue, id: &RecordId, text: &str) {
    catalogue.artefact_set(id, &fields(&[("title", text)])).unwrap();
}

fn hits(catalogue: &Catalogue, text: &str) -> Vec<RecordId> {
    let request = SearchRequest { text: text.into(), ..SearchRequest::default() };
    catalogue.search(&request).unwrap().hits.into_iter().map(|hit| hit.record).collect()
}

#[test]
fn equal_values_in_another_spelling_are_no_conflict_and_different_ones_are_one() {
    let mut all = three();
    let head = all.head.clone();
    for (catalogue, text, size) in [
        (&mut all.sokha, "T\u{ea}te de bouddha", "height 31.5 cm"),
        (&mut all.karim, "Te\u{302}te de bouddha", "height 31.50 cm"),
    ] {
        catalogue.artefact_set(&head, &fields(&[("title", text), ("measurements", size)])).unwrap();
    }
    all.meet();
    assert_eq!(all.conflicts(), []);
    assert!(all.flagged().is_empty());

    title(&mut all.karim, &head, "Head of a Buddha");
    all.meet();
    assert_eq!(all.conflicts().len(), 1, "what karim replaced was his own, not sokha's");
    assert_eq!(all.flagged(), ["SC/1"]);
    for text in ["Head", "T\u{ea}te de bouddha", "Head of a Buddha"] {
        assert!(all.history_shows(text), "{text}");
    }
}

#[test]
fn an_old_bundle_cannot_undo_a_withdrawal_and_importing_again_changes_nothing() {
    let mut all = three();
    let (old, head) = (all.sokhas_bundle(), all.head.clone());
    import(&mut all.hq, &old.path);
    all.sokha.withdraw(&head, "recorded twice").unwrap();
    let new = all.sokhas_bundle();
    import(&mut all.hq, &new.path);
    let before = views::held_with_search(&all.laptops[2].root());
    for bundle in [&old.path, &new.path, &old.path] {
        let report = all.hq.import(bundle, None, false, &Silent).unwrap();
        assert!(report.nothing_new && !report.imported && report.entries.is_empty());
    }
    views::assert_same(&views::held_with_search(&all.laptops[2].root()), &before, "imported again");
    assert!(all.hq.list(&Filter { withdrawn: Some(false), ..Filter::default() }, 0, 9).unwrap().is_empty());

    // A laptop that only ever got the bundles in the wrong order stands where headquarters stands.
    for bundle in [&new.path, &old.path] {
        import(&mut all.karim, bundle);
    }
    let withdrawn = all.karim.list(&Filter { withdrawn: Some(true), ..Filter::default() }, 0, 9).unwrap();
    assert_eq!(withdrawn.len(), 1);
}

#[test]
fn an_edit_beside_a_withdrawal_is_kept_until_a_person_decides() {
    let mut all = three();
    let head = all.head.clone();
    all.sokha.withdraw(&head, "recorded twice").unwrap();
    title(&mut all.karim, &head, "Head, with the old break");
    all.meet();
    assert_eq!(all.conflicts(), [Conflict::EditedAndWithdrawn { record: head.clone() }]);
    assert_eq!(all.flagged(), ["SC/1"]);
    assert!(hits(&all.hq, "break").contains(&head));
    let id = all.hq.conflicts(None).unwrap()[0].id.clone();
    all.hq.settle(&id, &Settlement::Keep, None).unwrap();
    assert_eq!(all.conflicts(), []);
    let kept = all.hq.list(&Filter { withdrawn: Some(false), ..Filter::default() }, 0, 9).unwrap();
    assert_eq!(kept[0].title, "Head, with the old break");
    let history = all.hq.history(&head).unwrap();
    assert!(
        history.iter().any(|line| line.kind == "artefact.withdraw"),
        "the withdrawal stays in the history"
    );
}

#[test]
fn one_reference_in_two_spellings_is_used_twice_and_the_former_one_stays_findable() {
    let mut all = three();
    let first = all.sokha.artefact_add(&fields(&[("reference", "AB/7"), ("title", "Lamp")])).unwrap();
    let second = all.karim.artefact_add(&fields(&[("reference", "ab/007"), ("title", "Bowl")])).unwrap();
    all.meet();
    let [Conflict::ReferenceTwice { records, .. }] = &all.conflicts()[..] else {
        panic!("{:?}", all.conflicts());
    };
    let mut both = vec![first.clone(), second.clone()];
    both.sort();
    assert_eq!(records, &both);
    assert_eq!(all.flagged().len(), 2, "flag and list come from the same question");
    assert_eq!(all.hq.find_object("AB/7").unwrap_err().code, Code::Ambiguous);

    all.hq.artefact_set(&second, &fields(&[("reference", "AB/8")])).unwrap();
    assert_eq!(all.conflicts(), []);
    assert!(all.flagged().is_empty());
    assert_eq!(all.hq.find_object("Ab/07").unwrap(), first);
    assert!(hits(&all.hq, "ab/007").contains(&second), "the label on the bag still leads to it");
}

#[test]
fn a_trusted_value_that_only_an_unknown_signer_replaced_is_listed_until_a_trusted_one_answers() {
    let mut all = three();
    let head = all.head.clone();
    let list = list_of(&[&all.laptops[0], &all.laptops[2]]);
    // By way of the same value, so that no single step looks wrong.
    let seen = all.sokhas_bundle();
    import(&mut all.karim, &seen.path);
    title(&mut all.karim, &head, "Head of a Buddha");
    title(&mut all.karim, &head, "Garden ornament");
    let theirs = all.karims_bundle();
    let preview = all.hq.import(&theirs.path, Some(&list), true, &Silent).unwrap();
    import(&mut all.hq, &theirs.path);
    assert_eq!(all.conflicts(), [], "trust changes no state");
    let overruled = all.hq.conflicts(Some(&list)).unwrap();
    let [view] = &overruled[..] else { panic!("{overruled:?}") };
    assert!(
        matches!(&view.conflict, Conflict::Overruled { record, field, .. } if *record == head && field == "title")
    );
    assert_eq!(view.values.iter().map(|v| v.text.as_str()).collect::<Vec<_>>(), ["Head", "Garden ornament"]);
    assert_eq!(preview.new_conflicts.len(), 1, "the preview shows every change: {:?}", preview.new_conflicts);

    all.hq.settle(&view.id, &Settlement::Pick(2), Some(&list)).unwrap();
    assert!(all.hq.conflicts(Some(&list)).unwrap().is_empty(), "a trusted signer has answered");
    assert!(all.history_shows("Garden ornament") && all.history_shows("Head of a Buddha"));
}

#[test]
fn an_adopted_operation_comes_in_whole_and_any_other_is_refused() {
    let all = three();
    let temp = tempfile::tempdir().unwrap();
    let (dara, outsider) = (Laptop::new(temp.path(), "dara"), Laptop::new(temp.path(), "outsider"));
    let mut apart = dara.begin();
    apart.artefact_add(&fields(&[("reference", "DA/1"), ("title", "Bowl")])).unwrap();
    let theirs = export(&mut apart, &dara, false, None);
    let foreign = export(&mut outsider.begin(), &outsider, false, None);

    let Three { laptops, mut sokha, mut hq, .. } = all;
    let before = views::held_with_search(&laptops[0].root());
    let error = sokha.import(&theirs.path, None, false, &Silent).unwrap_err();
    assert_eq!(error.code, Code::OtherOperation);
    views::assert_same(&views::held_with_search(&laptops[0].root()), &before, "refused");

    sokha.operation_adopt(apart.operation_id()).unwrap();
    import(&mut sokha, &theirs.path);
    assert!(sokha.find_object("da/1").is_ok());
    // Headquarters has not adopted it: the adoption in the same bundle counts.
    let joined = export(&mut sokha, &laptops[0], true, None);
    import(&mut hq, &joined.path);
    assert!(hq.find_object("da/1").is_ok());
    assert_eq!(hq.conflicts(None).unwrap().len(), 0);
    assert_eq!(hq.import(&foreign.path, None, false, &Silent).unwrap_err().code, Code::OtherOperation);
    assert!(hq.check(None, &Silent).unwrap().findings.is_empty());

    let list = list_of(&[&laptops[0], &laptops[1], &laptops[2], &dara]);
    let merged = export(&mut sokha, &laptops[0], false, None);
    let options = VerifyOptions { signers: Some(&list), threads: 2, ..VerifyOptions::default() };
    let check = sigillum_core::verify::bundle(&merged.path, &options, &Silent).unwrap();
    assert_eq!(check.verdict(), Verdict::Verified, "{:#?}", check.findings);
}
