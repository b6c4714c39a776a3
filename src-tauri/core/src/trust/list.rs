//! One list: its contents, its files, and the checks that it has to pass before anything in it counts.

use super::statement::Statement;
use crate::digest::Digest;
use crate::error::{Code, Error, Result};
use crate::signature::{
    AllowedSigners, Principal, PublicKey, Revocation, SignersFile, UnlockedKey, armour, namespace,
    parse_armour, read_revoked_keys, read_small, ssh_time, verify, write_revoked_keys,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const READING: &str = "reading headquarters' list of signers";
/// Far above any list of people.
const MAX_BYTES: u64 = 16 * 1024 * 1024;
const HOW_TO_CHECK: &str = include_str!("verify.txt");

const STATEMENT: &str = "trust.txt";
const SIGNATURE: &str = "trust.txt.sig";
const SIGNERS: &str = "allowed_signers";
const PLAIN: &str = "allowed_signers.plain";
const REVOKED: &str = "revoked_keys";
const ROOT: &str = "root";
const HELP: &str = "verify.txt";

/// The files of a list, and all of them.
pub const FILES: [&str; 7] = [SIGNERS, PLAIN, REVOKED, ROOT, STATEMENT, SIGNATURE, HELP];
/// Those that the statement binds.
const BOUND: [&str; 5] = [SIGNERS, PLAIN, REVOKED, ROOT, HELP];

/// What a listed key may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Records: entries, heads, bundles, reports.
    Signer,
    /// The same, and what headquarters states to hold.
    Headquarters,
}

/// Both, by the namespaces that stand in the list.
pub const ROLES: [(Role, &str); 2] = [
    (Role::Signer, "entry@sigillum,head@sigillum,bundle@sigillum,report@sigillum"),
    (Role::Headquarters, "entry@sigillum,head@sigillum,bundle@sigillum,report@sigillum,receipt@sigillum"),
];

impl Role {
    fn namespaces(self) -> &'static str {
        ROLES[usize::from(self == Self::Headquarters)].1
    }
}

/// One key on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Whose it is, for `ssh-keygen -I`. One person keeps one principal, whatever keys come and go.
    pub principal: Principal,
    /// The person's name as people write it, in one line.
    pub name: String,
    /// The key.
    pub key: PublicKey,
    /// What it may sign.
    pub role: Role,
    /// First permitted second since 1970-01-01T00:00:00Z.
    pub valid_after: Option<i64>,
    /// Last permitted second since 1970-01-01T00:00:00Z.
    pub valid_before: Option<i64>,
}

impl Listed {
    fn line(&self) -> String {
        let mut options = format!("namespaces=\"{}\"", self.role.namespaces());
        for (option, second) in [("valid-after", self.valid_after), ("valid-before", self.valid_before)] {
            if let Some(second) = second {
                options.push_str(&format!(",{option}=\"{}\"", ssh_time(second)));
            }
        }
        let name = if self.name.is_empty() { String::new() } else { format!(" {}", self.name) };
        format!("{} {options} {}{name}\n", self.principal, self.key)
    }
}

/// Who is listed and what is revoked: all that headquarters decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The listed keys, each once.
    pub signers: Vec<Listed>,
    /// The revoked keys, each once. One that is listed too has a `valid_before` that lies before `since`.
    pub revoked: Vec<Revocation>,
}

impl Contents {
    /// `allowed_signers`: a line for each key, sorted.
    pub fn allowed_signers(&self) -> String {
        sorted(self.signers.iter().map(Listed::line))
    }

    /// `revoked_keys`.
    pub fn revoked_keys(&self) -> String {
        write_revoked_keys(&self.revoked)
    }

