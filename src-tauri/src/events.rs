//! What the shell tells the page without being asked.

use crate::jobs::{JOB_EVENT, JobView};
use crate::problem::Problem;
use serde::Serialize;
use std::sync::{Arc, OnceLock};
use tauri::{AppHandle, Emitter as _};

/// Speaks to the page; says nothing while there is none.
#[derive(Clone, Default)]
pub struct Events(Arc<OnceLock<AppHandle>>);

impl Events {
    /// From now on there is a page.
    pub fn attach(&self, app: &AppHandle) {
        // A second call would be a second application in one process, which there is none of.
        let _ = self.0.set(app.clone());
    }

    /// A job moved on.
    pub fn job(&self, view: &JobView) {
        self.tell(JOB_EVENT, view);
    }

    /// Something was written, a catalogue was opened or closed, or somebody signs now: what is shown may be old.
    pub fn changed(&self) {
        self.tell("changed", &());
    }

    /// The key was locked.
    pub fn locked(&self) {
        self.tell("locked", &());
    }

    /// Something went wrong without harm to what was acknowledged.
    pub fn warning(&self, problem: &Problem) {
        self.tell("warning", problem);
    }

    /// The person wants to close the window while a job runs: the page asks what to do.
    pub fn closing(&self) {
        self.tell("closing", &());
    }

    /// Runs something on the window's thread; false if there is no window.
    pub fn on_window_thread(&self, work: impl FnOnce() + Send + 'static) -> bool {
        self.0.get().is_some_and(|app| app.run_on_main_thread(work).is_ok())
    }

    /// Does something with the application; `None` if there is no window.
    pub fn with_app<T>(&self, work: impl FnOnce(&AppHandle) -> T) -> Option<T> {
        self.0.get().map(work)
    }

    /// Ends the program, by way of [`crate::desk::Desk::end`].
    pub fn quit(&self) {
        if let Some(app) = self.0.get() {
            app.exit(0);
        }
    }

    fn tell(&self, name: &str, payload: &(impl Serialize + Clone)) {
        let Some(app) = self.0.get() else { return };
        if app.emit(name, payload).is_err() {
            crate::log::line("event-lost", name);
        }
    }
}
