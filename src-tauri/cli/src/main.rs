//! Sigillum's command line: the whole job in a shell, for servers, scripts and courts.
//!
//! Owns: arguments, the environment, the terminal, and what is printed. Must never: hold a rule of the domain (a
//! command is a few lines that delegate to the core's façade), take a passphrase from an argument or the environment,
//! or let a text out of a bundle reach a terminal unescaped.

// A terminal is what this program is for.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod args;
mod artefact;
mod bundle;
mod conflicts;
mod custody;
mod demo;
mod dossier;
mod fields;
mod help;
mod inbox;
mod key;
mod likeness;
mod names;
mod note;
mod operation;
mod package;
mod photo;
mod photo_pages;
mod quiet;
mod receipt;
mod search;
mod session;
mod site;
mod trust;
mod upkeep;
mod verify;
mod watch;

use args::{Cli, Verb};
use clap::Parser as _;
use clap::error::ErrorKind;
use session::Session;
use sigillum_core::error::{Code, Result};
// At the root, where every verb looks for them.
use sigillum_verify::{COULD_NOT, FINDINGS, USAGE, answer, page};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(refusal) => return refused(&asked_for_help().unwrap_or(refusal)),
    };
    let json = cli.common.json;
    match Session::new(cli.common).and_then(|session| run(cli.verb, &session)) {
        Ok(answer) => match answer.print(json) {
            Ok(()) if answer.was_stopped() => ExitCode::from(COULD_NOT),
            Ok(()) if answer.has_findings() => ExitCode::from(FINDINGS),
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(COULD_NOT),
        },
        Err(error) => {
            answer::print_error(&error, json);
            ExitCode::from(if error.code == Code::Usage { USAGE } else { COULD_NOT })
        }
    }
}

/// The page that `help` was asked for together with `--json`, which it alone does not know: it is text all the same.
fn asked_for_help() -> Option<clap::Error> {
    let words = std::env::args_os().filter(|word| word != "--json");
    let page = Cli::try_parse_from(words).err()?;
    (page.kind() == ErrorKind::DisplayHelp).then_some(page)
}

/// What the arguments did not allow; help and version come this way too, and are no failure.
fn refused(refusal: &clap::Error) -> ExitCode {
    let asked_for = !refusal.use_stderr();
    if !asked_for && std::env::args_os().any(|argument| argument == "--json") {
        answer::print_error(&answer::usage_error(refusal), true);
    } else {
        // Where even this cannot be printed there is nobody to tell.
        let _ = refusal.print();
    }
    if asked_for { ExitCode::SUCCESS } else { ExitCode::from(USAGE) }
}

fn run(verb: Verb, session: &Session) -> Result<answer::Answer> {
    match verb {
        Verb::Key(verb) => key::run(verb, session),
        Verb::Trust(verb) => trust::run(*verb, session),
        Verb::Operation(verb) => operation::run(verb, session),
        Verb::Artefact(verb) => artefact::run(verb, session),
        Verb::Package(verb) => package::run(verb, session),
        Verb::Photo(verb) => photo::run(verb, session),
        Verb::Note(verb) => note::run(verb, session),
        Verb::Custody(verb) => custody::run(*verb, session),
        Verb::Leave => site::leave(session),
        Verb::Labels(args) => site::labels(&args, session),
        Verb::Search(args) => search::run(args, session),
        Verb::Conflicts(verb) => conflicts::run(verb, session),
        Verb::Export(args) => bundle::export(&args, session),
        Verb::Dossier(args) => dossier::dossier(&args, session),
        Verb::Import(args) => bundle::import(&args, session),
        Verb::Receipt(verb) => receipt::run(verb, session),
        Verb::Inbox(verb) => inbox::run(verb, session),
        Verb::Likeness(verb) => likeness::run(verb, session),
        Verb::Verify(args) => verify::run(&args, session),
        Verb::Check(args) => upkeep::check(&args, session),
        Verb::Rebuild => upkeep::rebuild(session),
        Verb::Backup(args) => upkeep::backup(&args, session),
        Verb::Restore(args) => upkeep::restore(&args, session),
        Verb::Demo(args) => demo::run(&args, session),
        Verb::Completions(args) => help::completions(&args),
        Verb::Man(args) => help::man(&args),
    }
}
