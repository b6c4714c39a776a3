//! Exact decimals as text: amounts, sizes and weights, with no float in between.
//!
//! Owns: the strict form `-?digits[.digits]`, its normal form and order, and the units of length and weight.
//! Must never: round. Evidence says "31.5 cm", not 0.3149999.

use std::cmp::Ordering;
use std::fmt;

/// The most digits that a decimal may have, on both sides of the point together.
pub const MAX_DIGITS: usize = 60;

/// A decimal in normal form: no zeros that say nothing, no `-0`.
///
/// Equality, hash and order are those of the number: `31.50` is `31.5`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    negative: bool,
    /// Digits before the point, without leading zeros; `0` when there is nothing else.
    whole: String,
    /// Digits after the point, without trailing zeros; may be empty.
    fraction: String,
}

impl Decimal {
    /// Reads `-?digits[.digits]` in ASCII digits; `None` for any other form or more than [`MAX_DIGITS`] digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return None,
            Some((whole, fraction)) => (whole, fraction),
            None => (digits, ""),
        };
        let all_digits = whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits || whole.len() + fraction.len() > MAX_DIGITS {
            return None;
        }
        Some(Self::of(negative, whole, fraction))
    }

    fn of(negative: bool, whole: &str, fraction: &str) -> Self {
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let zero = whole.is_empty() && fraction.is_empty();
        Self {
            negative: negative && !zero,
            whole: if whole.is_empty() { "0" } else { whole }.to_owned(),
            fraction: fraction.to_owned(),
        }
    }

    /// True below zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The number times a factor of at most 10^15, exactly.
    fn times(&self, factor: u64) -> Self {
        let mut digits: Vec<u8> = Vec::with_capacity(self.whole.len() + self.fraction.len() + 20);
        let mut carry: u64 = 0;
        for b in self.fraction.bytes().rev().chain(self.whole.bytes().rev()) {
            // The carry stays below the factor, so this is under 10^16.
            let product = u64::from(b - b'0') * factor + carry;
            digits.push(digit(product % 10));
            carry = product / 10;
        }
        while carry > 0 {
            digits.push(digit(carry % 10));
            carry /= 10;
        }
        let places = self.fraction.len();
        let text: String = digits.into_iter().rev().map(char::from).collect();
        let (whole, fraction) = text.split_at(text.len() - places);
        Self::of(self.negative, whole, fraction)
    }
}

