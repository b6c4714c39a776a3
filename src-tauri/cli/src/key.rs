//! `key`: making, showing and handing out a signing key; asking for its passphrase.

use crate::answer::Answer;
use crate::args::Common;
use crate::page::Page;
use crate::quiet::Quiet;
use crate::session::Session;
use clap::{Args, Subcommand};
use sigillum_core::catalogue::SignerDetails;
use sigillum_core::error::{Code, Error, IoContext as _, Result};
use sigillum_core::signature::{KeyFile, UnlockedKey};
use sigillum_host::files::text_of;
use sigillum_host::keys::{KeyView, create, details_of, details_path, view, write_details};
use std::fs::File;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const ASKING: &str = "asking for the passphrase";

/// What can be done with keys.
#[derive(Subcommand)]
pub enum Verb {
    /// Make a key, encrypted with a passphrase, and say whose it is
    New(NewArgs),
    /// Show the key's fingerprint and whose it is
    Show,
    /// Print the line by which others can check this key's signatures (a line of an allowed_signers file)
    Export,
}

/// Whose the key is.
#[derive(Args)]
pub struct NewArgs {
    /// The person's name
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The agency or museum
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    organisation: String,
    /// The person's role there
    #[arg(long, value_name = "ROLE", default_value = "", hide_default_value = true)]
    role: String,
    /// The initials that begin this person's exhibit references, such as SC
    #[arg(long, value_name = "LETTERS", default_value = "", hide_default_value = true)]
    initials: String,
    /// Make no key: say whose the existing key is that --key names
    #[arg(long)]
    existing: bool,
}

/// Does one of them.
///
/// # Errors
/// What the key's file gives.
pub fn run(verb: Verb, session: &Session) -> Result<Answer> {
    let path = session.key_path();
    match verb {
        Verb::New(args) => make(&path, args, session),
        Verb::Show => {
            let view = view(&path)?;
            let page = page(&view);
            Answer::new(&view, page)
        }
        Verb::Export => {
            let view = view(&path)?;
            let page = Page::of(&view.allowed_signers);
            Answer::new(&view, page)
        }
    }
}

fn make(path: &Path, args: NewArgs, session: &Session) -> Result<Answer> {
    let details = SignerDetails {
        name: args.name.trim().to_owned(),
        organisation: args.organisation.trim().to_owned(),
        role: args.role.trim().to_owned(),
        initials: args.initials.trim().to_owned(),
    };
    if args.existing {
        KeyFile::read(path)?;
        write_details(path, &details)?;
    } else {
        let existing = [path.to_owned(), details_path(path)].into_iter().find(|file| file.exists());
        if let Some(file) = existing {
            return Err(Error::new(Code::AlreadyExists, "making a signing key", "there is a key already")
                .on(file.display())
                .safe("Nothing was replaced")
                .remedy("Name another file with --key."));
        }
        create(path, &details, &new_passphrase(&session.common)?)?;
    }
    let view = view(path)?;
    let mut page = page(&view);
    page.gap();
    page.line("Write the fingerprint on paper, and give headquarters the line of `sigillum key export`.");
    page.line(
        "Keep a copy of the key's file: without file and passphrase nobody can sign as this person again.",
    );
    Answer::new(&view, page)
}

fn page(view: &KeyView) -> Page {
    let mut page = Page::default();
    page.pair("Key", view.path.display().to_string());
    page.pair("Fingerprint", &view.fingerprint);
    page.pair("Encrypted", if view.encrypted { "yes" } else { "NO: whoever finds the file can sign" });
    page.pair("Name", &view.signer.name);
    page.pair("Organisation", &view.signer.organisation);
    page.pair("Role", &view.signer.role);
    page.pair("Initials", &view.signer.initials);
    page
}

/// Opens a key: asks for its passphrase if it has one.
///
/// # Errors
/// As [`KeyFile::read`] and [`KeyFile::unlock`].
pub fn unlock(path: &Path, common: &Common) -> Result<(UnlockedKey, SignerDetails)> {
    let file = KeyFile::read(path).map_err(|error| match error.code {
        Code::NotFound => error.remedy("Name your key with --key, or make one with `key new`."),
        _ => error,
    })?;
    let details = details_of(path)?;
    Ok((open(&file, common)?, details))
}

/// Opens a key of which nothing says whose it is, such as headquarters' root.
///
/// # Errors
/// As [`unlock`].
pub fn unlock_file(path: &Path, common: &Common) -> Result<UnlockedKey> {
    open(&KeyFile::read(path)?, common)
}

fn open(file: &KeyFile, common: &Common) -> Result<UnlockedKey> {
    let passphrase = if file.is_encrypted() {
        given_passphrase(common)?.map_or_else(|| ask("Passphrase: "), Ok)?
    } else {
        Zeroizing::default()
    };
    file.unlock(&passphrase)
}

/// A passphrase for a new key: the one that is given, or one that is typed twice.
///
/// # Errors
/// [`Code::WrongPassphrase`] where the two differ or there is no terminal.
pub fn new_passphrase(common: &Common) -> Result<Zeroizing<String>> {
    if let Some(passphrase) = given_passphrase(common)? {
        return Ok(passphrase);
    }
    // Quiet between the two questions too.
    let _quiet = Quiet::new();
    let first = ask("New passphrase: ")?;
    if *first != *ask("The same again: ")? {
        return Err(Error::new(Code::WrongPassphrase, ASKING, "the two differ")
            .safe("No key was made")
            .remedy("Do it again."));
    }
    Ok(first)
}

/// The passphrase from a file or descriptor, up to the end of its first line.
fn given_passphrase(common: &Common) -> Result<Option<Zeroizing<String>>> {
    let doing = "reading the passphrase";
    let path = match (&common.passphrase_file, common.passphrase_fd) {
        (Some(path), _) => path.clone(),
        (None, Some(0)) => {
            return text_of(std::io::stdin().lock(), Path::new("-"), doing).map(first_line).map(Some);
        }
        (None, Some(number)) => PathBuf::from(format!("/dev/fd/{number}")),
        (None, None) => return Ok(None),
    };
    let file = File::open(&path).doing(doing, &path)?;
    text_of(file, &path, doing).map(first_line).map(Some)
}

fn first_line(text: Zeroizing<String>) -> Zeroizing<String> {
    Zeroizing::new(text.lines().next().unwrap_or_default().to_owned())
}

fn ask(prompt: &str) -> Result<Zeroizing<String>> {
    let _quiet = Quiet::new();
    rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|cause| {
        Error::new(Code::WrongPassphrase, ASKING, "there is no terminal to ask on")
            .caused_by(cause)
            .remedy("Give it with --passphrase-file or --passphrase-fd.")
    })
}
