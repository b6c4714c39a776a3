//! `index.html`: what this is, what is in it, who signed, how to check it, and what is not proven.

use super::super::BundleKind;
use super::super::facts::{Facts, PER_PAGE, Section};
use super::super::html::Html;
use super::super::speech::say;
use super::super::words;
use super::frame::{Page, operation_name, section_title};
use super::said;
use crate::entry::is_known_kind;
use crate::id::{RecordId, RecordKind};
use crate::state::Record;
use std::collections::BTreeMap;

/// Above this many artefacts the index names pages, not artefacts.
const LISTED: usize = 5000;
/// Of kinds that this version does not know, so many are named.
const UNKNOWN: usize = 20;

/// The file.
pub(super) fn page(facts: &Facts<'_>) -> Vec<u8> {
    let html = Html::page_in(facts.evidence.language, &format!("{} · catalogue", operation_name(facts)));
    let mut page = Page { facts, html, to_pages: "pages/", to_data: "" };
    head(&mut page);
    page.html.raw("<main>\n");
    artefacts(&mut page);
    other_pages(&mut page);
    signers(&mut page);
    files(&mut page);
    check(&mut page);
    page.html.raw("</main>\n");
    page.html.end()
}

fn head(page: &mut Page<'_, '_>) {
    let facts = page.facts;
    let operation = RecordId::operation(facts.evidence.operation);
    let record = facts.evidence.state.record(&operation);
    page.html.raw("<header class=\"card\">\n<p class=\"eyebrow\">Catalogue of the operation</p>\n<h1>");
    page.html.people(&operation_name(facts));
    if let Some(title) = record.and_then(|r| page.title(r)) {
        page.html.raw(" <span class=\"soft\">").people(&words::clip(&title, 200)).raw("</span>");
    }
    page.html.raw("</h1>\n");
    bundle(page);
    counters(page);
    if let Some(record) = record {
        said::fields(page, record, &["reference", "title", "place", "agencies", "started", "ended"]);
    }
    page.html.raw("</header>\n");
}

fn bundle(page: &mut Page<'_, '_>) {
    let evidence = page.facts.evidence;
    page.html.raw("<dl class=\"facts\"><dt>Bundle</dt><dd><code>").text(evidence.bundle_name);
    page.html.raw("</code></dd><dt>Holds</dt><dd>");
    match evidence.kind {
        BundleKind::Full => page.html.raw("everything that its signer held of this operation"),
        BundleKind::Invite => {
            page.html.raw("an invitation: the whole ledger, and of the originals only the templates")
        }
        BundleKind::Since => page.html.raw("only what is new since the bundle or receipt that it builds on"),
        BundleKind::Dossier => {
            page.html.raw("a dossier: chosen records. Of the ledger, ").number(evidence.withheld);
            page.html.raw(" lines are withheld; they keep their place in the proof, and show nothing")
        }
    };
    page.html.raw("</dd><dt>Signed by</dt><dd>");
    if let Some(signer) = page.facts.signers().of_bundle() {
        page.html.people(signer.called(page.facts.evidence.language));
    }
    page.html.raw("<br><code>").text(&evidence.signer.fingerprint()).raw("</code></dd></dl>\n");
}

fn counters(page: &mut Page<'_, '_>) {
    let facts = page.facts;
    let withdrawn = facts.artefacts.iter().filter(|a| facts.status(a) == "withdrawn").count();
    let counters = [
        (facts.artefacts.len() - withdrawn, "artefacts"),
        (withdrawn, "withdrawn"),
        (facts.photos.len(), "photos and files"),
        (facts.notes.len(), "sealed notes"),
        (facts.events.len(), "custody events"),
        (facts.packages.len(), "packages"),
        (facts.records_in_conflict(), "to be decided"),
        (facts.entries().count(), "signed statements"),
    ];
    page.html.raw("<ul class=\"counters\">");
    for (count, what) in counters {
        page.html.raw("<li><b>").number(count as u64).raw("</b>").raw(what).raw("</li>");
    }
    page.html.raw("</ul>\n");
}

