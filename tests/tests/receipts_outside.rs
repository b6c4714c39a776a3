//! Receipts and time tokens where no catalogue is: what a bundle brings along, or what is given beside it, keeps what is
//! older than the revocation of its key. The second reader, which asks `ssh-keygen` and `openssl`, says the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use sigillum_core::catalogue::{Catalogue, DossierOptions, ReceiptOptions};
use sigillum_core::digest::Digest;
use sigillum_core::error::Code;
use sigillum_core::id::RecordId;
use sigillum_core::progress::Silent;
use sigillum_core::receipt::Receipt;
use sigillum_core::signature::{AllowedSigners, UnlockedKey, armour, namespace};
use sigillum_core::signer::Introduction;
use sigillum_core::time::{Clock, Moment};
use sigillum_core::timestamp::request;
use sigillum_core::trust::{Contents, Request, Terms, TrustList, approve, revoke};
use sigillum_core::verify::court::CourtReport;
use sigillum_core::verify::receipts::SignedReceipt;
use sigillum_core::verify::{self, BundleCheck, TokenFile, Verdict, VerifyOptions, authorities};
use sigillum_tests::authority::{Authority, P256};
use sigillum_tests::laptop::{Laptop, SystemClock, export, fields};
use sigillum_tests::second_reader::{Opinion, SecondReader};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Dara wrote; headquarters holds it; Karim joined.
struct Site {
    temp: TempDir,
    dara: Laptop,
    one: Catalogue,
    hq: Laptop,
    center: Catalogue,
    karim: Laptop,
    head: RecordId,
    root: UnlockedKey,
}

/// A list on which all three stand, and which may revoke keys from a second on.
struct List {
    folder: PathBuf,
    root: String,
    list: AllowedSigners,
}

fn now() -> i64 {
    SystemClock.now().millis / 1000
}

impl Site {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let laptop = |name: &str| Laptop::new(temp.path(), name);
        let (dara, hq, karim) = (laptop("dara"), laptop("hq"), laptop("karim"));
        let mut one = dara.begin();
        let head = one.artefact_add(&fields(&[("reference", "SC/1"), ("title", "Head")])).unwrap();
        let first = export(&mut one, &dara, false, None).path;
        let center = hq.join(&first);
        let root = UnlockedKey::from_seed(&[9; 32], String::new()).unwrap();
        Self { temp, dara, one, hq, center, karim, head, root }
    }

    fn list(&self, revoked: &[(&Laptop, i64)]) -> List {
        self.list_until(None, revoked)
    }

    /// The same, on which Dara's key ends at a second.
    fn list_until(&self, end: Option<i64>, revoked: &[(&Laptop, i64)]) -> List {
        let mut contents = Contents::default();
        for laptop in [&self.dara, &self.hq, &self.karim] {
            let who = Introduction { name: laptop.name.clone(), ..Introduction::default() };
            let request = Request::sign(&who, now(), &laptop.key(), None).unwrap();
            let valid_before = end.filter(|_| laptop.name == "dara");
            let terms = Terms { headquarters: laptop.name == "hq", valid_before, ..Terms::default() };
            approve(&mut contents, &Request::read(request.as_bytes()).unwrap(), terms, now()).unwrap();
        }
        for (laptop, since) in revoked {
            revoke(&mut contents, &laptop.key().public(), *since, "lost on the ferry").unwrap();
        }
        let files = TrustList::sign(&contents, None, now(), &self.root).unwrap();
        let folder = tempfile::tempdir_in(self.temp.path()).unwrap().keep();
        for (name, bytes) in &files {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        let list = TrustList::read(&files).unwrap().signers().list;
        List { folder, root: self.root.public().fingerprint(), list }
    }

    fn receipt(&self) -> PathBuf {
        let to = ReceiptOptions { to: self.hq.bundles(), ..ReceiptOptions::default() };
        self.center.receipt_make(&to).unwrap().path
    }

    /// A receipt that says what this one says but for the change, signed by somebody.
    fn forged(&self, receipt: &Path, by: &Laptop, change: impl Fn(&mut Receipt)) -> PathBuf {
        let mut said = Receipt::read(&std::fs::read(receipt).unwrap()).unwrap();
        change(&mut said);
        let key = by.key();
        let signature = key.sign(namespace::RECEIPT, said.text().as_bytes()).unwrap();
        let path = tempfile::tempdir_in(self.temp.path()).unwrap().keep().join("receipt.txt");
        std::fs::write(&path, said.text()).unwrap();
        std::fs::write(path.with_extension("txt.sig"), armour(&key.public(), namespace::RECEIPT, &signature))
            .unwrap();
        path
    }
}

