//! How much of the long names of conflicts and pairs is shown to people: enough to tell those of a list apart.

/// Names are this long where no two of a list begin alike.
const USUAL: usize = 8;

/// How many digits tell these names apart. Somebody may have made some that begin alike.
pub fn digits<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    let alike = |pair: &[&str]| pair[0].bytes().zip(pair[1].bytes()).take_while(|(a, b)| a == b).count();
    names.windows(2).map(|pair| alike(pair) + 1).max().unwrap_or(USUAL).max(USUAL)
}

/// The beginning of a name.
pub fn shown(name: &str, digits: usize) -> &str {
    name.get(..digits).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_as_far_as_it_takes_to_tell_them_apart() {
        let (one, two) = ("0123456789abcdef", "0123456789a0cdef");
        assert_eq!(shown(one, digits([one, "ffff"].into_iter())), "01234567");
        assert_eq!(shown(one, digits([two, "ffff", one, two].into_iter())), "0123456789ab");
        assert_eq!(digits(std::iter::empty()), USUAL);
        assert_eq!(shown("0123", USUAL), "0123");
    }
}