fn artefacts(page: &mut Page<'_, '_>) {
    let facts = page.facts;
    page.html.raw("<section class=\"card\">\n<h2>Artefacts</h2>\n");
    if facts.artefacts.is_empty() {
        page.html.raw("<p class=\"soft\">None in this bundle.</p>\n");
    } else if facts.artefacts.len() > LISTED {
        page_ranges(page);
    } else {
        page.html.raw("<table><thead><tr><th>Reference</th><th>Title</th><th>In</th><th>Photos</th></tr></thead><tbody>\n");
        facts.artefacts.iter().for_each(|artefact| row(page, artefact));
        page.html.raw("</tbody></table>\n");
    }
    page.html.raw("</section>\n");
}

fn row(page: &mut Page<'_, '_>, artefact: &Record) {
    page.html.raw("<tr><td class=\"ref\">");
    page.record(&artefact.id);
    let title = page.title(artefact).unwrap_or_default();
    page.html.raw("</td><td>").people(&words::clip(&title, 200));
    said::standing(page.facts, &mut page.html, artefact);
    page.html.raw("</td><td>");
    if let Some(package) = artefact.pointer("in") {
        page.record(&package);
    }
    let photos = page.facts.placements_of(&artefact.id).len();
    page.html.raw("</td><td>").number(photos as u64).raw("</td></tr>\n");
}

fn page_ranges(page: &mut Page<'_, '_>) {
    page.html.raw("<ul class=\"plain\">\n");
    for (number, chunk) in page.facts.artefacts.chunks(PER_PAGE).enumerate() {
        let label = |record: Option<&&Record>| record.map(|r| page.facts.label(&r.id)).unwrap_or_default();
        let (first, last) = (label(chunk.first()), label(chunk.last()));
        page.html.raw("<li>").link(&format!("pages/{}", Section::Artefacts.file(number)), &first);
        page.html.raw(" to ").people(&last).raw("</li>\n");
    }
    page.html.raw("</ul>\n");
}

fn other_pages(page: &mut Page<'_, '_>) {
    let facts = page.facts;
    let sections = [
        (Section::Packages, facts.packages.len()),
        (Section::Photos, facts.loose_photos.len()),
        (Section::Notes, facts.notes.len()),
        (Section::Custody, facts.events.len()),
    ];
    if sections.iter().all(|(_, count)| *count == 0) {
        return;
    }
    page.html.raw("<section class=\"card\">\n<h2>Also to read</h2>\n<ul class=\"plain\">\n");
    for (section, count) in sections.into_iter().filter(|(_, count)| *count > 0) {
        page.html.raw("<li>").raw(section_title(section)).raw(" (").number(count as u64).raw("): page");
        for number in 0..count.div_ceil(PER_PAGE) {
            page.html.raw(" ").link(&format!("pages/{}", section.file(number)), &(number + 1).to_string());
        }
        page.html.raw("</li>\n");
    }
    page.html.raw("</ul>\n</section>\n");
}

fn signers(page: &mut Page<'_, '_>) {
    let facts = page.facts;
    page.html.raw("<section class=\"card\">\n<h2>Whose keys signed</h2>\n<p class=\"soft\">Names are what the statements ");
    page.html.raw(
        "say. Only the fingerprint, compared with paper or headquarters' list, tells whose key it is.</p>\n",
    );
    page.html.raw("<table><thead><tr><th>Name</th><th>Fingerprint</th></tr></thead><tbody>\n");
    for signer in facts.signers().all() {
        page.html.raw("<tr><td>").people(signer.called(page.facts.evidence.language));
        for more in [&signer.role, &signer.organisation].into_iter().filter(|text| !text.is_empty()) {
            page.html.raw("<br><span class=\"soft\">").people(more).raw("</span>");
        }
        page.html.raw("</td><td><code>").text(&signer.fingerprint).raw("</code></td></tr>\n");
    }
    page.html.raw("</tbody></table>\n<h3>Chains</h3>\n");
    page.html.raw("<table><thead><tr><th>Chain</th><th>Key of</th><th>Computer</th><th>Statements here</th></tr></thead><tbody>\n");
    for (id, chain) in facts.signers().chains() {
        let name = facts
            .signers()
            .of_chain(id)
            .map_or(say(page.facts.evidence.language, "an unknown key"), |signer| {
                signer.called(page.facts.evidence.language)
            });
        page.html.raw("<tr><td><code>").text(&id.to_string()).raw("</code></td><td>").people(name);
        page.html.raw("</td><td>").people(&chain.device).raw("</td><td>").number(chain.entries as u64);
        page.html.raw("</td></tr>\n");
    }
    page.html.raw("</tbody></table>\n");
    if facts.forks > 0 {
        page.html.raw("<p><span class=\"chip decide\">! forked</span> At ").count(
            facts.forks,
            "place",
            "places",
        );
        page.html.raw(" a chain has two statements with one number. Both are kept and both count.</p>\n");
    }
    unknown_kinds(page);
    page.html.raw("</section>\n");
}

