//! The verbs, and the options that every verb has.

use crate::{
    artefact, bundle, conflicts, custody, demo, dossier, help, inbox, key, likeness, note, operation,
    package, photo, receipt, search, site, trust, upkeep, verify,
};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Exit codes: 0 done; 1 something was found (a check that failed, a conflict, a file that could not be read);
2 the request makes no sense; 3 it could not be done.

A passphrase is asked for on the terminal, or read with --passphrase-file or --passphrase-fd: never from an
argument or the environment, where others on this computer could see it.

Shell completions: `sigillum completions bash` (or elvish, fish, powershell, zsh) prints a script; for bash, put it
into ~/.local/share/bash-completion/completions/sigillum. Manual page: `sigillum man > sigillum.1`; `sigillum man
artefact add` prints the page of one verb.";

/// Catalogues recovered cultural objects, photographs and notes as evidence, without a network, and proves that
/// nothing was altered on the way.
#[derive(Parser)]
#[command(name = "sigillum", version, after_help = AFTER_HELP, arg_required_else_help = true, max_term_width = 110)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub verb: Verb,
}

/// What every verb can be told.
#[derive(Args)]
#[command(next_help_heading = "Options of every verb")]
pub struct Common {
    /// The catalogue's folder [default: the current folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub catalogue: Option<PathBuf>,
    /// Print one JSON document, errors included; SCHEMAS.md describes it
    #[arg(long, global = true)]
    pub json: bool,
    /// The signing key's file [default: keys/default in the data folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Read the passphrase from this file
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "passphrase_fd")]
    pub passphrase_file: Option<PathBuf>,
    /// Read the passphrase from this open file descriptor
    #[arg(long, global = true, value_name = "N")]
    pub passphrase_fd: Option<u32>,
    /// The user's data folder, for keys and the newest heads [default: the system's place for it]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// This computer's name, as entries show it [default: its host name]
    #[arg(long, global = true, value_name = "NAME")]
    pub device: Option<String>,
}

/// Everything that can be done.
#[derive(Subcommand)]
pub enum Verb {
    /// Make, show or hand out a signing key
    #[command(subcommand)]
    Key(key::Verb),
    /// Keep headquarters' list of signers, ask to be on it, install it
    #[command(subcommand)]
    Trust(Box<trust::Verb>),
    /// Begin, show, describe, join or adopt an operation
    #[command(subcommand)]
    Operation(operation::Verb),
    /// Record artefacts
    #[command(subcommand)]
    Artefact(artefact::Verb),
    /// Record packages and what is in them
    #[command(subcommand)]
    Package(package::Verb),
    /// Take in photos, say what they show, look into them
    #[command(subcommand)]
    Photo(photo::Verb),
    /// Write and seal forensic notes
    #[command(subcommand)]
    Note(note::Verb),
    /// Record hand-overs, moves, seals and the like
    #[command(subcommand)]
    Custody(Box<custody::Verb>),
    /// Look whether everything is in order before the site is left
    Leave,
    /// Write a page of labels, to be printed
    Labels(site::LabelsArgs),
    /// Search the text of everything recorded
    Search(search::SearchArgs),
    /// Work through what people disagree about
    #[command(subcommand)]
    Conflicts(conflicts::Verb),
    /// Find the same object catalogued twice; link the two records or tell them apart
    #[command(subcommand)]
    Likeness(likeness::Verb),
    /// Write a signed bundle and check what was written
    Export(bundle::ExportArgs),
    /// Write a dossier about chosen artefacts: they in full, of all else only digests
    Dossier(dossier::DossierArgs),
    /// State what headquarters holds, and accept such a statement
    #[command(subcommand)]
    Receipt(receipt::Verb),
    /// Take bundles in, each whole or not at all
    Import(bundle::ImportArgs),
    /// Look after the bundles that came in: what was imported, refused, or still waits
    #[command(subcommand)]
    Inbox(inbox::Verb),
    /// Verify a bundle, a catalogue, loose photos or any BagIt bag; changes nothing
    Verify(verify::VerifyArgs),
    /// Check the whole catalogue
    Check(upkeep::CheckArgs),
    /// Make everything that screens show anew from the entries
    Rebuild,
    /// Copy the catalogue's database; the ten newest copies are kept
    Backup(upkeep::BackupArgs),
    /// Put a backup in the place of the database, which is kept beside it
    Restore(upkeep::RestoreArgs),
    /// Do the whole job in a new folder: two laptops and headquarters
    Demo(demo::DemoArgs),
    /// Print a completion script for a shell
    Completions(help::CompletionArgs),
    /// Print a manual page
    Man(help::ManArgs),
}
