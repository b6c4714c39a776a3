//! Long jobs: what they do, how far they are, how they end.
//!
//! Owns: the list of jobs, which a page that was loaded again asks for, and the telling of progress, at most ten
//! times a second for each job. Must never: hold text of evidence but in a job's result.

use crate::problem::Problem;
use crate::speed::Speed;
use serde::Serialize;
use sigillum_core::error::{Code, Error};
use sigillum_core::progress::{Progress, Unit};
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often a job tells of itself.
const EVERY: Duration = Duration::from_millis(100);
/// How many finished jobs are remembered.
const REMEMBERED: usize = 30;
/// The event that carries a [`JobView`].
pub const JOB_EVENT: &str = "job";

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Taking in files.
    Intake,
    /// Working out what an export would come to.
    ExportPreview,
    /// Writing a bundle.
    Export,
    /// Writing a dossier.
    Dossier,
    /// Showing what an import would change.
    ImportPreview,
    /// Importing a bundle.
    Import,
    /// Importing many bundles, each by itself.
    Inbox,
    /// Looking for objects that were recorded twice.
    Likeness,
    /// Beginning a catalogue from a bundle.
    Join,
    /// Verifying a bundle, catalogue or folder of photos.
    Verify,
    /// Making the views anew.
    Rebuild,
    /// Copying the database.
    Backup,
    /// Making the example operation.
    Example,
    /// Reading labels in photos.
    Labels,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// At work.
    Running,
    /// Asked to stop; it ends at its next safe point.
    Stopping,
    /// Ended well; the result is there.
    Done,
    /// Stopped because the person wanted it.
    Cancelled,
    /// Ended with a problem.
    Failed,
}

/// What a stage counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum JobUnit {
    /// Bytes.
    Bytes,
    /// Files, entries or records.
    Items,
}

/// A job as it is shown.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct JobView {
    /// Its number.
    pub id: u64,
    /// What it does.
    pub kind: JobKind,
    /// What it concerns, as the person named it: a card's label, a bundle's name.
    pub subject: String,
    /// Where it stands.
    pub state: JobState,
    /// The stage: a stable word such as `reading`, `checking`, `writing`; empty before the first.
    pub stage: String,
    /// How much of the stage is done.
    pub done: u64,
    /// How much there is to do, if that is known.
    pub total: Option<u64>,
    /// What the numbers count.
    pub unit: JobUnit,
    /// Units a second, as it goes now; unknown at first.
    pub speed: Option<f64>,
    /// Seconds until the stage is done at this speed.
    pub seconds_left: Option<f64>,
    /// The result, once it is done; its type goes with the command that began the job.
    #[ts(type = "unknown")]
    pub result: Option<serde_json::Value>,
    /// Why it failed.
    pub problem: Option<Problem>,
}

/// The number of a job that was begun, with the type of the result it will have.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(transparent)]
pub struct Begun<T> {
    job: u64,
    #[serde(skip)]
    result: PhantomData<fn() -> T>,
}

impl<T> Begun<T> {
    /// The number.
    #[cfg(test)]
    pub fn id(&self) -> u64 {
        self.job
    }
}

impl<T: ts_rs::TS + 'static> ts_rs::TS for Begun<T> {
    type WithoutGenerics = Begun<ts_rs::Dummy>;
    type OptionInnerType = Self;

    fn name(config: &ts_rs::Config) -> String {
        format!("Begun<{}>", T::name(config))
    }

    fn inline(config: &ts_rs::Config) -> String {
        Self::name(config)
    }

    fn visit_generics(visitor: &mut impl ts_rs::TypeVisitor) {
        visitor.visit::<T>();
        T::visit_generics(visitor);
    }
}

/// How a view reaches the page.
type Tell = Box<dyn Fn(&JobView) + Send + Sync>;

/// All jobs of this program.
#[derive(Clone)]
pub struct Jobs(Arc<Inner>);

struct Inner {
    next: AtomicU64,
    list: Mutex<BTreeMap<u64, Arc<Job>>>,
    tell: Tell,
}

impl Jobs {
    /// No jobs yet; `tell` gets each view that is to reach the page.
    pub fn new(tell: impl Fn(&JobView) + Send + Sync + 'static) -> Self {
        let (next, list) = (AtomicU64::new(1), Mutex::default());
        Self(Arc::new(Inner { next, list, tell: Box::new(tell) }))
    }