/// What a later version of the program wrote: kept, carried, and named here.
fn unknown_kinds(page: &mut Page<'_, '_>) {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in page.facts.entries().filter(|entry| !is_known_kind(&entry.kind)) {
        *kinds.entry(&entry.kind).or_default() += 1;
    }
    if kinds.is_empty() {
        return;
    }
    let total: usize = kinds.values().sum();
    page.html
        .raw("<p>")
        .count(total, "statement", "statements")
        .raw(" of a kind that this version does not know: ");
    for (i, (kind, count)) in kinds.iter().take(UNKNOWN).enumerate() {
        page.html.raw(if i > 0 { ", " } else { "" }).text(kind).raw(" (").number(*count as u64).raw(")");
    }
    page.html.raw(if kinds.len() > UNKNOWN { " and others.</p>\n" } else { ".</p>\n" });
}

fn files(page: &mut Page<'_, '_>) {
    page.html.raw(
        "<section class=\"card\">\n<h2>What is in this bundle</h2>\n<dl class=\"facts\">\
         <dt>originals/</dt><dd>photos and other files, byte for byte as they were taken in, named by their SHA-256</dd>\
         <dt>ledger/</dt><dd>every signed statement, a line each, with its signature and the heads of the chains</dd>\
         <dt>notes/</dt><dd>each sealed note as it was signed, with its signature</dd>\
         <dt>keys/</dt><dd>whose keys signed; proves nothing by itself</dd>\
         <dt>tables/</dt><dd><a href=\"tables/artefacts.csv\">artefacts</a>, <a href=\"tables/photos.csv\">photos</a>, \
         <a href=\"tables/notes.csv\">notes</a> and <a href=\"tables/custody.csv\">custody</a> for a spreadsheet</dd>\
         <dt>pages/</dt><dd>these pages, made from the ledger</dd></dl>\n",
    );
    let kinds = [RecordKind::Artefact, RecordKind::Package, RecordKind::Photo];
    let partial = |kind| page.facts.of_kind(kind).any(|record| page.facts.status(record) == "partial");
    if kinds.into_iter().any(partial) {
        page.html.raw("<p>Records that begin in another bundle show only what this one says of them.</p>\n");
    }
    page.html.raw("</section>\n");
}

fn check(page: &mut Page<'_, '_>) {
    page.html.raw(
        "<section class=\"card\">\n<h2>How to check it</h2>\n<p>A page cannot prove itself. \
         <a href=\"verify.txt\">verify.txt</a> says how to check everything here with tools that every computer has; the \
         first step compares the key's fingerprint with paper.</p>\n<h2>What is not proven</h2>\n<ul class=\"plain\">\
         <li>Who holds an unlocked key can sign false statements.</li>\
         <li>The clock of a computer proves no time.</li>\
         <li>What a photo's file says of itself is a claim, and so is what people wrote.</li>\
         <li>Statements newer than the newest signed head of a chain could be missing without a trace until that chain's \
         next head arrives.</li></ul>\n</section>\n",
    );
}
