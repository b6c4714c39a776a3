//! Finding a listed file on a disk that may have changed its name's case or Unicode form on the way
//! (RFC 8493 section 6.1.1), and names that make trouble elsewhere (section 6.1.2).

use crate::bag::path::{fold, is_device, normal};
use std::collections::{HashMap, HashSet};

/// All names in a bag, as they are and folded.
pub struct Names {
    exact: HashSet<String>,
    normal: HashMap<String, Option<String>>,
    folded: HashMap<String, Option<String>>,
}

/// What a listed name was found to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// A file of exactly this name.
    Exact,
    /// The one file whose name differs only in Unicode form or case.
    Alike(String),
    /// No file.
    Absent,
}

impl Names {
    /// Takes the paths of all files there.
    pub fn new<'a>(paths: impl Iterator<Item = &'a str>) -> Self {
        let mut names = Self { exact: HashSet::new(), normal: HashMap::new(), folded: HashMap::new() };
        for path in paths {
            names.exact.insert(path.to_owned());
            // A form that several files share points at none of them.
            for (map, form) in [(&mut names.normal, normal(path)), (&mut names.folded, fold(path))] {
                map.entry(form).and_modify(|only| *only = None).or_insert_with(|| Some(path.to_owned()));
            }
        }
        names
    }

    /// Whether there is a file of exactly this name.
    pub fn has(&self, path: &str) -> bool {
        self.exact.contains(path)
    }

    /// Finds a listed file.
    pub fn find(&self, listed: &str) -> Found {
        if self.has(listed) {
            return Found::Exact;
        }
        let alike = self.normal.get(&normal(listed)).or_else(|| self.folded.get(&fold(listed)));
        alike.cloned().flatten().map_or(Found::Absent, Found::Alike)
    }
}

/// A file that an operating system's file manager makes, and removes, without being asked.
pub fn is_system_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, ".DS_Store" | "Thumbs.db" | "ehthumbs.db" | "desktop.ini" | ".directory" | "Icon\r")
        || name.starts_with("._")
}

/// Why a name cannot be had on every system, if so.
pub fn trouble(path: &str) -> Option<&'static str> {
    let windows = |c: char| matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\') || c.is_control();
    if path.contains(windows) {
        Some("a character that Windows does not allow")
    } else if path.split('/').any(is_device) {
        Some("a name that Windows keeps for a device")
    } else if path.split('/').any(|name| name.ends_with(['.', ' '])) {
        Some("a name that ends with a dot or space")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_file_is_found_in_another_case_or_form_only_if_no_two_fit() {
        let names = Names::new(["data/hello.txt", "data/N\u{fa}", "data/a", "data/A"].into_iter());
        assert_eq!(names.find("data/hello.txt"), Found::Exact);
        assert_eq!(names.find("data/HELLO.txt"), Found::Alike("data/hello.txt".into()));
        assert_eq!(names.find("data/Nu\u{301}"), Found::Alike("data/N\u{fa}".into()));
        assert_eq!(names.find("data/A"), Found::Exact);
        assert_eq!(names.find("data/other"), Found::Absent);
        let two = Names::new(["a/x", "A/x"].into_iter());
        assert_eq!(two.find("a/X"), Found::Absent);
    }

    #[test]
    fn names_that_windows_cannot_have_are_known() {
        for bad in ["data/a:b", "data/con.txt", "data/x.", "data/a\nb", "data/a\\b"] {
            assert!(trouble(bad).is_some(), "{bad:?}");
        }
        assert_eq!(trouble("data/dir/a b-~%.txt"), None);
    }
}
