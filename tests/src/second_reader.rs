//! The second reader, `tests/reader/sigillum_reader.py`, kept running and asked about one bundle after the other.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// What the second reader says of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// `verified`, `altered`, `incomplete`, `unverifiable`, or `refused` for what it cannot read.
    pub verdict: String,
    /// The codes of its findings.
    pub codes: BTreeSet<String>,
}

/// The reader's process; it ends when this is dropped.
pub struct SecondReader {
    child: Child,
    to: ChildStdin,
    hear: BufReader<ChildStdout>,
}

impl SecondReader {
    /// Starts it.
    pub fn start() -> Self {
        let script = crate::repository().join("tests/reader/serve.py");
        let mut child = Command::new("python3")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 is needed for the second reader");
        let to = child.stdin.take().unwrap();
        let hear = BufReader::new(child.stdout.take().unwrap());
        Self { child, to, hear }
    }

    /// Asks about a bundle. `by_arithmetic` checks signatures in Python, else `ssh-keygen` does; every entry's is checked.
    pub fn judge(
        &mut self,
        bundle: &Path,
        signers: Option<&Path>,
        bases: &[&Path],
        by_arithmetic: bool,
    ) -> Opinion {
        self.ask(&json!({ "path": bundle, "signers": signers, "bases": bases, "entries": true, "pure": by_arithmetic }))
    }

    /// Asks about a bundle with a time token beside it; these certificates' word on the time counts.
    pub fn judge_timed(&mut self, bundle: &Path, signers: &Path, authorities: &Path) -> Opinion {
        self.ask(&json!({ "path": bundle, "signers": signers, "pure": true, "tsa_ca": authorities }))
    }

    /// Asks about a bundle by headquarters' list (its folder, the root's fingerprint), with these receipts besides its own.
    pub fn judge_listed(
        &mut self,
        bundle: &Path,
        bases: &[&Path],
        (trust, root): (&Path, &str),
        receipts: &[&Path],
    ) -> Opinion {
        self.ask(&json!({ "path": bundle, "bases": bases, "trust": trust, "root": root, "receipts": receipts, "entries": true }))
    }

    /// The same with a time token beside the bundle; these certificates' word on the time counts.
    pub fn judge_proved(
        &mut self,
        bundle: &Path,
        bases: &[&Path],
        (trust, root): (&Path, &str),
        receipts: &[&Path],
        authorities: Option<&Path>,
    ) -> Opinion {
        let question = json!({
            "path": bundle, "bases": bases, "trust": trust, "root": root, "receipts": receipts, "pure": true,
            "tsa_ca": authorities,
        });
        self.ask(&question)
    }

    fn ask(&mut self, question: &Value) -> Opinion {
        writeln!(self.to, "{question}").unwrap();
        let mut line = String::new();
        self.hear.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).expect("the second reader answers");
        let codes = answer["codes"].as_array().unwrap().iter();
        Opinion {
            verdict: answer["verdict"].as_str().unwrap().to_owned(),
            codes: codes.map(|code| code.as_str().unwrap().to_owned()).collect(),
        }
    }
}

impl Drop for SecondReader {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
