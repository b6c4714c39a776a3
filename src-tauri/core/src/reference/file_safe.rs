//! The form of a reference that is safe as a file's name, and the way back.

use super::Reference;
use std::fmt::Write as _;

impl Reference {
    /// The reference in `a-z 0-9 - _ .`, as a name for files: `ABC/1/2` is `abc-1-2`. Reversible to the letter by
    /// [`Reference::from_file_safe`], case included; never a name that Windows reserves; never begins or ends
    /// with `-` or `.`.
    ///
    /// Capitals are written small and `/` as `-`; `_lbis_` stands for the small letters `bis`; and
    /// `_u17.80d2-06.27_` for other characters: the code point's upper digits, a point, then two digits for each.
    /// Text of one script takes two characters for each, so that the result stays under 255 bytes.
    pub fn file_safe(&self) -> String {
        let chars: Vec<char> = self.0.chars().collect();
        let name = encode(&chars, 0);
        if is_reserved(&name) { encode(&chars, 1) } else { name }
    }

    /// Reads what [`Reference::file_safe`] wrote; `None` for anything else.
    pub fn from_file_safe(name: &str) -> Option<Self> {
        let reference = Self::parse(&decode(name)?).ok()?;
        (reference.file_safe() == name).then_some(reference)
    }
}

/// Names that Windows keeps for devices, with or without an extension.
pub(super) fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let numbered = |prefix| {
        stem.strip_prefix(prefix).is_some_and(|n: &str| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// Encodes, the first `forced` characters as code points.
fn encode(chars: &[char], forced: usize) -> String {
    let alnum = |at: Option<usize>| at.and_then(|i| chars.get(i)).is_some_and(char::is_ascii_alphanumeric);
    let kind = |i: usize| match chars[i] {
        _ if i < forced => Kind::Coded,
        'A'..='Z' | '0'..='9' => Kind::Plain,
        'a'..='z' => Kind::Small,
        '/' | '.' if alnum(i.checked_sub(1)) && alnum(Some(i + 1)) => Kind::Plain,
        _ => Kind::Coded,
    };
    let mut name = String::new();
    let mut at = 0;
    while at < chars.len() {
        let run_kind = kind(at);
        let end = (at..chars.len()).find(|i| kind(*i) != run_kind).unwrap_or(chars.len());
        encode_run(run_kind, &chars[at..end], &mut name);
        at = end;
    }
    name
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Small,
    Coded,
}

fn encode_run(kind: Kind, run: &[char], name: &mut String) {
    match kind {
        Kind::Plain => name.extend(run.iter().map(|c| if *c == '/' { '-' } else { c.to_ascii_lowercase() })),
        Kind::Small => {
            name.push_str("_l");
            name.extend(run);
            name.push('_');
        }
        Kind::Coded => {
            name.push_str("_u");
            let mut block = None;
            for code in run.iter().map(|c| u32::from(*c)) {
                if block != Some(code >> 8) {
                    let dash = if block.is_some() { "-" } else { "" };
                    let _ = write!(name, "{dash}{:02x}.", code >> 8);
                    block = Some(code >> 8);
                }
                let _ = write!(name, "{:02x}", code & 0xff);
            }
            name.push('_');
        }
    }
}

fn decode(name: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            'a'..='z' => text.push(c.to_ascii_uppercase()),
            '0'..='9' | '.' => text.push(c),
            '-' => text.push('/'),
            '_' => {
                let (run, after) = rest.split_once('_')?;
                rest = after;
                if let Some(small) = run.strip_prefix('l') {
                    text.push_str(small);
                } else {
                    decode_blocks(run.strip_prefix('u')?, &mut text)?;
                }
            }
            _ => return None,
        }
    }
    Some(text)
}

fn decode_blocks(run: &str, text: &mut String) -> Option<()> {
    for block in run.split('-') {
        let (high, lows) = block.split_once('.')?;
        let high = u32::from_str_radix(high, 16).ok().filter(|h| *h <= 0x10ff)?;
        let lows = crate::digest::from_hex(lows)?;
        for low in lows {
            text.push(char::from_u32(high << 8 | u32::from(low))?);
        }
    }
    Some(())
}
