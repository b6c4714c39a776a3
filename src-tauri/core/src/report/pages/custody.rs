//! Custody events: a line of time with each object, and each event in full on its own page.

use super::super::facts::{Event, Facts, Told, anchor};
use super::super::speech::{self, Words};
use super::super::words;
use super::frame::Page;
use super::said;
use crate::entry::Entry;
use crate::id::RecordId;
use crate::json::Json;

/// Characters of each text where an event stands in short.
const SHORT: usize = 200;
/// Phrases of each member there.
const PHRASES: usize = 12;
/// What an event says, in the order of FORMAT.md section 8. Other members follow.
const MEMBERS: [&str; 17] = [
    "date",
    "time",
    "from",
    "to",
    "place",
    "reason",
    "subjects",
    "contents",
    "seals",
    "bags",
    "condition",
    "stated_count",
    "recorded_count",
    "photos",
    "by",
    "statement",
    "remark",
];

/// The events that concern a record, in short.
pub(super) fn list(page: &mut Page<'_, '_>, events: &[RecordId]) {
    if events.is_empty() {
        return;
    }
    page.html
        .raw("<h3>")
        .count(events.len(), "{} custody event", "{} custody events")
        .raw("</h3>\n<ol class=\"events\">\n");
    for id in events {
        let Some(event) = page.facts.event(id) else { continue };
        page.html.raw("<li>");
        summary(page, id, event);
        page.html.raw("</li>\n");
    }
    page.html.raw("</ol>\n");
}

fn summary(page: &mut Page<'_, '_>, id: &RecordId, event: &Event<'_>) {
    let facts = page.facts;
    let href = facts.href(id).map(|href| format!("{}{href}", page.to_pages)).unwrap_or_default();
    page.html.raw("<b><a href=\"").text(&href).raw("\">");
    match event.recorded {
        Some(entry) => page.html.words(&kind(page, entry)),
        None => page.html.raw("<bdi dir=\"auto\">").say("Recorded in another bundle").raw("</bdi>"),
    };
    page.html.raw("</a></b> ");
    let Some(entry) = event.recorded else { return };
    let told = event.short.get_or_init(|| short(facts, entry));
    state(page, event);
    for (i, (lead, said)) in told.iter().enumerate() {
        page.html.raw(if i == 0 { "<br>" } else { " · " });
        if !lead.is_empty() {
            page.html.say(lead).raw(" ");
        }
        said::spoken(&mut page.html, said);
    }
    page.html.raw("<span class=\"by\">");
    said::signed(page, entry);
    page.html.raw("</span>");
}

/// What an event says in short, each text with the words before it.
fn short(facts: &Facts<'_>, entry: &Entry) -> Vec<Told> {
    let told: [(&'static str, &str); 10] = [
        ("", "date"),
        ("", "time"),
        ("from", "from"),
        ("to", "to"),
        ("at", "place"),
        ("", "reason"),
        ("seals", "seals"),
        ("bags", "bags"),
        ("condition", "condition"),
        ("counted", "stated_count"),
    ];
    let said = |name: &str| {
        let value = entry.body.get(name).unwrap_or(&Json::Null);
        let value = speech::value(facts.evidence.language, value);
        let mut phrases = words::phrases(&value, &|id| facts.label(id));
        phrases.truncate(PHRASES);
        phrases.iter_mut().for_each(|phrase| phrase.text = words::clip(&phrase.text, SHORT));
        phrases.retain(|phrase| !phrase.text.is_empty());
        phrases
    };
    told.into_iter().map(|(lead, name)| (lead, said(name))).filter(|(_, said)| !said.is_empty()).collect()
}

/// The article of an event.
pub(super) fn article(page: &mut Page<'_, '_>, id: &RecordId, event: &Event<'_>) {
    page.html
        .raw("<article class=\"card\" id=\"")
        .text(&anchor(id))
        .raw("\">\n<p class=\"eyebrow\">")
        .say("Custody event");
    state(page, event);
    page.html.raw("</p>\n<h2>");
    match event.recorded {
        Some(entry) => {
            let kind = kind(page, entry);
            page.html.words(&kind).raw("</h2>\n");
            statement(page, entry, &["event", "originals"]);
        }
        None => {
            page.html.raw("<span class=\"soft\">").say("Recorded in another bundle").raw("</span></h2>\n");
        }
    }
    for correction in &event.corrections {
        page.html.raw("<h3>").say("Corrected").raw("</h3><div class=\"conflict\">");
        statement(page, correction, &["event", "originals"]);
        page.html.raw("</div>\n");
    }
    for acceptance in &event.acceptances {
        page.html.raw("<h3>").say("Accepted").raw("</h3>");
        statement(page, acceptance, &["event", "originals"]);
    }
    page.html.raw("<footer><p>").code(id.as_str()).raw("</p></footer>\n</article>\n");
}

fn kind(page: &Page<'_, '_>, entry: &Entry) -> Words {
    let kind = page.field(entry.body.text_of("event").unwrap_or("event without a kind"));
    Words { text: words::clip(&kind.text, SHORT), ..kind }
}

fn state(page: &mut Page<'_, '_>, event: &Event<'_>) {
    match event.state() {
        "stated" => {
            page.html.raw(" <span class=\"chip open\">").say("stated, not yet accepted").raw("</span>")
        }
        "acknowledged" => page.html.raw(" <span class=\"chip good\">").say("✓ acknowledged").raw("</span>"),
        _ => &mut page.html,
    };
    if !event.corrections.is_empty() {
        page.html.raw(" <span class=\"chip decide\">").say("! corrected").raw("</span>");
    }
}

/// All that an entry's body says, but for the members named.
fn statement(page: &mut Page<'_, '_>, entry: &Entry, without: &[&str]) {
    let place = |name: &str| MEMBERS.iter().position(|known| *known == name).unwrap_or(MEMBERS.len());
    let mut members: Vec<_> = entry.body.object().unwrap_or_default().iter().collect();
    members.retain(|(name, value)| !without.contains(&name.as_str()) && !is_empty(value));
    members.sort_by_key(|(name, _)| (place(name), name.as_str()));
    page.html.raw("<dl class=\"facts\">");
    for (name, value) in members {
        let called = page.field(name);
        page.html.raw("<dt>").words(&called).raw("</dt><dd>");
        match (name.as_str(), value) {
            ("subjects", Json::List(subjects)) => show_subjects(page, subjects),
            (_, Json::List(items)) => items.iter().enumerate().for_each(|(i, item)| {
                page.html.between(i, ",");
                said::member(page, name, item);
            }),
            _ => said::member(page, name, value),
        }
        page.html.raw("</dd>");
    }
    page.html.raw("</dl>\n<p class=\"by\">");
    said::signed(page, entry);
    page.html.raw("</p><p class=\"by\">").code(&entry.digest.hex()).raw("</p>\n");
}

fn show_subjects(page: &mut Page<'_, '_>, subjects: &[Json]) {
    for (i, subject) in subjects.iter().enumerate() {
        page.html.between(i, ",");
        match subject.text_of("record").and_then(|text| text.parse::<RecordId>().ok()) {
            Some(id) => page.record(&id),
            None => said::value(page, "subjects", subject),
        }
        if let Some(quantity) = subject.int_of("quantity") {
            page.html.raw(" (").text(&quantity.to_string()).raw(")");
        }
    }
}

fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Text(text) => text.is_empty(),
        Json::List(items) => items.is_empty(),
        _ => false,
    }
}
