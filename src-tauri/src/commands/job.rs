//! Long jobs. Their progress comes with the event `job`.

use super::commands;
use crate::jobs::JobView;

commands! { "job":
    /// All jobs that are remembered, oldest first: what a page asks for when it is loaded.
    job_list(desk) -> Vec<JobView> {
        Ok(desk.jobs().all())
    }

    /// Asks a job to stop at its next safe point.
    job_cancel(desk, id: u64) -> () {
        desk.jobs().cancel(id);
        Ok(())
    }

    /// Forgets a job that has ended.
    job_forget(desk, id: u64) -> () {
        desk.jobs().forget(id);
        Ok(())
    }
}
