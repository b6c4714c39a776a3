//! Entries may name records that nothing held here describes: of a laptop whose bundle never came, or by a fault or
//! malice of whoever wrote them. All else is shown, and those by their ids: one entry must not close a whole list.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use sigillum_core::catalogue::{
    Catalogue, CorrectionForm, CustodyForm, CustodyRequest, DossierOptions, ListRequest, PackingRequest,
    PhotoListRequest,
};
use sigillum_core::custody::{CustodyEvent, EventKind, Subject};
use sigillum_core::entry::{Class, Entry};
use sigillum_core::error::{Code, Error};
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::progress::Silent;
use sigillum_core::store::Filter;
use sigillum_tests::fed::{feed, open, surroundings};
use sigillum_tests::history::{History, Signed, Step};
use sigillum_tests::laptop::{Laptop, fields};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Every record that entries are about, change, point at or speak of.
fn named(entries: &[&Entry]) -> BTreeSet<RecordId> {
    let pointed =
        |e: &&Entry| e.changes.iter().filter_map(|c| c.value.text()?.parse().ok()).collect::<Vec<RecordId>>();
    let changed = entries.iter().flat_map(|e| e.changes.iter().map(|c| c.record.clone()));
    let spoken = entries.iter().flat_map(|e| sigillum_core::state::mentions(e));
    changed.chain(spoken).chain(entries.iter().flat_map(pointed)).collect()
}

/// What cannot be read of a catalogue: the screen and why.
#[derive(Default)]
struct Unread(Vec<String>);

impl Unread {
    fn see<T>(&mut self, what: &str, read: Result<T, Error>) -> Option<T> {
        read.map_err(|error| self.0.push(format!("{what}: {error:?}"))).ok()
    }

    /// As [`Unread::see`], for a record that may be one that nothing here describes: then it may say so itself.
    fn see_own<T>(&mut self, what: &str, read: Result<T, Error>, described: bool) {
        match read {
            Err(error) if !described && error.code == Code::NotFound => {}
            other => {
                self.see(what, other);
            }
        }
    }
}

/// Reads every list and every record as the screens do.
fn unread(catalogue: &mut Catalogue, ids: &BTreeSet<RecordId>) -> Vec<String> {
    let mut u = Unread::default();
    lists(&mut u, catalogue);
    for id in ids {
        let described = catalogue.history(id).is_ok_and(|lines| lines.iter().any(|l| !l.changes.is_empty()));
        match id.kind() {
            Some(RecordKind::Artefact) => {
                u.see_own("artefact", catalogue.artefact(id), described);
                u.see("photos of", catalogue.photos_of(id));
                u.see("photos as a list", catalogue.photos(Some(id), false));
            }
            Some(RecordKind::Package) => {
                u.see_own("package", catalogue.package(id), described);
                u.see("contents", catalogue.package_contents(id));
            }
            Some(RecordKind::Photo) => {
                u.see_own("photo", catalogue.photo_details(id), described);
                u.see_own("regions", catalogue.photo_regions(id), described);
            }
            _ => {}
        }
        if matches!(id.kind(), Some(RecordKind::Artefact | RecordKind::Package)) {
            u.see("timeline", catalogue.timeline_view(id));
            u.see("custody", catalogue.custody(id));
        }
        u.see("history", catalogue.history(id));
        u.see("notes about", catalogue.note_page(Some(id), 0, 100));
        u.see("drafts about", catalogue.note_draft_views(Some(id)));
    }
    u.0
}

