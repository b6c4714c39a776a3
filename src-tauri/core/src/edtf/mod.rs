//! Dates as scholars know them: EDTF (Extended Date/Time Format), levels 0, 1 and 2.
//!
//! Owns: reading an EDTF text, its level, the days between which it lies, and its English words.
//! Must never: guess. A text that the standard does not allow is refused, and the text that a person chose is
//! kept as it was written.
//!
//! Source of the rules: ISO 8601-2:2019 Annex A and the Library of Congress' specification of 4 February 2019.
//! Where the two are silent:
//! - a season stands in the place of a month, so it may be qualified and may begin or end an interval, and a
//!   long year may too;
//! - an interval names a date at one end at least, and does not end before it begins;
//! - a pattern with `X` must fit at least one real day (`1XX1-02-29` fits none);
//! - hours run from 00 to 23, minutes and seconds from 00 to 59, an offset to 14:00.

mod bounds;
mod parse;
mod words;

#[cfg(test)]
mod tests;

use crate::error::{Code, Error, Result};
use std::fmt;

pub use bounds::Day;

/// The longest text that is read as a date, in bytes.
pub const MAX_BYTES: usize = 1024;

/// An EDTF date: what it says, and the text that says it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edtf {
    text: String,
    meaning: Meaning,
}

/// What an EDTF text says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// One date, `1984-06-02?`.
    Date(Date),
    /// One second of one day, `1985-04-12T23:20:30Z`.
    Moment(Moment),
    /// From one date to another, `1984/2004`.
    Interval(End, End),
    /// `[..]`: one of these, it is not known which.
    OneOf(Vec<Member>),
    /// `{..}`: all of these.
    AllOf(Vec<Member>),
}

/// A date in the precision in which it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    /// The year.
    pub year: Year,
    /// How sure the year is.
    pub year_mark: Mark,
    /// The month or season, where there is one.
    pub month: Option<Part>,
    /// The day, where there is one.
    pub day: Option<Part>,
}

/// A year: astronomical, so 0 is 1 BCE and −1 is 2 BCE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Year {
    /// Four places, each a digit or `X`.
    Places {
        /// True below zero.
        negative: bool,
        /// The four characters.
        places: [u8; 4],
        /// The number of significant digits (`1950S2`).
        significant: Option<u8>,
    },
    /// More than four digits (`Y170000002`, `Y-17E7S3`).
    Long {
        /// The year.
        value: i64,
        /// True where it was written with an exponent.
        exponent: bool,
        /// The number of significant digits.
        significant: Option<u8>,
    },
}

/// A month, season or day: two places, each a digit or `X`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// The two characters.
    pub places: [u8; 2],
    /// How sure it is.
    pub mark: Mark,
}

/// What stands before a part (for it alone) and after it (for it and all that stands to its left).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mark {
    /// The qualifier before the part.
    pub own: Qualifier,
    /// The qualifier after the part.
    pub group: Qualifier,
}

/// `?` uncertain, `~` approximate, `%` both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Qualifier {
    /// The source is open to doubt.
    pub uncertain: bool,
    /// The value is an estimate.
    pub approximate: bool,
}

/// A time of day on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// Hour, minute, second.
    pub time: (u8, u8, u8),
    /// Minutes east of UTC; `None` is local time.
    pub offset_minutes: Option<i16>,
}

/// An end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// A date.
    Date(Date),
    /// `..`: there is none, or none is given.
    Open,
    /// Nothing: there is one, but it is not known.
    Unknown,
}

/// A member of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Member {
    /// A date.
    Date(Date),
    /// `a..b`: each date of that precision from the one to the other.
    Range(Date, Date),
    /// `..a`: this or an earlier one.
    OrEarlier(Date),
    /// `a..`: this or a later one.
    OrLater(Date),
}

impl Edtf {
    /// Reads a text that is an EDTF date and nothing else.
    ///
    /// # Errors
    /// `bad_value`, saying what is not allowed.
    pub fn parse(text: &str) -> Result<Self> {
        parse::edtf(text).map(|meaning| Self { text: text.to_owned(), meaning }).map_err(|what| {
            let shown: String = text.chars().take(80).collect();
            Error::new(Code::BadValue, "reading a date", what).on(shown).remedy(
                "Write it as EDTF: 1984, 1984-06, 1984-06-02, 12XX (a century), 1200~ (about), 1200? (perhaps), \
                 0100/0299 (from, to), -0099 (100 BCE)",
            )
        })
    }

