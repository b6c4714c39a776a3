//! A date in English words. Derived from the meaning alone; never read back.

use super::{Date, Edtf, End, Meaning, Member, Moment, Part, Qualifier, Year};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const SEASONS: [&str; 21] = [
    "spring",
    "summer",
    "autumn",
    "winter",
    "spring (northern hemisphere)",
    "summer (northern hemisphere)",
    "autumn (northern hemisphere)",
    "winter (northern hemisphere)",
    "spring (southern hemisphere)",
    "summer (southern hemisphere)",
    "autumn (southern hemisphere)",
    "winter (southern hemisphere)",
    "first quarter of",
    "second quarter of",
    "third quarter of",
    "fourth quarter of",
    "first third of",
    "second third of",
    "last third of",
    "first half of",
    "second half of",
];

/// The words of a whole date.
pub(super) fn of(edtf: &Edtf) -> String {
    match edtf.meaning() {
        Meaning::Date(date) => date_words(date).whole(),
        Meaning::Moment(moment) => moment_words(moment),
        Meaning::Interval(start, end) => interval(start, end),
        Meaning::OneOf(members) => format!("one of: {}", list(members, "or")),
        Meaning::AllOf(members) => format!("all of: {}", list(members, "and")),
    }
}

/// Words with what may be said once for two of them: `2nd` + ` century` + ` CE`.
struct Words {
    before: &'static str,
    text: String,
    unit: &'static str,
    era: &'static str,
    after: String,
}

impl Words {
    fn whole(&self) -> String {
        format!("{}{}{}{}{}", self.before, self.text, self.unit, self.era, self.after)
    }

    /// `2nd to 3rd century CE`, `100 to 299 CE`, `about 50 BCE to 20 CE`.
    fn to(&self, end: &Self) -> String {
        let same = self.after.is_empty() && self.unit == end.unit && self.era == end.era;
        if same {
            format!("{}{} to {}", self.before, self.text, end.shared(self.before))
        } else {
            format!("{} to {}", self.whole(), end.whole())
        }
    }

    /// The later of two, without saying again that both are approximate.
    fn shared(&self, before: &str) -> String {
        let whole = self.whole();
        let again = !before.is_empty() && before == self.before;
        if again { whole.replacen(before, "", 1) } else { whole }
    }
}

fn interval(start: &End, end: &End) -> String {
    match (start, end) {
        (End::Date(a), End::Date(b)) => match centuries(a, b) {
            Some((first, last)) if first.whole() == last.whole() => last.whole(),
            Some((first, last)) => first.to(&last),
            None => date_words(a).to(&date_words(b)),
        },
        (End::Date(a), End::Open) => format!("from {} onwards", date_words(a).whole()),
        (End::Date(a), End::Unknown) => format!("from {} to an unknown date", date_words(a).whole()),
        (End::Open, End::Date(b)) => format!("until {}", date_words(b).whole()),
        (End::Unknown, End::Date(b)) => format!("from an unknown date to {}", date_words(b).whole()),
        _ => "an unknown date".into(),
    }
}

/// Two plain years that begin and end whole centuries.
fn centuries(a: &Date, b: &Date) -> Option<(Words, Words)> {
    let plain = |d: &Date| match d.year {
        Year::Places { significant: None, .. } if d.month.is_none() => d.year.value(),
        _ => None,
    };
    let (from, to) = (plain(a)?, plain(b)?);
    let (first, first_era) = century_begun_by(from)?;
    let (last, last_era) = century_ended_by(to)?;
    let words = |date: &Date, number: i64, era| Words {
        before: before(date.qualifiers()[0].unwrap_or_default()),
        text: ordinal(number),
        unit: " century",
        era,
        after: String::new(),
    };
    Some((words(a, first, first_era), words(b, last, last_era)))
}

fn century_begun_by(year: i64) -> Option<(i64, &'static str)> {
    match year {
        // 100 and 101 both begin the 2nd century, as people write it.
        1.. if year % 100 <= 1 => Some(century_ce(year / 100 + 1)),
        ..=0 if (1 - year) % 100 == 0 => Some(((1 - year) / 100, " BCE")),
        _ => None,
    }
}

fn century_ended_by(year: i64) -> Option<(i64, &'static str)> {
    match year {
        99.. if year % 100 == 99 => Some(century_ce(year / 100 + 1)),
        1.. if year % 100 == 0 => Some(century_ce(year / 100)),
        ..=0 if (1 - year) % 100 == 1 => Some(((1 - year) / 100 + 1, " BCE")),
        _ => None,
    }
}

fn century_ce(number: i64) -> (i64, &'static str) {
    (number, if number <= 10 { " CE" } else { "" })
}

fn date_words(date: &Date) -> Words {
    let [year, month, day] = date.qualifiers();
    let even = month.is_none_or(|m| Some(m) == year) && day.is_none_or(|d| Some(d) == year);
    let (text, unit, era) = year_words(&date.year);
    let text = match (date.season(), date.month, date.day) {
        (Some(season), ..) => {
            let name = SEASONS.get(usize::from(season) - 21).copied().unwrap_or_default();
            format!("{name} {text}")
        }
        (None, Some(month), Some(day)) => format!("{}{text}", month_and_day(month, day)),
        (None, Some(month), None) => format!("{}{text}", month_alone(month)),
        _ => text,
    };
    let after = if even { String::new() } else { marked(&[("year", year), ("month", month), ("day", day)]) };
    let before = if even { before(year.unwrap_or_default()) } else { "" };
    Words { before, text, unit, era, after }
}

