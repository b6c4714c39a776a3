//! The exact bytes of the strict form's headers (APPNOTE.TXT sections 4.3.7, 4.3.12 to 4.3.16).
//!
//! Everything that ZIP leaves open is fixed: version made by 4.5 on FAT, flags 0, method 0 (stored), date
//! 1980-01-01 00:00, no attributes, no comments. ZIP64 fields stand where a value does not fit, and only
//! there.

/// The value that means "see the ZIP64 field" in 32 bits.
pub const FULL32: u64 = 0xffff_ffff;
/// The same in 16 bits.
pub const FULL16: u64 = 0xffff;
/// Where the CRC-32 stands in a local header.
pub const LOCAL_CRC_AT: u64 = 14;
/// Bytes of a central header before its name.
pub const CENTRAL_FIXED: usize = 46;
/// Bytes of the last record.
pub const END_LEN: usize = 22;
/// Bytes of the ZIP64 end record and its locator.
pub const END64_LEN: usize = 56 + 20;

const MADE_BY: u16 = 45;
const NEEDED: u16 = 10;
const NEEDED_ZIP64: u16 = 45;
const DATE: u16 = 0x0021;
const ZIP64_EXTRA: u16 = 1;

/// One file in the ZIP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The full name, root folder included.
    pub name: String,
    /// The size in bytes, stored and original.
    pub size: u64,
    /// CRC-32 of the bytes (ISO-HDLC).
    pub crc: u32,
    /// Where its local header begins.
    pub offset: u64,
}

impl Member {
    /// Version, flags, method, time, date, CRC, both sizes: what local and central header share.
    fn shared(&self) -> Vec<u8> {
        let zip64 = self.size >= FULL32 || self.offset >= FULL32;
        let size = clip32(self.size);
        let mut bytes = Vec::with_capacity(24);
        bytes.extend(if zip64 { NEEDED_ZIP64 } else { NEEDED }.to_le_bytes());
        bytes.extend([0; 6]); // flags, method, time
        bytes.extend(DATE.to_le_bytes());
        bytes.extend(self.crc.to_le_bytes());
        bytes.extend(size.to_le_bytes());
        bytes.extend(size.to_le_bytes());
        bytes.extend((self.name.len() as u16).to_le_bytes());
        bytes
    }

    /// The local header, name and ZIP64 field included.
    pub fn local(&self) -> Vec<u8> {
        let extra = if self.size >= FULL32 { extra(&[self.size, self.size]) } else { Vec::new() };
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.extend(self.shared());
        bytes.extend((extra.len() as u16).to_le_bytes());
        bytes.extend(self.name.as_bytes());
        bytes.extend(extra);
        bytes
    }

    /// The central header, name and ZIP64 field included.
    pub fn central(&self) -> Vec<u8> {
        let mut large = Vec::new();
        if self.size >= FULL32 {
            large.extend([self.size, self.size]);
        }
        if self.offset >= FULL32 {
            large.push(self.offset);
        }
        let extra = if large.is_empty() { Vec::new() } else { extra(&large) };
        let mut bytes = b"PK\x01\x02".to_vec();
        bytes.extend(MADE_BY.to_le_bytes());
        bytes.extend(self.shared());
        bytes.extend((extra.len() as u16).to_le_bytes());
        bytes.extend([0; 10]); // comment length, disk, internal and external attributes
        bytes.extend(clip32(self.offset).to_le_bytes());
        bytes.extend(self.name.as_bytes());
        bytes.extend(extra);
        bytes
    }

    /// Where its bytes begin.
    pub fn data_at(&self) -> u64 {
        let extra = if self.size >= FULL32 { 20 } else { 0 };
        self.offset + 30 + self.name.len() as u64 + extra
    }
}

