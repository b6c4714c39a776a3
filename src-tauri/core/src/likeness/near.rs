//! Near-identical looks among many.
//!
//! Owns: finding every pair within a distance without comparing each with each. Must never: miss one; what is left out
//! is left out by a rule that says so.

use super::DOING;
use crate::error::Result;
use crate::progress::{self, Progress, Unit};
use std::collections::BTreeMap;

/// Looks that differ in at most so many of their 64 bits are near-identical.
pub(super) const NEAR: u32 = 6;
/// Bands into which a look is cut, of 16 bits. Of at most six bits that differ, at most one lies in some band: were it two
/// or more in each of the four, eight would differ. So whoever looks up a look's four bands, and each of them with one
/// bit turned, meets every near-identical one.
const BANDS: u32 = 4;
const BAND_BITS: u32 = 64 / BANDS;
const _: () = assert!(NEAR < 2 * BANDS);
/// Looks between which a wish to stop is heard.
const PART: usize = 256;

/// Different looks, and where each band's bits stand.
struct Looks {
    /// Each once, with the indices of all that look so.
    each: Vec<(u64, Vec<usize>)>,
    /// For each band the looks by its bits, and where those with the same bits begin.
    bands: Vec<(Vec<u32>, Vec<u32>)>,
}

/// Pairs of near-identical looks, as indices, the lesser first, with the number of bits in which they differ: all there are
/// between looks that are near to at most `common` others. One that is near to more says nothing: black frames and scales
/// are nobody's.
pub(super) fn near(
    looks: &[u64],
    common: usize,
    progress: &dyn Progress,
) -> Result<Vec<(usize, usize, u32)>> {
    let looks = Looks::of(looks);
    progress.stage("comparing", Some(2 * looks.each.len() as u64), Unit::Items);
    let mut like: Vec<usize> = looks.each.iter().map(|(_, alike)| alike.len() - 1).collect();
    looks.each_near(progress, &mut |a, b, _| {
        like[a] += looks.each[b].1.len();
        like[b] += looks.each[a].1.len();
    })?;
    let mut found = Vec::new();
    for ((_, alike), _) in looks.each.iter().zip(&like).filter(|(_, like)| **like <= common) {
        for (place, a) in alike.iter().enumerate() {
            found.extend(alike[place + 1..].iter().map(|b| (*a, *b, 0)));
        }
    }
    looks.each_near(progress, &mut |a, b, distance| {
        if like[a] <= common && like[b] <= common {
            for one in &looks.each[a].1 {
                found
                    .extend(looks.each[b].1.iter().map(|other| (*one.min(other), *one.max(other), distance)));
            }
        }
    })?;
    Ok(found)
}

impl Looks {
    fn of(looks: &[u64]) -> Self {
        let mut each: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (index, look) in looks.iter().enumerate() {
            each.entry(*look).or_default().push(index);
        }
        let each: Vec<(u64, Vec<usize>)> = each.into_iter().collect();
        let bands = (0..BANDS).map(|band| by_band(&each, band)).collect();
        Self { each, bands }
    }

    /// Visits each pair of different looks that are near once: in the first band that leads from one to the other.
    fn each_near(&self, progress: &dyn Progress, visit: &mut dyn FnMut(usize, usize, u32)) -> Result<()> {
        for (a, (look, _)) in self.each.iter().enumerate() {
            if a % PART == 0 {
                progress::check(progress, DOING)?;
                progress.advance(PART.min(self.each.len() - a) as u64);
            }
            for band in 0..BANDS {
                let bits = bits_of(*look, band);
                let turned = (0..BAND_BITS).map(|bit| bits ^ (1 << bit));
                for bits in turned.chain([bits]) {
                    self.look_up(a, band, bits, visit);
                }
            }
        }
        Ok(())
    }

    fn look_up(&self, a: usize, band: u32, bits: usize, visit: &mut dyn FnMut(usize, usize, u32)) {
        let (sorted, begins) = &self.bands[band as usize];
        let held = &sorted[begins[bits] as usize..begins[bits + 1] as usize];
        // By index, so that each pair is met from one side alone.
        let from = held.partition_point(|b| *b as usize <= a);
        for b in held[from..].iter().map(|b| *b as usize) {
            let differs = self.each[a].0 ^ self.each[b].0;
            let distance = differs.count_ones();
            if distance <= NEAR && (0..band).all(|earlier| bits_of(differs, earlier).count_ones() > 1) {
                visit(a, b, distance);
            }
        }
    }
}