    /// The listed or revoked key of this fingerprint.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn key_of(&self, fingerprint: &str) -> Result<PublicKey> {
        let keys = self.signers.iter().map(|s| s.key).chain(self.revoked.iter().map(|r| r.key));
        let mut fits = keys.filter(|key| key.fingerprint() == fingerprint.trim());
        fits.next().ok_or_else(|| {
            let what = "no key of this fingerprint is listed";
            Error::new(Code::NotFound, "changing the list of signers", what)
                .on(fingerprint)
                .remedy("Look with `trust list`.")
        })
    }

    /// `allowed_signers.plain`, without options, for versions of ssh-keygen that refuse a line with options that they do
    /// not know: the keys that are neither revoked nor out of their time when the list is issued.
    fn plain(&self, issued: i64) -> String {
        let current = self.signers.iter().filter(|signer| {
            !self.revoked.iter().any(|revocation| revocation.key == signer.key)
                && signer.valid_after.is_none_or(|first| first <= issued)
                && signer.valid_before.is_none_or(|last| issued <= last)
        });
        sorted(current.map(|signer| format!("{} {}\n", signer.principal, signer.key)))
    }

    /// Reads exactly what is written: the two files that say all of it.
    ///
    /// # Errors
    /// What is wrong, as a sentence's fragment.
    pub fn read(allowed_signers: &[u8], revoked_keys: &[u8]) -> Result<Self, &'static str> {
        let text = |bytes| std::str::from_utf8(bytes).map_err(|_| "a file is not UTF-8");
        let (signers, revoked) = (text(allowed_signers)?, text(revoked_keys)?);
        let parsed = AllowedSigners::parse(allowed_signers)
            .map_err(|_| "allowed_signers has a line that cannot be read")?;
        let lines: Option<Vec<Listed>> =
            parsed.lines().iter().zip(signers.lines()).map(|(line, text)| read_listed(line, text)).collect();
        let read = Self {
            signers: lines.ok_or("a line of allowed_signers has not the form of a list")?,
            revoked: read_revoked_keys(revoked).ok_or("revoked_keys has not the form of a list")?,
        };
        if read.allowed_signers() != signers {
            return Err("allowed_signers is not written in the one form that a list has");
        }
        read.check().map(|()| read)
    }

    /// Says whether these can be published.
    ///
    /// # Errors
    /// What is wrong, as a sentence's fragment.
    pub fn check(&self) -> Result<(), &'static str> {
        let mut keys = BTreeSet::new();
        if !self.signers.iter().all(|signer| keys.insert(signer.key)) {
            return Err("one key is listed twice");
        }
        let mut revoked = BTreeMap::new();
        if !self.revoked.iter().all(|r| revoked.insert(r.key, r.since).is_none()) {
            return Err("one key is revoked twice");
        }
        if !self.revoked.iter().all(Revocation::is_writable) {
            return Err("a revocation cannot be written in one line");
        }
        let open =
            |s: &Listed| revoked.get(&s.key).is_some_and(|since| s.valid_before.is_none_or(|b| b >= *since));
        if self.signers.iter().any(open) {
            return Err("a revoked key is listed beyond its revocation");
        }
        let cut = |s: &Listed| {
            s.name.chars().any(char::is_control) || s.name.trim() != s.name || s.name.len() > 1000
        };
        if self.signers.iter().any(cut) {
            return Err("a name is too long or has more than one line");
        }
        // What is written has to be readable by the rules of OpenSSH, times and all.
        AllowedSigners::parse(self.allowed_signers().as_bytes())
            .map(|_| ())
            .map_err(|_| "a line could not be read again")
    }
}

fn sorted(lines: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines.concat()
}

/// A line of ours; `None` if it says anything that ours never say.
fn read_listed(line: &crate::signature::SignerLine, text: &str) -> Option<Listed> {
    let key = line.key?;
    let principal = Principal::from_name(&line.principals, &key);
    let namespaces = line.namespaces.as_deref()?;
    let (role, _) = ROLES.into_iter().find(|(_, allowed)| *allowed == namespaces)?;
    let name = text.split_once(&key.openssh())?.1;
    let name = if name.is_empty() { name } else { name.strip_prefix(' ')? };
    Some(Listed {
        principal,
        name: name.to_owned(),
        key,
        role,
        valid_after: line.valid_after,
        valid_before: line.valid_before,
    })
}

/// The bytes of a list's files by name.
pub type Files = BTreeMap<&'static str, Vec<u8>>;

/// A list whose form and signature are right. Whether its root is the one that counts is another question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustList {
    /// The key that signed it.
    pub root: PublicKey,
    /// Its number, from 1.
    pub number: u64,
    /// SHA-256 of the list before, `None` for number 1.
    pub previous: Option<Digest>,
    /// When it was signed by headquarters' clock, seconds since 1970-01-01T00:00:00Z.
    pub issued: i64,
    /// SHA-256 of `trust.txt`, which names the whole list.
    pub digest: Digest,
    /// What it says.
    pub contents: Contents,
}