/// The ASCII digit of a number below 10.
fn digit(number: u64) -> u8 {
    b"0123456789"[usize::try_from(number % 10).unwrap_or(0)]
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let point = if self.fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{}", self.whole, self.fraction)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = |a: &Self, b: &Self| {
            (a.whole.len(), &a.whole, &a.fraction).cmp(&(b.whole.len(), &b.whole, &b.fraction))
        };
        match (self.negative, other.negative) {
            (false, false) => size(self, other),
            (true, true) => size(other, self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Compared in micrometres.
    Length,
    /// Compared in nanograms.
    Weight,
}

/// A unit: its sign, what it measures, and how many of the smallest unit it is, which is always a whole number.
struct Unit {
    sign: &'static str,
    measure: Measure,
    factor: u64,
}

/// Inch, foot, pound and ounce by the international agreement of 1959: 25.4 mm and 453.59237 g; a troy ounce is
/// 480 grains of 64.79891 mg, a metric carat 0.2 g. All exact.
const UNITS: &[Unit] = &[
    Unit { sign: "mm", measure: Measure::Length, factor: 1_000 },
    Unit { sign: "cm", measure: Measure::Length, factor: 10_000 },
    Unit { sign: "m", measure: Measure::Length, factor: 1_000_000 },
    Unit { sign: "in", measure: Measure::Length, factor: 25_400 },
    Unit { sign: "ft", measure: Measure::Length, factor: 304_800 },
    Unit { sign: "mg", measure: Measure::Weight, factor: 1_000_000 },
    Unit { sign: "g", measure: Measure::Weight, factor: 1_000_000_000 },
    Unit { sign: "kg", measure: Measure::Weight, factor: 1_000_000_000_000 },
    Unit { sign: "t", measure: Measure::Weight, factor: 1_000_000_000_000_000 },
    Unit { sign: "ct", measure: Measure::Weight, factor: 200_000_000 },
    Unit { sign: "oz", measure: Measure::Weight, factor: 28_349_523_125 },
    Unit { sign: "ozt", measure: Measure::Weight, factor: 31_103_476_800 },
    Unit { sign: "lb", measure: Measure::Weight, factor: 453_592_370_000 },
];

/// The signs of all units of length and weight, `mm` first.
pub fn units() -> impl Iterator<Item = (&'static str, Measure)> {
    UNITS.iter().map(|unit| (unit.sign, unit.measure))
}

/// A value in the smallest unit of its measure (micrometres or nanograms), for comparing `12 in` with `31 cm`;
/// `None` for a unit that is not known.
pub fn in_smallest(value: &Decimal, unit: &str) -> Option<(Measure, Decimal)> {
    let unit = UNITS.iter().find(|known| known.sign == unit)?;
    Some((unit.measure, value.times(unit.factor)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn only_plain_decimals_are_read() {
        for bad in [
            "", "-", ".", "1.", ".5", "+1", "1,5", "1e3", "1 ", " 1", "--1", "1.2.3", "0x1", "٣", "１",
            "1_000", "NaN", "1-", "1.-5",
        ] {
            assert_eq!(Decimal::parse(bad), None, "{bad}");
        }
        assert!(Decimal::parse(&"9".repeat(MAX_DIGITS)).is_some());
        assert!(Decimal::parse(&"9".repeat(MAX_DIGITS + 1)).is_none());
    }

    #[test]
    fn the_normal_form_drops_zeros_that_say_nothing() {
        for (text, normal) in [
            ("31.50", "31.5"),
            ("007", "7"),
            ("0.0", "0"),
            ("-0", "0"),
            ("-0.00", "0"),
            ("00.10", "0.1"),
            ("100", "100"),
            ("-012.340", "-12.34"),
        ] {
            assert_eq!(decimal(text).to_string(), normal);
            assert_eq!(decimal(text), decimal(normal));
        }
    }

    #[test]
    fn decimals_are_ordered_as_numbers() {
        let rising =
            ["-100.5", "-100", "-9", "-0.2", "-0.1", "0", "0.05", "0.1", "0.10001", "1", "2", "10", "10.01"];
        for pair in rising.windows(2) {
            assert!(decimal(pair[0]) < decimal(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn units_convert_without_rounding() {
        let same = |a: &str, x: &str, b: &str, y: &str| {
            assert_eq!(in_smallest(&decimal(a), x), in_smallest(&decimal(b), y), "{a} {x} = {b} {y}");
        };
        same("31.5", "cm", "315", "mm");
        same("1", "in", "2.54", "cm");
        same("0.001", "in", "0.0254", "mm");
        same("1", "ft", "12", "in");
        same("1", "lb", "16", "oz");
        same("1.5", "kg", "1500", "g");
        same("5", "ct", "1", "g");
        same("0", "kg", "0", "g");
        assert_ne!(in_smallest(&decimal("1"), "m"), in_smallest(&decimal("1"), "g"));
        assert_eq!(in_smallest(&decimal("1"), "cubit"), None);
        assert_eq!(
            in_smallest(&decimal("0.0000001"), "mm").map(|(_, d)| d.to_string()).as_deref(),
            Some("0.0001")
        );
    }

    proptest::proptest! {
        #[test]
        fn order_and_conversion_agree_with_whole_numbers(a in -999_999i64..999_999, b in -999_999i64..999_999) {
            // Hundredths, written with a point.
            let written = |n: i64| {
                format!("{}{}.{:02}", if n < 0 { "-" } else { "" }, n.abs() / 100, n.abs() % 100)
            };
            let (x, y) = (decimal(&written(a)), decimal(&written(b)));
            assert_eq!(x.cmp(&y), a.cmp(&b));
            assert_eq!(in_smallest(&x, "cm").map(|(_, d)| d.to_string()), Some((a * 100).to_string()));
        }
    }
}
