//! Reading OpenSSH's `allowed_signers` (ssh-keygen(1), ALLOWED SIGNERS): who may sign for what, and when.

use super::file::read_small;
use super::pattern::list_matches;
use super::wire::take_string;
use super::{PublicKey, Revocation};
use crate::digest::Digest;
use crate::error::{Code, Error, Result};
use base64ct::{Base64, Encoding};
use chrono::NaiveDate;
use std::fmt;
use std::path::Path;

/// Far above any list of people; what is larger is refused unread.
const MAX_BYTES: u64 = 16 * 1024 * 1024;
const READING: &str = "reading a list of allowed signers";

/// Types of key that OpenSSH knows and that sign nothing here. Anything else where a type should stand is taken for
/// options, as ssh-keygen does, and refused as such.
const OTHER_TYPES: [&str; 14] = [
    "ssh-rsa",
    "ssh-dss",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "ssh-ed25519-cert-v01@openssh.com",
    "ssh-rsa-cert-v01@openssh.com",
    "ecdsa-sha2-nistp256-cert-v01@openssh.com",
    "ecdsa-sha2-nistp384-cert-v01@openssh.com",
    "ecdsa-sha2-nistp521-cert-v01@openssh.com",
    "sk-ssh-ed25519-cert-v01@openssh.com",
    "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
];

/// A list of signers, from outside whatever is being judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedSigners {
    lines: Vec<SignerLine>,
    revoked: Vec<Revocation>,
    number: Option<u64>,
}

/// A list of signers with what names it: a report has to say which list it was.
#[derive(Clone, Debug)]
pub struct SignersFile {
    /// The file's name, without its folder.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// What it says.
    pub list: AllowedSigners,
}

impl SignersFile {
    /// Reads a list from a file.
    ///
    /// # Errors
    /// As [`AllowedSigners::read`].
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = read_small(READING, path, MAX_BYTES)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Self { name, sha256: Digest::of(&bytes), list: AllowedSigners::parse_file(path, &bytes)? })
    }
}

/// One line of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignerLine {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Whose key it is: the pattern list as it stands in the file, without quotes around it.
    pub principals: String,
    /// The key; `None` for types of key that sign nothing here.
    pub key: Option<PublicKey>,
    /// The line is about a certificate authority, and so never about a key's own signatures.
    pub cert_authority: bool,
    /// The pattern list of permitted namespaces; `None` permits all.
    pub namespaces: Option<String>,
    /// First permitted second, since 1970-01-01T00:00:00Z.
    pub valid_after: Option<i64>,
    /// Last permitted second, since 1970-01-01T00:00:00Z.
    pub valid_before: Option<i64>,
}

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Its number in the file, from 1.
    pub number: usize,
    /// What is wrong with it, as a sentence's fragment.
    pub what: &'static str,
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.number, self.what)
    }
}

/// What a list says about a key. It says nothing about a signature being good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// No line is about this key.
    Unknown,
    /// The key is listed, but not for this purpose.
    NotInNamespace,
    /// The key is listed for this purpose, for an earlier time.
    Expired,
    /// The key is listed for this purpose, for a later time.
    NotYetValid,
    /// The key is revoked, and nothing proves that this signature is older.
    Revoked {
        /// Whose it was, as the list says.
        principal: String,
        /// From when it may have been in other hands, seconds since 1970-01-01T00:00:00Z.
        since: i64,
        /// Why.
        reason: String,
    },
    /// The key is listed for this purpose and time.
    Trusted {
        /// Whose it is, as the list says.
        principal: String,
    },
}

impl AllowedSigners {
    /// A list of exactly these raw public keys, without names: for checking what we wrote ourselves.
    ///
    /// # Errors
    /// [`Code::BadSignersList`] if one is no key that the format allows.
    pub fn trusting(keys: impl Iterator<Item = [u8; 32]>) -> Result<Self> {
        let lines: String = keys
            .filter_map(|key| super::PublicKey::from_bytes(&key).ok())
            .map(|key| format!("own {}\n", key.openssh()))
            .collect();
        Self::parse(lines.as_bytes()).map_err(|_| {
            Error::new(
                Code::BadSignersList,
                "listing the keys of this catalogue",
                "a key has no form that is allowed",
            )
        })
    }

