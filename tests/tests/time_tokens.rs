//! RFC 3161 time tokens, made and judged by stock OpenSSL with an authority of the test's own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_core::digest::Digest;
use sigillum_core::timestamp::{Authorities, Worth, judge, request};
use std::path::Path;
use std::process::{Command, Stdio};

fn openssl(folder: &Path, words: &str) -> bool {
    let mut command = Command::new("openssl");
    command.args(words.split(' ')).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().expect("openssl is installed").success()
}

const SETTINGS: &str = "[tsa]\ndefault_tsa = t\n[t]\nserial = serial\ncrypto_device = builtin\ndefault_policy = 1.2.3.4\n\
                        digests = sha256\naccuracy = secs:1\nordering = no\ntsa_name = no\ness_cert_id_chain = no\n\
                        ess_cert_id_alg = sha256\nsigner_digest = sha256\n\
                        [ca]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign\n\
                        [ts]\nextendedKeyUsage = critical,timeStamping\nkeyUsage = critical,digitalSignature\n\
                        [web]\nextendedKeyUsage = serverAuth\n[req]\ndistinguished_name = n\n[n]\n";

/// An authority: a root, and a certificate for time stamping below it. `new` is openssl's words for a key.
fn authority(folder: &Path, name: &str, new: &str, usage: &str) -> Authorities {
    std::fs::write(folder.join("settings"), SETTINGS).unwrap();
    std::fs::write(folder.join("serial"), "01\n").unwrap();
    let root = format!(
        "req -x509 -newkey {new} -nodes -keyout {name}-ca.key -out {name}-ca.pem -subj /CN={name} -days 30 -config settings -extensions ca"
    );
    assert!(openssl(folder, &root));
    let ask = format!(
        "req -newkey {new} -nodes -keyout {name}.key -out {name}.csr -subj /CN={name}-clock -config settings"
    );
    assert!(openssl(folder, &ask));
    let sign = format!(
        "x509 -req -in {name}.csr -CA {name}-ca.pem -CAkey {name}-ca.key -CAcreateserial -out {name}.pem -days 30 -extfile settings -extensions {usage}"
    );
    assert!(openssl(folder, &sign));
    Authorities::parse(&std::fs::read(folder.join(format!("{name}-ca.pem"))).unwrap()).unwrap()
}

fn answer(folder: &Path, name: &str, digest: &Digest) -> Vec<u8> {
    std::fs::write(folder.join("q.tsq"), request(digest)).unwrap();
    let reply = format!(
        "ts -reply -queryfile q.tsq -out r.tsr -config settings -section t -signer {name}.pem -inkey {name}.key"
    );
    assert!(openssl(folder, &reply), "openssl takes our request");
    std::fs::read(folder.join("r.tsr")).unwrap()
}

#[test]
fn a_certificate_for_another_purpose_vouches_for_no_time() {
    let temp = tempfile::tempdir().unwrap();
    let named = authority(temp.path(), "web", "rsa:2048", "web");
    std::fs::write(temp.path().join("q.tsq"), request(&Digest::of(b"x"))).unwrap();
    let reply =
        "ts -reply -queryfile q.tsq -out r.tsr -config settings -section t -signer web.pem -inkey web.key";
    // OpenSSL itself refuses to sign with it; should it ever do so, it counts for nothing.
    if openssl(temp.path(), reply) {
        let token = std::fs::read(temp.path().join("r.tsr")).unwrap();
        assert!(!matches!(judge(&token, &Digest::of(b"x"), Some(&named)), Worth::Good(_)));
    }
}

#[test]
fn a_token_counts_only_for_its_file_and_under_the_authority_that_was_named() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path();
    let (digest, other) = (Digest::of(b"a tag manifest"), Digest::of(b"another"));
    let named = authority(folder, "rsa", "rsa:2048", "ts");
    let elliptic = authority(folder, "ec", "ec -pkeyopt ec_paramgen_curve:P-256", "ts");
    for (name, mine, foreign) in [("rsa", &named, &elliptic), ("ec", &elliptic, &named)] {
        let token = answer(folder, name, &digest);
        let Worth::Good(at) = judge(&token, &digest, Some(mine)) else { panic!("{name}") };
        assert!(at.millis > 1_700_000_000_000);
        assert_eq!(judge(&token, &digest, None), Worth::UnknownAuthority(at));
        assert_eq!(judge(&token, &digest, Some(foreign)), Worth::UnknownAuthority(at));
        assert_eq!(judge(&token, &other, Some(mine)), Worth::OtherFile);
        // OpenSSL says the same.
        let check = |digest: &Digest, ca: &str| {
            openssl(folder, &format!("ts -verify -digest {digest} -in r.tsr -CAfile {ca}-ca.pem"))
        };
        assert!(check(&digest, name) && !check(&other, name));
        assert!(!check(&digest, if name == "rsa" { "ec" } else { "rsa" }));
        // A changed byte never gives another time or file; what no signature of RFC 5652 covers may stay good.
        let good = Worth::Good(at);
        for place in 0..token.len() {
            let mut changed = token.clone();
            changed[place] ^= 1;
            let worth = judge(&changed, &digest, Some(mine));
            assert!(worth == good || !matches!(worth, Worth::Good(_)), "{name}, byte {place}");
            assert_eq!(judge(&token[..place], &digest, Some(mine)), Worth::Malformed, "cut at {place}");
        }
    }
}