/// What the core and the second reader say.
fn judged(bundle: &Path, bases: &[&Path], list: &List, receipts: &[&Path]) -> (BundleCheck, Opinion) {
    let read = |path: &&Path| SignedReceipt::read(path, "a test").unwrap();
    let given: Vec<SignedReceipt> = receipts.iter().map(read).collect();
    let options = VerifyOptions {
        signers: Some(&list.list),
        bases: bases.iter().map(|base| base.to_path_buf()).collect(),
        receipts: &given,
        threads: 2,
        ..VerifyOptions::default()
    };
    let check = verify::bundle(bundle, &options, &Silent).unwrap();
    let opinion = SecondReader::start().judge_listed(bundle, bases, (&list.folder, &list.root), receipts);
    (check, opinion)
}

/// The verdict and codes, on which both must agree.
fn says(bundle: &Path, bases: &[&Path], list: &List, receipts: &[&Path]) -> (Verdict, Vec<String>) {
    let (check, opinion) = judged(bundle, bases, list, receipts);
    let mut codes: Vec<String> = check.findings.iter().map(|finding| finding.code.to_owned()).collect();
    codes.sort();
    codes.dedup();
    assert_eq!(
        (opinion.verdict.as_str(), opinion.codes.into_iter().collect()),
        (check.verdict().word(), codes.clone())
    );
    (check.verdict(), codes)
}

const REVOKED: &str = "signer-revoked";
const NOT_COUNTED: &str = "receipt-unknown";

fn codes(codes: &[&str]) -> (Verdict, Vec<String>) {
    let verdict = if codes.is_empty() { Verdict::Verified } else { Verdict::Unverifiable };
    (verdict, codes.iter().map(|code| (*code).to_owned()).collect())
}

#[test]
fn a_receipt_that_is_given_keeps_good_what_it_holds_from_before_the_revocation_and_nothing_later() {
    let mut site = Site::new();
    let bundle = export(&mut site.center, &site.hq, false, None).path;
    let receipt = site.receipt();
    let list = site.list(&[(&site.dara, now() + 3600)]);
    assert_eq!(says(&bundle, &[], &site.list(&[]), &[]), codes(&[]));
    assert_eq!(says(&bundle, &[], &list, &[]), codes(&[REVOKED]));
    assert_eq!(says(&bundle, &[], &list, &[&receipt]), codes(&[]));
    let (check, _) = judged(&bundle, &[], &list, &[&receipt]);
    assert!(check.verified["fixed"] > 3, "{:?}", check.verified);
    let court = CourtReport::of_bundle(&bundle, &check, None, SystemClock.now());
    assert!(court.proven.iter().any(|fact| fact.what == "fixed" && fact.sentence.contains("revoked since")));
    // Revoked from before the receipt on: it may be the thief whose work headquarters holds.
    let early = site.list(&[(&site.dara, now() - 3600)]);
    assert_eq!(says(&bundle, &[], &early, &[&receipt]), codes(&[REVOKED]));

    // What Dara's key signs later is in no receipt.
    site.one.artefact_set(&site.head, &fields(&[("title", "Head of a bodhisattva")])).unwrap();
    let later = export(&mut site.one, &site.dara, false, None).path;
    site.center.import(&later, None, false, &Silent).unwrap();
    let bundle = export(&mut site.center, &site.hq, false, None).path;
    assert_eq!(says(&bundle, &[], &list, &[&receipt]), codes(&[REVOKED]));
    let next = site.receipt();
    assert_eq!(says(&bundle, &[], &list, &[&receipt, &next]), codes(&[]));
    // The revoked key's own bundle is covered by none: its entries are, its list of files is not.
    assert_eq!(says(&later, &[], &list, &[&next]), codes(&[REVOKED]));
    // A dossier withholds receipts; one that is given counts, by places of which most are withheld.
    let about = DossierOptions {
        artefacts: vec![site.head.clone()],
        to: site.hq.bundles(),
        ..DossierOptions::default()
    };
    let dossier = site.center.dossier(&about, &Silent).unwrap().path;
    assert_eq!(says(&dossier, &[], &list, &[]), codes(&[REVOKED]));
    assert_eq!(says(&dossier, &[], &list, &[&next]), codes(&[]));
}

