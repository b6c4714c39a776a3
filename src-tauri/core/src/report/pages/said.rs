//! What people said: values with who says so and when, and while they disagree all values side by side.

use super::super::facts::{Facts, Signer};
use super::super::html::Html;
use super::super::words::{Joint, Phrase};
use super::super::{order, words};
use super::frame::Page;
use crate::entry::{Class, Entry};
use crate::id::{ChainId, RecordId};
use crate::json::Json;
use crate::state::{Assertion, Record, Register};
use crate::time::Moment;

/// A value of more characters than this takes the whole width.
const WIDE: usize = 140;

/// The value of a field; a record that it names is a link.
pub(super) fn value(page: &mut Page<'_, '_>, field: &str, value: &Json) {
    let read = page.read_of(field, value);
    show(page, value, &read);
}

/// A member of a statement, which is what people said but for a kind of event: no choice, even where a field of its name is one.
pub(super) fn member(page: &mut Page<'_, '_>, name: &str, value: &Json) {
    let read = match name {
        "corrected_event" => page.read_of(name, value),
        _ => page.read(value),
    };
    show(page, value, &read);
}

fn show(page: &mut Page<'_, '_>, said: &Json, read: &Json) {
    if let Some(id) = said.text().and_then(|text| text.parse::<RecordId>().ok()) {
        return page.record(&id);
    }
    let facts = page.facts;
    let phrases = words::phrases(read, &|id| facts.label(id));
    spoken(&mut page.html, &phrases);
}

/// Phrases, each with its own language and direction of writing.
pub(super) fn spoken(html: &mut Html, phrases: &[Phrase]) {
    for (i, phrase) in phrases.iter().enumerate() {
        let language = phrase.language.as_deref();
        let text = words::choice(&phrase.text);
        match phrase.joint {
            Joint::Aside => {
                html.raw(" <span class=\"aside\">").people_in(&phrase.text, language).raw("</span>")
            }
            Joint::More => html.say(",").raw(" ").people_in(&text, language),
            Joint::Next => html.between(i, ";").people_in(&text, language),
        };
    }
}

/// The fields of a record that have a value, in the order of people's reading.
pub(super) fn fields(page: &mut Page<'_, '_>, record: &Record, first: &[&str]) {
    let mut registers: Vec<_> = record.registers().filter(|(field, _)| *field != "exists").collect();
    registers.sort_by_cached_key(|(field, _)| {
        (first.iter().position(|f| f == field).unwrap_or(first.len()), order::of_field(field))
    });
    if registers.is_empty() {
        return;
    }
    page.html.raw("<dl class=\"record\">\n");
    for (field, register) in registers {
        one_field(page, field, register);
    }
    page.html.raw("</dl>\n");
}

fn one_field(page: &mut Page<'_, '_>, field: &str, register: &Register) {
    let values = register.values();
    let [agreed] = &values[..] else {
        if !values.is_empty() {
            disagreement(page, field, &values);
        }
        return;
    };
    if agreed[0].value == Json::Null {
        return;
    }
    let wide = page.facts.plain(&agreed[0].value).chars().nth(WIDE).is_some();
    page.html.raw(if wide { "<div class=\"wide\"><dt>" } else { "<div><dt>" });
    let called = page.field(field);
    page.html.words(&called);
    if agreed.iter().any(|a| a.class == Class::Internal) {
        page.html.raw(" <span class=\"chip\">").say("internal").raw("</span>");
    }
    page.html.raw("</dt><dd>");
    said_by(page, field, agreed);
    page.html.raw("</dd></div>\n");
}

fn disagreement(page: &mut Page<'_, '_>, field: &str, values: &[Vec<&Assertion>]) {
    let called = page.field(field);
    page.html.raw("<div class=\"conflict\"><dt>").words(&called).raw(": ");
    page.html.count(values.len(), "{} value", "{} values, not settled").raw("</dt><div class=\"sides\">");
    for group in values {
        page.html.raw("<dd>");
        said_by(page, field, group);
        page.html.raw("</dd>");
    }
    page.html.raw("</div></div>\n");
}

