//! Timing side by side: ours and the judge in turn, five rounds, medians; and what the machine's noise is.

use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often each is measured.
pub const ROUNDS: usize = 5;

/// One row of the table.
pub struct Row {
    pub work: String,
    pub ours: String,
    pub judge: String,
    pub ratio: Option<f64>,
    pub most: Option<f64>,
}

impl Row {
    /// A row of two durations.
    pub fn timed(work: &str, ours: Duration, judge: Duration, most: f64) -> Self {
        let ratio = ours.as_secs_f64() / judge.as_secs_f64();
        Self {
            work: work.to_owned(),
            ours: format!("{:.2} s", ours.as_secs_f64()),
            judge: format!("{:.2} s", judge.as_secs_f64()),
            ratio: Some(ratio),
            most: Some(most),
        }
    }

    /// True unless a limit is broken.
    pub fn holds(&self) -> bool {
        self.ratio.zip(self.most).is_none_or(|(ratio, most)| ratio <= most)
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |value: Option<f64>| value.map_or(String::new(), |v| format!("{v:.2} ×"));
        let broken = if self.holds() { "" } else { " BROKEN" };
        let (ratio, most) = (number(self.ratio), number(self.most));
        write!(f, "| {} | {} | {} | {ratio} | {most}{broken} |", self.work, self.ours, self.judge)
    }
}

/// How long something took.
pub fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// The middle one of some durations.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Runs ours and the judge in turn; gives both medians.
pub fn side_by_side(
    mut ours: impl FnMut() -> Duration,
    mut judge: impl FnMut() -> Duration,
) -> (Duration, Duration) {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            a.push(ours());
            b.push(judge());
        } else {
            b.push(judge());
            a.push(ours());
        }
    }
    eprintln!("  ours {a:.2?}\n  judge {b:.2?}");
    (median(a), median(b))
}

/// Runs a shell line and fails loudly if it fails.
pub fn shell(line: &str, folder: &Path) {
    let status = Command::new("sh").arg("-c").arg(line).current_dir(folder).stdout(Stdio::null()).status();
    assert!(status.is_ok_and(|s| s.success()), "{line}");
}

/// The same small work twenty times: how far the machine's times spread, in percent of the median.
pub fn print_noise() {
    let block = vec![7u8; 64 << 20];
    let mut times: Vec<Duration> = (0..20)
        .map(|_| time(|| _ = std::hint::black_box(sigillum_core::digest::Digest::of(&block))))
        .collect();
    times.sort_unstable();
    let spread = (times[18].as_secs_f64() - times[1].as_secs_f64()) / times[10].as_secs_f64() * 100.0;
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!(
        "noise: hashing 64 MiB spreads {spread:.0} % between the second and the nineteenth of 20; load {load}"
    );
}