#[test]
fn a_receipt_that_somebody_accepted_counts_where_it_lies_in_the_bundle_or_in_what_it_builds_on() {
    let mut site = Site::new();
    let full = export(&mut site.center, &site.hq, false, None).path;
    let mut two = site.karim.join(&full);
    let list = site.list(&[(&site.dara, now() + 3600)]);
    let first = export(&mut two, &site.karim, false, None).path;
    assert_eq!(says(&first, &[], &list, &[]), codes(&[REVOKED]));
    two.receipt_accept(&site.receipt(), Some(&list.list), &Silent).unwrap();
    let since = export_since(&mut two, &site.karim, &first);
    let whole = export(&mut two, &site.karim, true, None).path;
    assert_eq!(says(&whole, &[], &list, &[]), codes(&[]));
    // Dara's entries stand in the base, the receipt in what builds on it.
    assert_eq!(says(&since, &[&first], &list, &[]), codes(&[]));
    // A list that revokes headquarters' key too takes its receipts away.
    let neither = site.list(&[(&site.dara, now() + 3600), (&site.hq, now() + 3600)]);
    assert_eq!(says(&whole, &[], &neither, &[]), codes(&[REVOKED]));
}

fn export_since(catalogue: &mut Catalogue, laptop: &Laptop, base: &Path) -> PathBuf {
    catalogue.artefact_add(&fields(&[("reference", "KA/1")])).unwrap();
    export(catalogue, laptop, false, Some(base)).path
}

#[test]
fn a_forged_receipt_proves_nothing_and_is_named() {
    let mut site = Site::new();
    let bundle = export(&mut site.center, &site.hq, false, None).path;
    let receipt = site.receipt();
    let list = site.list(&[(&site.dara, now() + 3600)]);
    let stranger = Laptop::new(site.temp.path(), "stranger");
    let not_counted = codes(&[NOT_COUNTED, REVOKED]);
    // The thief of Dara's key, somebody who may sign everything but receipts, and somebody unknown.
    for by in [&site.dara, &site.karim, &stranger] {
        let forged = site.forged(&receipt, by, |_| {});
        assert_eq!(says(&bundle, &[], &list, &[&forged]), not_counted, "{}", by.name);
    }
    let other = site.forged(&receipt, &site.hq, |said| said.operation.0[0] ^= 1);
    assert_eq!(says(&bundle, &[], &list, &[&other]), not_counted);
    // A place that is not in the bundle proves nothing of those that are.
    let elsewhere = site.forged(&receipt, &site.hq, |said| {
        said.heads = said
            .heads
            .iter()
            .map(|head| {
                let mut head = *head;
                head.link.0[0] ^= 1;
                head
            })
            .collect();
        said.through.clear();
    });
    assert_eq!(says(&bundle, &[], &list, &[&elsewhere]), codes(&[REVOKED]));
    // A good one beside a forged one still proves what it proves; that one does not count is said.
    let forged = site.forged(&receipt, &stranger, |_| {});
    assert_eq!(says(&bundle, &[], &list, &[&forged, &receipt]), codes(&[NOT_COUNTED]));
    // Changed on its way: it is refused before anything is judged.
    let text = std::fs::read_to_string(&receipt).unwrap();
    std::fs::write(&forged, text.replace("clock ", "clock 1")).unwrap();
    std::fs::copy(receipt.with_extension("txt.sig"), forged.with_extension("txt.sig")).unwrap();
    assert_eq!(SignedReceipt::read(&forged, "a test").unwrap_err().code, Code::BadSignature);
    let mut reader = SecondReader::start();
    let refused = reader.judge_listed(&bundle, &[], (&list.folder, &list.root), &[&forged]);
    assert_eq!(refused.verdict, "refused");
}

/// The digest that a time token about this bundle names.
fn seal(bundle: &Path) -> Digest {
    Digest::of(&std::fs::read(bundle.join("tagmanifest-sha256.txt")).unwrap())
}

