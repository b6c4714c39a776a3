//! A package: what is said of it, what is in it, and its custody.

use super::super::facts::anchor;
use super::frame::Page;
use super::{custody, note, said};
use crate::state::Record;

/// The article of a package.
pub(super) fn show(page: &mut Page<'_, '_>, package: &&Record) {
    page.html
        .raw("<article class=\"card\" id=\"")
        .text(&anchor(&package.id))
        .raw("\">\n<p class=\"eyebrow\">")
        .say("Package");
    if let Some(outer) = package.pointer("in") {
        let outer = page.piece(|page| page.record(&outer));
        page.html.raw(" ").fill("in package {}", &[outer]);
    }
    said::standing(page.facts, &mut page.html, package);
    page.html.raw("</p>\n<h2>").people(&page.facts.label(&package.id)).raw("</h2>\n");
    said::trouble(page, package);
    said::fields(page, package, &["number", "kind", "seals", "description", "in"]);
    let contents = page.facts.contents(&package.id);
    page.html.raw("<h3>").say("In it now").raw("</h3>\n<p>");
    if contents.is_empty() {
        page.html.raw("<span class=\"soft\">").say("Nothing that this bundle names.").raw("</span>");
    }
    page.records(contents);
    page.html.raw("</p>\n");
    let (notes, events) = page.facts.statements_on(&package.id);
    note::list(page, &notes);
    custody::list(page, &events);
    said::history(page, package);
    page.html.raw("</article>\n");
}
