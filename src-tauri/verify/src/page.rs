//! Text for people: calm, aligned, and safe on a terminal.
//!
//! Owns: escaping. Every text that a page takes passes through it, so that no title out of a bundle can draw on the
//! terminal, turn a line around or add a line of its own.

use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

/// Columns of the labels of pairs.
const LABEL: usize = 16;
/// Columns beyond which a cell of a table is cut.
const CELL: usize = 60;

/// A page of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page(String);

impl Page {
    /// A page that is printed as it is: for scripts and manuals of our own.
    pub fn raw(text: String) -> Self {
        Self(text)
    }

    /// A page of one line.
    pub fn of(text: impl AsRef<str>) -> Self {
        let mut page = Self::default();
        page.line(text);
        page
    }

    /// Adds a line.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.0.push_str(&escape(text.as_ref()));
        self.0.push('\n');
    }

    /// Adds an empty line, unless the page is empty or ends with one.
    pub fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    /// Adds a label and its value; nothing where the value is empty.
    pub fn pair(&mut self, label: &str, value: impl AsRef<str>) {
        let value = value.as_ref();
        if !value.is_empty() {
            let _ = writeln!(self.0, "{}{}", padded(&escape(label), LABEL), escape(value));
        }
    }

    /// Adds a text of several lines, each drawn in: none of them can be taken for the program's own.
    pub fn block(&mut self, text: &str) {
        for line in text.lines() {
            let _ = writeln!(self.0, "    {}", escape(line));
        }
    }

    /// Adds rows with their columns aligned; cells that are too long are cut, the last column is not.
    pub fn table(&mut self, rows: &[Vec<String>]) {
        let cells: Vec<Vec<String>> = rows.iter().map(|row| shown(row)).collect();
        let columns = cells.iter().map(Vec::len).max().unwrap_or(0);
        let width =
            |i: usize| cells.iter().filter_map(|row| row.get(i)).map(|c| c.width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &cells {
            let line: String = row.iter().zip(&widths).map(|(cell, width)| padded(cell, width + 2)).collect();
            self.0.push_str(line.trim_end());
            self.0.push('\n');
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn shown(row: &[String]) -> Vec<String> {
    let last = row.len().saturating_sub(1);
    let cell = |(i, text): (usize, &String)| if i == last { escape(text) } else { cut(&escape(text)) };
    row.iter().enumerate().map(cell).collect()
}

fn cut(text: &str) -> String {
    if text.width() <= CELL {
        return text.to_owned();
    }
    let kept: String = text.chars().take(CELL - 1).collect();
    format!("{kept}…")
}

fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width()).max(1);
    format!("{text}{}", " ".repeat(missing))
}

/// A text in one line that no terminal obeys: control characters, and those that turn the direction of what
/// follows, are written as `\u{9b}`.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) {
            let _ = write!(out, "{}", c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// True for what a terminal may act on. Joiners and plain direction marks stay: Khmer and Dari need them.
pub fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_from_outside_can_act_on_a_terminal_or_add_a_line() {
        let mut page = Page::default();
        page.line("a\u{1b}[2Jb\nVerdict: verified");
        page.pair("Title", "x\r\u{9b}31m\u{202e}evil\u{2028}y");
        page.block("one\ntwo\u{7}");
        page.table(&[vec!["a\nb".into(), "c\u{85}".into()]]);
        assert!(page.as_str().chars().all(|c| c == '\n' || !is_unsafe(c)), "{}", page.as_str());
        assert_eq!(page.as_str().lines().count(), 5);
        assert!(page.as_str().contains("a\\u{1b}[2Jb\\u{a}Verdict"));
    }

    #[test]
    fn khmer_and_dari_are_shown_as_they_are() {
        for text in ["ព្រះពុទ្ធរូប", "سر بودا\u{200c}ها", "Gandhāra"] {
            assert_eq!(escape(text), text);
        }
    }

    #[test]
    fn columns_stand_below_each_other_and_long_cells_are_cut() {
        let mut page = Page::default();
        page.table(&[vec!["SC/1".into(), "a".into()], vec!["SC/100".into(), "b".into()]]);
        assert_eq!(page.as_str(), "SC/1    a\nSC/100  b\n");
        let mut page = Page::default();
        page.table(&[vec!["x".repeat(80), "end".into()]]);
        assert!(page.as_str().contains("…  end"));
    }
}