    /// Runs a job on a thread of its own and gives its number at once.
    pub fn begin<T: Serialize>(
        &self,
        kind: JobKind,
        subject: &str,
        work: impl FnOnce(&dyn Progress) -> Result<T, Error> + Send + 'static,
    ) -> Begun<T> {
        let id = self.0.next.fetch_add(1, Relaxed);
        let job = Arc::new(Job::new(id, kind, subject, self.clone()));
        self.remember(&job);
        job.tell();
        std::thread::spawn(move || {
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&*job)));
            let outcome = outcome.unwrap_or_else(|_| Err(crate::problem::broken("doing a long job")));
            job.end(outcome.and_then(|value| to_json(&value)));
        });
        Begun { job: id, result: PhantomData }
    }

    /// All that are remembered, oldest first.
    pub fn all(&self) -> Vec<JobView> {
        self.list().values().map(|job| job.view()).collect()
    }

    /// True while one is at work.
    pub fn any_running(&self) -> bool {
        self.list().values().any(|job| job.is_running())
    }

    /// True while one is at work that is of none of these kinds.
    pub fn any_running_but(&self, kinds: &[JobKind]) -> bool {
        self.list().values().any(|job| job.is_running() && !kinds.contains(&job.view().kind))
    }

    /// Asks a job to stop at its next safe point.
    pub fn cancel(&self, id: u64) {
        let job = self.list().get(&id).cloned();
        if let Some(job) = job {
            job.cancel();
        }
    }

    /// Asks all to stop.
    pub fn cancel_all(&self) {
        let all: Vec<Arc<Job>> = self.list().values().cloned().collect();
        all.iter().for_each(|job| job.cancel());
    }

    /// Waits until none is at work, at most so long.
    pub fn wait_until_idle(&self, limit: Duration) {
        let begun = Instant::now();
        while self.any_running() && begun.elapsed() < limit {
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }

    /// Forgets one that has ended.
    pub fn forget(&self, id: u64) {
        self.list().retain(|&known, job| known != id || job.is_running());
    }

    fn remember(&self, job: &Arc<Job>) {
        let mut list = self.list();
        let ended: Vec<u64> = list.iter().filter(|(_, job)| !job.is_running()).map(|(&id, _)| id).collect();
        for id in ended.iter().take(ended.len().saturating_sub(REMEMBERED - 1)) {
            list.remove(id);
        }
        list.insert(job.id, job.clone());
    }

    fn list(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Job>>> {
        self.0.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn to_json(value: &impl Serialize) -> Result<serde_json::Value, Error> {
    serde_json::to_value(value)
        .map_err(|cause| Error::new(Code::Internal, "telling a job's result", cause.to_string()))
}

/// One job. Its counters are touched by its own threads; the view is made when it is asked for.
struct Job {
    id: u64,
    stop: AtomicBool,
    shown: Mutex<Shown>,
    jobs: Jobs,
}

struct Shown {
    view: JobView,
    speed: Speed,
    told: Option<Instant>,
}

impl Job {
    fn new(id: u64, kind: JobKind, subject: &str, jobs: Jobs) -> Self {
        let view = JobView {
            id,
            kind,
            subject: subject.to_owned(),
            state: JobState::Running,
            stage: String::new(),
            done: 0,
            total: None,
            unit: JobUnit::Items,
            speed: None,
            seconds_left: None,
            result: None,
            problem: None,
        };
        let shown = Mutex::new(Shown { view, speed: Speed::new(Instant::now()), told: None });
        Self { id, stop: AtomicBool::new(false), shown, jobs }
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn view(&self) -> JobView {
        self.shown().view.clone()
    }

    fn is_running(&self) -> bool {
        matches!(self.shown().view.state, JobState::Running | JobState::Stopping)
    }

    fn cancel(&self) {
        self.stop.store(true, Relaxed);
        let mut shown = self.shown();
        if shown.view.state == JobState::Running {
            shown.view.state = JobState::Stopping;
            drop(shown);
            self.tell();
        }
    }

    fn end(&self, outcome: Result<serde_json::Value, Error>) {
        let mut shown = self.shown();
        shown.view.speed = None;
        shown.view.seconds_left = None;
        match outcome {
            Ok(value) => {
                shown.view.state = JobState::Done;
                shown.view.result = Some(value);
            }
            Err(error) if error.code == Code::Cancelled => {
                shown.view.state = JobState::Cancelled;
                shown.view.problem = Some(error.into());
            }
            Err(error) => {
                shown.view.state = JobState::Failed;
                shown.view.problem = Some(error.into());
            }
        }
        drop(shown);
        self.tell();
    }

    fn tell(&self) {
        (self.jobs.0.tell)(&self.view());
    }
}

impl Progress for Job {
    fn stage(&self, name: &'static str, total: Option<u64>, unit: Unit) {
        let now = Instant::now();
        let mut shown = self.shown();
        name.clone_into(&mut shown.view.stage);
        shown.view.done = 0;
        shown.view.total = total;
        shown.view.unit = match unit {
            Unit::Bytes => JobUnit::Bytes,
            Unit::Items => JobUnit::Items,
        };
        shown.view.speed = None;
        shown.view.seconds_left = None;
        shown.speed = Speed::new(now);
        shown.told = Some(now);
        drop(shown);
        self.tell();
    }

    fn advance(&self, amount: u64) {
        let now = Instant::now();
        let mut shown = self.shown();
        shown.view.done = shown.view.done.saturating_add(amount);
        if shown.told.is_some_and(|told| now.duration_since(told) < EVERY) {
            return;
        }
        let done = shown.view.done;
        shown.view.speed = shown.speed.at(now, done);
        shown.view.seconds_left = seconds_left(&shown.view);
        shown.told = Some(now);
        drop(shown);
        self.tell();
    }

    fn cancelled(&self) -> bool {
        self.stop.load(Relaxed)
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate for people")]
fn seconds_left(view: &JobView) -> Option<f64> {
    let (total, speed) = (view.total?, view.speed?);
    (speed > 0.0).then(|| total.saturating_sub(view.done) as f64 / speed)
}

#[cfg(test)]
mod tests;
