//! `trust.txt`, the text that the root key signs: who, which number, after which list, when, and the digests of all
//! other files. Its head stands behind `#`, so that `sha256sum -c` reads the same file.

use crate::digest::Digest;
use crate::json::MAX_INTEGER;
use crate::signature::{PublicKey, ssh_time};

/// What the text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) root: PublicKey,
    pub(super) number: u64,
    /// Digest of the list before; `None` for number 1.
    pub(super) previous: Option<Digest>,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub(super) issued: i64,
    /// Name and digest of each file, sorted by name.
    pub(super) files: Vec<(String, Digest)>,
}

impl Statement {
    pub(super) fn text(&self) -> String {
        let previous = self.previous.map_or_else(|| "none".to_owned(), |digest| digest.hex());
        let mut text = format!(
            "# sigillum trust v1\n# root {}\n# number {}\n# previous {previous}\n# issued {}\n",
            self.root,
            self.number,
            ssh_time(self.issued)
        );
        for (name, digest) in &self.files {
            text.push_str(&format!("{digest}  {name}\n"));
        }
        text
    }

    /// Reads exactly what [`Statement::text`] writes; `None` for anything else, or for a number that cannot be.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.lines();
        let mut head = |label: &str| lines.next()?.strip_prefix("# ")?.strip_prefix(label);
        head("sigillum trust v1")?;
        let root = head("root ")?.parse().ok()?;
        let number: u64 = head("number ")?.parse().ok()?;
        let previous = match head("previous ")? {
            "none" => None,
            digest => Some(digest.parse().ok()?),
        };
        let issued = crate::signature::read_ssh_time(head("issued ")?)?;
        let files = lines.map(|line| line.split_once("  "));
        let files = files.map(|pair| pair.and_then(|(d, name)| Some((name.to_owned(), d.parse().ok()?))));
        let read = Self { root, number, previous, issued, files: files.collect::<Option<_>>()? };
        let possible = (1..=MAX_INTEGER as u64).contains(&number) && (number == 1) == previous.is_none();
        (possible && read.text() == text).then_some(read)
    }
}
