//! Catalogues with many artefacts, written through the pen in large transactions.

use sigillum_core::catalogue::{Catalogue, Exported};
use sigillum_core::entry::{Class, NewChange, Position};
use sigillum_core::error::Result;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::json::{Json, object};
use sigillum_core::ledger::{Pen, choose_chain, tips};
use sigillum_core::store::{Cache, Database, KeptHeads};
use sigillum_tests::laptop::Laptop;

const WORDS: [&str; 24] = [
    "head",
    "bodhisattva",
    "seated",
    "Buddha",
    "relief",
    "donors",
    "bronze",
    "schist",
    "sandstone",
    "Khmer",
    "Gandharan",
    "Bactrian",
    "ព្រះពុទ្ធ",
    "បារាយណ៍",
    "سر بودا",
    "مجسمه",
    "ewer",
    "mirror",
    "bracelet",
    "lintel",
    "Kushan",
    "Angkor",
    "fragment",
    "figure",
];

/// Adds artefacts `BK/from+1` … `BK/to`, eleven fields each.
pub fn fill(laptop: &Laptop, from: u64, to: u64) {
    for start in (from..to).step_by(50_000) {
        let end = (start + 50_000).min(to);
        write(laptop, |pen| (start..end).try_for_each(|number| artefact(pen, number, Vec::new()).map(drop)));
    }
}

/// Leaves an entry that this bundle was exported with all that is held now, so that the next one is about what is newer
/// without writing all of it.
pub fn say_exported(laptop: &Laptop, bundle: &Exported) {
    write(laptop, |pen| {
        let heads = tips(pen.reader()?)?.iter().map(Position::to_json).collect();
        let body = object([
            ("bundle", Json::Text(bundle.name.clone())),
            ("digest", bundle.digest.into()),
            ("kind", bundle.kind.into()),
            ("heads", Json::List(heads)),
        ]);
        pen.write("export.record", Class::Open, Vec::new(), body).map(|_| ())
    });
}

pub fn write(laptop: &Laptop, work: impl FnOnce(&mut Pen<'_>) -> Result<()>) {
    let key = laptop.key();
    let mut database = Database::open(&laptop.root()).unwrap();
    let around = laptop.around();
    let kept = KeptHeads::new(&around.heads);
    let operation = database.read().setting("operation").unwrap().unwrap().parse().unwrap();
    database.set_cache(Cache::Large).unwrap();
    let templates: std::sync::Arc<[_]> = sigillum_core::template::builtin().unwrap().templates.into();
    let head = database.write(|writer| {
        let continuity = choose_chain(writer, key.public().as_bytes(), &|chain| kept.get(chain))?;
        let senses = (&*around.clock, &*around.random);
        let mut pen = Pen::open(writer, &key, senses, operation, &around.device, continuity)?;
        pen.measure_by(std::sync::Arc::clone(&templates));
        work(&mut pen)?;
        pen.close()
    });
    kept.put(&head.unwrap()).unwrap();
}

/// Adds the artefact `BK/number+1` with eleven fields, and these besides.
pub fn artefact(pen: &mut Pen<'_>, number: u64, more: Vec<NewChange>) -> Result<RecordId> {
    let word = |salt: u64| {
        WORDS[(number.wrapping_mul(2_654_435_761).wrapping_add(salt * 97) >> 7) as usize % WORDS.len()]
    };
    let text = |salts: [u64; 4]| salts.map(word).join(" ");
    let term = |salt| Json::List(vec![object([("label", word(salt).into())])]);
    let mut changes = vec![
        NewChange::of_self("exists", true),
        NewChange::of_self("reference", format!("BK/{}", number + 1)),
        NewChange::of_self("quantity", 1i64),
        NewChange::of_self("title", text([1, 2, 3, 4])),
        NewChange::of_self("type_of_object", term(5)),
        NewChange::of_self("materials_techniques", term(6)),
        NewChange::of_self("description", text([7, 8, 9, 10])),
        NewChange::of_self("distinguishing_features", text([11, 12, 13, 14])),
        NewChange::of_self("subject", text([15, 16, 17, 18])),
        NewChange::of_self("date_period", object([("edtf", "0100/0299~".into())])),
        NewChange::of_self("maker", text([19, 20, 21, 22])),
    ];
    changes.extend(more);
    let entry = pen.write("artefact.create", Class::Open, changes, object([]))?;
    Ok(RecordId::new(RecordKind::Artefact, entry.digest))
}

/// A new laptop with so many artefacts.
pub fn laptop(parent: &std::path::Path, name: &str, artefacts: u64) -> (Laptop, Catalogue) {
    let laptop = Laptop::new(parent, name);
    drop(laptop.begin());
    fill(&laptop, 0, artefacts);
    let catalogue = laptop.open();
    (laptop, catalogue)
}
