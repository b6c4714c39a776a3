//! Receipts: what headquarters states to hold, what a laptop makes of it, and who checks it without us.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{Catalogue, ExportOptions, ReceiptOptions, Whereabouts};
use sigillum_core::digest::Digest;
use sigillum_core::error::{Code, Result};
use sigillum_core::id::RecordId;
use sigillum_core::progress::Silent;
use sigillum_core::receipt::Receipt;
use sigillum_core::signature::{AllowedSigners, namespace};
use sigillum_tests::laptop::{Laptop, export, fields, list_of, take_in};
use sigillum_tests::loose_bundle::LooseBundle;
use sigillum_tests::world::copy_folder;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A laptop with one artefact and two photos, and headquarters, which joined on its first bundle.
struct Site {
    temp: TempDir,
    laptop: Laptop,
    one: Catalogue,
    hq: Laptop,
    center: Catalogue,
    head: RecordId,
    first: PathBuf,
}

fn card(folder: &Path, numbers: std::ops::Range<u32>) -> PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    for number in numbers {
        std::fs::write(folder.join(format!("DSC_{number:04}.JPG")), sigillum_tests::picture(number)).unwrap();
    }
    folder.to_owned()
}

impl Site {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let (laptop, hq) = (Laptop::new(temp.path(), "sokha"), Laptop::new(temp.path(), "hq"));
        let mut one = laptop.begin();
        let head = one.artefact_add(&fields(&[("reference", "SC/1"), ("title", "Head")])).unwrap();
        take_in(&mut one, &card(&temp.path().join("card"), 0..2), Some(&head), Some("overall_front"));
        let first = export(&mut one, &laptop, false, None).path;
        let center = hq.join(&first);
        Self { temp, laptop, one, hq, center, head, first }
    }

    fn list(&self) -> AllowedSigners {
        list_of(&[&self.laptop, &self.hq])
    }

    fn receipt(&self) -> PathBuf {
        give(&self.center, &self.hq)
    }

    fn accept(&mut self, receipt: &Path) -> sigillum_core::catalogue::AcceptedReceipt {
        let list = self.list();
        self.one.receipt_accept(receipt, Some(&list), &Silent).unwrap()
    }

    fn whereabouts(&self, record: &RecordId) -> Whereabouts {
        self.one.whereabouts(std::slice::from_ref(record)).unwrap().remove(0)
    }
}

fn give(center: &Catalogue, hq: &Laptop) -> PathBuf {
    center.receipt_make(&ReceiptOptions { to: hq.bundles(), ..ReceiptOptions::default() }).unwrap().path
}

fn since_receipt(catalogue: &mut Catalogue, laptop: &Laptop) -> Result<PathBuf> {
    let options =
        ExportOptions { to: laptop.bundles(), zip: false, since: Some("receipt".into()), invite: false };
    catalogue.export(&options, &Silent).map(|exported| exported.path)
}

fn entries(path: &Path) -> usize {
    let loose = LooseBundle::read(path);
    let lines = loose.files.iter().filter(|(path, _)| path.ends_with(".jsonl"));
    lines.map(|(_, bytes)| bytes.iter().filter(|byte| **byte == b'\n').count()).sum()
}

fn originals(path: &Path) -> Vec<String> {
    let loose = LooseBundle::read(path);
    loose.files.keys().filter(|path| path.starts_with("data/originals/")).cloned().collect()
}

