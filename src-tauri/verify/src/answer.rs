//! What a verb answers, as JSON for scripts and as a page for people, and how errors are told.

use crate::page::{Page, is_unsafe};
use serde::Serialize;
use sigillum_core::error::{Code, Error, Result};
use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};

/// What a verb came to.
pub struct Answer {
    json: String,
    page: Page,
    findings: bool,
    stopped: bool,
}

impl Answer {
    /// An answer without findings.
    ///
    /// # Errors
    /// [`Code::Internal`] if the value has no JSON form.
    pub fn new(value: &impl Serialize, page: Page) -> Result<Self> {
        let json = serde_json::to_string_pretty(value).map_err(|cause| {
            Error::new(Code::Internal, "writing the answer", cause.to_string()).caused_by(cause)
        })?;
        Ok(Self { json: harmless(&json), page, findings: false, stopped: false })
    }

    /// Says whether something was found, which is told by the exit code.
    #[must_use]
    pub fn with_findings(mut self, findings: bool) -> Self {
        self.findings = findings;
        self
    }

    /// True if the exit code is to say that something was found.
    pub fn has_findings(&self) -> bool {
        self.findings
    }

    /// Says whether the person stopped it before the end, which is told by the exit code too.
    #[must_use]
    pub fn with_stop(mut self, stopped: bool) -> Self {
        self.stopped = stopped;
        self
    }

    /// True if the exit code is to say that it was stopped.
    pub fn was_stopped(&self) -> bool {
        self.stopped
    }

    /// Prints it on standard output.
    ///
    /// # Errors
    /// When the output takes no more; a reader that went away is none.
    pub fn print(&self, json: bool) -> std::io::Result<()> {
        if json { print_text(&self.json, true) } else { print_text(self.page.as_str(), false) }
    }
}

fn print_text(text: &str, end_line: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let end = if end_line { "\n" } else { "" };
    match out
        .write_all(text.as_bytes())
        .and_then(|()| out.write_all(end.as_bytes()))
        .and_then(|()| out.flush())
    {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// The same document with nothing in it that a terminal would act on. Such characters stand only inside its texts,
/// where `\u009b` means the same.
fn harmless(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_unsafe(c) {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[derive(Serialize)]
struct ErrorView<'a> {
    code: Code,
    doing: &'a str,
    subject: Option<&'a str>,
    what: &'a str,
    safe: Option<&'a str>,
    remedy: Option<&'a str>,
}

/// An error as a document may hold it.
pub fn error_view(error: &Error) -> impl Serialize {
    ErrorView {
        code: error.code,
        doing: &error.doing,
        subject: error.subject.as_deref(),
        what: &error.what,
        safe: error.safe.as_deref(),
        remedy: error.remedy.as_deref(),
    }
}

/// Tells an error: as a document on standard output, or in words on standard error.
pub fn print_error(error: &Error, json: bool) {
    #[derive(Serialize)]
    struct Document<T> {
        error: T,
    }
    // Where it cannot be printed, the exit code still tells.
    if json {
        let answer = Answer::new(&Document { error: error_view(error) }, Page::default());
        let _ = answer.map(|answer| answer.print(true));
    } else {
        let _ = std::io::stderr().write_all(error_page(error).as_str().as_bytes());
    }
}

fn error_page(error: &Error) -> Page {
    let mut page = Page::default();
    let subject = error.subject.as_ref().map(|subject| format!(" ({subject})")).unwrap_or_default();
    page.line(format!("sigillum: {}{subject}: {}.", error.doing, error.what.trim_end_matches('.')));
    let sentence = |text: &String| format!("{}.", text.trim_end_matches('.'));
    page.pair("  Safe", error.safe.as_ref().map(sentence).unwrap_or_default());
    page.pair("  What to do", error.remedy.as_ref().map(sentence).unwrap_or_default());
    page
}

/// Tells a person what went wrong without harm.
pub fn print_note(text: &str) {
    let _ = std::io::stderr().write_all(Page::of(format!("Note: {text}")).as_str().as_bytes());
}

/// Arguments that make no sense, as an error of ours.
pub fn usage_error(refusal: &clap::Error) -> Error {
    let text = refusal.to_string();
    let told: Vec<&str> = text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    let told = told.join(" ");
    let what = told.strip_prefix("error: ").unwrap_or(&told).to_owned();
    Error::new(Code::Usage, "reading the command line", what)
        .safe("Nothing was done")
        .remedy("Look at `sigillum --help`, or at `--help` after the verb.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_holds_nothing_that_a_terminal_obeys_and_still_means_the_same() {
        let hostile = "a\u{9b}2J\u{202e}b\u{7f}\u{1b}c\nd";
        let answer = Answer::new(&hostile, Page::default()).unwrap();
        assert!(answer.json.chars().all(|c| !is_unsafe(c)), "{}", answer.json);
        assert_eq!(serde_json::from_str::<String>(&answer.json).unwrap(), hostile);
    }
}
