//! The bits of a scan: stuffing undone, markers never passed.

/// Reads the entropy-coded bits between two markers (ITU-T T.81, F.2.2.5).
///
/// Behind the last bit it gives zeros, so that a look at the next bits never fails; [`Bits::overran`] tells whether any
/// of them was taken for data.
pub(super) struct Bits<'a> {
    data: &'a [u8],
    /// The first byte that is not in `buffer` yet.
    at: usize,
    /// The next bits, the first one highest. Below the counted ones stand bits of the following byte, or zeros.
    buffer: u64,
    /// How many bits of `buffer` count.
    count: u32,
    /// How many of them are zeros that stand for nothing.
    padding: u32,
}

impl<'a> Bits<'a> {
    /// The bits from a position of the file on.
    pub(super) fn new(data: &'a [u8], at: usize) -> Self {
        Self { data, at, buffer: 0, count: 0, padding: 0 }
    }

    /// Makes sure that at least 32 bits are there.
    #[inline(always)]
    pub(super) fn fill(&mut self) {
        if self.count >= 32 {
            return;
        }
        let ahead = self.data.get(self.at..).and_then(|rest| rest.first_chunk::<8>());
        match ahead.map(|bytes| u64::from_be_bytes(*bytes)) {
            Some(word) if !has_ff(word) => {
                self.buffer |= word >> self.count;
                self.at += ((63 - self.count) >> 3) as usize;
                self.count |= 56;
            }
            _ => self.fill_by_bytes(),
        }
    }

    #[cold]
    fn fill_by_bytes(&mut self) {
        while self.count <= 56 {
            let (byte, step) = match (self.data.get(self.at), self.data.get(self.at + 1)) {
                (Some(0xFF), Some(0)) => (0xFF, 2),
                (Some(0xFF), _) | (None, _) => {
                    self.padding += 8;
                    (0, 0)
                }
                (Some(byte), _) => (*byte, 1),
            };
            self.buffer |= u64::from(byte) << (56 - self.count);
            self.at += step;
            self.count += 8;
        }
    }

    /// The next bits, at most 32, as a number; [`Bits::fill`] comes before.
    #[inline(always)]
    pub(super) fn peek(&self, bits: u32) -> u32 {
        // The shift is in two steps because none at all is asked for where a difference is zero.
        ((self.buffer >> 1) >> (63 - bits)) as u32
    }

    /// Goes on by so many bits, at most 32 since the last [`Bits::fill`].
    #[inline(always)]
    pub(super) fn skip(&mut self, bits: u32) {
        self.buffer <<= bits & 63;
        self.count = self.count.wrapping_sub(bits);
    }

    /// True if more bits were taken than there are before the next marker.
    #[inline(always)]
    pub(super) fn overran(&self) -> bool {
        self.count < self.padding
    }

    /// Passes this marker, if it comes after what is left of the last byte.
    pub(super) fn pass(&mut self, marker: u8) -> Option<()> {
        let left = self.count.checked_sub(self.padding)?;
        let next = self.data.get(self.at..self.at + 2)?;
        if left >= 8 || next != [0xFF, marker] {
            return None;
        }
        *self = Self::new(self.data, self.at + 2);
        Some(())
    }
}

/// True if one of the eight bytes is 0xFF.
#[inline(always)]
fn has_ff(word: u64) -> bool {
    let inverse = !word;
    inverse.wrapping_sub(0x0101_0101_0101_0101) & word & 0x8080_8080_8080_8080 != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stuffing_is_undone_and_no_marker_is_passed() {
        let bytes: Vec<u8> =
            (0..100u8).flat_map(|n| if n % 7 == 0 { vec![0xFF, 0] } else { vec![n] }).collect();
        let plain: Vec<u8> = (0..100u8).map(|n| if n % 7 == 0 { 0xFF } else { n }).collect();
        let data = [&bytes[..], &[0xFF, 0xD3, 1, 2, 3, 4, 5, 6, 7, 8, 9]].concat();
        for width in [1, 3, 8, 13, 25] {
            let mut bits = Bits::new(&data, 0);
            for place in 0..plain.len() * 8 / width {
                bits.fill();
                let expected = (0..width).fold(0, |value, bit| {
                    let at = place * width + bit;
                    value << 1 | u32::from(plain[at / 8] >> (7 - at % 8) & 1)
                });
                assert_eq!(bits.peek(width as u32), expected, "{width} at {place}");
                bits.skip(width as u32);
            }
            assert!(!bits.overran());
            bits.fill();
            assert_eq!(bits.pass(0xD4), None);
            bits.skip((plain.len() * 8 % width) as u32);
            assert_eq!(bits.pass(0xD3), Some(()));
            bits.fill();
            assert_eq!(bits.peek(16), 0x0102);
        }
    }

    #[test]
    fn bits_behind_the_end_are_zeros_and_are_noticed() {
        let mut bits = Bits::new(&[0b1010_0000], 0);
        bits.fill();
        bits.skip(8);
        assert!(!bits.overran());
        assert_eq!(bits.peek(32), 0);
        bits.skip(1);
        assert!(bits.overran());
        assert_eq!(bits.pass(0xD9), None);
    }
}
