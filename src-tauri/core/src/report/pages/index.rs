//! `index.html`: what this is, what is in it, who signed, how to check it, and what is not proven.

use super::super::BundleKind;
use super::super::facts::{Facts, PER_PAGE, Section};
use super::super::html::Html;
use super::super::speech::say;
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
    let language = facts.evidence.language;
    let title = format!("{} · {}", operation_name(facts), say(language, "catalogue").0);
    let html = Html::page_in(language, &title);
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
    page.html.raw("<header class=\"card\">\n<p class=\"eyebrow\">").say("Catalogue of the operation");
    page.html.raw("</p>\n<h1>");
    page.html.people(&operation_name(facts));
    if let Some(title) = record.and_then(|r| page.text_of(r, "title", 200)) {
        page.html.raw(" <span class=\"soft\">").words(&title).raw("</span>");
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
    page.html.raw("<dl class=\"facts\"><dt>").say("Bundle").raw("</dt><dd>").code(evidence.bundle_name);
    page.html.raw("</dd><dt>").say("Holds").raw("</dt><dd>");
    // Of these only a dossier names a language.
    match evidence.kind {
        BundleKind::Full => page.html.raw("everything that its signer held of this operation"),
        BundleKind::Invite => {
            page.html.raw("an invitation: the whole ledger, and of the originals only the templates")
        }
        BundleKind::Since => page.html.raw("only what is new since the bundle or receipt that it builds on"),
        BundleKind::Dossier => {
            let withheld = page.html.piece(|html| html.number(evidence.withheld));
            page.html.fill(
                "a dossier: chosen records. Of the ledger, {} lines are withheld; they keep their place in the proof, and \
                 show nothing",
                &[withheld],
            )
        }
    };
    page.html.raw("</dd><dt>").say("Signed by").raw("</dt><dd>");
    if let Some(signer) = page.facts.signers().of_bundle() {
        said::called(&mut page.html, signer);
    }
    page.html.raw("<br>").code(&evidence.signer.fingerprint()).raw("</dd></dl>\n");
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
        page.html.raw("<li><b>").number(count as u64).raw("</b>").say(what).raw("</li>");
    }
    page.html.raw("</ul>\n");
}

fn artefacts(page: &mut Page<'_, '_>) {
    let facts = page.facts;
    page.html.raw("<section class=\"card\">\n<h2>").say("Artefacts").raw("</h2>\n");
    if facts.artefacts.is_empty() {
        page.html.raw("<p class=\"soft\">").say("None in this bundle.").raw("</p>\n");
    } else if facts.artefacts.len() > LISTED {
        page_ranges(page);
    } else {
        table(page, &["Reference", "Title", "In", "Photos"]);
        facts.artefacts.iter().for_each(|artefact| row(page, artefact));
        page.html.raw("</tbody></table>\n");
    }
    page.html.raw("</section>\n");
}