fn ssh_keygen_accepts(signers: &Path, who: &str, text: &Path, signature: &Path) -> bool {
    let mut command = Command::new("ssh-keygen");
    command
        .args(["-Y", "verify", "-n", namespace::RECEIPT, "-I", who, "-f"])
        .arg(signers)
        .arg("-s")
        .arg(signature);
    command.stdin(std::fs::File::open(text).unwrap()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().unwrap().success()
}

#[test]
fn after_a_receipt_a_laptop_sends_only_what_is_new_and_shows_what_is_there() {
    let mut site = Site::new();
    let photo = site.one.photos(None, false).unwrap().remove(0).id;
    assert_eq!(site.whereabouts(&site.head).waiting, None, "nothing is said while there is no receipt");
    let receipt = site.receipt();
    let accepted = site.accept(&receipt);
    assert!(accepted.new && accepted.findings.is_empty() && accepted.lacks == 0, "{accepted:?}");
    assert_eq!(accepted.trusted_as.as_deref(), Some("hq"));
    for record in [&site.head, &photo] {
        let there = site.whereabouts(record);
        assert!(there.at_headquarters && there.waiting == Some(0), "{there:?}");
        assert_eq!(there.existed_before.as_deref(), Some(accepted.at.as_str()));
    }
    let error = since_receipt(&mut site.one, &site.laptop).unwrap_err();
    assert_eq!(error.code, Code::NothingNew, "a receipt alone makes no export due");

    site.one.artefact_set(&site.head, &fields(&[("title", "Head of a bodhisattva")])).unwrap();
    let there = site.whereabouts(&site.head);
    assert!(
        !there.at_headquarters && there.waiting == Some(1) && there.existed_before.is_none(),
        "{there:?}"
    );
    let path = since_receipt(&mut site.one, &site.laptop).unwrap();
    let base = std::fs::read_to_string(path.join("data/base.json")).unwrap();
    assert!(
        base.starts_with("{\"v\":1,\"kind\":\"receipt\",\"digest\":\"")
            && base.contains(&accepted.digest.hex())
    );
    // chain.start, the record of the first export, the acceptance, the change; the receipt and its signature.
    assert_eq!((entries(&path), originals(&path).len()), (4, 2), "{:?}", originals(&path));
    let report = site.center.import(&path, Some(&site.list()), false, &Silent).unwrap();
    assert!(report.imported && report.lacking.is_empty(), "{report:?}");
    let error = join_refused(site.temp.path(), &path);
    assert_eq!(error, Code::BaseMissing, "it builds on what nobody else has");

    let next = site.receipt();
    let accepted = site.accept(&next);
    assert!(site.whereabouts(&site.head).at_headquarters);
    assert_eq!(site.one.receipts().unwrap().len(), 2);
    assert!(site.one.receipts().unwrap().iter().any(|line| line.newest && line.digest == accepted.digest));
    let again = site.accept(&next);
    assert!(!again.new, "accepted once, it is accepted");
    assert_eq!(site.center.receipts().unwrap().len(), 1, "headquarters gets back what it gave");
    let report = site.one.check(Some(&site.list()), &Silent).unwrap();
    assert_eq!(report.verdict.word(), "verified", "{report:?}");
    site.one.rebuild(&Silent).unwrap();
    assert!(site.whereabouts(&photo).at_headquarters, "a rebuild forgets no receipt");
}

#[test]
fn openssh_judges_a_receipt_as_it_was_given_and_as_it_is_kept() {
    let mut site = Site::new();
    let receipt = site.receipt();
    let signature = PathBuf::from(format!("{}.sig", receipt.display()));
    let signers = site.temp.path().join("signers");
    std::fs::write(&signers, format!("{}{}", site.hq.signers_line(), site.laptop.signers_line())).unwrap();
    assert!(ssh_keygen_accepts(&signers, "hq", &receipt, &signature));
    assert!(!ssh_keygen_accepts(&signers, "sokha", &receipt, &signature));
    let accepted = site.accept(&receipt);
    site.one.artefact_set(&site.head, &fields(&[("title", "x")])).unwrap();
    let bundle = since_receipt(&mut site.one, &site.laptop).unwrap();
    let kept = originals(&bundle);
    let text = kept.iter().find(|path| path.contains(&accepted.digest.hex())).unwrap();
    let other = kept.iter().find(|path| *path != text).unwrap();
    assert!(ssh_keygen_accepts(&signers, "hq", &bundle.join(text), &bundle.join(other)));
    let bytes = std::fs::read(&receipt).unwrap();
    assert_eq!(Receipt::read(&bytes).unwrap().heads.len(), 2, "the laptop's chain and headquarters' own");
}

#[test]
fn an_original_that_headquarters_lost_is_sent_again_and_covers_nothing_until_it_is_there() {
    let mut site = Site::new();
    let photos = site.one.photos(None, false).unwrap();
    let (lost, cut) = (photos[0].clone(), photos[1].clone());
    let at = |site: &Site, photo: Digest| {
        site.hq.root().join(sigillum_core::store::originals::Originals::relative_path(&photo, "jpg"))
    };
    std::fs::remove_file(at(&site, lost.sha256)).unwrap();
    let path = at(&site, cut.sha256);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, &bytes[..100]).unwrap();
    let receipt = site.receipt();
    let accepted = site.accept(&receipt);
    assert_eq!((accepted.lacks, accepted.sent_again, accepted.lost.len()), (2, 2, 0));
    assert!(!site.whereabouts(&lost.id).at_headquarters, "covered means entry and original");
    assert!(!site.whereabouts(&site.head).at_headquarters);
    assert!(site.whereabouts(&lost.id).existed_before.is_some(), "its entry existed all the same");
    assert_eq!(site.one.receipt(Path::new("receipt")).unwrap().lacks.len(), 2);

    let bundle = since_receipt(&mut site.one, &site.laptop).unwrap();
    assert_eq!(originals(&bundle).len(), 4, "{:?}", originals(&bundle));
    let report = site.center.import(&bundle, None, false, &Silent).unwrap();
    assert!(report.imported && report.originals == 4, "{report:?}");
    assert_eq!(std::fs::read(at(&site, cut.sha256)).unwrap(), bytes, "the whole one stands in its place");
    let next = site.receipt();
    let accepted = site.accept(&next);
    assert_eq!(accepted.lacks, 0, "{accepted:?}");
    assert!(site.whereabouts(&lost.id).at_headquarters && site.whereabouts(&site.head).at_headquarters);
    // What neither side has is said, and no bundle pretends to bring it.
    for laptop in [&site.hq, &site.laptop] {
        let path = laptop
            .root()
            .join(sigillum_core::store::originals::Originals::relative_path(&lost.sha256, "jpg"));
        std::fs::remove_file(path).unwrap();
    }
    let next = site.receipt();
    let accepted = site.accept(&next);
    assert_eq!((accepted.lacks, accepted.sent_again), (1, 0));
    assert_eq!(accepted.lost, [lost.sha256]);
}

