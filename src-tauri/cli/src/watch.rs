//! Bars for long work on a terminal, and Ctrl-C as a wish to stop.

use indicatif::{ProgressBar, ProgressStyle};
use sigillum_core::progress::{Progress, Unit};
use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The template for each unit; speed and time left are what a waiting person asks for.
const BYTES: &str =
    "{prefix:<12} [{bar:28}] {percent:>3}%  {bytes} of {total_bytes}  {bytes_per_sec}  {eta} left";
const ITEMS: &str = "{prefix:<12} [{bar:28}] {percent:>3}%  {pos} of {len}  {per_sec}  {eta} left";

/// A wish to stop, shared by all that is done in one run.
#[derive(Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// From now on Ctrl-C asks for a stop at the next safe point; pressed again, it ends the program at once.
    pub fn listen(&self) {
        let wish = Arc::clone(&self.0);
        // Where the system refuses, Ctrl-C ends the program as ever; what was acknowledged is kept all the same.
        let _ = ctrlc::set_handler(move || {
            if wish.swap(true, Ordering::Relaxed) {
                std::process::exit(i32::from(crate::COULD_NOT));
            }
            eprintln!(
                "\nStopping at the next safe point. What was acknowledged is kept, nothing half done will be left.\n\
                 Press Ctrl-C again to stop at once: what is cut off is put in order at the next start."
            );
        });
    }
}

/// Shows how far a job is, if somebody is there to see it.
pub struct Watch {
    stop: Stop,
    shown: bool,
    bar: Mutex<Option<ProgressBar>>,
}

impl Watch {
    /// Watches on the terminal; where standard error is none, nothing is shown.
    pub fn new(stop: Stop) -> Self {
        Self { stop, shown: std::io::stderr().is_terminal(), bar: Mutex::new(None) }
    }

    /// Takes the bar off the terminal.
    pub fn clear(&self) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Progress for Watch {
    fn stage(&self, name: &'static str, total: Option<u64>, unit: Unit) {
        self.clear();
        if !self.shown {
            return;
        }
        let template = if unit == Unit::Bytes { BYTES } else { ITEMS };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = total
            .map_or_else(ProgressBar::new_spinner, ProgressBar::new)
            .with_style(style.progress_chars("#>-"));
        let bar = bar.with_prefix(name);
        bar.enable_steady_tick(Duration::from_millis(100));
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    fn advance(&self, amount: u64) {
        if self.shown
            && let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.inc(amount);
        }
    }

    fn cancelled(&self) -> bool {
        self.stop.0.load(Ordering::Relaxed)
    }
}
