//! One range of bytes, by RFC 9110 section 14.

/// What a `Range` header asks of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// Nothing that is understood: the whole file is the answer.
    Whole,
    /// From the first to the last byte, both counted from 0 and within the file.
    Part(u64, u64),
    /// A range that the file does not reach.
    Outside,
}

/// Reads a header. Several ranges at once are answered with the whole file, as the rules allow.
pub fn range_of(text: &str, size: u64) -> Range {
    let spec = text.trim().strip_prefix("bytes=").map(str::trim);
    let Some((first, last)) = spec.filter(|spec| !spec.contains(',')).and_then(|spec| spec.split_once('-'))
    else {
        return Range::Whole;
    };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        // A number too large for us reaches beyond every file.
        digits.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    match (number(first), number(last)) {
        (Some(_), None) if !last.is_empty() => Range::Whole,
        (Some(from), Some(to)) if to < from => Range::Whole,
        (Some(from), _) if from >= size => Range::Outside,
        (Some(from), Some(to)) => Range::Part(from, to.min(size - 1)),
        (Some(from), None) => Range::Part(from, size - 1),
        (None, Some(0)) => Range::Outside,
        (None, Some(_)) if first.is_empty() && size == 0 => Range::Outside,
        (None, Some(count)) if first.is_empty() => Range::Part(size.saturating_sub(count), size - 1),
        _ => Range::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_by_the_rules_and_never_reach_beyond_the_file() {
        for (text, size, expected) in [
            ("bytes=0-0", 10, Range::Part(0, 0)),
            ("bytes=0-", 10, Range::Part(0, 9)),
            ("bytes=2-5", 10, Range::Part(2, 5)),
            ("bytes=2-500", 10, Range::Part(2, 9)),
            ("bytes=-3", 10, Range::Part(7, 9)),
            ("bytes=-30", 10, Range::Part(0, 9)),
            ("bytes=10-", 10, Range::Outside),
            ("bytes=99999999999999999999-", 10, Range::Outside),
            ("bytes=0-99999999999999999999", 10, Range::Part(0, 9)),
            ("bytes=-0", 10, Range::Outside),
            ("bytes=0-", 0, Range::Outside),
            ("bytes=-1", 0, Range::Outside),
            ("bytes=5-2", 10, Range::Whole),
            ("bytes=5-x", 10, Range::Whole),
            ("bytes=x-5", 10, Range::Whole),
            ("bytes=-", 10, Range::Whole),
            ("bytes=0-1,3-4", 10, Range::Whole),
            ("lines=0-1", 10, Range::Whole),
            ("", 10, Range::Whole),
        ] {
            assert_eq!(range_of(text, size), expected, "{text} of {size}");
        }
    }
}