/// The looks by the bits of a band, and where those of each bits begin; one more for the end.
fn by_band(each: &[(u64, Vec<usize>)], band: u32) -> (Vec<u32>, Vec<u32>) {
    let mut begins = vec![0u32; (1 << BAND_BITS) + 1];
    for (look, _) in each {
        begins[bits_of(*look, band) + 1] += 1;
    }
    for bits in 1..begins.len() {
        begins[bits] += begins[bits - 1];
    }
    let mut next = begins.clone();
    let mut sorted = vec![0u32; each.len()];
    for (index, (look, _)) in (0..).zip(each) {
        let place = &mut next[bits_of(*look, band)];
        sorted[*place as usize] = index;
        *place += 1;
    }
    (sorted, begins)
}

/// The bits of a band.
const fn bits_of(look: u64, band: u32) -> usize {
    (look >> (band * BAND_BITS)) as usize & ((1 << BAND_BITS) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::likeness::tests::Stopping;
    use crate::progress::Silent;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::sync::atomic::AtomicUsize;

    /// Each compared with each.
    fn by_hand(looks: &[u64], common: usize) -> Vec<(usize, usize, u32)> {
        let near = |a: usize, b: usize| (looks[a] ^ looks[b]).count_ones();
        let like: Vec<usize> = (0..looks.len())
            .map(|a| (0..looks.len()).filter(|b| a != *b && near(a, *b) <= NEAR).count())
            .collect();
        let all = (0..looks.len()).flat_map(|a| (a + 1..looks.len()).map(move |b| (a, b)));
        all.filter(|(a, b)| near(*a, *b) <= NEAR && like[*a] <= common && like[*b] <= common)
            .map(|(a, b)| (a, b, near(a, b)))
            .collect()
    }

    /// Looks of which many are copies of a few with some bits turned, up to two more than are near.
    fn crowded() -> impl Strategy<Value = Vec<u64>> {
        let turned = proptest::collection::vec(0..64u32, 0..=(NEAR as usize + 2));
        let one = (0..6u64, turned).prop_map(|(scene, turned)| {
            let look = scene.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            turned.into_iter().fold(look, |look, bit| look ^ 1 << bit)
        });
        proptest::collection::vec(one, 0..80)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_pair_within_the_distance_is_missed_and_none_is_told_twice(looks in crowded(), common in 0..80usize) {
            let mut found = near(&looks, common, &Silent).unwrap();
            found.sort_unstable();
            prop_assert_eq!(found, by_hand(&looks, common));
        }
    }

    #[test]
    fn each_way_of_spreading_six_bits_over_the_bands_is_found() {
        // How many bits of each band are turned, its lowest or its highest: every way that is near, and those just beyond.
        let look = 0x0123_4567_89ab_cdef_u64;
        let counts = |ways: u32| (0..BANDS).map(move |band| ways / 8u32.pow(band) % 8);
        let mut looks = vec![look];
        for ways in (1..8u32.pow(BANDS)).filter(|ways| counts(*ways).sum::<u32>() <= NEAR + 1) {
            for from_above in [false, true] {
                let turned = (0..).zip(counts(ways)).fold(0u64, |turned, (band, count)| {
                    let shift = if from_above { (BAND_BITS - count) % BAND_BITS } else { 0 };
                    turned | ((1u64 << count) - 1) << (band * BAND_BITS + shift)
                });
                looks.push(look ^ turned);
            }
        }
        let found = near(&looks, usize::MAX, &Silent).unwrap();
        let of_first: BTreeSet<usize> = found.iter().filter(|pair| pair.0 == 0).map(|pair| pair.1).collect();
        for (index, other) in looks.iter().enumerate().skip(1) {
            let distance = (look ^ other).count_ones();
            assert_eq!(of_first.contains(&index), distance <= NEAR, "{:016x}", look ^ other);
        }
    }

    #[test]
    fn comparing_ends_soon_after_a_person_asks_for_it() {
        let looks: Vec<u64> = (0..10_000u64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        let watch = Stopping { after: PART, heard: AtomicUsize::new(0) };
        assert_eq!(near(&looks, 64, &watch).unwrap_err().code, Code::Cancelled);
        assert_eq!(watch.heard.into_inner(), PART, "not one more part was compared");
    }
}
