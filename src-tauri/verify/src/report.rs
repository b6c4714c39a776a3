//! A verification's report as an answer: the document is the report itself, the page says the same in words.

use crate::answer::Answer;
use crate::page::Page;
use serde::Serialize;
use sigillum_core::bag::BagJudgement;
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::verify::court::SavedReport;
use sigillum_core::verify::{Verdict, VerifyReport};
use std::path::Path;

/// Findings that a page shows; a document holds all.
const SHOWN: usize = 50;

/// Refuses what is not there, before anything else is asked.
///
/// # Errors
/// [`Code::NotFound`].
pub fn demand(path: &Path) -> Result<()> {
    if path.exists() {
        return Ok(());
    }
    Err(Error::new(Code::NotFound, "verifying", "there is no such file or folder").on(path.display()))
}

/// Photos are worth what they are compared with: the verdict is the worse of the two.
///
/// # Errors
/// As [`Answer::new`].
pub fn compared(
    mut photos: VerifyReport,
    against: VerifyReport,
    saved: Option<SavedReport>,
) -> Result<Answer> {
    #[derive(Serialize)]
    struct Compared {
        #[serde(flatten)]
        photos: VerifyReport,
        against: VerifyReport,
        #[serde(skip_serializing_if = "Option::is_none")]
        saved: Option<SavedReport>,
    }
    if against.verdict > photos.verdict {
        photos.verdict = against.verdict;
        photos.sentence =
            format!("The photos are originals, but what they were compared with: {}", against.sentence);
    }
    let mut page = report_page(&photos);
    page.gap();
    page.line(format!("Compared with {}: {}", against.path, against.verdict.word()));
    finding_lines(&mut page, &against);
    saved_lines(&mut page, saved.as_ref());
    let found = photos.verdict != Verdict::Verified;
    Ok(Answer::new(&Compared { photos, against, saved }, page)?.with_findings(found))
}

/// The answer of one verification. Anything but `verified` is a finding.
///
/// # Errors
/// As [`Answer::new`].
pub fn answer(report: &VerifyReport, saved: Option<SavedReport>) -> Result<Answer> {
    #[derive(Serialize)]
    struct Reported<'a> {
        #[serde(flatten)]
        report: &'a VerifyReport,
        #[serde(skip_serializing_if = "Option::is_none")]
        saved: Option<SavedReport>,
    }
    let mut page = report_page(report);
    saved_lines(&mut page, saved.as_ref());
    let found = report.verdict != Verdict::Verified;
    Ok(Answer::new(&Reported { report, saved }, page)?.with_findings(found))
}

fn saved_lines(page: &mut Page, saved: Option<&SavedReport>) {
    let Some(saved) = saved else { return };
    page.gap();
    page.pair("Report", saved.html.display().to_string());
    page.pair("Document", saved.json.display().to_string());
    page.pair("To check it", saved.command.clone().unwrap_or_default());
}

/// A verdict is a word, a sentence, numbers, what it does not prove, and how to check it without us.
pub fn report_page(report: &VerifyReport) -> Page {
    let mut page = Page::default();
    page.line(report.verdict.word());
    page.line(&report.sentence);
    page.gap();
    page.pair("Checked", &report.path);
    page.pair("Kind", &report.kind);
    page.pair("Signed by", report.signer.clone().unwrap_or_default());
    time_lines(&mut page, report);
    let verified: Vec<String> = report.verified.iter().map(|(what, n)| format!("{n} {what}")).collect();
    page.pair("As signed", verified.join(", "));
    if report.not_compared > 0 {
        page.pair(
            "Not compared",
            format!("{} preview pictures: signed, not made again", report.not_compared),
        );
    }
    finding_lines(&mut page, report);
    page.gap();
    page.line("This does not prove:");
    report.not_proven.iter().for_each(|line| page.line(format!("  - {line}")));
    page.line(match report.kind.as_str() {
        "catalogue" | "photos" => "To check without this program: export, and follow data/verify.txt in the bundle.",
        _ => "To check without this program: follow data/verify.txt in the bundle, with ssh-keygen and sha256sum.",
    });
    page
}

/// When a bundle existed, if an authority that was named says so.
pub fn time_lines(page: &mut Page, report: &VerifyReport) {
    let Some(stamp) = &report.time else { return };
    page.pair("Existed at", format!("{}, says the time-stamping authority {}", stamp.at, stamp.authority));
    page.pair("    certificate", stamp.certificate.to_string());
}

/// The findings, as many as a page shows.
pub fn finding_lines(page: &mut Page, report: &VerifyReport) {
    for finding in report.findings.iter().take(SHOWN) {
        page.line(format!("{}  {}", finding.code, finding.path));
        page.pair("    expected", finding.expected.clone().unwrap_or_default());
        page.pair("    found", finding.found.clone().unwrap_or_default());
    }
    if report.findings.len() > SHOWN {
        page.line(format!("… and {} more findings; --json shows all.", report.findings.len() - SHOWN));
    }
}

/// The answer of a judgement by RFC 8493 alone. A bag that is not valid is a finding.
///
/// # Errors
/// As [`Answer::new`].
pub fn judged(path: &Path, judgement: &BagJudgement) -> Result<Answer> {
    #[derive(Serialize)]
    struct Judged<'a> {
        path: String,
        #[serde(flatten)]
        judgement: &'a BagJudgement,
    }
    let mut page = Page::default();
    page.line(if judgement.valid { "valid" } else { "not valid" });
    page.pair("Bag", path.display().to_string());
    page.pair("Version", judgement.version.clone().unwrap_or_default());
    for (label, remarks) in [("Error", &judgement.errors), ("Warning", &judgement.warnings)] {
        for remark in remarks.iter().take(SHOWN) {
            page.pair(label, format!("{}  {}  {}", remark.code, remark.path, remark.what));
        }
        if remarks.len() > SHOWN {
            page.pair(label, format!("… and {} more; --json shows all.", remarks.len() - SHOWN));
        }
    }
    page.gap();
    page.line("A valid bag is complete and its checksums fit. That says nothing of who made it.");
    let document = Judged { path: path.display().to_string(), judgement };
    Ok(Answer::new(&document, page)?.with_findings(!judgement.valid))
}
