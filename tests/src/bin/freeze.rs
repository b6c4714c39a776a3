//! Writes the frozen catalogue and bundle of the present format into a new folder: `freeze FOLDER`.
//!
//! To be run once for each version of the format, never again for the same one: what is frozen stays as it was written.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::custody::{CustodyEvent, EventKind, Party, Subject};
use sigillum_core::entry::Class;
use sigillum_core::note::NoteDraft;
use sigillum_tests::laptop::{Laptop, export, fields, take_in};
use std::path::PathBuf;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder that is not there yet"));
    std::fs::create_dir(&folder).unwrap();
    let laptop = Laptop::new(&folder, "sokha");
    let card = folder.join("card");
    std::fs::create_dir(&card).unwrap();
    for index in 0..2 {
        std::fs::write(card.join(format!("DSC_{:04}.JPG", index + 1)), sigillum_tests::picture(index))
            .unwrap();
    }
    std::fs::write(card.join("leaflet.pdf"), b"%PDF-1.4 not a real one\n").unwrap();
    let mut catalogue = laptop.begin();
    let head = catalogue
        .artefact_add(&fields(&[
            ("reference", "SC/1"),
            ("title", "Head of a bodhisattva"),
            ("measurements", "height 31.5 cm; width 19.2 cm"),
            ("date_period", "0100/0299~"),
            ("description", "ព្រះពុទ្ធរូប · سر بودا · Crémieux"),
            ("value", "12000 USD"),
        ]))
        .unwrap();
    take_in(&mut catalogue, &card, Some(&head), Some("overall_front"));
    let note = NoteDraft {
        title: "First look".into(),
        text: "Old break at the neck.".into(),
        about: vec![head.clone()],
        ..NoteDraft::default()
    };
    catalogue.note_seal(&note, None, Class::Open).unwrap();
    let bag = catalogue.package_add(&fields(&[("number", "B-0317"), ("kind", "bag")])).unwrap();
    catalogue.put_in(Some(&bag), std::slice::from_ref(&head)).unwrap();
    let mut event = CustodyEvent::new(EventKind::Sealed, "2025-11-13");
    event.subjects = vec![Subject { record: bag, quantity: None }];
    event.seals = vec!["MP 884120".into()];
    event.to = Some(Party { name: "Evidence store".into(), ..Party::default() });
    catalogue.custody_record(event, Class::Open).unwrap();
    catalogue.artefact_set(&head, &fields(&[("title", "Head of a Buddha")])).unwrap();
    let bundle = export(&mut catalogue, &laptop, false, None);
    std::fs::rename(&bundle.path, folder.join("bundle")).unwrap();
    std::fs::write(folder.join("signers"), laptop.signers_line()).unwrap();
    catalogue.rebuild(&sigillum_core::progress::Silent).unwrap();
    drop(catalogue);
    std::fs::rename(laptop.root(), folder.join("catalogue")).unwrap();
    std::fs::remove_dir_all(&laptop.folder).unwrap();
    std::fs::remove_dir_all(&card).unwrap();
}