#[test]
fn more_lost_originals_than_one_entry_can_name_are_sent_again_all() {
    let mut site = Site::new();
    let folder = site.temp.path().join("voices");
    std::fs::create_dir_all(&folder).unwrap();
    for number in 0..1100 {
        std::fs::write(folder.join(format!("{number}.wav")), format!("RIFF\x24\0\0\0WAVEfmt {number}"))
            .unwrap();
    }
    take_in(&mut site.one, &folder, None, None);
    let bundle = export(&mut site.one, &site.laptop, false, None).path;
    assert!(site.center.import(&bundle, None, false, &Silent).unwrap().imported);
    for photo in site.one.photos(None, false).unwrap().iter().filter(|photo| photo.media_type == "audio/wav")
    {
        let path = sigillum_core::store::originals::Originals::relative_path(&photo.sha256, "wav");
        std::fs::remove_file(site.hq.root().join(path)).unwrap();
    }
    let receipt = site.receipt();
    assert_eq!(site.accept(&receipt).sent_again, 1100);
    let bundle = since_receipt(&mut site.one, &site.laptop).unwrap();
    let report = site.center.import(&bundle, None, false, &Silent).unwrap();
    assert_eq!((report.originals, report.lacking.len()), (1102, 0), "with the receipt and its signature");
    assert_eq!(site.one.receipts().unwrap()[0].accepted.len(), 1, "and was accepted once");
}

