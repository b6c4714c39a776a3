//! The proleptic Gregorian calendar, and between which days a date lies.

use super::{Date, End, Meaning, Member, Part, Year};

/// A day of the proleptic Gregorian calendar, ordered in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Astronomical year: 0 is 1 BCE.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// True for leap years, also before the year 0.
fn is_leap(year: i64) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

fn days_in(month: u8, leap: bool) -> u8 {
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// First and last month of a season or other part of the year, counted from January as 1; beyond 12 is the year
/// after. The standard leaves this open: seasons without a hemisphere are taken as northern, each of three whole
/// months, winter beginning in December.
fn months_of_season(season: u8) -> (u8, u8) {
    match season {
        21..=24 => months_of_season(season + 4),
        25..=28 => (3 + 3 * (season - 25), 5 + 3 * (season - 25)),
        29 | 30 => (9 + 3 * (season - 29), 11 + 3 * (season - 29)),
        31 | 32 => (3 + 3 * (season - 31), 5 + 3 * (season - 31)),
        33..=36 => (1 + 3 * (season - 33), 3 + 3 * (season - 33)),
        37..=39 => (1 + 4 * (season - 37), 4 + 4 * (season - 37)),
        _ => (1 + 6 * (season - 40), 6 + 6 * (season - 40)),
    }
}

impl Year {
    /// The year, where it is one.
    pub fn value(&self) -> Option<i64> {
        match self {
            Self::Long { value, .. } => Some(*value),
            Self::Places { negative, places, .. } => {
                let digit = |sum: i64, b: &u8| (*b != b'X').then(|| sum * 10 + i64::from(b - b'0'));
                let value = places.iter().try_fold(0, digit)?;
                Some(if *negative { -value } else { value })
            }
        }
    }

    /// The first and the last year that it can mean.
    pub fn range(&self) -> (i64, i64) {
        let significant = match self {
            Self::Long { significant, .. } | Self::Places { significant, .. } => *significant,
        };
        match (self.value(), significant) {
            (Some(year), Some(digits)) => {
                let length: u32 = if let Self::Places { .. } = self { 4 } else { year.abs().ilog10() + 1 };
                let step = 10_i64.pow(length.saturating_sub(u32::from(digits)));
                let near = year.abs() / step * step;
                let far = near + step - 1;
                if year < 0 { (-far, -near) } else { (near, far) }
            }
            (Some(year), None) => (year, year),
            (None, _) => {
                let years = self.years();
                (years.first().copied().unwrap_or_default(), years.last().copied().unwrap_or_default())
            }
        }
    }

    /// All years that fit, in order of time; only for years in four places.
    fn years(&self) -> Vec<i64> {
        let Self::Places { negative, places, .. } = self else {
            return self.value().into_iter().collect();
        };
        if let Some(year) = self.value() {
            return vec![year];
        }
        let fits = |year: &i64| {
            let digits = [year / 1000, year / 100 % 10, year / 10 % 10, year % 10];
            places.iter().zip(digits).all(|(p, d)| *p == b'X' || i64::from(p - b'0') == d)
        };
        let all = (i64::from(*negative)..=9999).filter(fits);
        if *negative { all.map(|y| -y).rev().collect() } else { all.collect() }
    }
}

impl Date {
    /// Refuses months, seasons and days that do not exist.
    pub(super) fn check_parts(&self) -> Result<(), String> {
        let Some(month) = self.month else {
            return Ok(());
        };
        if self.season().is_some() {
            return if self.day.is_some() { Err("a season has no day".into()) } else { Ok(()) };
        }
        if !(1..=12).any(|m| month.fits(m)) {
            return Err("there is no such month (01 to 12) or season (21 to 41)".into());
        }
        match self.first() {
            Some(_) => Ok(()),
            None => Err("there is no such day in that month and year".into()),
        }
    }

    /// The first day that it can mean.
    pub fn earliest(&self) -> Day {
        match self.season() {
            Some(season) => at_month(self.year.range().0, months_of_season(season).0, false),
            None => self.first().unwrap_or(Day { year: self.year.range().0, month: 1, day: 1 }),
        }
    }

    /// The last day that it can mean.
    pub fn latest(&self) -> Day {
        match self.season() {
            Some(season) => at_month(self.year.range().1, months_of_season(season).1, true),
            None => self.last().unwrap_or(Day { year: self.year.range().1, month: 12, day: 31 }),
        }
    }

    fn first(&self) -> Option<Day> {
        self.search(false)
    }

    fn last(&self) -> Option<Day> {
        self.search(true)
    }

    /// The first or last real day that all places fit. Years differ only in being leap or not, so each kind is
    /// looked through once.
    fn search(&self, last: bool) -> Option<Day> {
        self.month?;
        let years = self.year.years();
        let found = [self.in_year(false, last), self.in_year(true, last)];
        let day_in = |year: &i64| {
            let (month, day) = found[usize::from(is_leap(*year))]?;
            Some(Day { year: *year, month, day })
        };
        if last { years.iter().rev().find_map(day_in) } else { years.iter().find_map(day_in) }
    }

    fn in_year(&self, leap: bool, last: bool) -> Option<(u8, u8)> {
        let fits = |part: Option<Part>, n: u8| part.is_none_or(|p| p.fits(n));
        let month_day = |m: u8| {
            let mut days = (1..=days_in(m, leap)).filter(|d| fits(self.day, *d));
            let day = if last { days.next_back() } else { days.next() };
            day.map(|d| (m, d))
        };
        let mut months = (1..=12).filter(|m| fits(self.month, *m));
        if last { months.rev().find_map(month_day) } else { months.find_map(month_day) }
    }
}

fn at_month(year: i64, month: u8, last: bool) -> Day {
    let (year, month) = if month > 12 { (year + 1, month - 12) } else { (year, month) };
    Day { year, month, day: if last { days_in(month, is_leap(year)) } else { 1 } }
}

impl Meaning {
    pub(super) fn earliest(&self) -> Option<Day> {
        match self {
            Self::Date(date) | Self::Interval(End::Date(date), _) => Some(date.earliest()),
            Self::Moment(moment) => Some(moment.day),
            Self::Interval(..) => None,
            Self::OneOf(members) | Self::AllOf(members) => {
                let days: Option<Vec<Day>> = members.iter().map(Member::earliest).collect();
                days?.into_iter().min()
            }
        }
    }

    pub(super) fn latest(&self) -> Option<Day> {
        match self {
            Self::Date(date) | Self::Interval(_, End::Date(date)) => Some(date.latest()),
            Self::Moment(moment) => Some(moment.day),
            Self::Interval(..) => None,
            Self::OneOf(members) | Self::AllOf(members) => {
                let days: Option<Vec<Day>> = members.iter().map(Member::latest).collect();
                days?.into_iter().max()
            }
        }
    }
}

impl Member {
    fn earliest(&self) -> Option<Day> {
        match self {
            Self::Date(date) | Self::Range(date, _) | Self::OrLater(date) => Some(date.earliest()),
            Self::OrEarlier(_) => None,
        }
    }

    fn latest(&self) -> Option<Day> {
        match self {
            Self::Date(date) | Self::Range(_, date) | Self::OrEarlier(date) => Some(date.latest()),
            Self::OrLater(_) => None,
        }
    }
}