    /// Reads a list from a file.
    ///
    /// # Errors
    /// [`Code::BadSignersList`] with the number of each bad line, [`Code::NotARegularFile`], [`Code::TooLarge`], or
    /// what the system says.
    pub fn read(path: &Path) -> Result<Self> {
        Self::parse_file(path, &read_small(READING, path, MAX_BYTES)?)
    }

    fn parse_file(path: &Path, bytes: &[u8]) -> Result<Self> {
        const SHOWN: usize = 10;
        Self::parse(bytes).map_err(|bad| {
            let mut what: Vec<_> = bad.iter().take(SHOWN).map(BadLine::to_string).collect();
            if bad.len() > SHOWN {
                what.push(format!("and {} more lines", bad.len() - SHOWN));
            }
            Error::new(Code::BadSignersList, READING, what.join("; "))
                .on(path.display())
                .safe("No signer of this list was trusted")
                .remedy("Ask whoever gave you the list for a corrected one.")
        })
    }

    /// Reads a list: lines of principals, options if any, type of key, key in base64, comment if any, with spaces
    /// or tabs between; blank lines and those that begin with `#` are skipped; lines end with LF or CRLF.
    ///
    /// ssh-keygen skips a line that it cannot read and goes on. Here one bad line refuses the whole list, since
    /// what it meant to say, perhaps a limit, is not known. So does a line that ssh-keygen refuses: an unknown or
    /// repeated option, a value without quotes, an empty span of time. A time without `Z` is local time to
    /// ssh-keygen; here it is UTC, so that every computer reads a list in the same way.
    ///
    /// # Errors
    /// All bad lines, in the file's order.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<BadLine>> {
        let (mut lines, mut bad) = (Vec::new(), Vec::new());
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if matches!(line.trim_ascii_start().first(), None | Some(b'#')) {
                continue;
            }
            match parse_line(line) {
                Ok(line) => lines.push(SignerLine { number, ..line }),
                Err(what) => bad.push(BadLine { number, what }),
            }
        }
        if bad.is_empty() { Ok(Self { lines, revoked: Vec::new(), number: None }) } else { Err(bad) }
    }

    /// The same list with headquarters' revocations and its number, once that list's signature was checked.
    #[must_use]
    pub fn revoking(self, revoked: Vec<Revocation>, number: u64) -> Self {
        Self { revoked, number: Some(number), ..self }
    }

    /// The number of headquarters' list; `None` for a plain file.
    pub fn number(&self) -> Option<u64> {
        self.number
    }

    /// What the list revokes; nothing in a plain file.
    pub fn revoked(&self) -> &[Revocation] {
        &self.revoked
    }

    /// The lines that were read.
    pub fn lines(&self) -> &[SignerLine] {
        &self.lines
    }

    /// What the list says about this key for this purpose at this time (milliseconds since 1970-01-01T00:00:00Z;
    /// whole seconds count, both limits included). `None` asks without a time, and limits of time then play no
    /// part. Of several lines about one key the kindest counts, as with ssh-keygen.
    pub fn lookup(&self, key: &PublicKey, namespace: &str, at: Option<i64>) -> Trust {
        self.lookup_proved(key, namespace, at, None)
    }

    /// As [`AllowedSigners::lookup`], where it is proven that what was signed existed at the time `proved`
    /// (milliseconds as `at`), for instance by a receipt that covers it. A revocation from later on then changes
    /// nothing, and neither does a limit of time that was passed since, whatever the laptop's clock says.
    pub fn lookup_proved(
        &self,
        key: &PublicKey,
        namespace: &str,
        at: Option<i64>,
        proved: Option<i64>,
    ) -> Trust {
        let proved = proved.map(|millis| millis.div_euclid(1000));
        let revocation = self.revoked.iter().filter(|revocation| revocation.key == *key);
        if let Some(first) = revocation.min_by_key(|revocation| revocation.since)
            && proved.is_none_or(|proved| proved >= first.since)
        {
            let Revocation { principal, since, reason, .. } = first.clone();
            return Trust::Revoked { principal, since, reason };
        }
        let at = at.map(|millis| millis.div_euclid(1000));
        // A proof comes later than what it proves: it moves no time forward, and sets none where there is none.
        let second = at.map(|at| proved.map_or(at, |proved| proved.min(at)));
        let says =
            self.lines.iter().filter(|line| line.is_about(key)).map(|line| line.says(namespace, second));
        // The first of the kindest: `max_by_key` alone would give the last.
        says.rev().max_by_key(Trust::rank).unwrap_or(Trust::Unknown)
    }
}

