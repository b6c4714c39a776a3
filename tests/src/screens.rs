//! Every list and every record of a catalogue, read as the screens read them.

use sigillum_core::catalogue::{
    Catalogue, CorrectionForm, CustodyForm, CustodyRequest, DossierOptions, ListRequest, PackingRequest,
    PhotoListRequest,
};
use sigillum_core::entry::Entry;
use sigillum_core::error::{Code, Error};
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::progress::Silent;
use sigillum_core::store::{Database, Filter};
use std::collections::BTreeSet;
use std::path::Path;

/// Every record that entries are about, change, point at or speak of.
pub fn named(entries: &[&Entry]) -> BTreeSet<RecordId> {
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
pub fn unread(catalogue: &mut Catalogue, ids: &BTreeSet<RecordId>) -> Vec<String> {
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

/// All entries that a catalogue holds, read past every view; none of them may be withheld.
pub fn entries_of(catalogue: &Catalogue) -> Vec<Entry> {
    entries_in(catalogue.root())
}

/// The same of the catalogue in this folder.
pub fn entries_in(root: &Path) -> Vec<Entry> {
    let database = Database::open_read_only(root).unwrap();
    let rows = database.read().entries_after(0, 1_000_000).unwrap();
    rows.into_iter().map(|row| row.entry().unwrap().unwrap()).collect()
}
