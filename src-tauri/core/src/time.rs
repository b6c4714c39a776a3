//! Moments as people claim them: milliseconds UTC and the offset of the wall that showed them.
//!
//! Owns: reading and writing the `at` and `zone` of an entry, and the clock that is passed in. Must never:
//! order anything (wall clocks order nothing; entries are ordered by their Lamport clock).

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};

/// A wall clock's reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub millis: i64,
    /// Offset of local time from UTC in minutes, east positive, within ±14 hours.
    pub offset_minutes: i16,
}

impl Moment {
    /// The UTC form `2025-11-13T09:41:07.123Z`, an entry's `at`.
    pub fn at(&self) -> String {
        DateTime::<Utc>::from_timestamp_millis(self.millis)
            .unwrap_or_default()
            .to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// The offset as `+01:00`, an entry's `zone`.
    pub fn zone(&self) -> String {
        let minutes = self.offset_minutes;
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    }

    /// The local calendar day, `2025-11-13`.
    pub fn local_day(&self) -> String {
        let local = self.millis + i64::from(self.offset_minutes) * 60_000;
        DateTime::<Utc>::from_timestamp_millis(local).unwrap_or_default().format("%Y-%m-%d").to_string()
    }

    /// Reads `at` and `zone`; `None` unless both have exactly the form that [`Moment::at`] and
    /// [`Moment::zone`] write and name a real moment.
    pub fn parse(at: &str, zone: &str) -> Option<Self> {
        let naive = NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M:%S%.3fZ").ok()?;
        let moment = Self { millis: naive.and_utc().timestamp_millis(), offset_minutes: parse_zone(zone)? };
        (moment.at() == at).then_some(moment)
    }
}

/// Minutes of an offset written `+hh:mm` or `-hh:mm`, within ±14:00; `-00:00` is refused.
pub fn parse_zone(zone: &str) -> Option<i16> {
    let bytes = zone.as_bytes();
    let digit = |i: usize| bytes.get(i).filter(|b| b.is_ascii_digit()).map(|b| i16::from(b - b'0'));
    if bytes.len() != 6 || bytes[3] != b':' {
        return None;
    }
    let minutes = (digit(1)? * 10 + digit(2)?) * 60 + digit(4)? * 10 + digit(5)?;
    let sign = match bytes[0] {
        b'+' => 1,
        b'-' if minutes != 0 => -1,
        _ => return None,
    };
    (digit(4)? < 6 && minutes <= 14 * 60).then_some(sign * minutes)
}

/// The wall clock, passed in by whoever runs the core.
pub trait Clock: Send + Sync {
    /// What the clock shows now.
    fn now(&self) -> Moment;
}

/// Randomness, passed in by whoever runs the core. Must come from the system's secure source.
pub trait Random: Send + Sync {
    /// Fills the buffer with unpredictable bytes.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), crate::error::Error>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_back_as_it_was_written_and_in_no_other_form() {
        let moment = Moment { millis: 1_763_026_867_123, offset_minutes: -210 };
        assert_eq!(moment.at(), "2025-11-13T09:41:07.123Z");
        assert_eq!(moment.zone(), "-03:30");
        assert_eq!(Moment::parse(&moment.at(), &moment.zone()), Some(moment));
        for (at, zone) in [
            ("2025-11-13T09:41:07Z", "+00:00"),
            ("2025-11-13T09:41:07.123+00:00", "+00:00"),
            ("2025-02-30T09:41:07.123Z", "+00:00"),
            ("2025-11-13T09:41:60.123Z", "+00:00"),
            ("2025-11-13T09:41:07.123Z", "-00:00"),
            ("2025-11-13T09:41:07.123Z", "+15:00"),
            ("2025-11-13T09:41:07.123Z", "+0100"),
        ] {
            assert_eq!(Moment::parse(at, zone), None, "{at} {zone}");
        }
    }
}
