//! An error as the page gets it. Screens match the code and show the rest.

use serde::Serialize;
use sigillum_core::error::{Code, Error};

/// What went wrong, what is safe, what to do.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct Problem {
    /// The stable code.
    pub code: Code,
    /// What was being done, as a phrase.
    pub doing: String,
    /// The path, reference or id it concerned.
    pub subject: Option<String>,
    /// What happened, in a sentence's fragment.
    pub what: String,
    /// What is safe, when that is not obvious.
    pub safe: Option<String>,
    /// What the person can do.
    pub remedy: Option<String>,
}

/// What a command answers.
pub type Answer<T> = Result<T, Problem>;

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        Self {
            code: error.code,
            doing: error.doing.clone(),
            subject: error.subject.clone(),
            what: error.what.clone(),
            safe: error.safe.clone(),
            remedy: error.remedy.clone(),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

/// The error for work whose thread broke down: a fault of the program, already in the log.
pub fn broken(doing: &str) -> Error {
    Error::new(Code::Internal, doing, "the program failed while doing this")
        .safe("What was acknowledged before is kept")
        .remedy("Do it again; if it fails again, please report it with the log")
}
