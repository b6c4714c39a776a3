//! Comparing files with their checksums, each file read once for all algorithms.

use super::algorithm::{Algorithm, Sum};
use crate::bag::source::BagSource;
use crate::bag::{parallel, stream};
use crate::error::Result;
use crate::progress::{Progress, Unit};
use std::collections::BTreeMap;

/// What a file must have: algorithm, checksum in lower-case hex, and the path as the manifest lists it.
pub(super) type Demands = BTreeMap<String, Vec<(Algorithm, String, String)>>;

/// A file that has not what it must have.
pub(super) struct Mismatch {
    /// The path as listed.
    pub listed: String,
    /// What is so.
    pub what: String,
}

/// Reads every file that something is demanded of. Reports the stage `checking` in bytes.
pub(super) fn compare(
    source: &BagSource,
    demands: &Demands,
    threads: usize,
    progress: &dyn Progress,
) -> Result<Vec<Mismatch>> {
    let work: Vec<_> = demands.iter().collect();
    let total = work.iter().filter_map(|(path, _)| source.size(path)).fold(0u64, u64::saturating_add);
    progress.stage("checking", Some(total), Unit::Bytes);
    let results = parallel::map(threads, &work, stream::buffer, |buffer, (path, demands)| {
        compare_one(source, path, demands, buffer, progress)
    })?;
    Ok(results.into_iter().flatten().collect())
}

fn compare_one(
    source: &BagSource,
    path: &str,
    demands: &[(Algorithm, String, String)],
    buffer: &mut [u8],
    progress: &dyn Progress,
) -> Result<Vec<Mismatch>> {
    let mut sums: BTreeMap<Algorithm, Box<dyn Sum>> =
        demands.iter().map(|(algorithm, ..)| (*algorithm, algorithm.sum())).collect();
    let unreadable = |what: String| Ok(vec![Mismatch { listed: path.to_owned(), what }]);
    let mut reader = match source.reader(path) {
        Ok(reader) => reader,
        Err(error) => return unreadable(error.what),
    };
    let read = stream::pump(&mut reader, buffer, progress, |piece| {
        sums.values_mut().for_each(|sum| sum.add(piece));
        Ok(())
    });
    match read {
        Ok(_) => {}
        Err(stream::Side::Stopped(error)) => return Err(error),
        Err(stream::Side::Read(error) | stream::Side::Write(error)) => return unreadable(error.to_string()),
    }
    let found: BTreeMap<Algorithm, String> = sums.into_iter().map(|(a, sum)| (a, sum.hex())).collect();
    let differing = demands.iter().filter(|(algorithm, expected, _)| found.get(algorithm) != Some(expected));
    Ok(differing
        .map(|(algorithm, expected, listed)| Mismatch {
            listed: listed.clone(),
            what: format!(
                "{algorithm:?} is {} and not {expected}",
                found.get(algorithm).map_or("unknown", String::as_str)
            ),
        })
        .collect())
}
