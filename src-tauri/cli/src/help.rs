//! `completions` and `man`: what a shell and a reader need, made from the arguments themselves.

use crate::answer::Answer;
use crate::args::Cli;
use crate::page::Page;
use clap::{Args, Command, CommandFactory as _};
use clap_complete::Shell;
use serde::Serialize;
use sigillum_core::error::{Code, Error, Result};

/// For which shell.
#[derive(Args)]
pub struct CompletionArgs {
    /// bash, elvish, fish, powershell or zsh
    shell: Shell,
}

/// Of which verb.
#[derive(Args)]
pub struct ManArgs {
    /// The verb, such as `artefact add` [default: the whole program]
    verb: Vec<String>,
}

#[derive(Serialize)]
struct Document<'a> {
    text: &'a str,
}

/// The completion script.
///
/// # Errors
/// [`Code::Internal`].
pub fn completions(args: &CompletionArgs) -> Result<Answer> {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "sigillum", &mut bytes);
    document(&bytes)
}

/// The manual page.
///
/// # Errors
/// [`Code::Usage`] if there is no such verb.
pub fn man(args: &ManArgs) -> Result<Answer> {
    let mut whole = Cli::command();
    whole.build();
    let mut command: &Command = &whole;
    for word in &args.verb {
        command = command.find_subcommand(word).ok_or_else(|| {
            Error::new(Code::Usage, "printing a manual page", "there is no such verb").on(word)
        })?;
    }
    let mut bytes = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut bytes).map_err(|cause| {
        Error::new(Code::Internal, "printing a manual page", cause.to_string()).caused_by(cause)
    })?;
    document(&bytes)
}

fn document(bytes: &[u8]) -> Result<Answer> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    Answer::new(&Document { text: &text }, Page::raw(text.clone()))
}
