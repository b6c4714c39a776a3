//! The views of a catalogue's database as plain rows, and the rows that the pure state demands.
//!
//! Owns: the comparison "incremental = rebuilt = pure function of the entries". Row numbers are replaced by names, so
//! that catalogues that took entries in in different orders can be compared.

use rusqlite::{Connection, OpenFlags, types::Value};
use sigillum_core::digest::to_hex;
use sigillum_core::entry::Entry;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::ledger::reference_key;
use sigillum_core::merge::{self, Conflict};
use sigillum_core::state::{Record, State};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Rows by view.
pub type Views = BTreeMap<&'static str, BTreeSet<Vec<String>>>;

const QUERIES: [(&str, &str); 10] = [
    (
        "change",
        "SELECT r.name, f.name, e.digest, c.live, c.value FROM change c JOIN record r ON r.id = c.record
         JOIN field f ON f.id = c.field JOIN entry e ON e.id = c.entry",
    ),
    (
        "replaced",
        "SELECT r.name, f.name, p.digest, e.digest FROM replaced p JOIN record r ON r.id = p.record
         JOIN field f ON f.id = p.field JOIN entry e ON e.id = p.entry",
    ),
    (
        "pointer",
        "SELECT t.name, f.name, s.name, e.digest FROM pointer p JOIN record t ON t.id = p.target
         JOIN field f ON f.id = p.field JOIN record s ON s.id = p.source JOIN entry e ON e.id = p.entry",
    ),
    (
        "mention",
        "SELECT r.name, e.digest FROM mention m JOIN record r ON r.id = m.record JOIN entry e ON e.id = m.entry",
    ),
    ("listed", "SELECT l.kind, e.digest FROM listed l JOIN entry e ON e.id = l.entry"),
    ("original", "SELECT o.sha256, o.size, o.ext, e.digest FROM original o JOIN entry e ON e.id = o.entry"),
    (
        "item",
        "SELECT r.name, i.kind, i.reference, i.title, i.quantity, i.withdrawn, i.photos FROM item i
         JOIN record r ON r.id = i.record",
    ),
    ("reference_use", "SELECT u.kind, u.key, r.name FROM reference_use u JOIN record r ON r.id = u.record"),
    ("conflict", "SELECT r.name, c.field FROM conflict c JOIN record r ON r.id = c.record"),
    ("fork", "SELECT c.chain, f.seq FROM fork f JOIN chain c ON c.id = f.chain"),
];

/// What only a comparison of two databases can judge: texts and order of the search index, and the window's list
/// (without completeness and its flag of a missing view, 256, which depend on templates besides).
const COMPARED: [(&str, &str); 4] = [
    (
        "custody",
        "SELECT e.digest, c.digest, c.clock, c.hand_over, c.open, c.findings FROM custody c JOIN entry e ON e.id = c.entry",
    ),
    ("search", "SELECT record, order_key, text FROM search_item"),
    (
        "listing",
        "SELECT r.name, l.order_key, l.title_key, l.changed, l.flags & ~256, l.photo, l.summary, p.name, t.place, t.country,
         t.custody FROM listing l JOIN record r ON r.id = l.record JOIN traits t ON t.id = l.traits
         LEFT JOIN record p ON p.id = l.package",
    ),
    (
        "shot",
        "SELECT r.name, s.waiting, s.taken, s.name, s.camera FROM shot s JOIN record r ON r.id = s.record",
    ),
];

/// The views of the catalogue in this folder that the pure state knows.
pub fn held(root: &Path) -> Views {
    rows(root, &QUERIES)
}

/// All views of the catalogue in this folder.
pub fn held_with_search(root: &Path) -> Views {
    let mut views = held(root);
    views.extend(rows(root, &COMPARED));
    views
}

