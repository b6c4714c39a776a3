//! Huffman codes as tables that pass several symbols at a look.

/// Bits that are looked at at once.
pub(super) const LOOK: u32 = 13;
const LOOKS: usize = 1 << LOOK;
/// Coefficients of a block.
pub(super) const BLOCK: u32 = 64;

/// One table of codes (ITU-T T.81, annex C).
pub(super) struct Codes {
    /// For the next [`LOOK`] bits: length of the code << 8 | its symbol; 0 where the code is longer or there is none.
    short: Box<[u16; LOOKS]>,
    /// The same for AC codes: how far all symbols that can be told go; see [`Skip`].
    skips: Box<[u16; LOOKS]>,
    /// For each length: one more than the largest code, and where its symbols begin less its first code.
    longer: [(u32, i32); 17],
    symbols: Vec<u8>,
}

/// What the next bits pass of a block's AC coefficients.
#[derive(Clone, Copy)]
pub(super) struct Skip(u16);

impl Skip {
    /// None of the codes is so short.
    pub(super) const NONE: Self = Self(0);

    fn new(bits: u32, coefficients: u32, ends: bool) -> Self {
        // At most 31 and 80: both fit.
        Self((bits | coefficients << 6 | u32::from(ends) << 15) as u16)
    }

    /// Bits of the codes and of the values behind them.
    #[inline(always)]
    pub(super) fn bits(self) -> u32 {
        u32::from(self.0 & 63)
    }

    /// Coefficients, with one more for the end of the block: a look may go on only to [`BLOCK`].
    #[inline(always)]
    pub(super) fn coefficients(self) -> u32 {
        u32::from(self.0 >> 6 & 127)
    }

    /// True if the block ends with it.
    #[inline(always)]
    pub(super) fn ends(self) -> bool {
        self.0 >> 15 != 0
    }

    /// One symbol: a run of zeros with the value behind it. `None` for one that a sequential picture does not have.
    fn of_symbol(length: u32, symbol: u8) -> Option<Self> {
        let (run, value) = (u32::from(symbol >> 4), u32::from(symbol & 15));
        match (run, value) {
            (0, 0) => Some(Self::new(length, 1, true)),
            (15, 0) => Some(Self::new(length, 16, false)),
            (_, 0) | (_, 11..) => None,
            _ => Some(Self::new(length + value, run + 1, false)),
        }
    }
}

impl Codes {
    /// Reads a table: sixteen counts, then the symbols in the order of their codes. `None` if the counts make no code.
    pub(super) fn read(counts: [u8; 16], symbols: &[u8]) -> Option<Self> {
        if symbols.len() != counts.iter().map(|n| usize::from(*n)).sum::<usize>() || symbols.len() > 256 {
            return None;
        }
        let mut codes = Self {
            short: Box::new([0; LOOKS]),
            skips: Box::new([0; LOOKS]),
            longer: [(0, 0); 17],
            symbols: symbols.to_vec(),
        };
        let (mut code, mut at) = (0u32, 0usize);
        for (length, count) in (1u32..).zip(counts) {
            code <<= 1;
            codes.longer[length as usize] =
                (code + u32::from(count), i32::try_from(at).ok()? - code.cast_signed());
            for symbol in symbols.get(at..at + usize::from(count))? {
                codes.enter(length, code, *symbol)?;
                code += 1;
            }
            at += usize::from(count);
            // The code of all ones is never used.
            if code >= 1 << length {
                return None;
            }
        }
        (0..LOOKS).for_each(|look| codes.skips[look] = codes.skip_of(look).0);
        Some(codes)
    }

    fn enter(&mut self, length: u32, code: u32, symbol: u8) -> Option<()> {
        let Some(rest) = LOOK.checked_sub(length) else { return Some(()) };
        let from = (code << rest) as usize;
        let entry = (length << 8) as u16 | u16::from(symbol);
        self.short.get_mut(from..from + (1 << rest))?.fill(entry);
        Some(())
    }

    /// All that the bits of a look tell: the last value may lie behind them, no code.
    fn skip_of(&self, look: usize) -> Skip {
        let mut all = Skip::NONE;
        loop {
            let passed = all.bits();
            let entry = self.short[(look << passed) & (LOOKS - 1)];
            let length = u32::from(entry >> 8);
            if length == 0 || passed + length > LOOK {
                return all;
            }
            let Some(next) = Skip::of_symbol(length, entry as u8) else { return all };
            let (bits, coefficients) = (passed + next.bits(), all.coefficients() + next.coefficients());
            if coefficients > BLOCK {
                return all;
            }
            all = Skip::new(bits, coefficients, next.ends());
            if next.ends() || bits >= LOOK {
                return all;
            }
        }
    }

    /// What the next bits pass, as far as one look tells; [`Skip::NONE`] where it tells nothing.
    #[inline(always)]
    pub(super) fn skip(&self, look: u32) -> Skip {
        Skip(self.skips[look as usize & (LOOKS - 1)])
    }

    /// The same for one symbol alone, of any length; `sixteen` are the next sixteen bits.
    pub(super) fn skip_one(&self, sixteen: u32) -> Option<Skip> {
        let (length, symbol) = self.symbol(sixteen)?;
        Skip::of_symbol(length, symbol)
    }

    /// Length and symbol of the code that the next sixteen bits begin with.
    #[inline(always)]
    pub(super) fn symbol(&self, sixteen: u32) -> Option<(u32, u8)> {
        let entry = self.short[(sixteen >> (16 - LOOK)) as usize & (LOOKS - 1)];
        if entry != 0 {
            return Some((u32::from(entry >> 8), entry as u8));
        }
        self.long_symbol(sixteen)
    }

    #[cold]
    fn long_symbol(&self, sixteen: u32) -> Option<(u32, u8)> {
        for length in LOOK + 1..=16 {
            let code = sixteen >> (16 - length);
            let (end, offset) = self.longer[length as usize];
            if code < end {
                let at = usize::try_from(code.cast_signed() + offset).ok()?;
                return Some((length, *self.symbols.get(at)?));
            }
        }
        None
    }
}
