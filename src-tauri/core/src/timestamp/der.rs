//! DER (X.690), as far as a time token needs it: one-byte tags, definite lengths in their shortest form.

/// SEQUENCE.
pub const SEQUENCE: u8 = 0x30;
/// SET.
pub const SET: u8 = 0x31;
/// INTEGER.
pub const INTEGER: u8 = 0x02;
/// OCTET STRING.
pub const OCTETS: u8 = 0x04;
/// OBJECT IDENTIFIER.
pub const OID: u8 = 0x06;
/// BOOLEAN.
pub const BOOLEAN: u8 = 0x01;
/// BIT STRING.
pub const BITS: u8 = 0x03;
/// UTCTime.
pub const UTC_TIME: u8 = 0x17;
/// GeneralizedTime.
pub const GENERAL_TIME: u8 = 0x18;
/// `[0]`, constructed.
pub const FIRST: u8 = 0xa0;
/// `[1]`, constructed.
pub const SECOND: u8 = 0xa1;
/// `[3]`, constructed.
pub const FOURTH: u8 = 0xa3;

/// What is left to read of a run of values.
#[derive(Clone, Copy)]
pub struct Der<'a>(pub &'a [u8]);

/// One value.
pub struct Item<'a> {
    /// Its tag.
    pub tag: u8,
    /// Its contents.
    pub body: &'a [u8],
    /// All of it.
    pub whole: &'a [u8],
}

impl<'a> Der<'a> {
    /// The next value; `None` at the end, and where the bytes are no DER.
    pub fn next(&mut self) -> Option<Item<'a>> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let count = usize::from(first & 0x7f);
        let (length, rest) = match first {
            0..=0x7f => (count, rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(count)?;
                let length = bytes.iter().fold(0, |sum: usize, byte| sum << 8 | usize::from(*byte));
                let shortest = length >= 0x80 && bytes.first() != Some(&0);
                (Some(length).filter(|_| shortest)?, rest)
            }
            _ => return None,
        };
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (body, rest) = rest.split_at_checked(length)?;
        let whole = &self.0[..self.0.len() - rest.len()];
        self.0 = rest;
        Some(Item { tag, body, whole })
    }

    /// The contents of the next value, which must have this tag.
    pub fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|item| item.tag == tag).map(|item| item.body)
    }

    /// The contents of the next value if it has this tag; else nothing is read.
    pub fn take_if(&mut self, tag: u8) -> Option<&'a [u8]> {
        if self.0.first() == Some(&tag) { self.take(tag) } else { None }
    }

    /// True if nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The contents of the one value of which these bytes consist.
pub fn only(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let mut der = Der(bytes);
    der.take(tag).filter(|_| der.is_empty())
}
