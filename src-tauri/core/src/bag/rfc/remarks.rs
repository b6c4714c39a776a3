//! Collecting what a judgement has to say.

/// One thing that is wrong with a bag, or that a careful person would want to know.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Remark {
    /// A stable code, lower case with hyphens.
    pub code: &'static str,
    /// The file concerned, as the bag names it.
    pub path: String,
    /// What is so, in a sentence's fragment.
    pub what: String,
}

/// How many remarks of each kind are kept, and how many characters of each text.
const MOST: usize = 10_000;
const LONGEST: usize = 300;

/// Keeps a remark, within bounds: a hostile bag of gigabytes must not make a judgement of tens.
fn push(list: &mut Vec<Remark>, code: &'static str, path: &str, what: String) {
    let clip = |text: &str| text.chars().take(LONGEST).collect();
    match list.len() {
        ..MOST => list.push(Remark { code, path: clip(path), what: clip(&what) }),
        MOST => {
            list.push(Remark { code: "and-more", path: String::new(), what: "more are not listed".into() })
        }
        _ => {}
    }
}

/// Errors, which make a bag invalid, and warnings, which do not.
#[derive(Default)]
pub struct Remarks {
    /// Breaches of what the bag's version requires.
    pub errors: Vec<Remark>,
    /// What is tolerated.
    pub warnings: Vec<Remark>,
}

impl Remarks {
    /// The bag is invalid for this.
    pub fn error(&mut self, code: &'static str, path: &str, what: impl Into<String>) {
        push(&mut self.errors, code, path, what.into());
    }

    /// The bag stays valid in spite of this.
    pub fn warn(&mut self, code: &'static str, path: &str, what: impl Into<String>) {
        push(&mut self.warnings, code, path, what.into());
    }

    /// Unless it holds: an error where the rule is strict, else a warning.
    pub fn strict(
        &mut self,
        strict: bool,
        holds: bool,
        code: &'static str,
        path: &str,
        what: impl Into<String>,
    ) {
        match (holds, strict) {
            (true, _) => {}
            (false, true) => self.error(code, path, what),
            (false, false) => self.warn(code, path, what),
        }
    }
}