/// Puts a token beside a bundle.
fn put(bundle: &Path, token: &[u8]) {
    std::fs::write(bundle.with_extension("tsr"), token).unwrap();
}

/// What the core says of a bundle with the token beside it.
fn timed(
    bundle: &Path,
    bases: &[&Path],
    list: &List,
    receipts: &[SignedReceipt],
    named: Option<&Authority>,
) -> BundleCheck {
    let token = TokenFile::beside(bundle).unwrap();
    let authorities = named.map(|named| authorities(&named.root()).unwrap());
    let options = VerifyOptions {
        signers: Some(&list.list),
        bases: bases.iter().map(|base| base.to_path_buf()).collect(),
        receipts,
        token: token.as_ref(),
        authorities: authorities.as_ref(),
        threads: 2,
        ..VerifyOptions::default()
    };
    verify::bundle(bundle, &options, &Silent).unwrap()
}

/// Its verdict and codes, on which both must agree.
fn says_timed(
    bundle: &Path,
    bases: &[&Path],
    list: &List,
    named: Option<&Authority>,
) -> (Verdict, Vec<String>) {
    let check = timed(bundle, bases, list, &[], named);
    let root = named.map(Authority::root);
    let by = (list.folder.as_path(), list.root.as_str());
    let opinion = SecondReader::start().judge_proved(bundle, bases, by, &[], root.as_deref());
    let codes: Vec<String> = check.findings.iter().map(|finding| finding.code.to_owned()).collect();
    assert_eq!(
        (opinion.verdict.as_str(), opinion.codes.iter().cloned().collect::<Vec<_>>()),
        (check.verdict().word(), sorted(codes.clone()))
    );
    (check.verdict(), sorted(codes))
}

fn sorted(mut codes: Vec<String>) -> Vec<String> {
    codes.sort();
    codes.dedup();
    codes
}

#[test]
fn a_good_time_token_from_before_a_revocation_keeps_good_what_lies_in_the_bundle_and_says_so() {
    let mut site = Site::new();
    let (office, foreign) =
        (Authority::new(site.temp.path(), "office", P256), Authority::new(site.temp.path(), "foreign", P256));
    let bundle = export(&mut site.center, &site.hq, false, None).path;
    let list = site.list(&[(&site.dara, now() + 3600)]);
    let nobody_revoked = site.list(&[]);
    assert_eq!(says_timed(&bundle, &[], &list, Some(&office)), codes(&[REVOKED]), "no token, nothing said");

    put(&bundle, &office.answer(&request(&seal(&bundle))));
    assert_eq!(says_timed(&bundle, &[], &list, Some(&office)), codes(&[]));
    let check = timed(&bundle, &[], &list, &[], Some(&office));
    assert!(check.verified["fixed"] > 3, "{:?}", check.verified);
    let court = CourtReport::of_bundle(&bundle, &check, None, SystemClock.now());
    let fixed = court.proven.iter().find(|fact| fact.what == "fixed").unwrap();
    assert!(fixed.sentence.contains("time token from before the revocation"), "{}", fixed.sentence);
    // By nobody's word, or another's, it proves nothing: but what nobody judged takes nothing from the bundle either.
    assert_eq!(says_timed(&bundle, &[], &list, None), codes(&[REVOKED, "time-not-judged"]));
    let untouched = (Verdict::Verified, vec!["time-not-judged".to_owned()]);
    assert_eq!(says_timed(&bundle, &[], &nobody_revoked, None), untouched);
    assert_eq!(says_timed(&bundle, &[], &list, Some(&foreign)), codes(&[REVOKED, "time-authority-unknown"]));
    // Revoked from before the token on: it may be the thief who wrote it.
    assert_eq!(
        says_timed(&bundle, &[], &site.list(&[(&site.dara, now() - 3600)]), Some(&office)),
        codes(&[REVOKED])
    );
    // The revoked key's own bundle: its entries are proven, the signature of its list of files is not.
    let own = export(&mut site.one, &site.dara, false, None).path;
    put(&own, &office.answer(&request(&seal(&own))));
    assert_eq!(says_timed(&own, &[], &list, Some(&office)), codes(&[REVOKED]));
    // A token about another file is a finding of its own, whoever vouches for it.
    put(&bundle, &office.answer(&request(&seal(&own))));
    assert_eq!(says_timed(&bundle, &[], &list, Some(&office)), codes(&[REVOKED, "time-other-file"]));
    assert_eq!(says_timed(&bundle, &[], &nobody_revoked, None), codes(&["time-other-file"]));
}

