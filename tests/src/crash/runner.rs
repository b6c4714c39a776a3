//! Starting a worker, listening to it, and killing it at a point that the test chose.

use super::job::{Ack, Job};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Held while a process is started, and while the judge closes a catalogue: a process that is just being started
/// holds all open files for a moment, and with them the catalogue's lock.
pub static STARTING: Mutex<()> = Mutex::new(());

/// Starts a process whose output is listened to. All that these tests start is started here.
///
/// # Errors
/// The system's own.
pub fn start(command: &mut Command) -> std::io::Result<Child> {
    let _alone = STARTING.lock().unwrap();
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
}

/// How a worker's run ended.
#[derive(Debug)]
pub struct Ran {
    /// What was acknowledged before the end, in order.
    pub acks: Vec<Ack>,
    /// How many ticks were heard.
    pub ticks: usize,
    /// True if it came to its own end, and a good one.
    pub finished: bool,
    /// What it complained about.
    pub errors: String,
}

/// When to kill a worker.
#[derive(Clone, Copy, Debug)]
pub struct Kill {
    /// After this many ticks.
    pub tick: usize,
    /// And this much longer, so that the kill also falls between ticks, into a commit or a sync.
    pub later: Duration,
}

/// Runs jobs on a laptop's folder in a process of its own; kills it if told to.
pub fn run(worker: &Path, laptop: &Path, jobs: &[Job], kill: Option<Kill>) -> Ran {
    let mut command = Command::new(worker);
    command.arg("--ticks").arg(laptop).args(jobs.iter().map(Job::to_string));
    listen(command, kill, None)
}

/// Runs jobs and kills the worker once all are done, while its catalogue is still open.
pub fn run_and_kill_at_the_end(worker: &Path, laptop: &Path, jobs: &[Job]) -> Ran {
    let mut command = Command::new(worker);
    command.args(["--log", "--hold"]).arg(laptop).args(jobs.iter().map(Job::to_string));
    listen(command, None, Some("end"))
}

fn listen(mut command: Command, kill: Option<Kill>, kill_on: Option<&str>) -> Ran {
    command.stdin(Stdio::piped());
    let mut child = start(&mut command).unwrap();
    let mut ran = Ran { acks: Vec::new(), ticks: 0, finished: false, errors: String::new() };
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while lines.read_line(&mut line).unwrap() > 0 {
        // A line cut short by the kill was not said.
        if let Some(said) = line.strip_suffix('\n') {
            ran.acks.extend(Ack::parse(said));
            ran.ticks += usize::from(said == ".");
            let due = kill.is_some_and(|kill| said == "." && ran.ticks == kill.tick);
            if due || kill_on == Some(said) {
                spin(kill.map_or(Duration::ZERO, |kill| kill.later));
                child.kill().unwrap();
            }
        }
        line.clear();
    }
    child.stderr.take().unwrap().read_to_string(&mut ran.errors).unwrap();
    ran.finished = child.wait().unwrap().success();
    ran
}

/// Waits a time too short for the system to sleep.
fn spin(time: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < time {
        std::hint::spin_loop();
    }
}