#[test]
fn a_laptop_that_was_put_back_to_an_older_state_is_found_and_goes_on_in_a_new_chain() {
    let mut site = Site::new();
    let backup = site.one.backup(&site.temp.path().join("backups"), &Silent).unwrap();
    site.one.artefact_set(&site.head, &fields(&[("title", "Later")])).unwrap();
    let bundle = export(&mut site.one, &site.laptop, false, None).path;
    site.center.import(&bundle, None, false, &Silent).unwrap();
    let receipt = site.receipt();
    drop(site.one);
    Catalogue::restore(&site.laptop.root(), &backup).unwrap();
    // Whoever puts it back on a new disk has no kept heads either; and these agree with the old state.
    std::fs::remove_dir_all(site.laptop.folder.join("heads")).unwrap();
    let list = list_of(&[&site.laptop, &site.hq]);
    let mut one = site.laptop.open();
    let before = one.head_codes().unwrap().len();
    let accepted = one.receipt_accept(&receipt, Some(&list), &Silent).unwrap();
    let codes: Vec<&str> = accepted.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["receipt-ahead"]);
    assert_eq!(one.head_codes().unwrap().len(), before + 1, "the acceptance began a new chain");
    let report =
        one.import(&export(&mut site.center, &site.hq, false, None).path, None, false, &Silent).unwrap();
    assert!(report.imported, "what was lost comes back from headquarters: {report:?}");
    assert_eq!(one.artefact(&site.head).unwrap().title, "Later");
    let path = since_receipt(&mut one, &site.laptop).unwrap();
    assert!(site.center.import(&path, None, false, &Silent).unwrap().imported);
    assert_eq!(site.center.check(Some(&list), &Silent).unwrap().verdict.word(), "verified");
}

#[test]
fn of_two_copies_of_a_laptop_headquarters_keeps_both_branches_and_names_them() {
    let mut site = Site::new();
    drop(site.one);
    let copy = Laptop { folder: site.temp.path().join("copy"), name: "sokha".into() };
    copy_folder(&site.laptop.folder, &copy.folder);
    let mut sides = Vec::new();
    for (laptop, title) in [(&site.laptop, "left"), (&copy, "right")] {
        let mut catalogue = laptop.open();
        catalogue.artefact_set(&site.head, &fields(&[("title", title)])).unwrap();
        sides.push(export(&mut catalogue, laptop, false, None).path);
    }
    site.center.import(&sides[0], None, false, &Silent).unwrap();
    site.center.import(&sides[1], None, false, &Silent).unwrap();
    let receipt = give(&site.center, &site.hq);
    let said = Receipt::read(&std::fs::read(&receipt).unwrap()).unwrap();
    assert_eq!(said.heads.len(), 3, "two branches and headquarters' own chain: {said:?}");
    let list = list_of(&[&site.laptop, &site.hq]);
    for laptop in [&site.laptop, &copy] {
        let mut catalogue = laptop.open();
        let accepted = catalogue.receipt_accept(&receipt, Some(&list), &Silent).unwrap();
        let codes: Vec<&str> = accepted.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["receipt-differs"], "{}", laptop.folder.display());
        let there = catalogue.whereabouts(std::slice::from_ref(&site.head)).unwrap().remove(0);
        assert!(there.at_headquarters, "its own branch is there: {there:?}");
        catalogue.artefact_set(&site.head, &fields(&[("description", "Schist.")])).unwrap();
        let path = since_receipt(&mut catalogue, laptop).unwrap();
        let report = site.center.import(&path, None, false, &Silent).unwrap();
        assert!(report.imported, "{report:?}");
        // Of the forked chain only what came after the bundle: the record of its export. The new chain is whole.
        let lines = |(_, bytes): (&String, &Vec<u8>)| bytes.iter().filter(|byte| **byte == b'\n').count();
        let loose = LooseBundle::read(&path);
        let counts = loose.files.iter().filter(|(path, _)| path.ends_with(".jsonl")).map(lines);
        assert_eq!(counts.clone().count(), 2);
        assert_eq!(counts.min(), Some(2));
    }
    let forked = site.center.check(Some(&list), &Silent).unwrap();
    assert!(forked.findings.iter().all(|finding| finding.code == "chain-forked"), "{forked:?}");
    // Where both branches are held, each is covered, and a further receipt finds nothing new.
    let full = export(&mut site.center, &site.hq, false, None).path;
    let next = give(&site.center, &site.hq);
    let mut one = site.laptop.open();
    one.import(&full, None, false, &Silent).unwrap();
    assert!(one.receipt_accept(&next, Some(&list), &Silent).unwrap().findings.is_empty());
    assert!(one.whereabouts(std::slice::from_ref(&site.head)).unwrap()[0].at_headquarters);
}