#[test]
fn a_time_token_reaches_what_a_bundle_builds_on_and_never_makes_a_signature_worth_less() {
    let mut site = Site::new();
    let office = Authority::new(site.temp.path(), "office", P256);
    let full = export(&mut site.center, &site.hq, false, None).path;
    let mut two = site.karim.join(&full);
    let first = export(&mut two, &site.karim, false, None).path;
    let since = export_since(&mut two, &site.karim, &first);
    let list = site.list(&[(&site.dara, now() + 3600)]);
    assert_eq!(says_timed(&since, &[&first], &list, Some(&office)), codes(&[REVOKED]));
    put(&since, &office.answer(&request(&seal(&since))));
    assert_eq!(
        says_timed(&since, &[&first], &list, Some(&office)),
        codes(&[]),
        "the base is named by its digest"
    );

    // Dara's key ended in order, and the token was asked for a day later.
    let ended = site.list_until(Some(now() + 3600), &[]);
    let tomorrow = Moment { millis: (now() + 86_400) * 1000, offset_minutes: 0 }.at();
    let digits: String = tomorrow.chars().filter(char::is_ascii_digit).take(14).collect();
    put(&full, &office.forge(&seal(&full), "ts", Some(&format!("{digits}Z"))));
    assert_eq!(says_timed(&full, &[], &ended, Some(&office)), codes(&[]));
    assert!(timed(&full, &[], &ended, &[], Some(&office)).time.is_some());
}

/// Receipts of headquarters, a token, and lists with revocations: whatever order they come in, and however often, a bundle is
/// worth the same; and what proves more never makes it worth less.
#[test]
fn receipts_tokens_and_revocations_in_any_order_give_the_same_verdicts() {
    let mut site = Site::new();
    let office = Authority::new(site.temp.path(), "office", P256);
    let bundle = export(&mut site.center, &site.hq, false, None).path;
    let real = site.receipt();
    let (seal, start) = (seal(&bundle), now());
    // Each as if it had been made so many seconds after the start.
    let receipt = |after: i64| {
        let at = Moment { millis: (start + after) * 1000, offset_minutes: 0 };
        let path = site.forged(&real, &site.hq, |said| said.at = at);
        SignedReceipt::read(&path, "a test").unwrap()
    };
    let receipts: Vec<(i64, SignedReceipt)> = [100, 300, 500].map(|after| (after, receipt(after))).into();
    let token = |after: i64| {
        let at = Moment { millis: (start + after) * 1000, offset_minutes: 0 }.at();
        let digits: String = at.chars().filter(char::is_ascii_digit).take(14).collect();
        (after, office.forge(&seal, "ts", Some(&format!("{digits}Z"))))
    };
    let tokens: Vec<(i64, Vec<u8>)> = [200, 400].map(token).into();
    let lists: Vec<(i64, List)> =
        [50, 250, 450, 600].map(|after| (after, site.list(&[(&site.dara, start + after)]))).into();
    let law = (
        proptest::sample::subsequence(vec![0, 1, 2], 0..=3).prop_shuffle(),
        proptest::option::of(0..2_usize),
        0..4_usize,
    );
    let config = ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |((order, stamp, list) in law)| {
        match stamp {
            Some(which) => put(&bundle, &tokens[which].1),
            None => drop(std::fs::remove_file(bundle.with_extension("tsr"))),
        }
        let (since, list) = &lists[list];
        let given: Vec<SignedReceipt> =
            order.iter().chain(order.iter().rev()).map(|which: &usize| receipts[*which].1.clone()).collect();
        let check = timed(&bundle, &[], list, &given, Some(&office));
        let proofs = order.iter().map(|which| receipts[*which].0).chain(stamp.map(|which| tokens[which].0));
        let kept = proofs.min().is_some_and(|first| first < *since);
        let expected = if kept { Verdict::Verified } else { Verdict::Unverifiable };
        prop_assert_eq!(check.verdict(), expected, "{:?} {:?} {}", order, stamp, since);
    });
}