/// Begins a table with these headings.
fn table(page: &mut Page<'_, '_>, headings: &[&'static str]) {
    page.html.raw("<table><thead><tr>");
    for heading in headings {
        page.html.raw("<th>").say(heading).raw("</th>");
    }
    page.html.raw("</tr></thead><tbody>\n");
}

fn row(page: &mut Page<'_, '_>, artefact: &Record) {
    page.html.raw("<tr><td class=\"ref\">");
    page.record(&artefact.id);
    page.html.raw("</td><td>");
    match page.text_of(artefact, "title", 200) {
        Some(title) => page.html.words(&title),
        None => page.html.people(""),
    };
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
        let href = format!("pages/{}", Section::Artefacts.file(number));
        let first = page.html.piece(|html| html.link(&href, &first));
        let last = page.html.piece(|html| html.people(&last));
        page.html.raw("<li>").fill("{} to {}", &[first, last]).raw("</li>\n");
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
    page.html.raw("<section class=\"card\">\n<h2>").say("Also to read").raw("</h2>\n<ul class=\"plain\">\n");
    for (section, count) in sections.into_iter().filter(|(_, count)| *count > 0) {
        let title = page.html.piece(|html| html.say(section_title(section)));
        let how_many = page.html.piece(|html| html.number(count as u64));
        page.html.raw("<li>").fill("{} ({}): page", &[title, how_many]);
        for number in 0..count.div_ceil(PER_PAGE) {
            page.html.raw(" ").link(&format!("pages/{}", section.file(number)), &(number + 1).to_string());
        }
        page.html.raw("</li>\n");
    }
    page.html.raw("</ul>\n</section>\n");
}

fn signers(page: &mut Page<'_, '_>) {
    let facts = page.facts;
    page.html.raw("<section class=\"card\">\n<h2>").say("Whose keys signed").raw("</h2>\n<p class=\"soft\">");
    page.html.say(
        "Names are what the statements say. Only the fingerprint, compared with paper or headquarters' list, tells whose \
         key it is.",
    );
    page.html.raw("</p>\n");
    table(page, &["Name", "Fingerprint"]);
    for signer in facts.signers().all() {
        page.html.raw("<tr><td>");
        said::called(&mut page.html, signer);
        for more in [&signer.role, &signer.organisation].into_iter().filter(|text| !text.is_empty()) {
            page.html.raw("<br><span class=\"soft\">").people(more).raw("</span>");
        }
        page.html.raw("</td><td>").code(&signer.fingerprint).raw("</td></tr>\n");
    }
    page.html.raw("</tbody></table>\n");
    chains(page);
    if facts.forks > 0 {
        page.html.raw("<p><span class=\"chip decide\">").say("! forked").raw("</span> ").count(
            facts.forks,
            "At {} place a chain has two statements with one number. Both are kept and both count.",
            "At {} places a chain has two statements with one number. Both are kept and both count.",
        );
        page.html.raw("</p>\n");
    }
    unknown_kinds(page);
    page.html.raw("</section>\n");
}

fn chains(page: &mut Page<'_, '_>) {
    let facts = page.facts;
    page.html.raw("<h3>").say("Chains").raw("</h3>\n");
    table(page, &["Chain", "Key of", "Computer", "Statements here"]);
    for (id, chain) in facts.signers().chains() {
        page.html.raw("<tr><td>").code(&id.to_string()).raw("</td><td>");
        match facts.signers().of_chain(id) {
            Some(signer) => said::called(&mut page.html, signer),
            None => page.html.raw("<bdi dir=\"auto\">").say("an unknown key").raw("</bdi>"),
        };
        page.html.raw("</td><td>").people(&chain.device).raw("</td><td>").number(chain.entries as u64);
        page.html.raw("</td></tr>\n");
    }
    page.html.raw("</tbody></table>\n");
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
    let how_many = page.html.piece(|html| html.number(total as u64));
    let mut named = page.piece(|page| {
        for (i, (kind, count)) in kinds.iter().take(UNKNOWN).enumerate() {
            page.html.raw(if i > 0 { ", " } else { "" }).text(kind).raw(" (").number(*count as u64).raw(")");
        }
    });
    if kinds.len() > UNKNOWN {
        named = page.html.piece(|html| html.fill("{} and others", &[named]));
    }
    let words = if total == 1 {
        "{} statement of a kind that this version does not know: {}."
    } else {
        "{} statements of a kind that this version does not know: {}."
    };
    page.html.raw("<p>").fill(words, &[how_many, named]).raw("</p>\n");
}

/// What the folders hold.
const FOLDERS: [(&str, &str); 6] = [
    ("originals/", "photos and other files, byte for byte as they were taken in, named by their SHA-256"),
    ("ledger/", "every signed statement, a line each, with its signature and the heads of the chains"),
    ("notes/", "each sealed note as it was signed, with its signature"),
    ("keys/", "whose keys signed; proves nothing by itself"),
    (
        "tables/",
        "<a href=\"tables/artefacts.csv\">artefacts</a>, <a href=\"tables/photos.csv\">photos</a>, \
         <a href=\"tables/notes.csv\">notes</a> and <a href=\"tables/custody.csv\">custody</a> for a spreadsheet",
    ),
    ("pages/", "these pages, made from the ledger"),
];

fn files(page: &mut Page<'_, '_>) {
    page.html.raw("<section class=\"card\">\n<h2>").say("What is in this bundle");
    page.html.raw("</h2>\n<dl class=\"facts\">");
    for (folder, holds) in FOLDERS {
        page.html.raw("<dt").left_to_right().raw(">").raw(folder).raw("</dt><dd>").say(holds).raw("</dd>");
    }
    page.html.raw("</dl>\n");
    let kinds = [RecordKind::Artefact, RecordKind::Package, RecordKind::Photo];
    let partial = |kind| page.facts.of_kind(kind).any(|record| page.facts.status(record) == "partial");
    if kinds.into_iter().any(partial) {
        page.html.raw("<p>");
        page.html.say("Records that begin in another bundle show only what this one says of them.");
        page.html.raw("</p>\n");
    }
    page.html.raw("</section>\n");
}

/// What a reader must not believe.
const NOT_PROVEN: [&str; 4] = [
    "Who holds an unlocked key can sign false statements.",
    "The clock of a computer proves no time.",
    "What a photo's file says of itself is a claim, and so is what people wrote.",
    "Statements newer than the newest signed head of a chain could be missing without a trace until that chain's next head \
     arrives.",
];

fn check(page: &mut Page<'_, '_>) {
    page.html.raw("<section class=\"card\">\n<h2>").say("How to check it").raw("</h2>\n<p>");
    page.html.say(
        "A page cannot prove itself. <a href=\"verify.txt\">verify.txt</a> says how to check everything here with tools \
         that every computer has; the first step compares the key's fingerprint with paper.",
    );
    page.html.raw("</p>\n<h2>").say("What is not proven").raw("</h2>\n<ul class=\"plain\">");
    for text in NOT_PROVEN {
        page.html.raw("<li>").say(text).raw("</li>");
    }
    page.html.raw("</ul>\n</section>\n");
}
