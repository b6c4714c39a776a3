//! `demo`: the whole job on a new folder, with two laptops and headquarters, each with its own key and data.
//!
//! Owns: the story that is told. Must never: use anything but what the other verbs use, or write outside its folder.

mod laptop;
mod material;
mod photos;
mod story;

use crate::answer::Answer;
use crate::page::Page;
use crate::session::Session;
use crate::watch::Watch;
use clap::Args;
use laptop::Laptop;
use serde::Serialize;
use sigillum_core::error::{Code, Error, IoContext as _, Result};
use sigillum_core::signature::AllowedSigners;
use sigillum_core::verify::{self, Verdict, VerifyOptions, VerifyReport};
use sigillum_host::files::write_new;
use sigillum_host::threads;
use std::path::{Path, PathBuf};

/// Where, and with which photos.
#[derive(Args)]
pub struct DemoArgs {
    /// A folder that is empty or does not exist
    dir: PathBuf,
    /// Take the photos from this folder [default: the program draws a dozen of 24 megapixels itself]
    #[arg(long, value_name = "DIR")]
    photos: Option<PathBuf>,
}

/// What the demonstration made.
#[derive(Serialize)]
struct Made {
    /// The worst that verifying its bundles gave, with the list of signers.
    verdict: Verdict,
    bundles: Vec<PathBuf>,
    zips: Vec<PathBuf>,
    headquarters: PathBuf,
    signers: PathBuf,
    catalogues: Vec<PathBuf>,
    photos: u64,
    settled: usize,
}

/// Tells what happens while it happens.
pub struct Teller {
    watch: Watch,
    quiet: bool,
}

impl Teller {
    fn say(&self, text: &str) {
        self.watch.clear();
        if !self.quiet {
            eprint!("{}", Page::of(text).as_str());
        }
    }
}

/// The three who take part.
struct Cast {
    sokha: Laptop,
    karim: Laptop,
    headquarters: Laptop,
}

/// Does the whole job.
///
/// # Errors
/// [`Code::AlreadyExists`] for a folder that is not empty; what the verbs give.
pub fn run(args: &DemoArgs, session: &Session) -> Result<Answer> {
    let doing = "making the demonstration";
    let dir = std::path::absolute(&args.dir).doing(doing, &args.dir)?;
    require_empty(&dir, doing)?;
    let teller = Teller { watch: session.watch(), quiet: session.common.json };
    let own = args.photos.as_deref().map(|folder| photos::own(folder, &teller)).transpose()?;
    teller.say("Three keys are made; the passphrase of each lies beside it, which no real key should do.");
    let cast = Cast {
        sokha: Laptop::new(&dir, "sokha", &material::SOKHA)?,
        karim: Laptop::new(&dir, "karim", &material::KARIM)?,
        headquarters: Laptop::new(&dir, "hq", &material::HEADQUARTERS)?,
    };
    let signers = dir.join("signers");
    let lines: Vec<String> = cast.everyone().map(|laptop| laptop.signers_line() + "\n").collect();
    write_new(&signers, &lines.concat(), 0o644, doing)?;
    let list = AllowedSigners::read(&signers)?;
    let cards = photos::cards(&dir, own, &teller)?;
    let told = story::tell(&cast, &cards, &list, &teller)?;

    teller.say("Every bundle is verified with the list of signers, which lies outside them.");
    let mut worst = VerifyReport::new(&dir, "demo", Default::default(), Vec::new());
    for bundle in told.bundles.iter().chain(&told.zips) {
        let report = verified(bundle, &list, &teller)?;
        if report.verdict >= worst.verdict {
            worst = report;
        }
    }
    let made = Made {
        verdict: worst.verdict,
        bundles: told.bundles,
        zips: told.zips,
        headquarters: cast.headquarters.root(),
        signers,
        catalogues: cast.everyone().map(Laptop::root).collect(),
        photos: told.photos,
        settled: told.settled,
    };
    Ok(Answer::new(&made, page(&made, &worst.sentence))?.with_findings(made.verdict != Verdict::Verified))
}

impl Cast {
    fn everyone(&self) -> impl Iterator<Item = &Laptop> {
        [&self.sokha, &self.karim, &self.headquarters].into_iter()
    }
}

fn require_empty(dir: &Path, doing: &str) -> Result<()> {
    std::fs::create_dir_all(dir).doing(doing, dir)?;
    if std::fs::read_dir(dir).doing(doing, dir)?.next().is_none() {
        return Ok(());
    }
    Err(Error::new(Code::AlreadyExists, doing, "the folder is not empty")
        .on(dir.display())
        .safe("Nothing was changed")
        .remedy("Name a folder that does not exist yet."))
}

fn verified(bundle: &Path, list: &AllowedSigners, teller: &Teller) -> Result<VerifyReport> {
    let options = VerifyOptions { signers: Some(list), threads: threads(), ..VerifyOptions::default() };
    let check = verify::bundle(bundle, &options, &teller.watch)?;
    Ok(VerifyReport::of_bundle(bundle, &check))
}

fn page(made: &Made, sentence: &str) -> Page {
    let mut page = Page::default();
    page.line(made.verdict.word());
    page.line(sentence);
    page.gap();
    page.pair("Photos", made.photos.to_string());
    page.pair("Conflicts", format!("{} settled", made.settled));
    for bundle in made.bundles.iter().chain(&made.zips) {
        page.pair("Bundle", bundle.display().to_string());
    }
    for catalogue in &made.catalogues {
        page.pair("Catalogue", catalogue.display().to_string());
    }
    page.pair("Signers", made.signers.display().to_string());
    page.gap();
    page.line("To check a bundle without this program: follow data/verify.txt in it.");
    page
}
