//! The report as one page: complete in itself, printable, without script or anything from outside.

use super::save::{Files, SignedBy};
use super::{Checked, CourtReport, FindingGroup};
use crate::finding::FindingKind;
use crate::report::html::Html;
use crate::verify::verdict::Verdict;

/// Findings of one group that the page names; the JSON document names all.
const SHOWN: usize = 1000;

/// The page for a report.
pub(super) fn page(report: &CourtReport, files: &Files, by: Option<&SignedBy>) -> Vec<u8> {
    let mut html = Html::page(&format!("{} · {}", word(report.verdict), report.checked.name));
    html.raw("<header class=\"top\"><p><b>Verification report</b> <span class=\"soft\">");
    html.text("checked ").people(&moment(&report.checked)).raw("</span></p></header>\n<main>\n");
    verdict(&mut html, report);
    facts(&mut html, report);
    report.groups.iter().for_each(|group| findings(&mut html, group));
    proven(&mut html, report);
    signers(&mut html, report);
    steps(&mut html, report);
    about(&mut html, files, by);
    html.raw("</main>\n");
    html.end()
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Verified => "Verified",
        Verdict::Unverifiable => "Unverifiable",
        Verdict::Incomplete => "Incomplete",
        Verdict::Altered => "Altered",
    }
}

fn moment(checked: &Checked) -> String {
    format!("{} (clock of that computer, {} from UTC)", checked.at, checked.zone)
}

fn verdict(html: &mut Html, report: &CourtReport) {
    html.raw(match report.verdict {
        Verdict::Altered => "<section class=\"card gone-box\">",
        _ => "<section class=\"card\">",
    });
    html.raw("<h1>").raw(match report.verdict {
        Verdict::Verified => "✓ ",
        Verdict::Altered => "✕ ",
        Verdict::Incomplete | Verdict::Unverifiable => "! ",
    });
    html.raw(word(report.verdict)).raw("</h1><p>").text(&report.sentence).raw("</p><ul class=\"counters\">");
    for kind in FindingKind::ALL {
        let count = report.counts.get(&kind).copied().unwrap_or(0);
        html.raw("<li><b>").number(count).raw("</b>").raw(kind.word()).raw("</li>");
    }
    html.raw("</ul></section>\n");
}

fn fact(html: &mut Html, name: &'static str, value: &str) {
    if !value.is_empty() {
        html.raw("<dt>").raw(name).raw("</dt><dd>").people(value).raw("</dd>");
    }
}

fn facts(html: &mut Html, report: &CourtReport) {
    html.raw("<section class=\"card\"><h2>What was checked</h2><dl class=\"facts\">");
    checked_facts(html, &report.checked);
    if let Some(against) = &report.against {
        fact(html, "Compared with", &against.checked.name);
        fact(html, "which is", against.verdict.word());
        fact(html, "in words", &against.sentence);
    }
    html.raw("</dl></section>\n");
}

fn checked_facts(html: &mut Html, checked: &Checked) {
    fact(html, "Name", &checked.name);
    fact(html, "Kind", &checked.kind);
    fact(html, "Digest of its list of files", &checked.digest.map(|d| d.hex()).unwrap_or_default());
    fact(html, "Operation", checked.operation.as_deref().unwrap_or_default());
    fact(html, "Ends at head codes", &checked.heads.join("\n"));
    fact(html, "Signed by", checked.signer.as_deref().unwrap_or_default());
    fact(html, "Size", &format!("{} files, {} bytes", checked.files, checked.bytes));
    let none = "none: without one nothing here says whose keys signed";
    fact(html, "List of signers", checked.list.as_deref().unwrap_or(none));
    fact(html, "Digest of that list", &checked.list_digest.map(|d| d.hex()).unwrap_or_default());
}

