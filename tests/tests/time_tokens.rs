//! RFC 3161 time tokens, made and judged by stock OpenSSL with authorities of the tests' own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::digest::Digest;
use sigillum_core::id::RecordKind;
use sigillum_core::progress::Silent;
use sigillum_core::signature::AllowedSigners;
use sigillum_core::time::Moment;
use sigillum_core::timestamp::{Authorities, Stamp, Worth, judge, request};
use sigillum_core::verify::court::CourtReport;
use sigillum_core::verify::{self, BundleCheck, TokenFile, Verdict, VerifyOptions, VerifyReport};
use sigillum_tests::authority::{Authority, P256, RSA};
use sigillum_tests::laptop::{Laptop, export, fields};
use sigillum_tests::second_reader::SecondReader;
use std::path::{Path, PathBuf};

/// The second that a token names, if it names one at all.
fn second(worth: &Worth) -> i64 {
    let (Worth::Good(stamp)
    | Worth::UnknownAuthority(stamp)
    | Worth::NotForTime(stamp)
    | Worth::OutsideCertificate(stamp)) = worth
    else {
        panic!("{worth:?}")
    };
    Moment::parse(&stamp.at, "+00:00").unwrap().millis / 1000
}

#[test]
fn a_token_counts_only_for_its_file_and_under_the_authority_that_was_named() {
    let temp = tempfile::tempdir().unwrap();
    let (digest, other) = (Digest::of(b"a tag manifest"), Digest::of(b"another"));
    let both = [Authority::new(temp.path(), "rsa", RSA), Authority::new(temp.path(), "elliptic", P256)];
    for (mine, foreign) in [(&both[0], &both[1]), (&both[1], &both[0])] {
        let token = mine.answer(&request(&digest));
        let worth = judge(&token, &digest, Some(&mine.named()));
        let Worth::Good(stamp) = &worth else { panic!("{worth:?}") };
        let at = second(&worth);
        assert!(at > 1_700_000_000 && stamp.authority.ends_with("-clock, Office"), "{stamp:?}");
        let unknown = Worth::UnknownAuthority(stamp.clone());
        let not_judged =
            Worth::NotJudged(Moment::parse(&stamp.at, "+00:00").unwrap(), stamp.authority.clone());
        assert_eq!(judge(&token, &digest, None), not_judged, "nobody was named");
        assert_eq!(judge(&token, &other, None), Worth::OtherFile);
        assert_eq!(judge(&token, &digest, Some(&foreign.named())), unknown);
        assert_eq!(judge(&token, &other, Some(&mine.named())), Worth::OtherFile);
        // OpenSSL says the same.
        assert!(mine.agrees(&token, &digest, at));
        assert!(!mine.agrees(&token, &other, at) && !foreign.agrees(&token, &digest, at));
    }
}

/// OpenSSL's own `ts` would not make these; whoever has such a certificate can.
#[test]
fn a_certificate_that_is_not_for_time_stamping_alone_or_not_valid_then_proves_no_time() {
    let temp = tempfile::tempdir().unwrap();
    let digest = Digest::of(b"a tag manifest");
    let authority = Authority::new(temp.path(), "office", P256);
    let judged = |usage: &str, at: Option<&str>| {
        let token = authority.forge(&digest, usage, at);
        let worth = judge(&token, &digest, Some(&authority.named()));
        let agreed = authority.agrees(&token, &digest, second(&worth));
        assert_eq!(agreed, matches!(worth, Worth::Good(_)), "{usage}: {worth:?}");
        worth
    };
    assert!(
        matches!(judged("ts", None), Worth::Good(_)),
        "made in this way a good certificate's token counts"
    );
    for usage in ["web", "loose", "more", "maker"] {
        assert!(matches!(judged(usage, None), Worth::NotForTime(_)), "{usage}");
    }
    for at in ["20100101000000Z", "20990101000000Z"] {
        assert!(matches!(judged("ts", Some(at)), Worth::OutsideCertificate(_)), "{at}");
    }
}

