//! `verify`: bundles, catalogues, loose photos, and any BagIt bag. Reads only.

use crate::answer::Answer;
use crate::page::Page;
use crate::session::Session;
use clap::Args;
use serde::Serialize;
use sigillum_core::bag::{BagJudgement, judge};
use sigillum_core::catalogue::Catalogue;
use sigillum_core::digest::Digest;
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::progress::Progress;
use sigillum_core::signature::{AllowedSigners, SignersFile};
use sigillum_core::store::FILE_NAME;
use sigillum_core::verify::court::{self, CourtReport, SavedReport, SignedBy};
use sigillum_core::verify::{self, BundleCheck, Verdict, VerifyOptions, VerifyReport};
use sigillum_host::threads;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Findings that a page shows; a document holds all.
const SHOWN: usize = 50;

/// What to verify.
#[derive(Args)]
pub struct VerifyArgs {
    /// A bundle (folder or ZIP), a catalogue's folder, or a bag [default: the catalogue]
    path: Option<PathBuf>,
    /// An allowed_signers file from outside; without it the best verdict is `unverifiable`
    #[arg(long, value_name = "FILE", conflicts_with = "bagit")]
    signers: Option<PathBuf>,
    /// A bundle on which this one builds
    #[arg(long, value_name = "BUNDLE", conflicts_with = "bagit")]
    base: Vec<PathBuf>,
    /// Say of each file in this folder whether it is, byte for byte, an original of the bundle or catalogue
    #[arg(long, value_name = "FOLDER", conflicts_with = "bagit")]
    photos: Option<PathBuf>,
    /// Save a report for a court into this folder: a page, a document with every finding, and your key's signature
    #[arg(long, value_name = "FOLDER", conflicts_with = "bagit")]
    report: Option<PathBuf>,
    /// Judge any bag of BagIt 0.93 to 1.0 by RFC 8493 alone
    #[arg(long, requires = "path")]
    bagit: bool,
}

/// Verifies. Anything but `verified`, or an invalid bag, is a finding.
///
/// # Errors
/// What stops the check itself.
pub fn run(args: &VerifyArgs, session: &Session) -> Result<Answer> {
    let path = args.path.clone().unwrap_or_else(|| session.root());
    let watch = session.watch();
    if args.bagit {
        return bag(&path, &watch);
    }
    if !path.exists() {
        return Err(
            Error::new(Code::NotFound, "verifying", "there is no such file or folder").on(path.display())
        );
    }
    let list = args.signers.as_deref().map(SignersFile::read).transpose()?;
    if path.join(FILE_NAME).is_file() || args.path.is_none() {
        return catalogue(&path, args, list.as_ref(), session);
    }
    let signers = list.as_ref().map(|file| &file.list);
    let options =
        VerifyOptions { signers, bases: args.base.clone(), threads: threads(), ..VerifyOptions::default() };
    let check = verify::bundle(&path, &options, &watch)?;
    let report = VerifyReport::of_bundle(&path, &check);
    let in_words = || Ok(CourtReport::of_bundle(&path, &check, list.as_ref(), session.around().clock.now()));
    match &args.photos {
        None => answer(&report, saved(args, session, in_words)?),
        Some(folder) => {
            let known = known_to(&check);
            let photos = verify::loose_photos(folder, &|digest| Ok(known.contains(digest)), &watch)?;
            let words = || Ok(CourtReport::of_photos(&photos, in_words()?));
            let saved = saved(args, session, words)?;
            compared(photos, report, saved)
        }
    }
}

/// Saves the report for a court if one is asked for, signed by the key of whoever asks.
fn saved(
    args: &VerifyArgs,
    session: &Session,
    in_words: impl FnOnce() -> Result<CourtReport>,
) -> Result<Option<SavedReport>> {
    let Some(folder) = &args.report else { return Ok(None) };
    let (key, who) = session.signer()?;
    let by = SignedBy::of(&key, &who.name, &who.organisation, &who.role);
    court::save(&in_words()?, folder, Some((&key, by))).map(Some)
}

fn catalogue(
    path: &Path,
    args: &VerifyArgs,
    list: Option<&SignersFile>,
    session: &Session,
) -> Result<Answer> {
    let catalogue = Catalogue::open_read_only(path, session.around())?;
    let watch = session.watch();
    let nobody = AllowedSigners::default();
    let report = catalogue.check(Some(list.map_or(&nobody, |file| &file.list)), &watch)?;
    let in_words = || catalogue.say_for_court(&report, list);
    match &args.photos {
        None => answer(&report, saved(args, session, in_words)?),
        Some(folder) => {
            let photos = catalogue.verify_photos(folder, &watch)?;
            let saved = saved(args, session, || Ok(CourtReport::of_photos(&photos, in_words()?)))?;
            compared(photos, report, saved)
        }
    }
}

/// The originals that a bundle's entries name.
fn known_to(check: &BundleCheck) -> BTreeSet<Digest> {
    check.originals().into_iter().map(|original| original.sha256).collect()
}

/// Photos are worth what they are compared with: the verdict is the worse of the two.
fn compared(mut photos: VerifyReport, against: VerifyReport, saved: Option<SavedReport>) -> Result<Answer> {
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

fn answer(report: &VerifyReport, saved: Option<SavedReport>) -> Result<Answer> {
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

fn finding_lines(page: &mut Page, report: &VerifyReport) {
    for finding in report.findings.iter().take(SHOWN) {
        page.line(format!("{}  {}", finding.code, finding.path));
        page.pair("    expected", finding.expected.clone().unwrap_or_default());
        page.pair("    found", finding.found.clone().unwrap_or_default());
    }
    if report.findings.len() > SHOWN {
        page.line(format!("… and {} more findings; --json shows all.", report.findings.len() - SHOWN));
    }
}

fn bag(path: &Path, watch: &dyn Progress) -> Result<Answer> {
    #[derive(Serialize)]
    struct Judged<'a> {
        path: String,
        #[serde(flatten)]
        judgement: &'a BagJudgement,
    }
    let judgement = judge(path, threads(), watch)?;
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
    let document = Judged { path: path.display().to_string(), judgement: &judgement };
    Ok(Answer::new(&document, page)?.with_findings(!judgement.valid))
}