/// One value and those who say so.
fn said_by(page: &mut Page<'_, '_>, field: &str, group: &[&Assertion]) {
    if group[0].value == Json::Null {
        page.html.raw("<em>").say("emptied").raw("</em>");
    }
    value(page, field, &group[0].value);
    page.html.raw("<span class=\"by\">");
    who(page.facts, &mut page.html, &group[0].chain, &group[0].moment);
    if group.len() > 1 {
        page.html.count(group.len(), "; said {} times", "; said {} times");
    }
    page.html.raw("</span>");
}

/// The name of a signer, or words in its place.
pub(super) fn called<'h>(html: &'h mut Html, signer: &Signer) -> &'h mut Html {
    if signer.name.is_empty() {
        return html.raw("<bdi dir=\"auto\">").say("a signer without a name").raw("</bdi>");
    }
    html.people(&signer.name)
}

/// Who wrote something, on which computer, and what its clock showed.
pub(super) fn who(facts: &Facts<'_>, html: &mut Html, chain: &ChainId, moment: &Moment) {
    match facts.signers().of_chain(chain) {
        Some(signer) => called(html, signer),
        None => html.say("an unknown key"),
    };
    let device = facts.signers().device(chain);
    if !device.is_empty() {
        html.raw(" · ").people(device);
    }
    html.raw(" · <time datetime=\"").text(&moment.at()).raw("\"").left_to_right().raw(">");
    html.text(&words::moment(moment)).raw("</time>");
}

/// The same of an entry.
pub(super) fn signed(page: &mut Page<'_, '_>, entry: &Entry) {
    who(page.facts, &mut page.html, &entry.chain, &entry.moment);
}

/// The sign and word of a record's standing; nothing where all is well.
pub(super) fn standing(facts: &Facts<'_>, html: &mut Html, record: &Record) {
    match facts.status(record) {
        "withdrawn" => html.raw(" <span class=\"chip gone\">").say("✕ withdrawn").raw("</span>"),
        "conflict" => html.raw(" <span class=\"chip decide\">").say("! to be decided").raw("</span>"),
        "partial" => html.raw(" <span class=\"chip open\">").say("begins in another bundle").raw("</span>"),
        _ => html,
    };
}

/// That a record was withdrawn, by whom and why, and other conflicts than of values.
pub(super) fn trouble(page: &mut Page<'_, '_>, record: &Record) {
    let withdrawals = record.register("exists").map(|r| r.values()).unwrap_or_default();
    for assertion in withdrawals.into_iter().flatten().filter(|a| a.value == Json::Bool(false)) {
        page.html.raw("<p class=\"gone-box\">").say("✕ Withdrawn");
        let entry = page.facts.entry(&assertion.entry);
        if let Some(reason) = entry.and_then(|e| e.body.text_of("reason")).filter(|r| !r.is_empty()) {
            page.html.raw(": ").people(&words::clip(reason, 300));
        }
        page.html.raw("<span class=\"by\">");
        who(page.facts, &mut page.html, &assertion.chain, &assertion.moment);
        page.html.raw("</span></p>\n");
    }
    for conflict in page.facts.conflicts(&record.id) {
        if conflict == "edited and withdrawn" {
            page.html.raw("<p><span class=\"chip decide\">").say("! edited and withdrawn").raw("</span> ");
            page.html
                .say("Something was said of it that its withdrawal did not know. Somebody has to decide.");
            page.html.raw("</p>\n");
        } else if conflict == "reference used twice" {
            page.html.raw("<p><span class=\"chip decide\">").say("! reference used twice").raw("</span> ");
            page.html.say("Another record has this reference. Somebody has to decide.").raw("</p>\n");
        }
    }
}

/// How much was said of a record, and its id.
pub(super) fn history(page: &mut Page<'_, '_>, record: &Record) {
    let mut entries: Vec<_> = record.registers().flat_map(|(_, r)| r.history()).collect();
    entries.sort_by_key(|a| (a.clock, a.entry));
    entries.dedup_by_key(|a| a.entry);
    page.html.raw("<footer><p>");
    if let Some(last) = entries.last() {
        let count = page.html.piece(|html| html.number(entries.len() as u64));
        let latest = page.piece(|page| who(page.facts, &mut page.html, &last.chain, &last.moment));
        let words = if entries.len() == 1 {
            "{} signed statement in this bundle made this record what it is; the latest by {}."
        } else {
            "{} signed statements in this bundle made this record what it is; the latest by {}."
        };
        page.html.fill(words, &[count, latest]).raw(" ");
    }
    page.html.code(record.id.as_str()).raw("</p></footer>\n");
}
