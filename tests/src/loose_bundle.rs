//! A bundle in memory, to be changed in ways that no honest program would write.

use sigillum_core::bag::zip::form::{Member, ending};
use sigillum_core::digest::Digest;
use sigillum_core::signature::{UnlockedKey, armour, namespace};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The list of the payload.
pub const MANIFEST: &str = "manifest-sha256.txt";
/// The list of the tag files.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// Its signature.
pub const SIGNATURE: &str = "tagmanifest-sha256.txt.sig";

/// A bundle's name and files.
#[derive(Clone, Debug)]
pub struct LooseBundle {
    /// The folder's name.
    pub name: String,
    /// Path and bytes of each file.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl LooseBundle {
    /// Reads a bundle's folder.
    pub fn read(folder: &Path) -> Self {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let mut files = BTreeMap::new();
        let mut waiting = vec![folder.to_owned()];
        while let Some(at) = waiting.pop() {
            for entry in std::fs::read_dir(at).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    let inner = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                    files.insert(inner, std::fs::read(path).unwrap());
                }
            }
        }
        Self { name, files }
    }

    /// Paths that end so.
    pub fn ending(&self, ending: &str) -> Vec<String> {
        self.files.keys().filter(|path| path.ends_with(ending)).cloned().collect()
    }

    /// A text file's text.
    pub fn text(&self, path: &str) -> String {
        String::from_utf8(self.files[path].clone()).unwrap()
    }

    /// Puts other bytes in a file's place, or a new file.
    pub fn put(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.to_owned(), bytes.into());
    }

    /// Changes a file's lines, each with its LF.
    pub fn edit_lines(&mut self, path: &str, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
        let mut lines = lines(&self.files[path]);
        change(&mut lines);
        self.put(path, lines.concat());
    }

    /// The value of a label of `bag-info.txt`.
    pub fn info(&self, label: &str) -> String {
        let text = self.text("bag-info.txt");
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{label}: ")));
        line.unwrap().to_owned()
    }

    /// Gives a label of `bag-info.txt` another value.
    pub fn set_info(&mut self, label: &str, value: &str) {
        let prefix = format!("{label}: ");
        let line = |line: &str| match line.starts_with(&prefix) {
            true => format!("{prefix}{value}\n"),
            false => format!("{line}\n"),
        };
        let text: String = self.text("bag-info.txt").lines().map(line).collect();
        self.put("bag-info.txt", text);
    }

    /// Makes Payload-Oxum and both lists fit the files, as anybody can; the signature stays as it is.
    pub fn list_again(&mut self) {
        let payload: Vec<_> = self.files.iter().filter(|(path, _)| path.starts_with("data/")).collect();
        let bytes: usize = payload.iter().map(|(_, bytes)| bytes.len()).sum();
        let oxum = format!("{bytes}.{}", payload.len());
        let manifest: String =
            payload.iter().map(|(path, bytes)| format!("{}  {path}\n", Digest::of(bytes))).collect();
        if self.files.contains_key("bag-info.txt") {
            self.set_info("Payload-Oxum", &oxum);
        }
        self.put(MANIFEST, manifest);
        self.list_tags_again();
    }

    /// Makes the tag manifest fit the tag files.
    pub fn list_tags_again(&mut self) {
        let tags = ["bag-info.txt", "bagit.txt", MANIFEST].into_iter().filter_map(|name| {
            let bytes = self.files.get(name)?;
            Some(format!("{}  {name}\n", Digest::of(bytes)))
        });
        let tags: String = tags.collect();
        self.put(TAG_MANIFEST, tags);
    }

    /// Signs the tag manifest.
    pub fn sign(&mut self, key: &UnlockedKey) {
        let signature = key.sign(namespace::BUNDLE, &self.files[TAG_MANIFEST]).unwrap();
        self.put(SIGNATURE, armour(&key.public(), namespace::BUNDLE, &signature));
    }

    /// Lists and signs again: what whoever holds the key can do.
    pub fn seal(&mut self, key: &UnlockedKey) {
        self.list_again();
        self.sign(key);
    }

    /// The digest that names the bundle.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.files[TAG_MANIFEST])
    }

    /// Writes the folder below `parent`.
    pub fn write_folder(&self, parent: &Path) -> PathBuf {
        let root = parent.join(&self.name);
        for (path, bytes) in &self.files {
            let place = root.join(path);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, bytes).unwrap();
        }
        root
    }

    /// The members that its ZIP has, sorted.
    pub fn members(&self) -> Vec<(String, Vec<u8>)> {
        self.files.iter().map(|(path, bytes)| (format!("{}/{path}", self.name), bytes.clone())).collect()
    }

    /// Its ZIP.
    pub fn zip(&self) -> Vec<u8> {
        zip_of(&self.members())
    }
}

/// The lines of a text, each with its LF.
pub fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

/// A ZIP of the strict form, but for the names, which may be any, in any order.
pub fn zip_of(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let member = Member {
            name: name.clone(),
            size: content.len() as u64,
            crc: crc32(content),
            offset: bytes.len() as u64,
        };
        bytes.extend(member.local());
        bytes.extend(content);
        directory.extend(member.central());
    }
    let (at, len) = (bytes.len() as u64, directory.len() as u64);
    bytes.extend(directory);
    bytes.extend(ending(members.len() as u64, at, len));
    bytes
}

/// CRC-32 as ZIP has it (ISO-HDLC).
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    };
    !bytes.iter().fold(!0, step)
}
