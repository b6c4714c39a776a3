//! `verify`: bundles, catalogues, loose photos, and any BagIt bag. Reads only.

use crate::answer::Answer;
use crate::session::Session;
use clap::Args;
use sigillum_core::bag::{is_encrypted, judge};
use sigillum_core::catalogue::Catalogue;
use sigillum_core::digest::Digest;
use sigillum_core::error::Result;
use sigillum_core::signature::{AllowedSigners, SignersFile, UnlockedKey};
use sigillum_core::store::FILE_NAME;
use sigillum_core::trust::RootName;
use sigillum_core::verify::court::{self, CourtReport, SavedReport, SignedBy};
use sigillum_core::verify::{self, BundleCheck, VerifyOptions, VerifyReport};
use sigillum_host::threads;
use sigillum_host::trust::{installed_signers, look};
use sigillum_verify::proofs::ProofArgs;
use sigillum_verify::report::{answer, compared, demand, judged};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What to verify.
#[derive(Args)]
pub struct VerifyArgs {
    /// A bundle (folder, ZIP, or a ZIP encrypted for the key of --key), a catalogue's folder, or a bag [default: the catalogue]
    path: Option<PathBuf>,
    /// An allowed_signers file from outside; without it, without --trust and without an installed list, the best verdict
    /// is `unverifiable`
    #[arg(long, value_name = "FILE", conflicts_with = "bagit")]
    signers: Option<PathBuf>,
    /// Headquarters' signed list of signers, a folder; its root is the one pinned here, or the one of --root
    #[arg(long, value_name = "LIST", conflicts_with_all = ["bagit", "signers"])]
    trust: Option<PathBuf>,
    /// The words or fingerprint of the root key of --trust, from headquarters' paper
    #[arg(long, value_name = "WORDS", requires = "trust", value_parser = RootName::parse)]
    root: Option<RootName>,
    /// A bundle on which this one builds
    #[arg(long, value_name = "BUNDLE", conflicts_with = "bagit")]
    base: Vec<PathBuf>,
    #[command(flatten)]
    proofs: ProofArgs,
    /// Say of each file in this folder whether it is, byte for byte, an original of the bundle or catalogue
    #[arg(long, value_name = "FOLDER", conflicts_with = "bagit")]
    photos: Option<PathBuf>,
    /// Save a report for a court into this folder: a page, a document with every finding, and your key's signature
    #[arg(long, value_name = "FOLDER", conflicts_with = "bagit")]
    report: Option<PathBuf>,
    /// Judge any bag of BagIt 0.93 to 1.0 by RFC 8493 alone
    #[arg(long, requires = "path", conflicts_with_all = ["receipt", "token", "tsa_ca"])]
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
        return judged(&path, &judge(&path, threads(), &watch)?);
    }
    demand(&path)?;
    let list = list_for(args, session)?;
    if path.join(FILE_NAME).is_file() || args.path.is_none() {
        let what = "tokens and receipts are given for a bundle, and this is a catalogue";
        let remedy = "Export and verify the bundle; a catalogue accepts receipts with `receipt accept`.";
        args.proofs.refuse("verifying", what, remedy)?;
        return catalogue(&path, args, list.as_ref(), session);
    }
    let signers = list.as_ref().map(|file| &file.list);
    let key = key_for(&path, session)?;
    let keys: Vec<&UnlockedKey> = key.iter().collect();
    let proofs = args.proofs.read(&path)?;
    let options = VerifyOptions {
        signers,
        bases: args.base.clone(),
        keys: &keys,
        threads: threads(),
        ..proofs.options()
    };
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

/// The key of --key, where an encrypted bundle has to be opened with it.
fn key_for(path: &Path, session: &Session) -> Result<Option<UnlockedKey>> {
    is_encrypted(path)?.then(|| session.signer().map(|(key, _)| key)).transpose()
}

/// The list by which signers are judged: the one that is named, else headquarters' as it is installed here.
fn list_for(args: &VerifyArgs, session: &Session) -> Result<Option<SignersFile>> {
    match (&args.signers, &args.trust) {
        (Some(file), _) => SignersFile::read(file).map(Some),
        (None, Some(folder)) => Ok(Some(look(session.data(), folder, args.root.as_ref())?.0.signers())),
        (None, None) => installed_signers(session.data()),
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