fn lists(u: &mut Unread, catalogue: &mut Catalogue) {
    u.see("overview", catalogue.overview());
    u.see("operation", catalogue.operation());
    u.see("list", catalogue.list_rows(&ListRequest::default(), 0, 500));
    u.see("items", catalogue.list(&Filter::default(), 0, 500));
    u.see("chips", catalogue.list_chips(&ListRequest::default()));
    u.see("conflicts", catalogue.conflicts(None));
    u.see("settled", catalogue.settled(false));
    u.see("packing", catalogue.packing(&PackingRequest { outermost: false, offset: 0, limit: 500 }));
    u.see("unpacked", catalogue.unpacked(0, 500));
    u.see("leave", catalogue.leave());
    u.see("labels", catalogue.label_page(false, 0, 500));
    u.see("notes", catalogue.note_page(None, 0, 500));
    u.see("tray", catalogue.photo_tray());
    u.see("photos", catalogue.photos(None, false));
    for waiting in [None, Some(true), Some(false)] {
        u.see("photo list", catalogue.photo_list(&PhotoListRequest { waiting, offset: 0, limit: 500 }));
    }
    u.see("undo", catalogue.undo_preview());
    u.see("likenesses", catalogue.likenesses(true, &Silent));
    // A dossier shows nothing whose creation is not here: it may be internal.
    let created = |id: &RecordId| catalogue.history(id).unwrap().iter().any(|l| Some(l.entry) == id.digest());
    let artefacts = catalogue.list(&Filter::default(), 0, 500).unwrap_or_default().into_iter();
    let artefacts = artefacts.filter(|item| item.kind == "artefact").map(|item| item.record);
    let chosen: Vec<RecordId> = artefacts.filter(created).collect();
    let options = DossierOptions {
        artefacts: chosen,
        country: None,
        to: std::path::PathBuf::new(),
        zip: false,
        language: None,
    };
    if !options.artefacts.is_empty() {
        u.see("dossier", catalogue.dossier_preview(&options));
    }
    let Some(page) =
        u.see("events", catalogue.custody_page(&CustodyRequest { limit: 500, ..CustodyRequest::default() }))
    else {
        return;
    };
    for event in page.events {
        let id = event.recorded.id.clone();
        u.see("event", catalogue.custody_event(&id));
        let form = CustodyForm { event: "handed_over".into(), ..CustodyForm::default() };
        u.see(
            "correction",
            catalogue.custody_correct_preview(&CorrectionForm { event: id, why: "x".into(), form }),
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_screen_can_be_read_whatever_has_not_arrived(
        steps in prop::collection::vec(any::<Step>(), 0..90),
        absent in 0..4usize,
    ) {
        let history = History::of(&steps);
        let here: Vec<Arc<Signed>> =
            history.entries.iter().filter(|signed| signed.signer != absent).cloned().collect();
        let temp = tempfile::tempdir().unwrap();
        feed(&surroundings(temp.path()).root(), std::slice::from_ref(&here), 8192);
        let entries: Vec<&Entry> = here.iter().map(|signed| &signed.entry).collect();
        prop_assert_eq!(unread(&mut open(temp.path()), &named(&entries)), Vec::<String>::new());
    }
}

#[test]
fn what_was_recorded_of_things_that_nothing_here_describes_is_shown_with_their_ids() {
    let temp = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(temp.path(), "sokha");
    let mut catalogue = laptop.begin();
    let unknown = |kind| RecordId::new(kind, sigillum_core::digest::Digest::of(b"of another laptop"));
    let (bag, photo) = (unknown(RecordKind::Package), unknown(RecordKind::Photo));
    let head = catalogue.artefact_add(&fields(&[("reference", "SO/1")])).unwrap();
    catalogue.photo_place(std::slice::from_ref(&photo), &head, "overall_front").unwrap();
    catalogue.put_in(Some(&bag), std::slice::from_ref(&head)).unwrap();
    let event = CustodyEvent {
        seals: vec!["K-7".into()],
        subjects: vec![Subject { record: bag.clone(), quantity: None }],
        ..CustodyEvent::new(EventKind::Sealed, "2025-11-13")
    };
    catalogue.custody_record(event, Class::Open).unwrap();

    let page = catalogue.custody_page(&CustodyRequest { limit: 10, ..CustodyRequest::default() }).unwrap();
    let short = format!("package:{}", &bag.hex()[..12]);
    assert_eq!(page.events[0].names, [short.clone()]);
    assert_eq!(catalogue.artefact(&head).unwrap().inside, [short]);
    let shown: Vec<_> = catalogue.photos_of(&head).unwrap();
    assert_eq!(shown.iter().map(|tile| (&tile.id, tile.held)).collect::<Vec<_>>(), [(&photo, false)]);
    assert_eq!(unread(&mut catalogue, &BTreeSet::from([bag, photo, head])), Vec::<String>::new());
}
