//! Bundles for headquarters' eyes only: never on a disk in clear, opened by stock `age`, and refused when broken.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::catalogue::{Catalogue, ExportOptions, Exported};
use sigillum_core::error::Code;
use sigillum_core::progress::{Progress, Silent, Unit};
use sigillum_core::signature::{KeyFile, PublicKey, UnlockedKey};
use sigillum_core::verify::{Verdict, VerifyOptions, VerifyReport, bundle};
use sigillum_tests::laptop::{Laptop, PASSPHRASE, SystemRandom, fields, list_of, take_in};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

const TITLE: &str = "Head of a bodhisattva, that nobody else may read of";
const MARK: &[u8] = b"these bytes of a photo must not be seen";

/// A laptop with a photo of 3 MB and a titled artefact, and headquarters, which joined earlier.
struct Two {
    temp: tempfile::TempDir,
    field: Laptop,
    hq: Laptop,
    catalogue: Catalogue,
}

fn two() -> Two {
    let temp = tempfile::tempdir().unwrap();
    let (field, hq) = (Laptop::new(temp.path(), "sokha"), Laptop::new(temp.path(), "headquarters"));
    let mut catalogue = field.begin();
    let invite = ExportOptions { to: field.bundles(), zip: false, since: None, invite: true };
    hq.join(&catalogue.export(&invite, &Silent).unwrap().path);
    let card = temp.path().join("card");
    std::fs::create_dir(&card).unwrap();
    let mut photo: Vec<u8> =
        (0..3_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    photo[1_500_000..1_500_000 + MARK.len()].copy_from_slice(MARK);
    std::fs::write(card.join("IMG_1.bin"), &photo).unwrap();
    let head = catalogue.artefact_add(&fields(&[("reference", "SC/1"), ("title", TITLE)])).unwrap();
    take_in(&mut catalogue, &card, Some(&head), None);
    Two { temp, field, hq, catalogue }
}

impl Two {
    fn target(&self, name: &str) -> PathBuf {
        let target = self.temp.path().join(name);
        std::fs::create_dir_all(&target).unwrap();
        target
    }

    fn export(&mut self, to: &Path, recipients: &[PublicKey], progress: &dyn Progress) -> Exported {
        let options = ExportOptions { to: to.to_owned(), zip: true, since: None, invite: false };
        self.catalogue.export_for(&options, recipients, progress).unwrap()
    }

    fn encrypted(&mut self) -> Exported {
        let (to, key) = (self.target("stick"), self.hq.key().public());
        self.export(&to, &[key], &Silent)
    }

    /// A key file without passphrase, as stock `age` takes it without asking.
    fn open_key(&self) -> (PathBuf, KeyFile) {
        let path = self.temp.path().join("open-key");
        let made =
            Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&path).status();
        assert!(made.unwrap().success());
        let key = KeyFile::read(&path).unwrap();
        (path, key)
    }
}

fn checked(path: &Path, keys: &[&UnlockedKey], two: &Two) -> VerifyReport {
    let list = list_of(&[&two.field, &two.hq]);
    let options = VerifyOptions { signers: Some(&list), keys, threads: 2, ..VerifyOptions::default() };
    VerifyReport::of_bundle(path, &bundle(path, &options, &Silent).unwrap())
}

/// Looks, whenever something was written, whether a file in this folder holds plain parts of the bundle.
struct Watcher {
    folder: PathBuf,
    seen: Mutex<(usize, Vec<String>)>,
}

