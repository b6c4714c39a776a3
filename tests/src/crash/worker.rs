//! The worker's own work: real core, real disk, a line for each acknowledgement.
//!
//! A tick (`.`) is printed whenever the core asks for the time or for randomness, or tells its progress: by counting
//! them, a test kills the worker at a point that it chose. Must never: print an acknowledgement before the call
//! that gives it has returned.

use super::job::{Ack, Job, note_text};
use super::migration;
use crate::laptop::{Laptop, SystemClock, SystemRandom};
use sigillum_core::catalogue::{Catalogue, ExportOptions, IntakeOptions, NewOperation, Surroundings};
use sigillum_core::entry::Class;
use sigillum_core::error::{Code, Result};
use sigillum_core::note::NoteDraft;
use sigillum_core::photo::Outcome;
use sigillum_core::progress::{Progress, Unit};
use sigillum_core::store::{Database, FILE_NAME};
use sigillum_core::time::{Clock, Moment, Random};
use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Whether ticks are printed.
#[derive(Clone, Copy)]
struct Ticks(bool);

impl Ticks {
    fn tick(self) {
        if self.0 {
            say(b".\n");
        }
    }
}

/// One write, at once: what was said before a kill is heard after it.
fn say(line: &[u8]) {
    let mut out = std::io::stdout().lock();
    out.write_all(line).and_then(|()| out.flush()).unwrap();
}

impl Clock for Ticks {
    fn now(&self) -> Moment {
        self.tick();
        SystemClock.now()
    }
}

impl Random for Ticks {
    fn fill(&self, buffer: &mut [u8]) -> Result<()> {
        self.tick();
        SystemRandom.fill(buffer)
    }
}

impl Progress for Ticks {
    fn stage(&self, _: &'static str, _: Option<u64>, _: Unit) {
        self.tick();
    }

    fn advance(&self, _: u64) {
        self.tick();
    }
}

struct Worker {
    laptop: Laptop,
    ticks: Ticks,
    /// Whether the length of the write-ahead log is told after each acknowledgement.
    log: bool,
    catalogue: Option<Catalogue>,
    notes: AtomicU64,
}

/// The worker's `main`: options `--ticks`, `--log`, `--hold` (wait at the end until killed), the laptop's folder, the
/// jobs.
pub fn main(arguments: impl Iterator<Item = String>) -> ExitCode {
    let (options, words): (Vec<_>, Vec<_>) = arguments.partition(|word| word.starts_with("--"));
    let has = |option: &str| options.iter().any(|o| o == option);
    let folder = Path::new(&words[0]).to_owned();
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    let mut worker = Worker {
        laptop: Laptop { folder, name },
        ticks: Ticks(has("--ticks")),
        log: has("--log"),
        catalogue: None,
        notes: AtomicU64::new(0),
    };
    for job in words[1..].iter().map(|word| Job::parse(word)) {
        if let Err(error) = worker.run(&job) {
            eprintln!("{job}: {error:?}");
            return ExitCode::FAILURE;
        }
    }
    if has("--hold") {
        say(b"end\n");
        let _ = std::io::stdin().read(&mut [0]);
    }
    ExitCode::SUCCESS
}

impl Worker {
    fn around(&self) -> Surroundings {
        Surroundings { clock: Arc::new(self.ticks), random: Arc::new(self.ticks), ..self.laptop.around() }
    }

    fn catalogue(&mut self) -> Result<&mut Catalogue> {
        if self.catalogue.is_none() {
            let mut catalogue = Catalogue::open(&self.laptop.root(), self.around())?;
            catalogue.unlock(self.laptop.key(), self.laptop.details());
            self.catalogue = Some(catalogue);
        }
        Ok(self.catalogue.as_mut().unwrap())
    }

    fn acknowledge(&self, ack: &Ack) {
        let mut lines = format!("{ack}\n");
        if self.log {
            let log = self.laptop.root().join(format!("{FILE_NAME}-wal"));
            let length = std::fs::metadata(log).map_or(0, |metadata| metadata.len());
            lines.push_str(&format!("{}\n", Ack::LogLength(length)));
        }
        say(lines.as_bytes());
        self.ticks.tick();
    }