#[test]
fn a_laptop_that_has_only_the_beginning_of_another_s_chain_does_not_send_it_again() {
    let mut site = Site::new();
    let karim = Laptop::new(site.temp.path(), "karim");
    let mut two = karim.join(&site.first);
    let bundle = export(&mut two, &karim, false, None).path;
    site.center.import(&bundle, None, false, &Silent).unwrap();
    // Sokha's chain grows at headquarters beyond what Karim has.
    site.one.artefact_set(&site.head, &fields(&[("title", "Later")])).unwrap();
    let later = export(&mut site.one, &site.laptop, false, None).path;
    site.center.import(&later, None, false, &Silent).unwrap();
    let receipt = site.receipt();
    two.receipt_accept(&receipt, None, &Silent).unwrap();
    two.artefact_set(&site.head, &fields(&[("description", "Schist.")])).unwrap();
    let path = since_receipt(&mut two, &karim).unwrap();
    let chains = LooseBundle::read(&path).files.keys().filter(|path| path.ends_with(".jsonl")).count();
    assert_eq!((chains, originals(&path).len()), (1, 2), "Karim's chain, the receipt and its signature");
    assert!(site.center.import(&path, None, false, &Silent).unwrap().imported);
}

#[test]
fn a_receipt_that_proves_nothing_here_is_refused_and_changes_nothing() {
    let mut site = Site::new();
    let receipt = site.receipt();
    let bytes = std::fs::read(&receipt).unwrap();
    let signature = std::fs::read(format!("{}.sig", receipt.display())).unwrap();
    let folder = site.temp.path().join("bad");
    std::fs::create_dir_all(&folder).unwrap();
    let list = site.list();
    let before = site.one.head_codes().unwrap();
    let mut refused = |text: &[u8], signature: Option<&[u8]>, list: Option<&AllowedSigners>| {
        let path = folder.join("receipt.txt");
        std::fs::write(&path, text).unwrap();
        let _ = std::fs::remove_file(folder.join("receipt.txt.sig"));
        signature.iter().for_each(|bytes| std::fs::write(folder.join("receipt.txt.sig"), bytes).unwrap());
        let error = site.one.receipt_accept(&path, list, &Silent).unwrap_err();
        assert_eq!(site.one.head_codes().unwrap(), before, "{error}");
        assert_eq!(site.one.receipts().unwrap().len(), 0);
        error.code
    };
    let said = Receipt::read(&bytes).unwrap();
    let hq = site.hq.key();
    let signed = |key: &sigillum_core::signature::UnlockedKey, namespace: &str, text: &str| {
        let signature = key.sign(namespace, text.as_bytes()).unwrap();
        sigillum_core::signature::armour(&key.public(), namespace, &signature).into_bytes()
    };
    for at in [30, 80, bytes.len() - 2] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert_eq!(refused(&changed, Some(&signature), Some(&list)), Code::BadSignature, "{at}");
    }
    assert_eq!(refused(&bytes, None, Some(&list)), Code::BadSignature, "no signature beside it");
    assert_eq!(refused(&bytes, Some(b"none"), Some(&list)), Code::BadSignature);
    assert_eq!(refused(&bytes, Some(&signature[1..]), Some(&list)), Code::BadSignature);
    let other = signed(&hq, namespace::BUNDLE, &said.text());
    assert_eq!(refused(&bytes, Some(&other), Some(&list)), Code::BadSignature, "signed as something else");
    assert_eq!(refused(b"sigillum head v1\n", Some(&signature), Some(&list)), Code::BadReceipt);
    let odd = said.text().replacen("clock ", "clock 0", 1);
    assert_eq!(
        refused(odd.as_bytes(), Some(&signed(&hq, namespace::RECEIPT, &odd)), Some(&list)),
        Code::BadReceipt
    );
    let foreign = Receipt { operation: sigillum_core::id::OperationId([9; 16]), ..said.clone() }.text();
    let by_hq = signed(&hq, namespace::RECEIPT, &foreign);
    assert_eq!(refused(foreign.as_bytes(), Some(&by_hq), Some(&list)), Code::OtherOperation);
    let own = signed(&site.laptop.key(), namespace::RECEIPT, &said.text());
    assert_eq!(refused(&bytes, Some(&own), Some(&list)), Code::OwnReceipt);
    let eve = Laptop::new(site.temp.path(), "eve");
    let by_eve = signed(&eve.key(), namespace::RECEIPT, &said.text());
    assert_eq!(refused(&bytes, Some(&by_eve), Some(&list)), Code::SignerUnknown);
    let narrow =
        format!("hq namespaces=\"bundle@sigillum\" {}", site.hq.signers_line().split_once(' ').unwrap().1);
    let narrow = AllowedSigners::parse(narrow.as_bytes()).unwrap();
    assert_eq!(refused(&bytes, Some(&signature), Some(&narrow)), Code::SignerUnknown, "not for receipts");
    // Without a list it is accepted, and nobody is said to vouch for it.
    let accepted = site.one.receipt_accept(&receipt, None, &Silent).unwrap();
    assert!(accepted.new && accepted.trusted_as.is_none());
    site.one.lock_key();
    assert_eq!(site.one.receipt_accept(&receipt, None, &Silent).unwrap_err().code, Code::KeyLocked);
}

