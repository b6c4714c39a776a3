//! Reading an EDTF text. Each function takes the whole of a piece and says in a fragment what is wrong with it.

use super::{Date, End, MAX_BYTES, Mark, Meaning, Member, Moment, Part, Qualifier, Year};

type Read<T> = Result<T, String>;

/// Reads a whole text.
pub(super) fn edtf(text: &str) -> Read<Meaning> {
    if text.is_empty() {
        return Err("it is empty".into());
    }
    if text.len() > MAX_BYTES {
        return Err(format!("it is longer than {MAX_BYTES} bytes"));
    }
    if let Some(strange) = text.chars().find(|c| !c.is_ascii_graphic()) {
        return Err(format!("{strange:?} has no place in it"));
    }
    if let Some(inside) = text.strip_prefix('[') {
        return set(inside.strip_suffix(']')).map(Meaning::OneOf);
    }
    if let Some(inside) = text.strip_prefix('{') {
        return set(inside.strip_suffix('}')).map(Meaning::AllOf);
    }
    if let Some((start, end)) = text.split_once('/') {
        return interval(start, end);
    }
    if let Some((day, time)) = text.split_once('T') {
        return moment(day, time).map(Meaning::Moment);
    }
    date(text).map(Meaning::Date)
}

fn interval(start: &str, end: &str) -> Read<Meaning> {
    let read = |text: &str| match text {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        text => date(text).map(End::Date),
    };
    let (start, end) = (read(start)?, read(end)?);
    match (&start, &end) {
        (End::Date(first), End::Date(last)) if last.latest() < first.earliest() => {
            Err("it ends before it begins".into())
        }
        (End::Open | End::Unknown, End::Open | End::Unknown) => Err("it names no date".into()),
        _ => Ok(Meaning::Interval(start, end)),
    }
}

fn set(inside: Option<&str>) -> Read<Vec<Member>> {
    let inside = inside.ok_or("the closing bracket is missing")?;
    let pieces: Vec<&str> = inside.split(',').collect();
    let last = pieces.len() - 1;
    pieces.iter().enumerate().map(|(place, piece)| member(piece, place == 0, place == last)).collect()
}

fn member(piece: &str, first: bool, last: bool) -> Read<Member> {
    let Some((from, to)) = piece.split_once("..") else {
        return date(piece).map(Member::Date);
    };
    match (from, to) {
        ("", "") => Err("\"..\" stands without a date".into()),
        ("", to) if first => date(to).map(Member::OrEarlier),
        (from, "") if last => date(from).map(Member::OrLater),
        ("", _) => Err("\"or earlier\" may stand only at the beginning of a set".into()),
        (_, "") => Err("\"or later\" may stand only at the end of a set".into()),
        (from, to) => {
            let (from, to) = (date(from)?, date(to)?);
            if to.latest() < from.earliest() {
                return Err("a range in the set ends before it begins".into());
            }
            Ok(Member::Range(from, to))
        }
    }
}

fn moment(day: &str, time: &str) -> Read<Moment> {
    let plain = |b: u8| b.is_ascii_digit() || b == b'-';
    if !(day.len() == 10 && day.bytes().all(plain)) {
        return Err("a time needs a whole day before it, such as 1985-04-12T23:20:30".into());
    }
    let day = date(day)?.earliest();
    let bad = || "the time is not of the form 23:20:30, 23:20:30Z, 23:20:30-04 or 23:20:30+04:30".to_owned();
    let clock = time.get(..8).ok_or_else(bad)?.as_bytes();
    let two = |at: usize, below: u8| number(&clock[at..at + 2]).filter(|n| *n < below).ok_or_else(bad);
    if clock[2] != b':' || clock[5] != b':' {
        return Err(bad());
    }
    let time_of_day = (two(0, 24)?, two(3, 60)?, two(6, 60)?);
    let offset_minutes = offset(&time[8..]).ok_or_else(bad)?;
    Ok(Moment { day, time: time_of_day, offset_minutes })
}

/// `None` is an error, `Some(None)` local time.
fn offset(text: &str) -> Option<Option<i16>> {
    match text.len() {
        0 => Some(None),
        1 => (text == "Z").then_some(Some(0)),
        3 => crate::time::parse_zone(&format!("{text}:00")).map(Some),
        _ => crate::time::parse_zone(text).map(Some),
    }
}

