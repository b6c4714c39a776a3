//! The lines of payload and tag manifests, as bags in the wild have them (RFC 8493 sections 2.1.3, 2.2.1).

use super::algorithm::Algorithm;
use super::declaration::Version;
use super::remarks::Remarks;
use super::text::lines;
use crate::bag::path;
use std::collections::BTreeMap;

/// What a manifest lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lists {
    /// The payload: `manifest-<algorithm>.txt`.
    Payload,
    /// Tag files: `tagmanifest-<algorithm>.txt`.
    Tags,
}

/// A manifest that was read.
pub struct Manifest {
    /// Its file name.
    pub name: String,
    /// What it lists.
    pub lists: Lists,
    /// How its checksums are made.
    pub algorithm: Algorithm,
    /// Path and checksum in lower-case hex. Paths are decoded, inside the bag, and in the right part of it.
    pub entries: BTreeMap<String, String>,
}

/// What a file name says, if it is that of a manifest: what it lists, and the algorithm's name.
pub fn kind_of(name: &str) -> Option<(Lists, &str)> {
    let stem = name.strip_suffix(".txt")?;
    let tags = stem.strip_prefix("tagmanifest-").map(|algorithm| (Lists::Tags, algorithm));
    tags.or_else(|| stem.strip_prefix("manifest-").map(|algorithm| (Lists::Payload, algorithm)))
        .filter(|(_, algorithm)| !algorithm.is_empty() && !algorithm.contains('/'))
}

impl Manifest {
    /// Reads the text of a manifest. `is_there` tells whether the bag has a file of exactly this path.
    pub fn read(
        (name, lists, algorithm): (&str, Lists, Algorithm),
        text: &str,
        version: Version,
        is_there: &dyn Fn(&str) -> bool,
        remarks: &mut Remarks,
    ) -> Self {
        let mut manifest = Self { name: name.to_owned(), lists, algorithm, entries: BTreeMap::new() };
        let (lines, ended) = lines(text);
        remarks.strict(version.is_rfc(), ended, "line-not-ended", name, "the last line has no end");
        for line in lines {
            if line.is_empty() {
                remarks.strict(version.is_rfc(), false, "empty-line", name, "a line is empty");
            } else if let Some((checksum, listed)) = manifest.split(line, remarks) {
                let path = manifest.path(listed, version, is_there, remarks);
                manifest.add(path, checksum, version, remarks);
            }
        }
        manifest
    }

    /// Checksum and file name of a line.
    fn split<'a>(&self, line: &'a str, remarks: &mut Remarks) -> Option<(String, &'a str)> {
        let (checksum, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        let listed = rest.trim_start_matches([' ', '\t']);
        let hex = checksum.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !hex || checksum.len() != self.algorithm.hex_len() || listed.is_empty() {
            remarks.error("manifest-line", &self.name, format!("not a checksum and a file name: {line:?}"));
            return None;
        }
        Some((checksum.to_ascii_lowercase(), listed))
    }

    /// The path meant by a file name: without what checksum tools put in front, and decoded.
    fn path(
        &self,
        listed: &str,
        version: Version,
        is_there: &dyn Fn(&str) -> bool,
        remarks: &mut Remarks,
    ) -> String {
        let mut path = listed;
        if let Some(rest) = path.strip_prefix('*') {
            remarks.warn("md5sum-star", listed, "an asterisk of md5sum stands before the name");
            path = rest;
        }
        while let Some(rest) = path.strip_prefix("./") {
            remarks.warn("leading-dot", listed, "the name begins with ./");
            path = rest;
        }
        decode(path, version, is_there, remarks)
    }

    fn add(&mut self, path: String, checksum: String, version: Version, remarks: &mut Remarks) {
        if let Err(fault) = path::judge_foreign(&path) {
            remarks.error("path-outside", &path, format!("{} lists {}", self.name, fault.words()));
            return;
        }
        match (self.lists, path.starts_with("data/")) {
            (Lists::Payload, false) => {
                remarks.error("not-payload", &path, "a payload manifest lists what is not in data/");
                return;
            }
            (Lists::Tags, true) => {
                remarks.error("not-a-tag-file", &path, "a tag manifest lists a payload file");
                return;
            }
            _ => {}
        }
        match self.entries.get(&path) {
            None => drop(self.entries.insert(path, checksum)),
            Some(first) if *first == checksum => {
                remarks.strict(version.is_rfc(), false, "listed-twice", &path, "listed twice, the same way");
            }
            Some(_) => remarks.error("listed-twice", &path, "listed twice with different checksums"),
        }
    }
}

