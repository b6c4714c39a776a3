use super::*;
use sigillum_core::progress::check;
use std::sync::mpsc::channel;

fn ended(jobs: &Jobs, id: u64) -> JobView {
    for _ in 0..2000 {
        let view = jobs.all().into_iter().find(|view| view.id == id).unwrap();
        if !matches!(view.state, JobState::Running | JobState::Stopping) {
            return view;
        }
        std::thread::park_timeout(Duration::from_millis(5));
    }
    panic!("the job did not end");
}

#[test]
fn a_job_tells_its_result_and_is_found_again_by_a_page_that_was_loaded_anew() {
    let (sender, receiver) = channel();
    let jobs = Jobs::new(move |view| drop(sender.send(view.clone())));
    let begun = jobs.begin(JobKind::Export, "bundle", |progress| {
        progress.stage("writing", Some(10), Unit::Bytes);
        progress.advance(10);
        Ok(7)
    });
    let view = ended(&jobs, begun.id());
    assert_eq!((view.state, view.result, view.done), (JobState::Done, Some(7.into()), 10));
    let told: Vec<JobState> = receiver.try_iter().map(|view| view.state).collect();
    assert_eq!(told.last(), Some(&JobState::Done));
    jobs.forget(begun.id());
    assert!(jobs.all().is_empty());
}

#[test]
fn a_cancelled_job_ends_at_its_safe_point_and_says_what_is_kept() {
    let jobs = Jobs::new(|_| {});
    let (ready, go) = channel();
    let begun = jobs.begin(JobKind::Intake, "card", move |progress| -> Result<(), Error> {
        ready.send(()).unwrap();
        loop {
            check(progress, "taking in files")?;
            std::thread::yield_now();
        }
    });
    go.recv().unwrap();
    assert!(jobs.any_running());
    jobs.forget(begun.id());
    jobs.cancel(begun.id());
    let view = ended(&jobs, begun.id());
    assert_eq!(view.state, JobState::Cancelled);
    assert!(view.problem.unwrap().safe.is_some());
}

#[test]
fn a_job_that_breaks_down_fails_with_a_problem_instead_of_running_for_ever() {
    let jobs = Jobs::new(|_| {});
    let begun = jobs.begin(JobKind::Verify, "", |_| -> Result<(), Error> { panic!("a fault") });
    assert_eq!(ended(&jobs, begun.id()).problem.unwrap().code, Code::Internal);
}

#[test]
fn progress_is_told_at_most_ten_times_a_second() {
    let (sender, receiver) = channel();
    let jobs = Jobs::new(move |view| drop(sender.send(view.clone())));
    let begin = Instant::now();
    let begun = jobs.begin(JobKind::Verify, "", |progress| {
        progress.stage("reading", None, Unit::Items);
        (0..200_000).for_each(|_| progress.advance(1));
        Ok(())
    });
    assert_eq!(ended(&jobs, begun.id()).done, 200_000);
    let most = begin.elapsed().as_millis() / 100 + 4;
    let told = receiver.try_iter().count();
    assert!(told as u128 <= most, "{told} told, {most} allowed");
}