impl Trust {
    /// How kind it is.
    fn rank(&self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::NotInNamespace => 1,
            Self::Expired => 2,
            Self::NotYetValid => 3,
            Self::Revoked { .. } => 4,
            Self::Trusted { .. } => 5,
        }
    }
}

impl SignerLine {
    /// A list of principals with none but refused ones names nobody.
    fn is_about(&self, key: &PublicKey) -> bool {
        let names_somebody = self.principals.split(',').any(|p| !p.is_empty() && !p.starts_with('!'));
        self.key.as_ref() == Some(key) && !self.cert_authority && names_somebody
    }

    fn says(&self, namespace: &str, second: Option<i64>) -> Trust {
        if self.namespaces.as_ref().is_some_and(|list| !list_matches(list, namespace)) {
            return Trust::NotInNamespace;
        }
        match second {
            Some(second) if self.valid_after.is_some_and(|first| second < first) => Trust::NotYetValid,
            Some(second) if self.valid_before.is_some_and(|last| second > last) => Trust::Expired,
            _ => Trust::Trusted { principal: self.principals.clone() },
        }
    }
}

/// Reads a line that is neither blank nor comment.
fn parse_line(line: &[u8]) -> Result<SignerLine, &'static str> {
    let text = std::str::from_utf8(line).map_err(|_| "not UTF-8")?;
    if text.starts_with('\u{feff}') {
        return Err("a byte order mark; save the file without one");
    }
    if text.chars().any(|c| c.is_control() && c != '\t') {
        return Err("a control character");
    }
    let (principals, rest) = take_principals(text.trim_start_matches(BLANK))?;
    let mut line = SignerLine { principals: principals.to_owned(), ..SignerLine::default() };
    let mut rest = rest.trim_start_matches(BLANK);
    if !is_type(word(rest).0) {
        rest = take_options(rest, &mut line)?.trim_start_matches(BLANK);
    }
    let (kind, rest) = word(rest);
    let (encoded, _comment) = word(rest.trim_start_matches(BLANK));
    line.key = parse_key(kind, encoded)?;
    match (line.valid_after, line.valid_before) {
        (Some(after), Some(before)) if before <= after => Err("valid-before is not later than valid-after"),
        _ => Ok(line),
    }
}

const BLANK: [char; 2] = [' ', '\t'];

/// The characters up to the first blank, and what follows.
fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(BLANK).unwrap_or(text.len()))
}

fn is_type(word: &str) -> bool {
    word == "ssh-ed25519" || OTHER_TYPES.contains(&word)
}

/// The principals, which may stand in quotes as a whole.
fn take_principals(text: &str) -> Result<(&str, &str), &'static str> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (principals, rest) = word(text);
        return if principals.contains('"') {
            Err("a quote inside the principals")
        } else {
            Ok((principals, rest))
        };
    };
    let (principals, rest) = quoted.split_once('"').ok_or("a quote that does not end")?;
    match principals {
        "" => Err("no principals"),
        _ if rest.starts_with(BLANK) => Ok((principals, rest)),
        _ => Err("no blank after the principals"),
    }
}

