//! An artefact: its record, photos, notes and custody.

use super::super::facts::anchor;
use super::frame::Page;
use super::{custody, note, photo, said};
use crate::state::Record;

const FIRST: [&str; 5] = ["reference", "title", "quantity", "in", "part_of"];

/// The article of an artefact.
pub(super) fn show(page: &mut Page<'_, '_>, artefact: &&Record) {
    page.html.raw("<article class=\"card\" id=\"").text(&anchor(&artefact.id)).raw("\">\n");
    heading(page, artefact);
    said::trouble(page, artefact);
    said::fields(page, artefact, &FIRST);
    photos(page, artefact);
    let (notes, events) = page.facts.statements_on(&artefact.id);
    note::list(page, &notes);
    custody::list(page, &events);
    said::history(page, artefact);
    page.html.raw("</article>\n");
}

fn heading(page: &mut Page<'_, '_>, artefact: &Record) {
    page.html
        .raw("<p class=\"eyebrow\"><b class=\"ref\">")
        .people(&page.facts.label(&artefact.id))
        .raw("</b>");
    if let Some(package) = artefact.pointer("in") {
        let package = page.piece(|page| page.record(&package));
        page.html.raw(" · ").fill("in package {}", &[package]);
    }
    if let Some(whole) = artefact.pointer("part_of") {
        let whole = page.piece(|page| page.record(&whole));
        page.html.raw(" · ").fill("part of {}", &[whole]);
    }
    said::standing(page.facts, &mut page.html, artefact);
    page.html.raw("</p>\n<h2>");
    match page.text_of(artefact, "title", 300) {
        Some(title) => page.html.words(&title),
        None => page.html.raw("<span class=\"soft\">").say("without a title").raw("</span>"),
    };
    page.html.raw("</h2>\n");
}

fn photos(page: &mut Page<'_, '_>, artefact: &Record) {
    let placements = page.facts.placements_of(&artefact.id);
    if placements.is_empty() {
        return;
    }
    page.html
        .raw("<h3>")
        .count(placements.len(), "{} photo", "{} photos")
        .raw("</h3>\n<div class=\"photos\">\n");
    for placement in placements {
        photo::figure(page, &placement.photo, &placement.view, &page.facts.label(&artefact.id));
    }
    page.html.raw("</div>\n");
}
