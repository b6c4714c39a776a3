//! Bundles with every kind of file, as honest laptops write them.

use crate::hand::{HandBundle, HandChain};
use crate::laptop::{Laptop, export, fields, list_of, take_in};
use crate::loose_bundle::LooseBundle;
use sigillum_core::bag::Form;
use sigillum_core::catalogue::{Catalogue, ExportOptions};
use sigillum_core::custody::{Acceptance, CustodyEvent, EventKind, Party, Subject};
use sigillum_core::digest::Digest;
use sigillum_core::entry::Class;
use sigillum_core::id::RecordId;
use sigillum_core::note::NoteDraft;
use sigillum_core::progress::Silent;
use sigillum_core::report::BundleKind;
use sigillum_core::signature::AllowedSigners;
use sigillum_core::verify::{BundleCheck, VerifyOptions, bundle};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Three signers' laptops and what they exported.
pub struct World {
    /// Everything lies below here.
    pub folder: PathBuf,
    /// Began the operation.
    pub sokha: Laptop,
    /// Joined on an invitation.
    pub karim: Laptop,
    /// Headquarters.
    pub hq: Laptop,
    /// A forger, on no list.
    pub eve: Laptop,
    /// A list from outside with all but the forger.
    pub list: AllowedSigners,
    /// The same as a file.
    pub list_file: PathBuf,
    /// Headquarters' full bundle, a folder; several chains, nothing forked.
    pub full: PathBuf,
    /// Another full bundle of the same, a ZIP.
    pub zip: PathBuf,
    /// What is newer than `full`.
    pub since: PathBuf,
    /// The invitation.
    pub invite: PathBuf,
    /// A full bundle in which one chain forked.
    pub forked: PathBuf,
    /// A dossier that withholds what is internal.
    pub dossier: PathBuf,
}

/// A card: two photos and a file that is none.
fn card(folder: &Path, first: u32) {
    std::fs::create_dir_all(folder).unwrap();
    for index in first..first + 2 {
        std::fs::write(folder.join(format!("DSC_{:04}.JPG", index + 1)), small_picture(index)).unwrap();
    }
    std::fs::write(folder.join("Voice 01.wav"), b"RIFF\x24\0\0\0WAVEfmt no sound, but evidence").unwrap();
}

/// A picture that takes little room, since thousands of bundles with it are judged.
fn small_picture(index: u32) -> Vec<u8> {
    let taken =
        sigillum_core::time::Moment { millis: 1_763_026_867_000 + i64::from(index), offset_minutes: 60 };
    let drawing = sigillum_core::media::Drawing {
        width: 96,
        height: 64,
        ..sigillum_core::media::Drawing::full(index, taken)
    };
    sigillum_core::media::draw(&drawing).unwrap()
}

/// What a specialist does with one object.
fn record_one(catalogue: &mut Catalogue, card: &Path, reference: &str) -> RecordId {
    let head = catalogue
        .artefact_add(&fields(&[
            ("reference", reference),
            ("title", "Head of a bodhisattva, ព្រះ"),
            ("measurements", "height 31.5 cm"),
            ("value", "12000 USD"),
        ]))
        .unwrap();
    take_in(catalogue, card, Some(&head), Some("overall_front"));
    for (title, class) in [("First look", Class::Open), ("What the porter whispered", Class::Internal)] {
        let draft = NoteDraft {
            title: title.into(),
            text: "Old break at the neck.\nشکسته".into(),
            about: vec![head.clone()],
            ..NoteDraft::default()
        };
        catalogue.note_seal(&draft, None, class).unwrap();
    }
    let number = format!("B-{reference}");
    let bag = catalogue.package_add(&fields(&[("number", &number), ("kind", "bag")])).unwrap();
    catalogue.put_in(Some(&bag), std::slice::from_ref(&head)).unwrap();
    let mut event = CustodyEvent::new(EventKind::HandedOver, "2025-11-13");
    event.subjects = vec![Subject { record: bag, quantity: None }];
    event.from = Some(Party { name: "Sokha".into(), ..Party::default() });
    event.to = Some(Party { name: "Karim".into(), ..Party::default() });
    event.stated_count = Some(1);
    let id = catalogue.custody_record(event, Class::Open).unwrap().recorded.id;
    catalogue
        .custody_accept(&Acceptance {
            event: Some(id),
            by: Some(Party { name: "Karim".into(), ..Party::default() }),
            statement: "Received unopened.".into(),
            photos: Vec::new(),
            malformed: Vec::new(),
        })
        .unwrap();
    head
}

/// Copies a folder with all that is in it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let place = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &place);
        } else {
            std::fs::copy(&path, place).unwrap();
        }
    }
}

