//! What a path inside a bag may be.
//!
//! Owns: the strict rule for bundles ([`check`]), the laxer one for foreign bags ([`judge_foreign`]), and
//! the folding under which two names would be one file on some disk. Must never: touch a disk, or repair a
//! path: a path is fit or it is refused.

use unicode_normalization::UnicodeNormalization;

/// The longest bundle path, in bytes: fits below Windows' 260 with room for the folder above.
pub const LONGEST_PATH: usize = 200;
/// The longest single name, in bytes.
pub const LONGEST_NAME: usize = 128;

/// Why a path is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFault {
    /// It has no characters.
    Empty,
    /// It, or one name in it, is longer than the limits above.
    TooLong,
    /// It begins with `/`, `\`, a drive, or `~`.
    Absolute,
    /// One of its names is empty, `.` or `..`.
    Traversal,
    /// One of its names begins with a dot or a dash, or ends with a dot.
    Edge,
    /// A character other than `a-z`, `0-9`, `.`, `_`, `-`, `/`.
    Character,
    /// One of its names is a device on Windows (`con`, `nul.txt`).
    Device,
}

impl PathFault {
    /// The fault in words, as a fragment.
    pub fn words(self) -> &'static str {
        match self {
            Self::Empty => "an empty path",
            Self::TooLong => "longer than allowed",
            Self::Absolute => "absolute, a drive, a network share or a home folder",
            Self::Traversal => "an empty name, . or ..",
            Self::Edge => "a name that begins with a dot or dash or ends with a dot",
            Self::Character => "a character other than a-z 0-9 . _ - /",
            Self::Device => "a name that Windows keeps for a device",
        }
    }
}

/// Whether a bundle may have this path: lower-case ASCII, relative, every name plain on every system.
///
/// # Errors
/// The first fault found. The rule is FORMAT.md's.
pub fn check(path: &str) -> Result<(), PathFault> {
    refuse_escape(path)?;
    if path.len() > LONGEST_PATH {
        return Err(PathFault::TooLong);
    }
    path.split('/').try_for_each(check_name)
}

/// Whether a bundle may have this as one name, without any `/`.
///
/// # Errors
/// The first fault found.
pub fn check_name(name: &str) -> Result<(), PathFault> {
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-');
    if name.is_empty() {
        return Err(PathFault::Empty);
    }
    if name.len() > LONGEST_NAME {
        return Err(PathFault::TooLong);
    }
    if !name.bytes().all(plain) {
        return Err(PathFault::Character);
    }
    // A shell reads a leading dash as an option; listings hide a leading dot; Windows drops a last one.
    if name.starts_with(['.', '-']) || name.ends_with('.') {
        return Err(PathFault::Edge);
    }
    if is_device(name) { Err(PathFault::Device) } else { Ok(()) }
}

/// Whether a foreign bag may list this path (RFC 8493 section 5.1): it must stay inside on every system.
///
/// # Errors
/// [`PathFault::Empty`], [`PathFault::Absolute`], [`PathFault::Traversal`] or, for a NUL,
/// [`PathFault::Character`].
pub fn judge_foreign(path: &str) -> Result<(), PathFault> {
    refuse_escape(path)?;
    if path.contains('\0') { Err(PathFault::Character) } else { Ok(()) }
}

/// Refuses what leads outside on Unix or on Windows, whichever this is.
fn refuse_escape(path: &str) -> Result<(), PathFault> {
    if path.is_empty() {
        return Err(PathFault::Empty);
    }
    let bytes = path.as_bytes();
    let drive = bytes.len() > 1 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':';
    if drive || path.starts_with(['/', '\\', '~']) {
        return Err(PathFault::Absolute);
    }
    if path.split(['/', '\\']).any(|name| matches!(name, "" | "." | "..")) {
        return Err(PathFault::Traversal);
    }
    Ok(())
}

/// True for a name that Windows keeps for a device, with any extension and in any case.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let numbered = |kind: &str| {
        stem.strip_prefix(kind).is_some_and(|rest| {
            matches!(rest, "¹" | "²" | "³") || (rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
        })
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$" | "clock$")
        || numbered("com")
        || numbered("lpt")
}

/// The name in Unicode's form NFC, as macOS and Linux may disagree about it (RFC 8493 section 6.1.1).
pub fn normal(path: &str) -> String {
    path.nfc().collect()
}

/// The form in which two names that are one file on a disk without case are equal.
pub fn fold(path: &str) -> String {
    path.nfkc().flat_map(char::to_lowercase).nfc().collect()
}

/// Every folder above a path, from the top: `a/b/c` gives `a` and `a/b`.
pub fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_path_is_lower_case_ascii_relative_and_plain_on_every_system() {
        for good in ["bagit.txt", "data/originals/ab/0f.jpg", "data/ledger/00ff.head.sig", "a", "a_b-c.d"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for (bad, fault) in [
            ("", PathFault::Empty),
            ("/etc/passwd", PathFault::Absolute),
            ("\\\\server\\share\\x", PathFault::Absolute),
            ("\\\\?\\c:\\x", PathFault::Absolute),
            ("c:/x", PathFault::Absolute),
            ("c:x", PathFault::Absolute),
            ("~root/x", PathFault::Absolute),
            ("data/../x", PathFault::Traversal),
            ("data/./x", PathFault::Traversal),
            ("data//x", PathFault::Traversal),
            ("data/", PathFault::Traversal),
            ("..", PathFault::Traversal),
            ("data\\..\\x", PathFault::Traversal),
            ("data/.hidden", PathFault::Edge),
            ("data/-rf", PathFault::Edge),
            ("data/x.", PathFault::Edge),
            ("data/X", PathFault::Character),
            ("data/a b", PathFault::Character),
            ("data/é", PathFault::Character),
            ("data/a\nb", PathFault::Character),
            ("data/a\0", PathFault::Character),
            ("data/x:y", PathFault::Character),
            ("data/con", PathFault::Device),
            ("data/nul.txt", PathFault::Device),
            ("lpt1/x", PathFault::Device),
        ] {
            assert_eq!(check(bad), Err(fault), "{bad:?}");
        }
        assert_eq!(check(&"a".repeat(129)), Err(PathFault::TooLong));
        assert_eq!(check(&format!("{0}/{0}", "a".repeat(120))), Err(PathFault::TooLong));
    }

    #[test]
    fn a_foreign_path_may_be_any_text_that_stays_inside() {
        for good in ["data/Núñez", "data/a b", "data/%7Ex", "data/dir/~x", "data/.keep", "README"] {
            assert_eq!(judge_foreign(good), Ok(()), "{good}");
        }
        for bad in ["../x", "data/../../x", "/tmp/x", "~/x", "C:\\x", "\\\\?\\UNC\\s\\x", "data\\..\\x", ""] {
            assert!(judge_foreign(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_fold_together_when_some_disk_would_take_them_for_one() {
        assert_eq!(fold("data/HELLO.txt"), fold("data/hello.TXT"));
        assert_eq!(fold("Nu\u{301}n\u{303}ez"), fold("núñez"));
        assert_ne!(fold("a"), fold("b"));
    }
}