impl TrustList {
    /// Signs a list; gives its files. `previous` is the list before, if there is one.
    ///
    /// # Errors
    /// [`Code::BadValue`] for contents that cannot be published; what signing gives.
    pub fn sign(
        contents: &Contents,
        previous: Option<&Self>,
        issued: i64,
        root: &UnlockedKey,
    ) -> Result<Files> {
        let doing = "signing a list of signers";
        contents.check().map_err(|what| Error::new(Code::BadValue, doing, what))?;
        let key = root.public();
        let mut files: Files = bound_files(contents, &key, issued).into();
        let statement = Statement {
            root: key,
            number: previous.map_or(1, |list| list.number + 1),
            previous: previous.map(|list| list.digest),
            issued,
            files: files.iter().map(|(name, bytes)| ((*name).to_owned(), Digest::of(bytes))).collect(),
        };
        let text = statement.text();
        let signature = root.sign(namespace::TRUST, text.as_bytes())?;
        files.insert(SIGNATURE, armour(&key, namespace::TRUST, &signature).into_bytes());
        files.insert(STATEMENT, text.into_bytes());
        // Whatever could not be read again is never handed out.
        Self::read(&files).map(|_| files)
    }

    /// Reads and checks a list: form, digests, and the signature by the root that it names.
    ///
    /// # Errors
    /// [`Code::BadTrustList`].
    pub fn read(files: &Files) -> Result<Self> {
        let bytes = |name: &'static str| {
            files.get(name).map(Vec::as_slice).ok_or_else(|| bad(format!("its file {name} is missing")))
        };
        let text = bytes(STATEMENT)?;
        let statement = Statement::read(text).ok_or_else(|| bad("trust.txt has not the form of a list"))?;
        let signed = parse_armour(bytes(SIGNATURE)?).is_ok_and(|armoured| {
            armoured.key == statement.root
                && armoured.namespace == namespace::TRUST
                && verify(&statement.root, namespace::TRUST, text, &armoured.signature)
        });
        if !signed {
            return Err(bad("its signature is not good"));
        }
        if !statement.files.iter().map(|(name, _)| name.as_str()).eq(BOUND) {
            return Err(bad("trust.txt does not name the files of a list"));
        }
        for (name, (_, digest)) in BOUND.into_iter().zip(&statement.files) {
            if Digest::of(bytes(name)?) != *digest {
                return Err(bad(format!("{name} is not the file that was signed")));
            }
        }
        let contents = Contents::read(bytes(SIGNERS)?, bytes(REVOKED)?).map_err(bad)?;
        for (name, made) in bound_files(&contents, &statement.root, statement.issued) {
            // How to check it is for people, and may be worded anew.
            if name != HELP && bytes(name)? != made {
                return Err(bad(format!("{name} does not say what the list says")));
            }
        }
        let Statement { root, number, previous, issued, .. } = statement;
        Ok(Self { root, number, previous, issued, digest: Digest::of(text), contents })
    }

    /// Reads and checks the list in a folder. What else lies there is not looked at.
    ///
    /// # Errors
    /// [`Code::BadTrustList`]; what the system says.
    pub fn read_folder(folder: &Path) -> Result<Self> {
        Self::read(&Self::files_in(folder)?).map_err(|error| error.on(folder.display()))
    }

    /// The bytes of a list's files in a folder, unchecked.
    ///
    /// # Errors
    /// [`Code::BadTrustList`] for a folder without such files or with one that is too large; what the system says.
    pub fn files_in(folder: &Path) -> Result<Files> {
        let mut files = Files::new();
        for name in FILES {
            match read_small(READING, &folder.join(name), MAX_BYTES) {
                Ok(bytes) => drop(files.insert(name, bytes.to_vec())),
                Err(error) if error.code == Code::NotFound && folder.is_dir() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(files)
    }

    /// The list as everything that judges takes it, with its revocations, and its name for reports.
    pub fn signers(&self) -> SignersFile {
        let lines = self.contents.allowed_signers();
        let list = AllowedSigners::parse(lines.as_bytes()).unwrap_or_default();
        SignersFile {
            name: format!("trust-{}", self.number),
            sha256: self.digest,
            list: list.revoking(self.contents.revoked.clone(), self.number),
        }
    }
}

fn bound_files(contents: &Contents, root: &PublicKey, issued: i64) -> [(&'static str, Vec<u8>); 5] {
    [
        (SIGNERS, contents.allowed_signers().into_bytes()),
        (PLAIN, contents.plain(issued).into_bytes()),
        (REVOKED, contents.revoked_keys().into_bytes()),
        (ROOT, format!("root {root}\n").into_bytes()),
        (HELP, HOW_TO_CHECK.as_bytes().to_vec()),
    ]
}

fn bad(what: impl Into<String>) -> Error {
    Error::new(Code::BadTrustList, READING, what)
        .safe("Nobody was trusted because of it; the list that was installed before still counts")
        .remedy("Ask headquarters for the list again; do not use this one.")
}