impl World {
    /// Lets them work, in a folder that is there.
    pub fn new(folder: &Path) -> Self {
        let laptop = |name: &str| Laptop::new(folder, name);
        let (sokha, karim, hq, eve) = (laptop("sokha"), laptop("karim"), laptop("hq"), laptop("eve"));
        let signers: String = [&sokha, &karim, &hq].iter().map(|laptop| laptop.signers_line()).collect();
        let list_file = folder.join("signers");
        std::fs::write(&list_file, signers).unwrap();
        card(&folder.join("card a"), 0);
        card(&folder.join("card b"), 2);

        let mut one = sokha.begin();
        let head = record_one(&mut one, &folder.join("card a"), "SC/1");
        let invite = ExportOptions { to: sokha.bundles(), zip: false, since: None, invite: true };
        let invite = one.export(&invite, &Silent).unwrap().path;
        let mut two = karim.join(&invite);
        two.artefact_set(&head, &fields(&[("title", "Head of a Buddha")])).unwrap();
        record_one(&mut two, &folder.join("card b"), "KR/1");
        let first = export(&mut one, &sokha, false, None).path;
        let second = export(&mut two, &karim, true, None).path;
        let mut center = hq.join(&first);
        center.import(&second, None, false, &Silent).unwrap();
        card(&folder.join("card c"), 4);
        record_one(&mut center, &folder.join("card c"), "HQ/1");
        let full = export(&mut center, &hq, false, None).path;
        let zip = export(&mut center, &hq, true, None).path;
        center.artefact_set(&head, &fields(&[("description", "Schist.")])).unwrap();
        let draft = NoteDraft { text: "Seen at headquarters.".into(), ..NoteDraft::default() };
        center.note_seal(&draft, None, Class::Open).unwrap();
        let since = export(&mut center, &hq, false, Some(&full)).path;

        let list = list_of(&[&sokha, &karim, &hq]);
        let mut world = Self {
            folder: folder.to_owned(),
            forked: PathBuf::new(),
            dossier: PathBuf::new(),
            sokha,
            karim,
            hq,
            eve,
            list,
            list_file,
            full,
            zip,
            since,
            invite,
        };
        drop(one);
        drop(center);
        world.forked = world.fork(&head);
        let kept = folder.join("dossiers");
        std::fs::create_dir_all(&kept).unwrap();
        world.dossier = world.dossier_of(&world.full).write(&kept, Form::Folder);
        world
    }

    /// Sokha's folder is copied, kept heads and all, and both copies go on with the same chain.
    fn fork(&self, head: &RecordId) -> PathBuf {
        let copy = Laptop { folder: self.folder.join("copy"), name: self.sokha.name.clone() };
        copy_folder(&self.sokha.folder, &copy.folder);
        let mut sides = Vec::new();
        for (laptop, title) in [(&self.sokha, "Head, left"), (&copy, "Head, right")] {
            let mut catalogue = laptop.open();
            catalogue.artefact_set(head, &fields(&[("title", title)])).unwrap();
            sides.push(export(&mut catalogue, laptop, false, None).path);
        }
        let mut catalogue = self.sokha.open();
        catalogue.import(&sides[1], None, false, &Silent).unwrap();
        export(&mut catalogue, &self.sokha, false, None).path
    }

    /// Checks a bundle with the list from outside.
    pub fn check(&self, path: &Path) -> BundleCheck {
        let options = VerifyOptions {
            signers: Some(&self.list),
            threads: 2,
            bases: vec![self.full.clone()],
            held: None,
            ..VerifyOptions::default()
        };
        bundle(path, &options, &Silent).unwrap()
    }

    /// A dossier of a full bundle, by its signer, that withholds all that is internal.
    pub fn dossier_of(&self, full: &Path) -> Dossier {
        let check = self.check(full);
        let mut chains = HandChain::all_of(&check);
        for chain in &mut chains {
            chain.withhold(|entry| entry.class == Class::Internal);
        }
        let chain = check.bag.bag_info.iter().find(|(label, _)| label == "Sigillum-Chain").unwrap().1.clone();
        let position = check.tips().into_iter().find(|tip| tip.chain.to_string() == chain).unwrap();
        let loose = LooseBundle::read(full);
        Dossier {
            key: self.hq.key(),
            operation: check.operation.unwrap(),
            position,
            chains,
            originals: originals_of(&loose),
        }
    }
}

/// The originals of a bundle, by digest.
pub fn originals_of(loose: &LooseBundle) -> BTreeMap<Digest, Vec<u8>> {
    let originals = loose.files.iter().filter(|(path, _)| path.starts_with("data/originals/"));
    originals.map(|(_, bytes)| (Digest::of(bytes), bytes.clone())).collect()
}

/// A dossier about to be written.
pub struct Dossier {
    /// Who signs it.
    pub key: sigillum_core::signature::UnlockedKey,
    /// The operation.
    pub operation: sigillum_core::id::OperationId,
    /// Where the signer's chain stands.
    pub position: sigillum_core::entry::Position,
    /// The ledger, with withheld lines.
    pub chains: Vec<HandChain>,
    /// The originals.
    pub originals: BTreeMap<Digest, Vec<u8>>,
}

impl Dossier {
    /// Writes it.
    pub fn write(&self, parent: &Path, form: Form) -> PathBuf {
        let made = HandBundle {
            kind: BundleKind::Dossier,
            operation: self.operation,
            key: &self.key,
            position: self.position,
            chains: self.chains.clone(),
            originals: self.originals.clone(),
            base: None,
        };
        made.write(parent, form)
    }
}