/// The end of the ZIP, with the ZIP64 record and locator if any value needs them.
pub fn ending(count: u64, directory_at: u64, directory_len: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(END_LEN + END64_LEN);
    if count >= FULL16 || directory_at >= FULL32 || directory_len >= FULL32 {
        bytes.extend(b"PK\x06\x06");
        bytes.extend(44u64.to_le_bytes());
        bytes.extend(MADE_BY.to_le_bytes());
        bytes.extend(NEEDED_ZIP64.to_le_bytes());
        bytes.extend([0; 8]); // disks
        for value in [count, count, directory_len, directory_at] {
            bytes.extend(value.to_le_bytes());
        }
        bytes.extend(b"PK\x06\x07");
        bytes.extend([0; 4]);
        bytes.extend((directory_at + directory_len).to_le_bytes());
        bytes.extend(1u32.to_le_bytes());
    }
    let short = (count.min(FULL16) as u16).to_le_bytes();
    bytes.extend(b"PK\x05\x06");
    bytes.extend([0; 4]);
    bytes.extend(short);
    bytes.extend(short);
    bytes.extend(clip32(directory_len).to_le_bytes());
    bytes.extend(clip32(directory_at).to_le_bytes());
    bytes.extend([0; 2]); // comment length
    bytes
}

fn clip32(value: u64) -> u32 {
    value.min(FULL32) as u32
}

fn extra(values: &[u64]) -> Vec<u8> {
    let mut bytes = ZIP64_EXTRA.to_le_bytes().to_vec();
    bytes.extend((values.len() as u16 * 8).to_le_bytes());
    values.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
    bytes
}

/// What stands at a byte of a local header, for saying what is wrong with it.
pub fn local_field(at: usize) -> &'static str {
    match at {
        0..4 => "the local header's mark",
        4..30 => shared_field(at - 4),
        _ => "the local header's name or extra field",
    }
}

/// What stands at a byte of a central header.
pub fn central_field(at: usize) -> &'static str {
    match at {
        0..4 => "the central header's mark",
        4..6 => "the version made by",
        6..32 => shared_field(at - 6),
        32..34 => "a comment",
        34..36 => "the disk",
        36..42 => "the attributes",
        42..46 => "the offset (a gap, an overlap or another order)",
        _ => "the central header's name or extra field",
    }
}

fn shared_field(at: usize) -> &'static str {
    match at {
        0..2 => "the version needed",
        2..4 => "the flags (encryption, data descriptor)",
        4..6 => "the method (stored only)",
        6..10 => "the time or date",
        10..14 => "the CRC-32",
        14..22 => "the sizes",
        22..24 => "the name's length",
        _ => "the extra field's length",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(size: u64, offset: u64) -> Member {
        Member { name: "b/a".into(), size, crc: 0x0102_0304, offset }
    }

    #[test]
    fn zip64_fields_stand_exactly_where_a_value_does_not_fit() {
        let below = member(FULL32 - 1, FULL32 - 1);
        assert_eq!((below.local().len(), below.central().len()), (33, 49));
        let large = member(FULL32, 0);
        assert_eq!((large.local().len(), large.central().len()), (33 + 20, 49 + 20));
        assert_eq!(
            large.central()[49..],
            [1, 0, 16, 0, 255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0]
        );
        let far = member(5, FULL32);
        assert_eq!((far.local().len(), far.central().len()), (33, 49 + 12));
        assert_eq!(far.local()[4..6], [45, 0]);
        let both = member(FULL32 + 1, FULL32 + 1);
        assert_eq!((both.local().len(), both.central().len()), (53, 49 + 28));
        for one in [below, large, far, both] {
            assert_eq!(one.data_at(), one.offset + one.local().len() as u64);
        }
    }

    #[test]
    fn the_ending_has_a_zip64_record_exactly_when_a_value_does_not_fit() {
        assert_eq!(ending(FULL16 - 1, FULL32 - 1, FULL32 - 1).len(), END_LEN);
        for (count, at, len) in [(FULL16, 0, 0), (1, FULL32, 0), (1, 0, FULL32)] {
            assert_eq!(ending(count, at, len).len(), END_LEN + END64_LEN);
        }
    }
}
