//! Text tag files: their encodings and lines (RFC 8493 section 2.3).

/// A character encoding that a bag declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, also where US-ASCII is declared, of which it is a superset.
    Utf8,
    /// UTF-16 with a byte-order mark; without one, big-endian (RFC 2781 section 4.3).
    Utf16,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// ISO-8859-1.
    Latin1,
}

/// The text of a file, and whether it began with a byte-order mark.
pub struct Text {
    /// The characters, without a mark.
    pub text: String,
    /// Whether there was a mark.
    pub marked: bool,
}

impl Encoding {
    /// From the name in `bagit.txt`, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "UTF-8" | "UTF8" | "US-ASCII" | "ASCII" => Self::Utf8,
            "UTF-16" | "UTF16" => Self::Utf16,
            "UTF-16LE" => Self::Utf16Le,
            "UTF-16BE" => Self::Utf16Be,
            "ISO-8859-1" | "ISO_8859-1" | "ISO8859-1" | "LATIN1" => Self::Latin1,
            _ => return None,
        })
    }

    /// Whether text in it may begin with a byte-order mark.
    pub fn may_be_marked(self) -> bool {
        self == Self::Utf16
    }

    /// Decodes a file; `None` if its bytes are no text in this encoding.
    pub fn decode(self, bytes: &[u8]) -> Option<Text> {
        let text = match self {
            Self::Utf8 => std::str::from_utf8(bytes).ok()?.to_owned(),
            Self::Latin1 => bytes.iter().map(|byte| char::from(*byte)).collect(),
            Self::Utf16 if bytes.starts_with(&[0xff, 0xfe]) => utf16(bytes, u16::from_le_bytes)?,
            Self::Utf16 | Self::Utf16Be => utf16(bytes, u16::from_be_bytes)?,
            Self::Utf16Le => utf16(bytes, u16::from_le_bytes)?,
        };
        Some(match text.strip_prefix('\u{feff}') {
            Some(rest) => Text { text: rest.to_owned(), marked: true },
            None => Text { text, marked: false },
        })
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    if rest.is_empty() { String::from_utf16(&units).ok() } else { None }
}

/// The lines of a text, ended by LF, CR or CRLF, and whether the last one was ended.
pub fn lines(text: &str) -> (Vec<&str>, bool) {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\n', '\r']) {
        lines.push(&rest[..at]);
        let end = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        rest = &rest[at + end..];
    }
    let ended = rest.is_empty();
    if !ended {
        lines.push(rest);
    }
    (lines, ended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_lf_cr_or_crlf() {
        assert_eq!(lines("a\nb\rc\r\nd"), (vec!["a", "b", "c", "d"], false));
        assert_eq!(lines("a\n\r\n"), (vec!["a", ""], true));
        assert_eq!(lines(""), (vec![], true));
    }

    #[test]
    fn text_is_read_in_the_encodings_that_bags_have_used() {
        let decode = |encoding: Encoding, bytes: &[u8]| encoding.decode(bytes).map(|t| (t.text, t.marked));
        let text = |text: &str, marked| Some((text.to_owned(), marked));
        assert_eq!(decode(Encoding::Latin1, b"N\xfa"), text("Nú", false));
        assert_eq!(decode(Encoding::Utf16, b"\xff\xfea\0"), text("a", true));
        assert_eq!(decode(Encoding::Utf16, b"\xfe\xff\0a"), text("a", true));
        assert_eq!(decode(Encoding::Utf16, b"\0a"), text("a", false));
        assert_eq!(decode(Encoding::Utf16, b"\0a\0"), None);
        assert_eq!(decode(Encoding::Utf16Le, b"\x00\xd8"), None);
        assert_eq!(decode(Encoding::Utf8, b"\xef\xbb\xbfa"), text("a", true));
        assert_eq!(decode(Encoding::Utf8, b"\xff"), None);
    }
}
