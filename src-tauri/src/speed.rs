//! How fast a job goes, over its last seconds: steady enough to read, quick enough to notice a slow card.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How far back it looks.
const WINDOW: Duration = Duration::from_secs(5);
/// Before this much time has passed nothing is said.
const SETTLES: Duration = Duration::from_millis(400);

/// The readings of one stage.
pub struct Speed {
    readings: VecDeque<(Instant, u64)>,
}

impl Speed {
    /// A stage that begins now.
    pub fn new(now: Instant) -> Self {
        Self { readings: VecDeque::from([(now, 0)]) }
    }

    /// Units a second up to now, when so much of the stage is done; `None` while too little time has passed to say.
    #[expect(clippy::cast_precision_loss, reason = "an estimate for people")]
    pub fn at(&mut self, now: Instant, done: u64) -> Option<f64> {
        while self.readings.len() > 1 && now.duration_since(self.readings[1].0) > WINDOW {
            self.readings.pop_front();
        }
        self.readings.push_back((now, done));
        let &(began, was) = self.readings.front()?;
        let passed = now.duration_since(began);
        (passed >= SETTLES).then(|| done.saturating_sub(was) as f64 / passed.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_follows_the_last_seconds_and_says_nothing_at_first() {
        let begin = Instant::now();
        let at = |ms| begin + Duration::from_millis(ms);
        let mut speed = Speed::new(begin);
        assert_eq!(speed.at(at(100), 1000), None);
        assert_eq!(speed.at(at(1000), 10_000), Some(10_000.0));
        for second in 2..=20 {
            speed.at(at(second * 1000), 10_000 + (second - 1) * 100);
        }
        let now = speed.at(at(21_000), 10_000 + 2000).unwrap();
        assert!((90.0..=120.0).contains(&now), "{now}");
    }
}