fn month_alone(month: Part) -> String {
    match month.value() {
        Some(number) => format!("{} ", month_name(number)),
        None if month.places == *b"XX" => "an unknown month of ".into(),
        None => format!("a month written {} of ", shown(&month.places)),
    }
}

fn month_and_day(month: Part, day: Part) -> String {
    let day = match day.value() {
        Some(number) => format!("{number} "),
        None if month.places == *b"XX" && day.places == *b"XX" => return "an unknown day of ".into(),
        None if day.places == *b"XX" => "an unknown day of ".into(),
        None => format!("a day written {} of ", shown(&day.places)),
    };
    match month.value() {
        Some(number) => format!("{day}{} ", month_name(number)),
        None if month.places == *b"XX" => format!("{day}of an unknown month of "),
        None => format!("{day}of a month written {} of ", shown(&month.places)),
    }
    .replace("of of", "of")
}

fn month_name(number: u8) -> &'static str {
    usize::from(number).checked_sub(1).and_then(|i| MONTHS.get(i)).copied().unwrap_or_default()
}

fn shown(places: &[u8]) -> String {
    places.iter().map(|b| char::from(*b)).collect()
}

/// Text, unit (` century`) and era of a year.
fn year_words(year: &Year) -> (String, &'static str, &'static str) {
    let significant = match year {
        Year::Places { significant, .. } | Year::Long { significant, .. } => significant.is_some(),
    };
    if let Some(value) = year.value() {
        let (number, era) = common_era(value);
        if !significant {
            return (number.to_string(), "", era);
        }
        let (from, to) = year.range();
        let ((from, first_era), (to, last_era)) = (common_era(from), common_era(to));
        let first_era = if first_era == last_era { "" } else { first_era };
        let estimate = format!("{number} (estimated; between {from}{first_era} and {to}{last_era})");
        return (estimate, "", if last_era == era { "" } else { era });
    }
    let Year::Places { negative, places, .. } = year else {
        return (String::new(), "", "");
    };
    let digit = |i: usize| i64::from(places[i].saturating_sub(b'0'));
    let era = if *negative { " BCE" } else { "" };
    match places {
        b"XXXX" => ("an unknown year".into(), "", era),
        [a, b, b'X', b'X'] if ![a, b].contains(&&b'X') => {
            let number = digit(0) * 10 + digit(1) + 1;
            let era = if *negative { " BCE" } else { century_ce(number).1 };
            (ordinal(number), " century", era)
        }
        [a, b, c, b'X'] if ![a, b, c].contains(&&b'X') && !*negative => {
            let decade = (digit(0) * 100 + digit(1) * 10 + digit(2)) * 10;
            (format!("{decade}s"), "", common_era(decade.max(1)).1)
        }
        [.., b'X'] if !places[..3].contains(&b'X') => {
            let (from, to) = year.range();
            (format!("a year from {} to {}", common_era(from).0, common_era(to).0), "", era)
        }
        _ => {
            let sign = if *negative { "-" } else { "" };
            (format!("a year written {sign}{}", shown(places)), "", "")
        }
    }
}

/// The number that people say, and what they add: nothing from the year 1000 on.
fn common_era(year: i64) -> (i64, &'static str) {
    match year {
        ..=0 => (1 - year, " BCE"),
        1..=999 => (year, " CE"),
        _ => (year, ""),
    }
}

fn before(qualifier: Qualifier) -> &'static str {
    match (qualifier.uncertain, qualifier.approximate) {
        (false, false) => "",
        (true, false) => "perhaps ",
        (false, true) => "about ",
        (true, true) => "perhaps about ",
    }
}

/// ` (year uncertain, day approximate)`.
fn marked(parts: &[(&str, Option<Qualifier>)]) -> String {
    let say = |(name, qualifier): &(&str, Option<Qualifier>)| {
        let qualifier = (*qualifier)?;
        let word = match (qualifier.uncertain, qualifier.approximate) {
            (false, false) => return None,
            (true, false) => "uncertain",
            (false, true) => "approximate",
            (true, true) => "uncertain and approximate",
        };
        Some(format!("{name} {word}"))
    };
    let said: Vec<String> = parts.iter().filter_map(say).collect();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}

fn ordinal(number: i64) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

fn list(members: &[Member], join: &str) -> String {
    let say = |member: &Member| match member {
        Member::Date(date) => date_words(date).whole(),
        Member::Range(from, to) => date_words(from).to(&date_words(to)),
        Member::OrEarlier(date) => format!("{} or earlier", date_words(date).whole()),
        Member::OrLater(date) => format!("{} or later", date_words(date).whole()),
    };
    let said: Vec<String> = members.iter().map(say).collect();
    match said.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {join} {last}", rest.join(", ")),
        _ => said.join(""),
    }
}

fn moment_words(moment: &Moment) -> String {
    let (year, era) = common_era(moment.day.year);
    let (hour, minute, second) = moment.time;
    let zone = match moment.offset_minutes {
        None => " local time".to_owned(),
        Some(0) => " UTC".to_owned(),
        Some(offset) => {
            let sign = if offset < 0 { '-' } else { '+' };
            format!(" UTC{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
        }
    };
    let month = month_name(moment.day.month);
    format!("{} {month} {year}{era}, {hour:02}:{minute:02}:{second:02}{zone}", moment.day.day)
}
