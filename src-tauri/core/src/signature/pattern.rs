//! Pattern lists as in ssh_config(5), PATTERNS: comma-separated, `*` any characters, `?` exactly one, `!` before
//! a pattern refuses what it matches.

/// True when some pattern of the list matches and none that begins with `!` does. Case counts.
pub(super) fn list_matches(list: &str, text: &str) -> bool {
    let mut found = false;
    for pattern in list.split(',') {
        match pattern.strip_prefix('!') {
            Some(refused) if matches(refused.as_bytes(), text.as_bytes()) => return false,
            Some(_) => {}
            None => found |= matches(pattern.as_bytes(), text.as_bytes()),
        }
    }
    found
}

/// One pattern against the whole text, byte by byte, in time of at most their lengths' product.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    // Where to go on when a match fails: behind the last star, with one more byte given to it.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p + 1, t));
                p += 1;
            }
            Some(byte) if *byte == b'?' || *byte == text[t] => (p, t) = (p + 1, t + 1),
            _ => match &mut star {
                Some((after, taken)) => {
                    *taken += 1;
                    (p, t) = (*after, *taken);
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::list_matches;

    #[test]
    fn a_list_matches_when_one_pattern_does_and_no_refusing_one() {
        let name = "entry@sigillum";
        for yes in
            ["entry@sigillum", "*", "*@sigillum", "entry@*", "?ntry@sigillum", "file,*", "**i*m", "!file,*"]
        {
            assert!(list_matches(yes, name), "{yes}");
        }
        for no in
            ["", "entry", "*@sigil", "?entry@sigillum", "ENTRY@sigillum", "*,!entry@*", "!entry@*,*", "!file"]
        {
            assert!(!list_matches(no, name), "{no}");
        }
        assert!(list_matches("", ""));
    }

    #[test]
    fn a_hostile_pattern_costs_no_more_than_its_length_times_the_texts() {
        let pattern = format!("{}b", "a*".repeat(500));
        assert!(!list_matches(&pattern, &"a".repeat(5000)));
    }
}
