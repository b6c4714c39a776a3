//! `sigillum-verify`: checks a bundle, and does nothing else. One file that needs no installation: it can lie on the
//! stick beside the bundle. The same code, and so the same findings, as `sigillum verify`.
//!
//! Must never: write to a disk, ask a network, or know a catalogue.

use clap::Parser;
use sigillum_core::bag::{is_encrypted, judge};
use sigillum_core::digest::Digest;
use sigillum_core::error::{Code, Error, IoContext as _, Result};
use sigillum_core::progress::Silent;
use sigillum_core::signature::{AllowedSigners, KeyFile, UnlockedKey};
use sigillum_core::trust::{Known, RootName, TrustList};
use sigillum_core::verify::{self, VerifyOptions, VerifyReport};
use sigillum_verify::answer::{Answer, print_error, usage_error};
use sigillum_verify::proofs::ProofArgs;
use sigillum_verify::report::{answer, compared, demand, judged};
use sigillum_verify::{COULD_NOT, FINDINGS, USAGE};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use zeroize::Zeroizing;

/// The longest passphrase file that is read, in bytes.
const LONGEST_PASSPHRASE: u64 = 4096;

/// Verifies a bundle: that it is whole, that nothing was altered since it was signed, and, with a list of signers from
/// outside, who signed. Reads only.
#[derive(Parser)]
#[command(
    name = "sigillum-verify",
    version,
    max_term_width = 110,
    after_help = "\
Exit codes: 0 verified; 1 anything else was found; 2 the request makes no sense; 3 it could not be checked."
)]
struct Args {
    /// A bundle (folder, ZIP, or a ZIP encrypted for the key of --key), or with --bagit any bag
    path: PathBuf,
    /// An allowed_signers file from outside; without it the best verdict is `unverifiable`
    #[arg(long, value_name = "FILE", conflicts_with = "bagit")]
    signers: Option<PathBuf>,
    /// Headquarters' signed list of signers, a folder, which also says which keys are revoked; its root is the one of --root
    #[arg(long, value_name = "LIST", conflicts_with_all = ["bagit", "signers"], requires = "root")]
    trust: Option<PathBuf>,
    /// The words or fingerprint of the root key of --trust, from headquarters' paper
    #[arg(long, value_name = "WORDS", requires = "trust", value_parser = RootName::parse)]
    root: Option<RootName>,
    /// A bundle on which this one builds; may be repeated
    #[arg(long, value_name = "BUNDLE", conflicts_with = "bagit")]
    base: Vec<PathBuf>,
    /// Say of each file in this folder whether it is, byte for byte, an original of the bundle
    #[arg(long, value_name = "FOLDER", conflicts_with = "bagit")]
    photos: Option<PathBuf>,
    #[command(flatten)]
    proofs: ProofArgs,
    /// Judge any bag of BagIt 0.93 to 1.0 by RFC 8493 alone
    #[arg(long, conflicts_with_all = ["receipt", "token", "tsa_ca"])]
    bagit: bool,
    /// Opens an encrypted bundle: the private key of one for whom it was encrypted
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Read that key's passphrase from this file instead of asking for it
    #[arg(long, value_name = "FILE", requires = "key")]
    passphrase_file: Option<PathBuf>,
    /// Print one JSON document, errors included: the same as `sigillum verify --json`
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(refusal) => return refused(&refusal),
    };
    let done = run(&args).and_then(|answer| {
        answer.print(args.json).doing("printing the report", Path::new("standard output"))?;
        Ok(answer.has_findings())
    });
    match done {
        Ok(false) => ExitCode::SUCCESS,
        Ok(true) => ExitCode::from(FINDINGS),
        Err(error) => {
            print_error(&error, args.json);
            ExitCode::from(if error.code == Code::Usage { USAGE } else { COULD_NOT })
        }
    }
}

/// What the arguments did not allow; help and version come this way too, and are no failure.
fn refused(refusal: &clap::Error) -> ExitCode {
    let asked_for = !refusal.use_stderr();
    if !asked_for && std::env::args_os().any(|argument| argument == "--json") {
        print_error(&usage_error(refusal), true);
    } else {
        // Where even this cannot be printed there is nobody to tell.
        let _ = refusal.print();
    }
    if asked_for { ExitCode::SUCCESS } else { ExitCode::from(USAGE) }
}

fn run(args: &Args) -> Result<Answer> {
    let threads = std::thread::available_parallelism().map_or(1, Into::into);
    if args.bagit {
        return judged(&args.path, &judge(&args.path, threads, &Silent)?);
    }
    demand(&args.path)?;
    let signers = list_for(args)?;
    let key = key_for(args)?;
    let keys: Vec<&UnlockedKey> = key.iter().collect();
    let proofs = args.proofs.read(&args.path)?;
    let options = VerifyOptions {
        signers: signers.as_ref(),
        bases: args.base.clone(),
        keys: &keys,
        threads,
        ..proofs.options()
    };
    let check = verify::bundle(&args.path, &options, &Silent)?;
    let report = VerifyReport::of_bundle(&args.path, &check);
    let Some(folder) = &args.photos else { return answer(&report, None) };
    let known: BTreeSet<Digest> = check.originals().into_iter().map(|original| original.sha256).collect();
    let photos = verify::loose_photos(folder, &|digest| Ok(known.contains(digest)), &Silent)?;
    compared(photos, report, None)
}

/// The list by which signers are judged, if one was named. Nothing is pinned here: paper says whose it is, each time.
fn list_for(args: &Args) -> Result<Option<AllowedSigners>> {
    if let (Some(folder), Some(root)) = (&args.trust, &args.root) {
        let list = TrustList::read_folder(folder)?;
        Known::first_contact(&list, root)?.accept(&list)?;
        return Ok(Some(list.signers().list));
    }
    args.signers.as_deref().map(AllowedSigners::read).transpose()
}

/// The key, where the bundle is encrypted and one was named.
fn key_for(args: &Args) -> Result<Option<UnlockedKey>> {
    let Some(path) = args.key.as_ref() else { return Ok(None) };
    if !is_encrypted(&args.path)? {
        return Ok(None);
    }
    let file = KeyFile::read(path)?;
    let passphrase = if file.is_encrypted() { passphrase(args)? } else { Zeroizing::default() };
    file.unlock(&passphrase).map(Some)
}

fn passphrase(args: &Args) -> Result<Zeroizing<String>> {
    use std::io::Read as _;
    const DOING: &str = "asking for the passphrase";
    if let Some(path) = &args.passphrase_file {
        let mut text = Zeroizing::new(String::with_capacity(4096));
        let file = std::fs::File::open(path).doing(DOING, path)?;
        file.take(LONGEST_PASSPHRASE).read_to_string(&mut text).doing(DOING, path)?;
        return Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()));
    }
    rpassword::prompt_password("Passphrase: ").map(Zeroizing::new).map_err(|cause| {
        Error::new(Code::WrongPassphrase, DOING, "there is no terminal to ask on")
            .caused_by(cause)
            .remedy("Give it with --passphrase-file.")
    })
}