fn findings(html: &mut Html, group: &FindingGroup) {
    html.raw("<section class=\"card\"><p class=\"eyebrow\"><span class=\"chip ").raw(match group.kind {
        FindingKind::Verified => "good\">",
        FindingKind::Altered | FindingKind::Unexpected => "gone\">",
        FindingKind::Missing => "decide\">",
        FindingKind::Unverifiable => "open\">",
    });
    html.raw(group.kind.word()).raw("</span> <code>").raw(group.code).raw("</code></p><h2>");
    html.text(&group.sentence).raw("</h2><p>").text(group.means);
    html.raw("</p><table><thead><tr><th>What</th><th>Sealed</th><th>Found</th></tr></thead><tbody>\n");
    for named in group.findings.iter().take(SHOWN) {
        html.raw("<tr><td><b>").people(&named.subject).raw("</b>");
        if !named.detail.is_empty() {
            html.raw("<br>").people(&named.detail);
        }
        html.raw("<br><code>").people(&named.path).raw("</code></td>");
        cell(html, named.expected.as_deref(), named.sealed_size);
        cell(html, named.found.as_deref(), named.found_size);
        html.raw("</tr>\n");
    }
    html.raw("</tbody></table>");
    if group.findings.len() > SHOWN {
        html.raw("<p>and ").number((group.findings.len() - SHOWN) as u64);
        html.raw(" more, which the JSON document beside this page names.</p>");
    }
    html.raw("</section>\n");
}

fn cell(html: &mut Html, text: Option<&str>, size: Option<u64>) {
    html.raw("<td><code>").people(text.unwrap_or_default()).raw("</code>");
    if let Some(size) = size {
        html.raw("<br>").number(size).raw(" bytes");
    }
    html.raw("</td>");
}

fn proven(html: &mut Html, report: &CourtReport) {
    html.raw("<section class=\"card\"><h2>What this proves</h2><ul>");
    for line in &report.proven {
        html.raw("<li>");
        if line.what != "signature" {
            html.raw("<b>").number(line.count).raw("</b> ");
        }
        html.text(&line.sentence).raw("</li>");
    }
    html.raw("</ul><h2>What this does not prove</h2><ul>");
    for line in &report.not_proven {
        html.raw("<li>").text(line).raw("</li>");
    }
    html.raw("</ul></section>\n");
}

fn signers(html: &mut Html, report: &CourtReport) {
    if report.signers.is_empty() {
        return;
    }
    html.raw("<section class=\"card\"><h2>Whose keys signed</h2><table><thead><tr><th>On the list as</th>");
    html.raw("<th>Calls itself</th><th>Key</th><th>Entries</th></tr></thead><tbody>\n");
    for signer in &report.signers {
        html.raw("<tr><td>").people(signer.listed.as_deref().unwrap_or("not on a list from outside"));
        html.raw("</td><td>").people(&signer.claimed).raw("<br>").people(&signer.device);
        html.raw("</td><td><code>").text(&signer.fingerprint).raw("</code></td><td>");
        html.number(signer.entries).raw("</td></tr>\n");
    }
    html.raw("</tbody></table></section>\n");
}

fn steps(html: &mut Html, report: &CourtReport) {
    html.raw("<section class=\"card\"><h2>Check it without our program</h2>");
    for step in &report.steps {
        html.raw("<p>").text(&step.says).raw("</p><pre><code>").text(&step.command).raw("</code></pre>");
    }
    html.raw("</section>\n");
}

fn about(html: &mut Html, files: &Files, by: Option<&SignedBy>) {
    html.raw("<section class=\"card\"><h2>About this report</h2>");
    let Some(by) = by else {
        html.raw("<p>Nobody signed this report.</p></section>\n");
        return;
    };
    html.raw("<p>Checked and signed by ").people(&by.name).raw(", key <code>").text(&by.fingerprint);
    html.raw("</code>. The document ").raw("<code>").text(&files.json).raw("</code>");
    html.raw(" holds all findings and the digest of this page; its signature says both. To check it:</p><pre><code>");
    html.text(&files.command(by)).raw("</code></pre><p>and the number that ");
    html.raw("<code>").text(&format!("sha256sum {}", files.html)).raw("</code> shows stands in the document");
    html.raw(" after “page”.</p></section>\n");
}
