//! The design's dependency rules, read from the core's own source: which module may see which, and what only one of
//! them may touch. A new module has to be given its layer here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use sigillum_tests::repository;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// From the ground up; a module sees what stands below its layer.
///
/// `search` is the pure half of searching (folding, words, queries) and stands with the plain types; its index is SQL
/// and therefore inside `store`.
const LAYERS: [&[&str]; 6] = [
    &["digest", "time", "id", "error", "progress", "json", "finding"],
    &[
        "register",
        "entry",
        "head",
        "decimal",
        "edtf",
        "reference",
        "artefact",
        "package",
        "photo",
        "note",
        "custody",
        "receipt",
        "signer",
        "likeness",
        "country",
        "search",
    ],
    &["store", "media", "bag", "signature", "template", "timestamp"],
    &["ledger", "state", "merge", "trust"],
    &["intake", "export", "import", "verify", "report"],
    &["catalogue"],
];

/// Layers whose modules may not see each other at all, but for what [`BESIDE`] names.
const STRICT: [usize; 2] = [2, 4];

/// What may see a module of its own, strict layer, and why.
const BESIDE: [(&str, &str, &str); 5] = [
    ("bag", "signature", "opens a bundle that was encrypted for a key, which never leaves there"),
    ("verify", "report", "makes the derived files again and compares them"),
    ("export", "report", "writes the derived files"),
    ("export", "verify", "names originals and bases as the check expects them"),
    ("import", "verify", "takes in what was checked, and nothing else"),
];

/// Words that stand only below these files or folders of the core, in code that is no test.
const ONLY: [(&str, &[&str]); 8] = [
    ("x25519", &["signature"]),
    ("rusqlite", &["store"]),
    ("ssh_key", &["signature"]),
    ("ed25519_dalek", &["signature"]),
    ("crc32fast", &["bag"]),
    ("bagit.txt", &["bag", "report"]),
    ("turbojpeg", &["media"]),
    ("webpki::", &["timestamp"]),
];

/// Words that stand nowhere in the core: what surrounds it is passed in.
const NOWHERE: [&str; 15] = [
    "std::env",
    "println!",
    "eprintln!",
    "print!(",
    "SystemTime::now",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "getrandom",
    "OsRng",
    "thread_rng",
    "clap",
    "tauri",
    "home_dir",
    "std::process",
];

/// What a module without I/O never names.
const INPUT_OUTPUT: [&str; 4] = ["std::fs", "std::io", "std::net", "std::thread"];

/// Modules that do no I/O, besides the plain types: pure functions.
const PURE: [&str; 4] = ["merge", "state", "report", "template"];

struct Source {
    /// The path below the core's `src`.
    path: PathBuf,
    /// The code without comments and tests.
    code: String,
}

impl Source {
    fn module(&self) -> String {
        let first = self.path.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        first.trim_end_matches(".rs").to_owned()
    }

    /// How many `super::` lead from this file to the crate's root.
    fn depth(&self) -> usize {
        let inside = self.path.components().count();
        if self.path.ends_with("mod.rs") { inside - 1 } else { inside }
    }
}

/// The core's source, without its tests and what only they use.
fn sources() -> Vec<Source> {
    let root = repository().join("src-tauri/core/src");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    assert!(found.len() > 50, "the core's source is where it is looked for");
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "tests" {
                collect(root, &path, found);
            }
        } else if name.ends_with(".rs") && !is_for_tests(&path) {
            let code = code_of(&std::fs::read_to_string(&path).unwrap());
            found.push(Source { path: path.strip_prefix(root).unwrap().to_owned(), code });
        }
    }
}

/// True if the module that declares this file does so under `cfg(test)`.
fn is_for_tests(path: &Path) -> bool {
    let name = path.file_stem().unwrap().to_string_lossy();
    let folder = path.parent().unwrap();
    let parents = [folder.join("mod.rs"), folder.with_extension("rs"), folder.join("lib.rs")];
    let declared = |parent: &PathBuf| {
        let text = std::fs::read_to_string(parent).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines.windows(2).any(|pair| {
            let declaration = pair[1].trim_start_matches("pub(crate) ").trim_start_matches("pub ");
            pair[0] == "#[cfg(test)]" && declaration == format!("mod {name};")
        })
    };
    parents.iter().any(declared)
}

