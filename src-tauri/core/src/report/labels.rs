//! Labels to be printed from the first minute: one plain page with its own styles, no script, nothing from outside.
//!
//! Owns: the two layouts, and the code on a label, which holds the reference and nothing else, so that a scanner that
//! acts as a keyboard types what a person would. Must never: shorten or change a reference.

use super::html::Html;
use super::paper::code_of;
use crate::error::{Code, Error, Result};

const A4_STYLE: &str = concat!(include_str!("labels.css"), "@page { size: A4; margin: 0; }\n");
const ROLL_STYLE: &str = concat!(include_str!("labels.css"), "@page { size: 62mm 29mm; margin: 0; }\n");

/// How many labels a sheet of A4 has.
pub const ON_A4: usize = 24;

/// What the labels are printed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LabelLayout {
    /// A sheet of A4 with three columns of eight labels, 70 × 37 mm each.
    #[default]
    A4,
    /// Single labels of 62 × 29 mm from a roll.
    Roll,
}

impl LabelLayout {
    /// The layout of this word, `a4` or `roll`.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "a4" => Some(Self::A4),
            "roll" => Some(Self::Roll),
            _ => None,
        }
    }
}

/// What stands on one label.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Label {
    /// The exhibit reference, or the number of a package.
    pub reference: String,
    /// The title of an artefact, the description of a package.
    pub title: String,
    /// The operation.
    pub operation: String,
}

/// The page of these labels. On a sheet that was begun, the first `skip` places stay empty.
///
/// # Errors
/// [`Code::BadValue`] for a label without a reference, or one that no code can hold.
pub fn labels_page(labels: &[Label], layout: LabelLayout, skip: usize) -> Result<Vec<u8>> {
    let style = if layout == LabelLayout::A4 { A4_STYLE } else { ROLL_STYLE };
    let mut html = Html::page_styled("Labels", style);
    match layout {
        LabelLayout::A4 => {
            html.raw("<main class=\"a4\">\n");
            let places = std::iter::repeat_n(None, skip % ON_A4).chain(labels.iter().map(Some));
            let places: Vec<Option<&Label>> = places.collect();
            for sheet in places.chunks(ON_A4) {
                html.raw("<section class=\"sheet\">\n");
                for place in sheet {
                    match place {
                        Some(label) => write(&mut html, label)?,
                        None => drop(html.raw("<p></p>\n")),
                    }
                }
                html.raw("</section>\n");
            }
        }
        LabelLayout::Roll => {
            html.raw("<main class=\"roll\">\n");
            labels.iter().try_for_each(|label| write(&mut html, label))?;
        }
    }
    html.raw("</main>\n");
    Ok(html.end())
}

fn write(html: &mut Html, label: &Label) -> Result<()> {
    let (size, path) = code(&label.reference)?;
    // Four modules of quiet around, as scanners need.
    let edge = format!("-4 -4 {0} {0}", size + 8);
    html.raw("<article class=\"label\"><svg viewBox=\"").text(&edge);
    html.raw("\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR\"><path d=\"").text(&path);
    html.raw("\"/></svg><div><p class=\"ref ").raw(size_class(&label.reference)).raw("\">");
    html.people(&label.reference).raw("</p>");
    if !label.title.trim().is_empty() {
        html.raw("<p class=\"title\">").people(&label.title).raw("</p>");
    }
    html.raw("<p class=\"op\">").people(&label.operation).raw("</p></div></article>\n");
    Ok(())
}

/// The larger the shorter, so that a short reference is read across a room.
fn size_class(reference: &str) -> &'static str {
    match reference.chars().count() {
        0..=7 => "short",
        8..=12 => "middle",
        13..=24 => "long",
        _ => "longest",
    }
}

/// A code's edge in modules, and its dark modules as a path, a run in a row at a time.
fn code(reference: &str) -> Result<(usize, String)> {
    let doing = "making a label";
    if reference.trim().is_empty() {
        return Err(Error::new(Code::BadValue, doing, "it has no reference")
            .remedy("Give the record its reference first."));
    }
    code_of(reference).map_err(|error| error.on(reference))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fast_qr::{ECL, QRBuilder};

    fn label(reference: &str, title: &str) -> Label {
        Label { reference: reference.into(), title: title.into(), operation: "LON-2025-114".into() }
    }

    fn page(labels: &[Label], layout: LabelLayout, skip: usize) -> String {
        String::from_utf8(labels_page(labels, layout, skip).unwrap()).unwrap()
    }

    #[test]
    fn a_sheet_holds_twenty_four_and_a_begun_one_goes_on_where_it_was_left() {
        let labels: Vec<Label> = (1..=30).map(|n| label(&format!("SH/{n}"), "Head")).collect();
        let whole = page(&labels, LabelLayout::A4, 0);
        assert_eq!(whole.matches("class=\"sheet\"").count(), 2);
        assert_eq!(whole.matches("class=\"label\"").count(), 30);
        let begun = page(&labels[..2], LabelLayout::A4, 23);
        assert_eq!((begun.matches("class=\"sheet\"").count(), begun.matches("<p></p>").count()), (2, 23));
        assert_eq!(page(&labels, LabelLayout::Roll, 5).matches("class=\"label\"").count(), 30);
    }

    #[test]
    fn text_of_people_cannot_become_markup_and_nothing_comes_from_outside() {
        let page = page(&[label("SH/1<b>", "<script>alert(1)</script>")], LabelLayout::A4, 0);
        assert!(page.contains("SH/1&lt;b&gt;") && !page.contains("<script"));
        for outside in ["http:", "https:", "url(", "@import", "<link"] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn what_has_no_reference_gets_no_label() {
        for empty in ["", " "] {
            assert_eq!(
                labels_page(&[label(empty, "x")], LabelLayout::A4, 0).unwrap_err().code,
                Code::BadValue
            );
        }
        let longest = "ក".repeat(crate::reference::MAX_CHARS);
        assert!(labels_page(&[label(&longest, "")], LabelLayout::Roll, 0).is_ok());
    }

    #[test]
    fn a_path_draws_exactly_the_dark_modules() {
        let (size, path) = code("SH/42").unwrap();
        let made = QRBuilder::new("SH/42").ecl(ECL::Q).build().unwrap();
        let mut dark = vec![vec![false; size]; size];
        for run in path.split_terminator('z') {
            let numbers: Vec<usize> =
                run.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
            (0..numbers[2]).for_each(|i| dark[numbers[1]][numbers[0] + i] = true);
        }
        assert!((0..size).all(|y| (0..size).all(|x| dark[y][x] == made[y][x].value())));
    }
}