#[test]
fn no_changed_byte_gives_another_time_or_file_and_no_part_of_a_token_is_one() {
    let temp = tempfile::tempdir().unwrap();
    let digest = Digest::of(b"a tag manifest");
    for kind in [RSA, P256] {
        let authority = Authority::new(temp.path(), "office", kind);
        let (token, named) = (authority.answer(&request(&digest)), authority.named());
        let good = judge(&token, &digest, Some(&named));
        let (mut bad, mut malformed) = (0, 0);
        for place in 0..token.len() {
            let mut changed = token.clone();
            changed[place] ^= 1;
            let worth = judge(&changed, &digest, Some(&named));
            // What no signature of RFC 5652 covers may change: then the token says the same.
            assert!(worth == good || !matches!(worth, Worth::Good(_)), "byte {place}");
            bad += u32::from(worth == Worth::Bad);
            malformed += u32::from(worth == Worth::Malformed);
            assert_eq!(judge(&token[..place], &digest, Some(&named)), Worth::Malformed, "cut at {place}");
        }
        assert!(bad > 100 && malformed > 20, "{bad} {malformed}");
        // One that OpenSSL is asked about too: the signature's last byte.
        let mut changed = token.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(judge(&changed, &digest, Some(&named)), Worth::Bad);
        assert!(!authority.agrees(&changed, &digest, second(&good)));
    }
}

/// A bundle, its request as the export wrote it, and a list that names its signer.
struct Exported {
    laptop: Laptop,
    bundle: PathBuf,
    request: PathBuf,
}

fn exported(parent: &Path, zip: bool) -> Exported {
    let laptop = Laptop::new(parent, "sokha");
    let mut one = laptop.begin();
    one.artefact_add(&fields(&[("reference", "SC/1"), ("title", "Head")])).unwrap();
    let made = export(&mut one, &laptop, zip, None);
    Exported { bundle: made.path, request: made.request.unwrap(), laptop }
}

impl Exported {
    fn list(&self) -> PathBuf {
        let path = self.laptop.root().with_file_name("signers");
        std::fs::write(&path, self.laptop.signers_line()).unwrap();
        path
    }

    fn token(&self) -> PathBuf {
        self.request.with_extension("tsr")
    }

    fn check(&self, authorities: Option<&Authorities>) -> BundleCheck {
        let list = AllowedSigners::read(&self.list()).unwrap();
        let token = TokenFile::beside(&self.bundle).unwrap();
        let options = VerifyOptions {
            signers: Some(&list),
            token: token.as_ref(),
            authorities,
            threads: 1,
            ..VerifyOptions::default()
        };
        verify::bundle(&self.bundle, &options, &Silent).unwrap()
    }
}