/// Code up to the tests inside the file, comments left out.
fn code_of(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let tests =
        lines.windows(2).position(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod tests {"));
    let code =
        lines[..tests.unwrap_or(lines.len())].iter().filter(|line| !line.trim_start().starts_with("//"));
    code.map(|line| format!("{line}\n")).collect()
}

/// The modules that a source file names by `crate::` or by `super::` up to the root.
fn named(source: &Source, modules: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut starts = vec!["crate::".to_owned(), "super::".repeat(source.depth())];
    starts.retain(|start| !start.is_empty());
    let mut found = BTreeSet::new();
    for start in starts {
        for (at, _) in source.code.match_indices(&start) {
            let before = source.code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == ':' || c == '_') {
                continue;
            }
            let rest = &source.code[at + start.len()..];
            let names: Vec<&str> = match rest.strip_prefix('{') {
                Some(group) => first_words(&group[..group.find("};").unwrap()]),
                None => vec![word(rest)],
            };
            found.extend(names.into_iter().filter(|name| modules.contains(name)).map(str::to_owned));
        }
    }
    found.remove(&source.module());
    found
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The first word of each member of a group, inner groups left out.
fn first_words(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let parts = group.split(move |c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    parts.map(|part| word(part.trim_start())).collect()
}

/// Which module names which, with one file that does so.
fn edges() -> BTreeMap<(String, String), PathBuf> {
    let modules: BTreeSet<&str> = LAYERS.iter().flat_map(|layer| layer.iter().copied()).collect();
    let mut edges = BTreeMap::new();
    for source in sources().iter().filter(|source| source.path != Path::new("lib.rs")) {
        for to in named(source, &modules) {
            edges.insert((source.module(), to), source.path.clone());
        }
    }
    edges
}

fn layer(module: &str) -> usize {
    let found = LAYERS.iter().position(|layer| layer.contains(&module));
    found.unwrap_or_else(|| panic!("{module} has no layer: give it one in LAYERS"))
}

#[test]
fn every_module_of_the_core_has_its_layer() {
    let lib = std::fs::read_to_string(repository().join("src-tauri/core/src/lib.rs")).unwrap();
    let declared: BTreeSet<&str> = lib
        .lines()
        .filter_map(|line| {
            line.trim_start_matches("pub(crate) ").trim_start_matches("pub ").strip_prefix("mod ")
        })
        .map(|rest| rest.trim_end_matches(';'))
        .collect();
    let placed: BTreeSet<&str> = LAYERS.iter().flat_map(|layer| layer.iter().copied()).collect();
    assert_eq!(declared, placed);
}

#[test]
fn no_module_sees_a_higher_layer() {
    let edges = edges();
    assert!(edges.contains_key(&("catalogue".into(), "ledger".into())), "the reading of `use` lines works");
    for ((from, to), file) in &edges {
        let (above, below) = (layer(from), layer(to));
        assert!(above >= below, "{from} reaches up to {to}, in {}", file.display());
        if above == below && STRICT.contains(&above) {
            let allowed = BESIDE.iter().any(|(f, t, _)| f == from && t == to);
            assert!(allowed, "{from} sees {to} of its own layer, in {}", file.display());
        }
    }
    for (from, to, _) in BESIDE {
        assert!(
            edges.contains_key(&(from.into(), to.into())),
            "{from} no longer needs {to}: take it off the list"
        );
    }
}

#[test]
fn no_module_sees_itself_through_others() {
    let edges: BTreeSet<(String, String)> = edges().into_keys().collect();
    let mut reach = edges.clone();
    loop {
        let longer: BTreeSet<_> = reach
            .iter()
            .flat_map(|(from, by)| {
                edges.iter().filter(move |(f, _)| f == by).map(move |(_, to)| (from.clone(), to.clone()))
            })
            .collect();
        let before = reach.len();
        reach.extend(longer);
        if reach.len() == before {
            break;
        }
    }
    let round: Vec<_> = reach.iter().filter(|(from, to)| from == to).collect();
    assert!(round.is_empty(), "{round:?}");
}

#[test]
fn what_belongs_to_one_module_stands_only_there() {
    for source in sources() {
        for (what, homes) in ONLY {
            let at_home = homes.contains(&source.module().as_str());
            assert!(at_home || !source.code.contains(what), "{what} in {}", source.path.display());
        }
    }
}

#[test]
fn the_core_reads_no_clock_randomness_environment_or_terminal() {
    for source in sources() {
        for what in NOWHERE {
            assert!(!source.code.contains(what), "{what} in {}", source.path.display());
        }
    }
    let manifest = std::fs::read_to_string(repository().join("src-tauri/core/Cargo.toml")).unwrap();
    let dependencies = manifest.split("[dev-dependencies]").next().unwrap();
    for crate_name in ["tauri", "clap", "getrandom", "rand", "dirs", "directories", "tokio"] {
        let named = dependencies.lines().any(|line| line.split(['=', ' ', '.']).next() == Some(crate_name));
        assert!(!named, "the core depends on {crate_name}");
    }
}

#[test]
fn plain_types_and_pure_functions_do_no_input_or_output() {
    let pure: BTreeSet<&str> = LAYERS[1].iter().copied().chain(PURE).collect();
    for source in sources().iter().filter(|source| pure.contains(source.module().as_str())) {
        for what in INPUT_OUTPUT {
            assert!(!source.code.contains(what), "{what} in {}", source.path.display());
        }
    }
}
