//! Dossiers: of twenty artefacts from 1,000, 10,000 and 100,000, of forty and eighty from 10,000, each written and verified;
//! and what a withheld entry takes.

use super::bulk;
use super::measure::{ROUNDS, Row, median, time};
use sigillum_core::catalogue::{Catalogue, DossierOptions};
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::progress::Silent;
use sigillum_core::verify::{Verdict, VerifyOptions, bundle};
use sigillum_tests::laptop::{Laptop, list_of};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The most bytes that a withheld entry may take, its line in `.sigs` included.
const MOST: f64 = 96.0;
/// Sites by their artefacts, and how many of them each dossier is about.
const SITES: [(u64, &[u64]); 3] = [(1_000, &[20]), (10_000, &[20, 40, 80]), (100_000, &[20])];

struct Site {
    laptop: Laptop,
    catalogue: Catalogue,
    artefacts: u64,
}

/// A dossier, how long it took and how large it is.
struct Made {
    of: u64,
    from: u64,
    bytes: u64,
    written: Duration,
    verified: Duration,
}

impl Site {
    fn new(parent: &Path, artefacts: u64) -> Self {
        let (laptop, catalogue) = bulk::laptop(parent, &format!("of{artefacts}"), artefacts);
        Self { laptop, catalogue, artefacts }
    }

    fn measure(&mut self, chosen: u64) -> Made {
        let every = self.artefacts / chosen;
        let find = |n: u64| -> RecordId {
            self.catalogue.find(RecordKind::Artefact, &format!("BK/{}", n * every + 1)).unwrap()
        };
        let options = DossierOptions {
            artefacts: (0..chosen).map(find).collect(),
            to: self.laptop.bundles(),
            ..DossierOptions::default()
        };
        let (mut written, mut verified, mut bytes) = (Vec::new(), Vec::new(), 0);
        for _ in 0..ROUNDS {
            let mut path = PathBuf::new();
            written.push(time(|| path = self.catalogue.dossier(&options, &Silent).unwrap().path));
            verified.push(self.verify(&path));
            bytes = size(&path);
        }
        let (written, verified) = (median(written), median(verified));
        eprintln!(
            "a dossier of {chosen} from {}: {bytes} bytes, {written:.2?}, {verified:.2?}",
            self.artefacts
        );
        Made { of: chosen, from: self.artefacts, bytes, written, verified }
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
    std::fs::create_dir_all("target/bench").unwrap();
    let temp = tempfile::tempdir_in("target/bench").unwrap();
    let mut made = Vec::new();
    for (artefacts, sizes) in SITES {
        let mut site = Site::new(temp.path(), artefacts);
        made.extend(sizes.iter().map(|chosen| site.measure(*chosen)));
    }
    let find = |of: u64, from: u64| made.iter().find(|one| one.of == of && one.from == from).unwrap();
    let mut rows: Vec<Row> = made.iter().map(plain).collect();
    for (from, base) in [(10_000, 1_000), (100_000, 10_000)] {
        rows.push(each(find(20, from), find(20, base)));
    }
    // Written and verified, it grows with the dossier: four times as many artefacts take no more than that.
    let (large, small) = (find(80, 10_000), find(20, 10_000));
    rows.push(Row::timed("write a dossier of 80, against of 20", large.written, small.written, 4.0));
    rows.push(Row::timed("verify a dossier of 80, against of 20", large.verified, small.verified, 4.0));
    rows
}

fn plain(made: &Made) -> Row {
    Row {
        work: format!("a dossier of {} from {}: written, verified", made.of, made.from),
        ours: format!(
            "{} bytes, {:.3} s, {:.3} s",
            made.bytes,
            made.written.as_secs_f64(),
            made.verified.as_secs_f64()
        ),
        judge: String::new(),
        ratio: None,
        most: None,
    }
}

/// What each entry more takes that is withheld in both.
fn each(large: &Made, small: &Made) -> Row {
    let each = (large.bytes as f64 - small.bytes as f64) / (large.from - small.from) as f64;
    Row {
        work: format!("bytes for each entry withheld of {}, all files counted", large.from),
        ours: format!("{each:.1}"),
        judge: format!("{MOST}"),
        ratio: Some(each / MOST),
        most: Some(1.0),
    }
}

fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { size(&path) } else { path.metadata().unwrap().len() }).sum()
}
