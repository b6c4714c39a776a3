//! Revoked keys as a file of OpenSSH: one public key a line, which `ssh-keygen -Y verify -r` takes, with the time and
//! the reason behind the key, where ssh-keygen expects a comment.

use super::PublicKey;
use super::allowed_signers::{seconds, ssh_time};

/// One key that is no longer its owner's alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revocation {
    /// The key.
    pub key: PublicKey,
    /// From when it may have been in other hands, seconds since 1970-01-01T00:00:00Z.
    pub since: i64,
    /// Whose it was.
    pub principal: String,
    /// Why, in one line without control characters: `lost`, `stolen on the ferry`.
    pub reason: String,
}

/// The longest reason, in characters.
const MAX_REASON: usize = 200;

impl Revocation {
    /// True if it can stand in a line of the file and be read back.
    pub fn is_writable(&self) -> bool {
        let plain = !self.principal.is_empty() && self.principal.bytes().all(|b| b.is_ascii_graphic());
        let reason = self.reason.trim() == self.reason
            && !self.reason.is_empty()
            && self.reason.chars().count() <= MAX_REASON
            && !self.reason.chars().any(char::is_control);
        plain && reason && seconds(&ssh_time(self.since)) == Ok(self.since)
    }
}

/// The file: `ssh-ed25519 AAAA… <since> <principal> <reason>` a line, sorted by line.
pub fn write_revoked_keys(revoked: &[Revocation]) -> String {
    let line = |r: &Revocation| format!("{} {} {} {}\n", r.key, ssh_time(r.since), r.principal, r.reason);
    let mut lines: Vec<String> = revoked.iter().map(line).collect();
    lines.sort();
    lines.concat()
}

/// Reads exactly what [`write_revoked_keys`] writes; `None` for anything else.
pub fn read_revoked_keys(text: &str) -> Option<Vec<Revocation>> {
    let revoked: Option<Vec<Revocation>> = text.lines().map(read_line).collect();
    revoked
        .filter(|revoked| write_revoked_keys(revoked) == text && revoked.iter().all(Revocation::is_writable))
}

fn read_line(line: &str) -> Option<Revocation> {
    let mut words = line.splitn(5, ' ');
    let mut next = || words.next();
    let key = format!("{} {}", next()?, next()?).parse().ok()?;
    let (since, principal, reason) = (seconds(next()?).ok()?, next()?.to_owned(), next()?.to_owned());
    Some(Revocation { key, since, principal, reason })
}

#[cfg(test)]
mod tests {
    use super::super::UnlockedKey;
    use super::*;

    fn revocation(seed: u8) -> Revocation {
        let key = UnlockedKey::from_seed(&[seed; 32], String::new()).unwrap().public();
        Revocation {
            key,
            since: 1_763_026_867,
            principal: "sok.dara".into(),
            reason: "lost on the ferry".into(),
        }
    }

    #[test]
    fn revoked_keys_read_back_only_from_their_one_written_form() {
        let two = [revocation(1), revocation(2)];
        let text = write_revoked_keys(&two);
        assert!(text.contains(" 20251113094107Z sok.dara lost on the ferry\n"));
        assert_eq!(read_revoked_keys(&text).unwrap().len(), 2);
        assert_eq!(read_revoked_keys(""), Some(Vec::new()));
        let swapped: String = text.lines().rev().map(|line| format!("{line}\n")).collect();
        for bad in [
            text.trim_end().to_owned(),
            text.replace('\n', "\r\n"),
            text.replace("20251113094107Z", "20251113"),
            text.replace(" lost on the ferry", ""),
            text.replace("ferry", "ferry "),
            format!("{text}\n"),
            format!("# comment\n{text}"),
            swapped,
        ] {
            assert_eq!(read_revoked_keys(&bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_reason_that_would_begin_another_line_is_not_writable() {
        for reason in ["", " x", "a\nssh-ed25519 AAAA", "a\tb"] {
            assert!(!Revocation { reason: reason.into(), ..revocation(1) }.is_writable(), "{reason:?}");
        }
        assert!(!Revocation { principal: "a b".into(), ..revocation(1) }.is_writable());
        assert!(revocation(1).is_writable());
    }
}