/// Decodes CR, LF and `%`. In 1.0 the three are always encoded; before, no rule was written, and some
/// writers encoded CR and LF: the name as it stands counts if there is such a file.
pub fn decode(
    path: &str,
    version: Version,
    is_there: &dyn Fn(&str) -> bool,
    remarks: &mut Remarks,
) -> String {
    if !path.contains('%') {
        return path.to_owned();
    }
    if !version.is_rfc() {
        let decoded = percent(path, &[("%0A", '\n'), ("%0D", '\r')]).0;
        if decoded == path || is_there(path) || !is_there(&decoded) {
            return path.to_owned();
        }
        remarks.warn("percent-encoded", path, "an encoded name, before the version that says so");
        return decoded;
    }
    let (decoded, bare) = percent(path, &[("%0A", '\n'), ("%0D", '\r'), ("%25", '%')]);
    if bare {
        remarks.warn("percent-not-encoded", path, "a percent sign must be written %25");
    }
    decoded
}

/// Replaces codes, and tells whether a percent sign stood alone.
fn percent(path: &str, codes: &[(&str, char)]) -> (String, bool) {
    let mut decoded = String::with_capacity(path.len());
    let mut bare = false;
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        decoded.push_str(&rest[..at]);
        let code = rest.get(at..at + 3).unwrap_or_default();
        match codes.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)) {
            Some((_, meant)) => {
                decoded.push(*meant);
                rest = &rest[at + 3..];
            }
            None => {
                bare = true;
                decoded.push('%');
                rest = &rest[at + 1..];
            }
        }
    }
    decoded.push_str(rest);
    (decoded, bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    const V0_97: Version = Version { major: 0, minor: 97 };

    fn decoded(path: &str, version: Version, there: &[&str]) -> (String, usize) {
        let mut remarks = Remarks::default();
        let path = decode(path, version, &|name| there.contains(&name), &mut remarks);
        (path, remarks.warnings.len())
    }

    #[test]
    fn version_1_0_decodes_cr_lf_and_percent_and_nothing_else() {
        assert_eq!(decoded("data/a%0Ab%0dc%2525", Version::V1_0, &[]), ("data/a\nb\rc%25".into(), 0));
        assert_eq!(decoded("data/%7Ex%", Version::V1_0, &[]), ("data/%7Ex%".into(), 1));
        assert_eq!(decoded("data/%é", Version::V1_0, &[]), ("data/%é".into(), 1));
    }

    #[test]
    fn older_versions_take_the_name_as_it_stands_if_there_is_such_a_file() {
        assert_eq!(decoded("data/a%0Ab", V0_97, &["data/a%0Ab"]), ("data/a%0Ab".into(), 0));
        assert_eq!(decoded("data/a%0Ab", V0_97, &["data/a\nb"]), ("data/a\nb".into(), 1));
        assert_eq!(decoded("data/a%25b", V0_97, &["data/a%b"]), ("data/a%25b".into(), 0));
    }

    #[test]
    fn only_root_files_with_an_algorithm_are_manifests() {
        assert_eq!(kind_of("manifest-md5.txt"), Some((Lists::Payload, "md5")));
        assert_eq!(kind_of("tagmanifest-sha512.txt"), Some((Lists::Tags, "sha512")));
        for other in ["manifest-.txt", "manifest-md5", "data/manifest-md5.txt", "manifest-a/b.txt", "x.txt"] {
            assert_eq!(kind_of(other), None, "{other}");
        }
    }
}
