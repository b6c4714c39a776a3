//! Runs: photos that were taken one after the other, most likely of one object.
//!
//! Owns: the rule by which photos that show nothing yet are split. Must never: place a photo; a run and what it
//! suggests are an offer to a person.
//!
//! The rule. Photos of one camera are looked at in the order of the times that they claim. A new run begins
//! - after a *gap*: a pause longer than five times the median pause of this camera's photos, but never shorter than
//!   [`LEAST_GAP`] nor longer than [`MOST_GAP`];
//! - at a photo in which a *label* was read that differs from the run's, because people photograph the label first.
//!   A label that comes later in a run names the whole run, if it is the only one in it.
//!
//! Photos that claim no time make runs of their own, one for each camera, in the order of their names; a label begins
//! a new one there too. Nothing is corrected by a camera's clock error: within a camera it shifts all times alike.

/// A pause of so many seconds is never a gap: turning an object round takes that long.
pub const LEAST_GAP: i64 = 30;
/// A pause of more seconds than this always is one.
pub const MOST_GAP: i64 = 300;

/// What the rule looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shot {
    /// Which camera: model and serial number, as claimed.
    pub camera: String,
    /// The claimed capture time in seconds of some common count; `None` where none is claimed.
    pub taken: Option<i64>,
    /// The file's name.
    pub name: String,
    /// What a label in it says.
    pub label: Option<String>,
}

/// Photos that belong together, by their place in the list that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The photos, in the order in which they were taken.
    pub photos: Vec<usize>,
    /// The label that was read in one of them, where there is only one.
    pub label: Option<String>,
    /// The pause before it, in seconds; `None` for a camera's first run and for photos without a time.
    pub pause: Option<i64>,
}

/// Splits photos into runs, in the order of their times; those without one stand last.
pub fn split(shots: &[Shot]) -> Vec<Run> {
    let mut order: Vec<usize> = (0..shots.len()).collect();
    order.sort_by_key(|i| {
        (shots[*i].taken.is_none(), &shots[*i].camera, shots[*i].taken, &shots[*i].name, *i)
    });
    let same = |a: &usize, b: &usize| {
        (shots[*a].taken.is_none(), &shots[*a].camera) == (shots[*b].taken.is_none(), &shots[*b].camera)
    };
    let mut runs: Vec<Run> = Vec::new();
    for camera in order.chunk_by(same) {
        runs.extend(of_one_camera(shots, camera));
    }
    // Two cameras at one table: their runs stand side by side.
    runs.sort_by_key(|run| run.photos.first().map(|i| (shots[*i].taken.is_none(), shots[*i].taken)));
    runs
}

fn of_one_camera(shots: &[Shot], order: &[usize]) -> Vec<Run> {
    let pause = |pair: &[usize]| Some(shots[pair[1]].taken? - shots[pair[0]].taken?);
    let mut pauses: Vec<i64> = order.windows(2).filter_map(pause).collect();
    pauses.sort_unstable();
    let median = pauses.get(pauses.len() / 2).copied().unwrap_or(0);
    let gap = median.saturating_mul(5).clamp(LEAST_GAP, MOST_GAP);
    let mut runs: Vec<Run> = Vec::new();
    for (place, i) in order.iter().enumerate() {
        let shot = &shots[*i];
        let since = place.checked_sub(1).and_then(|before| pause(&[order[before], *i]));
        match runs.last_mut() {
            Some(run) if since.is_none_or(|since| since <= gap) && fits(run, shot) => {
                run.photos.push(*i);
                run.label = run.label.take().or_else(|| shot.label.clone());
            }
            _ => runs.push(Run { photos: vec![*i], label: shot.label.clone(), pause: since }),
        }
    }
    runs
}

fn fits(run: &Run, shot: &Shot) -> bool {
    match (&run.label, &shot.label) {
        (Some(of_run), Some(of_shot)) => of_run == of_shot,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shot(taken: Option<i64>, label: Option<&str>) -> Shot {
        Shot { camera: "A".into(), taken, name: String::new(), label: label.map(str::to_owned) }
    }

    fn runs(shots: &[Shot]) -> Vec<Vec<usize>> {
        split(shots).into_iter().map(|run| run.photos).collect()
    }

    #[test]
    fn a_pause_much_longer_than_the_usual_one_begins_a_new_run() {
        let times = [0, 8, 15, 24, 100, 108, 117, 900];
        let shots: Vec<Shot> = times.into_iter().map(|t| shot(Some(t), None)).collect();
        assert_eq!(runs(&shots), [vec![0, 1, 2, 3], vec![4, 5, 6], vec![7]]);
        assert_eq!(split(&shots).iter().map(|r| r.pause).collect::<Vec<_>>(), [None, Some(76), Some(783)]);
    }

    #[test]
    fn quick_and_slow_photographers_are_judged_by_their_own_pace_within_bounds() {
        let quick: Vec<Shot> = [0, 1, 2, 31, 33].into_iter().map(|t| shot(Some(t), None)).collect();
        assert_eq!(runs(&quick), [vec![0, 1, 2, 3, 4]], "29 seconds are no gap even for the quick");
        let slow: Vec<Shot> = [0, 100, 200, 300, 590, 891].into_iter().map(|t| shot(Some(t), None)).collect();
        assert_eq!(runs(&slow), [vec![0, 1, 2, 3, 4], vec![5]], "more than five minutes always are");
    }

    #[test]
    fn another_label_begins_a_new_run_and_names_what_follows_it() {
        let shots = [
            shot(Some(0), None),
            shot(Some(5), Some("ABC/1")),
            shot(Some(10), None),
            shot(Some(15), Some("ABC/1")),
            shot(Some(20), Some("ABC/2")),
            shot(Some(25), None),
        ];
        let found = split(&shots);
        assert_eq!(runs(&shots), [vec![0, 1, 2, 3], vec![4, 5]]);
        assert_eq!(found[0].label.as_deref(), Some("ABC/1"));
        assert_eq!(found[1].label.as_deref(), Some("ABC/2"));
    }

    #[test]
    fn cameras_are_split_apart_and_photos_without_a_time_stand_last_by_name() {
        let other = |taken| Shot { camera: "B".into(), ..shot(Some(taken), None) };
        let named = |name: &str| Shot { name: name.into(), ..shot(None, None) };
        let shots =
            [named("2.png"), shot(Some(0), None), other(3), shot(Some(6), None), other(9), named("1.png")];
        assert_eq!(runs(&shots), [vec![1, 3], vec![2, 4], vec![5, 0]]);
        assert_eq!(runs(&[]), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn no_claimed_time_however_wild_breaks_the_rule() {
        let wild: Vec<Shot> =
            [i64::MIN / 4, 0, i64::MAX / 4].into_iter().map(|t| shot(Some(t), None)).collect();
        assert_eq!(runs(&wild).len(), 3);
    }
}
