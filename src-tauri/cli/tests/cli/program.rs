//! One person's computer: a folder with a key, a catalogue and what else the program needs.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The passphrase of every key in these tests.
pub const PASSPHRASE: &str = "four quiet words";

/// A computer with nothing on it yet.
pub struct Computer {
    pub folder: PathBuf,
    name: String,
}

/// What the program answered.
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Answer {
    /// The one document on standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}\n{}\n{}", self.out, self.err))
    }
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Computer {
    pub fn new(parent: &Path, name: &str) -> Self {
        let folder = parent.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("pass"), format!("{PASSPHRASE}\n")).unwrap();
        Self { folder, name: name.to_owned() }
    }

    /// A computer with a key.
    pub fn with_key(parent: &Path, name: &str, initials: &str) -> Self {
        let computer = Self::new(parent, name);
        let made =
            computer.run(&["key", "new", "--name", name, "--initials", initials, "--role", "specialist"]);
        assert_eq!(made.code, 0, "{}", made.err);
        computer
    }

    /// A computer with a key that has begun an operation.
    pub fn begun(parent: &Path, name: &str, initials: &str) -> Self {
        let computer = Self::with_key(parent, name, initials);
        computer.done(&["operation", "new", "--reference", "LON-2025-114", "--title", "Storage unit 7"]);
        computer
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sigillum"));
        command.current_dir(&self.folder).args(words).stdin(Stdio::null()).env_clear();
        command
    }

    /// Runs the program with this computer's catalogue, key and passphrase.
    pub fn run(&self, words: &[&str]) -> Answer {
        let device = format!("laptop of {}", self.name);
        let ours =
            ["--catalogue", "catalogue", "--data", "data", "--device", &device, "--passphrase-file", "pass"];
        self.command(words).args(ours).output().unwrap().into()
    }

    /// Runs the program with nothing but these words.
    pub fn plain(&self, words: &[&str]) -> Answer {
        self.command(words).output().unwrap().into()
    }

    /// The document of a run that must end with this code.
    pub fn ends(&self, code: i32, words: &[&str]) -> Value {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        let answer = self.run(&words);
        assert_eq!(answer.code, code, "{words:?}\n{}\n{}", answer.out, answer.err);
        answer.json()
    }

    /// The document of a run that must succeed.
    pub fn done(&self, words: &[&str]) -> Value {
        self.ends(0, words)
    }

    /// The error code of a run that could not be done.
    pub fn could_not(&self, words: &[&str]) -> String {
        self.ends(3, words)["error"]["code"].as_str().unwrap().to_owned()
    }

    /// Exports everything; gives the bundle's path.
    pub fn export(&self, more: &[&str]) -> String {
        let words: Vec<&str> = ["export", "--to", "."].iter().chain(more).copied().collect();
        let exported = self.done(&words);
        let path = exported["path"].as_str().unwrap();
        self.folder.join(path).to_str().unwrap().to_owned()
    }

    /// Writes a list with the keys of these computers into this one's folder.
    pub fn list(&self, computers: &[&Computer]) -> String {
        let lines: Vec<String> = computers.iter().map(|c| c.run(&["key", "export"]).out).collect();
        let path = self.folder.join("signers");
        std::fs::write(&path, lines.concat()).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// A folder with small files, numbered as a camera does.
    pub fn card(&self, numbers: &[u32]) -> String {
        let folder = self.folder.join("card");
        std::fs::create_dir_all(&folder).unwrap();
        for number in numbers {
            std::fs::write(folder.join(format!("DSC_{number:04}.JPG")), jpeg(*number)).unwrap();
        }
        folder.to_str().unwrap().to_owned()
    }
}

/// The smallest picture that is a JPEG: eight grey dots a side, and a comment that makes each another.
pub fn jpeg(number: u32) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xfe, 0x00, 0x06];
    bytes.extend(number.to_be_bytes());
    bytes.extend([0xff, 0xdb, 0x00, 0x43, 0x00]);
    bytes.extend([1; 64]);
    bytes.extend([0xff, 0xc0, 0x00, 0x0b, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
    bytes.extend([0xff, 0xc4, 0x00, 0x14, 0x00, 1]);
    bytes.extend([0; 16]);
    bytes.extend([0xff, 0xc4, 0x00, 0x14, 0x10, 1]);
    bytes.extend([0; 16]);
    bytes.extend([0xff, 0xda, 0x00, 0x08, 1, 1, 0x00, 0, 63, 0, 0x3f, 0xff, 0xd9]);
    bytes
}

/// Every name of a member in a document.
pub fn keys_of(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            keys.insert(name.clone());
            keys_of(value, keys);
        }),
        Value::Array(items) => items.iter().for_each(|item| keys_of(item, keys)),
        _ => {}
    }
}