/// Reads `name` and `name="value"`, comma-separated, up to the first blank outside quotes; gives what follows.
/// Names are in any case.
fn take_options<'a>(mut rest: &'a str, line: &mut SignerLine) -> Result<&'a str, &'static str> {
    loop {
        let end = rest.find([',', '=', ' ', '\t']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        rest = after;
        match name.to_ascii_lowercase().as_str() {
            "cert-authority" => line.cert_authority = true,
            "namespaces" => set(&mut line.namespaces, take_value(&mut rest)?)?,
            "valid-after" => set(&mut line.valid_after, seconds(&take_value(&mut rest)?)?)?,
            "valid-before" => set(&mut line.valid_before, seconds(&take_value(&mut rest)?)?)?,
            _ => return Err("neither a known type of key nor a known option"),
        }
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None if rest.starts_with(BLANK) => return Ok(rest),
            None if rest.is_empty() => return Err("no key"),
            None => return Err("something behind an option's value"),
        }
    }
}

fn set<T>(place: &mut Option<T>, value: T) -> Result<(), &'static str> {
    if place.replace(value).is_none() { Ok(()) } else { Err("an option given twice") }
}

/// Reads `="value"`; inside, `\"` is a quote and nothing else is special.
fn take_value(rest: &mut &str) -> Result<String, &'static str> {
    let mut text = rest.strip_prefix("=\"").ok_or("an option's value without quotes")?;
    let mut value = String::new();
    loop {
        let end = text.find('"').ok_or("a quote that does not end")?;
        let (part, after) = text.split_at(end);
        text = &after[1..];
        match part.strip_suffix('\\') {
            Some(part) => {
                value.push_str(part);
                value.push('"');
            }
            None => {
                value.push_str(part);
                *rest = text;
                return Ok(value);
            }
        }
    }
}

/// Seconds since 1970 of `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, each with or without `Z`, in UTC. Like
/// ssh-keygen, refuses the first second of 1970 and what is before.
pub(super) fn seconds(text: &str) -> Result<i64, &'static str> {
    let digits = text.strip_suffix('Z').unwrap_or(text);
    read_time(digits).filter(|second| *second > 0).ok_or("no time of the form YYYYMMDD[HHMM[SS]][Z]")
}

/// The form `YYYYMMDDHHMMSSZ` of seconds since 1970-01-01T00:00:00Z.
pub fn ssh_time(seconds: i64) -> String {
    let time = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    time.format("%Y%m%d%H%M%SZ").to_string()
}

/// Seconds since 1970-01-01T00:00:00Z of exactly what [`ssh_time`] writes, and never of 1970's first second or before,
/// which ssh-keygen refuses.
pub fn read_ssh_time(text: &str) -> Option<i64> {
    seconds(text).ok().filter(|second| ssh_time(*second) == text)
}

fn read_time(digits: &str) -> Option<i64> {
    if !matches!(digits.len(), 8 | 12 | 14) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number =
        |from: usize, to: usize| digits.get(from..to).map_or(Some(0), |part| part.parse::<u32>().ok());
    let day = NaiveDate::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, number(4, 6)?, number(6, 8)?)?;
    Some(day.and_hms_opt(number(8, 10)?, number(10, 12)?, number(12, 14)?)?.and_utc().timestamp())
}

/// The key, when it is one that signs here; `None` when it is whole and of another type.
fn parse_key(kind: &str, encoded: &str) -> Result<Option<PublicKey>, &'static str> {
    if !is_type(kind) {
        return Err("no known type of key");
    }
    let blob = Base64::decode_vec(encoded).map_err(|_| "a key that is not base64")?;
    if take_string(&mut &*blob) != Some(kind.as_bytes()) {
        return Err("a key of another type than the line says");
    }
    if kind != "ssh-ed25519" {
        return Ok(None);
    }
    PublicKey::from_blob(&blob).map(Some).map_err(|_| "a damaged or weak key")
}

#[cfg(test)]
mod tests;
