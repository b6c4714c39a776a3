//! Tables as comma-separated values that a spreadsheet shows and never runs. FORMAT.md section 11 is the norm.

/// Marks UTF-8 for spreadsheets, which would garble other scripts without it.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A table in the making.
pub(super) struct Csv(String);

impl Csv {
    /// Begins a table with its line of headings.
    pub(super) fn new<T: AsRef<str>>(headings: &[T]) -> Self {
        let mut csv = Self(BYTE_ORDER_MARK.to_owned());
        csv.row(headings);
        csv
    }

    /// Adds a line.
    pub(super) fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        for (i, cell) in cells.iter().enumerate() {
            if i > 0 {
                self.0.push(',');
            }
            write_cell(&harmless(cell.as_ref()), &mut self.0);
        }
        self.0.push_str("\r\n");
    }

    /// The file.
    pub(super) fn end(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// Several values of one cell.
pub(super) fn joined<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    let mut out = String::new();
    for value in values {
        if !out.is_empty() {
            out.push_str(" | ");
        }
        out.push_str(value.as_ref());
    }
    out
}

/// The text in one form of line end, without control characters, and with an apostrophe before what a spreadsheet
/// could take for a formula, or before an apostrophe, so that it can be taken off again.
fn harmless(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let shown = lines.chars().map(|c| if c.is_control() && !"\n\t".contains(c) { '\u{fffd}' } else { c });
    let mark = if could_run(&lines) { "'" } else { "" };
    mark.chars().chain(shown).collect()
}

fn could_run(text: &str) -> bool {
    let starts = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\'' | '＝' | '＋' | '－' | '＠');
    let blank_start = text.starts_with(['\t', '\n']);
    (blank_start || text.trim_start().starts_with(starts)) && !is_number(text)
}

/// `-33.5`: a number and nothing else runs nothing.
fn is_number(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    text.split_once('.').map_or(digits(text), |(whole, fraction)| digits(whole) && digits(fraction))
}

fn write_cell(text: &str, out: &mut String) {
    if text.contains(['"', ',', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_gets_nothing_to_run() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+855 12", "'+855 12"),
            ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\n=1"),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
            ("'quoted", "''quoted"),
            ("-33.5", "-33.5"),
            ("-33.5-1", "'-33.5-1"),
            ("ABC/1", "ABC/1"),
            ("a\0\u{1b}b", "a\u{fffd}\u{fffd}b"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), cell, "{text:?}");
        }
    }

    #[test]
    fn cells_read_back_after_rfc_4180() {
        let mut csv = Csv::new(&["a", "b"]);
        csv.row(&["x,\"y\"", "one\r\ntwo"]);
        csv.row(&[" z", "សុខ"]);
        let text = String::from_utf8(csv.end()).unwrap();
        assert_eq!(text, "\u{feff}a,b\r\n\"x,\"\"y\"\"\",\"one\ntwo\"\r\n\" z\",សុខ\r\n");
    }
}
