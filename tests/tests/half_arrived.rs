//! Entries may name records that nothing held here describes: of a laptop whose bundle never came, or by a fault or
//! malice of whoever wrote them. All else is shown, and those by their ids: one entry must not close a whole list.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use sigillum_core::catalogue::CustodyRequest;
use sigillum_core::custody::{CustodyEvent, EventKind, Subject};
use sigillum_core::entry::{Class, Entry};
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_tests::fed::{feed, open, surroundings};
use sigillum_tests::history::{History, Signed, Step};
use sigillum_tests::laptop::{Laptop, fields};
use sigillum_tests::screens::{named, unread};
use std::collections::BTreeSet;
use std::sync::Arc;

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
    assert_eq!(page.events[0].names, std::slice::from_ref(&short));
    assert_eq!(catalogue.artefact(&head).unwrap().inside, [short]);
    let shown: Vec<_> = catalogue.photos_of(&head).unwrap();
    assert_eq!(shown.iter().map(|tile| (&tile.id, tile.held)).collect::<Vec<_>>(), [(&photo, false)]);
    assert_eq!(unread(&mut catalogue, &BTreeSet::from([bag, photo, head])), Vec::<String>::new());
}
