//! A dossier of twenty artefacts, and its verification: from 10,000 against from 1,000, and what a withheld entry takes.

use super::bulk;
use super::measure::{Row, side_by_side, time};
use sigillum_core::catalogue::{Catalogue, DossierOptions};
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::progress::Silent;
use sigillum_core::verify::{Verdict, VerifyOptions, bundle};
use sigillum_tests::laptop::{Laptop, list_of};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Artefacts in the dossier.
const CHOSEN: u64 = 20;
/// The most bytes that a withheld entry may take, its line in `.sigs` included.
const MOST: f64 = 96.0;

struct Site {
    laptop: Laptop,
    catalogue: Catalogue,
    options: DossierOptions,
    artefacts: u64,
}

impl Site {
    fn new(parent: &Path, artefacts: u64) -> Self {
        let (laptop, catalogue) = bulk::laptop(parent, &format!("of{artefacts}"), artefacts);
        let find = |n: u64| -> RecordId {
            catalogue.find(RecordKind::Artefact, &format!("BK/{}", n * (artefacts / CHOSEN) + 1)).unwrap()
        };
        let options = DossierOptions {
            artefacts: (0..CHOSEN).map(find).collect(),
            to: laptop.bundles(),
            ..DossierOptions::default()
        };
        Self { laptop, catalogue, options, artefacts }
    }

    fn write(&mut self) -> (Duration, PathBuf) {
        let mut path = PathBuf::new();
        let spent = time(|| path = self.catalogue.dossier(&self.options, &Silent).unwrap().path);
        (spent, path)
    }

    fn verify(&self, path: &Path) -> Duration {
        let list = list_of(&[&self.laptop]);
        time(|| {
            let options = VerifyOptions { signers: Some(&list), threads: 2, ..VerifyOptions::default() };
            assert_eq!(bundle(path, &options, &Silent).unwrap().verdict(), Verdict::Verified);
        })
    }
}

pub fn rows() -> Vec<Row> {
    let temp = tempfile::tempdir_in("target/bench").unwrap();
    let (mut large, mut small) = (Site::new(temp.path(), 10_000), Site::new(temp.path(), 1_000));
    let (of_large, of_small) = (large.write().1, small.write().1);
    eprintln!("a dossier of {CHOSEN}");
    let (ours, judge) = side_by_side(|| large.write().0, || small.write().0);
    let written = Row::timed("a dossier of 20 from 10,000 artefacts, against from 1,000", ours, judge, 3.0);
    let (ours, judge) = side_by_side(|| large.verify(&of_large), || small.verify(&of_small));
    let verified = Row::timed("verify it, against from 1,000", ours, judge, 3.0);
    let grown = size(&of_large) - size(&of_small);
    let each = grown as f64 / (large.artefacts - small.artefacts) as f64;
    let bytes = Row {
        work: "bytes for each withheld entry, all files counted".to_owned(),
        ours: format!("{each:.1}"),
        judge: format!("{MOST}"),
        ratio: Some(each / MOST),
        most: Some(1.0),
    };
    vec![written, verified, bytes]
}

fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { size(&path) } else { path.metadata().unwrap().len() }).sum()
}