    fn run(&mut self, job: &Job) -> Result<()> {
        self.ticks.tick();
        match job {
            Job::Create => self.create(),
            Job::Join(bundle) => self.join(bundle),
            Job::Intake(card) => self.intake(card),
            Job::Notes(count) => (0..*count).try_for_each(|_| self.note()),
            Job::ExportFolder => self.export(false),
            Job::ExportZip => self.export(true),
            Job::Import(bundle) => {
                let (path, ticks) = (self.laptop.folder.join(bundle), self.ticks);
                self.catalogue()?.import(&path, None, false, &ticks)?;
                self.acknowledge(&Ack::Imported(bundle.clone()));
                Ok(())
            }
            Job::Open => {
                self.catalogue()?;
                self.acknowledge(&Ack::Done);
                Ok(())
            }
            Job::Migrate => {
                Database::open_with(&self.laptop.root(), &migration::steps())?;
                self.acknowledge(&Ack::Done);
                Ok(())
            }
            Job::Rebuild => {
                let ticks = self.ticks;
                self.catalogue()?.rebuild(&ticks)?;
                self.acknowledge(&Ack::Done);
                Ok(())
            }
            Job::Backup => {
                let (to, ticks) = (self.laptop.folder.join("backups"), self.ticks);
                self.catalogue()?.backup(&to, &ticks)?;
                self.acknowledge(&Ack::Done);
                Ok(())
            }
            Job::Restore(backup) => {
                self.catalogue = None;
                Catalogue::restore(&self.laptop.root(), &self.laptop.folder.join(backup))?;
                self.acknowledge(&Ack::Done);
                Ok(())
            }
        }
    }

    /// Whoever is told that there is a catalogue already goes on with it.
    fn create(&mut self) -> Result<()> {
        let operation = NewOperation {
            reference: "LON-2025-114".into(),
            title: "Storage unit 7".into(),
            ..NewOperation::default()
        };
        let (root, key, details) = (self.laptop.root(), self.laptop.key(), self.laptop.details());
        match Catalogue::create(&root, self.around(), key, details, &operation) {
            Ok(catalogue) => self.catalogue = Some(catalogue),
            Err(error) if error.code == Code::AlreadyACatalogue => {
                self.catalogue()?;
            }
            Err(error) => return Err(error),
        }
        self.acknowledge(&Ack::Created);
        Ok(())
    }

    fn join(&mut self, bundle: &Path) -> Result<()> {
        let (root, key, details) = (self.laptop.root(), self.laptop.key(), self.laptop.details());
        let path = self.laptop.folder.join(bundle);
        match Catalogue::join(&root, self.around(), key, details, &path, None, &self.ticks) {
            Ok((catalogue, _)) => self.catalogue = Some(catalogue),
            Err(error) if error.code == Code::AlreadyACatalogue => {
                self.catalogue()?;
            }
            Err(error) => return Err(error),
        }
        self.acknowledge(&Ack::Joined(bundle.to_owned()));
        Ok(())
    }

    fn intake(&mut self, card: &Path) -> Result<()> {
        let options = IntakeOptions {
            sources: vec![self.laptop.folder.join(card)],
            label: card.display().to_string(),
            ..IntakeOptions::default()
        };
        let ticks = self.ticks;
        let report = self.catalogue()?.photo_add(&options, &ticks)?;
        if let Some(why) = report.why {
            return Err(why);
        }
        for file in report.files.iter().filter(|f| matches!(f.outcome, Outcome::Taken | Outcome::Held)) {
            self.acknowledge(&Ack::Photo(file.sha256.unwrap().to_string(), file.name.clone()));
        }
        Ok(())
    }

    fn note(&mut self) -> Result<()> {
        let title = format!("note {}", self.notes.fetch_add(1, Ordering::Relaxed));
        let draft = NoteDraft { text: note_text(&title), title: title.clone(), ..NoteDraft::default() };
        let note = self.catalogue()?.note_seal(&draft, None, Class::Open)?;
        self.acknowledge(&Ack::Note(note.digest.to_string(), title));
        Ok(())
    }

    fn export(&mut self, zip: bool) -> Result<()> {
        let options = ExportOptions { to: self.laptop.bundles(), zip, since: None, invite: false };
        let ticks = self.ticks;
        let exported = self.catalogue()?.export(&options, &ticks)?;
        let name = exported.path.file_name().unwrap().to_string_lossy().into_owned();
        self.acknowledge(&Ack::Bundle(name));
        Ok(())
    }
}