impl Progress for Watcher {
    fn stage(&self, _: &'static str, _: Option<u64>, _: Unit) {}

    fn advance(&self, _: u64) {
        let mut seen = self.seen.lock().unwrap();
        for file in std::fs::read_dir(&self.folder).unwrap() {
            let path = file.unwrap().path();
            let Ok(bytes) = std::fs::read(&path) else { continue };
            seen.0 += usize::from(!bytes.is_empty());
            for part in [TITLE.as_bytes(), MARK, b"Head of a", b"PK\x03\x04"] {
                if bytes.windows(part.len()).any(|window| window == part) {
                    seen.1.push(format!("{} in {}", String::from_utf8_lossy(part), path.display()));
                }
            }
        }
    }
}

fn watched(two: &mut Two, name: &str, recipients: &[PublicKey]) -> (usize, Vec<String>) {
    let watcher = Watcher { folder: two.target(name), seen: Mutex::default() };
    two.export(&watcher.folder, recipients, &watcher);
    watcher.advance(0);
    watcher.seen.into_inner().unwrap()
}

#[test]
fn of_an_encrypted_bundle_no_plain_byte_is_on_the_target_at_any_time() {
    let mut two = two();
    let (looks, plain) = watched(&mut two, "plain", &[]);
    assert!(looks > 10 && !plain.is_empty(), "the same look does find a plain ZIP's bytes");
    let key = two.hq.key().public();
    let (looks, plain) = watched(&mut two, "encrypted", &[key]);
    assert!(looks > 10, "temporaries were looked into: {looks}");
    assert_eq!(plain, Vec::<String>::new());
    let left: Vec<_> = std::fs::read_dir(two.target("encrypted")).unwrap().collect();
    assert_eq!(left.len(), 2, "only the bundle and the request for a time token are left: {left:?}");
}

#[test]
fn headquarters_opens_verifies_and_imports_what_was_encrypted_for_it() {
    let mut two = two();
    let exported = two.encrypted();
    assert!(exported.path.to_str().unwrap().ends_with(".zip.age"));
    assert_eq!(exported.verdict, Verdict::Unverifiable, "what is inside was not read back, and that is said");
    assert!(
        exported.report.sentence.contains("takes the recipient's private key"),
        "{}",
        exported.report.sentence
    );
    assert_eq!(exported.encrypted_to, [two.hq.key().public().fingerprint()]);

    let report = checked(&exported.path, &[&two.hq.key()], &two);
    assert_eq!((report.verdict, report.findings), (Verdict::Verified, Vec::new()));
    let mut hq = two.hq.open();
    let looked = hq.import(&exported.path, None, true, &Silent).unwrap();
    assert!(!looked.imported && looked.originals >= 1, "{}", looked.originals);
    assert!(hq.import(&exported.path, None, false, &Silent).unwrap().imported);
    assert_eq!(hq.check(None, &Silent).unwrap().findings, Vec::new());
    assert!(hq.import(&exported.path, None, false, &Silent).unwrap().nothing_new);
}

#[test]
fn without_the_key_or_with_another_nothing_is_opened_and_the_error_says_which() {
    let mut two = two();
    let exported = two.encrypted();
    let verify = |keys: &[&UnlockedKey]| {
        let options = VerifyOptions { keys, ..VerifyOptions::default() };
        bundle(&exported.path, &options, &Silent).err().map(|error| error.code)
    };
    assert_eq!(verify(&[]), Some(Code::Encrypted));
    assert_eq!(verify(&[&two.field.key()]), Some(Code::WrongKey));
    assert_eq!(verify(&[&two.field.key(), &two.hq.key()]), None);

    let stranger = Laptop::new(two.temp.path(), "stranger");
    let mut third = stranger.begin();
    assert_eq!(third.import(&exported.path, None, false, &Silent).unwrap_err().code, Code::WrongKey);
}

#[test]
fn an_encrypted_bundle_that_was_cut_short_or_changed_changes_nothing() {
    let mut two = two();
    let exported = two.encrypted();
    let whole = std::fs::read(&exported.path).unwrap();
    let mut hq = two.hq.open();
    let before = hq.operation().unwrap().entries;
    let (half, end) = (whole.len() / 2, whole.len());
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    let cuts = [30, 100, 250, 65_536, half, end - 1].map(|at| (format!("cut at {at}"), whole[..at].to_vec()));
    let flips = [60, 120, 200, 260, 1000, half, end - 70_000, end - 1]
        .map(|at| (format!("flip at {at}"), flipped(at)));
    let more = ("a byte more".to_owned(), [&whole[..], b"x"].concat());
    for (what, bytes) in cuts.into_iter().chain(flips).chain([more]) {
        let path = two.temp.path().join("broken.zip.age");
        std::fs::write(&path, bytes).unwrap();
        let error = hq.import(&path, None, false, &Silent).unwrap_err();
        // A changed line of the header may name another key: then it is for somebody else.
        let header = what.starts_with("flip") && error.code == Code::WrongKey;
        assert!(header || error.code == Code::EncryptionBroken, "{what}: {error}");
        let key = two.hq.key();
        let options = VerifyOptions { keys: &[&key], ..VerifyOptions::default() };
        if let Ok(check) = bundle(&path, &options, &Silent) {
            assert_eq!(check.verdict(), Verdict::Altered, "{what}");
            assert!(
                check.findings.iter().any(|f| f.code == "encryption-broken"),
                "{what}: {:?}",
                check.findings
            );
        }
    }
    assert_eq!(hq.operation().unwrap().entries, before);
    assert_eq!(hq.check(None, &Silent).unwrap().findings, Vec::new());
}

#[test]
fn stock_age_opens_ours_to_the_same_zip_and_ours_opens_what_stock_age_wrote() {
    let mut two = two();
    let (key_path, key) = two.open_key();
    let to = two.target("stick");
    let exported = two.export(&to, &[two.hq.key().public(), key.public()], &Silent);
    let zip = two.temp.path().join("opened.zip");
    let opened = Command::new("age")
        .args(["-d", "-i"])
        .arg(&key_path)
        .arg("-o")
        .arg(&zip)
        .arg(&exported.path)
        .output();
    assert!(opened.as_ref().unwrap().status.success(), "{opened:?}");
    let report = checked(&zip, &[], &two);
    assert_eq!((report.verdict, report.findings), (Verdict::Verified, Vec::new()));
    assert_eq!(sigillum_core::bag::tag_manifest_digest(&zip, &[]).unwrap(), exported.digest);

    let theirs = two.temp.path().join("theirs.zip.age");
    let recipients = two.temp.path().join("recipients");
    std::fs::write(&recipients, format!("{}\n{}\n", two.hq.key().public().openssh(), key.public().openssh()))
        .unwrap();
    let sealed = Command::new("age").arg("-R").arg(&recipients).arg("-o").arg(&theirs).arg(&zip).status();
    assert!(sealed.unwrap().success());
    assert!(two.hq.open().import(&theirs, None, false, &Silent).unwrap().imported);
}

#[test]
fn an_encrypted_zip_is_the_same_zip_as_the_plain_one_to_the_last_byte() {
    let folder = tempfile::tempdir().unwrap();
    let key = KeyFile::create(&folder.path().join("key"), PASSPHRASE, "hq", &SystemRandom).unwrap();
    let key = key.unlock(PASSPHRASE).unwrap();
    let original = folder.path().join("original");
    std::fs::write(&original, vec![7; 200_000]).unwrap();
    let fill = |mut writer: sigillum_core::bag::BundleWriter| {
        let digest = sigillum_core::digest::Digest::of(&vec![7; 200_000]);
        writer.add_bytes("data/pages/b.html", &vec![b'x'; 70_000], &Silent).unwrap();
        writer.add_known("data/originals/ab/x.bin", &original, digest, &Silent).unwrap();
        writer.add_bytes("data/a.txt", b"", &Silent).unwrap();
        writer.finish("2025-11-13", &[], &mut |_| Ok(b"signed\n".to_vec()), &Silent).unwrap()
    };
    use sigillum_core::bag::{BundleWriter, Bytes, Decrypted, Encryption, Form};
    let plain = fill(BundleWriter::create(folder.path(), "b", Form::Zip).unwrap());
    let encryption = Encryption { recipients: &[key.public()], random: &SystemRandom };
    let encrypted = fill(BundleWriter::create_encrypted(folder.path(), "b", "1", &encryption).unwrap());
    let opened = Bytes::Encrypted(Decrypted::open(&encrypted.path, &[&key]).unwrap().unwrap());
    let mut bytes = vec![0; usize::try_from(opened.size().unwrap()).unwrap()];
    // In odd steps, so that pieces begin and end anywhere.
    let mut at = 0;
    while at < bytes.len() {
        let end = (at + 9_973).min(bytes.len());
        at += opened.read_at(&mut bytes[at..end], at as u64).unwrap();
    }
    assert_eq!(opened.read_at(&mut [0], at as u64).unwrap(), 0);
    assert!(bytes == std::fs::read(plain.path).unwrap());
}
