//! Time-stamping authorities of the tests' own, made by stock OpenSSL, and tokens that no honest one would give.

use sigillum_core::digest::Digest;
use sigillum_core::timestamp::{Authorities, request};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const SETTINGS: &str = "[tsa]\ndefault_tsa = t\n[t]\nserial = serial\ncrypto_device = builtin\ndefault_policy = 1.2.3.4\n\
                        digests = sha256\naccuracy = secs:1\nordering = no\ntsa_name = no\ness_cert_id_chain = no\n\
                        ess_cert_id_alg = sha256\nsigner_digest = sha256\n\
                        [ca]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign\n\
                        [ts]\nextendedKeyUsage = critical,timeStamping\nkeyUsage = critical,digitalSignature\n\
                        [web]\nextendedKeyUsage = serverAuth\n\
                        [loose]\nextendedKeyUsage = timeStamping\n\
                        [more]\nextendedKeyUsage = critical,timeStamping,serverAuth\n\
                        [maker]\nextendedKeyUsage = critical,timeStamping\nkeyUsage = critical,digitalSignature,keyCertSign\n\
                        [req]\ndistinguished_name = n\n[n]\n";

/// A kind of key, in OpenSSL's words.
pub const RSA: &str = "rsa:2048";
/// A kind of key, in OpenSSL's words.
pub const P256: &str = "ec -pkeyopt ec_paramgen_curve:P-256";

/// An authority: a root, one between, and a certificate for time stamping below it.
pub struct Authority {
    folder: PathBuf,
    kind: &'static str,
}

/// Runs OpenSSL with these words in a folder; true if it is content.
pub fn openssl(folder: &Path, words: &str) -> bool {
    let mut command = Command::new("openssl");
    command.args(words.split(' ')).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().expect("openssl is installed").success()
}

impl Authority {
    /// Makes one in a folder of its own below this one. Its root's subject is `name`, its clock's `name-clock`.
    pub fn new(parent: &Path, name: &str, kind: &'static str) -> Self {
        let folder = parent.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("settings"), SETTINGS).unwrap();
        std::fs::write(folder.join("serial"), "01\n").unwrap();
        let authority = Self { folder, kind };
        authority.must(&format!(
            "req -x509 -newkey {kind} -nodes -keyout root.key -out root.pem -subj /CN={name} -days 30 -config settings -extensions ca"
        ));
        authority.certify(&format!("{name}-between"), "between", "root", "ca");
        authority.certify(&format!("{name}-clock"), "ts", "between", "ts");
        authority
    }

    fn must(&self, words: &str) {
        assert!(openssl(&self.folder, words), "openssl {words}");
    }

    fn certify(&self, subject: &str, file: &str, by: &str, usage: &str) {
        self.must(&format!(
            "req -newkey {} -nodes -keyout {file}.key -out {file}.csr -subj /O=Office/CN={subject} -config settings",
            self.kind
        ));
        self.must(&format!(
            "x509 -req -in {file}.csr -CA {by}.pem -CAkey {by}.key -CAcreateserial -out {file}.pem -days 20 -extfile settings -extensions {usage}"
        ));
    }

    /// Its root's certificate.
    pub fn root(&self) -> PathBuf {
        self.folder.join("root.pem")
    }

    /// The same, as the program reads it.
    pub fn named(&self) -> Authorities {
        Authorities::parse(&std::fs::read(self.root()).unwrap()).unwrap()
    }

    /// Answers a request as `openssl ts` does, which checks the request first.
    pub fn answer(&self, asked: &[u8]) -> Vec<u8> {
        std::fs::write(self.folder.join("q.tsq"), asked).unwrap();
        self.must("ts -query -in q.tsq -text");
        self.must("ts -reply -queryfile q.tsq -out r.tsr -config settings -section t -signer ts.pem -inkey ts.key -chain between.pem");
        std::fs::read(self.folder.join("r.tsr")).unwrap()
    }

    /// A token about what has this SHA-256, signed with a new certificate of this usage, at the time given as
    /// `20100101000000Z` or now: OpenSSL's own `ts` would refuse to make it.
    pub fn forge(&self, digest: &Digest, usage: &str, at: Option<&str>) -> Vec<u8> {
        // Before the token, in which a second may begin that this certificate must be valid at.
        self.certify(&format!("of-{usage}"), usage, "between", usage);
        self.answer(&request(digest));
        self.must("ts -reply -in r.tsr -token_out -out token.p7");
        self.must("cms -verify -noverify -inform DER -in token.p7 -out said.der");
        if let Some(at) = at {
            let mut said = std::fs::read(self.folder.join("said.der")).unwrap();
            let place = said.windows(2).position(|pair| pair == [0x18, 0x0f]).unwrap() + 2;
            said[place..place + 15].copy_from_slice(at.as_bytes());
            std::fs::write(self.folder.join("said.der"), said).unwrap();
        }
        self.must(&format!(
            "cms -sign -cades -binary -nodetach -md sha256 -econtent_type 1.2.840.113549.1.9.16.1.4 -in said.der \
             -signer {usage}.pem -inkey {usage}.key -certfile between.pem -outform DER -out forged.p7"
        ));
        let token = std::fs::read(self.folder.join("forged.p7")).unwrap();
        let answer = [&[0x30, 0x03, 0x02, 0x01, 0x00][..], &token].concat();
        let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
        [&[0x30, 0x82][..], &length, &answer].concat()
    }

    /// What `openssl ts -verify` says of an answer about what has this SHA-256, its certificates judged at this second.
    pub fn agrees(&self, answer: &[u8], digest: &Digest, second: i64) -> bool {
        std::fs::write(self.folder.join("judged.tsr"), answer).unwrap();
        let words = format!("ts -verify -digest {digest} -in judged.tsr -CAfile root.pem -attime {second}");
        openssl(&self.folder, &words)
    }
}
