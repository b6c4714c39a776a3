//! One bundle, two judges: the core's `verify` and the second reader, which must agree.

use crate::laptop::Laptop;
use crate::second_reader::SecondReader;
use crate::world::World;
use sigillum_core::catalogue::Catalogue;
use sigillum_core::finding::{Finding, FindingKind};
use sigillum_core::progress::Silent;
use sigillum_core::signature::AllowedSigners;
use sigillum_core::verify::{Verdict, VerifyOptions, bundle};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What the core says.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The verdict's word, or `refused` for what is no bundle.
    pub verdict: &'static str,
    /// The codes found.
    pub codes: BTreeSet<&'static str>,
    /// All that was found.
    pub findings: Vec<Finding>,
}

/// The two judges, with one list from outside and the bases at hand.
pub struct Court {
    list: AllowedSigners,
    list_file: PathBuf,
    bases: Vec<PathBuf>,
    reader: SecondReader,
    cases: usize,
}

impl Court {
    /// A court that knows the world's signers and holds these bases.
    pub fn new(world: &World, bases: &[&Path]) -> Self {
        Self {
            list: world.list.clone(),
            list_file: world.list_file.clone(),
            bases: bases.iter().map(|path| (*path).to_owned()).collect(),
            reader: SecondReader::start(),
            cases: 0,
        }
    }

    /// What the core alone says.
    pub fn core(&self, path: &Path) -> Judgement {
        let options = VerifyOptions {
            signers: Some(&self.list),
            bases: self.bases.clone(),
            threads: 1,
            ..VerifyOptions::default()
        };
        match bundle(path, &options, &Silent) {
            Ok(check) => Judgement {
                verdict: check.verdict().word(),
                codes: check.findings.iter().map(|finding| finding.code).collect(),
                findings: check.findings,
            },
            Err(_) => Judgement { verdict: "refused", codes: BTreeSet::new(), findings: Vec::new() },
        }
    }

    /// What both say. The reader does not make derived files again: only there may it say better. Every fiftieth
    /// signature check is OpenSSH's, the others are arithmetic.
    pub fn judge(&mut self, what: &str, path: &Path) -> Judgement {
        let core = self.core(path);
        self.cases += 1;
        let bases: Vec<&Path> = self.bases.iter().map(PathBuf::as_path).collect();
        let other = self.reader.judge(path, Some(&self.list_file), &bases, !self.cases.is_multiple_of(50));
        let underived = core.findings.iter().filter(|finding| finding.code != "derived-differs");
        let agree = match core.verdict {
            "refused" => ["refused", "altered", "incomplete"].contains(&other.verdict.as_str()),
            verdict => verdict == other.verdict || Verdict::of(underived).word() == other.verdict,
        };
        assert!(agree, "{what}: the reader says {other:?}, the core {core:#?}");
        core
    }
}

/// A catalogue that bundles are to be imported into, and what it holds.
pub struct Target {
    laptop: Laptop,
    catalogue: Catalogue,
    list: AllowedSigners,
    before: String,
    tried: usize,
}

impl Target {
    /// A laptop that has just joined the world's operation.
    pub fn new(world: &World, name: &str) -> Self {
        let laptop = Laptop::new(&world.folder, name);
        let catalogue = laptop.join(&world.invite);
        let before = contents(&laptop);
        Self { laptop, catalogue, list: world.list.clone(), before, tried: 0 }
    }

    /// Demands that a bundle is not taken in. An import takes nothing from tables and pages and leaves them as they are
    /// signed: where nothing but these is false, a preview has to refuse it.
    pub fn refuses(&mut self, what: &str, path: &Path) {
        self.tried += 1;
        let preview = only_derived_differ(path);
        let answer = self.catalogue.import(path, Some(&self.list), preview, &Silent);
        assert!(answer.is_err(), "{what}: was imported: {answer:?}");
    }

    /// Takes a bundle in.
    pub fn takes(&mut self, path: &Path) -> sigillum_core::catalogue::ImportReport {
        self.catalogue.import(path, Some(&self.list), false, &Silent).unwrap()
    }

    /// The catalogue.
    pub fn catalogue(&mut self) -> &mut Catalogue {
        &mut self.catalogue
    }

    /// Its laptop.
    pub fn laptop(&self) -> &Laptop {
        &self.laptop
    }

    /// Demands that all the refused imports changed nothing: no row, no file.
    pub fn is_unchanged(&self) {
        assert!(self.tried > 0, "no import was tried");
        assert_eq!(self.before, contents(&self.laptop), "a refused import changed the catalogue");
    }
}

/// Every row of every table, and every file with its size but the database's own.
fn contents(laptop: &Laptop) -> String {
    let mut text = String::new();
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = rusqlite::Connection::open_with_flags(laptop.root().join("catalogue.db"), flags).unwrap();
    let names =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' ORDER BY name";
    let mut names = database.prepare(names).unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for name in names {
        let mut all = database.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let columns = all.column_count();
        let mut rows = all.query([]).unwrap();
        text.push_str(&format!("{name}\n"));
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<String> =
                (0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect();
            text.push_str(&values.join(" "));
            text.push('\n');
        }
    }
    files_below(&laptop.folder, &mut text);
    text
}

fn files_below(folder: &Path, text: &mut String) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            text.push_str(&format!("{}/\n", path.display()));
            files_below(&path, text);
        } else if !path.display().to_string().contains("catalogue.db") {
            text.push_str(&format!("{} {}\n", path.display(), path.metadata().unwrap().len()));
        }
    }
}

/// True if all that would stop an import of this bundle is that tables or pages are not what its lines give.
fn only_derived_differ(path: &Path) -> bool {
    let Ok(check) = bundle(path, &VerifyOptions::default(), &Silent) else { return false };
    let stops = |kind| matches!(kind, FindingKind::Altered | FindingKind::Missing | FindingKind::Unexpected);
    let mut stopping = check
        .findings
        .iter()
        .filter(|f| stops(f.kind) && !matches!(f.code, "base-absent" | "original-missing"));
    let first = stopping.next().is_some_and(|f| f.code == "derived-differs");
    first && stopping.all(|f| f.code == "derived-differs")
}
