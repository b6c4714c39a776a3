//! Sealed notes: in full on their own pages, and with each record they are about.

use super::super::facts::anchor;
use super::super::words;
use super::frame::Page;
use super::said;
use crate::entry::{Class, Entry};
use crate::id::RecordId;
use crate::json::Json;

/// A note about more records and photos than this stands with each of them by its title alone.
const MANY: usize = 20;

/// The notes that concern a record.
pub(super) fn list(page: &mut Page<'_, '_>, notes: &[&Entry]) {
    if notes.is_empty() {
        return;
    }
    page.html.raw("<h3>").count(notes.len(), "{} sealed note", "{} sealed notes").raw("</h3>\n");
    for note in notes {
        page.html.raw("<div class=\"note\"><p>");
        if let Some(id) = note.created() {
            page.record(&id);
        }
        sealed(page, note);
        page.html.raw("</p>");
        if note.body.items_of("about").len() + note.body.items_of("photos").len() <= MANY {
            text(page, note);
        }
        by(page, note);
        page.html.raw("</div>\n");
    }
}

/// The article of a note.
pub(super) fn article(page: &mut Page<'_, '_>, note: &&Entry) {
    let id = note.created();
    page.html.raw("<article class=\"card\"");
    if let Some(id) = &id {
        page.html.raw(" id=\"").text(&anchor(id)).raw("\"");
    }
    page.html.raw(">\n<p class=\"eyebrow\">").say("Note");
    sealed(page, note);
    page.html.raw("</p>\n<h2>");
    match note.body.text_of("title").filter(|title| !title.is_empty()) {
        Some(title) => page.html.people_in(&words::clip(title, 300), note.body.text_of("language")),
        None => page.html.raw("<span class=\"soft\">").say("without a title").raw("</span>"),
    };
    page.html.raw("</h2>\n<div class=\"note\">");
    text(page, note);
    by(page, note);
    page.html.raw("</div>\n<dl class=\"facts\">");
    for (what, member) in [("About", "about"), ("Photos", "photos")] {
        let records = ids(note.body.items_of(member));
        if !records.is_empty() {
            page.html.raw("<dt>").say(what).raw("</dt><dd>");
            page.records(&records);
            page.html.raw("</dd>");
        }
    }
    if let Some(first) = note.body.get("addendum_to").and_then(Json::text).and_then(|t| t.parse().ok()) {
        page.html.raw("<dt>").say("Addendum to").raw("</dt><dd>");
        page.record(&first);
        page.html.raw("</dd>");
    }
    page.html.raw("<dt>").say("As signed").raw("</dt><dd>");
    for end in [".json", ".sig"] {
        let file = format!("{}{end}", note.digest);
        page.html.link(&format!("{}notes/{file}", page.to_data), end).raw(" ");
    }
    page.html.raw("</dd></dl>\n</article>\n");
}

fn sealed(page: &mut Page<'_, '_>, note: &Entry) {
    page.html.raw(" <span class=\"chip good\">").say("✓ sealed").raw("</span>");
    if note.class == Class::Internal {
        page.html.raw(" <span class=\"chip\">").say("internal").raw("</span>");
    }
    if note.body.get("addendum_to").is_some_and(|first| *first != Json::Null) {
        page.html.raw(" <span class=\"chip\">").say("addendum").raw("</span>");
    }
}

fn text(page: &mut Page<'_, '_>, note: &Entry) {
    page.html.raw("<p class=\"words\">");
    page.html.people_in(note.body.text_of("text").unwrap_or_default(), note.body.text_of("language"));
    page.html.raw("</p>");
}

fn by(page: &mut Page<'_, '_>, note: &Entry) {
    page.html.raw("<p class=\"by\">");
    said::signed(page, note);
    page.html.raw("</p>").code(&note.digest.hex());
}

fn ids(items: &[Json]) -> Vec<RecordId> {
    items.iter().filter_map(|item| item.text()?.parse().ok()).collect()
}