    /// What it says.
    pub fn meaning(&self) -> &Meaning {
        &self.meaning
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The lowest level of the standard that allows this text: 0, 1 or 2.
    pub fn level(&self) -> u8 {
        self.meaning.level()
    }

    /// The first day that it can mean; `None` where it has no beginning or an unknown one.
    /// Qualifiers do not widen it.
    pub fn earliest(&self) -> Option<Day> {
        self.meaning.earliest()
    }

    /// The last day that it can mean; `None` where it has no end or an unknown one.
    /// Qualifiers do not widen it.
    pub fn latest(&self) -> Option<Day> {
        self.meaning.latest()
    }

    /// The date in English, for readers who do not know EDTF.
    pub fn to_words(&self) -> String {
        words::of(self)
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Meaning {
    fn level(&self) -> u8 {
        match self {
            Self::Date(date) => date.level(),
            Self::Moment(_) => 0,
            Self::Interval(start, end) => start.level().max(end.level()),
            Self::OneOf(_) | Self::AllOf(_) => 2,
        }
    }
}

impl End {
    fn level(&self) -> u8 {
        match self {
            Self::Date(date) => date.level(),
            Self::Open | Self::Unknown => 1,
        }
    }
}

impl Qualifier {
    /// True where nothing qualifies.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            uncertain: self.uncertain || other.uncertain,
            approximate: self.approximate || other.approximate,
        }
    }
}

impl Part {
    /// The number, where no digit is open.
    pub fn value(&self) -> Option<u8> {
        let [a, b] = self.places;
        (a != b'X' && b != b'X').then(|| (a - b'0') * 10 + (b - b'0'))
    }

    /// True where the number in two places fits.
    pub fn fits(&self, number: u8) -> bool {
        let [a, b] = self.places;
        (a == b'X' || a - b'0' == number / 10) && (b == b'X' || b - b'0' == number % 10)
    }
}

impl Date {
    /// The season or other part of a year (21 to 41) that stands in the month's place.
    pub fn season(&self) -> Option<u8> {
        self.month.and_then(|m| m.value()).filter(|m| (21..=41).contains(m))
    }

    /// How sure year, month and day are, each with what stands to its right for all that is left of it.
    pub fn qualifiers(&self) -> [Option<Qualifier>; 3] {
        let marks = [Some(self.year_mark), self.month.map(|p| p.mark), self.day.map(|p| p.mark)];
        let mut found = [None; 3];
        let mut from_right = Qualifier::default();
        for (place, mark) in marks.into_iter().enumerate().rev() {
            if let Some(mark) = mark {
                from_right = from_right.and(mark.group);
                found[place] = Some(mark.own.and(from_right));
            }
        }
        found
    }

    fn level(&self) -> u8 {
        self.year_level().max(self.mark_level()).max(self.open_level())
    }

    fn year_level(&self) -> u8 {
        let year = match self.year {
            Year::Places { significant: Some(_), .. }
            | Year::Long { significant: Some(_), .. }
            | Year::Long { exponent: true, .. } => 2,
            Year::Places { negative: true, .. } | Year::Long { .. } => 1,
            Year::Places { .. } => 0,
        };
        let season = self.season().map_or(0, |season| if season > 24 { 2 } else { 1 });
        year.max(season)
    }

    /// Level 1 knows one qualifier, at the end of the whole.
    fn mark_level(&self) -> u8 {
        let marks = [Some(self.year_mark), self.month.map(|p| p.mark), self.day.map(|p| p.mark)];
        let marks: Vec<Mark> = marks.into_iter().flatten().collect();
        let inner = marks.split_last().map_or(&[][..], |(_, inner)| inner);
        let at_end = marks.last().is_some_and(|mark| !mark.group.is_none());
        if marks.iter().any(|m| !m.own.is_none()) || inner.iter().any(|m| !m.group.is_none()) {
            return 2;
        }
        u8::from(at_end)
    }

    /// Level 1 knows `X` for the last one or two digits of a year, a whole month, a whole day, and both.
    fn open_level(&self) -> u8 {
        let year = match self.year {
            Year::Places { places, .. } => places.map(|b| if b == b'X' { 'X' } else { '0' }),
            Year::Long { .. } => ['0'; 4],
        };
        let shape = |part: Option<Part>| {
            part.map_or([' ', ' '], |p| p.places.map(|b| if b == b'X' { 'X' } else { '0' }))
        };
        let whole: String = year.into_iter().chain(shape(self.month)).chain(shape(self.day)).collect();
        match whole.trim_end() {
            "0000" | "000000" | "00000000" => 0,
            "000X" | "00XX" | "0000XX" | "000000XX" | "0000XXXX" => 1,
            _ => 2,
        }
    }
}