fn number(two: &[u8]) -> Option<u8> {
    match two {
        [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => Some((a - b'0') * 10 + b - b'0'),
        _ => None,
    }
}

/// Reads one date of any level, with its qualifiers.
fn date(text: &str) -> Read<Date> {
    let (own, rest) = qualifier(text);
    let (year, rest) = if let Some(rest) = rest.strip_prefix('Y') { long_year(rest)? } else { year(rest)? };
    let (group, rest) = qualifier(rest);
    let year_mark = Mark { own, group };
    let (month, rest) = part(rest)?;
    let (day, rest) = part(rest)?;
    if !rest.is_empty() {
        return Err(format!("\"{rest}\" at the end has no place there"));
    }
    let plain = matches!(year, Year::Places { significant: None, .. });
    if month.is_some() && !plain {
        return Err("a long year, or one with significant digits, has no month".into());
    }
    let date = Date { year, year_mark, month, day };
    date.check_parts()?;
    Ok(date)
}

fn qualifier(text: &str) -> (Qualifier, &str) {
    let (uncertain, approximate) = match text.bytes().next() {
        Some(b'?') => (true, false),
        Some(b'~') => (false, true),
        Some(b'%') => (true, true),
        _ => return (Qualifier::default(), text),
    };
    (Qualifier { uncertain, approximate }, &text[1..])
}

fn year(text: &str) -> Read<(Year, &str)> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let places = digits.get(..4).and_then(|four| <[u8; 4]>::try_from(four.as_bytes()).ok());
    let open = |b: &u8| b.is_ascii_digit() || *b == b'X';
    let Some(places) = places.filter(|p| p.iter().all(open)) else {
        return Err("a year has four digits (0079, -0500, 12XX), or more after a Y".into());
    };
    if negative && places == *b"0000" {
        return Err("there is no year -0000; 0000 is 1 BCE".into());
    }
    let (significant, rest) = significant(&digits[4..], 4)?;
    if significant.is_some() && places.contains(&b'X') {
        return Err("a year has either X or significant digits".into());
    }
    Ok((Year::Places { negative, places, significant }, rest))
}

fn long_year(text: &str) -> Read<(Year, &str)> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, rest) = leading_digits(digits);
    let (power, rest) = match rest.strip_prefix('E').map(leading_digits) {
        Some(("", _)) => return Err("a number is missing after E".into()),
        Some((power, rest)) => (Some(power), rest),
        None => (None, rest),
    };
    if mantissa.is_empty() || mantissa.starts_with('0') || power.is_some_and(|p| p.starts_with('0')) {
        return Err("after Y stands a number that does not begin with 0".into());
    }
    let too_far = || "the year is further away than this program counts".to_owned();
    let power_value: u32 = power.unwrap_or("0").parse().map_err(|_| too_far())?;
    let value = 10_i64
        .checked_pow(power_value)
        .and_then(|ten| mantissa.parse::<i64>().ok()?.checked_mul(ten))
        .filter(|value| *value < i64::MAX / 1000)
        .ok_or_else(too_far)?;
    if value < 10_000 {
        return Err("a year of four digits is written without Y".into());
    }
    let (significant, rest) = significant(rest, value.ilog10() + 1)?;
    let value = if negative { -value } else { value };
    Ok((Year::Long { value, exponent: power.is_some(), significant }, rest))
}

fn significant(text: &str, digits_of_year: u32) -> Read<(Option<u8>, &str)> {
    let Some(rest) = text.strip_prefix('S') else {
        return Ok((None, text));
    };
    let (digits, rest) = leading_digits(rest);
    let count = digits.parse::<u8>().ok().filter(|n| *n >= 1 && u32::from(*n) <= digits_of_year);
    if count.is_none() || digits.starts_with('0') {
        return Err("after S stands a number of significant digits that the year has".into());
    }
    Ok((count, rest))
}

fn leading_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

/// Reads `-` and two places with their qualifiers, where something follows.
fn part(text: &str) -> Read<(Option<Part>, &str)> {
    let Some(rest) = text.strip_prefix('-') else {
        return Ok((None, text));
    };
    let (own, rest) = qualifier(rest);
    let places = rest.get(..2).and_then(|two| <[u8; 2]>::try_from(two.as_bytes()).ok());
    let Some(places) = places.filter(|p| p.iter().all(|b| b.is_ascii_digit() || *b == b'X')) else {
        return Err("month and day have two digits each (04, 12, XX)".into());
    };
    let (group, rest) = qualifier(&rest[2..]);
    Ok((Some(Part { places, mark: Mark { own, group } }), rest))
}