fn codes(check: &BundleCheck) -> Vec<&str> {
    check.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn the_request_of_an_export_is_answered_by_hand_and_verified_with_the_authority_s_certificate() {
    let temp = tempfile::tempdir().unwrap();
    let (authority, other) =
        (Authority::new(temp.path(), "office", P256), Authority::new(temp.path(), "other", P256));
    for zip in [false, true] {
        let site = exported(&temp.path().join(format!("zip {zip}")), zip);
        let manifest = site.check(None).bag.tag_manifest_digest;
        assert_eq!(
            std::fs::read(&site.request).unwrap(),
            request(&manifest),
            "it follows from the digest alone"
        );
        assert_eq!(
            (site.check(None).verdict(), site.check(None).time),
            (Verdict::Verified, None),
            "no token: nothing said"
        );

        std::fs::write(site.token(), authority.answer(&std::fs::read(&site.request).unwrap())).unwrap();
        let alone = site.check(None);
        assert_eq!((alone.verdict(), codes(&alone)), (Verdict::Verified, vec!["time-not-judged"]));
        assert!(alone.time.is_none() && !alone.verified.contains_key("time"));
        let said =
            CourtReport::of_bundle(&site.bundle, &alone, None, Moment { millis: 0, offset_minutes: 0 });
        assert!(said.proven.iter().all(|fact| fact.what != "time"));
        assert!(said.not_proven.iter().any(|line| line.contains("no authority was named")), "{said:?}");
        let foreign = site.check(Some(&other.named()));
        assert_eq!(
            (foreign.verdict(), codes(&foreign)),
            (Verdict::Unverifiable, vec!["time-authority-unknown"])
        );
        let good = site.check(Some(&authority.named()));
        let Some(Stamp { at, authority: who, .. }) = good.time.clone() else { panic!() };
        assert_eq!((good.verdict(), who.as_str()), (Verdict::Verified, "office-clock, Office"));

        let now = Moment { millis: 0, offset_minutes: 0 };
        let court = CourtReport::of_bundle(&site.bundle, &good, None, now);
        let proven = court.proven.iter().find(|fact| fact.what == "time").unwrap();
        assert!(
            proven.sentence.contains(&at) && proven.sentence.contains("office-clock"),
            "{}",
            proven.sentence
        );
        assert!(court.not_proven.iter().any(|line| line.contains("only that it existed by then")));
        assert!(court.steps.iter().any(|step| step.command.starts_with("openssl ts -verify")));
        let report = VerifyReport::of_bundle(&site.bundle, &good);
        assert_eq!(report.time.unwrap().at, at);

        // The bundle with a token beside it is what it was: nothing in it changed, and it is taken in.
        let other = Laptop::new(&temp.path().join(format!("zip {zip}")), "karim");
        assert!(other.join(&site.bundle).find(RecordKind::Artefact, "SC/1").is_ok());
    }
}

#[test]
fn each_bad_token_has_a_code_of_its_own_makes_nothing_altered_and_the_second_reader_agrees() {
    let temp = tempfile::tempdir().unwrap();
    let office = Authority::new(temp.path(), "office", P256);
    let foreign = Authority::new(temp.path(), "foreign", P256);
    let site = exported(temp.path(), false);
    let digest = site.check(None).bag.tag_manifest_digest;
    let good = office.answer(&request(&digest));
    let mut broken = good.clone();
    *broken.last_mut().unwrap() ^= 1;
    let mut reader = SecondReader::start();
    for (token, code) in [
        (good, None),
        (office.answer(&request(&Digest::of(b"x"))), Some("time-other-file")),
        (foreign.answer(&request(&digest)), Some("time-authority-unknown")),
        (broken, Some("time-signature-bad")),
        (office.forge(&digest, "web", None), Some("time-certificate-use")),
        (office.forge(&digest, "ts", Some("20100101000000Z")), Some("time-certificate-expired")),
        (b"no token".to_vec(), Some("time-form")),
        (Vec::new(), Some("time-form")),
        (vec![0x30; 2 << 20], Some("time-form")),
    ] {
        std::fs::write(site.token(), token).unwrap();
        let check = site.check(Some(&office.named()));
        assert_eq!(codes(&check), code.into_iter().collect::<Vec<_>>());
        let expected = if code.is_none() { Verdict::Verified } else { Verdict::Unverifiable };
        assert_eq!((check.verdict(), check.time.is_some()), (expected, code.is_none()));
        // OpenSSL does not say why; the second reader, which asks it, has one word for all that proves no time.
        let opinion = reader.judge_timed(&site.bundle, &site.list(), &office.root());
        assert_eq!(opinion.verdict, expected.word(), "{code:?}");
        assert_eq!(opinion.codes.len(), usize::from(code.is_some()), "{opinion:?}");
    }
    std::fs::remove_file(site.token()).unwrap();
    std::fs::create_dir(site.token()).unwrap();
    assert_eq!(codes(&site.check(None)), ["time-form"], "what is no file is no token");
}