fn rows(root: &Path, queries: &[(&'static str, &str)]) -> Views {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = Connection::open_with_flags(root.join("catalogue.db"), flags).unwrap();
    let mut views = Views::new();
    for (view, sql) in queries {
        let mut statement = database.prepare(sql).unwrap();
        let columns = statement.column_count();
        let found = statement
            .query_map([], |row| (0..columns).map(|i| row.get::<_, Value>(i).map(text_of)).collect())
            .unwrap();
        let found: Vec<Vec<String>> = found.collect::<Result<_, _>>().unwrap();
        let count = found.len();
        let set: BTreeSet<_> = found.into_iter().collect();
        assert_eq!(set.len(), count, "a row twice in {view}");
        views.insert(view, set);
    }
    views
}

fn text_of(value: Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Blob(bytes) => to_hex(&bytes),
    }
}

/// The rows that these entries, each given once, demand.
pub fn demanded(entries: &[&Entry]) -> Views {
    let state = State::of(entries.iter().copied());
    let mut views: Views = QUERIES.iter().map(|(view, _)| (*view, BTreeSet::new())).collect();
    let mut add = |view: &'static str, row: Vec<String>| {
        views.entry(view).or_default().insert(row);
    };
    for record in state.records() {
        registers(record, &mut add);
        for conflict in merge::of_record(record, None) {
            let field = match conflict {
                Conflict::Values { field, .. } => field,
                _ => "exists".into(),
            };
            add("conflict", vec![record.id.to_string(), field]);
        }
        if matches!(record.id.kind(), Some(RecordKind::Artefact | RecordKind::Package)) {
            item(&state, record, &mut add);
        }
    }
    for entry in entries {
        statements(&state, entry, &mut add);
    }
    for (chain, seq) in state.forks() {
        add("fork", vec![chain.to_string(), seq.to_string()]);
    }
    views
}

type Add<'a> = &'a mut dyn FnMut(&'static str, Vec<String>);

fn registers(record: &Record, add: Add<'_>) {
    let id = record.id.to_string();
    for (field, register) in record.registers() {
        for said in register.history() {
            let live = register.is_live(said);
            let entry = said.entry.hex();
            let flag = i64::from(live).to_string();
            add("change", vec![id.clone(), field.into(), entry.clone(), flag, said.value.compact()]);
            let target = said.value.text().and_then(|text| text.parse::<RecordId>().ok());
            if let Some(target) = target.filter(|_| live) {
                add("pointer", vec![target.to_string(), field.into(), id.clone(), entry]);
            }
        }
        for (replaced, by) in register.replacements() {
            for by in by {
                add("replaced", vec![id.clone(), field.into(), replaced.hex(), by.hex()]);
            }
        }
    }
}

fn item(state: &State, record: &Record, add: Add<'_>) {
    let id = record.id.to_string();
    let kind = record.id.kind().unwrap().word().to_owned();
    let first = |fields: [&str; 2]| {
        fields.into_iter().find_map(|field| record.text(field)).unwrap_or_default().to_owned()
    };
    let placements = state.pointing_at("artefact", &record.id).into_iter();
    let photos =
        placements.filter(|p| p.id.kind() == Some(RecordKind::Placement) && !p.is_withdrawn()).count();
    add(
        "item",
        vec![
            id.clone(),
            kind.clone(),
            first(["reference", "number"]),
            first(["title", "description"]),
            quantity(record).to_string(),
            i64::from(record.is_withdrawn()).to_string(),
            photos.to_string(),
        ],
    );
    for key in merge::reference_keys(record, &reference_key) {
        add("reference_use", vec![kind.clone(), key, id.clone()]);
    }
}

fn statements(state: &State, entry: &Entry, add: Add<'_>) {
    let digest = entry.digest.hex();
    for record in sigillum_core::state::mentions(entry) {
        assert!(state.mentions_of(&record).any(|d| *d == entry.digest));
        add("mention", vec![record.to_string(), digest.clone()]);
    }
    for original in &entry.originals {
        let (size, ext) = (original.size.to_string(), original.ext.clone());
        add("original", vec![original.sha256.hex(), size, ext, digest.clone()]);
    }
    if entry.body.get("split_from").is_some() {
        add("listed", vec!["artefact.create/split".to_owned(), digest.clone()]);
    }
    if !matches!(entry.kind.as_str(), "artefact.create" | "artefact.set" | "photo.add" | "photo.place") {
        add("listed", vec![entry.kind.clone(), digest]);
    }
}

/// Fails with the first differing view, and only the rows that differ.
pub fn assert_same(one: &Views, two: &Views, what: &str) {
    for (view, rows) in one {
        let others = &two[view];
        let only_one: Vec<_> = rows.difference(others).collect();
        let only_two: Vec<_> = others.difference(rows).collect();
        assert!(
            only_one.is_empty() && only_two.is_empty(),
            "{what}: {view}\nleft  {only_one:#?}\nright {only_two:#?}"
        );
    }
}

/// The first number said, but none by which nothing is left while somebody says otherwise.
fn quantity(record: &Record) -> i64 {
    let Some(register) = record.register("quantity") else { return 1 };
    let mut live: Vec<_> = register.live().collect();
    live.sort_by_key(|said| (said.clock, said.entry));
    let said: Vec<i64> = live.iter().map(|said| said.value.int().unwrap_or(1)).collect();
    said.iter().find(|number| **number > 0).or_else(|| said.first()).copied().unwrap_or(1)
}