#[test]
fn an_export_builds_only_on_a_receipt_that_was_accepted() {
    let mut site = Site::new();
    let receipt = site.receipt();
    let options = |since: &Path| ExportOptions {
        to: site.laptop.bundles(),
        zip: true,
        since: Some(since.into()),
        invite: false,
    };
    assert_eq!(site.one.export(&options(&receipt), &Silent).unwrap_err().code, Code::NotFound);
    assert_eq!(site.one.export(&options(Path::new("receipt")), &Silent).unwrap_err().code, Code::NotFound);
    let accepted = site.one.receipt_accept(&receipt, None, &Silent).unwrap();
    site.one.artefact_set(&site.head, &fields(&[("title", "x")])).unwrap();
    let by_file = site.one.export(&options(&receipt), &Silent).unwrap();
    let by_digest = site.one.export(&options(Path::new(&accepted.digest.hex()[..8])), &Silent).unwrap();
    assert_eq!((by_file.kind, by_digest.kind), ("since", "since"));
    assert_eq!(by_file.verdict.word(), "verified", "{:?}", by_file.report);
    let preview = site.one.export_preview(&options(Path::new("receipt")), &Silent).unwrap();
    assert!(preview.kind == "since" && preview.entries.contains_key("artefact.set"));
}

#[test]
fn headquarters_states_only_what_it_can_read() {
    let world = sigillum_tests::world::World::new(tempfile::tempdir().unwrap().keep().as_path());
    let reader = Laptop::new(&world.folder, "reader");
    let center = reader.join(&world.dossier);
    let said = Receipt::read(&std::fs::read(give(&center, &reader)).unwrap()).unwrap();
    let full = world.check(&world.dossier);
    for tip in full.tips() {
        let withheld = full.branches.iter().filter(|b| b.chain == tip.chain).flat_map(|b| &b.places);
        let first = withheld.filter(|place| place.line.is_none()).map(|place| place.seq).min();
        let named = said.heads.iter().find(|head| head.chain == tip.chain).unwrap();
        assert_eq!(named.seq, first.map_or(tip.seq, |first| first - 1));
        assert!(
            said.through.iter().all(|place| place.chain != tip.chain || first.is_none_or(|f| place.seq < f))
        );
    }
    std::fs::remove_dir_all(&world.folder).unwrap();
}

/// Why nobody can join on this bundle.
fn join_refused(parent: &Path, bundle: &Path) -> Code {
    let other = Laptop::new(parent, "stranger");
    let joined =
        Catalogue::join(&other.root(), other.around(), other.key(), other.details(), bundle, None, &Silent);
    joined.err().unwrap().code
}
